//! Unit, year, period and subject of a file: from its preambles and titles, else from the names of sheets and file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bases;
use super::history::five_years;
use super::namesakes::{Superior, Under};
use super::records::FileRecord;
use super::regimes::{Regime, Regimes};
use super::totals::{office_key, unit_key};
use crate::config::Config;
use crate::finding::CellRef;
use crate::locate::by_subject;
use crate::locate::declared::Declared;
use crate::locate::names::{period_in_name, subject_in_name, unit_in_name, year_in_name};
use crate::locate::period::Period;
use crate::locate::preamble::titled::whose;
use crate::locate::preamble::{Sender, last_sender, office_above, offices_behind, reporting_unit, sender, years};
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{Kind, Located, Observation, Stage, Subject, Table};
use crate::read::Workbook;
use crate::text::key;

/// The office in the top left of the first sheet that names a sender. Of several lines one under another the last counts:
/// the office above stands over the one that reports. A sender that cannot be read leaves the unit unknown. Where no sheet
/// names one, the file's name may, and then a title.
pub(super) fn find_unit(located: &[Located], heads: &[Option<Head>], file: &str, words: &Vocabulary) -> Option<String> {
    if let Some(office) = of_cells(located, heads) {
        return Some(office);
    }
    let with_tables = || located.iter().filter(|l| !l.tables.is_empty());
    let anywhere = |l: &Located| l.preamble.iter().take(60).find_map(|(_, text)| reporting_unit(text, words));
    let first = heads.iter().flatten().next().map(|head| head.sender.clone());
    match first.or_else(|| located.iter().find_map(|l| head(l, words)).map(|head| head.sender)) {
        Some(Sender::Named(unit)) => Some(unit),
        Some(Sender::Unread) => None,
        None => {
            let named = with_tables().find_map(anywhere).or_else(|| unit_in_name(file, words));
            named.or_else(|| of_titles(located, words))
        }
    }
}

/// Whose results the tables are, where all titles that say it agree.
fn of_titles(located: &[Located], words: &Vocabulary) -> Option<String> {
    let titles = located.iter().flat_map(|l| &l.tables).flat_map(|t| t.titles.iter());
    let mut named: Vec<String> = titles.filter_map(|title| whose(title, words)).collect();
    named.dedup();
    if let [one] = named.as_slice() { Some(one.clone()) } else { None }
}

/// The head of a sheet.
pub(super) struct Head {
    /// Who sends.
    sender: Sender,
    /// The line that says it, as written.
    line: Arc<str>,
    /// The offices it names above the one that reports, the nearest first.
    superiors: Vec<Superior>,
}

/// What stands at the top of each sheet with tables.
pub(super) fn heads(located: &[Located], words: &Vocabulary) -> Vec<Option<Head>> {
    let head = |l: &Located| head(l, words).filter(|_| !l.tables.is_empty());
    located.iter().map(head).collect()
}

fn head(located: &Located, words: &Vocabulary) -> Option<Head> {
    let top = || located.preamble.iter().take(60).filter(|(at, _)| at.row < 16);
    let (first, _) = top().find(|(at, text)| at.column <= 4 && sender(text, words).is_some())?;
    let below = |rows: u32| {
        let rows = first.row..=first.row + rows;
        top().filter(move |(at, _)| at.column == first.column && rows.contains(&at.row)).map(|(_, text)| text.as_str())
    };
    // Four offices one under another reach down to the chi bộ.
    let all: Vec<&str> = below(3).collect();
    let four = all.len() >= 4 && all.iter().all(|line| sender(line, words).is_some());
    let lines: Vec<&str> = if four { all } else { below(2).collect() };
    let (place, sender) = last_sender(lines.iter().copied(), words)?;
    let above = lines[..place].iter().rev().filter_map(|line| office_above(line, words));
    let above = offices_behind(lines[place], words).chain(above);
    Some(Head { sender, line: Arc::from(lines[place]), superiors: above.map(Superior::new).collect() })
}

/// The line of each sheet's head that names who sends, whether it tells that one from others or not.
pub(super) fn lines_of_senders(heads: &[Option<Head>]) -> Vec<Option<Arc<str>>> {
    heads.iter().map(|head| head.as_ref().map(|head| Arc::clone(&head.line))).collect()
}

