//! Summaries whose heads say one thing and whose cells another, and heads that part what they count.

use super::told;

const TITLE: &str = "1 | HUYỆN ỦY AN LÃO\n2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022\n";

pub(super) fn table(heads: [&str; 2], rows: &[&str]) -> String {
    let rows: Vec<String> = rows.iter().zip(6..).map(|(row, at)| format!("{at} | {row}")).collect();
    format!("{TITLE}4 | {}\n5 | {}\n{}", heads[0], heads[1], rows.join("\n"))
}

/// Without what is told beside the totals but of the heads.
fn rules(told: &str) -> Vec<&str> {
    told.lines().skip(1).filter_map(|line| line.get(..4)).collect()
}

#[test]
fn exchanged_heads_of_counts_and_shares_are_told_once() {
    const COUNTED: &str = "member 2022 decided: 95 (11-77-7-0, 0 not rated)";
    let paired = [
        "TT | Tên đơn vị | Tổng số | HTXSNV | | HTTNV | | HTNV | | KHTNV |",
        "| | | SL | % | SL | % | SL | % | SL | %",
    ];
    let exchanged = [
        "1 | Đảng bộ xã A | 40 | 10 | 4 | 80 | 32 | 10 | 4 | 0 | 0",
        "2 | Đảng bộ xã B | 30 | 13.3 | 4 | 80 | 24 | 6.7 | 2 | 0 | 0",
        "3 | Đảng bộ xã C | 25 | 12 | 3 | 84 | 21 | 4 | 1 | 0 | 0",
        "| Tổng cộng | 95 | 11.6 | 11 | 81.1 | 77 | 7.4 | 7 | 0 | 0",
    ];
    let all = told(&table(paired, &exchanged));
    assert!(all.starts_with(COUNTED), "{all}");
    assert_eq!(rules(&all), ["F005"], "{all}");
    insta::assert_snapshot!(all.lines().nth(1).unwrap_or_default(), @"F005 error K4 Không rõ bố cục biểu: tiêu đề số lượng và tỷ lệ đổi chỗ cho nhau: cột D, F, H, J ghi tỷ lệ, cột E, G, I, K ghi số lượng; đã đọc theo nội dung các ô. Đề nghị ghi rõ tiêu đề cột");
    let grouped = [
        "TT | Tên đơn vị | Tổng số | Tỷ lệ (%) | | | | Số lượng | | |",
        "| | | HTXSNV | HTTNV | HTNV | KHTNV | HTXSNV | HTTNV | HTNV | KHTNV",
    ];
    let apart = [
        "1 | Đảng bộ xã A | 40 | 4 | 32 | 4 | 0 | 10 | 80 | 10 | 0",
        "2 | Đảng bộ xã B | 30 | 4 | 24 | 2 | 0 | 13.3 | 80 | 6.7 | 0",
        "3 | Đảng bộ xã C | 25 | 3 | 21 | 1 | 0 | 12 | 84 | 4 | 0",
        "| Tổng cộng | 95 | 11 | 77 | 7 | 0 | 11.6 | 81.1 | 7.4 | 0",
    ];
    let told_apart = told(&table(grouped, &apart));
    assert!(told_apart.starts_with(COUNTED) && rules(&told_apart) == ["F005"], "{told_apart}");
    // A slip in what the columns hold is told as ever.
    let mut slip = exchanged;
    slip[1] = "2 | Đảng bộ xã B | 30 | 13.3 | 4 | 80 | 25 | 6.7 | 2 | 0 | 0";
    let slip = told(&table(paired, &slip));
    assert_eq!(rules(&slip), ["F005", "S201"], "{slip}");
    // As headed nothing is told.
    let right = exchanged[..3].iter().map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        let pairs = cells[3..].chunks(2).flat_map(|pair| [pair[1], pair[0]]);
        [&cells[..3], &pairs.collect::<Vec<_>>()].concat().join(" | ")
    });
    let right: Vec<String> = right.collect();
    let right: Vec<&str> = right.iter().map(String::as_str).collect();
    assert_eq!(told(&table(paired, &right)), COUNTED);
}

