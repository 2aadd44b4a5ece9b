//! What array formulas claim for their results → the cells that can be results.

use super::{Cell, Sheet, Value};
use crate::finding::CellRef;

/// Cells that are looked at in all to see whether array formulas gave them: a second or two.
const ARRAY_LOOKS_MAX: usize = 50_000_000;

impl Sheet {
    /// Leaves an array formula its own cell alone where others that it claims hold a formula of their own, or a text that no
    /// formula gave: its results are not known then, and what stands there is none of them. So is it with all after too many
    /// cells were looked at.
    pub(super) fn doubt_arrays(&mut self, given: impl Fn(CellRef) -> bool) {
        let mut arrays = std::mem::take(&mut self.arrays);
        let mut looks = 0;
        for range in arrays.iter_mut().filter(|range| range.size() > 1) {
            let cells = self.rows(*range);
            looks += cells.len();
            let others = || cells.iter().filter(|cell| cell.at() != range.start && range.contains(cell.at()));
            let own = |cell: &Cell| matches!(cell.value(), Value::Text(_)) && !given(cell.at());
            if looks > ARRAY_LOOKS_MAX || others().any(|cell| cell.formula().is_some() || own(cell)) {
                *range = range.start.into();
            }
        }
        self.arrays = arrays;
    }
}
