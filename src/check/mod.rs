//! Records, observations and diagnoses → findings: the catalogue of rules, one file a rule.
//!
//! A rule reports and never changes. What is on, how severe, with what limits and by which document comes from the
//! regime of the file's year; a rule has no year, percentage or document in it.

pub mod arithmetic;
mod away;
mod bases;
pub mod before;
mod below_zero;
mod block_totals;
mod by_lists;
pub mod caps;
pub mod crosswalk;
pub mod extracts;
mod folding;
mod followed;
pub mod formulas;
pub mod gates;
mod headings;
pub mod hidden;
pub mod history;
mod kinds;
pub mod legacy;
pub mod listed;
mod many;
pub mod missing;
pub mod namesakes;
mod offices;
mod parts_of_year;
mod peers;
mod person_key;
mod places;
pub mod probation;
mod rating;
pub mod records;
pub mod recount;
pub mod regimes;
pub mod repairs;
mod repeated;
mod resolutions;
mod rosters;
pub mod rules;
mod several;
mod summed;
mod supposed;
mod system;
pub mod tabs;
#[cfg(test)]
mod tests;
pub mod totals;
mod unit_key;
pub mod units;
pub mod unmet;
pub mod unseen;
pub mod versions;
mod weight;
mod within;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Config, LocalRule, Weight};
use crate::finding::{CellRange, CellRef, Finding, Fix, Message, Related, Severity};
use crate::locate::Subject;
use records::{FileRecord, Submission, TableRecord};
use regimes::{Regime, RuleSetting, Side};

/// One rule of the catalogue.
#[derive(Debug)]
pub struct Rule {
    /// `S201`. Never changes its meaning, never reused.
    pub code: &'static str,
    /// `levels-do-not-sum`.
    pub name: &'static str,
    /// How much it matters unless the regime says otherwise.
    pub severity: Severity,
    /// What it looks at.
    pub scope: Scope,
    /// Id of the law in the regimes' data; empty for what needs no law.
    pub basis: &'static str,
    /// Its documentation: the `//!` lines of its file.
    pub doc: &'static str,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    /// One file.
    File(fn(&FileRecord<'_>, &mut Findings<'_>)),
    /// One table.
    Table(fn(&TableRecord<'_>, &mut Findings<'_>)),
    /// Everything that was handed in together.
    Submission(fn(&Submission<'_>, &mut Findings<'_>)),
}

/// The heads of the sections that are in Vietnamese.
pub const IN_VIETNAMESE: [&str; 3] = ["Nội dung kiểm tra", "Lý do", "Chỉnh sửa"];

/// The head of the section that is in both languages.
const EXAMPLE: &str = "Example";

impl Rule {
    /// What it finds, in the words of its documentation: the `//!` lines without their marks.
    pub fn text(&self) -> String {
        let lines = self.doc.lines().map_while(|l| l.strip_prefix("//!"));
        lines.map(|l| l.strip_prefix(' ').unwrap_or(l)).collect::<Vec<_>>().join("\n")
    }

    /// What it finds, why, what becomes of it, and its example, in one language: title, then sections with their heads.
    pub fn page(&self, vietnamese: bool) -> String {
        let title = if vietnamese { self.title() } else { self.title_en() };
        let own = |section: &&(String, String)| IN_VIETNAMESE.contains(&section.0.as_str()) == vietnamese;
        let sections = self.sections();
        let (example, told): (Vec<_>, Vec<_>) = sections.iter().partition(|(head, _)| head == EXAMPLE);
        let told = told.into_iter().filter(own);
        let head = if vietnamese { "Ví dụ" } else { EXAMPLE };
        let example = example.into_iter().map(|(_, body)| format!("## {head}\n{body}"));
        let parts = told.map(|(head, body)| format!("## {head}\n{body}")).chain(example);
        std::iter::once(format!("# {title}")).chain(parts).collect::<Vec<_>>().join("\n\n")
    }

    /// The sections of its documentation in one language, without the example: their heads and texts.
    pub fn told(&self, vietnamese: bool) -> impl Iterator<Item = (String, String)> {
        let own = move |head: &str| head != EXAMPLE && IN_VIETNAMESE.contains(&head) == vietnamese;
        self.sections().into_iter().filter(move |(head, _)| own(head))
    }

