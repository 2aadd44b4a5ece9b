//! What letters of a list stand for, and who stands on several lists: nobody is counted twice.

use super::lists::{MEMBERS, POSTS, list};
use super::told;

/// How many are counted in what is told.
pub(super) fn decided(told: &str) -> i64 {
    told.lines().filter_map(|line| line.split(" decided: ").nth(1)?.split(' ').next()?.parse::<i64>().ok()).sum()
}

#[test]
fn a_legend_may_be_written_in_words() {
    let rows = |legend: &str| {
        let rows = ["1 | Nguyễn Văn An | | A", "2 | Trần Thị Bình | | B", "3 | Lê Văn Cường | | C", "", legend];
        told(&list(MEMBERS, POSTS, &rows))
    };
    let counted = "member 2022 decided: 3 (1-1-1-0, 0 not rated)";
    for legend in [
        "Ghi chú: A là HTXSNV, B là HTTNV, C là HTNV và D là KHTNV",
        "Loại A tương ứng hoàn thành xuất sắc nhiệm vụ; loại B tương ứng hoàn thành tốt nhiệm vụ; loại C tương ứng với hoàn thành nhiệm vụ",
    ] {
        assert_eq!(rows(legend), counted, "{legend}");
    }
    assert!(rows("Ghi chú: A là HTXSNV, B là HTXSNV, A là HTNV").contains("L102"));
    // Somebody's name is no symbol.
    let somebody = "Đồng chí A là hoàn thành tốt nhiệm vụ, đồng chí B là hoàn thành nhiệm vụ, chi bộ C là HTXSNV";
    assert!(rows(somebody).contains("L102"));
}

#[test]
fn a_legend_may_stand_in_cells_of_its_own_or_line_under_line() {
    let people = ["1 | Nguyễn Văn An | | A", "2 | Trần Thị Bình | | B", "3 | Lê Văn Cường | | C"];
    let rows = |legend: &[&str]| told(&list(MEMBERS, POSTS, &[&people[..], legend].concat()));
    let counted = "member 2022 decided: 3 (1-1-1-0, 0 not rated)";
    let legends: [&[&str]; 11] = [
        &["", "| Ghi chú:", "| A | HTXSNV", "| B | HTTNV", "| C | HTNV", "| D | KHTNV", "| E | Không xếp loại"],
        &["| A: | HTXSNV", "| B: | HTTNV (từ 70 điểm)", "| C: | HTNV"],
        &["", "Loại A | HTXSNV", "Loại B | HTTNV", "Loại C | HTNV"],
        &["", "A | : | HTXSNV", "B | : | HTTNV", "C | : | HTNV"],
        &["", "Ký hiệu | Mức xếp loại", "A | HTXSNV", "B | HTTNV", "C | HTNV"],
        &["", "Mức xếp loại | | | Ký hiệu", "HTXSNV | | | A", "HTTNV | | | B", "HTNV | | | C"],
        &["", "Ghi chú | A | HTXSNV | B | HTTNV | C | HTNV"],
        &["", "| Loại A: HTXSNV | Loại B: HTTNV | Loại C: HTNV"],
        &["", "- Loại A: HTXSNV⏎- Loại B: HTTNV⏎- Loại C: HTNV"],
        &["Ghi chú:⏎Loại A: Hoàn thành xuất sắc⏎nhiệm vụ⏎Loại B: Hoàn thành tốt nhiệm vụ⏎Loại C: HTNV"],
        &["", "| NGƯỜI LẬP | | THỦ TRƯỞNG", "| Lê Thị Lan | | Đỗ Văn Nam", "", "Ghi chú: A: HTXSNV; B: HTTNV; C: HTNV"],
    ];
    for legend in legends {
        assert_eq!(rows(legend), counted, "{legend:?}");
    }
    let above = |legend: &str| {
        let rows: Vec<String> = people.iter().zip(11..).map(|(row, at)| format!("{at} | {row}")).collect();
        told(&format!("1 | QUẬN ỦY AN LÃO\n2 | {MEMBERS} NĂM 2022\n{legend}\n10 | {POSTS}\n{}", rows.join("\n")))
    };
    assert_eq!(above("4 | | A | HTXSNV\n5 | | B | HTTNV\n6 | | C | HTNV"), counted);
    assert_eq!(above("4 | A | HTXSNV | B | HTTNV | C | HTNV"), counted);
    assert_eq!(above("4 | Loại A: HTXSNV⏎Loại B: HTTNV⏎Loại C: HTNV"), counted);
    let beside = ["A | HTXSNV", "B | HTTNV", "C | HTNV"];
    let beside: Vec<String> = people.iter().zip(beside).map(|(row, legend)| format!("{row} | | | {legend}")).collect();
    assert_eq!(told(&list(MEMBERS, POSTS, &beside.iter().map(String::as_str).collect::<Vec<_>>())), counted);
    // What contradicts itself, and people of one letter, explain nothing.
    assert!(rows(&["", "| A | HTTNV", "| A | HTNV", "| B | HTNV"]).contains("L102"));
    assert!(rows(&["", "| A | Nguyễn Văn Tốt", "| B | Trần Hoàn"]).contains("L102"));
    // Units that are called by letters are rows.
    let units = ["1 | A | | HTXSNV", "2 | B | | HTTNV"];
    let picture = list("KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG", "TT | Tên đơn vị | Ghi chú | Xếp loại", &units);
    assert!(told(&picture).starts_with("party-base 2022 decided: 2 (1-1-0-0, 0 not rated)"), "{}", told(&picture));
    let unnumbered = ["A | HTXSNV", "B | HTTNV", "C | HTTNV"];
    let picture = list("KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG", "Tên đơn vị | Xếp loại", &unnumbered);
    assert!(told(&picture).starts_with("party-base 2022 decided: 3 (1-2-0-0, 0 not rated)"), "{}", told(&picture));
}

