//! # Một người hai kết quả ở hai chức vụ
//!
//! ## What it finds
//! One person, told by name and birth date or card number, listed with different posts or units and two different decided
//! ratings of the same kind. A year of birth alone tells nobody.
//! ## Why it matters
//! Who holds several posts has one final rating; where proposals differ, the competent authority settles it.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
//! 3 | TT | Họ và tên    | Ngày sinh  | Chức vụ           | Kết quả xếp loại
//! 4 | 1  | Nguyễn Văn A | 02/03/1975 | Bí thư Chi bộ     | HTXSNV
//! 5 | 2  | Trần Thị B   | 01/09/1980 | Kế toán           | HTTNV
//! 6 | 3  | Nguyễn Văn A | 2/3/1975   | Chủ tịch Công đoàn | HTTNV ◄
//! ```
//! ## Correction
//! None: the authority decides which rating stands.

use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash, Hasher};

use crate::check::history::identifier;
use crate::check::records::{FileRecord, Rated, RatedRoster, Submission, TableRecord};
use crate::check::totals::unit_key;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRange, CellRef, Related, Severity};
use crate::locate::{Stage, Subject};
use crate::normalise::Level;
use crate::parse::Record;
use crate::text::{key, key_into};

pub(super) static RULE: Rule = Rule {
    code: "P310",
    name: "post-conflict",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "MULTI-POST",
    doc: include_str!("post_conflict.rs"),
};

/// One decided rating of a person.
struct Seat<'t> {
    file: &'t FileRecord<'t>,
    table: &'t TableRecord<'t>,
    record: &'t Record,
    level: Level,
    at: CellRef,
}

/// Whose rating of which kind in which year.
type Person = (String, String, Subject, Option<u16>);

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let told = told(submission);
    let again = again(&told);
    let mut told = told.iter();
    let mut seats: BTreeMap<Person, Seat<'_>> = BTreeMap::new();
    for file in submission.files.iter().filter(|f| !f.superior) {
        findings.enter_file(file);
        for table in file.tables.iter().filter(|t| !t.replaced) {
            let Rated::Roster(list) = &table.content else { continue };
            findings.enter_sheet(Some(&table.table.sheet));
            let Some(told) = told.next() else { continue };
            let seats_again = seats_of(file, table, list, |record| again.contains(&told[record]));
            for (person, seat) in seats_again {
                match seats.get(&person) {
                    Some(first) if conflict(first, &seat) => tell(person.2, first, &seat, findings),
                    Some(_) => {}
                    None => {
                        seats.insert(person, seat);
                    }
                }
            }
        }
    }
}

/// For every list the people in it, each as 8 bytes; 0 for those of whom only the name is known.
fn told(submission: &Submission<'_>) -> Vec<Vec<u64>> {
    let mut buffer = String::new();
    let mut person = |record: &Record| {
        let Some(second) = record.birth.as_deref().and_then(identifier) else { return 0 };
        key_into(&record.name, &mut buffer);
        let mut hash = std::hash::DefaultHasher::new();
        (&buffer, second).hash(&mut hash);
        hash.finish().max(1)
    };
    let files = submission.files.iter().filter(|f| !f.superior);
    let lists = files.flat_map(|f| &f.tables).filter_map(|table| match &table.content {
        Rated::Roster(list) => Some(list),
        _ => None,
    });
    lists.map(|list| list.roster.records.iter().map(&mut person).collect()).collect()
}

/// Those that come more than once: nobody else can be in two posts.
fn again(told: &[Vec<u64>]) -> HashSet<u64> {
    let mut sorted: Vec<u64> = told.iter().flatten().copied().filter(|&person| person != 0).collect();
    sorted.sort_unstable();
    let twice = sorted.windows(2).filter(|pair| pair[0] == pair[1]);
    // One list can rate a person as several subjects: that is one seat each.
    twice.map(|pair| pair[0]).collect()
}

