//! "Cộng nông thôn" below the rows of "Nông thôn": a subtotal that is named after its group.

use std::collections::HashSet;

use super::signs::Signs;
use crate::finding::CellRef;
use crate::locate::outline::split_outline;
use crate::locate::phrases::strip_start;
use crate::locate::tables::Frame;
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{Column, ColumnRole, Row};
use crate::text::key;

/// Marks the rows that sum up what another row, or a cell of the column of groups, is called.
pub(super) fn mark(
    (rows, signs): (&[Row], &mut [Signs]),
    columns: &[Column],
    frame: &Frame<'_, '_>,
    words: &Vocabulary,
) {
    let of = |row: &Row| {
        let label = key(split_outline(&row.label).1);
        let known = words.is_total(&label) || words.is_subtotal(&label);
        words.summed_up(&label).filter(|of| !known && !of.is_empty()).map(str::to_owned)
    };
    let summed: Vec<(usize, String)> = rows
        .iter()
        .enumerate()
        .filter(|(at, _)| signs[*at].valued)
        .filter_map(|(at, row)| Some((at, of(row)?)))
        .collect();
    if summed.is_empty() {
        return;
    }
    let parents = columns.iter().filter(|c| c.role == ColumnRole::Parent).map(|c| c.index);
    let cells = parents.flat_map(|column| rows.iter().map(move |row| CellRef::new(row.index, column)));
    let labels = rows.iter().map(|row| key(split_outline(&row.label).1));
    let names: HashSet<String> = labels.chain(cells.map(|at| key(&frame.grid.text(at)))).collect();
    // "Khối nông thôn" is called by what it is as well.
    let short: HashSet<&str> = names.iter().filter_map(|name| strip_start(name, &words.rows.group)).collect();
    for (at, name) in summed {
        signs[at].of_group = names.contains(&name) || short.contains(name.as_str());
    }
}

impl Vocabulary {
    /// "Cộng", "Tổng cộng" and nothing else?
    pub(in crate::locate) fn sums_alone(&self, text: &str) -> bool {
        self.rows.total.iter().chain(&self.rows.subtotal).any(|sum| sum == text)
    }

    /// What stands behind "Cộng" or "Tổng".
    pub(in crate::locate) fn summed_up<'t>(&self, text: &'t str) -> Option<&'t str> {
        strip_start(text, &self.rows.subtotal).or_else(|| strip_start(text, &self.rows.total))
    }
}
