//! An expression → its value, over cells whose formulas are done. Functions by their names in capitals.

use std::cmp::Ordering;
use std::sync::Arc;

use super::Evaluator;
use super::criteria::Criterion;
use super::page::Page;
use super::syntax::{Area, Expr, Operator};
use super::value::{
    DIV_0, Halt, NUM, Outcome, Toward, VALUE, compare, error, finite, plain_number, round, to_bool,
    to_number, to_text, unknown,
};
use crate::finding::{CellRange, CellRef};
use crate::read::{Cell, Value};

/// How many cells SUMPRODUCT and the functions with criteria look at, at most.
const MAX_POSITIONS: u64 = 4_000_000;

/// Computes one formula.
pub(super) struct Run<'e, 'w> {
    pub(super) evaluator: &'e Evaluator<'w>,
    /// Within SUMPRODUCT: the shape of its arrays and the place at hand.
    position: Option<((u32, u32), (u32, u32))>,
}

/// What numbers, texts and blanks add up to.
#[derive(Default)]
struct Tally {
    sum: f64,
    numbers: u64,
    filled: u64,
    min: Option<f64>,
    max: Option<f64>,
    error: Option<Arc<str>>,
}

impl Tally {
    fn add_number(&mut self, number: f64) {
        self.sum += number;
        self.numbers += 1;
        self.min = Some(self.min.map_or(number, |m| m.min(number)));
        self.max = Some(self.max.map_or(number, |m| m.max(number)));
    }

    /// A value out of a range: only numbers count as numbers.
    fn add_cell(&mut self, value: &Value) {
        self.filled += u64::from(*value != Value::Empty);
        match value {
            Value::Number(number) => self.add_number(*number),
            Value::Error(code) => self.add_error(code),
            _ => {}
        }
    }

    fn add_error(&mut self, code: &Arc<str>) {
        self.error.get_or_insert_with(|| code.clone());
    }

    /// What a function by this name makes of it.
    fn result(self, name: &str) -> Outcome {
        let number = match name {
            "COUNT" => return Ok(Value::Number(self.numbers as f64)),
            "COUNTA" => return Ok(Value::Number(self.filled as f64)),
            _ if self.error.is_some() => None,
            "SUM" => Some(finite(self.sum)?),
            "MIN" => Some(self.min.unwrap_or(0.0)),
            "MAX" => Some(self.max.unwrap_or(0.0)),
            _ if self.numbers == 0 => return error(DIV_0),
            _ => Some(finite(self.sum)? / self.numbers as f64),
        };
        match (number, self.error) {
            (Some(number), _) => Ok(Value::Number(number)),
            (None, Some(code)) => Err(Halt::Error(code)),
            (None, None) => error(VALUE),
        }
    }
}

impl<'e, 'w> Run<'e, 'w> {
    pub(super) fn new(evaluator: &'e Evaluator<'w>) -> Self {
        Self {
            evaluator,
            position: None,
        }
    }

    /// What a whole formula gives: a blank becomes 0, and what a last subtraction leaves at the sixteenth digit is
    /// nothing, as in Excel.
    pub(super) fn formula(&self, expr: &Expr) -> Outcome {
        let value = match self.value(expr) {
            Err(Halt::Error(code)) => return Ok(Value::Error(code)),
            other => other?,
        };
        match (value, expr) {
            (Value::Empty, _) => Ok(Value::Number(0.0)),
            (Value::Number(rest), Expr::Chain(_, links)) if rest.abs() < 1e-9 => {
                let Some((Operator::Add | Operator::Subtract, last)) = links.last() else {
                    return Ok(Value::Number(rest));
                };
                let last = to_number(&self.value(last)?)?;
                let nothing = rest.abs() <= last.abs() * 2f64.powi(-48);
                Ok(Value::Number(if nothing { 0.0 } else { rest }))
            }
            (value, _) => Ok(value),
        }
    }

