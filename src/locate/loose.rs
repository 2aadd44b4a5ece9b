//! Header phrases typed without tones, with a wrong tone or a wrong letter: "Tong so", "Tổng sô", "Tổg số".
//!
//! A word is taken for a phrase's only where it can be nothing else: a word of its own ("lương" beside "lượng") is no
//! slip, most words of a phrase must be right, and a text that could be two phrases is neither.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::phrases::{Place, Starts};
use crate::text::distance;
use crate::text::keys::plain;

/// Longest header text that is looked at, in bytes.
const LONGEST: usize = 120;
/// Letters a phrase needs for one of them to be wrong.
const FEWEST_LETTERS: usize = 6;

/// Phrases by their words without tones, each with what it means.
#[derive(Debug)]
pub(super) struct Loose<M> {
    all: Vec<Entry<M>>,
    /// Places in `all` by the first word without tones.
    by_first: HashMap<Box<str>, Vec<usize>>,
    /// Words that are no slip of another.
    own: HashSet<String>,
}

#[derive(Debug)]
struct Entry<M> {
    words: Vec<Box<str>>,
    bare: Vec<Box<str>>,
    place: Place,
    meaning: M,
    /// May it be typed without tones where it is a single word?
    alone: bool,
    /// May one of its letters be wrong?
    mended: bool,
}

/// A phrase, where it must stand, what it means, whether it may stand alone without tones, whether a letter of it may be
/// wrong.
pub(super) type Told<'p, M> = (&'p str, Place, M, bool, bool);

impl<M: Copy + PartialEq> Loose<M> {
    /// `same`: do two meanings come to the same?
    pub(super) fn new<'p>(all: impl Iterator<Item = Told<'p, M>>, own: &[String], same: impl Fn(M, M) -> bool) -> Self {
        let mut entries: Vec<Entry<M>> = Vec::new();
        for (phrase, place, meaning, alone, mended) in all {
            let words: Vec<Box<str>> = phrase.split([' ', '/']).map(Box::from).collect();
            let bare = words.iter().map(|w| bare(w).into()).collect();
            entries.push(Entry { words, bare, place, meaning, alone, mended });
        }
        // What without tones could be two things says nothing.
        let mut meanings: BTreeMap<String, Vec<M>> = BTreeMap::new();
        entries.iter().for_each(|e| meanings.entry(e.bare.join(" ")).or_default().push(e.meaning));
        entries.retain(|e| meanings[&e.bare.join(" ")].iter().all(|m| same(*m, e.meaning)));
        let mut by_first: HashMap<Box<str>, Vec<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            by_first.entry(entry.bare[0].clone()).or_default().push(at);
        }
        Self { all: entries, by_first, own: own.iter().cloned().collect() }
    }

    /// What the phrases of a text mean that are there with tones missing or wrong, in the order of their places.
    pub(super) fn in_text(&self, text: &str) -> Vec<M> {
        let Some((words, plain)) = words_of(text) else { return Vec::new() };
        let toneless = text.is_ascii();
        let at = |start: usize| {
            let known = self.by_first.get(plain[start].as_str()).into_iter().flatten().map(|&i| &self.all[i]);
            let (words, plain) = (&words[start..], &plain[start..]);
            known.filter(move |e| e.stands(start, words.len()) && self.is_toned_otherwise(e, words, plain, toneless))
        };
        (0..words.len()).flat_map(at).map(|e| e.meaning).collect()
    }

    /// Are the words those of the phrase, but for their tones?
    fn is_toned_otherwise(&self, entry: &Entry<M>, words: &[&str], plain: &[String], toneless: bool) -> bool {
        let length = entry.words.len();
        if words.len() < length || !entry.bare.iter().zip(plain).all(|(a, b)| **a == **b) {
            return false;
        }
        let other = || (0..length).filter(|&at| *entry.words[at] != *words[at]);
        let wrong = other().filter(|&at| !words[at].is_ascii()).count();
        let missing = other().count() > 0;
        let single = length == 1 && !(entry.alone && toneless && words.len() == 1);
        missing && !single && wrong * 2 <= length && (toneless || !other().any(|at| self.is_own(words, at)))
    }

    /// Is the word one of its own, or the first of two that are?
    fn is_own(&self, words: &[&str], at: usize) -> bool {
        let two = || words.get(at + 1).is_some_and(|next| self.own.contains(&format!("{} {next}", words[at])));
        self.own.contains(words[at]) || two()
    }

    /// The one meaning of the phrases a text holds but for one letter, or but for the blank between two words.
    pub(super) fn near(&self, text: &str) -> Option<M> {
        let (words, plain) = words_of(text)?;
        let close = |e: &Entry<M>| {
            let starts = (0..=words.len().saturating_sub(e.words.len())).filter(|&at| e.stands(at, words.len() - at));
            starts.into_iter().any(|at| self.is_one_letter_off(e, &words[at..], &plain[at..]))
                || words.len() != e.words.len() && plain.concat() == e.bare.concat()
        };
        let mut found = self.all.iter().filter(|e| e.mended && e.bare.len() > 1 && close(e)).map(|e| e.meaning);
        let first = found.next()?;
        found.all(|m| m == first).then_some(first)
    }

    /// Is one word of the phrase a letter off, and all others right?
    fn is_one_letter_off(&self, entry: &Entry<M>, words: &[&str], plain: &[String]) -> bool {
        let enough = entry.bare.iter().map(|w| w.len()).sum::<usize>() >= FEWEST_LETTERS;
        if !enough || words.len() < entry.words.len() {
            return false;
        }
        let toneless = words.iter().all(|w| w.is_ascii());
        let mut slips = 0;
        for (at, word) in entry.words.iter().enumerate() {
            if **word == *words[at] || (toneless && *entry.bare[at] == *plain[at]) {
                continue;
            }
            slips += 1;
            let long = plain[at].len() >= 3 && entry.bare[at].len() >= 3;
            let off = || distance(&entry.bare[at], &plain[at], 1).is_none();
            if slips > 1 || !long || self.is_own(words, at) || off() {
                return false;
            }
        }
        slips == 1
    }
}

