//! The Workbook stream of an xls file → the same stream, checked, with what the record walk saw on its way.
//!
//! calamine trusts lengths and addresses in BIFF records: some lies make it ask for more memory than there is, which
//! no `catch_unwind` stops. So every record is walked first, and calamine only ever sees a container we wrote ourselves
//! around a stream that passed.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Seek, Write};

use crate::error::{Error, Limit};
use crate::finding::CellRef;
use crate::text::fonts::Drawn;

/// Rows and columns a BIFF8 sheet can have.
const MAX_ROW: u32 = 65_536;
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
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const FORMULA: u16 = 0x0006;
/// A formula under the number it had in older formats, which some writers still use; calamine does not see it.
const FORMULA_3: u16 = 0x0206;
const FORMULA_4: u16 = 0x0406;
/// NUMBER, LABEL, BOOLERR, RK, LABELSST, RSTRING, FORMULA: row, column, format, and then their own.
pub(super) const CELLS: [u16; 9] = [NUMBER, 0x0204, 0x0205, RK, 0x00FD, 0x00D6, FORMULA, FORMULA_3, FORMULA_4];

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
}

/// What the walk saw of one sheet.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct SheetFacts {
    /// Offset of its BOF.
    pub offset: usize,
    /// Hidden rows, from 0.
    pub hidden_rows: BTreeSet<u32>,
    /// Hidden columns, from 0.
    pub hidden_columns: BTreeSet<u32>,
    /// Cells whose shared string does not exist, and its number: calamine leaves them out without a word.
    pub lost_strings: Vec<(CellRef, u32)>,
    /// Cells that hold a number, or a formula with one for its result: none of them may be left out.
    pub numbers: Vec<(CellRef, f64)>,
    /// Cells in fonts before Unicode.
    pub old_fonts: Vec<(CellRef, Drawn)>,
    /// Cells that are set in, and by how many steps.
    pub indents: Vec<(CellRef, u8)>,
    used: Option<(u32, u32, u32, u32)>,
}

