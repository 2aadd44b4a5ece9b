//! Failing relations → the sets of changed cells that explain them: exact, over integers, within a cost and a work limit.
//!
//! Every cell of a set really changes. So a sum that holds is in none or at least two of them, and a failing one in at
//! least one: this alone leaves few sets to solve.

use std::collections::HashSet;

use super::net::{Form, Linear, Net};

/// One explanation: cells with their values, and the shares it leaves inconsistent.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Explanation {
    /// Changed counts and shares left inconsistent.
    pub(super) cost: usize,
    /// The counts that change.
    pub(super) cells: Vec<usize>,
    /// Shares left inconsistent.
    pub(super) left: Vec<usize>,
    /// The values, where there are several the first and the last; `None` when they were not bounded.
    pub(super) values: Option<(Vec<i64>, Vec<i64>)>,
}

impl Explanation {
    /// The one value of a cell.
    pub(super) fn value_of(&self, cell: usize) -> Option<i64> {
        let at = self.cells.iter().position(|&c| c == cell)?;
        let (first, last) = self.values.as_ref()?;
        (first[at] == last[at]).then_some(first[at])
    }
}

/// No count is larger.
const LARGEST: i128 = 10_000_000;

/// A search among the relations that are not dropped.
pub(super) struct Search<'n> {
    pub(super) net: &'n Net,
    /// The failing relations to explain; all other failing ones are left aside.
    pub(super) failing: &'n [usize],
    /// Relations to leave aside; those beyond its end are not.
    pub(super) aside: &'n [bool],
    /// Leave relations that are no sure evidence aside too?
    pub(super) strict: bool,
    /// The highest cost of interest.
    pub(super) budget: usize,
    /// Steps still allowed; at 0 the search has given up.
    pub(super) work: &'n mut usize,
}

type Visit<'v> = &'v mut dyn FnMut(Explanation) -> bool;

