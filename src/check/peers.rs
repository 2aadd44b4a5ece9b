//! Lists → the groups in which the cap on HTXSNV is held: organisations under one superior, heads of one title, civil
//! servants of one agency and of like tasks.

use std::collections::BTreeMap;

use super::records::{RatedRoster, TableRecord};
use super::totals::{counts_whole_subject, unit_key};
use super::units::is_organisation;
use crate::finding::CellRef;
use crate::locate::vocabulary::has_words;
use crate::locate::{ColumnRole, Subject};
use crate::normalise::{Level, Resolution};
use crate::parse::Record;
use crate::text::key;

/// The rows of a list that are one another's peers.
pub(super) struct Peers {
    /// What they have in common, as written.
    pub(super) name: String,
    /// Places of the rows.
    pub(super) rows: Vec<usize>,
}

/// The peer groups of a list; none where nothing tells who is whose peer.
pub(super) fn groups(table: &TableRecord<'_>, list: &RatedRoster<'_>) -> Vec<Peers> {
    // Those of one level only are no group.
    if !counts_whole_subject(table) {
        return Vec::new();
    }
    let all = || Peers { name: list.roster.subject.vi().to_owned(), rows: (0..list.roster.records.len()).collect() };
    match (list.roster.subject, list.roster.persons) {
        (Subject::PartyBase, false) => vec![all()],
        (Subject::PartyCell, false) => {
            by(list, |r| r.parent.as_deref().filter(|p| is_organisation(&unit_key(p))).map(own))
        }
        (Subject::Member, true) if parents_are_bases(table) => by(list, |r| r.parent.as_deref().map(own)),
        (Subject::Leader, true) => by(list, title),
        (Subject::CivilServant | Subject::PublicEmployee, true) => in_office(list, all),
        _ => Vec::new(),
    }
}

/// Key and name of a group.
type Named = (String, String);

fn own(name: &str) -> Named {
    (unit_key(name), name.to_owned())
}

fn by(list: &RatedRoster<'_>, of: impl Fn(&Record) -> Option<Named>) -> Vec<Peers> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Peers> = Vec::new();
    for (i, record) in list.roster.records.iter().enumerate() {
        let Some((key, name)) = of(record) else { continue };
        let place = *places.entry(key).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Peers { name, rows: Vec::new() });
        }
        groups[place].rows.push(i);
    }
    groups
}

/// Members are peers within a TCCSĐ, not within a chi bộ of it.
fn parents_are_bases(table: &TableRecord<'_>) -> bool {
    let header = table.table.column(ColumnRole::Parent).map(|c| key(&c.header())).unwrap_or_default();
    ["tổ chức cơ sở đảng", "tccsđ", "tccs đảng"].iter().any(|w| has_words(&header, &key(w)))
}

/// Does a name say that it is an agency of its own, and not a part of one? "Phòng", "Văn phòng" may be either.
pub(super) fn is_agency(key: &str) -> bool {
    const FIRST: [&str; 13] = [
        "ủy ban nhân dân",
        "sở",
        "ban quản lý",
        "chi cục",
        "cục",
        "thanh tra",
        "kho bạc",
        "quận",
        "huyện",
        "thành phố",
        "thị xã",
        "phường",
        "xã",
    ];
    FIRST.iter().any(|w| key.strip_prefix(&unit_key(w)).is_some_and(|rest| rest.starts_with(' ')))
}

/// Each agency, and within an agency each group of like tasks that a row over its people names.
fn in_office(list: &RatedRoster<'_>, all: impl Fn() -> Peers) -> Vec<Peers> {
    let agency = |r: &Record| r.parent.as_deref().filter(|p| is_agency(&unit_key(p))).map(own);
    let every = list.roster.records.iter().all(|r| agency(r).is_some());
    let mut groups = if every { by(list, agency) } else { vec![all()] };
    let tasks = by(list, |r| {
        let group = r.group.as_deref().filter(|g| !is_organisation(&unit_key(g)))?;
        let (agency, _) = agency(r).unwrap_or_default();
        Some((format!("{agency}|{}", unit_key(group)), group.to_owned()))
    });
    if tasks.len() > 1 {
        groups.extend(tasks);
    }
    groups
}

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

/// Heads are peers by title, at one tier and in one sector (khối).
fn title(record: &Record) -> Option<Named> {
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
    const TIERS: [&str; 8] = ["phường", "xã", "thị trấn", "quận", "huyện", "thành phố", "tỉnh", "sở"];
    let tier = TIERS.iter().map(|t| key(t)).find(|t| rest.split(' ').next() == t.split(' ').next());
    let tier = tier.unwrap_or_default();
    let sector = record.group.as_deref().filter(|g| !is_organisation(&unit_key(g))).unwrap_or_default();
    let words = title.split(' ').count();
    let name = first.split(' ').take(words).collect::<Vec<_>>().join(" ");
    let name = match (tier.as_str(), sector) {
        ("", "") => name,
        ("", sector) => format!("{name}, {sector}"),
        (tier, "") => format!("{name} {tier}"),
        (tier, sector) => format!("{name} {tier}, {sector}"),
    };
    Some((format!("{title}|{tier}|{}", unit_key(sector)), name))
}

/// HTXSNV, HTTNV, HTNV and KHTNV of a group, and where its HTXSNV stand; no level where none of it is settled.
pub(super) fn levels(list: &RatedRoster<'_>, column: usize, rows: &[usize]) -> ([Option<i64>; 4], Vec<CellRef>) {
    let of = |level| rows.iter().filter(|&&r| list.level(r, column) == Some(level)).count() as i64;
    let settled = rows.iter().any(|&r| matches!(list.ratings[r][column], Resolution::Level { .. }));
    let best = rows.iter().filter(|&&r| list.level(r, column) == Some(Level::Htxsnv));
    let cells = best.flat_map(|&r| &list.roster.records[r].ratings[column]).map(|w| w.at).collect();
    (Level::ALL.map(|level| settled.then(|| of(level))), cells)
}
