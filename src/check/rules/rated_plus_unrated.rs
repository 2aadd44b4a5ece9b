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
    doc: include_str!("rated_plus_unrated.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let file = findings.file();
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
