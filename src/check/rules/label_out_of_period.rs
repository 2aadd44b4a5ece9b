//! # Tên mức của giai đoạn khác
//!
//! ## What it finds
//! Labels of another period than the report's year, such as “trong sạch, vững mạnh” in 2021: once a column.
//! ## Why it matters
//! It is a label, but not of this year's scale: perhaps last year's file, perhaps an award.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
//! 4 | 1 | Chi bộ Trường A | Hoàn thành tốt nhiệm vụ
//! 5 | 2 | Chi bộ Trường B | TSVM ◄
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Tên mức của giai đoạn khác với năm báo cáo, như “trong sạch, vững mạnh” năm 2021: mỗi cột nêu một lần.
//! ## Lý do
//! Có thể là file năm trước, hoặc danh hiệu khen thưởng.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use crate::check::records::TableRecord;
use crate::check::rules::ratings::{Place, meaning, texts};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::normalise::{Framework, Resolution};

pub(super) static RULE: Rule = Rule {
    code: "L106",
    name: "label-out-of-period",
    severity: Severity::Warning,
    scope: Scope::Table(check),
    basis: "LABEL-SET",
    doc: documentation!("label_out_of_period.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let mut groups: Vec<(&Framework, Vec<Place<'_>>)> = Vec::new();
    for place in meaning(table, |r| matches!(r, Resolution::OutOfPeriod { .. })) {
        let Resolution::OutOfPeriod { framework, .. } = place.resolution else { continue };
        match groups.iter_mut().find(|(known, same)| known.id == framework.id && same[0].column == place.column) {
            Some((_, same)) => same.push(place),
            None => groups.push((framework, vec![place])),
        }
    }
    let year = table.year.map_or(String::new(), |y| y.to_string());
    for (framework, same) in groups {
        let cells: Vec<CellRef> = same.iter().map(|place| place.at).collect();
        let list = texts(&same).join("”, “");
        let (rows_vi, rows_en) = match cells.len() {
            1 => Default::default(),
            rows => (format!(", {rows:02} ô chưa tính được"), format!("; {rows} cells are not resolved")),
        };
        findings.add(&RULE, cells[0]).cells(&cells).found(&list).message(
            format!(
                "“{list}” là tên mức của {}, không dùng cho năm {year}{rows_vi}. Đề nghị ghi mức theo quy định của năm",
                framework.name
            ),
            format!("“{list}” is a label of {}, not of {year}{rows_en}", framework.name_en),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    fn list(year: u16, label: &str) -> String {
        format!(
            "1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}
            3 | TT | Tên tổ chức đảng | Kết quả xếp loại
            4 | 1 | Chi bộ Trường A | {label}"
        )
    }

    #[test]
    fn a_column_in_the_words_of_another_period_is_told_once() {
        let rows = "Trong sạch, vững mạnh\n5 | 2 | Chi bộ Trường B | TSVM\n6 | 3 | Chi bộ Trường C | HTNV\n7 | 4 | Chi bộ Trường D | TSVM";
        insta::assert_snapshot!(findings(&RULE, &list(2018, rows)), @"C4 L106 warning “Trong sạch, vững mạnh”, “TSVM” là tên mức của Phân loại tổ chức đảng, đảng viên (2014–2017), không dùng cho năm 2018, 03 ô chưa tính được. Đề nghị ghi mức theo quy định của năm");
    }

    #[test]
    fn the_last_year_of_a_scale_and_the_first_without_it() {
        assert_eq!(findings(&RULE, &list(2017, "Trong sạch, vững mạnh")), "");
        insta::assert_snapshot!(findings(&RULE, &list(2018, "Trong sạch, vững mạnh")), @"C4 L106 warning “Trong sạch, vững mạnh” là tên mức của Phân loại tổ chức đảng, đảng viên (2014–2017), không dùng cho năm 2018. Đề nghị ghi mức theo quy định của năm");
        assert_eq!(findings(&RULE, &list(2018, "Hoàn thành tốt nhiệm vụ")), "");
        // The words that no scale has are no other period's.
        assert_eq!(findings(&RULE, &list(2021, "Vững mạnh toàn diện về mọi mặt")), "");
    }
}
