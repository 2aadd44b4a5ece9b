//! Names that read like a quarter or a month: "Hòa Quý 2" is the second of its kind in Hòa Quý, "đường 3 tháng 2" a street.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::{key, toneless_key};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    quarters: Vec<String>,
    known: Vec<String>,
    before: Vec<String>,
    streets: Vec<String>,
    numbered: Vec<String>,
    terms: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words = toml::from_str(include_str!("named.toml")).expect("embedded words");
    let w = &mut words;
    let lists = [&mut w.quarters, &mut w.known, &mut w.before, &mut w.streets, &mut w.numbered, &mut w.terms];
    lists.into_iter().flatten().for_each(|word| *word = key(word));
    words
});

/// Is a word one of a list, with its tones or without any?
fn is_of(word: &str, list: &[String]) -> bool {
    list.iter().any(|own| own == word || word.is_ascii() && toneless_key(own) == word)
}

/// The words of a key with "#" for those that only belong to a name.
pub(super) fn without_names<'t>(words: &[&'t str]) -> Vec<&'t str> {
    let named = |at: usize| match words[at] {
        "quý" => is_place(&words[..at]),
        "tháng" => is_street(&words[..at]) && is_month(words.get(at + 1)),
        _ => false,
    };
    (0..words.len()).map(|at| if named(at) { "#" } else { words[at] }).collect()
}

/// Does "Quý" end the name of a place behind these words: "phường hòa", and not "xã tân hòa" or "chi bộ 1"?
pub(crate) fn is_place(before: &[&str]) -> bool {
    let Some((name, before)) = before.split_last() else { return false };
    match before.last() {
        Some(word) if is_of(word, &WORDS.before) => is_of(name, &WORDS.quarters),
        Some(word) => word.bytes().all(|b| b.is_ascii_digit() || b == b'.') && is_of(name, &WORDS.known),
        None => is_of(name, &WORDS.known),
    }
}

/// Is the number at their end a day that something is called by?
fn is_street(before: &[&str]) -> bool {
    let [.., more, street, day] = before else { return matches!(before, ["đường", _]) };
    day.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
        && is_of(street, &WORDS.streets)
        && !is_of(more, &WORDS.numbered)
}

/// Is it the number of a month? "6 tháng đầu năm" is no day.
fn is_month(word: Option<&&str>) -> bool {
    word.and_then(|word| word.parse::<u8>().ok()).is_some_and(|month| (1..=12).contains(&month))
}

/// Does "Kỳ" end the name of a place behind this word?
pub(super) fn is_term_of_name(before: &str) -> bool {
    is_of(before, &WORDS.terms)
}
