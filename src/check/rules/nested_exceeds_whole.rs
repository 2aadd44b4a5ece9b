//! # Số “trong đó” lớn hơn số chung
//!
//! ## What it finds
//! A “trong đó” count, in a column or in a row below its line, is larger than the count it is part of.
//! ## Why it matters
//! A part cannot exceed its whole: one of the two is wrong, or stands in the wrong column.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | HTTNV | Trong đó: HTXSNV | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A  | 10      | 4     | 7 ◄              | 6    | 0
//! 5 | 2  | Đảng bộ B  | 10      | 9     | 1                | 1    | 0
//! 6 | 3  | Đảng bộ C  | 11      | 10    | 2                | 1    | 0
//! ```
//! ## Correction
//! None, unless totals prove which of the two is wrong.
//! ## Nội dung kiểm tra
//! Số “trong đó”, ở cột hoặc ở dòng bên dưới, lớn hơn số chung.
//! ## Lý do
//! Phần không thể lớn hơn toàn bộ: một trong hai số sai, hoặc ghi nhầm cột.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa, trừ khi các tổng cho thấy số nào sai.

use crate::check::arithmetic::{Case, cases, line_name, measure_name};
use crate::check::records::TableRecord;
use crate::check::rules::levels_do_not_sum;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRange, CellRef, Severity};
use crate::solve::equations::Meaning;

