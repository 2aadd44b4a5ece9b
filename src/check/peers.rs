//! Lists → the groups in which the cap on HTXSNV is held: organisations under one superior, heads of one title, collectives
//! of one kind, civil servants of one agency and of like tasks.

use std::collections::BTreeMap;

use super::offices::{is_agency, is_organisation};
use super::records::{RatedRoster, TableRecord};
use super::totals::{counts_whole_subject, unit_key};
use super::{bases, kinds};
use crate::finding::CellRef;
use crate::locate::Subject;
use crate::normalise::{Level, Resolution};
use crate::parse::Record;

/// The rows of a list that are one another's peers.
pub(super) struct Peers {
    /// What they have in common, as written.
    pub(super) name: String,
    /// Places of the rows.
    pub(super) rows: Vec<usize>,
    /// Is it certain that they are peers?
    pub(super) certain: Certain,
    /// Are they all of its subject that the office reports, so that its other lists of it belong to them?
    pub(super) of_office: bool,
}

/// Is a group one for certain?
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Certain {
    /// No: titles of heads alone do not tell the level, sector and field.
    No,
    /// Their names tell the kind of unit. An authority may well look at several small kinds together, and no text that was
    /// read says whether it does.
    ByNames,
    /// The list says so itself, or the document.
    Yes,
}

/// The peer groups of a list of an office; none where nothing tells who is whose peer.
pub(super) fn groups(table: &TableRecord<'_>, list: &RatedRoster<'_>, unit: Option<&str>) -> Vec<Peers> {
    // Those of one level only are no group.
    if !counts_whole_subject(table) {
        return Vec::new();
    }
    let rows = 0..list.roster.records.len();
    let all = || Peers {
        name: list.roster.subject.vi().to_owned(),
        rows: rows.clone().collect(),
        certain: Certain::Yes,
        of_office: false,
    };
    match (list.roster.subject, list.roster.persons) {
        (Subject::PartyBase | Subject::PartyCell, false) | (Subject::Member, true) => bases::groups(table, list, unit),
        (Subject::Leader, true) => kinds::heads(table, list),
        (Subject::Collective, false) => kinds::collectives(list),
        (Subject::CivilServant | Subject::PublicEmployee, true) => in_office(list, all),
        _ => Vec::new(),
    }
}

/// Key and name of a group.
pub(super) type Named = (String, String);

/// A group that is called as written.
pub(super) fn own(name: &str) -> Named {
    (unit_key(name), name.to_owned())
}

/// The rows of a list by the group each is in.
pub(super) fn by(list: &RatedRoster<'_>, of: impl Fn(&Record) -> Option<Named>) -> Vec<Peers> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Peers> = Vec::new();
    for (i, record) in list.roster.records.iter().enumerate() {
        let Some((key, name)) = of(record) else { continue };
        let place = *places.entry(key).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Peers { name, rows: Vec::new(), certain: Certain::Yes, of_office: false });
        }
        groups[place].rows.push(i);
    }
    groups
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

/// How many rows of a group have neither a level that is settled nor a reason for having none.
pub(super) fn open(list: &RatedRoster<'_>, column: usize, rows: &[usize]) -> i64 {
    let settled =
        |r: &usize| matches!(list.ratings.of(*r, column), Resolution::Level { .. } | Resolution::NotRated { .. });
    rows.iter().filter(|r| !settled(r)).count() as i64
}

/// HTXSNV, HTTNV, HTNV and KHTNV of a group, and where its HTXSNV stand; no level where none of it is settled.
pub(super) fn levels(list: &RatedRoster<'_>, column: usize, rows: &[usize]) -> ([Option<i64>; 4], Vec<CellRef>) {
    let of = |level| rows.iter().filter(|&&r| list.level(r, column) == Some(level)).count() as i64;
    let settled = rows.iter().any(|&r| matches!(list.ratings.of(r, column), Resolution::Level { .. }));
    let best = rows.iter().filter(|&&r| list.level(r, column) == Some(Level::Htxsnv));
    let records = best.map(|&r| &list.roster.records[r]);
    let cells = records.flat_map(|r| r.ratings[column].iter().map(|w| w.at(r.row))).collect();
    (Level::ALL.map(|level| settled.then(|| of(level))), cells)
}