#[test]
fn exchanged_heads_over_levels_in_rows_are_told_once() {
    let rows = ["1 | HTXSNV | 11 | 11.6", "2 | HTTNV | 77 | 81.1", "3 | HTNV | 7 | 7.4", "4 | KHTNV | 0 | 0"];
    let of = |heads: &str| {
        let rows: Vec<String> = rows.iter().zip(5..).map(|(row, at)| format!("{at} | {row}")).collect();
        told(&format!("{TITLE}4 | TT | Mức xếp loại | {heads}\n{}\n9 | | Tổng cộng | 95 | 100", rows.join("\n")))
    };
    let counted = "member 2022 decided: 95 (11-77-7-0, 0 not rated)";
    assert_eq!(of("Số lượng | Tỷ lệ %"), counted);
    let exchanged = of("Tỷ lệ % | Số lượng");
    assert!(exchanged.starts_with(counted) && rules(&exchanged) == ["F005"], "{exchanged}");
}

#[test]
fn under_one_head_the_others_are_some_of_the_whole() {
    for some in ["Dưới 30 tuổi", "Trên 55 tuổi", "Có trình độ đại học"] {
        let total = [
            "TT | Tên đơn vị | Tổng số đảng viên | | | HTXSNV | HTTNV | HTNV",
            &format!("| | Tổng | {some} | Dự bị | HTXSNV | HTTNV | HTNV"),
        ];
        let rows = ["1 | Đảng bộ xã A | 40 | 9 | 2 | 4 | 32 | 4", "2 | Đảng bộ xã B | 30 | 5 | 1 | 4 | 24 | 2"];
        assert_eq!(told(&table(total, &rows)), "member 2022 decided: 70 (8-56-6-?, 0 not rated)", "{some}");
        let levels = [
            "TT | Tên đơn vị | Tổng số | HTXSNV | | HTTNV | | HTNV",
            &format!("| | | Tổng | {some} | Tổng | {some} | HTNV"),
        ];
        let rows = ["1 | Đảng bộ xã A | 40 | 4 | 1 | 32 | 9 | 4", "2 | Đảng bộ xã B | 30 | 4 | 2 | 24 | 5 | 2"];
        assert_eq!(told(&table(levels, &rows)), "member 2022 decided: 70 (8-56-6-?, 0 not rated)", "{some}");
    }
}

#[test]
fn a_total_may_have_a_row_for_each_part_of_the_units() {
    let heads = ["TT | Tên đơn vị | Giới tính | Tổng số | HTXSNV | HTTNV | HTNV", ""];
    let units = [
        "1 | Đảng bộ xã A | Nam | 40 | 4 | 32 | 4",
        "| | Nữ | 20 | 2 | 17 | 1",
        "2 | Đảng bộ xã B | Nam | 30 | 4 | 24 | 2",
        "| | Nữ | 10 | 1 | 9 | 0",
    ];
    let with = |totals: &[&str]| told(&table(heads, &[&units[..], totals].concat()));
    let counted = "member 2022 decided: 100 (11-82-7-?, 0 not rated)";
    let (men, women) = ("| Tổng cộng | Nam | 70 | 8 | 56 | 6", "| | Nữ | 30 | 3 | 26 | 1");
    assert_eq!(with(&[men, women]), counted);
    assert_eq!(with(&[men, "| Tổng cộng | Nữ | 30 | 3 | 26 | 1"]), counted);
    assert_eq!(with(&[men, women, "| | Chung | 100 | 11 | 82 | 7"]), counted);
    let wrong = with(&["| Tổng cộng | Nam | 70 | 9 | 56 | 6", women]);
    assert!(wrong.starts_with(counted) && wrong.lines().count() == 2, "{wrong}");
}

