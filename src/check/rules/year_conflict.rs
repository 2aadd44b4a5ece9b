//! # Năm đánh giá không thống nhất
//!
//! ## What it finds
//! The years of title, sheet name and file name differ, or differ from the year given.
//! Signing dates, document numbers, ranges (`5 năm liền 2017–2021`), school years and plans do not count.
//! ## Why it matters
//! Last year's file sent again by mistake looks just like this.
//! ## Example
//! ```sheet
//! === bao-cao-2021.xlsx
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2020 ◄
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A  | 10      | 2      | 8     | 0    | 0
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Năm ghi ở tiêu đề, tên sheet và tên file khác nhau, hoặc khác năm đã khai báo. Không xét ngày ký, số và ngày văn
//! bản, khoảng năm (`5 năm liền 2017–2021`), năm học, kế hoạch năm sau.
//! ## Lý do
//! Gửi nhầm file năm trước thường có dấu hiệu như vậy.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use crate::check::records::FileRecord;
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;

pub(super) static RULE: Rule = Rule {
    code: "F011",
    name: "year-conflict",
    severity: Severity::Warning,
    scope: Scope::File(check),
    basis: "",
    doc: documentation!("year_conflict.rs"),
};

fn check(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    let Some(year) = file.year else { return };
    let other = file.years.iter().find(|(y, _)| *y != year);
    if let Some((found, place)) = other {
        let given =
            if file.years.iter().any(|(y, _)| *y == year) { "các chỗ khác ghi" } else { "đang kiểm tra theo" };
        findings.add_general(&RULE).found(found).expected(year).message(
            format!("{place} ghi năm {found}, {given} năm {year}. Đề nghị xác nhận năm đánh giá"),
            format!("{place} says {found}, while the year checked is {year}"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn sheets_that_are_named_by_their_years_are_in_no_conflict() {
        let sheet = |name: &str, year: u16| {
            format!(
                "--- {name}
                1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM {year}
                3 | TT | Tên chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1 | Chi bộ A | 10 | 1 | 8 | 1 | 0
                5 | 2 | Chi bộ B | 12 | 1 | 11 | 0 | 0
                "
            )
        };
        let book = |sheets: &[(&str, u16)]| sheets.iter().map(|(name, year)| sheet(name, *year)).collect::<String>();
        assert_eq!(findings(&RULE, &book(&[("Năm 2021", 2021), ("Năm 2022", 2022)])), "");
        // The titles alone may have slipped.
        assert!(findings(&RULE, &book(&[("Khối xã", 2021), ("Khối cơ quan", 2022)])).contains("F011"));
        assert!(findings(&RULE, &book(&[("Năm 2021", 2022), ("Năm 2022", 2021)])).contains("F011"));
    }
}