#[test]
fn those_on_a_list_of_the_unrated_are_counted_with_the_others() {
    let sheets = |second: &str| {
        let unrated = format!(
            "--- Chưa xếp loại
            1 | QUẬN ỦY AN LÃO
            2 | DANH SÁCH ĐẢNG VIÊN CHƯA ĐƯỢC XẾP LOẠI NĂM 2022
            4 | TT | Họ và tên | Chức vụ | Lý do
            5 | 1 | Đỗ Thị Dung | Đảng viên | Thai sản
            6 | 2 | {second} | Đảng viên | Mới kết nạp"
        );
        let rated = ["1 | Nguyễn Văn An | Bí thư | HTXSNV", "2 | Trần Thị Bình | Đảng viên | HTTNV"];
        told(&format!("--- Xếp loại\n{}\n{unrated}", list(MEMBERS, POSTS, &rated)))
    };
    assert_eq!(sheets("Lê Văn Cường"), "member 2022 decided: 4 (1-1-0-0, 2 not rated)");
    // Who stands on both is counted once.
    assert_eq!(sheets("Trần Thị Bình"), "member 2022 decided: 3 (1-1-0-0, 1 not rated)");
}

#[test]
fn a_list_of_some_of_those_on_another_sheet_adds_nobody() {
    let all = [
        "1 | Nguyễn Văn An | Bí thư | HTXSNV",
        "2 | Trần Thị Bình | | HTTNV",
        "3 | Lê Văn Cường | | HTTNV",
        "4 | Đỗ Thị Dung | | HTNV",
    ];
    let second = |title: &str, head: &str, rows: &[&str]| {
        told(&format!("--- DS\n{}\n--- DS2\n{}", list(MEMBERS, POSTS, &all), list(title, head, rows)))
    };
    let counted = "member 2022 decided: 4 (1-2-1-0, 0 not rated)";
    let women = ["1 | Trần Thị Bình | 01/02/1980 | HTTNV", "2 | Đỗ Thị Dung | 03/04/1985 | HTNV"];
    assert_eq!(second("DANH SÁCH ĐẢNG VIÊN NỮ", "TT | Họ và tên | Ngày sinh | Xếp loại", &women), counted);
    let better = ["1 | Nguyễn Văn An | Chi bộ 1 | HTXSNV", "2 | Lê Văn Cường | Chi bộ 1 | HTTNV"];
    let head = "TT | Họ và tên | Chi bộ | Xếp loại";
    assert_eq!(second("DANH SÁCH ĐẢNG VIÊN HOÀN THÀNH TỐT NHIỆM VỤ TRỞ LÊN", head, &better), counted);
    // Others are others, and one of them may bear a name again.
    let others = ["1 | Hồ Văn Em | | HTTNV", "2 | Mai Thị Phương | | HTTNV", "3 | Trần Thị Bình | Chi ủy viên | HTNV"];
    assert!(second(MEMBERS, POSTS, &others).starts_with("member 2022 decided: 7 (1-4-2-0, 0 not rated)"));
}

