//! Corrected copies of workbooks full of charts, pictures, macros and the like: they differ in the corrected cells, in
//! what is computed from them, and in nothing else. Parts are compared by their bytes, cells by the text of their elements.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{Cursor, Read, Write as _};
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use calamine::Reader;
use tempfile::TempDir;
use xeploai::correct::Correction;
use xeploai::finding::{CellRef, Edit, Message, Safety};
use xeploai::package::patch::{Change, Content, Refusal, patch};
use xeploai::read::open;
use xeploai::write::apply::apply;
use xeploai::write::rebuild::values_only;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/fidelity").join(name)
}

type Parts = Vec<(String, Vec<u8>)>;

fn parts(bytes: &[u8]) -> Parts {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let count = zip.len();
    let part = |index| {
        let mut member = zip.by_index(index).expect("a member");
        let mut content = Vec::new();
        member.read_to_end(&mut content).expect("sound");
        (member.name().map(|n| n.to_string()).unwrap_or_default(), content)
    };
    (0..count).map(part).collect()
}

fn packed(parts: &Parts) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("a new member");
        zip.write_all(content).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}

/// The copy that `fix` writes.
fn corrected(name: &str) -> Vec<u8> {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
    let done = command.arg("fix").arg(fixture(name)).arg("--out").arg(&out).output().expect("it runs");
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::read(out.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What stands around the cells of a sheet part, and each cell as it is written, by its place among all.
fn cells(sheet: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut around, mut cells) = (Vec::new(), Vec::new());
    let mut rest = sheet;
    while let Some((start, name)) = ["<c", "<x:c"]
        .iter()
        .filter_map(|name| {
            let ends = |at: &usize| rest[at + name.len()..].starts_with([' ', '>', '/']);
            rest.match_indices(name).map(|(at, _)| at).find(ends).map(|at| (at, *name))
        })
        .min()
    {
        let tag = start + rest[start..].find('>').expect("the end of a tag") + 1;
        let close = format!("</{}>", &name[1..]);
        let end = match rest[..tag].ends_with("/>") {
            true => tag,
            false => tag + rest[tag..].find(&close).expect("the end of a cell") + close.len(),
        };
        around.push(&rest[..start]);
        cells.push(&rest[start..end]);
        rest = &rest[end..];
    }
    around.push(rest);
    (around, cells)
}

fn attribute<'c>(cell: &'c str, name: &str) -> Option<&'c str> {
    let tag = cell.split('>').next()?;
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

/// The formula of a cell as it is written.
fn formula(cell: &str) -> Option<&str> {
    let start = ["<f>", "<f "].iter().filter_map(|f| cell.find(f)).min()?;
    let end = cell.find("</f>").map(|at| at + 4).or_else(|| Some(start + cell[start..].find("/>")? + 2));
    end.map(|end| &cell[start..end])
}

/// All that differs, part by part and cell by cell.
fn differences(before: &[u8], after: &[u8]) -> String {
    let (before, after) = (parts(before), parts(after));
    let names = |parts: &Parts| parts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after), "the same parts in the same order");
    let mut out = String::new();
    for ((name, old), (_, new)) in before.iter().zip(&after) {
        if old == new {
            continue;
        }
        let _ = writeln!(out, "{name}");
        let (old, new) = (std::str::from_utf8(old).expect("XML"), std::str::from_utf8(new).expect("XML"));
        if name.starts_with("xl/worksheets/") {
            let ((around, old), (around_new, new)) = (cells(old), cells(new));
            assert_eq!(around, around_new, "{name}: what is not a cell stays");
            for (old, new) in old.iter().zip(&new).filter(|(old, new)| old != new) {
                let _ = writeln!(out, "  - {old}\n  + {new}");
                assert_eq!(attribute(old, "r"), attribute(new, "r"));
            }
        } else {
            let same = |a: &mut dyn Iterator<Item = (char, char)>| {
                a.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>()
            };
            let ahead = same(&mut old.chars().zip(new.chars()));
            let behind = same(&mut old[ahead..].chars().rev().zip(new[ahead..].chars().rev()));
            let _ = writeln!(out, "  - {}\n  + {}", &old[ahead..old.len() - behind], &new[ahead..new.len() - behind]);
        }
    }
    out
}

/// Compares with the reviewed list of all that differs.
fn reviewed(name: &str) -> String {
    let found = differences(&std::fs::read(fixture(name)).expect("a fixture"), &corrected(name));
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(format!("copy-{}", name.replace('.', "-")), found);
    });
    found
}

