//! Outputs are written all or none, and what stands in the way is told.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::fix::{THANH_KHE, copied, xeploai};

/// Two workbooks with a correction each, one of them in a folder.
fn inputs(folder: &Path) -> String {
    let input = folder.join("bao-cao");
    std::fs::create_dir_all(input.join("quan")).expect("made");
    copied(&["notes/openpyxl.xlsx"], &input);
    copied(&[THANH_KHE], &input.join("quan"));
    input.to_string_lossy().into_owned()
}

/// Everything below a folder: files with their content, folders without.
fn state(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(state(&path));
        }
        found.insert(path.to_string_lossy().into_owned(), std::fs::read(&path).unwrap_or_default());
    }
    found
}

fn refused(arguments: &[&str], words: [&str; 2], folder: &Path) {
    let before = state(folder);
    let (status, _, why) = xeploai(arguments);
    assert_eq!(status, 2, "{why}");
    assert!(words.iter().all(|word| why.contains(word)), "{why}");
    assert_eq!(state(folder), before, "{why}");
}

#[test]
fn one_output_that_cannot_be_written_stops_all() {
    let folder = TempDir::new().expect("a folder");
    let input = inputs(folder.path());
    let out = folder.path().join("da-sua");
    let out_text = out.to_string_lossy().into_owned();
    let fix = ["fix", &input, "--out", &out_text, "--force"];
    std::fs::create_dir_all(&out).expect("made");

    // A file where a folder has to be, met after the first copy.
    std::fs::write(out.join("quan"), "mine").expect("written");
    refused(&fix, ["không ghi được", "not a directory"], folder.path());
    std::fs::remove_file(out.join("quan")).expect("removed");

    // A folder where a copy has to be; a copy of an earlier run stays as it is.
    std::fs::write(out.join("openpyxl.xlsx"), "earlier").expect("written");
    std::fs::create_dir_all(out.join("quan/02-quan-thanh-khe.xlsm")).expect("made");
    refused(&fix, ["đã có thư mục trùng tên", "is a directory"], folder.path());
    std::fs::remove_dir(out.join("quan/02-quan-thanh-khe.xlsm")).expect("removed");

    // A folder where the list has to be, which is written last.
    std::fs::create_dir(out.join("Nội dung chỉnh sửa.xlsx")).expect("made");
    refused(&fix, ["đã có thư mục trùng tên", "is a directory"], folder.path());
    std::fs::remove_dir(out.join("Nội dung chỉnh sửa.xlsx")).expect("removed");

    assert_eq!(xeploai(&fix).0, 0);
    assert_ne!(std::fs::read(out.join("openpyxl.xlsx")).expect("there"), b"earlier");
    let left = state(folder.path()).into_keys().filter(|name| name.ends_with(".tmp"));
    assert_eq!(left.count(), 0, "no temporary file stays behind");
}

#[test]
fn of_two_workbooks_none_is_written_alone() {
    let folder = TempDir::new().expect("a folder");
    let input = inputs(folder.path());
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::create_dir(at("chi-tiet.xlsx")).expect("made");
    let (out, details) = (at("tong-hop.xlsx"), at("chi-tiet.xlsx"));
    let arguments = ["consolidate", &input, "--out", &out, "--details", &details, "--force"];
    refused(&arguments, ["chi-tiet.xlsx", "is a directory"], folder.path());
}

/// The system refuses to let a file grow over a limit, which is what a full disk looks like.
#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more_leaves_nothing_behind() {
    let folder = TempDir::new().expect("a folder");
    let input = inputs(folder.path());
    let before = state(folder.path());
    let out = folder.path().join("moi/da-sua");
    // The signal is ignored, so that writing fails instead. 20 blocks of 512 bytes hold one copy and not the other.
    let script = "trap '' XFSZ; ulimit -f 20; exec \"$0\" fix \"$1\" --out \"$2\"";
    let done = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_xeploai"), &input])
        .arg(&out)
        .output()
        .expect("a shell");
    let why = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(2), "{why}");
    assert!(why.contains("02-quan-thanh-khe.xlsm: file vượt quá dung lượng cho phép / cannot write"), "{why}");
    assert_eq!(state(folder.path()), before);
}

