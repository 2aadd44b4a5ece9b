//! XML Spreadsheet 2003 → a [`Workbook`]. Programs that write reports by template still use it, under the name `.xls`.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::dates::serial_from_iso;
use super::digits;
use super::intake::Intake;
use super::r1c1::to_a1;
use super::{Cell, Format, ReadNote, ReadNoteKind, Sheet, StyleId, Tab, Value, Visibility, Workbook};
use crate::config::Limits;
use crate::error::Error;
use crate::finding::{CellRange, CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::package::xml::{Tag, Token, Tokenizer, append};

/// Reads all worksheets. The whole file is one XML text: one that breaks off loses the file.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Workbook, Error> {
    let mut reader = Reader {
        tokens: Tokenizer::new(text.trim_start()),
        intake: Intake::new(limits),
        styles: HashMap::new(),
        codes: Vec::new(),
    };
    reader.intake.weigh(text.len())?;
    let mut tabs = Vec::new();
    let mut style = None;
    while let Some(token) = reader.tokens.next_token()? {
        let Token::Start(tag) = token else { continue };
        match tag.name {
            "Style" => style = Some(reader.style(&tag)),
            "NumberFormat" => {
                if let (Some(style), Some(code)) = (style, tag.get_local("Format")) {
                    reader.codes[style] = number_format(&code).into();
                }
            }
            "Worksheet" => tabs.push(Tab::Sheet(reader.worksheet(&tag)?)),
            _ => {}
        }
    }
    if tabs.is_empty() {
        return Err(Error::Damaged("the workbook lists no sheets".into()));
    }
    Ok(Workbook { format: Format::Xml, tabs, number_formats: Some(reader.codes), own_output: false })
}

struct Reader<'a> {
    tokens: Tokenizer<'a>,
    intake: Intake<'a>,
    /// Places in `codes` by the id of a style.
    styles: HashMap<String, u32>,
    codes: Vec<Arc<str>>,
}