/// Who stands above the unit of a file, by the heads of its sheets that name it.
pub(super) fn superiors(heads: &[Option<Head>], unit: Option<&str>) -> Under {
    let mut under = Under::default();
    let own = |head: &&Head| matches!(&head.sender, Sender::Named(name) if unit.map(key) == Some(key(name)));
    heads.iter().flatten().filter(own).for_each(|head| under.add(head.superiors.clone()));
    under
}

/// The ward, or the party organisation of an agency, whose workbook has a sheet of its own and lists on sheets of its chi
/// bộ: they are rows of its report.
fn of_cells(located: &[Located], heads: &[Option<Head>]) -> Option<String> {
    let named = |head: &Head| match &head.sender {
        Sender::Named(name) => Some(name.clone()),
        Sender::Unread => None,
    };
    let sheets = || located.iter().zip(heads).filter_map(|(located, head)| Some((located, head.as_ref()?)));
    let is_cell =
        |name: &str| ["chi bộ", "chi ủy"].iter().any(|kind| unit_key(name).starts_with(&format!("{} ", key(kind))));
    let mut above = sheets().filter_map(|(_, head)| named(head)).filter(|name| !is_cell(name));
    let office = Superior::new(above.next()?);
    let only = office.is_base() && above.all(|other| Superior::new(other).is(&office));
    let cells: Vec<_> = sheets().filter(|(_, head)| named(head).is_some_and(|name| is_cell(&name))).collect();
    let below = |head: &Head| {
        let mut bases = head.superiors.iter().filter(|s| s.is_base()).peekable();
        bases.peek().is_none() || bases.any(|s| s.is(&office))
    };
    let lists = |l: &Located| l.tables.iter().all(|t| matches!(t.kind, Kind::PersonRoster | Kind::UnitRoster));
    let fits = cells.iter().all(|(located, head)| below(head) && lists(located));
    (only && fits && !cells.is_empty()).then(|| office.name().to_owned())
}

/// The offices that the heads of the sheets name beside the one that reports, by their keys.
pub(super) fn offices_above(located: &[Located], own: Option<&str>, words: &Vocabulary) -> BTreeSet<String> {
    let own = own.map(office_key);
    let top = located.iter().flat_map(|l| l.preamble.iter().take(60)).filter(|(at, _)| at.row < 16 && at.column <= 4);
    let named = |text: &String| match sender(text, words) {
        Some(Sender::Named(unit)) => Some(unit),
        _ => None,
    };
    let named = top.flat_map(|(_, text)| named(text).into_iter().chain(offices_behind(text, words)));
    let named = named.map(|unit| office_key(&unit));
    named.filter(|office| Some(office) != own.as_ref()).collect()
}

/// For each sheet the unit it names and who stands above that, where the sheets of a file are reports of different units.
pub(super) fn units_of_sheets(located: &[Located], heads: Vec<Option<Head>>) -> Vec<Option<(String, Under)>> {
    let home = home(&heads);
    let of_cells = of_cells(located, &heads).is_some();
    let own = |head: Option<Head>| match head? {
        Head { sender: Sender::Named(unit), superiors, .. } => {
            let mut under = Under { superiors, plain: None };
            let other = home.as_ref().filter(|home| !home.is(&Superior::new(unit.clone())));
            other.iter().for_each(|home| under.within(home));
            Some((unit, under))
        }
        Head { sender: Sender::Unread, .. } => None,
    };
    let mut units: Vec<Option<(String, Under)>> = heads.into_iter().map(own).collect();
    let named: BTreeSet<String> = units.iter().flatten().map(|(unit, _)| key(unit)).collect();
    if named.len() < 2 || of_cells {
        units.iter_mut().for_each(|unit| *unit = None);
    }
    units
}

