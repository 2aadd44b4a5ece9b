//! What a row shares with those above it: one cell merged over several rows, a ditto mark.

use std::collections::BTreeMap;

use super::RatingColumn;
use crate::finding::CellRef;
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{ColumnRole, Row, RowRole, Table};
use crate::read::{Sheet, Value};

/// Ditto marks that may follow one another.
const MOST: usize = 500;

/// The cells that are merged over several rows: by column and first row, the last one.
#[derive(Default)]
pub(super) struct Merged(BTreeMap<(u32, u32), u32>);

impl Merged {
    pub(super) fn of(sheet: &Sheet, table: &Table, ratings: &[RatingColumn]) -> Self {
        let rated = |column: u32| ratings.iter().any(|r| !r.marks && r.columns.contains(&column));
        Self::in_columns(sheet, table, rated)
    }

    /// Of columns of texts that may be merged over the rows they are about: the unit, notes, reasons, discipline.
    pub(super) fn of_texts(sheet: &Sheet, table: &Table) -> Self {
        use ColumnRole::{Discipline, Note, Parent, Reason};
        let columns = table.columns.iter().filter(|c| matches!(c.role, Discipline | Note | Parent | Reason));
        let texts: Vec<u32> = columns.map(|c| c.index).collect();
        Self::in_columns(sheet, table, |column| texts.contains(&column))
    }

    fn in_columns(sheet: &Sheet, table: &Table, of: impl Fn(u32) -> bool) -> Self {
        let merges = sheet.merges.iter().flatten().filter(|m| m.start.row < m.end.row && table.range.contains(m.start));
        Self(
            merges
                .filter(|m| m.start.column == m.end.column && of(m.start.column))
                .map(|m| ((m.start.column, m.start.row), m.end.row))
                .collect(),
        )
    }

    /// The cell that stands for a blank one.
    pub(super) fn over(&self, at: CellRef) -> Option<CellRef> {
        let (&(column, row), &last) = self.0.range(..=(at.column, at.row)).next_back()?;
        (column == at.column && row < at.row && at.row <= last).then(|| CellRef::new(row, column))
    }
}

/// The cell above a ditto mark that says what it repeats: in a row of the list right above, and not past a blank one.
pub(super) fn repeated(
    sheet: &Sheet,
    table: &Table,
    (at, merged): (CellRef, &Merged),
    words: &Vocabulary,
) -> Option<CellRef> {
    let is_listed = |row: u32| table.row(row).is_some_and(|r: &Row| r.role == RowRole::Data);
    let above = (0..at.row).rev().take(MOST).take_while(|&row| is_listed(row)).map(|row| CellRef::new(row, at.column));
    let ditto = |at: &CellRef| matches!(sheet.get(*at).map(|c| c.value()), Some(Value::Text(t)) if words.is_ditto(t));
    let told = above.into_iter().find(|at| !ditto(at))?;
    let told = merged.over(told).unwrap_or(told);
    sheet.get(told).is_some_and(|c| matches!(c.value(), Value::Text(_))).then_some(told)
}
