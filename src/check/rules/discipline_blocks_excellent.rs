//! # Có kỷ luật trong năm nhưng xếp loại HTXSNV
//!
//! ## What it finds
//! An organisation or collective with discipline in the rating year and rated HTXSNV: a warning where it is that of somebody
//! of whom the row does not say that he or she leads. For persons it is P307.
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
use crate::locate::Subject;
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "C405",
    name: "discipline-blocks-excellent",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "DISC-BLOCKS-XS",
    doc: include_str!("discipline_blocks_excellent.rs"),
};

/// Where nobody says whether who was disciplined is one of those the clause names.
const OF_OTHERS: (&str, &str) = (
    "; không thuộc diện HTXSNV nếu là đơn vị trực thuộc hoặc thành viên tập thể lãnh đạo",
    "which closes HTXSNV if it is a subordinate unit or one of those who lead",
);

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    for row in disciplined(table).into_iter().filter(|row| !row.person && row.level == Level::Htxsnv) {
        let Some(setting) = findings.setting(&RULE, row.subject).filter(|s| s.enabled) else { continue };
        // The clause names subordinate units and those who lead: of somebody else it is to be looked at.
        let sure = !row.of_people() || row.of_leaders() || row.subject == Subject::Collective;
        let severity = if sure { setting.severity.unwrap_or(RULE.severity) } else { Severity::Warning };
        let ask = if sure { (" nên không thuộc diện HTXSNV", "which closes HTXSNV") } else { OF_OTHERS };
        let Disciplined { name, written, .. } = row;
        findings
            .add(&RULE, row.at)
            .related(&row.written_at.into_iter().collect::<Vec<_>>())
            .found(row.level.code())
            .expected(format!("≤ {}", Level::Httnv.code()))
            .severity(severity)
            .message(
                format!(
                    "{name}: trong năm có kỷ luật (“{written}”){}. Đề nghị xem xét lại hoặc có văn bản giải trình",
                    ask.0
                ),
                format!("{name}: disciplined in the year (“{written}”), {}", ask.1),
            );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn an_ordinary_member_is_not_named_by_the_clause() {
        let told = |written: &str| {
            let sheet = format!(
                "1 | DANH SÁCH CHI BỘ TRỰC THUỘC VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2024
                3 | TT | Tên chi bộ | Kỷ luật    | Xếp loại
                4 | 1  | Chi bộ 1   | {written}  | HTXSNV"
            );
            findings(&RULE, &sheet)
        };
        assert!(told("Phó Bí thư bị khiển trách").starts_with("D4 C405 error"));
        insta::assert_snapshot!(told("01 đảng viên bị khiển trách"), @"D4 C405 warning Chi bộ 1: trong năm có kỷ luật (“01 đảng viên bị khiển trách”); không thuộc diện HTXSNV nếu là đơn vị trực thuộc hoặc thành viên tập thể lãnh đạo. Đề nghị xem xét lại hoặc có văn bản giải trình");
    }

    #[test]
    fn years_without_the_clause_are_silent() {
        let sheet = "
            1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG TẬP THỂ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
            3 | TT | Tên đơn vị   | Kỷ luật    | Xếp loại
            4 | 1  | Phòng Nội vụ | Cảnh cáo   | HTXSNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
}
