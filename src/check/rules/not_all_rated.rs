//! # Chưa đánh giá hết, không nêu lý do
//!
//! ## What it finds
//! More are not rated than have a reason. A reason anywhere in the row's notes counts, and so does a column or row that
//! names one (“được miễn đánh giá”, “mới thành lập”); absence from the meeting is none where the regime says so.
//! Summaries only: in a list it is L103.
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

use crate::check::arithmetic::line_name;
use crate::check::records::{Rated, RatedBlock, TableRecord};
use crate::check::regimes::RuleSetting;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::locate::RowRole;
use crate::locate::vocabulary::has_words;
use crate::parse::MeasureKind;
use crate::text::key;

pub(super) static RULE: Rule = Rule {
    code: "V501",
    name: "not-all-rated",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "COVERAGE",
    doc: include_str!("not_all_rated.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Counts(blocks) = &table.content else { return };
    for rated in blocks {
        let setting = findings.setting(&RULE, rated.block.subject);
        let lines: Vec<(usize, i64)> = lines(rated)
            .into_iter()
            .filter_map(|l| Some((l, without_reason(table, rated, l, setting.as_ref())?)))
            .collect();
        if lines.is_empty() {
            continue;
        }
        let measure = rated
            .block
            .measure(&MeasureKind::Unrated)
            .or_else(|| rated.block.measure(&MeasureKind::Rated))
            .unwrap_or(0);
        let cells: Vec<CellRef> = lines.iter().map(|(l, _)| rated.block.cells[*l][measure].at).collect();
        let left: i64 = lines.iter().map(|l| l.1).sum();
        let name = match lines.as_slice() {
            [(line, _)] => line_name(&rated.block, *line),
            _ => format!("{:02} dòng", lines.len()),
        };
        findings.add(&RULE, cells[0]).cells(&cells).found(left).message(
            format!("{name}: còn {left:02} chưa đánh giá, xếp loại mà không nêu lý do. Đề nghị đơn vị bổ sung lý do"),
            format!("{name}: {left} are not rated and no reason is given"),
        );
    }
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
    rated: &RatedBlock<'_>,
    line: usize,
    setting: Option<&RuleSetting<'_>>,
) -> Option<i64> {
    let block = &rated.block;
    let counts = rated.counts.line(block, line);
    let told =
        block.measures.iter().enumerate().filter(|(_, m)| m.kind == MeasureKind::Unrated && names_reason(&m.header));
    let told: i64 = told.filter_map(|(m, _)| block.cells[line][m].figure.count()).sum();
    let gap = counts.total.zip(counts.rated).map(|(t, r)| t - r);
    let left = gap.or(counts.unrated)?.max(counts.unrated.unwrap_or(0)) - told;
    let below = block.transposed
        && table.table.rows.iter().any(|r| r.level.is_none() && r.role == RowRole::OfWhich && names_reason(&r.label));
    let said = &block.lines[line].reason;
    let absent = setting.is_some_and(|s| s.is_no_reason(said));
    let reason = !(said.is_empty() || absent) || below;
    (left > 0 && !reason).then_some(left)
}

/// Does a header say why those under it are not rated?
fn names_reason(header: &str) -> bool {
    let header = key(header);
    ["miễn", "mới thành lập", "mới kết nạp", "dưới 6 tháng", "đình chỉ", "nghỉ", "chưa đủ 6 tháng", "không thuộc diện"]
        .iter()
        .any(|w| has_words(&header, &key(w)))
}
