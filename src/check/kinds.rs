//! What heads and collectives of a list have in common: the title, the kind of collective, the kind of unit; and whether that
//! makes them peers of one level and field for certain.

use super::offices::is_organisation;
use super::peers::{Certain, Named, Peers, by, own};
use super::records::{RatedRoster, TableRecord};
use super::totals::unit_key;
use crate::locate::vocabulary::has_words;
use crate::parse::Record;
use crate::text::key;

/// Titles of heads and their deputies; longer ones before those they begin with.
const TITLES: [&str; 39] = [
    "phó bí thư thường trực",
    "phó bí thư đảng ủy",
    "phó bí thư chi bộ",
    "phó bí thư",
    "bí thư đảng ủy",
    "bí thư đảng bộ",
    "bí thư chi bộ",
    "bí thư",
    "phó chủ tịch ủy ban nhân dân",
    "phó chủ tịch hội đồng nhân dân",
    "phó chủ tịch",
    "chủ tịch ủy ban nhân dân",
    "chủ tịch hội đồng nhân dân",
    "chủ tịch",
    "phó trưởng phòng",
    "trưởng phòng",
    "phó trưởng ban",
    "trưởng ban",
    "phó trưởng khoa",
    "trưởng khoa",
    "phó trưởng công an",
    "trưởng công an",
    "phó hiệu trưởng",
    "hiệu trưởng",
    "phó tổng giám đốc",
    "tổng giám đốc",
    "phó giám đốc",
    "giám đốc",
    "phó chánh văn phòng",
    "chánh văn phòng",
    "phó chánh thanh tra",
    "chánh thanh tra",
    "phó chi cục trưởng",
    "chi cục trưởng",
    "phó cục trưởng",
    "cục trưởng",
    "phó chỉ huy trưởng",
    "chỉ huy trưởng",
    "viện trưởng",
];

/// Kinds of units that are alike in level and field wherever they stand in one report, as their names begin after the body
/// or office that is meant ("Đảng ủy phường …").
const KINDS: [&str; 17] = [
    "phường",
    "xã",
    "thị trấn",
    "đặc khu",
    "quận",
    "huyện",
    "thị xã",
    "trường mầm non",
    "trường mẫu giáo",
    "trường tiểu học",
    "trường trung học cơ sở",
    "trường thcs",
    "trường trung học phổ thông",
    "trường thpt",
    "trường mn",
    "trường th",
    "trạm y tế",
];

/// How the names of leading collectives begin.
const BODIES: [&str; 11] = [
    "tập thể",
    "ban thường vụ",
    "ban chấp hành",
    "thường trực",
    "ban cán sự",
    "đảng đoàn",
    "ban giám hiệu",
    "ban giám đốc",
    "ban lãnh đạo",
    "lãnh đạo",
    "cấp ủy",
];

/// Heads of one title, at one tier and in one sector (khối). They are peers for certain where the list groups them itself
/// ("Trưởng phòng và tương đương"), and where all of them head units of one kind (phường, trường tiểu học).
pub(super) fn heads(table: &TableRecord<'_>, list: &RatedRoster<'_>) -> Vec<Peers> {
    let records = &list.roster.records;
    let titles: Vec<Option<Title>> = records.iter().map(title).collect();
    let alike = |said: &Stated| said.equivalents || titles.iter().flatten().all(|t| t.title == said.title);
    let of_list = stated(&table.table.title_key()).filter(alike);
    let mut groups: Vec<(String, Option<String>, Peers)> = Vec::new();
    for (index, (record, title)) in records.iter().zip(&titles).enumerate() {
        let section = section(record);
        let said = section.and_then(stated).or_else(|| of_list.clone());
        let Some((group, certain)) = of_head(section, said, title.as_ref()) else { continue };
        let kind = title.as_ref().and_then(|t| kind(&t.rest)).or_else(|| kind(record.parent.as_deref()?));
        match groups.iter_mut().find(|(key, ..)| *key == group.0) {
            Some((_, one_kind, peers)) => {
                if *one_kind != kind {
                    *one_kind = None;
                }
                peers.rows.push(index);
                peers.certain = peers.certain.min(certain);
            }
            None => groups.push((group.0, kind, Peers { name: group.1, rows: vec![index], certain, of_office: false })),
        }
    }
    let told = |(_, kind, peers): (String, Option<String>, Peers)| {
        let certain = if kind.is_some() { peers.certain.max(Certain::ByNames) } else { peers.certain };
        Peers { certain, ..peers }
    };
    groups.into_iter().map(told).collect()
}

