//! Rows about persons, for the internal file only.

use super::unit_name;
use crate::check::records::{FileRecord, Rated, RatedRoster, Submission, TableRecord};
use crate::check::totals::Source;
use crate::locate::Subject;
use crate::normalise::Level;

/// One person, for the internal details only.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// Reporting unit.
    pub reporting_unit: String,
    /// Name.
    pub name: String,
    /// Post.
    pub post: String,
    /// Organisation.
    pub unit: String,
    /// Subject rated.
    pub subject: Subject,
    /// As written.
    pub label: String,
    /// On the common scale.
    pub level: Option<Level>,
    /// Reason and notes.
    pub note: String,
    /// Where from.
    pub source: Source,
}

/// All rows about persons, in the order of the report, each made when it is asked for.
pub fn persons<'s>(submission: &'s Submission<'_>) -> impl Iterator<Item = PersonRow> + 's {
    let tables = submission.files.iter().flat_map(|file| file.tables.iter().map(move |table| (file, table)));
    tables.filter(|(_, table)| !table.replaced).flat_map(|(file, table)| {
        let list = match &table.content {
            Rated::Roster(list) if list.roster.persons => Some(list),
            _ => None,
        };
        let unit = unit_name(file);
        list.into_iter().flat_map(move |list| {
            let (columns, unit) = (list.kept_columns(), unit.clone());
            let records = 0..list.roster.records.len();
            let places =
                records.flat_map(move |record| columns.clone().into_iter().map(move |column| (record, column)));
            places.map(move |(record, column)| row(&unit, file, table, list, (record, column)))
        })
    })
}

fn row(
    unit: &str,
    file: &FileRecord<'_>,
    table: &TableRecord<'_>,
    list: &RatedRoster<'_>,
    (place, column): (usize, usize),
) -> PersonRow {
    let record = &list.roster.records[place];
    let written: Vec<&str> = record.ratings[column].iter().map(|w| &*w.text).collect();
    PersonRow {
        reporting_unit: unit.to_owned(),
        name: record.name.to_string(),
        post: record.post.as_deref().unwrap_or_default().to_owned(),
        unit: record.parent.as_deref().unwrap_or_default().to_owned(),
        subject: list.roster.ratings[column].subject,
        label: written.join(" + "),
        level: list.level(place, column),
        note: record.reason.to_string(),
        source: Source { file: file.path.clone(), sheet: table.table.sheet.clone(), range: record.name_at.into() },
    }
}
