//! Numbered rows of a list that are no organisations: "1 Khối xã", "A Tổ chức đảng" over rows that are rated.

use super::outline::{Mark, name_in, outline_mark};
use super::row_names::{Named, named, section};
use super::tables::{Frame, is_filled};
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Kind, Row, RowRole};
use crate::read::Cell;
use crate::text::key;

/// Makes heads of groups of rows that name a sector or a subject and say nothing else.
pub(super) fn settle(rows: &mut [Row], columns: &[Column], kind: Kind, frame: &Frame<'_, '_>, words: &Vocabulary) {
    let named_by = |c: &&Column| {
        matches!(c.role, ColumnRole::Ordinal | ColumnRole::Unit | ColumnRole::Person | ColumnRole::Ignored)
    };
    let others: Vec<u32> = columns.iter().filter(|c| !named_by(c)).map(|c| c.index).collect();
    let told = |c: &Cell| others.contains(&c.at().column) && is_filled(c);
    let bare = |row: &Row| !frame.grid.sheet.row(row.index).iter().rev().any(told);
    let data: Vec<usize> = (0..rows.len()).filter(|&i| rows[i].role == RowRole::Data).collect();
    let open: Vec<usize> = data.iter().copied().filter(|&i| bare(&rows[i])).collect();
    // A list of those who are not rated yet is bare from top to bottom.
    if open.is_empty() || open.len() == data.len() {
        return;
    }
    let own = |i: usize| named(name_in(&rows[i].ordinal, &rows[i].label), words);
    // Chi bộ are rated, and no đảng bộ is: these only say where the chi bộ stand.
    let mut is_open = vec![false; rows.len()];
    open.iter().for_each(|&i| is_open[i] = true);
    let only_cells = data.iter().all(|&i| match is_open[i] {
        true => own(i) != Named::Cell,
        false => own(i) == Named::Cell,
    });
    // "3 Tập thể lãnh đạo Phòng Tư pháp" behind "2 Tập thể lãnh đạo Phòng Y tế" is one of them, and not rated.
    let in_line = |i: usize| {
        let said = |j: usize| section(name_in(&rows[j].ordinal, &rows[j].label), words);
        let next_to = |j: Option<&usize>, by: i64| {
            let number = |j: usize| rows[j].ordinal.number().map(i64::from);
            let follows = |&j: &usize| number(j).zip(number(i)).is_some_and(|(other, own)| other - own == by);
            j.is_some_and(|j| follows(j) && !is_open[*j] && said(*j) == said(i))
        };
        let place = data.partition_point(|&j| j < i);
        next_to(place.checked_sub(1).and_then(|before| data.get(before)), -1) || next_to(data.get(place + 1), 1)
    };
    let (mut heads, mut is_head): (Vec<usize>, Vec<bool>) = (Vec::new(), vec![false; rows.len()]);
    for &i in &open {
        let rest = rows[i + 1..].iter();
        let Some(next) = rest.clone().find(|r| matches!(r.role, RowRole::Data | RowRole::Group)) else { continue };
        let name = name_in(&rows[i].ordinal, &rows[i].label);
        let text = key(name);
        let own = own(i);
        let head = match () {
            // "Chi bộ 2" is one of several, and not rated.
            () if !text.ends_with(|c: char| c.is_ascii_digit()) && section(name, words).is_some() => !in_line(i),
            () if words.row_is_group(&text) => true,
            // "Chủ tịch, Phó Chủ tịch UBND" is a post, and nobody's name.
            () if kind == Kind::PersonRoster => own.is_body() || (own != Named::Person && words.is_footer(&text)),
            () => (!own.is_party() || only_cells) && is_inside(&rows[i], next),
        };
        if head {
            heads.push(i);
            is_head[i] = true;
        }
    }
    // The head of rows that are all heads themselves heads nothing.
    let over_rows = |&head: &usize| {
        let below = rows[head + 1..].iter().enumerate();
        let mut below = below.map(|(at, row)| (head + 1 + at, row)).filter(|(_, r)| r.role == RowRole::Data);
        below.next().is_some_and(|(i, _)| !is_open[i] || is_head[i])
    };
    let over: Vec<usize> = heads.iter().copied().filter(over_rows).collect();
    over.into_iter().for_each(|head| rows[head].role = RowRole::Group);
}

/// "1" over "1.1", over "-", or over a "1" of its own.
fn is_inside(head: &Row, next: &Row) -> bool {
    let (number, below) = (head.ordinal.text(), next.ordinal.text());
    let number = number.trim_end_matches(['.', ')']);
    let decimal = below.strip_prefix(number).is_some_and(|rest| rest.starts_with('.') && rest.len() > 1);
    let dashed = next.label.starts_with(['-', '+', '–']) || outline_mark(&below) == Some(Mark::Dash);
    // "2 Mạc Thị Vân" without a rating, and then "Khối trường học": what is not marked stands inside nothing.
    let marked = next.role == RowRole::Data || outline_mark(&below).is_some();
    (!number.is_empty() && decimal) || dashed || (marked && next.depth > head.depth)
}
