//! Total lines → the line they lack rows for: what they have more than their rows, in every column at once, is a line that
//! stands elsewhere: on another sheet, in another file of the unit, in its report of the year before, or in the report
//! of the unit itself.
//!
//! That adds a unit to a table, so it is said and never done.

use std::collections::HashSet;
use std::sync::Arc;

use super::arithmetic::{line_of, share_cell};
use super::records::{FileRecord, Rated, RatedBlock, Submission, TableRecord};
use super::recount;
use super::totals::{UnitTotal, totals, unit_key};
use crate::finding::{CellRange, Related};
use crate::locate::period::Period;
use crate::locate::{RowRole, Stage, Subject};
use crate::normalise::Level;
use crate::normalise::counts::LineCounts;
use crate::parse::MeasureKind;
use crate::solve::Standing;
use crate::solve::equations::Meaning;
use crate::solve::rows::{Column, columns};

/// Columns that must differ together: one column alone agrees by chance.
const COLUMNS: usize = 2;
/// More lines that would do are no help.
const MOST_LINES: usize = 3;

/// A total line that has exactly one line more than its rows.
#[derive(Clone, PartialEq, Debug)]
pub struct Missing {
    /// The total line.
    pub line: usize,
    /// Its sums that fail.
    pub broken: Vec<usize>,
    /// The lines that would do, by name, each with where it stands.
    pub lines: Vec<(String, Related)>,
}

/// What a line is of.
type State = (Subject, Option<u16>, Option<Period>, Stage);

/// A line that stands somewhere in the submission.
struct Known {
    key: String,
    name: String,
    state: State,
    counts: LineCounts,
    at: Related,
}

/// Marks the total lines of everything that was handed in.
pub(super) fn mark(submission: &mut Submission<'_>) {
    let lacking =
        |file: &FileRecord<'_>| file.tables.iter().any(|t| blocks(t).iter().any(|b| !open_totals(b).is_empty()));
    let wanted: Vec<usize> = (0..submission.files.len()).filter(|&f| lacking(&submission.files[f])).collect();
    if wanted.is_empty() {
        return;
    }
    let units = totals(submission).units;
    for file in wanted {
        for ((table, block), found) in of_file(submission, file, &units) {
            if let Rated::Counts(blocks) = &mut submission.files[file].tables[table].content {
                blocks[block].missing = found;
            }
        }
    }
}

fn blocks<'r, 'c>(table: &'r TableRecord<'c>) -> &'r [RatedBlock<'c>] {
    match &table.content {
        Rated::Counts(blocks) if !table.replaced => blocks,
        _ => &[],
    }
}

/// Total lines that print more than their rows in several columns and less in none, or the other way round, with no proof
/// of anything there.
fn open_totals(rated: &RatedBlock<'_>) -> Vec<(usize, Vec<Column>)> {
    if rated.diagnoses.is_empty() || rated.block.transposed {
        return Vec::new();
    }
    let settled = rated.diagnoses.iter().filter(|d| d.proven || d.residual.is_some());
    let settled: HashSet<usize> = settled.flat_map(|d| d.broken.iter().copied()).collect();
    let open = |(line, columns): &(usize, Vec<Column>)| {
        let failing = || columns.iter().filter(|c| c.fails);
        let more = columns.iter().all(|c| c.printed >= c.sum);
        let one_way = failing().count() >= COLUMNS && (more || columns.iter().all(|c| c.printed <= c.sum));
        one_way && !rated.block.lines[*line].covers.is_empty() && !failing().any(|c| settled.contains(&c.relation))
    };
    columns(&rated.equations).into_iter().filter(open).collect()
}

type Found = ((usize, usize), Vec<Missing>);

fn of_file(submission: &Submission<'_>, file: usize, units: &[UnitTotal]) -> Vec<Found> {
    let record = &submission.files[file];
    let known = known(submission, record, units);
    let mut all = Vec::new();
    for (t, table) in record.tables.iter().enumerate() {
        for (b, rated) in blocks(table).iter().enumerate().filter(|(_, rated)| rated.block.counts_all()) {
            let open = open_totals(rated);
            let facts = Facts::of(rated, !open.is_empty());
            let found: Vec<Missing> =
                open.into_iter().filter_map(|open| missing(table, rated, &facts, open, &known)).collect();
            all.extend((!found.is_empty()).then_some(((t, b), found)));
        }
    }
    all
}

/// What is asked of a block for each of its total lines.
#[derive(Default)]
struct Facts {
    /// The keys of its lines.
    keys: HashSet<String>,
    /// Lines whose levels add up to something.
    levels: HashSet<usize>,
    /// Lines about which something fails, but for the sums of total lines; and the sums of which line fail.
    failing: Vec<usize>,
    failing_sums: Vec<usize>,
}

impl Facts {
    fn of(rated: &RatedBlock<'_>, wanted: bool) -> Self {
        let mut facts = Self::default();
        if !wanted {
            return facts;
        }
        facts.keys = rated.block.lines.iter().map(|l| unit_key(&l.name)).collect();
        for (r, meaning) in rated.equations.meanings.iter().enumerate() {
            if let Meaning::Levels { line } = meaning {
                facts.levels.insert(*line);
            }
            if rated.equations.system.standing(r) == Standing::Fails {
                let own = line_of(meaning).or_else(|| share_cell(rated, r).map(|cell| cell.line));
                match meaning {
                    Meaning::Column { line, .. } => facts.failing_sums.push(*line),
                    _ => facts.failing.extend(own),
                }
            }
        }
        facts
    }
}

