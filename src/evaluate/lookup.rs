//! VLOOKUP, INDEX and their kin, IFS, CHOOSE: which of several cells or values a formula gives.
//!
//! Sought as Excel seeks where every way to seek finds the same place: exact values, and numbers in steps that rise from the
//! first cell on. Patterns, texts by their order and steps with gaps have no answer here.

use std::collections::HashMap;
use std::sync::Arc;

use super::functions::Run;
use super::page::State;
use super::syntax::{Area, Expr};
use super::value::{
    Halt, Outcome, VALUE, compare_numbers, decomposed, equal, error, folded, same_text, to_bool, unknown,
};
use crate::finding::{CellRange, CellRef};
use crate::read::Value;

const NOT_FOUND: &str = "#N/A";
const REF: &str = "#REF!";

/// What lines hold in which many formulas seek, by tab and range: `None` of one that was looked through once.
pub(super) type Indexes = HashMap<(usize, CellRange), Option<Arc<Index>>>;

/// The places of what a line holds.
#[derive(Debug)]
pub(super) struct Index {
    /// The first place of each text, in lower case.
    texts: HashMap<String, u32>,
    /// The numbers in their order, each with its place.
    numbers: Vec<(f64, u32)>,
    /// Do the numbers rise from the first cell on, with nothing else between them?
    rises: bool,
    /// May it stand for the line? A cell without a value, or in decomposed letters, has to be looked at.
    whole: bool,
}

impl Index {
    /// The place of a number as it stands; open where another is the same but for what Excel shows.
    fn place(&self, x: f64) -> Outcome<u32> {
        let at = self.numbers.partition_point(|(number, _)| *number < x);
        let found = self.numbers.get(at).filter(|(number, _)| *number == x).map(|(_, place)| *place);
        let beyond = self.numbers[at..].iter().find(|(number, _)| *number > x);
        for (other, _) in at.checked_sub(1).map(|before| &self.numbers[before]).into_iter().chain(beyond) {
            is_same(*other, x)?;
        }
        found.map_or_else(|| error(NOT_FOUND), Ok)
    }

    /// The place of the last step that is not above a number.
    fn step(&self, x: f64) -> Outcome<u32> {
        let above = self.numbers.partition_point(|(number, _)| *number <= x);
        if let Some((next, _)) = self.numbers.get(above) {
            is_same(*next, x)?;
        }
        match above.checked_sub(1).map(|last| self.numbers[last]) {
            Some((number, place)) => is_same(number, x).map(|_| place),
            None => error(NOT_FOUND),
        }
    }
}

/// Cells of one row or one column.
#[derive(Clone, Copy)]
struct Line {
    area: Area,
    across: bool,
}

impl Line {
    /// The whole area, where it is one row or one column.
    fn of(area: Area) -> Outcome<Self> {
        match area.shape() {
            (_, 1) => Ok(Self { area, across: false }),
            (1, _) => Ok(Self { area, across: true }),
            _ => unknown("a range in the place of one row or column"),
        }
    }

    /// A column of an area counted from its first, or a row of it.
    fn within(area: Area, place: u32, across: bool) -> Self {
        let CellRange { start, end } = area.range;
        let (first, last) = match across {
            true => (CellRef::new(start.row + place, start.column), CellRef::new(start.row + place, end.column)),
            false => (CellRef::new(start.row, start.column + place), CellRef::new(end.row, start.column + place)),
        };
        Self { area: Area { range: CellRange::new(first, last), ..area }, across }
    }

    fn len(self) -> u32 {
        let (rows, columns) = self.area.shape();
        rows.max(columns)
    }

    /// The place of a cell of it.
    fn place(self, at: CellRef) -> u32 {
        let start = self.area.range.start;
        if self.across { at.column - start.column } else { at.row - start.row }
    }

    /// The cell at a place.
    fn at(self, place: u32) -> Area {
        let start = self.area.range.start;
        let at = match self.across {
            true => CellRef::new(start.row, start.column + place),
            false => CellRef::new(start.row + place, start.column),
        };
        Area { range: CellRange::from(at), ..self.area }
    }
}

