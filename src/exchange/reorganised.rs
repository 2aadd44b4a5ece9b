//! The crosswalk of a reorganisation an office keeps in a workbook: which unit became which, and from which rating year on.

use super::grid;
use crate::check::crosswalk::Crosswalk;
use crate::finding::{CellRef, Message};
use crate::read::Workbook;

/// Heads of the crosswalk.
pub const HEADS: [&str; 6] = ["TT", "Đơn vị cũ", "Trực thuộc cũ", "Đơn vị mới", "Trực thuộc mới", "Từ năm"];

/// The crosswalk in a workbook; says what is wrong with it, and in which cell.
pub fn read(workbook: &Workbook) -> Result<Crosswalk, Message> {
    let needed = [HEADS[1], HEADS[3], HEADS[5]];
    let found =
        workbook.sheets().find_map(|(_, sheet)| grid::heads(sheet, &needed, &HEADS).map(|(row, at)| (sheet, row, at)));
    let Some((sheet, head, columns)) = found else {
        return Err(Message::new(
            "không có đủ các cột “Đơn vị cũ”, “Đơn vị mới”, “Từ năm”",
            "the columns “Đơn vị cũ”, “Đơn vị mới” and “Từ năm” are needed",
        ));
    };
    let mut walk = Crosswalk::default();
    for row in head + 1..=grid::last_row(sheet) {
        let text = |place: usize| columns[place].map_or_else(String::new, |column| grid::text(sheet, row, column));
        let (old, new) = (text(1), text(3));
        if old.is_empty() && new.is_empty() {
            continue;
        }
        let wanting = |place: usize, what: (&str, &str)| {
            let at = CellRef::new(row, columns[place].unwrap_or(0));
            Message::new(format!("ô {at}: {}", what.0), format!("{at}: {}", what.1))
        };
        // A unit that is gone without a successor has nothing to be compared with.
        if old.is_empty() {
            return Err(wanting(1, ("thiếu tên đơn vị cũ", "the old unit is missing")));
        }
        if new.is_empty() {
            return Err(wanting(3, ("thiếu tên đơn vị mới", "the new unit is missing")));
        }
        let Some(from) = year(&text(5)) else {
            return Err(wanting(
                5,
                ("thiếu năm đánh giá đầu tiên của đơn vị mới", "the first rating year of the new unit is missing"),
            ));
        };
        let (above_old, above_new) = (text(2), text(4));
        walk.add((&old, Some(&above_old)), (&new, Some(&above_new)), Some(from));
    }
    match walk.is_empty() {
        true => Err(Message::new("không có dòng nào", "it has no rows")),
        false => Ok(walk),
    }
}

/// `2025`, or the year of `01/7/2025`.
fn year(text: &str) -> Option<u16> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() == 4);
    parts.find_map(|part| part.parse().ok()).filter(|year| (2000..=2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Cell, Format, Sheet, Tab, Value};

    fn workbook(rows: &[[&str; 5]]) -> Workbook {
        let heads = [HEADS[1], HEADS[2], HEADS[3], HEADS[4], HEADS[5]];
        let mut sheet = Sheet::default();
        for (row, cells) in (0..).zip(std::iter::once(&heads).chain(rows)) {
            for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                sheet.cells.push(Cell::new(CellRef::new(row, column), Value::Text((*text).into())));
            }
        }
        Workbook { format: Format::Xlsx, tabs: vec![Tab::Sheet(sheet)], number_formats: None, own_output: false }
    }

    #[test]
    fn a_year_or_the_day_it_began() {
        assert_eq!(
            (year("2025"), year("01/7/2025"), year("từ tháng 7"), year("")),
            (Some(2025), Some(2025), None, None)
        );
    }

    #[test]
    fn what_is_wanting_is_named_by_its_cell() {
        let good = ["Phường A", "Quận B", "Phường C", "", "2025"];
        assert!(read(&workbook(&[good])).is_ok_and(|walk| !walk.is_empty()));
        let wrong = |row: [&str; 5]| read(&workbook(&[good, row])).map_err(|why| why.en);
        assert_eq!(wrong(["", "", "Phường C", "", "2025"]), Err("A3: the old unit is missing".to_owned()));
        assert_eq!(wrong(["Phường A", "", "", "", "2025"]), Err("C3: the new unit is missing".to_owned()));
        assert!(wrong(["Phường A", "", "Phường C", "", ""]).is_err_and(|why| why.starts_with("E3: ")));
        assert!(read(&workbook(&[])).is_err());
    }
}
