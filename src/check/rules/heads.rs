//! Heads and the units they head, found by name across sheets and files: what P301, P302, P304 and C404 share.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::offices::tier;
use crate::check::records::{FileRecord, Rated, RatedRoster, TableRecord};
use crate::check::rules::posts::{self, Kind, Standing, begins};
use crate::check::rules::relations::{COLLECTIVE, ORGANISATION};
use crate::check::totals::{is_place_alone, office_key, unit_key};
use crate::check::units::{Identity, Lookup, RatedUnit, Units, led_by};
use crate::finding::CellRef;
use crate::locate::vocabulary::has_words;
use crate::locate::{ColumnRole, Stage, Subject};
use crate::normalise::Level;
use crate::parse::Record;
use crate::text::key;

/// First words of the names of party organisations.
const PARTY: [&str; 4] = ["đảng bộ", "đảng ủy", "chi bộ", "chi ủy"];

/// Is it an organisation of the Party?
pub(super) fn is_party(unit: &Identity) -> bool {
    PARTY.iter().any(|words| begins(&unit.name, &unit_key(words)))
}

/// Bodies of a place whose name its own list leaves out.
const BODIES_OF_PLACES: [&str; 4] = ["đảng bộ", "đảng ủy", "ủy ban nhân dân", "hội đồng nhân dân"];

/// How high wards and communes stand.
const OF_WARDS: u8 = 1;

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
    /// What the post may name besides.
    pub(super) perhaps: Vec<Identity>,
}

/// The rated heads of a list of persons whose rating as this subject stands in it.
pub(super) fn heads<'t>(file: &FileRecord<'_>, table: &'t TableRecord<'_>, subject: Subject) -> Vec<Head<'t>> {
    rated(file, table, subject, |post, declared| {
        let heads = match post.map(posts::standing) {
            Some(Standing::Head) => true,
            Some(Standing::Other) => false,
            Some(Standing::Unknown) | None => declared,
        };
        heads.then(|| post.map(posts::held).unwrap_or_default())
    })
}

/// The rated deputies who are in charge of a unit that nobody heads.
pub(super) fn in_place_of_heads<'t>(
    file: &FileRecord<'_>,
    table: &'t TableRecord<'_>,
    subject: Subject,
) -> Vec<Head<'t>> {
    rated(file, table, subject, |post, _| post.map(posts::stood_in_for).filter(|posts| !posts.is_empty()))
}

/// The rated persons of a list that says neither of each nor of all whether they head their units.
pub(super) fn of_unknown_posts<'t>(
    file: &FileRecord<'_>,
    table: &'t TableRecord<'_>,
    subject: Subject,
) -> Vec<Head<'t>> {
    let posts = table.table.column(ColumnRole::Post).is_some() || announced(table).is_some();
    rated(file, table, subject, |_, declared| (!posts && !declared).then(Vec::new))
}

/// The rated persons of whom `posts` says by which posts of heads, of the post as written and whether all of the list are heads.
fn rated<'t>(
    file: &FileRecord<'_>,
    table: &'t TableRecord<'_>,
    subject: Subject,
    posts: impl Fn(Option<&str>, bool) -> Option<Vec<String>>,
) -> Vec<Head<'t>> {
    let Rated::Roster(list) = &table.content else { return Vec::new() };
    let Some(column) = list.column_of(subject).filter(|_| list.roster.persons) else { return Vec::new() };
    let stage = list.roster.ratings[column].stage.unwrap_or(Stage::Decided);
    let declared = is_list_of_heads(table, list, column);
    let announced = announced(table).filter(|_| !declared);
    let mut often: HashMap<String, usize> = HashMap::new();
    for post in list.roster.records.iter().filter_map(|record| record.post.as_deref()) {
        *often.entry(key(post)).or_default() += 1;
    }
    let mut found = Vec::new();
    for (i, record) in list.roster.records.iter().enumerate() {
        let (Some(level), Some(at)) = (list.level(i, column), record.ratings[column].first()) else { continue };
        let post = record.post.as_deref().or(announced.as_deref());
        let Some(posts) = posts(post, declared) else { continue };
        // Of two secretaries of cells none is the one of the office.
        let only = record.post.as_deref().is_some_and(|post| often.get(&key(post)) == Some(&1));
        found.push(Head {
            record: i,
            name: &record.name,
            level,
            at: at.at(record.row),
            written: written(record),
            post: record.post.as_deref().unwrap_or_default(),
            stage,
            units: units_of(file, table, record, &posts, (declared || posts.is_empty(), only)),
            perhaps: perhaps(file, table, record, &posts),
        });
    }
    found
}

