//! Formulas that office forms use → their results, computed anew from the cells beneath them.
//!
//! Operators, references within the workbook and some forty functions, as Excel computes them. Everything else, and
//! everything whose answer hangs on the computer it is opened on, is [`Evaluated::NotEvaluated`]: no answer rather
//! than a wrong one.

mod conditional;
mod criteria;
mod dependents;
mod functions;
mod lookup;
mod page;
mod summands;
mod syntax;
mod tally;
#[cfg(test)]
mod tests;
mod texts;
mod value;

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

pub use self::dependents::{dependents, readers_among};
use self::functions::Run;
pub use self::page::bad_cells;
use self::page::{Page, State, Trial};
pub use self::summands::{Summand, summands};
pub use self::syntax::TabNames;
use self::syntax::{Parsed, parse};
use self::tally::Running;
use self::value::{Halt, Outcome};
use crate::finding::{CellRange, CellRef};
use crate::read::{NOT_COMPUTED, Tab, Value, Workbook};
use crate::text::shared::SharedText;

/// Why a formula that reads itself has no result.
const CIRCULAR: &str = "a circular reference";

/// Cells that the formulas of a workbook may look at in all: some seconds. A column of formulas that each look at all rows
/// of a very long table goes beyond it.
const WORK_MAX: u64 = 100_000_000;

/// What a cell gives.
#[derive(Clone, PartialEq, Debug)]
pub enum Evaluated {
    /// A finite number.
    Number(f64),
    /// Text, perhaps empty.
    Text(SharedText),
    /// TRUE or FALSE.
    Bool(bool),
    /// A cell without content; a formula is never blank.
    Blank,
    /// An error as Excel shows it: `#DIV/0!`.
    Error(SharedText),
    /// We do not know; says what stands in the way (`the function TEXT`).
    NotEvaluated(Arc<str>),
}

impl From<Value> for Evaluated {
    fn from(value: Value) -> Self {
        match value {
            Value::Empty => Self::Blank,
            Value::Number(number) => Self::Number(number),
            Value::Text(text) => Self::Text(text),
            Value::Bool(truth) => Self::Bool(truth),
            Value::Error(code) => Self::Error(code),
        }
    }
}

/// Computes the formulas of a workbook, each once.
pub struct Evaluator<'w> {
    names: TabNames,
    /// By tab; `None` where no sheet was read.
    pages: Vec<Option<Page<'w>>>,
    /// Cells that may still be looked at.
    left: u64,
    /// What long ranges that were added up came to.
    running: RefCell<Running>,
    /// What lines hold in which values are sought.
    indexes: RefCell<lookup::Indexes>,
}

/// A cell by its tab and its place among the cells of the sheet.
type CellId = (usize, usize);

/// A formula waiting for those it reads.
struct Frame {
    cell: CellId,
    parsed: Parsed,
    /// Formulas it reads and that were not visited yet: tab, column slot, places.
    pending: Vec<(usize, usize, Range<usize>)>,
    /// The same, of formulas that are tried out.
    tried: Vec<CellId>,
    order: usize,
    /// The earliest formula still open that it reads, itself or through others.
    lowest: usize,
    reads_itself: bool,
}

