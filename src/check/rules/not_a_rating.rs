//! # Không phải mức xếp loại chất lượng
//!
//! ## What it finds
//! An emulation title, accreditation level, index or pupil's grade where a rating is expected.
//! ## Why it matters
//! It measures something else and is never counted as a rating.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
//! 4 | 1 | Chi bộ Trường A | HTTNV
//! 5 | 2 | Chi bộ Trường B | Lao động tiên tiến ◄
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Danh hiệu thi đua, mức kiểm định, chỉ số hoặc xếp loại học sinh ở chỗ của mức xếp loại.
//! ## Lý do
//! Đó là nội dung khác, không bao giờ tính là mức xếp loại.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use crate::check::records::TableRecord;
use crate::check::rules::ratings::{Place, meaning, texts};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::normalise::{Resolution, What};

pub(super) static RULE: Rule = Rule {
    code: "L108",
    name: "not-a-rating",
    severity: Severity::Warning,
    scope: Scope::Table(check),
    basis: "",
    doc: documentation!("not_a_rating.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let mut groups: Vec<(&What, Vec<Place<'_>>)> = Vec::new();
    for place in meaning(table, |r| matches!(r, Resolution::Decoy(_))) {
        let Resolution::Decoy(what) = place.resolution else { continue };
        match groups.iter_mut().find(|(known, same)| known.vi == what.vi && same[0].column == place.column) {
            Some((_, same)) => same.push(place),
            None => groups.push((what, vec![place])),
        }
    }
    for (what, same) in groups {
        let cells: Vec<_> = same.iter().map(|p| p.at).collect();
        let (list, rows) = (texts(&same).join("”, “"), cells.len());
        let (vi, en) = match rows {
            1 => ("dòng này chưa được tính".to_owned(), "the row is not counted".to_owned()),
            _ => (format!("{rows:02} dòng chưa được tính"), format!("{rows} rows are not counted")),
        };
        findings.add(&RULE, cells[0]).cells(&cells).found(&list).message(
            format!("“{list}” là {}, không phải mức xếp loại chất lượng; {vi}", what.vi),
            format!("“{list}” is {}, not a rating; {en}", what.en),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings};

    #[test]
    fn what_measures_something_else_is_told_once_a_column() {
        let sheet = |head: &str, title: &str| {
            format!(
                "1 | DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên | Mức xếp loại | {head}
                4 | 1 | Nguyễn Văn An | {title} | Lao động tiên tiến
                5 | 2 | Trần Thị Bình | {title} | Chiến sĩ thi đua cơ sở
                6 | 3 | Lê Văn Chi | HTTNV | Lao động tiên tiến"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("Ghi chú", "Lao động tiên tiến")), @"C4 L108 warning “Lao động tiên tiến” là danh hiệu thi đua của cá nhân, không phải mức xếp loại chất lượng; 02 dòng chưa được tính");
        // In a column of its own a title is at its place.
        assert_eq!(all_codes(&sheet("Danh hiệu thi đua", "HTTNV")), [""; 0]);
        assert_eq!(all_codes(&sheet("Ghi chú", "HTTNV")), [""; 0]);
    }
}
