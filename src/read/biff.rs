//! The Workbook stream of an xls file → the same stream, checked, with what the record walk saw on its way.
//!
//! calamine trusts lengths and addresses in BIFF records: some lies make it ask for more memory than there is, which
//! no `catch_unwind` stops. So every record is walked first, and calamine only ever sees a container we wrote ourselves
//! around a stream that passed.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use super::ReadNoteKind;
use super::biff_cell::{Lost, check_content, number_in, rk, text_is_whole};
use super::biff_names::{self, SheetName};
use crate::error::{Error, Limit};
use crate::finding::CellRef;
use crate::package::zip::MEMBERS_MAX;
use crate::text::fonts::Drawn;

/// Columns a BIFF8 sheet can have; its rows are all that two bytes can say.
const MAX_COLUMN: u32 = 256;
/// Bytes the stream may have.
const STREAM_MAX: u64 = 512 << 20;

const FONT: u16 = 0x0031;
const XF: u16 = 0x00E0;
pub(super) const SST: u16 = 0x00FC;
pub(super) const LABELSST: u16 = 0x00FD;
pub(super) const BOF: u16 = 0x0809;
pub(super) const EOF: u16 = 0x000A;
pub(super) const FILEPASS: u16 = 0x002F;
const CODEPAGE: u16 = 0x0042;
pub(super) const BOUNDSHEET: u16 = 0x0085;
pub(super) const CONTINUE: u16 = 0x003C;
const DIMENSIONS: u16 = 0x0200;
pub(super) const ROW: u16 = 0x0208;
pub(super) const COLINFO: u16 = 0x007D;
pub(super) const MULRK: u16 = 0x00BD;
const MERGECELLS: u16 = 0x00E5;
pub(super) const NUMBER: u16 = 0x0203;
pub(super) const RK: u16 = 0x027E;
pub(super) const FORMULA: u16 = 0x0006;
/// A formula under the number it had in older formats, which some writers still use; calamine does not see it.
pub(super) const FORMULA_3: u16 = 0x0206;
pub(super) const FORMULA_4: u16 = 0x0406;
pub(super) const LABEL: u16 = 0x0204;
pub(super) const BOOLERR: u16 = 0x0205;
pub(super) const RSTRING: u16 = 0x00D6;
/// The text that the formula before gives.
const STRING: u16 = 0x0207;
/// Row, column, format, and then their own.
pub(super) const CELLS: [u16; 9] = [NUMBER, LABEL, BOOLERR, RK, LABELSST, RSTRING, FORMULA, FORMULA_3, FORMULA_4];
/// The place of a formula's tokens in its record, after their length.
pub(super) const TOKENS: usize = 22;
/// A checked stream.
#[derive(Debug)]
pub(super) struct Stream {
    /// The records.
    pub bytes: Vec<u8>,
    /// Is it BIFF8 (Excel 97 and later)? Otherwise BIFF5.
    pub biff8: bool,
    /// The code page it names.
    pub codepage: Option<u16>,
    /// How many shared strings it says it has.
    pub strings: u32,
    /// By cell format, what its font draws where that is no Unicode; empty where no font does.
    pub drawn: Vec<Option<Drawn>>,
    /// By cell format, by how many steps it sets a text in; empty where none does.
    pub indents: Vec<u8>,
    /// Its sheets, in workbook order.
    pub sheets: Vec<SheetFacts>,
    /// Where records of the workbook start that calamine is not to see.
    pub(super) hidden: Vec<usize>,
}

/// What the walk saw of one sheet.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct SheetFacts {
    /// Its name.
    pub name: SheetName,
    /// Offset of its BOF.
    pub offset: usize,
    /// Where that offset is said.
    pub(super) said: usize,
    /// Why it cannot be read.
    pub error: Option<Error>,
    /// What the walk noticed of the sheet as a whole.
    pub notes: Vec<ReadNoteKind>,
    /// Hidden rows, from 0.
    pub hidden_rows: BTreeSet<u32>,
    /// Hidden columns, from 0.
    pub hidden_columns: BTreeSet<u32>,
    /// Cells that cannot be read; `None` where no sheet has the place.
    pub lost: Vec<(Option<CellRef>, Lost)>,
    /// Where records start that calamine is not to see: cells that are lost, and sizes, which it need not know.
    pub(super) hidden: Vec<u32>,
    /// Where formulas say how long their tokens are, which are not calamine's to read.
    pub(super) formulas: Vec<u32>,
    /// The cell of the formula before.
    formula: Option<CellRef>,
    /// Where that starts, while the text it says it gives has not come.
    awaited: Option<(CellRef, usize)>,
    /// Cells that hold a number, or a formula with one for its result: none of them may be left out.
    pub numbers: Vec<(CellRef, f64)>,
    /// Cells in fonts before Unicode.
    pub old_fonts: Vec<(CellRef, Drawn)>,
    /// Cells that are set in, and by how many steps.
    pub indents: Vec<(CellRef, u8)>,
    used: Option<(u32, u32, u32, u32)>,
}

