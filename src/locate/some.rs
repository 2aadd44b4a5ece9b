//! "Tổng số | Trong đó: Nữ | Dân tộc", "HTXSNV | Trong đó nữ": columns that count some of those beside them. They are counted
//! nowhere, but none is larger than its whole, and their totals add up.

use super::parts::{Part, mark};
use super::period::Period;
use super::shares::is_some;
use super::tables::Frame;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Observation, Row, RowRole};
use crate::finding::{CellRange, CellRef, Message, column_name};
use crate::text::key;

/// The groups of parts found here, apart from all others.
const FIRST_GROUP: usize = 2_000;
/// Fewer lines that stay within their whole are a chance.
const LINES: usize = 2;
/// Fewer lines with levels in them tell nothing.
const TOLD: usize = 4;

/// Marks the columns that count some, where most of their lines stay within what they stand beside and nobody declares them
/// to be something else.
pub(super) fn settle(
    columns: &mut [Column],
    rows: &[Row],
    frame: &Frame<'_, '_>,
    words: &Vocabulary,
    open: impl Fn(&Column) -> bool,
) {
    let of_some = |i: &usize| open(&columns[*i]) && is_some(&columns[*i], words);
    let some: Vec<usize> = (0..columns.len()).filter(of_some).collect();
    let found: Vec<(usize, usize)> = some
        .iter()
        .filter(|&&at| columns[at].part.is_none() && counts(&columns[at], rows, frame, words))
        .filter_map(|&at| {
            let wholes = wholes(columns, at, words);
            Some((at, wholes.into_iter().find(|&whole| stays_within(columns, at, whole, rows, frame))?))
        })
        .collect();
    let under = (0..columns.len()).filter(|&at| open(&columns[at]) && columns[at].part.is_none());
    let under = under.filter_map(|at| Some((at, whole_under_head(columns, at, words)?)));
    let under: Vec<_> = under.filter(|&(at, whole)| stays_within(columns, at, whole, rows, frame)).collect();
    for (group, (at, of)) in found.into_iter().chain(under).enumerate() {
        let part = Part { of, group: FIRST_GROUP + group, exact: false, role: ColumnRole::Ignored };
        let (subject, stage, population) = (columns[of].subject, columns[of].stage, columns[of].population.clone());
        mark(columns, at, part, subject);
        (columns[at].stage, columns[at].population) = (stage, population);
    }
}

/// "Tổng số đảng viên {Tổng | Nữ | Dưới 30 tuổi}": under one head, where the head of one column says that it is the whole,
/// the others are some of it.
fn whole_under_head(columns: &[Column], at: usize, words: &Vocabulary) -> Option<usize> {
    let own = &columns[at];
    let (leaf, over) = own.path.split_last().filter(|(_, over)| !over.is_empty())?;
    let leaf = key(leaf);
    let role = words.role(&leaf).filter(|role| !matches!(role, ColumnRole::Ignored | ColumnRole::Unknown));
    let says = role.is_some() || words.mention_beside(&leaf).is_some() || words.subject(&leaf).is_some();
    let counted = matches!(own.role, ColumnRole::Total | ColumnRole::Rated | ColumnRole::Unrated | ColumnRole::Count);
    if says || words.has_share_word(&leaf) || Period::of_header(&leaf).is_some() || !counted {
        return None;
    }
    let whole = |c: &Column| {
        let beside = c.path.split_last().is_some_and(|(leaf, head)| head == over && words.is_total(&key(leaf)));
        beside && (c.role, &c.level, c.subject, c.stage) == (own.role, &own.level, own.subject, own.stage)
    };
    let mut all = (0..columns.len()).filter(|&i| whole(&columns[i]));
    all.next().filter(|&whole| whole < at && all.next().is_none())
}

/// What a column may count some of, the likeliest first: what stands before it, else the total, else those rated.
fn wholes(columns: &[Column], at: usize, words: &Vocabulary) -> Vec<usize> {
    let counted = |c: &Column| {
        let level = c.role == ColumnRole::Count && c.level.as_ref().is_some_and(|l| !l.share);
        level || matches!(c.role, ColumnRole::Total | ColumnRole::Rated | ColumnRole::Unrated)
    };
    let passed = |c: &Column| c.role == ColumnRole::Share || is_some(c, words);
    let before = (0..at).rev().find(|&i| !passed(&columns[i])).filter(|&i| counted(&columns[i]));
    // "… | KHTNV | Nữ" is of all, "HTXSNV | Nữ | HTTNV | Nữ" of each; "Trong đó" is of what stands before it.
    let own = &columns[at];
    let opens = own.path.iter().any(|p| words.starts_of_which(&key(p)));
    let again = columns.iter().filter(|c| c.path.last() == own.path.last() && is_some(c, words)).count() > 1;
    let level = |i: usize| columns[i].level.is_some();
    let before = before.filter(|&i| opens || again || own.path.len() > 1 || !level(i));
    let one = |role: ColumnRole| {
        let mut all = (0..columns.len()).filter(|&i| columns[i].role == role && columns[i].subject == own.subject);
        all.next().filter(|_| all.next().is_none())
    };
    let others = [ColumnRole::Total, ColumnRole::Rated].into_iter().filter_map(one);
    // What heads a column by itself is not likely of the last level under a head of several.
    let under = |&i: &usize| !again && level(i) && columns[i].path.len() > own.path.len();
    let (near, far) = (before.filter(|i| !under(i)), before.filter(under));
    near.into_iter().chain(others.filter(|_| !again)).chain(far).collect()
}

