//! # Công thức tổng cộng sai phạm vi
//!
//! ## What it finds
//! A total whose formula leaves out a row of its block, counts a row twice (a subtotal besides its own rows), adds numbers
//! that are none of its rows, or leaves out a level across its row. Also where that makes no difference today, because
//! what it leaves out is 0; never for rows without any figure.
//! Of a list of marks (x) the formulas that count them are looked at as well.
//! ## Why it matters
//! The formula looks right on paper and goes wrong with the next figure that is typed.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số       | HTXSNV        | HTTNV         | HTNV            | KHTNV
//! 4 | 1  | Đảng bộ A  | 10            | 2             | 8             | 0               | 0
//! 5 | 2  | Đảng bộ B  | 10            | 1             | 9             | 0               | 0
//! 6 | 3  | Đảng bộ C  | 12            | 1             | 9             | 2               | 0
//! 7 |    | Tổng cộng  | =SUM(C4:C6)   | =SUM(D4:D6)   | =SUM(E4:E6)   | =SUM(F4:F5) ◄ | =SUM(G4:G6)
//! ```
//! ## Correction
//! Safe when the other totals of the row add up the right rows, or a subtotal is counted besides its own rows; otherwise
//! suggested.
//! ## Nội dung kiểm tra
//! Công thức tổng bỏ sót dòng, tính một dòng hai lần (dòng cộng nhóm cùng các dòng của nhóm), cộng số ngoài phạm vi,
//! hoặc bỏ một mức; cả công thức đếm dấu (x) dưới danh sách. Nêu cả khi hiện chưa làm sai kết quả vì số bị bỏ là 0; không xét dòng chưa có số.
//! ## Lý do
//! Công thức trông đúng nhưng sẽ sai khi nhập số tiếp theo.
//! ## Chỉnh sửa
//! Đủ căn cứ chỉnh sửa khi các tổng khác của dòng cộng đúng phạm vi, hoặc dòng cộng nhóm bị tính cùng các dòng của nó;
//! còn lại đề nghị xác nhận.

use crate::check::arithmetic::{line_name, measure_name};
use crate::check::formulas::WrongSum;
use crate::check::records::{Rated, RatedBlock, TableRecord};
use crate::check::rules::ticked;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Edit, Fix, Message, Safety, Severity};
use crate::parse::Block;

pub(super) static RULE: Rule = Rule {
    code: "S207",
    name: "formula-range-gap",
    severity: Severity::Error,
    scope: Scope::Table(check),
    basis: "SUM-PARTITION",
    doc: documentation!("formula_range_gap.rs"),
};

/// Names a sentence gives before it counts the rest.
const NAMED: usize = 3;

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    ticked::formulas(&RULE, table, findings);
    let Rated::Counts(blocks) = &table.content else { return };
    let file = findings.file();
    for wrong in &table.formulas.wrong_sums {
        let rated = &blocks[wrong.block];
        let edit = |(cell, from, to): &(CellRef, String, String)| Edit {
            file: file.clone(),
            sheet: table.table.sheet.clone(),
            cell: *cell,
            from: from.as_str().into(),
            to: to.as_str().into(),
        };
        let fix = Fix {
            safety: if wrong.proven { Safety::Safe } else { Safety::Suggested },
            reason: reason(wrong),
            edits: wrong.edits.iter().map(edit).collect(),
            alternatives: Vec::new(),
        };
        let (vi, en) = say(rated, wrong);
        let cells: Vec<CellRef> = wrong.edits.iter().map(|e| e.0).collect();
        findings
            .add(&RULE, cells[0])
            .cells(&cells)
            .found(&wrong.edits[0].1)
            .expected(&wrong.edits[0].2)
            .related(&related(rated, wrong))
            .fix(Some(table.with_locks(fix)))
            .message(vi, en);
    }
}