#[test]
fn a_row_for_each_level_of_each_unit_is_no_list() {
    let title = "1 | ĐẢNG ỦY XÃ AN MỸ\n2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022\n";
    let rows = |name: &str| {
        let lines = [("1", "Chi bộ thôn 1", "HTXSNV", 4), ("", name, "HTTNV", 20), ("2", "Chi bộ thôn 2", "HTXSNV", 3)];
        let lines = lines.into_iter().chain([("", if name.is_empty() { "" } else { "Chi bộ thôn 2" }, "HTTNV", 18)]);
        let line = |(at, (tt, unit, level, n)): (usize, (&str, &str, &str, i64))| {
            format!("{at} | {tt} | {unit} | {level} | {n}\n")
        };
        told(&format!(
            "{title}4 | TT | Chi bộ | Mức xếp loại | Số lượng\n{}",
            (5..).zip(lines).map(line).collect::<String>()
        ))
    };
    for name in ["", "Chi bộ thôn 1"] {
        let all = rows(name);
        assert!(all.starts_with("F005 error") && all.lines().count() == 1, "{all}");
    }
    // A number beside the one rating of each unit is no such thing.
    let list =
        "5 | 1 | Chi bộ thôn 1 | HTXSNV | 24\n6 | 2 | Chi bộ thôn 2 | HTTNV | 18\n7 | 3 | Chi bộ thôn 3 | HTTNV | 12";
    let list =
        told(&format!("{}4 | TT | Chi bộ | Mức xếp loại | Số lượng\n{list}", title.replace("ĐẢNG VIÊN", "CHI BỘ")));
    assert!(list.starts_with("party-cell 2022 decided: 3 (1-2-0-0, 0 not rated)"), "{list}");
}

#[test]
fn names_behind_levels_and_their_counts_are_no_list() {
    let rows = "5 | 1 | Hoàn thành xuất sắc nhiệm vụ | 2 | Trần Văn An, Lê Thị Bình
        6 | 2 | Hoàn thành tốt nhiệm vụ | 3 | Phạm Hữu Cường, Võ Thị Dung, Ngô Văn Em
        7 | 3 | Hoàn thành nhiệm vụ | 0
        8 | 4 | Không hoàn thành nhiệm vụ | 0
        9 | | Tổng cộng | 5";
    let head = "4 | TT | Mức xếp loại | Số lượng | Họ tên đảng viên";
    assert_eq!(told(&format!("{TITLE}{head}\n{rows}")), "member 2022 decided: 5 (2-3-0-0, 0 not rated)");
}

#[test]
fn marks_for_units_beside_figures_of_people_are_two_tables() {
    let picture = "1 | ĐẢNG ỦY XÃ AN MỸ
        2 | KẾT QUẢ XẾP LOẠI CHI BỘ, ĐẢNG VIÊN NĂM 2022
        4 | TT | Tên chi bộ | Xếp loại chi bộ | | | Tổng số đảng viên | Xếp loại đảng viên | |
        5 | | | HTXSNV | HTTNV | HTNV | | HTXSNV | HTTNV | HTNV
        6 | 1 | Chi bộ thôn 1 | | x | | 28 | 4 | 21 | 3
        7 | 2 | Chi bộ thôn 2 | x | | | 25 | 3 | 18 | 4
        8 | 3 | Chi bộ thôn 3 | | | x | 13 | 2 | 10 | 1";
    let told = told(picture);
    assert!(told.contains("member 2022 decided: 66 (9-49-8-?, 0 not rated)"), "{told}");
    assert!(told.contains("party-cell 2022 decided: 3 (1-1-1-?, 0 not rated)"), "{told}");
    assert_eq!(told.lines().count(), 2, "{told}");
}

#[test]
fn a_neighbourhood_among_units_is_one_of_them() {
    for name in ["Khối phố 8", "Khối Nội chính"] {
        let rows = format!(
            "5 | Chi bộ thôn 1 | 28 | 4 | 20 | 4\n6 | {name} | 10 | 1 | 8 | 1\n7 | Chi bộ thôn 2 | 25 | 3 | 18 | 4
            8 | Chi bộ Trường học | 13 | 2 | 10 | 1\n9 | Cộng | 76 | 10 | 56 | 10"
        );
        let told = told(&format!("{TITLE}4 | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV\n{rows}"));
        assert_eq!(told, "member 2022 decided: 76 (10-56-10-?, 0 not rated)", "{name}");
    }
}

