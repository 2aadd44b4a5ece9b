//! The relations over typed cells: formulas replaced by what they add up, with each relation's residual at hand.

use super::{Percentage, Relation, System, Terms};
use crate::parse::share_fits;
use crate::text::Decimal;

/// A relation over typed cells; what formulas that cannot be expanded add is in the constant.
#[derive(Clone, Debug)]
pub(super) enum Form {
    /// Says nothing: a formula's own sum, or too much of it is unknown.
    Nothing,
    /// constant + Σ c x = 0.
    Equal(Linear),
    /// constant + Σ c x ≤ 0.
    AtMost(Linear),
    /// The share fits its count over any of the bases.
    Share(Percentage, Linear, Vec<Linear>),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Linear {
    pub(super) constant: i64,
    /// Each cell once, no zeros, sorted.
    pub(super) terms: Terms,
}

impl Linear {
    fn new(mut terms: Terms, constant: i64) -> Self {
        terms.sort_unstable_by_key(|t| t.0);
        let mut merged: Terms = Vec::with_capacity(terms.len());
        for (q, c) in terms {
            match merged.last_mut() {
                Some(last) if last.0 == q => last.1 += c,
                _ => merged.push((q, c)),
            }
        }
        merged.retain(|t| t.1 != 0);
        Self { constant, terms: merged }
    }

    pub(super) fn value(&self, values: &[i64]) -> i64 {
        self.terms.iter().fold(self.constant, |sum, &(q, c)| sum.saturating_add(values[q].saturating_mul(c)))
    }

