//! The equations of a submission → diagnoses: which relations fail, and which smallest changes would explain them.
//!
//! Numbers and cells only: no files, no rules. Counts are whole and never negative. Formulas are neither changeable
//! nor evidence: a figure that a formula adds up is replaced by what it adds up. The method is that of Fellegi and
//! Holt (1976), minimal change, by exact search over integers; a correction is proven only where every explanation
//! by up to two slips agrees on it: a wrong cell, two neighbouring cells exchanged, or a row of a list that is wrong.

pub mod causes;
mod diagnose;
pub mod equations;
pub mod joined;
mod net;
pub mod rows;
mod search;
mod slips;

#[cfg(test)]
pub(crate) use self::net::BUILT;
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
    /// Digits after the point with which its column is printed.
    pub printed: u8,
    /// Are zeros at its end left out there, as in a text "75%" beside "7,5%"?
    pub trimmed: bool,
    /// Is it a formula's result?
    pub formula: bool,
}

impl Percentage {
    /// 100 × count ÷ base as its column is printed; `None` without a base.
    pub(crate) fn of(&self, count: i64, base: i64) -> Option<Decimal> {
        let exact = exact_share(count, base, self.printed)?;
        Some(if self.trimmed { exact.shortest() } else { exact })
    }
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
    /// Σ parts ≤ whole: a form that leaves a level out.
    Limit {
        /// What is not exceeded.
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
        /// Other bases it may be over, where none leads by enough to rest a proof on it.
        others: Vec<Terms>,
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

/// One change of one cell.
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
        /// What it should be, on the scale of 100, rounded half up at the decimals of its column; `None` where count
        /// and base are not settled.
        to: Option<Decimal>,
    },
}

/// What is wrong with a whole total line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowCause {
    /// The total lacks a line.
    Omitted,
    /// The total has a line twice.
    CountedTwice,
    /// The total has a subtotal besides the lines it adds up.
    SubtotalAsUnit,
}

/// A total line that differs from its sum by exactly one other line, in several columns at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RowResidual {
    /// The total line.
    pub line: usize,
    /// The line it differs by.
    pub other: usize,
    /// In what way.
    pub cause: RowCause,
}

/// Relations that fail together, with the smallest changes that would explain them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Diagnosis {
    /// The relations that fail.
    pub broken: Vec<usize>,
    /// How many relations with lists and other tables fail for the same cause.
    pub beyond: usize,
    /// All smallest explanations, likeliest first, each a set of changes; empty when none is known.
    pub repairs: Vec<Vec<Repair>>,
    /// By how many changes the next best explanation is larger, at least; `None` when that was not looked for.
    pub margin: Option<usize>,
    /// Is the one repair proven: one cell, implied by two failing relations between independently typed cells (or a
    /// percentage whose count and base hold everywhere else), agreed on by all explanations of up to two slips, and
    /// with it everything holds?
    pub proven: bool,
    /// Was the search given up?
    pub undecided: bool,
    /// A whole total line explained at once.
    pub residual: Option<RowResidual>,
}

/// The quantities and relations of a submission.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct System {
    /// Counts.
    pub quantities: Vec<Quantity>,
    /// Relations between them.
    pub relations: Vec<Relation>,
    /// Relations whose reading is not sure: they are told when they fail, but prove nothing.
    pub unsure: Vec<usize>,
    /// The ways to read the bases of percentages that two slips leave open: for each the percentages with their bases.
    /// Where there are none, a percentage may be of any of its `others` for itself.
    pub readings: Vec<Vec<(usize, Terms)>>,
    /// For each quantity the line it stands in; a quantity that none is known of stands for itself.
    pub lines: Vec<Option<usize>>,
}

impl System {
    /// The system with some percentages over other bases, and no further ones.
    fn read_as(&self, reading: &[(usize, Terms)]) -> Self {
        let mut system = self.clone();
        for (relation, terms) in reading {
            if let Relation::Share { base, others, .. } = &mut system.relations[*relation] {
                base.clone_from(terms);
                others.clear();
            }
        }
        system
    }

