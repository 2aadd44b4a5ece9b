//! The catalogue as a whole.

use super::testing::{all_codes, all_findings, corrected, inputs, marked, submission};
use super::{ALL, Rule};
use crate::check::records::{Input, Outcome};
use crate::check::totals::totals;
use crate::check::{IN_VIETNAMESE, run};
use crate::config::Config;
use crate::error::Error;
use crate::finding::CellRef;
use crate::read::{ReadNote, ReadNoteKind, Tab};

/// The sheet drawn in a rule's documentation; `None` where the example is no sheet.
fn example(rule: &Rule) -> Option<String> {
    let text = rule.text();
    let (_, rest) = text.split_once("```sheet\n")?;
    rest.split_once("```").map(|(sheet, _)| sheet.to_owned())
}

#[test]
fn codes_and_names_are_unique_and_in_order() {
    for pair in ALL.windows(2) {
        assert!(pair[0].code < pair[1].code, "{} {}", pair[0].code, pair[1].code);
    }
    let mut names: Vec<&str> = ALL.iter().map(|r| r.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ALL.len());
}

#[test]
fn every_rule_is_documented() {
    for rule in ALL {
        let text = rule.text();
        assert!(!rule.title().is_empty(), "{}", rule.code);
        for heading in ["## What it finds", "## Why it matters", "## Example", "## Correction"] {
            assert!(text.contains(heading), "{} lacks “{heading}”", rule.code);
        }
        let (vi, en) = (rule.page(true), rule.page(false));
        for heading in IN_VIETNAMESE {
            assert!(vi.contains(&format!("## {heading}\n")) && !en.contains(heading), "{} “{heading}”", rule.code);
        }
        assert!(!vi.contains("## What it finds") && en.contains("## Example\n") && vi.contains("## Ví dụ\n"));
    }
}

#[test]
fn every_drawn_example_fires_exactly_at_its_marks() {
    let mut drawn_examples = 0;
    for rule in ALL {
        let Some(sheet) = example(rule) else { continue };
        drawn_examples += 1;
        let mut marked = marked(&sheet);
        let mut fired: Vec<CellRef> = Vec::new();
        for finding in all_findings(&sheet).into_iter().filter(|f| f.rule == rule.code) {
            for range in finding.ranges {
                for row in range.start.row..=range.end.row {
                    fired.extend((range.start.column..=range.end.column).map(|c| CellRef::new(row, c)));
                }
            }
            if finding.cell.is_none() {
                fired.push(CellRef::new(0, 0));
            }
        }
        marked.sort();
        fired.sort();
        let show = |cells: &[CellRef]| cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(show(&fired), show(&marked), "{}", rule.code);
    }
    assert_eq!(drawn_examples, ALL.len() - NOT_DRAWN.len());
}

/// What no picture of cells can show: damaged, encrypted and misnamed files, and what is hidden. `files` below, and the
/// tests of F006, show both sides of them.
const NOT_DRAWN: [&str; 5] = ["F001", "F002", "F003", "F006", "F013"];

/// An example with as little changed as makes it right.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Twin {
    rule: String,
    change: Vec<(String, String)>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Twins {
    twin: Vec<Twin>,
}

/// The picture without its marks, each cell without the spaces around it.
fn plain(picture: &str) -> String {
    let line = |line: &str| {
        let line = line.replace('◄', "");
        line.split('|').map(str::trim).collect::<Vec<_>>().join(" | ").trim_end().to_owned()
    };
    picture.lines().map(line).collect::<Vec<_>>().join("\n").replace("|  |", "| |").replace("|  |", "| |")
}

