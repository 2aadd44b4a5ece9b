//! A line written over, as by that of its neighbour: all its typed figures may be wrong at once, and where the totals are
//! formulas only some columns show it.

use std::collections::{BTreeMap, BTreeSet};

use crate::solve::net::{Form, Net};

/// Figures are reckoned in the field of this prime, so that no sum outgrows a number.
const PRIME: i128 = (1 << 61) - 1;

/// May the cell be right as it is, where the failing relations it would mend are one line's that was written over? What
/// counts can be is not asked, and percentages of that line go with it. Also `true` where there are too many lines to say.
pub(super) fn explains(net: &Net, lines: &[Option<usize>], cell: usize, mended: &[usize], steps: &mut usize) -> bool {
    let sure: Vec<usize> = mended.iter().copied().filter(|&r| !net.unsure[r]).collect();
    let line_of = |q: usize| lines.get(q).copied().flatten();
    // One that does not add up in itself was not copied from another.
    let own = line_of(cell);
    let free = |q: &usize| *q != cell && net.free[*q];
    let mut in_all: Option<BTreeSet<usize>> = None;
    for &r in &sure {
        let cells = net.cells(r);
        *steps = steps.saturating_sub(cells.len());
        let of = cells.into_iter().filter(free).filter_map(line_of).filter(|line| Some(*line) != own);
        let of: BTreeSet<usize> = of.collect();
        in_all = Some(in_all.map_or_else(|| of.clone(), |before| before.intersection(&of).copied().collect()));
    }
    let in_all = in_all.unwrap_or_default();
    if in_all.is_empty() {
        return false;
    }
    let mut of_line: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (q, line) in lines.iter().enumerate().filter(|(q, _)| free(q)) {
        if let Some(line) = line.filter(|line| in_all.contains(line)) {
            of_line.entry(line).or_default().push(q);
        }
    }
    *steps = steps.saturating_sub(lines.len());
    of_line.values().any(|cells| {
        *steps = steps.saturating_sub(cells.len().pow(3));
        *steps == 0 || solvable(net, cells, &sure)
    })
}

/// Are all other figures of the cell's line those of the line above or below it, with some that are no chance? What was copied
/// says nothing of the one that was not.
pub(super) fn is_copied(net: &Net, lines: &[Option<usize>], cell: usize) -> bool {
    const LARGE: i64 = 10;
    let Some(own) = lines.get(cell).copied().flatten() else { return false };
    let of = |line: usize| (0..lines.len()).filter(|&q| lines[q] == Some(line)).collect::<Vec<_>>();
    let figures = of(own);
    let copied = |line: Option<usize>| {
        let other = line.map(of).filter(|other| other.len() == figures.len()).unwrap_or_default();
        let mut pairs = figures.iter().zip(&other).filter(|(q, _)| **q != cell);
        let large = pairs.clone().filter(|(q, _)| net.values[**q] >= LARGE).count();
        large >= 2 && pairs.all(|(q, other)| net.values[*q] == net.values[*other])
    };
    copied(own.checked_sub(1)) || copied(Some(own + 1))
}

/// Is there a change of these cells that makes the failing sums hold, and leaves the others around them as they are?
fn solvable(net: &Net, cells: &[usize], mended: &[usize]) -> bool {
    let mut rows: BTreeMap<usize, Vec<i128>> = BTreeMap::new();
    for (at, &cell) in cells.iter().enumerate() {
        for &(r, c) in &net.sums_of[cell] {
            let asked = mended.contains(&r) || (!net.fails[r] && !net.unsure[r]);
            if asked && matches!(net.forms[r], Form::Equal(_)) {
                let row = rows.entry(r).or_insert_with(|| vec![0; cells.len() + 1]);
                row[at] = i128::from(c).rem_euclid(PRIME);
                row[cells.len()] = (-i128::from(net.residual[r])).rem_euclid(PRIME);
            }
        }
    }
    consistent(rows.into_values().collect(), cells.len())
}

/// Does a system of equations have a solution? Each row holds the coefficients and what they come to.
fn consistent(mut rows: Vec<Vec<i128>>, width: usize) -> bool {
    let mut done = 0;
    for column in 0..width {
        let Some(pivot) = (done..rows.len()).find(|&r| rows[r][column] != 0) else { continue };
        rows.swap(done, pivot);
        let (above, below) = rows.split_at_mut(done + 1);
        let pivot = &above[done];
        for row in below.iter_mut().filter(|row| row[column] != 0) {
            let (own, times) = (pivot[column], row[column]);
            for at in column..=width {
                row[at] = (row[at] * own - pivot[at] * times).rem_euclid(PRIME);
            }
        }
        done += 1;
    }
    rows[done..].iter().all(|row| row[width] == 0)
}

#[cfg(test)]
mod tests {
    use super::consistent;

    #[test]
    fn a_system_has_a_solution_or_none() {
        // x + y = 3, x - y = 1; then also 2x = 4, then 2x = 5.
        let system = || vec![vec![1, 1, 3], vec![1, super::PRIME - 1, 1]];
        assert!(consistent(system(), 2));
        assert!(consistent([system(), vec![vec![2, 0, 4]]].concat(), 2));
        assert!(!consistent([system(), vec![vec![2, 0, 5]]].concat(), 2));
        assert!(!consistent(vec![vec![0, 0, 1]], 2));
        assert!(consistent(Vec::new(), 2));
    }
}
