//! Heads and the units they head, found by name across sheets and files: what P301, P302, P304 and C404 share.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::records::{FileRecord, Rated, RatedRoster, TableRecord};
use crate::check::rules::relations::{COLLECTIVE, ORGANISATION};
use crate::check::totals::unit_key;
use crate::check::units::{Identity, Lookup, RatedUnit, Units, led_by};
use crate::finding::CellRef;
use crate::locate::vocabulary::has_words;
use crate::locate::{Stage, Subject};
use crate::normalise::Level;
use crate::parse::Record;
use crate::text::key;

/// A rated head and what may be the units headed.
pub(super) struct Head<'t> {
    /// Place in the list.
    pub(super) record: usize,
    /// Who.
    pub(super) name: &'t str,
    /// How the head is rated.
    pub(super) level: Level,
    /// Where that stands.
    pub(super) at: CellRef,
    /// The units as written, for messages; empty where the row names none.
    pub(super) written: String,
    /// The post as written.
    pub(super) post: &'t str,
    /// In what stage the rating is.
    pub(super) stage: Stage,
    /// The units headed, as identities that may or may not be listed anywhere.
    pub(super) units: Vec<Identity>,
}

/// First words of a post → first words of the names of what it heads. The longest that fits counts.
const POSTS: [(&str, &[&str]); 28] = [
    ("bí thư đảng ủy", &["đảng bộ", "đảng ủy"]),
    ("bí thư đảng bộ", &["đảng bộ", "đảng ủy"]),
    ("bí thư chi bộ", &["chi bộ"]),
    ("bí thư chi ủy", &["chi bộ", "chi ủy"]),
    ("bí thư đoàn", &["đoàn"]),
    ("bí thư", &["đảng bộ", "đảng ủy", "chi bộ"]),
    ("hiệu trưởng", &["trường"]),
    (
        "giám đốc",
        &[
            "sở",
            "trung tâm",
            "công ty",
            "tổng công ty",
            "bệnh viện",
            "ban",
            "chi nhánh",
            "kho bạc",
            "bảo hiểm",
            "quỹ",
            "ngân hàng",
        ],
    ),
    ("tổng giám đốc", &["công ty", "tổng công ty"]),
    ("chủ tịch ubnd", &["ủy ban nhân dân"]),
    ("chủ tịch hđnd", &["hđnd", "hội đồng nhân dân"]),
    ("chủ tịch hội", &["hội"]),
    ("chủ tịch", &["hội", "ủy ban", "liên đoàn", "công đoàn", "mttq", "mặt trận"]),
    ("trưởng phòng", &["phòng"]),
    ("trưởng ban", &["ban"]),
    ("trưởng khoa", &["khoa"]),
    ("trưởng trạm", &["trạm"]),
    ("trạm trưởng", &["trạm"]),
    ("trưởng công an", &["công an"]),
    ("trưởng thôn", &["thôn"]),
    ("chi cục trưởng", &["chi cục"]),
    ("cục trưởng", &["cục"]),
    ("đội trưởng", &["đội"]),
    ("chánh văn phòng", &["văn phòng"]),
    ("chánh thanh tra", &["thanh tra"]),
    ("chánh án", &["tòa án"]),
    ("viện trưởng", &["viện"]),
    ("chỉ huy trưởng", &["ban chỉ huy", "bộ chỉ huy"]),
];

/// The same by their keys, longest post first.
static KINDS: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let keyed = POSTS.iter().map(|(post, kinds)| (unit_key(post), kinds.iter().map(|k| unit_key(k)).collect()));
    let mut all: Vec<(String, Vec<String>)> = keyed.collect();
    all.sort_by_key(|(post, _)| std::cmp::Reverse(post.len()));
    all
});

static POST_PARTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[,;/\n]| kiêm | đồng thời |(?: - )").expect("a fixed pattern"));

