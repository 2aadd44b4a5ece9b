//! The equations of a submission → diagnoses: which relations fail, and which single cell would explain them.
//!
//! Numbers and cells only: no files, no rules. Counts are whole and never negative. Formulas are neither changeable
//! nor evidence: a figure that a formula adds up is replaced by what it adds up.

pub mod equations;

use crate::parse::share_fits;
use crate::text::Decimal;

/// A count in the system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quantity {
    /// Its value; `None` when blank or unknown.
    pub value: Option<i64>,
    /// Is it a formula's result?
    pub formula: bool,
}

/// A percentage in the system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Percentage {
    /// On the scale of 100, as stored.
    pub percent: Decimal,
    /// Digits after the point that count.
    pub decimals: u8,
    /// Is it a formula's result?
    pub formula: bool,
}

/// Σ coefficient × quantity.
pub type Terms = Vec<(usize, i64)>;

/// A relation that should hold.
#[derive(Clone, PartialEq, Debug)]
pub enum Relation {
    /// whole = Σ parts.
    Sum {
        /// The quantity that is the sum.
        whole: usize,
        /// What it adds up.
        parts: Terms,
    },
    /// part ≤ whole.
    AtMost {
        /// The part.
        part: usize,
        /// The whole.
        whole: usize,
    },
    /// percentage = 100 × count ÷ base, within half a unit of its last digit.
    Share {
        /// The percentage.
        share: Percentage,
        /// The count.
        count: Terms,
        /// The base.
        base: Terms,
    },
}

/// How a relation stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It holds.
    Holds,
    /// It fails.
    Fails,
    /// Something in it is blank or unknown, and what is known does not contradict it.
    Open,
}

/// One change that would make every relation hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Repair {
    /// A count becomes another; `None` where several values would do.
    Count {
        /// The quantity.
        quantity: usize,
        /// What it should be.
        to: Option<i64>,
    },
    /// The percentage of a relation becomes another.
    Share {
        /// The relation.
        relation: usize,
        /// What it should be, on the scale of 100, rounded half up at its decimals.
        to: Decimal,
    },
}

/// Relations that fail together, with every single change that would explain them.
#[derive(Clone, PartialEq, Debug)]
pub struct Diagnosis {
    /// The relations that fail.
    pub broken: Vec<usize>,
    /// All single-cell repairs; empty when none exists.
    pub repairs: Vec<Repair>,
    /// Is the one repair proven: implied by at least two failing relations between typed cells, or a percentage
    /// whose count and base hold everywhere else?
    pub proven: bool,
}

/// The quantities and relations of a submission.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct System {
    /// Counts.
    pub quantities: Vec<Quantity>,
    /// Relations between them.
    pub relations: Vec<Relation>,
}

impl System {
    /// How a relation stands with the values at hand.
    pub fn standing(&self, relation: usize) -> Standing {
        self.standing_with(&self.relations[relation], None)
    }

    fn value(&self, quantity: usize, instead: Option<(usize, i64)>) -> Option<i64> {
        match instead {
            Some((q, value)) if q == quantity => Some(value),
            _ => self.quantities[quantity].value,
        }
    }

    fn total(&self, terms: &Terms, instead: Option<(usize, i64)>) -> Option<i64> {
        terms.iter().map(|&(q, c)| self.value(q, instead).and_then(|v| v.checked_mul(c))).sum()
    }

    fn standing_with(&self, relation: &Relation, instead: Option<(usize, i64)>) -> Standing {
        let verdict = |holds: bool| {
            if holds { Standing::Holds } else { Standing::Fails }
        };
        match relation {
            Relation::Sum { whole, parts } => match (self.value(*whole, instead), self.total(parts, instead)) {
                (Some(whole), Some(sum)) => verdict(whole == sum),
                (Some(whole), None) => {
                    let known = parts.iter().filter_map(|&(q, c)| self.value(q, instead).map(|v| v * c));
                    let plain = parts.iter().all(|&(_, c)| c > 0);
                    if plain && known.sum::<i64>() > whole { Standing::Fails } else { Standing::Open }
                }
                _ => Standing::Open,
            },
            Relation::AtMost { part, whole } => match (self.value(*part, instead), self.value(*whole, instead)) {
                (Some(part), Some(whole)) => verdict(part <= whole),
                _ => Standing::Open,
            },
            Relation::Share { share, count, base } => match (self.total(count, instead), self.total(base, instead)) {
                (Some(count), Some(base)) => verdict(share_fits(count, base, share.percent, share.decimals)),
                _ => Standing::Open,
            },
        }
    }

