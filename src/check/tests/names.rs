//! What rows are called: people in two columns, units under what they belong to, sums named after their group.

use super::lists::{MEMBERS, list};
use super::told;
use crate::check::rules::testing::{inputs, submission};
use crate::check::totals::totals;
use crate::check::{records::Outcome, run};
use crate::config::Config;
use crate::finding::{CellRange, CellRef, Severity};
use crate::read::Tab;

#[test]
fn the_name_of_a_person_may_stand_in_two_columns() {
    let rows = ["1 | Lê Văn | Bình | HTTNV", "2 | Mai Thanh | Bình | HTTNV", "3 | Lê Văn | An | HTXSNV"];
    let counted = "member 2022 decided: 3 (1-2-0-0, 0 not rated)";
    for heads in ["Họ và chữ lót | Tên", "Họ | Tên", "HỌ ĐỆM | TÊN", "Họ và tên đệm | Tên", "Họ và tên | "]
    {
        assert_eq!(told(&list(MEMBERS, &format!("TT | {heads} | Xếp loại"), &rows)), counted, "{heads}");
    }
    let again = [rows[0], rows[1], "3 | Lê Văn | Bình | HTNV"];
    let told = told(&list(MEMBERS, "TT | Họ và chữ lót | Tên | Ngày sinh | Xếp loại", &again.map(born)));
    assert!(told.contains("“Lê Văn Bình” đã có ở dòng 6"), "{told}");
}

fn born(row: &str) -> &str {
    match row {
        "1 | Lê Văn | Bình | HTTNV" => "1 | Lê Văn | Bình | 02/03/1980 | HTTNV",
        "2 | Mai Thanh | Bình | HTTNV" => "2 | Mai Thanh | Bình | 02/03/1980 | HTTNV",
        _ => "3 | Lê Văn | Bình | 02/03/1980 | HTNV",
    }
}

/// A summary of these rows under these heads of its first columns.
fn summary(heads: &str, rows: &[&str]) -> String {
    let rows: Vec<String> = rows.iter().zip(6..).map(|(row, at)| format!("{at} | {row}")).collect();
    let levels = "Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";
    format!(
        "1 | HUYỆN ỦY ĐẠI LỘC\n3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022\n5 | {heads} | {levels}\n{}",
        rows.join("\n")
    )
}

#[test]
fn a_unit_of_a_summary_stands_under_what_the_column_beside_it_names() {
    let rows = [
        "1 | Đảng bộ xã An | Chi bộ Thôn 1 | 12 | 2 | 10 | 0 | 0",
        "2 | Đảng bộ xã An | Chi bộ Thôn 2 | 11 | 2 | 9 | 0 | 0",
        "3 | Đảng bộ xã An | Chi bộ Quân sự | 6 | 1 | 5 | 0 | 0",
        "4 | Đảng bộ xã Bình | Chi bộ Thôn 1 | 9 | 1 | 8 | 0 | 0",
        "5 | Đảng bộ xã Bình | Chi bộ Thôn 2 | 8 | 1 | 7 | 0 | 0",
        "| Tổng cộng | | 46 | 7 | 39 | 0 | 0",
    ];
    let counted = "member 2022 decided: 46 (7-39-0-0, 0 not rated)";
    for heads in ["Đảng bộ | Chi bộ", "Xã, thị trấn | Chi bộ", "Đơn vị | Chi bộ"] {
        assert_eq!(told(&summary(&format!("TT | {heads}"), &rows)), counted, "{heads}");
    }
    let again = rows.map(|row| row.replace("xã Bình", "xã An"));
    let again = told(&summary("TT | Đảng bộ | Chi bộ", &again.each_ref().map(String::as_str)));
    assert!(again.contains("V504 error C9 “Chi bộ Thôn 1” đã có ở dòng 6"), "{again}");
}