    /// The one value of an expression.
    fn value(&self, expr: &Expr) -> Outcome {
        match expr {
            Expr::Literal(Value::Error(code)) => Err(Halt::Error(code.clone())),
            Expr::Literal(value) => Ok(value.clone()),
            Expr::Missing => unknown("an argument left out"),
            Expr::Cells(area) => self.cell(*area),
            Expr::Negative(inner) => Ok(Value::Number(-self.number(inner)?)),
            Expr::Percent(inner) => Ok(Value::Number(self.number(inner)? / 100.0)),
            Expr::Chain(first, links) => {
                let mut left = self.value(first)?;
                for (operator, right) in links {
                    left = apply(*operator, &left, &self.value(right)?)?;
                }
                Ok(left)
            }
            Expr::Call(..) if self.position.is_some() => unknown("a function within an array"),
            Expr::Call(name, arguments) => self.call(name, arguments),
        }
    }

    fn number(&self, expr: &Expr) -> Outcome<f64> {
        to_number(&self.value(expr)?)
    }

    /// The value of a single cell; within SUMPRODUCT, of the cell at hand.
    fn cell(&self, area: Area) -> Outcome {
        let at = match (area.single(), self.position) {
            (Some(at), _) => at,
            (None, Some((shape, (row, column)))) if area.shape() == shape => {
                let start = area.range.start;
                CellRef::new(start.row + row, start.column + column)
            }
            _ => return unknown("a range in the place of one value"),
        };
        let page = self.page(area.tab, at.into())?;
        match page.index(at) {
            None => Ok(Value::Empty),
            Some(i) => match self.evaluator.stored_or_computed(page, i)? {
                Value::Error(code) => Err(Halt::Error(code.clone())),
                value => Ok(value.clone()),
            },
        }
    }

    /// The sheet a range lies on, if everything in the range could be read.
    fn page(&self, tab: usize, range: CellRange) -> Outcome<&'e Page<'w>> {
        match self.evaluator.pages.get(tab) {
            Some(Some(page)) if page.has_bad_cell(range) => unknown("a cell that cannot be read"),
            Some(Some(page)) => Ok(page),
            _ => unknown("a sheet that was not read"),
        }
    }

