//! # Số liệu lưu dạng chữ
//!
//! ## What it finds
//! A count or percentage stored as text (`1.234`, `12 `) in a column that also holds numbers, formulas' results among them; a
//! count also where a formula passes over it, whatever its column holds. The totals that are wrong for it are named.
//! A percentage column that is text throughout is silent; `26/26` and `27 (5)` are figures of their own.
//! ## Why it matters
//! Excel leaves text out of its sums without saying so.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV  | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A  | 10      | 2      | '8 ◄   | 0    | 0
//! 5 | 2  | Đảng bộ B  | 10      | 1      | 9      | 0    | 0
//! ```
//! ## Correction
//! Safe: the same number, as a number; none where it has more than the 15 digits that a number of Excel keeps.
//! ## Nội dung kiểm tra
//! Số lượng hoặc tỷ lệ lưu dạng chữ (`1.234`, `12 `) trong cột có cả số; hoặc ô mà công thức bỏ qua; nêu kèm các
//! tổng bị sai theo. Cột tỷ lệ toàn dạng chữ thì không nêu; `26/26` và `27 (5)` là cách ghi riêng.
//! ## Lý do
//! Excel không cộng ô dạng chữ mà không báo.
//! ## Chỉnh sửa
//! Đủ căn cứ chỉnh sửa: cùng số đó, lưu dạng số; số dài hơn 15 chữ số thì không đổi, vì Excel không giữ được.

use crate::check::records::{Rated, TableRecord};
use crate::check::unmet::{Passing, passing};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Edit, Fix, Message, Safety, Severity};
use crate::parse::Figure;
use crate::text::Decimal;

pub(super) static RULE: Rule = Rule {
    code: "F009",
    name: "number-as-text",
    severity: Severity::Warning,
    scope: Scope::Table(check),
    basis: "",
    doc: documentation!("number_as_text.rs"),
};

/// Excel keeps fifteen digits of a number.
const DIGITS_KEPT: u64 = 1_000_000_000_000_000;

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Counts(blocks) = &table.content else { return };
    let file = findings.file();
    for block in blocks.iter().map(|b| &b.block) {
        for measure in 0..block.measures.len() {
            let column: Vec<_> = block.cells.iter().map(|line| &line[measure]).collect();
            let numbers = column.iter().any(|c| !c.as_text && matches!(c.figure, Figure::Count(_)));
            let left_out = &table.formulas.left_out;
            let typed: Vec<_> = column
                .into_iter()
                .filter(|c| {
                    (numbers || left_out.contains(&c.at))
                        && c.as_text
                        && c.shown.starts_with(|f: char| f.is_ascii_digit())
                        && matches!(c.figure, Figure::Count(_))
                })
                .collect();
            if typed.is_empty() {
                continue;
            }
            let cells: Vec<CellRef> = typed.iter().map(|c| c.at).collect();
            let totals = passing(block, measure, &cells);
            let edit = |c: &&crate::parse::CountCell| Edit {
                file: file.clone(),
                sheet: table.table.sheet.clone(),
                cell: c.at,
                from: c.shown.as_str().into(),
                to: c.figure.count().unwrap_or_default().to_string().into(),
            };
            let fix = Fix {
                safety: Safety::Safe,
                reason: Message::new(
                    "chỉ đổi kiểu ô từ chữ sang số, giá trị giữ nguyên",
                    "only the cell's type changes, the value stays",
                ),
                // What a formula gives is mended in the formula; a number of more digits would lose some.
                edits: typed
                    .iter()
                    .filter(|c| !c.formula && c.figure.count().is_some_and(keeps_digits))
                    .map(edit)
                    .collect(),
                alternatives: Vec::new(),
            };
            let fix = Some(fix).filter(|fix| !fix.edits.is_empty());
            report(findings, (&cells, &totals), &typed[0].shown, numbers, fix);
        }
        for shares in &block.shares {
            let numbers = shares.cells.iter().any(|c| !c.as_text && c.stored.is_some());
            // "100,00" is printed in the form itself, and no share is ever added up with it.
            let printed = |c: &crate::parse::ShareCell| c.percent() == Some(Decimal::from(100));
            let typed: Vec<_> =
                shares.cells.iter().filter(|c| c.as_text && c.stored.is_some() && !printed(c)).collect();
            if let (true, Some(first)) = (numbers, typed.first()) {
                let cells: Vec<CellRef> = typed.iter().map(|c| c.at).collect();
                report(findings, (&cells, &[]), &first.shown, true, None);
            }
        }
    }
}

/// Does a number of Excel keep all digits of the count?
fn keeps_digits(count: i64) -> bool {
    count.unsigned_abs() < DIGITS_KEPT
}