#[test]
fn a_sum_may_be_named_after_its_group() {
    let counted = "member 2022 decided: 100 (16-72-10-2, 0 not rated)";
    for (sum, total) in
        [("Cộng nông thôn |", "Tổng cộng |"), ("| Tổng nông thôn", "| Tổng cộng"), ("Cộng |", "Tổng cộng |")]
    {
        let rows = [
            "1 | Nông thôn | Chi bộ thôn Đoan | 32 | 5 | 22 | 4 | 1",
            "2 | Nông thôn | Chi bộ thôn Tây | 28 | 4 | 20 | 4 | 0",
            &format!("| {sum} | 60 | 9 | 42 | 8 | 1"),
            "3 | Cơ quan | Chi bộ thôn Ngọc | 40 | 7 | 30 | 2 | 1",
            &format!("| {} | 40 | 7 | 30 | 2 | 1", sum.replace("nông thôn", "cơ quan")),
            &format!("| {total} | 100 | 16 | 72 | 10 | 2"),
        ];
        for heads in ["Khối | Đơn vị", "Lĩnh vực | Đơn vị"] {
            assert_eq!(told(&summary(&format!("TT | {heads}"), &rows)), counted, "{heads} {sum}");
        }
        let heads = [
            "I | Nông thôn",
            "1 | Chi bộ thôn Đoan | 32 | 5 | 22 | 4 | 1",
            "2 | Chi bộ thôn Tây | 28 | 4 | 20 | 4 | 0",
            &format!("| {} | 60 | 9 | 42 | 8 | 1", sum.trim_matches(['|', ' '])),
            "II | Cơ quan",
            "3 | Chi bộ thôn Ngọc | 40 | 7 | 30 | 2 | 1",
            &format!("| {} | 40 | 7 | 30 | 2 | 1", sum.trim_matches(['|', ' ']).replace("nông thôn", "cơ quan")),
            "| Tổng cộng | 100 | 16 | 72 | 10 | 2",
        ];
        assert_eq!(told(&summary("TT | Đơn vị", &heads)), counted, "{sum}");
    }
    // A unit that is called so.
    let unit = ["1 | Chi bộ Đồng | 32 | 5 | 26 | 1 | 0", "2 | Cộng đồng Tây | 28 | 4 | 23 | 1 | 0"];
    assert_eq!(told(&summary("TT | Đơn vị", &unit)), "member 2022 decided: 60 (9-49-2-0, 0 not rated)");
}

/// What is counted and told of a summary in which the names of these rows are merged over the row below as well.
fn merged(rows: &[&str]) -> String {
    let config = Config::default();
    let mut files = inputs(&summary("TT | Đơn vị", rows));
    let Outcome::Read(workbook, _) = &mut files[0].outcome else { return String::new() };
    if let Some(Tab::Sheet(sheet)) = workbook.tabs.first_mut() {
        let over = |at, column| CellRange::new(CellRef::new(at, column), CellRef::new(at + 1, column));
        let named = (5..).zip(rows).filter(|(_, row)| !row.starts_with("| |")).map(|(at, _)| at);
        sheet.merges = Some(named.flat_map(|at| [over(at, 0), over(at, 1)]).collect());
    }
    let submission = submission(files, &config);
    let counted = totals(&submission).units.into_iter().map(|u| format!("{:?} {:?}", u.counts.total, u.counts.levels));
    let found = run(&submission, &config).into_iter().filter(|f| f.severity != Severity::Info);
    counted.chain(found.map(|f| format!("{} {:?}", f.rule, f.cell))).collect::<Vec<_>>().join(" / ")
}

