//! Labels of levels shortened part by part, each in its own way: "HTXS nhiệm vụ", "Ko H.thành NV".
//!
//! A text is read only where all of it is parts in their order, in one way and no other; what the written-out label means
//! is for the frameworks to say.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::{key, toneless_key};

/// A part of labels, and the ways it is written (keys without blanks), each once.
struct Part {
    meant: String,
    place: usize,
    written: Vec<String>,
}

/// The part without which nothing is a label: "hoàn thành".
const NEEDED: usize = 1;
/// What is said of it before the task, and by some behind it: "HTNV tốt".
const DEGREE: usize = 2;

/// The order of the parts, and the other one.
const ORDERS: [[usize; 4]; 2] = [[0, NEEDED, DEGREE, 3], [0, NEEDED, 3, DEGREE]];

static PARTS: LazyLock<Vec<Part>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        part: Vec<Told>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Told {
        meant: String,
        place: usize,
        written: Vec<String>,
    }
    let file: File =
        toml::from_str(include_str!("forms/parts.toml")).expect("the built-in parts are checked by their test");
    let part = |told: Told| {
        let forms = told.written.iter().chain([&told.meant]).flat_map(|w| [key(w), toneless_key(w)]);
        let mut written: Vec<String> = forms.map(|form| form.replace(' ', "")).collect();
        written.sort();
        written.dedup();
        Part { meant: key(&told.meant), place: told.place, written }
    };
    file.part.into_iter().map(part).collect()
});

/// All letters of all parts: a text with another one is no label, as most are not.
static LETTERS: LazyLock<BTreeSet<char>> =
    LazyLock::new(|| PARTS.iter().flat_map(|part| &part.written).flat_map(|written| written.chars()).collect());

/// The longest label that is looked at, in bytes.
const LONGEST: usize = 48;

/// The label written out (`"ko h thành nv"` is `"không hoàn thành nhiệm vụ"`); `None` for everything else. `text` is a key.
pub fn written_out(text: &str) -> Option<String> {
    if text.len() > LONGEST || !text.starts_with(['h', 'k', 'c']) {
        return None;
    }
    let joined: String = text.chars().filter(|c| !matches!(c, ' ' | '/')).collect();
    if !joined.chars().all(|c| LETTERS.contains(&c)) {
        return None;
    }
    let mut found: Vec<[Option<usize>; 4]> = Vec::new();
    for order in ORDERS {
        parse(&joined, &order, [None; 4], &mut found);
    }
    found.retain(|parts| parts[NEEDED].is_some());
    found.dedup();
    let [parts] = found.as_slice() else { return None };
    let meant: Vec<&str> = parts.iter().flatten().map(|&part| PARTS[part].meant.as_str()).collect();
    Some(meant.join(" "))
}

/// All ways to read the rest of a text as parts of these places in this order; a place may be left out.
fn parse(rest: &str, places: &[usize], told: [Option<usize>; 4], found: &mut Vec<[Option<usize>; 4]>) {
    if rest.is_empty() {
        if !found.contains(&told) {
            found.push(told);
        }
        return;
    }
    let Some((&place, later)) = places.split_first() else { return };
    parse(rest, later, told, found);
    // Behind the task a single letter says too little: "HTNV T".
    let least = if place == DEGREE && told[3].is_some() { 2 } else { 1 };
    for (at, part) in PARTS.iter().enumerate().filter(|(_, part)| part.place == place) {
        for after in part.written.iter().filter(|w| w.len() >= least).filter_map(|w| rest.strip_prefix(w.as_str())) {
            let mut told = told;
            told[place] = Some(at);
            parse(after, later, told, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        written_out(&key(text)).unwrap_or_default()
    }

    #[test]
    fn parts_are_shortened_each_in_its_own_way() {
        for (meant, forms) in [
            (
                "hoàn thành xuất sắc nhiệm vụ",
                "HTXS nhiệm vụ|Hoàn thành XSNV|H.T.X.S.N.V|h.thành x.sắc n/vụ|HTNV xuất sắc",
            ),
            ("hoàn thành tốt nhiệm vụ", "HTT nhiệm vụ|HT tốt NV|Hoan thanh tot NV|H.thành T.NV|HTNV tốt"),
            ("hoàn thành nhiệm vụ", "HT nhiệm vụ|Hoàn thành N.V|h.t nhiệm v."),
            ("không hoàn thành nhiệm vụ", "Ko H.thành NV|Không HTNV|K.HT nhiệm vụ|khong ht nv"),
            ("chưa hoàn thành nhiệm vụ", "Chưa HT NV|chưa h.thành nhiệm vụ"),
            ("hoàn thành xuất sắc", "h.thành x.sắc|HT XS"),
            ("không hoàn thành", "k.h.thành|KHT"),
        ] {
            forms.split('|').for_each(|form| assert_eq!(written(form), key(meant), "{form}"));
        }
    }

    #[test]
    fn what_is_not_all_parts_is_no_label() {
        for text in [
            "HT trường",
            "Hiệu trưởng",
            "C. HTNV",
            "CHTNV",
            "Không",
            "Khá",
            "HTNV T",
            "XSNV",
            "KTNV",
            "Hoàn thành nhiệm vụ nhưng còn hạn chế",
            "Hoàn thành 5 nhiệm vụ",
            "TB",
        ] {
            assert_eq!(written(text), "", "{text}");
        }
        // No framework has it, so it is nobody's level.
        assert_eq!(written("Không hoàn thành tốt NV"), "không hoàn thành tốt nhiệm vụ");
    }
}
