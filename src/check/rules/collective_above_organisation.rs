//! # Tập thể lãnh đạo xếp loại cao hơn đơn vị
//!
//! ## What it finds
//! A leadership collective is rated above its organisation or unit.
//! ## Why it matters
//! Where the regime of the year says so, the collective may not stand above what it leads.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ (NGƯỜI ĐỨNG ĐẦU) NĂM 2021
//! 3 | TT | Họ và tên    | Chức vụ         | Đơn vị    | Xếp loại tổ chức, đơn vị | Xếp loại tập thể lãnh đạo, quản lý | Xếp loại người đứng đầu
//! 4 | 1  | Nguyễn Văn A | Bí thư Đảng ủy  | Đảng bộ A | HTNV                     | HTTNV ◄                            | HTNV
//! 5 | 2  | Trần Thị B   | Bí thư Chi bộ   | Chi bộ B  | HTTNV                    | HTTNV                              | HTTNV
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Tập thể lãnh đạo, quản lý xếp loại cao hơn tổ chức, đơn vị.
//! ## Lý do
//! Khi quy định của năm có nêu, tập thể không được xếp loại cao hơn đơn vị mình lãnh đạo.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use crate::check::records::Submission;
use crate::check::rules::leader_above_unit;
use crate::check::rules::relations::{Before, COLLECTIVE, Clause, Join, ORGANISATION, Pair, report_joined};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;

pub(super) static RULE: Rule = Rule {
    code: "P303",
    name: "collective-above-organisation",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "COLLECTIVE-LE-ORG",
    doc: documentation!("collective_above_organisation.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    // A deputy's row repeats what the head's row says.
    let clause = Clause {
        high: COLLECTIVE,
        low: ORGANISATION,
        wrong: |above, below| above > below,
        heads_only: true,
        say,
        // A head above the same organisation is one statement with this.
        before: Before::Stays(leader_above_unit::RULE.code, say_besides),
    };
    report_joined(&RULE, submission, findings, &clause, &Join::Led);
}

fn say(pair: &Pair<'_>) -> (String, String) {
    let Pair { name, high, low, .. } = pair;
    (
        format!(
            "{name}: mức xếp loại của tập thể lãnh đạo, quản lý ({}) cao hơn mức của tổ chức, đơn vị ({}). Đề nghị xem xét lại hoặc có văn bản giải trình",
            high.code(),
            low.code()
        ),
        format!("{name}: the leadership collective is rated {}, its organisation {}", high.code(), low.code()),
    )
}

fn say_besides(pair: &Pair<'_>) -> (String, String) {
    let high = pair.high.code();
    (
        format!("; tập thể lãnh đạo, quản lý ({high}) cũng cao hơn mức đó"),
        format!("; so is the leadership collective, rated {high}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{findings, found_in};
    use crate::config::Config;

    #[test]
    fn head_and_collective_above_one_unit_are_one_statement() {
        let told = |collective: &str, head: &str| {
            let sheet = format!(
                "1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
                3 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại đơn vị | Xếp loại tập thể lãnh đạo | Xếp loại người đứng đầu
                4 | 1 | Nguyễn Văn A | Trưởng phòng | Phòng A | HTNV | {collective} | {head}"
            );
            let found = found_in(&sheet, &Config::default());
            let of_pair = found.iter().filter(|f| ["P301", "P303"].contains(&f.rule));
            of_pair.map(|f| format!("{} {}", f.rule, f.message.vi)).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(told("HTTNV", "HTTNV"), @"P301 Nguyễn Văn A: mức xếp loại của người đứng đầu (HTTNV) cao hơn mức của đơn vị (HTNV); tập thể lãnh đạo, quản lý (HTTNV) cũng cao hơn mức đó. Đề nghị xem xét lại hoặc có văn bản giải trình");
        assert!(told("HTNV", "HTTNV").starts_with("P301") && told("HTTNV", "HTNV").starts_with("P303"));
    }

    #[test]
    fn the_other_rating_is_found_on_another_sheet() {
        let sheet = "
            1 | QUẬN ỦY SƠN TRÀ
            2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            4 | TT | Tên đơn vị | Kết quả xếp loại
            5 | 1  | Đảng bộ phường A | HTTNV
            --- Biểu 2
            1 | QUẬN ỦY SƠN TRÀ
            2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG TẬP THỂ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
            4 | TT | Tên đơn vị | Kết quả xếp loại
            5 | 1 | Đảng ủy phường A | HTXSNV
            6 | 2 | Đảng ủy phường B | HTXSNV";
        let found = findings(&RULE, sheet);
        assert!(found.starts_with("C5 ") && found.lines().count() == 1 && found.ends_with("'Biểu 1'!C5"), "{found}");
    }
}
