//! Drawn sheets → what is counted of them, and what is told.

mod above;
mod abreast;
mod beside_heads;
mod formulas;
mod groups;
mod heads;
mod in_rows;
mod letterheads;
mod lists;
mod names;
mod offices;
mod opinions;
mod parts;
mod people;
mod several_lists;
mod timed;
mod whom;

use super::rules::testing::{all_findings, inputs, submission};
use super::totals::totals;
use crate::config::Config;

/// Who is counted, in what year and period, how many in all, not rated and of each level; then what is told, without what
/// is only recorded.
fn told(picture: &str) -> String {
    let config = Config::default();
    let unit = |u: &super::totals::UnitTotal| {
        let number = |n: Option<i64>| n.map_or("?".to_owned(), |n| n.to_string());
        let when = u.year.map_or("?".to_owned(), |y| y.to_string()) + &u.period.map_or(String::new(), |p| p.id());
        let levels = u.counts.levels.map(number).join("-");
        let left = u.unstated + u.unresolved;
        let open = if left > 0 { format!(", {left} open") } else { String::new() };
        let (who, stage) = (u.subject.id(), u.stage.en());
        format!(
            "{who} {when} {stage}: {} ({levels}, {} not rated{open})",
            number(u.counts.total),
            u.counts.unrated.unwrap_or(0)
        )
    };
    let units = totals(&submission(inputs(picture), &config)).units;
    let counted = units.iter().map(unit);
    let found = all_findings(picture).into_iter().filter(|f| f.severity != crate::finding::Severity::Info);
    let line = |f: crate::finding::Finding| {
        let cell = f.cell.map(|c| c.to_string()).unwrap_or_default();
        format!("{} {} {cell} {}", f.rule, format!("{:?}", f.severity).to_lowercase(), f.message.vi)
    };
    counted.chain(found.map(line)).collect::<Vec<_>>().join("\n")
}

/// Two units of a district, with what stands around their rows.
fn district(above: &str, below: &str) -> String {
    format!(
        "1 | HUYỆN ỦY AN LÃO
        2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023
        4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
        {above}
        6 | 1 | Đảng bộ xã An Mỹ | 100 | 10 | 88 | 2 | 0
        7 | 2 | Đảng bộ xã An Lễ | 80 | 8 | 70 | 2 | 0
        {below}"
    )
}

const TOTAL: &str = "| | Tổng cộng | 180 | 18 | 158 | 4 | 0";

