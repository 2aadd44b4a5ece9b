//! The records of an xlsb package → the formulas of its sheets, and the results that are errors.
//!
//! [MS-XLSB] 2.1.7.61 (the workbook) and 2.1.7.62 (a sheet). calamine leaves out cells whose formula gives an error.

use std::sync::Arc;

use super::ptg::{Bytes, error_code};
use super::{Book, Collected, Dialect, Held, Reference, Scope, Shared, own_sheets, usable};
use crate::error::Error;
use crate::finding::{CellRange, CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::package::workbook::Package;

const ROW_HEADER: u16 = 0;
const FORMULA_STRING: u16 = 8;
const FORMULA_NUMBER: u16 = 9;
const FORMULA_BOOL: u16 = 10;
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

/// What calamine does not give of a sheet.
#[derive(Default)]
pub(in crate::read) struct SheetFormulas {
    /// In the order of their records.
    pub(in crate::read) formulas: Vec<(CellRef, Box<str>)>,
    /// Formulas whose result is an error.
    pub(in crate::read) errors: Vec<(CellRef, &'static str)>,
}

/// The sheets in workbook order, those without a part left out.
pub(in crate::read) fn sheets(package: &mut Package, left: &mut usize) -> Result<Vec<SheetFormulas>, Error> {
    let workbook = package.main_part()?.unwrap_or_default();
    let (scope, relations) = scope(&workbook);
    let mut out = Vec::new();
    for relation in relations.into_iter().flatten() {
        let part = match package.target_of(&relation) {
            Some(name) => package.part(&name)?,
            None => None,
        };
        out.push(sheet(&part.unwrap_or_default(), &scope, left)?);
    }
    Ok(out)
}

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

/// What tokens refer to by number, and each sheet's relation.
fn scope(workbook: &[u8]) -> (Scope, Vec<Option<String>>) {
    let mut scope = Scope::new(Dialect::Xlsb);
    let (mut names, mut relations, mut references) = (Vec::new(), Vec::new(), Vec::new());
    let mut bytes = Bytes(workbook);
    while let Some((kind, data)) = record(&mut bytes) {
        match kind {
            BUNDLE_SHEET => {
                let (relation, name) = bundle_sheet(data);
                relations.push(relation);
                names.push(name);
            }
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
    (scope, relations)
}

/// State and number, the id of its relation, its name.
fn bundle_sheet(mut data: Bytes<'_>) -> (Option<String>, Option<String>) {
    let relation = data.take(8).and_then(|_| string(&mut data));
    (relation, string(&mut data))
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

fn sheet(part: &[u8], scope: &Scope, left: &mut usize) -> Result<SheetFormulas, Error> {
    let mut collected = Collected::default();
    let mut errors = Vec::new();
    let mut row = MAX_ROWS;
    let mut bytes = Bytes(part);
    while let Some((kind, mut data)) = record(&mut bytes) {
        match kind {
            ROW_HEADER => row = data.u32().unwrap_or(MAX_ROWS),
            FORMULA_STRING..=FORMULA_ERROR if row < MAX_ROWS => {
                let Some((at, error, held)) = formula(kind, row, data) else { continue };
                errors.extend(error.map(|code| (at, code)));
                collected.held.extend(held.map(|held| (at, held)));
            }
            SHARED_FORMULA => shared(data).into_iter().for_each(|shared| collected.share(shared)),
            ARRAY_FORMULA => collected.shared.extend(range(&mut data).map(|range| (range.start, None))),
            _ => {}
        }
    }
    Ok(SheetFormulas { formulas: collected.texts(scope, left)?, errors })
}

/// A formula's cell, its result when that is an error, and what the cell has of the formula.
type FormulaCell<'a> = (CellRef, Option<&'static str>, Option<Held<'a>>);

/// Column and style, the result, flags; then tokens and arrays, each after their length.
fn formula<'a>(kind: u16, row: u32, mut data: Bytes<'a>) -> Option<FormulaCell<'a>> {
    let column = data.u32().filter(|column| *column < MAX_COLUMNS)?;
    let at = CellRef::new(row, column);
    data.take(4)?;
    let mut error = None;
    match kind {
        FORMULA_STRING => {
            let count = data.u32()? as usize;
            data.take(count.checked_mul(2)?)?;
        }
        FORMULA_NUMBER => drop(data.take(8)?),
        FORMULA_BOOL => drop(data.take(1)?),
        _ => error = error_code(data.u8()?),
    }
    Some((at, error, held(data)))
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