#[test]
fn every_rule_is_silent_on_its_twins() {
    let twins: Twins = toml::from_str(include_str!("near.toml")).expect("twins");
    let mut wrong = Vec::new();
    for rule in ALL.iter().filter(|r| !NOT_DRAWN.contains(&r.code)) {
        let own: Vec<&Twin> = twins.twin.iter().filter(|t| t.rule == rule.code).collect();
        let example = plain(&example(rule).unwrap_or_default());
        if own.is_empty() {
            wrong.push(format!("{} has no twin", rule.code));
        }
        if !all_findings(&example).iter().any(|f| f.rule == rule.code) {
            wrong.push(format!("{} does not fire on its plain example:\n{example}", rule.code));
        }
        for twin in own {
            let mut sheet = example.clone();
            for (from, to) in &twin.change {
                if !sheet.contains(from.as_str()) {
                    wrong.push(format!("{}: “{from}” is not in\n{sheet}", rule.code));
                }
                sheet = sheet.replace(from.as_str(), to);
            }
            let told = all_findings(&sheet).into_iter().filter(|f| f.rule == rule.code);
            wrong.extend(told.map(|f| format!("{} fires on {:?}: {}", rule.code, twin.change, f.message.vi)));
        }
    }
    let unknown = twins.twin.iter().filter(|t| !ALL.iter().any(|r| r.code == t.rule));
    wrong.extend(unknown.map(|t| format!("{} is no rule", t.rule)));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const SHEET: &str = "
    1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
    3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
    4 | 1  | Đảng bộ A  | 10      | 2      | 8     | 0    | 0";

/// The codes of what is found in a file that `change` has been at.
fn codes(change: impl Fn(&mut Input)) -> Vec<&'static str> {
    let mut inputs = inputs(SHEET);
    change(&mut inputs[0]);
    let config = Config::default();
    run(&submission(inputs, &config), &config).iter().map(|f| f.rule).filter(|c| c.starts_with('F')).collect()
}

#[test]
fn files_that_cannot_be_drawn_fire_and_their_twins_are_silent() {
    assert_eq!(codes(|_| ()), [""; 0]);
    assert_eq!(codes(|input| input.outcome = Outcome::Failed(Error::Password)), ["F002"]);
    assert_eq!(codes(|input| input.outcome = Outcome::Failed(Error::WrongPassword)), ["F002"]);
    assert_eq!(codes(|input| input.outcome = Outcome::Failed(Error::Damaged(String::new()))), ["F001"]);
    assert_eq!(codes(|input| input.wrong_extension = true), ["F003"]);
    let note = |kind: ReadNoteKind| {
        codes(move |input| {
            if let Outcome::Read(workbook, _) = &mut input.outcome
                && let Tab::Sheet(sheet) = &mut workbook.tabs[0]
            {
                sheet.notes.push(ReadNote { at: Some(CellRef::new(3, 2)), kind: kind.clone() });
            }
        })
    };
    assert_eq!(note(ReadNoteKind::BadCell("99999".into())), ["F013"]);
}

/// What is counted of members: year and total.
fn counted(picture: &str) -> Vec<(Option<u16>, Option<i64>)> {
    let config = Config::default();
    let all = totals(&submission(inputs(picture), &config)).units;
    all.iter().map(|t| (t.year, t.counts.total)).collect()
}

#[test]
fn lines_under_the_last_total_count_nobody_anew() {
    let sheet = |below: &str| {
        format!(
            "1 | ĐẢNG ỦY PHƯỜNG AN HẢI
            2 | TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            4 | TT | Chi bộ   | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            5 | 1  | Chi bộ 1 | 20 | 3 | 16 | 1 | 0
            6 | 2  | Chi bộ 2 | 40 | 5 | 32 | 3 | 0
            7 |    | Cộng     | 60 | 8 | 48 | 4 | 0
            {below}"
        )
    };
    for below in [
        "8 | | Năm 2020 | 58 | 7 | 46 | 5 | 0\n9 | | So sánh tăng, giảm | 2 | 1 | 2 | -1 | 0",
        "8 | | Trong đó: Nữ | 25 | 3 | 20 | 2 | 0\n9 | | Dân tộc thiểu số | 5 | 0 | 5 | 0 | 0",
    ] {
        assert_eq!(counted(&sheet(below)), [(Some(2021), Some(60))], "{below}");
    }
    // A unit with a number is one, whatever its name begins with.
    let more = sheet("8 | 3 | Năm Căn | 10 | 1 | 8 | 1 | 0");
    assert_eq!(counted(&more), [(Some(2021), Some(70))]);
}

