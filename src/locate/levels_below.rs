//! A header of units, kinds or years ("Tiêu chí | Phường A | Phường B") over levels that stand in rows: what stands below
//! tells that it is one.

use super::headers::LONGEST_HEAD;
use super::outline::split_outline;
use super::tables::{Grid, next_row, shown};
use super::vocabulary::Vocabulary;
use crate::finding::CellRef;
use crate::read::{Cell, Value};
use crate::text::key;

/// Levels that must stand below.
const LEVELS: usize = 3;
/// Rows in which they must: more of the header, column numbers, totals stand between.
const ROWS: usize = 9;

/// Do rows of levels begin right below, with figures under these texts and under nothing else?
pub(super) fn stand(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> bool {
    let filled = |row: u32| grid.sheet.row(row).iter().filter(|c| c.value() != Value::Empty);
    let text = |c: &Cell| matches!(c.value(), Value::Text(text) if text.len() <= LONGEST_HEAD);
    let Some(first) = filled(row).next().filter(|_| filled(row).count() >= 2 && filled(row).all(text)) else {
        return false;
    };
    let rows = std::iter::successors(Some(next_row(grid.sheet, row)), |&row| Some(next_row(grid.sheet, row)));
    let below = rows.take_while(|&row| row <= grid.last_row());
    let number = |c: &Cell| matches!(c.value(), Value::Number(_)) || c.formula().is_some();
    // A look at the numbers passes over nearly every row.
    if !below.clone().take(4).any(|row| filled(row).any(number)) {
        return false;
    }
    // A head over several columns is none of names.
    if grid.merge_at(first.at()).is_some_and(|m| m.end.column > m.start.column) {
        return false;
    }
    let name = first.at().column;
    let headed = |column: u32| {
        let head = grid.merge_at(CellRef::new(row, column)).map_or(CellRef::new(row, column), |m| m.start);
        head.row == row && column > name && !grid.text(head).is_empty()
    };
    let level = |row: u32| {
        let names = grid.text(CellRef::new(row, name));
        let figures = || filled(row).filter(|c| number(c));
        let named = words.mention(&key(split_outline(&names).1)).is_some_and(|m| !m.share && !m.of_which);
        named && figures().next().is_some() && figures().all(|c| headed(c.at().column))
    };
    words.mention(&key(&shown(first))).is_none_or(|m| m.share)
        && below.take(ROWS).filter(|&row| level(row)).count() >= LEVELS
}
