//! Sheets called by a letter and a number → the letters that are said to be those of places: "Q1" of Quận 1, "T1" of Thôn 1.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::locate::{Located, RowRole};
use crate::text::key;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    places: Vec<String>,
}

static PLACES: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let words: Words = toml::from_str(include_str!("places.toml")).expect("embedded words");
    words.places.iter().map(|place| key(place).split(' ').map(str::to_owned).collect()).collect()
});

/// A place with a number, as lines and rows name it.
type Place = (&'static str, u8);

/// What is called by a letter and a number: "q1", "t 01", "th2 2022".
pub(super) fn short(name: &str) -> Option<(&str, u8)> {
    let letters = name.find(|c: char| !c.is_alphabetic()).filter(|length| (1..=2).contains(length))?;
    let (letters, rest) = name.split_at(letters);
    Some((letters, rest.trim_start().split(' ').next()?.parse().ok()?))
}

/// The places that a text names, by the first word: "quận 1" of "quận ủy quận 1", "tổ 2" of "tổ dân phố số 02".
fn named(text: &str) -> Vec<Place> {
    let text = key(text);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let place = |at: usize| {
        let of = |place: &'static Vec<String>| {
            let begins = words[at..].iter().zip(place).all(|(word, own)| word == own);
            let rest = words.get(at + place.len()..).filter(|_| begins)?;
            let number = rest.iter().find(|word| **word != "số")?;
            Some((place[0].as_str(), number.parse().ok()?))
        };
        PLACES.iter().find_map(of)
    };
    (0..words.len()).filter_map(place).collect()
}

/// The letters of those sheets of which a line above the table, or a row of another sheet, names the place they stand for, by
/// their own number. What stands above other sheets too ("QUẬN 1" over four quarters) is who reports. `sheets` are the places
/// and names of those that may be.
pub(super) fn letters<'n>(located: &[Located], sheets: &'n [(usize, String)]) -> BTreeSet<&'n str> {
    let short: BTreeSet<usize> = sheets.iter().filter(|(_, name)| short(name).is_some()).map(|(at, _)| *at).collect();
    if short.is_empty() {
        return BTreeSet::new();
    }
    let mut above: BTreeMap<Place, BTreeSet<usize>> = BTreeMap::new();
    for (at, sheet) in located.iter().enumerate() {
        let titles = sheet.tables.iter().flat_map(|table| &table.titles);
        for line in titles.chain(sheet.preamble.iter().map(|(_, line)| line)) {
            for place in named(line) {
                above.entry(place).or_default().insert(at);
            }
        }
    }
    let mut in_rows: BTreeMap<Place, BTreeSet<usize>> = BTreeMap::new();
    for (at, sheet) in located.iter().enumerate() {
        let rows = sheet.tables.iter().flat_map(|table| &table.rows).filter(|row| row.role == RowRole::Data);
        for place in rows.flat_map(|row| named(&row.label)) {
            in_rows.entry(place).or_default().insert(at);
        }
    }
    let is_place = |(at, name): &&(usize, String)| {
        self::short(name).is_some_and(|(letters, number)| {
            let own = |(place, n): &Place| *n == number && place.starts_with(letters);
            above.iter().any(|(place, of)| own(place) && of.len() == 1 && of.contains(at))
                || in_rows.iter().any(|(place, of)| own(place) && !of.contains(at) && !of.is_subset(&short))
        })
    };
    sheets.iter().filter(is_place).filter_map(|(_, name)| Some(self::short(name)?.0)).collect()
}