fn reason(wrong: &WrongSum) -> Message {
    match wrong.proven {
        true => Message::new(
            "công thức cộng đúng các dòng, cột của biểu như các ô tổng cộng khác",
            "the formula adds up the very rows and columns that its neighbours do",
        ),
        false => Message::new(
            "công thức cộng đủ các dòng của biểu; đơn vị xác nhận",
            "the formula adds up all rows of the table; the unit says whether that is meant",
        ),
    }
}

/// The cells of the lines it leaves out or counts twice, and of other numbers it adds.
fn related(rated: &RatedBlock<'_>, wrong: &WrongSum) -> Vec<CellRef> {
    let measure = rated.block.cells[wrong.line].iter().position(|c| c.at == wrong.edits[0].0).unwrap_or(0);
    let lines = wrong.left_out.iter().chain(&wrong.twice).map(|&line| rated.block.cells[line][measure].at);
    let measures = wrong.measures.iter().map(|&m| rated.block.cells[wrong.line][m].at);
    lines.chain(measures).chain(wrong.outside.iter().copied()).collect()
}

fn say(rated: &RatedBlock<'_>, wrong: &WrongSum) -> (String, String) {
    let names = |lines: &[usize]| listed(lines.iter().map(|&l| line_name(&rated.block, l)).collect());
    let measures = |all: &[usize]| listed(all.iter().map(|&m| measure_name(rated, m)).collect());
    let outside = || listed(wrong.outside.iter().map(CellRef::to_string).collect());
    let mut parts: Vec<(String, String)> = Vec::new();
    if !wrong.left_out.is_empty() {
        parts.push((format!("bỏ sót {}", names(&wrong.left_out)), format!("leaves out {}", names(&wrong.left_out))));
    }
    if !wrong.twice.is_empty() {
        parts.push(match subtotals(&rated.block, wrong) {
            Some(heads) => (
                format!("cộng cả dòng cộng {} lẫn các dòng chi tiết", names(&heads)),
                format!("counts the subtotals {} besides their own rows", names(&heads)),
            ),
            None => (format!("cộng hai lần {}", names(&wrong.twice)), format!("counts {} twice", names(&wrong.twice))),
        });
    }
    if !wrong.outside.is_empty() {
        parts.push((format!("cộng thừa ô {}", outside()), format!("also adds {}", outside())));
    }
    if !wrong.measures.is_empty() {
        let all = measures(&wrong.measures);
        parts.push((format!("thiếu hoặc thừa {all}"), format!("leaves out or adds {all}")));
    }
    let name = line_name(&rated.block, wrong.line);
    let (vi, en): (Vec<String>, Vec<String>) = parts.into_iter().unzip();
    let (gives, should) = (wrong.results.0.map(|n| n.to_string()).unwrap_or_default(), wrong.results.1);
    let (so, so_en) = match wrong.results.0 == Some(should) {
        true => (
            format!("kết quả {should} hiện vẫn đúng, nhưng sẽ sai khi số liệu thay đổi"),
            format!("its result {should} is right today and goes wrong as soon as figures change"),
        ),
        false => (
            format!("công thức cho {gives}, đúng phải là {should}"),
            format!("it gives {gives}, it should be {should}"),
        ),
    };
    (format!("{name}: công thức {} ({so})", vi.join("; ")), format!("{name}: the formula {} ({so_en})", en.join("; ")))
}

/// The subtotals whose rows are exactly those that count twice.
fn subtotals(block: &Block, wrong: &WrongSum) -> Option<Vec<usize>> {
    let covers = |line: usize| &block.lines[line].covers;
    let heads: Vec<usize> = covers(wrong.line).iter().copied().filter(|&l| !covers(l).is_empty()).collect();
    let mut below: Vec<usize> = heads.iter().flat_map(|&l| covers(l)).copied().collect();
    below.sort_unstable();
    (!heads.is_empty() && below == wrong.twice).then_some(heads)
}

