//! Rows about persons → a workbook of its own for internal use. However many there are, few are in memory: the workbook is
//! made without them, and their rows, made and packed several thousand at a time on all cores, go into it on its way to the
//! file.

use std::io::{Seek, Write};
use std::ops::Range;

use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::cell::fitted;
use super::consolidated::{HEAD_ROW, Style, head};
use crate::consolidate::PersonList;
use crate::error::Error;
use crate::finding::MAX_ROWS;
use crate::package::stream::{Piece, Stream};
use crate::package::xml::encode;
use crate::package::zip::{Archive, Budget};

/// Rows of persons that fit on one sheet.
const ROWS_MAX: usize = (MAX_ROWS - HEAD_ROW - 1) as usize;
/// Rows that are packed together.
const ROWS_AT_ONCE: usize = 2_048;

/// How much the rows are packed, out of 9. On a list of 100,000 rows 2 takes half the time of 6 and makes the file a fifth
/// larger.
const PACKED: u32 = 2;

const TITLE: &str = "Danh sách chi tiết cá nhân";
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

/// Writes the workbook and says how many rows it has. What does not fit on one sheet goes on on the next.
pub fn details(lists: &[PersonList<'_>], file: impl Write + Seek) -> Result<usize, Error> {
    build(lists, file, ROWS_MAX)
}

fn build(lists: &[PersonList<'_>], file: impl Write + Seek, most: usize) -> Result<usize, Error> {
    let count = lists.iter().map(PersonList::len).sum();
    let pages = pages(count, most);
    let frame = frame(&pages).map_err(|e| cannot(&e.to_string()))?;
    let archive = Archive::open(frame)?;
    let persons = Persons::of(lists);
    let mut stream = Stream::new(file);
    for member in archive.members() {
        let content = archive.inflate(member, &mut Budget::default())?;
        let whole = |content: &[u8]| std::iter::once(Piece::new(content, 6));
        let page = pages.iter().zip(1..).find(|(_, number)| member.name == format!("xl/worksheets/sheet{number}.xml"));
        match page.and_then(|(rows, _)| Some((rows, Frame::of(std::str::from_utf8(&content).ok()?)?))) {
            Some((rows, frame)) => {
                let pieces = persons.pieces(rows.clone(), &frame.cells);
                stream.part(&member.name, whole(frame.before).chain(pieces).chain(whole(frame.after)))?;
            }
            None => stream.part(&member.name, whole(&content))?,
        }
    }
    stream.finish()?;
    Ok(count)
}

fn cannot(reason: &str) -> Error {
    Error::CannotWrite { path: "xlsx".into(), reason: reason.into() }
}

/// The persons of each sheet: at least one sheet, if an empty one.
fn pages(count: usize, most: usize) -> Vec<Range<usize>> {
    let starts = (0..count.max(1)).step_by(most);
    starts.map(|start| start..(start + most).min(count)).collect()
}

/// The workbook with the first and the last row of each sheet, in which nothing is said yet.
fn frame(pages: &[Range<usize>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let time = ExcelDateTime::from_ymd(2020, 1, 1)?;
    let properties = DocProperties::new().set_title(TITLE).set_creation_datetime(&time);
    workbook.set_properties(&properties.set_custom_property("xeploai.schema", "details/1"));
    let style = Style::new();
    for (page, rows) in (1..).zip(pages) {
        let sheet = workbook.add_worksheet();
        match page {
            1 => sheet.set_name("Chi tiết cá nhân")?,
            _ => sheet.set_name(format!("Chi tiết cá nhân ({page})"))?,
        };
        head(sheet, &style, TITLE, "Tài liệu nội bộ, có thông tin cá nhân", &COLUMNS)?;
        let last = HEAD_ROW + rows.len() as u32;
        for row in [HEAD_ROW + 1, last].into_iter().filter(|_| !rows.is_empty()) {
            sheet.write_blank(row, 0, &style.centred)?;
            (1..COLUMNS.len() as u16)
                .try_for_each(|column| sheet.write_blank(row, column, &style.wrapped).map(drop))?;
        }
        sheet.autofilter(HEAD_ROW, 0, last, COLUMNS.len() as u16 - 1)?;
    }
    workbook.save_to_buffer()
}

/// A sheet of the frame: what stands before and after its rows, and how its cells begin.
struct Frame<'x> {
    before: &'x [u8],
    after: &'x [u8],
    cells: Cells,
}

/// Cells of a row, from behind the row's number on.
struct Cells {
    number: String,
    text: String,
    /// The same with spaces at its ends.
    spaced: String,
    blank: String,
}

impl<'x> Frame<'x> {
    /// `None` for a sheet without rows.
    fn of(xml: &'x str) -> Option<Self> {
        let first = HEAD_ROW + 2;
        let rows = xml.find(&format!("<row r=\"{first}\""))?..xml.find("</sheetData>")?;
        let style = |column: char| {
            let (_, cell) = xml[rows.clone()].split_once(&format!("<c r=\"{column}{first}\" s=\""))?;
            cell.split('"').next()
        };
        let (number, text) = (style('A')?, style('B')?);
        let cells = Cells {
            number: format!("\" s=\"{number}\"><v>"),
            text: format!("\" s=\"{text}\" t=\"inlineStr\"><is><t>"),
            spaced: format!("\" s=\"{text}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"),
            blank: format!("\" s=\"{text}\"/>"),
        };
        Some(Self { before: &xml.as_bytes()[..rows.start], after: &xml.as_bytes()[rows.end..], cells })
    }
}

/// All persons, by their number in the order of the report.
struct Persons<'l> {
    lists: &'l [PersonList<'l>],
    /// Where each list begins.
    starts: Vec<usize>,
    /// File and sheet of each list, as they stand between tags.
    sources: Vec<String>,
}