impl Run<'_, '_> {
    pub(super) fn call_lookup(&self, name: &str, arguments: &[Expr]) -> Outcome {
        match (name, arguments) {
            ("VLOOKUP" | "HLOOKUP", [x, Expr::Cells(area), place]) => self.in_table(name, x, *area, place, true),
            ("VLOOKUP" | "HLOOKUP", [x, Expr::Cells(area), place, near]) => {
                let near = !matches!(near, Expr::Missing) && to_bool(&self.value(near)?)?;
                self.in_table(name, x, *area, place, near)
            }
            ("LOOKUP", [x, Expr::Cells(area)]) => {
                let (rows, columns) = area.shape();
                let across = columns > rows;
                let last = if across { rows } else { columns } - 1;
                self.beside(x, Line::within(*area, 0, across), Line::within(*area, last, across), true)
            }
            ("LOOKUP", [x, Expr::Cells(sought), Expr::Cells(given)]) => {
                self.beside(x, Line::of(*sought)?, Line::of(*given)?, true)
            }
            ("XLOOKUP", [x, Expr::Cells(sought), Expr::Cells(given), otherwise @ ..]) if otherwise.len() < 2 => {
                match (self.beside(x, Line::of(*sought)?, Line::of(*given)?, false), otherwise) {
                    (Err(Halt::Error(code)), [other]) if *code == *NOT_FOUND && !matches!(other, Expr::Missing) => {
                        self.value(other)
                    }
                    (found, _) => found,
                }
            }
            ("MATCH", [x, Expr::Cells(area), kind @ ..]) if kind.len() < 2 => {
                let kind = kind.first().map_or(Ok(1.0), |kind| self.number(kind))?;
                if kind < 0.0 {
                    return unknown("MATCH over falling steps");
                }
                let place = self.sought(x, Line::of(*area)?, kind > 0.0)?;
                Ok(Value::Number(f64::from(place + 1)))
            }
            ("INDEX", [Expr::Cells(area), place]) => {
                let line = Line::of(*area)?;
                self.one_of(line, self.count(place)?)
            }
            ("INDEX", [Expr::Cells(area), row, column]) => {
                let (row, column) = (self.count(row)?, self.count(column)?);
                match (row, column, area.shape()) {
                    (0, ..) | (_, 0, _) => unknown("a range in the place of one value"),
                    (row, column, (_, columns)) if column <= columns => {
                        self.one_of(Line::within(*area, column - 1, false), row)
                    }
                    _ => error(REF),
                }
            }
            ("VLOOKUP" | "HLOOKUP" | "LOOKUP" | "MATCH" | "INDEX", _)
                if arguments.iter().any(|argument| matches!(argument, Expr::Array(_))) =>
            {
                self.in_constants(name, arguments)
            }
            ("CHOOSE", [place, values @ ..]) => match values.get(self.count(place)?.wrapping_sub(1) as usize) {
                Some(value) => self.branch(value),
                None => error(VALUE),
            },
            ("IFS", pairs) if !pairs.is_empty() && pairs.len() % 2 == 0 => {
                for pair in pairs.chunks(2) {
                    if to_bool(&self.value(&pair[0])?)? {
                        return self.branch(&pair[1]);
                    }
                }
                error(NOT_FOUND)
            }
            ("SWITCH", [x, rest @ ..]) if rest.len() >= 2 => {
                let x = self.value(x)?;
                for pair in rest.chunks(2) {
                    match pair {
                        [value, given] if equal(&x, &self.value(value)?)? => return self.branch(given),
                        [otherwise] => return self.branch(otherwise),
                        _ => {}
                    }
                }
                error(NOT_FOUND)
            }
            ("IFNA", [x, otherwise]) => match self.value(x) {
                Err(Halt::Error(code)) if *code == *NOT_FOUND => self.branch(otherwise),
                Ok(Value::Empty) => unknown("IFNA of a blank cell"),
                other => other,
            },
            _ => unknown(&format!("the function {name}")),
        }
    }

