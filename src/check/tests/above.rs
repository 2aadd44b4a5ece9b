//! Party organisations above TCCSĐ are no TCCSĐ.

use super::told;
use crate::check::rules::testing::all_findings;

fn list(title: &str, rows: &[&str]) -> String {
    let rows: Vec<String> = (1..).zip(rows).map(|(n, row)| format!("{} | {n} | {row} | HTTNV", n + 4)).collect();
    format!("1 | THÀNH ỦY HẢI GIANG\n2 | KẾT QUẢ XẾP LOẠI {title}\n4 | TT | Tên đơn vị | Xếp loại\n{}", rows.join("\n"))
}

#[test]
fn they_are_counted_apart_by_the_title_or_by_their_names() {
    let districts = ["Đảng bộ quận Một", "Quận ủy Hai", "Đảng bộ huyện Ba", "Thị ủy Bốn"];
    let wards = ["Đảng bộ phường Một", "Đảng ủy phường Hai", "Đảng bộ xã Ba"];
    let apart = |title: &str, rows: &[&str], year: u16| {
        let list = list(title, rows);
        assert_eq!(
            told(&list),
            format!("unit {year} decided: {} (0-{}-0-0, 0 not rated)", rows.len(), rows.len()),
            "{title}"
        );
        let found = all_findings(&list);
        assert!(found.iter().any(|f| f.rule == "F005" && f.message.vi.contains("không cộng vào TCCSĐ")), "{title}");
    };
    apart("ĐẢNG BỘ QUẬN, HUYỆN NĂM 2021", &districts, 2021);
    apart("TỔ CHỨC ĐẢNG TRỰC THUỘC THÀNH ỦY NĂM 2021", &districts, 2021);
    apart("CÁC ĐẢNG BỘ TRỰC THUỘC THÀNH ỦY NĂM 2021", &districts, 2021);
    apart("CÁC ĐẢNG BỘ TRỰC THUỘC THÀNH ỦY NĂM 2025", &wards, 2025);
    apart("ĐẢNG BỘ XÃ, PHƯỜNG NĂM 2025", &wards, 2025);
    let others = ["Đảng bộ phường Một", "Đảng bộ Công an thành phố"];
    apart("ĐẢNG BỘ CẤP TRÊN TRỰC TIẾP CỦA TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2025", &others, 2025);
    apart("TỔ CHỨC ĐẢNG CẤP TRÊN TRỰC TIẾP CỦA TCCSĐ NĂM 2021", &others, 2021);
}

