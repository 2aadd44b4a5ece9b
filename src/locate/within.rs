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

mod unnamed;
mod ways;

pub(super) use unnamed::Unnamed;
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
    /// The column that names the rows.
    pub(super) name: u32,
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

    fn undeclared(&self, rows: &[Row]) -> (Inside, Option<Observation>) {
        let mut open = None;
        let ways = ways::all(rows, self);
        for way in &ways {
            let inside = Inside::of(&way.head_of, way.evidence);
            let agreed = ways.iter().filter(|other| other.head_of == way.head_of).count() >= 2;
            match Sums::of(rows, &inside, self).verdict(way.trust, agreed) {
                Verdict::Heads => return (inside, None),
                Verdict::Open => open = open.or_else(|| Some(two_readings(rows, &inside, self.columns))),
                Verdict::No => {}
            }
        }
        (Inside::default(), open)
    }

    /// Is a row the sum of others in nearly every column, and in some that tell?
    pub(super) fn adds_up(&self, rows: &[Row], head: usize, parts: &[usize]) -> bool {
        let block = Block::of(rows, self, head, parts, self.columns.len() / 5);
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
    /// Columns that miss by more than a tenth: a slip or a row forgotten changes less.
    far: usize,
    /// The greatest sum, and by how much the figure there misses it.
    greatest: (i64, i64),
}