    /// The same over constants, as bands of points are written: `LOOKUP(C7,{0,50,70},{"D","C","B"})`.
    fn in_constants(&self, name: &str, arguments: &[Expr]) -> Outcome {
        let (place, given) = match (name, arguments) {
            ("LOOKUP", [x, Expr::Array(sought), Expr::Array(given)]) => {
                (self.among(x, &line(sought)?, true)?, line(given)?)
            }
            ("LOOKUP", [x, Expr::Array(rows)]) => {
                let across = rows[0].len() > rows.len();
                let last = if across { rows.len() } else { rows[0].len() } - 1;
                (self.among(x, &line_of(rows, 0, across), true)?, line_of(rows, last, across))
            }
            ("VLOOKUP" | "HLOOKUP", [x, Expr::Array(rows), place, near @ ..]) if near.len() < 2 => {
                let across = name == "HLOOKUP";
                let near = match near {
                    [] => true,
                    [near] => !matches!(near, Expr::Missing) && to_bool(&self.value(near)?)?,
                    _ => return unknown(name),
                };
                let place = match self.count(place)? as usize {
                    0 => return error(VALUE),
                    place if place > if across { rows.len() } else { rows[0].len() } => return error(REF),
                    place => place - 1,
                };
                (self.among(x, &line_of(rows, 0, across), near)?, line_of(rows, place, across))
            }
            ("MATCH", [x, Expr::Array(rows), kind @ ..]) if kind.len() < 2 => {
                let kind = kind.first().map_or(Ok(1.0), |kind| self.number(kind))?;
                if kind < 0.0 {
                    return unknown("MATCH over falling steps");
                }
                return Ok(Value::Number((self.among(x, &line(rows)?, kind > 0.0)? + 1) as f64));
            }
            ("INDEX", [Expr::Array(rows), place]) => match self.count(place)? as usize {
                0 => return unknown("a range in the place of one value"),
                place => (place - 1, line(rows)?),
            },
            _ => return unknown("an array"),
        };
        given.get(place).cloned().map_or_else(|| error(REF), Ok)
    }

    /// The place of a value among constants, or of the last step below it.
    fn among(&self, x: &Expr, values: &[Value], near: bool) -> Outcome<usize> {
        let x = self.value(x)?;
        let (mut found, mut before) = (None, None);
        for (place, value) in values.iter().enumerate() {
            match (&x, value) {
                (Value::Number(x), Value::Number(step)) if near => {
                    if before.is_some_and(|before| before >= *step) {
                        return unknown("steps that do not rise");
                    }
                    before = Some(*step);
                    if is_same(*step, *x)? || step < x {
                        found = Some(place);
                    }
                }
                (Value::Number(x), Value::Number(other)) if found.is_none() && is_same(*other, *x)? => {
                    found = Some(place)
                }
                (Value::Text(x), _) if near || x.contains(['*', '?', '~']) => {
                    return unknown("a value that is sought by its order");
                }
                (Value::Text(x), Value::Text(other)) if found.is_none() && same_text(other, x)? => found = Some(place),
                (Value::Number(_), Value::Text(_)) if near => return unknown("steps that are no numbers"),
                (Value::Number(_) | Value::Text(_), _) => {}
                _ => return unknown("a value that is sought by its order"),
            }
        }
        found.map_or_else(|| error(NOT_FOUND), Ok)
    }

    /// A number as a place counted from 1; below 0 it is an error.
    fn count(&self, place: &Expr) -> Outcome<u32> {
        match self.number(place)? {
            place if place < 0.0 => error(VALUE),
            place => Ok(place as u32),
        }
    }

    /// VLOOKUP: sought in the first column, given from another of that row. HLOOKUP the same in rows.
    fn in_table(&self, name: &str, x: &Expr, area: Area, place: &Expr, near: bool) -> Outcome {
        let across = name == "HLOOKUP";
        let (rows, columns) = area.shape();
        match self.count(place)? {
            0 => error(VALUE),
            place if place > if across { rows } else { columns } => error(REF),
            place => self.beside(x, Line::within(area, 0, across), Line::within(area, place - 1, across), near),
        }
    }

    /// What stands in one line where another holds what is sought.
    fn beside(&self, x: &Expr, sought: Line, given: Line, near: bool) -> Outcome {
        if sought.len() != given.len() {
            return unknown("two ranges of different sizes");
        }
        let place = self.sought(x, sought, near)?;
        self.value(&Expr::Cells(given.at(place)))
    }

    fn one_of(&self, line: Line, place: u32) -> Outcome {
        match place {
            0 => unknown("a range in the place of one value"),
            place if place > line.len() => error(REF),
            place => self.value(&Expr::Cells(line.at(place - 1))),
        }
    }

    /// The place of a value in a line, or of the last step below it.
    fn sought(&self, x: &Expr, line: Line, near: bool) -> Outcome<u32> {
        let x = self.value(x)?;
        if let Some(index) = self.index(line)? {
            match &x {
                Value::Number(number) if near && index.rises => return index.step(*number),
                Value::Number(number) if !near => return index.place(*number),
                Value::Text(text) if !near && !text.contains(['*', '?', '~']) && !decomposed(text) => {
                    let place = index.texts.get(&folded(text).collect::<String>());
                    return place.copied().map_or_else(|| error(NOT_FOUND), Ok);
                }
                _ => {}
            }
        }
        match x {
            Value::Number(number) if near => self.step(number, line),
            Value::Number(number) => self.first(line, |value| match value {
                Value::Number(other) => is_same(*other, number),
                _ => Ok(false),
            }),
            Value::Text(text) if !near && !text.contains(['*', '?', '~']) => self.first(line, |value| match value {
                Value::Text(other) => same_text(other, &text),
                _ => Ok(false),
            }),
            _ => unknown("a value that is sought by its order"),
        }
    }

