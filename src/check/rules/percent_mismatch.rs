//! # Tỷ lệ không khớp với số lượng
//!
//! ## What it finds
//! A percentage that does not fit its count and base. The base is settled per column: by its header, then the base most
//! rows fit; where none leads, a cell may fit any. Compared at the larger of its own and its column's decimals.
//! A column that is cut instead of rounded is one warning, and so is a single share where no other tells what the column
//! does, and a column of another base than its header says; one share off by its last digit so that the row sums to 100 is info.
//! ## Why it matters
//! Right counts with wrong percentages, or a percentage over another base, mislead whoever reads only one of them.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV | %      | HTTNV | %       | HTNV | %     | KHTNV | %
//! 4 | 1  | Đảng bộ A  | 15      | 1      | '6,67%  | 14    | '97,33% ◄ | 0    | '0,00% | 0     | '0,00%
//! 5 | 2  | Đảng bộ B  | 10      | 1      | '10,00% | 9     | '90,00%  | 0    | '0,00% | 0     | '0,00%
//! 6 | 3  | Đảng bộ C  | 12      | 2      | '16,67% | 10    | '83,33%  | 0    | '0,00% | 0     | '0,00%
//! ```
//! ## Correction
//! Safe when count and base agree with everything else.
//! ## Nội dung kiểm tra
//! Tỷ lệ không khớp với số lượng và mẫu số. Mẫu số xác định theo từng cột: theo tiêu đề, sau đó theo số dòng phù hợp.
//! So sánh theo số chữ số thập phân của ô và của cột. Cả cột khớp mẫu số khác với tiêu đề: đề nghị kiểm tra lại. Cột cắt bớt thay vì làm tròn: đề nghị kiểm tra lại một lần; một
//! tỷ lệ lệch chữ số cuối để cộng đủ 100: ghi nhận.
//! ## Lý do
//! Số lượng đúng mà tỷ lệ sai, hoặc tỷ lệ tính trên mẫu số khác, dễ gây hiểu nhầm.
//! ## Chỉnh sửa
//! Đủ căn cứ chỉnh sửa khi số lượng và mẫu số khớp với mọi số khác.

use crate::check::arithmetic::{Case, cases, exact, line_name, measure_name, other_bases};
use crate::check::records::{Rated, TableRecord};
use crate::check::repairs::share_text;
use crate::check::rules::ticked;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::parse::ShareOf;
use crate::solve::equations::{Base, Meaning, ShareNote};

pub(super) static RULE: Rule = Rule {
    code: "S205",
    name: "percent-mismatch",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "PCT-MIXED",
    doc: documentation!("percent_mismatch.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    for compared in &table.compared {
        let ((this, now), (last, before)) = (compared.this, compared.last);
        let (at, shown) = (compared.at, &compared.shown);
        findings.add(&RULE, at).found(shown).related(&[this, last]).message(
            format!("Tỷ lệ kỳ này so với kỳ trước ghi {shown}, không khớp {now} (ô {this}) trên {before} (ô {last}). Đề nghị đơn vị kiểm tra lại ô {at}"),
            format!("This period against the last says {shown}, which is not {now} ({this}) of {before} ({last}); please check {at}"),
        );
    }
    let file = findings.file();
    notes(table, findings);
    ticked::shares(&RULE, table, findings);
    for case in cases(table).iter().filter(|c| c.code == RULE.code) {
        let (vi, en) = say(case);
        findings
            .add(&RULE, case.at)
            .found(&case.found)
            .expected(&case.expected)
            .related(&case.related)
            .related_elsewhere(case.elsewhere.clone())
            .fix(case.fix.as_ref().map(|f| f.fix(table, &file)))
            .message(format!("{vi}{}", case.tail().0), format!("{en}{}", case.tail().1));
    }
}

fn say(case: &Case<'_>) -> (String, String) {
    let Meaning::Share { shares, cell, base } = case.meaning else { return Default::default() };
    let block = &case.rated.block;
    let share = &case.rated.solved().shares[*shares].cells[*cell];
    let name = line_name(block, share.line);
    let what = measure_name(case.rated, share.measure);
    let count = block.cells[share.line][share.measure].figure.count().unwrap_or_default();
    let others = other_bases(case.rated, case.meaning);
    let fits = |say: fn(Base) -> &'static str| others.iter().map(|&b| say(b)).collect::<Vec<_>>().join(", ");
    let (vi, en) = if others.is_empty() {
        Default::default()
    } else {
        (format!("; khớp nếu tính trên {}", fits(Base::vi)), format!("; it would fit {}", fits(Base::en)))
    };
    // The cell that is wrong may be a count.
    let exact = case.relation().and_then(|relation| exact(case.rated, relation));
    let (printed, exact) = (&share.shown, exact.map(|to| share_text(share, to)).unwrap_or_default());
    (
        format!("{name}: tỷ lệ {what} ghi {printed}, {count} trên {} là {exact}{vi}", base.vi()),
        format!("{name}: the share of {what} is printed {printed}, {count} of {} is {exact}{en}", base.en()),
    )
}

/// A whole column cut instead of rounded, and single shares adjusted so that a row sums to 100.
fn notes(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Counts(blocks) = &table.content else { return };
    for notes in blocks.iter().map(|b| &b.equations.notes) {
        let of_nothing = |note: &ShareNote| match note {
            ShareNote::OfNothing { at, .. } => Some(*at),
            _ => None,
        };
        let columns: Vec<CellRef> = notes.iter().filter_map(of_nothing).collect();
        if !columns.is_empty() {
            findings.add(&RULE, columns[0]).cells(&columns).severity(Severity::Warning).message(
                "Cột tỷ lệ này không khớp với số lượng bên cạnh ở hầu hết các dòng; chưa rõ là tỷ lệ của số nào nên chưa kiểm \
                 tra. Đề nghị ghi rõ tiêu đề cột hoặc kiểm tra lại cả cột",
                "Most percentages of this column are no share of the counts beside them; what they are of is not clear, \
                 and they were not checked",
            );
        }
        single_notes(notes, findings);
    }
}

