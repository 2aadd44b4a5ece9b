//! Several years on the command line: figures of two years side by side, and what units became in a reorganisation.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
        let output = command.current_dir(self.folder.path()).args(arguments).output().expect("runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code().unwrap_or(-1), text)
    }

    /// Rows of texts and numbers on a sheet of their own, from A1 on.
    fn write(&self, file: &str, rows: &[&[&str]]) {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, cells) in (0u32..).zip(rows) {
            for (column, text) in (0u16..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
                match text.parse::<f64>() {
                    Ok(number) => sheet.write(row, column, number).expect("written"),
                    Err(_) => sheet.write(row, column, *text).expect("written"),
                };
            }
        }
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        workbook.save(path).expect("saved");
    }

    /// A summary of one ward: total and the four levels.
    fn ward(&self, year: u16, file: &str, name: &str, figures: [&str; 5]) {
        let title = format!("TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM {year}");
        let [total, first, second, third, fourth] = figures;
        let head = ["TT", "Tên đơn vị", "Tổng số", "HTXSNV", "HTTNV", "HTNV", "KHTNV"];
        let row = ["1", "Khối cơ quan", total, first, second, third, fourth];
        self.write(&format!("{year}/{file}.xlsx"), &[&[name], &[&title], &[""], &head, &row]);
    }

    /// A list of party cells with their ratings.
    fn cells(&self, year: u16, file: &str, unit: &str, rows: [(&str, &str); 2]) {
        let title = format!("DANH SÁCH CHI BỘ VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}");
        let lines = rows.map(|(name, rating)| ["1", name, rating]);
        let head = ["TT", "Tên chi bộ", "Kết quả xếp loại"];
        self.write(&format!("{year}/{file}.xlsx"), &[&[unit], &[&title], &[""], &head, &lines[0], &lines[1]]);
    }
}

/// The rows below the header of a sheet, as texts.
fn rows(path: &Path, name: &str) -> Vec<Vec<String>> {
    let mut workbook: Xlsx<_> = open_workbook(path).expect("opens");
    let range = workbook.worksheet_range(name).unwrap_or_else(|e| panic!("{name}: {e}"));
    let text = |cell: &Data| cell.to_string();
    range.rows().skip(4).map(|row| row.iter().map(text).collect()).collect()
}

/// Name, rated before and now with the difference, HTXSNV likewise, note.
fn told(path: &Path) -> Vec<String> {
    let all = rows(path, "So sánh năm trước");
    all.iter().map(|row| [1, 6, 7, 8, 9, 10, 11, 21].map(|column| row[column].as_str()).join(" | ")).collect()
}

