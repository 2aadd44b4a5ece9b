//! An xlsb package → a [`Workbook`]: the records of its parts ([MS-XLSB] 2.1.7).
//!
//! A cell whose record is cut, or that names a text which is not there, is named; the others of its sheet are read.

use super::biff12::{self, Record, Records};
use super::formulas::{self, error_code};
use super::intake::{Intake, text_bytes};
use super::{Cell, Format, ReadNote, ReadNoteKind, Sheet, Tab, Value, Visibility, Workbook};
use crate::config::Limits;
use crate::error::{Error, Limit};
use crate::finding::{CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::package::sheet::FORMULA_BYTES_MAX;
use crate::package::workbook::{Package, Target};
use crate::text::shared::SharedText;

const ROW: u32 = 0;
/// The first and last record of a cell with its column: blank, numbers, error, truth, texts, and formulas with results.
const CELL: std::ops::RangeInclusive<u32> = 1..=11;
/// The same without a column: it stands right of the cell before.
const NEXT_CELL: std::ops::RangeInclusive<u32> = 12..=18;
/// A text whose pieces have fonts of their own, without and with its column.
const NEXT_RICH: u32 = 61;
const RICH: u32 = 62;
const END_OF_CELLS: u32 = 146;
const BUNDLE_SHEET: u32 = 156;
const SHARED_STRING: u32 = 19;

/// Cells by which the number of all is estimated.
const SAMPLE: usize = 2_000;

/// Reads all tabs. A sheet that cannot be read is [`Tab::Failed`]; only what is over a limit stops the file.
pub(super) fn read(mut package: Package, limits: &Limits) -> Result<Workbook, Error> {
    let mut intake = Intake::new(limits);
    intake.weigh(package.archive.size() as usize)?;
    let workbook = package.main_part()?.unwrap_or_default();
    let entries = entries(&workbook, &package)?;
    let scope = formulas::xlsb::scope(&workbook);
    drop(workbook);
    let strings = strings(&mut package, &mut intake, limits)?;
    let mut left = FORMULA_BYTES_MAX;
    let mut tabs = Vec::with_capacity(entries.len());
    for Entry { name, visibility, target } in entries {
        let sheet = Sheet { name: name.as_str().into(), visibility, ..Sheet::default() };
        let part = match target {
            Target::NoCells => {
                tabs.push(Tab::NoCells { name: sheet.name });
                continue;
            }
            Target::Part(part) => package.part(&part),
            Target::Missing => Ok(None),
        };
        let missing = || Error::Damaged("the part of this sheet is missing".into());
        let part = match part.and_then(|part| part.ok_or_else(missing)) {
            Ok(part) => part,
            Err(error) => {
                tabs.push(Tab::Failed { name: sheet.name, error });
                continue;
            }
        };
        // The part is there as long as its cells are read.
        intake.weigh(part.len())?;
        let mut reader = SheetReader { sheet, strings: &strings, intake: &mut intake, row: None, column: None };
        let read = reader.read(&part).and_then(|()| reader.finish(&part, &scope, &mut left));
        let sheet = reader.sheet;
        intake.give_back(part.len());
        tabs.push(match read {
            Ok(()) => Tab::Sheet(sheet),
            Err(error @ Error::OverLimit { .. }) => return Err(error),
            Err(error) => Tab::Failed { name: sheet.name, error },
        });
    }
    Ok(Workbook { format: Format::Xlsb, tabs, number_formats: None, own_output: package.is_own_output()? })
}

/// One tab of the workbook part.
struct Entry {
    name: String,
    visibility: Visibility,
    target: Target,
}

/// The tabs in workbook order; those without a relation are remains of deleted ones.
fn entries(workbook: &[u8], package: &Package) -> Result<Vec<Entry>, Error> {
    let mut records = Records::new(workbook);
    let mut entries = Vec::new();
    while let Some(record) = records.next_record()? {
        if record.kind != BUNDLE_SHEET || record.u32(8)? == u32::MAX {
            continue;
        }
        let (relation, end) = record.text(8)?;
        let visibility = match record.u32(0)? {
            1 => Visibility::Hidden,
            2 => Visibility::VeryHidden,
            _ => Visibility::Visible,
        };
        let target = package.tab(&relation);
        entries.push(Entry { name: record.text(end)?.0, visibility, target });
    }
    match entries.is_empty() {
        true => Err(Error::Damaged("the workbook lists no sheets".into())),
        false => Ok(entries),
    }
}

/// The shared strings; `None` for one whose record is cut.
fn strings(package: &mut Package, intake: &mut Intake<'_>, limits: &Limits) -> Result<Vec<Option<SharedText>>, Error> {
    let part = package.related("sharedStrings")?.unwrap_or_default();
    intake.weigh(part.len())?;
    let mut records = Records::new(&part);
    let mut strings = Vec::new();
    // Behind a record that is cut nothing can be told: what is missing is named at the cells that need it.
    while let Ok(Some(record)) = records.next_record() {
        if record.kind != SHARED_STRING {
            continue;
        }
        if strings.len() as u64 >= limits.cells / 2 {
            return Err(Error::OverLimit { what: Limit::Texts, limit: (limits.cells / 2).to_string() });
        }
        let text = record.text(1).ok().map(|(text, _)| text);
        intake.weigh(text.as_deref().map_or(0, text_bytes))?;
        strings.push(text.map(SharedText::from));
    }
    intake.give_back(part.len());
    Ok(strings)
}

struct SheetReader<'a, 'l> {
    sheet: Sheet,
    strings: &'a [Option<SharedText>],
    intake: &'a mut Intake<'l>,
    /// The row at hand; `None` where the file does not say, or no sheet has it.
    row: Option<u32>,
    /// The column of the cell before.
    column: Option<u32>,
}

/// What the record of a cell says.
enum Said {
    Value(Value),
    Shared(u32),
}

impl SheetReader<'_, '_> {
    fn read(&mut self, part: &[u8]) -> Result<(), Error> {
        let mut records = Records::new(part);
        let mut place_made = false;
        while let Some(record) = records.next_record()? {
            if !place_made && self.sheet.cells.len() == SAMPLE {
                // As many cells as the rest of the part may hold, so that a long list is never moved.
                let more = SAMPLE * part.len() / records.position_in(part).max(1);
                // What cannot be had now is asked for again, cell by cell.
                let _ = self.sheet.cells.try_reserve_exact(self.intake.cells_left(more));
                place_made = true;
            }
            match record.kind {
                ROW => self.enter_row(record)?,
                RICH | NEXT_RICH => self.take(record, record.kind == RICH)?,
                kind if CELL.contains(&kind) => self.take(record, true)?,
                kind if NEXT_CELL.contains(&kind) => self.take(record, false)?,
                END_OF_CELLS => break,
                _ => {}
            }
        }
        Ok(())
    }

    fn enter_row(&mut self, record: Record<'_>) -> Result<(), Error> {
        let row = record.u32(0).ok();
        (self.row, self.column) = (row.filter(|row| *row < MAX_ROWS), None);
        match (self.row, row) {
            (Some(_), _) => Ok(()),
            (None, Some(row)) => self.note(None, format!("row {}", u64::from(row) + 1)),
            (None, None) => self.note(None, "row ?".into()),
        }
    }

    /// A cell with its column, or right of the one before.
    fn take(&mut self, record: Record<'_>, with_column: bool) -> Result<(), Error> {
        // What is wrong with the row was said where it starts.
        let Some(row) = self.row else { return Ok(()) };
        let (column, at) = match with_column {
            true => (record.u32(0).ok(), 8),
            false => (Some(self.column.map_or(0, |column| column.saturating_add(1))), 4),
        };
        // Where what stands right of a cell without a place stands cannot be known either.
        self.column = Some(column.unwrap_or(u32::MAX));
        let place = column.filter(|column| *column < MAX_COLUMNS).map(|column| CellRef::new(row, column));
        let Some(place) = place else {
            let column = column.map_or("?".into(), |column| (u64::from(column) + 1).to_string());
            return self.note(None, format!("row {}, column {column}", row + 1));
        };
        match said(record, at) {
            Ok(Said::Value(value)) => self.sheet.take(place, value, self.intake),
            Ok(Said::Shared(number)) => match self.strings.get(number as usize) {
                Some(Some(text)) if text.is_empty() => Ok(()),
                Some(Some(text)) => {
                    self.intake.values(1)?;
                    self.sheet.cells.push(Cell::new(place, Value::Text(text.clone())));
                    Ok(())
                }
                _ => self.note(Some(place), format!("string {number}")),
            },
            Err(what) => self.note(Some(place), what),
        }
    }

    fn note(&mut self, at: Option<CellRef>, what: String) -> Result<(), Error> {
        let note = ReadNote { at, kind: ReadNoteKind::BadCell(what) };
        self.intake.note(&note)?;
        self.sheet.notes.push(note);
        Ok(())
    }

    /// What the rest of the part says of the cells.
    fn finish(&mut self, part: &[u8], scope: &formulas::Scope, left: &mut usize) -> Result<(), Error> {
        let sheet = &mut self.sheet;
        if let Ok(frame) = biff12::frame(part) {
            sheet.merges = Some(frame.merges);
            sheet.hidden_rows = Some(frame.hidden_rows);
            sheet.hidden_columns = Some(frame.hidden_columns);
        }
        sheet.put_in_order();
        let formulas = formulas::xlsb::formulas(part, scope, left)?;
        sheet.add_formulas(formulas, self.intake)
    }
}

/// What a cell's record says from the place where its value stands; `Err` says what is wrong with it.
fn said(record: Record<'_>, at: usize) -> Result<Said, String> {
    let kind = match record.kind {
        kind if NEXT_CELL.contains(&kind) => kind - NEXT_CELL.start() + CELL.start(),
        NEXT_RICH => RICH,
        kind => kind,
    };
    let text = |at: usize| {
        record.text(at).map(|(text, _)| if text.is_empty() { Value::Empty } else { Value::Text(text.into()) })
    };
    let value = match kind {
        1 => Ok(Value::Empty),
        2 => record.u32(at).map(|bits| Value::Number(packed(bits))),
        3 | 11 => match record.u8(at) {
            Ok(code) => {
                return error_code(code)
                    .map_or(Err(format!("error {code}")), |code| Ok(Said::Value(Value::Error(code.into()))));
            }
            Err(error) => Err(error),
        },
        4 | 10 => record.u8(at).map(|truth| Value::Bool(truth != 0)),
        5 | 9 => record.u32(at).and_then(|low| {
            let high = record.u32(at + 4)?;
            Ok(Value::Number(f64::from_bits(u64::from(high) << 32 | u64::from(low))))
        }),
        7 => return record.u32(at).map(Said::Shared).map_err(|_| CUT.to_owned()),
        // Flags stand before a text in pieces.
        RICH => text(at + 1),
        _ => text(at),
    };
    value.map(Said::Value).map_err(|_| CUT.to_owned())
}

/// What is said of a cell whose record is too short.
const CUT: &str = "…";

/// A number in four bytes: thirty bits of a whole number, or the highest of a broken one; perhaps a hundredth of it.
fn packed(bits: u32) -> f64 {
    let number = match bits & 2 {
        0 => f64::from_bits(u64::from(bits & !3) << 32),
        _ => f64::from(bits.cast_signed() >> 2),
    };
    if bits & 1 == 0 { number } else { number / 100.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_unpacked() {
        let float = |number: f64| (number.to_bits() >> 32) as u32;
        let shown = [26 << 2 | 2, 1234 << 2 | 3, (-5i32 << 2) as u32 | 2, float(0.5), float(150.0) | 1].map(packed);
        assert_eq!(shown, [26.0, 12.34, -5.0, 0.5, 1.5]);
    }

    /// Cells that stand right of others, and texts in pieces.
    #[test]
    fn cells_without_a_column_stand_right_of_the_one_before() {
        let record = |kind: u8, data: &[u8]| [&[kind, data.len() as u8][..], data].concat();
        let word = |number: u32| number.to_le_bytes();
        let wide = |text: &str| -> Vec<u8> {
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            [&word(text.encode_utf16().count() as u32)[..], &units].concat()
        };
        let part = [
            record(0, &[&word(4)[..], &[0; 13]].concat()),
            record(2, &[word(1), word(0), word(7 << 2 | 2)].concat()),
            record(13, &[word(0), word(8 << 2 | 2)].concat()),
            record(17, &[&word(0)[..], &wide("Tốt")].concat()),
            record(62, &[&word(9)[..], &word(0), &[1], &wide("Khá")].concat()),
            record(61, &[&word(0)[..], &[0], &wide("Đạt")].concat()),
            record(18, &[word(0), word(1)].concat()),
            record(7, &[word(3), word(0), word(0)].concat()),
        ];
        let limits = Limits::default();
        let mut intake = Intake::new(&limits);
        let strings = [None, Some(SharedText::from("x"))];
        let mut reader =
            SheetReader { sheet: Sheet::default(), strings: &strings, intake: &mut intake, row: None, column: None };
        reader.read(&part.concat()).expect("sound");
        let shown = reader.sheet.cells.iter().map(|cell| format!("{}={:?}", cell.at(), cell.value()));
        insta::assert_snapshot!(
            shown.collect::<Vec<_>>().join(" "),
            @r#"B5=Number(7.0) C5=Number(8.0) D5=Text("Tốt") J5=Text("Khá") K5=Text("Đạt") L5=Text("x")"#
        );
        let lost = ReadNote { at: Some(CellRef::new(4, 3)), kind: ReadNoteKind::BadCell("string 0".into()) };
        assert_eq!(reader.sheet.notes, [lost]);
    }
}
