//! "Loại | Xếp loại": letters in a column beside the levels that they stand for, written out row by row.

use super::period::Period;
use super::tables::Frame;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Kind, Row, RowRole};
use crate::finding::{CellRef, column_name};
use crate::text::key;

/// Leaves aside a rating column of letters where another of the same opinion has one level for each letter, and one letter
/// for each level, in every row: the words count, and nothing is left to ask.
pub(super) fn settle(columns: &mut [Column], rows: &[Row], kind: Kind, frame: &Frame<'_, '_>, words: &Vocabulary) {
    if !matches!(kind, Kind::UnitRoster | Kind::PersonRoster) {
        return;
    }
    let ratings: Vec<usize> = (0..columns.len()).filter(|&at| columns[at].role == ColumnRole::Rating).collect();
    let what = |at: usize| (columns[at].subject, columns[at].stage, Period::of_path(&columns[at].path));
    let pairs = ratings.iter().flat_map(|&letters| ratings.iter().map(move |&levels| (letters, levels)));
    let same = pairs.filter(|&(letters, levels)| letters != levels && what(letters) == what(levels));
    let found: Vec<_> =
        same.filter(|&(l, w)| stand_for(rows, (columns[l].index, columns[w].index), frame, words)).collect();
    for (letters, levels) in found {
        let name = column_name(columns[levels].index);
        let evidence = &mut columns[letters].evidence;
        evidence.vi.push_str(&format!("; chữ thay cho mức ghi ở cột {name}, không tính riêng"));
        evidence.en.push_str(&format!("; letters for the levels in column {name}, not counted for themselves"));
        columns[letters].role = ColumnRole::Ignored;
    }
}

/// Does each letter stand beside one level, and each level beside one letter?
fn stand_for(rows: &[Row], (letters, levels): (u32, u32), frame: &Frame<'_, '_>, words: &Vocabulary) -> bool {
    let text = |row: &Row, column: u32| key(&frame.grid.text(CellRef::new(row.index, column)));
    let mut said: Vec<(String, String)> = Vec::new();
    for row in rows.iter().filter(|row| row.role == RowRole::Data) {
        let (letter, level) = (text(row, letters), text(row, levels));
        if letter.is_empty() || letter == level && !words.is_sign(&letter) {
            continue;
        }
        if !words.is_sign(&letter) || words.is_sign(&level) || !words.is_label(&level) {
            return false;
        }
        let same = |other: &str| words.same_grade(other, &level) == Some(true);
        match said.iter().find(|(told, other)| *told == letter || same(other)) {
            Some((told, other)) if *told != letter || !same(other) => return false,
            Some(_) => {}
            None => said.push((letter, level)),
        }
    }
    !said.is_empty()
}
