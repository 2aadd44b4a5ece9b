//! Lists with several opinions of one row: which of them counts, and what is no rating of the row at all.

use super::lists::{MEMBERS, list};
use super::told;

/// A list of five members with two columns of ratings: of the first all are HTTNV.
fn words(head: [&str; 2], second: [&str; 5]) -> String {
    let head = format!("TT | Họ và tên | Chi bộ | {} | Ghi chú", head.join(" | "));
    let names = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Phạm Thị Dung", "Hoàng Văn Em"];
    let row = |(at, (name, said)): (usize, (&str, &str))| format!("{} | {name} | Chi bộ Một | HTTNV | {said}", at + 1);
    let rows: Vec<String> = names.into_iter().zip(second).enumerate().map(row).collect();
    told(&list(MEMBERS, &head, &rows.iter().map(String::as_str).collect::<Vec<_>>()))
}

const LEVELS: &str = "HTXSNV | HTTNV | HTNV | KHTNV";

/// The same over marks: of the first all are HTTNV, of the second the last is HTNV.
fn marks(head: [&str; 2]) -> String {
    let over = format!("TT | Họ và tên | Chi bộ | {} | | | | {} | | | ", head[0], head[1]);
    let rows = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Phạm Thị Dung"];
    let row = |(at, name): (usize, &str)| {
        let second = if at == 3 { "| | x |" } else { "| x | |" };
        format!("{} | {} | {name} | Chi bộ Một | | x | | | {second}", at + 7, at + 1)
    };
    let rows: Vec<String> = rows.into_iter().enumerate().map(row).collect();
    told(&format!(
        "1 | QUẬN ỦY AN LÃO\n2 | {MEMBERS} NĂM 2022\n5 | {over}\n6 | | | | {LEVELS} | {LEVELS}\n{}",
        rows.join("\n")
    ))
}

#[test]
fn who_agrees_gives_the_level_of_the_stage_before() {
    let decided = "member 2022 decided: 5 (1-4-0-0, 0 not rated)";
    for head in ["Đảng ủy quyết định", "BTV quyết định", "Quyết định", "Kết luận của Ban Thường vụ"]
    {
        for said in ["Đồng ý", "Nhất trí", "Như đề nghị", "Đồng ý với đề nghị của chi bộ", "Duyệt"]
        {
            let told = words(["Chi bộ đề nghị", head], [said, said, "HTXSNV", said, said]);
            assert_eq!(told, decided, "{head}: {said}");
        }
    }
    for head in [["Tự XL", "Đảng ủy XL"], ["Tự đánh giá", "Đảng ủy ĐG"], ["Chi bộ", "Đảng ủy"]]
    {
        let told = words(head, ["Nhất trí", "Nhất trí", "HTXSNV", "Thống nhất", "Nhất trí"]);
        assert_eq!(told, decided, "{head:?}");
    }
    let all = words(["Chi bộ đề nghị", "Đảng ủy quyết định"], ["Đồng ý"; 5]);
    assert_eq!(all, "member 2022 decided: 5 (0-5-0-0, 0 not rated)");
}

