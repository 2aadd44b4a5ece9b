//! Rows that carry the sum of rows below them: `1` over `1.1`, `1.2`; a đảng bộ over its chi bộ; a khối over its units.
//!
//! How the rows are written says which may be heads (numbers, blanks in the ordinal column, kinds of names, indents);
//! that the figures add up, and what the total row adds up, says whether they are. Neither is enough by itself: a
//! numbered head keeps its place with a wrong cell, and small figures that happen to add up make no heads.

use std::collections::{BTreeMap, BTreeSet};

use super::cover::is_sum_row;
use super::declared::Declared;
use super::vocabulary::Vocabulary;
use super::{Observation, Row, RowRole};
use crate::finding::{CellRange, CellRef, Message};

mod ways;

use ways::Trust;
pub(super) use ways::rank;

/// The figure in a row and column; a blank is 0, `None` where no whole number stands.
pub(super) type Figures<'f> = &'f dyn Fn(u32, u32) -> Option<i64>;

/// Which rows stand inside which (indices into the table's rows).
#[derive(Default)]
pub(super) struct Inside {
    head_of: BTreeMap<usize, usize>,
    parts_of: BTreeMap<usize, Vec<usize>>,
    /// How they were told, in Vietnamese and English.
    pub(super) evidence: (&'static str, &'static str),
}

impl Inside {
    fn of(heads: &[Option<usize>], evidence: (&'static str, &'static str)) -> Self {
        let mut inside = Self { evidence, ..Self::default() };
        for (part, head) in heads.iter().enumerate().filter_map(|(i, h)| Some((i, (*h)?))) {
            inside.head_of.insert(part, head);
            inside.parts_of.entry(head).or_default().push(part);
        }
        inside
    }

    /// The head a row stands in.
    pub(super) fn head(&self, row: usize) -> Option<usize> {
        self.head_of.get(&row).copied()
    }

    /// The rows directly inside a head.
    pub(super) fn parts(&self, head: usize) -> Option<&Vec<usize>> {
        self.parts_of.get(&head)
    }

    /// All heads, from top to bottom.
    pub(super) fn heads(&self) -> impl Iterator<Item = usize> {
        self.parts_of.keys().copied()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts_of.is_empty()
    }
}

/// What heads are looked for with.
pub(super) struct Find<'f> {
    pub(super) figure: Figures<'f>,
    /// The columns that add up.
    pub(super) columns: &'f [u32],
    /// How far the name of a row is set in.
    pub(super) indent: &'f dyn Fn(u32) -> usize,
    pub(super) words: &'f Vocabulary,
    pub(super) declared: Option<&'f Declared>,
}

