//! # Tỷ lệ HTXSNV vượt mức tối đa
//!
//! ## What it finds
//! The share of HTXSNV over the cap, in the peer group of the regime: members and chi bộ per row where rows are TCCSĐ,
//! TCCSĐ per reporting unit. Over under both bases (HTTNV, and HTTNV and above): error. Over under one only: one info that
//! names the base, unless the office declared it. Groups too small to allow one: info. Levels not stated: not checked, and said so.
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

use crate::check::arithmetic::line_name;
use crate::check::records::{Rated, RatedBlock, TableRecord};
use crate::check::{Findings, Rule, Scope};
use crate::config::CapBase;
use crate::finding::{CellRef, Severity};
use crate::locate::{RowRole, Subject};
use crate::normalise::counts::LineCounts;
use crate::normalise::{Level, Resolution};
use crate::solve::exact_share;

pub(super) static RULE: Rule = Rule {
    code: "C401",
    name: "excellent-cap-exceeded",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "CAP-ORG",
    doc: include_str!("excellent_cap_exceeded.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let subject = groups(table).first().map_or(table.table.subject, |g| g.subject);
    let Some(setting) = findings.setting(&RULE, subject).filter(|s| s.enabled) else { return };
    let Some(limit) = setting.cap_percent else { return };
    let law = setting.law.map(|l| l.citation_vi.as_str());
    let mut between: Vec<CellRef> = Vec::new();
    let mut silent: Vec<CellRef> = Vec::new();
    for group in groups(table) {
        let (Some(best), Some(good)) = (group.best, group.good) else {
            silent.push(group.at);
            continue;
        };
        match verdict(best, good, i64::from(limit), findings.config().cap_base) {
            Verdict::Within => {}
            Verdict::Small => over(findings, &group, (best, good), limit, law, Severity::Info),
            Verdict::Over => over(findings, &group, (best, good), limit, law, Severity::Error),
            Verdict::ByBase => between.push(group.at),
        }
    }
    if !between.is_empty() {
        let n = between.len();
        findings.add(&RULE, between[0]).cells(&between).severity(Severity::Info).source(law).message(
            format!("{n:02} nhóm có tỷ lệ HTXSNV vượt {limit}% nếu tính trên số HTTNV, không vượt nếu tính trên số HTTNV trở lên"),
            format!("{n} groups are over {limit} % of those rated HTTNV, and within it of HTTNV and above"),
        );
    }
    if !silent.is_empty() {
        findings.add(&RULE, silent[0]).cells(&silent).severity(Severity::Info).message(
            "Chưa đối chiếu được tỷ lệ HTXSNV tối đa vì chưa nêu số HTXSNV hoặc HTTNV",
            "The cap on HTXSNV was not checked: HTXSNV or HTTNV is not stated",
        );
    }
}

/// A peer group in which the cap is held.
struct Group {
    name: String,
    subject: Subject,
    at: CellRef,
    best: Option<i64>,
    good: Option<i64>,
}

enum Verdict {
    Within,
    Small,
    ByBase,
    Over,
}

/// Integers only: `x ≤ p % of base ⇔ 100 x ≤ p base`. "Không vượt quá" means no rounding up.
fn verdict(best: i64, good: i64, percent: i64, base: Option<CapBase>) -> Verdict {
    let above = best + good;
    let over_good = 100 * best > percent * good;
    let over_above = 100 * best > percent * above;
    // Too few for one to be allowed under either base.
    let small = percent * above < 100;
    let over = match base {
        Some(CapBase::Good) => over_good,
        Some(CapBase::GoodAndAbove) => over_above,
        None if over_good && !over_above => return Verdict::ByBase,
        None => over_above,
    };
    match (over, small) {
        (false, _) => Verdict::Within,
        (true, true) => Verdict::Small,
        (true, false) => Verdict::Over,
    }
}

fn over(
    findings: &mut Findings<'_>,
    group: &Group,
    (best, good): (i64, i64),
    limit: u32,
    law: Option<&str>,
    severity: Severity,
) {
    let (base, name_vi, name_en) = match findings.config().cap_base {
        Some(CapBase::Good) => (good, "số HTTNV", "those rated HTTNV"),
        _ => (best + good, "số HTTNV trở lên", "those rated HTTNV and above"),
    };
    let most = base * i64::from(limit) / 100;
    let share = exact_share(best, base, 1).map(|d| d.vi()).unwrap_or_default();
    let both = if findings.config().cap_base.is_none() { "; cũng vượt nếu tính trên số HTTNV" } else { "" };
    let ask = match severity {
        Severity::Error => ". Đề nghị báo cáo cấp có thẩm quyền xem xét",
        _ => "; nhóm quá nhỏ để xét tỷ lệ",
    };
    let name = &group.name;
    findings.add(&RULE, group.at).found(best).expected(format!("≤ {most}")).severity(severity).source(law).message(
        format!("{name}: tỷ lệ HTXSNV: {best:02}/{base:02} = {share}% {name_vi}, vượt mức tối đa {limit}% ({most:02} trường hợp){both}{ask}"),
        format!("{name}: {best} HTXSNV of {base} ({name_en}) is {share} %, over the cap of {limit} % ({most})"),
    );
}

fn groups(table: &TableRecord<'_>) -> Vec<Group> {
    match &table.content {
        Rated::Counts(blocks) => blocks.iter().flat_map(groups_of_block).collect(),
        Rated::Roster(list) if list.roster.subject == Subject::PartyBase && !list.roster.persons => {
            let Some(main) = list.main else { return Vec::new() };
            let of = |level| (0..list.ratings.len()).filter(|&r| list.level(r, main) == Some(level)).count() as i64;
            let settled = list.ratings.iter().any(|r| matches!(r[main], Resolution::Level { .. }));
            let at = CellRef::new(table.table.range.start.row, list.roster.ratings[main].columns[0]);
            let name = Subject::PartyBase.vi().to_owned();
            let say = |n: i64| settled.then_some(n);
            vec![Group {
                name,
                subject: Subject::PartyBase,
                at,
                best: say(of(Level::Htxsnv)),
                good: say(of(Level::Httnv)),
            }]
        }
        _ => Vec::new(),
    }
}

fn groups_of_block(rated: &RatedBlock<'_>) -> Vec<Group> {
    let block = &rated.block;
    if rated.counts.levels.iter().all(Option::is_none) {
        return Vec::new();
    }
    let cell = |line: usize| {
        let measure = rated.counts.measure(Level::Htxsnv).or_else(|| rated.counts.measure(Level::Httnv)).unwrap_or(0);
        block.cells[line][measure].at
    };
    let group = |name: String, at: CellRef, counts: LineCounts| Group {
        name,
        subject: block.subject,
        at,
        best: counts.levels[0],
        good: counts.levels[1],
    };
    let data = |l: &usize| block.lines[*l].role == RowRole::Data;
    match block.subject {
        Subject::Member | Subject::PartyCell if !block.transposed => (0..block.lines.len())
            .filter(data)
            .map(|l| group(line_name(block, l), cell(l), rated.counts.line(block, l)))
            .collect(),
        Subject::PartyBase => {
            let total = (0..block.lines.len())
                .find(|&l| block.lines[l].role == RowRole::Total)
                .or_else(|| (0..block.lines.len()).find(data));
            total.map(|l| group(block.subject.vi().to_owned(), cell(l), rated.total())).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

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
        insta::assert_snapshot!(findings(&RULE, sheet), @"D4 C401 error TCCSĐ: tỷ lệ HTXSNV: 06/25 = 24,0% số HTTNV trở lên, vượt mức tối đa 20% (05 trường hợp); cũng vượt nếu tính trên số HTTNV. Đề nghị báo cáo cấp có thẩm quyền xem xét");
    }
}
