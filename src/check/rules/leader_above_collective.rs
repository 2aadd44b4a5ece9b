//! # Người đứng đầu xếp loại cao hơn tập thể lãnh đạo
//!
//! ## What it finds
//! The head is rated above the leadership collective headed; who is above the unit too is told once (P301).
//! ## Why it matters
//! The clause names the collective beside the unit.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ (NGƯỜI ĐỨNG ĐẦU) NĂM 2021
//! 3 | TT | Họ và tên    | Chức vụ         | Đơn vị    | Xếp loại tập thể lãnh đạo, quản lý | Xếp loại người đứng đầu
//! 4 | 1  | Nguyễn Văn A | Bí thư Đảng ủy  | Đảng bộ A | HTTNV                              | HTXSNV ◄
//! 5 | 2  | Trần Thị B   | Bí thư Chi bộ   | Chi bộ B  | HTTNV                              | HTTNV
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Người đứng đầu xếp loại cao hơn tập thể lãnh đạo do mình đứng đầu; nếu cũng cao hơn đơn vị thì nêu một lần (P301).
//! ## Lý do
//! Điều khoản nêu tập thể lãnh đạo cùng với đơn vị.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use crate::check::records::Submission;
use crate::check::rules::leader_above_unit;
use crate::check::rules::relations::{Before, COLLECTIVE, Clause, HEAD, Join, Pair, report_joined};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "P302",
    name: "leader-above-collective",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "LEADER-LE-UNIT",
    doc: documentation!("leader_above_collective.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    // Deputies are not covered by the clause.
    let wrong = |above: Level, below: Level| above > below;
    // One clause is about both: a head above the unit too is told once.
    let before = Before::Stays(leader_above_unit::RULE.code, say_besides);
    let clause = Clause { high: HEAD, low: COLLECTIVE, wrong, heads_only: true, say, before };
    report_joined(&RULE, submission, findings, &clause, &Join::Collectives);
}

fn say(pair: &Pair<'_>) -> (String, String) {
    let Pair { name, high, low, .. } = pair;
    (
        format!(
            "{name}: mức xếp loại của người đứng đầu ({}) cao hơn mức của tập thể lãnh đạo, quản lý ({}). Đề nghị xem xét lại hoặc có văn bản giải trình",
            high.code(),
            low.code()
        ),
        format!("{name}: the head is rated {}, the leadership collective {}", high.code(), low.code()),
    )
}