impl Search<'_> {
    /// Hands over every explanation within the budget, until `visit` says that it has seen enough.
    pub(super) fn run(&mut self, visit: Visit<'_>) {
        let mut seen = HashSet::new();
        self.step(&mut Vec::new(), &mut seen, visit);
    }

    fn active(&self, r: usize) -> bool {
        let aside = self.aside.get(r) == Some(&true);
        !aside && if self.net.fails[r] { self.failing.contains(&r) } else { !(self.strict && self.net.unsure[r]) }
    }

    fn is_in(&self, relation: usize, cell: usize) -> bool {
        self.net.sums_of[cell].iter().any(|t| t.0 == relation)
    }

    /// A sum that needs another cell: failing and untouched, or holding and touched once.
    fn needs(&self, set: &[usize]) -> Option<usize> {
        let untouched = |&&r: &&usize| !self.net.is_share(r) && !set.iter().any(|&q| self.is_in(r, q));
        let failing = self.failing.iter().filter(untouched).copied();
        let once = set.iter().flat_map(|&q| self.net.sums_of[q].iter().map(move |t| (q, t.0))).filter(|&(q, r)| {
            matches!(self.net.forms[r], Form::Equal(_))
                && !self.net.fails[r]
                && self.active(r)
                && !set.iter().any(|&other| other != q && self.is_in(r, other))
        });
        failing.chain(once.map(|o| o.1)).min_by_key(|&r| (self.net.size(r), r))
    }

    fn step(&mut self, set: &mut Vec<usize>, seen: &mut HashSet<Vec<usize>>, visit: Visit<'_>) -> bool {
        if *self.work == 0 {
            return true;
        }
        *self.work -= 1;
        let needs = self.needs(set);
        let next: Vec<usize> = match needs {
            Some(_) if set.len() >= self.budget => return false,
            Some(r) => self.net.cells(r),
            None => {
                if self.solve(set, visit) {
                    return true;
                }
                if set.len() >= self.budget {
                    return false;
                }
                self.neighbours(set)
            }
        };
        for cell in next {
            if !self.net.free[cell] || set.contains(&cell) {
                continue;
            }
            let at = set.binary_search(&cell).unwrap_or_else(|at| at);
            set.insert(at, cell);
            let stop = seen.insert(set.clone()) && self.step(set, seen, visit);
            set.remove(at);
            if stop {
                return true;
            }
        }
        false
    }

    /// Cells of the relations of the set, and of failing shares.
    fn neighbours(&self, set: &[usize]) -> Vec<usize> {
        let own = set.iter().flat_map(|&q| self.net.touching(q)).filter(|&r| self.active(r));
        let failing = self.failing.iter().copied().filter(|&r| self.net.is_share(r));
        let mut relations: Vec<usize> = own.chain(failing).collect();
        relations.sort_unstable();
        relations.dedup();
        let mut cells: Vec<usize> = relations.into_iter().flat_map(|r| self.net.cells(r)).collect();
        cells.sort_unstable();
        cells.dedup();
        cells
    }

    /// Hands over the solutions of one set of changed cells.
    pub(super) fn solve(&mut self, set: &[usize], visit: Visit<'_>) -> bool {
        let net = self.net;
        let mut shares: Vec<usize> = set.iter().flat_map(|&q| net.shares_of[q].iter().copied()).collect();
        shares.retain(|&r| self.active(r));
        shares.sort_unstable();
        shares.dedup();
        let untouched: Vec<usize> =
            self.failing.iter().copied().filter(|r| net.is_share(*r) && !shares.contains(r)).collect();
        if set.len() + untouched.len() > self.budget {
            return false;
        }
        let Some(found) = self.changes(set) else { return false };
        let Some(change) = found else {
            let cost = set.len() + untouched.len();
            if cost == self.budget && set.iter().any(|&q| self.is_held(set, q, &shares)) {
                return false;
            }
            return visit(Explanation { cost, cells: set.to_vec(), left: untouched, values: None });
        };
        self.segments(set, &change, &shares, &untouched, visit)
    }

    /// Of a cell that no sum ties to the others of a set: do its own shares and bounds let it be nothing but what it is?
    fn is_held(&self, set: &[usize], cell: usize, shares: &[usize]) -> bool {
        let tied = |&(r, _): &(usize, i64)| self.active(r) && matches!(self.net.forms[r], Form::Equal(_));
        if self.net.sums_of[cell].iter().any(tied) {
            return false;
        }
        let others = |r: usize| self.net.cells(r).iter().any(|&q| q != cell && set.contains(&q));
        let own: Vec<usize> = self.net.shares_of[cell].iter().copied().filter(|r| shares.contains(r)).collect();
        let own: Vec<usize> = own.into_iter().filter(|&r| !others(r)).collect();
        let (mut free, mut work) = (false, 1);
        let mut visit = |_: Explanation| {
            free = true;
            true
        };
        let alone = Search { budget: 1, work: &mut work, net: self.net, failing: self.failing, ..*self };
        let change = Change { over: 1, terms: vec![(0, 1)], open: Some(0) };
        alone.segments(&[cell], &change, &own, &[], &mut visit);
        !free
    }

    /// Fraction-free elimination: the changes as functions of one parameter. `None`: no solution;
    /// `Some(None)`: more than one parameter.
    fn changes(&self, set: &[usize]) -> Option<Option<Change>> {
        let n = set.len();
        let mut rows: Vec<(Vec<i128>, i128)> = Vec::new();
        let mut relations: Vec<usize> = set.iter().flat_map(|&q| self.net.sums_of[q].iter().map(|t| t.0)).collect();
        relations.retain(|&r| self.active(r) && matches!(self.net.forms[r], Form::Equal(_)));
        relations.sort_unstable();
        relations.dedup();
        for r in relations {
            let own = |q: &usize| self.net.sums_of[*q].iter().filter(|t| t.0 == r).map(|t| i128::from(t.1)).sum();
            rows.push((set.iter().map(own).collect(), -i128::from(self.net.residual[r])));
        }
        let mut pivots: Vec<usize> = Vec::new();
        for column in 0..n {
            let done = pivots.len();
            let Some(at) = (done..rows.len()).find(|&i| rows[i].0[column] != 0) else { continue };
            rows.swap(done, at);
            let (pivot, right) = rows[done].clone();
            for (i, row) in rows.iter_mut().enumerate() {
                let factor = row.0[column];
                if i != done && factor != 0 {
                    for (cell, p) in row.0.iter_mut().zip(&pivot) {
                        *cell = *cell * pivot[column] - p * factor;
                    }
                    row.1 = row.1 * pivot[column] - right * factor;
                }
            }
            pivots.push(column);
        }
        if rows[pivots.len()..].iter().any(|r| r.1 != 0) {
            return None;
        }
        let open: Vec<usize> = (0..n).filter(|c| !pivots.contains(c)).collect();
        if open.len() > 1 {
            return Some(None);
        }
        let over = rows.iter().zip(&pivots).fold(1i128, |d, (row, &c)| d * (row.0[c] / gcd(d, row.0[c])).abs());
        let mut change = Change { over, terms: vec![(0, 0); n], open: open.first().copied() };
        for (row, &column) in rows.iter().zip(&pivots) {
            let scale = over / row.0[column];
            let slope = change.open.map_or(0, |f| -row.0[f]);
            change.terms[column] = (row.1 * scale, slope * scale);
        }
        if let Some(f) = change.open {
            change.terms[f] = (0, over);
        }
        Some(Some(change))
    }

    /// Scans the parameter: between the points where a bound or a share turns, everything stays as it is.
    fn segments(
        &self,
        set: &[usize],
        change: &Change,
        shares: &[usize],
        untouched: &[usize],
        visit: Visit<'_>,
    ) -> bool {
        let net = self.net;
        let (mut low, mut high) = if change.open.is_some() { (-LARGEST, LARGEST) } else { (0, 0) };
        let mut bound = |(fixed, slope): (i128, i128)| {
            // fixed + slope t ≤ 0
            match slope {
                0 if fixed > 0 => high = low - 1,
                0 => {}
                s if s > 0 => high = high.min((-fixed).div_euclid(s)),
                s => low = low.max(-((-fixed).div_euclid(-s))),
            }
        };
        for (i, &q) in set.iter().enumerate() {
            let (fixed, slope) = change.terms[i];
            bound((-(i128::from(net.values[q]) * change.over + fixed), -slope));
            bound((i128::from(net.values[q]) * change.over + fixed - LARGEST * change.over, slope));
            for &(r, _) in &net.sums_of[q] {
                if let Form::AtMost(line) = &net.forms[r]
                    && self.active(r)
                {
                    bound(change.along(net, set, line));
                }
            }
        }
        if low > high {
            return false;
        }
        let mut points = vec![low];
        if change.open.is_some() {
            let mut turn = |(fixed, slope): (i128, i128)| {
                if slope != 0 {
                    let at = (-fixed).div_euclid(slope);
                    points.extend([at - 1, at, at + 1, at + 2]);
                }
            };
            change.terms.iter().for_each(|&term| turn(term));
            for &r in shares {
                if let Form::Share(share, count, bases) = &net.forms[r] {
                    let (units, scale) = share.percent.ratio();
                    let ten = 10i128.pow(u32::from(share.decimals.min(10)));
                    let (c0, c1) = change.along(net, set, count);
                    for base in bases {
                        let (b0, b1) = change.along(net, set, base);
                        turn((b0, b1));
                        for sign in [1, -1] {
                            let off = |c: i128, b: i128| sign * (100 * c * scale - units * b) * 2 * ten - b * scale;
                            turn((off(c0, b0), off(c1, b1)));
                        }
                    }
                }
            }
        }
        points.retain(|p| (low..=high).contains(p));
        points.sort_unstable();
        points.dedup();
        for (i, &from) in points.iter().enumerate() {
            let to = points.get(i + 1).map_or(high, |next| next - 1);
            let whole = |t: &i128| change.terms.iter().all(|(f, s)| (f + s * t) % change.over == 0);
            let Some(first) = (from..=to.min(from + change.over - 1)).find(whole) else { continue };
            let last = first + (to - first) / change.over * change.over;
            let deltas = change.at(first);
            if deltas.contains(&0) {
                continue;
            }
            let with = |line: &Linear| {
                let moved: i64 =
                    line.terms.iter().filter_map(|&(q, c)| Some(c * deltas[set.iter().position(|&s| s == q)?])).sum();
                line.value(&net.values) + moved
            };
            let mut left: Vec<usize> = shares.iter().copied().filter(|&r| !net.fits(r, with)).collect();
            left.extend(untouched);
            left.sort_unstable();
            let cost = set.len() + left.len();
            if cost > self.budget {
                continue;
            }
            let values = |t: i128| change.at(t).iter().zip(set).map(|(d, &q)| net.values[q] + d).collect::<Vec<_>>();
            let values = Some((values(first), values(last)));
            if visit(Explanation { cost, cells: set.to_vec(), left, values }) {
                return true;
            }
        }
        false
    }
}

/// The changes of a set's cells, (fixed + slope × t) ÷ over.
struct Change {
    over: i128,
    terms: Vec<(i128, i128)>,
    /// The cell whose change is the parameter.
    open: Option<usize>,
}

impl Change {
    /// A sum along the parameter, times `over`.
    fn along(&self, net: &Net, set: &[usize], line: &Linear) -> (i128, i128) {
        let mut out = (i128::from(line.value(&net.values)) * self.over, 0);
        for &(q, c) in &line.terms {
            if let Some(i) = set.iter().position(|&s| s == q) {
                out.0 += i128::from(c) * self.terms[i].0;
                out.1 += i128::from(c) * self.terms[i].1;
            }
        }
        out
    }

    fn at(&self, t: i128) -> Vec<i64> {
        self.terms.iter().map(|(f, s)| i64::try_from((f + s * t) / self.over).unwrap_or(i64::MAX / 4)).collect()
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs().max(1) } else { gcd(b, a % b) }
}
