//! Correcting: a patched copy differs in the cells meant and in nothing else, and `fix` writes no more than it says.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;
use xeploai::correct::Correction;
use xeploai::evaluate::dependents;
use xeploai::finding::{CellRef, Edit, Message, Safety};
use xeploai::package::patch::{Change, Content, Refusal, patch};
use xeploai::read::{Cell, Format, Sheet, StyleId, Tab, Value, Workbook, from_bytes, open};
use xeploai::write::apply::apply;
use xeploai::write::patch::patched;
use xeploai::write::rebuild::{rebuilt, values_only};

pub(super) fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// Every xlsx and xlsm fixture that opens.
pub(super) fn packages() -> Vec<(PathBuf, Workbook)> {
    let mut found = Vec::new();
    for folder in ["da-nang-2021", "forms", "reading"] {
        for entry in std::fs::read_dir(fixture(folder)).expect("a folder of fixtures") {
            let path = entry.expect("an entry").path();
            let format = open(&path).map(|workbook| (workbook.format.extension(), workbook));
            if let Ok(("xlsx" | "xlsm", workbook)) = format {
                found.push((path, workbook));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(found.len() > 25, "{}", found.len());
    found
}

/// The parts of a package in order, with their times and content.
pub(super) fn parts(bytes: &[u8]) -> Vec<(String, Option<String>, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let count = zip.len();
    let part = |index| {
        let mut member = zip.by_index(index).expect("a member");
        let mut content = Vec::new();
        member.read_to_end(&mut content).expect("sound");
        let time = member.last_modified().map(|time| time.to_string());
        (member.name().map(|n| n.to_string()).unwrap_or_default(), time, content)
    };
    (0..count).map(part).collect()
}

pub(super) fn correction(sheet: &str, cell: CellRef, to: &str) -> Correction {
    Correction {
        edit: Edit { file: "a".into(), sheet: sheet.into(), cell, from: "".into(), to: to.into() },
        becomes_number: false,
        rule: "S201",
        finding: "S201-000000".into(),
        safety: Safety::Safe,
        reason: Message::default().into(),
    }
}

/// Value, formula and style.
pub(super) type Kept = (Value, Option<String>, Option<StyleId>);

pub(super) fn cells(tab: &Tab) -> BTreeMap<CellRef, Kept> {
    let Tab::Sheet(sheet) = tab else { return BTreeMap::new() };
    let content = |cell: &Cell| (cell.at(), (cell.value().cloned(), cell.formula().map(str::to_owned), cell.style()));
    sheet.cells.iter().map(content).collect()
}

fn number(workbook: &Workbook, tab: usize, at: CellRef) -> Option<f64> {
    match cells(&workbook.tabs[tab]).get(&at)?.0 {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// A few cells of every kind on every sheet.
pub(super) fn sample(workbook: &Workbook) -> Vec<(usize, CellRef, &'static str)> {
    let mut chosen = Vec::new();
    for (tab, sheet) in workbook.sheets() {
        let of = |wanted: fn(&Cell) -> bool| sheet.cells.iter().filter(move |cell| wanted(cell)).map(|cell| cell.at());
        let plain = of(|c| c.formula().is_none() && matches!(c.value(), Value::Number(_)));
        let text = of(|c| c.formula().is_none() && matches!(c.value(), Value::Text(_)));
        let formula = of(|c| c.formula().is_some());
        chosen.extend(plain.step_by(7).take(4).map(|at| (tab, at, "4711.5")));
        chosen.extend(text.step_by(5).take(3).map(|at| (tab, at, " Tốt & <khá>_x000D_ ")));
        chosen.extend(formula.step_by(3).take(2).map(|at| (tab, at, "12")));
        chosen.push((tab, CellRef::new(sheet.cells.last().map_or(0, |c| c.at().row) + 3, 2), "8"));
    }
    chosen
}

#[test]
fn a_patched_copy_differs_in_nothing_else() {
    let mut patched_copies = 0;
    for (path, original) in packages() {
        let name = path.display();
        let edits = sample(&original);
        let list: Vec<Correction> =
            edits.iter().map(|(tab, at, to)| correction(original.tabs[*tab].name(), *at, to)).collect();
        let bytes = std::fs::read(&path).expect("a fixture");
        let applied = apply(&original, &list.iter().collect::<Vec<_>>()).expect("its sheets are there");
        let copy = match patched(bytes.clone(), &applied) {
            Ok(copy) => copy,
            Err(refusal) => {
                let utf16 = path.ends_with("utf16-part.xlsx") && matches!(refusal, Refusal::Encoding(_));
                assert!(utf16, "{name}: {refusal:?}");
                continue;
            }
        };
        patched_copies += 1;
        let found = from_bytes(copy.clone()).expect("it opens");
        let edited: Vec<(usize, CellRef)> = edits.iter().map(|(tab, at, _)| (*tab, *at)).collect();
        let hanging = dependents(&original, &edited);
        for (tab, (before, after)) in original.tabs.iter().zip(&found.tabs).enumerate() {
            let (before, after) = (cells(before), cells(after));
            let places: BTreeSet<CellRef> = before.keys().chain(after.keys()).copied().collect();
            for at in places {
                let meant = edits.iter().find(|(t, a, _)| (*t, *a) == (tab, at));
                match meant {
                    Some((_, _, to)) => {
                        let (value, formula, style) = &after[&at];
                        let shown = match value {
                            Value::Number(number) => number.to_string(),
                            Value::Text(text) => text.to_string(),
                            other => format!("{other:?}"),
                        };
                        assert_eq!((shown.as_str(), formula), (*to, &None), "{name} {at}");
                        // A cell that was not there looks like its column.
                        let before = before.get(&at);
                        assert!(before.is_none_or(|before| before.2 == *style), "{name} {at}");
                    }
                    None if hanging.contains(&(tab, at)) => {
                        let rest = |c: &Kept| (c.1.clone(), c.2);
                        assert_eq!(before.get(&at).map(rest), after.get(&at).map(rest), "{name} {at}");
                    }
                    None => assert_eq!(before.get(&at), after.get(&at), "{name} {at}"),
                }
            }
        }
        only_changed_parts(&bytes, &copy, &name.to_string());
    }
    assert!(patched_copies > 24, "{patched_copies}");
}

/// Sheets with changes and the workbook part may differ; everything else is the same, in the same order.
fn only_changed_parts(before: &[u8], after: &[u8], name: &str) {
    let (before, after) = (parts(before), parts(after));
    let chain = |name: &str| name.ends_with("calcChain.xml");
    let kept: Vec<_> = before.iter().filter(|part| !chain(&part.0)).collect();
    assert_eq!(kept.len(), after.len(), "{name}");
    let dropped = kept.len() < before.len();
    for (old, new) in kept.into_iter().zip(&after) {
        assert_eq!((&old.0, &old.1), (&new.0, &new.1), "{name}");
        let may = old.0.contains("worksheets/sheet")
            || old.0.ends_with("workbook.xml")
            || dropped && (old.0.ends_with(".rels") || old.0.starts_with("[Content"));
        assert!(may || old.2 == new.2, "{name}: {}", old.0);
    }
}

#[test]
fn totals_are_computed_anew() {
    let path = fixture("reading/plain.xlsx");
    let original = open(&path).expect("a fixture");
    let (tab, formula) = original
        .sheets()
        .find_map(|(tab, s)| Some((tab, s.cells.iter().find(|c| c.formula().is_some())?.clone())))
        .expect("a formula");
    let reads = xeploai::evaluate::precedents(
        &xeploai::evaluate::TabNames::new(&original),
        tab,
        formula.formula().unwrap_or_default(),
    );
    let (tab_read, range) = reads.expect("understood")[0];
    let list = [correction(original.tabs[tab_read].name(), range.start, "1000")];
    let applied = apply(&original, &list.iter().collect::<Vec<_>>()).expect("its sheet is there");
    assert!(applied.recalculate && applied.recomputed > 0, "{applied:?}");
    let copy =
        from_bytes(patched(std::fs::read(&path).expect("a fixture"), &applied).expect("patched")).expect("opens");
    assert_ne!(number(&copy, tab, formula.at()), number(&original, tab, formula.at()));
    assert_eq!(number(&copy, tab, formula.at()), number(&applied.workbook, tab, formula.at()));
}

/// A package with more parts than the fixtures have: each with a relation from the sheet.
fn with_parts(extra: &[(&str, &str, &str)]) -> Vec<u8> {
    use std::io::Write;
    let plain = parts(&std::fs::read(fixture("reading/plain.xlsx")).expect("a fixture"));
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let mut put = |name: &str, content: &[u8]| {
        zip.start_file(name, options).expect("a new member");
        zip.write_all(content).expect("in memory");
    };
    plain.iter().for_each(|(name, _, content)| put(name, content));
    let mut relations = String::from("<Relationships>");
    for (kind, name, content) in extra {
        put(name, content.as_bytes());
        relations += &format!("<Relationship Id='r' Type='http://x/{kind}' Target='/{name}'/>");
    }
    put("xl/worksheets/_rels/sheet1.xml.rels", (relations + "</Relationships>").as_bytes());
    zip.finish().expect("in memory").into_inner()
}

fn put(at: &str) -> BTreeMap<usize, BTreeMap<CellRef, Change>> {
    let at = CellRef::parse(at).expect("an address");
    [(0, [(at, Change::Put { formula: None, content: Content::Number("1".into()) })].into())].into()
}

#[test]
fn what_cannot_be_patched_safely_is_refused() {
    let table = with_parts(&[("table", "xl/t.xml", "<table ref='B2:D9'/>")]);
    assert_eq!(patch(table.clone(), &put("C2"), false), Err(Refusal::TableHeader(CellRef::new(1, 2))), "not a name");
    assert!(patch(table, &put("C3"), false).is_ok());
    let thread = with_parts(&[("threadedComment", "xl/t.xml", "<t><threadedComment ref='C3'/></t>")]);
    assert_eq!(patch(thread.clone(), &put("C3"), false), Err(Refusal::ThreadedComment(CellRef::new(2, 2))));
    assert!(patch(thread, &put("C4"), false).is_ok());
    let signed = with_parts(&[("x", "_xmlsignatures/sig1.xml", "<s/>")]);
    assert_eq!(patch(signed, &put("C3"), false), Err(Refusal::Signed));
    assert_eq!(patch(with_parts(&[]), &put("C3"), false).map(drop), Ok(()));
}

#[test]
fn the_calculation_chain_goes_with_a_formula_only() {
    let original = open(&fixture("reading/plain.xlsx")).expect("a fixture");
    let (tab, sheet) =
        original.sheets().find(|(_, s)| s.cells.iter().any(|c| c.formula().is_some())).expect("formulas");
    let formula = sheet.cells.iter().find(|c| c.formula().is_some()).expect("a formula").at();
    let plain = sheet.cells.iter().find(|c| c.formula().is_none()).expect("a value").at();
    let chained = with_chain();
    let names = |bytes: &[u8]| parts(bytes).into_iter().map(|p| p.0).collect::<Vec<_>>();
    let one = |at| [(tab, [(at, Change::Put { formula: None, content: Content::Number("1".into()) })].into())].into();
    let kept = patch(chained.clone(), &one(plain), false).expect("patched");
    assert_eq!(names(&kept), names(&chained));
    let gone = patch(chained, &one(formula), true).expect("patched");
    assert!(!names(&gone).iter().any(|name| name.contains("calcChain")));
    let all: String = parts(&gone).iter().map(|p| String::from_utf8_lossy(&p.2).into_owned()).collect();
    assert!(!all.contains("calcChain"), "{all}");
    assert!(all.contains("fullCalcOnLoad=\"1\""));
}

/// `plain.xlsx` with a calculation chain.
fn with_chain() -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut put = |name: &str, content: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a new member");
        zip.write_all(content.as_bytes()).expect("in memory");
    };
    for (name, _, content) in parts(&std::fs::read(fixture("reading/plain.xlsx")).expect("a fixture")) {
        let text = String::from_utf8(content).expect("XML");
        let text = text.replace(
            "</Relationships>",
            "<Relationship Id=\"c\" Type=\"http://x/calcChain\" Target=\"calcChain.xml\"/></Relationships>",
        );
        let text = text.replace("</Types>", "<Override PartName=\"/xl/calcChain.xml\" ContentType=\"x\"/></Types>");
        let root = name == "_rels/.rels";
        put(
            &name,
            &if root {
                text.replace("<Relationship Id=\"c\" Type=\"http://x/calcChain\" Target=\"calcChain.xml\"/>", "")
            } else {
                text
            },
        );
    }
    put("xl/calcChain.xml", "<chain/>");
    zip.finish().expect("in memory").into_inner()
}

#[test]
fn other_formats_are_rebuilt() {
    for name in ["da-nang-2021/03 Quận Sơn Trà.xls", "da-nang-2021/07-huyen-hoa-vang.ods", "forms/thu-tu-cot-nguoc.xls"]
    {
        let original = open(&fixture(name)).expect("a fixture");
        let (tab, sheet) = original.sheets().next().expect("a sheet");
        let at = sheet.cells.iter().find(|c| matches!(c.value(), Value::Number(_))).expect("a number").at();
        let list = [correction(&sheet.name, at, "4711")];
        let applied = apply(&original, &list.iter().collect::<Vec<_>>()).expect("its sheet is there");
        let made = rebuilt(&original, &applied).expect("written");
        assert!(!made.left_behind.is_empty());
        let again = rebuilt(&original, &applied).expect("written");
        assert_eq!(made.bytes, again.bytes, "the same bytes each time");
        let copy = from_bytes(made.bytes).expect("it opens");
        assert_eq!(number(&copy, tab, at), Some(4711.0));
        for (meant, found) in applied.workbook.tabs.iter().zip(&copy.tabs) {
            let values = |tab: &Tab| -> BTreeMap<CellRef, String> {
                let shown = |value: Value| match value {
                    Value::Error(code) => code.to_string(),
                    Value::Text(text) => text.to_string(),
                    other => format!("{other:?}"),
                };
                cells(tab).into_iter().filter(|c| c.1.0 != Value::Empty).map(|(at, c)| (at, shown(c.0))).collect()
            };
            assert_eq!(values(meant), values(found), "{name}");
        }
        let plain = from_bytes(values_only(&applied).expect("written").bytes).expect("it opens");
        let formulas = plain.sheets().flat_map(|(_, s)| &s.cells).filter(|c| c.formula().is_some()).count();
        assert_eq!(formulas, applied.unknown.len());
    }
}

pub(super) fn xeploai(arguments: &[&str]) -> (i32, String, String) {
    let done = Command::cargo_bin("xeploai").expect("built").args(arguments).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code().unwrap_or(-1), text(&done.stdout), text(&done.stderr))
}

pub(super) fn copied(names: &[&str], folder: &Path) {
    for name in names {
        let to = folder.join(Path::new(name).file_name().expect("a name"));
        std::fs::copy(fixture(name), to).expect("copied");
    }
}

pub(super) fn names(folder: &Path) -> Vec<String> {
    let Ok(list) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        list.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

pub(super) const THANH_KHE: &str = "da-nang-2021/02-quan-thanh-khe.xlsm";

#[test]
fn only_corrected_workbooks_are_copied_and_originals_stay() {
    let folder = TempDir::new().expect("a folder");
    let (input, out) = (folder.path().join("bao-cao"), folder.path().join("da-sua"));
    std::fs::create_dir_all(input.join("quan")).expect("made");
    copied(&[THANH_KHE], &input.join("quan"));
    copied(&["da-nang-2021/04-quan-ngu-hanh-son.xlsx"], &input);
    let before = std::fs::read(fixture(THANH_KHE)).expect("a fixture");
    let (input, out_text) = (input.to_string_lossy().into_owned(), out.to_string_lossy().into_owned());
    let (status, text, _) = xeploai(&["fix", &input, "--out", &out_text]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("F29   253 → 235"), "{text}");
    assert_eq!(names(&out), ["Nội dung chỉnh sửa.xlsx", "quan"]);
    let copy = out.join("quan/02-quan-thanh-khe.xlsm");
    assert_eq!(number(&open(&copy).expect("opens"), 1, CellRef::new(28, 5)), Some(235.0));
    assert_eq!(std::fs::read(format!("{input}/quan/02-quan-thanh-khe.xlsm")).expect("there"), before);

    let list = open(&out.join("Nội dung chỉnh sửa.xlsx")).expect("opens");
    assert!(list.own_output);
    let lines: Vec<String> = list.sheets().flat_map(|(_, s)| s.row(4)).map(|c| format!("{:?}", c.value())).collect();
    assert!(lines.join(" ").contains("\"F29\"") && lines.join(" ").contains("\"235\""), "{lines:?}");

    // Nothing is left to fix safely, and a second run writes nothing.
    let (_, report, _) = xeploai(&["check", &out_text, "--format", "json"]);
    assert!(report.contains("\"fixes_safe\": 0"), "{report}");
    let again = folder.path().join("lan-hai");
    let (status, _, _) = xeploai(&["fix", &out_text, "--out", &again.to_string_lossy()]);
    assert_eq!((status, again.exists()), (0, false));
}

#[test]
fn nothing_is_overwritten_unasked() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("da-sua").to_string_lossy().into_owned();
    let input = fixture(THANH_KHE).to_string_lossy().into_owned();
    assert_eq!(xeploai(&["fix", &input, "--out", &out]).0, 0);
    let copy = folder.path().join("da-sua/02-quan-thanh-khe.xlsm");
    std::fs::write(&copy, "mine").expect("written");
    let (status, _, why) = xeploai(&["fix", &input, "--out", &out]);
    assert_eq!((status, std::fs::read(&copy).expect("there")), (2, b"mine".to_vec()), "{why}");
    assert_eq!(xeploai(&["fix", &input, "--out", &out, "--force"]).0, 0);
    assert!(open(&copy).is_ok());
}

#[test]
fn an_output_is_never_an_input() {
    let folder = TempDir::new().expect("a folder");
    copied(&[THANH_KHE], folder.path());
    let own = folder.path().join("02-quan-thanh-khe.xlsm").to_string_lossy().into_owned();
    let before = std::fs::read(&own).expect("there");
    let here = folder.path().to_string_lossy().into_owned();
    for arguments in [["fix", &own, "--out", &here, "--force"], ["fix", &here, "--out", &here, "--force"]] {
        let (status, _, why) = xeploai(&arguments);
        assert_eq!(status, 2, "{why}");
    }
    #[cfg(unix)]
    {
        let link = folder.path().join("lien-ket");
        std::os::unix::fs::symlink(folder.path(), &link).expect("linked");
        assert_eq!(xeploai(&["fix", &own, "--out", &link.to_string_lossy(), "--force"]).0, 2);
    }
    assert_eq!(std::fs::read(&own).expect("there"), before);
    assert!(!folder.path().join("Nội dung chỉnh sửa.xlsx").exists());
}

#[test]
fn two_outputs_of_one_name_stop_everything() {
    let folder = TempDir::new().expect("a folder");
    for part in ["a", "b"] {
        std::fs::create_dir(folder.path().join(part)).expect("made");
        copied(&[THANH_KHE], &folder.path().join(part));
    }
    let file = |part: &str| folder.path().join(part).join("02-quan-thanh-khe.xlsm").to_string_lossy().into_owned();
    let out = folder.path().join("out");
    let (status, _, why) = xeploai(&["fix", &file("a"), &file("b"), "--out", &out.to_string_lossy()]);
    assert_eq!((status, out.exists()), (2, false), "{why}");
}

#[test]
fn a_result_computed_anew_is_told_as_the_copy_holds_it() {
    let at = |cell: &str| CellRef::parse(cell).expect("an address");
    let number = |cell: &str, n: f64| Cell::new(at(cell), Value::Number(n));
    let told = |stored: f64| {
        let total = number("A3", stored).with_formula(Some("A1+A2"));
        let cells = vec![number("A1", 4.0), number("A2", 6.0), total];
        let sheet = Sheet { name: "Biểu 1".into(), cells, ..Sheet::default() };
        let tabs = vec![Tab::Sheet(sheet)];
        let workbook = Workbook { format: Format::Xlsx, tabs, number_formats: None, own_output: false };
        let input = correction("Biểu 1", at("A1"), "5");
        let mut stale = correction("Biểu 1", at("A3"), "10");
        stale.edit.from = stored.to_string().into();
        let applied = apply(&workbook, &[&input, &stale]).expect("the sheet is there");
        assert_eq!(applied.told(&input).map(|c| c.edit.to), Some("5".into()));
        applied.told(&stale).map(|c| c.edit.to)
    };
    assert_eq!(told(19.0), Some("11".into()), "not 10, which the formula gave before");
    assert_eq!(told(11.0), None, "what was stored is right now");
}

#[test]
fn a_preview_writes_nothing() {
    let folder = TempDir::new().expect("a folder");
    let input = fixture(THANH_KHE).to_string_lossy().into_owned();
    let out = folder.path().join("out").to_string_lossy().into_owned();
    let (status, text, _) = xeploai(&["fix", &input, "--diff", "--out", &out]);
    assert_eq!((status, names(folder.path()).len()), (0, 0));
    assert!(text.contains("253 → 235") && text.contains("chưa ghi gì"), "{text}");
    let (status, report, _) = xeploai(&["fix", &input, "--diff", "--format", "json"]);
    assert_eq!(status, 0);
    assert!(report.contains("\"command\": \"fix\"") && report.contains("\"to\": \"235\""), "{report}");
    assert_eq!(xeploai(&["fix", &input]).0, 2, "no folder to write to");
    assert_eq!(xeploai(&["fix", &input, "--diff", "--accept", "S201-000000"]).0, 2, "no such finding");
}

#[test]
fn a_signed_file_becomes_a_copy_with_values_only() {
    let folder = TempDir::new().expect("a folder");
    let signed = folder.path().join("bao-cao.xlsm");
    std::fs::copy(fixture(THANH_KHE), &signed).expect("copied");
    let file = std::fs::File::options().read(true).write(true).open(&signed).expect("opens");
    let mut zip = zip::ZipWriter::new_append(file).expect("a zip");
    zip.start_file("_xmlsignatures/sig1.xml", zip::write::SimpleFileOptions::default()).expect("a new member");
    zip.finish().expect("written");
    let out = folder.path().join("out");
    let (status, text, why) = xeploai(&["fix", &signed.to_string_lossy(), "--out", &out.to_string_lossy()]);
    assert_eq!(status, 0, "{text} {why}");
    assert!(text.contains("chữ ký số"), "{text}");
    assert_eq!(names(&out), ["Nội dung chỉnh sửa.xlsx", "bao-cao (giá trị).xlsx"]);
    let copy = open(&out.join("bao-cao (giá trị).xlsx")).expect("opens");
    assert_eq!(number(&copy, 1, CellRef::new(28, 5)), Some(235.0));
}

/// The same digits, as a number that sums count.
#[test]
fn numbers_stored_as_text_become_numbers() {
    let folder = TempDir::new().expect("a folder");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021").expect("written");
    let heads = ["TT", "Tên đơn vị", "Tổng số", "HTXSNV", "HTTNV", "HTNV", "KHTNV"];
    for (column, head) in (0u16..).zip(heads) {
        sheet.write(2, column, head).expect("written");
    }
    for (row, (name, counts)) in
        (3u32..).zip([("Đảng bộ A", ["2", "18", "0", "0"]), ("Đảng bộ B", ["1", "9", "0", "0"])])
    {
        sheet.write(row, 0, row - 2).expect("written").write(row, 1, name).expect("written");
        let sum = rust_xlsxwriter::Formula::new(format!("=SUM(D{0}:G{0})", row + 1)).set_result("0");
        sheet.write(row, 2, sum).expect("written");
        for (column, count) in (3u16..).zip(counts) {
            sheet.write_string(row, column, count).expect("written");
        }
    }
    let (input, out) = (folder.path().join("a.xlsx"), folder.path().join("ra"));
    workbook.save(&input).expect("saved");
    let (input, out) = (input.to_string_lossy().into_owned(), out.to_string_lossy().into_owned());
    let (_, said, why) = xeploai(&["fix", &input, "--out", &out]);
    assert!(said.contains("Đã sửa 08 ô trong 01 file"), "{said}{why}");
    let copy = open(&Path::new(&out).join("a.xlsx")).expect("a workbook");
    let at = |cell: &str| number(&copy, 0, CellRef::parse(cell).expect("an address"));
    assert_eq!(["C4", "D4", "E4", "G5", "C5"].map(at), [Some(20.0), Some(2.0), Some(18.0), Some(0.0), Some(10.0)]);
    let (_, again, _) = xeploai(&["check", &out, "--ignore", "C"]);
    assert!(again.contains("chưa phát hiện nội dung cần chỉnh sửa"), "{again}");
}
