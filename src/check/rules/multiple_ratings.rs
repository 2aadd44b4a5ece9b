//! # Đánh dấu nhiều mức
//!
//! ## What it finds
//! Two levels ticked on one row, or two levels written in one cell.
//! ## Why it matters
//! One subject has one rating; which of them is meant is for the unit to say.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Tên tổ chức đảng | HTXSNV | HTTNV | HTNV | KHTNV
//! 4 | 1  | Chi bộ Trường A  |        | x     |      |
//! 5 | 2  | Chi bộ Trường B  | x ◄    |       | x ◄  |
//! 6 | 3  | Chi bộ Trường C  |        |       | x    |
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Một dòng đánh dấu hai mức, hoặc một ô ghi hai mức.
//! ## Lý do
//! Mỗi đối tượng có một mức xếp loại; mức nào đúng do đơn vị xác nhận.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use crate::check::records::{Rated, TableRecord};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::normalise::Resolution;

pub(super) static RULE: Rule = Rule {
    code: "L104",
    name: "multiple-ratings",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "LABEL-SET",
    doc: documentation!("multiple_ratings.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Roster(list) = &table.content else { return };
    for (record, ratings) in list.roster.records.iter().zip(list.ratings.rows()) {
        for (written, resolution) in record.ratings.iter().zip(ratings.iter()) {
            let Resolution::Multiple(_) = resolution else { continue };
            let cells: Vec<_> = written.iter().map(|w| w.at(record.row)).collect();
            let texts: Vec<&str> = written.iter().map(|w| &*w.text).collect();
            let said = texts.join("”, “");
            let person = Some(record.name.as_str()).filter(|_| list.roster.persons);
            findings.add(&RULE, cells[0]).person(person).cells(&cells).found(texts.join(" + ")).message(
                format!("{}: có nhiều mức xếp loại (“{said}”). Đề nghị đơn vị xác nhận một mức", record.name),
                format!("{}: more than one rating (“{said}”)", record.name),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn two_ticks_and_two_levels_in_a_cell() {
        let sheet = |marks: &str| {
            format!(
                "1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                3 | TT | Tên tổ chức đảng | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1 | Chi bộ A | | x | |
                5 | 2 | Chi bộ B | {marks}
                6 | 3 | Chi bộ C | | | x |"
            )
        };
        assert_eq!(findings(&RULE, &sheet("x | | | ")), "");
        insta::assert_snapshot!(findings(&RULE, &sheet("x | x | | ")), @"C5 L104 error Chi bộ B: có nhiều mức xếp loại (“HTXSNV”, “HTTNV”). Đề nghị đơn vị xác nhận một mức");
        let list = |label: &str| {
            format!(
                "1 | DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên | Mức xếp loại
                4 | 1 | Nguyễn Văn An | HTTNV
                5 | 2 | Trần Thị Bình | {label}"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &list("HTXSNV, HTTNV")), @"C5 L104 error Trần Thị Bình: có nhiều mức xếp loại (“HTXSNV, HTTNV”). Đề nghị đơn vị xác nhận một mức");
        // One level, said in two ways.
        assert_eq!(findings(&RULE, &list("Hoàn thành tốt nhiệm vụ (HTTNV)")), "");
    }
}
