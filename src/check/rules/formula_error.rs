//! # Ô bị lỗi công thức
//!
//! ## What it finds
//! An error value (`#REF!`, `#DIV/0!`, `#VALUE!`, `#NAME?`, `#N/A`) where a count, percentage or rating belongs; or a
//! formula there of which the file stores no result, and which cannot be computed (another workbook, a function nobody
//! knows, a circle).
//! ## Why it matters
//! An error is never zero: sums that need the cell are left open. Formulas that only pass the error on are listed with it.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV   | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A  | 10      | 2      | #REF! ◄ | 0    | 0
//! 5 | 2  | Đảng bộ B  | 10      | 1      | 9       | 0    | 0
//! ```
//! ## Correction
//! Suggested where the value follows: the formula computes again, or the sums of the row and column leave one number.
//! ## Nội dung kiểm tra
//! Ô số lượng, tỷ lệ hoặc mức xếp loại báo lỗi công thức (`#REF!`, `#DIV/0!`, `#VALUE!`, `#NAME?`, `#N/A`), hoặc có
//! công thức mà file không lưu kết quả và không tính được (lấy từ file khác, hàm lạ, tham chiếu vòng).
//! ## Lý do
//! Ô lỗi không phải là 0: các phép cộng cần ô này chưa kết luận được. Công thức chỉ nhận lại lỗi được liệt kê cùng.
//! ## Chỉnh sửa
//! Đề nghị xác nhận khi suy ra được giá trị: tính lại công thức, hoặc các tổng của dòng và cột chỉ còn một số phù hợp.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::formulas::{Stale, StaleKind};
use crate::check::records::{Rated, TableRecord};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Edit, Fix, Message, Safety, Severity};
use crate::parse::Figure;
use crate::read::NOT_COMPUTED;
use crate::solve::equations::Equations;
use crate::solve::{Relation, Terms};

pub(super) static RULE: Rule = Rule {
    code: "F008",
    name: "formula-error",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "",
    doc: documentation!("formula_error.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let mut errors: Vec<(CellRef, &str)> = Vec::new();
    match &table.content {
        Rated::Counts(blocks) | Rated::Figures(blocks) => {
            for block in blocks.iter().map(|b| &b.block) {
                errors.extend(block.cells.iter().flatten().filter_map(|c| match &c.figure {
                    Figure::Error(e) => Some((c.at, e.as_str())),
                    _ => None,
                }));
                errors
                    .extend(block.shares.iter().flat_map(|s| &s.cells).filter(|c| c.error).map(|c| (c.at, &*c.shown)));
            }
        }
        Rated::Roster(r) => {
            let written = r.roster.records.iter().flat_map(|r| r.ratings.iter().flatten().map(|w| (r.row, w)));
            errors.extend(written.filter(|(_, w)| is_error(&w.text)).map(|(row, w)| (w.at(row), w.text.as_str())));
        }
        Rated::Nothing => {}
    }
    errors.sort();
    errors.dedup();
    // What passes an error on comes right with it and is listed with the first; but nothing goes untold.
    let passes = |at: &CellRef| table.formulas.passed_on.contains(at);
    let any_source = errors.iter().any(|(at, _)| !passes(at));
    let (passed, errors): (Vec<_>, Vec<_>) = errors.into_iter().partition(|(at, _)| any_source && passes(at));
    let passed: Vec<CellRef> = passed.into_iter().map(|(at, _)| at).collect();
    let file = findings.file();
    let mut first = true;
    for (error, cells, follows) in causes(table, errors) {
        let edit = |to: String| Edit {
            file: file.clone(),
            sheet: table.table.sheet.clone(),
            cell: cells[0],
            from: error.into(),
            to: to.into(),
        };
        let fix = follows.map(|(to, reason)| Fix {
            safety: Safety::Suggested,
            reason,
            edits: vec![edit(to)],
            alternatives: Vec::new(),
        });
        let with = if std::mem::take(&mut first) { passed.as_slice() } else { &[] };
        let (vi, en) = match error {
            NOT_COMPUTED => (
                "File không lưu kết quả của công thức này và chưa tính được, nên chưa biết số liệu. Đề nghị mở bằng Excel, tính lại rồi lưu".into(),
                "The file stores no result of this formula and none could be computed, so the figure is not known: open it in Excel, compute it and save it".into(),
            ),
            error => (
                format!("Ô báo lỗi {error}, không phải số liệu. Đề nghị sửa công thức hoặc nhập lại"),
                format!("The cell holds the error {error}; mend the formula or type the value"),
            ),
        };
        findings.add(&RULE, cells[0]).cells(&cells).found(error).related(with).fix(fix).message(vi, en);
    }
}

/// An error, its cells, and what should stand there where it follows.
type Told<'t> = (&'t str, Vec<CellRef>, Option<(String, Message)>);

