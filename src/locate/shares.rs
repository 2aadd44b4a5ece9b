//! Columns of percentages → the counts they are shares of.

pub(super) mod under;

use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole};
use crate::text::key;

/// Finds what every share is a share of.
pub(super) fn find_shares(columns: &mut [Column], words: &Vocabulary) {
    for i in 0..columns.len() {
        if columns[i].role == ColumnRole::Share {
            let elsewhere = |of: usize| {
                let own = columns[i].path.iter().filter(|head| !columns[of].path.contains(head));
                own.map(|head| key(head)).any(|head| words.is_share_elsewhere(&head))
            };
            columns[i].share_of = share_of(columns, i, words).filter(|&of| !elsewhere(of));
        }
    }
}

/// Where groups of columns count parts of others: the count of the level under most of the same heads, nearest to the left.
fn share_beside_parts(columns: &[Column], share: usize) -> Option<usize> {
    let (own, label) = (&columns[share], &columns[share].level.as_ref()?.label);
    columns.iter().any(|c| c.part.as_ref().is_some_and(|p| !p.counts_some())).then_some(())?;
    let same = |c: &Column| {
        matches!(c.role, ColumnRole::Count | ColumnRole::Part) && c.level.as_ref().is_some_and(|l| l.label == *label)
    };
    let shared = |c: &Column| c.path.iter().zip(&own.path).take_while(|(a, b)| a == b).count();
    let near = |i: usize| (shared(&columns[i]), i < share, std::cmp::Reverse(i.abs_diff(share)));
    (0..columns.len()).filter(|&i| same(&columns[i])).max_by_key(|&i| near(i))
}

/// The count column a share column belongs to: the same level and subject, nearest to the left first.
fn share_of(columns: &[Column], share: usize, words: &Vocabulary) -> Option<usize> {
    let own = &columns[share];
    let counts = |c: &Column| {
        use ColumnRole::{Count, Part, Rated, Total, Unrated};
        matches!(c.role, Count | Part | Unrated | Rated | Total) && !is_some(c, words)
    };
    if is_of_some(columns, share, words) {
        return None;
    }
    if let Some(level) = &own.level {
        let of = share_beside_parts(columns, share).or_else(|| share_of_level(columns, share, &level.label, words));
        // "Tỷ lệ HTTNV trở lên" is no share of those rated HTTNV alone.
        let above = |c: &Column| c.level.as_ref().is_some_and(|l| l.and_above);
        return of.filter(|&of| !level.and_above || above(&columns[of]));
    }
    // "Tỷ lệ (%) / cột lạ" is a share of the strange column, and of no other.
    let leaf = own.path.last().map(|p| key(p)).unwrap_or_default();
    if !leaf.is_empty() && !words.has_share_word(&leaf) && words.role(&leaf).is_none() {
        let same = |c: &Column| counts(c) && c.path.last().is_some_and(|p| key(p) == leaf);
        return columns.iter().position(same);
    }
    let leaf = leaf.replace('/', " ").replace('%', " % ");
    let leaf = leaf.split_whitespace().collect::<Vec<_>>().join(" ");
    let (labels, plain) = words.labels_in_share(&leaf);
    match labels.as_slice() {
        [] if plain => {}
        // "Tỷ lệ HTXSNV/tổng số được xếp loại (%)".
        [label] if plain => return share_of_level(columns, share, label, words),
        // "Tỷ lệ nữ (%)" is a share of something else, whatever stands beside it.
        _ => return None,
    }
    let group = |c: &Column| {
        c.path.len() > 1 && own.path.len() > 1 && c.path[..c.path.len() - 1] == own.path[..own.path.len() - 1]
    };
    let left = columns[..share].last()?;
    let beside = columns[..share].iter().rposition(|c| counts(c) && group(c));
    beside.or_else(|| counts(left).then_some(share - 1))
}

/// Does a column count some of those beside it: "Nữ", "Trong đó: dân tộc"?
pub(super) fn is_some(column: &Column, words: &Vocabulary) -> bool {
    let open = match &column.part {
        Some(part) => part.counts_some(),
        None => matches!(column.role, ColumnRole::Ignored | ColumnRole::Unknown),
    };
    let says = |head: &String| words.counts_some(head) || words.starts_of_which(head);
    open && column.path.iter().map(|p| key(p)).any(|head| says(&head))
}

/// "SL | % | Trong đó nữ | %": a share behind those that count some, where the count of all has its share before them, or
/// one whose head names them, is theirs: of what it is a share, of the level or of all women, nobody says.
fn is_of_some(columns: &[Column], share: usize, words: &Vocabulary) -> bool {
    let (own, before) = (&columns[share], &columns[..share]);
    let beside =
        |c: &&Column| c.path.len() == own.path.len() && c.path.first() == own.path.first() && own.path.len() > 1;
    let some = before.iter().rposition(|c| c.role != ColumnRole::Share);
    let Some(some) = some.filter(|&at| is_some(&columns[at], words) && beside(&&columns[at])) else { return false };
    let named = own.path.last().is_some_and(|leaf| {
        let leaf = key(leaf);
        let phrases = words.words.share.iter().filter_map(|w| leaf.strip_prefix(w.as_str()));
        phrases.map(str::trim).any(|rest| words.counts_some(rest))
    });
    let shared = before[..some].iter().filter(beside).any(|c| c.role == ColumnRole::Share);
    named || shared
}

/// The count of a level, of the same subject: to the left first.
fn share_of_level(columns: &[Column], share: usize, label: &str, words: &Vocabulary) -> Option<usize> {
    let subject = columns[share].subject;
    let counted = |i: &usize| columns[*i].role == ColumnRole::Count && columns[*i].subject == subject;
    let said = |i: usize| columns[i].level.as_ref().map(|l| l.label.as_str());
    let nearest = |same: &dyn Fn(&usize) -> bool| {
        let left = (0..share).rev().find(same);
        left.or_else(|| (share + 1..columns.len()).find(same))
    };
    let alike = |i: usize| said(i).and_then(|own| words.same_grade(own, label));
    let strange = |i: usize| said(i).is_some_and(|own| words.is_of_no_framework(own));
    nearest(&|i| counted(i) && said(*i) == Some(label))
        // "Hoàn thành tốt nhiệm vụ | Tỷ lệ % HTTNV": written differently, but the same.
        .or_else(|| nearest(&|i| counted(i) && alike(*i) == Some(true)))
        // In words of no framework, but side by side.
        .or_else(|| share.checked_sub(1).filter(|i| counted(i) && words.is_of_no_framework(label) && strange(*i)))
}