fn seats_of<'t>(
    file: &'t FileRecord<'t>,
    table: &'t TableRecord<'t>,
    list: &'t RatedRoster<'t>,
    comes_again: impl Fn(usize) -> bool,
) -> Vec<(Person, Seat<'t>)> {
    let mut seats = Vec::new();
    if !list.roster.persons || list.roster.records.iter().all(|r| r.birth.is_none()) {
        return seats;
    }
    for subject in Subject::ALL {
        let Some(column) = list.column_of(subject) else { continue };
        if list.roster.ratings[column].stage.is_some_and(|s| s != Stage::Decided) {
            continue;
        }
        for (i, record) in list.roster.records.iter().enumerate().filter(|(i, _)| comes_again(*i)) {
            let second = record.birth.as_deref().and_then(identifier);
            let (Some(second), Some(level)) = (second, list.level(i, column)) else { continue };
            let Some(at) = record.ratings[column].first().map(|w| w.at) else { continue };
            seats.push(((key(&record.name), second, subject, file.year), Seat { file, table, record, level, at }));
        }
    }
    seats
}

/// Different levels, and a post or unit that both rows name and that differs.
fn conflict(first: &Seat<'_>, second: &Seat<'_>) -> bool {
    let differ = |a: Option<&str>, b: Option<&str>| match (a, b) {
        (Some(a), Some(b)) => unit_key(a) != unit_key(b),
        _ => false,
    };
    let (a, b) = (first.record, second.record);
    let elsewhere = differ(a.post.as_deref(), b.post.as_deref()) || differ(a.parent.as_deref(), b.parent.as_deref());
    first.level != second.level && elsewhere
}

fn tell(subject: Subject, first: &Seat<'_>, second: &Seat<'_>, findings: &mut Findings<'_>) {
    let Some(setting) = findings.setting(&RULE, subject).filter(|s| s.enabled) else { return };
    let cells = Related {
        file: Some(first.file.path.clone()),
        sheet: Some(first.table.table.sheet.clone()),
        range: CellRange::from(first.at),
    };
    let related = cells.seen_from(&second.file.path, &second.table.table.sheet);
    let place = |seat: &Seat<'_>| {
        let named = [seat.record.post.as_deref(), seat.record.parent.as_deref()];
        named.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let name = &second.record.name;
    let (one, other) = (first.level.code(), second.level.code());
    let (here, there) = (place(second), place(first));
    findings
        .add(&RULE, second.at)
        .person(Some(name))
        .related_elsewhere([related.clone()])
        .found(other)
        .expected(one)
        .severity(setting.severity.unwrap_or(RULE.severity))
        .message(
            format!("{name}: xếp loại {other} ở “{here}” nhưng {one} ở “{there}” ({related}); một người giữ nhiều chức vụ có một mức xếp loại. Đề nghị cấp có thẩm quyền xác định mức cuối cùng"),
            format!("{name}: rated {other} as “{here}” but {one} as “{there}” ({related})"),
        );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    fn people(rows: &str) -> String {
        format!(
            "1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
            3 | TT | Họ và tên | Ngày sinh | Chức vụ | Kết quả xếp loại
            {rows}"
        )
    }

    #[test]
    fn a_name_and_a_year_are_not_one_person() {
        let rows = "4 | 1 | Nguyễn Văn A | 1975 | Bí thư | HTXSNV
                    5 | 2 | Nguyễn Văn A | 1975 | Kế toán | HTTNV
                    6 | 3 | Lê Thị B | 01/02/1980 | Bí thư | HTXSNV
                    7 | 4 | Lê Thị B | 02/02/1980 | Kế toán | HTTNV";
        assert_eq!(findings(&RULE, &people(rows)), "");
    }

    #[test]
    fn one_level_in_two_posts_is_right_and_one_post_twice_is_another_rule() {
        let rows = "4 | 1 | Nguyễn Văn A | 01/02/1975 | Bí thư | HTTNV
                    5 | 2 | Nguyễn Văn A | 01/02/1975 | Kế toán | HTTNV
                    6 | 3 | Lê Thị B | 01/02/1980 | Bí thư | HTXSNV
                    7 | 4 | Lê Thị B | 01/02/1980 | Bí thư | HTTNV";
        assert_eq!(findings(&RULE, &people(rows)), "");
    }
}
