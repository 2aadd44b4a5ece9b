//! # Điểm và mức không khớp
//!
//! ## What it finds
//! A rating that needs more points than the row's score, under a framework with bands. The band is a ceiling: lower is
//! fine.
//! ## Why it matters
//! The document ties each grade to a band of points; the level above sends such rows back.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2025
//! 3 | TT | Họ và tên    | Điểm | Xếp loại
//! 4 | 1  | Nguyễn Văn A | 68.5 | HTTNV ◄
//! 5 | 2  | Trần Thị B   | 70   | HTTNV
//! 6 | 3  | Lê Văn C     | 92   | HTTNV
//! ```
//! ## Correction
//! None: the score or the rating may be the mistake.

use crate::check::records::{Rated, TableRecord};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::locate::ColumnRole;
use crate::normalise::Resolution;
use crate::text::{Decimal, Typed, typed_number};

pub(super) static RULE: Rule = Rule {
    code: "L105",
    name: "score-level-mismatch",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "SCORE-R4",
    doc: include_str!("score_level_mismatch.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Roster(list) = &table.content else { return };
    let Some(main) = list.main else { return };
    let on = findings.setting(&RULE, list.roster.ratings[main].subject).is_some_and(|s| s.enabled);
    // Of several scores (self-rated, proposed …) nobody says which one the rating rests on.
    let scores = table.table.columns.iter().filter(|c| c.role == ColumnRole::Score).count();
    if !on || scores != 1 {
        return;
    }
    let score = |text: &str| match typed_number(text) {
        Typed::Number(score) => Some(score),
        _ => None,
    };
    let all: Vec<Decimal> =
        list.roster.records.iter().filter_map(|r| r.score.as_ref()).filter_map(|(_, text)| score(text)).collect();
    // Bands are out of 100: what most ratings do not fit is another scale, or the points of some criteria only.
    let needed = |i: usize| match &list.ratings[i][main] {
        Resolution::Level { grade, .. } => grade.score_min,
        _ => None,
    };
    let rows = list.roster.records.iter().enumerate();
    let held = rows.filter_map(|(i, r)| Some(score(&r.score.as_ref()?.1)? >= needed(i)?));
    let (fit, misfit): (Vec<bool>, Vec<bool>) = held.partition(|fits| *fits);
    if fit.len() < misfit.len() || all.iter().any(|score| *score > Decimal::from(100)) {
        return;
    }
    for (record, ratings) in list.roster.records.iter().zip(&list.ratings) {
        let Resolution::Level { grade, .. } = &ratings[main] else { continue };
        let (Some((at, text)), Some(rating)) = (&record.score, record.ratings[main].first()) else { continue };
        let (Some(score), Some(needed)) = (score(text), grade.score_min) else { continue };
        if score < needed {
            let (label, needed, score) = (&grade.label, needed.vi(), score.vi());
            findings
                .add(&RULE, rating.at)
                .person(Some(&record.name).filter(|_| list.roster.persons).map(String::as_str))
                .related(&[*at])
                .found(&score)
                .expected(format!("≥ {needed}"))
                .message(
                    format!("“{label}” cần từ {needed} điểm, dòng này có {score}. Đề nghị kiểm tra lại"),
                    format!("“{label}” needs {needed} points, this row has {score}"),
                );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn both_sides_of_a_limit() {
        let sheet = "
            1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2025
            3 | TT | Họ và tên    | Điểm   | Xếp loại
            4 | 1  | Nguyễn Văn A | '89,99 | HTXSNV
            5 | 2  | Trần Thị B   | '90,0  | HTXSNV
            6 | 3  | Lê Văn C     | 49.5   | HTNV
            7 | 4  | Lê Văn D     | 50     | HTNV
            8 | 5  | Lê Văn E     | 12     | KHTNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"
        D4 L105 error “Hoàn thành xuất sắc nhiệm vụ” cần từ 90 điểm, dòng này có 89,99. Đề nghị kiểm tra lại
        D6 L105 error “Hoàn thành nhiệm vụ” cần từ 50 điểm, dòng này có 49,5. Đề nghị kiểm tra lại
        ");
    }

    #[test]
    fn years_without_bands_and_other_scales_are_silent() {
        let sheet = "
            1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
            3 | TT | Họ và tên    | Điểm | Xếp loại
            4 | 1  | Nguyễn Văn A | 60   | HTXSNV
            5 | 2  | Nguyễn Văn B | 95   | HTXSNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
        let ten = sheet.replace("2021", "2025").replace("60", "9.5").replace("95", "9.2");
        insta::assert_snapshot!(findings(&RULE, &ten), @"");
    }
}