pub(super) static RULE: Rule = Rule {
    code: "S204",
    name: "nested-exceeds-whole",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "NEST-SUBSET",
    doc: documentation!("nested_exceeds_whole.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let file = findings.file();
    for case in cases(table).iter().filter(|c| c.code == RULE.code) {
        let (vi, en) = say(case);
        findings
            .add(&RULE, case.at)
            .found(&case.found)
            .expected(expected(case))
            .related(&case.related)
            .related_elsewhere(case.elsewhere.clone())
            .fix(case.fix.as_ref().map(|f| f.fix(table, &file)))
            .message(format!("{vi}{}", case.tail().0), format!("{en}{}", case.tail().1));
    }
    for inside in table.inside.iter().filter(|i| !i.partition) {
        let (name, what) = (&inside.name, if inside.column { "cột" } else { "dòng" });
        for (whole, line, parts, more) in &inside.broken {
            let mut cells = vec![*whole];
            cells.extend(made_up_of(table, &[*whole, parts[0]]).into_iter().filter(|at| *at != parts[0]));
            if findings.add_to_sums(&[*whole, parts[0]], &[&cells[..], &parts[..]].concat()) {
                continue;
            }
            let mut others = findings.silence(levels_do_not_sum::RULE.code, &[*whole, parts[0]]);
            others.retain(|r| !cells.iter().chain(parts).any(|at| r.range == CellRange::from(*at)));
            let finding = findings.add(&RULE, parts[0]).found(more).expected(format!("≤ {line}"));
            finding.related(&cells).related_elsewhere(others).message(
                format!(
                    "{name}: {what} “trong đó” ghi {more}, lớn hơn {line} ở ô {whole}. Đề nghị đơn vị kiểm tra lại"
                ),
                format!("{name}: {more} stand inside {line} ({whole}); please check"),
            );
        }
    }
}

/// The cells of lines that do not make up one of these: one wrong figure breaks both.
fn made_up_of(table: &TableRecord<'_>, cells: &[CellRef]) -> Vec<CellRef> {
    let broken = table.inside.iter().filter(|i| i.partition).flat_map(|i| &i.broken);
    let shares = |whole: &CellRef, parts: &[CellRef]| cells.contains(whole) || parts.iter().any(|p| cells.contains(p));
    let broken = broken.filter(|(whole, _, parts, _)| shares(whole, parts));
    broken.flat_map(|(whole, _, parts, _)| parts.iter().chain([whole])).copied().collect()
}

/// What should stand there, else what it may be at most.
fn expected(case: &Case<'_>) -> String {
    match case.sides {
        Some((_, whole)) if case.expected.is_empty() => format!("≤ {whole}"),
        _ => case.expected.clone(),
    }
}

fn say(case: &Case<'_>) -> (String, String) {
    if let (Meaning::PartNested { line, measure }, Some((part, whole))) = (case.meaning, case.sides) {
        let (name, what) = (line_name(&case.rated.block, *line), measure_name(case.rated, *measure));
        return (
            format!("{name}, {what}: ghi {part}, lớn hơn số chung là {whole}"),
            format!("{name}, {what}: {part}, more than the whole, {whole}"),
        );
    }
    let (Meaning::Nested { line }, Some((part, whole))) = (case.meaning, case.sides) else { return Default::default() };
    let name = line_name(&case.rated.block, *line);
    (
        format!("{name}: số HTXSNV trong đó là {part}, lớn hơn số HTTNV là {whole}"),
        format!("{name}: {part} HTXSNV stand inside {whole} HTTNV"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_findings, findings};
    use crate::finding::Finding;

    #[test]
    fn a_row_inside_another_is_at_most_that_row() {
        let sheet = |women: u8| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                 3 | TT | Chi bộ | Tổng số đảng viên | HTXSNV | HTTNV | HTNV | KHTNV
                 4 | 1 | Chi bộ A | 20 | 3 | 16 | 1 | 0
                 5 | | Trong đó: nữ | 8 | {women} | 4 | 0 | 0
                 6 | 2 | Chi bộ B | 10 | 2 | 8 | 0 | 0"
            )
        };
        let bare = |women: u8| sheet(women).replace("Trong đó: nữ", "Nữ");
        assert_eq!(findings(&RULE, &bare(3)), "");
        assert!(findings(&RULE, &bare(4)).starts_with("D5 S204 error Chi bộ A"), "{}", findings(&RULE, &bare(4)));
        insta::assert_snapshot!(findings(&RULE, &sheet(3)), @"");
        insta::assert_snapshot!(findings(&RULE, &sheet(4)), @"D5 S204 error Chi bộ A: dòng “trong đó” ghi 4, lớn hơn 3 ở ô D4. Đề nghị đơn vị kiểm tra lại");
    }
    #[test]
    fn women_below_the_last_unit_without_a_total_may_be_those_of_all() {
        let told = |women: &str, more: &str| {
            findings(
                &RULE,
                &format!(
                    "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                     3 | TT | Chi bộ | Tổng số đảng viên | HTXSNV | HTTNV | HTNV | KHTNV
                     4 | 1 | Chi bộ A | 20 | 3 | 16 | 1 | 0
                     5 | 2 | Chi bộ B | 10 | 2 | 8 | 0 | 0
                     6 | | Trong đó: nữ | {women}
                     {more}"
                ),
            )
        };
        assert_eq!(told("12 | 4 | 8 | 0 | 0", ""), "");
        assert!(told("12 | 6 | 6 | 0 | 0", "").contains("S204 error"), "more than all of them");
        let total = "7 | | Tổng cộng | 30 | 5 | 24 | 1 | 0";
        assert!(told("12 | 4 | 8 | 0 | 0", total).starts_with("C6 S204 error"), "those of Chi bộ B");
    }

    #[test]
    fn beside_levels_in_rows_a_column_of_some_is_at_most_the_one_it_stands_beside() {
        let told = |head: &str, best: u8| {
            findings(
                &RULE,
                &format!(
                    "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                     3 | TT | Mức xếp loại | Tổng số | {head}
                     4 | 1 | Hoàn thành xuất sắc nhiệm vụ | 3 | {best}
                     5 | 2 | Hoàn thành tốt nhiệm vụ | 16 | 4
                     6 | 3 | Hoàn thành nhiệm vụ | 2 | 1
                     7 | 4 | Không hoàn thành nhiệm vụ | 0 | 0"
                ),
            )
        };
        assert_eq!(told("Trong đó: Nữ", 3), "");
        let more = told("Trong đó: Nữ", 4);
        assert!(more.starts_with("D4 S204 error Trong đó: Nữ: cột “trong đó” ghi 4, lớn hơn 3 ở ô C4"), "{more}");
        assert_eq!(told("Khối phường", 4), "", "the head says nothing of a part");
    }

    #[test]
    fn one_wrong_figure_of_an_outline_is_told_once() {
        let told = |fair: u8, weak: u8, parts: [u8; 2]| {
            let sheet = format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                 3 | TT | Nội dung | Tổng số | Xã | Phường
                 4 | 1 | Tổng số đảng viên | 290 | 115 | 175
                 5 | a | Hoàn thành xuất sắc nhiệm vụ | 50 | 20 | 30
                 6 | b | Hoàn thành tốt nhiệm vụ | 220 | 85 | 135
                 7 | c | Hoàn thành nhiệm vụ | 20 | 10 | {fair}
                 8 | | Trong đó: Còn hạn chế | 8 | 3 | {weak}
                 9 | | Chia ra: 1) Năng lực | 6 | 2 | {}
                 10 | | 2) Trách nhiệm | 2 | 1 | {}
                 11 | d | Không hoàn thành nhiệm vụ | 0 | 0 | 0",
                parts[0], parts[1]
            );
            let told = all_findings(&sheet).into_iter().filter(|f| f.rule.starts_with('S'));
            let related = |f: &Finding| f.related.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            told.map(|f| format!("{} {} {}", f.rule, f.cell.expect("a cell"), related(&f))).collect::<Vec<_>>()
        };
        assert_eq!(told(10, 5, [4, 1]), [""; 0]);
        insta::assert_snapshot!(told(10, 12, [4, 1]).join("; "), @"S204 E8 E7,E9:E10");
        insta::assert_snapshot!(told(1, 5, [4, 1]).join("; "), @"S201 E7 E4:E6,C7:D7,E11,E8");
        insta::assert_snapshot!(told(10, 5, [4, 2]).join("; "), @"S202 E8 E9:E10");
    }

    #[test]
    fn a_column_inside_another_is_at_most_that_column() {
        let sheet = |best: u8| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                 3 | TT | Tên đơn vị | Tổng số | HTTNV | Trong đó: HTXSNV | HTNV | KHTNV
                 4 | 1 | Đảng bộ A | 10 | 4 | {best} | 6 | 0
                 5 | 2 | Đảng bộ B | 10 | 9 | 1 | 1 | 0"
            )
        };
        assert_eq!(findings(&RULE, &sheet(4)), "");
        insta::assert_snapshot!(findings(&RULE, &sheet(5)), @"E4 S204 error Đảng bộ A: số HTXSNV trong đó là 5, lớn hơn số HTTNV là 4. Đề nghị đơn vị kiểm tra lại ô E4");
    }
}
