//! One cell, as small as it can be: there are millions of them.

use std::num::NonZeroU16;

use super::Value;
use crate::finding::CellRef;

/// The id of a cell format. Excel has 65,490 at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StyleId(NonZeroU16);

impl StyleId {
    /// The format of that place in the list of all; `None` for a place no list has.
    pub fn new(place: u32) -> Option<Self> {
        u16::try_from(place).ok()?.checked_add(1).and_then(NonZeroU16::new).map(Self)
    }

    /// Its place in the list of all.
    pub fn place(self) -> usize {
        usize::from(self.0.get() - 1)
    }
}

/// One cell event.
#[derive(Clone, PartialEq)]
pub struct Cell {
    row: u32,
    column: u16,
    style: Option<StyleId>,
    held: Held,
}

/// What stands in a cell. Few have a formula: those pay for it.
#[derive(Clone, PartialEq)]
enum Held {
    Value(Value),
    Formula(Box<Computed>),
}

/// A formula, without `=`, and its stored result.
#[derive(Clone, PartialEq)]
struct Computed {
    formula: Box<str>,
    result: Value,
}

impl Cell {
    /// A bare cell with a value.
    pub fn new(at: CellRef, value: Value) -> Self {
        Self { row: at.row, column: at.column as u16, style: None, held: Held::Value(value) }
    }

    /// The same with a formula.
    #[must_use]
    pub fn with_formula(mut self, formula: Option<impl Into<Box<str>>>) -> Self {
        self.set_formula(formula);
        self
    }

    /// The same in a format.
    #[must_use]
    pub fn with_style(self, style: Option<StyleId>) -> Self {
        Self { style, ..self }
    }

    /// The same at another place.
    #[must_use]
    pub fn moved(self, at: CellRef) -> Self {
        Self { row: at.row, column: at.column as u16, ..self }
    }

    /// Where, counted from A1.
    #[inline]
    pub fn at(&self) -> CellRef {
        CellRef::new(self.row, self.column.into())
    }

    /// What it holds.
    #[inline]
    pub fn value(&self) -> &Value {
        match &self.held {
            Held::Value(value) => value,
            Held::Formula(computed) => &computed.result,
        }
    }

    /// Formula text without `=`, in Excel's English syntax; shared formulas are written out for their cell.
    #[inline]
    pub fn formula(&self) -> Option<&str> {
        match &self.held {
            Held::Value(_) => None,
            Held::Formula(computed) => Some(&computed.formula),
        }
    }

    /// Id into [`Workbook::number_formats`](super::Workbook::number_formats); `None` where the format gives none.
    #[inline]
    pub fn style(&self) -> Option<StyleId> {
        self.style
    }

    /// A formula cell whose result is not stored.
    pub fn lacks_result(&self) -> bool {
        matches!(&self.held, Held::Formula(computed) if computed.result == Value::Empty)
    }

    /// A formula that has no result, and none that could be computed.
    pub fn is_not_computed(&self) -> bool {
        matches!(&self.held, Held::Formula(computed) if computed.result.is_not_computed())
    }

    /// Gives it another value; a formula stays.
    pub fn set_value(&mut self, value: Value) {
        match &mut self.held {
            Held::Value(held) => *held = value,
            Held::Formula(computed) => computed.result = value,
        }
    }

    /// Gives it a formula, or none; its value stays.
    pub fn set_formula(&mut self, formula: Option<impl Into<Box<str>>>) {
        let result = match std::mem::replace(&mut self.held, Held::Value(Value::Empty)) {
            Held::Value(value) => value,
            Held::Formula(computed) => computed.result,
        };
        self.held = match formula {
            Some(formula) => Held::Formula(Box::new(Computed { formula: formula.into(), result })),
            None => Held::Value(result),
        };
    }
}

impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (at, value, formula, style) = (self.at(), self.value(), self.formula(), self.style);
        f.debug_struct("Cell")
            .field("at", &at)
            .field("value", value)
            .field("formula", &formula)
            .field("style", &style)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_no_more_than_three_words() {
        assert_eq!(size_of::<Cell>(), 24);
        assert_eq!(StyleId::new(65_534).map(StyleId::place), Some(65_534));
        assert_eq!(StyleId::new(65_535), None);
    }

    #[test]
    fn formulas_come_and_go_and_the_value_stays() {
        let at = CellRef::new(1_048_575, 16_383);
        let mut cell = Cell::new(at, Value::Number(2.0)).with_formula(Some("A1*2"));
        assert_eq!((cell.at(), cell.formula(), cell.value()), (at, Some("A1*2"), &Value::Number(2.0)));
        cell.set_value(Value::Empty);
        assert!(cell.lacks_result());
        cell.set_value(Value::Bool(true));
        cell.set_formula(None::<&str>);
        assert_eq!((cell.formula(), cell.value()), (None, &Value::Bool(true)));
    }
}