#[test]
fn shares_may_stand_under_counts_beside_a_name_over_both() {
    let counted = "Some(60) [Some(9), Some(42), Some(8), Some(1)]";
    for shares in [
        ["100 | 16 | 69 | 13 | 3", "100 | 14 | 71 | 14 | 0"],
        ["100 | 15.6 | 68.8 | 12.5 | 3.1", "100 | 14.3 | 71.4 | 14.3 | 0"],
    ] {
        let rows = [
            "1 | Chi bộ thôn Đoan | 32 | 5 | 22 | 4 | 1",
            &format!("| | {}", shares[0]),
            "2 | Chi bộ thôn Tây | 28 | 4 | 20 | 4 | 0",
            &format!("| | {}", shares[1]),
        ];
        assert_eq!(merged(&rows), counted, "{shares:?}");
    }
    // A unit all of whose members have one level, and one that has none.
    let all = "Some(42) [Some(5), Some(32), Some(4), Some(1)]";
    for (shares, one) in [
        (["100 | 15.6 | 68.8 | 12.5 | 3.1", "| 0 | 100 | 0 | 0"], "0 | 0 | 0 | 0 | 0"),
        (["| 15,6% | 68,8% | 12,5% | 3,1%", "| 0,0% | 100,0% | 0,0% | 0,0%"], "| | | |"),
        (["| (15,6%) | (68,8%) | (12,5%) | (3,1%)", "| (0%) | (100%) | (0%) | (0%)"], "| | | |"),
        (["| 0.156 | 0.688 | 0.125 | 0.031", "| 0 | 1 | 0 | 0"], "0 | 0 | 0 | 0 | 0"),
    ] {
        let rows = [
            "1 | Chi bộ thôn Đoan | 32 | 5 | 22 | 4 | 1",
            &format!("| | {}", shares[0]),
            "2 | Chi bộ thôn Tây | 10 | 0 | 10 | 0 | 0",
            &format!("| | {}", shares[1]),
            "3 | Chi bộ thôn Nam | 0 | 0 | 0 | 0 | 0",
            &format!("| | {one}"),
        ];
        assert_eq!(merged(&rows), all, "{shares:?}");
    }
    let each = [
        "1 | Đoan | 7 | 0 | 7 | 0 | 0",
        "| | | 0 | 100 | 0 | 0",
        "2 | Tây | 9 | 0 | 9 | 0 | 0",
        "| | | 0 | 100 | 0 | 0",
    ];
    assert_eq!(merged(&each), "Some(16) [Some(0), Some(16), Some(0), Some(0)]");
    // One woman in each.
    let each = [
        "1 | Đoan | 7 | 0 | 7 | 0 | 0",
        "| | 1 | 0 | 1 | 0 | 0",
        "2 | Tây | 9 | 0 | 9 | 0 | 0",
        "| | 1 | 0 | 1 | 0 | 0",
    ];
    assert!(merged(&each).starts_with("Some(18) [Some(0), Some(18), Some(0), Some(0)]"), "{}", merged(&each));
    // Men and women of one unit.
    let rows = [
        "1 | Chi bộ thôn Đoan | 20 | 3 | 14 | 2 | 1",
        "| | 12 | 2 | 8 | 2 | 0",
        "2 | Chi bộ thôn Tây | 18 | 2 | 12 | 4 | 0",
        "| | 10 | 2 | 8 | 0 | 0",
    ];
    assert!(merged(&rows).starts_with(counted), "{}", merged(&rows));
}

#[test]
fn the_last_column_may_add_up_the_levels_again() {
    let rows = |more: &str, figures: [&str; 2]| {
        let heads = format!("4 | TT | Đơn vị | Tổng số ĐV | HTXSNV | HTTNV | HTNV | KHTNV | {more}");
        let row = |at: u32, name: &str, figures: &str| format!("{at} | {} | {name} | {figures}", at - 4);
        told(&format!(
            "1 | HUYỆN ỦY ĐẠI LỘC\n3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022\n{heads}\n{}\n{}",
            row(5, "Đảng bộ xã An", figures[0]),
            row(6, "Đảng bộ xã Bình", figures[1]),
        ))
    };
    let all = "member 2022 decided: 60 (9-42-8-1, 0 not rated)";
    for head in ["Cộng", "Tổng", "Tổng cộng"] {
        assert_eq!(rows(head, ["32 | 5 | 22 | 4 | 1 | 32", "28 | 4 | 20 | 4 | 0 | 28"]), all, "{head}");
    }
    assert_eq!(
        rows("Chưa đánh giá do mới kết nạp | Cộng", ["33 | 5 | 22 | 4 | 1 | 1 | 33", "28 | 4 | 20 | 4 | 0 | 0 | 28"]),
        "member 2022 decided: 61 (9-42-8-1, 1 not rated)"
    );
    // A slip in it is told.
    let slip = rows("Cộng", ["32 | 5 | 22 | 4 | 1 | 32", "28 | 4 | 20 | 4 | 0 | 27"]);
    assert!(!slip.contains("F005") || slip.contains("H"), "{slip}");
}

