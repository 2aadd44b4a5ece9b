//! Where tables stand on a sheet: header rows, number row, body, and the lines around them.

use std::collections::BTreeMap;

use super::captions::{before_titles, line_above, stand_beside, title_lines};
use super::columns::{self, Head};
use super::declared::Declared;
use super::headers::{header_at, strength};
use super::numbers::number_row;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Kind, Located, Table};
use super::{
    asides, carried, content, cover, kinds, parts, populations, rows, sections, sums, unclear, unrated, within,
};
use crate::finding::{CellRange, CellRef, Message};
use crate::read::{Cell, NOT_COMPUTED, Sheet, Value};
use crate::text::shared::SharedText;
use crate::text::{clean, key};

/// Blank rows that may stand between a header and what follows it, or inside a table.
const MOST_BLANK_ROWS: u32 = 3;

/// A sheet with its merges at hand.
pub(super) struct Grid<'s> {
    pub(super) sheet: &'s Sheet,
    merges: BTreeMap<u32, Vec<CellRange>>,
}

impl<'s> Grid<'s> {
    pub(super) fn new(sheet: &'s Sheet) -> Self {
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
        self.sheet.cells.last().map_or(0, |c| c.at().row)
    }
}

/// Does the cell show anything?
pub(super) fn is_filled(cell: &Cell) -> bool {
    match cell.value() {
        Value::Text(text) => text.starts_with(|c: char| c.is_ascii_graphic()) || !clean(text).is_empty(),
        Value::Error(code) => !code.is_empty() && &**code != NOT_COMPUTED,
        Value::Number(_) | Value::Bool(_) => true,
        Value::Empty => false,
    }
}

/// What a cell shows, cleaned; numbers in their shortest form.
pub fn shown(cell: &Cell) -> String {
    match cell.value() {
        Value::Empty => String::new(),
        Value::Number(n) => written(n),
        Value::Text(text) if text.is_clean() => text.as_str().to_owned(),
        Value::Text(text) => clean(text),
        Value::Bool(b) => b.to_string().to_uppercase(),
        Value::Error(code) if &**code == NOT_COMPUTED => String::new(),
        Value::Error(e) => e.to_string(),
    }
}

/// The same, shared with the cell where its text needs no cleaning.
pub fn shown_shared(cell: &Cell) -> SharedText {
    match cell.value() {
        Value::Text(text) if text.is_clean() => text.clone(),
        Value::Error(code) if &**code != NOT_COMPUTED => code.clone(),
        _ => shown(cell).into(),
    }
}

/// A number in its shortest form.
fn written(number: f64) -> String {
    // Whole numbers are by far the most, and quicker to write as such; -0 is none.
    let whole = number as i64;
    let same = whole as f64 == number && whole.unsigned_abs() < 1 << 53 && (whole != 0 || number.is_sign_positive());
    if same { whole.to_string() } else { number.to_string() }
}

