//! What is proven → what more is proven once it is corrected, so that correcting a copy again changes nothing.
//!
//! A wrong figure can hide what else is wrong: which base percentages are of, which of two cells of a row it is. With the
//! proven ones set right the tables are diagnosed anew, as `fix` would on its own output.

use super::records::{Rated, RatedBlock, TableRecord};
use crate::normalise::counts::Counts;
use crate::parse::{Block, Figure};
use crate::solve::equations::{self, Equations, Meaning};
use crate::solve::{Diagnosis, Relation, Repair};

/// A table with what is proven in it corrected; `None` where that is nothing.
pub(super) fn corrected<'c>(table: &TableRecord<'c>) -> Option<TableRecord<'c>> {
    let Rated::Counts(blocks) = &table.content else { return None };
    let changed: Vec<Option<Block>> = blocks.iter().map(|rated| corrected_block(table, rated)).collect();
    if changed.iter().all(Option::is_none) {
        return None;
    }
    let mut after = table.clone();
    if let Rated::Counts(blocks) = &mut after.content {
        for (rated, block) in blocks.iter_mut().zip(changed) {
            let Some(block) = block else { continue };
            rated.counts = Counts::of(&block, rated.counts.levels.clone());
            rated.equations = equations::build(&block, &rated.counts);
            rated.diagnoses = rated.equations.diagnose(&block);
            rated.figured = Some(Box::new(block));
        }
    }
    Some(after)
}

/// The same, with the corrected figures, and those of formulas computed anew, in the place of what the cells say: what rules
/// would say of a copy.
pub(super) fn as_corrected<'c>(table: &TableRecord<'c>) -> Option<TableRecord<'c>> {
    let anew = || matches!(&table.content, Rated::Counts(blocks) if blocks.iter().any(|rated| rated.figured.is_some()));
    let mut after = corrected(table).or_else(|| anew().then(|| table.clone()))?;
    if let Rated::Counts(blocks) = &mut after.content {
        for rated in blocks {
            if let Some(figured) = rated.figured.take() {
                rated.counts = Counts::of(&figured, rated.counts.levels.clone());
                rated.block = *figured;
            }
        }
    }
    Some(after)
}

fn corrected_block(table: &TableRecord<'_>, rated: &RatedBlock<'_>) -> Option<Block> {
    let mut block = rated.solved().clone();
    let mut changed = false;
    for repair in rated.diagnoses.iter().filter(|d| d.proven).flat_map(|d| d.repairs.iter().flatten()) {
        changed |= correct(&mut block, rated, repair, &|at| table.locked.contains(&at));
    }
    changed.then(|| computed(block, &rated.equations))
}

/// A total of totals follows a round later.
const ROUNDS: usize = 4;

/// The block with the results of its sums.
fn computed(mut block: Block, equations: &Equations) -> Block {
    let width = block.measures.len();
    let count = |block: &Block, quantity: usize| {
        block.cells.get(quantity / width).and_then(|line| line[quantity % width].figure.count())
    };
    for _ in 0..ROUNDS {
        for relation in &equations.system.relations {
            let Relation::Sum { whole, parts } = relation else { continue };
            let sum = parts.iter().map(|&(q, c)| count(&block, q).map(|n| n * c)).sum::<Option<i64>>();
            let formula = equations.system.quantities[*whole].formula && *whole < width * block.cells.len();
            if let Some(sum) = sum.filter(|_| formula) {
                block.cells[whole / width][whole % width].figure = Figure::Count(sum);
            }
        }
    }
    block
}

/// Makes a repair; `false` where `fix` would not.
fn correct(
    block: &mut Block,
    rated: &RatedBlock<'_>,
    repair: &Repair,
    locked: &dyn Fn(crate::finding::CellRef) -> bool,
) -> bool {
    let width = block.measures.len();
    match *repair {
        Repair::Count { quantity, to: Some(to) } => {
            let cell = block.cells.get_mut(quantity / width).and_then(|line| line.get_mut(quantity % width));
            match cell {
                Some(cell) if matches!(cell.figure, Figure::Count(_)) && !locked(cell.at) => {
                    cell.figure = Figure::Count(to);
                    true
                }
                _ => false,
            }
        }
        Repair::Share { relation, to: Some(to) } => {
            let Meaning::Share { shares, cell, .. } = rated.equations.meanings[relation] else { return false };
            let cell = &mut block.shares[shares].cells[cell];
            if locked(cell.at) {
                return false;
            }
            let to = if cell.as_text { to } else { to.shortest() };
            cell.stored = Some(if cell.fraction { to.hundredth() } else { to });
            true
        }
        Repair::Count { to: None, .. } | Repair::Share { to: None, .. } => false,
    }
}

/// The diagnoses of a block with those that its correction brought: what was proven first, then what is left.
pub(super) fn joined(before: &RatedBlock<'_>, after: &RatedBlock<'_>) -> Vec<Diagnosis> {
    let proven = before.diagnoses.iter().filter(|d| d.proven).cloned();
    let left = after.diagnoses.iter().filter_map(|d| translated(d, &after.equations, &before.equations));
    let mut all: Vec<Diagnosis> = proven.chain(left).collect();
    all.sort_by_key(|d| d.broken.first().copied());
    all
}

/// A diagnosis in the numbers of other equations of the same block.
fn translated(diagnosis: &Diagnosis, from: &Equations, to: &Equations) -> Option<Diagnosis> {
    let place = |relation: usize| {
        let same = |meaning: &Meaning| match (meaning, &from.meanings[relation]) {
            // Its base may be another one now.
            (Meaning::Share { shares: a, cell: b, .. }, Meaning::Share { shares, cell, .. }) => {
                (a, b) == (shares, cell)
            }
            (a, b) => a == b,
        };
        to.meanings.iter().position(same)
    };
    let repair = |repair: &Repair| match *repair {
        Repair::Share { relation, to } => Some(Repair::Share { relation: place(relation)?, to }),
        Repair::Count { .. } => Some(repair.clone()),
    };
    let set = |set: &Vec<Repair>| set.iter().map(repair).collect::<Option<Vec<_>>>();
    let broken: Vec<usize> = diagnosis.broken.iter().filter_map(|&r| place(r)).collect();
    let repairs = diagnosis.repairs.iter().map(set).collect::<Option<Vec<_>>>()?;
    (!broken.is_empty()).then(|| Diagnosis { broken, repairs, ..diagnosis.clone() })
}
