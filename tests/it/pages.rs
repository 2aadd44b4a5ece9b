//! The report as a page and as SARIF: everything is there, and nothing out of a workbook is taken for markup.

use std::path::Path;

use assert_cmd::Command;
use calamine::{Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use tempfile::TempDir;

const FAULTY: &str = "fixtures/da-nang-2021/02-quan-thanh-khe.xlsm";

fn xeploai(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xeploai")).current_dir(folder).args(arguments).output();
    let output = output.expect("runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Names and a rating that a browser or a spreadsheet would act on, and one unknown rating to be told of.
fn hostile(folder: &Path) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("<b>Biểu 1").expect("a name");
    let rows = [
        ["DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021", "", ""],
        ["", "", ""],
        ["STT", "Họ và tên", "Xếp loại"],
        ["1", "<img src=x onerror=alert(1)>", "Hoàn thành tốt nhiệm vụ"],
        ["2", "=HYPERLINK(\"http://x\")", "Hoàn thành tốt nhiệm vụ"],
        ["3", "Nguyễn Văn An\u{202e}", "</td><script>alert(1)</script>"],
        ["4", "@Trần Thị Bình", "Hoàn thành tốt nhiệm vụ"],
        ["5", "-Lê Văn Cường", ""],
    ];
    for (row, texts) in (0..).zip(rows) {
        for (column, text) in (0..).zip(texts) {
            sheet.write_string(row, column, text).expect("written");
        }
    }
    workbook.save(folder.join("a.xlsx")).expect("saved");
}

#[test]
fn the_page_shows_the_cell_among_its_neighbours() {
    let folder = TempDir::new().expect("a folder");
    let page = folder.path().join("bao-cao.html");
    let path = page.to_str().expect("UTF-8");
    let (status, printed, complaint) = xeploai(root(), &["check", FAULTY, "--report", path]);
    assert_eq!((status, &*complaint), (1, ""));
    assert!(printed.contains("(S202)"), "the text is printed as ever");
    let html = std::fs::read_to_string(&page).expect("a page");
    assert!(html.contains("<h2>Quận Thanh Khê</h2>"), "by unit");
    assert!(html.contains("<h3>02-quan-thanh-khe.xlsm</h3>") && !html.contains("fixtures"), "names, not places");
    assert!(html.contains("<td class=\"n f\" title=\"F29\"><del>253</del> <ins>235</ins></td>"), "the faulty cell");
    assert!(html.contains("<td class=\"n r\""), "what it was compared with");
    assert!(html.contains("<details><summary>") && html.contains("Dòng tổng không bằng các dòng cộng lại"));
    assert!(html.contains("error") && html.contains("Phải chỉnh sửa hoặc giải trình"), "both languages");
    for outside in ["src=", "href=", "url(", "@import", " onclick"] {
        assert!(!html.contains(outside), "{outside}");
    }
    // Ours is replaced, another's is not.
    assert_eq!(xeploai(root(), &["check", FAULTY, "--report", path]).0, 1);
    std::fs::write(&page, "<p>của người khác").expect("written");
    let (status, _, complaint) = xeploai(root(), &["check", FAULTY, "--report", path]);
    assert_eq!(status, 2, "{complaint}");
    assert_eq!(std::fs::read_to_string(&page).expect("a page"), "<p>của người khác");
}

#[test]
fn hostile_names_stay_text() {
    let folder = TempDir::new().expect("a folder");
    hostile(folder.path());
    let (_, html, _) = xeploai(folder.path(), &["check", "a.xlsx", "--format", "html"]);
    assert!(html.contains("&lt;/td&gt;&lt;script&gt;alert(1)"), "{html}");
    let markup = html.split("<script>").count();
    assert_eq!(markup, 2, "one script, our own");
    assert!(!html.contains("<img") && !html.contains('\u{202e}'));
    // Nor are they formulas where they are asked about.
    let arguments = ["check", "a.xlsx", "--per-unit", "phieu"];
    xeploai(folder.path(), &arguments);
    let asked = std::fs::read_dir(folder.path().join("phieu")).expect("a folder");
    let asked: Vec<_> = asked.map(|entry| entry.expect("an entry").path()).collect();
    assert_eq!(asked.len(), 1);
    let mut workbook: Xlsx<_> = open_workbook(&asked[0]).expect("opens");
    let cells = workbook.worksheet_range("Phiếu đề nghị rà soát").expect("a sheet");
    assert!(cells.rows().flatten().any(|c| c.to_string().contains("</td><script>")), "as written");
    let formulas = workbook.worksheet_formula("Phiếu đề nghị rà soát").expect("a sheet");
    assert!(formulas.rows().flatten().all(String::is_empty));
}

#[test]
fn persons_are_rows_where_so_wanted() {
    let folder = TempDir::new().expect("a folder");
    hostile(folder.path());
    for format in ["html", "json", "sarif", "text"] {
        let named = xeploai(folder.path(), &["check", "a.xlsx", "--format", format]).1;
        assert!(named.contains("Lê Văn Cường"), "{format}: {named}");
        let nameless = xeploai(folder.path(), &["check", "a.xlsx", "--format", format, "--anonymous"]).1;
        for name in ["Cường", "Bình", "Văn An", "onerror"] {
            assert!(!nameless.contains(name), "{format}: {nameless}");
        }
        assert!(nameless.contains("Dòng 8"), "{format}: {nameless}");
    }
}

#[test]
fn sarif_names_rule_file_and_cell() {
    let (status, printed, _) = xeploai(root(), &["check", FAULTY, "--format", "sarif"]);
    assert_eq!(status, 1);
    let log: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    let error = results.iter().find(|r| r["level"] == "error").expect("an error");
    assert_eq!(error["ruleId"], "S202");
    let place = error["ruleIndex"].as_u64().expect("a place") as usize;
    assert_eq!(run["tool"]["driver"]["rules"][place]["id"], "S202");
    let location = &error["locations"][0];
    assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], FAULTY);
    assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "Bieu 2!F29");
}

