//! # Thiếu đơn vị
//!
//! ## What it finds
//! A reporting unit that the office declares (`expected_units`) or that the report of the level above lists by name,
//! and that no file (nor sheet of one) came from; a party organisation that one table of a file lists and that another one, over
//! nearly all of the same organisations, leaves out; a row of a sheet over those of its units that has no sheet of its
//! own.
//! ## Why it matters
//! A sum without a unit is wrong however well the others add up.
//! ## Example
//! ```sheet
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 4 | TT | Tên tổ chức đảng | Kết quả xếp loại
//! 5 | 1  | Đảng bộ phường Một | HTTNV
//! 6 | 2  | Đảng bộ phường Hai | HTTNV
//! 7 | 3  | Đảng bộ phường Ba  | HTTNV
//! 8 | 4  | Đảng bộ phường Bốn | HTTNV
//! 9 | 5  | Chi bộ Thanh tra   | HTTNV
//! --- Đảng viên
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
//! 4 | TT ◄ | Tên tổ chức đảng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 5 | 1  | Đảng bộ phường Một | 10      | 0      | 10    | 0    | 0
//! 6 | 2  | Đảng bộ phường Hai | 10      | 0      | 10    | 0    | 0
//! 7 | 3  | Đảng bộ phường Ba  | 10      | 0      | 10    | 0    | 0
//! 8 | 4  | Đảng bộ phường Bốn | 10      | 0      | 10    | 0    | 0
//! ```
//! ## Correction
//! None: the unit sends its report, or the list is corrected.
//! ## Nội dung kiểm tra
//! Đơn vị phải báo cáo theo khai báo (`expected_units`), hoặc có tên trong báo cáo cấp trên, mà chưa có file; TCCSĐ, chi
//! bộ có ở biểu này nhưng thiếu ở biểu khác gần như cùng danh sách; dòng của sheet tổng hợp không có sheet riêng.
//! ## Lý do
//! Thiếu một đơn vị thì tổng sai dù các đơn vị khác đúng.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: đơn vị gửi báo cáo, hoặc sửa danh sách.

use std::collections::BTreeMap;

use crate::check::namesakes::{Namesakes, Offices};
use crate::check::records::{FileRecord, Rated, Submission, TableRecord};
use crate::check::totals::{is_same_office, name_parts, office_key, unit_key};
use crate::check::units::{own_lines, wide};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Related, Severity};
use crate::locate::Subject;
use crate::locate::vocabulary::has_words;
use crate::text::key;

