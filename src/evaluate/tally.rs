//! Arguments and ranges → SUM, COUNT, AVERAGE and the rest of what numbers add up to; SUBTOTAL.

use std::collections::HashMap;

use super::functions::Run;
use super::syntax::{Area, Expr};
use super::value::{DIV_0, Halt, Outcome, VALUE, error, finite, to_number, unknown};
use crate::finding::{CellRange, CellRef};
use crate::read::Value;
use crate::text::shared::SharedText;

/// Rows of a range from which on it is kept what they add up to.
const LONG: u32 = 64;

/// What ranges of one column add up to that begin in one row, by tab, column and that row: up to which row, and what.
pub(super) type Running = HashMap<(usize, u32, u32), (u32, Tally)>;

/// What numbers, texts and blanks add up to.
#[derive(Clone, Default)]
pub(super) struct Tally {
    sum: f64,
    numbers: u64,
    filled: u64,
    min: Option<f64>,
    max: Option<f64>,
    error: Option<SharedText>,
    /// Is there another error than that one? Which of them Excel shows is not documented.
    other_error: bool,
}

impl Tally {
    fn add_number(&mut self, number: f64) {
        self.sum += number;
        self.numbers += 1;
        self.min = Some(self.min.map_or(number, |m| m.min(number)));
        self.max = Some(self.max.map_or(number, |m| m.max(number)));
    }

    /// A value out of a range: only numbers count as numbers.
    pub(super) fn add_cell(&mut self, value: &Value) {
        self.filled += u64::from(*value != Value::Empty);
        match value {
            Value::Number(number) => self.add_number(*number),
            Value::Error(code) => self.add_error(code),
            _ => {}
        }
    }

    fn add_error(&mut self, code: &SharedText) {
        let first = self.error.get_or_insert_with(|| code.clone());
        self.other_error |= first != code;
    }

    /// What a function by this name makes of it.
    pub(super) fn result(self, name: &str) -> Outcome {
        let number = match name {
            "COUNT" => return Ok(Value::Number(self.numbers as f64)),
            "COUNTA" => return Ok(Value::Number(self.filled as f64)),
            _ if self.other_error => return unknown("two errors at once"),
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

impl Run<'_, '_> {
    /// Numbers, texts and blanks of all arguments. A text as an argument counts when it is a number, in a range never.
    pub(super) fn tally(&self, arguments: &[Expr]) -> Outcome<Tally> {
        let mut tally = Tally::default();
        for argument in arguments {
            if let Expr::Cells(area) = argument {
                self.tally_area(&mut tally, *area)?;
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

    /// A range. One that begins where an earlier one did in the same column, "=SUM(C$4:C90)" below "=SUM(C$4:C89)", goes on
    /// from there.
    fn tally_area(&self, tally: &mut Tally, area: Area) -> Outcome<()> {
        let page = self.page(area.tab, area.range)?;
        let (start, end) = (area.range.start, area.range.end);
        let goes_on = start.column == end.column
            && end.row.saturating_sub(start.row) >= LONG
            && tally.filled == 0
            && !page.is_trying();
        let place = (area.tab, start.column, start.row);
        let running = &self.evaluator.running;
        let known = running.borrow().get(&place).filter(|(last, _)| goes_on && *last <= end.row).cloned();
        let (from, mut sum) = match known {
            Some((last, sum)) => (last + 1, sum),
            None => (start.row, std::mem::take(tally)),
        };
        // What is still to be computed may become something else.
        let mut settled = true;
        if from <= end.row {
            for (i, _) in page.cells(CellRange { start: CellRef::new(from, start.column), end }) {
                sum.add_cell(&*self.evaluator.stored_or_computed(page, i)?);
                settled &= page.is_settled(i);
            }
        }
        if goes_on && settled {
            running.borrow_mut().insert(place, (end.row, sum.clone()));
        }
        *tally = sum;
        Ok(())
    }

    fn tally_argument(&self, tally: &mut Tally, argument: &Expr, value: &Value) -> Outcome<()> {
        // IF gives a reference when its branch is one, and then a text does not count: we do not tell.
        let reference = matches!(argument, Expr::Call(name, _) if matches!(&**name, "IF" | "IFERROR"));
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
    pub(super) fn subtotal(&self, code: &Expr, areas: &[Expr]) -> Outcome {
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
            let nested = is_subtotal(page.formula_at(i).unwrap_or(""))?;
            match hidden.contains(&cell.at().row) {
                _ if nested => {}
                true if visible_only => {}
                true => return unknown("SUBTOTAL over hidden rows"),
                false => {
                    let value = self.evaluator.stored_or_computed(page, i)?;
                    tally.add_cell(&value);
                }
            }
        }
        Ok(())
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