/// One typed count is wrong, and all that hangs on it.
#[test]
fn nothing_but_the_corrected_cell_and_its_dependents_differs() {
    for (name, sheets) in [
        // The total of the table goes by the name of its column, which is not followed.
        ("with-macros.xlsm", vec!["sheet1.xml", "sheet2.xml", "sheet3.xml"]),
        ("saved-by-calc.xlsx", vec!["sheet1.xml", "sheet2.xml", "sheet3.xml"]),
        ("by-openpyxl.xlsx", vec!["sheet1.xml"]),
        ("strict.xlsx", vec!["sheet1.xml"]),
        ("prefixed-without-addresses.xlsx", vec!["sheet1.xml"]),
        ("streamed.xlsx", vec!["sheet1.xml"]),
    ] {
        let found = reviewed(name);
        let changed: Vec<&str> = found.lines().filter(|line| line.starts_with("xl/worksheets/")).collect();
        let wanted: Vec<String> = sheets.iter().map(|sheet| format!("xl/worksheets/{sheet}")).collect();
        assert_eq!(changed, wanted, "{name}");
        let lines: Vec<&str> = found.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[0].starts_with("  - <")) {
            assert_eq!(formula(pair[0]), formula(pair[1]), "{name}: formulas stay");
        }
        let cell: Vec<&str> = found.lines().skip_while(|line| *line != wanted[0]).skip(1).take(2).collect();
        assert_eq!(cell[0].replace("71", "17").replace("  -", "  +").replace(" t=\"n\"", ""), cell[1], "{name}");
        assert!(!found.contains("styles.xml") && !found.contains("sharedStrings.xml"), "{name}");
    }
}

/// The workbooks carry what the copies are to keep.
#[test]
fn the_workbooks_are_full() {
    for (name, wanted) in [
        (
            "with-macros.xlsm",
            "vbaProject.bin charts/chart1 charts/chart2 media/image1 vmlDrawing1 comments1 tables/table1 custom.xml",
        ),
        (
            "saved-by-calc.xlsx",
            "charts/chart1 charts/chart2 media/image1 vmlDrawing1 comments1 tables/table1 custom.xml",
        ),
        ("by-openpyxl.xlsx", "charts/chart1 charts/chart2 media/image1 comments/comment1 tables/table1 custom.xml"),
        ("in-old-fonts.xlsx", "tables/table1 tables/table2"),
    ] {
        let parts = parts(&corrected(name));
        for part in wanted.split(' ') {
            assert!(parts.iter().any(|(name, _)| name.contains(part)), "{name}: {part}");
        }
    }
    let sheet = text_of(&parts(&corrected("with-macros.xlsm")), "xl/worksheets/sheet1.xml");
    for element in [
        "<sheetPr",
        "<pane ",
        "<cols>",
        "hidden=\"1\"",
        "outlineLevel",
        "<sheetProtection ",
        "<mergeCells ",
        "iconSet",
        "dataBar",
        "colorScale",
        "<dataValidation ",
        "<hyperlink ",
        "<pageSetup ",
        "<oddHeader>",
        "<ignoredError ",
        "<drawing ",
        "<legacyDrawing ",
        "x14:dataBar",
    ] {
        assert!(sheet.contains(element), "{element}");
    }
    let analysis = text_of(&parts(&corrected("with-macros.xlsm")), "xl/worksheets/sheet2.xml");
    assert!(
        analysis.contains("t=\"array\" ref=\"B3:B10\"")
            && analysis.contains("t=\"shared\"")
            && analysis.contains("x14:sparkline")
    );
}

fn text_of(parts: &Parts, name: &str) -> String {
    let part = parts.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("{name}"));
    String::from_utf8(part.1.clone()).expect("XML")
}

/// Another reader sees the results that were computed anew, and none where only the whole array could tell.
#[test]
fn results_are_new_or_gone() {
    let copy = corrected("with-macros.xlsm");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(copy)).expect("it opens");
    let sheet = book.worksheet_range("Phân tích").expect("a sheet");
    let shown = |row: u32, column: u32| sheet.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    let column = |column| (2..11).map(|row| shown(row, column)).collect::<Vec<_>>().join(" ");
    assert_eq!(column(0), "28 34 18 24 42 38 16 22 ", "filled down");
    assert_eq!(column(1), "        ", "an array over eight cells");
    assert_eq!(
        column(2),
        "  111 Khớp  42 3  111",
        "SUM, IF, MAX, COUNTIF, an array in one cell; the others are left out"
    );
}

