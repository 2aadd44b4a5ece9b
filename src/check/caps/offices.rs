//! What several tables say of one office → one peer group: its members on a sheet for each chi bộ are those of one TCCSĐ, and a
//! list beside a summary of the same says nothing that the summary does not.

use std::collections::BTreeMap;

use super::{Cap, Group};
use crate::check::records::{Rated, Submission};
use crate::check::totals::{totals, unit_key};
use crate::finding::Related;
use crate::locate::{Stage, Subject};

/// What is counted of which office, and in which year.
type Office = (String, Subject, Option<u16>);

/// The groups of each office, by their places among all.
#[derive(Default)]
pub(super) struct Offices {
    /// Of summaries.
    summed: BTreeMap<Office, Vec<usize>>,
    /// Of lists: those that stand for all the office reports, and others.
    listed: BTreeMap<Office, (Vec<usize>, Vec<usize>)>,
}

impl Offices {
    /// Notes a group. Does it stand for everything its office reports of the subject?
    pub(super) fn note(&mut self, place: usize, group: &Group, of_office: bool, submission: &Submission<'_>) {
        let file = &submission.files[group.file];
        let table = &file.tables[group.table];
        let office = table.unit.as_deref().or(file.unit.as_deref()).map(unit_key);
        let office = (office.unwrap_or_else(|| file.path.to_string()), group.subject, table.year);
        match &table.content {
            Rated::Roster(_) => {
                let (whole, others) = self.listed.entry(office).or_default();
                if of_office { whole.push(place) } else { others.push(place) }
            }
            _ => self.summed.entry(office).or_default().push(place),
        }
    }

    /// Leaves out what a list says of a group that a summary has too, and puts a single group in the place of those that several
    /// lists give of one office, with what the office reports in all: who stands on two of them is counted once. Where that is not
    /// settled nothing is said of any.
    pub(super) fn put_together(self, groups: &mut Vec<Group>, submission: &Submission<'_>) {
        let mut gone = vec![false; groups.len()];
        let mut units = None;
        for (office, (whole, others)) in self.listed {
            let summed = self.summed.get(&office).map_or(&[][..], Vec::as_slice);
            let named = |place: usize| unit_key(&groups[place].name);
            let again: Vec<usize> =
                others.into_iter().filter(|&place| summed.iter().any(|&s| named(s) == named(place))).collect();
            again.into_iter().for_each(|place| gone[place] = true);
            if !summed.is_empty() {
                whole.iter().for_each(|&place| gone[place] = true);
            } else if whole.len() > 1 {
                whole.iter().for_each(|&place| gone[place] = true);
                let units = units.get_or_insert_with(|| totals(submission).units);
                let all = units.iter().find(|u| {
                    u.unit.as_deref().map(unit_key).as_ref() == Some(&office.0)
                        && (u.subject, u.year, u.period) == (office.1, office.2, None)
                        && u.stage != Stage::Own
                        && u.unresolved + u.unstated == 0
                });
                let levels = all.and_then(|u| Some((u.counts.levels[0]?, u.counts.levels[1]?)));
                if let Some(levels) = levels
                    && unite(groups, &whole, levels, submission)
                {
                    gone[whole[0]] = false;
                }
            }
        }
        let mut gone = gone.into_iter();
        groups.retain(|_| !gone.next().unwrap_or_default());
    }
}

/// Gives the first of several groups the figures of all, and their cells. Could it be done?
fn unite(groups: &mut [Group], places: &[usize], (best, good): (i64, i64), submission: &Submission<'_>) -> bool {
    let Some(cap) = groups[places[0]].cap else { return false };
    // Files of several chi bộ need not be all of them.
    let one_file = places.iter().all(|&place| groups[place].file == groups[places[0]].file);
    let elsewhere = places[1..].iter().flat_map(|&place| from_elsewhere(&groups[place], submission)).collect();
    let first = &mut groups[places[0]];
    first.cap = Some(Cap { best, good, ..cap });
    first.certain &= one_file;
    (first.by_slip, first.elsewhere) = (false, elsewhere);
    true
}

/// The cells of a group as seen from another sheet.
fn from_elsewhere(group: &Group, submission: &Submission<'_>) -> Vec<Related> {
    let (file, sheet) = (&submission.files[group.file].path, &group.sheet);
    let runs = crate::finding::runs(&group.cells).into_iter();
    runs.map(|range| Related { file: Some(file.clone()), sheet: Some(sheet.clone()), range }).collect()
}
