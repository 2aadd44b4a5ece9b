//! The records of a BIFF8 stream → the formulas of its sheets.

use std::sync::Arc;

use super::ptg::Bytes;
use super::{Book, Collected, Dialect, Held, Reference, Scope, Shared, own_sheets, prefix, usable};
use crate::error::Error;
use crate::finding::{CellRange, CellRef};
use crate::read::biff::{self, Record, record_at};

const ARRAY: u16 = 0x0221;
const BOUNDSHEET: u16 = 0x0085;
const EXTERNNAME: u16 = 0x0023;
const EXTERNSHEET: u16 = 0x0017;
const FORMULA: u16 = 0x0006;
const LBL: u16 = 0x0018;
const SHRFMLA: u16 = 0x04BC;
const SUPBOOK: u16 = 0x01AE;

/// Names that Excel keeps for itself, stored as a number.
const BUILT_IN: [&str; 14] = [
    "Consolidate_Area",
    "Auto_Open",
    "Auto_Close",
    "Extract",
    "Database",
    "Criteria",
    "Print_Area",
    "Print_Titles",
    "Recorder",
    "Data_Form",
    "Auto_Activate",
    "Auto_Deactivate",
    "Sheet_Title",
    "_FilterDatabase",
];

/// What stands before the first sheet: names, sheets and other workbooks by their numbers.
pub(in crate::read) fn scope(stream: &biff::Stream) -> Scope {
    let mut scope = Scope::new(Dialect::Xls);
    let mut sheets: Vec<Option<String>> = Vec::new();
    let mut others: Vec<Vec<Option<String>>> = Vec::new();
    let mut references = Vec::new();
    let mut at = 0;
    while let Ok(Some((record, next))) = record_at(&stream.bytes, at) {
        match record.kind {
            biff::EOF => break,
            BOUNDSHEET => sheets.push(sheet_name(&record)),
            LBL => scope.names.push(defined_name(&record)),
            SUPBOOK => {
                let (book, sheets) = book(&record);
                scope.books.push(book);
                others.push(sheets);
            }
            EXTERNNAME => {
                if let Some(book) = scope.books.last_mut() {
                    book.functions.push(function_name(&record));
                }
            }
            EXTERNSHEET => references.extend(references_of(&record)),
            _ => {}
        }
        at = next;
    }
    // The sheet was deleted.
    let number = |sheet: u16| (sheet != u16::MAX).then_some(usize::from(sheet));
    let prefixed = references.into_iter().map(|(book, first, last)| {
        let known = scope.books.get(book);
        let prefix = known.and_then(|b| {
            if b.is_own { own_sheets(&sheets, number(first), number(last)) } else { other(&others, book, first, last) }
        });
        Reference { book, prefix }
    });
    scope.references = prefixed.collect();
    scope
}

/// The formulas of the sheet that starts at `offset`, in the order of their records.
pub(in crate::read) fn formulas(
    stream: &biff::Stream,
    offset: usize,
    scope: &Scope,
    left: &mut usize,
) -> Result<Vec<(CellRef, Box<str>)>, Error> {
    let mut collected = Collected::default();
    let mut at = offset;
    let mut depth = 0;
    while let Ok(Some((record, next))) = record_at(&stream.bytes, at) {
        match record.kind {
            biff::BOF => depth += 1,
            biff::EOF => depth -= 1,
            // Charts embedded in the sheet have records of their own.
            _ if depth > 1 => {}
            FORMULA => collected.held.extend(formula(&record)),
            SHRFMLA => shared(&record).into_iter().for_each(|shared| collected.share(shared)),
            ARRAY => collected.shared.extend(array(&record).map(|cell| (cell, None))),
            _ => {}
        }
        if depth == 0 {
            break;
        }
        at = next;
    }
    collected.texts(scope, left)
}

