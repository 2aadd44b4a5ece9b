//! Formulas of xls and xlsb: stored as tokens in reverse Polish order → the text Excel shows.
//!
//! What tokens refer to by number (sheets, names, add-in functions) is in a [`Scope`]. A formula that holds anything not
//! understood has no text: never a wrong one.

mod functions;
mod ptg;
pub(super) mod xls;
pub(super) mod xlsb;

use std::collections::HashMap;
use std::sync::Arc;

use crate::error::{Error, Limit};
use crate::finding::{CellRange, CellRef};
use crate::package::sheet::FORMULA_BYTES_MAX;

pub(super) use ptg::error_code;

/// How the two formats write the same tokens: xlsb has wider rows, columns and string lengths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Dialect {
    /// BIFF8.
    Xls,
    /// BIFF12.
    Xlsb,
}

/// What the tokens of a workbook refer to by number.
#[derive(Debug)]
pub(super) struct Scope {
    dialect: Dialect,
    /// Defined names, the first one being number 1.
    names: Vec<Option<Arc<str>>>,
    books: Vec<Book>,
    references: Vec<Reference>,
}

/// A workbook that sheets belong to: this one, another one, or a library of functions.
#[derive(Debug, Default)]
struct Book {
    is_own: bool,
    /// Names of a library's functions.
    functions: Vec<Option<Arc<str>>>,
}

/// A sheet as a token names it.
#[derive(Debug)]
struct Reference {
    book: usize,
    /// What stands before the cell: `'Biểu 1'!`, `[1]Sheet1!`, `#REF!`.
    prefix: Option<Box<str>>,
}

impl Scope {
    fn new(dialect: Dialect) -> Self {
        Self { dialect, names: Vec::new(), books: Vec::new(), references: Vec::new() }
    }

    fn name(&self, number: usize) -> Option<&Arc<str>> {
        self.names.get(number.checked_sub(1)?)?.as_ref()
    }

    /// A name by the sheet or library it belongs to.
    fn name_of(&self, reference: usize, number: usize) -> Option<&Arc<str>> {
        let book = self.books.get(self.references.get(reference)?.book)?;
        match book.is_own {
            true => self.name(number),
            false => book.functions.get(number.checked_sub(1)?)?.as_ref(),
        }
    }

    fn prefix(&self, reference: usize) -> Option<&str> {
        self.references.get(reference)?.prefix.as_deref()
    }
}

/// What stands before a cell of a sheet, or of a row of sheets: `Sheet1!`, `'Biểu 1:Biểu 3'!`, `'[1]Biểu 1'!`.
fn prefix(book: &str, first: &str, last: &str) -> Box<str> {
    let sheets = if first == last { first.to_owned() } else { format!("{first}:{last}") };
    let name = format!("{book}{sheets}");
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    // Up to three letters can begin an address.
    match letters > 3 && name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        true => format!("{name}!").into(),
        false => format!("'{}'!", name.replace('\'', "''")).into(),
    }
}

/// The same for sheets of this workbook by their numbers; `None` is one that was deleted.
fn own_sheets(sheets: &[Option<String>], first: Option<usize>, last: Option<usize>) -> Option<Box<str>> {
    let name = |number: usize| sheets.get(number)?.as_deref();
    match (first, last) {
        (Some(first), Some(last)) => Some(prefix("", name(first)?, name(last)?)),
        _ => Some("#REF!".into()),
    }
}

/// A name that reads as one where it stands in a formula.
fn usable(name: &str) -> Option<Arc<str>> {
    let fits = |c: char| c.is_alphanumeric() || "_.\\?".contains(c) || ('\u{300}'..='\u{36f}').contains(&c);
    let starts = name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '\\');
    (starts && name.chars().all(fits)).then(|| name.into())
}

/// A formula as a cell has it.
enum Held<'a> {
    /// Its own tokens, and the arrays after them.
    Own(&'a [u8], &'a [u8]),
    /// One of the shared formulas of the sheet, by the cell it is known under.
    Shared(CellRef),
}

/// A formula that many cells share: references in it count from the cell.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Shared<'a> {
    range: CellRange,
    tokens: &'a [u8],
    extra: &'a [u8],
}

/// The formulas of one sheet as the records give them.
#[derive(Default)]
struct Collected<'a> {
    held: Vec<(CellRef, Held<'a>)>,
    /// By the cell they are known under; `None` where two differ.
    shared: HashMap<CellRef, Option<Shared<'a>>>,
}

impl<'a> Collected<'a> {
    /// Notes a shared formula under the first cell of its range and under the cell its record stands after: writers use
    /// the one or the other.
    fn share(&mut self, shared: Shared<'a>) {
        let after = self.held.last().map(|(at, _)| *at);
        for key in [Some(shared.range.start), after].into_iter().flatten() {
            let known = self.shared.entry(key).or_insert(Some(shared));
            if *known != Some(shared) {
                *known = None;
            }
        }
    }

    /// The text of each formula that is understood. `left` bounds what is written out.
    fn texts(&self, scope: &Scope, left: &mut usize) -> Result<Vec<(CellRef, Box<str>)>, Error> {
        let mut out = Vec::new();
        for (at, held) in &self.held {
            let (tokens, text) = match held {
                Held::Own(tokens, extra) => (*tokens, ptg::text(scope, tokens, extra, None)),
                Held::Shared(key) => match self.shared.get(key) {
                    Some(Some(s)) if s.range.contains(*at) => {
                        (s.tokens, ptg::text(scope, s.tokens, s.extra, Some(*at)))
                    }
                    _ => continue,
                },
            };
            let cost = tokens.len() + text.as_ref().map_or(0, String::len);
            *left = left.checked_sub(cost).ok_or_else(|| Error::OverLimit {
                what: Limit::Formulas,
                limit: format!("{} MB", FORMULA_BYTES_MAX >> 20),
            })?;
            out.extend(text.map(|text| (*at, text.into())));
        }
        Ok(out)
    }
}
