//! Where calamine alone is not enough: panics, memory and time, silent loss, errors that should be words. Each case is a
//! file made here; what becomes of it is one line of the table.

use std::time::{Duration, Instant};

use xeploai::config::Limits;
use xeploai::error::Error;
use xeploai::read::{Options, ReadNoteKind, Tab, Value, Workbook, from_bytes, from_bytes_with};

use super::made::{Xls, cell, deflated, fixture, number, part12, record, records12, with_parts, xlsx, xlsx_parts, zip};

/// What was read, or why nothing was, in one line.
fn outcome(result: &Result<Workbook, Error>) -> String {
    match result {
        Ok(book) => book.tabs.iter().map(tab).collect::<Vec<_>>().join(" | "),
        Err(error) => format!("refused: {error}"),
    }
}

fn tab(tab: &Tab) -> String {
    let name = tab.name();
    match tab {
        Tab::Failed { error, .. } => format!("{name}: not read ({error})"),
        Tab::NoCells { .. } => format!("{name}: no worksheet"),
        Tab::Sheet(sheet) => {
            let shown = sheet.cells.iter().take(4).map(|cell| {
                let value = match cell.value() {
                    Value::Empty => "?".into(),
                    Value::Number(number) => number.to_string(),
                    Value::Text(text) => format!("{:?}", text.chars().take(24).collect::<String>()),
                    Value::Bool(truth) => truth.to_string(),
                    Value::Error(code) => code.to_string(),
                };
                let formula = cell.formula().map_or(String::new(), |f| format!(" (={f})"));
                format!("{}={value}{formula}", cell.at())
            });
            let mut line = format!("{name}: {}", shown.collect::<Vec<_>>().join(" "));
            if sheet.cells.len() > 4 {
                line += &format!(" … {} cells", sheet.cells.len());
            }
            for note in sheet.notes.iter().take(2) {
                let at = note.at.map_or("the sheet".into(), |at| at.to_string());
                line += &match &note.kind {
                    ReadNoteKind::BadCell(what) => format!("; {at} cannot be read ({what})"),
                    ReadNoteKind::DuplicateCell => format!("; {at} is written twice"),
                    ReadNoteKind::NotFinite(what) => format!("; {at} is no number ({what})"),
                    ReadNoteKind::TooLong(what) => format!("; {at} is too long for a number ({what})"),
                    ReadNoteKind::SameName(_) => "; its name is taken".into(),
                    ReadNoteKind::Merges => "; not all merged cells are known".into(),
                    ReadNoteKind::EndsEarly => "; it ends inside a table".into(),
                    ReadNoteKind::OwnList => "; our own list".into(),
                    ReadNoteKind::CodePage(page) => {
                        let page = page.map_or("none is named".to_owned(), |page| page.to_string());
                        format!("; letters of an unknown code page ({page})")
                    }
                };
            }
            line
        }
    }
}

const OLD: &str = "reading/biff8-from-a-library.xls";
const BINARY: &str = "reading/quan-hai-chau.xlsb";

/// The binary workbook with the records of one part changed.
fn xlsb(part: &str, change: impl Fn(&mut Vec<(u32, Vec<u8>)>)) -> Vec<u8> {
    with_parts(fixture(BINARY), |name, content| {
        if name != part {
            return Some(content);
        }
        let mut records = records12(&content);
        change(&mut records);
        Some(part12(&records))
    })
}

fn first_of(records: &mut [(u32, Vec<u8>)], kind: u32) -> &mut Vec<u8> {
    &mut records.iter_mut().find(|(k, _)| *k == kind).unwrap_or_else(|| panic!("no record {kind}")).1
}

fn xls(sheet: &[Vec<u8>]) -> Xls {
    Xls::new(sheet.concat())
}

fn dimensions(rows: (u32, u32), columns: (u16, u16)) -> Vec<u8> {
    let data = [&rows.0.to_le_bytes()[..], &rows.1.to_le_bytes(), &columns.0.to_le_bytes(), &columns.1.to_le_bytes()];
    record(0x0200, &[data.concat(), vec![0, 0]].concat())
}

