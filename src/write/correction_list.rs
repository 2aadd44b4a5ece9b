//! A list of corrections, the same in every workbook that shows one.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::consolidated::{HEAD_ROW, Style, height};
use crate::finding::{Edit, Safety};

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
pub(super) fn correction(
    sheet: &mut Worksheet,
    row: u32,
    edit: &Edit,
    safety: Safety,
    why: &str,
    style: &Style,
) -> Result<(), XlsxError> {
    sheet.write_with_format(row, 0, row - HEAD_ROW, &style.centred)?;
    sheet.write_with_format(row, 1, edit.file.as_ref(), &style.wrapped)?;
    sheet.write_with_format(row, 2, edit.sheet.as_ref(), &style.wrapped)?;
    sheet.write_with_format(row, 3, edit.cell.to_string(), &style.centred)?;
    let (from, to) = shown(edit);
    sheet.write_with_format(row, 4, from, &style.wrapped)?;
    sheet.write_with_format(row, 5, to, &style.wrapped)?;
    sheet.write_with_format(row, 6, ground(safety), &style.wrapped)?;
    sheet.write_with_format(row, 7, why, &style.wrapped)?;
    sheet.set_row_height(row, height(why, 70))?;
    Ok(())
}

/// What stands there and what should, with the decimal sign people write. `1.234` that becomes `1234` was typed so.
fn shown(edit: &Edit) -> (String, String) {
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    if number(&edit.from) && number(&edit.to) && edit.to.contains('.') {
        return (edit.from.replace('.', ","), edit.to.replace('.', ","));
    }
    (edit.from.clone(), edit.to.clone())
}

/// How sure a correction is, as our tables say it.
pub(super) fn ground(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "Đủ căn cứ chỉnh sửa",
        Safety::Suggested => "Đề nghị xác nhận",
    }
}
