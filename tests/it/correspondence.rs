//! A December of eight units played through: first round, status, review sheets, answers as a clerk fills them in,
//! second round, the consolidated workbook. Every count is looked at at each step.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{DocProperties, Workbook};
use serde_json::Value;
use tempfile::TempDir;

/// Name, total, HTXSNV, HTTNV, HTNV, KHTNV.
type Line = (&'static str, [i64; 5]);

const CLEAN: [Line; 3] =
    [("Khối phường", [10, 1, 8, 1, 0]), ("Khối trường học", [8, 1, 6, 1, 0]), ("Khối cơ quan", [5, 0, 5, 0, 0])];
/// 1 + 6 + 2 are not 8.
const BROKEN: [Line; 3] =
    [("Khối phường", [10, 1, 8, 1, 0]), ("Khối trường học", [8, 1, 6, 2, 0]), ("Khối cơ quan", [5, 0, 5, 0, 0])];
/// Nor are 1 + 5 + 3.
const BROKEN_AGAIN: [Line; 3] =
    [("Khối phường", [10, 1, 8, 1, 0]), ("Khối trường học", [8, 1, 5, 3, 0]), ("Khối cơ quan", [5, 0, 5, 0, 0])];

const UNITS: [(&str, &str); 8] = [
    ("Huyện Hòa Vang", "Khối huyện"),
    ("Huyện Hoàng Sa", "Khối huyện"),
    ("Quận Hải Châu", "Khối quận"),
    ("Quận Thanh Khê", "Khối quận"),
    ("Quận Sơn Trà", "Khối quận"),
    ("Quận Ngũ Hành Sơn", "Khối quận"),
    ("Quận Liên Chiểu", "Khối quận"),
    ("Quận Cẩm Lệ", "Khối quận"),
];

struct Office {
    folder: TempDir,
}

impl Office {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
        let output = command.current_dir(self.folder.path()).args(arguments).output().expect("runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code().unwrap_or(-1), text)
    }

    fn states(&self, folder: &str) -> Vec<(String, String, u64, u64)> {
        let (_, text) = self.run(&["status", folder, "--units", "danh-muc-don-vi.xlsx", "--format", "json"]);
        let report: Value = serde_json::from_str(&text).expect("JSON");
        let rows = report["units"].as_array().expect("units");
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let count = |v: &Value| v.as_u64().unwrap_or(99);
        rows.iter()
            .map(|r| (text(&r["unit"]), text(&r["state"]), count(&r["errors"]), count(&r["explained"])))
            .collect()
    }

    /// A summary of the form offices use; with `printed`, the total row says that for HTTNV.
    fn report(&self, file: &str, unit: &str, lines: &[Line], printed: Option<i64>) {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name("Biểu 1").expect("a name");
        let head = unit.replace("Quận", "QUẬN ỦY").replace("Huyện", "HUYỆN ỦY").to_uppercase();
        sheet.write(0, 0, head).expect("written");
        sheet.write(2, 0, "TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021").expect("written");
        let heads = ["TT", "Tên đơn vị", "Tổng số", "HTXSNV", "HTTNV", "HTNV", "KHTNV"];
        for (column, head) in (0u16..).zip(heads) {
            sheet.write(4, column, head).expect("written");
        }
        let mut row = 5;
        for (number, (name, counts)) in (1u32..).zip(lines) {
            sheet.write(row, 0, number).expect("written").write(row, 1, *name).expect("written");
            for (column, count) in (2u16..).zip(counts) {
                sheet.write(row, column, *count as f64).expect("written");
            }
            row += 1;
        }
        sheet.write(row, 1, "Tổng cộng").expect("written");
        for column in 0..5u16 {
            let sum: i64 = lines.iter().map(|(_, counts)| counts[usize::from(column)]).sum();
            let shown = if column == 2 { printed.unwrap_or(sum) } else { sum };
            sheet.write(row, column + 2, shown as f64).expect("written");
        }
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        workbook.save(path).expect("saved");
    }

    /// The list of units, as the office keeps it.
    fn list(&self) {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let heads = ["TT", "Tên đơn vị", "Tên gọi khác", "Khối", "Biểu phải gửi", "Kế thừa từ", "Hạn gửi"];
        for (column, head) in (0u16..).zip(heads) {
            sheet.write(0, column, head).expect("written");
        }
        for (row, (unit, sector)) in (1u32..).zip(UNITS) {
            sheet.write(row, 1, unit).expect("written").write(row, 3, sector).expect("written");
            sheet.write(row, 4, "Biểu 1").expect("written").write(row, 6, "10/12/2021").expect("written");
        }
        workbook.save(self.path("danh-muc-don-vi.xlsx")).expect("saved");
    }

    /// Fills in a review sheet and saves it with another program, which may lose the property and hidden column.
    fn fill_in(&self, from: &str, to: &str, answer: [&str; 2], keeps: bool) {
        let cells = sheet(&self.path(from), "Phiếu đề nghị rà soát");
        let mut workbook = Workbook::new();
        if keeps {
            let schema = DocProperties::new().set_custom_property("xeploai.schema", "review/1");
            workbook.set_properties(&schema);
        }
        let sheet = workbook.add_worksheet();
        let text = |row: usize, column: usize| cells.get((row, column)).map(Data::to_string).unwrap_or_default();
        for row in 0..cells.height() {
            for column in (0..cells.width()).filter(|column| keeps || *column < 9) {
                sheet.write_string(row as u32, column as u16, text(row, column)).expect("written");
            }
            if row > 5 && !text(row, 3).is_empty() {
                sheet.write_string(row as u32, 7, answer[0]).expect("written");
                sheet.write_string(row as u32, 8, answer[1]).expect("written");
            }
            if text(row, 0) == "Người trả lời:" {
                sheet.write_string(row as u32, 4, "Nguyễn Thị Mai").expect("written");
            }
        }
        let path = self.path(to);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        workbook.save(path).expect("saved");
    }
}

fn sheet(path: &Path, name: &str) -> Range<Data> {
    let mut workbook: Xlsx<_> = open_workbook(path).expect("opens");
    let range = workbook.worksheet_range(name).expect("a sheet");
    let end = range.end().unwrap_or_default();
    range.range((0, 0), end)
}

fn column(range: &Range<Data>, at: usize) -> Vec<String> {
    range.rows().filter_map(|row| row.get(at)).map(Data::to_string).filter(|t| !t.is_empty()).collect()
}

/// The first row that has a text in a column.
fn row(range: &Range<Data>, at: usize, text: &str) -> Vec<String> {
    let found = range.rows().find(|row| row.get(at).is_some_and(|c| *c == *text));
    found.unwrap_or_else(|| panic!("no row {text}")).iter().map(Data::to_string).collect()
}

fn first_round() -> Office {
    let office = Office { folder: TempDir::new().expect("a folder") };
    office.list();
    for (file, unit) in [
        ("hai-chau.xlsx", "Quận Hải Châu"),
        ("son-tra.xlsx", "Quận Sơn Trà"),
        ("son-tra-2.xlsx", "Quận Sơn Trà"),
        ("ngu-hanh-son.xlsx", "Quận Ngũ Hành Sơn"),
        ("hoa-vang.xlsx", "Huyện Hòa Vang"),
    ] {
        office.report(&format!("nhan/{file}"), unit, &CLEAN, None);
    }
    office.report("nhan/thanh-khe.xlsx", "Quận Thanh Khê", &CLEAN, Some(18));
    office.report("nhan/lien-chieu.xlsx", "Quận Liên Chiểu", &BROKEN, None);
    let locked = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/reading/password.xlsx");
    std::fs::copy(locked, office.path("nhan/quan-cam-le.xlsx")).expect("copied");
    office
}

fn state<'s>(states: &'s [(String, String, u64, u64)], unit: &str) -> (&'s str, u64, u64) {
    let row = states.iter().find(|s| s.0 == unit).unwrap_or_else(|| panic!("no {unit}"));
    (&row.1, row.2, row.3)
}