    /// All failing relations, in components that share a changeable cell, each with the single cells that explain it.
    pub fn diagnose(&self) -> Vec<Diagnosis> {
        let broken: Vec<usize> = (0..self.relations.len()).filter(|&r| self.standing(r) == Standing::Fails).collect();
        if broken.is_empty() {
            return Vec::new();
        }
        let expanded = self.expanded();
        let (alone, joined): (Vec<usize>, Vec<usize>) = broken.iter().partition(|&&r| self.is_formula(r));
        let mut found: Vec<Diagnosis> =
            components(&expanded, &joined).into_iter().map(|broken| self.explain(&expanded, broken)).collect();
        found.extend(alone.into_iter().map(|r| Diagnosis { broken: vec![r], repairs: Vec::new(), proven: false }));
        found.sort_by_key(|d| d.broken.first().copied());
        found
    }

    /// Is the relation's result a formula, so that it says nothing about the cells it is made of?
    fn is_formula(&self, relation: usize) -> bool {
        match &self.relations[relation] {
            Relation::Sum { whole, .. } => self.quantities[*whole].formula,
            Relation::AtMost { .. } => false,
            Relation::Share { share, .. } => share.formula,
        }
    }

    /// The relations with every figure that a holding formula adds up replaced by what it adds up.
    fn expanded(&self) -> Vec<Relation> {
        let mut sums: Vec<Option<&Terms>> = vec![None; self.quantities.len()];
        for (r, relation) in self.relations.iter().enumerate() {
            if let Relation::Sum { whole, parts } = relation
                && self.quantities[*whole].formula
                && self.standing(r) == Standing::Holds
                && sums[*whole].is_none()
            {
                sums[*whole] = Some(parts);
            }
        }
        let expand = |terms: &Terms| expand(terms, &sums, 0);
        self.relations
            .iter()
            .map(|relation| match relation {
                Relation::Sum { whole, parts } => Relation::Sum { whole: *whole, parts: expand(parts) },
                Relation::Share { share, count, base } => {
                    Relation::Share { share: *share, count: expand(count), base: expand(base) }
                }
                at_most => at_most.clone(),
            })
            .collect()
    }

    fn explain(&self, relations: &[Relation], broken: Vec<usize>) -> Diagnosis {
        let mut repairs = Vec::new();
        if let [only] = broken.as_slice()
            && let Relation::Share { share, count, base } = &relations[*only]
            && let (Some(count), Some(base)) = (self.total(count, None), self.total(base, None))
            && let Some(to) = exact_share(count, base, share.decimals)
        {
            repairs.push(Repair::Share { relation: *only, to });
        }
        let mut shared = quantities_of(&relations[broken[0]]);
        shared.retain(|q| broken.iter().all(|&r| quantities_of(&relations[r]).contains(q)));
        for quantity in shared {
            if self.quantities[quantity].formula || self.quantities[quantity].value.is_none() {
                continue;
            }
            match self.values_for(relations, &broken, quantity).as_slice() {
                [] => {}
                [to] => repairs.push(Repair::Count { quantity, to: Some(*to) }),
                _ => repairs.push(Repair::Count { quantity, to: None }),
            }
        }
        let proven = match repairs.as_slice() {
            [Repair::Count { to: Some(_), .. }] => broken.len() >= 2,
            [Repair::Share { relation, .. }] => self.inputs_hold(relations, *relation),
            _ => false,
        };
        Diagnosis { broken, repairs, proven }
    }

