//! Columns of percentages that are no shares of what they are taken for: most of their cells say so.
//!
//! One wrong cell is a slip; a column of which most cells miss every base is of something else, and nothing in it is held
//! against the counts it stands beside. In a table of few lines a column proves something only where more of its cells
//! fit than miss, or where those of a column with the same head do.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::bases::Bases;
use super::{Base, Builder};
use crate::locate::RowRole;
use crate::normalise::Level;
use crate::parse::{Line, MeasureKind, ShareCell, ShareLine};
use crate::solve::Terms;
use crate::text::key;

/// What a column that is no share of its counts is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Misread {
    /// Every cell is a share of something else: on its line (of the rated in the total, of HTTNV and above), or of what
    /// all lines together count.
    Explained,
    /// Too few cells tell what it is: it is told, and proves nothing.
    Open,
    /// Nothing on the lines explains it.
    Unexplained,
}

/// The lines on which a share fits no base.
fn lines_missed(own: &Bases, line: &ShareLine) -> BTreeSet<usize> {
    let says = |cell: usize, said: bool| own.fits.values().any(|fits| fits[cell] == Some(said));
    let missing = (0..line.cells.len()).filter(|&cell| !says(cell, true) && says(cell, false));
    missing.map(|cell| line.cells[cell].line).collect()
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
        let (told, missing) = self.tellers(line, fits.clone());
        if missing > told && (self.explained(line) || self.of_column(line)) {
            return Some(if missing > 1 { Misread::Explained } else { Misread::Open });
        }
        let hits = (0..line.cells.len()).filter(|&c| fits.clone().any(|f| f[c] == Some(true))).count();
        // A wrong count goes into the sum below it, and a share may be wrong beside it: two slips leave no fewer that fit.
        (missing >= 4 && hits <= 1).then_some(Misread::Unexplained)
    }

    /// How many cells of a share line fit a base and are no share of anything else, and how many fit none.
    pub(super) fn tellers<'f>(
        &self,
        line: &ShareLine,
        fits: impl Iterator<Item = &'f Vec<Option<bool>>> + Clone,
    ) -> (usize, usize) {
        let says = |cell: usize, said: bool| fits.clone().any(|f| f[cell] == Some(said));
        let tells = |&cell: &usize| {
            let own = &line.cells[cell];
            // Nothing of nothing is a share of anything, and all together are 100 % of themselves.
            let whole = self.block.lines[own.line].role == RowRole::Total
                || self.block.transposed && self.block.measures[own.measure].kind == MeasureKind::Total;
            let hundred = 100 * 10i128.pow(u32::from(own.percent().map_or(0, |p| p.decimals())));
            let units = own.percent().map_or(0, |p| p.rounded_units(p.decimals()));
            says(cell, true) && units != 0 && !(whole && units == hundred)
        };
        let missing = (0..line.cells.len()).filter(|&c| !says(c, true) && says(c, false)).count();
        ((0..line.cells.len()).filter(tells).count(), missing)
    }

    /// Nothing is proven by columns of which more cells miss than fit, unless one with the same head shows of what they are.
    pub(super) fn doubt(&self, bases: &mut [Bases]) {
        let tellers: Vec<(usize, usize)> =
            bases.iter().zip(&self.block.shares).map(|(own, line)| self.tellers(line, own.fits.values())).collect();
        let shown: Vec<bool> =
            bases.iter().zip(&tellers).map(|(own, (told, missing))| own.misread.is_none() && told > missing).collect();
        let heads: Vec<String> = self.block.shares.iter().map(|line| self.head_of(line)).collect();
        let missed: Vec<BTreeSet<usize>> =
            bases.iter().zip(&self.block.shares).map(|(own, line)| lines_missed(own, line)).collect();
        let mut of_head: HashMap<&str, Vec<usize>> = HashMap::new();
        heads.iter().enumerate().for_each(|(at, head)| of_head.entry(head).or_default().push(at));
        let established: HashSet<&str> =
            of_head.iter().filter(|(_, all)| all.iter().any(|&at| shown[at])).map(|(head, _)| *head).collect();
        for (at, own) in bases.iter_mut().enumerate() {
            let (line, (told, missing)) = (&self.block.shares[at], tellers[at]);
            let established = established.contains(&*heads[at]);
            if own.misread.is_some() || missing == 0 || established {
                continue;
            }
            let column = !self.block.transposed && !line.cap && !line.below;
            // A wrong count among those that make up the base makes all shares of its line miss.
            let alike = |&other: &usize| other != at && tellers[other].0 > 0;
            let mut alike = of_head[&*heads[at]].iter().copied().filter(alike).peekable();
            let with_line = alike.peek().is_some() && alike.all(|other| missed[at].is_subset(&missed[other]));
            let other_thing = column && missing > told && !with_line;
            own.misread = Some(if other_thing { Misread::Unexplained } else { Misread::Open });
            own.suppose_nothing();
        }
    }

    /// The head of a column of percentages without the level it stands under: equal ones are of the same base.
    fn head_of(&self, line: &ShareLine) -> String {
        let leaf = key(line.header.rsplit(" / ").next().unwrap_or_default());
        let level = line.cells.first().and_then(|c| match &self.block.measures[c.measure].kind {
            MeasureKind::Level(mention) => Some(mention.label.clone()),
            _ => None,
        });
        let kind = (line.cap, line.below);
        let rest = level.map_or(leaf.clone(), |label| leaf.replacen(&label, "", 1));
        format!("{kind:?} {}", rest.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Is every cell what its line counts of what all lines together count: "Tỷ lệ so với toàn huyện"?
    fn of_column(&self, line: &ShareLine) -> bool {
        let lines = || self.block.lines.iter().enumerate();
        let whole = |measure: usize| {
            let of = |role: RowRole| move |&(_, l): &(usize, &Line)| l.role == role;
            let wholes: Vec<usize> = lines().filter(of(RowRole::Total)).map(|(l, _)| l).collect();
            let count = |l: usize| self.amount(&vec![(self.quantity(l, measure), 1)]);
            match wholes[..] {
                [total] => count(total),
                _ => lines().filter(of(RowRole::Data)).map(|(l, _)| count(l)).sum(),
            }
        };
        let known = |measure: usize| *self.wholes.borrow_mut().entry(measure).or_insert_with(|| whole(measure));
        let Some(of) = line.cells.first().and_then(|c| known(c.measure)) else { return false };
        let usual = super::shares::usual_decimals(&line.cells);
        let fits = |cell: &ShareCell| {
            let (count, percent) = (self.amount(&vec![(self.quantity(cell.line, cell.measure), 1)])?, cell.percent()?);
            Some(crate::parse::share_fits(count, of, percent, percent.decimals().max(usual).min(10)))
        };
        line.cells.iter().all(|cell| fits(cell) == Some(true))
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
