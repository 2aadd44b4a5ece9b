//! What total rows could add up: rows of one kind within a range, and in how many columns these do.
//!
//! Many total rows are asked at once, a kind and a column at a time, so that thousands of them cost little more than a few.

use std::collections::VecDeque;

use super::cover::is_sum_row;
use super::within::{Figures, Inside};
use super::{Row, RowRole};

/// Kinds of rows that are added up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rows that stand in no head that was found by its sums, and such heads.
    Top,
    /// Rows about somebody.
    Data,
    /// Subtotals by their names.
    Sums,
    /// The other subtotals of one depth.
    Heads(u8),
}

const KINDS: [Kind; 7] =
    [Kind::Top, Kind::Data, Kind::Sums, Kind::Heads(0), Kind::Heads(1), Kind::Heads(2), Kind::Heads(3)];

/// How many sums and heads above a total row it may reach back to.
const NEAR: usize = 16;

/// Rows that a total row could add up.
pub(super) enum Set {
    /// Those of a kind from one row on and before another, but for the total row itself.
    Kind(Kind, usize, usize),
    /// Rows whose labels end alike.
    Rows(Vec<usize>),
}

/// What a total row could add up, likeliest first, each with the number of columns in which it does.
pub(super) type Readings = Vec<(Set, usize)>;

/// The rows of a table, with what they are.
pub(super) struct Table<'t> {
    rows: &'t [Row],
    inside: &'t Inside,
    /// Which are totals or subtotals by their names.
    sums: Vec<bool>,
}

impl<'t> Table<'t> {
    pub(super) fn new(rows: &'t [Row], inside: &'t Inside) -> Self {
        let sum = |r: &Row| matches!(r.role, RowRole::Subtotal | RowRole::Total) && is_sum_row(r);
        Self { rows, inside, sums: rows.iter().map(sum).collect() }
    }

    fn is(&self, kind: Kind, row: usize) -> bool {
        let role = self.rows[row].role;
        match kind {
            Kind::Top => self.inside.head(row).is_none() && (role == RowRole::Data || self.inside.parts(row).is_some()),
            Kind::Data => role == RowRole::Data,
            Kind::Sums => role == RowRole::Subtotal && self.sums[row],
            Kind::Heads(depth) => role == RowRole::Subtotal && self.rows[row].depth == depth && !self.sums[row],
        }
    }

    /// Is it a sum, of what kind of total so ever?
    pub(super) fn is_sum(&self, row: usize) -> bool {
        self.sums[row]
    }

    /// The rows of a reading.
    pub(super) fn rows_of(&self, set: &Set, total: usize) -> Vec<usize> {
        match *set {
            Set::Kind(kind, from, to) => (from..to).filter(|&j| j != total && self.is(kind, j)).collect(),
            Set::Rows(ref set) => set.clone(),
        }
    }

    /// In how many columns a row adds up others.
    pub(super) fn fits(&self, total: usize, set: &[usize], figure: Figures<'_>, columns: &[u32]) -> usize {
        let sum = |c: u32| set.iter().map(|&j| figure(self.rows[j].index, c)).sum::<Option<i64>>();
        let own = |c: u32| figure(self.rows[total].index, c);
        columns.iter().filter(|&&c| own(c).is_some_and(|n| n > 0) && own(c) == sum(c)).count()
    }

    /// The readings of some total rows, from top to bottom.
    pub(super) fn readings(&self, totals: &[usize], figure: Figures<'_>, columns: &[u32]) -> Vec<Readings> {
        let mut all = self.sets(totals);
        for kind in KINDS.into_iter().filter(|&kind| (0..self.rows.len()).any(|j| self.is(kind, j))) {
            for &column in columns {
                let before = self.before(kind, column, figure);
                for (&total, readings) in totals.iter().zip(&mut all) {
                    let Some(own) = figure(self.rows[total].index, column).filter(|n| *n > 0) else { continue };
                    let itself = if self.is(kind, total) { own } else { 0 };
                    for (set, fits) in readings {
                        if let Set::Kind(of, from, to) = *set
                            && of == kind
                        {
                            let ((start, unknown), (end, unknown_too)) = (before[from], before[to]);
                            let itself = if (from..to).contains(&total) { itself } else { 0 };
                            *fits += usize::from(unknown == unknown_too && end - start - itself == own);
                        }
                    }
                }
            }
        }
        for (&total, readings) in totals.iter().zip(&mut all) {
            for (set, fits) in readings {
                if let Set::Rows(rows) = set {
                    *fits = self.fits(total, rows, figure, columns);
                }
            }
        }
        all
    }