#[test]
fn what_does_not_plainly_agree_is_asked_about() {
    let decides = ["Chi bộ đề nghị", "Đảng ủy quyết định"];
    for said in ["Không đồng ý", "x", "Đồng ý HTTNVV", "Xem lại"] {
        let told = words(decides, [said, said, "HTXSNV", "HTTNV", said]);
        assert!(told.starts_with("member 2022 decided: 5 (1-1-0-0, 0 not rated, 3 open)"), "{said}: {told}");
        assert!(told.contains("E6"), "{said}: {told}");
    }
    // As the row above, or as was proposed?
    let above = words(decides, ["Đồng ý", "Như trên", "HTXSNV", "Như trên", "Đồng ý"]);
    assert!(above.starts_with("member 2022 decided: 5 (1-3-0-0, 0 not rated, 1 open)"), "{above}");
    // Where the one before is another thing, or says no stage, nothing is agreed with.
    let other =
        words(["Xếp loại công đoàn", "Xếp loại đảng viên"], ["Nhất trí", "Nhất trí", "HTXSNV", "Nhất trí", "HTNV"]);
    assert!(other.starts_with("member 2022 decided: 5 (1-0-1-0, 0 not rated, 3 open)"), "{other}");
    // A chi bộ may be called so.
    let place = |said: &str| {
        let row = |at: usize, name: &str| format!("{at} | {name} | HTTNV | {said}");
        told(&list(MEMBERS, "TT | Họ và tên | Xếp loại | Chi bộ", &[&row(1, "Lê Văn An"), &row(2, "Đỗ Thị Bình")]))
    };
    assert_eq!(place("Thống Nhất"), "member 2022 decided: 2 (0-2-0-0, 0 not rated)");
    // The number of a decision is none.
    let number = words(["Chi bộ đề nghị", "Đảng ủy quyết định"], ["12-QĐ/ĐU"; 5]);
    assert_eq!(number, "member 2022 proposed: 5 (0-5-0-0, 0 not rated)");
    let names = words(["Chi bộ đề nghị", "BTV phụ trách"], ["Đ/c Hùng"; 5]);
    assert_eq!(names, "member 2022 proposed: 5 (0-5-0-0, 0 not rated)");
}

#[test]
fn two_groups_of_marks_are_two_opinions() {
    for head in [
        ["Cá nhân tự xếp loại", "Chi bộ biểu quyết"],
        ["Tự ĐG", "Chi bộ ĐG"],
        ["Tự XL", "Chi bộ XL"],
        ["Tự xếp", "Chi bộ xếp"],
        ["Bản thân", "Chi bộ"],
        ["Tự chấm", "Chi bộ chấm"],
        ["Tự xếp loại", "Biểu quyết của chi bộ"],
        ["Chi bộ", "Đảng ủy"],
        ["Quý IV", "Cả năm"],
        ["6 tháng đầu năm", "Cả năm"],
        ["Đoàn viên", "Đảng viên"],
        ["Công đoàn", "Đảng viên"],
        ["Phẩm chất", "Kết quả xếp loại"],
    ] {
        let told = marks(head);
        assert!(told.lines().any(|l| l == "member 2022 decided: 4 (0-3-1-0, 0 not rated)"), "{head:?}: {told}");
        assert!(!told.contains("error"), "{head:?}: {told}");
    }
    // What cannot be told is never the first in silence.
    for head in [["Cá nhân", "Tập thể"], ["Nhóm một", "Nhóm hai"]] {
        let told = marks(head);
        assert!(told.contains("F005") && !told.contains("0-4-0-0"), "{head:?}: {told}");
    }
}

#[test]
fn other_ratings_beside_that_of_the_title_are_none_of_it() {
    let of = |head: &str, said: &str| {
        let head = format!("TT | Họ và tên | {head} | Kết quả xếp loại đảng viên");
        let rows = [format!("1 | Nguyễn Văn An | {said} | HTTNV"), format!("2 | Trần Thị Bình | {said} | HTNV")];
        told(&list(MEMBERS, &head, &[&rows[0], &rows[1]]))
    };
    for (head, said) in [
        ("Nhận xét nơi cư trú", "Tốt"),
        ("Gia đình văn hóa", "Đạt"),
        ("Xếp loại đoàn viên", "HTTNV"),
        ("Xếp loại công đoàn viên", "HTXSNV"),
        ("Xếp loại học lực", "Khá"),
        ("Xếp loại thi đua", "A"),
        ("Ưu điểm", "Hoàn thành tốt nhiệm vụ"),
    ] {
        assert_eq!(of(head, said), "member 2022 decided: 2 (0-1-1-0, 0 not rated)", "{head}");
    }
    // In a list of those the head names, and where nothing else rates, it is the rating.
    let alone = |title: &str, head: &str| {
        let head = format!("TT | Họ và tên | {head}");
        told(&list(title, &head, &["1 | Nguyễn Văn An | HTTNV", "2 | Trần Thị Bình | HTNV"]))
    };
    assert!(alone(MEMBERS, "Xếp loại thi đua").starts_with("member 2022 decided: 2 (0-1-1-0"));
    assert!(alone("KẾT QUẢ XẾP LOẠI ĐOÀN VIÊN", "Xếp loại đoàn viên").contains("2 (0-1-1-0"));
}

