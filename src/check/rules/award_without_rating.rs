//! # Đề nghị khen thưởng nhưng chưa đủ điều kiện
//!
//! ## What it finds
//! An organisation or member proposed for an award of the Party for a year whose rating is not HTXSNV; a form of award that
//! is not open to that kind of subject (a flag is for TCCSĐ only); a warning for one that is for five years running (bằng khen,
//! of TCCSĐ also cờ) where nothing says that they are. Whom no list of ratings names, although there is one, is told once a list,
//! with names close to it. Lists on another ground (“Học tập và làm theo …”, of a term, of the UBND's chairman) are left alone. A member without a birth date is looked up by name and unit, where only one there bears it: a warning.
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
//! ## Nội dung kiểm tra
//! Tổ chức, đảng viên được đề nghị khen thưởng của Đảng mà năm đó không xếp loại HTXSNV; hình thức khen thưởng không áp
//! dụng cho đối tượng (cờ chỉ dành cho TCCSĐ); đề nghị kiểm tra lại nếu hình thức dành cho thành tích 5 năm liền (bằng
//! khen; đối với TCCSĐ cả cờ) mà danh sách không nêu 5 năm liền. Trường hợp không có tên trong danh sách xếp loại đã
//! nhận được ghi nhận một lần cho mỗi danh sách, kèm tên gần giống. Đảng viên không ghi ngày sinh được đối chiếu theo họ tên
//! và chi bộ khi ở đó chỉ có một người cùng tên: đề nghị kiểm tra lại. Danh sách khen thưởng theo nội dung khác (học tập và
//! làm theo Bác, nhiệm kỳ, của Chủ tịch UBND …) không đối chiếu.
//! ## Lý do
//! Chỉ trường hợp HTXSNV được đề nghị; mỗi loại đối tượng có hình thức khen thưởng riêng.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: đề nghị khen thưởng do cấp ủy xem xét.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::history::{History, Then};
use crate::check::offices::tier;
use crate::check::records::{FileRecord, Submission};
use crate::check::regimes::Law;
use crate::check::rules::proposals::{Proposal, by_unit, is_on_other_ground, proposals};
use crate::check::totals::office_key;
use crate::check::units::{Identity, Units};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Related, Severity};
use crate::locate::Subject;
use crate::locate::vocabulary::has_words;
use crate::normalise::Level;
use crate::text::key;