    /// What the rows of a kind before each row come to in a column, and how many of them hold no number.
    fn before(&self, kind: Kind, column: u32, figure: Figures<'_>) -> Vec<(i64, u32)> {
        let mut all = Vec::with_capacity(self.rows.len() + 1);
        let (mut sum, mut unknown) = (0i64, 0);
        all.push((sum, unknown));
        for (j, row) in self.rows.iter().enumerate() {
            if self.is(kind, j) {
                match figure(row.index, column) {
                    Some(figure) => sum = sum.wrapping_add(figure),
                    None => unknown += 1,
                }
            }
            all.push((sum, unknown));
        }
        all
    }

    /// The sets of rows that the totals could add up.
    fn sets(&self, totals: &[usize]) -> Vec<Readings> {
        let (rows, end) = (self.rows, self.rows.len());
        // One behind the last sum, the last head, and the last head that was not found by its sums.
        let (mut sum_before, mut head_before, mut outer_before) = (0, 0, 0);
        // The same of all of them, the last ones.
        let mut before: VecDeque<usize> = VecDeque::new();
        let mut from = 0;
        let mut all = Vec::with_capacity(totals.len());
        for &i in totals {
            for (j, row) in rows.iter().enumerate().take(i).skip(from) {
                if self.sums[j] || matches!(row.role, RowRole::Group | RowRole::Subtotal) {
                    before.push_front(j + 1);
                    before.truncate(NEAR);
                }
                if self.sums[j] {
                    sum_before = j + 1;
                } else if matches!(row.role, RowRole::Group | RowRole::Subtotal) {
                    head_before = j + 1;
                    outer_before = if self.inside.parts(j).is_none() { j + 1 } else { outer_before };
                }
            }
            from = i;
            // Heads that were found by their sums, and the rows that stand beside them.
            let tops = [(0, end), (sum_before, i), (outer_before, i)].map(|(from, to)| Set::Kind(Kind::Top, from, to));
            let data = [(0, end), (sum_before, i), (head_before, i), (0, i), (i + 1, end)];
            let mut sets: Vec<Set> = tops.into_iter().filter(|_| !self.inside.is_empty()).collect();
            sets.extend(data.map(|(from, to)| Set::Kind(Kind::Data, from, to)));
            sets.push(Set::Kind(Kind::Sums, 0, i));
            sets.extend((0..4).map(|depth| Set::Kind(Kind::Heads(depth), 0, end)));
            // "Cộng cụm 2" below "Cộng xã 3" and "Cộng xã 4".
            sets.extend(before.iter().map(|&from| Set::Kind(Kind::Data, from, i)));
            // "Tổng cộng (Nữ)" is of the rows "Đảng bộ A (Nữ)".
            let part = rows[i].label.rfind(" (").map(|at| &rows[i].label[at..]).filter(|part| part.ends_with(')'));
            sets.extend(part.map(|part| {
                let ends = |j: &usize| rows[*j].role == RowRole::Data && rows[*j].label.ends_with(part);
                Set::Rows((0..end).filter(ends).collect())
            }));
            // No row adds up itself, nor what it is a part of.
            let above: Vec<usize> = std::iter::successors(Some(i), |&row| self.inside.head(row)).take(end).collect();
            let inside = |set: &Set, j: usize| match *set {
                Set::Kind(kind, from, to) => {
                    (from..to).contains(&j) && self.is(kind, j) && !(j == i && matches!(kind, Kind::Heads(_)))
                }
                Set::Rows(ref set) => set.contains(&j),
            };
            sets.retain(|set| !above.iter().any(|&j| inside(set, j)));
            all.push(sets.into_iter().map(|set| (set, 0)).collect());
        }
        all
    }
}
