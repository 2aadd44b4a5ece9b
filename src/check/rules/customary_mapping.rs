//! # Quy đổi theo thông lệ
//!
//! ## What it finds
//! A label brought to the common scale by custom, not by a document; or by the document nearest in time, where none is
//! known for the subject and the year of the report.
//! ## Why it matters
//! The mark stays visible, so that whoever signs knows.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH CÔNG CHỨC VÀ KẾT QUẢ PHÂN LOẠI ĐÁNH GIÁ NĂM 2018
//! 3 | TT | Họ và tên    | Kết quả phân loại
//! 4 | 1  | Nguyễn Văn A | Hoàn thành tốt nhiệm vụ
//! 5 | 2  | Trần Thị B   | Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực ◄
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Tên mức quy đổi về thang chung theo thông lệ, không theo văn bản; hoặc theo văn bản gần nhất khi không có văn bản
//! của năm.
//! ## Lý do
//! Ghi chú để người ký biết.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use crate::check::records::{Rated, TableRecord};
use crate::check::rules::ratings::{by_column_and_text, meaning};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::locate::Subject;
use crate::normalise::{Choice, Mapping, Resolution};

pub(super) static RULE: Rule = Rule {
    code: "L107",
    name: "customary-mapping",
    severity: Severity::Info,
    scope: Scope::Table(check),
    basis: "",
    doc: documentation!("customary_mapping.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    // Without a year the framework itself is open: nothing to say of its custom.
    if table.year.is_none() {
        return;
    }
    let custom =
        |r: &Resolution<'_>| matches!(r, Resolution::Level { grade, .. } if grade.mapping == Mapping::Customary);
    for same in by_column_and_text(meaning(table, custom)) {
        let Resolution::Level { level, framework, .. } = same[0].resolution else { continue };
        let cells: Vec<_> = same.iter().map(|p| p.at).collect();
        let text = same[0].text;
        findings.add(&RULE, cells[0]).cells(&cells).found(text).expected(level.code()).message(
            format!(
                "“{text}” ({}) được quy đổi theo thông lệ thành {}, không có văn bản quy định",
                framework.name,
                level.code()
            ),
            format!("“{text}” ({}) is taken as {} by custom, not by a document", framework.name_en, level.code()),
        );
    }
    borrowed(table, findings);
}

/// Labels of a year of which no framework is known, one info a column.
fn borrowed(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let (choices, subjects): (Vec<&Choice>, Vec<Subject>) = match &table.content {
        Rated::Roster(list) => (list.choices.iter().collect(), list.roster.ratings.iter().map(|r| r.subject).collect()),
        Rated::Counts(blocks) => blocks.iter().take(1).map(|b| (&b.choice, b.block.subject)).unzip(),
        Rated::Figures(_) | Rated::Nothing => return,
    };
    let year = table.year.unwrap_or_default();
    for (column, (_, subject)) in choices.into_iter().zip(subjects).enumerate().filter(|(_, (c, _))| c.borrowed) {
        let mut framework = None;
        let cells: Vec<CellRef> = meaning(table, |r| matches!(r, Resolution::Level { .. }))
            .filter(|place| place.column == column)
            .map(|place| {
                if let Resolution::Level { framework: own, .. } = place.resolution {
                    framework = Some(*own);
                }
                place.at
            })
            .collect();
        let (Some(framework), Some(&first)) = (framework, cells.first()) else { continue };
        let (vi, en) = (subject.vi(), subject.id());
        findings.add(&RULE, first).cells(&cells).message(
            format!(
                "{vi}: chương trình chưa có văn bản về mức xếp loại của năm {year}; các mức được hiểu theo {}",
                framework.name
            ),
            format!("{en}: no document on the levels of {year} is known; they are read by {}", framework.name_en),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings};

    #[test]
    fn a_year_without_a_document_borrows_the_nearest() {
        let sheet = |title: &str, year: u16, label: &str| {
            format!(
                "1 | DANH SÁCH {title} VÀ KẾT QUẢ XẾP LOẠI NĂM {year}
                3 | TT | Họ và tên | Chức vụ | Kết quả xếp loại
                4 | 1 | Nguyễn Văn A | Chuyên viên | {label}
                5 | 2 | Trần Thị B | Chuyên viên | HTXSNV"
            )
        };
        let servants = |year, label: &str| sheet("CÔNG CHỨC", year, label);
        insta::assert_snapshot!(findings(&RULE, &servants(2014, "Hoàn thành tốt nhiệm vụ")), @"D4 L107 info CB, CC: chương trình chưa có văn bản về mức xếp loại của năm 2014; các mức được hiểu theo Phân loại cán bộ, công chức (2015–2019)");
        assert!(findings(&RULE, &sheet("NGƯỜI ĐỨNG ĐẦU", 2016, "HTTNV")).starts_with("D4 L107 info"));
        assert!(!all_codes(&servants(2014, "Hoàn thành tốt nhiệm vụ")).iter().any(|c| ["L102", "L106"].contains(c)));
        assert!(all_codes(&servants(2016, "Hoàn thành tốt nhiệm vụ")).is_empty());
        assert!(!all_codes(&sheet("NGƯỜI ĐỨNG ĐẦU", 2019, "HTTNV")).contains(&"L107"));
        // A label of another period stays one where the year has its own.
        assert!(all_codes(&sheet("ĐẢNG VIÊN", 2021, "Đủ tư cách, hoàn thành tốt nhiệm vụ")).contains(&"L106"));
    }
}