/// The units of which whoever has this row is one of those who lead, as its head or beside it.
pub(super) fn units_led(file: &FileRecord<'_>, table: &TableRecord<'_>, record: &Record) -> Vec<Identity> {
    let posts = record.post.as_deref().map(posts::leading).unwrap_or_default();
    if posts.is_empty() { Vec::new() } else { units_of(file, table, record, &posts, (false, false)) }
}

/// The rated persons of a list whose column of units says that they are those each is in charge of: heads and their deputies,
/// with the units that the row names.
pub(super) fn in_charge<'t>(file: &FileRecord<'_>, table: &'t TableRecord<'_>, subject: Subject) -> Vec<Head<'t>> {
    let Rated::Roster(list) = &table.content else { return Vec::new() };
    let says_charge = |header: &str| has_words(&key(header), &key("phụ trách"));
    let said = table.table.column(ColumnRole::Parent).is_some_and(|column| says_charge(&column.header()));
    let Some(column) = list.column_of(subject).filter(|_| said && list.roster.persons) else { return Vec::new() };
    let stage = list.roster.ratings[column].stage.unwrap_or(Stage::Decided);
    let mut found = Vec::new();
    for (i, record) in list.roster.records.iter().enumerate() {
        let (Some(level), Some(at)) = (list.level(i, column), record.ratings[column].first()) else { continue };
        let Some(post) = record.post.as_deref().filter(|post| posts::leads(post)) else { continue };
        let group = record.group.as_deref();
        let own = record.parent.as_deref().filter(|parent| group != Some(*parent)).unwrap_or_default();
        let units = several(own).into_iter().map(|name| Identity::new(file, table, group, name)).collect();
        let written = written(record);
        let (name, at, perhaps) = (record.name.as_str(), at.at(record.row), Vec::new());
        found.push(Head { record: i, name, level, at, written, post, stage, units, perhaps });
    }
    found
}

/// Who sends a list, also where the name does not tell it from others.
fn sender<'t>(file: &'t FileRecord<'_>, table: &'t TableRecord<'_>) -> Option<&'t str> {
    table.unit.as_deref().or(file.unit.as_deref()).or(table.sent_by.as_deref())
}

