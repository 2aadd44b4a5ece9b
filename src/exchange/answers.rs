//! The sheet a unit was asked to fill in (phiếu đề nghị rà soát), read back: told by its title and heads, so that it may
//! have been saved by any program, renamed, or put into the unit's own report.

use std::sync::Arc;

use super::grid;
use super::keys::Key;
use crate::read::{Sheet, Value, Workbook};
use crate::text::{clean, key};

/// Title of the sheet.
pub const TITLE: &str = "PHIẾU ĐỀ NGHỊ RÀ SOÁT";
/// Name of the sheet.
pub const SHEET: &str = "Phiếu đề nghị rà soát";
/// Heads of its columns; the last is hidden.
pub const HEADS: [&str; 10] =
    ["TT", "Biểu", "Ô", "Nội dung", "Đang ghi", "Đề nghị", "Căn cứ", "Ý kiến của đơn vị", "Lý do", "Mã đối chiếu"];
/// What a unit may say.
pub const OPINIONS: [&str; 2] = ["Đã chỉnh sửa", "Giữ nguyên"];
/// Before the name of the unit.
pub const UNIT: &str = "Đơn vị:";
/// What a unit says of its answer as a whole, below the table: who, when, in which document.
pub const SIGNED: [&str; 3] = ["Người trả lời:", "Ngày trả lời:", "Văn bản kèm theo (số, ngày):"];

/// What a unit says to one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opinion {
    /// The report was corrected.
    Corrected,
    /// The figure stays, for the reason given.
    Kept,
    /// Something else was written.
    Unclear,
}

/// One line that was answered, or not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// Row on the sheet, from 0.
    pub row: u32,
    /// What it is about: several where one line stands for several findings.
    pub keys: Vec<Key>,
    /// Form.
    pub sheet: String,
    /// Cell.
    pub cell: String,
    /// The code of the rule, from the end of the content.
    pub rule: String,
    /// The opinion.
    pub opinion: Option<Opinion>,
    /// The reason.
    pub reason: String,
    /// What stood there when it was asked.
    pub found: String,
    /// What was proposed.
    pub proposal: String,
}

/// One sheet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Review {
    /// Its file.
    pub file: Arc<str>,
    /// The unit.
    pub unit: String,
    /// Who answered.
    pub by: String,
    /// When.
    pub date: String,
    /// In which document.
    pub document: String,
    /// Its lines.
    pub answers: Vec<Answer>,
}

impl Review {
    /// Did anybody write anything into it?
    pub fn is_answered(&self) -> bool {
        self.answers.iter().any(|a| a.opinion.is_some() || !a.reason.is_empty())
    }
}

/// Is the sheet one of ours?
pub fn is_review(sheet: &Sheet) -> bool {
    let title = key(TITLE);
    let titled = |c: &crate::read::Cell| matches!(c.value(), Value::Text(text) if key(text) == title);
    sheet.cells.iter().take_while(|c| c.at().row < 10).any(titled) && columns(sheet).is_some()
}

fn columns(sheet: &Sheet) -> Option<(u32, Vec<Option<u32>>)> {
    grid::heads(sheet, &[HEADS[2], HEADS[3], HEADS[7], HEADS[8]], &HEADS)
}

/// All the review sheets of a workbook.
pub fn reviews(workbook: &Workbook, file: &Arc<str>) -> Vec<Review> {
    let sheets = workbook.sheets().map(|(_, sheet)| sheet).filter(|sheet| is_review(sheet));
    sheets.filter_map(|sheet| review(workbook, sheet, file)).collect()
}

fn review(workbook: &Workbook, sheet: &Sheet, file: &Arc<str>) -> Option<Review> {
    let (head, at) = columns(sheet)?;
    let mut answers = Vec::new();
    for row in head + 1..=grid::last_row(sheet) {
        let text = |place: usize| at[place].map_or_else(String::new, |column| grid::text(sheet, row, column));
        let content = text(3);
        let Some(rule) = rule_at_end(&content) else { continue };
        let (opinion, reason) = (opinion(&text(7)), text(8));
        let keys = text(9).split_whitespace().filter_map(Key::parse).collect();
        answers.push(Answer {
            row,
            keys,
            sheet: text(1),
            cell: text(2),
            rule,
            opinion,
            reason,
            found: text(4),
            proposal: text(5),
        });
    }
    let after = |label: &str| labelled(workbook, sheet, label);
    Some(Review {
        file: file.clone(),
        unit: after(UNIT),
        by: after(SIGNED[0]),
        date: after(SIGNED[1]),
        document: after(SIGNED[2]),
        answers,
    })
}

/// `… chênh lệch 18. (S201)` → `S201`.
fn rule_at_end(content: &str) -> Option<String> {
    let (_, code) = content.strip_suffix(')')?.rsplit_once('(')?;
    let known = code.len() == 4 && code.starts_with(|c: char| c.is_ascii_uppercase());
    (known && code[1..].bytes().all(|b| b.is_ascii_digit())).then(|| code.to_owned())
}

fn opinion(text: &str) -> Option<Opinion> {
    match key(text) {
        said if said.is_empty() => None,
        said if said == key(OPINIONS[0]) => Some(Opinion::Corrected),
        said if said == key(OPINIONS[1]) => Some(Opinion::Kept),
        _ => Some(Opinion::Unclear),
    }
}

/// What stands after a label, in its cell or in the next one that holds something.
fn labelled(workbook: &Workbook, sheet: &Sheet, label: &str) -> String {
    let wanted = key(label);
    for cell in &sheet.cells {
        let Value::Text(text) = cell.value() else { continue };
        let text = clean(text);
        let Some((before, after)) = text.split_once(':') else { continue };
        if key(&format!("{before}:")) != wanted {
            continue;
        }
        if !after.trim().trim_matches(['.', '…']).is_empty() {
            return after.trim().to_owned();
        }
        let next =
            sheet.row(cell.at().row).iter().filter(|c| c.at().column > cell.at().column && c.value() != Value::Empty);
        return next.map(|c| crate::read::shown::shown(workbook, c)).next().unwrap_or_default();
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_stands_at_the_end() {
        assert_eq!(rule_at_end("chênh lệch 18. (S201)").as_deref(), Some("S201"));
        assert_eq!(rule_at_end("chênh lệch 18 (lớn)"), None);
        assert_eq!(rule_at_end("S201"), None);
    }

    #[test]
    fn opinions_are_told_however_they_are_typed() {
        assert_eq!(opinion(" đã chỉnh sửa "), Some(Opinion::Corrected));
        assert_eq!(opinion("GIỮ NGUYÊN"), Some(Opinion::Kept));
        assert_eq!(opinion("xem lại"), Some(Opinion::Unclear));
        assert_eq!(opinion(""), None);
    }
}
