//! The program among files that mean harm, and in places that do: nothing stops it, nothing leads outside, nothing is lost.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;
use xeploai::read::{Format, ReadNoteKind, Tab, Value, Workbook, from_bytes, open};

use super::fix::{THANH_KHE, copied, xeploai};
use super::made::{Dice, deflated, fixture, xlsx_parts, zip};

const KINDS: [&str; 4] =
    ["reading/plain.xlsx", "reading/biff8-from-libreoffice.xls", "reading/quan-hai-chau.xlsb", "reading/plain.ods"];

#[test]
fn a_file_cut_anywhere_is_refused_or_read_whole() {
    let others = [
        "reading/html-named-xls.xls",
        "reading/spreadsheetml-2003.xls",
        "encrypted/structure-protected.xlsx",
        "encrypted/structure-protected.xls",
    ];
    let told = |book: &Workbook| {
        let notes = book.sheets().flat_map(|(_, sheet)| &sheet.notes);
        notes.filter(|note| note.kind == ReadNoteKind::EndsEarly).count() > 0
    };
    for name in KINDS.into_iter().chain(others) {
        let bytes = fixture(name);
        let whole = from_bytes(bytes.clone()).expect("sound");
        for percent in 0..100 {
            match from_bytes(bytes[..bytes.len() * percent / 100].to_vec()) {
                // A page may end anywhere, also in a tag behind its tables, which is text then.
                Ok(read) if told(&read) => {}
                Ok(read) if read.format == Format::Html => {
                    let cells = |book: &Workbook| book.sheets().flat_map(|(_, s)| s.cells.clone()).collect::<Vec<_>>();
                    assert!(cells(&read).starts_with(&cells(&whole)), "{name} at {percent} %");
                }
                // What is missing may be padding; it is never content.
                Ok(read) => assert_eq!(read.tabs, whole.tabs, "{name} at {percent} %"),
                Err(error) => assert!(!error.vi().is_empty()),
            }
        }
    }
}

/// A flipped bit in a package is noticed by its checksum: what is still read without a word is what was written.
#[test]
fn flipped_bits_never_change_what_is_read_of_a_package() {
    for (seed, name) in
        [(1, "reading/plain.xlsx"), (2, "da-nang-2021/02-quan-thanh-khe.xlsm"), (3, "reading/plain.ods")]
    {
        let bytes = fixture(name);
        let whole = from_bytes(bytes.clone()).expect("sound");
        let mut dice = Dice::new(seed);
        let mut noticed = 0;
        for _ in 0..700 {
            let mut flipped = bytes.clone();
            let place = dice.below(flipped.len());
            flipped[place] ^= 1 << dice.below(8);
            let Ok(read) = from_bytes(flipped) else {
                noticed += 1;
                continue;
            };
            for (found, wanted) in read.tabs.iter().zip(&whole.tabs) {
                let (Tab::Sheet(found), Tab::Sheet(wanted)) = (found, wanted) else { continue };
                let values = |sheet: &xeploai::read::Sheet| -> Vec<_> {
                    sheet.cells.iter().map(|cell| (cell.at(), cell.value().cloned())).collect()
                };
                // A name in the list of parts has no checksum: what it takes away is said at each cell.
                let told = |at| found.notes.iter().any(|note| note.at == Some(at));
                let kept: Vec<_> = values(wanted).into_iter().filter(|(at, _)| !told(*at)).collect();
                assert_eq!(values(found), kept, "{name}, byte {place}");
            }
        }
        assert!(noticed > 70, "{name}: {noticed} noticed");
    }
}

