//! One cell, as small as it can be: there are millions of them.

use std::num::NonZeroU16;

use super::Value;
use crate::finding::CellRef;
use crate::text::shared::SharedText;

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
pub struct Cell(Held);

/// What stands in a cell, and where. Few have a formula: those pay for it.
#[derive(Clone, PartialEq)]
enum Held {
    Empty(Place),
    Number(Place, f64),
    Text(Place, SharedText),
    Bool(Place, bool),
    Error(Place, SharedText),
    Formula(Place, Box<Computed>),
}

/// Row, column and format of a cell, in the bytes that the kind of its content leaves of a word.
#[derive(Clone, Copy, PartialEq)]
struct Place {
    row: [u8; 3],
    column: [u8; 2],
    /// As that of [`StyleId`]; 0 for none.
    style: [u8; 2],
}

impl Place {
    fn new(at: CellRef, style: Option<StyleId>) -> Self {
        // No sheet has more rows and columns than that.
        let ([a, b, c, _], [d, e, ..]) = (at.row.to_le_bytes(), at.column.to_le_bytes());
        Self { row: [a, b, c], column: [d, e], style: style.map_or(0, |style| style.0.get()).to_le_bytes() }
    }

    fn at(self) -> CellRef {
        let [a, b, c] = self.row;
        CellRef::new(u32::from_le_bytes([a, b, c, 0]), u16::from_le_bytes(self.column).into())
    }

    fn style(self) -> Option<StyleId> {
        NonZeroU16::new(u16::from_le_bytes(self.style)).map(StyleId)
    }
}

/// A formula, without `=`, and its stored result.
#[derive(Clone, PartialEq)]
struct Computed {
    formula: Box<str>,
    result: Value,
}

impl Held {
    fn new(place: Place, value: Value) -> Self {
        match value {
            Value::Empty => Self::Empty(place),
            Value::Number(number) => Self::Number(place, number),
            Value::Text(text) => Self::Text(place, text),
            Value::Bool(truth) => Self::Bool(place, truth),
            Value::Error(code) => Self::Error(place, code),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::Empty(place)
            | Self::Number(place, _)
            | Self::Text(place, _)
            | Self::Bool(place, _)
            | Self::Error(place, _)
            | Self::Formula(place, _) => *place,
        }
    }

    fn place_mut(&mut self) -> &mut Place {
        match self {
            Self::Empty(place)
            | Self::Number(place, _)
            | Self::Text(place, _)
            | Self::Bool(place, _)
            | Self::Error(place, _)
            | Self::Formula(place, _) => place,
        }
    }

    fn value(&self) -> Value<&SharedText> {
        match self {
            Self::Empty(_) => Value::Empty,
            Self::Number(_, number) => Value::Number(*number),
            Self::Text(_, text) => Value::Text(text),
            Self::Bool(_, truth) => Value::Bool(*truth),
            Self::Error(_, code) => Value::Error(code),
            Self::Formula(_, computed) => computed.result.as_ref(),
        }
    }

    fn computed(&self) -> Option<&Computed> {
        match self {
            Self::Formula(_, computed) => Some(computed),
            _ => None,
        }
    }
}

impl Cell {
    /// A bare cell with a value.
    pub fn new(at: CellRef, value: Value) -> Self {
        Self(Held::new(Place::new(at, None), value))
    }

    /// The same with a formula.
    #[must_use]
    pub fn with_formula(mut self, formula: Option<impl Into<Box<str>>>) -> Self {
        self.set_formula(formula);
        self
    }

    /// The same in a format.
    #[must_use]
    pub fn with_style(mut self, style: Option<StyleId>) -> Self {
        *self.0.place_mut() = Place::new(self.at(), style);
        self
    }

    /// The same at another place.
    #[must_use]
    pub fn moved(mut self, at: CellRef) -> Self {
        *self.0.place_mut() = Place::new(at, self.style());
        self
    }

    /// Where, counted from A1.
    #[inline]
    pub fn at(&self) -> CellRef {
        self.0.place().at()
    }

    /// What it holds.
    #[inline]
    pub fn value(&self) -> Value<&SharedText> {
        self.0.value()
    }

    /// Formula text without `=`, in Excel's English syntax; shared formulas are written out for their cell.
    #[inline]
    pub fn formula(&self) -> Option<&str> {
        self.0.computed().map(|computed| &*computed.formula)
    }

    /// Id into [`Workbook::number_formats`](super::Workbook::number_formats); `None` where the format gives none.
    #[inline]
    pub fn style(&self) -> Option<StyleId> {
        self.0.place().style()
    }

    /// A formula cell whose result is not stored.
    pub fn lacks_result(&self) -> bool {
        self.0.computed().is_some_and(|computed| computed.result == Value::Empty)
    }

    /// A formula that has no result, and none that could be computed.
    pub fn is_not_computed(&self) -> bool {
        self.0.computed().is_some_and(|computed| computed.result.is_not_computed())
    }

    /// Gives it another value; a formula stays.
    pub fn set_value(&mut self, value: Value) {
        match &mut self.0 {
            Held::Formula(_, computed) => computed.result = value,
            held => *held = Held::new(held.place(), value),
        }
    }

    /// Gives it a formula, or none; its value stays.
    pub fn set_formula(&mut self, formula: Option<impl Into<Box<str>>>) {
        let (place, result) = (self.0.place(), self.value().cloned());
        self.0 = match formula {
            Some(formula) => Held::Formula(place, Box::new(Computed { formula: formula.into(), result })),
            None => Held::new(place, result),
        };
    }
}

impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (at, value, formula, style) = (self.at(), self.value(), self.formula(), self.style());
        f.debug_struct("Cell")
            .field("at", &at)
            .field("value", &value)
            .field("formula", &formula)
            .field("style", &style)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_no_more_than_two_words() {
        assert_eq!(size_of::<Cell>(), 16);
        assert_eq!(StyleId::new(65_534).map(StyleId::place), Some(65_534));
        assert_eq!(StyleId::new(65_535), None);
    }

    #[test]
    fn formulas_come_and_go_and_the_value_stays() {
        let at = CellRef::new(1_048_575, 16_383);
        let mut cell = Cell::new(at, Value::Number(2.0)).with_formula(Some("A1*2"));
        assert_eq!((cell.at(), cell.formula(), cell.value()), (at, Some("A1*2"), Value::Number(2.0)));
        cell.set_value(Value::Empty);
        assert!(cell.lacks_result());
        cell.set_value(Value::Bool(true));
        cell.set_formula(None::<&str>);
        assert_eq!((cell.formula(), cell.value()), (None, Value::Bool(true)));
    }
}
