//! # Mức xếp loại có nhiều cách hiểu
//!
//! ## What it finds
//! A label that means different levels in different frameworks, and nothing on the sheet settles which;
//! or a label of a scale that no document brings to the four levels.
//! ## Why it matters
//! “Tốt” is the second level of one scale and the first of another. The program never guesses.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
//! 4 | 1 | Chi bộ Trường A | A ◄
//! 5 | 2 | Chi bộ Trường B | B ◄
//! 6 | 3 | Chi bộ Trường C | A ◄
//! ```
//! ## Correction
//! None: the readings are listed; a legend, or a declared framework, settles it.
//! ## Nội dung kiểm tra
//! Tên mức có nghĩa khác nhau ở các khung khác nhau mà trên biểu không có gì xác định; hoặc mức của thang không có văn
//! bản quy đổi về bốn mức.
//! ## Lý do
//! “Tốt” là mức thứ hai ở khung này, mức thứ nhất ở khung khác. Chương trình không đoán.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: các cách hiểu được liệt kê; chú giải trên biểu hoặc khai báo khung sẽ xác định.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::records::{Rated, TableRecord};
use crate::check::rules::ratings::{Place, meaning, texts};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::normalise::{Framework, Level, Resolution};

pub(super) static RULE: Rule = Rule {
    code: "L102",
    name: "ambiguous-rating",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "LABEL-SET",
    doc: documentation!("ambiguous_rating.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let mut groups: Vec<(Vec<Place<'_>>, Vec<Reading<'_>>)> = Vec::new();
    for place in meaning(table, |r| matches!(r, Resolution::Ambiguous { .. })) {
        let Some(readings) = readings(place.resolution) else { continue };
        let same =
            |g: &&mut (Vec<Place<'_>>, Vec<Reading<'_>>)| g.0[0].column == place.column && g.0[0].text == place.text;
        match groups.iter_mut().find(same) {
            Some(group) => group.0.push(place),
            None => groups.push((vec![place], readings)),
        }
    }
    let (signs, groups): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(same, _)| is_sign(&same[0]));
    without_legend(table, &signs, findings);
    for (same, readings) in groups {
        let cells: Vec<_> = same.iter().map(|p| p.at).collect();
        let (text, rows) = (same[0].text, cells.len());
        let list = summed_up(&readings);
        let readings = readings.iter().map(|(level, framework)| said(*level, &framework.name)).collect();
        findings.add(&RULE, cells[0]).cells(&cells).found(text).readings(readings).message(
            format!("“{text}” có nhiều cách hiểu ({list}), {rows:02} dòng chưa tính được. Đề nghị nêu khung xếp loại hoặc ghi đủ tên mức"),
            format!("“{text}” can mean several things ({list}); {rows} rows are not resolved. Name the framework"),
        );
    }
    unmapped(table, findings);
}

/// A letter or number that says a level only by a legend.
fn is_sign(place: &Place<'_>) -> bool {
    !place.header && place.text.chars().count() <= 2
}