    /// Its value where some cells have others.
    pub(super) fn value_with(&self, values: &[i64], cells: &[usize], changed: &[i64]) -> i64 {
        let by = |(&cell, &to): (&usize, &i64)| {
            let own: i64 = self.terms.iter().filter(|t| t.0 == cell).map(|t| t.1).sum();
            own.saturating_mul(to - values[cell])
        };
        self.value(values).saturating_add(cells.iter().zip(changed).map(by).sum())
    }
}

#[cfg(test)]
thread_local! {
    /// How often a system was made ready for a search, on this thread.
    pub(crate) static BUILT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// All relations over typed cells, with their standing.
pub(super) struct Net {
    pub(super) forms: Vec<Form>,
    /// No evidence: a formula in it could not be expanded, or its reading is not sure.
    pub(super) unsure: Vec<bool>,
    pub(super) values: Vec<i64>,
    /// May a cell be changed?
    pub(super) free: Vec<bool>,
    /// For each cell the sums and bounds it is in, with its coefficient.
    pub(super) sums_of: Vec<Vec<(usize, i64)>>,
    /// For each cell the shares it is in.
    pub(super) shares_of: Vec<Vec<usize>>,
    /// For sums and bounds: what is left over.
    pub(super) residual: Vec<i64>,
    /// For every relation: does it fail?
    pub(super) fails: Vec<bool>,
}

impl Net {
    pub(super) fn new(system: &System) -> Self {
        #[cfg(test)]
        BUILT.with(|built| built.set(built.get() + 1));
        let quantities = &system.quantities;
        let definitions = definitions(system);
        let mut unsure = vec![false; system.relations.len()];
        for &r in &system.unsure {
            unsure[r] = true;
        }
        let forms: Vec<Form> = (0..system.relations.len())
            .map(|r| form(system, r, &definitions, &mut unsure[r]).unwrap_or(Form::Nothing))
            .collect();
        let mut net = Self {
            unsure,
            values: quantities.iter().map(|q| q.value.unwrap_or(0)).collect(),
            free: quantities.iter().map(|q| !q.formula && q.value.is_some()).collect(),
            sums_of: vec![Vec::new(); quantities.len()],
            shares_of: vec![Vec::new(); quantities.len()],
            residual: vec![0; forms.len()],
            fails: vec![false; forms.len()],
            forms,
        };
        for r in 0..net.forms.len() {
            match &net.forms[r] {
                Form::Equal(line) | Form::AtMost(line) => {
                    line.terms.iter().for_each(|&(q, c)| net.sums_of[q].push((r, c)));
                }
                Form::Share(..) => net.cells(r).into_iter().for_each(|q| net.shares_of[q].push(r)),
                Form::Nothing => {}
            }
            net.evaluate(r);
        }
        net
    }

    /// The typed counts of a relation.
    pub(super) fn cells(&self, relation: usize) -> Vec<usize> {
        Self::cells_of(&self.forms[relation])
    }

    /// The typed counts of a form, sorted.
    pub(super) fn cells_of(form: &Form) -> Vec<usize> {
        let mut cells: Vec<usize> = match form {
            Form::Nothing => Vec::new(),
            Form::Equal(line) | Form::AtMost(line) => line.terms.iter().map(|t| t.0).collect(),
            Form::Share(_, count, bases) => {
                std::iter::once(count).chain(bases).flat_map(|l| l.terms.iter().map(|t| t.0)).collect()
            }
        };
        cells.sort_unstable();
        cells.dedup();
        cells
    }

    /// Number of cells, without listing them.
    pub(super) fn size(&self, relation: usize) -> usize {
        match &self.forms[relation] {
            Form::Equal(line) | Form::AtMost(line) => line.terms.len(),
            _ => self.cells(relation).len(),
        }
    }

    pub(super) fn is_share(&self, relation: usize) -> bool {
        matches!(self.forms[relation], Form::Share(..))
    }

    fn evaluate(&mut self, r: usize) {
        (self.residual[r], self.fails[r]) = match &self.forms[r] {
            Form::Nothing => (0, false),
            Form::Equal(line) => {
                let left = line.value(&self.values);
                (left, left != 0)
            }
            Form::AtMost(line) => {
                let left = line.value(&self.values);
                (left, left > 0)
            }
            Form::Share(..) => (0, !self.fits(r, |line| line.value(&self.values))),
        };
    }

    /// Does a share fit any of its bases, with values as given?
    pub(super) fn fits(&self, relation: usize, value: impl Fn(&Linear) -> i64) -> bool {
        let Form::Share(share, count, bases) = &self.forms[relation] else { return true };
        let count = value(count);
        bases.iter().any(|base| share_fits(count, value(base), share.percent, share.decimals))
    }

    /// Gives a cell another value.
    pub(super) fn set(&mut self, cell: usize, value: i64) {
        let by = value.wrapping_sub(self.values[cell]);
        self.values[cell] = value;
        for &(r, c) in &self.sums_of[cell] {
            self.residual[r] = self.residual[r].wrapping_add(c.wrapping_mul(by));
            self.fails[r] = match &self.forms[r] {
                Form::Equal(_) => self.residual[r] != 0,
                Form::AtMost(_) => self.residual[r] > 0,
                _ => false,
            };
        }
        for at in 0..self.shares_of[cell].len() {
            self.evaluate(self.shares_of[cell][at]);
        }
    }

    /// The printed percentage of a share.
    pub(super) fn percent(&self, relation: usize) -> Option<Decimal> {
        match &self.forms[relation] {
            Form::Share(share, ..) => Some(share.percent),
            _ => None,
        }
    }

    /// Gives a share another percentage.
    pub(super) fn set_percent(&mut self, relation: usize, percent: Decimal) {
        if let Form::Share(share, ..) = &mut self.forms[relation] {
            share.percent = percent;
        }
        self.evaluate(relation);
    }

    /// Leaves a relation out from now on; gives back what it said.
    pub(super) fn drop(&mut self, relation: usize) -> Form {
        let form = std::mem::replace(&mut self.forms[relation], Form::Nothing);
        self.evaluate(relation);
        form
    }

    /// Takes a relation in again.
    pub(super) fn restore(&mut self, relation: usize, form: Form) {
        self.forms[relation] = form;
        self.evaluate(relation);
    }

    /// Takes over what is settled in another reading of the same system.
    pub(super) fn follow(&mut self, other: &Self) {
        for cell in 0..self.values.len() {
            if self.values[cell] != other.values[cell] {
                self.set(cell, other.values[cell]);
            }
        }
        self.free.clone_from(&other.free);
        for relation in 0..self.forms.len() {
            if matches!(other.forms[relation], Form::Nothing) {
                drop(self.drop(relation));
            }
        }
    }

    /// Every relation a cell is in.
    pub(super) fn touching(&self, cell: usize) -> impl Iterator<Item = usize> + '_ {
        self.sums_of[cell].iter().map(|t| t.0).chain(self.shares_of[cell].iter().copied())
    }

    /// Does the relation hold when one cell has another value?
    pub(super) fn holds_with(&self, relation: usize, cell: usize, value: i64) -> bool {
        let delta = value - self.values[cell];
        let with = |line: &Linear| {
            let own: i64 = line.terms.iter().filter(|t| t.0 == cell).map(|t| t.1).sum();
            line.value(&self.values) + own * delta
        };
        match &self.forms[relation] {
            Form::Nothing => true,
            Form::Equal(_) | Form::AtMost(_) => {
                let own: i64 = self.sums_of[cell].iter().filter(|t| t.0 == relation).map(|t| t.1).sum();
                let left = self.residual[relation] + own * delta;
                if matches!(self.forms[relation], Form::Equal(_)) { left == 0 } else { left <= 0 }
            }
            Form::Share(..) => self.fits(relation, with),
        }
    }
}

/// For every formula what it adds up: the first sum of it that holds, blanks counting as nothing.
fn definitions(system: &System) -> Vec<Option<&Terms>> {
    let mut found: Vec<Option<&Terms>> = vec![None; system.quantities.len()];
    for relation in &system.relations {
        if let Relation::Sum { whole, parts } = relation
            && system.quantities[*whole].formula
            && found[*whole].is_none()
            && let Some(value) = system.quantities[*whole].value
            && parts.iter().filter_map(|&(q, c)| system.quantities[q].value.map(|v| v * c)).sum::<i64>() == value
        {
            found[*whole] = Some(parts);
        }
    }
    found
}

struct Expansion<'s> {
    system: &'s System,
    definitions: &'s [Option<&'s Terms>],
    terms: Terms,
    constant: i64,
    opaque: bool,
    unknown: bool,
}