pub(super) static RULE: Rule = Rule {
    code: "H702",
    name: "award-without-rating",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "AWARD-ELIGIBLE",
    doc: documentation!("award_without_rating.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    if submission.files.iter().flat_map(|f| &f.tables).all(|t| t.awards.is_empty()) {
        return;
    }
    let now = History::of(submission);
    let mut units: Option<Units<'_>> = None;
    for file in &submission.files {
        findings.enter_file(file);
        let mut for_five: BTreeMap<(List<'_>, &str), Several<'_>> = BTreeMap::new();
        let mut closed: BTreeMap<(List<'_>, &str), (Subject, Several<'_>)> = BTreeMap::new();
        let mut unknown: BTreeMap<List<'_>, Vec<Proposal<'_>>> = BTreeMap::new();
        // The clauses speak of the rating of the year.
        let of_year = |p: &Proposal<'_>| p.five || !is_on_other_ground(p.table);
        for proposal in proposals(submission, file).into_iter().filter(of_year) {
            let Some(setting) = findings.setting(&RULE, proposal.subject).filter(|s| s.enabled) else { continue };
            findings.enter_sheet(Some(&proposal.table.table.sheet));
            let known = setting.closed_awards_from.is_none_or(|from| proposal.year >= from);
            let form = |forms: &'static [String]| forms.iter().find(|form| known && names(&proposal, form));
            let list: List<'_> = (&proposal.table.table.sheet, proposal.table.table.range.start);
            let titled = || setting.closed_awards.iter().find(|form| known && is_titled(file, &proposal, form));
            if let Some(form) = form(setting.closed_awards) {
                not_open(&proposal, form, setting.law, findings);
            } else if let Some(form) = titled() {
                let of_list = || (proposal.subject, Several::of(&proposal, setting.law));
                closed.entry((list, form)).or_insert_with(of_list).1.cells.push(proposal.award.name_at);
            } else if let Some(form) = form(setting.five_year_awards).filter(|_| !proposal.five) {
                let of_list = for_five.entry((list, form));
                of_list.or_insert_with(|| Several::of(&proposal, setting.law)).cells.push(proposal.award.name_at);
            }
            // Five years running are H701's.
            let then = if proposal.five { Then::Unsettled } else { now.then(&proposal.who, proposal.year) };
            if matches!(then, Then::Missing) {
                match by_unit(submission, file, &proposal) {
                    Some((Level::Htxsnv, _)) => continue,
                    Some((level, at)) => {
                        perhaps(&proposal, level, &at, setting.named(RULE.basis), findings);
                        continue;
                    }
                    None => {}
                }
                unknown.entry(list).or_default().push(proposal);
            } else if let Then::Rated(level, past) = then
                && level != Level::Htxsnv
            {
                let name = &proposal.award.name;
                let at = past.at.seen_from(&findings.file(), &proposal.table.table.sheet);
                let (year, code) = (proposal.year, level.code());
                let (list, list_en) = called(&proposal);
                findings
                    .add(&RULE, proposal.award.name_at)
                    .person(proposal.award.person.then_some(name.as_str()))
                    .related_elsewhere([at.clone()])
                    .found(code)
                    .expected(Level::Htxsnv.code())
                    .law(setting.named(RULE.basis), year)
                    .message(
                        format!("{name}: có trong {list} nhưng năm {year} xếp loại {code} ({at}). Đề nghị xem xét lại"),
                        format!("{name}: {list_en}, but rated {code} in {year} ({at})"),
                    );
            }
        }
        for ((_, form), several) in for_five {
            several.tell(form, findings);
        }
        for ((_, form), (subject, several)) in closed {
            several.not_open(form, subject, findings);
        }
        for proposals in unknown.into_values() {
            not_compared(file, &proposals, &now, units.get_or_insert_with(|| Units::of(submission)), findings);
        }
    }
}

/// What a list of awards calls itself, and what it does with those on it.
fn called(proposal: &Proposal<'_>) -> (&'static str, &'static str) {
    let title = proposal.table.table.title_key();
    let best = has_words(&title, &key("tiêu biểu")) && !title.contains(&key("khen"));
    match best {
        true => ("danh sách tiêu biểu", "on the list of the best"),
        false => ("danh sách đề nghị khen thưởng", "proposed for an award"),
    }
}

/// Somebody of the name in the unit is rated too low: without a birth date it is to be looked at.
fn perhaps(proposal: &Proposal<'_>, level: Level, at: &Related, law: Option<&Law>, findings: &mut Findings<'_>) {
    let (name, year, code) = (&proposal.award.name, proposal.year, level.code());
    let unit = proposal.award.parent.as_deref().unwrap_or_default();
    let at = at.seen_from(&findings.file(), &proposal.table.table.sheet);
    findings
        .add(&RULE, proposal.award.name_at)
        .person(Some(name))
        .related_elsewhere([at.clone()])
        .found(code)
        .expected(Level::Htxsnv.code())
        .severity(Severity::Warning)
        .law(law, year)
        .message(
            format!("{name}: có trong danh sách đề nghị khen thưởng; người cùng tên ở “{unit}” năm {year} xếp loại {code} ({at}). Đề nghị kiểm tra lại"),
            format!("{name}: proposed for an award; whoever bears the name in “{unit}” is rated {code} in {year} ({at})"),
        );
}

/// A list of awards: its sheet, and where it begins there.
type List<'t> = (&'t str, CellRef);

/// Rows of one list that propose a form of award for something else than it is for.
struct Several<'t> {
    sheet: &'t Arc<str>,
    law: Option<&'t Law>,
    year: u16,
    cells: Vec<CellRef>,
}

