//! Tables that go on on the next sheet: the same header again, and numbers that go on where the sheet before ends.

use super::tables::figure_at;
use super::{Located, Row, RowRole, Table};
use crate::finding::CellRef;
use crate::read::{Sheet, Tab, Workbook};
use crate::text::key;

/// Where the rows of the sheets before stand, for a table that goes on: places among the located sheets, in order.
///
/// The total row at the end adds up all of them, so it covers no rows of its own sheet by itself.
pub fn join(located: &mut [Located], workbook: &Workbook) {
    for at in 1..located.len() {
        let (before, rest) = located.split_at_mut(at);
        let Some(next) = rest.first_mut().filter(|l| l.tables.len() == 1).and_then(|l| l.tables.first_mut()) else {
            continue;
        };
        let Some(last) = before.last().filter(|l| l.tables.len() == 1).and_then(|l| l.tables.first()) else {
            continue;
        };
        if !goes_on(last, next) && !adds_up_both((last, sheet(workbook, last)), (next, sheet(workbook, next))) {
            continue;
        }
        if next.titles.is_empty() {
            next.titles.clone_from(&last.titles);
            (next.subject, next.subject_by_title) = (last.subject, last.subject_by_title);
            next.subjects_of_title = last.subjects_of_title.clone();
        }
        next.continues = true;
        let total = next.rows.iter_mut().filter(|r| r.role == RowRole::Total);
        total.for_each(|r| r.covers.clear());
    }
}

fn sheet<'w>(workbook: &'w Workbook, table: &Table) -> Option<&'w Sheet> {
    match workbook.tabs.get(table.tab) {
        Some(Tab::Sheet(sheet)) => Some(sheet),
        _ => None,
    }
}

/// Rows without numbers: does the total of a table under the same header, and without a title of its own, add up the rows
/// of both sheets?
pub(super) fn adds_up_both(last: (&Table, Option<&Sheet>), next: (&Table, Option<&Sheet>)) -> bool {
    let ((last, Some(above)), (next, Some(below))) = (last, next) else { return false };
    let unnumbered = |t: &Table| t.rows.iter().filter(|r| r.role == RowRole::Data).all(|r| r.ordinal.is_empty());
    let Some(total) = next.rows.iter().find(|r| r.role == RowRole::Total) else { return false };
    let untitled = next.titles.is_empty() || next.titles == last.titles;
    if !(untitled && unnumbered(last) && unnumbered(next) && is_open(last) && same_form(last, next)) {
        return false;
    }
    let sum = |table: &Table, sheet: &Sheet, column: u32| {
        let data = table.rows.iter().filter(|r| r.role == RowRole::Data);
        data.map(|r| figure_at(sheet, CellRef::new(r.index, column))).sum::<Option<i64>>()
    };
    let (mut both, mut own) = (0, 0);
    for column in next.columns.iter().map(|c| c.index) {
        let Some(said) = figure_at(below, CellRef::new(total.index, column)).filter(|n| *n > 0) else { continue };
        let (first, second) = (sum(last, above, column), sum(next, below, column));
        both += usize::from(first.zip(second).is_some_and(|(a, b)| a > 0 && a + b == said));
        own += usize::from(second == Some(said));
    }
    both >= 2 && both > own
}

/// Nothing was added up before.
fn is_open(table: &Table) -> bool {
    table.rows.iter().all(|r| r.role != RowRole::Total)
}

fn same_form(last: &Table, next: &Table) -> bool {
    let header = |t: &Table| -> Vec<(u32, Vec<String>)> {
        t.columns.iter().map(|c| (c.index, c.path.iter().map(|p| key(p)).collect())).collect()
    };
    last.kind == next.kind && header(last) == header(next)
}

/// Does the table go on with the rows of the one before? Its header is the same, nothing was added up before, and its
/// first number follows the last one.
fn goes_on(last: &Table, next: &Table) -> bool {
    let data = |t: &Table| -> Vec<Row> { t.rows.iter().filter(|r| r.role == RowRole::Data).cloned().collect() };
    let number = |r: Option<&Row>| r.and_then(|r| r.ordinal.number());
    let (before, after) = (data(last), data(next));
    let follows = number(before.last()).zip(number(after.first())).is_some_and(|(a, b)| b == a + 1);
    follows && is_open(last) && same_form(last, next)
}
