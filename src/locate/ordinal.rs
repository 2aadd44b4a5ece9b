//! What stands in the ordinal column of a row: a plain number nearly everywhere, which needs no text of its own.

use std::borrow::Cow;

use super::outline::{Mark, outline_mark};
use super::tables::shown_shared;
use crate::read::{Cell, Value};
use crate::text::shared::SharedText;

/// An ordinal, cleaned.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Ordinal {
    /// Nothing.
    #[default]
    None,
    /// A number, written as numbers are: `12`.
    Number(u32),
    /// Anything else: `03`, `I.`, `a)`.
    Text(SharedText),
}

impl Ordinal {
    /// Does nothing stand there?
    pub fn is_empty(&self) -> bool {
        *self == Self::None
    }

    /// As written.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::None => Cow::Borrowed(""),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
        }
    }

    /// Its number, where it is a whole one; a point behind it says no more.
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::None => None,
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim_end_matches('.').parse().ok(),
        }
    }
}

impl From<&str> for Ordinal {
    fn from(text: &str) -> Self {
        let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        match text.parse() {
            _ if text.is_empty() => Self::None,
            Ok(number) if plain => Self::Number(number),
            _ => Self::Text(text.into()),
        }
    }
}

/// What the ordinal columns of a row say.
#[derive(Default)]
pub(super) struct Ordered {
    /// The last ordinal.
    pub(super) ordinal: Ordinal,
    /// Its kind.
    pub(super) mark: Option<Mark>,
    /// The first text that is no ordinal.
    pub(super) wordy: Option<SharedText>,
}

/// Reads the cells of the ordinal columns.
pub(super) fn ordered<'c>(cells: impl Iterator<Item = &'c Cell>) -> Ordered {
    let mut found = Ordered::default();
    for cell in cells {
        if let Value::Number(n) = cell.value()
            && (0.0..1e6).contains(&n)
            && n.fract() == 0.0
            && n.is_sign_positive()
        {
            (found.ordinal, found.mark) = (Ordinal::Number(n as u32), Some(Mark::Number));
            continue;
        }
        let text = shown_shared(cell);
        match outline_mark(&text) {
            Some(mark) => (found.ordinal, found.mark) = ((&*text).into(), Some(mark)),
            None if found.wordy.is_none() && !text.is_empty() => found.wordy = Some(text),
            None => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ordinal_reads_as_it_is_written() {
        for text in ["", "0", "7", "03", "4294967295", "4294967296", "+3", "1.", "I", "a)"] {
            assert_eq!(Ordinal::from(text).text(), text);
        }
        assert_eq!(Ordinal::from("12"), Ordinal::Number(12));
        assert_eq!(Ordinal::from("12.").number(), Some(12));
        assert_eq!(Ordinal::from("x").number(), None);
    }
}
