//! A table whose columns are about several months or quarters → one table for each of them.

use std::collections::BTreeSet;

use super::period::Period;
use super::phrases::has_words;
use super::{Column, ColumnRole, Kind, Table};
use crate::text::key;

/// "Quý I | Quý II" over the levels, or beside levels in rows: what is counted for one is not added to the other.
pub(super) fn by_period(table: Table) -> Vec<Table> {
    if !matches!(table.kind, Kind::CountSummary | Kind::CountSummaryTransposed) {
        return vec![table];
    }
    let of = periods(&table.columns, table.kind == Kind::CountSummaryTransposed);
    let found: BTreeSet<Period> =
        of.iter().filter_map(|o| if let Of::Period(p) = o { Some(*p) } else { None }).collect();
    let counts = |c: &Column| !matches!(c.role, ColumnRole::Share | ColumnRole::CapShare);
    let whole = table.columns.iter().zip(&of).any(|(c, of)| *of == Of::Whole && counts(c));
    if found.is_empty() || (found.len() == 1 && !whole) {
        let only = found.first().copied();
        return vec![Table { period: only, ..table }];
    }
    let periods = found.into_iter().map(Some).chain(whole.then_some(None));
    let one = |period: Option<Period>| {
        let mut part = table.clone();
        let own = period.map_or(Of::Whole, Of::Period);
        for (column, of) in part.columns.iter_mut().zip(&of) {
            if *of != own && matches!(of, Of::Whole | Of::Period(_)) {
                (column.role, column.level, column.share_of) = (ColumnRole::Ignored, None, None);
                column.evidence.vi.push_str("; thuộc kỳ khác, đọc riêng");
                column.evidence.en.push_str("; of another period, read by itself");
            }
        }
        if let Some(period) = period {
            part.period = Some(period);
            part.evidence.vi.push_str(&format!("; các cột của {}", period.vi()));
            part.evidence.en.push_str(&format!("; the columns of {}", period.id()));
        }
        part
    };
    periods.map(one).collect()
}

/// What a column is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Of {
    /// One of the periods.
    Period(Period),
    /// What the periods are parts of.
    Whole,
    /// All of them.
    Common,
    /// It counts nothing.
    Nothing,
}

/// What each column is about.
fn periods(columns: &[Column], rows: bool) -> Vec<Of> {
    // "Q.1" may be a district as well: only the word in full is a period here.
    let full = |p: &String| ["quý", "tháng"].iter().any(|w| has_words(&key(p), w));
    let period = |p: &String| Period::of_header(p).filter(|_| full(p));
    let own = |c: &Column| c.path.iter().rev().find_map(period);
    // "Năm 2022 / Tổng số | HTXSNV | …": what stands beside levels under one head is about the same as they.
    let over = |c: &Column| c.path.first().filter(|_| c.path.len() > 1).cloned();
    let heads: Vec<String> =
        columns.iter().filter(|c| c.level.is_some() && own(c).is_none()).filter_map(over).collect();
    let beside = |c: &Column| over(c).is_some_and(|head| heads.contains(&head));
    // How many there are may stand once beside all periods; with levels in rows it is a figure of its own.
    let common = |c: &Column| !rows && c.role != ColumnRole::Count && c.level.is_none() && !beside(c);
    let mut all: Vec<Of> = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let share = matches!(column.role, ColumnRole::Share | ColumnRole::CapShare);
        // A share goes with what it is a share of: with levels in rows, with the figures before it.
        let before = || {
            (0..at).rev().find(|&i| {
                rows && is_measured(&columns[i]) && !matches!(columns[i].role, ColumnRole::Share | ColumnRole::CapShare)
            })
        };
        let goes_with = || column.share_of.or_else(before).filter(|&of| share && of < at).map(|of| all[of]);
        let of = match own(column) {
            _ if !is_measured(column) => Of::Nothing,
            Some(period) => Of::Period(period),
            None => goes_with().unwrap_or(if common(column) { Of::Common } else { Of::Whole }),
        };
        all.push(of);
    }
    all
}

fn is_measured(column: &Column) -> bool {
    use ColumnRole::{CapShare, Count, Rated, Share, Total, Unrated};
    matches!(column.role, CapShare | Count | Rated | Share | Total | Unrated)
}