    fn sections(&self) -> Vec<(String, String)> {
        let text = self.text();
        let parts = text.split("\n## ").skip(1).filter_map(|part| part.split_once('\n'));
        parts.map(|(head, body)| (head.to_owned(), body.trim_end().to_owned())).collect()
    }

    /// Its title in English: its name in words.
    pub fn title_en(&self) -> String {
        let words = self.name.replace('-', " ");
        let mut letters = words.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    /// Its title in Vietnamese.
    pub fn title(&self) -> String {
        let text = self.text();
        text.lines().next().unwrap_or("").trim_start_matches('#').trim().to_owned()
    }
}

/// The regimes of the party's ratings and of the civil ones.
type Sides = (Option<&'static Regime>, Option<&'static Regime>);

/// Where findings are put.
pub struct Findings<'c> {
    list: Vec<Finding>,
    config: &'c Config,
    /// The regimes of the file at hand.
    party: Option<&'static Regime>,
    civil: Option<&'static Regime>,
    /// The file's own, and those of its sheets of another year.
    of_file: Sides,
    of_sheets: BTreeMap<Arc<str>, Sides>,
    /// Whose ratings the table at hand holds, where all are of one side.
    side: Option<Side>,
    file: Option<Arc<str>>,
    sheet: Option<Arc<str>>,
    many: many::Many,
}

impl<'c> Findings<'c> {
    /// An empty list under an office's declarations.
    pub fn new(config: &'c Config) -> Self {
        Self {
            list: Vec::new(),
            config,
            party: None,
            civil: None,
            of_file: (None, None),
            of_sheets: BTreeMap::new(),
            side: None,
            file: None,
            sheet: None,
            many: many::Many::default(),
        }
    }

    /// From here on findings are about this file, under its regimes.
    pub fn enter_file(&mut self, file: &FileRecord<'_>) {
        self.file = Some(file.path.clone());
        self.sheet = None;
        self.side = None;
        self.of_file = (file.party, file.civil);
        let id = |regime: Option<&Regime>| regime.map(|r| r.id.clone());
        let ids = |sides: Sides| (id(sides.0), id(sides.1));
        let others = file.tables.iter().filter(|t| ids(t.regimes) != ids(self.of_file));
        self.of_sheets = others.map(|t| (t.table.sheet.clone(), t.regimes)).collect();
        (self.party, self.civil) = self.of_file;
    }

    /// From here on findings are about this sheet.
    pub fn enter_sheet(&mut self, sheet: Option<&Arc<str>>) {
        self.sheet = sheet.cloned();
        (self.party, self.civil) = sheet.and_then(|sheet| self.of_sheets.get(sheet)).copied().unwrap_or(self.of_file);
    }

    /// The file at hand.
    pub fn file(&self) -> Arc<str> {
        self.file.clone().unwrap_or_else(|| Arc::from(""))
    }

    /// What an office declared.
    pub fn config(&self) -> &Config {
        self.config
    }

