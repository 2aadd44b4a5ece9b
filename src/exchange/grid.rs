//! Small tables of our own making, read back after people worked on them: found by their heads, wherever they stand.

use crate::finding::CellRef;
use crate::read::{Sheet, Value};
use crate::text::{Decimal, clean, key};

/// Rows in which heads are looked for.
const HEADS_WITHIN: u32 = 40;

/// The text of a cell, cleaned; empty where there is none.
pub(super) fn text(sheet: &Sheet, row: u32, column: u32) -> String {
    match sheet.get(CellRef::new(row, column)).map(|cell| cell.value()) {
        Some(Value::Text(text)) => clean(text),
        Some(Value::Number(number)) => Decimal::shown(number).map_or_else(String::new, Decimal::vi),
        _ => String::new(),
    }
}

/// The row that has all the `needed` heads, and the column of each of `heads` in it.
pub(super) fn heads(sheet: &Sheet, needed: &[&str], heads: &[&str]) -> Option<(u32, Vec<Option<u32>>)> {
    let last = sheet.cells.last()?.at().row.min(HEADS_WITHIN);
    (0..=last).find_map(|row| {
        let cells = sheet.row(row);
        let column = |head: &&str| {
            let wanted = key(head);
            let is_head = |c: &&crate::read::Cell| matches!(c.value(), Value::Text(t) if key(t) == wanted);
            cells.iter().find(is_head).map(|c| c.at().column)
        };
        let all = needed.iter().all(|head| column(head).is_some());
        all.then(|| (row, heads.iter().map(column).collect()))
    })
}

/// The last row with anything in it.
pub(super) fn last_row(sheet: &Sheet) -> u32 {
    sheet.cells.last().map_or(0, |cell| cell.at().row)
}
