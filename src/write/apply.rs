//! A workbook and its corrections → the workbook as corrected, and every cell that differs for it: the corrected ones and
//! the results of formulas that hang on them.

use std::collections::{BTreeMap, BTreeSet};

use crate::correct::Correction;
use crate::evaluate::{Evaluated, Evaluator, dependents, never_computed};
use crate::finding::CellRef;
use crate::package::patch::{Annotations, Change, Changes, Content, Refusal};
use crate::read::look::Look;
use crate::read::{Cell, Sheet, Tab, Value, Workbook};
use crate::text::Decimal;
use crate::text::interned::Interned;
use crate::text::shared::SharedText;

/// What corrections make of a workbook.
#[derive(Debug)]
pub struct Applied {
    /// The workbook as corrected. A result that could not be computed is not stored.
    pub workbook: Workbook,
    /// Every cell that differs, by tab.
    pub changes: BTreeMap<usize, Changes>,
    /// Formulas whose stored result is new.
    pub recomputed: usize,
    /// Formulas that lost their stored result, because it could not be computed.
    pub unknown: Vec<(usize, CellRef)>,
    /// Do results hang on what was changed?
    pub recalculate: bool,
    /// What is to tell of it in the copy itself, if anything is.
    pub annotations: Option<Annotations>,
    /// How the original looks, for a copy in another format; `None` until someone has read it, or where it cannot be told.
    pub look: Option<Look>,
}

/// Applies the corrections of one file. [`Refusal::NoSheet`] when the workbook has no such sheet.
pub fn apply(original: &Workbook, corrections: &[&Correction]) -> Result<Applied, Refusal> {
    apply_to(original.clone(), original, corrections)
}

/// The same to a workbook that is not needed any more, and what of it is asked for later: the corrected cells, or all where
/// results hang on cells.
pub fn apply_owned(original: Workbook, corrections: &[&Correction]) -> Result<(Applied, Workbook), Refusal> {
    let before = match formulas(&original).next() {
        Some(_) => original.clone(),
        None => corrected_cells(&original, corrections),
    };
    Ok((apply_to(original, &before, corrections)?, before))
}

/// A workbook with nothing but the cells that are corrected.
fn corrected_cells(original: &Workbook, corrections: &[&Correction]) -> Workbook {
    let mut corrected: BTreeMap<&str, BTreeSet<CellRef>> = BTreeMap::new();
    for correction in corrections {
        corrected.entry(&correction.edit.sheet).or_default().insert(correction.edit.cell);
    }
    let tab = |tab: &Tab| match tab {
        Tab::Sheet(sheet) => {
            let cells = corrected.get(&*sheet.name).into_iter().flatten();
            let cells = cells.filter_map(|at| sheet.get(*at).cloned()).collect();
            Tab::Sheet(Sheet { name: sheet.name.clone(), visibility: sheet.visibility, cells, ..Sheet::default() })
        }
        other => other.clone(),
    };
    let tabs = original.tabs.iter().map(tab).collect();
    Workbook { tabs, number_formats: original.number_formats.clone(), ..*original }
}