fn missing(
    table: &TableRecord<'_>,
    rated: &RatedBlock<'_>,
    facts: &Facts,
    (line, columns): (usize, Vec<Column>),
    known: &[Known],
) -> Option<Missing> {
    let state = (rated.block.subject, table.year, table.period, table.stage());
    let fits = |known: &&Known| {
        of_state(known.state, state)
            && is_difference(rated, line, &columns, &known.counts)
            && !facts.keys.contains(&known.key)
    };
    let mut lines: Vec<(String, Related)> = Vec::new();
    for known in known.iter().filter(fits) {
        // The same unit of this year and of the last is one unit.
        if lines.iter().all(|(name, _)| unit_key(name) != known.key) {
            lines.push((known.name.clone(), relative(&known.at, table)));
        }
    }
    let broken = columns.iter().filter(|c| c.fails).map(|c| c.relation).collect();
    if !(1..=MOST_LINES).contains(&lines.len()) {
        lines.clear();
    }
    (!lines.is_empty() || is_like_a_line(rated, facts, line)).then_some(Missing { line, broken, lines })
}

/// Does what a total differs by add up as a line does? So it is where all holds within the total line and its rows.
fn is_like_a_line(rated: &RatedBlock<'_>, facts: &Facts, line: usize) -> bool {
    let covers = &rated.block.lines[line].covers;
    let within = |own: &usize| *own == line || covers.contains(own);
    let sums = facts.failing_sums.iter().any(|own| *own != line && within(own));
    facts.levels.contains(&line) && !sums && !facts.failing.iter().any(within)
}

/// The same thing, of the same year or the one before.
fn of_state(known: State, wanted: State) -> bool {
    let years = known.1.zip(wanted.1).is_none_or(|(known, wanted)| known == wanted || known + 1 == wanted);
    (known.0, known.2, known.3) == (wanted.0, wanted.2, wanted.3) && years && wanted.0 != Subject::Unknown
}

/// Is a line what a total has more than its rows, in every column?
fn is_difference(rated: &RatedBlock<'_>, line: usize, columns: &[Column], counts: &LineCounts) -> bool {
    let inside = rated.counts.inside(&rated.block, line);
    let of = |measure: usize| match (&rated.block.measures[measure].kind, rated.counts.levels[measure]) {
        (_, Some(Level::Httnv)) if inside => counts.levels[0].zip(counts.levels[1]).map(|(best, good)| best + good),
        (_, Some(level)) => counts.levels[recount::place(level)],
        (MeasureKind::Total, _) => counts.total,
        (MeasureKind::Rated, _) => counts.rated,
        (MeasureKind::Unrated, _) => counts.unrated,
        _ => None,
    };
    columns.iter().all(|c| of(c.measure).unwrap_or(0) == c.printed - c.sum)
}

fn relative(at: &Related, table: &TableRecord<'_>) -> Related {
    let own = at.file.is_none() && at.sheet.as_ref() == Some(&table.table.sheet);
    if own { Related { sheet: None, ..at.clone() } } else { at.clone() }
}

/// Every line that stands in the files of the same unit; for a report of the level above also what its units report.
fn known(submission: &Submission<'_>, record: &FileRecord<'_>, units: &[UnitTotal]) -> Vec<Known> {
    let unit = record.unit.as_deref().map(unit_key);
    let mut all = Vec::new();
    for file in &submission.files {
        let own = std::ptr::eq(file, record);
        if own || (unit.is_some() && file.unit.as_deref().map(unit_key) == unit) {
            let path = (!own).then(|| file.path.clone());
            file.tables.iter().for_each(|table| all.extend(lines(table, path.as_ref())));
        }
    }
    let below = units.iter().filter(|u| record.superior && !std::ptr::eq(&submission.files[u.file], record));
    all.extend(below.filter_map(|unit| reported(submission, unit)));
    all
}

/// The lines of one table: those of a summary, and the recounts of a list.
fn lines(table: &TableRecord<'_>, path: Option<&Arc<str>>) -> Vec<Known> {
    let place = |range: CellRange| Related { file: path.cloned(), sheet: Some(table.table.sheet.clone()), range };
    let of_block = |rated: &RatedBlock<'_>| {
        let data = (0..rated.block.lines.len()).filter(|&l| rated.block.lines[l].role == RowRole::Data);
        let named = data.filter(|&l| !rated.block.lines[l].name.is_empty());
        let known = |line: usize| {
            let cells = &rated.block.cells[line];
            let range = CellRange { start: cells.first()?.at, end: cells.last()?.at };
            Some(Known {
                key: unit_key(&rated.block.lines[line].name),
                name: rated.block.lines[line].name.clone(),
                state: (rated.block.subject, table.year, table.period, table.stage()),
                counts: rated.counts.line(&rated.block, line),
                at: place(range),
            })
        };
        named.filter_map(known).collect::<Vec<_>>()
    };
    let summaries = blocks(table).iter().filter(|b| !b.block.transposed && b.block.counts_all()).flat_map(of_block);
    let list = match &table.content {
        Rated::Roster(list) if !table.replaced => recount::parents(list),
        _ => Vec::new(),
    };
    let recounted = list.into_iter().map(|parent| Known {
        key: unit_key(&parent.name),
        name: parent.name,
        state: (parent.subject, table.year, table.period, table.stage()),
        counts: parent.counts,
        at: place(parent.range),
    });
    summaries.chain(recounted).collect()
}

/// What a unit reports of itself.
fn reported(submission: &Submission<'_>, unit: &UnitTotal) -> Option<Known> {
    let name = unit.unit.clone()?;
    let source = unit.sources.first()?;
    let file = Some(submission.files[unit.file].path.clone());
    Some(Known {
        key: unit_key(&name),
        name,
        state: (unit.subject, unit.year, unit.period, unit.stage),
        counts: unit.counts,
        at: Related { file, sheet: Some(source.sheet.clone()), range: source.range },
    })
}
