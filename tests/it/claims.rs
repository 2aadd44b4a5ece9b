//! What a file claims and what it is: ranges of arrays, names of sheets, records that lie. What stands in it is read, what
//! does not is made up by nobody, and what is not read is said.

use std::path::Path;

use tempfile::TempDir;
use xeploai::finding::CellRef;
use xeploai::read::{Value, Workbook, from_bytes, open};

use super::fix::xeploai;
use super::made::{Xls, cell, number, record, xlsx_parts, zip};

/// The rows of a table of two party bases with its total, some cells as they are given.
fn table(cells: &[(&str, &str)]) -> String {
    let text = |text: &str| format!("t='inlineStr'><is><t>{text}</t></is></c>");
    let mut rows: Vec<Vec<String>> = vec![
        vec![text("QUẬN ỦY HÒA VANG")],
        vec![text("TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021")],
        vec![],
        ["TT", "Tên đơn vị", "Tổng số", "HTXSNV", "HTTNV", "HTNV", "KHTNV"].map(text).to_vec(),
    ];
    for (name, counts) in [("Xã A", [20, 3, 15, 2, 0]), ("Xã B", [31, 5, 24, 2, 0]), ("Tổng cộng", [51, 8, 39, 4, 0])]
    {
        let counts = counts.map(|count| format!("><v>{count}</v></c>"));
        rows.push([vec![text("-"), text(name)], counts.to_vec()].concat());
    }
    let mut xml = String::new();
    for (row, inner) in rows.iter().enumerate() {
        xml += &format!("<row r='{}'>", row + 1);
        for (column, rest) in inner.iter().enumerate() {
            let at = CellRef::new(row as u32, column as u32).to_string();
            match cells.iter().find(|(place, _)| **place == at) {
                Some((_, cell)) => xml += &format!("<c r='{at}'{cell}"),
                None => xml += &format!("<c r='{at}' {rest}"),
            }
        }
        xml += "</row>";
    }
    format!("<sheetData>{xml}</sheetData>")
}

/// Runs a command over the one file, and gives what it says and the files in its folder `out`.
fn run(command: &[&str], name: &str, bytes: Vec<u8>) -> (u8, String, TempDir) {
    let folder = TempDir::new().expect("a folder");
    let input = folder.path().join(name);
    std::fs::write(&input, bytes).expect("written");
    let out = folder.path().join("out");
    let given: Vec<String> = command
        .iter()
        .map(|word| word.replace("FILE", &input.to_string_lossy()).replace("OUT", &out.to_string_lossy()))
        .collect();
    let (status, said, why) = xeploai(&given.iter().map(String::as_str).collect::<Vec<_>>());
    let said = (said + &why).replace(&*folder.path().to_string_lossy(), "");
    (status as u8, said, folder)
}

fn value(book: &Workbook, tab: usize, at: &str) -> Option<Value> {
    let sheet = book.sheets().find(|(place, _)| *place == tab)?.1;
    sheet.get(CellRef::parse(at)?).map(|cell| cell.value().cloned())
}

/// Constants are no results of an array formula that claims their cells; its own results are.
#[test]
fn constants_stay_where_an_array_claims_them() {
    let corrected = |cells: &[(&str, &str)]| {
        let book = zip(&xlsx_parts(&[("Biểu 1", &table(cells))], None));
        let (_, said, folder) = run(&["fix", "FILE", "--out", "OUT"], "a.xlsx", book.clone());
        let copy = open(&folder.path().join("out/a.xlsx")).expect("a copy");
        let before = from_bytes(book).expect("readable");
        let lost: Vec<String> = before
            .sheets()
            .next()
            .into_iter()
            .flat_map(|(_, sheet)| sheet.cells.iter())
            .filter(|cell| value(&copy, 0, &cell.at().to_string()).is_none_or(|now| now == Value::Empty))
            .map(|cell| cell.at().to_string())
            .collect();
        assert!(said.contains("Đã sửa 01 ô"), "{said}");
        (value(&copy, 0, "E7"), lost)
    };
    let array = |range: &str| format!("><f t='array' ref='{range}'>SUM(E5:E6)</f><v>40</v></c>");
    for range in ["A1:XFD1048576", "E5:E7", "D7:E7"] {
        assert_eq!(corrected(&[("E7", &array(range))]), (Some(Value::Number(39.0)), Vec::new()), "{range}");
    }
    let cells_of = |range: &str| {
        let book = from_bytes(zip(&xlsx_parts(&[("A", &table(&[("E6", &array(range))]))], None))).expect("readable");
        book.sheets().next().and_then(|(_, sheet)| sheet.arrays.first().map(|range| range.size()))
    };
    // Numbers beside it may be its results; a text that nobody computed is none.
    assert_eq!(["E6:G7", "E6:G9", "E6", "B6:E6"].map(cells_of), [Some(6), Some(12), Some(1), Some(1)]);
    let below = table(&[("E6", &array("E6:E7")), ("E7", " t='inlineStr'><is><t>x</t></is></c>")]);
    let book = from_bytes(zip(&xlsx_parts(&[("A", &below)], None))).expect("readable");
    assert_eq!(book.sheets().next().map(|(_, sheet)| sheet.arrays[0].size()), Some(1));
}

