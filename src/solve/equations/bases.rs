//! Of which base the percentages of a column are: one leads, and another may be the truth as long as two slips could have
//! made the table what it is now.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::misread::Misread;
use super::{Builder, Meaning, neighbours};
use crate::locate::RowRole;
use crate::normalise::Level;
use crate::parse::{ShareCell, ShareLine, ShareOf};
use crate::solve::{Relation, Standing, System, Terms, diagnose};

/// Lines that two slips change: each may be two neighbours exchanged, one under the other.
const SLIPPED: usize = 4;
/// With more suppositions than this each percentage is taken for itself.
const MOST_OPEN: usize = 4;

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

/// The bases of a column of percentages.
pub(super) struct Bases {
    /// That it may be of, likeliest first.
    pub(super) all: Vec<Base>,
    /// Which most fit.
    pub(super) leader: Base,
    /// Does it lead by enough to hold every cell against it?
    pub(super) leads: bool,
    /// What its head says that it is of, where all of it is of the leader instead.
    pub(super) headed: Option<ShareOf>,
    /// Is it something else than the share it is taken for?
    pub(super) misread: Option<Misread>,
    /// For each base what its cells say of it.
    pub(super) fits: BTreeMap<Base, Vec<Option<bool>>>,
}

impl Bases {
    /// Nothing is supposed of what is held against nothing.
    pub(super) fn suppose_nothing(&mut self) {
        if self.is_set_aside() {
            (self.all, self.leads) = (vec![self.leader], false);
        }
    }

    /// Is the column of something else, so that it is held against nothing?
    pub(super) fn is_set_aside(&self) -> bool {
        matches!(self.misread, Some(Misread::Explained | Misread::Unexplained))
    }
}

/// Columns of percentages that may be of another base than the one that leads. Those of a table that are a share of the
/// rated or of the total are so together; that HTXSNV is a share of HTTNV a column has for itself.
pub(super) struct Supposed {
    pub(super) columns: Vec<usize>,
    pub(super) base: Base,
}

/// What the head of a share says comes first, where any cell bears it out that no other base explains as well. Where none
/// does, and the cells are of another base, the head is what is wrong.
fn by_head(line: &ShareLine, fits: &BTreeMap<Base, Vec<Option<bool>>>, by_cells: (Base, bool)) -> Led {
    let (leader, leads) = by_cells;
    let told: &[Base] = match line.said {
        Some(ShareOf::GoodAndAbove) => &[Base::GoodAndAbove],
        Some(ShareOf::Whole) => &[Base::Rated, Base::Total],
        None => &[],
    };
    let score = |base: &Base| fits.get(base).map_or(0, |fits| fits.iter().filter(|f| **f == Some(true)).count());
    let headed = told.iter().rev().max_by_key(|base| score(base));
    let other = fits.keys().filter(|base| !told.contains(base)).max_by_key(|base| score(base));
    let Some((headed, other)) = headed.zip(other).filter(|(headed, _)| fits.contains_key(headed)) else {
        return (leader, leads, None);
    };
    let both = fits[headed].iter().zip(&fits[other]);
    let borne_out = both.filter(|(own, other)| **own == Some(true) && **other == Some(false)).count() > 0;
    let beside = |base: &Base| score(base) == score(headed) && fits.get(base) != fits.get(headed);
    match borne_out {
        true => (*headed, leads || !told.iter().any(beside), None),
        false => (leader, leads, line.said.filter(|_| !told.contains(&leader) && score(&leader) > score(headed))),
    }
}

/// The base that leads, whether by enough, and what the head says against it.
type Led = (Base, bool, Option<ShareOf>);

