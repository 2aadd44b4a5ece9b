//! A file → sheets of cells. The only room that knows file formats.
//!
//! The format is told by the content, never by the name. What a format does not give is `None`, never invented.

mod arrays;
pub mod attachment;
mod biff;
mod biff12;
mod biff_cell;
mod biff_copy;
mod biff_names;
mod calamine;
mod cell;
mod dates;
mod digits;
mod encrypted;
mod encrypted_ods;
mod encrypted_records;
mod formulas;
mod guard;
mod html;
mod intake;
pub mod look;
mod ods;
pub mod own_list;
mod quiet;
mod r1c1;
pub(crate) mod same_names;
pub mod shown;
mod value;
mod workbook_codec;
pub mod worker;
mod xlsb;
mod xlsx;
mod xml2003;

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::config::Limits;
use crate::error::{Error, Limit};
use crate::finding::{CellRange, CellRef};
use crate::package::workbook::Package;
use crate::package::zip::Archive;
use crate::text::fonts::Drawn;

pub use cell::{Cell, StyleId};
pub use guard::extension_mismatch;
pub use value::{NOT_COMPUTED, Value};

/// How files are read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How large they may be.
    pub limits: Limits,
    /// The password of encrypted workbooks.
    pub password: Option<String>,
    /// Runs what our own checks cannot answer for in a process of its own; without one it is read in this process.
    pub worker: Option<worker::Worker>,
    /// Is nothing else done meanwhile, and is there a core for it? Then a thread of its own unpacks what is large.
    pub alone: bool,
}

/// Reads a workbook file whole. It is opened for reading only, and only if it is a regular file.
pub fn open(path: &Path) -> Result<Workbook, Error> {
    from_bytes(file_bytes(path, &Limits::default())?)
}

/// Does a file carry our own document property? Then it is our output. Its sheets are not read for that.
pub fn is_own_output(path: &Path) -> bool {
    let package = file_bytes(path, &Limits::default()).and_then(Archive::open).and_then(Package::open);
    package.and_then(|mut package| package.is_own_output()).unwrap_or(false)
}

/// The bytes of a file that may be a workbook.
pub fn file_bytes(path: &Path, limits: &Limits) -> Result<Vec<u8>, Error> {
    let cannot = |error: std::io::Error| Error::CannotOpen(error.kind().to_string());
    let facts = std::fs::metadata(path).map_err(cannot)?;
    if !facts.is_file() {
        return Err(Error::NotAFile);
    }
    let file_max = limits.file_mb.saturating_mul(1 << 20);
    let too_large = || Error::OverLimit { what: Limit::FileSize, limit: format!("{} MB", limits.file_mb) };
    if facts.len() > file_max {
        return Err(too_large());
    }
    // It may grow while it is read.
    let mut bytes = Vec::with_capacity(usize::try_from(facts.len()).unwrap_or(0));
    let file = std::fs::File::open(path).map_err(cannot)?;
    file.take(file_max.saturating_add(1)).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > file_max { Err(too_large()) } else { Ok(bytes) }
}

/// Tells whether a file is still the one that was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprint {
    length: usize,
    crc: u32,
}

impl Fingerprint {
    /// Length and CRC-32.
    pub fn of(bytes: &[u8]) -> Self {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        Self { length: bytes.len(), crc: crc.sum() }
    }
}

/// Reads a workbook from its bytes; the format is told by them alone.
pub fn from_bytes(bytes: Vec<u8>) -> Result<Workbook, Error> {
    from_bytes_with(bytes, &Options::default())
}

/// The same, in the way that the options say.
pub fn from_bytes_with(bytes: Vec<u8>, options: &Options) -> Result<Workbook, Error> {
    let bytes = plain(bytes, options)?;
    let limits = &options.limits;
    let mut workbook = match (guard::recognise(bytes, limits)?, &options.worker) {
        (guard::Content::Xlsx { package, macros }, _) => xlsx::read(*package, macros, options),
        (guard::Content::Ods(archive), _) => ods::read(&archive, limits),
        (guard::Content::Html(text), _) => html::read(&text, limits),
        (guard::Content::Xml2003(text), _) => xml2003::read(&text, limits),
        (guard::Content::Xlsb(package), _) => xlsb::read(*package, limits),
        (guard::Content::Xls(stream), Some(worker)) => worker.read(stream.bytes, limits),
        (guard::Content::Xls(stream), None) => calamine::read_xls(&stream, limits),
    }?;
    same_names::tell_apart(&mut workbook);
    own_list::note(&mut workbook);
    Ok(workbook)
}

