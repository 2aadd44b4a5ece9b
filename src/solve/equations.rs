//! A count block → its system of equations: levels, rated and not rated, totals, nested parts, percentages.

use super::{Diagnosis, Percentage, Quantity, Relation, Standing, System, Terms, diagnose, rows};
use crate::finding::CellRef;
use crate::locate::{Nesting, RowRole};
use crate::normalise::Level;
use crate::normalise::counts::{Counts, NestedBy};
use crate::parse::{Block, Figure, MeasureKind, ShareCell, ShareLine, share_fits};
use crate::text::Decimal;

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

/// What a percentage can be a share of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Base {
    /// Those rated.
    Rated,
    /// All that must be rated.
    Total,
    /// HTTNV and above.
    GoodAndAbove,
    /// HTTNV without HTXSNV.
    Good,
}

impl Base {
    /// As messages name it.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Rated => "số đã đánh giá, xếp loại",
            Self::Total => "tổng số",
            Self::GoodAndAbove => "số HTTNV trở lên",
            Self::Good => "số HTTNV",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Rated => "those rated",
            Self::Total => "the total",
            Self::GoodAndAbove => "those rated HTTNV and above",
            Self::Good => "those rated HTTNV",
        }
    }
}

/// Something about a share line that is no failing equation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ShareNote {
    /// The whole column is cut instead of rounded.
    Truncated {
        /// The share line.
        shares: usize,
        /// The cells that differ from the rounded value.
        cells: Vec<CellRef>,
    },
    /// One share is off by one last digit so that the row sums to 100.
    Balanced {
        /// Where.
        at: CellRef,
        /// The share line.
        shares: usize,
        /// The cell in it.
        cell: usize,
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
}

impl Equations {
    /// Everything that fails, one diagnosis a cause: whole total lines first, then cells.
    pub fn diagnose(&self, block: &Block) -> Vec<Diagnosis> {
        let all = 0..self.system.relations.len();
        if !all.into_iter().any(|r| self.system.standing(r) == Standing::Fails) {
            return Vec::new();
        }
        diagnose::diagnose(&self.system, rows::explained(self, block))
    }
}

