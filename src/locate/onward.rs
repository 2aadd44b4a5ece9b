//! A sheet that goes on with the rows of the table before it without repeating its header.

use super::columns::Head;
use super::tables::{Frame, Grid, read_table};
use super::vocabulary::Vocabulary;
use super::{ColumnRole, Kind, Located, Observation, RowRole, Table};
use crate::finding::{CellRange, CellRef, Message};
use crate::read::{Sheet, Tab, Value, Workbook};
use crate::text::{Typed, key, typed_number};

/// Looks at every sheet without a table: do its rows fit the columns of the table on the sheet before?
///
/// Where the numbers go on, it is the same table. Where they do not, that is said and nothing is counted.
pub fn read(located: &mut [Located], workbook: &Workbook, words: &Vocabulary) {
    for at in 1..located.len() {
        let (before, rest) = located.split_at_mut(at);
        let (Some(last), Some(next)) = (before.last().and_then(|l| l.tables.last()), rest.first_mut()) else {
            continue;
        };
        let Some(Tab::Sheet(sheet)) = workbook.tabs.get(next.tab).filter(|_| next.tables.is_empty()) else { continue };
        let counted = matches!(last.kind, Kind::CountSummary | Kind::UnitRoster | Kind::PersonRoster);
        if sheet.is_own_list() || !counted {
            continue;
        }
        let Some(Tab::Sheet(above)) = workbook.tabs.get(last.tab) else { continue };
        if let Some(table) = go_on(sheet, next.tab, (last, above), words) {
            next.preamble.retain(|(cell, _)| cell.row < table.range.start.row);
            next.tables.push(table);
        }
    }
}

/// The table that goes on on the sheet, or a table of nothing that says why it is not read.
fn go_on(sheet: &Sheet, tab: usize, (last, above): (&Table, &Sheet), words: &Vocabulary) -> Option<Table> {
    let rows: Vec<u32> = rows_of(sheet);
    let first = *rows.iter().find(|&&row| fits(sheet, row, last, words))?;
    let own: Vec<u32> = rows.iter().copied().filter(|&row| row >= first).collect();
    let counts = |row: u32| match last.column(ColumnRole::Ordinal) {
        Some(_) => ordinal(sheet, row, last).is_some(),
        // Without numbers, rows with as much in them as the first.
        None => sheet.row(row).iter().filter(|c| matches!(c.value, Value::Number(_))).count() >= 2,
    };
    let numbered: Vec<u32> = own.iter().copied().filter(|&row| counts(row)).collect();
    let fitting = numbered.iter().filter(|&&row| fits(sheet, row, last, words)).count();
    if fitting == 0 || fitting < numbered.len() {
        return None;
    }
    let unnumbered = last.column(ColumnRole::Ordinal).is_none();
    let grid = Grid::new(sheet);
    let (left, right) = (last.range.start.column, last.range.end.column);
    let range = CellRange::new(CellRef::new(first, left), CellRef::new(grid.last_row(), right));
    let heads: Vec<Head> = last.columns.iter().map(|c| Head { index: c.index, path: c.path.clone() }).collect();
    let frame = Frame { grid: &grid, tab, range, bottom: first, numbers: None, body: (first, range.end.row) };
    let mut table = read_table(&frame, heads, last.titles.clone(), words, None);
    let data = last.rows.iter().rfind(|r| r.role == RowRole::Data);
    let before = data.and_then(|r| number(&r.ordinal.text()));
    let after = ordinal(sheet, first, last);
    let closed = last.rows.iter().any(|r| r.role == RowRole::Total);
    if !closed && before.zip(after).is_some_and(|(a, b)| b == a + 1) && table.kind == last.kind {
        table.evidence.vi.push_str("; nối tiếp biểu ở sheet trước, không lặp lại tiêu đề");
        table.evidence.en.push_str("; goes on with the table of the sheet before, without its header");
        return Some(table);
    }
    let adds_up = || super::continued::adds_up_both((last, Some(above)), (&table, Some(sheet)));
    if !closed && unnumbered && table.kind == last.kind && adds_up() {
        table.evidence.vi.push_str("; nối tiếp biểu ở sheet trước: dòng cộng cộng cả hai");
        table.evidence.en.push_str("; goes on with the table of the sheet before: the total adds up both");
        return Some(table);
    }
    if unnumbered && closed {
        return None;
    }
    let said = before.zip(after).map_or(String::new(), |(a, b)| format!(" ({a} → {b})"));
    table.kind = Kind::Other;
    table.rows.iter_mut().filter(|r| r.role != RowRole::Blank).for_each(|r| r.role = RowRole::Note);
    table.observations = vec![Observation::UnclearLayout {
        range: CellRange::new(CellRef::new(first, left), CellRef::new(first, left)),
        what: Message::new(
            format!(
                "sheet không có tiêu đề cột, các dòng giống biểu ở sheet “{}” nhưng số thứ tự không nối tiếp{said}; chưa được tính",
                last.sheet
            ),
            format!(
                "the sheet has no header and its rows look like those of “{}”, but their numbers do not go on{said}; not counted",
                last.sheet
            ),
        ),
        readings: Vec::new(),
    }];
    table.evidence = Message::new("không có tiêu đề cột", "no header");
    Some(table)
}

