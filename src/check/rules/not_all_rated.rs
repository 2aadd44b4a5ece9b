//! # Chưa đánh giá hết, không nêu lý do
//!
//! ## What it finds
//! More are not rated than have a reason. A reason anywhere in the row's notes counts, and so does a column or row that
//! names one (“được miễn đánh giá”, “mới thành lập”); absence from the meeting is none where the regime says so. Notes
//! that say how many (“01 miễn sinh hoạt; 02 chuyển đi”) excuse as many. Summaries only: in a list it is L103.
//! In a column “Ghi chú” only words of absence or exemption are a reason, in one that asks for reasons any.
//! Of a month or quarter it is a warning: the documents speak of the rating of the year.
//! Info: units that rate their probationary members (đảng viên dự bị) where most do not, or the other way round.
//! ## Why it matters
//! Everyone is to be rated, or a reason given.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | Ghi chú
//! 4 | 1  | Đảng bộ A  | 12      | 10 ◄             | 2      | 8     | 0    | 0     |
//! 5 | 2  | Đảng bộ B  | 10      | 9                | 1      | 8     | 0    | 0     | mới thành lập dưới 6 tháng
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Số chưa đánh giá nhiều hơn số có lý do. Lý do ở bất kỳ ghi chú nào của dòng, ở cột hoặc dòng nêu lý do (“được miễn
//! đánh giá”, “mới thành lập”) đều được tính; vắng mặt thì không khi quy định có nêu. Ghi chú nêu số lượng (“01 miễn
//! sinh hoạt; 02 chuyển đi”) được tính bấy nhiêu. Chỉ xét biểu tổng hợp; danh sách là L103. Ở cột “Ghi chú” chỉ tính từ
//! ngữ về vắng mặt, miễn; ở cột hỏi lý do tính mọi nội dung. Với tháng, quý: đề nghị kiểm tra lại. Ghi nhận: đơn vị xếp loại đảng viên dự bị khác với đa số.
//! ## Lý do
//! Mọi trường hợp đều được xếp loại, hoặc có lý do.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::arithmetic::line_name;
use crate::check::followed;
use crate::check::probation::{self, Practice};
use crate::check::records::{Rated, RatedBlock, Submission, TableRecord};
use crate::check::regimes::{NoReason, RuleSetting};
use crate::check::rules::notes;
use crate::check::supposed::settled_lines;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Related, Severity};
use crate::locate::unrated::{names_reason, says_one_of};
use crate::locate::{ColumnRole, RowRole};
use crate::normalise::counts::Counts;
use crate::parse::{Block, Measure, MeasureKind};
use crate::text::key;

pub(super) static RULE: Rule = Rule {
    code: "V501",
    name: "not-all-rated",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "COVERAGE",
    doc: documentation!("not_all_rated.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    for file in &submission.files {
        findings.enter_file(file);
        // The reasons stand in the units' own reports, which a report of the level above is held against.
        for table in file.tables.iter().filter(|t| !t.superior) {
            findings.enter_sheet(Some(&table.table.sheet));
            findings.side = table.side();
            of_table(table, findings);
        }
    }
    findings.side = None;
    probationary(submission, findings);
}

/// The units that do otherwise with their probationary members than most.
fn probationary(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let units = probation::units(submission);
    let (with, without): (Vec<&Practice>, Vec<&Practice>) =
        units.iter().filter(|u| u.rated == 0 || u.left_out == 0).partition(|u| u.rated > 0);
    if with.is_empty() || without.is_empty() {
        return;
    }
    let rate = with.len() <= without.len();
    let (few, many) = if rate { (&with, &without) } else { (&without, &with) };
    let Some(first) = few.first() else { return };
    let names = few.iter().map(|u| u.name.as_str()).collect::<Vec<_>>().join(", ");
    let (does, others) = if rate { ("có", "không") } else { ("không", "có") };
    let (does_en, others_en) = if rate { ("rate", "do not") } else { ("do not rate", "do") };
    let (n, m) = (few.len(), many.len());
    findings.enter_file(&submission.files[first.file]);
    findings.enter_sheet(first.at.sheet.as_ref());
    let elsewhere: Vec<Related> = few[1..].iter().map(|u| u.at.clone()).collect();
    let finding = findings.add(&RULE, first.at.range.start).severity(Severity::Info).without_law();
    finding.related_elsewhere(elsewhere).message(
        format!("{n:02} đơn vị {does} đánh giá, xếp loại đảng viên dự bị ({names}); {m:02} đơn vị khác {others}"),
        format!("{n} units {does_en} their probationary members ({names}); {m} others {others_en}"),
    );
}