impl Find<'_> {
    /// The heads with figures among the data rows; also what stays open.
    pub(super) fn heads(&self, rows: &[Row]) -> (Inside, Option<Observation>) {
        let Some(declared) = self.declared else { return self.undeclared(rows) };
        // What is declared a subtotal is a head if the rows can be read so; what is declared anything else is none.
        let told = |r: &Row| declared.row_role(r.index);
        let mut open: Vec<Row> = rows.to_vec();
        let heads = |r: &&mut Row| told(r) == Some(RowRole::Subtotal) && !is_sum_row(r);
        open.iter_mut().filter(heads).for_each(|r| r.role = RowRole::Data);
        let (inside, _) = self.undeclared(&open);
        let agrees = (0..rows.len()).all(|i| match told(&rows[i]) {
            Some(RowRole::Subtotal) => is_sum_row(&rows[i]) || inside.parts(i).is_some(),
            Some(_) => inside.parts(i).is_none(),
            None => true,
        });
        (if agrees { inside } else { Inside::default() }, None)
    }

    /// The last row when it adds up all others without saying so ("Cộng dồn"), where no row is called a total: it alone is
    /// not numbered, or the sums are beyond chance.
    pub(super) fn unnamed_total(&self, rows: &[Row]) -> Option<usize> {
        let data: Vec<usize> = (0..rows.len()).filter(|&i| rows[i].role == RowRole::Data).collect();
        let (&last, others) = data.split_last()?;
        let sums = |r: &Row| matches!(r.role, RowRole::Total | RowRole::Subtotal | RowRole::OfWhich);
        if others.len() < 2 || self.declared.is_some() || rows.iter().any(sums) {
            return None;
        }
        let block = Block::of(rows, self, last, others);
        let numbered = |i: &usize| !rows[*i].ordinal.is_empty();
        let alone = !numbered(&last) && others.iter().all(numbered);
        let enough = if alone { block.bits() >= 4 } else { block.bits() >= 24 };
        // One of its figures may be wrong, where the others say enough by themselves.
        let slip = alone && block.misses == 1 && block.telling.len() >= 3 && block.bits() >= 6;
        (slip || block.misses == 0 && block.fits >= 2 && enough).then_some(last)
    }

    fn undeclared(&self, rows: &[Row]) -> (Inside, Option<Observation>) {
        let mut open = None;
        for way in ways::all(rows, self) {
            let inside = Inside::of(&way.head_of, way.evidence);
            match Sums::of(rows, &inside, self).verdict(way.trust) {
                Verdict::Heads => return (inside, None),
                Verdict::Open => open = open.or_else(|| Some(two_readings(rows, &inside, self.columns))),
                Verdict::No => {}
            }
        }
        (Inside::default(), open)
    }

    /// Is a row the sum of others in nearly every column, and in some that tell?
    fn adds_up(&self, rows: &[Row], head: usize, parts: &[usize]) -> bool {
        let block = Block::of(rows, self, head, parts);
        block.misses * 4 <= block.fits && block.telling.len() >= 2
    }
}

/// What the figures say of one reading.
struct Sums {
    blocks: Vec<Block>,
    /// Columns in which the total row adds up the heads and what stands beside them, and not all rows.
    total_of_heads: usize,
    /// Columns in which it adds up all rows.
    total_of_rows: usize,
    /// Do most rows stand in a block?
    covered: bool,
}

/// A head and its parts: in how many columns they fit.
#[derive(Default)]
struct Block {
    fits: usize,
    misses: usize,
    /// Sums of at least two figures, each once: columns that repeat one another tell nothing new.
    telling: BTreeSet<Vec<i64>>,
}

impl Block {
    fn of(rows: &[Row], find: &Find<'_>, head: usize, parts: &[usize]) -> Self {
        let mut block = Self::default();
        for &column in find.columns {
            let own = (find.figure)(rows[head].index, column);
            let each: Option<Vec<i64>> = parts.iter().map(|&p| (find.figure)(rows[p].index, column)).collect();
            let (Some(own), Some(mut each)) = (own, each) else {
                block.misses += 1;
                continue;
            };
            let sum: i64 = each.iter().sum();
            match sum == own {
                _ if sum == 0 && own == 0 => {}
                true => {
                    block.fits += 1;
                    if each.iter().filter(|n| **n > 0).count() >= 2 {
                        each.push(own);
                        block.telling.insert(each);
                    }
                }
                false => block.misses += 1,
            }
        }
        block
    }

    /// How unlikely it is that the figures add up by chance; the greatest sum follows from the others.
    fn bits(&self) -> u32 {
        let bits = |sum: &i64| sum.unsigned_abs().saturating_add(1).ilog2();
        let sums = self.telling.iter().filter_map(|t| t.last()).map(bits);
        sums.clone().sum::<u32>() - sums.max().unwrap_or(0)
    }
}

enum Verdict {
    Heads,
    Open,
    No,
}

impl Sums {
    fn of(rows: &[Row], inside: &Inside, find: &Find<'_>) -> Self {
        let figure = find.figure;
        let blocks = inside.parts_of.iter().map(|(&head, parts)| Block::of(rows, find, head, parts));
        let data = || (0..rows.len()).filter(|&i| rows[i].role == RowRole::Data);
        let outside = data().filter(|&i| inside.head(i).is_none() && inside.parts(i).is_none()).count();
        let covered = outside * 4 <= data().count();
        let mut sums = Self { blocks: blocks.collect(), total_of_heads: 0, total_of_rows: 0, covered };
        let Some(total) = rows.iter().rev().find(|r| r.role == RowRole::Total) else { return sums };
        for &column in find.columns {
            let sum =
                |of: &mut dyn Iterator<Item = usize>| of.map(|i| figure(rows[i].index, column)).sum::<Option<i64>>();
            let own = figure(total.index, column).filter(|n| *n > 0);
            let (all, top) = (sum(&mut data()), sum(&mut data().filter(|&i| inside.head(i).is_none())));
            sums.total_of_heads += usize::from(own.is_some() && own == top && top != all);
            sums.total_of_rows += usize::from(own.is_some() && own == all && top != all);
        }
        sums
    }