#[test]
fn a_december_of_eight_units() {
    let office = first_round();
    // Who has sent.
    let states = office.states("nhan");
    assert_eq!(states.iter().map(|s| s.0.as_str()).collect::<Vec<_>>(), UNITS.map(|u| u.0), "the order of the list");
    for unit in ["Quận Hải Châu", "Quận Sơn Trà", "Quận Ngũ Hành Sơn", "Huyện Hòa Vang"] {
        assert_eq!(state(&states, unit), ("complete", 0, 0), "{unit}");
    }
    for unit in ["Quận Thanh Khê", "Quận Liên Chiểu", "Quận Cẩm Lệ"] {
        assert_eq!(state(&states, unit), ("review", 1, 0), "{unit}");
    }
    assert_eq!(state(&states, "Huyện Hoàng Sa"), ("not-sent", 0, 0));
    let (_, text) = office.run(&["status", "nhan", "--units", "danh-muc-don-vi.xlsx"]);
    assert!(text.lines().take_while(|line| !line.is_empty()).count() <= 10, "{text}");
    assert!(text.contains("Đã gửi đủ 04") && text.contains("Cần rà soát 03"), "{text}");
    assert!(text.contains("Chưa gửi 01: Huyện Hoàng Sa (hạn gửi 10/12/2021)"), "{text}");
    assert!(text.contains("Đến nay đã có 07/08 đơn vị gửi báo cáo. Đề nghị Huyện Hoàng Sa sớm gửi báo cáo."), "{text}");
    // The consolidated workbook of the first round, and what each unit is asked.
    let consolidate = ["consolidate", "nhan", "--units", "danh-muc-don-vi.xlsx", "--out", "vong-1.xlsx"];
    let (status, text) = office.run(&[&consolidate[..], &["--per-unit", "phieu"]].concat());
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("Đã ghi 03 phiếu"), "{text}");
    let totals = sheet(&office.path("vong-1.xlsx"), "Tổng hợp");
    let missing = row(&totals, 1, "Huyện Hoàng Sa");
    assert_eq!((missing[3].as_str(), missing[4].as_str(), missing[18].as_str()), ("", "", "Chưa gửi"), "never 0");
    assert_eq!(row(&totals, 1, "Quận Cẩm Lệ")[18], "File chưa đọc được");
    assert_eq!(row(&totals, 1, "Quận Sơn Trà")[3], "23", "sent twice, counted once");
    assert_eq!(row(&totals, 1, "Cộng TCCSĐ")[3], (6 * 23).to_string());
    let names = column(&totals, 1);
    let place = |name: &str| names.iter().position(|n| n == name);
    assert!(place("Khối huyện") < place("Huyện Hòa Vang") && place("Huyện Hoàng Sa") < place("Khối quận"));
    let status = sheet(&office.path("vong-1.xlsx"), "Tình hình gửi báo cáo");
    assert_eq!(row(&status, 1, "Huyện Hoàng Sa")[3], "Chưa gửi");
    assert_eq!(row(&status, 1, "Quận Liên Chiểu")[3], "Cần rà soát");

    let review = "phieu/Phiếu đề nghị rà soát - Quận";
    let asked = sheet(&office.path(&format!("{review} Liên Chiểu.xlsx")), "Phiếu đề nghị rà soát");
    assert_eq!(column(&asked, 1)[1..], ["Biểu 1"], "one line");
    for other in UNITS.map(|u| u.0).iter().filter(|u| **u != "Quận Liên Chiểu") {
        assert!(!asked.rows().flatten().any(|c| c.to_string().contains(other)), "{other}");
    }
    // The answers, one sheet saved by a program that kept neither property nor hidden column.
    office.fill_in(&format!("{review} Thanh Khê.xlsx"), "nhan/tra-loi/tk.xlsx", ["Đã chỉnh sửa", ""], true);
    let reason = "Số liệu do đơn vị cấp dưới chốt ngày 05/12";
    office.fill_in(&format!("{review} Liên Chiểu.xlsx"), "nhan/tra-loi/lc.xlsx", ["Giữ nguyên", reason], false);
    // The second round.
    office.report("nhan/thanh-khe lần 2.xlsx", "Quận Thanh Khê", &CLEAN, None);
    office.report("nhan/quan-cam-le.xlsx", "Quận Cẩm Lệ", &CLEAN, None);
    office.report("nhan/hoang-sa.xlsx", "Huyện Hoàng Sa", &CLEAN, None);
    let states = office.states("nhan");
    assert_eq!(states.len(), 8);
    assert!(states.iter().all(|s| s.1 == "complete"), "{states:?}");
    assert_eq!(state(&states, "Quận Liên Chiểu"), ("complete", 0, 1), "explained");
    let again = ["consolidate", "nhan", "--units", "danh-muc-don-vi.xlsx", "--out", "vong-2.xlsx"];
    office.run(&again);
    let totals = sheet(&office.path("vong-2.xlsx"), "Tổng hợp");
    assert_eq!(row(&totals, 1, "Cộng TCCSĐ")[3], (8 * 23).to_string());
    assert!(!column(&totals, 18).iter().any(|note| note == "Chưa gửi"));
    let answers = sheet(&office.path("vong-2.xlsx"), "Giải trình của đơn vị");
    assert_eq!(column(&answers, 0)[1], "Đã giải trình: 01; Đã xử lý: 01");
    let kept = row(&answers, 1, "Quận Liên Chiểu");
    assert_eq!((kept[5].as_str(), kept[6].as_str(), kept[10].as_str()), ("Giữ nguyên", reason, "Đã giải trình"));
    assert_eq!(kept[7], "Nguyễn Thị Mai");
    let status = sheet(&office.path("vong-2.xlsx"), "Tình hình gửi báo cáo");
    assert_eq!(row(&status, 1, "Quận Liên Chiểu")[7], "1");
    let note = &row(&status, 1, "Quận Thanh Khê")[8];
    assert!(note.contains("đã xử lý 01, chưa xử lý 00, mới phát sinh 00; 00 chỗ thay đổi ngoài"), "{note}");
    let received = sheet(&office.path("vong-2.xlsx"), "Hồ sơ tiếp nhận");
    assert_eq!(row(&received, 1, "thanh-khe lần 2.xlsx")[5], "Lần 2");
    assert_eq!(row(&received, 1, "thanh-khe.xlsx")[5], "");
    let versions = sheet(&office.path("vong-2.xlsx"), "So sánh các lần gửi");
    assert_eq!(column(&versions, 9)[1..], ["Đã xử lý", "Theo đề nghị"], "the total row and nothing else");
    // What is explained is shown, and stands in nobody's way.
    let check = ["check", "nhan", "--units", "danh-muc-don-vi.xlsx"];
    let (status, text) = office.run(&check);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains(&format!("Đơn vị đã giải trình: {reason} (Nguyễn Thị Mai). (S201)")), "{text}");
    assert!(text.contains("Đơn vị đã giải trình 01 nội dung."), "{text}");
    assert_eq!(office.run(&[&check[..], &["--profile", "city"]].concat()).0, 0);
    let (_, json) = office.run(&[&check[..], &["--format", "json"]].concat());
    let report: Value = serde_json::from_str(&json).expect("JSON");
    let explained: Vec<&Value> =
        report["findings"].as_array().expect("findings").iter().filter(|f| !f["explained"].is_null()).collect();
    assert_eq!(explained.len(), 1);
    assert_eq!((&explained[0]["rule"], &explained[0]["severity"]), (&"S201".into(), &"info".into()));
    assert_eq!(explained[0]["explained"]["reason"], reason);
    let (_, sarif) = office.run(&[&check[..], &["--format", "sarif"]].concat());
    let log: Value = serde_json::from_str(&sarif).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let accepted: Vec<&Value> = results.iter().filter(|r| r["suppressions"][0]["status"] == "accepted").collect();
    assert_eq!(accepted.len(), 1);
    assert_eq!(accepted[0]["suppressions"][0]["justification"], reason);
    assert!(results.iter().all(|r| r["suppressions"].is_array()));
    // Other values: the explanation does not speak of them.
    office.report("nhan/lien-chieu.xlsx", "Quận Liên Chiểu", &BROKEN_AGAIN, None);
    assert_eq!(state(&office.states("nhan"), "Quận Liên Chiểu"), ("review", 1, 0), "open again");
    assert_eq!(office.run(&check).0, 1, "open again");
}

