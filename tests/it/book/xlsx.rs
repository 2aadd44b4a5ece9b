//! Pages → an xlsx file.

use rust_xlsxwriter::{Format, Workbook};

use super::{Content, FONT, Page};

pub(super) fn write(pages: &[Page]) -> Vec<u8> {
    let mut book = Workbook::new();
    for page in pages {
        let sheet = book.add_worksheet().set_name(&page.name).expect("a name for a sheet");
        for range in &page.merges {
            let (start, end) = (range.start, range.end);
            let corner = (start.row, start.column as u16, end.row, end.column as u16);
            sheet.merge_range(corner.0, corner.1, corner.2, corner.3, "", &Format::new()).expect("no overlap");
        }
        for (at, cell) in &page.cells {
            let (row, column) = (at.row, at.column as u16);
            let mut format = Format::new();
            if cell.font != FONT {
                format = format.set_font_name(cell.font);
            }
            let written = match &cell.content {
                Content::Text(text) => sheet.write_string_with_format(row, column, text, &format),
                Content::Number(number, code) => {
                    sheet.write_number_with_format(row, column, *number, &format.set_num_format(*code))
                }
            };
            written.expect("written");
        }
    }
    book.save_to_buffer().expect("saved")
}
