//! Where tables stand on a sheet: header rows, number row, body, and the lines around them.

use std::collections::BTreeMap;

use super::captions::{before_titles, title_lines};
use super::columns::{self, Head};
use super::declared::Declared;
use super::headers::{fills_gap, name_columns};
use super::numbers::number_row;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Kind, Located, Table};
use super::{cover, kinds, rows, unclear};
use crate::finding::{CellRange, CellRef, Message};
use crate::read::{Cell, Sheet, Value};
use crate::text::{clean, key};

/// Header rows a table may have.
const MOST_HEADER_ROWS: u32 = 4;
/// Blank rows that may stand between a header and what follows it, or inside a table.
const MOST_BLANK_ROWS: u32 = 3;

/// A sheet with its merges at hand.
pub(super) struct Grid<'s> {
    pub(super) sheet: &'s Sheet,
    merges: BTreeMap<u32, Vec<CellRange>>,
}

impl<'s> Grid<'s> {
    fn new(sheet: &'s Sheet) -> Self {
        let mut merges: BTreeMap<u32, Vec<CellRange>> = BTreeMap::new();
        // A merge of thousands of rows is a formatting habit, never a header.
        let short = |m: &&CellRange| m.end.row - m.start.row <= 64;
        for merge in sheet.merges.iter().flatten().filter(short) {
            for row in merge.start.row..=merge.end.row {
                merges.entry(row).or_default().push(*merge);
            }
        }
        Self { sheet, merges }
    }

    pub(super) fn merge_at(&self, at: CellRef) -> Option<CellRange> {
        self.merges.get(&at.row)?.iter().find(|m| m.contains(at)).copied()
    }

    /// The text of a cell as people read it; numbers in their shortest form; empty when blank.
    pub(super) fn text(&self, at: CellRef) -> String {
        self.sheet.get(at).map(shown).unwrap_or_default()
    }

    pub(super) fn last_row(&self) -> u32 {
        self.sheet.cells.last().map_or(0, |c| c.at.row)
    }
}

/// What a cell shows, cleaned; numbers in their shortest form.
pub fn shown(cell: &Cell) -> String {
    match &cell.value {
        Value::Empty => String::new(),
        Value::Number(n) => n.to_string(),
        Value::Text(text) => clean(text),
        Value::Bool(b) => b.to_string().to_uppercase(),
        Value::Error(e) => e.to_string(),
    }
}

