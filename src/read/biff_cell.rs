//! The record of one cell of an xls file → whether all is there that it says, and the number in it.

use std::fmt;

use super::biff::{BOOLERR, FORMULA, FORMULA_3, FORMULA_4, LABEL, LABELSST, NUMBER, RK, RSTRING, Record, TOKENS};
use super::formulas::error_code;
use crate::error::Error;
use crate::finding::CellRef;

/// What is wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Lost {
    /// Its record is too short for what it says it holds.
    Cut,
    /// The shared string of this number does not exist.
    String(u32),
    /// It holds an error that nobody knows.
    Error(u8),
    /// It stands beyond the last column.
    Place(u16, u16),
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut => f.write_str("…"),
            Self::String(number) => write!(f, "string {number}"),
            Self::Error(code) => write!(f, "error {code}"),
            Self::Place(row, column) => CellRef::new((*row).into(), (*column).into()).fmt(f),
        }
    }
}

/// `Err` where the record of a cell holds less than it says, or what nobody knows.
pub(super) fn check_content(record: &Record<'_>, (biff8, strings): (bool, u32)) -> Result<(), Lost> {
    let data = record.data;
    let least = |len: usize| if data.len() < len { Err(Lost::Cut) } else { Ok(()) };
    let error = |code: u8| error_code(code).map(drop).ok_or(Lost::Error(code));
    match record.kind {
        NUMBER => least(14),
        RK => least(10),
        LABELSST => match record.u32(6) {
            Ok(number) if number < strings => Ok(()),
            Ok(number) => Err(Lost::String(number)),
            Err(_) => Err(Lost::Cut),
        },
        BOOLERR => match data.get(6..8) {
            Some([_, 0]) => Ok(()),
            Some([code, 1]) => error(*code),
            Some([_, kind]) => Err(Lost::Error(*kind)),
            _ => Err(Lost::Cut),
        },
        LABEL | RSTRING => match data.get(6..) {
            Some(text) if text_is_whole(text, biff8) => Ok(()),
            _ => Err(Lost::Cut),
        },
        // A result that is no number says so in its last two bytes.
        _ => least(TOKENS).and_then(|()| match data[6..14] {
            [2, _, code, .., 0xFF, 0xFF] => error(code),
            [kind, .., 0xFF, 0xFF] if kind > 3 => Err(Lost::Error(kind)),
            _ => Ok(()),
        }),
    }
}

/// Is a text there to its end? Its length in letters, since Excel 97 how wide they are, and the letters.
pub(super) fn text_is_whole(text: &[u8], biff8: bool) -> bool {
    let Some((length, rest)) = text.split_first_chunk::<2>() else { return false };
    let length = usize::from(u16::from_le_bytes(*length));
    match rest {
        _ if length == 0 => true,
        [flags, letters @ ..] if biff8 => letters.len() >= length * (1 + usize::from(flags & 1)),
        letters => !biff8 && letters.len() >= length,
    }
}

/// The number in the record of a cell, or the result of its formula.
pub(super) fn number_in(record: &Record<'_>) -> Result<Option<f64>, Error> {
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
pub(super) fn rk(packed: u32) -> f64 {
    let number = match packed & 2 {
        0 => f64::from_bits(u64::from(packed & !3) << 32),
        _ => f64::from(packed as i32 >> 2),
    };
    if packed & 1 == 0 { number } else { number / 100.0 }
}
