//! # Dòng tổng không bằng các dòng cộng lại
//!
//! ## What it finds
//! A subtotal or total row that is not the sum of the rows it covers; where no levels are counted, a column that is not
//! the sum of those the row of column numbers says (`2 = 3+4`), if most rows bear the rule out; a line whose “chia ra”
//! rows do not make it up (to be looked at: some forms count those by fault). What a total has more than its rows, in every
//! column, is held against the lines of the unit's other sheets and files, of last year's report and of units' own reports.
//! A total that lacks exactly the hidden rows is told once, with those rows; beside a unit that is listed twice (V503) the
//! total that counts it once is not the one to change.
//! The total row of a list of marks (x) is held against the marks.
//! ## Why it matters
//! The total is what the level above copies.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A  | 10      | 2      | 8     | 0    | 0
//! 5 | 2  | Đảng bộ B  | 10      | 1      | 9     | 0    | 0
//! 6 |    | Tổng cộng  | 20      | 3      | 18 ◄  | 0    | 0
//! ```
//! ## Correction
//! Safe when the row's own sum agrees with the column's; otherwise the options are shown.
//! ## Nội dung kiểm tra
//! Dòng cộng hoặc dòng tổng không bằng các dòng của nó; ở biểu không có mức, cột không bằng các cột theo dòng số thứ tự
//! cột (`2 = 3+4`); các dòng “chia ra” không đủ số của dòng chung. Phần dòng tổng nhiều hơn được đối chiếu với biểu
//! khác của đơn vị, báo cáo năm trước và báo cáo riêng của đơn vị. Tổng thiếu đúng các dòng đang ẩn nêu một lần kèm các
//! dòng ấy. Dòng tổng của danh sách đánh dấu (x) được đối chiếu với số dấu.
//! ## Lý do
//! Cấp trên lấy số ở dòng tổng.
//! ## Chỉnh sửa
//! Đủ căn cứ chỉnh sửa khi tổng theo dòng khớp với tổng theo cột; nếu không, nêu các khả năng.

use crate::check::arithmetic::{Case, cases, line_name, measure_name};
use crate::check::records::{FileRecord, Rated, RatedBlock, TableRecord};
use crate::check::rules::hidden_data::listed;
use crate::check::rules::ticked;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity, column_name};
use crate::locate::RowRole;
use crate::parse::Figure;
use crate::solve::equations::Meaning;
use crate::solve::{Relation, RowCause};

pub(super) static RULE: Rule = Rule {
    code: "S202",
    name: "total-row-mismatch",
    severity: Severity::Error,
    scope: Scope::File(check),
    basis: "SUM-PARTITION",
    doc: documentation!("total_row_mismatch.rs"),
};

fn check(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    for (at, table) in file.tables.iter().enumerate() {
        findings.enter_sheet(Some(&table.table.sheet));
        divided(table, findings);
        within(table, findings);
        ticked::totals(&RULE, &file.tables, at, findings);
        if table.table.continues {
            across(&file.tables[..=at], findings);
        }
    }
}

/// "Chia ra: 1) … 2) …": the parts make up their line. Forms count some of them by fault and not by head, so a person looks.
fn divided(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    // What a wrong cell breaks is told with that cell, and so is a part that is more than its whole (S204).
    let nested = table.inside.iter().filter(|i| !i.partition).flat_map(|i| &i.broken);
    let nested = nested.flat_map(|(whole, _, parts, _)| [*whole, parts[0]]);
    let blamed: Vec<CellRef> = cases(table).iter().map(|c| c.at).chain(nested).collect();
    for inside in table.inside.iter().filter(|i| i.partition) {
        let open =
            |b: &&(CellRef, i64, Vec<CellRef>, i64)| !blamed.contains(&b.0) && !b.2.iter().any(|c| blamed.contains(c));
        let broken: Vec<_> = inside.broken.iter().filter(open).collect();
        let Some((_, line, parts, sum)) = broken.first() else { continue };
        let wholes: Vec<CellRef> = broken.iter().map(|b| b.0).collect();
        let cells = crate::finding::runs(parts).iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let related: Vec<CellRef> = broken.iter().flat_map(|b| b.2.clone()).collect();
        let name = &inside.name;
        let finding = findings.add(&RULE, wholes[0]).cells(&wholes).severity(Severity::Warning);
        let lines = if inside.said { "các dòng “chia ra”" } else { "các dòng chi tiết bên dưới" };
        finding.found(line).expected(sum).related(&related).message(
            format!("{name}: ghi {line}, {lines} ({cells}) cộng lại được {sum}. Đề nghị đơn vị kiểm tra lại"),
            format!("{name}: {line}, while its parts ({cells}) add up to {sum}; please check"),
        );
    }
}