impl<'t> Several<'t> {
    fn of(proposal: &Proposal<'t>, law: Option<&'t Law>) -> Self {
        Self { sheet: &proposal.table.table.sheet, law, year: proposal.year, cells: Vec::new() }
    }

    fn tell(self, form: &str, findings: &mut Findings<'_>) {
        let n = self.cells.len();
        findings.enter_sheet(Some(self.sheet));
        findings
            .add(&RULE, self.cells[0])
            .cells(&self.cells)
            .severity(Severity::Warning)
            .found(form)
            .expected("5 năm liền")
            .law(self.law, self.year)
            .message(
                format!("{n:02} trường hợp đề nghị “{form}”: hình thức này dành cho thành tích 5 năm liền, danh sách không nêu 5 năm liền. Đề nghị kiểm tra lại"),
                format!("{n} proposed for “{form}”, which is for five years running; the list does not say so"),
            );
    }
}

impl Several<'_> {
    /// The title proposes a form for what it is not open to.
    fn not_open(self, form: &str, subject: Subject, findings: &mut Findings<'_>) {
        let n = self.cells.len();
        findings.enter_sheet(Some(self.sheet));
        findings
            .add(&RULE, self.cells[0])
            .cells(&self.cells)
            .found(form)
            .expected(format!("≠ {form}"))
            .law(self.law, self.year)
            .message(
                format!(
                    "{n:02} trường hợp theo tiêu đề được đề nghị “{form}”: hình thức này không áp dụng đối với {}. Đề nghị xem xét lại hình thức khen thưởng",
                    subject.vi()
                ),
                format!("{n} proposed for “{form}” by the title: it is not open to this kind of subject ({})", subject.id()),
            );
    }
}

/// Most names shown.
const SHOWN: usize = 3;

