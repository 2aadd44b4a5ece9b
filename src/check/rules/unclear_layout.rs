//! # Không rõ bố cục biểu
//!
//! ## What it finds
//! A table in which a needed column has two candidates, or none; a column of figures among the levels whose header says
//! nothing; a header that speaks of a share over cells that are counts.
//! Several who propose are no two candidates where somebody decided.
//! ## Why it matters
//! We never guess which of two columns is meant.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | Tổng số ◄ | HTXSNV | HTTNV | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A  | 10      | 12      | 2      | 8     | 0    | 0
//! 5 | 2  | Đảng bộ B  | 10      | 12      | 1      | 9     | 0    | 0
//! ```
//! ## Correction
//! None: declare or mend the header.

use crate::check::records::TableRecord;
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::locate::Observation;

pub(super) static RULE: Rule = Rule {
    code: "F005",
    name: "unclear-layout",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "",
    doc: include_str!("unclear_layout.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    for observation in table.observations() {
        let what = observation.what();
        let (at, related, readings, ask) = match observation {
            Observation::UnclearLayout { range, readings, .. } => {
                (range.end, range.start, readings, "ghi rõ tiêu đề cột")
            }
            Observation::UnclearWhole { range, readings, .. } => {
                (range.end, range.start, readings, "ghi thêm cột cộng chung, hoặc ghi “Trong đó” ở nhóm là một phần")
            }
            Observation::UnclearRows { at, related, readings, .. } => {
                (*at, related.end, readings, "đánh số dòng theo mục (1, 1.1, 1.2 …) hoặc ghi dòng tổng cộng")
            }
        };
        // Each group can be read by itself: only what the unit's total is stays open.
        let severity = match observation {
            Observation::UnclearWhole { .. } => Severity::Warning,
            _ => RULE.severity,
        };
        let finding = findings.add(&RULE, at).severity(severity).cells(&[at]).related(&[related]);
        finding.readings(readings.clone()).message(
            format!("Không rõ bố cục biểu: {}. Đề nghị {ask}", what.vi),
            format!("The layout is unclear: {}", what.en),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn several_may_propose_where_one_decides() {
        let sheet = |decided: &str| {
            let lines = [
                "1 | DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021",
                "3 | TT | Họ và tên | Tập thể lãnh đạo đề xuất | Cơ quan tham mưu đề xuất | Ban Thường vụ quyết định",
            ];
            let rows = ["4 | 1 | Nguyễn Văn A | HTXSNV | HTTNV |", "5 | 2 | Trần Thị B | HTTNV | HTTNV |"];
            let rows = rows.map(|r| format!("{r} {decided}"));
            lines.into_iter().map(str::to_owned).chain(rows).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("HTTNV")), @"");
        insta::assert_snapshot!(findings(&RULE, &sheet("")), @"D3 F005 error Không rõ bố cục biểu: 02 cột có thể giữ cùng một vai trò (C: Tập thể lãnh đạo đề xuất; D: Cơ quan tham mưu đề xuất). Đề nghị ghi rõ tiêu đề cột");
    }

    #[test]
    fn a_header_that_says_nothing_is_unclear() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Cột 1 | Cột 2 | Cột 3 | Cột 4
            4 | 1  | Đảng bộ A  | 10    | 2     | 8     | 0
            5 | 2  | Đảng bộ B  | 12    | 1     | 11    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"F3 F005 error Không rõ bố cục biểu: không tiêu đề cột nào nêu mức xếp loại (C: Cột 1; D: Cột 2; E: Cột 3; F: Cột 4). Đề nghị ghi rõ tiêu đề cột");
        let among = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | Cột 2 | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 2      | 8     | 0    | 0
            5 | 2  | Đảng bộ B  | 12      | 1      | 11    | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, among), @"E3 F005 error Không rõ bố cục biểu: không rõ cột E (“Cột 2”) giữa các cột mức xếp loại ghi gì. Đề nghị ghi rõ tiêu đề cột");
    }

    #[test]
    fn a_header_and_its_cells_that_disagree_are_unclear() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV (%) | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 2          | 8     | 0    | 0
            5 | 2  | Đảng bộ B  | 12      | 1          | 11    | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"D3 F005 error Không rõ bố cục biểu: cột D (“HTXSNV (%)”) ghi là tỷ lệ, nhưng các ô là số lượng: cộng với các mức khác đủ số được đánh giá. Đề nghị ghi rõ tiêu đề cột");
        let shares = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV (%) | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 20         | 8     | 0    | 0
            5 | 2  | Đảng bộ B  | 12      | 8.3        | 11    | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, shares), @"");
    }

    #[test]
    fn one_candidate_is_clear() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 10               | 2      | 8     | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
}
