//! The texts of a column, so that a formula in every row that looks for one ("=COUNTIF(B$6:B$9000,B6)") does not look at every
//! cell of it.

use std::collections::HashMap;
use std::rc::Rc;

use super::page::Page;
use super::value::{decomposed, folded};
use crate::finding::{CellRange, CellRef};
use crate::read::Value;

/// The rows of a column by the texts that stand in them, in lower case.
#[derive(Default)]
pub(super) struct Texts(HashMap<Box<str>, Vec<u32>>);

impl Texts {
    /// The rows from one to another that hold this text (in lower case), from top to bottom.
    pub(super) fn rows(&self, text: &str, from: u32, to: u32) -> impl Iterator<Item = u32> + '_ {
        let rows = self.0.get(text).map_or(&[][..], Vec::as_slice);
        let first = rows.partition_point(|row| *row < from);
        rows[first..].iter().copied().take_while(move |row| *row <= to)
    }
}

impl Page<'_> {
    /// The texts of a column; `None` where formulas stand in it, or letters that may be written in two ways.
    pub(super) fn texts(&self, column: u32) -> Option<Rc<Texts>> {
        if self.is_trying() || self.has_formulas(column) {
            return None;
        }
        self.by_text.borrow_mut().entry(column).or_insert_with(|| self.read_texts(column).map(Rc::new)).clone()
    }

    fn read_texts(&self, column: u32) -> Option<Texts> {
        let whole = CellRange::new(CellRef::new(0, column), CellRef::new(self.last_row(), column));
        let mut texts = Texts::default();
        for (_, cell) in self.cells(whole) {
            let Value::Text(text) = cell.value() else { continue };
            if decomposed(text) {
                return None;
            }
            texts.0.entry(folded(text).collect::<String>().into()).or_default().push(cell.at().row);
        }
        Some(texts)
    }
}