    /// Hands every cell of a range with its value to `visit`, in reading order.
    fn visit(
        &self,
        area: Area,
        mut visit: impl FnMut(&'w Cell, &Value) -> Outcome<()>,
    ) -> Outcome<()> {
        let page = self.page(area.tab, area.range)?;
        for (i, cell) in page.cells(area.range) {
            visit(cell, self.evaluator.stored_or_computed(page, i)?)?;
        }
        Ok(())
    }

    fn call(&self, name: &str, arguments: &[Expr]) -> Outcome {
        match (name, arguments) {
            ("SUM" | "MIN" | "MAX" | "AVERAGE" | "COUNT" | "COUNTA", [_, ..]) => {
                self.tally(arguments)?.result(name)
            }
            ("SUBTOTAL", [code, areas @ ..]) if !areas.is_empty() => self.subtotal(code, areas),
            ("ROUND", [x, digits]) => self.round(x, digits, Toward::Nearest),
            ("ROUNDUP", [x, digits]) => self.round(x, digits, Toward::Up),
            ("ROUNDDOWN", [x, digits]) => self.round(x, digits, Toward::Down),
            ("INT", [x]) => self.int(x),
            ("ABS", [x]) => Ok(Value::Number(self.number(x)?.abs())),
            ("COUNTBLANK", [Expr::Cells(area)]) => self.count_blank(*area),
            ("COUNTIF", [_, _]) | ("COUNTIFS", [_, _, ..]) => self.count_ifs(arguments),
            ("SUMIF", [range, criterion]) => self.sum_ifs(range, &[range, criterion]),
            ("SUMIF", [range, criterion, sum]) => self.sum_if(range, criterion, sum),
            ("SUMIFS", [sum, pairs @ ..]) if !pairs.is_empty() => {
                self.sum_ifs(sum, &pairs.iter().collect::<Vec<_>>())
            }
            ("SUMPRODUCT", [_, ..]) => self.sum_product(arguments),
            ("VALUE", [x]) => self.value_of_text(x),
            ("N", [x]) => self.n(x),
            _ => self.call_logical(name, arguments),
        }
    }

    fn call_logical(&self, name: &str, arguments: &[Expr]) -> Outcome {
        match (name, arguments) {
            ("IF", [condition, yes]) => match to_bool(&self.value(condition)?)? {
                true => self.branch(yes),
                false => Ok(Value::Bool(false)),
            },
            ("IF", [condition, yes, no]) => match to_bool(&self.value(condition)?)? {
                true => self.branch(yes),
                false => self.branch(no),
            },
            ("IFERROR", [x, otherwise]) => match self.value(x) {
                Err(Halt::Error(_)) => self.branch(otherwise),
                other => other,
            },
            ("ISERROR", [x]) => match self.value(x) {
                Err(Halt::Error(_)) => Ok(Value::Bool(true)),
                other => other.map(|_| Value::Bool(false)),
            },
            ("ISBLANK", [x]) => match self.value(x) {
                Err(Halt::Error(_)) => Ok(Value::Bool(false)),
                other => Ok(Value::Bool(other? == Value::Empty)),
            },
            ("AND" | "OR", [_, ..]) => self.all_or_any(name == "AND", arguments),
            ("NOT", [x]) => Ok(Value::Bool(!to_bool(&self.value(x)?)?)),
            ("TRUE" | "FALSE", []) => Ok(Value::Bool(name == "TRUE")),
            _ => unknown(&format!("the function {name}")),
        }
    }

    /// A branch of IF; one left out gives 0.
    fn branch(&self, expr: &Expr) -> Outcome {
        match expr {
            Expr::Missing => Ok(Value::Number(0.0)),
            expr => self.value(expr),
        }
    }

    /// Numbers, texts and blanks of all arguments. A text as an argument counts when it is a number, in a range never.
    fn tally(&self, arguments: &[Expr]) -> Outcome<Tally> {
        let mut tally = Tally::default();
        for argument in arguments {
            if let Expr::Cells(area) = argument {
                self.visit(*area, |_, value| {
                    tally.add_cell(value);
                    Ok(())
                })?;
                continue;
            }
            let value = match self.value(argument) {
                Err(Halt::Error(code)) => Value::Error(code),
                other => other?,
            };
            self.tally_argument(&mut tally, argument, &value)?;
        }
        Ok(tally)
    }

    fn tally_argument(&self, tally: &mut Tally, argument: &Expr, value: &Value) -> Outcome<()> {
        // IF gives a reference when its branch is one, and then a text does not count: we do not tell.
        let reference =
            matches!(argument, Expr::Call(name, _) if matches!(&**name, "IF" | "IFERROR"));
        match value {
            Value::Number(_) | Value::Error(_) => tally.add_cell(value),
            _ if reference => return unknown("a text or blank out of IF"),
            Value::Bool(truth) => tally.add_cell(&Value::Number(f64::from(u8::from(*truth)))),
            Value::Empty => tally.add_cell(&Value::Number(0.0)),
            Value::Text(_) => {
                tally.filled += 1;
                match to_number(value) {
                    Ok(number) => tally.add_number(number),
                    Err(Halt::Error(code)) => tally.add_error(&code),
                    Err(halt) => return Err(halt),
                }
            }
        }
        Ok(())
    }

    /// Codes 1 to 11 leave out rows hidden by a filter but not those hidden by hand, and the file does not say which:
    /// they are open when a row with content is hidden. Codes from 101 leave out all hidden rows.
    fn subtotal(&self, code: &Expr, areas: &[Expr]) -> Outcome {
        let code = self.number(code)?.trunc();
        let name = match code as i64 % 100 {
            1 => "AVERAGE",
            2 => "COUNT",
            3 => "COUNTA",
            4 => "MAX",
            5 => "MIN",
            9 => "SUM",
            _ => return unknown("this kind of SUBTOTAL"),
        };
        if !(1.0..=11.0).contains(&code) && !(101.0..=111.0).contains(&code) {
            return error(VALUE);
        }
        let mut tally = Tally::default();
        for area in areas {
            let Expr::Cells(area) = area else {
                return unknown("SUBTOTAL of something other than cells");
            };
            self.subtotal_area(&mut tally, *area, code > 100.0)?;
        }
        tally.result(name)
    }

    fn subtotal_area(&self, tally: &mut Tally, area: Area, visible_only: bool) -> Outcome<()> {
        let page = self.page(area.tab, area.range)?;
        let Some(hidden) = &page.sheet.hidden_rows else {
            return unknown("SUBTOTAL where hidden rows are not known");
        };
        for (i, cell) in page.cells(area.range) {
            let nested = is_subtotal(cell.formula.as_deref().unwrap_or(""))?;
            match hidden.contains(&cell.at.row) {
                _ if nested => {}
                true if visible_only => {}
                true => return unknown("SUBTOTAL over hidden rows"),
                false => tally.add_cell(self.evaluator.stored_or_computed(page, i)?),
            }
        }
        Ok(())
    }

    fn round(&self, number: &Expr, digits: &Expr, toward: Toward) -> Outcome {
        let number = self.number(number)?;
        let digits = match digits {
            Expr::Missing => 0.0,
            digits => self.number(digits)?,
        };
        round(number, digits, toward).map(Value::Number)
    }

    fn int(&self, number: &Expr) -> Outcome {
        let number = self.number(number)?;
        let toward = match number < 0.0 {
            true => Toward::Up,
            false => Toward::Down,
        };
        round(number, 0.0, toward).map(Value::Number)
    }

    fn count_blank(&self, area: Area) -> Outcome {
        let mut filled = 0;
        self.visit(area, |_, value| {
            let blank = matches!(value, Value::Text(t) if t.is_empty()) || *value == Value::Empty;
            filled += u64::from(!blank);
            Ok(())
        })?;
        Ok(Value::Number((area.range.size() - filled) as f64))
    }

    fn count_ifs(&self, pairs: &[Expr]) -> Outcome {
        let mask = self.mask(&pairs.iter().collect::<Vec<_>>())?;
        let within = mask.fits.iter().filter(|f| **f).count() as u64;
        let beyond = if mask.blank_fits { mask.beyond } else { 0 };
        Ok(Value::Number((within + beyond) as f64))
    }

    /// SUMIF moves its sum range to the size of the other; we take it only where it has that size.
    fn sum_if(&self, range: &Expr, criterion: &Expr, sum: &Expr) -> Outcome {
        match (range, sum) {
            (Expr::Cells(a), Expr::Cells(b)) if a.shape() != b.shape() => {
                unknown("SUMIF over ranges of different sizes")
            }
            _ => self.sum_ifs(sum, &[range, criterion]),
        }
    }

    fn sum_ifs(&self, sum: &Expr, pairs: &[&Expr]) -> Outcome {
        let (Expr::Cells(area), Some(Expr::Cells(first))) = (sum, pairs.first()) else {
            return unknown("a criterion over something other than cells");
        };
        if area.shape() != first.shape() {
            return error(VALUE);
        }
        let mask = self.mask(pairs)?;
        let mut tally = Tally::default();
        self.visit(*area, |cell, value| {
            if mask.fits_at(*area, cell.at) {
                tally.add_cell(value);
            }
            Ok(())
        })?;
        tally.result("SUM")
    }

    /// Which places fit all criteria: pairs of range and criterion, all ranges of one shape.
    fn mask(&self, pairs: &[&Expr]) -> Outcome<Mask> {
        let Some(Expr::Cells(first)) = pairs.first() else {
            return unknown("a criterion over something other than cells");
        };
        let mut mask = Mask::new(*first, self.used_rows(pairs, *first))?;
        for pair in pairs.chunks(2) {
            let [Expr::Cells(area), criterion] = pair else {
                return unknown("a criterion over something other than cells");
            };
            if area.shape() != first.shape() {
                return error(VALUE);
            }
            let criterion = match criterion {
                Expr::Missing => return unknown("an argument left out"),
                criterion => Criterion::new(&self.value(criterion)?)?,
            };
            self.narrow(&mut mask, *area, &criterion)?;
        }
        Ok(mask)
    }

    /// The rows from the top of the ranges to the last one used on any of their sheets.
    fn used_rows(&self, pairs: &[&Expr], first: Area) -> u32 {
        let used = pairs.iter().step_by(2).filter_map(|range| {
            let Expr::Cells(area) = range else {
                return None;
            };
            let last = self.evaluator.pages.get(area.tab)?.as_ref()?.last_row();
            Some((last + 1).saturating_sub(area.range.start.row))
        });
        used.max().unwrap_or(0).min(first.shape().0)
    }

    fn narrow(&self, mask: &mut Mask, area: Area, criterion: &Criterion) -> Outcome<()> {
        let blank = criterion.fits(&Value::Empty)?;
        let mut seen = vec![blank; mask.fits.len()];
        self.visit(area, |cell, value| {
            if let Some(place) = mask.place(area, cell.at) {
                seen[place] = mask.fits[place] && criterion.fits(value)?;
            }
            Ok(())
        })?;
        for (fits, seen) in mask.fits.iter_mut().zip(seen) {
            *fits &= seen;
        }
        mask.blank_fits &= blank;
        Ok(())
    }

    /// Sums products place by place. Of a plain range, only numbers count; of a computed array, only numbers too.
    fn sum_product(&self, arguments: &[Expr]) -> Outcome {
        let Some(shape) = arguments.iter().find_map(array_shape) else {
            return unknown("SUMPRODUCT without ranges");
        };
        if arguments.iter().any(|a| array_shape(a) != Some(shape)) {
            return unknown("SUMPRODUCT over ranges of different sizes");
        }
        if u64::from(shape.0) * u64::from(shape.1) > MAX_POSITIONS / 10 {
            return unknown("SUMPRODUCT over a very large range");
        }
        let mut sum = 0.0;
        for row in 0..shape.0 {
            for column in 0..shape.1 {
                sum += self.product_at(arguments, shape, (row, column))?;
            }
        }
        finite(sum).map(Value::Number)
    }

    fn product_at(&self, arguments: &[Expr], shape: (u32, u32), place: (u32, u32)) -> Outcome<f64> {
        let run = Run {
            evaluator: self.evaluator,
            position: Some((shape, place)),
        };
        let mut product = 1.0;
        for argument in arguments {
            product *= match run.value(argument)? {
                Value::Number(number) => number,
                _ => 0.0,
            };
        }
        Ok(product)
    }

    fn value_of_text(&self, x: &Expr) -> Outcome {
        match self.value(x)? {
            Value::Bool(_) => error(VALUE),
            Value::Text(text) if plain_number(&text).is_some() && text.contains('.') => {
                unknown("a number written as text")
            }
            other => to_number(&other).map(Value::Number),
        }
    }

    fn n(&self, x: &Expr) -> Outcome {
        Ok(Value::Number(match self.value(x)? {
            Value::Number(number) => number,
            Value::Bool(truth) => f64::from(u8::from(truth)),
            _ => 0.0,
        }))
    }

    /// AND and OR: texts and blanks in ranges do not count; without any truth there is none.
    fn all_or_any(&self, all: bool, arguments: &[Expr]) -> Outcome {
        let mut truths = Vec::new();
        for argument in arguments {
            let Expr::Cells(area) = argument else {
                truths.push(to_bool(&self.value(argument)?)?);
                continue;
            };
            self.visit(*area, |_, value| {
                match value {
                    Value::Empty | Value::Text(_) => {}
                    value => truths.push(to_bool(value)?),
                }
                Ok(())
            })?;
        }
        match truths.is_empty() {
            true => error(VALUE),
            false if all => Ok(Value::Bool(truths.iter().all(|t| *t))),
            false => Ok(Value::Bool(truths.iter().any(|t| *t))),
        }
    }
}

/// Which places of a rectangle fit all criteria so far.
struct Mask {
    rows: u32,
    columns: u32,
    fits: Vec<bool>,
    /// Does a blank fit all criteria?
    blank_fits: bool,
    /// Places below the last used row, all blank.
    beyond: u64,
}

impl Mask {
    fn new(area: Area, rows: u32) -> Outcome<Self> {
        let columns = area.shape().1;
        let size = u64::from(rows) * u64::from(columns);
        if size > MAX_POSITIONS {
            return unknown("a criterion over a very large range");
        }
        Ok(Self {
            rows,
            columns,
            fits: vec![true; size as usize],
            blank_fits: true,
            beyond: area.range.size() - size,
        })
    }

