//! Tables of all files → the counts of every reporting unit, each counted once, with where they come from.

mod arrange;
mod beside;
mod identity;
mod lists;
mod parting;
mod sharing;
mod sheets;
mod states;
mod whole;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::records::{FileRecord, Rated, RatedBlock, RatedRoster, Submission, TableRecord};
use super::versions::{self, Twice, Version};
use crate::finding::CellRange;
use crate::locate::period::Period;
use crate::locate::{RowRole, Stage, Subject};
use crate::normalise::counts::{LineCounts, add};
use crate::normalise::{Level, Resolution};

pub(super) use self::arrange::{arrange, arrange_files};
pub(super) use self::beside::{Beside, beside};
use self::identity::parent;
pub(super) use self::identity::same_birth;
pub use self::identity::{Named, Shared, bare, has_identifier, identity};
pub use self::lists::Doubt;
pub(super) use self::lists::Rows;
use self::lists::{add_not_rated, settle, tally, unite};
use self::parting::Shape;
pub(super) use self::parting::{differences, is_common_name, name_parts, naming};
pub use self::whole::counted_columns;
use self::whole::is_of_those_not_rated;
pub(super) use self::whole::{counts_whole_subject, is_of_one_level};
use super::block_totals::{count_block, figures_range, with_whole};
pub use super::unit_key::{is_place_alone, is_same_office, office_key, unit_key};

/// Where a figure comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// File.
    pub file: Arc<str>,
    /// Sheet.
    pub sheet: Arc<str>,
    /// Cells.
    pub range: CellRange,
}

impl Source {
    /// Does it stand in a table of a file?
    pub(crate) fn stands_in(&self, table: &TableRecord<'_>, file: &FileRecord<'_>) -> bool {
        self.file == file.path && self.sheet == table.table.sheet && table.table.range.contains(self.range.start)
    }
}

/// The counts of one unit, subject, year and stage. `total = levels + unstated + unresolved + unrated`.
#[derive(Clone, PartialEq, Debug)]
pub struct UnitTotal {
    /// Reporting unit, as people name it.
    pub unit: Option<String>,
    /// Subject.
    pub subject: Subject,
    /// Rating year.
    pub year: Option<u16>,
    /// The month or quarter of it; `None` for the whole year.
    pub period: Option<Period>,
    /// Stage.
    pub stage: Stage,
    /// Total, rated, not rated, levels.
    pub counts: LineCounts,
    /// Rated, of no stated level.
    pub unstated: i64,
    /// Rows whose level could not be settled.
    pub unresolved: i64,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Place of the file among the files.
    pub file: usize,
    /// Key of the reporting unit.
    unit_key: Option<String>,
    /// Names of the rows it counts, as keys: tells a continuation from a repetition.
    names: Vec<String>,
    /// What the rows of a list say, in the order of `names`; empty for a summary.
    said: Vec<Said>,
    /// Does it come from a list?
    list: bool,
    /// Whom nothing names are told apart by the titles of their tables: công đoàn and chi đoàn are no one.
    pub titled: Option<String>,
    /// Groups of columns that nothing says how to add up; no figure of theirs is counted.
    pub apart: Vec<String>,
    /// Which sending of it this is.
    pub(super) version: Version,
    /// Is it one line that stands for the whole subject, in a form about several?
    one_line: bool,
    /// Where each of its names stands among them, of equal ones the last, while tables of one file are put together.
    places: HashMap<String, usize>,
    /// Where each bare name stands.
    bare: HashMap<String, Vec<usize>>,
    /// How many of its names are noted there.
    placed: usize,
    /// The summaries it is made of, where another one is about the same.
    shapes: Vec<Arc<Shape>>,
    /// Is it known to be a part of what is counted, whatever its figures?
    adds: bool,
    /// Does it list those who are not rated, beside a list of those who are?
    not_rated: bool,
    /// Rows of a list put together of several that may be about one person.
    pub(super) doubts: Vec<Doubt>,
}

/// What one row of a list says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Said {
    Level(Level),
    Unrated,
    Unstated,
    Unresolved,
}

/// All totals.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Totals {
    /// Of the reporting units.
    pub units: Vec<UnitTotal>,
    /// Of reports of the level above: held against the sum, never added.
    pub superiors: Vec<UnitTotal>,
    /// What several files say of one thing.
    pub twice: Vec<Twice>,
}