impl<'l> Persons<'l> {
    fn of(lists: &'l [PersonList<'l>]) -> Self {
        let start = |sum: &mut usize, list: &PersonList<'_>| Some(std::mem::replace(sum, *sum + list.len()));
        let source = |list: &PersonList<'_>| encode(&format!("{} · {} · ", list.file, list.sheet));
        Self { lists, starts: lists.iter().scan(0, start).collect(), sources: lists.iter().map(source).collect() }
    }

    /// The rows of a sheet, packed; some at a time on all cores, so that few are in memory.
    fn pieces(&self, persons: Range<usize>, cells: &Cells) -> impl Iterator<Item = Result<Piece, Error>> {
        let at_once = rayon::current_num_threads() * 4;
        let first = persons.start;
        let ranges = persons.clone().step_by(ROWS_AT_ONCE);
        let ranges: Vec<Range<usize>> = ranges.map(|from| from..(from + ROWS_AT_ONCE).min(persons.end)).collect();
        let starts = (0..ranges.len()).step_by(at_once);
        starts.flat_map(move |start| {
            let some = &ranges[start..(start + at_once).min(ranges.len())];
            let packed = |range: &Range<usize>| Piece::new(self.rows(range.clone(), first, cells)?.as_bytes(), PACKED);
            some.par_iter().map(packed).collect::<Vec<_>>()
        })
    }

    /// Rows as they stand in a sheet whose first person is `first`.
    fn rows(&self, persons: Range<usize>, first: usize, cells: &Cells) -> Result<String, Error> {
        let mut out = String::with_capacity(persons.len() * 1_024);
        let mut at = self.starts.partition_point(|start| *start <= persons.start) - 1;
        for person in persons {
            while person - self.starts[at] >= self.lists[at].len() {
                at += 1;
            }
            let row = HEAD_ROW as usize + 2 + person - first;
            self.push_row(&mut out, row, (at, person), cells)?;
        }
        Ok(out)
    }

    fn push_row(&self, out: &mut String, row: usize, (at, person): (usize, usize), cells: &Cells) -> Result<(), Error> {
        let list = &self.lists[at];
        let of = list.row(person - self.starts[at]);
        let row = row.to_string();
        out.extend(["<row r=\"", &row, "\"><c r=\"A", &row, &cells.number, &(person + 1).to_string(), "</v></c>"]);
        let texts = [
            &*list.unit,
            of.name,
            of.post,
            of.unit,
            of.subject.vi(),
            &of.label,
            of.level.map_or("", |level| level.vi()),
            of.note,
        ];
        for (column, text) in ["B", "C", "D", "E", "F", "G", "H", "I"].into_iter().zip(texts) {
            if text.is_empty() {
                out.extend(["<c r=\"", column, &row, &cells.blank]);
                continue;
            }
            let text = &*fitted(text);
            let space = |c: char| matches!(c, '\t' | '\n' | ' ');
            let spaced = text.starts_with(space) || text.ends_with(space);
            out.extend(["<c r=\"", column, &row, if spaced { &cells.spaced } else { &cells.text }]);
            push_encoded(out, text);
            out.push_str("</t></is></c>");
        }
        out.extend(["<c r=\"J", &row, &cells.text, &self.sources[at], &of.at.to_string(), "</t></is></c></row>"]);
        Ok(())
    }
}