fn listed(names: Vec<String>) -> String {
    let quoted: Vec<String> = names.iter().take(NAMED).map(|name| format!("“{name}”")).collect();
    match names.len().saturating_sub(NAMED) {
        0 => quoted.join(", "),
        more => format!("{}, … (+{more})", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, corrected, findings};

    const GROUPS: &str = "
        1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
        3 | TT | Tên đơn vị  | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
        4 | I  | Khối phường | =C5+C6  | =D5+D6 | =E5+E6 | =F5+F6 | =G5+G6
        5 | 1  | Đảng bộ A   | 10      | 2      | 8     | 0    | 0
        6 | 2  | Đảng bộ B   | 10      | 1      | 9     | 0    | 0
        7 | II | Khối trường | =C8     | =D8    | =E8   | =F8  | =G8
        8 | 3  | Chi bộ C    | 10      | 1      | 8     | 1    | 0";

    #[test]
    fn subtotals_counted_with_their_own_rows() {
        let sheet =
            format!("{GROUPS}\n9 | | Tổng cộng | =SUM(C4:C8) | =SUM(D4:D8) | =SUM(E4:E8) | =SUM(F4:F8) | =SUM(G4:G8)");
        insta::assert_snapshot!(findings(&RULE, &sheet), @"C9 S207 error Tổng cộng: công thức cộng cả dòng cộng “Khối phường”, “Khối trường” lẫn các dòng chi tiết (công thức cho 60, đúng phải là 30)");
        assert_eq!(all_codes(&sheet), ["S207"]);
        insta::assert_snapshot!(corrected(&sheet), @"
        C9 =SUM(C4:C8) → =C4+C7 safe
        D9 =SUM(D4:D8) → =D4+D7 safe
        E9 =SUM(E4:E8) → =E4+E7 safe
        F9 =SUM(F4:F8) → =F4+F7 safe
        G9 =SUM(G4:G8) → =G4+G7 safe
        ");
    }

    #[test]
    fn a_blank_or_a_dash_under_the_range_is_not_left_out() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | 10      | 2      | 8     | -    |
            5 | 2  | Đảng bộ B  | 10      | 1      | 9     |      |
            6 | 3  | Đảng bộ C  | 10      | -      | 9     | 1    |
            7 |    | Tổng cộng  | =SUM(C4:C6) | =SUM(D4:D6) | =SUM(E4:E6) | =SUM(F4:F6) | =SUM(G4:G6)";
        assert_eq!(all_codes(sheet), Vec::<&str>::new());
        // Not under the range it is left out, whatever stands there today.
        assert_eq!(all_codes(&sheet.replace("SUM(F4:F6)", "SUM(F5:F6)")), ["S207"]);
    }

    #[test]
    fn any_right_way_to_add_up_is_silent() {
        for total in ["=C4+C7", "=SUM(C4,C7)", "=C5+C6+C8", "=SUM(C5:C6)+C8"] {
            let all = ["C", "D", "E", "F", "G"].map(|column| total.replace('C', column)).join(" | ");
            assert_eq!(all_codes(&format!("{GROUPS}\n9 | | Tổng cộng | {all}")), Vec::<&str>::new(), "{total}");
        }
    }

    #[test]
    fn a_row_left_out_of_every_column_is_for_the_unit_to_say() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số   | HTXSNV    | HTTNV     | HTNV      | KHTNV
            4 | 1  | Đảng bộ A  | 10        | 2         | 8         | 0         | 0
            5 | 2  | Đảng bộ B  | 10        | 1         | 9         | 0         | 0
            6 | 3  | Đảng bộ C  | 12        | 1         | 9         | 2         | 0
            7 |    | Tổng cộng  | =C4+C5    | =D4+D5    | =E4+E5    | =F4+F5    | =G4+G5";
        insta::assert_snapshot!(findings(&RULE, sheet), @"C7 S207 error Tổng cộng: công thức bỏ sót “Đảng bộ C” (công thức cho 20, đúng phải là 32)");
        insta::assert_snapshot!(corrected(sheet), @"
        C7 =C4+C5 → =SUM(C4:C6) suggested
        D7 =D4+D5 → =SUM(D4:D6) suggested
        E7 =E4+E5 → =SUM(E4:E6) suggested
        F7 =F4+F5 → =SUM(F4:F6) suggested
        G7 =G4+G5 → =SUM(G4:G6) suggested
        ");
    }

    #[test]
    fn the_row_of_column_numbers_is_no_count() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số     | HTXSNV      | HTTNV       | HTNV        | KHTNV
            4 | 1  | 2          | 3           | 4           | 5           | 6           | 7
            5 | 1  | Đảng bộ A  | 10          | 2           | 8           | 0           | 0
            6 | 2  | Đảng bộ B  | 10          | 1           | 9           | 0           | 0
            7 |    | Tổng cộng  | =SUM(C4:C6) | =SUM(D4:D6) | =SUM(E4:E6) | =SUM(F4:F6) | =SUM(G4:G6)";
        insta::assert_snapshot!(findings(&RULE, sheet), @"C7 S207 error Tổng cộng: công thức cộng thừa ô “C4” (công thức cho 23, đúng phải là 20)");
        insta::assert_snapshot!(corrected(sheet), @"
        C7 =SUM(C4:C6) → =SUM(C5:C6) safe
        D7 =SUM(D4:D6) → =SUM(D5:D6) safe
        E7 =SUM(E4:E6) → =SUM(E5:E6) safe
        F7 =SUM(F4:F6) → =SUM(F5:F6) safe
        G7 =SUM(G4:G6) → =SUM(G5:G6) safe
        ");
    }

    #[test]
    fn a_row_of_zeros_that_is_left_out_counts_tomorrow() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số     | HTXSNV      | HTTNV       | HTNV        | KHTNV
            4 | 1  | Đảng bộ A  | 10          | 2           | 8           | 0           | 0
            5 | 2  | Đảng bộ B  | 10          | 1           | 9           | 0           | 0
            6 | 3  | Đảng bộ C  | 12          | 1           | 11          | 0           | 0
            7 |    | Tổng cộng  | =SUM(C4:C6) | =SUM(D4:D6) | =SUM(E4:E6) | =SUM(F4:F5) | =SUM(G4:G6)";
        insta::assert_snapshot!(findings(&RULE, sheet), @"F7 S207 error Tổng cộng: công thức bỏ sót “Đảng bộ C” (kết quả 0 hiện vẫn đúng, nhưng sẽ sai khi số liệu thay đổi)");
        assert_eq!(all_codes(sheet), ["S207"]);
        insta::assert_snapshot!(corrected(sheet), @"F7 =SUM(F4:F5) → =SUM(F4:F6) safe");
        // A row that holds no figure counts nothing.
        let empty = sheet.replace("| 12          | 1           | 11          | 0           | 0", "| | | | |");
        assert_eq!(all_codes(&empty), Vec::<&str>::new());
    }

    #[test]
    fn a_level_left_out_across_the_row() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số      | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1  | Đảng bộ A  | =SUM(D4:G4)  | 2      | 8     | 0    | 0
            5 | 2  | Đảng bộ B  | =SUM(D5:F5)  | 1      | 9     | 0    | 2
            6 | 3  | Đảng bộ C  | =SUM(D6:G6)  | 1      | 9     | 2    | 0";
        insta::assert_snapshot!(findings(&RULE, sheet), @"C5 S207 error Đảng bộ B: công thức thiếu hoặc thừa “KHTNV” (công thức cho 10, đúng phải là 12)");
        insta::assert_snapshot!(corrected(sheet), @"C5 =SUM(D5:F5) → =SUM(D5:G5) safe");
    }

    #[test]
    fn a_total_taken_from_another_sheet_or_computed_otherwise_is_left_alone() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số          | HTXSNV      | HTTNV       | HTNV        | KHTNV
            4 | 1  | Đảng bộ A  | 10               | 2           | 8           | 0           | 0
            5 | 2  | Đảng bộ B  | 10               | 1           | 9           | 0           | 0
            6 |    | Tổng cộng  | =SUM(D6:G6)      | =SUM(D4:D5) | =SUM(E4:E5) | =F4+F5+0    | =SUM(G4:G5)";
        assert_eq!(all_codes(sheet), Vec::<&str>::new());
    }
}
