//! What cells have beside their values, as small as it can be: there are millions of them.

use std::num::NonZeroU32;

/// The id of a cell format, as small as it can be: millions of cells have one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StyleId(NonZeroU32);

impl StyleId {
    /// The format of that place in the list of all; `None` for a place no list has.
    pub fn new(place: u32) -> Option<Self> {
        NonZeroU32::new(place.wrapping_add(1)).map(Self)
    }

    /// Its place in the list of all.
    pub fn place(self) -> usize {
        (self.0.get() - 1) as usize
    }
}

/// A text that few cells have: a single pointer, for the sake of the millions that have none.
#[derive(Clone, PartialEq, Eq)]
pub struct Thin(Box<Box<str>>);

impl std::ops::Deref for Thin {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Thin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&**self, f)
    }
}

impl From<Box<str>> for Thin {
    fn from(text: Box<str>) -> Self {
        Self(Box::new(text))
    }
}

impl From<&str> for Thin {
    fn from(text: &str) -> Self {
        Box::<str>::from(text).into()
    }
}

impl From<String> for Thin {
    fn from(text: String) -> Self {
        text.into_boxed_str().into()
    }
}
