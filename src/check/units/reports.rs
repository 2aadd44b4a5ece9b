//! The reports of offices, for the lists of the offices above that name them: what stands directly under an office in its own
//! report, and who of the lists above is the office itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::{CountedBelow, Identity, MembersBelow, RatedUnit, Units, sender};
use crate::check::namesakes::Under;
use crate::check::offices::tier;
use crate::check::records::{FileRecord, RatedBlock, TableRecord};
use crate::check::totals::{office_key, unit_key};
use crate::finding::Related;
use crate::locate::period::Period;
use crate::normalise::counts::block_total;

/// How high wards and communes stand: in reports of higher offices chi bộ stand under others.
const OF_WARDS: u8 = 1;

/// What an office reports of those directly under it.
#[derive(Debug, Default)]
struct Report {
    /// Its name as the root of identities, and the offices that its heads name above it.
    root: String,
    above: BTreeSet<String>,
    when: (Option<u16>, Option<Period>),
    /// Places of rated units.
    rated: Vec<usize>,
    counted: Vec<CountedBelow>,
    members: Vec<MembersBelow>,
}

/// All reports, by the key of their office.
#[derive(Debug, Default)]
pub(super) struct Reports(BTreeMap<String, Vec<Report>>);

/// The office of a report, and its place among that office's.
pub(super) type Place = Option<(String, usize)>;

/// The office that stands over all others whose reports are sheets of a file, by its key; none where there may be two.
fn over_sheets(file: &FileRecord<'_>, office: &str) -> Option<String> {
    let units = file.tables.iter().filter_map(|t| t.unit.as_deref()).chain(file.unit.as_deref());
    let named: BTreeSet<(Option<u8>, String)> = units.map(office_key).map(|key| (tier(&key), key)).collect();
    let mut highest = named.into_iter().rev();
    let (top, key) = highest.next()?;
    let only = highest.next().is_none_or(|(next, _)| next < top);
    (only && top.is_some() && tier(office) < top).then_some(key)
}

/// Does a head name another office of this one's tier?
fn stands_elsewhere(under: &Under, top: &str) -> bool {
    under.keys().any(|key| key != top && tier(key) == tier(top))
}

/// Is a report that of a chi bộ?
pub(super) fn is_of_cell(place: &Place) -> bool {
    place.as_ref().is_some_and(|(office, _)| is_cell(office))
}

/// Does a row of a report name another organisation of the Party than the one that reports?
pub(super) fn names_another(place: &Place, parent: &str) -> bool {
    let key = unit_key(parent);
    let party = is_cell(&key) || office_key(parent) != key;
    party && place.as_ref().is_none_or(|(office, _)| *office != office_key(parent))
}

/// The office that reports for a unit: for its councils that of the place.
fn office_of(name: &str) -> String {
    static COUNCILS: LazyLock<[String; 2]> = LazyLock::new(|| ["ủy ban nhân dân", "hội đồng nhân dân"].map(unit_key));
    let place = COUNCILS.iter().find_map(|council| name.strip_prefix(council.as_str())?.strip_prefix(' '));
    place.filter(|place| tier(place).is_some()).map_or_else(|| office_key(name), str::to_owned)
}

/// Is it a chi bộ, by its key?
pub(in crate::check) fn is_cell(key: &str) -> bool {
    ["chi bộ", "chi ủy"].iter().any(|kind| key.strip_prefix(&unit_key(kind)).is_some_and(|rest| rest.starts_with(' ')))
}

impl Reports {
    /// The report a table belongs to; none where nobody says whose it is, or it is about a part of a year.
    pub(super) fn of(&mut self, file: &FileRecord<'_>, table: &TableRecord<'_>) -> Place {
        let (unit, under) = sender(file, table);
        if table.period.is_some() {
            return None;
        }
        let office = office_key(under.plain.as_deref().or(unit.map(String::as_str))?);
        let beside = match &table.unit {
            Some(_) => over_sheets(file, &office).filter(|top| !stands_elsewhere(under, top)).into_iter().collect(),
            None => file.above.clone(),
        };
        let mut above: BTreeSet<String> = beside.into_iter().filter(|key| *key != office).collect();
        above.extend(under.keys().cloned());
        let Identity { root, when, .. } = Identity::new(file, table, None, "");
        let all = self.0.entry(office.clone()).or_default();
        let same = |r: &Report| (&r.root, &r.above, r.when) == (&root, &above, when);
        let place = all.iter().position(same).unwrap_or_else(|| {
            all.push(Report { root, above, when, ..Report::default() });
            all.len() - 1
        });
        Some((office, place))
    }

    fn at(&mut self, place: &Place) -> Option<&mut Report> {
        let (office, place) = place.as_ref()?;
        self.0.get_mut(office)?.get_mut(*place)
    }

    /// Notes a rated unit where it stands directly under the office.
    pub(super) fn note_rated(&mut self, place: &Place, identity: &Identity, rated: usize) {
        if let Some(report) = self.at(place).filter(|_| identity.parent.is_empty()) {
            report.rated.push(rated);
        }
    }