    fn place(&self, area: Area, at: CellRef) -> Option<usize> {
        let row = at.row - area.range.start.row;
        let column = at.column - area.range.start.column;
        (row < self.rows).then_some(row as usize * self.columns as usize + column as usize)
    }

    fn fits_at(&self, area: Area, at: CellRef) -> bool {
        self.place(area, at)
            .map_or(self.blank_fits, |place| self.fits[place])
    }
}

/// The shape of the first range in an expression of operators.
fn array_shape(expr: &Expr) -> Option<(u32, u32)> {
    match expr {
        Expr::Cells(area) => area.single().is_none().then(|| area.shape()),
        Expr::Negative(inner) | Expr::Percent(inner) => array_shape(inner),
        Expr::Chain(first, links) => {
            array_shape(first).or_else(|| links.iter().find_map(|(_, e)| array_shape(e)))
        }
        _ => None,
    }
}

/// Is the formula one SUBTOTAL, which another leaves out? Open when SUBTOTAL is only a part of it.
fn is_subtotal(formula: &str) -> Outcome<bool> {
    let text = formula.trim().to_ascii_uppercase();
    if !text.contains("SUBTOTAL") && !text.contains("AGGREGATE") {
        return Ok(false);
    }
    let whole = text.starts_with("SUBTOTAL(") && text.find(')') == Some(text.len() - 1);
    match whole {
        true => Ok(true),
        false => unknown("SUBTOTAL within another formula"),
    }
}

fn apply(operator: Operator, a: &Value, b: &Value) -> Outcome {
    let is = |fits: fn(Ordering) -> bool| Ok(Value::Bool(fits(compare(a, b)?)));
    match operator {
        Operator::Equal => is(Ordering::is_eq),
        Operator::NotEqual => is(Ordering::is_ne),
        Operator::Less => is(Ordering::is_lt),
        Operator::LessOrEqual => is(Ordering::is_le),
        Operator::Greater => is(Ordering::is_gt),
        Operator::GreaterOrEqual => is(Ordering::is_ge),
        Operator::Join => {
            let joined = format!("{}{}", to_text(a)?, to_text(b)?);
            Ok(Value::Text(joined.into()))
        }
        _ => arithmetic(operator, to_number(a)?, to_number(b)?).map(Value::Number),
    }
}

fn arithmetic(operator: Operator, a: f64, b: f64) -> Outcome<f64> {
    match operator {
        Operator::Add => finite(a + b),
        Operator::Subtract => finite(a - b),
        Operator::Multiply => finite(a * b),
        Operator::Divide if b == 0.0 => error(DIV_0),
        Operator::Divide => finite(a / b),
        _ if a == 0.0 && b == 0.0 => error(NUM),
        _ if a == 0.0 && b < 0.0 => error(DIV_0),
        _ => finite(a.powf(b)),
    }
}
