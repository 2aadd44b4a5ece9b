//! Where a row says why, beside its ratings.

use crate::check::records::TableRecord;
use crate::finding::CellRef;
use crate::locate::ColumnRole;

/// The cells of a row in columns for reasons and notes.
pub(super) fn cells(table: &TableRecord<'_>, row: u32) -> Vec<CellRef> {
    let says = |role: ColumnRole| matches!(role, ColumnRole::Reason | ColumnRole::Note | ColumnRole::Unrated);
    table.table.columns.iter().filter(|c| says(c.role)).map(|c| CellRef::new(row, c.index)).collect()
}
