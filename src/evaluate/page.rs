//! A sheet → an index of its cells, so that formulas find ranges and other formulas without searching.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::texts::Texts;
use crate::finding::{CellRange, CellRef};
use crate::read::{Cell, ReadNoteKind, Sheet, Value};

/// Why the formula of an array has no result.
const ARRAY: &str = "an array formula";

/// How far a formula cell is.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum State {
    /// Not looked at yet.
    New,
    /// Waiting for the cells it reads; its place in the order of visits.
    Open(usize),
    /// Its result, or why there is none.
    Done(Result<Value, Arc<str>>),
}

/// A sheet with its index and the results of its formulas.
pub(super) struct Page<'w> {
    pub(super) sheet: &'w Sheet,
    /// The places of cells with formulas, in reading order.
    with_formula: Vec<u32>,
    /// How far each of them is.
    states: Vec<State>,
    /// Each row that has cells, with its first cell.
    rows: Vec<(u32, usize)>,
    /// Each column that has formulas, with their cells from top to bottom.
    formulas: Vec<(u32, Vec<usize>)>,
    /// Places whose content could not be understood, so that no range over them has a value.
    bad: BTreeSet<CellRef>,
    /// What is tried out, while it is.
    trial: Option<Trial>,
    /// The texts of the columns that were asked for.
    pub(super) by_text: RefCell<HashMap<u32, Option<Rc<Texts>>>>,
}

/// Formulas in the place of what stands in some cells, and how far all formulas are under them.
#[derive(Default)]
pub(super) struct Trial {
    /// By the place of the cell among those of the sheet.
    pub(super) formulas: BTreeMap<usize, String>,
    pub(super) states: HashMap<usize, State>,
}

impl<'w> Page<'w> {
    pub(super) fn new(sheet: &'w Sheet) -> Self {
        let mut rows: Vec<(u32, usize)> = Vec::new();
        let mut formulas: Vec<(u32, usize)> = Vec::new();
        for (i, cell) in sheet.cells.iter().enumerate() {
            if rows.last().is_none_or(|(row, _)| *row != cell.at().row) {
                rows.push((cell.at().row, i));
            }
            if cell.formula().is_some() {
                formulas.push((cell.at().column, i));
            }
        }
        let with_formula: Vec<u32> = formulas.iter().map(|(_, index)| *index as u32).collect();
        formulas.sort_unstable();
        let mut states = vec![State::New; with_formula.len()];
        // In one cell an array formula gives what a plain one gives, as long as no range stands for one value.
        for range in sheet.arrays.iter().filter(|range| range.size() > 1) {
            if let Ok(index) = sheet.cells.binary_search_by_key(&range.start, |cell| cell.at())
                && let Ok(place) = with_formula.binary_search(&(index as u32))
            {
                states[place] = State::Done(Err(ARRAY.into()));
            }
        }
        let by_column = formulas.chunk_by(|a, b| a.0 == b.0);
        Self {
            sheet,
            with_formula,
            states,
            rows,
            formulas: by_column.map(|c| (c[0].0, c.iter().map(|(_, i)| *i).collect())).collect(),
            bad: bad_cells(sheet),
            trial: None,
            by_text: RefCell::default(),
        }
    }

    /// From now on something is tried out, or no longer.
    pub(super) fn tries(&mut self, trial: Option<Trial>) {
        self.trial = trial;
    }

    /// The formula of the cell at a place: its own, or the one that is tried out there.
    pub(super) fn formula_at(&self, index: usize) -> Option<&str> {
        let tried = self.trial.as_ref().and_then(|trial| trial.formulas.get(&index));
        tried.map(String::as_str).or_else(|| self.sheet.cells[index].formula())
    }

    /// Is something tried out?
    pub(super) fn is_trying(&self) -> bool {
        self.trial.is_some()
    }

    /// Does what stands at a place stay as it is: a figure, or the result of a formula that is computed?
    pub(super) fn is_settled(&self, index: usize) -> bool {
        !self.is_formula(index) || matches!(self.state(index), State::Done(Ok(_)))
    }

    /// Does a formula stand at a place, or is one tried out there?
    pub(super) fn is_formula(&self, index: usize) -> bool {
        self.formula_at(index).is_some()
    }

