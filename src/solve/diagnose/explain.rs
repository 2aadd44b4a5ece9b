//! What cannot be proven: the smallest explanations of what fails together, or what can be located at least.

use super::{Candidate, Diagnoser, WORK, groups};
use crate::solve::causes::unlikeliness;
use crate::solve::net::Net;
use crate::solve::search::{Explanation, Search};
use crate::solve::{Diagnosis, Repair};

/// Explanations of three cells are looked for among no more cells than this.
const SMALL: usize = 60;
/// Explanations of equal cost that are kept.
const KEPT: usize = 400;

impl Diagnoser<'_> {
    /// The rest: the smallest explanations of each component, or what can be located at least.
    pub(super) fn explain(&mut self) {
        let mut given_up: Vec<Diagnosis> = Vec::new();
        let mut components = self.components().into_iter();
        while let Some(component) = components.next() {
            let (minima, margin, decided) = self.minima(&component);
            if minima.is_empty() || !decided {
                if let Some(diagnosis) = self.guess(&component) {
                    self.found.push(diagnosis);
                    components = self.components().into_iter();
                    continue;
                }
                given_up.push(Diagnosis { broken: component.clone(), undecided: true, ..Diagnosis::default() });
                component.iter().for_each(|&r| drop(self.net.drop(r)));
                continue;
            }
            if let Some(diagnosis) = self.split(&component, &minima) {
                self.found.push(diagnosis);
                components = self.components().into_iter();
                continue;
            }
            let repairs = minima.iter().map(|e| self.repairs(e)).collect();
            self.found.push(Diagnosis { broken: component.clone(), repairs, margin, ..Diagnosis::default() });
            component.iter().for_each(|&r| drop(self.net.drop(r)));
        }
        self.found.extend(given_up);
    }

    /// Nothing is searched: each component is told as it is.
    pub(super) fn give_up(&mut self) {
        let undecided = |broken| Diagnosis { broken, undecided: true, ..Diagnosis::default() };
        self.found.extend(self.components().into_iter().map(undecided));
    }

    /// Failing relations that share a changeable cell, in order.
    fn components(&self) -> Vec<Vec<usize>> {
        let failing = self.failing();
        let shared = failing.iter().map(|&r| self.net.cells(r).into_iter().filter(|&q| self.net.free[q]).collect());
        let of = |group: Vec<usize>| group.into_iter().map(|at| failing[at]).collect();
        groups(shared).into_iter().map(of).collect()
    }

    /// Hands over the explanations of a component, as far as the work goes; was it enough?
    fn search(&mut self, component: &[usize], budget: usize, visit: &mut dyn FnMut(Explanation) -> bool) -> bool {
        let allowed = WORK.min(self.work);
        let mut left = allowed;
        Search { net: &self.net, failing: component, aside: &[], strict: false, budget, work: &mut left }.run(visit);
        self.work -= allowed - left;
        left > 0
    }

    /// All smallest explanations, by likely cause; the margin to the next; was the search finished?
    fn minima(&mut self, component: &[usize]) -> (Vec<Explanation>, Option<usize>, bool) {
        let cells: usize = component.iter().map(|&r| self.net.size(r)).sum();
        for budget in [2, 3] {
            if budget == 3 && cells > SMALL {
                break;
            }
            let mut found: Vec<Explanation> = Vec::new();
            let mut best = budget;
            let mut next = false;
            let decided = self.search(component, budget, &mut |e| {
                next |= e.cost > best || (e.cost < best && !found.is_empty());
                if e.cost < best {
                    found.clear();
                    best = e.cost;
                }
                if e.cost == best && found.len() < KEPT {
                    found.push(e);
                }
                false
            });
            if !decided {
                return (Vec::new(), None, false);
            }
            if !found.is_empty() {
                let margin = (best < budget).then_some(if next { 1 } else { budget + 1 - best });
                let mut minima = merged(found);
                minima.sort_by_key(|e| (self.unlikeliness(e), e.cells.clone(), e.left.clone()));
                return (minima, margin, true);
            }
        }
        (Vec::new(), None, true)
    }

    /// How far an explanation is from a slip that happens often.
    fn unlikeliness(&self, e: &Explanation) -> u32 {
        let Some((values, _)) = &e.values else { return 9 };
        let old = e.cells.iter().map(|&q| self.net.values[q]);
        unlikeliness(&old.zip(values.iter().copied()).collect::<Vec<_>>())
    }

    fn repairs(&self, e: &Explanation) -> Vec<Repair> {
        let mut values = self.net.values.clone();
        let mut settled = true;
        let mut all: Vec<Repair> = Vec::new();
        for &quantity in &e.cells {
            let to = e.value_of(quantity);
            settled &= to.is_some();
            values[quantity] = to.unwrap_or(values[quantity]);
            all.push(Repair::Count { quantity, to });
        }
        let open = |relation| Repair::Share { relation, to: None };
        let share = |&r: &usize| self.share_repair(r, &values).filter(|_| settled).map_or(open(r), |r| r.0);
        all.extend(e.left.iter().map(share));
        all
    }

    /// A change that is in every explanation and has nothing to do with the others: a case of its own.
    fn split(&mut self, component: &[usize], minima: &[Explanation]) -> Option<Diagnosis> {
        let first = minima.first().filter(|e| e.cost >= 2)?;
        let touched = |net: &Net, q: usize| net.touching(q).collect::<Vec<_>>();
        for &cell in &first.cells {
            let Some(value) = first.value_of(cell) else { continue };
            let own = touched(&self.net, cell);
            let apart = |e: &Explanation| {
                let mut rest: Vec<usize> = e.left.clone();
                e.cells.iter().filter(|&&q| q != cell).for_each(|&q| rest.extend(touched(&self.net, q)));
                let mends = own.iter().any(|r| self.net.fails[*r] && !rest.contains(r));
                let apart = own.iter().all(|r| !rest.contains(r) || (self.net.fails[*r] && !self.net.is_share(*r)));
                e.value_of(cell) == Some(value) && mends && apart
            };
            if minima.iter().all(apart) {
                let broken = component.iter().copied().filter(|r| own.contains(r)).collect();
                let repairs = vec![vec![Repair::Count { quantity: cell, to: Some(value) }]];
                self.net.set(cell, value);
                self.net.free[cell] = false;
                return Some(Diagnosis { broken, repairs, ..Diagnosis::default() });
            }
        }
        let in_every = |r: &usize| minima.iter().all(|e| e.left.contains(r));
        let relation = first.left.iter().copied().find(|r| {
            let inputs = self.net.cells(*r);
            in_every(r) && minima.iter().all(|e| !e.cells.iter().any(|q| inputs.contains(q)))
        })?;
        let (repair, _) = self.share_repair(relation, &self.net.values)?;
        drop(self.net.drop(relation));
        Some(Diagnosis { broken: vec![relation], repairs: vec![vec![repair]], ..Diagnosis::default() })
    }

    /// Too many errors for an exact search: a value that mends several relations which no other value mends.
    fn guess(&mut self, component: &[usize]) -> Option<Diagnosis> {
        let candidates: Vec<Candidate> = self
            .candidates(component)
            .into_iter()
            .filter(|c| c.cleared.iter().all(|r| component.contains(r)))
            .collect();
        let rival = |a: &Candidate, b: &Candidate| {
            (a.cell, a.value) != (b.cell, b.value) && a.cleared.iter().any(|r| b.cleared.contains(r))
        };
        let alone = candidates.iter().find(|c| !candidates.iter().any(|o| rival(c, o)))?;
        self.net.set(alone.cell, alone.value);
        self.net.free[alone.cell] = false;
        Some(Diagnosis {
            broken: alone.cleared.clone(),
            repairs: vec![vec![Repair::Count { quantity: alone.cell, to: Some(alone.value) }]],
            ..Diagnosis::default()
        })
    }
}

/// One explanation a set of cells and shares: where several values do, none is told.
fn merged(mut found: Vec<Explanation>) -> Vec<Explanation> {
    found.sort();
    let mut out: Vec<Explanation> = Vec::new();
    for e in found {
        match out.iter_mut().find(|o| o.cells == e.cells && o.left == e.left) {
            Some(same) => {
                same.values = match (same.values.take(), e.values) {
                    (Some((first, _)), Some((_, last))) => Some((first, last)),
                    _ => None,
                }
            }
            None => out.push(e),
        }
    }
    out
}
