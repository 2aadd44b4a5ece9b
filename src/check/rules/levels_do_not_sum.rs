//! # Các mức cộng lại không bằng số đã đánh giá
//!
//! ## What it finds
//! The counts of the levels of a row do not add up to its rated count, when every level the form prints holds a value;
//! or they exceed it, whatever is blank.
//! ## Why it matters
//! A row that does not add up is wrong in one of its cells, and so is every total over it.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A  | 53 ◄    | 5      | 28    | 2    | 0
//! 5 | 2  | Đảng bộ B  | 10      | 1      | 9     | 0    | 0
//! ```
//! ## Correction
//! Safe when totals or percentages prove which cell is wrong; otherwise the options are shown.
//! ## Nội dung kiểm tra
//! Số lượng các mức của một dòng cộng lại không bằng số đã đánh giá khi mọi mức đều có số; hoặc lớn hơn số đã đánh giá.
//! ## Lý do
//! Dòng không khớp thì có ô sai, và mọi dòng tổng tính từ đó cũng sai.
//! ## Chỉnh sửa
//! Đủ căn cứ chỉnh sửa khi các tổng hoặc tỷ lệ cho thấy ô nào sai; nếu không, nêu các khả năng.

use crate::check::arithmetic::{Case, cases, line_name, part_name};
use crate::check::records::TableRecord;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::solve::equations::Meaning;

