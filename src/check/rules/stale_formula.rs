//! # Kết quả công thức chưa được tính lại
//!
//! ## What it finds
//! A formula of a table whose stored result is not what it gives from the cells as they stand, so that the number shown
//! would change when Excel computes it.
//! ## Why it matters
//! Who copies, prints or previews the sheet gets the old number; who opens and computes it gets another.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số         | HTXSNV | HTTNV | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A  | 10              | 2      | 8     | 0    | 0
//! 5 | 2  | Đảng bộ B  | 10              | 1      | 9     | 0    | 0
//! 6 |    | Tổng cộng  | =C4+C5 := 19 ◄ | 3      | 17    | 0    | 0
//! ```
//! ## Correction
//! Safe: the formula stays, its result is computed anew. None where it gives an error.
//! ## Nội dung kiểm tra
//! Công thức trong biểu có kết quả đang lưu khác với kết quả tính từ các ô hiện tại.
//! ## Lý do
//! Người in hoặc xem trước thấy số cũ, người mở ra tính lại thấy số khác.
//! ## Chỉnh sửa
//! Đủ căn cứ chỉnh sửa: giữ công thức, tính lại kết quả. Không chỉnh sửa khi công thức báo lỗi.

use crate::check::formulas::{Stale, StaleKind};
use crate::check::records::TableRecord;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Edit, Fix, Message, Safety, Severity};

pub(super) static RULE: Rule = Rule {
    code: "F010",
    name: "stale-formula",
    severity: Severity::Warning,
    scope: Scope::Table(check),
    basis: "",
    doc: documentation!("stale_formula.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let file = findings.file();
    // A stored error is F008's.
    for kind in [StaleKind::Number, StaleKind::Breaks] {
        let group: Vec<&Stale> = table.formulas.stale.iter().filter(|stale| stale.kind == kind).collect();
        let Some(first) = group.first() else { continue };
        let edit = |stale: &&Stale| Edit {
            file: file.clone(),
            sheet: table.table.sheet.clone(),
            cell: stale.at,
            from: stale.stored.as_str().into(),
            to: stale.now.as_str().into(),
        };
        let fix = (kind == StaleKind::Number).then(|| Fix {
            safety: Safety::Safe,
            reason: Message::new(
                "công thức giữ nguyên, chỉ tính lại kết quả",
                "the formula stays, its result is computed anew",
            ),
            edits: group.iter().map(edit).collect(),
            alternatives: Vec::new(),
        });
        let cells: Vec<CellRef> = group.iter().map(|stale| stale.at).collect();
        let (vi, en) = say(first, group.len() - 1);
        findings.add(&RULE, first.at).cells(&cells).found(&first.stored).expected(&first.now).fix(fix).message(vi, en);
    }
}

fn say(first: &Stale, more: usize) -> (String, String) {
    let Stale { at, stored, now, .. } = first;
    let (others, others_en) = match more {
        0 => (String::new(), String::new()),
        n => (format!(" và {n:02} ô tương tự"), format!(" and {n} more cells")),
    };
    (
        format!("Ô {at}{others}: kết quả đang lưu là {stored}, công thức tính được {now}"),
        format!("{at}{others_en}: {stored} is stored, the formula gives {now}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings};

    #[test]
    fn a_stale_total_is_no_wrong_total() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số        | HTXSNV      | HTTNV       | HTNV        | KHTNV
            4 | 1  | Đảng bộ A  | 10             | 2           | 8           | 0           | 0
            5 | 2  | Đảng bộ B  | 10             | 1           | 9           | 0           | 0
            6 |    | Tổng cộng  | =C4+C5 := 19 | =D4+D5 := 2 | =E4+E5 := 17 | =F4+F5 := 0 | =G4+G5 := 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"C6 F010 warning Ô C6 và 01 ô tương tự: kết quả đang lưu là 19, công thức tính được 20");
        assert_eq!(all_codes(sheet), ["F010"]);
    }

    #[test]
    fn a_result_that_would_be_an_error_is_told_apart() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV         | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 2      | =8/F4 := 8   | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"E4 F010 warning Ô E4: kết quả đang lưu là 8, công thức tính được #DIV/0!");
    }

    #[test]
    fn results_of_functions_that_are_not_known_are_left_alone() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số                    | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | =VLOOKUP(B4,A4:D4,2) := 10 | 2      | 8     | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
}
