//! Rows without a number among rows that bear one: some of the unit above ("Nữ" under each), or lines below the total that
//! it does not add up: those that say they are about something else ("Năm 2020"), and those that do not.

use super::cover::is_sum_row;
use super::outline::split_outline;
use super::row_names::named;
use super::rows::label_key;
use super::vocabulary::Vocabulary;
use super::within::Find;
use super::{Observation, Row, RowRole};
use crate::finding::{CellRef, Message};

/// Fewer numbered rows make no numbered list.
const NUMBERED: usize = 2;

fn is_sum(row: &Row) -> bool {
    matches!(row.role, RowRole::Subtotal | RowRole::Total) && is_sum_row(row)
}

fn is_numbered(row: &Row) -> bool {
    !row.ordinal.is_empty() || split_outline(&row.label).0.is_some()
}

/// Lines without a number under the last sum, in a list that numbers its rows: parts of what is in the sum where one says
/// so ("Trong đó: nữ", "Dân tộc thiểu số"), else notes ("Năm 2020", "So sánh").
pub(super) fn set_aside(rows: &mut [Row], words: &Vocabulary) {
    let Some(last) = rows.iter().rposition(is_sum) else { return };
    let numbered = rows[..last].iter().filter(|r| r.role == RowRole::Data && !r.ordinal.is_empty()).count();
    let aside = |r: &Row| r.ordinal.is_empty() && words.is_aside(&label_key(r));
    let below = rows[last + 1..].iter().filter(|r| r.role == RowRole::Data);
    if numbered < NUMBERED || !below.clone().all(aside) {
        return;
    }
    let mut role = RowRole::Note;
    for row in &mut rows[last + 1..] {
        match row.role {
            RowRole::OfWhich => role = RowRole::OfWhich,
            RowRole::Data => row.role = role,
            _ => {}
        }
    }
}

/// "Nữ", "Đảng viên dự bị" without a number under numbered units, mostly no more than the unit above: some of its people.
pub(super) fn set_some_inside(rows: &mut [Row], find: &Find<'_>) {
    let data: Vec<usize> = (0..rows.len()).filter(|&i| rows[i].role == RowRole::Data).collect();
    let (units, some): (Vec<usize>, Vec<usize>) = data.iter().partition(|&&i| is_numbered(&rows[i]));
    let below = |i: &usize| units.iter().rfind(|&&unit| unit < *i).copied();
    let told = |i: &usize| find.words.counts_some(&label_key(&rows[*i])) && below(i).is_some();
    // A slip in one column leaves the row what it is.
    let mostly_within = |part: usize, unit: usize| {
        let both =
            find.columns.iter().map(|&c| ((find.figure)(rows[part].index, c), (find.figure)(rows[unit].index, c)));
        let told: Vec<bool> = both.filter_map(|(part, unit)| Some(part.filter(|n| *n > 0)? <= unit?)).collect();
        2 * told.iter().filter(|within| **within).count() > told.len()
    };
    let within = some.iter().filter(|i| below(i).is_some_and(|unit| mostly_within(**i, unit))).count();
    // A row of another kind beside them, "Chính thức" beside "Dự bị", may make up the unit with them.
    if units.len() >= NUMBERED && some.iter().all(told) && within * 2 > some.len() {
        some.into_iter().for_each(|i| rows[i].role = RowRole::OfWhich);
    }
}

/// The rows that a total closes without: where they stand, and how they are taken.
pub(super) struct Outside {
    total: usize,
    rows: Vec<usize>,
    /// Are they written as those that are in the total?
    alike: bool,
}

