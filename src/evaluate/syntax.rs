//! Formula text → expression. What offices write and we understand; everything else says what it is.

use std::collections::HashMap;
use std::sync::Arc;

use crate::finding::{CellRange, CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::read::same_names::name_key;
use crate::read::{ReadNoteKind, Value, Workbook};

/// How deep parentheses and functions may stand within each other, as in Excel.
const MAX_DEPTH: usize = 64;

/// The errors a formula can hold as text.
const ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

/// Functions whose cells are known only when they run.
const OPAQUE: [&str; 2] = ["INDIRECT", "OFFSET"];

/// A rectangle on a tab.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Area {
    pub(super) tab: usize,
    pub(super) range: CellRange,
}

impl Area {
    /// The cell, when it is just one.
    pub(super) fn single(self) -> Option<CellRef> {
        (self.range.start == self.range.end).then_some(self.range.start)
    }

    /// Rows and columns.
    pub(super) fn shape(self) -> (u32, u32) {
        let CellRange { start, end } = self.range;
        (end.row - start.row + 1, end.column - start.column + 1)
    }
}

/// An operator between two values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Join,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

impl Operator {
    /// Does it make a number of two numbers?
    pub(super) fn is_arithmetic(self) -> bool {
        matches!(self, Self::Add | Self::Subtract | Self::Multiply | Self::Divide | Self::Power)
    }
}

/// Operators as written, longer ones first, each with how tightly it binds.
const OPERATORS: [(&str, Operator, u8); 12] = [
    ("<>", Operator::NotEqual, 1),
    ("<=", Operator::LessOrEqual, 1),
    (">=", Operator::GreaterOrEqual, 1),
    ("=", Operator::Equal, 1),
    ("<", Operator::Less, 1),
    (">", Operator::Greater, 1),
    ("&", Operator::Join, 2),
    ("+", Operator::Add, 3),
    ("-", Operator::Subtract, 3),
    ("*", Operator::Multiply, 4),
    ("/", Operator::Divide, 4),
    ("^", Operator::Power, 5),
];

/// A formula, understood.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Expr {
    /// A number, text, TRUE, FALSE or error as written.
    Literal(Value),
    /// An argument left out: `IF(A1,,0)`.
    Missing,
    /// Constants in rows and columns: `{0,50;70,90}`.
    Array(Vec<Vec<Value>>),
    /// Cells of the workbook.
    Cells(Area),
    /// `-x`.
    Negative(Box<Expr>),
    /// `x%`.
    Percent(Box<Expr>),
    /// Operators applied from left to right: all of Excel's are left-associative, so one list holds long sums
    /// without nesting.
    Chain(Box<Expr>, Vec<(Operator, Expr)>),
    /// A function by its name in capitals.
    Call(Box<str>, Vec<Expr>),
}

/// A parsed formula with the cells it reads.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) expr: Expr,
    /// In the order they stand in, each once.
    pub(super) areas: Vec<Area>,
    /// It also reads cells that its text does not tell.
    pub(super) opaque: bool,
}

/// The tabs of a workbook by name, as formulas call them.
pub struct TabNames(HashMap<String, usize>);

impl TabNames {
    /// Those of all tabs, read or not.
    pub fn new(workbook: &Workbook) -> Self {
        let tabs = workbook.tabs.iter().enumerate();
        let mut names: HashMap<String, usize> = tabs.map(|(i, tab)| (name_key(tab.name()), i)).collect();
        // A name that two tabs had tells neither.
        for note in workbook.sheets().flat_map(|(_, sheet)| &sheet.notes) {
            if let ReadNoteKind::SameName(name) = &note.kind {
                names.remove(&name_key(name));
            }
        }
        Self(names)
    }

    fn get(&self, name: &str) -> Option<usize> {
        self.0.get(&name_key(name)).copied()
    }
}

/// What is in the way of understanding a formula.
type Syntax<T> = Result<T, Arc<str>>;

fn refused<T>(why: &str) -> Syntax<T> {
    Err(why.into())
}

/// Parses a formula standing on `tab`; `Err` says what in it we do not evaluate.
pub(super) fn parse(formula: &str, tab: usize, names: &TabNames) -> Syntax<Parsed> {
    let mut parser = Parser {
        text: formula.strip_prefix('=').unwrap_or(formula),
        at: 0,
        depth: 0,
        tab,
        names,
        areas: Vec::new(),
        opaque: false,
        comma: false,
        semicolon: false,
    };
    let expr = parser.expression(0)?;
    if parser.peek().is_some() {
        return refused("a formula that is not understood");
    }
    if parser.comma && parser.semicolon {
        return refused("commas and semicolons in one formula");
    }
    Ok(Parsed { expr, areas: parser.areas, opaque: parser.opaque })
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    tab: usize,
    names: &'a TabNames,
    areas: Vec<Area>,
    opaque: bool,
    comma: bool,
    semicolon: bool,
}

