//! The list of units as a workbook to be completed by the office.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::cell::Put;
use super::consolidated::{HEAD_ROW, Pages, Style, properties};
use crate::error::Error;
use crate::exchange::list::{Expected, HEADS};

/// Name of the file.
pub const NAME: &str = "danh-muc-don-vi.xlsx";

/// The list as bytes of a workbook.
pub fn workbook(units: &[Expected]) -> Result<Vec<u8>, Error> {
    build(units).map_err(|e| Error::CannotWrite { path: NAME.into(), reason: e.to_string() })
}

fn build(units: &[Expected]) -> Result<Vec<u8>, XlsxError> {
    let title = "Danh mục đơn vị";
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties()?.set_title(title).set_custom_property("xeploai.schema", "units/1"));
    let style = Style::new();
    let subtitle =
        "Thứ tự và Khối ở đây là thứ tự của mọi bảng tổng hợp; nhiều tên, nhiều biểu cách nhau bằng dấu chấm phẩy";
    let columns: Vec<(&str, f64)> = HEADS.into_iter().zip([5.0, 34.0, 34.0, 22.0, 34.0, 34.0, 14.0]).collect();
    let mut pages = Pages { workbook: &mut workbook, style: &style };
    let sheet = pages.page(title, title, subtitle, &columns)?;
    for (row, (number, unit)) in (HEAD_ROW + 1..).zip((1u32..).zip(units)) {
        sheet.put(row, 0, number, &style.centred)?;
        let (others, forms, inherits) = (unit.others.join("; "), unit.forms.join("; "), unit.inherits.join("; "));
        let texts = [&unit.name, &others, &unit.sector, &forms, &inherits, &unit.due];
        for (column, text) in (1u16..).zip(texts) {
            sheet.put(row, column, text, &style.wrapped)?;
        }
    }
    workbook.save_to_buffer()
}
