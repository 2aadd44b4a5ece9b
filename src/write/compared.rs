//! `So sánh năm trước`: the figures of each unit beside those of the year before, differences as live formulas.

use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

use super::cell::Put;
use super::consolidated::{HEAD_ROW, Pages, Style, height};
use crate::consolidate::{Compared, ComparedRow};
use crate::finding::column_name;
use crate::locate::Subject;
use crate::normalise::Level;
use crate::normalise::counts::LineCounts;

/// Name of the sheet.
const SHEET: &str = "So sánh năm trước";
/// The first column with figures.
const FIRST: u16 = 3;
/// Total, rated, four levels.
const FIGURES: usize = 6;

impl Pages<'_> {
    pub(super) fn compared(&mut self, compared: &Compared) -> Result<(), XlsxError> {
        let style = self.style;
        let (year, before) = (compared.year, compared.year - 1);
        let names = ["Tổng số phải đánh giá", "Số đã đánh giá"].into_iter().chain(Level::ALL.map(Level::code));
        let heads: Vec<String> = names
            .flat_map(|name| [format!("{name}\n{before}"), format!("{name}\n{year}"), "Tăng, giảm".to_owned()])
            .collect();
        let mut columns = vec![("TT", 4.0), ("Tên đơn vị", 22.0), ("Đối tượng", 11.0)];
        columns.extend(heads.iter().map(|head| (head.as_str(), 7.5)));
        columns.push(("Nguồn số liệu năm trước", 24.0));
        let title = format!("So sánh kết quả đánh giá, xếp loại chất lượng năm {year} với năm {before}");
        let subtitle =
            "Số liệu năm trước như các đơn vị đã báo cáo; dòng cộng chỉ gồm các đơn vị có số liệu cả hai năm";
        let sheet = self.page(SHEET, &title, subtitle, &columns)?;
        sheet.set_freeze_panes(HEAD_ROW + 1, FIRST)?;
        sheet.set_row_height(HEAD_ROW, 62)?;
        let mut row = HEAD_ROW + 1;
        for subject in Subject::ALL {
            let rows: Vec<&ComparedRow> = compared.rows.iter().filter(|row| row.subject == subject).collect();
            for (number, line) in (1u32..).zip(&rows) {
                sheet.put(row, 0, number, &style.centred)?;
                sheet.put(row, 1, &line.unit, &style.wrapped)?;
                sheet.put(row, 2, subject.vi(), &style.text)?;
                figures(sheet, row, (line.before.as_ref(), Some(&line.now)), style)?;
                sheet.put(row, last(), &line.note, &style.wrapped)?;
                sheet.set_row_height(row, height(&line.note, 23).max(height(&line.unit, 21)))?;
                row += 1;
            }
            if let Some((before, now)) = sum(&rows) {
                let name = format!("Cộng {}", subject.vi());
                sheet.put(row, 0, "", &style.sum)?;
                sheet.put(row, 1, &name, &style.sum.clone().set_text_wrap())?;
                sheet.put(row, 2, "", &style.sum)?;
                figures(sheet, row, (Some(&before), Some(&now)), style)?;
                let both = rows.iter().filter(|row| row.before.is_some()).count();
                sheet.put(row, last(), format!("{both:02} đơn vị có số liệu cả hai năm"), &style.sum)?;
                sheet.set_row_height(row, height(&name, 19))?;
                row += 1;
            }
        }
        sheet.autofilter(HEAD_ROW, 0, row.saturating_sub(1).max(HEAD_ROW), last())?;
        Ok(())
    }
}

/// The column of the note.
fn last() -> u16 {
    FIRST + 3 * FIGURES as u16
}

/// Six times: the year before, this year, the difference where both are known.
fn figures(
    sheet: &mut Worksheet,
    row: u32,
    (before, now): (Option<&LineCounts>, Option<&LineCounts>),
    style: &Style,
) -> Result<(), XlsxError> {
    let of = |counts: Option<&LineCounts>| counts.map_or([None; FIGURES], counted);
    for (place, (before, now)) in (0u16..).zip(of(before).into_iter().zip(of(now))) {
        let column = FIRST + 3 * place;
        for (column, figure) in (column..).zip([before, now]) {
            match figure {
                Some(figure) => sheet.put(row, column, figure as u32, &style.count)?,
                None => sheet.write_blank(row, column, &style.count)?,
            };
        }
        let difference = before.zip(now).map(|(before, now)| now - before);
        match difference {
            Some(difference) => {
                let cell = |column: u16| format!("{}{}", column_name(column.into()), row + 1);
                let formula = format!("={}-{}", cell(column + 1), cell(column));
                let formula = Formula::new(formula).set_result(difference.to_string());
                sheet.write_formula_with_format(row, column + 2, formula, &style.change)?;
            }
            None => {
                sheet.write_blank(row, column + 2, &style.change)?;
            }
        }
    }
    Ok(())
}

fn counted(counts: &LineCounts) -> [Option<i64>; FIGURES] {
    let [first, second, third, fourth] = counts.levels;
    [counts.total, counts.rated, first, second, third, fourth]
}

/// The sums of the units that are known in both years; a figure that one of them lacks in either year has none. `None` for
/// fewer than two such units.
fn sum(rows: &[&ComparedRow]) -> Option<(LineCounts, LineCounts)> {
    let both: Vec<(&LineCounts, &LineCounts)> =
        rows.iter().filter_map(|r| Some((r.before.as_ref()?, &r.now))).collect();
    let figure = |of: &dyn Fn(&LineCounts) -> Option<i64>| {
        let before = both.iter().map(|(before, _)| of(before)).sum::<Option<i64>>();
        let now = both.iter().map(|(_, now)| of(now)).sum::<Option<i64>>();
        before.zip(now).unzip()
    };
    if both.len() < 2 {
        return None;
    }
    let (total, rated) = (figure(&|c| c.total), figure(&|c| c.rated));
    let levels: [(Option<i64>, Option<i64>); 4] = std::array::from_fn(|level| figure(&|c| c.levels[level]));
    let of = |total, rated, levels| LineCounts { total, rated, unrated: None, levels, ..LineCounts::default() };
    Some((of(total.0, rated.0, levels.map(|l| l.0)), of(total.1, rated.1, levels.map(|l| l.1))))
}
