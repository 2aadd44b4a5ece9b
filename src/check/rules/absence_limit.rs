//! # Nghỉ từ 3 tháng nhưng xếp loại cao hơn mức quy định
//!
//! ## What it finds
//! A row whose notes, or a column of their own (“Số tháng nghỉ ốm”), say three months or more of illness (party members), or three to less than six months off work (in
//! office), rated above the level that the regime of the year leaves open; somebody in office who was off for more than
//! six months and is rated at all; of several ratings of a person one is told. Where months from one to another may be
//! less than six or six, both clauses are named: warning. Maternity leave has no limit.
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
//! hơn mức quy định; công chức, viên chức nghỉ trên sáu tháng mà vẫn xếp loại. Chưa rõ nghỉ dưới sáu tháng hay đủ sáu tháng
//! thì nêu cả hai khả năng. Nghỉ thai sản không bị giới hạn.
//! ## Lý do
//! Khi quy định của năm có nêu, trường hợp này cao nhất là HTNV.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use crate::check::away::{Away, away, written_out};
use crate::check::records::{Rated, TableRecord};
use crate::check::regimes::RuleSetting;
use crate::check::rules::disciplined::{of_persons, of_year};
use crate::check::rules::notes;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::locate::Subject;
use crate::normalise::Level;
use crate::parse::tells_absence;

pub(super) static RULE: Rule = Rule {
    code: "P309",
    name: "absence-limit",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "SICK-3M",
    doc: documentation!("absence_limit.rs"),
};

/// What a note limits, and how far.
struct Limit {
    away: Away,
    /// The best level that is left open.
    best: Level,
    clause: Clause,
}

/// The clause that limits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clause {
    /// So many months away leave the levels up to a best one open.
    Capped,
    /// Who worked for less than six months is not rated.
    NotRated,
    /// The note leaves open which of the two it is.
    Either,
}

/// The condition of those in office who worked for less than six months.
const UNDER_SIX: &str = "CC-UNDER-6M";

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Roster(list) = &table.content else { return };
    if !list.roster.persons || list.main.is_none() {
        return;
    }
    // Each rating of a person has a limit of its own; the main one is told first, and one is told.
    let limited = |column: usize| {
        let subject = list.roster.ratings[column].subject;
        let setting = findings.setting(&RULE, subject).filter(|s| s.enabled && s.level_max.is_some())?;
        Some((column, subject, setting))
    };
    let columns: Vec<_> = of_persons(list).into_iter().filter_map(limited).collect();
    let away: Vec<u32> = table.table.columns.iter().filter(|c| tells_absence(c)).map(|c| c.index).collect();
    for (i, record) in list.roster.records.iter().enumerate() {
        let over = |&(column, subject, setting): &(usize, Subject, RuleSetting<'static>)| {
            let (level, rating) = (list.level(i, column)?, record.ratings[column].first()?);
            let limit = limit(&record.reason, subject, &setting).filter(|limit| level > limit.best)?;
            // Months of an earlier year are no matter of this one.
            let limit = Some(limit).filter(|_| of_year(&record.reason, table.year))?;
            Some((setting, level, rating.at(record.row), limit))
        };
        let Some((setting, level, at, limit)) = columns.iter().find_map(over) else { continue };
        let law = if limit.clause == Clause::NotRated { setting.named(UNDER_SIX) } else { setting.law };
        let severity = setting.severity.unwrap_or(RULE.severity);
        let (vi, en) = limit.message(&record.name, &record.reason, level);
        let finding = findings
            .add(&RULE, at)
            .person(Some(&record.name))
            .found(level.code())
            .related(&notes::cells(table, record.row))
            .related(&away.iter().map(|&column| CellRef::new(record.row, column)).collect::<Vec<_>>())
            .severity(if limit.clause == Clause::Either { severity.min(Severity::Warning) } else { severity })
            .source(law.map(|law| law.citation_vi.as_str()))
            .message(vi, en);
        if limit.clause != Clause::NotRated {
            finding.expected(format!("≤ {}", limit.best.code()));
        }
    }
}

