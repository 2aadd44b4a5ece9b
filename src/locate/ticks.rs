//! Level columns that are marked and not counted, where the marks look like figures.

use super::outline::split_outline;
use super::row_names::named;
use super::rows::{Body, label_key};
use super::tables::Frame;
use super::unrated::names_reason;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Row, RowRole};
use crate::finding::CellRef;

/// "I Chi bộ thôn 1 | 1 | 2" over the persons of a list of marks: a head that says how many marks stand below it.
pub(super) fn counts_marks(row: &Row, columns: &[Column], frame: &Frame<'_, '_>, words: &Vocabulary) -> bool {
    if row.role != RowRole::Subtotal {
        return false;
    }
    let marks = columns.iter().filter(|c| c.role == ColumnRole::Mark);
    let mut told =
        marks.map(|c| frame.grid.text(CellRef::new(row.index, c.index))).filter(|t| !t.is_empty()).peekable();
    let body = || named(split_outline(&row.label).1, words).is_body() || words.row_is_group(&label_key(row));
    told.peek().is_some() && told.all(|t| t.bytes().all(|b| b.is_ascii_digit())) && body()
}

/// Ticks among cells that say 0, and a 1 in each row as its tick (typed so that sums work): levels that are marked, and
/// not counted. Where another column says how many there are, a 1 is a count. Of a person every 1 is a tick: some have
/// none, and one may have two by fault. Among ticks a 1 is one more of them.
pub(super) fn by_zeros_and_ones(columns: &mut [Column], body: &Body, frame: &Frame<'_, '_>, words: &Vocabulary) {
    let leveled = |c: &&Column| matches!(c.role, ColumnRole::Count | ColumnRole::Mark) && c.level.is_some();
    let levels: Vec<u32> = columns.iter().filter(leveled).map(|c| c.index).collect();
    let counted = columns.iter().any(|c| matches!(c.role, ColumnRole::Total | ColumnRole::Rated | ColumnRole::Share));
    let person = columns.iter().any(|c| c.role == ColumnRole::Person);
    if levels.len() < 2 {
        return;
    }
    let (mut rows, mut ticked, mut ones, mut several) = (0, 0, 0, 0);
    for row in body.rows.iter().filter(|r| r.role == RowRole::Data).take(2_000) {
        let texts = levels.iter().map(|&c| frame.grid.text(CellRef::new(row.index, c)));
        let set: Vec<String> = texts.filter(|t| !t.is_empty() && !words.is_none_mark(t)).collect();
        let tick = set.iter().any(|t| words.is_tick(t)) && set.iter().all(|t| t == "1" || words.is_tick(t));
        match set.as_slice() {
            [] => {}
            [one] if one == "1" => ones += 1,
            [one, rest @ ..] if person && one == "1" && rest.iter().all(|t| t == "1") => several += 1,
            _ if tick => ticked += 1,
            _ => return,
        }
        rows += 1;
    }
    let listed = person && !counted && (ones + several) * 2 > rows;
    let by_ones = ticked == 0 && (listed || several == 0 && ones >= 3 && ones * 10 >= rows * 9 && (person || !counted));
    let among_ticks = ticked > 0 && (ones + several == 0 || (!counted && (person || ticked > ones + several)));
    if !(among_ticks || by_ones) {
        return;
    }
    for column in columns.iter_mut().filter(|c| levels.contains(&c.index)) {
        column.role = ColumnRole::Mark;
        if by_ones {
            column.evidence.vi.push_str("; mỗi dòng một số 1: đánh dấu mức của dòng");
            column.evidence.en.push_str("; a single 1 in each row marks its level");
        }
    }
}

/// Levels beside the names of people, under which nothing stands and nothing counts how many there are: nobody is marked yet.
pub(super) fn not_marked_yet(columns: &mut [Column], body: &Body, frame: &Frame<'_, '_>) {
    let leveled = |c: &Column| c.role == ColumnRole::Count && c.level.is_some();
    let counts = |c: &Column| matches!(c.role, ColumnRole::Total | ColumnRole::Rated | ColumnRole::Share);
    let rates = |c: &Column| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark);
    let Some(names) = columns.iter().find(|c| c.role == ColumnRole::Person).map(|c| c.index) else { return };
    if columns.iter().filter(|c| leveled(c)).count() < 2 || columns.iter().any(|c| counts(c) || rates(c)) {
        return;
    }
    let filled = |row: &Row, column: u32| !frame.grid.text(CellRef::new(row.index, column)).is_empty();
    let data = || body.rows.iter().filter(|r| r.role == RowRole::Data);
    let blank = |c: &Column| body.rows.iter().all(|row| !filled(row, c.index));
    if data().any(|row| filled(row, names)) && columns.iter().filter(|c| leveled(c)).all(blank) {
        columns.iter_mut().filter(|c| leveled(c)).for_each(|c| c.role = ColumnRole::Mark);
    }
}

/// "Miễn ĐG", "Chuyển sinh hoạt đảng" beside levels, with marks where a row has no level: why it has none.
pub(super) fn reasons(columns: &mut [Column], body: &Body, frame: &Frame<'_, '_>, words: &Vocabulary) {
    let rated = |c: &&Column| c.role == ColumnRole::Mark || c.role == ColumnRole::Rating;
    let rated: Vec<u32> = columns.iter().filter(rated).map(|c| c.index).collect();
    let text = |row: &Row, column: u32| {
        Some(frame.grid.text(CellRef::new(row.index, column))).filter(|t| !t.is_empty() && !words.is_none_mark(t))
    };
    let open = |c: &&mut Column| {
        let named = c.path.last().is_some_and(|head| names_reason(head));
        named && c.level.is_none() && matches!(c.role, ColumnRole::Unknown | ColumnRole::Ignored)
    };
    for column in columns.iter_mut().filter(open) {
        let (mut without, mut beside) = (0, 0);
        for row in body.rows.iter().filter(|r| r.role == RowRole::Data).take(2_000) {
            match text(row, column.index) {
                None => {}
                Some(mark) if mark == "1" || words.is_tick(&mark) => {
                    let level = rated.iter().any(|&c| text(row, c).is_some());
                    *if level { &mut beside } else { &mut without } += 1;
                }
                Some(_) => (without, beside) = (0, usize::MAX / 2),
            }
        }
        if without > beside && !rated.is_empty() {
            column.role = ColumnRole::Unrated;
            column.evidence.vi.push_str("; đánh dấu những dòng không có mức");
            column.evidence.en.push_str("; marks the rows without a level");
        }
    }
}
