//! What stands beside the figures of the report and is not counted with them: earlier years, plans, comparisons.

use super::preamble::years;
use super::vocabulary::{Vocabulary, has_words};
use super::{Column, ColumnRole, Row, RowRole};
use crate::text::key;

/// Columns of earlier years, and of what was planned, beside those of the report.
pub(super) fn set_columns_aside(columns: &mut [Column], titles: &[String], words: &Vocabulary) {
    let dated: Vec<Option<u16>> =
        columns.iter().map(|c| c.path.iter().rev().find_map(|p| header_year(p)).filter(|_| is_measured(c))).collect();
    let alone = || beside_the_years_own(columns, &dated).then(|| year_of_titles(titles)).flatten();
    if let Some(own) = own_year(dated.iter().flatten().copied(), titles).or_else(alone) {
        for (column, year) in columns.iter_mut().zip(&dated) {
            match year.map(|year| year.cmp(&own)) {
                Some(std::cmp::Ordering::Less) => {
                    set_aside(column, ColumnRole::Previous, "năm trước", "an earlier year")
                }
                Some(std::cmp::Ordering::Greater) => set_aside(column, ColumnRole::Ignored, "năm sau", "a later year"),
                _ => {}
            }
        }
    }
    set_parts_of_year_aside(columns, words);
    let planned = |c: &Column| {
        let says = |k: &String| match c.role {
            ColumnRole::Share => words.speaks_of_plan(k),
            _ => words.starts_with_plan(k),
        };
        is_measured(c) && c.path.iter().map(|p| key(p)).any(|k| says(&k))
    };
    let done = |c: &Column| is_measured(c) && !planned(c) && c.path.iter().any(|p| words.starts_with_done(&key(p)));
    // Beside "Năm 2022", and with levels in rows beside any other figures, a plan is none of them.
    let in_rows = columns.iter().all(|c| c.level.is_none());
    let figures =
        |c: &Column| matches!(c.role, ColumnRole::Count | ColumnRole::Total | ColumnRole::Rated | ColumnRole::Unknown);
    let beside = |c: &Column| {
        let dated = c.path.iter().any(|p| header_year(p).is_some());
        is_measured(c) && !planned(c) && c.role != ColumnRole::Share && (dated || in_rows && figures(c))
    };
    if columns.iter().any(|c| done(c) || beside(c)) {
        for column in columns.iter_mut().filter(|c| planned(c)) {
            set_aside(column, ColumnRole::Ignored, "chỉ tiêu, kế hoạch, không phải kết quả", "planned, not reached");
        }
    }
}

/// "Đầu năm | Cuối năm", "Học kỳ I | Học kỳ II | Cả năm": what is counted for all of the year counts.
fn set_parts_of_year_aside(columns: &mut [Column], words: &Vocabulary) {
    let says = |c: &Column, list: &[String]| {
        let told = |p: &String| list.iter().any(|w| *w == without_rating_words(without_count_words(&key(p))));
        is_measured(c) && c.path.iter().any(told)
    };
    let of_part = |c: &Column| says(c, &words.words.part_of_year);
    let of_all = |c: &Column| {
        let dated = || is_measured(c) && c.path.iter().any(|p| header_year(p).is_some());
        says(c, &words.words.all_of_year) || dated()
    };
    if columns.iter().any(|c| of_all(c) && !of_part(c)) {
        for column in columns.iter_mut().filter(|c| of_part(c)) {
            set_aside(column, ColumnRole::Ignored, "một phần của năm, bên cạnh cả năm", "a part of the year beside it");
        }
    }
}

/// Do columns of one year stand beside such as say the same and name none: `Xếp loại | Xếp loại năm 2021`?
fn beside_the_years_own(columns: &[Column], dated: &[Option<u16>]) -> bool {
    // "Số lượng | Năm 2023" beside levels in rows.
    let levels = columns.iter().any(|c| c.level.is_some());
    let rates = |c: &Column| match c.role {
        ColumnRole::Rating | ColumnRole::Count | ColumnRole::Mark => true,
        role => role == ColumnRole::Total && !levels,
    };
    columns.iter().zip(dated).any(|(c, year)| year.is_none() && rates(c))
}

/// The one year titles name.
fn year_of_titles(titles: &[String]) -> Option<u16> {
    let titled: std::collections::BTreeSet<u16> = titles.iter().flat_map(|t| years(t)).collect();
    if titled.len() == 1 { titled.first().copied() } else { None }
}

/// Roles under which a column takes part in what is counted.
fn is_measured(column: &Column) -> bool {
    use ColumnRole::{CapShare, Count, Mark, Rated, Rating, Share, Total, Unknown, Unrated};
    matches!(column.role, CapShare | Count | Mark | Rated | Rating | Share | Total | Unknown | Unrated)
}

fn set_aside(column: &mut Column, role: ColumnRole, vi: &str, en: &str) {
    (column.role, column.level, column.share_of) = (role, None, None);
    column.evidence.vi.push_str(&format!("; {vi}"));
    column.evidence.en.push_str(&format!("; {en}"));
}

