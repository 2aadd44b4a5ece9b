//! Lists as offices draw them: who is counted, and that nothing is said of a clean one.

use super::told;
use crate::check::rules::testing::{inputs, submission};
use crate::config::Config;

/// A list of people under a title.
pub(super) fn list(title: &str, head: &str, rows: &[&str]) -> String {
    let rows: Vec<String> = rows.iter().zip(6..).map(|(row, at)| format!("{at} | {row}")).collect();
    format!("1 | QUẬN ỦY AN LÃO\n2 | {title} NĂM 2022\n5 | {head}\n{}", rows.join("\n"))
}

pub(super) const LED: &str = "KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CÁN BỘ THUỘC DIỆN BAN THƯỜNG VỤ QUẢN LÝ";
pub(super) const MEMBERS: &str = "KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN";
pub(super) const POSTS: &str = "TT | Họ và tên | Chức vụ | Xếp loại";

#[test]
fn posts_do_not_end_a_list_that_goes_on() {
    let two = "leader 2022 decided: 2 (0-2-0-0, 0 not rated)";
    let sections = [
        "| Bí thư, Phó Bí thư",
        "1 | Nguyễn Văn An | Phó Bí thư | HTTNV",
        "| Chủ tịch, Phó Chủ tịch",
        "2 | Trần Thị Bình | Phó Chủ tịch | HTTNV",
        "",
        "| NGƯỜI LẬP BIỂU | | THỦ TRƯỞNG",
        "| Lê Thị Lan | | Đỗ Văn Nam",
    ];
    assert_eq!(told(&list(LED, POSTS, &sections)), two);
    let unnumbered = sections.map(|row| row.trim_start_matches(|c: char| c.is_ascii_digit() || " |".contains(c)));
    assert_eq!(told(&list(LED, "Họ và tên | Chức vụ | Xếp loại", &unnumbered)), two);
    // A second post on a row of its own says more of the same person.
    let second = [
        "1 | Nguyễn Văn An | Bí thư Đảng ủy | HTTNV",
        "| | Chủ tịch HĐND",
        "2 | Trần Thị Bình | Phó Chủ tịch | HTTNV",
        "| | Đại biểu HĐND",
        "",
        "| NGƯỜI LẬP BIỂU | | CHỦ TỊCH",
    ];
    assert_eq!(told(&list(LED, POSTS, &second)), two);
    // The post of a row whose number stands over several of them.
    let units = [
        "1 | Phòng Nội vụ | Nguyễn Văn An | Kế toán | Hoàn thành",
        "| | Trần Thị Bình | Kế toán | Miễn sinh hoạt",
        "2 | Phòng Tư pháp | Lê Văn Cường | Kế toán | Hoàn thành tốt",
    ];
    let head = "TT | Đơn vị | Họ và tên | Chức vụ | Xếp loại";
    let counted = "member 2022 decided: 3 (0-1-1-0, 1 not rated)";
    assert_eq!(told(&list(MEMBERS, head, &units)), counted);
}

#[test]
fn marks_of_two_stages_and_of_two_sides_are_told_apart() {
    let head = "TT | Họ và tên | Cá nhân tự xếp loại | | Chi bộ xếp loại\n6 | | | HTXSNV | HTTNV | HTXSNV | HTTNV";
    let rows = ["", "1 | Nguyễn Văn An | x | | | x", "2 | Trần Thị Bình | | x | | x"];
    assert_eq!(
        told(&list(MEMBERS, head, &rows).replace("6 | \n", "")),
        "member 2022 decided: 2 (0-2-?-?, 0 not rated)"
    );
    let head = "TT | Họ và tên | Xếp loại Đảng | | Xếp loại chuyên môn\n6 | | | HTXSNV | HTTNV | HTXSNV | HTTNV";
    let title = "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN, CÔNG CHỨC";
    let rows = ["", "1 | Nguyễn Văn An | | x | | x", "2 | Trần Thị Bình | | x | x |"];
    assert_eq!(
        told(&list(title, head, &rows).replace("6 | \n", "")),
        "member 2022 decided: 2 (0-2-?-?, 0 not rated)\ncivil-servant 2022 decided: 2 (1-1-?-?, 0 not rated)"
    );
}

