//! Tables that go on on the next sheet: the same header again, and numbers that go on where the sheet before ends.

use super::tables::figure_at;
use super::vocabulary::Vocabulary;
use super::{Located, Row, RowRole, Table, carried};
use crate::finding::CellRef;
use crate::read::{Sheet, Tab, Workbook};
use crate::text::key;

/// Where the rows of the sheets before stand, for a table that goes on: places among the located sheets, in order.
///
/// The total row at the end adds up all of them, so it covers no rows of its own sheet by itself.
pub fn join(located: &mut [Located], workbook: &Workbook, words: &Vocabulary) {
    for at in 1..located.len() {
        let next = only_table(&located[at]);
        let last = only_table(&located[at - 1]);
        let Some((last, next)) = last.zip(next) else { continue };
        let first = if goes_on(last, next) { Some(at - 1) } else { added_up_from(located, at, workbook) };
        for place in first.map_or(at..at, |first| first + 1..at + 1) {
            let (before, rest) = located.split_at_mut(place);
            let (Some(last), Some(next)) =
                (before.last().and_then(only_table), rest.first_mut().and_then(|l| l.tables.first_mut()))
            else {
                continue;
            };
            go_on(last, next);
            carry_on(located, place, workbook, words);
        }
    }
}

fn only_table(located: &Located) -> Option<&Table> {
    if let [table] = located.tables.as_slice() { Some(table) } else { None }
}

fn go_on(last: &Table, next: &mut Table) {
    if next.titles.is_empty() {
        next.titles.clone_from(&last.titles);
        (next.subject, next.subject_by_title) = (last.subject, last.subject_by_title);
        next.subjects_of_title.clone_from(&last.subjects_of_title);
    }
    next.continues = true;
    let total = next.rows.iter_mut().filter(|r| r.role == RowRole::Total);
    total.for_each(|r| r.covers.clear());
}

/// What the sheets before carry on to the one at a place.
fn carry_on(located: &mut [Located], place: usize, workbook: &Workbook, words: &Vocabulary) {
    let (before, rest) = located.split_at_mut(place);
    let first = before.iter().rposition(|l| only_table(l).is_none_or(|t| !t.continues)).unwrap_or(0);
    let tables = before[first..].iter().filter_map(only_table);
    let parts: Vec<(&Table, &Sheet)> = tables.filter_map(|t| Some((t, sheet(workbook, t)?))).collect();
    let Some(next) = rest.first_mut().and_then(|l| l.tables.first_mut()) else { return };
    if let Some(own) = sheet(workbook, next) {
        carried::over_sheets(&parts, next, own, words);
    }
}

/// The nearest sheet before from which on the total of this one adds up all rows.
fn added_up_from(located: &[Located], at: usize, workbook: &Workbook) -> Option<usize> {
    let placed = |place: usize| {
        let table = only_table(&located[place])?;
        Some((table, sheet(workbook, table)?))
    };
    let next = placed(at)?;
    let mut before = Vec::new();
    for place in (0..at).rev() {
        before.push(placed(place)?);
        if !may_go_on(before.last()?.0, next.0) {
            return None;
        }
        if adds_up_all(&before, next) {
            return Some(place);
        }
    }
    None
}

fn sheet<'w>(workbook: &'w Workbook, table: &Table) -> Option<&'w Sheet> {
    match workbook.tabs.get(table.tab) {
        Some(Tab::Sheet(sheet)) => Some(sheet),
        _ => None,
    }
}

/// May rows without numbers go on with those of a table: the same header, no title of their own, nothing added up before?
pub(super) fn may_go_on(last: &Table, next: &Table) -> bool {
    let unnumbered = |t: &Table| t.rows.iter().filter(|r| r.role == RowRole::Data).all(|r| r.ordinal.is_empty());
    let untitled = next.titles.is_empty() || next.titles == last.titles;
    untitled && unnumbered(last) && unnumbered(next) && is_open(last) && same_form(last, next)
}

/// Does the total of a table add up its rows and those of all tables before it?
pub(super) fn adds_up_all(before: &[(&Table, &Sheet)], (next, below): (&Table, &Sheet)) -> bool {
    let Some(total) = next.rows.iter().find(|r| r.role == RowRole::Total) else { return false };
    let sum = |(table, sheet): (&Table, &Sheet), column: u32| {
        let data = table.rows.iter().filter(|r| r.role == RowRole::Data);
        data.map(|r| figure_at(sheet, CellRef::new(r.index, column))).sum::<Option<i64>>()
    };
    let (mut all, mut own) = (0, 0);
    for column in next.columns.iter().map(|c| c.index) {
        let Some(said) = figure_at(below, CellRef::new(total.index, column)).filter(|n| *n > 0) else { continue };
        let above = before.iter().map(|&part| sum(part, column)).sum::<Option<i64>>();
        let here = sum((next, below), column);
        all += usize::from(above.zip(here).is_some_and(|(a, b)| a > 0 && a + b == said));
        own += usize::from(here == Some(said));
    }
    all >= 2 && all > own
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