#[test]
fn beside_levels_in_rows_some_under_each_head_are_parts_of_it() {
    let sheet = |heads: [&str; 4]| {
        format!(
            "1 | ĐẢNG ỦY PHƯỜNG AN HẢI
            2 | TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            4 | TT | Mức xếp loại | Xã | | Phường |
            5 | | | {}
            6 | 1 | Hoàn thành xuất sắc nhiệm vụ | 6 | 2 | 5 | 1
            7 | 2 | Hoàn thành tốt nhiệm vụ | 16 | 4 | 20 | 3
            8 | 3 | Hoàn thành nhiệm vụ | 1 | 0 | 1 | 0
            9 | 4 | Không hoàn thành nhiệm vụ | 0 | 0 | 0 | 0
            10 | | Tổng cộng | 23 | 6 | 26 | 4",
            heads.join(" | ")
        )
    };
    let told = |heads: [&str; 4]| {
        let sheet = sheet(heads);
        (counted(&sheet), super::testing::all_codes(&sheet).into_iter().filter(|c| *c != "C401").collect::<Vec<_>>())
    };
    for heads in [
        ["Tổng số", "Nữ", "Tổng số", "Nữ"],
        ["Tổng số", "Trong đó: Nữ", "Tổng số", "Trong đó: Nữ"],
        ["Số lượng", "Nữ", "Số lượng", "Nữ"],
    ] {
        assert_eq!(told(heads), (vec![(Some(2021), Some(49))], Vec::new()), "{heads:?}");
    }
    let everybody = told(["Chính thức", "Dự bị", "Chính thức", "Dự bị"]);
    assert_eq!(everybody, (vec![(Some(2021), Some(59))], Vec::new()));
}

#[test]
fn one_form_on_sheets_of_two_years_is_of_both() {
    let sheet = |name: &str, title: &str, total: &str| {
        format!(
            "--- {name}
            1 | ĐẢNG ỦY PHƯỜNG AN HẢI
            2 | TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN {title}
            4 | TT | Chi bộ   | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            5 | 1  | Chi bộ 1 | 20 | 3 | 16 | 1 | 0
            6 | 2  | Chi bộ 2 | {total} | 0
            "
        )
    };
    let both = sheet("Cũ", "NĂM 2020", "39 | 5 | 31 | 3") + &sheet("Mới", "NĂM 2021", "40 | 5 | 32 | 3");
    assert_eq!(counted(&both), [(Some(2020), Some(59)), (Some(2021), Some(60))]);
}

#[test]
fn the_last_row_of_a_table_without_numbers_is_its_total_where_it_adds_up_all() {
    let sheet = |name: &str, levels: &str| {
        format!(
            "1 | ĐẢNG ỦY CHI CỤC THUẾ
            2 | TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            4 | Đơn vị   | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            5 | Chi bộ 1 | 20 | 3 | 16 | 1 | 0
            6 | Chi bộ 2 | 31 | 5 | 24 | 2 | 0
            7 | Chi bộ 3 | 23 | 3 | 18 | 2 | 0
            8 | {name}   | {levels} | 0"
        )
    };
    for name in ["Toàn chi cục", "Toàn ngành", "Tổng số CBCC", "TC", "Chi cục Thuế"] {
        assert_eq!(counted(&sheet(name, "74 | 11 | 58 | 5")), [(Some(2021), Some(74))], "{name}");
    }
    assert_eq!(counted(&sheet("Chi bộ 4", "25 | 4 | 19 | 2")), [(Some(2021), Some(99))]);
}

#[test]
fn what_a_decree_says_of_those_in_office_is_told_with_it() {
    let sheet = "
        1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÔNG CHỨC NĂM 2021
        3 | TT | Họ và tên    | Kết quả xếp loại | Ghi chú
        4 | 1  | Nguyễn Văn A | HTTNV            | Nghỉ ốm 4 tháng
        5 | 2  | Trần Thị B   | HTNV             | Nghỉ ốm 4 tháng";
    let found = all_findings(sheet);
    let told = found.iter().find(|f| f.rule == "P309").expect("a finding");
    assert!(told.source.as_deref().is_some_and(|s| s.contains("90/2020/NĐ-CP, Điều 2 khoản 3")), "{:?}", told.source);
}

/// The corrections of a drawn sheet that are made without asking.
fn safe(picture: &str) -> Vec<String> {
    corrected(picture).lines().filter(|line| line.ends_with(" safe")).map(str::to_owned).collect()
}

