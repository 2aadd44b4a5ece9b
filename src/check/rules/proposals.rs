//! Award lists → whom they propose for what: what H701 and H702 share.

use crate::check::history::{Who, five_years, identifier};
use crate::check::records::{FileRecord, Rated, Submission, TableRecord};
use crate::check::totals::{office_key, unit_key};
use crate::locate::Subject;
use crate::locate::vocabulary::has_words;
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
            let Some(year) = five.flatten().or(table.year) else { continue };
            let second = award.person.then(|| award.birth.as_deref().and_then(identifier));
            let who = Who::named(file, &award.name, award.parent.as_deref(), subject, second);
            found.push(Proposal { award, table, subject, who, year, five: five.is_some() });
        }
    }
    found
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
    let own = submission.files.iter().filter(|f| f.path == file.path || f.unit.as_deref().map(office_key) == office);
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
