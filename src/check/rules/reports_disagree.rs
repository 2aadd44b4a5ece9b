//! # Số liệu giữa các báo cáo không khớp
//!
//! ## What it finds
//! Figures for the same unit, subject, year and stage that differ between a summary and a list in two files; or a report of the
//! level above that differs from its units, row by row or in sum. (The same form twice is X603.) A
//! difference that the units' unstated remainder covers is info.
//! ## Why it matters
//! The report of the level above is held against its units, never added to them.
//! ## Example
//! ```sheet
//! === 0-thanh-pho.xlsx
//! 1 | THÀNH ỦY ĐÀ NẴNG
//! 2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 5 | 1  | Quận Sơn Trà  | 28 ◄ | 5 | 22 ◄ | 1 | 0
//! 6 | 2  | Quận Hải Châu | 20   | 3 | 17   | 0 | 0
//! === 1-son-tra.xlsx
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 5 | 1  | Khối phường   | 27   | 5 | 21   | 1 | 0
//! === 2-hai-chau.xlsx
//! 1 | QUẬN ỦY HẢI CHÂU
//! 2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 5 | 1  | Khối phường   | 20   | 3 | 17   | 0 | 0
//! ```
//! ## Correction
//! None.

use crate::check::arithmetic::line_name;
use crate::check::records::{Rated, RatedBlock, Submission};
use crate::check::recount::{lists, recounts_of};
use crate::check::totals::{UnitTotal, totals, unit_key};
use crate::check::versions::{Outcome, Twice};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Related, Severity};
use crate::locate::RowRole;
use crate::normalise::Level;
use crate::normalise::counts::{LineCounts, add};
use crate::parse::MeasureKind;

pub(super) static RULE: Rule = Rule {
    code: "X602",
    name: "reports-disagree",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "SUM-PARTITION",
    doc: include_str!("reports_disagree.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let totals = totals(submission);
    for pair in totals.twice.iter().filter(|t| t.outcome == Outcome::Forms) {
        two_forms(pair, submission, findings);
    }
    for superior in submission.files.iter().filter(|f| f.superior) {
        findings.enter_file(superior);
        for table in &superior.tables {
            let Rated::Counts(blocks) = &table.content else { continue };
            findings.enter_sheet(Some(&table.table.sheet));
            for rated in blocks {
                hold(rated, &totals.units, findings);
            }
        }
    }
}

/// A summary and a list of as many rows, in two files.
fn two_forms(pair: &Twice, submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let (summary, list) = (&pair.sources.0, &pair.sources.1);
    let tables = |file: usize| submission.files[file].tables.iter();
    let all: Vec<Vec<_>> = lists(&submission.files[pair.files.1])
        .into_iter()
        .map(|together| together.into_iter().map(|(_, list)| list).collect())
        .collect();
    let complete = |rated: &RatedBlock<'_>| all.iter().any(|together| recounts_of(rated, together).is_some());
    let by_rows = tables(pair.files.0).any(|t| match &t.content {
        Rated::Counts(blocks) => blocks.iter().any(complete),
        _ => false,
    });
    // A list that is complete row by row is held against each of them (X601).
    if by_rows {
        return;
    }
    let (Some(first), Some(place)) = (summary.first(), list.first()) else { return };
    findings.enter_file(&submission.files[pair.files.0]);
    findings.enter_sheet(Some(&first.sheet));
    let related = Related { file: Some(place.file.clone()), sheet: Some(place.sheet.clone()), range: place.range };
    let (unit, subject, other) = (&pair.unit, pair.subject.vi(), &place.file);
    findings.add(&RULE, first.range.start).related_elsewhere([related]).message(
        format!("{unit}, {subject}: số liệu biểu tổng hợp khác danh sách ở “{other}” có cùng tổng số; danh sách không tính thêm. Đề nghị đơn vị đối chiếu"),
        format!("{unit}, {}: the summary differs from the list in “{other}”, which has as many rows", pair.subject.id()),
    );
}

/// Holds every row of a superior's block, and its total, against the units.
fn hold(rated: &RatedBlock<'_>, units: &[UnitTotal], findings: &mut Findings<'_>) {
    let own = |u: &&UnitTotal| u.subject == rated.block.subject && u.stage == rated.block.stage;
    let mut named: Vec<&UnitTotal> = Vec::new();
    let mut all_named = true;
    for line in (0..rated.block.lines.len()).filter(|&l| rated.block.lines[l].role == RowRole::Data) {
        let key = unit_key(&rated.block.lines[line].name);
        match units.iter().filter(own).find(|u| u.unit.as_deref().map(unit_key).as_ref() == Some(&key)) {
            Some(unit) => {
                named.push(unit);
                difference(rated, line, unit.counts, &[unit], findings);
            }
            None => all_named = false,
        }
    }
    let total = (0..rated.block.lines.len()).find(|&l| rated.block.lines[l].role == RowRole::Total);
    if let (Some(line), true, Some(sum)) = (total, all_named, named.iter().map(|u| u.counts).reduce(add)) {
        difference(rated, line, sum, &named, findings);
    }
}

fn difference(
    rated: &RatedBlock<'_>,
    line: usize,
    units: LineCounts,
    from: &[&UnitTotal],
    findings: &mut Findings<'_>,
) {
    let superior = rated.counts.line(&rated.block, line);
    let name = line_name(&rated.block, line);
    let unstated: i64 = from.iter().map(|u| u.unstated + u.unresolved).sum();
    let mut cells: Vec<CellRef> = Vec::new();
    let mut said: Vec<String> = Vec::new();
    let mut covered = true;
    let mut compare = |what: &str, above: Option<i64>, below: Option<i64>, measure: Option<usize>, silent: i64| {
        let (Some(above), Some(measure)) = (above, measure) else { return };
        let below = below.unwrap_or(0);
        if above != below {
            cells.push(rated.block.cells[line][measure].at);
            said.push(format!("{what} {above} so với {below}"));
            covered &= above > below && above - below <= silent;
        }
    };
    let kind = |k: MeasureKind| rated.block.measure(&k);
    compare("tổng số", superior.total, units.total, kind(MeasureKind::Total), 0);
    compare("đã đánh giá", superior.rated, units.rated, kind(MeasureKind::Rated), 0);
    for (i, level) in Level::ALL.into_iter().enumerate() {
        compare(level.code(), superior.levels[i], units.levels[i], rated.counts.measure(level), unstated);
    }
    if cells.is_empty() {
        return;
    }
    let related = from.iter().flat_map(|u| u.sources.iter()).map(|s| Related {
        file: Some(s.file.clone()),
        sheet: Some(s.sheet.clone()),
        range: s.range,
    });
    let list = said.join("; ");
    let (severity, vi, en) = if covered {
        (
            Severity::Info,
            "; phần chênh lệch nằm trong số các đơn vị chưa nêu mức",
            "; within what the units left unstated",
        )
    } else {
        (Severity::Error, ". Đề nghị đối chiếu với báo cáo của đơn vị", "")
    };
    findings
        .add(&RULE, cells[0])
        .cells(&cells)
        .severity(severity)
        .related_elsewhere(related.collect::<Vec<_>>())
        .found(&list)
        .message(
            format!("{name}: báo cáo cấp trên khác tổng của các đơn vị: {list}{vi}"),
            format!("{name}: the superior's report differs from its units: {list}{en}"),
        );
}
