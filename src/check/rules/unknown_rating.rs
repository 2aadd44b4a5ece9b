//! # Mức xếp loại không có trong khung nào
//!
//! ## What it finds
//! A text in a rating column that is no label of any known framework: once a column, however often it stands there.
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
//! Nội dung trong cột xếp loại không phải tên mức của khung nào: mỗi cột nêu một lần.
//! ## Lý do
//! Không hiểu được thì không tính: dòng đó để ở “chưa rõ mức”.
//! ## Chỉnh sửa
//! Đề nghị xác nhận khi chỉ có một tên mức gần giống.

use super::formula_error::is_error;
use crate::check::records::TableRecord;
use crate::check::rules::ratings::{Place, by_column_and_text, meaning};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Edit, Fix, Message, Safety, Severity};
use crate::normalise::Resolution;

pub(super) static RULE: Rule = Rule {
    code: "L101",
    name: "unknown-rating",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "LABEL-SET",
    doc: documentation!("unknown_rating.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let file = findings.file();
    let unknown = meaning(table, |r| matches!(r, Resolution::Unknown { .. }));
    for same in by_column_and_text(unknown.filter(|place| !is_error(place.text))) {
        let Place { text, at, header, resolution: Resolution::Unknown { suggestion }, .. } = same[0] else { continue };
        let near = suggestion.as_ref().map(|(label, _)| label.clone());
        let cells: Vec<CellRef> = same.iter().map(|place| place.at).collect();
        let edit = |label: &String, &cell: &CellRef| Edit {
            file: file.clone(),
            sheet: table.table.sheet.clone(),
            cell,
            from: text.into(),
            to: label.as_str().into(),
        };
        let fix = near.as_ref().filter(|_| !header).map(|label| Fix {
            safety: Safety::Suggested,
            reason: Message::new("chỉ có một mức có cách viết gần như vậy", "only one level is spelt nearly so"),
            edits: cells.iter().map(|cell| edit(label, cell)).collect(),
            alternatives: Vec::new(),
        });
        let (vi, en) = match &near {
            Some(label) => (format!("; có phải “{label}”"), format!("; is it “{label}”?")),
            None => Default::default(),
        };
        let (rows_vi, rows_en) = match cells.len() {
            1 => Default::default(),
            rows => (format!(", {rows:02} ô chưa tính được"), format!("; {rows} cells are not resolved")),
        };
        let found = findings.add(&RULE, at).cells(&cells).found(text).fix(fix).message(
            format!("“{text}” không phải là mức xếp loại trong khung nào{vi}{rows_vi}. Đề nghị đơn vị ghi rõ mức"),
            format!("“{text}” is no level of any known framework{en}{rows_en}"),
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

    fn members(level: &str) -> String {
        format!(
            "1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2022
            3 | TT | Họ và tên | Kết quả xếp loại | Ghi chú
            4 | 1 | Nguyễn Văn A | HTXSNV
            5 | 2 | Trần Thị B | HTTNV
            6 | 3 | Lê Văn C | HTTNV
            7 | 4 | Phạm Thị D | {level}"
        )
    }

    #[test]
    fn a_reason_may_stand_in_the_place_of_a_rating() {
        for reason in [
            "Nghỉ hưu",
            "Nghỉ hưu từ 01/9",
            "Từ trần",
            "Chuyển công tác",
            "Thôi việc",
            "Đi học",
            "Nghỉ chế độ",
            "Nghỉ ốm dài ngày",
            "Mới tuyển dụng",
            "Tập sự",
            "Miễn",
            "Miễn SHĐ",
            "Được miễn",
            "Chưa đủ 6 tháng",
            "< 6 tháng",
            "Biệt phái",
            "Đi nước ngoài",
            "Tạm đình chỉ",
            "Khai trừ",
            "Xóa tên",
            "Luân chuyển",
            "Đánh giá ở đơn vị cũ",
            "Thuộc BTV Thành ủy quản lý",
            "Mất",
        ] {
            assert_eq!(all_codes(&members(reason)), [""; 0], "{reason}");
        }
        for other in ["Chuyển biến tốt", "Nghỉ 2 tháng, HTTNV", "6 tháng đầu năm hoàn thành tốt nhiệm vụ", "Vượt bậc"]
        {
            assert_eq!(all_codes(&members(other)), ["L101"], "{other}");
        }
    }

    #[test]
    fn a_doubt_and_a_remark_are_asked_about_with_the_level_they_name() {
        let proposed = |text: &str| {
            let found = crate::check::rules::testing::all_findings(&members(text));
            found.into_iter().find(|f| f.rule == "L101").and_then(|f| f.expected)
        };
        for (text, level) in [
            ("HTTNV?", "HTTNV"),
            ("HTTNV (khiển trách)", "HTTNV"),
            ("HTXSNV - đề nghị tặng giấy khen", "HTXSNV"),
            ("HTTNV năm 2021", "HTTNV"),
            ("HTTNV - quý IV", "HTTNV"),
        ] {
            assert_eq!(proposed(text).as_deref(), Some(level), "{text}");
        }
        assert_eq!((proposed("HTXSNV (B)"), proposed("HTTNV; HTNV nếu khiển trách")), (None, None));
    }

    #[test]
    fn one_text_of_a_column_is_told_once() {
        let sheet = "
            1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            3 | TT | Họ và tên | Mức xếp loại
            4 | 1 | Nguyễn Văn A | HTTVN?
            5 | 2 | Trần Thị B | Vượt bậc
            6 | 3 | Lê Văn C | HTTVN?
            7 | 4 | Phạm Thị D | HTNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @r#"C4 L101 error “HTTVN?” không phải là mức xếp loại trong khung nào; có phải “HTTVN”, 02 ô chưa tính được. Đề nghị đơn vị ghi rõ mức
C5 L101 error “Vượt bậc” không phải là mức xếp loại trong khung nào. Đề nghị đơn vị ghi rõ mức"#);
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