impl Reader<'_> {
    fn style(&mut self, tag: &Tag<'_>) -> usize {
        let id = tag.get_local("ID").unwrap_or_default().into_owned();
        let place = self.codes.len();
        self.styles.insert(id, place as u32);
        self.codes.push("General".into());
        place
    }

    fn worksheet(&mut self, tag: &Tag<'_>) -> Result<Sheet, Error> {
        let mut sheet = Sheet {
            name: tag.get_local("Name").unwrap_or_default().into(),
            merges: Some(Vec::new()),
            hidden_rows: Some(BTreeSet::new()),
            hidden_columns: Some(BTreeSet::new()),
            ..Sheet::default()
        };
        if tag.empty {
            return Ok(sheet);
        }
        loop {
            match self.tokens.next_token()? {
                Some(Token::Start(child)) => match child.name {
                    "Table" => self.table(&child, &mut sheet)?,
                    "WorksheetOptions" if !child.empty => self.options(&mut sheet)?,
                    _ => self.tokens.skip(&child)?,
                },
                Some(Token::End(_)) | None => break,
                Some(Token::Text(_)) => {}
            }
        }
        sheet.put_in_order();
        Ok(sheet)
    }

    fn options(&mut self, sheet: &mut Sheet) -> Result<(), Error> {
        loop {
            match self.tokens.next_token()? {
                Some(Token::Start(child)) if child.name == "Visible" => {
                    sheet.visibility = match self.tokens.text_of(&child)?.trim() {
                        "SheetHidden" => Visibility::Hidden,
                        "SheetVeryHidden" => Visibility::VeryHidden,
                        _ => Visibility::Visible,
                    };
                }
                Some(Token::Start(child)) => self.tokens.skip(&child)?,
                Some(Token::End(_)) | None => return Ok(()),
                Some(Token::Text(_)) => {}
            }
        }
    }

    fn table(&mut self, tag: &Tag<'_>, sheet: &mut Sheet) -> Result<(), Error> {
        let (mut next_row, mut next_column) = (0, 0);
        if tag.empty {
            return Ok(());
        }
        loop {
            match self.tokens.next_token()? {
                Some(Token::Start(child)) => match child.name {
                    "Column" => {
                        let first = index(&child).unwrap_or(next_column);
                        next_column = first.saturating_add(1).saturating_add(number(&child, "Span"));
                        if hidden(&child) {
                            sheet.hidden_columns.get_or_insert_default().extend(first..next_column.min(MAX_COLUMNS));
                        }
                        self.tokens.skip(&child)?;
                    }
                    "Row" => {
                        let row = index(&child).unwrap_or(next_row);
                        next_row = row.saturating_add(1).saturating_add(number(&child, "Span"));
                        if hidden(&child) {
                            sheet.hidden_rows.get_or_insert_default().extend(row..next_row.min(MAX_ROWS));
                        }
                        self.row(&child, row, sheet)?;
                    }
                    _ => self.tokens.skip(&child)?,
                },
                Some(Token::End(_)) | None => return Ok(()),
                Some(Token::Text(_)) => {}
            }
        }
    }

    fn row(&mut self, tag: &Tag<'_>, row: u32, sheet: &mut Sheet) -> Result<(), Error> {
        let mut next = 0;
        if tag.empty {
            return Ok(());
        }
        loop {
            match self.tokens.next_token()? {
                Some(Token::Start(child)) if child.name == "Cell" => {
                    let column = index(&child).unwrap_or(next);
                    let across = number(&child, "MergeAcross");
                    next = column.saturating_add(1).saturating_add(across);
                    self.cell(&child, CellRef::new(row, column), sheet)?;
                }
                Some(Token::Start(child)) => self.tokens.skip(&child)?,
                Some(Token::End(_)) | None => return Ok(()),
                Some(Token::Text(_)) => {}
            }
        }
    }

    fn cell(&mut self, tag: &Tag<'_>, at: CellRef, sheet: &mut Sheet) -> Result<(), Error> {
        let (kind, text) = self.data(tag)?;
        if at.row >= MAX_ROWS || at.column >= MAX_COLUMNS {
            let kind = ReadNoteKind::BadCell(at.to_string());
            sheet.notes.push(ReadNote { at: None, kind });
            return Ok(());
        }
        let (across, down) = (number(tag, "MergeAcross"), number(tag, "MergeDown"));
        if across > 0 || down > 0 {
            let row = at.row.saturating_add(down).min(MAX_ROWS - 1);
            let column = at.column.saturating_add(across).min(MAX_COLUMNS - 1);
            sheet.merges.get_or_insert_default().push(CellRange::new(at, CellRef::new(row, column)));
        }
        let formula = tag.get_local("Formula").and_then(|formula| to_a1(&formula, at));
        let (value, note) = value_of(&kind, text);
        if let Some(kind) = note {
            let note = ReadNote { at: Some(at), kind };
            self.intake.note(&note)?;
            sheet.notes.push(note);
        }
        let value = self.intake.value(value)?;
        if value == Value::Empty && formula.is_none() {
            return Ok(());
        }
        let style = tag.get_local("StyleID").and_then(|id| self.styles.get(&*id).copied()).and_then(StyleId::new);
        let cell = Cell::new(at, value).with_formula(formula).with_style(style);
        self.intake.cells(&cell, 1)?;
        sheet.cells.push(cell);
        Ok(())
    }

    /// The type and the text of the cell's data, the formats inside it left out.
    fn data(&mut self, tag: &Tag<'_>) -> Result<(String, String), Error> {
        let mut found = (String::new(), String::new());
        if tag.empty {
            return Ok(found);
        }
        loop {
            match self.tokens.next_token()? {
                Some(Token::Start(child)) if child.name == "Data" => {
                    found = (child.get_local("Type").unwrap_or_default().into_owned(), self.text_inside(&child)?);
                }
                Some(Token::Start(child)) => self.tokens.skip(&child)?,
                Some(Token::End(_)) | None => return Ok(found),
                Some(Token::Text(_)) => {}
            }
        }
    }

    fn text_inside(&mut self, tag: &Tag<'_>) -> Result<String, Error> {
        let mut text = std::borrow::Cow::Borrowed("");
        let mut open = usize::from(!tag.empty);
        while open > 0 {
            match self.tokens.next_token()? {
                Some(Token::Start(child)) => open += usize::from(!child.empty),
                Some(Token::End(_)) => open -= 1,
                Some(Token::Text(more)) => append(&mut text, more),
                None => break,
            }
        }
        Ok(text.into_owned())
    }
}