#[test]
fn an_explanation_goes_by_the_values_and_not_by_the_cell() {
    let office = first_round();
    let (_, text) = office.run(&["check", "nhan", "--units", "danh-muc-don-vi.xlsx", "--per-unit", "phieu"]);
    assert!(text.contains("Đã ghi 03 phiếu"), "{text}");
    let review = "phieu/Phiếu đề nghị rà soát - Quận Liên Chiểu.xlsx";
    office.fill_in(review, "nhan/lc.xlsx", ["Giữ nguyên", ""], true);
    assert_eq!(state(&office.states("nhan"), "Quận Liên Chiểu"), ("review", 1, 0), "no reason is given");
    office.fill_in(review, "nhan/lc.xlsx", ["Giữ nguyên", "Không"], true);
    assert_eq!(state(&office.states("nhan"), "Quận Liên Chiểu"), ("review", 1, 0), "and none by that");
    office.fill_in(review, "nhan/lc.xlsx", ["Giữ nguyên", "đã có văn bản"], true);
    assert_eq!(state(&office.states("nhan"), "Quận Liên Chiểu"), ("complete", 0, 1));
    // A row put in above moves the cell and changes no value of the row.
    let moved = [("Khối xã", [0, 0, 0, 0, 0]), BROKEN[0], BROKEN[1], BROKEN[2]];
    office.report("nhan/lien-chieu.xlsx", "Quận Liên Chiểu", &moved, None);
    let after = office.states("nhan");
    assert_eq!(state(&after, "Quận Liên Chiểu").2, 1, "{after:?}");
    office.report("nhan/lien-chieu.xlsx", "Quận Liên Chiểu", &BROKEN_AGAIN, None);
    let states = office.states("nhan");
    assert_eq!(state(&states, "Quận Liên Chiểu"), ("review", 1, 0));
    // What a unit has filled in is never written over.
    office.fill_in(review, review, ["Giữ nguyên", "đã có văn bản"], true);
    let (status, text) = office.run(&["check", "nhan", "--units", "danh-muc-don-vi.xlsx", "--per-unit", "phieu"]);
    assert_eq!(status, 2, "{text}");
    assert!(text.contains("đã có ý kiến của đơn vị"), "{text}");
}

