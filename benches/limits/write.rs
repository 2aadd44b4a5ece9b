//! A workbook → a file of a format, row by row.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufWriter, Result, Write};
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::book::{Book, Format, Sheet, Value};

type Zip = ZipWriter<BufWriter<std::fs::File>>;

/// Writes it.
pub(crate) fn write(path: &Path, format: Format, book: &Book) -> Result<()> {
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    match format {
        Format::Xlsx => xlsx(ZipWriter::new(file), book),
        Format::Xlsb => xlsb(ZipWriter::new(file), book),
        Format::Ods => ods(ZipWriter::new(file), book),
        Format::Xls => xls(path, book),
        Format::Html => html(&mut file, book).and_then(|()| file.flush()),
        Format::Xml => xml(&mut file, book).and_then(|()| file.flush()),
    }
}

fn part(zip: &mut Zip, name: &str) -> Result<()> {
    let options = SimpleFileOptions::default().compression_level(Some(1)).large_file(true);
    zip.start_file(name, options).map_err(std::io::Error::other)
}

fn whole_part(zip: &mut Zip, name: &str, content: impl AsRef<[u8]>) -> Result<()> {
    part(zip, name)?;
    zip.write_all(content.as_ref())
}

/// `AB12`
fn address(row: usize, column: usize) -> String {
    xeploai::finding::CellRef::new(row as u32, column as u32).to_string()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Content types, relations and the list of sheets, whose parts have this extension.
fn frame(zip: &mut Zip, book: &Book, extension: &str, kind: &str) -> Result<()> {
    let types = format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.{extension}\" \
         ContentType=\"application/vnd.{kind}.main{}\"/></Types>",
        if extension == "xml" { "+xml" } else { "" }
    );
    whole_part(zip, "[Content_Types].xml", types)?;
    let list = |inner: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>"
        )
    };
    let root = format!("<Relationship Id=\"w\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.{extension}\"/>");
    whole_part(zip, "_rels/.rels", list(&root))?;
    let mut links = String::new();
    for number in 1..=book.sheets.len() {
        let target = format!("worksheets/sheet{number}.{extension}");
        let _ = write!(links, "<Relationship Id=\"r{number}\" Type=\"{OFFICE}/worksheet\" Target=\"{target}\"/>");
    }
    for (name, there) in [("sharedStrings", !book.inline), ("styles", book.styles.is_some())] {
        if there {
            let _ = write!(links, "<Relationship Id=\"{name}\" Type=\"{OFFICE}/{name}\" Target=\"{name}.xml\"/>");
        }
    }
    whole_part(zip, &format!("xl/_rels/workbook.{extension}.rels"), list(&links))
}

fn xlsx(mut zip: Zip, book: &Book) -> Result<()> {
    frame(&mut zip, book, "xml", "openxmlformats-officedocument.spreadsheetml.sheet")?;
    let mut tabs = String::new();
    for (index, sheet) in book.sheets.iter().enumerate() {
        let number = index + 1;
        let _ = write!(tabs, "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"r{number}\"/>", sheet.name);
    }
    let workbook = format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{tabs}</sheets></workbook>");
    whole_part(&mut zip, "xl/workbook.xml", workbook)?;
    let mut shared = Shared::default();
    for (index, sheet) in book.sheets.iter().enumerate() {
        part(&mut zip, &format!("xl/worksheets/sheet{}.xml", index + 1))?;
        let mut out = BufWriter::with_capacity(1 << 16, &mut zip);
        write!(out, "<worksheet xmlns=\"{MAIN}\"><sheetData>")?;
        for row in 0..sheet.rows {
            write!(out, "<row r=\"{}\"{}>", row + 1, book.in_rows)?;
            for (column, value) in (sheet.row)(row).into_iter().enumerate() {
                xlsx_cell(&mut out, book, (row, column), value, &mut shared)?;
            }
            write!(out, "</row>")?;
        }
        write!(out, "</sheetData>{}</worksheet>", book.after_cells)?;
        out.flush()?;
    }
    if !book.inline {
        part(&mut zip, "xl/sharedStrings.xml")?;
        let mut out = BufWriter::with_capacity(1 << 16, &mut zip);
        write!(out, "<sst xmlns=\"{MAIN}\">{}</sst>", shared.texts)?;
        out.flush()?;
    }
    if let Some(styles) = &book.styles {
        whole_part(&mut zip, "xl/styles.xml", styles)?;
    }
    for (name, content) in &book.parts {
        whole_part(&mut zip, name, content)?;
    }
    zip.finish()?.flush()
}

/// The texts that cells share, each once, and how they stand in their part.
#[derive(Default)]
struct Shared {
    texts: String,
    known: HashMap<String, usize>,
}

impl Shared {
    fn place(&mut self, text: String) -> usize {
        let next = self.known.len();
        *self.known.entry(text).or_insert_with_key(|text| {
            let _ = write!(self.texts, "<si><t>{text}</t></si>");
            next
        })
    }
}

