//! `So sánh các lần gửi`: of a report that was sent again, what was settled, what is open, and every cell that changed.

use rust_xlsxwriter::XlsxError;

use super::cell::Put;
use super::consolidated::{HEAD_ROW, Pages, height};
use crate::consolidate::Summary;
use crate::exchange::resent::{Change, Ground, Matter};
use crate::report::{Language, nameless_sentence, resent::place};

const TITLE: &str = "So sánh các lần gửi";

/// One line: form, cell, what it is about, what stood and what stands there, what became of it.
struct Line {
    sheet: String,
    cell: String,
    about: String,
    before: String,
    now: String,
    became: &'static str,
}

impl Pages<'_> {
    /// The sheet, where anything was sent again.
    pub(super) fn resent(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        if summary.resent.is_empty() {
            return Ok(());
        }
        let style = self.style;
        let columns = [
            ("TT", 5.0),
            ("Tên đơn vị", 22.0),
            ("File lần trước", 22.0),
            ("File lần này", 22.0),
            ("Biểu", 14.0),
            ("Ô", 7.0),
            ("Nội dung", 52.0),
            ("Lần trước", 13.0),
            ("Lần này", 13.0),
            ("Tình trạng", 16.0),
        ];
        let said = "Nội dung đã nêu ở lần gửi trước được xử lý thế nào, và các ô thay đổi giữa hai lần gửi";
        let sheet = self.page(TITLE, TITLE, said, &columns)?;
        let mut row = HEAD_ROW;
        for pair in &summary.resent {
            // What nobody asked for first: it is what the office has to look at.
            let mut changes: Vec<&Change> = pair.changes.iter().collect();
            changes.sort_by_key(|c| std::cmp::Reverse(c.ground));
            let lines = pair.matters.iter().map(matter).chain(changes.into_iter().map(change));
            for line in lines {
                row += 1;
                sheet.put(row, 0, row - HEAD_ROW, &style.centred)?;
                let texts = [
                    pair.unit.as_str(),
                    &pair.older,
                    &pair.newer,
                    &line.sheet,
                    &line.cell,
                    &line.about,
                    &line.before,
                    &line.now,
                    line.became,
                ];
                for (column, text) in (1u16..).zip(texts) {
                    let look = if matches!(column, 5 | 7 | 8) { &style.centred } else { &style.wrapped };
                    sheet.put(row, column, text, look)?;
                }
                let names = height(&pair.older, 22).max(height(&pair.newer, 22)).max(height(&pair.unit, 22));
                sheet.set_row_height(row, height(&line.about, 52).max(names).max(height(line.became, 16)))?;
            }
        }
        sheet.autofilter(HEAD_ROW, 0, row.max(HEAD_ROW), 9)?;
        Ok(())
    }
}

fn matter(matter: &Matter) -> Line {
    let finding = &matter.finding;
    Line {
        sheet: finding.sheet.as_deref().unwrap_or("").to_owned(),
        cell: finding.cell.map(|c| c.to_string()).unwrap_or_default(),
        about: nameless_sentence(finding, Language::Vi),
        before: String::new(),
        now: String::new(),
        became: matter.became.vi(),
    }
}

/// A change; of a row about a person only where it is.
fn change(change: &Change) -> Line {
    let said = |text: &str| if change.person { String::new() } else { text.to_owned() };
    Line {
        sheet: change.sheet.to_string(),
        cell: change.now.or(change.before).map(|c| c.to_string()).unwrap_or_default(),
        about: match (change.column.is_empty(), change.now) {
            (true, Some(_)) => format!("Thêm dòng: {}", place(change, true, Language::Vi)),
            (true, None) => format!("Bỏ dòng: {}", place(change, true, Language::Vi)),
            (false, _) => place(change, true, Language::Vi),
        },
        before: if change.column.is_empty() { String::new() } else { said(&change.from) },
        now: if change.column.is_empty() { String::new() } else { said(&change.to) },
        became: match change.ground {
            Ground::Unasked => "Thay đổi ngoài nội dung đề nghị",
            ground => ground.vi(),
        },
    }
}
