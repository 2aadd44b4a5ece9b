//! Constants typed where every neighbour of the column, or of the total line, is the same formula.

use super::{CellEdit, Page, TypedOver};
use crate::evaluate::{Evaluated, Evaluator};
use crate::finding::CellRef;
use crate::locate::RowRole;
use crate::package::formula::shifted;
use crate::parse::Block;
use crate::read::Value;

/// Neighbours that say how a column is meant.
const NEIGHBOURS: usize = 3;

/// All of a table's blocks, column by column, then the total lines.
pub(super) fn typed_over(page: &Page<'_>, blocks: &[&Block], evaluator: &mut Evaluator<'_>) -> Vec<TypedOver> {
    let mut found: Vec<TypedOver> = Vec::new();
    for block in blocks {
        let data = |line: usize| block.lines[line].role == RowRole::Data && block.lines[line].covers.is_empty();
        let lines = || (0..block.lines.len()).filter(|&line| data(line));
        for measure in 0..block.measures.len() {
            let cells: Vec<CellRef> = lines().map(|l| block.cells[l][measure].at).collect();
            found.extend(among(page, &cells, evaluator));
        }
        for shares in &block.shares {
            let cells: Vec<CellRef> = shares.cells.iter().filter(|c| data(c.line)).map(|c| c.at).collect();
            found.extend(among(page, &cells, evaluator));
        }
        for line in (0..block.lines.len()).filter(|&line| !block.lines[line].covers.is_empty()) {
            let counts: Vec<CellRef> = block.cells[line].iter().map(|c| c.at).collect();
            found.extend(among(page, &counts, evaluator));
        }
    }
    found
}

/// The few constants among cells that otherwise all hold the same formula.
fn among(page: &Page<'_>, cells: &[CellRef], evaluator: &mut Evaluator<'_>) -> Option<TypedOver> {
    let mut neighbours: Vec<CellRef> = Vec::new();
    let mut constants: Vec<(CellRef, String)> = Vec::new();
    for &at in cells {
        let Some(cell) = page.sheet.get(at) else { continue };
        match (cell.formula(), cell.value()) {
            (Some(_), _) => neighbours.push(at),
            (None, Value::Number(number)) => constants.push((at, super::stale::written(number))),
            (None, Value::Empty) => {}
            // Words, dashes and "26/26" say something that a formula cannot.
            _ => return None,
        }
    }
    let few = !constants.is_empty() && constants.len() <= (neighbours.len() / 10).max(1);
    if !few || neighbours.len() < NEIGHBOURS {
        return None;
    }
    let formula = |at: CellRef| page.sheet.get(at).and_then(|cell| cell.formula());
    let moved = |from: CellRef, to: CellRef| {
        let by = |a: u32, b: u32| i64::from(a) - i64::from(b);
        formula(from).map(|text| shifted(text, by(to.row, from.row), by(to.column, from.column)))
    };
    let first = neighbours[0];
    let own = moved(first, first)?;
    if !neighbours.iter().all(|&other| moved(other, first).as_deref() == Some(&own)) {
        return None;
    }
    let edits: Option<Vec<CellEdit>> =
        constants.into_iter().map(|(at, from)| Some((at, from, format!("={}", moved(first, at)?)))).collect();
    let edits = edits?;
    let results = results(page, &edits, evaluator)?;
    Some(TypedOver { edits, neighbours, results })
}

/// What the formula would give in the place of each constant, and whether the constant says so. `None` when that is not
/// known, or the formula reads its own cell.
fn results(page: &Page<'_>, edits: &[CellEdit], evaluator: &mut Evaluator<'_>) -> Option<Vec<(f64, bool)>> {
    let formulas: Vec<(CellRef, &str)> = edits.iter().map(|(at, _, to)| (*at, to.trim_start_matches('='))).collect();
    let tried = evaluator.tried(page.table.tab, &formulas);
    let result = |(at, now): (&CellRef, Evaluated)| match (now, page.sheet.get(*at).map(|cell| cell.value())) {
        (Evaluated::Number(now), Some(Value::Number(stored))) => {
            Some((now, (now - stored).abs() <= 1e-9 * now.abs().max(1.0)))
        }
        _ => None,
    };
    edits.iter().map(|(at, ..)| at).zip(tried).map(result).collect()
}
