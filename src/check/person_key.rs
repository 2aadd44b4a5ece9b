//! Names of persons → keys that are equal where somebody of one birth date is meant: without words of address in front of the
//! name and the post behind it.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::{key, key_into};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    titles: Vec<String>,
    men: Vec<String>,
    women: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words = toml::from_str(include_str!("person_words.toml")).expect("embedded words");
    let lists = [&mut words.titles, &mut words.men, &mut words.women];
    lists.into_iter().flatten().for_each(|word| *word = key(word));
    words
});

/// The first words of titles: most names begin with none of them.
static FIRST: LazyLock<HashSet<&str>> =
    LazyLock::new(|| WORDS.titles.iter().filter_map(|title| title.split(' ').next()).collect());

/// The key of "Đ/c Nguyễn Văn An (Bí thư)" is that of "Nguyễn Văn An". A name keeps two words, and the single one that tells it
/// from another: "Nguyễn Văn An (B)". Only for those whom more than the name tells.
pub(super) fn person_key(name: &str) -> String {
    let mut found = String::new();
    person_key_into(name, &mut found);
    found
}

/// The same, in place of what was there.
pub(super) fn person_key_into(name: &str, out: &mut String) {
    key_into(without_post(name), out);
    without_titles(out);
}

/// The key of "Đ/c Nguyễn Văn An" is that of "Nguyễn Văn An"; what stands behind the name may tell it from another.
pub(super) fn addressed_key(name: &str) -> String {
    let mut found = key(name);
    without_titles(&mut found);
    found
}

fn without_titles(written: &mut String) {
    let titles = written.len() - behind_titles(written, |_| ()).len();
    written.drain(..titles);
}

/// What follows all titles, each of which is told.
fn behind_titles(written: &str, mut told: impl FnMut(&str)) -> &str {
    let mut rest = written;
    while rest.split(' ').next().is_some_and(|word| FIRST.contains(word))
        && let Some(own) = WORDS.titles.iter().filter_map(|title| behind(rest, title)).min_by_key(|own| own.len())
    {
        told(rest[..rest.len() - own.len()].trim_end());
        rest = own;
    }
    rest
}

/// As what a name is addressed: "Ông" or "Bà".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Address {
    Man,
    Woman,
}

impl Address {
    /// Of a name as it is written; `None` where no word in front of it says.
    pub(super) fn of(name: &str) -> Option<Self> {
        let mut found = None;
        behind_titles(&key(name), |title| {
            let is_one = |words: &[String]| words.iter().any(|word| word == title);
            let said = is_one(&WORDS.men).then_some(Self::Man).or(is_one(&WORDS.women).then_some(Self::Woman));
            found = said.or(found);
        });
        found
    }
}

/// Do the words of address of two names of one key say that they are two people?
pub(super) fn are_addressed_apart(a: &str, b: &str) -> bool {
    Address::of(a).zip(Address::of(b)).is_some_and(|(a, b)| a != b)
}

/// What follows a title, where it is a name.
fn behind<'t>(text: &'t str, title: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(title)?.strip_prefix(' ')?;
    rest.contains(' ').then_some(rest)
}

/// The name without what stands behind it in brackets or behind a comma, where both are of several words.
fn without_post(name: &str) -> &str {
    let several = |text: &str| key(text).contains(' ');
    let parted = name.find(['(', ',']).map(|at| name.split_at(at));
    parted.filter(|(own, post)| several(own) && several(post)).map_or(name, |(own, _)| own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_addressed_or_holds_a_post_is_the_same() {
        for name in [
            "Đ/c Nguyễn Văn An",
            "Đ.c: Nguyễn Văn An",
            "ĐỒNG CHÍ NGUYỄN VĂN AN",
            "Ông/Bà Nguyễn Văn An",
            "PGS.TS.BS. Nguyễn Văn An",
            "BS.CKII Nguyễn Văn An",
            "Th.S Nguyễn Văn An",
            "Đại úy Nguyễn Văn An",
            "Nguyễn Văn An (Bí thư)",
            "Nguyễn Văn An, Phó Bí thư",
        ] {
            assert_eq!(person_key(name), key("Nguyễn Văn An"), "{name}");
        }
        assert_eq!(addressed_key("Đ/c Nguyễn Văn An (thôn 2)"), key("Nguyễn Văn An (thôn 2)"));
    }

    #[test]
    fn words_of_address_that_contradict_each_other_tell_people_apart() {
        for (a, b, apart) in [
            ("Ông Nguyễn Hoàng Anh", "Bà Nguyễn Hoàng Anh", true),
            ("Ông TS. Nguyễn Hoàng Anh", "ThS. Bà Nguyễn Hoàng Anh", true),
            ("Ông Nguyễn Hoàng Anh", "Nguyễn Hoàng Anh", false),
            ("Ông/Bà Nguyễn Hoàng Anh", "Bà Nguyễn Hoàng Anh", false),
            ("Đ/c Nguyễn Hoàng Anh", "Bà Nguyễn Hoàng Anh", false),
        ] {
            assert_eq!(are_addressed_apart(a, b), apart, "{a}, {b}");
        }
    }

    #[test]
    fn what_belongs_to_the_name_stays() {
        for name in ["Ông Ích", "Bà An", "Nguyễn Văn An (B)", "Nguyễn Văn An, B", "Tsàn A Sáng", "Bàn Văn An", "Bí thư"]
        {
            assert_eq!((person_key(name), addressed_key(name)), (key(name), key(name)), "{name}");
        }
    }
}
