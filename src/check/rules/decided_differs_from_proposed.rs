//! # Mức quyết định khác mức đề nghị
//!
//! ## What it finds
//! Rows whose decided level differs from the proposed one, or from the self-rated one: each listed once; two levels or more
//! apart by themselves. The earlier rating stands in the row, or on another list that decides nothing: of units under the same
//! name, parent and reporting unit, of persons under the same number, or name and birth date in one office, or a name that only
//! one bears in a unit. Of a row that differs from both the wider difference is told.
//! So is a decision with nothing in the columns for both stages before it.
//! ## Why it matters
//! The decision is the authority's; the unit wants to see where it differs, and two levels are rarely meant.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
//! 3 | TT | Họ và tên    | Tự xếp loại | Đề nghị xếp loại | Quyết định xếp loại
//! 4 | 1  | Nguyễn Văn A | HTXSNV      | HTXSNV           | HTTNV ◄
//! 5 | 2  | Trần Thị B   | HTTNV       | HTTNV            | HTTNV
//! 6 | 3  | Lê Văn C     | HTNV        | HTNV             | HTXSNV ◄
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Mức quyết định khác mức đề nghị, hoặc khác mức tự xếp loại: mỗi loại nêu một lần; chênh từ hai bậc nêu từng trường
//! hợp. Có mức quyết định mà cột tự xếp loại và cột đề nghị đều để trống.
//! ## Lý do
//! Quyết định thuộc cấp có thẩm quyền; đơn vị cần biết chỗ khác, và chênh hai bậc thường do ghi nhầm.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::check::records::{FileRecord, Rated, RatedRoster, Submission, TableRecord};
use crate::check::rules::two_lists::{Person, by_unit, is_one, may_be_one, persons};
use crate::check::units::{Identity, Units};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRange, CellRef, Related, Severity};
use crate::locate::{Stage, Subject};
use crate::normalise::{Level, Resolution};
use crate::parse::{Record, Written};

pub(super) static RULE: Rule = Rule {
    code: "P308",
    name: "decided-differs-from-proposed",
    severity: Severity::Info,
    scope: Scope::Submission(check),
    basis: "CHAIN-3",
    doc: documentation!("decided_differs_from_proposed.rs"),
};

/// A decision that differs.
struct Change<'t> {
    name: &'t str,
    stage: Stage,
    before: Level,
    decided: Level,
    at: CellRef,
    before_at: Related,
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

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let earlier = BEFORE.map(|stage| Earlier::of(submission, stage));
    for file in &submission.files {
        findings.enter_file(file);
        for table in &file.tables {
            findings.enter_sheet(Some(&table.table.sheet));
            findings.side = table.side();
            of_table(file, table, &earlier, findings);
        }
    }
    findings.side = None;
}

/// The stages before a decision, the nearest first.
const BEFORE: [Stage; 2] = [Stage::Proposed, Stage::Own];