#[test]
fn numbered_units_listed_again_are_the_same_unless_sheets_name_two_offices() {
    let list = |title: &str, rows: &[(i64, &str)]| {
        let row = |(at, (n, level)): (usize, &(i64, &str))| format!("{at} | {} | Chi bộ thôn {n} | {level}\n", at - 5);
        let rows: String = (6..).zip(rows).map(row).collect();
        format!("1 | ĐẢNG ỦY XÃ AN MỸ\n2 | {title} NĂM 2022\n5 | TT | Tên chi bộ | Xếp loại\n{rows}")
    };
    let all = [(1, "HTTNV"), (2, "HTXSNV"), (3, "HTTNV"), (4, "HTNV")];
    let both = |names: [&str; 2], second: &str| {
        told(&format!("--- {}\n{}\n--- {}\n{second}", names[0], list("KẾT QUẢ XẾP LOẠI CHI BỘ", &all), names[1]))
    };
    let again = list("KẾT QUẢ XẾP LOẠI CHI BỘ", &all);
    for names in [["Sheet1", "Sheet2"], ["DS", "Theo muc"]] {
        assert_eq!(both(names, &again), "party-cell 2022 decided: 4 (1-2-1-0, 0 not rated)", "{names:?}");
    }
    let some = list("DANH SÁCH CHI BỘ HOÀN THÀNH TỐT NHIỆM VỤ", &[all[0], all[2]]);
    assert_eq!(both(["DS", "Tot"], &some), "party-cell 2022 decided: 4 (1-2-1-0, 0 not rated)");
    let others = both(["Xã An Mỹ", "Xã An Lễ"], &again);
    assert!(others.starts_with("party-cell 2022 decided: 8 (2-4-2-0, 0 not rated)"), "{others}");
}

