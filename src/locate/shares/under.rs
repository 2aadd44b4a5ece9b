//! The second of two rows of one unit, under a name that is merged over both: the shares of what the first row counts.

use std::collections::BTreeSet;

use crate::finding::CellRef;
use crate::locate::tables::{Frame, shown};

/// Fewer shares that fit are a chance.
const TELLING: usize = 2;

/// How the second row of a pair goes with the first.
struct Pair {
    row: u32,
    fits: bool,
    /// Are shares and counts not the same numbers?
    differ: bool,
}

/// The rows of shares, where nearly all second rows are: a unit may have a row for men and one for women as well.
pub(in crate::locate) fn rows(
    frame: &Frame<'_, '_>,
    (names, ordinals): (&[u32], &[u32]),
    counted: &[u32],
) -> BTreeSet<u32> {
    let two = |m: &&crate::finding::CellRange| m.end.row == m.start.row + 1 && names.contains(&m.start.column);
    let merges = frame.grid.sheet.merges.iter().flatten().filter(two);
    let inside = merges.filter(|m| (frame.body.0..frame.body.1).contains(&m.start.row));
    let bare = |row: u32| names.iter().chain(ordinals).all(|&c| frame.grid.text(CellRef::new(row, c)).is_empty());
    let seconds = inside.map(|m| m.end.row).filter(|&row| bare(row));
    let pairs: Vec<Pair> = seconds.filter_map(|row| pair(frame, row, counted)).collect();
    let fitting = pairs.iter().filter(|pair| pair.fits).count();
    let sure = fitting * 4 >= pairs.len() * 3 && pairs.iter().any(|pair| pair.fits && pair.differ);
    pairs.into_iter().filter(|_| sure).map(|pair| pair.row).collect()
}

/// A row and the one above it; `None` where too few people are counted there to tell.
fn pair(frame: &Frame<'_, '_>, row: u32, counted: &[u32]) -> Option<Pair> {
    let both = |&c: &u32| Some((number(frame, row - 1, c)?, number(frame, row, c)?));
    let told: Vec<(f64, f64)> = counted.iter().filter_map(both).filter(|(count, _)| *count > 0.0).collect();
    if told.len() < TELLING {
        return None;
    }
    let fractions = told.iter().all(|(_, share)| *share <= 1.0) && told.iter().any(|(_, share)| share.fract() != 0.0);
    let whole = if fractions { 1.0 } else { 100.0 };
    let (most, all) = told.iter().fold((0.0, 0.0), |(most, all), (count, _)| (count.max(most), all + count));
    let fits = |base: f64| {
        let misses = told.iter().filter(|(count, share)| (whole * count / base - share).abs() >= whole / 100.0);
        misses.count() * 3 <= told.len()
    };
    let differ = told.iter().any(|(count, share)| count != share);
    Some(Pair { row, fits: fits(most) || fits(all), differ })
}

/// The number in a cell, with a comma or as a percentage.
fn number(frame: &Frame<'_, '_>, row: u32, column: u32) -> Option<f64> {
    let text = frame.grid.sheet.get(CellRef::new(row, column)).map(shown)?;
    text.trim_end_matches(['%', ' ']).replace(',', ".").parse().ok()
}
