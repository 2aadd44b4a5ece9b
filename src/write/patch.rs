//! An xlsx or xlsm file and its corrections → the patched copy. The copy is read again before it is handed out: a cell that
//! is not exactly what was meant refuses it.

use super::apply::Applied;
use crate::package::patch::{Refusal, patch};
use crate::read::{Cell, Sheet, Tab, Workbook, from_bytes};

/// The copy as bytes, or why the file cannot be patched safely.
pub fn patched(bytes: Vec<u8>, applied: &Applied) -> Result<Vec<u8>, Refusal> {
    let copy = patch(bytes, &applied.changes, applied.recalculate)?;
    let found = from_bytes(copy.clone())?;
    match first_difference(&applied.workbook, &found) {
        Some(place) => Err(Refusal::Differs(place)),
        None => Ok(copy),
    }
}

fn first_difference(meant: &Workbook, found: &Workbook) -> Option<String> {
    if meant.tabs.len() != found.tabs.len() {
        return Some("sheet".into());
    }
    meant.tabs.iter().zip(&found.tabs).find_map(|tabs| match tabs {
        (Tab::Sheet(meant), Tab::Sheet(found)) => sheet_difference(meant, found),
        (meant, found) => (meant != found).then(|| meant.name().to_string()),
    })
}

fn sheet_difference(meant: &Sheet, found: &Sheet) -> Option<String> {
    let frame =
        |s: &Sheet| (s.name.clone(), s.visibility, s.merges.clone(), s.hidden_rows.clone(), s.hidden_columns.clone());
    if frame(meant) != frame(found) {
        return Some(meant.name.to_string());
    }
    let kept = |cell: &Cell| (cell.at, cell.value.clone(), cell.formula.clone(), cell.style);
    let differs = |(a, b): (&Cell, &Cell)| (kept(a) != kept(b)).then(|| format!("{} {}", meant.name, a.at));
    let count = || (meant.cells.len() != found.cells.len()).then(|| meant.name.to_string());
    meant.cells.iter().zip(&found.cells).find_map(differs).or_else(count)
}
