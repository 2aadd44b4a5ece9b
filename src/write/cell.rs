//! What is written into one cell: never more letters than a cell may hold.

use std::borrow::Cow;

use rust_xlsxwriter::{ColNum, Format, IntoExcelData, RowNum, Worksheet, XlsxError};

/// Letters that Excel lets a cell, or a note on one, hold.
pub(super) const LETTERS_MAX: usize = 32_767;

/// The text; of one longer than a cell may hold its beginning, with "…" at the end.
pub(super) fn fitted(text: &str) -> Cow<'_, str> {
    // A letter has a byte at least.
    if text.len() <= LETTERS_MAX || text.chars().count() <= LETTERS_MAX {
        return Cow::Borrowed(text);
    }
    let beginning = text.chars().take(LETTERS_MAX - 1);
    Cow::Owned(beginning.chain(['…']).collect())
}

/// What a cell can be given.
pub(super) trait Data {
    /// As it is written.
    type Fitted: IntoExcelData;

    /// Cut to what a cell may hold.
    fn fitted(self) -> Self::Fitted;
}

impl<'a> Data for &'a str {
    type Fitted = Cow<'a, str>;

    fn fitted(self) -> Cow<'a, str> {
        fitted(self)
    }
}

impl<'a> Data for &'a String {
    type Fitted = Cow<'a, str>;

    fn fitted(self) -> Cow<'a, str> {
        fitted(self)
    }
}

impl Data for String {
    type Fitted = Self;

    fn fitted(self) -> Self {
        fitted(&self).into_owned()
    }
}

impl Data for u32 {
    type Fitted = Self;

    fn fitted(self) -> Self {
        self
    }
}

impl Data for f64 {
    type Fitted = Self;

    fn fitted(self) -> Self {
        self
    }
}

/// A sheet that takes what it is given.
pub(super) trait Put {
    /// Writes a cell.
    fn put(&mut self, row: RowNum, column: ColNum, data: impl Data, format: &Format) -> Result<&mut Self, XlsxError>;
}

impl Put for Worksheet {
    fn put(&mut self, row: RowNum, column: ColNum, data: impl Data, format: &Format) -> Result<&mut Self, XlsxError> {
        self.write_with_format(row, column, data.fitted(), format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_says_that_it_goes_on() {
        assert_eq!(fitted("Chi bộ 1"), "Chi bộ 1");
        let full = "ộ".repeat(LETTERS_MAX);
        assert_eq!(fitted(&full), full.as_str());
        let cut = fitted(&format!("{full}ộ")).into_owned();
        assert_eq!(cut.chars().count(), LETTERS_MAX);
        assert!(cut.ends_with("ộ…"));
    }
}