#[test]
fn who_signs_below_marks_makes_no_names_of_them() {
    let picture = "1 | ĐẢNG ỦY XÃ AN MỸ
        2 | DANH SÁCH XẾP LOẠI ĐẢNG VIÊN NĂM 2022
        4 | TT | Họ và tên | Tự xếp loại | | | Đảng ủy quyết định | |
        5 | | | HTXSNV | HTTNV | HTNV | HTXSNV | HTTNV | HTNV
        6 | 1 | Nguyễn Văn An | x | | | x
        7 | 2 | Trần Thị Bình | | x | | | x
        8 | 3 | Lê Văn Cường | | x | | | x
        10 | | NGƯỜI LẬP | | | | | BÍ THƯ
        12 | | Lê Thị Lan | | | | | Đỗ Văn Nam";
    let told = told(picture);
    assert!(told.contains("member 2022 decided: 3 (1-2-0-?, 0 not rated)"), "{told}");
}

#[test]
fn a_head_may_be_written_over_two_rows() {
    const COUNTED: &str = "member 2022 decided: ? (8-53-8-1, 0 not rated)";
    let rows = ["1 | Đảng bộ xã A | 40 | 4 | 31 | 4 | 1", "2 | Đảng bộ xã B | 30 | 4 | 22 | 4 | 0"];
    let split = [
        [
            "TT | Tên | Số ĐV | Hoàn thành xuất | Hoàn thành tốt | Hoàn thành | Không hoàn thành",
            "| đơn vị | được xếp loại | sắc nhiệm vụ | nhiệm vụ | nhiệm vụ | nhiệm vụ",
        ],
        [
            "TT | Tên đơn vị | Số ĐV được xếp loại | Hoàn thành | Hoàn thành tốt | HTNV | Không hoàn",
            "| | | xuất sắc NV | nhiệm vụ | | thành nhiệm vụ",
        ],
        ["TT | Tên đơn vị | Số ĐV được xếp loại | Hoàn thành xuất | HTTNV | HTNV | KHTNV", "| | | sắc nhiệm vụ"],
    ];
    for heads in split {
        let all = told(&table(heads, &rows));
        assert_eq!(all.lines().next(), Some(COUNTED), "{heads:?}: {all}");
        assert!(!all.contains("F005"), "{all}");
    }
    // Three rows, under a head of all.
    let rows = rows.map(str::to_owned);
    let body = format!("8 | {}\n9 | {}", rows[0], rows[1]);
    let heads = "4 | TT | Tên đơn vị | Số ĐV | Kết quả xếp loại\n\
        5 | | | được xếp | Hoàn thành xuất | Hoàn thành tốt | Hoàn thành | Không hoàn thành\n\
        6 | | | loại | sắc nhiệm vụ | nhiệm vụ | nhiệm vụ | nhiệm vụ";
    let all = told(&format!("{TITLE}{heads}\n{body}"));
    assert_eq!(all.lines().next(), Some(COUNTED), "{all}");
    // A blank row before the levels; on the next page all of it again.
    let blank = "4 | TT | Tên đơn vị | Số ĐV được xếp loại | Kết quả xếp loại\n6 | | | | HTXSNV | HTTNV | HTNV | KHTNV";
    let all = told(&format!("{TITLE}{blank}\n{body}"));
    assert_eq!(all.lines().next(), Some(COUNTED), "{all}");
    let again = split[0].join("\n").replacen("TT |", "9 | TT |", 1).replacen("\n| đơn", "\n10 | | đơn", 1);
    let all =
        told(&format!("{TITLE}4 | {}\n5 | {}\n8 | {}\n{again}\n11 | {}", split[0][0], split[0][1], rows[0], rows[1]));
    assert_eq!(all.lines().next(), Some(COUNTED), "{all}");
}