/// Is it a column of figures: some number, and no words?
fn counts(column: &Column, rows: &[Row], frame: &Frame<'_, '_>, words: &Vocabulary) -> bool {
    let text = |r: &Row| frame.grid.text(CellRef::new(r.index, column.index));
    let texts: Vec<String> = data(rows).map(text).filter(|t| !t.is_empty()).collect();
    let number = |t: &String| t.bytes().all(|b| b.is_ascii_digit());
    texts.iter().any(number) && texts.iter().all(|t| number(t) || words.is_none_mark(t))
}

fn data(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.iter().filter(|r| r.role == RowRole::Data).take(2_000)
}

/// Is it nowhere larger, but for a slip in a line of three?
fn stays_within(columns: &[Column], at: usize, whole: usize, rows: &[Row], frame: &Frame<'_, '_>) -> bool {
    let within = |r: &Row| {
        let own = frame.figure(r.index, columns[at].index).filter(|n| *n > 0)?;
        Some(own <= frame.figure(r.index, columns[whole].index)?)
    };
    let counted = |r: &&Row| matches!(r.role, RowRole::Data | RowRole::Subtotal | RowRole::Total);
    let told: Vec<bool> = rows.iter().filter(counted).take(2_000).filter_map(within).collect();
    let larger = told.iter().filter(|within| !**within).count();
    told.len() >= larger + LINES && larger * 3 <= told.len()
}

/// Are columns of one subject and stage, as far as they say?
pub(crate) fn are_plain<'c>(columns: impl Iterator<Item = &'c Column> + Clone) -> bool {
    let mut subjects = columns.clone().filter_map(|c| c.subject);
    let first = subjects.next();
    subjects.all(|s| Some(s) == first) && columns.into_iter().all(|c| c.stage.is_none())
}

/// With levels in rows, columns under heads that do not say so are taken for parts of the total: they do not make it up in
/// most lines, and are nowhere more.
pub(super) fn unclear_in_rows(
    columns: &[Column],
    rows: &[Row],
    frame: &Frame<'_, '_>,
    words: &Vocabulary,
) -> Option<Observation> {
    let counted = |c: &&Column| {
        let dated = c.path.iter().any(|p| Period::of_header(p).is_some());
        matches!(c.role, ColumnRole::Total | ColumnRole::Count) && !dated
    };
    let all: Vec<&Column> = columns.iter().filter(counted).collect();
    let total = all.iter().find(|c| c.role == ColumnRole::Total)?;
    let others: Vec<&Column> = all.iter().copied().filter(|c| c.index != total.index).collect();
    let opens = |c: &Column| c.path.iter().any(|p| words.starts_of_which(&key(p)));
    let says = |c: &Column| opens(c) || c.path.iter().any(|p| words.counts_some(&key(p)));
    let rest: Vec<&Column> = others.iter().copied().filter(|c| !says(c)).collect();
    let opened = others.iter().find(|c| opens(c)).is_some_and(|first| rest.iter().all(|c| c.index > first.index));
    if rest.is_empty() || opened || !are_plain(all.iter().copied()) {
        return None;
    }
    let figure = |row: &Row, column: &Column| frame.figure(row.index, column.index);
    let lines: Vec<&Row> = rows.iter().filter(|r| r.level.is_some() || r.measure.is_some()).collect();
    let told: Vec<&Row> = lines.into_iter().filter(|r| figure(r, total).is_some_and(|n| n > 0)).collect();
    let mostly = |columns: &[&Column]| {
        let sum = |row: &Row| columns.iter().map(|c| figure(row, c)).sum::<Option<i64>>();
        told.iter().filter(|row| sum(row) == figure(row, total)).count() * 2 > told.len()
    };
    let within = rest.iter().all(|c| told.iter().all(|row| figure(row, c) <= figure(row, total)));
    if told.len() < TOLD || mostly(&others) || mostly(&rest) || !within {
        return None;
    }
    let named: Vec<String> = rest.iter().map(|c| format!("{}: {}", column_name(c.index), c.header())).collect();
    let (named, whole, top) = (named.join("; "), column_name(total.index), frame.range.start.row);
    let span = rest.first().zip(rest.last()).map(|(a, b)| (a.index, b.index));
    let (first, last) = span.unwrap_or((total.index, total.index));
    Some(Observation::UnclearWhole {
        range: CellRange::new(CellRef::new(top, first), CellRef::new(top, last)),
        what: Message::new(
            format!(
                "các cột cộng lại không bằng tổng số ở cột {whole} trong hầu hết các dòng ({named}): được coi là một phần của tổng số, không cộng vào"
            ),
            format!(
                "the columns do not make up the total in column {whole} in most lines ({named}): taken for parts of it, and not added"
            ),
        ),
        readings: vec!["một phần của tổng số".to_owned(), "cùng các cột khác đủ tổng số".to_owned()],
    })
}
