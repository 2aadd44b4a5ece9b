//! The sheets of the consolidated workbook about the correspondence: who has sent, and what units answered.

use rust_xlsxwriter::XlsxError;

use super::cell::Put;
use super::consolidated::{HEAD_ROW, Pages, height};
use crate::consolidate::{FileNames, Summary};
use crate::exchange::answers::{OPINIONS, Opinion};
use crate::exchange::explain::Outcome;
use crate::exchange::resent::Resent;
use crate::exchange::standing::Standing;
use crate::report::Language;
use crate::report::resent::summary;

impl Pages<'_> {
    /// `Tình hình gửi báo cáo`.
    pub(super) fn status(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        let style = self.style;
        let columns = [
            ("TT", 5.0),
            ("Tên đơn vị", 34.0),
            ("Khối", 18.0),
            ("Tình hình", 14.0),
            ("Biểu đã gửi", 44.0),
            ("Phải chỉnh sửa hoặc giải trình", 13.0),
            ("Đề nghị kiểm tra lại", 11.0),
            ("Đã giải trình", 9.0),
            ("Ghi chú", 34.0),
        ];
        let name = "Tình hình gửi báo cáo";
        let sheet = self.page(name, name, "Theo các file tiếp nhận được", &columns)?;
        for (row, (number, line)) in (HEAD_ROW + 1..).zip((1u32..).zip(&summary.status)) {
            let (forms, note) = (line.forms.join("; "), note(line, &summary.resent));
            sheet.put(row, 0, number, &style.centred)?;
            sheet.put(row, 1, &line.unit, &style.wrapped)?;
            sheet.put(row, 2, &line.sector, &style.wrapped)?;
            sheet.put(row, 3, line.state.vi(), &style.centred)?;
            sheet.put(row, 4, &forms, &style.wrapped)?;
            for (column, count) in (5u16..).zip([line.errors, line.warnings, line.explained]) {
                // Nothing was sent: there is nothing to count.
                match line.files.is_empty() {
                    true => sheet.put(row, column, "", &style.count)?,
                    false => sheet.put(row, column, count as u32, &style.count)?,
                };
            }
            sheet.put(row, 8, &note, &style.wrapped)?;
            sheet.set_row_height(row, height(&forms, 44).max(height(&note, 34)).max(height(&line.unit, 34)))?;
        }
        Ok(())
    }

    /// `Giải trình của đơn vị`, where anything was answered.
    pub(super) fn explanations(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        if summary.explanations.is_empty() {
            return Ok(());
        }
        let style = self.style;
        let columns = [
            ("TT", 5.0),
            ("Tên đơn vị", 24.0),
            ("Biểu", 14.0),
            ("Ô", 7.0),
            ("Nội dung", 32.0),
            ("Ý kiến của đơn vị", 13.0),
            ("Lý do", 36.0),
            ("Người trả lời", 18.0),
            ("Ngày", 11.0),
            ("Văn bản kèm theo", 18.0),
            ("Tình trạng", 24.0),
            ("Tên file", 24.0),
        ];
        let counts = Outcome::ALL.into_iter().filter_map(|outcome| {
            let count = summary.explanations.iter().filter(|e| e.outcome == outcome).count();
            (count > 0).then(|| format!("{}: {count:02}", outcome.vi()))
        });
        let counts = counts.collect::<Vec<_>>().join("; ");
        let sheet = self.page("Giải trình của đơn vị", "Giải trình của đơn vị", &counts, &columns)?;
        for (row, (number, line)) in (HEAD_ROW + 1..).zip((1u32..).zip(&summary.explanations)) {
            let content = format!("{} ({})", line.title, line.rule);
            let opinion = match line.opinion {
                Some(Opinion::Corrected) => OPINIONS[0],
                Some(Opinion::Kept) => OPINIONS[1],
                Some(Opinion::Unclear) => "Ý kiến khác",
                None => "",
            };
            sheet.put(row, 0, number, &style.centred)?;
            let texts = [
                &line.unit,
                &line.sheet,
                &line.cell,
                &content,
                opinion,
                &line.reason,
                &line.by,
                &line.date,
                &line.document,
                line.outcome.vi(),
                &*line.file,
            ];
            for (column, text) in (1u16..).zip(texts) {
                sheet.put(row, column, text, &style.wrapped)?;
            }
            sheet
                .set_row_height(row, height(&line.reason, 36).max(height(&content, 32)).max(height(&line.file, 24)))?;
        }
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + summary.explanations.len() as u32, 11)?;
        Ok(())
    }
}

/// What is missing, what could not be read, until when it was due.
fn note(line: &Standing, resent: &[Resent]) -> String {
    // The files are named in full elsewhere.
    let names = FileNames::default();
    let own = resent.iter().filter(|pair| pair.unit == line.unit);
    let mut notes: Vec<String> = own.map(|pair| summary(pair, &names, Language::Vi)).collect();
    notes.extend(line.undecided.map(|stage| format!("Mới có số {}, chưa có quyết định", stage.vi())));
    if !line.missing.is_empty() && !line.files.is_empty() {
        notes.push(format!("Thiếu {}", line.missing.join(", ")));
    }
    notes.extend(line.unreadable.iter().map(|(file, why)| format!("{file}: {}", why.vi)));
    if line.files.is_empty() && !line.due.is_empty() {
        notes.push(format!("Hạn gửi {}", line.due));
    }
    if !line.listed {
        let heirs = if line.heirs.is_empty() { String::new() } else { format!("; nay là {}", line.heirs.join(", ")) };
        notes.push(format!("Không có trong danh mục đơn vị{heirs}"));
    }
    notes.join(". ")
}
