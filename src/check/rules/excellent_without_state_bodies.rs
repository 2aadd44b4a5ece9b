//! # TCCSĐ HTXSNV nhưng chính quyền, MTTQ, đoàn thể chưa đạt HTTNV
//!
//! ## What it finds
//! A party base organisation rated HTXSNV although the people's committee, the Fatherland Front or a mass organisation of
//! the same level, which a list handed in with it rates by name, is below HTTNV.
//! ## Why it matters
//! The regime of 2019 ties HTXSNV to the government, the Front and the mass organisations of the same level. Bodies that
//! no list rates are not held against it.
//! ## Example
//! ```sheet
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 4 | TT | Tên tổ chức đảng | Kết quả xếp loại
//! 5 | 1  | Đảng bộ phường A | HTXSNV ◄
//! 6 | 2  | Đảng bộ phường B | HTXSNV
//! --- Chính quyền, đoàn thể
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CƠ QUAN, ĐƠN VỊ NĂM 2021
//! 4 | TT | Tên đơn vị     | Kết quả xếp loại
//! 5 | 1  | UBND phường A  | HTNV
//! 6 | 2  | UBND phường B  | HTTNV
//! 7 | 3  | Hội Nông dân phường B | HTTNV
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! TCCSĐ xếp loại HTXSNV nhưng chính quyền, Mặt trận Tổ quốc hoặc đoàn thể cùng cấp, có tên trong danh sách gửi kèm,
//! chưa đạt HTTNV.
//! ## Lý do
//! Quy định áp dụng từ năm 2019 gắn mức HTXSNV với kết quả của chính quyền, Mặt trận Tổ quốc, đoàn thể cùng cấp. Tổ
//! chức không có trong danh sách nào thì không xét.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::check::records::Submission;
use crate::check::totals::unit_key;
use crate::check::units::{Lookup, RatedUnit, Units};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::locate::Subject;
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "C403",
    name: "excellent-without-state-bodies",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "ORG-XS-STATE",
    doc: documentation!("excellent_without_state_bodies.rs"),
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bodies {
    names: Vec<String>,
}

/// The bodies of a level, by the words before the place, levelled.
static BODIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let bodies: Bodies = toml::from_str(include_str!("bodies.toml")).expect("embedded names");
    bodies.names.iter().map(|name| unit_key(name)).collect()
});

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let mut units: Option<Units<'_>> = None;
    for (index, file) in submission.files.iter().enumerate() {
        findings.enter_file(file);
        let Some(setting) = findings.setting(&RULE, Subject::PartyBase).filter(|s| s.enabled) else { continue };
        let units = units.get_or_insert_with(|| Units::of(submission));
        let own = units.rated.iter().filter(|u| u.file == index && u.subject == Subject::PartyBase);
        for unit in own.filter(|u| u.level == Some(Level::Htxsnv)) {
            let low = of_the_same_level(unit, &BODIES, units);
            if low.is_empty() {
                continue;
            }
            findings.enter_sheet(unit.at.sheet.as_ref());
            let (file, sheet) = (findings.file(), unit.at.sheet.clone().unwrap_or_else(|| "".into()));
            let named = |u: &&RatedUnit<'_>| format!("{} ({})", u.name, u.level.map_or("–", Level::code));
            let names = low.iter().map(named).collect::<Vec<_>>().join(", ");
            let related: Vec<_> = low.iter().map(|u| u.at.seen_from(&file, &sheet)).collect();
            findings
                .add(&RULE, unit.cell())
                .related_elsewhere(related)
                .found(Level::Htxsnv.code())
                .expected(format!("≤ {}", Level::Httnv.code()))
                .severity(setting.severity.unwrap_or(RULE.severity))
                .source(setting.law.map(|l| l.citation_vi.as_str()))
                .message(
                    format!("{}: xếp loại HTXSNV nhưng {names} chưa đạt HTTNV; điều kiện là chính quyền, Mặt trận Tổ quốc, đoàn thể cùng cấp từ HTTNV trở lên. Đề nghị xem xét lại hoặc có văn bản giải trình", unit.name),
                    format!("{}: rated HTXSNV, but {names} of the same level is below HTTNV", unit.name),
                );
        }
    }
}

