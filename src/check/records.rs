//! Workbooks that were read → the records rules look at: tables with their ratings on the common scale.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::Config;
use crate::error::Error;
use crate::evaluate::Filled;
use crate::finding::{CellRef, Fix, Message, Related, Safety};
use crate::locate::declared::Declared;
use crate::locate::period::Period;
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{self, Located, Observation, Stage, Subject, Table};
use crate::normalise::counts::{Counts, LineCounts, block_total};
use crate::normalise::{Catalogue, Choice, Resolution};
use crate::parse::{self, Award, Block, Compared, Inside, Ticks};
use crate::read::{Cell, Format, Tab, Workbook};
use crate::solve::equations::{self, Equations, Meaning};
use crate::solve::{Diagnosis, Repair};

use super::by_lists;
use super::caps;
use super::extracts::{self, Extract};
use super::formulas::{self, FormulaFacts};
use super::headings;
use super::hidden::Hidden;
use super::history::History;
use super::legacy;
use super::listed::Listed;
use super::missing::{self, Missing};
use super::namesakes::{Under, tell_apart};
use super::offices::{counted_to, mark_superiors, sheet_office};
use super::parts_of_year;
use super::rating::rate;
use super::regimes::{self, Regime, Regimes, RuleSetting, Side};
use super::system;
use super::tabs::sheet_record;
use super::totals::unit_key;
use super::versions;
use super::versions::Version;
use super::weight;
use super::within;

pub use super::rosters::{RatedRoster, Stated};
pub use super::tabs::SheetRecord;

/// A file as it came in.
#[derive(Debug)]
pub struct Input {
    /// As the report names it.
    pub path: Arc<str>,
    /// Its content, or why there is none.
    pub outcome: Outcome,
    /// Is the extension another format's?
    pub wrong_extension: bool,
}

/// What became of a file.
#[derive(Debug)]
pub enum Outcome {
    /// It was read; formulas without stored results are filled where they could be.
    Read(Box<Workbook>, Filled),
    /// It could not be read.
    Failed(Error),
    /// It is not a submission (lock file, our own output); says why.
    Skipped(Message),
}

/// Everything that was handed in together.
#[derive(Debug)]
pub struct Submission<'c> {
    /// Files in the order of the report.
    pub files: Vec<FileRecord<'c>>,
    /// The peer groups of the cap on HTXSNV.
    pub caps: Vec<caps::Group>,
    /// Ratings of earlier years, where such were given.
    pub history: Arc<History>,
}

/// One file.
#[derive(Clone, Default, Debug)]
pub struct FileRecord<'c> {
    /// As the report names it.
    pub path: Arc<str>,
    /// Its format, when read.
    pub format: Option<Format>,
    /// Why it was not read.
    pub error: Option<Error>,
    /// Why it was left aside.
    pub skipped: Option<Message>,
    /// Is the extension another format's?
    pub wrong_extension: bool,
    /// The office that reports, as people name it.
    pub unit: Option<String>,
    /// The offices its heads name above it, by their keys.
    pub above: BTreeSet<String>,
    /// Who stands above the office that reports.
    pub under: Under,
    /// Is it a report of the level above the other files?
    pub superior: bool,
    /// Did the office declare that of several files about one thing this one counts?
    pub declared_final: bool,
    /// Rating year.
    pub year: Option<u16>,
    /// Every year the file names, with where it stands.
    pub years: Vec<(u16, String)>,
    /// Party regime of the year.
    pub party: Option<&'static Regime>,
    /// Civil regime of the year.
    pub civil: Option<&'static Regime>,
    /// Names of all tabs in workbook order.
    pub tab_names: Vec<Arc<str>>,
    /// What became of each tab.
    pub sheets: Vec<SheetRecord>,
    /// Tables of ratings and everything else that was found, in reading order.
    pub tables: Vec<TableRecord<'c>>,
}

