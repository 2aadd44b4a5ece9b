//! The content part of an OpenDocument spreadsheet → a [`Workbook`].
//!
//! Repeated cells and rows are written out under the cell budget; merges come from spans, hidden rows and columns from
//! their visibility. Indented files read like others: white space between elements is no text.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::dates::{serial_from_duration, serial_from_iso};
use super::digits;
use super::intake::Intake;
use super::look::steps;
use super::{Cell, Format, ReadNote, ReadNoteKind, Sheet, Tab, Value, Visibility, Workbook};
use crate::config::Limits;
use crate::error::Error;
use crate::finding::{CellRange, CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::package::xml::{Tag, Token, Tokenizer, decode_part};
use crate::package::zip::{Archive, Budget};

/// Reads all tables. An ods file has no part per sheet: XML that breaks off loses the file.
pub(super) fn read(archive: &Archive, limits: &Limits) -> Result<Workbook, Error> {
    let mut budget = Budget::default();
    let missing = || Error::Damaged("the content part is missing".into());
    let member = archive.find("content.xml").ok_or_else(missing)?;
    let bytes = archive.inflate(member, &mut budget)?;
    let own_output = match archive.find("meta.xml") {
        Some(meta) => is_own_output(&archive.inflate(meta, &mut budget)?),
        None => false,
    };
    Ok(Workbook {
        format: Format::Ods,
        tabs: read_content(&decode_part(&bytes), limits)?,
        number_formats: None,
        own_output,
    })
}

fn is_own_output(meta: &[u8]) -> bool {
    memchr::memmem::find(meta, b"meta:name=\"xeploai.schema\"").is_some()
}

fn read_content(text: &str, limits: &Limits) -> Result<Vec<Tab>, Error> {
    let mut reader = Reader {
        tokens: Tokenizer::new(text),
        hidden_styles: HashSet::new(),
        set_in: HashMap::new(),
        intake: Intake::new(limits),
    };
    reader.intake.weigh(text.len())?;
    let mut tabs = Vec::new();
    let mut style = String::new();
    while let Some(token) = reader.tokens.next_token()? {
        let Token::Start(tag) = token else { continue };
        match tag.name {
            "style" => style = tag.get_local("name").unwrap_or_default().into_owned(),
            "table-properties" if tag.get_local("display").as_deref() == Some("false") => {
                reader.hidden_styles.insert(style.clone());
            }
            "paragraph-properties" => {
                let steps = tag.get_local("margin-left").map_or(0, |margin| steps(&margin));
                (steps > 0).then(|| reader.set_in.insert(style.clone(), steps));
            }
            "tracked-changes" => reader.tokens.skip(&tag)?,
            "table" => tabs.push(Tab::Sheet(reader.table(&tag)?)),
            _ => {}
        }
    }
    Ok(tabs)
}

struct Reader<'a> {
    tokens: Tokenizer<'a>,
    hidden_styles: HashSet<String>,
    /// By how many steps a style sets a text in.
    set_in: HashMap<String, u8>,
    intake: Intake<'a>,
}

/// Where the next row and column stand.
#[derive(Default)]
struct Place {
    row: u32,
    column: u32,
}