/// A list of three people with ratings below one head: by the first all are HTTNV, by the last one is HTNV.
fn below_one_head(title: &str, heads: &[&str]) -> String {
    let merged = " | ".repeat(heads.len());
    let row = |(at, name): (usize, &str)| {
        let last = if at == 2 { "HTNV" } else { "HTTNV" };
        let before = "HTTNV | ".repeat(heads.len() - 1);
        format!("{} | {} | {name} | {before}{last} |", at + 7, at + 1)
    };
    let rows: Vec<String> =
        ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"].into_iter().enumerate().map(row).collect();
    told(&format!(
        "1 | HUYỆN ỦY AN LÃO\n2 | {title} NĂM 2022\n5 | TT | Họ và tên | Kết quả xếp loại{merged}Ghi chú\n6 | | | {} |\n{}",
        heads.join(" | "),
        rows.join("\n")
    ))
}

#[test]
fn who_rates_below_one_head_is_no_other_subject() {
    for heads in [
        &["Tự XL", "Chi bộ XL"][..],
        &["Chi ủy", "Chi bộ"],
        &["Bản thân tự xếp", "Chi bộ"],
        &["Tự đánh giá", "Thủ trưởng cơ quan"],
        &["Cá nhân tự xếp loại", "Chi ủy nơi cư trú", "Chi bộ"],
    ] {
        let told = below_one_head(MEMBERS, heads);
        assert!(told.contains("member 2022 decided: 3 (0-2-1-0, 0 not rated)"), "{heads:?}: {told}");
        assert!(!told.contains("F005") && !told.contains("party-cell"), "{heads:?}: {told}");
    }
    // Whose rating the first is, nobody says.
    let told = below_one_head(MEMBERS, &["Cá nhân", "Tập thể"]);
    assert!(told.contains("F005") && !told.contains("0-3-0-0"), "{told}");
    // What is told of the unit and its collective beside the head's own is theirs.
    let leaders = "KẾT QUẢ XẾP LOẠI CÁN BỘ LÃNH ĐẠO, QUẢN LÝ";
    for heads in [&["Tập thể", "Cá nhân"][..], &["Đơn vị", "Tập thể", "Cá nhân"]] {
        let told = below_one_head(leaders, heads);
        assert!(told.contains("leader 2022 decided: 3 (0-2-1-0") && !told.contains("F005"), "{heads:?}: {told}");
    }
}

#[test]
fn figures_on_the_row_of_a_person_count_nobody() {
    let head = "TT | Họ và tên | HTXSNV | HTTNV | HTNV | KHTNV";
    let rows = ["1 | Nguyễn Văn An | 2 | 9 | 2 | 0 | HTTNV", "2 | Trần Thị Bình | 1 | 3 | 9 | 0 | HTNV"];
    let voted = told(&list(MEMBERS, &format!("{head} | Xếp loại"), &rows));
    assert_eq!(voted, "member 2022 decided: 2 (0-1-1-0, 0 not rated)");
    let alone = told(&list(MEMBERS, head, &rows.map(|row| row.rsplit_once(" | ").map_or(row, |r| r.0))));
    insta::assert_snapshot!(alone, @"F004 error  Không nhận ra biểu xếp loại nào trong file. Đề nghị kiểm tra lại file gửi; lệnh “xeploai layout” cho biết đã hiểu gì");
    // Who heads each chi bộ of a summary stands beside it.
    let summary =
        ["1 | Chi bộ Một | Nguyễn Văn An | 13 | 2 | 9 | 2 | 0", "2 | Chi bộ Hai | Trần Thị Bình | 13 | 1 | 3 | 9 | 0"];
    let counted = told(&list(
        "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN",
        "TT | Chi bộ | Bí thư | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV",
        &summary,
    ));
    assert_eq!(counted, "member 2022 decided: 26 (3-12-11-0, 0 not rated)");
}

