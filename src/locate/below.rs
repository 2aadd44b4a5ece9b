//! A list that rates organisations and, under each, those below it: "I. Đảng bộ phường A", "1. Chi bộ 1".

use super::rows::label_key;
use super::vocabulary::Vocabulary;
use super::within::rank;
use super::{Kind, Row, RowRole, Subject, Table};

/// Puts every row that stands below a rated organisation under it. Chi bộ below đảng bộ are no party base organisations:
/// they become a list of their own.
pub(super) fn apart(mut table: Table, words: &Vocabulary) -> Vec<Table> {
    if table.kind != Kind::UnitRoster {
        return vec![table];
    }
    let Some(head_of) = heads(&table.rows, words) else { return vec![table] };
    for (row, head) in table.rows.iter_mut().zip(&head_of) {
        row.set_group(head.or(row.group()));
    }
    if !matches!(table.subject, Subject::PartyBase | Subject::PartyCell) {
        return vec![table];
    }
    let mut below = table.clone();
    for (i, row) in table.rows.iter_mut().enumerate().filter(|(i, _)| head_of[*i].is_some()) {
        row.role = RowRole::OfWhich;
        below.rows[i].subject = Some(Subject::PartyCell);
    }
    let of_heads = |(i, row): &(usize, &mut Row)| row.role == RowRole::Data && head_of[*i].is_none();
    below.rows.iter_mut().enumerate().filter(of_heads).for_each(|(_, row)| row.role = RowRole::Group);
    (table.subject, below.subject) = (Subject::PartyBase, Subject::PartyCell);
    for (part, vi, en) in [
        (
            &mut table,
            "tổ chức cơ sở; chi bộ trực thuộc đọc riêng",
            "base organisations; the chi bộ below are read apart",
        ),
        (
            &mut below,
            "chi bộ trực thuộc ở các dòng dưới từng đảng bộ",
            "the chi bộ in the rows below each organisation",
        ),
    ] {
        part.evidence.vi.push_str(&format!("; {vi}"));
        part.evidence.en.push_str(&format!("; {en}"));
        for column in part.columns.iter_mut().filter(|c| c.subject.is_some_and(Subject::is_organisation)) {
            column.subject = Some(part.subject);
        }
    }
    vec![table, below]
}

/// A chi bộ below a đảng bộ, by their ranks: a đảng bộ below anything is none.
fn is_cell_below(outer: usize, inner: usize) -> bool {
    const SECTOR: usize = 0;
    const BASE: usize = 1;
    outer > SECTOR && inner > BASE && outer < inner
}

/// For each row the rated row it stands below; `None` where no row does, or where names and outline disagree.
fn heads(rows: &[Row], words: &Vocabulary) -> Option<Vec<Option<usize>>> {
    let mut head_of = vec![None; rows.len()];
    let mut above: Vec<usize> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        match row.role {
            RowRole::Data => {
                above.retain(|&h| rows[h].depth < row.depth);
                if let Some(&head) = above.last() {
                    let ranks = rank(&label_key(&rows[head]), words).zip(rank(&label_key(row), words));
                    head_of[i] = ranks.filter(|(outer, inner)| is_cell_below(*outer, *inner)).map(|_| Some(head))?;
                }
                above.push(i);
            }
            RowRole::Group | RowRole::Subtotal | RowRole::Total => above.clear(),
            _ => {}
        }
    }
    head_of.iter().any(Option::is_some).then_some(head_of)
}