/// One table with its ratings on the common scale.
#[derive(Clone, Debug)]
pub struct TableRecord<'c> {
    /// What was found.
    pub table: Arc<Table>,
    /// What it holds.
    pub content: Rated<'c>,
    /// Rating year of its file.
    pub year: Option<u16>,
    /// What is wrong with its formulas.
    pub formulas: FormulaFacts,
    /// Its cells that cannot be edited because they are locked on a protected sheet.
    pub locked: BTreeSet<CellRef>,
    /// Lines whose parts (“Trong đó”, “Chia ra”) do not fit them.
    pub inside: Vec<Inside>,
    /// Percentages of this period against the last that miss.
    pub compared: Vec<Compared>,
    /// What of it is hidden.
    pub hidden: Hidden,
    /// The regimes of the year its own titles name, party and civil; none where that is not the year it is counted for.
    pub regimes: (Option<&'static Regime>, Option<&'static Regime>),
    /// The month or quarter its titles name; `None` for the year.
    pub period: Option<Period>,
    /// Where the sheets of a file name different units: the one its sheet names.
    pub unit: Option<String>,
    /// Who stands above that one.
    pub under: Under,
    /// The line of its sheet's head that names who sends, as written, also where it does not tell that one from others.
    pub sent_by: Option<Arc<str>>,
    /// The office whose organisations or members its title says are listed, where a list of the sender names it.
    pub within: Option<String>,
    /// The day up to which it counts, where its sheet names one: `30/11/2021`.
    pub counted_to: Option<String>,
    /// Of an award list, who is proposed.
    pub awards: Vec<Award>,
    /// Of a list of marks, the lines that count them.
    pub ticks: Ticks,
    /// Which sending its titles and the lines above it say it is.
    pub version: Version,
    /// Does it report for the level above: its rows, or those of its file, are the units of others? It is held against them
    /// and never added.
    pub superior: bool,
    /// Of a sheet over those of its units, the names of rows that have no sheet of their own: nothing counts them.
    pub not_counted: Vec<CellRef>,
    /// Of a list by the office above, the rows that offices below list in files of their own: they count there.
    pub listed: Listed,
    /// Does a later sending in another file take its place? It is held against nothing and counted nowhere.
    pub replaced: bool,
    /// Of a list of one level: is it part of the whole list, or an extract?
    pub extract: Extract,
}

/// Ratings on the common scale.
#[derive(Clone, Debug)]
pub enum Rated<'c> {
    /// Counts, one block a subject.
    Counts(Vec<RatedBlock<'c>>),
    /// Counts of organisations, members or reviews, none of a level: added up, never among the ratings.
    Figures(Vec<RatedBlock<'c>>),
    /// A list.
    Roster(Arc<RatedRoster<'c>>),
    /// Nothing that counts.
    Nothing,
}

/// Counts of one subject.
#[derive(Clone, Debug)]
pub struct RatedBlock<'c> {
    /// As written.
    pub block: Block,
    /// The framework of its labels.
    pub choice: Choice,
    /// What each measure's label means; `None` for totals.
    pub labels: Vec<Option<Resolution<'c>>>,
    /// Levels and nesting.
    pub counts: Counts,
    /// Equations.
    pub equations: Equations,
    /// What fails.
    pub diagnoses: Vec<Diagnosis>,
    /// The block its equations are built from, where that is another one: with its formulas computed anew.
    pub figured: Option<Box<Block>>,
    /// For the cells that other tables help to correct: what speaks for it there.
    pub elsewhere: BTreeMap<CellRef, Vec<Related>>,
    /// Total lines that have exactly one line more, which stands elsewhere.
    pub missing: Vec<Missing>,
}

/// Recognises everything that was handed in.
pub fn build<'c>(inputs: Vec<Input>, catalogue: &'c Catalogue, config: &Config) -> Submission<'c> {
    let recognition = Recognition::new(catalogue, config);
    let files = inputs.into_iter().map(|input| recognition.file(input)).collect();
    recognition.submission(files)
}

/// What files are recognised by, one file at a time: a workbook is gone as soon as its record is made.
#[derive(Debug)]
pub struct Recognition<'c, 'o> {
    catalogue: &'c Catalogue,
    config: &'o Config,
    words: Vocabulary,
}

