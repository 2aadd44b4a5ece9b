//! What Excel makes of a typed count: a day ("5/12", "10-5"), which is no count, whatever number it is stored as.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::book::{Cell, File, Page};

/// Two units; the first is said to have so many rated HTTNV.
fn page(good: Cell) -> Page {
    let mut page = Page::new("Biểu 1");
    page.text(0, 0, "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022");
    for (column, head) in (0..).zip(["TT", "Đơn vị", "Tổng số", "HTXSNV", "HTTNV", "HTNV", "KHTNV"]) {
        page.text(2, column, head);
    }
    for (row, figures) in (3..).zip([[1, 12, 2, 10, 0, 0], [2, 10, 1, 8, 1, 0]]) {
        page.text(row, 1, format!("Chi bộ thôn {}", figures[0]));
        for (column, figure) in [0, 2, 3, 4, 5, 6].into_iter().zip(figures) {
            page.put(row, column, Cell::number(f64::from(figure), "General"));
        }
    }
    page.put(3, 4, good);
    page
}

/// The total of HTTNV, and the findings as rule, cell and what was found.
fn told(page: &Page, file: File) -> (Value, Vec<String>) {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join(format!("bieu.{}", file.extension()));
    std::fs::write(&path, file.write(std::slice::from_ref(page))).expect("written");
    let report = check(&path);
    let findings = report["findings"].as_array().expect("a list").iter();
    let text = |f: &Value| format!("{} {} {}", f["rule"], f["cell"], f["found"]).replace('"', "");
    (report["totals"][0]["HTTNV"].clone(), findings.map(text).collect())
}

fn check(path: &Path) -> Value {
    let mut program = Command::new(env!("CARGO_BIN_EXE_xeploai"));
    let out = program.args(["check", "--format", "json"]).arg(path).output().expect("run");
    serde_json::from_slice(&out.stdout).expect("a report")
}

#[test]
fn a_day_is_no_count() {
    let (good, findings) = told(&page(Cell::number(44_691.0, "dd/mm/yyyy")), File::Xlsx);
    assert!(findings.contains(&"S209 E4 10/05/2022".to_owned()), "{findings:?}");
    assert!(good.as_i64().is_none_or(|n| n < 100), "{good}");
}

#[test]
fn a_small_count_in_the_format_of_a_day_is_that_count() {
    let (good, findings) = told(&page(Cell::number(10.0, "dd/mm/yyyy")), File::Xlsx);
    assert_eq!((good.as_i64(), findings), (Some(18), Vec::new()));
    // As is a large one that is shown as a number.
    let (_, findings) = told(&page(Cell::number(44_691.0, "#,##0")), File::Xlsx);
    assert!(findings.iter().all(|f| !f.starts_with("S209")), "{findings:?}");
}