    /// Notes what a list says of all members of a chi bộ.
    pub(super) fn note_members(&mut self, place: &Place, members: MembersBelow) {
        if let Some(report) = self.at(place) {
            report.members.push(members);
        }
    }

    /// Notes what a summary counts in all.
    pub(super) fn note_counted(&mut self, place: &Place, rated: &RatedBlock<'_>, at: &Related) {
        let Some(report) = self.at(place) else { return };
        let (subject, stage) = (rated.block.subject, rated.block.stage);
        let counts = block_total(&rated.block, &rated.counts);
        report.counted.push(CountedBelow { subject, stage, counts, at: at.clone() });
    }

    /// The reports of a unit that a list has: its own list, or that of another office where their heads name this one above
    /// themselves, or name nobody and the submission has no other office of the name.
    fn of_unit(&self, unit: &Identity) -> impl Iterator<Item = &Report> {
        let office = office_key(&unit.name);
        let all = self.0.get(&office).map_or(&[][..], Vec::as_slice);
        let above = office_key(if unit.parent.is_empty() { &unit.root } else { &unit.parent });
        let only = all.len() == 1 && tier(&office).is_some();
        let of_it = move |r: &&Report| match r.root == unit.root {
            true => unit.parent.is_empty(),
            false => r.above.contains(&above) || r.above.is_empty() && only,
        };
        all.iter().filter(move |r| r.when == unit.when).filter(of_it)
    }

    /// The same, of those under which chi bộ stand directly.
    fn of_low_unit(&self, unit: &Identity) -> impl Iterator<Item = &Report> {
        let low = tier(&office_key(&unit.name)).is_none_or(|tier| tier == OF_WARDS);
        self.of_unit(unit).filter(move |_| low)
    }
}

impl<'t> Units<'t> {
    /// The rated units directly under one in its own reports.
    pub(super) fn reported_below(&self, unit: &Identity) -> BTreeSet<usize> {
        let rated = self.reports.of_low_unit(unit).flat_map(|report| report.rated.iter().copied());
        rated.filter(|&place| self.rated[place].identity.name != unit.name).collect()
    }

    /// What stands directly under the place whose UBND this is, in the report of that place. None of it is the HĐND's.
    pub fn under_council(&self, unit: &Identity) -> Vec<&RatedUnit<'t>> {
        let place = Identity { name: office_of(&unit.name), ..unit.clone() };
        let deputies = unit.name.starts_with(&unit_key("hội đồng nhân dân"));
        let council = place.name != office_key(&unit.name) && !deputies;
        let reports = self.reports.of_unit(&place).filter(|_| council);
        let rated = reports.flat_map(|report| &report.rated).map(|&rated| &self.rated[rated]);
        rated.filter(|rated| rated.identity.name != unit.name).collect()
    }

    /// What its own reports count under a unit.
    pub(super) fn counted_by_report(&self, unit: &Identity) -> impl Iterator<Item = &CountedBelow> {
        self.reports.of_low_unit(unit).flat_map(|report| &report.counted)
    }

    /// What its own lists say of the members of a chi bộ.
    pub(super) fn members_by_report(&self, unit: &Identity) -> impl Iterator<Item = &MembersBelow> {
        self.reports.of_low_unit(unit).flat_map(|report| &report.members)
    }

    /// A unit of a list, as the reports of the office it stands under there have it.
    pub fn in_reports(&self, unit: &Identity) -> Vec<Identity> {
        if unit.parent.is_empty() {
            return Vec::new();
        }
        let office = Identity { name: unit.parent.clone(), parent: String::new(), ..unit.clone() };
        let own = |report: &Report| Identity { parent: String::new(), root: report.root.clone(), ..unit.clone() };
        self.reports.of_unit(&office).map(own).collect()
    }

    /// A unit of a list, as its own reports name it.
    pub fn reported_as(&self, unit: &Identity) -> Vec<Identity> {
        let own = |report: &Report| Identity { parent: String::new(), root: report.root.clone(), ..unit.clone() };
        self.reports.of_unit(unit).map(own).collect()
    }

    /// Of an office that its own report names ("Đảng bộ phường A", "UBND phường A" in a file of phường A): its rows in the lists of the office
    /// above, as one of their indexes has them.
    pub(super) fn listed_above(&self, unit: &Identity, index: &BTreeMap<Identity, Vec<usize>>) -> Vec<usize> {
        let office = office_of(&unit.name);
        let reports = self.reports.0.get(&office);
        if !unit.parent.is_empty() || !reports.is_some_and(|all| all.iter().any(|report| report.root == unit.root)) {
            return Vec::new();
        }
        let first =
            Identity { name: unit.name.clone(), parent: String::new(), root: String::new(), when: (None, None) };
        let listed = index.range(first..).take_while(|(listed, _)| listed.name == unit.name);
        let meant = |listed: &Identity| {
            let listed = Identity { name: office.clone(), ..listed.clone() };
            listed.when == unit.when && self.reports.of_unit(&listed).any(|report| report.root == unit.root)
        };
        listed.filter(|(listed, _)| meant(listed)).flat_map(|(_, places)| places.iter().copied()).collect()
    }
}
