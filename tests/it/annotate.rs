//! `fix --annotate`: notes and a sheet that tell of the corrections, and nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use xeploai::correct::Correction;
use xeploai::finding::CellRef;
use xeploai::package::notes::{Notes, of_tabs};
use xeploai::read::{Tab, Workbook, from_bytes, open};
use xeploai::write::annotate::annotate;
use xeploai::write::apply::apply;
use xeploai::write::patch::patched;
use xeploai::write::rebuild::{rebuilt, values_only};

use super::fix::{THANH_KHE, cells, copied, correction, fixture, names, packages, parts, sample, xeploai};

const LIST: &str = "Nội dung chỉnh sửa";
const MADE_BY: [&str; 3] = ["openpyxl", "xlsxwriter", "libreoffice"];

fn at(text: &str) -> CellRef {
    CellRef::parse(text).expect("an address")
}

fn all_notes(bytes: &[u8], tabs: usize) -> Vec<Notes> {
    of_tabs(bytes.to_vec(), &(0..tabs).collect::<Vec<_>>()).expect("notes")
}

/// Corrections of all kinds on every sheet, with their reasons.
fn corrections(original: &Workbook) -> Vec<Correction> {
    let list = sample(original).into_iter().map(|(tab, at, to)| correction(original.tabs[tab].name(), at, to));
    let reason = xeploai::finding::Message::new("vì <sao> & \"thế\"", "");
    list.map(|c| Correction { reason: reason.clone().into(), ..c }).collect()
}

#[test]
fn annotations_are_all_that_differs() {
    let mut seen = 0;
    let noted = MADE_BY.map(|by| fixture("notes").join(format!("{by}.xlsx")));
    let noted = noted.into_iter().map(|path| (path.clone(), open(&path).expect("a fixture")));
    for (path, original) in packages().into_iter().chain(noted) {
        let name = path.display();
        let list = corrections(&original);
        let list: Vec<&Correction> = list.iter().collect();
        let bytes = std::fs::read(&path).expect("a fixture");
        let mut applied = apply(&original, &list).expect("its sheets are there");
        let Ok(plain) = patched(bytes.clone(), &applied) else {
            assert!(path.ends_with("utf16-part.xlsx"), "{name}");
            continue;
        };
        annotate(&mut applied, &original, &list, "bao-cao.xlsx");
        let copy = patched(bytes.clone(), &applied).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        assert_eq!(copy, patched(bytes.clone(), &applied).expect("patched"), "{name}: the same bytes each time");
        seen += 1;

        let found = from_bytes(copy.clone()).expect("it opens");
        let Some((Tab::Sheet(added), others)) = found.tabs.split_last() else { panic!("{name}: a sheet") };
        assert!(added.is_own_list(), "{name}");
        assert_eq!(found.own_output, original.own_output, "{name}: a submission stays one");
        assert_eq!(others, from_bytes(plain.clone()).expect("it opens").tabs, "{name}");

        let (before, after) = (all_notes(&bytes, others.len()), all_notes(&copy, others.len()));
        for (tab, (before, after)) in before.iter().zip(&after).enumerate() {
            let corrected: Vec<CellRef> =
                list.iter().filter(|c| *c.edit.sheet == **others[tab].name()).map(|c| c.edit.cell).collect();
            for (cell, note) in after {
                let old = before.get(cell).map_or("", |old| old.as_str());
                assert!(note.starts_with(old), "{name} {cell}: {note}");
                assert_eq!(note != old, corrected.contains(cell), "{name} {cell}: {note}");
                assert_eq!(note.contains("Lý do: vì <sao> & \"thế\" (S201)"), corrected.contains(cell), "{note}");
            }
            let places: std::collections::BTreeSet<&CellRef> = before.keys().chain(&corrected).collect();
            assert_eq!(after.keys().collect::<std::collections::BTreeSet<_>>(), places, "{name}");
        }
        beside(&parts(&plain), &parts(&copy), &name.to_string());
    }
    assert!(seen > 27, "{seen}");
}

