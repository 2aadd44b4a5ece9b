//! # Có kỷ luật trong năm nhưng xếp loại HTXSNV
//!
//! ## What it finds
//! An organisation or collective with discipline in the rating year and rated HTXSNV: a warning where it is that of somebody
//! of whom the row does not say that he or she leads. Discipline on another list or in another file counts where that row names the
//! organisation as the one it stands under, or a post and unit by which somebody is one of those who lead it. For persons it is P307.
//! ## Why it matters
//! From the regime of 2023 on, HTXSNV is closed to an organisation or collective with a disciplined unit or leader.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG TẬP THỂ LÃNH ĐẠO, QUẢN LÝ NĂM 2024
//! 3 | TT | Tên đơn vị   | Kỷ luật    | Xếp loại
//! 4 | 1  | Phòng Nội vụ | Cảnh cáo   | HTXSNV ◄
//! 5 | 2  | Phòng Tư pháp | Không     | HTXSNV
//! 6 | 3  | Thanh tra    | Khiển trách | HTNV
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Tổ chức hoặc tập thể có kỷ luật trong năm mà xếp loại HTXSNV; nếu dòng chỉ ghi một đảng viên bị kỷ luật, không rõ có
//! phải thành viên tập thể lãnh đạo hay không: đề nghị kiểm tra lại. Kỷ luật ghi ở danh sách hoặc file khác cũng được
//! xét khi dòng đó ghi rõ tổ chức cấp trên trực tiếp, hoặc chức vụ và đơn vị cho thấy là thành viên tập thể lãnh đạo.
//! Đối với cá nhân là nội dung P307.
//! ## Lý do
//! Từ quy định năm 2023, tổ chức, tập thể có đơn vị trực thuộc hoặc thành viên lãnh đạo bị kỷ luật thì không thuộc diện
//! HTXSNV.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check::records::{FileRecord, Rated, RatedRoster, Submission, TableRecord};
use crate::check::rules::disciplined::{Disciplined, disciplined, is_of_people, written};
use crate::check::rules::{heads, notes};
use crate::check::totals::office_key;
use crate::check::units::{Identity, Lookup, RatedUnit, Units, led_by};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Related, Severity};
use crate::locate::Subject;
use crate::normalise::Level;
use crate::parse::Record;

pub(super) static RULE: Rule = Rule {
    code: "C405",
    name: "discipline-blocks-excellent",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "DISC-BLOCKS-XS",
    doc: documentation!("discipline_blocks_excellent.rs"),
};

/// Where nobody says whether who was disciplined is one of those the clause names.
const OF_OTHERS: (&str, &str) = (
    "; không thuộc diện HTXSNV nếu là đơn vị trực thuộc hoặc thành viên tập thể lãnh đạo",
    "which closes HTXSNV if it is a subordinate unit or one of those who lead",
);

/// A rating by its file, sheet and cell.
type Place = (Arc<str>, Arc<str>, CellRef);

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let mut told: BTreeSet<Place> = BTreeSet::new();
    for file in &submission.files {
        findings.enter_file(file);
        for table in &file.tables {
            findings.enter_sheet(Some(&table.table.sheet));
            for at in of_rows(table, findings) {
                told.insert((file.path.clone(), table.table.sheet.clone(), at));
            }
        }
    }
    of_other_lists(submission, &told, findings);
}

/// Reports the rows that name discipline themselves, by their ratings.
fn of_rows(table: &TableRecord<'_>, findings: &mut Findings<'_>) -> Vec<CellRef> {
    let mut told = Vec::new();
    for row in disciplined(table).into_iter().filter(|row| !row.person && row.level == Level::Htxsnv) {
        let Some(setting) = findings.setting(&RULE, row.subject).filter(|s| s.enabled) else { continue };
        // The clause names subordinate units and those who lead: of somebody else it is to be looked at.
        let sure = !row.of_people() || row.of_leaders() || row.subject == Subject::Collective;
        let severity = if sure { setting.severity.unwrap_or(RULE.severity) } else { Severity::Warning };
        let ask = if sure { (" nên không thuộc diện HTXSNV", "which closes HTXSNV") } else { OF_OTHERS };
        let Disciplined { name, written, .. } = row;
        told.push(row.at);
        findings
            .add(&RULE, row.at)
            .related(&row.written_at.map_or_else(|| notes::cells(table, row.at.row), |at| vec![at]))
            .found(row.level.code())
            .expected(format!("≤ {}", Level::Httnv.code()))
            .severity(severity)
            .source(setting.law.map(|law| law.citation_vi.as_str()))
            .message(
                format!(
                    "{name}: trong năm có kỷ luật (“{written}”){}. Đề nghị xem xét lại hoặc có văn bản giải trình",
                    ask.0
                ),
                format!("{name}: disciplined in the year (“{written}”), {}", ask.1),
            );
    }
    told
}

