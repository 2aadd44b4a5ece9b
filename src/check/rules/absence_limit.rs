//! # Nghỉ từ 3 tháng nhưng xếp loại cao hơn mức quy định
//!
//! ## What it finds
//! A row whose notes say three months or more of illness (party members), or three to less than six months off work (in
//! office), rated above the level that the regime of the year leaves open. Maternity leave has no limit.
//! ## Why it matters
//! Where the regime says so, such a year is rated HTNV at most.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
//! 3 | TT | Họ và tên    | Xếp loại | Ghi chú
//! 4 | 1  | Nguyễn Văn A | HTTNV ◄  | Nghỉ ốm 4 tháng
//! 5 | 2  | Trần Thị B   | HTNV     | Nghỉ ốm 4 tháng
//! 6 | 3  | Lê Thị C     | HTTNV    | Nghỉ thai sản 6 tháng
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Dòng ghi nghỉ ốm từ ba tháng (đảng viên), hoặc nghỉ từ ba đến dưới sáu tháng (công chức, viên chức), mà xếp loại cao
//! hơn mức quy định. Nghỉ thai sản không bị giới hạn.
//! ## Lý do
//! Khi quy định của năm có nêu, trường hợp này cao nhất là HTNV.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use crate::check::away::away;
use crate::check::records::{Rated, TableRecord};
use crate::check::rules::notes;
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::locate::Subject;
use crate::text::key;

pub(super) static RULE: Rule = Rule {
    code: "P309",
    name: "absence-limit",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "SICK-3M",
    doc: include_str!("absence_limit.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Roster(list) = &table.content else { return };
    let Some(main) = list.main.filter(|_| list.roster.persons) else { return };
    let subject = list.roster.ratings[main].subject;
    let Some(setting) = findings.setting(&RULE, subject).filter(|s| s.enabled) else { return };
    let Some(limit) = setting.level_max else { return };
    for (i, record) in list.roster.records.iter().enumerate() {
        let (Some(level), Some(rating)) = (list.level(i, main), record.ratings[main].first()) else { continue };
        let Some(months) = months_away(&record.reason, subject).filter(|_| level > limit) else { continue };
        let (name, reason) = (&record.name, &record.reason);
        findings
            .add(&RULE, rating.at)
            .person(Some(name))
            .found(level.code())
            .expected(format!("≤ {}", limit.code()))
            .related(&notes::cells(table, record.row))
            .severity(setting.severity.unwrap_or(RULE.severity))
            .source(setting.law.map(|law| law.citation_vi.as_str()))
            .message(
                format!(
                    "{name}: nghỉ {months:02} tháng trong năm (“{reason}”), xếp loại {}; quy định tối đa {}. Đề nghị xem xét lại",
                    level.code(),
                    limit.code()
                ),
                format!("{name}: {months} months away (“{reason}”), rated {}; at most {}", level.code(), limit.code()),
            );
    }
}

/// The months of absence that the limit is about.
fn months_away(reason: &str, subject: Subject) -> Option<u32> {
    let found = away(&key(reason))?;
    match (subject.is_party(), found.months) {
        (true, 3..=12) => found.ill.then_some(found.months),
        (false, 3..=5) => Some(found.months),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn months_read_from_notes() {
        let party = |text| months_away(text, Subject::Member);
        assert_eq!(party("Nghỉ ốm 4 tháng"), Some(4));
        assert_eq!(party("Điều trị bệnh từ đầu năm, 5 tháng"), Some(5));
        assert_eq!(party("nghỉ ốm trên 03 tháng"), Some(3));
        for text in [
            "Nghỉ ốm 2 tháng",
            "nghỉ ốm dưới 3 tháng",
            "ốm gần 3 tháng",
            "Nghỉ ốm khoảng 3 tháng",
            "Nghỉ thai sản 6 tháng",
            "Mới kết nạp chưa đủ 6 tháng",
            "",
        ] {
            assert_eq!(party(text), None, "{text}");
        }
        let office = |text| months_away(text, Subject::CivilServant);
        assert_eq!(office("Nghỉ không lương 4 tháng"), Some(4));
        assert_eq!(office("Nghỉ không hưởng lương 3 tháng"), Some(3));
        assert_eq!(office("Nghỉ không hưởng lương từ tháng 2"), None);
        assert_eq!(office("nghỉ việc riêng không hưởng lương 04 tháng"), Some(4));
        assert_eq!(office("Nghỉ chữa bệnh 5 tháng"), Some(5));
        for text in
            ["Nghỉ không lương 7 tháng", "Nghỉ không hưởng lương 2 tháng", "Nghỉ hè 3 tháng", "Nghỉ thai sản 5 tháng"]
        {
            assert_eq!(office(text), None, "{text}");
        }
        assert_eq!(party("Nghỉ không lương 4 tháng"), None);
    }

    #[test]
    fn years_without_a_limit_are_silent() {
        let sheet = "
            1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2025
            3 | TT | Họ và tên    | Xếp loại | Ghi chú
            4 | 1  | Nguyễn Văn A | HTTNV    | Nghỉ ốm 4 tháng";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
}
