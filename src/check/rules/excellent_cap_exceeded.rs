//! # Tỷ lệ HTXSNV vượt mức tối đa
//!
//! ## What it finds
//! The share of HTXSNV over the cap, in the peer group of the regime: members and chi bộ per row where rows are TCCSĐ,
//! their total where the rows are chi bộ of one TCCSĐ or a ward reports, TCCSĐ per reporting unit, in the table of a city per
//! district (from 2025 on per ward or commune), heads of a list per title, collectives per kind, civil servants per agency and group of like
//! tasks where the decree has a cap. A list of members is held against it as a whole where a ward reports (until 2024) and per
//! TCCSĐ where a column names these; a list of chi bộ per committee above them. Other lists of members or chi bộ may be a part of such a
//! group or hold several: over the cap is an info that says so. A list of one chi bộ is no group. Heads are wanted compared in one level, sector and field: that is certain where the list
//! groups them itself (“Trưởng phòng và tương đương”) or all of one title head units of one kind (phường, trường tiểu học), ten and more of them HTTNV and above; else, over the cap
//! is an info, unless the office declares a severity. Heads without titles, and collectives whose kind nothing tells, are not checked. Where it ties them to the party members of the unit instead, a higher share is an info. Over under both bases (HTTNV, and HTTNV and above): error. Over under one only: one info that
//! names the base, unless the office declared it. Groups too small to allow one: info. Levels not stated: not checked, and said so.
//! Where rows without a settled level, or a correction that the sums prove or leave open, could bring a group back within the
//! cap, nothing is said of it. In a table that names others than those the clause is about it is a warning.
//! ## Why it matters
//! The documents say “of those rated HTTNV”; practice divides by HTTNV and above. Both are shown.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
//! 3 | TT | Tên tổ chức cơ sở đảng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A              | 41      | 10 ◄   | 30    | 1    | 0
//! 5 | 2  | Đảng bộ B              | 41      | 5      | 35    | 1    | 0
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Tỷ lệ HTXSNV vượt mức tối đa trong nhóm được so sánh theo quy định của năm: đảng viên và chi bộ tính theo từng tổ
//! chức cơ sở đảng; TCCSĐ tính theo đơn vị báo cáo, trong biểu của thành phố, tỉnh tính theo từng quận, huyện (từ năm
//! 2025 theo từng xã, phường); cá nhân lãnh đạo tính theo chức danh, tập thể theo loại, công chức theo cơ quan và nhóm
//! nhiệm vụ tương đồng. Danh sách đảng viên do phường, xã gửi (đến năm 2024) được tính chung cả danh sách; danh sách có
//! cột tên TCCSĐ được tính theo từng TCCSĐ. Danh sách có thể chỉ là một phần của nhóm, hoặc gồm nhiều nhóm, thì chỉ ghi
//! nhận và nêu rõ điều đó. Không tính riêng từng chi bộ. Vượt theo cả hai cách tính mẫu số (số HTTNV; số HTTNV trở
//! lên): phải chỉnh sửa hoặc giải trình. Chỉ vượt theo một cách: ghi nhận, trừ khi cơ quan đã khai báo mẫu số. Nhóm quá
//! nhỏ, hoặc chưa nêu số HTXSNV hay HTTNV: ghi nhận. Số liệu chưa khớp mà sửa lại có thể không vượt: chưa xét. Biểu gồm cả
//! những người không thuộc quy định: đề nghị kiểm tra lại.
//! ## Lý do
//! Văn bản ghi “số được xếp loại hoàn thành tốt nhiệm vụ”; thực tế nhiều nơi tính trên số hoàn thành tốt nhiệm vụ trở
//! lên. Cả hai cách tính đều được nêu.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use crate::check::caps::{CODE, Cap, Group, Verdict};
use crate::check::records::Submission;
use crate::check::regimes::RuleSetting;
use crate::check::rules::two_lists::agency;
use crate::check::totals::{UnitTotal, totals, unit_key};
use crate::check::{Builder, Findings, Rule, Scope};
use crate::finding::{CellRef, Related, Severity};
use crate::locate::{Stage, Subject};
use crate::solve::exact_share;

pub(super) static RULE: Rule = Rule {
    code: CODE,
    name: "excellent-cap-exceeded",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "CAP-ORG",
    doc: documentation!("excellent_cap_exceeded.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    for groups in submission.caps.chunk_by(|a, b| (a.file, a.table) == (b.file, b.table)) {
        findings.enter_file(&submission.files[groups[0].file]);
        findings.enter_sheet(Some(&groups[0].sheet));
        // Each subject has a law of its own.
        for subject in Subject::ALL {
            let of_subject: Vec<&Group> = groups.iter().filter(|g| g.subject == subject).collect();
            of_table(&of_subject, findings);
        }
    }
    beside_the_party(submission, findings);
}

