//! Tokens of one formula → its text: [MS-XLS] 2.5.198 and [MS-XLSB] 2.5.97.
//!
//! Operands stand in the text in the order of their tokens, so only what stands between them is put in. Work and text are
//! bounded by the number of tokens.

use super::functions::{BY_NAME, called, function};
use super::{Dialect, Scope};
use crate::finding::{CellRef, MAX_COLUMNS, MAX_ROWS, column_name};

/// Characters a formula may have in Excel; a few more do not hurt.
const TEXT_MAX: usize = 4 * 8192;

/// How tightly what was written binds; the operators of formulas in between.
const COMPARISON: u8 = 1;
const JOIN: u8 = 2;
const SUM: u8 = 3;
const PRODUCT: u8 = 4;
const POWER: u8 = 5;
const PERCENT: u8 = 6;
const SIGN: u8 = 7;
const UNION: u8 = 8;
const INTERSECTION: u8 = 9;
const RANGE: u8 = 10;
const ATOM: u8 = 11;

/// Operators between two operands, from token 3 on.
const BINARY: [(&str, u8); 15] = [
    ("+", SUM),
    ("-", SUM),
    ("*", PRODUCT),
    ("/", PRODUCT),
    ("^", POWER),
    ("&", JOIN),
    ("<", COMPARISON),
    ("<=", COMPARISON),
    ("=", COMPARISON),
    (">=", COMPARISON),
    (">", COMPARISON),
    ("<>", COMPARISON),
    (" ", INTERSECTION),
    (",", UNION),
    (":", RANGE),
];

/// The text of a formula. `extra` is what the record has after the tokens; `shared_by` the cell when the formula is one that
/// cells share. `None` for anything not understood.
pub(super) fn text(scope: &Scope, tokens: &[u8], extra: &[u8], shared_by: Option<CellRef>) -> Option<String> {
    let mut writer =
        Writer { scope, extra: Some(Bytes(extra)), shared_by, leaves: Vec::new(), stack: Vec::new(), length: 0 };
    let mut tokens = Bytes(tokens);
    while !tokens.0.is_empty() {
        writer.token(&mut tokens)?;
    }
    writer.finish()
}

/// Bytes read from the front.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array().map(|[b]| b)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn f64(&mut self) -> Option<f64> {
        self.array().map(f64::from_le_bytes).filter(|n| n.is_finite())
    }

    /// Characters of two bytes.
    pub(super) fn wide(&mut self, count: usize) -> Option<String> {
        let units = self.take(count.checked_mul(2)?)?.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
        char::decode_utf16(units).collect::<Result<_, _>>().ok()
    }

    /// BIFF8 characters after their count: a byte says whether they have two bytes or one.
    pub(super) fn narrow_or_wide(&mut self, count: usize) -> Option<String> {
        match self.u8()? {
            0 => Some(self.take(count)?.iter().map(|&b| char::from(b)).collect()),
            1 => self.wide(count),
            _ => None,
        }
    }
}

/// An operand with what was put before it, inner pieces first.
struct Leaf {
    before: Vec<&'static str>,
    text: String,
    is_name: bool,
}

/// A piece of the formula: from its first leaf to that of the next piece.
#[derive(Clone, Copy)]
struct Item {
    first: usize,
    binding: u8,
}

struct Writer<'s> {
    scope: &'s Scope,
    /// Arrays that the tokens refer to, in order; `None` when something else stands there.
    extra: Option<Bytes<'s>>,
    shared_by: Option<CellRef>,
    leaves: Vec<Leaf>,
    stack: Vec<Item>,
    length: usize,
}

