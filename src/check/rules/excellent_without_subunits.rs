//! # Xếp loại HTXSNV nhưng cấp dưới chưa đủ điều kiện
//!
//! ## What it finds
//! A đảng bộ rated HTXSNV although one of its party organisations is below HTNV, or fewer than the regime's share of them
//! are HTTNV or above; a chi bộ likewise, by its members. By the lists and counts of all files handed in together, those
//! in the organisation's own report too; what is not stated there is not held against it.
//! ## Why it matters
//! The regime of 2019 ties HTXSNV to the ratings below.
//! ## Example
//! ```sheet
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 4 | TT | Tên tổ chức đảng | Kết quả xếp loại
//! 5 | 1  | Đảng bộ phường A | HTXSNV ◄
//! 6 | 2  | Đảng bộ phường B | HTXSNV
//! --- Chi bộ
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
//! 4 | TT | Tên đảng bộ cơ sở | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 5 | 1  | Đảng bộ phường A  | 10      | 2      | 7     | 0    | 1
//! 6 | 2  | Đảng bộ phường B  | 10      | 1      | 7     | 2    | 0
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Đảng bộ xếp loại HTXSNV nhưng có tổ chức đảng trực thuộc dưới mức HTNV, hoặc tỷ lệ tổ chức đảng trực thuộc từ HTTNV
//! trở lên chưa đủ; chi bộ cũng vậy, tính theo đảng viên. Căn cứ vào các danh sách và biểu đã nhận, kể cả báo cáo của chính
//! đảng bộ; nội dung không nêu ở đó thì không xét.
//! ## Lý do
//! Quy định áp dụng từ năm 2019 gắn mức HTXSNV với kết quả của cấp dưới.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use crate::check::records::{Rated, Submission};
use crate::check::regimes::RuleSetting;
use crate::check::totals::unit_key;
use crate::check::units::{Lookup, MembersBelow, RatedUnit, Units};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{Related, Severity};
use crate::locate::Subject;
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "C402",
    name: "excellent-without-subunits",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "ORG-XS-SUBUNITS",
    doc: documentation!("excellent_without_subunits.rs"),
};

/// What is rated below an organisation.
#[derive(Clone, Default)]
pub(super) struct Below {
    /// Of each level; `None` where nobody states it.
    pub(super) levels: [Option<i64>; 4],
    /// All that are rated, where it is known.
    pub(super) rated: Option<i64>,
    /// Where that stands.
    pub(super) at: Vec<Related>,
}

impl Below {
    /// Of single ratings.
    pub(super) fn of<'u>(units: impl Iterator<Item = (Level, &'u Related)>) -> Self {
        let mut below = Self { levels: [Some(0); 4], rated: Some(0), at: Vec::new() };
        for (level, at) in units {
            let place = Level::ALL.iter().position(|l| *l == level).unwrap_or(0);
            below.levels[place] = below.levels[place].map(|n| n + 1);
            below.rated = below.rated.map(|n| n + 1);
            below.at.push(at.clone());
        }
        below
    }

    /// Is it known how many are HTTNV or above, and of how many?
    fn is_stated(&self) -> bool {
        self.levels[0].is_some() && self.levels[1].is_some() && self.rated.is_some_and(|n| n > 0)
    }

    /// What breaks the condition: those below HTNV, or too small a share at HTTNV and above. Integers only.
    pub(super) fn breaks(&self, percent: i64) -> Option<Broken> {
        if let Some(failed) = self.levels[3].filter(|&n| n > 0) {
            return Some(Broken::Failed(failed));
        }
        let (best, good, rated) = (self.levels[0]?, self.levels[1]?, self.rated.filter(|&n| n > 0)?);
        let above = best + good;
        (100 * above < percent * rated).then_some(Broken::Share { above, rated })
    }
}

/// Which half of the condition is broken.
pub(super) enum Broken {
    /// This many are below HTNV.
    Failed(i64),
    /// Too few are HTTNV or above.
    Share {
        /// HTTNV and above.
        above: i64,
        /// All rated.
        rated: i64,
    },
}

