//! Lines as the corrections that the sums leave open would have them: what one of these settles is told with the sums.

use std::collections::BTreeSet;

use super::records::RatedBlock;
use crate::parse::{Block, Figure};
use crate::solve::Repair;

/// Diagnoses that are looked at.
const DIAGNOSES_MAX: usize = 1_000;

/// Those of some lines that one of the open corrections of the block settles.
pub(super) fn settled_lines(
    rated: &RatedBlock<'_>,
    lines: &[usize],
    settles: impl Fn(&Block, usize) -> bool,
) -> BTreeSet<usize> {
    let mut settled = BTreeSet::new();
    let width = rated.block.measures.len();
    let count = |repair: &Repair| match *repair {
        Repair::Count { quantity, to: Some(to) } if quantity < width * rated.block.lines.len() => {
            Some((quantity / width, quantity % width, to))
        }
        _ => None,
    };
    let open = rated.diagnoses.iter().filter(|d| !d.proven && d.residual.is_none()).take(DIAGNOSES_MAX);
    let mut tried: Option<Block> = None;
    for set in open.flat_map(|d| &d.repairs) {
        let changes: Vec<(usize, usize, i64)> = set.iter().filter_map(count).collect();
        let lines: BTreeSet<usize> = changes.iter().map(|c| c.0).filter(|line| lines.contains(line)).collect();
        if lines.is_empty() {
            continue;
        }
        let block = tried.get_or_insert_with(|| rated.block.clone());
        let mut put = |(line, measure, to): (usize, usize, i64)| {
            std::mem::replace(&mut block.cells[line][measure].figure, Figure::Count(to))
        };
        let before: Vec<Figure> = changes.iter().map(|&change| put(change)).collect();
        settled.extend(lines.into_iter().filter(|&line| settles(block, line)));
        for (&(line, measure, _), figure) in changes.iter().zip(before).rev() {
            block.cells[line][measure].figure = figure;
        }
    }
    settled
}
