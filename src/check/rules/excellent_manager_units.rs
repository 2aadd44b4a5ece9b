//! # Người quản lý HTXSNV nhưng đơn vị phụ trách chưa đủ điều kiện
//!
//! ## What it finds
//! A managing civil servant or public employee rated HTXSNV although one of the units directly managed is below HTNV, or
//! fewer than the regime's share of them are HTTNV or above. Managed are the units that lists give under the organisation
//! headed, or the several units the row itself names; of a deputy, those in a column of units in charge.
//! ## Why it matters
//! The decree of 2020 ties a manager's HTXSNV to the units directly managed.
//! ## Example
//! ```sheet
//! 1 | UBND QUẬN SƠN TRÀ
//! 2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁC PHÒNG THUỘC SỞ NĂM 2021
//! 4 | TT | Tên đơn vị | Cơ quan chủ quản | Kết quả xếp loại
//! 5 | 1  | Phòng Một  | Sở Nội vụ        | HTTNV
//! 6 | 2  | Phòng Hai  | Sở Nội vụ        | KHTNV
//! 7 | 3  | Phòng Ba   | Sở Tư pháp       | HTTNV
//! --- Công chức
//! 1 | UBND QUẬN SƠN TRÀ
//! 2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÔNG CHỨC LÃNH ĐẠO NĂM 2021
//! 4 | TT | Họ và tên    | Chức vụ  | Đơn vị     | Xếp loại công chức
//! 5 | 1  | Nguyễn Văn A | Giám đốc | Sở Nội vụ  | HTXSNV ◄
//! 6 | 2  | Trần Thị B   | Giám đốc | Sở Tư pháp | HTXSNV
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Công chức, viên chức quản lý xếp loại HTXSNV nhưng có đơn vị phụ trách trực tiếp dưới mức HTNV, hoặc tỷ lệ đơn vị từ
//! HTTNV trở lên chưa đủ. Đơn vị phụ trách là các đơn vị đứng dưới cơ quan do người đó đứng đầu, hoặc các đơn vị được
//! ghi ngay trên dòng; của cấp phó, các đơn vị ghi ở cột “Đơn vị phụ trách”.
//! ## Lý do
//! Nghị định năm 2020 gắn mức HTXSNV của người quản lý với các đơn vị phụ trách trực tiếp.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use std::collections::BTreeSet;

use crate::check::records::{FileRecord, Rated, Submission, TableRecord};
use crate::check::rules::excellent_without_subunits::Below;
use crate::check::rules::heads::{Head, heads, in_charge, is_party, organisations};
use crate::check::rules::relations::{IN_OFFICE, ORGANISATION};
use crate::check::units::{RatedUnit, Units};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{Related, Severity};
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "C404",
    name: "excellent-manager-units",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "CC-LEADER-UNITS-XS",
    doc: documentation!("excellent_manager_units.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let mut units: Option<Units<'_>> = None;
    for file in &submission.files {
        findings.enter_file(file);
        if !findings.setting(&RULE, IN_OFFICE[0]).is_some_and(|s| s.enabled) {
            continue;
        }
        for table in file.tables.iter().filter(|t| !t.replaced) {
            let Rated::Roster(list) = &table.content else { continue };
            if list.roster.persons && IN_OFFICE.iter().any(|&s| list.column_of(s).is_some()) {
                findings.enter_sheet(Some(&table.table.sheet));
                let units = units.get_or_insert_with(|| Units::of(submission));
                of_table(file, table, units, findings);
            }
        }
    }
}

fn of_table(file: &FileRecord<'_>, table: &TableRecord<'_>, units: &Units<'_>, findings: &mut Findings<'_>) {
    for &subject in IN_OFFICE {
        let Some(setting) = findings.setting(&RULE, subject).filter(|s| s.enabled) else { continue };
        let percent = i64::from(setting.share_percent_min.unwrap_or_default());
        // Deputies manage what a list says they are in charge of; heads what they head besides.
        let charged = in_charge(file, table, subject);
        let known: BTreeSet<usize> = charged.iter().filter(|h| h.units.len() > 1).map(|h| h.record).collect();
        let others = heads(file, table, subject).into_iter().filter(|h| !known.contains(&h.record));
        let all = charged.into_iter().filter(|h| known.contains(&h.record)).chain(others);
        for head in all.filter(|h| h.level == Level::Htxsnv) {
            let managed = managed(&head, units);
            let levels = managed.iter().filter_map(|u| Some((u.level?, &u.at)));
            let below = Below::of(levels);
            let Some(broken) = below.breaks(percent) else { continue };
            let (vi, en) = broken.say(percent, ("đơn vị phụ trách trực tiếp", "units directly managed"));
            let file = findings.file();
            let related = below.at.iter().map(|r: &Related| r.seen_from(&file, &table.table.sheet));
            let name = head.name;
            findings
                .add(&RULE, head.at)
                .person(Some(name))
                .related_elsewhere(related.collect::<Vec<_>>())
                .found(Level::Htxsnv.code())
                .expected(format!("≤ {}", Level::Httnv.code()))
                .severity(setting.severity.unwrap_or(RULE.severity))
                .source(setting.law.map(|l| l.citation_vi.as_str()))
                .message(
                    format!("{name}: xếp loại HTXSNV nhưng {vi}. Đề nghị xem xét lại hoặc có văn bản giải trình"),
                    format!("{name}: rated HTXSNV, but {en}"),
                );
        }
    }
}

