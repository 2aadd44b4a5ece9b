//! Heads of sheets and rows of tables → which office a list is of, and which file reports for the level above.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use regex::Regex;
use serde::Deserialize;

use super::listed::{Listed, Lists};
use super::namesakes::{Namesakes, Offices};
use super::records::{FileRecord, Rated, RatedBlock, RatedRoster, TableRecord};
use super::summed::{is_sum_of, is_sum_of_sheets};
use super::totals::{office_key, unit_key};
use super::units::own_lines;
use crate::finding::CellRef;
use crate::locate::preamble::{Sender, reporting_unit, sender};
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{RowRole, Subject};
use crate::parse::{Block, Line};
use crate::text::key;

/// First words of names, by their keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    agencies: Vec<String>,
    organisations: Vec<String>,
    bodies: Vec<String>,
    sectors: Vec<String>,
    kinds: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words = toml::from_str(include_str!("offices.toml")).expect("embedded words");
    let Words { agencies, organisations, bodies, sectors, kinds } = &mut words;
    for list in [agencies, organisations, bodies, sectors, kinds] {
        list.iter_mut().for_each(|word| *word = key(word));
    }
    words
});

fn begins_with_one(name: &str, words: &[String]) -> bool {
    words.iter().any(|w| name.strip_prefix(w.as_str()).is_some_and(|rest| rest.starts_with(' ')))
}

/// Does a group or parent name an organisation, by its key? "Khối phường" is a sector.
pub(super) fn is_organisation(key: &str) -> bool {
    begins_with_one(key, &WORDS.agencies) || begins_with_one(key, &WORDS.organisations)
}

/// Does a group only sort the units of the office that reports, "Khối phường"? A đảng bộ with a name of its own is one under
/// all of them.
pub(super) fn sorts(group: &str, name: &str) -> bool {
    let (group, unit, office) = (unit_key(group), unit_key(name), office_key(name));
    let numbered = unit.contains(|c: char| c.is_ascii_digit());
    let one = office != unit && office.contains(' ') && !numbered;
    one && (begins_with_one(&group, &WORDS.sectors) || WORDS.kinds.contains(&group))
}

/// Does a name say that it is an agency of its own, and not a part of one? "Phòng", "Văn phòng" may be either.
pub(super) fn is_agency(key: &str) -> bool {
    begins_with_one(key, &WORDS.agencies) || begins_with_one(key, &WORDS.bodies)
}

/// The organisation that the head of a sheet names last, as written, where it is not the reporting unit itself and no row
/// of the list names one.
pub(super) fn sheet_office(
    preamble: &[(CellRef, String)],
    list: &RatedRoster<'_>,
    unit: Option<&str>,
    words: &Vocabulary,
) -> Option<Arc<str>> {
    if list.roster.records.iter().any(|r| r.parent.is_some()) {
        return None;
    }
    let top = preamble.iter().take(60).filter(|(at, _)| at.row < 16 && at.column <= 4);
    let (sender, line) = top.filter_map(|(_, text)| Some((sender(text, words)?, text))).next_back()?;
    let Sender::Named(named) = sender else {
        return None;
    };
    (unit.map(unit_key) != Some(unit_key(&named))).then(|| Arc::from(line.as_str()))
}

/// What rows of the level above are read by.
struct Reading<'a, 'f> {
    words: &'a Vocabulary,
    namesakes: &'a Namesakes,
    /// The files by each office that their heads name above the one that reports.
    below: &'a BTreeMap<&'a str, Vec<&'a FileRecord<'f>>>,
    /// The files of each reporting unit whose heads name no office above.
    topmost: &'a BTreeMap<String, Vec<&'a FileRecord<'f>>>,
    lists: &'a Lists<'a, 'f>,
}

/// What a file and each of its tables report.
struct Marks {
    superior: bool,
    /// Each table: is it over others, the rows that then nothing counts, and those that others count.
    tables: Vec<(bool, Vec<CellRef>, Listed)>,
}