/// The group of a head, and whether the list itself says that it is one.
fn of_head(section: Option<&str>, said: Option<Stated>, title: Option<&Title>) -> Option<(Named, Certain)> {
    let is_deputy = |title: &str| title.starts_with("phó ");
    let by = |said: bool| if said { Certain::Yes } else { Certain::No };
    match (said, title) {
        (Some(said), _) if said.equivalents => {
            let mixed = title.is_some_and(|t| is_deputy(&t.title) != is_deputy(&said.title));
            let name = section.map_or(said.name, str::to_owned);
            Some(((format!("|{}", unit_key(&name)), name), by(!mixed)))
        }
        (Some(said), Some(title)) => Some((title.group(section), by(said.title == title.title))),
        (None, Some(title)) => Some((title.group(section), Certain::No)),
        (_, None) => None,
    }
}

/// The title in a post, with what follows it.
struct Title {
    /// Its key.
    title: String,
    /// As written.
    written: String,
    /// The key of what follows: "phường An Phú".
    rest: String,
}

impl Title {
    /// Heads are peers by title, at one tier and in one sector.
    fn group(&self, section: Option<&str>) -> Named {
        const TIERS: [&str; 8] = ["phường", "xã", "thị trấn", "quận", "huyện", "thành phố", "tỉnh", "sở"];
        let tier = TIERS.iter().map(|t| key(t)).find(|t| self.rest.split(' ').next() == t.split(' ').next());
        let (tier, sector, name) = (tier.unwrap_or_default(), section.unwrap_or_default(), &self.written);
        let shown = match (tier.as_str(), sector) {
            ("", "") => name.clone(),
            ("", sector) => format!("{name}, {sector}"),
            (tier, "") => format!("{name} {tier}"),
            (tier, sector) => format!("{name} {tier}, {sector}"),
        };
        (format!("{}|{tier}|{}", self.title, unit_key(sector)), shown)
    }
}

fn title(record: &Record) -> Option<Title> {
    // "Bí thư Đảng ủy, Chủ tịch HĐND": the first of several posts.
    let post = record.post.as_deref()?;
    let first = post.split([',', ';', '(', '–', '/']).next().unwrap_or(post).trim();
    let said = unit_key(first);
    let of = |title: &&str| {
        let title = unit_key(title);
        let rest = said.strip_prefix(&title)?;
        (rest.is_empty() || rest.starts_with(' ')).then(|| (title, rest.trim_start().to_owned()))
    };
    let (title, rest) = TITLES.iter().find_map(of)?;
    let words = title.split(' ').count();
    let written = first.split(' ').take(words).collect::<Vec<_>>().join(" ");
    Some(Title { title, written, rest })
}

/// What a row over heads, or the title of their list, says all of them are.
#[derive(Clone)]
struct Stated {
    /// The key of the title.
    title: String,
    /// Do others stand beside it as equivalents (và tương đương)?
    equivalents: bool,
    /// For people.
    name: String,
}