#[test]
fn a_1_among_ticks_is_a_tick() {
    let head = "TT | Họ và tên | HTXSNV | HTTNV | HTNV";
    let rows = |mark: &str| {
        [
            format!("1 | Nguyễn Văn An | | {mark}"),
            "2 | Trần Thị Bình | | x".to_owned(),
            "3 | Lê Văn Cường | | | x".to_owned(),
        ]
    };
    let told_of = |mark: &str| {
        let rows = rows(mark);
        told(&list(MEMBERS, head, &rows.iter().map(String::as_str).collect::<Vec<_>>()))
    };
    assert_eq!(told_of("1"), "member 2022 decided: 3 (0-2-1-?, 0 not rated)");
    // A 2 is none.
    assert!(!told_of("2").starts_with("member 2022 decided: 3 (0-2-1-?, 0 not rated)"));
}

#[test]
fn who_is_noted_as_no_member_lacks_no_rating_as_one() {
    let head = "TT | Họ và tên | Xếp loại đảng viên | Xếp loại công chức | Ghi chú";
    let title = "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN, CÔNG CHỨC";
    let rows = |note: &str| {
        let row = format!("2 | Trần Thị Bình | | HTTNV | {note}");
        told(&list(title, head, &["1 | Nguyễn Văn An | HTTNV | HTTNV", &row]))
    };
    let civil = "civil-servant 2022 decided: 2 (0-2-0-0, 0 not rated)";
    assert_eq!(rows("Quần chúng"), format!("member 2022 decided: 1 (0-1-0-0, 0 not rated)\n{civil}"));
    assert_eq!(rows("Miễn sinh hoạt"), format!("member 2022 decided: 2 (0-1-0-0, 1 not rated)\n{civil}"));
}

#[test]
fn a_section_of_those_not_rated_is_a_reason() {
    let rows = |head: &str| {
        let head = format!("B | {head}");
        let rows =
            ["A | Đảng viên được xếp loại", "1 | Nguyễn Văn An | | HTTNV", &head, "1 | Trần Thị Bình | Đảng viên"];
        told(&list(MEMBERS, POSTS, &rows))
    };
    let counted = "member 2022 decided: 2 (0-1-0-0, 1 not rated)";
    assert_eq!(rows("Đảng viên được miễn đánh giá, xếp loại"), counted);
    assert_eq!(rows("Đảng viên không xếp loại"), counted);
    assert!(rows("Đảng viên dự bị").contains("L103"));
}

#[test]
fn sections_of_levels_begin_with_a_star_or_with_what_they_are() {
    let head = "TT | Họ và tên | Ngày sinh";
    for lead in ["* ", "Mức: ", "- Xếp loại: ", ""] {
        let (best, good) = (format!("{lead}Hoàn thành xuất sắc nhiệm vụ"), format!("{lead}Hoàn thành tốt nhiệm vụ"));
        let rows = [&best, "1 | Nguyễn Văn An | 1970", &good, "1 | Trần Thị Bình | 1980", "2 | Lê Văn Cường | 1985"];
        assert_eq!(told(&list(MEMBERS, head, &rows)), "member 2022 decided: 3 (1-2-0-0, 0 not rated)", "{lead}");
    }
    // Each section under a header of its own.
    let own = "1 | QUẬN ỦY AN LÃO
        2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022
        4 | I. Đảng viên hoàn thành xuất sắc nhiệm vụ: 01 đồng chí
        5 | TT | Họ và tên | Ngày sinh
        6 | 1 | Nguyễn Văn An | 1970
        8 | II. Đảng viên hoàn thành tốt nhiệm vụ: 02 đồng chí
        9 | TT | Họ và tên | Ngày sinh
        10 | 1 | Trần Thị Bình | 1980
        11 | 2 | Lê Văn Cường | 1985";
    assert_eq!(told(own), "member 2022 decided: 3 (1-2-0-0, 0 not rated)");
}