/// The package inside an encrypted file, or the records of an old one; any other file as it is. [`Error::Password`] when
/// the password that Excel uses by itself does not open it and none was given, [`Error::WrongPassword`] when one was.
pub fn plain(bytes: Vec<u8>, options: &Options) -> Result<Vec<u8>, Error> {
    let password = options.password.as_deref();
    let inside = if encrypted_ods::is_open_document(&bytes) {
        encrypted_ods::inside(&bytes, password)
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        encrypted::inside(&bytes, password)
    } else {
        return Ok(bytes);
    };
    match inside {
        Err(Error::Password) if password.is_some() => Err(Error::WrongPassword),
        inside => Ok(inside?.unwrap_or(bytes)),
    }
}

fn too_many_cells(limits: &Limits) -> Error {
    Error::OverLimit { what: Limit::Cells, limit: limits.cells.to_string() }
}

/// The format of a workbook, told by its content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Office Open XML.
    Xlsx,
    /// Office Open XML with macros.
    Xlsm,
    /// BIFF (Excel 5 to 2003).
    Xls,
    /// Binary Office Open XML.
    Xlsb,
    /// OpenDocument.
    Ods,
    /// A web page with tables, as many programs write it under the name `.xls`.
    Html,
    /// XML Spreadsheet 2003.
    Xml,
}

impl Format {
    /// The usual extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsm => "xlsm",
            Self::Xls => "xls",
            Self::Xlsb => "xlsb",
            Self::Ods => "ods",
            Self::Html => "html",
            Self::Xml => "xml",
        }
    }
}

/// Whether a sheet is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Visibility {
    /// Shown.
    #[default]
    Visible,
    /// Hidden, can be unhidden from the menu.
    Hidden,
    /// Hidden by a macro or a library.
    VeryHidden,
}

/// Something about one cell that the reader noticed and others should know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadNote {
    /// Where; `None` when it concerns the sheet.
    pub at: Option<CellRef>,
    /// What.
    pub kind: ReadNoteKind,
}

/// What the reader noticed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadNoteKind {
    /// The cell's content could not be understood; it is read as blank. Says what stands there.
    BadCell(String),
    /// The address is written twice; the first value is kept.
    DuplicateCell,
    /// The number is not finite (`NaN`, `INF`): read as text.
    NotFinite(String),
    /// The number has more digits than a number keeps: read as text, which keeps them.
    TooLong(String),
    /// The sheet has letters beyond ASCII, and the file does not say in what code page, or one nobody knows (which):
    /// they were read as Western ones.
    CodePage(Option<u16>),
    /// Another sheet before it has its name, which this is; [`Sheet::name`] is another then.
    SameName(Arc<str>),
    /// A list of merged cells is damaged: they are not known.
    Merges,
    /// The file ends inside a table (html, xls): what followed is missing.
    EndsEarly,
    /// The sheet is a list of corrections that we put there: no part of the submission.
    OwnList,
}

impl ReadNote {
    /// What stands in the file, where the note says so.
    fn written(&self) -> &str {
        match &self.kind {
            ReadNoteKind::BadCell(written) | ReadNoteKind::NotFinite(written) | ReadNoteKind::TooLong(written) => {
                written
            }
            _ => "",
        }
    }
}

/// Do the notes say that the sheet is a list of corrections that we put there?
pub fn is_own_list(notes: &[ReadNote]) -> bool {
    notes.iter().any(|note| note.kind == ReadNoteKind::OwnList)
}