    /// Is every count a percentage is made of held by another relation between typed cells?
    fn inputs_hold(&self, relations: &[Relation], share: usize) -> bool {
        let held = |quantity: &usize| {
            (0..relations.len()).any(|r| {
                r != share
                    && !self.is_formula(r)
                    && self.standing_with(&relations[r], None) == Standing::Holds
                    && quantities_of(&relations[r]).contains(quantity)
            })
        };
        quantities_of(&relations[share]).iter().all(held)
    }

    /// The values of one quantity with which its failing relations hold and no other of its relations fails
    /// (two at most: one more than is needed to know that it is not one).
    fn values_for(&self, relations: &[Relation], broken: &[usize], quantity: usize) -> Vec<i64> {
        let touching: Vec<usize> = (0..relations.len())
            .filter(|&r| !self.is_formula(r) && quantities_of(&relations[r]).contains(&quantity))
            .collect();
        let tried = broken.iter().find_map(|&r| self.solve_sum(&relations[r], quantity));
        let range = tried.map_or_else(|| self.range_of(relations, broken, quantity), |v| v..=v);
        let fits = |&value: &i64| {
            let instead = Some((quantity, value));
            value >= 0 && touching.iter().all(|&r| self.standing_with(&relations[r], instead) != Standing::Fails)
        };
        range.filter(fits).take(2).collect()
    }

    /// The value a fully known sum asks of one of its quantities.
    fn solve_sum(&self, relation: &Relation, quantity: usize) -> Option<i64> {
        let Relation::Sum { whole, parts } = relation else {
            return None;
        };
        if *whole == quantity {
            return self.total(parts, None);
        }
        let (_, coefficient) = *parts.iter().find(|(q, _)| *q == quantity)?;
        let rest =
            self.quantities[*whole].value? - self.total(parts, None)? + coefficient * self.quantities[quantity].value?;
        (rest % coefficient == 0).then_some(rest / coefficient)
    }

    /// Where a value could lie when only shares and bounds ask for it.
    fn range_of(&self, relations: &[Relation], broken: &[usize], quantity: usize) -> std::ops::RangeInclusive<i64> {
        let known = broken.iter().flat_map(|&r| quantities_of(&relations[r])).filter_map(|q| self.quantities[q].value);
        0..=known
            .max()
            .unwrap_or(0)
            .saturating_mul(4)
            .clamp(100, 20_000)
            .max(self.quantities[quantity].value.unwrap_or(0))
    }
}

fn expand(terms: &Terms, sums: &[Option<&Terms>], depth: u8) -> Terms {
    let mut out = Terms::new();
    for &(quantity, coefficient) in terms {
        match sums[quantity] {
            Some(parts) if depth < 8 => {
                out.extend(expand(parts, sums, depth + 1).into_iter().map(|(q, c)| (q, c * coefficient)));
            }
            _ => out.push((quantity, coefficient)),
        }
    }
    out
}

fn quantities_of(relation: &Relation) -> Vec<usize> {
    let names = |terms: &Terms| terms.iter().map(|t| t.0).collect::<Vec<_>>();
    match relation {
        Relation::Sum { whole, parts } => [vec![*whole], names(parts)].concat(),
        Relation::AtMost { part, whole } => vec![*part, *whole],
        Relation::Share { count, base, .. } => [names(count), names(base)].concat(),
    }
}

/// The quantities of a relation, each once.
pub fn quantities(relation: &Relation) -> Vec<usize> {
    let mut all = quantities_of(relation);
    all.sort_unstable();
    all.dedup();
    all
}

/// 100 × count ÷ base, rounded half up at `decimals` digits; `None` without a base.
pub fn exact_share(count: i64, base: i64, decimals: u8) -> Option<Decimal> {
    if base <= 0 {
        return (base == 0 && count == 0).then(|| Decimal::from(0));
    }
    let scale = 10i128.pow(u32::from(decimals.min(12)));
    let twice = 200 * i128::from(count) * scale / i128::from(base);
    Some(Decimal::new((twice + 1) / 2, decimals.min(12)))
}

