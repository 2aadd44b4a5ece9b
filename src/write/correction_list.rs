//! A list of corrections, the same in every workbook that shows one.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cell::Put;
use super::consolidated::{HEAD_ROW, Pages, Style, height};
use crate::correct::Correction;
use crate::finding::{Edit, MAX_ROWS, Safety};

/// The columns of a list of corrections; `new` is the head over what should stand there.
pub(super) fn correction_columns(new: &str) -> [(&str, f64); 8] {
    [
        ("TT", 5.0),
        ("Tên file", 28.0),
        ("Biểu", 18.0),
        ("Ô", 8.0),
        ("Đang ghi", 14.0),
        (new, 14.0),
        ("Căn cứ", 24.0),
        ("Lý do", 70.0),
    ]
}

/// One line of a list of corrections.
pub(super) struct Line<'l> {
    /// The cell, what stands there and what should.
    pub(super) edit: &'l Edit,
    /// How sure it is.
    pub(super) safety: Safety,
    /// Why, in Vietnamese.
    pub(super) reason: &'l str,
    /// Code of the rule.
    pub(super) rule: &'l str,
}

impl<'l> From<&'l Correction> for Line<'l> {
    fn from(made: &'l Correction) -> Self {
        Self { edit: &made.edit, safety: made.safety, reason: &made.reason.vi, rule: made.rule }
    }
}

/// Lines that fit on one sheet.
pub(super) const LINES_MAX: usize = (MAX_ROWS - HEAD_ROW - 1) as usize;

/// The lines as sheets of a workbook: more than `most` go on on the next. `new` is the head over what should stand in the
/// cells.
pub(super) fn sheets(
    pages: &mut Pages<'_>,
    (title, subtitle, new): (&str, &str, &str),
    lines: &[Line<'_>],
    most: usize,
) -> Result<(), XlsxError> {
    let style = pages.style;
    let count = lines.len().div_ceil(most).max(1);
    for number in 1..=count {
        let name = if number == 1 { title.to_owned() } else { format!("{title} ({number})") };
        let part = lines.chunks(most).nth(number - 1).unwrap_or_default();
        let columns = correction_columns(new);
        let sheet = pages.page_of(part.len(), &name, (title, subtitle), &columns)?;
        for (row, line) in (HEAD_ROW + 1..).zip(part) {
            correction(sheet, row, line, style)?;
        }
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + part.len() as u32, 7)?;
    }
    Ok(())
}

fn correction(sheet: &mut Worksheet, row: u32, line: &Line<'_>, style: &Style) -> Result<(), XlsxError> {
    let Line { edit, safety, reason, rule } = line;
    let why = format!("{reason} ({rule})");
    sheet.put(row, 0, row - HEAD_ROW, &style.centred)?;
    sheet.put(row, 1, edit.file.as_ref(), &style.wrapped)?;
    sheet.put(row, 2, edit.sheet.as_ref(), &style.wrapped)?;
    sheet.put(row, 3, edit.cell.to_string(), &style.centred)?;
    let (from, to) = shown(edit);
    sheet.put(row, 4, from, &style.wrapped)?;
    sheet.put(row, 5, to, &style.wrapped)?;
    sheet.put(row, 6, ground(*safety), &style.wrapped)?;
    sheet.put(row, 7, &why, &style.wrapped)?;
    sheet.set_row_height(row, height(&why, 70))?;
    Ok(())
}

/// What stands there and what should, with the decimal sign people write. `1.234` that becomes `1234` was typed so.
fn shown(edit: &Edit) -> (String, String) {
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    if number(&edit.from) && number(&edit.to) && edit.to.contains('.') {
        return (edit.from.replace('.', ","), edit.to.replace('.', ","));
    }
    (edit.from.to_string(), edit.to.to_string())
}

/// How sure a correction is, as our tables say it.
pub(super) fn ground(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "Đủ căn cứ chỉnh sửa",
        Safety::Suggested => "Đề nghị xác nhận",
    }
}
