//! Copies in another format: they look as the original does, and say exactly what they lack.

use std::collections::BTreeMap;
use std::path::PathBuf;

use assert_cmd::Command;
use tempfile::TempDir;
use xeploai::finding::{CellRange, CellRef};
use xeploai::package::xml::{Tag, Token, Tokenizer};
use xeploai::package::zip::{Archive, Budget};
use xeploai::read::look::{Besides, Look, NumberFormat, look};
use xeploai::read::{from_bytes, open};
use xeploai::write::apply::apply;
use xeploai::write::rebuild::rebuilt;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).expect("a fixture")
}

fn at(place: &str) -> CellRef {
    CellRef::parse(place).expect("an address")
}

/// A copy without corrections, and what it lacks.
fn copy(name: &str) -> (Vec<u8>, Vec<String>) {
    let original = open(&path(name)).expect("a fixture");
    let mut applied = apply(&original, &[]).expect("nothing to apply");
    applied.look = look(bytes(name)).ok();
    let made = rebuilt(&original, &applied).expect("written");
    (made.bytes, made.left_behind.into_iter().map(|message| message.en).collect())
}

/// What an xlsx file says of the looks of its sheets.
#[derive(Default, Debug)]
struct Dress {
    /// Font, number format, fill, borders and alignment in words.
    cells: BTreeMap<CellRef, String>,
    /// Width by column, in characters.
    widths: BTreeMap<u32, f64>,
    /// Height by row, in points.
    heights: BTreeMap<u32, f64>,
    /// Attributes of the page's elements.
    page: BTreeMap<String, String>,
}

fn part(archive: &Archive, name: &str) -> String {
    let member = archive.find(name).unwrap_or_else(|| panic!("{name}"));
    let bytes = archive.inflate(member, &mut Budget::default()).expect("sound");
    String::from_utf8(bytes).expect("UTF-8")
}

