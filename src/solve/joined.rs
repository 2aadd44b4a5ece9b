//! The equations of several tables → one system: joined by what a list, or another table, says of a figure.
//!
//! A bond is evidence like a typed figure, and may be wrong like one: what is proven with it stands against a slip in the
//! list or the other table as well. Bonds alone prove nothing: where two versions each agree with themselves, people say
//! which is right.

use super::equations::{Equations, neighbours};
use super::slips::{Place, Shift};
use super::{Diagnosis, Quantity, Relation, Repair, Standing, System, Terms, diagnose, exact_share, rows};
use crate::parse::Block;

/// Several tables as one system: first all tables, then their bonds.
#[derive(Debug, Default)]
pub struct Joined<'t> {
    system: System,
    tables: Vec<Part<'t>>,
    neighbours: Vec<(Place, Place)>,
    known: Vec<Diagnosis>,
    shifts: Vec<Shift>,
    bonds: usize,
    /// The readings of each table that has several.
    readings: Vec<Vec<Vec<(usize, Terms)>>>,
}

/// A table in the system.
#[derive(Debug)]
struct Part<'t> {
    equations: &'t Equations,
    block: &'t Block,
    /// Its first quantity and its first relation.
    quantity: usize,
    relation: usize,
}

/// A diagnosis of one table.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Of its own relations and quantities.
    pub diagnosis: Diagnosis,
    /// The bonds that speak for it, by the order in which they were added.
    pub bonds: Vec<usize>,
}

impl<'t> Joined<'t> {
    /// Takes a table in; gives back its number.
    pub fn table(&mut self, equations: &'t Equations, block: &'t Block) -> usize {
        let (quantity, relation) = (self.system.quantities.len(), self.system.relations.len());
        let moved = |place: Place| match place {
            Place::Count(q) => Place::Count(q + quantity),
            Place::Share(r) => Place::Share(r + relation),
        };
        self.system.quantities.extend(&equations.system.quantities);
        self.system.relations.extend(equations.system.relations.iter().map(|r| r.moved(quantity)));
        self.system.unsure.extend(equations.system.unsure.iter().map(|r| r + relation));
        let first_line = self.system.lines.iter().flatten().max().map_or(0, |last| last + 1);
        self.system.lines.resize(quantity, None);
        self.system.lines.extend(equations.system.lines.iter().map(|line| line.map(|l| l + first_line)));
        let reading =
            |r: &Vec<(usize, Terms)>| r.iter().map(|(r, t)| (r + relation, moved_terms(t, quantity))).collect();
        let readings = equations.system.readings.iter().map(reading).collect::<Vec<_>>();
        // With several tables that can be read in several ways each percentage is taken for itself.
        self.readings.extend((!readings.is_empty()).then_some(readings));
        self.neighbours.extend(neighbours::pairs(equations, block).into_iter().map(|(a, b)| (moved(a), moved(b))));
        self.known.extend(rows::explained(equations, block).into_iter().map(|d| d.moved(quantity, relation)));
        self.tables.push(Part { equations, block, quantity, relation });
        self.tables.len() - 1
    }

    /// A count of a table as a count of the system.
    pub fn count(&self, table: usize, quantity: usize) -> usize {
        self.tables[table].quantity + quantity
    }

    /// A further figure, said elsewhere.
    pub fn told(&mut self, value: i64) -> usize {
        self.system.quantities.push(Quantity { value: Some(value), formula: false });
        self.system.quantities.len() - 1
    }

    /// Says that a count is the sum of others. Formulas are no evidence: a bond with one says nothing.
    pub fn bond(&mut self, whole: usize, parts: Terms) {
        let formula = |q: usize| self.system.quantities[q].formula;
        let silent = formula(whole) || parts.iter().any(|&(q, _)| formula(q));
        let parts = if silent { vec![(whole, 1)] } else { parts };
        self.system.relations.push(Relation::Sum { whole, parts });
        self.bonds += 1;
    }

    /// Says that one slip changes these figures together.
    pub fn slip(&mut self, shift: Shift) {
        self.shifts.push(shift);
    }

    /// What fails in each table: first what is proven by the whole system, then the rest as the table tells it. `None` for
    /// a table of which the others say nothing new.
    pub fn diagnose(mut self) -> Vec<Option<Vec<Found>>> {
        if let [readings] = self.readings.as_mut_slice() {
            self.system.readings = std::mem::take(readings);
        }
        let mut proofs: Vec<Vec<Found>> = self.tables.iter().map(|_| Vec::new()).collect();
        let all = diagnose::diagnose(&self.system, &self.neighbours, self.shifts.clone(), self.known.clone());
        for (table, found) in all.into_iter().filter(|d| d.proven).filter_map(|d| self.of_table(d)) {
            proofs[table].push(found);
        }
        self.tables.iter().zip(proofs).map(|(part, proofs)| part.with(proofs)).collect()
    }

    /// A proven diagnosis as one of its table; `None` where it is none of a table's own figures that fail.
    fn of_table(&self, diagnosis: Diagnosis) -> Option<(usize, Found)> {
        let [set] = diagnosis.repairs.as_slice() else { return None };
        let [repair] = set.as_slice() else { return None };
        let within = |part: &Part<'_>| match repair {
            Repair::Count { quantity, .. } => (part.quantity..part.quantities_end()).contains(quantity),
            Repair::Share { relation, .. } => (part.relation..part.relations_end()).contains(relation),
        };
        let table = self.tables.iter().position(within)?;
        let part = &self.tables[table];
        let first_bond = self.system.relations.len() - self.bonds;
        let bonds: Vec<usize> = diagnosis.broken.iter().filter_map(|r| r.checked_sub(first_bond)).collect();
        let own = |r: &usize| (part.relation..part.relations_end()).contains(r);
        let broken: Vec<usize> = diagnosis.broken.iter().filter(|r| own(r)).map(|r| r - part.relation).collect();
        let repair = match *repair {
            Repair::Count { quantity, to } => Repair::Count { quantity: quantity - part.quantity, to },
            Repair::Share { relation, to } => Repair::Share { relation: relation - part.relation, to },
        };
        let diagnosis = Diagnosis { broken, beyond: bonds.len(), repairs: vec![vec![repair]], ..diagnosis };
        (!diagnosis.broken.is_empty()).then_some((table, Found { diagnosis, bonds }))
    }
}

