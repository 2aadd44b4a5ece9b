//! # Tên mức viết sai
//!
//! ## What it finds
//! A known misspelling of a level (“HTXSVN”, “suất sắc”). Accepted forms are silent.
//! ## Why it matters
//! It is read, but the signed report should have it right.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Tên tổ chức đảng | Kết quả xếp loại | Ghi chú
//! 4 | 1 | Chi bộ Trường A | HTTNV
//! 5 | 2 | Chi bộ Trường B | HTSXNV ◄
//! 6 | 3 | Chi bộ Trường C | HTXSNV
//! ```
//! ## Correction
//! Safe: the label as the rest of the column writes it.
//! ## Nội dung kiểm tra
//! Tên mức viết sai thường gặp (“HTXSVN”, “suất sắc”). Cách viết được chấp nhận thì không nêu.
//! ## Lý do
//! Vẫn đọc được, nhưng báo cáo ký cần viết đúng.
//! ## Chỉnh sửa
//! Đủ căn cứ chỉnh sửa: tên mức theo cách viết của phần còn lại trong cột.

use crate::check::records::TableRecord;
use crate::check::rules::ratings::{Place, by_column_and_text, meaning, places};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{Edit, Fix, Message, Safety, Severity};
use crate::normalise::{Level, Resolution, Spelling};
use crate::text::shared::SharedText;

pub(super) static RULE: Rule = Rule {
    code: "L109",
    name: "misspelt-label",
    severity: Severity::Info,
    scope: Scope::Table(check),
    basis: "",
    doc: documentation!("misspelt_label.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let file = findings.file();
    let misspelt = |r: &Resolution<'_>| matches!(r, Resolution::Level { spelling: Spelling::Misspelt { .. }, .. });
    let mut found = meaning(table, misspelt).peekable();
    if found.peek().is_none() {
        return;
    }
    let all: Vec<Place<'_>> = places(table).collect();
    for same in by_column_and_text(found) {
        let Resolution::Level { level, spelling: Spelling::Misspelt { correct }, .. } = same[0].resolution else {
            continue;
        };
        let right = usual_form(&all, same[0].column, *level).unwrap_or_else(|| correct.clone());
        let cells: Vec<_> = same.iter().map(|p| p.at).collect();
        let text = same[0].text;
        // Held once for all cells: there may be hundreds of thousands.
        let (from, to) = (SharedText::from(text), SharedText::from(right.as_str()));
        let edit = |p: &Place<'_>| Edit {
            file: file.clone(),
            sheet: table.table.sheet.clone(),
            cell: p.at,
            from: from.clone(),
            to: to.clone(),
        };
        let typed = |p: &&Place<'_>| !table.formulas.texts.contains(&p.at);
        let fix = Fix {
            safety: Safety::Safe,
            reason: Message::new(
                "chỉ sửa cách viết, mức xếp loại giữ nguyên",
                "only the spelling changes, the level stays",
            ),
            edits: same.iter().filter(typed).map(edit).collect(),
            alternatives: Vec::new(),
        };
        let fix = Some(fix).filter(|fix| !same[0].header && !fix.edits.is_empty());
        findings.add(&RULE, cells[0]).cells(&cells).found(text).expected(&right).fix(fix).message(
            format!("“{text}” được hiểu là “{right}”; đề nghị ghi đúng tên mức"),
            format!("“{text}” is read as “{right}”"),
        );
    }
}

/// How the rest of the column writes the level.
fn usual_form(all: &[Place<'_>], column: usize, wanted: Level) -> Option<String> {
    let mut forms: Vec<(&str, usize)> = Vec::new();
    for place in all.iter().filter(|p| p.column == column) {
        if let Resolution::Level { level, spelling: Spelling::Exact | Spelling::Accepted, .. } = place.resolution
            && *level == wanted
        {
            match forms.iter_mut().find(|f| f.0 == place.text) {
                Some(form) => form.1 += 1,
                None => forms.push((place.text, 1)),
            }
        }
    }
    let most = forms.iter().map(|f| f.1).max()?;
    forms.into_iter().find(|f| f.1 == most).map(|f| f.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::fixes;

    #[test]
    fn what_a_formula_gives_is_mended_in_the_formula() {
        let sheet = |second: &str| {
            format!(
                "1 | DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên | Mức xếp loại
                4 | 1 | Nguyễn Văn An | Hoàn thành xuất xắc nhiệm vụ
                5 | 2 | Trần Thị Bình | {second}
                6 | 3 | Lê Văn Chi | Hoàn thành tốt nhiệm vụ"
            )
        };
        let edits = fixes(&RULE, &sheet("Hoàn thành xuất xắc nhiệm vụ"));
        assert!(edits.contains("C4 ") && edits.contains("C5 "), "{edits}");
        let edits = fixes(&RULE, &sheet("=C4"));
        assert!(edits.contains("C4 ") && !edits.contains("C5 "), "{edits}");
    }
    #[test]
    fn a_spelling_that_is_accepted_is_silent() {
        let sheet = |label: &str| {
            format!(
                "1 | DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
                3 | TT | Họ và tên | Mức xếp loại
                4 | 1 | Nguyễn Văn An | {label}
                5 | 2 | Trần Thị Bình | HTTNV"
            )
        };
        for label in ["HTXSNV", "HTXS nhiệm vụ", "Hoàn thành xuất sắc NV", "hoàn thành xuất sắc nhiệm vụ"]
        {
            assert_eq!(fixes(&RULE, &sheet(label)), "", "{label}");
        }
        insta::assert_snapshot!(fixes(&RULE, &sheet("HTXSVN")), @"Safe (chỉ sửa cách viết, mức xếp loại giữ nguyên): C4 HTXSVN → HTXSNV");
        insta::assert_snapshot!(fixes(&RULE, &sheet("Hoàn thành suất sắc nhiệm vụ")), @"Safe (chỉ sửa cách viết, mức xếp loại giữ nguyên): C4 Hoàn thành suất sắc nhiệm vụ → Hoàn thành xuất sắc nhiệm vụ");
    }
}
