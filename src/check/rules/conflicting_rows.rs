//! # Một đối tượng có hai kết quả
//!
//! ## What it finds
//! The same unit under the same parent twice with different ratings or figures. For persons a second identifier must be equal too.
//! ## Why it matters
//! Only one of the two can be right; which, is for the unit to say.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
//! 4 | 1 | Chi bộ Trường A | HTTNV
//! 5 | 2 | Chi bộ Trường B | HTXSNV
//! 6 | 3 | Chi bộ Trường A ◄ | HTNV
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Cùng một đơn vị thuộc cùng cấp trên ghi hai lần với mức hoặc số liệu khác nhau. Với người phải trùng thêm thông tin
//! thứ hai.
//! ## Lý do
//! Chỉ một trong hai đúng; đơn vị xác nhận.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use std::collections::HashMap;

use crate::check::records::{FileRecord, Rated, TableRecord};
use crate::check::rules::twins::{Twin, twins};
use crate::check::totals::{Named, bare, has_identifier, identity};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Related, Severity};
use crate::locate::period::Period;
use crate::locate::{Stage, Subject};
use crate::normalise::Level;

pub(super) static RULE: Rule = Rule {
    code: "V504",
    name: "conflicting-rows",
    severity: Severity::Error,
    scope: Scope::File(check),
    basis: "",
    doc: documentation!("conflicting_rows.rs"),
};

fn check(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    for table in &file.tables {
        findings.enter_sheet(Some(&table.table.sheet));
        within(table, findings);
    }
    across(file, findings);
}

/// The same subject in two lists of one file, by one authority each, with two decided levels.
fn across(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    // One list has nothing beside it, however long it is.
    if file.tables.iter().filter(|t| matches!(t.content, Rated::Roster(_))).count() < 2 {
        return;
    }
    type Of<'t> = (Subject, (Option<u16>, Option<Period>), Stage, Option<&'t String>);
    let mut lists: HashMap<Of<'_>, Known<'_>> = HashMap::new();
    for table in &file.tables {
        let Rated::Roster(list) = &table.content else { continue };
        let Some(main) = list.main.filter(|_| list.roster.subject != Subject::Unknown) else { continue };
        let of = (list.roster.subject, (table.year, table.period), table.stage(), table.unit.as_ref());
        let known = lists.entry(of).or_default();
        let records = list.roster.records.iter().enumerate();
        let rows = records.filter_map(|(i, record)| Some((record, list.level(i, main)?)));
        let (rows, names): (Vec<_>, Vec<String>) =
            rows.map(|row| (row, identity(row.0, list.roster.persons, table))).unzip();
        let named = Named::of(&names);
        for ((record, level), who) in rows.into_iter().zip(&names).filter(|(_, who)| has_identifier(who)) {
            let Some(&(first, at, other)) = known.of(who, &named, (table, record.name_at(), level)) else { continue };
            if other == level || std::ptr::eq(first, table) {
                continue;
            }
            let sheet = first.table.sheet.clone();
            let related = Related { file: None, sheet: Some(sheet.clone()), range: at.into() };
            let named = list.roster.persons.then_some(record.name.as_str());
            let (one, two) = (other.code(), level.code());
            findings.enter_sheet(Some(&table.table.sheet));
            findings.add(&RULE, record.name_at()).person(named).related_elsewhere([related]).found(two).message(
                format!("{}: danh sách “{sheet}” xếp {one}, danh sách này xếp {two}; chưa tính mức nào. Đề nghị đơn vị xác nhận mức của cấp có thẩm quyền", record.name),
                format!("{}: “{sheet}” rates {one}, this list {two}; neither is counted", record.name),
            );
        }
    }
}

/// A row of a list: where its name stands, and its level.
type Row<'t> = (&'t TableRecord<'t>, CellRef, Level);

/// The rows of the lists of one thing so far, with their identities.
#[derive(Default)]
struct Known<'t> {
    rows: Vec<Row<'t>>,
    names: Vec<String>,
    places: HashMap<String, usize>,
    bare: HashMap<String, Vec<usize>>,
}

impl<'t> Known<'t> {
    /// The row above that is about the same one; a row of which there is none is noted.
    fn of(&mut self, who: &str, list: &Named<'_>, row: Row<'t>) -> Option<&Row<'t>> {
        let other = || list.only(who, self.bare.get(bare(who))?, &self.names);
        if let Some(at) = self.places.get(who).copied().or_else(other) {
            return self.rows.get(at);
        }
        self.places.insert(who.to_owned(), self.rows.len());
        self.bare.entry(bare(who).to_owned()).or_default().push(self.rows.len());
        self.names.push(who.to_owned());
        self.rows.push(row);
        None
    }
}

