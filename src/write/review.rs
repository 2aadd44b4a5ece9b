//! What one unit is asked → a sheet it can print, fill in and send back (phiếu đề nghị rà soát).

use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::cell::{Put, fitted};
use super::consolidated::{height, properties};
use crate::error::Error;
use crate::exchange::answers::{HEADS, OPINIONS, SHEET, SIGNED, TITLE, UNIT};
use crate::exchange::ask::{Asked, Line};
use crate::finding::Finding;

/// The schema the sheet carries as a document property, so that it is never taken for a submission.
const SCHEMA: &str = "review/1";
/// Row of the heads.
const HEAD: u32 = 5;
/// Widths of the columns, in letters.
const WIDTHS: [f64; 10] = [4.5, 13.0, 6.5, 44.0, 12.0, 13.0, 24.0, 14.0, 26.0, 10.0];

/// One unit's sheet as bytes; `sentence` says what a finding is.
pub fn workbook(asked: &Asked, findings: &[Finding], sentence: impl Fn(&Finding) -> String) -> Result<Vec<u8>, Error> {
    build(asked, findings, sentence).map_err(|e| Error::CannotWrite { path: SHEET.into(), reason: e.to_string() })
}

fn build(asked: &Asked, findings: &[Finding], sentence: impl Fn(&Finding) -> String) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties()?.set_title(SHEET).set_custom_property("xeploai.schema", SCHEMA));
    let look = Look::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.5, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer("&C&\"Times New Roman,Regular\"&10Trang &P/&N");
    sheet.set_repeat_rows(HEAD, HEAD)?.set_freeze_panes(HEAD + 1, 0)?;
    top(sheet, asked, &look)?;
    for (column, (head, width)) in (0u16..).zip(HEADS.into_iter().zip(WIDTHS)) {
        sheet.set_column_width(column, width)?;
        sheet.put(HEAD, column, head, &look.head)?;
    }
    sheet.set_column_hidden(9)?.set_row_height(HEAD, 34)?;
    let mut row = HEAD;
    for (number, line) in (1u32..).zip(&asked.lines) {
        row += 1;
        one(sheet, row, number, line, (&findings[line.finding], &sentence(&findings[line.finding])), &look)?;
    }
    let choice = DataValidation::new().allow_list_strings(&OPINIONS)?;
    let choice =
        choice.set_error_title("Ý kiến của đơn vị")?.set_error_message("Chọn: Đã chỉnh sửa hoặc Giữ nguyên")?;
    sheet.add_data_validation(HEAD + 1, 7, row.max(HEAD + 1), 7, &choice)?;
    signed(sheet, row + 2, &look)?;
    sheet.set_print_area(0, 0, row + 4, 8)?;
    workbook.save_to_buffer()
}

/// Title, unit, and what is asked.
fn top(sheet: &mut Worksheet, asked: &Asked, look: &Look) -> Result<(), XlsxError> {
    let of_year = asked.year.map(|year| format!(" năm {year}")).unwrap_or_default();
    sheet.merge_range(0, 0, 0, 8, TITLE, &look.title)?.set_row_height(0, 24)?;
    let about = format!("Báo cáo kết quả đánh giá, xếp loại chất lượng{of_year}");
    sheet.merge_range(1, 0, 1, 8, &fitted(&about), &look.subtitle)?;
    sheet.merge_range(2, 0, 2, 8, &fitted(&format!("{UNIT} {}", asked.unit)), &look.bold)?;
    let ask = "Đề nghị đơn vị kiểm tra lại các nội dung dưới đây; ghi “Đã chỉnh sửa” hoặc “Giữ nguyên” (kèm Lý do) và gửi lại \
               phiếu này cùng báo cáo. Kết quả này không thay thế việc thẩm định của cấp có thẩm quyền.";
    sheet.merge_range(3, 0, 3, 8, ask, &look.wrapped)?.set_row_height(3, 32)?;
    Ok(())
}

fn one(
    sheet: &mut Worksheet,
    row: u32,
    number: u32,
    line: &Line,
    (finding, sentence): (&Finding, &str),
    look: &Look,
) -> Result<(), XlsxError> {
    let mut content = sentence.to_owned();
    if !line.more.is_empty() {
        let code = format!(" ({})", finding.rule);
        let own = content.trim_end_matches(&code).to_owned();
        let cells = line.more.iter().filter(|c| !c.is_empty()).take(20).cloned().collect::<Vec<_>>().join(", ");
        content = format!("{own} Và {:02} nội dung tương tự: {cells}.{code}", line.more.len());
    }
    let basis = match &finding.source {
        Some(law) => law.clone(),
        None => "Đối chiếu số liệu trên biểu".to_owned(),
    };
    let keys = line.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    sheet.put(row, 0, number, &look.centred)?;
    let texts = [&line.sheet, &line.cell, &content, &line.found, &line.proposal, &basis];
    for (column, text) in (1u16..).zip(texts) {
        sheet.put(row, column, text, &look.cell)?;
    }
    sheet.put(row, 7, "", &look.answer)?.put(row, 8, "", &look.answer)?;
    sheet.put(row, 9, &keys, &look.cell)?;
    let tall =
        height(&content, 46).max(height(&basis, 25)).max(height(&line.found, 12)).max(height(&line.proposal, 13));
    sheet.set_row_height(row, tall.max(31.0))?;
    Ok(())
}

/// Who answers, when, and with which document.
fn signed(sheet: &mut Worksheet, row: u32, look: &Look) -> Result<(), XlsxError> {
    for (row, label) in (row..).zip(SIGNED) {
        sheet.merge_range(row, 0, row, 3, label, &look.plain)?;
        sheet.merge_range(row, 4, row, 8, "", &look.answer)?.set_row_height(row, 18)?;
    }
    Ok(())
}

struct Look {
    title: Format,
    subtitle: Format,
    bold: Format,
    plain: Format,
    wrapped: Format,
    head: Format,
    cell: Format,
    centred: Format,
    answer: Format,
}

impl Look {
    fn new() -> Self {
        let base =
            || Format::new().set_font_name("Times New Roman").set_font_size(11).set_align(FormatAlign::VerticalCenter);
        let cell = || base().set_border(FormatBorder::Thin).set_text_wrap();
        Self {
            title: base().set_font_size(14).set_bold().set_align(FormatAlign::Center),
            subtitle: base().set_italic().set_align(FormatAlign::Center),
            bold: base().set_bold().set_font_size(12),
            plain: base(),
            wrapped: base().set_text_wrap(),
            head: cell().set_bold().set_align(FormatAlign::Center).set_background_color("#E7E6E6"),
            cell: cell(),
            centred: cell().set_align(FormatAlign::Center),
            answer: cell().set_background_color("#FFFBE6"),
        }
    }
}
