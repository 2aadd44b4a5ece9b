//! Whole total lines → what they lack or count twice: the difference of all columns at once is one other line.

use std::collections::BTreeMap;

use super::equations::{Equations, Meaning};
use super::{Diagnosis, Relation, Repair, RowCause, RowResidual, Standing};
use crate::locate::RowRole;
use crate::parse::Block;

/// A typed sum of a total line.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its relation.
    pub relation: usize,
    /// What it counts.
    pub measure: usize,
    quantity: usize,
    /// What is printed.
    pub printed: i64,
    /// What the lines add up to.
    pub sum: i64,
    /// Does the relation fail?
    pub fails: bool,
}

/// Total lines that differ from their sum by exactly one other line, in two columns or more.
pub(super) fn explained(equations: &Equations, block: &Block) -> Vec<Diagnosis> {
    columns(equations).iter().filter_map(|(&line, columns)| of_line(columns, block, line)).collect()
}

fn of_line(columns: &[Column], block: &Block, line: usize) -> Option<Diagnosis> {
    if block.lines[line].covers.is_empty() || columns.iter().filter(|c| c.fails).count() < 2 {
        return None;
    }
    let covers = &block.lines[line].covers;
    let causes = (0..block.lines.len()).filter(|&other| other != line).filter_map(|other| {
        let count = |c: &Column| block.cells[other][c.measure].figure.count().unwrap_or(0);
        let differs = |sign: i64| columns.iter().all(|c| c.printed - c.sum == sign * count(c));
        let (lacks, has_more) = (differs(-1), differs(1));
        if !lacks && !has_more {
            return None;
        }
        let inside = covers.contains(&other) || covers.iter().any(|&c| block.lines[c].covers.contains(&other));
        let cause = match block.lines[other].role {
            _ if inside && lacks => RowCause::Omitted,
            RowRole::Subtotal if has_more => RowCause::SubtotalAsUnit,
            _ if inside && has_more => RowCause::CountedTwice,
            _ => return None,
        };
        Some(RowResidual { line, other, cause })
    });
    let causes: Vec<RowResidual> = causes.collect();
    let residual = *causes.first().filter(|first| causes.iter().all(|c| c.cause == first.cause))?;
    let failing = columns.iter().filter(|c| c.fails);
    let repair = failing.clone().map(|c| Repair::Count { quantity: c.quantity, to: Some(c.sum) }).collect();
    Some(Diagnosis {
        broken: failing.map(|c| c.relation).collect(),
        repairs: vec![repair],
        residual: Some(residual),
        ..Diagnosis::default()
    })
}

/// The typed sums of all total lines, by line and column; those that cannot be added up are left out.
pub fn columns(equations: &Equations) -> BTreeMap<usize, Vec<Column>> {
    let system = &equations.system;
    let mut all: BTreeMap<usize, Vec<Column>> = BTreeMap::new();
    for (relation, meaning) in equations.meanings.iter().enumerate() {
        let (Meaning::Column { line, measure }, Relation::Sum { whole, parts }) =
            (meaning, &system.relations[relation])
        else {
            continue;
        };
        let quantity = system.quantities[*whole];
        let Some(printed) = quantity.value.filter(|_| !quantity.formula) else { continue };
        let sum = parts.iter().map(|&(q, c)| system.quantities[q].value.map(|v| v * c)).sum::<Option<i64>>();
        if let Some(sum) = sum {
            let fails = system.standing(relation) == Standing::Fails;
            let column = Column { relation, measure: *measure, quantity: *whole, printed, sum, fails };
            all.entry(*line).or_default().push(column);
        }
    }
    all
}
