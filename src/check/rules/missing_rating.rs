//! # Chưa có mức xếp loại, không nêu lý do
//!
//! ## What it finds
//! A row of a list without a rating, and without a reason anywhere on the row: “Chưa xếp loại”, “KXL” are none. Absence from the meeting is no reason where
//! the regime says that who was absent is rated later.
//! If the decided column is wholly empty, the latest filled stage is looked at instead, and nothing is missing: said once
//! (info). The figures are then of that stage, and never added to what is decided.
//! A list of those not rated needs a reason in every row. A list of months or quarters says nothing of the year (info).
//! ## Why it matters
//! Everyone is to be rated, or a reason given.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
//! 4 | 1 | Chi bộ Trường A | HTTNV
//! 5 | 2 | Chi bộ Trường B |  ◄    |
//! 6 | 3 | Chi bộ Trường C |       | Mới thành lập dưới 6 tháng
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Dòng trong danh sách chưa có mức xếp loại (hoặc chỉ ghi “Chưa xếp loại”), cũng không nêu lý do. Vắng mặt không phải là lý do khi quy định yêu cầu
//! xếp loại bổ sung. Nếu cột quyết định còn trống toàn bộ thì xét mức của bước gần nhất đã có và ghi nhận một lần; số
//! liệu đó không cộng với mức đã quyết định. Danh sách trường hợp chưa xếp loại phải có lý do ở từng dòng. Danh sách
//! theo tháng, quý không thay cho kết quả của năm (ghi nhận).
//! ## Lý do
//! Mọi trường hợp đều được xếp loại, hoặc có lý do.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use std::collections::BTreeMap;

use crate::check::records::{Rated, RatedBlock, RatedRoster, TableRecord};
use crate::check::regimes::{NoReason, RuleSetting, Side};
use crate::check::rules::ticked;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::locate::{Column, ColumnRole, Stage};
use crate::normalise::Resolution;
use crate::text::key;