/// A FORMULA record with the tokens it says it has and those it has.
fn formula(row: u16, result: f64, said: u16, tokens: &[u8]) -> Vec<u8> {
    cell(0x0006, row, 0, &[&result.to_le_bytes()[..], &[0; 6], &said.to_le_bytes(), tokens].concat())
}

/// The container with a sector that follows itself.
fn looping(mut file: Vec<u8>) -> Vec<u8> {
    let sector = |at: usize, file: &[u8]| u32::from_le_bytes(file[at..at + 4].try_into().expect("four")) as usize;
    let (table, folder) = (sector(76, &file), sector(48, &file));
    let entry = 512 + table * 512 + folder * 4;
    file[entry..entry + 4].copy_from_slice(&(folder as u32).to_le_bytes());
    file
}

fn ods(content: &str) -> Vec<u8> {
    let parts = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)];
    zip(&parts.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())))
}

fn with_strings(strings: &str) -> Vec<u8> {
    let rows = "<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>7</v></c></row></sheetData>";
    zip(&xlsx_parts(&[("A", rows)], Some(strings)))
}

/// 3a: what makes calamine panic.
fn panics() -> Vec<(&'static str, Vec<u8>)> {
    let old = fixture(OLD);
    let mut boundsheet = xls(&[number(0, 0, 1.0)]);
    boundsheet.offset_lie = 1 << 24;
    let mut codepage = xls(&[number(0, 0, 1.0)]);
    codepage.codepage = Some(vec![0xB0]);
    let mut continued = xls(&[number(0, 0, 1.0)]);
    continued.strings = vec!["Số"];
    continued.globals = record(0x003C, &[]);
    let book = "xl/workbook.bin";
    let sheet = "xl/worksheets/sheet1.bin";
    vec![
        ("xls cut inside a sector", old[..5001].to_vec()),
        ("xls cut inside another", old[..5631.min(old.len() - 1)].to_vec()),
        ("xls, empty CONTINUE", continued.file()),
        ("xls, sheet past the end", boundsheet.file()),
        ("xls, length of a formula lies", xls(&[formula(0, 2.0, 9999, &[0x1E, 2, 0])]).file()),
        ("xls, tokens of a formula are none", xls(&[formula(0, 2.0, 4, &[0xFF, 0xEE, 0xDD, 0xCC])]).file()),
        ("xls, code page record cut", codepage.file()),
        (
            "xls, numbers of a record over 65,536 columns",
            xls(&[record(0x00BD, &[&[0; 4][..], &[0, 0, 2, 0, 0, 0], &[0xFF, 0xFF]].concat())]).file(),
        ),
        ("xls, count of merged cells lies", xls(&[number(0, 0, 1.0), record(0x00E5, &[0xFF, 0xFF, 0, 0])]).file()),
        (
            "xlsb without relations",
            with_parts(fixture(BINARY), |n, c| (n != "xl/_rels/workbook.bin.rels").then_some(c)),
        ),
        (
            "xlsb, relation of an unknown kind",
            with_parts(fixture(BINARY), |name, content| {
                let text =
                    String::from_utf8_lossy(&content).replace("relationships/worksheet", "relationships/foreign");
                Some(if name == "xl/_rels/workbook.bin.rels" { text.into_bytes() } else { content })
            }),
        ),
        (
            "xlsb, length of a name lies",
            xlsb(book, |r| first_of(r, 156)[8..12].copy_from_slice(&[0xF0, 0xFF, 0xFF, 0x7F])),
        ),
        ("xlsb, records of the book cut", xlsb(book, |r| first_of(r, 156).truncate(6))),
        ("xlsb, shared string that is not there", xlsb(sheet, |r| first_of(r, 7)[8..12].fill(0x7F))),
        ("xlsb, cell cut", xlsb(sheet, |r| first_of(r, 7).truncate(5))),
        ("xlsb, shared string cut", xlsb("xl/sharedStrings.bin", |r| first_of(r, 19).truncate(3))),
        (
            "xlsx, count of shared strings lies",
            with_strings("<sst uniqueCount='4294967295' count='4294967295'><si><t>Tốt</t></si></sst>"),
        ),
    ]
}