fn each(text: &str, mut see: impl FnMut(&Tag<'_>, &[String])) {
    let mut tokens = Tokenizer::new(text);
    let mut open: Vec<String> = Vec::new();
    while let Some(token) = tokens.next_token().expect("sound") {
        match token {
            Token::Start(tag) => {
                see(&tag, &open);
                if !tag.empty {
                    open.push(tag.name.to_owned());
                }
            }
            Token::End(_) => drop(open.pop()),
            Token::Text(_) => {}
        }
    }
}

fn attribute(tag: &Tag<'_>, name: &str) -> String {
    tag.get(name).unwrap_or_default().into_owned()
}

fn styles(text: &str) -> Vec<String> {
    let (mut fonts, mut fills, mut borders, mut codes) = (Vec::new(), Vec::new(), Vec::new(), BTreeMap::new());
    let mut formats: Vec<String> = Vec::new();
    each(text, |tag, open| {
        let inside = |name: &str| open.iter().any(|o| o == name);
        let last = |list: &mut Vec<Vec<String>>, word: String| list.last_mut().expect("begun").push(word);
        match tag.name {
            "numFmt" => drop(codes.insert(attribute(tag, "numFmtId"), attribute(tag, "formatCode"))),
            "font" if inside("fonts") => fonts.push(Vec::new()),
            "b" | "i" | "u" if inside("fonts") => last(&mut fonts, tag.name.into()),
            "name" | "sz" if inside("fonts") => last(&mut fonts, attribute(tag, "val")),
            "fill" if inside("fills") => fills.push(Vec::new()),
            "patternFill" if inside("fills") => {
                let kind = attribute(tag, "patternType");
                last(&mut fills, if kind.is_empty() { "none".into() } else { kind });
            }
            "border" if inside("borders") => borders.push(Vec::new()),
            "left" | "right" | "top" | "bottom" if inside("borders") => last(&mut borders, attribute(tag, "style")),
            "xf" if inside("cellXfs") => {
                let pick = |list: &Vec<Vec<String>>, id: &str| {
                    let mut words = list[attribute(tag, id).parse::<usize>().expect("a number")].clone();
                    words.sort();
                    words.join(" ")
                };
                let id = attribute(tag, "numFmtId");
                let code = codes.get(&id).cloned().unwrap_or(id);
                let (font, fill) = (pick(&fonts, "fontId"), pick(&fills, "fillId"));
                formats.push(format!("{font} | {fill} | {} | {code}", pick(&borders, "borderId")));
            }
            "alignment" if inside("cellXfs") => {
                let vertical = attribute(tag, "vertical");
                let vertical = if vertical == "bottom" { "" } else { &vertical };
                let wrap = if attribute(tag, "wrapText") == "1" { " wrap" } else { "" };
                let words = format!(" | {} {vertical}{wrap}", attribute(tag, "horizontal"));
                if words != " |  " {
                    *formats.last_mut().expect("begun") += &words;
                }
            }
            _ => {}
        }
    });
    formats
}

fn dress(bytes: Vec<u8>, sheet: usize) -> Dress {
    let archive = Archive::open(bytes).expect("a zip");
    let styles = styles(&part(&archive, "xl/styles.xml"));
    let mut dress = Dress::default();
    let number = |tag: &Tag<'_>, name: &str| attribute(tag, name).parse::<f64>().ok();
    each(&part(&archive, &format!("xl/worksheets/sheet{}.xml", sheet + 1)), |tag, _| match tag.name {
        "col" => {
            let (first, last) = (number(tag, "min").expect("there") as u32, number(tag, "max").expect("there") as u32);
            dress.widths.extend((first - 1..last).filter_map(|column| Some((column, number(tag, "width")?))));
        }
        "row" => dress.heights.extend(number(tag, "r").map(|r| r as u32 - 1).zip(number(tag, "ht"))),
        "c" => {
            let style = number(tag, "s").unwrap_or(0.0) as usize;
            dress.cells.insert(at(&attribute(tag, "r")), styles[style].clone());
        }
        "pageSetup" | "pageMargins" | "printOptions" | "pane" | "pageSetUpPr" => {
            let all = tag.attributes().map(|(name, value)| (format!("{} {name}", tag.name), value.to_owned()));
            dress.page.extend(all);
        }
        _ => {}
    });
    each(&part(&archive, "xl/workbook.xml"), |_, _| {});
    dress
}

fn names(bytes: Vec<u8>) -> String {
    part(&Archive::open(bytes).expect("a zip"), "xl/workbook.xml")
}

#[test]
fn an_old_workbook_keeps_its_look() {
    let (made, left) = copy("da-nang-2021/03 Quận Sơn Trà.xls");
    assert_eq!(left, [""; 0]);
    let dress = dress(made.clone(), 0);
    assert_eq!(dress.cells[&at("A2")], "12 Times New Roman b | none |     | 0 | center ");
    let header = &dress.cells[&at("B9")];
    assert!(header.starts_with("12 Times New Roman b | none | thin thin thin thin | "), "{header}");
    assert!(header.ends_with("| center center wrap"), "{header}");
    // A blank cell of the table has its border.
    assert!(dress.cells[&at("F10")].contains("thin thin thin thin"), "{:?}", dress.cells[&at("F10")]);
    // In 256ths of a digit the file says 1462 and 9398: to the nearest pixel, an eighth of it.
    assert_eq!((dress.widths[&0], dress.widths[&1]), (5.75, 36.75));
    assert_eq!(dress.page["pageSetup paperSize"], "9");
    assert!(!dress.page.contains_key("pageSetup orientation") || dress.page["pageSetup orientation"] == "portrait");
    assert!(names(made).contains("'Biểu 1'!$9:$9</definedName>"));
}

#[test]
fn an_open_document_keeps_its_look() {
    let (made, left) = copy("da-nang-2021/07-huyen-hoa-vang.ods");
    assert_eq!(left, [""; 0]);
    let dress = dress(made.clone(), 0);
    let title = &dress.cells[&at("A5")];
    assert!(title.starts_with("14 Times New Roman b | none | ") && title.ends_with("| center center wrap"), "{title}");
    let share = dress.cells.values().filter(|words| words.contains("thin thin thin thin | 0.00")).count();
    assert!(share > 5, "{share}");
    assert_eq!(dress.page["pageSetup orientation"], "landscape");
    assert_eq!(dress.page["pageSetup paperSize"], "9");
    // 5.8925 inches are 566 pixels, a digit of its usual font (Times New Roman 12) is 8 wide.
    assert!((dress.widths[&0] - 566.0 / 8.0).abs() < 0.2, "{:?}", dress.widths.get(&0));
    let (made, _) = copy("reading/plain.ods");
    assert!(self::dress(made, 0).cells[&at("B10")].contains("| dd/mm/yyyy"));
    let (made, _) = copy("da-nang-2021/05-quan-lien-chieu.ods");
    assert!(names(made).contains("Print_Titles"));
}

/// The copy of the binary twin looks like the workbook it is a twin of.
#[test]
fn a_binary_twin_looks_like_the_original() {
    let (twin, original) = ("reading/quan-hai-chau.xlsb", "da-nang-2021/01-quan-hai-chau.xlsx");
    let (made, left) = copy(twin);
    assert_eq!(left, [""; 0]);
    for sheet in 0..2 {
        let (ours, theirs) = (dress(made.clone(), sheet), dress(bytes(original), sheet));
        for (cell, words) in &theirs.cells {
            assert_eq!(ours.cells.get(cell), Some(words), "{cell}");
        }
        assert_eq!(ours.widths, theirs.widths);
        for (row, height) in &theirs.heights {
            assert!((ours.heights[row] - height).abs() < 0.5, "row {row}");
        }
        for what in ["pageSetup orientation", "pageSetup paperSize", "pageSetup fitToHeight", "pageMargins left"] {
            assert_eq!(ours.page.get(what), theirs.page.get(what), "{what}");
        }
    }
    assert!(names(made).contains("'Biểu 1-TCCSĐ'!$10:$12</definedName>"));
    let (twin, original) = (open(&path(twin)).expect("opens"), open(&path(original)).expect("opens"));
    for ((_, twin), (_, original)) in twin.sheets().zip(original.sheets()) {
        let sorted = |merges: &Option<Vec<CellRange>>| {
            let mut all: Vec<String> = merges.iter().flatten().map(ToString::to_string).collect();
            all.sort();
            all
        };
        assert_eq!(sorted(&twin.merges), sorted(&original.merges));
        assert_eq!(twin.hidden_rows, original.hidden_rows);
        assert_eq!(twin.hidden_columns, original.hidden_columns);
    }
}

#[test]
fn dates_and_views_are_read() {
    let old = look(bytes("reading/biff8-from-libreoffice.xls")).expect("sound");
    let sheet = old.sheets[0].as_ref().expect("a look");
    let date = sheet.style_at(at("B10")).map(|style| &old.styles[style as usize].number_format);
    assert!(matches!(date, Some(NumberFormat::Code(code)) if code.contains("yyyy")), "{date:?}");
    assert_eq!(sheet.style_at(at("ZZ900")), None);
    let formulas = sheet.formulas.len();
    assert!(formulas > 0, "formulas are counted whether or not they can be read");
}

#[test]
fn what_is_left_behind_is_what_the_file_has() {
    // Array formulas are not read.
    let (_, left) = copy("formulas/tokens.xls");
    assert!(left.iter().any(|text| text.contains("formulas, from ")), "{left:?}");
    let open_document = Archive::open(bytes("reading/plain.ods")).expect("a zip");
    for (inside, besides) in [
        ("<office:annotation><text:p><text:span>xem lại</text:span></text:p></office:annotation>", Besides::Notes),
        ("<draw:frame><draw:object/><draw:image/></draw:frame>", Besides::Charts),
        ("<draw:frame><draw:image/></draw:frame>", Besides::Drawings),
        ("<text:p><text:a>x</text:a></text:p>", Besides::Hyperlinks),
        ("<text:p>a<text:span>b</text:span></text:p>", Besides::RichText),
    ] {
        let content = part(&open_document, "content.xml");
        let content = content.replacen("</table:table-cell>", &format!("{inside}</table:table-cell>"), 1);
        let found = look(repacked(&open_document, "content.xml", content.as_bytes())).expect("sound").besides;
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [besides]);
    }
}

