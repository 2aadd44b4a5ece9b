//! A workbook, or why there is none → bytes and back: what a reader in a process of its own answers.
//!
//! Only what xls files have. Nothing in the bytes is trusted: lengths are held against what is there.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{Cell, Format, InFont, ReadNote, ReadNoteKind, Sheet, Tab, Value, Visibility, Workbook};
use crate::error::{Error, Limit};
use crate::finding::{CellRange, CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::text::fonts::Drawn;
use crate::text::shared::SharedText;

/// What stands first in every answer.
const MARK: &[u8; 8] = b"xeploai3";

type Answer = Result<Workbook, Error>;

/// The answer as bytes.
pub(super) fn encode(answer: &Answer) -> Vec<u8> {
    let mut out = Output(MARK.to_vec(), HashMap::new());
    match answer {
        Ok(book) => {
            out.u8(0);
            out.workbook(book);
        }
        Err(error) => {
            out.u8(1);
            out.error(error);
        }
    }
    out.0
}

/// The bytes as an answer; `None` where they are none.
pub(super) fn decode(bytes: &[u8]) -> Option<Answer> {
    let mut input = Input(bytes.strip_prefix(MARK)?, Vec::new());
    let answer = match input.u8()? {
        0 => Ok(input.workbook()?),
        1 => Err(input.error()?),
        _ => return None,
    };
    input.0.is_empty().then_some(answer)
}

/// Bytes, and by their texts how many different ones of cells came before.
struct Output(Vec<u8>, HashMap<SharedText, u32>);

impl Output {
    fn u8(&mut self, number: u8) {
        self.0.push(number);
    }

    fn u32(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.u32(text.len() as u32);
        self.0.extend(text.as_bytes());
    }

    fn list<T>(&mut self, list: impl ExactSizeIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.u32(list.len() as u32);
        list.for_each(|item| write(self, item));
    }

    fn optional<T>(&mut self, item: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.u8(item.is_some().into());
        if let Some(item) = item {
            write(self, item);
        }
    }

    fn workbook(&mut self, book: &Workbook) {
        self.list(book.tabs.iter(), |out, tab| {
            match tab {
                Tab::Sheet(_) => out.u8(0),
                Tab::Failed { .. } => out.u8(1),
                Tab::NoCells { .. } => out.u8(2),
            }
            out.text(tab.name());
            match tab {
                Tab::Sheet(sheet) => out.sheet(sheet),
                Tab::Failed { error, .. } => out.error(error),
                Tab::NoCells { .. } => {}
            }
        });
    }

    fn sheet(&mut self, sheet: &Sheet) {
        self.u8(sheet.visibility as u8);
        self.list(sheet.cells.iter(), Self::cell);
        self.optional(sheet.merges.as_ref(), |out, merges| {
            out.list(merges.iter(), |out, merge| {
                out.place(merge.start);
                out.place(merge.end);
            });
        });
        for hidden in [&sheet.hidden_rows, &sheet.hidden_columns] {
            self.optional(hidden.as_ref(), |out, hidden| out.list(hidden.iter(), |out, place| out.u32(*place)));
        }
        self.list(sheet.notes.iter(), Self::note);
        self.list(sheet.old_fonts.iter(), |out, piece| {
            out.place(piece.at);
            [piece.from, piece.to].into_iter().for_each(|byte| out.u32(byte as u32));
            out.u8(Drawn::ALL.iter().position(|drawn| *drawn == piece.drawn).unwrap_or_default() as u8);
        });
        self.list(sheet.indents.iter(), |out, (at, steps)| {
            out.place(*at);
            out.u8(*steps);
        });
    }

    fn place(&mut self, at: CellRef) {
        self.u32(at.row);
        self.u32(at.column);
    }

    fn cell(&mut self, cell: &Cell) {
        self.place(cell.at());
        match cell.value() {
            Value::Empty => self.u8(0),
            Value::Number(number) => {
                self.u8(1);
                self.0.extend(number.to_le_bytes());
            }
            Value::Text(text) => {
                self.u8(2);
                self.shared(text);
            }
            Value::Bool(truth) => self.u8(3 + u8::from(truth)),
            Value::Error(code) => {
                self.u8(5);
                self.shared(code);
            }
        }
        self.optional(cell.formula(), Self::text);
    }

    /// A text that many cells hold: its number among the different ones, and what it is where it is new.
    fn shared(&mut self, text: &SharedText) {
        match self.1.get(text) {
            Some(&number) => self.u32(number),
            None => {
                let number = self.1.len() as u32;
                self.1.insert(text.clone(), number);
                self.u32(number);
                self.text(text);
            }
        }
    }

    fn note(&mut self, note: &ReadNote) {
        self.optional(note.at, Self::place);
        match &note.kind {
            ReadNoteKind::BadCell(text) => {
                self.u8(0);
                self.text(text);
            }
            ReadNoteKind::NotFinite(text) => {
                self.u8(1);
                self.text(text);
            }
            ReadNoteKind::TooLong(text) => {
                self.u8(6);
                self.text(text);
            }
            ReadNoteKind::SameName(name) => {
                self.u8(7);
                self.text(name);
            }
            ReadNoteKind::DuplicateCell => self.u8(2),
            ReadNoteKind::OwnList => self.u8(3),
            ReadNoteKind::Merges => self.u8(8),
            ReadNoteKind::EndsEarly => self.u8(5),
            ReadNoteKind::CodePage(page) => {
                self.u8(4);
                self.optional(*page, |out, page| out.u32(page.into()));
            }
        }
    }

    fn error(&mut self, error: &Error) {
        match error {
            Error::Password => self.u8(0),
            Error::Damaged(what) => {
                self.u8(1);
                self.text(what);
            }
            Error::OverLimit { what, limit } => {
                self.u8(2);
                self.limit(what);
                self.text(limit);
            }
            Error::Unreadable(what) => {
                self.u8(3);
                self.text(what);
            }
            other => {
                self.u8(3);
                self.text(&other.to_string());
            }
        }
    }

    fn limit(&mut self, limit: &Limit) {
        let place = LIMITS.iter().position(|known| known == limit);
        self.u8(place.map_or(u8::MAX, |place| place as u8));
        if let Limit::PartSize(name) = limit {
            self.text(name);
        }
    }
}

/// The limits without a name, by their number.
const LIMITS: [Limit; 10] = [
    Limit::FileSize,
    Limit::Parts,
    Limit::Cells,
    Limit::Texts,
    Limit::Area,
    Limit::Formulas,
    Limit::Time,
    Limit::Memory,
    Limit::Copy,
    Limit::Corrections,
];

/// What is left of the bytes, and the different texts of cells that came before.
struct Input<'a>(&'a [u8], Vec<SharedText>);