/// 3b: what makes calamine take all memory or never end.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let text =
        |open: &str, letter: u8, close: &str| [open.as_bytes(), &vec![letter; 12 << 20], close.as_bytes()].concat();
    let big = |rows: Vec<u8>| {
        let mut parts = xlsx_parts(&[("A", "")], None);
        parts.last_mut().expect("a sheet").1 =
            [&b"<worksheet><sheetData>"[..], &rows, b"</sheetData></worksheet>"].concat();
        deflated(&parts)
    };
    let mut far = xls(&[number(0, 0, 1.0), number(65_535, 255, 2.0)]);
    far.sheets.push(("B", 0, [number(0, 0, 1.0), number(65_535, 255, 2.0)].concat()));
    let repeated = "<office:document-content><table:table table:name='A'><table:table-row table:number-rows-repeated='9800'>\
        <table:table-cell table:number-columns-repeated='10000' office:value-type='float' office:value='1'/>\
        </table:table-row></table:table></office:document-content>";
    vec![
        (
            "xlsx, A1 and XFD1048576",
            xlsx("<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c></row>"),
        ),
        (
            "xlsx, A1 and ZZ200000",
            xlsx("<row r='1'><c r='A1'><v>1</v></c></row><row r='200000'><c r='ZZ200000'><v>2</v></c></row>"),
        ),
        (
            "xlsx, dimension claims everything",
            zip(&xlsx_parts(&[("A", "<dimension ref='A1:XFD1048576'/><sheetData/>")], None)),
        ),
        (
            "xlsb, far corner",
            xlsb("xl/worksheets/sheet1.bin", |records| {
                let last = records.iter().rposition(|(kind, _)| *kind == 0).expect("a row");
                records[last].1[..4].copy_from_slice(&1_048_575u32.to_le_bytes());
            }),
        ),
        ("xls, far corners", far.file()),
        (
            "xls, dimensions claim everything",
            xls(&[dimensions((0, u32::MAX), (0, u16::MAX)), number(0, 0, 1.0)]).file(),
        ),
        ("xls, dimensions reversed", xls(&[dimensions((9, 1), (9, 1)), number(0, 0, 1.0)]).file()),
        ("xls, column 65535", xls(&[number(0, u16::MAX, 1.0)]).file()),
        ("xls, a sector that follows itself", looping(fixture(OLD))),
        (
            "xlsx, huge index of a shared formula",
            xlsx("<row r='1'><c r='A1'><f t='shared' si='4294967295' ref='A1:A2'>1+1</f><v>2</v></c></row>"),
        ),
        ("ods that ends inside a table", ods("<office:document-content><table:table table:name='A'><table:table-row>")),
        ("ods, 98 million repeated cells", ods(repeated)),
        ("xlsx, one text of 12 MB zeros", big(text("<row r='1'><c t='str'><v>", b'0', "</v></c></row>"))),
        ("xlsx, 12 MB of spaces", big(text("", b' ', "<row><c><v>1</v></c></row>"))),
        ("xlsx, rows without end", big(b"<row/>".repeat(2_100_000))),
        ("two parts that share their bytes", overlapping()),
        ("xlsx, 300,000 rows formatted and blank", {
            let rows: String =
                (1..=300_000).map(|r| format!("<row r='{r}' s='{}' customFormat='1'/>", r % 7)).collect();
            big((rows + "<row r='300001'><c><v>5</v></c></row>").into_bytes())
        }),
        ("xlsx, 40,000 levels of XML", big([&b"<x>".repeat(40_000)[..], &b"</x>".repeat(40_000)].concat())),
        ("xlsx, entities", {
            let mut parts = xlsx_parts(&[("A", "")], None);
            parts.last_mut().expect("a sheet").1 =
                b"<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><worksheet>&d;</worksheet>".to_vec();
            zip(&parts)
        }),
    ]
}

/// Every sheet claims the bytes of the first.
fn overlapping() -> Vec<u8> {
    let mut bytes = zip(&xlsx_parts(&[("A", "<sheetData/>"), ("B", "<sheetData/>")], None));
    let entry = |name: &[u8], bytes: &[u8]| memchr::memmem::rfind(bytes, name).expect("an entry") - 46;
    let (first, second) = (entry(b"xl/worksheets/sheet1.xml", &bytes), entry(b"xl/worksheets/sheet2.xml", &bytes));
    let offset = bytes[first + 42..first + 46].to_vec();
    bytes[second + 42..second + 46].copy_from_slice(&offset);
    bytes
}

