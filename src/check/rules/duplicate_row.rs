//! # Dòng trùng
//!
//! ## What it finds
//! The same unit under the same parent twice with the same content. For persons a second identifier must be equal too
//! (birth date, card number, or the post of a head whom nobody else of the list is): two people of one name are
//! ordinary. Equal names with equal posts and nothing else beside them are said once a short list, as an info.
//! ## Why it matters
//! What stands twice is counted twice.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
//! 4 | 1 | Chi bộ Trường A | HTTNV
//! 5 | 2 | Chi bộ Trường B | HTXSNV
//! 6 | 3 | Chi bộ trường A ◄ | HTTNV
//! ```
//! ## Correction
//! None: the unit says which row to remove.
//! ## Nội dung kiểm tra
//! Cùng một đơn vị thuộc cùng cấp trên ghi hai lần với nội dung giống nhau. Với người phải trùng thêm thông tin thứ
//! hai: trùng họ tên là bình thường.
//! ## Lý do
//! Ghi hai lần thì tính hai lần.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: đơn vị xác nhận bỏ dòng nào.

use crate::check::arithmetic::counted_once;
use crate::check::records::TableRecord;
use crate::check::rules::twins::{Twin, alike, twins};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};

pub(super) static RULE: Rule = Rule {
    code: "V503",
    name: "duplicate-row",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "",
    doc: documentation!("duplicate_row.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    maybe_one(table, findings);
    for twin in twins(table).into_iter().filter(|t| t.same) {
        let Twin { name, first, second, person, .. } = twin;
        let named = person.then_some(name.as_str());
        let found = if person { "dòng trùng tên" } else { name.as_str() };
        let (once, once_en, cells) = counted_once(table, second).map_or_else(Default::default, |(total, cells)| {
            (format!("; dòng “{total}” chỉ tính một dòng"), format!("; “{total}” counts one of them"), cells)
        });
        let row = first.row + 1;
        findings.add(&RULE, second).person(named).related(&[first]).related(&cells).found(found).message(
            format!("“{name}” đã có ở dòng {row} với cùng nội dung{once}. Đề nghị đơn vị bỏ bớt một dòng"),
            format!("“{name}” already stands in row {row} with the same content{once_en}"),
        );
    }
}

/// People of one name and post in a short list without birth dates: said once, for the unit to look at.
fn maybe_one(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let alike = alike(table);
    let Some(first) = alike.first() else { return };
    let at: Vec<CellRef> = alike.iter().flat_map(|t| [t.first, t.second]).collect();
    let rows: Vec<String> =
        alike.iter().take(10).map(|t| format!("{} và {}", t.first.row + 1, t.second.row + 1)).collect();
    let (count, rows) = (alike.len(), rows.join("; "));
    findings.add(&RULE, first.second).severity(Severity::Info).related(&at).message(
        format!(
            "{count:02} cặp dòng trùng họ tên và chức vụ, không có ngày sinh, số thẻ để phân biệt (dòng {rows}). \
             Nếu là một người thì đang được tính nhiều lần"
        ),
        format!(
            "{count} pairs of rows share name and post, and no birth date or card number tells them apart (rows {rows})"
        )
        .replace(" và ", " and "),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, all_findings, findings};

    #[test]
    fn an_office_written_once_over_its_rows_parts_them() {
        let rows = |second: &str| {
            format!(
                "1 | HUYỆN ỦY ĐẠI LỘC
                2 | DANH SÁCH CHI BỘ TRỰC THUỘC ĐẢNG ỦY CƠ SỞ VÀ KẾT QUẢ XẾP LOẠI NĂM 2022
                4 | TT | Đảng bộ | Chi bộ | Kết quả xếp loại
                5 | 1 | Đảng bộ xã Đại An | Chi bộ Quân sự | HTTNV
                6 | 2 | | Chi bộ Công an | HTTNV
                7 | 3 | | Chi bộ Trạm Y tế | HTTNV
                8 | 4 | | Chi bộ Cơ quan | HTTNV
                9 | 5 | Đảng bộ xã Đại Phong | Chi bộ Quân sự | HTTNV
                10 | 6 | | Chi bộ Công an | HTTNV
                11 | 7 | | {second} | HTTNV
                12 | 8 | | Chi bộ Cơ quan | HTTNV"
            )
        };
        assert_eq!(findings(&RULE, &rows("Chi bộ Trạm Y tế")), "");
        assert!(findings(&RULE, &rows("Chi bộ Công an")).contains("V503 error"));
    }

    #[test]
    fn one_name_under_two_parents_is_two_units() {
        let sheet = "
            1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
            4 | I  | Khối phường
            5 | 1  | Chi bộ 1 | HTTNV
            6 | II | Khối trường học
            7 | 2  | Chi bộ 1 | HTTNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn a_base_organisation_under_two_sectors_is_one() {
        let sheet = |first: &str, second: &str| {
            format!(
                "1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
                4 | I  | {first}
                5 | 1  | Đảng bộ phường Hòa Quý | HTTNV
                6 | 2  | Đảng bộ phường Hòa Hải | HTTNV
                7 | II | {second}
                8 | 1  | Đảng bộ phường Hòa Quý | HTTNV"
            )
        };
        assert!(findings(&RULE, &sheet("Khối phường", "Khối cơ quan")).starts_with("B8 V503 error"));
        assert_eq!(findings(&RULE, &sheet("Quận ủy Sơn Trà", "Quận ủy Hải Châu")), "");
        // So is a chi bộ with a name that no other has.
        let cell = |name: &str, whom: &str| {
            let sheet = sheet("Khối hành chính", "Khối sự nghiệp").replace("Đảng bộ phường Hòa Quý", name);
            findings(&RULE, &sheet.replace("TỔ CHỨC CƠ SỞ ĐẢNG", whom))
        };
        assert!(cell("Chi bộ Phòng Nội vụ", "TỔ CHỨC CƠ SỞ ĐẢNG").starts_with("B8 V503 error"));
        assert_eq!(cell("Chi bộ Phòng Nội vụ", "CHI BỘ TRỰC THUỘC"), "");
        assert_eq!(cell("Chi bộ Quân sự", "TỔ CHỨC CƠ SỞ ĐẢNG"), "");
    }

    fn leaders(rows: &[&str]) -> String {
        let head =
            "1 | KẾT QUẢ XẾP LOẠI CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2021\n3 | TT | Họ và tên | Chức vụ | Mức xếp loại";
        let row = |(i, text): (usize, &&str)| format!("\n{} | {} | {text}", i + 4, i + 1);
        format!("{head}{}", rows.iter().enumerate().map(row).collect::<String>())
    }

    #[test]
    fn one_name_with_one_headship_is_one_person() {
        let an = "Nguyễn Văn An | Trưởng phòng Kinh tế | HTTNV";
        let binh = "Trần Thị Bình | Chánh Văn phòng | HTTNV";
        insta::assert_snapshot!(findings(&RULE, &leaders(&[an, binh, binh])), @"B6 V503 error “Trần Thị Bình” đã có ở dòng 5 với cùng nội dung. Đề nghị đơn vị bỏ bớt một dòng");
        // Another who holds the post tells that several units have one; deputies are several anyway.
        let other = "Lê Văn Chi | Chánh Văn phòng | HTTNV";
        insta::assert_snapshot!(findings(&RULE, &leaders(&[an, binh, binh, other])), @"B6 V503 info 01 cặp dòng trùng họ tên và chức vụ, không có ngày sinh, số thẻ để phân biệt (dòng 5 và 6). Nếu là một người thì đang được tính nhiều lần");
        let deputy = "Trần Thị Bình | Phó Chánh Văn phòng | HTTNV";
        insta::assert_snapshot!(findings(&RULE, &leaders(&[an, deputy, deputy])), @"B6 V503 info 01 cặp dòng trùng họ tên và chức vụ, không có ngày sinh, số thẻ để phân biệt (dòng 5 và 6). Nếu là một người thì đang được tính nhiều lần");
        // In two posts, and under two names, nobody is twice.
        let addressed = "Bà Trần Thị Bình | Chánh Văn phòng | HTTNV";
        assert!(findings(&RULE, &leaders(&[an, binh, addressed])).starts_with("B6 V503 error"));
        let behind = "Trần Thị Bình (cơ sở 2) | Chánh Văn phòng | HTTNV";
        assert_eq!(findings(&RULE, &leaders(&[an, binh, behind])), "");
        let head = "Trần Thị Bình | Trưởng phòng Y tế | HTTNV";
        assert_eq!(findings(&RULE, &leaders(&[an, binh, head, other])), "");
    }

    fn members(head: &str, first: &str, second: &str) -> String {
        format!(
            "1 | DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
            3 | TT | Họ và tên | {head} | Mức xếp loại
            4 | 1 | Trần Thị Bình | {first} | HTTNV
            5 | 2 | Nguyễn Văn An | 01/05/1970 | HTTNV
            6 | 3 | Trần Thị Bình | {second} | HTTNV"
        )
    }

    #[test]
    fn days_and_cards_are_compared_and_not_how_they_are_written() {
        for (head, first, second) in [
            ("Ngày sinh", "03/04/1975", "3/4/1975"),
            ("Ngày sinh", "03-04-1975", "3.4.1975"),
            ("Số thẻ đảng viên", "'48.012345", "'48012345"),
        ] {
            assert_ne!(findings(&RULE, &members(head, first, second)), "", "{first}");
        }
        assert_eq!(findings(&RULE, &members("Ngày sinh", "03/04/1975", "04/03/1975")), "");
        assert_eq!(findings(&RULE, &members("Số thẻ đảng viên", "'48012345", "'48012346")), "");
    }

    #[test]
    fn a_total_that_counts_one_of_two_equal_rows_is_not_the_one_to_change() {
        let sheet = |second: &str, total: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1 | Đảng bộ A | 10 | 2 | 8 | 0 | 0
                5 | 2 | Đảng bộ B | 20 | 3 | 16 | 1 | 0
                6 | 3 | Đảng bộ B | {second}
                7 | | Tổng cộng | {total}"
            )
        };
        let (equal, once, twice) = ("20 | 3 | 16 | 1 | 0", "30 | 5 | 24 | 1 | 0", "50 | 8 | 40 | 2 | 0");
        insta::assert_snapshot!(findings(&RULE, &sheet(equal, once)), @"B6 V503 error “Đảng bộ B” đã có ở dòng 5 với cùng nội dung; dòng “Tổng cộng” chỉ tính một dòng. Đề nghị đơn vị bỏ bớt một dòng");
        assert_eq!(all_codes(&sheet(equal, once)), ["V503"]);
        insta::assert_snapshot!(findings(&RULE, &sheet(equal, twice)), @"B6 V503 error “Đảng bộ B” đã có ở dòng 5 với cùng nội dung. Đề nghị đơn vị bỏ bớt một dòng");
        assert_eq!(all_codes(&sheet(equal, twice)), ["V503"]);
        // With other figures it is open which of the two the total lacks.
        let other = all_findings(&sheet("21 | 3 | 17 | 1 | 0", once));
        let total = other.iter().find(|f| f.rule == "S202").expect("a total that lacks a row");
        assert!(total.fix.is_none() && total.message.vi.contains("ghi hai lần"), "{}", total.message.vi);
    }
}