impl Part<'_> {
    fn quantities_end(&self) -> usize {
        self.quantity + self.equations.system.quantities.len()
    }

    fn relations_end(&self) -> usize {
        self.relation + self.equations.system.relations.len()
    }

    /// The diagnoses of the table with these proofs; `None` where it comes to them by itself.
    fn with(&self, proofs: Vec<Found>) -> Option<Vec<Found>> {
        let own = self.equations.diagnose(self.block);
        let proven = |d: &&Diagnosis| d.proven;
        let mut before: Vec<&Vec<Vec<Repair>>> = own.iter().filter(proven).map(|d| &d.repairs).collect();
        let told: Vec<Diagnosis> = proofs.iter().map(|p| p.diagnosis.clone()).collect();
        let told = self.equations.doubting(told, self.block);
        let mut after: Vec<&Vec<Vec<Repair>>> = told.iter().filter(proven).map(|d| &d.repairs).collect();
        let order = |all: &mut Vec<&Vec<Vec<Repair>>>| all.sort_by_key(|r| format!("{r:?}"));
        order(&mut before);
        order(&mut after);
        if before == after {
            return None;
        }
        let mut mended = self.equations.clone();
        let computed = mended.system.computed();
        let mut found: Vec<Found> = Vec::new();
        for (diagnosis, Found { bonds, .. }) in told.into_iter().zip(proofs).filter(|(d, _)| d.proven) {
            mended.system.mend(&diagnosis.repairs[0]);
            found.push(Found { diagnosis, bonds });
        }
        mended.system.compute(&computed);
        let rest = mended.diagnose(self.block).into_iter();
        found.extend(rest.map(|d| Found { diagnosis: Diagnosis { proven: false, ..d }, bonds: Vec::new() }));
        found.sort_by_key(|f| f.diagnosis.broken.first().copied());
        Some(found)
    }
}

/// A total of totals follows a round later.
const ROUNDS: usize = 4;

impl System {
    /// The relations whose wholes, or percentages, formulas compute from what stands in the cells.
    fn computed(&self) -> Vec<usize> {
        let formula = |r: &usize| match &self.relations[*r] {
            Relation::Sum { whole, .. } => self.quantities[*whole].formula,
            Relation::Share { share, .. } => share.formula,
            Relation::Limit { .. } | Relation::AtMost { .. } => false,
        };
        (0..self.relations.len()).filter(formula).filter(|&r| self.standing(r) == Standing::Holds).collect()
    }

    /// Computes these anew.
    fn compute(&mut self, relations: &[usize]) {
        for _ in 0..ROUNDS {
            for &relation in relations {
                match &self.relations[relation] {
                    Relation::Sum { whole, parts } => {
                        let (whole, sum) = (*whole, self.total(parts));
                        self.quantities[whole].value = sum.or(self.quantities[whole].value);
                    }
                    Relation::Share { share, count, base, .. } => {
                        let of = self.total(count).zip(self.total(base));
                        let exact = of.and_then(|(count, base)| exact_share(count, base, share.decimals));
                        if let (Some(exact), Relation::Share { share, .. }) = (exact, &mut self.relations[relation]) {
                            share.percent = exact;
                        }
                    }
                    Relation::Limit { .. } | Relation::AtMost { .. } => {}
                }
            }
        }
    }

    /// Puts into place what is settled.
    fn mend(&mut self, repairs: &[Repair]) {
        for repair in repairs {
            match *repair {
                Repair::Count { quantity, to: Some(to) } => self.quantities[quantity].value = Some(to),
                Repair::Share { relation, to: Some(to) } => {
                    if let Relation::Share { share, .. } = &mut self.relations[relation] {
                        share.percent = to;
                    }
                }
                Repair::Count { .. } | Repair::Share { .. } => {}
            }
        }
    }
}

fn moved_terms(terms: &Terms, by: usize) -> Terms {
    terms.iter().map(|&(q, c)| (q + by, c)).collect()
}

impl Relation {
    /// The same over quantities that are numbered from another one on.
    fn moved(&self, by: usize) -> Self {
        let all = |terms: &Terms| moved_terms(terms, by);
        match self {
            Self::Sum { whole, parts } => Self::Sum { whole: whole + by, parts: all(parts) },
            Self::Limit { whole, parts } => Self::Limit { whole: whole + by, parts: all(parts) },
            Self::AtMost { part, whole } => Self::AtMost { part: part + by, whole: whole + by },
            Self::Share { share, count, base, others } => Self::Share {
                share: *share,
                count: all(count),
                base: all(base),
                others: others.iter().map(all).collect(),
            },
        }
    }
}

impl Diagnosis {
    fn moved(mut self, quantities: usize, relations: usize) -> Self {
        self.broken.iter_mut().for_each(|r| *r += relations);
        for repair in self.repairs.iter_mut().flatten() {
            match repair {
                Repair::Count { quantity, .. } => *quantity += quantities,
                Repair::Share { relation, .. } => *relation += relations,
            }
        }
        self
    }
}
