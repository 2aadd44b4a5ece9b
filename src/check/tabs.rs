//! What became of each tab of a workbook.

use std::sync::Arc;

use super::legacy::Decoded;
use crate::error::Error;
use crate::finding::CellRef;
use crate::locate::{Kind, Located};
use crate::read::{ReadNote, Tab, Visibility};

/// One tab.
#[derive(Clone, Debug)]
pub struct SheetRecord {
    /// Name.
    pub name: Arc<str>,
    /// Why it could not be read.
    pub error: Option<Error>,
    /// Chart or macro sheet.
    pub no_cells: bool,
    /// Is it shown?
    pub visibility: Visibility,
    /// Does it hold anything to speak of?
    pub has_content: bool,
    /// Number of tables found on it.
    pub tables: usize,
    /// What the reader noticed.
    pub notes: Vec<ReadNote>,
    /// Formulas whose results are unknown.
    pub unknown: Vec<CellRef>,
    /// Cells whose text was decoded to Unicode.
    pub decoded: Vec<Decoded>,
}

/// The record of a tab.
pub(super) fn sheet_record(tab: &Tab, located: &Located, unknown: Vec<CellRef>) -> SheetRecord {
    let mut record = SheetRecord {
        name: tab.name().clone(),
        error: None,
        no_cells: false,
        visibility: Visibility::Visible,
        has_content: located.has_content,
        tables: located.tables.iter().filter(|t| t.kind != Kind::Other || !t.observations.is_empty()).count(),
        notes: Vec::new(),
        unknown,
        decoded: Vec::new(),
    };
    match tab {
        Tab::Sheet(sheet) => {
            record.visibility = sheet.visibility;
            record.notes.clone_from(&sheet.notes);
        }
        Tab::Failed { error, .. } => record.error = Some(error.clone()),
        Tab::NoCells { .. } => record.no_cells = true,
    }
    record
}