impl<'c, 'o> Recognition<'c, 'o> {
    /// With the labels of all frameworks and what the office declares.
    pub fn new(catalogue: &'c Catalogue, config: &'o Config) -> Self {
        Self { catalogue, config, words: catalogue.words() }
    }

    /// The record of one file.
    pub fn file(&self, input: Input) -> FileRecord<'c> {
        file_record(input, self.catalogue, &self.words, self.config)
    }

    /// All files together, in the order of the report.
    pub fn submission(&self, mut files: Vec<FileRecord<'c>>) -> Submission<'c> {
        tell_apart(&mut files);
        mark_superiors(&mut files, &self.words);
        extracts::mark(&mut files);
        within::settle(&mut files);
        let mut submission = Submission { files, caps: Vec::new(), history: Arc::default() };
        versions::mark_replaced(&mut submission);
        solve_together(&mut submission);
        submission.files.iter_mut().flat_map(|f| &mut f.tables).for_each(TableRecord::leave_locked);
        missing::mark(&mut submission);
        submission.caps = caps::groups(&submission, self.config);
        submission
    }
}

/// Diagnoses the files of each unit and year together.
fn solve_together(submission: &mut Submission<'_>) {
    let mut sent: BTreeMap<(String, Option<u16>), Vec<&mut FileRecord<'_>>> = BTreeMap::new();
    for file in submission.files.iter_mut().filter(|f| !f.superior && !f.tables.is_empty()) {
        if let Some(unit) = file.unit.as_deref().map(unit_key) {
            sent.entry((unit, file.year)).or_default().push(file);
        }
    }
    sent.values_mut().filter(|files| files.len() > 1).for_each(|files| system::solve_together(files));
}

fn empty_record<'c>(input: &Input) -> FileRecord<'c> {
    FileRecord { path: input.path.clone(), wrong_extension: input.wrong_extension, ..FileRecord::default() }
}