/// Copies a stream out of its container.
pub(super) fn stream_of<F: Read + Seek>(container: &mut cfb::CompoundFile<F>, name: &str) -> Result<Vec<u8>, Error> {
    let cut = |_| damaged("the workbook stream is cut");
    let mut stream = container.open_stream(name).map_err(cut)?;
    if stream.len() > STREAM_MAX {
        return Err(over(Limit::FileSize, "512 MB".into()));
    }
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(cut)?;
    Ok(bytes)
}

/// Walks the globals and every sheet. `Err` for anything calamine would trip over. `cells_max` bounds the rectangles
/// around the used cells of all sheets: calamine holds them all, blank or not.
pub(super) fn check(bytes: Vec<u8>, cells_max: u64) -> Result<Stream, Error> {
    let mut stream = Stream {
        bytes: Vec::new(),
        biff8: false,
        codepage: None,
        strings: 0,
        drawn: Vec::new(),
        indents: Vec::new(),
        sheets: Vec::new(),
        hidden: Vec::new(),
    };
    check_globals(&bytes, &mut stream)?;
    let (mut area, mut cells) = (0, cells_max);
    let book = Book { biff8: stream.biff8, strings: stream.strings, drawn: &stream.drawn, indents: &stream.indents };
    let last = stream.sheets.iter().map(|sheet| sheet.offset).max();
    for sheet in &mut stream.sheets {
        let is_last = Some(sheet.offset) == last;
        let checked = match sheet.error.take() {
            Some(error) => Err(Stop::Damaged(error)),
            None => check_sheet(&bytes, sheet, book, is_last, &mut cells),
        };
        match checked {
            Ok(()) => {}
            Err(Stop::Damaged(error)) => {
                let (name, said) = (std::mem::take(&mut sheet.name), sheet.said);
                *sheet = SheetFacts { name, said, error: Some(error), ..SheetFacts::default() };
            }
            Err(Stop::TooManyCells) => return Err(over(Limit::Cells, cells_max.to_string())),
        }
        area += sheet
            .used
            .map_or(0, |(top, left, bottom, right)| u64::from(bottom - top + 1) * u64::from(right - left + 1));
    }
    if let Some(error) = none_is_sound(&stream.sheets) {
        return Err(error.clone());
    }
    if area > cells_max {
        return Err(over(Limit::Area, cells_max.to_string()));
    }
    stream.bytes = bytes;
    Ok(stream)
}

/// What is wrong where no sheet can be read.
fn none_is_sound(sheets: &[SheetFacts]) -> Option<&Error> {
    let first = sheets.first()?.error.as_ref();
    first.filter(|_| sheets.iter().all(|sheet| sheet.error.is_some()))
}

fn damaged(what: &str) -> Error {
    Error::Damaged(what.into())
}

fn over(what: Limit, limit: String) -> Error {
    Error::OverLimit { what, limit }
}

/// One record.
pub(super) struct Record<'a> {
    /// What it is.
    pub(super) kind: u16,
    /// What it holds.
    pub(super) data: &'a [u8],
}

impl Record<'_> {
    /// Two bytes, low first.
    pub(super) fn u16(&self, at: usize) -> Result<u16, Error> {
        let two = self.data.get(at..).and_then(|d| d.first_chunk::<2>());
        two.map(|b| u16::from_le_bytes(*b)).ok_or_else(|| damaged("a record is too short"))
    }

    /// Four bytes, low first.
    pub(super) fn u32(&self, at: usize) -> Result<u32, Error> {
        let four = self.data.get(at..).and_then(|d| d.first_chunk::<4>());
        four.map(|b| u32::from_le_bytes(*b)).ok_or_else(|| damaged("a record is too short"))
    }
}

