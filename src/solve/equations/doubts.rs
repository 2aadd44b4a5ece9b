//! Proofs that are taken back where what fails together speaks against more than one cell.

use std::collections::{BTreeMap, BTreeSet};

use super::{Equations, Meaning};
use crate::parse::Block;
use crate::solve::{Diagnosis, Repair, Standing};

/// So many columns of a total line that fail and are not explained cell by cell may be a whole line.
const OPEN_COLUMNS: usize = 2;

impl Equations {
    /// Takes "proven" back where what fails together speaks against more than one cell.
    pub(in crate::solve) fn doubting(&self, found: Vec<Diagnosis>, block: &Block) -> Vec<Diagnosis> {
        self.doubting_lines(self.doubting_bases(found, block))
    }

    /// A total line of which several other columns fail as well may lack a whole line, or have one too many: no sum of it
    /// proves a cell.
    fn doubting_lines(&self, mut found: Vec<Diagnosis>) -> Vec<Diagnosis> {
        let line = |r: usize| match self.meanings[r] {
            Meaning::Column { line, .. } => Some(line),
            _ => None,
        };
        let settled: BTreeSet<usize> = found.iter().filter(|d| d.proven).flat_map(|d| d.broken.clone()).collect();
        let mut open: BTreeMap<usize, usize> = BTreeMap::new();
        for relation in (0..self.meanings.len()).filter(|r| !settled.contains(r)) {
            if let Some(line) = line(relation).filter(|_| self.system.standing(relation) == Standing::Fails) {
                *open.entry(line).or_default() += 1;
            }
        }
        for diagnosis in found.iter_mut().filter(|d| d.proven) {
            let mut lines = diagnosis.broken.iter().filter_map(|&r| line(r));
            diagnosis.proven = !lines.any(|line| open.get(&line).is_some_and(|&others| others >= OPEN_COLUMNS));
        }
        found
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
