//! A table whose columns are about several months or quarters → one table for each of them.

use std::collections::BTreeSet;

use super::period::Period;
use super::{Column, ColumnRole, Kind, Table};
use crate::text::key;

/// "Quý I | Quý II" over the levels, or beside levels in rows: what is counted for one is not added to the other.
pub(super) fn by_period(table: Table) -> Vec<Table> {
    if !matches!(table.kind, Kind::CountSummary | Kind::CountSummaryTransposed) {
        return vec![table];
    }
    let rows = table.kind == Kind::CountSummaryTransposed;
    // "Q.1" may be a district as well: only the word in full is a period here.
    let period = |p: &String| Period::of_header(p).filter(|_| ["quý", "tháng"].iter().any(|w| key(p).starts_with(w)));
    let of = |c: &Column| c.path.iter().rev().find_map(period).filter(|_| is_measured(c));
    let found: BTreeSet<Period> = table.columns.iter().filter_map(of).collect();
    // How many there are may stand once beside all periods; with levels in rows it is a figure of its own.
    let common = |c: &Column| !rows && c.role != ColumnRole::Count && c.level.is_none();
    let whole = table.columns.iter().any(|c| is_measured(c) && of(c).is_none() && !common(c));
    let only = found.iter().next().copied().filter(|_| found.len() == 1 && !whole);
    if found.len() < 2 {
        return vec![Table { period: only, ..table }];
    }
    let periods = found.into_iter().map(Some).chain(whole.then_some(None));
    let one = |period: Option<Period>| {
        let mut part = table.clone();
        for column in part.columns.iter_mut().filter(|c| is_measured(c)) {
            if of(column) != period && !(of(column).is_none() && common(column)) {
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

fn is_measured(column: &Column) -> bool {
    use ColumnRole::{CapShare, Count, Rated, Share, Total, Unrated};
    matches!(column.role, CapShare | Count | Rated | Share | Total | Unrated)
}