/// The record at an offset and the offset after it; `None` at the end of the stream.
pub(super) fn record_at(bytes: &[u8], at: usize) -> Result<Option<(Record<'_>, usize)>, Error> {
    let Some([k0, k1, l0, l1]) = bytes.get(at..).and_then(|b| b.first_chunk::<4>()) else {
        return Ok(None);
    };
    let end = at + 4 + usize::from(u16::from_le_bytes([*l0, *l1]));
    let data = bytes.get(at + 4..end).ok_or_else(|| damaged("a record is cut"))?;
    let kind = u16::from_le_bytes([*k0, *k1]);
    Ok(Some((Record { kind, data }, end)))
}

fn check_globals(bytes: &[u8], stream: &mut Stream) -> Result<(), Error> {
    let mut at = 0;
    let (mut fonts, mut formats, mut indents) = (Vec::new(), Vec::new(), Vec::new());
    while let Some((record, next)) = record_at(bytes, at)? {
        match record.kind {
            BOF if at == 0 => stream.biff8 = is_biff8(&record)?,
            _ if at == 0 => return Err(damaged("the workbook stream does not start properly")),
            FILEPASS => return Err(Error::Password),
            SST => stream.strings = record.u32(4)?,
            CODEPAGE => match record.u16(0) {
                Ok(page) => stream.codepage = Some(page),
                Err(_) => stream.hidden.push(at),
            },
            BOUNDSHEET if stream.sheets.len() == MEMBERS_MAX => {
                return Err(over(Limit::Parts, MEMBERS_MAX.to_string()));
            }
            BOUNDSHEET => stream.sheets.push(bound_sheet(&record, at, (bytes.len(), stream.biff8))?),
            CONTINUE if record.data.is_empty() => match record_at(bytes, next)? {
                Some((Record { kind: CONTINUE, .. }, _)) => {
                    return Err(damaged("a record is continued by nothing"));
                }
                _ => stream.hidden.push(at),
            },
            FONT => fonts.push(drawn(&record)),
            XF => {
                formats.push(record.u16(0).unwrap_or(0));
                indents.push(record.data.get(8).map_or(0, |byte| byte & 15));
            }
            EOF => {
                biff_names::tell_apart(&mut stream.sheets);
                stream.drawn = if stream.biff8 { of_formats(&fonts, &formats) } else { Vec::new() };
                if stream.biff8 && indents.iter().any(|steps| *steps > 0) {
                    stream.indents = indents;
                }
                return Ok(());
            }
            _ => {}
        }
        at = next;
    }
    Err(damaged("the workbook stream ends too early"))
}

/// What a font of BIFF8 draws, where that is no Unicode. Those fonts have names of plain letters.
fn drawn(font: &Record<'_>) -> Option<Drawn> {
    let (letters, wide) = (usize::from(*font.data.get(14)?), font.data.get(15)? & 1);
    let name: String =
        font.data[16..].iter().step_by(1 + usize::from(wide)).take(letters).map(|&b| char::from(b)).collect();
    Drawn::by(&name)
}

/// The same by cell format; empty where no font does. There is no font number 4.
fn of_formats(fonts: &[Option<Drawn>], formats: &[u16]) -> Vec<Option<Drawn>> {
    if fonts.iter().all(Option::is_none) {
        return Vec::new();
    }
    let place = |number: u16| usize::from(if number > 4 { number - 1 } else { number });
    formats.iter().map(|&number| fonts.get(place(number)).copied().flatten()).collect()
}

fn is_biff8(bof: &Record<'_>) -> Result<bool, Error> {
    match bof.u16(0)? {
        0x0600 => Ok(true),
        0x0500 => Ok(false),
        0x0200 | 0x0300 | 0x0400 => Err(Error::TooOld("Excel 4".into())),
        _ => Err(damaged("the version of the workbook stream is unknown")),
    }
}

fn bound_sheet(record: &Record<'_>, at: usize, (len, biff8): (usize, bool)) -> Result<SheetFacts, Error> {
    let (offset, said) = (record.u32(0)? as usize, at + 4);
    if record.data.len() < 8 {
        return Err(damaged("a record is too short"));
    }
    let name = SheetName::of(record, said, biff8);
    let error = (offset + 4 > len).then(|| damaged("a sheet lies outside the workbook stream"));
    Ok(SheetFacts { name, offset, said, error, ..SheetFacts::default() })
}

