//! What we say about a workbook: places, severities, fixes and findings. Stands before everything that reads or rules.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::text::shared::SharedText;

/// A cell by its place: row and column counted from 0, shown as Excel shows it.
///
/// ```
/// use xeploai::finding::CellRef;
/// assert_eq!(CellRef::new(11, 6).to_string(), "G12");
/// assert_eq!(CellRef::parse("G12"), Some(CellRef::new(11, 6)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CellRef {
    /// Row, from 0; at most 1,048,575.
    pub row: u32,
    /// Column, from 0; at most 16,383.
    pub column: u32,
}

/// Rows a sheet can have.
pub const MAX_ROWS: u32 = 1_048_576;
/// Columns a sheet can have.
pub const MAX_COLUMNS: u32 = 16_384;

impl CellRef {
    /// The cell at `row` and `column`, both from 0.
    pub const fn new(row: u32, column: u32) -> Self {
        Self { row, column }
    }

    /// `"G12"` or `"$G$12"` → the cell; `None` for anything else or a place no sheet has.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        let mut at = usize::from(text.first() == Some(&b'$'));
        let mut column = 0u32;
        let letters = at;
        while at < text.len() && text[at].is_ascii_alphabetic() {
            column = column.checked_mul(26)?.checked_add(u32::from(text[at].to_ascii_uppercase() - b'A') + 1)?;
            at += 1;
            if at - letters > 3 {
                return None;
            }
        }
        if at == letters {
            return None;
        }
        at += usize::from(text.get(at) == Some(&b'$'));
        let digits = &text[at..];
        if digits.is_empty() || digits.len() > 7 || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let row = digits.iter().fold(0u32, |n, d| n * 10 + u32::from(d - b'0'));
        (1..=MAX_ROWS).contains(&row).then_some(())?;
        (1..=MAX_COLUMNS).contains(&column).then_some(())?;
        Some(Self::new(row - 1, column - 1))
    }
}

/// The letters of a column counted from 0: `column_name(27)` is `"AB"`.
pub fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&b| b as char).collect()
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_name(self.column), u64::from(self.row) + 1)
    }
}

/// A rectangle of cells, both corners included; shown as `A1:B2`, or `A1` when it is one cell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CellRange {
    /// Top left.
    pub start: CellRef,
    /// Bottom right.
    pub end: CellRef,
}

impl CellRange {
    /// The rectangle between two corners, in whatever order they are given.
    pub fn new(a: CellRef, b: CellRef) -> Self {
        Self {
            start: CellRef::new(a.row.min(b.row), a.column.min(b.column)),
            end: CellRef::new(a.row.max(b.row), a.column.max(b.column)),
        }
    }

    /// `"A1:B2"` or `"A1"` → the rectangle.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some((a, b)) => Some(Self::new(CellRef::parse(a)?, CellRef::parse(b)?)),
            None => CellRef::parse(text).map(|c| Self::new(c, c)),
        }
    }

    /// Is the cell inside?
    pub fn contains(&self, cell: CellRef) -> bool {
        (self.start.row..=self.end.row).contains(&cell.row)
            && (self.start.column..=self.end.column).contains(&cell.column)
    }

    /// Its cells, row by row.
    pub fn cells(&self) -> impl Iterator<Item = CellRef> + use<> {
        let Self { start, end } = *self;
        (start.row..=end.row).flat_map(move |row| (start.column..=end.column).map(move |c| CellRef::new(row, c)))
    }

    /// Number of cells.
    pub fn size(&self) -> u64 {
        u64::from(self.end.row - self.start.row + 1) * u64::from(self.end.column - self.start.column + 1)
    }
}

impl From<CellRef> for CellRange {
    fn from(cell: CellRef) -> Self {
        Self::new(cell, cell)
    }
}

impl fmt::Display for CellRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == self.end { self.start.fmt(f) } else { write!(f, "{}:{}", self.start, self.end) }
    }
}

/// Cells joined into the fewest straight runs, down a column first and then along a row, in reading order.
pub fn runs(cells: &[CellRef]) -> Vec<CellRange> {
    let mut sorted: Vec<CellRef> = cells.to_vec();
    sorted.sort_by_key(|c| (c.column, c.row));
    sorted.dedup();
    let mut columns: Vec<CellRange> = Vec::new();
    for cell in sorted {
        match columns.last_mut() {
            Some(run) if run.end.column == cell.column && run.end.row + 1 == cell.row => {
                run.end = cell;
            }
            _ => columns.push(cell.into()),
        }
    }
    let mut joined: Vec<CellRange> = Vec::new();
    // By its rows and the column it ends in: a damaged file has cells in a million places.
    let mut ends: HashMap<(u32, u32, u32), usize> = HashMap::new();
    for run in columns {
        let rows = (run.start.row, run.end.row);
        let beside = run.start.column.checked_sub(1).and_then(|column| ends.remove(&(rows.0, rows.1, column)));
        let place = match beside {
            Some(place) => {
                joined[place].end = run.end;
                place
            }
            None => {
                joined.push(run);
                joined.len() - 1
            }
        };
        ends.insert((rows.0, rows.1, run.end.column), place);
    }
    joined.sort();
    joined
}

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Recorded, nothing to do (Ghi nhận).
    Info,
    /// Look at it (Đề nghị kiểm tra lại).
    Warning,
    /// Must be settled before the report is sent (Phải chỉnh sửa hoặc giải trình).
    Error,
}

