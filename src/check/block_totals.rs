//! A block of counts → what its unit's total is made of.

use super::records::{RatedBlock, TableRecord};
use super::totals::UnitTotal;
use crate::finding::{CellRange, CellRef};
use crate::locate::RowRole;
use crate::normalise::counts::LineCounts;
use crate::parse::{Block, MeasureKind};

/// What the total of a block counts.
pub(super) fn count_block(rated: &RatedBlock<'_>, total: &mut UnitTotal) {
    total.counts = rated.total();
    total.unresolved = unresolved_levels(rated);
    total.unstated = (total.counts.unstated() - total.unresolved).max(0);
}

/// Groups without totals of their own, of which a column of the whole says how many they are together.
pub(super) fn with_whole(mut total: UnitTotal, block: &Block) -> UnitTotal {
    let elsewhere = |part: &usize| block.measures[*part].kind == MeasureKind::Elsewhere;
    let Some((whole, _)) = block.sums.iter().find(|(_, parts)| parts.iter().any(elsewhere)) else { return total };
    let of = |role: RowRole| {
        let lines = (0..block.lines.len()).filter(move |&l| block.lines[l].role == role);
        lines.filter_map(|l| block.cells[l][*whole].figure.count()).reduce(|sum, n| sum + n)
    };
    let said = of(RowRole::Total).or_else(|| of(RowRole::Data));
    let rated = total.counts.rated.or(said.filter(|_| total.counts.total.is_none()));
    let counts = LineCounts { total: total.counts.total.or(said), rated, ..total.counts };
    let unstated = (counts.unstated() - total.unresolved).max(0);
    (total.counts, total.unstated) = (counts, unstated);
    total
}

/// Counts under labels that could not be settled.
fn unresolved_levels(rated: &RatedBlock<'_>) -> i64 {
    let unsettled: Vec<usize> = rated
        .block
        .levels()
        .filter(|(m, mention)| rated.counts.levels[*m].is_none() && !rated.counts.repeats_levels(*m, mention))
        .map(|(m, _)| m)
        .collect();
    let lines: Vec<usize> =
        (0..rated.block.lines.len()).filter(|&l| rated.block.lines[l].role == RowRole::Data).collect();
    lines
        .iter()
        .flat_map(|&l| unsettled.iter().map(move |&m| (l, m)))
        .filter_map(|(l, m)| rated.block.cells[l][m].figure.count())
        .sum()
}

/// Where the figures of a block stand.
pub(super) fn figures_range(table: &TableRecord<'_>, rated: &RatedBlock<'_>) -> CellRange {
    let cells = rated.block.cells.iter().flatten().map(|c| c.at);
    let (rows, columns): (Vec<u32>, Vec<u32>) = cells.map(|c| (c.row, c.column)).unzip();
    match (rows.iter().min(), rows.iter().max(), columns.iter().min(), columns.iter().max()) {
        (Some(&top), Some(&bottom), Some(&left), Some(&right)) => {
            CellRange::new(CellRef::new(top, left), CellRef::new(bottom, right))
        }
        _ => table.table.range,
    }
}
