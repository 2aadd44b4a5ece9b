//! The rows that a total adds up. A list may hold a million rows, of which hardly any is a total: the others take one word.

use std::ops::Deref;

/// Places of rows, read as a slice; most rows add up none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Covers(
    #[allow(clippy::box_collection, reason = "one word, so that a row that adds up none takes no more")]
    Option<Box<Vec<usize>>>,
);

impl Covers {
    /// None any more.
    pub fn clear(&mut self) {
        self.0 = None;
    }
}

impl Deref for Covers {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        self.0.as_ref().map_or(&[], |rows| rows)
    }
}

impl From<Vec<usize>> for Covers {
    fn from(rows: Vec<usize>) -> Self {
        Self((!rows.is_empty()).then(|| Box::new(rows)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_rows_add_up_none() {
        assert_eq!(size_of::<Covers>(), size_of::<usize>());
        let mut covers = Covers::from(vec![3, 4]);
        assert_eq!(*covers, [3, 4]);
        covers.clear();
        assert_eq!((covers.len(), &covers), (0, &Covers::from(Vec::new())));
    }
}