fn within(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    for twin in twins(table).into_iter().filter(|t| !t.same) {
        let Twin { name, first, second, person, .. } = twin;
        let named = person.then_some(name.as_str());
        let found = if person { "dòng trùng tên" } else { name.as_str() };
        findings.add(&RULE, second).person(named).related(&[first]).found(found).message(
            format!("“{name}” đã có ở dòng {} với kết quả khác. Đề nghị đơn vị xác nhận kết quả đúng", first.row + 1),
            format!("“{name}” already stands in row {} with another result", first.row + 1),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn rows_of_one_name_under_captions_of_their_own_are_two_units() {
        let sheet = |second: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | 1. ĐẢNG BỘ XÃ AN MỸ
                4 | TT | Tên chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | Chi bộ 1 | 20 | 3 | 16 | 1 | 0
                6 | | Cộng | 20 | 3 | 16 | 1 | 0
                8 | {second}
                9 | TT | Tên chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                10 | 1 | Chi bộ 1 | 10 | 1 | 8 | 1 | 0
                11 | | Cộng | 10 | 1 | 8 | 1 | 0"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("2. ĐẢNG BỘ XÃ AN LỄ")), @"");
    }

    #[test]
    fn parts_of_a_unit_are_not_the_unit_twice() {
        let sheet = |name: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Tên đơn vị | Giới tính | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1 | Đảng bộ A | Nam | 60 | 8 | 50 | 2 | 0
                5 | | {name} | Nữ | 40 | 4 | 35 | 1 | 0
                6 | 2 | Đảng bộ B | Nam | 50 | 7 | 42 | 1 | 0
                7 | | | Nữ | 40 | 5 | 33 | 2 | 0"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("")), @"");
        assert!(findings(&RULE, &sheet("Đảng bộ A")).starts_with("B5 V504"));
    }

    #[test]
    fn one_name_is_one_unit_only_under_one_parent() {
        let sheet = |second: &str| {
            format!(
                "1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                3 | TT | Tên tổ chức đảng | Trực thuộc | Kết quả xếp loại
                4 | 1 | Chi bộ Trường A | Đảng bộ phường 1 | HTTNV
                5 | 2 | Chi bộ Trường B | Đảng bộ phường 1 | HTXSNV
                6 | 3 | Chi bộ Trường A | {second}"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("Đảng bộ phường 1 | HTNV")), @"B6 V504 error “Chi bộ Trường A” đã có ở dòng 4 với kết quả khác. Đề nghị đơn vị xác nhận kết quả đúng");
        assert_eq!(findings(&RULE, &sheet("Đảng bộ phường 2 | HTNV")), "");
        // With one result it is a row that stands twice (V503).
        assert_eq!(findings(&RULE, &sheet("Đảng bộ phường 1 | HTTNV")), "");
    }

    #[test]
    fn persons_need_more_than_a_name() {
        let sheet = |birth: &str| {
            format!(
                "1 | DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên | Ngày sinh | Mức xếp loại
                4 | 1 | Nguyễn Văn An | 01/02/1970 | HTTNV
                5 | 2 | Nguyễn Văn An | {birth} | HTNV"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("1/2/1970")), @"B5 V504 error “Nguyễn Văn An” đã có ở dòng 4 với kết quả khác. Đề nghị đơn vị xác nhận kết quả đúng");
        assert_eq!(findings(&RULE, &sheet("02/02/1970")), "");
        assert_eq!(findings(&RULE, &sheet("")), "");
        // However the second is addressed.
        for name in ["Đ/c Nguyễn Văn An", "Nguyễn Văn An (Bí thư)"] {
            let other = |birth: &str| sheet(birth).replace("2 | Nguyễn Văn An", &format!("2 | {name}"));
            assert!(findings(&RULE, &other("1/2/1970")).starts_with("B5 V504"), "{name}");
            assert_eq!(findings(&RULE, &other("02/02/1970")), "");
        }
        let apart = sheet("1970").replace("01/02/1970", "1970").replace("Nguyễn", "Ông Nguyễn");
        assert!(findings(&RULE, &apart).starts_with("B5 V504"));
        assert_eq!(findings(&RULE, &apart.replacen("2 | Ông", "2 | Bà", 1)), "");
        let behind =
            sheet("1970").replace("01/02/1970", "1970").replace("2 | Nguyễn Văn An", "2 | Nguyễn Văn An (thôn 2)");
        assert_eq!(findings(&RULE, &behind), "");
    }

    #[test]
    fn two_years_of_one_list_are_no_conflict() {
        let sheet = |second: &str| {
            format!(
                "1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI NĂM 2024
                3 | TT | Họ và tên | Ngày sinh | Kết quả xếp loại
                4 | NĂM 2023
                5 | 1 | Lê Văn An | 01/02/1970 | HTTNV
                6 | 2 | Lê Văn Bình | 01/03/1971 | HTTNV
                7 | {second}
                8 | 1 | Lê Văn An | 01/02/1970 | HTNV
                9 | 2 | Lê Văn Bình | 01/03/1971 | HTTNV"
            )
        };
        assert_eq!(findings(&RULE, &sheet("NĂM 2024")), "");
    }

    #[test]
    fn two_lists_of_one_stage_and_not_a_proposal_and_its_decision() {
        let list = |sheet: &str, stage: &str, level: &str| {
            format!(
                "--- {sheet}
                1 | DANH SÁCH ĐẢNG VIÊN {stage} XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                3 | TT | Họ và tên | Ngày sinh | Mức xếp loại
                4 | 1 | Nguyễn Văn An | 01/02/1970 | {level}
                5 | 2 | Trần Thị Bình | 03/04/1980 | HTTNV
                "
            )
        };
        let both = |stage: &str, level: &str| list("Chi bộ A", "", "HTTNV") + &list("Chi bộ B", stage, level);
        let addressed = list("Chi bộ A", "", "HTTNV").replace("Nguyễn", "Đ/c Nguyễn") + &list("Chi bộ B", "", "HTNV");
        assert!(findings(&RULE, &addressed).starts_with("B4 V504"));
        insta::assert_snapshot!(findings(&RULE, &both("", "HTNV")), @"B4 V504 error Nguyễn Văn An: danh sách “Chi bộ A” xếp HTTNV, danh sách này xếp HTNV; chưa tính mức nào. Đề nghị đơn vị xác nhận mức của cấp có thẩm quyền");
        assert_eq!(findings(&RULE, &both("", "HTTNV")), "");
        assert_eq!(findings(&RULE, &both("ĐỀ NGHỊ", "HTNV")), "");
    }
}