/// A file whose rows name the reporting units of other files reports for the level above, and so does a sheet whose rows
/// name those of other sheets, and a summary by the office that other files about the same name above themselves.
pub(super) fn mark_superiors(files: &mut [FileRecord<'_>], words: &Vocabulary) {
    let offices: BTreeSet<String> = files.iter().filter_map(|f| f.unit.as_deref()).map(office_key).collect();
    let mut below: BTreeMap<&str, Vec<&FileRecord<'_>>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.unit.is_some()) {
        file.above.iter().for_each(|above| below.entry(above).or_default().push(file));
    }
    let mut topmost: BTreeMap<String, Vec<&FileRecord<'_>>> = BTreeMap::new();
    for (unit, file) in files.iter().filter_map(|f| Some((f.unit.as_deref()?, f))) {
        topmost.entry(office_key(unit)).or_default().push(file);
    }
    topmost.retain(|_, files| files.iter().all(|f| f.above.is_empty()));
    let namesakes = Namesakes::of(files);
    let lists = Lists::of(files, words);
    let read = &Reading { words, namesakes: &namesakes, below: &below, topmost: &topmost, lists: &lists };
    let marks: Vec<Marks> = files
        .iter()
        .map(|file| {
            let own = file.unit.as_deref().map(office_key);
            let plain = file.under.plain.as_deref().map(office_key);
            let under =
                plain.as_deref().or(own.as_deref()).and_then(|own| below.get(own)).map_or(&[][..], Vec::as_slice);
            let under: Vec<&FileRecord<'_>> =
                under.iter().copied().filter(|f| file.under.may_be_above(&f.under)).collect();
            marks_of(file, (own.as_deref(), &under), &offices, read)
        })
        .collect();
    for (file, marks) in files.iter_mut().zip(marks) {
        file.superior = marks.superior;
        for (table, marks) in file.tables.iter_mut().zip(marks.tables) {
            (table.superior, table.not_counted, table.listed) = marks;
        }
    }
}

/// `own` is the office that reports, with the files that name it above themselves.
fn marks_of(
    file: &FileRecord<'_>,
    (own, under): (Option<&str>, &[&FileRecord<'_>]),
    offices: &BTreeSet<String>,
    read: &Reading<'_, '_>,
) -> Marks {
    let named = named_offices(file, own, offices, read);
    let known = own.and_then(tier).is_some();
    // One alone may be another's of the same name, but for one that names this office above itself, or a place of a lower tier
    // that names none. An office of no known tier is above the others only where it names most of them.
    let superior = match &named[..] {
        [only] => {
            let names_own = || under.iter().any(|f| f.unit.as_deref().map(office_key).as_ref() == Some(only));
            let alone = || read.topmost.get(only).is_some_and(|files| files.iter().any(|f| rates_same(file, f)));
            known && (names_own() || tier(only).is_some() && alone())
        }
        named => named.len() >= 2 && (known || 2 * named.len() >= offices.len().saturating_sub(1)),
    };
    let summed = |table: &TableRecord<'_>| is_sum_of(table, own, under) || is_over_files(table, file, read);
    let mark = |table: &TableRecord<'_>| {
        let sheets = !superior && is_above(table, &file.tables, read);
        let alone = if sheets { without_sheet(table, &file.tables, read) } else { Vec::new() };
        let listed = read.lists.listed(file, table);
        let above = superior || sheets || listed.all;
        (above || summed(table) || is_sum_of_sheets(table, &file.tables), alone, listed)
    };
    let tables: Vec<_> = file.tables.iter().map(mark).collect();
    let mut rated = file.tables.iter().filter(|t| matches!(t.content, Rated::Counts(_) | Rated::Roster(_))).peekable();
    let whole = rated.peek().is_some() && rated.all(summed);
    Marks { superior: superior || whole, tables }
}

/// The reporting units of other files that rows of a file name.
fn named_offices(
    file: &FileRecord<'_>,
    own: Option<&str>,
    offices: &BTreeSet<String>,
    read: &Reading<'_, '_>,
) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    for table in &file.tables {
        let Rated::Counts(blocks) = &table.content else {
            continue;
        };
        let over = match &table.unit {
            Some(unit) => Offices::of(Some(unit), &table.under),
            None => Offices::of(file.unit.as_deref(), &file.under),
        };
        // A district stands over its wards with their sum, or in a row of its own.
        let named_in = |l: &&Line| matches!(l.role, RowRole::Data | RowRole::Subtotal);
        for line in blocks.iter().flat_map(|b| &b.block.lines).filter(named_in) {
            if let Some(unit) = line_unit(line, &over, read)
                && Some(unit.as_str()) != own
                && offices.contains(&unit)
                && !named.contains(&unit)
                && may_stand_over(own, &unit)
            {
                named.push(unit);
            }
        }
    }
    named
}

