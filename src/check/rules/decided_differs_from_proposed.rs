//! # Mức quyết định khác mức đề nghị
//!
//! ## What it finds
//! Rows whose decided level differs from the proposed one, or from the self-rated one where nothing was proposed: listed
//! once; two levels or more apart each.
//! ## Why it matters
//! The decision is the authority's; the unit wants to see where it differs, and two levels are rarely meant.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
//! 3 | TT | Họ và tên    | Tự xếp loại | Đề nghị xếp loại | Quyết định xếp loại
//! 4 | 1  | Nguyễn Văn A | HTXSNV      | HTXSNV           | HTTNV ◄
//! 5 | 2  | Trần Thị B   | HTXSNV      | HTTNV            | HTTNV
//! 6 | 3  | Lê Văn C     | HTNV        | HTNV             | HTXSNV ◄
//! ```
//! ## Correction
//! None: a rating is a committee's decision.

use crate::check::records::{Rated, RatedRoster, TableRecord};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::locate::Stage;
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "P308",
    name: "decided-differs-from-proposed",
    severity: Severity::Info,
    scope: Scope::Table(check),
    basis: "CHAIN-3",
    doc: include_str!("decided_differs_from_proposed.rs"),
};

/// A decision that differs.
struct Change<'t> {
    name: &'t str,
    stage: Stage,
    before: Level,
    decided: Level,
    at: CellRef,
    before_at: CellRef,
}

impl Change<'_> {
    fn steps(&self) -> usize {
        let place = |level: Level| Level::ALL.iter().position(|l| *l == level).unwrap_or(0);
        place(self.before).abs_diff(place(self.decided))
    }

    fn say(&self) -> (String, String) {
        let Self { name, stage, before, decided, .. } = self;
        let (before, decided) = (before.code(), decided.code());
        let (vi, en) =
            if *stage == Stage::Own { ("tự xếp loại", "self-rated") } else { ("đề nghị", "proposed") };
        (format!("{name}: {vi} {before}, quyết định {decided}"), format!("{name}: {en} {before}, decided {decided}"))
    }
}

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Roster(list) = &table.content else { return };
    let Some(main) = list.main.filter(|_| !list.earlier_stage) else { return };
    if !findings.setting(&RULE, list.roster.ratings[main].subject).is_none_or(|s| s.enabled) {
        return;
    }
    let person = |name| Some(name).filter(|_| list.roster.persons);
    let (far, near): (Vec<Change<'_>>, Vec<Change<'_>>) = changes(list, main).into_iter().partition(|c| c.steps() > 1);
    for change in &far {
        let (vi, en) = change.say();
        findings
            .add(&RULE, change.at)
            .person(person(change.name))
            .severity(Severity::Warning)
            .related(&[change.before_at])
            .found(change.decided.code())
            .expected(change.before.code())
            .message(format!("{vi}, lệch từ hai mức. Đề nghị kiểm tra lại"), format!("{en}, two levels or more apart"));
    }
    let Some(first) = near.first() else { return };
    let cells: Vec<CellRef> = near.iter().map(|c| c.at).collect();
    let before: Vec<CellRef> = near.iter().map(|c| c.before_at).collect();
    let (vi, en) = first.say();
    let rest = near.len() - 1;
    let (more, more_en) = match rest {
        0 => (String::new(), String::new()),
        n => (format!(" (và {n:02} trường hợp tương tự)"), format!(" (and {n} more)")),
    };
    findings
        .add(&RULE, first.at)
        .cells(&cells)
        .person(person(first.name))
        .related(&before)
        .message(format!("{vi}{more}"), format!("{en}{more_en}"));
}

/// Rows whose decided level is another than the last one before it.
fn changes<'t>(list: &'t RatedRoster<'_>, main: usize) -> Vec<Change<'t>> {
    let column = &list.roster.ratings[main];
    if column.stage.is_some_and(|stage| stage != Stage::Decided) {
        return Vec::new();
    }
    let of_stage = |stage: Stage| {
        let mut all = list.roster.ratings.iter().enumerate();
        let found = all.find(|(_, r)| r.subject == column.subject && r.stage == Some(stage));
        found.map(|(index, _)| (index, stage))
    };
    let earlier: Vec<(usize, Stage)> = [Stage::Proposed, Stage::Own].into_iter().filter_map(of_stage).collect();
    let of_row = |(i, record): (usize, &'t crate::parse::Record)| {
        let decided = list.level(i, main)?;
        let (before, index, stage) = earlier.iter().find_map(|&(c, stage)| Some((list.level(i, c)?, c, stage)))?;
        let at = |c: usize| record.ratings[c].first().map(|w| w.at);
        (before != decided).then_some(Change {
            name: &record.name,
            stage,
            before,
            decided,
            at: at(main)?,
            before_at: at(index)?,
        })
    };
    list.roster.records.iter().enumerate().filter_map(of_row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn without_a_proposal_the_own_rating_is_held_against_it() {
        let sheet = "
            1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
            3 | TT | Họ và tên    | Tự xếp loại | Quyết định xếp loại
            4 | 1  | Nguyễn Văn A | HTXSNV      | HTTNV
            5 | 2  | Trần Thị B   | HTXSNV      | HTTNV
            6 | 3  | Lê Văn C     | HTTNV       | HTTNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"D4 P308 info Nguyễn Văn A: tự xếp loại HTXSNV, quyết định HTTNV (và 01 trường hợp tương tự)");
    }
}
