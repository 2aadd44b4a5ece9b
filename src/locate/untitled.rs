//! A table under another on one sheet, with no title of its own → about whom it is: whom the title above speaks of.

use super::{Subject, Table};
use crate::text::key;

/// Words of a heading that says no more than that figures follow: `Tổng hợp chung:`, `Kết quả xếp loại như sau`.
const ANNOUNCING: &[&str] = &[
    "tổng", "hợp", "số", "liệu", "kết", "quả", "đánh", "giá", "xếp", "phân", "loại", "chất", "lượng", "bảng", "biểu",
    "chung", "như", "sau", "trong", "đó", "thống", "kê", "cụ", "thể", "cộng", "năm", "mức", "các", "theo",
];

/// Gives tables of nobody the subject of the nearest table above them that has one by its title.
pub(super) fn take_from_above(tables: &mut [Table]) {
    for at in 1..tables.len() {
        let (above, rest) = tables.split_at_mut(at);
        let below = &mut rest[0];
        if below.subject != Subject::Unknown || !says_nothing(&below.titles) || names_any(below) {
            continue;
        }
        let titled = above.iter().rev().find(|t| !t.titles.is_empty());
        let Some(titled) = titled.filter(|t| t.subject_by_title && t.range.end.row < below.range.start.row) else {
            continue;
        };
        (below.subject, below.subject_by_title) = (titled.subject, true);
        below.subjects_of_title.clone_from(&titled.subjects_of_title);
    }
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
