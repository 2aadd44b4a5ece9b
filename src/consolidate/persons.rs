//! Rows about persons, for the internal file only.

use super::unit_name;
use crate::check::records::{Rated, Submission};
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

/// All rows about persons, in the order of the report.
pub fn persons(submission: &Submission<'_>) -> Vec<PersonRow> {
    let mut rows = Vec::new();
    for file in &submission.files {
        for table in file.tables.iter().filter(|t| !t.replaced) {
            let Rated::Roster(list) = &table.content else { continue };
            let columns = if list.roster.persons { list.kept_columns() } else { Vec::new() };
            let records = list.roster.records.iter().enumerate();
            for ((i, record), main) in records.flat_map(|r| columns.iter().map(move |&c| (r, c))) {
                let written: Vec<&str> = record.ratings[main].iter().map(|w| w.text.as_str()).collect();
                rows.push(PersonRow {
                    reporting_unit: unit_name(file),
                    name: record.name.clone(),
                    post: record.post.clone().unwrap_or_default(),
                    unit: record.parent.clone().unwrap_or_default(),
                    subject: list.roster.ratings[main].subject,
                    label: written.join(" + "),
                    level: list.level(i, main),
                    note: record.reason.clone(),
                    source: Source {
                        file: file.path.clone(),
                        sheet: table.table.sheet.clone(),
                        range: record.name_at.into(),
                    },
                });
            }
        }
    }
    rows
}
