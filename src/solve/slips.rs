//! Slips of the hand that change several figures at once: two neighbours exchanged, a row of a list that is missing or
//! stands under another level. A proof must stand against these as well.

use super::net::{Form, Linear, Net};
use super::search::{Explanation, Search};
use crate::text::Decimal;

/// A typed cell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Place {
    /// The count with this number.
    Count(usize),
    /// The percentage of the relation with this number.
    Share(usize),
}

/// What one slip changes together: counts, each with by how much.
pub(super) type Shift = Vec<(usize, i64)>;

/// One slip that changes several figures.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Slip {
    /// Two neighbours exchanged.
    Exchange(Place, Place),
    /// The shift with this number.
    Shift(usize),
}

/// For every typed cell those beside it, in its row and in its column, and the shifts that a source of figures is open to.
#[derive(Default)]
pub(super) struct Neighbours {
    of_counts: Vec<Vec<Place>>,
    of_shares: Vec<Vec<Place>>,
    shifts: Vec<Shift>,
    /// For every count the shifts it is in.
    shifts_of: Vec<Vec<usize>>,
}

impl Neighbours {
    pub(super) fn new(pairs: &[(Place, Place)], shifts: Vec<Shift>, net: &Net) -> Self {
        let counts = net.values.len();
        let mut all = Self {
            of_counts: vec![Vec::new(); counts],
            of_shares: vec![Vec::new(); net.forms.len()],
            shifts_of: vec![Vec::new(); counts],
            shifts,
        };
        for (index, shift) in all.shifts.iter().enumerate() {
            shift.iter().for_each(|&(q, _)| all.shifts_of[q].push(index));
        }
        for &(a, b) in pairs {
            for (one, other) in [(a, b), (b, a)] {
                match one {
                    Place::Count(q) => all.of_counts[q].push(other),
                    Place::Share(r) => all.of_shares[r].push(other),
                }
            }
        }
        all
    }
}

/// Exchanges that may be tried for one proof.
const TRIES: usize = 200_000;

/// What an explanation leads to.
pub(super) struct Outcome<'o> {
    /// Its exchanges are made here, its other changes are not.
    pub(super) net: &'o Net,
    /// The explanation of the rest, if there is a rest.
    pub(super) rest: Option<&'o Explanation>,
}

impl Outcome<'_> {
    /// The count a cell gets; `None` where several would do.
    pub(super) fn count(&self, cell: usize) -> Option<i64> {
        let changed = self.rest.filter(|e| e.cells.contains(&cell));
        changed.map_or(Some(self.net.values[cell]), |e| e.value_of(cell))
    }

    /// The percentage as it then stands, at the decimals of its column: as it is printed, or as it follows from count and
    /// base where the explanation leaves it wrong. `None` where several would do.
    pub(super) fn share(&self, relation: usize) -> Option<Decimal> {
        let Form::Share(share, count, bases) = &self.net.forms[relation] else { return None };
        if !self.rest.is_some_and(|e| e.left.contains(&relation)) {
            return Some(share.percent);
        }
        let rest = self.rest?;
        let (first, last) = rest.values.as_ref()?;
        let follows = |changed: &[i64]| {
            let value = |line: &Linear| line.value_with(&self.net.values, &rest.cells, changed);
            let exact = |base: &Linear| share.of(value(count), value(base));
            bases[1..].iter().all(|base| exact(base) == exact(&bases[0])).then_some(())?;
            exact(&bases[0])
        };
        let to = follows(first)?;
        (follows(last)? == to).then_some(to)
    }
}

pub(super) type Agrees<'a> = &'a dyn Fn(&Outcome<'_>) -> bool;

/// A look at all explanations of failing relations by two slips, one of them at least an exchange.
pub(super) struct Slips<'n> {
    net: &'n mut Net,
    neighbours: &'n Neighbours,
    failing: &'n [usize],
    /// Relations that are no part of it: those that fail for other reasons, and those that are not sure.
    aside: Vec<bool>,
    tries: usize,
    work: &'n mut usize,
}

impl<'n> Slips<'n> {
    pub(super) fn new(net: &'n mut Net, neighbours: &'n Neighbours, failing: &'n [usize], work: &'n mut usize) -> Self {
        let aside = |r: usize| !failing.contains(&r) && (net.fails[r] || net.unsure[r]);
        let aside = (0..net.forms.len()).map(aside).collect();
        Self { net, neighbours, failing, aside, tries: TRIES, work }
    }

    /// Do they all agree? Also `false` when there are too many to say. One of the two slips mends the first failing
    /// relation, so only what touches it is tried first.
    pub(super) fn agree(&mut self, agrees: Agrees<'_>) -> bool {
        let Some(first) = self.smallest(self.failing) else { return true };
        let mut slips = self.around(first);
        if self.net.is_share(first) {
            slips.extend(self.net.cells(first).into_iter().flat_map(|q| self.held_by(q)));
            slips.sort_unstable();
            slips.dedup();
        }
        slips.into_iter().all(|slip| self.after_slip(slip, agrees))
            && self.after_cells(first, agrees)
            && self.after_share(first, agrees)
    }

