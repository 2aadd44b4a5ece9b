//! A summary of the office above → is it the sum of what others, who name that office above themselves, report as well?

use super::offices::{may_stand_over, rates};
use super::records::{FileRecord, Rated, RatedBlock, TableRecord};
use super::totals::office_key;
use crate::locate::{RowRole, Subject};

/// Is a summary, whatever its rows, that of the office above files about the same? What has not half as many as they have
/// together is about others: the office's own people.
pub(super) fn is_sum_of(table: &TableRecord<'_>, own: Option<&str>, under: &[&FileRecord<'_>]) -> bool {
    let lower = |file: &FileRecord<'_>| {
        let unit = file.unit.as_deref().map(office_key);
        unit.is_some_and(|unit| Some(unit.as_str()) != own && may_stand_over(own, &unit))
    };
    let tables: Vec<&TableRecord<'_>> = under.iter().filter(|f| lower(f)).flat_map(|f| &f.tables).collect();
    is_sum(table, &tables)
}

/// The same among the sheets of its own file, where those that name its office above themselves are of other units.
pub(super) fn is_sum_of_sheets(table: &TableRecord<'_>, all: &[TableRecord<'_>]) -> bool {
    let Some(own) = table.unit.as_deref().map(office_key) else { return false };
    let lower = |t: &&TableRecord<'_>| {
        let unit = t.unit.as_deref().map(office_key);
        unit.is_some_and(|unit| unit != own && may_stand_over(Some(&own), &unit)) && t.under.stands_under(&own)
    };
    is_sum(table, &all.iter().filter(lower).collect::<Vec<_>>())
}

fn is_sum(table: &TableRecord<'_>, tables: &[&TableRecord<'_>]) -> bool {
    let Rated::Counts(blocks) = &table.content else { return false };
    let same = |t: &TableRecord<'_>| (t.year, t.period) == (table.year, table.period);
    let over = |rated: &RatedBlock<'_>| {
        let subject = rated.block.subject;
        let sizes: Vec<i64> = tables.iter().filter(|t| same(t)).filter_map(|t| size(t, subject)).collect();
        subject != Subject::Unknown && !sizes.is_empty() && 2 * size_of(rated) >= sizes.iter().sum()
    };
    blocks.iter().filter(|b| b.block.counts_all()).any(over)
}

/// How many a table counts or lists of a subject; `None` where it is about others.
fn size(table: &TableRecord<'_>, subject: Subject) -> Option<i64> {
    match &table.content {
        Rated::Counts(blocks) => {
            blocks.iter().find(|b| b.block.subject == subject && b.block.counts_all()).map(size_of)
        }
        Rated::Roster(list) if rates(table, subject) => i64::try_from(list.roster.records.len()).ok(),
        Rated::Roster(_) | Rated::Figures(_) | Rated::Nothing => None,
    }
}

/// How many a block counts: by its total, else by its lines together.
fn size_of(rated: &RatedBlock<'_>) -> i64 {
    let of = |line: usize| {
        let counts = rated.counts.line(&rated.block, line);
        let levels = || counts.levels.iter().flatten().sum();
        counts.total.or(counts.rated).unwrap_or_else(levels)
    };
    let lines = |role: RowRole| (0..rated.block.lines.len()).filter(move |&l| rated.block.lines[l].role == role);
    lines(RowRole::Total).map(of).max().unwrap_or_else(|| lines(RowRole::Data).map(of).sum())
}
