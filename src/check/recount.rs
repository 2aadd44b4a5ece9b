//! A complete list → what it says of each count of a summary.

use std::collections::{BTreeMap, BTreeSet};

use super::records::{Rated, RatedBlock, RatedRoster, TableRecord};
use super::repairs::{Repaired, edit};
use super::totals::unit_key;
use super::units::own_lines;
use crate::finding::{CellRange, CellRef, Message, Safety};
use crate::locate::preamble::years;
use crate::locate::{RowRole, Subject};
use crate::normalise::counts::LineCounts;
use crate::normalise::{Level, Resolution};
use crate::parse::MeasureKind;
use crate::solve::{Diagnosis, Relation, Repair, Standing, System};
use crate::text::shared::SharedText;

/// The rows of a list under one parent.
#[derive(Default)]
pub struct Recount {
    rows: i64,
    /// How many rows have each level.
    pub levels: [i64; 4],
    settled: bool,
    names: BTreeSet<String>,
    /// Where their ratings stand.
    pub cells: Vec<CellRef>,
    /// Which of the lists they stand in.
    pub list: usize,
    /// Do the lists hold those who are not rated as well?
    of_everybody: bool,
}

impl Recount {
    /// How many rows have a level.
    fn rated(&self) -> i64 {
        self.levels.iter().sum()
    }

    /// No name twice: a row too many would be the list's own error.
    pub(super) fn plain(&self) -> bool {
        i64::try_from(self.names.len()) == Ok(self.rows)
    }
}

/// Lists that are held against a summary together.
pub type Together<'t, 'c> = Vec<(&'t TableRecord<'c>, &'t RatedRoster<'c>)>;

/// Lists of one file that speak of one subject together: each by itself, and those on sheets of their own, one a unit, that the head
/// of each sheet names.
pub fn lists<'t, 'c: 't>(tables: impl Iterator<Item = &'t TableRecord<'c>>) -> Vec<Together<'t, 'c>> {
    let mut all: Vec<Together<'t, 'c>> = Vec::new();
    let mut by_sheet: BTreeMap<Subject, Together<'t, 'c>> = BTreeMap::new();
    for table in tables.filter(|t| !t.replaced) {
        let Rated::Roster(list) = &table.content else { continue };
        match list.office {
            Some(_) => by_sheet.entry(list.roster.subject).or_default().push((table, &**list)),
            None => all.push(vec![(table, &**list)]),
        }
    }
    all.extend(by_sheet.into_values());
    all
}

/// Do a summary and lists speak of one state of things: one year, period and stage, and no two days of counting?
pub fn of_one_state(summary: &TableRecord<'_>, lists: &Together<'_, '_>) -> bool {
    let titled = |table: &TableRecord<'_>| table.table.titles.iter().flat_map(|t| years(t)).collect::<BTreeSet<u16>>();
    let same = |list: &TableRecord<'_>| {
        let (own, other) = (titled(summary), titled(list));
        let days = summary.counted_to.as_ref().zip(list.counted_to.as_ref());
        (summary.year, summary.period, summary.stage()) == (list.year, list.period, list.stage())
            && (own.is_empty() || other.is_empty() || own == other)
            && days.is_none_or(|(own, other)| own == other)
    };
    lists.iter().all(|(list, _)| same(list))
}

/// For each data line of a summary its recount by lists that are complete together; `None` unless they are: a row for
/// every unit of the summary, as many as its total or rated count says.
pub fn recounts_of(rated: &RatedBlock<'_>, lists: &[&RatedRoster<'_>]) -> Option<BTreeMap<usize, Recount>> {
    let data = (0..rated.block.lines.len()).filter(|&l| rated.block.lines[l].role == RowRole::Data);
    recounts_of_lines(rated, lists, data)
}

/// The same for the heads of a summary that carry the sums of what stands below them: lists may name these only.
pub fn recounts_of_heads(rated: &RatedBlock<'_>, lists: &[&RatedRoster<'_>]) -> Option<BTreeMap<usize, Recount>> {
    let lines = own_lines(&rated.block);
    let heads = lines.iter().any(|&l| rated.block.lines[l].role == RowRole::Subtotal);
    heads.then(|| recounts_of_lines(rated, lists, lines.into_iter()))?
}