/// Errors as they are told: each that a value follows for by itself, the same error down a column at once.
fn causes<'t>(table: &TableRecord<'_>, errors: Vec<(CellRef, &'t str)>) -> Vec<Told<'t>> {
    let mut told: Vec<Told<'_>> = Vec::new();
    let mut places: BTreeMap<(&str, u32), usize> = BTreeMap::new();
    let known = Known::of(table, &errors);
    for (at, error) in errors {
        let value = known.follows(at);
        let first = if value.is_none() { places.get(&(error, at.column)) } else { None };
        match first {
            Some(&place) => told[place].1.push(at),
            None => {
                if value.is_none() {
                    places.insert((error, at.column), told.len());
                }
                told.push((error, vec![at], value));
            }
        }
    }
    told
}

/// What may follow for the cells of errors, looked up once.
struct Known<'t> {
    heals: BTreeMap<CellRef, &'t Stale>,
    /// Of each cell, block by block, the relations in which all else is known.
    sums: BTreeMap<CellRef, Vec<Sums<'t>>>,
}

/// The relations of a block that a cell is in.
struct Sums<'t> {
    equations: &'t Equations,
    cell: usize,
    relations: Vec<usize>,
}

impl<'t> Known<'t> {
    fn of(table: &'t TableRecord<'_>, errors: &[(CellRef, &str)]) -> Self {
        let heals = table.formulas.stale.iter().filter(|stale| stale.kind == StaleKind::Heals);
        let mut known = Self { heals: heals.map(|stale| (stale.at, stale)).collect(), sums: BTreeMap::new() };
        let wanted: BTreeSet<CellRef> = errors.iter().map(|(at, _)| *at).collect();
        let Rated::Counts(blocks) = &table.content else { return known };
        for equations in blocks.iter().map(|rated| &rated.equations).filter(|_| !wanted.is_empty()) {
            known.take_in(equations, &wanted);
        }
        known
    }

    /// The cells of a block.
    fn take_in(&mut self, equations: &'t Equations, wanted: &BTreeSet<CellRef>) {
        let mut own: BTreeMap<CellRef, Sums<'t>> = BTreeMap::new();
        for (cell, at) in equations.cells.iter().enumerate().filter(|(_, at)| wanted.contains(at)) {
            own.entry(*at).or_insert(Sums { equations, cell, relations: Vec::new() });
        }
        for (number, relation) in equations.system.relations.iter().enumerate() {
            let Relation::Sum { whole, parts } = relation else { continue };
            let cells = std::iter::once(*whole).chain(parts.iter().map(|part| part.0));
            let mut unknown = cells.filter(|&q| equations.system.quantities[q].value.is_none());
            let Some(cell) = unknown.next() else { continue };
            let sums = own.get_mut(&equations.cells[cell]).filter(|sums| sums.cell == cell);
            if let Some(sums) = sums.filter(|_| unknown.all(|other| other == cell)) {
                sums.relations.push(number);
            }
        }
        own.into_iter().for_each(|(at, sums)| self.sums.entry(at).or_default().push(sums));
    }

