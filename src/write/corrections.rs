//! The corrections that were applied → `Nội dung chỉnh sửa.xlsx`, in the look of the consolidated workbook.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::consolidated::{Pages, Style, properties};
use super::correction_list::{LINES_MAX, Line, sheets};
use crate::correct::Correction;
use crate::error::Error;

/// Name of the file.
pub const NAME: &str = "Nội dung chỉnh sửa.xlsx";

/// The schema the list carries as a document property, so that it is never taken for a submission.
const SCHEMA: &str = "corrections/1";

/// The list as bytes of a workbook; what was declined, if anything, on a sheet of its own.
pub fn workbook(made: &[Correction], declined: &[Correction]) -> Result<Vec<u8>, Error> {
    build(made, declined, LINES_MAX).map_err(|e| Error::CannotWrite { path: NAME.into(), reason: e.to_string() })
}

fn build(made: &[Correction], declined: &[Correction], most: usize) -> Result<Vec<u8>, XlsxError> {
    let title = "Nội dung chỉnh sửa";
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties()?.set_title(title).set_custom_property("xeploai.schema", SCHEMA));
    let style = Style::new();
    let subtitle = "Các ô đã sửa trong bản sao; file gốc không thay đổi";
    let mut pages = Pages { workbook: &mut workbook, style: &style };
    let lines: Vec<Line<'_>> = made.iter().map(Line::from).collect();
    sheets(&mut pages, (title, subtitle, "Đã sửa"), &lines, most)?;
    if !declined.is_empty() {
        let title = "Nội dung không áp dụng";
        let subtitle = "Các ô được đề nghị sửa mà người rà soát giữ nguyên";
        let lines: Vec<Line<'_>> = declined.iter().map(Line::from).collect();
        sheets(&mut pages, (title, subtitle, "Đề nghị"), &lines, most)?;
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{CellRef, Edit, Safety};
    use crate::read::{Tab, from_bytes};

    #[test]
    fn what_does_not_fit_on_one_sheet_goes_on_on_the_next() {
        let made = |row: u32| Correction {
            edit: Edit {
                file: "a.xlsx".into(),
                sheet: "A".into(),
                cell: CellRef::new(row, 2),
                from: "1".into(),
                to: row.to_string().into(),
            },
            becomes_number: false,
            rule: "S201",
            finding: "S201-000000".into(),
            safety: Safety::Safe,
            reason: Default::default(),
        };
        let list: Vec<Correction> = (0..21_003).map(made).collect();
        let shown = |most| {
            let book = from_bytes(build(&list, &[], most).expect("written")).expect("a workbook");
            let line = |tab: &Tab| match tab {
                Tab::Sheet(sheet) => {
                    let last = sheet.cells.iter().rev().find(|cell| cell.at().column == 3).expect("a cell");
                    format!("{}: {} {:?}", sheet.name, last.at(), last.value())
                }
                other => panic!("{other:?}"),
            };
            book.tabs.iter().map(line).collect::<Vec<_>>()
        };
        assert_eq!(shown(LINES_MAX), [r#"Nội dung chỉnh sửa: D21007 Text("C21003")"#]);
        let three = [("", "D10004", "C10000"), (" (2)", "D10004", "C20000"), (" (3)", "D1007", "C21003")];
        let three = three.map(|(name, at, cell)| format!("Nội dung chỉnh sửa{name}: {at} Text({cell:?})"));
        assert_eq!(shown(10_000), three);
    }
}