/// Row, column, format, result, flags and a cache; then the tokens after their length.
fn formula<'a>(record: &Record<'a>) -> Option<(CellRef, Held<'a>)> {
    let mut data = Bytes(record.data);
    let at = CellRef::new(data.u16()?.into(), data.u16()?.into());
    data.take(16)?;
    let length = data.u16()?;
    let tokens = data.take(length.into())?;
    let mut first = Bytes(tokens);
    let held = match first.u8()? {
        0x01 => Held::Shared(CellRef::new(first.u16()?.into(), first.u16()?.into())),
        _ => Held::Own(tokens, data.0),
    };
    Some((at, held))
}

/// Its range, a byte unused, a count of cells; then the tokens after their length.
fn shared<'a>(record: &Record<'a>) -> Option<Shared<'a>> {
    let mut data = Bytes(record.data);
    let (top, bottom) = (data.u16()?.into(), data.u16()?.into());
    let (left, right) = (data.u8()?.into(), data.u8()?.into());
    data.take(2)?;
    let length = data.u16()?;
    let tokens = data.take(length.into())?;
    let range = CellRange::new(CellRef::new(top, left), CellRef::new(bottom, right));
    Some(Shared { range, tokens, extra: data.0 })
}

/// The first cell of an array formula. It is no formula of one cell, so it is not read.
fn array(record: &Record<'_>) -> Option<CellRef> {
    let mut data = Bytes(record.data);
    let top = data.u16()?;
    data.take(2)?;
    Some(CellRef::new(top.into(), data.u8()?.into()))
}

fn sheet_name(record: &Record<'_>) -> Option<String> {
    let mut data = Bytes(record.data);
    data.take(6)?;
    let count = data.u8()?;
    data.narrow_or_wide(count.into())
}

fn defined_name(record: &Record<'_>) -> Option<Arc<str>> {
    let mut data = Bytes(record.data);
    let flags = data.u16()?;
    data.take(1)?;
    let count = data.u8()?;
    data.take(10)?;
    let name = data.narrow_or_wide(count.into())?;
    if flags & 0x20 == 0 {
        return usable(&name);
    }
    let number = u32::from(name.chars().next()?) as usize;
    BUILT_IN.get(number).map(|name| format!("_xlnm.{name}").into())
}

/// The name of a function in a library.
fn function_name(record: &Record<'_>) -> Option<Arc<str>> {
    let mut data = Bytes(record.data);
    data.take(6)?;
    let count = data.u8()?;
    usable(&data.narrow_or_wide(count.into())?)
}

/// A workbook that is referred to, with the names of its sheets when it is another one.
fn book(record: &Record<'_>) -> (Book, Vec<Option<String>>) {
    let mut data = Bytes(record.data);
    let (Some(count), Some(kind)) = (data.u16(), data.u16()) else {
        return (Book::default(), Vec::new());
    };
    match (kind, record.data.len()) {
        (0x0401, 4) => (Book { is_own: true, ..Book::default() }, Vec::new()),
        (0x3A01, 4) => (Book::default(), Vec::new()),
        // What was read as the kind is the length of its address.
        _ => {
            let _address = data.narrow_or_wide(kind.into());
            let names = (0..count).map(|_| {
                let length = data.u16()?;
                data.narrow_or_wide(length.into())
            });
            (Book::default(), names.take_while(Option::is_some).collect())
        }
    }
}

/// Pairs of a workbook and the first and last of its sheets.
fn references_of(record: &Record<'_>) -> Vec<(usize, u16, u16)> {
    let mut data = Bytes(record.data);
    let count = data.u16().unwrap_or(0);
    let mut one = || Some((usize::from(data.u16()?), data.u16()?, data.u16()?));
    (0..count).map_while(|_| one()).collect()
}

/// Other workbooks have numbers, as in xlsx.
fn other(others: &[Vec<Option<String>>], book: usize, first: u16, last: u16) -> Option<Box<str>> {
    let sheets = others.get(book)?;
    let name = |number: u16| sheets.get(usize::from(number))?.as_deref();
    let number = others[..=book].iter().filter(|sheets| !sheets.is_empty()).count();
    Some(prefix(&format!("[{number}]"), name(first)?, name(last)?))
}
