//! # Số liệu giữa các báo cáo không khớp
//!
//! ## What it finds
//! Figures for the same unit, subject, year and stage that differ between a summary and a list in two files, or between one
//! line about a whole subject in a form about several and the summary of its rows; or a report of the
//! level above that differs from its units, row by row or in sum. (The same form twice is X603.) So do a sheet that takes the
//! totals of other sheets over ("TH chung" over a sheet a sector) and a sheet about one row of another: both count once. Two tables
//! that part one subject by different things (by unit, by kind) and differ: neither counts. Two of one subject without a common row
//! that nothing calls parts of a whole are added, with a warning. A
//! difference that the units' unstated remainder covers is info.
//! Rows of a list of the office above that stand in the lists of the offices below count there; those of another level, and those
//! that do not stand there, are told.
//! Where the stages differ, or the days up to which they count, that is named first, and it is a warning.
//! ## Why it matters
//! The report of the level above is held against its units, never added to them.
//! ## Example
//! ```sheet
//! === 0-thanh-pho.xlsx
//! 1 | THÀNH ỦY ĐÀ NẴNG
//! 2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 5 | 1  | Quận Sơn Trà  | 28 ◄ | 5 | 22 ◄ | 1 | 0
//! 6 | 2  | Quận Hải Châu | 20   | 3 | 17   | 0 | 0
//! === 1-son-tra.xlsx
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 5 | 1  | Khối phường   | 27   | 5 | 21   | 1 | 0
//! === 2-hai-chau.xlsx
//! 1 | QUẬN ỦY HẢI CHÂU
//! 2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 5 | 1  | Khối phường   | 20   | 3 | 17   | 0 | 0
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Số liệu về cùng đơn vị, đối tượng, năm và bước khác nhau giữa biểu tổng hợp và danh sách ở hai file, giữa dòng chung
//! và biểu chi tiết; hoặc báo cáo cấp trên khác các đơn vị, theo dòng hoặc theo tổng. Chênh lệch nằm trong phần chưa
//! nêu mức: ghi nhận. Sheet tổng hợp lấy số của các sheet khác, sheet chi tiết một dòng của biểu khác: tính một lần, khác nhau
//! thì nêu. Hai biểu chia cùng một đối tượng theo hai cách (theo đơn vị, theo loại hình) mà khác số: chưa biểu nào được tính. Hai
//! biểu cùng đối tượng không có dòng chung, không ghi là hai phần: cộng và đề nghị kiểm tra lại. Danh sách của cấp trên có các dòng đã
//! có trong danh sách của cấp dưới: tính ở cấp dưới, mức khác nhau hoặc không có ở cấp dưới thì nêu. Khác bước hoặc ngày chốt số liệu được nêu trước và chỉ đề nghị kiểm tra lại.
//! ## Lý do
//! Báo cáo cấp trên được đối chiếu với các đơn vị, không cộng thêm.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use crate::check::listed::{Listed, Otherwise};
use crate::check::records::{Rated, RatedBlock, Submission};
use crate::check::recount::{lists, recounts_of};
use crate::check::rules::breakdowns::breakdowns;
use crate::check::rules::superiors::superiors;
use crate::check::totals::totals;
use crate::check::versions::{Outcome, Twice};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Related, Severity};