/// What the globals say of all sheets.
#[derive(Clone, Copy)]
struct Book<'b> {
    biff8: bool,
    strings: u32,
    drawn: &'b [Option<Drawn>],
    indents: &'b [u8],
}

/// Why the walk over a sheet ends early.
enum Stop {
    Damaged(Error),
    TooManyCells,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Damaged(error)
    }
}

/// `is_last`: is nothing behind the sheet? Then it may lack its end.
fn check_sheet(
    bytes: &[u8],
    sheet: &mut SheetFacts,
    book: Book<'_>,
    is_last: bool,
    cells: &mut u64,
) -> Result<(), Stop> {
    let mut at = sheet.offset;
    let mut depth = 0;
    while let Some((record, next)) = record_at(bytes, at)? {
        match record.kind {
            BOF => depth += 1,
            _ if at == sheet.offset => return Err(damaged("a sheet does not start properly").into()),
            EOF => depth -= 1,
            // Charts embedded in the sheet have records of their own.
            _ if depth == 1 => {
                let held = check_record(&record, at, sheet, book)?;
                *cells = cells.checked_sub(held).ok_or(Stop::TooManyCells)?;
            }
            _ => {}
        }
        if depth == 0 {
            sheet.miss_text();
            return Ok(());
        }
        at = next;
    }
    if is_last && depth == 1 && at == bytes.len() {
        sheet.notes.push(ReadNoteKind::EndsEarly);
        return Ok(());
    }
    Err(damaged("a sheet ends too early").into())
}

/// How many cells a record at an offset holds. `Err` for what cannot be told from sound records.
fn check_record(record: &Record<'_>, at: usize, sheet: &mut SheetFacts, book: Book<'_>) -> Result<u64, Error> {
    if record.kind == MULRK || CELLS.contains(&record.kind) {
        sheet.miss_text();
    }
    match record.kind {
        DIMENSIONS => sheet.hidden.push(at as u32),
        MULRK => return check_numbers(record, at, sheet),
        MERGECELLS if record.u16(0).is_ok_and(|count| record.data.len() >= 2 + 8 * usize::from(count)) => {}
        MERGECELLS => {
            sheet.hidden.push(at as u32);
            if !sheet.notes.contains(&ReadNoteKind::Merges) {
                sheet.notes.push(ReadNoteKind::Merges);
            }
        }
        ROW if record.u16(12).unwrap_or(0) & 0x20 != 0 => drop(sheet.hidden_rows.insert(record.u16(0)?.into())),
        COLINFO if record.u16(8).unwrap_or(0) & 1 != 0 => {
            let last = u32::from(record.u16(2)?).min(MAX_COLUMN - 1);
            sheet.hidden_columns.extend(u32::from(record.u16(0)?)..=last);
        }
        STRING => {
            sheet.awaited = None;
            if !text_is_whole(record.data, book.biff8) {
                let of = sheet.formula;
                sheet.loses(at, of, Lost::Cut);
            }
        }
        kind if CELLS.contains(&kind) => {
            check_cell(record, at, sheet, book);
            return Ok(1);
        }
        _ => {}
    }
    Ok(0)
}

/// A record of several numbers, one beside the other.
fn check_numbers(record: &Record<'_>, at: usize, sheet: &mut SheetFacts) -> Result<u64, Error> {
    let (Ok(row), Ok(first)) = (record.u16(0), record.u16(2)) else {
        sheet.loses(at, None, Lost::Cut);
        return Ok(1);
    };
    let place = CellRef::new(row.into(), first.into());
    let last = record.u16(record.data.len().saturating_sub(2))?;
    if last < first || record.data.len() != 6 + 6 * (usize::from(last - first) + 1) {
        sheet.loses(at, on_sheet(place), Lost::Cut);
        return Ok(1);
    }
    if u32::from(last) >= MAX_COLUMN {
        sheet.loses(at, None, Lost::Place(row, last));
        return Ok(1);
    }
    sheet.uses(row, first);
    sheet.uses(row, last);
    for (index, column) in (first..=last).enumerate() {
        sheet.holds(row, column, rk(record.u32(6 + 6 * index)?));
    }
    Ok(u64::from(last - first) + 1)
}