/// Does a name or post begin with these words?
fn begins(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Is it a deputy's post? The clauses are about heads.
pub(super) fn is_deputy(post: Option<&str>) -> bool {
    post.map(key).is_some_and(|p| begins(&p, "phó"))
}

/// The rated heads of a list of persons whose rating as this subject stands in it.
pub(super) fn heads<'t>(file: &FileRecord<'_>, table: &'t TableRecord<'_>, subject: Subject) -> Vec<Head<'t>> {
    let Rated::Roster(list) = &table.content else { return Vec::new() };
    let Some(column) = list.column_of(subject).filter(|_| list.roster.persons) else { return Vec::new() };
    let stage = list.roster.ratings[column].stage.unwrap_or(Stage::Decided);
    let says_heads = |text: &str| has_words(text, &key("người đứng đầu"));
    let declared = says_heads(&table.table.title_key()) || says_heads(&key(&list.roster.ratings[column].header));
    let mut found = Vec::new();
    for (i, record) in list.roster.records.iter().enumerate() {
        let (Some(level), Some(at)) = (list.level(i, column), record.ratings[column].first()) else { continue };
        let posts: Vec<String> = record.post.as_deref().map(parts).unwrap_or_default();
        let known = |post: &String| KINDS.iter().any(|(words, _)| begins(post, words));
        if is_deputy(record.post.as_deref()) || !(declared || posts.iter().any(known)) {
            continue;
        }
        found.push(Head {
            record: i,
            name: &record.name,
            level,
            at: at.at,
            written: written(record),
            post: record.post.as_deref().unwrap_or_default(),
            stage,
            units: units_of(file, record, &posts, declared),
        });
    }
    found
}

fn parts(post: &str) -> Vec<String> {
    let text = post.to_lowercase();
    POST_PARTS.split(&text).map(unit_key).filter(|p| !p.is_empty() && !begins(p, "phó")).collect()
}

fn written(record: &Record) -> String {
    let unit = record.parent.as_deref().filter(|p| record.group.as_deref() != Some(*p));
    unit.unwrap_or_default().to_owned()
}

/// What a head's row may name: its unit column where the post fits it or the list is one of heads, the unit that the
/// post itself names, and the organisation of the post's kind at that unit ("Bí thư Chi bộ" of "Trường A").
fn units_of(file: &FileRecord<'_>, record: &Record, posts: &[String], declared: bool) -> Vec<Identity> {
    let group = record.group.as_deref();
    let own = record.parent.as_deref().filter(|p| group != Some(*p));
    let mut names: Vec<&str> = own.into_iter().collect();
    if let Some(own) = own {
        let several: Vec<&str> = own.split([';', '\n', ',', '+']).map(str::trim).filter(|p| !p.is_empty()).collect();
        names.extend(several.into_iter().filter(|p| *p != own));
    }
    let kinds: Vec<(&String, &(String, Vec<String>))> =
        posts.iter().filter_map(|p| Some((p, KINDS.iter().find(|(words, _)| begins(p, words))?))).collect();
    let mut units: Vec<Identity> = Vec::new();
    for name in names {
        let unit = Identity::new(file, group, name);
        let fits = kinds.iter().any(|(_, (_, of))| of.iter().any(|k| begins(&unit.name, k)));
        if fits || (declared && kinds.is_empty()) {
            units.push(unit.clone());
        }
        for (post, (words, of)) in &kinds {
            if !of.iter().any(|k| begins(&unit.name, k)) {
                units.extend(of.iter().map(|kind| unit.beside(&format!("{kind} {}", unit.name))));
            }
            let rest = named(post, words, of);
            units.extend(rest.into_iter().map(|rest| unit.below(&rest)));
        }
    }
    for (post, (words, of)) in &kinds {
        units.extend(named(post, words, of).map(|rest| Identity::new(file, group, &rest)));
    }
    units.extend(of_bare_posts(&kinds).iter().map(|name| Identity::new(file, group, name)));
    // "Đảng ủy phường A" is the committee of "Đảng bộ phường A": a list of organisations has either name.
    units.extend(units.iter().filter_map(Identity::counterpart).collect::<Vec<_>>());
    units.dedup();
    units
}

/// "Bí thư Đảng ủy, Chủ tịch UBND phường A": a post that names no place is held where the other one is.
fn of_bare_posts(kinds: &[(&String, &(String, Vec<String>))]) -> Vec<String> {
    let bare = kinds.iter().filter(|(post, (words, of))| post.as_str() == words && named(post, words, of).is_none());
    let mut found = Vec::new();
    for (_, (_, of)) in bare {
        for (post, (words, others)) in kinds {
            let place = post.strip_prefix(words.as_str()).map(|rest| rest.trim().to_owned());
            for unit in place.into_iter().chain(named(post, words, others)).filter(|unit| !unit.is_empty()) {
                found.extend(of.iter().map(|kind| format!("{kind} {unit}")));
            }
        }
    }
    found
}

