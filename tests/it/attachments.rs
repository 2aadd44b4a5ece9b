//! Attachments: the workbooks in a zip file are read as if it were a folder, and nothing in it leads out of one.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::fix::xeploai;
use super::made::{fixture, xlsx, zip};
use super::read::stored_zip;

fn report(arguments: &[&str]) -> Value {
    let (_, out, err) = xeploai(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {err}"))
}

/// Path below the folder, status and rules of each file.
fn files(report: &Value, folder: &Path) -> Vec<String> {
    let folder = format!("{}/", folder.to_string_lossy());
    let list = report["files"].as_array().expect("a list").iter().map(|file| {
        let path = file["path"].as_str().expect("a path");
        let of_file = |finding: &&Value| finding["file"].as_str() == Some(path);
        let found = report["findings"].as_array().expect("a list").iter().filter(of_file);
        let rules: Vec<&str> = found.filter_map(|f| f["rule"].as_str()).filter(|r| r.starts_with('F')).collect();
        format!("{} {} {}", path.replace(&folder, ""), file["status"].as_str().unwrap_or(""), rules.join(","))
    });
    list.map(|line| line.trim_end().to_owned()).collect()
}

fn attachment(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    zip(&parts.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.clone())).collect::<Vec<_>>())
}

#[test]
fn an_attachment_that_was_cut_is_none_of_its_workbooks() {
    let folder = TempDir::new().expect("a folder");
    let good = fixture("da-nang-2021/02-quan-thanh-khe.xlsm");
    let parts = ["Thanh Khê.xlsm", "Hải Châu.xlsm"].map(|name| (name.to_owned(), good.clone()));
    let whole = stored_zip(&parts);
    for part in [40, 52, 60, 75, 90, 99] {
        let path = folder.path().join("gửi.zip");
        std::fs::write(&path, &whole[..whole.len() * part / 100]).expect("written");
        let report = report(&["check", &path.to_string_lossy()]);
        assert_eq!(files(&report, folder.path()), ["gửi.zip failed F001"], "{part} %");
        assert_eq!(report["totals"].as_array().map(Vec::len), Some(0));
    }
    std::fs::write(folder.path().join("gửi.zip"), &whole).expect("written");
    let report = report(&["check", &folder.path().to_string_lossy()]);
    assert_eq!(report["files"].as_array().map(Vec::len), Some(2));
}

#[test]
fn workbooks_in_an_attachment_are_read_by_their_path() {
    let folder = TempDir::new().expect("a folder");
    let good = fixture("da-nang-2021/02-quan-thanh-khe.xlsm");
    let mut parts = vec![
        ("quận/Thanh Khê.xlsm", good.clone()),
        ("quận/~$Thanh Khê.xlsm", b"lock".to_vec()),
        ("__MACOSX/quận/._Thanh Khê.xlsm", b"resource".to_vec()),
        ("đọc tôi.txt", b"text".to_vec()),
        ("trong.zip", attachment(&[("a.xlsx", good.clone())])),
        ("trong.rar", b"Rar!".to_vec()),
        ("hỏng.xls", fixture("reading/cut-in-half.xls")),
        ("khóa.xlsx", fixture("reading/password.xlsx")),
    ];
    std::fs::write(folder.path().join("gửi.zip"), attachment(&parts)).expect("written");
    std::fs::write(folder.path().join("khác.rar"), b"Rar!\x1A\x07").expect("written");
    std::fs::write(folder.path().join("ảnh.zip"), attachment(&[("a.png", vec![1, 2])])).expect("written");
    // A workbook is one under this name too.
    std::fs::write(folder.path().join("sổ.zip"), &good).expect("written");
    let path = folder.path().to_string_lossy().into_owned();
    insta::assert_snapshot!(files(&report(&["check", &path]), folder.path()).join("\n"), @r"
    gửi.zip/hỏng.xls failed F001
    gửi.zip/khóa.xlsx failed F002
    gửi.zip/quận/Thanh Khê.xlsm read
    gửi.zip/quận/~$Thanh Khê.xlsm skipped
    gửi.zip/trong.rar failed F001
    gửi.zip/trong.zip failed F001
    khác.rar failed F001
    sổ.zip read F003
    ảnh.zip failed F001
    ");
    // Given by itself, it is the same.
    let zip = folder.path().join("gửi.zip").to_string_lossy().into_owned();
    assert_eq!(files(&report(&["check", &zip]), folder.path()).len(), 6);
    // What asks for a password is named, the rest is read.
    parts.truncate(1);
    let mut locked = attachment(&parts);
    let entry = memchr::memmem::rfind(&locked, b"PK\x01\x02").expect("an entry");
    locked[entry + 8] |= 1;
    std::fs::write(folder.path().join("gửi.zip"), locked).expect("written");
    assert_eq!(files(&report(&["check", &zip]), folder.path()), ["gửi.zip/quận/Thanh Khê.xlsm failed F002"]);
}

#[test]
fn copies_keep_their_path_and_attachments_their_bytes() {
    let folder = TempDir::new().expect("a folder");
    let good = fixture("da-nang-2021/02-quan-thanh-khe.xlsm");
    let bytes = attachment(&[("quận/a.xlsm", good.clone()), ("b.xlsm", good)]);
    let input = folder.path().join("gửi.zip");
    std::fs::write(&input, &bytes).expect("written");
    let out = folder.path().join("da-sua");
    let (input_text, out_text) = (input.to_string_lossy().into_owned(), out.to_string_lossy().into_owned());
    let (status, said, err) = xeploai(&["fix", &input_text, "--out", &out_text, "--year", "2021"]);
    assert!(status < 2, "{said}{err}");
    for copy in ["gửi.zip/quận/a.xlsm", "gửi.zip/b.xlsm", "Nội dung chỉnh sửa.xlsx"] {
        assert!(out.join(copy).is_file(), "{copy}: {said}");
    }
    assert_eq!(std::fs::read(&input).expect("there"), bytes);
    // Neither the attachment nor anything above the output folder can be written over.
    let over = folder.path().to_string_lossy().into_owned();
    let (status, _, why) = xeploai(&["fix", &input_text, "--out", &over, "--year", "2021", "--force"]);
    assert_eq!(status, 2, "{why}");
    assert_eq!(std::fs::read(&input).expect("there"), bytes);
}

#[test]
fn names_that_lead_out_are_refused() {
    let folder = TempDir::new().expect("a folder");
    let book = || xlsx("<row><c><v>1</v></c></row>");
    let names = ["../ra ngoài.xlsx", "a/../../b.xlsx", "C:/c.xlsx", "/gốc.xlsx", "a.xlsx:ẩn.xlsx", "./được.xlsx"];
    let parts: Vec<(&str, Vec<u8>)> = names.iter().map(|name| (*name, book())).collect();
    let input = folder.path().join("gửi.zip");
    std::fs::write(&input, attachment(&parts)).expect("written");
    let input = input.to_string_lossy().into_owned();
    insta::assert_snapshot!(files(&report(&["check", &input]), folder.path()).join("\n"), @r"
    gửi.zip/C:/c.xlsx failed F001
    gửi.zip/__/ra ngoài.xlsx failed F001
    gửi.zip/a.xlsx:ẩn.xlsx failed F001
    gửi.zip/a/__/__/b.xlsx failed F001
    gửi.zip/gốc.xlsx read F004
    gửi.zip/được.xlsx read F004
    ");
}
