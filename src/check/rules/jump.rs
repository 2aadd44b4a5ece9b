//! # Mức xếp loại thay đổi từ hai bậc so với năm trước
//!
//! ## What it finds
//! A unit or person whose level differs by two or more from the year before, by earlier files given with `--history`. One
//! finding a table.
//! ## Why it matters
//! It may be right; it may also be a slip of the pen. It is for the record.
//! ## Example
//! ```sheet
//! === nam-nay.xlsx
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 4 | TT | Tên tổ chức đảng | Kết quả xếp loại
//! 5 | 1  | Đảng bộ phường A | HTXSNV ◄
//! === nam-truoc/bao-cao.xlsx
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2020
//! 4 | TT | Tên tổ chức đảng | Kết quả xếp loại
//! 5 | 1  | Đảng bộ phường A | HTNV
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Đơn vị hoặc người có mức chênh từ hai bậc so với năm trước, theo file các năm trước (`--history`). Mỗi biểu nêu một
//! lần.
//! ## Lý do
//! Có thể đúng, cũng có thể ghi nhầm. Chỉ ghi nhận.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use crate::check::records::Submission;
use crate::check::rules::years::{Pair, pairs};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "H704",
    name: "jump",
    severity: Severity::Info,
    scope: Scope::Submission(check),
    basis: "",
    doc: documentation!("jump.rs"),
};

/// Most of them named.
const SHOWN: usize = 2;

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let rank = |level: Level| Level::ALL.iter().position(|l| *l == level).unwrap_or(0);
    for file in &submission.files {
        findings.enter_file(file);
        for table in file.tables.iter().filter(|t| !t.replaced) {
            let far = |p: &Pair<'_>| rank(p.now).abs_diff(rank(p.before)) >= 2;
            let rows: Vec<Pair<'_>> = pairs(file, table, &submission.history).into_iter().filter(far).collect();
            let Some(first) = rows.first() else { continue };
            let cells: Vec<CellRef> = rows.iter().map(|p| p.at).collect();
            let count = rows.len();
            let year = first.year;
            // Of persons one is named: the others stand in their cells.
            let shown = if first.person { 1 } else { SHOWN };
            let changes = |parted: (&str, &str)| {
                let named = rows.iter().take(shown);
                let each =
                    named.map(|p| format!("{}{}{}{}{}", p.name, parted.0, p.before.code(), parted.1, p.now.code()));
                each.collect::<Vec<_>>().join("; ")
            };
            let more = count.saturating_sub(shown);
            let (more, more_en) = match more {
                0 => (String::new(), String::new()),
                n => (format!("; và {n:02} trường hợp khác"), format!("; and {n} more")),
            };
            findings.enter_sheet(Some(&table.table.sheet));
            findings
                .add(&RULE, cells[0])
                .person(Some(first.name).filter(|_| first.person))
                .cells(&cells)
                .related_elsewhere(rows.iter().map(|p| p.past.at.clone()).collect::<Vec<_>>())
                .message(
                    format!(
                        "{count:02} trường hợp thay đổi từ hai bậc so với năm {}: {}{more}",
                        year - 1,
                        changes((", từ ", " thành "))
                    ),
                    format!(
                        "{count} differ by two levels or more from {}: {}{more_en}",
                        year - 1,
                        changes((", from ", " to "))
                    ),
                );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::with_history;

    fn list(year: u16, level: &str) -> String {
        format!(
            "=== nam-{year}.xlsx
            1 | QUẬN ỦY SƠN TRÀ
            2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}
            4 | TT | Tên tổ chức đảng | Kết quả xếp loại
            5 | 1 | Đảng bộ phường A | {level}
            "
        )
    }

    #[test]
    fn two_levels_and_not_one() {
        let told = |now: &str, before: &str| with_history(&RULE, &list(2021, now), &list(2020, before));
        insta::assert_snapshot!(told("HTXSNV", "HTNV"), @"C5 H704 info 01 trường hợp thay đổi từ hai bậc so với năm 2020: Đảng bộ phường A, từ HTNV thành HTXSNV");
        assert_eq!(told("HTXSNV", "HTTNV"), "");
        assert_eq!(with_history(&RULE, &list(2021, "HTXSNV"), &list(2019, "HTNV")), "");
    }
}
