//! # Số liệu nằm ở chỗ ẩn
//!
//! ## What it finds
//! A hidden sheet, row or column with figures or ratings that are counted. Hidden lists of a form (codes, names to choose
//! from), rows that nobody filled in and columns that are not counted are silent.
//! ## Why it matters
//! Who signs the report sees the sheet without them; the totals hold them. A filter that was left on hides rows too.
//! ## Example
//! ```text
//! bieu-1.xlsx, “Biểu 1”: row 12 is hidden and holds 10 | 2 | 8 | 0 | 0, which the totals count
//! ```
//! ## Correction
//! None: show the rows, or take out what should not be in the report.
//! ## Nội dung kiểm tra
//! Sheet, dòng hoặc cột bị ẩn có số liệu hay mức xếp loại được tính. Danh mục ẩn của biểu mẫu, dòng chưa điền và cột
//! không tính thì không nêu.
//! ## Lý do
//! Người ký chỉ thấy phần hiện ra, còn dòng tổng gồm cả phần ẩn. Bộ lọc chưa bỏ cũng làm ẩn dòng.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: cho hiện các dòng, hoặc bỏ phần không thuộc báo cáo.

use std::collections::BTreeSet;

use crate::check::hidden::Hidden;
use crate::check::records::{FileRecord, Rated, TableRecord};
use crate::check::unseen;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{Severity, column_name};
use crate::read::Visibility;

pub(super) static RULE: Rule = Rule {
    code: "F006",
    name: "hidden-data",
    severity: Severity::Warning,
    scope: Scope::File(check),
    basis: "",
    doc: documentation!("hidden_data.rs"),
};

fn check(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    for sheet in &file.sheets {
        let counted = |t: &&TableRecord<'_>| t.table.sheet == sheet.name && !matches!(t.content, Rated::Nothing);
        let mut tables = file.tables.iter().filter(counted).peekable();
        findings.enter_sheet(Some(&sheet.name));
        if sheet.visibility != Visibility::Visible {
            if tables.peek().is_some() {
                findings.add_general(&RULE).message(
                    "Sheet đang ẩn nhưng có số liệu được tính. Đề nghị cho hiện lại để kiểm tra, hoặc xóa nếu không thuộc báo cáo",
                    "The sheet is hidden, but what it holds is counted; show it and check it, or delete it if it is no part of the report",
                );
            }
            continue;
        }
        tables.for_each(|t| tell(&t.hidden, &unseen::rows(t), findings));
    }
    findings.enter_sheet(None);
}

/// One finding for the hidden rows, one for the hidden columns. The rows that a total leaves out for it are told there (S202).
fn tell(hidden: &Hidden, left_out: &BTreeSet<u32>, findings: &mut Findings<'_>) {
    let told: BTreeSet<u32> = hidden.rows.difference(left_out).copied().collect();
    let rows = listed(&told, |row| (row + 1).to_string());
    let columns = listed(&hidden.columns, column_name);
    for (row, (vi, en), which) in [(true, ("Dòng", "Rows"), rows), (false, ("Cột", "Columns"), columns)] {
        let inside = |at: &&crate::finding::CellRef| match row {
            true => told.contains(&at.row),
            false => hidden.columns.contains(&at.column),
        };
        let cells: Vec<_> = hidden.cells.iter().filter(inside).copied().collect();
        let Some(first) = cells.first() else { continue };
        findings.add(&RULE, *first).cells(&cells).message(
            format!("{vi} {which} đang ẩn nhưng có số liệu được tính. Đề nghị cho hiện lại để kiểm tra"),
            format!("{en} {which} are hidden, but what they hold is counted; show them and check"),
        );
    }
}