pub(super) static RULE: Rule = Rule {
    code: "V502",
    name: "unit-missing",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "",
    doc: documentation!("unit_missing.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    // The sheets of a file may be those of several.
    let of_sheets = |f: &FileRecord<'_>| f.tables.iter().filter_map(|t| t.unit.clone()).collect::<Vec<_>>();
    let units = submission.files.iter().flat_map(|f| f.unit.clone().into_iter().chain(of_sheets(f)));
    let sent: Vec<String> = units.map(|unit| unit_key(&unit)).collect();
    let namesakes = Namesakes::of(&submission.files);
    declared(submission, &sent, findings);
    for file in submission.files.iter().filter(|f| f.superior) {
        findings.enter_file(file);
        by_the_level_above(file, &sent, &namesakes, findings);
    }
    for file in submission.files.iter().filter(|f| !f.superior) {
        findings.enter_file(file);
        between_tables(file, findings);
        file.tables.iter().filter(|t| !t.not_counted.is_empty()).for_each(|table| without_sheet(table, findings));
    }
}

/// The units the office expects a file from.
fn declared(submission: &Submission<'_>, sent: &[String], findings: &mut Findings<'_>) {
    let Some(first) = submission.files.iter().find(|f| f.skipped.is_none()) else { return };
    // Where several bear a name, the list that names it alone means any of them.
    let plain: Vec<&str> = submission.files.iter().filter_map(|f| f.under.plain.as_deref()).collect();
    let names = || sent.iter().map(String::as_str).chain(plain.iter().copied());
    let has_sent = |unit: &String| names().any(|s| is_same_office(s, unit));
    let missing: Vec<String> = findings.config().expected_units.iter().filter(|u| !has_sent(u)).cloned().collect();
    if missing.is_empty() {
        return;
    }
    findings.enter_file(first);
    findings.enter_sheet(None);
    let (count, names) = (missing.len(), missing.join(", "));
    findings.add_general(&RULE).found(sent.len()).expected(sent.len() + count).message(
        format!("Chưa có báo cáo của {count:02} đơn vị trong danh sách đã khai báo: {names}"),
        format!("No report from {count} of the declared units: {names}"),
    );
}

/// The rows of the level above name those who report to it.
fn by_the_level_above(file: &FileRecord<'_>, sent: &[String], namesakes: &Namesakes, findings: &mut Findings<'_>) {
    let sent: Vec<String> = sent.iter().map(|unit| office_key(unit)).collect();
    let mut missing: Vec<(&str, CellRef, &TableRecord<'_>)> = Vec::new();
    for table in &file.tables {
        let over = match &table.unit {
            Some(unit) => Offices::of(Some(unit), &table.under),
            None => Offices::of(file.unit.as_deref(), &file.under),
        };
        let has_sent =
            |unit: &str| namesakes.meant(unit.to_owned(), || over.clone()).is_some_and(|meant| sent.contains(&meant));
        let rows = named_rows(table);
        let most_have = 2 * rows.iter().filter(|(name, _)| has_sent(&office_key(name))).count() > rows.len();
        for (name, at) in rows {
            // Only rows of the kind of those who did report, "Quận …" beside "Quận …", and where most rows are theirs what
            // names an organisation.
            let unit = office_key(name);
            let first = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
            let alike = sent.iter().any(|s| first(s) == first(&unit)) || most_have && is_organisation(name);
            if alike && !has_sent(&unit) && !missing.iter().any(|m| office_key(m.0) == unit) {
                missing.push((name, at, table));
            }
        }
    }
    let Some((_, _, table)) = missing.first().copied() else { return };
    let here: Vec<CellRef> = missing.iter().filter(|m| m.2.table.sheet == table.table.sheet).map(|m| m.1).collect();
    let names = missing.iter().map(|m| m.0).collect::<Vec<_>>().join(", ");
    let count = missing.len();
    findings.enter_sheet(Some(&table.table.sheet));
    findings.add(&RULE, here[0]).cells(&here).message(
        format!("Chưa có báo cáo của {count:02} đơn vị có tên trong báo cáo cấp trên: {names}"),
        format!("No report from {count} units that the report of the level above names: {names}"),
    );
}

/// "Chi bộ Điện lực", "Đảng bộ Công an huyện": does a name say what it is and whose, and no kind ("Chi bộ cơ sở")?
fn is_organisation(name: &str) -> bool {
    let name = unit_key(name);
    let kinds = ["chi bộ", "đảng bộ", "đảng ủy", "chi ủy"].map(key);
    let mut of = kinds.iter().filter_map(|kind| name.strip_prefix(kind.as_str()));
    let many = ["trực thuộc", "cơ sở", "khác", "còn lại", "bộ phận"].map(key);
    of.any(|own| own.starts_with(' ') && !many.iter().any(|word| own.trim_start().starts_with(word.as_str())))
}

/// The sheet is held against those of its units and not added, so what stands in it alone is counted nowhere.
fn without_sheet(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let cells = &table.not_counted;
    let named = named_rows(table).into_iter().filter(|(_, at)| cells.contains(at));
    let names = named.map(|(name, _)| name).collect::<Vec<_>>().join(", ");
    let count = cells.len();
    findings.enter_sheet(Some(&table.table.sheet));
    findings.add(&RULE, cells[0]).cells(cells).message(
        format!(
            "Biểu này tổng hợp các đơn vị có sheet riêng nên không cộng thêm; {count:02} đơn vị chưa có sheet riêng, chưa được tính: {names}. Đề nghị bổ sung"
        ),
        format!(
            "This table sums up units that have sheets of their own, so it is not added; {count} units have none and are not counted: {names}"
        ),
    );
}

/// Names as written with their cells, by their keys.
type Named<'t> = BTreeMap<String, (&'t str, CellRef)>;

/// Party organisations that stand in one table of a file and not in another.
fn between_tables(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    let listed: Vec<(&TableRecord<'_>, Named<'_>)> =
        file.tables.iter().filter(|t| !t.replaced).filter_map(|t| Some((t, organisations(t)?))).collect();
    for (table, names) in &listed {
        for (other, others) in &listed {
            let shared = names.keys().filter(|n| others.contains_key(*n)).count();
            let most = names.len().max(others.len());
            // The sheets of two communes have chi bộ of the same names.
            let parts = name_parts(&key(&table.table.sheet), &key(&other.table.sheet))
                || name_parts(&table.table.title_key(), &other.table.title_key())
                || table.unit.as_ref().zip(other.unit.as_ref()).is_some_and(|(a, b)| !is_same_office(a, b));
            if std::ptr::eq(*table, *other) || shared < 3 || shared * 5 < most * 4 || parts {
                continue;
            }
            let near =
                |name: &str| names.keys().any(|n| wide(n).contains(&wide(name)) || wide(name).contains(&wide(n)));
            let missing: Vec<&(&str, CellRef)> =
                others.iter().filter(|(n, _)| !names.contains_key(*n) && !near(n)).map(|(_, place)| place).collect();
            if !missing.is_empty() {
                tell(table, other, &missing, findings);
            }
        }
    }
}

fn tell(table: &TableRecord<'_>, other: &TableRecord<'_>, missing: &[&(&str, CellRef)], findings: &mut Findings<'_>) {
    let names = missing.iter().map(|m| m.0).collect::<Vec<_>>().join(", ");
    let (count, sheet) = (missing.len(), &other.table.sheet);
    let related = missing.iter().map(|m| Related { file: None, sheet: Some(sheet.clone()), range: m.1.into() });
    findings.enter_sheet(Some(&table.table.sheet));
    findings.add(&RULE, table.table.range.start).related_elsewhere(related.collect::<Vec<_>>()).message(
        format!("Biểu này thiếu {count:02} đơn vị có trong “{sheet}”: {names}. Đề nghị đơn vị bổ sung hoặc nêu lý do"),
        format!("{count} units of “{sheet}” are missing from this table: {names}"),
    );
}

/// The party organisations a table has a row each for: it rates them, or counts the members of each.
fn organisations<'t>(table: &'t TableRecord<'_>) -> Option<Named<'t>> {
    let whole = crate::check::totals::counts_whole_subject(table) && table.period.is_none();
    let fits = match &table.content {
        Rated::Roster(list) => {
            !list.roster.persons && matches!(list.roster.subject, Subject::PartyBase | Subject::PartyCell)
        }
        Rated::Counts(blocks) => {
            blocks.first().is_some_and(|b| !b.block.transposed && b.block.subject == Subject::Member)
        }
        _ => false,
    };
    // A part of them ("khối phường") is no list of all.
    let part = has_words(&table.table.title_key(), &key("khối")) || has_words(&key(&table.table.sheet), &key("khối"));
    if !whole || !fits || part {
        return None;
    }
    let rows = named_rows(table);
    let named: Named<'t> = rows.iter().map(|&(n, at)| (unit_key(n), (n, at))).collect();
    // "Chi bộ 1" of one đảng bộ and of another: a name alone tells neither.
    (named.len() == rows.len()).then_some(named)
}

/// The units a table has a row each for.
fn named_rows<'t>(table: &'t TableRecord<'_>) -> Vec<(&'t str, CellRef)> {
    match &table.content {
        Rated::Roster(list) if !list.roster.persons => {
            list.roster.records.iter().map(|r| (r.name.as_str(), r.name_at())).collect()
        }
        Rated::Counts(blocks) => {
            let block = blocks.first().map(|b| &b.block).filter(|b| !b.transposed);
            let lines = block.into_iter().flat_map(|b| own_lines(b).into_iter().map(|l| &b.lines[l]));
            lines.map(|l| (l.name.as_str(), l.name_at)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings, found_in};
    use crate::config::Config;

    fn report(name: &str, unit: &str, rows: &str) -> String {
        format!(
            "=== {name}
            1 | {unit}
            2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            {rows}
            "
        )
    }

    fn city(names: &str) -> String {
        let unit =
            |n: &str| report(&format!("{n}.xlsx"), &format!("QUẬN ỦY {n}"), "5 | 1 | Khối phường | 5 | 0 | 5 | 0 | 0");
        names.split(' ').map(unit).collect::<String>()
            + &report(
                "z.xlsx",
                "THÀNH ỦY ĐÀ NẴNG",
                "5 | 1 | Quận Một | 5 | 0 | 5 | 0 | 0
                6 | 2 | Quận Hai | 5 | 0 | 5 | 0 | 0
                7 | 3 | Quận Ba | 5 | 0 | 5 | 0 | 0
                8 | 4 | Các đảng bộ khác | 5 | 0 | 5 | 0 | 0",
            )
    }

    #[test]
    fn the_level_above_names_who_has_not_sent() {
        assert_eq!(findings(&RULE, &city("MỘT HAI BA")), "");
        insta::assert_snapshot!(findings(&RULE, &city("MỘT HAI")), @"B7 V502 error Chưa có báo cáo của 01 đơn vị có tên trong báo cáo cấp trên: Quận Ba");
    }

    #[test]
    fn an_organisation_beside_those_who_have_sent_is_named_too() {
        let ward = |name: &str| {
            format!(
                "=== {name}.xlsx
                1 | QUẬN ỦY HẢI AN
                2 | ĐẢNG ỦY PHƯỜNG {name}
                3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                5 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                6 | 1 | Chi bộ 1 | 5 | 0 | 5 | 0 | 0
                "
            )
        };
        let told = |last: &str| {
            let rows = format!(
                "5 | 1 | Đảng bộ phường Một | 5 | 0 | 5 | 0 | 0
                6 | 2 | Đảng bộ phường Hai | 5 | 0 | 5 | 0 | 0
                7 | 3 | {last} | 9 | 1 | 8 | 0 | 0"
            );
            let district = report("z.xlsx", "QUẬN ỦY HẢI AN", &rows).replace("TỔ CHỨC CƠ SỞ ĐẢNG", "ĐẢNG VIÊN");
            findings(&RULE, &(ward("MỘT") + &ward("HAI") + &district))
        };
        insta::assert_snapshot!(told("Chi bộ Điện lực"), @"B7 V502 error Chưa có báo cáo của 01 đơn vị có tên trong báo cáo cấp trên: Chi bộ Điện lực");
        assert_eq!(told("Các chi bộ cơ sở"), "");
        assert_eq!(told("Chi bộ cơ sở"), "");
    }

    #[test]
    fn each_sheet_of_a_file_may_be_a_report() {
        let cell = |number: u32| {
            format!(
                "--- Chi bộ {number}
                1 | ĐẢNG ỦY PHƯỜNG MỘT
                2 | CHI BỘ {number}
                3 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                5 | TT | Họ và tên | Năm sinh | Xếp loại
                6 | 1 | Nguyễn Văn A{number} | 1970 | HTTNV
                "
            )
        };
        let rows = "5 | 1 | Chi bộ 1 | 1 | 0 | 1 | 0 | 0\n6 | 2 | Chi bộ 2 | 1 | 0 | 1 | 0 | 0";
        let more = "\n7 | 3 | Chi bộ 3 | 1 | 0 | 1 | 0 | 0";
        let told = |rows: &str| {
            let ward = report("th.xlsx", "ĐẢNG ỦY PHƯỜNG MỘT", rows).replace("TỔ CHỨC CƠ SỞ ĐẢNG", "ĐẢNG VIÊN");
            findings(&RULE, &format!("=== ds.xlsx\n{}{}{ward}", cell(1), cell(2)))
        };
        assert_eq!(told(rows), "");
        insta::assert_snapshot!(told(&format!("{rows}{more}")), @"B7 V502 error Chưa có báo cáo của 01 đơn vị có tên trong báo cáo cấp trên: Chi bộ 3");
    }

    #[test]
    fn a_ward_is_never_above_a_ward() {
        let ward = |n: &str, rows: &str| report(&format!("{n}.xlsx"), &format!("ĐẢNG ỦY PHƯỜNG {n}"), rows);
        let own = "5 | 1 | Chi bộ Một | 5 | 0 | 5 | 0 | 0";
        let named = "5 | 1 | Đảng bộ phường Một | 5 | 0 | 5 | 0 | 0
                     6 | 2 | Đảng bộ phường Hai | 5 | 0 | 5 | 0 | 0";
        let files = ward("MỘT", own) + &ward("HAI", own) + &ward("BA", named);
        let submission =
            crate::check::rules::testing::submission(crate::check::rules::testing::inputs(&files), &Config::default());
        assert!(submission.files.iter().all(|f| !f.superior));
    }

    #[test]
    fn one_ward_that_names_the_district_above_itself_is_below_it() {
        let district = report(
            "quan.xlsx",
            "QUẬN ỦY HẢI AN",
            "5 | 1 | Đảng bộ phường Cát Bi | 5 | 0 | 5 | 0 | 0
             6 | 2 | Đảng bộ phường Đông Hải | 5 | 0 | 5 | 0 | 0",
        );
        let above = |head: &str| {
            let ward = format!(
                "=== phuong.xlsx
                1 | {head}
                2 | ĐẢNG ỦY PHƯỜNG CÁT BI
                3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                5 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                6 | 1 | Chi bộ 1 | 5 | 0 | 5 | 0 | 0"
            );
            let files = crate::check::rules::testing::inputs(&format!("{district}{ward}"));
            let submission = crate::check::rules::testing::submission(files, &Config::default());
            submission.files.iter().map(|f| f.superior).collect::<Vec<_>>()
        };
        assert_eq!(above("QUẬN ỦY HẢI AN"), [true, false]);
        // Another district has a ward of that name.
        assert_eq!(above("QUẬN ỦY NÚI BÚT"), [false, false]);
        // A head that names nobody above means the one ward of that name in the run.
        assert_eq!(above(""), [true, false]);
    }

    #[test]
    fn what_the_office_expects() {
        let config = |units: [&str; 2]| Config { expected_units: units.map(str::to_owned).into(), ..Config::default() };
        let one = report("a.xlsx", "QUẬN ỦY MỘT", "5 | 1 | Khối phường | 5 | 0 | 5 | 0 | 0");
        let of = |config: &Config| {
            found_in(&one, config).into_iter().filter(|f| f.rule == "V502").map(|f| f.message.vi).collect::<String>()
        };
        insta::assert_snapshot!(of(&config(["Quận Một", "Đảng bộ Quận Hai"])), @"Chưa có báo cáo của 01 đơn vị trong danh sách đã khai báo: Đảng bộ Quận Hai");
        assert_eq!(of(&config(["Quận Một", "Quận ủy Một"])), "");
        let one = report("a.xlsx", "ĐẢNG ỦY XÃ BÀ NÀ", "5 | 1 | Chi bộ Một | 5 | 0 | 5 | 0 | 0");
        let other = "THÀNH ỦY ĐÀ NẴNG\n            2 | ĐẢNG ỦY UBND THÀNH PHỐ ĐÀ NẴNG";
        let other = report("b.xlsx", other, "5 | 1 | Chi bộ Hai | 5 | 0 | 5 | 0 | 0")
            .replace("            2 | TỔNG", "            3 | TỔNG");
        let of = |config: &Config| {
            let found = found_in(&format!("{one}{other}"), config);
            found.into_iter().filter(|f| f.rule == "V502").map(|f| f.message.vi).collect::<String>()
        };
        assert_eq!(of(&config(["Đảng ủy xã Bà Nà", "Đảng ủy UBND thành phố"])), "");
    }

    #[test]
    fn parts_and_other_names_are_no_gaps() {
        let sheet = |second: &str, last: &str| {
            format!(
                "1 | QUẬN ỦY SƠN TRÀ
                2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                4 | TT | Tên tổ chức đảng | Kết quả xếp loại
                5 | 1 | Đảng bộ phường Một | HTTNV
                6 | 2 | Đảng bộ phường Hai | HTTNV
                7 | 3 | Đảng bộ phường Ba | HTTNV
                8 | 4 | Đảng bộ phường Bốn | HTTNV
                9 | 5 | Chi bộ Trường THCS Lê Lợi | HTTNV
                --- Đảng viên
                1 | QUẬN ỦY SƠN TRÀ
                2 | {second}
                4 | TT | Tên tổ chức đảng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | ĐB phường Một | 10 | 0 | 10 | 0 | 0
                6 | 2 | ĐB P. Hai | 10 | 0 | 10 | 0 | 0
                7 | 3 | Đảng bộ phường Ba | 10 | 0 | 10 | 0 | 0
                8 | 4 | Đảng bộ phường Bốn | 10 | 0 | 10 | 0 | 0
                {last}"
            )
        };
        let title = "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021";
        assert_eq!(findings(&RULE, &sheet(title, "9 | 5 | CB Trường THCS Lê Lợi | 10 | 0 | 10 | 0 | 0")), "");
        assert_eq!(findings(&RULE, &sheet("TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN KHỐI PHƯỜNG NĂM 2021", "")), "");
        assert_eq!(all_codes(&sheet(title, "")), ["V502"]);
        // Two communes have chi bộ of the same names, and each its own.
        let communes = sheet(title, "").replace("--- Đảng viên", "--- Xã An Lễ");
        assert_eq!(all_codes(&communes.replacen("1 | QUẬN", "--- Xã An Mỹ\n1 | QUẬN", 1)), [""; 0]);
    }

    #[test]
    fn chi_bo_are_told_by_names_that_stand_once() {
        let sheet = |others: &str, members: &str| {
            let cells = (1..6).map(|i| format!("{} | {i} | Chi bộ {i} | HTTNV", i + 4)).collect::<Vec<_>>().join("\n");
            let of_members = (1..6).map(|i| format!("{} | {i} | Chi bộ {i} | 10 | 0 | 10 | 0 | 0", i + 4));
            let of_members = of_members.collect::<Vec<_>>().join("\n");
            format!(
                "--- Chi bộ
                1 | ĐẢNG ỦY XÃ AN MỸ
                2 | DANH SÁCH XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
                4 | TT | Tên chi bộ | Xếp loại
                {cells}
                {others}
                --- Đảng viên
                1 | ĐẢNG ỦY XÃ AN MỸ
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                4 | TT | Tên chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                {of_members}
                {members}"
            )
        };
        let sixth = "10 | 6 | Chi bộ 6 | HTTNV";
        assert_eq!(findings(&RULE, &sheet(sixth, "10 | 6 | Chi bộ 6 | 10 | 0 | 10 | 0 | 0")), "");
        insta::assert_snapshot!(findings(&RULE, &sheet(sixth, "")), @"A4 V502 error Biểu này thiếu 01 đơn vị có trong “Chi bộ”: Chi bộ 6. Đề nghị đơn vị bổ sung hoặc nêu lý do");
        let of_two = sheet(sixth, "").replacen("AN MỸ", "HÒA QUÝ", 1).replace("AN MỸ", "HÒA KHÊ");
        assert_eq!(findings(&RULE, &of_two), "");
        // Those of two đảng bộ bear the same names.
        assert_eq!(findings(&RULE, &sheet(&format!("{sixth}\n11 | 7 | Chi bộ 1 | HTNV"), "")), "");
    }

    #[test]
    fn a_row_of_a_sheet_over_others_has_a_sheet_of_its_own() {
        let sheet = |name: &str, office: &str, rows: &str| {
            format!(
                "--- {name}
                1 | QUẬN ỦY SƠN HẠ
                2 | {office}
                3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                {rows}
                "
            )
        };
        let book = |more: &str| {
            let above = "5 | 1 | P. Mân Thái | 27 | 5 | 21 | 1 | 0\n6 | 2 | P. Thọ Quang | 20 | 3 | 17 | 0 | 0";
            format!("=== a.xlsx\n{}", sheet("TH", "", &format!("{above}{more}")))
                + &sheet("A", "ĐẢNG ỦY PHƯỜNG MÂN THÁI", "5 | 1 | Chi bộ 1 | 27 | 5 | 21 | 1 | 0")
                + &sheet("B", "ĐẢNG ỦY PHƯỜNG THỌ QUANG", "5 | 1 | Chi bộ 1 | 20 | 3 | 17 | 0 | 0")
        };
        assert_eq!(findings(&RULE, &book("")), "");
        insta::assert_snapshot!(findings(&RULE, &book("\n7 | 3 | Chi bộ Tòa án | 9 | 1 | 8 | 0 | 0")), @"B7 V502 error Biểu này tổng hợp các đơn vị có sheet riêng nên không cộng thêm; 01 đơn vị chưa có sheet riêng, chưa được tính: Chi bộ Tòa án. Đề nghị bổ sung");
    }

    #[test]
    fn heads_of_a_summary_are_units_and_their_rows_are_none() {
        let head = |(i, name): (usize, &str)| {
            let row = 5 + 3 * i;
            format!(
                "{row} | {} | Đảng bộ phường {name} | 10 | 0 | 10 | 0 | 0
                {} | 1 | Chi bộ {name} 1 | 6 | 0 | 6 | 0 | 0
                {} | 2 | Chi bộ {name} 2 | 4 | 0 | 4 | 0 | 0\n                ",
                ["I", "II", "III", "IV", "V"][i],
                row + 1,
                row + 2,
            )
        };
        let sheet = |names: &[&str]| {
            format!(
                "1 | QUẬN ỦY SƠN TRÀ
                2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                4 | TT | Tên tổ chức đảng | Kết quả xếp loại
                5 | 1 | Đảng bộ phường Một | HTTNV
                6 | 2 | Đảng bộ phường Hai | HTTNV
                7 | 3 | Đảng bộ phường Ba | HTTNV
                8 | 4 | Đảng bộ phường Bốn | HTTNV
                9 | 5 | Đảng bộ phường Năm | HTTNV
                --- Đảng viên
                1 | QUẬN ỦY SƠN TRÀ
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                4 | TT | Tên tổ chức đảng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                {}",
                names.iter().copied().enumerate().map(head).collect::<String>()
            )
        };
        assert_eq!(findings(&RULE, &sheet(&["Một", "Hai", "Ba", "Bốn", "Năm"])), "");
        insta::assert_snapshot!(findings(&RULE, &sheet(&["Một", "Hai", "Ba", "Bốn"])), @"A4 V502 error Biểu này thiếu 01 đơn vị có trong “Biểu 1”: Đảng bộ phường Năm. Đề nghị đơn vị bổ sung hoặc nêu lý do");
    }
}