/// The names of several units in a cell.
fn several(text: &str) -> Vec<&str> {
    static SEPARATORS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[,;\n+]").expect("a fixed pattern"));
    posts::parts(text, &SEPARATORS).into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn written(record: &Record) -> String {
    let unit = record.parent.as_deref().filter(|p| record.group.as_deref() != Some(*p));
    unit.unwrap_or_default().to_owned()
}

/// Does a list say that all of it are heads?
fn is_list_of_heads(table: &TableRecord<'_>, list: &RatedRoster<'_>, column: usize) -> bool {
    let says_heads = |text: &str| has_words(text, &key("người đứng đầu"));
    says_heads(&table.table.title_key()) || says_heads(&key(&list.roster.ratings[column].header))
}

/// The post of everybody on a list without a column of posts: what its title, or the head over the names, says that all are.
fn announced(table: &TableRecord<'_>) -> Option<String> {
    let table = &table.table;
    let names = table.column(ColumnRole::Person).filter(|_| table.column(ColumnRole::Post).is_none())?;
    posts::announced(&table.title_key()).or_else(|| posts::announced(&key(&names.header())))
}

/// Does whoever has this row, rated in this column, head the unit it names? Without a post the row is that of a unit and its
/// head. Who is a deputy there and heads another unit does only where the unit's name says that this one is meant. `None`
/// where neither the post nor the list says.
pub(super) fn heads_unit(
    table: &TableRecord<'_>,
    list: &RatedRoster<'_>,
    record: &Record,
    column: usize,
) -> Option<bool> {
    let Some(post) = record.post.as_deref() else { return Some(true) };
    match posts::standing(post) {
        Standing::Other => Some(false),
        Standing::Unknown => is_list_of_heads(table, list, column).then_some(true),
        Standing::Head if !posts::deputy_first(post) => Some(true),
        Standing::Head => {
            let unit = record.parent.as_deref().map(unit_key).unwrap_or_default();
            let heads = |post: &String| posts::kind(post).is_some_and(|(_, of)| of.iter().any(|k| begins(&unit, k)));
            Some(posts::held(post).iter().any(heads))
        }
    }
}

/// What a head's row may name: its unit column where the post fits it or the list is one of heads, the unit that the
/// post itself names, and the organisation of the post's kind at that unit ("Bí thư Chi bộ" of "Trường A").
fn units_of(
    file: &FileRecord<'_>,
    table: &TableRecord<'_>,
    record: &Record,
    posts: &[String],
    (declared, only): (bool, bool),
) -> Vec<Identity> {
    let group = record.group.as_deref();
    let own = record.parent.as_deref().filter(|p| group != Some(*p));
    let mut names: Vec<&str> = own.into_iter().collect();
    if let Some(own) = own {
        names.extend(several(own).into_iter().filter(|p| *p != own));
    }
    let kinds: Vec<(&String, &Kind)> = posts.iter().filter_map(|p| Some((p, posts::kind(p)?))).collect();
    let mut units: Vec<Identity> = Vec::new();
    // "Ban Thường vụ Quận ủy A" is written for what it leads.
    let led = |unit: Identity| {
        let led = led_by(&unit).into_iter().next().filter(|led| *led != unit);
        std::iter::once(unit).chain(led)
    };
    for unit in names.into_iter().map(|name| Identity::new(file, table, group, name)).flat_map(led) {
        let party = is_party(&unit);
        let heads = |of: &[String]| of.is_empty() && !party || of.iter().any(|k| begins(&unit.name, k));
        let fits = kinds.iter().any(|(_, (_, of))| heads(of));
        if fits || (declared && kinds.is_empty()) {
            units.push(unit.clone());
        }
        for (post, (words, of)) in &kinds {
            if !of.iter().any(|k| begins(&unit.name, k)) {
                units.extend(of.iter().map(|kind| unit.beside(&format!("{kind} {}", unit.name))));
                // The chairman of a commune may stand under its party organisation.
                let place = office_key(&unit.name);
                let of = of.iter().filter(|_| party && place != unit.name);
                let of = of.filter(|kind| !PARTY.iter().any(|words| begins(kind, &unit_key(words))));
                units.extend(of.map(|kind| unit.beside(&format!("{kind} {place}"))));
            }
            let rest = named(post, words, of);
            units.extend(rest.into_iter().map(|rest| unit.below(&rest)));
        }
    }
    for (post, (words, of)) in &kinds {
        units.extend(named(post, words, of).map(|rest| Identity::new(file, table, group, &rest)));
        let one = of.len() == 1 || of.iter().all(|kind| PARTY.iter().any(|words| *kind == unit_key(words)));
        units.extend(with_kinds(post, words, of).filter(|_| one).map(|name| Identity::new(file, table, group, &name)));
    }
    units.extend(of_bare_posts(&kinds).iter().map(|name| Identity::new(file, table, group, name)));
    // "Trưởng phòng" below "I. Phòng Nội vụ".
    let over = group.filter(|_| units.is_empty()).map(|name| Identity::new(file, table, None, name));
    let begun = |unit: &Identity| kinds.iter().any(|(_, (_, of))| of.iter().any(|k| begins(&unit.name, k)));
    units.extend(over.filter(begun));
    let mut bare: Vec<String> = kinds.iter().filter_map(|(post, kind)| of_place(post, kind)).collect();
    let free = own.is_none() && group.is_none() && only;
    for (post, kind) in kinds.iter().filter(|(post, kind)| free || of_place(post, kind).is_some()) {
        bare.extend(sender(file, table).into_iter().flat_map(|sender| of_sender(sender, post, kind)));
    }
    units.extend(bare.iter().map(|name| Identity::new(file, table, None, name)));
    let above = file.unit.as_deref().map(unit_key).unwrap_or_default();
    let office = above.split(' ').next().unwrap_or_default();
    let open = |kind: &str| !own.is_some_and(|own| begins(&unit_key(own), kind));
    let alone = kinds.len() > 1 || free;
    units.extend(
        only_ones(&kinds, office, &|kind| alone && open(kind))
            .iter()
            .map(|name| Identity::new(file, table, None, name)),
    );
    // "Đảng ủy phường A" is the committee of "Đảng bộ phường A": a list of organisations has either name.
    units.extend(units.iter().filter_map(Identity::counterpart).collect::<Vec<_>>());
    units.dedup();
    units
}

/// The units that posts may name without saying of what kind they are: "Giám đốc Y tế".
fn perhaps(file: &FileRecord<'_>, table: &TableRecord<'_>, record: &Record, posts: &[String]) -> Vec<Identity> {
    let group = record.group.as_deref();
    let kinds = posts.iter().filter_map(|p| Some((p, posts::kind(p)?)));
    let names = kinds.flat_map(|(post, (words, of))| {
        let rest = behind(post, words).map(str::to_owned);
        let place = rest.clone().filter(|rest| tier(rest).is_some());
        let bodies = place.into_iter().flat_map(|place| BODIES_OF_PLACES.map(|body| format!("{body} {place}")));
        with_kinds(post, words, of).chain(rest).chain(bodies).collect::<Vec<_>>()
    });
    names.map(|name| Identity::new(file, table, group, &name)).collect()
}

/// "Bí thư Đảng ủy, Chủ tịch UBND phường A": a post that names no place is held where the other one is.
fn of_bare_posts(kinds: &[(&String, &Kind)]) -> Vec<String> {
    let bare = kinds.iter().filter(|(post, (words, of))| post.as_str() == words && named(post, words, of).is_none());
    let mut found = Vec::new();
    for (_, (_, of)) in bare {
        for (post, (words, others)) in kinds {
            let place = post.strip_prefix(words.as_str()).map(|rest| rest.trim().to_owned());
            for unit in place.into_iter().chain(named(post, words, others)).filter(|unit| !unit.is_empty()) {
                let own = |kind: &String| if begins(&unit, kind) { unit.clone() } else { format!("{kind} {unit}") };
                found.extend(of.iter().map(own));
            }
        }
    }
    found
}

/// "Bí thư Quận ủy" heads the one so named in the list.
fn of_place(post: &str, (words, of): &Kind) -> Option<String> {
    in_post(words, of).filter(|kind| post == words && tier(&format!("{kind} ")).is_some()).cloned()
}

/// What a post heads that names no unit, on the list of the office itself: "Hiệu trưởng" on that of "Trường A", "Chủ tịch UBND xã"
/// on that of "Xã A". Whatever stands above wards has several secretaries and chairmen below it.
fn of_sender(sender: &str, post: &str, kind: &Kind) -> Vec<String> {
    let (words, of) = kind;
    let (unit, place) = (unit_key(sender), office_key(sender));
    let rest = behind(post, words).unwrap_or_default();
    let of_ward = tier(&place).is_some_and(|tier| tier == OF_WARDS);
    let own_place = |rest: &str| !rest.is_empty() && tier(&place).is_some() && begins(&place, rest);
    let whole = named(post, words, of).unwrap_or_default();
    // "Trung tâm Y tế" is what "Trung tâm Y tế quận A" calls itself.
    let short = unit.strip_prefix(&whole).is_some_and(|more| !whole.is_empty() && tier(more.trim()).is_some());
    let fits = |kind: &String| match begins(&unit, kind) {
        true => (rest.is_empty() || rest == kind || own_place(rest) || short).then(|| unit.clone()),
        false => {
            let body = BODIES_OF_PLACES.iter().any(|words| *kind == unit_key(words));
            let own = body && (own_place(rest) || rest.is_empty() && of_ward);
            own.then(|| format!("{kind} {place}"))
        }
    };
    of.iter().filter_map(fits).collect()
}

/// "Chánh Thanh tra" beside "Trưởng phòng Nội vụ", in a quận: what a bare post that names its kind heads there is "Thanh tra quận",
/// or no more than "Thanh tra".
fn only_ones(kinds: &[(&String, &Kind)], office: &str, open: &dyn Fn(&str) -> bool) -> Vec<String> {
    let own = |(post, (words, of)): &(&String, &Kind)| match &of[..] {
        [kind] if post.as_str() == words && words.ends_with(&format!(" {kind}")) && open(kind) => Some(kind.clone()),
        _ => None,
    };
    let party = |kind: &String| PARTY.iter().any(|words| begins(kind, &unit_key(words)));
    let found = kinds.iter().filter_map(own).filter(|kind| !party(kind));
    found.flat_map(|kind| [format!("{kind} {office}").trim().to_owned(), kind]).collect()
}

/// The unit a post names itself: "hiệu trưởng trường a" → "trường a", "bí thư đảng ủy phường a" → "đảng ủy phường a".
fn named(post: &str, words: &str, kinds: &[String]) -> Option<String> {
    let rest = behind(post, words)?;
    if kinds.is_empty() {
        return Some(rest.to_owned());
    }
    // "Hiệu trưởng THCS A" is that of "Trường THCS A".
    let unit = unit_key(rest);
    if kinds.iter().any(|k| begins(&unit, k)) {
        return Some(unit).filter(|unit| !kinds.contains(unit));
    }
    in_post(words, kinds).map(|kind| format!("{kind} {rest}"))
}

/// What stands behind the words of a post.
fn behind<'p>(post: &'p str, words: &str) -> Option<&'p str> {
    post.strip_prefix(words).map(str::trim).filter(|rest| !rest.is_empty())
}

