//! The lines that announce a table: its title above the header, and where the rows of the table before it end.

use super::outline::split_outline;
use super::row_names::section;
use super::tables::{Grid, shown};
use super::vocabulary::Vocabulary;
use crate::read::{Cell, Value};
use crate::text::key;

/// Does a line announce a table: its kind, or its year?
fn says_title(text: &str) -> bool {
    let kinds = ["danh sách", "tổng hợp", "báo cáo", "thống kê", "biểu tổng", "phụ lục"];
    text.starts_with("năm 20") || text.contains(" năm 20") || kinds.iter().any(|k| text.contains(k))
}

/// The lines between `from` and the header that announce the table.
pub(super) fn title_lines(grid: &Grid<'_>, from: u32, header: u32, words: &Vocabulary) -> Vec<String> {
    let says = |text: &str| {
        let text = key(text);
        let date = text.contains(" ngày ") || text.starts_with("ngày ");
        !date
            && (says_title(&text)
                || Vocabulary::title_has(&text, &words.title.rating)
                || Vocabulary::title_has(&text, &words.title.award)
                || Vocabulary::title_has(&text, &words.title.criteria))
    };
    let caption = |c: &Cell| {
        c.at().row + 1 == header && grid.sheet.row(c.at().row).len() == 1 && words.subject(&key(&shown(c))).is_some()
    };
    (from.max(header.saturating_sub(30))..header)
        .flat_map(|r| grid.sheet.row(r))
        .filter(|c| matches!(c.value(), Value::Text(_)) && (says(&shown(c)) || caption(c)))
        .map(shown)
        .chain((from.max(header.saturating_sub(30))..header).filter_map(|row| labelled_year(grid, row)))
        .collect()
}

/// "Năm đánh giá:" and 2021 in the cell beside it, as one line.
fn labelled_year(grid: &Grid<'_>, row: u32) -> Option<String> {
    let mut cells = grid.sheet.row(row).iter().filter(|c| *c.value() != Value::Empty);
    let label = cells.find(|c| matches!(c.value(), Value::Text(_)))?;
    super::preamble::labelled_year(&shown(label), &shown(cells.next()?))
}

/// The text right above one of several tables side by side that says what this one is about: "2. Đảng viên".
pub(super) fn over(grid: &Grid<'_>, header: u32, (from, to): (u32, u32), words: &Vocabulary) -> Option<String> {
    let row = grid.sheet.row(header.checked_sub(1)?);
    let mut own = row.iter().filter(|c| (from..=to).contains(&c.at().column) && *c.value() != Value::Empty).map(shown);
    let text = own.next().filter(|t| words.subject(&key(t)).is_some())?;
    own.next().is_none().then_some(text)
}

/// The text alone in the row right above a header.
pub(super) fn line_above(grid: &Grid<'_>, header: u32) -> Option<String> {
    let mut filled = grid.sheet.row(header.checked_sub(1)?).iter().filter(|c| *c.value() != Value::Empty);
    let line = filled.next().filter(|c| matches!(c.value(), Value::Text(_))).map(shown)?;
    filled.next().is_none().then_some(line)
}

/// "1. Đảng viên" over one table and "2. Người lao động" over the next: lines marked alike, of which the first names whom
/// its table is about. So does the second, whatever it says.
pub(super) fn stand_beside(titles: &[String], line: &str, words: &Vocabulary) -> bool {
    let (Some(mark), _) = split_outline(line) else { return false };
    let same = |t: &&String| split_outline(t).0 == Some(mark);
    let names = |t: &String| {
        let rest = split_outline(t).1;
        section(rest, words).is_some() || Vocabulary::title_has(&key(rest), &words.title.rating)
    };
    let beside = |t: &String| names(t) || titles.len() == 1;
    titles.iter().rev().find(same).is_some_and(|t| beside(t) && key(t) != key(line))
}

/// The last row before the lines that announce the next table: texts alone, without figures or ordinals.
pub(super) fn before_titles(grid: &Grid<'_>, from: u32, end: u32) -> u32 {
    let mut last = end;
    let mut row = end;
    while row > from && end - row < 6 {
        let cells: Vec<&Cell> = grid.sheet.row(row).iter().filter(|c| *c.value() != Value::Empty).collect();
        let alone = cells.len() == 1 && matches!(cells[0].value(), Value::Text(_));
        if !(cells.is_empty() || alone) {
            break;
        }
        // A line of its own right above a header is its caption: a group with nothing below it says nothing.
        let text = cells.first().map(|c| key(&shown(c))).unwrap_or_default();
        if alone && (row == end || says_title(&text) || text.contains("xếp loại")) {
            last = row - 1;
        }
        row -= 1;
    }
    last
}