/// As someone who may not write there: whoever runs the tests may write anywhere, if that is root.
#[cfg(unix)]
#[test]
fn where_nothing_may_be_written_nothing_is() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let folder = TempDir::new().expect("a folder");
    let allow = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("allowed");
    allow(folder.path(), 0o755);
    let input = inputs(folder.path());
    let program = folder.path().join("xeploai");
    std::fs::copy(env!("CARGO_BIN_EXE_xeploai"), &program).expect("copied");
    let out = folder.path().join("da-sua");
    std::fs::create_dir(&out).expect("made");
    std::fs::write(out.join("openpyxl.xlsx"), "mine").expect("written");
    let root = folder.path().metadata().expect("facts").uid() == 0;
    let refuse = |name: &str| {
        let before = state(folder.path());
        let mut command = Command::new(&program);
        command.args(["fix", &input, "--force", "--out"]).arg(&out);
        if root {
            command.uid(65534).gid(65534);
        }
        let done = command.output().expect("it runs");
        let why = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(2), "{why}");
        assert!(why.contains(name) && why.contains("không có quyền ghi") && why.contains("permission denied"), "{why}");
        assert_eq!(state(folder.path()), before);
    };
    // A folder that is read-only, and a file that is where a copy has to be.
    allow(&out, 0o555);
    refuse("da-sua");
    allow(&out, 0o777);
    allow(&out.join("openpyxl.xlsx"), 0o444);
    refuse("openpyxl.xlsx");
}

#[cfg(unix)]
#[test]
fn a_name_that_becomes_too_long_is_told_before_anything_is_written() {
    let folder = TempDir::new().expect("a folder");
    let input = inputs(folder.path());
    // The copy of an .xls is an .xlsx, one letter longer than a name may be.
    let long = format!("{}.xls", "x".repeat(251));
    let son_tra = super::fix::fixture("notes/openpyxl.xlsx");
    std::fs::copy(&son_tra, Path::new(&input).join(long)).expect("copied");
    let out = folder.path().join("da-sua").to_string_lossy().into_owned();
    refused(&["fix", &input, "--out", &out], ["tên file quá dài", "invalid filename"], folder.path());
}

#[test]
fn written_workbooks_name_no_place_of_this_computer() {
    let folder = TempDir::new().expect("a folder");
    let inputs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/da-nang-2021");
    let (all, copies) = (folder.path().join("tong-hop.xlsx"), folder.path().join("da-sua"));
    let run = |arguments: &[&std::ffi::OsStr]| {
        let done = Command::new(env!("CARGO_BIN_EXE_xeploai")).args(arguments).output().expect("it runs");
        assert_ne!(done.status.code(), Some(2), "{}", String::from_utf8_lossy(&done.stderr));
    };
    run(&["consolidate".as_ref(), inputs.as_ref(), "--out".as_ref(), all.as_ref()]);
    run(&["fix".as_ref(), inputs.as_ref(), "--annotate".as_ref(), "--out".as_ref(), copies.as_ref()]);
    let written = std::fs::read_dir(&copies).expect("copies").map(|entry| entry.expect("an entry").path());
    let here = inputs.parent().expect("a folder").to_string_lossy().into_owned();
    let mut count = 0;
    for path in written.chain([all]) {
        let bytes = std::fs::read(&path).expect("written");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
        for index in 0..zip.len() {
            let mut part = Vec::new();
            std::io::Read::read_to_end(&mut zip.by_index(index).expect("a part"), &mut part).expect("sound");
            let text = String::from_utf8_lossy(&part);
            assert!(!text.contains(&here), "{}", path.display());
            count += usize::from(text.contains("01-quan-hai-chau.xlsx"));
        }
    }
    assert!(count >= 2, "the files are named all the same");
}