/// A workbook with a table whose texts try everything.
fn spiteful() -> Vec<u8> {
    let text = |at: &str, text: &str| format!("<c r='{at}' t='inlineStr'><is><t>{text}</t></is></c>");
    let number = |at: &str, n: u32| format!("<c r='{at}'><v>{n}</v></c>");
    let mut rows = format!("<row r='1'>{}</row>", text("A1", "TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021"));
    let heads = ["TT", "Tên đơn vị", "Tổng số", "HTXSNV", "HTTNV", "HTNV", "KHTNV"];
    let cells: String = heads.iter().zip("ABCDEFG".chars()).map(|(head, c)| text(&format!("{c}3"), head)).collect();
    rows += &format!("<row r='3'>{cells}</row>");
    let names = [
        "=cmd|'/c calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "_x001B_[31mĐỏ_x0007_",
        "=HYPERLINK(\"http://xau.example\",\"x\")",
    ];
    for (row, name) in (4..).zip(names) {
        let at = |c: char| format!("{c}{row}");
        let counts: String = [10, 2, 7, 0, 0].iter().zip("CDEFG".chars()).map(|(n, c)| number(&at(c), *n)).collect();
        rows += &format!("<row r='{row}'>{}{}{counts}</row>", number(&at('A'), row - 3), text(&at('B'), name));
    }
    zip(&xlsx_parts(&[("Biểu _x001B_1", &format!("<sheetData>{rows}</sheetData>"))], None))
}

#[test]
fn texts_stay_texts_in_every_output() {
    let folder = TempDir::new().expect("a folder");
    let input = folder.path().join("bao-cao.xlsx");
    std::fs::write(&input, spiteful()).expect("written");
    let (input, out) = (input.to_string_lossy().into_owned(), folder.path().join("tong-hop.xlsx"));
    for command in ["check", "layout"] {
        let (_, said, err) = xeploai(&[command, &input, "--year", "2021"]);
        assert!(said.contains("Bi"), "{said}");
        assert!(!said.contains(['\u{1b}', '\u{7}']) && !err.contains('\u{1b}'), "{said}");
    }
    let out_text = out.to_string_lossy().into_owned();
    let (status, said, err) = xeploai(&["consolidate", &input, "--out", &out_text, "--year", "2021"]);
    assert_eq!(status, 1, "{said}{err}");
    let book = open(&out).expect("our own workbook");
    let (mut seen, texts) = (0, ["=cmd", "+1+1", "-2+3", "@SUM", "<script>", "=HYPERLINK"]);
    for (_, sheet) in book.sheets() {
        for cell in &sheet.cells {
            let formula = cell.formula().unwrap_or("");
            assert!(!formula.contains("cmd|") && !formula.contains("xau.example"), "{} {formula}", cell.at());
            if let Value::Text(text) = cell.value() {
                seen += usize::from(texts.iter().any(|start| text.starts_with(start)));
            }
        }
    }
    assert!(seen >= texts.len(), "{seen} of the texts are there");
    for (name, part) in super::made::parts(std::fs::read(&out).expect("there")) {
        let part = String::from_utf8_lossy(&part);
        assert!(!part.contains("<script>"), "{name}");
        assert!(!name.ends_with(".rels") || !part.contains("xau.example"), "{name}");
    }
}

/// Everything below a folder with content and times.
fn state(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(state(&path));
        } else {
            let time = path.metadata().and_then(|facts| facts.modified()).expect("a time");
            found.insert(path.clone(), (std::fs::read(&path).expect("readable"), time));
        }
    }
    found
}