#[test]
fn a_head_of_two_levels_holds_both() {
    let counted = |head: &str, cells: [&str; 2]| {
        let rows = ["1 | Đảng bộ xã A | 40", "2 | Đảng bộ xã B | 31"];
        let rows: Vec<String> =
            rows.iter().zip(cells).zip([7, 8]).map(|((row, cell), at)| format!("{at} | {row} | {cell}")).collect();
        told(&format!("{TITLE}4 | TT | Tên đơn vị | Tổng số | {head} | HTNV | KHTNV\n{}", rows.join("\n")))
    };
    for head in
        ["HTTNV (trong đó HTXSNV)", "HTTNV (HTXSNV)", "HTXSNV, HTTNV", "HTTNV - HTXSNV", "Hoàn thành tốt, HTXSNV"]
    {
        let apart = counted(head, ["36 (5) | 4 | 0", "30 (4) | 0 | 1"]);
        assert_eq!(apart, "member 2022 decided: 71 (9-57-4-1, 0 not rated)", "{head}");
        // Who of them was rated HTXSNV nobody says.
        let together = counted(head, ["36 | 4 | 0", "30 | 0 | 1"]);
        assert_eq!(together, "member 2022 decided: 71 (?-?-4-1, 0 not rated, 66 open)", "{head}");
    }
    let two = |head: &str| {
        let rows = "7 | 1 | Đảng bộ xã A | 40 | 5 | 31 | 4\n8 | 2 | Đảng bộ xã B | 31 | 4 | 26 | 1";
        told(&format!("{TITLE}4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | {head}\n{rows}"))
    };
    assert!(rules(&two("HTNV, KHTNV")).contains(&"F005"), "{}", two("HTNV, KHTNV"));
}

#[test]
fn a_level_and_all_above_it_is_not_that_level() {
    let counted = |heads: &str, rows: [&str; 2]| {
        told(&format!(
            "{TITLE}4 | TT | Tên đơn vị | Tổng số | {heads}\n7 | 1 | Xã A | {}\n8 | 2 | Xã B | {}",
            rows[0], rows[1]
        ))
    };
    let held = ["40 | 38 | 2", "31 | 31 | 0"];
    for head in ["HTNV trở lên", "Từ hoàn thành nhiệm vụ trở lên"] {
        let told = counted(&format!("{head} | KHTNV"), held);
        assert_eq!(told, "member 2022 decided: 71 (?-?-?-2, 0 not rated, 69 open)", "{head}");
    }
    let chain =
        counted("HTXSNV | HTTNV trở lên | HTNV trở lên | KHTNV", ["40 | 5 | 30 | 38 | 2", "31 | 3 | 29 | 31 | 0"]);
    assert_eq!(chain, "member 2022 decided: 71 (8-51-?-2, 0 not rated, 10 open)");
}

#[test]
fn codes_of_lines_count_nobody() {
    let counted = |head: &str, codes: [&str; 7]| {
        let lines = [
            "Tổng số đảng viên",
            "Số đảng viên được đánh giá, xếp loại",
            "Hoàn thành xuất sắc nhiệm vụ",
            "Hoàn thành tốt nhiệm vụ",
            "Hoàn thành nhiệm vụ",
            "Không hoàn thành nhiệm vụ",
            "Số chưa đánh giá, xếp loại (mới kết nạp)",
        ];
        let figures = [123, 120, 15, 90, 13, 2, 3];
        let rows = lines.iter().zip(codes).zip(figures).zip(1..);
        let rows = rows.map(|(((line, code), n), at)| format!("{} | {at} | {line} | {code} | {n}\n", at + 4));
        told(&format!("{TITLE}4 | TT | Nội dung | {head} | Số lượng\n{}", rows.collect::<String>()))
    };
    for (head, codes) in [
        ("Mã số", ["'01", "'02", "'03", "'04", "'05", "'06", "'07"]),
        ("MS", ["100", "200", "210", "220", "230", "240", "300"]),
        ("Chỉ số", ["11", "12", "13", "14", "15", "16", "17"]),
    ] {
        let told = counted(head, codes);
        assert!(told.starts_with("member 2022 decided: 123 (15-90-13-2, 3 not rated)"), "{head}: {told}");
        assert!(!told.contains("F009") && !told.contains("S20"), "{head}: {told}");
    }
}