fn file_record<'c>(input: Input, catalogue: &'c Catalogue, words: &Vocabulary, config: &Config) -> FileRecord<'c> {
    let mut record = empty_record(&input);
    let (mut workbook, filled) = match input.outcome {
        Outcome::Failed(error) => {
            record.error = Some(error);
            return record;
        }
        Outcome::Skipped(why) => {
            record.skipped = Some(why);
            return record;
        }
        Outcome::Read(workbook, filled) => (workbook, filled),
    };
    let mut decoded = legacy::decode(&mut workbook);
    record.format = Some(workbook.format);
    record.tab_names = workbook.tabs.iter().map(|t| t.name().clone()).collect();
    // What is declared was held to be sound before anything was read.
    let name = record.path.rsplit('/').next().unwrap_or_default();
    record.declared_final = config.final_files.iter().any(|f| f == name);
    let declared = Declared::of_file(&config.layouts, name).unwrap_or_default();
    let tabs = 0..workbook.tabs.len();
    let mut located: Vec<Located> = tabs.map(|tab| locate::locate(&workbook, tab, words, &declared)).collect();
    locate::onward::read(&mut located, &workbook, words);
    locate::continued::join(&mut located, &workbook, words);
    if let Err(error) = weight::check_tables(&located, &config.limits) {
        return FileRecord { error: Some(error), ..record };
    }
    let mut unknown: BTreeMap<usize, Vec<CellRef>> = BTreeMap::new();
    filled.unknown.iter().for_each(|(tab, at)| unknown.entry(*tab).or_default().push(*at));
    let sheets = workbook.tabs.iter().zip(&located).enumerate();
    record.sheets = sheets
        .map(|(place, (tab, located))| sheet_record(tab, located, unknown.remove(&place).unwrap_or_default()))
        .collect();
    for (sheet, decoded) in record.sheets.iter_mut().zip(&mut decoded) {
        sheet.decoded = std::mem::take(decoded);
    }
    let name = record.path.rsplit('/').next().unwrap_or_default().to_owned();
    let mut located = locate::preamble::letterheads::part(located, &workbook, words);
    let heads = headings::heads(&located, words);
    record.unit = headings::find_unit(&located, &heads, &name, words);
    record.under = headings::superiors(&heads, record.unit.as_deref());
    record.above = headings::offices_above(&located, record.unit.as_deref(), words);
    headings::name_subjects(&mut located, (&workbook, &name), &declared, words);
    headings::name_stages(&mut located);
    headings::note_results(&mut located);
    headings::find_year(&mut record, &located, config);
    let years = headings::years_of_sheets(&mut record, &located, config);
    let senders = headings::lines_of_senders(&heads);
    headings::name_above(&mut located, &workbook, (&record, &years), &declared, words);
    let units = headings::units_of_sheets(&located, heads);
    parts_of_year::find(&mut located, record.unit.as_deref(), &units, words);
    let periods = headings::titled_periods(&located);
    let chosen = Regimes::built_in().choose(record.year, config.regime.as_deref());
    (record.party, record.civil) = chosen;
    let formulas = workbook.sheets().any(|(_, sheet)| sheet.cells.iter().any(|cell| cell.formula().is_some()));
    let mut of_tab: BTreeMap<usize, usize> = BTreeMap::new();
    located.iter().for_each(|l| *of_tab.entry(l.tab).or_default() += l.tables.len());
    for ((located, unit), sent_by) in located.into_iter().zip(units).zip(senders) {
        let alone = located.tables.len() == 1;
        let (unit, under) = unit.map_or_else(Default::default, |(unit, under)| (Some(unit), under));
        let counted_to = counted_to(&located.preamble);
        for table in located.tables {
            let Some(Tab::Sheet(sheet)) = workbook.tabs.get(located.tab) else {
                continue;
            };
            let is_locked = |cell: &&Cell| table.range.contains(cell.at()) && sheet.is_locked(cell);
            let locked = match sheet.locks {
                Some(_) => sheet.rows(table.range).iter().filter(is_locked).map(|cell| cell.at()).collect(),
                None => BTreeSet::new(),
            };
            let year = years.get(&(located.tab, table.range.start)).copied().or(record.year);
            let hidden = Hidden::of(sheet, &table);
            let awards = parse::awards(&workbook, sheet, &table, words);
            let ticks = parse::ticks(&workbook, sheet, &table, words);
            let content = match of_tab[&located.tab] == 1 && !formulas {
                true => parse::parse_last(&mut workbook, &table, words),
                false => parse::parse(&workbook, sheet, &table, words),
            };
            let Some(Tab::Sheet(sheet)) = workbook.tabs.get(located.tab) else {
                continue;
            };
            let counts = matches!(content, parse::Content::Counts(_) | parse::Content::Figures(_));
            let inside = if counts { parse::inside(&workbook, sheet, &table, words) } else { Vec::new() };
            let compared = if counts { parse::compared(&workbook, sheet, &table, words) } else { Vec::new() };
            let mut content = rate(content, &table, &located.preamble, catalogue, year, config);
            if let (Rated::Roster(list), true) = (&mut content, alone)
                && let Some(list) = Arc::get_mut(list)
            {
                list.office = sheet_office(&located.preamble, list, record.unit.as_deref(), words);
            }
            let period = headings::find_period(&table, located.tab, &periods, &name);
            let regimes = headings::regimes_of(&table, year, config);
            let within = within::named(&table, words);
            let version = Version::of_sheet(&table.titles, &located.preamble).and(Version::of_text(&table.sheet));
            record.tables.push(TableRecord {
                table: Arc::new(table),
                content,
                year,
                regimes,
                period,
                formulas: FormulaFacts::default(),
                locked,
                hidden,
                inside,
                compared,
                counted_to: counted_to.clone(),
                awards,
                ticks,
                version,
                unit: unit.clone(),
                under: under.clone(),
                sent_by: sent_by.clone(),
                within,
                superior: false,
                not_counted: Vec::new(),
                listed: Listed::default(),
                replaced: false,
                extract: Extract::default(),
            });
        }
    }
    if let Err(error) = formulas::examine(&workbook, &mut record.tables, words, &config.limits) {
        return FileRecord { error: Some(error), tables: Vec::new(), ..record };
    }
    by_lists::name(&mut record.tables, record.unit.as_deref());
    system::solve(&mut record.tables);
    record
}

