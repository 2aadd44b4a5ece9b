//! A sheet that goes on with the rows of the table before it without repeating its header.

use super::columns::Head;
use super::continued::{adds_up_all, may_go_on};
use super::tables::{Frame, Grid, read_table};
use super::vocabulary::Vocabulary;
use super::{ColumnRole, Kind, Located, Observation, RowRole, Table};
use crate::finding::{CellRange, CellRef, Message};
use crate::read::{Sheet, Tab, Value, Workbook};
use crate::text::{Typed, key, typed_number};

/// What a table of rows that are not read says of itself.
const NO_HEADER: &str = "no header";

/// Looks at every sheet without a table: do its rows fit the columns of the table on the sheets before?
///
/// Where the numbers go on, or a total at the end adds up the rows of all sheets, it is the same table. Where they do not,
/// that is said and nothing is counted.
pub fn read(located: &mut [Located], workbook: &Workbook, words: &Vocabulary) {
    let mut at = 1;
    while at < located.len() {
        let found = onward(located, at, workbook, words);
        let sheets = found.len().max(1);
        for (next, table) in located[at..].iter_mut().zip(found) {
            next.preamble.retain(|(cell, _)| cell.row < table.range.start.row);
            next.tables.push(table);
        }
        at += sheets;
    }
}

/// The tables with which the sheets from this one on go on, one a sheet; none where they do not look like it.
fn onward(located: &[Located], at: usize, workbook: &Workbook, words: &Vocabulary) -> Vec<Table> {
    // What a sheet between them left open is open here as well.
    let mut before = located[..at].iter().rev().map_while(|l| l.tables.last());
    let Some(last) = before.find(|t| t.kind != Kind::Other || t.evidence.en != NO_HEADER) else {
        return Vec::new();
    };
    let counted = matches!(last.kind, Kind::CountSummary | Kind::UnitRoster | Kind::PersonRoster);
    let sheets: Vec<(usize, &Sheet)> = located[at..]
        .iter()
        .take_while(|l| l.tables.is_empty())
        .map_while(|l| match workbook.tabs.get(l.tab) {
            Some(Tab::Sheet(sheet)) if !sheet.is_own_list() => Some((l.tab, sheet)),
            _ => None,
        })
        .collect();
    let (Some(&(tab, sheet)), Some(Tab::Sheet(above)), true) = (sheets.first(), workbook.tabs.get(last.tab), counted)
    else {
        return Vec::new();
    };
    let Some((table, sure)) = rows_below(sheet, tab, last, words) else { return Vec::new() };
    let data = last.rows.iter().rfind(|r| r.role == RowRole::Data);
    let numbers = data.and_then(|r| number(&r.ordinal.text())).zip(ordinal(sheet, table.range.start.row, last));
    let closed = last.rows.iter().any(|r| r.role == RowRole::Total);
    let follows = numbers.is_some_and(|(a, b)| b == a + 1);
    if !closed && follows && sure && table.kind == last.kind {
        return vec![going_on(table, ("không lặp lại tiêu đề", "without its header"))];
    }
    if !sure {
        return if closed || !follows { Vec::new() } else { vec![left_open(table, last, None)] };
    }
    let unnumbered = !is_numbered(last);
    if unnumbered && closed {
        return Vec::new();
    }
    let added = if unnumbered { added_up((last, above), &sheets, words) } else { Vec::new() };
    match added.is_empty() {
        false => added,
        true => vec![left_open(table, last, numbers)],
    }
}

/// The tables of rows without numbers up to the one whose total adds up all of them; none without such a total.
fn added_up(last: (&Table, &Sheet), sheets: &[(usize, &Sheet)], words: &Vocabulary) -> Vec<Table> {
    let mut found: Vec<(Table, &Sheet)> = Vec::new();
    for &(tab, sheet) in sheets {
        let below = rows_below(sheet, tab, last.0, words).filter(|(t, sure)| *sure && t.kind == last.0.kind);
        let Some((table, _)) = below else { break };
        let before: Vec<(&Table, &Sheet)> = std::iter::once(last).chain(found.iter().map(|(t, s)| (t, *s))).collect();
        let may = may_go_on(before[before.len() - 1].0, &table);
        let all = may && adds_up_all(&before, (&table, sheet));
        found.push((table, sheet));
        if all {
            let said = ("dòng cộng ở cuối cộng tất cả", "the total at the end adds up all");
            return found.into_iter().map(|(table, _)| going_on(table, said)).collect();
        }
        if !may {
            break;
        }
    }
    Vec::new()
}

fn going_on(mut table: Table, (vi, en): (&str, &str)) -> Table {
    table.evidence.vi.push_str(&format!("; nối tiếp biểu ở sheet trước, {vi}"));
    table.evidence.en.push_str(&format!("; goes on with the table of the sheet before, {en}"));
    table
}