fn recounts_of_lines(
    rated: &RatedBlock<'_>,
    lists: &[&RatedRoster<'_>],
    lines: impl Iterator<Item = usize>,
) -> Option<BTreeMap<usize, Recount>> {
    let mut by_parent: BTreeMap<String, Recount> = BTreeMap::new();
    for (place, list) in lists.iter().enumerate() {
        let whole = !rated.block.transposed && rated.block.counts_all();
        let same = list.roster.subject == rated.block.subject && whole;
        for (parent, recount) in self::by_parent(list, list.main.filter(|_| same)?) {
            // A unit that two lists name is settled by neither.
            let own = Recount { list: place, ..recount };
            by_parent.entry(parent).and_modify(|known| known.settled = false).or_insert(own);
        }
    }
    let of_everybody = by_parent.values().any(|r| r.rated() < r.rows);
    by_parent.values_mut().for_each(|r| r.of_everybody = of_everybody);
    let mut all = BTreeMap::new();
    for line in lines {
        let counts = rated.counts.line(&rated.block, line);
        let complete = |r: &Recount| r.settled && (counts.total == Some(r.rows) || counts.rated == Some(r.rated()));
        all.insert(line, by_parent.remove(&unit_key(&rated.block.lines[line].name)).filter(complete)?);
    }
    Some(all).filter(|all| !all.is_empty())
}

/// The key of an organisation by its own name or by that of its committee: "Đảng ủy phường A" leads "Đảng bộ phường A".
fn organisation_key(name: &str) -> String {
    let own = unit_key(name);
    let committees = [("đảng ủy", "đảng bộ"), ("chi ủy", "chi bộ")].map(|(c, o)| (unit_key(c), unit_key(o)));
    let of = |(committee, organisation): &(String, String)| {
        let rest = own.strip_prefix(committee)?.strip_prefix(' ')?;
        Some(if rest.starts_with(organisation) { rest.to_owned() } else { format!("{organisation} {rest}") })
    };
    committees.iter().find_map(of).unwrap_or(own)
}

fn by_parent(roster: &RatedRoster<'_>, main: usize) -> BTreeMap<String, Recount> {
    let mut recounts: BTreeMap<String, Recount> = BTreeMap::new();
    // A unit written once, in the first row of its block, is the unit of the rows below it: whether the list is complete
    // shows whether that was meant.
    let mut above: Option<(&Option<SharedText>, &SharedText)> = None;
    for (i, record) in roster.roster.records.iter().enumerate() {
        let carried = above.filter(|(group, _)| **group == record.group && record.parent_at().is_none());
        let own = record.parent.as_ref().filter(|_| record.parent_at().is_some() || carried.is_none());
        let parent = match own.or(carried.map(|(_, parent)| parent)) {
            Some(parent) => unit_key(parent),
            None => match &roster.office {
                Some(office) => organisation_key(office),
                None => continue,
            },
        };
        if let (Some(parent), true) = (&record.parent, record.parent_at().is_some()) {
            above = Some((&record.group, parent));
        }
        let entry = recounts.entry(parent).or_insert_with(|| Recount { settled: true, ..Recount::default() });
        entry.rows += 1;
        entry.names.insert(unit_key(&record.name));
        entry.cells.extend(record.ratings[main].iter().map(|w| w.at(record.row)));
        match roster.level(i, main) {
            Some(level) => entry.levels[place(level)] += 1,
            None => entry.settled = is_unrated(roster, i, main) && entry.settled,
        }
    }
    recounts
}

/// Does a row say that it is not rated: in words, or by a reason beside an empty rating?
fn is_unrated(roster: &RatedRoster<'_>, record: usize, main: usize) -> bool {
    match roster.ratings.of(record, main) {
        Resolution::NotRated { .. } => true,
        Resolution::Blank => roster.roster.records[record].is_excused(),
        _ => false,
    }
}

/// What a list says of one of its parents.
pub(super) struct Parent {
    pub(super) name: String,
    pub(super) subject: Subject,
    pub(super) counts: LineCounts,
    pub(super) range: CellRange,
}

/// The parents of a list with their recounts, where every row is settled.
pub(super) fn parents(roster: &RatedRoster<'_>) -> Vec<Parent> {
    let Some(main) = roster.main else { return Vec::new() };
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for parent in roster.roster.records.iter().filter_map(|r| r.parent.as_ref()) {
        names.entry(unit_key(parent)).or_insert(parent);
    }
    let parent = |(key, recount): (String, Recount)| {
        let rated = recount.levels.iter().sum::<i64>();
        let counts = LineCounts {
            total: Some(recount.rows),
            rated: Some(rated),
            unrated: Some(recount.rows - rated),
            levels: recount.levels.map(Some),
            ..LineCounts::default()
        };
        let (start, end) = (recount.cells.iter().min()?, recount.cells.iter().max()?);
        let name = names.get(&key)?.to_string();
        let settled = recount.settled && recount.plain();
        let range = CellRange { start: *start, end: *end };
        settled.then_some(Parent { name, subject: roster.roster.subject, counts, range })
    };
    by_parent(roster, main).into_iter().filter_map(parent).collect()
}

/// The place of a level in a recount.
pub fn place(level: Level) -> usize {
    Level::ALL.iter().position(|&l| l == level).unwrap_or(0)
}

/// What a list says of the cells of one line: each quantity with its recounted value, as the form prints it.
fn said(rated: &RatedBlock<'_>, line: usize, recount: &Recount) -> Vec<(usize, i64)> {
    let width = rated.block.measures.len();
    let inside = rated.counts.inside(&rated.block, line);
    let level = |level: Level| {
        let within = if inside && level == Level::Httnv { recount.levels[place(Level::Htxsnv)] } else { 0 };
        rated.counts.measure(level).map(|m| (line * width + m, recount.levels[place(level)] + within))
    };
    let rows = |m: usize| {
        let rows = match rated.block.measures[m].kind {
            MeasureKind::Total => recount.rows,
            MeasureKind::Rated => recount.rated(),
            _ => return None,
        };
        let quantity = line * width + m;
        (rated.equations.system.quantities[quantity].value == Some(rows)).then_some((quantity, rows))
    };
    let whole = (0..width).find_map(rows);
    Level::ALL.into_iter().filter_map(level).chain(whole).chain(said_unrated(rated, line, recount)).collect()
}

/// The same of the one count of those who are not rated, where the list shows that it holds them as well, and the summary
/// gives no reason for others.
fn said_unrated(rated: &RatedBlock<'_>, line: usize, recount: &Recount) -> Option<(usize, i64)> {
    let measures = &rated.block.measures;
    let mut unrated = (0..measures.len()).filter(|&m| measures[m].kind == MeasureKind::Unrated);
    let own = unrated.next().filter(|_| unrated.next().is_none())?;
    let told = recount.of_everybody && rated.block.lines[line].reason.is_empty();
    told.then(|| (line * measures.len() + own, recount.rows - recount.rated()))
}

/// Which rows a count counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Row {
    /// Those of a level.
    Of(Level),
    /// HTTNV with HTXSNV in it.
    GoodAndAbove,
    /// Those that are not rated.
    NotRated,
    /// All of them.
    Any,
}

