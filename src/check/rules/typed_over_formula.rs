//! # Gõ số đè lên công thức
//!
//! ## What it finds
//! A number typed where all other cells of the column, or of the total row, are the same formula. A column that is typed
//! throughout is none.
//! ## Why it matters
//! The number stays as it is when the figures beneath it change.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số     | HTXSNV      | HTTNV | HTNV        | KHTNV
//! 4 | 1  | Đảng bộ A  | 10          | 2           | 8     | 0           | 0
//! 5 | 2  | Đảng bộ B  | 10          | 1           | 9     | 0           | 0
//! 6 |    | Tổng cộng  | =SUM(C4:C5) | =SUM(D4:D5) | 17 ◄  | =SUM(F4:F5) | =SUM(G4:G5)
//! ```
//! ## Correction
//! Suggested: the formula of the neighbours, where it gives what is typed, or what S201 to S205 correct it to.
//! ## Nội dung kiểm tra
//! Ô gõ số trong khi các ô còn lại của cột hoặc của dòng tổng dùng cùng một công thức. Cột gõ số toàn bộ thì không nêu.
//! ## Lý do
//! Số gõ tay không đổi khi số liệu thay đổi.
//! ## Chỉnh sửa
//! Đề nghị xác nhận: công thức của các ô bên cạnh, khi cho đúng số đang ghi hoặc số sau chỉnh sửa theo S201–S205.

use crate::check::arithmetic::{Case, cases};
use crate::check::formulas::TypedOver;
use crate::check::records::TableRecord;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Edit, Fix, Message, Safety, Severity};
use crate::text::Decimal;

pub(super) static RULE: Rule = Rule {
    code: "S208",
    name: "typed-over-formula",
    severity: Severity::Warning,
    scope: Scope::Table(check),
    basis: "",
    doc: documentation!("typed_over_formula.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let file = findings.file();
    let mended = cases(table);
    for typed in &table.formulas.typed_over {
        let edit = |(cell, from, to): &(CellRef, String, String)| Edit {
            file: file.clone(),
            sheet: table.table.sheet.clone(),
            cell: *cell,
            from: from.as_str().into(),
            to: to.as_str().into(),
        };
        let fix = gives_what_belongs(typed, &mended).then(|| Fix {
            safety: Safety::Suggested,
            reason: Message::new(
                "công thức như các ô bên cạnh cho đúng giá trị phải ghi",
                "the formula of the neighbouring cells gives the very number that belongs here",
            ),
            edits: typed.edits.iter().map(edit).collect(),
            alternatives: Vec::new(),
        });
        let (vi, en) = say(typed);
        let cells: Vec<CellRef> = typed.edits.iter().map(|e| e.0).collect();
        findings
            .add(&RULE, cells[0])
            .cells(&cells)
            .found(&typed.edits[0].1)
            .expected(&typed.edits[0].2)
            .related(&typed.neighbours)
            .fix(fix)
            .message(vi, en);
    }
}

/// Does the formula give what is typed in each cell, or what another finding corrects it to?
fn gives_what_belongs(typed: &TypedOver, mended: &[Case<'_>]) -> bool {
    let corrected = |at: CellRef| mended.iter().find_map(|case| case.fix.as_ref()?.becomes(at));
    typed.edits.iter().zip(&typed.results).all(|((at, ..), &(now, agrees))| match corrected(*at) {
        // As a percentage is printed: rounded at its decimals.
        Some(to) => Decimal::parse(to).zip(Decimal::shown(now)).is_some_and(|(to, now)| {
            let d = to.decimals();
            now.rounded_units(d) == to.rounded_units(d)
        }),
        None => agrees,
    })
}

fn say(typed: &TypedOver) -> (String, String) {
    let (at, found, formula) = &typed.edits[0];
    (
        format!("Ô {at} gõ số {found}, trong khi các ô cùng loại đều là công thức {formula}. Đề nghị kiểm tra lại"),
        format!("{at} holds the typed number {found} where all its neighbours are the formula {formula}; please check"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, corrected, findings};

    #[test]
    fn a_typed_number_in_a_column_of_formulas() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số      | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | =SUM(D4:G4)  | 2      | 8     | 0    | 0
            5 | 2  | Đảng bộ B  | 12           | 1      | 9     | 0    | 2
            6 | 3  | Đảng bộ C  | =SUM(D6:G6)  | 1      | 9     | 2    | 0
            7 | 4  | Đảng bộ D  | =SUM(D7:G7)  | 1      | 9     | 2    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"C5 S208 warning Ô C5 gõ số 12, trong khi các ô cùng loại đều là công thức =SUM(D5:G5). Đề nghị kiểm tra lại");
        assert_eq!(all_codes(sheet), ["S208"]);
        let wrong = sheet.replace("| 12 ", "| 13 ");
        assert_eq!(all_codes(&wrong), ["S201", "S208"]);
        insta::assert_snapshot!(corrected(&wrong), @"");
        let proven = sheet.replace("| 12 ", "| 13 ")
            + "
            8 |    | Tổng cộng  | 46           | 5      | 35    | 4    | 2";
        insta::assert_snapshot!(corrected(&proven), @"
        C5 13 → 12 suggested
        C5 13 → =SUM(D5:G5) suggested
        ");
    }

    #[test]
    fn two_kinds_of_formula_or_too_few_say_nothing() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số      | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | =SUM(D4:G4)  | 2      | 8     | 0    | 0
            5 | 2  | Đảng bộ B  | 12           | 1      | 9     | 0    | 2
            6 | 3  | Đảng bộ C  | =SUM(D6:G6)  | 1      | 9     | 2    | 0
            7 | 4  | Đảng bộ D  | =D7+E7+F7+G7 | 1      | 9     | 2    | 0";
        assert_eq!(all_codes(sheet), Vec::<&str>::new());
    }
}
