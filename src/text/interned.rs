//! Texts of many files, each kept once: of a nation's names and dates most are those of many persons.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use super::shared::SharedText;

/// Parts, so that threads seldom wait for one another.
const PARTS: usize = 64;

/// The texts that are kept.
#[derive(Debug)]
pub struct Interned {
    parts: Vec<Mutex<HashSet<SharedText>>>,
}

impl Default for Interned {
    fn default() -> Self {
        Self { parts: (0..PARTS).map(|_| Mutex::default()).collect() }
    }
}

impl Interned {
    /// Puts the text that is kept in the place of an equal one; a new one is kept from here on.
    pub fn share(&self, text: &mut SharedText) {
        // Names and dates differ at their ends: enough to spread them over the parts.
        let end = text.bytes().rev().take(8);
        let part = end.fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % PARTS;
        // A part is whole after every step, even one that panicked.
        let mut part = self.parts[part].lock().unwrap_or_else(PoisonError::into_inner);
        match part.get(text) {
            Some(kept) => *text = kept.clone(),
            None => _ = part.insert(text.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_become_one() {
        let kept = Interned::default();
        let mut texts = ["An", "Bình", "An", ""].map(SharedText::from);
        texts.iter_mut().for_each(|text| kept.share(text));
        assert!(texts[0].is(&texts[2]) && !texts[0].is(&texts[1]));
        assert_eq!(texts, ["An", "Bình", "An", ""]);
    }
}