    /// The value that should stand in place of an error, and why.
    fn follows(&self, at: CellRef) -> Option<(String, Message)> {
        if let Some(stale) = self.heals.get(&at) {
            let reason = Message::new("tính lại công thức thì có kết quả", "computed anew the formula has a result");
            return Some((stale.now.clone(), reason));
        }
        let left = self.sums.get(&at)?.iter().find_map(left_by_sums)?;
        let reason = Message::new(
            "là số còn lại khi đối chiếu với tổng của dòng, cột",
            "the number that the sums of the row and column leave",
        );
        Some((left.to_string(), reason))
    }
}

/// The one count with which every sum over the cell closes; `None` when none is known or they disagree.
fn left_by_sums(&Sums { equations, cell, ref relations }: &Sums<'_>) -> Option<i64> {
    let value = |q: usize| equations.system.quantities[q].value;
    let known = |parts: &Terms| -> Option<i64> {
        parts.iter().filter(|(q, _)| *q != cell).map(|&(q, c)| value(q).map(|v| v * c)).sum()
    };
    let left = |relation: &Relation| -> Option<i64> {
        let Relation::Sum { whole, parts } = relation else { return None };
        if *whole == cell {
            return known(parts);
        }
        let (_, coefficient) = parts.iter().find(|(q, _)| *q == cell)?;
        Some((value(*whole)? - known(parts)?) * coefficient)
    };
    let mut all = relations.iter().filter_map(|&number| left(&equations.system.relations[number]));
    let first = all.next().filter(|n| *n >= 0)?;
    all.all(|other| other == first).then_some(first)
}

