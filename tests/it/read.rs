//! Reading: every fixture opens or says why not; values agree with calamine; damaged files never stop the program.

use std::collections::BTreeMap;
use std::path::PathBuf;

use calamine::{Data, Reader};
use xeploai::error::Error;
use xeploai::finding::{CellRange, CellRef};
use xeploai::read::{
    Format, Options, ReadNoteKind, Sheet, Tab, Value, Visibility, Workbook, extension_mismatch, from_bytes,
    from_bytes_with, open,
};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/reading").join(name)
}

fn read(name: &str) -> Workbook {
    open(&path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn sheet(book: &Workbook, index: usize) -> &Sheet {
    match &book.tabs[index] {
        Tab::Sheet(sheet) => sheet,
        other => panic!("{other:?}"),
    }
}

fn at(place: &str) -> CellRef {
    CellRef::parse(place).expect("an address")
}

fn text(sheet: &Sheet, place: &str) -> String {
    match sheet.get(at(place)).map(|cell| cell.value()) {
        Some(Value::Text(text)) => text.to_string(),
        Some(Value::Number(number)) => number.to_string(),
        Some(other) => format!("{other:?}"),
        None => String::new(),
    }
}

fn formula<'a>(sheet: &'a Sheet, place: &str) -> &'a str {
    sheet.get(at(place)).and_then(|cell| cell.formula()).unwrap_or("")
}

/// What the files that are no workbook have to say; every other fixture must open.
fn expected_error(name: &str) -> Option<Error> {
    let not = |what: &str| Error::NotAWorkbook(what.into());
    let damaged = |what: &str| Error::Damaged(what.into());
    Some(match name {
        "csv-named-xls.xls" => not("CSV"),
        "zero-bytes.xlsx" => Error::Empty,
        "password.xlsx" => Error::Password,
        "cut-in-half.xlsx" => damaged("the download is incomplete"),
        "cut-in-half.xls" => damaged("its container is incomplete or damaged"),
        "duplicate-entry.xlsx" => damaged("two parts have the same name"),
        _ => return None,
    })
}

#[test]
fn every_fixture_opens_or_says_why_not() {
    let folder = path("");
    let entries = std::fs::read_dir(folder).expect("the fixtures");
    let mut count = 0;
    for entry in entries {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        assert_eq!(open(&path).err(), expected_error(&name), "{name}");
        count += 1;
    }
    assert!(count >= 25);
    assert_eq!(open(&path_of_folder()), Err(Error::NotAFile));
    assert!(matches!(open(&path("nothing.xlsx")), Err(Error::CannotOpen(_))));
}

fn path_of_folder() -> PathBuf {
    path("")
}

#[test]
fn formats_are_told_by_content() {
    for (name, format, mismatch) in [
        ("plain.xlsx", Format::Xlsx, false),
        ("xlsm.xlsm", Format::Xlsm, false),
        ("xlsx-named-xls.xls", Format::Xlsx, true),
        ("xls-named-xlsx.xlsx", Format::Xls, true),
        ("plain.ods", Format::Ods, false),
        ("html-named-xls.xls", Format::Html, true),
        ("spreadsheetml-2003.xls", Format::Xml, true),
    ] {
        let book = read(name);
        assert_eq!(book.format, format, "{name}");
        assert_eq!(extension_mismatch(book.format, &path(name)), mismatch, "{name}");
    }
    assert!(read("own-output.xlsx").own_output);
    assert!(!read("plain.xlsx").own_output);
}