fn of_table(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Counts(blocks) = &table.content else { return };
    let corrected = followed::as_corrected(table);
    for (place, rated) in blocks.iter().enumerate() {
        // The clauses speak of the rating of the year.
        let setting = findings.setting(&RULE, rated.block.subject).filter(|_| table.period.is_none());
        // Who is missing only as long as a figure proven wrong stands is not missing.
        let stays = |line: usize| match corrected.as_ref().map(|after| &after.content) {
            Some(Rated::Counts(after)) => {
                let RatedBlock { counts, block, .. } = &after[place];
                without_reason(table, counts, block, line, setting.as_ref()).is_some()
            }
            _ => true,
        };
        let left = |block: &Block, line| without_reason(table, &rated.counts, block, line, setting.as_ref());
        let mut lines: Vec<(usize, i64)> = lines(rated)
            .into_iter()
            .filter_map(|l| Some((l, left(&rated.block, l)?)))
            .filter(|(l, _)| stays(*l))
            .collect();
        // Nor who is missing only as long as a sum of the line that fails is not set right.
        let of: Vec<usize> = lines.iter().map(|l| l.0).collect();
        let slips = settled_lines(rated, &of, |block, line| left(block, line).is_none());
        lines.retain(|(l, _)| !slips.contains(l));
        let left: i64 = lines.iter().map(|l| l.1).sum();
        if lines.is_empty()
            || told_below(table, left)
            || told_at_total(&rated.block, left)
            || marked(table, rated, &lines)
        {
            continue;
        }
        // What the regime takes for no reason is another thing than no word at all.
        let refused = |(line, _): &(usize, i64)| not_accepted(setting.as_ref()?, &rated.block.lines[*line].reason);
        let (said, silent): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| refused(line).is_some());
        for lines in [silent, said].iter().filter(|lines| !lines.is_empty()) {
            tell(table, rated, (lines, setting.as_ref()), findings);
        }
    }
}