/// What the schema of SARIF 2.1.0 and its text ask of a log, as far as ours has it.
fn is_sound(log: &Value) {
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().is_some_and(|s| s.ends_with("sarif-schema-2.1.0.json")));
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "xeploai");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        for part in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[part]["text"].as_str().is_some_and(|text| !text.is_empty()), "{rule}");
        }
    }
    let artifacts = run["artifacts"].as_array().expect("artifacts").len() as u64;
    let results = run["results"].as_array().expect("results");
    let suppressed = results.iter().filter(|r| !r["suppressions"].is_null()).count();
    assert!(suppressed == 0 || suppressed == results.len(), "all results say whether they are suppressed, or none");
    for result in results {
        let place = result["ruleIndex"].as_u64().expect("a place") as usize;
        assert_eq!(rules[place]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect("a level")));
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        for location in result["locations"].as_array().into_iter().flatten() {
            let artifact = &location["physicalLocation"]["artifactLocation"];
            assert!(artifact["index"].as_u64().is_some_and(|index| index < artifacts));
            let uri = artifact["uri"].as_str().expect("a reference");
            assert!(uri.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/%:".contains(&b)), "{uri}");
        }
    }
}

#[test]
fn sarif_is_sound_whatever_the_workbooks_hold() {
    let folder = TempDir::new().expect("a folder");
    hostile(folder.path());
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021").expect("written");
    for (row, texts) in (2u32..).zip([["Họ và tên", "Xếp loại"], ["A", "[bấm vào đây](http://x)"], ["B", "{0} HTTNV"]])
    {
        sheet.write(row, 0, texts[0]).expect("written").write(row, 1, texts[1]).expect("written");
    }
    workbook.save(folder.path().join("b [1] #2.xlsx")).expect("saved");
    for language in ["vi", "en"] {
        let (_, printed, _) = xeploai(folder.path(), &["check", ".", "--format", "sarif", "--lang", language]);
        let log: Value = serde_json::from_str(&printed).expect("JSON");
        is_sound(&log);
        let results = log["runs"][0]["results"].as_array().expect("results");
        let texts: Vec<&str> = results.iter().filter_map(|r| r["message"]["text"].as_str()).collect();
        assert!(texts.iter().any(|text| text.contains("\\[bấm vào đây\\](http://x)")), "no link: {texts:?}");
        assert!(texts.iter().any(|text| text.contains("{{0}} HTTNV")), "nothing to fill in: {texts:?}");
        assert!(texts.iter().any(|text| text.contains("</td><script>")), "as written: {texts:?}");
    }
    let (_, printed, _) = xeploai(root(), &["check", "fixtures/da-nang-2021", "--format", "sarif"]);
    is_sound(&serde_json::from_str(&printed).expect("JSON"));
}