impl Block {
    /// Looks at no further column once more than `most` miss.
    fn of(rows: &[Row], find: &Find<'_>, head: usize, parts: &[usize], most: usize) -> Self {
        let mut block = Self::default();
        for &column in find.columns {
            if block.misses > most {
                break;
            }
            let own = (find.figure)(rows[head].index, column);
            let each: Option<Vec<i64>> = parts.iter().map(|&p| (find.figure)(rows[p].index, column)).collect();
            let (Some(own), Some(mut each)) = (own, each) else {
                (block.misses, block.far) = (block.misses + 1, block.far + 1);
                continue;
            };
            let sum: i64 = each.iter().sum();
            block.far += usize::from((own - sum).abs() > (sum / 10).max(1));
            block.greatest = block.greatest.max((sum, (own - sum).abs()));
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

    /// Does it nearly add up in every column, with figures large enough to say so?
    fn is_near(&self) -> bool {
        self.far == 0 && self.greatest.0 >= 10
    }

    /// Does it add up in every column, in some that tell?
    fn is_exact(&self) -> bool {
        self.misses == 0 && self.telling.len() >= 2
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
        let blocks = inside.parts_of.iter().map(|(&head, parts)| Block::of(rows, find, head, parts, usize::MAX));
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
    /// the writing says. Where two signs agree, some heads may be off in a column or two.
    fn verdict(&self, trust: Trust, agreed: bool) -> Verdict {
        let count = |of: fn(&Block) -> usize| self.blocks.iter().map(of).sum::<usize>();
        let (fits, misses) = (count(|b| b.fits), count(|b| b.misses));
        let bits: u32 = self.blocks.iter().map(Block::bits).sum();
        let least = self.blocks.iter().map(Block::bits).min().unwrap_or(0);
        let told = self.total_of_heads > self.total_of_rows;
        let denied = self.total_of_rows > self.total_of_heads;
        // A head that fits nowhere is none, whatever the others are.
        let each = self.blocks.iter().all(|b| b.fits * 2 >= b.misses && b.fits + b.misses > 0);
        let mostly = if agreed { fits * 3 >= (fits + misses) * 2 } else { fits * 4 >= (fits + misses) * 3 };
        let fitting = fits > 0 && mostly && each;
        let exact = misses == 0;
        // What nearly adds up is not added to its own parts in silence.
        let near = self.blocks.iter().all(|b| b.is_exact() || b.is_near());
        let shown = near && self.blocks.iter().any(Block::is_exact);
        match trust {
            Trust::Numbered if (fitting || near) && (!denied || bits >= 8) => Verdict::Heads,
            Trust::Numbered if told && fits > 0 => Verdict::Heads,
            Trust::Numbered if denied || fits + misses == 0 => Verdict::No,
            Trust::Numbered => Verdict::Open,
            Trust::Written if !fitting && near && (told || (shown && !denied)) => Verdict::Heads,
            Trust::Hinted if !fitting && shown && ((told && bits >= 3) || (!denied && bits >= 14)) => Verdict::Heads,
            Trust::Written if !fitting && near && !denied => Verdict::Open,
            Trust::Hinted if !fitting && (shown || (near && self.blocks.len() >= 2)) && !denied => Verdict::Open,
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

#[cfg(test)]
pub(in crate::locate) mod tests {
    use super::*;

    /// Rows drawn as `ordinal | name | figures …`, set in by the dots before the name; "Cộng …" is the total.
    pub(in crate::locate) struct Drawn {
        pub(in crate::locate) rows: Vec<Row>,
        pub(in crate::locate) figures: Vec<Vec<i64>>,
        pub(in crate::locate) indents: Vec<usize>,
    }

    pub(in crate::locate) fn drawn(picture: &str) -> Drawn {
        let mut drawn = Drawn { rows: Vec::new(), figures: Vec::new(), indents: Vec::new() };
        for line in picture.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let mut cells = line.split('|').map(str::trim);
            let (ordinal, name) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            let label = name.trim_start_matches('.');
            let index = u32::try_from(drawn.rows.len()).expect("a small picture");
            let role = if label.starts_with("Cộng") { RowRole::Total } else { RowRole::Data };
            drawn.rows.push(Row { ordinal: ordinal.into(), label: label.into(), ..Row::bare(index, role) });
            drawn.figures.push(cells.map(|c| c.parse().expect("a figure")).collect());
            drawn.indents.push(name.len() - label.len());
        }
        drawn
    }

    pub(in crate::locate) fn with<T>(drawn: &Drawn, ask: impl FnOnce(&Find<'_>) -> T) -> T {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        let columns: Vec<u32> = (0..drawn.figures[0].len()).map(|c| u32::try_from(c).expect("few columns")).collect();
        let figure = |row: u32, column: u32| Some(drawn.figures[row as usize][column as usize]);
        let indent = |row: u32| drawn.indents[row as usize];
        ask(&Find { figure: &figure, columns: &columns, indent: &indent, words: &words, name: 1, declared: None })
    }

    /// Every head with its parts; or what stays open.
    fn told(picture: &str) -> String {
        let drawn = drawn(picture);
        let (inside, open) = with(&drawn, |find| find.heads(&drawn.rows));
        let name = |i: usize| drawn.rows[i].label.as_str();
        let parts =
            |head: usize| inside.parts(head).into_iter().flatten().map(|&i| name(i)).collect::<Vec<_>>().join(", ");
        let heads: Vec<String> = inside.heads().map(|h| format!("{}: {}", name(h), parts(h))).collect();
        match open {
            Some(_) => "open".to_owned(),
            None => heads.join("; "),
        }
    }

    #[test]
    fn numbers_name_heads_though_a_figure_is_wrong() {
        let rows = |wrong: i64| {
            format!(
                "1 | An | 30 | 5 | 24 | 1
                1.1 | Một | 18 | 3 | {wrong} | 1
                1.2 | Hai | 12 | 2 | 10 | 0
                2 | Bình | 9 | 1 | 8 | 0"
            )
        };
        assert_eq!(told(&rows(14)), "An: Một, Hai");
        assert_eq!(told(&rows(13)), "An: Một, Hai");
        assert_eq!(told(&rows(14).replace("An | 30 | 5 | 24", "An | 31 | 5 | 25")), "An: Một, Hai");
    }

    #[test]
    fn numbers_that_no_figure_bears_out_are_asked_about() {
        assert_eq!(
            told(
                "1 | An | 30 | 5 | 25
                1.1 | Một | 40 | 7 | 33
                1.2 | Hai | 12 | 2 | 10"
            ),
            "open"
        );
    }

    #[test]
    fn rows_that_are_not_numbered_stand_inside_those_that_are() {
        let rows = |an: &str| {
            format!(
                "1 | An | {an}
                | Một | 18 | 3 | 15
                | Hai | 12 | 2 | 10
                2 | Bình | 24 | 4 | 20
                | Ba | 14 | 3 | 11
                | Bốn | 10 | 1 | 9"
            )
        };
        assert_eq!(told(&rows("30 | 5 | 25")), "An: Một, Hai; Bình: Ba, Bốn");
        assert_eq!(told(&rows("44 | 9 | 35")), "");
    }

    #[test]
    fn one_head_that_nearly_adds_up_is_a_head_as_the_others_are() {
        let rows = |an: &str, dots: &str| {
            format!(
                "1 | Đảng bộ An | {an}
                | {dots}Chi bộ Một | 53 | 5 | 48 | 0
                | {dots}Chi bộ Hai | 69 | 6 | 62 | 1
                2 | Đảng bộ Bình | 118 | 11 | 107 | 0
                | {dots}Chi bộ Ba | 56 | 5 | 51 | 0
                | {dots}Chi bộ Bốn | 62 | 6 | 56 | 0"
            )
        };
        let heads = "Đảng bộ An: Chi bộ Một, Chi bộ Hai; Đảng bộ Bình: Chi bộ Ba, Chi bộ Bốn";
        for dots in ["", "..."] {
            assert_eq!(told(&rows("124 | 11 | 112 | 1", dots)), heads);
        }
        // The total adds up the heads, or what stands in them.
        let with_total = |total: &str| format!("{}\n| Cộng | {total}", rows("123 | 11 | 111 | 1", ""));
        assert_eq!(told(&with_total("241 | 22 | 218 | 1")), heads);
        assert_eq!(told(&with_total("240 | 22 | 217 | 1")), heads);
    }

    #[test]
    fn the_sums_tell_whose_the_numbers_are_that_run_on() {
        assert_eq!(
            told(
                "1 | An | 122 | 11 | 110 | 1
                1 | Một | 53 | 5 | 48 | 0
                2 | Hai | 69 | 6 | 62 | 1
                2 | Bình | 118 | 11 | 107 | 0
                3 | Ba | 56 | 5 | 51 | 0
                4 | Bốn | 62 | 6 | 56 | 0"
            ),
            "An: Một, Hai; Bình: Ba, Bốn"
        );
    }

    #[test]
    fn heads_none_of_which_adds_up_are_asked_about() {
        assert_eq!(
            told(
                "1 | Đảng bộ An | 124 | 11 | 112 | 1
                | Chi bộ Một | 53 | 5 | 48 | 0
                | Chi bộ Hai | 69 | 6 | 62 | 1
                2 | Đảng bộ Bình | 117 | 11 | 106 | 0
                | Chi bộ Ba | 56 | 5 | 51 | 0
                | Chi bộ Bốn | 62 | 6 | 56 | 0"
            ),
            "open"
        );
    }

    #[test]
    fn what_the_total_adds_up_decides() {
        let rows = |total: &str| {
            format!(
                "1 | An | 3 | 1 | 2
                | Một | 2 | 1 | 1
                | Hai | 1 | 0 | 1
                2 | Bình | 3 | 0 | 3
                | Ba | 1 | 0 | 1
                | Bốn | 2 | 0 | 2
                | Cộng | {total}"
            )
        };
        assert_eq!(told(&rows("6 | 1 | 5")), "An: Một, Hai; Bình: Ba, Bốn");
        assert_eq!(told(&rows("12 | 2 | 10")), "");
    }

    #[test]
    fn figures_that_add_up_by_chance_make_no_heads() {
        assert_eq!(
            told(
                "1 | An | 3 | 1 | 2
                2 | Bình | 2 | 1 | 1
                3 | Chi | 1 | 0 | 1
                4 | Dũng | 5 | 1 | 4"
            ),
            ""
        );
    }

    #[test]
    fn large_sums_speak_for_themselves_and_smaller_ones_are_asked_about() {
        let rows = |f: i64| {
            format!(
                "1 | An | {} | {} | {}
                2 | Một | {} | {} | {}
                3 | Hai | {} | {} | {}",
                171 * f + 31,
                26 * f + 5,
                145 * f + 26,
                100 * f + 7,
                15 * f + 2,
                85 * f + 5,
                71 * f + 24,
                11 * f + 3,
                60 * f + 21,
            )
        };
        assert_eq!(told(&rows(900)), "An: Một, Hai");
        assert_eq!(told(&rows(1)), "open");
    }

    #[test]
    fn small_figures_are_heads_where_names_are_set_in() {
        let rows = |dots: &str| {
            format!(
                "| An | 14 | 3 | 11
                | {dots}Một | 8 | 2 | 6
                | {dots}Hai | 6 | 1 | 5
                | Bình | 12 | 3 | 9
                | {dots}Ba | 5 | 1 | 4
                | {dots}Bốn | 7 | 2 | 5"
            )
        };
        assert_eq!(told(&rows("...")), "An: Một, Hai; Bình: Ba, Bốn");
        assert_eq!(told(&rows("")), "");
    }
}