fn apply_to(mut workbook: Workbook, original: &Workbook, corrections: &[&Correction]) -> Result<Applied, Refusal> {
    let mut changes: BTreeMap<usize, Changes> = BTreeMap::new();
    let mut edited = Vec::new();
    let mut computed = BTreeSet::new();
    let mut today = Evaluator::new(original);
    let texts = Interned::default();
    let mut moved: BTreeMap<usize, Moved> = BTreeMap::new();
    for correction in corrections {
        let tab = only_tab(&workbook, &correction.edit.sheet).ok_or(Refusal::NoSheet)?;
        let Tab::Sheet(sheet) = &mut workbook.tabs[tab] else {
            return Err(Refusal::NoSheet);
        };
        if is_result(sheet, correction, || today.result(tab, correction.edit.cell)) {
            computed.insert((tab, correction.edit.cell));
            continue;
        }
        let change = change(sheet, correction);
        if let Change::Put { formula, content } = &change {
            let mut value = value_of(content);
            // A long list is corrected to few texts.
            if let Value::Text(text) = &mut value {
                texts.share(text);
            }
            moved.entry(tab).or_default().set(sheet, correction.edit.cell, value, formula.as_deref());
        }
        changes.entry(tab).or_default().insert(correction.edit.cell, change);
        edited.push((tab, correction.edit.cell));
    }
    for (tab, moved) in moved {
        if let Tab::Sheet(sheet) = &mut workbook.tabs[tab] {
            moved.finish(sheet);
        }
    }
    let reached: Vec<_> = edited.iter().chain(&computed).copied().collect();
    let mut hanging = dependents(&workbook, &reached);
    hanging.extend(computed);
    if never_computed(original) {
        hanging.extend(formulas(&workbook));
    }
    let mut applied = Applied {
        workbook,
        changes,
        recomputed: 0,
        unknown: Vec::new(),
        recalculate: false,
        annotations: None,
        look: None,
    };
    applied.compute(original, &edited, hanging);
    Ok(applied)
}

/// Every formula of the workbook.
fn formulas(workbook: &Workbook) -> impl Iterator<Item = (usize, CellRef)> {
    let all = workbook.sheets().flat_map(|(tab, sheet)| sheet.cells.iter().map(move |cell| (tab, cell)));
    all.filter(|(_, cell)| cell.formula().is_some()).map(|(tab, cell)| (tab, cell.at()))
}

/// The tab of that name; `None` also when a damaged workbook has two.
fn only_tab(workbook: &Workbook, name: &str) -> Option<usize> {
    let mut named = workbook.tabs.iter().enumerate().filter(|(_, tab)| **tab.name() == *name);
    let (tab, _) = named.next()?;
    named.next().is_none().then_some(tab)
}

/// Does a correction write what the formula of its cell gives anyway? Then the formula stays, and its result is computed.
fn is_result(sheet: &Sheet, correction: &Correction, today: impl FnOnce() -> Evaluated) -> bool {
    let formula = sheet.get(correction.edit.cell).is_some_and(|cell| cell.formula().is_some());
    let number = correction.edit.to.parse().map(Value::Number);
    formula && number.is_ok_and(|number| same(number, &today()))
}

/// What a correction makes of a cell: it keeps the type of what stands there.
fn change(sheet: &Sheet, correction: &Correction) -> Change {
    let to = correction.edit.to.as_str();
    if let Some(formula) = to.strip_prefix('=') {
        return Change::Put { formula: Some(formula.to_owned()), content: Content::Nothing };
    }
    let text = matches!(sheet.get(correction.edit.cell).map(|cell| cell.value()), Some(Value::Text(_)));
    let number = is_plain_number(to) && (!text || correction.becomes_number);
    let content = match () {
        () if to.is_empty() => Content::Nothing,
        () if number => Content::Number(to.to_owned()),
        () => Content::Text(to.to_owned()),
    };
    Change::Put { formula: None, content }
}

/// Digits with a point, as a report writes a number.
fn is_plain_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.')) && Decimal::parse(text).is_some()
}

/// The cells that corrections add to a sheet and take from it: all are moved at once, for each move costs the whole sheet.
#[derive(Default)]
struct Moved {
    added: BTreeMap<CellRef, Cell>,
    emptied: BTreeSet<CellRef>,
}

impl Moved {
    fn set(&mut self, sheet: &mut Sheet, at: CellRef, value: Value, formula: Option<&str>) {
        let empty = value == Value::Empty && formula.is_none();
        match sheet.cells.binary_search_by_key(&at, |cell| cell.at()) {
            Ok(index) => {
                let cell = &mut sheet.cells[index];
                cell.set_value(value);
                cell.set_formula(formula);
                let _ = if empty { self.emptied.insert(at) } else { self.emptied.remove(&at) };
            }
            Err(_) if empty => _ = self.added.remove(&at),
            Err(_) => _ = self.added.insert(at, Cell::new(at, value).with_formula(formula)),
        }
    }