/// Do all rows of a summary name offices that sent nothing themselves, and over whose files about the same the heads name them?
fn is_over_files(table: &TableRecord<'_>, file: &FileRecord<'_>, read: &Reading<'_, '_>) -> bool {
    let Rated::Counts(blocks) = &table.content else { return false };
    let (unit, under) =
        table.unit.as_ref().map_or((file.unit.as_ref(), &file.under), |unit| (Some(unit), &table.under));
    let own = unit.map(|unit| office_key(unit));
    let over = Offices::of(unit.map(String::as_str), under);
    let same = |t: &&TableRecord<'_>| (t.year, t.period) == (table.year, table.period);
    let has_files = |unit: &str, subject: Subject| {
        let files = read.below.get(unit).map_or(&[][..], Vec::as_slice).iter();
        let lower = files.filter(|f| f.path != file.path && f.under.nearest() == Some(unit));
        lower.flat_map(|f| &f.tables).filter(same).any(|t| rates(t, subject))
    };
    let covered = |rated: &RatedBlock<'_>| {
        let (block, subject) = (&rated.block, rated.block.subject);
        let lines = own_lines(block);
        let covered = |&line: &usize| {
            let unit = line_unit(&block.lines[line], &over, read);
            unit.is_some_and(|unit| {
                tier(&unit).is_some() && may_stand_over(own.as_deref(), &unit) && has_files(&unit, subject)
            })
        };
        subject != Subject::Unknown && block.counts_all() && lines.len() >= 2 && lines.iter().all(covered)
    };
    own.as_deref().and_then(tier).is_some() && !blocks.is_empty() && blocks.iter().all(covered)
}

/// A ward is never above a ward, nor a district above a district.
pub(super) fn may_stand_over(office: Option<&str>, other: &str) -> bool {
    office.and_then(tier).zip(tier(other)).is_none_or(|(above, below)| above > below)
}

/// Do rows of a sheet name the units of other sheets of its file, which report the same subject themselves? One is enough
/// where the sheet is of an office that can only stand above it.
fn is_above(table: &TableRecord<'_>, all: &[TableRecord<'_>], read: &Reading<'_, '_>) -> bool {
    let (Rated::Counts(blocks), Some(own)) = (&table.content, table.unit.as_deref().map(office_key)) else {
        return false;
    };
    let named: BTreeSet<String> = lines_by_unit(table, blocks, read)
        .filter_map(|(block, _, unit)| Some(unit?).filter(|unit| has_sheet(unit, block, table, all)))
        .collect();
    let higher = |unit: &String| tier(&own).zip(tier(unit)).is_some_and(|(above, below)| above > below);
    named.len() >= 2 || named.iter().any(higher)
}

/// The rows of a sheet over those of its units that have no sheet of their own, by where their names stand.
fn without_sheet(table: &TableRecord<'_>, all: &[TableRecord<'_>], read: &Reading<'_, '_>) -> Vec<CellRef> {
    let Rated::Counts(blocks) = &table.content else { return Vec::new() };
    let alone = |block: &Block, unit: Option<String>| unit.is_none_or(|unit| !has_sheet(&unit, block, table, all));
    lines_by_unit(table, blocks, read)
        .filter_map(|(block, line, unit)| alone(block, unit).then_some(line.name_at))
        .collect()
}

