//! Failing relations → diagnoses: first what can be proven, cell by cell, then the smallest explanations of the rest.

mod accept;
mod explain;
mod rewritten;

use std::collections::{BTreeMap, BTreeSet};

use super::net::{Form, Net};
use super::search::{Explanation, Search};
use super::slips::{Agrees, Neighbours, Outcome, Place, Shift, Slips};
use super::{Diagnosis, Relation, Repair, Standing, System, Terms};
use crate::parse::share_fits;

/// Slips that a proof reckons with in the neighbourhood of a cell.
const SLIPS: usize = 2;
/// Steps of one search.
const WORK: usize = 40_000;
/// Steps of all searches of a system: beyond them nothing is decided.
const ALL_WORK: usize = 600_000;

/// Steps that all questions about lines written over may take; beyond them nothing is proven.
const LINE_WORK: usize = 20_000_000;

/// Relations that fail, beyond which none is searched for its cause: whoever sends such a table has no slips in it.
const MANY: usize = 5_000;

/// Diagnoses everything that fails; `known` explains some relations already. `neighbours` are the pairs of typed cells
/// that stand side by side or one under the other, `shifts` are other slips that change several counts at once.
pub(super) fn diagnose(
    system: &System,
    neighbours: &[(Place, Place)],
    shifts: Vec<Shift>,
    known: Vec<Diagnosis>,
) -> Vec<Diagnosis> {
    let fails = |r: &usize| system.standing(*r) == Standing::Fails;
    let failing: Vec<usize> = (0..system.relations.len()).filter(fails).collect();
    if failing.is_empty() {
        return known;
    }
    let told_before: Vec<usize> = known.iter().flat_map(|d| d.broken.iter().copied()).collect();
    let net_of = |system: &System| {
        let mut net = Net::new(system);
        told_before.iter().for_each(|&r| drop(net.drop(r)));
        net
    };
    let mixed = net_of(system);
    let mut readings = system.readings.iter().map(|reading| net_of(&system.read_as(reading)));
    let told = |all: &[Diagnosis]| all.iter().flat_map(|d| d.broken.iter().copied()).collect::<BTreeSet<usize>>();
    let known_already = told(&known);
    let explained = |r: &usize| known_already.contains(r);
    let alone: Vec<usize> = failing.iter().copied().filter(|r| !mixed.fails[*r] && !explained(r)).collect();
    let neighbours = Neighbours::new(neighbours, shifts, &mixed);
    let (net, mixed) = match readings.next() {
        Some(first) => (first, Some(mixed)),
        None => (mixed, None),
    };
    let readings = readings.collect();
    let mut state = Diagnoser {
        net,
        readings,
        neighbours,
        lines: &system.lines,
        work: ALL_WORK,
        line_work: LINE_WORK,
        found: known,
    };
    if failing.len() <= MANY {
        state.prove();
    }
    if let Some(mut mixed) = mixed {
        mixed.follow(&state.net);
        state.net = mixed;
    }
    if failing.len() <= MANY {
        state.explain();
    } else {
        state.give_up();
    }
    let mut found = told_once(state.found);
    let explained = told(&found);
    let mut alone = alone.into_iter().filter(|r| !explained.contains(r)).collect::<Vec<_>>();
    alone.retain(|&r| !goes_with(system, r, &mut found));
    found.extend(alone.into_iter().map(|r| told_alone(system, r)));
    found.sort_by_key(|d| d.broken.first().copied());
    accept::accept(system, &net_of, &mut found);
    found
}

/// Can up to two slips explain that these relations fail, leaving aside what else fails? Also `true` where the search is
/// given up.
pub(super) fn explicable(system: &System, neighbours: &[(Place, Place)], failing: &[usize]) -> bool {
    let mut net = Net::new(system);
    let failing: Vec<usize> = failing.iter().copied().filter(|&r| net.fails[r]).collect();
    if failing.is_empty() {
        return true;
    }
    let (mut found, mut work) = (false, WORK);
    let mut any = |_: Explanation| {
        found = true;
        true
    };
    let search = Search { net: &net, failing: &failing, aside: &[], strict: true, budget: SLIPS, work: &mut work };
    { search }.run(&mut any);
    let neighbours = Neighbours::new(neighbours, Vec::new(), &net);
    found || work == 0 || !Slips::new(&mut net, &neighbours, &failing, &mut work).agree(&|_| false)
}