    /// The places within a rectangle whose content stands aside for a formula that is tried out.
    pub(super) fn tried(&self, range: CellRange) -> impl Iterator<Item = usize> {
        let places = self.trial.iter().flat_map(|trial| trial.formulas.keys().copied());
        places.filter(move |&place| {
            let cell = &self.sheet.cells[place];
            cell.formula().is_none() && range.contains(cell.at())
        })
    }

    /// How far the cell at a place is.
    pub(super) fn state(&self, index: usize) -> &State {
        let own = self.with_formula.binary_search(&(index as u32)).map_or(&State::New, |place| &self.states[place]);
        match (&self.trial, own) {
            (Some(trial), State::Done(Err(why))) if &**why == ARRAY && !trial.formulas.contains_key(&index) => own,
            (Some(trial), _) => trial.states.get(&index).unwrap_or(&State::New),
            (None, own) => own,
        }
    }

    /// From now on the formula at a place is so far.
    pub(super) fn set_state(&mut self, index: usize, state: State) {
        if let Some(trial) = &mut self.trial {
            trial.states.insert(index, state);
        } else if let Ok(place) = self.with_formula.binary_search(&(index as u32)) {
            self.states[place] = state;
        }
    }

    /// The place of a cell among the cells of the sheet.
    pub(super) fn index(&self, at: CellRef) -> Option<usize> {
        self.sheet.cells.binary_search_by_key(&at, |c| c.at()).ok()
    }

    /// The cells within a rectangle, in reading order, each with its place.
    pub(super) fn cells(&self, range: CellRange) -> impl Iterator<Item = (usize, &'w Cell)> {
        let cells = &self.sheet.cells;
        let first = self.rows.partition_point(|(row, _)| *row < range.start.row);
        let rows = self.rows[first..].iter().enumerate();
        let ends = &self.rows[first..];
        rows.take_while(move |(_, (row, _))| *row <= range.end.row).flat_map(move |(i, &(_, start))| {
            let end = ends.get(i + 1).map_or(cells.len(), |next| next.1);
            let row = &cells[start..end];
            let skipped = row.partition_point(|c| c.at().column < range.start.column);
            (start + skipped..end)
                .map(move |i| (i, &cells[i]))
                .take_while(move |(_, c)| c.at().column <= range.end.column)
        })
    }

    /// How many cells the rectangle has at most, without looking at each.
    pub(super) fn count_at_most(&self, range: CellRange) -> u64 {
        let before = |row: u32| self.rows.partition_point(|(r, _)| *r < row);
        let rows = before(range.end.row + 1) - before(range.start.row);
        rows as u64 * u64::from(range.end.column - range.start.column + 1)
    }

    /// The formulas within a rectangle: slices of the columns that have any, for [`Self::formula`].
    pub(super) fn formulas(&self, range: CellRange) -> impl Iterator<Item = (usize, Range<usize>)> {
        let columns = range.start.column..=range.end.column;
        let first = self.formulas.partition_point(|(c, _)| c < columns.start());
        let cells = &self.sheet.cells;
        let found = self.formulas.iter().enumerate().skip(first);
        found.take_while(move |(_, (column, _))| columns.contains(column)).map(move |(slot, (_, list))| {
            let start = list.partition_point(|&i| cells[i].at().row < range.start.row);
            let end = list.partition_point(|&i| cells[i].at().row <= range.end.row);
            (slot, start..end)
        })
    }

    /// Do formulas stand in a column?
    pub(super) fn has_formulas(&self, column: u32) -> bool {
        self.formulas.binary_search_by_key(&column, |(column, _)| *column).is_ok()
    }

    /// The cell at a place of [`Self::formulas`].
    pub(super) fn formula(&self, slot: usize, place: usize) -> usize {
        self.formulas[slot].1[place]
    }

    /// Does the rectangle hold something that could not be read?
    pub(super) fn has_bad_cell(&self, range: CellRange) -> bool {
        self.bad.iter().any(|at| range.contains(*at))
    }

    /// The last row that has cells, from 0.
    pub(super) fn last_row(&self) -> u32 {
        self.rows.last().map_or(0, |(row, _)| *row)
    }
}

/// Places whose content could not be understood.
pub fn bad_cells(sheet: &Sheet) -> BTreeSet<CellRef> {
    let bad = |kind: &ReadNoteKind| matches!(kind, ReadNoteKind::BadCell(_));
    let notes = sheet.notes.iter().filter(|n| bad(&n.kind));
    notes.filter_map(|n| n.at).collect()
}
