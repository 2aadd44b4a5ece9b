//! The consolidated workbook: a document people sign. Totals and percentages are live formulas with stored results.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Url, Workbook, Worksheet, XlsxError,
};

use std::collections::HashMap;

use super::cell::{Put, fitted};
use super::correction_list::{LINES_MAX, Line, sheets};
use crate::check::totals::Source;
use crate::consolidate::{Section, Summary, UnitRow, UnitSheet};
use crate::error::Error;
use crate::finding::{Finding, Severity, column_name};
use crate::locate::{Stage, Subject};
use crate::normalise::Level;
use crate::normalise::counts::{LineCounts, add};
use crate::report::{Language, nameless_sentence, severity_name};

/// The schema our outputs carry as a document property, so that they are never taken for a submission.
const SCHEMA: &str = "summary/1";

/// The workbook as bytes.
pub fn workbook(summary: &Summary) -> Result<Vec<u8>, Error> {
    build(summary).map_err(|e| Error::CannotWrite { path: "xlsx".into(), reason: e.to_string() })
}

fn build(summary: &Summary) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let title = title(summary);
    workbook.set_properties(&properties()?.set_title(&title).set_custom_property("xeploai.schema", SCHEMA));
    let style = Style::new();
    let mut pages = Pages { workbook: &mut workbook, style: &style };
    pages.totals(summary, &title)?;
    pages.status(summary)?;
    pages.mappings(summary)?;
    pages.findings(summary)?;
    pages.corrections(summary)?;
    pages.reconciliation(summary)?;
    pages.received(summary)?;
    pages.explanations(summary)?;
    pages.resent(summary)?;
    for sheet in &summary.units {
        pages.units(sheet)?;
    }
    if let Some(compared) = &summary.compared {
        pages.compared(compared)?;
    }
    if let Some(streaks) = &summary.streaks {
        pages.five_years(streaks)?;
    }
    workbook.save_to_buffer()
}

/// What the workbook is about. Where all of it is of one quarter, or of what is not decided yet, it says so.
fn title(summary: &Summary) -> String {
    let of = |what: &str, time: &str| format!("Tổng hợp {what}, xếp loại chất lượng {time}").trim_end().to_owned();
    match summary.sections().as_slice() {
        [one] => {
            let what = match one.stage {
                Stage::Own => "kết quả tự đánh giá",
                Stage::Proposed => "đề nghị đánh giá",
                Stage::Decided => "kết quả đánh giá",
            };
            of(what, &one.time())
        }
        _ => of("kết quả đánh giá", &summary.year.map(|year| format!("năm {year}")).unwrap_or_default()),
    }
}

/// No author, and a fixed time: the same input gives the same bytes.
pub(super) fn properties() -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2020, 1, 1)?))
}

/// Formats, each made once.
pub(super) struct Style {
    pub(super) title: Format,
    pub(super) subtitle: Format,
    pub(super) head: Format,
    pub(super) text: Format,
    pub(super) wrapped: Format,
    pub(super) count: Format,
    /// More or fewer than before, with its sign.
    pub(super) change: Format,
    pub(super) percent: Format,
    pub(super) sum: Format,
    pub(super) sum_count: Format,
    pub(super) sum_percent: Format,
    pub(super) group: Format,
    /// A line that runs over the whole row.
    section: Format,
    link: Format,
    pub(super) centred: Format,
    pub(super) above: Format,
}

impl Style {
    pub(super) fn new() -> Self {
        let base =
            || Format::new().set_font_name("Times New Roman").set_font_size(11).set_align(FormatAlign::VerticalCenter);
        let cell = || base().set_border(FormatBorder::Thin);
        let bold = || cell().set_bold();
        Self {
            title: base().set_font_size(14).set_bold().set_align(FormatAlign::Center).set_text_wrap(),
            subtitle: base().set_italic().set_align(FormatAlign::Center).set_text_wrap(),
            head: bold().set_align(FormatAlign::Center).set_text_wrap().set_background_color("#E7E6E6"),
            text: cell(),
            wrapped: cell().set_text_wrap(),
            count: cell().set_num_format("#,##0").set_align(FormatAlign::Right),
            change: cell().set_num_format("+#,##0;-#,##0;0").set_align(FormatAlign::Right),
            percent: cell().set_num_format("0.0").set_align(FormatAlign::Right),
            sum: bold(),
            sum_count: bold().set_num_format("#,##0").set_align(FormatAlign::Right),
            sum_percent: bold().set_num_format("0.0").set_align(FormatAlign::Right),
            group: bold().set_background_color("#F2F2F2"),
            section: base()
                .set_bold()
                .set_background_color("#E7E6E6")
                .set_border_top(FormatBorder::Thin)
                .set_border_bottom(FormatBorder::Thin),
            link: cell().set_font_color("#0563C1").set_underline(rust_xlsxwriter::FormatUnderline::Single),
            centred: cell().set_align(FormatAlign::Center),
            above: cell().set_italic().set_text_wrap(),
        }
    }
}