fn of_table(file: &FileRecord<'_>, table: &TableRecord<'_>, earlier: &[Earlier<'_>], findings: &mut Findings<'_>) {
    let Rated::Roster(list) = &table.content else { return };
    let Some(main) = list.main.filter(|_| !list.earlier_stage) else { return };
    if !findings.setting(&RULE, list.roster.ratings[main].subject).is_none_or(|s| s.enabled) {
        return;
    }
    bare_decisions(list, main, findings);
    let person = |name| Some(name).filter(|_| list.roster.persons);
    let (far, near): (Vec<Change<'_>>, Vec<Change<'_>>) =
        changes(file, table, list, main, earlier).into_iter().partition(|c| c.steps() > 1);
    for change in &far {
        let (vi, en) = change.say();
        findings
            .add(&RULE, change.at)
            .person(person(change.name))
            .severity(Severity::Warning)
            .related_elsewhere([change.before_at.clone()])
            .found(change.decided.code())
            .expected(change.before.code())
            .message(format!("{vi}, lệch từ hai mức. Đề nghị kiểm tra lại"), format!("{en}, two levels or more apart"));
    }
    for stage in BEFORE {
        let near: Vec<&Change<'_>> = near.iter().filter(|change| change.stage == stage).collect();
        let Some(first) = near.first() else { continue };
        let cells: Vec<CellRef> = near.iter().map(|c| c.at).collect();
        let (vi, en) = first.say();
        let rest = near.len() - 1;
        let (more, more_en) = match rest {
            0 => (String::new(), String::new()),
            n => (format!(" (và {n:02} trường hợp tương tự)"), format!(" (and {n} more)")),
        };
        let inside: Vec<CellRef> =
            near.iter().filter(|c| c.before_at.sheet.is_none()).map(|c| c.before_at.range.start).collect();
        let before: Vec<Related> = near.iter().map(|c| &c.before_at).filter(|at| at.sheet.is_some()).cloned().collect();
        findings
            .add(&RULE, first.at)
            .related(&inside)
            .cells(&cells)
            .person(person(first.name))
            .related_elsewhere(before)
            .message(format!("{vi}{more}"), format!("{en}{more_en}"));
    }
}

/// Rows with a decision in a list that has a column for each stage before it, and nothing in any of them.
fn bare_decisions(list: &RatedRoster<'_>, main: usize, findings: &mut Findings<'_>) {
    let Some(before) = stages_before(list, main) else { return };
    let blank = |i: usize, column: usize| matches!(list.ratings.of(i, column), Resolution::Blank);
    let bare = |i: &usize| list.level(*i, main).is_some() && before.iter().all(|(column, _)| blank(*i, *column));
    let cell = |i: usize| {
        let record = &list.roster.records[i];
        record.ratings[main].first().map(|written| written.at(record.row))
    };
    let bare: Vec<usize> = (0..list.roster.records.len()).filter(bare).collect();
    let cells: Vec<CellRef> = bare.iter().filter_map(|&i| cell(i)).collect();
    let (Some(&at), true) = (cells.first(), before.len() == BEFORE.len()) else { return };
    let name = &list.roster.records[bare[0]].name;
    let (more, more_en) = match cells.len() - 1 {
        0 => (String::new(), String::new()),
        n => (format!(" (và {n:02} trường hợp tương tự)"), format!(" (and {n} more)")),
    };
    findings
        .add(&RULE, at)
        .cells(&cells)
        .person(Some(name.as_ref()).filter(|_| list.roster.persons))
        .severity(Severity::Warning)
        .message(
            format!("{name}: có mức quyết định, chưa có mức tự xếp loại và mức đề nghị{more}. Đề nghị bổ sung"),
            format!("{name}: decided, and neither self-rated nor proposed{more_en}"),
        );
}

/// The columns of a decision's earlier stages; `None` where the column decides nothing.
fn stages_before(list: &RatedRoster<'_>, main: usize) -> Option<Vec<(usize, Stage)>> {
    let column = &list.roster.ratings[main];
    if column.stage.is_some_and(|stage| stage != Stage::Decided) {
        return None;
    }
    let of_stage = |stage: Stage| {
        let mut all = list.roster.ratings.iter().enumerate();
        let found = all.find(|(_, r)| r.subject == column.subject && r.stage == Some(stage));
        found.map(|(index, _)| (index, stage))
    };
    Some(BEFORE.into_iter().filter_map(of_stage).collect())
}

/// Rows whose decided level is another than one before it, of the row itself or else of another list: by the wider difference,
/// and of two alike by the nearer stage.
fn changes<'t>(
    file: &FileRecord<'_>,
    table: &'t TableRecord<'_>,
    list: &'t RatedRoster<'_>,
    main: usize,
    elsewhere: &[Earlier<'_>],
) -> Vec<Change<'t>> {
    let column = &list.roster.ratings[main];
    let Some(earlier) = stages_before(list, main) else { return Vec::new() };
    let of_row = |(i, record): (usize, &'t Record)| {
        let decided = list.level(i, main)?;
        let at = |c: usize| record.ratings[c].first().map(|w| w.at(record.row));
        let own =
            earlier.iter().filter_map(|&(c, stage)| Some((list.level(i, c)?, CellRange::from(at(c)?).into(), stage)));
        let mut said: Vec<(Level, Related, Stage)> = own.collect();
        if earlier.is_empty() {
            let all = elsewhere.iter();
            let others = all.filter_map(|e| e.of_row(file, table, record, column.subject, list.roster.persons));
            said.extend(others.map(|s| (s.level, s.at.seen_from(&file.path, &table.table.sheet), s.stage)));
        }
        let cell = at(main)?;
        let change =
            |(before, before_at, stage)| Change { name: &record.name, stage, before, decided, at: cell, before_at };
        said.into_iter().map(change).filter(|c| c.steps() > 0).rev().max_by_key(Change::steps)
    };
    list.roster.records.iter().enumerate().filter_map(of_row).collect()
}

/// What was proposed, or how somebody rated himself, on a list that decides nothing.
#[derive(Clone)]
struct Said<'t> {
    stage: Stage,
    level: Level,
    at: Related,
    record: &'t Record,
}

