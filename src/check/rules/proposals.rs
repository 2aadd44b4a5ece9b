//! Award lists → whom they propose for what: what H701 and H702 share.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::check::history::{Who, five_years, identifier};
use crate::check::offices::tier;
use crate::check::person_key::{addressed_key, are_addressed_apart, person_key};
use crate::check::records::{FileRecord, Rated, Submission, TableRecord};
use crate::check::rosters::hashed;
use crate::check::totals::{counts_whole_subject, office_key, unit_key};
use crate::finding::Related;
use crate::locate::preamble::years;
use crate::locate::vocabulary::has_words;
use crate::locate::{Stage, Subject};
use crate::normalise::Level;
use crate::parse::Award;
use crate::text::key;

/// One row of an award list.
pub(super) struct Proposal<'t> {
    /// As written.
    pub(super) award: &'t Award,
    /// Its list.
    pub(super) table: &'t TableRecord<'t>,
    /// What the one proposed is rated as.
    pub(super) subject: Subject,
    /// Who.
    pub(super) who: Who,
    /// The year of the award, the last one of five.
    pub(super) year: u16,
    /// Is it for five years running?
    pub(super) five: bool,
}

/// Everyone the award lists of a file propose for an award of the Party: titles of emulation rest on other documents.
pub(super) fn proposals<'t>(submission: &Submission<'_>, file: &'t FileRecord<'t>) -> Vec<Proposal<'t>> {
    let mut found = Vec::new();
    for table in file.tables.iter().filter(|t| !t.awards.is_empty() && !t.replaced) {
        let title = table.table.titles.join(" ");
        for award in &table.awards {
            let Some(subject) = subject(table, award).or_else(|| listed(submission, file, award)) else { continue };
            let five = five_years(&title).or_else(|| five_years(&award.said)).or_else(|| five_years(&award.noted));
            let Some(year) = five.flatten().or_else(|| earlier(&title, table.year)).or(table.year) else { continue };
            let second = award.person.then(|| award.birth.as_deref().and_then(identifier));
            let who = Who::named(file, &award.name, award.parent.as_deref(), subject, second).with_number(award.number);
            found.push(Proposal { award, table, subject, who, year, five: five.is_some() });
        }
    }
    found
}

/// On what else awards are proposed than on the rating of the year.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grounds {
    other: Vec<String>,
    rating: Vec<String>,
}

/// Does the title of a list propose on another ground than the rating of the year?
pub(super) fn is_on_other_ground(table: &TableRecord<'_>) -> bool {
    static GROUNDS: LazyLock<Grounds> =
        LazyLock::new(|| toml::from_str(include_str!("award_grounds.toml")).expect("embedded words"));
    let title = table.table.title_key();
    let says = |words: &[String]| words.iter().any(|words| has_words(&title, &key(words)));
    says(&GROUNDS.other) && !says(&GROUNDS.rating)
}

/// The year a title names, where it is before that of its file: the list of an earlier year is of that one.
fn earlier(title: &str, of_file: Option<u16>) -> Option<u16> {
    match years(title)[..] {
        [year] => Some(year).filter(|year| of_file.is_some_and(|of_file| *year < of_file)),
        _ => None,
    }
}

/// What a row of an award list is, where it is an award of the Party: by its name, else by the title.
fn subject(table: &TableRecord<'_>, award: &Award) -> Option<Subject> {
    let title = table.table.title_key();
    let says = |words: &str| has_words(&title, &key(words));
    if award.person {
        return says("đảng viên").then_some(Subject::Member);
    }
    let name = key(&award.name);
    let begins = |words: &str| name.strip_prefix(&key(words)).is_some_and(|rest| rest.starts_with(' '));
    match () {
        () if says("chi bộ trực thuộc") => Some(Subject::PartyCell),
        () if says("tổ chức cơ sở đảng") || says("tccsđ") => Some(Subject::PartyBase),
        () if begins("đảng bộ") => Some(Subject::PartyBase),
        () if says("chi bộ") && begins("chi bộ") => Some(Subject::PartyCell),
        () => None,
    }
}