/// Builds the equations of a block.
pub fn build(block: &Block, counts: &Counts) -> Equations {
    let width = block.measures.len();
    let mut equations = Equations::default();
    for cell in block.cells.iter().flatten() {
        let value = match (&cell.figure, slash_total(block, cell.at)) {
            (Figure::Slash { of, .. }, true) => Some(*of),
            (figure, _) => figure.count(),
        };
        equations.system.quantities.push(Quantity { value, formula: cell.formula });
        equations.cells.push(cell.at);
    }
    let mut builder = Builder { block, counts, width, equations };
    builder.seconds();
    for line in 0..block.lines.len() {
        builder.levels(line);
        builder.rated_and_unrated(line);
        builder.nested(line);
        builder.columns(line);
    }
    builder.shares();
    builder.unsure();
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
            let repeats = self.counts.levels[measure].is_some_and(|l| self.counts.measure(l) != Some(measure));
            let unsettled = self.counts.levels[measure].is_none() && mention.of_which;
            if !(nested || repeats || unsettled) {
                parts.push((self.quantity(line, measure), 1));
                stated += 1;
            }
        }
        let of_which_total = self.block.lines[line].role == RowRole::OfWhich && self.block.transposed;
        if stated == 0 || of_which_total {
            return;
        }
        // With a level left out of the form the parts may fall short of the whole, never exceed it.
        let relation =
            if self.prints_enough() { Relation::Sum { whole, parts } } else { Relation::Limit { whole, parts } };
        self.add(relation, Meaning::Levels { line });
    }

    /// Does the form print every level, so that a shortfall is an error and not a silence?
    fn prints_enough(&self) -> bool {
        let settled = self.counts.levels.iter().flatten().count();
        if settled == 0 {
            // Labels that could not be settled: a full list of four or more still partitions.
            return self.block.levels().count() >= 3;
        }
        self.counts.prints_all_levels()
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
        for measure in 0..self.width {
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
                self.equations.cells.push(cell.at);
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
            Base::Rated => {
                let (whole, unrated) = self.rated(line)?;
                let minus = unrated
                    .into_iter()
                    .filter(|(q, _)| self.equations.system.quantities[*q].value.is_some())
                    .map(|(q, c)| (q, -c));
                Some(std::iter::once((whole, 1)).chain(minus).collect())
            }
            Base::Total => self.of_kind(&MeasureKind::Total).first().map(|&t| vec![(self.quantity(line, t), 1)]),
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

    fn amount(&self, terms: &Terms) -> Option<i64> {
        terms.iter().map(|&(q, c)| self.equations.system.quantities[q].value.map(|v| v * c)).sum()
    }

    /// The bases a share line may be held against, likeliest first.
    fn bases_for(&self, shares: usize) -> Vec<Base> {
        let line = &self.block.shares[shares];
        let measures: Vec<usize> = line.cells.iter().map(|c| c.measure).collect();
        let best_only = measures.iter().all(|m| self.counts.levels[*m] == Some(Level::Htxsnv));
        match (line.cap, best_only) {
            (true, _) => vec![Base::GoodAndAbove, Base::Good, Base::Rated, Base::Total],
            (false, true) => vec![Base::Rated, Base::Total, Base::GoodAndAbove, Base::Good],
            (false, false) => vec![Base::Rated, Base::Total],
        }
    }

    fn shares(&mut self) {
        for shares in 0..self.block.shares.len() {
            self.share_line(shares);
        }
        self.balance();
    }

    fn fits(&self, cell: &ShareCell, base: Base, decimals: u8) -> Option<bool> {
        let base = self.amount(&self.base_of(cell, base)?)?;
        let count = self.amount(&vec![(self.quantity(cell.line, cell.measure), 1)])?;
        Some(share_fits(count, base, cell.percent()?, decimals))
    }

    /// The base of one cell: those not rated are a share of the total whatever the column's base.
    fn base_of(&self, cell: &ShareCell, base: Base) -> Option<Terms> {
        match self.block.measures[cell.measure].kind {
            MeasureKind::Unrated => self.base(Base::Total, cell.line),
            _ => self.base(base, cell.line),
        }
    }

    fn share_line(&mut self, shares: usize) {
        let line = self.block.shares[shares].clone();
        let usual = usual_decimals(&line.cells);
        let decimals = |c: &ShareCell| c.percent().map_or(0, |p| p.decimals()).max(usual).min(10);
        let bases = self.bases_for(shares);
        let score = |b: Base| line.cells.iter().filter(|c| self.fits(c, b, decimals(c)) == Some(true)).count();
        let scores: Vec<(Base, usize)> = bases.iter().map(|&b| (b, score(b))).collect();
        let most = scores.iter().map(|s| s.1).max().unwrap_or(0);
        let held = line.cells.iter().filter(|c| self.fits(c, bases[0], decimals(c)).is_some()).count();
        let tied = scores.iter().filter(|s| s.1 == most).map(|s| s.0);
        let leader = tied.rev().max_by_key(|&b| self.pooled(b)).unwrap_or(bases[0]);
        let leads = most > 0 && (most * 2 > held || scores.iter().filter(|s| s.1 == most).count() == 1);
        // Two wrong cells can move a lead of two, two wrong lines that of all columns: nearer bases stay possible.
        let slack = 2 * self.block.shares.len();
        let near: Vec<Base> = scores
            .iter()
            .filter(|s| s.0 != leader && s.1 + 2 >= most.max(1) && self.pooled(s.0) + slack >= self.pooled(leader))
            .map(|s| s.0)
            .collect();
        self.equations.bases.push(leads.then_some(leader));
        if let Some(cells) = self.truncated(&line.cells, leader, &decimals) {
            self.equations.notes.push(ShareNote::Truncated { shares, cells });
            return;
        }
        for (index, cell) in line.cells.iter().enumerate() {
            let any = bases.iter().find(|&&b| self.fits(cell, b, decimals(cell)) == Some(true));
            let base = if leads { leader } else { *any.unwrap_or(&leader) };
            let (Some(percent), Some(terms)) = (cell.percent(), self.base_of(cell, base)) else {
                continue;
            };
            // A blank count beside a share of 0 says nothing.
            let printed = self.printed_decimals(&line.cells, cell);
            let share = Percentage { percent, decimals: decimals(cell), printed, formula: cell.formula };
            let count = vec![(self.quantity(cell.line, cell.measure), 1)];
            let others = near.iter().filter(|&&b| b != base).filter_map(|&b| self.base_of(cell, b));
            let others: Vec<Terms> = others.filter(|t| *t != terms).collect();
            self.add(
                Relation::Share { share, count, base: terms, others },
                Meaning::Share { shares, cell: index, base },
            );
        }
    }

    /// With how many decimals a cell of a share line should be printed, going by the others. Numbers lose the zeros at
    /// their end, so among them whole ones tell nothing.
    fn printed_decimals(&self, line: &[ShareCell], cell: &ShareCell) -> u8 {
        if cell.as_text {
            return usual_decimals(line).min(10);
        }
        let telling = |cells: &[ShareCell]| {
            let others = cells.iter().filter(|c| c.at != cell.at);
            let broken = others.filter(|c| c.percent().is_some_and(|p| p.to_integer().is_none()));
            broken.cloned().collect::<Vec<_>>()
        };
        let all: Vec<ShareCell> = self.block.shares.iter().flat_map(|s| telling(&s.cells)).collect();
        // A zero more does no harm, a digit less does.
        usual_decimals(&telling(line)).max(usual_decimals(&all)).min(10)
    }

    /// How many shares of the block fit a base.
    fn pooled(&self, base: Base) -> usize {
        let fit = |line: &&ShareLine| {
            let usual = usual_decimals(&line.cells);
            let decimals = |c: &ShareCell| c.percent().map_or(0, |p| p.decimals()).max(usual).min(10);
            line.cells.iter().filter(|c| self.fits(c, base, decimals(c)) == Some(true)).count()
        };
        self.block.shares.iter().filter(|s| !s.cap).map(|s| fit(&s)).sum()
    }

    /// A column that is cut instead of rounded: every cell fits when cut, and at least two only then.
    fn truncated(&self, cells: &[ShareCell], base: Base, decimals: &impl Fn(&ShareCell) -> u8) -> Option<Vec<CellRef>> {
        let mut off = Vec::new();
        for cell in cells {
            let Some(fits) = self.fits(cell, base, decimals(cell)) else {
                continue;
            };
            let base = self.amount(&self.base_of(cell, base)?)?;
            let count = self.amount(&vec![(self.quantity(cell.line, cell.measure), 1)])?;
            let d = decimals(cell);
            let cut = if base > 0 { 100 * i128::from(count) * 10i128.pow(u32::from(d)) / i128::from(base) } else { 0 };
            if cell.percent()? != Decimal::new(cut, d) {
                return None;
            }
            if !fits {
                off.push(cell.at);
            }
        }
        (off.len() >= 2).then_some(off)
    }

    /// One share of a line off by its last digit, so that the line sums to 100: forgiven.
    fn balance(&mut self) {
        for line in 0..self.block.lines.len() {
            // Where the counts do not add up, the count may be what is off.
            let counts_off =
                self.equations.meanings.iter().enumerate().any(|(r, m)| {
                    *m == Meaning::Levels { line } && self.equations.system.standing(r) == Standing::Fails
                });
            if counts_off {
                continue;
            }
            let in_line: Vec<(usize, usize, usize)> = self
                .equations
                .meanings
                .iter()
                .enumerate()
                .filter_map(|(r, m)| match m {
                    Meaning::Share { shares, cell, base: Base::Rated }
                        if self.block.shares[*shares].cells[*cell].line == line =>
                    {
                        Some((r, *shares, *cell))
                    }
                    _ => None,
                })
                .collect();
            let failing: Vec<&(usize, usize, usize)> =
                in_line.iter().filter(|(r, ..)| self.equations.system.standing(*r) == Standing::Fails).collect();
            let [(relation, shares, cell)] = failing.iter().map(|f| **f).collect::<Vec<_>>()[..] else {
                continue;
            };
            let inside = self.counts.inside(self.block, line);
            // A share inside another takes no part in the sum.
            let measure = self.block.shares[shares].cells[cell].measure;
            if inside && self.counts.levels[measure] == Some(Level::Htxsnv) {
                continue;
            }
            let summed: Option<Vec<Decimal>> = in_line
                .iter()
                .map(|&(_, s, c)| &self.block.shares[s].cells[c])
                .filter(|c| !(inside && self.counts.levels[c.measure] == Some(Level::Htxsnv)))
                .map(ShareCell::percent)
                .collect();
            let Some(percents) = summed else { continue };
            let d = percents.iter().map(|p| p.decimals()).max().unwrap_or(0);
            let units: i128 = percents.iter().map(|p| p.rounded_units(d)).sum();
            if percents.len() >= 2 && units == 100 * 10i128.pow(u32::from(d)) && self.off_by_one(relation, d) {
                let at = self.block.shares[shares].cells[cell].at;
                self.equations.notes.push(ShareNote::Balanced { at, shares, cell });
                self.equations.system.relations.remove(relation);
                self.equations.meanings.remove(relation);
            }
        }
    }

    /// Marks sums of levels that rest on a reading which a few wrong cells could have made.
    fn unsure(&mut self) {
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
        let partial = !self.counts.prints_all_levels() && self.counts.levels.iter().flatten().count() > 0;
        let doubtful = nesting || partial || self.counts.nesting == Nesting::Mixed;
        let (best, _) = self.best_and_good();
        for (r, meaning) in self.equations.meanings.iter().enumerate() {
            if let Meaning::Share { shares, .. } = meaning
                && self.scale_is_doubtful(*shares)
            {
                self.equations.system.unsure.push(r);
            }
            let Meaning::Levels { line } = meaning else { continue };
            let without_best =
                best.is_some_and(|m| self.equations.system.quantities[self.quantity(*line, m)].value == Some(0));
            if doubtful && (partial || !without_best) {
                self.equations.system.unsure.push(r);
            }
        }
    }

    /// Was a column of numbers read at another scale than its neighbours, or as fractions though all are 0 or 1?
    fn scale_is_doubtful(&self, shares: usize) -> bool {
        let numbers = |line: &ShareLine| {
            line.cells.iter().filter(|c| !c.as_text && c.stored.is_some()).cloned().collect::<Vec<_>>()
        };
        let own = numbers(&self.block.shares[shares]);
        let Some(fraction) = own.first().map(|c| c.fraction) else { return false };
        let differs = self.block.shares.iter().flat_map(numbers).any(|c| c.fraction != fraction);
        let whole = own.iter().all(|c| c.stored.is_some_and(|s| s.to_integer().is_some()));
        differs || (fraction && whole)
    }

    fn off_by_one(&self, relation: usize, decimals: u8) -> bool {
        let Relation::Share { share, count, base, .. } = &self.equations.system.relations[relation] else {
            return false;
        };
        let exact = self.amount(count).zip(self.amount(base)).and_then(|(c, b)| super::exact_share(c, b, decimals));
        exact.is_some_and(|e| (e.rounded_units(decimals) - share.percent.rounded_units(decimals)).abs() <= 1)
    }
}

/// The decimals most cells of a line have, counted on the scale of 100.
pub fn usual_decimals(cells: &[ShareCell]) -> u8 {
    let mut seen = [0usize; 18];
    for percent in cells.iter().filter_map(ShareCell::percent) {
        seen[usize::from(percent.decimals().min(17))] += 1;
    }
    let most = seen.iter().copied().max().unwrap_or(0);
    (0..18u8).rev().find(|&d| most > 0 && seen[usize::from(d)] == most).unwrap_or(0)
}