fn xlsx_cell(
    out: &mut impl Write,
    book: &Book,
    (row, column): (usize, usize),
    value: Value,
    shared: &mut Shared,
) -> Result<()> {
    let (at, more) = (address(row, column), book.in_cells);
    match value {
        Value::Blank => Ok(()),
        Value::Number(number) => write!(out, "<c r=\"{at}\"{more}><v>{number}</v></c>"),
        Value::Text(text) if !book.inline => {
            write!(out, "<c r=\"{at}\"{more} t=\"s\"><v>{}</v></c>", shared.place(text))
        }
        Value::Text(text) => write!(out, "<c r=\"{at}\"{more} t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        Value::Error => write!(out, "<c r=\"{at}\"{more} t=\"e\"><v>#REF!</v></c>"),
        Value::Formula(formula, None) => write!(out, "<c r=\"{at}\"{more}><f>{formula}</f></c>"),
        Value::Formula(formula, Some(result)) => {
            write!(out, "<c r=\"{at}\"{more}><f>{formula}</f><v>{result}</v></c>")
        }
    }
}

/// A record of BIFF12.
fn record12(out: &mut impl Write, kind: u32, data: &[u8]) -> Result<()> {
    for mut number in [kind, data.len() as u32] {
        while number > 0x7F {
            out.write_all(&[number as u8 | 0x80])?;
            number >>= 7;
        }
        out.write_all(&[number as u8])?;
    }
    out.write_all(data)
}

/// A text with its length before it, in four bytes.
fn wide12(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let count = (units.len() as u32).to_le_bytes();
    count.into_iter().chain(units.iter().flat_map(|unit| unit.to_le_bytes())).collect()
}

fn xlsb(mut zip: Zip, book: &Book) -> Result<()> {
    frame(&mut zip, book, "bin", "ms-excel.sheet.binary.macroEnabled")?;
    let mut workbook = Vec::new();
    record12(&mut workbook, 131, &[])?;
    record12(&mut workbook, 143, &[])?;
    for (index, sheet) in book.sheets.iter().enumerate() {
        let number = index as u32 + 1;
        let names = [wide12(&format!("r{number}")), wide12(&sheet.name)].concat();
        record12(&mut workbook, 156, &[&[0; 4][..], &number.to_le_bytes(), &names].concat())?;
    }
    record12(&mut workbook, 144, &[])?;
    record12(&mut workbook, 132, &[])?;
    whole_part(&mut zip, "xl/workbook.bin", workbook)?;
    for (index, sheet) in book.sheets.iter().enumerate() {
        part(&mut zip, &format!("xl/worksheets/sheet{}.bin", index + 1))?;
        let mut out = BufWriter::with_capacity(1 << 16, &mut zip);
        record12(&mut out, 129, &[])?;
        let corners = [0, sheet.rows as u32 - 1, 0, 11].map(u32::to_le_bytes).concat();
        record12(&mut out, 148, &corners)?;
        record12(&mut out, 145, &[])?;
        for row in 0..sheet.rows {
            record12(&mut out, 0, &[&(row as u32).to_le_bytes()[..], &[0; 13]].concat())?;
            for (column, value) in (sheet.row)(row).into_iter().enumerate() {
                let at = [(column as u32).to_le_bytes(), [0; 4]].concat();
                match value {
                    Value::Blank => {}
                    Value::Error => record12(&mut out, 3, &[&at[..], &[0x17]].concat())?,
                    Value::Text(text) => record12(&mut out, 6, &[&at[..], &wide12(&text)].concat())?,
                    Value::Number(number) | Value::Formula(_, Some(number)) => {
                        record12(&mut out, 5, &[&at[..], &(number as f64).to_le_bytes()].concat())?;
                    }
                    Value::Formula(_, None) => {}
                }
            }
        }
        record12(&mut out, 146, &[])?;
        record12(&mut out, 130, &[])?;
        out.flush()?;
    }
    zip.finish()?.flush()
}

/// A record of BIFF8.
fn record(out: &mut Vec<u8>, kind: u16, data: &[&[u8]]) {
    let len: usize = data.iter().map(|piece| piece.len()).sum();
    out.extend(kind.to_le_bytes());
    out.extend((len as u16).to_le_bytes());
    data.iter().for_each(|piece| out.extend_from_slice(piece));
}

fn xls(path: &Path, book: &Book) -> Result<()> {
    let bof = |kind: u16| [&[0, 6][..], &kind.to_le_bytes(), &[0xDB, 0x10, 0xCC, 0x07], &[0; 8]].concat();
    let sheets: Vec<Vec<u8>> = book.sheets.iter().map(|sheet| xls_sheet(sheet, &bof(0x10))).collect();
    let mut stream = Vec::new();
    record(&mut stream, 0x0809, &[&bof(5)]);
    record(&mut stream, 0x0042, &[&1200u16.to_le_bytes()]);
    let names: usize = book.sheets.iter().map(|sheet| 4 + 8 + sheet.name.len()).sum();
    let mut offset = stream.len() + names + 4;
    for (sheet, records) in book.sheets.iter().zip(&sheets) {
        let len = [sheet.name.len() as u8, 0];
        record(&mut stream, 0x0085, &[&(offset as u32).to_le_bytes(), &[0, 0], &len, sheet.name.as_bytes()]);
        offset += records.len();
    }
    record(&mut stream, 0x000A, &[]);
    stream.extend(sheets.into_iter().flatten());
    let mut container = cfb::CompoundFile::create_with_version(
        cfb::Version::V3,
        std::fs::File::create_new(path)
            .or_else(|_| std::fs::OpenOptions::new().read(true).write(true).truncate(true).open(path))?,
    )?;
    container.create_stream("/Workbook")?.write_all(&stream)?;
    container.flush()
}