/// Relations that the same changes explain are one case, as with two neighbours exchanged: two columns fail.
fn told_once(all: Vec<Diagnosis>) -> Vec<Diagnosis> {
    let mut out: Vec<Diagnosis> = Vec::with_capacity(all.len());
    for diagnosis in all {
        let open = |d: &Diagnosis| !d.proven && d.residual.is_none() && !d.repairs.is_empty();
        let same = |o: &&mut Diagnosis| open(o) && o.repairs == diagnosis.repairs;
        let first = if open(&diagnosis) { out.iter_mut().find(same) } else { None };
        match first {
            Some(first) => {
                first.broken.extend(diagnosis.broken);
                first.broken.sort_unstable();
                first.margin = first.margin.min(diagnosis.margin);
            }
            None => out.push(diagnosis),
        }
    }
    out
}

/// Puts a percentage that no search speaks of under what explains it: the cause of one of the others mends it as well.
fn goes_with(system: &System, r: usize, found: &mut [Diagnosis]) -> bool {
    let Relation::Share { share, count, base, .. } = &system.relations[r] else { return false };
    let mends = |set: &Vec<Repair>| {
        let changed = |q: usize| {
            set.iter().find_map(|repair| match repair {
                Repair::Count { quantity, to } if *quantity == q => Some(*to),
                _ => None,
            })
        };
        let touched = count.iter().chain(base).any(|&(q, _)| changed(q).is_some());
        let value = |q: usize| changed(q).unwrap_or(system.quantities[q].value);
        let sum = |terms: &Terms| terms.iter().map(|&(q, c)| value(q)?.checked_mul(c)).sum::<Option<i64>>();
        let of = sum(count).zip(sum(base)).filter(|_| touched);
        of.is_some_and(|(count, base)| share_fits(count, base, share.percent, share.decimals))
    };
    let Some(cause) = found.iter_mut().find(|d| d.repairs.iter().any(mends)) else { return false };
    cause.broken.push(r);
    cause.broken.sort_unstable();
    true
}

/// A relation that no search speaks of: a formula, or a share that fits another base than its column's.
fn told_alone(system: &System, r: usize) -> Diagnosis {
    let repairs = match &system.relations[r] {
        Relation::Share { share, count, base, .. } if !share.formula => {
            let of = system.total(count).zip(system.total(base));
            let to = of.and_then(|(count, base)| share.of(count, base));
            vec![vec![Repair::Share { relation: r, to }]]
        }
        _ => Vec::new(),
    };
    Diagnosis { broken: vec![r], repairs, ..Diagnosis::default() }
}