/// One cell: put down, or lost and hidden from calamine.
fn check_cell(record: &Record<'_>, at: usize, sheet: &mut SheetFacts, book: Book<'_>) {
    let (Ok(row), Ok(column)) = (record.u16(0), record.u16(2)) else {
        return sheet.loses(at, None, Lost::Cut);
    };
    let place = CellRef::new(row.into(), column.into());
    if on_sheet(place).is_none() {
        return sheet.loses(at, None, Lost::Place(row, column));
    }
    let is_formula = matches!(record.kind, FORMULA | FORMULA_3 | FORMULA_4);
    if is_formula {
        sheet.formula = Some(place);
    }
    if let Err(lost) = check_content(record, (book.biff8, book.strings)) {
        return sheet.loses(at, Some(place), lost);
    }
    if is_formula && matches!(record.data.get(6..14), Some([0, .., 0xFF, 0xFF])) {
        sheet.awaited = Some((place, at));
    }
    if record.kind == FORMULA {
        sheet.formulas.push((at + 4 + TOKENS - 2) as u32);
    }
    if let Ok(Some(number)) = number_in(record) {
        sheet.holds(row, column, number);
    }
    let format = record.u16(4).map_or(usize::MAX, usize::from);
    if let Some(drawn) = book.drawn.get(format).copied().flatten() {
        sheet.old_fonts.push((place, drawn));
    }
    if let Some(steps) = book.indents.get(format).copied().filter(|steps| *steps > 0) {
        sheet.indents.push((place, steps));
    }
    sheet.uses(row, column);
}

fn on_sheet(place: CellRef) -> Option<CellRef> {
    (place.column < MAX_COLUMN).then_some(place)
}

impl SheetFacts {
    fn holds(&mut self, row: u16, column: u16, number: f64) {
        if number.is_finite() {
            self.numbers.push((CellRef::new(row.into(), column.into()), number));
        }
    }

    /// The text that a formula says it gives has not come: the cell cannot be read.
    fn miss_text(&mut self) {
        if let Some((place, record)) = self.awaited.take() {
            self.loses(record, Some(place), Lost::Cut);
        }
    }

    /// Notes a cell that cannot be read, and hides its record.
    fn loses(&mut self, record: usize, at: Option<CellRef>, lost: Lost) {
        self.lost.push((at, lost));
        self.hidden.push(record as u32);
    }

    /// A cell on the sheet that calamine sees.
    fn uses(&mut self, row: u16, column: u16) {
        let (row, column) = (u32::from(row), u32::from(column));
        let (top, left, bottom, right) = self.used.unwrap_or((row, column, row, column));
        self.used = Some((top.min(row), left.min(column), bottom.max(row), right.max(column)));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn stream() -> Vec<u8> {
        let bytes = include_bytes!("../../fixtures/reading/biff8-from-a-library.xls");
        let mut container = cfb::CompoundFile::open(Cursor::new(bytes.to_vec())).expect("sound");
        stream_of(&mut container, "/Workbook").expect("there")
    }

    fn place_of(bytes: &[u8], kind: u16) -> usize {
        let mut at = 0;
        while let Ok(Some((record, next))) = record_at(bytes, at) {
            if record.kind == kind {
                return at + 4;
            }
            at = next;
        }
        panic!("no such record");
    }

    #[test]
    fn a_sound_stream_passes() {
        let stream = check(stream(), 1000).expect("sound");
        assert!(stream.biff8);
        assert_eq!(stream.sheets.len(), 2);
    }

    #[test]
    fn a_string_that_does_not_exist_is_told() {
        let mut bytes = stream();
        let sheet = check(bytes.clone(), 1000).expect("sound").sheets[0].offset;
        let place = sheet + place_of(&bytes[sheet..], LABELSST);
        bytes[place + 7] = 9;
        let lost = &check(bytes, 1000).expect("still readable").sheets[0].lost;
        assert!(matches!(&lost[..], [(Some(at), Lost::String(number))] if at.row == 0 && *number >= 0x900));
    }

    #[test]
    fn lies_are_refused() {
        let lie = |kind: u16, at: usize, byte: u8| {
            let mut bytes = stream();
            let place = place_of(&bytes, kind);
            bytes[place + at] = byte;
            check(bytes, 1000)
        };
        // A sheet that is not there costs no other.
        let sheets = lie(BOUNDSHEET, 2, 9).expect("the other is sound").sheets;
        assert!(matches!(sheets[0].error, Some(Error::Damaged(_))) && sheets[1].error.is_none());
        assert!(matches!(lie(BOF, 1, 9), Err(Error::Damaged(_))));
    }
}
