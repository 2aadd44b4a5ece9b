//! The second of two rows of one unit, under a name that is merged over both: the shares of what the first row counts.

use std::collections::BTreeSet;

use crate::finding::CellRef;
use crate::locate::tables::{Frame, shown};

/// Fewer shares that fit are a chance; so are fewer units all of whose members have one level.
const TELLING: usize = 2;

/// How the second row of a pair goes with the first.
struct Pair {
    row: u32,
    fits: bool,
    /// Are shares and counts not the same numbers?
    differ: bool,
    /// How many figures tell; all of them where it is written that they are percentages.
    told: usize,
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
    let fit = |least: usize| {
        let (mut all, mut fitting, mut differ) = (0, 0, 0);
        for pair in pairs.iter().filter(|pair| pair.told >= least) {
            (all, fitting) = (all + 1, fitting + usize::from(pair.fits));
            differ += usize::from(pair.fits && pair.differ);
        }
        (all, fitting, differ)
    };
    let sure = match (fit(TELLING), fit(1)) {
        ((0, ..), (all, fitting, differ)) => fitting == all && differ >= TELLING,
        ((all, fitting, differ), _) => fitting * 4 >= all * 3 && differ > 0,
    };
    pairs.into_iter().filter(|_| sure).map(|pair| pair.row).collect()
}

/// A row and the one above it. Where all of a unit have one level, its share is 100; where there is nobody, all shares are 0.
fn pair(frame: &Frame<'_, '_>, row: u32, counted: &[u32]) -> Option<Pair> {
    let both = |&c: &u32| Some((number(frame, row - 1, c)?, number(frame, row, c)?));
    let (told, nobody): (Vec<(f64, f64)>, Vec<_>) =
        counted.iter().filter_map(both).partition(|(count, _)| *count > 0.0);
    let none = nobody.iter().all(|(_, share)| *share == 0.0);
    let differ = told.iter().any(|(count, share)| count != share);
    let says = |c: &u32| frame.grid.text(CellRef::new(row, *c)).trim_end_matches([')', ' ']).ends_with('%');
    let percent = counted.iter().filter(|c| says(c)).count();
    if told.len() < TELLING {
        let fits = none && told.iter().all(|(_, share)| *share == 100.0);
        return (!told.is_empty() || (none && !nobody.is_empty())).then_some(Pair {
            row,
            fits,
            differ,
            told: told.len().max(percent),
        });
    }
    let fractions = told.iter().all(|(_, share)| *share <= 1.0) && told.iter().any(|(_, share)| share.fract() != 0.0);
    let whole = if fractions { 1.0 } else { 100.0 };
    let (most, all) = told.iter().fold((0.0, 0.0), |(most, all), (count, _)| (count.max(most), all + count));
    let fits = |base: f64| {
        let misses = told.iter().filter(|(count, share)| (whole * count / base - share).abs() >= whole / 100.0);
        misses.count() * 3 <= told.len()
    };
    Some(Pair { row, fits: fits(most) || fits(all), differ, told: told.len() })
}

/// The number in a cell, with a comma, as a percentage or in brackets.
fn number(frame: &Frame<'_, '_>, row: u32, column: u32) -> Option<f64> {
    let text = frame.grid.sheet.get(CellRef::new(row, column)).map(shown)?;
    text.trim_matches(['(', ')', '%', ' ']).replace(',', ".").parse().ok()
}
