//! Columns by whom they count, over and under the levels.

use super::told;

/// A summary of two units: its heads, and the figures of each.
fn units(title: &str, heads: &[&str], figures: [&str; 2]) -> String {
    let heads: Vec<String> = (5..).zip(heads).map(|(row, head)| format!("{row} | {head}")).collect();
    format!(
        "1 | HUYỆN ỦY AN LÃO
        3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI {title} NĂM 2022
        {}
        8 | 1 | Xã An Mỹ | {}
        9 | 2 | Xã An Lễ | {}",
        heads.join("\n"),
        figures[0],
        figures[1]
    )
}

/// Two groups under each level.
fn under(title: &str, pair: &str) -> String {
    let levels = "TT | Tên đơn vị | HTXSNV | | HTTNV | | HTNV | | KHTNV |";
    let pairs = format!(" | | {pair} | {pair} | {pair} | {pair}");
    told(&units(title, &[levels, &pairs], ["2 | 3 | 9 | 30 | 1 | 4 | 0 | 1", "1 | 4 | 7 | 20 | 0 | 2 | 0 | 0"]))
}

/// The same with the groups over the levels.
fn over(title: &str, pair: &str) -> String {
    let (one, two) = pair.split_once('|').expect("a pair");
    let groups = format!("TT | Tên đơn vị | {one} | | | | {two} | | |");
    let levels = " | | HTXSNV | HTTNV | HTNV | KHTNV | HTXSNV | HTTNV | HTNV | KHTNV";
    told(&units(title, &[&groups, levels], ["2 | 9 | 1 | 0 | 3 | 30 | 4 | 1", "1 | 7 | 0 | 0 | 4 | 20 | 2 | 0"]))
}

