//! The consolidated workbook goes up a level: who is in it without being asked for.

use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

/// The texts of the consolidated workbook of one report.
fn consolidated(rows: &[[&str; 4]]) -> String {
    let folder = TempDir::new().expect("a folder");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0u32..).zip(rows) {
        for (column, text) in (0u16..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write(row, column, *text).expect("written");
        }
    }
    workbook.save(folder.path().join("a.xlsx")).expect("saved");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
    command.current_dir(folder.path()).args(["consolidate", "a.xlsx", "--out", "t.xlsx"]).output().expect("runs");
    let mut written: Xlsx<_> = open_workbook(folder.path().join("t.xlsx")).expect("opens");
    let mut all = String::new();
    for name in written.sheet_names() {
        for cell in written.worksheet_range(&name).expect("read").used_cells() {
            if let Data::String(text) = cell.2 {
                all.push_str(&format!("{name}: {text}\n"));
            }
        }
    }
    all
}

#[test]
fn nobody_is_named_whatever_stands_over_the_names() {
    for head in ["Tên tổ chức, cá nhân", "Đơn vị, cá nhân", "Tên"] {
        let all = consolidated(&[
            ["ĐẢNG ỦY XÃ AN MỸ", "", "", ""],
            ["KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021", "", "", ""],
            ["", "", "", ""],
            ["TT", head, "Mức xếp loại", "Ghi chú"],
            ["1", "Chi bộ thôn Một", "HTTNV", "Bí thư Nguyễn Văn Khang bị khiển trách"],
            ["2", "Nguyễn Văn Khang", "HTXSNV", ""],
            ["3", "Trần Thị Thu", "HTTNV", "Đ/c Thu mới chuyển đến"],
        ]);
        assert!(all.contains("Chi bộ thôn Một") || head == "Tên", "{head}: {all}");
        for name in ["Khang", "Thu"] {
            assert!(!all.contains(name), "{head}: {all}");
        }
    }
}
