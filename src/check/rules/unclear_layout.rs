//! # Không rõ bố cục biểu
//!
//! ## What it finds
//! A table in which a needed column has two candidates, or none.
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
        let Observation::UnclearLayout { range, what, readings } = observation;
        findings.add(&RULE, range.end).cells(&[range.end]).related(&[range.start]).readings(readings.clone()).message(
            format!("Không rõ bố cục biểu: {}. Đề nghị ghi rõ tiêu đề cột", what.vi),
            format!("The layout is unclear: {}", what.en),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn one_candidate_is_clear() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 10               | 2      | 8     | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
}