/// Letters or numbers in the cells of a list, and nothing that says what they mean: one cause, one finding. Where they stand
/// under months, nothing of them counts for the year.
fn without_legend(table: &TableRecord<'_>, signs: &[(Vec<Place<'_>>, Vec<Reading<'_>>)], findings: &mut Findings<'_>) {
    let Rated::Roster(list) = &table.content else { return };
    for of_months in [false, true] {
        let own = |same: &[Place<'_>]| list.roster.ratings[same[0].column].period.is_some() == of_months;
        let own: Vec<_> = signs.iter().filter(|(same, _)| own(same)).collect();
        let mut meant: BTreeMap<&str, &Vec<Reading<'_>>> = BTreeMap::new();
        own.iter().for_each(|(same, readings)| _ = meant.entry(same[0].text).or_insert(readings));
        let mut cells: Vec<CellRef> = own.iter().flat_map(|(same, _)| same.iter().map(|p| p.at)).collect();
        cells.sort();
        let Some(&first) = cells.first() else { continue };
        let (texts, places) = (meant.keys().copied().collect::<Vec<_>>().join("”, “"), cells.len());
        let each = |(text, readings): (&&str, &&Vec<Reading<'_>>)| format!("“{text}”: {}", levels_of(readings));
        let levels = meant.iter().filter(|(_, readings)| readings.iter().any(|r| r.0.is_some()));
        let ways = levels.map(each).collect::<Vec<_>>().join("; ");
        let ways = if ways.is_empty() { ways } else { format!(" ({ways})") };
        let of = |(text, readings): (&&str, &&Vec<Reading<'_>>)| {
            let one = |r: &Reading<'_>| format!("“{text}”: {}", said(r.0, &r.1.name));
            readings.iter().map(one).collect::<Vec<_>>()
        };
        let severity = if of_months { Severity::Info } else { RULE.severity };
        let finding = findings.add(&RULE, first).cells(&cells).severity(severity).found(&texts);
        finding.readings(meant.iter().flat_map(of).collect()).message(
            format!("Không có chú giải cho biết “{texts}” là mức nào{ways}, {places:02} ô chưa tính được. Đề nghị ghi chú giải hoặc tên mức"),
            format!("No legend says what “{texts}” mean{ways}; {places} cells are not resolved. Name the levels"),
        );
    }
}

/// The levels that a letter or number may mean.
fn levels_of(readings: &[Reading<'_>]) -> String {
    let mut levels: Vec<Level> = readings.iter().filter_map(|r| r.0).collect();
    levels.sort();
    levels.dedup();
    levels.iter().rev().map(|l| l.code()).collect::<Vec<_>>().join(" hoặc ")
}

/// A column in a scale that no document brings to the four levels: one cause, one finding.
fn unmapped(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let mut groups: Vec<(usize, &Framework, Vec<Place<'_>>)> = Vec::new();
    for place in meaning(table, |r| matches!(r, Resolution::Unmapped { .. })) {
        let Resolution::Unmapped { framework, .. } = place.resolution else { continue };
        match groups.iter_mut().find(|g| g.0 == place.column && g.1.id == framework.id) {
            Some(group) => group.2.push(place),
            None => groups.push((place.column, framework, vec![place])),
        }
    }
    for (_, framework, same) in groups {
        let cells: Vec<_> = same.iter().map(|p| p.at).collect();
        let (list, rows, name) = (texts(&same).join("”, “"), cells.len(), &framework.name);
        findings.add(&RULE, cells[0]).cells(&cells).found(&list).readings(vec![format!("{}: không quy đổi", framework.name)]).message(
            format!("“{list}” là mức của {name}; không có văn bản quy đổi sang bốn mức nên {rows:02} dòng chưa tính được. Đề nghị ghi mức xếp loại chất lượng của năm"),
            format!("“{list}” are levels of {}; no document brings them to the four levels, so {rows} rows are not resolved", framework.name_en),
        );
    }
}

/// A level, and the framework by which the words mean it.
type Reading<'c> = (Option<Level>, &'c Framework);

/// The readings of a rating that could not be settled.
fn readings<'t>(resolution: &'t Resolution<'_>) -> Option<Vec<Reading<'t>>> {
    let Resolution::Ambiguous { readings } = resolution else { return None };
    let mut list: Vec<Reading<'_>> = readings.iter().map(|r| (r.level, r.framework)).collect();
    // What no document brings to a level says nothing beside what does.
    if list.iter().filter_map(|r| r.0).collect::<BTreeSet<_>>().len() >= 2 {
        list.retain(|r| r.0.is_some());
    }
    list.dedup_by_key(|(level, framework)| (*level, framework.name.as_str()));
    Some(list)
}

fn said(level: Option<Level>, names: &str) -> String {
    format!("{} theo {names}", level.map_or("không quy đổi", Level::code))
}

/// Each level once, with two of the frameworks that say so at most: "HTTNV theo A, B và 03 khung khác".
fn summed_up(readings: &[Reading<'_>]) -> String {
    let mut levels: Vec<Option<Level>> = Vec::new();
    for (level, _) in readings {
        if !levels.contains(level) {
            levels.push(*level);
        }
    }
    let of = |level: Option<Level>| {
        let names: Vec<&str> = readings.iter().filter(|r| r.0 == level).map(|r| r.1.name.as_str()).collect();
        let (shown, more) = names.split_at(names.len().min(2));
        let more = if more.is_empty() { String::new() } else { format!(" và {:02} khung khác", more.len()) };
        said(level, &format!("“{}”{more}", shown.join("”, “")))
    };
    levels.into_iter().map(of).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn words_of_the_year_s_own_scale_are_settled() {
        let sheet = "
            1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
            4 | 1 | Chi bộ Trường A | HTTNV
            5 | 2 | Chi bộ Trường B | HTXSNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
    #[test]
    fn a_word_of_two_scales_is_shown_with_both_unless_the_sheet_settles_it() {
        let sheet = |title: &str, label: &str, legend: &str| {
            format!(
                "1 | {title} NĂM 2021
                3 | TT | Họ và tên | Mức xếp loại
                4 | 1 | Nguyễn Văn An | {label}
                5 | 2 | Trần Thị Bình | {label}
                7 | {legend}"
            )
        };
        let persons = "DANH SÁCH XẾP LOẠI CHẤT LƯỢNG";
        insta::assert_snapshot!(findings(&RULE, &sheet(persons, "Tốt", "")), @"C4 L102 error “Tốt” có nhiều cách hiểu (HTTNV theo “Phân loại tổ chức đảng, đảng viên (2008–2013)”, “Phân loại tổ chức đảng, đảng viên (2014–2017)” và 21 khung khác; HTXSNV theo “Chuẩn nghề nghiệp giáo viên phổ thông”, “Chuẩn nghề nghiệp giáo viên mầm non” và 01 khung khác), 02 dòng chưa tính được. Đề nghị nêu khung xếp loại hoặc ghi đủ tên mức");
        insta::assert_snapshot!(findings(&RULE, &sheet(persons, "A", "")), @"C4 L102 error Không có chú giải cho biết “A” là mức nào (“A”: HTXSNV hoặc HTTNV), 02 ô chưa tính được. Đề nghị ghi chú giải hoặc tên mức");
        let legend = "Ghi chú: A: Hoàn thành xuất sắc nhiệm vụ; B: Hoàn thành tốt nhiệm vụ";
        assert_eq!(findings(&RULE, &sheet(persons, "A", legend)), "");
    }
}