/// The groups of one subject in a table.
fn of_table(groups: &[&Group], findings: &mut Findings<'_>) {
    let Some(setting) = groups.first().and_then(|group| findings.setting(&RULE, group.subject)) else { return };
    let law = setting.law.map(|l| l.citation_vi.as_str());
    let declared = findings.config().rules.get(CODE).is_some_and(|local| local.severity.is_some());
    let mut between: Vec<&Group> = Vec::new();
    let mut silent: Vec<&Group> = Vec::new();
    let mut small: Vec<(&Group, &Cap)> = Vec::new();
    // What rows are told of is not said of their sum again.
    let told = groups.iter().filter(|g| g.of_row && !g.by_slip).filter_map(|g| g.cap).map(|cap| cap.verdict()).max();
    for &group in groups {
        let Some(cap) = &group.cap else {
            silent.push(group);
            continue;
        };
        match cap.verdict() {
            Verdict::Within => {}
            // More of them than of HTTNV and above: the counts are wrong, and told (S204).
            _ if cap.good < 0 => {}
            own if !group.of_row && told.is_some_and(|told| told > Verdict::Within && told >= own) => {}
            // Of a list that may be a part of a group, or hold several, it is told that it is over and nothing else.
            Verdict::ByBase | Verdict::Small if is_open_list(group) => {}
            // Its correction is what is told, and that the cap's verdict changes with it.
            Verdict::Over | Verdict::ByBase if group.by_slip => {}
            // A title that few bear is no group, nor are a few collectives.
            Verdict::Small if matches!(group.subject, Subject::Leader | Subject::Collective) => {}
            Verdict::Small => small.push((group, cap)),
            Verdict::Over => {
                let severity = setting.severity.unwrap_or(RULE.severity);
                let certain = group.certain || declared;
                over(findings, group, cap, &setting, if certain { severity } else { Severity::Info });
            }
            Verdict::ByBase => between.push(group),
        }
    }
    too_small(&small, &setting, findings);
    let limit = setting.cap_percent.unwrap_or_default();
    if !between.is_empty() {
        let n = between.len();
        of_several(&between, findings).expected(format!("≤ {limit}%")).source(law).message(
            format!("{n:02} nhóm có tỷ lệ HTXSNV vượt {limit}% nếu tính trên số HTTNV, không vượt nếu tính trên số HTTNV trở lên"),
            format!("{n} groups are over {limit} % of those rated HTTNV, and within it of HTTNV and above"),
        );
    }
    if !silent.is_empty() {
        of_several(&silent, findings).source(law).message(
            "Chưa đối chiếu được tỷ lệ HTXSNV tối đa vì chưa nêu số HTXSNV hoặc HTTNV",
            "The cap on HTXSNV was not checked: HTXSNV or HTTNV is not stated",
        );
    }
}

/// An info at several groups, with the cells they come from.
fn of_several<'f>(groups: &[&Group], findings: &'f mut Findings<'_>) -> Builder<'f> {
    let cells: Vec<CellRef> = groups.iter().map(|group| group.at).collect();
    let mut related: Vec<CellRef> = groups.iter().flat_map(|group| &group.cells).copied().collect();
    related.retain(|at| !cells.contains(at));
    findings.add(&RULE, cells[0]).cells(&cells).related(&related).severity(Severity::Info)
}

/// Members or chi bộ of which nothing says whether they are all of one TCCSĐ, or under one superior.
fn is_open_list(group: &Group) -> bool {
    !group.certain && matches!(group.subject, Subject::Member | Subject::PartyCell)
}

/// Groups in which nobody could be HTXSNV: one finding a table.
fn too_small(small: &[(&Group, &Cap)], setting: &RuleSetting<'_>, findings: &mut Findings<'_>) {
    if let [(group, cap)] = small {
        return over(findings, group, cap, setting, Severity::Info);
    }
    let Some((first, cap)) = small.first() else { return };
    let cells: Vec<CellRef> = small.iter().map(|(group, _)| group.at).collect();
    let related: Vec<CellRef> = small.iter().flat_map(|(group, _)| &group.cells).copied().collect();
    let (n, limit, name) = (small.len(), cap.percent, &first.name);
    let law = setting.law.map(|l| l.citation_vi.as_str());
    findings.add(&RULE, cells[0]).cells(&cells).related(&related).severity(Severity::Info).source(law).message(
        format!(
            "{n:02} nhóm có HTXSNV nhưng quá nhỏ để xét tỷ lệ {limit}% (như {name}: {:02}/{:02})",
            cap.best,
            cap.whole()
        ),
        format!(
            "{n} groups have HTXSNV and are too small for {limit} % (such as {name}: {} of {})",
            cap.best,
            cap.whole()
        ),
    );
}