/// Where only values can be kept, an array formula that must be computed anew is still one.
#[test]
fn a_copy_of_values_keeps_arrays_that_are_to_be_computed() {
    let original = open(&fixture("with-macros.xlsm")).expect("a fixture");
    let edit = Edit {
        file: "a".into(),
        sheet: "Biểu 1".into(),
        cell: CellRef::parse("G8").expect("an address"),
        from: "71".into(),
        to: "17".into(),
    };
    let correction = Correction {
        edit,
        becomes_number: false,
        rule: "S201",
        finding: "S201-000000".into(),
        safety: Safety::Safe,
        reason: Message::default().into(),
    };
    let applied = apply(&original, &[&correction]).expect("its sheet is there");
    let copy = parts(&values_only(&applied).expect("written").bytes);
    let sheet = text_of(&copy, "xl/worksheets/sheet2.xml");
    for array in ["t=\"array\" ref=\"B3:B10\"", "t=\"array\" ref=\"C3\""] {
        assert!(sheet.contains(array), "{array}: {sheet}");
    }
}

/// Decoded texts get a font that can draw them, whole or run by run; columns of tables follow their header cells.
#[test]
fn texts_of_old_fonts_are_shown_in_unicode() {
    let found = reviewed("in-old-fonts.xlsx");
    let changed: Vec<&str> = found.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(
        changed,
        [
            "xl/worksheets/sheet1.xml",
            "xl/worksheets/sheet2.xml",
            "xl/tables/table1.xml",
            "xl/tables/table2.xml",
            "xl/styles.xml"
        ]
    );
    let copy = parts(&corrected("in-old-fonts.xlsx"));
    let styles = text_of(&copy, "xl/styles.xml");
    let list = |element: &str| -> Vec<String> {
        let inner =
            styles.split(&format!("<{element} ")).nth(1).and_then(|rest| rest.split(&format!("</{element}>")).next());
        let item = if element == "fonts" { "<font>" } else { "<xf " };
        inner.expect(element).split(item).skip(1).map(str::to_owned).collect()
    };
    let (fonts, formats) = (list("fonts"), list("cellXfs"));
    for (element, count) in [("fonts", fonts.len()), ("cellXfs", formats.len())] {
        assert!(styles.contains(&format!("<{element} count=\"{count}\"")), "{element} {count}");
    }
    let mut fonts_of: BTreeMap<String, usize> = BTreeMap::new();
    for sheet in ["sheet1.xml", "sheet2.xml"] {
        let text = text_of(&copy, &format!("xl/worksheets/{sheet}"));
        for cell in cells(&text).1.iter().filter(|cell| cell.contains("inlineStr") && !cell.contains("<r>")) {
            let format: usize = attribute(cell, "s").and_then(|s| s.parse().ok()).expect("a format");
            let font: usize =
                attribute(&format!("<xf {}", formats[format]), "fontId").and_then(|f| f.parse().ok()).expect("a font");
            assert!(fonts[font].contains("Times New Roman") && !fonts[font].contains("scheme"), "{cell}");
            *fonts_of.entry(fonts[font].clone()).or_default() += 1;
        }
    }
    assert_eq!(fonts_of.values().sum::<usize>(), 36, "{fonts_of:?}");
    assert_eq!(fonts_of.len(), 3, "plain, bold, bold and blue: {fonts_of:?}");
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(corrected("in-old-fonts.xlsx"))).expect("it opens");
    for sheet in ["Danh sach 1", "Danh sach 2"] {
        let counted = book.worksheet_range(sheet).expect("a sheet");
        let shown = |column| counted.get_value((13, column)).map(ToString::to_string);
        assert_eq!((shown(2), shown(3)), (Some("4".into()), Some("4".into())), "words in formulas are decoded too");
    }
}

/// A text with runs keeps those that say the same, whether it is shared or stands in the cell.
#[test]
fn runs_that_stay_keep_their_look() {
    let put = |bytes: Vec<u8>, text: &str| {
        let change = Change::Put { formula: None, content: Content::Text(text.into()) };
        let at = CellRef::parse("B17").expect("an address");
        patch(bytes, &[(0, [(at, change)].into())].into(), false).expect("patched")
    };
    let cell = |bytes: &[u8]| {
        let sheet = text_of(&parts(bytes), "xl/worksheets/sheet1.xml");
        cells(&sheet).1.iter().find(|cell| attribute(cell, "r") == Some("B17")).expect("there").to_string()
    };
    let once = put(
        std::fs::read(fixture("with-macros.xlsm")).expect("a fixture"),
        "Ghi chú: số liệu do Văn phòng tổng hợp, đã rà soát",
    );
    let twice = put(once.clone(), "Ghi chú: số liệu do Văn phòng cung cấp, đã rà soát");
    insta::assert_snapshot!(format!("{}\n{}", cell(&once), cell(&twice)));
}