#[test]
fn a_list_of_the_office_above_adds_none_of_those_that_the_offices_below_list_themselves() {
    let below = |name: &str, levels: [&str; 2]| {
        format!(
            "=== {name}.xlsx
            1 | HUYỆN ỦY ĐẠI LỘC
            2 | ĐẢNG ỦY XÃ {}
            4 | KẾT QUẢ XẾP LOẠI CHI BỘ NĂM 2022
            6 | TT | Chi bộ | Xếp loại
            7 | 1 | Chi bộ thôn 1 | {}
            8 | 2 | Chi bộ thôn 2 | {}
            ",
            name.to_uppercase(),
            levels[0],
            levels[1]
        )
    };
    let above = |second: &str| {
        format!(
            "=== huyen.xlsx
            1 | TỈNH ỦY QUẢNG NAM
            2 | HUYỆN ỦY ĐẠI LỘC
            4 | KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2022
            6 | TT | Chi bộ | Xếp loại
            7 | I | Đảng bộ xã Đại Hiệp |
            8 | 1 | Chi bộ thôn 1 | HTTNV
            9 | 2 | Chi bộ thôn 2 | HTXSNV
            10 | II | {second} |
            11 | 1 | Chi bộ thôn 1 | HTTNV
            12 | 2 | Chi bộ thôn 2 | HTNV"
        )
    };
    let files = [below("Đại Hiệp", ["HTTNV", "HTXSNV"]), below("Đại Quang", ["HTTNV", "HTNV"])].concat();
    let counted = |picture: &str| {
        told(picture).lines().map(str::to_owned).filter(|l| l.contains("decided")).collect::<Vec<_>>().join("; ")
    };
    insta::assert_snapshot!(counted(&format!("{files}{}", above("Đảng bộ xã Đại Quang"))), @"party-cell 2022 decided: 2 (1-1-0-0, 0 not rated); party-cell 2022 decided: 2 (0-1-1-0, 0 not rated)");
    // One of its offices sends nothing: its rows are nowhere else, and counted here.
    insta::assert_snapshot!(counted(&format!("{files}{}", above("Đảng bộ xã Đại Minh"))), @"party-cell 2022 decided: 2 (1-1-0-0, 0 not rated); party-cell 2022 decided: 2 (0-1-1-0, 0 not rated); party-cell 2022 decided: 2 (0-1-1-0, 0 not rated)");
    // What is proposed below and decided above are two stages.
    let proposed = files.replace("KẾT QUẢ XẾP LOẠI", "ĐỀ NGHỊ XẾP LOẠI");
    assert!(counted(&format!("{proposed}{}", above("Đảng bộ xã Đại Quang"))).contains("decided: 4 (1-2-1-0"));
}

#[test]
fn a_list_that_goes_on_without_its_header_may_hold_people_without_a_rating() {
    let first = ["1 | Nguyễn Văn An | Bí thư | HTXSNV", "2 | Trần Thị Bình | | HTTNV"];
    let first = list(MEMBERS, "TT | Họ và tên | Chức vụ | Xếp loại | Ghi chú", &first);
    let second = |rows: &[&str]| {
        let rows: Vec<String> = rows.iter().zip(1..).map(|(row, at)| format!("{at} | {row}")).collect();
        told(&format!("--- DS\n{first}\n--- DS2\n{}", rows.join("\n")))
    };
    let new = "Lê Văn Cường | | | Mới kết nạp";
    assert_eq!(
        second(&[&format!("3 | {new}"), "4 | Đỗ Thị Dung | | HTNV"]),
        "member 2022 decided: 4 (1-1-1-0, 1 not rated)"
    );
    let worded = ["3 | Đỗ Thị Dung | | HTNV", "4 | Lê Văn Cường | | Chưa xếp loại | Mới kết nạp"];
    assert_eq!(second(&worded), "member 2022 decided: 4 (1-1-1-0, 1 not rated)");
    // Where nobody on the sheet has a rating, or something else stands where ratings do, that is said and nothing counted.
    for rows in [&[&*format!("3 | {new}")][..], &["3 | Đỗ Thị Dung | | HTNV", "4 | Lê Văn Cường | | 12"]] {
        assert!(second(rows).starts_with("member 2022 decided: 2 (1-1-0-0, 0 not rated)\nF005"), "{}", second(rows));
    }
    // Another numbered sheet is no part of the list.
    assert_eq!(second(&["1 | Bàn ghế | 12 | cũ"]), "member 2022 decided: 2 (1-1-0-0, 0 not rated)");
}