/// The one ward, or party organisation of an agency, that has a sheet of its own in a file: what other sheets are of stands
/// under it.
fn home(heads: &[Option<Head>]) -> Option<Superior> {
    let named = heads.iter().flatten().filter_map(|head| match &head.sender {
        Sender::Named(name) => Some(Superior::new(name.clone())),
        Sender::Unread => None,
    });
    let mut bases = named.filter(Superior::is_base);
    let first = bases.next()?;
    bases.all(|other| other.is(&first)).then_some(first)
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
    for sheet in located.iter().filter(|l| !l.tables.is_empty()).filter_map(|l| record.sheets.get(l.tab)) {
        if let Some(year) = year_in_name(&sheet.name) {
            record.years.push((year, format!("tên sheet “{}”", sheet.name)));
        }
    }
    let name = record.path.rsplit('/').next().unwrap_or("").to_owned();
    if let Some(year) = year_in_name(&name) {
        record.years.push((year, format!("tên file “{name}”")));
    }
    // An award list for "5 năm liền (2017–2021)" that names no other year is of the last one; of results that says nothing.
    let awards = located.iter().flat_map(|l| &l.tables).filter(|t| t.kind == Kind::AwardList);
    let titles = awards.flat_map(|t| &t.titles);
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
        let once = || once_a_year(tables().filter(|(_, t)| form(t) == form(table)).map(|(_, t)| t));
        years.len() > 1 && (sheets.len() == told.len() || sheets.len() == 1 && once())
    };
    let found: BTreeMap<(usize, CellRef), u16> = tables()
        .filter(|(_, table)| several(table))
        .filter_map(|(tab, table)| Some(((tab, table.range.start), own(table)?)))
        .collect();
    let named = year_in_name(record.path.rsplit('/').next().unwrap_or(""));
    if let (Some(last), None, None) = (found.values().max(), config.year, named) {
        record.year = Some(*last);
    }
    let one_sheet = found.keys().map(|(tab, _)| tab).collect::<BTreeSet<_>>().len() == 1;
    if each_named_by_its_year(record, located, &found) || one_sheet {
        let own = record.year;
        record.years.retain(|(year, _)| Some(*year) == own || !found.values().any(|f| f == year));
    }
    found
}

/// Are these the same units once for each year: "I. NĂM 2022" over some, and "II. NĂM 2023" over them again?
fn once_a_year<'t>(tables: impl Iterator<Item = &'t Table>) -> bool {
    let tables: Vec<&Table> = tables.collect();
    let years: BTreeSet<Option<u16>> = tables.iter().map(|t| titled_year(t)).collect();
    let again = tables.windows(2).all(|pair| pair[0].has_rows_of(pair[1]));
    years.len() == tables.len() && !years.contains(&None) && again
}

/// "Năm 2021", "Năm 2022": does every sheet of a year bear its name, and no year two sheets? Then no title has slipped.
fn each_named_by_its_year(
    record: &FileRecord<'_>,
    located: &[Located],
    found: &BTreeMap<(usize, CellRef), u16>,
) -> bool {
    let mut years: BTreeMap<u16, BTreeSet<usize>> = BTreeMap::new();
    for ((tab, _), year) in found {
        years.entry(*year).or_default().insert(*tab);
    }
    let mut sheets = located.iter().filter_map(|l| Some((record.sheets.get(l.tab)?, l)));
    let named = sheets.all(|(sheet, located)| {
        let mut own = located.tables.iter().filter_map(|t| found.get(&(located.tab, t.range.start)));
        own.all(|year| year_in_name(&sheet.name) == Some(*year))
    });
    named && !found.is_empty() && years.values().all(|tabs| tabs.len() == 1)
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
    by_subject::part(located, workbook, words, &|sheet| declared.iter().any(|d| d.is_for(sheet) && d.names_subject()));
}