impl<'a> Input<'a> {
    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*first)
    }

    fn u8(&mut self) -> Option<u8> {
        self.bytes::<1>().map(|[byte]| byte)
    }

    fn u32(&mut self) -> Option<u32> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        let len = self.u32()? as usize;
        let (text, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    /// A list whose items take at least `least` bytes each: no more is reserved than can be there.
    fn list<T>(&mut self, least: usize, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let len = self.u32()? as usize;
        let mut list = Vec::with_capacity(len.min(self.0.len() / least));
        for _ in 0..len {
            list.push(read(self)?);
        }
        Some(list)
    }

    fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.u8()? {
            0 => Some(None),
            1 => read(self).map(Some),
            _ => None,
        }
    }

    fn workbook(&mut self) -> Option<Workbook> {
        let tabs = self.list(5, Self::tab)?;
        Some(Workbook { format: Format::Xls, tabs, number_formats: None, own_output: false })
    }

    fn tab(&mut self) -> Option<Tab> {
        let kind = self.u8()?;
        let name: Arc<str> = self.text()?.into();
        Some(match kind {
            0 => Tab::Sheet(Sheet { name, ..self.sheet()? }),
            1 => Tab::Failed { name, error: self.error()? },
            2 => Tab::NoCells { name },
            _ => return None,
        })
    }

    fn sheet(&mut self) -> Option<Sheet> {
        let visibility = match self.u8()? {
            0 => Visibility::Visible,
            1 => Visibility::Hidden,
            _ => Visibility::VeryHidden,
        };
        let cells = self.list(10, Self::cell)?;
        // What comes after relies on the order of cells.
        if !cells.windows(2).all(|pair| pair[0].at() < pair[1].at()) {
            return None;
        }
        let merge = |input: &mut Self| Some(CellRange::new(input.place()?, input.place()?));
        let merges = self.optional(|input| input.list(16, merge))?;
        let hidden = |input: &mut Self| {
            let list = input.optional(|input| input.list(4, Self::u32))?;
            Some(list.map(|list| list.into_iter().collect::<BTreeSet<u32>>()))
        };
        let (hidden_rows, hidden_columns) = (hidden(self)?, hidden(self)?);
        let notes = self.list(2, Self::note)?;
        let old_fonts = self.list(17, |input| {
            let (at, from, to) = (input.place()?, input.u32()? as usize, input.u32()? as usize);
            Some(InFont { at, from, to, drawn: *Drawn::ALL.get(usize::from(input.u8()?))? })
        })?;
        let indents = self.list(9, |input| Some((input.place()?, input.u8()?)))?;
        // They are looked up by their order.
        if !old_fonts.is_sorted() || !indents.is_sorted() {
            return None;
        }
        let rest = Sheet::default();
        Some(Sheet { visibility, cells, merges, hidden_rows, hidden_columns, notes, old_fonts, indents, ..rest })
    }

    fn place(&mut self) -> Option<CellRef> {
        let at = CellRef::new(self.u32()?, self.u32()?);
        (at.row < MAX_ROWS && at.column < MAX_COLUMNS).then_some(at)
    }

    fn cell(&mut self) -> Option<Cell> {
        let at = self.place()?;
        let value = match self.u8()? {
            0 => Value::Empty,
            1 => Value::Number(self.bytes().map(f64::from_le_bytes).filter(|number| number.is_finite())?),
            2 => Value::Text(self.shared()?),
            3 => Value::Bool(false),
            4 => Value::Bool(true),
            5 => Value::Error(self.shared()?),
            _ => return None,
        };
        let formula = self.optional(|input| input.text())?;
        Some(Cell::new(at, value).with_formula(formula))
    }

    fn shared(&mut self) -> Option<SharedText> {
        let number = self.u32()? as usize;
        if number == self.1.len() {
            let text = self.text()?.into();
            self.1.push(text);
        }
        self.1.get(number).cloned()
    }

    fn note(&mut self) -> Option<ReadNote> {
        let at = self.optional(Self::place)?;
        let kind = match self.u8()? {
            0 => ReadNoteKind::BadCell(self.text()?.into()),
            1 => ReadNoteKind::NotFinite(self.text()?.into()),
            2 => ReadNoteKind::DuplicateCell,
            3 => ReadNoteKind::OwnList,
            8 => ReadNoteKind::Merges,
            5 => ReadNoteKind::EndsEarly,
            6 => ReadNoteKind::TooLong(self.text()?.into()),
            7 => ReadNoteKind::SameName(self.text()?.into()),
            4 => ReadNoteKind::CodePage(self.optional(Self::u32)?.map(|page| page as u16)),
            _ => return None,
        };
        Some(ReadNote { at, kind })
    }

    fn error(&mut self) -> Option<Error> {
        Some(match self.u8()? {
            0 => Error::Password,
            1 => Error::Damaged(self.text()?.into()),
            2 => Error::OverLimit { what: self.limit()?, limit: self.text()?.into() },
            3 => Error::Unreadable(self.text()?.into()),
            _ => return None,
        })
    }

    fn limit(&mut self) -> Option<Limit> {
        match self.u8()? {
            u8::MAX => Some(Limit::PartSize(self.text()?.into())),
            place => LIMITS.get(usize::from(place)).cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers() -> Vec<Answer> {
        let cell = |row, value| Cell::new(CellRef::new(row, 2), value).with_formula(Some("SUM(A1)"));
        let values = [Value::Empty, Value::Number(0.5), Value::Text("ế".into()), Value::Bool(true)];
        let note = ReadNote { at: None, kind: ReadNoteKind::BadCell("x".into()) };
        let sheet = Sheet {
            name: "Biểu".into(),
            cells: (0..).zip(values).map(|(row, value)| cell(row, value)).collect(),
            merges: Some(vec![CellRange::new(CellRef::new(0, 0), CellRef::new(1, 1))]),
            hidden_rows: Some([3, 5].into()),
            notes: vec![note],
            visibility: Visibility::VeryHidden,
            old_fonts: vec![InFont { at: CellRef::new(1, 2), from: 0, to: 3, drawn: Drawn::Vni }],
            indents: vec![(CellRef::new(2, 2), 3)],
            ..Sheet::default()
        };
        let failed = Tab::Failed { name: "b".into(), error: Error::Damaged("cut".into()) };
        let tabs = vec![Tab::Sheet(sheet), failed, Tab::NoCells { name: "c".into() }];
        let book = Workbook { format: Format::Xls, tabs, number_formats: None, own_output: false };
        let over = |what| Err(Error::OverLimit { what, limit: "1".into() });
        vec![Ok(book), Err(Error::Password), over(Limit::Area), over(Limit::PartSize("a".into()))]
    }

    #[test]
    fn what_goes_in_comes_out() {
        for answer in answers() {
            assert_eq!(decode(&encode(&answer)), Some(answer));
        }
    }

    #[test]
    fn nothing_in_the_bytes_is_trusted() {
        for answer in answers() {
            let bytes = encode(&answer);
            assert!((0..bytes.len()).all(|end| decode(&bytes[..end]).is_none()));
            for place in 0..bytes.len() {
                for wrong in [0, 0x7F, 0xFF] {
                    let mut bytes = bytes.clone();
                    bytes[place] = wrong;
                    drop(decode(&bytes));
                }
            }
        }
    }
}
