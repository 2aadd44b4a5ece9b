//! A count block → its system of equations: levels, rated and not rated, totals, nested parts, percentages.

mod bases;
mod doubts;
mod left_open;
mod misread;
pub(super) mod neighbours;
mod parts;
mod shares;

pub use bases::Base;
pub use shares::ShareNote;

use std::cell::RefCell;
use std::collections::HashMap;

use super::{Diagnosis, Quantity, Relation, Standing, System, Terms, diagnose, rows};
use crate::finding::CellRef;
use crate::locate::{Nesting, RowRole};
use crate::normalise::Level;
use crate::normalise::counts::{Counts, NestedBy};
use crate::parse::{Block, Figure, MeasureKind};

/// What a relation says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// The levels of a line add up to its rated count.
    Levels {
        /// The line.
        line: usize,
    },
    /// Rated and not rated of a line add up to its total.
    RatedAndUnrated {
        /// The line.
        line: usize,
    },
    /// A total or subtotal line is the sum of the lines it covers, in one measure.
    Column {
        /// The total line.
        line: usize,
        /// The measure.
        measure: usize,
    },
    /// A column is printed to be the sum of others ("2 = 3+4").
    Ruled {
        /// The line.
        line: usize,
        /// The measure that holds the sum.
        measure: usize,
    },
    /// The levels of a part ("Trong đó: nữ") add up to its own rated count.
    PartLevels {
        /// The line.
        line: usize,
        /// Which part.
        part: usize,
    },
    /// A count of a part is no larger than that of the whole.
    PartNested {
        /// The line.
        line: usize,
        /// The measure of the part.
        measure: usize,
    },
    /// A "trong đó" count is no larger than its whole.
    Nested {
        /// The line.
        line: usize,
    },
    /// The second figures of cells such as `27 (5)` or `26/28` add up, or the first is no larger than it should be.
    Second {
        /// The line.
        line: usize,
        /// The measure.
        measure: usize,
    },
    /// A percentage fits its count and base.
    Share {
        /// The share line.
        shares: usize,
        /// The cell in it.
        cell: usize,
        /// The base it was held against.
        base: Base,
    },
}

/// The system of one block, with what each relation says and where each quantity stands.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Equations {
    /// Numbers.
    pub system: System,
    /// What each relation says.
    pub meanings: Vec<Meaning>,
    /// Where each quantity stands.
    pub cells: Vec<CellRef>,
    /// Notes about shares.
    pub notes: Vec<ShareNote>,
    /// For each share line the base it was settled on, if one leads.
    pub bases: Vec<Option<Base>>,
    /// Share lines that are of something else, and held against nothing.
    pub set_aside: Vec<usize>,
    /// Lines whose levels fall short of the total because of a slip, or because some are not rated.
    pub left_open: Vec<usize>,
}

impl Equations {
    /// Everything that fails, one diagnosis a cause: whole total lines first, then cells.
    pub fn diagnose(&self, block: &Block) -> Vec<Diagnosis> {
        let all = 0..self.system.relations.len();
        if !all.into_iter().any(|r| self.system.standing(r) == Standing::Fails) {
            return Vec::new();
        }
        let found =
            diagnose::diagnose(&self.system, &neighbours::pairs(self, block), Vec::new(), rows::explained(self, block));
        self.doubting(found, block)
    }
}