impl Expansion<'_> {
    fn add(&mut self, quantity: usize, coefficient: i64, depth: u8) {
        let known = self.system.quantities[quantity];
        match (self.definitions[quantity], known.value) {
            (Some(parts), _) if depth < 8 => {
                for &(q, c) in parts {
                    // A formula skips blanks.
                    if self.system.quantities[q].value.is_some() {
                        self.add(q, c * coefficient, depth + 1);
                    }
                }
            }
            (_, None) => self.unknown = true,
            (_, Some(value)) if known.formula => {
                self.opaque = true;
                self.constant += value * coefficient;
            }
            _ => self.terms.push((quantity, coefficient)),
        }
    }
}

fn form(system: &System, r: usize, definitions: &[Option<&Terms>], unsure: &mut bool) -> Option<Form> {
    let expand = |terms: &[(usize, i64)], unsure: &mut bool| {
        let mut out =
            Expansion { system, definitions, terms: Terms::new(), constant: 0, opaque: false, unknown: false };
        terms.iter().for_each(|&(q, c)| out.add(q, c, 0));
        *unsure |= out.opaque;
        (Linear::new(out.terms, out.constant), out.unknown)
    };
    let linear = |whole: usize, parts: &Terms, unsure: &mut bool| {
        let all: Terms = parts.iter().copied().chain([(whole, -1)]).collect();
        expand(&all, unsure)
    };
    match &system.relations[r] {
        Relation::Sum { whole, parts } => {
            // A formula that no sum explains is wrong itself.
            let lost = system.quantities[*whole].formula && definitions[*whole].is_none();
            system.quantities[*whole].value.filter(|_| !lost)?;
            let (line, unknown) = linear(*whole, parts, unsure);
            let plain = parts.iter().all(|t| t.1 > 0);
            match (line.terms.is_empty(), unknown) {
                (true, _) => None,
                (false, false) => Some(Form::Equal(line)),
                (false, true) => plain.then_some(Form::AtMost(line)),
            }
        }
        Relation::Limit { whole, parts } => {
            system.quantities[*whole].value?;
            let (line, unknown) = linear(*whole, parts, unsure);
            let plain = parts.iter().all(|t| t.1 > 0);
            (!line.terms.is_empty() && (plain || !unknown)).then_some(Form::AtMost(line))
        }
        Relation::AtMost { part, whole } => {
            let (line, unknown) = linear(*whole, &vec![(*part, 1)], unsure);
            (!unknown && !line.terms.is_empty()).then_some(Form::AtMost(line))
        }
        Relation::Share { share, count, base, others } => {
            if share.formula {
                return None;
            }
            let (count, unknown) = expand(count, unsure);
            let mut bases: Vec<Linear> = Vec::new();
            for base in std::iter::once(base).chain(others) {
                let (base, unknown) = expand(base, unsure);
                if !unknown && !bases.contains(&base) {
                    bases.push(base);
                }
            }
            (!unknown && !bases.is_empty()).then_some(Form::Share(*share, count, bases))
        }
    }
}