/// Counts everything once.
pub fn totals(submission: &Submission<'_>) -> Totals {
    let mut found = of_files(submission);
    // Names are looked at only where two tables are about the same.
    let mut often: HashMap<Thing<'_>, usize> = HashMap::new();
    for own in found.iter().flatten() {
        *often.entry(own.total.thing()).or_default() += 1;
    }
    let again: Vec<Vec<bool>> =
        found.iter().map(|file| file.iter().map(|own| often[&own.total.thing()] > 1).collect()).collect();
    drop(often);
    for (own, again) in found.iter_mut().flatten().zip(again.into_iter().flatten()) {
        if again {
            own.total.names = names(own.table, own.block);
            own.total.shapes.extend(shape(own.table, own.block));
        }
    }
    let (mut all, mut superiors, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    let beside = beside_others(&found);
    let mut told = Vec::new();
    for (found, beside) in found.into_iter().zip(beside) {
        let (mut own, mut above, mut own_lines) = (Vec::new(), Vec::new(), Vec::new());
        let found = sheets::once(found, &beside, &mut told);
        let (not_rated, found): (Vec<_>, Vec<_>) = found.into_iter().partition(|(own, _)| own.total.not_rated);
        for (of_table, beside) in found {
            let among = match of_table.table.superior {
                true => &mut above,
                false if beside => &mut own_lines,
                false => &mut own,
            };
            fold(among, of_table.total);
        }
        not_rated.into_iter().for_each(|(of_table, _)| add_not_rated(&mut own, of_table.total));
        own.iter_mut().chain(&mut above).chain(&mut own_lines).for_each(settle);
        all.extend(own);
        superiors.extend(above);
        lines.extend(own_lines);
    }
    let (mut units, mut twice) = versions::settle(all);
    let (lines, again) = versions::settle(lines);
    twice.extend(again);
    twice.extend(told);
    lines.into_iter().for_each(|line| versions::hold(line, &mut units, &mut twice));
    Totals { units, superiors, twice }
}

/// For each total of each file: is it the one line of a subject that another summary counts row by row?
fn beside_others(found: &[Vec<OfTable<'_>>]) -> Vec<Vec<bool>> {
    let by_rows =
        |t: &&OfTable<'_>| !t.table.superior && !t.total.one_line && !t.total.list && t.total.apart.is_empty();
    let others: HashSet<Thing<'_>> = found.iter().flatten().filter(by_rows).map(|own| own.total.thing()).collect();
    let beside = |own: &OfTable<'_>| !own.table.superior && own.total.one_line && others.contains(&own.total.thing());
    found.iter().map(|all| all.iter().map(beside).collect()).collect()
}

impl UnitTotal {
    /// Does it count a table of a file? A list may rate several quarters; of other tables the columns of each are a table of
    /// their own.
    pub(crate) fn takes_in(&self, table: &TableRecord<'_>, file: &FileRecord<'_>) -> bool {
        let list = matches!(table.content, Rated::Roster(_));
        (list || self.period == table.period) && self.sources.iter().any(|source| source.stands_in(table, file))
    }

    /// Who its rows are about, as keys; empty where levels stand in rows, and where nothing else is about the same.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Is it a summary whose rows are known?
    pub(super) fn has_rows(&self) -> bool {
        !self.list && !self.shapes.is_empty()
    }

    /// Does it come from a list?
    pub(super) fn is_list(&self) -> bool {
        self.list
    }

    /// The same figures?
    pub(super) fn counts_the_same(&self, other: &Self) -> bool {
        let figures = |t: &Self| (t.counts, t.unstated, t.unresolved);
        figures(self) == figures(other)
    }

    /// With what another file adds about other rows of the same.
    pub(super) fn and_more(mut self, other: Self) -> Self {
        if self.list && other.list {
            unite(&mut self, other, true);
            settle(&mut self);
        } else {
            merge(&mut self, other);
        }
        self
    }
}

/// A total with the table it comes from, and the block of it.
struct OfTable<'t> {
    total: UnitTotal,
    table: &'t TableRecord<'t>,
    block: usize,
}

/// The totals of every table, without the names they count, file by file.
fn of_files<'t>(submission: &'t Submission<'_>) -> Vec<Vec<OfTable<'t>>> {
    let of_file = |(index, file): (usize, &'t FileRecord<'_>)| {
        let unit_key = file.unit.as_deref().map(unit_key);
        let version = Version::of_file(file);
        let totals = file.tables.iter().flat_map(move |table| {
            let version = version.and(table.version);
            of_table(table).into_iter().map(move |(block, total)| {
                let total = UnitTotal { version, ..total };
                OfTable { total, table, block }
            })
        });
        let about = |mut own: OfTable<'t>| {
            match &own.table.unit {
                Some(unit) => {
                    own.total.unit_key = Some(self::unit_key(unit));
                    own.total.unit = Some(unit.clone());
                }
                None => {
                    own.total.unit.clone_from(&file.unit);
                    own.total.unit_key.clone_from(&unit_key);
                }
            }
            own.total.file = index;
            own.total.sources.iter_mut().for_each(|s| s.file = file.path.clone());
            own
        };
        totals.map(about).collect()
    };
    submission.files.iter().enumerate().map(of_file).collect()
}

