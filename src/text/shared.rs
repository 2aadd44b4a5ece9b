//! A text that many hold: a cell, the row and the record made of it. One pointer, copied by counting.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

/// A text held together with others, as long as any of them needs it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SharedText(Arc<Held>);

/// The text, and what is asked of it again and again: it hangs on the text alone.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    text: Box<str>,
    clean: bool,
}

/// As the text itself is hashed, so that one finds the other.
impl Hash for Held {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

/// All empty texts are one.
static EMPTY: LazyLock<SharedText> =
    LazyLock::new(|| SharedText(Arc::new(Held { text: Box::default(), clean: false })));

impl Default for SharedText {
    fn default() -> Self {
        EMPTY.clone()
    }
}

impl SharedText {
    /// Is it held together with the other?
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// Is there plainly nothing to [`clean`](super::clean)?
    #[inline]
    pub(crate) fn is_clean(&self) -> bool {
        self.0.clean
    }
}

impl Deref for SharedText {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        &self.0.text
    }
}

impl Borrow<str> for SharedText {
    #[inline]
    fn borrow(&self) -> &str {
        self
    }
}

impl AsRef<str> for SharedText {
    fn as_ref(&self) -> &str {
        self
    }
}

impl fmt::Debug for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

impl PartialEq<str> for SharedText {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for SharedText {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl PartialEq<String> for SharedText {
    fn eq(&self, other: &String) -> bool {
        **self == **other
    }
}

impl From<Box<str>> for SharedText {
    fn from(text: Box<str>) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        let clean = super::is_clean(&text);
        Self(Arc::new(Held { text, clean }))
    }
}

impl From<&str> for SharedText {
    fn from(text: &str) -> Self {
        Box::<str>::from(text).into()
    }
}

impl From<String> for SharedText {
    fn from(text: String) -> Self {
        text.into_boxed_str().into()
    }
}

impl From<&SharedText> for SharedText {
    fn from(text: &SharedText) -> Self {
        text.clone()
    }
}

impl From<std::borrow::Cow<'_, str>> for SharedText {
    fn from(text: std::borrow::Cow<'_, str>) -> Self {
        Box::<str>::from(text).into()
    }
}

impl From<Arc<str>> for SharedText {
    fn from(text: Arc<str>) -> Self {
        (*text).into()
    }
}

impl From<SharedText> for String {
    fn from(text: SharedText) -> Self {
        (*text).into()
    }
}

impl From<&SharedText> for String {
    fn from(text: &SharedText) -> Self {
        (**text).into()
    }
}

impl From<SharedText> for Arc<str> {
    fn from(text: SharedText) -> Self {
        (*text).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_one_pointer_and_empty_ones_none() {
        assert_eq!(size_of::<Option<SharedText>>(), size_of::<usize>());
        let (one, two) = (SharedText::from(""), SharedText::default());
        assert!(Arc::ptr_eq(&one.0, &two.0));
        assert_eq!(SharedText::from("Tốt"), "Tốt");
        let known: std::collections::HashSet<SharedText> = [SharedText::from("Tốt")].into();
        assert!(known.contains("Tốt"));
    }
}
