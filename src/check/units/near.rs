//! Names of units that could be meant by one that was not found: only ever shown.

use std::collections::BTreeSet;

use super::{Identity, RatedUnit, Units};
use crate::check::totals::unit_key;
use crate::locate::Subject;
use crate::locate::vocabulary::has_words;
use crate::text::{distance, key, toneless_key};

impl<'t> Units<'t> {
    /// Names that could be meant by ones that were not found, of units rated as one of these subjects: without tones and spaces
    /// equal, one letter apart, the one within the other or with words shortened to their first letters, with the same numbers; else the same name in the list of another office.
    pub fn near(&self, wanted: &[&Identity], subjects: &[Subject]) -> Vec<&'t str> {
        let Some(root) = wanted.first().map(|identity| &identity.root) else { return Vec::new() };
        let keys: BTreeSet<String> = wanted.iter().map(|identity| wide(&identity.name)).collect();
        let mut names: Vec<&'t str> = Vec::new();
        let rated = self.rated.iter().filter(|u| subjects.contains(&u.subject));
        let (here, elsewhere): (Vec<_>, Vec<_>) = rated.partition(|u| u.identity.root == *root);
        for unit in here {
            if names.len() == SHOWN {
                break;
            }
            let own = wide(&unit.identity.name);
            if !names.contains(&unit.name) && keys.iter().any(|key| near(key, &own)) {
                names.push(unit.name);
            }
        }
        // The same name under another office may be another unit.
        if names.is_empty() {
            let thing = |identity: &Identity| (identity.name.clone(), identity.when);
            let same = |unit: &&&RatedUnit<'_>| wanted.iter().any(|identity| thing(identity) == thing(&unit.identity));
            names.extend(elsewhere.iter().find(same).map(|unit| unit.name));
        }
        names
    }
}

/// Most names given.
const SHOWN: usize = 3;

fn near(a: &str, b: &str) -> bool {
    let numbers = |t: &str| t.chars().filter(char::is_ascii_digit).collect::<String>();
    let letters = |t: &str| toneless_key(t).replace(' ', "");
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let abbreviated = || {
        let [a, b] = [a, b].map(toneless_key);
        let [a, b] = [&a, &b].map(|name| name.split(' ').filter(|word| *word != "va").collect::<Vec<_>>());
        abbreviates(&a, &b) || abbreviates(&b, &a)
    };
    let close = || distance(&letters(a), &letters(b), 1).is_some() || is_within(short, long) || abbreviated();
    numbers(a) == numbers(b) && close()
}

/// Are words the same as others, with some of these shortened to their first letters? "Ban QLDA ĐTXD" for "Ban Quản lý dự án đầu
/// tư xây dựng".
fn abbreviates(short: &[&str], long: &[&str]) -> bool {
    let ([word, rest @ ..], [first, others @ ..]) = (short, long) else { return short.is_empty() && long.is_empty() };
    if word == first {
        return abbreviates(rest, others);
    }
    let letters = word.chars().count();
    let initials = long.iter().take(letters).filter_map(|word| word.chars().next());
    letters > 1 && letters <= long.len() && word.chars().eq(initials) && abbreviates(rest, &long[letters..])
}

/// Is a name of at least three words within another? "THCS Lê Lợi" in "Chi bộ Trường THCS Lê Lợi"; the place a name ends with
/// says nothing: "Trung tâm Y tế quận".
fn is_within(short: &str, long: &str) -> bool {
    let places = ["quận", "huyện", "phường", "xã", "tỉnh", "thành phố"].map(unit_key);
    let trimmed = places.iter().find_map(|place| short.strip_suffix(place.as_str())).map_or(short, str::trim);
    trimmed.split(' ').count() >= 3 && has_words(long, trimmed)
}

/// A unit's name with more abbreviations written out than its key has. Equal ones are close, not the same.
pub fn wide(name: &str) -> String {
    let levelled = unit_key(name);
    let words = levelled.split(' ').map(|w| match w {
        "th" => "tiểu học",
        "mn" => "mầm non",
        "bql" => "ban quản lý",
        "bv" => "bệnh viện",
        "cty" => "công ty",
        "cp" => "cổ phần",
        "tnhh" => "trách nhiệm hữu hạn",
        "mtv" => "một thành viên",
        "vp" => "văn phòng",
        "ttyt" => "trung tâm y tế",
        "kbnn" => "kho bạc nhà nước",
        "hđnd" => "hội đồng nhân dân",
        "mttq" => "mặt trận tổ quốc",
        "gd" => "giáo dục",
        "đt" => "đào tạo",
        w => w,
    });
    let text = words.collect::<Vec<_>>().join(" ");
    key(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_keep_their_numbers() {
        assert!(near("chi bộ trường lê lợi", "chi bộ trường lê lới"));
        assert!(near("chi bộ trường lê lợi", "chi bộ trường lê lợ"));
        assert!(!near("chi bộ 1", "chi bộ 2") && !near("chi bộ 1", "chi bộ 11"));
        for (short, long) in [
            ("ban qlda đtxd", "ban quản lý dự án đầu tư và xây dựng"),
            ("phòng ktnv", "phòng kế toán và nghiệp vụ"),
            ("trung tâm ptqđ quận", "trung tâm phát triển quỹ đất quận"),
        ] {
            assert!(near(short, long) && near(long, short), "{short}");
        }
        assert!(!near("phòng ktnv", "phòng kế toán tài vụ") && !near("phòng kt", "phòng kinh tế quận"));
        assert!(near("thcs lê lợi", "chi bộ trường thcs lê lợi"));
        assert!(!near("trường thcs lê", "chi bộ trường thcs lê lợi 2") && !near("y tế", "trạm y tế"));
    }
}
