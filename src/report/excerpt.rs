//! A sheet → the part of it that a finding speaks of: headers, the cell with its neighbours, what it was compared with.

use std::collections::BTreeSet;

use crate::finding::{CellRange, CellRef, Finding};
use crate::locate::{ColumnRole, Row, RowRole, Table};
use crate::read::shown::shown;
use crate::read::{Cell, Sheet, Value, Workbook};

/// Rows and columns shown on each side of the cell.
const AROUND: u32 = 2;
/// Rows and columns shown at most.
const ROWS_MAX: usize = 16;
const COLUMNS_MAX: usize = 13;
/// A merged title is cut after so many letters.
const LETTERS_MAX: usize = 160;

/// What a cell has to do with the finding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// It is what the finding speaks of.
    Found,
    /// It was compared with it.
    Related,
    /// It stands beside it.
    None,
}

/// One cell as it is drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// As the sheet shows it, or nearly.
    pub text: String,
    /// A number?
    pub number: bool,
    /// In a header row?
    pub head: bool,
    /// Its part in the finding.
    pub mark: Mark,
    /// What the offered correction would put there.
    pub correction: Option<String>,
    /// Drawn rows and columns it takes, as a merged cell does; `None` where another cell covers it.
    pub span: Option<(usize, usize)>,
}

/// The part of a sheet that is drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excerpt {
    /// Columns, from 0, not always neighbours.
    pub columns: Vec<u32>,
    /// Rows, from 0, not always neighbours.
    pub rows: Vec<u32>,
    /// Cells, row by row.
    pub cells: Vec<Vec<Shown>>,
}

/// The part of a sheet around a finding; `None` when the finding has no cell. With `nameless`, who a person is stays out.
pub fn excerpt(
    workbook: &Workbook,
    sheet: &Sheet,
    table: Option<&Table>,
    finding: &Finding,
    nameless: bool,
) -> Option<Excerpt> {
    let at = finding.cell?;
    let drawing = Drawing { workbook, sheet, table, finding, nameless, at };
    let (columns, rows) = (drawing.columns(), drawing.rows());
    let cells =
        rows.iter().map(|&row| columns.iter().map(|&column| drawing.cell(row, column, &rows, &columns)).collect());
    Some(Excerpt { cells: cells.collect(), columns, rows })
}

struct Drawing<'d> {
    workbook: &'d Workbook,
    sheet: &'d Sheet,
    table: Option<&'d Table>,
    finding: &'d Finding,
    nameless: bool,
    at: CellRef,
}