impl Limit {
    fn message(&self, name: &str, reason: &str, level: Level) -> (String, String) {
        let (Away { months, most, .. }, level, best) = (&self.away, level.code(), self.best.code());
        let (at_least_vi, at_least_en) = if most > months { ("ít nhất ", "at least ") } else { ("", "") };
        let (limit_vi, limit_en) = match self.clause {
            Clause::Capped => (format!("quy định tối đa {best}"), format!("at most {best}")),
            Clause::NotRated => (
                "thời gian công tác trong năm chưa đủ 06 tháng thì không xếp loại".to_owned(),
                "who worked for less than six months of the year is not rated".to_owned(),
            ),
            Clause::Either => (
                format!("nghỉ dưới 06 tháng thì tối đa {best}, công tác chưa đủ 06 tháng thì không xếp loại"),
                format!("at most {best} if it was less than six; who worked for less than six months is not rated"),
            ),
        };
        (
            format!(
                "{name}: nghỉ {at_least_vi}{months:02} tháng trong năm (“{reason}”), xếp loại {level}; {limit_vi}. Đề nghị xem xét lại"
            ),
            format!("{name}: {at_least_en}{months} months away (“{reason}”), rated {level}; {limit_en}"),
        )
    }
}

/// What a note limits for a subject.
fn limit(reason: &str, subject: Subject, setting: &RuleSetting<'_>) -> Option<Limit> {
    let (away, best) = (away(&written_out(reason))?, setting.level_max?);
    if !(3..=12).contains(&away.months) || (subject.is_party() && !away.ill) {
        return None;
    }
    let clause = match () {
        () if subject.is_party() || away.most <= 5 => Clause::Capped,
        () if setting.named(UNDER_SIX).is_none() => return None,
        () if away.months > 6 => Clause::NotRated,
        () => Clause::Either,
    };
    Some(Limit { best: if clause == Clause::NotRated { Level::Khtnv } else { best }, away, clause })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::regimes::Regimes;
    use crate::check::rules::testing::findings;

    fn limit_of(text: &str, regime: &str, subject: Subject) -> Option<Limit> {
        let regime = Regimes::built_in().get(regime).expect("a regime of ours");
        limit(text, subject, &regime.rule_for("P309", subject))
    }

    fn party(text: &str) -> Option<u32> {
        limit_of(text, "R2", Subject::Member).map(|limit| limit.away.months)
    }

    fn office(text: &str) -> Option<u32> {
        let limit = limit_of(text, "N1", Subject::CivilServant);
        limit.filter(|limit| limit.clause == Clause::Capped).map(|limit| limit.away.months)
    }

    #[test]
    fn how_long_may_stand_in_a_column_of_its_own() {
        let told = |who: &str, head: &str, said: &str| {
            let sheet = format!(
                "1 | DANH SÁCH KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG {who} NĂM 2021
                3 | TT | Họ và tên    | {head} | Kết quả xếp loại | Ghi chú
                4 | 1  | Nguyễn Văn A | {said} | HTTNV |
                5 | 2  | Trần Thị B   |        | HTTNV |
                6 | 3  | Lê Văn C     |        | HTNV  |"
            );
            findings(&RULE, &sheet)
        };
        insta::assert_snapshot!(told("ĐẢNG VIÊN", "Số tháng nghỉ ốm", "4"), @"D4 P309 error Nguyễn Văn A: nghỉ 04 tháng trong năm (“Số tháng nghỉ ốm: 4 tháng”), xếp loại HTTNV; quy định tối đa HTNV. Đề nghị xem xét lại");
        let long = [
            ("Nghỉ ốm (tháng)", "3"),
            ("Số ngày nghỉ ốm", "95"),
            ("Nghỉ ốm", "3 tháng"),
            ("Thời gian nghỉ ốm", "từ 01/3 - 30/8/2021"),
        ];
        for (head, said) in long {
            assert!(told("ĐẢNG VIÊN", head, said).starts_with("D4 P309 error"), "{head}: {said}");
        }
        assert!(told("CÔNG CHỨC", "Thời gian nghỉ", "04 tháng").starts_with("D4 P309 error"));
        let short = [("Số tháng nghỉ ốm", "2"), ("Số ngày nghỉ ốm", "0"), ("Nghỉ ốm", "x"), ("Nghỉ ốm", "3")];
        let others = [("Số ngày nghỉ phép", "95"), ("Thời gian nghỉ thai sản", "06 tháng"), ("Số ngày nghỉ", "95")];
        for (head, said) in short.into_iter().chain(others) {
            assert_eq!(told("ĐẢNG VIÊN", head, said), "", "{head}: {said}");
        }
    }

    #[test]
    fn months_read_from_notes() {
        assert_eq!(party("Nghỉ ốm 4 tháng"), Some(4));
        assert_eq!(party("Điều trị bệnh từ đầu năm, 5 tháng"), Some(5));
        assert_eq!(party("nghỉ ốm trên 03 tháng"), Some(3));
        assert_eq!(party("Ốm 16 tuần"), Some(3));
        for (text, months) in [
            ("Chữa bệnh 3,5 tháng", 3),
            ("Nghỉ ốm 3-4 tháng", 3),
            ("Ốm từ tháng 1-6", 5),
            ("Nghỉ ốm từ 01/3 - 30/8/2021", 5),
            ("Ốm cả năm", 12),
            ("Điều trị bệnh nửa năm", 6),
            ("Nghỉ ốm 100 ngày", 3),
        ] {
            assert_eq!(party(text), Some(months), "{text}");
        }
        for text in [
            "Nghỉ ốm 2-3 tháng",
            "Ốm tháng 3, 4 tháng điều trị",
            "Ốm nhẹ, công tác cả năm",
            "Con ốm cả năm",
            "Nghỉ cả năm",
            "Ốm gần nửa năm",
        ] {
            assert_eq!(party(text), None, "{text}");
        }
        for text in [
            "Nghỉ ốm 2 tháng",
            "nghỉ ốm dưới 3 tháng",
            "ốm gần 3 tháng",
            "Nghỉ ốm khoảng 3 tháng",
            "Nghỉ thai sản 6 tháng",
            "Mới kết nạp chưa đủ 6 tháng",
            "Con ốm 4 tháng",
            "Nghỉ chăm con ốm 4 tháng",
            "Có mẹ già bệnh nặng 5 tháng",
            "Chăm vợ ốm 3 tháng",
            "Nghỉ chăm con 7 tháng tuổi",
            "Nghỉ con ốm 7 tháng",
            "Nghỉ ốm 12 tuần",
            "Nghỉ ốm 2,5 tháng",
            "",
        ] {
            assert_eq!(party(text), None, "{text}");
        }
        assert_eq!(office("Nghỉ không lương 4 tháng"), Some(4));
        assert_eq!(office("Nghỉ không hưởng lương 3 tháng"), Some(3));
        assert_eq!(office("Nghỉ không hưởng lương từ tháng 2"), None);
        assert_eq!(office("nghỉ việc riêng không hưởng lương 04 tháng"), Some(4));
        assert_eq!(office("Nghỉ chữa bệnh 5 tháng"), Some(5));
        for text in [
            "Nghỉ không lương 7 tháng",
            "Nghỉ không hưởng lương 2 tháng",
            "Nghỉ hè 3 tháng",
            "Nghỉ thai sản 5 tháng",
            "Nghỉ đẻ 5 tháng",
            "Nghỉ hậu sản 5 tháng",
            "Nghỉ sinh 5 tháng",
            "Nghỉ chế độ 5 tháng",
            "Thời gian nghỉ: 5 tháng (TS)",
            "Đi học tập trung; Thời gian nghỉ: 4 tháng",
        ] {
            assert_eq!(office(text), None, "{text}");
        }
        assert_eq!(party("Nghỉ không lương 4 tháng"), None);
    }

    #[test]
    fn months_from_one_point_to_another_are_counted() {
        for (text, months) in [
            ("Nghỉ ốm từ tháng 3 đến tháng 8", 5),
            ("Điều trị bệnh từ T3/2021 đến T8/2021", 5),
            ("Ốm từ 01/3 đến 30/8/2021", 5),
            ("Ốm từ ngày 01/3/2021 đến ngày 31/8/2021", 6),
            ("Nằm viện từ 3/2021 đến hết tháng 7/2021", 4),
            ("Nghỉ chữa bệnh 120 ngày", 3),
        ] {
            assert_eq!(party(text), Some(months), "{text}");
        }
        for text in [
            "Nghỉ ốm từ tháng 3 đến tháng 5",
            "Nghỉ ốm từ 15/3 đến 10/6",
            "Nghỉ ốm từ tháng 3 đến nay",
            "Nghỉ ốm từ tháng 11/2020 đến tháng 2/2021",
            "Nghỉ thai sản từ tháng 3 đến tháng 8",
            "Con ốm từ tháng 3 đến tháng 8",
            "Nghỉ ốm 80 ngày",
            "Đi công tác từ tháng 3 đến tháng 8",
        ] {
            assert_eq!(party(text), None, "{text}");
        }
        assert_eq!(office("Nghỉ không lương từ tháng 3 đến tháng 7"), Some(4));
        assert_eq!(office("Nghỉ không lương từ 01/3 đến 31/7"), Some(5));
        // Six months off are another clause's.
        assert_eq!(office("Nghỉ không lương từ tháng 3 đến tháng 8"), None);
        assert_eq!(office("Nghỉ ốm từ ngày 10 tháng 5"), None);
        assert_eq!(party("Nghỉ ốm từ ngày 10 tháng 5"), None);
        assert_eq!(party("Nghỉ ốm từ 05 tháng 10 đến nay"), None);
        assert_eq!(party("Nghỉ ốm 4 tháng 15 ngày"), Some(4));
        assert_eq!(office("Nghỉ chữa bệnh 120 ngày"), None);
    }

    #[test]
    fn the_absence_of_one_person_limits_no_rating_of_his_unit() {
        let told = |person: &str, head: &str| {
            let sheet = format!(
                "1 | DANH SÁCH CÁN BỘ LÃNH ĐẠO, QUẢN LÝ VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                3 | TT | Họ và tên    | Chức vụ      | Đơn vị    | Xếp loại tổ chức, đơn vị | Xếp loại tập thể lãnh đạo | Xếp loại đảng viên | Xếp loại người đứng đầu | Ghi chú
                4 | 1  | Nguyễn Văn A | Trưởng phòng | Phòng Một | HTTNV                    | HTTNV                     | {person}           | {head}                  | Nghỉ ốm 4 tháng
                5 | 2  | Trần Thị B   | Trưởng phòng | Phòng Hai | HTTNV                    | HTTNV                     | HTTNV              | HTTNV                   |"
            );
            findings(&RULE, &sheet)
        };
        assert_eq!(told("HTNV", "HTNV"), "");
        insta::assert_snapshot!(told("HTTNV", "HTNV"), @"G4 P309 error Nguyễn Văn A: nghỉ 04 tháng trong năm (“Nghỉ ốm 4 tháng”), xếp loại HTTNV; quy định tối đa HTNV. Đề nghị xem xét lại");
    }

    #[test]
    fn an_illness_of_another_year_has_no_limit_in_this_one() {
        let told = |note: &str| {
            let sheet = format!(
                "1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên    | Xếp loại | Ghi chú
                4 | 1  | Nguyễn Văn A | HTTNV    | {note}
                5 | 2  | Trần Thị B   | HTTNV    |"
            );
            findings(&RULE, &sheet)
        };
        assert_eq!(told("Nghỉ ốm từ tháng 3 đến tháng 8/2020"), "");
        insta::assert_snapshot!(told("Nghỉ ốm từ tháng 3 đến tháng 8/2021"), @"C4 P309 error Nguyễn Văn A: nghỉ ít nhất 05 tháng trong năm (“Nghỉ ốm từ tháng 3 đến tháng 8/2021”), xếp loại HTTNV; quy định tối đa HTNV. Đề nghị xem xét lại");
    }

    #[test]
    fn each_rating_of_a_person_has_its_limit_and_one_is_told() {
        let told = |office: &str, party: &str, note: &str| {
            findings(
                &RULE,
                &format!(
                    "1 | DANH SÁCH ĐẢNG VIÊN LÀ CÁN BỘ, CÔNG CHỨC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                    3 | TT | Họ và tên    | Xếp loại công chức | Xếp loại đảng viên | Ghi chú
                    4 | 1  | Nguyễn Văn A | {office} | {party} | {note}"
                ),
            )
        };
        let lines = |told: &str| told.lines().map(|l| l.split(' ').next().unwrap_or("").to_owned()).collect::<Vec<_>>();
        assert_eq!(lines(&told("HTNV", "HTTNV", "Nghỉ ốm 4 tháng")), ["D4"]);
        assert_eq!(lines(&told("HTTNV", "HTTNV", "Nghỉ ốm 4 tháng")).len(), 1);
        assert_eq!(told("HTNV", "HTNV", "Nghỉ ốm 4 tháng"), "");
        // The limit of members is about illness.
        assert_eq!(told("HTNV", "HTTNV", "Nghỉ không lương 4 tháng"), "");
    }

    #[test]
    fn who_was_off_for_half_a_year_and_more_is_not_rated_in_office() {
        let told = |year: u16, level: &str, note: &str| {
            let sheet = format!(
                "1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG CÔNG CHỨC NĂM {year}
                3 | TT | Họ và tên    | Xếp loại | Ghi chú
                4 | 1  | Nguyễn Văn A | {level}  | {note}"
            );
            findings(&RULE, &sheet)
        };
        insta::assert_snapshot!(told(2022, "HTTNV", "Nghỉ ốm cả năm"), @"C4 P309 error Nguyễn Văn A: nghỉ 12 tháng trong năm (“Nghỉ ốm cả năm”), xếp loại HTTNV; thời gian công tác trong năm chưa đủ 06 tháng thì không xếp loại. Đề nghị xem xét lại");
        insta::assert_snapshot!(told(2022, "HTNV", "Nghỉ không lương 8 tháng"), @"C4 P309 error Nguyễn Văn A: nghỉ 08 tháng trong năm (“Nghỉ không lương 8 tháng”), xếp loại HTNV; thời gian công tác trong năm chưa đủ 06 tháng thì không xếp loại. Đề nghị xem xét lại");
        insta::assert_snapshot!(told(2022, "HTTNV", "Nghỉ ốm từ tháng 1-6"), @"C4 P309 warning Nguyễn Văn A: nghỉ ít nhất 05 tháng trong năm (“Nghỉ ốm từ tháng 1-6”), xếp loại HTTNV; nghỉ dưới 06 tháng thì tối đa HTNV, công tác chưa đủ 06 tháng thì không xếp loại. Đề nghị xem xét lại");
        assert_eq!(told(2022, "HTNV", "Nghỉ ốm từ tháng 1-6"), "");
        assert_eq!(told(2022, "Không xếp loại", "Nghỉ ốm cả năm"), "");
        assert_eq!(told(2022, "HTTNV", "Nghỉ thai sản từ tháng 1-6"), "");
        assert_eq!(told(2022, "HTTNV", "Con ốm cả năm"), "");
        // From 2026 on absence is rated by the months that are scored.
        assert_eq!(told(2026, "HTTNV", "Nghỉ ốm cả năm"), "");
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
