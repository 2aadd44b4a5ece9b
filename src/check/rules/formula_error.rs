//! # Ô bị lỗi công thức
//!
//! ## What it finds
//! An error value (`#REF!`, `#DIV/0!`, `#VALUE!`, `#NAME?`, `#N/A`) where a count, percentage or rating belongs.
//! ## Why it matters
//! An error is never zero: sums that need the cell are left open.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV   | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A  | 10      | 2      | #REF! ◄ | 0    | 0
//! 5 | 2  | Đảng bộ B  | 10      | 1      | 9       | 0    | 0
//! ```
//! ## Correction
//! None yet: the unit mends the formula.

use crate::check::records::{Rated, TableRecord};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::parse::Figure;

pub(super) static RULE: Rule = Rule {
    code: "F008",
    name: "formula-error",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "",
    doc: include_str!("formula_error.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let mut errors: Vec<(CellRef, String)> = Vec::new();
    match &table.content {
        Rated::Counts(blocks) | Rated::Figures(blocks) => {
            for block in blocks.iter().map(|b| &b.block) {
                errors.extend(block.cells.iter().flatten().filter_map(|c| match &c.figure {
                    Figure::Error(e) => Some((c.at, e.clone())),
                    _ => None,
                }));
                errors.extend(
                    block.shares.iter().flat_map(|s| &s.cells).filter(|c| c.error).map(|c| (c.at, c.shown.clone())),
                );
            }
        }
        Rated::Roster(r) => {
            let written = r.roster.records.iter().flat_map(|r| r.ratings.iter().flatten());
            errors.extend(written.filter(|w| is_error(&w.text)).map(|w| (w.at, w.text.clone())));
        }
        Rated::Nothing => {}
    }
    errors.sort();
    errors.dedup();
    for (at, error) in errors {
        findings.add(&RULE, at).found(&error).message(
            format!("Ô báo lỗi {error}, không phải số liệu. Đề nghị sửa công thức hoặc nhập lại"),
            format!("The cell holds the error {error}; mend the formula or type the value"),
        );
    }
}

/// Is the text an error value of a spreadsheet?
pub(super) fn is_error(text: &str) -> bool {
    text.starts_with('#') && (text.ends_with('!') || text.ends_with('?') || text == "#N/A")
}