/// The package with one part replaced.
fn repacked(archive: &Archive, name: &str, content: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for member in archive.members().iter().filter(|member| !member.name.ends_with('/')) {
        zip.start_file(member.name.clone(), options).expect("a new member");
        let old = archive.inflate(member, &mut Budget::default()).expect("sound");
        zip.write_all(if member.name == name { content } else { &old }).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
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

    fn damage(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(5) {
            let place = self.below(bytes.len());
            match self.below(5) {
                0 => bytes.truncate(place.max(1)),
                1 => bytes[place] = 0xFF,
                _ => bytes[place] ^= 1 << self.below(8),
            }
        }
        bytes
    }
}

/// A look that is damaged is none, or one with which a copy can be written; never a panic, and the values stay.
#[test]
fn damaged_looks_never_stop_a_copy() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut written = 0;
    let mut try_one = |damaged: Vec<u8>| {
        let Ok(original) = from_bytes(damaged.clone()) else { return };
        let mut applied = apply(&original, &[]).expect("nothing to apply");
        applied.look = look(damaged).ok();
        written += usize::from(rebuilt(&original, &applied).is_ok());
    };
    let old = bytes("forms/thu-tu-cot-nguoc.xls");
    for _ in 0..30 {
        try_one(dice.damage(&old));
    }
    for (name, parts) in [
        ("reading/plain.ods", ["content.xml", "styles.xml"]),
        ("reading/quan-hai-chau.xlsb", ["xl/styles.bin", "xl/worksheets/sheet1.bin"]),
    ] {
        let archive = Archive::open(bytes(name)).expect("a zip");
        for part in parts {
            let member = archive.find(part).expect("there");
            let sound = archive.inflate(member, &mut Budget::default()).expect("sound");
            for _ in 0..12 {
                try_one(repacked(&archive, part, &dice.damage(&sound)));
            }
        }
    }
    assert!(written > 30, "{written}");
}

