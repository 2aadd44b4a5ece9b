//! An xlsx or xlsm package → a [`Workbook`].

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use super::dates::serial_from_iso;
use super::digits;
use super::intake::{Left, TEXT_BYTES, Texts, TooMuch, text_bytes};
use super::{Cell, Format, InFont, Options, ReadNote, ReadNoteKind, Sheet, StyleId, Tab, Value, Visibility, Workbook};
use crate::config::Limits;
use crate::error::{Error, Limit};
use crate::finding::CellRef;
use crate::package::pieces::{PIECE, Piece};
use crate::package::quick::{QuickCell, Text};
use crate::package::sheet::{Event, Formula, Kind, Paused, RawCell, RunFont, Scanner};
use crate::package::workbook::{Entry, Package, State, Strings, Target};
use crate::package::xml::decode_part;
use crate::text::fonts::Drawn;
use crate::text::shared::SharedText;

/// Cells by which the number of all is estimated.
const SAMPLE: usize = 2_000;

/// Pieces that are unpacked before they are read.
const PIECES_AHEAD: usize = 2;

/// Reads all tabs. A sheet that cannot be read is [`Tab::Failed`]; only the cell budget stops the file.
pub(super) fn read(package: Package, macros: bool, options: &Options) -> Result<Workbook, Error> {
    read_by(package, macros, &options.limits, Unpacking { step: PIECE, ahead: options.alone })
}

/// How large parts are unpacked.
#[derive(Clone, Copy)]
struct Unpacking {
    /// Bytes at a time.
    step: usize,
    /// By a thread of their own, while what it gave before is read?
    ahead: bool,
}

/// The same, with large parts unpacked in this way.
fn read_by(mut package: Package, macros: bool, limits: &Limits, way: Unpacking) -> Result<Workbook, Error> {
    let entries = package.entries()?;
    if entries.is_empty() {
        return Err(Error::Damaged("the workbook lists no sheets".into()));
    }
    let mut left = Left::of(limits);
    let beside = left.bytes.saturating_sub(package.archive.size());
    let strings = package.strings(limits.cells / 2, (beside, TEXT_BYTES as u64)).map_err(|error| match error {
        Error::OverLimit { what: Limit::Memory, .. } => TooMuch::Memory.error(limits),
        other => other,
    })?;
    let texts: usize = strings.texts.iter().map(|text| text_bytes(text)).sum();
    left.take(0, package.archive.size() + texts as u64).map_err(|what| what.error(limits))?;
    let number_formats = package.number_formats()?;
    // Fonts are a help and no more: without them the letters tell.
    let drawn = package.drawn().unwrap_or_default();
    let indents = package.indents().unwrap_or_default();
    let mut tabs = Vec::with_capacity(entries.len());
    for entry in entries {
        let tab = read_tab(&mut package, entry, (&strings, &drawn, &indents), &mut left, way);
        tabs.push(tab.map_err(|what| what.error(limits))?);
    }
    Ok(Workbook {
        format: if macros { Format::Xlsm } else { Format::Xlsx },
        tabs,
        number_formats,
        own_output: package.is_own_output()?,
    })
}

