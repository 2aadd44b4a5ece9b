//! The sheet `Tổng hợp`: a row an office and subject, sums, and the reports of the level above beside them. What is of a
//! quarter, or not decided, stands in a section of its own with sums of its own.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::cell::Put;
use super::consolidated::{HEAD_ROW, Pages, Style, count, formula, height, levels, line_over_rows, share, sum_levels};
use crate::config::CapBase;
use crate::consolidate::{Section, Summary, SummaryRow};
use crate::finding::column_name;
use crate::locate::Subject;
use crate::normalise::Level;
use crate::normalise::counts::{LineCounts, add};

/// The last column: remarks.
const NOTE: u16 = 18;

impl Pages<'_> {
    /// `Tổng hợp`.
    pub(super) fn totals(&mut self, summary: &Summary, title: &str) -> Result<(), XlsxError> {
        let style = self.style;
        let columns = columns();
        let named: Vec<(&str, f64)> = columns.iter().map(|(n, w)| (n.as_str(), *w)).collect();
        let sheet = self.page("Tổng hợp", title, &subtitle(summary), &named)?;
        sheet.set_row_height(HEAD_ROW, 78)?;
        sheet.set_freeze_panes(HEAD_ROW + 1, 3)?;
        let sections = summary.sections();
        let titled = sections.len() > 1 || sections.iter().any(|section| !section.is_of_year());
        let mut row = HEAD_ROW + 1;
        for section in &sections {
            if titled {
                line_over_rows(sheet, row, section, NOTE, style)?;
                row += 1;
            }
            for subject in Subject::ALL {
                row = of_subject(sheet, row, (section, subject), summary, style)?;
            }
        }
        sheet.autofilter(HEAD_ROW, 0, row.saturating_sub(1).max(HEAD_ROW), NOTE)?;
        let plain = Format::new().set_font_name("Times New Roman").set_font_size(11).set_italic();
        sheet.put(row + 1, 1, "Chưa nêu: số đơn vị không nêu mức, kể cả dòng bỏ trống trong danh sách (tính trong số đã đánh giá); không điền thay. Chưa rõ: mức ghi chưa xác định được.", &plain)?;
        Ok(())
    }
}

/// What percentages are of, and what the cap was held against.
fn subtitle(summary: &Summary) -> String {
    let base = match summary.cap_base {
        Some(CapBase::Good) => "số HTTNV (do đơn vị khai báo)",
        Some(CapBase::GoodAndAbove) => "số HTTNV trở lên (do đơn vị khai báo)",
        None => "số HTTNV trở lên; tỷ lệ so với số HTTNV ghi ở cột bên cạnh",
    };
    let percents = summary.cap_percents.iter().map(|p| format!("{p}%")).collect::<Vec<_>>().join(", ");
    let cap = match percents.as_str() {
        "" => String::new(),
        percents => format!(" Mức tối đa {percents} HTXSNV được đối chiếu trên {base}."),
    };
    format!("Tỷ lệ các mức tính trên số đã đánh giá, xếp loại.{cap}")
}

fn columns() -> Vec<(String, f64)> {
    let mut columns: Vec<(String, f64)> = ["TT", "Tên đơn vị", "Đối tượng", "Tổng số phải đánh giá", "Số đã đánh giá"]
        .into_iter()
        .zip([4.0, 22.0, 11.0, 8.5, 8.5])
        .map(|(n, w)| (n.to_owned(), w))
        .collect();
    for level in Level::ALL {
        columns.push((format!("{}\nSố lượng", level.vi()), 9.5));
        columns.push((format!("{}\nTỷ lệ %", level.code()), 7.0));
    }
    for name in
        ["Chưa đánh giá", "Chưa nêu", "Chưa rõ", "Tỷ lệ HTXSNV so với HTTNV trở lên", "Tỷ lệ HTXSNV so với HTTNV"]
    {
        columns.push((name.to_owned(), 7.5));
    }
    columns.push(("Ghi chú".to_owned(), 26.0));
    columns
}

/// The rows of one subject in a section, from `row` on, their sum, and what the level above reports of it; gives the row
/// behind them.
fn of_subject(
    sheet: &mut Worksheet,
    mut row: u32,
    (section, subject): (&Section, Subject),
    summary: &Summary,
    style: &Style,
) -> Result<u32, XlsxError> {
    let own = |r: &&SummaryRow| r.subject == subject && r.section == *section;
    let rows: Vec<&SummaryRow> = summary.rows.iter().filter(own).collect();
    let first = row;
    let mut sector = "";
    for (number, line) in (1u32..).zip(&rows) {
        if line.sector != sector {
            sector = &line.sector;
            group(sheet, row, if sector.is_empty() { "Đơn vị khác" } else { sector }, style)?;
            row += 1;
        }
        unit(sheet, row, number, line, style)?;
        row += 1;
    }
    if !rows.is_empty() {
        sum(sheet, row, first, (subject, &rows), style)?;
        row += 1;
    }
    for superior in summary.superiors.iter().filter(own) {
        above(sheet, row, superior, style)?;
        row += 1;
    }
    Ok(row)
}