    fn finish(self, sheet: &mut Sheet) {
        if !self.emptied.is_empty() {
            sheet.cells.retain(|cell| !self.emptied.contains(&cell.at()));
        }
        if !self.added.is_empty() {
            sheet.cells.extend(self.added.into_values());
            sheet.cells.sort_by_key(|cell| cell.at());
        }
    }
}

fn value_of(content: &Content) -> Value {
    match content {
        Content::Nothing => Value::Empty,
        Content::Number(text) => text.parse().map_or(Value::Empty, Value::Number),
        Content::Text(text) if text.is_empty() => Value::Empty,
        Content::Text(text) => Value::Text(text.as_str().into()),
        Content::Bool(truth) => Value::Bool(*truth),
        Content::Error(code) => Value::Error(code.as_str().into()),
    }
}

/// What is stored for a result.
fn content_of(result: &Evaluated) -> Content {
    match result {
        Evaluated::Number(number) => Content::Number(number.to_string()),
        Evaluated::Text(text) => Content::Text(text.to_string()),
        Evaluated::Bool(truth) => Content::Bool(*truth),
        Evaluated::Error(code) => Content::Error(code.to_string()),
        Evaluated::Blank | Evaluated::NotEvaluated(_) => Content::Nothing,
    }
}

/// The same result, as far as the fifteen digits go that Excel keeps.
pub(super) fn same(stored: Value<&SharedText>, result: &Evaluated) -> bool {
    match (stored, result) {
        (Value::Number(a), Evaluated::Number(b)) => a == *b || format!("{a:.14e}") == format!("{b:.14e}"),
        (Value::Empty, Evaluated::Text(text)) => text.is_empty(),
        (_, Evaluated::NotEvaluated(_) | Evaluated::Blank) => false,
        _ => Evaluated::from(stored.cloned()) == *result,
    }
}

impl Applied {
    /// A correction as the copy holds it: where a formula is only computed anew, other corrections may have changed what it
    /// reads. `None` where its result then stays what it was.
    pub fn told(&self, correction: &Correction) -> Option<Correction> {
        let mut told = correction.clone();
        let tab = only_tab(&self.workbook, &correction.edit.sheet);
        let cell = tab.and_then(|tab| match &self.workbook.tabs[tab] {
            Tab::Sheet(sheet) => sheet.get(correction.edit.cell),
            Tab::Failed { .. } | Tab::NoCells { .. } => None,
        });
        if let Some(cell) = cell.filter(|cell| cell.formula().is_some())
            && let Value::Number(now) = cell.value()
            && let Ok(said) = correction.edit.to.parse()
            && !same(Value::Number(said), &Evaluated::Number(now))
        {
            told.edit.to = Decimal::shown(now).map_or_else(|| now.to_string(), |d| d.to_string()).into();
        }
        (told.edit.to != told.edit.from || told.becomes_number).then_some(told)
    }

    /// Computes the results that hang on the edited cells from nothing that was stored for them.
    fn compute(&mut self, original: &Workbook, edited: &[(usize, CellRef)], hanging: BTreeSet<(usize, CellRef)>) {
        let new_formula = |place: &&(usize, CellRef)| {
            matches!(
                self.changes.get(&place.0).and_then(|c| c.get(&place.1)),
                Some(Change::Put { formula: Some(_), .. })
            )
        };
        let new: BTreeSet<(usize, CellRef)> = edited.iter().filter(new_formula).copied().collect();
        let all: Vec<(usize, CellRef)> = hanging.union(&new).copied().collect();
        self.recalculate = !all.is_empty();
        let unknowable = self.arrays_among(&hanging);
        for &(tab, at) in &all {
            self.store(tab, at, Value::Empty);
        }
        let mut evaluator = Evaluator::new(&self.workbook);
        let results: Vec<Evaluated> = all.iter().map(|&(tab, at)| evaluator.result(tab, at)).collect();
        let mut before = Evaluator::new(original);
        for (&(tab, at), result) in all.iter().zip(&results) {
            let not_known = Evaluated::NotEvaluated("an array formula".into());
            let result = if unknowable.contains(&(tab, at)) { &not_known } else { result };
            if new.contains(&(tab, at)) {
                self.store_new(tab, at, result);
                continue;
            }
            let Some(stored) = stored(original, tab, at) else { continue };
            let had_none = stored == Value::Empty && !same(stored, &before.result(tab, at));
            if had_none {
                // The file stores no result here: nothing that could be stale.
            } else if same(stored, result) {
                self.store(tab, at, stored.cloned());
            } else {
                self.store_result(tab, at, result);
            }
        }
    }