    /// What a line holds, from the second time on that something is sought in it; none while something is tried out.
    fn index(&self, line: Line) -> Outcome<Option<Arc<Index>>> {
        let page = self.page(line.area.tab, line.area.range)?;
        if self.evaluator.pages.iter().flatten().any(|page| page.is_trying()) {
            return Ok(None);
        }
        let key = (line.area.tab, line.area.range);
        let mut known = self.evaluator.indexes.borrow_mut();
        let Some(seen) = known.get_mut(&key) else {
            known.insert(key, None);
            return Ok(None);
        };
        if let Some(index) = seen {
            return Ok(Some(index.clone()).filter(|index| index.whole));
        }
        let mut index = Index { texts: HashMap::new(), numbers: Vec::new(), rises: true, whole: true };
        for (i, cell) in page.cells(line.area.range) {
            let place = line.place(cell.at());
            // What is still to be computed may become something else.
            index.whole &= !page.is_formula(i) || matches!(page.state(i), State::Done(_));
            match self.evaluator.stored_or_computed(page, i).as_deref() {
                Ok(Value::Empty) => {}
                Ok(Value::Number(number)) => {
                    let before = index.numbers.last();
                    index.rises &= before.map_or(place == 0, |(lower, at)| lower < number && place == at + 1);
                    index.numbers.push((*number, place));
                }
                Ok(Value::Text(text)) => {
                    (index.rises, index.whole) = (false, index.whole && !decomposed(text));
                    index.texts.entry(folded(text).collect()).or_insert(place);
                }
                Ok(_) => index.rises = false,
                Err(_) => index.whole = false,
            }
        }
        index.numbers.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let index = Arc::new(index);
        *seen = Some(index.clone());
        Ok(Some(index).filter(|index| index.whole))
    }

    fn first(&self, line: Line, fits: impl Fn(&Value) -> Outcome<bool>) -> Outcome<u32> {
        let page = self.page(line.area.tab, line.area.range)?;
        for (i, cell) in page.cells(line.area.range) {
            if fits(&*self.evaluator.stored_or_computed(page, i)?)? {
                return Ok(line.place(cell.at()));
            }
        }
        error(NOT_FOUND)
    }

    /// Numbers that rise from the first cell on, none left out; blanks may follow.
    fn step(&self, x: f64, line: Line) -> Outcome<u32> {
        let (mut below, mut last) = (None, None);
        self.visit(line.area, |cell, value| {
            let number = match value {
                Value::Empty => return Ok(()),
                Value::Number(number) => *number,
                _ => return unknown("steps that are no numbers"),
            };
            let place = line.place(cell.at());
            let goes_on = last.map_or(place == 0, |(before, lower)| place == before + 1 && lower < number);
            if !goes_on {
                return unknown("steps that do not rise");
            }
            last = Some((place, number));
            if is_same(number, x)? || number < x {
                below = Some(place);
            }
            Ok(())
        })?;
        below.map_or_else(|| error(NOT_FOUND), Ok)
    }
}

/// Constants of one row or one column.
fn line(rows: &[Vec<Value>]) -> Outcome<Vec<Value>> {
    match (rows.len(), rows[0].len()) {
        (1, _) => Ok(rows[0].clone()),
        (_, 1) => Ok(line_of(rows, 0, false)),
        _ => unknown("a range in the place of one row or column"),
    }
}

/// A column of constants, or a row of them.
fn line_of(rows: &[Vec<Value>], place: usize, across: bool) -> Vec<Value> {
    if across { rows[place].clone() } else { rows.iter().map(|row| row[place].clone()).collect() }
}

/// Are two numbers one? Open where they differ only below the fifteen digits that Excel shows.
fn is_same(a: f64, b: f64) -> Outcome<bool> {
    match a == b {
        true => Ok(true),
        false if compare_numbers(a, b)?.is_eq() => unknown("a difference at the limit of precision"),
        false => Ok(false),
    }
}
