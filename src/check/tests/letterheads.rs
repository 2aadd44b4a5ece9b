//! Several letterheads on one sheet: each begins the report of the office it names.

use super::super::rules::testing::{all_findings, inputs, submission};
use super::super::totals::totals;
use crate::config::Config;

/// What is counted of each unit on a sheet of these lines, with the codes of what is told.
fn units(lines: &[&str]) -> String {
    let rows = lines.iter().zip(1..).filter(|(line, _)| !line.is_empty());
    let sheet: String = rows.map(|(line, at)| format!("{at} | {line}\n")).collect();
    let config = Config::default();
    let counted = totals(&submission(inputs(&sheet), &config)).units.into_iter().map(|unit| {
        let total = unit.counts.total.unwrap_or(0);
        format!("{} {} {total}", unit.unit.unwrap_or_default(), unit.subject.id())
    });
    let found = all_findings(&sheet).into_iter().filter(|f| f.severity != crate::finding::Severity::Info);
    counted.chain(found.map(|f| f.rule.to_owned())).collect::<Vec<_>>().join(" / ")
}

const MOTTO: &str = "ĐẢNG CỘNG SẢN VIỆT NAM";
const LIST: [&str; 3] = ["", "DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI NĂM 2022", "TT | Họ và tên | Kết quả xếp loại"];
const THREE: [&str; 3] = ["1 | Lê Văn Mai | HTNV", "2 | Lê Hữu Cường | HTTNV", "3 | Tạ Thị Hà | HTTNV"];
const TWO: [&str; 2] = ["1 | Võ Thị Quân | HTTNV", "2 | Huỳnh Thu Mai | HTTNV"];
const SIGNED: [&str; 6] = ["", "| | TM. ĐẢNG ỦY", "| | BÍ THƯ", "", "| | Nguyễn Văn An", ""];

#[test]
fn a_letterhead_below_a_table_begins_the_report_of_another() {
    let head = format!("HUYỆN ỦY HÒA VANG | | {MOTTO}");
    let first: [&[&str]; 3] = [&[&head, "ĐẢNG ỦY XÃ HÒA SƠN"], &LIST, &THREE];
    let with = |between: &[&str], second: &[&str]| units(&[&first.concat(), between, second, &LIST, &TWO].concat());
    let two = "Xã Hòa Sơn member 3 / Xã Hòa Tiến member 2";
    for between in [&[][..], &[""], &["", "", ""], &SIGNED] {
        assert_eq!(with(between, &[&head, "ĐẢNG ỦY XÃ HÒA TIẾN"]), two, "{between:?}");
    }
    let third: [&[&str]; 3] = [&["", &head, "ĐẢNG ỦY XÃ HÒA PHONG"], &LIST, &TWO];
    let sheet = [&first.concat()[..], &[&head, "ĐẢNG ỦY XÃ HÒA TIẾN"], &LIST, &TWO, &third.concat()];
    assert_eq!(units(&sheet.concat()), format!("{two} / Xã Hòa Phong member 2"));
    assert_eq!(with(&[], &["HUYỆN ỦY HÒA VANG⏎ĐẢNG ỦY XÃ HÒA TIẾN"]), two);
    assert_eq!(with(&[], &[&head, "ĐẢNG ỦY XÃ HÒA TIẾN", "Số: 12-BC/ĐU | | Hòa Tiến, ngày 15 tháng 12 năm 2022"]), two);
    // The next page of the same sender, and lines that are no letterhead.
    let one = "Xã Hòa Sơn member 5";
    assert_eq!(with(&[], &[&head, "ĐẢNG ỦY XÃ HÒA SƠN"]), one);
    assert_eq!(with(&["", "TM. ĐẢNG ỦY XÃ HÒA TIẾN", "BÍ THƯ", "", "Nguyễn Văn An"], &[""]), one);
}