    /// Slips at the relation that holds a cell: where the cell changes, the other slip mends that.
    fn held_by(&self, cell: usize) -> Vec<Slip> {
        let holds = |r: &usize| !self.aside[*r] && matches!(self.net.forms[*r], Form::Equal(_));
        let sums = self.net.sums_of[cell].iter().map(|t| t.0).filter(holds);
        match sums.min_by_key(|&r| (self.net.size(r), r)) {
            Some(sum) => self.around(sum),
            None => self.net.touching(cell).filter(|r| !self.aside[*r]).flat_map(|r| self.around(r)).collect(),
        }
    }

    /// Such a slip first, then nothing, a cell, a share or another of them.
    fn after_slip(&mut self, slip: Slip, agrees: Agrees<'_>) -> bool {
        if !self.spend() {
            return false;
        }
        if !self.make(slip) {
            return true;
        }
        let open = self.open(&self.places(slip));
        let fine = self.closed_by_cell(&open, agrees) && self.closed_by_slip(&open, agrees);
        self.unmake(slip);
        fine
    }

    /// A cell of the first relation first, such that this holds, then such a slip.
    fn after_cells(&mut self, first: usize, agrees: Agrees<'_>) -> bool {
        let Form::Equal(line) = &self.net.forms[first] else { return true };
        let left = self.net.residual[first];
        for (cell, c) in line.terms.clone() {
            let before = self.net.values[cell];
            let value = before - left / c;
            if !self.net.free[cell] || left % c != 0 || value < 0 {
                continue;
            }
            self.net.set(cell, value);
            let open = self.open(&[Place::Count(cell)]);
            let fine = open.is_empty() || self.closed_by_slip(&open, agrees);
            self.net.set(cell, before);
            if !fine {
                return false;
            }
        }
        true
    }

    /// The percentage of the first relation is wrong, then such a slip explains the others.
    fn after_share(&mut self, first: usize, agrees: Agrees<'_>) -> bool {
        if !self.net.is_share(first) || self.failing.len() < 2 {
            return true;
        }
        let form = self.net.drop(first);
        let open = self.open(&[]);
        let fine = self.closed_by_slip(&open, agrees);
        self.net.restore(first, form);
        fine
    }

    fn closed_by_cell(&mut self, open: &[usize], agrees: Agrees<'_>) -> bool {
        let mut fine = true;
        let net = &*self.net;
        Search { net, failing: open, aside: &self.aside, strict: true, budget: 1, work: self.work }.run(&mut |e| {
            fine = agrees(&Outcome { net, rest: Some(&e) });
            !fine
        });
        fine && *self.work > 0
    }

    fn closed_by_slip(&mut self, open: &[usize], agrees: Agrees<'_>) -> bool {
        let Some(first) = self.smallest(open) else { return true };
        for slip in self.around(first) {
            if !self.spend() {
                return false;
            }
            if !self.mends_sums(slip, open) || !self.make(slip) {
                continue;
            }
            let touched = self.open(&self.places(slip));
            let mended = touched.is_empty() && !open.iter().any(|&r| self.net.fails[r]);
            let fine = !mended || agrees(&Outcome { net: self.net, rest: None });
            self.unmake(slip);
            if !fine {
                return false;
            }
        }
        true
    }

    fn spend(&mut self) -> bool {
        self.tries = self.tries.saturating_sub(1);
        self.tries > 0
    }

    /// Of several relations the sum with the fewest cells; a share where there is no sum.
    fn smallest(&self, relations: &[usize]) -> Option<usize> {
        relations.iter().copied().min_by_key(|&r| (self.net.is_share(r), self.net.size(r), r))
    }

    /// Slips at a cell of a relation, or at its percentage.
    fn around(&self, relation: usize) -> Vec<Slip> {
        let of_cell = |q: usize| self.neighbours.of_counts.get(q).into_iter().flatten().map(move |&n| (q, n));
        let cells = self.net.cells(relation);
        let own = self.neighbours.of_shares.get(relation).into_iter().flatten();
        let own = own.map(|&n| (Place::Share(relation), n));
        let pairs = cells.iter().flat_map(|&q| of_cell(q)).map(|(q, n)| (Place::Count(q), n));
        // Two cells of the relation: once.
        let twice = |p: &(Place, Place)| matches!(*p, (Place::Count(a), Place::Count(b)) if b < a && cells.binary_search(&b).is_ok());
        let mut shifts: Vec<usize> =
            cells.iter().filter_map(|&q| self.neighbours.shifts_of.get(q)).flatten().copied().collect();
        shifts.sort_unstable();
        shifts.dedup();
        let exchanges = own.chain(pairs).filter(|p| !twice(p)).map(|(a, b)| Slip::Exchange(a, b));
        exchanges.chain(shifts.into_iter().map(Slip::Shift)).collect()
    }