#[test]
fn a_row_without_mark_and_a_total_that_counts_it_are_one_slip() {
    let head = "TT | Họ và tên | HTXSNV | HTTNV | HTNV";
    let rows = |second: &str, total: &str| {
        let (second, total) = (format!("2 | Trần Thị Bình | {second}"), format!("| Tổng cộng | {total}"));
        told(&list(MEMBERS, head, &["1 | Nguyễn Văn An | | x", &second, "3 | Lê Văn Cường | | x", &total]))
    };
    let rules = |text: String| text.lines().skip(1).map(|l| l[..4].to_owned()).collect::<Vec<_>>().join(" ");
    assert!(rows("", "0 | 3 | 0").contains("“Tổng cộng” ghi nhiều hơn số dấu 01 HTTNV (ô D9). Đề nghị"));
    assert_eq!(rules(rows("", "0 | 3 | 0")), "L103");
    assert_eq!(rules(rows("| x | x", "0 | 3 | 0")), "L104");
    // What the row does not explain is told.
    assert_eq!(rules(rows("", "0 | 4 | 0")), "L103 S202");
    assert_eq!(rules(rows("| x", "0 | 4 | 0")), "S202");
}

#[test]
fn those_not_rated_may_have_a_column_among_the_levels() {
    let head = "TT | Họ và tên | Mức độ hoàn thành\n6 | | | Hoàn thành xuất sắc | Hoàn thành tốt | Hoàn thành | Không hoàn thành | Chưa xếp loại";
    let rows = [
        "",
        "1 | Nguyễn Văn An | x",
        "2 | Trần Thị Bình | | x",
        "3 | Lê Văn Cường | | | x",
        "4 | Đỗ Thị Dung | | | | | x",
    ];
    let picture = list(MEMBERS, head, &rows).replace("6 | \n", "");
    assert_eq!(told(&picture), "member 2022 decided: 4 (1-1-1-0, 1 not rated)");
}

#[test]
fn a_level_may_stand_under_itself_and_points_behind_it() {
    let head = "TT | Họ và tên | HTXSNV | HTTNV | HTNV";
    let rows = ["1 | Nguyễn Văn An | HTXSNV", "2 | Trần Thị Bình | | HTTNV", "3 | Lê Văn Cường | | HTTNV"];
    assert_eq!(told(&list(MEMBERS, head, &rows)), "member 2022 decided: 3 (1-2-0-?, 0 not rated)");
    let rows = ["1 | Nguyễn Văn An | | HTXSNV (92,5 điểm)", "2 | Trần Thị Bình | | Hoàn thành tốt nhiệm vụ (80đ)"];
    assert_eq!(told(&list(MEMBERS, POSTS, &rows)), "member 2022 decided: 2 (1-1-0-0, 0 not rated)");
    // Anything else behind it is asked about.
    assert!(told(&list(MEMBERS, POSTS, &["1 | Nguyễn Văn An | | HTXSNV (02 lần)"])).contains("L101"));
}

