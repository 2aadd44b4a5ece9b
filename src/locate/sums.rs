//! What one column says of others: the rules printed in the row of column numbers ("2 = 3+4"), and columns that are the
//! sum of others in every row. Printed rules are not always true: they are believed where the figures bear them out.

use std::ops::RangeInclusive;

use super::tables::Frame;
use super::{Column, ColumnRole, Row, RowRole};

/// A column that is the sum of others (columns from 0).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ColumnSum {
    /// The column that holds the sum.
    pub whole: u32,
    /// Those it adds up.
    pub parts: Vec<u32>,
    /// The rule as printed.
    pub rule: String,
}

/// The rules printed in the row of column numbers that the figures of most rows bear out.
pub(super) fn printed(frame: &Frame<'_, '_>, rows: &[Row]) -> Vec<ColumnSum> {
    let Some(numbers) = frame.numbers else { return Vec::new() };
    let cells: Vec<(u32, String)> =
        frame.grid.sheet.row(numbers).iter().map(|c| (c.at().column, super::tables::shown(c))).collect();
    let numbered: Vec<(u32, u32)> = cells.iter().filter_map(|(at, text)| Some((own_number(text)?, *at))).collect();
    let column = |number: u32| numbered.iter().find(|(n, _)| *n == number).map(|(_, at)| *at);
    let rule = |(at, text): &(u32, String)| {
        let parts: Option<Vec<u32>> = terms(text)?.into_iter().map(column).collect();
        let sum = ColumnSum { whole: *at, parts: parts?, rule: text.clone() };
        (!sum.parts.contains(at) && borne_out(frame, rows, &sum)).then_some(sum)
    };
    cells.iter().filter_map(rule).collect()
}

/// In at least three of four rows that hold figures, and in two at least.
fn borne_out(frame: &Frame<'_, '_>, rows: &[Row], sum: &ColumnSum) -> bool {
    let counted = |r: &&Row| matches!(r.role, RowRole::Data | RowRole::OfWhich | RowRole::Subtotal | RowRole::Total);
    let fits = |r: &Row| {
        let own = frame.figure(r.index, sum.whole)?;
        let parts: Option<i64> = sum.parts.iter().map(|&c| frame.figure(r.index, c)).sum();
        (own > 0).then_some(Some(own) == parts)
    };
    let told: Vec<bool> = rows.iter().filter(counted).take(2_000).filter_map(fits).collect();
    let right = told.iter().filter(|fit| **fit).count();
    right >= 2 && right * 4 >= told.len() * 3
}

/// `"2 (=3+4)"` is number 2, `"(3)"` number 3.
fn own_number(text: &str) -> Option<u32> {
    let head = text.split('=').next()?;
    head.trim_matches(|c: char| c.is_whitespace() || "()[]".contains(c)).parse().ok()
}

/// The numbers a rule adds up: `"2=3+4"`, `"2 = 4+...+14"`; `None` for other rules.
fn terms(text: &str) -> Option<Vec<u32>> {
    let (_, rule) = text.split_once('=')?;
    let rule: String = rule.chars().filter(|c| !c.is_whitespace() && !"()[]".contains(*c)).collect();
    let mut found: Vec<u32> = Vec::new();
    let mut open = false;
    for term in rule.split('+') {
        match term.parse::<u32>() {
            Ok(number) if open => {
                let span: RangeInclusive<u32> = found.last()? + 1..=number;
                (span.clone().count() <= 60).then_some(())?;
                found.extend(span);
                open = false;
            }
            Ok(number) => found.push(number),
            Err(_) if !term.is_empty() && term.chars().all(|c| c == '.' || c == '…') => open = true,
            Err(_) => return None,
        }
    }
    (found.len() >= 2 && !open).then_some(found)
}