impl Writer<'_> {
    fn token(&mut self, tokens: &mut Bytes<'_>) -> Option<()> {
        let token = tokens.u8()?;
        match token {
            0x03..=0x11 => self.binary(BINARY[usize::from(token) - 3]),
            0x12 => self.sign("+"),
            0x13 => self.sign("-"),
            0x14 => self.percent(),
            0x15 => self.parenthesis(),
            0x16 => self.leaf("", ATOM),
            0x17 => self.string(tokens),
            0x19 => self.attribute(tokens),
            0x1C => self.leaf(error_code(tokens.u8()?)?, ATOM),
            0x1D => self.leaf(if tokens.u8()? == 0 { "FALSE" } else { "TRUE" }, ATOM),
            0x1E => self.leaf(tokens.u16()?.to_string(), ATOM),
            0x1F => self.number(tokens.f64()?),
            // Values, references and arrays differ in what Excel does with them, not in what is written.
            0x20..=0x7F => self.classed(0x20 | token & 0x1F, tokens),
            _ => None,
        }
    }

    fn classed(&mut self, token: u8, tokens: &mut Bytes<'_>) -> Option<()> {
        match token {
            0x20 => self.array(tokens),
            0x21 => {
                let function = function(tokens.u16()?)?;
                self.call(function.name, function.arguments?)
            }
            0x22 => {
                let count = usize::from(tokens.u8()? & 0x7F);
                match tokens.u16()? {
                    BY_NAME => self.call_by_name(count),
                    number => self.call(function(number)?.name, count),
                }
            }
            0x23 => {
                let number = tokens.u32()?;
                self.name(self.scope.name(number as usize)?)
            }
            0x24 | 0x2C => self.cell("", tokens, token == 0x2C),
            0x25 | 0x2D => self.area("", tokens, token == 0x2D),
            // A reference computed beforehand: its length, and then the tokens it was computed from.
            0x26..=0x28 => {
                self.extra = None;
                tokens.take(6).map(drop)
            }
            0x29 => tokens.take(2).map(drop),
            0x2A => self.lost("", tokens, 1),
            0x2B => self.lost("", tokens, 2),
            0x39 => {
                let (reference, number) = (tokens.u16()?, tokens.u32()?);
                self.name(self.scope.name_of(reference.into(), number as usize)?)
            }
            0x3A..=0x3D => {
                let prefix = self.scope.prefix(tokens.u16()?.into())?;
                match token {
                    0x3A => self.cell(prefix, tokens, false),
                    0x3B => self.area(prefix, tokens, false),
                    _ => self.lost(prefix, tokens, usize::from(token) - 0x3B),
                }
            }
            _ => None,
        }
    }

    fn leaf(&mut self, text: impl Into<String>, binding: u8) -> Option<()> {
        let text = text.into();
        self.length += text.len();
        self.stack.push(Item { first: self.leaves.len(), binding });
        self.leaves.push(Leaf { before: Vec::new(), text, is_name: false });
        (self.length <= TEXT_MAX).then_some(())
    }

    fn name(&mut self, name: &str) -> Option<()> {
        self.leaf(name, ATOM)?;
        self.leaves.last_mut()?.is_name = true;
        Some(())
    }

    /// Puts parentheses around a piece that ends before a leaf, when it binds less tightly than its place needs.
    fn enclosed(&mut self, item: Item, end: usize, least: u8) -> Option<()> {
        if item.binding < least {
            self.leaves.get_mut(item.first)?.before.push("(");
            self.leaves.get_mut(end.checked_sub(1)?)?.text.push(')');
        }
        Some(())
    }

    fn binary(&mut self, (sign, binding): (&'static str, u8)) -> Option<()> {
        let (right, left) = (self.stack.pop()?, self.stack.pop()?);
        self.enclosed(left, right.first, binding)?;
        self.enclosed(right, self.leaves.len(), binding + 1)?;
        self.leaves.get_mut(right.first)?.before.push(sign);
        self.stack.push(Item { first: left.first, binding });
        Some(())
    }

    fn sign(&mut self, sign: &'static str) -> Option<()> {
        let item = self.stack.pop()?;
        self.enclosed(item, self.leaves.len(), SIGN)?;
        self.leaves.get_mut(item.first)?.before.push(sign);
        self.stack.push(Item { binding: SIGN, ..item });
        Some(())
    }

    fn percent(&mut self) -> Option<()> {
        let item = self.stack.pop()?;
        self.enclosed(item, self.leaves.len(), PERCENT)?;
        self.leaves.last_mut()?.text.push('%');
        self.stack.push(Item { binding: PERCENT, ..item });
        Some(())
    }

    fn parenthesis(&mut self) -> Option<()> {
        let item = self.stack.pop()?;
        self.enclosed(item, self.leaves.len(), u8::MAX)?;
        self.stack.push(Item { binding: ATOM, ..item });
        Some(())
    }

    fn string(&mut self, tokens: &mut Bytes<'_>) -> Option<()> {
        let text = match self.scope.dialect {
            Dialect::Xls => {
                let count = tokens.u8()?;
                tokens.narrow_or_wide(count.into())?
            }
            Dialect::Xlsb => {
                let count = tokens.u16()?;
                tokens.wide(count.into())?
            }
        };
        self.leaf(quoted(&text), ATOM)
    }

    fn number(&mut self, number: f64) -> Option<()> {
        let binding = if number.is_sign_negative() { SIGN } else { ATOM };
        self.leaf(plain(number), binding)
    }

    /// Hints for the calculation, blanks as typed; only the short form of SUM is part of the text.
    fn attribute(&mut self, tokens: &mut Bytes<'_>) -> Option<()> {
        let kind = tokens.u8()?;
        let data = tokens.u16()?;
        match kind {
            0x10 => self.call("SUM", 1),
            // CHOOSE: a table of jumps.
            0x04 => tokens.take(2 * (usize::from(data) + 1)).map(drop),
            0x00..=0x03 | 0x08 | 0x20 | 0x21 | 0x40 | 0x41 | 0x80 => Some(()),
            _ => None,
        }
    }

    fn call(&mut self, name: &'static str, count: usize) -> Option<()> {
        if count == 0 {
            return self.leaf(format!("{name}()"), ATOM);
        }
        let first = self.arguments(count)?;
        self.length += name.len() + 2;
        let before = &mut self.leaves.get_mut(first)?.before;
        before.push("(");
        before.push(name);
        self.close_call(first)
    }

    /// A function by its name, which stands as the first argument.
    fn call_by_name(&mut self, count: usize) -> Option<()> {
        let name = self.stack.len().checked_sub(count)?;
        let first = self.stack.get(name)?.first;
        if count > 1 {
            let arguments = self.arguments(count - 1)?;
            self.leaves.get_mut(arguments)?.before.push("(");
        }
        self.stack.pop()?;
        let leaf = self.leaves.get_mut(first).filter(|leaf| leaf.is_name)?;
        leaf.text = called(&leaf.text).to_owned();
        if count == 1 {
            leaf.text.push('(');
        }
        self.close_call(first)
    }

    /// Takes arguments off the stack and puts commas between them; gives the first leaf.
    fn arguments(&mut self, count: usize) -> Option<usize> {
        let arguments = self.stack.split_off(self.stack.len().checked_sub(count)?);
        for (place, argument) in arguments.iter().enumerate() {
            let end = arguments.get(place + 1).map_or(self.leaves.len(), |next| next.first);
            if argument.binding == UNION {
                self.enclosed(*argument, end, u8::MAX)?;
            }
            if place > 0 {
                self.leaves.get_mut(argument.first)?.before.push(",");
            }
        }
        arguments.first().map(|argument| argument.first)
    }

    fn close_call(&mut self, first: usize) -> Option<()> {
        self.leaves.last_mut()?.text.push(')');
        self.stack.push(Item { first, binding: ATOM });
        Some(())
    }

    fn cell(&mut self, prefix: &str, tokens: &mut Bytes<'_>, from_cell: bool) -> Option<()> {
        let row = self.row(tokens)?;
        let corner = self.corner(row, tokens.u16()?, from_cell)?;
        self.leaf(format!("{prefix}{}", corner.shown), ATOM)
    }

    fn area(&mut self, prefix: &str, tokens: &mut Bytes<'_>, from_cell: bool) -> Option<()> {
        let (top, bottom) = (self.row(tokens)?, self.row(tokens)?);
        let (left, right) = (tokens.u16()?, tokens.u16()?);
        let (start, end) = (self.corner(top, left, from_cell)?, self.corner(bottom, right, from_cell)?);
        // Counted from a cell, an area can wrap around the edge of the sheet.
        if start.at.row > end.at.row || start.at.column > end.at.column {
            return None;
        }
        let columns_only = start.at.row == 0 && end.at.row == MAX_ROWS - 1;
        let text = match columns_only {
            true => format!("{prefix}{}:{}", start.column, end.column),
            false => format!("{prefix}{}:{}", start.shown, end.shown),
        };
        self.leaf(text, ATOM)
    }

    fn row(&self, tokens: &mut Bytes<'_>) -> Option<u32> {
        match self.scope.dialect {
            Dialect::Xls => tokens.u16().map(u32::from),
            Dialect::Xlsb => tokens.u32(),
        }
    }

    /// Two bits beside the column say whether row and column are relative. In a shared formula they then count from the
    /// cell, around the edges of the sheet.
    fn corner(&self, row: u32, column: u16, from_cell: bool) -> Option<Corner> {
        let (rows, columns) = match self.scope.dialect {
            Dialect::Xls => (1 << 16, 1 << 8),
            Dialect::Xlsb => (MAX_ROWS, MAX_COLUMNS),
        };
        let (row_moves, column_moves) = (column & 0x8000 != 0, column & 0x4000 != 0);
        let column = u32::from(column & 0x3FFF);
        let mut at = CellRef::new(row, column);
        match self.shared_by {
            Some(by) if from_cell => {
                let moved = |by: u32, steps: u32, size: u32| by.wrapping_add(steps) & (size - 1);
                at.row = if row_moves { moved(by.row, row, rows) } else { row };
                at.column = if column_moves { moved(by.column, column, columns) } else { column };
            }
            Some(_) if row_moves || column_moves => return None,
            None if from_cell => return None,
            _ => {}
        }
        (at.row < rows && at.column < columns).then(|| Corner::new(at, row_moves, column_moves))
    }

    /// A reference to cells that were deleted: a row and a column for each corner stand for nothing.
    fn lost(&mut self, prefix: &str, tokens: &mut Bytes<'_>, corners: usize) -> Option<()> {
        let row = if self.scope.dialect == Dialect::Xls { 2 } else { 4 };
        tokens.take(corners * (row + 2))?;
        self.leaf(format!("{prefix}#REF!"), ATOM)
    }

    /// An array of constants; its values stand after the tokens. In xlsb they are not understood.
    fn array(&mut self, tokens: &mut Bytes<'_>) -> Option<()> {
        if self.scope.dialect == Dialect::Xlsb {
            return None;
        }
        tokens.take(7)?;
        let mut extra = self.extra.take()?;
        let (columns, rows) = (usize::from(extra.u8()?) + 1, usize::from(extra.u16()?) + 1);
        let mut text = String::from("{");
        for place in 0..rows.checked_mul(columns)? {
            if place > 0 {
                text.push(if place % columns == 0 { ';' } else { ',' });
            }
            text += &constant(&mut extra)?;
            (text.len() <= TEXT_MAX).then_some(())?;
        }
        self.extra = Some(extra);
        self.leaf(text + "}", ATOM)
    }

    fn finish(self) -> Option<String> {
        let [_] = self.stack[..] else { return None };
        let mut out = String::with_capacity(self.length + self.leaves.len());
        for leaf in &self.leaves {
            leaf.before.iter().rev().for_each(|piece| out.push_str(piece));
            out.push_str(&leaf.text);
        }
        (out.len() <= TEXT_MAX && !out.is_empty()).then_some(out)
    }
}