/// Is the text an error value of a spreadsheet?
pub(super) fn is_error(text: &str) -> bool {
    text.starts_with('#') && (text.ends_with('!') || text.ends_with('?') || text == "#N/A")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, corrected, findings, fixes};

    #[test]
    fn a_formula_without_a_result_is_neither_blank_nor_zero() {
        let sheet = |formula: &str, total: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV     | HTNV | KHTNV
                4 | 1  | Đảng bộ A  | 10      | 2      | {formula} | 0    | 0
                5 | 2  | Đảng bộ B  | 10      | 1      | 9         | 0    | 0
                6 |    | Tổng cộng  | 20      | 3      | {total}   | 0    | 0"
            )
        };
        for unknown in ["=FOOBAR(1)", "=[1]Sheet1!A1", "=E4+1"] {
            let told = findings(&RULE, &sheet(unknown, "17"));
            assert!(told.starts_with("E4 F008 error File không lưu kết quả"), "{unknown}: {told}");
            assert_eq!(crate::check::rules::testing::all_codes(&sheet(unknown, "17")), ["F008"], "{unknown}");
            assert!(fixes(&RULE, &sheet(unknown, "17")).ends_with("E4 #? → 8"), "{unknown}");
            // What reads it has the result that is stored.
            assert_eq!(crate::check::rules::testing::all_codes(&sheet(unknown, "=SUM(E4:E5) := 17")), ["F008"]);
        }
        assert!(findings(&RULE, &sheet("8", "=FOOBAR(E4:E5)")).starts_with("E6 F008"));
        for known in ["=4+4", "=FOOBAR(1) := 8", "=IF(A4=1,8,FOOBAR(1))"] {
            assert_eq!(findings(&RULE, &sheet(known, "17")), "", "{known}");
        }
    }

    #[test]
    fn a_list_whose_ratings_are_formulas_without_a_result_is_a_list() {
        let sheet = |rating: &str, other: &str| {
            format!(
                "1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022
                3 | TT | Họ và tên    | Điểm | Kết quả xếp loại
                4 | 1  | Nguyễn Văn A | 75   | {rating}
                5 | 2  | Trần Thị B   | 78   | {rating}
                6 | 3  | Lê Văn C     | 79   | {other}"
            )
        };
        for rating in ["=FOOBAR(C4)", "=[1]DM!B4", "=FOOBAR(C4) := #N/A"] {
            for other in [rating, "HTTNV"] {
                let told = all_codes(&sheet(rating, other));
                assert_eq!(told, ["F008"], "{rating} {other}");
            }
        }
        insta::assert_snapshot!(findings(&RULE, &sheet("=FOOBAR(C4)", "=FOOBAR(C4)")), @"D4 F008 error File không lưu kết quả của công thức này và chưa tính được, nên chưa biết số liệu. Đề nghị mở bằng Excel, tính lại rồi lưu");
        assert_eq!(all_codes(&sheet("=IF(1=1,\"HTTNV\",\"\")", "HTTNV")), Vec::<&str>::new());
        // Marks too are given by formulas.
        let marks = |mark: &str| {
            format!(
                "1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022
                3 | TT | Họ và tên    | Điểm | HTXSNV | HTTNV  | HTNV | KHTNV
                4 | 1  | Nguyễn Văn A | 75   |        | {mark} |      |
                5 | 2  | Trần Thị B   | 78   |        | {mark} |      |
                6 | 3  | Lê Văn C     | 65   |        |        | x    |"
            )
        };
        assert_eq!(all_codes(&marks("=IF(C4>=70,\"x\",\"\") := x")), Vec::<&str>::new());
        assert_eq!(all_codes(&marks("=IF(C4>=70,\"x\",\"\")")), Vec::<&str>::new());
        assert_eq!(all_codes(&marks("=FOOBAR(C4)")), ["F008"]);
    }

    #[test]
    fn a_value_follows_where_the_sums_leave_one() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV  | HTNV   | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 2      | #REF!  | 0      | 0
            5 | 2  | Đảng bộ B  | 10      | 1      | 9      | #N/A   | #N/A";
        insta::assert_snapshot!(corrected(sheet), @"E4 #REF! → 8 suggested");
    }

    #[test]
    fn sums_that_disagree_leave_none() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV  | HTNV   | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 2      | #REF!  | 0      | 0
            5 | 2  | Đảng bộ B  | 10      | 1      | 9      | 0      | 0
            6 |    | Tổng cộng  | 20      | 3      | 16     | 0      | 0";
        insta::assert_snapshot!(corrected(sheet), @"E6 16 → 17 suggested");
    }

    #[test]
    fn the_same_error_down_a_column_is_told_once() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | %       | HTTNV  | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 2      | #VALUE! | 8      | 0    | 0
            5 | 2  | Đảng bộ B  | 10      | 1      | #VALUE! | 9      | 0    | 0
            6 | 3  | Đảng bộ C  | 10      | 1      | #DIV/0! | 9      | 0    | 0
            7 | 4  | Đảng bộ D  | 10      | 1      | #VALUE! | 9      | 0    | 0";
        let found = crate::check::rules::testing::all_findings(sheet);
        let errors: Vec<_> = found.iter().filter(|f| f.rule == super::RULE.code).collect();
        let said = |f: &&crate::finding::Finding| {
            let ranges: Vec<String> = f.ranges.iter().map(ToString::to_string).collect();
            format!("{} {}", f.found.as_deref().unwrap_or(""), ranges.join(" "))
        };
        let said: Vec<String> = errors.iter().map(said).collect();
        assert_eq!(said, ["#VALUE! E4:E5 E7", "#DIV/0! E6"]);
    }

    #[test]
    fn formulas_that_pass_it_on_are_listed_with_it() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số           | HTXSNV           | HTTNV               | HTNV             | KHTNV
            4 | 1  | Đảng bộ A  | 10                | 2                | #REF!               | 0                | 0
            5 | 2  | Đảng bộ B  | 10                | 1                | 9                   | 0                | 0
            6 |    | Tổng cộng  | =SUM(C4:C5) := 20 | =SUM(D4:D5) := 3 | =SUM(E4:E5) := #REF! | =SUM(F4:F5) := 0 | =SUM(G4:G5) := 0";
        let found = crate::check::rules::testing::all_findings(sheet);
        let errors: Vec<_> = found.iter().filter(|f| f.rule == super::RULE.code).collect();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].cell.map(|c| c.to_string()).as_deref(), Some("E4"));
        assert_eq!(errors[0].related.len(), 1, "the total that passes it on");
    }
}
