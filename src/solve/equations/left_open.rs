//! Levels that fall short of a total although nobody is counted as not rated: a slip, or people who were not rated.

use super::Builder;
use crate::parse::{MeasureKind, share_fits};

impl Builder<'_> {
    /// The levels of a line together, and the total, where they fall short of it.
    pub(super) fn short_of(&self, line: usize, total: usize) -> Option<(i64, i64)> {
        let sum = self.all_levels(line).and_then(|terms| self.amount(&terms))?;
        let total = self.equations.system.quantities[self.quantity(line, total)].value?;
        (sum < total).then_some((sum, total))
    }

    /// Nobody is counted as rated or not, the levels fall short of the total, and the percentages are of the levels: some may
    /// simply not be rated. Of a sum that holds such a line the same is true.
    pub(super) fn leaves_open(&self, line: usize) -> bool {
        let counted = |kind| self.block.measure(&kind).is_some();
        if self.block.shares.is_empty() || counted(MeasureKind::Rated) || counted(MeasureKind::Unrated) {
            return false;
        }
        let Some(total) = self.block.measure(&MeasureKind::Total) else { return false };
        let open = |l: usize| self.short_of(l, total).is_some_and(|(sum, total)| self.shares_are_of(l, sum, total));
        open(line) || (self.short_of(line, total).is_some() && self.covers_deep(line).into_iter().any(open))
    }

    /// Are all typed percentages of a line those of one base, and not of the other?
    fn shares_are_of(&self, line: usize, base: i64, other: i64) -> bool {
        let cells = self.shares_of[line].iter().map(|&(shares, cell)| &self.block.shares[shares].cells[cell]);
        let mut told = false;
        for cell in cells.filter(|c| !c.formula && self.counts.levels[c.measure].is_some()) {
            let count = self.amount(&vec![(self.quantity(line, cell.measure), 1)]).filter(|count| *count > 0);
            let Some((count, percent)) = count.zip(cell.percent()) else { continue };
            let fits = |base| share_fits(count, base, percent, percent.decimals());
            if !fits(base) {
                return false;
            }
            told |= !fits(other);
        }
        told
    }
}
