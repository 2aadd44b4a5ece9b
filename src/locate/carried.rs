//! Pages that carry their sums on: "Cộng trang 1" or "Cộng mang sang" at the foot of a page, "Mang sang" at the head of the
//! next. Such a row adds up its page, or all from the start of the table, whichever its own figures bear out.

use super::rows::label_key;
use super::tables::figure_at;
use super::vocabulary::Vocabulary;
use super::within::Figures;
use super::{Row, RowRole, Table};
use crate::finding::CellRef;
use crate::read::Sheet;

/// The rows that carry a sum on (indices), taken out of the rows that add up others.
pub(super) fn set_apart(rows: &mut [Row], words: &Vocabulary) -> Vec<usize> {
    let carries = |r: &Row| r.role == RowRole::Subtotal && words.is_carried(&label_key(r));
    let found: Vec<usize> = (0..rows.len()).filter(|&i| carries(&rows[i])).collect();
    found.iter().for_each(|&i| rows[i].role = RowRole::Note);
    found
}

/// Puts them back as subtotals of what they add up.
pub(super) fn put_back(rows: &mut [Row], carried: &[usize], figure: Figures<'_>, columns: &[u32]) {
    for &i in carried {
        let page = rows[..i].iter().rposition(|r| r.role == RowRole::Header);
        let before = carried.iter().copied().rfind(|&c| c < i);
        let data = |from: usize| (from..i).filter(|&j| rows[j].role == RowRole::Data).collect::<Vec<_>>();
        let (of_page, of_all) = (data(page.max(before).map_or(0, |at| at + 1)), data(0));
        let fits = |set: &[usize]| {
            let sum = |c: u32| set.iter().map(|&j| figure(rows[j].index, c)).sum::<Option<i64>>();
            columns.iter().filter(|&&c| borne_out(figure(rows[i].index, c), sum(c))).count()
        };
        // At the head of a page nothing of it stands above.
        let all = of_page.is_empty() || fits(&of_all) > fits(&of_page);
        rows[i].covers = if all { of_all } else { of_page }.into();
    }
    carried.iter().for_each(|&i| rows[i].role = RowRole::Subtotal);
}

/// On a sheet that goes on: rows that carry on what the sheets before add up besides cover no rows of their sheet alone.
pub(super) fn over_sheets(before: &[(&Table, &Sheet)], table: &mut Table, sheet: &Sheet, words: &Vocabulary) {
    let sum = |table: &Table, sheet: &Sheet, rows: &[usize], c: u32| {
        rows.iter().map(|&j| figure_at(sheet, CellRef::new(table.rows[j].index, c))).sum::<Option<i64>>()
    };
    let data = |t: &Table, to: usize| (0..to).filter(|&j| t.rows[j].role == RowRole::Data).collect::<Vec<_>>();
    let columns: Vec<u32> = table.columns.iter().filter(|c| c.role.adds_up()).map(|c| c.index).collect();
    let whole = |i: usize| {
        let own = |c: u32| figure_at(sheet, CellRef::new(table.rows[i].index, c));
        let above = |c: u32| before.iter().map(|(t, s)| sum(t, s, &data(t, t.rows.len()), c)).sum::<Option<i64>>();
        let all = |c: u32| Some(above(c)? + sum(table, sheet, &data(table, i), c)?);
        let fits = |of: &dyn Fn(u32) -> Option<i64>| columns.iter().filter(|&&c| borne_out(own(c), of(c))).count();
        fits(&all) > fits(&|c| sum(table, sheet, &table.rows[i].covers, c))
    };
    let carries = |r: &Row| r.role == RowRole::Subtotal && words.is_carried(&label_key(r));
    let found: Vec<usize> = (0..table.rows.len()).filter(|&i| carries(&table.rows[i]) && whole(i)).collect();
    found.into_iter().for_each(|i| table.rows[i].covers.clear());
}

fn borne_out(own: Option<i64>, sum: Option<i64>) -> bool {
    own.is_some_and(|n| n > 0) && own == sum
}
