//! What tables of counts will take once their cells are parsed, put into equations and held against each other. It grows with
//! their cells alone, so a file that would take more than may be is named before, and not when memory has run out.

use crate::config::Limits;
use crate::error::{Error, Limit};
use crate::locate::{ColumnRole, Kind, Located, RowRole, Table};
use crate::read::{Cell, Workbook};

/// Bytes of one cell for a count: as written, in its equations, what is said of it where they fail, its copy as corrected and
/// its line in the consolidated workbook.
const COUNT_BYTES: u64 = 2_200;

/// Bytes of a table whatever it holds.
const TABLE_BYTES: u64 = 16 << 10;

/// Copies of a workbook that are held while its formulas are judged by what they should give.
const COPIES: u64 = 3;

/// `Err` when the tables of a file take more than may be.
pub(super) fn check_tables(located: &[Located], limits: &Limits) -> Result<(), Error> {
    let tables = located.iter().flat_map(|located| &located.tables);
    within(tables.map(bytes_of).sum(), limits)
}

/// `Err` when copies of the workbook take more than may be.
pub(super) fn check_copies(workbook: &Workbook, limits: &Limits) -> Result<(), Error> {
    let cells = workbook.sheets().flat_map(|(_, sheet)| &sheet.cells);
    let bytes = cells.map(|cell| size_of::<Cell>() + cell.formula().map_or(0, |formula| formula.len() + 64));
    within(bytes.sum::<usize>() as u64 * (1 + COPIES), limits)
}

fn within(bytes: u64, limits: &Limits) -> Result<(), Error> {
    let over = bytes > limits.memory_mb.saturating_mul(1 << 20);
    let error = || Error::OverLimit { what: Limit::Memory, limit: format!("{} MB", limits.memory_mb) };
    if over { Err(error()) } else { Ok(()) }
}

fn bytes_of(table: &Table) -> u64 {
    let counts = |role: ColumnRole| {
        use ColumnRole::{CapShare, Count, Part, Rated, Share, Total, Unrated};
        matches!(role, Total | Rated | Unrated | Count | Part | Share | CapShare)
    };
    let columns = match table.kind {
        Kind::CountSummary | Kind::CountSummaryTransposed => table.columns.iter().filter(|c| counts(c.role)).count(),
        _ => 0,
    };
    // A line far below the table leaves many blank rows above it, which hold no count.
    let rows = table.rows.iter().filter(|row| row.role != RowRole::Blank).count();
    TABLE_BYTES + COUNT_BYTES * columns as u64 * rows as u64
}

#[cfg(test)]
mod tests {
    use crate::check::records::{Input, Outcome, Recognition};
    use crate::check::rules::testing::drawn;
    use crate::config::{Config, Limits};
    use crate::error::{Error, Limit};
    use crate::evaluate::Filled;
    use crate::normalise::Catalogue;

    #[test]
    fn counts_that_take_too_much_are_named_before_they_are_parsed() {
        let mut picture = String::from(
            "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
             3 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV\n",
        );
        for row in 4..404 {
            picture += &format!("{row} | {} | Đảng bộ xã số {row} | 10 | 2 | 8 | 0 | 0\n", row - 3);
        }
        let read = |memory_mb| {
            let config = Config { limits: Limits { memory_mb, ..Limits::default() }, ..Config::default() };
            let outcome = Outcome::Read(Box::new(drawn(&picture).0), Filled::default());
            let input = Input { path: "a.xlsx".into(), outcome, wrong_extension: false };
            let record = Recognition::new(Catalogue::built_in(), &config).file(input);
            (record.tables.len(), record.error)
        };
        assert_eq!(read(6), (1, None));
        assert_eq!(read(1), (0, Some(Error::OverLimit { what: Limit::Memory, limit: "1 MB".into() })));
    }
}
