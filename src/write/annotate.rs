//! Corrections → what tells of them in the copy itself: a note on each corrected cell, and a sheet that lists them all.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Note, Worksheet, XlsxError};

use super::apply::Applied;
use super::cell::{Put, fitted};
use super::consolidated::height;
use super::correction_list::{correction_columns, ground};
use crate::correct::Correction;
use crate::finding::Safety;
use crate::package::new_sheet::{Look, NewCell, NewContent, NewRow, NewSheet};
use crate::package::notes::{AUTHOR, Notes};
use crate::package::patch::{Annotations, Change, Content};
use crate::read::own_list::{HEAD_ROW, HEADS, TITLE};
use crate::read::{Tab, Value, Workbook};

/// Characters of a content that a note shows.
const NOTED_MAX: usize = 150;

/// Has the copies of a workbook tell of its corrections; `file` is its bare name.
pub fn annotate(applied: &mut Applied, original: &Workbook, corrections: &[&Correction], file: &str) {
    let mut annotations = Annotations::default();
    let mut lines = Vec::new();
    for correction in corrections {
        let edit = &correction.edit;
        let Some(tab) = original.tabs.iter().position(|tab| *tab.name() == edit.sheet) else { continue };
        let old = match original.tabs.get(tab) {
            Some(Tab::Sheet(sheet)) => sheet.get(edit.cell).filter(|cell| cell.formula().is_none()),
            _ => None,
        };
        let new = applied.changes.get(&tab).and_then(|changes| changes.get(&edit.cell));
        let line = Line {
            from: shown(&edit.from, matches!(old.map(|cell| cell.value()), Some(Value::Number(_)))),
            to: shown(&edit.to, matches!(new, Some(Change::Put { formula: None, content: Content::Number(_) }))),
            why: format!("{} ({})", correction.reason.vi, correction.rule),
            correction,
        };
        annotations.notes.entry(tab).or_default().insert(edit.cell, line.note());
        lines.push(line);
    }
    annotations.sheet = list(&lines, file, free_name(original));
    applied.annotations = Some(annotations);
}

/// A correction as people read it.
struct Line<'c> {
    correction: &'c Correction,
    from: String,
    to: String,
    why: String,
}

/// A number has the decimal sign people write; everything else is as it stands.
fn shown(text: &str, number: bool) -> String {
    if number { text.replace('.', ",") } else { text.to_owned() }
}

