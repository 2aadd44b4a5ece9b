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

use crate::check::records::TableRecord;
use crate::check::rules::ratings::{Place, meaning};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::normalise::Resolution;

pub(super) static RULE: Rule = Rule {
    code: "L108",
    name: "not-a-rating",
    severity: Severity::Warning,
    scope: Scope::Table(check),
    basis: "",
    doc: include_str!("not_a_rating.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    for place in meaning(table, |r| matches!(r, Resolution::Decoy(_))) {
        let Resolution::Decoy(what) = place.resolution else { continue };
        let Place { text, at, .. } = place;
        findings.add(&RULE, at).found(text).message(
            format!("“{text}” là {}, không phải mức xếp loại chất lượng; dòng này chưa được tính", what.vi),
            format!("“{text}” is {}, not a rating; the row is not counted", what.en),
        );
    }
}