    /// How a relation stands with the values at hand.
    pub fn standing(&self, relation: usize) -> Standing {
        let verdict = |holds: bool| {
            if holds { Standing::Holds } else { Standing::Fails }
        };
        match &self.relations[relation] {
            Relation::Sum { whole, parts } => match (self.value(*whole), self.total(parts)) {
                (Some(whole), Some(sum)) => verdict(whole == sum),
                (Some(whole), None) if self.exceeds(whole, parts) => Standing::Fails,
                _ => Standing::Open,
            },
            Relation::Limit { whole, parts } => match (self.value(*whole), self.total(parts)) {
                (Some(whole), Some(sum)) => verdict(sum <= whole),
                (Some(whole), None) if self.exceeds(whole, parts) => Standing::Fails,
                _ => Standing::Open,
            },
            Relation::AtMost { part, whole } => match (self.value(*part), self.value(*whole)) {
                (Some(part), Some(whole)) => verdict(part <= whole),
                _ => Standing::Open,
            },
            Relation::Share { share, count, base, .. } => match (self.total(count), self.total(base)) {
                (Some(count), Some(base)) => verdict(share_fits(count, base, share.percent, share.decimals)),
                _ => Standing::Open,
            },
        }
    }

    fn value(&self, quantity: usize) -> Option<i64> {
        self.quantities[quantity].value
    }

    fn total(&self, terms: &Terms) -> Option<i64> {
        terms.iter().map(|&(q, c)| self.value(q).and_then(|v| v.checked_mul(c))).sum()
    }

    /// Are the known parts alone more than the whole?
    fn exceeds(&self, whole: i64, parts: &Terms) -> bool {
        let known = parts.iter().filter_map(|&(q, c)| self.value(q).map(|v| v * c));
        parts.iter().all(|&(_, c)| c > 0) && known.sum::<i64>() > whole
    }

    /// All failing relations, one diagnosis a cause, in the order of their relations.
    pub fn diagnose(&self) -> Vec<Diagnosis> {
        diagnose::diagnose(self, &[], Vec::new(), Vec::new())
    }
}

