//! Whom the columns and titles of a list are about, and what stands in letters beside the levels.

use super::lists::{MEMBERS, POSTS, list};
use super::told;

#[test]
fn letters_beside_the_levels_they_stand_for_are_not_asked_about() {
    let heads = "STT | Họ và tên | Điểm | Loại | Xếp loại";
    let rows = |rows: [&str; 4]| told(&list(MEMBERS, heads, &rows));
    let counted = "member 2022 decided: 4 (1-2-1-0, 0 not rated)";
    let an = "1 | Nguyễn Văn An | 95 | A | Hoàn thành xuất sắc nhiệm vụ";
    let binh = "2 | Trần Thị Bình | 80 | B | Hoàn thành tốt nhiệm vụ";
    assert_eq!(rows([an, binh, "3 | Lê Văn Cường | 75 | B | HTTNV", "4 | Phạm Thị Dung | 60 | C | HTNV"]), counted);
    // One letter for two levels, two for one, or without a level beside it: two columns that may hold the rating.
    for last in ["B | HTNV", "D | HTTNV", "C |"] {
        let told = rows([an, binh, "3 | Lê Văn Cường | 75 | B | HTTNV", &format!("4 | Phạm Thị Dung | 60 | {last}")]);
        assert!(told.contains("F005"), "{last}: {told}");
    }
}

#[test]
fn a_column_of_kinds_rates_nobody() {
    let rows = [
        "1 | Chi bộ | Thôn 1 | 6 | 1 | 4 | 1 | 0",
        "2 | Đảng bộ bộ phận | Trường học | 9 | 1 | 8 | 0 | 0",
        "| Cộng | | 15 | 2 | 12 | 1 | 0",
    ];
    let heads = "STT | Loại | Tên | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";
    assert_eq!(
        told(&list("TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN", heads, &rows)),
        "member 2022 decided: 15 (2-12-1-0, 0 not rated)"
    );
    let rows = ["1 | Nguyễn Văn An | Công chức | HTXSNV", "2 | Trần Thị Bình | Công chức | HTTNV"];
    assert_eq!(
        told(&list("KẾT QUẢ XẾP LOẠI CÔNG CHỨC", "STT | Họ và tên | Loại | Xếp loại", &rows)),
        "civil-servant 2022 decided: 2 (1-1-0-0, 0 not rated)"
    );
    // What is no kind is asked about.
    let rows = ["1 | Nguyễn Văn An | HTXSNV", "2 | Trần Thị Bình | Giỏi lắm"];
    assert!(told(&list("KẾT QUẢ XẾP LOẠI CÔNG CHỨC", "STT | Họ và tên | Loại", &rows)).contains("L101"));
}

#[test]
fn those_who_lead_offices_are_leaders_in_a_list_of_people() {
    let rows = ["1 | Nguyễn Văn An | Trưởng phòng | HTXSNV", "2 | Trần Thị Bình | Phó Trưởng phòng | HTTNV"];
    for title in ["KẾT QUẢ XẾP LOẠI LÃNH ĐẠO PHÒNG BAN", "DANH SÁCH XẾP LOẠI ĐỘI NGŨ LÃNH ĐẠO CÁC CƠ QUAN, ĐƠN VỊ"]
    {
        let told = told(&list(title, POSTS, &rows));
        assert!(told.starts_with("leader 2022 decided: 2 (1-1-0-0, 0 not rated)"), "{title}: {told}");
    }
    // In figures and by their units they are as well.
    let figures = ["1 | Xã An | 3 | 0 | 3 | 0 | 0", "2 | Xã Bình | 2 | 0 | 2 | 0 | 0"];
    let counted = |title| told(&list(title, "TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV", &figures));
    for title in ["TỔNG HỢP KẾT QUẢ XẾP LOẠI BÍ THƯ CHI BỘ", "TỔNG HỢP KẾT QUẢ XẾP LOẠI LÃNH ĐẠO CÁC PHÒNG BAN"]
    {
        assert_eq!(counted(title), "leader 2022 decided: 5 (0-5-0-0, 0 not rated)", "{title}");
    }
    let cells = "TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ VÀ BÍ THƯ CHI BỘ";
    assert!(counted(cells).starts_with("party-cell 2022 decided: 5"), "{}", counted(cells));
    // Nor where they decide, or stand beside what they lead.
    for title in ["KẾT QUẢ LÃNH ĐẠO UBND HUYỆN ĐÁNH GIÁ, XẾP LOẠI CÁC CƠ QUAN, ĐƠN VỊ", "XẾP LOẠI LÃNH ĐẠO VÀ ĐƠN VỊ"]
    {
        assert!(!counted(title).starts_with("leader"), "{title}: {}", counted(title));
    }
    let beside = told(&list("KẾT QUẢ XẾP LOẠI LÃNH ĐẠO VÀ CHUYÊN VIÊN", POSTS, &rows));
    assert!(beside.starts_with("unknown 2022 decided: 2"), "{beside}");
    // Of committees nobody knows whether their members are rated as members or as those who lead.
    let told = told(&list("KẾT QUẢ XẾP LOẠI CẤP ỦY VIÊN", POSTS, &rows));
    assert!(told.starts_with("unknown 2022 decided: 2"), "{told}");
}

#[test]
fn what_people_are_besides_is_not_whom_a_list_is_about() {
    let rows = ["1 | Nguyễn Văn An | Chủ tịch | HTTNV", "2 | Trần Thị Bình | Phó Chủ tịch | HTNV"];
    for (title, whom) in [
        ("KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN LÀ CÁN BỘ LÃNH ĐẠO, QUẢN LÝ", "member"),
        ("KẾT QUẢ XẾP LOẠI CÁN BỘ LÃNH ĐẠO, QUẢN LÝ LÀ ĐẢNG VIÊN", "leader"),
        ("KẾT QUẢ XẾP LOẠI CÁN BỘ KHÔNG CHUYÊN TRÁCH", "unknown"),
    ] {
        assert_eq!(
            told(&list(title, POSTS, &rows)),
            format!("{whom} 2022 decided: 2 (0-1-1-0, 0 not rated)"),
            "{title}"
        );
    }
}