/// One worksheet, its non-empty cells in reading order (row, then column), each address once.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sheet {
    /// Name on the tab.
    pub name: Arc<str>,
    /// Whether it is shown.
    pub visibility: Visibility,
    /// Cells in reading order.
    pub cells: Vec<Cell>,
    /// Merged rectangles; `None` where they could not be read (damaged xlsb).
    pub merges: Option<Vec<CellRange>>,
    /// Hidden rows, from 0; `None` where they could not be read (damaged xlsb).
    pub hidden_rows: Option<BTreeSet<u32>>,
    /// Hidden columns, from 0; `None` as for rows.
    pub hidden_columns: Option<BTreeSet<u32>>,
    /// Where the sheet is protected: for each style id, does it lock its cells? `None` where it is not protected, or the
    /// format does not say (xls, xlsb, ods).
    pub locks: Option<Vec<bool>>,
    /// Cells that share the results of one array formula or data table, where the format tells (xlsx). The formula
    /// stands in the first.
    pub arrays: Vec<CellRange>,
    /// What the reader noticed.
    pub notes: Vec<ReadNote>,
    /// Cells whose text is set in by their alignment, and by how many steps, in reading order. Empty where the format does
    /// not say (xlsb, html).
    pub indents: Vec<(CellRef, u8)>,
    /// Pieces of texts beyond ASCII in fonts before Unicode, in reading order. Empty where there are none, or the format
    /// names no fonts (xlsb, ods, html).
    pub old_fonts: Vec<InFont>,
    /// Where a row was looked for last: nothing to be set.
    pub near: Near,
}

/// The place of the row that was looked for last: the next is mostly the same or the one below. It says nothing of the
/// sheet.
#[derive(Debug, Default)]
pub struct Near(AtomicUsize);

impl Clone for Near {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Near {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Cells behind the place of the last row among which the next is looked for.
const CELLS_NEAR: usize = 32;

/// A piece of a cell's text in a font before Unicode.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct InFont {
    /// The cell.
    pub at: CellRef,
    /// The first byte of the piece.
    pub from: usize,
    /// The byte behind it.
    pub to: usize,
    /// What the font draws.
    pub drawn: Drawn,
}

impl Sheet {
    /// Is it a list of corrections that we put there?
    pub fn is_own_list(&self) -> bool {
        is_own_list(&self.notes)
    }

    /// The cell at a place, if it is not empty.
    pub fn get(&self, at: CellRef) -> Option<&Cell> {
        let row = self.row(at.row);
        row.binary_search_by_key(&at.column, |c| c.at().column).ok().map(|i| &row[i])
    }

    /// By how many steps the cell's text is set in by its alignment.
    pub fn indent(&self, at: CellRef) -> u8 {
        self.indents.binary_search_by_key(&at, |(at, _)| *at).map_or(0, |place| self.indents[place].1)
    }

    /// Puts down the texts among cells that are set in.
    fn set_in(&mut self, cells: impl Iterator<Item = (CellRef, u8)>) {
        let text = |at: CellRef| self.get(at).is_some_and(|cell| matches!(cell.value(), Value::Text(_)));
        let mut indents: Vec<(CellRef, u8)> = cells.filter(|&(at, steps)| steps > 0 && text(at)).collect();
        indents.sort_unstable();
        indents.dedup_by_key(|(at, _)| *at);
        self.indents = indents;
    }

    /// The pieces of a cell's text in fonts before Unicode.
    pub fn in_old_fonts(&self, at: CellRef) -> &[InFont] {
        let start = self.old_fonts.partition_point(|piece| piece.at < at);
        let rest = &self.old_fonts[start..];
        &rest[..rest.iter().take_while(|piece| piece.at == at).count()]
    }

    /// Is the cell locked, and the sheet protected? A style that nothing is known of locks.
    pub fn is_locked(&self, cell: &Cell) -> bool {
        let style = cell.style().map_or(0, StyleId::place);
        self.locks.as_ref().is_some_and(|locks| locks.get(style).copied().unwrap_or(true))
    }

    /// Sorts the cells into reading order; of an address written twice the first cell stays, with a note.
    fn put_in_order(&mut self) {
        if self.cells.windows(2).all(|pair| pair[0].at() < pair[1].at()) {
            return;
        }
        self.cells.sort_by_key(|cell| cell.at());
        let notes = &mut self.notes;
        self.cells.dedup_by(|again, first| {
            let same = again.at() == first.at();
            if same {
                notes.push(ReadNote { at: Some(again.at()), kind: ReadNoteKind::DuplicateCell });
            }
            same
        });
    }

    /// Drops the cells of a row and of all below it.
    pub(crate) fn drop_from(&mut self, row: u32) {
        self.cells.truncate(self.row_start(row));
        self.cells.shrink_to_fit();
    }