/// What bodies are rated as.
const RATED_AS: &[Subject] = &[Subject::Unit, Subject::Unknown];

/// The bodies of the place whose đảng bộ this is that are settled below HTTNV: "đảng bộ phường a" → "ubnd phường a".
fn of_the_same_level<'u, 't>(unit: &RatedUnit<'t>, bodies: &[String], units: &'u Units<'t>) -> Vec<&'u RatedUnit<'t>> {
    let Some(place) = unit.identity.place() else { return Vec::new() };
    let mut found: Vec<&RatedUnit<'_>> = Vec::new();
    for body in bodies {
        let identity = unit.identity.beside(&format!("{body} {place}"));
        // Some lists put the bodies under the place they belong to.
        for identity in [identity, unit.identity.beside(&place).below(&format!("{body} {place}"))] {
            let rated = match units.rating(&identity, RATED_AS, unit.stage) {
                Lookup::Missing => units.rating_beside(&identity, RATED_AS, unit.stage),
                rated => rated,
            };
            if let Lookup::Found(other) = rated
                && other.level.is_some_and(|l| l < Level::Httnv)
                && !found.iter().any(|f| f.identity == other.identity)
            {
                found.push(other);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings};

    #[test]
    fn columns_may_rate_them_beside_the_organisation() {
        let sheet = |levels: &str| {
            format!(
                "1 | QUẬN ỦY SƠN TRÀ
                2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                4 | TT | Tên tổ chức đảng | Xếp loại chính quyền | Xếp loại Mặt trận | Xếp loại các đoàn thể | Kết quả xếp loại TCCSĐ
                5 | 1 | Đảng bộ phường A | {levels}
                6 | 2 | Đảng bộ phường B | HTTNV | HTNV | HTNV | HTTNV
                7 | 3 | Đảng bộ phường C | HTTNV | HTTNV | HTTNV | HTNV"
            )
        };
        assert_eq!(all_codes(&sheet("HTTNV | HTTNV | HTTNV | HTTNV")), [""; 0]);
        insta::assert_snapshot!(findings(&RULE, &sheet("HTTNV | HTTNV | HTNV | HTXSNV")), @"F5 C403 error Đảng bộ phường A: xếp loại HTXSNV nhưng Xếp loại các đoàn thể (HTNV) chưa đạt HTTNV; điều kiện là chính quyền, Mặt trận Tổ quốc, đoàn thể cùng cấp từ HTTNV trở lên. Đề nghị xem xét lại hoặc có văn bản giải trình");
        assert_eq!(findings(&RULE, &sheet("HTTNV | HTXSNV | HTTNV | HTXSNV")), "");
        for head in [
            "Xếp loại đoàn thể",
            "Xếp loại Hội LHPN",
            "Hội Liên hiệp Phụ nữ",
            "Hội Nông dân",
            "Xếp loại Hội CCB",
            "Đoàn thanh niên",
            "Xếp loại Đoàn TNCS Hồ Chí Minh",
            "Công đoàn",
            "Xếp loại tổ chức chính trị - xã hội",
        ] {
            let named = |levels: &str| sheet(levels).replace("Xếp loại các đoàn thể", head);
            let found = findings(&RULE, &named("HTTNV | HTTNV | HTNV | HTXSNV"));
            assert!(found.starts_with("F5 C403 error") && found.contains(head), "{head}: {found}");
            assert_eq!(all_codes(&named("HTTNV | HTTNV | HTTNV | HTTNV")), [""; 0], "{head}");
        }
    }

    #[test]
    fn a_body_of_the_district_sends_the_list_of_those_of_its_wards() {
        let told = |sender: &str, unit: &str, year: u16| {
            findings(
                &RULE,
                &format!(
                    "=== a.xlsx
                    1 | QUẬN ỦY SƠN TRÀ
                    2 | KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                    4 | TT | Tên tổ chức đảng | Kết quả xếp loại
                    5 | 1 | Đảng bộ phường An Khê | HTXSNV
                    6 | 2 | Đảng bộ phường Hòa Khê | HTTNV
                    === b.xlsx
                    1 | {sender}
                    2 | KẾT QUẢ XẾP LOẠI CÁC ĐƠN VỊ NĂM {year}
                    4 | TT | Đơn vị | Kết quả xếp loại
                    5 | 1 | {unit} | HTNV
                    6 | 2 | Đơn vị khác | HTTNV"
                ),
            )
        };
        for (sender, unit) in [
            ("UBND QUẬN SƠN TRÀ", "UBND phường An Khê"),
            ("ỦY BAN MTTQ VIỆT NAM QUẬN SƠN TRÀ", "Ủy ban MTTQ Việt Nam phường An Khê"),
            ("QUẬN ĐOÀN SƠN TRÀ", "Đoàn TNCS Hồ Chí Minh phường An Khê"),
            ("HỘI LHPN QUẬN SƠN TRÀ", "Hội LHPN phường An Khê"),
            ("HỘI NÔNG DÂN QUẬN SƠN TRÀ", "Hội Nông dân phường An Khê"),
            ("LIÊN ĐOÀN LAO ĐỘNG QUẬN SƠN TRÀ", "Công đoàn cơ sở phường An Khê"),
        ] {
            assert!(told(sender, unit, 2021).starts_with("C5 C403 error"), "{sender}");
            assert_eq!(told(sender, unit, 2022), "", "{sender}");
            assert_eq!(told(&sender.replace("SƠN TRÀ", "HẢI AN"), unit, 2021), "", "{sender}");
            assert_eq!(told(sender, &unit.replace("An Khê", "An Khê Đông"), 2021), "", "{sender}");
        }
    }

    #[test]
    fn only_bodies_of_the_same_place_and_only_where_they_are_rated() {
        let sheet = "
            1 | QUẬN ỦY SƠN TRÀ
            2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            4 | TT | Tên tổ chức đảng | Kết quả xếp loại
            5 | 1 | Đảng bộ phường A | HTXSNV
            6 | 2 | Đảng bộ phường B | HTTNV
            --- Chính quyền
            1 | QUẬN ỦY SƠN TRÀ
            2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CƠ QUAN, ĐƠN VỊ NĂM 2021
            4 | TT | Tên đơn vị | Kết quả xếp loại
            5 | 1 | UBND phường B | HTNV
            6 | 2 | UBND phường AB | HTNV";
        assert_eq!(findings(&RULE, sheet), "");
        let low = sheet.replace("UBND phường AB", "Ủy ban MTTQ Việt Nam phường A");
        assert!(findings(&RULE, &low).starts_with("C5 C403 error"), "{}", findings(&RULE, &low));
        assert_eq!(findings(&RULE, &low.replace("2021", "2024")), "");
        for body in [
            "Hội LHPN",
            "Hội LH Phụ nữ",
            "Hội CCB",
            "Hội ND",
            "Đoàn TN",
            "Đoàn",
            "Đoàn TNCS HCM",
            "UBMTTQVN",
            "UB MTTQ Việt Nam",
            "HĐND",
            "HĐND và UBND",
            "Chính quyền",
            "Công đoàn cơ sở",
            "Hội Liên hiệp Phụ nữ Việt Nam",
        ] {
            let low = sheet.replace("UBND phường AB", &format!("{body} phường A"));
            assert!(findings(&RULE, &low).starts_with("C5 C403 error"), "{body}: {}", findings(&RULE, &low));
        }
        for other in ["Trường Tiểu học", "Đoàn Luật sư", "Hội Làm vườn", "Công an"] {
            let low = sheet.replace("UBND phường AB", &format!("{other} phường A"));
            assert_eq!(findings(&RULE, &low), "", "{other}");
        }
    }
}
