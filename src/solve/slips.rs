//! Two neighbours exchanged: one slip of the hand, two changed cells. A proof must stand against these as well.

use super::net::{Form, Net};
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

/// For every typed cell those beside it, in its row and in its column.
#[derive(Default)]
pub(super) struct Neighbours {
    of_counts: Vec<Vec<Place>>,
    of_shares: Vec<Vec<Place>>,
}

impl Neighbours {
    pub(super) fn new(pairs: &[(Place, Place)], net: &Net) -> Self {
        let mut all =
            Self { of_counts: vec![Vec::new(); net.values.len()], of_shares: vec![Vec::new(); net.forms.len()] };
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
    net: &'o Net,
    /// The explanation of the rest by one change, if there is a rest.
    rest: Option<&'o Explanation>,
}

impl Outcome<'_> {
    /// The count a cell gets; `None` where several would do.
    pub(super) fn count(&self, cell: usize) -> Option<i64> {
        let changed = self.rest.filter(|e| e.cells.contains(&cell));
        changed.map_or(Some(self.net.values[cell]), |e| e.value_of(cell))
    }

    /// The percentage as it then stands; `None` where it follows from count and base.
    pub(super) fn percent(&self, relation: usize) -> Option<Decimal> {
        let follows = self.rest.is_some_and(|e| e.left.contains(&relation));
        self.net.percent(relation).filter(|_| !follows)
    }
}

type Agrees<'a> = &'a dyn Fn(&Outcome<'_>) -> bool;

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
        let mut exchanges = self.around(first);
        if self.net.is_share(first) {
            exchanges.extend(self.net.cells(first).into_iter().flat_map(|q| self.held_by(q)));
            exchanges.sort_unstable();
            exchanges.dedup();
        }
        exchanges.into_iter().all(|pair| self.after_exchange(pair, agrees)) && self.after_cells(first, agrees)
    }

    /// Exchanges at the relation that holds a cell: where the cell changes, the other slip mends that.
    fn held_by(&self, cell: usize) -> Vec<(Place, Place)> {
        let holds = |r: &usize| !self.aside[*r] && matches!(self.net.forms[*r], Form::Equal(_));
        let sums = self.net.sums_of[cell].iter().map(|t| t.0).filter(holds);
        match sums.min_by_key(|&r| (self.net.size(r), r)) {
            Some(sum) => self.around(sum),
            None => self.net.touching(cell).filter(|r| !self.aside[*r]).flat_map(|r| self.around(r)).collect(),
        }
    }

    /// An exchange first, then nothing, a cell, a share or another exchange.
    fn after_exchange(&mut self, pair: (Place, Place), agrees: Agrees<'_>) -> bool {
        if !self.spend() {
            return false;
        }
        if !self.exchange(pair) {
            return true;
        }
        let open = self.open(&[pair.0, pair.1]);
        let fine = self.closed_by_cell(&open, agrees) && self.closed_by_exchange(&open, agrees);
        self.exchange(pair);
        fine
    }

    /// A cell of the first relation first, such that this holds, then an exchange.
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
            let fine = open.is_empty() || self.closed_by_exchange(&open, agrees);
            self.net.set(cell, before);
            if !fine {
                return false;
            }
        }
        true
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

    fn closed_by_exchange(&mut self, open: &[usize], agrees: Agrees<'_>) -> bool {
        let Some(first) = self.smallest(open) else { return true };
        for pair in self.around(first) {
            if !self.spend() {
                return false;
            }
            if !self.mends_sums(pair, open) || !self.exchange(pair) {
                continue;
            }
            let touched = self.open(&[pair.0, pair.1]);
            let mended = touched.is_empty() && !open.iter().any(|&r| self.net.fails[r]);
            let fine = !mended || agrees(&Outcome { net: self.net, rest: None });
            self.exchange(pair);
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

    /// Exchanges with a cell of a relation, or with its percentage.
    fn around(&self, relation: usize) -> Vec<(Place, Place)> {
        let of_cell = |q: usize| self.neighbours.of_counts.get(q).into_iter().flatten().map(move |&n| (q, n));
        let cells = self.net.cells(relation);
        let own = self.neighbours.of_shares.get(relation).into_iter().flatten();
        let own = own.map(|&n| (Place::Share(relation), n));
        let pairs = cells.iter().flat_map(|&q| of_cell(q)).map(|(q, n)| (Place::Count(q), n));
        // Two cells of the relation: once.
        let twice = |p: &(Place, Place)| matches!(*p, (Place::Count(a), Place::Count(b)) if b < a && cells.binary_search(&b).is_ok());
        own.chain(pairs).filter(|p| !twice(p)).collect()
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

    /// Does an exchange make the failing sums hold? The quick question before it is made.
    fn mends_sums(&self, (a, b): (Place, Place), open: &[usize]) -> bool {
        let of = |place: Place, r: usize| match place {
            Place::Count(q) => self.net.sums_of[q].iter().filter(|t| t.0 == r).map(|t| t.1).sum::<i64>(),
            Place::Share(_) => 0,
        };
        let number = |place: Place| match place {
            Place::Count(q) => Some(self.net.values[q]),
            Place::Share(r) => self.net.percent(r).and_then(Decimal::to_integer),
        };
        let sums = open.iter().filter(|&&r| !self.net.is_share(r));
        let mut counts = sums.map(|&r| (r, of(a, r) - of(b, r))).peekable();
        if counts.peek().is_none() {
            return true;
        }
        let Some((x, y)) = number(a).zip(number(b)) else { return false };
        counts.all(|(r, c)| {
            let left = self.net.residual[r] + c * (y - x);
            if matches!(self.net.forms[r], Form::Equal(_)) { left == 0 } else { left <= 0 }
        })
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
