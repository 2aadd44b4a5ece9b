//! Workbooks as tests draw them: cells on pages → the bytes of an xlsx, xls or ods file.

mod ods;
mod xls;
mod xlsx;

use std::collections::BTreeMap;

use xeploai::finding::{CellRange, CellRef};

/// What stands in a cell.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Content {
    /// A text.
    Text(String),
    /// A number and its format (`0.0%`).
    Number(f64, &'static str),
}

/// A cell: what stands in it, and the font it is shown in.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Cell {
    pub(crate) content: Content,
    pub(crate) font: &'static str,
}

/// The font of cells that name none.
pub(crate) const FONT: &str = "Times New Roman";

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { content: Content::Text(text.into()), font: FONT }
    }

    pub(crate) fn number(number: f64, format: &'static str) -> Self {
        Self { content: Content::Number(number, format), font: FONT }
    }

    /// As a report quotes it.
    pub(crate) fn shown(&self) -> String {
        match &self.content {
            Content::Text(text) => text.clone(),
            Content::Number(number, _) => number.to_string(),
        }
    }

    fn format(&self) -> &'static str {
        match self.content {
            Content::Text(_) => "General",
            Content::Number(_, format) => format,
        }
    }
}

/// A sheet.
#[derive(Clone, Default, Debug)]
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) cells: BTreeMap<CellRef, Cell>,
    pub(crate) merges: Vec<CellRange>,
}

impl Page {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    pub(crate) fn put(&mut self, row: u32, column: u32, cell: Cell) {
        self.cells.insert(CellRef::new(row, column), cell);
    }

    pub(crate) fn text(&mut self, row: u32, column: u32, text: impl Into<String>) {
        self.put(row, column, Cell::text(text));
    }

    /// Merges a rectangle of more than one cell.
    pub(crate) fn merge(&mut self, start: (u32, u32), end: (u32, u32)) {
        if start != end {
            self.merges.push(CellRange::new(CellRef::new(start.0, start.1), CellRef::new(end.0, end.1)));
        }
    }

    /// The first row below everything.
    pub(crate) fn end(&self) -> u32 {
        self.cells.keys().last().map_or(0, |at| at.row + 1)
    }
}

/// A format of files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum File {
    Xlsx,
    /// BIFF8, its texts in one table.
    Xls,
    /// BIFF8, its texts in the cells.
    XlsOfLabels,
    Ods,
}

impl File {
    pub(crate) const ALL: [Self; 4] = [Self::Xlsx, Self::Xls, Self::XlsOfLabels, Self::Ods];

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xls | Self::XlsOfLabels => "xls",
            Self::Ods => "ods",
        }
    }

    /// The bytes of a file with these pages.
    pub(crate) fn write(self, pages: &[Page]) -> Vec<u8> {
        match self {
            Self::Xlsx => xlsx::write(pages),
            Self::Xls => xls::write(pages, true),
            Self::XlsOfLabels => xls::write(pages, false),
            Self::Ods => ods::write(pages),
        }
    }
}
