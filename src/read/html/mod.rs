//! A web page named `.xls` → one sheet: its tables one under another, and the lines of text around them.
//!
//! Programs of offices write their reports so, and Excel opens them. Everything is text, as the page has it, but for the
//! numbers that Excel itself writes beside (`x:num`). Tables inside a cell come after the table around them.

mod pieces;

use std::collections::BTreeSet;

use pieces::{Piece, Pieces, Tag};

use super::digits;
use super::intake::Intake;
use super::{Cell, Format, ReadNote, ReadNoteKind, Sheet, Tab, Value, Workbook};
use crate::config::Limits;
use crate::error::Error;
use crate::finding::{CellRange, CellRef, MAX_COLUMNS, MAX_ROWS};

/// Tables inside tables inside …: beyond this, no page was meant.
const DEPTH_MAX: usize = 32;
/// Rows and columns one cell may span, as in HTML.
const SPAN_MAX: (u32, u32) = (65_534, 1000);
/// Elements that start a new line of text.
const BLOCKS: [&str; 13] = ["p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "center", "hr", "caption"];

/// Reads all tables of a page.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Workbook, Error> {
    let mut page = Page::new(limits);
    page.intake.weigh(text.len())?;
    for piece in Pieces::new(text) {
        page.take(piece)?;
    }
    let sheet = page.finish(sheet_name(text))?;
    Ok(Workbook { format: Format::Html, tabs: vec![Tab::Sheet(sheet)], number_formats: None, own_output: false })
}

/// The name Excel writes into a page; other programs give none.
fn sheet_name(text: &str) -> &str {
    let named = text.split_once("<x:Name>").and_then(|(_, rest)| rest.split_once("</x:Name>"));
    named.map(|(name, _)| name.trim()).filter(|name| !name.is_empty() && name.len() < 128).unwrap_or("HTML")
}

/// A table while it is read; rows and columns from its corner.
#[derive(Default)]
struct Table {
    cells: Vec<(CellRef, Value)>,
    merges: Vec<CellRange>,
    hidden_rows: BTreeSet<u32>,
    /// The row being read; the first row is 0 once it is entered.
    next_row: u32,
    column: u32,
    in_row: bool,
    /// By column: the row from which on it is free again.
    taken_until: Vec<u32>,
    open: Option<Open>,
}

/// A cell while it is read.
struct Open {
    at: CellRef,
    text: Text,
    number: Option<Option<f64>>,
}

/// Text as a browser shows it: white space is one space, blocks are lines.
#[derive(Default)]
struct Text(String);

impl Text {
    fn push(&mut self, piece: &str) {
        for c in piece.chars() {
            let blank = matches!(c, ' ' | '\n' | '\t' | '\r');
            match blank {
                true if self.0.is_empty() || self.0.ends_with([' ', '\n']) => {}
                true => self.0.push(' '),
                false => self.0.push(c),
            }
        }
    }

    fn line(&mut self) {
        self.0.truncate(self.0.trim_end_matches(' ').len());
        if !self.0.is_empty() && !self.0.ends_with('\n') {
            self.0.push('\n');
        }
    }

    fn finish(self) -> String {
        self.0.trim_matches([' ', '\n', '\u{a0}']).to_owned()
    }
}

struct Page<'l> {
    sheet: Sheet,
    row: u32,
    open: Vec<Table>,
    /// Tables that stood inside another one, until that one ends.
    inner: Vec<Table>,
    loose: Text,
    intake: Intake<'l>,
    /// Did the page say that it is over?
    over: bool,
}

