//! One sheet about several quarters, years or stages: sections of one table, or tables below one another.

use super::told;

const HEADS: &str = "TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";

/// Two sections of one table under a title of the year.
fn sections(first: &str, second: &str) -> String {
    told(&format!(
        "1 | ĐẢNG ỦY XÃ ĐẠI HIỆP
        2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
        4 | {HEADS}
        5 | {first}
        6 | 1 | Chi bộ A | 6 | 1 | 4 | 1 | 0
        7 | 2 | Chi bộ B | 5 | 0 | 4 | 1 | 0
        8 | {second}
        9 | 1 | Chi bộ A | 6 | 1 | 5 | 0 | 0
        10 | 2 | Chi bộ B | 5 | 1 | 4 | 0 | 0"
    ))
}

/// Two tables below one another.
fn stacked(title: &str, first: &str, second: &str) -> String {
    told(&format!(
        "1 | HUYỆN ỦY AN LÃO
        2 | {title}
        4 | {first}
        5 | {HEADS}
        6 | 1 | Xã B | 106 | 11 | 84 | 10 | 1
        7 | 2 | Xã C | 95 | 9 | 74 | 11 | 1
        9 | {second}
        10 | {HEADS}
        11 | 1 | Xã B | 107 | 11 | 85 | 10 | 1
        12 | 2 | Xã C | 96 | 9 | 75 | 11 | 1"
    ))
}