/// Says of whom no list of ratings is, where there is one of their kind and year.
fn not_compared(
    file: &FileRecord<'_>,
    proposals: &[Proposal<'_>],
    now: &History,
    units: &Units<'_>,
    findings: &mut Findings<'_>,
) {
    let Some(first) = proposals.first().filter(|p| now.rates(&p.who, p.year)) else { return };
    let (n, year) = (proposals.len(), first.year);
    let (mut vi, mut en) = (String::new(), String::new());
    if first.award.person {
        vi.push_str(" (không có tên, hoặc thiếu ngày sinh, số thẻ đảng để đối chiếu)");
        en.push_str(" (not on them, or without a birth date or card number to be told by)");
    } else {
        let mut named: Vec<(String, String)> =
            proposals.iter().take(SHOWN).map(|p| described(file, p, units)).collect();
        if n > SHOWN {
            named.push((format!("và {:02} trường hợp khác", n - SHOWN), format!("and {} more", n - SHOWN)));
        }
        let (of_vi, of_en): (Vec<String>, Vec<String>) = named.into_iter().unzip();
        vi = format!(": {}", of_vi.join("; "));
        en = format!(": {}", of_en.join("; "));
    }
    let cells: Vec<CellRef> = proposals.iter().map(|p| p.award.name_at).collect();
    findings.enter_sheet(Some(&first.table.table.sheet));
    let finding = findings.add(&RULE, cells[0]).cells(&cells).severity(Severity::Info).law(None, year);
    finding.message(
        format!("{n:02} trường hợp đề nghị khen thưởng chưa đối chiếu được với danh sách xếp loại năm {year}{vi}"),
        format!("{n} proposed for an award: not held against the lists of ratings of {year}{en}"),
    );
}

/// A name with those close to it.
fn described(file: &FileRecord<'_>, proposal: &Proposal<'_>, units: &Units<'_>) -> (String, String) {
    let name = &proposal.award.name;
    let wanted = Identity::new(file, proposal.table, proposal.award.parent.as_deref(), name);
    let near = units.near(&[&wanted], &Subject::ALL);
    let names = near.iter().map(|n| format!("“{n}”")).collect::<Vec<_>>().join(", ");
    match near.is_empty() {
        true => (format!("“{name}”"), format!("“{name}”")),
        false => (format!("“{name}” (tên gần giống: {names})"), format!("“{name}” (names close to it: {names})")),
    }
}

/// Does a row propose this form of award?
fn names(proposal: &Proposal<'_>, form: &str) -> bool {
    let said = key(&proposal.award.said);
    said == key(form) || has_words(&said, &key(form))
}

/// "CHI BỘ ĐỀ NGHỊ TẶNG CỜ": does the title propose this form of award for a row that names none? The chi bộ of a commune are
/// no TCCSĐ; those of another office may be.
fn is_titled(file: &FileRecord<'_>, proposal: &Proposal<'_>, form: &str) -> bool {
    let title = proposal.table.table.title_key();
    let office = proposal.table.unit.as_deref().or(file.unit.as_deref()).map(office_key);
    if proposal.subject == Subject::PartyCell && office.is_none_or(|office| tier(&office) != Some(1)) {
        return false;
    }
    let given = ["tặng", "tặng thưởng"].iter().any(|give| has_words(&title, &key(&format!("{give} {form}"))));
    let others = ["bằng khen", "giấy khen"].iter().any(|other| has_words(&title, &key(other)));
    given && !others && !has_words(&key(&proposal.award.said), &key("khen"))
}

fn not_open(proposal: &Proposal<'_>, form: &str, law: Option<&Law>, findings: &mut Findings<'_>) {
    let (name, subject) = (&proposal.award.name, proposal.subject);
    findings
        .add(&RULE, proposal.award.name_at)
        .person(proposal.award.person.then_some(name.as_str()))
        .found(form)
        .expected(format!("≠ {form}"))
        .law(law, proposal.year)
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
        let bases = |year| list(year, "Cờ").replace("CHI BỘ TRỰC THUỘC", "TỔ CHỨC CƠ SỞ ĐẢNG");
        assert_eq!(findings(&RULE, &bases(2024)), "");
        assert!(findings(&RULE, &bases(2025)).starts_with("B5 H702 warning"));
    }

    #[test]
    fn the_list_of_the_city_is_held_against_those_of_its_districts() {
        let told = |title: &str, name: &str, office: &str| {
            let lists = |district: &str, wards: [&str; 2]| {
                format!(
                    "=== {district}.xlsx
                    1 | QUẬN ỦY {district}
                    2 | KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2023
                    4 | TT | Tên tổ chức cơ sở đảng | Kết quả xếp loại
                    5 | 1 | Đảng bộ phường {} | HTTNV
                    6 | 2 | Đảng bộ phường {} | HTXSNV
                    7 | 3 | Chi bộ Tòa án nhân dân quận {district} | HTTNV
                    8 | 4 | Chi bộ Thanh tra | HTTNV
                    ",
                    wards[0], wards[1]
                )
            };
            let city = format!(
                "=== tp.xlsx
                1 | THÀNH ỦY ĐÀ NẴNG
                2 | DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG {title} NĂM 2023
                4 | TT | Tổ chức đảng | Đơn vị | Hình thức khen thưởng
                5 | 1 | {name} | {office} | Giấy khen"
            );
            let districts = [lists("THANH KHÊ", ["An Khê", "Trần Phú"]), lists("HẢI CHÂU", ["Bình Hiên", "Trần Phú"])];
            findings(&RULE, &format!("{}{city}", districts.concat()))
        };
        let bases = "TỔ CHỨC CƠ SỞ ĐẢNG HTXSNV";
        insta::assert_snapshot!(told(bases, "Đảng bộ phường An Khê", ""), @"B5 H702 error Đảng bộ phường An Khê: có trong danh sách đề nghị khen thưởng nhưng năm 2023 xếp loại HTTNV ('[THANH KHÊ.xlsx]Biểu 1'!C5). Đề nghị xem xét lại");
        assert!(told("TỔ CHỨC ĐẢNG", "Đảng bộ phường An Khê", "Quận Thanh Khê").starts_with("B5 H702 error"));
        assert!(told("TỔ CHỨC ĐẢNG", "Chi bộ TAND quận Thanh Khê", "").starts_with("B5 H702 error"));
        assert!(told(bases, "Chi bộ Thanh tra", "Quận Hải Châu").starts_with("B5 H702 error"));
        assert!(told(bases, "Đảng bộ phường Không Có", "").starts_with("B5 H702 info 01 trường hợp"));
        // Either may be meant, or neither.
        for (name, office) in [("Chi bộ Thanh tra", ""), ("Đảng bộ phường An Khê", "Quận Hải Châu")] {
            assert!(told(bases, name, office).starts_with("B5 H702 info"), "{name} {office}");
        }
        assert!(told(bases, "Đảng bộ phường Trần Phú", "").starts_with("B5 H702 info"));
        assert_eq!(told(bases, "Đảng bộ phường Trần Phú", "Quận Hải Châu"), "");
    }

    #[test]
    fn lists_on_another_ground_need_no_rating_of_the_year() {
        let told = |title: &str| {
            let awards = list(2023, "Giấy khen").replace("CHI BỘ TRỰC THUỘC ĐỀ NGHỊ KHEN THƯỞNG", title);
            let rated = "--- KQ
                1 | ĐẢNG ỦY PHƯỜNG A
                2 | KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2023
                4 | TT | Tên chi bộ | Xếp loại
                5 | 1 | Chi bộ 1 | HTTNV";
            findings(&RULE, &format!("{awards}\n{rated}"))
        };
        for title in [
            "CHI BỘ TRỰC THUỘC ĐỀ NGHỊ KHEN THƯỞNG TRONG HỌC TẬP VÀ LÀM THEO TƯ TƯỞNG, ĐẠO ĐỨC, PHONG CÁCH HỒ CHÍ MINH",
            "CHI BỘ TRỰC THUỘC ĐỀ NGHỊ TẶNG GIẤY KHEN CỦA CHỦ TỊCH UBND PHƯỜNG",
            "CHI BỘ TRỰC THUỘC ĐỀ NGHỊ KHEN THƯỞNG THI ĐUA YÊU NƯỚC",
        ] {
            assert_eq!(told(title), "", "{title}");
        }
        for title in [
            "CHI BỘ TRỰC THUỘC ĐỀ NGHỊ KHEN THƯỞNG",
            "CHI BỘ TRỰC THUỘC ĐỀ NGHỊ KHEN THƯỞNG TỔNG KẾT CÔNG TÁC",
            "CHI BỘ TRỰC THUỘC HTXSNV TIÊU BIỂU ĐỀ NGHỊ KHEN THƯỞNG CHUYÊN ĐỀ",
        ] {
            assert!(told(title).starts_with("B5 H702 error"), "{title}: {}", told(title));
        }
    }

    #[test]
    fn a_title_may_say_the_award() {
        let told = |title: &str, form: &str| {
            findings(&RULE, &list(2023, form).replace("CHI BỘ TRỰC THUỘC ĐỀ NGHỊ KHEN THƯỞNG", title))
        };
        insta::assert_snapshot!(told("CHI BỘ TRỰC THUỘC ĐỀ NGHỊ TẶNG CỜ", ""), @"B5 H702 error 01 trường hợp theo tiêu đề được đề nghị “cờ”: hình thức này không áp dụng đối với Chi bộ trực thuộc. Đề nghị xem xét lại hình thức khen thưởng");
        assert_eq!(told("CHI BỘ TRỰC THUỘC ĐỀ NGHỊ TẶNG CỜ, GIẤY KHEN", ""), "");
        assert_eq!(told("CHI BỘ TRỰC THUỘC ĐỀ NGHỊ TẶNG CỜ", "Giấy khen"), "");
        assert_eq!(told("TỔ CHỨC CƠ SỞ ĐẢNG ĐỀ NGHỊ TẶNG CỜ", ""), "");
        let district =
            list(2023, "").replace("ĐỀ NGHỊ KHEN THƯỞNG", "ĐỀ NGHỊ TẶNG CỜ").replace("ĐẢNG ỦY PHƯỜNG", "QUẬN ỦY");
        assert_eq!(findings(&RULE, &district), "");
        assert_eq!(told("CHI BỘ TRỰC THUỘC HUYỆN CỜ ĐỎ ĐỀ NGHỊ KHEN THƯỞNG", ""), "");
    }

    #[test]
    fn some_awards_are_for_five_years_running_only() {
        insta::assert_snapshot!(findings(&RULE, &list(2025, "Bằng khen")), @"B5 H702 warning 01 trường hợp đề nghị “bằng khen”: hình thức này dành cho thành tích 5 năm liền, danh sách không nêu 5 năm liền. Đề nghị kiểm tra lại");
        assert!(findings(&RULE, &list(2021, "Bằng khen")).starts_with("B5 H702 warning"));
        assert_eq!(findings(&RULE, &list(2020, "Bằng khen")), "", "the guidance is of 2021");
        assert_eq!(findings(&RULE, &list(2025, "Bằng khen (5 năm liền)")), "");
        let noted = list(2025, "Bằng khen | HTXSNV 5 năm liền").replace("khen thưởng\n", "khen thưởng | Ghi chú\n");
        assert_eq!(findings(&RULE, &noted), "");
        // Of TCCSĐ and members the text was read for 2025 on.
        let members =
            |year| list(year, "Bằng khen").replace("CHI BỘ TRỰC THUỘC", "ĐẢNG VIÊN").replace("Tên chi bộ", "Họ và tên");
        assert_eq!(findings(&RULE, &members(2024)), "");
        assert!(findings(&RULE, &members(2025)).starts_with("B5 H702 warning"));
    }

    fn beside(rated: &str, proposed: &str) -> String {
        format!(
            "1 | HUYỆN ỦY VŨ HẠ
            2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2022
            4 | TT | Tên TCCSĐ | Mức xếp loại
            5 | 1 | {rated} | HTTNV
            6 | 2 | Đảng bộ xã Cao Hạ | HTXSNV
            --- Khen thưởng
            1 | HUYỆN ỦY VŨ HẠ
            2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG ĐỀ NGHỊ KHEN THƯỞNG NĂM 2022
            4 | TT | Tên TCCSĐ | Hình thức khen thưởng
            5 | 1 | {proposed} | Giấy khen
            6 | 2 | Đảng bộ xã Cao Hạ | Giấy khen"
        )
    }

    #[test]
    fn lists_on_two_sheets_are_told_apart() {
        let one = list(2025, "Bằng khen");
        let sheets = format!("{one}\n--- Hai\n{}", one.replace("Chi bộ 1", "Chi bộ 2"));
        assert_eq!(findings(&RULE, &sheets).matches("01 trường hợp").count(), 2);
    }

    #[test]
    fn a_unit_is_known_by_its_usual_names() {
        for (rated, proposed) in [
            ("Đảng bộ xã An Mỹ", "Đảng ủy xã An Mỹ"),
            ("Đảng bộ xã An Mỹ", "Xã An Mỹ"),
            ("Chi bộ Trường THCS Lê Lợi", "CB THCS Lê Lợi"),
            ("Chi bộ Tòa án nhân dân huyện", "CB TAND huyện"),
            ("Đảng bộ Công an huyện", "ĐB CA huyện"),
            ("Chi bộ Văn phòng HĐND và UBND", "Chi bộ VP HĐND & UBND"),
            ("Chi bộ Phòng Giáo dục và Đào tạo", "Chi bộ Phòng GD&ĐT"),
        ] {
            let told = findings(&RULE, &beside(rated, proposed));
            assert!(told.starts_with("B5 H702 error"), "{rated} | {proposed}: {told}");
        }
    }

    #[test]
    fn the_list_of_an_earlier_year_is_not_held_against_this_year() {
        let sheet = beside("Đảng bộ xã An Mỹ", "Đảng bộ xã An Mỹ");
        let of = |year: u16| sheet.replace("KHEN THƯỞNG NĂM 2022", &format!("KHEN THƯỞNG NĂM {year}"));
        assert_eq!(findings(&RULE, &of(2021)), "");
        // Awards of the year after are for this one.
        assert!(findings(&RULE, &of(2022)).starts_with("B5 H702 error"));
        assert!(findings(&RULE, &of(2023)).starts_with("B5 H702 error"));
    }

    #[test]
    fn who_is_on_no_list_of_ratings_is_named() {
        let told = findings(&RULE, &beside("Chi bộ Trường THCS Lê Lợi", "Chi bộ Trường THCS Lê Lới"));
        insta::assert_snapshot!(told, @"B5 H702 info 01 trường hợp đề nghị khen thưởng chưa đối chiếu được với danh sách xếp loại năm 2022: “Chi bộ Trường THCS Lê Lới” (tên gần giống: “Chi bộ Trường THCS Lê Lợi”)");
        let alone = list(2022, "Giấy khen");
        assert_eq!(findings(&RULE, &alone), "", "no list of ratings was handed in");
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
    fn the_best_of_the_year_are_among_those_rated_so() {
        let told = |level: &str, title: &str| {
            let sheet = format!(
                "1 | QUẬN ỦY SƠN TRÀ
                2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2022
                4 | TT | Tên tổ chức đảng | Kết quả xếp loại
                5 | 1 | Đảng bộ phường A | HTXSNV
                6 | 2 | Chi bộ Tòa án quận | {level}
                --- Tiêu biểu
                1 | QUẬN ỦY SƠN TRÀ
                2 | {title}
                4 | TT | Tên tổ chức đảng
                5 | 1 | Đảng bộ phường A
                6 | 2 | CB Tòa án quận"
            );
            findings(&RULE, &sheet)
        };
        for title in ["TCCSĐ HOÀN THÀNH XUẤT SẮC NHIỆM VỤ TIÊU BIỂU", "TCCSĐ TIÊU BIỂU", "TỔ CHỨC ĐẢNG TIÊU BIỂU"]
        {
            let title = format!("DANH SÁCH {title} NĂM 2022");
            assert_eq!(told("HTXSNV", &title), "", "{title}");
            assert!(
                told("HTTNV", &title).contains("có trong danh sách tiêu biểu nhưng năm 2022 xếp loại HTTNV"),
                "{title}"
            );
        }
        let other = "DANH SÁCH TỔ CHỨC ĐẢNG TIÊU BIỂU TRONG HỌC TẬP VÀ LÀM THEO TƯ TƯỞNG, ĐẠO ĐỨC HỒ CHÍ MINH NĂM 2022";
        assert_eq!(told("HTTNV", other), "");
    }

    #[test]
    fn a_member_without_a_birth_date_is_looked_up_by_name_and_unit() {
        let told = |list: &str, award: &str| {
            let sheet = format!(
                "1 | ĐẢNG ỦY XÃ AN LẠC
                2 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI NĂM 2022
                4 | TT | Họ và tên | Ngày sinh | Chi bộ | Xếp loại
                5 | 1 | Trần Văn An | 01/02/1980 | Chi bộ thôn 1 | HTXSNV
                6 | 2 | Lê Thị Bình | 02/02/1981 | Chi bộ thôn 1 | HTTNV
                7 | 3 | Lê Thị Bình | 03/02/1982 | {list}
                --- Khen
                1 | ĐẢNG ỦY XÃ AN LẠC
                2 | DANH SÁCH ĐẢNG VIÊN ĐỀ NGHỊ KHEN THƯỞNG NĂM 2022
                4 | TT | Họ và tên | Chi bộ | Hình thức khen
                5 | 1 | {award} | Giấy khen"
            );
            findings(&RULE, &sheet)
        };
        let other = "Chi bộ thôn 2 | HTXSNV";
        let found = told(other, "Lê Thị Bình | CB thôn 1");
        assert!(found.starts_with("B5 H702 warning Lê Thị Bình") && found.contains("HTTNV"), "{found}");
        assert_eq!(told(other, "Lê Thị Bình | Chi bộ thôn 2"), "");
        assert_eq!(told(other, "Trần Văn An | Chi bộ thôn 1"), "");
        // Two of the name in the unit.
        assert!(told("Chi bộ thôn 1 | HTXSNV", "Lê Thị Bình | Chi bộ thôn 1").starts_with("B5 H702 info"));
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
