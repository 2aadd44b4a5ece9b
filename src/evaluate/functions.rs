//! An expression → its value, over cells whose formulas are done. Functions by their names in capitals.

use std::cmp::Ordering;

use super::Evaluator;
use super::page::Page;
use super::syntax::{Area, Expr, Operator};
use super::value::{
    DIV_0, Halt, NUM, Outcome, Toward, VALUE, compare, equal, error, finite, plain_number, round, to_bool, to_number,
    to_text, unknown,
};
use crate::finding::{CellRange, CellRef};
use crate::read::{Cell, Value};
use crate::text::shared::SharedText;

/// How many cells SUMPRODUCT and the functions with criteria look at, at most.
pub(super) const MAX_POSITIONS: u64 = 4_000_000;

/// Computes one formula.
pub(super) struct Run<'e, 'w> {
    pub(super) evaluator: &'e Evaluator<'w>,
    /// Within SUMPRODUCT: the shape of its arrays and the place at hand.
    position: Option<((u32, u32), (u32, u32))>,
}

impl<'e, 'w> Run<'e, 'w> {
    pub(super) fn new(evaluator: &'e Evaluator<'w>) -> Self {
        Self { evaluator, position: None }
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
    pub(super) fn value(&self, expr: &Expr) -> Outcome {
        match expr {
            Expr::Literal(Value::Error(code)) => Err(Halt::Error(code.clone())),
            Expr::Literal(value) => Ok(value.clone()),
            Expr::Missing => unknown("an argument left out"),
            Expr::Array(_) => unknown("an array"),
            Expr::Cells(area) => self.cell(*area),
            Expr::Negative(inner) => Ok(Value::Number(-self.number(inner)?)),
            Expr::Percent(inner) => Ok(Value::Number(self.number(inner)? / 100.0)),
            Expr::Chain(first, links) => {
                let mut left = self.value(first)?;
                for (operator, right) in links {
                    left = match self.value(right) {
                        Err(Halt::Error(code)) => return second_error(*operator, &left, code),
                        right => apply(*operator, &left, &right?)?,
                    };
                }
                Ok(left)
            }
            Expr::Call(..) if self.position.is_some() => unknown("a function within an array"),
            Expr::Call(name, arguments) => self.call(name, arguments),
        }
    }

    pub(super) fn number(&self, expr: &Expr) -> Outcome<f64> {
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
            Some(i) => match self.evaluator.stored_or_computed(page, i)?.into_owned() {
                Value::Error(code) => Err(Halt::Error(code)),
                value => Ok(value),
            },
        }
    }

    /// The sheet a range lies on, if everything in the range could be read.
    pub(super) fn page(&self, tab: usize, range: CellRange) -> Outcome<&'e Page<'w>> {
        match self.evaluator.pages.get(tab) {
            Some(Some(page)) if page.has_bad_cell(range) => unknown("a cell that cannot be read"),
            Some(Some(page)) => Ok(page),
            _ => unknown("a sheet that was not read"),
        }
    }

    /// Hands every cell of a range with its value to `visit`, in reading order.
    pub(super) fn visit(&self, area: Area, mut visit: impl FnMut(&'w Cell, &Value) -> Outcome<()>) -> Outcome<()> {
        let page = self.page(area.tab, area.range)?;
        for (i, cell) in page.cells(area.range) {
            let value = self.evaluator.stored_or_computed(page, i)?;
            visit(cell, &value)?;
        }
        Ok(())
    }

    fn call(&self, name: &str, arguments: &[Expr]) -> Outcome {
        match (name, arguments) {
            ("SUM" | "MIN" | "MAX" | "AVERAGE" | "COUNT" | "COUNTA", [_, ..]) => self.tally(arguments)?.result(name),
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
            ("SUMIFS", [sum, pairs @ ..]) if !pairs.is_empty() => self.sum_ifs(sum, &pairs.iter().collect::<Vec<_>>()),
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
                Ok(Value::Empty) => unknown("IFERROR of a blank cell"),
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
            _ => self.call_lookup(name, arguments),
        }
    }

    /// A branch of IF; one left out gives 0.
    pub(super) fn branch(&self, expr: &Expr) -> Outcome {
        match expr {
            Expr::Missing => Ok(Value::Number(0.0)),
            expr => self.value(expr),
        }
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
        let (mut sum, mut failed) = (0.0, None);
        for row in 0..shape.0 {
            for column in 0..shape.1 {
                match self.product_at(arguments, shape, (row, column)) {
                    Err(Halt::Error(code)) if failed.as_ref().is_none_or(|f| *f == code) => failed = Some(code),
                    Err(Halt::Error(_)) => return unknown("two errors at once"),
                    product => sum += product?,
                }
            }
        }
        match failed {
            Some(code) => Err(Halt::Error(code)),
            None => finite(sum).map(Value::Number),
        }
    }

    fn product_at(&self, arguments: &[Expr], shape: (u32, u32), place: (u32, u32)) -> Outcome<f64> {
        let run = Run { evaluator: self.evaluator, position: Some((shape, place)) };
        let (mut product, mut failed) = (1.0, None);
        for argument in arguments {
            match run.value(argument) {
                Err(Halt::Error(code)) if failed.as_ref().is_none_or(|f| *f == code) => failed = Some(code),
                Err(Halt::Error(_)) => return unknown("two errors at once"),
                Ok(Value::Number(number)) => product *= number,
                other => product *= other.map(|_| 0.0)?,
            }
        }
        failed.map_or(Ok(product), |code| Err(Halt::Error(code)))
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

/// The shape of the first range in an expression of operators.
fn array_shape(expr: &Expr) -> Option<(u32, u32)> {
    match expr {
        Expr::Cells(area) => area.single().is_none().then(|| area.shape()),
        Expr::Negative(inner) | Expr::Percent(inner) => array_shape(inner),
        Expr::Chain(first, links) => array_shape(first).or_else(|| links.iter().find_map(|(_, e)| array_shape(e))),
        _ => None,
    }
}

/// The error of a right operand, unless the left one would give another: which of the two Excel shows is not documented.
fn second_error(operator: Operator, left: &Value, code: SharedText) -> Outcome {
    let calculates = operator.is_arithmetic();
    match to_number(left) {
        Err(Halt::Error(first)) if calculates && first != code => unknown("two errors at once"),
        Err(Halt::NotEvaluated(why)) if calculates => Err(Halt::NotEvaluated(why)),
        _ => Err(Halt::Error(code)),
    }
}

fn apply(operator: Operator, a: &Value, b: &Value) -> Outcome {
    let is = |fits: fn(Ordering) -> bool| Ok(Value::Bool(fits(compare(a, b)?)));
    match operator {
        Operator::Equal => Ok(Value::Bool(equal(a, b)?)),
        Operator::NotEqual => Ok(Value::Bool(!equal(a, b)?)),
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
        // Some odd roots of negative numbers are computed, others are an error.
        _ if a < 0.0 && b.fract() != 0.0 => unknown("a root of a negative number"),
        _ => finite(a.powf(b)),
    }
}
