//! # Có kỷ luật trong năm nhưng xếp loại HTXSNV
//!
//! ## What it finds
//! An organisation or collective with discipline in the rating year and rated HTXSNV. For persons it is P307.
//! ## Why it matters
//! From the regime of 2023 on, HTXSNV is closed to an organisation or collective with a disciplined unit or leader.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG TẬP THỂ LÃNH ĐẠO, QUẢN LÝ NĂM 2024
//! 3 | TT | Tên đơn vị   | Kỷ luật    | Xếp loại
//! 4 | 1  | Phòng Nội vụ | Cảnh cáo   | HTXSNV ◄
//! 5 | 2  | Phòng Tư pháp | Không     | HTXSNV
//! 6 | 3  | Thanh tra    | Khiển trách | HTNV
//! ```
//! ## Correction
//! None: a rating is a committee's decision.

use crate::check::records::TableRecord;
use crate::check::rules::disciplined::{Disciplined, disciplined};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "C405",
    name: "discipline-blocks-excellent",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "DISC-BLOCKS-XS",
    doc: include_str!("discipline_blocks_excellent.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    for row in disciplined(table).into_iter().filter(|row| !row.person && row.level == Level::Htxsnv) {
        let Some(setting) = findings.setting(&RULE, row.subject).filter(|s| s.enabled) else { continue };
        let Disciplined { name, written, .. } = row;
        findings
            .add(&RULE, row.at)
            .related(&row.written_at.into_iter().collect::<Vec<_>>())
            .found(row.level.code())
            .expected(format!("≤ {}", Level::Httnv.code()))
            .severity(setting.severity.unwrap_or(RULE.severity))
            .message(
                format!("{name}: trong năm có kỷ luật (“{written}”) nên không thuộc diện HTXSNV. Đề nghị xem xét lại hoặc có văn bản giải trình"),
                format!("{name}: disciplined in the year (“{written}”), which closes HTXSNV"),
            );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn years_without_the_clause_are_silent() {
        let sheet = "
            1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG TẬP THỂ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
            3 | TT | Tên đơn vị   | Kỷ luật    | Xếp loại
            4 | 1  | Phòng Nội vụ | Cảnh cáo   | HTXSNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
}
