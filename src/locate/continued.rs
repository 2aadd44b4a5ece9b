//! Tables that go on on the next sheet: the same header again, and numbers that go on where the sheet before ends.

use super::{Located, Row, RowRole, Table};
use crate::text::key;

/// Where the rows of the sheets before stand, for a table that goes on: places among the located sheets, in order.
///
/// The total row at the end adds up all of them, so it covers no rows of its own sheet by itself.
pub fn join(located: &mut [Located]) {
    for at in 1..located.len() {
        let (before, rest) = located.split_at_mut(at);
        let Some(next) = rest.first_mut().filter(|l| l.tables.len() == 1).and_then(|l| l.tables.first_mut()) else {
            continue;
        };
        let Some(last) = before.last().filter(|l| l.tables.len() == 1).and_then(|l| l.tables.first()) else {
            continue;
        };
        if !goes_on(last, next) {
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

/// Does the table go on with the rows of the one before? Its header is the same, nothing was added up before, and its
/// first number follows the last one.
fn goes_on(last: &Table, next: &Table) -> bool {
    let header = |t: &Table| -> Vec<(u32, Vec<String>)> {
        t.columns.iter().map(|c| (c.index, c.path.iter().map(|p| key(p)).collect())).collect()
    };
    let data = |t: &Table| -> Vec<Row> { t.rows.iter().filter(|r| r.role == RowRole::Data).cloned().collect() };
    let number = |r: Option<&Row>| r.and_then(|r| r.ordinal.number());
    let (before, after) = (data(last), data(next));
    let follows = number(before.last()).zip(number(after.first())).is_some_and(|(a, b)| b == a + 1);
    let open = last.rows.iter().all(|r| r.role != RowRole::Total);
    follows && open && last.kind == next.kind && header(last) == header(next)
}
