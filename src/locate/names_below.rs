//! A header whose first text says nothing known ("Khoa/Phòng", "Tổ", "Cụm") over names, beside levels over figures: what
//! stands below tells that it is one.

use super::headers::LONGEST_HEAD;
use super::tables::{Grid, next_row, shown};
use super::vocabulary::Vocabulary;
use crate::finding::CellRef;
use crate::read::{Cell, Value};
use crate::text::{Typed, key, typed_number};

/// Levels that such a header must name.
const LEVELS: usize = 3;
/// Rows below that must fit.
const ROWS: usize = 2;
/// Rows looked at: more of the header, the row of column numbers, rows of groups.
const LOOKED_AT: usize = 6;

/// Does a row name levels, with names and figures below it?
pub(super) fn stand(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> bool {
    let cells = grid.sheet.row(row);
    let mut filled = cells.iter().filter(|c| c.value() != Value::Empty);
    let Some(first) = filled.next() else { return false };
    let is_level = |c: &&Cell| words.mention(&key(&shown(c))).is_some_and(|m| !m.share);
    let texts = filled.filter(|c| matches!(c.value(), Value::Text(text) if text.len() <= LONGEST_HEAD));
    // A look at the number of texts passes over nearly every row.
    if texts.clone().count() < LEVELS || is_level(&first) {
        return false;
    }
    let levels: Vec<u32> = texts.filter(is_level).map(|c| c.at().column).collect();
    if levels.len() < LEVELS {
        return false;
    }
    let rows = std::iter::successors(Some(next_row(grid.sheet, row)), |&row| Some(next_row(grid.sheet, row)));
    let below = rows.take_while(|&row| row <= grid.last_row()).take(LOOKED_AT);
    below.filter(|&row| fits(grid, row, first.at().column, &levels, words)).count() >= ROWS
}

/// A name in the first column, and figures or ticks under levels?
fn fits(grid: &Grid<'_>, row: u32, name: u32, levels: &[u32], words: &Vocabulary) -> bool {
    let cell = |column: u32| grid.sheet.get(CellRef::new(row, column));
    let named = cell(name).is_some_and(|c| {
        matches!(c.value(), Value::Text(_)) && shown(c).contains(char::is_alphabetic) && !words.is_tick(&shown(c))
    });
    let figure = |c: &Cell| {
        matches!(c.value(), Value::Number(_))
            || c.formula().is_some()
            || typed_number(&shown(c)) != Typed::None
            || words.is_tick(&shown(c))
    };
    let figures = levels.iter().filter(|&&column| cell(column).is_some_and(figure)).count();
    let ticked = levels.iter().any(|&column| cell(column).is_some_and(|c| words.is_tick(&shown(c))));
    named && (figures * 2 >= levels.len() || (ticked && figures > 0))
}