pub(super) static RULE: Rule = Rule {
    code: "X602",
    name: "reports-disagree",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "SUM-UNITS",
    doc: documentation!("reports_disagree.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let totals = totals(submission);
    for pair in totals.twice.iter().filter(|t| t.outcome == Outcome::Forms) {
        two_forms(pair, submission, findings);
    }
    for pair in totals.twice.iter().filter(|t| t.outcome == Outcome::Lines) {
        line_and_rows(pair, submission, findings);
    }
    breakdowns(&RULE, submission, &totals, findings);
    superiors(&RULE, submission, &totals, findings);
    listed(submission, findings);
}

/// What of a list of the office above the lists of the offices below say otherwise, or leave open.
fn listed(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    for (file, table) in submission.files.iter().flat_map(|f| f.tables.iter().map(move |t| (f, t))) {
        let Rated::Roster(list) = &table.content else { continue };
        findings.enter_file(file);
        findings.enter_sheet(Some(&table.table.sheet));
        let Listed { otherwise, perhaps, missing, .. } = &table.listed;
        let missing: Vec<CellRef> = missing.iter().map(|&place| list.roster.records[place].name_at()).collect();
        let at = |rows: &[Otherwise]| rows.iter().map(|row| row.at).collect::<Vec<_>>();
        let told = [
            (
                at(otherwise),
                otherwise,
                Severity::Error,
                "có mức khác với danh sách của đơn vị cấp dưới; đã tính theo danh sách đó. Đề nghị đơn vị đối chiếu",
                "of another level than in the lists of the units below, which are counted",
            ),
            (
                at(perhaps),
                perhaps,
                Severity::Warning,
                "trùng họ tên với danh sách của đơn vị cấp dưới, không có ngày sinh để phân biệt; đang tính ở cả hai. Đề nghị ghi ngày sinh hoặc đơn vị",
                "of a name in the lists of the units below, and no birth date; they are counted in both",
            ),
            (
                missing,
                &Vec::new(),
                Severity::Warning,
                "không có trong danh sách của đơn vị cấp dưới được ghi; chưa được tính. Đề nghị đơn vị đối chiếu",
                "not in the lists of the units below that they name; they are not counted",
            ),
        ];
        for (at, there, severity, vi, en) in told {
            let Some(first) = at.first() else { continue };
            let there = there.iter().map(|row| row.there.clone());
            findings
                .add(&RULE, *first)
                .cells(&at)
                .related_elsewhere(there)
                .severity(severity)
                .message(format!("{:02} dòng {vi}", at.len()), format!("{} rows {en}", at.len()));
        }
    }
}

/// A summary and a list of as many rows, in two files.
fn two_forms(pair: &Twice, submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let (summary, list) = (&pair.sources.0, &pair.sources.1);
    let tables = |file: usize| submission.files[file].tables.iter();
    let all: Vec<Vec<_>> = lists(submission.files[pair.files.1].tables.iter())
        .into_iter()
        .map(|together| together.into_iter().map(|(_, list)| list).collect())
        .collect();
    let complete = |rated: &RatedBlock<'_>| all.iter().any(|together| recounts_of(rated, together).is_some());
    let by_rows = tables(pair.files.0).any(|t| match &t.content {
        Rated::Counts(blocks) => blocks.iter().any(complete),
        _ => false,
    });
    // A list that is complete row by row is held against each of them (X601).
    if by_rows {
        return;
    }
    let (Some(first), Some(place)) = (summary.first(), list.first()) else { return };
    findings.enter_file(&submission.files[pair.files.0]);
    findings.enter_sheet(Some(&first.sheet));
    let related = Related { file: Some(place.file.clone()), sheet: Some(place.sheet.clone()), range: place.range };
    let (unit, subject, other) = (&pair.unit, pair.subject.vi(), &place.file);
    findings.add(&RULE, first.range.start).related_elsewhere([related]).message(
        format!("{unit}, {subject}: số liệu biểu tổng hợp khác danh sách ở “{other}” có cùng tổng số; danh sách không tính thêm. Đề nghị đơn vị đối chiếu"),
        format!("{unit}, {}: the summary differs from the list in “{other}”, which has as many rows", pair.subject.id()),
    );
}

/// One line about a subject, in a form about several, and the summary of its rows.
fn line_and_rows(pair: &Twice, submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let (line, rows) = (&pair.sources.0, &pair.sources.1);
    let (Some(first), Some(other)) = (line.first(), rows.first()) else { return };
    findings.enter_file(&submission.files[pair.files.0]);
    findings.enter_sheet(Some(&first.sheet));
    let related =
        rows.iter().map(|s| Related { file: Some(s.file.clone()), sheet: Some(s.sheet.clone()), range: s.range });
    let (unit, subject, figures) = (&pair.unit, pair.subject.vi(), &pair.figures);
    let place =
        if first.file == other.file { format!("{}", other.sheet) } else { format!("{}, {}", other.sheet, other.file) };
    findings.add(&RULE, first.range.start).related_elsewhere(related.collect::<Vec<_>>()).found(figures).message(
        format!("{unit}, {subject}: biểu chung khác biểu chi tiết ở “{place}”: {figures}; số của biểu chi tiết không tính thêm. Đề nghị đơn vị đối chiếu"),
        format!("{unit}, {}: the form of all subjects differs from the summary of its rows in “{place}”: {figures}", pair.subject.id()),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings, inputs, submission};
    use crate::check::totals::UnitTotal;
    use crate::config::Config;
    use crate::locate::Stage;

    const ROW: &str = "Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";

    fn file(name: &str, office: &str, title: &str, rows: &str) -> String {
        format!(
            "=== {name}.xlsx
            1 | {office}
            2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG {title}
            4 | TT | Tên đơn vị | {ROW}
            {rows}
            "
        )
    }

    fn city(title: &str, first: &str) -> String {
        let rows = format!("5 | 1 | Quận Sơn Trà | {first}\n6 | 2 | Quận Hải Châu | 20 | 3 | 17 | 0 | 0");
        file("0", "THÀNH ỦY ĐÀ NẴNG", title, &rows)
    }

    fn units(title: &str) -> String {
        file("1", "QUẬN ỦY SƠN TRÀ", title, "5 | 1 | Khối phường | 27 | 5 | 21 | 1 | 0")
            + &file("2", "QUẬN ỦY HẢI CHÂU", title, "5 | 1 | Khối phường | 20 | 3 | 17 | 0 | 0")
    }

    fn told(city_title: &str, first: &str, unit_title: &str) -> String {
        findings(&RULE, &(city(city_title, first) + &units(unit_title)))
    }

    #[test]
    fn rows_of_one_name_in_two_reports_are_held_each_against_its_own_units() {
        let ward = |ward: &str, second: &str| {
            let rows = format!("5 | 1 | Chi bộ 1 | 9 | 1 | 8 | 0 | 0\n6 | 2 | Chi bộ 2 | {second}");
            let cell = |number: u32, figures: &str| {
                let head = format!("ĐẢNG ỦY PHƯỜNG {ward}\n            2 | CHI BỘ {number}");
                file(&format!("{ward} {number}"), &head, "NĂM 2021", &format!("5 | 1 | Tổ đảng | {figures}"))
                    .replace("            2 | TỔNG", "            3 | TỔNG")
            };
            file(ward, &format!("ĐẢNG ỦY PHƯỜNG {ward}"), "NĂM 2021", &rows)
                + &cell(1, "9 | 1 | 8 | 0 | 0")
                + &cell(2, "7 | 1 | 6 | 0 | 0")
        };
        let both = |second: &str| ward("CÁT BI", "7 | 1 | 6 | 0 | 0") + &ward("NAM HẢI", second);
        assert_eq!(all_codes(&both("7 | 1 | 6 | 0 | 0")), [""; 0]);
        insta::assert_snapshot!(findings(&RULE, &both("8 | 1 | 7 | 0 | 0")), @"C6 X602 error Chi bộ 2: báo cáo cấp trên khác tổng của các đơn vị: tổng số 8 so với 7; HTTNV 7 so với 6. Đề nghị đối chiếu với báo cáo của đơn vị");
        let config = Config::default();
        let units = |picture: &str| {
            let all = totals(&submission(inputs(picture), &config)).units;
            all.into_iter().filter_map(|u| u.unit).collect::<Vec<_>>().join("; ")
        };
        insta::assert_snapshot!(units(&both("7 | 1 | 6 | 0 | 0")), @"Chi bộ 1 (Phường Cát Bi); Chi bộ 2 (Phường Cát Bi); Chi bộ 1 (Phường Nam Hải); Chi bộ 2 (Phường Nam Hải)");
        // One of them has not sent.
        let lacks = both("7 | 1 | 6 | 0 | 0").replace("=== NAM HẢI 2.xlsx", "=== CÁT BI 3.xlsx").replace(
            "1 | ĐẢNG ỦY PHƯỜNG NAM HẢI\n            2 | CHI BỘ 2",
            "1 | ĐẢNG ỦY PHƯỜNG CÁT BI\n            2 | CHI BỘ 3",
        );
        assert!(all_codes(&lacks).contains(&"V502"), "{:?}", all_codes(&lacks));
    }

    #[test]
    fn a_row_may_name_the_office_or_its_organisation() {
        let ward = |name: &str, figures: &str| {
            file(
                name,
                &format!("ĐẢNG ỦY PHƯỜNG {}", name.to_uppercase()),
                "NĂM 2021",
                &format!("5 | 1 | Khối phường | {figures}"),
            )
        };
        for (first, second) in [
            ("Phường Mân Thái", "Phường Thọ Quang"),
            ("Đảng bộ phường Mân Thái", "Đảng bộ phường Thọ Quang"),
            ("Đảng ủy phường Mân Thái", "Đảng ủy phường Thọ Quang"),
            ("ĐB phường Mân Thái", "ĐU P. Thọ Quang"),
        ] {
            let rows = format!("5 | 1 | {first} | 27 | 5 | 21 | 1 | 0\n6 | 2 | {second} | 20 | 3 | 17 | 0 | 0");
            let above = file("0", "QUẬN ỦY SƠN HẠ", "NĂM 2021", &rows);
            let told = |figures: &str| {
                findings(
                    &RULE,
                    &(above.clone() + &ward("Mân Thái", figures) + &ward("Thọ Quang", "20 | 3 | 17 | 0 | 0")),
                )
            };
            assert_eq!(told("27 | 5 | 21 | 1 | 0"), "", "{first}");
            assert!(told("27 | 4 | 22 | 1 | 0").contains("X602 error"), "{first}");
        }
    }

    #[test]
    fn a_slip_in_the_superiors_report_is_told_once() {
        let with = |first: &str, unit: &str, total: &str| {
            let rows = format!(
                "5 | 1 | Quận Sơn Trà | {first}\n6 | 2 | Quận Hải Châu | 20 | 3 | 17 | 0 | 0\n7 | | Cộng | {total}"
            );
            let unit = format!("5 | 1 | Khối phường | {unit}");
            file("0", "THÀNH ỦY ĐÀ NẴNG", "NĂM 2021", &rows)
                + &file("1", "QUẬN ỦY SƠN TRÀ", "NĂM 2021", &unit)
                + &file("2", "QUẬN ỦY HẢI CHÂU", "NĂM 2021", "5 | 1 | Khối phường | 20 | 3 | 17 | 0 | 0")
        };
        let told = |first: &str, total: &str| all_codes(&with(first, "27 | 4 | 22 | 1 | 0", total));
        let total = "47 | 7 | 39 | 1 | 0";
        assert_eq!(told("27 | 4 | 22 | 1 | 0", total), [""; 0]);
        // The sums name the cell, and the unit says the same.
        for slip in ["27 | 4 | 23 | 1 | 0", "28 | 4 | 22 | 1 | 0"] {
            assert_eq!(told(slip, total), ["S201"], "{slip}");
        }
        // They name several, or none; the unit names them.
        let moved = with("27 | 4 | 23 | 0 | 0", "27 | 4 | 22 | 1 | 0", total);
        assert_eq!(all_codes(&moved), ["X602"]);
        insta::assert_snapshot!(findings(&RULE, &moved), @"E5 X602 error Quận Sơn Trà: báo cáo cấp trên khác tổng của các đơn vị: HTTNV 23 so với 22; HTNV 0 so với 1. Đề nghị đối chiếu với báo cáo của đơn vị");
        // With what the units say the sums still fail: two slips.
        let two = with("27 | 4 | 23 | 1 | 0", "27 | 5 | 21 | 1 | 0", total);
        assert_eq!(all_codes(&two), ["S201", "X602"]);
    }

    /// A district's sheet and those of two wards in one workbook, the district's before or after them.
    fn one_workbook(first: &str, second: &str, before: bool) -> String {
        let sheet = |name: &str, office: &str, rows: &str| {
            format!(
                "--- {name}
                1 | QUẬN ỦY SƠN HẠ
                2 | {office}
                3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                4 | TT | Tên đơn vị | {ROW}
                {rows}
                "
            )
        };
        let above = sheet("TH", "", &format!("5 | 1 | {first}\n6 | 2 | {second} | 20 | 3 | 17 | 0 | 0"));
        let wards = sheet("A", "ĐẢNG ỦY PHƯỜNG MÂN THÁI", "5 | 1 | Khối phường | 27 | 5 | 21 | 1 | 0")
            + &sheet("B", "ĐẢNG ỦY PHƯỜNG THỌ QUANG", "5 | 1 | Khối phường | 20 | 3 | 17 | 0 | 0");
        format!("=== a.xlsx\n{}", if before { above + &wards } else { wards + &above })
    }

    #[test]
    fn a_sheet_over_those_of_its_units_is_held_against_them_and_not_added() {
        let config = Config::default();
        let counted = |picture: &str| {
            let found = crate::check::totals::totals(&submission(inputs(picture), &config));
            let all = |units: &[UnitTotal]| units.iter().filter_map(|u| u.counts.total).collect::<Vec<_>>();
            (all(&found.units), all(&found.superiors))
        };
        let second = "Đảng bộ phường Thọ Quang";
        for before in [true, false] {
            let agrees = one_workbook("Đảng bộ phường Mân Thái | 27 | 5 | 21 | 1 | 0", second, before);
            assert_eq!(counted(&agrees), (vec![27, 20], vec![47]));
            assert_eq!(findings(&RULE, &agrees), "");
            let differs = one_workbook("Đảng bộ phường Mân Thái | 27 | 6 | 20 | 1 | 0", second, before);
            assert!(findings(&RULE, &differs).contains("X602 error"));
        }
        // Neither is one of whose rows not all have a sheet (V502 names these).
        let more = one_workbook("Đảng bộ phường An Hải | 27 | 5 | 21 | 1 | 0", second, true);
        assert_eq!(counted(&more), (vec![27, 20], vec![47]));
        let other = one_workbook("Chi bộ Tòa án | 27 | 5 | 21 | 1 | 0", second, true);
        assert_eq!(counted(&other), (vec![27, 20], vec![47]));
    }

    /// Two districts that name the city above themselves, and the city's report in any form.
    fn by_heads(city: &str) -> String {
        let district = |name: &str, office: &str, figures: &str| {
            format!(
                "=== {name}.xlsx
                1 | THÀNH ỦY HÀ PHONG
                2 | {office}
                3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                5 | TT | Tên đơn vị | {ROW}
                6 | 1 | Khối phường | {figures}
                "
            )
        };
        file("0", "THÀNH ỦY HÀ PHONG", "NĂM 2021", city)
            + &district("1", "QUẬN ỦY SƠN HẠ", "27 | 5 | 21 | 1 | 0")
            + &district("2", "QUẬN ỦY NÚI BÚT", "20 | 3 | 17 | 0 | 0")
    }

    #[test]
    fn an_office_two_levels_up_is_held_against_those_below_its_rows() {
        let cell = |name: &str, above: &str, cell: &str| {
            format!(
                "=== {name}.xlsx
                1 | ĐẢNG ỦY XÃ {above}
                2 | CHI BỘ {cell}
                3 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                5 | TT | Họ và tên | Kết quả xếp loại
                6 | 1 | Lê Văn {name} | HTTNV
                7 | 2 | Vũ Văn {name} | HTNV
                "
            )
        };
        let picture = |first: &str| {
            let cells =
                cell("a", "ĐẠI AN", "CƠ QUAN") + &cell("b", "ĐẠI AN", "Y TẾ") + &cell("c", "ĐẠI HÒA", "QUÂN SỰ");
            format!(
                "{cells}=== 0.xlsx
                1 | TỈNH ỦY QUẢNG NAM
                2 | HUYỆN ỦY ĐẠI LỘC
                3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                5 | TT | Tên đơn vị | {ROW}
                6 | 1 | Đảng bộ xã Đại An | {first}
                7 | 2 | Đảng bộ xã Đại Hòa | 2 | 0 | 1 | 1 | 0"
            )
        };
        let counted = |first: &str| {
            let found = crate::check::totals::totals(&submission(inputs(&picture(first)), &Config::default()));
            found.units.iter().map(|u| u.counts.total.unwrap_or(0)).sum::<i64>()
        };
        assert_eq!((counted("4 | 0 | 2 | 2 | 0"), findings(&RULE, &picture("4 | 0 | 2 | 2 | 0"))), (6, String::new()));
        assert!(findings(&RULE, &picture("4 | 0 | 3 | 1 | 0")).contains("X602 error"));
        // Others may not have sent.
        assert!(findings(&RULE, &picture("9 | 0 | 7 | 2 | 0")).contains("X602 warning"));
    }

    #[test]
    fn a_unit_without_a_row_above_is_named_where_its_head_names_nobody_above_it() {
        let two = "5 | 1 | Quận Sơn Trà | 27 | 5 | 21 | 1 | 0
            6 | 2 | Quận Cẩm Lệ | 20 | 3 | 17 | 0 | 0
            7 | | Tổng cộng | 47 | 8 | 38 | 1 | 0";
        let third = file("3", "QUẬN ỦY CẨM LỆ", "NĂM 2021", "5 | 1 | Khối phường | 20 | 3 | 17 | 0 | 0");
        let found = findings(&RULE, &(file("0", "THÀNH ỦY ĐÀ NẴNG", "NĂM 2021", two) + &units("NĂM 2021") + &third));
        assert!(found.contains("X602 warning") && found.contains("không có Quận Hải Châu"), "{found}");
    }

    #[test]
    fn a_row_that_differs_from_the_list_on_the_sheet_of_its_unit_is_told_once() {
        let workbook = |row: &str| {
            format!(
                "1 | HUYỆN ỦY ĐẠI LỘC
                2 | TỔNG HỢP XẾP LOẠI CHI BỘ NĂM 2022
                4 | TT | Đảng bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | Đảng bộ xã Đại An | 3 | 0 | {row} | 0
                6 | 2 | Đảng bộ xã Đại Hòa | 2 | 0 | 2 | 0 | 0
                --- Đại An
                1 | HUYỆN ỦY ĐẠI LỘC
                2 | ĐẢNG ỦY XÃ ĐẠI AN
                3 | DANH SÁCH CHI BỘ VÀ KẾT QUẢ XẾP LOẠI NĂM 2022
                4 | TT | Chi bộ | Xếp loại
                5 | 1 | Chi bộ thôn Đông | HTTNV
                6 | 2 | Chi bộ thôn Tây | HTNV
                7 | 3 | Chi bộ thôn Nam | HTTNV
                --- Đại Hòa
                1 | HUYỆN ỦY ĐẠI LỘC
                2 | ĐẢNG ỦY XÃ ĐẠI HÒA
                3 | DANH SÁCH CHI BỘ VÀ KẾT QUẢ XẾP LOẠI NĂM 2022
                4 | TT | Chi bộ | Xếp loại
                5 | 1 | Chi bộ Giao Thủy | HTTNV
                6 | 2 | Chi bộ Lộc Bình | HTTNV"
            )
        };
        assert_eq!(all_codes(&workbook("3 | 0")), ["X601"]);
        assert_eq!(all_codes(&workbook("2 | 1")), [""; 0]);
    }

    #[test]
    fn a_report_over_those_who_name_its_office_above_themselves_is_held_against_their_sum() {
        let config = Config::default();
        let told = |city: &str| {
            let found = totals(&submission(inputs(&by_heads(city)), &config));
            let sum = |units: &[UnitTotal]| units.iter().filter_map(|u| u.counts.total).sum::<i64>();
            (sum(&found.units), sum(&found.superiors), findings(&RULE, &by_heads(city)))
        };
        let by_sector = "5 | 1 | Khối phường | 40 | 6 | 33 | 1 | 0\n6 | 2 | Khối cơ quan | 7 | 2 | 5 | 0 | 0";
        for city in ["5 | 1 | Tổ chức cơ sở đảng | 47 | 8 | 38 | 1 | 0", by_sector] {
            assert_eq!(told(city), (47, 47, String::new()), "{city}");
        }
        let (_, _, other) = told("5 | 1 | Tổ chức cơ sở đảng | 47 | 7 | 39 | 1 | 0");
        assert!(other.starts_with("D5 X602 error") && other.contains("HTXSNV 7 so với 8"), "{other}");
        // More than the units have: others may not have sent.
        let (units, above, more) = told("5 | 1 | Tổ chức cơ sở đảng | 57 | 8 | 48 | 1 | 0");
        assert!(more.starts_with("C5 X602 warning") && more.contains("có 02 đơn vị đã gửi"), "{more}");
        assert_eq!((units, above), (47, 57));
        // A total that is not the sum of its own rows is the sums' (S202).
        assert_eq!(told(&format!("{by_sector}\n7 | | Cộng | 48 | 8 | 38 | 1 | 0")).2, "");
        // The few people of the office itself are others.
        assert_eq!(told("5 | 1 | Khối cơ quan thành phố | 10 | 1 | 9 | 0 | 0"), (57, 0, String::new()));
    }

    #[test]
    fn a_unit_that_sent_and_has_no_row_above_is_named() {
        let rows = |names: [&str; 2]| {
            format!(
                "5 | 1 | {} | 27 | 5 | 21 | 1 | 0\n6 | 2 | {} | 20 | 3 | 17 | 0 | 0\n7 | | Cộng | 47 | 8 | 38 | 1 | 0",
                names[0], names[1]
            )
        };
        assert_eq!(findings(&RULE, &by_heads(&rows(["Quận Sơn Hạ", "Quận Núi Bút"]))), "");
        let third = "=== 3.xlsx
            1 | THÀNH ỦY HÀ PHONG
            2 | QUẬN ỦY ĐẢO XA
            3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            5 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            6 | 1 | Khối phường | 5 | 1 | 4 | 0 | 0";
        let told = findings(&RULE, &(by_heads(&rows(["Quận Sơn Hạ", "Quận Núi Bút"])) + third));
        assert!(told.starts_with("C7 X602 error Cộng: không có Quận Đảo Xa"), "{told}");
    }

    #[test]
    fn the_day_up_to_which_was_counted_is_named_first() {
        let year = "NĂM 2021";
        assert_eq!(told(year, "27 | 5 | 21 | 1 | 0", year), "");
        assert!(told(year, "28 | 5 | 22 | 1 | 0", year).starts_with("C5 X602 error"));
        let up_to = |day: &str| format!("NĂM 2021 (tính đến ngày {day})");
        let other = told(&up_to("15/12/2021"), "28 | 5 | 22 | 1 | 0", &up_to("30/11/2021"));
        assert!(other.starts_with("C5 X602 warning"), "{other}");
        assert!(other.contains("báo cáo này tính đến ngày 15/12/2021, của đơn vị đến ngày 30/11/2021"), "{other}");
        let same = told(&up_to("15/12/2021"), "28 | 5 | 22 | 1 | 0", &up_to("15/12/2021"));
        assert!(same.starts_with("C5 X602 error"), "{same}");
    }

    #[test]
    fn the_total_of_a_report_without_unrated_may_be_those_rated() {
        let units = |total: &str| {
            format!(
                "=== 1.xlsx
                1 | QUẬN ỦY SƠN TRÀ
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                4 | TT | Tên đơn vị | Tổng số | Số được xếp loại | HTXSNV | HTTNV | HTNV | KHTNV | Chưa xếp loại | Lý do
                5 | 1 | Khối phường | {total} | 27 | 5 | 21 | 1 | 0 | 2 | Mới thành lập
                "
            ) + &file("2", "QUẬN ỦY HẢI CHÂU", "NĂM 2021", "5 | 1 | Khối phường | 20 | 3 | 17 | 0 | 0")
        };
        let told = |first: &str| findings(&RULE, &(city("NĂM 2021", first) + &units("29")));
        let rated = told("27 | 5 | 21 | 1 | 0");
        assert!(rated.starts_with("C5 X602 info"), "{rated}");
        assert!(
            rated.contains("tổng số 27 là số các đơn vị đã đánh giá, xếp loại; tổng số của các đơn vị là 29"),
            "{rated}"
        );
        assert!(told("28 | 5 | 22 | 1 | 0").starts_with("C5 X602 error"));
    }

    #[test]
    fn one_line_about_a_subject_is_held_against_the_summary_of_its_rows_and_counted_once() {
        let rows = "=== a.xlsx
            1 | ĐẢNG ỦY PHƯỜNG A
            2 | TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            4 | TT | Chi bộ | Số ĐV được xếp loại | HTXSNV | HTTNV | HTNV | KHTNV
            5 | 1 | Chi bộ 1 | 20 | 3 | 16 | 1 | 0
            6 | 2 | Chi bộ 2 | 30 | 3 | 26 | 1 | 0
            ";
        let all = |place: &str, members: &str| {
            format!(
                "{place}
                1 | ĐẢNG ỦY PHƯỜNG A
                2 | BIỂU TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                4 | TT | Đối tượng | Số được xếp loại | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | Chi bộ trực thuộc | 2 | 0 | 2 | 0 | 0
                6 | 2 | Đảng viên | 50 | {members} | 2 | 0
                7 | 3 | Tập thể lãnh đạo | 3 | 0 | 3 | 0 | 0
                "
            )
        };
        let config = Config::default();
        let counted = |picture: &str| {
            let all = totals(&submission(inputs(picture), &config)).units;
            let members = all.iter().filter(|t| t.subject == crate::locate::Subject::Member);
            members.map(|t| t.counts.rated.unwrap_or(0)).collect::<Vec<_>>()
        };
        for place in ["=== b.xlsx", "--- Tổng hợp"] {
            let same = format!("{rows}{}", all(place, "6 | 42"));
            assert_eq!((findings(&RULE, &same).as_str(), counted(&same)), ("", vec![50]), "{place}");
            let other = format!("{rows}{}", all(place, "7 | 41"));
            let told = findings(&RULE, &other);
            assert!(told.contains("X602 error") && told.contains("HTXSNV 7 so với 6; HTTNV 41 so với 42"), "{told}");
            assert_eq!(counted(&other), [50], "{place}");
        }
    }

    #[test]
    fn what_the_units_left_unstated_covers_as_much_and_no_more() {
        let told = |above: &str| {
            // Two of 27 are not stated.
            let units = units("NĂM 2021").replace("27 | 5 | 21 | 1 | 0", "27 | 5 | 20 | |");
            findings(&RULE, &(city("NĂM 2021", above) + &units))
        };
        assert!(
            told("27 | 5 | 21 | 1 | 0").starts_with("D5 X602 info")
                || told("27 | 5 | 21 | 1 | 0").contains("X602 info")
        );
        assert!(told("27 | 5 | 21 | 1 | 0").contains("phần chênh lệch nằm trong số các đơn vị chưa nêu mức"));
        assert!(told("27 | 5 | 22 | 2 | 0").contains("X602 error"), "two and two are more than the two unstated");
        assert!(told("27 | 4 | 21 | 2 | 0").contains("X602 error"), "what is stated is not covered");
    }

    #[test]
    fn a_report_of_another_stage_is_named_first() {
        // Their levels stand under a head of their own.
        let heads = "Tổng số | Đề nghị xếp loại | | |
            5 | | | | HTXSNV | HTTNV | HTNV | KHTNV";
        let moved = |text: String| text.replace("6 | 2 |", "7 | 2 |").replace("5 | 1 |", "6 | 1 |");
        let proposed = |text: String| moved(text).replace(ROW, heads);
        let (year, more, same) = ("NĂM 2021", "28 | 5 | 22 | 1 | 0", "27 | 5 | 21 | 1 | 0");
        let told = |first: &str| findings(&RULE, &(proposed(city(year, first)) + &units(year)));
        let other = told(more);
        assert!(other.starts_with("C6 X602 warning"), "{other}");
        assert!(other.contains("báo cáo này là số đề nghị, của đơn vị là số quyết định"), "{other}");
        assert_eq!(told(same), "");
        // Where the units give both, each is held against its own.
        let both = proposed(city(year, more))
            + &units(year)
            + &proposed(units(year).replace("27 | 5 | 21", "28 | 5 | 22").replace("=== ", "=== de-nghi-"));
        assert_eq!(findings(&RULE, &both), "");
    }

    #[test]
    fn other_years_and_quarters_are_compared_with_nothing() {
        assert_eq!(told("NĂM 2026", "28 | 5 | 22 | 1 | 0", "QUÝ I NĂM 2026"), "");
        assert_eq!(told("NĂM 2021", "28 | 5 | 22 | 1 | 0", "NĂM 2020"), "");
        assert!(told("QUÝ I NĂM 2026", "28 | 5 | 22 | 1 | 0", "QUÝ I NĂM 2026").contains("X602 error"));
    }

    #[test]
    fn a_quarter_is_counted_by_itself_and_stages_are_never_added() {
        let totals_of = |picture: &str| {
            let config = Config::default();
            let all = totals(&submission(inputs(picture), &config)).units;
            let line = |u: &UnitTotal| (u.period.is_some(), u.stage, u.counts.total.unwrap_or(0));
            all.iter().map(line).collect::<Vec<_>>()
        };
        let quarter = file("1", "QUẬN ỦY SƠN TRÀ", "QUÝ I NĂM 2026", "5 | 1 | Khối phường | 27 | 5 | 21 | 1 | 0");
        let year = file("2", "QUẬN ỦY SƠN TRÀ", "NĂM 2026", "5 | 1 | Khối phường | 28 | 5 | 22 | 1 | 0");
        let two = totals_of(&(quarter + &year));
        assert_eq!(two, [(true, Stage::Decided, 27), (false, Stage::Decided, 28)]);
        let list = |head: &str, n: usize| {
            let rows: String = (0..n).map(|i| format!("{} | {} | Chi bộ {i} trường | HTTNV\n", i + 5, i + 1)).collect();
            format!(
                "=== {n}.xlsx
                1 | QUẬN ỦY SƠN TRÀ
                2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                4 | TT | Tên tổ chức đảng | {head}
                {rows}"
            )
        };
        let stages =
            totals_of(&(list("Tự xếp loại", 3) + &list("Đề nghị xếp loại", 4) + &list("Quyết định xếp loại", 5)));
        assert_eq!(stages, [(false, Stage::Own, 3), (false, Stage::Proposed, 4), (false, Stage::Decided, 5)]);
    }

    #[test]
    fn rows_that_do_not_make_up_the_total_that_is_sent_up_are_told_where_they_stand() {
        let codes = |rows: &str| {
            let unit = file("1", "QUẬN ỦY SƠN TRÀ", "NĂM 2021", rows);
            let other = file("2", "QUẬN ỦY HẢI CHÂU", "NĂM 2021", "5 | 1 | Khối phường | 20 | 3 | 17 | 0 | 0");
            all_codes(&(city("NĂM 2021", "27 | 5 | 21 | 1 | 0") + &unit + &other))
        };
        let three = "5 | 1 | Đảng bộ A | 10 | 2 | 8 | 0 | 0\n6 | 2 | Đảng bộ B | 11 | 2 | 8 | 1 | 0\n7 | 3 | Đảng bộ C | 6 | 1 | 5 | 0 | 0";
        let two = "5 | 1 | Đảng bộ A | 10 | 2 | 8 | 0 | 0\n6 | 2 | Đảng bộ B | 11 | 2 | 8 | 1 | 0";
        let without_cap = |codes: Vec<&'static str>| codes.into_iter().filter(|c| *c != "C401").collect::<Vec<_>>();
        assert_eq!(without_cap(codes(&format!("{three}\n8 | | Tổng cộng | 27 | 5 | 21 | 1 | 0"))), [""; 0]);
        assert_eq!(without_cap(codes(&format!("{two}\n8 | | Tổng cộng | 27 | 5 | 21 | 1 | 0"))), ["S202"]);
        let twice = format!("{three}\n8 | 4 | Đảng bộ C | 6 | 1 | 5 | 0 | 0\n9 | | Tổng cộng | 27 | 5 | 21 | 1 | 0");
        assert_eq!(without_cap(codes(&twice)), ["V503"]);
        // What the unit itself adds up to otherwise is for the reports.
        assert_eq!(without_cap(codes(&format!("{two}\n8 | | Tổng cộng | 21 | 4 | 16 | 1 | 0"))), ["X602"]);
    }
}