impl Parser<'_> {
    /// What is left.
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// The next letter after spaces.
    fn peek(&mut self) -> Option<char> {
        let blank = |c: char| matches!(c, ' ' | '\n' | '\r' | '\t');
        self.at += self.rest().len() - self.rest().trim_start_matches(blank).len();
        self.rest().chars().next()
    }

    /// Takes the text if it stands exactly here.
    fn take(&mut self, text: &str) -> bool {
        let here = self.rest().starts_with(text);
        self.at += if here { text.len() } else { 0 };
        here
    }

    /// Takes the letters that fit.
    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> String {
        let end = self.rest().find(|c| !fits(c)).unwrap_or(self.rest().len());
        let taken = self.rest()[..end].to_string();
        self.at += end;
        taken
    }

    /// Values joined by operators that bind at least as tightly as `least`.
    fn expression(&mut self, least: u8) -> Syntax<Expr> {
        let first = self.signed()?;
        let mut rest = Vec::new();
        while let Some((operator, binding)) = self.operator(least) {
            rest.push((operator, self.expression(binding + 1)?));
        }
        Ok(match rest.is_empty() {
            true => first,
            false => Expr::Chain(Box::new(first), rest),
        })
    }

    fn operator(&mut self, least: u8) -> Option<(Operator, u8)> {
        self.peek()?;
        let (text, operator, binding) = OPERATORS.into_iter().find(|(text, _, _)| self.rest().starts_with(text))?;
        (binding >= least).then(|| {
            self.at += text.len();
            (operator, binding)
        })
    }

    /// A value with its signs before and percents after. A minus binds tighter than a power: `-2^2` is 4.
    fn signed(&mut self) -> Syntax<Expr> {
        let (mut signs, mut minuses) = (0, 0);
        while let Some(sign @ ('-' | '+')) = self.peek() {
            self.at += 1;
            signs += 1;
            minuses += usize::from(sign == '-');
        }
        let mut expr = self.primary()?;
        // Two minuses make a number of a text, so an even count is not nothing.
        let negations = if minuses > 1 { 2 - minuses % 2 } else { minuses };
        for _ in 0..negations {
            expr = Expr::Negative(Box::new(expr));
        }
        if signs > 0 && minuses == 0 {
            expr = Expr::Chain(Box::new(expr), Vec::new());
        }
        self.percents(expr)
    }

    fn percents(&mut self, mut expr: Expr) -> Syntax<Expr> {
        for _ in 0..4 {
            if self.peek() != Some('%') {
                return Ok(expr);
            }
            self.at += 1;
            expr = Expr::Percent(Box::new(expr));
        }
        refused("a formula that is not understood")
    }

    fn primary(&mut self) -> Syntax<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return refused("a formula nested too deeply");
        }
        let expr = match self.peek() {
            Some('(') => self.parenthesis(),
            Some('"') => self.quoted('"').map(|t| Expr::Literal(Value::Text(t.into()))),
            Some('#') => self.error_literal(),
            Some('\'') => self.quoted('\'').and_then(|name| self.on_tab(&name)),
            Some('0'..='9' | '.') => self.number(),
            Some('{') => self.array(),
            Some('[') => refused("a reference to another workbook or a table"),
            Some('@') => refused("an implicit intersection"),
            Some(c) if is_word(c) => self.word(),
            _ => refused("a formula that is not understood"),
        };
        self.depth -= 1;
        expr
    }

    fn parenthesis(&mut self) -> Syntax<Expr> {
        self.at += 1;
        let inner = self.expression(0)?;
        match self.peek() {
            Some(')') => self.at += 1,
            Some(',' | ';') => return refused("a union of references"),
            _ => return refused("a formula that is not understood"),
        }
        Ok(inner)
    }

    /// Numbers and texts in braces: columns by commas and rows by semicolons, or, as ods writes them, by semicolons and strokes.
    fn array(&mut self) -> Syntax<Expr> {
        self.at += 1;
        let mut items: Vec<(Value, char)> = Vec::new();
        loop {
            let value = match self.signed()? {
                Expr::Literal(value @ (Value::Number(_) | Value::Text(_))) => value,
                Expr::Negative(inner) => match *inner {
                    Expr::Literal(Value::Number(number)) => Value::Number(-number),
                    _ => return refused("an array"),
                },
                _ => return refused("an array"),
            };
            let Some(separator @ (',' | ';' | '|' | '}')) = self.peek() else { return refused("an array") };
            self.at += 1;
            items.push((value, separator));
            if separator == '}' {
                break;
            }
        }
        let strokes = items.iter().any(|(_, separator)| *separator == '|');
        let new_row = if strokes { '|' } else { ';' };
        let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
        for (value, separator) in items {
            rows.last_mut().into_iter().for_each(|row| row.push(value.clone()));
            if separator == new_row {
                rows.push(Vec::new());
            }
        }
        let width = rows[0].len();
        if rows.iter().all(|row| row.len() == width) { Ok(Expr::Array(rows)) } else { refused("an array") }
    }

    /// What stands between two quotes; a doubled quote is one.
    fn quoted(&mut self, quote: char) -> Syntax<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            out += &self.take_while(|c| c != quote);
            if self.rest().is_empty() {
                return refused("a formula that is not understood");
            }
            self.at += 1;
            if self.rest().starts_with(quote) {
                self.at += 1;
                out.push(quote);
            } else {
                return Ok(out);
            }
        }
    }

    fn error_literal(&mut self) -> Syntax<Expr> {
        match ERRORS.into_iter().find(|e| self.take(e)) {
            Some(code) => Ok(Expr::Literal(Value::Error(code.into()))),
            None => refused("a formula that is not understood"),
        }
    }

    fn number(&mut self) -> Syntax<Expr> {
        let mut digits = self.take_while(|c| c.is_ascii_digit() || c == '.');
        if self.rest().starts_with(['e', 'E']) {
            self.at += 1;
            digits.push('e');
            if self.rest().starts_with(['+', '-']) {
                digits += &self.rest()[..1];
                self.at += 1;
            }
            digits += &self.take_while(|c| c.is_ascii_digit());
        }
        let next = self.rest().chars().next();
        match digits.parse::<f64>() {
            _ if next == Some(':') => refused("whole rows"),
            _ if next.is_some_and(|c| is_word(c) || c == '!') => refused("a defined name"),
            Ok(number) if number.is_finite() => Ok(Expr::Literal(Value::Number(number))),
            _ => refused("a formula that is not understood"),
        }
    }

    /// A function, a tab, TRUE or FALSE, or cells.
    fn word(&mut self) -> Syntax<Expr> {
        let word = self.take_while(is_word);
        match self.rest().chars().next() {
            Some('(') => self.call(&word),
            Some('!') => self.on_tab(&word),
            Some('[') => refused("a structured reference"),
            _ if word.eq_ignore_ascii_case("TRUE") => Ok(Expr::Literal(Value::Bool(true))),
            _ if word.eq_ignore_ascii_case("FALSE") => Ok(Expr::Literal(Value::Bool(false))),
            _ => self.cells(self.tab, &word),
        }
    }

    /// Cells after the name of their tab.
    fn on_tab(&mut self, name: &str) -> Syntax<Expr> {
        if name.contains(['[', ']']) {
            return refused("a reference to another workbook or a table");
        }
        if !self.take("!") {
            return refused("a formula that is not understood");
        }
        let Some(tab) = self.names.get(name) else {
            return refused("a sheet that is not in the workbook");
        };
        if self.rest().starts_with('#') {
            return self.error_literal();
        }
        let first = self.take_while(is_word);
        self.cells(tab, &first)
    }

    /// `A1`, `A1:B2` or `A:B`, its first word taken.
    fn cells(&mut self, tab: usize, first: &str) -> Syntax<Expr> {
        let last = match self.take(":") {
            true => Some(self.take_while(is_word)),
            false => None,
        };
        if self.rest().starts_with(['!', '(', ':', '#', '[']) {
            return refused("a reference that is computed or spans sheets");
        }
        let range = match last {
            Some(last) => {
                CellRange::parse(&format!("{first}:{last}")).or_else(|| Some(columns(column(first)?, column(&last)?)))
            }
            None => CellRange::parse(first),
        };
        let Some(range) = range else {
            return refused("a defined name");
        };
        let area = Area { tab, range };
        if !self.areas.contains(&area) {
            self.areas.push(area);
        }
        Ok(Expr::Cells(area))
    }

    fn call(&mut self, name: &str) -> Syntax<Expr> {
        self.at += 1;
        let name = name.to_ascii_uppercase();
        // Functions that came after Excel 2007 are stored with a prefix.
        let name = name.rsplit('.').next().filter(|_| name.starts_with("_XLFN.")).unwrap_or(&name).to_owned();
        self.opaque |= OPAQUE.contains(&name.as_str());
        let mut arguments = Vec::new();
        if self.peek() == Some(')') {
            self.at += 1;
            return Ok(Expr::Call(name.into(), arguments));
        }
        loop {
            arguments.push(match self.peek() {
                Some(',' | ';' | ')') => Expr::Missing,
                _ => self.expression(0)?,
            });
            let separator = self.peek();
            self.at += usize::from(matches!(separator, Some(',' | ';' | ')')));
            match separator {
                Some(',') => self.comma = true,
                Some(';') => self.semicolon = true,
                Some(')') => return Ok(Expr::Call(name.into(), arguments)),
                _ => return refused("a formula that is not understood"),
            }
        }
    }
}

/// Letters of names, references and unquoted tabs; decomposed tones belong to their letter.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || "_.$\\?".contains(c) || ('\u{300}'..='\u{36f}').contains(&c)
}

/// `A` or `$A` → the column from 0.
fn column(letters: &str) -> Option<u32> {
    let letters = letters.strip_prefix('$').unwrap_or(letters);
    let plain = letters.bytes().all(|b| b.is_ascii_alphabetic());
    let cell = plain.then(|| CellRef::parse(&format!("{letters}1"))).flatten()?;
    (cell.column < MAX_COLUMNS).then_some(cell.column)
}

/// Whole columns.
fn columns(first: u32, last: u32) -> CellRange {
    CellRange::new(CellRef::new(0, first), CellRef::new(MAX_ROWS - 1, last))
}