pub(super) static RULE: Rule = Rule {
    code: "L103",
    name: "missing-rating",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "COVERAGE",
    doc: documentation!("missing_rating.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let list = match &table.content {
        Rated::Roster(list) => list,
        Rated::Counts(blocks) => return undecided(table, blocks, findings),
        Rated::Figures(_) | Rated::Nothing => return,
    };
    let Some(main) = list.main else {
        return without_year(table, list, findings);
    };
    if list.earlier_stage {
        let rating = &list.roster.ratings[main];
        let at = CellRef::new(table.table.range.start.row, rating.columns[0]);
        findings.add(&RULE, at).severity(Severity::Info).without_law().message(
            format!("Cột quyết định còn trống; danh sách được kiểm tra và tính theo cột “{}”", rating.header),
            format!("The decided column is empty; the list is checked and counted by “{}”", rating.header),
        );
    }
    let subject = list.roster.ratings[main].subject;
    // A blank under the rating in office is no matter of the Party's documents, whatever stands beside it.
    findings.side = findings.side.or(Side::of(subject));
    let setting = findings.setting(&RULE, subject);
    let no_reason = |text: &str| setting.as_ref().and_then(|s| s.no_reason(text));
    let absent = |text: &str| no_reason(text).is_some_and(|r| !r.recorded);
    let blank = |i: &usize| {
        let record = &list.roster.records[*i];
        match list.ratings.of(*i, main) {
            Resolution::Blank if !list.roster.is_about(*i, main) => false,
            Resolution::Blank => !record.is_excused() || absent(&record.reason),
            Resolution::NotRated { reason } => {
                let bare = |text: &str| absent(text) || reason.is_silent(text);
                record.reason.is_empty() && record.ratings[main].first().is_some_and(|w| bare(&w.text))
            }
            _ => false,
        }
    };
    // The clauses speak of the rating of the year.
    if let Some(setting) = setting.as_ref().filter(|_| table.period.is_none()) {
        doubtful(list, main, setting, findings);
    }
    let missing: Vec<usize> = (0..list.roster.records.len()).filter(blank).collect();
    let column = list.roster.ratings[main].columns[0];
    // So do the documents on who is to be rated.
    let of_year = table.period.is_none();
    let empty = |i: usize| matches!(list.ratings.of(i, main), Resolution::Blank);
    if missing.len() == list.roster.records.len() && missing.iter().all(|&i| empty(i)) {
        return unfilled(list, column, of_year, findings);
    }
    for i in missing {
        let record = &list.roster.records[i];
        let person = Some(record.name.as_str()).filter(|_| list.roster.persons);
        let written = record.ratings[main].first().map(|w| &*w.text);
        let mut texts = written.into_iter().chain([record.reason.as_str()]);
        let said = texts.find_map(|text| Some((text, no_reason(text).filter(|r| !r.recorded)?)));
        let (vi, en) = match said {
            Some((said, reason)) => {
                (format!("“{said}” {}", reason.instead_vi), format!("“{said}” {}", reason.instead_en))
            }
            None => (
                "chưa có mức xếp loại và không nêu lý do. Đề nghị bổ sung mức hoặc lý do chưa xếp loại".to_owned(),
                "no rating and no reason".to_owned(),
            ),
        };
        // The total line may count a mark more than there are.
        let counted = ticked::one_more(table).filter(|_| said.is_none());
        let (vi, en) = match counted {
            Some((at, line, head)) => (
                vi.replacen(". Đề", &format!("; “{line}” ghi nhiều hơn số dấu 01 {head} (ô {at}). Đề"), 1),
                format!("{en}; “{line}” counts one more {head} than there are marks ({at})"),
            ),
            None => (vi, en),
        };
        let source = said.zip(setting.filter(|_| of_year)).and_then(|((_, reason), s)| s.citation_of(reason));
        let finding = findings.add(&RULE, CellRef::new(record.row, column)).person(person);
        let finding = if of_year { finding } else { finding.without_law() };
        finding
            .related(&std::iter::once(record.name_at()).chain(counted.map(|(at, ..)| at)).collect::<Vec<_>>())
            .source(source)
            .message(format!("{}: {vi}", record.name), format!("{}: {en}", record.name));
    }
}

/// Counts of levels under what is decided that hold nothing yet, beside those of an earlier stage: said once.
fn undecided(table: &TableRecord<'_>, blocks: &[RatedBlock<'_>], findings: &mut Findings<'_>) {
    let counts = |c: &&Column| c.role == ColumnRole::Count && c.level.is_some();
    let waits = table.table.columns.iter().filter(counts).any(|c| c.stage == Some(Stage::Decided));
    let latest = blocks.iter().map(|b| b.block.stage).max();
    let Some(stage) = latest.filter(|latest| waits && *latest != Stage::Decided) else { return };
    let Some(column) = table.table.columns.iter().filter(counts).find(|c| c.stage == Some(stage)) else { return };
    let head = column.path.first().map_or("", String::as_str);
    findings
        .add(&RULE, CellRef::new(table.table.range.start.row, column.index))
        .severity(Severity::Info)
        .without_law()
        .message(
            format!("Các cột quyết định còn trống; biểu được kiểm tra và tính theo các cột “{head}”"),
            format!("The decided columns are empty; the table is checked and counted by “{head}”"),
        );
}

/// Nobody on the list has a rating: said once.
fn unfilled(list: &RatedRoster<'_>, column: u32, of_year: bool, findings: &mut Findings<'_>) {
    let cells: Vec<CellRef> = list.roster.records.iter().map(|r| CellRef::new(r.row, column)).collect();
    if let Some(&first) = cells.first() {
        let n = cells.len();
        let finding = findings.add(&RULE, first).cells(&cells);
        let finding = if of_year { finding } else { finding.without_law() };
        finding.message(
            format!(
                "Cả {n:02} dòng chưa có mức xếp loại và không nêu lý do. Đề nghị bổ sung mức hoặc lý do chưa xếp loại"
            ),
            format!("None of the {n} rows has a rating or a reason"),
        );
    }
}

