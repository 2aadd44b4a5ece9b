//! Unit, year, period and subject of a file: from its preambles and titles, else from the names of sheets and file.

use std::collections::{BTreeMap, BTreeSet};

use super::history::five_years;
use super::records::FileRecord;
use super::regimes::{Regime, Regimes};
use super::totals::office_key;
use crate::config::Config;
use crate::finding::CellRef;
use crate::locate::by_subject;
use crate::locate::declared::Declared;
use crate::locate::names::{period_in_name, subject_in_name, unit_in_name, year_in_name};
use crate::locate::period::Period;
use crate::locate::preamble::{Sender, last_sender, reporting_unit, sender, years};
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{Kind, Located, Stage, Subject, Table};
use crate::read::Workbook;
use crate::text::key;

/// The office in the top left of the first sheet that names a sender. Of several lines one under another the last counts:
/// the office above stands over the one that reports. A sender that cannot be read leaves the unit unknown. Where no sheet
/// names one, the file's name may.
pub(super) fn find_unit(located: &[Located], file: &str, words: &Vocabulary) -> Option<String> {
    let with_tables = || located.iter().filter(|l| !l.tables.is_empty());
    let block = |l: &Located| sender_at_top(l, words);
    let anywhere = |l: &Located| l.preamble.iter().take(60).find_map(|(_, text)| reporting_unit(text, words));
    match with_tables().find_map(block).or_else(|| located.iter().find_map(block)) {
        Some(Sender::Named(unit)) => Some(unit),
        Some(Sender::Unread) => None,
        None => with_tables().find_map(anywhere).or_else(|| unit_in_name(file, words)),
    }
}

/// The sender that stands at the top of a sheet.
fn sender_at_top(located: &Located, words: &Vocabulary) -> Option<Sender> {
    let top = || located.preamble.iter().take(60).filter(|(at, _)| at.row < 16);
    let (first, _) = top().find(|(at, text)| at.column <= 4 && sender(text, words).is_some())?;
    let lines = top().filter(|(at, _)| at.column == first.column && (first.row..=first.row + 2).contains(&at.row));
    last_sender(lines.map(|(_, text)| text.as_str()), words)
}

/// The offices that the heads of the sheets name beside the one that reports, by their keys.
pub(super) fn offices_above(located: &[Located], own: Option<&str>, words: &Vocabulary) -> BTreeSet<String> {
    let own = own.map(office_key);
    let top = located.iter().flat_map(|l| l.preamble.iter().take(60)).filter(|(at, _)| at.row < 16 && at.column <= 4);
    let named = top.filter_map(|(_, text)| reporting_unit(text, words)).map(|unit| office_key(&unit));
    named.filter(|office| Some(office) != own.as_ref()).collect()
}

/// For each sheet the unit it names, where the sheets of a file are reports of different units.
pub(super) fn units_of_sheets(located: &[Located], words: &Vocabulary) -> Vec<Option<String>> {
    let own = |l: &Located| match sender_at_top(l, words) {
        Some(Sender::Named(unit)) if !l.tables.is_empty() => Some(unit),
        _ => None,
    };
    let mut units: Vec<Option<String>> = located.iter().map(own).collect();
    let mut named: Vec<String> = units.iter().flatten().map(|u| key(u)).collect();
    named.sort_unstable();
    named.dedup();
    if named.len() < 2 {
        units.iter_mut().for_each(|unit| *unit = None);
    }
    units
}

/// `--year`, configuration, title, sheet name, file name, in that order. Never the computer's clock.
pub(super) fn find_year(record: &mut FileRecord<'_>, located: &[Located], config: &Config) {
    for table in located.iter().flat_map(|l| &l.tables) {
        for title in &table.titles {
            for year in years(title) {
                record.years.push((year, format!("tiêu đề “{title}”")));
            }
        }
    }
    for (sheet, _) in record.sheets.iter().zip(located).filter(|(_, l)| !l.tables.is_empty()) {
        if let Some(year) = year_in_name(&sheet.name) {
            record.years.push((year, format!("tên sheet “{}”", sheet.name)));
        }
    }
    let name = record.path.rsplit('/').next().unwrap_or("").to_owned();
    if let Some(year) = year_in_name(&name) {
        record.years.push((year, format!("tên file “{name}”")));
    }
    // An award list for "5 năm liền (2017–2021)" that names no other year is of the last one.
    let titles = located.iter().flat_map(|l| &l.tables).flat_map(|t| &t.titles);
    let awarded = || titles.filter_map(|t| five_years(t).flatten()).next();
    record.year = config.year.or_else(|| record.years.first().map(|y| y.0)).or_else(awarded);
}

/// The one year that the titles of a table name.
pub(super) fn titled_year(table: &Table) -> Option<u16> {
    let all: BTreeSet<u16> = table.titles.iter().flat_map(|t| years(t)).collect();
    all.first().copied().filter(|_| all.len() == 1)
}

