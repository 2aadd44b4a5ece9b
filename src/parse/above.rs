//! The organisations that the rows of a summary stand under, where a column names them: "Đảng bộ | Chi bộ".

use std::collections::BTreeMap;

use super::same::Merged;
use crate::finding::CellRef;
use crate::locate::tables::shown;
use crate::locate::{ColumnRole, Row, RowRole, Table};
use crate::read::Sheet;

/// What each row stands under: by its own cell, by one merged over it, or by the one above where each is written once.
pub(super) fn parents(sheet: &Sheet, table: &Table) -> BTreeMap<u32, String> {
    let Some(column) = table.column(ColumnRole::Parent).map(|c| c.index) else { return BTreeMap::new() };
    let merged = Merged::of_texts(sheet, table);
    let text = |at: CellRef| sheet.get(at).map(shown).filter(|t| !t.is_empty());
    let own = |row: &Row| {
        let at = CellRef::new(row.index, column);
        text(at).or_else(|| text(merged.over(at)?))
    };
    let data: Vec<&Row> = table.rows.iter().filter(|r| r.role == RowRole::Data).collect();
    let said: Vec<Option<String>> = data.iter().map(|row| own(row)).collect();
    let (named, blank) = (said.iter().flatten().count(), said.iter().filter(|s| s.is_none()).count());
    let again = said.windows(2).any(|pair| pair[0].is_some() && pair[0] == pair[1]);
    let begins = |at: usize| said[at].is_none() && data[at].group() != data[at - 1].group();
    let once = blank >= named && !again && !said.first().is_some_and(Option::is_none) && !(1..said.len()).any(begins);
    let mut above = None;
    let under = |(row, own): (&&Row, Option<String>)| {
        above = own.clone().or_else(|| above.take().filter(|_| once));
        Some((row.index, above.clone()?))
    };
    data.iter().zip(said).filter_map(under).collect()
}