pub(super) fn find(sheet: &Sheet, tab: usize, words: &Vocabulary, declared: &[&Declared]) -> Located {
    let grid = Grid::new(sheet);
    let mut tables: Vec<Table> =
        declared.iter().flat_map(|told| super::apart::by_period(told.read(&grid, tab, words))).collect();
    let mut row = 0;
    let last = grid.last_row();
    let mut free_from = 0;
    while declared.is_empty() && row <= last {
        match header_at(&grid, row, words) {
            Some(span) => {
                let mut titles = title_lines(&grid, free_from, span.0, words);
                let above = tables.last().map(|t| t.titles.as_slice()).unwrap_or_default();
                let line = line_above(&grid, span.0).filter(|_| titles.is_empty());
                titles.extend(line.filter(|line| stand_beside(above, line, words)));
                super::captions::with_those_above(&mut titles, above, words);
                let (found, end) = read_tables(&grid, tab, span, titles, words);
                tables.extend(found);
                // A header whose next row begins one of its own that reaches up to it ends above itself: never read it again.
                free_from = end.max(span.1) + 1;
                row = free_from;
            }
            None => match super::unheaded::below_one_another(&grid, row, words) {
                Some(found) => {
                    let titles = title_lines(&grid, free_from, row, words);
                    tables.push(found.read((&grid, tab), titles, words, None));
                    free_from = found.last() + 1;
                    row = free_from;
                }
                None => row = next_row(sheet, row),
            },
        }
    }
    super::captions::announced::each_of_its_year(&mut tables, words);
    super::untitled::take_from_above(&mut tables, sheet);
    if declared.is_empty() {
        unclear::beyond(&mut tables, sheet);
    }
    let top = tables.iter().map(|t| t.range.start.row).min().unwrap_or(u32::MAX);
    let above = sheet.cells.iter().take_while(|c| c.at().row < top).take(400);
    let lines = above.flat_map(|c| lines_of(c, words)).filter(|(_, text)| !text.is_empty());
    let mut preamble: Vec<(CellRef, String)> = Vec::new();
    for (at, text) in lines {
        match preamble.last_mut() {
            // "Kính gửi: | Huyện ủy Hòa Vang" over two cells.
            Some((label, said)) if label.row == at.row && words.senders.is_label(said) && !text.contains(':') => {
                *said = format!("{said} {text}")
            }
            _ => preamble.push((at, text)),
        }
    }
    preamble.extend(super::legend::around(&grid, &tables, words));
    let has_content = sheet.cells.iter().filter(|c| c.value() != Value::Empty).take(12).count() >= 12;
    Located { tab, tables, preamble, has_content }
}

/// The lines of a cell that names offices one under another; any other cell is one line.
pub(super) fn lines_of(cell: &Cell, words: &Vocabulary) -> Vec<(CellRef, String)> {
    let Value::Text(text) = cell.value() else { return vec![(cell.at(), shown(cell))] };
    match text.split_once(['\n', '\r']) {
        Some((first, _)) if super::preamble::reporting_unit(first, words).is_some() => {
            text.split(['\n', '\r']).map(|line| (cell.at(), clean(line))).collect()
        }
        _ => vec![(cell.at(), shown(cell))],
    }
}