impl<'w> Evaluator<'w> {
    /// Indexes the workbook; formulas are computed when asked for.
    pub fn new(workbook: &'w Workbook) -> Self {
        let page = |tab: &'w Tab| match tab {
            Tab::Sheet(sheet) => Some(Page::new(sheet)),
            _ => None,
        };
        Self {
            names: TabNames::new(workbook),
            pages: workbook.tabs.iter().map(page).collect(),
            left: WORK_MAX,
            running: RefCell::default(),
            indexes: RefCell::default(),
        }
    }

    /// What the cell gives: its content, or the result of its formula, computed from contents and from the formulas
    /// beneath it. A formula beneath that is not evaluated counts with its stored result, if it has one.
    pub fn result(&mut self, tab: usize, at: CellRef) -> Evaluated {
        let Some(Some(page)) = self.pages.get(tab) else {
            return Evaluated::NotEvaluated("a sheet that was not read".into());
        };
        let Some(index) = page.index(at) else {
            return Evaluated::Blank;
        };
        if !page.is_formula(index) {
            return page.sheet.cells[index].value().cloned().into();
        }
        self.compute((tab, index));
        match self.state((tab, index)) {
            State::Done(Ok(value)) => value.clone().into(),
            State::Done(Err(why)) => Evaluated::NotEvaluated(why.clone()),
            _ => Evaluated::NotEvaluated(CIRCULAR.into()),
        }
    }

    /// What the cells of a tab would give with these formulas (without `=`) in them, all at once.
    pub fn tried(&mut self, tab: usize, formulas: &[(CellRef, &str)]) -> Vec<Evaluated> {
        for (place, page) in self.pages.iter_mut().enumerate() {
            let Some(page) = page else { continue };
            let own = formulas.iter().filter(|_| place == tab);
            let placed = own.filter_map(|(at, formula)| Some((page.index(*at)?, (*formula).to_owned())));
            let trial = Trial { formulas: placed.collect(), ..Trial::default() };
            page.tries(Some(trial));
        }
        let results = formulas.iter().map(|(at, _)| self.result(tab, *at)).collect();
        self.pages.iter_mut().flatten().for_each(|page| page.tries(None));
        results
    }

    /// Computes a formula after all that it reads. Goes down without recursion, so chains may be of any length;
    /// formulas that read each other are found together (Tarjan's strongly connected components).
    fn compute(&mut self, cell: CellId) {
        let mut frames: Vec<Frame> = Vec::new();
        let mut open: Vec<CellId> = Vec::new();
        let mut visited = 0;
        let mut next = Some(cell);
        loop {
            if let Some(cell) = next.take()
                && let Some(frame) = self.visit(cell, visited)
            {
                visited += 1;
                open.push(cell);
                frames.push(frame);
            }
            let Some(frame) = frames.last_mut() else {
                return;
            };
            next = self.next_unvisited(frame);
            if next.is_some() {
                continue;
            }
            let Some(done) = frames.pop() else { return };
            if let Some(reader) = frames.last_mut() {
                reader.lowest = reader.lowest.min(done.lowest);
            }
            if done.lowest == done.order {
                self.close(&done, &mut open);
            }
        }
    }

    /// Opens a formula, unless it is open or done already or cannot be parsed.
    fn visit(&mut self, cell: CellId, order: usize) -> Option<Frame> {
        if *self.state(cell) != State::New {
            return None;
        }
        let page = self.pages[cell.0].as_ref()?;
        let parsed = match parse(page.formula_at(cell.1)?, cell.0, &self.names) {
            Ok(parsed) => parsed,
            Err(why) => {
                self.set(cell, State::Done(Err(why)));
                return None;
            }
        };
        let Some(left) = self.left.checked_sub(self.work(&parsed)) else {
            self.set(cell, State::Done(Err("too many cells to look at".into())));
            return None;
        };
        self.left = left;
        let (pending, tried) = (self.formulas_read(&parsed), self.tried_read(&parsed));
        self.set(cell, State::Open(order));
        Some(Frame { cell, parsed, pending, tried, order, lowest: order, reads_itself: false })
    }

    /// How many cells a formula looks at, at most.
    fn work(&self, parsed: &Parsed) -> u64 {
        let areas = parsed.areas.iter().filter_map(|area| Some((area, self.pages[area.tab].as_ref()?)));
        areas.map(|(area, page)| page.count_at_most(area.range)).sum()
    }

    /// The formulas in the areas of a formula, as slices of columns.
    fn formulas_read(&self, parsed: &Parsed) -> Vec<(usize, usize, Range<usize>)> {
        let mut out = Vec::new();
        for area in &parsed.areas {
            if let Some(page) = &self.pages[area.tab] {
                let slices = page.formulas(area.range);
                out.extend(slices.map(|(slot, places)| (area.tab, slot, places)));
            }
        }
        out
    }

    /// Cells in the areas of a formula in which another is tried out.
    fn tried_read(&self, parsed: &Parsed) -> Vec<CellId> {
        let areas = parsed.areas.iter().filter_map(|area| Some((area, self.pages[area.tab].as_ref()?)));
        areas.flat_map(|(area, page)| page.tried(area.range).map(|index| (area.tab, index))).collect()
    }

    /// The next formula a frame reads that was not visited; notes the open ones on the way.
    fn next_unvisited(&self, frame: &mut Frame) -> Option<CellId> {
        while let Some(cell) = self.next_read(frame) {
            match *self.state(cell) {
                State::New => return Some(cell),
                State::Open(order) => {
                    frame.lowest = frame.lowest.min(order);
                    frame.reads_itself |= cell == frame.cell;
                }
                State::Done(_) => {}
            }
        }
        None
    }

    /// The next formula a frame reads.
    fn next_read(&self, frame: &mut Frame) -> Option<CellId> {
        while let Some((tab, slot, places)) = frame.pending.last_mut() {
            if let Some(place) = places.next() {
                return Some((*tab, self.pages[*tab].as_ref()?.formula(*slot, place)));
            }
            frame.pending.pop();
        }
        frame.tried.pop()
    }

    /// Computes a formula whose precedents are done, or marks a circle of formulas as such.
    fn close(&mut self, frame: &Frame, open: &mut Vec<CellId>) {
        let first = open.iter().rposition(|c| *c == frame.cell).unwrap_or(0);
        let group = open.split_off(first);
        if group.len() > 1 || frame.reads_itself {
            for cell in group {
                self.set(cell, State::Done(Err(CIRCULAR.into())));
            }
            return;
        }
        let result = match Run::new(self).formula(&frame.parsed.expr) {
            Ok(value) => Ok(value),
            Err(Halt::Error(code)) => Ok(Value::Error(code)),
            Err(Halt::NotEvaluated(why)) => Err(why),
        };
        self.set(frame.cell, State::Done(result));
    }

    fn state(&self, (tab, index): CellId) -> &State {
        match &self.pages[tab] {
            Some(page) => page.state(index),
            None => &State::New,
        }
    }

    fn set(&mut self, (tab, index): CellId, state: State) {
        if let Some(page) = &mut self.pages[tab] {
            page.set_state(index, state);
        }
    }

    /// What a cell gives to the formulas that read it.
    fn stored_or_computed<'a>(&self, page: &'a Page<'w>, index: usize) -> Outcome<Cow<'a, Value>> {
        let cell = &page.sheet.cells[index];
        let stored = || Ok(Cow::Owned(cell.value().cloned()));
        match page.state(index) {
            _ if !page.is_formula(index) => stored(),
            State::Done(Ok(value)) => Ok(Cow::Borrowed(value)),
            _ if cell.value() != Value::Empty && !cell.is_not_computed() => stored(),
            State::Done(Err(why)) => Err(Halt::NotEvaluated(why.clone())),
            _ => Err(Halt::NotEvaluated(CIRCULAR.into())),
        }
    }
}