#[test]
fn the_list_of_units_is_written_the_first_time() {
    let office = first_round();
    let (status, text) = office.run(&["init", "--units", "nhan", "--out", "moi.xlsx"]);
    assert_eq!(status, 0, "{text}");
    let names = column(&sheet(&office.path("moi.xlsx"), "Danh mục đơn vị"), 1);
    assert!(names.contains(&"Quận Sơn Trà".to_owned()) && names.len() == 1 + 6, "{names:?}");
    office.run(&["consolidate", "nhan", "--units", "danh-muc-don-vi.xlsx", "--out", "vong-1.xlsx"]);
    let (status, text) = office.run(&["init", "--units", "vong-1.xlsx", "--out", "nam-sau.xlsx"]);
    assert_eq!(status, 0, "{text}");
    let list = sheet(&office.path("nam-sau.xlsx"), "Danh mục đơn vị");
    assert_eq!(column(&list, 1)[1..], UNITS.map(|u| u.0));
    assert_eq!(row(&list, 1, "Quận Cẩm Lệ")[3], "Khối quận");
    // Never over a list somebody works on.
    assert_eq!(office.run(&["init", "--units", "nhan", "--out", "moi.xlsx"]).0, 2);
    let (status, text) = office.run(&["init", "nhan"]);
    assert_eq!(status, 0, "{text}");
    assert!(office.path("nhan/xeploai.toml").is_file());
    assert_eq!(office.run(&["check", "nhan/hai-chau.xlsx"]).0, 0, "what is written is accepted");
}