impl Broken {
    /// In words, after the name of what is counted.
    pub(super) fn say(&self, percent: i64, what: (&str, &str)) -> (String, String) {
        match self {
            Self::Failed(n) => (
                format!("có {n:02} {} xếp loại KHTNV; điều kiện là 100% từ HTNV trở lên", what.0),
                format!("{n} {} are KHTNV; all must be HTNV or above", what.1),
            ),
            Self::Share { above, rated } => (
                format!("chỉ {above:02}/{rated:02} {} xếp loại HTTNV trở lên; điều kiện là ít nhất {percent}%", what.0),
                format!("{above} of {rated} {} are HTTNV or above; {percent} % are needed", what.1),
            ),
        }
    }
}

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let mut units: Option<Units<'_>> = None;
    for (index, file) in submission.files.iter().enumerate() {
        findings.enter_file(file);
        let on = findings.setting(&RULE, Subject::PartyBase).is_some_and(|s| s.enabled);
        if !on || !file.tables.iter().any(|t| matches!(&t.content, Rated::Roster(l) if !l.roster.persons)) {
            continue;
        }
        let units = units.get_or_insert_with(|| Units::of(submission));
        let own = units.rated.iter().filter(|u| u.file == index && u.level == Some(Level::Htxsnv));
        for unit in own.filter(|u| matches!(u.subject, Subject::PartyBase | Subject::PartyCell)) {
            let settled = matches!(units.rating(&unit.identity, &[unit.subject], unit.stage), Lookup::Found(_));
            // A chi bộ is held by its members, whatever it stands under.
            let cell = unit.subject == Subject::PartyCell || starts_with(&unit.identity.name, "chi bộ");
            let law = if cell { Subject::PartyCell } else { Subject::PartyBase };
            let Some(setting) = findings.setting(&RULE, law).filter(|s| settled && s.enabled) else { continue };
            findings.enter_sheet(unit.at.sheet.as_ref());
            hold(unit, cell, &setting, units, findings);
        }
    }
}

fn starts_with(name: &str, words: &str) -> bool {
    name.strip_prefix(&unit_key(words)).is_some_and(|rest| rest.starts_with(' '))
}

fn hold(unit: &RatedUnit<'_>, cell: bool, setting: &RuleSetting<'_>, units: &Units<'_>, findings: &mut Findings<'_>) {
    let (subject, what) = match cell {
        true => (Subject::Member, ("đảng viên", "members")),
        false => (Subject::PartyCell, ("tổ chức đảng trực thuộc", "party organisations below")),
    };
    let percent = i64::from(setting.share_percent_min.unwrap_or_default());
    let Some((broken, at)) = broken(below(unit, subject, units), percent) else { return };
    let (vi, en) = broken.say(percent, what);
    let (file, sheet) = (findings.file(), unit.at.sheet.clone());
    let related = at.iter().map(|r| sheet.as_ref().map_or_else(|| r.clone(), |s| r.seen_from(&file, s)));
    findings
        .add(&RULE, unit.cell())
        .related_elsewhere(related.collect::<Vec<_>>())
        .found(Level::Htxsnv.code())
        .expected(format!("≤ {}", Level::Httnv.code()))
        .severity(setting.severity.unwrap_or(RULE.severity))
        .source(setting.law.map(|l| l.citation_vi.as_str()))
        .message(
            format!("{}: xếp loại HTXSNV nhưng {vi}. Đề nghị xem xét lại hoặc có văn bản giải trình", unit.name),
            format!("{}: rated HTXSNV, but {en}", unit.name),
        );
}

/// What breaks the condition: somebody below HTNV anywhere. Several lists may be parts of one, so that a share is broken only
/// where each of them breaks it.
fn broken(all: Vec<Below>, percent: i64) -> Option<(Broken, Vec<Related>)> {
    let stated =
        all.into_iter().map(|b| (b.breaks(percent), b)).filter(|(broken, b)| broken.is_some() || b.is_stated());
    let stated: Vec<(Option<Broken>, Below)> = stated.collect();
    let failed = stated.iter().position(|(broken, _)| matches!(broken, Some(Broken::Failed(_))));
    let each = stated.iter().all(|(broken, _)| broken.is_some());
    let told = stated.into_iter().nth(failed.unwrap_or(0)).filter(|_| failed.is_some() || each);
    told.and_then(|(broken, below)| Some((broken?, below.at)))
}

