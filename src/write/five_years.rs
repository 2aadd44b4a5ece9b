//! `Khen thưởng 5 năm liền`: five years of the organisations that are HTXSNV, each with its source.

use rust_xlsxwriter::XlsxError;

use super::cell::Put;
use super::consolidated::{HEAD_ROW, Pages, height};
use crate::consolidate::Streaks;

/// Name of the sheet.
const SHEET: &str = "Khen thưởng 5 năm liền";
/// Said under the title: what the sheet is not.
const SUBTITLE: &str = "Căn cứ kết quả các năm trong các file đã nhận; chưa xét điều kiện “tiêu biểu” và các lần đã khen thưởng. Việc xét khen thưởng do cấp có thẩm quyền quyết định.";

impl Pages<'_> {
    pub(super) fn five_years(&mut self, streaks: &Streaks) -> Result<(), XlsxError> {
        let style = self.style;
        let names = streaks.years.map(|year| format!("Năm {year}"));
        let mut columns = vec![("TT", 5.0), ("Đơn vị báo cáo", 20.0), ("Tên đơn vị", 30.0), ("Đối tượng", 13.0)];
        columns.extend(names.iter().map(|name| (name.as_str(), 21.0)));
        columns.push(("Kết luận", 24.0));
        let [first, .., last] = streaks.years;
        let title = format!("Tổ chức đảng được xếp loại HTXSNV 5 năm liền {first}–{last}");
        let sheet = self.page(SHEET, &title, SUBTITLE, &columns)?;
        for (row, (number, streak)) in (HEAD_ROW + 1..).zip((1u32..).zip(&streaks.rows)) {
            sheet.put(row, 0, number, &style.centred)?;
            sheet.put(row, 1, &streak.reporting_unit, &style.wrapped)?;
            sheet.put(row, 2, &streak.name, &style.wrapped)?;
            sheet.put(row, 3, streak.subject.vi(), &style.wrapped)?;
            for (column, year) in (4u16..).zip(&streak.years) {
                sheet.put(row, column, year, &style.wrapped)?;
            }
            sheet.put(row, 9, &streak.verdict, &style.wrapped)?;
            let highest = streak.years.iter().map(|year| height(year, 20)).fold(height(&streak.name, 28), f64::max);
            sheet.set_row_height(row, highest.max(height(&streak.verdict, 22)))?;
        }
        let end = HEAD_ROW + u32::try_from(streaks.rows.len()).unwrap_or(0);
        sheet.autofilter(HEAD_ROW, 0, end, 9)?;
        Ok(())
    }
}