/// The rows that stand for themselves, each with its block and the key of the unit it names.
fn lines_by_unit<'t>(
    table: &TableRecord<'_>,
    blocks: &'t [RatedBlock<'_>],
    read: &Reading<'_, '_>,
) -> impl Iterator<Item = (&'t Block, &'t Line, Option<String>)> {
    let lines = |block: &'t Block| own_lines(block).into_iter().map(move |line| (block, &block.lines[line]));
    let over = Offices::of(table.unit.as_deref(), &table.under);
    blocks
        .iter()
        .flat_map(move |rated| lines(&rated.block))
        .map(move |(b, line)| (b, line, line_unit(line, &over, read)))
}

/// Does another sheet, of a unit that does not stand above this one's, report what a block is about?
fn has_sheet(unit: &str, block: &Block, table: &TableRecord<'_>, all: &[TableRecord<'_>]) -> bool {
    let own = table.unit.as_deref().map(office_key).unwrap_or_default();
    let lower = may_stand_over(Some(&own), unit);
    let of_unit = |t: &&TableRecord<'_>| t.unit.as_deref().map(office_key).as_deref() == Some(unit);
    let reports = |t: &TableRecord<'_>| (t.year, t.period) == (table.year, table.period) && rates(t, block.subject);
    unit != own && lower && all.iter().filter(of_unit).any(reports)
}

/// Does a file rate, of one year or period, somebody whom a summary of another counts?
fn rates_same(summary: &FileRecord<'_>, file: &FileRecord<'_>) -> bool {
    let counted = |table: &TableRecord<'_>, other: &TableRecord<'_>| match &table.content {
        Rated::Counts(blocks) => {
            (table.year, table.period) == (other.year, other.period)
                && blocks.iter().any(|b| b.block.subject != Subject::Unknown && rates(other, b.block.subject))
        }
        _ => false,
    };
    summary.tables.iter().any(|table| file.tables.iter().any(|other| counted(table, other)))
}

/// Does a table rate this subject?
pub(super) fn rates(table: &TableRecord<'_>, subject: Subject) -> bool {
    match &table.content {
        Rated::Counts(blocks) => blocks.iter().any(|b| b.block.subject == subject),
        Rated::Roster(list) => list.roster.ratings.iter().any(|r| r.subject == subject),
        Rated::Figures(_) | Rated::Nothing => false,
    }
}

/// How high an office stands, by the first words of its name; `None` where they do not say.
pub(super) fn tier(office: &str) -> Option<u8> {
    const TIERS: [(&str, u8); 9] = [
        ("tỉnh", 3),
        ("thành phố", 3),
        ("quận", 2),
        ("huyện", 2),
        ("thị xã", 2),
        ("phường", 1),
        ("xã", 1),
        ("thị trấn", 1),
        ("đặc khu", 1),
    ];
    let begins = |words: &str| office.strip_prefix(&key(words)).is_some_and(|rest| rest.starts_with(' '));
    TIERS.iter().find(|(words, _)| begins(words)).map(|(_, tier)| *tier)
}

/// The key of the reporting unit a row of a superior's table names.
fn line_unit(line: &Line, over: &Offices, read: &Reading<'_, '_>) -> Option<String> {
    let named = reporting_unit(&line.name, read.words);
    let key = Some(office_key(named.as_deref().unwrap_or(&line.name))).filter(|k| !k.is_empty())?;
    read.namesakes.meant(key, || over.clone().and(line.group.as_deref()))
}

/// The day up to which a sheet counts, where a line above its tables names one: "(tính đến ngày 30/11/2021)".
pub(super) fn counted_to(preamble: &[(CellRef, String)]) -> Option<String> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        let said = r"(?i)(?:tính|số liệu|có|thời điểm)\s+đến\s+(?:hết\s+)?(?:ngày\s+)?";
        Regex::new(&format!(r"{said}([0-9]{{1,2}})[/.-]([0-9]{{1,2}})[/.-]([0-9]{{4}})")).expect("a fixed pattern")
    });
    // Most lines name no such day, and are not searched for one.
    let mut until = preamble.iter().filter(|(_, text)| text.to_lowercase().contains("đến"));
    let found = until.find_map(|(_, text)| DAY.captures(text))?;
    Some(format!("{:0>2}/{:0>2}/{}", &found[1], &found[2], &found[3]))
}