#[test]
fn a_head_of_two_rows_that_comes_again_below_full_rows_is_read_at_once() {
    let heads = [
        "số | đầy đủ | Đảng | sinh hoạt | gốc | hiện nay | học vấn",
        "TT | Họ và tên | Chức vụ | Chi bộ | Quê quán | Nơi ở | Trình độ",
    ];
    let head = |at: u32| format!("{at} | {} | Kết quả xếp loại\n{} | {} | (ghi mức)\n", heads[1], at + 1, heads[0]);
    let rows = |from: u32| {
        let row = |at: u32| {
            format!("{at} | '{at} | Nguyễn Văn A{at} | Bí thư | Chi bộ 1 | Hà Nội | Hà Nội | Đại học | HTTNV\n")
        };
        (from..from + 40).map(row).collect::<String>()
    };
    // Each row fully below another, as those of a head written over several rows are.
    let picture = format!("{TITLE}{}{}{}{}", head(4), rows(6), head(46), rows(48));
    assert!(told(&picture).contains("member 2022 decided"), "{}", told(&picture));
}

#[test]
fn a_count_and_its_share_may_stand_on_two_lines_of_a_cell() {
    let sheet = |heads: &str, cell: &dyn Fn(&str, &str) -> String| {
        let row = |cells: [(&str, &str); 4]| cells.map(|(count, share)| cell(count, share)).join(" | ");
        told(&format!(
            "1 | ĐẢNG ỦY XÃ AN MỸ\n2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022\n4 | TT | Chi bộ | Tổng số | {heads}\n\
             5 | 1 | Thôn Đoan | 32 | {}\n6 | 2 | Thôn Tây | 28 | {}\n7 | | Cộng | 60 | {}",
            row([("5", "15,6"), ("22", "68,8"), ("4", "12,5"), ("1", "3,1")]),
            row([("4", "14,3"), ("20", "71,4"), ("4", "14,3"), ("0", "0")]),
            row([("9", "15"), ("42", "70"), ("8", "13,3"), ("1", "1,7")]),
        ))
    };
    let both = |count: &str, share: &str| format!("{count} {share}%");
    let plain = "HTXSNV | HTTNV | HTNV | KHTNV";
    let under = ["(SL, %)", "(SL; TL)", "(SL/%)", "SL/TL", "(SL + %)", "(số lượng và tỷ lệ)"];
    let heads = under.map(|said| plain.replace("NV", &format!("NV {said}")));
    for heads in heads.iter().map(String::as_str).chain([plain]) {
        assert_eq!(sheet(heads, &both), "member 2022 decided: 60 (9-42-8-1, 0 not rated)", "{heads}");
    }
    // Counts without their shares, where they add up to the total.
    let counts = |count: &str, _: &str| count.to_owned();
    assert_eq!(sheet(&heads[0], &counts), "member 2022 decided: 60 (9-42-8-1, 0 not rated)");
    // What cannot be read is told where the head promises a count.
    let turned = |count: &str, share: &str| format!("{share}% ({count})");
    let all = sheet(&plain.replace("NV", "NV (SL, %)"), &turned);
    assert!(all.contains("F005 error"), "{all}");
    let alone = |_: &str, share: &str| format!("{share}%");
    assert!(sheet(&plain.replace("NV", "NV SL (%)"), &alone).contains("F005 error"));
    let all = sheet(&plain.replace("NV", "NV (%)"), &alone);
    assert!(!all.contains("F005"), "{all}");
}

#[test]
fn two_columns_of_one_level_are_counted_for_none() {
    let all = told(
        "1 | ĐẢNG ỦY XÃ AN MỸ\n2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
        4 | TT | Chi bộ | Tổng số | HTTNV | HTTNV | HTNV | KHTNV
        5 | 1 | Thôn Đoan | 32 | 5 | 22 | 4 | 1
        6 | 2 | Thôn Tây | 28 | 4 | 20 | 4 | 0",
    );
    assert!(all.starts_with("member 2022 decided: 60 (?-?-8-1, 0 not rated"), "{all}");
    assert!(all.contains("F005 error E4"), "{all}");
}

