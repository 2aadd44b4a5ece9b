//! # Một người hai kết quả ở hai chức vụ
//!
//! ## What it finds
//! One person, told by number or by name and birth date, listed with different posts or units and two different decided
//! ratings of the same kind. A year of birth alone tells nobody, and two numbers are two people. With one rating in two
//! units: info, a possible transfer, where the number, or name with birth date and day of admission, are the same.
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
//! ## Nội dung kiểm tra
//! Một người, nhận ra theo số hiệu hoặc họ tên và ngày sinh, có ở hai chức vụ hoặc đơn vị với hai mức quyết định khác
//! nhau cùng loại. Chỉ có năm sinh thì không đủ; hai số hiệu là hai người. Một mức ở hai đơn vị: ghi nhận, có thể
//! chuyển đơn vị.
//! ## Lý do
//! Người giữ nhiều chức vụ có một kết quả cuối cùng; nếu các đề nghị khác nhau thì cấp có thẩm quyền quyết định.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: cấp có thẩm quyền quyết định kết quả nào.

use std::collections::{BTreeMap, HashSet};

use crate::check::history::identifier;
use crate::check::offices::tier;
use crate::check::person_key::person_key;
use crate::check::records::{FileRecord, Rated, RatedRoster, Submission, TableRecord};
use crate::check::rosters::hashed;
use crate::check::totals::{office_key, unit_key};
use crate::check::units::is_cell;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRange, CellRef, Related, Severity};
use crate::locate::period::Period;
use crate::locate::{Stage, Subject};
use crate::normalise::Level;
use crate::parse::Record;
use crate::text::memo::Memo;

pub(super) static RULE: Rule = Rule {
    code: "P310",
    name: "post-conflict",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "MULTI-POST",
    doc: documentation!("post_conflict.rs"),
};

/// One decided rating of a person.
#[derive(Clone, Copy)]
struct Seat<'t> {
    file: &'t FileRecord<'t>,
    table: &'t TableRecord<'t>,
    record: &'t Record,
    level: Level,
    at: CellRef,
}

/// Whose rating of which kind in which year or part of it, the person as 8 bytes.
type Person = (u64, Subject, Option<u16>, Option<Period>);

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let told = told(submission);
    let again = again(&told);
    let mut told = told.iter();
    let mut seats: BTreeMap<Person, Seat<'_>> = BTreeMap::new();
    for file in submission.files.iter().filter(|f| !f.superior) {
        findings.enter_file(file);
        for table in file.tables.iter().filter(|t| matches!(t.content, Rated::Roster(_))) {
            let (Rated::Roster(list), Some(told)) = (&table.content, told.next()) else { continue };
            if table.replaced {
                continue;
            }
            findings.enter_sheet(Some(&table.table.sheet));
            let known = |record: usize| told[record].into_iter().filter(|person| again.contains(person)).collect();
            for (persons, subject, seat) in seats_of(file, table, list, known) {
                take_seat(&persons, subject, seat, &mut seats, findings);
            }
        }
    }
}

/// Holds a seat against the one the person has already.
fn take_seat<'t>(
    persons: &[u64],
    subject: Subject,
    seat: Seat<'t>,
    seats: &mut BTreeMap<Person, Seat<'t>>,
    findings: &mut Findings<'_>,
) {
    let thing = |person: &u64| (*person, subject, seat.table.year, seat.table.period);
    let first = persons.iter().filter_map(|p| seats.get(&thing(p))).find(|first| one_person(first, &seat));
    match first {
        Some(first) if conflict(first, &seat) => tell(subject, first, &seat, findings),
        Some(first) if IN_ONE_PLACE.contains(&subject) && moved(first, &seat) => {
            tell_moved(subject, first, &seat, findings)
        }
        _ => {}
    }
    for person in persons {
        seats.entry(thing(person)).or_insert(seat);
    }
}

/// Who is rated in one place only, whatever posts they hold.
const IN_ONE_PLACE: [Subject; 3] = [Subject::Member, Subject::CivilServant, Subject::PublicEmployee];

