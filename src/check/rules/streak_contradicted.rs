//! # Khen thưởng 5 năm liền không khớp với kết quả các năm
//!
//! ## What it finds
//! A proposal for five years running one of whose years is rated other than HTXSNV in the files handed in or in earlier
//! ones (`--history`). Years that no file covers are named once a list, with who has to supply them; where no earlier file was
//! given at all, that is an info. A label of an older scale without an official mapping stays open.
//! ## Why it matters
//! The award rests on HTXSNV in each of the five years.
//! ## Example
//! ```sheet
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 4 | TT | Tên tổ chức đảng | Kết quả xếp loại
//! 5 | 1  | Đảng bộ phường A | HTXSNV
//! 6 | 2  | Đảng bộ phường B | HTTNV
//! --- Khen thưởng
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG ĐỀ NGHỊ KHEN THƯỞNG HTXSNV TIÊU BIỂU 5 NĂM LIỀN (2017-2021)
//! 4 | TT | Tên tổ chức đảng   | Hình thức khen thưởng
//! 5 | 1  | Đảng bộ phường B ◄ | Bằng khen
//! ```
//! ## Correction
//! None: the rating of that year, or the proposal, is for the committee to settle.
//! ## Nội dung kiểm tra
//! Đề nghị khen thưởng 5 năm liền nhưng có năm xếp loại khác HTXSNV theo các file đã nhận hoặc file các năm trước
//! (`--history`). Năm chưa có kết quả được nêu một lần cho mỗi danh sách, kèm đơn vị cần bổ sung; khi không có file năm
//! trước nào thì chỉ ghi nhận các năm chưa đối chiếu. Mức theo thang cũ chưa có văn bản quy đổi thì để ngỏ.
//! ## Lý do
//! Khen thưởng 5 năm liền dựa trên kết quả HTXSNV của cả năm năm.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: kết quả của năm đó hoặc đề nghị khen thưởng do cấp có thẩm quyền xem xét.

use std::collections::BTreeMap;

use crate::check::history::{History, Past, Then};
use crate::check::records::{FileRecord, Submission};
use crate::check::regimes::Law;
use crate::check::rules::proposals::{Proposal, proposals};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "H701",
    name: "streak-contradicted",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "AWARD-5Y",
    doc: documentation!("streak_contradicted.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    if submission.files.iter().flat_map(|f| &f.tables).all(|t| t.awards.is_empty()) {
        return;
    }
    let now = History::of(submission);
    for file in &submission.files {
        findings.enter_file(file);
        let mut gaps: BTreeMap<CellRef, Gap<'_>> = BTreeMap::new();
        for proposal in proposals(submission, file).into_iter().filter(|p| p.five) {
            let Some(setting) = findings.setting(&RULE, proposal.subject).filter(|s| s.enabled) else { continue };
            let years: Vec<(u16, Then<'_>)> = (proposal.year - 4..=proposal.year)
                .map(|year| {
                    let known = now.then(&proposal.who, year);
                    let earlier = || submission.history.then(&proposal.who, year);
                    (year, if matches!(known, Then::Missing) { earlier() } else { known })
                })
                .collect();
            let against = years.iter().find_map(|(year, then)| match then {
                Then::Rated(level, past) if *level != Level::Htxsnv => Some((*year, *level, *past)),
                _ => None,
            });
            findings.enter_sheet(Some(&proposal.table.table.sheet));
            match against {
                Some(found) => contradicted(&proposal, found, setting.law, findings),
                None => {
                    let new = || Gap::of(&proposal, setting.law);
                    let gap = gaps.entry(proposal.table.table.range.start).or_insert_with(new);
                    gap.add(&proposal, &years);
                }
            }
        }
        // Without earlier files it is only told that nothing was compared.
        for gap in gaps.into_values() {
            match submission.history.is_empty() && gap.unsettled.is_empty() && gap.divided.is_empty() {
                true => gap.tell_what_is_left(findings),
                false => gap.tell(file, findings),
            }
        }
    }
}

