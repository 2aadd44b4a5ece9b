//! Cells that change → the formulas whose results hang on them, directly or through other formulas.

use std::collections::{BTreeMap, BTreeSet};

use super::syntax::{Area, TabNames, parse};
use crate::finding::{CellRange, CellRef};
use crate::read::Workbook;

/// Formulas that are looked at in all, one of them in every round: some seconds. Formulas that read each other to and fro
/// over a very long sheet go beyond it.
const LOOKS_MAX: usize = 50_000_000;

/// A formula that has not been reached yet.
struct Reader {
    tab: usize,
    at: CellRef,
    /// What it reads; `None` when its text does not tell.
    areas: Option<Vec<Area>>,
    /// The other cells that show its results.
    shown_at: Vec<CellRef>,
}

/// Every formula that reads a changed cell, in order of tab, row and column, and with the formula of an array all cells
/// that show its results. One whose text does not tell what it reads (a
/// name, INDIRECT) counts as reading it, and so do all that are left when too many were looked at; one that only shows a cell of
/// another workbook does not.
pub fn dependents(workbook: &Workbook, changed: &[(usize, CellRef)]) -> BTreeSet<(usize, CellRef)> {
    let mut reached = Reached::default();
    changed.iter().for_each(|&(tab, at)| reached.add(tab, at));
    let mut found = BTreeSet::new();
    let mut left = readers(workbook);
    let mut looks = 0;
    // Formulas mostly read one way, upwards or downwards, so few rounds to and fro reach all.
    loop {
        let before = left.len();
        looks += before;
        left.retain(|reader| {
            let within = |areas: &Vec<Area>| areas.iter().any(|area| reached.within(area));
            let hit = looks > LOOKS_MAX || reader.areas.as_ref().is_none_or(within);
            if hit {
                for at in reader.shown_at.iter().copied().chain([reader.at]) {
                    reached.add(reader.tab, at);
                    found.insert((reader.tab, at));
                }
            }
            !hit
        });
        if left.len() == before {
            return found;
        }
        left.reverse();
    }
}

/// Those of the cells whose formula reads another of them.
pub fn readers_among(workbook: &Workbook, cells: &[(usize, CellRef)]) -> BTreeSet<(usize, CellRef)> {
    let mut reached = Reached::default();
    cells.iter().for_each(|&(tab, at)| reached.add(tab, at));
    let known = cells.iter().copied().collect::<BTreeSet<_>>();
    let reads = |areas: &[Area]| areas.iter().any(|area| reached.within(area));
    let left = readers(workbook).into_iter().filter(|reader| known.contains(&(reader.tab, reader.at)));
    left.filter(|reader| reader.areas.as_deref().is_some_and(reads)).map(|reader| (reader.tab, reader.at)).collect()
}

fn readers(workbook: &Workbook) -> Vec<Reader> {
    let names = TabNames::new(workbook);
    let mut readers = Vec::new();
    for (tab, sheet) in workbook.sheets() {
        let arrays: BTreeMap<CellRef, CellRange> = sheet.arrays.iter().map(|range| (range.start, *range)).collect();
        for cell in &sheet.cells {
            let array = arrays.get(&cell.at());
            let areas = match cell.formula().map(|formula| (formula, parse(formula, tab, &names))) {
                Some((_, Ok(parsed))) => (!parsed.opaque).then_some(parsed.areas),
                Some((formula, Err(_))) => only_elsewhere(formula).then(Vec::new),
                // A data table has no formula that tells what it reads.
                None if array.is_some() => None,
                None => continue,
            };
            let shown_at = array.map_or(Vec::new(), |range| {
                sheet.rows(*range).iter().map(|cell| cell.at()).filter(|at| range.contains(*at)).collect()
            });
            readers.push(Reader { tab, at: cell.at(), areas, shown_at });
        }
    }
    readers
}

/// `[1]Sheet1!A1`, `'[1]Biểu 1'!$A$1`: nothing but one cell of another workbook.
fn only_elsewhere(formula: &str) -> bool {
    let text = formula.trim().trim_start_matches('\'');
    let Some((sheet, cell)) = text.strip_prefix('[').and_then(|rest| rest.rsplit_once('!')) else {
        return false;
    };
    !sheet.contains(['!', '(']) && CellRef::parse(cell).is_some()
}

/// Changed cells by tab and column.
#[derive(Default)]
struct Reached(BTreeMap<(usize, u32), BTreeSet<u32>>);

impl Reached {
    fn add(&mut self, tab: usize, at: CellRef) {
        self.0.entry((tab, at.column)).or_default().insert(at.row);
    }

    fn within(&self, area: &Area) -> bool {
        let (start, end) = (area.range.start, area.range.end);
        let columns = self.0.range((area.tab, start.column)..=(area.tab, end.column));
        columns.into_iter().any(|(_, rows)| rows.range(start.row..=end.row).next().is_some())
    }
}