/// The rows that hold something, at most as many as tell.
fn rows_of(sheet: &Sheet) -> Vec<u32> {
    let mut rows: Vec<u32> =
        sheet.cells.iter().filter(|c| c.value != Value::Empty).map(|c| c.at.row).take(4_000).collect();
    rows.dedup();
    rows
}

fn number(text: &str) -> Option<u32> {
    text.trim_end_matches(['.', ')']).parse().ok()
}

/// The number in front of a row.
fn ordinal(sheet: &Sheet, row: u32, table: &Table) -> Option<u32> {
    let column = table.column(ColumnRole::Ordinal)?.index;
    number(&super::tables::shown(sheet.get(CellRef::new(row, column))?))
}

/// Does a row fit the columns: numbered, named, figures where figures stand, levels where levels stand?
fn fits(sheet: &Sheet, row: u32, table: &Table, words: &Vocabulary) -> bool {
    let text = |c: u32| sheet.get(CellRef::new(row, c)).map(super::tables::shown).unwrap_or_default();
    let Some(name) = table.name_column().map(|c| text(c.index)) else { return false };
    let is_number = |t: &str| !matches!(typed_number(t), Typed::None);
    let named = !name.is_empty() && !is_number(&name);
    let valued = |role: ColumnRole, text: &str| match role {
        ColumnRole::Total | ColumnRole::Rated | ColumnRole::Unrated | ColumnRole::Count | ColumnRole::Share => {
            text.starts_with(|c: char| c.is_ascii_digit()) || words.is_none_mark(text)
        }
        ColumnRole::Mark => words.is_tick(text),
        ColumnRole::Rating => words.mention_beside(&key(text)).is_some(),
        _ => false,
    };
    let mut told = 0;
    for column in &table.columns {
        use ColumnRole::{Count, Mark, Rated, Rating, Share, Total, Unrated};
        let text = text(column.index);
        if text.is_empty() || !matches!(column.role, Count | Mark | Rated | Rating | Share | Total | Unrated) {
            continue;
        }
        if !valued(column.role, &text) {
            return false;
        }
        told += 1;
    }
    let beyond = sheet.row(row).iter().any(|c| c.value != Value::Empty && c.at.column > table.range.end.column);
    let numbered = table.column(ColumnRole::Ordinal).is_none_or(|_| ordinal(sheet, row, table).is_some());
    // Without numbers figures must stand in most columns.
    let enough = if table.column(ColumnRole::Ordinal).is_none() { 3 } else { 1 };
    named && !beyond && told >= enough && numbered
}