/// `8, 12–14`.
pub(super) fn listed(places: &BTreeSet<u32>, name: impl Fn(u32) -> String) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &place in places {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == place => *last = place,
            _ => runs.push((place, place)),
        }
    }
    let show = |&(first, last): &(u32, u32)| match first == last {
        true => name(first),
        false => format!("{}–{}", name(first), name(last)),
    };
    runs.iter().map(show).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::records::Outcome;
    use crate::check::rules::testing::{inputs, submission};
    use crate::check::run;
    use crate::config::Config;
    use crate::read::{Sheet, Tab};

    const SHEET: &str = "
        1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
        3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV | Ghi chú
        4 | 1  | Đảng bộ A  | 10      | 2      | 8     | 0    | 0     | đã duyệt
        5 | 2  | Đảng bộ B  | 10      | 1      | 9     | 0    | 0
        6 | 3  | Đảng bộ C  | 0       | 0      | 0     | 0    | -";

    fn told(change: impl Fn(&mut Sheet)) -> String {
        let mut inputs = inputs(SHEET);
        if let Outcome::Read(workbook, _) = &mut inputs[0].outcome
            && let Tab::Sheet(sheet) = &mut workbook.tabs[0]
        {
            change(sheet);
        }
        let config = Config::default();
        let found = run(&submission(inputs, &config), &config);
        let line = |f: crate::finding::Finding| {
            let ranges = f.ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            format!("{ranges} {}", f.message.vi)
        };
        found.into_iter().filter(|f| f.rule == "F006").map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn hidden_figures_that_count_are_told() {
        insta::assert_snapshot!(told(|_| ()), @"");
        insta::assert_snapshot!(told(|s| s.hidden_rows = Some([3, 4].into())), @"C4:E5 Dòng 4–5 đang ẩn nhưng có số liệu được tính. Đề nghị cho hiện lại để kiểm tra");
        insta::assert_snapshot!(told(|s| s.hidden_columns = Some([4].into())), @"E4:E5 Cột E đang ẩn nhưng có số liệu được tính. Đề nghị cho hiện lại để kiểm tra");
        insta::assert_snapshot!(told(|s| s.visibility = Visibility::VeryHidden), @" Sheet đang ẩn nhưng có số liệu được tính. Đề nghị cho hiện lại để kiểm tra, hoặc xóa nếu không thuộc báo cáo");
    }

    #[test]
    fn a_total_of_what_is_shown_is_told_once_with_the_hidden_rows() {
        let told = |total: &str, hidden: &[u32]| {
            let sheet = format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1  | Đảng bộ A  | 10      | 2      | 8     | 0    | 0
                5 | 2  | Đảng bộ B  | 10      | 1      | 9     | 0    | 0
                6 | 3  | Đảng bộ C  | 12      | 3      | 8     | 1    | 0
                7 |    | Tổng cộng  | {total}"
            );
            let mut inputs = inputs(&sheet);
            if let Outcome::Read(workbook, _) = &mut inputs[0].outcome
                && let Tab::Sheet(sheet) = &mut workbook.tabs[0]
            {
                sheet.hidden_rows = Some(hidden.iter().copied().collect());
            }
            let config = Config::default();
            let line = |f: crate::finding::Finding| format!("{} {}", f.rule, f.message.vi);
            let found = run(&submission(inputs, &config), &config);
            found.into_iter().filter(|f| ["F006", "S202"].contains(&f.rule)).map(line).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(told("10 | 2 | 8 | 0 | 0", &[4, 5]), @"S202 Tổng cộng: các cột đều thiếu đúng bằng dòng 5–6 đang ẩn; số tổng chỉ gồm các dòng đang hiện. Đề nghị bỏ lọc, cho hiện lại rồi kiểm tra");
        insta::assert_snapshot!(told("20 | 3 | 17 | 0 | 0", &[5]), @"S202 Tổng cộng: các cột đều thiếu đúng bằng dòng 6 đang ẩn; số tổng chỉ gồm các dòng đang hiện. Đề nghị bỏ lọc, cho hiện lại rồi kiểm tra");
        // A total that holds them is right; one that lacks something else is told for itself.
        insta::assert_snapshot!(told("32 | 6 | 25 | 1 | 0", &[5]), @"F006 Dòng 6 đang ẩn nhưng có số liệu được tính. Đề nghị cho hiện lại để kiểm tra");
        insta::assert_snapshot!(told("22 | 5 | 16 | 1 | 0", &[5]), @"F006 Dòng 6 đang ẩn nhưng có số liệu được tính. Đề nghị cho hiện lại để kiểm tra
S202 Tổng cộng: các cột đều thiếu đúng bằng dòng “Đảng bộ B” so với các dòng cộng lại. Đề nghị đơn vị kiểm tra lại ô C7");
    }

    #[test]
    fn what_is_hidden_and_counts_nothing_is_silent() {
        let hide = |s: &mut Sheet| {
            s.hidden_rows = Some([0, 1, 5, 90].into());
            s.hidden_columns = Some([0, 7, 20].into());
        };
        assert_eq!(told(hide), "");
    }
}
