//! A list of this year held against the year before: what H703 and H704 share.

use crate::check::history::{History, Past, Then, Who};
use crate::check::records::{FileRecord, Rated, TableRecord};
use crate::finding::CellRef;
use crate::locate::{Stage, Subject};
use crate::normalise::Level;

/// One row that both years rate.
pub(super) struct Pair<'t> {
    /// As written.
    pub(super) name: &'t str,
    /// Is it a person?
    pub(super) person: bool,
    /// What is rated.
    pub(super) subject: Subject,
    /// This year.
    pub(super) year: u16,
    /// How it is rated.
    pub(super) now: Level,
    /// Where.
    pub(super) at: CellRef,
    /// How it was the year before.
    pub(super) before: Level,
    /// Where that stands.
    pub(super) past: &'t Past,
}

impl Pair<'_> {
    /// The first of several by name.
    pub(super) fn named(&self, count: usize) -> String {
        match count {
            1 => self.name.to_owned(),
            _ => format!("{} và {:02} trường hợp khác", self.name, count - 1),
        }
    }
}

/// Every decided rating of a list with the one of the year before.
pub(super) fn pairs<'t>(file: &FileRecord<'_>, table: &'t TableRecord<'_>, history: &'t History) -> Vec<Pair<'t>> {
    let Rated::Roster(list) = &table.content else { return Vec::new() };
    let (Some(main), Some(year)) = (list.main, table.year.filter(|_| table.period.is_none())) else {
        return Vec::new();
    };
    let rating = &list.roster.ratings[main];
    if history.is_empty() || rating.stage.is_some_and(|s| s != Stage::Decided) {
        return Vec::new();
    }
    let rows = list.roster.records.iter().enumerate();
    rows.filter_map(|(i, record)| {
        let (now, at) = (list.level(i, main)?, record.ratings[main].first()?.at(record.row));
        let who = Who::of(file, record, rating.subject, list.roster.persons);
        let Then::Rated(before, past) = history.then(&who, year - 1) else { return None };
        let (name, person, subject) = (record.name.as_str(), list.roster.persons, rating.subject);
        Some(Pair { name, person, subject, year, now, at, before, past })
    })
    .collect()
}
