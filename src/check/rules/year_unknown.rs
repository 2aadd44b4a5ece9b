//! # Không rõ năm đánh giá
//!
//! ## What it finds
//! No year anywhere: not given, not in title, sheet name or file name.
//! ## Why it matters
//! Rules that hang on the year's regulations cannot run; the computer's clock is never asked.
//! ## Example
//! ```sheet
//! === bieu-1.xlsx
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG ◄
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A  | 10      | 2      | 8     | 0    | 0
//! ```
//! ## Correction
//! None: give `--year`.
//! ## Nội dung kiểm tra
//! Không thấy năm ở đâu: không khai báo, không có ở tiêu đề, tên sheet, tên file.
//! ## Lý do
//! Các nội dung phụ thuộc quy định của năm không kiểm tra được; không lấy năm theo đồng hồ máy tính.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: ghi năm ở tiêu đề, hoặc khai báo `--year`.

use crate::check::records::{FileRecord, Rated};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;

pub(super) static RULE: Rule = Rule {
    code: "F012",
    name: "year-unknown",
    severity: Severity::Warning,
    scope: Scope::File(check),
    basis: "",
    doc: documentation!("year_unknown.rs"),
};

fn check(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    let counted = file.tables.iter().any(|t| !matches!(t.content, Rated::Nothing));
    if file.year.is_none() && counted {
        findings.add_general(&RULE).message(
            "Không thấy năm đánh giá trong tiêu đề, tên sheet, tên file; chưa áp dụng các nội dung kiểm tra theo quy định từng năm (L105, L106, P301–P303, P305–P307, P309, P310, C401–C405, H701–H704). Đề nghị chạy lại với --year",
            "No rating year in title, sheet name or file name; checks that hang on the year (L105, L106, P301–P303, P305–P307, P309, P310, C401–C405, H701–H704) were not run. Give --year",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    fn sheet(file: &str, name: &str, title: &str) -> String {
        format!(
            "=== {file}
            --- {name}
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN {title}
            3 | TT | Tên chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1 | Chi bộ A | 10 | 1 | 8 | 1 | 0"
        )
    }

    #[test]
    fn one_place_that_names_the_year_is_enough() {
        let told = |file: &str, name: &str, title: &str| !findings(&RULE, &sheet(file, name, title)).is_empty();
        assert!(told("a.xlsx", "Biểu 1", ""));
        assert!(!told("a.xlsx", "Biểu 1", "NĂM 2021"));
        assert!(!told("a.xlsx", "Năm 2021", ""));
        assert!(!told("a-2021.xlsx", "Biểu 1", ""));
        // Nothing is counted, so nothing hangs on the year.
        let plan = "=== a.xlsx
            1 | Kế hoạch công tác
            2 | Việc | Người làm | Hạn
            3 | Soạn | Tổ 1 | Thứ hai";
        assert_eq!(findings(&RULE, plan), "");
    }
}