/// A total row at the end of a table that goes on over several sheets: it adds up the rows of all of them.
fn across(tables: &[TableRecord<'_>], findings: &mut Findings<'_>) {
    let first = tables.iter().rposition(|t| !t.table.continues).unwrap_or(0);
    let parts = &tables[first..];
    let Some(last) = parts.last() else { return };
    for at in 0..counted(last).len() {
        let of: Vec<&RatedBlock<'_>> = parts.iter().filter_map(|t| counted(t).get(at)).collect();
        let same = of.len() == parts.len() && of.iter().all(|b| b.block.measures.len() == of[0].block.measures.len());
        let Some(end) = of.last().filter(|_| same) else { continue };
        for (line, measure) in sums_over_sheets(&of) {
            let cell = &end.block.cells[line][measure];
            let (Some(whole), Some(sum)) = (cell.figure.count(), sum_to(&of, line, measure)) else { continue };
            // What its row tells of the cell is the same cause.
            if whole == sum || cases(last).iter().any(|c| c.at == cell.at) {
                continue;
            }
            let (what, name, sheets) = (measure_name(end, measure), line_name(&end.block, line), parts.len());
            findings.add(&RULE, cell.at).found(whole).expected(sum).message(
                format!("{name}, {what}: ghi {whole}, cộng các dòng của {sheets:02} sheet được {sum}, chênh lệch {}. Đề nghị đơn vị kiểm tra lại ô {}", (whole - sum).abs(), cell.at),
                format!("{name}, {what}: {whole} is printed, the rows of {sheets} sheets add up to {sum}"),
            );
        }
    }
}

/// The sums of the last sheet that are over all of them: its total, and what its pages carry on where any figure says so.
fn sums_over_sheets(of: &[&RatedBlock<'_>]) -> Vec<(usize, usize)> {
    let Some(end) = of.last().map(|b| &b.block) else { return Vec::new() };
    let total = end.lines.iter().position(|l| l.role == RowRole::Total);
    let carried = (0..end.lines.len()).filter(|&l| {
        let line = &end.lines[l];
        let fits = |m: usize| end.cells[l][m].figure.count().is_some_and(|n| n > 0 && Some(n) == sum_to(of, l, m));
        line.role == RowRole::Subtotal && line.covers.is_empty() && (0..end.measures.len()).any(fits)
    });
    let lines = total.into_iter().chain(carried);
    lines.flat_map(|l| (0..end.measures.len()).map(move |m| (l, m))).collect()
}

/// The sum of all rows of several sheets; on the last one of those in front of a row that carries on.
fn sum_to(of: &[&RatedBlock<'_>], line: usize, measure: usize) -> Option<i64> {
    let rows = |(at, b): (usize, &&RatedBlock<'_>)| {
        let lines = &b.block.lines;
        let carries = at + 1 == of.len() && lines[line].role == RowRole::Subtotal;
        let data = (0..if carries { line } else { lines.len() }).filter(|&l| lines[l].role == RowRole::Data);
        data.map(|l| sum_of(&b.block.cells[l][measure].figure)).sum::<Option<i64>>()
    };
    of.iter().enumerate().map(rows).sum()
}

fn counted<'t, 'c>(table: &'t TableRecord<'c>) -> &'t [RatedBlock<'c>] {
    match &table.content {
        Rated::Counts(blocks) | Rated::Figures(blocks) => blocks,
        _ => &[],
    }
}

/// A blank adds nothing; what is no count leaves the sum unknown.
fn sum_of(figure: &Figure) -> Option<i64> {
    match figure {
        Figure::Blank | Figure::NotApplicable => Some(0),
        figure => figure.count(),
    }
}

fn within(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let file = findings.file();
    for case in cases(table).iter().filter(|c| c.code == RULE.code) {
        let (vi, en) = say(case);
        findings
            .add(&RULE, case.at)
            .found(&case.found)
            .expected(&case.expected)
            .related(&case.related)
            .related_elsewhere(case.elsewhere.clone())
            .fix(case.fix.as_ref().map(|f| f.fix(table, &file)))
            .message(format!("{vi}{}", case.tail().0), format!("{en}{}", case.tail().1));
    }
}

fn say(case: &Case<'_>) -> (String, String) {
    let (
        Meaning::Column { line, measure } | Meaning::Second { line, measure } | Meaning::Ruled { line, measure },
        Some((whole, sum)),
    ) = (case.meaning, case.sides)
    else {
        return Default::default();
    };
    let name = line_name(&case.rated.block, *line);
    if let Some(unseen) = &case.unseen {
        let rows = listed(&unseen.rows, |row| (row + 1).to_string());
        let by = if unseen.formula {
            (
                "công thức tổng chỉ tính các dòng đang hiện (SUBTOTAL)",
                "its formula adds up what is shown only (SUBTOTAL)",
            )
        } else {
            ("số tổng chỉ gồm các dòng đang hiện", "it is the sum of what is shown only")
        };
        return (
            format!(
                "{name}: các cột đều thiếu đúng bằng dòng {rows} đang ẩn; {}. Đề nghị bỏ lọc, cho hiện lại rồi kiểm tra",
                by.0
            ),
            format!("{name}: every column lacks exactly the hidden rows {rows}; {}", by.1),
        );
    }
    if let Some(residual) = case.residual {
        let other = line_name(&case.rated.block, residual.other);
        let (vi, en) = match residual.cause {
            RowCause::Omitted => ("thiếu đúng bằng dòng", "lacks exactly the line"),
            RowCause::CountedTwice => ("thừa đúng bằng dòng", "has twice the line"),
            RowCause::SubtotalAsUnit => ("cộng thừa dòng cộng", "also adds the subtotal"),
        };
        let (or, or_en) = case.again.map_or_else(Default::default, |at| {
            let row = at.row + 1;
            (
                format!("; hoặc “{other}” ghi hai lần (dòng {row})"),
                format!("; or “{other}” is listed twice (row {row})"),
            )
        });
        return (
            format!("{name}: các cột đều {vi} “{other}” so với các dòng cộng lại{or}"),
            format!("{name}: in every column it {en} “{other}”{or_en}"),
        );
    }
    if let Some(missing) = case.missing.filter(|missing| missing.lines.is_empty()) {
        return like_a_line(&name, case, missing.line);
    }
    if let Some(missing) = case.missing {
        let lines =
            |or: &str| missing.lines.iter().map(|(name, at)| format!("“{name}” ({at})")).collect::<Vec<_>>().join(or);
        return (
            format!(
                "{name}: các cột đều nhiều hơn các dòng cộng lại, đúng bằng dòng {}; biểu có thể thiếu dòng này",
                lines(" hoặc ")
            ),
            format!(
                "{name}: every column has more than the rows add up to, by exactly the line {}; it may be missing here",
                lines(" or ")
            ),
        );
    }
    let (what, off) = (measure_name(case.rated, *measure), (whole - sum).abs());
    if matches!(case.relation(), Some(Relation::AtMost { .. })) {
        return (
            format!("{name}, {what}: hai số ghi trong một ô không hợp lý ({whole} lớn hơn {sum})"),
            format!("{name}, {what}: the two figures of the cell do not fit ({whole} is more than {sum})"),
        );
    }
    if matches!(case.meaning, Meaning::Ruled { .. }) {
        let parts = case.rated.block.sums.iter().find(|s| s.0 == *measure).map_or(&[][..], |s| &s.1);
        let at = |p: &usize| case.rated.block.cells[*line][*p].at;
        if let ([one], true) = (parts, case.rated.block.transposed) {
            let row = at(one).row + 1;
            return (
                format!("{name}, {what}: ghi {whole}, dòng {row} ghi {sum}, chênh lệch {off}"),
                format!("{name}, {what}: {whole} is printed, row {row} says {sum}, a difference of {off}"),
            );
        }
        let columns: Vec<String> = parts.iter().map(|p| column_name(at(p).column)).collect();
        let columns = columns.join(", ");
        return (
            format!("{name}, {what}: ghi {whole}, cộng các cột {columns} được {sum}, chênh lệch {off}"),
            format!("{name}, {what}: {whole} is printed, columns {columns} add up to {sum}, a difference of {off}"),
        );
    }
    (
        format!("{name}, {what}: ghi {whole}, cộng các dòng được {sum}, chênh lệch {off}"),
        format!("{name}, {what}: {whole} is printed, the rows add up to {sum}, a difference of {off}"),
    )
}

/// The columns of a total line differ from its rows together, as they would by a line that stands nowhere.
fn like_a_line(name: &str, case: &Case<'_>, line: usize) -> (String, String) {
    let more = case.differing.iter().any(|(_, off)| *off > 0);
    let columns = |sep: &str| {
        case.differing.iter().map(|(what, off)| format!("{what}{sep}{}", off.abs())).collect::<Vec<_>>().join(", ")
    };
    let below = case.rated.block.lines[line].covers.len();
    if more {
        return (
            format!(
                "{name} nhiều hơn {below:02} dòng cộng lại: {}; các cột lệch khớp với nhau, biểu có thể thiếu một dòng",
                columns(" ")
            ),
            format!(
                "{name} has more than its {below} rows add up to: {}; the columns differ as by one line, which may be missing here",
                columns(" ")
            ),
        );
    }
    (
        format!(
            "{name} ít hơn {below:02} dòng cộng lại: {}; các cột lệch khớp với nhau, dòng tổng có thể chưa tính đủ các dòng",
            columns(" ")
        ),
        format!(
            "{name} has less than its {below} rows add up to: {}; the columns differ as by one line, which it may leave out",
            columns(" ")
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings, fixes};

    #[test]
    fn a_total_that_names_its_terms_adds_up_the_numbers_only() {
        let sheet = |members: u32| {
            format!(
                "
            1 | TỔ CHỨC CƠ SỞ ĐẢNG VÀ ĐẢNG VIÊN NĂM 2021
            3 | Loại hình | Số chi bộ | Tổng số đảng viên
            4 | 1. Xã | 20 | 300
            5 | 2. Đơn vị sự nghiệp, gồm: | 9 | 90
            6 | a) Công lập | 7 | 80
            7 | b) Ngoài công lập | 2 | 10
            8 | 3. Doanh nghiệp | 4 | 40
            9 | Trong đó: - Có vốn nhà nước | 1 | 15
            10 | Cộng (1+2+3) | 33 | {members}"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet(430)), @"");
        insta::assert_snapshot!(findings(&RULE, &sheet(520)), @"C10 S202 error Cộng (1+2+3), “Tổng số đảng viên”: ghi 520, cộng các dòng được 430, chênh lệch 90. Đề nghị đơn vị kiểm tra lại các ô C4, C5, C8, C10");
    }

    #[test]
    fn totals_at_the_top_and_subtotals_on_head_rows_add_up() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị  | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 |    | Tổng số     | 30      | 4      | 25    | 1    | 0
            5 | I  | Khối phường | 20      | 3      | 17    | 0    | 0
            6 | 1  | Đảng bộ A   | 10      | 2      | 8     | 0    | 0
            7 | 2  | Đảng bộ B   | 10      | 1      | 9     | 0    | 0
            8 | II | Khối trường | 10      | 1      | 8     | 1    | 0
            9 | 3  | Chi bộ C    | 10      | 1      | 8     | 1    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    const HEADER: &str = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị  | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";

    fn told(rows: &str) -> String {
        let sheet = format!("{HEADER}{rows}");
        format!("{}\n{}", findings(&RULE, &sheet), fixes(&RULE, &sheet))
    }

    #[test]
    fn a_total_that_omits_a_line() {
        insta::assert_snapshot!(told("
            4 | 1 | Đảng bộ A   | 10      | 2      | 8     | 0    | 0
            5 | 2 | Đảng bộ B   | 14      | 1      | 12    | 1    | 0
            6 | 3 | Đảng bộ C   | 23      | 3      | 19    | 0    | 1
            7 |   | Tổng cộng   | 33      | 5      | 27    | 0    | 1"), @r#"
        C7 S202 error Tổng cộng: các cột đều thiếu đúng bằng dòng “Đảng bộ B” so với các dòng cộng lại. Đề nghị đơn vị kiểm tra lại ô C7
        Suggested (cả dòng tổng lệch đúng bằng một dòng; đơn vị xác nhận dòng đó có được tính hay không): C7 33 → 47, D7 5 → 6, E7 27 → 39, F7 0 → 1
        "#);
    }

    #[test]
    fn a_total_that_counts_a_line_twice() {
        insta::assert_snapshot!(told("
            4 | 1 | Đảng bộ A   | 10      | 2      | 8     | 0    | 0
            5 | 2 | Đảng bộ B   | 14      | 1      | 12    | 1    | 0
            6 |   | Tổng cộng   | 38      | 4      | 32    | 2    | 0"), @r#"
        C6 S202 error Tổng cộng: các cột đều thừa đúng bằng dòng “Đảng bộ B” so với các dòng cộng lại. Đề nghị đơn vị kiểm tra lại ô C6
        Suggested (cả dòng tổng lệch đúng bằng một dòng; đơn vị xác nhận dòng đó có được tính hay không): C6 38 → 24, D6 4 → 3, E6 32 → 20, F6 2 → 1
        "#);
    }

    #[test]
    fn a_total_that_counts_a_subtotal_as_a_unit() {
        insta::assert_snapshot!(told("
            4 | I  | Khối phường |         |        |       |      |
            5 | 1  | Đảng bộ A   | 10      | 2      | 8     | 0    | 0
            6 | 2  | Đảng bộ B   | 14      | 1      | 12    | 1    | 0
            7 |    | Cộng I      | 24      | 3      | 20    | 1    | 0
            8 | II | Khối trường |         |        |       |      |
            9 | 3  | Chi bộ C    | 12      | 1      | 9     | 1    | 1
            10 | 4 | Chi bộ D    | 9       | 0      | 9     | 0    | 0
            11 |   | Cộng II     | 21      | 1      | 18    | 1    | 1
            12 |   | Tổng cộng   | 69      | 7      | 58    | 3    | 1"), @r#"
        C12 S202 error Tổng cộng: các cột đều cộng thừa dòng cộng “Cộng I Khối phường” so với các dòng cộng lại. Đề nghị đơn vị kiểm tra lại ô C12
        Suggested (cả dòng tổng lệch đúng bằng một dòng; đơn vị xác nhận dòng đó có được tính hay không): C12 69 → 45, D12 7 → 4, E12 58 → 38, F12 3 → 2
        "#);
    }

    #[test]
    fn two_neighbours_exchanged() {
        insta::assert_snapshot!(told("
            4 | 1 | Đảng bộ A   | 10      | 8      | 2     | 0    | 0
            5 | 2 | Đảng bộ B   | 14      | 1      | 12    | 1    | 0
            6 | 3 | Đảng bộ C   | 33      | 3      | 29    | 0    | 1
            7 |   | Tổng cộng   | 57      | 6      | 49    | 1    | 1"), @r#"
        D7 S202 error Tổng cộng, HTXSNV: ghi 6, cộng các dòng được 12, chênh lệch 6. Đề nghị đơn vị kiểm tra lại các ô D4, E4, D7, E7
        Suggested (có 02 cách sửa 2 ô đều làm số liệu khớp; đơn vị xác nhận cách đúng; khả năng nhiều nhất: số liệu của hai ô có thể bị ghi đổi chỗ cho nhau): D4 8 → 2, E4 2 → 8 or D7 6 → 12, E7 49 → 43
        "#);
    }

    #[test]
    fn a_value_in_the_column_beside_its_own() {
        insta::assert_snapshot!(told("
            4 | 1 | Đảng bộ A   | 10      | 2      | 8     | 0    | 0
            5 | 2 | Đảng bộ B   | 16      | 1      | 12    | 0    | 3
            6 | 3 | Đảng bộ C   | 33      | 3      | 29    | 0    | 1
            7 |   | Tổng cộng   | 59      | 6      | 49    | 3    | 1"), @r#"
        F7 S202 error Tổng cộng, HTNV: ghi 3, cộng các dòng được 0, chênh lệch 3. Đề nghị đơn vị kiểm tra lại các ô F5, G5, F7, G7
        Suggested (có 02 cách sửa 2 ô đều làm số liệu khớp; đơn vị xác nhận cách đúng; khả năng nhiều nhất: số liệu có thể bị ghi nhầm sang ô khác): F5 0 → 3, G5 3 → 0 or F7 3 → 0, G7 1 → 4
        "#);
    }

    #[test]
    fn one_keystroke_is_named_where_it_is_not_proven() {
        // Without KHTNV a row's own sum is no evidence: the total may be wrong, or one of what it adds up.
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị  | Tổng số | HTXSNV | HTTNV | HTNV
            4 | 1  | Đảng bộ A   | 10      | 2      | 8     | 0
            5 | 2  | Đảng bộ B   | 14      | 1      | 12    | 1
            6 |    | Tổng cộng   | 240     | 3      | 20    | 1";
        insta::assert_snapshot!(fixes(&RULE, sheet), @"Suggested (là ô duy nhất giải thích được chênh lệch, nhưng chưa đủ căn cứ độc lập; có thể thừa hoặc thiếu một chữ số 0): C6 240 → 24");
    }

    #[test]
    fn the_parts_of_a_line_make_it_up() {
        let sheet = |other: u8| {
            format!(
                "1 | KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                 3 | CHỈ TIÊU | Tổng số | Xã | Phường
                 4 | Số đảng viên đã được đánh giá | 20 | 12 | 8
                 5 | A. Hoàn thành xuất sắc nhiệm vụ | 3 | 2 | 1
                 6 | B. Hoàn thành tốt nhiệm vụ | 14 | 8 | 6
                 7 | C. Hoàn thành nhiệm vụ | 3 | 2 | 1
                 8 | Chia ra: 1) Hạn chế về sinh hoạt | 1 | 1 | 0
                 9 | 2) Hạn chế khác | {} | 1 | {other}
                 10 | D. Không hoàn thành nhiệm vụ | 0 | 0 | 0",
                1 + other
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet(1)), @"");
        insta::assert_snapshot!(findings(&RULE, &sheet(0)), @"B7 S202 warning Hoàn thành nhiệm vụ: ghi 3, các dòng “chia ra” (B8:B9) cộng lại được 2. Đề nghị đơn vị kiểm tra lại");
    }

    /// What S202 says in several files of one unit.
    fn in_files(files: &str) -> String {
        let found = crate::check::rules::testing::all_findings(files);
        let line = |f: &crate::finding::Finding| {
            let at = f.cell.map(|c| c.to_string()).unwrap_or_default();
            format!("{at} {}{}", f.message.vi, if f.fix.is_some() { " +" } else { "" })
        };
        found.iter().filter(|f| f.rule == RULE.code).map(line).collect::<Vec<_>>().join("\n")
    }

    const OFFICE: &str = "
            1 | QUẬN ỦY SƠN TRÀ
            2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            3 | TT | Tên đơn vị  | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";
    const TWO_OF_THREE: &str = "
            4 | 1 | Đảng bộ A   | 110     | 12     | 88    | 9    | 1
            5 | 2 | Đảng bộ B   | 114     | 21     | 82    | 11   | 0
            6 |   | Tổng cộng   | 247     | 36     | 189   | 20   | 2";

    #[test]
    fn a_line_that_stands_on_another_sheet_is_named_as_missing() {
        let other = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN KHỐI TRƯỜNG HỌC NĂM 2021
            3 | TT | Tên đơn vị  | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1 | Đảng bộ C   | 23      | 3      | 19    | 0    | 1
            5 | 2 | Đảng bộ D   | 24      | 3      | 20    | 0    | 1";
        let sheets = |rows: &str| in_files(&format!("=== a.xlsx{OFFICE}{rows}\n--- Biểu 2{other}"));
        insta::assert_snapshot!(sheets(TWO_OF_THREE), @"C6 Tổng cộng: các cột đều nhiều hơn các dòng cộng lại, đúng bằng dòng “Đảng bộ C” ('Biểu 2'!C4:G4); biểu có thể thiếu dòng này. Đề nghị đơn vị kiểm tra lại ô C6");
        // One column that does not fit: nothing is said of a line.
        insta::assert_snapshot!(sheets(&TWO_OF_THREE.replace("189", "190")), @"C6 Tổng cộng, tổng số: ghi 247, cộng các dòng được 224, chênh lệch 23. Đề nghị đơn vị kiểm tra lại các ô C4, D4, E4, C5, D5, E5, C6, D6, E6 +
D6 Tổng cộng, HTXSNV: ghi 36, cộng các dòng được 33, chênh lệch 3. Đề nghị đơn vị kiểm tra lại các ô C4, D4, E4, C5, D5, E5, C6, D6, E6 +
E6 Tổng cộng, HTTNV: ghi 190, cộng các dòng được 170, chênh lệch 20. Đề nghị đơn vị kiểm tra lại các ô C4, E4, C5, D5, E5, C6, D6, E6 +
G6 Tổng cộng, KHTNV: ghi 2, cộng các dòng được 1, chênh lệch 1. Đề nghị đơn vị kiểm tra lại ô G6 (có thể là 1) +");
        // A line that is there already, under another spelling, is not missing.
        insta::assert_snapshot!(sheets(&TWO_OF_THREE.replace("Đảng bộ B", "ĐẢNG BỘ C")), @"C6 Tổng cộng nhiều hơn 02 dòng cộng lại: tổng số 23, HTXSNV 3, HTTNV 19, KHTNV 1; các cột lệch khớp với nhau, biểu có thể thiếu một dòng. Đề nghị đơn vị kiểm tra lại ô C6");
    }

    #[test]
    fn a_line_of_the_year_before_is_named_as_missing() {
        let three = "
            4 | 1 | Đảng bộ A   | 108     | 12     | 86    | 9    | 1
            5 | 2 | Đảng bộ B   | 114     | 20     | 83    | 11   | 0
            6 | 3 | Đảng bộ C   | 23      | 3      | 19    | 0    | 1
            7 |   | Tổng cộng   | 245     | 35     | 188   | 20   | 2";
        let earlier = |year: &str| format!("{OFFICE}{three}").replace("NĂM 2021", year);
        let files = |year: &str| in_files(&format!("=== a.xlsx{OFFICE}{TWO_OF_THREE}\n=== b.xlsx{}", earlier(year)));
        insta::assert_snapshot!(files("NĂM 2020"), @"C6 Tổng cộng: các cột đều nhiều hơn các dòng cộng lại, đúng bằng dòng “Đảng bộ C” ('[b.xlsx]Biểu 1'!C6:G6); biểu có thể thiếu dòng này. Đề nghị đơn vị kiểm tra lại ô C6");
        insta::assert_snapshot!(files("NĂM 2018"), @"C6 Tổng cộng nhiều hơn 02 dòng cộng lại: tổng số 23, HTXSNV 3, HTTNV 19, KHTNV 1; các cột lệch khớp với nhau, biểu có thể thiếu một dòng. Đề nghị đơn vị kiểm tra lại ô C6");
    }

    #[test]
    fn what_is_locked_is_neither_offered_first_nor_corrected_unasked() {
        use crate::check::records::Outcome;
        use crate::check::rules::testing::{inputs, submission};
        use crate::read::Tab;
        /// S202 over a protected sheet of which only some cells may be edited.
        fn told(rows: &str, open: &[&str]) -> String {
            let mut inputs = inputs(&format!("{HEADER}{rows}"));
            let Outcome::Read(workbook, _) = &mut inputs[0].outcome else { return String::new() };
            for tab in &mut workbook.tabs {
                let Tab::Sheet(sheet) = tab else { continue };
                sheet.locks = Some(vec![true, false]);
                for cell in sheet.cells.iter_mut().filter(|c| open.contains(&c.at().to_string().as_str())) {
                    *cell = cell.clone().with_style(crate::read::StyleId::new(1));
                }
            }
            let config = crate::config::Config::default();
            let found = crate::check::run(&submission(inputs, &config), &config);
            let fix = |f: &crate::finding::Finding| {
                let fix = f.fix.as_ref()?;
                let sets = std::iter::once(&fix.edits).chain(&fix.alternatives);
                let shown =
                    sets.map(|s| s.iter().map(|e| format!("{} {} → {}", e.cell, e.from, e.to)).collect::<String>());
                Some(format!("{:?}: {}", fix.safety, shown.collect::<Vec<_>>().join(" | ")))
            };
            found.iter().filter(|f| f.rule == RULE.code).filter_map(fix).collect::<Vec<_>>().join("; ")
        }
        let one = "
            4 | 1 | Đảng bộ A   | 10 | 2 | 8  | 0 | 0
            5 | 2 | Đảng bộ B   | 10 | 1 | 9  | 0 | 0
            6 |   | Tổng cộng   | 20 | 3 | 18 | 0 | 0";
        insta::assert_snapshot!(told(one, &["E6"]), @"Safe: E6 18 → 17");
        insta::assert_snapshot!(told(one, &[]), @"Suggested: E6 18 → 17");
        let several = "
            4 | 1 | Đảng bộ A   | 10 |  | 8  |  |
            5 | 2 | Đảng bộ B   | 12 |  | 9  |  |
            6 |   | Tổng cộng   | 22 |  | 18 |  |";
        insta::assert_snapshot!(told(several, &["E4", "E5", "E6"]), @"Suggested:  | E4 8 → 9 | E6 18 → 17 | E5 9 → 10");
        insta::assert_snapshot!(told(several, &["E6"]), @"Suggested: E6 18 → 17");
    }

    #[test]
    fn columns_inside_a_total_are_no_parts_that_make_it_up() {
        // Both rows of the header would head a table by themselves: they are read once, and the columns under “Trong đó”
        // do not add up to the total.
        let sheet = |good: i64| {
            format!(
                "1 | KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | Mức xếp loại | Tổng số | Trong đó | Trong đó | Trong đó
                4 | Mức xếp loại | Tổng số | Nữ | Dân tộc thiểu số | Dưới 35 tuổi
                5 | Số được xếp loại | 214 | 88 | 12 | 40
                6 | Hoàn thành xuất sắc nhiệm vụ | 30 | 12 | 2 | 6
                7 | Hoàn thành tốt nhiệm vụ | {good} | 70 | 10 | 30
                8 | Hoàn thành nhiệm vụ | 24 | 6 | 0 | 4"
            )
        };
        assert_eq!(all_codes(&sheet(160)), [""; 0]);
        assert_eq!(all_codes(&sheet(161)), ["S201"]);
    }

    #[test]
    fn heads_without_numbers_stand_beside_one_another() {
        let sheet = |second: u8| {
            format!(
                "{HEADER}
            4 |    | Khối phường   | 190 | 24 | 160 | 6 | 0
            5 | 1  | Đảng bộ A     | 100 | 12 | 85  | 3 | 0
            6 | 2  | Đảng bộ B     | 90  | 12 | 75  | 3 | 0
            7 |    | Khối cơ quan  | 100 | {second} | 80 | 6 | 0
            8 | 3  | Đảng bộ C     | 60  | 8  | 50  | 2 | 0
            9 | 4  | Đảng bộ D     | 40  | 6  | 30  | 4 | 0
            10 |   | Tổng cộng     | 290 | 38 | 240 | 12 | 0"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet(14)), @"");
        insta::assert_snapshot!(findings(&RULE, &sheet(41)), @"D7 S202 error Khối cơ quan, HTXSNV: ghi 41, cộng các dòng được 14, chênh lệch 27. Các số liệu khác cho thấy ô D7 là 14");
    }

    #[test]
    fn the_total_of_any_section_is_no_unit() {
        insta::assert_snapshot!(told("
            4 | C | Khối trường
            5 | 1 | Đảng bộ A | 100 | 12 | 85 | 3 | 0
            6 | 2 | Đảng bộ B | 90 | 12 | 75 | 3 | 0
            7 |   | Tiểu cộng | 190 | 24 | 160 | 6 | 0
            8 | D | Khối doanh nghiệp
            9 | 3 | Đảng bộ C | 60 | 8 | 50 | 2 | 0
            10 | 4 | Đảng bộ D | 40 | 6 | 30 | 4 | 0
            11 |  | Tổng D | 100 | 14 | 80 | 6 | 0
            12 |  | Tổng cộng | 290 | 38 | 240 | 12 | 0"), @"");
    }

    #[test]
    fn a_row_that_is_left_out_is_told_once() {
        let rows = |total: &str| {
            format!(
                "
            4 | 1 | Đảng bộ A | 100 | 12 | 85 | 3 | 0
            5 | 2 | Đảng bộ B | 90 | 12 | 75 | 3 | 0
            6 | 4 | Đảng bộ D | 40 | 6 | 30 | 4 | 0
            7 |   | Tổng cộng | {total}"
            )
        };
        insta::assert_snapshot!(told(&rows("290 | 38 | 240 | 12 | 0")), @"C7 S202 error Tổng cộng nhiều hơn 03 dòng cộng lại: tổng số 60, HTXSNV 8, HTTNV 50, HTNV 2; các cột lệch khớp với nhau, biểu có thể thiếu một dòng. Đề nghị đơn vị kiểm tra lại ô C7");
        insta::assert_snapshot!(told(&rows("170 | 22 | 143 | 5 | 0")), @"C7 S202 error Tổng cộng ít hơn 03 dòng cộng lại: tổng số 60, HTXSNV 8, HTTNV 47, HTNV 5; các cột lệch khớp với nhau, dòng tổng có thể chưa tính đủ các dòng. Đề nghị đơn vị kiểm tra lại ô C7");
        // What does not add up by itself is no line.
        assert_eq!(told(&rows("290 | 39 | 240 | 12 | 0")).matches("S202").count(), 4);
    }

    #[test]
    fn lines_that_make_up_most_units_are_to_make_up_all() {
        let rows = |one: &str, two: &str| {
            format!(
                "
            4 | 1 | Đảng bộ A | 100 | 12 | 85 | 3 | 0
            5 |   | - Chi bộ 1 | {one} | 1 | 0
            6 |   | - Chi bộ 2 | 40 | 5 | 33 | 2 | 0
            7 | 2 | Đảng bộ B | 90 | 12 | 75 | 3 | 0
            8 |   | - Chi bộ 1 | 50 | 7 | 42 | 1 | 0
            9 |   | - Chi bộ 2 | {two} | 2 | 0
            10 | 3 | Đảng bộ C | 40 | 6 | 30 | 4 | 0
            11 |   | - Chi bộ 1 | 20 | 3 | 15 | 2 | 0
            12 |   | - Chi bộ 2 | 20 | 3 | 15 | 2 | 0
            13 |   | Tổng cộng | 230 | 30 | 190 | 10 | 0"
            )
        };
        insta::assert_snapshot!(told(&rows("60 | 7 | 52", "40 | 5 | 33")), @"");
        insta::assert_snapshot!(told(&rows("60 | 7 | 52", "42 | 5 | 35")), @"C7 S202 warning Đảng bộ B: ghi 90, các dòng chi tiết bên dưới (C8:C9) cộng lại được 92. Đề nghị đơn vị kiểm tra lại");
        // Where most do not, they are some of the unit's.
        assert_eq!(told(&rows("55 | 7 | 47", "38 | 5 | 31")).trim(), "");
    }

    #[test]
    fn what_is_parted_may_be_a_part() {
        let sheet = |first: u8| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | Nội dung | Tổng số | Xã
                4 | Số được đánh giá | 290 | 115
                5 | a. Hoàn thành xuất sắc nhiệm vụ | 50 | 20
                6 | b. Hoàn thành tốt nhiệm vụ | 220 | 85
                7 | c. Hoàn thành nhiệm vụ | 20 | 10
                8 | Trong đó: Có mặt còn hạn chế | 8 | 3
                9 | Chia ra: 1) Về năng lực | {first} | 2
                10 | 2) Về trách nhiệm | 2 | 1
                11 | d. Không hoàn thành nhiệm vụ | 0 | 0"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &sheet(6)), @"");
        insta::assert_snapshot!(findings(&RULE, &sheet(18)), @"B8 S202 warning Trong đó: Có mặt còn hạn chế: ghi 8, các dòng “chia ra” (B9:B10) cộng lại được 20. Đề nghị đơn vị kiểm tra lại");
        insta::assert_snapshot!(findings(&RULE, &sheet(7)), @"B8 S202 warning Trong đó: Có mặt còn hạn chế: ghi 8, các dòng “chia ra” (B9:B10) cộng lại được 9. Đề nghị đơn vị kiểm tra lại");
    }

    #[test]
    fn units_and_years_over_levels_in_rows_are_heads_of_columns() {
        let sheet = |heads: &str, failed: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                2 | Tiêu chí | {heads}
                3 | Tổng số | 100 | 110
                4 | Hoàn thành xuất sắc nhiệm vụ | 10 | 12
                5 | Hoàn thành tốt nhiệm vụ | 85 | 90
                6 | Hoàn thành nhiệm vụ | 5 | {failed}
                7 | Không hoàn thành nhiệm vụ | 0 | 0"
            )
        };
        assert_eq!(all_codes(&sheet("Phường An Hải | Phường Hải An", "8")), [""; 0]);
        assert_eq!(all_codes(&sheet("Phường An Hải | Phường Hải An", "7")), ["S201"]);
        assert_eq!(all_codes(&sheet("Năm 2020 | Năm 2021", "8")), [""; 0]);
        assert_eq!(all_codes(&sheet("Năm 2020 | Năm 2021", "7")), ["S201"]);
    }
}