/// What one row changes, among counts of such rows, that is there too often, is missing, or stands under another level:
/// each count with by how much. A change of one count only is left out: that is a wrong figure like any other.
pub(super) fn one_row(counts: &[Row]) -> Vec<Vec<(usize, i64)>> {
    let counted = |level: Option<Level>, row: Row| match (row, level) {
        (Row::Any, _) => level.is_some(),
        (Row::Of(own), Some(level)) => own == level,
        (Row::GoodAndAbove, Some(level)) => matches!(level, Level::Htxsnv | Level::Httnv),
        (Row::Of(_) | Row::GoodAndAbove | Row::NotRated, _) => false,
    };
    let kinds: Vec<Option<Level>> = Level::ALL.into_iter().map(Some).chain([None]).collect();
    let mut all: Vec<Vec<(usize, i64)>> = Vec::new();
    for &from in &kinds {
        for &to in kinds.iter().filter(|to| **to != from) {
            let by = |row: Row| i64::from(counted(to, row)) - i64::from(counted(from, row));
            let change: Vec<(usize, i64)> =
                (0..counts.len()).map(|i| (i, by(counts[i]))).filter(|c| c.1 != 0).collect();
            if change.len() > 1 && !all.contains(&change) {
                all.push(change);
            }
        }
    }
    all
}

/// What a list says of one line.
pub(super) struct Told {
    /// Quantities with their recounts.
    pub(super) counts: Vec<(usize, i64)>,
    /// What one wrong row of the list changes: places among the counts, each with by how much.
    pub(super) slips: Vec<Vec<(usize, i64)>>,
}

/// What a list says of a line, as a figure typed elsewhere.
pub(super) fn told(rated: &RatedBlock<'_>, line: usize, recount: &Recount) -> Told {
    let counts = said(rated, line, recount);
    let width = rated.block.measures.len();
    let inside = rated.counts.inside(&rated.block, line);
    let row = |&(quantity, _): &(usize, i64)| match rated.counts.levels[quantity % width] {
        Some(Level::Httnv) if inside => Row::GoodAndAbove,
        Some(level) => Row::Of(level),
        None if rated.block.measures[quantity % width].kind == MeasureKind::Unrated => Row::NotRated,
        None => Row::Any,
    };
    let slips = one_row(&counts.iter().map(row).collect::<Vec<_>>());
    Told { counts, slips }
}

