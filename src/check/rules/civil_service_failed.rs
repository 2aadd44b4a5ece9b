//! # Công chức, viên chức KHTNV nhưng đảng viên xếp loại cao hơn
//!
//! ## What it finds
//! A civil servant or public employee rated KHTNV whose rating as a party member is higher: in one row, or on two lists,
//! where the number is the same, or name and full birth date in one office.
//! ## Why it matters
//! Where the regime of the year says so, who fails in office fails as a party member.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH ĐẢNG VIÊN LÀ CÁN BỘ, CÔNG CHỨC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
//! 3 | TT | Họ và tên    | Xếp loại công chức | Xếp loại đảng viên
//! 4 | 1  | Nguyễn Văn A | KHTNV              | HTNV ◄
//! 5 | 2  | Trần Thị B   | KHTNV              | KHTNV
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Công chức, viên chức xếp loại KHTNV nhưng kết quả đảng viên cao hơn: trên một dòng, hoặc ở hai danh sách khi trùng
//! số hiệu, hoặc trùng họ tên và ngày sinh trong một cơ quan.
//! ## Lý do
//! Khi quy định của năm có nêu, không hoàn thành nhiệm vụ ở cơ quan thì đảng viên cũng xếp loại không hoàn thành nhiệm
//! vụ.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use crate::check::records::Submission;
use crate::check::rules::party_above_civil_service;
use crate::check::rules::relations::{Before, Clause, IN_OFFICE, MEMBER, Pair, report_persons};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "P306",
    name: "civil-service-failed",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "CC-KHT-FOR-PARTY-KHT",
    doc: documentation!("civil_service_failed.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let wrong = |party: Level, office: Level| office == Level::Khtnv && party > Level::Khtnv;
    // Who failed in office is no HTXSNV as a member either way.
    let before = Before::Follows(party_above_civil_service::RULE.code);
    let clause = Clause { high: MEMBER, low: IN_OFFICE, wrong, heads_only: false, say, before };
    report_persons(&RULE, submission, findings, &clause);
}

fn say(pair: &Pair<'_>) -> (String, String) {
    let Pair { name, high, low, .. } = pair;
    (
        format!(
            "{name}: xếp loại đảng viên là {}, trong khi xếp loại công chức, viên chức là {}. Đề nghị xem xét lại hoặc có văn bản giải trình",
            high.code(),
            low.code()
        ),
        format!("{name}: rated {} as a party member, {} in office", high.code(), low.code()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings};

    #[test]
    fn above_failing_the_two_may_differ() {
        let sheet = "
            1 | DANH SÁCH ĐẢNG VIÊN LÀ CÁN BỘ, CÔNG CHỨC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
            3 | TT | Họ và tên    | Xếp loại công chức | Xếp loại đảng viên
            4 | 1  | Nguyễn Văn A | HTNV               | HTTNV
            5 | 2  | Trần Thị B   | HTNV               | HTXSNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
        let later = sheet.replace("HTNV ", "KHTNV").replace("2021", "2024");
        insta::assert_snapshot!(findings(&RULE, &later), @r#"
D4 P306 warning Nguyễn Văn A: xếp loại đảng viên là HTTNV, trong khi xếp loại công chức, viên chức là KHTNV; không thấy quy định của năm nêu điều kiện này. Đề nghị kiểm tra lại
D5 P306 warning Trần Thị B: xếp loại đảng viên là HTXSNV, trong khi xếp loại công chức, viên chức là KHTNV; không thấy quy định của năm nêu điều kiện này. Đề nghị kiểm tra lại
"#);
    }

    #[test]
    fn who_failed_in_office_and_is_htxsnv_as_a_member_is_told_once() {
        let told = |office: &str, year: u16| {
            all_codes(&format!(
                "1 | DANH SÁCH ĐẢNG VIÊN LÀ CÁN BỘ, CÔNG CHỨC VÀ KẾT QUẢ XẾP LOẠI NĂM {year}
                3 | TT | Họ và tên    | Xếp loại công chức | Xếp loại đảng viên
                4 | 1  | Nguyễn Văn A | {office}           | HTXSNV"
            ))
        };
        for year in [2021, 2024] {
            assert_eq!((told("KHTNV", year), told("HTNV", year)), (vec!["P306"], vec!["P305"]), "{year}");
        }
    }
}
