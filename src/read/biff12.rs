//! The parts of an xlsb package → their records, and of a sheet what calamine does not give: merged and hidden.

use std::collections::{BTreeSet, HashMap};

use crate::error::Error;
use crate::finding::{CellRange, CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::package::xml::{Token, Tokenizer, decode_part};
use crate::package::zip::{Archive, Budget};

/// Name of the workbook part.
pub(super) const WORKBOOK: &str = "xl/workbook.bin";

const BUNDLE_SHEET: u32 = 156;
const ROW: u32 = 0;
const COLUMNS: u32 = 60;
const MERGE: u32 = 176;
/// Hidden rows and columns beyond which a sheet is no form.
const HIDDEN_MAX: usize = 2_000_000;

/// One record.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    /// What it is.
    pub kind: u32,
    /// Its content.
    pub data: &'a [u8],
}

/// The records of a part, one after another.
pub(super) struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    /// From the start of a part.
    pub(super) fn new(part: &'a [u8]) -> Self {
        Self { rest: part }
    }

    /// How much of a part was read, which is the one they were made from.
    pub(super) fn position_in(&self, part: &[u8]) -> usize {
        part.len() - self.rest.len()
    }

    /// The next record; `None` at the end of the part.
    pub(super) fn next_record(&mut self) -> Result<Option<Record<'a>>, Error> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let kind = self.number(2)?;
        let len = self.number(4)? as usize;
        let (data, rest) = self.rest.split_at_checked(len).ok_or_else(cut)?;
        self.rest = rest;
        Ok(Some(Record { kind, data }))
    }

    /// Seven bits a byte, the lowest first; the highest bit says that another follows.
    fn number(&mut self, bytes_max: u32) -> Result<u32, Error> {
        let mut number = 0;
        for place in 0..bytes_max {
            let (byte, rest) = self.rest.split_first().ok_or_else(cut)?;
            self.rest = rest;
            number |= u32::from(byte & 0x7F) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Ok(number)
    }
}

impl<'a> Record<'a> {
    fn bytes<const N: usize>(&self, at: usize) -> Result<[u8; N], Error> {
        self.data.get(at..).and_then(|data| data.first_chunk()).copied().ok_or_else(cut)
    }

    /// One byte.
    pub(super) fn u8(&self, at: usize) -> Result<u8, Error> {
        self.bytes::<1>(at).map(|[byte]| byte)
    }

    /// Two bytes, low first.
    pub(super) fn u16(&self, at: usize) -> Result<u16, Error> {
        self.bytes(at).map(u16::from_le_bytes)
    }

    /// Four bytes, low first.
    pub(super) fn u32(&self, at: usize) -> Result<u32, Error> {
        self.bytes(at).map(u32::from_le_bytes)
    }

    /// A finite number.
    pub(super) fn f64(&self, at: usize) -> Result<f64, Error> {
        let number = f64::from_le_bytes(self.bytes(at)?);
        number.is_finite().then_some(number).ok_or_else(cut)
    }

    /// A text and where it ends; one that is not there (length -1) is empty.
    pub(super) fn text(&self, at: usize) -> Result<(String, usize), Error> {
        let letters = match self.u32(at)? {
            u32::MAX => 0,
            letters => letters as usize,
        };
        let end = letters.checked_mul(2).and_then(|len| len.checked_add(at + 4)).ok_or_else(cut)?;
        let bytes = self.data.get(at + 4..end).ok_or_else(cut)?;
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        Ok((String::from_utf16_lossy(&units), end))
    }

    /// What follows a place.
    pub(super) fn rest(&self, at: usize) -> &'a [u8] {
        self.data.get(at..).unwrap_or_default()
    }
}

fn cut() -> Error {
    Error::Damaged("a record is cut".into())
}

/// The bytes of a part, if it is there.
pub(super) fn part(archive: &Archive, name: &str) -> Result<Option<Vec<u8>>, Error> {
    archive.find(name).map(|member| archive.inflate(member, &mut Budget::default())).transpose()
}