#[test]
fn a_small_summary_right_below_a_list_is_no_part_of_it() {
    let marks = "TT | Họ và tên | Chức vụ | HTXSNV | HTTNV";
    let rows = |lines: [&'static str; 2]| {
        ["1 | Nguyễn Văn An | Đảng viên | x", "2 | Trần Thị Bình | Đảng viên | | x", lines[0], lines[1]]
    };
    let counted = "member 2022 decided: 2 (1-1-?-?, 0 not rated)";
    for lines in [
        ["| HTXSNV | | 1", "| HTTNV | | 1"],
        ["| | HTXSNV | 1", "| | HTTNV | 1"],
        ["| HTXSNV: | 1 đ/c", "| HTTNV: | 1 đ/c"],
    ] {
        assert_eq!(told(&list(MEMBERS, marks, &rows(lines))), counted, "{lines:?}");
    }
    let words =
        ["1 | Nguyễn Văn An | | HTXSNV", "2 | Trần Thị Bình | | HTTNV", "| | HTXSNV | 1 đ/c", "| | HTTNV | 1 đ/c"];
    assert_eq!(told(&list(MEMBERS, POSTS, &words)), "member 2022 decided: 2 (1-1-0-0, 0 not rated)");
    // It is held against the list.
    let wrong = ["1 | Nguyễn Văn An | | HTXSNV", "2 | Trần Thị Bình | | HTTNV", "| HTXSNV | 1", "| HTTNV | 2"];
    assert!(told(&list(MEMBERS, POSTS, &wrong)).contains("X601"));
}

#[test]
fn the_year_may_stand_below_the_title_with_what_it_is() {
    let rows = ["1 | Nguyễn Văn An | | HTXSNV"];
    let picture = list(MEMBERS, POSTS, &rows).replace(" NĂM 2022", "\n3 | Năm đánh giá: 2022");
    assert_eq!(told(&picture), "member 2022 decided: 1 (1-0-0-0, 0 not rated)");
    let school = list(MEMBERS, POSTS, &rows).replace(" NĂM 2022", "\n3 | Năm học 2021-2022");
    assert!(told(&school).contains("F012"));
}

#[test]
fn who_heads_a_chi_bo_is_rated_beside_it() {
    let head = "TT | Tên chi bộ | Kết quả xếp loại | | Họ tên bí thư\n6 | | | Chi bộ | Bí thư chi bộ";
    let rows = |second: &str| {
        let second = format!("2 | Chi bộ 2 | HTTNV | {second} | Trần Thị Bình");
        let picture = list(
            "KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC",
            head,
            &["", "1 | Chi bộ 1 | HTTNV | HTTNV | Nguyễn Văn An", &second],
        );
        told(&picture.replace("QUẬN ỦY AN LÃO", "ĐẢNG ỦY XÃ AN MỸ").replace("6 | \n", ""))
    };
    assert_eq!(rows("HTTNV"), "party-cell 2022 decided: 2 (0-2-0-0, 0 not rated)");
    assert!(rows("HTXSNV").contains("P301"));
}

#[test]
fn exchanged_heads_of_points_and_levels_are_told() {
    let rows = ["1 | Nguyễn Văn An | 92 | HTXSNV", "2 | Trần Thị Bình | 80 | HTTNV"];
    let found = told(&list(MEMBERS, "TT | Họ và tên | Xếp loại | Điểm", &rows));
    let counted = "member 2022 decided: 2 (1-1-0-0, 0 not rated)";
    assert!(found.starts_with(counted) && found.contains("F005"), "{found}");
    assert_eq!(found.lines().count(), 2, "{found}");
    assert_eq!(told(&list(MEMBERS, "TT | Họ và tên | Điểm | Xếp loại", &rows)), counted);
}

