//! Workbooks this program wrote → what they say, read with another reader.

use std::path::Path;

use calamine::{Data, DataRef, Reader, Xlsx, open_workbook};

/// How many of each level the sum of all members says in the consolidated workbook, best first. `None` when there is no
/// such row, or a number in it is no live formula.
pub(crate) fn levels_summed(path: &Path) -> Option<[u64; 4]> {
    const COUNTS: [u32; 4] = [5, 7, 9, 11];
    let mut book: Xlsx<_> = open_workbook(path).ok()?;
    let sheet = book.worksheet_range("Tổng hợp").ok()?;
    let formulas = book.worksheet_formula("Tổng hợp").ok()?;
    let is_sum = |row: &u32| matches!(sheet.get_value((*row, 1)), Some(Data::String(name)) if name == "Cộng Đảng viên");
    let row = (0..=sheet.end()?.0).find(is_sum)?;
    let mut levels = [0; 4];
    for (level, column) in levels.iter_mut().zip(COUNTS) {
        formulas.get_value((row, column)).filter(|formula| formula.contains("SUM"))?;
        *level = match sheet.get_value((row, column))? {
            Data::Float(number) => *number as u64,
            Data::Int(number) => u64::try_from(*number).ok()?,
            _ => return None,
        };
    }
    Some(levels)
}

/// The rows of a workbook of details that begin with a number, over all its sheets.
pub(crate) fn persons_listed(path: &Path) -> Option<usize> {
    let mut book: Xlsx<_> = open_workbook(path).ok()?;
    let mut count = 0;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name).ok()?;
        while let Some(cell) = cells.next_cell().ok()? {
            let number = matches!(cell.get_value(), DataRef::Int(_) | DataRef::Float(_));
            count += usize::from(cell.get_position().1 == 0 && number);
        }
    }
    Some(count)
}

/// Reads all cells of a workbook with calamine, one after the other, and keeps none: what any reader on it takes at least.
pub(crate) fn cells_read(path: &Path) -> Option<usize> {
    let mut book: Xlsx<_> = open_workbook(path).ok()?;
    let name = book.sheet_names().first()?.clone();
    let mut cells = book.worksheet_cells_reader(&name).ok()?;
    let mut count = 0;
    while cells.next_cell().ok()?.is_some() {
        count += 1;
    }
    Some(count)
}