pub(super) struct Pages<'w> {
    pub(super) workbook: &'w mut Workbook,
    pub(super) style: &'w Style,
}

/// Rows above the data of every page: title, subtitle, a blank one, and the header.
pub(super) const HEAD_ROW: u32 = 3;

/// How a page is printed, and everything above its data. From top to bottom: of a sheet that is written row by row, none
/// can be touched again.
pub(super) fn head(
    sheet: &mut Worksheet,
    style: &Style,
    title: &str,
    subtitle: &str,
    columns: &[(&str, f64)],
) -> Result<(), XlsxError> {
    // A formula whose result is an empty text must not show 0 where nothing recalculates.
    sheet.set_formula_result_default("");
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.5, 0.4, 0.6, 0.6, 0.3, 0.3).set_footer("&C&\"Times New Roman,Regular\"&10Trang &P/&N");
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?.set_freeze_panes(HEAD_ROW + 1, 0)?;
    let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
    sheet.set_row_height(0, 24)?;
    sheet.merge_range(0, 0, 0, last, &fitted(title), &style.title)?;
    sheet.set_row_height(1, 18)?;
    sheet.merge_range(1, 0, 1, last, &fitted(subtitle), &style.subtitle)?;
    sheet.set_row_height(HEAD_ROW, 48)?;
    for (column, (head, width)) in (0u16..).zip(columns) {
        sheet.set_column_width(column, *width)?;
        sheet.put(HEAD_ROW, column, *head, &style.head)?;
    }
    Ok(())
}

/// Rows from which on a page is long.
const LONG: usize = 20_000;

/// Links that Excel takes on one sheet.
const LINKS_MAX: usize = 65_530;

/// Columns of counts: must be rated, rated, and each level with its percentage from here on.
const FIRST_LEVEL: u16 = 5;