impl Drawing<'_> {
    /// What it was compared with on the same sheet.
    fn related(&self) -> impl Iterator<Item = CellRange> {
        self.finding.related.iter().filter(|r| r.sheet.is_none() && r.file.is_none()).map(|r| r.range)
    }

    fn rows(&self) -> Vec<u32> {
        let head = |role| matches!(role, RowRole::Header | RowRole::Numbers);
        let rows = self.table.map_or(&[][..], |t| &t.rows);
        let mut wanted: BTreeSet<u32> = rows.iter().filter(|r| head(r.role)).take(5).map(|r| r.index).collect();
        let bounds = self.table.map_or((0, self.last_row()), |t| (t.range.start.row, t.range.end.row));
        let near = self.at.row.saturating_sub(AROUND)..=self.at.row + AROUND;
        wanted.extend(near.filter(|r| (bounds.0..=bounds.1).contains(r) || *r == self.at.row));
        let group = rows.iter().find(|r| r.index == self.at.row).and_then(Row::group).and_then(|g| rows.get(g));
        wanted.extend(group.map(|g| g.index));
        let others = self.finding.ranges.iter().copied().chain(self.related());
        for range in others {
            for row in [range.start.row, range.start.row + 1, range.end.row] {
                if wanted.len() < ROWS_MAX && row <= range.end.row {
                    wanted.insert(row);
                }
            }
        }
        wanted.into_iter().collect()
    }

    fn last_row(&self) -> u32 {
        self.sheet.cells.last().map_or(0, |c| c.at().row)
    }

    fn columns(&self) -> Vec<u32> {
        let bounds = self.table.map_or((0, u32::MAX), |t| (t.range.start.column, t.range.end.column));
        let near = self.at.column.saturating_sub(AROUND)..=self.at.column + AROUND;
        let mut wanted: BTreeSet<u32> =
            near.filter(|c| (bounds.0..=bounds.1).contains(c) || *c == self.at.column).collect();
        let table_columns = self.table.map_or(&[][..], |t| &t.columns);
        let named = [ColumnRole::Ordinal, ColumnRole::Person, ColumnRole::Unit];
        for role in named {
            wanted.extend(table_columns.iter().find(|c| c.role == role).map(|c| c.index));
        }
        let others: Vec<CellRange> = self.finding.ranges.iter().copied().chain(self.related()).collect();
        for column in others.iter().flat_map(|r| r.start.column..=r.end.column) {
            if wanted.len() >= COLUMNS_MAX {
                break;
            }
            wanted.insert(column);
        }
        // A table that is nearly shown is shown whole.
        let whole = table_columns.iter().map(|c| c.index);
        if whole.clone().count() <= COLUMNS_MAX {
            wanted.extend(whole);
        }
        wanted.into_iter().collect()
    }

    fn cell(&self, row: u32, column: u32, rows: &[u32], columns: &[u32]) -> Shown {
        let at = CellRef::new(row, column);
        let merge = self.sheet.merges.iter().flatten().find(|m| m.contains(at)).copied().unwrap_or(at.into());
        let (inside_rows, inside_columns) = (drawn(rows, merge.start.row, row, merge.end.row), {
            drawn(columns, merge.start.column, column, merge.end.column)
        });
        // Of the drawn cells of a merge the first stands for it.
        let span = (inside_rows.0 == row && inside_columns.0 == column).then_some((inside_rows.1, inside_columns.1));
        let source = self.sheet.get(merge.start);
        let role = self.table.and_then(|t| t.rows.iter().find(|r| r.index == row)).map(|r| r.role);
        let correction = self.finding.fix.as_ref().and_then(|fix| {
            let here = |edit: &&crate::finding::Edit| {
                edit.cell == at
                    && Some(&edit.sheet) == self.finding.sheet.as_ref()
                    && Some(&edit.file) == self.finding.file.as_ref()
            };
            fix.edits.iter().find(here).map(|edit| edit.to.to_string())
        });
        let number = source.is_some_and(|c| matches!(c.value(), Value::Number(_)));
        Shown {
            text: self.text(row, column, role, source),
            number,
            head: matches!(role, Some(RowRole::Header | RowRole::Numbers)),
            mark: self.mark(at),
            correction,
            span,
        }
    }

    fn mark(&self, at: CellRef) -> Mark {
        if at == self.at || self.finding.ranges.iter().any(|r| r.contains(at)) {
            Mark::Found
        } else if self.related().any(|r| r.contains(at)) {
            Mark::Related
        } else {
            Mark::None
        }
    }

    fn text(&self, row: u32, column: u32, role: Option<RowRole>, cell: Option<&Cell>) -> String {
        let Some(cell) = cell else { return String::new() };
        let personal = |t: &Table| {
            let of_person = t.column(ColumnRole::Person).is_some();
            let role = t.columns.iter().find(|c| c.index == column).map(|c| c.role);
            let tells = [ColumnRole::Person, ColumnRole::Birth, ColumnRole::Unknown, ColumnRole::Ignored];
            of_person && role.is_none_or(|r| tells.contains(&r) || r == ColumnRole::Note || r == ColumnRole::Reason)
        };
        let head = matches!(role, Some(RowRole::Header | RowRole::Numbers));
        if self.nameless && !head && self.table.is_some_and(personal) {
            let named = self.table.and_then(|t| t.column(ColumnRole::Person)).is_some_and(|c| c.index == column);
            return if named { format!("Dòng {}", row + 1) } else { "•••".to_owned() };
        }
        let text = shown(self.workbook, cell);
        match text.char_indices().nth(LETTERS_MAX) {
            Some((cut, _)) => format!("{}…", &text[..cut]),
            None => text,
        }
    }
}

/// The first drawn line of the run around `here` inside `start..=end`, and how many drawn lines the run has.
fn drawn(lines: &[u32], start: u32, here: u32, end: u32) -> (u32, usize) {
    let inside: Vec<u32> = lines.iter().copied().filter(|l| (start..=end).contains(l)).collect();
    let runs = inside.chunk_by(|a, b| a + 1 == *b);
    runs.into_iter().find(|run| run.contains(&here)).map_or((here, 1), |run| (run[0], run.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_cells_are_drawn_once() {
        assert_eq!(drawn(&[1, 2, 3, 7], 1, 2, 3), (1, 3));
        assert_eq!(drawn(&[1, 2, 5, 6], 1, 6, 6), (5, 2));
        assert_eq!(drawn(&[4], 2, 4, 9), (4, 1));
    }
}