/// What a post may name without the word for it, "Trạm trưởng Y tế", "Bí thư Trường A": with that of each kind it heads.
fn with_kinds<'k>(post: &'k str, words: &str, kinds: &'k [String]) -> impl Iterator<Item = String> + 'k {
    let rest = behind(post, words).filter(|_| named(post, words, kinds).is_none());
    rest.into_iter().flat_map(|rest| kinds.iter().map(move |kind| format!("{kind} {rest}")))
}

/// What a post names of the kinds it heads: "trưởng phòng" the "phòng", "bí thư quận ủy" the "quận".
fn in_post<'k>(words: &str, kinds: &'k [String]) -> Option<&'k String> {
    let named = words.match_indices(' ').map(|(at, _)| unit_key(&words[at + 1..]));
    named.into_iter().find_map(|name| kinds.iter().find(|kind| **kind == name))
}

/// The organisations headed whose rating is settled somewhere, each once.
pub(super) fn organisations<'u, 't>(head: &Head<'_>, units: &'u Units<'t>) -> Vec<&'u RatedUnit<'t>> {
    let mut found: Vec<&RatedUnit<'_>> = Vec::new();
    for identity in &head.units {
        if let Lookup::Found(unit) = units.rating(identity, ORGANISATION, head.stage)
            && (!unit.is_place_alone() || is_place_alone(&head.written))
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
            let (words, of) = posts::kind(&post)?;
            named(&post, words, of)
        };
        assert_eq!(name("Hiệu trưởng Trường THCS A"), Some(unit_key("Trường THCS A")));
        assert_eq!(name("Bí thư Chi bộ 3"), Some(unit_key("Chi bộ 3")));
        assert_eq!(name("Bí thư Đảng ủy phường A"), Some(unit_key("Đảng ủy phường A")));
        assert_eq!(name("Bí thư Huyện ủy Đại Lộc"), Some(unit_key("Đảng bộ huyện Đại Lộc")));
        assert_eq!(name("Bí thư Thành ủy Hội An"), Some(unit_key("Đảng bộ TP. Hội An")));
        assert_eq!(name("Chủ tịch UBND xã A"), Some(unit_key("UBND xã A")));
        let held = |posts: [&str; 2]| {
            let posts = posts.map(unit_key);
            let kinds: Vec<_> = posts.iter().filter_map(|p| Some((p, posts::kind(p)?))).collect();
            of_bare_posts(&kinds)
        };
        let both = held(["Bí thư Đảng ủy", "Chủ tịch UBND phường A"]);
        assert!(both.contains(&unit_key("Đảng bộ phường A")), "{both:?}");
        assert!(held(["Bí thư ĐU", "Trưởng Công an quận"]).contains(&unit_key("Đảng bộ Công an quận")));
        assert_eq!(held(["Bí thư Đảng ủy phường A", "Chủ tịch HĐND phường"]), [""; 0]);
        assert_eq!((name("Bí thư"), name("Bí thư Chi bộ"), name("Hiệu trưởng")), (None, None, None));
        assert_eq!(name("Trưởng phòng Nội vụ"), Some(unit_key("Phòng Nội vụ")));
        assert_eq!(name("Chủ nhiệm UBKT Huyện ủy"), Some(unit_key("Ủy ban Kiểm tra Huyện ủy")));
    }
}