/// What a note says of a content: its beginning; the list has the whole.
fn short(text: &str) -> String {
    match text.char_indices().nth(NOTED_MAX) {
        None if text.is_empty() => "(trống)".to_owned(),
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

impl Line<'_> {
    fn note(&self) -> String {
        let mut note = format!("Đang ghi: {}\nĐã sửa: {}\n", short(&self.from), short(&self.to));
        if self.correction.safety == Safety::Suggested {
            note += &format!("{}\n", ground(Safety::Suggested));
        }
        note + &format!("Lý do: {}", self.why)
    }

    fn row(&self, number: u32, file: &str) -> NewRow {
        let edit = &self.correction.edit;
        let text = |look, text: &str| NewCell { look, content: NewContent::Text(text.to_owned()) };
        NewRow {
            // The narrower columns break their lines earlier.
            height: [(file, 24), (&*edit.sheet, 15), (&self.from, 12), (&self.to, 12), (&self.why, 70)]
                .map(|(text, width)| height(text, width))
                .into_iter()
                .fold(0.0, f64::max),
            cells: vec![
                NewCell { look: Look::Centred, content: NewContent::Number(number) },
                text(Look::Wrapped, file),
                text(Look::Wrapped, &edit.sheet),
                text(Look::Centred, &edit.cell.to_string()),
                text(Look::Wrapped, &self.from),
                text(Look::Wrapped, &self.to),
                text(Look::Wrapped, ground(self.correction.safety)),
                text(Look::Wrapped, &self.why),
            ],
        }
    }
}

fn list(lines: &[Line<'_>], file: &str, name: String) -> NewSheet {
    let one = |look, text: &str, height| NewRow {
        height,
        cells: vec![NewCell { look, content: NewContent::Text(text.to_owned()) }],
    };
    let heads = HEADS.iter().map(|head| NewCell { look: Look::Head, content: NewContent::Text((*head).to_owned()) });
    let mut rows = vec![
        one(Look::Title, TITLE, 24.0),
        one(Look::Subtitle, "Các ô đã sửa trong bản sao này; file gốc không thay đổi", 18.0),
        NewRow { height: 15.0, cells: Vec::new() },
        NewRow { height: 30.0, cells: heads.collect() },
    ];
    rows.extend((1..).zip(lines).map(|(number, line)| line.row(number, file)));
    let widths = correction_columns(HEADS[5]).map(|(_, width)| width).to_vec();
    NewSheet { name, widths, rows, merged: vec![0, 1], frozen: HEAD_ROW + 1 }
}

/// The title, or with a number when a sheet has that name.
fn free_name(workbook: &Workbook) -> String {
    let taken: Vec<String> = workbook.tabs.iter().map(|tab| tab.name().to_lowercase()).collect();
    let mut names = (1..).map(|n| if n == 1 { TITLE.to_owned() } else { format!("{TITLE} ({n})") });
    names.find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_default()
}

/// Puts notes on the cells of a new workbook.
pub(super) fn put_notes(page: &mut Worksheet, notes: &Notes) -> Result<(), XlsxError> {
    for (at, text) in notes {
        let lines: usize = text.lines().map(|line| line.chars().count().div_ceil(44).max(1)).sum();
        let note = Note::new(fitted(text)).set_author(AUTHOR).add_author_prefix(false);
        let note = note.set_font_name("Tahoma").set_font_size(9).set_width(320).set_height(16 * lines as u32 + 14);
        page.insert_note(at.row, at.column as u16, &note)?;
    }
    Ok(())
}

/// The list as a sheet of a new workbook.
pub(super) fn put_list(page: &mut Worksheet, list: &NewSheet) -> Result<(), XlsxError> {
    page.set_name(&list.name)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    page.set_margins(0.5, 0.4, 0.6, 0.6, 0.3, 0.3).set_footer("&C&\"Times New Roman,Regular\"&10Trang &P/&N");
    page.set_freeze_panes(list.frozen, 0)?;
    for (column, width) in (0u16..).zip(&list.widths) {
        page.set_column_width(column, *width)?;
    }
    let last = u16::try_from(list.widths.len().saturating_sub(1)).unwrap_or(0);
    for row in &list.merged {
        page.merge_range(*row, 0, *row, last, "", &Format::new())?;
    }
    for (index, row) in (0u32..).zip(&list.rows) {
        page.set_row_height(index, row.height)?;
        for (column, cell) in (0u16..).zip(&row.cells) {
            let format = format(cell.look);
            match &cell.content {
                NewContent::Number(number) => page.write_number_with_format(index, column, *number, &format)?,
                NewContent::Text(text) => page.put(index, column, text, &format)?,
            };
        }
    }
    Ok(())
}

fn format(look: Look) -> Format {
    let base = Format::new().set_font_name("Times New Roman").set_align(FormatAlign::VerticalCenter).set_text_wrap();
    let (base, centred) = match look {
        Look::Title => (base.set_bold().set_font_size(14), true),
        Look::Subtitle => (base.set_italic().set_font_size(11), true),
        Look::Head => {
            (base.set_bold().set_font_size(11).set_border(FormatBorder::Thin).set_background_color("#E7E6E6"), true)
        }
        Look::Wrapped => (base.set_font_size(11).set_border(FormatBorder::Thin), false),
        Look::Centred => (base.set_font_size(11).set_border(FormatBorder::Thin), true),
    };
    if centred { base.set_align(FormatAlign::Center) } else { base }
}
