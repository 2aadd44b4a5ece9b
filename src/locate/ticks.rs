//! Level columns that are marked and not counted, where the marks look like figures.

use super::rows::Body;
use super::tables::Frame;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, RowRole};
use crate::finding::CellRef;

/// Ticks among cells that say 0, and a 1 in each row as its tick (typed so that sums work): levels that are marked, and
/// not counted. Where another column says how many there are, a 1 is a count.
pub(super) fn by_zeros_and_ones(columns: &mut [Column], body: &Body, frame: &Frame<'_, '_>, words: &Vocabulary) {
    let leveled = |c: &&Column| c.role == ColumnRole::Count && c.level.is_some();
    let levels: Vec<u32> = columns.iter().filter(leveled).map(|c| c.index).collect();
    let counted = columns.iter().any(|c| matches!(c.role, ColumnRole::Total | ColumnRole::Rated | ColumnRole::Share));
    let person = columns.iter().any(|c| c.role == ColumnRole::Person);
    if levels.len() < 2 {
        return;
    }
    let (mut rows, mut ticked, mut ones) = (0, 0, 0);
    for row in body.rows.iter().filter(|r| r.role == RowRole::Data).take(2_000) {
        let texts = levels.iter().map(|&c| frame.grid.text(CellRef::new(row.index, c)));
        let set: Vec<String> = texts.filter(|t| !t.is_empty() && !words.is_none_mark(t)).collect();
        let tick = set.iter().all(|t| words.is_tick(t));
        match set.as_slice() {
            [] => {}
            [one] if one == "1" => ones += 1,
            _ if tick => ticked += 1,
            _ => return,
        }
        rows += 1;
    }
    let by_ones = ticked == 0 && ones >= 3 && ones * 10 >= rows * 9 && (person || !counted);
    if !(ones == 0 && ticked > 0 || by_ones) {
        return;
    }
    for column in columns.iter_mut().filter(|c| levels.contains(&c.index)) {
        column.role = ColumnRole::Mark;
        if by_ones {
            column.evidence.vi.push_str("; mỗi dòng đúng một số 1: đánh dấu mức của dòng");
            column.evidence.en.push_str("; a single 1 in each row marks its level");
        }
    }
}
