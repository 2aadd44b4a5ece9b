//! How labels were brought to the common scale: a row for each file, sheet, subject and label, in the order of the report.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::MappingRow;
use crate::check::records::{FileRecord, Rated, RatedBlock, RatedRoster, Submission, TableRecord};
use crate::locate::{RowRole, Subject};
use crate::normalise::{Level, Mapping, Resolution};

/// The labels of all files.
pub(super) fn mappings(submission: &Submission<'_>) -> Vec<MappingRow> {
    submission.files.iter().flat_map(of_file).collect()
}

/// A mapping's standing, in Vietnamese.
pub fn mapping_name(mapping: Mapping) -> &'static str {
    match mapping {
        Mapping::Official => "theo văn bản",
        Mapping::Customary => "theo thông lệ",
        Mapping::Ambiguous => "theo chú giải trên biểu",
        Mapping::None => "không quy đổi",
    }
}

/// Those of one file. Two tables of a sheet that use a label in the same way share a row.
fn of_file(file: &FileRecord<'_>) -> Vec<MappingRow> {
    let mut rows: Vec<MappingRow> = Vec::new();
    let mut known: HashMap<(&str, Subject, &str, Option<Level>), usize> = HashMap::new();
    for table in &file.tables {
        for said in of_table(table) {
            let Some(row) = said.row(file, table) else { continue };
            match known.entry((&table.table.sheet, row.subject, said.label, row.level)) {
                Entry::Occupied(at) => rows[*at.get()].count += row.count,
                Entry::Vacant(new) => {
                    new.insert(rows.len());
                    rows.push(row);
                }
            }
        }
    }
    rows
}

/// A label, whom it rates, what it says and how often it stands there.
struct Said<'r> {
    subject: Subject,
    label: &'r str,
    resolution: &'r Resolution<'r>,
    count: usize,
}

impl Said<'_> {
    /// `None` for a label that says nothing.
    fn row(&self, file: &FileRecord<'_>, table: &TableRecord<'_>) -> Option<MappingRow> {
        let (level, framework, basis) = match self.resolution {
            Resolution::Blank | Resolution::Multiple(_) => return None,
            Resolution::Level { level, framework, grade, .. } => {
                (Some(*level), framework.name.clone(), mapping_name(grade.mapping))
            }
            Resolution::NotRated { .. } => (None, String::new(), "không xếp loại"),
            Resolution::OutOfPeriod { framework, .. } => (None, framework.name.clone(), "mức của giai đoạn khác"),
            Resolution::Decoy(_) => (None, String::new(), "không phải mức xếp loại"),
            Resolution::Ambiguous { .. } => (None, String::new(), "nhiều cách hiểu"),
            Resolution::Unmapped { framework, .. } => (None, framework.name.clone(), "không có văn bản quy đổi"),
            Resolution::Unknown { .. } => (None, String::new(), "không có trong khung nào"),
        };
        Some(MappingRow {
            file: file.path.clone(),
            sheet: table.table.sheet.clone(),
            subject: self.subject,
            label: self.label.to_owned(),
            count: self.count,
            level,
            framework,
            basis,
        })
    }
}

fn of_table<'r>(table: &'r TableRecord<'_>) -> Vec<Said<'r>> {
    match &table.content {
        Rated::Counts(blocks) => blocks.iter().flat_map(of_block).collect(),
        Rated::Roster(list) => of_list(list),
        Rated::Figures(_) | Rated::Nothing => Vec::new(),
    }
}

fn of_block<'r>(rated: &'r RatedBlock<'_>) -> impl Iterator<Item = Said<'r>> {
    let labels = rated.labels.iter().enumerate();
    labels.filter_map(|(measure, resolution)| {
        Some(Said {
            subject: rated.block.subject,
            label: &rated.block.measures[measure].header,
            resolution: resolution.as_ref()?,
            count: usize::try_from(stated(rated, measure)).unwrap_or(0),
        })
    })
}

/// A list repeats few labels: each is counted first, and made a row of then.
fn of_list<'r>(list: &'r RatedRoster<'_>) -> Vec<Said<'r>> {
    let columns = list.kept_columns();
    let mut known: HashMap<(usize, &str, Option<Level>), usize> = HashMap::new();
    let mut all: Vec<Said<'r>> = Vec::new();
    for (place, record) in list.roster.records.iter().enumerate() {
        for &column in &columns {
            let ([one], resolution) = (record.ratings[column].as_slice(), list.ratings.of(place, column)) else {
                continue;
            };
            if matches!(resolution, Resolution::Blank | Resolution::Multiple(_)) {
                continue;
            }
            let (label, level) = (&*one.text, list.level(place, column));
            let at = *known.entry((column, label, level)).or_insert_with(|| {
                let subject = list.roster.ratings[column].subject;
                all.push(Said { subject, label, resolution, count: 0 });
                all.len() - 1
            });
            all[at].count += 1;
        }
    }
    all
}

/// How many the column of a level states. Of a level printed with the one above inside it, those of the level alone: the
/// same number that is added up.
fn stated(rated: &RatedBlock<'_>, measure: usize) -> i64 {
    let block = &rated.block;
    let level = rated.counts.levels[measure].and_then(|level| Level::ALL.iter().position(|l| *l == level));
    let of_line = |line: usize| match level {
        Some(level) if rated.counts.inside(block, line) => rated.counts.line(block, line).levels[level],
        _ => block.cells[line][measure].figure.count(),
    };
    let data = (0..block.lines.len()).filter(|&line| block.lines[line].role == RowRole::Data);
    data.filter_map(of_line).sum()
}