/// Every cell a formula on `tab` reads, as ranges in the order they stand in, each once. `None` when the formula is
/// not understood, or when it reads cells that its text does not tell (another workbook, a name, INDIRECT, OFFSET).
pub fn precedents(names: &TabNames, tab: usize, formula: &str) -> Option<Vec<(usize, CellRange)>> {
    let parsed = parse(formula, tab, names).ok()?;
    let areas = parsed.areas.iter().map(|area| (area.tab, area.range));
    (!parsed.opaque).then(|| areas.collect())
}

/// Does every formula store the bare 0 that libraries leave for Excel to replace? Then none was ever computed.
pub fn never_computed(workbook: &Workbook) -> bool {
    let cells = || workbook.sheets().flat_map(|(_, sheet)| &sheet.cells);
    let mut stored = cells().filter(|cell| cell.formula().is_some()).map(|cell| cell.value());
    let first = stored.next() == Some(Value::Number(0.0));
    let second = stored.next() == Some(Value::Number(0.0));
    first && second && stored.all(|value| value == Value::Number(0.0))
}

/// What became of the formulas without a stored result.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filled {
    /// Given a result.
    pub computed: Vec<(usize, CellRef)>,
    /// Left as they were, because they could not be evaluated.
    pub unknown: Vec<(usize, CellRef)>,
}

/// Gives formulas without a stored result what they compute to, all of them where none was ever computed; the formulas
/// stay. One that gives empty text has nothing to store and is in neither list; one that cannot be computed gives
/// [`NOT_COMPUTED`] from then on, for it is neither blank nor 0.
pub fn fill_missing(workbook: &mut Workbook) -> Filled {
    let never = never_computed(workbook);
    let missing: Vec<(usize, usize, CellRef)> = workbook
        .sheets()
        .flat_map(|(tab, sheet)| {
            let cells = sheet.cells.iter().enumerate();
            // What stands there and could not be read is told, and not made up.
            let bad = bad_cells(sheet);
            let missing = cells.filter(move |(_, cell)| {
                (cell.lacks_result() || (never && cell.formula().is_some())) && !bad.contains(&cell.at())
            });
            missing.map(move |(i, cell)| (tab, i, cell.at()))
        })
        .collect();
    if missing.is_empty() {
        return Filled::default();
    }
    let mut evaluator = Evaluator::new(workbook);
    let results: Vec<Evaluated> = missing.iter().map(|&(tab, _, at)| evaluator.result(tab, at)).collect();
    // That nothing was computed is only a guess while all there is to compute is 0.
    let zeros = |result: &Evaluated| matches!(result, Evaluated::Number(0.0) | Evaluated::NotEvaluated(_));
    let never = never && !results.iter().all(zeros);
    let mut filled = Filled::default();
    for (&(tab, index, at), result) in missing.iter().zip(results) {
        let value = match result {
            Evaluated::Text(text) if text.is_empty() && !never => continue,
            // The bare 0 goes, and nothing stands there: a form is filled ahead for rows that nobody needs.
            Evaluated::Text(text) if text.is_empty() => Value::Empty,
            Evaluated::Blank => continue,
            Evaluated::NotEvaluated(_) => {
                filled.unknown.push((tab, at));
                if let Tab::Sheet(sheet) = &mut workbook.tabs[tab]
                    && (never || sheet.cells[index].lacks_result())
                {
                    sheet.cells[index].set_value(Value::Error(NOT_COMPUTED.into()));
                }
                continue;
            }
            Evaluated::Number(number) => Value::Number(number),
            Evaluated::Text(text) => Value::Text(text),
            Evaluated::Bool(truth) => Value::Bool(truth),
            Evaluated::Error(code) => Value::Error(code),
        };
        let computed = value != Value::Empty;
        if let Tab::Sheet(sheet) = &mut workbook.tabs[tab] {
            sheet.cells[index].set_value(value);
            filled.computed.extend(computed.then_some((tab, at)));
        }
    }
    filled
}
