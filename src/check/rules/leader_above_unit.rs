//! # Người đứng đầu xếp loại cao hơn đơn vị
//!
//! ## What it finds
//! The head is rated above an organisation or unit headed.
//! ## Why it matters
//! Where the regime of the year says so, a head may not be rated above what he or she heads. In later regimes, and
//! where no such clause was found, it is recorded only.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ (NGƯỜI ĐỨNG ĐẦU) NĂM 2021
//! 3 | TT | Họ và tên    | Chức vụ         | Đơn vị    | Xếp loại tổ chức, đơn vị | Xếp loại người đứng đầu
//! 4 | 1  | Nguyễn Văn A | Bí thư Đảng ủy  | Đảng bộ A | HTTNV                    | HTXSNV ◄
//! 5 | 2  | Trần Thị B   | Bí thư Chi bộ   | Chi bộ B  | HTXSNV                   | HTTNV
//! ```
//! ## Correction
//! None: a rating is a committee's decision.

use crate::check::records::TableRecord;
use crate::check::rules::relations::{Clause, HEAD, ORGANISATION, Pair, report};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;

pub(super) static RULE: Rule = Rule {
    code: "P301",
    name: "leader-above-unit",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "LEADER-LE-UNIT",
    doc: include_str!("leader_above_unit.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    // Deputies are not covered by the clause.
    let clause = Clause { high: HEAD, low: ORGANISATION, wrong: |above, below| above > below, heads_only: true, say };
    report(&RULE, table, findings, &clause);
}

fn say(pair: &Pair<'_>) -> (String, String) {
    let Pair { name, high, low, .. } = pair;
    (
        format!(
            "{name}: mức xếp loại của người đứng đầu ({}) cao hơn mức của đơn vị ({}). Đề nghị xem xét lại hoặc có văn bản giải trình",
            high.code(),
            low.code()
        ),
        format!("{name}: the head is rated {}, the unit headed {}", high.code(), low.code()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn equal_or_lower_is_silent_and_deputies_are_not_covered() {
        let sheet = "
            1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
            3 | TT | Họ và tên    | Chức vụ       | Đơn vị    | Xếp loại tổ chức, đơn vị | Xếp loại người đứng đầu
            4 | 1  | Nguyễn Văn A | Bí thư        | Đảng bộ A | HTTNV                    | HTTNV
            5 | 2  | Trần Thị B   | Phó Bí thư    | Đảng bộ A | HTTNV                    | HTXSNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
}