/// The quantities of a relation, each once.
pub fn quantities(relation: &Relation) -> Vec<usize> {
    let names = |terms: &Terms| terms.iter().map(|t| t.0).collect::<Vec<_>>();
    let mut all = match relation {
        Relation::Sum { whole, parts } | Relation::Limit { whole, parts } => [vec![*whole], names(parts)].concat(),
        Relation::AtMost { part, whole } => vec![*part, *whole],
        Relation::Share { count, base, .. } => [names(count), names(base)].concat(),
    };
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

#[cfg(test)]
mod tests {
    use super::slips::Place;
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
            share: Percentage { percent, decimals: 2, printed: 2, trimmed: false, formula: false },
            count: vec![(count, 1)],
            base: vec![(base, 1)],
            others: Vec::new(),
        }
    }

    #[test]
    fn a_count_is_proven_by_its_sum_and_its_percentage() {
        // T = 60, E typed 12, others 30, 8, 1; E's share printed 35.00. The next best explanation has three changes.
        let system = System {
            quantities: typed(&[60, 12, 30, 8, 1]),
            relations: vec![
                sum(0, &[1, 2, 3, 4]),
                share("35.00", 1, 0),
                share("50.00", 2, 0),
                share("13.33", 3, 0),
                share("1.67", 4, 0),
            ],
            ..System::default()
        };
        let found = system.diagnose();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].repairs, [[Repair::Count { quantity: 1, to: Some(21) }]]);
        assert!(found[0].proven);
    }

    #[test]
    fn a_sum_alone_fits_any_of_its_cells() {
        let system = System {
            quantities: typed(&[25, 4, 18, 2, 0]),
            relations: vec![sum(0, &[1, 2, 3, 4])],
            ..System::default()
        };
        let found = system.diagnose();
        assert_eq!(found[0].repairs.len(), 5);
        assert!(!found[0].proven);
    }

    #[test]
    fn a_percentage_is_proven_when_its_inputs_hold() {
        let system = System {
            quantities: typed(&[18, 2, 16]),
            relations: vec![sum(0, &[1, 2]), share("21.11", 1, 0)],
            ..System::default()
        };
        let found = system.diagnose();
        assert_eq!(found[0].repairs, [[Repair::Share { relation: 1, to: Some(Decimal::new(1111, 2)) }]]);
        assert!(found[0].proven);
        // With nothing to hold the count, it may as well be the count.
        let open = System { quantities: typed(&[18, 2]), relations: vec![share("21.11", 1, 0)], ..System::default() };
        assert!(!open.diagnose()[0].proven);
    }

    #[test]
    fn formulas_are_no_evidence() {
        // The total row is a formula over the wrong leaf: only the row's own sum speaks.
        let mut quantities = typed(&[10, 4, 5, 20, 9, 11]);
        quantities[4].formula = true;
        let system = System { quantities, relations: vec![sum(0, &[1, 2]), sum(4, &[1, 2])], ..System::default() };
        let found = system.diagnose();
        assert_eq!(found.len(), 1);
        assert!(!found[0].proven && found[0].repairs.len() == 3);
    }

    #[test]
    fn blanks_leave_a_sum_open_unless_the_rest_is_too_much() {
        let mut quantities = typed(&[10, 4, 0]);
        quantities[2].value = None;
        let mut system = System { quantities, relations: vec![sum(0, &[1, 2])], ..System::default() };
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

    #[test]
    fn an_exchange_and_another_slip_can_look_like_one_wrong_cell() {
        // Two lines of total, A, B and their typed total line. Line 0: 10 = 5 + 5, line 1: 9 = 4 + 4 (1 too few).
        let quantities = typed(&[10, 5, 5, 9, 4, 4, 19, 9, 10]);
        let relations =
            vec![sum(0, &[1, 2]), sum(3, &[4, 5]), sum(6, &[7, 8]), sum(6, &[0, 3]), sum(7, &[1, 4]), sum(8, &[2, 5])];
        let system = System { quantities, relations, ..System::default() };
        let proven =
            |neighbours: &[(Place, Place)]| diagnose::diagnose(&system, neighbours, Vec::new(), Vec::new())[0].proven;
        assert!(proven(&[]), "the last B is 5");
        // With the two A exchanged, line 1 is right and line 0 lacks one: the first B may be 5 for 6.
        let place = |q: usize| Place::Count(q);
        assert!(!proven(&[(place(1), place(4))]));
        // An exchange that leaves more than another slip behind says nothing.
        assert!(proven(&[(place(1), place(2)), (place(0), place(3))]));
    }

    #[test]
    fn a_search_given_up_proves_nothing() {
        // Hundreds of lines that all fail at once: nothing is told for sure, and nothing is lost.
        let lines = 400;
        let quantities = typed(&(0..lines).flat_map(|i| [i, i + 1, i % 7 + 1]).collect::<Vec<i64>>());
        let rows = (0..lines as usize).map(|l| sum(3 * l, &[3 * l + 1, 3 * l + 2]));
        let columns = (0..3).map(|c| {
            let parts: Vec<usize> = (1..lines as usize).map(|l| 3 * l + c).collect();
            sum(c, &parts)
        });
        let relations: Vec<Relation> = rows.chain(columns).collect();
        let system = System { quantities, relations, ..System::default() };
        let found = system.diagnose();
        assert!(found.iter().any(|d| d.undecided) && found.iter().all(|d| !d.proven));
        let mut told: Vec<usize> = found.iter().flat_map(|d| d.broken.clone()).collect();
        told.sort_unstable();
        told.dedup();
        let failing = (0..system.relations.len()).filter(|&r| system.standing(r) == Standing::Fails);
        assert_eq!(told, failing.collect::<Vec<_>>());
    }
}