/// Agile encryption, written by msoffcrypto-tool, and the standard one of Office 2007; of old workbooks RC4, written by
/// LibreOffice, and RC4 of the CryptoAPI and XOR, which msoffcrypto-tool opens.
#[test]
fn an_encrypted_workbook_is_read_with_its_password_or_excels_own() {
    let wanted = dump(sheet(&read("plain.xlsx"), 0));
    // LibreOffice writes TRUE as a formula.
    let dump = |sheet: &Sheet| dump(sheet).replace("Bool(true) =TRUE", "Bool(true)");
    for name in ["structure-protected.xlsx", "structure-protected.xls", "structure-protected-xor.xls"] {
        assert_eq!(dump(sheet(&read(&format!("../encrypted/{name}")), 0)), wanted, "{name}");
    }
    let (binary, clear) = (read("../encrypted/structure-protected.xlsb"), read("quan-hai-chau.xlsb"));
    assert_eq!(dump(sheet(&binary, 0)), dump(sheet(&clear, 0)));
    for name in ["password-known.xlsx", "password-2007.xlsx", "password-known.xls", "password-known-cryptoapi.xls"] {
        let name = format!("../encrypted/{name}");
        let with = |password: &str| {
            let options = Options { password: Some(password.into()), ..Options::default() };
            from_bytes_with(std::fs::read(path(&name)).expect("there"), &options)
        };
        assert_eq!(dump(sheet(&with("Mat-khau-2025").expect("the password"), 0)), wanted, "{name}");
        assert_eq!(with("mat-khau-2025").err(), Some(Error::WrongPassword), "{name}");
    }
}

/// Written by LibreOffice 7.4.
#[test]
fn an_encrypted_ods_is_read_with_its_password() {
    let file = || std::fs::read(path("../encrypted/password-known.ods")).expect("there");
    let with = |password: Option<&str>| {
        from_bytes_with(file(), &Options { password: password.map(str::to_owned), ..Options::default() })
    };
    let (read, clear) = (with(Some("Mat-khau-2025")).expect("the password"), read("plain.ods"));
    // LibreOffice wrote its own TRUE as one.
    let all =
        |book: &Workbook| book.sheets().map(|(_, sheet)| dump(sheet).replace("Bool(true)", "1")).collect::<Vec<_>>();
    assert_eq!(all(&read), all(&clear));
    assert!(all(&read).iter().any(|sheet| sheet.contains("HTXSNV")));
    for wrong in ["mat-khau-2025", ""] {
        assert_eq!(with(Some(wrong)).err(), Some(Error::WrongPassword), "{wrong:?}");
    }
    assert_eq!(with(None).err(), Some(Error::Password));
    // What it says of its encryption may be anything.
    for at in (0..file().len()).step_by(1_201) {
        let mut case = file();
        case[at] ^= 0x55;
        let options = Options { password: Some("Mat-khau-2025".into()), ..Options::default() };
        if let Ok(book) = from_bytes_with(case, &options) {
            assert_eq!(all(&book), all(&clear), "{at}");
        }
    }
}

/// Files that hold the same sheet in another dress.
#[test]
fn the_same_sheet_reads_the_same_in_any_dress() {
    let plain = read("plain.xlsx");
    let wanted = dump(sheet(&plain, 0));
    assert!(wanted.contains("E10 Xã An Phú & \"Bình Minh\" <2025>"), "{wanted}");
    assert!(wanted.contains("B10 46022"), "{wanted}");
    for name in [
        "xlsm.xlsm",
        "strict.xlsx",
        "streamed-zip.xlsx",
        "prefixed-namespaces.xlsx",
        "utf16-part.xlsx",
        "cells-without-addresses.xlsx",
    ] {
        assert_eq!(dump(sheet(&read(name), 0)), wanted, "{name}");
    }
}

fn dump(sheet: &Sheet) -> String {
    let cells = sheet.cells.iter().map(|cell| {
        let formula = cell.formula().map_or(String::new(), |f| format!(" ={f}"));
        format!("{} {}{formula}\n", cell.at(), text(sheet, &cell.at().to_string()))
    });
    cells.collect::<String>() + &format!("{:?} {:?}", sheet.merges, sheet.notes)
}

#[test]
fn the_style_is_kept() {
    let book = read("plain.xlsx");
    let cell = sheet(&book, 0).get(at("C8")).expect("a percentage");
    assert_eq!(book.number_format(cell), Some("0.0%"));
}