/// For every list the people in it, each by number and by name with birth date, as 8 bytes; 0 for what is not known.
fn told(submission: &Submission<'_>) -> Vec<Vec<[u64; 2]>> {
    let files = submission.files.iter().filter(|f| !f.superior);
    let lists = files.flat_map(|f| &f.tables).filter_map(|table| match &table.content {
        Rated::Roster(list) => Some(list),
        _ => None,
    });
    lists.map(|list| told_of(list)).collect()
}

fn told_of(list: &RatedRoster<'_>) -> Vec<[u64; 2]> {
    let mut births: Memo<'_, Option<u64>> = Memo::default();
    let mut told = Vec::with_capacity(list.roster.records.len());
    for (record, name) in list.roster.records.iter().zip(list.names()) {
        let number = record.marks.number().map_or(0, |number| hashed(&("number", number)).max(1));
        let birth = record.birth.as_ref();
        let second = birth.and_then(|text| *births.recall(text, |text| identifier(text).map(|second| hashed(&second))));
        told.push([number, second.map_or(0, |second| hashed(&(name, second)).max(1))]);
    }
    told
}

/// Those that come more than once: nobody else can be in two posts.
fn again(told: &[Vec<[u64; 2]>]) -> HashSet<u64> {
    let mut sorted: Vec<u64> = told.iter().flatten().flatten().copied().filter(|&person| person != 0).collect();
    sorted.sort_unstable();
    let twice = sorted.windows(2).filter(|pair| pair[0] == pair[1]);
    // One list can rate a person as several subjects: that is one seat each.
    twice.map(|pair| pair[0]).collect()
}

fn seats_of<'t>(
    file: &'t FileRecord<'t>,
    table: &'t TableRecord<'t>,
    list: &'t RatedRoster<'t>,
    known: impl Fn(usize) -> Vec<u64>,
) -> Vec<(Vec<u64>, Subject, Seat<'t>)> {
    let mut seats = Vec::new();
    let nobody = list.roster.records.iter().all(|r| r.birth.is_none() && r.marks.number().is_none());
    if !list.roster.persons || nobody {
        return seats;
    }
    let rows: Vec<(usize, Vec<u64>)> =
        (0..list.roster.records.len()).map(|i| (i, known(i))).filter(|(_, persons)| !persons.is_empty()).collect();
    for subject in Subject::ALL {
        let Some(column) = list.column_of(subject) else { continue };
        if list.roster.ratings[column].stage.is_some_and(|s| s != Stage::Decided) {
            continue;
        }
        for (i, persons) in &rows {
            let record = &list.roster.records[*i];
            let (Some(level), Some(written)) = (list.level(*i, column), record.ratings[column].first()) else {
                continue;
            };
            seats.push((persons.clone(), subject, Seat { file, table, record, level, at: written.at(record.row) }));
        }
    }
    seats
}

/// One number; or one name and birth date, and not two numbers: those are two people.
fn one_person(first: &Seat<'_>, second: &Seat<'_>) -> bool {
    let (first, second) = (first.record, second.record);
    match first.marks.number().zip(second.marks.number()) {
        Some((a, b)) => a == b,
        None => {
            let told = |r: &Record| (person_key(&r.name), r.birth.as_deref().and_then(identifier));
            told(first) == told(second)
        }
    }
}

/// Are they one person beyond doubt: by number, or by name, birth date and day of admission?
fn is_certain(first: &Seat<'_>, second: &Seat<'_>) -> bool {
    let same = |a: Option<u64>, b: Option<u64>| a.is_some() && a == b;
    let (a, b) = (first.record.marks, second.record.marks);
    same(a.number(), b.number()) || same(a.admitted().map(u64::from), b.admitted().map(u64::from))
}

fn differ(a: Option<&str>, b: Option<&str>) -> bool {
    a.zip(b).is_some_and(|(a, b)| unit_key(a) != unit_key(b))
}

/// In two units: of two reporting units, or of two organisations of one.
fn in_two_units(first: &Seat<'_>, second: &Seat<'_>) -> bool {
    differ(first.record.parent.as_deref(), second.record.parent.as_deref())
        || differ(first.file.unit.as_deref(), second.file.unit.as_deref())
        || on_sheets_of_two(first, second)
}

