//! Cells on their way into a sheet: counted, weighed, and their texts held together. Every reader takes its cells in here, so
//! that a file costs what it holds, whatever its format, and one that holds too much is refused before it is all there.

use std::collections::HashSet;

use super::{Cell, ReadNote, Value, too_many_cells};
use crate::config::Limits;
use crate::error::{Error, Limit};
use crate::text::shared::SharedText;

/// What a text of its own takes besides its letters: its pointer, what the system needs to keep it, and what is made of it
/// later.
pub(super) const TEXT_BYTES: usize = 120;

/// What a text of its own takes.
pub(super) fn text_bytes(text: &str) -> usize {
    text.len() + TEXT_BYTES
}

/// What a formula takes.
pub(super) fn formula_bytes(formula: &str) -> usize {
    text_bytes(formula) + size_of::<Value>()
}

/// What a file may still take: cells, and bytes of memory as far as they grow with it.
#[derive(Clone, Copy)]
pub(super) struct Left {
    pub(super) cells: u64,
    pub(super) bytes: u64,
}

/// What there is too much of.
#[derive(Clone, Copy)]
pub(super) enum TooMuch {
    Cells,
    Memory,
}

impl TooMuch {
    pub(super) fn error(self, limits: &Limits) -> Error {
        match self {
            Self::Cells => too_many_cells(limits),
            Self::Memory => Error::OverLimit { what: Limit::Memory, limit: format!("{} MB", limits.memory_mb) },
        }
    }
}

impl Left {
    pub(super) fn of(limits: &Limits) -> Self {
        Self { cells: limits.cells, bytes: limits.memory_mb.saturating_mul(1 << 20) }
    }

    pub(super) fn take(&mut self, cells: u64, bytes: u64) -> Result<(), TooMuch> {
        self.cells = self.cells.checked_sub(cells).ok_or(TooMuch::Cells)?;
        self.bytes = self.bytes.checked_sub(bytes).ok_or(TooMuch::Memory)?;
        Ok(())
    }
}

/// Texts, each held once.
#[derive(Default)]
pub(super) struct Texts(HashSet<SharedText>);

impl Texts {
    /// The text, shared with the cells before that hold the same, and the bytes it takes where it is new.
    pub(super) fn once(&mut self, text: &str) -> (SharedText, usize) {
        if let Some(text) = self.0.get(text) {
            return (text.clone(), 0);
        }
        let text: SharedText = text.into();
        self.0.insert(text.clone());
        let bytes = text_bytes(&text);
        (text, bytes)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The cells of a whole workbook on their way in.
pub(super) struct Intake<'l> {
    limits: &'l Limits,
    left: Left,
    texts: Texts,
}

impl<'l> Intake<'l> {
    /// Nothing was taken in yet.
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self { limits, left: Left::of(limits), texts: Texts::default() }
    }

    /// Weighs what is there as long as the workbook is read: its bytes, its parts.
    pub(super) fn weigh(&mut self, bytes: usize) -> Result<(), Error> {
        self.left.take(0, bytes as u64).map_err(|what| what.error(self.limits))
    }

    /// So much of what was weighed is there no longer.
    pub(super) fn give_back(&mut self, bytes: usize) {
        self.left.bytes += bytes as u64;
    }

    /// So many cells, or as many as may still come.
    pub(super) fn cells_left(&self, wanted: usize) -> usize {
        wanted.min(usize::try_from(self.left.cells).unwrap_or(usize::MAX))
    }

    /// The value with its text held together with others.
    pub(super) fn value(&mut self, value: Value) -> Result<Value, Error> {
        let mut once = |text: &SharedText| {
            let (text, bytes) = self.texts.once(text);
            self.left.take(0, bytes as u64).map_err(|what| what.error(self.limits)).map(|()| text)
        };
        Ok(match &value {
            Value::Text(text) => Value::Text(once(text)?),
            Value::Error(code) => Value::Error(once(code)?),
            _ => value,
        })
    }

    /// So many cells with nothing but their values.
    pub(super) fn values(&mut self, count: u64) -> Result<(), Error> {
        let bytes = (size_of::<Cell>() as u64).saturating_mul(count);
        self.left.take(count, bytes).map_err(|what| what.error(self.limits))
    }

    /// A cell that stands in so many places.
    pub(super) fn cells(&mut self, cell: &Cell, places: u64) -> Result<(), Error> {
        let formula = cell.formula().map_or(0, formula_bytes);
        let bytes = (size_of::<Cell>() + formula) as u64;
        self.left.take(places, bytes.saturating_mul(places)).map_err(|what| what.error(self.limits))
    }

    /// A formula of a cell that was taken in.
    pub(super) fn formula(&mut self, formula: &str) -> Result<(), Error> {
        self.weigh(formula_bytes(formula))
    }

    /// A note, which is kept like a cell.
    pub(super) fn note(&mut self, note: &ReadNote) -> Result<(), Error> {
        let bytes = size_of::<ReadNote>() + note.written().len();
        self.left.take(0, bytes as u64).map_err(|what| what.error(self.limits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::CellRef;

    #[test]
    fn texts_are_held_once_and_weighed_once() {
        let limits = Limits { memory_mb: 1, ..Limits::default() };
        let mut intake = Intake::new(&limits);
        let mut take = |text: String| intake.value(Value::Text(text.into()));
        let (one, two) = (take("Tốt".into()), take("Tốt".into()));
        assert!(matches!((one, two), (Ok(Value::Text(one)), Ok(Value::Text(two))) if one.is(&two)));
        assert!((0..100_000).all(|_| take("Tốt".into()).is_ok()));
        let memory = Error::OverLimit { what: Limit::Memory, limit: "1 MB".into() };
        assert_eq!((0..100_000).find_map(|n| take(n.to_string()).err()), Some(memory));
    }

    #[test]
    fn a_cell_counts_wherever_it_stands() {
        let limits = Limits { cells: 10, ..Limits::default() };
        let mut intake = Intake::new(&limits);
        let cell = Cell::new(CellRef::new(0, 0), Value::Number(1.0));
        assert!(intake.cells(&cell, 10).is_ok());
        assert_eq!(intake.cells(&cell, 1), Err(too_many_cells(&limits)));
    }
}