fn unit(sheet: &mut Worksheet, row: u32, number: u32, line: &SummaryRow, style: &Style) -> Result<(), XlsxError> {
    sheet.put(row, 0, number, &style.centred)?;
    let mark = if line.corrected { " (*)" } else { "" };
    sheet.put(row, 1, format!("{}{mark}", line.unit), &style.wrapped)?;
    sheet.put(row, 2, line.subject.vi(), &style.text)?;
    let said = |n: i64| line.sent.then_some(n);
    let rest = [line.counts.unrated.or(gap(&line.counts)), said(line.unstated), said(line.unresolved)];
    figures(sheet, row, &line.counts, rest, style)?;
    sheet.put(row, NOTE, &line.note, &style.wrapped)?;
    sheet.set_row_height(row, height(&line.note, 27).max(height(&line.unit, 23)))?;
    Ok(())
}

/// The sum over the rows of one subject in a section.
fn sum(
    sheet: &mut Worksheet,
    row: u32,
    first: u32,
    (subject, rows): (Subject, &[&SummaryRow]),
    style: &Style,
) -> Result<(), XlsxError> {
    let sum = rows.iter().map(|r| r.counts).reduce(add).unwrap_or_default();
    let rest = [
        rows.iter().filter_map(|r| r.counts.unrated.or(gap(&r.counts))).reduce(|a, b| a + b),
        Some(rows.iter().map(|r| r.unstated).sum()),
        Some(rows.iter().map(|r| r.unresolved).sum()),
    ];
    sheet.put(row, 0, "", &style.sum)?;
    sheet.put(row, 1, format!("Cộng {}", subject.vi()), &style.sum)?;
    sheet.put(row, 2, "", &style.sum)?;
    sums(sheet, row, first, row - 1, &sum, rest, style)?;
    let silent = unsaid(rows);
    sheet.put(row, NOTE, &silent, &style.sum.clone().set_text_wrap())?;
    sheet.set_row_height(row, height(&silent, 26))?;
    Ok(())
}

/// What the level above reports: beside the sum, never added to it.
fn above(sheet: &mut Worksheet, row: u32, superior: &SummaryRow, style: &Style) -> Result<(), XlsxError> {
    sheet.put(row, 0, "", &style.centred)?;
    let name = format!("Báo cáo của {} (để đối chiếu, không cộng)", superior.unit);
    sheet.put(row, 1, name, &style.above)?;
    sheet.put(row, 2, superior.subject.vi(), &style.above)?;
    let rest = [superior.counts.unrated.or(gap(&superior.counts)), Some(superior.unstated), Some(superior.unresolved)];
    figures(sheet, row, &superior.counts, rest, style)?;
    sheet.put(row, NOTE, &superior.note, &style.above)?;
    sheet.set_row_height(row, height(&superior.note, 27).max(46.5))?;
    Ok(())
}

/// A row that names the sector of the rows below it.
fn group(sheet: &mut Worksheet, row: u32, sector: &str, style: &Style) -> Result<(), XlsxError> {
    (0..19u16).try_for_each(|column| sheet.put(row, column, "", &style.group).map(|_| ()))?;
    sheet.put(row, 1, sector, &style.group)?;
    Ok(())
}

fn gap(counts: &LineCounts) -> Option<i64> {
    counts.total.zip(counts.rated).map(|(total, rated)| total - rated)
}

/// A whole row of `Tổng hợp`: levels, what is left, and both shares of the cap.
fn figures(
    sheet: &mut Worksheet,
    row: u32,
    counts: &LineCounts,
    rest: [Option<i64>; 3],
    style: &Style,
) -> Result<(), XlsxError> {
    levels(sheet, row, counts, style)?;
    for (column, value) in (13u16..).zip(rest) {
        count(sheet, row, column, value, &style.count)?;
    }
    caps(sheet, row, counts, &style.percent)
}

fn sums(
    sheet: &mut Worksheet,
    row: u32,
    first: u32,
    last: u32,
    counts: &LineCounts,
    rest: [Option<i64>; 3],
    style: &Style,
) -> Result<(), XlsxError> {
    sum_levels(sheet, row, first, last, counts, style)?;
    for (column, value) in (13u16..).zip(rest) {
        let name = column_name(column.into());
        let text = format!("=SUM({name}{}:{name}{})", first + 1, last + 1);
        sheet.write_formula_with_format(
            row,
            column,
            formula(&text, &value.unwrap_or(0).to_string()),
            &style.sum_count,
        )?;
    }
    caps(sheet, row, counts, &style.sum_percent)
}

/// HTXSNV of HTTNV and above, and of HTTNV alone.
fn caps(sheet: &mut Worksheet, row: u32, counts: &LineCounts, format: &Format) -> Result<(), XlsxError> {
    let [best, good, ..] = counts.levels;
    let n = row + 1;
    let above = best.zip(good).map(|(b, g)| b + g);
    for (column, base, value) in
        [(16u16, format!("(F{n}+H{n})"), share(best, above)), (17, format!("H{n}"), share(best, good))]
    {
        let text = format!("=IF(OR(F{n}=\"\",H{n}=\"\"),\"\",IF({base}=0,\"\",F{n}/{base}*100))");
        let result = value.map(|v| v.to_string()).unwrap_or_default();
        sheet.write_formula_with_format(row, column, formula(&text, &result), format)?;
    }
    Ok(())
}

/// What the sum does not hold: levels that some units left unsaid.
fn unsaid(rows: &[&SummaryRow]) -> String {
    let silent: Vec<&str> = rows.iter().filter(|r| r.unstated > 0).map(|r| r.unit.as_str()).collect();
    if silent.is_empty() { String::new() } else { format!("Chưa nêu mức: {}", silent.join(", ")) }
}