fn over(findings: &mut Findings<'_>, group: &Group, cap: &Cap, setting: &RuleSetting<'_>, severity: Severity) {
    let ((name_vi, name_en), base, best, most) = (cap.whole_named(), cap.whole(), cap.best, cap.most());
    let (name, limit) = (&group.name, cap.percent);
    let share = exact_share(best, base, 1);
    let (share, share_en) =
        (share.map(|d| d.vi()).unwrap_or_default(), share.map(|d| d.to_string()).unwrap_or_default());
    let peers = if group.certain { ("", "") } else { (" trong danh sách này", " in this list") };
    let both = match cap.base {
        None => ("; cũng vượt nếu tính trên số HTTNV", ", and also of those rated HTTNV"),
        Some(_) => ("", ""),
    };
    let small = cap.verdict() == Verdict::Small;
    let allowed = match setting.exception_percent.filter(|_| !small) {
        Some(percent) if 100 * best > i64::from(percent) * base => (
            format!("; vượt cả mức {percent}% mà cấp có thẩm quyền có thể quyết định"),
            format!("; over the {percent} % too that the authority may allow"),
        ),
        Some(percent) => (
            format!("; mức đến {percent}% chỉ khi cấp có thẩm quyền quyết định"),
            format!("; up to {percent} % only where the authority decides so"),
        ),
        None if setting.exception_open && !small => (
            "; mức cao hơn chỉ khi cấp có thẩm quyền quyết định".to_owned(),
            "; more only where the authority decides so".to_owned(),
        ),
        None => (String::new(), String::new()),
    };
    let besides = group.besides && severity > Severity::Info;
    let severity = if besides { severity.min(Severity::Warning) } else { severity };
    let ask = if small {
        ("; nhóm quá nhỏ để xét tỷ lệ", "; the group is too small for a share")
    } else if severity == Severity::Info && !group.certain {
        open_question(group.subject)
    } else if besides {
        (
            ". Biểu gồm cả những người không thuộc quy định này. Đề nghị đối chiếu riêng số công chức",
            ". The table holds others than those the clause is about: civil servants are to be compared by themselves",
        )
    } else {
        (". Đề nghị báo cáo cấp có thẩm quyền xem xét", "; for the authority to look at")
    };
    let law = setting.law.map(|l| l.citation_vi.as_str());
    let finding = findings.add(&RULE, group.at).related(&group.cells).related_elsewhere(group.elsewhere.clone());
    finding.found(best).expected(format!("≤ {most}")).severity(severity).source(law).message(
        format!("{name}{}: tỷ lệ HTXSNV: {best:02}/{base:02} = {share}% {name_vi}, vượt mức tối đa {limit}% ({most:02} trường hợp){}{}{}", peers.0, both.0, allowed.0, ask.0),
        format!("{name}{}: {best} HTXSNV of {base} ({name_en}) is {share_en} %, over the cap of {limit} % ({most}){}{}{}", peers.1, both.1, allowed.1, ask.1),
    );
}

/// Names and titles alone do not tell the level, sector and field in which the document wants heads compared, nor every list
/// whether it is that of one TCCSĐ.
fn open_question(subject: Subject) -> (&'static str, &'static str) {
    match subject {
        Subject::Member => (
            ". Danh sách chưa cho biết đây có phải là toàn bộ đảng viên của một tổ chức cơ sở đảng hay không. Đề nghị đối chiếu theo từng tổ chức cơ sở đảng",
            ". The list does not say whether these are all members of one base organisation: each is to be compared by itself",
        ),
        Subject::PartyCell => (
            ". Danh sách chưa cho biết đây có phải là toàn bộ chi bộ trực thuộc cùng một cấp ủy hay không. Đề nghị đối chiếu theo từng cấp ủy",
            ". The list does not say whether these are all cells under one committee: those of each are to be compared",
        ),
        _ => (
            ". Danh sách chưa cho biết đây có phải là toàn bộ nhóm cùng cấp, ngành, lĩnh vực hay không. Đề nghị đối chiếu theo từng nhóm tương đương",
            ". The list does not say whether this is the whole group of one level, sector and field: each group of equivalents is to be compared",
        ),
    }
}

/// Where the regime ties the share of civil servants to that of the party members of the same unit.
fn beside_the_party(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    const IN_OFFICE: [Subject; 2] = [Subject::CivilServant, Subject::PublicEmployee];
    let tied = |s: &RuleSetting<'_>| s.enabled && s.party_share;
    if !submission.files.iter().any(|f| f.setting(CODE, IN_OFFICE[0], findings.config()).is_some_and(|s| tied(&s))) {
        return;
    }
    let units = totals(submission).units;
    for civil in units.iter().filter(|u| IN_OFFICE.contains(&u.subject) && u.stage == Stage::Decided) {
        findings.enter_file(&submission.files[civil.file]);
        let Some(setting) = findings.setting(&RULE, civil.subject).filter(tied) else { continue };
        let members = |u: &&UnitTotal| {
            (u.subject, u.year, u.period, u.stage) == (Subject::Member, civil.year, civil.period, Stage::Decided)
        };
        let own = civil.unit.as_deref().map(unit_key);
        let same = |u: &&UnitTotal| own.is_some() && u.unit.as_deref().map(unit_key) == own;
        let party = units.iter().filter(members).find(same).or_else(|| {
            let mut of_agency = units.iter().filter(members).filter(|party| is_one_agency(civil, party, submission));
            of_agency.next().filter(|_| of_agency.next().is_none())
        });
        if let Some(party) = party {
            let unit = named(civil, submission).unwrap_or_default();
            higher_share((unit, civil), party, &setting, findings);
        }
    }
}