/// One title and no other.
fn stated(text: &str) -> Option<Stated> {
    let said = unit_key(text);
    let titles: Vec<String> = TITLES.iter().map(|t| unit_key(t)).collect();
    let mut rest = said.as_str();
    let mut found: Option<&String> = None;
    while !rest.is_empty() {
        let begins =
            |t: &&String| rest.strip_prefix(t.as_str()).is_some_and(|more| !more.starts_with(char::is_alphabetic));
        let skipped = match titles.iter().find(begins) {
            Some(title) if found.is_some_and(|other| other != title) => return None,
            Some(title) => {
                found = Some(title);
                title.len()
            }
            None => rest.find(' ').unwrap_or(rest.len()),
        };
        rest = rest[skipped..].trim_start_matches(|c: char| !c.is_alphanumeric());
    }
    let title = found?.clone();
    let equivalents = has_words(&said, &key("tương đương"));
    let mut name = title.clone();
    if equivalents {
        name.push_str(" và tương đương");
    }
    Some(Stated { title, equivalents, name: capitalised(&name) })
}

/// Collectives are peers by kind: as the list groups them ("Tập thể lãnh đạo các phòng, ban"), else by their names where
/// these say the body and the kind of unit ("Ban Thường vụ Đảng ủy phường An Phú"). Others have none.
pub(super) fn collectives(list: &RatedRoster<'_>) -> Vec<Peers> {
    let mut groups = by(list, collective);
    for group in &mut groups {
        let said = |&row: &usize| section(&list.roster.records[row]).is_some_and(names_kind);
        group.certain = if group.rows.iter().all(said) { Certain::Yes } else { Certain::ByNames };
    }
    groups
}

/// The row over a record that is no organisation.
fn section(record: &Record) -> Option<&str> {
    record.group.as_deref().filter(|g| !is_organisation(&unit_key(g)))
}

fn collective(record: &Record) -> Option<Named> {
    let section = section(record);
    if let Some(section) = section.filter(|s| names_kind(s)) {
        return Some(own(section));
    }
    let kind = kind(&record.name).filter(|kind| is_body(kind))?;
    let sector = section.unwrap_or_default();
    let shown = as_written(&record.name, &kind);
    let shown = if sector.is_empty() { shown } else { format!("{shown}, {sector}") };
    Some((format!("{kind}|{}", unit_key(sector)), shown))
}

/// Does a line of a count summary name heads of one title?
pub(super) fn names_title(name: &str) -> bool {
    let said = unit_key(name);
    stated(name).is_some_and(|stated| said.starts_with(&stated.title)) && has_no_proper_name(name)
}

/// Does a text name a kind of collectives, and not one of them?
pub(super) fn names_kind(name: &str) -> bool {
    is_body(&unit_key(name)) && has_no_proper_name(name)
}

fn is_body(key_of_name: &str) -> bool {
    BODIES.iter().any(|body| {
        key_of_name.strip_prefix(&unit_key(body)).is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    })
}

/// "Các phường", "và tương đương", or a last word in small letters: no single unit is named.
fn has_no_proper_name(name: &str) -> bool {
    let said = key(name);
    ["các", "tương đương"].iter().any(|word| has_words(&said, &key(word)))
        || name.split_whitespace().last().is_some_and(|word| word.chars().next().is_some_and(char::is_lowercase))
}

/// The name of a unit up to the words that say its kind: "đảng ủy phường" of "Đảng ủy phường An Phú".
fn kind(name: &str) -> Option<String> {
    let said = unit_key(name);
    let words: Vec<&str> = said.split(' ').collect();
    let ends = |kind: &str| {
        let kind = unit_key(kind);
        let kind: Vec<&str> = kind.split(' ').collect();
        let start = words.windows(kind.len()).position(|window| window == kind)?;
        Some((start, start + kind.len()))
    };
    let (_, end) = KINDS.iter().filter_map(|kind| ends(kind)).min_by_key(|&(start, end)| (start, usize::MAX - end))?;
    Some(words[..end].join(" "))
}

/// The words of a key as a name has them; with an abbreviation in the name, the key.
fn as_written(name: &str, kind: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let begins = words.get(..kind.split(' ').count()).map(|words| words.join(" "));
    begins.filter(|begins| unit_key(begins) == kind).unwrap_or_else(|| capitalised(kind))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
