//! How labels were brought to the common scale: a row for each file, sheet, subject and label, in the order of the report.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::MappingRow;
use crate::check::records::{FileRecord, Rated, RatedBlock, RatedRoster, Submission, TableRecord};
use crate::locate::{RowRole, Subject};
use crate::normalise::{Level, Mapping, Resolution};

/// Labels of one file, and of all, that have a row of their own. What the rest says is one row for each way it is read.
const OF_FILE_MAX: usize = 10_000;
const ALL_MAX: usize = 200_000;

/// The labels of all files.
pub(super) fn mappings(submission: &Submission<'_>) -> Vec<MappingRow> {
    let mut all = Vec::new();
    for file in &submission.files {
        all.extend(of_file(file, OF_FILE_MAX.min(ALL_MAX.saturating_sub(all.len()))));
    }
    all
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

/// How labels are read: sheet, ground, whom they rate, level.
type Way<'r> = (&'r str, &'static str, Subject, Option<Level>);

/// Those of one file. Two tables of a sheet that use a label in the same way share a row; labels beyond `most` share one
/// that says how many they are.
fn of_file(file: &FileRecord<'_>, most: usize) -> Vec<MappingRow> {
    let mut rows: Vec<MappingRow> = Vec::new();
    let mut known: HashMap<(&str, Subject, &str, Option<Level>), usize> = HashMap::new();
    let mut rest: BTreeMap<Way<'_>, (MappingRow, usize)> = BTreeMap::new();
    for table in &file.tables {
        for said in of_table(table) {
            let Some(reading) = said.reading() else { continue };
            let full = known.len() >= most;
            match known.entry((&table.table.sheet, said.subject, said.label, reading.level)) {
                Entry::Occupied(at) => rows[*at.get()].count += said.count,
                Entry::Vacant(new) if !full => {
                    new.insert(rows.len());
                    rows.push(said.row(file, table, &reading));
                }
                Entry::Vacant(_) => {
                    let key = (&*table.table.sheet, reading.basis, said.subject, reading.level);
                    let (row, labels) = rest
                        .entry(key)
                        .or_insert_with(|| (MappingRow { count: 0, ..said.row(file, table, &reading) }, 0));
                    row.count += said.count;
                    *labels += 1;
                }
            }
        }
    }
    let told = |(row, labels): (MappingRow, usize)| match labels {
        1 => row,
        _ => MappingRow { label: format!("{labels:02} cách ghi khác"), framework: String::new(), ..row },
    };
    rows.extend(rest.into_values().map(told));
    rows
}

/// A label, whom it rates, what it says and how often it stands there.
struct Said<'r> {
    subject: Subject,
    label: &'r str,
    resolution: &'r Resolution<'r>,
    count: usize,
}

/// How a label is read.
struct Reading<'r> {
    level: Option<Level>,
    framework: &'r str,
    basis: &'static str,
}

impl<'r> Said<'r> {
    /// `None` for a label that says nothing.
    fn reading(&self) -> Option<Reading<'r>> {
        let (level, framework, basis) = match self.resolution {
            Resolution::Blank | Resolution::Multiple(_) => return None,
            Resolution::Level { level, framework, grade, .. } => {
                (Some(*level), framework.name.as_str(), mapping_name(grade.mapping))
            }
            Resolution::NotRated { .. } => (None, "", "không xếp loại"),
            Resolution::OutOfPeriod { framework, .. } => (None, framework.name.as_str(), "mức của giai đoạn khác"),
            Resolution::Decoy(_) => (None, "", "không phải mức xếp loại"),
            Resolution::Ambiguous { .. } => (None, "", "nhiều cách hiểu"),
            Resolution::Unmapped { framework, .. } => (None, framework.name.as_str(), "không có văn bản quy đổi"),
            Resolution::Unknown { .. } => (None, "", "không có trong khung nào"),
        };
        Some(Reading { level, framework, basis })
    }

    fn row(&self, file: &FileRecord<'_>, table: &TableRecord<'_>, reading: &Reading<'_>) -> MappingRow {
        MappingRow {
            file: file.path.clone(),
            sheet: table.table.sheet.clone(),
            subject: self.subject,
            label: self.label.to_owned(),
            count: self.count,
            level: reading.level,
            framework: reading.framework.to_owned(),
            basis: reading.basis,
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{inputs, submission};
    use crate::config::Config;

    #[test]
    fn labels_beyond_the_most_share_a_row_for_each_way_they_are_read() {
        let picture = "1 | DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
            3 | TT | Họ và tên | Mức xếp loại
            4 | 1 | Nguyễn Văn An | HTTNV
            5 | 2 | Trần Thị Bình | Rất vui
            6 | 3 | Lê Văn Chi | HTXSNV
            7 | 4 | Đỗ Thị Dung | Hoàn thành tốt nhiệm vụ
            8 | 5 | Bùi Văn Em | Khá vui
            9 | 6 | Vũ Thị Gấm | Hoàn thành tốt NV
            10 | 7 | Mai Văn Hà | HTTNV";
        let config = Config::default();
        let submission = submission(inputs(picture), &config);
        let told = |most: usize| {
            let rows = of_file(&submission.files[0], most);
            let line = |row: &MappingRow| {
                let level = row.level.map_or("?", |level| level.code());
                format!("{} × {} → {level}, {}", row.label, row.count, row.basis)
            };
            rows.iter().map(line).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(told(10), @r#"HTTNV × 2 → HTTNV, theo văn bản
Rất vui × 1 → ?, không có trong khung nào
HTXSNV × 1 → HTXSNV, theo văn bản
Hoàn thành tốt nhiệm vụ × 1 → HTTNV, theo văn bản
Khá vui × 1 → ?, không có trong khung nào
Hoàn thành tốt NV × 1 → HTTNV, theo văn bản"#);
        insta::assert_snapshot!(told(2), @r#"HTTNV × 2 → HTTNV, theo văn bản
Rất vui × 1 → ?, không có trong khung nào
Khá vui × 1 → ?, không có trong khung nào
02 cách ghi khác × 2 → HTTNV, theo văn bản
HTXSNV × 1 → HTXSNV, theo văn bản"#);
    }
}