/// Reasons that the regime does not know as an exemption, one info a wording: how long somebody was away, the words alone
/// do not say.
fn doubtful(list: &RatedRoster<'_>, main: usize, setting: &RuleSetting<'_>, findings: &mut Findings<'_>) {
    let mut said: BTreeMap<String, (&NoReason, &str, Vec<CellRef>)> = BTreeMap::new();
    for (record, ratings) in list.roster.records.iter().zip(list.ratings.rows()) {
        let column = list.roster.ratings[main].columns[0];
        let text = match &ratings[main] {
            Resolution::Blank => record.reason.as_str(),
            Resolution::NotRated { .. } if record.reason.is_empty() => {
                record.ratings[main].first().map_or("", |w| &*w.text)
            }
            Resolution::NotRated { .. } => record.reason.as_str(),
            _ => continue,
        };
        if let Some(reason) = setting.no_reason(text).filter(|r| r.recorded) {
            let entry = said.entry(key(text)).or_insert((reason, text, Vec::new()));
            entry.2.push(CellRef::new(record.row, column));
        }
    }
    for (reason, text, cells) in said.into_values() {
        let n = cells.len();
        findings
            .add(&RULE, cells[0])
            .cells(&cells)
            .severity(Severity::Info)
            .source(setting.citation_of(reason))
            .message(
                format!("{n:02} trường hợp chưa xếp loại ghi “{text}”: {}", reason.instead_vi),
                format!("{n} not rated with “{text}”: {}", reason.instead_en),
            );
    }
}

