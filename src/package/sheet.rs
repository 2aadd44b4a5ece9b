//! A worksheet part → events in file order: cells, merges, hidden rows and columns, notes. One forward pass.
//!
//! A cell that cannot be understood is one [`Event::Note`]; only XML that breaks off loses the sheet.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::error::{Error, Limit};
use crate::finding::{CellRange, CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::package::formula::shifted;
use crate::package::quick::{QuickCell, Text, quick_cell, quick_row};
use crate::package::xml::{Tag, Token, Tokenizer, append, unescape};
use crate::text::fonts::Drawn;

/// Bytes the written-out shared formulas of one sheet may take: 256 MB.
pub const FORMULA_BYTES_MAX: usize = 256 << 20;

/// The elements a row stands in: `<worksheet>` and `<sheetData>`.
const DEPTH_OF_ROWS: usize = 2;

/// How a cell's text is to be read: the `t` attribute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A number (`n`, or no type).
    Number,
    /// An index into the shared strings (`s`).
    Shared,
    /// Text as it stands (`inlineStr`, its runs joined).
    Text,
    /// Text that a formula gave (`str`).
    Result,
    /// `1` or `0` (`b`).
    Bool,
    /// An error (`e`).
    Error,
    /// An ISO 8601 date (`d`).
    Date,
    /// A type nobody knows.
    Unknown(Box<str>),
}

impl Kind {
    fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Result)
    }
}

/// The formula of a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Formula {
    /// Its text, without `=`.
    Text(Box<str>),
    /// One of a shared formula whose text comes later in the part: ask [`Scanner::shared`] at the end.
    Later(u32),
}

/// One cell as it stands in the part.
#[derive(Clone, PartialEq, Debug)]
pub struct RawCell<'a> {
    /// Where, counted from A1; worked out when the cell does not say.
    pub at: CellRef,
    /// How the text is to be read.
    pub kind: Kind,
    /// The text of `<v>` or `<is>`; `None` when there is none.
    pub text: Option<Cow<'a, str>>,
    /// Its formula.
    pub formula: Option<Formula>,
    /// Index into the cell formats of the styles part.
    pub style: Option<u32>,
    /// Byte offset of `<c` in the text given.
    pub offset: usize,
    /// Where its text is in fonts of its own (`<is>`).
    pub runs: Vec<Run>,
}

impl<'a> RawCell<'a> {
    /// A cell that was read in one go, which starts at the offset.
    pub(crate) fn of(found: QuickCell<'a>, offset: usize) -> Self {
        let kind = kind_of(found.kind);
        let text = found.text.map(|text| match text {
            Text::Whole(_, text) => Cow::Borrowed(text),
            Text::Value(text) if !kind.is_text() => Cow::Borrowed(text),
            Text::Value(text) => unescape(Cow::Borrowed(text)),
            Text::Inline(text) => unescape(text),
        });
        Self { at: found.at, kind, text, formula: None, style: found.style, offset, runs: Vec::new() }
    }
}

/// A piece of a text, from a byte of it on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    /// The byte.
    pub from: usize,
    /// Its font.
    pub font: RunFont,
}

/// What the font of a piece of a text draws.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunFont {
    /// The piece names none: that of its cell.
    OfCell,
    /// A font of the piece's own; `None` where it draws Unicode.
    Own(Option<Drawn>),
}

/// What the scanner comes across.
#[derive(Clone, PartialEq, Debug)]
pub enum Event<'a> {
    /// A cell, blank ones included.
    Cell(RawCell<'a>),
    /// A merged rectangle.
    Merge(CellRange),
    /// A hidden row, from 0.
    HiddenRow(u32),
    /// Hidden columns, from 0, both ends included.
    HiddenColumns(u32, u32),
    /// The sheet is protected: cells whose style locks them cannot be edited.
    Protected,
    /// Something that could not be understood: what stands there.
    Note(Option<CellRef>, String),
}

/// Where rows and cells stand that do not say it themselves: after the one before them.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The row being read, from 0; `None` while its number is one no sheet has.
    row: Option<u32>,
    next_row: u32,
    next_column: u32,
}

