//! "A | Chi bộ trực thuộc | 9" over its levels in rows: the head of a section that says how many there are.

use super::heads_section;
use crate::locate::tables::Frame;
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{Column, ColumnRole, Row, RowRole};

/// Rows that say no more than whom those below are about, with figures that the levels below them do not exceed and most of
/// which they make up, are the totals of what they head, where two or more subjects are headed so.
pub(super) fn settle(rows: &mut [Row], columns: &[Column], frame: &Frame<'_, '_>, words: &Vocabulary) {
    let head = |row: &Row| {
        let open = row.level.is_none() && row.measure.is_none();
        let role = matches!(row.role, RowRole::Data | RowRole::OfWhich | RowRole::Subtotal);
        open && role && row.subject.is_some() && heads_section(row, words)
    };
    let heads: Vec<usize> = (0..rows.len()).filter(|&at| head(&rows[at])).collect();
    let ends = heads.iter().skip(1).copied().chain([rows.len()]);
    let found: Vec<usize> = heads
        .iter()
        .zip(ends)
        .filter(|(at, end)| counts_all(&rows[**at..*end], columns, frame))
        .map(|(at, _)| *at)
        .collect();
    let subjects: std::collections::BTreeSet<_> = found.iter().filter_map(|&at| rows[at].subject).collect();
    if subjects.len() < 2 {
        return;
    }
    for at in found {
        (rows[at].role, rows[at].measure) = (RowRole::Total, Some(ColumnRole::Total));
    }
}

/// Do the levels of a section come right below its head, or behind those rated, and make up no more than it says?
fn counts_all(section: &[Row], columns: &[Column], frame: &Frame<'_, '_>) -> bool {
    let Some((head, below)) = section.split_first() else { return false };
    let level =
        |row: &&Row| row.level.as_ref().is_some_and(|l| !l.of_which && !l.and_above) && row.role == RowRole::Data;
    let levels: Vec<&Row> = below.iter().filter(level).collect();
    let measured = below.iter().any(|row| row.measure == Some(ColumnRole::Total));
    let figures =
        columns.iter().filter(|c| !matches!(c.role, ColumnRole::Ordinal | ColumnRole::Share | ColumnRole::Note));
    let sum = |column: u32| levels.iter().map(|row| frame.figure(row.index, column)).sum::<Option<i64>>();
    let told = figures.filter_map(|c| {
        let own = frame.figure(head.index, c.index).filter(|own| *own > 0 && frame.has_number(head.index, c.index))?;
        Some((own, sum(c.index)?))
    });
    let told: Vec<(i64, i64)> = told.collect();
    let fits = |&(own, sum): &(i64, i64)| sum <= own && sum * 2 > own;
    levels.len() >= 2 && !measured && told.iter().filter(|told| fits(told)).count() * 2 > told.len()
}