#[test]
fn a_title_may_say_whose_results_they_are() {
    let rows = "5 | TT | Họ và tên | Xếp loại\n6 | 1 | Nguyễn Văn An | HTTNV";
    let unit = |head: &str, title: &str| {
        let picture = format!("1 | {head}\n3 | {title}\n{rows}");
        submission(inputs(&picture), &Config::default()).files[0].unit.clone().unwrap_or_default()
    };
    let title = "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN CỦA ĐẢNG ỦY XÃ AN MỸ NĂM 2022";
    assert_eq!(unit("", title), "Xã An Mỹ");
    assert_eq!(unit("", "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022 CỦA ĐẢNG BỘ XÃ AN MỸ"), "Xã An Mỹ");
    assert_eq!(unit("ĐẢNG ỦY XÃ AN LỄ", title), "Xã An Lễ", "the head goes before");
    assert_eq!(unit("", "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN CỦA CÁC CHI BỘ TRỰC THUỘC NĂM 2022"), "");
    // Whose document is followed, or goes with it, says nothing of who reports.
    for document in [
        "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN THEO HƯỚNG DẪN CỦA THÀNH ỦY ĐÀ NẴNG NĂM 2022",
        "KẾT QUẢ XẾP LOẠI THEO QUY ĐỊNH VỀ ĐÁNH GIÁ ĐẢNG VIÊN CỦA QUẬN ỦY SƠN TRÀ NĂM 2022",
        "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022 (theo Công văn của Quận ủy Sơn Trà)",
        "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022 THUỘC THẨM QUYỀN CỦA QUẬN ỦY SƠN TRÀ",
    ] {
        assert_eq!(unit("", document), "", "{document}");
    }
    let named = title.replace("CỦA ĐẢNG ỦY XÃ AN MỸ", "CỦA ĐẢNG BỘ THÀNH PHỐ HUẾ");
    let file = format!("=== Đảng ủy xã An Lễ.xlsx\n3 | {named}\n{rows}");
    let units = submission(inputs(&file), &Config::default());
    assert_eq!(units.files[0].unit.as_deref(), Some("Xã An Lễ"), "the name of the file goes before");
}

#[test]
fn a_list_of_those_not_rated_needs_a_reason_in_every_row() {
    let rows = |reason: &str| {
        let second = format!("2 | Trần Thị Bình | 1970 | {reason}");
        let title = "DANH SÁCH ĐẢNG VIÊN CHƯA ĐƯỢC ĐÁNH GIÁ, XẾP LOẠI";
        told(&list(
            title,
            "TT | Họ và tên | Ngày sinh | Lý do",
            &["1 | Nguyễn Văn An | 1960 | Miễn sinh hoạt", &second],
        ))
    };
    assert_eq!(rows("Thai sản"), "");
    assert!(rows("").starts_with("L103 error D7"), "{}", rows(""));
}

#[test]
fn of_those_who_rate_one_after_another_the_last_decides() {
    let rows = ["1 | Nguyễn Văn An | HTXSNV | HTTNV", "2 | Trần Thị Bình | HTTNV | HTTNV"];
    let heads =
        |first: &str, second: &str| told(&list(MEMBERS, &format!("TT | Họ và tên | {first} | {second}"), &rows));
    let second = "member 2022 decided: 2 (0-2-0-0, 0 not rated)";
    let first = "member 2022 decided: 2 (1-1-0-0, 0 not rated)";
    for (lower, upper) in [
        ("Chi bộ đánh giá", "Đảng ủy xếp loại"),
        ("Chi bộ đánh giá, xếp loại", "Đảng ủy cơ sở đánh giá, xếp loại"),
        ("Chi ủy xếp loại", "Chi bộ xếp loại"),
        ("Chi bộ xếp loại", "Huyện ủy xếp loại"),
        ("Đơn vị xếp loại", "Cấp trên xếp loại"),
    ] {
        assert!(heads(lower, upper).starts_with(second), "{lower}, {upper}: {}", heads(lower, upper));
        assert!(!heads(lower, upper).contains("F005"), "{lower}, {upper}");
        assert!(heads(upper, lower).starts_with(first), "{upper}, {lower}: {}", heads(upper, lower));
    }
    // Of two lines of offices, and of two of one rank, nobody knows which decides.
    assert!(heads("Chi bộ đánh giá", "Thủ trưởng đánh giá").contains("F005"));
    assert!(heads("Chi bộ xếp loại", "Chi bộ đánh giá").contains("F005"));
}

