//! The page in a real browser: dropped, found, decided, saved.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::Workbook;
use serde_json::json;

use super::browser::Browser;
use super::server::{Server, fixture};

fn cell(bytes: &[u8], sheet: usize, (row, column): (u32, u32)) -> String {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let name = workbook.sheet_names()[sheet].clone();
    let range = workbook.worksheet_range(&name).expect("a sheet");
    range.get_value((row, column)).map(Data::to_string).unwrap_or_default()
}

#[test]
fn dropped_found_decided_and_saved() {
    let Some(browser) = Browser::start(1366, 900) else { return };
    let mut server = Server::start(&[]);
    browser.go(&server.address);
    let faulty = fixture("da-nang-2021/02-quan-thanh-khe.xlsm");
    let commune = fixture("layouts/mau-bao-cao-xa-sai.xlsx");
    browser.drop_files(&[("thanh-khe.xlsm", &faulty), ("xa.xlsx", &commune), ("ghi chú.docx", b"no workbook")]);
    browser.checked();
    let listed = browser.text("#list");
    assert!(listed.contains("ghi chú.docx") && listed.contains("không phải file Excel"), "{listed}");
    // The finding, with the sheet around its cell and what is proposed.
    browser.until("return document.querySelectorAll('table.sheet td.found').length >= 2");
    let findings = browser.text("#findings");
    assert!(
        findings.contains("ghi 253, cộng các dòng được 235, chênh lệch 18") && findings.contains("(S202)"),
        "{findings}"
    );
    let drawn = browser.run(
        "return [].map.call(document.querySelectorAll('td.found del'), function (e) { return e.textContent + '→' + e.parentNode.querySelector('ins').textContent; })",
    );
    assert!(drawn.as_array().is_some_and(|all| all.contains(&json!("253→235"))), "{drawn}");
    // Law and explanation on a click.
    let explain = "[].filter.call(document.querySelectorAll('.finding'), function (e) { return e.textContent.indexOf('(S202)') >= 0 && e.textContent.indexOf('253') >= 0; })[0]";
    browser.run(&format!("{explain}.querySelector('button.fold').click()"));
    assert!(browser.text("#findings").contains("Cấp trên lấy số ở dòng tổng"), "the explanation");
    // A filter, and the search without tones.
    browser.keys("#f-search", "chenh lech 18");
    assert!(browser.text("#shown").starts_with("Đang hiện 01 trong"), "{}", browser.text("#shown"));
    browser.run("const s = document.getElementById('f-search'); s.value = ''; s.dispatchEvent(new Event('input'))");
    assert_eq!(browser.run("return document.querySelectorAll('table.sheet').length >= 2"), true, "drawn again");
    // In the other language everything is there as well.
    browser.click("#en");
    browser.until("return document.getElementById('findings').textContent.indexOf('the rows add up to 235') >= 0");
    assert_eq!(browser.run("return document.querySelectorAll('table.sheet').length >= 2"), true, "drawn again");
    assert!(browser.text("#list").contains("Not taken: not a workbook"), "{}", browser.text("#list"));
    browser.click("#vi");
    browser.until("return document.getElementById('findings').textContent.indexOf('chênh lệch 18') >= 0");
    // The suggested correction is accepted, with a reason.
    let radio = |cell: &str, value: &str| {
        format!(
            "const f = [].filter.call(document.querySelectorAll('.finding'), function (e) {{ const c = e.querySelector('.cell'); return c && c.textContent === '{cell}' && e.querySelector('.decision'); }})[0];
             f.querySelector('input[value={value}]').click(); return f.querySelector('input[type=text]').id"
        )
    };
    let reason = browser.run(&radio("D13", "accept"));
    browser.until("return !!document.querySelector('.said.will_accept')");
    browser.keys(&format!("[id='{}']", reason.as_str().expect("an id")), "đã đối chiếu bản giấy\u{e007}");
    // The other is declined: not before a reason is given.
    let reason = browser.run(&radio("F29", "refuse"));
    browser.until("return !!document.querySelector('.said.wanting')");
    browser.keys(&format!("[id='{}']", reason.as_str().expect("an id")), "chờ ý kiến đơn vị\u{e007}");
    browser.until("return !!document.querySelector('.said.will_refuse')");
    // Closed and opened again, everything is as it was.
    browser.click("#close-all");
    assert_eq!(browser.run("return document.querySelectorAll('.finding').length"), 0);
    browser.click("#open-all");
    assert_eq!(browser.run("return !!document.querySelector('.said.will_refuse')"), true);
    // What was decided outlives loading the page anew.
    browser.go(&server.address);
    browser.checked();
    browser
        .until("return !!document.querySelector('.said.will_refuse') && !!document.querySelector('.said.will_accept')");
    browser.click("#tab-get");
    assert!(
        browser.text("#in-effect").starts_with("Đang áp dụng 01 nội dung chỉnh sửa"),
        "{}",
        browser.text("#in-effect")
    );
    browser.click("#panel-get ul.files button");
    let copy = browser.downloaded("xa (đã chỉnh sửa).xlsx");
    assert_eq!((cell(&commune, 0, (12, 3)), cell(&copy, 0, (12, 3))), ("13".into(), "10".into()));
    browser.click("#get-list");
    let list = browser.downloaded("Nội dung chỉnh sửa.xlsx");
    let mut workbook = Xlsx::new(Cursor::new(&list)).expect("a workbook");
    let text = |name: &str, workbook: &mut Xlsx<Cursor<&Vec<u8>>>| {
        let range = workbook.worksheet_range(name).expect("a sheet");
        range.rows().flatten().map(Data::to_string).collect::<Vec<_>>().join(" ")
    };
    assert!(text("Nội dung chỉnh sửa", &mut workbook).contains("Xác nhận: đã đối chiếu bản giấy."));
    assert!(text("Nội dung không áp dụng", &mut workbook).contains("Lý do không áp dụng: chờ ý kiến đơn vị."));
    for (what, name) in [
        ("consolidated", "Tổng hợp.xlsx"),
        ("reviews", "Phiếu đề nghị rà soát.zip"),
        ("report", "Báo cáo kết quả kiểm tra.html"),
    ] {
        browser.click(&format!("#get-{what}"));
        assert!(browser.downloaded(name).len() > 1000, "{name}");
    }
    assert_eq!(browser.complaints(), [""; 0]);
    // The end, by the page: the program is gone, and what it was given with it.
    browser.run("window.confirm = function () { return true; }; document.getElementById('end').click()");
    browser.until("return !!document.getElementById('ended')");
    server.ends();
}