#[test]
fn two_opinions_on_people_are_no_count_of_organisations() {
    let summary = |title: &str, heads: [&str; 2]| {
        told(&format!(
            "1 | HUYỆN ỦY AN LÃO\n2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI {title} NĂM 2022
            5 | TT | Đơn vị | Tổng số | {} | | | | {} | | |\n6 | | | | {LEVELS} | {LEVELS}
            7 | 1 | Xã An Hòa | 10 | 1 | 8 | 1 | 0 | 1 | 7 | 2 | 0\n8 | 2 | Xã An Phú | 12 | 2 | 9 | 1 | 0 | 1 | 9 | 2 | 0",
            heads[0], heads[1]
        ))
    };
    for heads in [["Chi bộ xếp loại", "Đảng ủy xếp loại"], ["Chi bộ", "Đảng ủy"], ["Cá nhân", "Tập thể"]]
    {
        let told = summary("ĐẢNG VIÊN", heads);
        assert!(told.contains("F005") && !told.contains("party-cell") && !told.contains("collective"), "{told}");
    }
    let own = summary("ĐẢNG VIÊN", ["Tự XL", "Chi bộ XL"]);
    assert!(own.contains("member 2022 decided: 22 (2-16-4-0") && !own.contains("party-cell"), "{own}");
    let both = summary("CHI BỘ, ĐẢNG VIÊN", ["Chi bộ", "Đảng viên"]);
    assert!(both.contains("party-cell 2022 decided"), "{both}");
}

#[test]
fn a_member_without_a_name_is_no_cell() {
    let rows =
        ["1 | Nguyễn Văn An | Chi bộ Một | HTTNV", "2 | | Chi bộ Một | HTTNV", "3 | Lê Văn Cường | Chi bộ Một | HTNV"];
    let told = told(&list(MEMBERS, "TT | Họ và tên | Chi bộ | Kết quả xếp loại", &rows));
    assert!(told.contains("member 2022 decided: 3 (0-2-1-0") && !told.contains("party-cell"), "{told}");
}

#[test]
fn a_list_of_marks_in_which_nobody_is_marked_lacks_all_ratings() {
    let rows = ["1 | Nguyễn Văn An | Chi bộ Thôn 1 | | | |", "2 | Trần Thị Bình | Chi bộ Thôn 1 | | | |"];
    let sheet = |head: &str| told(&list("KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN", head, &rows));
    insta::assert_snapshot!(sheet("TT | Họ và tên | Chi bộ | HTXSNV | HTTNV | HTNV | KHTNV"), @r#"member 2022 decided: 2 (?-?-?-?, 0 not rated, 2 open)
L103 error D6 Cả 02 dòng chưa có mức xếp loại và không nêu lý do. Đề nghị bổ sung mức hoặc lý do chưa xếp loại"#);
    // A summary that is not filled in: nothing says that somebody is to be marked.
    let units = ["1 | Chi bộ Thôn 1 | | | | |", "2 | Chi bộ Thôn 2 | | | | |"];
    let head = "TT | Tên chi bộ | Ghi chú | HTXSNV | HTTNV | HTNV | KHTNV";
    insta::assert_snapshot!(told(&list("TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN", head, &units)), @"member 2022 decided: ? (?-?-?-?, 0 not rated)");
}

#[test]
fn a_tick_under_a_kind_of_people_says_of_which_a_row_is() {
    let sheet = |title: &str, rows: &[&str]| {
        told(&list(title, "TT | Họ và tên | Công chức | Viên chức | Kết quả xếp loại", rows))
    };
    let rows = ["1 | Nguyễn Văn An | x | | HTXSNV", "2 | Trần Thị Bình | | x | HTTNV", "3 | Lê Văn Cường | x | | HTNV"];
    insta::assert_snapshot!(sheet("KẾT QUẢ XẾP LOẠI CÔNG CHỨC, VIÊN CHỨC", &rows), @r#"civil-servant 2022 decided: 2 (1-0-1-0, 0 not rated)
public-employee 2022 decided: 1 (0-1-0-0, 0 not rated)"#);
    // Under a title of members it is what else they are.
    insta::assert_snapshot!(sheet("KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN", &rows), @"member 2022 decided: 3 (1-1-1-0, 0 not rated)");
}