    /// Results of arrays over several cells, and what is computed from them: only a whole array could tell.
    fn arrays_among(&self, hanging: &BTreeSet<(usize, CellRef)>) -> BTreeSet<(usize, CellRef)> {
        let arrays =
            self.workbook.sheets().flat_map(|(tab, sheet)| sheet.arrays.iter().map(move |range| (tab, *range)));
        let results: Vec<(usize, CellRef)> = arrays
            .filter(|(_, range)| range.size() > 1)
            .flat_map(|(tab, range)| {
                let rows = hanging.range((tab, range.start)..=(tab, range.end));
                rows.filter(move |(_, at)| range.contains(*at))
            })
            .copied()
            .collect();
        let mut all = dependents(&self.workbook, &results);
        all.extend(results);
        all
    }

    /// Stores a result; a cell with neither formula nor result is none.
    fn store(&mut self, tab: usize, at: CellRef, value: Value) {
        if let Some(Tab::Sheet(sheet)) = self.workbook.tabs.get_mut(tab)
            && let Ok(index) = sheet.cells.binary_search_by_key(&at, |cell| cell.at())
        {
            match value {
                Value::Empty if sheet.cells[index].formula().is_none() => drop(sheet.cells.remove(index)),
                value => sheet.cells[index].set_value(value),
            }
        }
    }

    fn store_result(&mut self, tab: usize, at: CellRef, result: &Evaluated) {
        let content = content_of(result);
        match content {
            Content::Nothing => self.unknown.push((tab, at)),
            _ => self.recomputed += 1,
        }
        self.store(tab, at, value_of(&content));
        self.changes.entry(tab).or_default().insert(at, Change::Result(content));
    }

    fn store_new(&mut self, tab: usize, at: CellRef, result: &Evaluated) {
        let result = content_of(result);
        self.store(tab, at, value_of(&result));
        if let Some(Change::Put { content, .. }) = self.changes.get_mut(&tab).and_then(|c| c.get_mut(&at)) {
            *content = result;
        }
    }
}

fn stored(workbook: &Workbook, tab: usize, at: CellRef) -> Option<Value<&SharedText>> {
    match workbook.tabs.get(tab)? {
        Tab::Sheet(sheet) => sheet.get(at).map(|cell| cell.value()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells come and go in the order of the sheet.
    #[test]
    fn cells_are_added_and_taken_in_their_places() {
        let text = |text: &str| Value::Text(text.into());
        let cell = |(row, column, value): (u32, u32, &str)| Cell::new(CellRef::new(row, column), text(value));
        let cells = [(0, 0, "a"), (0, 2, "b"), (1, 1, "c"), (2, 0, "d")].map(cell).to_vec();
        let mut sheet = Sheet { cells, ..Sheet::default() };
        let mut moved = Moved::default();
        for (row, column, value) in [
            (2, 2, text("new")),
            (0, 0, Value::Empty),
            (0, 1, text("added")),
            (0, 2, text("B")),
            (1, 0, text("gone")),
            (1, 0, Value::Empty),
            (2, 0, Value::Empty),
            (2, 0, text("back")),
        ] {
            moved.set(&mut sheet, CellRef::new(row, column), value, None);
        }
        moved.finish(&mut sheet);
        let cells: Vec<_> = sheet.cells.iter().map(|cell| (cell.at().to_string(), cell.value().cloned())).collect();
        let expected = [("B1", "added"), ("C1", "B"), ("B2", "c"), ("A3", "back"), ("C3", "new")];
        assert_eq!(cells, expected.map(|(at, value)| (at.to_owned(), text(value))));
    }
}