#[test]
fn figures_of_two_years_side_by_side() {
    let office = Office::new();
    office.ward(2020, "mot", "QUẬN ỦY HẢI CHÂU", ["20", "4", "16", "0", "0"]);
    office.ward(2020, "hai", "QUẬN ỦY SƠN TRÀ", ["30", "4", "20", "6", "0"]);
    office.ward(2021, "mot", "QUẬN ỦY HẢI CHÂU", ["22", "3", "18", "1", "0"]);
    office.ward(2021, "hai", "QUẬN ỦY SƠN TRÀ", ["30", "6", "24", "0", "0"]);
    office.ward(2021, "moi", "QUẬN ỦY CẨM LỆ", ["10", "1", "9", "0", "0"]);
    let run = |history: &str, out: &str| {
        let (_, text) = office.run(&["consolidate", "2021", "--history", history, "--out", out]);
        assert!(text.contains("Đã ghi file tổng hợp"), "{text}");
        told(&office.path(out))
    };
    let expected = [
        "Quận Sơn Trà | 30 | 30 | 0 | 4 | 6 | 2 | 2020/hai.xlsx",
        "Quận Cẩm Lệ |  | 10 |  |  | 1 |  | chưa có số liệu năm trước",
        "Quận Hải Châu | 20 | 22 | 2 | 4 | 3 | -1 | 2020/mot.xlsx",
        "Cộng TCCSĐ | 50 | 52 | 2 | 8 | 9 | 1 | 02 đơn vị có số liệu cả hai năm",
    ];
    assert_eq!(run("2020", "a.xlsx"), expected);
    // Programs get the same beside each total.
    let (_, json) = office.run(&["check", "2021", "--history", "2020", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let before = |t: &serde_json::Value| {
        let p = &t["previous"];
        format!("{} {} {} {} {} {}", t["reporting_unit"], p["year"], p["state"], p["total"], p["HTXSNV"], p["files"])
    };
    let told: Vec<String> = report["totals"].as_array().expect("totals").iter().map(before).collect();
    assert_eq!(told.len(), 3);
    assert!(told.iter().any(|t| t.starts_with("\"Quận Hải Châu\" 2020 \"known\" 20 4 [")), "{told:#?}");
    assert!(told.contains(&"\"Quận Cẩm Lệ\" 2020 \"missing\" null null null".to_owned()), "{told:#?}");
    // Our own consolidated workbook says the same.
    office.run(&["consolidate", "2020", "--out", "2020.xlsx"]);
    let from_own: Vec<String> = run("2020.xlsx", "b.xlsx");
    let expected = expected.map(|row| row.replace("2020/hai.xlsx", "2020.xlsx").replace("2020/mot.xlsx", "2020.xlsx"));
    assert_eq!(from_own, expected);
    // Of another year than the one before nothing is compared.
    office.run(&["consolidate", "2020", "--history", "2021", "--out", "c.xlsx"]);
    let sheets = open_workbook::<Xlsx<_>, _>(office.path("c.xlsx")).expect("opens").sheet_names();
    assert!(!sheets.contains(&"So sánh năm trước".to_owned()));
}

/// What became of units, in the workbook an office keeps beside its reports.
fn crosswalk(office: &Office, rows: &[[&str; 3]]) {
    let mut lines: Vec<Vec<&str>> = vec![vec!["TT", "Đơn vị cũ", "Đơn vị mới", "Từ năm"]];
    lines.extend(rows.iter().map(|[old, new, from]| vec!["1", old, new, from]));
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    office.write("2025/sap-xep.xlsx", &lines);
}

#[test]
fn units_are_followed_through_a_reorganisation() {
    let office = Office::new();
    for (file, name, figures) in [
        ("a", "ĐẢNG ỦY PHƯỜNG AN HÒA", ["10", "2", "8", "0", "0"]),
        ("b", "ĐẢNG ỦY PHƯỜNG AN BÌNH", ["20", "3", "15", "2", "0"]),
        ("c", "ĐẢNG ỦY XÃ TÂN LẬP", ["8", "1", "7", "0", "0"]),
        ("d", "ĐẢNG ỦY XÃ LỚN", ["40", "8", "32", "0", "0"]),
    ] {
        office.ward(2024, file, name, figures);
    }
    for (file, name) in [
        ("e", "ĐẢNG ỦY PHƯỜNG AN HÒA BÌNH"),
        ("f", "ĐẢNG ỦY PHƯỜNG TÂN LẬP"),
        ("g", "ĐẢNG ỦY XÃ LỚN"),
        ("h", "ĐẢNG ỦY XÃ NHỎ"),
    ] {
        office.ward(2025, file, name, ["30", "5", "25", "0", "0"]);
    }
    crosswalk(
        &office,
        &[
            ["Phường An Hòa", "Phường An Hòa Bình", "2025"],
            ["Phường An Bình", "Phường An Hòa Bình", "01/7/2025"],
            ["Xã Tân Lập", "Phường Tân Lập", "2025"],
            ["Xã Lớn", "Xã Lớn", "2025"],
            ["Xã Lớn", "Xã Nhỏ", "2025"],
        ],
    );
    let consolidate =
        ["consolidate", "2025", "--history", "2024", "--out", "t.xlsx", "--crosswalk", "2025/sap-xep.xlsx"];
    let (_, text) = office.run(&consolidate);
    assert!(text.contains("danh mục đơn vị"), "the crosswalk beside the reports is no report: {text}");
    let expected = [
        "Phường An Hòa Bình | 30 | 30 | 0 | 5 | 5 | 0 | a.xlsx; b.xlsx",
        "Phường Tân Lập | 8 | 30 | 22 | 1 | 5 | 4 | c.xlsx",
        "Xã Lớn |  | 30 |  |  | 5 |  | đơn vị tách, không đối chiếu",
        "Xã Nhỏ |  | 30 |  |  | 5 |  | đơn vị tách, không đối chiếu",
        "Cộng TCCSĐ | 38 | 60 | 22 | 6 | 10 | 4 | 02 đơn vị có số liệu cả hai năm",
    ];
    assert_eq!(told(&office.path("t.xlsx")), expected);
    // Declared beside the reports, it needs no option.
    std::fs::write(office.path("2025/xeploai.toml"), "crosswalk = \"sap-xep.xlsx\"\n").expect("written");
    office.run(&[&consolidate[..6]].concat());
    assert_eq!(told(&office.path("t.xlsx")), expected);
}

#[test]
fn wards_that_were_rows_of_their_district_are_followed_by_it() {
    let office = Office::new();
    let district = |file: &str, name: &str, rows: [[&str; 7]; 2]| {
        let title = "TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2024";
        let head = ["TT", "Tên đơn vị", "Tổng số", "HTXSNV", "HTTNV", "HTNV", "KHTNV"];
        office.write(&format!("2024/{file}.xlsx"), &[&[name], &[title], &[""], &head, &rows[0], &rows[1]]);
    };
    let ward = |name, total, good| ["1", name, total, "2", good, "0", "0"];
    district("a", "QUẬN ỦY SƠN HẠ", [ward("Đảng bộ phường Một", "10", "8"), ward("Đảng bộ phường Hai", "20", "18")]);
    district("b", "QUẬN ỦY NÚI BÚT", [ward("Đảng bộ phường Một", "7", "5"), ward("Đảng bộ phường Ba", "30", "28")]);
    for (file, name) in [("c", "ĐẢNG ỦY PHƯỜNG SƠN HẠ"), ("d", "ĐẢNG ỦY PHƯỜNG BA"), ("e", "ĐẢNG ỦY PHƯỜNG MỘT")]
    {
        office.ward(2025, file, name, ["30", "5", "25", "0", "0"]);
    }
    let head = ["Đơn vị cũ", "Trực thuộc cũ", "Đơn vị mới", "Từ năm"];
    let rows: [&[&str]; 5] = [
        &head,
        &["Phường Một", "Quận Sơn Hạ", "Phường Sơn Hạ", "2025"],
        &["Phường Hai", "Quận Sơn Hạ", "Phường Sơn Hạ", "2025"],
        &["Phường Ba", "", "Phường Ba", "2025"],
        // Whose ward it was is not said, and two districts had one.
        &["Phường Một", "", "Phường Một", "2025"],
    ];
    let consolidate =
        ["consolidate", "2025", "--history", "2024", "--out", "t.xlsx", "--crosswalk", "2025/sap-xep.xlsx"];
    office.write("2025/sap-xep.xlsx", &rows);
    office.run(&consolidate);
    assert_eq!(
        told(&office.path("t.xlsx")),
        [
            "Phường Sơn Hạ | 30 | 30 | 0 | 4 | 5 | 1 | a.xlsx",
            "Phường Ba | 30 | 30 | 0 | 2 | 5 | 3 | b.xlsx",
            "Phường Một |  | 30 |  |  | 5 |  | có hai báo cáo khác nhau của năm trước",
            "Cộng TCCSĐ | 60 | 60 | 0 | 6 | 10 | 4 | 02 đơn vị có số liệu cả hai năm",
        ]
    );
}

#[test]
fn ratings_are_followed_through_a_reorganisation() {
    let office = Office::new();
    office.cells(2024, "cu", "ĐẢNG ỦY XÃ TÂN LẬP", [("Chi bộ Công an", "HTXSNV"), ("Chi bộ Y tế", "HTTNV")]);
    office.cells(2025, "moi", "ĐẢNG ỦY PHƯỜNG TÂN LẬP", [("Chi bộ Công an", "HTNV"), ("Chi bộ Y tế", "HTTNV")]);
    let check = ["check", "2025", "--history", "2024"];
    assert!(!office.run(&check).1.contains("H704"), "a name that is alike is not followed");
    crosswalk(&office, &[["Xã Tân Lập", "Phường Tân Lập", "2025"]]);
    let with = [&check[..], &["--crosswalk", "2025/sap-xep.xlsx"]].concat();
    let (_, text) = office.run(&with);
    assert!(text.contains("(H704)") && text.contains("Chi bộ Công an"), "{text}");
    // Of a unit that was divided nothing is known.
    crosswalk(&office, &[["Xã Tân Lập", "Phường Tân Lập", "2025"], ["Xã Tân Lập", "Phường Khác", "2025"]]);
    assert!(!office.run(&with).1.contains("H704"));
    // What is wrong with it is told by its cell, before anything else is done.
    crosswalk(&office, &[["Xã Tân Lập", "", "2025"]]);
    let (status, text) = office.run(&with);
    assert!(status == 2 && text.contains("ô C2: thiếu tên đơn vị mới"), "{text}");
    office.write("2025/sap-xep.xlsx", &[&["TT", "Đơn vị cũ"], &["1", "Xã Tân Lập"]]);
    let (status, text) = office.run(&with);
    assert!(status == 2 && text.contains("bảng chuyển đổi đơn vị"), "{text}");
}