#[test]
fn formulas_over_the_same_rows_are_no_second_evidence() {
    let sheet = |second: &str, total: u32| {
        format!(
            "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022
            3 | TT | Đơn vị | Tổng số | HTTNV | Trong đó: HTXSNV | HTNV | KHTNV
            4 | 1 | Chi bộ Một | 787 | 726 | 89 | 47 | 14
            5 | 2 | {second}
            6 | 3 | Chi bộ Ba | 254 | 240 | 41 | 8 | 6
            7 | 4 | Chi bộ Bốn | 715 | 591 | 140 | 124 | 0
            8 |   | Tổng cộng | =SUM(C4:C7) | {total} | =SUM(E4:E7) | =SUM(F4:F7) | =SUM(G4:G7)"
        )
    };
    // One row stands over another one: the total that was typed is the only trace of what it was.
    let (copied, own) = ("Chi bộ Một | 787 | 726 | 89 | 47 | 14", "Chi bộ Hai | 66 | 0 | 0 | 60 | 6");
    assert_eq!(safe(&sheet(copied, 1557)), [""; 0]);
    assert_eq!(safe(&sheet(own, 1557)), [""; 0]);
    // What is typed in the total row speaks for itself.
    let typed = |total: u32| sheet(own, total).replace("=SUM(C4:C7)", "1822").replace("=SUM(F4:F7)", "239");
    assert_eq!(safe(&typed(1557).replace("=SUM(G4:G7)", "26")), [""; 0]);
    assert_eq!(safe(&typed(1657).replace("=SUM(G4:G7)", "26")), ["D8 1657 → 1557 safe"]);
}

#[test]
fn nothing_is_proven_beside_what_stays_open() {
    // Two figures of one column exchanged, one of which a percentage is of.
    let exchanged = "
        1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022
        3 | TT | Đơn vị | Tổng số | Số được xếp loại | HTXSNV |  | HTTNV |  | HTNV |  | KHTNV |
        4 |    |        |         |                  | SL | % | SL | % | SL | % | SL | %
        5 | 1 | Chi bộ Một | 36 | =E5+G5+I5+K5 | 4 | 5,6 | 28 | 77,8 | 5 | 13,9 | 1 | 2,8
        6 | 2 | Chi bộ Hai | 81 | =E6+G6+I6+K6 | 6 | 7,4 | 65 | 80,2 | 10 | 12,3 | 0 | 0
        7 | 3 | Chi bộ Ba | 48 | =E7+G7+I7+K7 | 2 | 8,3 | 39 | 81,3 | 3 | 6,3 | 2 | 4,2
        8 | 4 | Chi bộ Bốn | 107 | =E8+G8+I8+K8 | 18 | 16,8 | 82 | 76,6 | 6 | 5,6 | 1 | 0,9
        9 |   | Cộng | 272 | =SUM(D5:D8) | =SUM(E5:E8) | 11 | =SUM(G5:G8) | 78,7 | =SUM(I5:I8) | 8,8 | =SUM(K5:K8) | 1,5";
    assert_eq!(safe(exchanged), [""; 0]);
    // Three figures explain it; four of which each is the only one for its own relations do not prove it.
    let masked = "
        1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022
        3 | TT | Đơn vị | Tổng số | Chưa xếp loại | HTXSNV |  | HTTNV |  | HTNV |  | KHTNV |
        4 |    |        |         |               | SL | % | SL | % | SL | % | SL | %
        5 | 1 | Chi bộ Một | 21 | 0 | 2 | 9,52 | 16 | 76,19 | 3 | 14,29 | 0 | 0
        6 | 2 | Chi bộ Hai | 25 | 1 | 5 | 20 | 19 | 76 | 0 | 0 | 0 | 0
        7 | 3 | Chi bộ Ba | 9 | 2 | 0 | 11,11 | 6 | 66,67 | 0 | 0 | 0 | 0
        8 | 4 | Chi bộ Bốn | 5 | 0 | 2 | 0 | 4 | 80 | 0 | 0 | 0 | 0
        9 | 5 | Chi bộ Năm | 11 | 1 | 0 | 0 | 9 | 81,82 | 1 | 9,09 | 0 | 0
        10 |  | Tổng cộng | 71 | 5 | 8 | 11,27 | 54 | 76,06 | 4 | 5,63 | 0 | 0";
    assert_eq!(safe(masked), [""; 0]);
    // Two totals of one column of levels in rows.
    let two = "
        1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022
        3 | TT | Nội dung | Xã, phường | Cơ quan | Trường học | Tổng số | Tỷ lệ (%)
        4 | I | Tổng số | 724 | 677 | 289 | 1690 | 100
        5 | 1 | HTXSNV | 59 | 106 | 12 | 177 | 10
        6 | 2 | HTTNV | 496 | 525 | 223 | 1244 | 74
        7 | 3 | HTNV | 140 | 36 | 54 | 54 | 14
        8 | 4 | KHTNV | 29 | 10 | 0 | 29 | 2";
    assert_eq!(safe(two), [""; 0]);
}

