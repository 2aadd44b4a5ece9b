//! Rows about persons, for the internal file only.

use std::borrow::Cow;
use std::sync::Arc;

use super::unit_name;
use crate::check::records::{FileRecord, Rated, RatedRoster, Submission, TableRecord};
use crate::finding::CellRef;
use crate::locate::Subject;
use crate::normalise::Level;

/// One person, for the internal details only.
#[derive(Clone, Debug)]
pub struct PersonRow<'p> {
    /// Name.
    pub name: &'p str,
    /// Post.
    pub post: &'p str,
    /// Organisation.
    pub unit: &'p str,
    /// Subject rated.
    pub subject: Subject,
    /// As written.
    pub label: Cow<'p, str>,
    /// On the common scale.
    pub level: Option<Level>,
    /// Reason and notes.
    pub note: &'p str,
    /// Where from.
    pub at: CellRef,
}

/// The persons of one list; the row of each is made when it is asked for.
#[derive(Debug)]
pub struct PersonList<'s> {
    /// The office that reports.
    pub unit: String,
    /// File.
    pub file: Arc<str>,
    /// Sheet.
    pub sheet: Arc<str>,
    list: &'s RatedRoster<'s>,
    /// Rating columns that are kept: a row each.
    columns: Vec<usize>,
}

impl PersonList<'_> {
    /// Rows.
    pub fn len(&self) -> usize {
        self.list.roster.records.len() * self.columns.len()
    }

    /// Is there no row?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A row by its place.
    pub fn row(&self, place: usize) -> PersonRow<'_> {
        let (place, column) = (place / self.columns.len(), self.columns[place % self.columns.len()]);
        let record = &self.list.roster.records[place];
        let label = match record.ratings[column].as_slice() {
            [one] => Cow::Borrowed(&*one.text),
            several => Cow::Owned(several.iter().map(|w| &*w.text).collect::<Vec<_>>().join(" + ")),
        };
        PersonRow {
            name: &record.name,
            post: record.post.as_deref().unwrap_or_default(),
            unit: record.parent.as_deref().unwrap_or_default(),
            subject: self.list.roster.ratings[column].subject,
            label,
            level: self.list.level(place, column),
            note: &record.reason,
            at: record.name_at(),
        }
    }
}

/// All lists of persons, in the order of the report.
pub fn persons<'s>(submission: &'s Submission<'_>) -> Vec<PersonList<'s>> {
    let tables = submission.files.iter().flat_map(|file| file.tables.iter().map(move |table| (file, table)));
    tables.filter(|(_, table)| !table.replaced).filter_map(|(file, table)| list(file, table)).collect()
}

fn list<'s>(file: &FileRecord<'_>, table: &'s TableRecord<'_>) -> Option<PersonList<'s>> {
    let Rated::Roster(list) = &table.content else { return None };
    list.roster.persons.then(|| PersonList {
        unit: unit_name(file),
        file: file.path.clone(),
        sheet: table.table.sheet.clone(),
        list,
        columns: list.kept_columns(),
    })
}