#[test]
fn no_command_touches_an_input() {
    let folder = TempDir::new().expect("a folder");
    let inputs = folder.path().join("vào");
    std::fs::create_dir(&inputs).expect("a folder");
    copied(
        &[THANH_KHE, KINDS[1], KINDS[2], KINDS[3], "reading/html-named-xls.xls", "encrypted/password-known.xlsx"],
        &inputs,
    );
    std::fs::write(inputs.join("gửi.zip"), zip(&[("a.xlsm".into(), fixture(THANH_KHE))])).expect("written");
    let before = state(&inputs);
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (input, out, book, rows) = (path("vào"), path("ra"), path("ra.xlsx"), path("chi tiết.xlsx"));
    let commands: [&[&str]; 8] = [
        &["check", &input],
        &["check", &input, "--format", "json", "--password", "Mat-khau-2025"],
        &["layout", &input],
        &["fix", &input, "--diff"],
        &["fix", &input, "--out", &out, "--force"],
        &["fix", &input, "--out", &out, "--force", "--annotate", "--suggested"],
        &["consolidate", &input, "--out", &book, "--details", &rows, "--force"],
        &["consolidate", &input, "--out", &book, "--no-fix", "--force"],
    ];
    for command in commands {
        let (status, _, err) = xeploai(&[command, &["--year", "2021"]].concat());
        assert!((0..2).contains(&status), "{command:?}: {err}");
        assert_eq!(state(&inputs), before, "{command:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_pipes_and_folders_are_no_workbooks() {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    copied(&[THANH_KHE], folder.path());
    std::os::unix::fs::symlink(path("02-quan-thanh-khe.xlsm"), path("liên kết.xlsm")).expect("a link");
    std::os::unix::fs::symlink(path("không có"), path("đứt.xlsx")).expect("a link");
    std::os::unix::fs::symlink(folder.path(), path("vòng")).expect("a link");
    std::fs::create_dir(path("thư mục.xlsx")).expect("a folder");
    let made = Command::new("mkfifo").arg(path("ống.xlsx")).status().expect("mkfifo");
    assert!(made.success());
    std::fs::write(path("trống.xlsx"), "").expect("written");
    let (status, out, err) =
        xeploai(&["check", &folder.path().to_string_lossy(), "--year", "2021", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {err}"));
    let read = |status: &str| {
        let files = report["files"].as_array().expect("a list");
        files.iter().filter(|file| file["status"] == status).count()
    };
    // The link leads to a file that is read already; the loop is not entered.
    assert_eq!((status, read("read"), read("failed")), (1, 1, 3), "{out}");
    for (name, wanted) in [("ống.xlsx", 2), ("thư mục.xlsx", 2), ("đứt.xlsx", 2)] {
        let (status, _, err) = xeploai(&["check", &path(name).to_string_lossy()]);
        assert_eq!(status, wanted, "{name}: {err}");
    }
}

#[test]
fn names_that_differ_in_their_form_alone_are_two_files() {
    let folder = TempDir::new().expect("a folder");
    let names = ["Quận Sơn Trà.xlsm", "Qua\u{323}\u{302}n So\u{31b}n Tra\u{300}.xlsm"];
    for name in names {
        std::fs::write(folder.path().join(name), fixture(THANH_KHE)).expect("written");
    }
    let files = std::fs::read_dir(folder.path()).expect("a folder").count();
    let input = folder.path().to_string_lossy().into_owned();
    let (_, out, _) = xeploai(&["check", &input, "--year", "2021", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).expect("a report");
    assert_eq!(report["files"].as_array().expect("a list").len(), files);
    // Their copies would be one file on some systems: refused before anything is written.
    let out = TempDir::new().expect("a folder");
    let (status, _, err) = xeploai(&["fix", &input, "--out", &out.path().to_string_lossy(), "--year", "2021"]);
    if files == 2 {
        assert_eq!(status, 2, "{err}");
        assert_eq!(std::fs::read_dir(out.path()).expect("a folder").count(), 0);
    }
}

/// Runs of the program, started at once.
fn started(arguments: &[&str]) -> std::process::Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("started")
}

#[test]
fn two_runs_into_one_folder_leave_whole_files() {
    let folder = TempDir::new().expect("a folder");
    copied(&[THANH_KHE], folder.path());
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (input, out) = (path("02-quan-thanh-khe.xlsm"), path("ra"));
    let alone = path("một mình");
    assert!(xeploai(&["fix", &input, "--out", &alone, "--year", "2021"]).0 < 2);
    for _ in 0..4 {
        let runs: Vec<_> =
            (0..3).map(|_| started(&["fix", &input, "--out", &out, "--year", "2021", "--force"])).collect();
        for mut run in runs {
            run.wait().expect("ended");
        }
        for (file, (bytes, _)) in state(Path::new(&alone)) {
            let copy = Path::new(&out).join(file.strip_prefix(&alone).expect("below"));
            assert!(std::fs::read(&copy).expect("there") == bytes, "{}", copy.display());
        }
    }
}

/// Ended at any moment, a run leaves the old file or the new one.
#[test]
fn a_run_that_is_ended_leaves_the_old_file_or_the_new_one() {
    let folder = TempDir::new().expect("a folder");
    let input = super::fix::fixture("da-nang-2021").to_string_lossy().into_owned();
    let out = folder.path().join("tong-hop.xlsx");
    let arguments = ["consolidate", &input, "--out", &*out.to_string_lossy(), "--year", "2021"];
    assert!(xeploai(&arguments).0 < 2);
    let new = std::fs::read(&out).expect("written");
    let old = deflated(&super::made::parts(new.clone()));
    assert!(old != new && open(&out).is_ok());
    for step in 0..12 {
        std::fs::write(&out, &old).expect("written");
        let mut run = started(&arguments);
        std::thread::sleep(Duration::from_millis(30 * step));
        // Ctrl-C, and harsher: nothing is tidied up.
        if step % 2 == 0 || !interrupted(&run) {
            let _ = run.kill();
        }
        run.wait().expect("ended");
        let found = std::fs::read(&out).expect("there");
        assert!(found == old || found == new, "after {} ms", 30 * step);
    }
}

/// What Ctrl-C does to a run, where there is a program for it.
fn interrupted(run: &std::process::Child) -> bool {
    Command::new("kill").args(["-INT", &run.id().to_string()]).status().is_ok_and(|status| status.success())
}

/// A disk without room: here a file may have no more than 8 blocks.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_leaves_the_old_file() {
    let folder = TempDir::new().expect("a folder");
    let input = super::fix::fixture("da-nang-2021").to_string_lossy().into_owned();
    let olds = ["ra.html", "ra.xlsx"].map(|name| folder.path().join(name));
    olds.iter().for_each(|old| std::fs::write(old, "cũ").expect("written"));
    let [page, book] = olds.each_ref().map(|old| old.to_string_lossy());
    let commands: [&[&str]; 3] =
        [&["consolidate", &input, "--out", &book], &["check", &input, "--report", &page], &["fix", &input, "--out"]];
    for command in commands {
        let copies = folder.path().join("bản sửa");
        let last = if command.ends_with(&["--out"]) { copies.to_str() } else { None };
        let run = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_xeploai")])
            .args(command)
            .args(last)
            .args(["--year", "2021", "--force"])
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{command:?}: {said}");
        assert!(said.contains("xeploai: không ghi được"), "{command:?}: {said}");
        let left = state(folder.path());
        assert!(left.keys().eq(&olds), "{command:?}: {left:?}");
        assert!(left.values().all(|(content, _)| content == "cũ".as_bytes()), "{command:?}");
    }
}

/// A file nobody may read, and a folder: named, the others go on. Who may read everything becomes somebody else.
#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    let folder = TempDir::new().expect("a folder");
    let (inputs, program) = (folder.path().join("vào"), folder.path().join("xeploai"));
    std::fs::create_dir_all(inputs.join("khóa")).expect("a folder");
    copied(&[THANH_KHE, KINDS[0]], &inputs);
    copied(&[KINDS[1]], &inputs.join("khóa"));
    std::fs::copy(env!("CARGO_BIN_EXE_xeploai"), &program).expect("copied");
    let allow = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("ours");
    };
    allow(folder.path(), 0o755);
    allow(&inputs.join("plain.xlsx"), 0);
    let mut command = Command::new(&program);
    command.arg("check").arg(&inputs).args(["--year", "2021", "--format", "json"]);
    if std::fs::read(inputs.join("plain.xlsx")).is_ok() {
        command.uid(65_534).gid(65_534);
    }
    let run = command.output().expect("started");
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("a report");
    let status = |name: &str| {
        let files = report["files"].as_array().expect("a list");
        files.iter().find(|file| file["path"].as_str().is_some_and(|p| p.ends_with(name))).map(|f| f["status"].clone())
    };
    assert_eq!(status("plain.xlsx"), Some("failed".into()), "{report}");
    assert_eq!(status("02-quan-thanh-khe.xlsm"), Some("read".into()));
    // A folder that may not be entered is told as well, and the rest is read.
    allow(&inputs.join("khóa"), 0);
    let run = command.output().expect("started");
    allow(&inputs.join("khóa"), 0o755);
    assert_eq!(run.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("a report");
    let files = report["files"].as_array().expect("a list");
    let told = |name: &str| files.iter().find(|file| file["path"].as_str().is_some_and(|p| p.ends_with(name)));
    let closed = told("khóa").expect("the folder is listed");
    assert_eq!(closed["status"], "failed");
    assert_eq!(closed["error"], "không mở được thư mục (không có quyền đọc). Các file bên trong chưa được kiểm tra");
    assert_eq!(told("02-quan-thanh-khe.xlsm").map(|file| &file["status"]), Some(&"read".into()));
}

#[cfg(unix)]
#[test]
fn no_folder_is_passed_over_in_silence() {
    let folder = TempDir::new().expect("a folder");
    let inputs = folder.path().join("vào");
    let deep = (1..40).fold(inputs.join("sâu"), |path, _| path.join("x"));
    for inner in [&inputs.join(".ẩn"), &folder.path().join("kho"), &deep] {
        std::fs::create_dir_all(inner).expect("a folder");
        copied(&[KINDS[0]], inner);
    }
    copied(&[THANH_KHE], &inputs);
    std::os::unix::fs::symlink(folder.path().join("kho"), inputs.join("kho")).expect("a link");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
    let run = command.arg("check").arg(&inputs).args(["--year", "2021", "--format", "json"]).output().expect("started");
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("a report");
    let told: Vec<String> = report["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| {
            let path = file["path"].as_str().expect("a name");
            let inner = path.rsplit_once("vào/").map_or(path, |(_, inner)| inner);
            let why = file["reason"].as_str().or(file["error"].as_str()).unwrap_or_default();
            format!("{} · {} · {why}", inner.replace("x/", ""), file["status"].as_str().unwrap_or_default())
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
.ẩn/plain.xlsx · skipped · trong thư mục ẩn
02-quan-thanh-khe.xlsm · read · 
kho · skipped · đường tắt đến một thư mục, không đi theo
sâu/x · failed · thư mục lồng nhau quá 32 cấp. Các file bên trong chưa được kiểm tra
"#);
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_that_takes_no_files_is_told() {
    let input = super::fix::fixture(THANH_KHE).to_string_lossy().into_owned();
    for out in ["/proc/xeploai", "/dev/null/xeploai"] {
        let (status, _, err) = xeploai(&["fix", &input, "--out", out, "--year", "2021"]);
        assert_eq!(status, 2, "{out}: {err}");
        assert!(err.starts_with("xeploai: "), "{err}");
    }
}

/// More findings of a rule than are listed: what is not is counted and said.
#[test]
fn what_is_not_listed_is_counted() {
    let mut rows =
        String::from("<tr><td>DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021<tr><td>TT<td>Họ và tên<td>Xếp loại");
    (1..=50_010).for_each(|n| rows += &format!("<tr><td>{n}<td>Nguyễn Văn {n}<td>Mức {n}"));
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("a.xls");
    std::fs::write(&path, format!("<html><meta charset=utf-8><table>{rows}</table></html>")).expect("written");
    let (status, said, _) = xeploai(&["check", &path.to_string_lossy(), "--lang", "en", "--format", "json"]);
    assert_eq!(status, 1);
    let report: serde_json::Value = serde_json::from_str(&said).expect("a report");
    let unknown = report["findings"].as_array().expect("a list").iter().filter(|f| f["rule"] == "L101");
    let (listed, rest): (Vec<_>, Vec<_>) = unknown.partition(|f| f["cell"].is_string());
    let rest: Vec<_> = rest.iter().map(|f| f["message"].as_str().unwrap_or_default()).collect();
    assert_eq!(listed.len(), 50_000);
    assert!(matches!(&rest[..], [rest] if rest.starts_with("5 more of this kind")), "{rest:?}");
}

/// The heaviest files that are still read, and those that are not: peak memory and time of a whole check. Needs a release
/// build: `cargo test --release --test it budgets -- --ignored --nocapture`.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "minutes, and a release build"]
#[allow(clippy::print_stdout)]
fn budgets_of_memory_and_time() {
    let folder = TempDir::new().expect("a folder");
    for (name, bytes) in heavy() {
        let input = folder.path().join("a.xlsx");
        std::fs::write(&input, &bytes).expect("written");
        let at = std::time::Instant::now();
        let mut run = started(&["check", &input.to_string_lossy(), "--year", "2021"]);
        let mut peak = 0;
        while run.try_wait().expect("a process").is_none() {
            let status = std::fs::read_to_string(format!("/proc/{}/status", run.id())).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
            peak = peak.max(line.trim().trim_end_matches(" kB").parse().unwrap_or(0u64));
            std::thread::sleep(Duration::from_millis(5));
        }
        let (seconds, megabytes) = (at.elapsed().as_secs_f64(), peak / 1024);
        println!("| {name} | {} kB | {seconds:.1} s | {megabytes} MB |", bytes.len() / 1024);
        assert!(seconds < 30.0 && megabytes < 1024, "{name}: {seconds:.1} s, {megabytes} MB");
    }
}

#[cfg(target_os = "linux")]
fn heavy() -> Vec<(&'static str, Vec<u8>)> {
    let sheet = |xml: String, strings: Option<&str>| deflated(&xlsx_parts(&[("A", &xml)], strings));
    let rows = |count: u32, row: &dyn Fn(u32) -> String| -> String {
        let rows: String = (1..=count).map(row).collect();
        format!("<sheetData>{rows}</sheetData>")
    };
    // Different numbers, so that the package is no bomb by its ratio.
    let noise = |n: u32| n.wrapping_mul(2_654_435_761) % 100_000;
    let cells = |columns: u32| {
        move |row: u32| {
            let cells: String = (0..columns).map(|c| format!("<c><v>{}</v></c>", noise(row * columns + c))).collect();
            format!("<row>{cells}</row>")
        }
    };
    let strings: String = (0..3_000_000).map(|n| format!("<si><t>{:x}</t></si>", noise(n))).collect();
    vec![
        ("12 million cells", sheet(rows(1_000_000, &cells(12)), None)),
        ("more cells than may be", sheet(rows(1_000_000, &cells(13)), None)),
        ("3 million shared strings", sheet("<sheetData/>".into(), Some(&format!("<sst>{strings}</sst>")))),
        (
            "1,048,576 formatted rows",
            sheet(rows(1_048_576, &|r| format!("<row r='{r}' s='1' ht='{}'/>", noise(r))), None),
        ),
        ("a bomb of 500 MB", deflated(&xlsx_parts(&[("A", &" ".repeat(500 << 20))], None))),
    ]
}