/// What became of what was found, and what changed: each as `word cell`.
fn resent(report: &Value) -> (Vec<String>, Vec<String>) {
    let pairs = report["resubmissions"].as_array().expect("a list");
    assert_eq!(pairs.len(), 1, "{pairs:?}");
    let told = |list: &Value, word: &str, more: &str| {
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let one = |v: &Value| [text(&v[word]), text(&v["cell"]), text(&v[more])].join(" ").trim_end().to_owned();
        list.as_array().expect("a list").iter().map(one).collect()
    };
    (told(&pairs[0]["matters"], "became", "rule"), told(&pairs[0]["changes"], "ground", "to"))
}

#[test]
fn of_two_versions_it_is_said_what_was_settled_and_what_changed_unasked() {
    let office = first_round();
    office.report("hai/lien-chieu.xlsx", "Quận Liên Chiểu", &BROKEN, None);
    // The row that was asked about is right now, another one was changed without a word, and one is broken.
    let second =
        [("Khối phường", [10, 1, 7, 2, 0]), ("Khối trường học", [8, 1, 6, 1, 0]), ("Khối cơ quan", [5, 0, 4, 0, 0])];
    office.report("hai/lien-chieu lần 2.xlsx", "Quận Liên Chiểu", &second, None);
    let (status, json) = office.run(&["check", "hai", "--format", "json"]);
    assert_eq!(status, 1);
    let (matters, changes) = resent(&serde_json::from_str(&json).expect("JSON"));
    assert_eq!(matters, ["settled C7 S201", "new C8 S201"]);
    let wanted = ["unasked E6 7", "unasked F6 2", "asked F7 1", "unasked E8 4", "asked E9 17"];
    assert_eq!(changes, wanted, "the total of HTTNV was compared with the row");
    let (_, text) = office.run(&["check", "hai"]);
    assert!(
        text.contains("đã xử lý 01, chưa xử lý 00, mới phát sinh 01; 03 chỗ thay đổi ngoài nội dung đề nghị"),
        "{text}"
    );
    assert!(text.contains("Ngoài nội dung đề nghị: Biểu 1, Khối phường, HTTNV: 8 → 7"), "{text}");
    office.run(&["consolidate", "hai", "--out", "hai.xlsx", "--report", "hai.html"]);
    let page = std::fs::read_to_string(office.path("hai.html")).expect("a page");
    assert!(page.contains("“lien-chieu lần 2.xlsx” thay “lien-chieu.xlsx”: đã xử lý 01"), "the page says it too");
    let status = sheet(&office.path("hai.xlsx"), "Tình hình gửi báo cáo");
    assert!(row(&status, 1, "Quận Liên Chiểu")[8].contains("03 chỗ thay đổi"));
    let told = sheet(&office.path("hai.xlsx"), "So sánh các lần gửi");
    let asked: Vec<String> = column(&told, 9)[1..].to_vec();
    assert_eq!(asked.iter().filter(|t| *t == "Thay đổi ngoài nội dung đề nghị").count(), 3);
    assert_eq!((asked[0].as_str(), asked[1].as_str()), ("Đã xử lý", "Mới phát sinh"));
    // The same error again is open, not new.
    office.report("hai/lien-chieu lần 2.xlsx", "Quận Liên Chiểu", &BROKEN, None);
    let (_, json) = office.run(&["check", "hai", "--format", "json"]);
    assert_eq!(resent(&serde_json::from_str(&json).expect("JSON")), (vec!["open C7 S201".to_owned()], Vec::new()));
}