impl Pages<'_> {
    /// A page in A4 landscape with a title, a header that repeats, frozen panes and page numbers.
    pub(super) fn page(
        &mut self,
        name: &str,
        title: &str,
        subtitle: &str,
        columns: &[(&str, f64)],
    ) -> Result<&mut Worksheet, XlsxError> {
        let style = self.style;
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(name)?;
        head(sheet, style, title, subtitle, columns)?;
        Ok(sheet)
    }

    /// The same for a page of so many rows, each written after the one above it: a long page is never in memory whole.
    pub(super) fn page_of(
        &mut self,
        rows: usize,
        name: &str,
        (title, subtitle): (&str, &str),
        columns: &[(&str, f64)],
    ) -> Result<&mut Worksheet, XlsxError> {
        if rows <= LONG {
            return self.page(name, title, subtitle, columns);
        }
        let style = self.style;
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        head(sheet, style, title, subtitle, columns)?;
        Ok(sheet)
    }

    fn mappings(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        let style = self.style;
        let columns = [
            ("TT", 5.0),
            ("Tên file", 28.0),
            ("Biểu", 18.0),
            ("Đối tượng", 15.0),
            ("Mức ghi trong báo cáo", 32.0),
            ("Số lượng", 9.0),
            ("Mức chung", 28.0),
            ("Khung xếp loại", 40.0),
            ("Căn cứ quy đổi", 20.0),
        ];
        let name = "Quy đổi mức xếp loại";
        let said = (name, "Mỗi cách ghi trong báo cáo được hiểu theo khung nào");
        let sheet = self.page_of(summary.mappings.len(), name, said, &columns)?;
        for (row, (number, m)) in (HEAD_ROW + 1..).zip((1u32..).zip(&summary.mappings)) {
            sheet.put(row, 0, number, &style.centred)?;
            for (column, text) in (1u16..).zip([m.file.as_ref(), m.sheet.as_ref(), m.subject.vi(), m.label.as_str()]) {
                sheet.put(row, column, text, &style.wrapped)?;
            }
            sheet.put(row, 5, m.count as u32, &style.count)?;
            sheet.put(row, 6, m.level.map_or("–", |l| l.vi()), &style.wrapped)?;
            sheet.put(row, 7, &m.framework, &style.wrapped)?;
            sheet.put(row, 8, m.basis, &style.wrapped)?;
            sheet.set_row_height(row, height(&m.framework, 40).max(height(&m.label, 32)).max(height(&m.file, 28)))?;
        }
        Ok(())
    }

    /// More findings than a sheet has rows go on on the next.
    fn findings(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        const TITLE: &str = "Nội dung cần rà soát";
        let rows = UnitRows::of(summary);
        let mut parts = summary.findings.chunks(LINES_MAX);
        self.findings_page(TITLE, (parts.next().unwrap_or_default(), 1), &rows)?;
        for (number, part) in (1u32..).zip(parts) {
            self.findings_page(&format!("{TITLE} ({})", number + 1), (part, number * LINES_MAX as u32 + 1), &rows)?;
        }
        Ok(())
    }

    /// One page of them, numbered from `first` on.
    fn findings_page(
        &mut self,
        name: &str,
        (findings, first): (&[Finding], u32),
        rows: &UnitRows<'_>,
    ) -> Result<(), XlsxError> {
        let style = self.style;
        let columns = [
            ("TT", 5.0),
            ("Tên file", 26.0),
            ("Biểu", 18.0),
            ("Ô", 8.0),
            ("Mức độ", 20.0),
            ("Mã", 7.0),
            ("Nội dung", 70.0),
            ("Đang ghi", 14.0),
            ("Đề nghị", 14.0),
        ];
        let said = (name, "Kết quả này không thay thế việc thẩm định của cấp có thẩm quyền");
        let sheet = self.page_of(findings.len(), name, said, &columns)?;
        let mut row = HEAD_ROW + 1;
        let mut links = 0;
        for (number, f) in (first..).zip(findings) {
            let cell = f.cell.map(|c| c.to_string()).unwrap_or_default();
            let text = nameless_sentence(f, Language::Vi);
            sheet.put(row, 0, number, &style.centred)?;
            sheet.put(row, 1, f.file.as_deref().unwrap_or(""), &style.wrapped)?;
            sheet.put(row, 2, f.sheet.as_deref().unwrap_or(""), &style.wrapped)?;
            match rows.link(f).filter(|_| links < LINKS_MAX) {
                Some(target) => {
                    let url = Url::new(target).set_text(&cell);
                    sheet.write_url_with_format(row, 3, url, &style.link)?;
                    links += 1;
                }
                None => {
                    sheet.put(row, 3, &cell, &style.centred)?;
                }
            }
            sheet.put(row, 4, severity_name(f.severity, Language::Vi), &style.wrapped)?;
            sheet.put(row, 5, f.rule, &style.centred)?;
            sheet.put(row, 6, &text, &style.wrapped)?;
            sheet.put(row, 7, f.found.as_deref().unwrap_or(""), &style.wrapped)?;
            sheet.put(row, 8, f.expected.as_deref().unwrap_or(""), &style.wrapped)?;
            sheet.set_row_height(row, height(&text, 70))?;
            row += 1;
        }
        sheet.autofilter(HEAD_ROW, 0, row.saturating_sub(1).max(HEAD_ROW), 8)?;
        Ok(())
    }

    fn corrections(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        let proposed = summary.findings.iter().any(|f| f.fix.is_some());
        let (head, said) = match &summary.applied {
            Some(list) if list.is_empty() => ("Đã sửa", "Không có nội dung chỉnh sửa"),
            None if !proposed => ("Đề nghị", "Không có nội dung chỉnh sửa"),
            Some(_) => {
                ("Đã sửa", "Đã áp dụng khi tổng hợp; đơn vị có số liệu thay đổi được đánh dấu (*). File gốc giữ nguyên")
            }
            None => {
                ("Đề nghị", "Số liệu trong sheet Tổng hợp là số liệu đơn vị gửi, chưa áp dụng các nội dung dưới đây")
            }
        };
        let open = summary.findings.iter().filter(|_| summary.applied.is_none());
        let open = open.filter_map(|f| f.fix.as_ref().map(|fix| (f.rule, fix)));
        let proposed = open.flat_map(|(rule, fix)| {
            let line = move |edit| Line { edit, safety: fix.safety, reason: &fix.reason.vi, rule };
            fix.edits.iter().map(line)
        });
        let lines: Vec<Line<'_>> = summary.applied.iter().flatten().map(Line::from).chain(proposed).collect();
        sheets(self, ("Nội dung chỉnh sửa", said, head), &lines, LINES_MAX)
    }

    fn reconciliation(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        let style = self.style;
        let columns = [
            ("TT", 5.0),
            ("Tên đơn vị", 30.0),
            ("Tên file", 28.0),
            ("Biểu", 20.0),
            ("Đối tượng", 15.0),
            ("Nội dung", 14.0),
            ("Số đơn vị báo cáo", 12.0),
            ("Số tính lại", 12.0),
            ("Chênh lệch", 12.0),
        ];
        let name = "Đối chiếu số liệu";
        let said = (name, "Dòng tổng của đơn vị so với cộng lại các dòng; báo cáo cấp trên so với tổng các đơn vị");
        let sheet = self.page_of(summary.reconciliation.len(), name, said, &columns)?;
        let mut row = HEAD_ROW + 1;
        for line in &summary.reconciliation {
            sheet.put(row, 0, row - HEAD_ROW, &style.centred)?;
            for (column, text) in (1u16..).zip([
                line.unit.as_str(),
                line.source.file.as_ref(),
                line.source.sheet.as_ref(),
                line.subject.vi(),
                line.item,
            ]) {
                sheet.put(row, column, text, &style.wrapped)?;
            }
            count(sheet, row, 6, line.reported, &style.count)?;
            count(sheet, row, 7, line.recomputed, &style.count)?;
            let off = line.reported.zip(line.recomputed).map(|(a, b)| a - b);
            match off {
                Some(off) => sheet.write_formula_with_format(
                    row,
                    8,
                    formula(&format!("=G{0}-H{0}", row + 1), &off.to_string()),
                    &style.count,
                )?,
                None => sheet.put(row, 8, "", &style.count)?,
            };
            row += 1;
        }
        sheet.autofilter(HEAD_ROW, 0, row.saturating_sub(1).max(HEAD_ROW), 8)?;
        Ok(())
    }

    fn received(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        let style = self.style;
        let columns = [
            ("TT", 5.0),
            ("Tên file", 34.0),
            ("Biểu", 24.0),
            ("Vùng", 12.0),
            ("Nhận dạng", 34.0),
            ("Lần gửi", 14.0),
            ("Đã đọc / Không đọc", 14.0),
            ("Lý do", 46.0),
        ];
        let said = ("Hồ sơ tiếp nhận", "Mọi file, sheet, biểu đã nhận");
        let sheet = self.page_of(summary.received.len(), said.0, said, &columns)?;
        for (row, (number, line)) in (HEAD_ROW + 1..).zip((1u32..).zip(&summary.received)) {
            let read = if line.read { "Đã đọc" } else { "Không đọc" };
            sheet.put(row, 0, number, &style.centred)?;
            let texts = [line.file.as_ref(), &line.sheet, &line.range, &line.what, &line.version, read, &line.reason];
            for (column, text) in (1u16..).zip(texts) {
                sheet.put(row, column, text, &style.wrapped)?;
            }
            sheet.set_row_height(row, height(&line.reason, 46).max(height(&line.file, 34)))?;
        }
        Ok(())
    }

    /// The rows of units of one subject: counts with live sums, or levels as words.
    fn units(&mut self, units: &UnitSheet) -> Result<(), XlsxError> {
        let style = self.style;
        let mut columns =
            vec![("TT", 5.0), ("Đơn vị báo cáo", 24.0), ("Tên đơn vị", 38.0), ("Tổng số", 9.0), ("Đã đánh giá", 9.0)];
        columns.extend(Level::ALL.iter().flat_map(|l| [(l.code(), 9.0), ("%", 7.0)]));
        columns.extend([("Mức xếp loại", 26.0), ("Ghi chú", 28.0), ("Nguồn", 34.0)]);
        let name = sheet_name(units.subject);
        let title = format!("Kết quả theo từng đơn vị: {}", units.subject.vi());
        let said = "Danh sách ghi mức bằng chữ hoặc đánh dấu thì nêu ở cột Mức xếp loại";
        let sheet = self.page_of(units.rows.len(), &name, (&title, said), &columns)?;
        let mut row = HEAD_ROW + 1;
        for section in units.sections() {
            if titled(units) {
                line_over_rows(sheet, row, &section, 15, style)?;
                row += 1;
            }
            let rows: Vec<&UnitRow> = units.rows.iter().filter(|unit| unit.section == section).collect();
            let first = row;
            for (number, unit) in (1u32..).zip(&rows) {
                unit_row(sheet, row, number, unit, style)?;
                row += 1;
            }
            let sum = rows.iter().map(|r| r.counts).reduce(add).unwrap_or_default();
            if sum.levels.iter().any(Option::is_some) {
                sheet.put(row, 2, "Cộng các dòng có số lượng", &style.group)?;
                sum_levels(sheet, row, first, row - 1, &sum, style)?;
                row += 1;
            }
        }
        sheet.autofilter(HEAD_ROW, 0, row.saturating_sub(1).max(HEAD_ROW), 15)?;
        Ok(())
    }
}

