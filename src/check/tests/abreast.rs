//! Lists side by side on one sheet.

use super::told;

/// A list of three chi bộ beside one of four members, with what parts them.
fn sheet(gap: &str, titles: [&str; 2]) -> String {
    let rows = [
        ("1 | Chi bộ Thôn 1 | HTTNV", "1 | Nguyễn Văn An | HTTNV"),
        ("2 | Chi bộ Thôn 2 | HTXSNV", "2 | Trần Thị Bình | HTNV"),
        ("3 | Chi bộ Thôn 3 | HTTNV", "3 | Lê Văn Cường | HTTNV"),
        (" | | ", "4 | Hồ Văn Dũng | HTXSNV"),
    ];
    let rows: String = (5..).zip(rows).map(|(at, (one, two))| format!("{at} | {one} |{gap} {two}\n")).collect();
    let heads = format!("TT | Tên chi bộ | Kết quả xếp loại |{gap} TT | Họ và tên | Kết quả xếp loại");
    format!("1 | ĐẢNG ỦY XÃ HÒA SƠN\n3 | {} | | |{gap} {}\n4 | {heads}\n{rows}", titles[0], titles[1])
}

#[test]
fn numbers_once_more_begin_a_list_of_others() {
    let each = ["KẾT QUẢ XẾP LOẠI CHI BỘ NĂM 2022", "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022"];
    for titles in [each, ["KẾT QUẢ XẾP LOẠI CHI BỘ, ĐẢNG VIÊN NĂM 2022", ""]] {
        let counted =
            "party-cell 2022 decided: 3 (1-2-0-0, 0 not rated)\nmember 2022 decided: 4 (1-2-1-0, 0 not rated)";
        assert_eq!(told(&sheet("", titles)), counted, "{titles:?}");
        assert_eq!(told(&sheet(" |", titles)), counted, "{titles:?}");
    }
}

#[test]
fn a_number_within_a_unit_is_no_list() {
    let rows = "5 | 1 | Đảng bộ xã An Mỹ | 1 | Chi bộ Thôn 1 | HTTNV\n6 | | | 2 | Chi bộ Thôn 2 | HTNV\n7 | 2 | Đảng bộ xã An Lễ | 1 | Chi bộ Thôn 1 | HTTNV";
    let heads = "TT | Đảng bộ | TT | Chi bộ | Kết quả xếp loại";
    let sheet = format!("1 | HUYỆN ỦY AN LÃO\n3 | KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2022\n4 | {heads}\n{rows}");
    insta::assert_snapshot!(told(&sheet), @"party-cell 2022 decided: 3 (0-2-1-0, 0 not rated)");
}
