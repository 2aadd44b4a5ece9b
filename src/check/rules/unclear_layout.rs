//! # Không rõ bố cục biểu
//!
//! ## What it finds
//! A table in which a needed column has two candidates, or none; a column of figures among the levels whose header says
//! nothing; a header that speaks of a share over cells that are counts.
//! A printed total that the rows do not give as they are counted, though every sum holds; figures of which nothing says whom
//! they are about (told only, unless the title names several).
//! A list of one level (“danh sách … HTXSNV”) whose persons stand in no other list, as far as nothing says that it is a part.
//! Party organisations above TCCSĐ, which are counted apart from them (told only).
//! A sheet “Q1”, or a title “đợt 1”, alone in its file: a part of the year, or something else (told only).
//! Several who propose are no two candidates where somebody decided.
//! ## Why it matters
//! We never guess which of two columns is meant.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | Tổng số ◄ | HTXSNV | HTTNV | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A  | 10      | 12      | 2      | 8     | 0    | 0
//! 5 | 2  | Đảng bộ B  | 10      | 12      | 1      | 9     | 0    | 0
//! ```
//! ## Correction
//! None: declare or mend the header.
//! ## Nội dung kiểm tra
//! Biểu có hai cột có thể giữ cùng một vai trò, hoặc thiếu cột cần có; cột số liệu giữa các mức mà tiêu đề không nêu
//! mức; tiêu đề ghi tỷ lệ trên cột số lượng; danh sách chỉ nêu một mức mà có người không ở danh sách nào khác.
//! ## Lý do
//! Không đoán cột nào là đúng.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: khai báo hoặc sửa tiêu đề cột.

use crate::check::extracts::Extract;
use crate::check::records::{Rated, RatedBlock, TableRecord};
use crate::check::totals::counts_whole_subject;
use crate::check::unmet::{Unmet, unmet};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Message, Severity, column_name};
use crate::locate::{Observation, RowRole, Subject};
use crate::normalise::Resolution;
use crate::normalise::counts::LineCounts;