/// Discipline that a row of some list names.
struct Elsewhere<'t> {
    /// As written.
    written: &'t str,
    /// The unit under discipline, or the post of who is.
    who: &'t str,
    /// Is it one of those who lead?
    leads: bool,
    /// Where it stands.
    at: Related,
}

/// Discipline by whom it is held against.
#[derive(Default)]
struct Known<'t>(BTreeMap<Identity, Vec<Elsewhere<'t>>>);

/// Organisations of the Party by one name, others by theirs.
fn named(unit: &Identity, subject: Subject) -> Identity {
    let party = matches!(subject, Subject::PartyBase | Subject::PartyCell) || unit.counterpart().is_some();
    if party { unit.of_party() } else { unit.clone() }
}

impl<'t> Known<'t> {
    fn of(submission: &'t Submission<'_>) -> Self {
        let mut known = Self::default();
        for file in &submission.files {
            for table in file.tables.iter().filter(|t| !t.replaced && t.period.is_none()) {
                let Rated::Roster(list) = &table.content else { continue };
                for record in &list.roster.records {
                    known.take(file, table, list, record);
                }
            }
        }
        known
    }

    fn take(
        &mut self,
        file: &'t FileRecord<'t>,
        table: &'t TableRecord<'t>,
        list: &RatedRoster<'_>,
        record: &'t Record,
    ) {
        let Some((at, text)) = written(record, table.year) else { return };
        let place = at.or_else(|| notes::cells(table, record.row).first().copied()).unwrap_or_else(|| record.name_at());
        let at = Related { file: Some(file.path.clone()), sheet: Some(table.table.sheet.clone()), range: place.into() };
        let new = |who: &'t str, leads: bool| Elsewhere { written: text, who, leads, at: at.clone() };
        let mut put = |unit: Identity, said: Elsewhere<'t>| self.0.entry(unit).or_default().push(said);
        if list.roster.persons {
            let led: BTreeSet<Identity> =
                heads::units_led(file, table, record).iter().map(|unit| named(unit, Subject::Unit)).collect();
            for unit in led {
                put(unit, new(record.post.as_deref().unwrap_or_default(), true));
            }
        } else if list.roster.subject != Subject::Collective && !is_of_people(text) {
            let own = Identity::new(file, table, record.parent.as_deref(), &record.name);
            let sender = table.unit.as_deref().or(file.unit.as_deref());
            let said = record.parent.as_deref().filter(|parent| office_key(parent) == own.parent);
            let above = if own.parent.is_empty() { sender } else { said.or(table.within.as_deref()) };
            if let Some(above) = above {
                put(named(&Identity::new(file, table, None, above), list.roster.subject), new(&record.name, false));
            }
        }
    }

    /// What is known against a rated unit or collective, by the list it stands in and by its own reports.
    fn against(&self, unit: &RatedUnit<'_>, units: &Units<'_>) -> Vec<&Elsewhere<'t>> {
        let identities = match unit.subject {
            Subject::Collective => led_by(&unit.identity),
            _ => vec![unit.identity.clone()],
        };
        let mut found: Vec<&Elsewhere<'t>> = Vec::new();
        for identity in &identities {
            for known in std::iter::once(identity.clone()).chain(units.reported_as(identity)) {
                found.extend(self.0.get(&named(&known, unit.subject)).into_iter().flatten());
            }
        }
        found.sort_by(|a, b| {
            (a.at.file.as_ref(), a.at.sheet.as_ref(), a.at.range.start).cmp(&(
                b.at.file.as_ref(),
                b.at.sheet.as_ref(),
                b.at.range.start,
            ))
        });
        found.dedup_by(|a, b| a.at == b.at);
        found
    }
}