/// A list with names and ratings that a browser would act on.
fn hostile() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("<b>Biểu 1").expect("a name");
    let rows = [
        ["DANH SÁCH XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021", "", ""],
        ["", "", ""],
        ["STT", "Họ và tên", "Xếp loại"],
        ["1", "<img src=x onerror=window.hurt=1>", "Hoàn thành tốt nhiệm vụ"],
        ["2", "=HYPERLINK(\"http://x\")", "Hoàn thành tốt nhiệm vụ"],
        ["3", "Nguyễn Văn An\u{202e}", "</td><script>window.hurt=1</script>"],
        ["4", "\"><svg onload=window.hurt=1>", ""],
    ];
    for (row, texts) in (0..).zip(rows) {
        for (column, text) in (0..).zip(texts) {
            sheet.write_string(row, column, text).expect("written");
        }
    }
    workbook.save_to_buffer().expect("saved")
}

#[test]
fn hostile_names_and_texts_are_shown_as_text() {
    let Some(browser) = Browser::start(1366, 900) else { return };
    let server = Server::start(&[]);
    browser.go(&server.address);
    let name = "<img src=x onerror=window.hurt=1>\u{202e}.xlsx";
    let bytes = hostile();
    browser.drop_files(&[
        (name, &bytes),
        ("'; alert(1) %2e%2e {0} & .xlsx", &bytes),
        ("<script>window.hurt=1</script>.pdf", b"x"),
    ]);
    browser.checked();
    browser.until("return document.querySelectorAll('table.sheet td.found').length >= 1");
    for tab in ["units", "levels", "caps", "get", "findings"] {
        browser.click(&format!("#tab-{tab}"));
    }
    assert_eq!(browser.run("return window.hurt === undefined && document.querySelectorAll('main img, main script, main svg[onload], main b b').length === 0"), true);
    let page = browser.text("main");
    let shown_name = "<img src=x onerror=window.hurt=1>·.xlsx";
    for shown in
        [shown_name, "<script>window.hurt=1</script>.pdf", "</td><script>window.hurt=1</script>", "<b>Biểu 1", "{0} &"]
    {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    assert!(!page.contains('\u{202e}'));
    browser.click("#en");
    browser.until("return document.documentElement.lang === 'en' && document.getElementById('last-line').textContent.indexOf('rows checked') > 0");
    assert_eq!(browser.run("return window.hurt === undefined"), true);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn two_tabs_and_fifty_files() {
    let Some(browser) = Browser::start(1366, 900) else { return };
    let server = Server::start(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (fixture("da-nang-2021/02-quan-thanh-khe.xlsm"), fixture("layouts/mau-bao-cao-xa-sai.xlsx"));
    let paths: Vec<String> = (0..50)
        .map(|n| {
            let path = folder.path().join(format!("báo cáo {n:02}.xlsx"));
            // Fifty different files, so that none is another's double.
            let bytes = if n % 2 == 0 { &one } else { &two };
            std::fs::write(&path, bytes).expect("written");
            path.to_str().expect("UTF-8").to_owned()
        })
        .collect();
    browser.go(&server.address);
    browser.keys("#pick", &paths.join("\n"));
    let first = browser.command("GET", "/window", json!({}));
    let second = browser.command("POST", "/window/new", json!({"type": "tab"}));
    browser.command("POST", "/window", json!({"handle": second["handle"]}));
    browser.go(&server.address);
    browser.drop_files(&[("một file.xlsm", &one)]);
    browser.checked();
    assert!(browser.text("#list-count").ends_with("01 file"), "{}", browser.text("#list-count"));
    browser.command("POST", "/window", json!({"handle": first}));
    browser.checked();
    assert!(browser.text("#list-count").ends_with("50 file"), "{}", browser.text("#list-count"));
    let states = browser.run(
        "return [].map.call(document.querySelectorAll('#list .state-cell'), function (e) { return e.textContent; })",
    );
    let states = states.as_array().expect("states");
    assert!(states.len() == 50 && states.iter().all(|s| s == "Đã kiểm tra"), "{states:?}");
    assert_eq!(browser.complaints(), [""; 0]);
}

/// A folder as people have it, dropped by the browser itself and chosen in its dialogue.
#[test]
fn a_folder_is_taken_with_its_places() {
    let Some(browser) = Browser::start(1366, 900) else { return };
    let server = Server::start(&[]);
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("Báo cáo 2021");
    let inner = folder.join("Khối quận");
    std::fs::create_dir_all(&inner).expect("made");
    std::fs::write(inner.join("a.xlsm"), fixture("da-nang-2021/02-quan-thanh-khe.xlsm")).expect("written");
    for (name, text) in [("~$a.xlsm", "x"), ("ghi chú.txt", "x"), ("xeploai.toml", "ignore = [\"C401\"]")] {
        std::fs::write(folder.join(name), text).expect("written");
    }
    let taken = || {
        browser.checked();
        let listed = browser.text("#list");
        assert!(listed.contains("Báo cáo 2021/Khối quận/a.xlsm"), "{listed}");
        assert!(listed.contains("Báo cáo 2021/ghi chú.txt") && !listed.contains("~$"), "{listed}");
        let findings = browser.text("#findings");
        assert!(findings.contains("(S202)") && !findings.contains("C401"), "its declaration counts: {findings}");
    };
    browser.go(&server.address);
    browser.drop_path(&folder);
    taken();
    browser.run("sessionStorage.clear()");
    browser.go(&server.address);
    browser.keys("#pick-folder", folder.to_str().expect("UTF-8"));
    taken();
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_file_of_the_same_name_is_asked_about() {
    let Some(browser) = Browser::start(1366, 900) else { return };
    let server = Server::start(&[]);
    browser.go(&server.address);
    browser.drop_files(&[("a.xlsx", &fixture("layouts/mau-bao-cao-xa-sai.xlsx"))]);
    browser.checked();
    browser.drop_files(&[("a.xlsx", &fixture("layouts/mau-15a-sai.xlsx"))]);
    browser.until("return document.querySelectorAll('#list .asked button').length === 3");
    // Kept, both are there; asked once more, the new one takes the place of the other.
    browser.click("#list .asked button:nth-of-type(2)");
    browser.until("return document.querySelectorAll('#list tr').length === 2");
    browser.checked();
    assert!(browser.text("#findings").contains("a (2).xlsx"), "{}", browser.text("#findings"));
    browser.drop_files(&[("a.xlsx", &fixture("layouts/mau-15a-sai.xlsx"))]);
    browser.until("return document.querySelectorAll('#list .asked button').length === 3");
    browser.click("#list .asked button:first-of-type");
    browser.until("return !document.querySelector('#list .asked')");
    browser.checked();
    browser.until("return document.getElementById('findings').textContent.indexOf('18,8%') >= 0");
    browser.click("#list-fold");
    browser.click("#list button");
    browser.until("return document.getElementById('result').hidden");
    assert_eq!(browser.complaints(), [""; 0]);
}