/// Says of lines how many are not rated, with what the first of them gives as a reason that is none.
fn tell(
    table: &TableRecord<'_>,
    rated: &RatedBlock<'_>,
    (lines, setting): (&[(usize, i64)], Option<&RuleSetting<'_>>),
    findings: &mut Findings<'_>,
) {
    let left: i64 = lines.iter().map(|l| l.1).sum();
    let without_why = |m: &Measure| m.kind == MeasureKind::Unrated && !gives_reason(m);
    let measure = rated
        .block
        .measures
        .iter()
        .position(without_why)
        .or_else(|| rated.block.measure(&MeasureKind::Unrated))
        .or_else(|| rated.block.measure(&MeasureKind::Rated))
        .unwrap_or(0);
    let cells: Vec<CellRef> = lines.iter().map(|(l, _)| rated.block.cells[*l][measure].at).collect();
    let name = match lines {
        [(line, _)] => line_name(&rated.block, *line),
        _ => format!("{:02} dòng", lines.len()),
    };
    let severity = if rated.block.has_reasons { RULE.severity } else { without_place(&rated.block) };
    let severity = if table.period.is_some() { severity.min(Severity::Warning) } else { severity };
    let compared = |line: usize| {
        let of = [MeasureKind::Total, MeasureKind::Rated, MeasureKind::Unrated];
        let counts = of.iter().filter_map(|kind| rated.block.measure(kind)).map(|m| rated.block.cells[line][m].at);
        counts.chain(notes::cells(table, rated.block.lines[line].name_at.row)).collect::<Vec<_>>()
    };
    let mut related: Vec<CellRef> = lines.iter().flat_map(|(l, _)| compared(*l)).collect();
    related.retain(|at| !cells.contains(at));
    related.sort_unstable();
    related.dedup();
    let finding = findings.add(&RULE, cells[0]).cells(&cells).related(&related).severity(severity);
    let law = setting.and_then(|s| s.law).map(|law| law.citation_vi.as_str());
    let finding = finding.found(left).expected(0).source(law);
    let finding = if table.period.is_some() { finding.without_law() } else { finding };
    match lines.first().and_then(|(line, _)| not_accepted(setting?, &rated.block.lines[*line].reason)) {
        Some((said, reason, law)) => finding.source(law).message(
            format!("{name}: còn {left:02} chưa đánh giá, xếp loại; “{said}” {}", reason.instead_vi),
            format!("{name}: {left} are not rated; “{said}” {}", reason.instead_en),
        ),
        None => finding.message(
            format!("{name}: còn {left:02} chưa đánh giá, xếp loại mà không nêu lý do. Đề nghị đơn vị bổ sung lý do"),
            format!("{name}: {left} are not rated and no reason is given"),
        ),
    };
}

/// A form without a place for reasons: its office cannot give them there. Where the form itself parts those exempt from
/// those not yet rated, that is all it asks for.
fn without_place(block: &Block) -> Severity {
    let mut unrated = block.measures.iter().filter(|m| m.kind == MeasureKind::Unrated);
    match () {
        () if unrated.clone().any(gives_reason) && unrated.any(|m| !gives_reason(m)) => Severity::Info,
        () if block.transposed => Severity::Warning,
        () => RULE.severity,
    }
}

/// Does its head say why those it counts are not rated?
fn gives_reason(measure: &Measure) -> bool {
    measure.reason || (measure.kind == MeasureKind::Unrated && names_reason(&measure.header))
}

/// Is what is said no reason under the regime, and not only recorded?
fn no_reason(setting: Option<&RuleSetting<'_>>, said: &str) -> bool {
    setting.and_then(|s| s.no_reason(said)).is_some_and(|r| !r.recorded)
}

/// What a note gives as a reason although the regime takes none of it, with what holds instead and the document.
fn not_accepted<'r, 's>(setting: &RuleSetting<'r>, said: &'s str) -> Option<(&'s str, &'r NoReason, Option<&'r str>)> {
    let parts =
        said.split([';', ',', '\n']).map(|part| part.trim().trim_start_matches(|c: char| c.is_ascii_digit()).trim());
    parts.into_iter().find_map(|part| {
        let reason = setting.no_reason(part).filter(|reason| !reason.recorded)?;
        Some((part, reason, setting.citation_of(reason)))
    })
}

/// Data lines; with levels in rows the total line speaks for its columns.
fn lines(rated: &RatedBlock<'_>) -> Vec<usize> {
    let of =
        |role: RowRole| (0..rated.block.lines.len()).filter(|&l| rated.block.lines[l].role == role).collect::<Vec<_>>();
    let (data, total) = (of(RowRole::Data), of(RowRole::Total));
    if (rated.block.transposed && !total.is_empty()) || data.is_empty() { total } else { data }
}

/// How many of a line are not rated without a reason; `None` when nobody is.
fn without_reason(
    table: &TableRecord<'_>,
    counts: &Counts,
    block: &Block,
    line: usize,
    setting: Option<&RuleSetting<'_>>,
) -> Option<i64> {
    let counts = counts.line(block, line);
    let absent = |m: &Measure| no_reason(setting, m.header.rsplit(" / ").next().unwrap_or_default());
    let told = block.measures.iter().enumerate().filter(|(_, m)| gives_reason(m) && !absent(m));
    let told: i64 = told.filter_map(|(m, _)| block.cells[line][m].figure.count()).sum();
    let gap = counts.total.zip(counts.rated).map(|(t, r)| t - r);
    // Beside those counted as not rated the gap is a sum that fails (S203).
    let left = counts.unrated.or(gap)? - told;
    let below = block.transposed
        && table.table.rows.iter().any(|r| r.level.is_none() && r.role == RowRole::OfWhich && names_reason(&r.label));
    let asks_why = table.table.column(ColumnRole::Reason).is_some();
    let excused = excused(&block.lines[line].reason, asks_why, left, setting);
    (left > excused && !below).then_some(left - excused)
}

/// May a note be about why somebody is not rated? People say it in many words, and "Đạt tiêu chuẩn" in none of them.
fn may_excuse(note: &str) -> bool {
    const ABOUT: [&str; 34] = [
        "chưa",
        "không",
        "vắng",
        "mới",
        "chuyển",
        "dự bị",
        "học",
        "công tác",
        "già",
        "yếu",
        "bệnh",
        "viện",
        "nước ngoài",
        "biệt phái",
        "tạm",
        "xin",
        "do",
        "vì",
        "lý do",
        "khai trừ",
        "xóa tên",
        "ra khỏi",
        "mất",
        "hưu",
        "kỷ luật",
        "điều tra",
        "giam",
        "khởi tố",
        "giải thể",
        "sáp nhập",
        "thành lập",
        "làm ăn",
        "xa",
        "hết",
    ];
    let note_key = key(note);
    names_reason(note) || says_one_of(&note_key, &ABOUT)
}

/// How many of those not rated a note excuses: as many as it counts, and all where it gives a reason without a number.
fn excused(said: &str, asks_why: bool, left: i64, setting: Option<&RuleSetting<'_>>) -> i64 {
    static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(\d{1,3})\s*(?:đ/c|đồng chí|người|đảng viên|đv|đ\.v|trường hợp|chi bộ|tổ chức|đơn vị)?[\s:,]*(\D.*)$",
        )
        .expect("a fixed pattern")
    });
    let no_reason = |text: &str| no_reason(setting, text);
    if said.is_empty() || no_reason(said) || (!asks_why && !may_excuse(said)) {
        return 0;
    }
    let parts: Vec<&str> = said.split([';', ',', '\n']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let counted = |part: &&str| {
        let part = key(part);
        let found = COUNTED.captures(&part)?;
        // "3 tháng", "2 năm" are no people.
        let time = ["tháng", "năm", "ngày", "tuần", "%", "/"].iter().any(|w| found[2].starts_with(w));
        let n: i64 = found[1].parse().ok().filter(|_| !time)?;
        Some(if no_reason(&found[2]) { 0 } else { n })
    };
    match parts.iter().map(counted).collect::<Option<Vec<i64>>>() {
        Some(counts) => counts.iter().sum(),
        None => left,
    }
}