#[test]
fn formulas_are_written_out() {
    let book = read("shared-formulas.xlsx");
    let shared = sheet(&book, 0);
    assert_eq!(formula(shared, "C7"), "SUM(C4:C6)+LOG10($B$1)*0");
    assert_eq!(formula(shared, "F7"), "SUM(F4:F6)+LOG10($B$1)*0");
    let book = read("no-stored-results.xlsx");
    let cell = sheet(&book, 0).get(at("C7")).expect("a formula");
    assert!(cell.lacks_result());
    let book = read("biff8-from-a-library.xls");
    assert_eq!(formula(sheet(&book, 0), "C7"), "SUM(C4:C6)");
    assert_eq!(formula(sheet(&book, 0), "C8"), "IF(C7>5,1,0)");
}

#[test]
fn texts_are_read_as_excel_shows_them() {
    let book = read("rich-text.xlsx");
    let sheet = sheet(&book, 0);
    for (place, wanted) in [
        ("B12", "Hoàn thành xuất sắc nhiệm vụ"),
        ("A14", "Đạtchuẩn"),
        ("B14", "cắt khoảng trắng"),
        ("C14", " giữ "),
        ("D14", "a\rb"),
    ] {
        assert_eq!(text(sheet, place), wanted, "{place}");
    }
}

#[test]
fn what_is_hidden_is_told() {
    for (name, rows, columns) in
        [("hidden-rows-columns-sheets.xlsx", vec![4], vec![3, 4]), ("plain.ods", vec![4], vec![3])]
    {
        let book = read(name);
        let first = sheet(&book, 0);
        assert_eq!(first.hidden_rows.iter().flatten().copied().collect::<Vec<_>>(), rows, "{name}");
        assert_eq!(first.hidden_columns.iter().flatten().copied().collect::<Vec<_>>(), columns, "{name}");
        assert_eq!(sheet(&book, 1).visibility, Visibility::Hidden, "{name}");
    }
    let book = read("hidden-rows-columns-sheets.xlsx");
    assert_eq!(sheet(&book, 2).visibility, Visibility::VeryHidden);
    assert_eq!(sheet(&read("biff8-from-a-library.xls"), 1).visibility, Visibility::Hidden);
}

#[test]
fn a_bad_tab_leaves_the_others() {
    let book = read("chart-sheet-beside.xlsx");
    assert!(matches!(&book.tabs[1], Tab::NoCells { name } if &**name == "Biểu đồ"));
    assert_eq!(text(sheet(&book, 2), "A1"), "sau biểu đồ");
    let book = read("missing-sheet-part.xlsx");
    assert!(matches!(&book.tabs[1], Tab::Failed { error: Error::Damaged(_), .. }));
    assert_eq!(text(sheet(&book, 0), "C4"), "3");
}

#[test]
fn a_bad_cell_leaves_the_sheet() {
    let book = read("bad-string-index.xlsx");
    let first = sheet(&book, 0);
    assert!(first.get(at("B5")).is_none());
    assert!(matches!(&first.notes[..], [note] if note.at == Some(at("B5"))));
    let book = read("bad-cells.xlsx");
    let first = sheet(&book, 0);
    let kinds: Vec<&ReadNoteKind> = first.notes.iter().map(|note| &note.kind).collect();
    let bad = |text: &str| ReadNoteKind::BadCell(text.into());
    assert_eq!(
        kinds,
        [
            &ReadNoteKind::NotFinite("NaN".into()),
            &bad("lạ: 12"),
            &bad("ZZZZ1"),
            &bad("B0"),
            &ReadNoteKind::DuplicateCell
        ]
    );
    assert_eq!(text(first, "C4"), "NaN");
    assert_eq!(text(first, "B20"), "7");
    assert_eq!(text(first, "A19"), "5");
    assert_eq!(text(first, "C20"), "Error(\"#SPILL!\")");
    assert_eq!(text(first, "D20"), "46022");
    assert!(first.cells.windows(2).all(|pair| pair[0].at() < pair[1].at()));
}

