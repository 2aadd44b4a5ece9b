//! Heads that say of a level, or of those counted, more than its name.

use super::heads::table;
use super::told;

#[test]
fn what_brackets_say_of_a_level_takes_nobody_from_it() {
    const COUNTED: &str = "member 2022 decided: 75 (11-53-9-2, 0 not rated)";
    let counted = |heads: &str, rows: [&str; 3]| {
        let rows: Vec<String> = rows.iter().zip(1..).map(|(row, n)| format!("{n} | Chi bộ {n} | {row}")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        told(&table([&format!("TT | Chi bộ | Tổng số | {heads}"), ""], &rows))
    };
    let rows = ["20 | 3 | 13 | 3 | 1", "30 | 5 | 20 | 5 | 0", "25 | 3 | 20 | 1 | 1"];
    for heads in [
        "HTXSNV (tối đa 20%) | HTTNV | HTNV | KHTNV",
        "HTXSNV (≤ 20%) | HTTNV | HTNV | KHTNV (nếu có, ghi rõ lý do)",
        "Hoàn thành xuất sắc nhiệm vụ (không quá 20% số HTTNV) | Hoàn thành tốt nhiệm vụ | Hoàn thành nhiệm vụ | Không hoàn thành nhiệm vụ",
        "Tổng số HTXSNV | Tổng số HTTNV | Tổng số HTNV | Tổng số KHTNV",
    ] {
        assert_eq!(counted(heads, rows).lines().next(), Some(COUNTED), "{heads}");
    }
    // Beside the level itself, or by its own words, it is how many may have it.
    let beside = ["20 | 4 | 3 | 13 | 3 | 1", "30 | 5 | 5 | 20 | 5 | 0", "25 | 4 | 3 | 20 | 1 | 1"];
    for heads in [
        "HTXSNV (tối đa 20%) | HTXSNV | HTTNV | HTNV | KHTNV",
        "Số HTXSNV tối đa (20%) | HTXSNV | HTTNV | HTNV | KHTNV",
        "Tổng số hoàn thành | HTXSNV | HTTNV | HTNV | KHTNV",
    ] {
        assert_eq!(counted(heads, beside).lines().next(), Some(COUNTED), "{heads}");
    }
    let shares = ["20 | 15% | 17 | 3 | 0", "30 | 20% | 25 | 5 | 0", "25 | 12% | 23 | 1 | 1"];
    insta::assert_snapshot!(counted("HTXSNV (tối đa 20%) | HTTNV | HTNV | KHTNV", shares), @r#"member 2022 decided: 75 (?-65-9-1, 0 not rated)
F005 error D4 Không rõ bố cục biểu: các cột mức xếp loại chỉ ghi tỷ lệ, không ghi số lượng (D: HTXSNV (tối đa 20%)). Đề nghị ghi rõ tiêu đề cột"#);
}

#[test]
fn levels_named_below_a_table_are_no_units() {
    const COUNTED: &str = "member 2022 decided: 90 (9-78-3-0, 0 not rated)";
    let heads = ["TT | Chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV", ""];
    let units = [
        "1 | Chi bộ 1 | 20 | 2 | 16 | 2 | 0",
        "2 | Chi bộ 2 | 30 | 3 | 26 | 1 | 0",
        "3 | Chi bộ 3 | 40 | 4 | 36 | 0 | 0",
    ];
    let total = [" | Cộng | 90 | 9 | 78 | 3 | 0"];
    let below = ["Hoàn thành xuất sắc nhiệm vụ | 9", "Hoàn thành tốt nhiệm vụ | 78", "HTNV | 3", "KHTNV | 0"];
    for (total, mark) in [(&total[..], ""), (&[], ""), (&total, "- "), (&[], "+ ")] {
        let below = below.map(|row| format!(" | {mark}{row}"));
        let below: Vec<&str> = below.iter().map(String::as_str).collect();
        for between in [&[" |"][..], &[" | Trong đó:"], &[]] {
            let rows = [&units[..], total, between, &below].concat();
            assert_eq!(told(&table(heads, &rows)), COUNTED, "{rows:?}");
        }
        let numbered: Vec<String> = below.iter().zip(1..).map(|(row, n)| format!("{n}{row}")).collect();
        let numbered: Vec<&str> = numbered.iter().map(String::as_str).collect();
        assert_eq!(told(&table(heads, &[&units[..], total, &[" | Tổng hợp:"], &numbered].concat())), COUNTED);
    }
}

#[test]
fn how_many_there_are_of_somebody_is_the_total() {
    let rows = ["33 | 32 | 3 | 25 | 4 | 0", "40 | 39 | 4 | 30 | 5 | 0", "20 | 19 | 2 | 16 | 1 | 0"];
    let with = |head: &str| {
        let rows: Vec<String> = rows.iter().zip(1..).map(|(row, n)| format!("{n} | Chi bộ {n} | {row}")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        told(&table([&format!("TT | Chi bộ | {head} | Số được xếp loại | HTXSNV | HTTNV | HTNV | KHTNV"), ""], &rows))
    };
    for head in ["Tổng đảng viên", "Số viên chức có mặt", "Tổng số đảng viên hiện có"] {
        assert!(with(head).starts_with("member 2022 decided: 93 (9-71-10-0"), "{head}: {}", with(head));
    }
    // Nobody says what these are.
    for head in ["Biên chế được giao", "Đầu năm", "Số phiếu"] {
        assert_eq!(with(head), "member 2022 decided: ? (9-71-10-0, 0 not rated)", "{head}");
    }
    // How many members the chi bộ have is none of the chi bộ.
    let members = "TT | Đơn vị | Tổng đảng viên | Số chi bộ | HTXSNV | HTTNV | HTNV | KHTNV";
    let cells = ["300 | 20 | 3 | 13 | 3 | 1", "450 | 30 | 5 | 20 | 5 | 0", "320 | 25 | 3 | 20 | 1 | 1"];
    let cells: Vec<String> = cells.iter().zip(1..).map(|(row, n)| format!("{n} | Xã {n} | {row}")).collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let told_of = told(&table([members, ""], &cells).replace("ĐẢNG VIÊN NĂM", "CHI BỘ NĂM"));
    assert_eq!(told_of, "party-cell 2022 decided: 75 (11-53-9-2, 0 not rated)");
    // Of several such columns each is a part, and none the whole.
    let kinds = ["5 | 15 | 3 | 13 | 3 | 1", "10 | 20 | 5 | 20 | 5 | 0", "5 | 20 | 3 | 20 | 1 | 1"];
    let kinds: Vec<String> = kinds.iter().zip(1..).map(|(row, n)| format!("{n} | Xã {n} | {row}")).collect();
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let parted = "TT | Đơn vị | Số công chức | Số viên chức | HTXSNV | HTTNV | HTNV | KHTNV";
    assert_eq!(told(&table([parted, ""], &kinds)), "member 2022 decided: ? (11-53-9-2, 0 not rated)");
    assert!(with("Số phiếu").starts_with("member 2022 decided: ? "), "{}", with("Số phiếu"));
}

#[test]
fn a_sum_of_levels_is_none_and_a_head_over_two_columns_is_one() {
    const COUNTED: &str = "member 2022 decided: 75 (11-53-9-2, 0 not rated)";
    let rows = [
        "1 | Chi bộ 1 | 20 | 16 | 3 | 13 | 3 | 1",
        "2 | Chi bộ 2 | 30 | 25 | 5 | 20 | 5 | 0",
        "3 | Chi bộ 3 | 25 | 23 | 3 | 20 | 1 | 1",
    ];
    let heads = "TT | Chi bộ | Tổng số | Tổng HTTNV (= HTXSNV + HTTNV) | HTXSNV | HTTNV | HTNV | KHTNV";
    assert_eq!(told(&table([heads, ""], &rows)).lines().next(), Some(COUNTED));
    let rows = [
        "1 | Chi bộ 1 | 20 | 3 | 15 | 13 | 65 | 3 | 15 | 1 | 5",
        "2 | Chi bộ 2 | 30 | 5 | 16.7 | 20 | 66.7 | 5 | 16.7 | 0 | 0",
        "3 | Chi bộ 3 | 25 | 3 | 12 | 20 | 80 | 1 | 4 | 1 | 4",
    ];
    let heads = [
        "TT | Chi bộ | Tổng số | HTXSNV (tối đa 20%) | | HTTNV | | HTNV | | KHTNV |",
        "| | | SL | % | SL | % | SL | % | SL | %",
    ];
    let all = told(&table(heads, &rows));
    assert_eq!(all.lines().next(), Some(COUNTED), "{all}");
    assert!(!all.contains("S205"), "{all}");
    // How many take part is how many are rated.
    let rows = [
        "1 | Chi bộ 1 | 21 | 20 | 3 | 13 | 3 | 1",
        "2 | Chi bộ 2 | 30 | 30 | 5 | 20 | 5 | 0",
        "3 | Chi bộ 3 | 25 | 25 | 3 | 20 | 1 | 1",
    ];
    for rated in ["Số đảng viên đánh giá", "Số đảng viên tham gia xếp loại"] {
        let heads = format!("TT | Chi bộ | Tổng số đảng viên | {rated} | HTXSNV | HTTNV | HTNV | KHTNV");
        let all = told(&table([&heads, ""], &rows));
        assert!(all.starts_with("member 2022 decided: 76 (11-53-9-2") && !all.contains("S20"), "{rated}: {all}");
    }
}
