//! # Số lượng không hợp lệ
//!
//! ## What it finds
//! A negative or fractional number, or words, where a count belongs. “gần 120” is words: never an exact figure. Also
//! “2.000” as text where nothing in its column says whether it is two thousand or two: it is not decided.
//! ## Why it matters
//! Organisations and people are counted in whole numbers; what is no count leaves its sums open.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV      | KHTNV
//! 4 | 1  | Đảng bộ A  | 10      | 2      | 7.5 ◄ | 0         | 0
//! 5 | 2  | Đảng bộ B  | 10      | -1 ◄   | 9     | gần 120 ◄ | 0
//! 6 | 3  | Đảng bộ C  | 10      | 1      | 9     | 0         | 0
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Số âm, số lẻ hoặc chữ ở ô số lượng. “gần 120” là chữ, không phải số chính xác. “2.000” dạng chữ khi cột không cho
//! biết là hai nghìn hay hai cũng được nêu.
//! ## Lý do
//! Tổ chức, con người tính bằng số nguyên; ô không hợp lệ thì các tổng liên quan chưa kết luận được.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use std::collections::BTreeSet;

use crate::check::below_zero::below_zero;
use crate::check::records::{Rated, TableRecord};
use crate::check::rules::UNREADABLE_CELL;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Message, Severity};
use crate::parse::Figure;

