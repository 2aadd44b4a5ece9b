//! Printed percentages: of which base a column's are, how exactly they are printed, which are forgiven.

use std::collections::{BTreeMap, BTreeSet};

use super::{Base, Builder, Meaning, ShareNote};
use crate::finding::CellRef;
use crate::locate::RowRole;
use crate::normalise::Level;
use crate::parse::{MeasureKind, ShareCell, ShareLine, share_fits};
use crate::solve::{Percentage, Relation, Standing, Terms, exact_share};
use crate::text::Decimal;

/// Lines that two slips change: each may be two neighbours exchanged, one under the other.
const SLIPPED: usize = 4;

/// How well a base fits all shares of a block.
#[derive(Default)]
struct Pool {
    /// Those that fit.
    fit: usize,
    /// Lines in which one does not.
    off: BTreeSet<usize>,
}

impl Builder<'_> {
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

    pub(super) fn shares(&mut self) {
        let pools = self.pools();
        for shares in 0..self.block.shares.len() {
            self.share_line(shares, &pools);
        }
        self.balance();
    }

    fn fits(&self, cell: &ShareCell, base: Base, decimals: u8, line: &ShareLine) -> Option<bool> {
        let base = self.amount(&self.base_of(cell, base, line)?)?;
        let count = self.amount(&vec![(self.quantity(cell.line, cell.measure), 1)])?;
        Some(share_fits(count, base, cell.percent()?, decimals))
    }

    /// The base of one cell: the total and those not rated are a share of the total whatever the column's base; those
    /// rated too, where the column begins with the total's 100,00 and does not begin anew with theirs.
    fn base_for(&self, cell: &ShareCell, base: Base, line: &ShareLine) -> Base {
        let whole = |c: &ShareCell| c.line == cell.line && self.block.measures[c.measure].kind == MeasureKind::Total;
        match self.block.measures[cell.measure].kind {
            MeasureKind::Unrated | MeasureKind::Total => Base::Total,
            MeasureKind::Rated if line.cells.iter().any(whole) => Base::Total,
            _ => base,
        }
    }

    fn base_of(&self, cell: &ShareCell, base: Base, line: &ShareLine) -> Option<Terms> {
        self.base(self.base_for(cell, base, line), cell.line)
    }

    fn share_line(&mut self, shares: usize, pools: &BTreeMap<Base, Pool>) {
        let line = self.block.shares[shares].clone();
        let usual = usual_decimals(&line.cells);
        let decimals = |c: &ShareCell| c.percent().map_or(0, |p| p.decimals()).max(usual).min(10);
        let bases = self.bases_for(shares);
        let score = |b: Base| line.cells.iter().filter(|c| self.fits(c, b, decimals(c), &line) == Some(true)).count();
        let scores: Vec<(Base, usize)> = bases.iter().map(|&b| (b, score(b))).collect();
        let most = scores.iter().map(|s| s.1).max().unwrap_or(0);
        let held = line.cells.iter().filter(|c| self.fits(c, bases[0], decimals(c), &line).is_some()).count();
        let tied = scores.iter().filter(|s| s.1 == most).map(|s| s.0);
        let leader = tied.rev().max_by_key(|b| pools[b].fit).unwrap_or(bases[0]);
        let leads = most > 0 && (most * 2 > held || scores.iter().filter(|s| s.1 == most).count() == 1);
        // Two slips move what hangs on two cells, in this line and in all: nearer bases stay possible, unless two slips
        // explain what does not fit the leader and cannot explain what does not fit them.
        let (own, slack) = (self.slack(std::slice::from_ref(&line)), self.slack(&self.block.shares));
        let explained = |base: Base| pools[&base].off.len() <= SLIPPED * self.spread();
        let possible =
            |base: Base| pools[&base].fit + slack >= pools[&leader].fit && (explained(base) || !explained(leader));
        let near: Vec<Base> =
            scores.iter().filter(|s| s.0 != leader && s.1 + own >= most.max(1) && possible(s.0)).map(|s| s.0).collect();
        self.equations.bases.push(leads.then_some(leader));
        if let Some(cells) = self.truncated(&line, leader, &decimals) {
            self.equations.notes.push(ShareNote::Truncated { shares, cells });
            return;
        }
        let printed = self.printed_decimals(&line, leader);
        for (index, cell) in line.cells.iter().enumerate() {
            let any = bases.iter().find(|&&b| self.fits(cell, b, decimals(cell), &line) == Some(true));
            let likely = if leads { leader } else { *any.unwrap_or(&leader) };
            let base = self.base_for(cell, likely, &line);
            let (Some(percent), Some(terms)) = (cell.percent(), self.base_of(cell, base, &line)) else {
                continue;
            };
            // A blank count beside a share of 0 says nothing.
            let share = Percentage { percent, decimals: decimals(cell), printed, formula: cell.formula };
            let count = vec![(self.quantity(cell.line, cell.measure), 1)];
            let others =
                near.iter().filter(|&&b| b != base && base == likely).filter_map(|&b| self.base_of(cell, b, &line));
            let others: Vec<Terms> = others.filter(|t| *t != terms).collect();
            self.add(
                Relation::Share { share, count, base: terms, others },
                Meaning::Share { shares, cell: index, base },
            );
        }
    }

    /// With how many decimals the cells of a share line are printed: those at which most of its cells, then most of the
    /// block's, are what their counts round to. Numbers lose the zeros at their end, so a whole one may be rounded or
    /// exact; where several fit alike, a zero more does no harm, a digit less does.
    fn printed_decimals(&self, line: &ShareLine, base: Base) -> u8 {
        if line.cells.iter().any(|c| c.as_text) {
            return usual_decimals(&line.cells).min(10);
        }
        let lines = self.block.shares.iter().filter(|s| !s.cap);
        let typed = lines.flat_map(|s| s.cells.iter().filter(|c| !c.formula).map(move |c| (c, s)));
        let all: Vec<(&ShareCell, &ShareLine)> = typed.collect();
        let own: Vec<_> = line.cells.iter().map(|c| (c, line)).collect();
        let rounded = |cells: &[(&ShareCell, &ShareLine)], decimals: u8| {
            cells.iter().filter(|(c, line)| self.rounds_to(c, base, line, decimals)).count()
        };
        let mut seen: Vec<u8> =
            all.iter().chain(&own).filter_map(|(c, _)| Some(c.percent()?.decimals().min(10))).collect();
        seen.sort_unstable();
        seen.dedup();
        seen.into_iter().max_by_key(|&d| (rounded(&own, d), rounded(&all, d), d)).unwrap_or(0)
    }

    /// Is a percentage what its count and base round to at so many decimals?
    fn rounds_to(&self, cell: &ShareCell, base: Base, line: &ShareLine, decimals: u8) -> bool {
        let of = self.base_of(cell, base, line).and_then(|terms| self.amount(&terms));
        let count = self.equations.system.quantities[self.quantity(cell.line, cell.measure)].value;
        let exact = count.zip(of).and_then(|(count, of)| exact_share(count, of, decimals));
        exact.is_some() && exact == cell.percent()
    }

    /// How many of some shares two slips can make misfit: those of the lines they change, and of the formulas that add
    /// these up.
    fn slack(&self, shares: &[ShareLine]) -> usize {
        let mut of_line = vec![0usize; self.block.lines.len()];
        for cell in shares.iter().filter(|s| !s.cap).flat_map(|s| &s.cells) {
            of_line[cell.line] += 1;
        }
        SLIPPED * self.spread() * of_line.iter().max().unwrap_or(&0).max(&1)
    }

    /// Into how many lines a wrong count goes: its own, and those of formulas that add it up.
    fn spread(&self) -> usize {
        let adds = |role: RowRole| {
            let live = |l: usize| self.block.lines[l].role == role && self.block.cells[l].iter().any(|c| c.formula);
            usize::from((0..self.block.lines.len()).any(live))
        };
        1 + adds(RowRole::Subtotal) + adds(RowRole::Total)
    }

    /// How many shares of the block fit each base.
    fn pools(&self) -> BTreeMap<Base, Pool> {
        let mut pools = BTreeMap::new();
        for base in [Base::Rated, Base::Total, Base::GoodAndAbove, Base::Good] {
            let pool: &mut Pool = pools.entry(base).or_default();
            for line in self.block.shares.iter().filter(|s| !s.cap) {
                let usual = usual_decimals(&line.cells);
                let decimals = |c: &ShareCell| c.percent().map_or(0, |p| p.decimals()).max(usual).min(10);
                for cell in &line.cells {
                    let Some(fits) = self.fits(cell, base, decimals(cell), line) else { continue };
                    pool.fit += usize::from(fits);
                    if !fits {
                        pool.off.insert(cell.line);
                    }
                }
            }
        }
        pools
    }

    /// A column that is cut instead of rounded: every cell fits when cut, and at least two only then.
    fn truncated(&self, line: &ShareLine, base: Base, decimals: &impl Fn(&ShareCell) -> u8) -> Option<Vec<CellRef>> {
        let mut off = Vec::new();
        for cell in &line.cells {
            let Some(fits) = self.fits(cell, base, decimals(cell), line) else {
                continue;
            };
            let base = self.amount(&self.base_of(cell, base, line)?)?;
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
        let line_of = |(r, m): (usize, &Meaning)| match m {
            Meaning::Share { shares, cell, .. } if self.equations.system.standing(r) == Standing::Fails => {
                Some(self.block.shares[*shares].cells[*cell].line)
            }
            _ => None,
        };
        let off: BTreeSet<usize> = self.equations.meanings.iter().enumerate().filter_map(line_of).collect();
        for line in off {
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
fn usual_decimals(cells: &[ShareCell]) -> u8 {
    let mut seen = [0usize; 18];
    for percent in cells.iter().filter_map(ShareCell::percent) {
        seen[usize::from(percent.decimals().min(17))] += 1;
    }
    let most = seen.iter().copied().max().unwrap_or(0);
    (0..18u8).rev().find(|&d| most > 0 && seen[usize::from(d)] == most).unwrap_or(0)
}
