//! A workbook as corrected → a new xlsx workbook with what the reader knows of it and, as far as it could be read, its
//! look; and the list of what was left behind.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use rust_xlsxwriter::{Format, Formula, Workbook as Book, Worksheet, XlsxError};

use super::annotate;
use super::apply::{Applied, same};
use super::cell::{LETTERS_MAX, Put, fitted};
use super::consolidated::properties;
use super::look::Painter;
use crate::error::Error;
use crate::evaluate::Evaluator;
use crate::finding::{CellRange, CellRef, Message};
use crate::package::new_sheet::NewSheet;
use crate::read::look::Look;
use crate::read::{Cell, Format as FileFormat, Sheet, Tab, Value, Visibility, Workbook};
use crate::text::shared::SharedText;

/// Cells that all merges of a workbook may take: a hundred columns of five thousand rows.
const MERGED_MAX: u64 = 500_000;

/// A new workbook.
#[derive(Debug)]
pub struct Rebuilt {
    /// The xlsx file.
    pub bytes: Vec<u8>,
    /// What it does not have of the original.
    pub left_behind: Vec<Message>,
}

/// Everything the reader knows: values, formulas whose results we can confirm, merges, what is hidden, and the look where
/// `applied` has it.
pub fn rebuilt(original: &Workbook, applied: &Applied) -> Result<Rebuilt, Error> {
    let formulas = confirmed(original);
    build(applied, &formulas, false)
}

/// Values only, for a file that cannot be patched safely.
pub fn values_only(applied: &Applied) -> Result<Rebuilt, Error> {
    build(applied, &BTreeSet::new(), true)
}

/// Formulas that give what is stored for them: their text was surely read right.
fn confirmed(original: &Workbook) -> BTreeSet<(usize, CellRef)> {
    let mut evaluator = Evaluator::new(original);
    let mut found = BTreeSet::new();
    for (tab, sheet) in original.sheets() {
        for cell in sheet.cells.iter().filter(|cell| cell.formula().is_some()) {
            if same(cell.value(), &evaluator.result(tab, cell.at())) {
                found.insert((tab, cell.at()));
            }
        }
    }
    found
}

fn build(applied: &Applied, formulas: &BTreeSet<(usize, CellRef)>, values_only: bool) -> Result<Rebuilt, Error> {
    let look = applied.look.as_ref();
    match book(applied, formulas, look, values_only) {
        // A look no workbook can have must not cost the values.
        Err(_) if look.is_some() => book(applied, formulas, None, values_only),
        made => made,
    }
}

fn book(
    applied: &Applied,
    formulas: &BTreeSet<(usize, CellRef)>,
    look: Option<&Look>,
    values_only: bool,
) -> Result<Rebuilt, Error> {
    let failed = |e: XlsxError| Error::CannotWrite { path: "xlsx".into(), reason: e.to_string() };
    let mut builder = Builder {
        book: Book::new(),
        formats: HashMap::new(),
        painter: Painter::new(look, applied.workbook.tabs.len()),
        applied,
        formulas,
        lost_formulas: Vec::new(),
        lost_tabs: Vec::new(),
        lost_merges: false,
        cut_texts: 0,
        merged_left: MERGED_MAX,
        left_merges: false,
    };
    builder.book.set_properties(&properties().map_err(failed)?);
    builder.painter.start(&mut builder.book).map_err(failed)?;
    builder.tabs().map_err(failed)?;
    if let Some(annotations) = &applied.annotations {
        builder.list(&annotations.sheet).map_err(failed)?;
    }
    let left_behind = builder.left_behind(values_only);
    Ok(Rebuilt { bytes: builder.book.save_to_buffer().map_err(failed)?, left_behind })
}

struct Builder<'w> {
    book: Book,
    /// By number format code.
    formats: HashMap<String, Format>,
    painter: Painter<'w>,
    applied: &'w Applied,
    formulas: &'w BTreeSet<(usize, CellRef)>,
    lost_formulas: Vec<String>,
    lost_tabs: Vec<String>,
    lost_merges: bool,
    /// Texts that were longer than a cell may hold.
    cut_texts: usize,
    /// Cells that merges may still take.
    merged_left: u64,
    /// Was a merge over too many cells left out?
    left_merges: bool,
}

