//! An xlsx or xlsm file and its corrections → the patched copy. The copy is read again before it is handed out: a cell that
//! is not exactly what was meant refuses it.

use std::sync::Arc;

use super::apply::Applied;
use crate::package::notes::of_tabs;
use crate::package::patch::{Annotations, Refusal, patch_annotated};
use crate::read::{Cell, Sheet, StyleId, Tab, Workbook, from_bytes};

/// The copy as bytes, or why the file cannot be patched safely.
pub fn patched(bytes: Vec<u8>, applied: &Applied) -> Result<Vec<u8>, Refusal> {
    let annotations = applied.annotations.as_ref();
    let copy = patch_annotated(bytes, &applied.changes, applied.recalculate, annotations)?;
    let mut found = from_bytes(copy.clone())?;
    if let Some(annotations) = annotations
        && !is_annotated(&copy, &mut found, annotations)?
    {
        return Err(Refusal::Differs(annotations.sheet.name.clone()));
    }
    match first_difference(applied, &found) {
        Some(place) => Err(Refusal::Differs(place)),
        None => Ok(copy),
    }
}

/// Do the notes and the sheet say what they should? The sheet is taken off, so that the rest can be compared.
fn is_annotated(copy: &[u8], found: &mut Workbook, annotations: &Annotations) -> Result<bool, Refusal> {
    let list = match found.tabs.pop() {
        Some(Tab::Sheet(list)) => list,
        _ => return Ok(false),
    };
    let tabs: Vec<usize> = annotations.notes.keys().copied().collect();
    let notes = of_tabs(copy.to_vec(), &tabs)?;
    let said = annotations.notes.values().zip(&notes).all(|(meant, found)| {
        meant.iter().all(|(at, text)| found.get(at).is_some_and(|found| found.ends_with(text.as_str())))
    });
    Ok(said && list.is_own_list() && *list.name == *annotations.sheet.name)
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
                a.style() == b.style() || changed(a.at()) && (a.style().is_none() || shown(meant, a) == shown(found, b))
            })
        }
        (meant, found) => (meant != found).then(|| meant.name().to_string()),
    })
}

/// The number format of a cell.
fn shown<'w>(workbook: &'w Workbook, cell: &Cell) -> Option<&'w Arc<str>> {
    workbook.number_formats.as_ref()?.get(cell.style().map_or(0, StyleId::place))
}

fn sheet_difference(meant: &Sheet, found: &Sheet, alike: impl Fn(&Cell, &Cell) -> bool) -> Option<String> {
    let frame =
        |s: &Sheet| (s.name.clone(), s.visibility, s.merges.clone(), s.hidden_rows.clone(), s.hidden_columns.clone());
    if frame(meant) != frame(found) {
        return Some(meant.name.to_string());
    }
    let kept = |cell: &Cell| (cell.at(), cell.value().clone(), cell.formula().map(str::to_owned));
    let differs =
        |(a, b): (&Cell, &Cell)| (kept(a) != kept(b) || !alike(a, b)).then(|| format!("{} {}", meant.name, a.at()));
    let count = || (meant.cells.len() != found.cells.len()).then(|| meant.name.to_string());
    meant.cells.iter().zip(&found.cells).find_map(differs).or_else(count)
}