impl<'l> Page<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self {
            sheet: Sheet::default(),
            row: 0,
            open: Vec::new(),
            inner: Vec::new(),
            loose: Text::default(),
            intake: Intake::new(limits),
            over: false,
        }
    }

    fn take(&mut self, piece: Piece<'_>) -> Result<(), Error> {
        match piece {
            Piece::Text(text) => match self.open.last_mut() {
                Some(Table { open: Some(cell), .. }) => cell.text.push(&text),
                // White space between rows; a text there is shown above the table by browsers.
                _ => self.loose.push(&text),
            },
            Piece::Start(tag) => self.start(&tag)?,
            Piece::End(name) => self.end(&name)?,
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), Error> {
        match &*tag.name {
            "table" if self.open.len() >= DEPTH_MAX => {
                return Err(Error::Unreadable("its tables nest too deep".into()));
            }
            "table" => {
                if self.open.is_empty() {
                    self.flush()?;
                }
                self.open.push(Table::default());
            }
            "tr" => {
                self.close_cell()?;
                if let Some(table) = self.open.last_mut() {
                    table.start_row(hides(tag));
                }
            }
            "td" | "th" => {
                self.close_cell()?;
                if let Some(table) = self.open.last_mut() {
                    table.start_cell(tag);
                }
            }
            name if BLOCKS.contains(&name) => self.line()?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Error> {
        match name {
            "td" | "th" | "tr" => self.close_cell(),
            "table" => self.end_table(),
            "body" | "html" => {
                self.over = true;
                Ok(())
            }
            name if BLOCKS.contains(&name) => self.line(),
            _ => Ok(()),
        }
    }

    fn line(&mut self) -> Result<(), Error> {
        match self.open.last_mut() {
            Some(Table { open: Some(cell), .. }) => {
                cell.text.line();
                Ok(())
            }
            Some(_) => Ok(()),
            None => self.flush(),
        }
    }

    fn close_cell(&mut self) -> Result<(), Error> {
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let Some(cell) = table.open.take() else { return Ok(()) };
        let text = cell.text.finish();
        let number = cell.number.and_then(|written| written.or_else(|| text.parse().ok()));
        // What the page shows keeps all of its digits.
        let is_kept = |number: &f64| number.is_finite() && !digits::are_lost(&text, *number);
        let value = match number.filter(is_kept) {
            Some(number) => Value::Number(number),
            None if text.is_empty() => return Ok(()),
            None => Value::Text(text.into()),
        };
        let value = self.intake.value(value)?;
        self.intake.values(1)?;
        table.cells.push((cell.at, value));
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Error> {
        self.close_cell()?;
        let Some(table) = self.open.pop() else { return Ok(()) };
        if !self.open.is_empty() {
            self.inner.push(table);
            return Ok(());
        }
        self.flush()?;
        self.place(table);
        for table in std::mem::take(&mut self.inner) {
            self.place(table);
        }
        Ok(())
    }

    /// A line of text outside tables is a row of its own.
    fn flush(&mut self) -> Result<(), Error> {
        let text = std::mem::take(&mut self.loose).finish();
        if text.is_empty() {
            return Ok(());
        }
        let value = self.intake.value(Value::Text(text.into()))?;
        self.intake.values(1)?;
        self.put(CellRef::new(self.row, 0), value);
        self.row = self.row.saturating_add(1);
        Ok(())
    }

    fn place(&mut self, table: Table) {
        let rows = table.rows();
        self.put_all(table.cells);
        let down = |at: CellRef| CellRef::new(self.row.saturating_add(at.row), at.column);
        let merges = table.merges.iter().map(|m| CellRange::new(down(m.start), down(m.end)));
        self.sheet.merges.get_or_insert_default().extend(merges.filter(|m| m.end.row < MAX_ROWS));
        let hidden = table.hidden_rows.iter().map(|row| self.row.saturating_add(*row));
        self.sheet.hidden_rows.get_or_insert_default().extend(hidden.filter(|row| *row < MAX_ROWS));
        // A blank row keeps it apart from the next one.
        self.row = self.row.saturating_add(rows).saturating_add(1);
    }

    /// Takes the cells of a table: those of one that comes first stay where they are in memory.
    fn put_all(&mut self, cells: Vec<(CellRef, Value)>) {
        let down = self.row;
        let outside = |at: CellRef| down.saturating_add(at.row) >= MAX_ROWS || at.column >= MAX_COLUMNS;
        if !self.sheet.cells.is_empty() || cells.iter().any(|(at, _)| outside(*at)) {
            for (at, value) in cells {
                self.put(CellRef::new(down.saturating_add(at.row), at.column), value);
            }
            return;
        }
        let cell = |(at, value): (CellRef, Value)| Cell::new(CellRef::new(down + at.row, at.column), value);
        self.sheet.cells = cells.into_iter().map(cell).collect();
    }

    fn put(&mut self, at: CellRef, value: Value) {
        if at.row >= MAX_ROWS || at.column >= MAX_COLUMNS {
            let kind = ReadNoteKind::BadCell(at.to_string());
            self.sheet.notes.push(ReadNote { at: None, kind });
            return;
        }
        self.sheet.cells.push(Cell::new(at, value));
    }

    /// Ends what a page left open.
    fn finish(mut self, name: &str) -> Result<Sheet, Error> {
        if !self.open.is_empty() && !self.over {
            self.sheet.notes.push(ReadNote { at: None, kind: ReadNoteKind::EndsEarly });
        }
        while !self.open.is_empty() {
            self.end_table()?;
        }
        self.flush()?;
        let mut sheet = self.sheet;
        sheet.name = name.into();
        sheet.merges.get_or_insert_default();
        sheet.hidden_rows.get_or_insert_default();
        sheet.put_in_order();
        Ok(sheet)
    }
}

impl Table {
    fn start_row(&mut self, hidden: bool) {
        if hidden {
            self.hidden_rows.insert(self.next_row);
        }
        self.next_row = self.next_row.saturating_add(1);
        self.column = 0;
        self.in_row = true;
    }

    fn start_cell(&mut self, tag: &Tag<'_>) {
        if !self.in_row {
            self.start_row(false);
        }
        let row = self.next_row - 1;
        while self.taken_until.get(self.column as usize).is_some_and(|until| *until > row) {
            self.column += 1;
        }
        let number = |name: &str, most: u32| {
            let span = tag.get(name).and_then(|n| n.trim().parse::<u32>().ok()).unwrap_or(1);
            span.clamp(1, most)
        };
        let (rows, columns) = (number("rowspan", SPAN_MAX.0), number("colspan", SPAN_MAX.1));
        let at = CellRef::new(row, self.column);
        let end = self.column.saturating_add(columns).min(MAX_COLUMNS);
        if rows > 1 || columns > 1 {
            let corner = CellRef::new(row.saturating_add(rows - 1), end.max(self.column + 1) - 1);
            self.merges.push(CellRange::new(at, corner));
        }
        if rows > 1 && end > self.column {
            let needed = end as usize;
            self.taken_until.resize(self.taken_until.len().max(needed), 0);
            self.taken_until[self.column as usize..needed].fill(row.saturating_add(rows));
        }
        self.column = self.column.saturating_add(columns);
        let written = tag.get("x:num").map(|number| number.trim().parse().ok());
        self.open = Some(Open { at, text: Text::default(), number: written });
    }

    fn rows(&self) -> u32 {
        self.next_row
    }
}

fn hides(tag: &Tag<'_>) -> bool {
    tag.get("style").is_some_and(|style| style.to_lowercase().replace(' ', "").contains("display:none"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::too_many_cells;

    fn drawn(page: &str) -> Vec<String> {
        let book = read(page, &Limits::default()).unwrap_or_else(|error| panic!("{error}"));
        let Some(Tab::Sheet(sheet)) = book.tabs.into_iter().next() else { panic!("a sheet") };
        let cells = sheet.cells.iter().map(|cell| match cell.value() {
            Value::Text(text) => format!("{} {text:?}", cell.at()),
            other => format!("{} {other:?}", cell.at()),
        });
        cells.chain(sheet.merges.iter().flatten().map(|m| format!("merge {m}"))).collect()
    }

    #[test]
    fn tables_and_the_lines_around_them() {
        let page = "<html><head><style>td { x }</style><title>không</title></head><body><h2>N&#259;m&nbsp;2021</h2>\
            <table><tr><th rowspan=2>TT<th colspan='2'>K&ecirc;t <br> quả</tr><tr><td>a</td><td>  b\n c</td></tr>\
            <tr><td>1<td x:num=\"0.5\">50%<td x:num>7</table><p>Người lập</p>";
        assert_eq!(
            drawn(page),
            [
                "A1 \"Năm\\u{a0}2021\"",
                "A2 \"TT\"",
                "B2 \"Kêt\\nquả\"",
                "B3 \"a\"",
                "C3 \"b c\"",
                "A4 \"1\"",
                "B4 Number(0.5)",
                "C4 Number(7.0)",
                "A6 \"Người lập\"",
                "merge A2:A3",
                "merge B2:C2"
            ]
        );
    }

    #[test]
    fn a_table_inside_a_cell_comes_after() {
        let page = "<table><tr><td>ngoài<table><tr><td>trong</td></tr></table></td><td>cạnh</td></tr></table>";
        assert_eq!(drawn(page), ["A1 \"ngoài\"", "B1 \"cạnh\"", "A3 \"trong\""]);
    }

    #[test]
    fn too_much_of_anything_is_refused_or_noted() {
        let limits = Limits { cells: 3, ..Limits::default() };
        assert_eq!(read("<table><td>1<td>2<td>3<td>4", &limits), Err(too_many_cells(&limits)));
        assert!(read(&"<table><tr><td>".repeat(40), &Limits::default()).is_err());
        assert_eq!(drawn("<table><td colspan=4000000000 rowspan=-1>x<td>y").len(), 3);
        assert_eq!(
            drawn("<table><tr><td>1<td>2 & 3 &amp &#xFFFFFFFF; <"),
            ["A1 \"1\"", "B1 \"2 & 3 & &#xFFFFFFFF; <\""]
        );
    }
}