/// A chi bộ of which the list says no more: what the one list of its office that has the name rates it as, as a base of the
/// Party or as a cell of one.
fn listed(submission: &Submission<'_>, file: &FileRecord<'_>, award: &Award) -> Option<Subject> {
    let name = unit_key(&award.name);
    let cell = name.strip_prefix(&key("chi bộ")).is_some_and(|rest| rest.starts_with(' '));
    let office = file.unit.as_deref().map(office_key);
    let parent = award.parent.as_deref().map(office_key);
    let below = |other: &String| {
        let lower = office.as_deref().and_then(tier).is_some_and(|own| tier(other).is_some_and(|other| other < own));
        lower && (parent.as_ref() == Some(other) || name.ends_with(&format!(" {other}")))
    };
    let of_office = |f: &FileRecord<'_>| {
        let other = f.unit.as_deref().map(office_key);
        f.path == file.path || other == office || other.as_ref().is_some_and(below)
    };
    let own = submission.files.iter().filter(|f| of_office(f));
    let lists = own.filter(|_| cell && !award.person && office.is_some()).flat_map(|f| &f.tables);
    let of_list = |table: &TableRecord<'_>| match &table.content {
        Rated::Roster(list) if !table.replaced && list.roster.records.iter().any(|r| unit_key(&r.name) == name) => {
            Some(list.roster.subject).filter(|s| matches!(s, Subject::PartyBase | Subject::PartyCell))
        }
        _ => None,
    };
    let mut found = lists.filter_map(of_list);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// How the one person of a name in a unit is rated that year, on the lists of the office: where the award list says no more, and
/// has the name there once.
pub(super) fn by_unit(
    submission: &Submission<'_>,
    file: &FileRecord<'_>,
    proposal: &Proposal<'_>,
) -> Option<(Level, Related)> {
    let award = proposal.award;
    let who = |name: &str, unit: Option<&str>| Some((addressed_key(name), unit_key(unit?)));
    let wanted = who(&award.name, award.parent.as_deref()).filter(|_| award.person)?;
    let is_wanted = |a: &&Award| who(&a.name, a.parent.as_deref()).as_ref() == Some(&wanted);
    let again = proposal.table.awards.iter().filter(|a| is_wanted(a) && !are_addressed_apart(&a.name, &award.name));
    let name = hashed(&person_key(&award.name));
    let office = file.unit.as_deref().map(office_key)?;
    let own = |f: &&FileRecord<'_>| !f.superior && f.unit.as_deref().map(office_key).as_ref() == Some(&office);
    let tables = submission.files.iter().filter(own).flat_map(|f| f.tables.iter().map(move |t| (f, t)));
    let of_year = |t: &TableRecord<'_>| t.year == Some(proposal.year) && t.period.is_none() && !t.replaced;
    let mut found: Vec<(Option<Level>, Related)> = Vec::new();
    for (f, table) in tables.filter(|(_, t)| of_year(t) && counts_whole_subject(t)) {
        let Rated::Roster(list) = &table.content else { continue };
        let Some(column) = list.column_of(proposal.subject).filter(|_| list.roster.persons) else { continue };
        if list.roster.ratings[column].stage.is_some_and(|stage| stage != Stage::Decided) {
            continue;
        }
        for (i, record) in list.roster.records.iter().enumerate() {
            let Some(written) = record.ratings[column].first() else { continue };
            if are_addressed_apart(&record.name, &award.name) {
                continue;
            }
            if list.names()[i] == name && who(&record.name, record.parent.as_deref()).as_ref() == Some(&wanted) {
                let range = written.at(record.row).into();
                let at = Related { file: Some(f.path.clone()), sheet: Some(table.table.sheet.clone()), range };
                let other = award.birth.as_deref().and_then(identifier);
                let differs = other.zip(record.birth.as_deref().and_then(identifier)).is_some_and(|(a, b)| a != b);
                found.push((list.level(i, column).filter(|_| !differs), at));
            }
        }
    }
    match &found[..] {
        [(Some(level), at)] if again.count() == 1 => Some((*level, at.clone())),
        _ => None,
    }
}