impl<'t> Said<'t> {
    fn at(
        file: &FileRecord<'_>,
        table: &TableRecord<'_>,
        (stage, level): (Stage, Level),
        (record, written): (&'t Record, &Written),
    ) -> Self {
        let range = written.at(record.row).into();
        let at = Related { file: Some(file.path.clone()), sheet: Some(table.table.sheet.clone()), range };
        Self { stage, level, at, record }
    }
}

/// The same of one stage by whom it is about; `None` where two rows say different things, or could be about two. Units go by name under one
/// parent and reporting unit, persons by number, or name and birth date in one office, or by a name that only one bears in a
/// unit.
#[derive(Default)]
struct Earlier<'t> {
    units: BTreeMap<(Identity, Subject), Option<Said<'t>>>,
    persons: HashMap<(Person, Subject), Option<Said<'t>>>,
    by_unit: HashMap<(Person, Subject), Option<Said<'t>>>,
    /// Who has a namesake in the unit on a list that decides.
    several: HashSet<(Person, Subject)>,
    /// How lists and reports name one unit.
    known: Units<'t>,
}

/// The lists that count, each with its main rating.
fn lists<'t>(
    submission: &'t Submission<'_>,
) -> impl Iterator<Item = (&'t FileRecord<'t>, &'t TableRecord<'t>, &'t RatedRoster<'t>, usize)> {
    let files = submission.files.iter().filter(|f| !f.superior);
    let tables = files.flat_map(|f| f.tables.iter().map(move |t| (f, t)));
    tables.filter(|(_, t)| !t.replaced && t.period.is_none()).filter_map(|(file, table)| match &table.content {
        Rated::Roster(list) => Some((file, table, &**list, list.main?)),
        _ => None,
    })
}

/// A unit, one name for all that an organisation of the Party has.
fn unit(identity: Identity, subject: Subject) -> (Identity, Subject) {
    let party = matches!(subject, Subject::PartyBase | Subject::PartyCell);
    (if party { identity.of_party() } else { identity }, subject)
}

impl<'t> Earlier<'t> {
    fn of(submission: &'t Submission<'_>, stage: Stage) -> Self {
        let mut known = Self::default();
        for (file, table, list, main) in lists(submission) {
            let rating = &list.roster.ratings[main];
            if rating.stage != Some(stage) {
                continue;
            }
            for (i, record) in list.roster.records.iter().enumerate() {
                let (level, written) = (list.level(i, main), record.ratings[main].first());
                let said = level.zip(written).map(|(level, at)| Said::at(file, table, (stage, level), (record, at)));
                if list.roster.persons {
                    let key = (by_unit(file, table, record), rating.subject);
                    // On lists of one stage it is borne by one.
                    let only = said.clone().filter(|_| !known.by_unit.contains_key(&key));
                    known.by_unit.insert(key, only);
                }
                let Some(said) = said else { continue };
                if list.roster.persons {
                    for person in persons(file, table, record) {
                        let key = (person, rating.subject);
                        let known_of = known.persons.remove(&key);
                        known.persons.insert(key, together(known_of, said.clone(), true));
                    }
                } else {
                    let identity = Identity::new(file, table, record.parent.as_deref(), &record.name);
                    let key = unit(identity, rating.subject);
                    let known_of = known.units.remove(&key);
                    known.units.insert(key, together(known_of, said, false));
                }
            }
        }
        if !known.by_unit.is_empty() {
            known.several = several(submission);
        }
        if !known.units.is_empty() {
            known.known = Units::of(submission);
        }
        known
    }

    /// What was said before of whom a row is about.
    fn of_row(
        &self,
        file: &FileRecord<'_>,
        table: &TableRecord<'_>,
        record: &Record,
        subject: Subject,
        is_person: bool,
    ) -> Option<&Said<'t>> {
        if is_person && !self.by_unit.is_empty() {
            let known =
                persons(file, table, record).into_iter().filter_map(|p| self.persons.get(&(p, subject))?.as_ref());
            let certain = known.into_iter().find(|said| is_one(said.record, record));
            let person = (by_unit(file, table, record), subject);
            let only = || self.by_unit.get(&person)?.as_ref().filter(|_| !self.several.contains(&person));
            return certain.or_else(|| only().filter(|said| may_be_one(said.record, record)));
        }
        if is_person || self.units.is_empty() {
            return None;
        }
        let own = Identity::new(file, table, record.parent.as_deref(), &record.name);
        let others = self.known.in_reports(&own).into_iter().chain(self.known.reported_as(&own));
        let mut names: BTreeSet<(Identity, Subject)> = others.map(|other| unit(other, subject)).collect();
        names.insert(unit(own, subject));
        let mut said = names.iter().filter_map(|name| self.units.get(name));
        said.next().filter(|_| said.next().is_none())?.as_ref()
    }
}