#[test]
fn a_total_that_follows_a_correction_was_not_changed_unasked() {
    let office = first_round();
    office.report("hai/thanh-khe.xlsx", "Quận Thanh Khê", &BROKEN, None);
    let more = [BROKEN[0], ("Khối trường học", [9, 1, 6, 2, 0]), BROKEN[2]];
    office.report("hai/thanh-khe thay thế.xlsx", "Quận Thanh Khê", &more, None);
    let (status, json) = office.run(&["check", "hai", "--format", "json"]);
    assert_eq!(status, 0);
    let (matters, changes) = resent(&serde_json::from_str(&json).expect("JSON"));
    assert_eq!(matters, ["settled C7 S201"]);
    assert!(changes.iter().all(|c| !c.starts_with("unasked")), "{changes:?}");
    // A version that calls itself none is compared with nothing.
    office.report("ba/thanh-khe.xlsx", "Quận Thanh Khê", &BROKEN, None);
    office.report("ba/thanh-khe-2.xlsx", "Quận Thanh Khê", &more, None);
    let (_, json) = office.run(&["check", "ba", "--format", "json"]);
    let report: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(report["resubmissions"], Value::Array(Vec::new()));
}

#[test]
fn persons_of_two_versions_are_not_named_in_the_consolidated_workbook() {
    let office = first_round();
    let list = |file: &str, ratings: [&str; 3]| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, "QUẬN ỦY SƠN TRÀ").expect("written");
        sheet.write(1, 0, "DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021").expect("written");
        for (column, head) in (0u16..).zip(["TT", "Họ và tên", "Chi bộ", "Kết quả xếp loại"]) {
            sheet.write(3, column, head).expect("written");
        }
        let names = ["Nguyễn Thị Mai", "Trần Văn Bình", "Lê Thị Cúc"];
        for (row, (name, rating)) in (4u32..).zip(names.into_iter().zip(ratings)) {
            sheet.write(row, 0, row - 3).expect("written").write(row, 1, name).expect("written");
            sheet.write(row, 2, "Chi bộ 1").expect("written").write(row, 3, rating).expect("written");
        }
        std::fs::create_dir_all(office.path("ds")).expect("made");
        workbook.save(office.path(&format!("ds/{file}"))).expect("saved");
    };
    list("son-tra.xlsx", ["HTTNV", "HTNV", "Loại khá"]);
    list("son-tra lần 2.xlsx", ["HTXSNV", "HTNV", "HTNV"]);
    let (_, text) = office.run(&["check", "ds"]);
    assert!(text.contains("Nguyễn Thị Mai, Kết quả xếp loại: HTTNV → HTXSNV"), "{text}");
    let (_, text) = office.run(&["check", "ds", "--anonymous"]);
    assert!(text.contains("Dòng 5, Kết quả xếp loại: HTTNV → HTXSNV") && !text.contains("Thị Mai"), "{text}");
    let (_, text) = office.run(&["check", "ds", "--anonymous", "--format", "json"]);
    assert!(!text.contains("Thị Mai"), "{text}");
    office.run(&["consolidate", "ds", "--out", "ds.xlsx"]);
    let told = sheet(&office.path("ds.xlsx"), "So sánh các lần gửi");
    assert!(told.rows().flatten().any(|c| *c == *"Dòng 5, Kết quả xếp loại"));
    let named = |c: &Data| c.to_string().contains("Mai") || c.to_string().contains("HTXSNV");
    assert!(!told.rows().flatten().any(named));
}

/// A list of party cells with their ratings.
fn cells(path: &Path, unit: &str, year: u16, rows: &[(&str, &str)]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, unit).expect("written");
    let title = format!("DANH SÁCH CHI BỘ VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}");
    sheet.write(1, 0, title).expect("written");
    for (column, head) in (0u16..).zip(["TT", "Tên chi bộ", "Kết quả xếp loại"]) {
        sheet.write(3, column, head).expect("written");
    }
    for (row, (name, rating)) in (4u32..).zip(rows) {
        sheet.write(row, 0, row - 3).expect("written").write(row, 1, *name).expect("written");
        sheet.write(row, 2, *rating).expect("written");
    }
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    workbook.save(path).expect("saved");
}

