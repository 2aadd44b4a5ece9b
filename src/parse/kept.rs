//! What the cells of a list show, each text kept once: a long list repeats few numbers and words.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Entries, cell_in};
use crate::locate::tables::{shown, shown_shared};
use crate::read::shown::day;
use crate::read::{Cell, NOT_COMPUTED, Value};
use crate::text::clean;
use crate::text::memo::Memo;
use crate::text::shared::SharedText;

/// Different numbers, and different ratings of a row, that are kept.
const MOST: usize = 4_096;

/// Ratings of rows that are looked among first.
const RECENT: usize = 4;

/// Texts that were made of cells so far.
#[derive(Default)]
pub(super) struct Kept<'s> {
    numbers: RefCell<HashMap<u64, SharedText>>,
    cleaned: RefCell<Memo<'s, SharedText>>,
    labels: RefCell<HashMap<u32, Option<SharedText>>>,
    ratings: RefCell<HashSet<Arc<[Entries]>>>,
    /// Those of the rows looked at last.
    recent: RefCell<Vec<Arc<[Entries]>>>,
}

impl<'s> Kept<'s> {
    /// What the cell of a row shows in a column; `None` where it shows nothing.
    pub(super) fn shown(&self, row: &'s [Cell], column: u32) -> Option<SharedText> {
        let cell = cell_in(row, column)?;
        let text = match cell.value() {
            Value::Number(number) => self.number(number, cell),
            Value::Text(text) if !text.is_clean() => {
                self.cleaned.borrow_mut().recall(text, |text| clean(text).into()).clone()
            }
            _ => shown_shared(cell),
        };
        (!text.is_empty()).then_some(text)
    }

    /// The same in a column of ratings: a formula that could not be computed is no blank.
    pub(super) fn rating(&self, row: &'s [Cell], column: u32) -> Option<SharedText> {
        let unknown = || cell_in(row, column).filter(|cell| cell.is_not_computed()).map(|_| NOT_COMPUTED.into());
        self.shown(row, column).or_else(unknown)
    }

    /// What it shows in a column of days: what is stored as a number is written as a day.
    pub(super) fn day(&self, row: &'s [Cell], column: u32) -> Option<SharedText> {
        let day = match cell_in(row, column)?.value() {
            Value::Number(number) => day(number),
            _ => None,
        };
        day.map(SharedText::from).or_else(|| self.shown(row, column))
    }

    fn number(&self, number: f64, cell: &Cell) -> SharedText {
        let mut numbers = self.numbers.borrow_mut();
        if let Some(text) = numbers.get(&number.to_bits()) {
            return text.clone();
        }
        let text = SharedText::from(shown(cell));
        if numbers.len() < MOST {
            numbers.insert(number.to_bits(), text.clone());
        }
        text
    }

    /// The ratings of a row, held together with those of rows that say the same.
    pub(super) fn together(&self, ratings: Vec<Entries>) -> Arc<[Entries]> {
        let mut recent = self.recent.borrow_mut();
        match recent.iter().position(|known| **known == *ratings) {
            Some(place) => recent[..=place].rotate_right(1),
            None => {
                recent.truncate(RECENT - 1);
                recent.insert(0, self.among_all(ratings));
            }
        }
        recent[0].clone()
    }

    fn among_all(&self, ratings: Vec<Entries>) -> Arc<[Entries]> {
        let mut known = self.ratings.borrow_mut();
        if let Some(same) = known.get(ratings.as_slice()) {
            return same.clone();
        }
        let ratings: Arc<[Entries]> = ratings.into();
        if known.len() < MOST {
            known.insert(ratings.clone());
        }
        ratings
    }

    /// The label of a column of marks, worked out once.
    pub(super) fn label(&self, column: u32, work_out: impl FnOnce() -> Option<String>) -> Option<SharedText> {
        let mut labels = self.labels.borrow_mut();
        labels.entry(column).or_insert_with(|| work_out().map(SharedText::from)).clone()
    }
}