/// The names of the rows that a total counts, as keys.
fn names(table: &TableRecord<'_>, block: usize) -> Vec<String> {
    match &table.content {
        Rated::Counts(blocks) => {
            let rated = &blocks[block];
            let data = rated.block.lines.iter().filter(|l| l.role == RowRole::Data && !rated.block.transposed);
            data.map(|l| format!("{}|{}", unit_key(&l.name), parent(l.group.as_deref(), &l.name, table))).collect()
        }
        Rated::Roster(list) => {
            let identity = |i: usize| identity(&list.roster.records[i], list.roster.persons, table);
            if is_of_those_not_rated(table) {
                return (0..list.roster.records.len()).map(identity).collect();
            }
            let column = counted_columns(table, list).into_iter().chain(list.quarter_columns()).nth(block);
            let rows = column.into_iter().flat_map(|column| counted_rows(table, list, column));
            rows.map(identity).collect()
        }
        Rated::Figures(_) | Rated::Nothing => Vec::new(),
    }
}

/// What a block of counts is like.
fn shape(table: &TableRecord<'_>, block: usize) -> Option<Arc<Shape>> {
    let Rated::Counts(blocks) = &table.content else { return None };
    Some(Arc::new(Shape::of(table, &blocks[block])))
}

/// What a total is about; where no unit is named, the file alone tells.
type Thing<'t> = (Result<&'t str, usize>, (Subject, Option<&'t str>), Option<u16>, Option<Period>, Stage);

impl UnitTotal {
    /// Notes where the names stand that were added since this was done last.
    fn place_names(&mut self) {
        let placed = self.placed;
        self.places.extend(self.names[placed..].iter().cloned().zip(placed..));
        for (name, at) in self.names[placed..].iter().map(|name| bare(name)).zip(placed..) {
            self.bare.entry(name.to_owned()).or_default().push(at);
        }
        self.placed = self.names.len();
    }

    fn thing(&self) -> Thing<'_> {
        (
            self.unit_key.as_deref().ok_or(self.file),
            (self.subject, self.titled.as_deref()),
            self.year,
            self.period,
            self.stage,
        )
    }
}

/// Of one file, or of two that name their unit.
pub(super) fn same_thing(a: &UnitTotal, b: &UnitTotal) -> bool {
    a.thing() == b.thing()
}

fn repeats(a: &mut UnitTotal, b: &UnitTotal) -> bool {
    a.place_names();
    a.counts == b.counts || b.names.iter().any(|n| a.places.contains_key(n))
}

/// Within one file: a list and a summary of the same subject count once (the summary); a continuation is added.
fn fold(own: &mut Vec<UnitTotal>, total: UnitTotal) {
    let Some(known) = own.iter_mut().find(|o| same_thing(o, &total)) else {
        own.push(total);
        return;
    };
    if known.apart.is_empty() != total.apart.is_empty() {
        // Groups that nothing says how to add up say less than any other table.
        if !known.apart.is_empty() {
            *known = total;
        }
    } else if known.list != total.list {
        // Levels alone say less than the list they were counted from.
        let says = |t: &UnitTotal| t.counts.total.is_some() || t.counts.rated.is_some();
        let better = if known.list { says(&total) } else { !says(known) };
        if better {
            *known = total;
        }
    } else if known.list {
        unite(known, total, false);
    } else if total.adds || known.is_titled_beside(&total) || !repeats(known, &total) {
        merge(known, total);
    }
}

fn merge(known: &mut UnitTotal, total: UnitTotal) {
    known.counts = add(known.counts, total.counts);
    known.unstated += total.unstated;
    known.unresolved += total.unresolved;
    known.sources.extend(total.sources);
    known.names.extend(total.names);
    known.apart.extend(total.apart);
    known.shapes.extend(total.shapes);
}