/// Reports HTXSNV of those against whom another row speaks.
fn of_other_lists(submission: &Submission<'_>, told: &BTreeSet<Place>, findings: &mut Findings<'_>) {
    let on = |file: &FileRecord<'_>, config| {
        let on = |t: &TableRecord<'_>| t.setting(RULE.code, Subject::PartyBase, config).is_some_and(|s| s.enabled);
        file.tables.iter().any(on)
    };
    if !submission.files.iter().any(|file| on(file, findings.config())) {
        return;
    }
    let units = Units::of(submission);
    let best = || units.rated.iter().filter(|u| u.level == Some(Level::Htxsnv));
    // A roll of persons names none: nothing of it need be read for this.
    let known = if best().next().is_some() { Known::of(submission) } else { return };
    if known.0.is_empty() {
        return;
    }
    for unit in best() {
        let file = &submission.files[unit.file];
        let (Some(path), Some(sheet)) = (&unit.at.file, &unit.at.sheet) else { continue };
        let settled = matches!(units.rating(&unit.identity, &[unit.subject], unit.stage), Lookup::Found(_));
        if !settled || told.contains(&(path.clone(), sheet.clone(), unit.cell())) {
            continue;
        }
        let against = known.against(unit, &units);
        if against.is_empty() {
            continue;
        }
        findings.enter_file(file);
        findings.enter_sheet(Some(sheet));
        report(unit, &against, findings);
    }
}

/// Most of them named.
const SHOWN: usize = 3;