#[test]
fn a_line_written_over_speaks_against_a_proof() {
    // Line 2 is line 1 over again: the typed totals of two columns tell, the formulas add up what stands there now.
    let sheet = |rated: u32, none: &str| {
        format!(
            "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022
            3 | TT | Đơn vị | Tổng số | Số được xếp loại | Chưa xếp loại | HTXSNV | HTTNV | HTNV | KHTNV
            4 |   | Tổng cộng | =SUM(C5:C8) | {rated} | =SUM(E5:E8) | =SUM(F5:F8) | =SUM(G5:G8) | =SUM(H5:H8) | {none}
            5 | 1 | Chi bộ Một | 18 | 16 | 2 | 1 | 12 | 3 | 0
            6 | 2 | Chi bộ Hai | 18 | 16 | 2 | 1 | 12 | 3 | 0
            7 | 3 | Chi bộ Ba | 22 | 22 | 0 | 2 | 18 | 1 | 1
            8 | 4 | Chi bộ Bốn | 8 | 8 | 0 | 1 | 7 | 0 | 0"
        )
    };
    assert_eq!(safe(&sheet(51, "1")), [""; 0]);
    assert_eq!(safe(&sheet(51, "=SUM(I5:I8)")), [""; 0]);
    // All but one figure of a line are those of the line above.
    let copied = |above: &str| {
        format!(
            "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CHI BỘ TRỰC THUỘC NĂM 2021
            3 | TT | Đơn vị | Tổng số phải đánh giá | Số được xếp loại | HTTNV trở lên | | Trong đó HTXSNV | | HTNV | | KHTNV |
            4 |    |        |                       |                  | SL | % | SL | % | SL | % | SL | %
            5 | 1 | Đảng bộ Một | 111 | 111 | 104 | 93,7 | 9 | 8,1 | 5 | 4,5 | 2 | 1,8
            6 | 2 | Đảng bộ Hai | 64 | 64 | 54 | 84,4 | 3 | 4,7 | 10 | 15,6 | 0 | 0
            7 | 3 | Chi bộ Ba | {above} | 0 | 0
            8 | 4 | Chi bộ Bốn | 139 | 139 | 137 | 98,6 | 10 | 7,2 | 2 | 1,4 | 3 | 0
            9 | 5 | Chi bộ Năm | 47 | 47 | 39 | 83 | 6 | 12,8 | 8 | 17 | 0 | 0
            10 | 6 | Chi bộ Sáu | 147 | 147 | 127 | 86,4 | 28 | 19 | 17 | 11,6 | 3 | 2
            11 | 7 | Chi bộ Bảy | 84 | 84 | 81 | 96,4 | 16 | 19 | 2 | 2,4 | 1 | 1,2"
        )
    };
    assert_eq!(safe(&copied("139 | 139 | 137 | 98,6 | 10 | 7,2 | 2 | 1,4")), [""; 0]);
    insta::assert_snapshot!(safe(&copied("44 | 44 | 37 | 84,1 | 7 | 15,9 | 7 | 15,9")).join("\n"), @"K8 3 → 0 safe");
    // A total line of typed figures speaks for itself.
    let typed = sheet(51, "1")
        .replace("=SUM(C5:C8)", "66")
        .replace("=SUM(E5:E8)", "4")
        .replace("=SUM(F5:F8)", "5")
        .replace("=SUM(G5:G8)", "49")
        .replace("=SUM(H5:H8)", "7");
    insta::assert_snapshot!(safe(&typed).join("\n"), @"D4 51 → 62 safe");
}

