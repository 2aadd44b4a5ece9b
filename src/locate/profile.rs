//! What the cells of a column hold, where its header leaves open what it is.

use std::collections::{HashMap, HashSet};

use super::RowRole;
use super::rows::Body;
use super::tables::{Frame, shown};
use super::vocabulary::Vocabulary;
use crate::finding::CellRef;
use crate::read::Value;
use crate::text::key;
use crate::text::memo::Memo;

/// What the cells of a column are, over the rows that carry values.
#[derive(Default)]
pub(super) struct Profile {
    pub(super) filled: usize,
    pub(super) numbers: usize,
    /// Of them, formulas that give an error or 0, or whose result nobody knows.
    pub(super) failed: usize,
    pub(super) labels: usize,
    pub(super) symbols: usize,
    /// Numbers from 1 to 5.
    pub(super) ranks: usize,
    pub(super) counted_things: usize,
    /// Texts that agree with the stage before, and those that say the same as the row above.
    pub(super) agreeing: usize,
    pub(super) ditto: usize,
    /// Ticks and numbers in data rows: a row below ticks may count them.
    pub(super) data_ticks: usize,
    pub(super) data_numbers: usize,
    pub(super) distinct: usize,
}

/// What one text or number says in any column: most columns repeat a few.
#[derive(Clone, Copy)]
struct Said {
    /// Nothing is shown.
    empty: bool,
    digit: bool,
    tick: bool,
    label: bool,
    symbol: bool,
    rank: bool,
    counted_thing: bool,
    agreeing: bool,
    ditto: bool,
}

impl Said {
    fn of(text: &str, words: &Vocabulary) -> Self {
        let key = key(text);
        Self {
            empty: text.is_empty(),
            digit: text.starts_with(|c: char| c.is_ascii_digit()),
            tick: words.is_tick(text),
            label: words.says_level(&key),
            symbol: words.is_symbol(&key),
            rank: matches!(text.as_bytes(), [b'1'..=b'5']),
            counted_thing: words.is_count_word(&key) || words.names_only_subject(&key) || key == "%",
            agreeing: words.agrees(text),
            ditto: words.is_ditto(text),
        }
    }
}

pub(super) fn profile(column: u32, body: &Body, frame: &Frame<'_, '_>, words: &Vocabulary) -> Profile {
    let mut p = Profile::default();
    let mut seen: HashSet<String> = HashSet::new();
    let mut texts: Memo<'_, Said> = Memo::default();
    let mut numbers: HashMap<u64, Said> = HashMap::new();
    let rows = body
        .rows
        .iter()
        .filter(|r| matches!(r.role, RowRole::Data | RowRole::Subtotal | RowRole::Total | RowRole::OfWhich));
    for row in rows.take(2_000) {
        let Some(cell) = frame.grid.sheet.get(CellRef::new(row.index, column)) else {
            continue;
        };
        let mut new = false;
        let mut say = |text: &str| {
            new = true;
            Said::of(text, words)
        };
        let said = match cell.value() {
            Value::Text(text) => *texts.get(text, |_| say(&shown(cell))),
            Value::Number(number) => *numbers.entry(number.to_bits()).or_insert_with(|| say(&shown(cell))),
            _ => say(&shown(cell)),
        };
        let formula = cell.formula().is_some();
        let error = matches!(cell.value(), Value::Error(_));
        if said.empty && !(formula && error) {
            continue;
        }
        p.filled += 1;
        p.failed += usize::from(formula && (error || cell.value() == Value::Number(0.0)));
        let number = matches!(cell.value(), Value::Number(_)) || (formula && error) || said.digit;
        p.numbers += usize::from(number);
        if row.role == RowRole::Data {
            p.data_numbers += usize::from(number);
            p.data_ticks += usize::from(said.tick);
        }
        p.labels += usize::from(said.label);
        p.symbols += usize::from(said.symbol);
        p.ranks += usize::from(said.rank);
        p.counted_things += usize::from(said.counted_thing);
        p.agreeing += usize::from(said.agreeing);
        p.ditto += usize::from(said.ditto);
        if (new || said.empty) && seen.insert(shown(cell)) {
            p.distinct += 1;
        }
    }
    p
}
