//! Pages → an xls file (BIFF8, MS-XLS): the records Excel itself needs, in its order.

use std::io::{Cursor, Write};

use xeploai::finding::CellRange;

use super::{Content, FONT, Page};

/// Bytes a record may hold.
const RECORD_MAX: usize = 8224;
/// Cell formats of the styles, which come before our own.
const STYLE_FORMATS: u16 = 15;
/// The first number of formats that are not built in.
const FIRST_CODE: u16 = 164;

#[derive(Default)]
struct Records(Vec<u8>);

impl Records {
    fn put(&mut self, kind: u16, data: &[u8]) {
        assert!(data.len() <= RECORD_MAX, "record {kind:#06x} has {} bytes", data.len());
        self.0.extend(kind.to_le_bytes());
        self.0.extend((data.len() as u16).to_le_bytes());
        self.0.extend(data);
    }
}

fn joined<const N: usize>(parts: [&[u8]; N]) -> Vec<u8> {
    parts.concat()
}

/// Letters of two bytes behind the byte that says so.
fn letters(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    std::iter::once(1).chain(units).collect()
}

fn short(text: &str) -> Vec<u8> {
    joined([&[text.encode_utf16().count() as u8], &letters(text)])
}

fn long(text: &str) -> Vec<u8> {
    joined([&(text.encode_utf16().count() as u16).to_le_bytes(), &letters(text)])
}

/// Fonts and formats in the order of their numbers, and the texts.
#[derive(Default)]
struct Globals {
    fonts: Vec<&'static str>,
    codes: Vec<&'static str>,
    /// Font and format of each cell format.
    formats: Vec<(&'static str, &'static str)>,
    texts: Vec<String>,
}

fn number_of<T: PartialEq>(list: &mut Vec<T>, wanted: T) -> usize {
    list.iter().position(|known| *known == wanted).unwrap_or_else(|| {
        list.push(wanted);
        list.len() - 1
    })
}

impl Globals {
    fn of(pages: &[Page], shared: bool) -> Self {
        let mut globals = Self { fonts: vec![FONT; 4], ..Self::default() };
        globals.format(FONT, "General");
        for cell in pages.iter().flat_map(|page| page.cells.values()) {
            globals.format(cell.font, cell.format());
            if let (Content::Text(text), true) = (&cell.content, shared) {
                number_of(&mut globals.texts, text.clone());
            }
        }
        globals
    }

    /// The number of a cell format.
    fn format(&mut self, font: &'static str, code: &'static str) -> u16 {
        number_of(&mut self.fonts, font);
        if code != "General" {
            number_of(&mut self.codes, code);
        }
        STYLE_FORMATS + number_of(&mut self.formats, (font, code)) as u16
    }

    fn xf(&self, font: &str, code: &str, kind: u16) -> Vec<u8> {
        let font = self.fonts.iter().position(|known| *known == font).expect("a known font") as u16;
        // There is no font number 4.
        let font = if font >= 4 { font + 1 } else { font };
        let code = self.codes.iter().position(|known| *known == code).map_or(0, |place| FIRST_CODE + place as u16);
        let fields = [font.to_le_bytes(), code.to_le_bytes(), kind.to_le_bytes()].concat();
        joined([&fields, &[0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0x20]])
    }

    /// Everything before the sheets, which begin at these offsets.
    fn records(&self, pages: &[Page], offsets: &[usize]) -> Vec<u8> {
        let mut out = Records::default();
        out.put(0x0809, &bof(0x0005));
        out.put(0x0042, &1200u16.to_le_bytes());
        out.put(0x003D, &[0xE0, 1, 0x5A, 0, 0xC0, 0x3E, 0xC0, 0x2A, 0x38, 0, 0, 0, 0, 0, 1, 0, 0x58, 2]);
        for name in &self.fonts {
            let head = [0xDC, 0, 0, 0, 0xFF, 0x7F, 0x90, 1, 0, 0, 0, 0, 0, 0];
            out.put(0x0031, &joined([&head, &short(name)]));
        }
        for (number, code) in (FIRST_CODE..).zip(&self.codes) {
            out.put(0x041E, &joined([&number.to_le_bytes(), &long(code)]));
        }
        for _ in 0..STYLE_FORMATS {
            out.put(0x00E0, &self.xf(FONT, "General", 0xFFF5));
        }
        for (font, code) in &self.formats {
            out.put(0x00E0, &self.xf(font, code, 1));
        }
        out.put(0x0293, &[0, 0x80, 0, 0xFF]);
        for (page, offset) in pages.iter().zip(offsets) {
            out.put(0x0085, &joined([&(*offset as u32).to_le_bytes(), &[0, 0], &short(&page.name)]));
        }
        self.shared_strings(&mut out);
        out.put(0x000A, &[]);
        out.0
    }

