//! A table of counts in which every row is rated itself: "Chi bộ | Xếp loại chi bộ | Tổng số đảng viên | HTXSNV | …".

use super::{Column, ColumnRole, Kind, RowRole, Subject, Table};
use crate::finding::Message;

/// The list that stands in the rows of a table of counts, beside its figures.
pub(super) fn list_within(table: &Table, filled: &dyn Fn(u32, u32) -> bool) -> Option<Table> {
    if table.kind != Kind::CountSummary || !table.names_levels() || table.column(ColumnRole::Person).is_some() {
        return None;
    }
    let data = || table.rows.iter().filter(|r| r.role == RowRole::Data);
    let rates = |c: &&Column| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark);
    let rated = |c: &&Column| rates(c) && data().any(|r| filled(r.index, c.index));
    let rating = table.columns.iter().find(rated)?;
    let subject = rating.subject.or_else(|| table.name_column()?.subject).unwrap_or(Subject::Unit);
    let mut list = table.clone();
    for column in list.columns.iter_mut().filter(|c| counts(c)) {
        (column.role, column.level, column.share_of) = (ColumnRole::Ignored, None, None);
        column.evidence = Message::new("số liệu, đã đọc ở biểu tổng hợp", "figures, read as a table of counts");
    }
    // What was added up was added up of the figures.
    for row in &mut list.rows {
        if matches!(row.role, RowRole::Subtotal | RowRole::Total | RowRole::OfWhich) {
            row.role = RowRole::Note;
        }
    }
    (list.kind, list.subject, list.subject_by_title) = (Kind::UnitRoster, subject, true);
    list.subjects_of_title.clear();
    list.observations.clear();
    let header = rating.path.first().cloned().unwrap_or_default();
    list.evidence = Message::new(
        format!("cột “{header}” xếp loại từng dòng, bên cạnh các cột số lượng"),
        format!("column “{header}” rates every row, beside the columns of counts"),
    );
    Some(list)
}

/// "Xếp loại | Số đảng viên HTXSNV": one lone level that is counted beside the rating of each row sums up nobody.
pub(super) fn set_lone_count_aside(columns: &mut [Column]) {
    let counted = |c: &Column| c.level.is_some() && !matches!(c.role, ColumnRole::Rating | ColumnRole::Ignored);
    let lone = columns.iter().filter(|c| counted(c)).count() == 1;
    if !lone || !columns.iter().any(|c| c.role == ColumnRole::Rating) {
        return;
    }
    for column in columns.iter_mut().filter(|c| c.role == ColumnRole::Count && c.level.is_some()) {
        (column.role, column.level) = (ColumnRole::Ignored, None);
        column.evidence.vi.push_str("; chỉ một mức, bên cạnh mức xếp loại của từng dòng");
        column.evidence.en.push_str("; one level alone, beside the rating of every row");
    }
}

/// A level that nobody has, under the head of others that are marked, is one to mark as well.
pub(super) fn mark_with_others(columns: &mut [Column], filled: &dyn Fn(&Column) -> bool) {
    let head = |c: &Column| c.path.first().filter(|_| c.path.len() > 1 && c.level.is_some()).cloned();
    let empty = |c: &Column| c.role == ColumnRole::Count && head(c).is_some() && !filled(c);
    for at in (0..columns.len()).filter(|&at| empty(&columns[at])).collect::<Vec<_>>() {
        let beside = || columns.iter().filter(|c| head(c) == head(&columns[at]));
        let marked = beside().any(|c| c.role == ColumnRole::Mark);
        if marked && beside().all(|c| c.role == ColumnRole::Mark || empty(c)) {
            columns[at].role = ColumnRole::Mark;
        }
    }
}

fn counts(column: &Column) -> bool {
    use ColumnRole::{CapShare, Count, Rated, Share, Total, Unrated};
    matches!(column.role, CapShare | Count | Rated | Share | Total | Unrated)
}