/// Do lines say what the rows below them are of? Not where all are of what was decided of the year.
fn titled(units: &UnitSheet) -> bool {
    units.sections().iter().any(|section| !section.is_of_year()) || units.sections().len() > 1
}

/// The line over the rows of a section.
pub(super) fn line_over_rows(
    sheet: &mut Worksheet,
    row: u32,
    section: &Section,
    last: u16,
    style: &Style,
) -> Result<(), XlsxError> {
    (0..=last).try_for_each(|column| sheet.write_blank(row, column, &style.section).map(|_| ()))?;
    sheet.put(row, 0, section.title(), &style.section)?;
    sheet.set_row_height(row, 18)?;
    Ok(())
}

/// One unit: its counts, or its level as words.
fn unit_row(sheet: &mut Worksheet, row: u32, number: u32, unit: &UnitRow, style: &Style) -> Result<(), XlsxError> {
    sheet.put(row, 0, number, &style.centred)?;
    sheet.put(row, 1, &unit.reporting_unit, &style.wrapped)?;
    sheet.put(row, 2, &unit.name, &style.wrapped)?;
    levels(sheet, row, &unit.counts, style)?;
    sheet.put(row, 13, unit.level.map_or("", |l| l.vi()), &style.wrapped)?;
    sheet.put(row, 14, &unit.note, &style.wrapped)?;
    let source = format!("{} · {} · {}", unit.source.file, unit.source.sheet, unit.source.range);
    sheet.put(row, 15, &source, &style.wrapped)?;
    sheet.set_row_height(row, height(&source, 34).max(height(&unit.name, 38)))?;
    Ok(())
}

