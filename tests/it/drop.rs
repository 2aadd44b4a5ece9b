//! Files dropped on the program: everything goes into one folder beside them, nothing else is touched, and nothing that is
//! not an earlier result is replaced.
#![allow(clippy::print_stderr)] // A test that cannot run here says so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use xeploai::read;

use super::fix::{THANH_KHE, copied, xeploai};

const HAI_CHAU: &str = "da-nang-2021/01-quan-hai-chau.xlsx";
const PAGE: &str = "Báo cáo kết quả kiểm tra.html";

/// Everything below a folder: files with their content, folders without.
fn state(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(state(&path));
        }
        found.insert(path.clone(), std::fs::read(&path).unwrap_or_default());
    }
    found
}

fn names(folder: &Path) -> BTreeSet<String> {
    let list = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    list.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

fn dropped(path: &Path) -> (i32, String, String) {
    xeploai(&["drop", "--no-open", &path.to_string_lossy()])
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Two units, each with something to correct, and what offices have beside them.
fn mixed(folder: &Path) -> PathBuf {
    let input = folder.join("Báo cáo 2021");
    std::fs::create_dir_all(input.join("quận")).expect("made");
    copied(&[HAI_CHAU, "reading/password.xlsx", "reading/zero-bytes.xlsx"], &input);
    copied(&[THANH_KHE], &input.join("quận"));
    std::fs::write(input.join("~$01-quan-hai-chau.xlsx"), "owner").expect("written");
    std::fs::write(input.join("ảnh.png"), "no workbook").expect("written");
    input
}

#[test]
fn good_and_bad_files_together() {
    let folder = TempDir::new().expect("a folder");
    let input = mixed(folder.path());
    let before = state(folder.path());
    let (status, said, why) = dropped(&input);
    assert_eq!((status, &*why), (1, ""), "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].starts_with("Đã kiểm tra ") && lines[0].contains("phải chỉnh sửa hoặc giải trình"), "{said}");
    assert!(lines[1].starts_with("Đã đọc 02/04 file, bỏ qua 01"), "{said}");
    assert!(lines[1].contains("password.xlsx (file có đặt mật khẩu"), "{said}");
    assert!(lines[1].contains("zero-bytes.xlsx (file rỗng"), "{said}");
    assert!(lines[1].contains("Đã chỉnh sửa 02 ô đủ căn cứ trong 02 bản sao"), "{said}");
    assert!(lines[2].starts_with("Kết quả: ") && lines[2].ends_with("Báo cáo 2021 - kết quả kiểm tra"), "{said}");
    assert!(lines[3].starts_with("Đang mở trong Excel") && lines[3].ends_with("01-quan-hai-chau.xlsx"), "{said}");

    let results = folder.path().join("Báo cáo 2021 - kết quả kiểm tra");
    let expected = [PAGE, "Nội dung chỉnh sửa.xlsx", "Tổng hợp.xlsx", "01-quan-hai-chau (đã chỉnh sửa).xlsx", "quận"];
    assert_eq!(names(&results), set(&expected));
    assert_eq!(names(&results.join("quận")), set(&["02-quan-thanh-khe (đã chỉnh sửa).xlsm"]));
    let page = std::fs::read_to_string(results.join(PAGE)).expect("a page");
    assert!(page.contains("password.xlsx") && page.contains("Quận Thanh Khê"));
    assert!(read::open(&results.join("Tổng hợp.xlsx")).expect("a workbook").own_output);
    let now = state(folder.path());
    assert!(before.iter().all(|(path, bytes)| now.get(path) == Some(bytes)), "originals are as they were");

    // The copies are those of `fix`, under another name.
    let out = folder.path().join("da-sua").to_string_lossy().into_owned();
    xeploai(&["fix", &input.to_string_lossy(), "--out", &out]);
    let fixed = |name: &str| std::fs::read(Path::new(&out).join(name)).expect("a copy");
    let copy = |name: &str| std::fs::read(results.join(name)).expect("a copy");
    assert_eq!(copy("01-quan-hai-chau (đã chỉnh sửa).xlsx"), fixed("01-quan-hai-chau.xlsx"));
    assert_eq!(copy("quận/02-quan-thanh-khe (đã chỉnh sửa).xlsm"), fixed("quận/02-quan-thanh-khe.xlsm"));
}

#[test]
fn a_second_run_replaces_the_first() {
    let folder = TempDir::new().expect("a folder");
    let input = mixed(folder.path());
    let first = dropped(&input);
    std::fs::write(folder.path().join("Báo cáo 2021 - kết quả kiểm tra/desktop.ini"), "of the desktop")
        .expect("written");
    let before = state(folder.path());
    assert_eq!(dropped(&input), first);
    assert_eq!(state(folder.path()), before);
}

#[test]
fn results_are_no_reports() {
    let folder = TempDir::new().expect("a folder");
    copied(&[HAI_CHAU], folder.path());
    let all = folder.path().to_string_lossy().into_owned();
    let (_, alone, _) = xeploai(&["check", &all]);
    dropped(&folder.path().join("01-quan-hai-chau.xlsx"));
    let (_, with_results, _) = xeploai(&["check", &all]);
    let last = |text: &str| text.lines().last().map(str::to_owned);
    assert_eq!(last(&with_results), last(&alone));
    assert!(
        with_results.contains("kết quả của lần kiểm tra trước"),
        "nothing is left aside in silence: {with_results}"
    );
    // A folder of such a name without results in it is a folder like any other.
    let named = folder.path().join("x - kết quả kiểm tra");
    std::fs::create_dir(&named).expect("made");
    copied(&[THANH_KHE], &named);
    let (_, more, _) = xeploai(&["check", &all]);
    assert!(more.contains("Quận Thanh Khê · năm 2021"), "{more}");
}

#[test]
fn one_unit_has_nothing_to_add_up() {
    let folder = TempDir::new().expect("a folder");
    copied(&[HAI_CHAU], folder.path());
    dropped(&folder.path().join("01-quan-hai-chau.xlsx"));
    let results = folder.path().join("01-quan-hai-chau - kết quả kiểm tra");
    let expected = [PAGE, "Nội dung chỉnh sửa.xlsx", "01-quan-hai-chau (đã chỉnh sửa).xlsx"];
    assert_eq!(names(&results), set(&expected));
    // Dropped together, two units have; the first gives the name.
    copied(&[THANH_KHE], folder.path());
    let paths = ["02-quan-thanh-khe.xlsm", "01-quan-hai-chau.xlsx"].map(|name| folder.path().join(name));
    let (status, said, _) = xeploai(&["drop", "--no-open", &paths[0].to_string_lossy(), &paths[1].to_string_lossy()]);
    assert_eq!(status, 1);
    assert!(said.contains("02-quan-thanh-khe - kết quả kiểm tra"), "{said}");
    assert!(folder.path().join("02-quan-thanh-khe - kết quả kiểm tra/Tổng hợp.xlsx").is_file());
}

#[test]
fn a_clean_file_leaves_a_page_alone() {
    let folder = TempDir::new().expect("a folder");
    copied(&["forms/dong-trong-trong-bang.xlsx"], folder.path());
    std::fs::write(folder.path().join("xeploai.toml"), "year = 2021\n").expect("written");
    let (status, said, _) = dropped(&folder.path().join("dong-trong-trong-bang.xlsx"));
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("Kết quả này không thay thế") && said.contains("Không có ô đủ căn cứ chỉnh sửa"), "{said}");
    assert_eq!(names(&folder.path().join("dong-trong-trong-bang - kết quả kiểm tra")), set(&[PAGE]));
}

/// Whatever stands where results would go, and is not what would be written, stays.
#[test]
fn what_is_not_ours_stays() {
    let folder = TempDir::new().expect("a folder");
    copied(&[HAI_CHAU], folder.path());
    let input = folder.path().join("01-quan-hai-chau.xlsx");
    let results = |number: &str| folder.path().join(format!("01-quan-hai-chau - kết quả kiểm tra{number}"));
    std::fs::write(results(""), "a file of that name").expect("written");
    dropped(&input);
    assert_eq!(names(&results(" (2)")).len(), 3);
    // A copy that somebody worked on, another's file, the file of a workbook that is open.
    let copy = results(" (2)").join("01-quan-hai-chau (đã chỉnh sửa).xlsx");
    std::fs::copy(&input, &copy).expect("copied");
    dropped(&input);
    assert_eq!(std::fs::read(&copy).expect("there"), std::fs::read(&input).expect("there"));
    std::fs::write(results(" (3)").join("ghi chú.txt"), "mine").expect("written");
    dropped(&input);
    assert_eq!(std::fs::read(results(" (3)").join("ghi chú.txt")).expect("there"), b"mine");
    std::fs::write(results(" (4)").join("~$Nội dung chỉnh sửa.xlsx"), "owner").expect("written");
    let before = state(folder.path());
    let (status, said, _) = dropped(&input);
    assert_eq!(status, 1);
    assert!(said.contains("kết quả kiểm tra (5)"), "{said}");
    let now = state(folder.path());
    assert!(before.iter().all(|(path, bytes)| now.get(path) == Some(bytes)));
    // An input in the folder is never an output.
    let inside = results(" (5)").join("01-quan-hai-chau (đã chỉnh sửa).xlsx");
    let (_, said, _) = xeploai(&["drop", "--no-open", &input.to_string_lossy(), &inside.to_string_lossy()]);
    assert!(said.contains("kết quả kiểm tra (6)"), "{said}");
}

#[test]
fn nothing_to_check_is_said_and_nothing_written() {
    let folder = TempDir::new().expect("a folder");
    std::fs::create_dir(folder.path().join("trống")).expect("made");
    let (status, _, why) = dropped(&folder.path().join("trống"));
    assert_eq!(status, 2);
    assert!(why.contains("không có file Excel nào"), "{why}");
    assert_eq!(names(folder.path()), set(&["trống"]));
    let (status, _, why) = xeploai(&["drop", "--format", "json", &folder.path().to_string_lossy()]);
    assert_eq!(status, 2, "{why}");
}

/// Names as they come from elsewhere: cut where no name could be that long, shown and never obeyed.
#[cfg(unix)]
#[test]
fn hostile_names() {
    let folder = TempDir::new().expect("a folder");
    let long = format!("{}.xlsx", "ế".repeat(83));
    for name in ["<img src=x onerror=alert(1)>&\".xlsx", "a\n\u{202e}b.xlsx", "-x.xlsx", &long] {
        let input = folder.path().join(name);
        std::fs::copy(super::fix::fixture(HAI_CHAU), &input).expect("copied");
        let before = names(folder.path());
        let (status, said, why) = dropped(&input);
        assert_eq!((status, &*why), (1, ""), "{name}");
        assert_eq!(said.lines().count(), 3, "{said}");
        assert!(!said.contains('\u{202e}'), "{said}");
        let new: Vec<String> = names(folder.path()).difference(&before).cloned().collect();
        assert_eq!(new.len(), 1, "{new:?}");
        let results = folder.path().join(&new[0]);
        assert_eq!(names(&results).len(), 3, "{name}");
        let page = std::fs::read_to_string(results.join(PAGE)).expect("a page");
        assert!(!page.contains("<img"), "{name}");
    }
}

/// As someone who may not write there: whoever runs the tests may write anywhere, if that is root.
#[cfg(unix)]
#[test]
fn a_place_that_takes_nothing_is_told() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let folder = TempDir::new().expect("a folder");
    let allow = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("allowed");
    allow(folder.path(), 0o755);
    let (stick, program) = (folder.path().join("usb"), folder.path().join("xeploai"));
    std::fs::create_dir(&stick).expect("made");
    copied(&[HAI_CHAU], &stick);
    std::fs::copy(env!("CARGO_BIN_EXE_xeploai"), &program).expect("copied");
    allow(&stick, 0o555);
    let before = state(folder.path());
    let mut command = std::process::Command::new(&program);
    command.args(["drop", "--no-open"]).arg(stick.join("01-quan-hai-chau.xlsx"));
    if folder.path().metadata().expect("facts").uid() == 0 {
        command.uid(65534).gid(65534);
    }
    let done = command.output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (said, why) = (text(&done.stdout), text(&done.stderr));
    assert_eq!(done.status.code(), Some(2), "{why}");
    assert!(said.contains("phải chỉnh sửa hoặc giải trình") && said.contains("Chưa ghi được kết quả"), "{said}");
    assert!(why.contains("không có quyền ghi") && why.contains("Documents"), "{why}");
    assert_eq!(state(folder.path()), before);
    allow(&stick, 0o755);
}

#[test]
fn in_the_console_of_somebody_else_a_path_is_only_checked() {
    let folder = TempDir::new().expect("a folder");
    copied(&[HAI_CHAU], folder.path());
    let path = folder.path().join("01-quan-hai-chau.xlsx").to_string_lossy().into_owned();
    let (status, said, _) = xeploai(&[&path]);
    assert_eq!((status, said), { (1, xeploai(&["check", &path]).1) });
    assert_eq!(names(folder.path()), set(&["01-quan-hai-chau.xlsx"]));
}

/// In a terminal that was opened for it alone, as `script` opens one.
#[cfg(target_os = "linux")]
#[test]
fn in_a_console_of_its_own_a_path_was_dropped() {
    let folder = TempDir::new().expect("a folder");
    copied(&[HAI_CHAU], folder.path());
    let in_terminal = |line: &str| {
        let mut command = std::process::Command::new("script");
        // No desktop: nothing is opened.
        command.args(["-qec", line, "/dev/null"]).current_dir(folder.path());
        command.env("PROGRAM", env!("CARGO_BIN_EXE_xeploai")).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        command.stdin(std::process::Stdio::null()).output().ok()
    };
    let Some(done) = in_terminal("exec \"$PROGRAM\" 01-quan-hai-chau.xlsx") else {
        return eprintln!("skipped: there is no `script` on this machine");
    };
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(said.contains("Kết quả: 01-quan-hai-chau - kết quả kiểm tra"), "{said}");
    assert!(said.contains("Nhấn phím Enter"), "{said}");
    std::fs::remove_dir_all(folder.path().join("01-quan-hai-chau - kết quả kiểm tra")).expect("removed");
    // Below a shell, and with an option, nothing was dropped.
    for line in ["\"$PROGRAM\" 01-quan-hai-chau.xlsx; true", "exec \"$PROGRAM\" 01-quan-hai-chau.xlsx --quiet"] {
        let done = in_terminal(line).expect("it ran before");
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(said.contains("H16") && !said.contains("Nhấn phím Enter"), "{said}");
        assert_eq!(names(folder.path()), set(&["01-quan-hai-chau.xlsx"]));
    }
}

/// Started with nothing: the local page for somebody, help for a program.
#[cfg(target_os = "linux")]
#[test]
fn started_with_nothing() {
    use std::io::{BufRead, BufReader};
    let (status, _, said) = xeploai(&[]);
    assert_eq!(status, 2);
    assert!(said.contains("Usage"), "{said}");
    let mut command = std::process::Command::new("script");
    command.args(["-qec", "exec \"$PROGRAM\"", "/dev/null"]).env("PROGRAM", env!("CARGO_BIN_EXE_xeploai"));
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let Ok(mut running) = command.spawn() else {
        return eprintln!("skipped: there is no `script` on this machine");
    };
    let mut lines = BufReader::new(running.stdout.take().expect("piped")).lines().map_while(Result::ok);
    let address = lines.find(|line| line.contains("http://127.0.0.1:"));
    // Its terminal goes, and with it the program.
    running.kill().and_then(|()| running.wait()).expect("ended");
    assert!(address.is_some());
}
