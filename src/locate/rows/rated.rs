//! Lists of bodies: each row says how one of them is rated, in words or by a mark.

use super::super::tables::{Frame, shown};
use super::super::vocabulary::Vocabulary;
use super::super::{Column, ColumnRole};
use crate::finding::CellRef;
use crate::read::{Cell, Value};
use crate::text::key;

/// Rows that are looked at.
const ROWS: usize = 2_000;

/// Do the numbered rows, or all where none is, hold levels under the one column of ratings, or marks under levels, and hardly
/// a figure there?
pub(super) fn rows(
    frame: &Frame<'_, '_>,
    columns: &[Column],
    (names, ordinals): (&[u32], &[u32]),
    words: &Vocabulary,
) -> bool {
    let counted = [ColumnRole::Count, ColumnRole::Total, ColumnRole::Rated];
    let levels: Vec<u32> = columns.iter().filter(|c| c.level.is_some()).map(|c| c.index).collect();
    let rating = |c: &&Column| c.role == ColumnRole::Rating && !names.contains(&c.index);
    let (under, marked) = match levels.is_empty() {
        false => (levels, true),
        true if columns.iter().any(|c| counted.contains(&c.role)) => return false,
        true => (columns.iter().filter(rating).map(|c| c.index).collect(), false),
    };
    let sheet = frame.grid.sheet;
    let filled = |row: u32, column: u32| sheet.get(CellRef::new(row, column)).filter(|c| c.value() != Value::Empty);
    let numbered = |row: &u32| ordinals.iter().any(|&c| filled(*row, c).is_some());
    let all = || (frame.body.0..=frame.body.1).take(ROWS);
    let any_numbered = all().any(|row| numbered(&row));
    let says = |cell: &Cell| {
        let text = shown(cell);
        // Whatever it is called, what is written in letters there is no figure.
        let written = || matches!(cell.value(), Value::Text(_)) && text.starts_with(char::is_alphabetic);
        if marked { words.is_tick(&text) } else { written() || words.says_level(&key(&text)) }
    };
    let cells = all().filter(|row| !any_numbered || numbered(row));
    let cells = cells.flat_map(|row| under.iter().filter_map(move |&column| filled(row, column)));
    let (mut rated, mut others) = (0, 0);
    cells.for_each(|cell| *if says(cell) { &mut rated } else { &mut others } += 1);
    rated > others
}
