//! # Còn số chưa nêu mức
//!
//! ## What it finds
//! The stated levels leave a remainder that no one names (“26 = 5 + 20”): the number, and the levels not mentioned.
//! A warning where the level has its own column and the cell is blank.
//! ## Why it matters
//! It is a gap to report, never one to fill in.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A  | 26 ◄    | 5      | 20    |      | 0
//! 5 | 2  | Đảng bộ B  | 10      | 1      | 9     | 0    | 0
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Các mức đã nêu chưa đủ số đã đánh giá (“26 = 5 + 20”): số còn lại và các mức không nêu. Đề nghị kiểm tra lại khi mức
//! có cột riêng mà ô để trống.
//! ## Lý do
//! Đây là phần cần nêu rõ, không điền thay.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use crate::check::arithmetic::line_name;
use crate::check::records::{Rated, RatedBlock, TableRecord};
use crate::check::supposed::settled_lines;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::locate::RowRole;
use crate::normalise::Level;
use crate::parse::{Block, Figure, MeasureKind};

pub(super) static RULE: Rule = Rule {
    code: "S211",
    name: "unstated-remainder",
    severity: Severity::Info,
    scope: Scope::Table(check),
    basis: "SUM-PARTITION",
    doc: documentation!("unstated_remainder.rs"),
};

/// Lines with what each leaves over.
type Lines = Vec<(usize, i64)>;

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Counts(blocks) = &table.content else { return };
    // What a column that is not understood holds may be the rest.
    if table.table.leaves_levels_open() {
        return;
    }
    for rated in blocks {
        let data = |l: &usize| rated.block.lines[*l].role == RowRole::Data || rated.block.lines.len() == 1;
        let mut groups = Vec::<(Vec<Level>, bool, Lines)>::new();
        let left = |l: usize| Some((l, remainder(rated, &rated.block, l)?));
        let open: Vec<_> = (0..rated.block.lines.len()).filter(data).filter_map(left).collect();
        let lines: Vec<usize> = open.iter().map(|o| o.0).collect();
        let slips = settled_lines(rated, &lines, |block, line| remainder(rated, block, line).is_none());
        for (line, (left, silent, own_column)) in open.into_iter().filter(|o| !slips.contains(&o.0)) {
            match groups.iter_mut().find(|g| g.0 == silent && g.1 == own_column) {
                Some(group) => group.2.push((line, left)),
                None => groups.push((silent, own_column, vec![(line, left)])),
            }
        }
        for (silent, own_column, lines) in groups {
            let own_column = own_column && !rated.block.shares_only;
            report(rated, &silent, own_column, &lines, findings);
        }
    }
}

fn report(
    rated: &RatedBlock<'_>,
    silent: &[Level],
    own_column: bool,
    lines: &[(usize, i64)],
    findings: &mut Findings<'_>,
) {
    let whole =
        rated.block.measure(&MeasureKind::Rated).or_else(|| rated.block.measure(&MeasureKind::Total)).unwrap_or(0);
    let cells: Vec<CellRef> = lines.iter().map(|(l, _)| rated.block.cells[*l][whole].at).collect();
    let left: i64 = lines.iter().map(|l| l.1).sum();
    let name = match lines {
        [(line, _)] => line_name(&rated.block, *line),
        _ => format!("{:02} dòng", lines.len()),
    };
    let levels = silent.iter().map(|l| l.code()).collect::<Vec<_>>().join(", ");
    let severity = if own_column { Severity::Warning } else { Severity::Info };
    findings.add(&RULE, cells[0]).cells(&cells).found(left).severity(severity).message(
        format!("{name}: còn {left:02} chưa nêu mức xếp loại (không nêu {levels}); để nguyên, không điền thay"),
        format!("{name}: {left} of no stated level ({levels} not mentioned); left as it is"),
    );
}

/// What a line leaves unsaid, which levels it does not mention, and whether one of them has a column of its own.
fn remainder(rated: &RatedBlock<'_>, block: &Block, line: usize) -> Option<(i64, Vec<Level>, bool)> {
    let counts = rated.counts.line(block, line);
    let left = counts.unstated();
    let silent: Vec<Level> =
        Level::ALL.into_iter().zip(counts.levels).filter(|(_, n)| n.is_none()).map(|(l, _)| l).collect();
    let unsettled = block.levels().any(|(m, mention)| rated.counts.levels[m].is_none() && !mention.and_above);
    // A cell that holds something else than a count is told by a rule of its own, and what it leaves over with it.
    let told = |&l: &Level| {
        let figure = rated.counts.measure(l).map(|m| &block.cells[line][m].figure);
        matches!(
            figure,
            Some(Figure::Invalid(_) | Figure::Approximate(_) | Figure::TwoReadings { .. } | Figure::Error(_))
        )
    };
    let left = if silent.iter().any(told) { 0 } else { left };
    let own =
        silent.iter().any(|&l| rated.counts.measure(l).is_some_and(|m| block.cells[line][m].figure == Figure::Blank));
    (left > 0 && !silent.is_empty() && !unsettled).then_some((left, silent, own))
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_another_rule_tells_leaves_nothing_over() {
        let sheet = |good: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Tên tổ chức đảng | Tổng số | HTXSNV | HTTNV  | HTNV | KHTNV
                4 | 1  | Đảng bộ A        | 20      | 2      | {good} | 0    | 0
                5 | 2  | Đảng bộ B        | 11      | 1      | 10     | 0    | 0"
            )
        };
        for wrong in ["7.5", "gần 18", "#REF!"] {
            assert_eq!(crate::check::rules::testing::findings(&super::RULE, &sheet(wrong)), "", "{wrong}");
        }
        assert!(crate::check::rules::testing::findings(&super::RULE, &sheet("")).starts_with("C4 S211 warning"));
    }

    #[test]
    fn a_total_of_blanks_may_be_typed_as_zero() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            3 | TT | Tên tổ chức đảng | Tổng số | HTTNV | Trong đó: HTXSNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A        | 20      | 18    | 3                | 2    |
            5 | 2  | Đảng bộ B        | 11      | 11    |                  |      |
            6 |    | Tổng cộng        | 31      | 29    | 3                | 2    | 0";
        insta::assert_snapshot!(crate::check::rules::testing::findings(&super::RULE, sheet), @"");
    }
}