#[test]
fn a_merged_unit_has_the_earlier_years_of_those_it_came_from() {
    let office = first_round();
    let fell = [("Chi bộ Công an", "HTXSNV"), ("Chi bộ Trường Lê Lợi", "HTTNV"), ("Chi bộ Y tế", "HTTNV")];
    cells(&office.path("2020/mot.xlsx"), "QUẬN ỦY MỘT", 2020, &fell);
    let now = [("Chi bộ Công an", "KHTNV"), ("Chi bộ Trường Lê Lợi", "HTTNV"), ("Chi bộ Y tế", "HTTNV")];
    cells(&office.path("2021/moi.xlsx"), "QUẬN ỦY MỚI", 2021, &now);
    cells(&office.path("2021/cu.xlsx"), "QUẬN ỦY HAI", 2021, &now[1..]);
    let check = ["check", "2021", "--history", "2020"];
    let (_, text) = office.run(&check);
    assert!(!text.contains("H704"), "{text}");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip([["Tên đơn vị", "Kế thừa từ"], ["Quận Mới", "Quận Một; Quận Hai"]])
    {
        sheet.write(row, 0, cells[0]).expect("written").write(row, 1, cells[1]).expect("written");
    }
    workbook.save(office.path("ke-thua.xlsx")).expect("saved");
    let (_, text) = office.run(&[&check[..], &["--units", "ke-thua.xlsx"]].concat());
    assert!(text.contains("(H704)") && text.contains("Chi bộ Công an"), "{text}");
    let (_, text) = office.run(&["status", "2021", "--units", "ke-thua.xlsx"]);
    assert!(text.contains("Không có trong danh mục đơn vị 01: Quận Hai (nay là Quận Mới)"), "{text}");
}

#[test]
fn two_names_of_one_unit_are_one_unit() {
    let office = first_round();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip([["Tên đơn vị", "Tên gọi khác"], ["Quận Hải Châu", "Quận Hải Châu mới"]])
    {
        sheet.write(row, 0, cells[0]).expect("written").write(row, 1, cells[1]).expect("written");
    }
    workbook.save(office.path("ten.xlsx")).expect("saved");
    office.report("hai/hai-chau.xlsx", "Quận Hải Châu", &BROKEN, None);
    office.report("hai/hai-chau-moi lần 2.xlsx", "Quận Hải Châu mới", &CLEAN, None);
    let (status, text) = office.run(&["check", "hai"]);
    assert_eq!((status, text.contains("X603")), (1, false), "{text}");
    let (status, text) = office.run(&["check", "hai", "--units", "ten.xlsx"]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("X603") && text.contains("đã xử lý 01"), "{text}");
}

#[test]
fn a_page_or_sheet_that_is_not_ours_is_replaced_only_by_force() {
    let office = first_round();
    let check = ["check", "nhan/thanh-khe.xlsx", "--report", "trang.html", "--per-unit", "phieu"];
    let sheet = "phieu/Phiếu đề nghị rà soát - Quận Thanh Khê.xlsx";
    std::fs::create_dir(office.path("phieu")).expect("made");
    for file in ["trang.html", sheet] {
        std::fs::write(office.path(file), "của người khác").expect("written");
        let (status, text) = office.run(&check);
        assert_eq!(status, 2, "{text}");
        assert!(text.contains("--force"), "{text}");
        assert_eq!(std::fs::read_to_string(office.path(file)).expect("there"), "của người khác");
        assert_eq!(office.run(&[&check[..], &["--force"]].concat()).0, 1);
        assert_ne!(std::fs::read(office.path(file)).expect("there"), "của người khác".as_bytes());
        assert_eq!(office.run(&check).0, 1, "our own is replaced unasked");
    }
}

#[test]
fn what_was_not_checked_is_not_said_to_be_well() {
    let office = first_round();
    office.run(&["consolidate", "nhan", "--out", "tong-hop.xlsx"]);
    let (status, text) = office.run(&["check", "tong-hop.xlsx"]);
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("F004") && !text.contains("chưa phát hiện"), "{text}");
    let (_, text) = office.run(&["consolidate", "nhan/hai-chau.xlsx", "--out", "mot.xlsx", "--details", "nguoi.xlsx"]);
    assert!(text.contains("nguoi.xlsx (00 dòng)"), "{text}");
    let said = sheet(&office.path("mot.xlsx"), "Nội dung chỉnh sửa");
    assert_eq!(column(&said, 0)[1], "Không có nội dung chỉnh sửa");
}

#[test]
fn a_name_of_two_units_is_refused_with_its_cell() {
    let office = first_round();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, name) in (0..).zip(["Tên đơn vị", "Quận Hải Châu", "QUẬN HẢI CHÂU"]) {
        sheet.write(row, 0, name).expect("written");
    }
    workbook.save(office.path("sai.xlsx")).expect("saved");
    let (status, text) = office.run(&["status", "nhan", "--units", "sai.xlsx"]);
    assert_eq!(status, 2);
    assert!(text.contains("ô A3") && text.contains("QUẬN HẢI CHÂU"), "{text}");
}

