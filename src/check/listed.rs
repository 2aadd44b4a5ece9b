//! A list of the office above → which of its rows offices below list in files of their own: these count there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::namesakes::Under;
use super::offices::may_stand_over;
use super::records::{FileRecord, Rated, RatedRoster, TableRecord};
use super::totals::{office_key, same_birth, unit_key};
use crate::finding::{CellRef, Related};
use crate::locate::preamble::reporting_unit;
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{Stage, Subject};
use crate::normalise::Level;
use crate::parse::Record;

/// Fewer rows that have nothing but a name in common with others may be others by chance.
const BY_NAME: usize = 6;

/// More rows of one name are not told apart.
const NAMESAKES: usize = 64;

/// What offices below list of a list themselves.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// Is it every row?
    pub all: bool,
    /// The places of the rows.
    pub rows: BTreeSet<usize>,
    /// Those of another level there.
    pub otherwise: Vec<Otherwise>,
    /// Those of whom nothing but the name stands there, too few to tell: counted in both.
    pub perhaps: Vec<Otherwise>,
    /// Where it is every one: those that name such an office, and do not stand there.
    pub missing: Vec<usize>,
}

/// A row, and the one of the office below that is or may be about the same.
#[derive(Clone, Debug)]
pub struct Otherwise {
    /// Where its name stands.
    pub at: CellRef,
    /// Where it stands in the list of the office below.
    pub there: Related,
}

impl Otherwise {
    fn of(list: &RatedRoster<'_>, place: usize, row: &Row<'_>) -> Self {
        let (file, sheet) = (Some(row.file.path.clone()), Some(row.table.table.sheet.clone()));
        let there = Related { file, sheet, range: row.record().name_at().into() };
        Self { at: list.roster.records[place].name_at(), there }
    }
}

/// A list with the file it stands in.
type Sent<'a, 'f> = (&'a FileRecord<'f>, &'a TableRecord<'f>);

/// All lists of all files, by who sends them and whom their heads name above these.
pub(super) struct Lists<'a, 'f> {
    by_unit: BTreeMap<String, Vec<Sent<'a, 'f>>>,
    under: BTreeMap<String, Vec<(String, Sent<'a, 'f>)>>,
    words: &'a Vocabulary,
}

impl<'a, 'f> Lists<'a, 'f> {
    /// Of all files.
    pub(super) fn of(files: &'a [FileRecord<'f>], words: &'a Vocabulary) -> Self {
        let mut lists = Self { by_unit: BTreeMap::new(), under: BTreeMap::new(), words };
        for (file, table) in files.iter().flat_map(|file| file.tables.iter().map(move |table| (file, table))) {
            let Some(unit) = sender(file, table).0.filter(|_| rated_list(table).is_some()) else { continue };
            let above: Vec<&String> = match table.unit {
                Some(_) => table.under.keys().collect(),
                None => file.above.iter().collect(),
            };
            for office in above {
                lists.under.entry(office.clone()).or_default().push((unit.clone(), (file, table)));
            }
            lists.by_unit.entry(unit).or_default().push((file, table));
        }
        lists
    }

    /// The rows of a list that offices below list themselves: nearly all of those that name such an office stand there by the
    /// same name in the same stage, each name as often; of rows that name none nearly all that such an office lists.
    pub(super) fn listed(&self, file: &FileRecord<'f>, table: &TableRecord<'f>) -> Listed {
        let mut found = Listed::default();
        let Some((list, about)) = rated_list(table) else { return found };
        let (own, under) = sender(file, table);
        let plain = under.plain.as_deref().map(office_key).or_else(|| own.clone());
        let like = |unit: &str, (other, of): Sent<'_, '_>| {
            let same = (of.year, of.period) == (table.year, table.period);
            let alike = rated_list(of).is_some_and(|(l, a)| a == about && l.roster.persons == list.roster.persons);
            let lower = own.as_deref() != Some(unit) && may_stand_over(own.as_deref(), unit);
            other.path != file.path && same && alike && lower && under.may_be_above(sender(other, of).1)
        };
        let mut below: BTreeMap<&str, Vec<Sent<'_, '_>>> = BTreeMap::new();
        for (unit, sent) in plain.as_ref().and_then(|own| self.under.get(own)).into_iter().flatten() {
            if like(unit, *sent) {
                below.entry(unit).or_default().push(*sent);
            }
        }
        let mut named = self.by_office(list, &below);
        let loose = named.remove("").unwrap_or_default();
        let mut known = 0;
        for (office, places) in named {
            let of_office: Vec<Sent<'_, '_>> = match below.get(&*office) {
                Some(sent) => sent.clone(),
                None => {
                    self.by_unit.get(&office).into_iter().flatten().copied().filter(|s| like(&office, *s)).collect()
                }
            };
            let mut rows = Rows::of(&of_office);
            let pairs = places.iter().filter_map(|&at| Some((at, rows.take(&Row { file, table, list, place: at })?)));
            let pairs: Vec<_> = pairs.collect();
            if pairs.len() * 4 >= places.len() * 3 {
                known += places.len();
                let there: BTreeSet<usize> = pairs.iter().map(|(at, _)| *at).collect();
                found.missing.extend(places.into_iter().filter(|at| !there.contains(at)));
                found.add(list, pairs);
            }
        }
        let here: Vec<Row<'_>> = loose.iter().map(|&at| Row { file, table, list, place: at }).collect();
        let mut here = Rows::by_name(here);
        let mut by_name: Vec<(usize, Row<'_>)> = Vec::new();
        for sent in below.values().filter(|_| !loose.is_empty()) {
            let rows = Rows::of(sent).all;
            let pairs: Vec<_> = rows.iter().filter_map(|row| Some((here.take(row)?.place, *row))).collect();
            let born = |(at, row): &(usize, Row<'_>)| same_birth(&list.roster.records[*at], row.record()) == Some(true);
            match pairs.len() * 4 >= rows.len() * 3 {
                true if pairs.iter().all(born) => found.add(list, pairs),
                true => by_name.extend(pairs),
                false => {}
            }
        }
        match by_name.len() >= BY_NAME {
            true => found.add(list, by_name),
            false => found.perhaps = by_name.iter().map(|(place, row)| Otherwise::of(list, *place, row)).collect(),
        }
        known += loose.iter().filter(|at| found.rows.contains(at)).count();
        found.all = !found.rows.is_empty() && known == list.roster.records.len();
        if !found.all {
            found.missing.clear();
        }
        found
    }

    /// The places of the rows by the offices they name, those that name none under "". "Thôn 1" in a column of chi bộ is one of
    /// those below.
    fn by_office(
        &self,
        list: &RatedRoster<'_>,
        below: &BTreeMap<&str, Vec<Sent<'_, '_>>>,
    ) -> BTreeMap<String, Vec<usize>> {
        let named = |parent: &str| {
            let office = office_key(reporting_unit(parent, self.words).as_deref().unwrap_or(parent));
            let longer = |kind: &&&str| kind.strip_suffix(office.as_str()).is_some_and(|rest| rest.ends_with(' '));
            let mut longer = below.keys().filter(longer);
            match (below.contains_key(&*office), longer.next(), longer.next()) {
                (false, Some(only), None) => (*only).to_owned(),
                _ => office,
            }
        };
        let mut offices: HashMap<&str, String> = HashMap::new();
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, record) in list.roster.records.iter().enumerate() {
            let office = match record.parent.as_deref() {
                Some(parent) => offices.entry(parent).or_insert_with(|| named(parent)).clone(),
                None => String::new(),
            };
            places.entry(office).or_default().push(place);
        }
        places
    }
}

