//! # Một đối tượng có hai kết quả
//!
//! ## What it finds
//! The same unit under the same parent twice with different ratings or figures. For persons a second identifier must be equal too.
//! ## Why it matters
//! Only one of the two can be right; which, is for the unit to say.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
//! 4 | 1 | Chi bộ Trường A | HTTNV
//! 5 | 2 | Chi bộ Trường B | HTXSNV
//! 6 | 3 | Chi bộ Trường A ◄ | HTNV
//! ```
//! ## Correction
//! None.

use crate::check::records::TableRecord;
use crate::check::rules::twins::{Twin, twins};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;

pub(super) static RULE: Rule = Rule {
    code: "V504",
    name: "conflicting-rows",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "",
    doc: include_str!("conflicting_rows.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    for twin in twins(table).into_iter().filter(|t| !t.same) {
        let Twin { name, first, second, person, .. } = twin;
        let named = person.then_some(name.as_str());
        let found = if person { "dòng trùng tên" } else { name.as_str() };
        findings.add(&RULE, second).person(named).related(&[first]).found(found).message(
            format!("“{name}” đã có ở dòng {} với kết quả khác. Đề nghị đơn vị xác nhận kết quả đúng", first.row + 1),
            format!("“{name}” already stands in row {} with another result", first.row + 1),
        );
    }
}
