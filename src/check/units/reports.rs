//! The reports of offices, for the lists of the offices above that name them: what stands directly under an office in its own
//! report, and who of the lists above is the office itself.

use std::collections::{BTreeMap, BTreeSet};

use super::{CountedBelow, Identity, Units};
use crate::check::offices::tier;
use crate::check::records::{FileRecord, RatedBlock, TableRecord};
use crate::check::totals::office_key;
use crate::finding::Related;
use crate::normalise::counts::block_total;

/// How high wards and communes stand: in reports of higher offices chi bộ stand under others.
const OF_WARDS: u8 = 1;

/// What an office reports of those directly under it.
#[derive(Debug, Default)]
struct Report {
    /// Its name as the root of identities, and the offices that its heads name above it.
    root: String,
    above: BTreeSet<String>,
    year: Option<u16>,
    /// Places of rated units.
    rated: Vec<usize>,
    counted: Vec<CountedBelow>,
}

/// All reports, by the key of their office.
#[derive(Debug, Default)]
pub(super) struct Reports(BTreeMap<String, Vec<Report>>);

/// The office of a report, and its place among that office's.
pub(super) type Place = Option<(String, usize)>;

impl Reports {
    /// The report a table belongs to; none where nobody says whose it is, or it is about a part of a year.
    pub(super) fn of(&mut self, file: &FileRecord<'_>, table: &TableRecord<'_>) -> Place {
        let (unit, under) = match &table.unit {
            Some(unit) => (unit, &table.under),
            None => (file.unit.as_ref()?, &file.under),
        };
        if table.period.is_some() {
            return None;
        }
        let office = office_key(under.plain.as_deref().unwrap_or(unit));
        let mut above: BTreeSet<String> = file.above.iter().filter(|key| **key != office).cloned().collect();
        above.extend(under.keys().cloned());
        let root = Identity::new(file, None, "").root;
        let all = self.0.entry(office.clone()).or_default();
        let same = |r: &Report| (&r.root, &r.above, r.year) == (&root, &above, file.year);
        let place = all.iter().position(same).unwrap_or_else(|| {
            all.push(Report { root, above, year: file.year, ..Report::default() });
            all.len() - 1
        });
        Some((office, place))
    }

    fn at(&mut self, place: Place) -> Option<(&mut Report, String)> {
        let (office, place) = place?;
        Some((self.0.get_mut(&office)?.get_mut(place)?, office))
    }

    /// Notes a rated unit where it stands directly under the office.
    pub(super) fn note_rated(&mut self, place: &Place, identity: &Identity, rated: usize) {
        let Some((report, office)) = self.at(place.clone()) else { return };
        if identity.parent.is_empty() || office_key(&identity.parent) == office {
            report.rated.push(rated);
        }
    }

    /// Notes what a summary counts in all.
    pub(super) fn note_counted(&mut self, place: &Place, rated: &RatedBlock<'_>, at: &Related) {
        let Some((report, _)) = self.at(place.clone()) else { return };
        let (subject, stage) = (rated.block.subject, rated.block.stage);
        let counts = block_total(&rated.block, &rated.counts);
        report.counted.push(CountedBelow { subject, stage, counts, at: at.clone() });
    }

    /// The reports of a unit that a list of another office has: where their heads name that office above themselves, or name
    /// nobody and the submission has no other office of the name.
    fn of_unit(&self, unit: &Identity) -> impl Iterator<Item = &Report> {
        let office = office_key(&unit.name);
        let all = self.0.get(&office).map_or(&[][..], Vec::as_slice);
        let low = tier(&office).is_none_or(|tier| tier == OF_WARDS);
        let above = office_key(if unit.parent.is_empty() { &unit.root } else { &unit.parent });
        let only = all.len() == 1 && tier(&office).is_some();
        let of_it = move |r: &&Report| {
            low && r.year == unit.year
                && r.root != unit.root
                && (r.above.contains(&above) || r.above.is_empty() && only)
        };
        all.iter().filter(of_it)
    }
}

impl Units<'_> {
    /// The rated units directly under one in its own reports.
    pub(super) fn reported_below(&self, unit: &Identity) -> BTreeSet<usize> {
        let rated = self.reports.of_unit(unit).flat_map(|report| report.rated.iter().copied());
        rated.filter(|&place| self.rated[place].identity.name != unit.name).collect()
    }

    /// What its own reports count under a unit.
    pub(super) fn counted_by_report(&self, unit: &Identity) -> impl Iterator<Item = &CountedBelow> {
        self.reports.of_unit(unit).flat_map(|report| &report.counted)
    }

    /// Of an office that its own report names ("Đảng bộ phường A" in a file of phường A): its rows in the lists of the office
    /// above.
    pub(super) fn listed_above(&self, unit: &Identity) -> Vec<usize> {
        if !unit.parent.is_empty() || office_key(&unit.name) != office_key(&unit.root) {
            return Vec::new();
        }
        let rows = self.rated.iter().enumerate();
        let rows = rows.filter(|(_, u)| (&u.identity.name, u.identity.year) == (&unit.name, unit.year));
        let reported = |listed: &Identity| self.reports.of_unit(listed).any(|report| report.root == unit.root);
        rows.filter(|(_, u)| reported(&u.identity)).map(|(place, _)| place).collect()
    }
}
