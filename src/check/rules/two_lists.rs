//! One person as a party member on one list and in office on another: what P305 and P306 hold against each other where no
//! row has both ratings.

use std::collections::HashMap;

use crate::check::history::{birth_year, identifier};
use crate::check::offices::{is_agency, is_organisation, tier};
use crate::check::person_key::person_key;
use crate::check::records::{FileRecord, Rated, RatedRoster, Submission, TableRecord};
use crate::check::rosters::hashed;
use crate::check::rules::relations::{Clause, Pair};
use crate::check::totals::{office_key, unit_key};
use crate::finding::{CellRange, CellRef, Related};
use crate::locate::period::Period;
use crate::locate::{Stage, Subject};
use crate::normalise::Level;
use crate::parse::Record;
use crate::text::key;

/// In which year and part of it somebody is rated, and the person as 8 bytes.
pub(super) type Person = (Option<u16>, Option<Period>, u64);

/// A decided rating of the second kind, on a list that has none of the first.
#[derive(Clone, Copy)]
struct Seat<'t> {
    file: &'t FileRecord<'t>,
    table: &'t TableRecord<'t>,
    record: &'t Record,
    level: Option<Level>,
    at: CellRef,
}

/// The ratings of the second kind by person; `None` for somebody who has several that differ.
pub(super) struct Others<'t>(HashMap<Person, Option<Seat<'t>>>);

impl<'t> Others<'t> {
    /// Of all lists that have the clause's second rating and not the first; nobody, where no list has the first alone.
    pub(super) fn of(submission: &'t Submission<'t>, clause: &Clause) -> Self {
        let mut seats: HashMap<Person, Option<Seat<'t>>> = HashMap::new();
        let (mut first, mut second) = (false, Vec::new());
        for (file, table, list) in lists(submission) {
            match (column(list, clause.high), column(list, clause.low)) {
                (Some(_), None) => first = true,
                (None, Some(rating)) => second.push((file, table, list, rating)),
                _ => {}
            }
        }
        for (file, table, list, rating) in second.into_iter().filter(|_| first) {
            for (i, record) in list.roster.records.iter().enumerate() {
                let Some(written) = record.ratings[rating].first() else { continue };
                let seat = Seat { file, table, record, level: list.level(i, rating), at: written.at(record.row) };
                for person in persons(file, table, record) {
                    let known = seats.entry(person).or_insert(Some(seat));
                    if known.is_some_and(|k| k.level != seat.level || !is_one(k.record, record)) {
                        *known = None;
                    }
                }
            }
        }
        Self(seats)
    }