/// Lists of party organisations above TCCSĐ are counted apart from those, by the year of each; not so where a summary of the
/// year counts all of a list together.
pub(super) fn name_above(
    located: &mut [Located],
    workbook: &Workbook,
    (record, years): (&FileRecord<'_>, &BTreeMap<(usize, CellRef), u16>),
    declared: &[Declared],
    words: &Vocabulary,
) {
    let year = |place: (usize, CellRef)| years.get(&place).copied().or(record.year);
    let is_above = |place: (usize, CellRef), name: &str, open: bool| {
        bases::is_organisation_above(name, open, year(place), record.unit.as_deref())
    };
    let counted = by_subject::counted_bases(located, workbook);
    let counted: BTreeSet<_> = counted.into_iter().map(|(place, all)| (year(place), all)).collect();
    by_subject::part_above(
        located,
        words,
        &|place, rows| counted.contains(&(year(place), rows as i64)),
        &|sheet| declared.iter().any(|d| d.is_for(sheet) && d.names_subject()),
        &is_above,
    );
}

/// A list beside a summary of proposals, of the same subject and in the same file, is of proposals too where nothing on it
/// says otherwise: they are one submission. Not so where a table about the same rows in the same form says no stage beside
/// one that does ("ĐỀ NGHỊ XẾP LOẠI", "KẾT QUẢ XẾP LOẠI"): these are two stages.
pub(super) fn name_stages(located: &mut [Located]) {
    let tables = || located.iter().flat_map(|l| &l.tables).filter(|t| is_rated(t));
    let open: BTreeSet<Subject> = tables().filter(|t| !t.says_stage()).map(|t| t.subject).collect();
    let told = |subject: &Subject| {
        let own = || tables().filter(|t| t.subject == *subject);
        let mut stages = own().filter_map(|t| t.stage);
        let first = stages.next().filter(|first| *first != Stage::Decided && stages.all(|stage| stage == *first))?;
        let again = |t: &Table| own().any(|o| o.stage.is_some() && o.kind == t.kind && o.has_rows_of(t));
        (!own().any(|t| !t.says_stage() && again(t))).then_some((*subject, first))
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

/// Plans beside results of the same subject are told of with less ado.
pub(super) fn note_results(located: &mut [Located]) {
    let tables = located.iter().flat_map(|l| &l.tables);
    let results: BTreeSet<Subject> = tables.filter(|t| is_rated(t)).map(|t| t.subject).collect();
    for table in located.iter_mut().flat_map(|l| &mut l.tables) {
        let has_results = results.contains(&table.subject);
        for observation in &mut table.observations {
            if let Observation::NoResult { beside, .. } = observation {
                *beside = has_results;
            }
        }
    }
}

fn is_rated(table: &Table) -> bool {
    table.kind.rates()
}

/// What the titles of the tables of a file say of months and quarters: sheet, first row, and the period of a title that names
/// one or a year.
pub(super) fn titled_periods(located: &[Located]) -> Vec<(usize, u32, Option<Period>)> {
    let tables = located.iter().flat_map(|l| l.tables.iter().map(move |t| (l.tab, t)));
    let told = |(tab, table): (usize, &Table)| says_when(table).map(|of| (tab, table.range.start.row, of));
    tables.filter_map(told).collect()
}

/// The period that the titles of a table name; `Some(None)` where they name a year alone, `None` where they name nothing.
fn says_when(table: &Table) -> Option<Option<Period>> {
    let period = Period::of_titles(&table.titles);
    let dated = || table.titles.iter().any(|t| !years(t).is_empty());
    (period.is_some() || dated()).then_some(period)
}

/// The month or quarter of a table: of its columns, its titles, its sheet; where its own titles name neither period nor year,
/// of the title above it on the sheet, or of all titles of the file; of the file's name.
pub(super) fn find_period(
    table: &Table,
    tab: usize,
    titled: &[(usize, u32, Option<Period>)],
    file: &str,
) -> Option<Period> {
    let own = says_when(table);
    let on_sheet = || titled.iter().rfind(|(t, row, _)| *t == tab && *row <= table.range.start.row).map(|t| t.2);
    let of_file = || titled.first().map(|t| t.2).filter(|first| titled.iter().all(|t| t.2 == *first));
    let told = own.or_else(on_sheet).or_else(of_file);
    // "Biểu 1 tháng 12", "quý IV" beside a title of the year tells when it was sent; "Quý II" of that year what it is about.
    let parted = || {
        table
            .columns
            .iter()
            .any(|c| Period::of_leaf(&c.path).is_some() || c.path.iter().any(|p| Period::of_header(p).is_some()))
    };
    let year = year_in_name(file);
    let before_its_end = |p: &Period| matches!(p, Period::Quarter(1..=3) | Period::Half(1) | Period::Months(_));
    let same_year = || year.is_none() || titled_year(table).is_none_or(|titled| year == Some(titled));
    let tells = |p: &Period| told.is_none() || before_its_end(p) && same_year() && !parted();
    let named = || period_in_name(file).filter(tells);
    table.period.or_else(|| own.flatten()).or_else(|| period_in_name(&table.sheet)).or(told.flatten()).or_else(named)
}
