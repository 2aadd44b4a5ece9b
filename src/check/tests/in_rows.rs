//! Summaries with levels in rows: whom their columns count, and what stands beside the levels.

use super::told;

/// Levels in rows under some heads; each row parted by `|`.
fn in_rows(heads: &str, rows: &[&str]) -> String {
    let rows: Vec<String> = rows.iter().zip(7..).map(|(row, at)| format!("{at} | {row}")).collect();
    told(&format!(
        "1 | HUYỆN ỦY AN LÃO\n2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022\n4 | {heads}\n{}",
        rows.join("\n")
    ))
}

#[test]
fn columns_that_name_everybody_are_all_counted() {
    const BOTH: &str = "member 2022 decided: ? (5-27-8-0, 0 not rated)";
    let rows = ["1 | HTXSNV | 3 | 2", "2 | HTTNV | 20 | 7", "3 | HTNV | 7 | 1", "4 | KHTNV | 0 | 0"];
    for pair in [
        "Chính thức | Dự bị",
        "Nam | Nữ",
        "Lãnh đạo | Không giữ chức vụ",
        "Giữ chức vụ lãnh đạo, quản lý | Không giữ chức vụ lãnh đạo, quản lý",
        "Xã | Lực lượng vũ trang",
    ] {
        let all = in_rows(&format!("TT | Nội dung | {pair}"), &rows);
        assert!(all.starts_with(BOTH), "{pair}: {all}");
        let (first, second) = pair.split_once(" | ").unwrap_or_default();
        let heads = format!("TT | Nội dung | {first} | | {second} |\n5 | | | SL | Tỷ lệ (%) | SL | Tỷ lệ (%)");
        let shares = [
            "1 | HTXSNV | 3 | 10 | 2 | 20",
            "2 | HTTNV | 20 | 66.7 | 7 | 70",
            "3 | HTNV | 7 | 23.3 | 1 | 10",
            "4 | KHTNV | 0 | 0 | 0 | 0",
        ];
        let all = in_rows(&heads, &shares);
        assert!(all.starts_with(BOTH) && !all.contains("F005"), "{pair}: {all}");
    }
}

#[test]
fn shares_below_each_level_make_no_list_of_it() {
    let rows = [
        "I | Tổng số | 30 | 10",
        "a | Hoàn thành xuất sắc nhiệm vụ | 3 | 2",
        "| Tỷ lệ (%) | 10 | 20",
        "b | Hoàn thành tốt nhiệm vụ | 20 | 7",
        "| Tỷ lệ (%) | 66.7 | 70",
        "c | Hoàn thành nhiệm vụ | 7 | 1",
        "| Tỷ lệ (%) | 23.3 | 10",
        "d | Không hoàn thành nhiệm vụ | 0 | 0",
        "| Tỷ lệ (%) | 0 | 0",
    ];
    insta::assert_snapshot!(in_rows("TT | Chỉ tiêu | Phường | Doanh nghiệp", &rows), @"member 2022 decided: 40 (5-27-8-0, 0 not rated)");
}

#[test]
fn what_adds_up_levels_is_none_wherever_it_stands() {
    let rows = [
        "| Tổng số | 43",
        "1 | HTXSNV | 5",
        "2 | HTTNV | 27",
        "3 | HTNV | 8",
        "4 | KHTNV | 0",
        "| Số chưa đánh giá, xếp loại | 3",
        "| Từ hoàn thành nhiệm vụ trở lên | 40",
    ];
    let all = in_rows("TT | Nội dung | Số lượng", &rows);
    assert!(all.starts_with("member 2022 decided: 43 (5-27-8-0, 3 not rated)"), "{all}");
}

#[test]
fn what_stands_beside_the_figures_of_the_year() {
    let rows = ["1 | HTXSNV | 3 | 2", "2 | HTTNV | 20 | 7", "3 | HTNV | 7 | 1", "4 | KHTNV | 0 | 0"];
    for first in ["Số lượng", "Tổng số", "Năm 2022"] {
        let all = in_rows(&format!("TT | Nội dung | {first} | Năm 2021"), &rows);
        assert!(all.contains("(3-20-7-0, 0 not rated)") && !all.contains("S20"), "{first}: {all}");
    }
    // The only share of all is that of the column it fits.
    let rows = [
        "| Tổng số | 40 | 30 | 10 |",
        "1 | HTXSNV | 5 | 3 | 2 | 12.5",
        "2 | HTTNV | 27 | 20 | 7 | 67.5",
        "3 | HTNV | 8 | 7 | 1 | 20",
        "4 | KHTNV | 0 | 0 | 0 | 0",
    ];
    insta::assert_snapshot!(in_rows("TT | Nội dung | Tổng số | Y tế | THCS | Tỷ lệ (%)", &rows), @"member 2022 decided: 40 (5-27-8-0, 0 not rated)");
}