#[test]
fn people_whom_the_office_above_lists_again_count_where_their_units_list_them() {
    let below = |cell: &str, rows: [&str; 2]| {
        format!(
            "=== {cell}.xlsx
            1 | ĐẢNG ỦY XÃ HÒA SƠN
            2 | CHI BỘ {}
            4 | {MEMBERS} NĂM 2022
            6 | TT | Họ và tên | Xếp loại
            7 | 1 | {}
            8 | 2 | {}
            ",
            cell.to_uppercase(),
            rows[0],
            rows[1]
        )
    };
    let above = |cell: &str| {
        format!(
            "=== xa.xlsx
            1 | HUYỆN ỦY HÒA VANG
            2 | ĐẢNG ỦY XÃ HÒA SƠN
            4 | {MEMBERS} NĂM 2022
            6 | TT | Họ và tên | Chi bộ | Xếp loại
            7 | 1 | Nguyễn Văn An | Chi bộ Thôn Đông | HTXSNV
            8 | 2 | Trần Thị Bình | Chi bộ Thôn Đông | HTTNV
            9 | 3 | Lê Văn Cường | {cell} | HTTNV
            10 | 4 | Đỗ Thị Dung | {cell} | HTNV"
        )
    };
    let files = below("Thôn Đông", ["Nguyễn Văn An | HTXSNV", "Trần Thị Bình | HTTNV"])
        + &below("Thôn Tây", ["Lê Văn Cường | HTTNV", "Đỗ Thị Dung | HTNV"]);
    let counted = |cell: &str| {
        let told = told(&format!("{files}{}", above(cell)));
        let all = told.lines().filter_map(|l| l.split_once("decided: ")?.1.split(' ').next()?.parse::<i64>().ok());
        all.sum::<i64>()
    };
    assert_eq!(counted("Chi bộ Thôn Tây"), 4);
    // Of another chi bộ nobody has sent a list.
    assert_eq!(counted("Chi bộ Thôn Nam"), 6);
}

#[test]
fn the_letterhead_of_the_next_list_rates_nobody() {
    let part = |at: usize, unit: &str, names: [&str; 2]| {
        format!(
            "{} | ĐẢNG ỦY XÃ HÒA SƠN | | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n{} | {unit} | | Độc lập - Tự do - Hạnh phúc
            {} | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022\n{} | TT | Họ và tên | Kết quả xếp loại
            {} | 1 | {} | HTTNV\n{} | 2 | {} | HTNV",
            at, at + 1, at + 3, at + 5, at + 6, names[0], at + 7, names[1]
        )
    };
    let one = part(1, "CHI BỘ THÔN 1", ["Nguyễn Văn An", "Trần Thị Bình"]);
    let two = part(9, "CHI BỘ THÔN 2", ["Lê Văn Cường", "Phạm Thị Dung"]);
    let told = told(&format!("{one}\n{two}"));
    assert!(!told.contains("error"), "{told}");
    assert_eq!(decided(&told), 4, "{told}");
}