impl Places {
    /// The row that starts here, from 0; `None` when its number is one no sheet has.
    pub(super) fn enter_row(&mut self, number: Option<&str>) -> Option<u32> {
        self.next_column = 0;
        let wanted = match number {
            Some(text) => text.trim().parse::<u32>().ok().and_then(|n| n.checked_sub(1)),
            None => Some(self.next_row),
        };
        self.row = wanted.filter(|&row| row < MAX_ROWS);
        self.next_row = self.row.map_or(self.next_row, |row| row + 1);
        self.row
    }

    /// The cell that starts here; `None` when its address is none.
    pub(super) fn enter_cell(&mut self, address: Option<&str>) -> Option<CellRef> {
        let at = match address {
            Some(text) => CellRef::parse(text.trim())?,
            None => CellRef::new(self.row.filter(|_| self.next_column < MAX_COLUMNS)?, self.next_column),
        };
        self.stand_at(at);
        Some(at)
    }

    fn stand_at(&mut self, at: CellRef) {
        self.next_column = at.column + 1;
    }

    /// Enters a row by its number, from 0.
    fn stand_in(&mut self, row: u32) {
        (self.row, self.next_row, self.next_column) = (Some(row), row + 1, 0);
    }
}

/// The forward scanner over one worksheet part.
#[derive(Debug)]
pub struct Scanner<'a> {
    tokens: Tokenizer<'a>,
    places: Places,
    shared: HashMap<u32, (CellRef, Box<str>)>,
    formula_bytes: usize,
    arrays: Vec<CellRange>,
}

/// A scanner between two pieces of its part.
#[derive(Debug, Default)]
pub struct Paused {
    depth: usize,
    places: Places,
    shared: HashMap<u32, (CellRef, Box<str>)>,
    formula_bytes: usize,
    arrays: Vec<CellRange>,
}

impl Paused {
    /// Goes on with the next piece; its end is none while there is `more`.
    pub fn resume(self, text: &str, more: bool) -> Scanner<'_> {
        let Self { depth, places, shared, formula_bytes, arrays } = self;
        Scanner { tokens: Tokenizer::piece(text, depth, more), places, shared, formula_bytes, arrays }
    }
}

impl<'a> Scanner<'a> {
    /// From the start of a part.
    pub fn new(text: &'a str) -> Self {
        Paused::default().resume(text, false)
    }

    /// Stands still behind a row, until the next piece; `None` where it stands elsewhere.
    pub fn pause(self) -> Option<Paused> {
        let Self { tokens, places, shared, formula_bytes, arrays } = self;
        let depth = tokens.depth().filter(|&depth| depth == DEPTH_OF_ROWS)?;
        Some(Paused { depth, places, shared, formula_bytes, arrays })
    }