/// On sheets of two units of one kind: the list of a ward may have those of its chi bộ again.
fn on_sheets_of_two(first: &Seat<'_>, second: &Seat<'_>) -> bool {
    let (Some(a), Some(b)) = (unit(first).map(unit_key), unit(second).map(unit_key)) else { return false };
    let under = |seat: &Seat<'_>, other: &str| {
        let under = seat.table.unit.as_ref().map_or(&seat.file.under, |_| &seat.table.under);
        under.stands_under(&office_key(other))
    };
    let alike = is_cell(&a) == is_cell(&b) && tier(&office_key(&a)) == tier(&office_key(&b));
    a != b && alike && !under(first, &b) && !under(second, &a)
}

/// The unit whose list a seat stands in.
fn unit<'t>(seat: &Seat<'t>) -> Option<&'t str> {
    seat.table.unit.as_deref().or(seat.file.unit.as_deref())
}

/// Rated in two units with one level: moved in the year, perhaps.
fn moved(first: &Seat<'_>, second: &Seat<'_>) -> bool {
    is_certain(first, second) && in_two_units(first, second)
}

/// Different levels, and a post or unit that both rows name and that differs.
fn conflict(first: &Seat<'_>, second: &Seat<'_>) -> bool {
    let (a, b) = (first.record, second.record);
    let elsewhere = differ(a.post.as_deref(), b.post.as_deref())
        || differ(a.parent.as_deref(), b.parent.as_deref())
        || (is_certain(first, second) && in_two_units(first, second));
    first.level != second.level && elsewhere
}