#[test]
fn old_and_open_formats_agree_with_the_new() {
    let book = read("biff8-from-libreoffice.xls");
    let old = sheet(&book, 0);
    assert_eq!(text(old, "B5"), "Chi bộ trường Tiểu học");
    assert_eq!(text(old, "B10"), "46022");
    assert_eq!(text(old, "D10"), "Error(\"#DIV/0!\")");
    assert_eq!(old.merges.as_deref(), Some(&[CellRange::new(at("A1"), at("F1"))][..]));
    assert_eq!(text(sheet(&read("biff8-from-a-library.xls"), 1), "D5"), "Bắt đầu từ D5");
    let book = read("plain.ods");
    let open = sheet(&book, 0);
    assert_eq!(text(open, "B10"), "46022");
    assert_eq!(text(open, "D10"), "Error(\"#DIV/0!\")");
    assert_eq!(text(open, "B12"), "hai dòng\nvà  hai khoảng trắng");
    assert_eq!(formula(open, "C7"), "SUM(C4:C6)");
    assert_eq!(formula(open, "F12"), "IF(F7>50,\"đủ; hết\",0)");
    assert_eq!(formula(sheet(&book, 1), "B3"), "'Biểu 1'!F7*2");
    assert_eq!(open.merges.as_deref(), Some(&[CellRange::new(at("A1"), at("F1"))][..]));
    assert_eq!(dump(sheet(&read("indented.ods"), 0)), dump(open));
}

/// The values of a sheet as calamine has them, by cell.
fn by_calamine(range: &calamine::Range<Data>) -> BTreeMap<CellRef, String> {
    let (top, left) = range.start().unwrap_or((0, 0));
    let cells = range.used_cells().map(|(row, column, value)| {
        let shown = match value {
            Data::Int(number) => format!("n {number}"),
            Data::Float(number) => format!("n {number}"),
            Data::DateTime(date) => format!("n {}", date.as_f64()),
            Data::Bool(yes) => format!("b {yes}"),
            Data::Error(error) => format!("t {error}"),
            other => format!("t {other}"),
        };
        (CellRef::new(top + row as u32, left + column as u32), shown)
    });
    cells.filter(|(_, shown)| shown != "t ").collect()
}

fn by_us(sheet: &Sheet) -> BTreeMap<CellRef, String> {
    let cells = sheet.cells.iter().filter_map(|cell| {
        let shown = match cell.value() {
            Value::Empty => return None,
            Value::Number(number) => format!("n {number}"),
            Value::Bool(yes) => format!("b {yes}"),
            Value::Text(text) | Value::Error(text) => format!("t {text}"),
        };
        Some((cell.at(), shown))
    });
    cells.collect()
}

#[test]
fn xlsx_values_agree_with_calamine() {
    for name in [
        "plain.xlsx",
        "prefixed-namespaces.xlsx",
        "strict.xlsx",
        "shared-formulas.xlsx",
        "saved-by-libreoffice.xlsx",
        "hidden-rows-columns-sheets.xlsx",
        "no-stored-results.xlsx",
        "cells-without-addresses.xlsx",
        "own-output.xlsx",
        "rich-text.xlsx",
    ] {
        let mut oracle: calamine::Xlsx<_> = calamine::open_workbook(path(name)).expect(name);
        let ours = read(name);
        for (index, tab) in oracle.sheets_metadata().to_vec().iter().enumerate() {
            let wanted = by_calamine(&oracle.worksheet_range(&tab.name).expect(name));
            assert_eq!(by_us(sheet(&ours, index)), wanted, "{name}, {}", tab.name);
        }
    }
}

#[test]
fn ods_texts_and_numbers_agree_with_calamine() {
    let mut oracle: calamine::Ods<_> = calamine::open_workbook(path("plain.ods")).expect("sound");
    let ours = read("plain.ods");
    for (index, tab) in oracle.sheets_metadata().to_vec().iter().enumerate() {
        let mut wanted = by_calamine(&oracle.worksheet_range(&tab.name).expect("there"));
        if wanted.get(&at("B10")).is_some_and(|date| date.contains("2025-12-31")) {
            wanted.insert(at("B10"), "n 46022".into());
        }
        assert_eq!(by_us(sheet(&ours, index)), wanted, "{}", tab.name);
    }
}