/// 3c: what calamine reads wrongly without a word.
fn silent() -> Vec<(&'static str, Vec<u8>)> {
    let label = |index: u32| cell(0x00FD, 0, 0, &index.to_le_bytes());
    let with_text = |version: u16, codepage: Option<u16>| {
        let mut book = match version {
            0x0600 => xls(&[label(0), number(0, 1, 26.0)]),
            // "Đạt" in the Vietnamese code page; the Western one has other letters there.
            _ => xls(&[cell(0x0204, 0, 0, b"\x03\x00\xD0at"), number(0, 1, 26.0)]),
        };
        book.version = version;
        book.codepage = codepage.map(|page| page.to_le_bytes().to_vec());
        if version == 0x0600 {
            book.strings = vec!["Số ố"];
        }
        book.file()
    };
    let mut lost = xls(&[label(0), number(0, 1, 26.0)]);
    lost.sheets[0].2 = [label(9), number(1, 0, 5.0)].concat();
    lost.strings = vec!["a"];
    let mut chart = xls(&[number(0, 0, 1.0)]);
    chart.sheets.push(("B", 2, number(0, 0, 99.0)));
    let mut flipped = xlsx("<row r='1'><c r='A1'><v>1500000</v></c></row>");
    let place = memchr::memmem::find(&flipped, b"1500000").expect("stored");
    flipped[place] = b'9';
    let names_twice = |second: &str| {
        let mut parts = xlsx_parts(&[("A", "<sheetData><row><c><v>1</v></c></row></sheetData>")], None);
        parts.push((
            second.into(),
            b"<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>".to_vec(),
        ));
        zip(&parts)
    };
    let wrong_kind = [3.0f64.to_le_bytes().to_vec(), vec![0; 6], vec![3, 0, 0x1E, 3, 0]].concat();
    let alternate = "<row><c t='inlineStr'><is><t>ddd</t></is></c><mc:AlternateContent><mc:Choice><c><v>1</v></c></mc:Choice>\
        <mc:Fallback><c><v>2</v></c></mc:Fallback></mc:AlternateContent></row>";
    vec![
        ("xls of Excel 97 that names another code page", with_text(0x0600, Some(1252))),
        ("xls of Excel 97 without a code page", with_text(0x0600, None)),
        ("xls of Excel 97 that names one nobody knows", with_text(0x0600, Some(32_769))),
        ("a flipped bit in a stored part", flipped),
        ("xls, shared string that is not there", lost.file()),
        ("two sheets of one name", {
            let rows = |n: u8| format!("<sheetData><row><c><v>{n}</v></c></row></sheetData>");
            zip(&xlsx_parts(&[("A", &rows(1)), ("A", &rows(2))], None))
        }),
        ("two parts of one name", names_twice("xl/worksheets/sheet1.xml")),
        ("two parts that differ in case", names_twice("XL/Worksheets/sheet1.xml")),
        ("formula without a result", xlsx("<row><c r='A1'><v>2</v></c><c r='B1'><f>A1*2</f></c></row>")),
        (
            "NaN, INF, -1e999",
            xlsx("<row><c><v>NaN</v></c><c><v>INF</v></c><c><v>-1e999</v></c><c><v>12345678901234567</v></c></row>"),
        ),
        ("a number of seventeen digits", xlsx("<row><c><v>12345678901234567</v></c></row>")),
        ("one row twice", xlsx("<row r='1'><c r='A1'><v>1</v></c></row><row r='1'><c r='A1'><v>2</v></c></row>")),
        ("references past the sheet", xlsx("<row r='1'><c r='XFE1'><v>1</v></c><c r='A1048577'><v>1</v></c></row>")),
        ("xls of Excel 95 without a code page", with_text(0x0500, None)),
        ("xls of Excel 95, Vietnamese code page", with_text(0x0500, Some(1258))),
        ("xls of Excel 95, a code page nobody knows", with_text(0x0500, Some(10_029))),
        (
            "xls, formula in a record of an older Excel",
            xls(&[cell(0x0406, 0, 0, &wrong_kind), number(0, 1, 1.0)]).file(),
        ),
        ("xls, chart sheet with cached numbers", chart.file()),
        ("xlsx, alternate content", xlsx(alternate)),
        (
            "half a letter in a text",
            xlsx("<row><c t='str'><v>a_xD83D_b</v></c><c t='str'><v>_x0000_x_x001B_[31m</v></c></row>"),
        ),
    ]
}

