//! The command line as scripts see it: exit status, stdout, stderr, files. Nothing here looks inside the library.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use serde_json::Value;
use tempfile::TempDir;
use unicode_normalization::UnicodeNormalization;

const CLEAN: &str = "forms/dong-trong-trong-bang.xlsx";
const FAULTY: &str = "da-nang-2021/01-quan-hai-chau.xlsx";

#[test]
fn a_clean_file_is_status_0() {
    let ran = run(Path::new("."), &["check", &fixture(CLEAN), "--year", "2021"]);
    assert_eq!((ran.status, &*ran.err), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("Đã kiểm tra 01 biểu"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'), "colours are for terminals");
}

#[test]
fn an_error_finding_is_status_1() {
    let ran = run(Path::new("."), &["check", &fixture(FAULTY), "--year", "2021"]);
    assert_eq!((ran.status, &*ran.err), (1, ""));
    assert!(ran.out.contains("H16") && ran.out.contains("(S205)"), "{}", ran.out);
}

#[test]
fn the_status_counts_what_is_shown() {
    let status = |more: &[&str]| {
        let file = fixture(FAULTY);
        run(Path::new("."), &[&["check", &file, "--year", "2021"], more].concat()).status
    };
    assert_eq!(status(&["--ignore", "S205"]), 0);
    assert_eq!(status(&["--ignore", "S"]), 0);
    assert_eq!(status(&["--select", "L,C"]), 0);
    assert_eq!(status(&["--select", "S2"]), 1);
}

#[test]
fn nothing_readable_is_status_2_with_a_report() {
    let (empty, password) = (fixture("reading/zero-bytes.xlsx"), fixture("reading/password.xlsx"));
    let ran = run(Path::new("."), &["check", &empty, &password]);
    assert_eq!(ran.status, 2);
    assert!(ran.out.contains("(F001)") && ran.out.contains("(F002)"), "{}", ran.out);
    let report = json(Path::new("."), &["check", &empty, &password]);
    assert_eq!(report["summary"]["files_failed"], 2);
    assert_eq!(run(Path::new("."), &["check", "khong-co.xlsx"]).status, 2, "a file that is not there");
}

#[test]
fn something_unreadable_is_status_1_and_the_others_are_checked() {
    let (empty, clean) = (fixture("reading/zero-bytes.xlsx"), fixture(CLEAN));
    let report = json_of(run(Path::new("."), &["check", &empty, &clean, "--year", "2021", "--format", "json"]), 1);
    let statuses: Vec<&Value> = list(&report["files"]).iter().map(|f| &f["status"]).collect();
    assert_eq!(statuses, ["read", "failed"]);
    assert_eq!(rules(&report), ["F001"]);
    assert_eq!(list(&report["totals"]).len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_status_2() {
    let clean = fixture(CLEAN);
    for format in ["text", "json"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_xeploai"));
        let ran = program.args(["check", &clean, "--format", format]).stdout(full).output().expect("runs");
        assert_eq!(ran.status.code(), Some(2), "{format}");
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(said.contains("không ghi được kết quả ra"), "{said}");
    }
}

#[test]
fn no_table_is_status_1_and_writes_nothing() {
    let folder = TempDir::new().expect("a folder");
    foreign(&folder.path().join("thu.xlsx"));
    let report = json_of(run(folder.path(), &["check", "thu.xlsx", "--format", "json"]), 1);
    assert!(rules(&report).contains(&"F004"), "{report}");
    let ran = run(folder.path(), &["consolidate", "thu.xlsx", "--out", "tong-hop.xlsx"]);
    assert_eq!(ran.status, 1);
    assert_eq!(names(folder.path()), ["thu.xlsx"]);
}

#[test]
fn usage_errors_are_status_2_on_stderr_only() {
    let clean = fixture(CLEAN);
    let wrong: [&[&str]; 14] = [
        &[],
        &["check"],
        &["check", &clean, "--format", "xml"],
        &["check", &clean, "--lang", "fr"],
        &["check", &clean, "--jobs", "0"],
        &["check", &clean, "--year", "21"],
        &["check", &clean, "--khong-co"],
        &["check", &clean, "--config", "khong-co.toml"],
        &["check", &clean, "--framework", "khong-co"],
        &["check", &clean, "--regime", "R9"],
        &["check", &clean, "--select", "Q1"],
        &["check", &clean, "--ignore", "S9999"],
        &["consolidate", &clean],
        &["rules", "Z999"],
    ];
    for arguments in wrong {
        let ran = run(Path::new("."), arguments);
        assert_eq!((ran.status, &*ran.out), (2, ""), "{arguments:?}");
        assert!(!ran.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn words_kept_for_later_commands_are_no_paths() {
    let folder = TempDir::new().expect("a folder");
    for word in ["fix", "serve", "watch", "template", "fill", "lock"] {
        let ran = run(folder.path(), &[word, "a.xlsx"]);
        assert_eq!((ran.status, &*ran.out), (2, ""), "{word}");
        assert!(ran.err.contains(word), "{}", ran.err);
    }
}

#[test]
fn help_and_version_go_to_stdout() {
    for argument in ["--help", "--version"] {
        let ran = run(Path::new("."), &[argument]);
        assert_eq!((ran.status, &*ran.err), (0, ""), "{argument}");
        assert!(ran.out.contains("xeploai"), "{}", ran.out);
    }
}

#[test]
fn a_path_alone_is_checked() {
    let clean = fixture(CLEAN);
    let alone = run(Path::new("."), &[&clean, "--year", "2021"]);
    let named = run(Path::new("."), &["check", &clean, "--year", "2021"]);
    assert_eq!((alone.status, alone.out), (named.status, named.out));
    let folder = TempDir::new().expect("a folder");
    copy(CLEAN, &folder.path().join("check"));
    assert_eq!(
        run(folder.path(), &["./check", "--year", "2021"]).status,
        run(folder.path(), &["check", "check"]).status
    );
}

#[test]
fn folders_with_spaces_and_decomposed_letters_keep_their_names() {
    let folder = TempDir::new().expect("a folder");
    let inner: String = "Báo cáo năm 2021/Quận Sơn Trà".nfd().collect();
    std::fs::create_dir_all(folder.path().join(&inner)).expect("a folder");
    copy(CLEAN, &folder.path().join(&inner).join("biểu 1.xlsx"));
    let top: String = "Báo cáo năm 2021".nfd().collect();
    let report = json(folder.path(), &[&top, "--year", "2021"]);
    assert_eq!(paths(&report), [format!("{inner}/biểu 1.xlsx")]);
}

#[test]
fn files_sort_by_composed_letters() {
    let folder = TempDir::new().expect("a folder");
    let decomposed: String = "á.xlsx".nfd().collect();
    for name in ["b.xlsx", &decomposed, "ă.xlsx", "z.xlsx"] {
        copy(CLEAN, &folder.path().join(name));
    }
    let report = json(folder.path(), &[".", "--year", "2021"]);
    assert_eq!(paths(&report), ["./b.xlsx".into(), "./z.xlsx".into(), format!("./{decomposed}"), "./ă.xlsx".into()]);
}

#[test]
fn lock_files_and_hidden_files_are_listed_as_skipped() {
    let folder = TempDir::new().expect("a folder");
    copy(CLEAN, &folder.path().join("bao-cao.xlsx"));
    std::fs::write(folder.path().join("~$bao-cao.xlsx"), "lock").expect("written");
    std::fs::write(folder.path().join(".an.xlsx"), "hidden").expect("written");
    std::fs::write(folder.path().join("ghi-chu.txt"), "no workbook").expect("written");
    let report = json(folder.path(), &[".", "--year", "2021"]);
    let files: Vec<(&str, &str, bool)> = list(&report["files"])
        .iter()
        .map(|f| (f["path"].as_str().unwrap_or(""), f["status"].as_str().unwrap_or(""), f["reason"].is_string()))
        .collect();
    let wanted =
        [("./.an.xlsx", "skipped", true), ("./bao-cao.xlsx", "read", false), ("./~$bao-cao.xlsx", "skipped", true)];
    assert_eq!(files, wanted);
    assert_eq!(list(&report["findings"]).len(), 0);
}

#[test]
fn our_own_output_is_skipped_the_next_time() {
    let folder = TempDir::new().expect("a folder");
    copy(CLEAN, &folder.path().join("bao-cao.xlsx"));
    let out = ["consolidate", ".", "--year", "2021", "--out", "tong-hop.xlsx", "--details", "chi-tiet.xlsx"];
    assert_eq!(run(folder.path(), &out).status, 0);
    let report = json(folder.path(), &[".", "--year", "2021"]);
    let statuses: Vec<&Value> = list(&report["files"]).iter().map(|f| &f["status"]).collect();
    assert_eq!(paths(&report), ["./bao-cao.xlsx", "./chi-tiet.xlsx", "./tong-hop.xlsx"]);
    assert_eq!(statuses, ["read", "skipped", "skipped"]);
    assert_eq!(list(&report["totals"]).len(), 1);
}

#[test]
fn a_file_reached_twice_is_read_once() {
    let folder = TempDir::new().expect("a folder");
    copy(CLEAN, &folder.path().join("bao-cao.xlsx"));
    let report = json(folder.path(), &["bao-cao.xlsx", "./bao-cao.xlsx", ".", "--year", "2021"]);
    assert_eq!(list(&report["files"]).len(), 1);
    assert_eq!(report["summary"]["files_read"], 1);
}

#[test]
fn the_json_report_has_every_field_of_its_schema() {
    let report = json(Path::new("."), &["check", &fixture("da-nang-2021"), "--year", "2021"]);
    let keys = |value: &Value| -> Vec<String> {
        let mut keys: Vec<String> = value.as_object().expect("an object").keys().cloned().collect();
        keys.sort();
        keys
    };
    let has = |value: &Value, wanted: &str| {
        let found = keys(value);
        for key in wanted.split(' ') {
            assert!(found.iter().any(|k| k == key), "{key} is missing: {value}");
        }
    };
    assert_eq!(report["schema"], "xeploai.report/1");
    assert_eq!(report["command"], "check");
    has(&report, "schema tool command files findings totals superior_totals summary");
    has(&report["tool"], "name version");
    has(&report["summary"], "files_read files_failed errors warnings infos fixes_safe fixes_suggested");
    for file in list(&report["files"]) {
        has(file, "path format status error reason reporting_unit role year period regimes tables");
        has(&file["regimes"], "party civil");
        for table in list(&file["tables"]) {
            has(table, "sheet range kind subject framework stage nesting data_rows columns");
            list(&table["columns"]).iter().for_each(|c| has(c, "column role header"));
        }
    }
    for finding in list(&report["findings"]) {
        has(finding, "id rule name severity file sheet cell ranges related found expected message message_vi");
        has(finding, "message_en source readings fix");
        if !finding["fix"].is_null() {
            has(&finding["fix"], "safety reason edits alternatives");
            list(&finding["fix"]["edits"]).iter().for_each(|e| has(e, "file sheet cell from to"));
        }
    }
    for total in list(&report["totals"]).iter().chain(list(&report["superior_totals"])) {
        has(total, "reporting_unit subject year period stage total rated unrated HTXSNV HTTNV HTNV KHTNV");
        has(total, "unstated unresolved");
    }
    assert_eq!(report["summary"]["files_read"], 9);
    assert_eq!(list(&report["superior_totals"]).len(), 1);
    let safe = list(&report["findings"]).iter().filter(|f| f["fix"]["safety"] == "safe").count();
    assert_eq!(report["summary"]["fixes_safe"], safe);
}

#[test]
fn ids_of_findings_are_unique() {
    let report = json(Path::new("."), &["check", &fixture("da-nang-2021"), "--year", "2021"]);
    let mut ids: Vec<&str> = list(&report["findings"]).iter().filter_map(|f| f["id"].as_str()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

/// In every total the parts make up the whole.
#[test]
fn totals_are_partitions() {
    for folder in ["da-nang-2021", "forms"] {
        let report = json(Path::new("."), &["check", &fixture(folder), "--year", "2021"]);
        for total in list(&report["totals"]).iter().chain(list(&report["superior_totals"])) {
            let Some(whole) = total["total"].as_i64() else { continue };
            let parts = ["HTXSNV", "HTTNV", "HTNV", "KHTNV", "unstated", "unresolved", "unrated"];
            let sum: i64 = parts.iter().filter_map(|p| total[p].as_i64()).sum();
            assert_eq!(sum, whole, "{total}");
        }
    }
}

#[test]
fn the_report_does_not_hang_on_threads_or_the_order_of_arguments() {
    let folder = TempDir::new().expect("a folder");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(fixture("da-nang-2021")).expect("the fixtures") {
        let name = entry.expect("readable").file_name().to_string_lossy().into_owned();
        if !name.ends_with(".md") {
            copy(&format!("da-nang-2021/{name}"), &folder.path().join(&name));
            files.push(name);
        }
    }
    files.sort();
    for format in ["json", "text"] {
        let report = |files: &[String], jobs: &str| {
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            let options = ["--year", "2021", "--format", format, "--jobs", jobs];
            run(folder.path(), &[&["check"][..], &files, &options].concat()).out
        };
        let one = report(&files, "1");
        assert!(one.contains("H16"), "{one}");
        assert!(one == report(&files, "4"), "threads change the {format} report");
        let reversed: Vec<String> = files.iter().rev().cloned().collect();
        assert!(one == report(&reversed, "4"), "the order of arguments changes the {format} report");
    }
}

#[test]
fn english_is_spoken_on_request() {
    let report = json(Path::new("."), &["check", &fixture(FAULTY), "--year", "2021", "--lang", "en"]);
    for finding in list(&report["findings"]) {
        assert_eq!(finding["message"], finding["message_en"]);
        assert_ne!(finding["message_en"], finding["message_vi"]);
    }
    let ran = run(Path::new("."), &["check", &fixture(FAULTY), "--year", "2021", "--lang", "en"]);
    assert!(ran.out.contains("error: "), "{}", ran.out);
    assert!(!ran.out.contains("Phải chỉnh sửa"), "{}", ran.out);
}

#[test]
fn quiet_leaves_out_what_needs_nothing_done() {
    let ran = run(Path::new("."), &["check", &fixture(FAULTY), "--year", "2021", "--quiet"]);
    assert_eq!((ran.status, &*ran.err), (1, ""));
    assert!(ran.out.contains("(S205)") && !ran.out.contains("(C401)"), "{}", ran.out);
}

#[test]
fn the_catalogues_list_everything_and_one() {
    for (command, one) in [("rules", "S205"), ("frameworks", "party-2019"), ("regimes", "R2")] {
        for arguments in [vec![command], vec![command, one]] {
            let ran = run(Path::new("."), &arguments);
            assert_eq!((ran.status, &*ran.err), (0, ""), "{arguments:?}");
            assert!(ran.out.contains(one), "{}", ran.out);
            let object = json(Path::new("."), &arguments);
            assert!(!list(&object[command]).is_empty());
        }
    }
}

#[test]
fn layout_names_every_row() {
    let report = json(Path::new("."), &["layout", &fixture(CLEAN), "--year", "2021"]);
    let rows = list(&report["files"][0]["tables"][0]["rows"]);
    let numbers: Vec<u64> = rows.iter().filter_map(|r| r["row"].as_u64()).collect();
    let first = numbers[0];
    assert_eq!(numbers, (first..first + numbers.len() as u64).collect::<Vec<_>>(), "without a gap");
}

#[test]
fn an_output_that_is_an_input_is_refused() {
    let folder = TempDir::new().expect("a folder");
    copy(CLEAN, &folder.path().join("bao-cao.xlsx"));
    #[cfg(unix)]
    std::os::unix::fs::symlink("bao-cao.xlsx", folder.path().join("lien-ket.xlsx")).expect("a link");
    let before = state(folder.path());
    for out in ["bao-cao.xlsx", "./bao-cao.xlsx", "lien-ket.xlsx"] {
        if !folder.path().join(out).exists() {
            continue;
        }
        for more in [&[][..], &["--force"]] {
            let arguments = ["consolidate", "bao-cao.xlsx", "--year", "2021", "--out", out];
            let ran = run(folder.path(), &[&arguments[..], more].concat());
            assert_eq!((ran.status, &*ran.out), (2, ""), "{out} {more:?}");
            assert!(!ran.err.is_empty());
        }
    }
    let details = ["--out", "tong-hop.xlsx", "--details", "bao-cao.xlsx"];
    let ran = run(folder.path(), &[&["consolidate", "bao-cao.xlsx", "--force"][..], &details].concat());
    assert_eq!(ran.status, 2);
    let ran = run(folder.path(), &["consolidate", "bao-cao.xlsx", "--out", "x.xlsx", "--details", "./x.xlsx"]);
    assert_eq!(ran.status, 2, "two outputs of one name");
    assert_eq!(state(folder.path()), before, "nothing is written");
}

#[test]
fn only_our_own_output_is_replaced_unasked() {
    let folder = TempDir::new().expect("a folder");
    copy(CLEAN, &folder.path().join("bao-cao.xlsx"));
    let out = folder.path().join("tong-hop.xlsx");
    foreign(&out);
    let before = std::fs::read(&out).expect("readable");
    let arguments = ["consolidate", "bao-cao.xlsx", "--year", "2021", "--out", "tong-hop.xlsx"];
    let ran = run(folder.path(), &arguments);
    assert_eq!((ran.status, &*ran.out), (2, ""));
    assert_eq!(std::fs::read(&out).expect("readable"), before);
    assert_eq!(run(folder.path(), &[&arguments[..], &["--force"]].concat()).status, 0);
    let ours = std::fs::read(&out).expect("readable");
    assert_ne!(ours, before);
    assert_eq!(run(folder.path(), &arguments).status, 0, "our own output is replaced");
    assert_eq!(std::fs::read(&out).expect("readable"), ours, "the same input gives the same bytes");
    assert_eq!(names(folder.path()), ["bao-cao.xlsx", "tong-hop.xlsx"], "no temporary file stays behind");
}

#[test]
fn inputs_are_never_changed() {
    let folder = TempDir::new().expect("a folder");
    let inputs = folder.path().join("vào");
    std::fs::create_dir(&inputs).expect("a folder");
    for name in [CLEAN, FAULTY, "da-nang-2021/02-quan-thanh-khe.xlsm", "da-nang-2021/05-quan-lien-chieu.ods"] {
        copy(name, &inputs.join(Path::new(name).file_name().expect("a name")));
    }
    copy("da-nang-2021/03 Quận Sơn Trà.xls", &inputs.join("son-tra.xls"));
    let before = state(&inputs);
    let commands: [&[&str]; 4] = [
        &["check", "vào"],
        &["layout", "vào"],
        &["consolidate", "vào", "--out", "ra.xlsx", "--details", "chi-tiet.xlsx"],
        &["consolidate", "vào", "--out", "ra.xlsx", "--no-fix"],
    ];
    for command in commands {
        let ran = run(folder.path(), &[command, &["--year", "2021"]].concat());
        assert!(ran.status < 2, "{command:?}: {}", ran.err);
        assert_eq!(state(&inputs), before, "{command:?}");
    }
}

/// The city's consolidated workbook, read back.
#[test]
fn the_consolidated_workbook_says_what_the_city_says() {
    let folder = TempDir::new().expect("a folder");
    let city = fixture("da-nang-2021");
    for out in ["mot.xlsx", "hai.xlsx"] {
        let arguments = ["consolidate", &city, "--year", "2021", "--out", out, "--details", "chi-tiet.xlsx"];
        let ran = run(folder.path(), &arguments);
        assert!(ran.status < 2, "{}", ran.err);
    }
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).expect("written");
    assert!(bytes("mot.xlsx") == bytes("hai.xlsx"), "the same input gives the same bytes");

    let mut book: Xlsx<_> = open_workbook(folder.path().join("mot.xlsx")).expect("a workbook");
    let sheets = book.sheet_names();
    let wanted = [
        "Tổng hợp",
        "Tình hình gửi báo cáo",
        "Quy đổi mức xếp loại",
        "Nội dung cần rà soát",
        "Nội dung chỉnh sửa",
        "Đối chiếu số liệu",
        "Hồ sơ tiếp nhận",
    ];
    assert_eq!(sheets[..wanted.len()], wanted);
    assert!(sheets.len() > wanted.len(), "a sheet of unit rows per subject");

    let sheet = book.worksheet_range("Tổng hợp").expect("the sheet");
    let heads: Vec<String> =
        (0..19).filter_map(|c| sheet.get_value((3, c))).map(|v| v.to_string().replace('\n', " / ")).collect();
    let wanted = [
        "TT",
        "Tên đơn vị",
        "Đối tượng",
        "Tổng số phải đánh giá",
        "Số đã đánh giá",
        "Hoàn thành xuất sắc nhiệm vụ / Số lượng",
        "HTXSNV / Tỷ lệ %",
        "Hoàn thành tốt nhiệm vụ / Số lượng",
        "HTTNV / Tỷ lệ %",
        "Hoàn thành nhiệm vụ / Số lượng",
        "HTNV / Tỷ lệ %",
        "Không hoàn thành nhiệm vụ / Số lượng",
        "KHTNV / Tỷ lệ %",
        "Chưa đánh giá",
        "Chưa nêu",
        "Chưa rõ",
        "Tỷ lệ HTXSNV so với HTTNV trở lên",
        "Tỷ lệ HTXSNV so với HTTNV",
        "Ghi chú",
    ];
    assert_eq!(heads, wanted);
    // Total, rated, the four levels, unstated, unresolved; `None` where the cell is blank.
    let figures = |name: &str| -> Vec<Option<i64>> {
        let row = row_of(&sheet, name);
        [3, 4, 5, 7, 9, 11, 14, 15].map(|c| whole(&sheet, row, c)).to_vec()
    };
    let n = Some;
    assert_eq!(figures("Cộng TCCSĐ"), [n(533), n(533), n(99), n(398), n(34), n(0), n(2), n(0)]);
    let above = figures("Báo cáo của Thành phố Đà Nẵng (để đối chiếu, không cộng)");
    assert_eq!(above[..6], [n(533), n(533), n(99), n(398), n(36), n(0)]);
    assert_eq!(figures("Quận Sơn Trà")[..7], [n(28), n(28), n(5), n(22), None, None, n(1)]);
    assert_eq!(figures("Quận Ngũ Hành Sơn")[..7], [n(26), n(26), n(5), n(20), None, n(0), n(1)]);

    let person = "Lý Hữu Nam";
    for name in sheets {
        let sheet = book.worksheet_range(&name).expect("the sheet");
        assert!(!shows(&sheet, person), "a person is named in {name}");
    }
    let mut details: Xlsx<_> = open_workbook(folder.path().join("chi-tiet.xlsx")).expect("a workbook");
    let sheets = details.worksheets();
    assert!(sheets.iter().any(|(_, sheet)| shows(sheet, person)), "the details name everyone");
}

fn shows(sheet: &Range<Data>, text: &str) -> bool {
    sheet.used_cells().any(|(_, _, value)| value.to_string().contains(text))
}

/// The first row whose second column is `name`, counted from 0 on the sheet.
fn row_of(sheet: &Range<Data>, name: &str) -> u32 {
    let first = sheet.start().expect("not empty").0;
    let last = sheet.end().expect("not empty").0;
    let found = (first..=last).find(|&row| sheet.get_value((row, 1)).is_some_and(|v| *v == *name));
    found.unwrap_or_else(|| panic!("no row {name}"))
}

fn whole(sheet: &Range<Data>, row: u32, column: u32) -> Option<i64> {
    match sheet.get_value((row, column)) {
        None | Some(Data::Empty) => None,
        Some(Data::String(text)) if text.is_empty() => None,
        Some(Data::Int(n)) => Some(*n),
        Some(Data::Float(n)) if n.fract() == 0.0 => Some(*n as i64),
        other => panic!("{other:?} at row {}, column {column}", row + 1),
    }
}

struct Ran {
    status: i32,
    out: String,
    err: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("xeploai"));
    let output = command.current_dir(folder).env_remove("NO_COLOR").args(arguments).output().expect("started");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran { status: output.status.code().expect("ended by itself"), out: text(output.stdout), err: text(output.stderr) }
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let ran = run(folder, &[arguments, &["--format", "json"]].concat());
    let status = ran.status;
    json_of(ran, status)
}

fn json_of(ran: Ran, status: i32) -> Value {
    assert_eq!(ran.status, status, "{}", ran.err);
    assert_eq!(ran.err, "");
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.out))
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

fn paths(report: &Value) -> Vec<&str> {
    list(&report["files"]).iter().filter_map(|f| f["path"].as_str()).collect()
}

fn rules(report: &Value) -> Vec<&str> {
    list(&report["findings"]).iter().filter_map(|f| f["rule"].as_str()).collect()
}

fn fixture(name: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    path.to_str().expect("text").to_owned()
}

fn copy(name: &str, to: &Path) {
    std::fs::copy(fixture(name), to).expect("copied");
}

/// A workbook that is neither a report nor our own output.
fn foreign(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "Kính gửi các đồng chí").expect("written");
    book.save(path).expect("saved");
}

fn names(folder: &Path) -> Vec<String> {
    state(folder).into_keys().collect()
}

/// Every file of a folder: name, bytes, time of the last change.
fn state(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("readable"));
    let one = |entry: std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let changed = entry.metadata().and_then(|m| m.modified()).expect("a time");
        (name, (std::fs::read(entry.path()).expect("readable"), changed))
    };
    entries.map(one).collect()
}