impl Listed {
    /// Adds rows, each with the one that is about the same below.
    fn add(&mut self, list: &RatedRoster<'_>, pairs: Vec<(usize, Row<'_>)>) {
        for (place, row) in pairs {
            self.rows.insert(place);
            let own = list.main.and_then(|main| list.level(place, main));
            if own.zip(row.level()).is_some_and(|(own, level)| own != level) {
                self.otherwise.push(Otherwise::of(list, place, &row));
            }
        }
    }
}

/// A row of a list.
#[derive(Clone, Copy)]
struct Row<'t> {
    file: &'t FileRecord<'t>,
    table: &'t TableRecord<'t>,
    list: &'t RatedRoster<'t>,
    place: usize,
}

impl<'t> Row<'t> {
    fn record(&self) -> &'t Record {
        &self.list.roster.records[self.place]
    }

    fn level(&self) -> Option<Level> {
        self.list.main.and_then(|main| self.list.level(self.place, main))
    }
}

/// Rows that are each taken once.
struct Rows<'t> {
    all: Vec<Row<'t>>,
    by_name: HashMap<String, Vec<Row<'t>>>,
}

impl<'t> Rows<'t> {
    /// Of some lists.
    fn of(lists: &[Sent<'t, 't>]) -> Self {
        let rows = |&(file, table): &Sent<'t, 't>| {
            let list = rated_list(table).map(|(list, _)| list);
            list.into_iter()
                .flat_map(move |list| (0..list.roster.records.len()).map(move |place| Row { file, table, list, place }))
        };
        Self::by_name(lists.iter().flat_map(rows).collect())
    }

    fn by_name(all: Vec<Row<'t>>) -> Self {
        let mut by_name: HashMap<String, Vec<Row<'t>>> = HashMap::new();
        all.iter().for_each(|row| by_name.entry(unit_key(&row.record().name)).or_default().push(*row));
        Self { all, by_name }
    }

    /// Takes the row about the same as another one: of one name, not of two birth dates; rather one of the same level.
    fn take(&mut self, other: &Row<'_>) -> Option<Row<'t>> {
        let left = self.by_name.get_mut(&unit_key(&other.record().name)).filter(|left| left.len() <= NAMESAKES)?;
        let fits = |row: &Row<'_>| same_birth(row.record(), other.record()) != Some(false);
        let same = left.iter().position(|row| fits(row) && row.level() == other.level());
        let at = same.or_else(|| left.iter().position(fits))?;
        Some(left.remove(at))
    }
}

/// The office that sends a table, by its key, and who stands above it.
fn sender<'t>(file: &'t FileRecord<'_>, table: &'t TableRecord<'_>) -> (Option<String>, &'t Under) {
    match &table.unit {
        Some(unit) => (Some(office_key(unit)), &table.under),
        None => (file.unit.as_deref().map(office_key), &file.under),
    }
}

/// A list, and whom its main rating is about, in what stage.
fn rated_list<'t>(table: &'t TableRecord<'t>) -> Option<(&'t RatedRoster<'t>, (Subject, Stage))> {
    let Rated::Roster(list) = &table.content else { return None };
    Some((list, (list.roster.ratings[list.main?].subject, table.stage())))
}
