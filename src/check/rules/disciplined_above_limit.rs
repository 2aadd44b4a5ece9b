//! # Bị kỷ luật trong năm nhưng xếp loại cao hơn mức quy định
//!
//! ## What it finds
//! A row under discipline in the rating year whose rating is above KHTNV. Discipline of another year, or not yet decided,
//! does not count, and one in force of no year that is named is recorded (info); nor does that of a person or of units below on the row of an organisation, or on that of a collective where the regime
//! names harder forms.
//! ## Why it matters
//! Who is disciplined in the year is rated KHTNV where the regime of the year says so; the later regimes know exceptions,
//! so there it is to be looked at.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
//! 3 | TT | Họ và tên    | Kỷ luật     | Xếp loại
//! 4 | 1  | Nguyễn Văn A | Khiển trách | HTNV ◄
//! 5 | 2  | Trần Thị B   | Cảnh cáo    | KHTNV
//! 6 | 3  | Lê Văn C     | Không       | HTTNV
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Dòng có kỷ luật trong năm mà xếp loại trên KHTNV. Không xét kỷ luật của năm khác, chưa có quyết định; kỷ luật
//! đang thi hành mà không nêu năm thì ghi nhận; cũng không xét
//! kỷ luật của cá nhân hoặc của tổ chức trực thuộc ghi trên dòng của tổ chức, hoặc của tập thể khi quy định yêu cầu hình thức cao hơn.
//! ## Lý do
//! Khi quy định của năm có nêu, bị kỷ luật trong năm thì xếp loại KHTNV; các quy định sau có trường hợp loại trừ nên đề
//! nghị kiểm tra lại.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use crate::check::records::{Rated, TableRecord};
use crate::check::rules::disciplined::{Disciplined, disciplined, in_force};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "P307",
    name: "disciplined-above-limit",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "KHT-PERSON",
    doc: documentation!("disciplined_above_limit.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    of_unknown_year(table, findings);
    for row in disciplined(table).into_iter().filter(|row| row.level > Level::Khtnv) {
        let Some(setting) = findings.setting(&RULE, row.subject).filter(|s| s.enabled) else { continue };
        // Where discipline blocks HTXSNV by itself, C405 says so.
        let blocked = findings.setting(&super::discipline_blocks_excellent::RULE, row.subject);
        if !row.person && row.level == Level::Htxsnv && blocked.is_some_and(|s| s.enabled) {
            continue;
        }
        // What the clauses say of organisations and collectives is about themselves, of some of their people, and of a share
        // of the units below them that a note does not tell.
        let enough = match setting.member_discipline_from {
            _ if row.subject.is_organisation() => false,
            Some(form) => row.at_least(form),
            None => true,
        };
        if row.of_people() && !enough || row.of_units_below() {
            continue;
        }
        let Disciplined { name, level, written, .. } = row;
        let but = |said: Option<&String>| said.map(|b| format!(" {b}")).unwrap_or_default();
        let (but_vi, but_en) =
            setting.law.map(|law| (but(law.but_vi.as_ref()), but(law.but_en.as_ref()))).unwrap_or_default();
        findings
            .add(&RULE, row.at)
            .person(Some(name).filter(|_| row.person))
            .related(&row.written_at.into_iter().collect::<Vec<_>>())
            .found(level.code())
            .expected(Level::Khtnv.code())
            .severity(setting.severity.unwrap_or(RULE.severity))
            .source(setting.law.map(|law| law.citation_vi.as_str()))
            .message(
                format!("{name}: trong năm bị kỷ luật (“{written}”), xếp loại {}; quy định xếp KHTNV{but_vi}. Đề nghị xem xét lại hoặc có văn bản giải trình", level.code()),
                format!("{name}: disciplined in the year (“{written}”) and rated {}; the document says KHTNV{but_en}", level.code()),
            );
    }
}

