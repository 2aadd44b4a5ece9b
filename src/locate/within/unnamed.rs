//! A total that does not say so: the first or the last row, under any name, adds up all others.

use super::{Block, Find};
use crate::finding::{CellRange, CellRef, Message};
use crate::locate::cover::is_sum_row;
use crate::locate::{Observation, Row, RowRole};

/// A total that lacks more than one in so many is told from a unit by nothing.
const NEAR: i64 = 20;

/// What a row is that adds up all others without saying so.
pub(in crate::locate) enum Unnamed {
    /// Their total (index into the table's rows).
    Total(usize),
    /// Their total, or a row that stands for itself: the figures are too small to tell.
    Open(Observation),
}

/// How much its place, its number and its name say for a total.
#[derive(Clone, Copy)]
struct Signs {
    /// It alone is not numbered.
    alone: bool,
    /// No row is numbered.
    no_numbers: bool,
    /// "Toàn chi cục", "Tổng số CBCC".
    named: bool,
}

impl Signs {
    /// How unlikely by chance the sums must be, in bits; `None` where no sum is enough.
    fn least_bits(self, first: bool) -> Option<u32> {
        match self {
            Self { alone: true, named: true, .. } => Some(0),
            Self { alone: true, .. } => Some(4),
            Self { no_numbers: true, named: true, .. } => Some(6),
            Self { no_numbers: true, .. } => Some(10),
            // A numbered row that stands first is the head of what follows, if anything.
            _ if first => None,
            _ => Some(24),
        }
    }
}