fn contradicted(
    proposal: &Proposal<'_>,
    (year, level, past): (u16, Level, &Past),
    law: Option<&Law>,
    findings: &mut Findings<'_>,
) {
    let name = &proposal.award.name;
    let file = findings.file();
    let at = past.at.seen_from(&file, &proposal.table.table.sheet);
    let (from, to) = (proposal.year - 4, proposal.year);
    let person = proposal.award.person.then_some(name.as_str());
    findings
        .add(&RULE, proposal.award.name_at)
        .person(person)
        .related_elsewhere([at.clone()])
        .found(level.code())
        .expected(Level::Htxsnv.code())
        .law(law, proposal.year)
        .message(
            format!("{name}: đề nghị khen thưởng 5 năm liền {from}–{to} nhưng năm {year} xếp loại {} ({at}). Đề nghị xem xét lại hoặc có văn bản giải trình", level.code()),
            format!("{name}: proposed for the five years {from}–{to}, but rated {} in {year} ({at})", level.code()),
        );
}

/// The years of one list that nothing settles.
struct Gap<'t> {
    sheet: &'t std::sync::Arc<str>,
    law: Option<&'t Law>,
    year: u16,
    cells: Vec<CellRef>,
    missing: BTreeMap<u16, usize>,
    /// Results are there, and do not say one thing.
    unsettled: BTreeMap<u16, usize>,
    /// Results are there of a unit that was divided since.
    divided: BTreeMap<u16, usize>,
    open: BTreeMap<u16, String>,
}

impl<'t> Gap<'t> {
    fn of(proposal: &Proposal<'t>, law: Option<&'t Law>) -> Self {
        let (sheet, year) = (&proposal.table.table.sheet, proposal.year);
        let (missing, unsettled, divided) = Default::default();
        Self { sheet, law, year, cells: Vec::new(), missing, unsettled, divided, open: BTreeMap::new() }
    }