/// Are the members of one total those of the party organisation of the agency that another is of? An office whose name does not
/// tell it from others is one within a workbook.
fn is_one_agency(civil: &UnitTotal, party: &UnitTotal, submission: &Submission<'_>) -> bool {
    let known = civil.unit.is_some() && party.unit.is_some();
    let agency = |total: &UnitTotal| named(total, submission).map(agency);
    (known || civil.file == party.file) && agency(civil).is_some_and(|own| agency(party) == Some(own))
}

/// Who sends what a total counts; of an office whose name does not tell it from others, what the heads of all its sheets write.
fn named<'t>(total: &'t UnitTotal, submission: &'t Submission<'_>) -> Option<&'t str> {
    let file = &submission.files[total.file];
    let tables = file.tables.iter().filter(|table| total.sources.iter().any(|s| s.stands_in(table, file)));
    let mut senders = tables.map(|table| table.sent_by.as_deref());
    total.unit.as_deref().or_else(|| {
        let first = senders.next()??;
        senders.all(|other| other == Some(first)).then_some(first)
    })
}

/// Reports a share that is higher whether it is of all or of the rated.
fn higher_share(
    (unit, civil): (&str, &UnitTotal),
    party: &UnitTotal,
    setting: &RuleSetting<'_>,
    findings: &mut Findings<'_>,
) {
    let (Some(x), Some(y), Some(source)) = (civil.counts.levels[0], party.counts.levels[0], civil.sources.first())
    else {
        return;
    };
    let higher = |a: Option<i64>, b: Option<i64>| a.zip(b).is_some_and(|(a, b)| b > 0 && x * b > y * a);
    let rated = (civil.counts.rated, party.counts.rated);
    if !(higher(civil.counts.total, party.counts.total) && higher(rated.0, rated.1)) {
        return;
    }
    let (of, among) = (civil.counts.total.unwrap_or_default(), party.counts.total.unwrap_or_default());
    let subject = civil.subject;
    let related = party.sources.iter().map(|s| Related {
        file: Some(s.file.clone()),
        sheet: Some(s.sheet.clone()),
        range: s.range,
    });
    findings.enter_sheet(Some(&source.sheet));
    findings
        .add(&RULE, source.range.start)
        .related_elsewhere(related.collect::<Vec<_>>())
        .severity(setting.severity.unwrap_or(Severity::Warning))
        .source(setting.law.map(|l| l.citation_vi.as_str()))
        .message(
            format!("{unit}: tỷ lệ HTXSNV của {} ({x:02}/{of:02}) cao hơn tỷ lệ đảng viên HTXSNV ({y:02}/{among:02}). Đề nghị kiểm tra lại; tỷ lệ cao hơn chỉ khi cấp có thẩm quyền quyết định", subject.vi()),
            format!("{unit}: HTXSNV are {x} of {of} ({}), a higher share than {y} of {among} party members", subject.id()),
        );
}

