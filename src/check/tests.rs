//! Drawn sheets → what is counted of them, and what is told.

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
