//! xls → a [`Workbook`], through calamine: the only file that knows it.
//!
//! Its formulas are not used: `>` and `>=` are swapped, shared ones are missing, references to other sheets name the wrong
//! cells (0.38). [`formulas`] reads them from the tokens; one that is not understood is `None`, never wrong.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Dimensions, Range, Reader, SheetType, SheetVisible, Xls, XlsError, XlsOptions};

use super::dates::serial_from_iso;
use super::intake::Intake;
use super::quiet::quietly;
use super::{Cell, Format, InFont, ReadNote, ReadNoteKind, Sheet, Tab, Value, Visibility, Workbook, biff, formulas};
use crate::config::Limits;
use crate::error::Error;
use crate::finding::{CellRange, CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::package::sheet::FORMULA_BYTES_MAX;
use crate::text::fonts::Drawn;

/// UTF-16, which is what BIFF8 has whatever it says.
const UTF_16: u16 = 1200;
/// Western: what BIFF5 is read as when its code page is missing or unknown.
const WESTERN: u16 = 1252;

/// Reads the sheets of a checked BIFF stream.
pub(super) fn read_xls(stream: &biff::Stream, limits: &Limits) -> Result<Workbook, Error> {
    let container = stream.container()?;
    quietly(|| {
        let page = if stream.biff8 { Some(UTF_16) } else { stream.codepage.is_none().then_some(WESTERN) };
        let opened = open_xls(container.clone(), page);
        // BIFF8 says its letters itself.
        let unknown_page = !stream.biff8 && (stream.codepage.is_none() || opened.is_err());
        let mut book = match opened {
            Err(_) if !stream.biff8 => open_xls(container, Some(WESTERN)),
            other => other,
        }
        .map_err(|error| xls_error(&error))?;
        let mut formulas = formulas_of(stream)?.into_iter();
        let mut tabs = book.sheets_metadata().to_vec();
        let seen: Vec<String> = tabs.iter().map(|tab| tab.name.clone()).collect();
        for (place, facts) in stream.sheets.iter().enumerate() {
            // Each is read under a name of its own.
            let named = facts.name.namesake.and_then(|first| tabs.get(first)).map(|tab| tab.name.clone());
            tabs.get_mut(place).into_iter().zip(named).for_each(|(tab, name)| tab.name = name);
        }
        let mut intake = Intake::new(limits);
        let tabs = tabs.iter().enumerate().map(|(index, tab)| {
            let formulas = formulas.next().unwrap_or_default();
            match tab.typ {
                SheetType::WorkSheet => {
                    xls_tab(&mut book, (tab, &seen[index]), stream.sheets.get(index), formulas, &mut intake)
                }
                _ => Ok(Tab::NoCells { name: tab.name.as_str().into() }),
            }
        });
        let mut tabs: Vec<Tab> = tabs.collect::<Result<_, _>>()?;
        if unknown_page {
            tabs.iter_mut().for_each(|tab| note_letters(tab, stream.codepage));
        }
        Ok(Workbook { format: Format::Xls, tabs, number_formats: None, own_output: false })
    })
}

/// The formulas of each sheet; none of a workbook before BIFF8, whose tokens are others.
fn formulas_of(stream: &biff::Stream) -> Result<Vec<Formulas>, Error> {
    if !stream.biff8 {
        return Ok(Vec::new());
    }
    let scope = formulas::xls::scope(stream);
    let mut left = FORMULA_BYTES_MAX;
    stream.sheets.iter().map(|sheet| formulas::xls::formulas(stream, sheet.offset, &scope, &mut left)).collect()
}

type Bytes = Cursor<Vec<u8>>;

/// Formulas with their cells.
pub(super) type Formulas = Vec<(CellRef, Box<str>)>;

fn open_xls(container: Vec<u8>, page: Option<u16>) -> Result<Xls<Bytes>, XlsError> {
    let mut options = XlsOptions::default();
    options.force_codepage = page;
    Xls::new_with_options(Cursor::new(container), options)
}

fn xls_error(error: &XlsError) -> Error {
    match error {
        XlsError::Password => Error::Password,
        XlsError::Len { .. } | XlsError::EoStream(_) | XlsError::ContinueRecordTooShort => {
            Error::Damaged("a record is cut".into())
        }
        _ => Error::Unreadable("its records cannot be understood".into()),
    }
}

fn visibility(visible: SheetVisible) -> Visibility {
    match visible {
        SheetVisible::Visible => Visibility::Visible,
        SheetVisible::Hidden => Visibility::Hidden,
        SheetVisible::VeryHidden => Visibility::VeryHidden,
    }
}

/// `Err` when the file holds more than may be.
fn xls_tab(
    book: &mut Xls<Bytes>,
    (tab, seen): (&calamine::Sheet, &str),
    facts: Option<&biff::SheetFacts>,
    formulas: Formulas,
    intake: &mut Intake<'_>,
) -> Result<Tab, Error> {
    let name: Arc<str> = tab.name.as_str().into();
    if let Some(error) = facts.and_then(|facts| facts.error.clone()) {
        return Ok(Tab::Failed { name, error });
    }
    let values = match book.worksheet_range(seen) {
        Ok(values) => values,
        Err(error) => {
            return Ok(Tab::Failed { name, error: xls_error(&error) });
        }
    };
    let mut sheet = Sheet {
        name,
        visibility: visibility(tab.visible),
        merges: book.merge_cells_by_sheet_name(seen).ok().map(|m| merges(&m)),
        hidden_rows: facts.map(|f| f.hidden_rows.clone()),
        hidden_columns: facts.map(|f| f.hidden_columns.clone()),
        ..Sheet::default()
    };
    for (row, column, value) in used(&values) {
        sheet.take(CellRef::new(row, column), value_of(value), intake)?;
    }
    for kind in facts.iter().flat_map(|f| &f.notes) {
        sheet.notes.push(ReadNote { at: None, kind: kind.clone() });
    }
    for (at, lost) in facts.iter().flat_map(|f| &f.lost) {
        let note = ReadNote { at: *at, kind: ReadNoteKind::BadCell(lost.to_string()) };
        intake.note(&note)?;
        sheet.notes.push(note);
    }
    sheet.put_in_order();
    sheet.old_fonts = facts.map_or_else(Vec::new, |f| in_old_fonts(&sheet, &f.old_fonts));
    sheet.set_in(facts.map_or(&[][..], |f| &f.indents).iter().copied());
    sheet.add_numbers(facts.map_or(&[][..], |f| &f.numbers));
    sheet.add_formulas(formulas, intake)?;
    Ok(Tab::Sheet(sheet))
}

/// The texts beyond ASCII among cells in fonts before Unicode; in xls a font is known of whole cells.
fn in_old_fonts(sheet: &Sheet, cells: &[(CellRef, Drawn)]) -> Vec<InFont> {
    let piece = |&(at, drawn): &(CellRef, Drawn)| match sheet.get(at)?.value() {
        Value::Text(text) if !text.is_ascii() => Some(InFont { at, from: 0, to: text.len(), drawn }),
        _ => None,
    };
    let mut pieces: Vec<InFont> = cells.iter().filter_map(piece).collect();
    pieces.sort_unstable();
    pieces.dedup_by_key(|piece| piece.at);
    pieces
}

/// Letters whose code page is not known may be others than those that were read.
fn note_letters(tab: &mut Tab, page: Option<u16>) {
    let Tab::Sheet(sheet) = tab else { return };
    let foreign = |cell: &Cell| matches!(cell.value(), Value::Text(text) if !text.is_ascii());
    if sheet.cells.iter().any(foreign) {
        sheet.notes.push(ReadNote { at: None, kind: ReadNoteKind::CodePage(page) });
    }
}

/// The used cells of a range, counted from A1.
fn used<T: calamine::CellType>(range: &Range<T>) -> impl Iterator<Item = (u32, u32, &T)> {
    let (top, left) = range.start().unwrap_or((0, 0));
    range.used_cells().map(move |(row, column, value)| (top + row as u32, left + column as u32, value))
}

fn merges(dimensions: &[Dimensions]) -> Vec<CellRange> {
    let corner = |(row, column)| CellRef::new(row, column);
    let on_sheet = |d: &&Dimensions| d.end.0.max(d.start.0) < MAX_ROWS && d.end.1.max(d.start.1) < MAX_COLUMNS;
    dimensions.iter().filter(on_sheet).map(|d| CellRange::new(corner(d.start), corner(d.end))).collect()
}

fn value_of(value: &Data) -> Value {
    match value {
        Data::Int(number) => Value::Number(*number as f64),
        Data::Float(number) => Value::Number(*number),
        Data::DateTime(date) => Value::Number(date.as_f64()),
        Data::String(text) if text.is_empty() => Value::Empty,
        Data::DateTimeIso(text) => serial_from_iso(text).map_or(Value::Text(text.as_str().into()), Value::Number),
        Data::String(text) | Data::DurationIso(text) => Value::Text(text.as_str().into()),
        Data::Bool(yes) => Value::Bool(*yes),
        Data::Error(error) => Value::Error(error.to_string().into()),
        Data::Empty => Value::Empty,
    }
}

impl Sheet {
    /// Takes in a cell; a number that is none is noted.
    pub(super) fn take(&mut self, at: CellRef, value: Value, intake: &mut Intake<'_>) -> Result<(), Error> {
        intake.values(1)?;
        let value = match value {
            Value::Empty => return Ok(()),
            Value::Number(number) if !number.is_finite() => {
                let note = ReadNote { at: Some(at), kind: ReadNoteKind::NotFinite(number.to_string()) };
                intake.note(&note)?;
                self.notes.push(note);
                Value::Text(number.to_string().into())
            }
            value => value,
        };
        self.cells.push(Cell::new(at, intake.value(value)?));
        Ok(())
    }

    /// Adds the numbers that calamine left out; of two that differ at one address the first stays, with a note.
    fn add_numbers(&mut self, numbers: &[(CellRef, f64)]) {
        let missing = |at: CellRef| self.cells.binary_search_by_key(&at, |c| c.at()).is_err();
        let lost: Vec<Cell> = numbers
            .iter()
            .filter(|(at, _)| missing(*at))
            .map(|(at, number)| Cell::new(*at, Value::Number(*number)))
            .collect();
        self.cells.extend(lost);
        let mut sorted = numbers.to_vec();
        sorted.sort_by_key(|(at, _)| *at);
        for pair in sorted.windows(2).filter(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1) {
            let (at, first) = pair[0];
            self.notes.push(ReadNote { at: Some(at), kind: ReadNoteKind::DuplicateCell });
            for cell in self.cells.iter_mut().filter(|cell| cell.at() == at) {
                cell.set_value(Value::Number(first));
            }
        }
        self.cells.sort_by_key(|cell| cell.at());
        self.cells.dedup_by_key(|cell| cell.at());
    }

    /// Gives the cells, which are in order, their formulas; one without a result is a cell of its own. An address with
    /// two formulas gets neither.
    pub(super) fn add_formulas(&mut self, mut formulas: Formulas, intake: &mut Intake<'_>) -> Result<(), Error> {
        formulas.iter().try_for_each(|(_, text)| intake.formula(text))?;
        formulas.sort_by_key(|(at, _)| *at);
        let mut blank = Vec::new();
        for same in formulas.chunk_by(|a, b| a.0 == b.0) {
            let [(at, text)] = same else { continue };
            match self.cells.binary_search_by_key(at, |c| c.at()) {
                Ok(index) => self.cells[index].set_formula(Some(text.clone())),
                Err(_) => blank.push(Cell::new(*at, Value::Empty).with_formula(Some(text.clone()))),
            }
        }
        if !blank.is_empty() {
            self.cells.extend(blank);
            self.cells.sort_by_key(|c| c.at());
        }
        Ok(())
    }
}