#[test]
fn sums_of_two_depths_stand_below_what_they_add_up() {
    let rows = |heads: bool, upper: &str| {
        let parts = [
            "A | Cụm 1 | | | | |",
            "I | Xã số 1 | | | | |",
            "1 | Chi bộ thôn 1 | 28 | 2 | 24 | 2 | 0",
            "2 | Chi bộ thôn 2 | 20 | 1 | 19 | 0 | 0",
            "  | Cộng xã số 1 | 48 | 3 | 43 | 2 | 0",
            "II | Xã số 2 | | | | |",
            "1 | Chi bộ thôn 6 | 12 | 1 | 8 | 3 | 0",
            "2 | Chi bộ thôn 7 | 18 | 0 | 17 | 1 | 0",
            "  | Cộng xã số 2 | 30 | 1 | 25 | 4 | 0",
            "  | Cộng cụm 1 | 78 | 4 | 68 | 6 | 0",
            "B | Cụm 2 | | | | |",
            "I | Phường số 1 | | | | |",
            "1 | Chi bộ tổ 1 | 33 | 1 | 28 | 3 | 1",
            "2 | Chi bộ tổ 2 | 12 | 1 | 10 | 1 | 0",
            "  | Cộng phường số 1 | 45 | 2 | 38 | 4 | 1",
            "II | Phường số 2 | | | | |",
            "1 | Chi bộ tổ 6 | 11 | 1 | 9 | 1 | 0",
            "2 | Chi bộ tổ 7 | 6 | 0 | 5 | 1 | 0",
            "  | Cộng phường số 2 | 17 | 1 | 14 | 2 | 0",
            upper,
            "  | Tổng cộng | 140 | 7 | 120 | 12 | 1",
        ];
        let kept = parts.into_iter().filter(|row| heads || !row.ends_with("| |"));
        let rows: Vec<String> = kept.zip(5..).map(|(row, at)| format!("{at} | {row}")).collect();
        format!(
            "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022
            4 | STT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            {}",
            rows.join("\n")
        )
    };
    for heads in [true, false] {
        assert_eq!(all_codes(&rows(heads, "  | Cộng cụm 2 | 62 | 3 | 52 | 6 | 1")), [""; 0], "{heads}");
        assert_eq!(all_codes(&rows(heads, "  | Cộng cụm 2 | 62 | 3 | 53 | 6 | 1"))[..1], ["S202"], "{heads}");
    }
}

#[test]
fn percentages_at_the_end_are_of_the_total_above_where_all_fit_it() {
    let sheet = |last: &str| {
        format!(
            "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022
            3 | TT | Đơn vị | Tổng số | HTTNV | Trong đó: HTXSNV | HTNV
            4 |    | Tổng cộng | 251 | 226 | 25 | 25
            5 | 1 | Chi bộ Một | 72 | 72 | 11 | 0
            6 | 2 | Chi bộ Hai | 32 | 25 | 5 | 7
            7 | 3 | Chi bộ Ba | 48 | 40 | 2 | 8
            8 | 4 | Chi bộ Bốn | 99 | 89 | 7 | 10
            9 |   | Tỷ lệ (%) | {last}"
        )
    };
    assert_eq!(all_codes(&sheet("| 90 | 10 | 10")), [""; 0]);
    assert_eq!(all_codes(&sheet("| 90 | 10 | 12")), ["S205"]);
}

#[test]
fn percentages_below_a_total_whose_formula_leaves_a_row_out_are_read() {
    let sheet = "
        1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022
        3 | TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
        4 | 1 | Chi bộ Một | 96 | 11 | 70 | 15 | 0
        5 | 2 | Chi bộ Hai | 42 | 3 | 35 | 3 | 1
        6 | 3 | Chi bộ Ba | 45 | 3 | 31 | 9 | 2
        7 |   | Cộng | =SUM(C4:C5) | 18 | 136 | 27 | 3
        8 |   | Tỷ lệ (%) | | 9,29 | 74,32 | 14,75 | 1,64";
    assert_eq!(all_codes(sheet), ["S202", "S207"]);
    // Nor is one of them, off by its last digit, looked up anywhere else.
    assert!(!corrected(&sheet.replace("74,32", "74,33")).is_empty());
}