/// Parts of the copy without annotations are there as they were, but for what must name or hold something new.
fn beside(plain: &[(String, Option<String>, Vec<u8>)], copy: &[(String, Option<String>, Vec<u8>)], file: &str) {
    let text = |part: &[u8]| String::from_utf8_lossy(part).into_owned();
    for (old, new) in plain.iter().zip(copy) {
        assert_eq!((&old.0, &old.1), (&new.0, &new.1), "{file}");
        let (name, old, new) = (old.0.as_str(), text(&old.2), text(&new.2));
        if old == new {
            continue;
        }
        if name.contains("worksheets/") && !name.ends_with(".rels") {
            // One element more.
            let start = new.find("legacyDrawing").and_then(|at| new[..at].rfind('<')).expect("a drawing");
            let end = start + new[start..].find("/>").expect("its end") + 2;
            assert_eq!(format!("{}{}", &new[..start], &new[end..]), old, "{file} {name}");
            continue;
        }
        let grows = ["workbook.xml", ".rels", "styles.xml", "[Content_Types].xml", "app.xml", ".vml"];
        let grows = grows.iter().any(|ending| name.ends_with(ending)) || name.contains("comment");
        assert!(grows && new.len() > old.len(), "{file} {name}");
    }
    let added: Vec<&str> = copy[plain.len()..].iter().map(|part| part.0.as_str()).collect();
    let known = |name: &&str| ["comments", "vmlDrawing", "sheet", ".rels"].iter().any(|word| name.contains(word));
    assert!(added.iter().all(known), "{file}: {added:?}");
}

#[test]
fn what_names_the_parts_is_what_the_package_says() {
    for (fixture_name, namespace) in [
        ("reading/strict.xlsx", "http://purl.oclc.org/ooxml/"),
        ("reading/prefixed-namespaces.xlsx", "http://schemas.openxmlformats.org/"),
    ] {
        let original = open(&fixture(fixture_name)).expect("a fixture");
        let list = corrections(&original);
        let list: Vec<&Correction> = list.iter().collect();
        let mut applied = apply(&original, &list).expect("its sheets are there");
        annotate(&mut applied, &original, &list, "a.xlsx");
        let copy = patched(std::fs::read(fixture(fixture_name)).expect("a fixture"), &applied).expect("patched");
        let parts: BTreeMap<String, String> = parts(&copy)
            .into_iter()
            .map(|(name, _, part)| (name, String::from_utf8_lossy(&part).into_owned()))
            .collect();
        let comments = parts.iter().find(|(name, _)| name.contains("comments")).expect("notes");
        assert!(comments.1.contains(&format!("<comments xmlns=\"{namespace}")), "{}", comments.1);
        let relations: String =
            parts.iter().filter(|(name, _)| name.ends_with(".rels")).map(|(_, text)| text.as_str()).collect();
        for kind in ["/comments\"", "/vmlDrawing\"", "/worksheet\""] {
            assert!(relations.contains(kind), "{kind} in {relations}");
            let of_kind =
                relations.split("Type=").filter(|text| text.split(' ').next().is_some_and(|t| t.ends_with(kind)));
            assert!(of_kind.into_iter().all(|text| text.trim_start_matches(['"', '\'']).starts_with(namespace)));
        }
    }
}

/// The folder with a corrected copy of one file, and the copy.
fn fixed(input: &Path, more: &[&str]) -> (TempDir, PathBuf, String) {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("out");
    let (input_text, out_text) = (input.to_string_lossy(), out.to_string_lossy());
    let mut arguments = vec!["fix", &input_text, "--out", &out_text];
    arguments.extend(more);
    let (status, text, why) = xeploai(&arguments);
    assert_eq!(status, 0, "{text} {why}");
    let copy = names(&out).into_iter().find(|name| name != "Nội dung chỉnh sửa.xlsx").expect("a copy");
    let copy = out.join(copy);
    (folder, copy, text)
}

#[test]
fn only_when_asked() {
    for name in [THANH_KHE, "notes/openpyxl.xlsx"] {
        let input = fixture(name);
        let (_folder, copy, text) = fixed(&input, &[]);
        assert!(!text.contains("ghi chú"), "{text}");
        let (before, after) = (open(&input).expect("a fixture"), open(&copy).expect("a copy"));
        assert_eq!(before.tabs.len(), after.tabs.len());
        let bytes = |path: &Path| std::fs::read(path).expect("readable");
        let tabs = before.tabs.len();
        assert_eq!(all_notes(&bytes(&input), tabs), all_notes(&bytes(&copy), tabs));
    }
}

