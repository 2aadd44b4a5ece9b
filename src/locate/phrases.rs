//! Many phrases, looked up in a text at once: every text of a sheet is asked what it says, so none is searched for each
//! phrase in turn.

use std::collections::HashMap;

use crate::text::keys::plain;

/// Where in a text a phrase must stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// It is all of the text.
    Whole,
    /// The text begins with it.
    Start,
    /// Anywhere, as whole words.
    Anywhere,
}

/// Phrases (keys), each with what it means, by their first words.
#[derive(Debug)]
pub(super) struct Phrases<M> {
    by_first: HashMap<Box<str>, Vec<Phrase<M>>>,
}

/// A phrase, where it must stand, and what it means.
type Phrase<M> = (Box<str>, Place, M);

impl<M: Copy> Phrases<M> {
    pub(super) fn new<'p>(all: impl Iterator<Item = (&'p str, Place, M)>) -> Self {
        let mut by_first: HashMap<Box<str>, Vec<_>> = HashMap::new();
        for (phrase, place, meaning) in all {
            by_first.entry(first_word(phrase).into()).or_default().push((phrase.into(), place, meaning));
        }
        Self { by_first }
    }

    /// What every phrase of the text means, in the order of their places.
    pub(super) fn in_text<'t>(&'t self, text: &'t str) -> impl Iterator<Item = M> + 't {
        let starts = text.match_indices([' ', '/']).map(|(at, _)| at + 1);
        std::iter::once(0).chain(starts).flat_map(move |at| {
            let rest = &text[at..];
            let known = self.by_first.get(first_word(rest)).into_iter().flatten();
            known.filter(move |(phrase, place, _)| stands(rest, at, phrase, *place)).map(|&(.., meaning)| meaning)
        })
    }
}

/// Does the phrase stand at the beginning of `rest`, the text from `at` on?
fn stands(rest: &str, at: usize, phrase: &str, place: Place) -> bool {
    let Some(after) = rest.strip_prefix(phrase) else { return false };
    match place {
        Place::Whole => at == 0 && after.is_empty(),
        Place::Start => at == 0 && (after.is_empty() || after.starts_with(' ')),
        Place::Anywhere => after.is_empty() || after.starts_with([' ', '/']),
    }
}

fn first_word(text: &str) -> &str {
    text.split([' ', '/']).next().unwrap_or(text)
}

/// Does `words` stand in `text` as whole words? Both are keys.
pub fn has_words(text: &str, words: &str) -> bool {
    // Most texts do not hold them at all, which is quickly seen.
    if !text.contains(words) {
        return false;
    }
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        before.is_none_or(|c| " /".contains(c)) && after.is_none_or(|c| " /".contains(c))
    })
}

pub(super) fn starts_with_words(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The rest of a text that begins with one of the phrases: behind the longest of them.
pub(super) fn strip_start<'t>(text: &'t str, phrases: &[String]) -> Option<&'t str> {
    longest_stripped(text, phrases.iter())
}

fn longest_stripped<'t, 'p>(text: &'t str, phrases: impl Iterator<Item = &'p String>) -> Option<&'t str> {
    phrases.filter(|p| starts_with_words(text, p)).max_by_key(|p| p.len()).map(|p| text[p.len()..].trim_start())
}

/// The rest of a text that ends with one of the phrases: before the longest of them.
pub(super) fn strip_end<'t>(text: &'t str, phrases: &[String]) -> Option<&'t str> {
    phrases
        .iter()
        .filter_map(|p| text.strip_suffix(p.as_str()))
        .filter(|rest| rest.is_empty() || rest.ends_with(' '))
        .min_by_key(|rest| rest.len())
        .map(str::trim_end)
}

/// Phrases (keys) that texts may begin with, by their first two letters without tones.
#[derive(Default, Debug)]
pub(super) struct Starts(Vec<(Start, String)>);

/// Two letters; 0 for a second one that is not there.
type Start = [u8; 2];

impl Starts {
    pub(super) fn new<'p>(phrases: impl IntoIterator<Item = &'p String>) -> Self {
        let mut all: Vec<_> = phrases.into_iter().map(|phrase| (start_of(phrase), phrase.clone())).collect();
        all.sort();
        Self(all)
    }

    /// The phrases that begin as the text does, whatever its tones.
    pub(super) fn near<'s>(&'s self, text: &str) -> impl Iterator<Item = &'s String> {
        let [first, second] = start_of(text);
        let with = |start: Start| {
            let from = self.0.partition_point(|(other, _)| *other < start);
            self.0[from..].iter().take_while(move |(other, _)| *other == start).map(|(_, phrase)| phrase)
        };
        with([first, second]).chain((second != 0).then(|| with([first, 0])).into_iter().flatten())
    }

    /// As [`strip_start`].
    pub(super) fn strip<'t>(&self, text: &'t str) -> Option<&'t str> {
        longest_stripped(text, self.near(text))
    }
}

fn start_of(text: &str) -> Start {
    let mut letters = text.chars().map(|letter| u32::from(plain(letter).unwrap_or(letter)).to_le_bytes()[0]);
    [letters.next().unwrap_or(0), letters.next().unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::{Phrases, Place, Starts, strip_start};

    #[test]
    fn a_phrase_counts_in_its_place_only() {
        let all = [("chi bộ", Place::Start, 1), ("số tt", Place::Whole, 2), ("tỷ lệ", Place::Anywhere, 3)];
        let phrases = Phrases::new(all.into_iter());
        let said = |text: &str| phrases.in_text(text).collect::<Vec<i32>>();
        assert_eq!(said("chi bộ trực thuộc"), [1]);
        assert_eq!(said("chi bộ/đảng bộ"), Vec::<i32>::new());
        assert_eq!(said("các chi bộ"), Vec::<i32>::new());
        assert_eq!(said("số tt"), [2]);
        assert_eq!(said("số tt cũ"), Vec::<i32>::new());
        assert_eq!(said("đạt tỷ lệ"), [3]);
        assert_eq!(said("số lượng/tỷ lệ"), [3]);
        assert_eq!(said("tỷ lệch"), Vec::<i32>::new());
        assert_eq!(said(""), Vec::<i32>::new());
    }

    #[test]
    fn a_text_begins_with_the_same_phrases_however_they_are_looked_up() {
        let all = ["x", "ký", "kế toán", "kế", "tổ trưởng", "t", "thư ký", "ủy viên", ""].map(str::to_owned);
        let starts = Starts::new(&all);
        for text in
            ["x", "x y", "ký tên", "kế toán trưởng", "kế hoạch", "thư ký", "tò", "t 1", "uỷ", "ủy viên a", "", "y"]
        {
            assert_eq!(starts.strip(text), strip_start(text, &all), "{text}");
        }
        assert_eq!(starts.near("to truong").collect::<Vec<_>>(), ["tổ trưởng", "t"]);
    }
}