/// 3d: clean errors that must be plain words, or be read after all.
fn words() -> Vec<(&'static str, Vec<u8>)> {
    let filepass = |version: u16, data: &[u8]| {
        let mut book = xls(&[number(0, 0, 1.0)]);
        book.version = version;
        book.globals = record(0x002F, data);
        book.file()
    };
    let one = "<sheetData><row><c r='A1'><v>1</v></c></row></sheetData>";
    let edited = |from: &str, to: &str| {
        let parts = xlsx_parts(&[("A", one), ("B", one)], None).into_iter().map(|(name, content)| {
            let text = String::from_utf8(content).expect("text").replace(from, to);
            (name, text.into_bytes())
        });
        zip(&parts.collect::<Vec<_>>())
    };
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    vec![
        ("lock file of Excel", [&[4u8][..], b"Lan1", &[b' '; 160]].concat()),
        ("empty file", Vec::new()),
        ("cut zip", fixture("reading/plain.xlsx")[..3000].to_vec()),
        ("Excel 2", [&[9u8, 0, 4, 0, 2, 0, 16, 0][..], &[0; 600]].concat()),
        ("Excel 3", [&[9u8, 2, 6, 0, 0, 0, 16, 0][..], &[0; 600]].concat()),
        ("Excel 4", [&[9u8, 4, 6, 0, 0, 0, 16, 0][..], &[0; 600]].concat()),
        ("CSV", "TT;Đơn vị\n1;A\n".into()),
        ("text", "Kính gửi".into()),
        ("HTML with five byte order marks", ["\u{feff}".repeat(5), "<table><td>Tốt".into()].concat().into_bytes()),
        ("HTML in the Vietnamese code page", b"<meta charset=windows-1258><table><td>B\xe1o c\xe1o".to_vec()),
        ("HTML in UTF-16", [vec![0xFF, 0xFE], utf16("<html><table><td>Tốt")].concat()),
        ("HTML whose tables end with the page", "<html><body><table><td>Tốt</body></html>".into()),
        ("HTML without a table", "<html><p>Tốt</p></html>".into()),
        ("web archive", "MIME-Version: 1.0\nContent-Type: multipart/related".into()),
        ("flat OpenDocument", "<?xml version='1.0'?><office:document xmlns:office='urn:oasis'/>".into()),
        ("RAR", b"Rar!\x1A\x07\x01\x00".to_vec()),
        ("7-Zip", b"7z\xBC\xAF\x27\x1C\0\0".to_vec()),
        ("password, xlsx", fixture("reading/password.xlsx")),
        ("password, xls, RC4", filepass(0x0600, &[1, 0, 1, 0, 1, 0])),
        ("password, xls, XOR", filepass(0x0600, &[0, 0, 0xEA, 0x5E])),
        ("password, xls of Excel 95, XOR", filepass(0x0500, &[0xEA, 0x5E, 0, 0])),
        ("password, xlsb", {
            let mut sealed = fixture("encrypted/structure-protected.xlsb");
            // Another salt makes another key.
            let salt = memchr::memmem::rfind(&sealed, b"saltValue=").expect("in its description") + 12;
            sealed[salt] ^= 1;
            sealed
        }),
        ("password, ods", fixture("encrypted/password.ods")),
        ("ods, indented", fixture("reading/indented.ods")),
        (
            "macro sheet beside a good one",
            edited(
                "Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet",
                "Id=\"r2\" Type=\"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet",
            ),
        ),
        ("unknown state of a sheet", edited("sheetId=\"2\"", "sheetId=\"2\" state=\"show\"")),
        ("one sheet without a part", edited("worksheets/sheet2.xml\"/>", "worksheets/nowhere.xml\"/>")),
        ("one sheet without a relation", edited("r:id=\"r2\"", "r:id=\"r9\"")),
        (
            "unknown error codes",
            xlsx("<row><c t='e'><v>#SPILL!</v></c><c t='e'><v>ERROR</v></c><c t='e'><v>#GETTING_DATA</v></c></row>"),
        ),
        (
            "bad references",
            xlsx(
                "<row r='1'><c r='A'><v>1</v></c><c r='B0'><v>1</v></c><c r='7'><v>1</v></c><c r='C1'><v>9</v></c></row>",
            ),
        ),
        ("bad index of a string", with_strings("<sst><si><t>Tốt</t></si></sst>")),
        (
            "extensions inside a cell",
            xlsx("<row r='1'><c r='A1'><extLst><ext><v>8</v></ext></extLst><v>1</v></c></row>"),
        ),
        (
            "cells and rows without references",
            xlsx("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"),
        ),
        ("parts in UTF-16", {
            let parts = xlsx_parts(&[("Biểu", one)], None).into_iter().map(|(name, content)| {
                let text = String::from_utf8(content).expect("text");
                (name, [vec![0xFF, 0xFE], utf16(&text)].concat())
            });
            zip(&parts.collect::<Vec<_>>())
        }),
        ("strict OOXML", fixture("reading/strict.xlsx")),
        ("zip that is no workbook", zip(&[("a.txt".into(), b"a".to_vec())])),
        ("zip without a part", edited("Target=\"xl/workbook.xml\"", "Target=\"xl/none.xml\"")),
        ("Word document", edited("spreadsheetml.sheet.main", "wordprocessingml.document.main")),
        ("cut xls", fixture("reading/cut-in-half.xls")),
        (
            "xlsb, formula of unknown tokens",
            xlsb("xl/worksheets/sheet1.bin", |records| {
                for (_, data) in records.iter_mut().filter(|(kind, data)| *kind == 9 && data.len() > 24) {
                    data[22..].fill(0xFF);
                }
            }),
        ),
    ]
}