fn report(
    findings: &mut Findings<'_>,
    (cells, totals): (&[CellRef], &[Passing]),
    shown: &str,
    among_numbers: bool,
    fix: Option<Fix>,
) {
    let (vi, en) = match among_numbers {
        true => (" trong cột có số; Excel sẽ bỏ qua khi cộng", " in a column of numbers; Excel leaves it out of sums"),
        false => ("; công thức đọc ô này đã bỏ qua khi cộng", "; the formula that reads it leaves it out"),
    };
    let said = |of: fn(&Passing) -> String| totals.iter().map(of).collect::<String>();
    let wrong = said(|(at, shown, sum)| format!("; ô {at} đang ghi {shown}, đúng phải là {sum}"));
    let wrong_en = said(|(at, shown, sum)| format!("; {at} shows {shown} where it should be {sum}"));
    let related: Vec<CellRef> = totals.iter().map(|total| total.0).collect();
    let finding = findings.add(&RULE, cells[0]).cells(cells).related(&related).found(shown).fix(fix);
    finding.message(
        format!("Số liệu “{shown}” lưu dạng chữ{vi}{wrong}"),
        format!("“{shown}” is stored as text{en}{wrong_en}"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{findings, fixes};

    #[test]
    fn a_column_of_text_throughout_is_silent() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | '02    | 8     | 0    | 0
            5 | 2  | Đảng bộ B  | 10      | '01    | 9     | -    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn a_total_that_passes_over_a_text_is_named_with_what_it_should_be() {
        let sheet = |first: &str, total: u32| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1  | Đảng bộ A  | {first} | 2     | 8     | 0    | 0
                5 | 2  | Đảng bộ B  | 12      | 1     | 11    | 0    | 0
                6 |    | Tổng cộng  | =SUM(C4:C5) := {total} | 3 | 19 | 0 | 0"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("'10", 12)), @"C4 F009 warning Số liệu “10” lưu dạng chữ trong cột có số; Excel sẽ bỏ qua khi cộng; ô C6 đang ghi 12, đúng phải là 22");
        assert_eq!(crate::check::rules::testing::all_codes(&sheet("'10", 12)), ["F009"]);
        assert_eq!(findings(&RULE, &sheet("10", 22)), "");
    }

    #[test]
    fn what_a_formula_passes_over_is_told_in_any_column() {
        let sheet = |total: &str, next: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1  | Đảng bộ A  | {total} | '2     | '8    | '0   | '0
                5 | 2  | Đảng bộ B  | {next}  | '1     | '9    | '0   | '0"
            )
        };
        let summed = sheet("=SUM(D4:G4) := 0", "=SUM(D5:G5) := 0");
        let told = findings(&RULE, &summed);
        assert!(told.starts_with("D4 F009 warning"), "{told}");
        assert!(told.contains("E4 F009 warning") && told.contains("công thức đọc ô này đã bỏ qua khi cộng"), "{told}");
        assert_eq!(crate::check::rules::testing::all_codes(&summed), ["F009"]);
        // Added one by one, texts are numbers to Excel too.
        assert_eq!(findings(&RULE, &sheet("=D4+E4+F4+G4 := 10", "=D5+E5+F5+G5 := 10")), "");
    }

    #[test]
    fn what_sums_leave_out_for_it_is_no_second_slip() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số              | HTXSNV              | HTTNV                | HTNV               | KHTNV
            4 | 1  | Đảng bộ A  | 10                   | 2                   | '8                   | 0                  | 0
            5 | 2  | Đảng bộ B  | 10                   | 1                   | 9                    | 0                  | 0
            6 |    | Tổng cộng  | =SUM(C4:C5) := 20    | =SUM(D4:D5) := 3    | =SUM(E4:E5) := 9     | =SUM(F4:F5) := 0   | =SUM(G4:G5) := 0";
        assert_eq!(crate::check::rules::testing::all_codes(sheet), ["F009"]);
    }

    #[test]
    fn what_a_formula_gives_is_no_constant() {
        let sheet = |given: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1  | Đảng bộ A  | {given} | 2 | 8 | 0 | 0
                5 | 2  | Đảng bộ B  | 10 | 1 | 9 | 0 | 0"
            )
        };
        assert!(fixes(&RULE, &sheet("'10")).ends_with("C4 10 → 10"));
        assert_eq!(fixes(&RULE, &sheet("=TEXT(10,\"0\")")), "");
        assert!(fixes(&RULE, &sheet("'123456789012345")).ends_with("C4 123456789012345 → 123456789012345"));
        assert_eq!(fixes(&RULE, &sheet("'1234567890123456")), "", "more digits than a number keeps");
    }
}