    /// The setting of a rule in the regime that governs a subject; `None` when the regime is unknown.
    pub fn setting(&self, rule: &Rule, subject: Subject) -> Option<RuleSetting<'static>> {
        regimes::setting((self.party, self.civil), rule.code, subject, self.config)
    }

    /// Adds a finding at a cell.
    pub fn add(&mut self, rule: &'static Rule, at: CellRef) -> Builder<'_> {
        self.push(rule, Some(at))
    }

    /// Adds a finding about the sheet or file at hand.
    pub fn add_general(&mut self, rule: &'static Rule) -> Builder<'_> {
        self.push(rule, None)
    }

    fn push(&mut self, rule: &'static Rule, cell: Option<CellRef>) -> Builder<'_> {
        let local = self.config.rules.get(rule.code);
        let law = |r: Option<&'static Regime>| r.and_then(|r| r.citation(rule.basis));
        // What holds for the party's ratings is no law of civil servants, nor the other way round.
        let source = match self.side {
            Some(Side::Party) => law(self.party),
            Some(Side::Civil) => law(self.civil),
            None => law(self.party).or_else(|| law(self.civil)),
        };
        let finding = Finding {
            rule: rule.code,
            name: rule.name,
            severity: local.and_then(|l| l.severity?.severity()).unwrap_or(rule.severity),
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            cell,
            ranges: cell.map(CellRange::from).into_iter().collect(),
            related: Vec::new(),
            found: None,
            expected: None,
            message: Message::default(),
            person: None,
            source: source.map(str::to_owned),
            readings: None,
            fix: None,
            explained: None,
        };
        if !self.many.lists(rule.code, self.file.as_ref(), &mut self.list, &self.config.limits) {
            return Builder { finding: self.many.hold(finding) };
        }
        self.list.push(finding);
        let at = self.list.len() - 1;
        Builder { finding: &mut self.list[at] }
    }

    /// Everything found, and what is said of what is not listed.
    fn listed(mut self) -> Vec<Finding> {
        let rest = self.many.rest(&mut self.list, &self.config.limits);
        self.list.extend(rest);
        self.list
    }

    /// Everything found, without what the office does not want to see, in the order of the report.
    pub fn finish(self) -> Vec<Finding> {
        let config = self.config;
        let mut list: Vec<Finding> = self.listed().into_iter().filter(|f| config.shows(f.rule)).collect();
        for finding in &mut list {
            let Some(local) = config.rules.get(finding.rule) else { continue };
            if let Some(source) = local.source.clone().or_else(|| declared_source(local, finding)) {
                finding.source = Some(source);
            }
        }
        gates::weigh(&mut list, config);
        list.sort_by(|a, b| {
            let key = |f: &Finding| (f.cell.map(|c| (c.row, c.column)), f.rule);
            a.file.cmp(&b.file).then_with(|| key(a).cmp(&key(b)))
        });
        list
    }
}

/// What is cited where an office declares something and names no document: its own limit is in no central one, nor is a
/// severity, and a rule of other years rests on its declaration alone.
fn declared_source(local: &LocalRule, finding: &Finding) -> Option<String> {
    let limit = local.cap_percent.is_some() || local.at_least_percent.is_some() || local.level_max.is_some();
    let weighed = local.severity.and_then(Weight::severity) == Some(finding.severity);
    match (&finding.source, weighed) {
        _ if limit => regimes::declared("DECLARED").map(str::to_owned),
        (None, _) if local.enabled == Some(true) => regimes::declared("DECLARED-RULE").map(str::to_owned),
        (Some(law), true) if finding.severity > Severity::Info => {
            regimes::declared(regimes::SEVERITY).map(|own| format!("{own}; {law}"))
        }
        _ => None,
    }
}

/// Fills in one finding.
pub struct Builder<'f> {
    finding: &'f mut Finding,
}

impl Builder<'_> {
    /// What was found.
    pub fn found(self, found: impl ToString) -> Self {
        self.finding.found = Some(found.to_string());
        self
    }

    /// What was expected.
    pub fn expected(self, expected: impl ToString) -> Self {
        self.finding.expected = Some(expected.to_string());
        self
    }

    /// One sentence in both languages.
    pub fn message(self, vi: impl Into<String>, en: impl Into<String>) -> Self {
        self.finding.message = Message::new(vi, en);
        self
    }

    /// All cells of the finding on its sheet; the first one becomes its cell.
    pub fn cells(self, cells: &[CellRef]) -> Self {
        self.finding.ranges = crate::finding::runs(cells);
        self.finding.cell = cells.iter().min().copied();
        self
    }

    /// The cells it was compared with, on the same sheet.
    pub fn related(self, cells: &[CellRef]) -> Self {
        self.finding.related.extend(crate::finding::runs(cells).into_iter().map(Related::from));
        self
    }

    /// Cells of other sheets or files it was compared with.
    pub fn related_elsewhere(self, related: impl IntoIterator<Item = Related>) -> Self {
        self.finding.related.extend(related);
        self
    }

    /// Another severity than the rule's own.
    pub fn severity(self, severity: Severity) -> Self {
        self.finding.severity = severity;
        self
    }

    /// The person its sentence names.
    pub fn person(self, name: Option<&str>) -> Self {
        self.finding.person = name.filter(|n| !n.is_empty()).map(str::to_owned);
        self
    }

    /// The document it rests on.
    pub fn source(self, source: Option<&str>) -> Self {
        if let Some(source) = source {
            self.finding.source = Some(source.to_owned());
        }
        self
    }

    /// It rests on no document: it says what was done.
    pub fn without_law(self) -> Self {
        self.finding.source = None;
        self
    }

    /// What it rests on in a rating year; nothing where no document of that year was found.
    pub fn law(self, law: Option<&regimes::Law>, year: impl Into<Option<u16>>) -> Self {
        let year = year.into();
        self.finding.source = law.and_then(|law| law.cited_in(year)).map(str::to_owned);
        self
    }

    /// The readings of something ambiguous.
    pub fn readings(self, readings: Vec<String>) -> Self {
        self.finding.readings = Some(readings);
        self
    }

    /// A correction.
    pub fn fix(self, fix: Option<Fix>) -> Self {
        self.finding.fix = fix;
        self
    }
}