/// Whatever stands before the words of a section's head, they say who stands below it.
#[test]
fn heads_of_sections_are_marked_in_many_ways() {
    let marks = ["* |* ", "Phần I: |Phần II: ", "Mục 1. |Mục 2. ", "A. |B. ", "|"];
    let people = |first: &str, second: &str| {
        let rows = [
            &format!("{first}CÔNG CHỨC"),
            "1 | Nguyễn Văn An | CV | HTTNV",
            "2 | Trần Thị Bình | CV | HTTNV",
            &format!("{second}VIÊN CHỨC"),
            "1 | Lê Văn Cường | CV | HTNV",
            "2 | Phạm Thị Dung | CV | HTTNV",
            "3 | Ngô Văn Em | CV | HTTNV",
        ];
        told(&list("DANH SÁCH XẾP LOẠI CÔNG CHỨC, VIÊN CHỨC", POSTS, &rows))
    };
    let figures = |first: &str, second: &str| {
        let rows = [
            &format!("{first}CHI BỘ TRỰC THUỘC"),
            "1 | Đảng bộ xã A | 6 | 1 | 4 | 1 | 0",
            "2 | Đảng bộ xã B | 5 | 0 | 4 | 1 | 0",
            &format!("{second}ĐẢNG VIÊN"),
            "1 | Đảng bộ xã A | 106 | 11 | 84 | 10 | 1",
            "2 | Đảng bộ xã B | 95 | 9 | 74 | 11 | 1",
        ];
        let head = "TT | Đơn vị | Số được xếp loại | HTXSNV | HTTNV | HTNV | KHTNV";
        told(&list("TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI", head, &rows))
    };
    let both =
        "civil-servant 2022 decided: 2 (0-2-0-0, 0 not rated)\npublic-employee 2022 decided: 3 (0-2-1-0, 0 not rated)";
    assert_eq!(people("I. ", "II. "), both);
    let both = "party-cell 2022 decided: ? (1-8-2-0, 0 not rated)\nmember 2022 decided: ? (20-158-21-2, 0 not rated)";
    assert_eq!(figures("I. ", "II. "), both);
    for (first, second) in marks.iter().filter_map(|pair| pair.split_once('|')) {
        assert_eq!(people(first, second), people("I. ", "II. "), "{first}");
        assert_eq!(figures(first, second), figures("I. ", "II. "), "{first}");
    }
    // Notes are none.
    assert!(people("* Ghi chú: ", "* Ghi chú: ").starts_with("civil-servant 2022 decided: 5"));
}

#[test]
fn sections_of_levels_may_be_marked_in_any_way() {
    for marks in [["I- ", "II- "], ["1. ", "2. "], ["1/ ", "2/ "], ["I/ ", "II/ "], ["A- ", "B- "]] {
        let (best, good) =
            (format!("{}Hoàn thành xuất sắc nhiệm vụ", marks[0]), format!("{}Hoàn thành tốt nhiệm vụ", marks[1]));
        let rows = [
            &best,
            "1 | Nguyễn Văn An | Bí thư",
            &good,
            "2 | Trần Thị Bình | Đảng viên",
            "3 | Lê Văn Cường | Đảng viên",
        ];
        let picture = list(MEMBERS, "TT | Họ và tên | Chức vụ", &rows);
        assert_eq!(told(&picture), "member 2022 decided: 3 (1-2-0-0, 0 not rated)", "{marks:?}");
    }
}

#[test]
fn people_who_are_none_of_the_subjects_are_counted_apart_from_them() {
    let rows = |head: &str| {
        [
            "I | CÔNG CHỨC | |".to_owned(),
            "1 | Nguyễn Văn An | Chuyên viên | HTTNV".into(),
            "2 | Trần Thị Bình | Chuyên viên | HTNV".into(),
            format!("II | {head} | |"),
            "1 | Lê Văn Cường | Lái xe | HTTNV".into(),
        ]
    };
    let counted = |title: &str, head: &str| {
        let rows = rows(head);
        told(&list(title, POSTS, &rows.iter().map(String::as_str).collect::<Vec<_>>()))
    };
    for title in ["KẾT QUẢ XẾP LOẠI CÔNG CHỨC", "KẾT QUẢ XẾP LOẠI CÔNG CHỨC, VIÊN CHỨC VÀ NGƯỜI LAO ĐỘNG"]
    {
        for head in ["NGƯỜI LAO ĐỘNG", "HỢP ĐỒNG LAO ĐỘNG", "Hợp đồng theo Nghị định 111/2022/NĐ-CP"]
        {
            let both =
                "civil-servant 2022 decided: 2 (0-1-1-0, 0 not rated)\nunknown 2022 decided: 1 (0-1-0-0, 0 not rated)";
            assert_eq!(counted(title, head), both, "{title}: {head}");
        }
    }
    // Members are members whatever their job is.
    let members = counted("KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN", "NGƯỜI LAO ĐỘNG");
    assert_eq!(members, "member 2022 decided: 3 (0-2-1-0, 0 not rated)");
}