impl Stream {
    /// A container that holds nothing but this stream.
    pub(super) fn container(&self) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::Unreadable("the workbook stream could not be copied".into());
        // Version 3: calamine takes a version 4 file without short streams for empty.
        let mut container =
            cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).map_err(failed)?;
        let name = if self.biff8 { "/Workbook" } else { "/Book" };
        let mut stream = container.create_stream(name).map_err(failed)?;
        stream.write_all(&self.bytes).map_err(failed)?;
        stream.flush().map_err(failed)?;
        drop(stream);
        container.flush().map_err(failed)?;
        Ok(container.into_inner().into_inner())
    }
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
    };
    check_globals(&bytes, &mut stream)?;
    let mut area = 0;
    for sheet in &mut stream.sheets {
        check_sheet(&bytes, sheet, stream.strings, (&stream.drawn, &stream.indents))?;
        area += sheet
            .used
            .map_or(0, |(top, left, bottom, right)| u64::from(bottom - top + 1) * u64::from(right - left + 1));
    }
    if area > cells_max {
        return Err(over(Limit::Area, cells_max.to_string()));
    }
    stream.bytes = bytes;
    Ok(stream)
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
            CODEPAGE => stream.codepage = Some(record.u16(0)?),
            BOUNDSHEET => stream.sheets.push(bound_sheet(&record, bytes.len())?),
            CONTINUE if record.data.is_empty() => {
                return Err(damaged("a record is continued by nothing"));
            }
            FONT => fonts.push(drawn(&record)),
            XF => {
                formats.push(record.u16(0).unwrap_or(0));
                indents.push(record.data.get(8).map_or(0, |byte| byte & 15));
            }
            EOF => {
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

fn bound_sheet(record: &Record<'_>, len: usize) -> Result<SheetFacts, Error> {
    let offset = record.u32(0)? as usize;
    if offset + 4 > len || record.data.len() < 8 {
        return Err(damaged("a sheet lies outside the workbook stream"));
    }
    Ok(SheetFacts { offset, ..SheetFacts::default() })
}

/// By cell format: what its font draws, and by how many steps it sets in.
type Formats<'f> = (&'f [Option<Drawn>], &'f [u8]);

fn check_sheet(bytes: &[u8], sheet: &mut SheetFacts, strings: u32, formats: Formats<'_>) -> Result<(), Error> {
    let mut at = sheet.offset;
    let mut depth = 0;
    while let Some((record, next)) = record_at(bytes, at)? {
        match record.kind {
            BOF => depth += 1,
            _ if at == sheet.offset => return Err(damaged("a sheet does not start properly")),
            EOF => depth -= 1,
            // Charts embedded in the sheet have records of their own.
            _ if depth == 1 => check_record(&record, sheet, strings, formats)?,
            _ => {}
        }
        if depth == 0 {
            return Ok(());
        }
        at = next;
    }
    Err(damaged("a sheet ends too early"))
}

fn check_record(
    record: &Record<'_>,
    sheet: &mut SheetFacts,
    strings: u32,
    (drawn, indents): Formats<'_>,
) -> Result<(), Error> {
    match record.kind {
        DIMENSIONS => check_dimensions(record),
        MULRK => {
            let (row, first) = (record.u16(0)?, record.u16(2)?);
            let last = record.u16(record.data.len().saturating_sub(2))?;
            if last < first || record.data.len() != 6 + 6 * (usize::from(last - first) + 1) {
                return Err(damaged("a record of several numbers is cut"));
            }
            sheet.uses(row, first)?;
            sheet.uses(row, last)?;
            for (index, column) in (first..=last).enumerate() {
                sheet.holds(row, column, rk(record.u32(6 + 6 * index)?));
            }
            Ok(())
        }
        MERGECELLS if record.data.len() < 2 + 8 * usize::from(record.u16(0)?) => {
            Err(damaged("the list of merged cells is cut"))
        }
        ROW if record.u16(12).unwrap_or(0) & 0x20 != 0 => {
            sheet.hidden_rows.insert(record.u16(0)?.into());
            Ok(())
        }
        COLINFO if record.u16(8).unwrap_or(0) & 1 != 0 => {
            let last = u32::from(record.u16(2)?).min(MAX_COLUMN - 1);
            sheet.hidden_columns.extend(u32::from(record.u16(0)?)..=last);
            Ok(())
        }
        kind if CELLS.contains(&kind) => {
            if record.data.len() < 7 {
                return Err(damaged("a cell is cut"));
            }
            let (row, column) = (record.u16(0)?, record.u16(2)?);
            if kind == LABELSST && record.u32(6)? >= strings {
                let at = CellRef::new(row.into(), column.into());
                sheet.lost_strings.push((at, record.u32(6)?));
            }
            if let Some(number) = number_in(record)? {
                sheet.holds(row, column, number);
            }
            let (at, format) = (CellRef::new(row.into(), column.into()), usize::from(record.u16(4)?));
            if let Some(drawn) = drawn.get(format).copied().flatten() {
                sheet.old_fonts.push((at, drawn));
            }
            if let Some(steps) = indents.get(format).copied().filter(|steps| *steps > 0) {
                sheet.indents.push((at, steps));
            }
            sheet.uses(row, column)
        }
        _ => Ok(()),
    }
}

/// The number in the record of a cell, or the result of its formula.
fn number_in(record: &Record<'_>) -> Result<Option<f64>, Error> {
    let eight = |at: usize| Ok((u64::from(record.u32(at + 4)?) << 32) | u64::from(record.u32(at)?));
    Ok(match record.kind {
        RK => Some(rk(record.u32(6)?)),
        NUMBER => Some(f64::from_bits(eight(6)?)),
        // A result that is no number says so in its last two bytes.
        FORMULA | FORMULA_3 | FORMULA_4 if record.data.len() >= 22 && record.u16(12)? != 0xFFFF => {
            Some(f64::from_bits(eight(6)?))
        }
        _ => None,
    })
}

/// A number in four bytes: an integer or the upper half of a float, as it is or a hundredth of it.
fn rk(packed: u32) -> f64 {
    let number = match packed & 2 {
        0 => f64::from_bits(u64::from(packed & !3) << 32),
        _ => f64::from(packed as i32 >> 2),
    };
    if packed & 1 == 0 { number } else { number / 100.0 }
}

/// First and last row, first and last column, the last ones not included; rows in 16 bits before BIFF8.
fn check_dimensions(record: &Record<'_>) -> Result<(), Error> {
    let (rows, columns) = match record.data.len() {
        len if len >= 12 => ((record.u32(0)?, record.u32(4)?), (record.u16(8)?, record.u16(10)?)),
        _ => ((record.u16(0)?.into(), record.u16(2)?.into()), (record.u16(4)?, record.u16(6)?)),
    };
    let sane = rows.0 <= rows.1 && rows.1 <= MAX_ROW && columns.0 <= columns.1 && u32::from(columns.1) <= MAX_COLUMN;
    match sane {
        true => Ok(()),
        false => Err(damaged("the size of a sheet is impossible")),
    }
}

impl SheetFacts {
    fn holds(&mut self, row: u16, column: u16, number: f64) {
        if number.is_finite() {
            self.numbers.push((CellRef::new(row.into(), column.into()), number));
        }
    }

    fn uses(&mut self, row: u16, column: u16) -> Result<(), Error> {
        let (row, column) = (u32::from(row), u32::from(column));
        if column >= MAX_COLUMN {
            return Err(damaged("a cell lies outside the sheet"));
        }
        let (top, left, bottom, right) = self.used.unwrap_or((row, column, row, column));
        self.used = Some((top.min(row), left.min(column), bottom.max(row), right.max(column)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
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
        let lost = &check(bytes, 1000).expect("still readable").sheets[0].lost_strings;
        assert!(matches!(&lost[..], [(at, number)] if at.row == 0 && *number >= 0x900));
    }

    #[test]
    fn lies_are_refused() {
        let lie = |kind: u16, at: usize, byte: u8| {
            let mut bytes = stream();
            let place = place_of(&bytes, kind);
            bytes[place + at] = byte;
            check(bytes, 1000).map(drop)
        };
        assert!(matches!(lie(DIMENSIONS, 6, 9), Err(Error::Damaged(_))));
        assert!(matches!(lie(BOUNDSHEET, 2, 9), Err(Error::Damaged(_))));
        assert!(matches!(lie(0x00FD, 3, 9), Err(Error::Damaged(_))));
        assert!(matches!(lie(BOF, 1, 9), Err(Error::Damaged(_))));
    }
}