/// Runs every rule over everything.
pub fn run(submission: &Submission<'_>, config: &Config) -> Vec<Finding> {
    let mut findings = Findings::new(config);
    // Each file by itself, several at a time; what they say is put together in their order.
    findings.list = match &submission.files[..] {
        [only] => of_file(only, config),
        files => files
            .par_iter()
            .with_max_len(1)
            .map(|file| of_file(file, config))
            .collect::<Vec<_>>()
            .into_iter()
            .flatten()
            .collect(),
    };
    if let Some(last) = submission.files.last() {
        findings.enter_file(last);
    }
    for rule in rules::ALL {
        if let Scope::Submission(check) = rule.scope {
            findings.enter_sheet(None);
            check(submission, &mut findings);
        }
    }
    let mut list = findings.finish();
    caps::note_changes(&mut list, submission, config);
    if submission.files.iter().flat_map(|f| &f.tables).any(|t| t.replaced) {
        list.retain(|f| !is_about_replaced(f, submission));
    }
    folding::fold_recounts(&mut list, rules::SUMMARY_DIFFERS);
    order(&mut list, submission);
    // Two tables that share cells say the same of them once.
    let same = |a: &Finding, b: &Finding| {
        a.cell.is_some()
            && (a.rule, &a.file, &a.sheet, a.cell, &a.message) == (b.rule, &b.file, &b.sheet, b.cell, &b.message)
    };
    list.dedup_by(|a, b| same(a, b));
    // They stay until the end, and there may be many.
    list.shrink_to_fit();
    list
}

/// What the rules about one file and its tables find.
fn of_file(file: &FileRecord<'_>, config: &Config) -> Vec<Finding> {
    let mut findings = Findings::new(config);
    findings.enter_file(file);
    for rule in rules::ALL {
        match rule.scope {
            Scope::File(check) => {
                findings.enter_sheet(None);
                check(file, &mut findings);
            }
            Scope::Table(check) => {
                for table in &file.tables {
                    findings.enter_sheet(Some(&table.table.sheet));
                    findings.side = table.side();
                    check(table, &mut findings);
                }
                findings.side = None;
            }
            Scope::Submission(_) => {}
        }
    }
    findings.listed()
}

/// What stands in a table that a later sending replaces is settled by that one; the table itself is named (X603).
fn is_about_replaced(finding: &Finding, submission: &Submission<'_>) -> bool {
    let (Some(sheet), Some(cell)) = (&finding.sheet, finding.cell) else { return false };
    let of_file = submission.files.iter().filter(|f| Some(&f.path) == finding.file.as_ref());
    let mut replaced = of_file.flat_map(|f| &f.tables).filter(|t| t.replaced && t.table.sheet == *sheet);
    finding.rule != rules::SUBMITTED_TWICE && replaced.any(|t| t.table.range.contains(cell))
}

/// File, sheet in workbook order, row, column, rule; findings without a cell first.
fn order(list: &mut [Finding], submission: &Submission<'_>) {
    let mut files: HashMap<&Arc<str>, usize> = HashMap::new();
    for (place, file) in submission.files.iter().enumerate() {
        files.entry(&file.path).or_insert(place);
    }
    let place = |f: &Finding| {
        let file = f.file.as_ref().and_then(|path| files.get(path).copied());
        let sheet = file.and_then(|i| submission.files[i].tab_names.iter().position(|n| Some(n) == f.sheet.as_ref()));
        (file, sheet, f.cell.map(|c| (c.row, c.column)), f.rule)
    };
    list.sort_by_cached_key(place);
}
