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
//! Safe: the formula stays, its result is computed anew. None where it gives an error, or a text: what is stored of a rating
//! counts, and what the committee decided is not for a program to say.
//! ## Nội dung kiểm tra
//! Công thức trong biểu có kết quả đang lưu khác với kết quả tính từ các ô hiện tại.
//! ## Lý do
//! Người in hoặc xem trước thấy số cũ, người mở ra tính lại thấy số khác.
//! ## Chỉnh sửa
//! Đủ căn cứ chỉnh sửa: giữ công thức, tính lại kết quả. Không chỉnh sửa khi công thức báo lỗi hoặc cho chữ (như mức xếp
//! loại): khi đó tính theo kết quả đang lưu.

use std::collections::BTreeMap;

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
    // A stored error is F008's; texts are told by what they were and are.
    let mut groups: BTreeMap<(StaleKind, &str, &str), Vec<&Stale>> = BTreeMap::new();
    for stale in table.formulas.stale.iter().filter(|stale| stale.kind != StaleKind::Heals) {
        let texts = (stale.stored.as_str(), stale.now.as_str());
        let (stored, now) = if stale.kind == StaleKind::Text { texts } else { ("", "") };
        groups.entry((stale.kind, stored, now)).or_default().push(stale);
    }
    for ((kind, ..), group) in groups {
        let first = group[0];
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
    let Stale { at, stored, now, kind } = first;
    let (others, others_en) = match more {
        0 => (String::new(), String::new()),
        n => (format!(" và {n:02} ô tương tự"), format!(" and {n} more cells")),
    };
    let quoted = |text: &str| format!("“{text}”");
    match kind {
        StaleKind::Text => (
            format!(
                "Ô {at}{others}: kết quả đang lưu là {}, công thức tính được {}; đang tính theo kết quả lưu trong file. Đề nghị mở bằng Excel, tính lại và kiểm tra",
                quoted(stored),
                quoted(now)
            ),
            format!(
                "{at}{others_en}: {} is stored, the formula gives {}; what is stored counts. Open it in Excel, compute it and look at it",
                quoted(stored),
                quoted(now)
            ),
        ),
        _ => (
            format!("Ô {at}{others}: kết quả đang lưu là {stored}, công thức tính được {now}"),
            format!("{at}{others_en}: {stored} is stored, the formula gives {now}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings, fixes};

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
            4 | 1  | Đảng bộ A  | =FOOBAR(B4,A4:D4,2) := 10 | 2      | 8     | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn a_rating_that_its_formula_gives_no_more_is_told_and_left() {
        let sheet = |points: &str, stored: &str| {
            format!(
                "1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2025
                3 | TT | Họ và tên    | Tổng điểm | Kết quả xếp loại
                4 | 1  | Nguyễn Văn A | {points}  | =IF(C4>=90,\"HTXSNV\",IF(C4>=70,\"HTTNV\",\"HTNV\")) := {stored}
                5 | 2  | Trần Thị B   | 75        | =IF(C5>=90,\"HTXSNV\",IF(C5>=70,\"HTTNV\",\"HTNV\")) := HTTNV
                6 | 3  | Lê Văn C     | 78        | HTTNV"
            )
        };
        assert_eq!(all_codes(&sheet("85", "HTTNV")), Vec::<&str>::new());
        assert_eq!(all_codes(&sheet("85", "httnv ")), Vec::<&str>::new());
        insta::assert_snapshot!(findings(&RULE, &sheet("85", "HTNV")), @"D4 F010 warning Ô D4: kết quả đang lưu là “HTNV”, công thức tính được “HTTNV”; đang tính theo kết quả lưu trong file. Đề nghị mở bằng Excel, tính lại và kiểm tra");
        assert_eq!(fixes(&RULE, &sheet("85", "HTNV")), "");
        insta::assert_snapshot!(findings(&RULE, &sheet("#N/A", "HTNV")), @"D4 F010 warning Ô D4: kết quả đang lưu là HTNV, công thức tính được #N/A");
        // A count of ratings that are told to be out of date is no more sure than they are.
        let counted = format!(
            "{}\n--- TH\n1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2025\n3 | TT | Đơn vị | Tổng số | HTTNV | HTNV\n4 | 1 | Chi bộ Một | 3 | =COUNTIF('Biểu 1'!D4:D6,\"HTTNV\") := 2 | =COUNTIF('Biểu 1'!D4:D6,\"HTNV\") := 1",
            sheet("85", "HTNV")
        );
        assert_eq!(fixes(&RULE, &counted), "");
    }
}
