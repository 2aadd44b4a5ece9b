//! # Quy đổi theo thông lệ
//!
//! ## What it finds
//! A label brought to the common scale by custom, not by a document.
//! ## Why it matters
//! The mark stays visible, so that whoever signs knows.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH CÔNG CHỨC VÀ KẾT QUẢ PHÂN LOẠI ĐÁNH GIÁ NĂM 2018
//! 3 | TT | Họ và tên    | Kết quả phân loại
//! 4 | 1  | Nguyễn Văn A | Hoàn thành tốt nhiệm vụ
//! 5 | 2  | Trần Thị B   | Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực ◄
//! ```
//! ## Correction
//! None.

use crate::check::records::TableRecord;
use crate::check::rules::ratings::{by_column_and_text, meaning};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::normalise::{Mapping, Resolution};

pub(super) static RULE: Rule = Rule {
    code: "L107",
    name: "customary-mapping",
    severity: Severity::Info,
    scope: Scope::Table(check),
    basis: "",
    doc: include_str!("customary_mapping.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    // Without a year the framework itself is open: nothing to say of its custom.
    if table.year.is_none() {
        return;
    }
    let custom =
        |r: &Resolution<'_>| matches!(r, Resolution::Level { grade, .. } if grade.mapping == Mapping::Customary);
    for same in by_column_and_text(meaning(table, custom)) {
        let Resolution::Level { level, framework, .. } = same[0].resolution else { continue };
        let cells: Vec<_> = same.iter().map(|p| p.at).collect();
        let text = same[0].text;
        findings.add(&RULE, cells[0]).cells(&cells).found(text).expected(level.code()).message(
            format!(
                "“{text}” ({}) được quy đổi theo thông lệ thành {}, không có văn bản quy định",
                framework.name,
                level.code()
            ),
            format!("“{text}” ({}) is taken as {} by custom, not by a document", framework.name_en, level.code()),
        );
    }
}
