//! Bodies that are rated over their people in one list.

use super::lists::{LED, MEMBERS, POSTS, list};
use super::told;

#[test]
fn an_office_rated_over_its_people_is_none_of_them() {
    let staff = "KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÔNG CHỨC";
    let rows = |marks: [&str; 2], offices: [&str; 2]| {
        [
            format!("{} | {} | | HTTNV", marks[0], offices[0]),
            "1 | Nguyễn Văn An | Trưởng phòng | HTTNV".to_owned(),
            "2 | Trần Thị Bình | Chuyên viên | HTNV".to_owned(),
            format!("{} | {} | | HTNV", marks[1], offices[1]),
            "1 | Lê Văn Cường | Chuyên viên | HTNV".to_owned(),
        ]
    };
    let told =
        |title: &str, rows: &[String]| told(&list(title, POSTS, &rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let offices = ["Phòng Nội vụ", "THANH TRA"];
    for marks in [["I", "II"], ["A", "B"], ["", ""]] {
        let both = "unit 2022 decided: 2 (0-1-1-0, 0 not rated)\ncivil-servant 2022 decided: 3 (0-1-2-0, 0 not rated)";
        assert_eq!(told(staff, &rows(marks, offices)), both, "{marks:?}");
    }
    insta::assert_snapshot!(told(MEMBERS, &rows(["I", "II"], ["Thôn 1", "Thôn Đoài"])), @r#"unknown 2022 decided: 2 (0-1-1-0, 0 not rated)
member 2022 decided: 3 (0-1-2-0, 0 not rated)
F005 warning B6 Không rõ bố cục biểu: 02 dòng về tổ chức, đơn vị không nêu thuộc đối tượng nào, được tính riêng. Đề nghị ghi rõ đối tượng ở đầu mục hoặc tiêu đề (tổ chức cơ sở đảng, chi bộ, đảng viên …)"#);
    insta::assert_snapshot!(told(LED, &rows(["I", "II"], offices)), @r#"unit 2022 decided: 2 (0-1-1-0, 0 not rated)
leader 2022 decided: 3 (0-1-2-0, 0 not rated)"#);
    let named = list(
        LED,
        "TT | Tên tập thể, cá nhân | Chức vụ | Xếp loại",
        &rows(["I", "II"], offices).each_ref().map(String::as_str),
    );
    insta::assert_snapshot!(super::told(&named), @r#"unit 2022 decided: 2 (0-1-1-0, 0 not rated)
leader 2022 decided: 3 (0-1-2-0, 0 not rated)"#);
    // People may be numbered in two ways, and one without a number.
    let people = ["Nguyễn Thị Hoa", "Lê Thị Nụ"];
    insta::assert_snapshot!(told(staff, &rows(["", "II"], people)), @"civil-servant 2022 decided: 5 (0-2-3-0, 0 not rated)");
}

#[test]
fn a_section_says_where_people_work_and_not_that_they_are_bodies() {
    let rows = [
        "I | CÁC PHÒNG, BAN",
        "1 | Nguyễn Văn An | Trưởng phòng | HTTNV",
        "II | HIỆU TRƯỞNG",
        "2 | Trần Thị Bình | Hiệu trưởng | HTTNV",
    ];
    assert_eq!(told(&list(LED, POSTS, &rows)), "leader 2022 decided: 2 (0-2-0-0, 0 not rated)");
    let both = [
        "A | TẬP THỂ",
        "1 | Ban Thường vụ Đảng ủy xã An Mỹ | | HTTNV",
        "B | CÁ NHÂN",
        "1 | Nguyễn Văn An | Bí thư | HTTNV",
    ];
    let title = "KẾT QUẢ XẾP LOẠI TẬP THỂ, CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ";
    assert_eq!(
        told(&list(title, "TT | Tập thể, cá nhân | Chức vụ | Xếp loại", &both)),
        "collective 2022 decided: 1 (0-1-0-0, 0 not rated)\nleader 2022 decided: 1 (0-1-0-0, 0 not rated)"
    );
}

#[test]
fn a_chi_bo_rated_over_its_members_is_no_member() {
    let rows = [
        "I | Chi bộ thôn Đông | | HTTNV",
        "1 | Nguyễn Văn An | Bí thư | HTTNV",
        "2 | Trần Thị Bình | Đảng viên | HTNV",
        "II | Chi bộ thôn Đoài | | HTNV",
        "1 | Lê Văn Cường | Đảng viên | HTNV",
    ];
    let counted = "party-cell 2022 decided: 2 (0-1-1-0, 0 not rated)\nmember 2022 decided: 3 (0-1-2-0, 0 not rated)";
    for title in ["KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC, ĐẢNG VIÊN", MEMBERS] {
        let picture = list(title, POSTS, &rows).replace("QUẬN ỦY AN LÃO", "ĐẢNG ỦY XÃ AN MỸ");
        assert_eq!(told(&picture), counted, "{title}");
    }
}