#[test]
fn a_section_may_say_why_those_below_it_are_not_rated() {
    let counted = |head: &str, last: &str| {
        let section = format!("II | {head} | |");
        let rows = [
            "I | Đảng viên được xếp loại | |",
            "1 | Nguyễn Văn An | Bí thư | HTTNV",
            &section,
            "1 | Lê Văn Cường | Đảng viên |",
            last,
        ];
        told(&list(MEMBERS, POSTS, &rows))
    };
    for head in [
        "ĐẢNG VIÊN MIỄN CÔNG TÁC VÀ SINH HOẠT",
        "Đảng viên mới kết nạp",
        "Chuyển sinh hoạt đảng",
        "Đảng viên sinh hoạt tạm thời",
    ] {
        let all = counted(head, "2 | Đỗ Thị Dung | Đảng viên |");
        assert_eq!(all, "member 2022 decided: 3 (0-1-0-0, 2 not rated)", "{head}");
        // Where somebody there is rated, the others are asked about.
        assert!(counted(head, "2 | Đỗ Thị Dung | Đảng viên | HTTNV").contains("L103"), "{head}");
    }
}

#[test]
fn who_heads_an_organisation_stands_beside_it() {
    let rows = ["1 | Chi bộ Tòa án | Nguyễn Văn An | HTTNV", "2 | Chi bộ Kho bạc | Trần Thị Bình | HTNV"];
    let counted =
        |title: &str, person: &str| told(&list(title, &format!("TT | Tên tổ chức đảng | {person} | Xếp loại"), &rows));
    for person in ["Người đứng đầu", "Họ và tên", "Bí thư"] {
        let told = counted("KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG", person);
        assert_eq!(told, "party-base 2022 decided: 2 (0-1-1-0, 0 not rated)", "{person}");
    }
    let heads = counted("KẾT QUẢ XẾP LOẠI NGƯỜI ĐỨNG ĐẦU TỔ CHỨC CƠ SỞ ĐẢNG", "Họ và tên");
    assert_eq!(heads, "leader 2022 decided: 2 (0-1-1-0, 0 not rated)");
}