#[cfg(test)]
mod lists;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings, found_in};
    use crate::config::{Config, LocalRule, Weight};

    #[test]
    fn at_the_cap_is_within_it() {
        // 99 of 497 are 19,9 %; 5 of 25 exactly 20 %: over under the narrower base only, so info.
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Quận A     | 533     | 99     | 398   | 36   | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"D4 C401 info 01 nhóm có tỷ lệ HTXSNV vượt 20% nếu tính trên số HTTNV, không vượt nếu tính trên số HTTNV trở lên");
    }

    #[test]
    fn one_more_is_over() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Quận A     | 25      | 6      | 19    | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"D4 C401 error Quận A: tỷ lệ HTXSNV: 06/25 = 24,0% số HTTNV trở lên, vượt mức tối đa 20% (05 trường hợp); cũng vượt nếu tính trên số HTTNV. Đề nghị báo cáo cấp có thẩm quyền xem xét");
    }

    #[test]
    fn a_row_that_does_not_add_up_is_over_only_whichever_of_its_cells_is_wrong() {
        let sheet = |first: &str, total: &str| {
            let sheet = format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Tên tổ chức cơ sở đảng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1 | Đảng bộ A | {first}
                5 | 2 | Đảng bộ B | 120 | 19 | 98 | 3 | 0
                {total}"
            );
            let told = all_codes(&sheet);
            told.into_iter().filter(|code| ["S201", "C401"].contains(code)).collect::<Vec<_>>()
        };
        // As it is proven to be, and as it may be.
        assert_eq!(sheet("120 | 29 | 97 | 3 | 0", "6 | | Cộng | 240 | 39 | 195 | 6 | 0"), ["S201"]);
        assert_eq!(sheet("120 | 29 | 97 | 3 | 0", ""), ["S201"]);
        assert_eq!(sheet("120 | 20 | 79 | 3 | 0", ""), ["S201"]);
        // Whatever is wrong, it is over.
        assert_eq!(sheet("120 | 60 | 54 | 3 | 0", ""), ["C401", "S201"]);
        assert_eq!(sheet("120 | 29 | 88 | 3 | 0", ""), ["C401"]);
    }

    #[test]
    fn each_subject_of_a_table_has_its_own_law() {
        let sheet = "
            1 | TỔNG HỢP XẾP LOẠI TỔ CHỨC ĐẢNG, ĐẢNG VIÊN NĂM 2021
            3 | TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1 | Đảng bộ xã An | | | | |
            5 | | Chi bộ | 12 | 5 | 6 | 1 | 0
            6 | | Đảng viên | 100 | 40 | 57 | 3 | 0";
        let found = found_in(sheet, &Config::default());
        let law = |cell: &str| {
            let at = |f: &&crate::finding::Finding| f.rule == "C401" && f.cell.is_some_and(|c| c.to_string() == cell);
            found.iter().find(at).and_then(|f| f.source.clone()).unwrap_or_default()
        };
        assert!(law("D5").contains("B.1.3") && law("D6").ends_with("B.2.3a"), "{} {}", law("D5"), law("D6"));
    }

    #[test]
    fn where_a_table_holds_more_than_civil_servants_it_is_a_question() {
        let told = |title: &str, row: &str, declared: &str| {
            let sheet = format!(
                "1 | UBND PHƯỜNG TÂN AN
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI {title} NĂM 2026
                4 | TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | {row} | 31 | 10 | 20 | 1 | 0"
            );
            let config = Config::parse(std::path::Path::new("xeploai.toml"), declared).expect("a declaration");
            let found = found_in(&sheet, &config).into_iter().filter(|f| f.rule == "C401");
            found.map(|f| format!("{:?} {}", f.severity, f.message.vi)).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(told("CÔNG CHỨC", "Văn phòng", ""), @"Error CB, CC: tỷ lệ HTXSNV: 10/30 = 33,3% số HTTNV trở lên, vượt mức tối đa 20% (06 trường hợp); cũng vượt nếu tính trên số HTTNV; mức cao hơn chỉ khi cấp có thẩm quyền quyết định. Đề nghị báo cáo cấp có thẩm quyền xem xét");
        insta::assert_snapshot!(told("CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC", "Văn phòng", ""), @"Warning CB, CC: tỷ lệ HTXSNV: 10/30 = 33,3% số HTTNV trở lên, vượt mức tối đa 20% (06 trường hợp); cũng vượt nếu tính trên số HTTNV; mức cao hơn chỉ khi cấp có thẩm quyền quyết định. Biểu gồm cả những người không thuộc quy định này. Đề nghị đối chiếu riêng số công chức");
        assert_eq!(told("CÔNG CHỨC", "Văn phòng", "[rules.C401]\ncap_percent = 50"), "");
    }

    #[test]
    fn members_are_peers_in_their_base_and_not_in_a_chi_bo_of_it() {
        let sheet = |office: &str, head: &str, names: [&str; 2], second: &str| {
            format!(
                "1 | {office}
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                4 | TT | {head} | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1  | {} | 16 | 6 | 10 | 0 | 0
                6 | 2  | {} | 40 | {second}",
                names[0], names[1]
            )
        };
        let ward = |second: &str| {
            findings(&RULE, &sheet("ĐẢNG ỦY PHƯỜNG CÁT HẠ", "Tên chi bộ", ["Chi bộ 1", "Chi bộ 2"], second))
        };
        assert_eq!(ward("1 | 39 | 0 | 0"), "");
        assert!(ward("8 | 32 | 0 | 0").starts_with("D5 C401 error Đảng viên: tỷ lệ HTXSNV: 14/56"));
        let district = |head: &str, names| findings(&RULE, &sheet("QUẬN ỦY SƠN HẠ", head, names, "1 | 39 | 0 | 0"));
        for (head, names) in [
            ("Tên TCCSĐ", ["Chi bộ Công an", "Chi bộ Thanh tra"]),
            ("Đơn vị", ["Chi bộ Công an", "Đảng bộ phường Cát Hạ"]),
        ] {
            assert!(district(head, names).contains("C401 error"), "{head}");
        }
    }

    #[test]
    fn what_units_say_of_themselves_is_not_held_against_the_cap() {
        let sheet = |what: &str| {
            format!(
                "1 | TỔNG HỢP {what} XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1  | Quận A     | 25      | 6      | 19    | 0    | 0"
            )
        };
        assert_eq!(findings(&RULE, &sheet("KẾT QUẢ TỰ ĐÁNH GIÁ,")), "");
        assert!(findings(&RULE, &sheet("ĐỀ NGHỊ")).starts_with("D4 C401 error"));
    }

    #[test]
    fn the_office_s_own_cap_and_the_exception_it_declares() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2025
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Xã A       | 25      | 6      | 19    | 0    | 0";
        let told = |rule: LocalRule| {
            let rules = [("C401".to_owned(), rule)].into();
            let found = found_in(sheet, &Config { rules, ..Config::default() });
            found
                .into_iter()
                .filter(|f| f.rule == "C401")
                .map(|f| (f.severity, f.expected.unwrap_or_default()))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(LocalRule::default()), [(Severity::Error, "≤ 5".to_owned())]);
        assert!(told(LocalRule { exception: true, ..LocalRule::default() }).iter().all(|f| f.0 == Severity::Info));
        let own = LocalRule { cap_percent: Some(15), severity: Some(Weight::Warning), ..LocalRule::default() };
        assert_eq!(told(own), [(Severity::Warning, "≤ 3".to_owned())]);
        assert_eq!(told(LocalRule { enabled: Some(false), ..LocalRule::default() }), []);
        // An own limit stands in no central document.
        let rules = [("C401".to_owned(), LocalRule { cap_percent: Some(15), ..LocalRule::default() })].into();
        let own = found_in(sheet, &Config { rules, ..Config::default() });
        let sources: Vec<_> = own.iter().filter(|f| f.rule == "C401").filter_map(|f| f.source.as_deref()).collect();
        assert_eq!(sources, ["Mức do cơ quan khai báo trong xeploai.toml"]);
        assert!(findings(&RULE, sheet).contains("mức đến 25% chỉ khi cấp có thẩm quyền quyết định"));
    }

    #[test]
    fn sectors_of_a_ward_are_no_peer_groups() {
        let ward = |office: &str, first: &str, total: &str, year: u16| {
            format!(
                "1 | {office}
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM {year}
                4 | TT | Loại hình | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | Khu dân cư | 16 | {first} | 0 | 0
                6 | 2 | Trường học | 31 | 1 | 30 | 0 | 0
                7 | | Cộng | 47 | {total} | 0 | 0"
            )
        };
        assert_eq!(findings(&RULE, &ward("ĐẢNG ỦY PHƯỜNG CÁT BI", "6 | 10", "7 | 40", 2021)), "");
        let over = findings(&RULE, &ward("ĐẢNG ỦY PHƯỜNG CÁT BI", "12 | 4", "13 | 34", 2021));
        assert!(over.starts_with("D7 C401 error"), "{over}");
    }

    fn heads(best: usize, year: u16) -> String {
        let rows: String = (0..31)
            .map(|i| {
                let (post, level) = match i {
                    0..25 => ("Trưởng phòng", if i < best { "HTXSNV" } else { "HTTNV" }),
                    25 => ("Chánh Văn phòng", "HTXSNV"),
                    _ => ("Chánh Văn phòng", "HTTNV"),
                };
                format!("\n{} | {} | Nguyễn Văn Số {i} | {post} Phòng {i} | Phòng {i} | {level}", i + 5, i + 1)
            })
            .collect();
        format!(
            "1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM {year}
            4 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại{rows}"
        )
    }

    #[test]
    fn heads_are_peers_by_their_titles() {
        let told = |best: usize, year: u16| findings(&RULE, &heads(best, year));
        insta::assert_snapshot!(told(6, 2021), @"E5 C401 info Trưởng phòng trong danh sách này: tỷ lệ HTXSNV: 06/25 = 24,0% số HTTNV trở lên, vượt mức tối đa 20% (05 trường hợp); cũng vượt nếu tính trên số HTTNV. Danh sách chưa cho biết đây có phải là toàn bộ nhóm cùng cấp, ngành, lĩnh vực hay không. Đề nghị đối chiếu theo từng nhóm tương đương");
        insta::assert_snapshot!(told(5, 2021), @"E5 C401 info 01 nhóm có tỷ lệ HTXSNV vượt 20% nếu tính trên số HTTNV, không vượt nếu tính trên số HTTNV trở lên");
        assert_eq!(told(4, 2021), "");
        let own = LocalRule { severity: Some(Weight::Error), ..LocalRule::default() };
        let config = Config { rules: [("C401".to_owned(), own)].into(), ..Config::default() };
        let found = found_in(&heads(6, 2021), &config);
        assert!(found.iter().any(|f| f.rule == "C401" && f.severity == Severity::Error));
        assert!(told(7, 2025).contains("vượt cả mức 25%"), "{}", told(7, 2025));
        assert_eq!(told(7, 2018), "");
        // Without posts nobody knows whose peer somebody is.
        assert_eq!(findings(&RULE, &heads(9, 2021).replace("Trưởng phòng", "").replace("Chánh Văn phòng", "")), "");
    }

    /// A list of 25 of which the first are HTXSNV.
    fn list(title: &str, head: &str, best: usize, row: impl Fn(usize) -> String) -> String {
        let line = |i: usize| {
            let level = if i < best { "HTXSNV" } else { "HTTNV" };
            format!("\n{} | {} | {} | {level}", i + 6, i + 1, row(i))
        };
        let rows: String = (0..25).map(line).collect();
        format!("1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG {title} NĂM 2021\n4 | TT | {head} | Xếp loại{rows}")
    }

    #[test]
    fn heads_of_units_of_one_kind_are_peers_for_certain() {
        const HEAD: &str = "Họ và tên | Chức vụ | Đơn vị";
        let told = |post: &str, unit: fn(usize) -> String| {
            let row = |i: usize| format!("Nguyễn Văn Số {i} | {post} | {}", unit(i));
            findings(&RULE, &list("CÁN BỘ LÃNH ĐẠO, QUẢN LÝ", HEAD, 6, row))
        };
        let schools = told("Hiệu trưởng", |i| format!("Trường THCS Số {i}"));
        insta::assert_snapshot!(schools, @"E4 C401 error Hiệu trưởng: tỷ lệ HTXSNV: 06/25 = 24,0% số HTTNV trở lên, vượt mức tối đa 20% (05 trường hợp); cũng vượt nếu tính trên số HTTNV. Đề nghị báo cáo cấp có thẩm quyền xem xét");
        assert!(told("Bí thư Đảng ủy", |i| format!("Phường Số {i}")).contains("C401 error Bí thư Đảng ủy"));
        assert!(told("Trưởng phòng", |i| format!("Phòng Số {i}")).contains("C401 info"));
        // Of fewer than ten nobody knows whether others belong to them.
        let few = |i: usize| {
            let post = if i < 9 { "Bí thư Đảng ủy" } else { "Trưởng phòng" };
            format!("Nguyễn Văn Số {i} | {post} | Phường Số {i}")
        };
        let few = findings(&RULE, &list("CÁN BỘ LÃNH ĐẠO, QUẢN LÝ", HEAD, 2, few));
        assert!(few.contains("C401 info Bí thư Đảng ủy"), "{few}");
        let mixed = |i: usize| format!("Trường {} Số {i}", if i == 3 { "Mầm non" } else { "THCS" });
        assert!(told("Hiệu trưởng", mixed).contains("C401 info Hiệu trưởng"));
    }

    #[test]
    fn more_than_there_are_is_a_wrong_count_and_no_share() {
        let told = |best: &str| {
            let sheet = format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Đảng bộ | Tổng số | HTTNV trở lên | Trong đó: HTXSNV | HTNV | KHTNV
                4 | 1 | Đảng bộ xã A | 50 | 46 | 6 | 3 | 1
                5 | 2 | Đảng bộ xã B | 40 | 35 | {best} | 5 | 0"
            );
            findings(&RULE, &sheet)
        };
        assert!(told("15").starts_with("E5 C401 error"));
        assert_eq!(told("53"), "");
    }

    #[test]
    fn a_list_may_say_itself_who_is_whose_peer() {
        const HEAD: &str = "Họ và tên | Chức vụ | Đơn vị";
        let posts = |i: usize| {
            format!(
                "Nguyễn Văn Số {i} | {} | Phòng {i}",
                if i.is_multiple_of(2) { "Trưởng phòng" } else { "Chánh Văn phòng" }
            )
        };
        let told = |title: &str| findings(&RULE, &list(title, HEAD, 6, posts));
        assert!(
            told("CÁN BỘ LÃNH ĐẠO, QUẢN LÝ (TRƯỞNG PHÒNG VÀ TƯƠNG ĐƯƠNG)")
                .starts_with("E4 C401 error Trưởng phòng và tương đương: ")
        );
        // Twelve of one title and thirteen of another: neither is over by itself but in the small groups of the titles.
        assert!(!told("CÁN BỘ LÃNH ĐẠO, QUẢN LÝ").contains("error"));
        // Under a row of their own.
        let sheet = list("CÁN BỘ LÃNH ĐẠO, QUẢN LÝ", HEAD, 6, posts);
        let sheet = sheet.replace("\n6 | 1", "\n5 | I | Trưởng phòng và tương đương\n6 | 1");
        assert!(
            findings(&RULE, &sheet).contains("C401 error Trưởng phòng và tương đương"),
            "{}",
            findings(&RULE, &sheet)
        );
    }

    #[test]
    fn collectives_are_peers_by_kind() {
        let told = |best: usize, row: fn(usize) -> String| {
            findings(&RULE, &list("TẬP THỂ LÃNH ĐẠO, QUẢN LÝ", "Tên tập thể", best, row))
        };
        let wards = |i: usize| format!("Ban Thường vụ Đảng ủy phường Số {i}");
        insta::assert_snapshot!(told(6, wards), @"C4 C401 error Ban Thường vụ Đảng ủy phường: tỷ lệ HTXSNV: 06/25 = 24,0% số HTTNV trở lên, vượt mức tối đa 20% (05 trường hợp); cũng vượt nếu tính trên số HTTNV. Đề nghị báo cáo cấp có thẩm quyền xem xét");
        assert!(told(5, wards).contains("C401 info 01 nhóm"), "{}", told(5, wards));
        assert_eq!(told(4, wards), "");
        // Whose kind nothing tells is not checked; a row over them may tell.
        let rooms = |i: usize| format!("Tập thể lãnh đạo Phòng Số {i}");
        assert_eq!(told(9, rooms), "");
        let sheet = list("TẬP THỂ LÃNH ĐẠO, QUẢN LÝ", "Tên tập thể", 6, rooms);
        let grouped = |row: &str| findings(&RULE, &sheet.replace("\n6 | 1", &format!("\n5 | I | {row}\n6 | 1")));
        assert!(grouped("Tập thể lãnh đạo các phòng, ban").contains("C401 error Tập thể lãnh đạo các phòng, ban"));
        assert_eq!(grouped("Khối Quận"), "");
    }

    #[test]
    fn lines_of_a_summary_may_be_groups_of_their_own() {
        let told = |subject: &str, first: &str, second: &str| {
            findings(
                &RULE,
                &format!(
                    "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI {subject} NĂM 2021
                    3 | TT | Nhóm | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                    4 | 1 | {first} | 25 | 6 | 19 | 0 | 0
                    5 | 2 | {second} | 25 | 4 | 21 | 0 | 0"
                ),
            )
        };
        let (heads, collectives) = ("CÁ NHÂN LÃNH ĐẠO, QUẢN LÝ", "TẬP THỂ LÃNH ĐẠO, QUẢN LÝ");
        insta::assert_snapshot!(told(heads, "Trưởng phòng và tương đương", "Hiệu trưởng các trường"), @"D4 C401 error Trưởng phòng và tương đương: tỷ lệ HTXSNV: 06/25 = 24,0% số HTTNV trở lên, vượt mức tối đa 20% (05 trường hợp); cũng vượt nếu tính trên số HTTNV. Đề nghị báo cáo cấp có thẩm quyền xem xét");
        let told_of = told(collectives, "Ban Thường vụ Đảng ủy các phường", "Tập thể lãnh đạo phòng, ban");
        assert!(told_of.starts_with("D4 C401 error Ban Thường vụ Đảng ủy các phường: "), "{told_of}");
        // Of units nobody knows which titles and kinds they have.
        assert_eq!(told(heads, "Phường An Phú", "Phường Bình Hòa"), "");
        assert_eq!(told(collectives, "Phường An Phú", "Phường Bình Hòa"), "");
    }

    #[test]
    fn civil_servants_have_a_cap_of_their_own_from_2026_on() {
        let sheet = |year: u16, title: &str, best: usize| {
            let row = |i: usize| {
                let level = if i < best { "HTXSNV" } else { "HTTNV" };
                format!("\n{} | {} | Nguyễn Văn Số {i} | {level}", i + 5, i + 1)
            };
            let rows: String = (0..25).map(row).collect();
            format!("1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG {title} NĂM {year}\n4 | TT | Họ và tên | Xếp loại{rows}")
        };
        let told = |year: u16, title: &str, best: usize| findings(&RULE, &sheet(year, title, best));
        assert!(told(2026, "CÔNG CHỨC", 6).starts_with("C4 C401 error"), "{}", told(2026, "CÔNG CHỨC", 6));
        assert!(told(2026, "CÔNG CHỨC", 5).starts_with("C4 C401 info"));
        assert_eq!(told(2026, "CÔNG CHỨC", 4), "");
        // Viên chức have a decree of their own from then on, and those before have no figure.
        assert_eq!((told(2026, "VIÊN CHỨC", 6), told(2025, "CÔNG CHỨC", 6)), (String::new(), String::new()));
    }

    #[test]
    fn rooms_of_one_agency_are_no_groups_of_their_own() {
        let sheet = |rows: [&str; 2], title: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CÔNG CHỨC {title}NĂM 2026
                3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1 | {} | 10 | 3 | 7 | 0 | 0
                5 | 2 | {} | 20 | 0 | 20 | 0 | 0",
                rows[0], rows[1]
            )
        };
        let told = |rows: [&str; 2]| findings(&RULE, &sheet(rows, ""));
        assert_eq!(told(["Phòng Kinh tế", "Văn phòng"]), "");
        assert!(told(["Sở Nội vụ", "Sở Tư pháp"]).starts_with("D4 C401 error Sở Nội vụ"));
        // The cap is one of the year.
        assert_eq!(findings(&RULE, &sheet(["Sở Nội vụ", "Sở Tư pháp"], "QUÝ I ")), "");
    }

    #[test]
    fn civil_servants_are_held_against_the_party_members_where_the_decree_says_so() {
        let sheet = |year: u16, best: u8| {
            let good = 10 - best;
            format!(
                "1 | UBND QUẬN SƠN TRÀ
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM {year}
                4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | Đảng bộ A | 20 | 4 | 16 | 0 | 0
                --- Công chức
                1 | UBND QUẬN SƠN TRÀ
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CÔNG CHỨC NĂM {year}
                4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | Phòng A | 10 | {best} | {good} | 0 | 0"
            )
        };
        let told = |year: u16, best: u8| findings(&RULE, &sheet(year, best)).contains("C401 info Quận Sơn Trà");
        assert_eq!((told(2024, 2), told(2024, 3), told(2021, 3)), (false, true, false));
    }

    #[test]
    fn a_correction_that_changes_the_verdict_says_so() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 20      | 3      | 15    | 2    | 0
            5 | 2  | Đảng bộ B  | 30      | 20     | 26    | 2    | 0
            6 | 3  | Đảng bộ C  | 25      | 4      | 20    | 1    | 0
            7 |    | Tổng cộng  | 75      | 9      | 61    | 5    | 0";
        let said = |sheet: &str| {
            let fixes = crate::check::rules::testing::all_findings(sheet).into_iter().filter_map(|f| f.fix);
            fixes
                .map(|fix| format!("{} → {}: {}", fix.edits[0].from, fix.edits[0].to, fix.reason.vi))
                .collect::<Vec<_>>()
        };
        let changes = said(sheet);
        assert_eq!(changes.len(), 1);
        assert!(changes[0].starts_with("20 → 2: ") && changes[0].contains("thay đổi kết quả đối chiếu"), "{changes:?}");
        let small = said(&sheet.replace("| 20     |", "| 3      |"));
        assert_eq!(small.len(), 1);
        assert!(!small[0].contains("thay đổi kết quả đối chiếu"), "{small:?}");
    }
}
