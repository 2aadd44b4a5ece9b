//! What the cells of header rows say of their neighbours.

use super::ColumnRole;
use super::tables::{Grid, shown};
use super::vocabulary::Vocabulary;
use crate::finding::CellRef;
use crate::read::Cell;
use crate::text::key;

/// Do the texts stand side by side under one head whose neighbours are blank, as the parts of an unmerged group do?
pub(super) fn fills_gap(grid: &Grid<'_>, cells: &[&Cell]) -> bool {
    let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return false };
    let above = |c: u32| first.at.row.checked_sub(1).map(|r| grid.text(CellRef::new(r, c))).unwrap_or_default();
    let side_by_side = cells.len() >= 2 && last.at.column - first.at.column + 1 == cells.len() as u32;
    side_by_side
        && !above(first.at.column).is_empty()
        && (first.at.column + 1..=last.at.column).all(|c| above(c).is_empty())
        && !above(last.at.column + 1).is_empty()
}

/// The columns above `row` that a header already gives to the ordinal and the name of a row.
pub(super) fn name_columns(grid: &Grid<'_>, top: u32, row: u32, words: &Vocabulary) -> (u32, u32) {
    let mut span: Option<(u32, u32)> = None;
    for r in top..row {
        for cell in grid.sheet.row(r) {
            let role = words.role(&key(&shown(cell)));
            let group = grid.merge_at(cell.at).is_some_and(|m| m.end.column > m.start.column)
                || is_open_group(grid, cell.at, (top, row));
            let naming = matches!(role, Some(ColumnRole::Ordinal | ColumnRole::Person | ColumnRole::Unit));
            if naming && (!group || role == Some(ColumnRole::Ordinal)) {
                let at = cell.at.column;
                span = Some(span.map_or((at, at), |(a, b)| (a.min(at), if at == b + 1 { at } else { b })));
            }
        }
    }
    span.unwrap_or((0, 0))
}

/// Without a merge, the head of a group has a blank beside it where the row below goes on: "Chi bộ" over "Tổng số | HTXSNV".
fn is_open_group(grid: &Grid<'_>, head: CellRef, (top, row): (u32, u32)) -> bool {
    let filled = |r: u32, c: u32| !grid.text(CellRef::new(r, c)).is_empty();
    let beside = head.column + 1;
    filled(row, head.column) && filled(row, beside) && (top..row).all(|r| !filled(r, beside))
}