impl FileRecord<'_> {
    /// The setting of a rule for a subject in the file's year, under the office's own rules.
    pub fn setting(&self, code: &str, subject: Subject, config: &Config) -> Option<RuleSetting<'static>> {
        regimes::setting((self.party, self.civil), code, subject, config)
    }
}

impl TableRecord<'_> {
    /// The setting of a rule for a subject in the table's own year, under the office's own rules.
    pub fn setting(&self, code: &str, subject: Subject, config: &Config) -> Option<RuleSetting<'static>> {
        regimes::setting(self.regimes, code, subject, config)
    }

    /// The fix as it may be offered: what is locked is not for us to change unasked.
    pub fn with_locks(&self, mut fix: Fix) -> Fix {
        if fix.safety == Safety::Safe && fix.edits.iter().any(|edit| self.locked.contains(&edit.cell)) {
            fix.safety = Safety::Suggested;
            fix.reason.vi.push_str("; ô bị khóa trên sheet có bảo vệ nên đơn vị xác nhận");
            fix.reason.en.push_str("; the cell is locked on a protected sheet, so the unit confirms it");
        }
        fix
    }

    /// Of several smallest explanations those that change a locked cell are left out where others change none.
    fn leave_locked(&mut self) {
        let Rated::Counts(blocks) = &mut self.content else { return };
        if self.locked.is_empty() {
            return;
        }
        for RatedBlock { block, figured, equations, diagnoses, .. } in blocks {
            let block = figured.as_deref().unwrap_or(block);
            let cell = |repair: &Repair| match *repair {
                Repair::Count { quantity, .. } => Some(equations.cells[quantity]),
                Repair::Share { relation, .. } => match equations.meanings[relation] {
                    Meaning::Share { shares, cell, .. } => Some(block.shares[shares].cells[cell].at),
                    _ => None,
                },
            };
            let locked = |set: &Vec<Repair>| set.iter().filter_map(cell).any(|at| self.locked.contains(&at));
            for diagnosis in diagnoses.iter_mut().filter(|d| d.repairs.iter().any(|set| !locked(set))) {
                diagnosis.repairs.retain(|set| !locked(set));
            }
        }
    }

    /// The stage of what counts.
    pub fn stage(&self) -> Stage {
        match &self.content {
            Rated::Counts(blocks) => blocks.first().map_or(Stage::Decided, |b| b.block.stage),
            Rated::Roster(r) => r.main.and_then(|m| r.roster.ratings[m].stage).unwrap_or(Stage::Decided),
            Rated::Figures(_) | Rated::Nothing => Stage::Decided,
        }
    }

    /// Whose ratings it holds, where all are of one side.
    pub fn side(&self) -> Option<Side> {
        let subjects: Vec<Subject> = match &self.content {
            Rated::Counts(blocks) | Rated::Figures(blocks) => blocks.iter().map(|b| b.block.subject).collect(),
            Rated::Roster(list) => list.roster.ratings.iter().map(|r| r.subject).collect(),
            Rated::Nothing => Vec::new(),
        };
        let first = Side::of(*subjects.first()?)?;
        subjects.iter().all(|s| Side::of(*s) == Some(first)).then_some(first)
    }

    /// Observations of the layout.
    pub fn observations(&self) -> &[Observation] {
        &self.table.observations
    }
}

impl RatedBlock<'_> {
    /// Builds the equations anew from the same cells with other figures.
    pub(super) fn refigure(&mut self, block: &Block) {
        let counts = Counts::of(block, self.counts.levels.clone());
        self.equations = equations::build(block, &counts);
        self.diagnoses = self.equations.diagnose(block);
        self.figured = Some(Box::new(block.clone()));
    }

    /// The figures the equations are built from: those of formulas computed anew, where they are.
    pub fn solved(&self) -> &Block {
        self.figured.as_deref().unwrap_or(&self.block)
    }

    /// The block on the common scale.
    pub fn total(&self) -> LineCounts {
        block_total(&self.block, &self.counts)
    }
}