fn say_besides(pair: &Pair<'_>) -> (String, String) {
    let low = pair.low.code();
    (format!("; cũng cao hơn mức của tập thể lãnh đạo, quản lý ({low})"), format!("; the leadership collective {low}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{findings, found_in};
    use crate::config::Config;
    use crate::finding::Finding;

    #[test]
    fn the_other_rating_is_found_on_another_sheet() {
        let sheet = "
            1 | QUẬN ỦY SƠN TRÀ
            2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG TẬP THỂ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
            4 | TT | Tên đơn vị | Kết quả xếp loại
            5 | 1  | Ban Thường vụ Đảng ủy phường A | HTTNV
            --- Biểu 2
            1 | QUẬN ỦY SƠN TRÀ
            2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NGƯỜI ĐỨNG ĐẦU NĂM 2021
            4 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại người đứng đầu
            5 | 1 | Nguyễn Văn A | Bí thư Đảng ủy | Đảng bộ phường A | HTXSNV
            6 | 2 | Trần Thị B | Bí thư Đảng ủy | Đảng bộ phường B | HTXSNV";
        let found = findings(&RULE, sheet);
        assert!(found.starts_with("E5 ") && found.lines().count() == 1 && found.ends_with("'Biểu 1'!C5"), "{found}");
    }

    #[test]
    fn the_committee_of_a_district_leads_its_party_organisation() {
        let told = |collective: &str, post: &str, unit: &str| {
            let sheet = format!(
                "1 | THÀNH ỦY ĐÀ NẴNG
                2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG TẬP THỂ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
                4 | TT | Tên đơn vị | Kết quả xếp loại
                5 | 1 | {collective} | HTTNV
                --- Biểu 2
                1 | THÀNH ỦY ĐÀ NẴNG
                2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NGƯỜI ĐỨNG ĐẦU NĂM 2021
                4 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại người đứng đầu
                5 | 1 | Nguyễn Văn A | {post} | {unit} | HTXSNV"
            );
            let of_unit = found_in(&sheet, &Config::default()).into_iter().find(|f| f.rule == "P304");
            let near = of_unit.is_some_and(|f| f.message.vi.contains("gần giống"));
            findings(&RULE, &sheet).starts_with("E5 ") && !near
        };
        let committee = "Ban Thường vụ Quận ủy Hải Châu";
        assert!(told(committee, "Bí thư Quận ủy Hải Châu", ""));
        assert!(told(committee, "Bí thư Quận ủy", committee));
        assert!(told(committee, "Bí thư", "Đảng bộ quận Hải Châu"));
        assert!(told("Ban Thường vụ Quận ủy", "Bí thư Quận ủy", ""));
        assert!(told("Ban Thường vụ Quận đoàn", "Bí thư Quận đoàn", ""));
        assert!(told("BTV Quận đoàn Hải Châu", "Bí thư Đoàn TNCS HCM quận Hải Châu", ""));
        assert!(!told(committee, "Bí thư Quận ủy Sơn Trà", ""));
        assert!(!told("Tập thể lãnh đạo UBND quận Hải Châu", "Bí thư Quận ủy Hải Châu", ""));
    }

    #[test]
    fn a_head_above_unit_and_collective_is_told_once() {
        let told = |unit: &str, collective: &str| {
            let sheet = format!(
                "1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
                3 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại đơn vị | Xếp loại tập thể lãnh đạo | Xếp loại người đứng đầu
                4 | 1 | Nguyễn Văn A | Trưởng phòng | Phòng A | {unit} | {collective} | HTXSNV"
            );
            let found = found_in(&sheet, &Config::default());
            let line = |f: &Finding| format!("{} {} {}", f.rule, f.expected.as_deref().unwrap_or(""), f.message.vi);
            let of_heads = found.iter().filter(|f| ["P301", "P302"].contains(&f.rule));
            of_heads.map(line).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(told("HTTNV", "HTNV"), @"P301 ≤ HTNV Nguyễn Văn A: mức xếp loại của người đứng đầu (HTXSNV) cao hơn mức của đơn vị (HTTNV); cũng cao hơn mức của tập thể lãnh đạo, quản lý (HTNV). Đề nghị xem xét lại hoặc có văn bản giải trình");
        assert!(told("HTTNV", "HTXSNV").starts_with("P301") && told("HTXSNV", "HTXSNV").is_empty());
        assert!(told("HTXSNV", "HTTNV").starts_with("P302"));
    }

    #[test]
    fn a_head_in_the_offices_own_report_is_held_against_the_list_of_the_office_above() {
        let told = |start: &str, heads: [&str; 2], year: u16| {
            findings(
                &RULE,
                &format!(
                    "=== a.xlsx
                    1 | QUẬN ỦY TÂN AN
                    2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG TẬP THỂ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
                    4 | TT | Tên đơn vị | Kết quả xếp loại
                    5 | 1 | Ban Thường vụ Đảng ủy phường Một | HTTNV
                    {start}
                    1 | {}
                    2 | {}
                    3 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NGƯỜI ĐỨNG ĐẦU NĂM {year}
                    5 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại người đứng đầu
                    6 | 1 | Nguyễn Văn A | Bí thư Đảng ủy | Đảng bộ phường Một | HTXSNV",
                    heads[0], heads[1]
                ),
            )
        };
        for start in ["=== b.xlsx", "--- Phường Một"] {
            assert!(
                told(start, ["QUẬN ỦY TÂN AN", "ĐẢNG ỦY PHƯỜNG MỘT"], 2021).starts_with("E6 P302 error"),
                "{start}"
            );
            assert!(told(start, ["ĐẢNG ỦY PHƯỜNG MỘT", ""], 2021).starts_with("E6 P302 error"), "{start}");
            assert_eq!(told(start, ["QUẬN ỦY HẢI AN", "ĐẢNG ỦY PHƯỜNG MỘT"], 2021), "", "{start}");
            assert_eq!(told(start, ["QUẬN ỦY TÂN AN", "ĐẢNG ỦY PHƯỜNG MỘT"], 2022), "", "{start}");
        }
    }
}