pub(super) static RULE: Rule = Rule {
    code: "S201",
    name: "levels-do-not-sum",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "SUM-PARTITION",
    doc: documentation!("levels_do_not_sum.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let file = findings.file();
    for case in cases(table).iter().filter(|c| c.code == RULE.code) {
        let open = left_open(case);
        let (vi, en) = say(case, open);
        let tail = if open { Default::default() } else { case.tail() };
        findings
            .add(&RULE, case.at)
            .found(&case.found)
            .expected(&case.expected)
            .related(&case.related)
            .related_elsewhere(case.elsewhere.clone())
            .fix(case.fix.as_ref().filter(|_| !open).map(|f| f.fix(table, &file)))
            .message(format!("{vi}{}", tail.0), format!("{en}{}", tail.1));
    }
}

/// May those whom no level counts simply not be rated? Where another sum of the total fails as well, a figure is wrong.
fn left_open(case: &Case<'_>) -> bool {
    let Meaning::Levels { line } = case.meaning else { return false };
    let across = |at: &CellRef| if case.rated.block.transposed { at.column } else { at.row };
    let alone = case.related.iter().all(|at| across(at) == across(&case.at));
    alone && case.rated.equations.left_open.contains(line)
}

fn say(case: &Case<'_>, open: bool) -> (String, String) {
    let (Meaning::Levels { line } | Meaning::PartLevels { line, .. }, Some((whole, sum))) = (case.meaning, case.sides)
    else {
        return Default::default();
    };
    let mut name = line_name(&case.rated.block, *line);
    if let Meaning::PartLevels { part, .. } = case.meaning {
        name = format!("{name}, {}", part_name(case.rated, *part));
    }
    let off = (whole - sum).abs();
    if open {
        return (
            format!(
                "{name}: tổng các mức xếp loại là {sum}, tổng số là {whole}: còn {off:02} chưa được xếp loại mà không nêu lý do, hoặc số liệu sai. Đề nghị đơn vị kiểm tra lại"
            ),
            format!(
                "{name}: the levels add up to {sum}, the total is {whole}: {off} are not rated and no reason is given, or a figure is wrong. Please check"
            ),
        );
    }
    (
        format!("{name}: tổng các mức xếp loại là {sum}, số đã đánh giá, xếp loại là {whole}, chênh lệch {off}"),
        format!("{name}: the levels add up to {sum}, the rated count is {whole}, a difference of {off}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_findings, findings};
    use crate::finding::Safety;

    #[test]
    fn a_sum_that_stands_first_adds_up_the_rows_below_it_even_with_a_wrong_figure() {
        // With one figure wrong it would fit itself better than its rows.
        for name in ["Toàn đơn vị", "Toàn ngành", "Tổng hợp"] {
            let sheet = format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG VIÊN CHỨC NĂM 2024
                3 | TT | Đơn vị   | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 |    | {name}   | 111 | 10 | 96 | 5 | 0
                5 | 1  | Trường A | 33  | 2  | 29 | 2 | 0
                6 | 2  | Trường B | 35  | 2  | 31 | 1 | 0
                7 | 3  | Trường C | 44  | 6  | 36 | 2 | 0"
            );
            let found = findings(&RULE, &sheet);
            assert!(found.starts_with("C6 S201 error Trường B") && found.lines().count() == 1, "{found}");
        }
    }

    #[test]
    fn nested_and_cumulative_levels_add_up_without_the_nested_one() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTTNV | Trong đó: HTXSNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 9     | 2                | 1    | 0
            5 | 2  | Đảng bộ B  | 12      | 12    | 1                | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn a_fifth_bucket_is_part_of_the_whole() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV | Chưa xếp loại
            4 | 1  | Đảng bộ A  | 10      | 2      | 6     | 1    | 0     | 1";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn a_blank_level_leaves_the_sum_open() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 2      | 6     |      | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn every_subject_beside_another_sums_for_itself() {
        use crate::check::rules::testing::{all_codes, subjects};
        let in_columns = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ VÀ ĐẢNG VIÊN NĂM 2021
            3 | TT | Tên tổ chức cơ sở đảng | Chi bộ trực thuộc |        |       |      |       | Đảng viên | | | | | Ghi chú
            4 |    |                        | Tổng số           | HTXSNV | HTTNV | HTNV | KHTNV | Tổng số   | HTXSNV | HTTNV | HTNV | KHTNV
            5 | 1  | Đảng bộ phường A       | 24                | 2      | 21    | 1    | 0     | 121       | 12     | 100   | 9    | 0
            6 | 2  | Đảng bộ phường B       | 19                | 1      | 17    | 1    | 0     | 115       | 10     | 100   | 5    | 0
            7 |    | Tổng cộng              | 43                | 3      | 38    | 2    | 0     | 236       | 22     | 200   | 14   | 0";
        assert_eq!(subjects(in_columns), ["party-cell", "member"]);
        assert_eq!(all_codes(in_columns), [""; 0]);
        let in_rows = "
            1 | TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            3 | TT | Mức xếp loại                  | Chi bộ trực thuộc | Đảng viên
            4 | 1  | Hoàn thành xuất sắc nhiệm vụ  | 6                 | 14
            5 | 2  | Hoàn thành tốt nhiệm vụ       | 37                | 231
            6 | 3  | Hoàn thành nhiệm vụ           | 3                 | 5
            7 | 4  | Không hoàn thành nhiệm vụ     | 0                 | 0
            8 |    | Tổng số                       | 46                | 250";
        assert_eq!(subjects(in_rows), ["party-cell", "member"]);
        assert_eq!(all_codes(in_rows), [""; 0]);
    }

    #[test]
    fn tables_side_by_side_have_captions_of_their_own() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            3 | 1. Tập thể lãnh đạo, quản lý | | | | 2. Đảng viên
            4 | Mức xếp loại | Số lượng | Tỷ lệ % | | Mức xếp loại | Số lượng | Tỷ lệ %
            5 | HTXSNV       | 2        | 10      | | HTXSNV       | 5        | 5
            6 | HTTNV        | 16       | 80      | | HTTNV        | 90       | 90
            7 | HTNV         | 2        | 10      | | HTNV         | 5        | 5
            8 | KHTNV        | 0        | 0       | | KHTNV        | 0        | 0
            9 | Tổng cộng    | 20       | 100     | | Tổng cộng    | 100      | 100";
        assert_eq!(crate::check::rules::testing::subjects(sheet), ["collective", "member"]);
    }

    #[test]
    fn two_rows_that_name_a_subject_each_are_never_one_sum() {
        let sheet = |first: &str, second: &str| {
            let rows = format!("4 | 1 | {first} | 98 | 0 | 94 | 4 | 0\n5 | 2 | {second} | 269 | 37 | 216 | 15 | 1");
            let head = "TT | Đối tượng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";
            let sheet = format!("1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI NĂM 2021\n3 | {head}\n{rows}");
            crate::check::rules::testing::subjects(&sheet)
        };
        assert_eq!(sheet("Tổ chức cơ sở đảng", "Đảng viên"), ["party-base", "member"]);
        assert_eq!(sheet("Chi bộ trực thuộc", "Đảng viên"), ["party-cell", "member"]);
        // One subject twice, or words that say more than whom: nothing is parted.
        assert_eq!(sheet("Đảng viên", "Đảng viên").len(), 1);
        assert_eq!(sheet("Tập thể phòng Nội vụ", "Cá nhân bà Nguyễn Thị Hoa").len(), 1);
    }

    #[test]
    fn levels_in_rows_add_up_in_a_column_of_some_as_well() {
        let sheet = |women: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | Mức xếp loại | Tổng cộng | Trong đó: Nữ
                4 | Hoàn thành xuất sắc nhiệm vụ | 7 | 2
                5 | Hoàn thành tốt nhiệm vụ | 60 | {women}
                6 | Hoàn thành nhiệm vụ | 4 | 1
                7 | Không hoàn thành nhiệm vụ | 0 | 0
                8 | Tổng cộng | 71 | 23"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("20")), @"");
        insta::assert_snapshot!(findings(&RULE, &sheet("")), @"");
        assert!(findings(&RULE, &sheet("22")).starts_with("C8 S201"));
    }

    #[test]
    fn a_total_beside_levels_that_their_percentages_bear_out_may_hold_people_who_are_not_rated() {
        let sheet = |first: &str, total: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
                3 | TT | Đơn vị | Tổng số đảng viên | HTXSNV | % | HTTNV | % | HTNV | % | KHTNV | %
                4 | 1 | Đảng bộ xã A | {first} | 6 | 13,64 | 35 | 79,55 | 2 | 4,55 | 1 | 2,27
                5 | 2 | Đảng bộ xã B | 114 | 15 | 13,16 | 79 | 69,30 | 16 | 14,04 | 4 | 3,51
                6 | 3 | Đảng bộ xã C | 56 | 8 | 14,29 | 41 | 73,21 | 5 | 8,93 | 2 | 3,57
                {total}"
            )
        };
        let safe = |picture: &str| {
            let found = all_findings(picture);
            let fixes = found.iter().filter_map(|f| f.fix.as_ref()).filter(|f| f.safety == Safety::Safe);
            fixes.map(|f| format!("{:?}", f.edits)).collect::<Vec<_>>()
        };
        // 46 with two who are not rated, or 44: nobody knows.
        insta::assert_snapshot!(findings(&RULE, &sheet("46", "")), @"C4 S201 error Đảng bộ xã A: tổng các mức xếp loại là 44, tổng số là 46: còn 02 chưa được xếp loại mà không nêu lý do, hoặc số liệu sai. Đề nghị đơn vị kiểm tra lại");
        let formula = "7 | | Tổng cộng | =SUM(C4:C6) := 216 | =SUM(D4:D6) := 29 | 13,55 | =SUM(F4:F6) := 155 | 72,43 | =SUM(H4:H6) := 23 | 10,75 | =SUM(J4:J6) := 7 | 3,27";
        for picture in [
            sheet("46", ""),
            sheet("46", formula),
            sheet("46", &formula.replace("13,55", "").replace("72,43", "").replace("10,75", "").replace("3,27", "")),
            sheet("46", "7 | | Tổng cộng | 216 | 29 | 13,55 | 155 | 72,43 | 23 | 10,75 | 7 | 3,27"),
            sheet("46", "7 | | Tổng cộng | 216 | 29 | | 155 | | 23 | | 7 |"),
        ] {
            assert_eq!(safe(&picture), [""; 0], "{picture}");
            assert!(all_findings(&picture).iter().any(|f| f.severity == Severity::Error), "{picture}");
        }
        // The total of the district says that a figure is wrong, and may itself be made of those rated.
        let wrong = sheet("64", "7 | | Tổng cộng | 214 | 29 | 13,55 | 155 | 72,43 | 23 | 10,75 | 7 | 3,27");
        assert_eq!(safe(&wrong), [""; 0]);
        insta::assert_snapshot!(findings(&RULE, &wrong), @"C4 S201 error Đảng bộ xã A: tổng các mức xếp loại là 44, số đã đánh giá, xếp loại là 64, chênh lệch 20. Đề nghị đơn vị kiểm tra lại ô C4 (có thể là 44)");
    }
}