/// The rows of a sheet without header, read under the header of a table before, and whether all of them fit it; `None`
/// where they look like other things.
fn rows_below(sheet: &Sheet, tab: usize, last: &Table, words: &Vocabulary) -> Option<(Table, bool)> {
    let is_numbered = is_numbered(last);
    let rows: Vec<u32> = rows_of(sheet);
    let may_begin = |row: u32| match fit(sheet, row, last, words) {
        Fit::Whole => true,
        // Who has no rating is a row as well, where numbers tell one.
        Fit::Bare => is_numbered,
        Fit::Not => false,
    };
    let first = *rows.iter().find(|&&row| may_begin(row))?;
    let counts = |row: u32| match is_numbered {
        true => ordinal(sheet, row, last).is_some(),
        // Without numbers, rows with as much in them as the first.
        false => sheet.row(row).iter().filter(|c| matches!(c.value(), Value::Number(_))).count() >= 2,
    };
    let own = rows.iter().copied().filter(|&row| row >= first && counts(row));
    let fits: Vec<Fit> = own.map(|row| fit(sheet, row, last, words)).collect();
    let sure =
        fits.contains(&Fit::Whole) && fits.iter().all(|fit| *fit == Fit::Whole || is_numbered && *fit == Fit::Bare);
    if !sure && !is_numbered {
        return None;
    }
    let grid = Grid::new(sheet);
    let (left, right) = (last.range.start.column, last.range.end.column);
    let range = CellRange::new(CellRef::new(first, left), CellRef::new(grid.last_row(), right));
    let heads: Vec<Head> = last.columns.iter().map(|c| Head { index: c.index, path: c.path.clone() }).collect();
    let frame = Frame { grid: &grid, tab, range, bottom: first, numbers: None, body: (first, range.end.row) };
    Some((read_table(&frame, heads, last.titles.clone(), words, None), sure))
}

/// A table of nothing that says why its rows are not read.
fn left_open(mut table: Table, last: &Table, numbers: Option<(u32, u32)>) -> Table {
    let (vi, en) = match numbers {
        Some((a, b)) => (
            format!("nhưng số thứ tự không nối tiếp ({a} → {b})"),
            format!("but their numbers do not go on ({a} → {b})"),
        ),
        None => ("nhưng không rõ có nối tiếp biểu đó không".to_owned(), "but nothing says that they go on".to_owned()),
    };
    table.kind = Kind::Other;
    table.rows.iter_mut().filter(|r| r.role != RowRole::Blank).for_each(|r| r.role = RowRole::Note);
    let at = table.range.start;
    table.observations = vec![Observation::UnclearLayout {
        range: CellRange::new(at, at),
        what: Message::new(
            format!("sheet không có tiêu đề cột, các dòng giống biểu ở sheet “{}” {vi}; chưa được tính", last.sheet),
            format!("the sheet has no header and its rows look like those of “{}”, {en}; not counted", last.sheet),
        ),
        readings: Vec::new(),
    }];
    table.evidence = Message::new("không có tiêu đề cột", NO_HEADER);
    table
}

/// The rows that hold something, at most as many as tell.
fn rows_of(sheet: &Sheet) -> Vec<u32> {
    let mut rows: Vec<u32> =
        sheet.cells.iter().filter(|c| c.value() != Value::Empty).map(|c| c.at().row).take(4_000).collect();
    rows.dedup();
    rows
}

fn number(text: &str) -> Option<u32> {
    text.trim_end_matches(['.', ')']).parse().ok()
}

/// Is there a column of numbers with numbers in it?
fn is_numbered(table: &Table) -> bool {
    let mut data = table.rows.iter().filter(|r| r.role == RowRole::Data);
    table.column(ColumnRole::Ordinal).is_some() && data.any(|r| !r.ordinal.is_empty())
}

/// The number in front of a row.
fn ordinal(sheet: &Sheet, row: u32, table: &Table) -> Option<u32> {
    let column = table.column(ColumnRole::Ordinal)?.index;
    number(&super::tables::shown(sheet.get(CellRef::new(row, column))?))
}

/// How a row goes with the columns of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// Numbered, named, figures where figures stand, levels where levels stand.
    Whole,
    /// Numbered and named, and nothing else says what it is.
    Bare,
    Not,
}

/// Does a row fit the columns?
fn fit(sheet: &Sheet, row: u32, table: &Table, words: &Vocabulary) -> Fit {
    let text = |c: u32| sheet.get(CellRef::new(row, c)).map(super::tables::shown).unwrap_or_default();
    let Some(name) = table.name_column().map(|c| text(c.index)) else { return Fit::Not };
    let is_number = |t: &str| !matches!(typed_number(t), Typed::None);
    let beyond = sheet.row(row).iter().any(|c| c.value() != Value::Empty && c.at().column > table.range.end.column);
    let is_numbered = is_numbered(table);
    if name.is_empty() || is_number(&name) || beyond || (is_numbered && ordinal(sheet, row, table).is_none()) {
        return Fit::Not;
    }
    let mut told = 0;
    for column in &table.columns {
        use ColumnRole::{Count, Mark, Rated, Rating, Share, Total, Unrated};
        let text = text(column.index);
        if text.is_empty() {
            continue;
        }
        let valued = match column.role {
            Total | Rated | Unrated | Count | Share => {
                text.starts_with(|c: char| c.is_ascii_digit()) || words.is_none_mark(&text)
            }
            Mark => words.is_tick(&text),
            // Other words may be a reason, or a level that nobody knows.
            Rating if words.mention_beside(&key(&text)).is_none() && !is_number(&text) => continue,
            Rating => !is_number(&text),
            _ => continue,
        };
        if !valued {
            return Fit::Not;
        }
        told += 1;
    }
    // Without numbers figures must stand in most columns.
    match told >= if is_numbered { 1 } else { 3 } {
        true => Fit::Whole,
        false => Fit::Bare,
    }
}