#[test]
fn three_gates_stop_different_things() {
    let office = first_round();
    // A warning: the content is another format than the name says.
    std::fs::create_dir(office.path("cua")).expect("made");
    std::fs::copy(office.path("nhan/hai-chau.xlsx"), office.path("cua/canh-bao.xls")).expect("copied");
    // An error: a row without a rating.
    let rows = [("Chi bộ Công an", "HTXSNV"), ("Chi bộ Trường Lê Lợi", ""), ("Chi bộ Y tế", "HTTNV")];
    cells(&office.path("cua/thieu.xlsx"), "QUẬN ỦY MỘT", 2021, &rows);
    for (gate, warning, missing) in [("draft", 0, 0), ("submit", 0, 1), ("city", 1, 1)] {
        let run = |file: &str| office.run(&["check", file, "--profile", gate]);
        let (status, text) = run("cua/canh-bao.xls");
        assert_eq!(status, warning, "{gate}: {text}");
        assert!(text.contains("Đề nghị kiểm tra lại") && text.contains("(F003)"), "{gate}: {text}");
        let (status, text) = run("cua/thieu.xlsx");
        assert_eq!(status, missing, "{gate}: {text}");
        let said = if gate == "draft" { "Ghi nhận" } else { "Phải chỉnh sửa hoặc giải trình" };
        assert!(text.lines().any(|line| line.contains(said) && line.contains("(L103)")), "{gate}: {text}");
    }
    // The same in the declaration, which the command line goes before.
    std::fs::write(office.path("cua/xeploai.toml"), "profile = \"city\"\n").expect("written");
    assert_eq!(office.run(&["check", "cua/canh-bao.xls"]).0, 1);
    assert_eq!(office.run(&["check", "cua/canh-bao.xls", "--profile", "submit"]).0, 0);
}

#[test]
fn what_is_left_aside_is_named_and_ends_with_its_day() {
    let office = first_round();
    let declare = |lines: &str| std::fs::write(office.path("nhan/xeploai.toml"), lines).expect("written");
    let line = |more: &str| format!("[[suppress]]\nrule = \"S201\"\nreason = \"đã có văn bản số 12\"\n{more}\n");
    let check = ["check", "nhan/lien-chieu.xlsx"];
    assert_eq!(office.run(&check).0, 1);
    declare(&line("until = 2099-12-31"));
    let (status, text) = office.run(&check);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("Bỏ qua theo khai báo: 01 nội dung (S201): đã có văn bản số 12"), "{text}");
    let (_, json) = office.run(&["check", "nhan/lien-chieu.xlsx", "--format", "json"]);
    let report: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(report["suppressed"][0]["finding"]["rule"], "S201");
    assert_eq!((report["summary"]["errors"].as_u64(), report["findings"].as_array().map(Vec::len)), (Some(0), Some(0)));
    declare(&line("until = 2020-12-31"));
    let (status, text) = office.run(&check);
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("đã hết hạn, không áp dụng: S201") && text.contains("(S201)"), "{text}");
    declare(&line("sheet = \"Biểu 9\""));
    let (status, text) = office.run(&check);
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("không gặp nội dung nào: S201, Biểu 9"), "{text}");
    declare("[[suppress]]\nrule = \"S201\"\nreason = \" \"\n");
    assert_eq!(office.run(&check).0, 2, "without a reason nothing is left aside");
}

#[test]
fn the_list_of_units_says_which_of_two_files_counts() {
    let office = first_round();
    office.report("hai/son-tra.xlsx", "Quận Sơn Trà", &CLEAN, None);
    let other = [CLEAN[0], CLEAN[1], ("Khối cơ quan", [6, 0, 6, 0, 0])];
    office.report("hai/son-tra-moi.xlsx", "Quận Sơn Trà", &other, None);
    let (status, text) = office.run(&["check", "hai"]);
    assert!(status == 1 && text.contains("X603"), "neither counts: {text}");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip([["Tên đơn vị", "File được tính"], ["Quận Sơn Trà", "Son-tra-moi.xlsx"]])
    {
        sheet.write(row, 0, cells[0]).expect("written").write(row, 1, cells[1]).expect("written");
    }
    workbook.save(office.path("tinh.xlsx")).expect("saved");
    let (status, json) = office.run(&["check", "hai", "--units", "tinh.xlsx", "--format", "json"]);
    let report: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((status, report["totals"][0]["total"].as_i64()), (0, Some(24)), "{json}");
    assert_eq!(report["resubmissions"][0]["newer"], "hai/son-tra-moi.xlsx");
}