/// Builds the equations of a block.
pub fn build(block: &Block, counts: &Counts) -> Equations {
    let width = block.measures.len();
    let mut equations = Equations::default();
    for (place, cell) in block.cells.iter().flatten().enumerate() {
        let value = match (&cell.figure, slash_total(block, cell.at)) {
            (Figure::Slash { of, .. }, true) => Some(*of),
            (Figure::Blank, _) => counts.means_zero(block, place / width, place % width).then_some(0),
            (figure, _) => figure.count(),
        };
        equations.system.quantities.push(Quantity { value, formula: cell.formula });
        equations.system.lines.push(Some(place / width));
        equations.cells.push(cell.at);
    }
    let mut shares_of = vec![Vec::new(); block.lines.len()];
    for (shares, line) in block.shares.iter().enumerate().filter(|(_, line)| !line.cap) {
        line.cells.iter().enumerate().for_each(|(at, cell)| shares_of[cell.line].push((shares, at)));
    }
    let mut builder = Builder {
        block,
        counts,
        width,
        equations,
        of: vec![None; block.lines.len()],
        shares_of,
        summed: HashMap::new(),
        wholes: RefCell::default(),
        decimals: Vec::new(),
        spoken: RefCell::default(),
    };
    builder.seconds();
    for line in 0..block.lines.len() {
        // The total at the end of a table of several sheets is held by all of its rows at once, elsewhere.
        let elsewhere = block.lines[line].role == RowRole::Total && block.lines[line].covers.is_empty();
        if elsewhere && block.lines.iter().any(|l| l.role == RowRole::Data) {
            continue;
        }
        let first = builder.equations.meanings.len();
        builder.levels(line);
        builder.rated_and_unrated(line);
        builder.nested(line);
        builder.columns(line);
        builder.ruled(line);
        builder.parts(line, first);
        builder.some_of_line(line);
    }
    let (bases, supposed) = builder.shares();
    builder.unsure(&bases);
    builder.settle_bases(supposed, &bases);
    builder.equations
}

/// Does the cell stand in a total column (so that `26/28` means its second number)?
fn slash_total(block: &Block, at: CellRef) -> bool {
    let index = if block.transposed { at.row } else { at.column };
    block.measures.iter().any(|m| m.index == index && m.kind == MeasureKind::Total)
}

struct Builder<'b> {
    block: &'b Block,
    counts: &'b Counts,
    width: usize,
    equations: Equations,
    /// The total a line names in its rated column (`26/28`): a quantity of its own.
    of: Vec<Option<usize>>,
    /// The percentages of each line, by share line and cell, without those the cap is about.
    shares_of: Vec<Vec<(usize, usize)>>,
    /// The sums of the levels of lines where they fail.
    summed: HashMap<usize, Terms>,
    /// What all lines together count of a measure, once it was asked for.
    wholes: RefCell<HashMap<usize, Option<i64>>>,
    /// With how many decimals typed percentages are seen.
    decimals: Vec<u8>,
    /// What all of them say of a base and so many decimals, once it was asked for.
    spoken: RefCell<HashMap<(Base, u8), i32>>,
}