/// What shares something, directly or through others, by places in order; `shared` is what each holds.
fn groups(shared: impl Iterator<Item = Vec<usize>>) -> Vec<Vec<usize>> {
    fn root(parent: &mut [usize], mut i: usize) -> usize {
        while parent[i] != i {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        i
    }
    let mut owner: BTreeMap<usize, usize> = BTreeMap::new();
    let mut parent: Vec<usize> = Vec::new();
    for (at, held) in shared.enumerate() {
        parent.push(at);
        for one in held {
            let other = *owner.entry(one).or_insert(at);
            let (a, b) = (root(&mut parent, at), root(&mut parent, other));
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..parent.len() {
        groups.entry(root(&mut parent, at)).or_default().push(at);
    }
    groups.into_values().collect()
}

struct Diagnoser<'s> {
    net: Net,
    /// The other ways to read the bases of percentages.
    readings: Vec<Net>,
    neighbours: Neighbours,
    /// The line of each count.
    lines: &'s [Option<usize>],
    work: usize,
    line_work: usize,
    found: Vec<Diagnosis>,
}

/// A value for a cell, with the failing relations it makes hold.
struct Candidate {
    cell: usize,
    value: i64,
    cleared: Vec<usize>,
}

/// A cell or percentage that is settled.
enum Settled {
    Count { cell: usize, from: i64 },
    Share { relation: usize, form: Form },
}

impl Diagnoser<'_> {
    fn failing(&self) -> Vec<usize> {
        (0..self.net.fails.len()).filter(|&r| self.net.fails[r]).collect()
    }

    /// Does every explanation of failing relations by two slips agree? Also `false` where there are too many to say.
    fn all_agree(&mut self, reading: Option<usize>, failing: &[usize], agrees: Agrees<'_>) -> bool {
        let allowed = WORK.min(self.work);
        let mut left = allowed;
        let net = match reading {
            Some(other) => &mut self.readings[other],
            None => &mut self.net,
        };
        let mut agreed = true;
        let now = &*net;
        let mut visit = |e: Explanation| {
            agreed = agrees(&Outcome { net: now, rest: Some(&e) });
            !agreed
        };
        Search { net: now, failing, aside: &[], strict: true, budget: SLIPS, work: &mut left }.run(&mut visit);
        agreed = agreed && left > 0 && Slips::new(net, &self.neighbours, failing, &mut left).agree(agrees);
        self.work -= allowed - left;
        agreed
    }

    /// What fails in another reading of the bases: of some relations, and of those that hold in this one.
    fn failing_in(&self, reading: usize, failing: &[usize]) -> Vec<usize> {
        let other = &self.readings[reading];
        let fails = |r: &usize| other.fails[*r] && (failing.contains(r) || !self.net.fails[*r]) && !other.unsure[*r];
        (0..other.fails.len()).filter(fails).collect()
    }

    /// A count becomes what it is proven to be, in every reading.
    fn settle(&mut self, cell: usize, value: i64) {
        for net in std::iter::once(&mut self.net).chain(&mut self.readings) {
            net.set(cell, value);
            net.free[cell] = false;
        }
    }

    /// A percentage is left out from now on, in every reading; gives back what it said.
    fn leave_out(&mut self, relation: usize) -> Form {
        self.readings.iter_mut().for_each(|net| drop(net.drop(relation)));
        self.net.drop(relation)
    }

    /// Settles cell after cell for which every explanation of up to two slips agrees on the value.
    fn prove(&mut self) {
        let mut settled: Vec<(Settled, Diagnosis)> = Vec::new();
        loop {
            let before = settled.len();
            for candidate in self.candidates(&self.failing()) {
                if let Some(diagnosis) = self.prove_count(&candidate) {
                    let cell = candidate.cell;
                    settled.push((Settled::Count { cell, from: self.net.values[cell] }, diagnosis));
                    self.settle(cell, candidate.value);
                }
            }
            if settled.len() == before {
                for relation in self.failing() {
                    if let Some(diagnosis) = self.prove_share(relation) {
                        let form = self.leave_out(relation);
                        settled.push((Settled::Share { relation, form }, diagnosis));
                    }
                }
            }
            if settled.len() == before || self.work == 0 {
                break;
            }
        }
        self.keep_what_holds(&mut settled);
        self.found.extend(settled.into_iter().map(|s| s.1));
    }

    /// Takes "proven" back where, with the proven changes alone, something next to the cell still fails.
    fn keep_what_holds(&mut self, settled: &mut [(Settled, Diagnosis)]) {
        let mut undone: Vec<(usize, i64)> = Vec::new();
        let mut restored: Vec<usize> = Vec::new();
        loop {
            let next = settled.iter_mut().find(|(s, d)| {
                let fails = |cell: usize| self.net.touching(cell).any(|r| self.net.fails[r]);
                d.proven
                    && match s {
                        Settled::Count { cell, .. } => fails(*cell),
                        Settled::Share { form, .. } => Net::cells_of(form).into_iter().any(fails),
                    }
            });
            let Some((what, diagnosis)) = next else { break };
            diagnosis.proven = false;
            match what {
                Settled::Count { cell, from } => {
                    undone.push((*cell, self.net.values[*cell]));
                    self.net.set(*cell, *from);
                }
                Settled::Share { relation, form } => {
                    self.net.restore(*relation, form.clone());
                    restored.push(*relation);
                }
            }
        }
        undone.into_iter().for_each(|(cell, value)| self.net.set(cell, value));
        restored.into_iter().for_each(|r| drop(self.net.drop(r)));
    }

    /// Cells in several of the failing relations, with the values these ask for; most relations first.
    fn candidates(&self, failing: &[usize]) -> Vec<Candidate> {
        let mut touched: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &r in failing {
            self.net.cells(r).into_iter().for_each(|q| touched.entry(q).or_default().push(r));
        }
        touched.retain(|&q, failing| failing.len() >= 2 && self.net.free[q]);
        let mut all: Vec<Candidate> = Vec::new();
        for (&cell, failing) in &touched {
            let mut values = self.values_asked(cell, failing);
            values.sort_unstable();
            values.dedup();
            all.extend(values.into_iter().filter_map(|value| self.candidate(cell, value)));
        }
        all.sort_by_key(|c| std::cmp::Reverse(c.cleared.len()));
        all
    }

    fn values_asked(&self, cell: usize, failing: &[usize]) -> Vec<i64> {
        let mut values: Vec<i64> = Vec::new();
        for &(r, c) in &self.net.sums_of[cell] {
            if self.net.fails[r] && matches!(self.net.forms[r], Form::Equal(_)) && self.net.residual[r] % c == 0 {
                values.push(self.net.values[cell] - self.net.residual[r] / c);
            }
        }
        let shares: Vec<usize> = failing.iter().copied().filter(|&r| self.net.is_share(r)).collect();
        if shares.len() >= 2 {
            let mut work = 1;
            let mut visit = |e: Explanation| {
                values.extend(e.value_of(cell));
                false
            };
            Search { net: &self.net, failing: &shares, aside: &[], strict: false, budget: 1, work: &mut work }
                .solve(&[cell], &mut visit);
        }
        values
    }

    fn candidate(&self, cell: usize, value: i64) -> Option<Candidate> {
        let net = &self.net;
        if value < 0 || value == net.values[cell] {
            return None;
        }
        let (failing, holding): (Vec<usize>, Vec<usize>) = net.touching(cell).partition(|&r| net.fails[r]);
        let cleared: Vec<usize> = failing.into_iter().filter(|&r| net.holds_with(r, cell, value)).collect();
        let kept = holding.into_iter().all(|r| net.holds_with(r, cell, value));
        (kept && cleared.len() >= 2).then_some(Candidate { cell, value, cleared })
    }

    /// Do two of the relations rest on typed cells of their own?
    fn independent(&self, cleared: &[usize]) -> bool {
        let sure: Vec<usize> = cleared
            .iter()
            .copied()
            .filter(|&r| !self.net.unsure[r] && !matches!(self.net.forms[r], Form::AtMost(_)))
            .collect();
        let own = |a: usize, b: usize| {
            self.net.is_share(a) || {
                let other = self.net.cells(b);
                self.net.cells(a).iter().any(|q| other.binary_search(q).is_err())
            }
        };
        sure.iter().enumerate().any(|(i, &a)| sure[i + 1..].iter().any(|&b| own(a, b) && own(b, a)))
    }

    /// May a line that was written over be the cause instead?
    fn line_explains(&mut self, cell: usize, cleared: &[usize]) -> bool {
        let Self { net, lines, line_work, .. } = self;
        rewritten::explains(net, lines, cell, cleared, line_work) || rewritten::is_copied(net, lines, cell)
    }

    fn prove_count(&mut self, candidate: &Candidate) -> Option<Diagnosis> {
        let Candidate { cell, value, .. } = *candidate;
        // Something settled meanwhile may have changed the case.
        let now = self.candidate(cell, value).filter(|_| self.net.free[cell])?;
        if !self.independent(&now.cleared) || self.line_explains(cell, &now.cleared) {
            return None;
        }
        let sure: Vec<usize> = now.cleared.iter().copied().filter(|&r| !self.net.unsure[r]).collect();
        let agrees = |outcome: &Outcome<'_>| outcome.count(cell) == Some(value);
        let proven = self.all_agree(None, &sure, &agrees)
            && (0..self.readings.len()).all(|other| {
                let failing = self.failing_in(other, &sure);
                self.all_agree(Some(other), &failing, &agrees)
            });
        proven.then(|| Diagnosis {
            broken: now.cleared,
            repairs: vec![vec![Repair::Count { quantity: cell, to: Some(value) }]],
            margin: Some(SLIPS),
            proven: true,
            ..Diagnosis::default()
        })
    }

    fn prove_share(&mut self, relation: usize) -> Option<Diagnosis> {
        if !self.net.is_share(relation) || self.net.unsure[relation] {
            return None;
        }
        let inputs = self.net.cells(relation);
        let held = |&cell: &usize| {
            let sure = |r: usize| r != relation && !self.net.fails[r] && !self.net.unsure[r];
            self.net.touching(cell).any(|r| sure(r) && !matches!(self.net.forms[r], Form::AtMost(_)))
        };
        if !inputs.iter().all(held) {
            return None;
        }
        let (repair, _) = self.share_repair(relation, &self.net.values).filter(|r| r.1)?;
        let Repair::Share { to: Some(to), .. } = repair else { return None };
        let agrees = |outcome: &Outcome<'_>| outcome.share(relation) == Some(to);
        let proven = self.all_agree(None, &[relation], &agrees)
            && (0..self.readings.len()).all(|other| {
                let failing = self.failing_in(other, &[relation]);
                self.all_agree(Some(other), &failing, &agrees)
            });
        proven.then(|| Diagnosis {
            broken: vec![relation],
            repairs: vec![vec![repair]],
            margin: Some(SLIPS),
            proven: true,
            ..Diagnosis::default()
        })
    }

    /// The percentage that follows from count and base, and whether all its possible bases agree on it.
    fn share_repair(&self, relation: usize, values: &[i64]) -> Option<(Repair, bool)> {
        let Form::Share(share, count, bases) = &self.net.forms[relation] else { return None };
        let exact = |base: i64| share.of(count.value(values), base);
        let to = exact(bases[0].value(values))?;
        let same = bases.iter().all(|b| exact(b.value(values)) == Some(to));
        Some((Repair::Share { relation, to: Some(to) }, same))
    }
}