impl<M> Entry<M> {
    /// May the phrase stand at this word, with as many words from it on?
    fn stands(&self, at: usize, left: usize) -> bool {
        match self.place {
            Place::Whole => at == 0 && left == self.words.len(),
            Place::Start => at == 0,
            Place::Anywhere => true,
        }
    }
}

/// The words of a header's text, as typed and without tones; `None` where it is no header's.
fn words_of(text: &str) -> Option<(Vec<&str>, Vec<String>)> {
    let words: Vec<&str> = text.split([' ', '/']).filter(|w| !w.is_empty()).collect();
    let plain = words.iter().map(|w| bare(w)).collect();
    (text.len() <= LONGEST && !words.is_empty()).then_some((words, plain))
}

/// The rest of a text that begins with one of the phrases but for their tones: a phrase of several words of which most
/// are right, or of one that is all of the text.
pub(super) fn strip_start_loosely<'t>(text: &'t str, phrases: &Starts) -> Option<&'t str> {
    if text.len() > LONGEST {
        return None;
    }
    let toneless = text.is_ascii();
    let rest = |phrase: &'_ String| {
        let mut letters = text.char_indices();
        for wanted in phrase.chars().map(without_tone) {
            letters.next().filter(|(_, typed)| without_tone(*typed) == wanted)?;
        }
        let end = letters.next().map_or(text.len(), |(at, _)| at);
        let (typed, rest) = text.split_at(end);
        let whole = rest.is_empty() && phrase.chars().count() >= 4;
        let pairs = || phrase.split(' ').zip(typed.split(' '));
        let wrong = pairs().filter(|(a, b)| a != b && !b.is_ascii()).count();
        let fits = whole || (phrase.contains(' ') && (toneless || wrong * 2 <= pairs().count()));
        (fits && (rest.is_empty() || rest.starts_with(' '))).then(|| rest.trim_start())
    };
    phrases.near(text).filter_map(rest).min_by_key(|rest| rest.len())
}

/// A key without tones and accents.
pub(super) fn bare(key: &str) -> String {
    key.chars().map(without_tone).collect()
}

fn without_tone(letter: char) -> char {
    plain(letter).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{key, toneless_key};

    fn phrases() -> Loose<u8> {
        let all = [
            ("Tổng số", Place::Anywhere, 1, false, true),
            ("Tổng", Place::Whole, 1, true, false),
            ("Được đánh giá", Place::Anywhere, 2, false, true),
            ("Số lượng", Place::Start, 3, false, true),
            ("Mã số", Place::Anywhere, 4, false, false),
            ("Ma sơ", Place::Anywhere, 5, false, false),
        ];
        let keys: Vec<(String, Place, u8, bool, bool)> =
            all.iter().map(|(p, at, m, alone, mended)| (key(p), *at, *m, *alone, *mended)).collect();
        let told = keys.iter().map(|(p, at, m, alone, mended)| (p.as_str(), *at, *m, *alone, *mended));
        Loose::new(told, &["lương".to_owned(), "trong".to_owned()], |a, b| a == b)
    }

    #[test]
    fn tones_may_be_missing_or_wrong() {
        let loose = phrases();
        let said = |text: &str| loose.in_text(&key(text));
        assert_eq!(said("Tổng sô"), [1]);
        assert_eq!(said("Tong so dang vien"), [1]);
        assert_eq!(said("Số đươc đánh giá, xếp loại"), [2]);
        assert_eq!(said("TONG"), [1]);
        assert_eq!(said("So luong"), [3]);
        for none in ["Tổng số", "Tong cong ty", "Tòng", "Tông sô", "Số lương", "Mã sô", "ma so", "chi so luong"]
        {
            assert_eq!(said(none), Vec::<u8>::new(), "{none}");
        }
    }

    #[test]
    fn one_letter_may_be_wrong() {
        let loose = phrases();
        let near = |text: &str| loose.near(&key(text));
        assert_eq!(near("Tổg số"), Some(1));
        assert_eq!(near("Tổngsố"), Some(1));
        assert_eq!(near("Số được đnáh giá"), Some(2));
        assert_eq!(near("Số đựợc đáng giá"), None);
        for none in ["Trong số đó", "Tổ số", "Công sở", "Số lương", "Mẫu số", "Tog sô"] {
            assert_eq!(near(none), None, "{none}");
        }
    }

    #[test]
    fn a_text_may_begin_with_a_phrase_but_for_its_tones() {
        let phrases = Starts::new(&["Tổng cộng", "Cộng", "Toàn quận"].map(key));
        let rest = |text: &str| strip_start_loosely(&key(text), &phrases).map(str::to_owned);
        for whole in ["Tổng công", "TONG CONG", "Cong", "Công:", "Tông cọng"] {
            assert_eq!(rest(whole), Some(String::new()), "{whole}");
        }
        assert_eq!(rest("Toàn quân (26)"), Some("26".to_owned()));
        assert_eq!(rest("Tổng công ty Sông Thu"), Some("ty sông thu".to_owned()));
        assert_eq!((rest("Công an"), rest("Tổng"), rest("Tông công Ba")), (None, None, None));
    }

    #[test]
    fn letters_lose_their_tones_as_everywhere() {
        let all = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ";
        assert_eq!(bare(all), toneless_key(all).chars().filter(|c| *c != ' ').collect::<String>());
    }
}