/// The names of the sheets' parts, in the order of the workbook's tabs; `None` where a tab has none.
pub(super) fn sheet_parts(archive: &Archive) -> Result<Vec<Option<String>>, Error> {
    let workbook = part(archive, WORKBOOK)?.ok_or_else(cut)?;
    let relations = part(archive, "xl/_rels/workbook.bin.rels")?.unwrap_or_default();
    let targets = targets(&decode_part(&relations))?;
    let mut records = Records::new(&workbook);
    let mut parts = Vec::new();
    while let Some(record) = records.next_record()? {
        if record.kind == BUNDLE_SHEET && record.u32(8)? != u32::MAX {
            let (id, _) = record.text(8)?;
            parts.push(targets.get(&id).cloned());
        }
    }
    Ok(parts)
}

/// The parts of worksheets by the id of their relation.
fn targets(relations: &str) -> Result<HashMap<String, String>, Error> {
    let mut tokens = Tokenizer::new(relations);
    let mut targets = HashMap::new();
    while let Some(token) = tokens.next_token()? {
        let Token::Start(tag) = token else { continue };
        let get = |name: &str| tag.get_local(name).unwrap_or_default().into_owned();
        if tag.name == "Relationship" && get("Type").ends_with("/worksheet") {
            let target = get("Target");
            let name = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            targets.insert(get("Id"), name);
        }
    }
    Ok(targets)
}

/// What of a sheet is merged and hidden.
#[derive(Default, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// Merged rectangles.
    pub merges: Vec<CellRange>,
    /// Hidden rows, from 0.
    pub hidden_rows: BTreeSet<u32>,
    /// Hidden columns, from 0.
    pub hidden_columns: BTreeSet<u32>,
}

/// The frame of a sheet part; `Err` where anything in it is impossible.
pub(super) fn frame(part: &[u8]) -> Result<Frame, Error> {
    let mut frame = Frame::default();
    let mut records = Records::new(part);
    while let Some(record) = records.next_record()? {
        match record.kind {
            ROW if record.u8(11)? & 0x10 != 0 => drop(frame.hidden_rows.insert(record.u32(0)?)),
            COLUMNS if record.u8(16)? & 1 != 0 => {
                let (first, last) = (record.u32(0)?, record.u32(4)?);
                if first > last || last >= MAX_COLUMNS {
                    return Err(cut());
                }
                frame.hidden_columns.extend(first..=last);
            }
            MERGE => {
                let (rows, columns) = ((record.u32(0)?, record.u32(4)?), (record.u32(8)?, record.u32(12)?));
                let sane = rows.0 <= rows.1 && rows.1 < MAX_ROWS && columns.0 <= columns.1 && columns.1 < MAX_COLUMNS;
                if !sane {
                    return Err(cut());
                }
                let start = CellRef::new(rows.0, columns.0);
                frame.merges.push(CellRange::new(start, CellRef::new(rows.1, columns.1)));
            }
            _ => {}
        }
        if frame.hidden_rows.len() + frame.merges.len() > HIDDEN_MAX {
            return Err(cut());
        }
    }
    match frame.hidden_rows.last() {
        Some(row) if *row >= MAX_ROWS => Err(cut()),
        _ => Ok(frame),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, data: &[u8]) -> Vec<u8> {
        let kind: &[u8] = if kind < 0x80 { &[kind] } else { &[kind, 1] };
        [kind, &[data.len() as u8], data].concat()
    }

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn merged_and_hidden_are_told() {
        let mut row = words(&[7, 0, 300]);
        row[11] = 0x10;
        row[10] = 0;
        let part = [record(60, &words(&[2, 3, 2560, 0, 1])), record(0, &row), record(176, &words(&[0, 1, 0, 5]))];
        let frame = frame(&part.concat()).expect("sound");
        assert_eq!(frame.hidden_columns.into_iter().collect::<Vec<_>>(), [2, 3]);
        assert_eq!(frame.hidden_rows.into_iter().collect::<Vec<_>>(), [7]);
        assert_eq!(frame.merges, [CellRange::parse("A1:F2").expect("a range")]);
    }

    #[test]
    fn lies_are_refused() {
        assert!(frame(&record(176, &words(&[5, 1, 0, 5]))).is_err());
        assert!(frame(&record(176, &words(&[0, u32::MAX, 0, 5]))).is_err());
        assert!(frame(&record(60, &words(&[0, u32::MAX, 0, 0, 1]))).is_err());
        assert!(frame(&[176, 1, 16, 0]).is_err());
        assert!(frame(&[0x80]).is_err());
    }
}