/// The next row that holds a cell.
pub(super) fn next_row(sheet: &Sheet, row: u32) -> u32 {
    let at = sheet.row_start(row.saturating_add(1));
    sheet.cells.get(at).map_or(u32::MAX, |c| c.at().row)
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
    let heads = columns::heads(grid, (top, bottom), (first, last), words);
    let body_to = body_end(grid, body_from, &heads, &titles, words);
    let spans = super::abreast::side_by_side(&heads, grid, (body_from, body_to), words);
    let mut found = Vec::new();
    let beside = spans.len() > 1;
    for (from, to) in spans {
        let range = CellRange::new(CellRef::new(top, from), CellRef::new(body_to, to));
        let mut own: Vec<Head> = heads.iter().filter(|h| (from..=to).contains(&h.index)).cloned().collect();
        let title = if beside { super::abreast::title_in(&mut own, words) } else { None };
        let frame = Frame { grid, tab, range, bottom, numbers, body: (body_from, body_to) };
        let caption = beside.then(|| super::captions::over(grid, top, (from, to), words)).flatten();
        let titles = titles.iter().cloned().chain(caption).chain(title).collect();
        let table = read_table(&frame, own, titles, words, None);
        let filled = |row: u32, column: u32| !grid.text(CellRef::new(row, column)).is_empty();
        let list = super::alongside::list_within(&table, &filled);
        let of_one_time = super::apart::by_period(table).into_iter().flat_map(|t| super::timed::apart(t, words));
        found.extend(of_one_time.flat_map(|t| super::below::apart(t, words)));
        found.extend(list);
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
    /// How far the text of a cell is set in, with spaces or by its alignment: a step is about as wide as three spaces.
    fn indent(&self, row: u32, column: u32) -> usize {
        let at = CellRef::new(row, column);
        let spaces = match self.grid.sheet.get(at).map(|c| c.value()) {
            Some(Value::Text(text)) => text.chars().take_while(|c| matches!(c, ' ' | '\u{a0}' | '\t')).count(),
            _ => 0,
        };
        spaces + 3 * usize::from(self.grid.sheet.indent(at))
    }

    /// Does a number stand in a cell?
    pub(super) fn has_number(&self, row: u32, column: u32) -> bool {
        self.grid.sheet.get(CellRef::new(row, column)).is_some_and(|x| matches!(x.value(), Value::Number(_)))
    }

    /// The number in a cell; a blank or a dash is 0 here, where only sums are compared. Of `27 (5)` the whole, of
    /// `26/28` the first.
    pub(super) fn figure(&self, row: u32, column: u32) -> Option<i64> {
        figure_at(self.grid.sheet, CellRef::new(row, column))
    }
}

/// [`Frame::figure`] of a sheet.
pub(super) fn figure_at(sheet: &Sheet, at: CellRef) -> Option<i64> {
    match sheet.get(at).map(|c| c.value()) {
        None | Some(Value::Empty) => Some(0),
        Some(Value::Number(n)) if n.fract() == 0.0 && n.abs() < 1e15 => Some(n as i64),
        Some(Value::Text(text)) => match crate::text::typed_number(text.split(['(', '/']).next().unwrap_or(text)) {
            crate::text::Typed::Number(d) => d.to_integer(),
            crate::text::Typed::Either { grouped, .. } => grouped.to_integer(),
            crate::text::Typed::None => Some(0).filter(|_| !text.contains(|c: char| c.is_ascii_digit())),
        },
        Some(_) => None,
    }
}

pub(super) fn read_table(
    frame: &Frame<'_, '_>,
    heads: Vec<Head>,
    mut titles: Vec<String>,
    words: &Vocabulary,
    declared: Option<&Declared>,
) -> Table {
    let titled = Vocabulary::title_has(&key(&titles.join(" ")), &words.title.rating);
    let mut columns = columns::roles(&super::short_heads::written_out(&heads, &titles, words), titled, words);
    content::unname_figures(&mut columns, frame);
    content::unrate_kinds(&mut columns, frame, words);
    content::doubt_slips(&mut columns, frame, words);
    content::settle_units(&mut columns, frame, words);
    content::name_people(&mut columns, &titles, frame, words);
    super::columns::two_names::by_content(&mut columns, frame);
    content::counts_with_shares(&mut columns, frame, words);
    asides::set_columns_aside(&mut columns, &titles, words);
    super::shares::find_shares(&mut columns, words);
    let tell = |columns: &mut [Column]| {
        declared.into_iter().for_each(|declared| {
            declared.tell_columns(columns, words);
            super::shares::find_shares(columns, words);
        });
    };
    tell(&mut columns);
    let long = declared.is_none().then(|| super::long_form::settle(&mut columns, frame, words)).flatten();
    let mut body = rows::read(frame, &heads, &columns, words);
    columns::refine(&mut columns, &body, &titles, frame, words);
    super::stages::settle(&mut columns, &body, frame, words);
    super::two_ratings::settle(&mut columns, &titles, words);
    super::alongside::set_lone_count_aside(&mut columns);
    let filled = |c: &Column| super::profile::profile(c.index, &body, frame, words).filled > 0;
    super::alongside::mark_with_others(&mut columns, &filled);
    kinds::set_heads_aside(&mut columns, &body, &titles, (frame, words));
    tell(&mut columns);
    let (mut kind, mut evidence) = sections::by_level(&columns, &mut body, &mut titles, titled, words)
        .unwrap_or_else(|| kinds::kind(&columns, &body, &titles, words));
    if let Some(told) = declared.and_then(|declared| declared.kind) {
        (kind, evidence) = (told, Message::new("theo khai báo của đơn vị", "as declared"));
    }
    let nobody = || super::nobody::counted(&columns, &titles, kind, words);
    let planned = words.plans(&titles).or_else(nobody).filter(|_| kind.rates() && declared.is_none());
    if let Some(planned) = &planned {
        (kind, evidence) = (Kind::Decoy, planned.clone());
    }
    let levels = columns.iter().any(|c| c.level.is_some());
    if kind == Kind::CountSummaryTransposed || (kind == Kind::CountSummary && !levels) {
        content::count_figures(&mut columns, &body, frame, words);
        asides::set_columns_aside(&mut columns, &titles, words);
        tell(&mut columns);
    }
    let rating = kind.rates();
    let dated = body.dated.clone();
    let mut rows = super::settled::settle(body, &columns, kind, frame, words);
    rows.splice(0..0, super::headers::header_rows(frame));
    asides::set_rows_aside(&mut rows, &dated, &titles);
    declared.into_iter().for_each(|declared| declared.tell_rows(&mut rows));
    if declared.is_none() {
        super::lettered::settle(&mut columns, &rows, kind, frame, words);
    }
    let exchanged = super::exchanged::settle(&mut columns, &rows, (kind, declared.is_some()), frame);
    let mut column_sums = sums::printed(frame, &rows);
    if kind == Kind::CountSummary && declared.is_none() {
        sums::settle_roles(&mut columns, &rows, &column_sums, frame);
        sums::settle_unrated(&mut columns, &rows, frame);
    }
    let mut parted_total = None;
    if kind == Kind::CountSummary && levels {
        if declared.is_none() {
            let (titled, by_title) = kinds::table_subject(&titles, &[], kind, words);
            parted_total = super::everybody::settle(&mut columns, &rows, frame, words);
            let titled = Some(titled).filter(|_| by_title);
            super::own_total::settle(&mut columns, &rows, titled, &mut column_sums, (frame, words));
            unrated::settle(&mut columns, &rows, frame, words);
        }
        super::above::settle(&mut columns, &mut column_sums, &rows, frame, words);
        parts::settle(&mut columns, &rows, frame, words);
    }
    let strange = (kind == Kind::CountSummary && levels && declared.is_none())
        .then(|| {
            let (titled, by_title) = kinds::table_subject(&titles, &[], kind, words);
            super::strangers::settle(&mut columns, Some(titled).filter(|_| by_title), frame, words)
        })
        .flatten();
    let several = (kind == Kind::CountSummary && levels)
        .then(|| populations::settle(&mut columns, &mut column_sums, &rows, frame, words))
        .flatten();
    if kind == Kind::CountSummary && levels {
        let open = |column: &Column| declared.is_none_or(|declared| !declared.names(column.index));
        super::some::settle(&mut columns, &rows, frame, words, open);
    }
    // Without levels every figure is told for itself, and two totals are no two candidates.
    let counts = matches!(kind, Kind::CountSummary | Kind::CountSummaryTransposed);
    let rating = rating && (!counts || levels || rows.iter().any(|r| r.level.is_some()));
    let shares = match kind {
        Kind::CountSummary if declared.is_none() => content::shares_by_content(&mut columns, &rows, frame, words),
        _ => Vec::new(),
    };
    let counted: Vec<u32> = columns.iter().filter(|c| c.role.adds_up()).map(|c| c.index).collect();
    let name = columns.iter().find(|c| c.role == ColumnRole::Unit).map(|c| c.index);
    let indent = |row: u32| name.map_or(0, |column| frame.indent(row, column));
    let figure = |row: u32, column: u32| frame.figure(row, column);
    let at_name = name.unwrap_or(frame.range.start.column);
    let find = within::Find { figure: &figure, columns: &counted, indent: &indent, words, name: at_name, declared };
    let on_pages = carried::set_apart(&mut rows, words);
    let (heads_evidence, open_heads) = cover::cover(&mut rows, kind, &figure, &counted, &find);
    carried::put_back(&mut rows, &on_pages, &figure, &counted);
    if let Some((vi, en)) = heads_evidence {
        evidence.vi.push_str(&format!("; dòng cộng nhóm nhận ra nhờ số liệu và cách ghi ({vi})"));
        evidence.en.push_str(&format!("; heads with sums told by the figures and by how rows are written ({en})"));
    }
    let (mut subject, mut subject_by_title) = kinds::table_subject(&titles, &columns, kind, words);
    if subject == super::Subject::Unknown {
        subject = super::names::subject_in_name(&frame.grid.sheet.name, words).unwrap_or(subject);
    }
    if let Some(told) = declared.and_then(|declared| declared.subject) {
        // Declared as it was understood, it is understood as before.
        (subject, subject_by_title) = (told, subject_by_title || told != subject);
    }
    let subjects_of_title = words.subjects(&key(&titles.join(" ")));
    let mut table = Table {
        tab: frame.tab,
        sheet: frame.grid.sheet.name.clone(),
        range: frame.range,
        kind,
        titles,
        subject,
        subject_by_title,
        subjects_of_title,
        columns,
        column_sums,
        rows,
        continues: false,
        period: None,
        stage: None,
        observations: Vec::new(),
        evidence,
    };
    if rating {
        table.take_stage_of_title(words);
        let beside = super::state_bodies::settle(&mut table, words);
        let rows = || table.rows.iter().filter(|r| r.role == super::RowRole::Data);
        let filled = |c: u32| rows().any(|r| !frame.grid.text(CellRef::new(r.index, c)).is_empty());
        let text = |row: u32, column: u32| key(&frame.grid.text(CellRef::new(row, column)));
        let same_text = |a: u32, b: u32| rows().all(|r| text(r.index, a) == text(r.index, b));
        table.observations = unclear::unclear(&table, &beside, &filled, &same_text);
        unclear::leave_twins_open(&mut table);
        table.observations.extend(open_heads);
        if kind == Kind::CountSummaryTransposed && declared.is_none() {
            table.observations.extend(super::some::unclear_in_rows(&table.columns, &table.rows, frame, words));
        }
        table.observations.extend(parted_total.into_iter().chain(several).chain(exchanged));
        table.observations.extend(strange);
        if table.observations.is_empty() && kind == Kind::CountSummary {
            table.observations.extend(unclear::unread_levels(&table, &|row, column| frame.figure(row, column)));
        }
        if table.observations.is_empty() && kind == Kind::CountSummary {
            table.observations.extend(unclear::no_whole(&table, &|row, column| frame.figure(row, column)));
        }
        table.observations.extend(unclear::exchanged_heads(&table, words));
        table.observations.extend(unclear::only_shares(&table, &shares, words));
        table.observations.extend(unclear::disagreeing(&table, &|row, column| frame.figure(row, column)));
    }
    if counts {
        table.observations.extend(unclear::of_unread_whom(&table, words, frame));
    }
    let at = frame.range.start;
    table.observations.extend(planned.map(|what| super::Observation::NoResult { at, beside: false, what }));
    if kind == Kind::Other {
        table.observations = unclear::says_nothing(&table, words, frame).into_iter().collect();
    }
    table.observations.extend(long);
    table
}

/// The columns a header spans, merges included.
pub(super) fn extent(grid: &Grid<'_>, top: u32, bottom: u32) -> (u32, u32) {
    let mut first = u32::MAX;
    let mut last = 0;
    for cell in (top..=bottom).flat_map(|r| grid.sheet.row(r)).filter(|c| c.value() != Value::Empty) {
        let merge = grid.merge_at(cell.at()).unwrap_or(cell.at().into());
        first = first.min(merge.start.column);
        last = last.max(merge.end.column);
    }
    (first, last)
}

/// The last row of a table's body: before the next table's header, before its title, at the end of the sheet.
fn body_end(grid: &Grid<'_>, from: u32, heads: &[Head], titles: &[String], words: &Vocabulary) -> u32 {
    let last = grid.last_row();
    let mut end = from.saturating_sub(1);
    let mut row = from;
    while row <= last {
        let next = header_at(grid, row, words);
        let again = next.is_some() && columns::repeats(grid.sheet.row(row), heads);
        let other = next.and_then(|(top, _)| super::preamble::letterheads::another(grid, (from, top), words));
        if let Some((top, _)) = next
            && match again {
                true => other.is_some() || super::captions::announced::other(grid, (from, top), titles, words),
                false => is_new_table(grid, row, heads, words),
            }
        {
            // Its head may reach up into the rows of this one's.
            let end = end.min(other.unwrap_or(top).saturating_sub(1));
            return before_titles(grid, from, end).max(from.saturating_sub(1));
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

/// Blank rows in a row that a table may hold before what follows is no longer part of it.
pub(super) const fn most_blank_rows() -> u32 {
    MOST_BLANK_ROWS
}