#[test]
fn lines_that_a_total_does_not_add_up_are_never_added() {
    let plain = "member 2023 decided: 180 (18-158-4-0, 0 not rated)";
    for known in [
        "Kết quả năm 2022",
        "Thực hiện năm 2022",
        "Kế hoạch năm 2024",
        "Chỉ tiêu giao",
        "Quý IV",
        "6 tháng đầu năm",
        "Bình quân",
    ] {
        let memo = format!("| | {known} | 178 | 17 | 157 | 4 | 0");
        assert_eq!(told(&district("", &format!("8 {TOTAL}\n9 {memo}"))), plain, "{known}");
        assert_eq!(told(&district(&format!("5 {TOTAL}"), &format!("9 {memo}"))), plain, "{known}");
    }
    let strange = |name: &str| format!("8 {TOTAL}\n9 | | {name} | 20 | 4 | 16 | 0 | 0");
    insta::assert_snapshot!(told(&district("", &strange("Bí thư cấp ủy"))), @"
    member 2023 decided: 180 (18-158-4-0, 0 not rated)
    F005 error B9 Không rõ bố cục biểu: dòng tổng không gồm số của 01 dòng (“Bí thư cấp ủy”), chưa được tính. Đề nghị ghi rõ dòng này là số liệu gì
    ");
    // Written as those above it, it may be a unit that the total lacks.
    insta::assert_snapshot!(told(&district("", &strange("Chi bộ Quân sự").replace("9 | |", "9 | 3 |"))), @"
    member 2023 decided: 200 (22-174-4-0, 0 not rated)
    F005 error B9 Không rõ bố cục biểu: dòng tổng không gồm số của 01 dòng (“Chi bộ Quân sự”), vẫn được tính. Đề nghị ghi rõ dòng này là số liệu gì
    ");
    // A total over all of them closes with it.
    let all = "| | Tổng cộng | 200 | 22 | 174 | 4 | 0";
    let unit = "| | Chi bộ Quân sự | 20 | 4 | 16 | 0 | 0";
    let counted = "member 2023 decided: 200 (22-174-4-0, 0 not rated)";
    assert_eq!(told(&district("", &format!("8 {unit}\n9 {all}"))), counted);
    assert_eq!(told(&district(&format!("5 {all}"), &format!("9 {unit}"))), counted);
    // Heads that are numbered alone hold the rows below them, under a total on top as well.
    let heads = "1 | HUYỆN ỦY AN LÃO
        2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023
        4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
        5 | | Tổng cộng | 180 | 18 | 158 | 4 | 0
        6 | 1 | Khối xã | 100 | 10 | 88 | 2 | 0
        7 | | Đảng bộ xã An Mỹ | 60 | 6 | 53 | 1 | 0
        8 | | Đảng bộ xã An Lễ | 40 | 4 | 35 | 1 | 0
        9 | 2 | Khối cơ quan | 80 | 8 | 70 | 2 | 0
        10 | | Đảng bộ Công an | 50 | 5 | 44 | 1 | 0
        11 | | Chi bộ Tòa án | 30 | 3 | 26 | 1 | 0";
    assert_eq!(told(heads), plain);
    // Others are rated below the total.
    let others = format!("8 {TOTAL}\n9 | | Cán bộ diện BTV Huyện ủy quản lý | 20 | 4 | 16 | 0 | 0");
    assert!(told(&district("", &others)).starts_with("member 2023 decided: 180"));
}

#[test]
fn some_of_a_unit_below_it_are_in_it() {
    let with = |some: &str, total: &str| {
        let rows = district("", total);
        let some = |row: u32, own: &str| format!("{row} | | {some} | {own} | 0 | {own} | 0 | 0\n        ");
        rows.replace("        7 | 2", &format!("        {}8 | 2", some(7, "30")))
            .replace("        9 ", &format!("        {}10 ", some(9, "20")))
    };
    let plain = "member 2023 decided: 180 (18-158-4-0, 0 not rated)";
    for some in ["Nữ", "Đảng viên nữ", "Đảng viên dự bị", "Dân tộc thiểu số"] {
        assert_eq!(told(&with(some, &format!("9 {TOTAL}"))), plain, "{some}");
        assert_eq!(told(&with(some, "9 | | | | | | |")), plain, "{some}");
    }
    // A number does not make them a unit, nor does a slip in a column.
    let numbered = district("", "9 | 3 | Trong đó: Nữ | 30 | 3 | 27 | 0 | 0");
    assert_eq!(told(&numbered), plain);
    let slip = with("Nữ", "9 | | | | | | |").replacen("| 30 | 0 | 30 | 0 | 0", "| 30 | 90 | 30 | 0 | 0", 1);
    let slip = told(&slip);
    assert!(slip.starts_with(&format!("{plain}\nS204 error D7")) && slip.lines().count() == 2, "{slip}");
    // A unit is none of another.
    assert!(told(&with("Chi bộ Quân sự", "9 | | | | | | |")).starts_with("member 2023 decided: 230"));
}

/// A list of persons with one column a level.
fn list(rows: &str) -> String {
    format!(
        "1 | HUYỆN ỦY AN LÃO
        2 | DANH SÁCH ĐẢNG VIÊN ĐƯỢC ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG NĂM 2023
        4 | TT | Họ và tên | Ngày sinh | HTXSNV | HTTNV | HTNV | KHTNV | Ghi chú
        {rows}"
    )
}

#[test]
fn persons_are_marked_with_ones() {
    let with = |third: &str| {
        list(&format!(
            "5 | 1 | Lê Văn Nam | 01/02/1970 | | 1 | | |
            6 | 2 | Vũ Thị Hoa | 03/04/1980 | 1 | | | |
            7 | 3 | Bùi Đức Hà | 05/06/1990 | {third}
            8 | 4 | Đỗ Minh Sơn | 07/08/1985 | | 1 | | |"
        ))
    };
    insta::assert_snapshot!(told(&with("| | | | Miễn sinh hoạt")), @"member 2023 decided: 4 (1-2-0-0, 1 not rated)");
    insta::assert_snapshot!(told(&with("| | | |")), @"
    member 2023 decided: 4 (1-2-0-0, 0 not rated, 1 open)
    L103 error D7 Bùi Đức Hà: chưa có mức xếp loại và không nêu lý do. Đề nghị bổ sung mức hoặc lý do chưa xếp loại
    ");
    insta::assert_snapshot!(told(&with("| 1 | 1 | |")), @"
    member 2023 decided: 4 (1-2-0-0, 0 not rated, 1 open)
    L104 error E7 Bùi Đức Hà: có nhiều mức xếp loại (“HTTNV”, “HTNV”). Đề nghị đơn vị xác nhận một mức
    ");
    // Votes are counted.
    assert!(told(&with("| 2 | 1 | |")).starts_with("member 2023 decided: ?"));
}

#[test]
fn heads_of_a_list_of_marks_count_them() {
    let heads = |first: &str| {
        list(&format!(
            "5 | I | Chi bộ thôn 1 | | {first} | 2 | | |
            6 | 1 | Lê Văn Nam | 01/02/1970 | | x | | |
            7 | 2 | Vũ Thị Hoa | 03/04/1980 | x | | | |
            8 | 3 | Bùi Đức Hà | 05/06/1990 | | x | | |
            9 | II | Chi bộ thôn 2 | | | 1 | | |
            10 | 1 | Đỗ Minh Sơn | 07/08/1985 | | x | | |
            11 | | Cộng | | 1 | 3 | | |"
        ))
    };
    insta::assert_snapshot!(told(&heads("1")), @"member 2023 decided: 4 (1-3-0-0, 0 not rated)");
    insta::assert_snapshot!(told(&heads("2")), @"
    member 2023 decided: 4 (1-3-0-0, 0 not rated)
    S202 error D5 Chi bộ thôn 1: ghi 2 HTXSNV; đếm dấu trong danh sách được 1 HTXSNV. Đề nghị đơn vị kiểm tra lại ô D5
    ");
}

/// A table of two units under a title, with what stands in the rows before and behind.
fn units(title: &str, before: &str, behind: &str) -> String {
    format!(
        "1 | HUYỆN ỦY AN LÃO
        2 | {title}
        {before}
        5 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
        6 | 1 | Đảng bộ xã An Mỹ | 100 | 10 | 88 | 2 | 0
        7 | 2 | Đảng bộ xã An Lễ | 80 | 8 | 70 | 2 | 0
        {behind}"
    )
}

#[test]
fn the_period_of_a_sheet_holds_for_all_its_tables() {
    let below = |title: &str| {
        format!(
            "9 | {title}
            10 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            11 | 1 | Đảng bộ xã An Mỹ | 10 | 1 | 9 | 0 | 0
            12 | 2 | Đảng bộ xã An Lễ | 8 | 1 | 7 | 0 | 0"
        )
    };
    let title = "TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN, CHI BỘ QUÝ II NĂM 2026";
    insta::assert_snapshot!(told(&units(title, "4 | I. Đảng viên", &below("II. Chi bộ"))), @"
    member 2026Q2 decided: 180 (18-158-4-0, 0 not rated)
    party-cell 2026Q2 decided: 18 (2-16-0-0, 0 not rated)
    ");
    insta::assert_snapshot!(told(&units(title, "4 | I. Đảng viên", &below("KẾT QUẢ XẾP LOẠI CHI BỘ NĂM 2026"))), @"
    member 2026Q2 decided: 180 (18-158-4-0, 0 not rated)
    party-cell 2026 decided: 18 (2-16-0-0, 0 not rated)
    ");
    // On a sheet without a title as well, where no title of the file says otherwise.
    let other = below("").replace("            9 | \n", "");
    insta::assert_snapshot!(told(&format!("{}\n--- Chi bộ\n{other}", units("XẾP LOẠI ĐẢNG VIÊN THÁNG 3 NĂM 2026", "", ""))), @"
    member 2026M03 decided: 180 (18-158-4-0, 0 not rated)
    party-cell 2026M03 decided: 18 (2-16-0-0, 0 not rated)
    ");
}

#[test]
fn a_quarter_in_the_name_of_a_file_is_none_of_the_year() {
    let sheet = units("TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2025", "", "");
    let year = "member 2025 decided: 180 (18-158-4-0, 0 not rated)";
    assert_eq!(told(&format!("=== HUYEN AN LAO Quy II 2025.xlsx\n{sheet}")), year.replace("2025", "2025Q2"));
    // When it was sent.
    assert_eq!(told(&format!("=== Bieu 1 thang 12.xlsx\n{sheet}")), year);
}

#[test]
fn two_years_one_under_the_other_are_two() {
    let again = |line: &str| {
        format!(
            "9 | {line}
            10 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            11 | 1 | Đảng bộ xã An Mỹ | 102 | 11 | 89 | 2 | 0
            12 | 2 | Đảng bộ xã An Lễ | 81 | 8 | 71 | 2 | 0"
        )
    };
    let title = "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN";
    let both = "member 2022 decided: 180 (18-158-4-0, 0 not rated)\nmember 2023 decided: 183 (19-160-4-0, 0 not rated)";
    for (one, other) in [
        ("I. NĂM 2022", "II. NĂM 2023"),
        ("Năm 2022", "Năm 2023"),
        ("1. Kết quả năm 2022", "2. Kết quả năm 2023"),
        ("I. KẾT QUẢ XẾP LOẠI NĂM 2022", "II. KẾT QUẢ XẾP LOẠI NĂM 2023"),
    ] {
        assert_eq!(told(&units(title, &format!("4 | {one}"), &again(other))), both, "{other}");
    }
}

#[test]
fn a_proposal_and_what_was_decided_are_two_things() {
    let sheets = |one: &str, other: &str| {
        let second = units(other, "", "").replace("| 10 | 88 |", "| 12 | 86 |");
        told(&format!("--- Biểu 1\n{}\n--- Biểu 2\n{second}", units(one, "", "")))
    };
    for decided in ["TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023", "TỔNG HỢP QUYẾT ĐỊNH XẾP LOẠI ĐẢNG VIÊN NĂM 2023"]
    {
        let found = sheets("TỔNG HỢP ĐỀ NGHỊ XẾP LOẠI ĐẢNG VIÊN NĂM 2023", decided);
        assert_eq!(
            found,
            "member 2023 proposed: 180 (18-158-4-0, 0 not rated)\nmember 2023 decided: 180 (20-156-4-0, 0 not rated)"
        );
    }
    // What they mean to reach is no result.
    let found = sheets("TỔNG HỢP ĐĂNG KÝ XẾP LOẠI ĐẢNG VIÊN NĂM 2023", "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023");
    assert_eq!(found, "member 2023 decided: 180 (20-156-4-0, 0 not rated)");
}

#[test]
fn the_same_rows_once_more_are_no_parts() {
    let title = "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023";
    let changed = units(title, "", "")
        .replace("| 100 | 10 | 88 |", "| 102 | 11 | 89 |")
        .replace("| 80 | 8 | 70 |", "| 81 | 8 | 71 |");
    for (one, other) in
        [("Trước rà soát", "Sau rà soát"), ("Nháp", "Chính thức"), ("gốc", "in"), ("ngày 10.12", "ngày 15.12")]
    {
        let found = told(&format!("--- {one}\n{}\n--- {other}\n{changed}", units(title, "", "")));
        assert!(found.starts_with("X603 error C6"), "{one}: {found}");
    }
    // Two that together are everybody are parts.
    let found = told(&format!("--- Chính thức\n{}\n--- Dự bị\n{changed}", units(title, "", "")));
    assert_eq!(found, "member 2023 decided: 363 (37-318-8-0, 0 not rated)");
}

#[test]
fn a_line_under_the_title_says_whose_figures_they_are() {
    let title = "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023";
    let part = |line: &str, rows: &str| {
        format!(
            "1 | HUYỆN ỦY AN LÃO
            4 | {title}
            5 | {line}
            6 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            {rows}\n"
        )
    };
    let sectors = |line: fn(&str) -> String| {
        let one = part(&line("Khối xã"), "7 | 1 | Đảng bộ xã An Mỹ | 180 | 18 | 158 | 4 | 0");
        let other = part(&line("Khối cơ quan"), "7 | 1 | Chi bộ Tòa án | 180 | 18 | 158 | 4 | 0");
        told(&format!("--- Biểu 1\n{one}--- Biểu 2\n{other}"))
    };
    let both = "member 2023 decided: 360 (36-316-8-0, 0 not rated)";
    assert_eq!(sectors(|s| s.to_uppercase()), both);
    assert_eq!(sectors(|s| format!("({s})")), both);
    // The cells of two communes bear the same names, and may have as many members.
    let rows = |n: i64| {
        format!("7 | 1 | Chi bộ Nông nghiệp | {n} | 2 | {} | 0 | 0\n8 | 2 | Chi bộ Quân sự | 6 | 1 | 5 | 0 | 0", n - 2)
    };
    let (one, other) = (part("ĐẢNG BỘ XÃ AN MỸ", &rows(30)), part("ĐẢNG BỘ XÃ AN LỄ", &rows(28)));
    assert_eq!(told(&format!("--- An Mỹ\n{one}--- An Lễ\n{other}")), "member 2023 decided: 70 (6-64-0-0, 0 not rated)");
}

#[test]
fn a_total_under_any_name_may_have_a_slip() {
    for name in ["Đảng bộ huyện An Lão", "Toàn huyện An Lão", "TC", "Số liệu chung", "Tổng cộng (không tính Công an)"]
    {
        let sheet = units(
            "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023",
            "",
            &format!("8 | | {name} | 181 | 18 | 159 | 4 | 0"),
        );
        let found = told(&sheet);
        assert!(
            found.starts_with("member 2023 decided: 180 (18-158-4-0, 0 not rated)\nS202 error C8"),
            "{name}: {found}"
        );
    }
}

#[test]
fn a_line_beside_the_title_heads_no_column() {
    let title = "KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021";
    let plain = "party-base 2021 decided: 180 (18-158-4-0, 0 not rated)";
    for line in [
        "Đơn vị tính: tổ chức",
        "Đơn vị báo cáo: Huyện ủy An Lão",
        "- Đơn vị báo cáo: BTC Huyện ủy",
        "Đơn vị nhận báo cáo:",
    ] {
        let sheet = units("", "", "").replace("2 | \n", &format!("2 | BAN TỔ CHỨC | | {title} | | | | {line}\n"));
        assert_eq!(told(&sheet), plain, "{line}");
    }
}

#[test]
fn a_note_in_the_cell_of_the_title_takes_nothing_from_it() {
    let title = "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021";
    for note in [
        "(Kèm theo Báo cáo số 12-BC/QU ngày 15/12/2021 của Quận ủy)",
        "(Kèm theo Báo cáo số 12-BC/QU của Quận ủy)",
        "(tính đến ngày 31 tháng 12 năm 2021)",
    ] {
        let plain = "member 2021 decided: 180 (18-158-4-0, 0 not rated)";
        assert_eq!(told(&units(&format!("{title} {note}"), "", "")), plain, "{note}");
    }
}

#[test]
fn rows_that_hold_a_number_or_dots_are_nobody() {
    let rows = |rest: &str| {
        list(&format!(
            "5 | 1 | Lê Văn Nam | 01/02/1970 | | x | | |
            6 | 2 | Vũ Thị Hoa | 03/04/1980 | x | | | |
            {rest}"
        ))
    };
    let plain = "member 2023 decided: 2 (1-1-0-0, 0 not rated)";
    for rest in
        ["7 | 3\n8 | 4\n9 | 5\n10 | 6\n11 | 7", "7 | 3 | …………", "7 | ... | ... | ... | ... | ... |", "7 | 3.\n8 | …"]
    {
        assert_eq!(told(&rows(rest)), plain, "{rest}");
    }
    assert!(told(&rows("7 | 3 | Bùi Đức Hà")).contains("L103 error"));
}

#[test]
fn captions_of_tables_side_by_side_are_nobody() {
    let sheet = "1 | CHI CỤC HẢI QUAN KHU VỰC X
        2 | DANH SÁCH ĐÁNH GIÁ, XẾP LOẠI CÔNG CHỨC THÁNG 3 NĂM 2026
        4 | STT | Họ và tên | Đơn vị | Chức vụ | Xếp loại
        5 | 1 | Trần Văn An | Đội 1 | CC | Hoàn thành xuất sắc nhiệm vụ
        6 | 2 | Lê Thị Bình | Đội 1 | CC | Hoàn thành tốt nhiệm vụ
        8 | I. Toàn chi cục | | | II. Lãnh đạo
        9 | Mức xếp loại | Số lượng | | Mức xếp loại | Số lượng
        10 | Hoàn thành xuất sắc nhiệm vụ | 1 | | Hoàn thành xuất sắc nhiệm vụ | 1
        11 | Hoàn thành tốt nhiệm vụ | 1 | | Hoàn thành tốt nhiệm vụ | 0";
    assert!(told(sheet).starts_with("civil-servant 2026M03 decided: 2 (1-1-0-0, 0 not rated)"), "{}", told(sheet));
}

#[test]
fn a_line_that_names_all_levels_makes_no_list_of_one() {
    let sheet = |line: &str| {
        format!(
            "1 | DANH SÁCH ĐẢNG VIÊN CHI BỘ KHOA HỌC NĂM 2023
            2 | {line}
            4 | STT | Họ và tên | Ngày sinh | Xếp loại
            5 | 1 | Trần Văn An | 01/02/1980 | HTXSNV
            6 | 2 | Lê Thị Bình | 05/06/1990 | HTTNV"
        )
    };
    let counted = told(&sheet("Hướng dẫn: cột xếp loại ghi HTXSNV, HTTNV, HTNV hoặc KHTNV"));
    assert_eq!(counted, "member 2023 decided: 2 (1-1-0-0, 0 not rated)");
    assert!(told(&sheet("XẾP LOẠI HTXSNV")).contains("F005"));
}

#[test]
fn sheets_named_as_parts_are_parts_whatever_their_figures() {
    let sheet = |name: &str, rows: &[(&str, i64)]| {
        let row = |(i, (unit, n)): (usize, &(&str, i64))| {
            format!("{} | {} | {unit} | {n} | 1 | {} | 0 | 0\n", i + 6, i + 1, n - 1)
        };
        let rows: String = rows.iter().enumerate().map(row).collect();
        format!(
            "--- {name}\n1 | HUYỆN ỦY AN LÃO\n2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023\n5 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV\n{rows}"
        )
    };
    // Two chi bộ have as many members as two other sheets.
    let cells = [
        ("Khối cơ quan", &[("Chi bộ Tòa án", 10), ("Chi bộ Thuế", 8)][..]),
        ("Khối trường học", &[("Chi bộ Tiểu học", 10)]),
        ("Khối doanh nghiệp", &[("Chi bộ Điện lực", 8)]),
    ];
    let all: String = cells.iter().map(|(name, rows)| sheet(name, rows)).collect();
    assert!(told(&all).starts_with("member 2023 decided: 36 (4-32-0-0, 0 not rated)"), "{}", told(&all));
    // One sheet has as many as two others together.
    let sums = [
        ("Khối xã", &[("Xã A", 30), ("Xã B", 30)][..]),
        ("Khối cơ quan", &[("Chi bộ Tòa án", 30)]),
        ("Khối trường", &[("Chi bộ THPT", 30)]),
    ];
    let all: String = sums.iter().map(|(name, rows)| sheet(name, rows)).collect();
    assert!(told(&all).starts_with("member 2023 decided: 120 (4-116-0-0, 0 not rated)"), "{}", told(&all));
    // What a summary of the workbook adds up are parts, though nothing else says so.
    let sums = [
        ("Biểu 1", &[("Khối xã", 180), ("Khối cơ quan", 170)][..]),
        ("Biểu 2", &[("Xã A", 180)]),
        ("Biểu 3", &[("Chi bộ Tòa án", 170)]),
    ];
    let all: String = sums.iter().map(|(name, rows)| sheet(name, rows)).collect();
    assert_eq!(told(&all), "member 2023 decided: 350 (2-348-0-0, 0 not rated)");
}

#[test]
fn two_tables_of_one_sheet_are_parts_by_their_titles() {
    let table = |row: u32, title: &str, head: &str, rows: [(&str, i64); 2]| {
        let line = |(i, (name, n)): (u32, (&str, i64))| {
            format!("{} | {} | {name} | {n} | {n} | 1 | {} | 0 | 0\n", row + 3 + i, i + 1, n - 1)
        };
        let rows: String = (0..).zip(rows).map(line).collect();
        format!(
            "{row} | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN {title} NĂM 2023\n{} | TT | {head} | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV\n{rows}",
            row + 2
        )
    };
    let sheet = |second: &str, rows| {
        let one = table(3, "ĐẢNG BỘ XÃ AN MỸ", "Tên đơn vị", [("Chi bộ Nông nghiệp", 30), ("Chi bộ Quân sự", 6)]);
        format!("1 | HUYỆN ỦY AN LÃO\n{one}{}", table(9, second, "Tên chi bộ", rows))
    };
    let parts = told(&sheet("ĐẢNG BỘ XÃ AN LỄ", [("Chi bộ Thủy sản", 28), ("Chi bộ Quân sự", 7)]));
    assert!(parts.starts_with("member 2023 decided: 71 (4-67-0-0, 0 not rated)"), "{parts}");
    // The same once more.
    let again = told(&sheet("ĐẢNG BỘ XÃ AN MỸ", [("Chi bộ Nông nghiệp", 30), ("Chi bộ Quân sự", 6)]));
    assert!(again.starts_with("member 2023 decided: 36 (2-34-0-0, 0 not rated)"), "{again}");
}

#[test]
fn a_level_of_the_year_stands_beside_that_of_the_year_before() {
    let sheet = "1 | HUYỆN ỦY AN LÃO
        2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023
        4 | TT | Tên đơn vị | Tổng số | HTXSNV năm 2022 | HTXSNV năm 2023 | HTTNV | HTNV | KHTNV
        5 | 1 | Đảng bộ xã An Mỹ | 50 | 7 | 5 | 44 | 1 | 0
        6 | 2 | Đảng bộ xã An Lễ | 40 | 3 | 4 | 35 | 1 | 0";
    assert_eq!(told(sheet), "member 2023 decided: 90 (9-79-2-0, 0 not rated)");
}

#[test]
fn kinds_of_units_are_no_others_under_a_title_about_members() {
    for head in ["Loại hình", "Khối", "Tên đơn vị"] {
        for kind in ["Trường học", "Cơ quan", "Đơn vị sự nghiệp công lập", "Đảng bộ bộ phận"]
        {
            let sheet = district("", &format!("8 | 3 | {kind} | 25 | 5 | 20 | 0 | 0")).replace("Tên đơn vị", head);
            assert_eq!(told(&sheet), "member 2023 decided: 205 (23-178-4-0, 0 not rated)", "{head}: {kind}");
        }
    }
    // Where every row says who is rated, each is counted for itself.
    let sheet = "1 | HUYỆN ỦY AN LÃO
        2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI NĂM 2023
        4 | TT | Nội dung | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
        5 | 1 | Cơ quan, đơn vị | 10 | 1 | 9 | 0 | 0
        6 | 2 | Chi bộ trực thuộc | 8 | 1 | 7 | 0 | 0
        7 | 3 | Đảng viên | 20 | 2 | 18 | 0 | 0";
    assert_eq!(told(sheet).lines().count(), 3, "{}", told(sheet));
}

#[test]
fn a_row_of_the_level_above_without_a_report_is_told() {
    let ward = |name: &str, rows: &str| {
        format!(
            "=== {name}.xlsx\n1 | HUYỆN ỦY AN LÃO\n2 | ĐẢNG ỦY XÃ {name}\n3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023\n5 | TT | Chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV\n{rows}\n"
        )
    };
    let above = district("", "8 | 3 | Chi bộ Điện lực | 32 | 4 | 28 | 0 | 0")
        .replace("1 | HUYỆN", "1 | TỈNH ỦY BẮC SƠN\n2 | HUYỆN")
        .replace("        2 | TỔNG", "        3 | TỔNG");
    let files = format!(
        "=== huyen.xlsx\n{above}\n{}{}",
        ward("An Mỹ", "6 | 1 | Chi bộ thôn Đông | 100 | 10 | 88 | 2 | 0"),
        ward("An Lễ", "6 | 1 | Chi bộ thôn Đoài | 80 | 8 | 70 | 2 | 0")
    );
    insta::assert_snapshot!(told(&files), @"
    member 2023 decided: 100 (10-88-2-0, 0 not rated)
    member 2023 decided: 80 (8-70-2-0, 0 not rated)
    V502 error B8 Chưa có báo cáo của 01 đơn vị có tên trong báo cáo cấp trên: Chi bộ Điện lực
    ");
}

#[test]
fn a_head_with_a_slip_beside_one_that_fits_is_a_head() {
    let sheet = |names: [&str; 2]| {
        let [numbered, below] = names;
        format!(
            "1 | HUYỆN ỦY AN LÃO
            2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023
            4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            5 | 1 | {numbered} An Mỹ | 124 | 11 | 112 | 0 | 1
            6 | | {below} Đông | 53 | 5 | 48 | 0 | 0
            7 | | {below} Đoài | 69 | 6 | 62 | 0 | 1
            8 | 2 | {numbered} An Lễ | 118 | 11 | 107 | 0 | 0
            9 | | {below} Nam | 56 | 5 | 51 | 0 | 0
            10 | | {below} Bắc | 62 | 6 | 56 | 0 | 0"
        )
    };
    let found = told(&sheet(["Đảng bộ", "Chi bộ thôn"]));
    assert!(found.starts_with("member 2023 decided: 240 (22-217-0-1, 0 not rated)\nS202 error"), "{found}");
}