/// A cell of the broken relation, perhaps on another sheet or in another file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Related {
    /// The file, when it is another than the finding's.
    pub file: Option<Arc<str>>,
    /// The sheet, when it is another than the finding's.
    pub sheet: Option<Arc<str>>,
    /// The cells.
    pub range: CellRange,
}

impl Related {
    /// The same cells as seen from a sheet: file and sheet are named only where they are others.
    pub fn seen_from(&self, file: &Arc<str>, sheet: &Arc<str>) -> Self {
        let here = self.file.as_ref().is_none_or(|f| f == file);
        let same = here && self.sheet.as_ref().is_none_or(|s| s == sheet);
        let other_file = self.file.clone().filter(|_| !here);
        Self { file: other_file, sheet: self.sheet.clone().filter(|_| !same), range: self.range }
    }
}

impl From<CellRange> for Related {
    fn from(range: CellRange) -> Self {
        Self { file: None, sheet: None, range }
    }
}

impl fmt::Display for Related {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |s: &str| s.replace('\'', "''");
        match (&self.file, &self.sheet) {
            (Some(file), Some(sheet)) => {
                write!(f, "'[{}]{}'!{}", quoted(file), quoted(sheet), self.range)
            }
            (None, Some(sheet)) => write!(f, "'{}'!{}", quoted(sheet), self.range),
            _ => self.range.fmt(f),
        }
    }
}

/// How sure a correction is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Follows from the workbook alone and can have only one outcome (Đủ căn cứ chỉnh sửa).
    Safe,
    /// Plausible, applied only on request (Đề nghị xác nhận).
    Suggested,
}

/// One cell changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// File, as the report names it.
    pub file: Arc<str>,
    /// Sheet.
    pub sheet: Arc<str>,
    /// Cell.
    pub cell: CellRef,
    /// What stands there: values as text, numbers with a point and without grouping, a formula with `=`.
    pub from: SharedText,
    /// What should stand there.
    pub to: SharedText,
}

/// A correction that is offered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// How sure it is.
    pub safety: Safety,
    /// Why, in Vietnamese and English.
    pub reason: Message,
    /// The cells to change.
    pub edits: Vec<Edit>,
    /// Other equally good corrections, each a set of edits; empty for a safe fix.
    pub alternatives: Vec<Vec<Edit>>,
}

/// One sentence in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Message {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Message {
    /// Both languages at once.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }
}

/// One statement about a workbook that can be checked: where, what was found, what was expected, and why.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// Rule code, such as `S201`.
    pub rule: &'static str,
    /// Rule name, such as `levels-do-not-sum`.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// File, as the report names it; `None` when it concerns the whole run.
    pub file: Option<Arc<str>>,
    /// Sheet; `None` when it concerns the file.
    pub sheet: Option<Arc<str>>,
    /// First cell; `None` when it concerns the sheet.
    pub cell: Option<CellRef>,
    /// All cells it speaks of on its sheet.
    pub ranges: Vec<CellRange>,
    /// The cells it was compared with.
    pub related: Vec<Related>,
    /// What was found.
    pub found: Option<String>,
    /// What was expected.
    pub expected: Option<String>,
    /// One sentence.
    pub message: Message,
    /// The person the sentence names, if it names one: left out where rows about persons do not belong.
    pub person: Option<String>,
    /// Document, article, clause.
    pub source: Option<String>,
    /// The readings of something ambiguous.
    pub readings: Option<Vec<String>>,
    /// A correction, if one is offered.
    pub fix: Option<Fix>,
    /// What the unit says to it, where it said that the figure stays and why.
    pub explained: Option<Explained>,
}

/// What a unit says to a finding: the figure stays, for a reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explained {
    /// The reason.
    pub reason: String,
    /// Who says so; empty where nobody is named.
    pub by: String,
    /// When, as written.
    pub date: String,
    /// In which document.
    pub document: String,
    /// The file the answer stands in.
    pub file: Arc<str>,
}

impl Finding {
    /// Stable for the same rule, place and values: `S201-3f9c1a`.
    pub fn id(&self) -> String {
        let mut hash = Fnv::new();
        hash.add(self.rule);
        for part in [self.file.as_deref(), self.sheet.as_deref()] {
            hash.add(part.unwrap_or(""));
        }
        for range in &self.ranges {
            hash.add(&range.to_string());
        }
        hash.add(&self.cell.map(|c| c.to_string()).unwrap_or_default());
        hash.add(self.found.as_deref().unwrap_or(""));
        hash.add(self.expected.as_deref().unwrap_or(""));
        if self.found.is_none() && self.expected.is_none() {
            hash.add(&self.message.en);
        }
        format!("{}-{:06x}", self.rule, hash.0 & 0xff_ffff)
    }
}

/// FNV-1a, 64 bits: short stable ids, no security meant.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_read_as_they_are_shown() {
        for text in ["A1", "Z9", "AA10", "XFD1048576"] {
            assert_eq!(CellRef::parse(text).expect(text).to_string(), text);
        }
        for text in ["", "A", "1", "A0", "XFE1", "A1048577", "AAAA1", "A1B"] {
            assert_eq!(CellRef::parse(text), None, "{text}");
        }
    }

    #[test]
    fn cells_join_into_runs() {
        let cells: Vec<CellRef> =
            ["B2", "B3", "B4", "D2", "C7", "D7"].iter().filter_map(|t| CellRef::parse(t)).collect();
        let shown: Vec<String> = runs(&cells).iter().map(CellRange::to_string).collect();
        assert_eq!(shown, ["B2:B4", "D2", "C7:D7"]);
    }
}