    /// What it comes to. Small figures add up by chance, so how much the sums say is weighed (in bits) against how much
    /// the writing says.
    fn verdict(&self, trust: Trust) -> Verdict {
        let count = |of: fn(&Block) -> usize| self.blocks.iter().map(of).sum::<usize>();
        let (fits, misses) = (count(|b| b.fits), count(|b| b.misses));
        let bits: u32 = self.blocks.iter().map(Block::bits).sum();
        let least = self.blocks.iter().map(Block::bits).min().unwrap_or(0);
        let told = self.total_of_heads > self.total_of_rows;
        let denied = self.total_of_rows > self.total_of_heads;
        // A head that fits nowhere is none, whatever the others are.
        let each = self.blocks.iter().all(|b| b.fits * 2 >= b.misses && b.fits + b.misses > 0);
        let fitting = fits > 0 && fits * 4 >= (fits + misses) * 3 && each;
        let exact = misses == 0;
        match trust {
            Trust::Numbered if fitting && (!denied || bits >= 8) => Verdict::Heads,
            Trust::Numbered if told && fits > 0 => Verdict::Heads,
            Trust::Numbered if denied || fits + misses == 0 => Verdict::No,
            Trust::Numbered => Verdict::Open,
            _ if !fitting => Verdict::No,
            Trust::Written if told || (!denied && bits >= 4) => Verdict::Heads,
            Trust::Written if denied && exact && bits >= 14 && self.blocks.len() >= 2 => Verdict::Heads,
            Trust::Hinted if told && bits >= 3 => Verdict::Heads,
            Trust::Summed if told && self.total_of_rows == 0 && bits >= 3 => Verdict::Heads,
            _ if denied => Verdict::No,
            Trust::Written => Verdict::Open,
            Trust::Hinted if bits >= 24 || (exact && bits >= 14) => Verdict::Heads,
            Trust::Hinted if bits >= 8 => Verdict::Open,
            Trust::Summed if self.covered && least >= 6 && bits >= 24 => Verdict::Heads,
            Trust::Summed if self.covered && least >= 6 => Verdict::Open,
            _ => Verdict::No,
        }
    }
}

/// Rows that may be sums of those below them, or may stand for themselves.
fn two_readings(rows: &[Row], inside: &Inside, columns: &[u32]) -> Observation {
    let heads: Vec<usize> = inside.heads().collect();
    let named = |&h: &usize| format!("{} (“{}”)", rows[h].index + 1, rows[h].label);
    let list: Vec<String> = heads.iter().take(5).map(named).collect();
    let more = if heads.len() > list.len() { ", …" } else { "" };
    let first = heads.first().map_or(0, |&h| rows[h].index);
    let last = inside.head_of.keys().next_back().map_or(first, |&i| rows[i].index);
    let (from, to) = (columns.iter().min().copied().unwrap_or(0), columns.iter().max().copied().unwrap_or(0));
    Observation::UnclearRows {
        at: CellRef::new(first, from),
        related: CellRange::new(CellRef::new(first, from), CellRef::new(last, to)),
        what: Message::new(
            format!(
                "dòng {}{more} có thể là dòng cộng của các dòng ngay dưới, cũng có thể là một đơn vị riêng; đang tính là đơn vị riêng",
                list.join(", ")
            ),
            format!(
                "row {}{more} may add up the rows right below, or stand for itself; counted as standing for itself",
                list.join(", ")
            ),
        ),
        readings: vec!["dòng cộng của các dòng dưới".to_owned(), "đơn vị riêng".to_owned()],
    }
}
