//! Where a header begins and ends, and what its cells say of their neighbours.

use super::ColumnRole;
use super::asides::header_year;
use super::preamble::{sender, years};
use super::tables::{Frame, Grid, extent, next_row, shown};
use super::two_ratings::names_side;
use super::vocabulary::Vocabulary;
use crate::finding::CellRef;
use crate::read::{Cell, Value};
use crate::text::key;

/// Header rows a table may have.
const MOST_HEADER_ROWS: u32 = 4;

/// What the texts of a row say when it is read as a header.
pub(super) struct Strength {
    pub(super) roles: Vec<ColumnRole>,
    pub(super) labels: usize,
    numbers: usize,
}

/// Rows between the office that sends and the header.
const LETTERHEAD: u32 = 8;

/// A longer text heads no column, in bytes.
pub(super) const LONGEST_HEAD: usize = 400;

pub(super) fn strength(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> Strength {
    let mut found = Strength { roles: Vec::new(), labels: 0, numbers: 0 };
    for cell in grid.sheet.row(row) {
        match cell.value() {
            Value::Text(text) if text.len() <= LONGEST_HEAD && !is_label_of_a_line(text) => {
                let key = key(text);
                if words.mention(&key).is_some() {
                    found.labels += 1;
                } else if words.heads_division(&key) {
                    found.roles.push(ColumnRole::Count);
                } else if let Some(role) = words.role(&key)
                    && !found.roles.contains(&role)
                {
                    found.roles.push(role);
                }
            }
            Value::Number(_) => found.numbers += 1,
            _ => {}
        }
    }
    found
}

/// "Đơn vị báo cáo: Huyện ủy Đại Lộc", "Đơn vị tính: tổ chức": a line beside a title, and the head of no column.
pub(super) fn is_label_of_a_line(text: &str) -> bool {
    const LABELS: [&str; 3] = ["đơn vị", "người", "nơi"];
    if !text.contains(':') {
        return false;
    }
    let label = key(text.trim_start_matches([' ', '-', '+']));
    LABELS.iter().any(|l| label.split_once(' ').is_some() && label.starts_with(&key(l)))
}

/// Is this the first header row of a table? Then its header rows, first and last.
pub(super) fn header_at(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> Option<(u32, u32)> {
    if !begins_header(grid, row, words) {
        return None;
    }
    let mut top = row;
    while top > 0 && row - top < MOST_HEADER_ROWS - 1 && heads_group(grid, top - 1, words) {
        top -= 1;
    }
    let mut bottom = row;
    while bottom - top + 1 < MOST_HEADER_ROWS && continues_header(grid, top, bottom + 1, words) {
        bottom += 1;
    }
    // A blank row may stand before the levels.
    let beyond = bottom + 2;
    if beyond - top < MOST_HEADER_ROWS && names_levels_only(grid, top, beyond, words) {
        bottom = beyond;
    }
    let merged_down = |c: &Cell| grid.merge_at(c.at()).map(|m| m.end.row);
    let deepest = (top..=bottom).flat_map(|r| grid.sheet.row(r).iter().filter_map(merged_down)).max();
    let bottom = bottom.max(deepest.unwrap_or(0).min(top + MOST_HEADER_ROWS - 1));
    Some((top, bottom))
}

fn begins_header(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> bool {
    looks_like_header(grid, row, words) && !is_letterhead(grid, row, words)
}

/// "ĐẢNG ỦY XÃ HÒA SƠN | | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021": an office, and the title beside it, over the header
/// of the table itself.
fn is_letterhead(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> bool {
    let filled = |row: u32| grid.sheet.row(row).iter().filter(|c| c.value() != Value::Empty);
    let Some(left) = filled(row).next() else { return false };
    let first = shown(left);
    let title = |c: &Cell| {
        let text = key(&shown(c));
        [&words.title.rating, &words.title.rated].iter().any(|said| Vocabulary::title_has(&text, said))
    };
    if words.names_only_subject(&key(&first)) || !filled(row).skip(1).any(title) || !has_own_name(&first, words) {
        return false;
    }
    // In capitals a kind of offices looks like the name of one: right over another header it heads a column.
    let dated = filled(row).skip(1).any(|c| !years(&shown(c)).is_empty());
    if !dated && !first.contains(char::is_lowercase) && looks_like_header(grid, row + 1, words) {
        return false;
    }
    let rows = std::iter::successors(Some(next_row(grid.sheet, row)), |&row| Some(next_row(grid.sheet, row)));
    let near = rows.take_while(|&below| below <= grid.last_row() && below - row <= LETTERHEAD);
    // Under the header of a list levels or figures come first.
    let told = |c: &Cell| {
        let text = || key(&shown(c));
        matches!(c.value(), Value::Number(_))
            || words.says_level(&text())
            || (shown(c) != "*" && words.is_tick(&shown(c)))
    };
    // A header of its own begins as far to the left as the office does.
    let own = |below: u32| {
        filled(below).next().is_some_and(|c| c.at().column <= left.at().column) && looks_like_header(grid, below, words)
    };
    let mut near = near.skip_while(|&below| !own(below) && !filled(below).any(told));
    near.next().is_some_and(own)
}

/// "ĐẢNG ỦY XÃ HÒA SƠN", "Chi bộ thôn 1": an office with a name of its own, and no kind of them ("Đảng bộ xã, phường").
fn has_own_name(text: &str, words: &Vocabulary) -> bool {
    let named = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    sender(text, words).is_some() && text.split([' ', '\n']).skip(1).any(named)
}

/// Does a row look like the first of a header, whatever stands below it?
fn looks_like_header(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> bool {
    // Asked of every row of a sheet: a number settles it before any text is looked at.
    let cells = grid.sheet.row(row);
    if cells.len() < 2 || cells.iter().any(|c| matches!(c.value(), Value::Number(_))) {
        return false;
    }
    // "(Ký, ghi rõ họ và tên)" stands under signatures.
    let to_sign = |c: &Cell| matches!(c.value(), Value::Text(t) if t.starts_with('(') && words.is_footer(&key(t)));
    // Nor do figures that are typed as text stand in a header.
    if cells.iter().any(to_sign) || cells.iter().filter(|c| holds_figure(c)).count() >= 2 {
        return false;
    }
    if super::levels_below::stand(grid, row, words) {
        return true;
    }
    let names =
        |r: &ColumnRole| matches!(r, ColumnRole::Ordinal | ColumnRole::Person | ColumnRole::Unit | ColumnRole::Rating);
    // A look at the roles alone passes over nearly every row.
    let texts = cells.iter().filter_map(|c| match c.value() {
        Value::Text(text) if text.len() <= LONGEST_HEAD && !is_label_of_a_line(text) => Some(key(text)),
        _ => None,
    });
    if !texts.filter_map(|key| words.role(&key)).any(|role| names(&role))
        && !super::names_below::stand(grid, row, words)
    {
        return false;
    }
    let s = strength(grid, row, words);
    let anchored = s
        .roles
        .iter()
        .any(|r| !matches!(r, ColumnRole::Unit | ColumnRole::Ignored | ColumnRole::Opinion | ColumnRole::Unknown));
    let named = s.roles.iter().any(names);
    if !named {
        return s.numbers == 0 && super::names_below::stand(grid, row, words);
    }
    let several = s.roles.len() >= 2 && anchored && named;
    let levels = s.labels >= 3 && !s.roles.is_empty() && named;
    // Words of a sentence are no header: a header has cells of its own.
    s.numbers == 0 && (several || levels)
}

/// A number, or one typed as text: `03`, `8,71%`.
fn holds_figure(cell: &Cell) -> bool {
    match cell.value() {
        Value::Number(_) => true,
        Value::Text(text) => {
            text.trim_start().starts_with(|c: char| c.is_ascii_digit())
                && crate::text::typed_number(text) != crate::text::Typed::None
        }
        _ => false,
    }
}

/// A row above the row that begins the header may carry only the heads of column groups.
fn heads_group(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> bool {
    let cells: Vec<&Cell> = grid.sheet.row(row).iter().filter(|c| c.value() != Value::Empty).collect();
    let wide =
        |c: &Cell| grid.merge_at(c.at()).is_some_and(|m| m.end.row == m.start.row && m.end.column > m.start.column);
    // A title stands over all columns, the head of a group not over the first.
    let first = grid.sheet.row(row + 1).iter().find(|c| c.value() != Value::Empty).map(|c| c.at().column);
    let inside = |c: &Cell| first.is_some_and(|first| c.at().column > first);
    !cells.is_empty()
        && !is_letterhead(grid, row, words)
        && cells.iter().all(|c| {
            let text = key(&shown(c));
            matches!(c.value(), Value::Text(_))
                && text.chars().count() <= 60
                && (words.role(&text).is_some() || words.starts_of_which(&text))
                && (cells.len() > 1 || (wide(c) && inside(c) && !Vocabulary::title_has(&text, &words.title.rating)))
        })
}

fn continues_header(grid: &Grid<'_>, top: u32, row: u32, words: &Vocabulary) -> bool {
    let cells: Vec<&Cell> = grid.sheet.row(row).iter().filter(|c| c.value() != Value::Empty).collect();
    // "2020 | 2021" under every level: years may be typed as numbers.
    let year = |c: &Cell| header_year(&shown(c)).is_some();
    if cells.is_empty() || cells.iter().any(|c| !matches!(c.value(), Value::Text(_)) && !year(c)) {
        return false;
    }
    // One text over the whole width is the name of a group.
    let (left, right) = extent(grid, top, row - 1);
    let wide =
        |c: &Cell| grid.merge_at(c.at()).is_some_and(|m| (m.end.column - m.start.column + 1) * 2 > right - left + 1);
    if cells.len() == 1 && wide(cells[0]) && cells[0].at().column <= left + 1 {
        return false;
    }
    let keys: Vec<String> = cells.iter().map(|c| key(&shown(c))).collect();
    let rating = |c: &Cell| words.role(&key(&shown(c))) == Some(ColumnRole::Rating);
    let symbols = (top..row).any(|r| grid.sheet.row(r).iter().any(rating));
    // Under "Chia theo các loại hình" stand types, whatever they are called.
    let above = (top..row).flat_map(|r| grid.sheet.row(r));
    let divided = above.filter(|c| words.heads_division(&key(&shown(c)))).map(|c| c.at().column).min();
    let goes_on = super::columns::goes_on(grid, row + 1, words);
    let known = keys
        .iter()
        .zip(&cells)
        .filter(|(k, cell)| {
            let split = goes_on && !grid.text(CellRef::new(row + 1, cell.at().column)).is_empty();
            let symbol = symbols && words.is_symbol(k);
            let role = words.role(k).is_some() || words.mention(k).is_some() || words.starts_of_which(k);
            let part = divided.is_some_and(|from| cell.at().column >= from);
            role || split || symbol || part || year(cell) || words.is_count_word(k) || words.stage(k).is_some()
        })
        .count();
    if keys.iter().any(|k| words.is_total(k) || words.is_subtotal(k) || k.bytes().all(|b| b.is_ascii_digit())) {
        // "Tổng số" beside other heads of columns is a head; alone in the name column it is a row.
        let alone = known < 2 || cells[0].at().column <= name_columns(grid, top, row, words).1;
        if alone {
            return false;
        }
    }
    if fills_gap(grid, &cells) || super::columns::goes_on(grid, row, words) {
        return true;
    }
    if names_subjects_below(grid, row, &cells, words) {
        return true;
    }
    let (first, last) = name_columns(grid, top, row, words);
    let named = cells.iter().any(|c| (first..=last).contains(&c.at().column));
    known * 2 >= cells.len() && !named
}

/// Do nothing but levels stand in a row below a blank one, the first of them under a head and the others under none?
fn names_levels_only(grid: &Grid<'_>, top: u32, row: u32, words: &Vocabulary) -> bool {
    let filled = |row: u32| grid.sheet.row(row).iter().filter(|c| c.value() != Value::Empty);
    let level = |c: &Cell| {
        matches!(c.value(), Value::Text(_)) && words.mention(&key(&shown(c))).is_some_and(|m| words.is_label(&m.label))
    };
    let headed = |c: &Cell| (top..row - 1).flat_map(filled).any(|head| head.at().column == c.at().column);
    let under_one = || filled(row).next().is_some_and(headed) && !filled(row).skip(1).any(headed);
    filled(row - 1).next().is_none() && filled(row).count() >= 3 && filled(row).all(level) && under_one()
}

/// The rows above the body, each with what it is.
pub(super) fn header_rows(frame: &Frame<'_, '_>) -> Vec<super::Row> {
    let blank = |r: u32| frame.grid.sheet.row(r).iter().all(|c| c.value() == Value::Empty);
    (frame.range.start.row..frame.body.0)
        .map(|r| {
            let role = match () {
                () if r <= frame.bottom => super::RowRole::Header,
                () if Some(r) == frame.numbers => super::RowRole::Numbers,
                () if blank(r) => super::RowRole::Blank,
                () => super::RowRole::Note,
            };
            super::Row::bare(r, role)
        })
        .collect()
}

/// "Kết quả xếp loại" over "Đảng viên | Công chức": who is rated, each under a part of one merged head.
fn names_subjects_below(grid: &Grid<'_>, row: u32, cells: &[&Cell], words: &Vocabulary) -> bool {
    let Some(above) = row.checked_sub(1) else { return false };
    let named = |text: String| words.names_whom(&text) || names_side(&text, words);
    let subjects = cells.len() >= 2 && cells.iter().all(|c| named(key(&shown(c))));
    let merged = |c: &&Cell| {
        let head = grid.merge_at(CellRef::new(above, c.at().column));
        head.is_some_and(|m| m.end.row < row && m.end.column > m.start.column)
    };
    // Without a merge each head stands over the first of its own.
    let blank = |c: &&Cell| grid.text(CellRef::new(above, c.at().column)).is_empty();
    let beside = cells.windows(2).all(|pair| pair[1].at().column == pair[0].at().column + 1);
    let unmerged = || beside && cells.first().is_some_and(|c| !blank(c)) && cells[1..].iter().any(blank);
    subjects && (cells.iter().all(merged) || unmerged())
}

/// Do the texts stand side by side under one head whose neighbours are blank, as the parts of an unmerged group do?
pub(super) fn fills_gap(grid: &Grid<'_>, cells: &[&Cell]) -> bool {
    let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return false };
    let above = |c: u32| first.at().row.checked_sub(1).map(|r| grid.text(CellRef::new(r, c))).unwrap_or_default();
    let side_by_side = cells.len() >= 2 && last.at().column - first.at().column + 1 == cells.len() as u32;
    side_by_side
        && !above(first.at().column).is_empty()
        && (first.at().column + 1..=last.at().column).all(|c| above(c).is_empty())
        && !above(last.at().column + 1).is_empty()
}

/// The columns above `row` that a header already gives to the ordinal and the name of a row.
pub(super) fn name_columns(grid: &Grid<'_>, top: u32, row: u32, words: &Vocabulary) -> (u32, u32) {
    let mut span: Option<(u32, u32)> = None;
    for r in top..row {
        for cell in grid.sheet.row(r) {
            let role = words.role(&key(&shown(cell)));
            let group = grid.merge_at(cell.at()).is_some_and(|m| m.end.column > m.start.column)
                || is_open_group(grid, cell.at(), (top, row));
            let naming = matches!(role, Some(ColumnRole::Ordinal | ColumnRole::Person | ColumnRole::Unit));
            if naming && (!group || role == Some(ColumnRole::Ordinal)) {
                let at = cell.at().column;
                span = Some(span.map_or((at, at), |(a, b)| (a.min(at), if at == b + 1 { at } else { b })));
            }
        }
    }
    // "Khoa/Phòng": whatever heads the first column may name the rows.
    span.unwrap_or_else(|| {
        let (left, _) = extent(grid, top, row.saturating_sub(1).max(top));
        (left, left)
    })
}

/// Without a merge, the head of a group has a blank beside it where the row below goes on: "Chi bộ" over "Tổng số | HTXSNV".
fn is_open_group(grid: &Grid<'_>, head: CellRef, (top, row): (u32, u32)) -> bool {
    let filled = |r: u32, c: u32| !grid.text(CellRef::new(r, c)).is_empty();
    let beside = head.column + 1;
    filled(row, head.column) && filled(row, beside) && (top..row).all(|r| !filled(r, beside))
}