impl Builder<'_> {
    /// The bases a share line may be held against, likeliest first.
    fn bases_for(&self, line: &ShareLine) -> Vec<Base> {
        let best_only = line.cells.iter().all(|c| self.counts.levels[c.measure] == Some(Level::Htxsnv));
        match (line.cap, best_only) {
            (true, _) => vec![Base::GoodAndAbove, Base::Good, Base::Rated, Base::Total],
            (false, true) => vec![Base::Rated, Base::Total, Base::GoodAndAbove, Base::Good],
            (false, false) => vec![Base::Rated, Base::Total],
        }
    }

    /// How many shares of the block fit each base.
    pub(super) fn pools(&self) -> BTreeMap<Base, usize> {
        let lines: Vec<&ShareLine> = self.block.shares.iter().filter(|s| !s.cap).collect();
        let fit = |base| lines.iter().flat_map(|line| self.fitting(line, base)).filter(|f| *f == Some(true)).count();
        [Base::Rated, Base::Total, Base::GoodAndAbove, Base::Good].into_iter().map(|b| (b, fit(b))).collect()
    }

    /// For each cell of a share line: does it fit the base?
    fn fitting(&self, line: &ShareLine, base: Base) -> Vec<Option<bool>> {
        let usual = super::shares::usual_decimals(&line.cells);
        let decimals = |percent: crate::text::Decimal| percent.decimals().max(usual).min(10);
        let fits = |c: &ShareCell| {
            let decimals = c.percent().map_or(0, decimals);
            let own = self.fits(c, base, decimals, line).or_else(|| {
                let stated = self.stated(c.line).filter(|_| base == Base::Rated)?;
                self.fits_terms(c, &stated, decimals).filter(|fits| *fits)
            });
            let missed = base == Base::Rated && own == Some(false);
            match if missed { self.summed.get(&c.line) } else { None } {
                Some(summed) => self.fits_terms(c, summed, decimals).max(own),
                None => own,
            }
        };
        line.cells.iter().map(fits).collect()
    }

    /// The levels that a line states, where nothing else says how many are rated: what is blank may be 0.
    fn stated(&self, line: usize) -> Option<Terms> {
        let mut levels = self.all_levels(line).filter(|_| self.rated(line).is_none())?;
        levels.retain(|(q, _)| self.equations.system.quantities[*q].value.is_some());
        Some(levels)
    }

    /// The sums of the levels of lines where they are not the number of those rated: one of them is wrong, and either may be
    /// what the shares are of.
    pub(super) fn failing_sums(&self) -> HashMap<usize, Terms> {
        let system = &self.equations.system;
        let failing = |(at, meaning): (usize, &Meaning)| match (meaning, &system.relations[at]) {
            (Meaning::Levels { line }, Relation::Sum { parts, .. }) if system.standing(at) == Standing::Fails => {
                Some((*line, parts.clone()))
            }
            _ => None,
        };
        // The first one of a line.
        self.equations.meanings.iter().enumerate().rev().filter_map(failing).collect()
    }

    /// The bases of a share line, and the one that fits most.
    pub(super) fn bases_of(&self, line: &ShareLine, pools: &BTreeMap<Base, usize>) -> Bases {
        let all = self.bases_for(line);
        let fits: BTreeMap<Base, Vec<Option<bool>>> = all.iter().map(|&b| (b, self.fitting(line, b))).collect();
        let score = |b: &Base| fits[b].iter().filter(|f| **f == Some(true)).count();
        let most = all.iter().map(score).max().unwrap_or(0);
        let held = fits[&all[0]].iter().flatten().count();
        let tied: Vec<Base> = all.iter().copied().filter(|b| score(b) == most).collect();
        let leader = tied.iter().copied().rev().max_by_key(|b| pools[b]).unwrap_or(all[0]);
        let leads = most > 0 && (most * 2 > held || tied.len() == 1);
        let (leader, leads, headed) = by_head(line, &fits, (leader, leads));
        let mut own = Bases { all, leader, leads, headed, misread: self.misread(line, fits.values()), fits };
        own.suppose_nothing();
        own
    }

    /// What may be supposed of the bases at first sight: what fits the leader and not another base has been changed, if
    /// the other is the truth, and two slips do not change more than a few lines.
    pub(super) fn supposed(&self, bases: &[Bases]) -> Vec<Supposed> {
        let plain = |b: Base| matches!(b, Base::Rated | Base::Total);
        let together: Vec<usize> =
            (0..bases.len()).filter(|&s| !self.block.shares[s].cap && plain(bases[s].leader)).collect();
        let one = together.iter().all(|&s| bases[s].leader == bases[together[0]].leader);
        let mut all: Vec<Supposed> = Vec::new();
        for (s, own) in bases.iter().enumerate() {
            for &base in own.all.iter().filter(|b| **b != own.leader) {
                let joint = one && together.contains(&s) && plain(base);
                let columns = if joint { together.clone() } else { vec![s] };
                if (!joint || s == together[0]) && self.changed(bases, &columns, base) <= SLIPPED * self.spread() {
                    all.push(Supposed { columns, base });
                }
            }
        }
        all
    }

    /// In how many lines something fits the leader and not this base.
    fn changed(&self, bases: &[Bases], columns: &[usize], base: Base) -> usize {
        let of_column = |&s: &usize| {
            let (own, cells) = (&bases[s], &self.block.shares[s].cells);
            let both = own.fits[&own.leader].iter().zip(&own.fits[&base]).zip(cells);
            both.filter(|((leader, other), _)| **leader == Some(true) && **other == Some(false)).map(|(_, c)| c.line)
        };
        columns.iter().flat_map(of_column).collect::<BTreeSet<usize>>().len()
    }

    /// Into how many lines a wrong count goes: its own, and those of formulas that add it up.
    fn spread(&self) -> usize {
        let adds = |role: RowRole| {
            let live = |l: usize| self.block.lines[l].role == role && self.block.cells[l].iter().any(|c| c.formula);
            usize::from((0..self.block.lines.len()).any(live))
        };
        1 + adds(RowRole::Subtotal) + adds(RowRole::Total)
    }

    /// Leaves those other bases out that no two slips explain: with them, what holds now would have to be wrong in too
    /// many places. What is left open makes the readings of the table. Where nothing fails, nothing is asked.
    pub(super) fn settle_bases(&mut self, supposed: Vec<Supposed>, bases: &[Bases]) {
        let system = &self.equations.system;
        let fails = (0..system.relations.len()).any(|r| system.standing(r) == Standing::Fails);
        if !fails || supposed.is_empty() {
            return;
        }
        let neighbours = neighbours::pairs(&self.equations, self.block);
        let (open, out): (Vec<Supposed>, Vec<Supposed>) = supposed.into_iter().partition(|supposed| {
            let (system, changed) = self.supposing(supposed);
            diagnose::explicable(&system, &neighbours, &changed)
        });
        out.iter().for_each(|supposed| self.rule_out(supposed));
        self.equations.system.readings = self.readings(&open, bases);
    }

    /// The percentages of some columns, each over a base.
    fn over(&self, columns: &[usize], base: Base) -> Vec<(usize, Terms)> {
        let own = |(r, meaning): (usize, &Meaning)| match *meaning {
            Meaning::Share { shares, cell, .. } if columns.contains(&shares) => {
                let line = &self.block.shares[shares];
                Some((r, self.base_of(&line.cells[cell], base, line)?))
            }
            _ => None,
        };
        self.equations.meanings.iter().enumerate().filter_map(own).collect()
    }

    /// The system as supposed, and the relations that hold now and would not.
    fn supposing(&self, supposed: &Supposed) -> (System, Vec<usize>) {
        let now = &self.equations.system;
        let reading = self.over(&supposed.columns, supposed.base);
        let system = now.read_as(&reading);
        let changed = |r: &usize| now.standing(*r) == Standing::Holds && system.standing(*r) == Standing::Fails;
        let changed = reading.iter().map(|share| share.0).filter(changed).collect();
        (system, changed)
    }

    fn rule_out(&mut self, supposed: &Supposed) {
        for (r, terms) in self.over(&supposed.columns, supposed.base) {
            if let Relation::Share { others, .. } = &mut self.equations.system.relations[r] {
                others.retain(|o| *o != terms);
            }
        }
    }

    /// Every choice among what is open, the likeliest first; none where there is nothing to choose, or too much. Columns
    /// of which no base leads stay open cell by cell.
    fn readings(&self, open: &[Supposed], bases: &[Bases]) -> Vec<Vec<(usize, Terms)>> {
        if open.is_empty() || open.len() > MOST_OPEN {
            return Vec::new();
        }
        let chosen = |choice: usize| open.iter().enumerate().filter(move |(i, _)| choice >> i & 1 == 1).map(|(_, s)| s);
        let of_column = |choice: usize, column: usize| {
            let own = chosen(choice).filter(|s| s.columns.contains(&column));
            own.min_by_key(|s| s.columns.len()).map_or(bases[column].leader, |s| s.base)
        };
        let led: Vec<usize> = (0..bases.len()).filter(|&s| bases[s].leads).collect();
        let reading = |choice| led.iter().flat_map(|&s| self.over(&[s], of_column(choice, s))).collect::<Vec<_>>();
        let mut readings: Vec<Vec<(usize, Terms)>> = Vec::new();
        for reading in (0..1usize << open.len()).map(reading) {
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
        readings
    }
}
