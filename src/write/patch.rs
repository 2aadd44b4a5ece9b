//! An xlsx or xlsm file and its corrections → the patched copy. The copy is read again before it is handed out: a cell that
//! is not exactly what was meant refuses it.

use std::sync::Arc;

use super::apply::Applied;
use crate::package::patch::{Refusal, patch};
use crate::read::{Cell, Sheet, Tab, Workbook, from_bytes};

/// The copy as bytes, or why the file cannot be patched safely.
pub fn patched(bytes: Vec<u8>, applied: &Applied) -> Result<Vec<u8>, Refusal> {
    let copy = patch(bytes, &applied.changes, applied.recalculate)?;
    let found = from_bytes(copy.clone())?;
    match first_difference(applied, &found) {
        Some(place) => Err(Refusal::Differs(place)),
        None => Ok(copy),
    }
}

fn first_difference(applied: &Applied, found: &Workbook) -> Option<String> {
    let meant = &applied.workbook;
    if meant.tabs.len() != found.tabs.len() {
        return Some("sheet".into());
    }
    meant.tabs.iter().zip(&found.tabs).enumerate().find_map(|(index, tabs)| match tabs {
        (Tab::Sheet(meant_sheet), Tab::Sheet(found_sheet)) => {
            let changes = applied.changes.get(&index);
            let changed = |at| changes.is_some_and(|changes| changes.contains_key(&at));
            sheet_difference(meant_sheet, found_sheet, |a, b| {
                // A changed text may have got a format with another font; a cell that was blank has the one it had.
                a.style == b.style || changed(a.at) && (a.style.is_none() || shown(meant, a) == shown(found, b))
            })
        }
        (meant, found) => (meant != found).then(|| meant.name().to_string()),
    })
}

/// The number format of a cell.
fn shown<'w>(workbook: &'w Workbook, cell: &Cell) -> Option<&'w Arc<str>> {
    workbook.number_formats.as_ref()?.get(cell.style.unwrap_or(0) as usize)
}

fn sheet_difference(meant: &Sheet, found: &Sheet, alike: impl Fn(&Cell, &Cell) -> bool) -> Option<String> {
    let frame =
        |s: &Sheet| (s.name.clone(), s.visibility, s.merges.clone(), s.hidden_rows.clone(), s.hidden_columns.clone());
    if frame(meant) != frame(found) {
        return Some(meant.name.to_string());
    }
    let kept = |cell: &Cell| (cell.at, cell.value.clone(), cell.formula.clone());
    let differs =
        |(a, b): (&Cell, &Cell)| (kept(a) != kept(b) || !alike(a, b)).then(|| format!("{} {}", meant.name, a.at));
    let count = || (meant.cells.len() != found.cells.len()).then(|| meant.name.to_string());
    meant.cells.iter().zip(&found.cells).find_map(differs).or_else(count)
}
