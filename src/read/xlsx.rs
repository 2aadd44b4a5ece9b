//! An xlsx or xlsm package → a [`Workbook`].

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::dates::serial_from_iso;
use super::{Cell, Format, InFont, ReadNote, ReadNoteKind, Sheet, Tab, Value, Visibility, Workbook, too_many_cells};
use crate::config::Limits;
use crate::error::{Error, Limit};
use crate::finding::CellRef;
use crate::package::sheet::{Event, Formula, Kind, RawCell, RunFont, Scanner};
use crate::package::workbook::{Entry, Package, State, Strings, Target};
use crate::package::xml::decode_part;
use crate::text::fonts::Drawn;

/// Digits that a spreadsheet shows of a number at most.
const DIGITS_SHOWN: usize = 15;

/// Cells by which the number of all is estimated.
const SAMPLE: usize = 2_000;

/// Reads all tabs. A sheet that cannot be read is [`Tab::Failed`]; only the cell budget stops the file.
pub(super) fn read(mut package: Package, macros: bool, limits: &Limits) -> Result<Workbook, Error> {
    let entries = package.entries()?;
    if entries.is_empty() {
        return Err(Error::Damaged("the workbook lists no sheets".into()));
    }
    let mut left = Left { cells: limits.cells, bytes: limits.memory_mb.saturating_mul(1 << 20) };
    let strings = package.strings(limits.cells / 2)?;
    let texts: usize = strings.texts.iter().map(|text| text_bytes(text)).sum();
    left.take(0, package.archive.size() + texts as u64).map_err(|what| what.error(limits))?;
    let number_formats = package.number_formats()?;
    // Fonts are a help and no more: without them the letters tell.
    let drawn = package.drawn().unwrap_or_default();
    let indents = package.indents().unwrap_or_default();
    let mut tabs = Vec::with_capacity(entries.len());
    for entry in entries {
        let tab = read_tab(&mut package, entry, (&strings, &drawn, &indents), &mut left);
        tabs.push(tab.map_err(|what| what.error(limits))?);
    }
    Ok(Workbook {
        format: if macros { Format::Xlsm } else { Format::Xlsx },
        tabs,
        number_formats,
        own_output: package.is_own_output()?,
    })
}

/// What a file may still take: cells, and bytes of memory as far as they grow with it.
struct Left {
    cells: u64,
    bytes: u64,
}

/// What there is too much of.
#[derive(Clone, Copy)]
enum TooMuch {
    Cells,
    Memory,
}

impl TooMuch {
    fn error(self, limits: &Limits) -> Error {
        match self {
            Self::Cells => too_many_cells(limits),
            Self::Memory => Error::OverLimit { what: Limit::Memory, limit: format!("{} MB", limits.memory_mb) },
        }
    }
}

impl Left {
    fn take(&mut self, cells: u64, bytes: u64) -> Result<(), TooMuch> {
        self.cells = self.cells.checked_sub(cells).ok_or(TooMuch::Cells)?;
        self.bytes = self.bytes.checked_sub(bytes).ok_or(TooMuch::Memory)?;
        Ok(())
    }
}

/// What a text of its own takes: its letters, its pointer, and what the system needs to keep it.
fn text_bytes(text: &str) -> usize {
    text.len() + 48
}

/// `Err` when the file is larger than may be.
fn read_tab(
    package: &mut Package,
    entry: Entry,
    (strings, drawn, indents): (&Strings, &[Option<Drawn>], &[u8]),
    left: &mut Left,
) -> Result<Tab, TooMuch> {
    let name = entry.name;
    let part = match entry.target {
        Target::Part(part) => package.part(&part),
        Target::NoCells => return Ok(Tab::NoCells { name }),
        Target::Missing => Ok(None),
    };
    let missing = || Error::Damaged("the part of this sheet is missing".into());
    let bytes = match part.and_then(|bytes| bytes.ok_or_else(missing)) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Tab::Failed { name, error }),
    };
    let text = decode_part(&bytes);
    // The part is there as long as its cells are read.
    left.take(0, text.len() as u64)?;
    let mut reader = SheetReader {
        strings,
        drawn,
        sheet: Sheet {
            visibility: visibility(entry.state),
            merges: Some(Vec::new()),
            hidden_rows: Some(BTreeSet::new()),
            hidden_columns: Some(BTreeSet::new()),
            ..Sheet::default()
        },
        later: Vec::new(),
        inline: HashSet::new(),
    };
    let read = reader.read(&text, left)?;
    left.bytes += text.len() as u64;
    if let Err(error) = read {
        return Ok(Tab::Failed { name, error });
    }
    let mut sheet = reader.sheet;
    sheet.name = name;
    if sheet.locks.is_some() {
        sheet.locks = Some(package.locks().unwrap_or_default());
    }
    sheet.put_in_order();
    sheet.old_fonts.sort_unstable();
    if !indents.is_empty() {
        let steps = |cell: &Cell| indents.get(cell.style? as usize).copied().map(|steps| (cell.at, steps));
        let cells: Vec<(CellRef, u8)> = sheet.cells.iter().filter_map(steps).filter(|(_, steps)| *steps > 0).collect();
        sheet.set_in(cells.into_iter());
    }
    Ok(Tab::Sheet(sheet))
}