/// Two sheets of one name are two sheets: both are read, the second under a name of its own.
#[test]
fn sheets_of_one_name_are_told_apart() {
    let (right, wrong) = (table(&[]), table(&[("E7", "><v>57</v></c>")]));
    let book = || zip(&xlsx_parts(&[("Biểu 1", &right), ("BIỂU 1", &wrong), ("Biểu 1 (2)", "")], None));
    let (status, said, _) = run(&["check", "FILE", "--ignore", "C,X"], "a.xlsx", book());
    assert_eq!(status, 1);
    insta::assert_snapshot!(said, @r#"/a.xlsx · Quận Hòa Vang · năm 2021 (R2, N1)
  BIỂU 1 (3)
    –        Phải chỉnh sửa hoặc giải trình: Trong file có hai sheet cùng tên “BIỂU 1”; sheet đứng sau được nêu là “BIỂU 1 (3)”. Đề nghị đặt lại tên sheet. (F013)
    E7       Phải chỉnh sửa hoặc giải trình: Tổng cộng, HTTNV: ghi 57, cộng các dòng được 39, chênh lệch 18. Các số liệu khác cho thấy ô E7 là 39. (S202)
             Đủ căn cứ chỉnh sửa: E7: 57 → 39

Đã kiểm tra 02 biểu, 04 dòng: 02 nội dung phải chỉnh sửa hoặc giải trình, 00 đề nghị kiểm tra lại, 00 ghi nhận."#);
    let (status, said, folder) = run(&["fix", "FILE", "--out", "OUT"], "a.xlsx", book());
    assert_eq!(status, 1, "{said}");
    let copy = open(&folder.path().join("out/a.xlsx")).expect("a copy");
    assert_eq!([0, 1].map(|tab| value(&copy, tab, "E7")), [Some(Value::Number(39.0)), Some(Value::Number(39.0))]);
    let (status, said, _) = run(&["consolidate", "FILE", "--out", "OUT.xlsx"], "a.xlsx", book());
    assert!(status == 1 && said.contains("Đã ghi file tổng hợp"), "{said}");
    // A name that two sheets have tells a formula neither.
    let asks = |sheet: &str| format!("<sheetData><row r='1'><c r='A1'><f>{sheet}!A1</f></c></row></sheetData>");
    let one = "<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>";
    let sheets = [("x", one), ("X", one), ("y", one)].map(|(name, xml)| (name, xml.to_owned()));
    let given = |sheet: &str| {
        let asking = asks(sheet);
        let all: Vec<(&str, &str)> =
            sheets.iter().map(|(name, xml)| (*name, xml.as_str())).chain([("z", &*asking)]).collect();
        let book = from_bytes(zip(&xlsx_parts(&all, None))).expect("readable");
        xeploai::evaluate::Evaluator::new(&book).result(3, CellRef::new(0, 0))
    };
    assert_eq!(given("y"), xeploai::evaluate::Evaluated::Number(1.0));
    assert!(matches!(given("x"), xeploai::evaluate::Evaluated::NotEvaluated(_)));
}

/// An xls file of sheets with one number each, by their names.
fn numbers(names: &[&'static str]) -> Xls {
    let mut book = Xls::new(Vec::new());
    let sheet = |(name, n): (&&'static str, u16)| (*name, 0, number(0, 0, n.into()));
    book.sheets = names.iter().zip(1..).map(sheet).collect();
    book
}

#[test]
fn sheets_of_one_name_in_xls_are_each_read() {
    for names in [["A", "A", "A", "B"], ["Bieu 1", "Bieu 1", "Bieu 2", "Bieu 1"]] {
        for version in [0x0600, 0x0500] {
            let mut book = numbers(&names);
            book.version = version;
            let read = from_bytes(book.file()).expect("readable");
            let found: Vec<_> = (0..4).map(|tab| value(&read, tab, "A1")).collect();
            assert_eq!(found, [1.0, 2.0, 3.0, 4.0].map(|n| Some(Value::Number(n))), "{names:?}");
            let mut told: Vec<&str> = read.tabs.iter().map(|tab| &**tab.name()).collect();
            told.sort_unstable();
            told.dedup();
            assert_eq!(told.len(), 4, "{told:?}");
        }
    }
}

/// What is wrong with one record or one sheet of an xls file costs no other, and is said.
#[test]
fn one_bad_record_costs_no_file() {
    let told = |bytes: Vec<u8>| run(&["check", "FILE", "--ignore", "F004"], "a.xls", bytes).1;
    let mut cut_list = numbers(&["A"]);
    cut_list.sheets[0].2.extend(record(0x00E5, &[0xFF, 0xFF, 0, 0]));
    let mut short_page = numbers(&["A"]);
    short_page.codepage = Some(vec![0xB0]);
    let mut nothing = numbers(&["A"]);
    nothing.strings = vec!["a"];
    nothing.globals = record(0x003C, &[]);
    let read = |book: &Xls| from_bytes(book.file()).expect("readable");
    for book in [&cut_list, &short_page, &nothing] {
        assert_eq!(value(&read(book), 0, "A1"), Some(Value::Number(1.0)));
    }
    // The stream as it is, without the end of its last sheet.
    let whole = numbers(&["A", "B"]).stream();
    let no_end = whole[..whole.len() - 4].to_vec();
    let mut inside = whole.clone();
    let place = whole.windows(2).rposition(|two| two == 0x0203_u16.to_le_bytes()).expect("a number");
    inside[place + 2] = 0xFF;
    let both = [told(cut_list.file()), told(no_end), told(inside)];
    insta::assert_snapshot!(both.join("\n"), @r#"/a.xls
  A
    –        Phải chỉnh sửa hoặc giải trình: Danh sách ô gộp của sheet bị hỏng, không biết hết ô nào được gộp. Đề nghị mở bằng Excel, kiểm tra và lưu lại. (F013)

Đã kiểm tra 00 biểu, 00 dòng: 01 nội dung phải chỉnh sửa hoặc giải trình, 00 đề nghị kiểm tra lại, 00 ghi nhận.

/a.xls
  B
    –        Phải chỉnh sửa hoặc giải trình: File kết thúc giữa bảng, có thể thiếu các dòng cuối. Đề nghị gửi lại file. (F013)

Đã kiểm tra 00 biểu, 00 dòng: 01 nội dung phải chỉnh sửa hoặc giải trình, 00 đề nghị kiểm tra lại, 00 ghi nhận.

/a.xls
  B
    –        Phải chỉnh sửa hoặc giải trình: Chưa đọc được sheet này: file bị thiếu hoặc hỏng (một phần bị cắt ngắn). Đề nghị gửi lại file; các sheet khác vẫn được kiểm tra. (F001)

Đã kiểm tra 00 biểu, 00 dòng: 01 nội dung phải chỉnh sửa hoặc giải trình, 00 đề nghị kiểm tra lại, 00 ghi nhận."#);
    assert!(from_bytes(whole[..whole.len() - 8].to_vec()).is_ok(), "the sheet before is there");
}

/// Places are told as Excel shows them, whatever the format.
#[test]
fn places_beyond_the_sheet_are_told_as_cells() {
    let xls = Xls::new([number(5, 65535, 3.0), number(5, 300, 3.0), cell(0x0205, 4, 4, &[99, 1])].concat());
    let xml = "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' \
        xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='A'><Table><Row>\
        <Cell ss:Index='1999999999'><Data ss:Type='Number'>1</Data></Cell></Row></Table></Worksheet></Workbook>";
    let told = |name, bytes| run(&["check", "FILE", "--ignore", "F003,F004"], name, bytes).1;
    insta::assert_snapshot!([told("a.xls", xls.file()), told("a.xml", xml.into())].join("\n"), @r#"/a.xls
  A
    –        Phải chỉnh sửa hoặc giải trình: File có dữ liệu ghi ở chỗ không có trong sheet (“CRXP6”, “KO6”), không đọc được. Đề nghị mở bằng Excel, kiểm tra và lưu lại. (F013)
    E5       Phải chỉnh sửa hoặc giải trình: Không đọc được nội dung ô (trong file ghi “lỗi số 99”), đang coi là để trống. Đề nghị nhập lại. (F013)

Đã kiểm tra 00 biểu, 00 dòng: 02 nội dung phải chỉnh sửa hoặc giải trình, 00 đề nghị kiểm tra lại, 00 ghi nhận.

/a.xml
  A
    –        Phải chỉnh sửa hoặc giải trình: File có dữ liệu ghi ở chỗ không có trong sheet (“FLHOMVW1”), không đọc được. Đề nghị mở bằng Excel, kiểm tra và lưu lại. (F013)

Đã kiểm tra 00 biểu, 00 dòng: 01 nội dung phải chỉnh sửa hoặc giải trình, 00 đề nghị kiểm tra lại, 00 ghi nhận."#);
}

/// Every reason why something cannot be read has its Vietnamese form.
#[test]
fn every_reason_is_said_in_vietnamese() {
    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            match entry.extension().and_then(|e| e.to_str()) {
                _ if entry.is_dir() => sources(&entry, found),
                Some("rs") => found.push(std::fs::read_to_string(&entry).expect("text")),
                _ => {}
            }
        }
    }
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let (mut seen, mut untold) = (0, Vec::new());
    for code in &all {
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        for start in ["amaged(\"", "Unreadable(\""] {
            for rest in code.split(start).skip(1) {
                let reason = rest.split('"').next().unwrap_or_default();
                seen += 1;
                if xeploai::error::Error::Damaged(reason.into()).vi().contains(reason) {
                    untold.push(reason);
                }
            }
        }
    }
    assert!(seen > 30 && untold.is_empty(), "{seen}: {untold:?}");
}

/// A merge over all cells of a sheet takes no more than others do: the copy is written without it, and says so.
#[test]
fn merges_over_everything_are_left_out_of_a_copy() {
    let row = |cells: &[&str]| {
        format!("<tr>{}</tr>", cells.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>())
    };
    let mut page = row(&["TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021"]);
    page += &row(&["TT", "Tên đơn vị", "Tổng số", "HTXSNV", "HTTNV", "HTNV", "KHTNV"]);
    page += &row(&["1", "Xã A", "20", "3", "15", "2", "0"]);
    page += &row(&["2", "Xã B", "31", "5", "24", "2", "0"]);
    page += &row(&["", "Tổng cộng", "51", "8", "57", "4", "0"]);
    let with = |cell: &str| format!("<html><table>{page}<tr>{cell}</tr></table></html>").into_bytes();
    for (cell, kept) in [("<td colspan=999999999 rowspan=999999999>x</td>", false), ("<td colspan=7>x</td>", true)] {
        let started = std::time::Instant::now();
        let (_, said, folder) = run(&["fix", "FILE", "--out", "OUT"], "a.html", with(cell));
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
        let copy = open(&folder.path().join("out/a.xlsx")).expect("a copy");
        assert_eq!(value(&copy, 0, "E5"), Some(Value::Text("39".into())), "{said}");
        let merges = copy.sheets().next().and_then(|(_, sheet)| sheet.merges.as_ref()).map_or(0, Vec::len);
        assert_eq!((merges > 0, said.contains("ô gộp trên quá nhiều ô")), (kept, !kept), "{said}");
    }
}

/// A line at the end of the sheet is as far away as it may be; the table is read all the same.
#[test]
fn a_line_far_below_costs_no_table() {
    let far = table(&[]).replace(
        "</sheetData>",
        "<row r='1048576'><c r='B1048576' t='inlineStr'><is><t>Người lập</t></is></c></row></sheetData>",
    );
    let (status, said, _) = run(&["check", "FILE", "--ignore", "C"], "a.xlsx", zip(&xlsx_parts(&[("A", &far)], None)));
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("Đã kiểm tra 01 biểu, 02 dòng"), "{said}");
}

/// A name that is a formula nobody can compute is told; a count, by its own rule.
#[test]
fn a_name_without_a_result_is_told() {
    let told = |cell: &str| {
        let book = zip(&xlsx_parts(&[("A", &table(&[("B5", cell)]))], None));
        run(&["check", "FILE", "--ignore", "C"], "a.xlsx", book).1
    };
    let unknown = told("><f>[1]Sheet1!A1</f></c>");
    assert!(
        unknown.contains("B5       Phải chỉnh sửa") && unknown.contains("chưa biết tên") && unknown.contains("(F013)"),
        "{unknown}"
    );
    let damaged = told(" t='inlineStr'><is><t>X\u{fffd} A</t></is></c>");
    assert!(damaged.contains("B5       Phải chỉnh sửa") && damaged.contains("chữ bị hỏng"), "{damaged}");
    assert!(told("><f>\"Xã \"&amp;\"A\"</f></c>").contains("chưa phát hiện"));
    assert!(told(" t='str'><f>[1]Sheet1!A1</f><v>Xã A</v></c>").contains("chưa phát hiện"));
}

/// A formula of xls that says it gives a text, and the text is not there.
#[test]
fn a_text_that_does_not_come_is_told() {
    let formula = |result: [u8; 8]| cell(0x0006, 0, 0, &[&result[..], &[0; 6], &[3, 0, 0x1E, 5, 0]].concat());
    let text = record(0x0207, &[1, 0, 0, b'a']);
    let read = |records: Vec<u8>| {
        let book = from_bytes(Xls::new(records).file()).expect("readable");
        let notes = book.sheets().next().map_or(0, |(_, sheet)| sheet.notes.len());
        (value(&book, 0, "A1"), notes)
    };
    let missing = formula([0, 0, 0, 0, 0, 0, 0xFF, 0xFF]);
    assert_eq!(read([missing.clone(), number(1, 0, 1.0)].concat()).1, 1);
    assert_eq!(read(missing.clone()).1, 1);
    assert_eq!(read([missing, text].concat()), (Some(Value::Text("a".into())), 0));
    assert_eq!(read(formula([3, 0, 0, 0, 0, 0, 0xFF, 0xFF])).1, 0, "an empty text");
}

/// Letters that turn a line around are written as what they are in every report.
#[test]
fn letters_that_are_not_seen_turn_nothing_around() {
    let hidden = ['\u{61c}', '\u{7f}', '\u{85}', '\u{9b}', '\u{200f}', '\u{2028}', '\u{202e}', '\u{2066}', '\u{feff}'];
    let name: String = hidden.iter().map(|c| format!("{c}x")).collect();
    let cells = [("B5", format!(" t='inlineStr'><is><t>Xã{name}</t></is></c>")), ("E5", "><v>19</v></c>".to_owned())];
    let cells: Vec<(&str, &str)> = cells.iter().map(|(at, cell)| (*at, cell.as_str())).collect();
    let book = zip(&xlsx_parts(&[(&format!("A{name}"), &table(&cells))], None));
    for format in ["text", "json", "sarif", "html"] {
        let (_, said, _) = run(&["check", "FILE", "--format", format], "a.xlsx", book.clone());
        assert!(said.contains("S201") && !said.contains(hidden), "{format}");
        if let Ok(report) = serde_json::from_str::<serde_json::Value>(&said) {
            assert!(report.to_string().contains(&name), "{format}: the same text");
        }
    }
    let (_, _, folder) = run(&["check", "FILE", "--per-unit", "OUT"], "a.xlsx", book);
    for entry in std::fs::read_dir(folder.path().join("out")).into_iter().flatten() {
        let name = entry.expect("an entry").file_name();
        assert!(!name.to_string_lossy().contains(hidden), "{name:?}");
    }
}