/// The year of the report among several that stand beside one another: the title's, else the latest. `None` where there
/// is only one, or the title names another.
fn own_year(dated: impl Iterator<Item = u16>, titles: &[String]) -> Option<u16> {
    let all: std::collections::BTreeSet<u16> = dated.collect();
    let titled: std::collections::BTreeSet<u16> = titles.iter().flat_map(|t| years(t)).collect();
    let named: Vec<u16> = all.intersection(&titled).copied().collect();
    match named[..] {
        _ if all.len() < 2 => None,
        [own] => Some(own),
        _ if titled.is_empty() => all.last().copied(),
        _ => None,
    }
}

/// Words of a header that says no more than that somebody was rated.
const RATES: &[&str] = &["kết", "quả", "đánh", "giá", "xếp", "phân", "loại", "chất", "lượng", "mức"];

/// A key behind words that say no more than that somebody was rated: `kết quả xếp loại quý iv` is `quý iv`.
pub(super) fn without_rating_words(text: &str) -> &str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(' ').filter(|(first, _)| RATES.contains(first)) {
        rest = after;
    }
    rest
}

/// A key behind "số", "số lượng".
fn without_count_words(text: &str) -> &str {
    ["số lượng ", "số "].iter().find_map(|w| text.strip_prefix(w)).unwrap_or(text)
}

/// The one year a header is about: "Năm 2020", "Kết quả năm 2020", "2020".
pub(super) fn header_year(header: &str) -> Option<u16> {
    if !header.contains("20") {
        return None;
    }
    let text = key(header);
    let words: Vec<&str> = text.split(' ').collect();
    let year = |w: &&str| w.len() == 4 && w.starts_with("20") && w.bytes().all(|b| b.is_ascii_digit());
    let at: Vec<usize> = (0..words.len()).filter(|&i| year(&words[i])).collect();
    let [at] = at[..] else { return None };
    let named = at > 0 && words[at - 1] == "năm";
    let range = ["từ", "đến", "giai", "khóa", "nhiệm"].iter().any(|w| words.contains(w));
    // "Xếp loại 2021" names the year without the word.
    let rates = at > 0 && words[..at].iter().all(|w| RATES.contains(w));
    ((named || rates || words.len() <= 2) && !range).then(|| words[at].parse().ok()).flatten()
}

/// The year a row is about: its label is the year and nothing else.
pub(super) fn row_year(label: &str) -> Option<u16> {
    header_year(label).filter(|_| key(label).split(' ').all(|w| w == "năm" || w.starts_with("20")))
}

/// Rows of other years ("Năm 2020" above "Năm 2021") are told, not counted.
pub(super) fn set_rows_aside(rows: &mut [Row], dated: &[(u32, u16)], titles: &[String]) {
    let counted = |r: &Row| matches!(r.role, RowRole::Data | RowRole::Subtotal | RowRole::Total);
    let of = |r: &Row| dated.binary_search_by_key(&r.index, |(index, _)| *index).ok().map(|place| dated[place].1);
    let years: Vec<u16> = rows.iter().filter(|r| counted(r)).filter_map(of).collect();
    let Some(own) = own_year(years.into_iter(), titles) else { return };
    for row in rows.iter_mut().filter(|r| counted(r) && of(r).is_some_and(|year| year != own)) {
        row.role = RowRole::Note;
    }
}

/// A row that compares: "Tăng (+), giảm (-)", "So với năm 2020", "Cùng kỳ năm trước".
pub(super) fn compares(label: &str) -> bool {
    let starts = ["so với", "so sánh", "chênh lệch", "cùng kỳ", "năm trước", "kỳ trước"];
    let whole = ["tăng", "giảm", "tăng giảm", "tăng + giảm", "tăng/giảm", "tăng / giảm"];
    whole.contains(&label)
        || starts.iter().any(|s| label.strip_prefix(s).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
        || ["tăng giảm ", "tăng + giảm ", "tăng/giảm "].iter().any(|s| label.starts_with(s))
}

impl Vocabulary {
    /// "Chỉ tiêu", "Kế hoạch năm 2021".
    fn starts_with_plan(&self, text: &str) -> bool {
        self.words
            .planned
            .iter()
            .any(|p| text == p || text.strip_prefix(p.as_str()).is_some_and(|r| r.starts_with(' ')))
    }

    /// "Tỷ lệ % so với kế hoạch".
    fn speaks_of_plan(&self, text: &str) -> bool {
        self.words.planned.iter().any(|p| has_words(text, p))
    }

    /// "Thực hiện", "Kết quả đạt được".
    fn starts_with_done(&self, text: &str) -> bool {
        self.words.done.iter().any(|p| text == p || text.strip_prefix(p.as_str()).is_some_and(|r| r.starts_with(' ')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_rows_name_years() {
        assert_eq!(header_year("Năm 2020"), Some(2020));
        assert_eq!(header_year("Kết quả xếp loại năm 2020"), Some(2020));
        assert_eq!(header_year("2021"), Some(2021));
        assert_eq!(header_year("Kết quả xếp loại 2021"), Some(2021));
        assert_eq!(header_year("Giai đoạn 2016-2020"), None);
        assert_eq!(header_year("Chi bộ sinh viên khóa 2020"), None);
        assert_eq!(row_year("Năm 2020"), Some(2020));
        assert_eq!(row_year("Đảng viên kết nạp năm 2020"), None);
        assert!(compares(&key("Tăng (+), giảm (-)")) && compares(&key("So với năm 2020")));
        assert!(!compares(&key("Tăng Bạt Hổ")) && !compares(&key("Trường Tăng Thị")));
    }
}