/// Rows with figures below the last total, or unnumbered ones at the end of a numbered list whose total stands above it.
pub(super) fn below_the_total(rows: &[Row], find: &Find<'_>) -> Option<Outside> {
    let total = rows.iter().rposition(is_sum)?;
    let data = |range: std::ops::Range<usize>| range.filter(|&i| rows[i].role == RowRole::Data).collect::<Vec<_>>();
    let above = data(0..total);
    let from = match above.is_empty() {
        false => total,
        true => data(total..rows.len()).into_iter().rfind(|&i| is_numbered(&rows[i]))?,
    };
    let words = find.words;
    let opens = |r: &Row| match r.role {
        RowRole::Group => !words.row_is_of_which(&label_key(r)) && !words.is_aside(&label_key(r)),
        RowRole::Subtotal => true,
        _ => false,
    };
    let others = |i: &usize| {
        let label = label_key(&rows[*i]);
        words.row_subject(&label).is_some() && !words.is_aside(&label)
    };
    let counts = |i: &usize| find.columns.iter().any(|&c| (find.figure)(rows[*i].index, c).is_some_and(|n| n > 0));
    let mut below = data(from + 1..rows.len());
    if rows[from + 1..].iter().any(opens) || below.iter().any(others) {
        return None;
    }
    below.retain(counts);
    let on_top = above.is_empty();
    let in_total = if on_top { data(total..from + 1) } else { above };
    let numbered = in_total.iter().filter(|&&i| is_numbered(&rows[i])).count();
    // Below a total on top, where only heads are numbered, the last rows are those of the last head.
    if on_top && numbered < in_total.len() {
        return None;
    }
    let alike = below.iter().all(|&i| match numbered >= NUMBERED {
        true => is_numbered(&rows[i]),
        false => named(split_outline(&rows[i].label).1, words).is_body(),
    });
    (!below.is_empty() && in_total.len() >= 2).then_some(Outside { total, rows: below, alike })
}

impl Outside {
    /// The rows without those outside.
    pub(super) fn without(&self, rows: &[Row]) -> Vec<Row> {
        let mut without = rows.to_vec();
        self.rows.iter().for_each(|&i| without[i].role = RowRole::Note);
        without
    }

    /// Does the total close without them, as their covers are set, in nearly every column?
    pub(super) fn closes(&self, without: &[Row], find: &Find<'_>) -> bool {
        let total = &without[self.total];
        let sum =
            |rows: &[usize], c: u32| rows.iter().map(|&i| (find.figure)(without[i].index, c)).sum::<Option<i64>>();
        let (mut fits, mut misses, mut tells) = (0, 0, false);
        for &column in find.columns {
            let Some(own) = (find.figure)(total.index, column).filter(|n| *n > 0) else { continue };
            let holds = sum(&total.covers, column) == Some(own);
            fits += usize::from(holds);
            misses += usize::from(!holds);
            tells |= holds && sum(&self.rows, column).is_some_and(|n| n > 0);
        }
        total.role == RowRole::Total && tells && misses * 4 <= fits
    }

    /// Are they to be counted as they stand?
    pub(super) fn are_counted(&self) -> bool {
        self.alike
    }

    /// What is told of those that do not say what they are.
    pub(super) fn told(&self, rows: &[Row], find: &Find<'_>) -> Option<Observation> {
        let (column, words) = (find.name, find.words);
        let known = |r: &Row| !is_numbered(r) && words.is_aside(&label_key(r));
        let rows_of: Vec<&Row> = self.rows.iter().map(|&i| &rows[i]).filter(|r| self.alike || !known(r)).collect();
        let cells: Vec<CellRef> = rows_of.iter().map(|r| CellRef::new(r.index, column)).collect();
        let named: Vec<String> = rows_of.iter().map(|r| format!("“{}”", r.label)).collect();
        let (count, named) = (cells.len(), named.join(", "));
        let (vi, en) =
            if self.alike { ("vẫn được tính", "counted") } else { ("chưa được tính", "not counted") };
        (count > 0).then(|| Observation::OutsideTotal {
            total: CellRef::new(rows[self.total].index, column),
            cells,
            what: Message::new(
                format!("dòng tổng không gồm số của {count:02} dòng ({named}), {vi}"),
                format!("the total does not add up {count} rows ({named}), {en}"),
            ),
        })
    }
}