/// Failing relations that share a quantity belong together.
fn components(relations: &[Relation], broken: &[usize]) -> Vec<Vec<usize>> {
    let mut owner: std::collections::HashMap<usize, usize> = std::collections::HashMap::new();
    let mut parent: Vec<usize> = (0..broken.len()).collect();
    fn root(parent: &mut [usize], mut i: usize) -> usize {
        while parent[i] != i {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        i
    }
    for (i, &r) in broken.iter().enumerate() {
        for quantity in quantities_of(&relations[r]) {
            let other = *owner.entry(quantity).or_insert(i);
            let (a, b) = (root(&mut parent, i), root(&mut parent, other));
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut groups: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
    for (i, &r) in broken.iter().enumerate() {
        groups.entry(root(&mut parent, i)).or_default().push(r);
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(values: &[i64]) -> Vec<Quantity> {
        values.iter().map(|&v| Quantity { value: Some(v), formula: false }).collect()
    }

    fn sum(whole: usize, parts: &[usize]) -> Relation {
        Relation::Sum { whole, parts: parts.iter().map(|&p| (p, 1)).collect() }
    }

    fn share(percent: &str, count: usize, base: usize) -> Relation {
        let percent = Decimal::parse(percent).expect("a number");
        Relation::Share {
            share: Percentage { percent, decimals: 2, formula: false },
            count: vec![(count, 1)],
            base: vec![(base, 1)],
        }
    }

    #[test]
    fn a_count_is_proven_by_its_sum_and_its_percentage() {
        // T = 60, E typed 12, others 30, 8, 1; E's share printed 35.00.
        let system = System {
            quantities: typed(&[60, 12, 30, 8, 1]),
            relations: vec![sum(0, &[1, 2, 3, 4]), share("35.00", 1, 0), share("50.00", 2, 0)],
        };
        let found = system.diagnose();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].repairs, [Repair::Count { quantity: 1, to: Some(21) }]);
        assert!(found[0].proven);
    }

    #[test]
    fn a_sum_alone_fits_any_of_its_cells() {
        let system = System { quantities: typed(&[25, 4, 18, 2, 0]), relations: vec![sum(0, &[1, 2, 3, 4])] };
        let found = system.diagnose();
        assert_eq!(found[0].repairs.len(), 5);
        assert!(!found[0].proven);
    }

    #[test]
    fn a_percentage_is_proven_when_its_inputs_hold() {
        let system = System { quantities: typed(&[18, 2, 16]), relations: vec![sum(0, &[1, 2]), share("21.11", 1, 0)] };
        let found = system.diagnose();
        assert_eq!(found[0].repairs, [Repair::Share { relation: 1, to: Decimal::new(1111, 2) }]);
        assert!(found[0].proven);
        // With nothing to hold the count, it may as well be the count.
        let open = System { quantities: typed(&[18, 2]), relations: vec![share("21.11", 1, 0)] };
        assert!(!open.diagnose()[0].proven);
    }

    #[test]
    fn formulas_are_no_evidence() {
        // The total row is a formula over the wrong leaf: only the row's own sum speaks.
        let mut quantities = typed(&[10, 4, 5, 20, 9, 11]);
        quantities[4].formula = true;
        let system = System { quantities, relations: vec![sum(0, &[1, 2]), sum(4, &[1, 2])] };
        let found = system.diagnose();
        assert_eq!(found.len(), 1);
        assert!(!found[0].proven && found[0].repairs.len() == 3);
    }

    #[test]
    fn blanks_leave_a_sum_open_unless_the_rest_is_too_much() {
        let mut quantities = typed(&[10, 4, 0]);
        quantities[2].value = None;
        let mut system = System { quantities, relations: vec![sum(0, &[1, 2])] };
        assert_eq!(system.standing(0), Standing::Open);
        system.quantities[1].value = Some(11);
        assert_eq!(system.standing(0), Standing::Fails);
    }

    #[test]
    fn shares_round_half_up() {
        assert_eq!(exact_share(1, 16, 1), Some(Decimal::new(63, 1)));
        assert_eq!(exact_share(14, 15, 2), Some(Decimal::new(9333, 2)));
        assert_eq!(exact_share(0, 0, 2), Some(Decimal::from(0)));
        assert_eq!(exact_share(3, 0, 2), None);
    }
}