/// A list without a rating of the year: of months only, or of those not rated, who need a reason.
fn without_year(table: &TableRecord<'_>, list: &RatedRoster<'_>, findings: &mut Findings<'_>) {
    if let Some(first) = list.roster.ratings.first()
        && list.roster.ratings.iter().all(|r| r.period.is_some())
    {
        let at = CellRef::new(table.table.range.start.row, first.columns[0]);
        findings.add(&RULE, at).severity(Severity::Info).without_law().message(
            "Danh sách chỉ có mức của từng tháng, quý; không suy ra mức của cả năm nên không tính vào tổng hợp năm",
            "The list rates months or quarters only; no rating of the year is inferred from them, and none is counted",
        );
    }
    if !list.roster.ratings.is_empty() {
        return;
    }
    for record in list.roster.records.iter().filter(|r| r.reason.is_empty()) {
        let Some(at) = record.reason_at() else { continue };
        let person = Some(record.name.as_str()).filter(|_| list.roster.persons);
        findings.add(&RULE, at).person(person).related(&[record.name_at()]).message(
            format!("{}: chưa được xếp loại mà không nêu lý do. Đề nghị bổ sung lý do", record.name),
            format!("{}: not rated and no reason is given", record.name),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, all_findings, findings};

    #[test]
    fn a_blank_cites_the_document_of_its_own_side_and_one_of_a_quarter_none() {
        let told = |title: &str, levels: [&str; 2]| {
            let sheet = format!(
                "1 | DANH SÁCH {title}
                3 | TT | Họ và tên | Ngày sinh | Xếp loại công chức | Xếp loại đảng viên
                4 | 1 | Lê Văn An | 01/02/1970 | HTTNV | HTTNV
                5 | 2 | Lê Văn Bình | 01/03/1970 | {} | {}",
                levels[0], levels[1]
            );
            let found = all_findings(&sheet).into_iter().find(|f| f.rule == RULE.code);
            found.map(|f| f.source.unwrap_or_default()).expect("told")
        };
        let party = "Hướng dẫn số 21-HD/BTCTW ngày 18/10/2019, mục II.6";
        assert_eq!(told("CÔNG CHỨC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021", ["", "HTTNV"]), "");
        assert_eq!(told("ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI NĂM 2021", ["HTTNV", ""]), party);
        assert_eq!(told("ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI QUÝ III NĂM 2021", ["HTTNV", ""]), "");
    }

    #[test]
    fn a_mark_under_a_reason_is_one() {
        let sheet = |head: &str, mark: &str, level: &str| {
            format!(
                "1 | DANH SÁCH ĐÁNH GIÁ, XẾP LOẠI ĐẢNG VIÊN NĂM 2025
                3 | TT | Họ và tên    | HTXSNV | HTTNV   | HTNV | KHTNV | {head} | Ghi chú
                4 | 1  | Nguyễn Văn A |        | {mark}  |
                5 | 2  | Trần Thị B   |        | {level} |      |       | {mark}
                6 | 3  | Lê Văn C     | {mark} |
                7 | 4  | Phạm Thị D   |        | {mark}"
            )
        };
        for head in "Miễn ĐG | Miễn | ĐV miễn | Không ĐGXL | Chưa đủ 6 tháng | Dự bị dưới 6 tháng | Chuyển sinh hoạt đảng | Đình chỉ sinh hoạt \
                     | Miễn đánh giá"
            .split('|')
            .map(str::trim)
        {
            for mark in ["x", "'1", "1"] {
                assert_eq!(all_codes(&sheet(head, mark, "")), [""; 0], "{head} {mark}");
            }
        }
        assert_eq!(all_codes(&sheet("Cấp ủy viên", "x", "")), ["L103"]);
        // Beside a level it says something else of the row.
        assert_eq!(
            all_codes(
                &sheet("Chuyển đến", "x", "x").replace("| Phạm Thị D   |        | x", "| Phạm Thị D   |        |")
            ),
            ["L103"]
        );
    }

    #[test]
    fn months_are_not_the_year() {
        let months = "
            1 | KẾT QUẢ XẾP LOẠI CÔNG CHỨC NĂM 2021
            3 | TT | Họ và tên | T01 | T02 | T03
            4 | 1 | Nguyễn Văn A | A | B |
            5 | 2 | Trần Thị B | B | A | A
            6 | 3 | Lê Văn C | A | A | B
            7 | Ghi chú: A: Hoàn thành xuất sắc nhiệm vụ; B: Hoàn thành tốt nhiệm vụ. Để trống là chưa phân loại";
        insta::assert_snapshot!(findings(&RULE, months), @"C3 L103 info Danh sách chỉ có mức của từng tháng, quý; không suy ra mức của cả năm nên không tính vào tổng hợp năm");
        let with_year = "
            1 | KẾT QUẢ XẾP LOẠI CÔNG CHỨC NĂM 2021
            3 | TT | Họ và tên | T01 | T02 | Xếp loại năm
            4 | 1 | Nguyễn Văn A | A | B |
            5 | 2 | Trần Thị B | B | A | B
            6 | 3 | Lê Văn C | A | A | A
            7 | Ghi chú: A: Hoàn thành xuất sắc nhiệm vụ; B: Hoàn thành tốt nhiệm vụ";
        insta::assert_snapshot!(findings(&RULE, with_year), @"E4 L103 error Nguyễn Văn A: chưa có mức xếp loại và không nêu lý do. Đề nghị bổ sung mức hoặc lý do chưa xếp loại");
    }

    #[test]
    fn who_is_not_rated_needs_a_reason() {
        let sheet = "
            1 | DANH SÁCH ĐẢNG VIÊN CHƯA KIỂM ĐIỂM, XẾP LOẠI NĂM 2021
            3 | TT | Họ và tên | Chi bộ | Chưa đánh giá xếp loại (X) | Lý do
            4 | 1 | Nguyễn Văn A | Chi bộ 1 | X | Mới kết nạp dưới 6 tháng
            5 | 2 | Trần Thị B | Chi bộ 1 | X |";
        insta::assert_snapshot!(findings(&RULE, sheet), @"E5 L103 error Trần Thị B: chưa được xếp loại mà không nêu lý do. Đề nghị bổ sung lý do");
    }

    #[test]
    fn an_empty_decision_is_said_once_and_a_gap_in_it_is_missing() {
        let sheet = |decided: [&str; 3]| {
            format!(
                "1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên | Tự xếp loại | Đề nghị xếp loại | Quyết định xếp loại
                4 | 1 | Nguyễn Văn A | HTXSNV | HTTNV | {}
                5 | 2 | Trần Thị B | HTTNV | HTTNV | {}
                6 | 3 | Lê Văn C | HTTNV | HTNV | {}",
                decided[0], decided[1], decided[2]
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet(["", "", ""])), @"D3 L103 info Cột quyết định còn trống; danh sách được kiểm tra và tính theo cột “Đề nghị xếp loại”");
        assert!(findings(&RULE, &sheet(["HTTNV", "", "HTNV"])).starts_with("E5 L103 error"));
        assert_eq!(findings(&RULE, &sheet(["HTTNV", "HTTNV", "HTNV"])), "");
    }

    #[test]
    fn a_decision_that_is_still_to_come_is_told_by_its_head() {
        let sheet = |heads: &str, decided: &str| {
            format!(
                "1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên | {heads}
                4 | 1 | Nguyễn Văn A | HTXSNV | {decided}
                5 | 2 | Trần Thị B | HTTNV | {decided}
                6 | 3 | Lê Văn C | HTTNV | {decided}"
            )
        };
        let told = |heads: &str| findings(&RULE, &sheet(heads, ""));
        for decision in [
            "Mức quyết định",
            "Cấp có thẩm quyền quyết định",
            "Ban Thường vụ quyết định",
            "Đảng ủy quyết định",
            "ĐU công nhận",
            "Quyết định",
        ] {
            assert_eq!(
                told(&format!("Tự xếp loại | {decision}")),
                "C3 L103 info Cột quyết định còn trống; danh sách được kiểm tra và tính theo cột “Tự xếp loại”",
                "{decision}"
            );
        }
        // Who proposed is told from who decides, also where the head says no more than who rates.
        assert_eq!(
            told("Chi bộ xếp loại | ĐU công nhận"),
            "C3 L103 info Cột quyết định còn trống; danh sách được kiểm tra và tính theo cột “Chi bộ xếp loại”"
        );
        for other in ["Số quyết định", "Ngày quyết định", "Quyết định khen thưởng", "Lý do"] {
            assert_eq!(told(&format!("Tự xếp loại | {other}")), "", "{other}");
        }
        // The number of a decision, perhaps: the result stays the result.
        assert_eq!(told("Kết quả xếp loại | Quyết định"), "");
        assert_eq!(findings(&RULE, &sheet("Tự xếp loại | Đảng ủy quyết định", "HTTNV")), "");
    }

    #[test]
    fn counts_of_a_decision_that_is_still_to_come() {
        let sheet = |decided: &str| {
            format!(
                "1 | KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Chi bộ | Tổng số | Chi bộ đề nghị | | | | Đảng ủy quyết định | | |
                4 | | | | HTXSNV | HTTNV | HTNV | KHTNV | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | Chi bộ 1 | 20 | 3 | 16 | 1 | 0 | {decided}
                6 | 2 | Chi bộ 2 | 20 | 3 | 16 | 1 | 0 | {decided}"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("| | |")), @"D3 L103 info Các cột quyết định còn trống; biểu được kiểm tra và tính theo các cột “Chi bộ đề nghị”");
        assert!(!all_codes(&sheet("| | |")).contains(&"S211"), "what is still to come is not asked for");
        assert_eq!(findings(&RULE, &sheet("2 | 17 | 1 | 0")), "");
    }

    #[test]
    fn several_who_propose_the_same_leave_nothing_open() {
        let sheet = |voted: &str| {
            format!(
                "1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên | Chi ủy đề nghị xếp loại | Chi bộ đề nghị xếp loại | Đảng ủy quyết định
                4 | 1 | Nguyễn Văn A | HTXSNV | {voted} |
                5 | 2 | Trần Thị B | HTTNV | HTTNV |"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("HTXSNV")), @"D3 L103 info Cột quyết định còn trống; danh sách được kiểm tra và tính theo cột “Chi bộ đề nghị xếp loại”");
        assert_eq!(findings(&RULE, &sheet("HTTNV")), "", "which of the two is meant is asked (F005)");
    }

    #[test]
    fn absence_is_no_exemption_where_the_regime_says_so() {
        let sheet = |year: u16, said: &str| {
            format!(
                "1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}
                3 | TT | Họ và tên | Kết quả xếp loại | Ghi chú
                4 | 1 | Nguyễn Văn A | HTTNV |
                5 | 2 | Trần Thị B | | {said}"
            )
        };
        assert!(findings(&RULE, &sheet(2021, "Vắng mặt")).starts_with("C5 L103"));
        assert_eq!(findings(&RULE, &sheet(2021, "Vắng mặt, ốm từ tháng 3")), "");
        assert_eq!(findings(&RULE, &sheet(2024, "Vắng mặt")), "");
        for said in ["Vắng mặt không lý do", "Vắng (đi công tác)", "vắng, không phép", "Không", "-"] {
            assert!(findings(&RULE, &sheet(2021, said)).starts_with("C5 L103 error"), "{said}");
        }
        for said in ["Già yếu, vắng", "Vắng mặt do chuyển sinh hoạt", "Mới kết nạp, vắng"] {
            assert_eq!(findings(&RULE, &sheet(2021, said)), "", "{said}");
        }
    }

    #[test]
    fn a_column_of_how_somebody_stands_gives_the_reason() {
        let told = |head: &str, rated: &str, blank: &str| {
            let sheet = format!(
                "1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                3 | TT | Họ và tên | {head} | Kết quả xếp loại | Ghi chú
                4 | 1 | Nguyễn Văn A | {rated} | HTTNV |
                5 | 2 | Trần Thị B | {blank} | |
                6 | 3 | Lê Thị C | | HTTNV |"
            );
            findings(&RULE, &sheet)
        };
        for (head, blank) in [
            ("Trạng thái", "Miễn sinh hoạt"),
            ("Tình trạng", "Đã chuyển sinh hoạt"),
            ("Diện đảng viên", "Miễn sinh hoạt đảng"),
            ("Đảng viên", "Dự bị"),
            ("Chính thức/Dự bị", "Dự bị"),
            ("Chính thức, dự bị", "Đảng viên dự bị"),
            ("Đối tượng", "Đảng viên dự bị"),
        ] {
            assert_eq!(told(head, "", blank), "", "{head}");
            // What is no reason for somebody rated is none for another.
            assert!(told(head, blank, blank).starts_with("D5 L103 error"), "{head}");
        }
        for blank in ["", "Đang công tác", "Chính thức", "Không miễn sinh hoạt", "Đã hết dự bị"] {
            assert!(told("Tình trạng", "", blank).starts_with("D5 L103 error"), "{blank}");
        }
        assert!(told("Quê quán", "", "Xã Nghỉ Dưỡng").starts_with("D5 L103 error"));
    }

    #[test]
    fn a_mark_or_a_date_beside_a_blank_is_no_reason() {
        let told = |head: &str, note: &str| {
            let sheet = format!(
                "1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                3 | TT | Họ và tên | Kết quả xếp loại | {head}
                4 | 1 | Nguyễn Văn A | HTTNV |
                5 | 2 | Trần Thị B | | {note}"
            );
            findings(&RULE, &sheet)
        };
        for note in ["?", "...", "x", "Có", "Nữ", "'20/5/1960", "0905123456"] {
            assert!(told("Ghi chú", note).starts_with("C5 L103 error"), "{note}");
        }
        // A level is no reason to have none.
        for head in ["Ghi chú", "Lý do"] {
            assert!(told(head, "HTTNV").starts_with("C5 L103 error"), "{head}");
        }
        assert_eq!(told("Ghi chú", "Miễn sinh hoạt"), "");
        // There it may be the number of a reason.
        assert_eq!(told("Lý do", "2"), "");
    }

    #[test]
    fn absence_is_no_exemption_in_office_either() {
        let told = |year: u16, said: &str| {
            let sheet = format!(
                "1 | DANH SÁCH CÔNG CHỨC VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}
                3 | TT | Họ và tên | Kết quả xếp loại | Ghi chú
                4 | 1 | Nguyễn Văn A | HTTNV |
                5 | 2 | Trần Thị B | | {said}"
            );
            let found = all_findings(&sheet).into_iter().find(|f| f.rule == RULE.code);
            found.map(|f| f.source.unwrap_or_default()).unwrap_or_default()
        };
        // The article was not read.
        assert_eq!(told(2021, "Vắng mặt"), "Nghị định số 90/2020/NĐ-CP");
        assert!(told(2024, "Vắng có lý do").ends_with("Nghị định số 48/2023/NĐ-CP)"));
        assert_eq!(told(2021, "Vắng mặt, nghỉ không lương 7 tháng"), "");
        // Of the decree before no such clause was read.
        assert_eq!(told(2018, "Vắng mặt"), "");
    }

    #[test]
    fn that_somebody_is_not_rated_is_no_reason_for_it() {
        let sheet = |year: u16, said: &str, note: &str| {
            findings(
                &RULE,
                &format!(
                    "1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}
                    3 | TT | Họ và tên | Kết quả xếp loại | Ghi chú
                    4 | 1 | Nguyễn Văn A | HTTNV |
                    5 | 2 | Trần Thị B | {said} | {note}"
                ),
            )
        };
        for said in ["Chưa xếp loại", "Không xếp loại", "Chưa đánh giá, xếp loại", "KXL", "Chưa XL"]
        {
            assert!(sheet(2021, said, "").starts_with("C5 L103 error Trần Thị B: chưa có mức xếp loại"), "{said}");
            assert_eq!(sheet(2025, said, "Miễn sinh hoạt"), "", "{said}");
        }
        for said in ["Chưa xếp loại (thai sản năm 2020)", "Không thuộc diện đánh giá", "Chưa đủ điều kiện xếp loại"]
        {
            assert!(!sheet(2021, said, "").contains("error"), "{said}");
        }
    }

    #[test]
    fn what_the_regime_does_not_exempt_is_recorded() {
        let sheet = |year: u16, said: &str| {
            format!(
                "1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}
                3 | TT | Họ và tên | Kết quả xếp loại | Ghi chú
                4 | 1 | Nguyễn Văn A | HTTNV |
                5 | 2 | Trần Thị B | | {said}"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet(2025, "Nghỉ thai sản")), @"C5 L103 info 01 trường hợp chưa xếp loại ghi “Nghỉ thai sản”: vẫn xếp loại theo kết quả thực tế");
        insta::assert_snapshot!(findings(&RULE, &sheet(2021, "Ốm từ 3 tháng trở lên")), @"C5 L103 info 01 trường hợp chưa xếp loại ghi “Ốm từ 3 tháng trở lên”: vẫn xếp loại, không cao hơn mức hoàn thành nhiệm vụ");
        for (said, limit) in [("Ốm nằm viện 4 tháng", true), ("Nghỉ ốm gần 3 tháng", false), ("Ốm 2 tháng", false)]
        {
            assert_eq!(findings(&RULE, &sheet(2021, said)).starts_with("C5 L103 info"), limit, "{said}");
        }
        for said in [
            "Đình chỉ sinh hoạt đảng",
            "Đang bị đình chỉ sinh hoạt đảng",
            "Mới kết nạp chưa đủ 6 tháng",
            "Mới kết nạp tháng 10",
        ] {
            assert!(findings(&RULE, &sheet(2018, said)).starts_with("C5 L103 info 01 trường hợp"), "{said}");
            assert_eq!(findings(&RULE, &sheet(2021, said)), "", "{said}");
        }
        assert_eq!(findings(&RULE, &sheet(2018, "Miễn sinh hoạt đảng")), "");
        for (year, said) in [(2024, "Nghỉ thai sản"), (2021, "Miễn sinh hoạt đảng"), (2025, "Mới kết nạp dưới 6 tháng")]
        {
            assert_eq!(findings(&RULE, &sheet(year, said)), "", "{year} {said}");
        }
    }
}