impl Reader<'_> {
    fn table(&mut self, tag: &Tag<'_>) -> Result<Sheet, Error> {
        let style = tag.get_local("style-name").unwrap_or_default();
        let mut sheet = Sheet {
            name: tag.get_local("name").unwrap_or_default().into(),
            visibility: match self.hidden_styles.contains(&*style) {
                true => Visibility::Hidden,
                false => Visibility::Visible,
            },
            merges: Some(Vec::new()),
            hidden_rows: Some(BTreeSet::new()),
            hidden_columns: Some(BTreeSet::new()),
            ..Sheet::default()
        };
        if tag.empty {
            return Ok(sheet);
        }
        let mut place = Place::default();
        loop {
            match self.tokens.next_token()? {
                Some(Token::Start(child)) => match child.name {
                    "table-column" => hide_columns(&child, &mut place, &mut sheet),
                    "table-row" => self.row(&child, &mut place, &mut sheet)?,
                    // Groups and headers only wrap rows and columns.
                    "table-row-group"
                    | "table-rows"
                    | "table-header-rows"
                    | "table-columns"
                    | "table-column-group"
                    | "table-header-columns" => {}
                    _ => self.tokens.skip(&child)?,
                },
                Some(Token::End("table")) | None => break,
                Some(_) => {}
            }
        }
        sheet.put_in_order();
        let indents = std::mem::take(&mut sheet.indents);
        sheet.set_in(indents.into_iter());
        Ok(sheet)
    }

    fn row(&mut self, tag: &Tag<'_>, place: &mut Place, sheet: &mut Sheet) -> Result<(), Error> {
        let repeated = count(tag, "number-rows-repeated");
        let first = place.row;
        place.row = first.saturating_add(repeated);
        let end = place.row.min(MAX_ROWS);
        if is_hidden(tag) {
            sheet.hidden_rows.get_or_insert_default().extend(first..end);
        }
        if tag.empty {
            return Ok(());
        }
        let start = sheet.cells.len();
        self.cells(first, sheet)?;
        let cells = sheet.cells[start..].to_vec();
        if cells.is_empty() {
            return Ok(());
        }
        let copies = end.saturating_sub(first.saturating_add(1));
        cells.iter().try_for_each(|cell| self.intake.cells(cell, copies.into()))?;
        for row in end - copies..end {
            sheet.cells.extend(cells.iter().map(|cell| cell.clone().moved(CellRef::new(row, cell.at().column))));
        }
        Ok(())
    }

    fn cells(&mut self, row: u32, sheet: &mut Sheet) -> Result<(), Error> {
        let mut column = 0;
        loop {
            match self.tokens.next_token()? {
                Some(Token::Start(tag)) if matches!(tag.name, "table-cell" | "covered-table-cell") => {
                    let repeated = count(&tag, "number-columns-repeated");
                    self.cell(&tag, CellRef::new(row, column), repeated, sheet)?;
                    column = column.saturating_add(repeated);
                }
                Some(Token::Start(tag)) => self.tokens.skip(&tag)?,
                Some(Token::End(_)) | None => return Ok(()),
                Some(Token::Text(_)) => {}
            }
        }
    }

    fn cell(&mut self, tag: &Tag<'_>, at: CellRef, repeated: u32, sheet: &mut Sheet) -> Result<(), Error> {
        let text = self.paragraphs(tag)?;
        let formula = tag.get_local("formula");
        let (value, bad) = value_of(tag, &text, formula.is_some());
        let formula = formula.as_deref().and_then(excel_formula);
        if at.row >= MAX_ROWS || at.column >= MAX_COLUMNS {
            if value != Value::Empty {
                let kind = ReadNoteKind::BadCell(at.to_string());
                sheet.notes.push(ReadNote { at: None, kind });
            }
            return Ok(());
        }
        if let Some(kind) = bad {
            let note = ReadNote { at: Some(at), kind };
            self.intake.note(&note)?;
            sheet.notes.push(note);
        }
        let value = self.intake.value(value)?;
        sheet.merges.get_or_insert_default().extend(span(tag, at));
        if value == Value::Empty && formula.is_none() {
            return Ok(());
        }
        if let Some(&steps) = tag.get_local("style-name").and_then(|style| self.set_in.get(&*style)) {
            sheet.indents.push((at, steps));
        }
        let cell = Cell::new(at, value).with_formula(formula);
        let end = at.column.saturating_add(repeated).min(MAX_COLUMNS);
        self.intake.cells(&cell, (end - at.column).into())?;
        sheet.cells.extend((at.column..end).map(|column| cell.clone().moved(CellRef::new(at.row, column))));
        Ok(())
    }

    /// The paragraphs of a cell, joined by line breaks; notes, shapes and frames are not the cell's text.
    fn paragraphs(&mut self, tag: &Tag<'_>) -> Result<String, Error> {
        let mut text = String::new();
        let mut first = true;
        if tag.empty {
            return Ok(text);
        }
        loop {
            match self.tokens.next_token()? {
                Some(Token::Start(child)) if matches!(child.name, "p" | "h") => {
                    if !std::mem::replace(&mut first, false) {
                        text.push('\n');
                    }
                    self.paragraph(&child, &mut text)?;
                }
                Some(Token::Start(child)) => self.tokens.skip(&child)?,
                Some(Token::End(_)) | None => return Ok(text),
                Some(Token::Text(_)) => {}
            }
        }
    }

    /// `text:s`, `text:tab` and `text:line-break` are spaces, tabs and line breaks that were typed.
    fn paragraph(&mut self, tag: &Tag<'_>, text: &mut String) -> Result<(), Error> {
        let start = text.len();
        let mut open = usize::from(!tag.empty);
        while open > 0 {
            match self.tokens.next_token()? {
                Some(Token::Start(child)) => match child.name {
                    "s" => {
                        let spaces = count(&child, "c").min(32_767);
                        text.extend(std::iter::repeat_n(' ', spaces as usize));
                        self.tokens.skip(&child)?;
                    }
                    "tab" => self.mark(&child, '\t', text)?,
                    "line-break" => self.mark(&child, '\n', text)?,
                    "annotation" | "note" | "frame" | "ruby-text" => self.tokens.skip(&child)?,
                    _ => open += usize::from(!child.empty),
                },
                Some(Token::End(_)) => open -= 1,
                Some(Token::Text(piece)) => push_collapsed(text, start, &piece),
                None => break,
            }
        }
        Ok(())
    }

    fn mark(&mut self, tag: &Tag<'_>, sign: char, text: &mut String) -> Result<(), Error> {
        text.push(sign);
        self.tokens.skip(tag)
    }
}