pub(super) fn find(sheet: &Sheet, tab: usize, words: &Vocabulary, declared: &[&Declared]) -> Located {
    let grid = Grid::new(sheet);
    let mut tables: Vec<Table> = declared.iter().map(|told| told.read(&grid, tab, words)).collect();
    let mut row = 0;
    let last = grid.last_row();
    let mut free_from = 0;
    while declared.is_empty() && row <= last {
        match header_at(&grid, row, words) {
            Some(span) => {
                let titles = title_lines(&grid, free_from, span.0, words);
                let (found, end) = read_tables(&grid, tab, span, titles, words);
                tables.extend(found);
                free_from = end + 1;
                row = free_from;
            }
            None => row = next_row(sheet, row),
        }
    }
    let top = tables.iter().map(|t| t.range.start.row).min().unwrap_or(u32::MAX);
    let preamble = sheet
        .cells
        .iter()
        .take_while(|c| c.at.row < top)
        .take(400)
        .map(|c| (c.at, shown(c)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let has_content = sheet.cells.iter().filter(|c| c.value != Value::Empty).take(12).count() >= 12;
    Located { tab, tables, preamble, has_content }
}

/// The next row that holds a cell.
fn next_row(sheet: &Sheet, row: u32) -> u32 {
    let at = sheet.row_start(row.saturating_add(1));
    sheet.cells.get(at).map_or(u32::MAX, |c| c.at.row)
}

/// What the texts of a row say when it is read as a header.
struct Strength {
    roles: Vec<ColumnRole>,
    labels: usize,
    numbers: usize,
}

fn strength(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> Strength {
    let mut found = Strength { roles: Vec::new(), labels: 0, numbers: 0 };
    for cell in grid.sheet.row(row) {
        match &cell.value {
            Value::Text(text) if text.len() <= 400 => {
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

/// Is this the first header row of a table? Then its header rows, first and last.
fn header_at(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> Option<(u32, u32)> {
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
    let merged_down = |c: &Cell| grid.merge_at(c.at).map(|m| m.end.row);
    let deepest = (top..=bottom).flat_map(|r| grid.sheet.row(r).iter().filter_map(merged_down)).max();
    let bottom = bottom.max(deepest.unwrap_or(0).min(top + MOST_HEADER_ROWS - 1));
    Some((top, bottom))
}

fn begins_header(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> bool {
    // Asked of every row of a sheet: a number settles it before any text is looked at.
    let cells = grid.sheet.row(row);
    if cells.len() < 2 || cells.iter().any(|c| matches!(c.value, Value::Number(_))) {
        return false;
    }
    // "(Ký, ghi rõ họ và tên)" stands under signatures.
    let to_sign = |c: &Cell| matches!(&c.value, Value::Text(t) if t.starts_with('(') && words.is_footer(&key(t)));
    // Nor do figures that are typed as text stand in a header.
    if cells.iter().any(to_sign) || cells.iter().filter(|c| holds_figure(c)).count() >= 2 {
        return false;
    }
    let s = strength(grid, row, words);
    let anchored = s
        .roles
        .iter()
        .any(|r| !matches!(r, ColumnRole::Unit | ColumnRole::Ignored | ColumnRole::Opinion | ColumnRole::Unknown));
    let named = s
        .roles
        .iter()
        .any(|r| matches!(r, ColumnRole::Ordinal | ColumnRole::Person | ColumnRole::Unit | ColumnRole::Rating));
    let several = s.roles.len() >= 2 && anchored && named;
    let levels = s.labels >= 3 && !s.roles.is_empty() && named;
    // Words of a sentence are no header: a header has cells of its own.
    s.numbers == 0 && (several || levels)
}

/// A number, or one typed as text: `03`, `8,71%`.
fn holds_figure(cell: &Cell) -> bool {
    match &cell.value {
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
    let cells: Vec<&Cell> = grid.sheet.row(row).iter().filter(|c| c.value != Value::Empty).collect();
    let wide =
        |c: &Cell| grid.merge_at(c.at).is_some_and(|m| m.end.row == m.start.row && m.end.column > m.start.column);
    // A title stands over all columns, the head of a group not over the first.
    let first = grid.sheet.row(row + 1).iter().find(|c| c.value != Value::Empty).map(|c| c.at.column);
    let inside = |c: &Cell| first.is_some_and(|first| c.at.column > first);
    !cells.is_empty()
        && cells.iter().all(|c| {
            let text = key(&shown(c));
            matches!(c.value, Value::Text(_))
                && text.chars().count() <= 60
                && (words.role(&text).is_some() || words.starts_of_which(&text))
                && (cells.len() > 1 || (wide(c) && inside(c) && !Vocabulary::title_has(&text, &words.title.rating)))
        })
}

fn continues_header(grid: &Grid<'_>, top: u32, row: u32, words: &Vocabulary) -> bool {
    let cells: Vec<&Cell> = grid.sheet.row(row).iter().filter(|c| c.value != Value::Empty).collect();
    if cells.is_empty() || cells.iter().any(|c| !matches!(c.value, Value::Text(_))) {
        return false;
    }
    // One text over the whole width is the name of a group.
    let (left, right) = extent(grid, top, row - 1);
    let wide =
        |c: &Cell| grid.merge_at(c.at).is_some_and(|m| (m.end.column - m.start.column + 1) * 2 > right - left + 1);
    if cells.len() == 1 && wide(cells[0]) && cells[0].at.column <= left + 1 {
        return false;
    }
    let keys: Vec<String> = cells.iter().map(|c| key(&shown(c))).collect();
    let rating = |c: &Cell| words.role(&key(&shown(c))) == Some(ColumnRole::Rating);
    let symbols = (top..row).any(|r| grid.sheet.row(r).iter().any(rating));
    // Under "Chia theo các loại hình" stand types, whatever they are called.
    let above = (top..row).flat_map(|r| grid.sheet.row(r));
    let divided = above.filter(|c| words.heads_division(&key(&shown(c)))).map(|c| c.at.column).min();
    let known = keys
        .iter()
        .zip(&cells)
        .filter(|(k, cell)| {
            let symbol = symbols && words.is_symbol(k);
            let role = words.role(k).is_some() || words.mention(k).is_some() || words.starts_of_which(k);
            let part = divided.is_some_and(|from| cell.at.column >= from);
            role || symbol || part || words.is_count_word(k) || words.stage(k).is_some()
        })
        .count();
    if keys.iter().any(|k| words.is_total(k) || words.is_subtotal(k) || k.bytes().all(|b| b.is_ascii_digit())) {
        // "Tổng số" beside other heads of columns is a head; alone in the name column it is a row.
        let alone = known < 2 || cells[0].at.column <= name_columns(grid, top, row, words).1;
        if alone {
            return false;
        }
    }
    if fills_gap(grid, &cells) {
        return true;
    }
    let (first, last) = name_columns(grid, top, row, words);
    let named = cells.iter().any(|c| (first..=last).contains(&c.at.column));
    known * 2 >= cells.len() && !named
}

/// Reads the table (or the tables side by side) under a header; also the last row that belongs to them.
fn read_tables(
    grid: &Grid<'_>,
    tab: usize,
    (top, bottom): (u32, u32),
    titles: Vec<String>,
    words: &Vocabulary,
) -> (Vec<Table>, u32) {
    let (first, last) = extent(grid, top, bottom);
    let numbers = number_row(grid, bottom, first, last);
    let body_from = numbers.unwrap_or(bottom) + 1;
    let heads = columns::heads(grid, (top, bottom), (first, last));
    let body_to = body_end(grid, body_from, &heads, words);
    let spans = side_by_side(&heads, grid, (body_from, body_to), words);
    let mut found = Vec::new();
    let beside = spans.len() > 1;
    for (from, to) in spans {
        let range = CellRange::new(CellRef::new(top, from), CellRef::new(body_to, to));
        let own: Vec<Head> = heads.iter().filter(|h| (from..=to).contains(&h.index)).cloned().collect();
        let frame = Frame { grid, tab, range, bottom, numbers, body: (body_from, body_to) };
        let caption = beside.then(|| super::captions::over(grid, top, (from, to), words)).flatten();
        let titles = titles.iter().cloned().chain(caption).collect();
        found.push(read_table(&frame, own, titles, words, None));
    }
    (found, body_to)
}

/// Where one table stands.
pub(super) struct Frame<'g, 's> {
    pub(super) grid: &'g Grid<'s>,
    pub(super) tab: usize,
    pub(super) range: CellRange,
    pub(super) bottom: u32,
    pub(super) numbers: Option<u32>,
    pub(super) body: (u32, u32),
}

impl Frame<'_, '_> {
    /// The number in a cell; a blank or a dash is 0 here, where only sums are compared.
    fn figure(&self, row: u32, column: u32) -> Option<i64> {
        match self.grid.sheet.get(CellRef::new(row, column)).map(|c| &c.value) {
            None | Some(Value::Empty) => Some(0),
            Some(Value::Number(n)) if n.fract() == 0.0 && n.abs() < 1e15 => Some(*n as i64),
            Some(Value::Text(text)) => match crate::text::typed_number(text) {
                crate::text::Typed::Number(d) => d.to_integer(),
                crate::text::Typed::Either { grouped, .. } => grouped.to_integer(),
                crate::text::Typed::None => Some(0).filter(|_| !text.contains(|c: char| c.is_ascii_digit())),
            },
            Some(_) => None,
        }
    }
}

pub(super) fn read_table(
    frame: &Frame<'_, '_>,
    heads: Vec<Head>,
    titles: Vec<String>,
    words: &Vocabulary,
    declared: Option<&Declared>,
) -> Table {
    let mut columns = columns::roles(&heads, words);
    columns::unname_figures(&mut columns, frame);
    let tell = |columns: &mut [Column]| {
        declared.into_iter().for_each(|declared| {
            declared.tell_columns(columns, words);
            columns::find_shares(columns);
        });
    };
    tell(&mut columns);
    let mut rows = header_rows(frame);
    let body = rows::read(frame, &heads, &columns, words);
    columns::refine(&mut columns, &body, &titles, frame, words);
    tell(&mut columns);
    let (mut kind, mut evidence) = kinds::kind(&columns, &body, &titles, words);
    if let Some(told) = declared.and_then(|declared| declared.kind) {
        (kind, evidence) = (told, Message::new("theo khai báo của đơn vị", "as declared"));
    }
    let levels = columns.iter().any(|c| c.level.is_some());
    if kind == Kind::CountSummaryTransposed || (kind == Kind::CountSummary && !levels) {
        columns::count_figures(&mut columns, &body, frame, words);
        tell(&mut columns);
    }
    let rating =
        matches!(kind, Kind::CountSummary | Kind::CountSummaryTransposed | Kind::UnitRoster | Kind::PersonRoster);
    rows.extend(rows::settle(body, &columns, kind, frame, words));
    declared.into_iter().for_each(|declared| declared.tell_rows(&mut rows));
    // Without levels every figure is told for itself, and two totals are no two candidates.
    let counts = matches!(kind, Kind::CountSummary | Kind::CountSummaryTransposed);
    let rating = rating && (!counts || levels || rows.iter().any(|r| r.level.is_some()));
    let adds_up =
        |c: &&Column| matches!(c.role, ColumnRole::Count | ColumnRole::Total | ColumnRole::Rated | ColumnRole::Unrated);
    let counted: Vec<u32> = columns.iter().filter(adds_up).map(|c| c.index).collect();
    cover::cover(&mut rows, kind, &|row, column| frame.figure(row, column), &counted);
    let (mut subject, mut subject_by_title) = kinds::table_subject(&titles, &columns, kind, words);
    if let Some(told) = declared.and_then(|declared| declared.subject) {
        (subject, subject_by_title) = (told, true);
    }
    let mut table = Table {
        tab: frame.tab,
        sheet: frame.grid.sheet.name.clone(),
        range: frame.range,
        kind,
        titles,
        subject,
        subject_by_title,
        columns,
        rows,
        continues: false,
        observations: Vec::new(),
        evidence,
    };
    if rating {
        let rows = || table.rows.iter().filter(|r| r.role == super::RowRole::Data);
        let filled = |c: u32| rows().any(|r| !frame.grid.text(CellRef::new(r.index, c)).is_empty());
        table.observations = unclear::unclear(&table, &filled);
        table.observations.extend(unclear::disagreeing(&table, &|row, column| frame.figure(row, column)));
    }
    if kind == Kind::Other {
        let figures = |c: u32| {
            let mut data = table.rows.iter().filter(|r| r.role == super::RowRole::Data);
            let number =
                |r: u32| frame.grid.sheet.get(CellRef::new(r, c)).is_some_and(|x| matches!(x.value, Value::Number(_)));
            data.clone().any(|r| number(r.index))
                && data.all(|r| number(r.index) || frame.figure(r.index, c) == Some(0))
        };
        table.observations = unclear::says_nothing(&table, words, &figures).into_iter().collect();
    }
    table
}

fn header_rows(frame: &Frame<'_, '_>) -> Vec<super::Row> {
    let blank = |r: u32| frame.grid.sheet.row(r).iter().all(|c| c.value == Value::Empty);
    (frame.range.start.row..frame.body.0)
        .map(|r| {
            let role = match () {
                () if r <= frame.bottom => super::RowRole::Header,
                () if Some(r) == frame.numbers => super::RowRole::Numbers,
                () if blank(r) => super::RowRole::Blank,
                () => super::RowRole::Note,
            };
            rows::bare(r, role)
        })
        .collect()
}

/// The columns a header spans, merges included.
fn extent(grid: &Grid<'_>, top: u32, bottom: u32) -> (u32, u32) {
    let mut first = u32::MAX;
    let mut last = 0;
    for cell in (top..=bottom).flat_map(|r| grid.sheet.row(r)).filter(|c| c.value != Value::Empty) {
        let merge = grid.merge_at(cell.at).unwrap_or(cell.at.into());
        first = first.min(merge.start.column);
        last = last.max(merge.end.column);
    }
    (first, last)
}

/// The last row of a table's body: before the next table's header, before its title, at the end of the sheet.
fn body_end(grid: &Grid<'_>, from: u32, heads: &[Head], words: &Vocabulary) -> u32 {
    let last = grid.last_row();
    let mut end = from.saturating_sub(1);
    let mut row = from;
    while row <= last {
        let next = header_at(grid, row, words).filter(|_| !columns::repeats(grid, row, heads));
        if let Some((top, _)) = next
            && is_new_table(grid, row, heads, words)
        {
            return before_titles(grid, from, end.min(top.saturating_sub(1)));
        }
        if !grid.sheet.row(row).is_empty() {
            end = row;
        }
        row = next_row(grid.sheet, row);
    }
    end
}

/// A row that would begin a header is one only if it says more than a row of ratings does.
fn is_new_table(grid: &Grid<'_>, row: u32, heads: &[Head], words: &Vocabulary) -> bool {
    let s = strength(grid, row, words);
    let ordinal = s.roles.contains(&ColumnRole::Ordinal) || s.roles.contains(&ColumnRole::Person);
    let telling =
        s.roles.iter().filter(|r| !matches!(r, ColumnRole::Unit | ColumnRole::Post | ColumnRole::Ignored)).count();
    let names =
        heads.iter().filter(|h| matches!(words.role(&key(h.leaf())), Some(ColumnRole::Unit | ColumnRole::Person)));
    // A row whose name cell is an ordinary name under the header is a row of this table.
    let is_row = names.clone().any(|h| {
        let text = key(&grid.text(CellRef::new(row, h.index)));
        !text.is_empty() && words.role(&text).is_none() && words.mention(&text).is_none()
    });
    ordinal || ((telling >= 2 || s.labels >= 3) && !is_row)
}

/// Tables standing side by side: the header is parted by empty columns, and each part has its own name column.
fn side_by_side(heads: &[Head], grid: &Grid<'_>, body: (u32, u32), words: &Vocabulary) -> Vec<(u32, u32)> {
    let (Some(first), Some(last)) = (heads.first(), heads.last()) else {
        return Vec::new();
    };
    let whole = vec![(first.index, last.index)];
    // What stands under the first blank row may be signatures.
    let blank = |r: &u32| grid.sheet.row(*r).iter().all(|c| c.value == Value::Empty);
    let to = (body.0 + 1..=body.1).find(blank).unwrap_or(body.1 + 1).min(body.0 + 200);
    let empty = |h: &Head| h.path.is_empty() && (body.0..to).all(|r| grid.text(CellRef::new(r, h.index)).is_empty());
    let mut parts: Vec<Vec<&Head>> = vec![Vec::new()];
    for head in heads {
        match empty(head) {
            true => parts.push(Vec::new()),
            false => parts.last_mut().into_iter().for_each(|p| p.push(head)),
        }
    }
    parts.retain(|p| !p.is_empty());
    let role = |h: &Head| words.role(&key(h.leaf()));
    let own = |p: &Vec<&Head>| {
        let names = |h: &&Head| {
            matches!(role(h), Some(ColumnRole::Ordinal | ColumnRole::Person | ColumnRole::Unit | ColumnRole::Rating))
        };
        // Names alone are no table: a blank column may stand behind them.
        let tells = |h: &&&Head| {
            let leaf = key(h.leaf());
            let value =
                role(h).is_some_and(|r| !matches!(r, ColumnRole::Ordinal | ColumnRole::Person | ColumnRole::Unit));
            value || words.mention(&leaf).is_some() || words.is_count_word(&leaf)
        };
        p.len() >= 2 && p.first().is_some_and(names) && p[1..].iter().any(|h| tells(&h))
    };
    if parts.len() < 2 || !parts.iter().all(own) {
        return whole;
    }
    parts.iter().filter_map(|p| Some((p.first()?.index, p.last()?.index))).collect()
}

/// Blank rows in a row that a table may hold before what follows is no longer part of it.
pub(super) const fn most_blank_rows() -> u32 {
    MOST_BLANK_ROWS
}