fn visibility(state: State) -> Visibility {
    match state {
        State::Visible => Visibility::Visible,
        State::Hidden => Visibility::Hidden,
        State::VeryHidden => Visibility::VeryHidden,
    }
}

struct SheetReader<'s> {
    strings: &'s Strings,
    /// By style, what its font draws where that is no Unicode.
    drawn: &'s [Option<Drawn>],
    sheet: Sheet,
    /// Cells of shared formulas whose text comes after them: place in `sheet.cells`, index of the formula.
    later: Vec<(usize, u32)>,
    /// Texts that stand in cells, each once.
    inline: HashSet<Arc<str>>,
}

impl SheetReader<'_> {
    /// `Err` when the file is larger than may be; inside, what is wrong with the sheet.
    fn read(&mut self, text: &str, left: &mut Left) -> Result<Result<(), Error>, TooMuch> {
        let mut scanner = Scanner::new(text);
        let mut place_made = false;
        loop {
            if !place_made && self.sheet.cells.len() == SAMPLE {
                // As many cells as the rest of the part may hold, so that a long list is never moved.
                let all = SAMPLE as u64 * text.len() as u64 / scanner.position() as u64;
                let more = (all - SAMPLE as u64).min(left.cells) as usize;
                // What cannot be had now is asked for again, cell by cell.
                let _ = self.sheet.cells.try_reserve_exact(more);
                place_made = true;
            }
            match scanner.next_event() {
                Ok(Some(event)) => {
                    if matches!(event, Event::Cell(_) | Event::Note(..)) {
                        left.take(1, 0)?;
                    }
                    let own = self.take(event);
                    left.take(0, own as u64)?;
                }
                Ok(None) => return Ok(self.finish(&mut scanner)),
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    fn finish(&mut self, scanner: &mut Scanner<'_>) -> Result<(), Error> {
        self.sheet.arrays = scanner.arrays().to_vec();
        for (index, shared) in std::mem::take(&mut self.later) {
            let at = self.sheet.cells[index].at;
            self.sheet.cells[index].formula = scanner.shared(shared, at)?.map(Into::into);
        }
        Ok(())
    }

    /// The bytes that what it puts down takes.
    fn take(&mut self, event: Event<'_>) -> usize {
        let sheet = &mut self.sheet;
        match event {
            Event::Cell(raw) => return self.take_cell(raw),
            Event::Merge(range) => sheet.merges.get_or_insert_default().push(range),
            Event::HiddenRow(row) => drop(sheet.hidden_rows.get_or_insert_default().insert(row)),
            Event::HiddenColumns(first, last) => sheet.hidden_columns.get_or_insert_default().extend(first..=last),
            Event::Protected => sheet.locks = Some(Vec::new()),
            Event::Note(at, text) => self.note(at, ReadNoteKind::BadCell(text)),
        }
        size_of::<ReadNote>()
    }

    /// Puts down the pieces of a text in fonts before Unicode.
    fn note_fonts(&mut self, raw: &RawCell<'_>, value: &Value) {
        let Value::Text(text) = value else { return };
        if text.is_ascii() || self.drawn.is_empty() && self.strings.runs.is_empty() && raw.runs.is_empty() {
            return;
        }
        let own = self.drawn.get(raw.style.unwrap_or(0) as usize).copied().flatten();
        let shared = (raw.kind == Kind::Shared).then(|| raw.text.as_deref()?.trim().parse().ok()).flatten();
        let runs = shared.and_then(|place: usize| self.strings.runs.get(&place)).unwrap_or(&raw.runs);
        let mut put = |from: usize, to: usize, drawn: Option<Drawn>| {
            let Some(drawn) = drawn.filter(|_| from < to) else { return };
            match self.sheet.old_fonts.last_mut() {
                // Runs part words where only their colour differs.
                Some(last) if last.at == raw.at && last.to == from && last.drawn == drawn => last.to = to,
                _ => self.sheet.old_fonts.push(InFont { at: raw.at, from, to, drawn }),
            }
        };
        let first = runs.first().map_or(text.len(), |run| run.from.min(text.len()));
        put(0, first, own);
        for (place, run) in runs.iter().enumerate() {
            let to = runs.get(place + 1).map_or(text.len(), |next| next.from.min(text.len()));
            let drawn = if let RunFont::Own(drawn) = run.font { drawn } else { own };
            put(run.from, to, drawn);
        }
    }

    fn note(&mut self, at: Option<CellRef>, kind: ReadNoteKind) {
        self.sheet.notes.push(ReadNote { at, kind });
    }

    fn take_cell(&mut self, raw: RawCell<'_>) -> usize {
        let texts = self.inline.len();
        let text = raw.text.as_deref().unwrap_or_default();
        let value = match value_of(&raw.kind, text, &self.strings.texts, &mut self.inline) {
            Read::Value(value) => value,
            Read::NotFinite => {
                self.note(Some(raw.at), ReadNoteKind::NotFinite(text.into()));
                Value::Text(text.into())
            }
            Read::Bad(what) => {
                self.note(Some(raw.at), ReadNoteKind::BadCell(what));
                Value::Empty
            }
        };
        self.note_fonts(&raw, &value);
        let formula = match raw.formula {
            Some(Formula::Text(text)) => Some(text.into()),
            Some(Formula::Later(index)) => {
                self.later.push((self.sheet.cells.len(), index));
                Some("".into())
            }
            None => None,
        };
        if value == Value::Empty && formula.is_none() {
            return 0;
        }
        // A number of 15 digits is told by its value; keeping the text of each would double what a sheet takes.
        let keeps_text = matches!(raw.kind, Kind::Number | Kind::Date) && text.len() > DIGITS_SHOWN;
        let own = |is: bool, text: &str| if is { text_bytes(text) + size_of::<Box<str>>() } else { 0 };
        let bytes = size_of::<Cell>()
            + own(self.inline.len() > texts, text)
            + own(keeps_text, text)
            + own(formula.is_some(), formula.as_deref().unwrap_or_default());
        self.sheet.cells.push(Cell {
            at: raw.at,
            value,
            formula,
            style: raw.style,
            raw: keeps_text.then(|| text.into()),
        });
        bytes
    }
}

/// The text, shared with the cells before that hold the same.
fn once(text: &str, known: &mut HashSet<Arc<str>>) -> Arc<str> {
    if let Some(text) = known.get(text) {
        return text.clone();
    }
    let text: Arc<str> = text.into();
    known.insert(text.clone());
    text
}

enum Read {
    Value(Value),
    NotFinite,
    Bad(String),
}

fn value_of(kind: &Kind, text: &str, strings: &[Arc<str>], inline: &mut HashSet<Arc<str>>) -> Read {
    if text.is_empty() {
        return Read::Value(Value::Empty);
    }
    let bad = || Read::Bad(text.into());
    let string = |text: Arc<str>| match text.is_empty() {
        true => Value::Empty,
        false => Value::Text(text),
    };
    match kind {
        Kind::Number => match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Read::Value(Value::Number(number)),
            Ok(_) => Read::NotFinite,
            Err(_) if text.trim().is_empty() => Read::Value(Value::Empty),
            Err(_) if text.trim().eq_ignore_ascii_case("-nan") => Read::NotFinite,
            Err(_) => bad(),
        },
        Kind::Shared => match text.trim().parse::<usize>().ok().and_then(|i| strings.get(i)) {
            Some(text) => Read::Value(string(text.clone())),
            None => Read::Bad(format!("string {text}")),
        },
        Kind::Text => Read::Value(string(once(text, inline))),
        Kind::Bool => match text.trim() {
            "1" | "true" | "TRUE" => Read::Value(Value::Bool(true)),
            "0" | "false" | "FALSE" => Read::Value(Value::Bool(false)),
            _ => bad(),
        },
        Kind::Error => Read::Value(Value::Error(text.trim().into())),
        Kind::Date => match serial_from_iso(text).or_else(|| text.trim().parse().ok()) {
            Some(serial) if serial.is_finite() => Read::Value(Value::Number(serial)),
            _ => bad(),
        },
        Kind::Unknown(kind) => Read::Bad(format!("{kind}: {text}")),
    }
}
