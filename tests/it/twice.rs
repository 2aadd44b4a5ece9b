//! A corrected copy is corrected no more: `fix` on what `fix` wrote finds nothing to do, and says so.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::fix::{fixture, xeploai};

const FOLDERS: [&str; 8] = ["da-nang-2021", "fidelity", "formulas", "forms", "layouts", "legacy", "notes", "reading"];

/// `fix` on a folder: how many cells it corrects, and where the copies are.
fn fixed(input: &Path, out: &Path, more: &[&str]) -> usize {
    let (input, out) = (input.to_string_lossy(), out.to_string_lossy());
    let arguments = [&["fix", &input, "--out", &out, "--format", "json"], more].concat();
    let (status, report, why) = xeploai(&arguments);
    assert_ne!(status, 2, "{input}: {why}");
    let report: serde_json::Value = serde_json::from_str(&report).expect("a report");
    report["corrections"].as_array().expect("a list").len()
}

/// A folder of workbooks that all have names of their own as copies.
fn gathered(name: &str, to: &Path) {
    for entry in std::fs::read_dir(fixture(name)).expect("a folder of fixtures") {
        let path: PathBuf = entry.expect("an entry").path();
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let own = to.join(&extension);
        std::fs::create_dir_all(&own).expect("made");
        if path.is_file() {
            std::fs::copy(&path, own.join(path.file_name().expect("a name"))).expect("copied");
        }
    }
}

fn corrected_twice(more: &[&str]) {
    let mut all = 0;
    for name in FOLDERS {
        let folder = TempDir::new().expect("a folder");
        let (input, once, twice) =
            (folder.path().join("nhan"), folder.path().join("sua"), folder.path().join("sua-lai"));
        gathered(name, &input);
        let cells = fixed(&input, &once, more);
        all += cells;
        if cells > 0 {
            assert_eq!(fixed(&once, &twice, more), 0, "{name}");
            assert!(!twice.exists(), "{name}: nothing to write");
        }
    }
    assert!(all > 20, "{all}");
}

#[test]
fn what_is_safe_is_corrected_once() {
    corrected_twice(&[]);
}

#[test]
fn what_is_suggested_is_corrected_once() {
    corrected_twice(&["--suggested"]);
}

#[test]
fn notes_and_the_list_change_nothing() {
    corrected_twice(&["--annotate"]);
}