#[test]
fn a_column_of_one_list_alone_parts_nobody() {
    let row = |(at, (name, cell, post, level)): (usize, &(&str, &str, Option<&str>, &str))| {
        let post = post.map(|post| format!(" | {post}")).unwrap_or_default();
        format!("{} | {} | {name} | {cell}{post} | {level}\n", at + 5, at + 1)
    };
    let sheet = |name: &str, post: &str, rows: &[(&str, &str, Option<&str>, &str)]| {
        let head = format!("TT | Họ và tên | Chi bộ{post} | Kết quả xếp loại");
        let rows: String = rows.iter().enumerate().map(row).collect();
        format!("--- {name}\n1 | ĐẢNG ỦY XÃ HÒA SƠN\n2 | {MEMBERS} NĂM 2022\n4 | {head}\n{rows}")
    };
    let first = [
        ("Nguyễn Văn An", "Chi bộ Thôn 1", Some("Bí thư"), "HTXSNV"),
        ("Trần Thị Bình", "Chi bộ Thôn 1", Some("Đảng viên"), "HTTNV"),
        ("Nguyễn Văn An", "Chi bộ Thôn 2", Some("Đảng viên"), "HTTNV"),
        ("Lê Văn Cường", "Chi bộ Thôn 2", Some("Đảng viên"), "HTTNV"),
    ];
    let both = |second: &[(&str, &str, Option<&str>, &str)], post: &str| {
        told(&format!("{}{}", sheet("A", " | Chức vụ", &first), sheet("B", post, second)))
    };
    let new = [("Võ Thị Dung", "Chi bộ Thôn 3", None, "HTTNV"), ("Đỗ Văn Em", "Chi bộ Thôn 3", None, "HTNV")];
    let an = |cell: &'static str, level: &'static str| ("Nguyễn Văn An", cell, None, level);
    let with = |an| [[an, ("Hồ Văn Phú", "Chi bộ Thôn 4", None, "HTTNV")], new].concat();
    insta::assert_snapshot!(both(&with(an("Chi bộ Thôn 2", "HTTNV")), ""), @"member 2022 decided: 7 (1-5-1-0, 0 not rated)");
    // Another chi bộ is another person, another rating is asked about.
    insta::assert_snapshot!(both(&with(an("Chi bộ Thôn 4", "HTTNV")), ""), @"member 2022 decided: 8 (1-6-1-0, 0 not rated)");
    insta::assert_snapshot!(both(&with(an("Chi bộ Thôn 2", "HTNV")), ""), @r#"member 2022 decided: 7 (1-4-1-0, 0 not rated, 1 open)
V504 error B5 Nguyễn Văn An: danh sách “A” xếp HTTNV, danh sách này xếp HTNV; chưa tính mức nào. Đề nghị đơn vị xác nhận mức của cấp có thẩm quyền"#);
    let posts = [("Nguyễn Văn An", "Chi bộ Thôn 2", Some("Phó Bí thư"), "HTTNV")];
    insta::assert_snapshot!(both(&posts, " | Chức vụ"), @r#"member 2022 decided: 5 (1-4-0-0, 0 not rated)
X603 warning B5 01 người có thể đã có ở “A” (cùng họ tên, đơn vị, khác chức vụ); đang tính là người khác. Đề nghị đơn vị xác nhận"#);
}

#[test]
fn namesakes_on_two_sheets_are_two_people() {
    let sheet = |name: &str, head: &str, rows: &[&str]| {
        let rows: String = rows.iter().zip(5..).map(|(row, at)| format!("{at} | {} | {row}\n", at - 4)).collect();
        format!(
            "--- {name}\n1 | ĐẢNG ỦY XÃ HÒA SƠN\n2 | {MEMBERS} NĂM 2022\n4 | TT | Họ và tên{head} | Kết quả xếp loại\n{rows}"
        )
    };
    let one = ["Nguyễn Văn An | HTTNV", "Trần Thị Bình | HTTNV", "Lê Văn Cường | HTNV", "Hồ Văn Phú | HTTNV"];
    let two = ["Nguyễn Văn An | HTTNV", "Võ Thị Dung | HTTNV", "Đỗ Văn Em | HTNV", "Lý Thị Hoa | HTTNV"];
    let parts = format!("{}{}", sheet("Thôn 1", "", &one), sheet("Thôn 2", "", &two));
    insta::assert_snapshot!(told(&parts), @"member 2022 decided: 8 (0-6-2-0, 0 not rated)");
    // The list of all holds both.
    let of = |rows: [&str; 4], cell: &str| rows.map(|row| row.replace(" | ", &format!(" | {cell} | ")));
    let all = [of(one, "Chi bộ Thôn 1"), of(two, "Chi bộ Thôn 2")].concat();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let whole = sheet("DS chung", " | Chi bộ", &all);
    insta::assert_snapshot!(told(&format!("{whole}{parts}")), @"member 2022 decided: 8 (0-6-2-0, 0 not rated)");
    insta::assert_snapshot!(told(&format!("{parts}{whole}")), @"member 2022 decided: 8 (0-6-2-0, 0 not rated)");
    // Half of a list and more is no chance.
    let again = sheet("Nữ", "", &["Nguyễn Văn An | HTTNV", "Trần Thị Bình | HTTNV"]);
    insta::assert_snapshot!(told(&format!("{}{again}", sheet("A", "", &one))), @"member 2022 decided: 4 (0-3-1-0, 0 not rated)");
}

#[test]
fn a_column_of_chi_bo_may_leave_the_word_out() {
    let below = |n: u32, names: [&str; 2]| {
        format!(
            "=== c{n}.xlsx
            1 | ĐẢNG ỦY XÃ HÒA SƠN
            2 | CHI BỘ THÔN {n}
            4 | {MEMBERS} NĂM 2022
            6 | TT | Họ và tên | Kết quả xếp loại
            7 | 1 | {} | HTTNV
            8 | 2 | {} | HTNV
            ",
            names[0], names[1]
        )
    };
    let above = |cell: &str| {
        format!(
            "=== xa.xlsx
            1 | HUYỆN ỦY HÒA VANG
            2 | ĐẢNG ỦY XÃ HÒA SƠN
            4 | {MEMBERS} NĂM 2022
            6 | TT | Họ và tên | Chi bộ | Kết quả xếp loại
            7 | 1 | Nguyễn Văn An | {cell} 1 | HTTNV
            8 | 2 | Trần Thị Bình | {cell} 1 | HTNV
            9 | 3 | Lê Văn Cường | {cell} 2 | HTTNV
            10 | 4 | Hồ Văn Phú | {cell} 2 | HTNV"
        )
    };
    let files = [below(1, ["Nguyễn Văn An", "Trần Thị Bình"]), below(2, ["Lê Văn Cường", "Hồ Văn Phú"])].concat();
    for cell in ["Chi bộ Thôn", "Thôn", "CB thôn"] {
        let told = told(&format!("{files}{}", above(cell)));
        assert_eq!(decided(&told), 4, "{cell}: {told}");
    }
}

#[test]
fn who_signs_between_two_lists_is_nobody_of_them() {
    let sheet = |signed: [&str; 3], last: &str| {
        told(&format!(
            "1 | TRƯỜNG TIỂU HỌC KIM ĐỒNG
            2 | KẾT QUẢ XẾP LOẠI VIÊN CHỨC NĂM 2022
            4 | STT | Họ và tên | Xếp loại | Ghi chú
            5 | 1 | Nguyễn Văn An | HTXSNV
            6 | 2 | Trần Thị Bình | HTTNV
            7 {last}
            8 | {}
            9 | {}
            11 | {}
            13 | KẾT QUẢ XẾP LOẠI VIÊN CHỨC HỢP ĐỒNG NĂM 2022
            14 | STT | Họ và tên | Xếp loại | Ghi chú
            15 | 1 | Lê Văn Cường | HTTNV
            16 | 2 | Phạm Thị Dung | HTNV",
            signed[0], signed[1], signed[2]
        ))
    };
    let counted = "public-employee 2022 decided: 4 (1-2-1-0, 0 not rated)";
    for signed in [
        ["CÔNG ĐOÀN CƠ SỞ | | HIỆU TRƯỞNG", "", ""],
        [
            "NGƯỜI LẬP BIỂU | | THỦ TRƯỞNG ĐƠN VỊ",
            "(Ký, ghi rõ họ tên) | | (Ký tên, đóng dấu)",
            "Nguyễn Văn A | | Trần Văn B",
        ],
        ["| Người lập biểu | Thủ trưởng", "", "| Lê Thị C | Trần Văn B"],
        ["TỔ TRƯỞNG | | HIỆU TRƯỞNG", "Nguyễn Văn A | | Trần Văn B", ""],
        ["THƯ KÝ | | CHỦ TỌA", "", "Nguyễn Văn A | | Trần Văn B"],
    ] {
        assert_eq!(sheet(signed, ""), counted, "{signed:?}");
    }
    // Somebody without a number, and whoever follows no post, is on the list.
    assert!(sheet(["", "", ""], "| | Ngô Thị Lan | HTTNV").starts_with("public-employee 2022 decided: 5 (1-3-1-0"));
    assert!(sheet(["", "", ""], "| | Ngô Thị Lan | Rất Giỏi").contains("L101"));
}
