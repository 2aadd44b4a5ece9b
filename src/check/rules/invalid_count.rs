//! # Số lượng không hợp lệ
//!
//! ## What it finds
//! A negative or fractional number, or words, where a count belongs. “gần 120” is words: never an exact figure.
//! ## Why it matters
//! Organisations and people are counted in whole numbers; what is no count leaves its sums open.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV      | KHTNV
//! 4 | 1  | Đảng bộ A  | 10      | 2      | 7.5 ◄ | 0         | 0
//! 5 | 2  | Đảng bộ B  | 10      | -1 ◄   | 9     | gần 120 ◄ | 0
//! 6 | 3  | Đảng bộ C  | 10      | 1      | 9     | 0         | 0
//! ```
//! ## Correction
//! None.

use crate::check::records::{Rated, TableRecord};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::parse::Figure;

pub(super) static RULE: Rule = Rule {
    code: "S209",
    name: "invalid-count",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "",
    doc: include_str!("invalid_count.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Counts(blocks) = &table.content else { return };
    let mut seen: Vec<CellRef> = Vec::new();
    for (line, cells) in blocks.iter().flat_map(|b| b.block.lines.iter().zip(&b.block.cells)) {
        for cell in cells {
            let (Figure::Invalid(text) | Figure::Approximate(text)) = &cell.figure else { continue };
            if seen.contains(&cell.at) {
                continue;
            }
            seen.push(cell.at);
            let name = &line.name;
            findings.add(&RULE, cell.at).found(text).message(
                format!("{name}: “{text}” không phải là số lượng hợp lệ. Đề nghị ghi số nguyên"),
                format!("{name}: “{text}” is no valid count; a whole number is expected"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn sums_over_it_are_left_open() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số           | HTXSNV           | HTTNV             | HTNV              | KHTNV
            4 | 1  | Đảng bộ A  | 10                | 2                | 7                 | -1                | 0
            5 | 2  | Đảng bộ B  | 10                | 1                | 7                 | 2                 | 0
            6 |    | Tổng cộng  | =SUM(C4:C5) := 20 | =SUM(D4:D5) := 3 | =SUM(E4:E5) := 14 | =SUM(F4:F5) := 1 | =SUM(G4:G5) := 0";
        let found = crate::check::rules::testing::findings(&super::RULE, sheet);
        assert!(found.starts_with("F4 S209"), "{found}");
        assert_eq!(crate::check::rules::testing::all_codes(sheet), ["S209"]);
    }
}
