//! What an office declares of its sheets takes the place of what the program would have understood.

use std::path::{Path, PathBuf};
use std::process::Command;

use rayon::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| ["xlsx", "xls", "ods", "xlsm"].iter().any(|x| e == *x)));
    paths.sort();
    paths
}

fn run(arguments: &[&str], path: &Path) -> (Option<i32>, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_xeploai")).args(arguments).arg(path).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code(), text(&done.stdout), text(&done.stderr))
}

/// Totals and findings of a check, without what asks for a declaration: a sheet without a table, an unclear layout.
fn result(path: &Path) -> (Value, Vec<String>) {
    let (_, out, err) = run(&["check", "--format", "json"], path);
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {err}"));
    let findings = report["findings"].as_array().expect("a list");
    let told = |f: &&Value| f["rule"] != "F004" && f["rule"] != "F005";
    let told = findings.iter().filter(told).map(|f| format!("{} {} {}", f["rule"], f["cell"], f["message"]));
    (report["totals"].clone(), told.collect())
}

#[test]
fn what_was_understood_is_declared_to_the_same_effect() {
    let all: Vec<PathBuf> = ["forms", "layouts", "sheets", "da-nang-2021"].into_iter().flat_map(fixtures).collect();
    all.par_iter().for_each(|original| {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join(original.file_name().expect("a name"));
        std::fs::copy(original, &path).expect("copied");
        let before = result(&path);
        let (status, _, err) = run(&["layout", "--init"], &path);
        assert_eq!(status, Some(0), "{err}");
        let declared = folder.path().join("xeploai.toml");
        assert!(std::fs::read_to_string(&declared).expect("written").contains("sheet = "), "{}", original.display());
        assert_eq!(result(&path), before, "{}", original.display());
    });
}

#[test]
fn a_declaration_that_is_there_stays_as_it_is() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("bieu.xlsx");
    std::fs::copy(&fixtures("layouts")[0], &path).expect("copied");
    run(&["layout", "--init"], &path);
    let declared = std::fs::read(folder.path().join("xeploai.toml")).expect("written");
    let (_, out, err) = run(&["layout", "--init"], &path);
    assert!(out.contains("[[layout]]") && err.contains("đã có"), "{err}");
    assert_eq!(std::fs::read(folder.path().join("xeploai.toml")).expect("still there"), declared);
}

const SHEET: [(&str, &[&str]); 7] = [
    ("A1", &["TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CHI BỘ NĂM 2021"]),
    ("A3", &["Cột 1", "Cột 2", "Cột 3", "Cột 4", "Cột 5", "Cột 6"]),
    ("A4", &["Chi bộ thôn Đông", "20", "2", "17", "1", "0"]),
    ("A5", &["Chi bộ thôn Tây", "12", "1", "10", "1", "0"]),
    ("A6", &["Chi bộ thôn Nam", "9", "1", "8", "0", "0"]),
    ("A7", &["Chi bộ thôn Bắc", "21", "2", "18", "1", "0"]),
    ("A8", &["Toàn xã", "62", "6", "53", "3", "0"]),
];

/// A sheet whose header says nothing.
fn unclear(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Biểu").expect("a name");
    for (at, texts) in SHEET {
        let row: u32 = at[1..].parse::<u32>().expect("a row") - 1;
        for (column, text) in (0u16..).zip(texts) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).expect("written"),
                Err(_) => sheet.write(row, column, *text).expect("written"),
            };
        }
    }
    book.save(path).expect("saved");
}

#[test]
fn a_header_that_says_nothing_is_declared_in_a_few_lines() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("bieu.xlsx");
    unclear(&path);
    assert_eq!(result(&path).0, serde_json::json!([]));
    let lines = "[[layout]]\nsheet = \"Biểu\"\nrange = \"A3:F8\"\nheader = \"3\"\nkind = \"count-summary\"\nsubject = \"party-cell\"\n\
        [layout.columns]\nA = \"unit\"\nB = \"total\"\nC = \"count HTXSNV\"\nD = \"count HTTNV\"\nE = \"count HTNV\"\nF = \"count KHTNV\"\n\
        [layout.rows]\n8 = \"total\"\n";
    let declared = folder.path().join("xeploai.toml");
    std::fs::write(&declared, lines).expect("written");
    let (totals, findings) = result(&path);
    assert_eq!(findings, [""; 0]);
    let one = &totals[0];
    let figures = ["total", "HTXSNV", "HTTNV", "HTNV", "KHTNV"].map(|name| one[name].as_i64());
    assert_eq!(figures, [Some(62), Some(6), Some(53), Some(3), Some(0)]);
    // What is wrong in a declaration is named, and nothing is guessed.
    std::fs::write(&declared, lines.replace("count HTNV", "dem HTNV")).expect("written");
    let (status, _, err) = run(&["check"], &path);
    assert_eq!(status, Some(2));
    assert!(err.contains("“Biểu”") && err.contains("dem HTNV"), "{err}");
}