pub(super) static RULE: Rule = Rule {
    code: "S209",
    name: "invalid-count",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "",
    doc: documentation!("invalid_count.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Counts(blocks) = &table.content else { return };
    // A difference that is below zero is told where it comes from (S203).
    let told = below_zero(table);
    let mut seen: BTreeSet<CellRef> = told.iter().flat_map(|b| b.over.iter().copied().chain([b.at])).collect();
    let unreadable = findings.told_by(UNREADABLE_CELL);
    for (line, cells) in blocks.iter().flat_map(|b| b.block.lines.iter().zip(&b.block.cells)) {
        for cell in cells {
            let Some((text, message)) = invalid(&cell.figure, &line.name) else { continue };
            if !seen.insert(cell.at) || unreadable.iter().any(|range| range.contains(cell.at)) {
                continue;
            }
            findings.add(&RULE, cell.at).found(text).message(message.vi, message.en);
        }
    }
}

/// The text that is no count, and what to say of it.
fn invalid<'f>(figure: &'f Figure, name: &str) -> Option<(&'f str, Message)> {
    match figure {
        Figure::Invalid(text) | Figure::Approximate(text) => Some((
            text,
            Message::new(
                format!("{name}: “{text}” không phải là số lượng hợp lệ. Đề nghị ghi số nguyên"),
                format!("{name}: “{text}” is no valid count; a whole number is expected"),
            ),
        )),
        Figure::TwoReadings { grouped, decimal, text } => Some((
            text,
            Message::new(
                format!(
                    "{name}: “{text}” có thể là {grouped} hoặc {decimal:02}. Đề nghị ghi số nguyên, không có dấu phân cách"
                ),
                format!(
                    "{name}: “{text}” may be {grouped} or {decimal}; a whole number without separators is expected"
                ),
            ),
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::records::{Input, Outcome, build};
    use crate::check::rules::testing::{all_codes, drawn, findings};
    use crate::check::totals::totals;
    use crate::config::Config;
    use crate::normalise::Catalogue;
    use std::sync::Arc;

    #[test]
    fn thousands_are_told_by_the_column_or_not_at_all() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | '2.000  | 100    | 1800  | 100  | 0
            5 | 2  | Đảng bộ B  | 100     | 10     | 80    | 10   | 0";
        insta::assert_snapshot!(findings(&RULE, sheet),
            @"C4 S209 error Đảng bộ A: “2.000” có thể là 2000 hoặc 02. Đề nghị ghi số nguyên, không có dấu phân cách");
        // “1.597” can only be thousands, so the point of this column is a separator.
        let told = sheet.replace("100     | 10     | 80    | 10 ", "'1.597  | 97     | 1400  | 100");
        insta::assert_snapshot!(findings(&RULE, &told), @"");
        assert_eq!(all_codes(&told), [""; 0]);
        // A stored number with decimals is no count, however it is shown.
        let stored = sheet.replace("'2.000", "2.5");
        insta::assert_snapshot!(findings(&RULE, &stored),
            @"C4 S209 error Đảng bộ A: “2.5” không phải là số lượng hợp lệ. Đề nghị ghi số nguyên");
    }

    #[test]
    fn a_count_may_stand_with_its_whole_and_its_share() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
            3 | TT | Tên chi bộ    | Số ĐV được xếp loại | HTXSNV       | HTTNV         | HTNV         | KHTNV
            4 | 1  | Chi bộ thôn 1 | 28                  | 4/28 (14,3%) | 20/28 (71,4%) | 3/28 (10,7%) | 1/28 (3,6%)
            5 | 2  | Chi bộ thôn 2 | 25                  | 3/25 (12,0%) | 18/25 (72,0%) | 4/25 (16,0%) | 0/25 (0,0%)
            6 | 3  | Chi bộ thôn 3 | 13                  | 2/13 (15,4%) | 10/13 (76,9%) | 1/13 (7,7%)  | 0/13 (0,0%)";
        assert_eq!(all_codes(sheet), [""; 0]);
        assert_eq!(all_codes(&sheet.replace("18/25 (72,0%)", "17/25 (72,0%)")), ["S201"]);
        assert_eq!(all_codes(&sheet.replace("(72,0%)", "(62,0%)")), ["S205"]);
        let equal =
            sheet.replace("/28 (", " = (").replace("/25 (", " = (").replace("/13 (", " = (").replace(" = (", " = ");
        assert_eq!(all_codes(&equal.replace("%)", "%")), [""; 0]);
    }

    #[test]
    fn names_beside_a_count_are_none() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022
            3 | TT | Chi bộ        | Tổng số ĐV | HTXSNV   |                          | HTTNV | HTNV | KHTNV
            4 |    |               |            | Số lượng | Danh sách                |       |      |
            5 | 1  | Chi bộ thôn 1 | 28         | 2        | Trần Văn An; Lê Thị Bình | 22    | 3    | 1
            6 | 2  | Chi bộ thôn 2 | 25         | 1        | 1. Phạm Hữu Cường        | 20    | 4    | 0
            7 | 3  | Chi bộ thôn 3 | 13         | 0        | Không                    | 12    | 1    | 0";
        assert_eq!(all_codes(sheet), [""; 0]);
        // Where neither holds counts alone it is asked, and a second count stays one.
        let names = sheet.replace("Số lượng", "Họ và tên").replace("| 2        |", "| Lê Văn A |");
        assert_eq!(all_codes(&names), ["F005"]);
        let counts = sheet.replace("Trần Văn An; Lê Thị Bình", "2").replace("1. Phạm Hữu Cường", "1");
        assert!(all_codes(&counts).contains(&"F005"));
    }

    #[test]
    fn the_head_of_the_next_form_ends_a_table() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2023
            3 | TT | Tên tổ chức đảng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A        | 20      | 2      | 17    | 1    | 0
            5 | 2  | Đảng bộ B        | 15      | 1      | 13    | 1    | 0
            6 |    | Tổng cộng        | 35      | 3      | 30    | 2    | 0
            8 | THÀNH ỦY ĐÀ NẴNG |    |         |        |       | ĐẢNG CỘNG SẢN VIỆT NAM
            9 | QUẬN ỦY THANH KHÊ
            11 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023
            13 | TT | Đơn vị    | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            14 | 1  | Đảng bộ A | 120     | 12     | 100   | 8    | 0
            15 | 2  | Đảng bộ B | 90      | 9      | 75    | 6    | 0";
        assert_eq!(all_codes(sheet), [""; 0]);
    }

    #[test]
    fn sums_over_it_are_left_open() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số           | HTXSNV           | HTTNV             | HTNV              | KHTNV
            4 | 1  | Đảng bộ A  | 10                | 2                | 7                 | -1                | 0
            5 | 2  | Đảng bộ B  | 10                | 1                | 7                 | 2                 | 0
            6 |    | Tổng cộng  | =SUM(C4:C5) := 20 | =SUM(D4:D5) := 3 | =SUM(E4:E5) := 14 | =SUM(F4:F5) := 1 | =SUM(G4:G5) := 0";
        let found = findings(&RULE, sheet);
        assert!(found.starts_with("F4 S209"), "{found}");
        assert_eq!(all_codes(sheet), ["S209"]);
    }

    #[test]
    fn a_sum_over_it_is_not_how_many_there_are() {
        let sheet = |rated: &str, total: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1 | Đảng bộ A | 10 | 10 | 2 | 7 | 1 | 0
                5 | 2 | Đảng bộ B | 10 | {rated} | 1 | 7 | 2 | 0
                6 | | Tổng cộng | 20 | {total} | 3 | 14 | 3 | 0"
            )
        };
        let rated = |picture: &str| {
            let (workbook, _) = drawn(picture);
            let outcome = Outcome::Read(Box::new(workbook), crate::evaluate::Filled::default());
            let input = Input { path: Arc::from("a.xlsx"), outcome, wrong_extension: false };
            let config = Config::default();
            let submission = build(vec![input], Catalogue::built_in(), &config);
            let counts = totals(&submission).units[0].counts;
            (counts.total, counts.rated, counts.unrated)
        };
        let formula = "=SUM(D4:D5) := 10";
        assert_eq!(rated(&sheet("10", "=SUM(D4:D5) := 20")), (Some(20), Some(20), None));
        // The formula leaves out what it cannot read; a typed total does not.
        assert_eq!(rated(&sheet("'7+3", formula)), (Some(20), None, None));
        assert_eq!(rated(&sheet("'7+3", "20")), (Some(20), Some(20), None));
    }
}