/// `ss:Index` counts from 1.
fn index(tag: &Tag<'_>) -> Option<u32> {
    tag.get_local("Index")?.trim().parse::<u32>().ok()?.checked_sub(1)
}

fn number(tag: &Tag<'_>, name: &str) -> u32 {
    tag.get_local(name).and_then(|n| n.trim().parse().ok()).unwrap_or(0)
}

fn hidden(tag: &Tag<'_>) -> bool {
    tag.get_local("Hidden").is_some_and(|on| crate::package::sheet::is_true(&on))
}

fn value_of(kind: &str, text: String) -> (Value, Option<ReadNoteKind>) {
    let number = |found: Option<f64>, text: String| match found {
        Some(number) if digits::are_lost(&text, number) => {
            (Value::Text(text.as_str().into()), Some(ReadNoteKind::TooLong(text)))
        }
        Some(number) if number.is_finite() => (Value::Number(number), None),
        Some(_) => (Value::Text(text.as_str().into()), Some(ReadNoteKind::NotFinite(text))),
        None => (Value::Empty, Some(ReadNoteKind::BadCell(text))),
    };
    if text.is_empty() {
        return (Value::Empty, None);
    }
    match kind {
        "Number" => number(text.trim().parse().ok(), text),
        "DateTime" => number(serial_from_iso(text.trim()), text),
        "Boolean" => (Value::Bool(matches!(text.trim(), "1" | "true")), None),
        "Error" => (Value::Error(text.trim().into()), None),
        _ => (Value::Text(text.into()), None),
    }
}

/// The names that stand for number formats.
fn number_format(name: &str) -> &str {
    match name {
        "General Number" | "General Date" => "General",
        "Fixed" => "0.00",
        "Standard" => "#,##0.00",
        "Percent" => "0.00%",
        "Scientific" => "0.00E+00",
        "Short Date" => "mm-dd-yy",
        "Medium Date" => "d-mmm-yy",
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_workbook() {
        let text = "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' \
            xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Styles><Style ss:ID='Default'/><Style ss:ID='s1'>\
            <NumberFormat ss:Format='Percent'/></Style></Styles><Worksheet ss:Name='Biểu 1'><Table><Column ss:Hidden='1' \
            ss:Span='1'/><Row ss:Index='3'><Cell ss:MergeAcross='1'><Data ss:Type='String'>Tổng <B>số</B></Data></Cell>\
            <Cell ss:StyleID='s1' ss:Formula='=R[-1]C/2'><Data ss:Type='Number'>0.5</Data></Cell><Cell ss:Index='9'>\
            <Data ss:Type='Number'>x</Data></Cell></Row><Row><Cell><Data ss:Type='DateTime'>2025-12-31T00:00:00.000</Data>\
            </Cell></Row></Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>";
        let book = read(text, &Limits::default()).expect("sound");
        let Tab::Sheet(sheet) = &book.tabs[0] else { panic!("a sheet") };
        let get = |place: &str| sheet.get(CellRef::parse(place).expect("an address")).expect(place);
        assert_eq!(get("A3").value().cloned(), Value::Text("Tổng số".into()));
        assert_eq!(get("C3").formula(), Some("C2/2"));
        assert_eq!(book.number_format(get("C3")), Some("0.00%"));
        assert_eq!(get("A4").value(), Value::Number(46022.0));
        assert_eq!(sheet.merges.as_deref().map(|m| m[0].to_string()).as_deref(), Some("A3:B3"));
        assert_eq!(sheet.visibility, Visibility::Hidden);
        assert_eq!(sheet.hidden_columns, Some(BTreeSet::from([0, 1])));
        assert!(matches!(&sheet.notes[..], [note] if note.at == CellRef::parse("I3")));
        assert!(read("<Workbook><Worksheet><Table><Row>", &Limits::default()).is_err());
    }
}
