//! Stages and periods end to end: what is proposed, what units say of themselves, quarters. Each stands in a place of its
//! own in the consolidated workbook, and is added to nothing else.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

const TITLE: &str = "TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN";

struct Office(TempDir);

impl Office {
    fn new() -> Self {
        Self(TempDir::new().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
        let output = command.current_dir(self.0.path()).args(arguments).output().expect("runs");
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    }

    /// Rows drawn as cells parted by `|` on the one sheet of a workbook.
    fn write(&self, file: &str, rows: &[&str]) {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, cells) in (0u32..).zip(rows) {
            for (column, text) in (0u16..).zip(cells.split('|').map(str::trim)).filter(|(_, text)| !text.is_empty()) {
                match text.parse::<f64>() {
                    Ok(number) => sheet.write(row, column, number).expect("written"),
                    Err(_) => sheet.write(row, column, text).expect("written"),
                };
            }
        }
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        workbook.save(path).expect("saved");
    }

    /// A summary of one ward with one row: total and the four levels.
    fn ward(&self, file: &str, name: &str, title: &str, figures: &str) {
        let head = "TT | Chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";
        self.write(file, &[name, title, "", head, &format!("1 | Chi bộ Một | {figures}")]);
    }

    fn consolidate(&self, folder: &str, more: &[&str]) -> String {
        self.run(&[&["consolidate", folder, "--out", "tong-hop.xlsx", "--force"], more].concat())
    }

    /// The rows below the header of a sheet, the cells of each joined, blank ones left out.
    fn rows(&self, sheet: &str) -> Vec<String> {
        rows(&self.path("tong-hop.xlsx"), sheet)
    }

    /// Number, name, total, HTXSNV and remark of the rows of `Tổng hợp`, and the lines over them.
    fn totals(&self) -> Vec<String> {
        let mut workbook: Xlsx<_> = open_workbook(self.path("tong-hop.xlsx")).expect("opens");
        let range = workbook.worksheet_range("Tổng hợp").expect("the sheet");
        let told =
            |row: &[Data]| [0, 1, 3, 5, 18].map(|column| row[column].to_string()).join(" | ").trim_end().to_owned();
        let all = range.rows().skip(4).map(told).filter(|row| row.chars().any(char::is_alphanumeric));
        all.filter(|row| !row.contains("Chưa nêu:")).collect()
    }
}

fn rows(path: &Path, sheet: &str) -> Vec<String> {
    let mut workbook: Xlsx<_> = open_workbook(path).expect("opens");
    let range = workbook.worksheet_range(sheet).unwrap_or_else(|e| panic!("{sheet}: {e}"));
    let text = |row: &[Data]| {
        row.iter().map(ToString::to_string).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ")
    };
    range.rows().skip(4).map(text).collect()
}

fn page_title(path: &Path) -> String {
    let mut workbook: Xlsx<_> = open_workbook(path).expect("opens");
    workbook.worksheet_range("Tổng hợp").expect("the sheet").get_value((0, 0)).expect("a title").to_string()
}

