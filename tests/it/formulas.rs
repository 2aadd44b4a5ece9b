//! Formulas of real workbooks that are wrong, stale or typed over: what is told, and what the corrected copy holds.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value as Json;
use tempfile::TempDir;
use xeploai::finding::CellRef;
use xeploai::read::{Tab, Value, open};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/formulas").join(name).with_extension("xlsx")
}

fn run(arguments: &[&str], path: &Path) -> Json {
    let mut command = Command::cargo_bin("xeploai").expect("the program");
    let output = command.args(arguments).arg(path).args(["--format", "json"]).output().expect("runs");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Rule, cells and corrections of every finding, one line each.
fn findings(report: &Json) -> String {
    let text = |value: &Json| value.as_str().unwrap_or("").to_owned();
    let line = |finding: &Json| {
        let edits = finding["fix"]["edits"].as_array().into_iter().flatten();
        let edits: Vec<String> =
            edits.map(|e| format!("{} {} → {}", text(&e["cell"]), text(&e["from"]), text(&e["to"]))).collect();
        let ranges: Vec<String> = finding["ranges"].as_array().into_iter().flatten().map(text).collect();
        let safety = text(&finding["fix"]["safety"]);
        let line = format!("{} {} {safety} {}", text(&finding["rule"]), ranges.join(","), edits.join("; "));
        line.trim_end().to_owned()
    };
    report["findings"].as_array().expect("findings").iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A cell's formula and stored result.
fn cell(path: &Path, at: &str) -> String {
    let workbook = open(path).expect("opens");
    let Tab::Sheet(sheet) = &workbook.tabs[0] else { return String::new() };
    let cell = sheet.get(CellRef::parse(at).expect("an address")).expect("not empty");
    let Value::Number(number) = cell.value() else { return format!("{:?}", cell.value()) };
    format!("{} = {number}", cell.formula().unwrap_or(""))
}

/// Fixes a fixture; says what some cells of the copy hold, and what is still found in it.
fn fixed(name: &str, more: &[&str], cells: &[&str]) -> String {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().to_string_lossy().into_owned();
    run(&[&["fix", "--out", &out], more].concat(), &fixture(name));
    let copy = folder.path().join(name).with_extension("xlsx");
    let cells: Vec<String> = cells.iter().map(|at| format!("{at} {}", cell(&copy, at))).collect();
    let left = findings(&run(&["check"], &copy));
    assert!(!left.contains(" safe "), "{left}");
    format!("{}{}{left}", cells.join("\n"), if left.is_empty() { "" } else { "\nleft: " })
}

#[test]
fn right_formulas_and_such_as_were_never_computed_are_silent() {
    for name in ["dung-cong-thuc", "chua-tinh-lan-nao"] {
        let report = run(&["check"], &fixture(name));
        assert_eq!(findings(&report), "", "{name}");
        assert_eq!(report["totals"][0]["total"], 108, "{name}");
    }
}

#[test]
fn a_row_left_out_by_one_total() {
    // The stored result is what the wrong formula gives, or what the right one would give.
    for name in ["bo-sot-dong", "bo-sot-dong-ket-qua-dung"] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(findings(&run(&["check"], &fixture(name))), @"S207 E10 safe E10 =SUM(E11:E12) → =SUM(E11:E13)");
            insta::assert_snapshot!(fixed(name, &[], &["E10", "E18"]), @"
        E10 SUM(E11:E13) = 63
        E18 E10+E14 = 87
        ");
        }
    }
}

#[test]
fn subtotals_counted_besides_their_rows() {
    insta::assert_snapshot!(findings(&run(&["check"], &fixture("cong-ca-dong-cong"))), @"S207 C18:G18 safe C18 =SUM(C10:C17) → =C10+C14; D18 =SUM(D10:D17) → =D10+D14; E18 =SUM(E10:E17) → =E10+E14; F18 =SUM(F10:F17) → =F10+F14; G18 =SUM(G10:G17) → =G10+G14");
    insta::assert_snapshot!(fixed("cong-ca-dong-cong", &[], &["C18", "G18"]), @"
        C18 C10+C14 = 108
        G18 G10+G14 = 1
        ");
}

#[test]
fn results_that_were_not_computed_anew() {
    insta::assert_snapshot!(findings(&run(&["check"], &fixture("ket-qua-cu"))), @"F010 E14,E18 safe E14 22 → 24; E18 85 → 87");
    insta::assert_snapshot!(fixed("ket-qua-cu", &[], &["E14", "E18"]), @"
        E14 SUM(E15:E17) = 24
        E18 E10+E14 = 87
        ");
}

#[test]
fn numbers_typed_over_formulas() {
    insta::assert_snapshot!(findings(&run(&["check"], &fixture("go-de-cong-thuc"))), @"S208 C12 suggested C12 20 → =SUM(D12:G12)");
    insta::assert_snapshot!(fixed("go-de-cong-thuc", &["--suggested"], &["C12", "C18"]), @"
        C12 SUM(D12:G12) = 20
        C18 C10+C14 = 108
        ");
    insta::assert_snapshot!(findings(&run(&["check"], &fixture("go-de-sai-so"))), @"
        S202 D18 suggested
        S208 D18
        ");
}

#[test]
fn what_is_locked_on_a_protected_sheet_is_for_the_unit_to_change() {
    insta::assert_snapshot!(findings(&run(&["check"], &fixture("sheet-co-bao-ve"))), @"S207 E10 suggested E10 =SUM(E11:E12) → =SUM(E11:E13)");
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().to_string_lossy().into_owned();
    run(&["fix", "--out", &out], &fixture("sheet-co-bao-ve"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}