/// `Err` when the file is larger than may be.
fn read_tab(
    package: &mut Package,
    entry: Entry,
    (strings, drawn, indents): (&Strings, &[Option<Drawn>], &[u8]),
    left: &mut Left,
    way: Unpacking,
) -> Result<Tab, TooMuch> {
    let name = entry.name;
    let new = || SheetReader::new(strings, drawn, entry.state);
    let part = match entry.target {
        Target::Part(part) => match in_pieces(package, (&part, way), new(), left) {
            Some(sheet) => return Ok(Tab::Sheet(finished(sheet, name, package, indents))),
            None => package.part(&part),
        },
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
    let mut reader = new();
    let mut scanner = Scanner::new(&text);
    let read = reader.read(&mut scanner, text.len(), left)?.and_then(|()| reader.finish(&mut scanner));
    left.bytes += text.len() as u64;
    Ok(match read {
        Ok(()) => Tab::Sheet(finished(reader.sheet, name, package, indents)),
        Err(error) => Tab::Failed { name, error },
    })
}

/// The sheet of a large part that is sound and written as usual, which is then never in memory whole; `None` for any other,
/// and where there is too much of it: reading it whole says what is wrong.
fn in_pieces(
    package: &mut Package,
    (part, way): (&str, Unpacking),
    reader: SheetReader<'_>,
    left: &mut Left,
) -> Option<Sheet> {
    let mut pieces = package.pieces(part, way.step)?;
    let mut own = *left;
    let sheet = match way.ahead {
        true => std::thread::scope(|scope| {
            let (give, take) = sync_channel(PIECES_AHEAD);
            let unpack = move || {
                let given = |piece: Piece| Some(piece.more).filter(|_| give.send(piece).is_ok());
                while pieces.next_piece().ok().and_then(given) == Some(true) {}
            };
            std::thread::Builder::new().spawn_scoped(scope, unpack).ok()?;
            of_pieces(|| take.recv().ok(), reader, &mut own)
        }),
        false => of_pieces(|| pieces.next_piece().ok(), reader, &mut own),
    }?;
    package.count(part);
    *left = own;
    Some(sheet)
}

/// The sheet that the pieces of its part make up.
fn of_pieces(mut next: impl FnMut() -> Option<Piece>, mut reader: SheetReader<'_>, left: &mut Left) -> Option<Sheet> {
    let mut paused = Paused::default();
    loop {
        let piece = next()?;
        let mut scanner = paused.resume(&piece.text, piece.more);
        let all = if piece.more { piece.of as usize } else { 0 };
        reader.read(&mut scanner, all, left).ok()?.ok()?;
        if !piece.more {
            reader.finish(&mut scanner).ok()?;
            return Some(reader.sheet);
        }
        paused = scanner.pause()?;
    }
}

fn finished(mut sheet: Sheet, name: Arc<str>, package: &mut Package, indents: &[u8]) -> Sheet {
    sheet.name = name;
    if sheet.locks.is_some() {
        sheet.locks = Some(package.locks().unwrap_or_default());
    }
    sheet.old_fonts.sort_unstable();
    if !indents.is_empty() {
        let steps = |cell: &Cell| indents.get(cell.style()?.place()).copied().map(|steps| (cell.at(), steps));
        let cells: Vec<(CellRef, u8)> = sheet.cells.iter().filter_map(steps).filter(|(_, steps)| *steps > 0).collect();
        sheet.set_in(cells.into_iter());
    }
    sheet
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
    /// Was an array formula read?
    has_arrays: bool,
    /// From then on: texts that a formula elsewhere gave.
    results: Vec<CellRef>,
    /// Texts that stand in cells, each once.
    inline: Texts,
    /// Was room made for all cells?
    place_made: bool,
}

impl<'s> SheetReader<'s> {
    fn new(strings: &'s Strings, drawn: &'s [Option<Drawn>], state: State) -> Self {
        let sheet = Sheet {
            visibility: visibility(state),
            merges: Some(Vec::new()),
            hidden_rows: Some(BTreeSet::new()),
            hidden_columns: Some(BTreeSet::new()),
            ..Sheet::default()
        };
        let (later, results, inline) = (Vec::new(), Vec::new(), Texts::default());
        Self { strings, drawn, sheet, later, has_arrays: false, results, inline, place_made: false }
    }

    /// Reads all that the scanner gives, of a part of so many bytes. `Err` when the file is larger than may be; inside, what
    /// is wrong with the sheet.
    fn read(&mut self, scanner: &mut Scanner<'_>, bytes: usize, left: &mut Left) -> Result<Result<(), Error>, TooMuch> {
        loop {
            if !self.place_made && self.sheet.cells.len() == SAMPLE {
                // As many cells as the rest of the part may hold, so that a long list is never moved.
                let all = SAMPLE as u64 * bytes as u64 / scanner.position() as u64;
                let more = all.saturating_sub(SAMPLE as u64).min(left.cells) as usize;
                // What cannot be had now is asked for again, cell by cell.
                let _ = self.sheet.cells.try_reserve_exact(more);
                self.place_made = true;
            }
            if let Some(quick) = scanner.next_quick() {
                left.take(1, 0)?;
                let own = self.take_quick(quick);
                left.take(0, own as u64)?;
                continue;
            }
            match scanner.next_event() {
                Ok(Some(event)) => {
                    self.has_arrays |= !scanner.arrays().is_empty();
                    if matches!(event, Event::Cell(_) | Event::Note(..)) {
                        left.take(1, 0)?;
                    }
                    let own = self.take(event);
                    left.take(0, own as u64)?;
                }
                Ok(None) => return Ok(Ok(())),
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    fn finish(&mut self, scanner: &mut Scanner<'_>) -> Result<(), Error> {
        self.sheet.arrays = scanner.arrays().to_vec();
        for (index, shared) in std::mem::take(&mut self.later) {
            let at = self.sheet.cells[index].at();
            self.sheet.cells[index].set_formula(scanner.shared(shared, at)?);
        }
        self.sheet.put_in_order();
        self.results.sort_unstable();
        let given = |at| self.results.binary_search(&at).is_ok();
        self.sheet.doubt_arrays(given);
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

    /// A cell that was read in one go: whole numbers and shared texts need no second look.
    fn take_quick(&mut self, cell: QuickCell<'_>) -> usize {
        let value = match (&cell.text, cell.kind) {
            (None, _) => return 0,
            (&Some(Text::Whole(number, _)), "" | "n") => Value::Number(number as f64),
            (&Some(Text::Whole(place, _)), "s") if self.drawn.is_empty() && self.strings.runs.is_empty() => {
                match self.strings.texts.get(place as usize) {
                    Some(text) if text.is_empty() => return 0,
                    Some(text) => Value::Text(text.clone()),
                    None => return self.take_cell(RawCell::of(cell, 0)),
                }
            }
            _ => return self.take_cell(RawCell::of(cell, 0)),
        };
        self.sheet.cells.push(Cell::new(cell.at, value).with_style(cell.style.and_then(StyleId::new)));
        size_of::<Cell>()
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
            Read::TooLong => {
                self.note(Some(raw.at), ReadNoteKind::TooLong(text.trim().into()));
                Value::Text(text.trim().into())
            }
            Read::Bad(what) => {
                self.note(Some(raw.at), ReadNoteKind::BadCell(what));
                Value::Empty
            }
        };
        self.note_fonts(&raw, &value);
        let style = raw.style.and_then(StyleId::new);
        let formula: Option<Box<str>> = match raw.formula {
            Some(Formula::Text(text)) => Some(text),
            Some(Formula::Later(index)) => {
                self.later.push((self.sheet.cells.len(), index));
                Some("".into())
            }
            None => None,
        };
        if value == Value::Empty && formula.is_none() {
            return 0;
        }
        if self.has_arrays && raw.kind == Kind::Result && formula.is_none() {
            self.results.push(raw.at);
        }
        let own = |is: bool, text: &str| if is { text_bytes(text) + size_of::<Box<str>>() } else { 0 };
        let bytes = size_of::<Cell>()
            + if self.has_arrays { size_of::<CellRef>() } else { 0 }
            + own(self.inline.len() > texts, text)
            + own(formula.is_some(), formula.as_deref().unwrap_or_default());
        self.sheet.cells.push(Cell::new(raw.at, value).with_style(style).with_formula(formula));
        bytes
    }
}

enum Read {
    Value(Value),
    NotFinite,
    TooLong,
    Bad(String),
}

fn value_of(kind: &Kind, text: &str, strings: &[SharedText], inline: &mut Texts) -> Read {
    if text.is_empty() {
        return Read::Value(Value::Empty);
    }
    let bad = || Read::Bad(text.into());
    let string = |text: SharedText| match text.is_empty() {
        true => Value::Empty,
        false => Value::Text(text),
    };
    match kind {
        Kind::Number => match text.trim().parse::<f64>() {
            Ok(number) if digits::are_lost(text, number) => Read::TooLong,
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
        Kind::Text | Kind::Result => Read::Value(string(inline.once(text).0)),
        Kind::Bool => match text.trim() {
            "1" | "true" | "TRUE" => Read::Value(Value::Bool(true)),
            "0" | "false" | "FALSE" => Read::Value(Value::Bool(false)),
            _ => bad(),
        },
        Kind::Error => Read::Value(Value::Error(inline.once(text.trim()).0)),
        Kind::Date => match serial_from_iso(text).or_else(|| text.trim().parse().ok()) {
            Some(serial) if serial.is_finite() => Read::Value(Value::Number(serial)),
            _ => bad(),
        },
        Kind::Unknown(kind) => Read::Bad(format!("{kind}: {text}")),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::package::zip::Archive;

    fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            match entry.extension().and_then(|e| e.to_str()) {
                _ if entry.is_dir() => files(&entry, found),
                Some("xlsx" | "xlsm") => found.push(entry),
                _ => {}
            }
        }
    }

    #[test]
    fn a_part_in_pieces_is_the_part() {
        let mut all = Vec::new();
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut all);
        let mut in_pieces = 0;
        for path in all {
            let bytes = std::fs::read(&path).expect("a fixture");
            let open = || Archive::open(bytes.clone()).and_then(Package::open);
            let read = |step, ahead| {
                let way = Unpacking { step, ahead };
                open().and_then(|package| read_by(package, false, &Limits::default(), way))
            };
            let whole = read(usize::MAX, false);
            for (step, ahead) in [(50, false), (50, true), (700, false)] {
                assert_eq!(read(step, ahead), whole, "{} by {step}", path.display());
            }
            let Ok(mut package) = open() else { continue };
            for entry in package.entries().unwrap_or_default() {
                let strings = Strings::default();
                let reader = SheetReader::new(&strings, &[], entry.state);
                let mut left = Left { cells: 1 << 20, bytes: 1 << 30 };
                let way = Unpacking { step: 50, ahead: false };
                let part = entry.part().map(str::to_owned).unwrap_or_default();
                in_pieces += usize::from(super::in_pieces(&mut package, (&part, way), reader, &mut left).is_some());
            }
        }
        // Most programs write as is usual.
        assert!(in_pieces > 20, "{in_pieces}");
    }
}