#[test]
fn what_was_planned_and_some_of_those_counted_are_not_added() {
    let rows = ["1 | HTXSNV | 3 | 2", "2 | HTTNV | 20 | 7", "3 | HTNV | 7 | 1", "4 | KHTNV | 0 | 0"];
    for (heads, counted) in [
        ("Năm 2022 | Chỉ tiêu", "3-20-7-0"),
        ("Kế hoạch năm 2022 | Năm 2022", "2-7-1-0"),
        ("Số lượng | Kế hoạch", "3-20-7-0"),
    ] {
        let all = in_rows(&format!("TT | Nội dung | {heads}"), &rows);
        assert!(all.contains(&format!("({counted}, 0 not rated)")) && !all.contains("S20"), "{heads}: {all}");
    }
    let rows = ["1 | HTXSNV | 3 | 2 | 1", "2 | HTTNV | 20 | 7 | 9", "3 | HTNV | 7 | 1 | 0", "4 | KHTNV | 0 | 0 | 0"];
    for some in ["Nữ", "Dự bị", "Dân tộc thiểu số"] {
        let all = in_rows(&format!("TT | Nội dung | Khối xã | Khối cơ quan | {some}"), &rows);
        assert!(all.starts_with("member 2022 decided: ? (5-27-8-0, 0 not rated)"), "{some}: {all}");
    }
    // Another sector is no part of those beside it.
    let all = in_rows("TT | Nội dung | Khối xã | Khối cơ quan | Khối trường học", &rows);
    assert!(all.starts_with("member 2022 decided: ? (6-36-8-0, 0 not rated)"), "{all}");
}

#[test]
fn what_brackets_say_of_a_level_takes_nobody_from_it() {
    let counted = |rows: &[&str]| in_rows("TT | Nội dung | Số lượng", rows).lines().next().map(str::to_owned);
    let all = Some("member 2022 decided: ? (5-27-8-1, 0 not rated)".to_owned());
    let remarked = ["1 | HTXSNV (tối đa 20% số HTTNV) | 5", "2 | HTTNV | 27", "3 | HTNV | 8", "4 | KHTNV (nếu có) | 1"];
    assert_eq!(counted(&remarked), all);
    let most = ["1 | HTXSNV | 5", "| HTXSNV (tối đa 20%) | 6", "2 | HTTNV | 27", "3 | HTNV | 8", "4 | KHTNV | 1"];
    assert_eq!(counted(&most), all);
}

#[test]
fn why_some_are_not_rated_counts_none_anew() {
    let rows = |below: &[&str]| {
        let all =
            ["| Tổng số | 43", "| Đã đánh giá, xếp loại | 40", "1 | HTXSNV | 5", "2 | HTTNV | 27", "3 | HTNV | 8"];
        let last = ["4 | KHTNV | 0", "| Số chưa đánh giá, xếp loại | 3"];
        in_rows("TT | Nội dung | Số lượng", &[&all[..], &last, below].concat())
    };
    const COUNTED: &str = "member 2022 decided: 43 (5-27-8-0, 3 not rated)";
    for below in [
        &["| Trong đó: Miễn sinh hoạt | 2"][..],
        &["| - Miễn sinh hoạt | 2", "| - Miễn đánh giá | 1"],
        &["| Miễn sinh hoạt | 2", "| Miễn đánh giá | 1"],
        &["| Miễn sinh hoạt | 2"],
        &["| Đảng viên nữ | 20"],
    ] {
        let all = rows(below);
        assert!(all.starts_with(COUNTED) && !all.contains("S20"), "{below:?}: {all}");
    }
    // More than those not rated are no part of them.
    assert!(!rows(&["| Miễn sinh hoạt | 5"]).starts_with(COUNTED));
}

#[test]
fn women_below_a_share_are_of_the_level_above_it() {
    let rows = ["| Tổng số | 40", "1 | HTXSNV | 5", "| Tỷ lệ (%) | 12.5", "| Trong đó: Nữ | 4", "2 | HTTNV | 35"];
    let all = in_rows("TT | Nội dung | Số lượng", &rows);
    assert!(!all.contains("S204"), "{all}");
}