/// A corner of a reference: `$A$1`.
struct Corner {
    at: CellRef,
    column: String,
    shown: String,
}

impl Corner {
    fn new(at: CellRef, row_moves: bool, column_moves: bool) -> Self {
        let column = format!("{}{}", if column_moves { "" } else { "$" }, column_name(at.column));
        let shown = format!("{column}{}{}", if row_moves { "" } else { "$" }, at.row + 1);
        Self { at, column, shown }
    }
}

/// One value of an array of constants in BIFF8.
fn constant(extra: &mut Bytes<'_>) -> Option<String> {
    match extra.u8()? {
        0x00 => extra.take(8).map(|_| String::new()),
        0x01 => extra.f64().map(plain),
        0x02 => {
            let count = extra.u16()?;
            extra.narrow_or_wide(count.into()).map(|text| quoted(&text))
        }
        0x04 => {
            let truth = extra.take(8)?[0] != 0;
            Some(if truth { "TRUE" } else { "FALSE" }.into())
        }
        0x10 => error_code(extra.take(8)?[0]).map(Into::into),
        _ => None,
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// `5`, `0.1`, `1E+300`.
fn plain(number: f64) -> String {
    match number.abs() {
        size if size != 0.0 && !(1e-5..1e15).contains(&size) => format!("{number:E}"),
        _ => number.to_string(),
    }
}

/// An error as Excel shows it.
pub(in crate::read) fn error_code(code: u8) -> Option<&'static str> {
    Some(match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Book, Reference, prefix};
    use super::*;

    fn scope(dialect: Dialect) -> Scope {
        let reference = |book, prefix: &str| Reference { book, prefix: Some(prefix.into()) };
        Scope {
            dialect,
            names: vec![Some("Tổng".into()), Some("_xlfn.IFERROR".into()), None],
            books: vec![
                Book { is_own: true, functions: vec![] },
                Book { is_own: false, functions: vec![Some("EDATE".into())] },
            ],
            references: vec![reference(0, "'Biểu 1'!"), reference(1, "[1]S!")],
        }
    }

    /// Tokens as hexadecimal digits → text.
    fn said(tokens: &str) -> String {
        let bytes: Vec<u8> = tokens.split(' ').map(|b| u8::from_str_radix(b, 16).expect("hexadecimal")).collect();
        text(&scope(Dialect::Xls), &bytes, &[], None).unwrap_or("-".into())
    }

    #[test]
    fn tokens_become_text() {
        for (tokens, wanted) in [
            ("44 00 00 00 C0 1E 05 00 0C", "A1>=5"),
            ("44 00 00 00 C0 1E 05 00 0D", "A1>5"),
            ("44 00 00 00 80 44 01 00 00 40 03", "$A1+A$2"),
            ("25 00 00 03 00 00 C0 00 C0 19 10 00 00", "SUM(A1:A4)"),
            ("5A 00 00 01 00 01 00", "'Biểu 1'!$B$2"),
            ("5A 01 00 01 00 01 00", "[1]S!$B$2"),
            ("17 03 00 61 22 62", "\"a\"\"b\""),
            ("1D 01 41 26 00", "NOT(TRUE)"),
            ("41 13 00", "PI()"),
            ("23 02 00 00 00 1E 01 00 1E 02 00 42 03 FF 00", "IFERROR(1,2)"),
            ("39 01 00 01 00 00 00 1E 01 00 42 02 FF 00", "EDATE(1)"),
            ("23 02 00 00 00 42 01 FF 00", "IFERROR()"),
            ("43 01 00 00 00", "Tổng"),
            ("2A 00 00 00 00", "#REF!"),
        ] {
            assert_eq!(said(tokens), wanted, "{tokens}");
        }
    }

    #[test]
    fn parentheses_that_were_left_out_are_put_in() {
        for (tokens, wanted) in [
            ("1E 01 00 1E 02 00 03 1E 03 00 05", "(1+2)*3"),
            ("1E 01 00 1E 02 00 1E 03 00 04 04", "1-(2-3)"),
            ("1E 01 00 1E 02 00 04 1E 03 00 04", "1-2-3"),
            ("1E 01 00 1E 02 00 07 13", "-(1^2)"),
            ("1E 01 00 13 1E 02 00 07", "-1^2"),
            ("1E 01 00 1E 02 00 03 14", "(1+2)%"),
            ("1E 01 00 1E 02 00 03 15 1E 03 00 05", "(1+2)*3"),
            ("44 00 00 00 C0 44 01 00 00 C0 10 42 01 04 00", "SUM((A1,A2))"),
        ] {
            assert_eq!(said(tokens), wanted, "{tokens}");
        }
    }

    #[test]
    fn what_is_not_understood_has_no_text() {
        for tokens in [
            "03",
            "1E 01",
            "1E 01 00 1E 02 00",
            "02 00 00 00 00",
            "18 01 00 00 00 00",
            "4C 00 00 FF C0",
            "43 03 00 00 00",
            "43 00 00 00 00",
            "41 35 00",
            "41 04 00",
            "42 02 FF 00",
            "1E 01 00 42 01 FF 00",
            "5A 07 00 00 00 00 00",
            "44 00 00 00 01",
            "60 00 00 00 00 00 00 00",
            "1F 00 00 00 00 00 00 F0 7F",
            "16",
        ] {
            assert_eq!(said(tokens), "-", "{tokens}");
        }
    }

    #[test]
    fn shared_references_count_from_their_cell() {
        let told = |tokens: &[u8], at| text(&scope(Dialect::Xls), tokens, &[], Some(at)).unwrap_or("-".into());
        // One to the left, one up.
        let tokens = [0x4C, 0xFF, 0xFF, 0xFF, 0xC0];
        assert_eq!(told(&tokens, CellRef::new(6, 2)), "B6");
        assert_eq!(told(&tokens, CellRef::new(0, 0)), "IV65536");
        // Its own row, a fixed column.
        assert_eq!(told(&[0x4C, 0, 0, 3, 0x80], CellRef::new(6, 2)), "$D7");
        // An ordinary reference that moves has no meaning here.
        assert_eq!(told(&[0x44, 0, 0, 3, 0x80], CellRef::new(6, 2)), "-");
        // An area around the edge.
        assert_eq!(told(&[0x4D, 0xFF, 0xFF, 0, 0, 0, 0xC0, 0, 0xC0], CellRef::new(0, 0)), "-");
    }

    #[test]
    fn sheets_are_quoted_unless_they_are_plain_words() {
        for (name, wanted) in [("Sheet3", "Sheet3!"), ("Biểu 1", "'Biểu 1'!"), ("A1", "'A1'!"), ("It's", "'It''s'!")]
        {
            assert_eq!(&*prefix("", name, name), wanted);
        }
        assert_eq!(&*prefix("[1]", "S", "S"), "'[1]S'!");
        assert_eq!(&*prefix("", "T1", "T3"), "'T1:T3'!");
    }

    #[test]
    fn long_formulas_take_no_longer_than_their_tokens() {
        // One plus one plus one …, and one plus (one plus (one …
        let flat = [&[0x1E, 1, 0][..], &[0x1E, 1, 0, 3].repeat(4000)].concat();
        let deep = [[0x1E, 1, 0].repeat(3000), [3].repeat(2999)].concat();
        assert_eq!(text(&scope(Dialect::Xls), &flat, &[], None).map(|t| t.len()), Some(8001));
        assert_eq!(text(&scope(Dialect::Xls), &deep, &[], None).map(|t| t.len()), Some(5999 + 2 * 2998));
    }

    proptest! {
        #[test]
        fn any_tokens_are_text_or_nothing(
            tokens in prop::collection::vec(prop_oneof![any::<u8>(), 0u8..0x45, Just(0u8)], 0..60),
            extra in prop::collection::vec(any::<u8>(), 0..30),
            shared in any::<bool>(),
        ) {
            for dialect in [Dialect::Xls, Dialect::Xlsb] {
                text(&scope(dialect), &tokens, &extra, shared.then_some(CellRef::new(7, 3)));
            }
        }
    }
}
