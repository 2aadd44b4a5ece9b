//! # Đảng viên HTXSNV nhưng công chức, viên chức chưa HTXSNV
//!
//! ## What it finds
//! A party member rated HTXSNV who is not HTXSNV as a civil servant or public employee: in one row, or on two lists, where
//! the number is the same, or name and full birth date in one office.
//! ## Why it matters
//! The rating in office comes first, and HTXSNV in the party rests on it where the regime of the year says so.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH ĐẢNG VIÊN LÀ CÁN BỘ, CÔNG CHỨC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
//! 3 | TT | Họ và tên    | Xếp loại công chức | Xếp loại đảng viên
//! 4 | 1  | Nguyễn Văn A | HTTNV              | HTXSNV ◄
//! 5 | 2  | Trần Thị B   | HTXSNV             | HTXSNV
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Đảng viên xếp loại HTXSNV nhưng kết quả công chức, viên chức chưa HTXSNV: trên một dòng, hoặc ở hai danh sách khi
//! trùng số hiệu, hoặc trùng họ tên và ngày sinh trong một cơ quan.
//! ## Lý do
//! Kết quả công chức, viên chức có trước; mức HTXSNV của đảng viên dựa vào đó khi quy định của năm có nêu.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use crate::check::records::Submission;
use crate::check::rules::relations::{Before, Clause, IN_OFFICE, MEMBER, Pair, report_persons};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "P305",
    name: "party-above-civil-service",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "CC-XS-FOR-PARTY-XS",
    doc: documentation!("party_above_civil_service.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let wrong = |party: Level, office: Level| party == Level::Htxsnv && office < Level::Htxsnv;
    let clause = Clause { high: MEMBER, low: IN_OFFICE, wrong, heads_only: false, say, before: Before::Nobody };
    report_persons(&RULE, submission, findings, &clause);
}

fn say(pair: &Pair<'_>) -> (String, String) {
    let Pair { name, high, low, .. } = pair;
    (
        format!(
            "{name}: xếp loại đảng viên là {}, xếp loại công chức, viên chức mới là {}. Đề nghị xem xét lại hoặc có văn bản giải trình",
            high.code(),
            low.code()
        ),
        format!("{name}: rated {} as a party member, {} in office", high.code(), low.code()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn below_htxsnv_the_two_may_differ() {
        let sheet = "
            1 | DANH SÁCH ĐẢNG VIÊN LÀ CÁN BỘ, CÔNG CHỨC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
            3 | TT | Họ và tên    | Xếp loại công chức | Xếp loại đảng viên
            4 | 1  | Nguyễn Văn A | HTXSNV             | HTTNV
            5 | 2  | Trần Thị B   | HTNV               | HTTNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
    #[test]
    fn the_years_of_the_rule() {
        let sheet = |year: u16| {
            format!(
                "1 | DANH SÁCH ĐẢNG VIÊN LÀ CÁN BỘ, CÔNG CHỨC VÀ KẾT QUẢ XẾP LOẠI NĂM {year}
                3 | TT | Họ và tên | Xếp loại công chức | Xếp loại đảng viên
                4 | 1 | Nguyễn Văn A | HTTNV | HTXSNV"
            )
        };
        let years = (2016..=2026).filter(|year| !findings(&RULE, &sheet(*year)).is_empty());
        assert!(years.eq(2019..=2026));
        insta::assert_snapshot!(findings(&RULE, &sheet(2021)), @"D4 P305 error Nguyễn Văn A: xếp loại đảng viên là HTXSNV, xếp loại công chức, viên chức mới là HTTNV. Đề nghị xem xét lại hoặc có văn bản giải trình");
    }
}