fn report(unit: &RatedUnit<'_>, against: &[&Elsewhere<'_>], findings: &mut Findings<'_>) {
    let Some(setting) = findings.setting(&RULE, unit.subject).filter(|s| s.enabled) else { return };
    let Some(sheet) = &unit.at.sheet else { return };
    let seen: Vec<Related> = against.iter().map(|said| said.at.seen_from(&findings.file(), sheet)).collect();
    let named = against.iter().zip(&seen).take(SHOWN);
    let mut list: Vec<String> = named.map(|(said, at)| format!("{}: “{}”, {at}", said.who, said.written)).collect();
    if against.len() > SHOWN {
        list.push(format!("+{}", against.len() - SHOWN));
    }
    let list = list.join("; ");
    let kinds = (against.iter().any(|said| !said.leads), against.iter().any(|said| said.leads));
    let (vi, en) = match kinds {
        (true, true) => ("đơn vị trực thuộc và thành viên tập thể lãnh đạo", "units below it and those who lead it"),
        (true, false) => ("đơn vị trực thuộc", "a unit below it"),
        _ => ("thành viên tập thể lãnh đạo", "one of those who lead it"),
    };
    let name = unit.name;
    findings
        .add(&RULE, unit.cell())
        .related_elsewhere(seen)
        .found(Level::Htxsnv.code())
        .expected(format!("≤ {}", Level::Httnv.code()))
        .severity(setting.severity.unwrap_or(RULE.severity))
        .source(setting.law.map(|law| law.citation_vi.as_str()))
        .message(
            format!(
                "{name}: trong năm có {vi} bị kỷ luật ({list}) nên không thuộc diện HTXSNV. Đề nghị xem xét lại hoặc có văn bản giải trình"
            ),
            format!("{name}: {en} disciplined in the year ({list}), which closes HTXSNV"),
        );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn an_ordinary_member_is_not_named_by_the_clause() {
        let told = |written: &str| {
            let sheet = format!(
                "1 | DANH SÁCH CHI BỘ TRỰC THUỘC VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2024
                3 | TT | Tên chi bộ | Kỷ luật    | Xếp loại
                4 | 1  | Chi bộ 1   | {written}  | HTXSNV"
            );
            findings(&RULE, &sheet)
        };
        assert!(told("Phó Bí thư bị khiển trách").starts_with("D4 C405 error"));
        insta::assert_snapshot!(told("01 đảng viên bị khiển trách"), @"D4 C405 warning Chi bộ 1: trong năm có kỷ luật (“01 đảng viên bị khiển trách”); không thuộc diện HTXSNV nếu là đơn vị trực thuộc hoặc thành viên tập thể lãnh đạo. Đề nghị xem xét lại hoặc có văn bản giải trình");
    }

    const BASES: &str = "1 | HUYỆN ỦY VŨ HẠ
        2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2024
        4 | TT | Tên tổ chức đảng | Xếp loại
        5 | 1 | Đảng bộ xã An Mỹ | HTXSNV
        6 | 2 | Đảng bộ xã An Lễ | HTTNV";

    fn cells(year: u16, parent: &str, written: &str) -> String {
        format!(
            "--- Chi bộ
            1 | HUYỆN ỦY VŨ HẠ
            2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CHI BỘ TRỰC THUỘC NĂM {year}
            4 | TT | Tên chi bộ | Đảng bộ cơ sở | Kỷ luật | Xếp loại
            5 | 1 | Chi bộ thôn 1 | {parent} | {written} | KHTNV
            6 | 2 | Chi bộ thôn 2 | Đảng bộ xã An Mỹ | | HTTNV"
        )
    }

    fn leaders(post: &str, unit: &str) -> String {
        format!(
            "--- Lãnh đạo
            1 | HUYỆN ỦY VŨ HẠ
            2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2024
            4 | TT | Họ và tên | Chức vụ | Đơn vị | Kỷ luật trong năm | Xếp loại
            5 | 1 | Lê Văn A | {post} | {unit} | Khiển trách | KHTNV
            6 | 2 | Lê Văn B | Bí thư | Đảng bộ xã An Lễ | | HTTNV"
        )
    }

    #[test]
    fn discipline_of_a_unit_below_stands_on_another_list() {
        let told = |parent: &str, written: &str| findings(&RULE, &format!("{BASES}\n{}", cells(2024, parent, written)));
        insta::assert_snapshot!(told("ĐB xã An Mỹ", "Khiển trách"), @"C5 C405 error Đảng bộ xã An Mỹ: trong năm có đơn vị trực thuộc bị kỷ luật (Chi bộ thôn 1: “Khiển trách”, 'Chi bộ'!D5) nên không thuộc diện HTXSNV. Đề nghị xem xét lại hoặc có văn bản giải trình");
        for parent in ["Đảng ủy xã An Mỹ", "Xã An Mỹ"] {
            assert!(told(parent, "Khiển trách").starts_with("C5 C405 error"), "{parent}");
        }
        assert_eq!(told("Đảng bộ xã An Lễ", "Khiển trách"), "", "it is not rated HTXSNV");
        assert_eq!(told("Đảng bộ xã An Mỹ", "01 đảng viên bị khiển trách"), "", "no unit was disciplined");
        assert_eq!(told("Đảng bộ xã An Mỹ", "Không"), "");
        let earlier = BASES.replace("2024", "2022");
        assert_eq!(findings(&RULE, &format!("{earlier}\n{}", cells(2022, "Đảng bộ xã An Mỹ", "Khiển trách"))), "");
    }

    #[test]
    fn discipline_of_one_of_those_who_lead_stands_on_another_list() {
        let told = |post: &str, unit: &str| findings(&RULE, &format!("{BASES}\n{}", leaders(post, unit)));
        insta::assert_snapshot!(told("Phó Bí thư Đảng ủy", "Đảng bộ xã An Mỹ"), @"C5 C405 error Đảng bộ xã An Mỹ: trong năm có thành viên tập thể lãnh đạo bị kỷ luật (Phó Bí thư Đảng ủy: “Khiển trách”, 'Lãnh đạo'!E5) nên không thuộc diện HTXSNV. Đề nghị xem xét lại hoặc có văn bản giải trình");
        for (post, unit) in [("Đảng ủy viên", "Đảng ủy xã An Mỹ"), ("Bí thư Đảng ủy", "Xã An Mỹ")]
        {
            assert!(told(post, unit).starts_with("C5 C405 error"), "{post}, {unit}: {}", told(post, unit));
        }
        for (post, unit) in [("Chuyên viên", "Đảng bộ xã An Mỹ"), ("Phó Bí thư Đảng ủy", "Đảng bộ xã An Sơn")]
        {
            assert_eq!(told(post, unit), "", "{post}, {unit}");
        }
    }

    #[test]
    fn a_unit_that_reports_itself_is_known_by_the_office_above_it() {
        let own = |above: &str| {
            format!(
                "=== huyen.xlsx\n{BASES}\n=== xa.xlsx
                1 | {above}
                2 | ĐẢNG ỦY XÃ AN MỸ
                3 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CHI BỘ TRỰC THUỘC NĂM 2024
                5 | TT | Tên chi bộ | Kỷ luật | Xếp loại
                6 | 1 | Chi bộ thôn 1 | Cảnh cáo | KHTNV
                7 | 2 | Chi bộ thôn 2 | | HTTNV"
            )
        };
        let told = findings(&RULE, &own("HUYỆN ỦY VŨ HẠ"));
        assert!(told.starts_with("C5 C405 error") && told.contains("Chi bộ thôn 1: “Cảnh cáo”"), "{told}");
        assert_eq!(findings(&RULE, &own("HUYỆN ỦY SƠN HẠ")), "", "another commune of this name");
    }

    #[test]
    fn years_without_the_clause_are_silent() {
        let sheet = "
            1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG TẬP THỂ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
            3 | TT | Tên đơn vị   | Kỷ luật    | Xếp loại
            4 | 1  | Phòng Nội vụ | Cảnh cáo   | HTXSNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
}