#[test]
fn quarters_stand_beside_the_year_and_are_added_to_nothing() {
    let office = Office::new();
    for (place, period) in (0..).zip(["QUÝ I NĂM 2025", "QUÝ II NĂM 2025", "NĂM 2025"]) {
        let figures = format!("{} | {} | 20 | 1 | 0", 24 + place, 3 + place);
        office.ward(&format!("gui/{place}.xlsx"), "ĐẢNG ỦY PHƯỜNG AN HẢI", &format!("{TITLE} {period}"), &figures);
    }
    office.ward("gui/b.xlsx", "ĐẢNG ỦY PHƯỜNG MÂN THÁI", &format!("{TITLE} NĂM 2025"), "10 | 1 | 9 | 0 | 0");
    let said = office.consolidate("gui", &[]);
    assert!(said.contains("gồm 03 phần, không cộng với nhau:\n  Kết quả xếp loại năm 2025\n"), "{said}");
    insta::assert_snapshot!(office.totals().join("\n"), @"Kết quả xếp loại năm 2025 |  |  |  |
1 | Phường An Hải | 26 | 5 | Đối chiếu mức tối đa 20% trên số HTTNV trở lên: đúng bằng mức tối đa 05 trường hợp
2 | Phường Mân Thái | 10 | 1 | Đối chiếu mức tối đa 20% trên số HTTNV trở lên: còn có thể đề nghị tối đa 01 trường hợp HTXSNV
 | Cộng Đảng viên | 36 | 6 |
Kết quả xếp loại quý I năm 2025 (không cộng với số liệu kỳ khác) |  |  |  |
1 | Phường An Hải | 24 | 3 | Quý I năm 2025
 | Cộng Đảng viên | 24 | 3 |
Kết quả xếp loại quý II năm 2025 (không cộng với số liệu kỳ khác) |  |  |  |
1 | Phường An Hải | 25 | 4 | Quý II năm 2025
 | Cộng Đảng viên | 25 | 4 |");
    let cells = office.rows("CT Đảng viên");
    insta::assert_snapshot!(cells.iter().map(|row| row.split(" | ").take(5).collect::<Vec<_>>().join(" | ")).collect::<Vec<_>>().join("\n"), @"Kết quả xếp loại năm 2025
1 | Phường An Hải | Chi bộ Một | 26 | 26
2 | Phường Mân Thái | Chi bộ Một | 10 | 10
Cộng các dòng có số lượng | 36 | 36 | 6 | 16.666666666666664
Kết quả xếp loại quý I năm 2025 (không cộng với số liệu kỳ khác)
1 | Phường An Hải | Chi bộ Một | 24 | 24
Cộng các dòng có số lượng | 24 | 24 | 3 | 12.5
Kết quả xếp loại quý II năm 2025 (không cộng với số liệu kỳ khác)
1 | Phường An Hải | Chi bộ Một | 25 | 25
Cộng các dòng có số lượng | 25 | 25 | 4 | 16");
    let received = office.rows("Hồ sơ tiếp nhận").join("\n");
    assert!(received.contains("đã tính riêng: quý I năm 2025"), "{received}");
    // What is decided of the year is what a later year is held against.
    office.ward("sau/a.xlsx", "ĐẢNG ỦY PHƯỜNG AN HẢI", &format!("{TITLE} NĂM 2026"), "30 | 4 | 26 | 0 | 0");
    std::fs::rename(office.path("tong-hop.xlsx"), office.path("nam-2025.xlsx")).expect("renamed");
    office.consolidate("sau", &["--history", "nam-2025.xlsx"]);
    let compared = office.rows("So sánh năm trước").join("\n");
    assert!(compared.contains("Đảng viên | 26 | 30"), "{compared}");
    let status = office.run(&["status", "gui"]);
    assert!(status.contains("Số liệu quý II: 01 đơn vị; chưa có 01: Phường Mân Thái"), "{status}");
}

#[test]
fn quarters_alone_are_no_empty_table() {
    let office = Office::new();
    office.ward("q1.xlsx", "ĐẢNG ỦY PHƯỜNG AN HẢI", &format!("{TITLE} QUÝ I NĂM 2025"), "24 | 3 | 20 | 1 | 0");
    office.consolidate("q1.xlsx", &[]);
    assert_eq!(
        page_title(&office.path("tong-hop.xlsx")),
        "Tổng hợp kết quả đánh giá, xếp loại chất lượng quý I năm 2025"
    );
    insta::assert_snapshot!(office.totals().join("\n"), @"Kết quả xếp loại quý I năm 2025 (không cộng với số liệu kỳ khác) |  |  |  |
1 | Phường An Hải | 24 | 3 | Quý I năm 2025
 | Cộng Đảng viên | 24 | 3 |");
}

#[test]
fn what_is_not_decided_is_never_added_to_what_is() {
    let office = Office::new();
    office.ward("gui/a.xlsx", "ĐẢNG ỦY PHƯỜNG AN HẢI", &format!("{TITLE} NĂM 2021"), "24 | 3 | 20 | 1 | 0");
    let proposed = "TỔNG HỢP ĐỀ NGHỊ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021";
    office.ward("gui/a-de-nghi.xlsx", "ĐẢNG ỦY PHƯỜNG AN HẢI", proposed, "24 | 5 | 18 | 1 | 0");
    office.ward("gui/b.xlsx", "ĐẢNG ỦY PHƯỜNG MÂN THÁI", proposed, "10 | 1 | 9 | 0 | 0");
    office.write(
        "gui/c.xlsx",
        &[
            "ĐẢNG ỦY PHƯỜNG THỌ AN",
            "KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021",
            "",
            "TT | Họ và tên | Tự xếp loại | Chi bộ đề nghị | Ban Thường vụ quyết định",
            "1 | Nguyễn Văn An | HTTNV | |",
            "2 | Trần Thị Bình | HTNV | |",
        ],
    );
    let said = office.consolidate("gui", &[]);
    assert!(!said.contains("X603"), "{said}");
    insta::assert_snapshot!(office.totals().join("\n"), @"Kết quả xếp loại năm 2021 |  |  |  |
1 | Phường An Hải | 24 | 3 | Đối chiếu mức tối đa 20% trên số HTTNV trở lên: còn có thể đề nghị tối đa 01 trường hợp HTXSNV
 | Cộng Đảng viên | 24 | 3 |
Số đề nghị xếp loại năm 2021 (chưa phải kết quả đã quyết định, không cộng) |  |  |  |
1 | Phường An Hải | 24 | 5 | Số đề nghị. Đối chiếu mức tối đa 20% trên số HTTNV trở lên: vượt 01 trường hợp
2 | Phường Mân Thái | 10 | 1 | Số đề nghị, chưa có quyết định. Đối chiếu mức tối đa 20% trên số HTTNV trở lên: còn có thể đề nghị tối đa 01 trường hợp HTXSNV
 | Cộng Đảng viên | 34 | 6 |
Số tự xếp loại năm 2021 (chưa phải kết quả đã quyết định, không cộng) |  |  |  |
1 | Phường Thọ An | 2 | 0 | Số tự xếp loại, chưa có quyết định
 | Cộng Đảng viên | 2 | 0 |");
    let received = office.rows("Hồ sơ tiếp nhận").join("\n");
    assert!(received.contains("đã tính riêng: số đề nghị") && received.contains("đã tính riêng: số tự xếp loại"));
    let standing = office.rows("Tình hình gửi báo cáo");
    insta::assert_snapshot!(standing.join("\n"), @"1 | Phường An Hải | Cần rà soát | Sheet1 (biểu tổng hợp, mức ở cột, số đề nghị); Sheet1 (biểu tổng hợp, mức ở cột) | 1 | 0 | 0
2 | Phường Mân Thái | Đã gửi đủ | Sheet1 (biểu tổng hợp, mức ở cột, số đề nghị) | 0 | 0 | 0 | Mới có số đề nghị, chưa có quyết định
3 | Phường Thọ An | Đã gửi đủ | Sheet1 (danh sách cá nhân, số tự xếp loại) | 0 | 0 | 0 | Mới có số tự xếp loại, chưa có quyết định");
    let status = office.run(&["status", "gui"]);
    assert!(status.contains("Phường Mân Thái, Phường Thọ An chưa có quyết định xếp loại."), "{status}");
    assert!(
        status.contains("Chưa có quyết định 02: Phường Mân Thái (đề nghị), Phường Thọ An (tự xếp loại)"),
        "{status}"
    );
}

#[test]
fn a_unit_of_the_list_that_decided_nothing_keeps_its_row() {
    let office = Office::new();
    office.ward("gui/a.xlsx", "ĐẢNG ỦY PHƯỜNG AN HẢI", &format!("{TITLE} NĂM 2025"), "24 | 3 | 20 | 1 | 0");
    office.ward("gui/q.xlsx", "ĐẢNG ỦY PHƯỜNG AN HẢI", &format!("{TITLE} QUÝ I NĂM 2025"), "24 | 3 | 20 | 1 | 0");
    let proposed = "TỔNG HỢP ĐỀ NGHỊ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2025";
    office.ward("gui/b.xlsx", "ĐẢNG ỦY PHƯỜNG MÂN THÁI", proposed, "10 | 1 | 9 | 0 | 0");
    office
        .write("don-vi.xlsx", &["TT | Tên đơn vị", "1 | Phường Mân Thái", "2 | Phường An Hải", "3 | Phường Nại Hiên"]);
    office.consolidate("gui", &["--units", "don-vi.xlsx"]);
    insta::assert_snapshot!(office.totals().join("\n"), @"Kết quả xếp loại năm 2025 |  |  |  |
1 | Phường Mân Thái |  |  | Mới có số đề nghị, chưa có quyết định
2 | Phường An Hải | 24 | 3 | Đối chiếu mức tối đa 20% trên số HTTNV trở lên: còn có thể đề nghị tối đa 01 trường hợp HTXSNV
3 | Phường Nại Hiên |  |  | Chưa gửi
 | Cộng Đảng viên | 24 | 3 |
Số đề nghị xếp loại năm 2025 (chưa phải kết quả đã quyết định, không cộng) |  |  |  |
1 | Phường Mân Thái | 10 | 1 | Số đề nghị, chưa có quyết định. Đối chiếu mức tối đa 20% trên số HTTNV trở lên: còn có thể đề nghị tối đa 01 trường hợp HTXSNV
 | Cộng Đảng viên | 10 | 1 |
Kết quả xếp loại quý I năm 2025 (không cộng với số liệu kỳ khác) |  |  |  |
1 | Phường Mân Thái |  |  | Chưa có số liệu quý I năm 2025
2 | Phường An Hải | 24 | 3 | Quý I năm 2025
3 | Phường Nại Hiên |  |  | Chưa gửi
 | Cộng Đảng viên | 24 | 3 |");
}

#[test]
fn a_year_alone_has_no_lines_over_its_rows() {
    let office = Office::new();
    office.ward("a.xlsx", "ĐẢNG ỦY PHƯỜNG AN HẢI", &format!("{TITLE} NĂM 2025"), "24 | 3 | 20 | 1 | 0");
    let said = office.consolidate("a.xlsx", &[]);
    assert!(!said.contains("phần"), "{said}");
    let totals = office.totals();
    assert!(totals[0].starts_with("1 | Phường An Hải | 24 | 3 |"), "{totals:?}");
    assert!(!office.run(&["status", "a.xlsx"]).contains("quyết định"));
}
