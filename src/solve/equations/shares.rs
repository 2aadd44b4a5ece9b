//! Printed percentages: of which base a column's are, how exactly they are printed, which are forgiven.

use std::collections::{BTreeMap, BTreeSet};

use super::bases::{Bases, Supposed};
use super::misread::Misread;
use super::{Base, Builder, Meaning};
use crate::finding::CellRef;
use crate::normalise::Level;
use crate::parse::{MeasureKind, ShareCell, ShareLine, ShareOf, share_fits};
use crate::solve::{Percentage, Relation, Standing, Terms, exact_share};
use crate::text::Decimal;

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
    /// A column of percentages most of whose cells are no share of what it is taken for, nor of anything else: it is held
    /// against nothing.
    OfNothing {
        /// The share line.
        shares: usize,
        /// Its first cell.
        at: CellRef,
    },
    /// The head of a column says one base, and its cells are of another.
    OfOther {
        /// The share line.
        shares: usize,
        /// Its first cell.
        at: CellRef,
        /// What the head says.
        said: ShareOf,
        /// What the cells are of.
        base: Base,
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

impl Builder<'_> {
    /// All percentages; gives back what else may be supposed of their bases.
    pub(super) fn shares(&mut self) -> (Vec<Bases>, Vec<Supposed>) {
        self.summed = self.failing_sums();
        self.decimals = self.decimals_seen();
        let pools = self.pools();
        let mut bases: Vec<Bases> = self.block.shares.iter().map(|line| self.bases_of(line, &pools)).collect();
        self.doubt(&mut bases);
        let supposed = self.supposed(&bases);
        for (shares, own) in bases.iter().enumerate() {
            if own.is_set_aside() {
                self.equations.bases.push(None);
                self.equations.set_aside.push(shares);
                let at = self.block.shares[shares].cells[0].at;
                let untold = own.misread == Some(Misread::Unexplained);
                self.equations.notes.extend(untold.then_some(ShareNote::OfNothing { shares, at }));
                continue;
            }
            let headed = own.headed.zip(self.block.shares[shares].cells.first());
            let other =
                |(said, cell): (_, &ShareCell)| ShareNote::OfOther { shares, at: cell.at, said, base: own.leader };
            self.equations.notes.extend(headed.map(other));
            let near = supposed.iter().filter(|s| s.columns.contains(&shares)).map(|s| s.base).collect::<Vec<_>>();
            self.share_line(shares, own, &near);
        }
        self.balance();
        self.drop_single_cuts();
        (bases, supposed)
    }

    pub(super) fn fits(&self, cell: &ShareCell, base: Base, decimals: u8, line: &ShareLine) -> Option<bool> {
        self.fits_terms(cell, &self.base_of(cell, base, line)?, decimals)
    }

    pub(super) fn fits_terms(&self, cell: &ShareCell, base: &Terms, decimals: u8) -> Option<bool> {
        let count = self.amount(&vec![(self.quantity(cell.line, cell.measure), 1)])?;
        Some(share_fits(count, self.amount(base)?, cell.percent()?, decimals))
    }

    /// The level that a share of what stands "trong đó" below it may be of, as far as the other shares of the same measure
    /// do not show that it is of the base of the column.
    pub(super) fn open_parent(&self, line: &ShareLine, cell: &ShareCell, base: Base) -> Option<usize> {
        let parent = self.parent_of(cell.measure)?;
        let of_base = |(own, other): &(&ShareCell, &ShareLine)| {
            let decimals = own.percent().map_or(0, |p| p.decimals()).min(10);
            let of_parent = self.fits_terms(own, &vec![(self.quantity(own.line, parent), 1)], decimals);
            self.fits(own, base, decimals, other) == Some(true) && of_parent == Some(false)
        };
        let all = self.block.shares.iter().flat_map(|s| s.cells.iter().map(move |c| (c, s)));
        let same = all.filter(|(own, _)| own.measure == cell.measure && own.at != cell.at);
        let told = same.filter(of_base).count() + usize::from(of_base(&(cell, line)));
        (told < 2).then_some(parent)
    }

    /// With levels in rows, what stands "trong đó" under a level may be a share of that level as well.
    fn parent_of(&self, measure: usize) -> Option<usize> {
        let inside = |m: usize| match &self.block.measures[m].kind {
            MeasureKind::Level(mention) => Some(mention.of_which),
            _ => None,
        };
        let open = self.block.transposed && inside(measure) == Some(true);
        open.then(|| (0..measure).rev().find(|&m| inside(m) == Some(false)))?
    }

    /// The base of one cell: the total and those not rated are a share of the total whatever the column's base; those
    /// rated too, where the column begins with the total's 100,00 and does not begin anew with theirs.
    fn base_for(&self, cell: &ShareCell, base: Base, line: &ShareLine) -> Base {
        let whole = |c: &ShareCell| c.line == cell.line && self.block.measures[c.measure].kind == MeasureKind::Total;
        match self.block.measures[cell.measure].kind {
            MeasureKind::Unrated | MeasureKind::Total => Base::Total,
            MeasureKind::Rated if line.cells.iter().any(whole) => Base::Total,
            MeasureKind::Rated if self.block.transposed || line.below => self.base_of_rated(cell, base, line),
            _ => base,
        }
    }

    /// With levels in rows, those rated are 100 % of themselves or a share of the total; what fits counts, as exactly as the
    /// column is written: 100 is no 99.78.
    fn base_of_rated(&self, cell: &ShareCell, base: Base, line: &ShareLine) -> Base {
        let decimals = cell.percent().map_or(0, |p| p.decimals()).max(usual_decimals(&line.cells)).min(10);
        let fits =
            |b: &Base| self.base(*b, cell.line).and_then(|of| self.fits_terms(cell, &of, decimals)) == Some(true);
        [Base::Total, base].into_iter().find(fits).unwrap_or(Base::Total)
    }

    /// Of a percentage beside those rated, where levels stand in rows: what else it may be a share of.
    fn other_of_rated(&self, cell: &ShareCell, line: &ShareLine) -> Option<Terms> {
        let of =
            |kind: MeasureKind| move |c: &ShareCell| c.line == cell.line && self.block.measures[c.measure].kind == kind;
        let open = of(MeasureKind::Rated)(cell) && !line.cells.iter().any(of(MeasureKind::Total));
        (open && (self.block.transposed || line.below)).then(|| self.base(Base::Rated, cell.line))?
    }

    pub(super) fn base_of(&self, cell: &ShareCell, base: Base, line: &ShareLine) -> Option<Terms> {
        let terms = self.base(self.base_for(cell, base, line), cell.line)?;
        match self.block.parts.iter().find(|group| group.of.iter().any(|(part, _)| *part == cell.measure)) {
            // A share of a part's count is of the part's own base.
            Some(group) => self.terms_in_part(&terms, cell.line, group),
            None => Some(terms),
        }
    }

    fn share_line(&mut self, shares: usize, bases: &Bases, near: &[Base]) {
        let line = self.block.shares[shares].clone();
        let usual = usual_decimals(&line.cells);
        let decimals = |c: &ShareCell| c.percent().map_or(0, |p| p.decimals()).max(usual).min(10);
        let &Bases { ref all, leader, leads, .. } = bases;
        self.equations.bases.push(leads.then_some(leader));
        let mut one_cut = None;
        if let Some(cells) = self.truncated(&line, leader, &decimals) {
            one_cut = Some(cells[0]).filter(|_| cells.len() == 1);
            self.equations.notes.push(ShareNote::Truncated { shares, cells });
            if one_cut.is_none() {
                return;
            }
        }
        let printed = self.printed_decimals(&line, leader);
        let short = |c: &ShareCell| c.as_text && c.percent().is_some_and(|p| p.decimals() < printed);
        let trimmed = line.cells.iter().any(|c| short(c) && self.rounds_to(c, leader, &line, printed));
        for (index, cell) in line.cells.iter().enumerate() {
            if Some(cell.at) == one_cut || self.sums_rounded(&line, cell, leader, &decimals) {
                continue;
            }
            let any = all.iter().find(|&&b| self.fits(cell, b, decimals(cell), &line) == Some(true));
            let likely = if leads { leader } else { *any.unwrap_or(&leader) };
            let base = self.base_for(cell, likely, &line);
            let (Some(percent), Some(terms)) = (cell.percent(), self.base_of(cell, base, &line)) else {
                continue;
            };
            let parent = self.open_parent(&line, cell, base).map(|parent| vec![(self.quantity(cell.line, parent), 1)]);
            let of_parent = |parent: &Terms| self.fits_terms(cell, parent, decimals(cell)) == Some(true);
            if parent.as_ref().is_some_and(of_parent) && self.fits_terms(cell, &terms, decimals(cell)) != Some(true) {
                continue;
            }
            // A blank count beside a share of 0 says nothing.
            let share = Percentage { percent, decimals: decimals(cell), printed, trimmed, formula: cell.formula };
            let count = vec![(self.quantity(cell.line, cell.measure), 1)];
            let others = near.iter().chain([&leader]).filter_map(|&b| self.base_of(cell, b, &line));
            let others: Vec<Terms> =
                others.chain(parent).chain(self.other_of_rated(cell, &line)).filter(|t| *t != terms).collect();
            self.add(
                Relation::Share { share, count, base: terms, others },
                Meaning::Share { shares, cell: index, base },
            );
        }
    }

    /// With levels in rows: is the share of the whole what the shares of its levels, each rounded rightly, add up to ("99,9")?
    fn sums_rounded(
        &self,
        line: &ShareLine,
        cell: &ShareCell,
        base: Base,
        decimals: &impl Fn(&ShareCell) -> u8,
    ) -> bool {
        let whole = matches!(self.block.measures[cell.measure].kind, MeasureKind::Total | MeasureKind::Rated);
        let Some(own) = cell.percent().filter(|_| whole && self.block.transposed) else { return false };
        let levels: Vec<&ShareCell> =
            line.cells.iter().filter(|c| c.line == cell.line && self.counts.levels[c.measure].is_some()).collect();
        let Some(percents) = levels.iter().map(|c| c.percent()).collect::<Option<Vec<Decimal>>>() else { return false };
        let d = percents.iter().chain([&own]).map(|p| p.decimals()).max().unwrap_or(0).min(10);
        let sum: i128 = percents.iter().map(|p| p.rounded_units(d)).sum();
        let off = (own.rounded_units(d) - 100 * 10i128.pow(u32::from(d))).unsigned_abs();
        // Each may be off by half of its last digit.
        let may = percents.len() as u128;
        let right = |c: &&ShareCell| self.fits(c, base, decimals(c), line) == Some(true);
        levels.len() >= 2 && own.rounded_units(d) == sum && 2 * off <= may && levels.iter().all(right)
    }

    /// May a percentage of the whole or of those rated be right otherwise: of another base, or as the sum of rounded shares?
    pub(super) fn whole_is_open(&self, line: &ShareLine, cell: &ShareCell) -> bool {
        if self
            .other_of_rated(cell, line)
            .is_some_and(|terms| self.base(Base::Total, cell.line).is_some_and(|t| t != terms))
        {
            return true;
        }
        let whole = matches!(self.block.measures[cell.measure].kind, MeasureKind::Total | MeasureKind::Rated);
        let levels = line.cells.iter().filter(|c| c.line == cell.line && self.counts.levels[c.measure].is_some());
        let percents: Vec<Decimal> = levels.filter_map(ShareCell::percent).collect();
        let d = percents.iter().map(|p| p.decimals()).max().unwrap_or(0).min(10);
        let sum: i128 = percents.iter().map(|p| p.rounded_units(d)).sum();
        whole && self.block.transposed && percents.len() >= 2 && sum != 100 * 10i128.pow(u32::from(d))
    }

    /// With how many decimals the cells of a share line are printed: those at which most of its cells, then most of the
    /// block's, are what their counts round to; a cell with more digits speaks against, so that a wrong base, with which
    /// little fits, costs no digit. Numbers lose the zeros at their end, so a whole one may be rounded or exact (also a typed
    /// "0%"); where several fit alike, a zero more does no harm, a digit less does, and texts are written as most of them.
    fn printed_decimals(&self, line: &ShareLine, base: Base) -> u8 {
        let as_text = line.cells.iter().any(|c| c.as_text);
        let usual = as_text.then(|| usual_decimals(&line.cells).min(10));
        let own: Vec<_> = line.cells.iter().map(|c| (c, line)).collect();
        let mut seen: Vec<u8> = own.iter().filter_map(|(c, _)| Some(c.percent()?.decimals().min(10))).collect();
        seen.extend(&self.decimals);
        seen.sort_unstable();
        seen.dedup();
        let of_own = |decimals: u8| own.iter().map(|c| self.speaks(c, base, decimals)).sum::<i32>();
        let best = |&d: &u8| (of_own(d), usual == Some(d), self.all_speak(base, d), d);
        seen.into_iter().max_by_key(best).unwrap_or(0)
    }

    /// The percentages that are typed, each with its line.
    fn typed(&self) -> impl Iterator<Item = (&ShareCell, &ShareLine)> {
        let lines = self.block.shares.iter().filter(|s| !s.cap);
        lines.flat_map(|s| s.cells.iter().filter(|c| !c.formula).map(move |c| (c, s)))
    }

    /// With how many decimals typed percentages are seen.
    fn decimals_seen(&self) -> Vec<u8> {
        let mut seen: Vec<u8> = self.typed().filter_map(|(c, _)| Some(c.percent()?.decimals().min(10))).collect();
        seen.sort_unstable();
        seen.dedup();
        seen
    }

    /// Does a percentage speak for so many decimals (1), against them (-1) or not at all?
    fn speaks(&self, (cell, line): &(&ShareCell, &ShareLine), base: Base, decimals: u8) -> i32 {
        match cell.percent() {
            Some(percent) if percent.shortest().decimals() > decimals => -1,
            _ => i32::from(self.rounds_to(cell, base, line, decimals)),
        }
    }

    /// What all typed percentages say of it.
    fn all_speak(&self, base: Base, decimals: u8) -> i32 {
        let all = || self.typed().map(|c| self.speaks(&c, base, decimals)).sum();
        *self.spoken.borrow_mut().entry((base, decimals)).or_insert_with(all)
    }

    /// Is a percentage what its count and base round to at so many decimals?
    fn rounds_to(&self, cell: &ShareCell, base: Base, line: &ShareLine, decimals: u8) -> bool {
        let of = self.base_of(cell, base, line).and_then(|terms| self.amount(&terms));
        let count = self.equations.system.quantities[self.quantity(cell.line, cell.measure)].value;
        let exact = count.zip(of).and_then(|(count, of)| exact_share(count, of, decimals));
        exact.is_some() && exact == cell.percent()
    }

    /// A column that is cut instead of rounded: every cell fits when cut, and some only then. A single one may be a slip
    /// where another column of the table rounds. A few that fit neither way, beside a wrong count, make no rounded column of it.
    fn truncated(&self, line: &ShareLine, base: Base, decimals: &impl Fn(&ShareCell) -> u8) -> Option<Vec<CellRef>> {
        let (mut off, mut cut, mut neither) = (Vec::new(), 0, 0);
        for cell in &line.cells {
            let Some(fits) = self.fits(cell, base, decimals(cell), line) else {
                continue;
            };
            match (cell.percent()? == self.cut(cell, base, line, decimals(cell))?, fits) {
                (true, true) => cut += 1,
                (true, false) => off.push(cell.at),
                (false, true) => return None,
                (false, false) => neither += 1,
            }
        }
        if neither > 0 && (off.len() < 2 || 4 * neither > off.len() + cut) {
            return None;
        }
        let rounds = |other: &ShareLine| {
            let up = |cell: &ShareCell| {
                let d = decimals(cell);
                self.fits(cell, base, d, other) == Some(true) && self.cut(cell, base, other, d) != cell.percent()
            };
            !other.cap && other.cells.iter().any(up)
        };
        match off.len() {
            0 => None,
            1 if self.block.shares.iter().any(rounds) => None,
            _ => Some(off),
        }
    }

    /// What a percentage is when it is cut at so many decimals.
    fn cut(&self, cell: &ShareCell, base: Base, line: &ShareLine, decimals: u8) -> Option<Decimal> {
        let base = self.amount(&self.base_of(cell, base, line)?)?;
        let count = self.amount(&vec![(self.quantity(cell.line, cell.measure), 1)])?;
        let units = |base: i64| 100 * i128::from(count) * 10i128.pow(u32::from(decimals)) / i128::from(base);
        Some(Decimal::new(if base > 0 { units(base) } else { 0 }, decimals))
    }

    /// A single share that is cut says nothing where the counts of its line do not add up: its base may be what is wrong.
    fn drop_single_cuts(&mut self) {
        let line_off = |line: usize| {
            let mut meanings = self.equations.meanings.iter().enumerate();
            meanings
                .any(|(r, m)| *m == Meaning::Levels { line } && self.equations.system.standing(r) == Standing::Fails)
        };
        let off = |note: &ShareNote| match note {
            ShareNote::Truncated { shares, cells } if cells.len() == 1 => {
                self.block.shares[*shares].cells.iter().any(|c| c.at == cells[0] && line_off(c.line))
            }
            _ => false,
        };
        let dropped: Vec<bool> = self.equations.notes.iter().map(off).collect();
        let mut dropped = dropped.into_iter();
        self.equations.notes.retain(|_| dropped.next() != Some(true));
    }

    /// One share of a line off by its last digit, so that the line sums to 100: forgiven.
    fn balance(&mut self) {
        let line_of = |(r, m): (usize, &Meaning)| match m {
            Meaning::Share { shares, cell, .. } if self.equations.system.standing(r) == Standing::Fails => {
                Some(self.block.shares[*shares].cells[*cell].line)
            }
            _ => None,
        };
        let off: BTreeSet<usize> = self.equations.meanings.iter().enumerate().filter_map(line_of).collect();
        let levels_of = |(r, meaning): (usize, &Meaning)| match meaning {
            Meaning::Levels { line } if self.equations.system.standing(r) == Standing::Fails => Some(*line),
            _ => None,
        };
        let counts_off: BTreeSet<usize> = self.equations.meanings.iter().enumerate().filter_map(levels_of).collect();
        let mut of_lines: BTreeMap<usize, Vec<(usize, usize, usize)>> = BTreeMap::new();
        for (r, meaning) in self.equations.meanings.iter().enumerate() {
            if let Meaning::Share { shares, cell, base: Base::Rated } = meaning {
                let line = self.block.shares[*shares].cells[*cell].line;
                of_lines.entry(line).or_default().push((r, *shares, *cell));
            }
        }
        let mut balanced: Vec<usize> = Vec::new();
        for line in off {
            // Where the counts do not add up, the count may be what is off.
            if counts_off.contains(&line) {
                continue;
            }
            let in_line = of_lines.remove(&line).unwrap_or_default();
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
                balanced.push(relation);
            }
        }
        self.leave_out(&balanced);
    }

    /// Takes relations out.
    fn leave_out(&mut self, relations: &[usize]) {
        let out: BTreeSet<usize> = relations.iter().copied().collect();
        let (mut relation, mut meaning) = (0.., 0..);
        self.equations.system.relations.retain(|_| relation.next().is_none_or(|at| !out.contains(&at)));
        self.equations.meanings.retain(|_| meaning.next().is_none_or(|at| !out.contains(&at)));
    }

    /// Was a column of numbers read at another scale than its neighbours, or as fractions though all are 0 or 1?
    pub(super) fn scale_is_doubtful(&self, shares: usize) -> bool {
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
        let exact = self.amount(count).zip(self.amount(base)).and_then(|(c, b)| exact_share(c, b, decimals));
        exact.is_some_and(|e| (e.rounded_units(decimals) - share.percent.rounded_units(decimals)).abs() <= 1)
    }
}

/// The decimals most cells of a line have, counted on the scale of 100.
pub(super) fn usual_decimals(cells: &[ShareCell]) -> u8 {
    let mut seen = [0usize; 18];
    for percent in cells.iter().filter_map(ShareCell::percent) {
        seen[usize::from(percent.decimals().min(17))] += 1;
    }
    let most = seen.iter().copied().max().unwrap_or(0);
    (0..18u8).rev().find(|&d| most > 0 && seen[usize::from(d)] == most).unwrap_or(0)
}
