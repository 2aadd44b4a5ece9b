//! The corrections that were applied → `Nội dung chỉnh sửa.xlsx`, in the look of the consolidated workbook.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::consolidated::{HEAD_ROW, Pages, Style, properties};
use super::correction_list::{correction, correction_columns};
use crate::correct::Correction;
use crate::error::Error;

/// Name of the file.
pub const NAME: &str = "Nội dung chỉnh sửa.xlsx";

/// The schema the list carries as a document property, so that it is never taken for a submission.
const SCHEMA: &str = "corrections/1";

/// The list as bytes of a workbook; what was declined, if anything, on a sheet of its own.
pub fn workbook(made: &[Correction], declined: &[Correction]) -> Result<Vec<u8>, Error> {
    build(made, declined).map_err(|e| Error::CannotWrite { path: NAME.into(), reason: e.to_string() })
}

fn build(made: &[Correction], declined: &[Correction]) -> Result<Vec<u8>, XlsxError> {
    let title = "Nội dung chỉnh sửa";
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties()?.set_title(title).set_custom_property("xeploai.schema", SCHEMA));
    let style = Style::new();
    let subtitle = "Các ô đã sửa trong bản sao; file gốc không thay đổi";
    let mut pages = Pages { workbook: &mut workbook, style: &style };
    lines(pages.page(title, title, subtitle, &correction_columns("Đã sửa"))?, made, &style)?;
    if !declined.is_empty() {
        let title = "Nội dung không áp dụng";
        let subtitle = "Các ô được đề nghị sửa mà người rà soát giữ nguyên";
        lines(pages.page(title, title, subtitle, &correction_columns("Đề nghị"))?, declined, &style)?;
    }
    workbook.save_to_buffer()
}

fn lines(sheet: &mut Worksheet, list: &[Correction], style: &Style) -> Result<(), XlsxError> {
    let mut row = HEAD_ROW;
    for line in list {
        row += 1;
        let why = format!("{} ({})", line.reason.vi, line.rule);
        correction(sheet, row, &line.edit, line.safety, &why, style)?;
    }
    sheet.autofilter(HEAD_ROW, 0, row, 7)?;
    Ok(())
}