    /// The next cell, where it is written in the usual way and nothing but the start of its row stands before it; else
    /// [`Scanner::next_event`] tells what comes.
    pub fn next_quick(&mut self) -> Option<QuickCell<'a>> {
        loop {
            if let Some(quick) = quick_cell(self.tokens.rest()) {
                self.tokens.pass_over(quick.length);
                self.places.stand_at(quick.at);
                return Some(quick);
            }
            let inside_row = self.tokens.depth() == Some(DEPTH_OF_ROWS + 1);
            let (row, length) = quick_row(self.tokens.rest()).filter(|_| inside_row)?;
            self.tokens.pass_over(length);
            self.places.stand_in(row);
        }
    }

    /// The next event; `None` at the end of the part.
    pub fn next_event(&mut self) -> Result<Option<Event<'a>>, Error> {
        loop {
            if let Some(quick) = quick_cell(self.tokens.rest()) {
                let offset = self.tokens.position();
                self.tokens.pass_over(quick.length);
                self.places.stand_at(quick.at);
                return Ok(Some(Event::Cell(RawCell::of(quick, offset))));
            }
            let Some(token) = self.tokens.next_token()? else { return Ok(None) };
            let Token::Start(tag) = token else { continue };
            let event = match tag.name {
                "c" => Some(self.cell(&tag)?),
                "row" => self.row(&tag),
                "mergeCell" => merge(&tag),
                "col" => hidden_columns(&tag),
                "sheetProtection" => tag.get("sheet").is_some_and(|on| is_true(&on)).then_some(Event::Protected),
                "extLst" => self.tokens.skip(&tag).map(|()| None)?,
                _ => None,
            };
            if event.is_some() {
                return Ok(event);
            }
        }
    }

    /// How far the part has been read, in bytes.
    pub fn position(&self) -> usize {
        self.tokens.position()
    }

    /// The cells that share the results of one array formula or data table, as far as read.
    pub fn arrays(&self) -> &[CellRange] {
        &self.arrays
    }

    /// A shared formula written out for one of its cells; `None` when the part never gives its text.
    pub fn shared(&mut self, index: u32, at: CellRef) -> Result<Option<Box<str>>, Error> {
        let Some((master, text)) = self.shared.get(&index) else {
            return Ok(None);
        };
        let rows = i64::from(at.row) - i64::from(master.row);
        let columns = i64::from(at.column) - i64::from(master.column);
        let text = shifted(text, rows, columns);
        self.formula_bytes += text.len();
        if self.formula_bytes > FORMULA_BYTES_MAX {
            return Err(Error::OverLimit { what: Limit::Formulas, limit: format!("{} MB", FORMULA_BYTES_MAX >> 20) });
        }
        Ok(Some(text.into()))
    }

    fn row(&mut self, tag: &Tag<'a>) -> Option<Event<'a>> {
        let number = tag.get("r");
        let Some(row) = self.places.enter_row(number.as_deref()) else {
            let text = number.map_or(String::new(), Cow::into_owned);
            return Some(Event::Note(None, format!("row {text}")));
        };
        tag.get("hidden").is_some_and(|v| is_true(&v)).then_some(Event::HiddenRow(row))
    }

    fn cell(&mut self, tag: &Tag<'a>) -> Result<Event<'a>, Error> {
        let mut address = None;
        let mut kind = Kind::Number;
        let mut style = None;
        for (name, value) in tag.attributes() {
            match name {
                "r" => address = Some(value),
                "t" => kind = kind_of(value),
                "s" => style = value.trim().parse().ok(),
                _ => {}
            }
        }
        let Some(at) = self.places.enter_cell(address) else {
            self.tokens.skip(tag)?;
            return Ok(Event::Note(None, address.unwrap_or_default().into()));
        };
        let (text, formula, runs) = (None, None, Vec::new());
        let mut cell = RawCell { at, kind, text, formula, style, offset: tag.offset, runs };
        if !tag.empty {
            self.content(&mut cell)?;
        }
        Ok(Event::Cell(cell))
    }

    fn content(&mut self, cell: &mut RawCell<'a>) -> Result<(), Error> {
        loop {
            match self.tokens.next_token()? {
                Some(Token::Start(tag)) => match tag.name {
                    "v" if cell.kind.is_text() => cell.text = Some(unescape(self.tokens.text_of(&tag)?)),
                    "v" => cell.text = Some(self.tokens.text_of(&tag)?),
                    "f" => cell.formula = self.formula(&tag, cell.at)?,
                    "is" if !tag.empty => cell.text = Some(rich_text(&mut self.tokens, &mut cell.runs)?),
                    _ => self.tokens.skip(&tag)?,
                },
                Some(Token::Text(_)) => {}
                Some(Token::End(_)) | None => return Ok(()),
            }
        }
    }

    fn formula(&mut self, tag: &Tag<'a>, at: CellRef) -> Result<Option<Formula>, Error> {
        let kind = tag.get("t");
        let shared = kind.as_deref() == Some("shared");
        if matches!(kind.as_deref(), Some("array" | "dataTable")) {
            self.arrays.push(array_range(tag, at));
        }
        let index: Option<u32> = tag.get("si").filter(|_| shared).and_then(|si| si.trim().parse().ok());
        let text = self.tokens.text_of(tag)?;
        let text = unescape(text);
        if !text.trim().is_empty() {
            let text: Box<str> = text.trim().into();
            if let Some(index) = index {
                self.shared.insert(index, (at, text.clone()));
            }
            return Ok(Some(Formula::Text(text)));
        }
        let Some(index) = index else { return Ok(None) };
        let found = self.shared(index, at)?;
        Ok(Some(found.map_or(Formula::Later(index), Formula::Text)))
    }
}

/// The cells that an array formula in the cell `at` claims: it stands in the first of them, or has no other.
pub(super) fn array_range(tag: &Tag<'_>, at: CellRef) -> CellRange {
    let claimed = tag.get("ref").and_then(|range| CellRange::parse(range.trim()));
    claimed.filter(|range| range.start == at).unwrap_or(at.into())
}

fn kind_of(text: &str) -> Kind {
    match text {
        "n" | "" => Kind::Number,
        "s" => Kind::Shared,
        "inlineStr" => Kind::Text,
        "str" => Kind::Result,
        "b" => Kind::Bool,
        "e" => Kind::Error,
        "d" => Kind::Date,
        other => Kind::Unknown(other.into()),
    }
}

/// The booleans of XML Schema, and the `on` of old drafts.
pub(crate) fn is_true(text: &str) -> bool {
    matches!(text.trim(), "1" | "true" | "on" | "True" | "TRUE")
}

fn merge(tag: &Tag<'_>) -> Option<Event<'static>> {
    let text = tag.get("ref")?;
    Some(match CellRange::parse(text.trim()) {
        Some(range) => Event::Merge(range),
        None => Event::Note(None, text.into_owned()),
    })
}

fn hidden_columns(tag: &Tag<'_>) -> Option<Event<'static>> {
    if !tag.get("hidden").is_some_and(|v| is_true(&v)) {
        return None;
    }
    let number = |name| tag.get(name)?.trim().parse::<u32>().ok()?.checked_sub(1);
    let (first, last) = (number("min")?, number("max")?.min(MAX_COLUMNS - 1));
    (first <= last).then_some(Event::HiddenColumns(first, last))
}

/// The text of the `<si>` or `<is>` whose start tag was just read: its runs joined, readings (`rPh`) left out. Puts down where
/// a run starts, if any of them names a font.
pub(crate) fn rich_text<'a>(tokens: &mut Tokenizer<'a>, runs: &mut Vec<Run>) -> Result<Cow<'a, str>, Error> {
    let mut text = Cow::Borrowed("");
    let mut open = 1;
    while open > 0 {
        match tokens.next_token()? {
            Some(Token::Start(tag)) => match tag.name {
                "t" => {
                    let piece = tokens.text_of(&tag)?;
                    append(&mut text, unescape(trimmed(&tag, piece)));
                }
                "r" if !tag.empty => {
                    open += 1;
                    runs.push(Run { from: text.len(), font: RunFont::OfCell });
                }
                "rPr" if !tag.empty => {
                    let font = font_of_run(tokens)?;
                    runs.last_mut().into_iter().for_each(|run| run.font = font);
                }
                _ => tokens.skip(&tag)?,
            },
            Some(Token::End(_)) => open -= 1,
            Some(Token::Text(_)) => {}
            None => break,
        }
    }
    if runs.iter().all(|run| run.font == RunFont::OfCell) {
        runs.clear();
    }
    Ok(text)
}

/// The font named in the `<rPr>` whose start tag was just read.
fn font_of_run(tokens: &mut Tokenizer<'_>) -> Result<RunFont, Error> {
    let mut font = RunFont::OfCell;
    loop {
        match tokens.next_token()? {
            Some(Token::Start(tag)) => {
                if let Some(name) = tag.get("val").filter(|_| tag.name == "rFont") {
                    font = RunFont::Own(Drawn::by(&name));
                }
                tokens.skip(&tag)?;
            }
            Some(Token::Text(_)) => {}
            Some(Token::End(_)) | None => return Ok(font),
        }
    }
}

/// Without `xml:space="preserve"` Excel drops the outer spaces of a `<t>`.
pub(super) fn trimmed<'a>(tag: &Tag<'_>, text: Cow<'a, str>) -> Cow<'a, str> {
    if tag.get("xml:space").as_deref() == Some("preserve") { text } else { without_outer_spaces(text) }
}

pub(super) fn without_outer_spaces(text: Cow<'_, str>) -> Cow<'_, str> {
    const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(SPACE)),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(SPACE).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str) -> Vec<String> {
        let mut scanner = Scanner::new(text);
        let mut out = Vec::new();
        while let Ok(Some(event)) = scanner.next_event() {
            out.push(match event {
                Event::Cell(c) => {
                    let formula = match c.formula {
                        Some(Formula::Text(f)) => format!(" ={f}"),
                        Some(Formula::Later(si)) => format!(" =?{si}"),
                        None => String::new(),
                    };
                    format!("{} {:?} {}{formula}", c.at, c.kind, c.text.unwrap_or_default())
                }
                Event::Merge(range) => format!("merge {range}"),
                Event::HiddenRow(row) => format!("row {row}"),
                Event::HiddenColumns(a, b) => format!("columns {a}-{b}"),
                Event::Protected => "protected".into(),
                Event::Note(at, text) => format!("note {at:?} {text}"),
            });
        }
        out
    }

    #[test]
    fn the_usual_way_to_write_a_cell_is_one_of_many() {
        for (quick, plain) in [
            ("<c r=\"B2\" s=\"3\" t=\"s\"><v>12</v></c>", "<c s='3' t='s' r='B2'><v>12</v></c >"),
            ("<c r=\"B2\"/>", "<c r='B2' />"),
            ("<c r=\"B2\" t=\"inlineStr\"><is><t> a </t></is></c>", "<c r='B2' t='inlineStr'><is><t> a </t></is></c>"),
            (
                "<c r=\"B2\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> _x0041_ </t></is></c>",
                "<c r='B2' t='inlineStr'><is><t xml:space='preserve'> _x0041_ </t></is></c>",
            ),
            ("<c r=\"B2\" t=\"str\"><v>_x0041_</v></c>", "<c r='B2' t='str'><v>_x0041_</v></c>"),
            ("<c r=\"B2\" t=\"q\"></c>", "<c r='B2' t='q'></c>"),
        ] {
            let [quick, plain] = [quick, plain].map(|cell| format!("<s><row r='2'>{cell}<c><v>1</v></c></row></s>"));
            assert_eq!(events(&quick), events(&plain));
            assert_eq!(events(&quick).len(), 2, "{quick}");
        }
        for left in
            ["<c r=\"B2\"><v>1&amp;</v></c>", "<c r=\"B2\"><v>1</v><f>A1</f></c>", "<c r=\"B0\"/>", "<c r=\"B2\"><v>1"]
        {
            assert!(quick_cell(left).is_none(), "{left}");
        }
    }

    #[test]
    fn rows_and_cells_without_addresses() {
        let text =
            "<s><row><c><v>1</v></c></row><row r='5' hidden='1'><c r='C5'/><c><v>2</v></c></row><row><c/></row></s>";
        assert_eq!(events(text), ["A1 Number 1", "row 4", "C5 Number ", "D5 Number 2", "A6 Number "]);
    }

    #[test]
    fn shared_formulas_and_rich_text() {
        let text = "<s><row r='1'><c r='A1'><f t='shared' ref='A1:A2' si='0'>B1*2</f><v>4</v></c></row>\
            <row r='2'><c r='A2'><f t='shared' si='0'/><v>4</v></c><c r='B2'><f t='shared' si='7'/></c>\
            <c r='C2' t='inlineStr'><is><r><t xml:space='preserve'>Đạt </t></r><r><t> x </t></r><rPh><t>y</t></rPh></is></c>\
            </row></s>";
        assert_eq!(events(text), ["A1 Number 4 =B1*2", "A2 Number 4 =B2*2", "B2 Number  =?7", "C2 Text Đạt x"]);
    }

    #[test]
    fn what_is_off_the_sheet_is_noted() {
        let text = "<s><cols><col min='2' max='99999' hidden='true'/></cols><row r='1'><c r='ZZZZ1'><v>1</v></c>\
            <c r='B0'/></row><row r='9999999'><c><v>1</v></c></row><mergeCell ref='A1:B2'/></s>";
        assert_eq!(
            events(text),
            [
                "columns 1-16383",
                "note None ZZZZ1",
                "note None B0",
                "note None row 9999999",
                "note None ",
                "merge A1:B2"
            ]
        );
    }
}