/// The totals of a table, each with the block (or rating column) it comes from.
fn of_table(table: &TableRecord<'_>) -> Vec<(usize, UnitTotal)> {
    let blank = |subject: Subject, stage: Stage, range: CellRange| UnitTotal {
        unit: None,
        subject,
        year: table.year,
        period: table.period,
        stage,
        counts: LineCounts::default(),
        unstated: 0,
        unresolved: 0,
        sources: vec![Source { file: Arc::from(""), sheet: table.table.sheet.clone(), range }],
        file: 0,
        unit_key: None,
        names: Vec::new(),
        said: Vec::new(),
        list: false,
        titled: Some(table.table.title_key()).filter(|t| subject == Subject::Unknown && !t.is_empty()),
        apart: Vec::new(),
        version: Version::FIRST,
        one_line: false,
        places: HashMap::new(),
        bare: HashMap::new(),
        placed: 0,
        shapes: Vec::new(),
        adds: false,
        not_rated: false,
        doubts: Vec::new(),
    };
    match &table.content {
        Rated::Counts(blocks) => {
            let counted =
                blocks.iter().enumerate().filter(|(_, rated)| !rated.block.shares_only && !rated.block.sums_only);
            let total = |(place, rated)| {
                let rated: &RatedBlock<'_> = rated;
                let mut total = blank(rated.block.subject, rated.block.stage, figures_range(table, rated));
                total.one_line = rated.block.one_line;
                match rated.block.population.as_deref() {
                    Some(population) if !population.adds => total.apart.push(population.name.clone()),
                    _ => count_block(rated, &mut total),
                }
                (place, rated, total)
            };
            let mut all: Vec<(usize, UnitTotal)> = Vec::new();
            for (place, rated, total) in counted.map(total) {
                let group = !rated.block.counts_all();
                match all.iter_mut().find(|(_, own)| group && same_thing(own, &total)) {
                    Some((_, own)) => merge(own, total),
                    None => all.push((place, total)),
                }
            }
            all.into_iter().map(|(place, own)| (place, with_whole(own, &blocks[place].block))).collect()
        }
        Rated::Roster(list) if is_of_those_not_rated(table) => {
            let mut total = blank(list.roster.subject, table.stage(), table.table.range);
            total.said = vec![Said::Unrated; list.roster.records.len()];
            (total.list, total.not_rated) = (true, true);
            vec![(0, total)]
        }
        Rated::Roster(list) if counts_whole_subject(table) => counted_columns(table, list)
            .into_iter()
            .chain(list.quarter_columns())
            .enumerate()
            .map(|(place, column)| {
                let stage = list.roster.ratings[column].stage.unwrap_or(Stage::Decided);
                let subject =
                    if Some(column) == list.main { list.roster.subject } else { list.roster.ratings[column].subject };
                let mut total = blank(subject, stage, table.table.range);
                total.period = list.roster.ratings[column].period.or(total.period);
                count_list(table, list, column, &mut total);
                (place, total)
            })
            .collect(),
        Rated::Roster(_) | Rated::Figures(_) | Rated::Nothing => Vec::new(),
    }
}

/// The rows a rating column counts. Beside the list's own rating a blank is no missing one: who is no member has no rating
/// as a member. What an office below lists itself counts there.
fn counted_rows<'l>(
    table: &'l TableRecord<'_>,
    list: &'l RatedRoster<'_>,
    column: usize,
) -> impl Iterator<Item = usize> + 'l {
    let own = list.main.filter(|own| *own != column);
    let blank = |i: usize, column: usize| matches!(list.ratings.of(i, column), Resolution::Blank);
    let other = move |i: &usize| own.is_some_and(|own| blank(*i, column) && !blank(*i, own));
    let own_rows = (0..list.roster.records.len()).filter(|i| table.listed.all || !table.listed.rows.contains(i));
    own_rows.filter(move |i| !other(i) && list.roster.is_about(*i, column))
}

fn count_list(table: &TableRecord<'_>, list: &RatedRoster<'_>, main: usize, total: &mut UnitTotal) {
    let said = |i: usize| match list.ratings.of(i, main) {
        Resolution::Level { level, .. } => Said::Level(*level),
        Resolution::NotRated { .. } => Said::Unrated,
        Resolution::Blank if list.roster.records[i].is_excused() => Said::Unrated,
        Resolution::Blank => Said::Unstated,
        _ => Said::Unresolved,
    };
    total.said = counted_rows(table, list, main).map(said).collect();
    total.list = true;
    // A list that settles levels states all that it offers a column for: those without a row are none.
    let settled = total.said.iter().any(|s| matches!(s, Said::Level(_)));
    let offered = |level: &Level| list.offered.as_ref().is_none_or(|o| o.contains(level));
    tally(total, std::array::from_fn(|i| settled && offered(&Level::ALL[i])));
}
