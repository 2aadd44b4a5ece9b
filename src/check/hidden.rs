//! A table and its sheet → the hidden rows and columns with figures or ratings that count.

use std::collections::BTreeSet;

use crate::finding::CellRef;
use crate::locate::tables::shown;
use crate::locate::{Column, ColumnRole, Kind, Row, RowRole, Table};
use crate::read::{Cell, Sheet};

/// What of a table is hidden and counts all the same.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hidden {
    /// Hidden rows, from 0.
    pub rows: BTreeSet<u32>,
    /// Hidden columns, from 0.
    pub columns: BTreeSet<u32>,
    /// The cells with figures or ratings in them, in reading order.
    pub cells: Vec<CellRef>,
}

impl Hidden {
    /// Looks at every row and column that is counted.
    pub(super) fn of(sheet: &Sheet, table: &Table) -> Self {
        let mut hidden = Self::default();
        let none = BTreeSet::new();
        let (rows, columns) =
            (sheet.hidden_rows.as_ref().unwrap_or(&none), sheet.hidden_columns.as_ref().unwrap_or(&none));
        if rows.is_empty() && columns.is_empty() {
            return hidden;
        }
        let counted: Vec<u32> = table.columns.iter().filter(|c| counts(c)).map(|c| c.index).collect();
        for row in table.rows.iter().filter(|r| is_counted(r, table.kind)).map(|r| r.index) {
            let told = |cell: &&Cell| counted.contains(&cell.at().column) && says_something(cell);
            for cell in sheet.row(row).iter().filter(told) {
                let (in_row, in_column) = (rows.contains(&row), columns.contains(&cell.at().column));
                hidden.rows.extend(in_row.then_some(row));
                hidden.columns.extend(in_column.then_some(cell.at().column));
                hidden.cells.extend((in_row || in_column).then_some(cell.at()));
            }
        }
        hidden
    }
}

/// Do the cells of a column make up what is counted?
fn counts(column: &Column) -> bool {
    use ColumnRole::{Count, Mark, Rated, Rating, Total, Unrated};
    matches!(column.role, Count | Mark | Rated | Rating | Total | Unrated)
}

/// Totals count the rows of units or people; where levels stand in rows, every row with figures.
fn is_counted(row: &Row, kind: Kind) -> bool {
    let summed = kind == Kind::CountSummaryTransposed && matches!(row.role, RowRole::Total | RowRole::Subtotal);
    row.role == RowRole::Data || summed
}

/// A blank, a dash or a 0 adds nothing: forms hide rows that nobody filled in.
fn says_something(cell: &Cell) -> bool {
    !matches!(shown(cell).as_str(), "" | "0" | "-" | "–" | "—") || cell.lacks_result()
}