/// Gives a column of figures whose header says nothing its role by what it adds up: those rated and not rated are all,
/// the levels are those rated.
pub(super) fn settle_roles(columns: &mut [Column], rows: &[Row], rules: &[ColumnSum], frame: &Frame<'_, '_>) {
    let has = |columns: &[Column], role: ColumnRole| columns.iter().any(|c| c.role == role);
    let of = |columns: &[Column], wanted: &dyn Fn(&Column) -> bool| -> Vec<u32> {
        columns.iter().filter(|c| wanted(c)).map(|c| c.index).collect()
    };
    let levels = of(columns, &|c| c.role == ColumnRole::Count && c.level.as_ref().is_some_and(|l| !l.of_which));
    if levels.len() < 2 || (has(columns, ColumnRole::Total) && has(columns, ColumnRole::Rated)) {
        return;
    }
    let rated_and_not = of(columns, &|c| matches!(c.role, ColumnRole::Rated | ColumnRole::Unrated));
    let all = [levels.clone(), of(columns, &|c| c.role == ColumnRole::Unrated)].concat();
    let mut readings = vec![(ColumnRole::Total, rated_and_not), (ColumnRole::Total, all), (ColumnRole::Rated, levels)];
    readings.retain(|(role, parts)| !has(columns, *role) && parts.len() >= 2);
    let whole = |parts: &Vec<u32>, at: u32| {
        let same = |rule: &&ColumnSum| {
            rule.whole == at && rule.parts.len() == parts.len() && rule.parts.iter().all(|p| parts.contains(p))
        };
        let printed = rules.iter().find(same).map(|r| r.rule.clone());
        let sum = ColumnSum { whole: at, parts: parts.clone(), rule: printed.clone().unwrap_or_default() };
        (printed.is_some() || in_every_row(frame, rows, &sum)).then_some(printed)
    };
    for (role, parts) in readings {
        let open = columns.iter().enumerate().filter(|(_, c)| c.role == ColumnRole::Unknown);
        let found: Vec<(usize, Option<String>)> =
            open.filter_map(|(i, c)| Some((i, whole(&parts, c.index)?))).collect();
        // Two columns of the same figures are not told apart by them.
        let [(i, printed)] = &found[..] else { continue };
        columns[*i].role = role;
        let (vi, en) = match printed {
            Some(rule) => (format!("; theo quy tắc in “{rule}”"), format!("; by the printed rule “{rule}”")),
            None => ("; bằng tổng các cột ở mọi dòng".to_owned(), "; the sum of the others in every row".to_owned()),
        };
        columns[*i].evidence.vi.push_str(&vi);
        columns[*i].evidence.en.push_str(&en);
        return;
    }
}

/// "Tự chấm điểm" between those not scored and those rated: the one column of a strange head without which the others do
/// not make up the total, and with which they do in every row, is of people not rated either.
pub(super) fn settle_unrated(columns: &mut [Column], rows: &[Row], frame: &Frame<'_, '_>) {
    let of = |role: ColumnRole| columns.iter().filter(move |c| c.role == role).map(|c| c.index).collect::<Vec<u32>>();
    let ([total], [rated], unrated) = (&of(ColumnRole::Total)[..], &of(ColumnRole::Rated)[..], of(ColumnRole::Unrated))
    else {
        return;
    };
    let counted = |r: &&Row| matches!(r.role, RowRole::Data | RowRole::Subtotal | RowRole::Total);
    let left = |row: &Row| {
        let others: Option<i64> = unrated.iter().chain([rated]).map(|&column| frame.figure(row.index, column)).sum();
        Some(frame.figure(row.index, *total)? - others?)
    };
    let left: Option<Vec<(u32, i64)>> =
        rows.iter().filter(counted).take(2_000).map(|row| Some((row.index, left(row)?))).collect();
    let Some(left) = left.filter(|left| !unrated.is_empty() && left.iter().any(|(_, n)| *n > 0)) else { return };
    let fills = |c: &Column| left.iter().all(|&(row, n)| frame.figure(row, c.index) == Some(n));
    let open = columns.iter().enumerate().filter(|(_, c)| c.role == ColumnRole::Unknown && fills(c));
    if let [(at, _)] = open.collect::<Vec<_>>()[..] {
        columns[at].role = ColumnRole::Unrated;
        columns[at].evidence.vi.push_str("; cùng số đã và chưa đánh giá bằng tổng số ở mọi dòng");
        columns[at].evidence.en.push_str("; with those rated and not rated it makes up the total in every row");
    }
}

/// In every row that holds a figure, and in three at least with different sums.
fn in_every_row(frame: &Frame<'_, '_>, rows: &[Row], sum: &ColumnSum) -> bool {
    let mut sums = std::collections::BTreeSet::new();
    let counted = |r: &&Row| matches!(r.role, RowRole::Data | RowRole::Subtotal | RowRole::Total);
    for row in rows.iter().filter(counted).take(2_000) {
        let own = frame.figure(row.index, sum.whole);
        let parts: Option<i64> = sum.parts.iter().map(|&c| frame.figure(row.index, c)).sum();
        if own.is_none() || own != parts {
            return false;
        }
        sums.extend(own.filter(|n| *n > 0));
    }
    sums.len() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_rules_name_their_terms() {
        for (text, number, parts) in [
            ("2 (=3+4)", Some(2), Some(vec![3, 4])),
            ("2=4+...+7", Some(2), Some(vec![4, 5, 6, 7])),
            ("(3) = (4) + (5) + (6)", Some(3), Some(vec![4, 5, 6])),
            ("4(=2*100/3)", Some(4), None),
            ("4 = 2:3", Some(4), None),
            ("(5)", Some(5), None),
            ("A", None, None),
        ] {
            assert_eq!((own_number(text), terms(text)), (number, parts), "{text}");
        }
    }
}
