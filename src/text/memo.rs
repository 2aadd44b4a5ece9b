//! What was worked out of a text once, found again by the place of the text in memory: a long sheet repeats few texts, and
//! looking at an address is quicker than reading the text.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::marker::PhantomData;

/// Texts of which something is kept that may be worked out again.
const MOST: usize = 65_536;

/// Values by text. Texts that are equal and stand in two places are two texts.
#[derive(Debug)]
pub struct Memo<'t, V> {
    /// By address and length. The texts outlive it, so an address never stands for another text.
    known: HashMap<(usize, usize), V, BuildHasherDefault<Spread>>,
    texts: PhantomData<&'t str>,
}

impl<V> Default for Memo<'_, V> {
    fn default() -> Self {
        Self { known: HashMap::default(), texts: PhantomData }
    }
}

impl<'t, V> Memo<'t, V> {
    /// What is known of the text; worked out the first time.
    pub fn get(&mut self, text: &'t str, work_out: impl FnOnce(&'t str) -> V) -> &mut V {
        let place = (text.as_ptr() as usize, text.len());
        self.known.entry(place).or_insert_with(|| work_out(text))
    }

    /// The same of what may be worked out again: of very many texts those before are forgotten.
    pub fn recall(&mut self, text: &'t str, work_out: impl FnOnce(&'t str) -> V) -> &V {
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.get(text, work_out)
    }
}

/// A hash for addresses: they differ already, and need only be spread.
#[derive(Debug, Default)]
pub struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..part.len()].copy_from_slice(part);
            self.write_u64(u64::from_le_bytes(eight));
        }
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_u64(&mut self, number: u64) {
        // Each bit of the product hangs on many: its halves together are spread evenly.
        let mixed = u128::from(self.0.rotate_left(5) ^ number) * 0x9e37_79b9_7f4a_7c15;
        self.0 = (mixed >> 64) as u64 ^ mixed as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_worked_out_once() {
        let (one, two) = (String::from("Tốt"), String::from("Tốt"));
        let mut memo: Memo<'_, usize> = Memo::default();
        let mut asked = 0;
        for text in [&one, &one, &two, &one] {
            let length = memo.get(text, |text| {
                asked += 1;
                text.len()
            });
            assert_eq!(*length, 5);
        }
        assert_eq!(asked, 2);
        let many: Vec<String> = (0..MOST + 10).map(|n| n.to_string()).collect();
        assert!(many.iter().all(|text| *memo.recall(text, str::len) == text.len()));
        assert!(memo.known.len() <= MOST);
        // Its beginning is another text.
        assert_eq!(*memo.get(&one[..1], str::len), 1);
    }
}