#[test]
fn who_sends_may_stand_under_each_title() {
    let list = |unit: &'static str| ["", LIST[1], unit, LIST[2]];
    for [one, two] in [
        ["Đơn vị: Đảng ủy xã Hòa Sơn", "Đơn vị: Đảng ủy xã Hòa Tiến"],
        ["ĐẢNG ỦY XÃ HÒA SƠN", "ĐẢNG ỦY XÃ HÒA TIẾN"],
        ["(Đảng ủy xã Hòa Sơn)", "(Đảng ủy xã Hòa Tiến)"],
    ] {
        let third = two.replace("Tiến", "Phong").replace("TIẾN", "PHONG");
        let third = ["", LIST[1], &third, LIST[2]];
        let (one, two) = (list(one), list(two));
        let sheet: [&[&str]; 6] = [&one, &THREE, &two, &TWO, &third, &THREE];
        let three = "Xã Hòa Sơn member 3 / Xã Hòa Tiến member 2 / Xã Hòa Phong member 3";
        assert_eq!(units(&sheet.concat()), three, "{two:?}");
    }
    // Under the letterhead of the office that sends they are captions of its rows.
    let (one, two) = (list("Chi bộ Thôn 1"), list("Chi bộ Thôn 2"));
    let sheet: [&[&str]; 5] = [&["HUYỆN ỦY HÒA VANG", "ĐẢNG ỦY XÃ HÒA SƠN"], &one, &THREE, &two, &TWO];
    assert_eq!(units(&sheet.concat()), "Xã Hòa Sơn member 5");
}

#[test]
fn a_letterhead_of_the_office_above_alone_begins_its_own_report() {
    let cell = |line: &'static str| ["ĐẢNG ỦY PHƯỜNG AN KHÊ", line];
    let summary = [
        "",
        "ĐẢNG ỦY PHƯỜNG AN KHÊ",
        "",
        "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022",
        "TT | Chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV",
        "1 | Chi bộ Thôn 3 | 3 | 0 | 2 | 1 | 0",
        "2 | Chi bộ Thôn 1 | 2 | 0 | 2 | 0 | 0",
        "| Tổng cộng | 5 | 0 | 4 | 1 | 0",
    ];
    let (three, one) = (cell("CHI BỘ THÔN 3"), cell("CHI BỘ THÔN 1"));
    let lists: [&[&str]; 6] = [&three, &LIST, &THREE, &one, &LIST, &TWO];
    assert_eq!(units(&lists.concat()), "Chi bộ Thôn 3 member 3 / Chi bộ Thôn 1 member 2");
    assert_eq!(units(&[&lists.concat()[..], &summary].concat()), "Phường An Khê member 5");
}

#[test]
fn a_caption_over_the_rows_of_a_chi_bo_is_no_letterhead() {
    let caption: [&[&str]; 6] = [
        &["HUYỆN ỦY HÒA VANG", "ĐẢNG ỦY XÃ HÒA SƠN", LIST[1], "Chi bộ Thôn 1", LIST[2]],
        &THREE,
        &["", "Chi bộ Thôn 2", LIST[2]],
        &TWO,
        &["", "CHI BỘ THÔN 3", LIST[2]],
        &TWO,
    ];
    assert_eq!(units(&caption.concat()), "Xã Hòa Sơn member 7");
    // So is one with a title of its own under the title of the office that sends.
    let titled: [&[&str]; 7] = [
        &["TỈNH ỦY QUẢNG NAM", "HUYỆN ỦY HÒA VANG", LIST[1], "ĐẢNG ỦY XÃ HÒA SƠN"],
        &LIST,
        &THREE,
        &["", "ĐẢNG ỦY XÃ HÒA TIẾN"],
        &LIST,
        &TWO,
        &[""],
    ];
    assert_eq!(units(&titled.concat()), "Huyện Hòa Vang member 5");
}

