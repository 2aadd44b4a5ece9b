//! An xlsx or xlsm file and its corrections → the patched copy. The copy is read again before it is handed out: a cell that
//! is not exactly what was meant refuses it.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::apply::Applied;
use crate::config::Limits;
use crate::finding::CellRef;
use crate::package::notes::of_tabs;
use crate::package::patch::{Annotations, Changes, Refusal, patch_annotated};
use crate::read::{Cell, Options, Sheet, StyleId, Tab, Value, Workbook, from_bytes_with};

/// The copy as bytes, or why the file cannot be patched safely.
pub fn patched(bytes: Vec<u8>, applied: &Applied) -> Result<Vec<u8>, Refusal> {
    let meant = Meant::of(&applied.workbook, &applied.changes);
    copy(bytes, applied, &meant, &Limits::default()).map(|(copy, _)| copy)
}

/// The same, with the copy as it is read. The workbook of `applied` is gone then: however large it is, it and the copy are
/// not there at once.
pub fn patched_and_read(
    bytes: Vec<u8>,
    applied: &mut Applied,
    limits: &Limits,
) -> Result<(Vec<u8>, Workbook), Refusal> {
    let meant = Meant::of(&applied.workbook, &applied.changes);
    applied.workbook.tabs = Vec::new();
    copy(bytes, applied, &meant, limits)
}

fn copy(bytes: Vec<u8>, applied: &Applied, meant: &Meant, limits: &Limits) -> Result<(Vec<u8>, Workbook), Refusal> {
    let annotations = applied.annotations.as_ref();
    let copy = patch_annotated(bytes, &applied.changes, applied.recalculate, annotations)?;
    let options = Options { limits: *limits, ..Options::default() };
    let mut found = from_bytes_with(copy.clone(), &options)?;
    let list = match annotations {
        Some(annotations) => match told(&copy, &mut found, annotations)? {
            Some(list) => Some(list),
            None => return Err(Refusal::Differs(annotations.sheet.name.clone())),
        },
        None => None,
    };
    if let Some(place) = meant.first_difference(&found) {
        return Err(Refusal::Differs(place));
    }
    found.tabs.extend(list);
    Ok((copy, found))
}

/// The sheet that lists the corrections, taken off so that the rest can be compared; `None` where it or the notes do not say
/// what they should.
fn told(copy: &[u8], found: &mut Workbook, annotations: &Annotations) -> Result<Option<Tab>, Refusal> {
    let Some(Tab::Sheet(list)) = found.tabs.pop() else { return Ok(None) };
    let tabs: Vec<usize> = annotations.notes.keys().copied().collect();
    let notes = of_tabs(copy.to_vec(), &tabs)?;
    let said = annotations.notes.values().zip(&notes).all(|(meant, found)| {
        meant.iter().all(|(at, text)| found.get(at).is_some_and(|found| found.ends_with(text.as_str())))
    });
    let sound = said && list.is_own_list() && *list.name == *annotations.sheet.name;
    Ok(sound.then_some(Tab::Sheet(list)))
}

/// What a copy must hold: the cells that change, and of all others that they are the same.
struct Meant {
    number_formats: Option<Vec<Arc<str>>>,
    tabs: Vec<MeantTab>,
}

/// One tab.
enum MeantTab {
    Sheet {
        /// Without its cells.
        frame: Sheet,
        /// Cells in all.
        count: usize,
        /// Those that change; `None` is one that is blank from now on.
        changed: BTreeMap<CellRef, Option<Cell>>,
        /// A hash of the others.
        others: u64,
    },
    Other(Tab),
}

/// A sheet without its cells.
fn frame(sheet: &Sheet) -> Sheet {
    Sheet {
        name: sheet.name.clone(),
        visibility: sheet.visibility,
        merges: sheet.merges.clone(),
        hidden_rows: sheet.hidden_rows.clone(),
        hidden_columns: sheet.hidden_columns.clone(),
        ..Sheet::default()
    }
}

impl Meant {
    fn of(workbook: &Workbook, changes: &BTreeMap<usize, Changes>) -> Self {
        let none = Changes::new();
        let tab = |(place, tab): (usize, &Tab)| match tab {
            Tab::Sheet(sheet) => {
                let changes = changes.get(&place).unwrap_or(&none);
                let changed = changes.keys().map(|at| (*at, sheet.get(*at).cloned())).collect();
                let others = hash(sheet, |at| changes.contains_key(&at));
                MeantTab::Sheet { frame: frame(sheet), count: sheet.cells.len(), changed, others }
            }
            other => MeantTab::Other(other.clone()),
        };
        let tabs = workbook.tabs.iter().enumerate().map(tab).collect();
        Self { number_formats: workbook.number_formats.clone(), tabs }
    }

    fn first_difference(&self, found: &Workbook) -> Option<String> {
        if self.tabs.len() != found.tabs.len() {
            return Some("sheet".into());
        }
        self.tabs.iter().zip(&found.tabs).find_map(|tabs| match tabs {
            (MeantTab::Sheet { frame: meant, count, changed, others }, Tab::Sheet(sheet)) => {
                let differs = changed.iter().find(|(at, meant)| !self.is_meant(meant.as_ref(), sheet.get(**at), found));
                if let Some((at, _)) = differs {
                    return Some(format!("{} {at}", meant.name));
                }
                let same = *meant == frame(sheet)
                    && *count == sheet.cells.len()
                    && *others == hash(sheet, |at| changed.contains_key(&at));
                (!same).then(|| meant.name.to_string())
            }
            (MeantTab::Other(meant), found) => (meant != found).then(|| meant.name().to_string()),
            (MeantTab::Sheet { frame, .. }, _) => Some(frame.name.to_string()),
        })
    }

    /// Is a cell that changes as it should be? A changed text may have got a format with another font; a cell that was blank
    /// has the one it had.
    fn is_meant(&self, meant: Option<&Cell>, cell: Option<&Cell>, found: &Workbook) -> bool {
        let (meant, cell) = match (meant, cell) {
            (Some(meant), Some(cell)) => (meant, cell),
            (meant, cell) => return meant.is_none() && cell.is_none(),
        };
        let style = || {
            meant.style() == cell.style()
                || meant.style().is_none()
                || shown(self.number_formats.as_deref(), meant) == shown(found.number_formats.as_deref(), cell)
        };
        meant.value() == cell.value() && meant.formula() == cell.formula() && style()
    }
}

/// The number format of a cell.
fn shown<'w>(formats: Option<&'w [Arc<str>]>, cell: &Cell) -> Option<&'w Arc<str>> {
    formats?.get(cell.style().map_or(0, StyleId::place))
}

/// A hash of all cells but those that change.
fn hash(sheet: &Sheet, changes: impl Fn(CellRef) -> bool) -> u64 {
    let mut hash = DefaultHasher::new();
    for cell in sheet.cells.iter().filter(|cell| !changes(cell.at())) {
        cell.at().hash(&mut hash);
        match cell.value() {
            Value::Empty => 0.hash(&mut hash),
            Value::Number(number) => number.to_bits().hash(&mut hash),
            Value::Text(text) => (1, text).hash(&mut hash),
            Value::Bool(truth) => (2, truth).hash(&mut hash),
            Value::Error(code) => (3, code).hash(&mut hash),
        }
        (cell.formula(), cell.style().map(StyleId::place)).hash(&mut hash);
    }
    hash.finish()
}