fn xls_sheet(sheet: &Sheet, bof: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    record(&mut out, 0x0809, &[bof]);
    for row in 0..sheet.rows {
        for (column, value) in (sheet.row)(row).into_iter().enumerate() {
            let at = [(row as u16).to_le_bytes(), (column as u16).to_le_bytes(), [0; 2]].concat();
            match value {
                Value::Blank | Value::Formula(_, None) => {}
                Value::Error => record(&mut out, 0x0205, &[&at, &[0x17, 1]]),
                Value::Text(text) => {
                    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                    record(&mut out, 0x0204, &[&at, &((units.len() / 2) as u16).to_le_bytes(), &[1], &units]);
                }
                Value::Number(number) | Value::Formula(_, Some(number)) => {
                    record(&mut out, 0x0203, &[&at, &(number as f64).to_le_bytes()]);
                }
            }
        }
    }
    record(&mut out, 0x000A, &[]);
    out
}

fn ods(mut zip: Zip, book: &Book) -> Result<()> {
    whole_part(&mut zip, "mimetype", "application/vnd.oasis.opendocument.spreadsheet")?;
    part(&mut zip, "content.xml")?;
    let mut out = BufWriter::with_capacity(1 << 16, &mut zip);
    write!(out, "<office:document-content><office:body><office:spreadsheet>")?;
    for sheet in &book.sheets {
        write!(out, "<table:table table:name=\"{}\">", sheet.name)?;
        for row in 0..sheet.rows {
            write!(out, "<table:table-row>")?;
            for value in (sheet.row)(row) {
                match value {
                    Value::Blank => write!(out, "<table:table-cell/>"),
                    Value::Error => write!(
                        out,
                        "<table:table-cell office:value-type=\"string\" table:formula=\"of:=#REF!\"><text:p>#REF!</text:p></table:table-cell>"
                    ),
                    Value::Text(text) => write!(
                        out,
                        "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
                    ),
                    Value::Number(n) | Value::Formula(_, Some(n)) => {
                        write!(out, "<table:table-cell office:value-type=\"float\" office:value=\"{n}\"/>")
                    }
                    Value::Formula(formula, None) => write!(out, "<table:table-cell table:formula=\"of:={formula}\"/>"),
                }?;
            }
            write!(out, "</table:table-row>")?;
        }
        write!(out, "</table:table>")?;
    }
    write!(out, "</office:spreadsheet></office:body></office:document-content>")?;
    out.flush()?;
    drop(out);
    zip.finish()?.flush()
}

fn html(out: &mut impl Write, book: &Book) -> Result<()> {
    write!(out, "<html><meta charset=utf-8>")?;
    for sheet in &book.sheets {
        write!(out, "<table>")?;
        for row in 0..sheet.rows {
            write!(out, "<tr>")?;
            for value in (sheet.row)(row) {
                match value {
                    Value::Blank | Value::Formula(_, None) => write!(out, "<td>"),
                    Value::Error => write!(out, "<td>#REF!"),
                    Value::Text(text) => write!(out, "<td>{text}"),
                    Value::Number(number) | Value::Formula(_, Some(number)) => write!(out, "<td>{number}"),
                }?;
            }
        }
        write!(out, "</table>")?;
    }
    write!(out, "</html>")
}

fn xml(out: &mut impl Write, book: &Book) -> Result<()> {
    let namespace = "urn:schemas-microsoft-com:office:spreadsheet";
    write!(out, "<?xml version=\"1.0\"?><Workbook xmlns=\"{namespace}\" xmlns:ss=\"{namespace}\">")?;
    for sheet in &book.sheets {
        write!(out, "<Worksheet ss:Name=\"{}\"><Table>", sheet.name)?;
        for row in 0..sheet.rows {
            write!(out, "<Row>")?;
            for value in (sheet.row)(row) {
                let mut data =
                    |kind: &str, text: &str| write!(out, "<Cell><Data ss:Type=\"{kind}\">{text}</Data></Cell>");
                match value {
                    Value::Blank | Value::Formula(_, None) => write!(out, "<Cell/>"),
                    Value::Error => data("Error", "#REF!"),
                    Value::Text(text) => data("String", &text),
                    Value::Number(number) | Value::Formula(_, Some(number)) => data("Number", &number.to_string()),
                }?;
            }
            write!(out, "</Row>")?;
        }
        write!(out, "</Table></Worksheet>")?;
    }
    write!(out, "</Workbook>")
}