#[test]
fn a_level_and_its_short_form_are_one_rating() {
    let stages = |rows: [[&str; 2]; 3]| {
        let rows = rows.iter().zip(1..).map(|([own, decided], n)| format!("{n} | Chi bộ thôn {n} | {own} | {decided}"));
        let rows: Vec<String> = rows.collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let title = "KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CHI BỘ TRỰC THUỘC";
        told(&list(title, "TT | Tên chi bộ | Tự xếp loại | Đảng ủy quyết định", &rows))
    };
    let said = |forms: [&str; 3]| stages([[forms[0], forms[1]], [forms[1], forms[1]], [forms[2], forms[2]]]);
    for forms in [
        ["Hoàn thành xuất sắc nhiệm vụ (HTXSNV)", "Hoàn thành tốt nhiệm vụ (HTTNV)", "Hoàn thành nhiệm vụ (HTNV)"],
        ["HTXSNV (Hoàn thành xuất sắc nhiệm vụ)", "HTTNV (Hoàn thành tốt nhiệm vụ)", "HTNV (Hoàn thành nhiệm vụ)"],
        ["Hoàn thành xuất sắc nhiệm vụ - HTXSNV", "Hoàn thành tốt nhiệm vụ - HTTNV", "Hoàn thành nhiệm vụ - HTNV"],
        ["Hoàn thành xuất sắc nhiệm vụ (XS)", "Hoàn thành tốt nhiệm vụ (T)", "Hoàn thành nhiệm vụ (HTNV)"],
    ] {
        let told = said(forms);
        assert_eq!(told.lines().next(), Some("party-cell 2022 decided: 3 (0-2-1-0, 0 not rated)"), "{told}");
        assert!(!told.contains("error"), "{told}");
    }
    // A column that says what the one beside it does is one of ratings, whatever its head and its words.
    let asked = said(["Mức 1", "Mức 2", "Mức 3"]);
    assert!(asked.starts_with("party-cell 2022 decided: 3 ") && asked.contains("L102"), "{asked}");
    // What brackets say may be another level.
    assert!(said(["HTXSNV (A)", "HTTNV (K)", "HTNV (HTTNV)"]).contains("error"));
}

#[test]
fn one_of_a_row_of_bodies_without_a_rating_heads_nobody() {
    let title = "KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG TẬP THỂ LÃNH ĐẠO, QUẢN LÝ";
    let rows = |open: usize| {
        let offices = ["Phòng Nội vụ", "Phòng Y tế", "Phòng Tư pháp", "Thanh tra"];
        let rated = |n: usize| if n == open { "" } else { "HTTNV" };
        let rows = offices.iter().enumerate();
        let rows = rows.map(|(n, office)| format!("{} | Tập thể lãnh đạo {office} | {}", n + 1, rated(n)));
        told(&list(
            title,
            "TT | Tên tập thể | Xếp loại",
            &rows.collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>(),
        ))
    };
    for open in 0..4 {
        let told = rows(open);
        assert!(told.starts_with("collective 2022 decided: 4 "), "{open}: {told}");
        assert!(told.contains(&format!("L103 error C{}", 6 + open)), "{open}: {told}");
    }
    // Over rows numbered anew it is the head of those.
    let heads = ["1 | Tập thể lãnh đạo các phòng |", "1 | Phòng Nội vụ | HTTNV", "2 | Phòng Y tế | HTNV"];
    assert_eq!(
        told(&list(title, "TT | Tên tập thể | Xếp loại", &heads)),
        "collective 2022 decided: 2 (0-1-1-0, 0 not rated)"
    );
}

#[test]
fn a_body_that_rates_is_not_whom_it_rates() {
    let people = |head: &str| {
        let rows = [
            "1 | Nguyễn Văn An | HTXSNV | HTTNV",
            "2 | Trần Thị Bình | HTTNV | HTTNV",
            "3 | Lê Văn Cường | HTTNV | HTNV",
        ];
        told(&list(MEMBERS, &format!("TT | Họ và tên | Tự xếp loại | {head}"), &rows))
    };
    for head in
        ["Kết quả xếp loại của chi bộ", "Mức xếp loại do chi bộ quyết định", "Đánh giá của chi bộ", "Xếp loại (chi bộ)"]
    {
        assert!(people(head).starts_with("member 2022 decided: 3 (0-2-1-0, 0 not rated)"), "{head}: {}", people(head));
    }
    // Beside the rating of the person it is that of the chi bộ.
    let heads =
        ["1 | Nguyễn Văn An | Bí thư Chi bộ 1 | HTXSNV | HTTNV", "2 | Trần Thị Bình | Bí thư Chi bộ 2 | HTTNV | HTTNV"];
    let beside = "TT | Họ và tên | Chức vụ | Xếp loại cá nhân | Kết quả xếp loại của chi bộ";
    assert!(told(&list(LED, beside, &heads)).starts_with("leader 2022 decided: 2 (1-1-0-0, 0 not rated)"));
}