    fn add(&mut self, proposal: &Proposal<'t>, years: &[(u16, Then<'_>)]) {
        let mut told = false;
        for (year, then) in years {
            let of_year = match then {
                Then::Missing => &mut self.missing,
                Then::Unsettled => &mut self.unsettled,
                Then::Divided => &mut self.divided,
                Then::Open(past) => {
                    self.open.entry(*year).or_insert_with(|| past.label.clone());
                    told = true;
                    continue;
                }
                Then::Rated(..) => continue,
            };
            *of_year.entry(*year).or_default() += 1;
            told = true;
        }
        if told {
            self.cells.push(proposal.award.name_at);
        }
    }

    fn tell(self, file: &FileRecord<'_>, findings: &mut Findings<'_>) {
        if self.cells.is_empty() {
            return;
        }
        let office = file.unit.as_deref().unwrap_or("đơn vị");
        let counted = |of: &BTreeMap<u16, usize>| {
            of.iter().map(|(year, n)| format!("{year} ({n:02})")).collect::<Vec<_>>().join(", ")
        };
        let (missing, unsettled, divided) = (counted(&self.missing), counted(&self.unsettled), counted(&self.divided));
        let open = self.open.iter().map(|(year, label)| format!("{year} (“{label}”)"));
        let open = open.collect::<Vec<_>>().join(", ");
        let mut vi =
            vec![format!("{:02} trường hợp đề nghị khen thưởng 5 năm liền chưa đủ căn cứ đối chiếu", self.cells.len())];
        let mut en =
            vec![format!("{} proposals for five years running could not be held against every year", self.cells.len())];
        if !missing.is_empty() {
            vi.push(format!("chưa có kết quả của năm {missing}, đề nghị {office} bổ sung"));
            en.push(format!("no rating of {missing}: {office} has to supply it"));
        }
        if !unsettled.is_empty() {
            vi.push(format!("kết quả của năm {unsettled} đã có nhưng chưa đủ, không thống nhất hoặc trùng tên nên chưa xác định được mức, đề nghị {office} xác nhận"));
            en.push(format!("what there is of {unsettled} is incomplete, differs or may be another's, and settles no level: {office} has to confirm it"));
        }
        if !divided.is_empty() {
            vi.push(format!("kết quả của năm {divided} là của đơn vị đã chia tách, không suy ra cho đơn vị mới, đề nghị {office} xác nhận"));
            en.push(format!("the results of {divided} are those of a unit that was divided, and say nothing of its parts: {office} has to confirm them"));
        }
        if !open.is_empty() {
            vi.push(format!("mức theo thang cũ chưa có văn bản quy đổi: năm {open}"));
            en.push(format!("labels of an older scale without an official mapping: {open}"));
        }
        findings.enter_sheet(Some(self.sheet));
        findings
            .add(&RULE, self.cells[0])
            .cells(&self.cells)
            .severity(Severity::Warning)
            .law(self.law, self.year)
            .message(vi.join("; "), en.join("; "));
    }

    /// Names the years that nothing was handed in for.
    fn tell_what_is_left(self, findings: &mut Findings<'_>) {
        if self.cells.is_empty() || self.missing.is_empty() {
            return;
        }
        let n = self.cells.len();
        let years = self.missing.keys().map(u16::to_string).collect::<Vec<_>>().join(", ");
        findings.enter_sheet(Some(self.sheet));
        findings
            .add(&RULE, self.cells[0])
            .cells(&self.cells)
            .severity(Severity::Info)
            .law(self.law, self.year)
            .message(
                format!("{n:02} trường hợp đề nghị khen thưởng 5 năm liền chưa đối chiếu được với kết quả năm {years} (chưa có file các năm trước)"),
                format!("{n} proposals for five years running were not held against {years}: no files of earlier years"),
            );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::check::crosswalk::Crosswalk;
    use crate::check::history::History;
    use crate::check::rules::testing::{inputs, submission, with_history};
    use crate::config::Config;

    fn list(year: u16, level: &str) -> String {
        format!(
            "=== nam-{year}.xlsx
            1 | QUẬN ỦY SƠN TRÀ
            2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}
            4 | TT | Tên tổ chức đảng | Kết quả xếp loại
            5 | 1 | Đảng bộ phường A | {level}
            "
        )
    }

    const AWARD: &str = "=== khen-thuong.xlsx
        1 | QUẬN ỦY SƠN TRÀ
        2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG ĐỀ NGHỊ KHEN THƯỞNG 5 NĂM LIỀN (2019-2023)
        4 | TT | Tên tổ chức đảng | Hình thức khen thưởng
        5 | 1 | ĐB P. A | Bằng khen
        ";

    fn told(levels: [&str; 5]) -> String {
        let history: String =
            levels[..4].iter().zip(2019..).filter(|(l, _)| !l.is_empty()).map(|(l, y)| list(y, l)).collect();
        with_history(&RULE, &format!("{}{AWARD}", list(2023, levels[4])), &history)
    }

    #[test]
    fn five_years_of_it_are_silent_and_one_other_is_named() {
        assert_eq!(told(["HTXSNV"; 5]), "");
        insta::assert_snapshot!(told(["HTXSNV", "HTTNV", "HTXSNV", "HTXSNV", "HTXSNV"]), @"B5 H701 error ĐB P. A: đề nghị khen thưởng 5 năm liền 2019–2023 nhưng năm 2020 xếp loại HTTNV ('[nam-2020.xlsx]Biểu 1'!C5). Đề nghị xem xét lại hoặc có văn bản giải trình");
    }

    #[test]
    fn five_years_are_said_in_several_ways() {
        let told = |title: &str, head: &str, cell: &str| {
            let award = AWARD
                .replace("ĐỀ NGHỊ KHEN THƯỞNG 5 NĂM LIỀN (2019-2023)", title)
                .replace("Hình thức khen thưởng", head)
                .replace("Bằng khen", cell);
            let levels = ["HTXSNV", "HTTNV", "HTXSNV", "HTXSNV"];
            let history: String = levels.iter().zip(2019..).map(|(level, year)| list(year, level)).collect();
            with_history(&RULE, &format!("{}{award}", list(2023, "HTXSNV")), &history)
        };
        for (title, head, cell) in [
            ("HTXSNV 5 NĂM LIÊN TIẾP (2019-2023)", "Hình thức", "Giấy khen"),
            ("ĐẠT TIÊU CHUẨN HTXSNV 5 NĂM (2019-2023) ĐỀ NGHỊ KHEN THƯỞNG", "Hình thức", "Giấy khen"),
            ("ĐỀ NGHỊ KHEN THƯỞNG NĂM 2023", "Thành tích", "HTXSNV 5 năm liền (2019-2023)"),
        ] {
            assert!(told(title, head, cell).starts_with("B5 H701 error"), "{title}: {}", told(title, head, cell));
        }
        let others = "5 năm liền (2019-2023) lao động tiên tiến";
        assert_eq!(told("ĐỀ NGHỊ KHEN THƯỞNG NĂM 2023", "Thành tích", others), "");
        assert_eq!(told("ĐỀ NGHỊ KHEN THƯỞNG THỰC HIỆN KẾ HOẠCH 5 NĂM (2019-2023)", "Hình thức", "Giấy khen"), "");
    }

    #[test]
    fn a_year_nobody_sent_is_named_and_whose_it_is() {
        insta::assert_snapshot!(told(["HTXSNV", "HTXSNV", "", "HTXSNV", "HTXSNV"]), @"B5 H701 warning 01 trường hợp đề nghị khen thưởng 5 năm liền chưa đủ căn cứ đối chiếu; chưa có kết quả của năm 2021 (01), đề nghị Quận Sơn Trà bổ sung");
    }

    #[test]
    fn a_cell_among_organisations_is_what_the_list_of_its_office_rates_it_as() {
        let told = |title: &str, name: &str| {
            let sheet = format!(
                "1 | QUẬN ỦY SƠN TRÀ
                2 | KẾT QUẢ XẾP LOẠI {title} NĂM 2023
                4 | TT | Tên tổ chức đảng | Kết quả xếp loại
                5 | 1 | Đảng bộ phường A | HTXSNV
                6 | 2 | Chi bộ Tòa án | HTTNV
                --- Khen
                1 | QUẬN ỦY SƠN TRÀ
                2 | DANH SÁCH TỔ CHỨC ĐẢNG ĐỀ NGHỊ TẶNG GIẤY KHEN 5 NĂM LIỀN (2019-2023)
                4 | TT | Tên tổ chức đảng | Hình thức khen thưởng
                5 | 1 | {name} | Giấy khen"
            );
            with_history(&RULE, &sheet, "")
        };
        for title in ["TỔ CHỨC CƠ SỞ ĐẢNG", "CHI BỘ TRỰC THUỘC"] {
            assert!(told(title, "CB Tòa án").starts_with("B5 H701 error"), "{title}");
        }
        assert_eq!(told("TỔ CHỨC CƠ SỞ ĐẢNG", "Chi bộ Thanh tra"), "");
    }

    #[test]
    fn results_that_differ_or_are_of_a_divided_unit_are_not_called_missing() {
        let twice = list(2021, "HTXSNV") + "6 | 2 | Đảng bộ phường A | HTTNV\n";
        let history = list(2019, "HTXSNV") + &list(2020, "HTXSNV") + &twice + &list(2022, "HTXSNV");
        let now = format!("{}{AWARD}", list(2023, "HTXSNV"));
        insta::assert_snapshot!(with_history(&RULE, &now, &history), @"B5 H701 warning 01 trường hợp đề nghị khen thưởng 5 năm liền chưa đủ căn cứ đối chiếu; kết quả của năm 2021 (01) đã có nhưng chưa đủ, không thống nhất hoặc trùng tên nên chưa xác định được mức, đề nghị Quận Sơn Trà xác nhận");
        let config = Config::default();
        let mut of_now = submission(inputs(&now), &config);
        let mut before = History::of(&submission(inputs(&history), &config));
        let mut walk = Crosswalk::default();
        for new in ["Đảng bộ phường A", "Đảng bộ phường B"] {
            walk.add(("Đảng bộ phường Cũ", Some("Quận Sơn Trà")), (new, Some("Quận Sơn Trà")), Some(2023));
        }
        before.reorganise(walk);
        of_now.history = Arc::new(before);
        let found = crate::check::run(&of_now, &config).into_iter().find(|f| f.rule == RULE.code).expect("told");
        insta::assert_snapshot!(found.message.vi, @"01 trường hợp đề nghị khen thưởng 5 năm liền chưa đủ căn cứ đối chiếu; kết quả của năm 2019 (01), 2020 (01), 2021 (01), 2022 (01) là của đơn vị đã chia tách, không suy ra cho đơn vị mới, đề nghị Quận Sơn Trà xác nhận");
    }

    #[test]
    fn a_label_of_the_older_scale_stays_open() {
        let of = |year: u16, label: &str| list(year, label).replace("KẾT QUẢ XẾP LOẠI", "KẾT QUẢ PHÂN LOẠI");
        let award = AWARD.replace("2019-2023", "2017-2021");
        let told = |first: &str| {
            let history = of(2017, first) + &list(2018, "HTXSNV") + &list(2019, "HTXSNV") + &list(2020, "HTXSNV");
            with_history(&RULE, &format!("{}{award}", list(2021, "HTXSNV")), &history)
        };
        let open = told("Trong sạch, vững mạnh");
        assert!(open.contains("H701 warning") && open.contains("2017 (“Trong sạch, vững mạnh”)"), "{open}");
        // A level of that scale which is no HTXSNV by anyone's reading contradicts.
        assert!(told("Hoàn thành nhiệm vụ").contains("H701 error"), "{}", told("Hoàn thành nhiệm vụ"));
    }

    #[test]
    fn persons_are_told_by_more_than_a_name() {
        let member = |year: u16, birth: &str, level: &str| {
            format!(
                "=== dv-{year}.xlsx
                1 | ĐẢNG ỦY PHƯỜNG A
                2 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}
                4 | TT | Họ và tên | Ngày sinh | Kết quả xếp loại
                5 | 1 | Nguyễn Văn A | {birth} | {level}
                "
            )
        };
        let award = "=== khen.xlsx
            1 | ĐẢNG ỦY PHƯỜNG A
            2 | DANH SÁCH ĐẢNG VIÊN ĐỀ NGHỊ KHEN THƯỞNG 5 NĂM LIỀN (2019-2023)
            4 | TT | Họ và tên | Ngày sinh | Hình thức khen thưởng
            5 | 1 | Nguyễn Văn A | 01/02/1970 | Giấy khen
            ";
        let told = |birth: &str| {
            with_history(&RULE, &(member(2023, "01/02/1970", "HTXSNV") + award), &member(2022, birth, "HTTNV"))
        };
        assert!(told("1/2/1970").contains("H701 error"), "{}", told("1/2/1970"));
        assert!(!told("01/02/1971").contains("H701 error"), "{}", told("01/02/1971"));
        let addressed = award.replace("| Nguyễn", "| Đ/c Nguyễn");
        let now = member(2023, "01/02/1970", "HTXSNV") + &addressed;
        assert!(with_history(&RULE, &now, &member(2022, "01/02/1970", "HTTNV")).contains("H701 error"));
        assert!(!with_history(&RULE, &now, &member(2022, "01/02/1971", "HTTNV")).contains("H701 error"));
    }

    #[test]
    fn without_history_the_years_not_compared_are_named_once() {
        let told = with_history(&RULE, &format!("{}{AWARD}", list(2023, "HTXSNV")), "");
        insta::assert_snapshot!(told, @"B5 H701 info 01 trường hợp đề nghị khen thưởng 5 năm liền chưa đối chiếu được với kết quả năm 2019, 2020, 2021, 2022 (chưa có file các năm trước)");
        let of_2018 = AWARD.replace("2019-2023", "2014-2018");
        assert_eq!(
            with_history(&RULE, &format!("{}{of_2018}", list(2018, "HTXSNV")), ""),
            "",
            "no clause of that year"
        );
    }
}