/// The same lines once more under the head of another section.
fn sections(first: &str, second: &str) -> String {
    let rows = |head: &str, figures: [i64; 4]| {
        let names = ["HTXSNV", "HTTNV", "HTNV", "KHTNV"];
        let lines = names.iter().zip(figures).zip(1..).map(|((name, figure), at)| format!("{at} | {name} | {figure}"));
        std::iter::once(head.to_owned()).chain(lines).collect::<Vec<_>>()
    };
    let all = [rows(first, [5, 27, 8, 0]), rows(second, [1, 7, 1, 0])].concat();
    in_rows("TT | Nội dung | Số lượng", &all.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn sections_of_several_times_are_not_added_up() {
    const ALL: [&str; 2] = ["(5-27-8-0, 0 not rated)", "(1-7-1-0, 0 not rated)"];
    for (first, second, names) in [
        ("I | NĂM 2021 |", "II | NĂM 2022 |", ["2021 decided", "2022 decided"]),
        ("I. NĂM 2021 | |", "II. NĂM 2022 | |", ["2021 decided", "2022 decided"]),
        ("1. | Quý I |", "2. | Quý II |", ["2022Q1 decided", "2022Q2 decided"]),
        ("| Đề nghị |", "| Quyết định |", ["2022 proposed", "2022 decided"]),
    ] {
        let all = sections(first, second);
        for (name, counted) in names.iter().zip(ALL) {
            assert!(all.contains(&format!("member {name}: ? {counted}")), "{first}: {all}");
        }
    }
    let planned = sections("I | Kế hoạch |", "II | Thực hiện |");
    assert!(planned.starts_with(&format!("member 2022 decided: ? {}", ALL[1])), "{planned}");
}

#[test]
fn sections_numbered_as_their_lines_are_of_whom_they_name() {
    for marks in [["1. ", "2. "], ["I. ", "II. "], ["1) ", "2) "], ["", ""]] {
        let all = sections(&format!("| {}Chi bộ trực thuộc |", marks[0]), &format!("| {}Đảng viên |", marks[1]));
        let both = "party-cell 2022 decided: ? (5-27-8-0, 0 not rated)\nmember 2022 decided: ? (1-7-1-0, 0 not rated)";
        assert!(all.starts_with(both), "{marks:?}: {all}");
    }
}

#[test]
fn several_states_of_one_count_are_asked_about() {
    let levels = ["1 | HTXSNV | 3 | 2", "2 | HTTNV | 20 | 7", "3 | HTNV | 7 | 1", "4 | KHTNV | 0 | 0"];
    for pair in ["Theo báo cáo | Sau thẩm định", "Trước sáp nhập | Sau sáp nhập", "Số liệu báo cáo | Số liệu kiểm tra"]
    {
        let all = in_rows(&format!("TT | Nội dung | {pair}"), &levels);
        assert!(!all.contains("member") && all.contains("F005"), "{pair}: {all}");
        let (first, second) = pair.split_once(" | ").unwrap_or_default();
        let rows =
            [&format!("I | {first} |"), "1 | Thôn Đông | 10 | 1 | 7 | 2 | 0", "2 | Thôn Tây | 12 | 2 | 8 | 1 | 1"];
        let again =
            [&format!("II | {second} |"), "1 | Thôn Đông | 10 | 1 | 8 | 1 | 0", "2 | Thôn Tây | 12 | 2 | 8 | 1 | 1"];
        let heads = "TT | Chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";
        let all = in_rows(heads, &[rows, again].concat());
        assert!(!all.contains("member") && all.contains("F005"), "{pair}: {all}");
        // A total of both says that they are two parts.
        let all = in_rows(heads, &[&[rows, again].concat()[..], &["| Tổng cộng | 44 | 6 | 31 | 5 | 2"]].concat());
        assert!(all.starts_with("member 2022 decided: 44 (6-31-5-2") && !all.contains("F005"), "{pair}: {all}");
    }
    let all = in_rows(
        "TT | Nội dung | Tổng số | Đợt 1 | Đợt 2",
        &[
            "| Tổng số | 40 | 30 | 10",
            "1 | HTXSNV | 5 | 3 | 2",
            "2 | HTTNV | 27 | 20 | 7",
            "3 | HTNV | 8 | 7 | 1",
            "4 | KHTNV | 0 | 0 | 0",
        ],
    );
    assert_eq!(all, "member 2022 decided: 40 (5-27-8-0, 0 not rated)");
    let own = sections("| Tự xếp loại |", "| Cấp trên xếp loại |");
    assert!(own.contains("member 2022 decided: ? (1-7-1-0, 0 not rated)"), "{own}");
}

#[test]
fn the_head_of_a_section_may_say_how_many_there_are() {
    let levels = |mark: &str, of: [i64; 4]| {
        let names = [
            "Hoàn thành xuất sắc nhiệm vụ",
            "Hoàn thành tốt nhiệm vụ",
            "Hoàn thành nhiệm vụ",
            "Không hoàn thành nhiệm vụ",
        ];
        names.iter().zip(of).map(|(name, n)| format!("| {mark}{name} | {n}")).collect::<Vec<_>>()
    };
    let sections = |marks: [&str; 2], mark: &str| {
        let first = format!("{} | Chi bộ trực thuộc | 9", marks[0]);
        let second = format!("{} | Đảng viên | 121", marks[1]);
        let rows = [vec![first], levels(mark, [1, 7, 1, 0]), vec![second], levels(mark, [18, 91, 10, 2])].concat();
        in_rows("TT | Nội dung | Số lượng", &rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let both = "party-cell 2022 decided: 9 (1-7-1-0, 0 not rated)\nmember 2022 decided: 121 (18-91-10-2, 0 not rated)";
    for (marks, mark) in [(["A", "B"], "- "), (["I", "II"], ""), (["1", "2"], "- "), (["", ""], "- ")] {
        assert_eq!(sections(marks, mark), both, "{marks:?}");
    }
    // How many chi bộ there are, over the members alone.
    let rows = [
        vec!["I | Chi bộ trực thuộc | 9".to_owned(), "II | Đảng viên | 121".to_owned()],
        levels("- ", [18, 91, 10, 2]),
    ];
    let one = in_rows("TT | Nội dung | Số lượng", &rows.concat().iter().map(String::as_str).collect::<Vec<_>>());
    assert!(one.contains("18-91-10-2") && !one.contains("party-cell"), "{one}");
}

#[test]
fn a_kind_that_no_word_tells_is_no_total() {
    let rows = ["1 | HTXSNV | 3 | 2 | 5", "2 | HTTNV | 20 | 32 | 30", "3 | HTNV | 1 | 1 | 3", "4 | KHTNV | 0 | 1 | 0"];
    for over in ["Trong đó", "Chia ra", "Chia theo loại hình", "Đơn vị"] {
        for kinds in ["Phường | Cơ quan | Doanh nghiệp", "Khối Đảng | Khối chính quyền | UBND các phường"]
        {
            let sheet = format!("| | {over} | |\n | | {kinds}\n | | SL | SL | SL");
            let sheet = format!("TT | Nội dung {sheet}");
            let lines: Vec<&str> = sheet.lines().collect();
            let rows: Vec<&str> = lines[1..].iter().copied().chain(rows).collect();
            let told = in_rows(lines[0], &rows);
            assert!(
                told.starts_with("member 2022 decided: ? (10-82-5-1, 0 not rated)") || told.contains("F005 error"),
                "{over}, {kinds}: {told}"
            );
        }
    }
}

#[test]
fn those_rated_are_all_of_themselves_also_where_nearly_all_are() {
    let sheet = |rated: &str| {
        let rows = [
            "A | Số đảng viên có đến cuối năm | 455 | X",
            &format!("1 | Số đảng viên được đánh giá, xếp loại | 454 | {rated}"),
            "a | Hoàn thành xuất sắc nhiệm vụ | 66 | 14.54",
            "b | Hoàn thành tốt nhiệm vụ | 365 | 80.40",
            "c | Hoàn thành nhiệm vụ | 23 | 5.07",
            "d | Không hoàn thành nhiệm vụ | 0 | 0",
            "2 | Số chưa được đánh giá, xếp loại | 1 | ",
        ];
        in_rows("TT | Nội dung | Số lượng | Tỷ lệ (%)", &rows)
    };
    assert!(!sheet("100").contains("S205") && !sheet("99.78").contains("S205"), "{}", sheet("100"));
    assert!(sheet("98").contains("S205"), "{}", sheet("98"));
}

#[test]
fn two_counts_without_heads_of_their_own_are_no_count_and_its_share() {
    let sheet = |rows: &[&str]| {
        let rows: Vec<String> = rows.iter().zip(6..).map(|(row, at)| format!("{at} | {row}")).collect();
        super::told(&format!(
            "1 | HUYỆN ỦY AN LÃO\n2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022\n{}",
            rows.join("\n")
        ))
    };
    let shares = ["Tổng số | 40 | 100", "HTXSNV | 5 | 12.5", "HTTNV | 27 | 67.5", "HTNV | 8 | 20", "KHTNV | 0 | 0"];
    assert!(sheet(&shares).starts_with("member 2022 decided: 40 (5-27-8-0, 0 not rated)"), "{}", sheet(&shares));
    for counts in [
        ["Tổng số | 37 | 165", "HTXSNV | 7 | 8", "HTTNV | 28 | 156", "HTNV | 2 | 1", "KHTNV | 0 | 0"],
        ["Tổng số | 7 | 9", "HTXSNV | 0 | 1", "HTTNV | 7 | 5", "HTNV | 0 | 2", "KHTNV | 0 | 1"],
    ] {
        let told = sheet(&counts);
        assert!(!told.contains("decided") && !told.contains("S205"), "{told}");
    }
}