/// What lists and counts say of those below a unit, each by itself: two that differ are another rule's.
fn below(unit: &RatedUnit<'_>, subject: Subject, units: &Units<'_>) -> Vec<Below> {
    let counted = units.counted(&unit.identity).into_iter().filter(|c| c.subject == subject && c.stage == unit.stage);
    let mut all: Vec<Below> = counted
        .map(|c| {
            let complete = c.counts.unstated() == 0;
            Below { levels: c.counts.levels, rated: c.counts.rated.filter(|_| complete), at: vec![c.at.clone()] }
        })
        .collect();
    if subject == Subject::Member {
        all.extend(units.members(&unit.identity).into_iter().filter(|m| m.stage == unit.stage).map(of_members));
    } else {
        let children = units.children(&unit.identity).filter(|c| c.subject == subject && c.stage == unit.stage);
        let rated: Vec<(Level, &Related)> = children.filter_map(|c| Some((c.level?, &c.at))).collect();
        all.extend(Some(Below::of(rated.into_iter())).filter(|b| b.rated != Some(0)));
    }
    all
}

/// What a list says of the members; one with a rating that is not settled gives no share.
fn of_members(members: &MembersBelow) -> Below {
    let rated = Some(members.levels.iter().sum()).filter(|_| members.settled);
    Below { levels: members.levels.map(Some), rated, at: vec![members.at.clone()] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::records::Outcome;
    use crate::check::regimes::without_limit;
    use crate::check::rules::testing::{found_in, inputs, submission};
    use crate::check::run;
    use crate::config::Config;
    use crate::finding::{CellRange, CellRef};
    use crate::read::Tab;

    #[test]
    fn a_rule_of_other_years_needs_a_limit() {
        let sheet = "
            1 | QUẬN ỦY SƠN HẠ
            2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2024
            4 | TT | Tên tổ chức đảng | Kết quả xếp loại
            5 | 1 | Đảng bộ phường A | HTXSNV
            --- Chi bộ
            1 | QUẬN ỦY SƠN HẠ
            2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2024
            4 | TT | Tên tổ chức đảng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            5 | 1 | Đảng bộ phường A | 10 | 1 | 6 | 3 | 0";
        let told = |declared: &str| {
            let config = Config::parse(std::path::Path::new("xeploai.toml"), declared).expect("a configuration");
            let found = found_in(sheet, &config).into_iter().filter(|f| f.rule == "C402");
            let found: Vec<_> = found.map(|f| (f.severity, f.source.unwrap_or_default())).collect();
            (found, without_limit(&submission(inputs(sheet), &config), &config))
        };
        assert_eq!(told(""), (Vec::new(), Vec::new()));
        let (found, notes) = told("[rules.C402]\nenabled = true");
        assert_eq!((found.len(), notes.len()), (0, 1));
        assert!(notes[0].vi.contains("năm 2024 (R3)") && notes[0].vi.contains("`at_least_percent`"), "{}", notes[0].vi);
        let (found, notes) = told("[rules.C402]\nenabled = true\nat_least_percent = 80");
        assert_eq!(found, [(Severity::Error, "Mức do cơ quan khai báo trong xeploai.toml".to_owned())]);
        assert!(notes.is_empty());
        assert!(told("[rules.C402]\nenabled = true\nat_least_percent = 70").0.is_empty(), "7 of 10 are 70 %");
    }
    use crate::check::rules::testing::findings;

    fn cells(year: u16, rows: &str) -> String {
        format!(
            "1 | QUẬN ỦY SƠN TRÀ
            2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}
            4 | TT | Tên tổ chức đảng | Kết quả xếp loại
            5 | 1  | Đảng bộ phường A | HTXSNV
            6 | 2  | Chi bộ Thanh tra | HTXSNV
            --- Dưới
            1 | QUẬN ỦY SƠN TRÀ
            {rows}"
        )
    }

    #[test]
    fn four_fifths_are_enough_and_one_less_is_not() {
        let rows = |good: i64, fair: i64| {
            format!(
                "2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
                4 | TT | Tên đảng bộ cơ sở | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | Đảng bộ phường A | 10 | 1 | {good} | {fair} | 0"
            )
        };
        assert_eq!(findings(&RULE, &cells(2021, &rows(7, 2))), "");
        insta::assert_snapshot!(findings(&RULE, &cells(2021, &rows(6, 3))), @"C5 C402 error Đảng bộ phường A: xếp loại HTXSNV nhưng chỉ 07/10 tổ chức đảng trực thuộc xếp loại HTTNV trở lên; điều kiện là ít nhất 80%. Đề nghị xem xét lại hoặc có văn bản giải trình");
    }

    #[test]
    fn a_head_with_the_sums_of_its_rows_speaks_for_its_unit() {
        let rows = "2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
                4 | TT | Tên đảng bộ cơ sở | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | I | Đảng bộ phường A | 10 | 1 | 5 | 4 | 0
                6 | 1 | Khối khu dân cư | 6 | 1 | 3 | 2 | 0
                7 | 2 | Khối trường học | 4 | 0 | 2 | 2 | 0";
        insta::assert_snapshot!(findings(&RULE, &cells(2021, rows)), @"C5 C402 error Đảng bộ phường A: xếp loại HTXSNV nhưng chỉ 06/10 tổ chức đảng trực thuộc xếp loại HTTNV trở lên; điều kiện là ít nhất 80%. Đề nghị xem xét lại hoặc có văn bản giải trình");
    }

    #[test]
    fn the_members_of_a_cell_hold_it_and_other_regimes_have_no_such_clause() {
        let rows = |year: u16| {
            format!(
                "2 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}
                4 | TT | Họ và tên | Chi bộ | Kết quả xếp loại
                5 | 1 | Nguyễn Văn A | Chi bộ Thanh tra | HTTNV
                6 | 2 | Trần Thị B | Chi bộ Thanh tra | KHTNV"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &cells(2021, &rows(2021))), @"C6 C402 error Chi bộ Thanh tra: xếp loại HTXSNV nhưng có 01 đảng viên xếp loại KHTNV; điều kiện là 100% từ HTNV trở lên. Đề nghị xem xét lại hoặc có văn bản giải trình");
        assert_eq!(findings(&RULE, &cells(2024, &rows(2024))), "");
    }

    #[test]
    fn what_is_not_stated_is_not_held_against_it() {
        let rows = "2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
            4 | TT | Tên đảng bộ cơ sở | Tổng số | HTXSNV | HTTNV
            5 | 1 | Đảng bộ phường A | 10 | 1 | 6";
        assert_eq!(findings(&RULE, &cells(2021, rows)), "");
    }

    #[test]
    fn what_an_office_reports_itself_holds_its_row_in_the_list_of_the_office_above() {
        let list = "=== a.xlsx
            1 | QUẬN ỦY TÂN AN
            2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
            4 | TT | Tên tổ chức cơ sở đảng | Kết quả xếp loại
            5 | 1 | Đảng bộ phường Một | HTXSNV
            6 | 2 | Đảng bộ phường Hai | HTXSNV
            ";
        let cells = |third: &str| {
            format!(
                "3 | DANH SÁCH CHI BỘ TRỰC THUỘC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                5 | TT | Tên chi bộ | Kết quả xếp loại
                6 | 1 | Chi bộ 1 | HTTNV
                7 | 2 | Chi bộ 2 | HTTNV
                8 | 3 | Chi bộ 3 | {third}
                "
            )
        };
        let counts = "3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
            5 | TT | Loại hình | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            6 | 1 | Chi bộ khu phố | 10 | 1 | 6 | 3 | 0
            ";
        let told = |start: &str, first: &str, second: &str, rows: &str| {
            let found = findings(&RULE, &format!("{list}{start}\n1 | {first}\n2 | {second}\n{rows}"));
            found.lines().map(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        let (file, sheet) = ("=== b.xlsx", "--- Phường");
        let once = ["C5 C402 error"];
        for start in [file, sheet] {
            for (first, second) in [
                ("ĐẢNG BỘ PHƯỜNG MỘT", ""),
                ("ĐẢNG ỦY PHƯỜNG MỘT", ""),
                ("QUẬN ỦY TÂN AN", "ĐẢNG ỦY PHƯỜNG MỘT"),
                ("ĐẢNG BỘ QUẬN TÂN AN", "ĐẢNG BỘ PHƯỜNG MỘT"),
            ] {
                assert_eq!(told(start, first, second, &cells("KHTNV")), once, "{start} {first} {second}");
                assert_eq!(told(start, first, second, counts), once, "{start} {first} {second}");
                assert_eq!(told(start, first, second, &cells("HTTNV")), [""; 0], "{start} {first} {second}");
                let earlier = cells("KHTNV").replace("2021", "2020");
                assert_eq!(told(start, first, second, &earlier), [""; 0], "{start} {first} {second}");
            }
            // Under another district, and another office.
            assert_eq!(told(start, "QUẬN ỦY HẢI AN", "ĐẢNG ỦY PHƯỜNG MỘT", &cells("KHTNV")), [""; 0]);
            assert_eq!(told(start, "ĐẢNG ỦY PHƯỜNG BA", "", &cells("KHTNV")), [""; 0]);
        }
        // Two offices of one name, and nothing that says which of them the list means.
        let other = format!("=== c.xlsx\n1 | QUẬN ỦY HẢI AN\n2 | ĐẢNG ỦY PHƯỜNG MỘT\n{}", cells("HTTNV"));
        let both = format!("{}{other}", cells("KHTNV"));
        assert_eq!(told(file, "QUẬN ỦY TÂN AN", "ĐẢNG ỦY PHƯỜNG MỘT", &both), once);
        assert_eq!(told(file, "ĐẢNG ỦY PHƯỜNG MỘT", "", &both), [""; 0]);
    }

    #[test]
    fn a_title_or_the_name_of_a_sheet_says_whose_list_it_is() {
        let told = |start: &str, title: &str, level: &str| {
            let picture = format!(
                "=== a.xlsx
                1 | QUẬN ỦY TÂN AN
                2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                4 | TT | Tên tổ chức cơ sở đảng | Kết quả xếp loại
                5 | 1 | Đảng bộ phường Một | HTXSNV
                6 | 2 | Đảng bộ phường Hai | HTXSNV
                {start}
                {title} NĂM 2021
                5 | TT | Tên chi bộ | Kết quả xếp loại
                6 | 1 | Chi bộ 1 | HTTNV
                7 | 2 | Chi bộ 2 | {level}"
            );
            findings(&RULE, &picture)
        };
        for (start, title) in [
            ("--- Phường", "1 | DANH SÁCH CHI BỘ TRỰC THUỘC ĐẢNG ỦY PHƯỜNG MỘT"),
            ("--- Phường", "1 | QUẬN ỦY TÂN AN\n2 | KẾT QUẢ XẾP LOẠI CHI BỘ PHƯỜNG MỘT"),
            ("--- Phường Một", "1 | DANH SÁCH CHI BỘ TRỰC THUỘC"),
            ("=== b.xlsx", "1 | QUẬN ỦY TÂN AN\n2 | DANH SÁCH CHI BỘ THUỘC ĐẢNG BỘ PHƯỜNG MỘT"),
            ("=== b.xlsx", "1 | DANH SÁCH CHI BỘ TRỰC THUỘC ĐẢNG ỦY PHƯỜNG MỘT"),
        ] {
            assert!(told(start, title, "KHTNV").starts_with("C5 C402 error"), "{start} {title}");
            assert_eq!(told(start, title, "HTTNV"), "", "{start} {title}");
        }
        for (start, title) in [
            ("--- Phường", "1 | DANH SÁCH CHI BỘ TRỰC THUỘC"),
            ("--- Phường Ba", "1 | DANH SÁCH CHI BỘ TRỰC THUỘC"),
            ("--- Phường", "1 | DANH SÁCH CHI BỘ TRỰC THUỘC ĐẢNG ỦY PHƯỜNG BA"),
            ("=== b.xlsx", "1 | QUẬN ỦY HẢI AN\n2 | DANH SÁCH CHI BỘ THUỘC ĐẢNG BỘ PHƯỜNG MỘT"),
        ] {
            assert_eq!(told(start, title, "KHTNV"), "", "{start} {title}");
        }
    }

    #[test]
    fn a_title_names_the_cell_whose_members_are_listed() {
        let told = |start: &str, title: &str, level: &str| {
            let picture = format!(
                "=== a.xlsx
                1 | QUẬN ỦY TÂN AN
                2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                4 | TT | Tên tổ chức cơ sở đảng | Kết quả xếp loại
                5 | 1 | Chi bộ Thanh tra | HTXSNV
                6 | 2 | Chi bộ Tư pháp | HTXSNV
                {start}
                1 | {title} NĂM 2021
                5 | TT | Họ và tên | Đơn vị | Kết quả xếp loại
                6 | 1 | Lê Văn An | Phòng Một | HTTNV
                7 | 2 | Lê Văn Bình | Phòng Hai | {level}"
            );
            findings(&RULE, &picture)
        };
        let title = "DANH SÁCH XẾP LOẠI ĐẢNG VIÊN CHI BỘ THANH TRA";
        assert!(told("--- Đảng viên", title, "KHTNV").starts_with("C5 C402 error"));
        assert!(told("--- Chi bộ Thanh tra", "DANH SÁCH XẾP LOẠI ĐẢNG VIÊN", "KHTNV").starts_with("C5 C402 error"));
        assert_eq!(told("--- Đảng viên", title, "HTTNV"), "");
        assert_eq!(told("--- Đảng viên", "DANH SÁCH XẾP LOẠI ĐẢNG VIÊN", "KHTNV"), "");
    }

    #[test]
    fn the_list_of_its_own_members_holds_a_cell() {
        let told = |start: &str, heads: [&str; 2], level: &str| {
            let picture = format!(
                "=== a.xlsx
                1 | QUẬN ỦY TÂN AN
                2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                4 | TT | Tên tổ chức cơ sở đảng | Kết quả xếp loại
                5 | 1 | Chi bộ Thanh tra | HTXSNV
                6 | 2 | Chi bộ Tư pháp | HTXSNV
                {start}
                1 | {}
                2 | {}
                3 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                5 | TT | Họ và tên | Đơn vị | Kết quả xếp loại
                6 | 1 | Lê Văn An | Phòng Một | HTTNV
                7 | 2 | Lê Văn Bình | Phòng Hai | {level}",
                heads[0], heads[1]
            );
            findings(&RULE, &picture)
        };
        let own = ["QUẬN ỦY TÂN AN", "CHI BỘ THANH TRA"];
        for start in ["=== b.xlsx", "--- Thanh tra"] {
            assert!(told(start, own, "KHTNV").starts_with("C5 C402 error"), "{start}");
            assert!(told(start, own, "HTNV").starts_with("C5 C402 error"), "{start}: half of them");
            assert_eq!(told(start, own, "HTTNV"), "", "{start}");
            assert_eq!(told(start, ["QUẬN ỦY HẢI AN", "CHI BỘ THANH TRA"], "KHTNV"), "", "{start}");
        }
        // Every district has one: without the office above nobody knows whose it is.
        assert_eq!(told("=== b.xlsx", ["CHI BỘ THANH TRA", ""], "KHTNV"), "");
    }

    #[test]
    fn a_unit_written_once_or_merged_is_that_of_the_rows_below_it() {
        let told = |second: &str, merged: bool| {
            let picture = format!(
                "1 | ĐẢNG ỦY PHƯỜNG MỘT
                2 | DANH SÁCH CHI BỘ TRỰC THUỘC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                4 | TT | Tên chi bộ | Kết quả xếp loại
                5 | 1 | Chi bộ 1 | HTXSNV
                6 | 2 | Chi bộ 2 | HTTNV
                --- Đảng viên
                1 | ĐẢNG ỦY PHƯỜNG MỘT
                2 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                4 | TT | Chi bộ | Họ và tên | Kết quả xếp loại
                5 | 1 | Chi bộ 1 | Lê Văn An | HTNV
                6 | 2 | | Lê Văn Bình | HTTNV
                7 | 3 | | Lê Văn Chi | HTTNV
                8 | 4 | | Lê Văn Dũng | HTTNV
                9 | 5 | | Lê Văn Em | {second}
                10 | 6 | Chi bộ 2 | Lê Văn Giang | HTTNV
                11 | 7 | | Lê Văn Hà | HTTNV"
            );
            let mut inputs = inputs(&picture);
            if let (true, Outcome::Read(workbook, _)) = (merged, &mut inputs[0].outcome)
                && let Some(Tab::Sheet(sheet)) = workbook.tabs.get_mut(1)
            {
                let column = |first: u32, last: u32| CellRange::new(CellRef::new(first, 1), CellRef::new(last, 1));
                sheet.merges = Some(vec![column(4, 8), column(9, 10)]);
            }
            let config = Config::default();
            let found = run(&submission(inputs, &config), &config);
            found.into_iter().filter(|f| f.rule == RULE.code).map(|f| f.message.vi).collect::<Vec<_>>().join("; ")
        };
        for merged in [false, true] {
            assert_eq!(told("HTTNV", merged), "");
            assert!(told("HTNV", merged).contains("03/05"), "{}", told("HTNV", merged));
            assert!(told("KHTNV", merged).contains("có 01 đảng viên xếp loại KHTNV"));
        }
    }

    #[test]
    fn a_summary_may_call_a_party_organisation_by_its_place() {
        let told = |name: &str| {
            let picture = format!(
                "1 | QUẬN ỦY TÂN AN
                2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                4 | TT | Tên tổ chức cơ sở đảng | Kết quả xếp loại
                5 | 1 | Đảng bộ phường Một | HTXSNV
                6 | 2 | Đảng bộ phường Hai | HTTNV
                --- Chi bộ
                1 | QUẬN ỦY TÂN AN
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
                4 | TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | {name} | 5 | 0 | 3 | 2 | 0
                6 | 2 | Phường Hai | 5 | 0 | 5 | 0 | 0"
            );
            findings(&RULE, &picture)
        };
        for name in ["Đảng bộ phường Một", "Đảng ủy phường Một", "Phường Một"] {
            assert!(told(name).starts_with("C5 C402 error"), "{name}");
        }
        assert_eq!(told("Phường Ba"), "");
    }

    #[test]
    fn of_several_lists_that_may_be_parts_each_has_to_break_the_share() {
        let list = |title: &str, rows: [&str; 2]| {
            format!(
                "--- {title}
                1 | ĐẢNG ỦY PHƯỜNG MỘT
                2 | CHI BỘ 1
                3 | DANH SÁCH {title} VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                5 | TT | Họ và tên | Kết quả xếp loại
                6 | 1 | Lê Văn {title} | {}
                7 | 2 | Vũ Văn {title} | {}
                ",
                rows[0], rows[1]
            )
        };
        let told = |first: [&str; 2], second: [&str; 2]| {
            findings(
                &RULE,
                &format!(
                    "=== a.xlsx
                    1 | ĐẢNG ỦY PHƯỜNG MỘT
                    2 | DANH SÁCH CHI BỘ TRỰC THUỘC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                    4 | TT | Tên chi bộ | Kết quả xếp loại
                    5 | 1 | Chi bộ 1 | HTXSNV
                    6 | 2 | Chi bộ 2 | HTTNV
                    {}{}",
                    list("ĐẢNG VIÊN CHÍNH THỨC", first),
                    list("ĐẢNG VIÊN DỰ BỊ", second)
                ),
            )
        };
        assert_eq!(told(["HTTNV", "HTTNV"], ["HTTNV", "HTNV"]), "");
        assert!(told(["HTTNV", "HTNV"], ["HTTNV", "HTNV"]).starts_with("C5 C402 error"));
        assert!(told(["HTTNV", "HTTNV"], ["HTTNV", "KHTNV"]).starts_with("C5 C402 error"));
    }
}