#[test]
fn who_stands_under_a_level_is_counted_as_over_it() {
    for (title, pair) in [
        ("VIÊN CHỨC, NGƯỜI LAO ĐỘNG", "Viên chức | Người lao động"),
        ("VIÊN CHỨC, NGƯỜI LAO ĐỘNG", "VC | NLĐ"),
        ("CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC", "CBCC | VC"),
        ("CBCCVC", "CC | VC"),
        ("TỔ CHỨC CƠ SỞ ĐẢNG, ĐẢNG VIÊN", "TCCSĐ | ĐV"),
        ("ĐẢNG VIÊN", "CT | DB"),
    ] {
        assert_eq!(under(title, pair), over(title, pair), "{pair}");
    }
    insta::assert_snapshot!(under("VIÊN CHỨC, NGƯỜI LAO ĐỘNG", "VC | NLĐ"), @r#"public-employee 2022 decided: ? (3-16-1-0, 0 not rated)
unknown 2022 decided: ? (7-50-6-1, 0 not rated)"#);
    insta::assert_snapshot!(under("CBCCVC", "CC | VC"), @r#"civil-servant 2022 decided: ? (3-16-1-0, 0 not rated)
public-employee 2022 decided: ? (7-50-6-1, 0 not rated)"#);
    insta::assert_snapshot!(under("TỔ CHỨC CƠ SỞ ĐẢNG, ĐẢNG VIÊN", "TCCSĐ | ĐV"), @r#"party-base 2022 decided: ? (3-16-1-0, 0 not rated)
member 2022 decided: ? (7-50-6-1, 0 not rated)"#);
    insta::assert_snapshot!(under("ĐẢNG VIÊN", "CT | DB"), @"member 2022 decided: ? (10-66-7-1, 0 not rated)");
    // Nobody says who that is: counted apart, and told.
    insta::assert_snapshot!(under("VIÊN CHỨC", "CBQL | Giáo viên"), @r#"unknown 2022 decided: ? (3-16-1-0, 0 not rated)
public-employee 2022 decided: ? (7-50-6-1, 0 not rated)
F005 warning C5 Không rõ bố cục biểu: nhóm cột “CBQL” không nêu thuộc đối tượng nào, được tính riêng. Đề nghị ghi rõ đối tượng ở đầu mục hoặc tiêu đề (tổ chức cơ sở đảng, chi bộ, đảng viên …)"#);
    insta::assert_snapshot!(under("TỔ CHỨC CƠ SỞ ĐẢNG, CHI BỘ", "TCCSĐ | ĐV"), @r#"party-base 2022 decided: ? (3-16-1-0, 0 not rated)
unknown 2022 decided: ? (7-50-6-1, 0 not rated)
F005 warning D5 Không rõ bố cục biểu: nhóm cột “ĐV” không nêu thuộc đối tượng nào, được tính riêng. Đề nghị ghi rõ đối tượng ở đầu mục hoặc tiêu đề (tổ chức cơ sở đảng, chi bộ, đảng viên …)"#);
}

#[test]
fn a_head_that_names_whom_one_level_counts_says_it_of_all() {
    let heads = "TT | Tên đơn vị | Số đảng viên HTXSNV | HTTNV | HTNV | KHTNV";
    for title in ["ĐẢNG VIÊN", "CUỐI NĂM"] {
        let counted = told(&units(title, &[heads], ["2 | 9 | 1 | 0", "1 | 7 | 0 | 0"]));
        assert_eq!(counted, "member 2022 decided: ? (3-16-1-0, 0 not rated)", "{title}");
    }
}

#[test]
fn totals_of_two_kinds_are_totals_of_two_kinds() {
    let levels = "TT | Tên đơn vị | Tổng số | | HTXSNV | | HTTNV | | HTNV |";
    let of = |pair: &str, title: &str| {
        let pairs = format!(" | | {pair} | {pair} | {pair} | {pair}");
        let rows = ["12 | 37 | 2 | 3 | 9 | 30 | 1 | 4", "8 | 26 | 1 | 4 | 7 | 20 | 0 | 2"];
        told(&units(title, &[levels, &pairs], rows))
    };
    insta::assert_snapshot!(of("TCCSĐ | Chi bộ", "TỔ CHỨC ĐẢNG"), @r#"party-base 2022 decided: 20 (3-16-1-?, 0 not rated)
party-cell 2022 decided: 63 (7-50-6-?, 0 not rated)"#);
    insta::assert_snapshot!(of("Chính thức | Dự bị", "ĐẢNG VIÊN"), @"member 2022 decided: 83 (10-66-7-?, 0 not rated)");
    insta::assert_snapshot!(of("Đảng viên chính thức | Đảng viên dự bị", "ĐẢNG VIÊN"), @"member 2022 decided: 83 (10-66-7-?, 0 not rated)");
}

#[test]
fn those_who_are_everybody_together_are_no_total_alone() {
    let of = |total: &str, parts: &str, rows: [&str; 2]| {
        let width = parts.split('|').count() - 1;
        let heads = format!("TT | Tên đơn vị | {total} {}| HTXSNV | HTTNV | HTNV | KHTNV", "| ".repeat(width));
        told(&units("ĐẢNG VIÊN", &[&heads, &format!(" | | {parts} | | | |")], rows))
    };
    let pair = ["27 | 2 | 2 | 26 | 1 | 0", "19 | 1 | 1 | 18 | 1 | 0"];
    for total in ["Tổng số đảng viên", "Số được đánh giá"] {
        for parts in ["Chính thức | Dự bị", "Nam | Nữ"] {
            let told = of(total, parts, pair);
            let counted = "member 2022 decided: ? (3-44-2-0, 0 not rated)\nF005 warning D5 ";
            assert!(told.starts_with(counted) && told.lines().count() == 2, "{told}");
        }
    }
    insta::assert_snapshot!(of("Tổng số", "ĐV chính thức | ĐV dự bị", pair), @r#"member 2022 decided: ? (3-44-2-0, 0 not rated)
F005 warning D5 Không rõ bố cục biểu: số người ghi ở 02 cột (C: Tổng số / ĐV chính thức; D: Tổng số / ĐV dự bị) mà không có cột cộng chung, các mức không chia như vậy: tổng số chưa được tính, chưa đối chiếu với các mức. Đề nghị ghi thêm cột cộng chung, hoặc ghi “Trong đó” ở nhóm là một phần"#);
    let whole = ["29 | 27 | 2 | 2 | 26 | 1 | 0", "20 | 19 | 1 | 1 | 18 | 1 | 0"];
    for (total, first) in [("Tổng số đảng viên", "Tổng"), ("Tổng số", "Tổng số"), ("Tổng số đảng viên", "Cộng")]
    {
        for parts in ["Chính thức | Dự bị", "Nam | Nữ"] {
            let told = of(total, &format!("{first} | {parts}"), whole);
            assert_eq!(told, "member 2022 decided: 49 (3-44-2-0, 0 not rated)", "{total} {parts}");
        }
    }
    // A slip in a part is told where it stands.
    let slip = ["29 | 27 | 2 | 2 | 26 | 1 | 0", "20 | 19 | 7 | 1 | 18 | 1 | 0"];
    insta::assert_snapshot!(of("Tổng số đảng viên", "Tổng | Chính thức | Dự bị", slip), @"
    member 2022 decided: 49 (3-44-2-0, 0 not rated)
    S202 error C9 Xã An Lễ, tổng số: ghi 20, cộng các cột D, E được 26, chênh lệch 6. Đề nghị đơn vị kiểm tra lại các ô D9, E9
    ");
}

#[test]
fn those_who_need_not_be_rated_are_not_rated() {
    let heads = ["TT | Tên đơn vị | Tổng số đảng viên | Kết quả | | | |", " | | | HTXSNV | HTTNV | HTNV | KHTNV |"];
    let of = |last: &str| {
        told(&units(
            "ĐẢNG VIÊN",
            &[heads[0], &format!("{} {last}", heads[1])],
            ["29 | 4 | 20 | 3 | 1 | 1", "26 | 3 | 18 | 4 | 0 | 1"],
        ))
    };
    for last in ["Không phải đánh giá", "Không thuộc diện đánh giá", "Không phải xếp loại"] {
        assert_eq!(of(last), "member 2022 decided: 55 (7-38-7-1, 2 not rated)", "{last}");
    }
}

#[test]
fn a_column_that_counts_others_is_no_total() {
    let of =
        |title: &str, heads: &str, rows: [&str; 2]| told(&units(title, &[&format!("TT | Tên đơn vị | {heads}")], rows));
    let rated = "Số được xếp loại | HTXSNV | HTTNV | HTNV | KHTNV";
    let rows = ["29 | 4 | 23 | 2 | 0 | 3", "20 | 3 | 16 | 1 | 0 | 2"];
    for other in ["Số chi bộ trực thuộc", "Số chi bộ", "Số đảng viên dự bị", "Số đảng viên nữ", "Số TCCSĐ"]
    {
        let told = of("ĐẢNG VIÊN", &format!("{rated} | {other}"), rows);
        assert_eq!(told, "member 2022 decided: ? (7-39-3-0, 0 not rated)", "{other}");
    }
    // Levels alone beside it: less than they add up to.
    let alone = of(
        "ĐẢNG VIÊN",
        "Số chi bộ trực thuộc | HTXSNV | HTTNV | HTNV | KHTNV",
        ["3 | 4 | 23 | 2 | 0", "2 | 3 | 16 | 1 | 0"],
    );
    assert_eq!(alone, "member 2022 decided: ? (7-39-3-0, 0 not rated)");
    // What the levels make up is their total, whatever it is called.
    let total = of(
        "TỔ CHỨC CƠ SỞ ĐẢNG",
        "Số chi bộ | HTXSNV | HTTNV | HTNV | KHTNV",
        ["29 | 4 | 23 | 2 | 0", "20 | 3 | 16 | 1 | 0"],
    );
    assert!(total.contains("decided: 49 (7-39-3-0"), "{total}");
    // A total that is too small is wrong, and is the total all the same.
    let small = of(
        "ĐẢNG VIÊN",
        "Tổng số đảng viên | HTXSNV | HTTNV | HTNV | KHTNV",
        ["28 | 4 | 23 | 2 | 0", "19 | 3 | 16 | 1 | 0"],
    );
    assert!(small.contains("S201"), "{small}");
}

#[test]
fn the_one_total_below_several_groups_is_of_all_of_them() {
    let sheet = |heads: [&str; 2], name: &str, total: &str| {
        told(&format!(
            "1 | HUYỆN ỦY AN LÃO
            2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
            4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            5 | I | {} | | | | |
            6 | 1 | Chi bộ thôn 1 | 60 | 6 | 50 | 4 | 0
            7 | 2 | Chi bộ thôn 2 | 40 | 4 | 33 | 3 | 0
            8 | II | {} | | | | |
            9 | 1 | Chi bộ Tòa án | 22 | 3 | 18 | 1 | 0
            10 | 2 | Chi bộ Kho bạc | 20 | 2 | 17 | 1 | 0
            11 | | {name} | {total}",
            heads[0], heads[1]
        ))
    };
    let (last_group, all) = ("42 | 5 | 35 | 2 | 0", "142 | 15 | 118 | 9 | 0");
    let kinds = ["Khối thôn", "Khối cơ quan"];
    for name in ["Tổng cộng", "Tổng cộng (I+II)", "Toàn Đảng bộ", "Cộng"] {
        let wrong = sheet(kinds, name, last_group);
        assert!(wrong.starts_with("member 2022 decided: 142 (15-118-9-0, 0 not rated)\nS202"), "{name}: {wrong}");
        assert_eq!(sheet(kinds, name, all), "member 2022 decided: 142 (15-118-9-0, 0 not rated)", "{name}");
    }
    // The sum of a group by its name; sections of two years.
    assert_eq!(sheet(kinds, "Cộng khối cơ quan", last_group).lines().count(), 1);
    assert!(!sheet(["Năm 2021", "Năm 2022"], "Tổng cộng", last_group).contains("S202"));
}

#[test]
fn a_column_says_of_each_row_which_of_those_of_the_title_it_is() {
    let of = |title: &str, head: &str, kinds: [&str; 3]| {
        let row = |(at, (name, kind)): (usize, (&str, &str))| format!("{} | {name} | {kind} | HTTNV", at + 1);
        let names = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"];
        let rows: Vec<String> = names.into_iter().zip(kinds).enumerate().map(row).collect();
        let head = format!("TT | Họ và tên | {head} | Kết quả xếp loại");
        told(&super::lists::list(title, &head, &rows.iter().map(String::as_str).collect::<Vec<_>>()))
    };
    let both = "KẾT QUẢ XẾP LOẠI CÔNG CHỨC, VIÊN CHỨC";
    for head in ["Đối tượng", "Nhóm", "Ngạch", "Công chức/Viên chức"] {
        let told = of(both, head, ["Công chức", "Viên chức", "Công chức"]);
        assert!(told.contains("civil-servant 2022 decided: 2 (0-2-0-0"), "{head}: {told}");
        assert!(told.contains("public-employee 2022 decided: 1 (0-1-0-0"), "{head}: {told}");
    }
    // What else a member is changes nothing, nor that a công chức is a member.
    let members = of("KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN", "Đối tượng", ["Công chức", "Viên chức", "Công chức"]);
    assert_eq!(members, "member 2022 decided: 3 (0-3-0-0, 0 not rated)");
    let servants = of("KẾT QUẢ XẾP LOẠI CÔNG CHỨC", "Đảng viên", ["Đảng viên", "Đảng viên", ""]);
    assert_eq!(servants, "civil-servant 2022 decided: 3 (0-3-0-0, 0 not rated)");
}

#[test]
fn a_title_may_name_those_who_lead_by_their_posts_alone() {
    let subject = |title: &str, post: &str, heads: &str| {
        let rows = (1..=4).map(|n| format!("{} | {n} | Lê Văn A{n} | {post} | Phòng {n} | HTTNV\n", n + 4));
        let sheet = format!("1 | HUYỆN ỦY ĐẠI LỘC\n2 | {title} NĂM 2022\n4 | TT | Họ và tên | Chức vụ | {heads}\n");
        let told = told(&(sheet + &rows.collect::<String>()));
        told.split(' ').next().unwrap_or_default().to_owned()
    };
    let plain = "Đơn vị | Kết quả xếp loại";
    for (title, post) in [
        ("KẾT QUẢ XẾP LOẠI TRƯỞNG PHÒNG VÀ TƯƠNG ĐƯƠNG", "Trưởng phòng"),
        ("DANH SÁCH CÁC TRƯỞNG PHÒNG, PHÓ TRƯỞNG PHÒNG VÀ KẾT QUẢ XẾP LOẠI", "Trưởng phòng"),
        ("KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐỐI VỚI CÁC ĐỒNG CHÍ BÍ THƯ CHI BỘ", "Bí thư"),
        ("KẾT QUẢ XẾP LOẠI BÍ THƯ ĐẢNG ỦY XÃ", "Bí thư Đảng ủy"),
    ] {
        assert_eq!(subject(title, post, plain), "leader", "{title}");
    }
    for (title, post, heads, other) in [
        ("KẾT QUẢ XẾP LOẠI CÔNG CHỨC CỦA TRƯỞNG PHÒNG NỘI VỤ", "Công chức", plain, "civil-servant"),
        ("KẾT QUẢ XẾP LOẠI BÍ THƯ CHI ĐOÀN", "Bí thư", plain, "unknown"),
        ("KẾT QUẢ XẾP LOẠI TRƯỞNG BAN CÔNG TÁC MẶT TRẬN", "Trưởng ban", plain, "unknown"),
        ("KẾT QUẢ XẾP LOẠI BÍ THƯ CHI BỘ", "Bí thư", "Đơn vị | Xếp loại đảng viên", "member"),
    ] {
        assert_eq!(subject(title, post, heads), other, "{title}");
    }
}

#[test]
fn names_of_people_under_a_post_are_the_rows() {
    let of = |title: &str, head: &str| {
        let names = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"];
        let cells = |name: &str, n: usize| {
            let cell = |h: &str| match h {
                "TT" => n.to_string(),
                "Đơn vị" | "Chi bộ" | "Tên chi bộ" => format!("Chi bộ Thôn {n}"),
                "Xếp loại" | "Xếp loại chi bộ" => "HTTNV".into(),
                _ => name.to_owned(),
            };
            head.split(" | ").map(cell).collect::<Vec<_>>().join(" | ")
        };
        let rows = names.iter().zip(1..).map(|(name, n)| format!("{} | {}\n", n + 4, cells(name, n)));
        told(&format!("1 | ĐẢNG ỦY XÃ HÒA SƠN\n2 | {title} NĂM 2022\n4 | {head}\n{}", rows.collect::<String>()))
    };
    let leaders = "leader 2022 decided: 3 (0-3-0-0, 0 not rated)";
    let cells = "party-cell 2022 decided: 3 (0-3-0-0, 0 not rated)";
    let list = "DANH SÁCH KẾT QUẢ XẾP LOẠI BÍ THƯ CHI BỘ";
    for (title, head) in [
        (list, "TT | BÍ THƯ CHI BỘ | Đơn vị | Xếp loại"),
        (list, "TT | Chi bộ | Đồng chí Bí thư | Xếp loại"),
        (list, "TT | Tên chi bộ | Họ tên bí thư | Xếp loại"),
        ("KẾT QUẢ XẾP LOẠI", "TT | Bí thư chi bộ | Đơn vị | Xếp loại"),
    ] {
        assert_eq!(of(title, head), leaders, "{title}: {head}");
    }
    for (title, head) in [
        ("KẾT QUẢ XẾP LOẠI CHI BỘ", "TT | Tên chi bộ | Bí thư | Xếp loại"),
        ("KẾT QUẢ XẾP LOẠI CHI BỘ", "TT | Tên chi bộ | Họ tên bí thư | Xếp loại"),
        ("KẾT QUẢ XẾP LOẠI CHI BỘ", "TT | Bí thư chi bộ | Tên chi bộ | Xếp loại"),
        ("KẾT QUẢ XẾP LOẠI", "TT | Chi bộ | Bí thư | Xếp loại"),
        (list, "TT | Bí thư | Tên chi bộ | Xếp loại chi bộ"),
    ] {
        assert_eq!(of(title, head), cells, "{title}: {head}");
    }
}

#[test]
fn a_line_that_names_an_organisation_behind_a_word_for_it_says_whose_rows_follow() {
    let names = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Hồ Văn Phú"];
    let lists = |title: &str, line: &dyn Fn(usize) -> String| {
        let part = |at: usize| {
            let row = 4 * at + 4;
            format!(
                "{row} | {}\n{} | TT | Họ và tên | Kết quả xếp loại\n{} | 1 | {} | HTTNV\n",
                line(at),
                row + 1,
                row + 2,
                names[at]
            )
        };
        let parts: String = (0..4).map(part).collect();
        told(&format!("1 | ĐẢNG ỦY XÃ HÒA SƠN\n2 | {title} NĂM 2022\n{parts}"))
    };
    let members = "DANH SÁCH KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN";
    for kind in [
        "Chi bộ: Thôn",
        "CHI BỘ: THÔN",
        "Đơn vị: Chi bộ thôn",
        "Đơn vị: Thôn",
        "1. Chi bộ: Thôn",
        "Đảng bộ: Bộ phận",
        "Chi bộ thôn",
    ] {
        let told = lists(members, &|at| format!("{kind} {}", at + 1));
        assert_eq!(told, "member 2022 decided: 4 (0-4-0-0, 0 not rated)", "{kind}");
    }
    let rooms = ["Nội", "Ngoại", "Nhi", "Sản"];
    let told_of =
        lists("DANH SÁCH KẾT QUẢ XẾP LOẠI VIÊN CHỨC", &|at| format!("Đơn vị: Khoa {}", rooms[at]));
    assert_eq!(told_of, "public-employee 2022 decided: 4 (0-4-0-0, 0 not rated)");
    // Whom the rows below are about is said without a name, and how many there are is no name.
    let kinds = ["Chi bộ", "Chi bộ: 01", "Chi bộ: Gồm 01 chi bộ", "1. Chi bộ: Theo thôn"];
    for kind in kinds {
        let sheet = format!(
            "1 | ĐẢNG ỦY XÃ HÒA SƠN\n2 | KẾT QUẢ XẾP LOẠI NĂM 2022\n4 | TT | Tên | Kết quả xếp loại\n5 | I | {kind}\n6 | 1 | Chi bộ thôn 1 | HTTNV\n7 | II | Đảng viên\n8 | 1 | Nguyễn Văn An | HTTNV"
        );
        let told = told(&sheet);
        assert!(
            told.contains("party-cell 2022 decided: 1") && told.contains("member 2022 decided: 1"),
            "{kind}: {told}"
        );
    }
}
