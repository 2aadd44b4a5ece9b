//! "Chi bộ | Mức xếp loại | Số lượng": a row for each level, with how many have it, and no list of those who do.

use super::tables::Frame;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Observation};
use crate::finding::{CellRange, CellRef, Message, column_name};
use crate::read::Value;
use crate::text::key;

/// Rows that are looked at.
const MOST_ROWS: usize = 400;

/// A row that names a level, with how many it counts.
struct Counted {
    row: u32,
    level: String,
    /// `None` where no number stands.
    number: Option<f64>,
}

/// Sets aside the names that stand behind levels and their counts. Where each unit has a row for each level, the ratings are
/// none of its own: what that is is told, and nothing is counted.
pub(super) fn settle(columns: &mut [Column], frame: &Frame<'_, '_>, words: &Vocabulary) -> Option<Observation> {
    let mut ratings = (0..columns.len()).filter(|&at| columns[at].role == ColumnRole::Rating);
    let rating = ratings.next().filter(|_| ratings.next().is_none())?;
    let is_count = |c: &Column| c.path.last().is_some_and(|leaf| words.is_count_word(&key(leaf)));
    let count = columns.iter().position(|c| c.level.is_none() && is_count(c))?;
    let rows = counted(columns[rating].index, columns[count].index, frame, words);
    let numbers = rows.iter().filter(|row| row.number.is_some()).count();
    let several = rows.iter().any(|row| row.number.is_some_and(|n| n > 1.0));
    if rows.len() < 2 || numbers * 2 < rows.len() || !several {
        return None;
    }
    let unit = columns.iter().find(|c| c.role == ColumnRole::Unit).map(|c| c.index);
    let once = |rows: &[&Counted]| (1..rows.len()).all(|at| rows[..at].iter().all(|row| row.level != rows[at].level));
    let Some(unit) = unit else {
        if once(&rows.iter().collect::<Vec<_>>()) {
            for column in columns.iter_mut().filter(|c| c.role == ColumnRole::Person) {
                column.role = ColumnRole::Ignored;
                column.evidence.vi.push_str("; tên những người ở mức của dòng");
                column.evidence.en.push_str("; the names of those of the level of its row");
            }
        }
        return None;
    };
    let mut of_units: Vec<(String, Vec<&Counted>)> = Vec::new();
    for row in &rows {
        let name = key(&frame.grid.text(CellRef::new(row.row, unit)));
        match of_units.last_mut().filter(|(last, _)| name.is_empty() || *last == name) {
            Some((_, own)) => own.push(row),
            None => of_units.push((name, vec![row])),
        }
    }
    let parted = of_units.iter().filter(|(_, own)| own.len() >= 2).count();
    if parted < 1 || parted * 2 < of_units.len() || !of_units.iter().all(|(_, own)| once(own)) {
        return None;
    }
    columns[rating].role = ColumnRole::Ignored;
    let (level, number) = (column_name(columns[rating].index), column_name(columns[count].index));
    let (first, last) = (rating.min(count), rating.max(count));
    let at = |column: usize| CellRef::new(frame.range.start.row, columns[column].index);
    Some(Observation::UnclearLayout {
        range: CellRange::new(at(first), at(last)),
        what: Message::new(
            format!(
                "mỗi đơn vị có nhiều dòng, mỗi dòng một mức (cột {level}) kèm số lượng (cột {number}); biểu này chưa được tính"
            ),
            format!(
                "each unit has several rows, each a level (column {level}) and a count (column {number}); not counted"
            ),
        ),
        readings: Vec::new(),
    })
}

/// The rows whose rating is a level and beside which a number stands, or nothing; none where something else does.
fn counted(rating: u32, count: u32, frame: &Frame<'_, '_>, words: &Vocabulary) -> Vec<Counted> {
    let (from, to) = frame.body;
    let rows = (from..=to).take(MOST_ROWS).filter_map(|row| {
        let level = words.mention_beside(&key(&frame.grid.text(CellRef::new(row, rating))))?.label;
        let number = match frame.grid.sheet.get(CellRef::new(row, count)).map(|c| c.value()) {
            Some(Value::Number(number)) => Some(number),
            None | Some(Value::Empty) => None,
            Some(_) => Some(frame.figure(row, count)? as f64),
        };
        Some(Counted { row, level, number })
    });
    rows.collect()
}