/// The regimes of a table counted for this year, party and civil. Where its own title names another one, nobody knows which
/// law it is under (F011), unless the year is declared.
pub(super) fn regimes_of(
    table: &Table,
    year: Option<u16>,
    config: &Config,
) -> (Option<&'static Regime>, Option<&'static Regime>) {
    match titled_year(table).filter(|_| config.year.is_none()) {
        Some(titled) if Some(titled) != year => (None, None),
        _ => Regimes::built_in().choose(year, config.regime.as_deref()),
    }
}

/// Where one form stands on several sheets of a file, each titled by another year ("2020", "2021"): the year of each table,
/// by its sheet and place. The file itself is of the last of them, unless its name or the declaration says another.
pub(super) fn years_of_sheets(
    record: &mut FileRecord<'_>,
    located: &[Located],
    config: &Config,
) -> BTreeMap<(usize, CellRef), u16> {
    let own = titled_year;
    let tables = || located.iter().flat_map(|l| l.tables.iter().map(move |t| (l.tab, t))).filter(|(_, t)| is_rated(t));
    let mut of_form: BTreeMap<(Subject, bool), BTreeSet<(u16, usize)>> = BTreeMap::new();
    let form = |table: &Table| (table.subject, matches!(table.kind, Kind::UnitRoster | Kind::PersonRoster));
    for (tab, table) in tables() {
        of_form.entry(form(table)).or_default().extend(own(table).map(|year| (year, tab)));
    }
    let several = |table: &Table| {
        let told = &of_form[&form(table)];
        let years: BTreeSet<u16> = told.iter().map(|t| t.0).collect();
        let sheets: BTreeSet<usize> = told.iter().map(|t| t.1).collect();
        years.len() > 1 && sheets.len() == told.len()
    };
    let found: BTreeMap<(usize, CellRef), u16> = tables()
        .filter(|(_, table)| several(table))
        .filter_map(|(tab, table)| Some(((tab, table.range.start), own(table)?)))
        .collect();
    let named = year_in_name(record.path.rsplit('/').next().unwrap_or(""));
    if let (Some(last), None, None) = (found.values().max(), config.year, named) {
        record.year = Some(*last);
    }
    found
}

/// Tables about nobody knows whom are about those the file's name gives; lists about several are parted.
pub(super) fn name_subjects(
    located: &mut [Located],
    (workbook, file): (&Workbook, &str),
    declared: &[Declared],
    words: &Vocabulary,
) {
    let unnamed = |t: &&mut Table| t.subject == Subject::Unknown;
    for table in located.iter_mut().flat_map(|l| &mut l.tables).filter(unnamed) {
        table.subject = subject_in_name(file, words).unwrap_or(Subject::Unknown);
    }
    by_subject::part(located, workbook, words, &|sheet| declared.iter().any(|d| d.is_for(sheet)));
}

/// A list beside a summary of proposals, of the same subject and in the same file, is of proposals too where nothing on it
/// says otherwise: they are one submission.
pub(super) fn name_stages(located: &mut [Located]) {
    let tables = || located.iter().flat_map(|l| &l.tables);
    let open: BTreeSet<Subject> = tables().filter(|t| is_rated(t) && !t.says_stage()).map(|t| t.subject).collect();
    let told = |subject: &Subject| {
        let mut stages = tables().filter(|t| t.subject == *subject && is_rated(t)).filter_map(|t| t.stage);
        let first = stages.next()?;
        stages.all(|stage| stage == first).then_some((*subject, first))
    };
    let told: Vec<(Subject, Stage)> = open.iter().filter_map(told).collect();
    for (subject, stage) in told {
        let own = |t: &&mut Table| t.subject == subject && is_rated(t) && !t.says_stage();
        for table in located.iter_mut().flat_map(|l| &mut l.tables).filter(own) {
            table.take_stage(
                stage,
                ("như biểu cùng đối tượng trong file", "as the table of the same subject in the file"),
            );
        }
    }
}

fn is_rated(table: &Table) -> bool {
    matches!(table.kind, Kind::CountSummary | Kind::CountSummaryTransposed | Kind::UnitRoster | Kind::PersonRoster)
}

/// The month or quarter of a table: of its columns, its titles, its sheet, its file.
pub(super) fn find_period(table: &Table, file: &str) -> Option<Period> {
    // "Biểu 1 tháng 12" beside a title of the year tells when it was sent.
    let of_year = || table.titles.iter().any(|t| !years(t).is_empty());
    table
        .period
        .or_else(|| Period::of_titles(&table.titles))
        .or_else(|| period_in_name(&table.sheet))
        .or_else(|| period_in_name(file).filter(|_| !of_year()))
}