pub(super) static RULE: Rule = Rule {
    code: "F005",
    name: "unclear-layout",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "",
    doc: documentation!("unclear_layout.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let timed = |o: &Observation| matches!(o, Observation::UnclearPeriod { .. } | Observation::AboveBases { .. });
    if table.observations().iter().all(timed) {
        undecided(table, findings);
        not_met(table, findings);
    }
    let said = |o: &Observation| matches!(o, Observation::UnclearSubject { .. });
    if !table.observations().iter().any(said) {
        of_nobody(table, findings);
    }
    of_one_level(table, findings);
    for observation in table.observations() {
        let what = observation.what();
        let (at, related, readings, ask) = match observation {
            Observation::UnclearLayout { range, readings, .. } => {
                (range.end, range.start, readings, "ghi rõ tiêu đề cột")
            }
            Observation::UnclearWhole { range, readings, .. } => {
                (range.end, range.start, readings, "ghi thêm cột cộng chung, hoặc ghi “Trong đó” ở nhóm là một phần")
            }
            Observation::UnclearRows { at, related, readings, .. } => {
                (*at, related.end, readings, "đánh số dòng theo mục (1, 1.1, 1.2 …) hoặc ghi dòng tổng cộng")
            }
            Observation::OutsideTotal { total, cells, .. } => {
                findings.add(&RULE, cells[0]).cells(cells).related(&[*total]).message(
                    format!("Không rõ bố cục biểu: {}. Đề nghị ghi rõ dòng này là số liệu gì", what.vi),
                    format!("The layout is unclear: {}", what.en),
                );
                continue;
            }
            Observation::UnclearSubject { cells, .. } => {
                subject_unknown(cells, what, findings);
                continue;
            }
            Observation::AboveBases { cells, .. } => {
                counted_apart(cells, what, findings);
                continue;
            }
            Observation::UnclearPeriod { at, .. } => {
                findings.add(&RULE, *at).severity(Severity::Warning).cells(&[*at]).message(
                    format!("Không rõ kỳ đánh giá: {}. Đề nghị ghi rõ ở tiêu đề", what.vi),
                    format!("The period is unclear: {}", what.en),
                );
                continue;
            }
            Observation::NoResult { at, beside, .. } => {
                let severity = if *beside { Severity::Info } else { Severity::Warning };
                findings.add(&RULE, *at).severity(severity).cells(&[*at]).message(
                    format!("Biểu này chưa được tính: {}. Nếu là kết quả, đề nghị ghi rõ ở tiêu đề", what.vi),
                    format!("The table is not counted: {}", what.en),
                );
                continue;
            }
        };
        // Each group can be read by itself: only what the unit's total is stays open.
        let severity = match observation {
            Observation::UnclearWhole { .. } => Severity::Warning,
            _ => RULE.severity,
        };
        let finding = findings.add(&RULE, at).severity(severity).cells(&[at]).related(&[related]);
        finding.readings(readings.clone()).message(
            format!("Không rõ bố cục biểu: {}. Đề nghị {ask}", what.vi),
            format!("The layout is unclear: {}", what.en),
        );
    }
}

/// Rows of a list about several subjects that are about none of them for certain: they are counted apart.
fn subject_unknown(cells: &[CellRef], what: &Message, findings: &mut Findings<'_>) {
    let Some(&at) = cells.first() else { return };
    findings.add(&RULE, at).severity(Severity::Warning).cells(cells).message(
        format!(
            "Không rõ bố cục biểu: {}. Đề nghị ghi rõ đối tượng ở đầu mục hoặc tiêu đề (tổ chức cơ sở đảng, chi bộ, đảng viên …)",
            what.vi
        ),
        format!("The layout is unclear: {}", what.en),
    );
}

/// Rows about party organisations above TCCSĐ: rated like them, and added to none.
fn counted_apart(cells: &[CellRef], what: &Message, findings: &mut Findings<'_>) {
    let Some(&at) = cells.first() else { return };
    let (vi, en) = match cells.len() {
        1 => ("Số liệu".to_owned(), "Figures of".to_owned()),
        rows => (format!("{rows:02} dòng"), format!("{rows} rows about")),
    };
    findings.add(&RULE, at).severity(Severity::Info).cells(cells).message(
        format!(
            "{vi} {}: tổng hợp riêng ở “Cơ quan, đơn vị”, không cộng vào TCCSĐ; chưa đối chiếu tỷ lệ HTXSNV tối đa",
            what.vi
        ),
        format!(
            "{en} {}: kept apart under “Cơ quan, đơn vị” and added to no TCCSĐ; the cap on HTXSNV was not checked",
            what.en
        ),
    );
}

/// A list of whose rating columns nothing says which one counts.
fn undecided(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Roster(list) = &table.content else { return };
    let filled = |c: &usize| list.ratings.rows().any(|r| !matches!(r[*c], Resolution::Blank));
    let of_year = |c: &usize| list.roster.ratings[*c].period.is_none();
    let columns: Vec<usize> = (0..list.roster.ratings.len()).filter(of_year).filter(filled).collect();
    if list.main.is_some() || columns.len() < 2 {
        return;
    }
    let at = |c: &usize| CellRef::new(table.table.range.start.row, list.roster.ratings[*c].columns[0]);
    let name = |c: &usize| format!("{}: {}", column_name(at(c).column), list.roster.ratings[*c].header);
    let readings: Vec<String> = columns.iter().map(name).collect();
    let (cells, said) = (columns.iter().map(at).collect::<Vec<_>>(), readings.join("; "));
    findings.add(&RULE, cells[0]).cells(&cells[..1]).related(&cells[1..]).readings(readings).message(
        format!(
            "Không rõ bố cục biểu: chưa rõ cột nào là kết quả xếp loại cuối cùng ({said}). Đề nghị ghi rõ tiêu đề cột"
        ),
        format!("The layout is unclear: which column holds the final rating? ({said})"),
    );
}

/// A printed total that the rows do not give as they are counted, though each sum in the table holds.
fn not_met(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    // Of a table that goes on from another sheet the rows stand there as well; wrong and
    // stale sums are told by themselves.
    let Rated::Counts(blocks) = &table.content else { return };
    if table.table.continues || !table.formulas.wrong_sums.is_empty() || !table.formulas.stale.is_empty() {
        return;
    }
    for unmet in blocks.iter().filter_map(unmet) {
        let (at, Unmet { printed, counted, cells, .. }) = (unmet.at, &unmet);
        let finding = findings.add(&RULE, at).cells(&[at]).related(cells).found(printed).readings(unmet.readings());
        finding.message(
            format!(
                "Không rõ bố cục biểu: dòng tổng ghi {printed}, các dòng được tính cộng lại là {counted}; chưa rõ dòng nào \
                 nằm trong dòng nào. Đề nghị đánh số dòng theo mục (1, 1.1, 1.2 …) hoặc ghi dòng tổng cộng"
            ),
            format!(
                "The layout is unclear: the total says {printed}, the rows that are counted make {counted}; which row is \
                 part of which?"
            ),
        );
    }
}

/// Figures or ratings of which nothing says whom they are about: they are counted under no subject. Where the title names
/// several, figures of several may have been added.
fn of_nobody(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let nobody = match &table.content {
        Rated::Counts(blocks) => {
            let counted = |b: &&RatedBlock<'_>| b.total() != LineCounts::default();
            let of_nobody = |b: &&RatedBlock<'_>| b.block.subject == Subject::Unknown;
            if blocks.iter().filter(counted).any(|b| !of_nobody(&b)) {
                let strange = blocks.iter().filter(counted).filter(of_nobody);
                strange.for_each(|rated| beside_others(table, rated, blocks, findings));
                return;
            }
            blocks.iter().any(|b| of_nobody(&b) && counted(&b))
        }
        Rated::Roster(list) => {
            list.roster.subject == Subject::Unknown && list.main.is_some() && counts_whole_subject(table)
        }
        Rated::Figures(_) | Rated::Nothing => false,
    };
    if !nobody {
        return;
    }
    let named: Vec<String> = table.table.subjects_of_title.iter().map(|s| s.vi().to_owned()).collect();
    let severity = if named.len() > 1 { Severity::Warning } else { Severity::Info };
    let at = table.table.range.start;
    let finding = findings.add(&RULE, at).severity(severity).cells(&[at]);
    let finding = if named.is_empty() { finding } else { finding.readings(named) };
    finding.message(
        "Chưa rõ biểu đánh giá đối tượng nào (TCCSĐ, chi bộ, đảng viên, tập thể, cá nhân, công chức …): số liệu được tổng hợp \
         riêng ở “Chưa rõ đối tượng”, không cộng vào đối tượng nào. Đề nghị ghi rõ trong tiêu đề",
        "Nothing says whom the table is about (party organisations, members, offices, officials …): its figures are kept \
         apart as “Chưa rõ đối tượng” and added to no subject",
    );
}

/// Some rows, or some columns, beside others about subjects: what they are called is the name of none.
fn beside_others(
    table: &TableRecord<'_>,
    rated: &RatedBlock<'_>,
    blocks: &[RatedBlock<'_>],
    findings: &mut Findings<'_>,
) {
    let names = |b: &RatedBlock<'_>| -> Vec<(CellRef, String)> {
        let data = b.block.lines.iter().filter(|line| line.role == RowRole::Data);
        data.map(|line| (line.name_at, line.name.clone())).collect()
    };
    let own = names(rated);
    let same_rows = blocks.iter().any(|b| b.block.subject != Subject::Unknown && names(b) == own);
    let head = || {
        let first = rated.block.measures.first()?;
        let over = first.header.split(" / ").next().unwrap_or_default();
        Some((CellRef::new(table.table.range.start.row, first.index), over.to_owned()))
    };
    let told = if same_rows { head().into_iter().collect() } else { own };
    let Some((at, _)) = told.first() else { return };
    let said = told.iter().map(|(_, name)| format!("“{name}”")).collect::<Vec<_>>().join(", ");
    let cells: Vec<CellRef> = told.iter().map(|(at, _)| *at).collect();
    findings.add(&RULE, *at).severity(Severity::Info).cells(&cells).message(
        format!(
            "Chưa rõ {said} thuộc đối tượng nào (TCCSĐ, chi bộ, đảng viên, tập thể, cá nhân, công chức …): số liệu được tổng \
             hợp riêng ở “Chưa rõ đối tượng”, không cộng vào đối tượng nào"
        ),
        format!("Whom {said} means is not known: its figures are kept apart as “Chưa rõ đối tượng” and added to no subject"),
    );
}

/// A list of one level that nothing counts: where there is no other list, and where some of its persons are in none.
fn of_one_level(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let (vi, en) = match table.extract {
        Extract::No | Extract::Part => return,
        Extract::Alone => (
            "danh sách chỉ nêu một mức, không có danh sách hoặc biểu tổng hợp nào khác của cùng đối tượng".to_owned(),
            "a list of one level, and no other list or summary of the same".to_owned(),
        ),
        Extract::Partly(count) => (
            format!("danh sách chỉ nêu một mức, có {count:02} người không có trong danh sách khác của cùng đối tượng"),
            format!("a list of one level, {count} of whose persons stand in no other list of the same"),
        ),
    };
    let at = table.table.range.start;
    findings.add(&RULE, at).severity(Severity::Warning).cells(&[at]).message(
        format!("Không rõ bố cục biểu: {vi}; danh sách này chưa được tính. Đề nghị gửi đủ danh sách"),
        format!("The layout is unclear: {en}; it is not counted"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings, subjects};

    #[test]
    fn several_may_propose_where_one_decides() {
        let sheet = |decided: &str| {
            let lines = [
                "1 | DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021",
                "3 | TT | Họ và tên | Tập thể lãnh đạo đề xuất | Cơ quan tham mưu đề xuất | Ban Thường vụ quyết định",
            ];
            let rows = ["4 | 1 | Nguyễn Văn A | HTXSNV | HTTNV |", "5 | 2 | Trần Thị B | HTTNV | HTTNV |"];
            let rows = rows.map(|r| format!("{r} {decided}"));
            lines.into_iter().map(str::to_owned).chain(rows).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(findings(&RULE, &sheet("HTTNV")), @"");
        insta::assert_snapshot!(findings(&RULE, &sheet("")), @"D3 F005 error Không rõ bố cục biểu: 02 cột có thể giữ cùng một vai trò (C: Tập thể lãnh đạo đề xuất; D: Cơ quan tham mưu đề xuất). Đề nghị ghi rõ tiêu đề cột");
    }

    #[test]
    fn a_header_that_says_nothing_is_unclear() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Cột 1 | Cột 2 | Cột 3 | Cột 4
            4 | 1  | Đảng bộ A  | 10    | 2     | 8     | 0
            5 | 2  | Đảng bộ B  | 12    | 1     | 11    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"F3 F005 error Không rõ bố cục biểu: không tiêu đề cột nào nêu mức xếp loại (C: Cột 1; D: Cột 2; E: Cột 3; F: Cột 4). Đề nghị ghi rõ tiêu đề cột");
        let among = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | Cột 2 | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 2      | 8     | 0    | 0
            5 | 2  | Đảng bộ B  | 12      | 1      | 11    | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, among), @"E3 F005 error Không rõ bố cục biểu: không rõ cột E (“Cột 2”) giữa các cột mức xếp loại ghi gì. Đề nghị ghi rõ tiêu đề cột");
    }

    #[test]
    fn a_strange_column_that_makes_up_the_total_is_a_level_or_those_not_rated() {
        let sheet = |best: &str, last: &str, more: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                 3 | TT | Chi bộ | Tổng số | {best} | HTTNV | HTNV | {last} | {more}
                 4 | 1 | Chi bộ A | 20 | 3 | 16 | 1 | 0 | 4
                 5 | 2 | Chi bộ B | 40 | 5 | 32 | 1 | 2 | 7
                 6 | 3 | Chi bộ C | 30 | 4 | 25 | 1 | | 9"
            )
        };
        for last in ["Loại D", "Mức 4", "Không đạt yêu cầu", "Cột 7"] {
            let told = findings(&RULE, &sheet("HTXSNV", last, ""));
            assert!(
                told.starts_with("G3 F005 error") && told.contains("ghi mức nào hay ghi số chưa đánh giá"),
                "{told}"
            );
        }
        // What the column holds is not missing from the levels.
        assert!(!all_codes(&sheet("HTXSNV", "Loại D", "")).iter().any(|code| matches!(*code, "S201" | "S211")));
        insta::assert_snapshot!(findings(&RULE, &sheet("Giỏi", "KHTNV", "Số chi ủy viên")), @"D3 F005 error Không rõ bố cục biểu: không rõ các cột này ghi mức nào hay ghi số chưa đánh giá, cộng với các mức khác thì đủ tổng số (D: Giỏi). Đề nghị ghi rõ tiêu đề cột");
        // All four levels are named, a reason is given, or the figures say something else.
        for (best, last) in [("HTXSNV", "KHTNV"), ("HTXSNV", "Miễn sinh hoạt")] {
            assert_eq!(findings(&RULE, &sheet(best, last, "Số chi ủy viên")), "", "{last}");
        }
    }

    #[test]
    fn a_header_and_its_cells_that_disagree_are_unclear() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV (%) | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 2          | 8     | 0    | 0
            5 | 2  | Đảng bộ B  | 12      | 1          | 11    | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"D3 F005 error Không rõ bố cục biểu: cột D (“HTXSNV (%)”) ghi là tỷ lệ, nhưng các ô là số lượng: cộng với các mức khác đủ số được đánh giá. Đề nghị ghi rõ tiêu đề cột");
        let shares = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV (%) | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 20         | 8     | 0    | 0
            5 | 2  | Đảng bộ B  | 12      | 8.3        | 11    | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, shares), @"");
    }

    #[test]
    fn levels_of_those_whom_nobody_knows_are_told() {
        let heads = |whose: &str| {
            let of = |level: &str| format!("Số chi bộ {whose} {level} nhiệm vụ");
            let [best, good, done] = ["hoàn thành xuất sắc", "hoàn thành tốt", "hoàn thành"].map(of);
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
                3 | TT | Tên đơn vị | Số được đánh giá | {best} | {good} | {done}
                4 | 1  | Đảng bộ A  | 10 | 2 | 7 | 1
                5 | 2  | Đảng bộ B  | 12 | 1 | 10 | 1
                6 |    | Tổng cộng  | 22 | 3 | 17 | 2"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &heads("gương mẫu")), @"F3 F005 error Không rõ bố cục biểu: không rõ ai được đếm ở các mức này, chưa tính (D3: Số chi bộ gương mẫu hoàn thành xuất sắc nhiệm vụ; E3: Số chi bộ gương mẫu hoàn thành tốt nhiệm vụ; F3: Số chi bộ gương mẫu hoàn thành nhiệm vụ). Đề nghị ghi rõ tiêu đề cột");
        assert_eq!(findings(&RULE, &heads("trực thuộc đảng ủy cơ sở")), "");
        let rows = |whose: &str| {
            format!(
                "1 | BÁO CÁO ĐÁNH GIÁ CHẤT LƯỢNG CHI BỘ TRỰC THUỘC NĂM 2021
                3 | Chỉ tiêu | Tổng số | Xã | Trường học
                4 | A. Số chi bộ trực thuộc có đến cuối năm | 22 | 10 | 12
                5 | 1. Số chi bộ trực thuộc được đánh giá, xếp loại | 22 | 10 | 12
                6 | a) Số chi bộ {whose} hoàn thành xuất sắc nhiệm vụ | 3 | 2 | 1
                7 | b) Số chi bộ {whose} hoàn thành tốt nhiệm vụ | 17 | 7 | 10
                8 | c) Số chi bộ {whose} hoàn thành nhiệm vụ | 2 | 1 | 1"
            )
        };
        insta::assert_snapshot!(findings(&RULE, &rows("gương mẫu")), @"A8 F005 error Không rõ bố cục biểu: không rõ ai được đếm ở các mức này, chưa tính (A6: a) Số chi bộ gương mẫu hoàn thành xuất sắc nhiệm vụ; A7: b) Số chi bộ gương mẫu hoàn thành tốt nhiệm vụ; A8: c) Số chi bộ gương mẫu hoàn thành nhiệm vụ). Đề nghị ghi rõ tiêu đề cột");
        assert_eq!(all_codes(&rows("trực thuộc đảng ủy cơ sở")), [""; 0]);
        assert_eq!(all_codes(&rows("trực thuộc đảng ủy cơ sở").replace("17 | 7", "17 | 6")), ["S201"]);
    }

    #[test]
    fn one_candidate_is_clear() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 10               | 2      | 8     | 0    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    fn members(title: &str, heads: &str, rows: &str) -> String {
        format!("1 | CHI BỘ PHÒNG TÀI CHÍNH\n2 | {title}\n4 | TT | Họ và tên | {heads}\n{rows}")
    }

    #[test]
    fn a_plan_is_no_result() {
        let sheet = |title: &str| {
            format!(
                "1 | ĐẢNG ỦY XÃ A
                2 | {title} XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | Chi bộ 1 | 10 | 1 | 9 | 0 | 0
                "
            )
        };
        let plan = sheet("TỔNG HỢP ĐĂNG KÝ");
        insta::assert_snapshot!(findings(&RULE, &plan), @"A4 F005 warning Biểu này chưa được tính: tiêu đề nêu “đăng ký xếp loại”, chưa phải kết quả xếp loại. Nếu là kết quả, đề nghị ghi rõ ở tiêu đề");
        let beside = format!("{plan}--- Biểu 2\n{}", sheet("TỔNG HỢP KẾT QUẢ"));
        assert!(findings(&RULE, &beside).starts_with("A4 F005 info"));
        assert_eq!(findings(&RULE, &sheet("TỔNG HỢP KẾT QUẢ")), "");
    }

    #[test]
    fn votes_are_no_counts_of_people() {
        let rows = "6 | 1 | Nguyễn Văn A | 10 | 2 | 0 | 0 | HTXSNV
            7 | 2 | Trần Thị B | 1 | 11 | 0 | 0 | HTTNV
            8 | 3 | Lê Văn C | 0 | 12 | 0 | 0 | HTTNV";
        let levels = "5 | | | HTXSNV | HTTNV | HTNV | KHTNV |\n";
        let title = "KẾT QUẢ BIỂU QUYẾT XẾP LOẠI ĐẢNG VIÊN NĂM 2021";
        for (title, head) in [(title, "Kết quả"), ("KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021", "Số phiếu xếp loại")]
        {
            let heads = format!("{head} | | | | Mức xếp loại");
            let picture = members(title, &heads, &format!("{levels}{rows}"));
            assert_eq!(all_codes(&picture), [""; 0]);
        }
    }

    #[test]
    fn a_standard_of_the_profession_stands_beside_the_rating() {
        let rows = "5 | 1 | Nguyễn Văn A | Khá | HTTNV\n6 | 2 | Trần Thị B | Tốt | HTTNV";
        let title = "KẾT QUẢ XẾP LOẠI VIÊN CHỨC NĂM 2024";
        assert_eq!(all_codes(&members(title, "Chuẩn nghề nghiệp giáo viên | Kết quả xếp loại", rows)), [""; 0]);
        assert_eq!(all_codes(&members(title, "Chuẩn hiệu trưởng | Xếp loại viên chức", rows)), [""; 0]);
        // By itself it is asked about.
        let rows = "5 | 1 | Nguyễn Văn A | Khá\n6 | 2 | Trần Thị B | Tốt";
        assert_eq!(all_codes(&members(title, "Chuẩn nghề nghiệp giáo viên", rows)), ["L102"]);
    }

    #[test]
    fn criteria_beside_the_rating_are_none() {
        let rows = "5 | 1 | Nguyễn Văn A | Xuất sắc | Tốt | Tốt | HTXSNV
            6 | 2 | Trần Thị B | Tốt | Tốt | Khá | HTTNV";
        let title = "KẾT QUẢ XẾP LOẠI CÔNG CHỨC NĂM 2022";
        let told = |heads: &str| all_codes(&members(title, heads, rows));
        assert_eq!(
            told("Phẩm chất chính trị, đạo đức | Năng lực chuyên môn | Kết quả thực hiện nhiệm vụ | Kết quả xếp loại"),
            [""; 0]
        );
        assert_eq!(
            told("Đạo đức, lối sống | Ý thức tổ chức kỷ luật | Mức độ hoàn thành công việc | Xếp loại"),
            [""; 0]
        );
        // Whole levels under the name of the work may be the rating as well: never silently one of them.
        let rows = "5 | 1 | Nguyễn Văn A | HTXSNV | HTTNV\n6 | 2 | Trần Thị B | HTTNV | HTTNV";
        assert_eq!(all_codes(&members(title, "Kết quả thực hiện nhiệm vụ | Kết quả xếp loại", rows)), ["F005"]);
    }

    #[test]
    fn a_head_that_reads_like_a_level_says_what_stands_below() {
        let heads = "Mức độ hoàn thành nhiệm vụ | | |";
        let levels = "5 | | | Xuất sắc | Tốt | Hoàn thành | Không hoàn thành";
        let rows = "6 | 1 | Nguyễn Văn A | x | | |\n7 | 2 | Trần Thị B | | x | |\n8 | 3 | Lê Văn C | | | x |";
        let title = "DANH SÁCH XẾP LOẠI ĐẢNG VIÊN NĂM 2021";
        assert_eq!(all_codes(&members(title, heads, &format!("{levels}\n{rows}"))), [""; 0]);
    }

    #[test]
    fn of_several_who_rate_the_one_that_decides_counts() {
        let heads = |last: &str| format!("Tự đánh giá | | Tổ đánh giá | | {last} |");
        let levels = "5 | | | Điểm | Xếp loại | Điểm | Xếp loại | Điểm | Xếp loại";
        let rows = "6 | 1 | Nguyễn Văn A | 95 | HTXSNV | 90 | HTXSNV | 88 | HTTNV
            7 | 2 | Trần Thị B | 85 | HTTNV | 82 | HTTNV | 82 | HTTNV";
        let title = "KẾT QUẢ XẾP LOẠI VIÊN CHỨC NĂM 2024";
        let told = |last: &str| all_codes(&members(title, &heads(last), &format!("{levels}\n{rows}")));
        assert_eq!(told("Hội đồng xét duyệt"), [""; 0]);
        // Nobody says which of the two it is: never silently neither.
        assert_eq!(told("Khối đánh giá"), ["F005"]);
    }

    #[test]
    fn who_is_rated_stands_over_the_stages() {
        let heads = "Xếp loại CBCCVC | | Xếp loại đảng viên |";
        let levels = "5 | | | Tự xếp | Quyết định | Tự xếp | Quyết định";
        let rows = "6 | 1 | Nguyễn Văn A | HTTNV | HTTNV | HTTNV | HTTNV";
        let title = "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN, CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC NĂM 2022";
        assert_eq!(all_codes(&members(title, heads, &format!("{levels}\n{rows}"))), [""; 0]);
    }

    #[test]
    fn of_whom_a_table_is_must_be_said() {
        let sheet = |of: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI {of}NĂM 2021
                3 | TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1 | Phường A | 30 | 5 | 25 | 0 | 0
                5 | 2 | Phường B | 20 | 3 | 17 | 0 | 0"
            )
        };
        assert_eq!(findings(&RULE, &sheet("ĐẢNG VIÊN ")), "");
        insta::assert_snapshot!(findings(&RULE, &sheet("")), @"A3 F005 info Chưa rõ biểu đánh giá đối tượng nào (TCCSĐ, chi bộ, đảng viên, tập thể, cá nhân, công chức …): số liệu được tổng hợp riêng ở “Chưa rõ đối tượng”, không cộng vào đối tượng nào. Đề nghị ghi rõ trong tiêu đề");
        insta::assert_snapshot!(findings(&RULE, &sheet("TỔ CHỨC CƠ SỞ ĐẢNG, ĐẢNG VIÊN ")), @"A3 F005 warning Chưa rõ biểu đánh giá đối tượng nào (TCCSĐ, chi bộ, đảng viên, tập thể, cá nhân, công chức …): số liệu được tổng hợp riêng ở “Chưa rõ đối tượng”, không cộng vào đối tượng nào. Đề nghị ghi rõ trong tiêu đề");
    }

    /// Rows that sort those a title speaks of, and their total.
    fn kinds(title: &str, rows: &[(&str, &str)], total: &str) -> String {
        let head = format!("1 | {title} NĂM 2022\n3 | TT | Đối tượng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV");
        let line = |(i, (name, figures)): (usize, &(&str, &str))| format!("{} | {} | {name} | {figures}", i + 4, i + 1);
        let rows: Vec<String> = rows.iter().enumerate().map(line).collect();
        format!("{head}\n{}\n{} | | Tổng cộng | {total}", rows.join("\n"), rows.len() + 4)
    }

    #[test]
    fn the_name_of_a_row_says_whom_it_counts_before_the_title_does() {
        let officials = [
            ("Công chức giữ chức vụ lãnh đạo, quản lý", "12 | 2 | 9 | 1 | 0"),
            ("Công chức không giữ chức vụ lãnh đạo", "40 | 4 | 34 | 2 | 0"),
            ("Viên chức quản lý", "6 | 1 | 5 | 0 | 0"),
        ];
        let title = "TỔNG HỢP KẾT QUẢ XẾP LOẠI CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC";
        let right = kinds(title, &officials, "58 | 7 | 48 | 3 | 0");
        assert_eq!(subjects(&right), ["civil-servant", "public-employee"]);
        assert_eq!(all_codes(&right), [""; 0]);
        // The total of both is held against all rows.
        let wrong = kinds(title, &officials, "58 | 7 | 49 | 3 | 0");
        insta::assert_snapshot!(findings(&super::super::total_row_mismatch::RULE, &wrong), @"E7 S202 error Tổng cộng, “HTTNV”: ghi 49, cộng các dòng được 48, chênh lệch 1. Đề nghị đơn vị kiểm tra lại các ô E4, E5, E6, E7");
        // Who is no official is counted apart, and told.
        let hired = [&officials[..], &[("Lao động hợp đồng", "10 | 0 | 9 | 1 | 0")]].concat();
        let told = kinds(title, &hired, "68 | 7 | 57 | 4 | 0");
        assert_eq!(subjects(&told), ["civil-servant", "public-employee", "unknown"]);
        insta::assert_snapshot!(findings(&RULE, &told), @"B7 F005 info Chưa rõ “Lao động hợp đồng” thuộc đối tượng nào (TCCSĐ, chi bộ, đảng viên, tập thể, cá nhân, công chức …): số liệu được tổng hợp riêng ở “Chưa rõ đối tượng”, không cộng vào đối tượng nào");
        // Members are members whatever they work as.
        let members = kinds("TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN", &officials, "58 | 7 | 48 | 3 | 0");
        assert_eq!(subjects(&members), ["member"]);
        let party = [
            ("Đảng bộ cơ sở", "12 | 2 | 9 | 1 | 0"),
            ("Chi bộ cơ sở", "40 | 4 | 34 | 2 | 0"),
            ("Chi bộ trực thuộc", "80 | 8 | 70 | 2 | 0"),
        ];
        let party = kinds("TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC ĐẢNG", &party, "132 | 14 | 113 | 5 | 0");
        assert_eq!(subjects(&party), ["party-base", "party-cell"]);
        // In a school those who manage are employees as the teachers are.
        let school = [
            ("Cán bộ quản lý", "2 | 1 | 1 | 0 | 0"),
            ("Giáo viên", "20 | 4 | 15 | 1 | 0"),
            ("Nhân viên", "3 | 0 | 3 | 0 | 0"),
        ];
        let school = kinds("TỔNG HỢP KẾT QUẢ XẾP LOẠI CÁN BỘ, GIÁO VIÊN, NHÂN VIÊN", &school, "25 | 5 | 19 | 1 | 0");
        assert_eq!(subjects(&school), ["public-employee"]);
        assert_eq!(all_codes(&school), [""; 0]);
    }

    #[test]
    fn columns_under_a_name_of_nobody_known_are_counted_apart() {
        let sheet = |other: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI NĂM 2022
                3 | TT | Đơn vị | Đảng viên | | | | {other} | | |
                4 | | | Tổng số | HTXSNV | HTTNV | HTNV | Tổng số | HTXSNV | HTTNV | HTNV
                5 | 1 | Phường A | 120 | 20 | 95 | 5 | 12 | 2 | 10 | 0
                6 | 2 | Phường B | 90 | 10 | 78 | 2 | 9 | 1 | 7 | 1"
            )
        };
        for (other, subject) in [
            ("Cá nhân LĐ, QL", "leader"),
            ("Cán bộ diện Ban Thường vụ Quận ủy quản lý", "leader"),
            ("Đảng bộ cơ sở", "party-base"),
            ("Phòng, ban", "unit"),
        ] {
            assert_eq!(subjects(&sheet(other)), ["member", subject], "{other}");
            assert_eq!(findings(&RULE, &sheet(other)), "", "{other}");
        }
        assert_eq!(subjects(&sheet("Ban liên lạc")), ["member", "unknown"]);
        insta::assert_snapshot!(findings(&RULE, &sheet("Ban liên lạc")), @"G3 F005 warning Không rõ bố cục biểu: nhóm cột “Ban liên lạc” không nêu thuộc đối tượng nào, được tính riêng. Đề nghị ghi rõ đối tượng ở đầu mục hoặc tiêu đề (tổ chức cơ sở đảng, chi bộ, đảng viên …)");
        assert_eq!(subjects(&sheet("Người lao động")), ["member", "unknown"]);
        insta::assert_snapshot!(findings(&RULE, &sheet("Người lao động")), @"G3 F005 info Chưa rõ “Người lao động” thuộc đối tượng nào (TCCSĐ, chi bộ, đảng viên, tập thể, cá nhân, công chức …): số liệu được tổng hợp riêng ở “Chưa rõ đối tượng”, không cộng vào đối tượng nào");
        // Women among the members are no others.
        assert_eq!(subjects(&sheet("Trong đó: nữ")), ["member"]);
    }

    /// A list of three, and figures below it under a heading.
    fn figures_below(heading: &str, good: u32) -> String {
        format!(
            "1 | DANH SÁCH XẾP LOẠI CÔNG CHỨC NĂM 2021
            3 | TT | Họ và tên | Chức vụ | Mức xếp loại
            4 | 1 | Nguyễn Văn An | Chuyên viên | HTXSNV
            5 | 2 | Trần Thị Bình | Chuyên viên | HTTNV
            6 | 3 | Lê Văn Chi | Chuyên viên | HTTNV
            8 | | {heading}
            9 | | Mức xếp loại | Số lượng
            10 | | HTXSNV | 1
            11 | | HTTNV | {good}
            12 | | HTNV | {none}
            13 | | KHTNV | 0
            14 | | Cộng | 3",
            none = 2 - good
        )
    }

    #[test]
    fn figures_below_a_list_are_of_whom_it_is() {
        for heading in ["", "Tổng hợp kết quả xếp loại:"] {
            let right = figures_below(heading, 2);
            assert_eq!(all_codes(&right), [""; 0], "{heading}");
            assert_eq!(subjects(&right), ["civil-servant"], "{heading}");
            assert!(all_codes(&figures_below(heading, 1)).contains(&"X601"), "{heading}");
        }
        // Figures that count others than the list has rows are nobody's.
        let others =
            figures_below("", 2).replace("| HTTNV | 2\n", "| HTTNV | 20\n").replace("| Cộng | 3", "| Cộng | 21");
        assert_eq!(subjects(&others), ["unknown"]);
        // Another title speaks for itself.
        let other = figures_below("KẾT QUẢ XẾP LOẠI CÔNG ĐOÀN NĂM 2021", 2);
        assert!(subjects(&other).contains(&"unknown"));
    }
}
