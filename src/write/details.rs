//! Rows about persons → a workbook of its own for internal use, written row by row: however many there are, few are in memory.

use std::io::{BufWriter, Seek, Write};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::consolidated::{HEAD_ROW, Style, head};
use crate::consolidate::PersonRow;
use crate::error::Error;
use crate::finding::MAX_ROWS;

/// Rows of persons that fit on one sheet.
const ROWS_MAX: usize = (MAX_ROWS - HEAD_ROW - 1) as usize;

/// How much the package is packed, out of 9. On a list of 100,000 rows 2 takes half the time of 6 and makes the file a fifth
/// larger.
const PACKED: u8 = 2;

const COLUMNS: [(&str, f64); 10] = [
    ("TT", 6.0),
    ("Đơn vị báo cáo", 24.0),
    ("Họ và tên", 26.0),
    ("Chức vụ", 22.0),
    ("Đơn vị", 32.0),
    ("Đối tượng", 16.0),
    ("Mức ghi trong báo cáo", 28.0),
    ("Mức chung", 28.0),
    ("Ghi chú", 28.0),
    ("Nguồn", 34.0),
];

/// Writes the workbook; the rows on their way into it wait in an unnamed file in `folder`. What does not fit on one sheet
/// goes on on the next.
pub fn details(
    rows: impl Iterator<Item = PersonRow>,
    folder: &Path,
    file: impl Write + Seek + Send,
) -> Result<(), Error> {
    build(rows, folder, file, ROWS_MAX).map_err(|e| Error::CannotWrite { path: "xlsx".into(), reason: e.to_string() })
}

fn build(
    rows: impl Iterator<Item = PersonRow>,
    folder: &Path,
    file: impl Write + Seek + Send,
    most: usize,
) -> Result<(), XlsxError> {
    let title = "Danh sách chi tiết cá nhân";
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(PACKED).set_tempdir(folder)?;
    let time = ExcelDateTime::from_ymd(2020, 1, 1)?;
    let properties = DocProperties::new().set_title(title).set_creation_datetime(&time);
    workbook.set_properties(&properties.set_custom_property("xeploai.schema", "details/1"));
    let style = Style::new();
    let mut rows = rows.peekable();
    let mut number = 0;
    for page in 1.. {
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        match page {
            1 => sheet.set_name("Chi tiết cá nhân")?,
            _ => sheet.set_name(format!("Chi tiết cá nhân ({page})"))?,
        };
        head(sheet, &style, title, "Tài liệu nội bộ, có thông tin cá nhân", &COLUMNS)?;
        let mut row = HEAD_ROW;
        for person in rows.by_ref().take(most) {
            (row, number) = (row + 1, number + 1);
            sheet.write_with_format(row, 0, number, &style.centred)?;
            let source = format!("{} · {} · {}", person.source.file, person.source.sheet, person.source.range);
            let texts: [&str; 9] = [
                &person.reporting_unit,
                &person.name,
                &person.post,
                &person.unit,
                person.subject.vi(),
                &person.label,
                person.level.map_or("", |l| l.vi()),
                &person.note,
                &source,
            ];
            for (column, text) in (1u16..).zip(texts) {
                sheet.write_with_format(row, column, text, &style.wrapped)?;
            }
        }
        sheet.autofilter(HEAD_ROW, 0, row, 9)?;
        if rows.peek().is_none() {
            break;
        }
    }
    workbook.save_to_writer(BufWriter::new(file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::totals::Source;
    use crate::finding::CellRef;
    use crate::locate::Subject;
    use crate::read::{Tab, from_bytes};

    #[test]
    fn what_does_not_fit_goes_on_on_the_next_sheet() {
        let person = |n: u32| PersonRow {
            reporting_unit: "Phường A".into(),
            name: format!("Nguyễn Văn {n}"),
            post: String::new(),
            unit: "Chi bộ 1".into(),
            subject: Subject::Member,
            label: "HTTNV".into(),
            level: None,
            note: String::new(),
            source: Source { file: "a.xlsx".into(), sheet: "1".into(), range: CellRef::new(n, 1).into() },
        };
        let folder = tempfile::tempdir().expect("a folder");
        let mut bytes = std::io::Cursor::new(Vec::new());
        build((0..5).map(person), folder.path(), &mut bytes, 2).expect("written");
        let workbook = from_bytes(bytes.into_inner()).expect("sound");
        let names: Vec<String> = workbook.tabs.iter().map(|tab| tab.name().to_string()).collect();
        assert_eq!(names, ["Chi tiết cá nhân", "Chi tiết cá nhân (2)", "Chi tiết cá nhân (3)"]);
        let numbers = workbook.tabs.iter().map(|tab| match tab {
            Tab::Sheet(sheet) => (4..8).filter_map(|row| sheet.get(CellRef::new(row, 0))).count(),
            _ => 0,
        });
        assert_eq!(numbers.collect::<Vec<_>>(), [2, 2, 1]);
        assert_eq!(std::fs::read_dir(folder.path()).map(Iterator::count).ok(), Some(0));
    }
}
