//! # Điểm và mức không khớp
//!
//! ## What it finds
//! A rating that needs more points than the row's score, under a framework with bands. A band is a ceiling: lower is
//! fine, unless the framework an office declares says that points alone decide (`score_exact`).
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
//! ## Nội dung kiểm tra
//! Mức xếp loại cần điểm cao hơn điểm của dòng, theo khung có thang điểm. Điểm là mức trần: xếp thấp hơn vẫn đúng, trừ
//! khi khung do cơ quan khai báo quy định xếp theo điểm (`score_exact`).
//! ## Lý do
//! Văn bản gắn mỗi mức với khung điểm; cấp trên trả lại những dòng không khớp.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: có thể sai điểm hoặc sai mức.

use crate::check::records::{Rated, TableRecord};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{Message, Severity};
use crate::locate::Subject;
use crate::normalise::{Framework, Grade, Resolution};
use crate::text::memo::Memo;
use crate::text::{Decimal, Typed, typed_number};

pub(super) static RULE: Rule = Rule {
    code: "L105",
    name: "score-level-mismatch",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "SCORE-R4",
    doc: documentation!("score_level_mismatch.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Roster(list) = &table.content else { return };
    let Some(main) = list.main else { return };
    let subject = list.roster.ratings[main].subject;
    let setting = findings.setting(&RULE, subject);
    let on = setting.as_ref().is_some_and(|s| s.enabled);
    let mut typed: Memo<'_, Typed> = Memo::default();
    let mut score = |text, out_of| score(*typed.recall(text, |text| typed_number(points(text))), out_of);
    // Bands are of the whole: what nearly no rating fits are the points of some criteria only.
    let (mut largest, mut fit, mut misfit) = (None, 0, 0);
    for (record, ratings) in list.roster.records.iter().zip(list.ratings.rows()) {
        let Some(points) = record.score().and_then(|(_, text)| score(text, Decimal::from(100))) else { continue };
        largest = largest.max(Some(points));
        let Resolution::Level { grade: Grade { score_min: Some(needed), .. }, .. } = &ratings[main] else { continue };
        *(if points >= *needed { &mut fit } else { &mut misfit }) += 1;
    }
    if misfit > 1 + 2 * fit {
        return;
    }
    for (record, ratings) in list.roster.records.iter().zip(list.ratings.rows()) {
        let Resolution::Level { grade, framework, .. } = &ratings[main] else { continue };
        let (Some((at, text)), Some(rating)) = (record.score(), record.ratings[main].first()) else { continue };
        // What an office declares of its own needs no regime.
        if !(on || framework.declared_in.is_some()) || on_another_scale(largest, framework.score_out_of) {
            continue;
        }
        let Some(score) = score(text, framework.score_out_of) else { continue };
        let Some((expected, message)) = mismatch(framework, grade, score, subject) else { continue };
        let own = framework.declared_in.is_some();
        let law = setting.as_ref().and_then(|s| s.law).map(|law| law.citation_vi.as_str());
        let severity = setting.as_ref().and_then(|s| s.severity).filter(|_| !own).unwrap_or(RULE.severity);
        findings
            .add(&RULE, rating.at(record.row))
            .severity(severity)
            .person(Some(record.name.as_str()).filter(|_| list.roster.persons))
            .related(&[at])
            .found(score.vi())
            .expected(expected)
            .message(message.vi, message.en)
            .source(if own { Some(framework.source.as_str()) } else { law });
    }
}

/// The number in "85 điểm", "85đ", "85/100".
fn points(text: &str) -> &str {
    const BEHIND: [&str; 6] = ["điểm", "Điểm", "đ", "Đ", "/100", "/ 100"];
    let text = text.trim().trim_end_matches('.');
    BEHIND.iter().find_map(|word| text.strip_suffix(word)).map_or(text, str::trim_end)
}

/// The points of a cell. “68.500” is thousands or decimals: where only one of them is on the scale, that is meant.
fn score(typed: Typed, out_of: Decimal) -> Option<Decimal> {
    match typed {
        Typed::Number(score) => Some(score),
        Typed::Either { grouped, decimal, .. } => (grouped > out_of).then_some(decimal),
        Typed::None => None,
    }
}

/// A column of numbers a tenth as large, or larger than there are points, is on another scale than the bands: its largest
/// tells.
fn on_another_scale(largest: Option<Decimal>, out_of: Decimal) -> bool {
    let tenth = Decimal::new(out_of.ratio().0 * 10, out_of.decimals());
    largest.is_none_or(|largest| largest.times_hundred() <= tenth || largest > out_of)
}

/// What the points would need to be, or the grade, and the sentence that says so; `None` when they go together.
fn mismatch(framework: &Framework, grade: &Grade, score: Decimal, subject: Subject) -> Option<(String, Message)> {
    let label = &grade.label;
    if let Some(needed) = grade.score_min.filter(|needed| score < *needed) {
        let (points, needed) = (score.vi(), needed.vi());
        let message = Message::new(
            format!("“{label}” cần từ {needed} điểm, dòng này có {points}. Đề nghị kiểm tra lại"),
            format!("“{label}” needs {needed} points, this row has {points}"),
        );
        return Some((format!("≥ {needed}"), message));
    }
    let better = framework.grade_by_score(score, subject).filter(|by| framework.score_exact && by.label != *label)?;
    let (points, due) = (score.vi(), &better.label);
    let message = Message::new(
        format!("{points} điểm ứng với mức “{due}”, dòng này ghi “{label}”. Đề nghị kiểm tra lại"),
        format!("{points} points are “{due}”, this row says “{label}”"),
    );
    Some((due.clone(), message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn points_are_read_however_they_are_written() {
        let told = |head: &str, points: &str| {
            let sheet = format!(
                "1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2025
                3 | TT | Họ và tên    | {head}   | Xếp loại
                4 | 1  | Nguyễn Văn A | {points}  | HTXSNV
                5 | 2  | Trần Thị B   | 93   | HTXSNV
                6 | 3  | Lê Văn C     | 80   | HTTNV"
            );
            findings(&RULE, &sheet)
        };
        for head in ["Tổng số điểm", "Tổng cộng điểm", "Cộng điểm", "Tổng điểm"] {
            assert!(told(head, "85").starts_with("D4 L105 error"), "{head}");
            assert_eq!(told(head, "95"), "", "{head}");
        }
        for points in ["85/100", "85 điểm", "85đ", "'85,0"] {
            assert!(told("Tổng điểm", points).starts_with("D4 L105 error"), "{points}");
        }
        for points in ["95/100", "95 điểm", "95đ"] {
            assert_eq!(told("Tổng điểm", points), "", "{points}");
        }
    }

    #[test]
    fn both_sides_of_a_limit() {
        let sheet = "
            1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2025
            3 | TT | Họ và tên    | Điểm   | Xếp loại
            4 | 1  | Nguyễn Văn A | '89,99 | HTXSNV
            5 | 2  | Trần Thị B   | '90,0  | HTXSNV
            6 | 3  | Lê Văn C     | 49.5   | HTNV
            7 | 4  | Lê Văn D     | 50     | HTNV
            8 | 5  | Lê Văn E     | 12     | KHTNV
            9 | 6  | Lê Văn G     | '68.500 | HTTNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"
        D4 L105 error “Hoàn thành xuất sắc nhiệm vụ” cần từ 90 điểm, dòng này có 89,99. Đề nghị kiểm tra lại
        D6 L105 error “Hoàn thành nhiệm vụ” cần từ 50 điểm, dòng này có 49,5. Đề nghị kiểm tra lại
        D9 L105 error “Hoàn thành tốt nhiệm vụ” cần từ 70 điểm, dòng này có 68,500. Đề nghị kiểm tra lại
        ");
    }

    #[test]
    fn of_several_scores_the_whole_counts() {
        let told = |heads: &str, first: &str, second: &str| {
            let sheet = format!(
                "1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2025
                3 | TT | Họ và tên | {heads} | Xếp loại
                4 | 1 | Nguyễn Văn A | {first} | HTXSNV
                5 | 2 | Trần Thị B | {second} | HTXSNV
                6 | 3 | Lê Văn C | {second} | HTXSNV"
            );
            let told = findings(&RULE, &sheet);
            told.lines().map(|line| line.split(' ').next().unwrap_or("").to_owned()).collect::<Vec<_>>().join(" ")
        };
        let parts = "Điểm tiêu chí chung | Điểm kết quả thực hiện nhiệm vụ";
        assert_eq!(told(&format!("{parts} | Tổng điểm"), "29 | 60.5 | 89.5", "29 | 61 | 90"), "F4");
        assert_eq!(told(&format!("Tổng điểm | {parts}"), "89.5 | 29 | 60.5", "90 | 29 | 61"), "F4");
        assert_eq!(told(&format!("{parts} | Điểm"), "29 | 60.5 | 89.5", "29 | 61 | 90"), "F4");
        // The committee's points count, not one's own; without a whole nothing is said of parts.
        assert_eq!(told("Tổng điểm tự chấm | Tổng điểm chi bộ chấm", "95 | 89", "80 | 91"), "E4");
        assert_eq!(told(parts, "29 | 60.5", "29 | 61"), "");
        assert_eq!(told("Tổng điểm quý I | Tổng điểm quý II", "89 | 95", "95 | 89"), "");
    }

    #[test]
    fn a_total_under_the_head_of_points_is_the_score() {
        let sheet = "
            1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2025
            3 | TT | Họ và tên    | Điểm           |                            |           | Mức xếp loại
            4 |    |              | Tiêu chí chung | Kết quả thực hiện nhiệm vụ | Tổng cộng |
            5 | 1  | Nguyễn Văn A | 29             | 60.5                       | 89.5      | HTXSNV
            6 | 2  | Trần Thị B   | 30             | 60                         | 90        | HTXSNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"F5 L105 error “Hoàn thành xuất sắc nhiệm vụ” cần từ 90 điểm, dòng này có 89,5. Đề nghị kiểm tra lại");
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