#[test]
fn an_office_named_in_the_line_of_the_sender_is_the_one_above() {
    let told = |heads: [&str; 2]| {
        let list = |(place, head): (usize, &str)| {
            format!(
                "=== {place}.xlsx
                1 | {head}
                3 | KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
                4 | TT | Họ và tên | Kết quả xếp loại
                5 | 1 | Lê Văn Mai {place} | HTNV
                6 | 2 | Lê Hữu Cường {place} | HTTNV"
            )
        };
        let lists: Vec<String> = heads.into_iter().enumerate().map(list).collect();
        let picture = format!(
            "{}
            === xa.xlsx
            1 | HUYỆN ỦY HÒA VANG
            2 | ĐẢNG ỦY XÃ HÒA SƠN
            4 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
            5 | TT | Chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            6 | 1 | Chi bộ Thôn 1 | 2 | 0 | 1 | 1 | 0
            7 | 2 | Chi bộ Thôn 2 | 2 | 0 | 1 | 1 | 0",
            lists.join("\n")
        );
        let counted = totals(&submission(inputs(&picture), &Config::default()))
            .units
            .into_iter()
            .map(|unit| format!("{} {}", unit.unit.unwrap_or_default(), unit.counts.total.unwrap_or(0)));
        let found = all_findings(&picture).into_iter().filter(|f| f.severity != crate::finding::Severity::Info);
        counted.chain(found.map(|f| f.rule.to_owned())).collect::<Vec<_>>().join(" / ")
    };
    let two = "Chi bộ Thôn 1 2 / Chi bộ Thôn 2 2";
    for parted in ["CHI BỘ THÔN # - XÃ HÒA SƠN", "CHI BỘ THÔN # XÃ HÒA SƠN", "Đơn vị: Chi bộ Thôn #"]
    {
        let heads = ["1", "2"].map(|number| parted.replace('#', number));
        assert_eq!(told(heads.each_ref().map(String::as_str)), two, "{parted}");
    }
    // Of another xã it is another one's.
    assert_eq!(told(["CHI BỘ THÔN 1 - XÃ HÒA PHONG", "CHI BỘ THÔN 2 - XÃ HÒA PHONG"]), format!("{two} / Xã Hòa Sơn 4"));
}

#[test]
fn the_title_may_stand_beside_who_sends() {
    let rows = [LIST[2], THREE[0], THREE[1], THREE[2]];
    for above in [
        &["HUYỆN ỦY HÒA VANG", "ĐẢNG ỦY XÃ HÒA SƠN | | KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022", ""][..],
        &[
            "HUYỆN ỦY HÒA VANG | | Biểu số 2",
            "ĐẢNG ỦY XÃ HÒA SƠN | | ĐÁNH GIÁ CHẤT LƯỢNG ĐẢNG VIÊN",
            " | | Năm 2022",
            "",
            "",
        ],
        &["HUYỆN ỦY HÒA VANG", "ĐẢNG ỦY XÃ HÒA SƠN | | TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN", "* | | NĂM 2022"],
        &["HUYỆN ỦY HÒA VANG | | DANH SÁCH", "ĐẢNG ỦY XÃ HÒA SƠN | | XẾP LOẠI ĐẢNG VIÊN NĂM 2022"],
    ] {
        assert_eq!(units(&[above, &rows].concat()), "Xã Hòa Sơn member 3", "{above:?}");
    }
    // Two columns of a list, and the header of the next one below few rows.
    let base = "Chi bộ trực thuộc Đảng ủy xã | Kết quả xếp loại năm 2022";
    let lists: [&[&str]; 3] = [
        &[
            "ĐẢNG ỦY XÃ HÒA SƠN",
            "DANH SÁCH XẾP LOẠI CHI BỘ NĂM 2022",
            "",
            base,
            "Chi bộ thôn 1 | HTTNV",
            "Chi bộ thôn 2 | HTNV",
        ],
        &["", "DANH SÁCH XẾP LOẠI ĐẢNG VIÊN NĂM 2022"],
        &rows,
    ];
    assert_eq!(units(&lists.concat()), "Xã Hòa Sơn party-cell 2 / Xã Hòa Sơn member 3");
}

#[test]
fn a_kind_of_offices_heads_a_column() {
    for kind in ["Đảng bộ xã, phường", "Đảng ủy cơ sở", "ĐẢNG BỘ XÃ, PHƯỜNG"] {
        let head = format!("{kind} | Kết quả xếp loại đảng viên | | |");
        let sheet = [
            "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022",
            "",
            &head,
            "Tên | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV",
            "Hòa Sơn | 20 | 3 | 16 | 1 | 0",
            "Hòa Tiến | 30 | 5 | 24 | 1 | 0",
        ];
        assert_eq!(units(&sheet), " member 50", "{kind}");
    }
}