#[test]
fn a_slip_in_the_column_that_adds_up_the_levels_again_is_told() {
    let sheet = |head: &str, rows: [&str; 4]| {
        let rows: Vec<String> = rows.iter().zip(5..).map(|(row, at)| format!("{at} | {row}")).collect();
        told(&format!(
            "1 | HUYỆN ỦY ĐẠI LỘC
            3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
            4 | TT | Đơn vị | Tổng số ĐV | {head} | Cộng
            {}",
            rows.join("\n")
        ))
    };
    // Beside those rated.
    let rated = "Số được đánh giá, xếp loại | HTXSNV | HTTNV | HTNV | KHTNV";
    let an = "1 | An | 32 | 32 | 5 | 22 | 4 | 1 | 32";
    let (binh, nam) = ("2 | Bình | 28 | 28 | 4 | 20 | 4 | 0 | 28", "3 | Nam | 10 | 10 | 1 | 9 | 0 | 0 | 10");
    let all = "member 2022 decided: 70 (10-51-8-1, 0 not rated)";
    assert_eq!(sheet(rated, [an, binh, nam, "| Cộng | 70 | 70 | 10 | 51 | 8 | 1 | 70"]), all);
    insta::assert_snapshot!(sheet(rated, [an, binh, nam, "| Cộng | 70 | 70 | 10 | 51 | 8 | 1 | 72"]), @r#"member 2022 decided: 70 (10-51-8-1, 0 not rated)
S202 error I8 Cộng, “Cộng”: ghi 72, cộng các dòng được 70, chênh lệch 2. Các số liệu khác cho thấy ô I8 là 70"#);
    insta::assert_snapshot!(sheet(rated, [an, &binh.replace("0 | 28", "0 | 29"), nam, "| Cộng | 70 | 70 | 10 | 51 | 8 | 1 | 70"]), @r#"member 2022 decided: 70 (10-51-8-1, 0 not rated)
S202 error I6 Bình, “Cộng”: ghi 29, cộng các cột E, F, G, H được 28, chênh lệch 1. Các số liệu khác cho thấy ô I6 là 28"#);
    // In place of those rated, of few rows.
    let levels = "HTXSNV | HTTNV | HTNV | KHTNV";
    let (an, binh) = ("1 | An | 32 | 5 | 22 | 4 | 1 | 32", "2 | Bình | 28 | 4 | 20 | 4 | 0 | 28");
    let total = "| Cộng | 70 | 10 | 51 | 8 | 1 | 70";
    insta::assert_snapshot!(sheet(levels, [an, binh, "3 | Nam | 10 | 1 | 9 | 0 | 0 | 15", total]), @r#"member 2022 decided: 70 (10-51-8-1, 0 not rated, 5 open)
S201 error H7 Nam: tổng các mức xếp loại là 10, số đã đánh giá, xếp loại là 15, chênh lệch 5. Các số liệu khác cho thấy ô H7 là 10"#);
}

#[test]
fn names_say_who_leads_a_cell_and_who_is_a_person() {
    let rows = |title: &str, rows: [&str; 4]| told(&list(title, "TT | Tên | Ghi chú | Kết quả xếp loại", &rows));
    let cells = ["1 | Chi bộ Thôn 1 | | HTTNV", "2 | Chi ủy Chi bộ Thôn 1 | | HTXSNV"];
    let more = ["3 | Chi bộ Thôn 2 | | HTNV", "4 | Chi ủy Chi bộ Thôn 2 | | HTTNV"];
    let all = [cells[0], cells[1], more[0], more[1]];
    insta::assert_snapshot!(rows("KẾT QUẢ XẾP LOẠI CHI BỘ, CHI ỦY", all), @r#"party-cell 2022 decided: 2 (0-1-1-0, 0 not rated)
collective 2022 decided: 2 (1-1-0-0, 0 not rated)
P303 error D7 Chi ủy Chi bộ Thôn 1: mức xếp loại của tập thể lãnh đạo, quản lý (HTXSNV) cao hơn mức của tổ chức, đơn vị (HTTNV). Đề nghị xem xét lại hoặc có văn bản giải trình. Kết quả của “Chi bộ Thôn 1” ghi tại D6
P303 error D9 Chi ủy Chi bộ Thôn 2: mức xếp loại của tập thể lãnh đạo, quản lý (HTTNV) cao hơn mức của tổ chức, đơn vị (HTNV). Đề nghị xem xét lại hoặc có văn bản giải trình. Kết quả của “Chi bộ Thôn 2” ghi tại D8"#);
    insta::assert_snapshot!(rows("KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC", all), @r#"party-cell 2022 decided: 2 (0-1-1-0, 0 not rated)
collective 2022 decided: 2 (1-1-0-0, 0 not rated)
P303 error D7 Chi ủy Chi bộ Thôn 1: mức xếp loại của tập thể lãnh đạo, quản lý (HTXSNV) cao hơn mức của tổ chức, đơn vị (HTTNV). Đề nghị xem xét lại hoặc có văn bản giải trình. Kết quả của “Chi bộ Thôn 1” ghi tại D6
P303 error D9 Chi ủy Chi bộ Thôn 2: mức xếp loại của tập thể lãnh đạo, quản lý (HTTNV) cao hơn mức của tổ chức, đơn vị (HTNV). Đề nghị xem xét lại hoặc có văn bản giải trình. Kết quả của “Chi bộ Thôn 2” ghi tại D8"#);
    // Nothing but a way to call the chi bộ.
    let called = ["1 | Chi ủy Thôn 1 | | HTTNV", "2 | Chi ủy Thôn 2 | | HTTNV", "3 | Chi bộ Thôn 3 | | HTNV", more[1]];
    insta::assert_snapshot!(rows("KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC", called), @"party-cell 2022 decided: 4 (0-3-1-0, 0 not rated)");
    let both = ["1 | Tập thể lãnh đạo Phòng Nội vụ | | HTTNV", "2 | Nguyễn Văn An | | HTXSNV"];
    let others = ["3 | Tập thể lãnh đạo Phòng Tư pháp | | HTTNV", "4 | Trần Thị Bình | | HTNV"];
    insta::assert_snapshot!(rows("KẾT QUẢ XẾP LOẠI TẬP THỂ, CÁ NHÂN", [both[0], both[1], others[0], others[1]]), @r#"collective 2022 decided: 2 (0-2-0-0, 0 not rated)
unknown 2022 decided: 2 (1-0-1-0, 0 not rated)
F005 warning B7 Không rõ bố cục biểu: 02 dòng về cá nhân không nêu thuộc đối tượng nào, được tính riêng. Đề nghị ghi rõ đối tượng ở đầu mục hoặc tiêu đề (tổ chức cơ sở đảng, chi bộ, đảng viên …)"#);
    insta::assert_snapshot!(rows("KẾT QUẢ XẾP LOẠI TẬP THỂ LÃNH ĐẠO", [both[0], both[1], others[0], others[1]]), @"collective 2022 decided: 4 (1-2-1-0, 0 not rated)");
}

#[test]
fn people_alone_may_be_anybody() {
    let list = |title: &str| {
        told(&format!(
            "1 | UBND XÃ HÒA SƠN
            3 | {title} NĂM 2022
            5 | TT | Họ và tên | Chức vụ | Kết quả xếp loại
            6 | 1 | Lê Văn Mai | Chuyên viên | HTTNV
            7 | 2 | Lê Hữu Cường | Chuyên viên | HTTNV"
        ))
    };
    for anybody in ["DANH SÁCH XẾP LOẠI CÁ NHÂN", "KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG TẬP THỂ, CÁ NHÂN"]
    {
        let told = list(anybody);
        assert!(told.starts_with("unknown 2022 decided: 2"), "{anybody}: {told}");
    }
    for leading in ["XẾP LOẠI CÁ NHÂN LÃNH ĐẠO, QUẢN LÝ", "XẾP LOẠI TẬP THỂ, CÁ NHÂN LÃNH ĐẠO, QUẢN LÝ"]
    {
        assert!(list(leading).starts_with("leader 2022 decided: 2"), "{leading}: {}", list(leading));
    }
}