#[test]
fn who_was_reviewed_or_may_be_rated_is_not_who_was_rated() {
    let rows = [
        "1 | Đảng bộ xã A | 40 | 38 | 36 | 5 | 30 | 1 | 0 | 4",
        "2 | Đảng bộ xã B | 30 | 30 | 30 | 4 | 25 | 1 | 0 | 0",
    ];
    let counted = "member 2022 decided: 70 (9-55-2-0, 4 not rated)";
    for (first, second) in [
        ("Số đã kiểm điểm", "Số được đánh giá, xếp loại"),
        ("Đã kiểm điểm", "Đã xếp loại"),
        ("Số đảng viên đã kiểm điểm", "Số đảng viên được xếp loại"),
    ] {
        let levels = "HTXSNV | HTTNV | HTNV | KHTNV | Chưa xếp loại";
        let heads = format!("TT | Đơn vị | Tổng số đảng viên | {first} | {second} | {levels}");
        let told = told(&table([&heads, ""], &rows));
        assert!(told.starts_with(counted) && rules(&told).iter().all(|rule| *rule == "V501"), "{first}: {told}");
    }
    let rows = ["1 | Đảng bộ xã A | 40 | 36 | 36 | 5 | 30 | 1 | 0", "2 | Đảng bộ xã B | 30 | 30 | 30 | 4 | 25 | 1 | 0"];
    for must in ["Số đủ điều kiện đánh giá", "Số đủ điều kiện xếp loại", "Số đủ thời gian đánh giá"]
    {
        let heads =
            format!("TT | Đơn vị | Tổng số đảng viên | {must} | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV");
        let told = told(&table([&heads, ""], &rows));
        assert!(told.contains("(9-55-2-0, 0 not rated)") && rules(&told).is_empty(), "{must}: {told}");
    }
}

#[test]
fn of_all_some_may_be_rated_and_the_others_are_not() {
    let rows = ["1 | Đảng bộ xã A | 40 | 4 | 36 | 5 | 30 | 1 | 0", "2 | Đảng bộ xã B | 30 | 0 | 30 | 4 | 25 | 1 | 0"];
    for without in ["Chưa xếp loại", "Chưa đủ điều kiện xếp loại"] {
        let heads = format!(
            "TT | Đơn vị | Tổng số đảng viên | {without} | Đủ điều kiện xếp loại | HTXSNV | HTTNV | HTNV | KHTNV"
        );
        let told = told(&table([&heads, ""], &rows));
        assert!(told.starts_with("member 2022 decided: 70 (9-55-2-0, 4 not rated)"), "{without}: {told}");
    }
}

#[test]
fn votes_opinions_and_occasions_are_nobody_who_is_rated() {
    let sheet = |title: &str, heads: &str| {
        told(&format!(
            "1 | ĐẢNG ỦY XÃ HÒA SƠN
            2 | {title} XẾP LOẠI CHẤT LƯỢNG CHI BỘ TRỰC THUỘC NĂM 2022
            4 | TT | Tên chi bộ | {heads}
            5 | 1 | Chi bộ thôn 1 | 15 | 3 | 12 | 0 | 0
            6 | 2 | Chi bộ thôn 2 | 15 | 2 | 13 | 0 | 0"
        ))
    };
    let total = |whole: &str| format!("{whole} | HTXSNV | HTTNV | HTNV | KHTNV");
    for (title, whole) in [
        ("KẾT QUẢ BIỂU QUYẾT", "Tổng số phiếu"),
        ("TỔNG HỢP PHIẾU BIỂU QUYẾT", "Số phiếu phát ra"),
        ("KẾT QUẢ", "Tổng số ý kiến"),
        ("KẾT QUẢ", "Tổng số lượt người"),
    ] {
        let told = sheet(title, &total(whole));
        assert!(told.trim_start().starts_with("F005 warning") && told.trim().lines().count() == 1, "{whole}: {told}");
    }
    for (title, whole) in [
        ("KẾT QUẢ BIỂU QUYẾT", "Tổng số đảng viên"),
        ("PHIẾU TỔNG HỢP KẾT QUẢ", "Tổng số"),
        ("KẾT QUẢ", "Tổng số đảng viên đạt tiêu chí"),
        ("KẾT QUẢ", "Tổng số tổ chức được lấy ý kiến"),
    ] {
        let told = sheet(title, &total(whole));
        assert!(told.contains("30 (5-25-0-0"), "{title}: {told}");
    }
}
