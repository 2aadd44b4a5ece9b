//! # Không rõ HTXSNV nằm trong hay ngoài HTTNV
//!
//! ## What it finds
//! Whether HTXSNV stands beside HTTNV or inside it cannot be told: nothing says so, a level is left unsaid, and both
//! readings leave something over; or rows of one table differ.
//! ## Why it matters
//! “27 tốt (5 xuất sắc)” and “5 xuất sắc, 27 tốt” are 27 and 32.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV ◄ | HTTNV
//! 4 | 1  | Đảng bộ A  | 26      | 5      | 20
//! ```
//! ## Correction
//! None: both readings are shown with what each leaves over.
//! ## Nội dung kiểm tra
//! Không xác định được HTXSNV nằm trong hay ngoài số HTTNV: không có gì nêu rõ, có mức không được nhắc đến và cả hai
//! cách hiểu đều còn dư; hoặc các dòng của biểu khác nhau.
//! ## Lý do
//! “27 tốt (5 xuất sắc)” là 27, còn “5 xuất sắc, 27 tốt” là 32.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: nêu cả hai cách hiểu, kèm số còn lại.

use crate::check::arithmetic::line_name;
use crate::check::records::{Rated, TableRecord};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::locate::{Nesting, RowRole};
use crate::normalise::Level;
use crate::normalise::counts::OpenLine;

pub(super) static RULE: Rule = Rule {
    code: "S210",
    name: "nesting-ambiguous",
    severity: Severity::Warning,
    scope: Scope::Table(check),
    basis: "NEST-RESOLVE",
    doc: documentation!("nesting_ambiguous.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Counts(blocks) = &table.content else { return };
    for rated in blocks {
        let Some(best) = rated.counts.measure(Level::Htxsnv) else { continue };
        let index = rated.block.measures[best].index;
        let cells: Vec<CellRef> = rated.counts.open.iter().map(|o| rated.block.cells[o.line][best].at).collect();
        let (row, column) = (rated.block.measures[best].index, index);
        let at = match rated.block.transposed {
            true => CellRef::new(row, table.table.name_column().map_or(0, |c| c.index)),
            false => CellRef::new(header_row(table), column),
        };
        if let Some(open) = rated.counts.open.first() {
            let name = line_name(&rated.block, open.line);
            let OpenLine { separate, nested, .. } = *open;
            findings.add(&RULE, at).related(&cells).readings(vec![
                format!("HTXSNV tách riêng HTTNV: còn {separate:02} chưa nêu mức"),
                format!("HTXSNV nằm trong HTTNV: còn {nested:02} chưa nêu mức"),
            ]).message(
                format!("Không rõ HTXSNV tính riêng hay nằm trong HTTNV ({name}: tính riêng thì còn {separate:02}, nằm trong thì còn {nested:02} chưa nêu mức). Tạm tính riêng theo bố cục cột; đề nghị đơn vị xác nhận"),
                format!("HTXSNV beside HTTNV or inside it? ({name}: beside leaves {separate}, inside {nested} unstated). Counted as beside, as the columns stand; please confirm"),
            );
        } else if rated.counts.nesting == Nesting::Mixed {
            findings.add(&RULE, at).message(
                "Các dòng trong cùng biểu tính HTXSNV khác nhau: có dòng tính riêng, có dòng nằm trong HTTNV. Đề nghị đơn vị thống nhất cách tính",
                "Rows of one table count HTXSNV differently: beside HTTNV in some, inside it in others",
            );
        }
    }
}

fn header_row(table: &TableRecord<'_>) -> u32 {
    table.table.rows.iter().rev().find(|r| r.role == RowRole::Header).map_or(table.table.range.start.row, |r| r.index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn sums_that_close_settle_it() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV
            4 | 1  | Đảng bộ A  | 25      | 5      | 20
            5 | 2  | Đảng bộ B  | 12      | 2      | 10";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn whole_percents_that_close_either_way_settle_nothing() {
        let sheet = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI VIÊN CHỨC NĂM 2021
            3 | TT | Tên đơn vị | Tổng số | HTXSNV | Tỷ lệ % | HTTNV | Tỷ lệ % | HTNV | Tỷ lệ % | KHTNV | Tỷ lệ %
            4 | 1  | Trường A   | 77      | 1      | 1       | 76    | 99      | 0    | 0       | 0     | 0
            5 | 2  | Trường B   | 62      | 1      | 2       | 59    | 95      | 2    | 3       | 0     | 0
            6 | 3  | Trường C   | 53      | 1      | 2       | 51    | 96      | 0    | 0       | 1     | 2";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn a_level_inside_another_under_a_head_that_divides_all_is_inside_it() {
        let sheet = |best: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                3 | TT | Tên đơn vị | Trong đó | | | |
                4 | | | HTTNV | {best} | HTNV | KHTNV
                5 | 1 | Đảng bộ A | 113 | 10 | 7 | 1"
            )
        };
        let levels = |best: &str| {
            let submission = crate::check::rules::testing::submission(
                crate::check::rules::testing::inputs(&sheet(best)),
                &crate::config::Config::default(),
            );
            crate::check::totals::totals(&submission).units.iter().map(|u| u.counts.levels).collect::<Vec<_>>()
        };
        assert_eq!(levels("Trong đó HTXSNV"), [[Some(10), Some(103), Some(7), Some(1)]]);
        assert_eq!(levels("HTXSNV"), [[Some(10), Some(113), Some(7), Some(1)]]);
    }
}