/// Where a seat is: post, organisation, and the reporting unit where there are two.
fn place(seat: &Seat<'_>, other: &Seat<'_>) -> String {
    let unit = unit(seat).filter(|own| differ(Some(own), unit(other)));
    let named = [seat.record.post.as_deref(), seat.record.parent.as_deref(), unit];
    named.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn where_first(first: &Seat<'_>, second: &Seat<'_>) -> Related {
    let cells = Related {
        file: Some(first.file.path.clone()),
        sheet: Some(first.table.table.sheet.clone()),
        range: CellRange::from(first.at),
    };
    cells.seen_from(&second.file.path, &second.table.table.sheet)
}

/// One level in two units: listed, because somebody who moved is counted in both.
fn tell_moved(subject: Subject, first: &Seat<'_>, second: &Seat<'_>, findings: &mut Findings<'_>) {
    let setting = findings.setting(&RULE, subject);
    if setting.is_some_and(|s| !s.enabled) {
        return;
    }
    let related = where_first(first, second);
    let (name, level) = (&second.record.name, second.level.code());
    let (here, there) = (place(second, first), place(first, second));
    let told =
        findings.add(&RULE, second.at).law(setting.and_then(|s| s.law), second.table.year).severity(Severity::Info);
    told.person(Some(name)).related_elsewhere([related.clone()]).message(
        format!("{name}: được xếp loại {level} ở “{here}” và ở “{there}” ({related}); có thể đã chuyển đơn vị trong năm. Đề nghị xác định nơi xếp loại để không tính hai lần"),
        format!("{name}: rated {level} in “{here}” and in “{there}” ({related}); perhaps moved in the year, and counted twice"),
    );
}

fn tell(subject: Subject, first: &Seat<'_>, second: &Seat<'_>, findings: &mut Findings<'_>) {
    let Some(setting) = findings.setting(&RULE, subject).filter(|s| s.enabled) else { return };
    let related = where_first(first, second);
    let name = &second.record.name;
    let (one, other) = (first.level.code(), second.level.code());
    let (here, there) = (place(second, first), place(first, second));
    findings
        .add(&RULE, second.at)
        .person(Some(name))
        .related_elsewhere([related.clone()])
        .found(other)
        .expected(one)
        .severity(setting.severity.unwrap_or(RULE.severity))
        .law(setting.law, second.table.year)
        .message(
            format!("{name}: xếp loại {other} ở “{here}” nhưng {one} ở “{there}” ({related}); một người giữ nhiều chức vụ có một mức xếp loại. Đề nghị cấp có thẩm quyền xác định mức cuối cùng"),
            format!("{name}: rated {other} as “{here}” but {one} as “{there}” ({related})"),
        );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{findings, found_in};
    use crate::config::Config;

    fn people(rows: &str) -> String {
        format!(
            "1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
            3 | TT | Họ và tên | Ngày sinh | Chức vụ | Kết quả xếp loại
            {rows}"
        )
    }

    #[test]
    fn who_is_addressed_is_the_same_person() {
        let rows = |name: &str| {
            let sheet = format!(
                "4 | 1 | Nguyễn Văn An | 01/02/1975 | Bí thư | HTXSNV\n5 | 2 | {name} | 1/2/1975 | Kế toán | HTTNV"
            );
            findings(&RULE, &people(&sheet))
        };
        for name in ["Đ/c Nguyễn Văn An", "ThS. Nguyễn Văn An", "Nguyễn Văn An (Bí thư)"] {
            assert!(rows(name).starts_with("E5 P310 error"), "{name}");
        }
        assert_eq!(rows("Nguyễn Văn An (B)"), "");
    }

    #[test]
    fn it_rests_on_what_was_law_in_the_year() {
        let told = |who: &str, year: u16| {
            let sheet = people(
                "4 | 1 | Nguyễn Văn A | 01/02/1975 | Bí thư | HTXSNV\n5 | 2 | Nguyễn Văn A | 01/02/1975 | Kế toán | HTTNV",
            );
            let sheet = sheet.replace("ĐẢNG VIÊN", who).replace("2021", &year.to_string());
            let found = found_in(&sheet, &Config::default()).into_iter().find(|f| f.rule == RULE.code).expect("found");
            assert_eq!(found.severity, Severity::Error, "{who} {year}");
            found.source.unwrap_or_default().chars().take(19).collect::<String>()
        };
        assert_eq!(told("ĐẢNG VIÊN", 2021), "Hướng dẫn số 21-HD/");
        for year in [2018, 2019, 2020, 2022] {
            assert_eq!(told("CÔNG CHỨC", year), "", "{year}");
        }
        for year in [2023, 2024] {
            assert_eq!(told("CÔNG CHỨC", year), "Quy định số 124-QĐ/", "{year}");
        }
        assert_eq!(told("CÔNG CHỨC", 2025), "Quy định số 366-QĐ/");
    }

    #[test]
    fn ratings_of_two_quarters_are_no_conflict() {
        let sheet = |second: &str| {
            format!(
                "1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI NĂM 2024
                3 | TT | Họ và tên | Ngày sinh | Chi bộ | Kết quả xếp loại
                4 | QUÝ I
                5 | 1 | Lê Văn An | 01/02/1970 | Chi bộ 1 | HTTNV
                6 | 2 | Lê Văn Bình | 01/03/1971 | Chi bộ 1 | HTTNV
                7 | {second}
                8 | 1 | Lê Văn An | 01/02/1970 | Chi bộ 2 | HTNV
                9 | 2 | Lê Văn Bình | 01/03/1971 | Chi bộ 1 | HTTNV"
            )
        };
        assert_eq!(findings(&RULE, &sheet("QUÝ II")), "");
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
    fn birth_dates_that_are_dates_tell_people_like_those_typed() {
        let rows = "4 | 1 | Nguyễn Văn A | 26311 | Bí thư | HTXSNV
                    5 | 2 | Nguyễn Văn A | '13/1/1972 | Kế toán | HTTNV
                    6 | 3 | Lê Thị B | 26312 | Bí thư | HTXSNV
                    7 | 4 | Lê Thị B | 26313 | Kế toán | HTTNV";
        let found = findings(&RULE, &people(rows));
        assert!(found.contains("P310 error Nguyễn Văn A") && found.lines().count() == 1, "{found}");
    }

    fn moved(rows: [&str; 2]) -> String {
        let page = |file: &str, office: &str, row: &str| {
            format!(
                "=== {file}
                1 | {office}
                2 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                4 | TT | Họ và tên | Ngày sinh | Số thẻ đảng | Ngày vào Đảng | Chi bộ | Kết quả xếp loại
                5 | 1 | {row}
                6 | 2 | Trần Văn {office} | 01/01/1970 | | | Chi bộ 1 | HTNV
                "
            )
        };
        let pages = [page("a.xlsx", "QUẬN ỦY SƠN HẠ", rows[0]), page("b.xlsx", "QUẬN ỦY NÚI BÚT", rows[1])];
        findings(&RULE, &pages.concat())
    }

    #[test]
    fn each_sheet_is_of_the_unit_that_its_head_names() {
        let told = |heads: [[&str; 2]; 2], levels: [&str; 2]| {
            let page = |[above, own]: [&str; 2], level: &str| {
                format!(
                    "--- {own}
                    1 | {above}
                    2 | {own}
                    3 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                    5 | TT | Họ và tên | Ngày sinh | Số thẻ đảng | Kết quả xếp loại
                    6 | 1 | Nguyễn Văn A | 02/03/1975 | '43012345 | {level}
                    7 | 2 | Trần Văn {own} | 01/01/1970 | | HTNV
                    "
                )
            };
            findings(&RULE, &format!("=== a.xlsx\n{}{}", page(heads[0], levels[0]), page(heads[1], levels[1])))
        };
        let ward = "ĐẢNG ỦY PHƯỜNG HÒA KHÊ";
        let cells = [[ward, "CHI BỘ TỔ DÂN PHỐ 1"], [ward, "CHI BỘ TỔ DÂN PHỐ 2"]];
        insta::assert_snapshot!(told(cells, ["HTTNV", "HTXSNV"]), @"E6 P310 error Nguyễn Văn A: xếp loại HTXSNV ở “Chi bộ Tổ Dân phố 2” nhưng HTTNV ở “Chi bộ Tổ Dân phố 1” ('CHI BỘ TỔ DÂN PHỐ 1'!E6); một người giữ nhiều chức vụ có một mức xếp loại. Đề nghị cấp có thẩm quyền xác định mức cuối cùng");
        assert!(told(cells, ["HTTNV", "HTTNV"]).starts_with("E6 P310 info"));
        let offices = [["", "CHI BỘ PHÒNG NỘI VỤ"], ["", "CHI BỘ PHÒNG TƯ PHÁP"]];
        assert!(told(offices, ["HTTNV", "HTXSNV"]).starts_with("E6 P310 error"));
        // The list of all beside that of one of them.
        for heads in [
            [["", ward], [ward, "CHI BỘ TỔ DÂN PHỐ 1"]],
            [["", ward], ["", "CHI BỘ TỔ DÂN PHỐ 1"]],
            [["", "ĐẢNG ỦY KHỐI DOANH NGHIỆP"], ["ĐẢNG ỦY KHỐI DOANH NGHIỆP", "ĐẢNG ỦY CÔNG TY A"]],
        ] {
            assert_eq!(told(heads, ["HTTNV", "HTTNV"]), "", "{heads:?}");
        }
    }

    #[test]
    fn who_is_rated_in_two_units_has_perhaps_moved() {
        let row = |number: &str, admitted: &str, level: &str| {
            format!("Nguyễn Văn A | 02/03/1975 | '{number} | {admitted} | Chi bộ 1 | {level}")
        };
        let told = |a: String, b: String| moved([&a, &b]);
        let by_number = told(row("43012345", "", "HTTNV"), row("43.012345", "", "HTTNV"));
        insta::assert_snapshot!(by_number, @"G5 P310 info Nguyễn Văn A: được xếp loại HTTNV ở “Chi bộ 1, Quận Núi Bút” và ở “Chi bộ 1, Quận Sơn Hạ” ('[a.xlsx]Biểu 1'!G5); có thể đã chuyển đơn vị trong năm. Đề nghị xác định nơi xếp loại để không tính hai lần");
        let by_admission = told(row("", "01/02/2001", "HTTNV"), row("", "1/2/2001", "HTTNV"));
        assert!(by_admission.starts_with("G5 P310 info Nguyễn Văn A"), "{by_admission}");
        assert!(told(row("43012345", "", "HTTNV"), row("43012345", "", "HTNV")).starts_with("G5 P310 error"));
        // By name and birth date alone, with another number or another day of admission: perhaps two people.
        for (a, b) in [("", ""), ("43012345", "43012346")] {
            assert_eq!(told(row(a, "", "HTTNV"), row(b, "", "HTTNV")), "");
            assert_eq!(told(row(a, "", "HTTNV"), row(b, "", "HTNV")), "");
        }
        assert_eq!(told(row("", "01/02/2001", "HTTNV"), row("", "01/02/2002", "HTTNV")), "");
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