#[test]
fn every_case_is_read_or_named() {
    let sections = [("3a", panics()), ("3b", bombs()), ("3c", silent()), ("3d", words())];
    let mut table = String::new();
    for (section, cases) in sections {
        for (name, bytes) in cases {
            let started = Instant::now();
            let line = outcome(&from_bytes(bytes));
            assert!(started.elapsed() < Duration::from_secs(20), "{name} took {:?}", started.elapsed());
            for word in ["EOCD", "Cfb", "Err(", "Some(", "panicked"] {
                assert!(!line.contains(word), "{name}: {line}");
            }
            table += &format!("{section} {name}\n    {line}\n");
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_limit_says_how_to_raise_it() {
    let said = |limits: Limits, bytes: Vec<u8>| {
        let read = from_bytes_with(bytes, &Options { limits, ..Options::default() });
        let error = read.expect_err("over a limit");
        assert!(matches!(error, Error::OverLimit { .. }), "{error}");
        format!("{}\n{error}\n", error.vi())
    };
    let cells = Limits { cells: 3, ..Limits::default() };
    let row = "<row><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row>";
    let far = xls(&[number(0, 0, 1.0), number(9, 0, 1.0)]).file();
    let part = Limits { unpacked_mb: Some(0), ..Limits::default() };
    let texts = "<sst><si><t>a</t></si><si><t>a</t></si><si><t>a</t></si></sst>";
    // Each cell is small, and all together are more than the memory that may be taken.
    let memory = Limits { memory_mb: 1, ..Limits::default() };
    let formulas: String = (1..=9_000).map(|n| format!("<row><c><f>A1+{n}</f><v>{n}</v></c></row>")).collect();
    let all = [
        said(cells, xlsx(row)),
        said(cells, far),
        said(part, xlsx(row)),
        said(cells, with_strings(texts)),
        said(memory, xlsx(&formulas)),
    ];
    insta::assert_snapshot!(all.concat());
    let raised = Limits { unpacked_mb: Some(64), ..Limits::default() };
    let bomb = bombs().into_iter().find(|(name, _)| name.contains("zeros")).expect("a case").1;
    assert!(from_bytes_with(bomb, &Options { limits: raised, ..Options::default() }).is_ok(), "raised, it is read");
}