fn single_notes(notes: &[ShareNote], findings: &mut Findings<'_>) {
    for note in notes {
        match note {
            ShareNote::OfNothing { .. } => {}
            ShareNote::OfOther { at, said, base, .. } => {
                let (vi, en) = match said {
                    ShareOf::GoodAndAbove => (Base::GoodAndAbove.vi(), Base::GoodAndAbove.en()),
                    ShareOf::Whole => ("tổng số hoặc số đã đánh giá, xếp loại", "the total or those rated"),
                };
                findings.add(&RULE, *at).severity(Severity::Warning).message(
                    format!(
                        "Tiêu đề cột nêu tỷ lệ tính trên {vi}, nhưng các ô khớp với tỷ lệ tính trên {}. Đề nghị sửa tiêu đề hoặc tính lại cả cột",
                        base.vi()
                    ),
                    format!("The head says a share of {en}, but the cells are shares of {}", base.en()),
                );
            }
            ShareNote::Truncated { cells, .. } if cells.len() == 1 => {
                findings.add(&RULE, cells[0]).severity(Severity::Warning).message(
                    "Tỷ lệ bị cắt bớt chữ số thay vì làm tròn; không có ô nào khác cho biết cả cột làm tròn hay cắt bớt",
                    "The percentage is cut instead of rounded; no other cell tells which of the two the column does",
                );
            }
            ShareNote::Truncated { cells, .. } => {
                findings.add(&RULE, cells[0]).cells(cells).severity(Severity::Warning).message(
                    "Tỷ lệ cả cột bị cắt bớt chữ số thay vì làm tròn",
                    "The percentages of the whole column are cut instead of rounded",
                );
            }
            ShareNote::Balanced { at, .. } => {
                findings.add(&RULE, *at).severity(Severity::Info).message(
                    "Tỷ lệ lệch một đơn vị ở chữ số cuối để cả dòng cộng lại đủ 100%",
                    "The percentage is off by one last digit so that the row sums to 100",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{findings, fixes};

    #[test]
    fn one_share_that_is_cut_is_wrong_only_where_others_are_rounded() {
        let sheet = |second: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | HTXSNV | Tỷ lệ % | HTTNV | HTNV | KHTNV
                4 | 1 | Đảng bộ A | 64 | 7 | 10,93 | 57 | 0 | 0
                5 | 2 | Đảng bộ B | 40 | 6 | 15,00 | 34 | 0 | 0
                6 | 3 | Đảng bộ C | {second} | 0 | 0
                7 | 4 | Đảng bộ D | 20 | 3 | 15,00 | 17 | 0 | 0"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("30 | 5 | 16,67 | 25")), @"E4 S205 error Đảng bộ A: tỷ lệ HTXSNV ghi 10,93, 7 trên số đã đánh giá, xếp loại là 10,94. Đề nghị đơn vị kiểm tra lại ô E4 (có thể là 10,94)");
        assert!(fixes(&RULE, &sheet("30 | 5 | 16,67 | 25")).contains("10,94"));
        // 10.0 % is the same cut and rounded.
        insta::assert_snapshot!(findings(&RULE, &sheet("30 | 3 | 10,00 | 27")), @"E4 S205 warning Tỷ lệ bị cắt bớt chữ số thay vì làm tròn; không có ô nào khác cho biết cả cột làm tròn hay cắt bớt");
        assert_eq!(fixes(&RULE, &sheet("30 | 3 | 10,00 | 27")), "");
    }

    #[test]
    fn a_share_that_fills_its_row_is_mended_on_request_alone() {
        let sheet = |total: u32, last: &str| {
            format!(
                "1 | HUYỆN ỦY AN LÃO
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
                4 | TT | Đơn vị | Tổng số | HTXSNV | % | HTTNV | % | HTNV | % | KHTNV | %
                5 | 1 | Xã A | {total} | 21 | 8.1 | 215 | 82.7 | 22 | 8.5 | 2 | {last}
                6 | 2 | Xã B | 200 | 20 | 10 | 160 | 80 | 16 | 8 | 4 | 2
                7 | 3 | Xã C | 100 | 20 | 20 | 60 | 60 | 18 | 18 | 2 | 2
                8 | | Cộng | 560 | 61 | 10.9 | 435 | 77.7 | 56 | 10 | 8 | 1.4"
            )
        };
        assert!(!fixes(&RULE, &sheet(262, "0.7")).contains("Safe"), "{}", fixes(&RULE, &sheet(262, "0.7")));
        assert!(fixes(&RULE, &sheet(262, "0.6")).contains("Safe"), "{}", fixes(&RULE, &sheet(262, "0.6")));
        assert!(findings(&RULE, &sheet(260, "0.7")).contains("S205 info"));
    }

    #[test]
    fn a_wrong_count_beside_shares_that_are_cut_makes_no_slips_of_them() {
        let sheet = |good: u32| {
            format!(
                "1 | HUYỆN ỦY AN LÃO
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
                4 | TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV | HTXSNV (%) | HTTNV (%) | HTNV (%) | KHTNV (%)
                6 | 1 | Xã A | 45 | 8 | 36 | 1 | 0 | 17.7 | 80 | 2.2 | 0
                7 | 2 | Xã B | 36 | 6 | {good} | 1 | 0 | 16.6 | 80.5 | 2.7 | 0
                8 | 3 | Xã C | 39 | 7 | 31 | 1 | 0 | 17.9 | 79.4 | 2.5 | 0
                9 | 4 | Xã D | 28 | 5 | 22 | 1 | 0 | 17.8 | 78.5 | 3.5 | 0
                10 | 5 | Xã E | 23 | 4 | 18 | 1 | 0 | 17.3 | 78.2 | 4.3 | 0
                11 | | Cộng | 171 | 30 | 136 | 5 | 0 | 17.5 | 79.5 | 2.9 | 0"
            )
        };
        assert!(!fixes(&RULE, &sheet(29)).contains("Safe"), "{}", fixes(&RULE, &sheet(29)));
        assert!(!fixes(&RULE, &sheet(28)).contains("Safe"), "{}", fixes(&RULE, &sheet(28)));
    }

    #[test]
    fn a_share_that_names_its_level_is_of_that_level_however_it_is_written() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2023
            3 | TT | Tên chi bộ | Tổng số | Kết quả xếp loại | | | | Tỷ lệ HTXSNV/tổng số được xếp loại (%)
            4 | | | | Hoàn thành xuất sắc nhiệm vụ | Hoàn thành tốt nhiệm vụ | Hoàn thành nhiệm vụ | Không hoàn thành nhiệm vụ |
            5 | 1  | Chi bộ 1 | 40 | 6 | 30 | 4 | 0 | 15
            6 | 2  | Chi bộ 2 | 50 | 8 | 40 | 2 | 0 | 16
            7 |    | Cộng     | 90 | 14 | 70 | 6 | 0 | 15.56";
        assert_eq!(findings(&RULE, sheet), "");
        let found = findings(&RULE, &sheet.replace("| 16", "| 61"));
        assert!(found.contains("H6 S205 error") && found.contains("tỷ lệ HTXSNV ghi 61"), "{found}");
    }

    /// Four lines and their sum, with a column of percentages behind the levels.
    fn behind_the_levels(head: &str, shares: [&str; 5]) -> String {
        let lines = [
            "1 | Phường A | 125 | 123 | 13 | 108 | 2 | 0",
            "2 | Phường B | 98 | 98 | 10 | 85 | 3 | 0",
            "3 | Phường C | 55 | 54 | 8 | 45 | 1 | 0",
            "4 | Phường D | 103 | 103 | 12 | 88 | 3 | 0",
            "| Cộng | 381 | 378 | 43 | 326 | 9 | 0",
        ];
        let head = format!(
            "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
            3 | TT | Đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | {head} | Ghi chú"
        );
        let note = |i: usize| if matches!(i, 0 | 2) { "miễn sinh hoạt" } else { "" };
        let row = |(i, (line, share)): (usize, (&str, &str))| format!("\n{} | {line} | {share} | {}", i + 4, note(i));
        format!("{head}{}", lines.into_iter().zip(shares).enumerate().map(row).collect::<String>())
    }

    const GOOD_AND_ABOVE: [&str; 5] = ["98.37", "96.94", "98.15", "97.09", "97.62"];

    #[test]
    fn a_level_and_above_is_no_share_of_the_level_alone() {
        for head in [
            "Tỷ lệ HTTNV trở lên (%)",
            "HTTNV trở lên (%)",
            "Tỷ lệ hoàn thành tốt nhiệm vụ trở lên",
            "Tỷ lệ HTXSNV, HTTNV (%)",
        ] {
            assert_eq!(findings(&RULE, &behind_the_levels(head, GOOD_AND_ABOVE)), "", "{head}");
        }
    }

    #[test]
    fn a_column_that_misses_in_most_rows_is_of_something_else() {
        let rated_of_total = ["98.4", "100", "98.18", "100", "99.21"];
        for head in ["Tỷ lệ", "Tỷ lệ được đánh giá (%)"] {
            assert_eq!(findings(&RULE, &behind_the_levels(head, rated_of_total)), "", "{head}");
        }
        let of_nothing = ["31", "47", "12", "8", "22"];
        insta::assert_snapshot!(findings(&RULE, &behind_the_levels("Tỷ lệ HTTNV", of_nothing)), @"I4 S205 warning Cột tỷ lệ này không khớp với số lượng bên cạnh ở hầu hết các dòng; chưa rõ là tỷ lệ của số nào nên chưa kiểm tra. Đề nghị ghi rõ tiêu đề cột hoặc kiểm tra lại cả cột");
        // A slip in one row is one.
        let one_slip = ["87.8", "86.73", "83.33", "58.44", "86.24"];
        insta::assert_snapshot!(findings(&RULE, &behind_the_levels("Tỷ lệ HTTNV", one_slip)), @"I7 S205 error Phường D: tỷ lệ HTTNV ghi 58.44, 88 trên số đã đánh giá, xếp loại là 85.44. Các số liệu khác cho thấy ô I7 là 85.44");
    }

    #[test]
    fn one_wrong_count_in_two_lines_is_told_once() {
        let lines = |first: &str, second: &str| {
            let sheet = format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Đơn vị | HTXSNV | | HTTNV | | HTNV | | KHTNV |
                4 | | | SL | % | SL | % | SL | % | SL | %
                5 | 1 | Xã A | {first} | 17.24 | 20 | 68.97 | 4 | 13.79 | 0 | 0
                6 | 2 | Xã B | {second} | 10.13 | 68 | 86.08 | 2 | 2.53 | 1 | 1.27"
            );
            findings(&RULE, &sheet)
        };
        assert_eq!(lines("5", "8"), "");
        let found = lines("5", "9");
        assert!(found.starts_with("C6 S205 error") && found.lines().count() == 1, "{found}");
    }

    /// Few units with one column of percentages behind the total or the good ones.
    fn few_units(head: &str, behind_total: bool, shares: [&str; 3]) -> String {
        let lines = ["1 | Xã A | 50 | 5 | 44", "2 | Xã B | 40 | 4 | 35", " | Tổng cộng | 90 | 9 | 79"];
        let row = |(i, (line, share)): (usize, (&str, &str))| {
            let mut cells: Vec<&str> = line.split(" | ").collect();
            cells.insert(if behind_total { 3 } else { 5 }, share);
            format!("\n{} | {} | {} | 0", i + 4, cells.join(" | "), ["1", "1", "2"][i])
        };
        let head = if behind_total {
            format!("Tổng số | {head} | HTXSNV | HTTNV")
        } else {
            format!("Tổng số | HTXSNV | HTTNV | {head}")
        };
        let rows: String = lines.into_iter().zip(shares).enumerate().map(row).collect();
        format!("1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023\n3 | TT | Đơn vị | {head} | HTNV | KHTNV{rows}")
    }

    #[test]
    fn what_the_head_says_comes_before_what_most_rows_fit() {
        let sheet = |head: &str, shares: [&str; 4]| {
            let rows = [
                "A | 50 | 8 | 35 | 6 | 1",
                "B | 60 | 10 | 45 | 5 | 0",
                "C | 30 | 4 | 20 | 6 | 0",
                "D | 80 | 12 | 60 | 7 | 1",
            ];
            let rows = rows
                .iter()
                .zip(shares)
                .zip(5..)
                .map(|((row, share), at)| format!("{at} | {} | Đảng bộ {row} | {share}", at - 4));
            let rows = rows.collect::<Vec<_>>().join("\n");
            format!(
                "1 | KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021\n4 | TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV | {head}\n{rows}"
            )
        };
        let above = "Tỷ lệ HTXSNV so với HTTNV trở lên (%)";
        let found = |head: &str, shares: [&str; 4]| findings(&RULE, &sheet(head, shares));
        assert_eq!(found(above, ["18,6%", "18,2%", "16,7%", "16,7%"]), "");
        insta::assert_snapshot!(found(above, ["16,0%", "16,7%", "13,3%", "16,7%"]), @r#"H5 S205 error Đảng bộ A: tỷ lệ HTXSNV ghi 16,0%, 8 trên số HTTNV trở lên là 18,6%; khớp nếu tính trên số đã đánh giá, xếp loại, tổng số. Đề nghị đơn vị kiểm tra lại ô H5 (có thể là 18,6%)
H6 S205 error Đảng bộ B: tỷ lệ HTXSNV ghi 16,7%, 10 trên số HTTNV trở lên là 18,2%; khớp nếu tính trên số đã đánh giá, xếp loại, tổng số. Đề nghị đơn vị kiểm tra lại ô H6 (có thể là 18,2%)
H7 S205 error Đảng bộ C: tỷ lệ HTXSNV ghi 13,3%, 4 trên số HTTNV trở lên là 16,7%; khớp nếu tính trên số đã đánh giá, xếp loại, tổng số. Đề nghị đơn vị kiểm tra lại ô H7 (có thể là 16,7%)"#);
        insta::assert_snapshot!(found(above, ["16,0%", "16,7%", "16,7%", "16,7%"]), @r#"H5 S205 error Đảng bộ A: tỷ lệ HTXSNV ghi 16,0%, 8 trên số HTTNV trở lên là 18,6%; khớp nếu tính trên số đã đánh giá, xếp loại, tổng số. Đề nghị đơn vị kiểm tra lại ô H5 (có thể là 18,6%)
H6 S205 error Đảng bộ B: tỷ lệ HTXSNV ghi 16,7%, 10 trên số HTTNV trở lên là 18,2%; khớp nếu tính trên số đã đánh giá, xếp loại, tổng số. Đề nghị đơn vị kiểm tra lại ô H6 (có thể là 18,2%)"#);
        insta::assert_snapshot!(found(above, ["16,0%", "16,7%", "13,3%", "15,0%"]), @"H5 S205 warning Tiêu đề cột nêu tỷ lệ tính trên số HTTNV trở lên, nhưng các ô khớp với tỷ lệ tính trên số đã đánh giá, xếp loại. Đề nghị sửa tiêu đề hoặc tính lại cả cột");
        let whole = "Tỷ lệ HTXSNV/tổng số (%)";
        assert_eq!(found(whole, ["16,0%", "16,7%", "13,3%", "15,0%"]), "");
        insta::assert_snapshot!(found(whole, ["18,6%", "18,2%", "16,7%", "15,0%"]), @r#"H5 S205 error Đảng bộ A: tỷ lệ HTXSNV ghi 18,6%, 8 trên số đã đánh giá, xếp loại là 16,0%; khớp nếu tính trên số HTTNV trở lên. Đề nghị đơn vị kiểm tra lại ô H5 (có thể là 16,0%)
H6 S205 error Đảng bộ B: tỷ lệ HTXSNV ghi 18,2%, 10 trên số đã đánh giá, xếp loại là 16,7%; khớp nếu tính trên số HTTNV trở lên. Đề nghị đơn vị kiểm tra lại ô H6 (có thể là 16,7%)
H7 S205 error Đảng bộ C: tỷ lệ HTXSNV ghi 16,7%, 4 trên số đã đánh giá, xếp loại là 13,3%; khớp nếu tính trên số HTTNV trở lên. Đề nghị đơn vị kiểm tra lại ô H7 (có thể là 13,3%)"#);
        // A head that says nothing of it, and one that may mean two things.
        assert_eq!(found("Tỷ lệ HTXSNV", ["18,6%", "18,2%", "16,7%", "16,7%"]), "");
        assert_eq!(found("Tỷ lệ HTXSNV/HTTNV (%)", ["18,6%", "18,2%", "16,7%", "16,7%"]), "");
    }

    #[test]
    fn few_percentages_of_something_else_prove_nothing() {
        let of_all = [(true, ["55.56", "44.44", "100"]), (false, ["55.7", "44.3", "100"])];
        for (behind_total, shares) in of_all {
            for head in ["Tỷ lệ so với toàn huyện (%)", "Tỷ lệ (%)", "Tỷ trọng (%)"] {
                assert_eq!(findings(&RULE, &few_units(head, behind_total, shares)), "", "{head}");
            }
        }
        for head in ["Mức tăng (%)", "% so với cùng kỳ", "Tỷ lệ % so với toàn Đảng bộ"] {
            assert_eq!(findings(&RULE, &few_units(head, true, ["4.2", "2.6", "3.5"])), "", "{head}");
        }
        let unclear = few_units("Tỷ lệ (%)", false, ["4.2", "2.6", "3.5"]);
        insta::assert_snapshot!(findings(&RULE, &unclear), @"F4 S205 warning Cột tỷ lệ này không khớp với số lượng bên cạnh ở hầu hết các dòng; chưa rõ là tỷ lệ của số nào nên chưa kiểm tra. Đề nghị ghi rõ tiêu đề cột hoặc kiểm tra lại cả cột");
        // Where more fit than miss, what misses is a slip.
        let slip = few_units("Tỷ lệ (%)", false, ["88", "78.5", "87.8"]);
        let found = findings(&RULE, &slip);
        assert!(found.starts_with("F5 S205 error") && found.contains("ô F5 là 87.5"), "{found}");
    }

    #[test]
    fn shares_of_what_a_level_counts_in_all_are_no_slips() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
            3 | TT | Đơn vị | Tổng số | HTXSNV | Tỷ lệ % | HTTNV | Tỷ lệ % | HTNV | Tỷ lệ % | KHTNV | Tỷ lệ %
            4 | 1 | Xã A | 47 | 4 | 7.41 | 42 | 10.74 | 0 | 0 | 1 | 100
            5 | 2 | Xã B | 117 | 10 | 18.52 | 105 | 26.85 | 2 | 12.5 | 0 | 0
            6 | 3 | Xã C | 88 | 11 | 20.37 | 73 | 18.67 | 4 | 25 | 0 | 0
            7 | 4 | Xã D | 22 | 2 | 3.7 | 19 | 4.86 | 1 | 6.25 | 0 | 0
            8 | 5 | Xã E | 126 | 21 | 38.89 | 97 | 24.81 | 8 | 50 | 0 | 0
            9 | 6 | Xã G | 62 | 6 | 11.11 | 55 | 14.07 | 1 | 6.25 | 0 | 0
            10 | | Tổng cộng | 462 | 54 | 100 | 391 | 100 | 16 | 100 | 1 | 100";
        assert_eq!(findings(&RULE, sheet), "");
        // One of them wrong: none is held against the rated of its line.
        let slip = sheet.replace("| 6.25 | 0 | 0\n            8", "| 62.5 | 0 | 0\n            8");
        insta::assert_snapshot!(findings(&RULE, &slip), @"I4 S205 warning Cột tỷ lệ này không khớp với số lượng bên cạnh ở hầu hết các dòng; chưa rõ là tỷ lệ của số nào nên chưa kiểm tra. Đề nghị ghi rõ tiêu đề cột hoặc kiểm tra lại cả cột");
    }

    #[test]
    fn two_columns_of_percentages_exchanged_are_told() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
            3 | TT | Đơn vị | Tổng số | HTXSNV | % | HTTNV | % | HTNV | % | KHTNV | %
            4 | 1 | Phường A | 40 | 4 | 80 | 32 | 10 | 4 | 10 | 0 | 0
            5 | 2 | Phường B | 50 | 10 | 70 | 35 | 20 | 5 | 10 | 0 | 0";
        let found = findings(&RULE, sheet);
        assert!(["E4 ", "E5 ", "G4 ", "G5 "].iter().all(|at| found.contains(at)), "{found}");
    }

    #[test]
    fn a_total_that_counts_a_line_twice_proves_no_percentage_of_its_own() {
        let sheet = "
            1 | HUYỆN ỦY AN LÃO
            2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CÔNG CHỨC NĂM 2022
            4 | TT | Đơn vị | Tổng số | Số được xếp loại | HTXSNV | HTTNV | HTNV | KHTNV | HTXSNV (%) | HTTNV (%) | HTNV (%) | KHTNV (%)
            6 | 1 | Phòng Nông nghiệp | 32 | 29 | 3 | 15 | 11 | 0 | 9 | 47 | 34 | 0
            7 | 2 | Phòng Tư pháp | 31 | 31 | 3 | 15 | 13 | 0 | 10 | 48 | 42 | 0
            8 | | Tổng cộng | 94 | 91 | 9 | 45 | 37 | 0 | 10 | 48 | 38 | 0";
        let (found, fixes) = (findings(&RULE, sheet), fixes(&RULE, sheet));
        assert!(found.contains("K8") && !fixes.contains("Safe"), "{found}\n{fixes}");
    }

    #[test]
    fn one_percentage_that_is_another_share_is_told_and_proves_nothing() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
            3 | TT | Đơn vị | Tổng số | HTXSNV | % | HTTNV | % | HTNV | % | KHTNV | %
            4 | 1 | Phường A | 40 | 4 | 90 | 32 | 80 | 4 | 10 | 0 | 0";
        let found = findings(&RULE, sheet);
        assert!(found.starts_with("E4 S205") && !found.contains("Các số liệu khác"), "{found}");
    }

    #[test]
    fn one_wrong_count_without_a_total_is_one_finding() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023
            3 | TT | Đơn vị | HTXSNV | % | HTTNV | % | HTNV | KHTNV
            4 | 1 | Chi bộ 1 | 8 | 8.9 | 78 | 86.7 | 4 | 0
            5 | 2 | Chi bộ 2 | 7 | 10.4 | 54 | 80.6 | 6 | 0
            6 | 3 | Chi bộ 3 | 21 | 12.2 | 101 | 87.8 | 0 | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"D6 S205 error Chi bộ 3: tỷ lệ HTXSNV ghi 12.2, 21 trên số đã đánh giá, xếp loại là 17.2. Đề nghị đơn vị kiểm tra lại các ô C6, E6");
        // The sentence is about the share, whatever cell it blames.
        let both = sheet.replace("HTNV | KHTNV", "HTNV | % | KHTNV").replace("| 4 | 0", "| 4 | 4.4 | 0");
        let both = both
            .replace("| 6 | 0", "| 6 | 9 | 0")
            .replace("21 | 12.2 | 101 | 87.8 | 0 | 0", "13 | 13 | 85 | 80 | 7 | 7 | 0");
        insta::assert_snapshot!(findings(&RULE, &both), @"E6 S205 error Chi bộ 3: tỷ lệ HTXSNV ghi 13, 13 trên số đã đánh giá, xếp loại là 12.4; khớp nếu tính trên số HTTNV trở lên. Đề nghị đơn vị kiểm tra lại ô E6 (có thể là 80)");
    }

    #[test]
    fn those_rated_are_of_the_total_or_of_themselves() {
        let sheet = |rated: &str| {
            format!(
                "1 | KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
                3 | TT | Nội dung | Số lượng | Tỷ lệ (%)
                4 | 1 | Tổng số đảng viên | 381 |
                5 | 2 | Số đảng viên được đánh giá, xếp loại | 378 | {rated}
                6 | | Hoàn thành xuất sắc nhiệm vụ | 43 | 11.38
                7 | | Hoàn thành tốt nhiệm vụ | 326 | 86.24
                8 | | Hoàn thành nhiệm vụ | 9 | 2.38
                9 | | Không hoàn thành nhiệm vụ | 0 | 0
                10 | 3 | Số đảng viên chưa đánh giá | 3 |"
            )
        };
        assert_eq!(findings(&RULE, &sheet("99.21")), "");
        assert_eq!(findings(&RULE, &sheet("100")), "");
        insta::assert_snapshot!(findings(&RULE, &sheet("92.1")), @"D5 S205 error Số lượng: tỷ lệ số đã đánh giá, xếp loại ghi 92.1, 378 trên tổng số là 99.21. Đề nghị đơn vị kiểm tra lại ô D5 (có thể là 99.21)");
    }

    #[test]
    fn a_column_may_begin_anew_at_100() {
        let sheet = |rated: &str| {
            format!(
                "
            1 | BÁO CÁO ĐÁNH GIÁ CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
            3 | CHỈ TIÊU | Tổng số | Tỷ lệ (%)
            4 | Đảng viên có đến thời điểm đánh giá | 50 | '100,00
            5 | Chia ra: 1) Đảng viên được miễn đánh giá | 5 | '10,00
            6 | 2) Đảng viên đã được đánh giá | 45 | '{rated}
            7 | Phân tích | 45 | '100,00
            8 | A. Hoàn thành xuất sắc nhiệm vụ | 6 | '13,33
            9 | B. Hoàn thành tốt nhiệm vụ | 36 | '80,00
            10 | C. Hoàn thành nhiệm vụ | 3 | '6,67
            11 | Chia ra: 1) Hạn chế về sinh hoạt | 2 |
            12 | 2) Không hoàn thành nhiệm vụ được giao | 1 |
            13 | D. Không hoàn thành nhiệm vụ | 0 | '0,00"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("90,00")), @"");
        insta::assert_snapshot!(findings(&RULE, &sheet("91,00")), @"C6 S205 error Tổng số: tỷ lệ số đã đánh giá, xếp loại ghi 91,00, 45 trên tổng số là 90,00. Các số liệu khác cho thấy ô C6 là 90,00");
    }

    #[test]
    fn every_rounding_of_a_half_is_right() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | %     | HTTNV | %      | HTNV | %     | KHTNV | %
            4 | 1  | Đảng bộ A  | 16      | 1      | '6,2% | 15    | '93,8% | 0    | '0,0% | 0     | '0,0%
            5 | 2  | Đảng bộ B  | 16      | 1      | '6,3% | 15    | '93,8% | 0    | '0,0% | 0     | '0,0%";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn shares_of_the_total_are_a_base_of_their_own() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | %      | HTTNV | %      | HTNV | %     | KHTNV | %     | Chưa đánh giá | Lý do
            4 | 1  | Đảng bộ A  | 20      | 16               | 4      | '20,0% | 12    | '60,0% | 0    | '0,0% | 0     | '0,0% | 4             | mới thành lập
            5 | 2  | Đảng bộ B  | 10      | 8                | 1      | '10,0% | 7     | '70,0% | 0    | '0,0% | 0     | '0,0% | 2             | mới thành lập";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn one_percent_is_not_a_fraction() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | %  | HTTNV | %  | HTNV | %  | KHTNV | %
            4 | 1  | Đảng bộ A  | 100     | 19     | 19 | 78    | 78 | 0    | 0  | 3     | 1
            5 | 2  | Đảng bộ B  | 200     | 40     | 20 | 160   | 80 | 0    | 0  | 0     | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"K4 S205 error Đảng bộ A: tỷ lệ KHTNV ghi 1, 3 trên số đã đánh giá, xếp loại là 3. Các số liệu khác cho thấy ô K4 là 3");
    }

    #[test]
    fn a_whole_as_a_fraction_is_1() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | %   | HTTNV | %   | HTNV | % | KHTNV | %
            4 | 1  | Đảng bộ A  | 10      | 2      | 0.2 | 8     | 0.8 | 0    | 0 | 0     | 0
            5 | 2  | Đảng bộ B  | 12      | 0      | 0   | 12    | 1   | 0    | 0 | 0     | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn shares_stand_under_a_head_of_their_own() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            3 | TT | Tên tổ chức đảng | Tổng số | Số lượng |       |      |       | Tỷ lệ (%)
            4 |    |                  |         | HTXSNV   | HTTNV | HTNV | KHTNV | HTXSNV | HTTNV  | HTNV | KHTNV
            5 | 1  | Đảng bộ A        | 20      | 3        | 15    | 2    | 0     | 15     | 75     | 10   | 0
            6 | 2  | Đảng bộ B        | 10      | 1        | 8     | 1    | 0     | 10     | 80     | 10   | 0
            7 | 3  | Đảng bộ C        | 40      | 4        | 35    | 1    | 0     | 10     | 78.5   | 2.5  | 0";
        assert_eq!(crate::check::rules::testing::all_codes(sheet), ["S205"]);
        assert!(findings(&RULE, sheet).starts_with("I7 S205"));
    }

    #[test]
    fn this_period_is_held_against_the_last() {
        let sheet = |share: u16| {
            format!(
                "1 | BÁO CÁO KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                 3 | Tiêu chí | Kỳ này | Cùng kỳ năm trước | (%) kỳ này so với cùng kỳ năm trước
                 4 | Số đảng viên đã được đánh giá | 20 | 16 | 125
                 5 | Hoàn thành xuất sắc nhiệm vụ | 4 | 5 | 80
                 6 | Hoàn thành tốt nhiệm vụ | 15 | 10 | {share}
                 7 | Hoàn thành nhiệm vụ | 1 | 1 | 100"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet(150)), @"");
        insta::assert_snapshot!(findings(&RULE, &sheet(160)), @"D6 S205 error Tỷ lệ kỳ này so với kỳ trước ghi 160, không khớp 15 (ô B6) trên 10 (ô C6). Đề nghị đơn vị kiểm tra lại ô D6");
    }

    #[test]
    fn a_share_keeps_the_decimals_of_its_column() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | %   | HTTNV | %     | HTNV | % | KHTNV | %
            4 | 1  | Đảng bộ A  | 37      | 1      | 3   | 36    | 97    | 0    | 0 | 0     | 0
            5 | 2  | Đảng bộ B  | 52      | 3      | 6   | 49    | 92.1  | 0    | 0 | 0     | 0
            6 | 3  | Đảng bộ C  | 23      | 3      | 13  | 20    | 87    | 0    | 0 | 0     | 0
            7 | 4  | Đảng bộ D  | 31      | 2      | 6   | 29    | 94    | 0    | 0 | 0     | 0
            8 |    | Tổng cộng  | 143     | 9      | 6   | 134   | 94    | 0    | 0 | 0     | 0";
        insta::assert_snapshot!(crate::check::rules::testing::corrected(sheet), @"G5 92.1 → 94 safe");
    }

    #[test]
    fn texts_that_leave_zeros_out_do_not_cost_a_digit() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | %       | HTTNV | %      | HTNV | %      | KHTNV | %
            4 | 1  | Đảng bộ A  | 37      | 1      | '2,7%   | 34    | '91,9% | 0    | '0%    | 2     | '5,4%
            5 | 2  | Đảng bộ B  | 52      | 3      | '5,8%   | 49    | '94,2% | 0    | '0%    | 0     | '0%
            6 | 3  | Đảng bộ C  | 23      | 3      | '13%    | 20    | '87%   | 0    | '0%    | 0     | '0%
            7 | 4  | Đảng bộ D  | 31      | 2      | '6,5%   | 29    | '93,5% | 0    | '0%    | 0     | '0%
            8 |    | Tổng cộng  | 143     | 9      | '6,3%   | 132   | '92,3% | 0    | '0%    | 2     | '7,4%";
        insta::assert_snapshot!(crate::check::rules::testing::corrected(sheet), @"K8 7,4% → 1,4% safe");
    }

    #[test]
    fn a_share_is_proven_without_totals() {
        // Rated and total agree in every line: of which of them the shares are does not matter.
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTTNV trở lên | %     | Trong đó: HTXSNV | %    | HTNV | %    | KHTNV | %
            4 | 1  | Đảng bộ A  | 9       | 9                | 5             | '56%  | 0                | '0%  | 4    | '44% | 0     | '0%
            5 | 2  | Đảng bộ B  | 40      | 40               | 36            | '90%  | 2                | '5%  | 4    | '10% | 0     | '0%
            6 | 3  | Đảng bộ C  | 29      | 29               | 27            | '93%  | 3                | '10% | 2    | '7%  | 0     | '0%
            7 | 4  | Đảng bộ D  | 60      | 60               | 60            | '100% | 10               | '17% | 0    | '0%  | 0     | '3%";
        insta::assert_snapshot!(crate::check::rules::testing::corrected(sheet), @"L7 3% → 0% safe");
    }

    #[test]
    fn a_table_that_holds_is_not_searched() {
        let sheet = |share: &str| {
            format!(
                "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | %      | HTTNV | %      | HTNV | %     | KHTNV | %
            4 | 1  | Đảng bộ A  | 20      | 4      | '20,0% | 16    | '80,0% | 0    | '0,0% | 0     | '0,0%
            5 | 2  | Đảng bộ B  | 10      | 1      | '10,0% | 9     | '{share}% | 0    | '0,0% | 0     | '0,0%
            6 |    | Tổng cộng  | 30      | 5      | '16,7% | 25    | '83,3% | 0    | '0,0% | 0     | '0,0%"
            )
        };
        let searches = |share: &str| {
            let before = crate::solve::BUILT.get();
            drop(findings(&RULE, &sheet(share)));
            crate::solve::BUILT.get() - before
        };
        assert_eq!(searches("90,0"), 0, "one look at each relation is all");
        assert!(searches("70,0") > 0);
    }

    #[test]
    fn a_level_in_brackets_completes_the_levels() {
        let sheet = |share: &str, poor: u8| {
            format!(
                "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            3 | TT | Tên tổ chức đảng | Tổng số | Số lượng | | | Tỷ lệ (%) | |
            4 | | | | HTT (trong đó HTXSNV) | HT | KHT | HTT (trong đó HTXSNV) | HT | KHT
            5 | 1 | Chi bộ A | 29 | '29 (2) | 0 | 0 | 100 | 0 | 0
            6 | 2 | Chi bộ B | 29 | '25 (1) | 3 | 1 | 86.2 | 10.3 | 3.4
            7 | 3 | Chi bộ C | 6 | '5 (1) | {poor} | 0 | 83.3 | {share} | 0
            8 | 4 | Chi bộ D | 49 | '45 (5) | 4 | 0 | 91.8 | 8.2 | 0"
            )
        };
        use crate::check::rules::testing::{all_codes, corrected};
        insta::assert_snapshot!(corrected(&sheet("34.7", 1)), @"H7 34.7 → 16.7 safe");
        assert!(all_codes(&sheet("16.7", 1)).is_empty());
        assert_eq!(all_codes(&sheet("0", 0)), ["S201"], "one of six has no level");
    }

    #[test]
    fn a_blank_level_may_be_0_in_a_base_that_nothing_else_names() {
        let sheet = |share: u8| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Đơn vị | HTXSNV | Tỷ lệ % | HTTNV | Tỷ lệ % | HTNV | Tỷ lệ % | KHTNV | Tỷ lệ %
                4 | 1 | Đảng bộ A | 6 | {share} | 45 | 83 | 3 | 6 | | 0
                5 | 2 | Đảng bộ B | 2 | 6 | 26 | 84 | 3 | 10 | | 0
                6 | 3 | Đảng bộ C | 4 | 7 | 45 | 83 | 5 | 9 | | 0
                7 | 4 | Đảng bộ D | 5 | 10 | 43 | 86 | 1 | 2 | 1 | 2"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet(11)), @"");
    }

    #[test]
    fn a_share_below_1_among_percentages_is_none_of_fractions() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            3 | TT | Đơn vị | Tổng số | Số được đánh giá | HTXSNV | Tỷ lệ % | HTTNV | Tỷ lệ % | KHTNV | Tỷ lệ %
            4 | 1 | Đảng bộ A | 142 | 140 | 20 | 14.29 | 119 | 85 | 1 | 0.71
            5 | 2 | Đảng bộ B | 50 | 50 | 5 | 10 | 45 | 90 | 0 | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn what_a_wrong_base_breaks_is_told_with_it() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            3 | TT | Đơn vị | Tổng số | Số được xếp loại | HTXSNV | Tỷ lệ % | HTTNV | Tỷ lệ % | HTNV | Tỷ lệ % | KHTNV | Tỷ lệ %
            4 | 1 | Đảng bộ A | 15 | 15 | 2 | 13 | 12 | 80 | 1 | 7 | | 0
            5 | 2 | Đảng bộ B | 29 | 29 | 3 | 10 | 24 | 83 | 2 | 7 | | 0
            6 | 3 | Đảng bộ C | 13 | 11 | 1 | 8 | 11 | 85 | 1 | 8 | | 0
            7 | 4 | Đảng bộ D | 11 | 11 | 1 | 9 | 10 | 91 | | 0 | | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn whole_percentages_of_small_counts_are_no_fractions() {
        let sheet = |share: u8| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Đơn vị | HTXSNV | Tỷ lệ % | HTTNV | Tỷ lệ % | HTNV | Tỷ lệ % | KHTNV | Tỷ lệ %
                4 | 1 | Đảng bộ A | 8 | 7 | 106 | 87 | 7 | 6 | 1 | 1
                5 | 2 | Đảng bộ B | 13 | {share} | 89 | 86 | 1 | 1 | 0 | 0
                6 | 3 | Đảng bộ C | 6 | 6 | 90 | 85 | 10 | 9 | 0 | 0
                7 | 4 | Đảng bộ D | 4 | 5 | 67 | 86 | 7 | 9 | 0 | 0"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet(13)), @"");
        assert!(findings(&RULE, &sheet(31)).starts_with("D5 S205"));
    }
}