/// The rows of a sheet of units, each with its number as the sheet shows it.
fn numbered_rows(units: &UnitSheet) -> Vec<(u32, &UnitRow)> {
    let mut row = HEAD_ROW + 2;
    let mut found = Vec::new();
    for section in units.sections() {
        row += u32::from(titled(units));
        let rows: Vec<&UnitRow> = units.rows.iter().filter(|unit| unit.section == section).collect();
        let summed = rows.iter().any(|r| r.counts.levels.iter().any(Option::is_some));
        for unit in rows {
            found.push((row, unit));
            row += 1;
        }
        row += u32::from(summed);
    }
    found
}

/// A name of at most 31 letters.
fn sheet_name(subject: Subject) -> String {
    format!("CT {}", subject.vi()).replace(['/', '\\', '?', '*', '[', ']', ':'], " ").chars().take(31).collect()
}

/// Enough height for a text in a column of that many letters.
pub(super) fn height(text: &str, width: usize) -> f64 {
    let lines: usize = text.lines().map(|l| l.chars().count().div_ceil(width).max(1)).sum();
    15.5 * lines.clamp(1, 12) as f64
}

pub(super) fn formula(text: &str, result: &str) -> Formula {
    Formula::new(text).set_result(result)
}

pub(super) fn count(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: Option<i64>,
    format: &Format,
) -> Result<(), XlsxError> {
    match value {
        Some(value) => sheet.put(row, column, value as f64, format)?,
        None => sheet.put(row, column, "", format)?,
    };
    Ok(())
}

