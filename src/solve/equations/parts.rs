//! Groups of measures that count parts of others: what holds of the whole holds of its parts, and no part is larger.

use super::{Builder, Meaning};
use crate::locate::RowRole;
use crate::parse::{MeasureKind, PartGroup};
use crate::solve::{Relation, Standing, Terms};

/// Sums of parts that two slips may break: each is in a sum of its line and in one of its total line.
const SLIPS_OF_PARTS: usize = 4;

impl Builder<'_> {
    /// What holds of the whole holds of its parts, and no part is larger than the whole. `first` is the first relation of
    /// the line.
    pub(super) fn parts(&mut self, line: usize, first: usize) {
        if self.block.parts.is_empty() {
            return;
        }
        let own = |(r, m): (usize, &Meaning)| {
            matches!(m, Meaning::Levels { line: l } | Meaning::RatedAndUnrated { line: l } if *l == line).then_some(r)
        };
        let own: Vec<usize> = self.equations.meanings.iter().enumerate().skip(first).filter_map(own).collect();
        for (part, group) in self.block.parts.iter().enumerate() {
            for &relation in &own {
                if let Some(relation) = self.of_part(&self.equations.system.relations[relation], line, group) {
                    self.add(relation, Meaning::PartLevels { line, part });
                }
            }
            // Parts that make up the whole are held by that.
            for &(measure, whole) in group.of.iter().filter(|_| !group.exact) {
                let (part, whole) = (self.quantity(line, measure), self.quantity(line, whole));
                self.add(Relation::AtMost { part, whole }, Meaning::PartNested { line, measure });
            }
        }
    }

    /// With levels in rows, a column of some ("Nữ") is nowhere more than that of all: held only where most of it is so.
    pub(super) fn some_of_line(&mut self, line: usize) {
        let lines = &self.block.lines;
        let some = |l: usize| lines[l].role == RowRole::OfWhich;
        if !(self.block.transposed && some(line)) {
            return;
        }
        let total = || (0..lines.len()).find(|&l| lines[l].role == RowRole::Total);
        let Some(whole) = (0..line).rev().find(|&l| !some(l)).or_else(total) else { return };
        let counted = |m: &usize| {
            let figure = |l: usize| self.block.cells[l][*m].figure.count();
            figure(line).zip(figure(whole)).filter(|(part, _)| *part > 0).map(|(part, whole)| part <= whole)
        };
        let told: Vec<bool> = (0..self.width).filter_map(|m| counted(&m)).collect();
        if told.iter().filter(|within| **within).count() * 4 < told.len() * 3 {
            return;
        }
        for measure in 0..self.width {
            let (part, whole) = (self.quantity(line, measure), self.quantity(whole, measure));
            self.add(Relation::AtMost { part, whole }, Meaning::PartNested { line, measure });
        }
    }

    /// A sum of the whole's counts as one of a part's; `None` where the part does not count all of them.
    fn of_part(&self, relation: &Relation, line: usize, group: &PartGroup) -> Option<Relation> {
        let Relation::Sum { whole, parts } = relation else { return None };
        Some(Relation::Sum {
            whole: self.in_part(*whole, line, group)?,
            parts: self.terms_in_part(parts, line, group)?,
        })
    }

    fn in_part(&self, quantity: usize, line: usize, group: &PartGroup) -> Option<usize> {
        let measure = quantity.checked_sub(line * self.width).filter(|m| *m < self.width)?;
        group.of_whole(measure).map(|part| self.quantity(line, part))
    }

    pub(super) fn terms_in_part(&self, terms: &Terms, line: usize, group: &PartGroup) -> Option<Terms> {
        terms.iter().map(|&(q, c)| Some((self.in_part(q, line, group)?, c))).collect()
    }

    /// Sums of what counts some of those beside it rest on nothing else: they prove nothing.
    pub(super) fn unsure_some(&mut self) {
        let some = |measure: usize| {
            let groups = self.block.parts.iter().filter(|group| group.some);
            groups.flat_map(|group| &group.of).any(|(part, _)| *part == measure)
        };
        let resting = |r: &usize| match self.equations.meanings[*r] {
            Meaning::Column { measure, .. } | Meaning::PartNested { measure, .. } => some(measure),
            _ => false,
        };
        let all: Vec<usize> = (0..self.equations.meanings.len()).filter(resting).collect();
        self.equations.system.unsure.extend(all);
    }

    /// Parts that miss their whole in several places may leave something out there.
    pub(super) fn unsure_parts(&mut self) {
        let ruled = |r: &usize| matches!(self.equations.meanings[*r], Meaning::Ruled { .. });
        let all: Vec<usize> = (0..self.equations.meanings.len()).filter(ruled).collect();
        let failing = all.iter().filter(|&&r| self.equations.system.standing(r) == Standing::Fails).count();
        if self.block.parts.iter().any(|group| group.exact) && failing > SLIPS_OF_PARTS {
            self.equations.system.unsure.extend(all);
            return;
        }
        // What the other groups count is proven in their own blocks.
        let elsewhere = |measure: &usize| self.block.measures[*measure].kind == MeasureKind::Elsewhere;
        let rests = |r: &usize| match self.equations.meanings[*r] {
            Meaning::Ruled { measure, .. } => {
                self.block.sums.iter().any(|(whole, parts)| *whole == measure && parts.iter().any(elsewhere))
            }
            _ => false,
        };
        let resting: Vec<usize> = all.into_iter().filter(rests).collect();
        self.equations.system.unsure.extend(resting);
    }
}