/// Nearly always nothing has to be encoded.
fn push_encoded(out: &mut String, text: &str) {
    let plain = |byte: u8| byte >= b' ' && !matches!(byte, b'&' | b'<' | b'>' | b'_' | 0xef);
    match text.bytes().all(plain) {
        true => out.push_str(text),
        false => out.push_str(&encode(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::records::{Input, Outcome, Submission, build};
    use crate::config::Config;
    use crate::consolidate::persons;
    use crate::evaluate::fill_missing;
    use crate::finding::CellRef;
    use crate::normalise::Catalogue;
    use crate::read::{Cell, Format, Sheet, Tab, Value, Workbook, from_bytes};

    /// Two lists of members, one with a name that needs care between tags.
    fn submission() -> Submission<'static> {
        let list = |path: &str, names: &[&str]| {
            let rows = [vec!["DANH SÁCH XẾP LOẠI ĐẢNG VIÊN NĂM 2024"], vec!["TT", "Họ và tên", "Chi bộ", "Xếp loại"]];
            let mut rows: Vec<Vec<String>> =
                rows.into_iter().map(|r| r.into_iter().map(String::from).collect()).collect();
            for (number, name) in (1..).zip(names) {
                rows.push(
                    [&format!("{number}"), *name, "Chi bộ 1", "Hoàn thành tốt nhiệm vụ"].map(String::from).into(),
                );
            }
            let cells = (0..).zip(rows).flat_map(|(row, texts)| {
                let texts = (0..).zip(texts);
                texts.map(move |(column, text)| Cell::new(CellRef::new(row, column), Value::Text(text.into())))
            });
            let sheet = Sheet { name: "Biểu 1".into(), cells: cells.collect(), ..Sheet::default() };
            let tabs = vec![Tab::Sheet(sheet)];
            let mut workbook = Workbook { format: Format::Xlsx, tabs, number_formats: None, own_output: false };
            let filled = fill_missing(&mut workbook);
            Input { path: path.into(), outcome: Outcome::Read(Box::new(workbook), filled), wrong_extension: false }
        };
        let inputs = vec![
            list("xa-a.xlsx", &["Nguyễn Văn An", "Trần <Thị> Bình & Chi", "Lê _x0041_ Cường"]),
            list("xa-b.xlsx", &["Phạm Thị Dung", "Võ Văn Em"]),
        ];
        build(inputs, Catalogue::built_in(), &Config::default())
    }

    /// Number, name and source of each row, sheet by sheet.
    fn told(most: usize) -> Vec<(String, Vec<String>)> {
        let submission = submission();
        let mut bytes = std::io::Cursor::new(Vec::new());
        assert_eq!(build_all(&persons(&submission), &mut bytes, most), 5);
        let workbook = from_bytes(bytes.into_inner()).expect("sound");
        let of = |tab: &Tab| {
            let Tab::Sheet(sheet) = tab else { return Vec::new() };
            let text = |row, column| match sheet.get(CellRef::new(row, column))?.value() {
                Value::Text(text) => Some(text.to_string()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            let row = |row| Some([text(row, 0)?, text(row, 2)?, text(row, 9)?].join(" | "));
            (4..).map_while(row).collect()
        };
        workbook.tabs.iter().map(|tab| (tab.name().to_string(), of(tab))).collect()
    }

    fn build_all(lists: &[PersonList<'_>], file: &mut std::io::Cursor<Vec<u8>>, most: usize) -> usize {
        super::build(lists, file, most).expect("written")
    }

    #[test]
    fn what_does_not_fit_goes_on_on_the_next_sheet() {
        let rows = [
            "1 | Nguyễn Văn An | xa-a.xlsx · Biểu 1 · B3",
            "2 | Trần <Thị> Bình & Chi | xa-a.xlsx · Biểu 1 · B4",
            "3 | Lê _x0041_ Cường | xa-a.xlsx · Biểu 1 · B5",
            "4 | Phạm Thị Dung | xa-b.xlsx · Biểu 1 · B3",
            "5 | Võ Văn Em | xa-b.xlsx · Biểu 1 · B4",
        ];
        let expected = |most: usize| -> Vec<(String, Vec<String>)> {
            let names = ["", " (2)", " (3)"].map(|more| format!("Chi tiết cá nhân{more}"));
            names
                .into_iter()
                .zip(rows.chunks(most).map(|rows| rows.iter().map(|row| (*row).into()).collect()))
                .collect()
        };
        for most in [2, 4, 5, 100] {
            assert_eq!(told(most), expected(most));
        }
    }

    #[test]
    fn nobody_is_an_empty_sheet() {
        let mut bytes = std::io::Cursor::new(Vec::new());
        assert_eq!(build_all(&[], &mut bytes, ROWS_MAX), 0);
        let workbook = from_bytes(bytes.into_inner()).expect("sound");
        assert_eq!(workbook.tabs.len(), 1);
    }
}