/// A percentage as a live formula; blank while count or base is.
fn percent(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    (count, base): (u16, &str),
    value: Option<f64>,
    format: &Format,
) -> Result<(), XlsxError> {
    let count = format!("{}{}", column_name(count.into()), row + 1);
    let text = format!("=IF(OR({count}=\"\",{base}=0),\"\",{count}/{base}*100)");
    let result = value.map(|v| v.to_string()).unwrap_or_default();
    sheet.write_formula_with_format(row, column, formula(&text, &result), format)?;
    Ok(())
}

pub(super) fn share(count: Option<i64>, base: Option<i64>) -> Option<f64> {
    let (count, base) = (count?, base?);
    (base != 0).then(|| count as f64 / base as f64 * 100.0)
}

/// Total, rated and the four levels with their percentages, from column D on.
pub(super) fn levels(sheet: &mut Worksheet, row: u32, counts: &LineCounts, style: &Style) -> Result<(), XlsxError> {
    count(sheet, row, 3, counts.total, &style.count)?;
    count(sheet, row, 4, counts.rated, &style.count)?;
    for (place, value) in (0u16..).zip(counts.levels) {
        let column = FIRST_LEVEL + 2 * place;
        count(sheet, row, column, value, &style.count)?;
        percent(
            sheet,
            row,
            column + 1,
            (column, &format!("E{}", row + 1)),
            share(value, counts.rated),
            &style.percent,
        )?;
    }
    Ok(())
}

/// The same as sums over rows, live.
pub(super) fn sum_levels(
    sheet: &mut Worksheet,
    row: u32,
    first: u32,
    last: u32,
    counts: &LineCounts,
    style: &Style,
) -> Result<(), XlsxError> {
    let mut sum = |column: u16, value: Option<i64>| -> Result<(), XlsxError> {
        let name = column_name(column.into());
        let range = format!("{name}{}:{name}{}", first + 1, last + 1);
        // A level nobody stated stays blank, it is not 0.
        let text = format!("=IF(COUNT({range})=0,\"\",SUM({range}))");
        let result = value.map(|v| v.to_string()).unwrap_or_default();
        sheet.write_formula_with_format(row, column, formula(&text, &result), &style.sum_count)?;
        Ok(())
    };
    sum(3, counts.total)?;
    sum(4, counts.rated)?;
    for (place, value) in (0u16..).zip(counts.levels) {
        sum(FIRST_LEVEL + 2 * place, value)?;
    }
    for (place, value) in (0u16..).zip(counts.levels) {
        let column = FIRST_LEVEL + 2 * place;
        percent(
            sheet,
            row,
            column + 1,
            (column, &format!("E{}", row + 1)),
            share(value, counts.rated),
            &style.sum_percent,
        )?;
    }
    Ok(())
}

/// Where the rows of the files stand among the unit sheets.
struct UnitRows<'s>(HashMap<(&'s str, &'s str, u32), (Subject, u32)>);

impl<'s> UnitRows<'s> {
    fn of(summary: &'s Summary) -> Self {
        let mut places = HashMap::new();
        for units in &summary.units {
            for (row, unit) in numbered_rows(units) {
                let Source { file, sheet, range } = &unit.source;
                places.entry((&**file, &**sheet, range.start.row)).or_insert((units.subject, row));
            }
        }
        Self(places)
    }

    /// A finding's row, as a link inside the workbook.
    fn link(&self, finding: &Finding) -> Option<String> {
        let (file, sheet, cell) = (finding.file.as_deref()?, finding.sheet.as_deref()?, finding.cell?);
        if finding.severity == Severity::Info && finding.ranges.len() > 1 {
            return None;
        }
        let (subject, row) = self.0.get(&(file, sheet, cell.row))?;
        Some(format!("internal:'{}'!C{row}", sheet_name(*subject)))
    }
}