/// Persons whose discipline is in force: of the year it would be a matter of this rule, of an earlier one it is none.
fn of_unknown_year(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Roster(list) = &table.content else { return };
    let rows = if list.roster.persons { in_force(list, Level::Khtnv) } else { Vec::new() };
    let Some((first, column, at)) = rows.first() else { return };
    let setting = findings.setting(&RULE, list.roster.ratings[*column].subject).filter(|s| s.enabled);
    let Some(setting) = setting else { return };
    let cells: Vec<CellRef> = rows.iter().map(|(.., at)| *at).collect();
    let (n, name) = (rows.len(), &first.name);
    let (vi, en) = match n {
        1 => (name.to_string(), name.to_string()),
        _ => (format!("{name} (và {:02} trường hợp tương tự)", n - 1), format!("{name} (and {} more)", n - 1)),
    };
    findings
        .add(&RULE, *at)
        .person(Some(name))
        .cells(&cells)
        .severity(Severity::Info)
        .source(setting.law.map(|law| law.citation_vi.as_str()))
        .message(
            format!("{vi}: đang thi hành kỷ luật, không nêu năm quyết định; quy định xếp KHTNV chỉ khi bị kỷ luật trong năm, chưa đối chiếu được"),
            format!("{en}: a discipline in force, of no year that is named; only one of the year means KHTNV, so it was not held against it"),
        );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn beside_the_rating_in_office_the_party_rating_is_looked_at_too() {
        let sheet = "
            1 | DANH SÁCH ĐẢNG VIÊN LÀ CÁN BỘ, CÔNG CHỨC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
            3 | TT | Họ và tên    | Kỷ luật     | Xếp loại công chức | Xếp loại đảng viên
            4 | 1  | Nguyễn Văn A | Khiển trách | HTNV               | HTTNV
            5 | 2  | Trần Thị B   | Khiển trách | HTNV               | KHTNV
            6 | 3  | Lê Văn C     |             | HTTNV              | HTTNV";
        let found = findings(&RULE, sheet);
        assert!(found.starts_with("E4 P307 error") && found.lines().count() == 1, "{found}");
        // The decree of 2023 says so of the rating in office; the party's regime of that year for each.
        let found = findings(&RULE, &sheet.replace("2021", "2023"));
        assert_eq!(found.lines().map(|l| &l[..7]).collect::<Vec<_>>(), ["D4 P307", "E4 P307", "D5 P307"], "{found}");
    }

    #[test]
    fn a_collective_answers_for_its_members_where_the_clause_says_so() {
        let told = |title: &str, year: u16, written: &str| {
            let sheet = format!(
                "1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG {title} NĂM {year}
                3 | TT | Tên đơn vị   | Kỷ luật trong năm | Xếp loại
                4 | 1  | Đơn vị thứ nhất | {written} | HTTNV
                5 | 2  | Đơn vị thứ hai  |           | HTTNV"
            );
            !findings(&RULE, &sheet).is_empty()
        };
        let (collectives, bases) = ("TẬP THỂ LÃNH ĐẠO, QUẢN LÝ", "TỔ CHỨC CƠ SỞ ĐẢNG");
        let people = "01 đ/c bị khiển trách";
        assert!(told(collectives, 2021, "Khiển trách") && told(collectives, 2021, "01 đ/c bị cảnh cáo"));
        assert!(!told(collectives, 2021, people) && told(collectives, 2025, people));
        // Of organisations only the regulation of 2023 says it.
        assert!(!told(bases, 2021, "Cảnh cáo") && !told(bases, 2025, "Cảnh cáo") && told(bases, 2023, "Cảnh cáo"));
        assert!(!told(bases, 2023, people));
        for below in ["01 chi bộ trực thuộc bị khiển trách", "Chi bộ Thôn 1 bị khiển trách", "00 đảng viên bị kỷ luật"]
        {
            assert!(!told(bases, 2023, below), "{below}");
        }
    }

    #[test]
    fn a_column_of_awards_and_discipline_names_it_in_words() {
        let told = |head: &str, said: &str| {
            let sheet = format!(
                "1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên    | {head} | Xếp loại
                4 | 1  | Nguyễn Văn A | {said} | HTTNV
                5 | 2  | Trần Thị B   | Giấy khen | HTTNV"
            );
            findings(&RULE, &sheet)
        };
        let both = "Khen thưởng, kỷ luật";
        for head in [both, "Khen thưởng/Kỷ luật", "Hình thức khen thưởng, kỷ luật trong năm"] {
            for said in ["Khiển trách", "Kỷ luật khiển trách", "Giấy khen; bị khiển trách"] {
                assert!(told(head, said).starts_with("D4 P307 error"), "{head}: {said}");
            }
        }
        let clean = [
            "x",
            "1",
            "Có",
            "Giấy khen",
            "Khen thưởng: Giấy khen; kỷ luật: 0",
            "Không bị kỷ luật",
            "Khiển trách năm 2019",
        ];
        for said in clean {
            assert_eq!(told(both, said), "", "{said}");
        }
        assert_eq!(told("Khen thưởng", "Khiển trách"), "");
        // So do a column of what was done wrong, and remarks.
        for (head, said) in [
            ("KT, KL", "Khiển trách"),
            ("Vi phạm", "Sinh con thứ 3 - khiển trách"),
            ("Nhận xét", "Đã bị xử lý kỷ luật bằng hình thức khiển trách"),
            ("Nhận xét", "Chuyên môn tốt, nhiệt tình; bị khiển trách"),
            ("Hình thức kỷ luật", "KT"),
        ] {
            assert!(told(head, said).starts_with("D4 P307 error"), "{head}: {said}");
        }
        for (head, said) in [
            ("Vi phạm", "Không"),
            ("Vi phạm", "Đi muộn"),
            ("KT, KL", "KT"),
            ("Nhận xét", "Tham mưu xử lý kỷ luật, khiển trách 02 đảng viên"),
            ("Nhận xét", "Năm 2019 bị khiển trách"),
            ("Nhận xét", "Không bị kỷ luật"),
        ] {
            assert_eq!(told(head, said), "", "{head}: {said}");
        }
    }

    #[test]
    fn a_discipline_in_force_may_be_of_another_year() {
        let told = |note: &str| {
            let sheet = format!(
                "1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên    | Xếp loại | Ghi chú
                4 | 1  | Nguyễn Văn A | HTTNV    | {note}
                5 | 2  | Trần Thị B   | HTTNV    |"
            );
            findings(&RULE, &sheet)
        };
        insta::assert_snapshot!(told("Đang thi hành kỷ luật"), @"C4 P307 info Nguyễn Văn A: đang thi hành kỷ luật, không nêu năm quyết định; quy định xếp KHTNV chỉ khi bị kỷ luật trong năm, chưa đối chiếu được");
        insta::assert_snapshot!(told("Đang thi hành kỷ luật khiển trách (QĐ tháng 5/2021)"), @"C4 P307 error Nguyễn Văn A: trong năm bị kỷ luật (“Đang thi hành kỷ luật khiển trách (QĐ tháng 5/2021)”), xếp loại HTTNV; quy định xếp KHTNV (mỗi hành vi vi phạm chỉ tính vào một lần xếp loại). Đề nghị xem xét lại hoặc có văn bản giải trình");
        assert_eq!(told("Đang thi hành kỷ luật khiển trách (QĐ tháng 5/2020)"), "");
    }

    #[test]
    fn later_regimes_ask_to_look_at_it() {
        let sheet = "
            1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2025
            3 | TT | Họ và tên    | Xếp loại | Ghi chú
            4 | 1  | Nguyễn Văn A | HTNV     | Bị khiển trách tháng 5/2025
            5 | 2  | Trần Thị B   | HTTNV    | Khiển trách năm 2023
            6 | 3  | Lê Văn C     | HTTNV    | Đang xem xét kỷ luật";
        insta::assert_snapshot!(findings(&RULE, sheet), @"C4 P307 warning Nguyễn Văn A: trong năm bị kỷ luật (“Bị khiển trách tháng 5/2025”), xếp loại HTNV; quy định xếp KHTNV khi kỷ luật do vi phạm liên quan đến thực hiện chức trách, nhiệm vụ. Đề nghị xem xét lại hoặc có văn bản giải trình");
    }
}