#[test]
fn those_beside_them_stay_tccsd() {
    let mixed = list(
        "TỔ CHỨC ĐẢNG TRỰC THUỘC THÀNH ỦY NĂM 2021",
        &["Đảng bộ quận Một", "Đảng bộ Sở Y tế", "Đảng bộ Huyện đoàn Ba", "Đảng bộ Quận đội", "Chi bộ Báo Hải Giang"],
    );
    insta::assert_snapshot!(told(&mixed), @r#"unit 2021 decided: 1 (0-1-0-0, 0 not rated)
party-base 2021 decided: 4 (0-4-0-0, 0 not rated)"#);
    let sections = "
        1 | THÀNH ỦY HẢI GIANG
        2 | KẾT QUẢ XẾP LOẠI TỔ CHỨC ĐẢNG NĂM 2025
        4 | TT | Tên đơn vị | Xếp loại
        5 | I | Đảng bộ cấp trên trực tiếp của tổ chức cơ sở đảng |
        6 | 1 | Đảng bộ phường Một | HTTNV
        7 | 2 | Đảng bộ UBND thành phố | HTTNV
        8 | II | Tổ chức cơ sở đảng trực thuộc Thành ủy |
        9 | 1 | Đảng bộ Sở Y tế | HTTNV";
    insta::assert_snapshot!(told(sections), @r#"unit 2025 decided: 2 (0-2-0-0, 0 not rated)
party-base 2025 decided: 1 (0-1-0-0, 0 not rated)"#);
    // Before 2025 wards and communes were TCCSĐ, and a title that says so is believed.
    for title in
        ["TỔ CHỨC ĐẢNG NĂM 2024", "TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2025", "TCCSĐ TRỰC THUỘC ĐẢNG BỘ CẤP TRÊN CƠ SỞ NĂM 2022"]
    {
        let counted = told(&list(title, &["Đảng bộ phường Một", "Đảng bộ xã Hai"]));
        assert!(counted.starts_with("party-base "), "{title}: {counted}");
    }
}

#[test]
fn figures_of_them_are_counted_apart_by_the_title_alone() {
    let counts = "
        1 | THÀNH ỦY HẢI GIANG
        2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG BỘ CẤP TRÊN TRỰC TIẾP CỦA TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2025
        4 | TT | Khối | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
        5 | 1 | Khối phường | 20 | 4 | 16 | 0 | 0
        6 | 2 | Khối xã | 30 | 5 | 25 | 0 | 0";
    insta::assert_snapshot!(told(counts), @"unit 2025 decided: 50 (9-41-0-0, 0 not rated)");
    let districts =
        counts.replace("ĐẢNG BỘ CẤP TRÊN TRỰC TIẾP CỦA TỔ", "TỔ").replace("Khối phường", "Đảng bộ quận Một");
    insta::assert_snapshot!(told(&districts), @"party-base 2025 decided: 50 (9-41-0-0, 0 not rated)");
}

#[test]
fn one_line_a_level_is_counted_for_each() {
    let levels = |head: &str, title: &str, more: &str| {
        told(&format!(
            "1 | THÀNH ỦY HẢI GIANG
            2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI {title} NĂM 2021
            4 | TT | {head} | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            5 | 1 | Đảng bộ cấp trên trực tiếp cơ sở | 8 | 1 | 7 | 0 | 0
            6 | 2 | Tổ chức cơ sở đảng | 120 | 20 | 96 | 4 | 0
            7 | 3 | Chi bộ trực thuộc đảng ủy cơ sở | 400 | 70 | 320 | 10 | 0
            {more}"
        ))
    };
    let three = "party-base 2021 decided: 120 (20-96-4-0, 0 not rated)
party-cell 2021 decided: 400 (70-320-10-0, 0 not rated)
unit 2021 decided: 8 (1-7-0-0, 0 not rated)";
    let sorted = |told: String| {
        let mut lines: Vec<&str> = told.lines().filter(|line| !line.contains("C401")).collect();
        lines.sort_unstable();
        lines.join("\n")
    };
    for head in ["Loại hình tổ chức đảng", "Tổ chức đảng", "Nội dung", "Đối tượng", "Tên tổ chức đảng"]
    {
        assert_eq!(sorted(levels(head, "TỔ CHỨC ĐẢNG", "")), three, "{head}");
    }
    let members = "8 | 4 | Đảng viên | 4000 | 700 | 3200 | 90 | 10";
    let four = format!("member 2021 decided: 4000 (700-3200-90-10, 0 not rated)\n{three}");
    assert_eq!(sorted(levels("Nội dung", "CHẤT LƯỢNG TỔ CHỨC ĐẢNG, ĐẢNG VIÊN", members)), four);
}

#[test]
fn a_list_that_a_summary_counts_as_one_stays_one() {
    let both = |first: i64| {
        let rows = ["Đảng bộ quận Một", "Đảng bộ quận Hai", "Đảng bộ Sở Y tế"];
        format!(
            "--- TH
            1 | THÀNH ỦY HẢI GIANG
            2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC ĐẢNG NĂM 2021
            4 | TT | Khối | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            5 | 1 | Khối quận | {first} | 0 | {first} | 0 | 0
            6 | 2 | Khối sở | 1 | 0 | 1 | 0 | 0
            --- DS
            {}",
            list("TỔ CHỨC ĐẢNG TRỰC THUỘC THÀNH ỦY NĂM 2021", &rows)
        )
    };
    let one = told(&both(2));
    assert!(
        one.starts_with("party-base 2021 decided: 3 (0-3-0-0, 0 not rated)") && !one.contains("unit 2021"),
        "{one}"
    );
    assert!(told(&both(9)).contains("unit 2021 decided: 2"));
}

#[test]
fn awards_name_them_as_the_lists_do() {
    let both = format!(
        "--- DS
        {}
        --- KT
        1 | THÀNH ỦY HẢI GIANG
        2 | DANH SÁCH TỔ CHỨC ĐẢNG ĐỀ NGHỊ TẶNG GIẤY KHEN HOÀN THÀNH XUẤT SẮC NHIỆM VỤ TIÊU BIỂU NĂM 2021
        4 | TT | Tên tổ chức đảng | Đề nghị khen thưởng
        5 | 1 | Đảng bộ quận Một | Giấy khen
        6 | 2 | Đảng bộ Sở Y tế | Giấy khen",
        list("TỔ CHỨC ĐẢNG TRỰC THUỘC THÀNH ỦY NĂM 2021", &["Đảng bộ quận Một", "Đảng bộ Sở Y tế"])
    );
    let found = all_findings(&both);
    assert_eq!(found.iter().filter(|f| f.rule == "H702" && f.message.vi.contains("HTTNV")).count(), 2, "{found:?}");
}