/// The unit a post names itself: "hiệu trưởng trường a" → "trường a", "bí thư đảng ủy phường a" → "đảng bộ phường a".
fn named(post: &str, words: &str, kinds: &[String]) -> Option<String> {
    let rest = post.strip_prefix(words).map(str::trim).filter(|r| !r.is_empty())?;
    if kinds.iter().any(|k| begins(rest, k)) {
        return Some(rest.to_owned()).filter(|r| !kinds.contains(r));
    }
    let kind_in_post = kinds.iter().any(|k| words.ends_with(&format!(" {k}")));
    kinds.first().filter(|_| kind_in_post).map(|kind| format!("{kind} {rest}"))
}

/// The organisations headed whose rating is settled somewhere, each once.
pub(super) fn organisations<'u, 't>(head: &Head<'_>, units: &'u Units<'t>) -> Vec<&'u RatedUnit<'t>> {
    let mut found: Vec<&RatedUnit<'_>> = Vec::new();
    for identity in &head.units {
        if let Lookup::Found(unit) = units.rating(identity, ORGANISATION, head.stage)
            && !found.iter().any(|f| f.identity == unit.identity)
        {
            found.push(unit);
        }
    }
    found
}

/// The leadership collectives of the units headed whose rating is settled somewhere, each once.
pub(super) fn collectives<'u, 't>(head: &Head<'_>, units: &'u Units<'t>) -> Vec<&'u RatedUnit<'t>> {
    let mut found: Vec<&RatedUnit<'_>> = Vec::new();
    for unit in head.units.iter().flat_map(|led| units.leaders_of(led)).filter(|u| u.stage == head.stage) {
        let settled = matches!(units.rating(&unit.identity, COLLECTIVE, head.stage), Lookup::Found(_));
        if settled && !found.iter().any(|f| f.identity == unit.identity) {
            found.push(unit);
        }
    }
    found
}

/// The organisation a rated collective leads, where its rating is settled somewhere.
pub(super) fn led<'u, 't>(collective: &RatedUnit<'_>, units: &'u Units<'t>) -> Vec<&'u RatedUnit<'t>> {
    let found = led_by(&collective.identity).into_iter();
    let found = found.filter_map(|identity| match units.rating(&identity, ORGANISATION, collective.stage) {
        Lookup::Found(unit) => Some(unit),
        _ => None,
    });
    found.collect()
}

/// Has the row an organisation's rating of its own, or a reason why there is none?
pub(super) fn has_own(list: &RatedRoster<'_>, record: usize, subjects: &[Subject]) -> bool {
    let column = subjects.iter().find_map(|&s| list.column_of(s));
    column.is_some_and(|c| !list.roster.records[record].ratings[c].is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_names_the_unit_it_heads() {
        let name = |post: &str| {
            let post = unit_key(post);
            let (words, of) = KINDS.iter().find(|(words, _)| begins(&post, words))?;
            named(&post, words, of)
        };
        assert_eq!(name("Hiệu trưởng Trường THCS A"), Some(unit_key("Trường THCS A")));
        assert_eq!(name("Bí thư Chi bộ 3"), Some(unit_key("Chi bộ 3")));
        assert_eq!(name("Bí thư Đảng ủy phường A"), Some(unit_key("Đảng bộ phường A")));
        assert_eq!(name("Chủ tịch UBND xã A"), Some(unit_key("UBND xã A")));
        let held = |posts: [&str; 2]| {
            let posts = posts.map(unit_key);
            let kinds: Vec<_> =
                posts.iter().filter_map(|p| Some((p, KINDS.iter().find(|(words, _)| begins(p, words))?))).collect();
            of_bare_posts(&kinds)
        };
        let both = held(["Bí thư Đảng ủy", "Chủ tịch UBND phường A"]);
        assert!(both.contains(&unit_key("Đảng bộ phường A")), "{both:?}");
        assert!(held(["Bí thư ĐU", "Trưởng Công an quận"]).contains(&unit_key("Đảng bộ Công an quận")));
        assert_eq!(held(["Bí thư Đảng ủy phường A", "Chủ tịch HĐND phường"]), [""; 0]);
        assert_eq!((name("Bí thư"), name("Bí thư Chi bộ"), name("Hiệu trưởng")), (None, None, None));
        assert_eq!(name("Trưởng phòng Nội vụ"), Some(unit_key("Phòng Nội vụ")));
    }
}
