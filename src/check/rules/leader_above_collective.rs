//! # Người đứng đầu xếp loại cao hơn tập thể lãnh đạo
//!
//! ## What it finds
//! The head is rated above the leadership collective headed.
//! ## Why it matters
//! The clause names the collective beside the unit.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ (NGƯỜI ĐỨNG ĐẦU) NĂM 2021
//! 3 | TT | Họ và tên    | Chức vụ         | Đơn vị    | Xếp loại tập thể lãnh đạo, quản lý | Xếp loại người đứng đầu
//! 4 | 1  | Nguyễn Văn A | Bí thư Đảng ủy  | Đảng bộ A | HTTNV                              | HTXSNV ◄
//! 5 | 2  | Trần Thị B   | Bí thư Chi bộ   | Chi bộ B  | HTTNV                              | HTTNV
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Người đứng đầu xếp loại cao hơn tập thể lãnh đạo do mình đứng đầu.
//! ## Lý do
//! Điều khoản nêu tập thể lãnh đạo cùng với đơn vị.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use crate::check::records::Submission;
use crate::check::rules::relations::{COLLECTIVE, Clause, HEAD, Join, Pair, report_joined};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;

pub(super) static RULE: Rule = Rule {
    code: "P302",
    name: "leader-above-collective",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "LEADER-LE-UNIT",
    doc: include_str!("leader_above_collective.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    // Deputies are not covered by the clause.
    let clause = Clause { high: HEAD, low: COLLECTIVE, wrong: |above, below| above > below, heads_only: true, say };
    report_joined(&RULE, submission, findings, &clause, &Join::Collectives);
}

fn say(pair: &Pair<'_>) -> (String, String) {
    let Pair { name, high, low, .. } = pair;
    (
        format!(
            "{name}: mức xếp loại của người đứng đầu ({}) cao hơn mức của tập thể lãnh đạo, quản lý ({}). Đề nghị xem xét lại hoặc có văn bản giải trình",
            high.code(),
            low.code()
        ),
        format!("{name}: the head is rated {}, the leadership collective {}", high.code(), low.code()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn the_other_rating_is_found_on_another_sheet() {
        let sheet = "
            1 | QUẬN ỦY SƠN TRÀ
            2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG TẬP THỂ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
            4 | TT | Tên đơn vị | Kết quả xếp loại
            5 | 1  | Ban Thường vụ Đảng ủy phường A | HTTNV
            --- Biểu 2
            1 | QUẬN ỦY SƠN TRÀ
            2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NGƯỜI ĐỨNG ĐẦU NĂM 2021
            4 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại người đứng đầu
            5 | 1 | Nguyễn Văn A | Bí thư Đảng ủy | Đảng bộ phường A | HTXSNV
            6 | 2 | Trần Thị B | Bí thư Đảng ủy | Đảng bộ phường B | HTXSNV";
        let found = findings(&RULE, sheet);
        assert!(found.starts_with("E5 ") && found.lines().count() == 1 && found.ends_with("'Biểu 1'!C5"), "{found}");
    }
}
