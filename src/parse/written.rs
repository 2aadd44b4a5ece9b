//! What is written in a rating column of a row: one word nearly always, nothing, or several marks.

use std::ops::Deref;

use crate::finding::CellRef;
use crate::text::shared::SharedText;

/// A rating as written: a word, or the label over a mark. It knows its place by the row it is a rating of, so that rows that
/// say the same can hold it together.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Written {
    /// Rows above its own in which it stands: none nearly always.
    up: u32,
    /// Its column.
    pub column: u32,
    /// The word, or the label of the marked column.
    pub text: SharedText,
}

impl Written {
    /// What stands there for a row.
    pub(super) fn new(row: u32, at: CellRef, text: SharedText) -> Self {
        Self { up: row - at.row, column: at.column, text }
    }

    /// Where, as a rating of this row.
    pub fn at(&self, row: u32) -> CellRef {
        CellRef::new(row - self.up, self.column)
    }
}

/// The entries of one row in one rating column, read as a slice. A list may hold millions: one entry takes no more than
/// itself.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Entries(Held);

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Held {
    One(Written),
    #[allow(clippy::box_collection, reason = "one pointer, so that a single entry takes no more than itself")]
    Others(Option<Box<Vec<Written>>>),
}

impl Entries {
    /// All of them.
    pub fn as_slice(&self) -> &[Written] {
        match &self.0 {
            Held::One(one) => std::slice::from_ref(one),
            Held::Others(several) => several.as_ref().map_or(&[], |several| several),
        }
    }
}

impl Deref for Entries {
    type Target = [Written];

    fn deref(&self) -> &[Written] {
        self.as_slice()
    }
}

impl From<Option<Written>> for Entries {
    fn from(entry: Option<Written>) -> Self {
        Self(entry.map_or(Held::Others(None), Held::One))
    }
}

impl FromIterator<Written> for Entries {
    fn from_iter<I: IntoIterator<Item = Written>>(entries: I) -> Self {
        let mut entries = entries.into_iter();
        let (Some(first), second) = (entries.next(), entries.next()) else { return Self(Held::Others(None)) };
        Self(match second {
            None => Held::One(first),
            Some(second) => Held::Others(Some(Box::new([first, second].into_iter().chain(entries).collect()))),
        })
    }
}

impl<'e> IntoIterator for &'e Entries {
    type Item = &'e Written;
    type IntoIter = std::slice::Iter<'e, Written>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_one_and_several_are_what_was_put_in() {
        let written = |row| Written::new(9, CellRef::new(row, 1), "x".into());
        for count in 0..4 {
            let all: Vec<Written> = (0..count).map(written).collect();
            let entries: Entries = all.iter().cloned().collect();
            assert_eq!(*entries, *all);
        }
        assert_eq!(size_of::<Entries>(), size_of::<Written>());
        assert_eq!(written(7).at(9), CellRef::new(7, 1));
    }
}
