//! "Tổng số | Trong đó: Nữ | Dân tộc", "HTXSNV | Trong đó nữ": columns that count some of those beside them. They are counted
//! nowhere, but none is larger than its whole, and their totals add up.

use super::parts::{Part, mark};
use super::shares::is_some;
use super::tables::Frame;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Row, RowRole};
use crate::finding::CellRef;
use crate::text::key;

/// The groups of parts found here, apart from all others.
const FIRST_GROUP: usize = 2_000;
/// Fewer lines that stay within their whole are a chance.
const LINES: usize = 2;

/// Marks the columns that count some, where most of their lines stay within what they stand beside.
pub(super) fn settle(columns: &mut [Column], rows: &[Row], frame: &Frame<'_, '_>, words: &Vocabulary) {
    let some: Vec<usize> = (0..columns.len()).filter(|&i| is_some(&columns[i], words)).collect();
    let found: Vec<(usize, usize)> = some
        .iter()
        .filter(|&&at| columns[at].part.is_none() && counts(&columns[at], rows, frame, words))
        .filter_map(|&at| {
            let wholes = wholes(columns, at, words);
            Some((at, wholes.into_iter().find(|&whole| stays_within(columns, at, whole, rows, frame))?))
        })
        .collect();
    for (group, (at, of)) in found.into_iter().enumerate() {
        let part = Part { of, group: FIRST_GROUP + group, exact: false, role: ColumnRole::Ignored };
        let (subject, stage, population) = (columns[of].subject, columns[of].stage, columns[of].population.clone());
        mark(columns, at, part, subject);
        (columns[at].stage, columns[at].population) = (stage, population);
    }
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
    before.into_iter().chain(others.filter(|_| !again)).collect()
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
    let told: Vec<bool> = data(rows).filter_map(within).collect();
    let larger = told.iter().filter(|within| !**within).count();
    told.len() >= larger + LINES && larger * 3 <= told.len()
}
