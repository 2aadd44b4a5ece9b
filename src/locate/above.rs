//! "HTTNV trở lên" beside the levels it is made of: a sum of theirs, and no level.

use super::sums::ColumnSum;
use super::tables::Frame;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Row, RowRole};
use crate::finding::column_name;

/// Fewer lines that add up are a chance.
const LINES: usize = 2;

/// Marks such columns where most lines bear it out, and says what they are the sum of.
pub(super) fn settle(
    columns: &mut [Column],
    sums: &mut Vec<ColumnSum>,
    rows: &[Row],
    frame: &Frame<'_, '_>,
    words: &Vocabulary,
) {
    let found: Vec<(usize, Vec<usize>)> = (0..columns.len())
        .filter_map(|at| {
            let parts = runs(columns, at, words);
            let parts = parts.into_iter().find(|parts| add_up(columns, at, parts, rows, frame))?;
            Some((at, parts))
        })
        .collect();
    for (at, parts) in found {
        let parts: Vec<u32> = parts.into_iter().map(|part| columns[part].index).collect();
        let named: Vec<String> = parts.iter().map(|&part| column_name(part)).collect();
        let column = &mut columns[at];
        column.role = ColumnRole::Part;
        column.evidence.vi.push_str(&format!("; bằng tổng các cột {}", named.join(", ")));
        column.evidence.en.push_str(&format!("; the sum of columns {}", named.join(", ")));
        let rule = format!("{} = {}", column_name(column.index), named.join(" + "));
        sums.push(ColumnSum { whole: column.index, parts, rule });
    }
}

/// The levels that a column of a level "and above" may add up, in the order in which they stand: from the first to that
/// level, or from that level to the last. None where that level has no column of its own.
fn runs(columns: &[Column], at: usize, words: &Vocabulary) -> Vec<Vec<usize>> {
    let own = &columns[at];
    let Some(level) = own.level.as_ref().filter(|l| l.and_above && own.role == ColumnRole::Count) else {
        return Vec::new();
    };
    let plain = |c: &Column| {
        let level = c.level.as_ref().filter(|l| !l.and_above && !l.of_which && !l.share);
        c.role == ColumnRole::Count
            && level.is_some()
            && (c.subject, c.stage, &c.population) == (own.subject, own.stage, &own.population)
    };
    let levels: Vec<usize> = (0..columns.len()).filter(|&i| plain(&columns[i])).collect();
    let same =
        |&i: &usize| columns[i].level.as_ref().is_some_and(|l| words.same_grade(&l.label, &level.label) == Some(true));
    let mut named = levels.iter().enumerate().filter(|(_, i)| same(i)).map(|(place, _)| place);
    match (named.next(), named.next()) {
        (Some(place), None) => {
            let runs = [levels[..=place].to_vec(), levels[place..].to_vec()];
            runs.into_iter().filter(|run| run.len() >= 2).collect()
        }
        _ => Vec::new(),
    }
}

/// In at least three of four lines that hold figures?
fn add_up(columns: &[Column], at: usize, parts: &[usize], rows: &[Row], frame: &Frame<'_, '_>) -> bool {
    let counted = |r: &&Row| matches!(r.role, RowRole::Data | RowRole::Subtotal | RowRole::Total);
    let fits = |r: &Row| {
        let own = frame.figure(r.index, columns[at].index)?;
        let sum: Option<i64> = parts.iter().map(|&part| frame.figure(r.index, columns[part].index)).sum();
        (own > 0).then_some(Some(own) == sum)
    };
    let told: Vec<bool> = rows.iter().filter(counted).take(2_000).filter_map(fits).collect();
    let right = told.iter().filter(|fits| **fits).count();
    right >= LINES && right * 4 >= told.len() * 3
}