/// A small generator, so that a failure can be run again: xorshift64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

fn mutant(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(4) {
        let place = dice.below(bytes.len());
        match dice.below(6) {
            0 => bytes.truncate(place.max(1)),
            1 => bytes[place] = 0xFF,
            2 => bytes[place] = 0,
            _ => bytes[place] ^= 1 << dice.below(8),
        }
    }
    bytes
}

#[test]
fn damaged_files_never_stop_the_program() {
    for (name, seed) in [
        ("plain.xlsx", 1),
        ("plain.ods", 2),
        ("biff8-from-a-library.xls", 3),
        ("biff8-from-libreoffice.xls", 4),
        ("../formulas/tokens.xls", 8),
    ] {
        let bytes = std::fs::read(path(name)).expect(name);
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        for _ in 0..500 {
            let said = from_bytes(mutant(&bytes, &mut dice)).err().map(|e| e.to_string() + &e.vi());
            let said = said.unwrap_or_default();
            assert!(!["EOCD", "Cfb", "Err(", "Some("].iter().any(|w| said.contains(w)), "{said}");
        }
    }
}

/// Damage inside the parts, which the checksums would otherwise catch: parts are changed, then packed again.
#[test]
fn damaged_parts_never_stop_the_program() {
    use xeploai::package::zip::{Archive, Budget};
    for (name, seed) in
        [("plain.xlsx", 5), ("shared-formulas.xlsx", 6), ("plain.ods", 7), ("../formulas/tokens.xlsb", 9)]
    {
        let archive = Archive::open(std::fs::read(path(name)).expect(name)).expect(name);
        let parts: Vec<(String, Vec<u8>)> = archive
            .members()
            .iter()
            .map(|m| (m.name.clone(), archive.inflate(m, &mut Budget::default()).expect(name)))
            .collect();
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        for _ in 0..500 {
            let mut changed = parts.clone();
            let index = dice.below(changed.len());
            changed[index].1 = mutant(&changed[index].1, &mut dice);
            drop(from_bytes(stored_zip(&changed)));
        }
    }
}

/// A zip file of stored parts, the least that can be read.
pub(super) fn stored_zip(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let size = (content.len() as u32).to_le_bytes();
        let offset = (bytes.len() as u32).to_le_bytes();
        let name_len = (name.len() as u16).to_le_bytes();
        let common =
            [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &crc.sum().to_le_bytes(), &size, &size, &name_len, &[0, 0]].concat();
        bytes.extend([b"PK\x03\x04", &common[..], name.as_bytes(), content].concat());
        directory.extend([b"PK\x01\x02\x14\x00", &common[..], &[0; 10], &offset, name.as_bytes()].concat());
    }
    let count = (parts.len() as u16).to_le_bytes();
    let (size, start) = ((directory.len() as u32).to_le_bytes(), (bytes.len() as u32).to_le_bytes());
    bytes.extend([&directory[..], b"PK\x05\x06\0\0\0\0", &count, &count, &size, &start, &[0, 0]].concat());
    bytes
}

/// The binary twin of a shipped workbook: the same values in the same cells.
#[test]
fn xlsb_values_agree_with_xlsx() {
    let twin = read("quan-hai-chau.xlsb");
    let original = read("../da-nang-2021/01-quan-hai-chau.xlsx");
    assert_eq!((twin.format, original.format), (Format::Xlsb, Format::Xlsx));
    let values = |book: &Workbook| -> Vec<(String, BTreeMap<CellRef, String>)> {
        let sheets = book.tabs.iter().filter_map(|tab| match tab {
            Tab::Sheet(sheet) => Some(sheet),
            _ => None,
        });
        sheets.map(|s| (s.name.to_string(), by_us(s).into_iter().filter(|(_, v)| !v.is_empty()).collect())).collect()
    };
    let (twin, original) = (values(&twin), values(&original));
    assert!(twin.iter().map(|(_, cells)| cells.len()).sum::<usize>() > 500);
    assert_eq!(twin, original);
}
