//! What a cell holds, by itself or lent by its cell.

use crate::text::shared::SharedText;

/// What a cell holds. A formula's stored result, when it has one. [`Cell::value`](super::Cell::value) lends its texts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value<T = SharedText> {
    /// Nothing: a blank cell with a style, or a formula without a stored result.
    Empty,
    /// A finite number. Dates are their serial numbers.
    Number(f64),
    /// Text as stored, control characters and all; never empty.
    Text(T),
    /// TRUE or FALSE.
    Bool(bool),
    /// An error as Excel shows it: `#DIV/0!`, `#N/A` …
    Error(T),
}

/// The error of a formula that has no stored result and cannot be computed: none that Excel shows.
pub const NOT_COMPUTED: &str = "#?";

impl<T: AsRef<str>> Value<T> {
    /// Is it that of a formula whose result nobody knows?
    pub fn is_not_computed(&self) -> bool {
        matches!(self, Self::Error(code) if code.as_ref() == NOT_COMPUTED)
    }
}

impl Value {
    /// The same, its text lent.
    pub fn as_ref(&self) -> Value<&SharedText> {
        match self {
            Self::Empty => Value::Empty,
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(text),
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Error(code) => Value::Error(code),
        }
    }
}

impl Value<&SharedText> {
    /// The same, to be kept.
    pub fn cloned(self) -> Value {
        match self {
            Self::Empty => Value::Empty,
            Self::Number(number) => Value::Number(number),
            Self::Text(text) => Value::Text(text.clone()),
            Self::Bool(truth) => Value::Bool(truth),
            Self::Error(code) => Value::Error(code.clone()),
        }
    }
}