/// Line breaks and tabs in the XML are indentation: with the spaces around them they are one space. Spaces alone stay,
/// however many: LibreOffice writes them as they are, though the standard would have them collapse.
fn push_collapsed(text: &mut String, start: usize, piece: &str) {
    let mut rest = piece;
    while let Some(at) = rest.find(['\n', '\t', '\r']) {
        text.push_str(rest[..at].trim_end_matches(' '));
        if text.len() > start && !text.ends_with(' ') {
            text.push(' ');
        }
        rest = rest[at..].trim_start_matches([' ', '\n', '\t', '\r']);
    }
    text.push_str(rest);
}

fn count(tag: &Tag<'_>, name: &str) -> u32 {
    tag.get_local(name).and_then(|n| n.trim().parse::<u32>().ok()).map_or(1, |n| n.max(1))
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    matches!(tag.get_local("visibility").as_deref(), Some("collapse" | "filter"))
}

fn hide_columns(tag: &Tag<'_>, place: &mut Place, sheet: &mut Sheet) {
    let first = place.column;
    place.column = first.saturating_add(count(tag, "number-columns-repeated"));
    if is_hidden(tag) {
        let end = place.column.min(MAX_COLUMNS);
        sheet.hidden_columns.get_or_insert_default().extend(first..end);
    }
}

fn span(tag: &Tag<'_>, at: CellRef) -> Option<CellRange> {
    let rows = count(tag, "number-rows-spanned");
    let columns = count(tag, "number-columns-spanned");
    let row = at.row.saturating_add(rows - 1).min(MAX_ROWS - 1);
    let column = at.column.saturating_add(columns - 1).min(MAX_COLUMNS - 1);
    (rows > 1 || columns > 1).then(|| CellRange::new(at, CellRef::new(row, column)))
}

/// The value of a cell, and what is to be noted about it.
fn value_of(tag: &Tag<'_>, text: &str, computed: bool) -> (Value, Option<ReadNoteKind>) {
    let number = |number: Option<f64>, written: Cow<'_, str>| match number {
        Some(number) if digits::are_lost(&written, number) => {
            let note = ReadNoteKind::TooLong(written.clone().into_owned());
            (Value::Text(written.into()), Some(note))
        }
        Some(number) if number.is_finite() => (Value::Number(number), None),
        Some(_) => {
            let note = ReadNoteKind::NotFinite(written.clone().into_owned());
            (Value::Text(written.into()), Some(note))
        }
        None => (Value::Empty, Some(ReadNoteKind::BadCell(written.into_owned()))),
    };
    let get = |name| tag.get_local(name).unwrap_or_default();
    let is_error = tag.get("calcext:value-type").as_deref() == Some("error");
    if is_error || (computed && looks_like_error(text)) {
        return (Value::Error(text.into()), None);
    }
    match &*office_type(tag) {
        "float" | "percentage" | "currency" => number(get("value").trim().parse().ok(), get("value")),
        "date" => number(serial_from_iso(&get("date-value")), get("date-value")),
        "time" => number(serial_from_duration(&get("time-value")), get("time-value")),
        "boolean" => (Value::Bool(get("boolean-value") == "true"), None),
        _ => {
            let stored = tag.get_local("string-value").filter(|_| text.is_empty());
            let text = stored.unwrap_or(Cow::Borrowed(text));
            match text.is_empty() {
                true => (Value::Empty, None),
                false => (Value::Text(text.into()), None),
            }
        }
    }
}

/// `office:value-type`; LibreOffice writes its own `calcext:value-type` beside it.
fn office_type<'a>(tag: &Tag<'a>) -> Cow<'a, str> {
    let own = tag.get("office:value-type");
    own.or_else(|| tag.get_local("value-type")).unwrap_or_default()
}

