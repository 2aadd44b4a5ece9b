//! # Hai năm liền không hoàn thành nhiệm vụ
//!
//! ## What it finds
//! A party member rated KHTNV in the year and in the year before, by earlier files given with `--history`. The person is
//! told by name and birth date or card number.
//! ## Why it matters
//! Two such years running lead to the procedure of screening. It is for the record, and no mistake.
//! ## Example
//! ```sheet
//! === nam-nay.xlsx
//! 1 | ĐẢNG ỦY PHƯỜNG A
//! 2 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 4 | TT | Họ và tên    | Ngày sinh  | Kết quả xếp loại
//! 5 | 1  | Nguyễn Văn A | 01/02/1970 | KHTNV ◄
//! === nam-truoc/bao-cao.xlsx
//! 1 | ĐẢNG ỦY PHƯỜNG A
//! 2 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2020
//! 4 | TT | Họ và tên    | Ngày sinh  | Kết quả xếp loại
//! 5 | 1  | Nguyễn Văn A | 01/02/1970 | KHTNV
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Đảng viên xếp loại KHTNV trong năm và cả năm trước, theo file các năm trước (`--history`). Nhận ra người theo họ tên
//! và ngày sinh hoặc số thẻ.
//! ## Lý do
//! Hai năm liền như vậy thì thực hiện quy trình rà soát, sàng lọc. Chỉ ghi nhận, không phải sai sót.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use crate::check::records::Submission;
use crate::check::rules::years::{Pair, pairs};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::locate::Subject;
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "H703",
    name: "two-years-failed",
    severity: Severity::Info,
    scope: Scope::Submission(check),
    basis: "KHT-TWO-YEARS",
    doc: documentation!("two_years_failed.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    for file in &submission.files {
        findings.enter_file(file);
        let Some(setting) = findings.setting(&RULE, Subject::Member).filter(|s| s.enabled) else { continue };
        for table in file.tables.iter().filter(|t| !t.replaced) {
            let failed =
                |p: &Pair<'_>| p.subject == Subject::Member && (p.before, p.now) == (Level::Khtnv, Level::Khtnv);
            let rows: Vec<Pair<'_>> = pairs(file, table, &submission.history).into_iter().filter(failed).collect();
            let Some(first) = rows.first() else { continue };
            let cells: Vec<CellRef> = rows.iter().map(|p| p.at).collect();
            let (count, year) = (rows.len(), first.year);
            findings.enter_sheet(Some(&table.table.sheet));
            findings
                .add(&RULE, cells[0])
                .person(Some(first.name))
                .cells(&cells)
                .law(setting.law, year)
                .related_elsewhere(rows.iter().map(|p| p.past.at.clone()).collect::<Vec<_>>())
                .message(
                    format!(
                        "{count:02} đảng viên xếp loại KHTNV hai năm liền ({}, {year}): {}",
                        year - 1,
                        first.named(count)
                    ),
                    format!("{count} members rated KHTNV two years running ({}, {year})", year - 1),
                );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::with_history;

    fn list(year: u16, birth: &str, level: &str) -> String {
        format!(
            "=== nam-{year}.xlsx
            1 | ĐẢNG ỦY PHƯỜNG A
            2 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}
            4 | TT | Họ và tên | Ngày sinh | Kết quả xếp loại
            5 | 1 | Nguyễn Văn A | {birth} | {level}
            "
        )
    }

    #[test]
    fn only_the_same_person_in_two_years_running() {
        let told = |now: &str, before: &str| with_history(&RULE, now, before);
        let now = list(2021, "01/02/1970", "KHTNV");
        insta::assert_snapshot!(told(&now, &list(2020, "1/2/1970", "KHTNV")), @"D5 H703 info 01 đảng viên xếp loại KHTNV hai năm liền (2020, 2021): Nguyễn Văn A");
        assert_eq!(told(&now, &list(2020, "1/3/1970", "KHTNV")), "");
        assert_eq!(told(&now, &list(2019, "1/2/1970", "KHTNV")), "");
        assert_eq!(told(&now, &list(2020, "1/2/1970", "HTNV")), "");
        assert_eq!(told(&list(2021, "1970", "KHTNV"), &list(2020, "1970", "KHTNV")), "");
    }

    #[test]
    fn the_number_of_a_card_tells_who_is_who_where_a_birth_date_is_wanting() {
        let list = |year: u16, birth: &str, card: &str| {
            list(year, birth, "KHTNV")
                .replace("Ngày sinh |", "Ngày sinh | Số thẻ đảng |")
                .replace("| KHTNV", &format!("| {card} | KHTNV"))
        };
        let told = |now: [&str; 2], before: [&str; 2]| {
            !with_history(&RULE, &list(2021, now[0], now[1]), &list(2020, before[0], before[1])).is_empty()
        };
        assert!(told(["", "'48.012345"], ["", "48012345"]));
        assert!(told(["1970", "'48.012345"], ["01/02/1970", "'48.012345"]));
        assert!(!told(["", "'48.012345"], ["", "'48.012346"]));
        assert!(!told(["", "123"], ["", "123"]) && !told(["", ""], ["", ""]));
        // Another birth date is another person, or a slip: nobody knows.
        assert!(!told(["01/03/1970", "'48.012345"], ["01/02/1970", "'48.012345"]));
    }
}
