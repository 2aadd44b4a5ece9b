//! Names of persons in rows and notes about units: what the consolidated workbook does not repeat, unless the rows about
//! persons are asked for.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use crate::text::{clean, key};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    surnames: Vec<String>,
    of_units: Vec<String>,
    titles: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words = toml::from_str(include_str!("withheld.toml")).expect("embedded words");
    for list in [&mut words.surnames, &mut words.of_units] {
        list.iter_mut().for_each(|word| *word = key(word));
    }
    words
});

/// "Đ/c Nguyễn Văn A", "bà Lê Thị B": a title, and at least so many words of a name.
fn titled(least: usize) -> Regex {
    let titles = WORDS.titles.iter().map(|title| regex::escape(title)).collect::<Vec<_>>().join("|");
    let word = r"\s*\p{Lu}\p{L}*";
    Regex::new(&format!(r"(?:^|[^\p{{L}}])(?i:{titles})[.:]?(?:{word}){{{least},}}")).expect("a fixed pattern")
}

static TITLED: LazyLock<Regex> = LazyLock::new(|| titled(2));

/// In a note one word is enough: "đ/c Thu".
static MENTIONED: LazyLock<Regex> = LazyLock::new(|| titled(1));

/// Words that each begin with a capital letter, one after another.
static PROPER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\p{Lu}[\p{L}']*(?: \p{Lu}[\p{L}']*)+").expect("a fixed pattern"));

/// Instead of the name of a row that is a person's; its cell is told beside it.
pub(super) const A_PERSON: &str = "(cá nhân)";

/// Instead of a note that names somebody.
pub(super) const NAMES_A_PERSON: &str = "ghi chú có tên cá nhân, xem file gốc";

/// Is a row's name, among those of units, a person's? Of two words it may be a school's ("Lê Lợi"): where the rows are known
/// to be units (`certain`) it is taken for one.
pub(super) fn is_person(name: &str, certain: bool) -> bool {
    let text = clean(name);
    if TITLED.is_match(&text) {
        return true;
    }
    let words: Vec<&str> = text.split(' ').collect();
    let least = if certain { 3 } else { 2 };
    let proper = |word: &&str| word.chars().next().is_some_and(char::is_uppercase) && word.chars().all(is_of_name);
    let keys: Vec<String> = words.iter().map(|word| key(word)).collect();
    let of_unit = || keys.iter().any(|word| WORDS.of_units.contains(word));
    (least..=6).contains(&words.len()) && words.iter().all(proper) && WORDS.surnames.contains(&keys[0]) && !of_unit()
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphabetic() || letter == '\''
}

/// Does a note name somebody?
pub(super) fn names_a_person(note: &str) -> bool {
    let text = clean(note);
    let named = |found: regex::Match<'_>| {
        let before = text[..found.start()].trim_end().rsplit(' ').next().unwrap_or_default();
        let words: Vec<&str> = std::iter::once(before).chain(found.as_str().split(' ')).collect();
        // "Trường Nguyễn Văn Trỗi" bears a name.
        let begins = |from: usize| !WORDS.of_units.contains(&key(words[from - 1]));
        (1..words.len()).any(|from| begins(from) && is_person(&words[from..].join(" "), true))
    };
    MENTIONED.is_match(&text) || PROPER.find_iter(&text).any(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_told_from_units() {
        for (name, person) in [
            ("Nguyễn Văn An", true),
            ("TRẦN THỊ BÌNH", true),
            ("đ/c Lê Cường", true),
            ("Chi bộ Trường Lê Lợi", false),
            ("Trường Nguyễn Văn Trỗi", false),
            ("Đoàn thanh niên xã An Mỹ", false),
            ("ĐOÀN THANH NIÊN XÃ AN MỸ", false),
            ("Hội Nông dân", false),
            ("Lê Lợi", false),
            ("Khối Đảng", false),
        ] {
            assert_eq!(is_person(name, true), person, "{name}");
        }
        assert!(is_person("Lê Lợi", false) && !is_person("Khối phường", false));
    }

    #[test]
    fn notes_that_name_somebody() {
        for (note, named) in [
            ("Đ/c Nguyễn Văn An bị khiển trách", true),
            ("Bí thư bị kỷ luật: Trần Thị Bình, tháng 5", true),
            ("Bí thư Nguyễn Văn An bị khiển trách", true),
            ("đ/c Thu mới chuyển đến", true),
            ("sáp nhập từ Trường Nguyễn Văn Trỗi", false),
            ("01 đ/c chuyển sinh hoạt", false),
            ("bà con khu phố; ông bà", false),
            ("03 miễn sinh hoạt, 01 mới kết nạp", false),
        ] {
            assert_eq!(names_a_person(note), named, "{note}");
        }
    }
}