impl Builder<'_> {
    fn tabs(&mut self) -> Result<(), XlsxError> {
        let workbook = &self.applied.workbook;
        let shown = |tab: &Tab| matches!(tab, Tab::Sheet(sheet) if sheet.visibility == Visibility::Visible);
        let first_shown = workbook.tabs.iter().position(shown);
        for (tab, content) in workbook.tabs.iter().enumerate() {
            let Tab::Sheet(sheet) = content else {
                self.lost_tabs.push(content.name().to_string());
                continue;
            };
            let mut page = Worksheet::new();
            page.set_name(self.free_name(&sheet.name))?.set_formula_result_default("");
            match sheet.visibility {
                Visibility::Visible => {}
                // A workbook has to show something.
                _ if first_shown.is_none() => {}
                Visibility::Hidden => drop(page.set_hidden(true)),
                Visibility::VeryHidden => drop(page.set_very_hidden(true)),
            }
            if first_shown == Some(tab) {
                page.set_active(true).set_first_tab(true);
            }
            self.sheet(&mut page, tab, sheet)?;
            self.book.push_worksheet(page);
        }
        Ok(())
    }

    /// The name on the tab as Excel allows it.
    fn free_name(&mut self, name: &str) -> String {
        let taken: BTreeSet<String> = self.book.worksheets().iter().map(|w| w.name().to_lowercase()).collect();
        let plain: String = name.replace(['/', '\\', '?', '*', '[', ']', ':'], " ");
        let plain = plain.trim_matches('\'');
        let cut = |suffix: &str| {
            let room = 31usize.saturating_sub(suffix.encode_utf16().count());
            plain.chars().take(room).collect::<String>() + suffix
        };
        let names = (1..).map(|n| cut(&if n == 1 { String::new() } else { format!(" ({n})") }));
        names.into_iter().find(|n| !n.is_empty() && !taken.contains(&n.to_lowercase())).unwrap_or_default()
    }

    fn sheet(&mut self, page: &mut Worksheet, tab: usize, sheet: &Sheet) -> Result<(), XlsxError> {
        self.painter.prepare(page, tab, sheet)?;
        for range in sheet.merges.iter().flatten().filter(|range| range.size() > 1) {
            let (start, end) = (range.start, range.end);
            // Each cell of a merge is written, and a file claims as many as it likes.
            let Some(left) = self.merged_left.checked_sub(range.size()) else {
                self.left_merges = true;
                continue;
            };
            self.merged_left = left;
            let format = self.painter.format(tab, start).cloned().unwrap_or_default();
            let merged = page.merge_range(start.row, start.column as u16, end.row, end.column as u16, "", &format);
            self.lost_merges |= merged.is_err();
        }
        for row in sheet.hidden_rows.iter().flatten() {
            page.set_row_hidden(*row)?;
        }
        for column in sheet.hidden_columns.iter().flatten() {
            page.set_column_hidden(*column as u16)?;
        }
        self.painter.blanks(page, tab, sheet)?;
        for cell in &sheet.cells {
            let format = self.painter.format(tab, cell.at()).cloned().unwrap_or_else(|| self.number_format(cell));
            self.cell(page, tab, cell, &format)?;
        }
        self.unread_formulas(tab, sheet);
        let notes = self.applied.annotations.as_ref().and_then(|annotations| annotations.notes.get(&tab));
        notes.map_or(Ok(()), |notes| annotate::put_notes(page, notes))
    }

    fn list(&mut self, list: &NewSheet) -> Result<(), XlsxError> {
        let page = self.book.add_worksheet();
        annotate::put_list(page, list)
    }

    /// Formulas the file has and the reader could not read; a corrected cell has lost its own on purpose.
    fn unread_formulas(&mut self, tab: usize, sheet: &Sheet) {
        let corrected = self.applied.changes.get(&tab);
        for at in self.painter.formulas(tab) {
            let read = sheet.get(*at).is_some_and(|cell| cell.formula().is_some());
            if !read && !corrected.is_some_and(|changes| changes.contains_key(at)) {
                self.lost_formulas.push(at.to_string());
            }
        }
    }

    /// The number format, where the reader knows it: all there is to go by without the look.
    fn number_format(&mut self, cell: &Cell) -> Format {
        let code = self.applied.workbook.number_format(cell).filter(|code| *code != "General");
        let Some(code) = code else { return Format::new() };
        self.formats.entry(code.to_owned()).or_insert_with(|| Format::new().set_num_format(code)).clone()
    }

    fn cell(&mut self, page: &mut Worksheet, tab: usize, cell: &Cell, format: &Format) -> Result<(), XlsxError> {
        let (row, column) = (cell.at().row, cell.at().column as u16);
        if let Some(formula) = cell.formula() {
            let unknown = self.applied.unknown.contains(&(tab, cell.at())) || cell.value() == Value::Empty;
            let new = self.applied.changes.get(&tab).is_some_and(|c| {
                matches!(c.get(&cell.at()), Some(crate::package::patch::Change::Put { formula: Some(_), .. }))
            });
            // A new file has no links to other workbooks, and Excel refuses a formula that names one.
            let linked = formula.contains('[');
            if !linked && (new || unknown || self.formulas.contains(&(tab, cell.at()))) {
                let formula = Formula::new(formula).set_result(shown(cell.value()));
                // Computed as a plain formula it would give something else.
                if let Some(range) = self.array_at(tab, cell.at()) {
                    let (last_row, last_column) = (range.end.row, range.end.column as u16);
                    page.write_array_formula_with_format(row, column, last_row, last_column, formula, format)?;
                    return Ok(());
                }
                page.write_formula_with_format(row, column, formula, format)?;
                return Ok(());
            }
            self.lost_formulas.push(cell.at().to_string());
        }
        match cell.value() {
            Value::Empty => page.write_blank(row, column, format)?,
            Value::Number(number) => page.write_number_with_format(row, column, number, format)?,
            Value::Bool(truth) => page.write_boolean_with_format(row, column, truth, format)?,
            Value::Text(text) | Value::Error(text) => {
                self.cut_texts += usize::from(matches!(fitted(text), Cow::Owned(_)));
                page.put(row, column, &**text, format)?
            }
        };
        Ok(())
    }

    /// The cells of the array formula that stands in this cell.
    fn array_at(&self, tab: usize, at: CellRef) -> Option<CellRange> {
        match &self.applied.workbook.tabs[tab] {
            Tab::Sheet(sheet) => sheet.arrays.iter().copied().find(|range| range.start == at),
            Tab::Failed { .. } | Tab::NoCells { .. } => None,
        }
    }

    fn left_behind(&self, values_only: bool) -> Vec<Message> {
        let workbook = &self.applied.workbook;
        let mut left = self.painter.left_behind();
        if workbook.number_formats.is_none() && !self.painter.knows() {
            left.push(Message::new(
                "định dạng số và ngày tháng (ngày tháng hiện thành số)",
                "formats of numbers and dates (dates show as numbers)",
            ));
        }
        let xlsb = workbook.format == FileFormat::Xlsb;
        if xlsb && workbook.sheets().any(|(_, sheet)| sheet.merges.is_none()) {
            left.push(Message::new("ô gộp, dòng và cột ẩn", "merged cells, hidden rows and columns"));
        } else if self.lost_merges {
            left.push(Message::new("một số ô gộp chồng lên nhau", "some overlapping merged cells"));
        }
        if self.cut_texts > 0 {
            left.push(Message::new(
                format!("phần cuối của {:02} ô có hơn {LETTERS_MAX} ký tự", self.cut_texts),
                format!("the end of {} texts of more than {LETTERS_MAX} letters", self.cut_texts),
            ));
        }
        if self.left_merges {
            left.push(Message::new("ô gộp trên quá nhiều ô", "merges over too many cells"));
        }
        let formulas = match (workbook.format, self.lost_formulas.as_slice()) {
            (_, [_, ..]) if values_only => {
                Some(("công thức (chỉ giữ kết quả)".into(), "formulas (results only)".into()))
            }
            (_, [first, ..]) => Some((
                format!("{:02} công thức, từ ô {first} (chỉ giữ kết quả)", self.lost_formulas.len()),
                format!("{} formulas, from {first} on (results only)", self.lost_formulas.len()),
            )),
            (FileFormat::Xls | FileFormat::Xlsb, []) if !self.painter.knows() => {
                Some(("công thức mảng, nếu có".into(), "array formulas, if any".into()))
            }
            _ => None,
        };
        left.extend(formulas.map(|(vi, en): (String, String)| Message::new(vi, en)));
        if !self.lost_tabs.is_empty() {
            let names = self.lost_tabs.join(", ");
            left.push(Message::new(format!("sheet {names}"), format!("the sheets {names}")));
        }
        left
    }
}

/// A result as rust_xlsxwriter wants it: text, from which it tells the type.
fn shown(value: Value<&SharedText>) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => if truth { "TRUE" } else { "FALSE" }.into(),
        Value::Text(text) | Value::Error(text) => text.to_string(),
    }
}
