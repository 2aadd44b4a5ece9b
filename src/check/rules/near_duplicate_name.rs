//! # Tên đơn vị gần trùng
//!
//! ## What it finds
//! Two units of one list under one parent whose names are equal once abbreviations and spacing are levelled. Tones are
//! never levelled, and names that differ by a number are never close.
//! ## Why it matters
//! It may be one unit, counted twice.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
//! 4 | 1 | Chi bộ Trường THCS Lê Lợi | HTTNV
//! 5 | 2 | Chi bộ Trường THCS Lê Lai | HTXSNV
//! 6 | 3 | CB trường THCS Lê Lợi ◄ | HTNV
//! ```
//! ## Correction
//! None: the unit says whether they are one.
//! ## Nội dung kiểm tra
//! Hai đơn vị trong một danh sách, cùng cấp trên, có tên trùng nhau sau khi viết đủ chữ viết tắt và bỏ khoảng trắng.
//! Không bỏ dấu; tên khác nhau ở số thì không xem là gần trùng.
//! ## Lý do
//! Có thể là một đơn vị được tính hai lần.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: đơn vị xác nhận có phải là một hay không.

use std::collections::BTreeMap;

use crate::check::records::{Rated, TableRecord};
use crate::check::units::wide;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::locate::RowRole;
use crate::text::key;

pub(super) static RULE: Rule = Rule {
    code: "V505",
    name: "near-duplicate-name",
    severity: Severity::Warning,
    scope: Scope::Table(check),
    basis: "",
    doc: documentation!("near_duplicate_name.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let mut seen: BTreeMap<(String, String), (&str, CellRef)> = BTreeMap::new();
    for (name, parent, at) in counted(table) {
        let identity = (levelled(name), levelled(&parent));
        match seen.get(&identity) {
            Some((first, first_at)) if key(first) != key(name) => {
                findings.add(&RULE, at).related(&[*first_at]).found(name).message(
                    format!(
                        "“{name}” và “{first}” (dòng {}) có thể là một đơn vị. Đề nghị đơn vị kiểm tra lại",
                        first_at.row + 1
                    ),
                    format!("“{name}” and “{first}” (row {}) may be one unit", first_at.row + 1),
                );
            }
            Some(_) => {}
            None => {
                seen.insert(identity, (name, at));
            }
        }
    }
}

/// Without abbreviations and spaces; numbers stay apart, so that "Chi bộ 1 1" is not "Chi bộ 11".
fn levelled(name: &str) -> String {
    let wide = wide(name);
    let mut out = String::with_capacity(wide.len());
    for word in wide.split(' ') {
        let number = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if number(out.chars().next_back()) && number(word.chars().next()) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The units a table counts: name, what it stands under, cell.
fn counted<'t>(table: &'t TableRecord<'_>) -> Vec<(&'t str, String, CellRef)> {
    match &table.content {
        Rated::Roster(list) if !list.roster.persons => {
            let under = |r: &crate::parse::Record| {
                [r.parent.as_deref(), r.group.as_deref()].map(Option::unwrap_or_default).join("|")
            };
            let records = list.roster.records.iter().filter(|r| !r.name.is_empty());
            records.map(|r| (r.name.as_str(), under(r), r.name_at())).collect()
        }
        Rated::Counts(blocks) => {
            let Some(block) = blocks.first().map(|b| &b.block).filter(|b| !b.transposed) else { return Vec::new() };
            let lines = block.lines.iter().filter(|l| l.role == RowRole::Data && !l.name.is_empty());
            lines.map(|l| (l.name.as_str(), l.group.clone().unwrap_or_default(), l.name_at)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings};

    fn list(rows: &str) -> String {
        format!(
            "1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
            {rows}"
        )
    }

    #[test]
    fn numbers_and_tones_part_names() {
        let rows = "4 | 1 | Chi bộ Khu phố I | HTTNV
                    5 | 2 | Chi bộ Khu phố II | HTTNV
                    6 | 3 | Chi bộ 1 | HTTNV
                    7 | 4 | Chi bộ 11 | HTTNV
                    8 | 5 | Chi bộ 1 1 | HTTNV
                    9 | 6 | Chi bộ Hòa An | HTTNV
                    10 | 7 | Chi bộ Hoa An | HTTNV";
        assert_eq!(findings(&RULE, &list(rows)), "");
    }

    #[test]
    fn the_same_letters_are_a_duplicate_and_no_near_one() {
        let rows = "4 | 1 | Chi bộ Trường A | HTTNV
                    5 | 2 | Chi bộ trường A | HTTNV
                    6 | 3 | Đảng bộ Cty cổ phần B | HTTNV
                    7 | 4 | Đảng bộ Công ty CP  B | HTTNV";
        assert_eq!(all_codes(&list(rows)), ["V503", "V505"]);
        assert!(findings(&RULE, &list(rows)).starts_with("B7 "));
    }

    #[test]
    fn under_two_parents_they_are_two() {
        let rows = "4 | I | Khối phường
                    5 | 1 | Chi bộ Trường TH A | HTTNV
                    6 | II | Khối trường học
                    7 | 2 | Chi bộ Trường tiểu học A | HTTNV";
        assert_eq!(findings(&RULE, &list(rows)), "");
    }
}