impl Find<'_> {
    /// The last row, or the first that stands in no group, when it adds up all others without saying so ("Cộng dồn", the
    /// office's own name), where no row is called a total.
    pub(in crate::locate) fn unnamed_total(&self, rows: &[Row]) -> Option<Unnamed> {
        let named = |r: &Row| r.role == RowRole::Total || (r.role == RowRole::Subtotal && is_sum_row(r));
        if self.declared.is_some() || rows.iter().any(named) {
            return None;
        }
        let data: Vec<usize> = (0..rows.len()).filter(|&i| rows[i].role == RowRole::Data).collect();
        let (&first, &last) = (data.first()?, data.last()?);
        let others = |row: usize| data.iter().copied().filter(|&i| i != row).collect::<Vec<_>>();
        let ungrouped = Some(first).filter(|&row| rows[row].group().is_none());
        let candidates = [Some((last, false)), ungrouped.map(|row| (row, true))].into_iter().flatten();
        let mut told: Vec<Unnamed> =
            candidates.filter_map(|(row, is_first)| self.may_add_up(rows, row, &others(row), is_first)).collect();
        told.sort_by_key(|one| matches!(one, Unnamed::Open(_)));
        told.into_iter().next()
    }

    fn may_add_up(&self, rows: &[Row], row: usize, others: &[usize], first: bool) -> Option<Unnamed> {
        if others.len() < 2 {
            return None;
        }
        let numbered = |i: &usize| !rows[*i].ordinal.is_empty();
        let signs = Signs {
            alone: !numbered(&row) && others.iter().all(numbered),
            no_numbers: !numbered(&row) && !others.iter().any(numbered),
            named: is_sum_row(&rows[row]),
        };
        let block = Block::of(rows, self, row, others, usize::MAX);
        let least = signs.least_bits(first)?;
        let exact = block.misses == 0 && block.fits >= 2;
        // Some of its figures may be wrong, where the others say enough by themselves.
        let slip = signs.alone && block.misses == 1 && block.telling.len() >= 3 && block.bits() >= 6;
        let slips = signs.named && !numbered(&row) && block.misses * 2 < block.fits && block.bits() >= 4;
        if slip || slips || (exact && block.bits() >= least) {
            return Some(Unnamed::Total(row));
        }
        let small = signs.alone || (signs.no_numbers && block.telling.len() >= 2 && block.bits() >= 3);
        if exact && small {
            return Some(Unnamed::Open(self.open(rows, row, others, true)));
        }
        // A total that was not brought up to date must not be added to what it is the total of.
        let (sum, off) = block.greatest;
        let one_off = block.misses == 1 && block.fits >= 2 && sum >= 50 && off == 0;
        let close = (block.fits >= 1 || sum >= 50) && self.is_close(rows, row, others);
        let some = |&i: &usize| {
            self.columns.iter().all(|&c| (self.figure)(rows[i].index, c) <= (self.figure)(rows[row].index, c))
        };
        let stale = signs.alone && signs.named && sum >= 10 && others.iter().all(some);
        match signs {
            Signs { alone: true, named, .. }
                if close || one_off || (block.is_near() && (named || others.len() >= 3)) =>
            {
                Some(Unnamed::Total(row))
            }
            Signs { no_numbers: true, named: true, .. } if block.is_near() => Some(Unnamed::Total(row)),
            Signs { alone: true, .. } if block.is_near() || stale => {
                Some(Unnamed::Open(self.open(rows, row, others, false)))
            }
            Signs { no_numbers: true, .. } if close && sum >= 50 && off * 33 <= sum => {
                Some(Unnamed::Open(self.open(rows, row, others, false)))
            }
            _ => None,
        }
    }

    /// Is a row the sum of others but for a few in a hundred, in every column, and of enough for that to say something?
    fn is_close(&self, rows: &[Row], row: usize, others: &[usize]) -> bool {
        let figure = |row: usize, column: u32| (self.figure)(rows[row].index, column);
        let both = |&column: &u32| {
            let sum = others.iter().map(|&i| figure(i, column)).sum::<Option<i64>>()?;
            Some((figure(row, column)?, sum))
        };
        let Some(both) = self.columns.iter().map(both).collect::<Option<Vec<(i64, i64)>>>() else { return false };
        let near = |(own, sum): &(i64, i64)| (own - sum).abs() <= (sum / NEAR).max(1);
        both.iter().all(near) && both.iter().any(|(_, sum)| *sum >= NEAR)
    }

    /// It may be the total, or stand for itself; its figures are `exactly` the sums of the others, or nearly.
    fn open(&self, rows: &[Row], row: usize, others: &[usize], exactly: bool) -> Observation {
        let (from, to) = (self.columns.iter().min().copied(), self.columns.iter().max().copied());
        let (from, to) = (from.unwrap_or(0), to.unwrap_or(0));
        let (index, label) = (rows[row].index, &rows[row].label);
        let lines = || others.iter().map(|&i| rows[i].index);
        let (equal_vi, equal_en) = if exactly {
            ("bằng tổng các dòng còn lại", "is the sum of all others")
        } else {
            ("không khớp nhưng gần như là tổng các dòng còn lại", "is nearly, but not quite, the sum of all others")
        };
        let (top, bottom) = (lines().min().unwrap_or(index), lines().max().unwrap_or(index));
        Observation::UnclearRows {
            at: CellRef::new(index, from),
            related: CellRange::new(CellRef::new(top, from), CellRef::new(bottom, to)),
            what: Message::new(
                format!(
                    "dòng {} (“{label}”) {equal_vi}, có thể là dòng tổng, cũng có thể là một đơn vị riêng; đang tính là đơn vị riêng",
                    index + 1
                ),
                format!(
                    "row {} (“{label}”) {equal_en}: it may be their total, or stand for itself; counted as standing for itself",
                    index + 1
                ),
            ),
            readings: vec!["dòng tổng".to_owned(), "đơn vị riêng".to_owned()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locate::within::tests::{drawn, with};

    /// The label of the total; "open: …" where it may be none.
    fn told(picture: &str) -> String {
        let drawn = drawn(picture);
        match with(&drawn, |find| find.unnamed_total(&drawn.rows)) {
            Some(Unnamed::Total(row)) => drawn.rows[row].label.to_string(),
            Some(Unnamed::Open(seen)) => format!("open: {}", seen.what().en.split(')').next().unwrap_or_default()),
            None => String::new(),
        }
    }

    #[test]
    fn a_last_row_without_a_number_that_adds_up_the_others_is_their_total() {
        let total = |last: &str, ordinal: &str| {
            told(&format!(
                "1 | An | 30 | 5 | 24 | 1
                2 | Bình | 24 | 4 | 18 | 2
                3 | Chi | 12 | 2 | 9 | 1
                {ordinal} | Chung | {last}"
            ))
        };
        assert_eq!(total("66 | 11 | 51 | 4", ""), "Chung");
        assert_eq!(total("66 | 12 | 51 | 4", ""), "Chung", "one figure is wrong");
        assert_eq!(total("66 | 12 | 50 | 4", ""), "Chung", "one is in another column");
        assert_eq!(total("67 | 11 | 52 | 4", ""), "Chung", "one was added, and the total left as it was");
        assert_eq!(total("60 | 12 | 45 | 3", ""), "");
        assert_eq!(total("67 | 12 | 51 | 4", ""), "Chung", "a member added to the total only");
        assert_eq!(total("66 | 12 | 40 | 14", ""), "", "far from their sum");
        assert_eq!(total("66 | 12 | 51 | 4", "4"), "");
    }

    #[test]
    fn a_first_row_is_the_total_of_all_below_it() {
        let total = |first: &str, numbers: [&str; 3]| {
            let [one, two, three] = numbers;
            told(&format!(
                "| {first}
                {one} | Bình | 24 | 4 | 18 | 2
                {two} | Chi | 12 | 2 | 9 | 1
                {three} | Dung | 15 | 3 | 10 | 2"
            ))
        };
        let numbered = ["1", "2", "3"];
        assert_eq!(total("An | 51 | 9 | 37 | 5", numbered), "An");
        assert_eq!(total("An | 51 | 9 | 37 | 5", ["", "", ""]), "An");
        assert_eq!(total("An | 53 | 9 | 38 | 6", numbered), "An", "two members more than below it");
        assert_eq!(total("An | 52 | 9 | 38 | 5", ["", "", ""]), "open: row 1 (“An”");
        assert_eq!(total("An | 30 | 4 | 22 | 4", ["", "", ""]), "");
        assert_eq!(total("Toàn đơn vị | 51 | 9 | 38 | 5", ["", "", ""]), "Toàn đơn vị", "one figure is wrong");
    }

    #[test]
    fn a_total_that_was_not_brought_up_to_date_is_no_unit() {
        let total = |last: &str| told(&format!("1 | An | 50 | 5 | 44 | 1\n2 | Bình | 40 | 4 | 35 | 1\n | {last}"));
        assert_eq!(total("Đảng bộ huyện An | 91 | 9 | 80 | 2"), "Đảng bộ huyện An");
        assert_eq!(total("Tổng cộng (cả cơ quan) | 93 | 10 | 81 | 2"), "Tổng cộng (cả cơ quan)");
        assert_eq!(total("Đảng bộ huyện An | 90 | 9 | 97 | 2"), "Đảng bộ huyện An", "two digits exchanged");
        // A whole unit behind, by its name alone.
        assert_eq!(total("Toàn đảng bộ | 60 | 6 | 52 | 2"), "open: row 3 (“Toàn đảng bộ”");
        assert_eq!(total("Công an huyện | 60 | 6 | 52 | 2"), "");
        assert_eq!(total("Công an huyện | 12 | 2 | 9 | 1"), "");
    }

    #[test]
    fn small_figures_are_asked_about() {
        let rows = |name: &str| told(&format!("| An | 3 | 1 | 2\n| Bình | 2 | 0 | 2\n| {name} | 5 | 1 | 4"));
        assert_eq!(rows("Chi"), "");
        let rows = |name: &str| told(&format!("| An | 9 | 4 | 5\n| Bình | 6 | 3 | 3\n| {name} | 15 | 7 | 8"));
        assert_eq!(rows("Chi"), "open: row 3 (“Chi”");
        assert_eq!(rows("Toàn chi cục"), "Toàn chi cục");
    }
}
