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

use crate::check::records::TableRecord;
use crate::check::rules::relations::{COLLECTIVE, Clause, HEAD, Pair, report};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;

pub(super) static RULE: Rule = Rule {
    code: "P302",
    name: "leader-above-collective",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "LEADER-LE-UNIT",
    doc: include_str!("leader_above_collective.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    // Deputies are not covered by the clause.
    let clause = Clause { high: HEAD, low: COLLECTIVE, wrong: |above, below| above > below, heads_only: true, say };
    report(&RULE, table, findings, &clause);
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
