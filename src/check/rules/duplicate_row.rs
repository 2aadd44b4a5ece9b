//! # Dòng trùng
//!
//! ## What it finds
//! The same unit under the same parent twice with the same content. For persons a second identifier must be equal too:
//! two people of one name are ordinary.
//! ## Why it matters
//! What stands twice is counted twice.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
//! 4 | 1 | Chi bộ Trường A | HTTNV
//! 5 | 2 | Chi bộ Trường B | HTXSNV
//! 6 | 3 | Chi bộ trường A ◄ | HTTNV
//! ```
//! ## Correction
//! None: the unit says which row to remove.

use crate::check::records::TableRecord;
use crate::check::rules::twins::{Twin, twins};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;

pub(super) static RULE: Rule = Rule {
    code: "V503",
    name: "duplicate-row",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "",
    doc: include_str!("duplicate_row.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    for twin in twins(table).into_iter().filter(|t| t.same) {
        let Twin { name, first, second, person, .. } = twin;
        let named = person.then_some(name.as_str());
        let found = if person { "dòng trùng tên" } else { name.as_str() };
        findings.add(&RULE, second).person(named).related(&[first]).found(found).message(
            format!("“{name}” đã có ở dòng {} với cùng nội dung. Đề nghị đơn vị bỏ bớt một dòng", first.row + 1),
            format!("“{name}” already stands in row {} with the same content", first.row + 1),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn one_name_under_two_parents_is_two_units() {
        let sheet = "
            1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
            4 | I  | Khối phường
            5 | 1  | Chi bộ 1 | HTTNV
            6 | II | Khối trường học
            7 | 2  | Chi bộ 1 | HTTNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
}