#[test]
fn sections_of_several_times_are_not_added_up() {
    insta::assert_snapshot!(sections("QUÝ I", "QUÝ II"), @r"
    member 2022Q1 decided: 11 (1-8-2-0, 0 not rated)
    member 2022Q2 decided: 11 (2-9-0-0, 0 not rated)
    ");
    insta::assert_snapshot!(sections("Quý IV", "Cả năm"), @r"
    member 2022Q4 decided: 11 (1-8-2-0, 0 not rated)
    member 2022 decided: 11 (2-9-0-0, 0 not rated)
    ");
    insta::assert_snapshot!(sections("Năm 2021", "Năm 2022"), @r"
    member 2021 decided: 11 (1-8-2-0, 0 not rated)
    member 2022 decided: 11 (2-9-0-0, 0 not rated)
    ");
    insta::assert_snapshot!(sections("Tự xếp loại", "Quyết định"), @r"
    member 2022 self-rated: 11 (1-8-2-0, 0 not rated)
    member 2022 decided: 11 (2-9-0-0, 0 not rated)
    ");
    // What was planned, and the year before, are no results: they are told.
    insta::assert_snapshot!(sections("Kế hoạch", "Thực hiện"), @"member 2022 decided: 11 (2-9-0-0, 0 not rated)");
    insta::assert_snapshot!(sections("Năm trước", "Năm nay"), @"member 2022 decided: 11 (2-9-0-0, 0 not rated)");
    // A unit that is called so, and sections of sectors, are added up as ever.
    insta::assert_snapshot!(sections("Khối xã", "Khối cơ quan"), @"member 2022 decided: 22 (3-17-2-0, 0 not rated)");
}

#[test]
fn tables_of_several_times_below_one_another_are_several() {
    const TITLE: &str = "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN";
    insta::assert_snapshot!(stacked(TITLE, "QUÝ I NĂM 2022", "QUÝ II NĂM 2022"), @r"
    member 2022Q1 decided: 201 (20-158-21-2, 0 not rated)
    member 2022Q2 decided: 203 (20-160-21-2, 0 not rated)
    ");
    insta::assert_snapshot!(stacked(TITLE, "ĐỀ NGHỊ XẾP LOẠI NĂM 2022", "QUYẾT ĐỊNH XẾP LOẠI NĂM 2022"), @r"
    member 2022 proposed: 201 (20-158-21-2, 0 not rated)
    member 2022 decided: 203 (20-160-21-2, 0 not rated)
    ");
    insta::assert_snapshot!(stacked(&format!("{TITLE} NĂM 2022"), "QUÝ I", "QUÝ II"), @r"
    member 2022Q1 decided: 201 (20-158-21-2, 0 not rated)
    member 2022Q2 decided: 203 (20-160-21-2, 0 not rated)
    ");
    insta::assert_snapshot!(stacked(&format!("{TITLE} NĂM 2022"), "Khối xã", "Khối cơ quan"), @"member 2022 decided: 404 (40-318-42-4, 0 not rated)");
}

#[test]
fn what_stands_before_the_words_of_a_caption_says_nothing() {
    const TITLE: &str = "TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI NĂM 2022";
    let told = |first: &str, second: &str| {
        let lines = stacked(TITLE, first, second);
        lines.lines().map(|l| l.split(" (").next().unwrap_or_default().to_owned()).collect::<Vec<_>>().join("; ")
    };
    let forms = ["Biểu|Biểu", "BIỂU SỐ|BIỂU SỐ", "Mẫu số|Mẫu số", "Bảng|Bảng", "Phụ lục|Phụ lục", "Phụ biểu|Phụ biểu"];
    for (first, second) in forms.iter().filter_map(|pair| pair.split_once('|')) {
        for close in [". ", ": ", " - "] {
            let both = told(&format!("{first} 1{close}CHI BỘ TRỰC THUỘC"), &format!("{second} 2{close}ĐẢNG VIÊN"));
            assert_eq!(both, "party-cell 2022 decided: 201; member 2022 decided: 203", "{first}{close}");
        }
    }
    let two = "party-cell 2022 decided: 201; member 2022 decided: 203";
    assert_eq!(told("Số liệu chi bộ", "Số liệu đảng viên"), two);
    assert_eq!(told("1. Chất lượng chi bộ", "2. Chất lượng đảng viên"), two);
    // In what they are counted may stand below.
    assert_eq!(told("Biểu 1. Chi bộ | (ĐVT: chi bộ)", "Biểu 2. Đảng viên | (ĐVT: người)"), two);
    assert_eq!(told("Biểu 1. Quý I", "Biểu 2. Quý II"), "unknown 2022Q1 decided: 201; unknown 2022Q2 decided: 203");
    let years = told("Biểu 1. Năm 2021", "Biểu 2. Năm 2022");
    assert_eq!(years, "unknown 2021 decided: 201; unknown 2022 decided: 203");
    let stages = told("Biểu 1. Đề nghị", "Biểu 2. Quyết định");
    assert_eq!(stages, "unknown 2022 proposed: 201; unknown 2022 decided: 203");
    assert!(told("Biểu 1. Kế hoạch", "Biểu 2. Thực hiện").starts_with("unknown 2022 decided: 203"));
    // Sectors are parts of one whole, and so is what goes on.
    assert_eq!(told("Biểu 1. Khối xã", "Biểu 2. Khối cơ quan"), "unknown 2022 decided: 404");
    assert_eq!(told("Biểu 1. Đảng viên", "Biểu 1. Đảng viên (tiếp theo)"), "member 2022 decided: 404");
}

#[test]
fn the_year_s_report_may_say_up_to_when_and_by_which_document() {
    let rows = "6 | 1 | Đảng bộ xã A | 40 | 5 | 31 | 4 | 0\n7 | 2 | Đảng bộ xã B | 31 | 4 | 26 | 1 | 0";
    let counted = |end: &str, below: &str| {
        let head = "5 | TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";
        told(&format!(
            "1 | HUYỆN ỦY AN LÃO\n2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN {end}\n3 | {below}\n{head}\n{rows}"
        ))
    };
    let of_year = "member 2022 decided: 71 (9-57-5-0, 0 not rated)";
    for below in ["Số liệu tính đến tháng 12 năm 2022", "Thời điểm: tháng 12 năm 2022"] {
        assert_eq!(counted("NĂM 2022", below), of_year, "{below}");
    }
    for end in [
        "NĂM 2022 TÍNH ĐẾN THÁNG 12",
        "TÍNH ĐẾN THÁNG 12 NĂM 2022",
        "CUỐI NĂM 2022 (THÁNG 12)",
        "QUÝ IV VÀ CẢ NĂM 2022",
        "NĂM 2022 THEO HƯỚNG DẪN SỐ 21-HD/BTCTW NGÀY 18/10/2019",
        "NĂM 2022 ĐẾN NGÀY 15/12/2022",
        "NĂM CÔNG TÁC 2022",
    ] {
        assert_eq!(counted(end, ""), of_year, "{end}");
    }
    assert!(counted("THÁNG 12 NĂM 2022", "").starts_with("member 2022M12 "));
    for month in [10, 12] {
        assert!(counted("NĂM 2022", &format!("Tháng {month} năm 2022")).starts_with(&format!("member 2022M{month} ")));
    }
    // The month of another year is when it was written.
    assert!(counted("NĂM 2022", "Tháng 01 năm 2023").starts_with(of_year));
}