#[test]
fn a_file_without_a_look_is_copied_and_says_so() {
    let original = open(&path("forms/thu-tu-cot-nguoc.xls")).expect("a fixture");
    let applied = apply(&original, &[]).expect("nothing to apply");
    let left = rebuilt(&original, &applied).expect("written").left_behind;
    assert!(left[0].en.starts_with("fonts, colours, borders"), "{left:?}");
    assert!(left.iter().any(|message| message.en.contains("dates show as numbers")), "{left:?}");
    let none = Look::default();
    let mut applied = apply(&original, &[]).expect("nothing to apply");
    applied.look = Some(none);
    // A look of another number of tabs is none.
    assert_eq!(rebuilt(&original, &applied).expect("written").left_behind, left);
    // Nor is one that no workbook can have.
    let mut impossible = look(bytes("forms/thu-tu-cot-nguoc.xls")).expect("sound");
    impossible.sheets[0].as_mut().expect("a look").page.repeat_rows = Some((9, 3));
    applied.look = Some(impossible);
    assert_eq!(rebuilt(&original, &applied).expect("written").left_behind, left);
}

/// The whole way: an old workbook with a wrong total, corrected, in its own look.
#[test]
fn a_corrected_old_workbook_can_be_sent_on() {
    let folder = TempDir::new().expect("a folder");
    let mut file = bytes("da-nang-2021/08-dang-uy-khoi-cac-co-quan.xls");
    // The total in E19, 120, becomes 102: both as whole numbers of an MULRK record.
    let record = [0xE2, 0x01, 0, 0, 0x1F, 0];
    let places: Vec<usize> = (0..file.len() - 6).filter(|at| file[*at..*at + 6] == record).collect();
    assert_eq!(places.len(), 1);
    file[places[0]..places[0] + 2].copy_from_slice(&[0x9A, 0x01]);
    let input = folder.path().join("khoi.xls");
    std::fs::write(&input, file).expect("written");
    let out = folder.path().join("out");
    let arguments = ["fix", &input.to_string_lossy(), "--out", &out.to_string_lossy()];
    let done = Command::cargo_bin("xeploai").expect("built").args(arguments).output().expect("it runs");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(said.contains("E19   102 → 120") && !said.contains("không giữ được"), "{said}");
    let made = std::fs::read(out.join("khoi.xlsx")).expect("there");
    let (made, sound) = (dress(made, 0), dress(copy("da-nang-2021/08-dang-uy-khoi-cac-co-quan.xls").0, 0));
    assert!(made.cells[&at("E19")].contains("b | none | thin thin thin thin"), "{}", made.cells[&at("E19")]);
    assert_eq!((made.cells, made.widths, made.heights), (sound.cells, sound.widths, sound.heights));
}
