//! Proofs that are taken back where what fails together speaks against more than one cell.

use std::collections::{BTreeMap, BTreeSet};

use super::{Equations, Meaning};
use crate::parse::Block;
use crate::solve::{Diagnosis, Relation, Repair, Standing};

/// So many columns of a total line that fail and are not explained cell by cell may be a whole line.
const OPEN_COLUMNS: usize = 2;
/// Columns that a slip beside a whole line may turn the other way.
const SLIPS: usize = 1;

impl Equations {
    /// Takes "proven" back where what fails together speaks against more than one cell.
    pub(in crate::solve) fn doubting(&self, found: Vec<Diagnosis>, block: &Block) -> Vec<Diagnosis> {
        self.doubting_lines(self.doubting_bases(found, block), block)
    }

    /// A total line of which several other columns fail as well may lack a whole line, or have one too many: no sum of it
    /// proves a cell, nor do its other figures, which are off with it, prove a percentage. A line too few or too many is off
    /// in one direction, but for a slip.
    fn doubting_lines(&self, mut found: Vec<Diagnosis>, block: &Block) -> Vec<Diagnosis> {
        let line = |r: usize| match self.meanings[r] {
            Meaning::Column { line, .. } => Some(line),
            _ => None,
        };
        let settled: BTreeSet<usize> = found.iter().filter(|d| d.proven).flat_map(|d| d.broken.clone()).collect();
        let mut open: BTreeMap<usize, usize> = BTreeMap::new();
        let mut more: BTreeMap<usize, [usize; 2]> = BTreeMap::new();
        for relation in 0..self.meanings.len() {
            if let Some(line) = line(relation).filter(|_| self.system.standing(relation) == Standing::Fails) {
                *open.entry(line).or_default() += usize::from(!settled.contains(&relation));
                more.entry(line).or_default()[usize::from(self.is_more(relation))] += 1;
            }
        }
        let doubtful = |line: usize| {
            let one_way = more.get(&line).is_none_or(|ways| ways.iter().any(|&columns| columns <= SLIPS));
            open.get(&line).is_some_and(|&others| others >= OPEN_COLUMNS) && one_way
        };
        for diagnosis in found.iter_mut().filter(|d| d.proven) {
            diagnosis.proven = !diagnosis.broken.iter().map(|&r| self.line_of(r, block)).any(doubtful);
        }
        found
    }

    /// The line that a relation is about.
    fn line_of(&self, relation: usize, block: &Block) -> usize {
        match self.meanings[relation] {
            Meaning::Share { shares, cell, .. } => block.shares[shares].cells[cell].line,
            Meaning::Levels { line }
            | Meaning::RatedAndUnrated { line }
            | Meaning::Column { line, .. }
            | Meaning::Ruled { line, .. }
            | Meaning::PartLevels { line, .. }
            | Meaning::PartNested { line, .. }
            | Meaning::Nested { line }
            | Meaning::Second { line, .. } => line,
        }
    }

    /// Is more printed than the parts add up to?
    fn is_more(&self, relation: usize) -> bool {
        match &self.system.relations[relation] {
            Relation::Sum { whole, parts } => self.system.value(*whole) > self.system.total(parts),
            _ => false,
        }
    }

    /// Several percentages of one line that are wrong together speak against the figures they share, a row that is there
    /// twice or not at all, as much as against themselves: none of them is proven.
    fn doubting_bases(&self, mut found: Vec<Diagnosis>, block: &Block) -> Vec<Diagnosis> {
        let line = |diagnosis: &Diagnosis| match diagnosis.repairs.as_slice() {
            [set] => match set.as_slice() {
                [Repair::Share { relation, .. }] => match self.meanings[*relation] {
                    Meaning::Share { shares, cell, .. } => Some(block.shares[shares].cells[cell].line),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        };
        let lines: Vec<Option<usize>> = found.iter().map(line).collect();
        for (diagnosis, own) in found.iter_mut().zip(&lines) {
            let together = own.is_some() && lines.iter().filter(|other| *other == own).count() > 1;
            diagnosis.proven &= !together;
        }
        found
    }
}
