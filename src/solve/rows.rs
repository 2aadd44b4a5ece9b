//! Whole total lines → what they lack or count twice: the difference of all columns at once is one other line.

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
    (0..block.lines.len()).filter_map(|line| of_line(equations, block, line)).collect()
}

fn of_line(equations: &Equations, block: &Block, line: usize) -> Option<Diagnosis> {
    if block.lines[line].covers.is_empty() {
        return None;
    }
    let columns = columns(equations, line);
    if columns.iter().filter(|c| c.fails).count() < 2 {
        return None;
    }
    let covers = &block.lines[line].covers;
    let causes = (0..block.lines.len()).filter(|&other| other != line).filter_map(|other| {
        let row: Vec<i64> = columns.iter().map(|c| block.cells[other][c.measure].figure.count().unwrap_or(0)).collect();
        let differs = |sign: i64| columns.iter().zip(&row).all(|(c, n)| c.printed - c.sum == sign * n);
        let inside = covers.contains(&other) || covers.iter().any(|&c| block.lines[c].covers.contains(&other));
        let cause = match block.lines[other].role {
            _ if inside && differs(-1) => RowCause::Omitted,
            RowRole::Subtotal if differs(1) => RowCause::SubtotalAsUnit,
            _ if inside && differs(1) => RowCause::CountedTwice,
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

/// The typed sums of a total line, column by column; those that cannot be added up are left out.
pub fn columns(equations: &Equations, line: usize) -> Vec<Column> {
    let system = &equations.system;
    let column = |(relation, meaning): (usize, &Meaning)| {
        let (Meaning::Column { line: own, measure }, Relation::Sum { whole, parts }) =
            (meaning, &system.relations[relation])
        else {
            return None;
        };
        let quantity = system.quantities[*whole];
        let typed = *own == line && !quantity.formula;
        let sum = parts.iter().map(|&(q, c)| system.quantities[q].value.map(|v| v * c)).sum::<Option<i64>>()?;
        let fails = system.standing(relation) == Standing::Fails;
        typed.then_some(())?;
        Some(Column { relation, measure: *measure, quantity: *whole, printed: quantity.value?, sum, fails })
    };
    equations.meanings.iter().enumerate().filter_map(column).collect()
}
