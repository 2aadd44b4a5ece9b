//! "Chưa đánh giá" as a difference that comes out below zero: more are rated than there are, and no cell holds a wrong
//! word. It is told where the figures come from, and not at the formula.

use super::records::{Rated, RatedBlock, TableRecord};
use crate::finding::CellRef;
use crate::parse::{CountCell, Figure, MeasureKind};

/// A line whose formula for those not rated gives a number below zero.
pub(super) struct BelowZero<'t> {
    /// The block.
    pub rated: &'t RatedBlock<'t>,
    /// The line.
    pub line: usize,
    /// Rated, and of how many.
    pub sides: (i64, i64),
    /// The formula.
    pub at: CellRef,
    /// What it gives.
    pub shown: &'t str,
    /// Where it comes from: the one cell that is typed among formulas, else all that say how many are rated and must be.
    pub from: Vec<CellRef>,
    /// Formulas in the lines over it that are below zero as well.
    pub over: Vec<CellRef>,
}

/// All such lines of a table; a total only where no line that it covers is one.
pub(super) fn below_zero<'t>(table: &'t TableRecord<'t>) -> Vec<BelowZero<'t>> {
    let Rated::Counts(blocks) = &table.content else { return Vec::new() };
    blocks.iter().flat_map(of_block).collect()
}

fn of_block<'t>(rated: &'t RatedBlock<'t>) -> Vec<BelowZero<'t>> {
    let lines = &rated.block.lines;
    let found: Vec<(usize, &CountCell, (i64, i64))> =
        (0..lines.len()).filter_map(|line| difference(rated, line).map(|(cell, sides)| (line, cell, sides))).collect();
    let follows = |line: usize| found.iter().any(|(other, ..)| lines[line].covers.contains(other));
    let one = |&(line, cell, sides): &(usize, &'t CountCell, (i64, i64))| {
        let over = found.iter().filter(|(other, ..)| lines[*other].covers.contains(&line));
        let over = over.map(|(_, cell, _)| cell.at).collect();
        BelowZero { rated, line, sides, at: cell.at, shown: &cell.shown, from: sources(rated, line), over }
    };
    found.iter().filter(|(line, ..)| !follows(*line)).map(one).collect()
}

/// The cell of those not rated, where it is the difference of a total and a larger number rated.
fn difference<'t>(rated: &'t RatedBlock<'t>, line: usize) -> Option<(&'t CountCell, (i64, i64))> {
    let cell = |kind: &MeasureKind| rated.block.measure(kind).map(|m| &rated.block.cells[line][m]);
    let unrated = cell(&MeasureKind::Unrated).filter(|c| c.formula)?;
    let Figure::Invalid(text) = &unrated.figure else { return None };
    let below: i64 = text.trim().parse().ok().filter(|n| *n < 0)?;
    let (of, whole) = (cell(&MeasureKind::Rated)?.figure.count()?, cell(&MeasureKind::Total)?.figure.count()?);
    (whole - of == below).then_some((unrated, (of, whole)))
}

fn sources(rated: &RatedBlock<'_>, line: usize) -> Vec<CellRef> {
    let kinds = &rated.block.measures;
    let says = |kind: &MeasureKind| matches!(kind, MeasureKind::Total | MeasureKind::Rated | MeasureKind::Level(_));
    let all = (0..kinds.len()).filter(|&m| says(&kinds[m].kind)).map(|m| &rated.block.cells[line][m]);
    let all: Vec<&CountCell> = all.filter(|c| c.figure.count().is_some()).collect();
    let typed: Vec<CellRef> = all.iter().filter(|c| !c.formula).map(|c| c.at).collect();
    match typed.as_slice() {
        [_] => typed,
        _ => all.iter().map(|c| c.at).collect(),
    }
}
