//! People on lists of several files: who is one, where everybody counts, and what is asked about.

use super::lists::MEMBERS;
use super::several_lists::decided;
use super::told;

/// A list of the xã in a file, or on a sheet, of its own: what stands above it, its heads beside the name, and its rows.
fn of_xa(name: &str, above: &str, head: &str, rows: &[&str]) -> String {
    let rows: String = rows.iter().zip(7..).map(|(row, at)| format!("{at} | {} | {row}\n", at - 6)).collect();
    format!(
        "{name}\n1 | HUYỆN ỦY HÒA VANG\n2 | ĐẢNG ỦY XÃ HÒA SƠN\n4 | {MEMBERS} NĂM 2022\n5 | {above}\n6 | TT | Họ và tên{head} | Kết quả xếp loại\n{rows}"
    )
}

#[test]
fn a_birth_date_tells_who_stands_on_two_lists_however_posts_and_units_are_written() {
    let both = |head: &str, rows: &[&str], other_head: &str, others: &[&str]| {
        told(&format!("{}{}", of_xa("--- A", "", head, rows), of_xa("--- B", "", other_head, others)))
    };
    let head = " | Ngày sinh | Chi bộ | Chức vụ";
    let rows = [
        "Nguyễn Văn An | 01/03/1960 | Chi bộ thôn 1 | Bí thư | HTTNV",
        "Trần Thị Bình | 02/03/1961 | Chi bộ thôn 1 | Đảng viên | HTTNV",
        "Lê Văn Cường | 03/03/1962 | Chi bộ thôn 2 | Bí thư | HTNV",
    ];
    let new = [
        "Hồ Văn Phú | 04/03/1963 | Chi bộ thôn 3 | ĐV | HTTNV",
        "Võ Thị Dung | 05/03/1964 | Chi bộ thôn 3 | ĐV | HTTNV",
    ];
    let with = |row: &'static str| [row, new[0], new[1]];
    let counted = "member 2022 decided: 5 (0-4-1-0, 0 not rated)";
    for again in [
        "Nguyễn Văn An | 1-3-1960 | Chi bộ thôn 1 | BT | HTTNV",
        "Nguyễn Văn An | 01/03/1960 | Thôn 1 | Bí thư | HTTNV",
        "NGUYỄN VĂN AN | 1960 | CB thôn 1 | Bí thư | HTTNV",
    ] {
        assert_eq!(both(head, &rows, head, &with(again)), counted, "{again}");
    }
    // What stands against it, or leaves it open, is asked about.
    insta::assert_snapshot!(both(head, &rows, head, &with("Nguyễn Văn An | 01/03/1960 | Chi bộ thôn 2 | ĐV | HTTNV")), @r#"member 2022 decided: 6 (0-5-1-0, 0 not rated)
X603 warning B7 01 người có thể đã có ở “A” (cùng họ tên, ngày sinh, khác đơn vị); đang tính là người khác. Đề nghị đơn vị xác nhận"#);
    let short = " | Năm sinh";
    let of_year = ["Nguyễn Văn An | 1960 | HTTNV", "Lý Văn Giang | 1970 | HTTNV", "Mai Thị Hoa | 1971 | HTTNV"];
    insta::assert_snapshot!(both(head, &rows, short, &of_year), @r#"member 2022 decided: 6 (0-5-1-0, 0 not rated)
X603 warning B7 01 người có thể đã có ở “A” (cùng họ tên, năm sinh); đang tính là người khác. Đề nghị đơn vị xác nhận"#);
    let posts = ["Nguyễn Văn An | BT | HTTNV", "Trần Thị Bình | ĐV | HTTNV", "Lê Văn Cường | BT | HTNV"];
    let plain = rows.map(|row| {
        row.split(" | ")
            .enumerate()
            .filter(|(at, _)| ![1, 2].contains(at))
            .map(|(_, t)| t)
            .collect::<Vec<_>>()
            .join(" | ")
    });
    let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
    insta::assert_snapshot!(both(" | Chức vụ", &plain, " | Chức vụ", &posts), @r#"member 2022 decided: 6 (0-4-2-0, 0 not rated)
X603 warning B7 03 người có thể đã có ở “A” (cùng họ tên, kết quả); đang tính là người khác. Đề nghị đơn vị xác nhận"#);
    // Another birth date is another person.
    let other = "Nguyễn Văn An | 01/03/1975 | Chi bộ thôn 1 | Bí thư | HTTNV";
    assert_eq!(both(head, &rows, head, &with(other)), "member 2022 decided: 6 (0-5-1-0, 0 not rated)");
}

#[test]
fn lists_that_all_stand_on_another_of_the_same_office_add_nobody() {
    let people =
        ["Nguyễn Văn", "Trần Thị", "Lê Văn"].map(|first| ["An", "Bình", "Dung", "Phú"].map(|n| [first, n].join(" ")));
    let rows: Vec<String> = people.iter().flatten().map(|name| format!("{name} | HTTNV")).collect();
    let list = |file: &str, above: &str, head: &str, rows: &[String]| {
        of_xa(&format!("=== {file}.xlsx"), above, head, &rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let parts =
        |rows: &[String]| list("a", "Chi bộ thôn 1", "", &rows[..6]) + &list("b", "Chi bộ thôn 2", "", &rows[6..]);
    let whole = list("xa", "", "", &rows);
    insta::assert_snapshot!(told(&format!("{whole}{}", parts(&rows))), @"member 2022 decided: 12 (0-12-0-0, 0 not rated)");
    // One that says otherwise of somebody, and few names, are asked about.
    let otherwise = parts(&[&rows[..11], &["Lê Văn Phú | HTNV".to_owned()]].concat());
    insta::assert_snapshot!(told(&format!("{whole}{otherwise}")), @r#"member 2022 decided: 24 (0-23-1-0, 0 not rated)
X603 warning B7 06 người có thể đã có ở “xa.xlsx”, sheet “Biểu 1” (cùng họ tên, kết quả); đang tính là người khác. Đề nghị đơn vị xác nhận
X603 warning B7 05 người có thể đã có ở “xa.xlsx”, sheet “Biểu 1” (cùng họ tên, kết quả); đang tính là người khác. Đề nghị đơn vị xác nhận"#);
    insta::assert_snapshot!(told(&format!("{whole}{}", list("a", "Chi bộ thôn 1", "", &rows[..3]))), @r#"member 2022 decided: 15 (0-15-0-0, 0 not rated)
X603 warning B7 03 người có thể đã có ở “xa.xlsx”, sheet “Biểu 1” (cùng họ tên, kết quả); đang tính là người khác. Đề nghị đơn vị xác nhận"#);
    let namesake = [rows[0].clone(), "Hồ Văn Em | HTTNV".to_owned(), "Hồ Thị Hoa | HTTNV".to_owned()];
    assert_eq!(told(&format!("{whole}{}", list("a", "Chi bộ thôn 1", "", &namesake))).lines().count(), 1);
    // With birth dates one row is enough, but nearly the same rows may be an earlier state.
    let born: Vec<String> =
        rows.iter().map(|row| row.replacen(" | ", &format!(" | {:02}/03/1960 | ", row.len() % 27 + 1), 1)).collect();
    let head = " | Ngày sinh";
    let whole = list("xa", "", head, &born);
    let part = |rows: &[String]| told(&format!("{whole}{}", list("c", "Chi bộ thôn 1", head, rows)));
    assert_eq!(decided(&part(&born[..1])), 12);
    assert!(part(&born[..11]).contains("X603 error"));
    // Of a list of others those who stand on the first are counted once; a level that differs is told.
    let others = ["Lý Văn Giang | 01/02/1970 | HTTNV", "Mai Thị Hoa | 01/02/1971 | HTTNV"].map(str::to_owned);
    let with = |row: String| part(&[[row].as_slice(), &others].concat());
    assert_eq!(decided(&with(born[0].clone())), 14);
    insta::assert_snapshot!(with(born[0].replace("HTTNV", "HTNV")), @r#"member 2022 decided: 14 (0-13-0-0, 0 not rated, 1 open)
X603 error B7 01 người có mức khác với “xa.xlsx”, sheet “Biểu 1”; chưa tính mức nào. Đề nghị đơn vị xác nhận mức đúng"#);
}

#[test]
fn whom_the_office_above_lists_under_no_unit_counts_where_the_units_below_list_them() {
    let names =
        ["Nguyễn Văn", "Trần Thị", "Lê Văn"].map(|first| ["An", "Bình", "Dung", "Phú"].map(|n| [first, n].join(" ")));
    let rows: Vec<String> = names.iter().flatten().map(|name| format!("{name} | HTTNV")).collect();
    let born = |rows: &[String]| -> Vec<String> {
        rows.iter().map(|row| row.replacen(" | ", &format!(" | {:02}/03/1960 | ", row.len() % 27 + 1), 1)).collect()
    };
    let list = |file: &str, cell: Option<u32>, head: &str, rows: &[String]| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let list = of_xa(&format!("=== {file}.xlsx"), "", head, &rows);
        let Some(cell) = cell else { return list };
        list.replace("HUYỆN ỦY HÒA VANG", "ĐẢNG ỦY XÃ HÒA SƠN-")
            .replace("2 | ĐẢNG ỦY XÃ HÒA SƠN\n", &format!("2 | CHI BỘ THÔN {cell}\n"))
            .replace("SƠN-", "SƠN")
    };
    let all = |above: &[String], below: &[String], head: &str| {
        let of = |cell: u32, rows: &[String]| list(&format!("c{cell}"), Some(cell), head, rows);
        told(&(list("xa", None, head, above) + &of(1, &below[..5]) + &of(2, &below[5..10])))
    };
    let counted = |told: &str| {
        told.lines().filter_map(|l| l.split_once(" (")).map(|l| l.0.to_owned()).collect::<Vec<_>>().join("; ")
    };
    let (head, dated) = (" | Ngày sinh", born(&rows));
    // Two of them stand in no other list.
    assert_eq!(counted(&all(&rows, &rows, "")), counted(&all(&dated, &dated, head)));
    insta::assert_snapshot!(all(&rows, &rows, ""), @r#"member 2022 decided: 2 (0-2-0-0, 0 not rated)
member 2022 decided: 5 (0-5-0-0, 0 not rated)
member 2022 decided: 5 (0-5-0-0, 0 not rated)"#);
    let otherwise =
        |rows: &[String]| rows.iter().map(|row| row.replace("Bình | HTTNV", "Bình | HTNV")).collect::<Vec<_>>();
    insta::assert_snapshot!(all(&otherwise(&rows), &rows, ""), @r#"member 2022 decided: 2 (0-2-0-0, 0 not rated)
member 2022 decided: 5 (0-5-0-0, 0 not rated)
member 2022 decided: 5 (0-5-0-0, 0 not rated)
X602 error B8 03 dòng có mức khác với danh sách của đơn vị cấp dưới; đã tính theo danh sách đó. Đề nghị đơn vị đối chiếu"#);
    // Of other birth dates they are others, and a few names are no more than names.
    let others: Vec<String> = dated.iter().map(|row| row.replace("/1960", "/1975")).collect();
    assert_eq!(decided(&all(&others, &dated, head)), 22);
    let few = list("xa", None, "", &rows) + &list("c1", Some(1), "", &rows[..2]);
    insta::assert_snapshot!(told(&few), @r#"member 2022 decided: 12 (0-12-0-0, 0 not rated)
member 2022 decided: 2 (0-2-0-0, 0 not rated)
X602 warning B7 02 dòng trùng họ tên với danh sách của đơn vị cấp dưới, không có ngày sinh để phân biệt; đang tính ở cả hai. Đề nghị ghi ngày sinh hoặc đơn vị"#);
}

#[test]
fn an_office_that_has_no_name_of_its_own_is_above_the_schools_whose_lists_its_rows_stand_in() {
    let list = |head: [&str; 2], column: &str, rows: &[String]| {
        let rows: String =
            rows.iter().zip(7..).map(|(row, at)| format!("{at} | {} | {row} | HTTNV\n", at - 6)).collect();
        format!(
            "=== {}.xlsx\n1 | {}\n2 | {}\n4 | KẾT QUẢ XẾP LOẠI VIÊN CHỨC NĂM 2022\n6 | TT | Họ và tên{column} | Kết quả xếp loại\n{rows}",
            head[1], head[0], head[1]
        )
    };
    let schools = ["Trường TH Kim Đồng", "Trường TH Lê Lợi"];
    let teachers = [["Nguyễn Văn An", "Trần Thị Bình"], ["Lê Văn Cường", "Hồ Văn Phú"]];
    let room = "PHÒNG GD&ĐT HUYỆN HÒA VANG";
    let own = |at: usize| list([room, &schools[at].to_uppercase()], "", &teachers[at].map(str::to_owned));
    let of = |at: usize| teachers[at].map(|name| format!("{name} | {}", schools[at]));
    let whole = list(["UBND HUYỆN HÒA VANG", room], " | Đơn vị", &[of(0), of(1)].concat());
    assert_eq!(decided(&told(&(whole.clone() + &own(0) + &own(1)))), 4);
    assert_eq!(decided(&told(&(whole.clone() + &own(0)))), 4);
    assert_eq!(decided(&told(&whole)), 4);
    // A school that lists others.
    let others = list([room, &schools[1].to_uppercase()], "", &["Mai Thị Hoa".to_owned(), "Lý Văn Giang".to_owned()]);
    assert_eq!(decided(&told(&(whole + &own(0) + &others))), 6);
}

#[test]
fn who_is_addressed_as_a_man_and_as_a_woman_are_two() {
    let list = |sheet: &str, rows: [&str; 2]| {
        format!(
            "--- {sheet}
            1 | UBND QUẬN HẢI GIANG
            2 | DANH SÁCH KẾT QUẢ XẾP LOẠI CÔNG CHỨC NĂM 2022
            4 | TT | Họ và tên | Chức vụ | Xếp loại
            5 | 1 | {} | Chuyên viên | HTXSNV
            6 | 2 | {} | Chuyên viên | HTTNV
            ",
            rows[0], rows[1]
        )
    };
    let both = |first: &str, second: &str| {
        told(&(list("S1", [first, "Trần Thị Bình"]) + &list("S2", [second, "Lê Văn Cường"])))
    };
    let two = both("Ông Nguyễn Hoàng Anh", "Bà Nguyễn Hoàng Anh");
    assert!(two.starts_with("civil-servant 2022 decided: 4 (2-2-0-0, 0 not rated)"), "{two}");
    for name in ["Nguyễn Hoàng Anh", "Đ/c Nguyễn Hoàng Anh", "Ông Nguyễn Hoàng Anh"] {
        let one = both("Ông Nguyễn Hoàng Anh", name);
        assert!(one.starts_with("civil-servant 2022 decided: 3 (1-2-0-0, 0 not rated)"), "{name}: {one}");
    }
}
