//! The sheet `fix --annotate` adds to a corrected copy: what it looks like, and how it is told from everything else.
//!
//! It is told by its own cells, so that it stays what it is when somebody renames or moves it, or saves the copy with
//! another program or in another format: title, heads and numbered lines exactly as written, and nothing beside them.

use super::{ReadNote, ReadNoteKind, Sheet, Tab, Value, Workbook};
use crate::finding::CellRef;

/// Title in A1, and the name on the tab.
pub const TITLE: &str = "Nội dung chỉnh sửa";
/// Heads of the columns.
pub const HEADS: [&str; 8] = ["TT", "Tên file", "Biểu", "Ô", "Đang ghi", "Đã sửa", "Căn cứ", "Lý do"];
/// Row of the heads, from 0.
pub const HEAD_ROW: u32 = 3;

/// Notes the sheets that are lists of ours.
pub(super) fn note(workbook: &mut Workbook) {
    for tab in &mut workbook.tabs {
        if let Tab::Sheet(sheet) = tab
            && is_own_list(sheet)
        {
            sheet.notes.push(ReadNote { at: None, kind: ReadNoteKind::OwnList });
        }
    }
}

fn is_own_list(sheet: &Sheet) -> bool {
    let filled = sheet.cells.iter().filter(|cell| cell.value() != Value::Empty);
    let mut lines = 0;
    text(sheet, 0, 0) == Some(TITLE)
        && HEADS.iter().zip(0..).all(|(head, column)| text(sheet, HEAD_ROW, column) == Some(head))
        && filled.into_iter().all(|cell| {
            let (row, column) = (cell.at().row, cell.at().column);
            if row > HEAD_ROW && column == 0 {
                lines += 1;
                return cell.value() == Value::Number(f64::from(lines)) && row == HEAD_ROW + lines;
            }
            match row {
                0..HEAD_ROW => column == 0,
                _ => column < HEADS.len() as u32 && row <= HEAD_ROW + lines,
            }
        })
        && lines > 0
}

fn text(sheet: &Sheet, row: u32, column: u32) -> Option<&str> {
    match sheet.get(CellRef::new(row, column))?.value() {
        Value::Text(text) => Some(text.trim()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Cell;

    fn list() -> Sheet {
        let cell = |row, column, value| Cell::new(CellRef::new(row, column), value);
        let mut cells = vec![cell(0, 0, Value::Text(TITLE.into())), cell(1, 0, Value::Text("x".into()))];
        cells.extend(HEADS.iter().zip(0..).map(|(head, column)| cell(HEAD_ROW, column, Value::Text((*head).into()))));
        for line in 1..3 {
            cells.push(cell(HEAD_ROW + line, 0, Value::Number(line.into())));
            cells.push(cell(HEAD_ROW + line, 7, Value::Text("vì sao".into())));
        }
        Sheet { cells, ..Sheet::default() }
    }

    #[test]
    fn only_the_list_itself_is_taken_for_it() {
        assert!(is_own_list(&list()));
        let with = |row, column, value| {
            let mut sheet = list();
            sheet.cells.retain(|cell| cell.at() != CellRef::new(row, column));
            sheet.cells.push(Cell::new(CellRef::new(row, column), value));
            sheet.cells.sort_by_key(|cell| cell.at());
            is_own_list(&sheet)
        };
        assert!(with(5, 6, Value::Text("Đủ căn cứ chỉnh sửa".into())));
        // Somebody put a table beside or under it, or another head: nothing of that may go unread.
        assert!(!with(5, 8, Value::Number(1.0)));
        assert!(!with(0, 9, Value::Text("Biểu 1".into())));
        assert!(!with(9, 1, Value::Text("Chi bộ 1".into())));
        assert!(!with(8, 0, Value::Number(3.0)));
        assert!(!with(3, 5, Value::Text("Đề nghị".into())));
        assert!(!with(5, 0, Value::Text("2".into())));
        assert!(!is_own_list(&Sheet::default()));
    }
}
