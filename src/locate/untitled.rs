//! Figures under a list on one sheet, with no title of their own → about whom they are: whom the list is about, where they
//! count as many as it has rows. What counts others, under whatever list it stands, is of nobody known.

use super::tables::figure_at;
use super::{ColumnRole, Kind, Row, RowRole, Subject, Table};
use crate::finding::CellRef;
use crate::read::Sheet;
use crate::text::key;

/// Words of a heading that says no more than that figures follow: `Tổng hợp chung:`, `Kết quả xếp loại như sau`.
const ANNOUNCING: &[&str] = &[
    "tổng", "hợp", "số", "liệu", "kết", "quả", "đánh", "giá", "xếp", "phân", "loại", "chất", "lượng", "bảng", "biểu",
    "chung", "như", "sau", "trong", "đó", "thống", "kê", "cụ", "thể", "cộng", "năm", "mức", "các", "theo",
];

/// Gives figures of nobody the subject of the list above them whose rows they count.
pub(super) fn take_from_above(tables: &mut [Table], sheet: &Sheet) {
    for at in 1..tables.len() {
        let (above, rest) = tables.split_at_mut(at);
        let below = &mut rest[0];
        if below.subject != Subject::Unknown || !says_nothing(&below.titles) || names_any(below) {
            continue;
        }
        let titled = above.iter().rev().find(|t| !t.titles.is_empty());
        let counted = |t: &&Table| {
            t.subject_by_title && t.range.end.row < below.range.start.row && counts_rows_of(below, t, sheet)
        };
        let Some(titled) = titled.filter(counted) else { continue };
        (below.subject, below.subject_by_title) = (titled.subject, true);
        below.subjects_of_title.clone_from(&titled.subjects_of_title);
    }
}

/// Do the figures count, in all or level by level, as many as a list has rows?
fn counts_rows_of(below: &Table, list: &Table, sheet: &Sheet) -> bool {
    let counts = matches!(below.kind, Kind::CountSummary | Kind::CountSummaryTransposed);
    if !counts || !matches!(list.kind, Kind::PersonRoster | Kind::UnitRoster) {
        return false;
    }
    let listed = list.rows.iter().filter(|r| r.role == RowRole::Data).count() as i64;
    let columns = |wanted: &[ColumnRole]| -> Vec<u32> {
        below.columns.iter().filter(|c| wanted.contains(&c.role)).map(|c| c.index).collect()
    };
    let figure = |row: &Row, column: u32| figure_at(sheet, CellRef::new(row.index, column));
    let (whole, levels) = (columns(&[ColumnRole::Total, ColumnRole::Rated]), columns(&[ColumnRole::Count]));
    let of_columns = whole.iter().chain(&levels).filter_map(|&column| {
        let data = below.rows.iter().filter(|r| r.role == RowRole::Data);
        data.map(|r| figure(r, column)).sum::<Option<i64>>()
    });
    let all = below.rows.iter().filter(|r| matches!(r.role, RowRole::Data | RowRole::Total | RowRole::Subtotal));
    let of_rows = all.flat_map(|r| {
        let said = whole.iter().map(move |&c| figure(r, c));
        let summed = (levels.len() > 1).then(|| levels.iter().map(|&c| figure(r, c)).sum::<Option<i64>>());
        said.chain(summed).flatten().collect::<Vec<_>>()
    });
    of_columns.chain(of_rows).any(|figure| figure == listed)
}

/// No title, or one that announces figures and no more?
fn says_nothing(titles: &[String]) -> bool {
    let announcing: Vec<String> = ANNOUNCING.iter().map(|w| key(w)).collect();
    let said = |word: &str| announcing.iter().any(|a| a == word) || word.chars().all(|c| c.is_ascii_digit());
    titles.iter().all(|t| {
        let title = key(t);
        let words = title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words.into_iter().all(said)
    })
}

/// Does a column of it name a subject?
fn names_any(table: &Table) -> bool {
    table.columns.iter().any(|c| c.subject.is_some())
}
