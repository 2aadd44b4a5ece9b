//! # Mức xếp loại không có trong khung nào
//!
//! ## What it finds
//! A text in a rating column that is no label of any known framework.
//! ## Why it matters
//! What is not understood is not counted: the row stays unresolved.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
//! 4 | 1 | Chi bộ Trường A | HTTNV
//! 5 | 2 | Chi bộ Trường B | Hoàn thiện ◄
//! 6 | 3 | Chi bộ Trường C | HTNV
//! ```
//! ## Correction
//! Suggested when exactly one label is within a small edit distance.
//! ## Nội dung kiểm tra
//! Nội dung trong cột xếp loại không phải tên mức của khung nào.
//! ## Lý do
//! Không hiểu được thì không tính: dòng đó để ở “chưa rõ mức”.
//! ## Chỉnh sửa
//! Đề nghị xác nhận khi chỉ có một tên mức gần giống.

use super::formula_error::is_error;
use crate::check::records::TableRecord;
use crate::check::rules::ratings::{Place, meaning};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{Edit, Fix, Message, Safety, Severity};
use crate::normalise::Resolution;

pub(super) static RULE: Rule = Rule {
    code: "L101",
    name: "unknown-rating",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "LABEL-SET",
    doc: include_str!("unknown_rating.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let file = findings.file();
    for place in meaning(table, |r| matches!(r, Resolution::Unknown { .. })) {
        let Resolution::Unknown { suggestion } = place.resolution else { continue };
        if is_error(place.text) {
            continue;
        }
        let Place { text, at, .. } = place;
        let near = suggestion.as_ref().map(|(label, _)| label.clone());
        let fix = near.as_ref().filter(|_| !place.header).map(|label| Fix {
            safety: Safety::Suggested,
            reason: Message::new("chỉ có một mức có cách viết gần như vậy", "only one level is spelt nearly so"),
            edits: vec![Edit {
                file: file.clone(),
                sheet: table.table.sheet.clone(),
                cell: at,
                from: text.to_owned(),
                to: label.clone(),
            }],
            alternatives: Vec::new(),
        });
        let (vi, en) = match &near {
            Some(label) => (format!("; có phải “{label}”"), format!("; is it “{label}”?")),
            None => Default::default(),
        };
        let found = findings.add(&RULE, at).found(text).fix(fix).message(
            format!("“{text}” không phải là mức xếp loại trong khung nào{vi}. Đề nghị đơn vị ghi rõ mức"),
            format!("“{text}” is no level of any known framework{en}"),
        );
        if let Some(label) = near {
            found.expected(label);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings};

    #[test]
    fn under_a_level_only_a_tick_counts() {
        let sheet = |cell: &str| {
            format!(
                "1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên    | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1  | Nguyễn Văn A |        | x     |      |
                5 | 2  | Trần Thị B   |        | {cell} |     |
                6 | 3  | Lê Văn C     |        | x     |      |
                7 | 4  | Phạm Thị D   | x      |       |      |"
            )
        };
        for tick in ["x", "X", "✓", "HTTNV"] {
            assert_eq!(all_codes(&sheet(tick)), Vec::<&str>::new(), "{tick}");
        }
        assert_eq!(all_codes(&sheet("?")), ["L103"]);
        for words in ["abc", "x (giảm 1 bậc)"] {
            assert!(findings(&RULE, &sheet(words)).starts_with("D5 L101 error"), "{words}");
        }
        // Another level is a contradiction, a reason not to rate is none.
        assert_eq!(all_codes(&sheet("HTNV")), ["L104"]);
        // A short word of several levels is not taken for the one it stands under.
        assert_ne!(all_codes(&sheet("HT")), Vec::<&str>::new());
        assert_eq!(all_codes(&sheet("Miễn sinh hoạt")), Vec::<&str>::new());
    }

    #[test]
    fn accepted_forms_are_silent() {
        let sheet = "
            1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
            4 | 1 | Chi bộ Trường A | hoàn thành tốt nhiệm vụ
            5 | 2 | Chi bộ Trường B | HOÀN THÀNH XUẤT SẮC NHIỆM VỤ
            6 | 3 | Chi bộ Trường C | HTNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
}