fn with(name: &str, part: &str, old: &str, new: &str) -> Vec<u8> {
    let mut all = parts(&std::fs::read(fixture(name)).expect("a fixture"));
    if !all.iter().any(|(name, _)| name == part) {
        all.push((part.into(), new.into()));
        return packed(&all);
    }
    let text = text_of(&all, part);
    assert!(text.contains(old), "{part}: {old}");
    all.iter_mut()
        .filter(|(name, _)| name == part)
        .for_each(|(_, content)| *content = text.replacen(old, new, 1).into());
    packed(&all)
}

/// A column that formulas or other parts know by its name cannot be renamed.
#[test]
fn a_header_cell_others_hang_on_is_refused() {
    let name = "in-old-fonts.xlsx";
    let header = CellRef::parse("C5").expect("an address");
    let change = |bytes: Vec<u8>| {
        let put = Change::Put { formula: None, content: Content::Text("Kết quả xếp loại".into()) };
        patch(bytes, &[(0, [(header, put)].into())].into(), false)
    };
    let renamed = parts(&change(std::fs::read(fixture(name)).expect("a fixture")).expect("patched"));
    assert!(text_of(&renamed, "xl/tables/table1.xml").contains("name=\"Kết quả xếp loại\""));
    let refused = Some(Refusal::TableHeader(header));
    let formula = "<f>COUNTA(Table1[[#All],[KÕt qu¶\nxÕp lo¹i]])</f>";
    let in_cell = with(name, "xl/worksheets/sheet2.xml", "<f>B6&amp;\", \"&amp;B7</f>", formula);
    assert_eq!(change(in_cell).err(), refused);
    let defined = with(
        name,
        "xl/workbook.xml",
        "<calcPr",
        "<definedNames><definedName name=\"x\">Table1[kÕt qu¶ xÕp lo¹i]</definedName></definedNames><calcPr",
    );
    assert_eq!(change(defined).err(), refused);
    let pivot = "<pivotCacheDefinition><cacheFields><cacheField name=\"KÕt qu¶ xÕp lo¹i\"/></cacheFields></pivotCacheDefinition>";
    assert_eq!(change(with(name, "xl/pivotCache/pivotCacheDefinition1.xml", "", pivot)).err(), refused);
}

/// A cell that was not there is dressed like its row or column; one that was blank keeps its format.
#[test]
fn a_new_cell_looks_like_its_neighbours() {
    let name = "in-old-fonts.xlsx";
    let put = |text: &str| Change::Put { formula: None, content: Content::Text(text.into()) };
    let at = |text: &str| CellRef::parse(text).expect("an address");
    let cells_to_put =
        [(at("B20"), put("abc")), (at("B21"), put("Tốt")), (at("D8"), put("Tốt")), (at("F20"), put("x"))];
    let bytes = std::fs::read(fixture(name)).expect("a fixture");
    let copy = parts(&patch(bytes, &[(0, cells_to_put.into())].into(), false).expect("patched"));
    let sheet = text_of(&copy, "xl/worksheets/sheet1.xml");
    let format = |place: &str| {
        let all = cells(&sheet).1;
        let cell = all.iter().find(|cell| attribute(cell, "r") == Some(place)).expect("there");
        attribute(cell, "s").map(str::to_owned)
    };
    let column = sheet.split("<col min=\"2\"").nth(1).and_then(|rest| attribute(rest, "style")).map(str::to_owned);
    assert!(column.is_some());
    assert_eq!((format("B20"), format("F20")), (column.clone(), None), "letters every font has");
    assert_eq!(format("B21"), format("D8"), "the column's, and the blank cell's, in Unicode");
    assert_ne!(format("B21"), column);
}

/// Part names as the program sees them are checked against the folder, so that no workbook is forgotten here.
#[test]
fn every_workbook_is_corrected() {
    let folder = std::fs::read_dir(fixture("")).expect("the fixtures").map(|entry| entry.expect("readable").path());
    let books = folder.filter(|path| path.extension().is_some_and(|e| e == "xlsx" || e == "xlsm"));
    let mut count = 0;
    for path in books {
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name");
        let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots");
        assert!(snapshots.join(format!("copy-{}.snap", name.replace('.', "-"))).exists(), "{name}");
        count += 1;
    }
    assert_eq!(count, 7);
}
