//! The records of an xlsb package → the formulas of its sheets: [MS-XLSB] 2.1.7.61 (the workbook) and 2.1.7.62 (a sheet).

use std::sync::Arc;

use super::ptg::Bytes;
use super::{Book, Collected, Dialect, Held, Reference, Scope, Shared, own_sheets, usable};
use crate::error::Error;
use crate::finding::{CellRange, CellRef, MAX_COLUMNS, MAX_ROWS};

const ROW_HEADER: u16 = 0;
const FORMULA_STRING: u16 = 8;
const FORMULA_NUMBER: u16 = 9;
const FORMULA_ERROR: u16 = 11;
const NAME: u16 = 39;
const BUNDLE_SHEET: u16 = 156;
const SUP_BOOK: u16 = 355;
const SUP_SELF: u16 = 357;
const SUP_SAME: u16 = 358;
const EXTERN_SHEET: u16 = 362;
const ARRAY_FORMULA: u16 = 426;
const SHARED_FORMULA: u16 = 427;
const SUP_ADDIN: u16 = 667;

/// A string that is not there.
const NO_STRING: u32 = u32::MAX;

/// The next record: what it is and what it holds. Lengths take seven bits a byte.
fn record<'a>(bytes: &mut Bytes<'a>) -> Option<(u16, Bytes<'a>)> {
    let first = bytes.u8()?;
    let kind = match first & 0x80 {
        0 => u16::from(first),
        _ => u16::from(first & 0x7F) | u16::from(bytes.u8()? & 0x7F) << 7,
    };
    let mut length = 0;
    for place in 0..4 {
        let byte = bytes.u8()?;
        length |= usize::from(byte & 0x7F) << (7 * place);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some((kind, Bytes(bytes.take(length)?)))
}

/// What tokens refer to by number, as the workbook part says.
pub(in crate::read) fn scope(workbook: &[u8]) -> Scope {
    let mut scope = Scope::new(Dialect::Xlsb);
    let (mut names, mut references) = (Vec::new(), Vec::new());
    let mut bytes = Bytes(workbook);
    while let Some((kind, data)) = record(&mut bytes) {
        match kind {
            BUNDLE_SHEET => names.push(sheet_name(data)),
            NAME => scope.names.push(defined_name(data)),
            SUP_SELF | SUP_SAME => scope.books.push(Book { is_own: true, ..Book::default() }),
            SUP_BOOK | SUP_ADDIN => scope.books.push(Book::default()),
            EXTERN_SHEET => references.extend(references_of(data)),
            _ => {}
        }
    }
    let prefixed = references.into_iter().map(|(book, first, last)| {
        let own = scope.books.get(book).is_some_and(|b| b.is_own);
        Reference { book, prefix: own.then(|| own_sheets(&names, first, last)).flatten() }
    });
    scope.references = prefixed.collect();
    scope
}

/// State and number, the id of its relation, its name.
fn sheet_name(mut data: Bytes<'_>) -> Option<String> {
    let _relation = data.take(8).and_then(|_| string(&mut data));
    string(&mut data)
}

fn string(data: &mut Bytes<'_>) -> Option<String> {
    match data.u32()? {
        NO_STRING => None,
        count => data.wide(count as usize),
    }
}

fn defined_name(mut data: Bytes<'_>) -> Option<Arc<str>> {
    data.take(9)?;
    usable(&string(&mut data)?)
}

/// A workbook and the first and last of its sheets; minus one for one that was deleted.
fn references_of(mut data: Bytes<'_>) -> Vec<(usize, Option<usize>, Option<usize>)> {
    let count = data.u32().unwrap_or(0);
    let sheet = |number: u32| (number != u32::MAX).then_some(number as usize);
    let mut one = || Some((data.u32()? as usize, sheet(data.u32()?), sheet(data.u32()?)));
    (0..count).map_while(|_| one()).collect()
}

/// The formulas of a sheet part in the order of their records; `left` bounds what is written out.
pub(in crate::read) fn formulas(
    part: &[u8],
    scope: &Scope,
    left: &mut usize,
) -> Result<Vec<(CellRef, Box<str>)>, Error> {
    let mut collected = Collected::default();
    let mut row = MAX_ROWS;
    let mut bytes = Bytes(part);
    while let Some((kind, mut data)) = record(&mut bytes) {
        match kind {
            ROW_HEADER => row = data.u32().unwrap_or(MAX_ROWS),
            FORMULA_STRING..=FORMULA_ERROR if row < MAX_ROWS => {
                collected.held.extend(formula(kind, row, data));
            }
            SHARED_FORMULA => shared(data).into_iter().for_each(|shared| collected.share(shared)),
            ARRAY_FORMULA => collected.shared.extend(range(&mut data).map(|range| (range.start, None))),
            _ => {}
        }
    }
    collected.texts(scope, left)
}

/// A formula's cell and what that has of it. Column and style, the result, flags; then tokens and arrays, each after their
/// length.
fn formula(kind: u16, row: u32, mut data: Bytes<'_>) -> Option<(CellRef, Held<'_>)> {
    let column = data.u32().filter(|column| *column < MAX_COLUMNS)?;
    let at = CellRef::new(row, column);
    data.take(4)?;
    match kind {
        FORMULA_STRING => {
            let count = data.u32()? as usize;
            data.take(count.checked_mul(2)?)?;
        }
        FORMULA_NUMBER => drop(data.take(8)?),
        _ => drop(data.take(1)?),
    }
    Some((at, held(data)?))
}

fn held(mut data: Bytes<'_>) -> Option<Held<'_>> {
    data.take(2)?;
    let (tokens, mut extra) = tokens(&mut data)?;
    let mut first = Bytes(tokens);
    match first.u8()? {
        // The row stands in the token, the column after the tokens.
        0x01 => Some(Held::Shared(CellRef::new(first.u32()?, extra.u32()?))),
        _ => Some(Held::Own(tokens, extra.0)),
    }
}

fn tokens<'a>(data: &mut Bytes<'a>) -> Option<(&'a [u8], Bytes<'a>)> {
    let length = data.u32()? as usize;
    let tokens = data.take(length)?;
    let length = data.u32()? as usize;
    Some((tokens, Bytes(data.take(length)?)))
}

fn shared(mut data: Bytes<'_>) -> Option<Shared<'_>> {
    let range = range(&mut data)?;
    let (tokens, extra) = tokens(&mut data)?;
    Some(Shared { range, tokens, extra: extra.0 })
}

fn range(data: &mut Bytes<'_>) -> Option<CellRange> {
    let (top, bottom, left, right) = (data.u32()?, data.u32()?, data.u32()?, data.u32()?);
    let inside = top.max(bottom) < MAX_ROWS && left.max(right) < MAX_COLUMNS;
    inside.then(|| CellRange::new(CellRef::new(top, left), CellRef::new(bottom, right)))
}