    /// What a slip changes.
    fn places(&self, slip: Slip) -> Vec<Place> {
        match slip {
            Slip::Exchange(a, b) => vec![a, b],
            Slip::Shift(shift) => self.neighbours.shifts[shift].iter().map(|&(q, _)| Place::Count(q)).collect(),
        }
    }

    /// The relations that fail now: what is left of those to explain, and what the places at hand broke.
    fn open(&self, changed: &[Place]) -> Vec<usize> {
        let touched = changed.iter().flat_map(|place| match *place {
            Place::Count(q) => self.net.touching(q).collect::<Vec<_>>(),
            Place::Share(r) => vec![r],
        });
        let mut open: Vec<usize> = self.failing.iter().copied().chain(touched).collect();
        open.retain(|&r| self.net.fails[r] && !self.aside[r]);
        open.sort_unstable();
        open.dedup();
        open
    }

    /// Does a slip make the failing sums hold? The quick question before it is made.
    fn mends_sums(&self, slip: Slip, open: &[usize]) -> bool {
        let mut sums = open.iter().copied().filter(|&r| !self.net.is_share(r)).peekable();
        if sums.peek().is_none() {
            return true;
        }
        let Some(changes) = self.changes(slip) else { return false };
        let coefficient =
            |q: usize, r: usize| self.net.sums_of[q].iter().filter(|t| t.0 == r).map(|t| t.1).sum::<i64>();
        sums.all(|r| {
            let left = self.net.residual[r] + changes.iter().map(|&(q, by)| coefficient(q, r) * by).sum::<i64>();
            if matches!(self.net.forms[r], Form::Equal(_)) { left == 0 } else { left <= 0 }
        })
    }

    /// By how much a slip changes counts; `None` where a percentage could not be a count.
    fn changes(&self, slip: Slip) -> Option<Shift> {
        let (a, b) = match slip {
            Slip::Exchange(a, b) => (a, b),
            Slip::Shift(shift) => return Some(self.neighbours.shifts[shift].clone()),
        };
        let number = |place: Place| match place {
            Place::Count(q) => Some(self.net.values[q]),
            Place::Share(r) => self.net.percent(r).and_then(Decimal::to_integer),
        };
        let (x, y) = number(a).zip(number(b))?;
        let of = |place: Place, by: i64| match place {
            Place::Count(q) => Some((q, by)),
            Place::Share(_) => None,
        };
        Some(of(a, y - x).into_iter().chain(of(b, x - y)).collect())
    }

    /// Makes a slip, if it can be made.
    fn make(&mut self, slip: Slip) -> bool {
        match slip {
            Slip::Exchange(a, b) => self.exchange((a, b)),
            Slip::Shift(shift) => self.shift(shift, 1),
        }
    }

    fn unmake(&mut self, slip: Slip) {
        match slip {
            Slip::Exchange(a, b) => self.exchange((a, b)),
            Slip::Shift(shift) => self.shift(shift, -1),
        };
    }

    fn shift(&mut self, shift: usize, sign: i64) -> bool {
        let (neighbours, net) = (self.neighbours, &mut *self.net);
        let shift = &neighbours.shifts[shift];
        let possible = shift.iter().all(|&(q, by)| net.free[q] && net.values[q] + sign * by >= 0);
        if possible {
            for &(q, by) in shift {
                net.set(q, net.values[q] + sign * by);
            }
        }
        possible
    }

    /// Exchanges two cells; the same again undoes it. `false`: they cannot be.
    fn exchange(&mut self, (a, b): (Place, Place)) -> bool {
        let net = &mut *self.net;
        match (a, b) {
            (Place::Count(a), Place::Count(b)) => {
                let (x, y) = (net.values[a], net.values[b]);
                let possible = x != y && net.free[a] && net.free[b];
                if possible {
                    net.set(a, y);
                    net.set(b, x);
                }
                possible
            }
            (Place::Share(a), Place::Share(b)) => {
                let Some((x, y)) = net.percent(a).zip(net.percent(b)).filter(|(x, y)| x != y) else { return false };
                net.set_percent(a, y);
                net.set_percent(b, x);
                true
            }
            (Place::Count(cell), Place::Share(share)) | (Place::Share(share), Place::Count(cell)) => {
                let whole = net.percent(share).and_then(Decimal::to_integer).filter(|&p| p != net.values[cell]);
                let Some(percent) = whole.filter(|_| net.free[cell]) else { return false };
                net.set_percent(share, Decimal::from(net.values[cell]));
                net.set(cell, percent);
                true
            }
        }
    }
}