    /// The cells of one row, in column order.
    pub fn row(&self, row: u32) -> &[Cell] {
        let start = self.row_start(row);
        let end = self.cells[start..].iter().position(|c| c.at().row != row);
        &self.cells[start..end.map_or(self.cells.len(), |width| start + width)]
    }

    /// The cells of all rows of a rectangle, also those beside it.
    pub fn rows(&self, range: CellRange) -> &[Cell] {
        &self.cells[self.row_start(range.start.row)..self.row_start(range.end.row + 1)]
    }

    /// The place of the first cell of a row or, where it has none, of the rows below it. Rows are much alike, so it is
    /// looked for around the place that its number suggests; all rows of a long sheet are asked for, several times each.
    pub(crate) fn row_start(&self, row: u32) -> usize {
        let near = self.near.0.load(Ordering::Relaxed);
        let start = self.start_near(row, near).unwrap_or_else(|| self.start_anywhere(row));
        self.near.0.store(start, Ordering::Relaxed);
        start
    }

    /// The same when it is the row that was looked for last, or one right below it.
    fn start_near(&self, row: u32, near: usize) -> Option<usize> {
        let cells = self.cells.get(near..(near + CELLS_NEAR).min(self.cells.len()))?;
        let below = near == 0 || self.cells.get(near - 1).is_some_and(|cell| cell.at().row < row);
        let place = cells.iter().position(|cell| cell.at().row >= row)?;
        below.then_some(near + place)
    }

    fn start_anywhere(&self, row: u32) -> usize {
        let cells = &self.cells;
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return 0 };
        let (first, last) = (first.at().row, last.at().row);
        if row <= first || row > last {
            return if row > last { cells.len() } else { 0 };
        }
        let rows = u64::from(last - first) + 1;
        let guess = (cells.len() as u64 * u64::from(row - first) / rows) as usize;
        let before = |place: usize| cells[place].at().row < row;
        let (mut low, mut high) = (guess, guess);
        let mut step = 8;
        while low > 0 && !before(low - 1) {
            low = low.saturating_sub(step);
            step *= 2;
        }
        step = 8;
        while high < cells.len() && before(high) {
            high = (high + step).min(cells.len());
            step *= 2;
        }
        low + cells[low..high].partition_point(|c| c.at().row < row)
    }
}

/// What became of one tab.
#[derive(Clone, PartialEq, Debug)]
pub enum Tab {
    /// A worksheet that was read.
    Sheet(Sheet),
    /// A worksheet that could not be read; the others were.
    Failed {
        /// Name on the tab.
        name: Arc<str>,
        /// Why.
        error: Error,
    },
    /// A chart, dialog or macro sheet: nothing to read.
    NoCells {
        /// Name on the tab.
        name: Arc<str>,
    },
}

impl Tab {
    /// Name on the tab.
    pub fn name(&self) -> &Arc<str> {
        match self {
            Self::Sheet(sheet) => &sheet.name,
            Self::Failed { name, .. } | Self::NoCells { name } => name,
        }
    }
}

/// A workbook: its tabs in workbook order.
#[derive(Clone, PartialEq, Debug)]
pub struct Workbook {
    /// Format, told by the content.
    pub format: Format,
    /// Tabs in workbook order.
    pub tabs: Vec<Tab>,
    /// Number format codes by style id (`0.0%`, `General`); `None` where the format gives none.
    pub number_formats: Option<Vec<Arc<str>>>,
    /// Does it carry our own document property (`xeploai.schema`)? Then it is our output, not a submission.
    pub own_output: bool,
}

impl Workbook {
    /// The worksheets that were read, with their place among the tabs.
    pub fn sheets(&self) -> impl Iterator<Item = (usize, &Sheet)> {
        self.tabs.iter().enumerate().filter_map(|(i, tab)| match tab {
            Tab::Sheet(sheet) => Some((i, sheet)),
            _ => None,
        })
    }

    /// The number format code of a cell, where known.
    pub fn number_format(&self, cell: &Cell) -> Option<&str> {
        let formats = self.number_formats.as_ref()?;
        formats.get(cell.style()?.place()).map(|f| &**f)
    }
}
