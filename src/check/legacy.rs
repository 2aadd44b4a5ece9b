//! A workbook with texts of the fonts before Unicode → the same in Unicode, and which cells were decoded.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::CellRef;
use crate::read::{Sheet, Tab, Value, Workbook};
use crate::text::legacy::{Encoding, Evidence, detect};

/// One cell whose text was decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decoded {
    /// Where.
    pub at: CellRef,
    /// As stored.
    pub from: Arc<str>,
    /// In Unicode.
    pub to: Arc<str>,
    /// What it was in.
    pub encoding: Encoding,
    /// Is the text a formula's result? Then the text itself stands elsewhere.
    pub formula: bool,
}

/// Decodes the texts of every sheet or column whose letters are clear; the decoded cells by tab, in reading order.
pub fn decode(workbook: &mut Workbook) -> Vec<Vec<Decoded>> {
    let tabs = workbook.tabs.iter_mut();
    tabs.map(|tab| match tab {
        // Our own list quotes what stood there.
        Tab::Sheet(sheet) if !sheet.is_own_list() => decode_sheet(sheet),
        _ => Vec::new(),
    })
    .collect()
}

fn decode_sheet(sheet: &mut Sheet) -> Vec<Decoded> {
    let whole = detect(texts(sheet).map(|(_, text)| text));
    if whole.is_empty() {
        return Vec::new();
    }
    let mut by_column: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for (at, text) in texts(sheet) {
        by_column.entry(at.column).or_default().push(text);
    }
    let columns: BTreeMap<u32, Evidence> =
        by_column.into_iter().map(|(column, texts)| (column, detect(texts.into_iter()).within(&whole))).collect();
    let mut decoded = Vec::new();
    for cell in &mut sheet.cells {
        let (Value::Text(from), Some(evidence)) = (&cell.value, columns.get(&cell.at.column)) else { continue };
        let (Some(to), Some(encoding)) = (evidence.decode(from), evidence.encoding()) else { continue };
        let to: Arc<str> = to.into();
        decoded.push(Decoded {
            at: cell.at,
            from: from.clone(),
            to: to.clone(),
            encoding,
            formula: cell.formula.is_some(),
        });
        cell.value = Value::Text(to);
    }
    decoded
}

fn texts(sheet: &Sheet) -> impl Iterator<Item = (CellRef, &str)> {
    sheet.cells.iter().filter_map(|cell| match &cell.value {
        Value::Text(text) => Some((cell.at, &**text)),
        _ => None,
    })
}