/// Who comes more than once on the lists that decide.
fn several(submission: &Submission<'_>) -> HashSet<(Person, Subject)> {
    let (mut once, mut several) = (HashSet::new(), HashSet::new());
    for (file, table, list, main) in lists(submission).filter(|(_, _, list, _)| list.roster.persons) {
        let rating = &list.roster.ratings[main];
        if rating.stage.is_none_or(|stage| stage == Stage::Decided) {
            let rows = list.roster.records.iter().map(|record| (by_unit(file, table, record), rating.subject));
            several.extend(rows.filter(|person| !once.insert(*person)));
        }
    }
    several
}

/// What two rows say of one: both have to say the same.
fn together<'t>(known: Option<Option<Said<'t>>>, said: Said<'t>, persons: bool) -> Option<Said<'t>> {
    match known {
        None => Some(said),
        Some(None) => None,
        Some(Some(known)) if persons && !is_one(known.record, said.record) => None,
        Some(Some(known)) => (known.level == said.level).then_some(known),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn the_proposal_may_stand_on_another_list() {
        let list = |name: &str, title: &str, rows: [&str; 2]| {
            format!(
                "=== {name}.xlsx
                1 | QUẬN ỦY SƠN HẠ
                2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG {title} NĂM 2021
                4 | TT | Tên tổ chức đảng | Mức xếp loại
                5 | 1 | Đảng bộ phường A | {}
                6 | 2 | Đảng bộ phường B | {}\n",
                rows[0], rows[1]
            )
        };
        let told = |proposed: [&str; 2]| {
            let first = list("de-nghi", "ĐỀ NGHỊ XẾP LOẠI CHẤT LƯỢNG", proposed);
            let second = list("quyet-dinh", "VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG", ["HTTNV", "HTNV"]);
            findings(&RULE, &format!("{first}{second}"))
        };
        assert_eq!(told(["HTTNV", "HTNV"]), "");
        assert!(
            told(["HTXSNV", "HTNV"]).starts_with("C5 P308 info Đảng bộ phường A: đề nghị HTXSNV, quyết định HTTNV"),
            "{}",
            told(["HTXSNV", "HTNV"])
        );
        assert!(told(["HTTNV", "HTXSNV"]).starts_with("C6 P308 warning"), "{}", told(["HTTNV", "HTXSNV"]));
        let other = told(["HTXSNV", "HTNV"]).replace("QUẬN ỦY SƠN HẠ", "");
        assert!(other.lines().count() == 1);
    }

    #[test]
    fn a_decision_needs_something_before_it() {
        let list = |rows: [&str; 3]| {
            findings(
                &RULE,
                &format!(
                    "2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                    4 | TT | Họ và tên | Tự xếp loại | Chi bộ đề nghị | Đảng ủy quyết định
                    5 | 1 | Nguyễn Văn An | {}
                    6 | 2 | Trần Thị Bình | {}
                    7 | 3 | Lê Văn Cường | {}",
                    rows[0], rows[1], rows[2]
                ),
            )
        };
        let all = list(["| | HTTNV", "HTTNV | HTTNV | HTTNV", "| | HTNV"]);
        insta::assert_snapshot!(all, @"E5 P308 warning Nguyễn Văn An: có mức quyết định, chưa có mức tự xếp loại và mức đề nghị (và 01 trường hợp tương tự). Đề nghị bổ sung");
        // One of the two is something, and so is no decision.
        assert_eq!(list(["| HTTNV | HTTNV", "HTTNV | | HTTNV", "HTNV | HTNV | Miễn sinh hoạt"]), "");
    }

    #[test]
    fn persons_are_held_by_more_than_their_names() {
        let list = |name: &str, title: &str, birth: &str, level: &str| {
            format!(
                "=== {name}.xlsx
                1 | ĐẢNG ỦY PHƯỜNG A
                2 | DANH SÁCH ĐẢNG VIÊN {title} NĂM 2021
                4 | TT | Họ và tên | Ngày sinh | Mức xếp loại
                5 | 1 | Nguyễn Văn A | {birth} | {level}\n"
            )
        };
        let told = |birth: &str| {
            let first = list("de-nghi", "ĐỀ NGHỊ XẾP LOẠI", "01/02/1970", "HTXSNV");
            let second = list("quyet-dinh", "VÀ KẾT QUẢ XẾP LOẠI", birth, "HTTNV");
            findings(&RULE, &format!("{first}{second}"))
        };
        for birth in ["1/2/1970", "1970", ""] {
            assert!(told(birth).contains("P308 info Nguyễn Văn A"), "{birth}: {}", told(birth));
        }
        assert_eq!((told("02/02/1970").as_str(), told("1971").as_str()), ("", ""));
    }

    #[test]
    fn a_name_that_one_person_bears_in_a_unit_is_enough_and_one_that_two_bear_is_not() {
        let list = |name: &str, title: &str, rows: &str| {
            format!(
                "=== {name}.xlsx
                1 | ĐẢNG ỦY PHƯỜNG A
                2 | DANH SÁCH ĐẢNG VIÊN {title} NĂM 2021
                4 | TT | Họ và tên | Chi bộ | Mức xếp loại
                {rows}
                "
            )
        };
        let told = |proposed: &str, decided: &str| {
            let first = list("de-nghi", "ĐỀ NGHỊ XẾP LOẠI", proposed);
            findings(&RULE, &(first + &list("quyet-dinh", "VÀ KẾT QUẢ XẾP LOẠI", decided)))
        };
        let one = "5 | 1 | Nguyễn Thị Hoà | Chi bộ 1 | HTXSNV";
        assert!(told(one, "5 | 1 | Nguyễn  Thị Hòa | CB 1 | HTTNV").contains("P308 info Nguyễn"));
        assert_eq!(told(one, "5 | 1 | Nguyễn Thị Hòa | Chi bộ 2 | HTTNV"), "");
        let two = "5 | 1 | Nguyễn Thị Hòa | Chi bộ 1 | HTTNV\n6 | 2 | Nguyễn Thị Hòa | Chi bộ 1 | HTTNV";
        assert_eq!(told(one, two), "");
        assert_eq!(told(two, "5 | 1 | Nguyễn Thị Hòa | Chi bộ 1 | HTXSNV"), "");
    }

    #[test]
    fn an_organisation_is_found_by_any_of_its_usual_names() {
        let list = |file: &str, title: &str, name: &str, level: &str| {
            format!(
                "=== {file}.xlsx
                1 | QUẬN ỦY SƠN HẠ
                2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG {title} NĂM 2021
                4 | TT | Tên tổ chức đảng | Mức xếp loại
                5 | 1 | {name} | {level}
                6 | 2 | Đảng bộ phường B | HTTNV
                "
            )
        };
        let told = |name: &str| {
            let first = list("de-nghi", "ĐỀ NGHỊ XẾP LOẠI CHẤT LƯỢNG", name, "HTXSNV");
            findings(
                &RULE,
                &(first + &list("quyet-dinh", "VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG", "Đảng bộ phường Hoà An", "HTTNV")),
            )
        };
        for name in ["ĐB P. Hòa An", "Đảng ủy phường Hòa An", "Phường Hòa An"] {
            assert!(told(name).starts_with("C5 P308 info"), "{name}");
        }
        assert_eq!(told("Đảng bộ xã Hòa An"), "");
    }

    #[test]
    fn the_own_rating_counts_beside_a_proposal() {
        let told = |rows: &str| {
            let sheet = format!(
                "1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên | Tự xếp loại | Đề nghị xếp loại | Quyết định xếp loại
                {rows}"
            );
            findings(&RULE, &sheet)
        };
        insta::assert_snapshot!(told("4 | 1 | Nguyễn Văn A | HTTNV | KHTNV | KHTNV\n5 | 2 | Trần Thị B | HTXSNV | HTTNV | HTTNV\n6 | 3 | Lê Văn C | HTXSNV | HTTNV | HTNV\n7 | 4 | Vũ Thị D | HTTNV | HTNV | HTTNV"), @r#"E4 P308 warning Nguyễn Văn A: tự xếp loại HTTNV, quyết định KHTNV, lệch từ hai mức. Đề nghị kiểm tra lại
E5 P308 info Trần Thị B: tự xếp loại HTXSNV, quyết định HTTNV
E6 P308 warning Lê Văn C: tự xếp loại HTXSNV, quyết định HTNV, lệch từ hai mức. Đề nghị kiểm tra lại
E7 P308 info Vũ Thị D: đề nghị HTNV, quyết định HTTNV"#);
        assert_eq!(told("4 | 1 | Nguyễn Văn A | HTTNV | HTTNV | HTTNV\n5 | 2 | Trần Thị B | | HTTNV | HTTNV"), "");
    }

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