#[test]
fn notes_that_are_there_are_kept() {
    for by in MADE_BY {
        let (_folder, copy, text) = fixed(&fixture(&format!("notes/{by}.xlsx")), &["--annotate"]);
        let bytes = std::fs::read(&copy).expect("a copy");
        let notes = &all_notes(&bytes, 1)[0];
        insta::allow_duplicates! {
            insta::assert_snapshot!(notes[&at("F29")], @"
            Số này lấy từ báo cáo của Ban Tổ chức.

            Đang ghi: 253
            Đã sửa: 235
            Lý do: là giá trị duy nhất của một ô làm khớp 02 phép tính độc lập (S202)
            ");
        }
        assert_eq!(notes[&at("C12")], "Đã đối chiếu.\nKhông thay đổi.", "{by}");
        // One box a note.
        let drawing = parts(&bytes).into_iter().find(|part| part.0.ends_with(".vml")).expect("a drawing");
        assert_eq!(String::from_utf8_lossy(&drawing.2).matches(":Row>").count() / 2, notes.len(), "{by}");
        let sheet = if by == "xlsxwriter" { "Nội dung chỉnh sửa (2)" } else { LIST };
        let names: Vec<String> = open(&copy).expect("opens").tabs.iter().map(|tab| tab.name().to_string()).collect();
        assert_eq!(names.last().map(String::as_str), Some(sheet), "{by}");
        assert!(text.contains(&format!("“{sheet}”")), "{text}");
    }
}

#[test]
fn an_annotated_copy_is_the_same_submission() {
    for name in [THANH_KHE, "da-nang-2021/01-quan-hai-chau.xlsx", "notes/xlsxwriter.xlsx"] {
        let (plain_folder, plain, _) = fixed(&fixture(name), &[]);
        let (folder, copy, _) = fixed(&fixture(name), &["--annotate"]);
        let check = |path: &Path| {
            let (_, report, _) = xeploai(&["check", &path.to_string_lossy(), "--format", "json"]);
            let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
            let of_findings = report["findings"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|f| [f["sheet"].clone(), f["cell"].clone(), f["message"].clone()]);
            (of_findings.collect::<Vec<_>>(), report["totals"].clone(), report["files"][0]["tables"].clone())
        };
        assert_eq!(check(&plain), check(&copy), "{name}");

        // Nothing is left to correct, so nothing is written.
        let again = folder.path().join("lan-hai");
        let (_, text, _) = xeploai(&["fix", &copy.to_string_lossy(), "--annotate", "--out", &again.to_string_lossy()]);
        assert!(text.contains("không ghi file nào") && !again.exists(), "{text}");

        let summary = |path: &Path, folder: &Path| {
            let to = folder.join("tong-hop.xlsx");
            let (_, text, why) = xeploai(&["consolidate", &path.to_string_lossy(), "--out", &to.to_string_lossy()]);
            let book = open(&to).unwrap_or_else(|e| panic!("{e} {text} {why}"));
            let page = |wanted: &str| book.tabs.iter().find(|tab| &**tab.name() == wanted).map(cells);
            let received = page("Hồ sơ tiếp nhận").expect("a page");
            (page("Tổng hợp"), received.values().any(|c| format!("{:?}", c.0).contains("danh sách ô đã sửa")))
        };
        let (before, after) = (summary(&plain, plain_folder.path()), summary(&copy, folder.path()));
        assert_eq!(before.0, after.0, "{name}");
        assert_eq!((before.1, after.1), (false, true), "{name}: what was received is told");
        let (_, layout, _) = xeploai(&["layout", &copy.to_string_lossy()]);
        assert!(layout.contains("danh sách ô đã sửa do chương trình ghi"), "{layout}");
    }
}

#[test]
fn new_workbooks_have_notes_and_list_too() {
    for name in ["da-nang-2021/03 Quận Sơn Trà.xls", "da-nang-2021/07-huyen-hoa-vang.ods", "notes/openpyxl.xlsx"] {
        let original = open(&fixture(name)).expect("a fixture");
        let list = corrections(&original);
        let list: Vec<&Correction> = list.iter().collect();
        let mut applied = apply(&original, &list).expect("its sheets are there");
        annotate(&mut applied, &original, &list, "bao-cao.xls");
        for made in [rebuilt(&original, &applied).expect("written"), values_only(&applied).expect("written")] {
            let notes = all_notes(&made.bytes, original.tabs.len());
            let count: usize = notes.iter().map(BTreeMap::len).sum();
            assert_eq!(count, list.len(), "{name}");
            let one = notes.iter().flatten().next().expect("a note");
            assert!(one.1.starts_with("Đang ghi: ") && one.1.ends_with("(S201)"), "{one:?}");
            let copy = from_bytes(made.bytes).expect("it opens");
            assert!(!copy.own_output);
            let Some(Tab::Sheet(added)) = copy.tabs.last() else { panic!("{name}: a sheet") };
            assert!(added.is_own_list() && &*added.name == LIST, "{name}");
        }
    }
}

#[test]
fn nothing_tells_who_made_the_copy_and_where() {
    let folder = TempDir::new().expect("a folder");
    let input = folder.path().join("thu-muc-rieng");
    std::fs::create_dir(&input).expect("made");
    copied(&[THANH_KHE], &input);
    let (_out, copy, _) = fixed(&input.join("02-quan-thanh-khe.xlsm"), &["--annotate"]);
    for (name, _, part) in parts(&std::fs::read(copy).expect("a copy")) {
        let text = String::from_utf8_lossy(&part).to_lowercase();
        assert!(!text.contains("thu-muc-rieng") && !text.contains("xeploai"), "{name}");
    }
}