/// The units directly managed: those under the organisation headed, else the several units the row names. One unit alone
/// is what is headed, not what is managed.
fn managed<'u, 't>(head: &Head<'_>, units: &'u Units<'t>) -> Vec<&'u RatedUnit<'t>> {
    let of_stage = |u: &&RatedUnit<'_>| u.stage == head.stage && ORGANISATION.contains(&u.subject) && u.level.is_some();
    let mut below: Vec<&RatedUnit<'_>> = Vec::new();
    // A head's office may have several names.
    let mut seen = BTreeSet::new();
    for unit in &head.units {
        let children = units.children(unit).chain(units.under_council(unit)).filter(of_stage);
        // What the office of a place lists is not what the secretary of its party committee manages.
        let party = is_party(unit);
        let children = children.filter(|u| !(party && u.is_of_office()));
        below.extend(children.filter(|u| !u.subject.is_party() && seen.insert(std::ptr::from_ref(*u))));
    }
    if below.is_empty() {
        let named = organisations(head, units);
        return if named.len() > 1 { named } else { Vec::new() };
    }
    below
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    fn office(year: u16, levels: [&str; 4]) -> String {
        let [one, two, three, four] = levels;
        format!(
            "1 | UBND QUẬN SƠN TRÀ
            2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CƠ QUAN, ĐƠN VỊ NĂM {year}
            4 | TT | Tên đơn vị | Cơ quan chủ quản | Kết quả xếp loại
            5 | 1 | Phòng Một | Sở Nội vụ | {one}
            6 | 2 | Phòng Hai | Sở Nội vụ | {two}
            7 | 3 | Phòng Ba | Sở Nội vụ | {three}
            8 | 4 | Phòng Bốn | Sở Nội vụ | {four}
            --- Công chức
            1 | UBND QUẬN SƠN TRÀ
            2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÔNG CHỨC LÃNH ĐẠO NĂM {year}
            4 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại công chức
            5 | 1 | Nguyễn Văn A | Giám đốc | Sở Nội vụ | HTXSNV
            6 | 2 | Lê Văn B | Phó Giám đốc | Sở Nội vụ | HTXSNV"
        )
    }

    #[test]
    fn seven_tenths_are_enough_and_less_is_not() {
        assert_eq!(findings(&RULE, &office(2021, ["HTXSNV", "HTTNV", "HTTNV", "HTNV"])), "");
        insta::assert_snapshot!(findings(&RULE, &office(2021, ["HTXSNV", "HTTNV", "HTNV", "HTNV"])), @"E5 C404 error Nguyễn Văn A: xếp loại HTXSNV nhưng chỉ 02/04 đơn vị phụ trách trực tiếp xếp loại HTTNV trở lên; điều kiện là ít nhất 70%. Đề nghị xem xét lại hoặc có văn bản giải trình");
    }

    #[test]
    fn on_its_own_list_nobody_writes_out_the_office() {
        let told = |sender: &str, post: &str, rows: &str| {
            let found = findings(
                &RULE,
                &format!(
                    "1 | {sender}
                    2 | KẾT QUẢ XẾP LOẠI CÁC PHÒNG, ĐƠN VỊ NĂM 2021
                    4 | TT | Đơn vị | Kết quả xếp loại
                    5 | 1 | Phòng Nội vụ | HTTNV
                    6 | 2 | Phòng Tài chính | HTTNV
                    7 | 3 | Phòng Tư pháp | HTNV
                    8 | 4 | Phòng Y tế | HTNV
                    --- Công chức
                    1 | {sender}
                    2 | KẾT QUẢ XẾP LOẠI CÁN BỘ, CÔNG CHỨC LÃNH ĐẠO, QUẢN LÝ NĂM 2021
                    4 | TT | Họ và tên | Chức vụ | Xếp loại công chức
                    5 | 1 | Nguyễn Văn A | {post} | HTXSNV
                    {rows}"
                ),
            );
            found.starts_with("D5 C404 error") && found.contains("02/04") && found.lines().count() == 1
        };
        let deputy = "6 | 2 | Trần Thị B | Trưởng phòng Nội vụ | HTXSNV";
        for (sender, posts) in [
            ("SỞ NỘI VỤ", &["Giám đốc", "Giám đốc Sở", "Giám đốc Sở Nội vụ"][..]),
            ("TRƯỜNG THCS LÊ LỢI", &["Hiệu trưởng", "Hiệu trưởng Trường THCS Lê Lợi", "Q. Hiệu trưởng"]),
            ("BỆNH VIỆN ĐA KHOA HẢI CHÂU", &["Giám đốc", "Giám đốc Bệnh viện"]),
            ("UBND QUẬN HẢI CHÂU", &["Chủ tịch UBND quận", "Chủ tịch UBND quận Hải Châu", "PBT Quận ủy, CT UBND quận"]),
            ("UBND XÃ HÒA SƠN", &["Chủ tịch UBND", "Chủ tịch UBND xã", "Chủ tịch UBND xã Hòa Sơn"]),
        ] {
            for post in posts {
                assert!(told(sender, post, deputy), "{sender} | {post}");
            }
        }
        for (sender, post) in [
            ("SỞ NỘI VỤ", "Phó Giám đốc"),
            ("SỞ NỘI VỤ", "Giám đốc Trung tâm"),
            ("SỞ NỘI VỤ", "Giám đốc Sở Y tế"),
            ("UBND QUẬN HẢI CHÂU", "Chủ tịch UBND"),
            ("UBND QUẬN HẢI CHÂU", "Chủ tịch UBND phường"),
            ("UBND QUẬN HẢI CHÂU", "Chủ tịch HĐND quận"),
            ("UBND XÃ HÒA SƠN", "Chủ tịch HĐND"),
            ("UBND XÃ HÒA SƠN", "Bí thư Đảng ủy xã"),
            ("UBND XÃ HÒA SƠN", "Bí thư Đảng ủy, Chủ tịch HĐND xã"),
            ("TRƯỜNG THCS LÊ LỢI", "Trưởng phòng"),
        ] {
            assert!(!told(sender, post, deputy), "{sender} | {post}");
        }
        assert!(
            !told("SỞ NỘI VỤ", "Giám đốc", "6 | 2 | Trần Thị B | Giám đốc | HTTNV"),
            "one of them heads another unit"
        );
    }

    #[test]
    fn later_decrees_put_it_into_the_score() {
        let levels = ["HTXSNV", "HTTNV", "HTNV", "KHTNV"];
        assert!(findings(&RULE, &office(2021, levels)).contains("01 đơn vị phụ trách trực tiếp xếp loại KHTNV"));
        assert_eq!(findings(&RULE, &office(2026, levels)), "");
    }

    #[test]
    fn deputies_manage_what_the_list_says_they_are_in_charge_of() {
        let told = |post: &str, head: &str, levels: [&str; 4]| {
            let [one, two, three, four] = levels;
            findings(
                &RULE,
                &format!(
                    "1 | UBND QUẬN SƠN TRÀ
                    2 | KẾT QUẢ XẾP LOẠI CÁC PHÒNG, ĐƠN VỊ NĂM 2021
                    4 | TT | Đơn vị | Kết quả xếp loại
                    5 | 1 | Phòng Nội vụ | {one}
                    6 | 2 | Phòng Tài chính | {two}
                    7 | 3 | Phòng Tư pháp | {three}
                    8 | 4 | Phòng Y tế | {four}
                    --- Công chức
                    1 | UBND QUẬN SƠN TRÀ
                    2 | KẾT QUẢ XẾP LOẠI CÔNG CHỨC LÃNH ĐẠO, QUẢN LÝ NĂM 2021
                    4 | TT | Họ và tên | Chức vụ | {head} | Xếp loại công chức
                    5 | 1 | Lê Văn A | {post} | Phòng Nội vụ; Phòng Tài chính; Phòng Tư pháp; Phòng Y tế | HTXSNV
                    6 | 2 | Lê Văn B | {post} | Phòng Y tế | HTXSNV"
                ),
            )
        };
        let (charge, fair) = ("Đơn vị phụ trách", ["HTTNV", "HTTNV", "HTNV", "HTNV"]);
        for post in ["Phó Chủ tịch UBND quận", "Chủ tịch UBND quận", "PCT", "Phó Giám đốc"] {
            let told = told(post, charge, fair);
            assert!(told.starts_with("E5 C404 error") && told.lines().count() == 1, "{post}: {told}");
        }
        // Seven tenths, a column that says where people work, and who leads nothing.
        assert_eq!(told("Phó Chủ tịch UBND quận", charge, ["HTXSNV", "HTTNV", "HTTNV", "HTNV"]), "");
        assert_eq!(told("Phó Chủ tịch UBND quận", "Đơn vị công tác", fair), "");
        assert_eq!(told("Chuyên viên", charge, fair), "");
    }
}
