//! # Đề nghị khen thưởng nhưng chưa đủ điều kiện
//!
//! ## What it finds
//! An organisation or member proposed for an award of the Party for a year whose rating is not HTXSNV; a form of award that
//! is not open to that kind of subject (a flag is for TCCSĐ only).
//! ## Why it matters
//! Only HTXSNV may be proposed, and each kind of subject has its own forms of award.
//! ## Example
//! ```sheet
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 4 | TT | Tên tổ chức đảng | Kết quả xếp loại
//! 5 | 1  | Đảng bộ phường A | HTXSNV
//! 6 | 2  | Đảng bộ phường B | HTTNV
//! --- Khen thưởng
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG ĐỀ NGHỊ KHEN THƯỞNG NĂM 2021
//! 4 | TT | Tên tổ chức đảng   | Hình thức khen thưởng
//! 5 | 1  | Đảng bộ phường A   | Giấy khen
//! 6 | 2  | Đảng bộ phường B ◄ | Giấy khen
//! ```
//! ## Correction
//! None: the proposal is for the committee to settle.

use crate::check::history::{History, Then};
use crate::check::records::Submission;
use crate::check::rules::proposals::{Proposal, proposals};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::locate::vocabulary::has_words;
use crate::normalise::Level;
use crate::text::key;

pub(super) static RULE: Rule = Rule {
    code: "H702",
    name: "award-without-rating",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "AWARD-ELIGIBLE",
    doc: include_str!("award_without_rating.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    if submission.files.iter().flat_map(|f| &f.tables).all(|t| t.awards.is_empty()) {
        return;
    }
    let now = History::of(submission);
    for file in &submission.files {
        findings.enter_file(file);
        for proposal in proposals(file) {
            let Some(setting) = findings.setting(&RULE, proposal.subject).filter(|s| s.enabled) else { continue };
            findings.enter_sheet(Some(&proposal.table.table.sheet));
            let known = setting.closed_awards_from.is_none_or(|from| proposal.year >= from);
            if let Some(form) = setting.closed_awards.iter().find(|form| known && names(&proposal, form)) {
                let law = setting.law.map(|l| l.citation_vi.as_str());
                not_open(&proposal, form, law, findings);
            }
            // Five years running are H701's.
            if let (false, Then::Rated(level, past)) = (proposal.five, now.then(&proposal.who, proposal.year))
                && level != Level::Htxsnv
            {
                let name = &proposal.award.name;
                let at = past.at.seen_from(&findings.file(), &proposal.table.table.sheet);
                let (year, code) = (proposal.year, level.code());
                findings
                    .add(&RULE, proposal.award.name_at)
                    .person(proposal.award.person.then_some(name.as_str()))
                    .related_elsewhere([at.clone()])
                    .found(code)
                    .expected(Level::Htxsnv.code())
                    .message(
                        format!("{name}: có trong danh sách đề nghị khen thưởng nhưng năm {year} xếp loại {code} ({at}). Đề nghị xem xét lại"),
                        format!("{name}: proposed for an award, but rated {code} in {year} ({at})"),
                    );
            }
        }
    }
}

/// Does a row propose this form of award?
fn names(proposal: &Proposal<'_>, form: &str) -> bool {
    let said = key(&proposal.award.said);
    said == key(form) || has_words(&said, &key(form))
}

fn not_open(proposal: &Proposal<'_>, form: &str, law: Option<&str>, findings: &mut Findings<'_>) {
    let (name, subject) = (&proposal.award.name, proposal.subject);
    findings
        .add(&RULE, proposal.award.name_at)
        .person(proposal.award.person.then_some(name.as_str()))
        .found(form)
        .source(law)
        .message(
            format!(
                "{name}: “{form}” không áp dụng đối với {}. Đề nghị xem xét lại hình thức khen thưởng",
                subject.vi()
            ),
            format!("{name}: “{form}” is not open to this kind of subject ({})", subject.id()),
        );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    fn list(year: u16, form: &str) -> String {
        format!(
            "1 | ĐẢNG ỦY PHƯỜNG A
            2 | DANH SÁCH CHI BỘ TRỰC THUỘC ĐỀ NGHỊ KHEN THƯỞNG NĂM {year}
            4 | TT | Tên chi bộ | Hình thức khen thưởng
            5 | 1 | Chi bộ 1 | {form}"
        )
    }

    #[test]
    fn a_flag_is_for_party_bases_only() {
        insta::assert_snapshot!(findings(&RULE, &list(2025, "Cờ")), @"B5 H702 error Chi bộ 1: “cờ” không áp dụng đối với Chi bộ trực thuộc. Đề nghị xem xét lại hình thức khen thưởng");
        assert_eq!(findings(&RULE, &list(2025, "Giấy khen")), "");
        assert!(findings(&RULE, &list(2021, "Cờ")).contains("H702"));
        assert_eq!(findings(&RULE, &list(2020, "Cờ")), "");
        let bases = list(2025, "Cờ").replace("CHI BỘ TRỰC THUỘC", "TỔ CHỨC CƠ SỞ ĐẢNG");
        assert_eq!(findings(&RULE, &bases), "");
    }

    #[test]
    fn only_the_best_rating_may_be_proposed() {
        let told = |level: &str, award: &str| {
            let sheet = format!(
                "1 | QUẬN ỦY SƠN TRÀ
                2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                4 | TT | Tên tổ chức đảng | Kết quả xếp loại
                5 | 1 | Đảng bộ phường A | {level}
                --- Khen thưởng
                1 | QUẬN ỦY SƠN TRÀ
                2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG ĐỀ NGHỊ {award} NĂM 2021
                4 | TT | Tên tổ chức đảng | Hình thức đề nghị
                5 | 1 | ĐB phường A | Giấy khen"
            );
            findings(&RULE, &sheet)
        };
        assert_eq!(told("HTXSNV", "KHEN THƯỞNG"), "");
        assert!(told("HTTNV", "KHEN THƯỞNG").starts_with("B5 H702 error"));
        assert!(told("HTNV", "TẶNG GIẤY KHEN").starts_with("B5 H702 error"));
    }

    #[test]
    fn a_flag_is_no_award_of_members() {
        let flag = |year: u16| {
            let sheet = format!(
                "1 | ĐẢNG ỦY PHƯỜNG A
                2 | DANH SÁCH ĐẢNG VIÊN ĐỀ NGHỊ KHEN THƯỞNG NĂM {year}
                4 | TT | Họ và tên | Hình thức khen thưởng
                5 | 1 | Nguyễn Văn A | Cờ"
            );
            findings(&RULE, &sheet)
        };
        assert!(flag(2025).starts_with("B5 H702 error"));
        assert_eq!(flag(2021), "");
    }

    #[test]
    fn titles_of_emulation_rest_on_other_documents() {
        let sheet = "
            1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CƠ QUAN, ĐƠN VỊ NĂM 2021
            3 | TT | Tên đơn vị | Kết quả xếp loại
            4 | 1 | Phòng Nội vụ | HTNV
            --- Thi đua
            1 | DANH SÁCH TẬP THỂ ĐỀ NGHỊ KHEN THƯỞNG NĂM 2021
            3 | TT | Tên đơn vị | Hình thức khen thưởng
            4 | 1 | Phòng Nội vụ | Giấy khen";
        assert_eq!(findings(&RULE, sheet), "");
    }
}
