//! Which typed cells of a block stand side by side, or one under the other.

use std::collections::BTreeMap;

use super::{Equations, Meaning};
use crate::finding::CellRef;
use crate::parse::{Block, Figure};
use crate::solve::slips::Place;

/// Pairs of neighbours: in a row the next cell, and the next of the same kind; in a column the next of the same kind.
pub(in crate::solve) fn pairs(equations: &Equations, block: &Block) -> Vec<(Place, Place)> {
    let by_row = places(equations, block);
    let by_column: BTreeMap<(u32, u32), Place> = by_row.iter().map(|(&(row, column), &p)| ((column, row), p)).collect();
    let mut pairs = consecutive(&by_row, |_, _| true);
    pairs.extend(consecutive(&by_row, same_kind));
    pairs.extend(consecutive(&by_column, same_kind));
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn same_kind(a: Place, b: Place) -> bool {
    matches!((a, b), (Place::Count(_), Place::Count(_)) | (Place::Share(_), Place::Share(_)))
}

/// For each place the next in its line for which `fits` says so.
fn consecutive(places: &BTreeMap<(u32, u32), Place>, fits: fn(Place, Place) -> bool) -> Vec<(Place, Place)> {
    let next = |(&(line, at), &place): (&(u32, u32), &Place)| {
        let after = places.range((line, at + 1)..=(line, u32::MAX));
        after.map(|(_, &p)| p).find(|&p| fits(place, p)).map(|p| (place.min(p), place.max(p)))
    };
    places.iter().filter_map(next).collect()
}

/// Every typed figure of the block that stands alone in its cell, by row and column.
fn places(equations: &Equations, block: &Block) -> BTreeMap<(u32, u32), Place> {
    let at = |cell: CellRef| (cell.row, cell.column);
    let counts = block.cells.iter().flatten().enumerate();
    let typed = counts.filter(|(_, c)| matches!(c.figure, Figure::Count(_)) && !c.formula);
    let mut all: BTreeMap<(u32, u32), Place> = typed.map(|(q, c)| (at(c.at), Place::Count(q))).collect();
    for (relation, meaning) in equations.meanings.iter().enumerate() {
        if let Meaning::Share { shares, cell, .. } = meaning {
            let cell = &block.shares[*shares].cells[*cell];
            if !cell.formula {
                all.insert(at(cell.at), Place::Share(relation));
            }
        }
    }
    all
}