impl Builder<'_> {
    fn quantity(&self, line: usize, measure: usize) -> usize {
        line * self.width + measure
    }

    fn of_kind(&self, kind: &MeasureKind) -> Vec<usize> {
        let same = |m: &MeasureKind| std::mem::discriminant(m) == std::mem::discriminant(kind);
        (0..self.width).filter(|&i| same(&self.block.measures[i].kind)).collect()
    }

    fn add(&mut self, relation: Relation, meaning: Meaning) {
        self.equations.system.relations.push(relation);
        self.equations.meanings.push(meaning);
    }

    fn best_and_good(&self) -> (Option<usize>, Option<usize>) {
        (self.counts.measure(Level::Htxsnv), self.counts.measure(Level::Httnv))
    }

    /// What counts as rated in a line, and the quantity that stands for it.
    fn rated(&self, line: usize) -> Option<(usize, Terms)> {
        let total = self.of_kind(&MeasureKind::Total);
        if let Some(&rated) = self.of_kind(&MeasureKind::Rated).first() {
            return Some((self.quantity(line, rated), Terms::new()));
        }
        let whole = self.quantity(line, *total.first()?);
        let unrated = self.of_kind(&MeasureKind::Unrated);
        Some((whole, unrated.iter().map(|&u| (self.quantity(line, u), 1)).collect()))
    }

    fn levels(&mut self, line: usize) {
        let Some((whole, mut parts)) = self.rated(line) else {
            return;
        };
        let inside = self.counts.inside(self.block, line);
        let (best, good) = self.best_and_good();
        let mut stated = 0;
        for (measure, mention) in self.block.levels() {
            let nested = inside && Some(measure) == best && good.is_some();
            // A part of a level ("HTNV còn hạn chế") is no level of its own.
            let first = |l: Level| self.counts.measure(l) == Some(measure) || self.counts.beside.contains(&measure);
            let repeats = self.counts.levels[measure].is_some_and(|l| !first(l));
            if !(nested || repeats || self.counts.repeats_levels(measure, mention)) {
                parts.push((self.quantity(line, measure), 1));
                stated += 1;
            }
        }
        if stated == 0 || self.excused(line) {
            return;
        }
        // With a level left out of the form the parts may fall short of the whole, never exceed it.
        let relation =
            if self.prints_enough() { Relation::Sum { whole, parts } } else { Relation::Limit { whole, parts } };
        self.add(relation, Meaning::Levels { line });
    }

    /// Nobody is counted as not rated, but a note says why some are: the total is not the rated.
    fn excused(&self, line: usize) -> bool {
        let counted = !self.of_kind(&MeasureKind::Rated).is_empty() || !self.of_kind(&MeasureKind::Unrated).is_empty();
        let noted = |l: usize| !self.block.lines[l].reason.is_empty();
        let Some(&total) = self.of_kind(&MeasureKind::Total).first() else { return false };
        if counted || !(noted(line) || self.covers_deep(line).into_iter().any(noted)) {
            return false;
        }
        self.short_of(line, total).is_some()
    }

    /// The data lines under a total, through subtotals.
    fn covers_deep(&self, line: usize) -> Vec<usize> {
        let below = &self.block.lines[line].covers;
        below
            .iter()
            .flat_map(|&l| if self.block.lines[l].covers.is_empty() { vec![l] } else { self.covers_deep(l) })
            .collect()
    }

    /// Does the form print every level, so that a shortfall is an error and not a silence?
    fn prints_enough(&self) -> bool {
        if self.block.levels_open {
            return false;
        }
        let settled = self.counts.levels.iter().flatten().count();
        if settled == 0 {
            // Labels that could not be settled: a full list of four or more still partitions.
            return self.block.levels().count() >= 3;
        }
        self.names_all_levels()
            || (self.counts.measure(Level::Khtnv).is_none()
                && [Level::Htxsnv, Level::Httnv, Level::Htnv].iter().all(|&l| self.counts.measure(l).is_some())
                && self.some_line_closes())
    }

    /// Three levels without KHTNV still partition when most lines show it.
    fn some_line_closes(&self) -> bool {
        let lines = (0..self.block.lines.len()).map(|l| self.counts.line(self.block, l));
        let known: Vec<_> = lines.filter(|l| l.rated.is_some() && l.levels[..3].iter().all(Option::is_some)).collect();
        let closed = known.iter().filter(|l| l.levels.iter().flatten().sum::<i64>() == l.rated.unwrap_or(-1)).count();
        closed * 2 > known.len()
    }

    fn rated_and_unrated(&mut self, line: usize) {
        let (total, rated, unrated) =
            (self.of_kind(&MeasureKind::Total), self.of_kind(&MeasureKind::Rated), self.of_kind(&MeasureKind::Unrated));
        let (Some(&total), Some(&rated)) = (total.first(), rated.first()) else {
            return;
        };
        let whole = self.quantity(line, total);
        if unrated.is_empty() {
            let part = self.quantity(line, rated);
            self.add(Relation::AtMost { part, whole }, Meaning::RatedAndUnrated { line });
            return;
        }
        let parts = std::iter::once(rated).chain(unrated).map(|m| (self.quantity(line, m), 1)).collect();
        self.add(Relation::Sum { whole, parts }, Meaning::RatedAndUnrated { line });
    }

    fn nested(&mut self, line: usize) {
        let (Some(best), Some(good)) = self.best_and_good() else {
            return;
        };
        if self.counts.inside(self.block, line) {
            let (part, whole) = (self.quantity(line, best), self.quantity(line, good));
            self.add(Relation::AtMost { part, whole }, Meaning::Nested { line });
        }
    }

    fn columns(&mut self, line: usize) {
        let covers = self.block.lines[line].covers.clone();
        if covers.is_empty() {
            return;
        }
        let elsewhere = |m: &usize| self.block.measures[*m].kind == MeasureKind::Elsewhere;
        let own: Vec<usize> = (0..self.width).filter(|m| !elsewhere(m)).collect();
        for measure in own {
            let parts: Terms = covers.iter().map(|&l| (self.quantity(l, measure), 1)).collect();
            let any = covers.iter().any(|&l| self.block.cells[l][measure].figure.count().is_some());
            if any {
                self.add(
                    Relation::Sum { whole: self.quantity(line, measure), parts },
                    Meaning::Column { line, measure },
                );
            }
        }
    }

    fn ruled(&mut self, line: usize) {
        for (measure, parts) in self.block.sums.clone() {
            let whole = self.quantity(line, measure);
            let parts: Terms = parts.into_iter().map(|part| (self.quantity(line, part), 1)).collect();
            self.add(Relation::Sum { whole, parts }, Meaning::Ruled { line, measure });
        }
    }

    /// The second figures of `27 (5)` and `26/28`: quantities of their own, in the same cells.
    fn seconds(&mut self) {
        let second = |figure: &Figure| match figure {
            Figure::Nested { inner, .. } => Some(*inner),
            Figure::Slash { of, .. } => Some(*of),
            _ => None,
        };
        for measure in 0..self.width {
            let mut at: Vec<Option<usize>> = vec![None; self.block.lines.len()];
            for (line, place) in at.iter_mut().enumerate() {
                let cell = &self.block.cells[line][measure];
                let Some(value) = second(&cell.figure) else { continue };
                let second = self.equations.system.quantities.len();
                *place = Some(second);
                self.equations.system.quantities.push(Quantity { value: Some(value), formula: false });
                self.equations.system.lines.push(Some(line));
                self.equations.cells.push(cell.at);
                if matches!(cell.figure, Figure::Slash { .. }) {
                    self.of[line] = Some(second);
                }
                let own = self.quantity(line, measure);
                let nested = matches!(cell.figure, Figure::Nested { .. });
                if !slash_total(self.block, cell.at) {
                    let (part, whole) = if nested { (second, own) } else { (own, second) };
                    self.add(Relation::AtMost { part, whole }, Meaning::Second { line, measure });
                }
            }
            for line in 0..self.block.lines.len() {
                let covers = &self.block.lines[line].covers;
                let parts: Option<Terms> = covers.iter().map(|&l| at[l].map(|q| (q, 1))).collect();
                if let (Some(whole), Some(parts)) = (at[line], parts.filter(|p| !p.is_empty())) {
                    self.add(Relation::Sum { whole, parts }, Meaning::Second { line, measure });
                }
            }
        }
    }

    fn base(&self, base: Base, line: usize) -> Option<Terms> {
        let (best, good) = self.best_and_good();
        let inside = self.counts.inside(self.block, line);
        match base {
            Base::Rated if self.rated(line).is_none() || self.excused(line) || self.leaves_open(line) => {
                self.all_levels(line)
            }
            Base::Rated => {
                let (whole, unrated) = self.rated(line)?;
                let minus = unrated
                    .into_iter()
                    .filter(|(q, _)| self.equations.system.quantities[*q].value.is_some())
                    .map(|(q, c)| (q, -c));
                Some(std::iter::once((whole, 1)).chain(minus).collect())
            }
            Base::Total => {
                let own = self.of_kind(&MeasureKind::Total).first().map(|&t| self.quantity(line, t));
                own.or(self.of[line]).map(|q| vec![(q, 1)])
            }
            Base::GoodAndAbove => match (best, good?, inside) {
                (_, good, true) => Some(vec![(self.quantity(line, good), 1)]),
                (Some(best), good, false) => Some(vec![(self.quantity(line, best), 1), (self.quantity(line, good), 1)]),
                _ => None,
            },
            Base::Good => match (best, good?, inside) {
                (_, good, false) => Some(vec![(self.quantity(line, good), 1)]),
                (Some(best), good, true) => Some(vec![(self.quantity(line, good), 1), (self.quantity(line, best), -1)]),
                _ => None,
            },
        }
    }

    /// Where nothing else is counted, the levels together are those rated.
    fn all_levels(&self, line: usize) -> Option<Terms> {
        if !self.counts.prints_all_levels() {
            return None;
        }
        let inside = self.counts.inside(self.block, line);
        let disjoint = Level::ALL.into_iter().filter(|&l| !(inside && l == Level::Htxsnv));
        let beside = self.counts.beside.iter().map(|&m| Some((self.quantity(line, m), 1)));
        disjoint.map(|l| self.counts.measure(l).map(|m| (self.quantity(line, m), 1))).chain(beside).collect()
    }

    fn amount(&self, terms: &Terms) -> Option<i64> {
        terms.iter().map(|&(q, c)| self.equations.system.quantities[q].value.map(|v| v * c)).sum()
    }

    /// Is every level printed, HTXSNV in a column of its own or, as the header says, inside HTTNV?
    fn names_all_levels(&self) -> bool {
        let others = [Level::Httnv, Level::Htnv, Level::Khtnv];
        let inside = matches!(self.counts.nesting, Nesting::Nested | Nesting::Cumulative)
            && self.counts.by == NestedBy::Header
            && others.iter().all(|&l| self.counts.measure(l).is_some());
        self.counts.prints_all_levels() || inside
    }

    /// Marks sums of levels that rest on a reading which a few wrong cells could have made.
    fn unsure(&mut self, bases: &[bases::Bases]) {
        let (mut told, mut against) = (0usize, 0usize);
        for line in 0..self.block.lines.len() {
            let counts = self.counts.line(self.block, line);
            let [Some(best), good, ..] = counts.levels else { continue };
            let (Some(rated), true) = (counts.rated, best > 0 && good.is_some()) else { continue };
            let sum: i64 = counts.levels.iter().flatten().sum();
            let other = if self.counts.inside(self.block, line) { sum + best } else { sum - best };
            told += usize::from(sum == rated);
            against += usize::from(other == rated);
        }
        let nesting = self.counts.by != NestedBy::Header && told < against + 2;
        let partial = !self.names_all_levels() && self.counts.levels.iter().flatten().count() > 0;
        let doubtful = nesting || partial || self.counts.nesting == Nesting::Mixed;
        let (best, _) = self.best_and_good();
        let doubted = |s: usize| self.scale_is_doubtful(s) || bases[s].misread.is_some();
        let scale: Vec<bool> = (0..self.block.shares.len()).map(doubted).collect();
        for (r, meaning) in self.equations.meanings.iter().enumerate() {
            let of_parent = |shares: usize, cell: usize, base: Base| {
                let line = &self.block.shares[shares];
                self.open_parent(line, &line.cells[cell], base).is_some() || self.whole_is_open(line, &line.cells[cell])
            };
            if matches!(meaning, &Meaning::Share { shares, cell, base } if scale[shares] || of_parent(shares, cell, base))
            {
                self.equations.system.unsure.push(r);
            }
            let (Meaning::Levels { line } | Meaning::PartLevels { line, .. }) = meaning else { continue };
            let without_best =
                best.is_some_and(|m| self.equations.system.quantities[self.quantity(*line, m)].value == Some(0));
            let open = self.leaves_open(*line);
            self.equations.left_open.extend(open.then_some(*line));
            if open || (doubtful && (partial || !without_best)) {
                self.equations.system.unsure.push(r);
            }
        }
        self.unsure_parts();
        self.unsure_some();
    }
}
