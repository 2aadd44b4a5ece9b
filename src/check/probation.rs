//! Probationary members (đảng viên dự bị): which units rate them and which do not, by what their lists say.

use std::collections::BTreeMap;

use super::records::{Rated, Submission};
use super::totals::{counts_whole_subject, unit_key};
use crate::finding::{CellRef, Related};
use crate::locate::Subject;
use crate::normalise::Resolution;
use crate::text::key;

/// What a unit does with its probationary members.
#[derive(Clone, Debug)]
pub struct Practice {
    /// The organisation of the list, else the reporting unit.
    pub name: String,
    /// Place of its file.
    pub file: usize,
    /// How many are rated.
    pub rated: usize,
    /// How many are not, and not because they were admitted less than six months ago.
    pub left_out: usize,
    /// Where the first of them stands, with file and sheet.
    pub at: Related,
}

/// Every unit whose lists name probationary members, in the order of the files.
pub fn units(submission: &Submission<'_>) -> Vec<Practice> {
    let mut places: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut units: Vec<Practice> = Vec::new();
    for (index, file) in submission.files.iter().enumerate().filter(|(_, f)| !f.superior) {
        for table in file.tables.iter().filter(|t| !t.replaced && t.period.is_none() && counts_whole_subject(t)) {
            let Rated::Roster(list) = &table.content else { continue };
            let Some(column) = list.column_of(Subject::Member).filter(|_| list.roster.persons) else { continue };
            for (i, record) in list.roster.records.iter().enumerate().filter(|(_, r)| r.marks.probationary) {
                let six_months = key(&record.reason).contains("6 tháng");
                let (rated, left_out) = match list.ratings.of(i, column) {
                    Resolution::Level { .. } => (1, 0),
                    Resolution::NotRated { .. } | Resolution::Blank if !six_months => (0, 1),
                    _ => continue,
                };
                let named = record.parent.as_deref().or(list.office.as_deref()).or(file.unit.as_deref());
                let name = named.unwrap_or_else(|| file.path.rsplit('/').next().unwrap_or_default());
                let place = *places.entry((index, unit_key(name))).or_insert(units.len());
                if place == units.len() {
                    let range = CellRef::new(record.row, list.roster.ratings[column].columns[0]).into();
                    let at = Related { file: Some(file.path.clone()), sheet: Some(table.table.sheet.clone()), range };
                    units.push(Practice { name: name.to_owned(), file: index, rated: 0, left_out: 0, at });
                }
                units[place].rated += rated;
                units[place].left_out += left_out;
            }
        }
    }
    units
}
