//! Columns of percentages that are no shares of what they are taken for: most of their cells say so.
//!
//! One wrong cell is a slip; a column of which most cells miss every base is of something else, and nothing in it is held
//! against the counts it stands beside.

use super::{Base, Builder};
use crate::normalise::Level;
use crate::parse::{MeasureKind, ShareCell, ShareLine};
use crate::solve::Terms;

/// What a column that is no share of its counts is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Misread {
    /// Every cell is a share of something else on its line: of the rated in the total, of HTTNV and above.
    Explained,
    /// So is its only cell that could tell, perhaps by chance: it is told, and proves nothing.
    Open,
    /// Nothing on the lines explains it.
    Unexplained,
}

impl Builder<'_> {
    /// Is a column of percentages something else than the share it is taken for? `fits` are, base by base, what its cells
    /// say of it.
    pub(super) fn misread<'f>(
        &self,
        line: &ShareLine,
        fits: impl Iterator<Item = &'f Vec<Option<bool>>> + Clone,
    ) -> Option<Misread> {
        let column = !self.block.transposed && line.cells.iter().all(|c| c.measure == line.cells[0].measure);
        if !column || line.cap || line.below || line.cells.is_empty() {
            return None;
        }
        let says = |cell: usize, said: bool| fits.clone().any(|f| f[cell] == Some(said));
        let percent = |cell: usize| line.cells[cell].percent().filter(|p| p.rounded_units(p.decimals()) != 0);
        let hits: Vec<usize> = (0..line.cells.len()).filter(|&c| says(c, true)).collect();
        let missing = (0..line.cells.len()).filter(|&c| !says(c, true) && says(c, false)).count();
        // Nothing of nothing is a share of anything.
        let told = hits.iter().filter(|&&c| percent(c).is_some()).count();
        if missing > told && self.explained(line) {
            return Some(if missing > 1 { Misread::Explained } else { Misread::Open });
        }
        // A wrong count goes into the sum below it, and a share may be wrong beside it: two slips leave no fewer that fit.
        (missing >= 4 && hits.len() <= 1).then_some(Misread::Unexplained)
    }

    /// Is every cell one and the same other share of its line?
    fn explained(&self, line: &ShareLine) -> bool {
        let (kinds, bases) = (self.numerators(), [Base::Rated, Base::Total, Base::GoodAndAbove, Base::Good]);
        let holds = |cell: &ShareCell, of: &[(usize, i64)], base: Base| {
            let count: Terms = of.iter().map(|&(m, sign)| (self.quantity(cell.line, m), sign)).collect();
            let whole = self.base(base, cell.line)?;
            let decimals = cell.percent()?.decimals().max(super::shares::usual_decimals(&line.cells)).min(10);
            Some(crate::parse::share_fits(self.amount(&count)?, self.amount(&whole)?, cell.percent()?, decimals))
        };
        kinds.iter().any(|of| bases.iter().any(|&base| line.cells.iter().all(|c| holds(c, of, base) == Some(true))))
    }

    /// What a percentage may count, as measures with their signs: those rated, those not, and each level with all better ones.
    /// Another level alone is none: two columns may have been exchanged.
    fn numerators(&self) -> Vec<Vec<(usize, i64)>> {
        let only = |kind: MeasureKind| match self.of_kind(&kind)[..] {
            [one] => Some(one),
            _ => None,
        };
        let [total, rated, unrated] = [MeasureKind::Total, MeasureKind::Rated, MeasureKind::Unrated].map(only);
        let mut all: Vec<Vec<(usize, i64)>> =
            [total, rated, unrated].into_iter().flatten().map(|m| vec![(m, 1)]).collect();
        all.extend(total.zip(rated).map(|(total, rated)| vec![(total, 1), (rated, -1)]));
        let levels: Vec<(usize, i64)> = Level::ALL.iter().filter_map(|&l| Some((self.counts.measure(l)?, 1))).collect();
        all.extend((2..=levels.len()).map(|n| levels[..n].to_vec()));
        all
    }
}
