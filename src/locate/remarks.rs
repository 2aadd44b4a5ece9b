//! What stands in brackets behind a level and is no part of it: "HTXSNV (tối đa 20%)", "KHTNV (nếu có)".
//!
//! A level alone it is only where no other column or row beside it names the same one: then it says how many may have it.

use super::columns::Head;
use super::outline::split_outline;
use super::phrases::strip_start;
use super::vocabulary::{Mention, Vocabulary};
use super::{Column, ColumnRole, Row, RowRole};
use crate::text::{clean, key};

/// How many rows may stand between a level and how many may have it.
const NEAR: usize = 2;

/// The text without such remarks; `None` where it has none.
fn without_remarks(text: &str, words: &Vocabulary) -> Option<String> {
    let (mut left, mut rest) = (String::new(), text);
    while let Some(open) = rest.find('(') {
        let close = rest[open..].find(')').map_or(rest.len(), |at| open + at + 1);
        let said = &rest[open..close];
        left.push_str(&rest[..open]);
        left.push_str(if is_remark(said, words) { " " } else { said });
        rest = &rest[close..];
    }
    left.push_str(rest);
    let left = clean(&left);
    (left != text).then_some(left)
}

fn is_remark(bracket: &str, words: &Vocabulary) -> bool {
    let at_most = bracket.trim_start_matches(['(', ' ']).starts_with(['≤', '<']) && bracket.contains('%');
    at_most || strip_start(&key(bracket), &words.words.remarks).is_some()
}

/// Gives columns whose heads say such a thing the level that they name without it; `column` reads a head. So "Tổng HTTNV" is
/// HTTNV, and beside it a sum.
pub(super) fn settle(columns: &mut [Column], heads: &[Head], words: &Vocabulary, column: impl Fn(&Head) -> Column) {
    let label = |c: &Column| c.level.as_ref().map(|l| (l.label.clone(), l.share));
    let again = |columns: &[Column], at: usize, read: &Column, above: &[String]| {
        let same = |(other, c): (usize, &Column)| {
            other != at && label(c) == label(read) && c.path.get(..above.len()) == Some(above)
        };
        columns.iter().enumerate().any(same)
    };
    for (at, head) in heads.iter().enumerate() {
        let Some(first) = head.path.iter().position(|p| p.contains('(') && without_remarks(p, words).is_some()) else {
            continue;
        };
        let path = head.path.iter().map(|p| without_remarks(p, words).unwrap_or_else(|| p.clone())).collect();
        let read = column(&Head { index: head.index, path });
        let open = columns[at].level.is_none() && read.level.is_some();
        if open && !again(columns, at, &read, &head.path[..first]) {
            columns[at] = Column { path: head.path.clone(), ..read };
        }
    }
    for at in 0..columns.len() {
        let sums = columns[at].path.last().is_some_and(|leaf| key(leaf).starts_with(&format!("{} ", key("tổng"))));
        let above = columns[at].path.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default();
        if sums && columns[at].level.is_some() && again(columns, at, &columns[at], &above) {
            columns[at].level = None;
            columns[at].role = ColumnRole::Unknown;
        }
    }
}

/// The same of levels in rows.
pub(super) fn settle_rows(rows: &mut [Row], words: &Vocabulary) {
    let bare = |r: &Row| r.level.is_none() && r.measure.is_none() && r.label.contains('(');
    for at in (0..rows.len()).filter(|&at| bare(&rows[at])).collect::<Vec<_>>() {
        let Some(level) = level_of(&rows[at], words) else { continue };
        let near = &rows[at.saturating_sub(NEAR)..(at + NEAR + 1).min(rows.len())];
        if !near.iter().any(|r| r.level.as_ref().is_some_and(|l| l.label == level.label)) {
            rows[at].level = Some(Box::new(level));
        }
    }
}

fn level_of(row: &Row, words: &Vocabulary) -> Option<Mention> {
    let text = without_remarks(split_outline(&row.label).1, words)?;
    words.mention_beside(&key(&text)).filter(|m| !m.share)
}

/// Rows at the end that are named by levels, below rows that are not, tell again what stands above: "Tổng hợp: | 1 | HTXSNV |
/// 11 | 2 | HTTNV | 53".
pub(super) fn settle_below(rows: &mut [Row], words: &Vocabulary) {
    let level = |r: &Row| words.mention(&key(split_outline(&r.label).1)).filter(|m| !m.share).map(|m| m.label);
    let (mut below, mut labels) = (Vec::new(), Vec::new());
    for (at, row) in rows.iter().enumerate().rev().filter(|(_, r)| r.role == RowRole::Data) {
        let Some(label) = level(row) else {
            labels.dedup();
            if labels.len() >= 2 {
                below.into_iter().for_each(|at: usize| rows[at].role = RowRole::Note);
            }
            return;
        };
        below.push(at);
        labels.push(label);
    }
}