fn looks_like_error(text: &str) -> bool {
    matches!(text, "#DIV/0!" | "#N/A" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!") || text.starts_with("Err:")
}

/// OpenFormula → the syntax of Excel; `None` where the two differ by more than separators and references.
fn excel_formula(formula: &str) -> Option<String> {
    let body = formula.split_once(":=").filter(|(prefix, _)| !prefix.contains(['"', '(']));
    let (prefix, body) = body.or_else(|| Some(("of", formula.strip_prefix('=')?)))?;
    match prefix {
        "of" | "oooc" => translated(body),
        "msoxl" => Some(body.to_owned()),
        _ => None,
    }
}

fn translated(body: &str) -> Option<String> {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(first) = rest.chars().next() {
        let used = match first {
            '"' => string_end(rest)?,
            '[' => {
                let end = rest.find(']')?;
                out.push_str(&excel_reference(&rest[1..end])?);
                rest = &rest[end + 1..];
                continue;
            }
            ';' => {
                out.push(',');
                rest = &rest[1..];
                continue;
            }
            '{' | '~' | '!' | '#' | '|' | '\'' => return None,
            c if c.is_alphanumeric() || c == '_' => word_end(rest)?,
            c => c.len_utf8(),
        };
        out.push_str(&rest[..used]);
        rest = &rest[used..];
    }
    Some(out)
}

/// Functions with a dot in their name are called otherwise in Excel.
fn word_end(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(text.len());
    let foreign = text[..end].contains('.') && text[end..].starts_with('(');
    (!foreign).then_some(end)
}

fn string_end(text: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        at += text[at..].find('"')? + 1;
        if !text[at..].starts_with('"') {
            return Some(at);
        }
        at += 1;
    }
}

/// `.C4:.F6` → `C4:F6`, `$'Biểu 1'.F7` → `'Biểu 1'!F7`.
fn excel_reference(reference: &str) -> Option<String> {
    let (sheet, first, rest) = sheet_and_cell(reference)?;
    let mut out = sheet.map_or(String::new(), |sheet| format!("{sheet}!"));
    out.push_str(first);
    if let Some(second) = rest.strip_prefix(':') {
        let (other, last, rest) = sheet_and_cell(second)?;
        if !rest.is_empty() || other.is_some_and(|o| Some(o) != sheet) {
            return None;
        }
        out.push(':');
        out.push_str(last);
    }
    Some(out)
}

/// Takes `Sheet.A1` or `.A1` off the front: the sheet, the cell, what follows.
fn sheet_and_cell(text: &str) -> Option<(Option<&str>, &str, &str)> {
    let text = text.strip_prefix('$').filter(|t| !t.starts_with('.')).unwrap_or(text);
    let dot = match text.starts_with('\'') {
        true => 1 + text[1..].find("'.")? + 1,
        false => text.find('.')?,
    };
    let (sheet, rest) = (&text[..dot], &text[dot + 1..]);
    let (cell, rest) = rest.split_at(rest.find(':').unwrap_or(rest.len()));
    let known = CellRef::parse(cell).is_some() && !sheet.contains('#');
    known.then_some(((!sheet.is_empty()).then_some(sheet), cell, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::too_many_cells;

    #[test]
    fn open_formulas_become_excel_formulas() {
        let to = |text: &str| excel_formula(text);
        assert_eq!(to("of:=SUM([.C4:.F4])").as_deref(), Some("SUM(C4:F4)"));
        assert_eq!(
            to("of:=IF([.A$1]>5;\"a;b\"\"[\";[$'Biểu 1'.F7])").as_deref(),
            Some("IF(A$1>5,\"a;b\"\"[\",'Biểu 1'!F7)")
        );
        assert_eq!(to("of:=SUM([Sheet2.A1:.B2])").as_deref(), Some("SUM(Sheet2!A1:B2)"));
        assert_eq!(to("of:=COM.MICROSOFT.STDEV.S([.A1])"), None);
        assert_eq!(to("of:=[.#REF!]"), None);
        assert_eq!(to("of:={1;2}"), None);
    }

    #[test]
    fn repeats_are_written_out_and_bounded() {
        let limits = Limits::default();
        let table = |rows: u32, columns: u32| {
            format!(
                "<d><table:table table:name='A'><table:table-row table:number-rows-repeated='{rows}'>\n \
                 <table:table-cell table:number-columns-repeated='{columns}' office:value-type='float' office:value='1'>\
                 \n<text:p>1</text:p></table:table-cell></table:table-row></table:table></d>"
            )
        };
        let tabs = read_content(&table(2, 3), &limits).expect("small");
        assert!(matches!(&tabs[0], Tab::Sheet(sheet) if sheet.cells.len() == 6));
        assert_eq!(read_content(&table(1_000_000, 100), &limits), Err(too_many_cells(&limits)));
        assert!(read_content("<d><table:table table:name='A'><table:table-row>", &limits).is_err());
    }
}
