//! Lists of members, of chi bộ and of TCCSĐ → the organisation in which the cap on HTXSNV is held: members in their TCCSĐ, organisations
//! under one superior. Where a list may be no more than a part of it, that is said; of one chi bộ nothing is.

use std::collections::BTreeSet;

use super::offices::{is_organisation, tier};
use super::peers::{Certain, Peers, by, own};
use super::records::{RatedRoster, TableRecord};
use super::totals::{office_key, unit_key};
use crate::locate::vocabulary::has_words;
use crate::locate::{ColumnRole, Subject};
use crate::parse::Record;
use crate::text::key;
use crate::text::memo::Memo;

/// The first rating year without districts: wards and communes stand above TCCSĐ from then on, and were one before.
const WITHOUT_DISTRICTS: u16 = 2025;

/// Is the office that reports a TCCSĐ itself? Of wards and communes that is known, until they stood above others.
pub(super) fn is_base(unit: Option<&str>, year: Option<u16>) -> bool {
    unit.and_then(|unit| tier(&office_key(unit))) == Some(1) && year.is_some_and(|year| year < WITHOUT_DISTRICTS)
}

/// Does a name say an office that has TCCSĐ below it: a district, from 2025 on a ward or commune?
pub(super) fn is_above_bases(name: &str, year: Option<u16>) -> bool {
    let lowest = if year.is_some_and(|year| year < WITHOUT_DISTRICTS) { 2 } else { 1 };
    let proper = name.split_whitespace().last().is_some_and(|w| w.chars().any(|c| c.is_uppercase() || c.is_numeric()));
    proper && year.is_some() && tier(&office_key(name)).is_some_and(|tier| tier >= lowest)
}

/// Is it the party organisation of a place above TCCSĐ: of a district; where `open` whether the list is of TCCSĐ, of a ward or
/// commune from 2025 on? Not so of the one that sends the list, nor of what a place has ("Đảng bộ Huyện đoàn", "Đảng bộ
/// Huyện đội", "Đảng bộ Huyện ủy").
pub(super) fn is_organisation_above(name: &str, open: bool, year: Option<u16>, sender: Option<&str>) -> bool {
    let (name, office) = (key(name), office_key(name));
    let lowest = if open && year.is_some_and(|year| year >= WITHOUT_DISTRICTS) { 1 } else { 2 };
    let staff =
        |tier: u8| tier > 1 && office.split(' ').any(|word| ["đoàn", "đội"].map(key).iter().any(|own| own == word));
    let agency = name.starts_with(&key("đảng bộ ")) && has_words(&name, &key("ủy"));
    let above = tier(&office).is_some_and(|tier| tier >= lowest && !staff(tier));
    above && !agency && sender.map(office_key) != Some(office)
}

/// The peer groups of a list of TCCSĐ, chi bộ or members, by the office that reports.
pub(super) fn groups(table: &TableRecord<'_>, list: &RatedRoster<'_>, unit: Option<&str>) -> Vec<Peers> {
    let records = &list.roster.records;
    // A long list names few.
    let mut named: Memo<'_, ()> = Memo::default();
    let mut parents: BTreeSet<String> = BTreeSet::new();
    for parent in records.iter().filter_map(|r| r.parent.as_deref()) {
        named.get(parent, |parent| _ = parents.insert(unit_key(parent)));
    }
    let organisation = |r: &Record| r.parent.as_deref().filter(|p| is_organisation(&unit_key(p))).map(own);
    let all = |certain| Peers {
        name: list.roster.subject.vi().to_owned(),
        rows: (0..records.len()).collect(),
        certain,
        of_office: list.roster.subject != Subject::PartyBase,
    };
    match list.roster.subject {
        Subject::PartyBase => {
            let superior = |r: &Record| r.parent.as_deref().is_some_and(|p| is_above_bases(p, table.year));
            if records.iter().all(superior) { by(list, organisation) } else { vec![all(Certain::Yes)] }
        }
        Subject::Member if parents_are_bases(table, list, &parents, unit) => by(list, |r| r.parent.as_deref().map(own)),
        Subject::PartyCell if records.iter().any(|r| organisation(r).is_some()) => by(list, organisation),
        _ if is_part(table, list, &parents, unit) => Vec::new(),
        _ => vec![all(if is_base(unit, table.year) { Certain::Yes } else { Certain::No })],
    }
}

/// Members are peers within a TCCSĐ, not within a chi bộ of it: as the head of the column says, or because an office above
/// TCCSĐ names đảng bộ, with chi bộ among them or without.
fn parents_are_bases(
    table: &TableRecord<'_>,
    list: &RatedRoster<'_>,
    parents: &BTreeSet<String>,
    unit: Option<&str>,
) -> bool {
    let header = table.table.column(ColumnRole::Parent).map(|c| key(&c.header())).unwrap_or_default();
    if ["tổ chức cơ sở đảng", "tccsđ", "tccs đảng", "đảng bộ cơ sở"].iter().any(|w| has_words(&header, &key(w)))
    {
        return true;
    }
    let begins = |name: &String, words: &[&str]| words.iter().any(|w| name.starts_with(&key(w)));
    let base = |name: &String| begins(name, &["đảng bộ ", "đảng ủy "]) && !has_words(name, &key("bộ phận"));
    unit.is_some_and(|unit| is_above_bases(unit, table.year))
        && list.roster.records.iter().all(|r| r.parent.is_some())
        && parents.iter().any(base)
        && parents.iter().all(|name| base(name) || begins(name, &["chi bộ "]))
}

/// Is the list, by all it says, one of a chi bộ, or does nothing say of whom it is?
fn is_part(table: &TableRecord<'_>, list: &RatedRoster<'_>, parents: &BTreeSet<String>, unit: Option<&str>) -> bool {
    let cell = |name: &str| name.starts_with(&key("chi bộ "));
    let several = parents.len() > 1;
    match unit.map(unit_key) {
        Some(unit) if cell(&unit) => true,
        None => !several,
        Some(_) => {
            let title = table.table.title_key();
            let of_cells = ["các chi bộ", "chi bộ trực thuộc", "đảng bộ"].iter().any(|w| has_words(&title, &key(w)));
            let titled = list.roster.subject == Subject::Member && has_words(&title, &key("chi bộ")) && !of_cells;
            let alone = !several && parents.iter().any(|p| cell(p));
            titled || alone || list.office.is_some() || cell(&unit_key(&table.table.sheet))
        }
    }
}