/// The counts that are proven wrong, each with what it should be.
pub fn proven(rated: &RatedBlock<'_>) -> Vec<(usize, i64)> {
    let cell = |d: &Diagnosis| match d.repairs.as_slice() {
        [one] if d.proven => match one.as_slice() {
            [Repair::Count { quantity, to: Some(to) }] => Some((*quantity, *to)),
            _ => None,
        },
        _ => None,
    };
    rated.diagnoses.iter().filter_map(cell).collect()
}

/// The correction of one line by its recount: safe where all that differs is proven, else suggested together with
/// what follows from it.
pub fn repaired(
    rated: &RatedBlock<'_>,
    recounts: &BTreeMap<usize, Recount>,
    line: usize,
    proven: &[(usize, i64)],
) -> Option<Repaired> {
    let system = &rated.equations.system;
    let differs = |&(q, to): &(usize, i64)| system.quantities[q].value.is_some_and(|v| v != to);
    let of_line = |l: usize| said(rated, l, &recounts[&l]).into_iter().filter(differs).collect::<Vec<_>>();
    let own = of_line(line);
    let edits = |repairs: &[Repair]| repairs.iter().map(|r| edit(rated, r)).collect::<Option<Vec<_>>>();
    if own.iter().all(|c| proven.contains(c)) {
        let reason = Message::new(
            "biểu tổng hợp không tự khớp; số đếm lại từ danh sách là cách sửa duy nhất làm các số liệu khớp",
            "the summary does not agree with itself; the recount of the list is the one correction that makes it agree",
        );
        return Some(Repaired::one(Safety::Safe, reason, edits(&counts(&own))?));
    }
    let all: Vec<(usize, i64)> = recounts.keys().flat_map(|&l| of_line(l)).collect();
    let mut repairs = counts(&own);
    repairs.extend(followers(system, &own, &all));
    let reason = Message::new(
        "số đếm lại từ danh sách; đơn vị xác nhận biểu tổng hợp hay danh sách đúng",
        "the recount of the list; the unit says whether the summary or the list is right",
    );
    Some(Repaired::one(Safety::Suggested, reason, edits(&repairs)?))
}

fn counts(cells: &[(usize, i64)]) -> Vec<Repair> {
    cells.iter().map(|&(quantity, to)| Repair::Count { quantity, to: Some(to) }).collect()
}

/// What changes with some cells so that all that held still holds: typed totals and percentages. Their values reckon
/// with all changes of the table, so that the corrections of several lines agree.
fn followers(system: &System, own: &[(usize, i64)], all: &[(usize, i64)]) -> Vec<Repair> {
    let mut after = system.clone();
    let mut moved: BTreeSet<usize> = own.iter().map(|c| c.0).collect();
    all.iter().for_each(|&(q, to)| after.quantities[q].value = Some(to));
    let mut repairs = Vec::new();
    // A total of totals follows a round later.
    for _ in 0..4 {
        for (r, relation) in system.relations.iter().enumerate() {
            let Relation::Sum { whole, parts } = relation else { continue };
            let stale = system.standing(r) == Standing::Holds && after.standing(r) == Standing::Fails;
            let sum: Option<i64> = parts.iter().map(|&(q, c)| after.quantities[q].value.map(|v| v * c)).sum();
            if !stale || all.iter().any(|c| c.0 == *whole) {
                continue;
            }
            after.quantities[*whole].value = sum;
            if parts.iter().any(|(q, _)| moved.contains(q))
                && moved.insert(*whole)
                && !system.quantities[*whole].formula
            {
                repairs.push(Repair::Count { quantity: *whole, to: sum });
            }
        }
    }
    for (relation, share) in system.relations.iter().enumerate() {
        let Relation::Share { share, count, base, .. } = share else { continue };
        let value = |terms: &[(usize, i64)]| {
            terms.iter().map(|&(q, c)| after.quantities[q].value.map(|v| v * c)).sum::<Option<i64>>()
        };
        let touched = count.iter().chain(base).any(|(q, _)| moved.contains(q)) && !share.formula;
        let stale = system.standing(relation) == Standing::Holds && after.standing(relation) == Standing::Fails;
        if touched && stale {
            let to = value(count).zip(value(base)).and_then(|(c, b)| share.of(c, b));
            repairs.push(Repair::Share { relation, to });
        }
    }
    repairs
}