    /// One record and those that continue it, each begun with a whole text.
    fn shared_strings(&self, out: &mut Records) {
        let count = (self.texts.len() as u32).to_le_bytes();
        let (mut kind, mut data) = (0x00FC, joined([&count, &count]));
        for text in self.texts.iter().map(|text| long(text)) {
            if data.len() + text.len() > RECORD_MAX {
                out.put(kind, &data);
                (kind, data) = (0x003C, Vec::new());
            }
            data.extend(text);
        }
        if !self.texts.is_empty() {
            out.put(kind, &data);
        }
    }

    fn sheet(&mut self, page: &Page, shared: bool) -> Vec<u8> {
        let mut out = Records::default();
        out.put(0x0809, &bof(0x0010));
        let columns = page.cells.keys().map(|at| at.column + 1).max().unwrap_or(0) as u16;
        let zero = [0; 4];
        out.put(0x0200, &joined([&zero, &page.end().to_le_bytes(), &[0, 0], &columns.to_le_bytes(), &[0, 0]]));
        for (at, cell) in &page.cells {
            let format = self.format(cell.font, cell.format());
            let place = [at.row as u16, at.column as u16, format].map(u16::to_le_bytes).concat();
            match &cell.content {
                Content::Text(text) if shared => {
                    let number = number_of(&mut self.texts, text.clone()) as u32;
                    out.put(0x00FD, &joined([&place, &number.to_le_bytes()]));
                }
                Content::Text(text) => out.put(0x0204, &joined([&place, &long(text)])),
                Content::Number(n, _) if n.fract() == 0.0 && n.abs() < 1e8 => {
                    out.put(0x027E, &joined([&place, &((*n as i32) << 2 | 2).to_le_bytes()]));
                }
                Content::Number(n, _) => out.put(0x0203, &joined([&place, &n.to_le_bytes()])),
            }
        }
        out.put(0x023E, &[0xB6, 6, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for merges in page.merges.chunks(1000) {
            out.put(
                0x00E5,
                &joined([&(merges.len() as u16).to_le_bytes(), &merges.iter().flat_map(corners).collect::<Vec<u8>>()]),
            );
        }
        out.put(0x000A, &[]);
        out.0
    }
}

fn bof(kind: u16) -> Vec<u8> {
    let head = [0x0600, kind, 0x0DBB, 0x07CC].map(u16::to_le_bytes).concat();
    joined([&head, &[0xC1, 0, 0, 0, 6, 3, 0, 0]])
}

fn corners(range: &CellRange) -> Vec<u8> {
    let (start, end) = (range.start, range.end);
    [start.row, end.row, start.column, end.column].map(|n| (n as u16).to_le_bytes()).concat()
}

/// `shared`: texts in one table, else in the cells.
pub(super) fn write(pages: &[Page], shared: bool) -> Vec<u8> {
    let mut globals = Globals::of(pages, shared);
    let sheets: Vec<Vec<u8>> = pages.iter().map(|page| globals.sheet(page, shared)).collect();
    let begin = globals.records(pages, &vec![0; pages.len()]).len();
    let offsets: Vec<usize> = sheets
        .iter()
        .scan(begin, |at, sheet| {
            *at += sheet.len();
            Some(*at - sheet.len())
        })
        .collect();
    let stream = [globals.records(pages, &offsets), sheets.concat()].concat();
    let container = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()));
    let mut container = container.expect("a container");
    let mut workbook = container.create_stream("/Workbook").expect("a stream");
    workbook.write_all(&stream).expect("written");
    workbook.flush().expect("flushed");
    drop(workbook);
    container.flush().expect("flushed");
    container.into_inner().into_inner()
}