/// How many people a text gives a reason for: "05 đồng chí miễn sinh hoạt; 07 mới kết nạp".
fn counted_reasons(text: &str) -> i64 {
    static COUNTED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(\d{1,4})\s+([^\d;,.:]+)").expect("a fixed pattern"));
    let found = COUNTED.captures_iter(text).filter(|found| names_reason(&found[2]));
    found.filter_map(|found| found[1].parse::<i64>().ok()).sum()
}

/// What stands below the last row of figures.
fn notes_below<'t>(table: &'t TableRecord<'_>) -> impl Iterator<Item = &'t str> {
    let rows = &table.table.rows;
    let last = rows.iter().rposition(|r| matches!(r.role, RowRole::Data | RowRole::Total | RowRole::Subtotal));
    rows.iter().skip(last.map_or(rows.len(), |last| last + 1)).map(|r| r.label.as_str())
}

/// Do notes below the table say why, of as many as they count, in one line or in one for each unit?
fn told_below(table: &TableRecord<'_>, left: i64) -> bool {
    let said: i64 = notes_below(table).map(|text| counted_reasons(&key(text))).sum();
    said >= left
}

/// Does the note of a total line say it of all its rows?
fn told_at_total(block: &Block, left: i64) -> bool {
    let totals = block.lines.iter().filter(|line| line.role == RowRole::Total);
    totals.map(|line| counted_reasons(&key(&line.reason))).any(|said| said >= left)
}