    /// The rows of a list without the second rating in a column of their own that break the clause.
    pub(super) fn pairs(&self, file: &FileRecord<'_>, table: &'t TableRecord<'_>, clause: &Clause) -> Vec<Pair<'t>> {
        let Rated::Roster(list) = &table.content else { return Vec::new() };
        let Some(rating) = column(list, clause.high).filter(|_| column(list, clause.low).is_none()) else {
            return Vec::new();
        };
        if self.0.is_empty() || table.replaced || file.superior || !list.roster.persons {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (i, record) in list.roster.records.iter().enumerate() {
            let (Some(high), Some(written)) = (list.level(i, rating), record.ratings[rating].first()) else { continue };
            let seats = persons(file, table, record).into_iter().filter_map(|p| *self.0.get(&p)?);
            let Some(seat) = seats.into_iter().find(|seat| is_one(seat.record, record)) else { continue };
            let Some(low) = seat.level.filter(|&low| (clause.wrong)(high, low)) else { continue };
            let cells = Related {
                file: Some(seat.file.path.clone()),
                sheet: Some(seat.table.table.sheet.clone()),
                range: CellRange::from(seat.at),
            };
            let below = cells.seen_from(&file.path, &table.table.sheet);
            let joined = Some(seat.record.name.as_str());
            found.push(Pair {
                name: &record.name,
                high,
                low,
                at: written.at(record.row),
                below,
                joined,
                unclear: None,
            });
        }
        found
    }
}

/// The lists of persons that count.
fn lists<'t>(
    submission: &'t Submission<'t>,
) -> impl Iterator<Item = (&'t FileRecord<'t>, &'t TableRecord<'t>, &'t RatedRoster<'t>)> {
    let files = submission.files.iter().filter(|f| !f.superior);
    files.flat_map(|file| file.tables.iter().filter(|t| !t.replaced).map(move |t| (file, t))).filter_map(
        |(file, table)| match &table.content {
            Rated::Roster(list) if list.roster.persons => Some((file, table, &**list)),
            _ => None,
        },
    )
}

/// The decided ratings as one of these subjects.
fn column(list: &RatedRoster<'_>, subjects: &[Subject]) -> Option<usize> {
    let column = subjects.iter().find_map(|&s| list.column_of(s))?;
    Some(column).filter(|&c| list.roster.ratings[c].stage.is_none_or(|stage| stage == Stage::Decided))
}

/// Somebody by number, and by name and birth date within one office: in a whole province two people may share these.
pub(super) fn persons(file: &FileRecord<'_>, table: &TableRecord<'_>, record: &Record) -> Vec<Person> {
    let office = table.unit.as_deref().or(file.unit.as_deref());
    let office = office.map_or_else(|| file.path.to_string(), agency);
    let number = record.marks.number().map(|number| hashed(&("number", number)));
    let birth = record.birth.as_deref().and_then(identifier);
    let named = birth.map(|birth| hashed(&(office, person_key(&record.name), birth)));
    number.into_iter().chain(named).map(|person| (table.year, table.period, person)).collect()
}

/// The key of the office whose people a list is of: the party organisation of a school, say, is of those who work there.
pub(super) fn agency(unit: &str) -> String {
    let office = office_key(unit);
    let cell = office.strip_prefix(&unit_key("chi bộ")).and_then(|rest| rest.strip_prefix(' '));
    let works = |rest: &&str| (is_organisation(rest) || is_agency(rest)) && tier(rest).is_none();
    cell.filter(works).map_or_else(|| office.clone(), str::to_owned)
}

/// Somebody by name within one unit: it takes that nobody else there bears it.
pub(super) fn by_unit(file: &FileRecord<'_>, table: &TableRecord<'_>, record: &Record) -> Person {
    let office = table.unit.as_deref().or(file.unit.as_deref()).map_or_else(|| file.path.to_string(), office_key);
    let unit = record.parent.as_deref().map(unit_key);
    (table.year, table.period, hashed(&("unit", office, unit, key(&record.name))))
}

/// May two rows of one name be about one: no two numbers of one kind, and no two birth dates? A year alone is that of a date.
pub(super) fn may_be_one(a: &Record, b: &Record) -> bool {
    let births = a.birth.as_deref().zip(b.birth.as_deref());
    let same = |(a, b): (&str, &str)| match (identifier(a), identifier(b)) {
        (Some(a), Some(b)) => a == b,
        _ => birth_year(a).zip(birth_year(b)).is_none_or(|(a, b)| a == b),
    };
    let numbers = a.marks.number().zip(b.marks.number()).filter(|numbers| !two_kinds(numbers));
    numbers.is_none_or(|(a, b)| a == b) && births.is_none_or(same)
}

/// A party card and an identity card. The first has eight digits, the second nine or twelve.
fn two_kinds((a, b): &(u64, u64)) -> bool {
    const PARTY_CARDS: u64 = 100_000_000;
    (*a < PARTY_CARDS) != (*b < PARTY_CARDS)
}

/// One number; or one name and birth date, and not two numbers of one kind: those are two people.
pub(super) fn is_one(a: &Record, b: &Record) -> bool {
    let named = |r: &Record| (person_key(&r.name), r.birth.as_deref().and_then(identifier));
    match a.marks.number().zip(b.marks.number()).filter(|numbers| !two_kinds(numbers)) {
        Some((a, b)) => a == b,
        None => named(a) == named(b),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::rules::testing::all_codes;

    /// A list of members and one of civil servants, of an office each.
    fn codes(member: [&str; 2], servant: [&str; 2]) -> Vec<&'static str> {
        let [(office, member), (other, servant)] = [member, servant].map(|[office, row]| (office, row));
        all_codes(&format!(
            "=== a-dang-vien.xlsx
            1 | {office}
            2 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            4 | TT | Họ và tên | Ngày sinh | Số thẻ đảng | Chi bộ | Mức xếp loại
            5 | 1 | {member}
            6 | 2 | Phạm Văn D | 03/04/1966 | | Chi bộ 1 | HTTNV
            === b-cong-chuc.xlsx
            1 | {other}
            2 | DANH SÁCH CÔNG CHỨC VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            4 | TT | Họ và tên | Ngày sinh | CCCD | Chức vụ | Mức xếp loại
            5 | 1 | {servant}
            6 | 2 | Võ Thị E | 04/05/1977 | | Kế toán | HTTNV"
        ))
    }

    #[test]
    fn one_person_on_two_lists_of_one_office() {
        let office = "UBND PHƯỜNG AN HẢI";
        let told = |member: &str, servant: &str| codes(["ĐẢNG ỦY PHƯỜNG AN HẢI", member], [office, servant]);
        let servant = |birth: &str, level: &str| format!("Nguyễn Văn A | {birth} | | Kế toán | {level}");
        let member = "Nguyễn Văn A | 02/03/1975 | | Chi bộ 1 | HTXSNV";
        assert_eq!(told(member, &servant("2/3/1975", "HTTNV")), ["P305"]);
        assert_eq!(told(member, &servant("2/3/1975", "KHTNV")), ["P306"]);
        // What goes together, another person, a year of birth alone.
        for other in [servant("2/3/1975", "HTXSNV"), servant("3/2/1975", "HTTNV"), servant("1975", "HTTNV")] {
            assert_eq!(told(member, &other), [""; 0]);
        }
        // However either list addresses them.
        for name in ["Đ/c Nguyễn Văn A", "Ông Nguyễn Văn A", "ThS. Nguyễn Văn A", "Nguyễn Văn A (Phó Bí thư)"]
        {
            let addressed = |text: &str| text.replace("Nguyễn Văn A", name);
            assert_eq!(told(&addressed(member), &servant("2/3/1975", "HTTNV")), ["P305"], "{name}");
            assert_eq!(told(member, &addressed(&servant("2/3/1975", "HTTNV"))), ["P305"], "{name}");
            assert_eq!(told(member, &addressed(&servant("3/2/1975", "HTTNV"))), [""; 0], "{name}");
        }
        // A party card beside an identity card says nothing; two identity cards do.
        let with_card = "Nguyễn Văn A | 02/03/1975 | 43012345 | Chi bộ 1 | HTXSNV";
        let with_identity = "Nguyễn Văn A | 02/03/1975 | '048075001234 | Kế toán | HTTNV";
        assert_eq!(told(with_card, with_identity), ["P305"]);
        let another = "Nguyễn Văn A | 02/03/1975 | '048075009999 | Chi bộ 1 | HTXSNV";
        assert_eq!(told(another, with_identity), [""; 0]);
    }

    #[test]
    fn the_chi_bo_of_a_school_is_of_those_who_teach_there() {
        let told = |cell: &str, office: &str| {
            let row = |post: &str, level: &str| format!("Nguyễn Văn A | 02/03/1975 | | {post} | {level}");
            codes([cell, &row("Giáo viên", "HTXSNV")], [office, &row("Giáo viên", "HTTNV")])
        };
        assert_eq!(told("CHI BỘ TRƯỜNG TH KIM ĐỒNG", "TRƯỜNG TH KIM ĐỒNG"), ["P305"]);
        assert_eq!(told("CHI BỘ TRƯỜNG TH KIM ĐỒNG", "TRƯỜNG TH LÊ LỢI"), [""; 0]);
        assert_eq!(told("CHI BỘ THÔN 1", "UBND XÃ HÒA SƠN"), [""; 0]);
        assert_eq!(told("CHI BỘ PHƯỜNG AN HẢI", "UBND PHƯỜNG AN HẢI"), [""; 0]);
    }

    #[test]
    fn a_name_of_another_office_is_another_person_unless_the_number_is_one() {
        let told = |number: &str| {
            let row = |post: &str, level: &str| format!("Nguyễn Văn A | 02/03/1975 | {number} | {post} | {level}");
            codes(["QUẬN ỦY SƠN HẠ", &row("Chi bộ 1", "HTXSNV")], ["UBND PHƯỜNG AN HẢI", &row("Kế toán", "HTTNV")])
        };
        assert_eq!(told(""), [""; 0]);
        assert_eq!(told("'048075001234"), ["P305"]);
    }
}
