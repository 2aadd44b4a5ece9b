//! # Đã đánh giá và chưa đánh giá không bằng tổng số
//!
//! ## What it finds
//! Rated and not rated do not add up to the total; or more are rated than there are.
//! ## Why it matters
//! Everyone is either rated or not: a gap hides somebody.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | Chưa đánh giá
//! 4 | 1  | Đảng bộ A  | 12 ◄    | 10               | 2      | 8     | 0    | 0     | 1
//! 5 | 2  | Đảng bộ B  | 10      | 10               | 1      | 9     | 0    | 0     | 0
//! ```
//! ## Correction
//! Safe when other figures prove which cell is wrong; otherwise the options are shown.
//! ## Nội dung kiểm tra
//! Đã đánh giá cộng chưa đánh giá không bằng tổng số; hoặc số đã đánh giá lớn hơn tổng số.
//! ## Lý do
//! Mỗi trường hợp hoặc đã hoặc chưa đánh giá; chênh lệch là có người bị bỏ sót.
//! ## Chỉnh sửa
//! Đủ căn cứ chỉnh sửa khi số khác cho thấy ô nào sai; nếu không, nêu các khả năng.

use crate::check::arithmetic::{Case, cases, line_name};
use crate::check::below_zero::{BelowZero, below_zero};
use crate::check::records::TableRecord;
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::solve::Relation;
use crate::solve::equations::Meaning;

pub(super) static RULE: Rule = Rule {
    code: "S203",
    name: "rated-plus-unrated",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "SUM-PARTITION",
    doc: documentation!("rated_plus_unrated.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let file = findings.file();
    let below = below_zero(table);
    for line in &below {
        more_than_all(line, findings);
    }
    let known = |case: &&Case<'_>| {
        let Meaning::RatedAndUnrated { line } = case.meaning else { return false };
        let lines = &case.rated.block.lines;
        let same = |b: &&BelowZero<'_>| std::ptr::eq(b.rated, case.rated);
        below.iter().filter(same).any(|b| b.line == *line || lines[*line].covers.contains(&b.line))
    };
    for case in cases(table).iter().filter(|c| c.code == RULE.code && !known(c)) {
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

/// More are rated than there are, so that the formula for the others is below zero: told at the cell it comes from.
fn more_than_all(line: &BelowZero<'_>, findings: &mut Findings<'_>) {
    let (rated, whole) = line.sides;
    let (at, shown, name) = (line.at, line.shown, line_name(&line.rated.block, line.line));
    let told = if let [one] = line.from.as_slice() { *one } else { at };
    let cell = line.rated.block.cells[line.line].iter().find(|cell| cell.at == told);
    let related: Vec<_> =
        std::iter::once(at).chain(line.from.iter().copied()).chain(line.over.iter().copied()).collect();
    let related: Vec<_> = related.into_iter().filter(|other| *other != told).collect();
    let ask = line.from.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let found = cell.map(|cell| cell.shown.clone()).unwrap_or_default();
    findings.add(&RULE, told).found(&found).related(&related).message(
        format!(
            "{name}: số đã đánh giá {rated} lớn hơn tổng số {whole}, nên số chưa đánh giá ở ô {at} thành {shown}. Đề nghị đơn \
             vị kiểm tra lại ô {ask}"
        ),
        format!("{name}: {rated} are rated of a total of {whole}, so {at} comes to {shown}; please check {ask}"),
    );
}

fn say(case: &Case<'_>) -> (String, String) {
    let (Meaning::RatedAndUnrated { line }, Some((whole, sum))) = (case.meaning, case.sides) else {
        return Default::default();
    };
    let name = line_name(&case.rated.block, *line);
    if matches!(case.relation(), Some(Relation::AtMost { .. })) {
        return (
            format!("{name}: số đã đánh giá {whole} lớn hơn tổng số {sum}"),
            format!("{name}: {whole} are rated of a total of {sum}"),
        );
    }
    (
        format!(
            "{name}: đã đánh giá và chưa đánh giá cộng lại là {sum}, tổng số là {whole}, chênh lệch {}",
            (whole - sum).abs()
        ),
        format!("{name}: rated and not rated add up to {sum}, the total is {whole}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings};

    /// Those not rated as differences, in B of a total and a count of HTTNV.
    fn differences(good: &str, rated: u8, rest: i8, total: &str) -> String {
        format!(
            "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            3 | TT | Tên chi bộ | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | Chưa đánh giá | Lý do
            4 | 1 | Chi bộ A | =2*4 := 8 | =E4+F4+G4+H4 := 8 | =1*1 := 1 | =7*1 := 7 | =0*1 := 0 | =0*1 := 0 | =C4-D4 := 0
            5 | 2 | Chi bộ B | =2*5 := 10 | =E5+F5+G5+H5 := {rated} | =1*1 := 1 | {good} | =0*1 := 0 | =0*1 := 0 | =C5-D5 := {rest}
            {total}"
        )
    }

    #[test]
    fn a_difference_below_zero_is_told_where_it_comes_from() {
        let right = differences("9", 10, 0, "");
        assert_eq!(findings(&RULE, &right), "");
        let total = "6 | | Tổng cộng | =SUM(C4:C5) := 18 | =SUM(D4:D5) := 28 | =SUM(E4:E5) := 2 | =SUM(F4:F5) := 26 | =SUM(G4:G5) := 0 | =SUM(H4:H5) := 0 | =SUM(I4:I5) := -10";
        let wrong = differences("19", 20, -10, total);
        insta::assert_snapshot!(findings(&RULE, &wrong), @"F5 S203 error Chi bộ B: số đã đánh giá 20 lớn hơn tổng số 10, nên số chưa đánh giá ở ô I5 thành -10. Đề nghị đơn vị kiểm tra lại ô F5");
        assert_eq!(all_codes(&wrong).iter().filter(|code| code.starts_with("S20") && **code != "S208").count(), 1);
    }
    #[test]
    fn one_too_few_and_one_too_many() {
        let sheet = |unrated: u8| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | Chưa đánh giá | Lý do
                4 | 1 | Đảng bộ A | 12 | 10 | 2 | 8 | 0 | 0 | {unrated} | mới thành lập
                5 | 2 | Đảng bộ B | 10 | 10 | 1 | 9 | 0 | 0 | 0 |"
            )
        };
        assert_eq!(findings(&RULE, &sheet(2)), "");
        insta::assert_snapshot!(findings(&RULE, &sheet(1)), @"C4 S203 error Đảng bộ A: đã đánh giá và chưa đánh giá cộng lại là 11, tổng số là 12, chênh lệch 1. Đề nghị đơn vị kiểm tra lại các ô C4, I4");
        insta::assert_snapshot!(findings(&RULE, &sheet(3)), @"C4 S203 error Đảng bộ A: đã đánh giá và chưa đánh giá cộng lại là 13, tổng số là 12, chênh lệch 1. Đề nghị đơn vị kiểm tra lại các ô C4, I4");
    }
}