/// "2(*)" over "(*) Miễn sinh hoạt": does each count bear a mark that is explained below?
fn marked(table: &TableRecord<'_>, rated: &RatedBlock<'_>, lines: &[(usize, i64)]) -> bool {
    let Some(measure) = rated.block.measure(&MeasureKind::Unrated) else { return false };
    let mark = |text: &str| text.chars().filter(|c| *c == '*').count();
    let explained = |wanted: usize| {
        notes_below(table).any(|text| {
            let start: String = text.chars().take_while(|c| "(*) ".contains(*c)).collect();
            mark(&start) == wanted && names_reason(&key(text))
        })
    };
    lines.iter().all(|(line, _)| {
        let own = mark(&rated.block.cells[*line][measure].shown);
        own > 0 && explained(own)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, all_findings, findings};

    #[test]
    fn of_a_quarter_it_is_to_be_looked_at_and_rests_on_no_document_of_the_year() {
        let told = |when: &str, note: &str| {
            let sheet = format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN {when}
                3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | Ghi chú
                4 | 1  | Đảng bộ A  | 12      | 10               | 2      | 8     | 0    | 0     | {note}"
            );
            let found = all_findings(&sheet).into_iter().find(|f| f.rule == RULE.code);
            found.map(|f| (f.severity, f.source.is_some()))
        };
        for year in ["NĂM 2021", "NĂM 2023", "NĂM 2025"] {
            assert_eq!(told(year, ""), Some((Severity::Error, true)), "{year}");
        }
        assert_eq!(told("QUÝ III NĂM 2021", ""), Some((Severity::Warning, false)));
        assert_eq!(told("QUÝ III NĂM 2021", "miễn sinh hoạt"), None);
    }

    #[test]
    fn a_note_that_counts_excuses_as_many() {
        let sheet = |rated: i64, note: &str| {
            let good = rated - 2;
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | Ghi chú
                4 | 1  | Đảng bộ A  | 12      | {rated}          | 2      | {good} | 0    | 0     | {note}"
            )
        };
        let told = |rated: i64, note: &str| findings(&RULE, &sheet(rated, note));
        insta::assert_snapshot!(told(9, "01 miễn sinh hoạt; 01 chuyển đi"), @"D4 V501 error Đảng bộ A: còn 01 chưa đánh giá, xếp loại mà không nêu lý do. Đề nghị đơn vị bổ sung lý do");
        assert_eq!(told(10, "01 miễn sinh hoạt; 01 chuyển đi"), "");
        assert_eq!(told(9, "miễn sinh hoạt, chuyển đi"), "");
        assert_eq!(told(9, "3 tháng đi học"), "");
        assert!(told(9, "02 đ/c miễn sinh hoạt; 01 vắng").contains("còn 01"));
        insta::assert_snapshot!(told(11, "01 vắng mặt"), @"D4 V501 error Đảng bộ A: còn 01 chưa đánh giá, xếp loại; “vắng mặt” không phải là trường hợp được miễn. Đề nghị đánh giá, xếp loại bổ sung");
        assert_eq!(told(11, "vắng do đình chỉ sinh hoạt"), "");
    }

    #[test]
    fn what_is_no_reason_and_no_word_at_all_are_told_apart() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | Ghi chú
            4 | 1 | Đảng bộ A | 12 | 10 | 2 | 8 | 0 | 0 |
            5 | 2 | Đảng bộ B | 12 | 10 | 2 | 8 | 0 | 0 | 02 vắng
            6 | 3 | Đảng bộ C | 12 | 11 | 2 | 9 | 0 | 0 |";
        insta::assert_snapshot!(findings(&RULE, sheet), @r#"D4 V501 error 02 dòng: còn 03 chưa đánh giá, xếp loại mà không nêu lý do. Đề nghị đơn vị bổ sung lý do
D5 V501 error Đảng bộ B: còn 02 chưa đánh giá, xếp loại; “vắng” không phải là trường hợp được miễn. Đề nghị đánh giá, xếp loại bổ sung"#);
    }

    #[test]
    fn a_note_below_or_the_head_of_the_column_may_say_why() {
        let told = |head: &str, below: &str| {
            let sheet = format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | {head}
                4 | 1  | Đảng bộ A  | 12      | 10               | 1      | 9 | 0    | 0     | 2
                5 | 2  | Đảng bộ B  | 20      | 20               | 2      | 18 | 0    | 0     | 0
                7 | {below}"
            );
            findings(&RULE, &sheet)
        };
        let unrated = "Số chưa đánh giá";
        assert!(told(unrated, "").contains("còn 02"));
        let note =
            |n: u8| format!("Ghi chú: chưa đánh giá {n:02} đảng viên: {n:02} đồng chí miễn công tác và sinh hoạt đảng");
        assert_eq!(told(unrated, &note(2)), "");
        assert!(told(unrated, &note(1)).contains("còn 02"));
        assert_eq!(told(unrated, "Ghi chú: 01 đảng viên Đảng bộ A miễn sinh hoạt; 01 đảng viên mới kết nạp."), "");
        let lines =
            "Lý do chưa đánh giá:\n8 | - Đảng bộ A: 01 đồng chí miễn sinh hoạt\n9 | - Đảng bộ A: 01 mới kết nạp";
        assert_eq!(told(unrated, lines), "");
        assert!(told(unrated, "Lý do chưa đánh giá:\n8 | - Đảng bộ A: 01 đồng chí miễn sinh hoạt").contains("còn 02"));
        // What is written under every form counts nobody.
        assert!(told(unrated, "Ghi chú: Đảng viên được miễn sinh hoạt thì không xếp loại").contains("còn 02"));
        assert_eq!(told("Số chưa đánh giá (đi học, mới điều động)", ""), "");
    }

    #[test]
    fn the_note_of_a_total_and_a_mark_speak_for_the_rows() {
        let sheet = |first: &str, note: &str, below: &str| {
            told(&format!(
                "3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | Chưa đánh giá | Ghi chú
                4 | 1 | Đảng bộ A | 12 | 10 | 1 | 9 | 0 | 0 | {first} |
                5 | 2 | Đảng bộ B | 20 | 19 | 2 | 17 | 0 | 0 | '1(*) |
                6 | | Tổng cộng | 32 | 29 | 3 | 26 | 0 | 0 | 3 | {note}
                8 | {below}"
            ))
        };
        assert_eq!(sheet("2", "02 miễn sinh hoạt; 01 mới kết nạp", ""), "");
        assert!(sheet("2", "01 miễn sinh hoạt; 01 mới kết nạp", "").contains("còn 03"));
        let mark = "(*) Miễn sinh hoạt, mới kết nạp";
        assert_eq!(sheet("'2(*)", "", mark), "");
        assert!(sheet("2", "", mark).contains("còn 03"));
        assert!(sheet("'2(*)", "", "(**) Miễn sinh hoạt").contains("còn 03"));
    }

    fn told(sheet: &str) -> String {
        findings(&RULE, &format!("1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021\n{sheet}"))
    }

    fn codes(sheet: &str) -> Vec<&'static str> {
        all_codes(&format!("1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021\n{sheet}"))
    }

    #[test]
    fn heads_of_the_parts_of_those_not_rated_are_reasons() {
        let under = |miễn: u32, khác: u32| {
            format!(
                "3 | TT | Đơn vị | Tổng số đảng viên | Chưa đánh giá, xếp loại | | | | Đã đánh giá, xếp loại | Kết quả xếp loại | | |
                4 | | | | Tổng số | Miễn sinh hoạt | Mới kết nạp | Lý do khác | | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | Đảng bộ A | 40 | 2 | {miễn} | 1 | 0 | 38 | 5 | 32 | 1 | 0
                6 | 2 | Đảng bộ B | 30 | 0 | 0 | 0 | 0 | 30 | 4 | 25 | 1 | 0
                7 | 3 | Đảng bộ C | 30 | 3 | 0 | 2 | {khác} | 27 | 4 | 22 | 1 | 0"
            )
        };
        assert!(codes(&under(1, 1)).is_empty());
        // What the parts do not name is told with the sum that they do not make up.
        assert_eq!(codes(&under(1, 0)), ["S202"]);
        let after = |last: &str, n: u32| {
            format!(
                "3 | TT | Đơn vị | Tổng số đảng viên | Kết quả xếp loại | | | | Chưa xếp loại | |
                4 | | | | HTXSNV | HTTNV | HTNV | KHTNV | Miễn SH | Dự bị chưa đủ 6 tháng | {last}
                5 | 1 | Đảng bộ A | 40 | 5 | 32 | 1 | 0 | 1 | 1 | 0
                6 | 2 | Đảng bộ B | 30 | 4 | 25 | 1 | 0 | 0 | 0 | 0
                7 | 3 | Đảng bộ C | 30 | 4 | 22 | 1 | 0 | 0 | 2 | {n}"
            )
        };
        assert!(codes(&after("Khác", 1)).is_empty());
        assert_eq!(codes(&after("Khác", 2)), ["S201"]);
        // Absence is no reason, as a head neither.
        assert_eq!(codes(&after("Vắng mặt", 1)), ["V501"]);
    }

    #[test]
    fn what_the_rated_leave_of_the_total_is_not_rated() {
        let flat = |heads: &str, second: &str| {
            format!(
                "3 | TT | Đơn vị | Tổng số | {heads} | Số được xếp loại | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1 | Đảng bộ A | 40 | 1 | 1 | 0 | 38 | 5 | 32 | 1 | 0
                5 | 2 | Đảng bộ B | 30 | {second} | 4 | 25 | 1 | 0
                6 | 3 | Đảng bộ C | 30 | 0 | 2 | 1 | 27 | 4 | 22 | 1 | 0"
            )
        };
        for heads in [
            "Miễn sinh hoạt | Mới kết nạp dưới 6 tháng | Chuyển đi",
            "Đảng viên được miễn công tác, sinh hoạt | Đảng viên mới kết nạp chưa đủ 06 tháng | Đảng viên bị đình chỉ sinh hoạt",
            "Già yếu | Làm ăn xa | Khác",
        ] {
            assert!(codes(&flat(heads, "0 | 0 | 0 | 30")).is_empty(), "{heads}");
        }
        // With a slip in a line the heads still say what they are.
        let slip = flat("Miễn sinh hoạt | Mới kết nạp dưới 6 tháng | Chuyển đi", "0 | 1 | 1 | 30");
        assert_eq!(codes(&slip), ["S203"]);
        // Figures under other heads that leave something open are nothing of the kind.
        let women = flat("Nữ | Người dân tộc | Trên 60 tuổi", "3 | 2 | 1 | 30");
        assert_eq!(codes(&women), ["V501"]);
    }

    #[test]
    fn those_who_must_be_rated_are_the_base() {
        let sheet = |must: u32| {
            format!(
                "3 | TT | Đơn vị | Tổng số đảng viên | Số thuộc diện phải đánh giá | Số đã đánh giá | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1 | Đảng bộ A | 40 | 38 | 38 | 5 | 32 | 1 | 0
                5 | 2 | Đảng bộ B | 30 | 30 | 30 | 4 | 25 | 1 | 0
                6 | 3 | Đảng bộ C | 30 | {must} | 27 | 4 | 22 | 1 | 0
                7 | | Cộng | 100 | {} | 95 | 13 | 79 | 3 | 0",
                68 + must
            )
        };
        assert!(codes(&sheet(27)).is_empty());
        assert!(told(&sheet(28)).starts_with("E6 V501 error Đảng bộ C: còn 01"));
        let exempt = "3 | TT | Đơn vị | Tổng số đảng viên | Miễn sinh hoạt | Số phải đánh giá | Số đã đánh giá | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1 | Đảng bộ A | 40 | 2 | 38 | 38 | 5 | 32 | 1 | 0
            5 | 2 | Đảng bộ B | 30 | 0 | 30 | 30 | 4 | 25 | 1 | 0
            6 | 3 | Đảng bộ C | 30 | 3 | 27 | 26 | 4 | 21 | 1 | 0";
        assert!(told(exempt).starts_with("F6 V501 error Đảng bộ C: còn 01"), "{}", told(exempt));
        assert_eq!(codes(exempt), ["V501"]);
    }

    #[test]
    fn a_form_that_parts_exempt_from_not_yet_rated_asks_for_no_more() {
        let sheet = |note: &str| {
            format!(
                "3 | TT | Đơn vị | Tổng số đảng viên | Được miễn đánh giá | Chưa được đánh giá | Đã được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | {note}
                4 | 1 | Đảng bộ A | 40 | 1 | 1 | 38 | 5 | 32 | 1 | 0 |
                5 | 2 | Đảng bộ B | 30 | 0 | 3 | 27 | 4 | 22 | 1 | 0 |"
            )
        };
        assert!(told(&sheet("")).starts_with("E4 V501 info 02 dòng: còn 04"), "{}", told(&sheet("")));
        assert!(told(&sheet("Ghi chú")).starts_with("E4 V501 error 02 dòng: còn 04"));
    }

    #[test]
    fn a_note_must_be_about_it_and_none_is_none() {
        let sheet = |head: &str, note: &str| {
            told(&format!(
                "3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | {head}
                4 | 1  | Đảng bộ A  | 12      | 10          | 2      | 8 | 0    | 0     | {note}"
            ))
        };
        for note in ["Đạt tiêu chuẩn", "Không", "0", "-", "02 vắng họp", "Vắng mặt không lý do", "vắng (đi công tác)"]
        {
            assert!(sheet("Ghi chú", note).contains("còn 02"), "{note}");
        }
        for note in [
            "02 đ/c già yếu, được miễn",
            "Đ/c Lan nghỉ thai sản",
            "Đi làm ăn xa",
            "Hai đ/c vắng, già yếu",
            "01 moi ket nap, 01 gia yeu",
        ] {
            assert_eq!(sheet("Ghi chú", note), "", "{note}");
        }
        assert_eq!(sheet("Lý do", "Đ/c A, đ/c B"), "");
        assert!(sheet("Lý do", "không có").contains("còn 02"));
    }

    fn cells(first: [&str; 2], second: [&str; 2]) -> String {
        let page = |file: &str, office: &str, [a, b]: [&str; 2]| {
            format!(
                "=== {file}
                1 | {office}
                2 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                4 | TT | Họ và tên | Chức vụ | Kết quả xếp loại | Ghi chú
                5 | 1 | Nguyễn Văn A | Bí thư | HTTNV |
                6 | 2 | Trần Thị B | Đảng viên dự bị | {a}
                7 | 3 | Lê Văn C | Đảng viên dự bị | {b}
                "
            )
        };
        let pages = [page("a.xlsx", "QUẬN ỦY SƠN HẠ", first), page("b.xlsx", "QUẬN ỦY NÚI BÚT", second)];
        findings(&RULE, &pages.concat())
    }

    #[test]
    fn units_that_do_otherwise_with_probationary_members_are_listed() {
        let rated = ["HTTNV |", "HTNV |"];
        let left_out = ["| Dự bị", "| Dự bị"];
        insta::assert_snapshot!(cells(rated, left_out), @"D6 V501 info 01 đơn vị có đánh giá, xếp loại đảng viên dự bị (Quận Sơn Hạ); 01 đơn vị khác không");
        assert_eq!(cells(rated, rated), "");
        assert_eq!(cells(left_out, left_out), "");
        // Admitted less than six months ago: not rated for that reason.
        assert_eq!(cells(rated, ["| kết nạp chưa đủ 6 tháng", "| kết nạp chưa đủ 6 tháng"]), "");
    }

    #[test]
    fn who_is_missing_by_a_slip_alone_is_not_missing() {
        let sheet = |total: u8, rated: u8, good: u8| {
            codes(&format!(
                "3 | TT | Đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1 | Đảng bộ A | {total} | {rated} | 2 | {good} | 0 | 0
                5 | 2 | Đảng bộ B | 20 | 20 | 2 | 18 | 0 | 0"
            ))
        };
        assert_eq!(sheet(12, 11, 10), ["S201"]);
        assert_eq!(sheet(12, 11, 9), ["V501"]);
        // No correction of the sum rates all.
        assert_eq!(sheet(15, 11, 10), ["S201", "V501"]);
    }
}
