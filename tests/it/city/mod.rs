//! A generated city of eight districts and three years: wholly consistent it gives no error and no warning; with one fault
//! of each kind it gives exactly that finding.

mod faults;

use std::sync::Arc;

use rust_xlsxwriter::{Formula, Workbook as Book, Worksheet as Sheet};
use xeploai::check;
use xeploai::check::history::History;
use xeploai::check::records::{Input, Outcome, Submission, build};
use xeploai::config::Config;
use xeploai::consolidate::consolidate;
use xeploai::evaluate::fill_missing;
use xeploai::finding::{Finding, Severity};
use xeploai::normalise::Catalogue;
use xeploai::read::from_bytes;

const DISTRICTS: [&str; 8] =
    ["Sông Hạ", "Núi Bút", "Đồng Quế", "Cẩm Tú", "Bến Lau", "Thạch Khê", "An Trạch", "Suối Reo"];
const UNITS: [&str; 12] = [
    "Đảng bộ phường Một",
    "Đảng bộ phường Hai",
    "Đảng bộ phường Ba",
    "Đảng bộ phường Bốn",
    "Đảng bộ phường Năm",
    "Đảng bộ phường Sáu",
    "Đảng bộ phường Bảy",
    "Đảng bộ phường Tám",
    "Đảng bộ Trung tâm Y tế",
    "Đảng bộ Công an",
    "Chi bộ Thanh tra",
    "Chi bộ Trường THCS Ngô Mây",
];
const LEVELS: [&str; 4] = ["HTXSNV", "HTTNV", "HTNV", "KHTNV"];

/// A generator of numbers that are the same on every computer.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

type Rows = Vec<Vec<String>>;

/// One sheet as text: office, title, header, rows. Numbers are written as numbers, `=A1+A2 → 3` as a formula and its result,
/// `'3` as text.
#[derive(Clone)]
struct Page {
    name: &'static str,
    office: String,
    title: String,
    header: Vec<&'static str>,
    rows: Rows,
    /// Rows that are hidden, from 0 below the header.
    hidden: Vec<u32>,
}

#[derive(Clone)]
struct File {
    name: String,
    pages: Vec<Page>,
}

impl File {
    fn page(&mut self, name: &str) -> &mut Page {
        self.pages.iter_mut().find(|p| p.name == name).expect("a page of this name")
    }

    fn bytes(&self) -> Vec<u8> {
        let mut book = Book::new();
        for page in &self.pages {
            let sheet = book.add_worksheet();
            sheet.set_name(page.name).expect("a name");
            sheet.write(0, 0, &page.office).expect("written");
            sheet.write(2, 0, &page.title).expect("written");
            for (column, head) in (0u16..).zip(&page.header) {
                sheet.write(4, column, *head).expect("written");
            }
            for row in &page.hidden {
                sheet.set_row_hidden(5 + row).expect("a row");
            }
            for (row, cells) in (5u32..).zip(&page.rows) {
                for (column, text) in (0u16..).zip(cells) {
                    write(sheet, row, column, text);
                }
            }
        }
        book.save_to_buffer().expect("a workbook")
    }
}

fn write(sheet: &mut Sheet, row: u32, column: u16, text: &str) {
    if let Some((formula, result)) = text.split_once(" → ") {
        sheet.write_formula(row, column, Formula::new(formula).set_result(result)).expect("written");
    } else if let Ok(number) = text.parse::<f64>() {
        sheet.write(row, column, number).expect("written");
    } else if !text.is_empty() {
        sheet.write(row, column, text.trim_start_matches('\'')).expect("written");
    }
}

fn strings<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.iter().map(|c| (*c).to_owned()).collect()
}

/// A row of counts: ordinal, name, total, the four levels.
fn counted(ordinal: usize, name: &str, levels: [u64; 4]) -> Vec<String> {
    let ordinal = if ordinal == 0 { String::new() } else { ordinal.to_string() };
    let mut row = vec![ordinal, name.to_owned(), levels.iter().sum::<u64>().to_string()];
    row.extend(levels.iter().map(u64::to_string));
    row
}

fn with_total(rows: Vec<[u64; 4]>, names: &[&str]) -> Rows {
    let sum = rows.iter().fold([0; 4], |sum, row| std::array::from_fn(|i| sum[i] + row[i]));
    let mut page: Rows = (1..).zip(names).zip(&rows).map(|((n, name), row)| counted(n, name, *row)).collect();
    page.push(counted(0, "Tổng cộng", sum));
    page
}

const COUNTS: [&str; 7] = ["TT", "Tên tổ chức đảng", "Tổng số", "HTXSNV", "HTTNV", "HTNV", "KHTNV"];
const MEMBERS: [&str; 10] =
    ["TT", "Tên tổ chức đảng", "Tổng số", "Đã xếp loại", "HTXSNV", "HTTNV", "HTNV", "KHTNV", "Chưa xếp loại", "Lý do"];
const SHARES: [&str; 11] =
    ["TT", "Tên đơn vị", "Tổng số", "HTXSNV", "Tỷ lệ", "HTTNV", "Tỷ lệ", "HTNV", "Tỷ lệ", "KHTNV", "Tỷ lệ"];

/// The members of each organisation: two of every third are not rated, with a reason.
fn members(rows: &[[u64; 4]]) -> Rows {
    let row = |(ordinal, name, levels, unrated): (String, &str, [u64; 4], u64)| {
        let rated: u64 = levels.iter().sum();
        let mut row = vec![ordinal, name.to_owned(), (rated + unrated).to_string(), rated.to_string()];
        row.extend(levels.iter().map(u64::to_string));
        row.push(unrated.to_string());
        row.push(
            if unrated > 0 && name != "Tổng cộng" {
                "Được miễn công tác và sinh hoạt đảng"
            } else {
                ""
            }
            .to_owned(),
        );
        row
    };
    let unrated = |n: usize| if n.is_multiple_of(3) { 2 } else { 0 };
    let sum = rows.iter().fold([0; 4], |sum, row| std::array::from_fn(|i| sum[i] + row[i]));
    let every = (0..).zip(UNITS).zip(rows).map(|((n, name), levels)| ((n + 1).to_string(), name, *levels, unrated(n)));
    every.chain([(String::new(), "Tổng cộng", sum, (0..rows.len()).map(unrated).sum())]).map(row).collect()
}

/// The members rated in each district, with their shares; what is in all is added up by formulas.
fn shares(districts: &[File]) -> Rows {
    let share = |part: u64, whole: u64| {
        let hundredths = (20_000 * part + whole) / (2 * whole);
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    };
    let row = |head: [String; 2], rated: String, cells: [String; 4], levels: [u64; 4]| {
        let whole = levels.iter().sum();
        let pairs = cells.into_iter().zip(levels).flat_map(|(cell, level)| [cell, share(level, whole)]);
        head.into_iter().chain([rated]).chain(pairs).collect()
    };
    let all: Vec<[u64; 4]> = districts.iter().map(|f| levels_of(&f.pages[2].rows[UNITS.len()])).collect();
    let mut rows: Rows = Vec::new();
    for (n, levels) in all.iter().enumerate() {
        let head = [(n + 1).to_string(), format!("Quận {}", DISTRICTS[n])];
        rows.push(row(head, levels.iter().sum::<u64>().to_string(), levels.map(|l| l.to_string()), *levels));
    }
    let sum = |level: usize| all.iter().map(|l| l[level]).sum::<u64>();
    let total = std::array::from_fn(sum);
    let added = |letter: char, sum: u64| format!("=SUM({letter}6:{letter}13) → {sum}");
    let cells = std::array::from_fn(|l| added(['D', 'F', 'H', 'J'][l], sum(l)));
    let rated = added('C', total.iter().sum());
    rows.push(row([String::new(), "Tổng cộng".to_owned()], rated, cells, total));
    rows
}

fn levels_of(members: &[String]) -> [u64; 4] {
    std::array::from_fn(|l| members[4 + l].parse().expect("a count"))
}

/// The level of each organisation: at most two places are excellent, and they change places by a step a year at most.
fn levels(year: u16, district: usize) -> [usize; 12] {
    let mut levels = [1; 12];
    levels[district % 3] = 0;
    levels[8] = 2;
    levels[3 + usize::from(year % 3)] = 2;
    levels
}

fn district(year: u16, place: usize, numbers: &mut Numbers) -> File {
    let name = DISTRICTS[place];
    let office = format!("QUẬN ỦY {}", name.to_uppercase());
    let levels = levels(year, place);
    let page = |name: &'static str, title: &str, header: &[&'static str], rows: Rows| Page {
        name,
        office: office.clone(),
        title: format!("{title} NĂM {year}"),
        header: header.to_vec(),
        rows,
        hidden: Vec::new(),
    };
    let listed = |n: usize| {
        let level = LEVELS[levels[n]].to_owned();
        vec![(n + 1).to_string(), UNITS[n].to_owned(), level.clone(), level]
    };
    let some = |n: &mut Numbers| {
        let good = 30 + n.below(40);
        [good / 6, good, n.below(4), 0]
    };
    let member_rows: Vec<[u64; 4]> = UNITS.iter().map(|_| some(numbers)).collect();
    let cell_rows: Vec<[u64; 4]> = (0..10).map(|_| [1, 7 + numbers.below(5), 1, 0]).collect();
    let head = |n: usize| {
        let post = if n < 10 { "Bí thư Đảng ủy" } else { "Bí thư Chi bộ" };
        let born = format!("{:02}/{:02}/{}", 1 + place, 1 + n, 1960 + n);
        let level = LEVELS[levels[n].max(1)];
        let name = format!("Nguyễn Văn {}{}", char::from(b'A' + place as u8), char::from(b'a' + n as u8));
        vec![(n + 1).to_string(), name, born, post.to_owned(), UNITS[n].to_owned(), level.to_owned()]
    };
    let best = (0..UNITS.len()).filter(|&n| levels[n] == 0);
    let pages = vec![
        page(
            "TCCSĐ",
            "DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG",
            &["TT", "Tên tổ chức đảng", "Mức đề nghị", "Kết quả xếp loại"],
            (0..UNITS.len()).map(listed).collect(),
        ),
        page(
            "Chi bộ",
            "TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC ĐẢNG BỘ CƠ SỞ",
            &COUNTS,
            with_total(cell_rows, &UNITS[..10]),
        ),
        page("Đảng viên", "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN", &MEMBERS, members(&member_rows)),
        page(
            "Người đứng đầu",
            "KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NGƯỜI ĐỨNG ĐẦU",
            &["TT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị", "Xếp loại người đứng đầu"],
            (0..UNITS.len()).map(head).collect(),
        ),
        page(
            "Khen thưởng",
            "DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG ĐỀ NGHỊ KHEN THƯỞNG",
            &["TT", "Tên tổ chức đảng", "Hình thức khen thưởng"],
            (1..).zip(best).map(|(n, at): (usize, usize)| strings([&n.to_string(), UNITS[at], "Giấy khen"])).collect(),
        ),
        page(
            "Tập thể",
            "KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG TẬP THỂ LÃNH ĐẠO, QUẢN LÝ",
            &["TT", "Tên tập thể", "Kết quả xếp loại"],
            (0..8).map(|n| strings([&(n + 1).to_string(), &collective(n), LEVELS[levels[n].max(1)]])).collect(),
        ),
        page(
            "Chính quyền",
            "KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CƠ QUAN, ĐƠN VỊ",
            &["TT", "Tên đơn vị", "Kết quả xếp loại"],
            (0..8)
                .map(|n| strings([&(n + 1).to_string(), &council(n), LEVELS[levels[n].max(1)]]))
                .chain([vec!["Tổng số: 8 đơn vị; trong đó: HTTNV: 07; HTNV: 01".to_owned()]])
                .collect(),
        ),
        page(
            "Công chức",
            "DANH SÁCH ĐẢNG VIÊN LÀ CÁN BỘ, CÔNG CHỨC VÀ KẾT QUẢ XẾP LOẠI",
            &[
                "TT",
                "Họ và tên",
                "Ngày sinh",
                "Chức vụ",
                "Đơn vị",
                "Kỷ luật",
                "Xếp loại công chức",
                "Xếp loại đảng viên",
                "Ghi chú",
                "Điểm",
            ],
            (0..10).map(|n| official(place, n)).collect(),
        ),
    ];
    File { name: format!("{:02}-quan.xlsx", place + 1), pages }
}

fn collective(n: usize) -> String {
    UNITS[n].replace("Đảng bộ", "Ban Thường vụ Đảng ủy")
}

fn council(n: usize) -> String {
    UNITS[n].replace("Đảng bộ", "UBND")
}

fn official(place: usize, n: usize) -> Vec<String> {
    let born = format!("{:02}/{:02}/{}", 11 + place, 1 + n, 1970 + n);
    let name = format!("Trần Thị {}{}", char::from(b'A' + place as u8), char::from(b'a' + n as u8));
    let level = LEVELS[usize::from(n > 0)];
    strings([
        &(n + 1).to_string(),
        &name,
        &born,
        "Chuyên viên",
        &council(n % 8),
        "",
        level,
        level,
        "",
        if n > 0 { "85" } else { "95" },
    ])
}

/// The departments of an office, and the head of each office, who manages them.
fn departments() -> (Rows, Rows) {
    let office = |n: usize| ["Sở Nội vụ", "Sở Tư pháp"][n];
    let department =
        |n: usize| strings([&(n + 1).to_string(), &format!("Phòng Số {}", n + 1), office(n / 4), LEVELS[1]]);
    let manager = |n: usize| {
        let name = ["Lê Văn Kha", "Lê Văn Lộc"][n];
        strings([&(n + 1).to_string(), name, "12/05/1968", "Giám đốc", office(n), LEVELS[1 - n]])
    };
    ((0..8).map(department).collect(), (0..2).map(manager).collect())
}

fn city(year: u16) -> Vec<File> {
    let mut numbers = Numbers(u64::from(year));
    let mut files: Vec<File> = (0..DISTRICTS.len()).map(|place| district(year, place, &mut numbers)).collect();
    let of = |place: usize| {
        let levels = levels(year, place);
        std::array::from_fn(|l| levels.iter().filter(|&&own| own == l).count() as u64)
    };
    let names: Vec<String> = DISTRICTS.iter().map(|d| format!("Quận {d}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let page = |name: &'static str, of_whom: &str, header: Vec<&'static str>, rows: Rows| Page {
        name,
        office: "THÀNH ỦY ĐÀ GIANG".to_owned(),
        title: format!("TỔNG HỢP KẾT QUẢ XẾP LOẠI {of_whom} NĂM {year}"),
        header,
        rows,
        hidden: Vec::new(),
    };
    let organisations = with_total((0..DISTRICTS.len()).map(of).collect(), &names);
    let header = [&COUNTS[..1], &["Tên đơn vị"], &COUNTS[2..]].concat();
    let (departments, managers) = departments();
    let share = |n: usize| strings([&(n + 1).to_string(), names[n], "10", "80", "9.5", "0.5"]);
    let pages = vec![
        page("Tổng hợp", "TỔ CHỨC CƠ SỞ ĐẢNG", header, organisations),
        page("Đảng viên", "ĐẢNG VIÊN", SHARES.to_vec(), shares(&files)),
        page(
            "Phòng",
            "CÁC PHÒNG THUỘC SỞ",
            vec!["TT", "Tên đơn vị", "Cơ quan chủ quản", "Kết quả xếp loại"],
            departments,
        ),
        page(
            "Lãnh đạo sở",
            "CÔNG CHỨC LÃNH ĐẠO, QUẢN LÝ",
            vec!["TT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị", "Xếp loại công chức"],
            managers,
        ),
        page(
            "Tập thể",
            "TẬP THỂ LÃNH ĐẠO, QUẢN LÝ THEO TỶ LỆ",
            vec!["TT", "Tên đơn vị", "HTXSNV (%)", "HTTNV (%)", "HTNV (%)", "KHTNV (%)"],
            (0..8).map(share).collect(),
        ),
    ];
    files.push(File { name: "thanh-pho.xlsx".to_owned(), pages });
    files
}

fn inputs(files: &[File]) -> Vec<Input> {
    let input = |file: &File| {
        let mut workbook = from_bytes(file.bytes()).expect("our own workbook is read");
        let filled = fill_missing(&mut workbook);
        Input {
            path: Arc::from(&*file.name),
            outcome: Outcome::Read(Box::new(workbook), filled),
            wrong_extension: false,
        }
    };
    files.iter().map(input).collect()
}

fn submission(files: &[File], config: &Config) -> Submission<'static> {
    build(inputs(files), Catalogue::built_in(), config)
}

fn checked(files: &[File], earlier: &Arc<History>) -> (Submission<'static>, Vec<Finding>) {
    let config = Config::default();
    let mut submission = submission(files, &config);
    submission.history = Arc::clone(earlier);
    let findings = check::run(&submission, &config);
    (submission, findings)
}

/// Two earlier years, their files named by the year.
fn before() -> Arc<History> {
    let named = |year: u16| {
        let mut files = city(year);
        files.iter_mut().for_each(|f| f.name = format!("{year}/{}", f.name));
        files
    };
    let files: Vec<File> = [2019, 2020].into_iter().flat_map(named).collect();
    Arc::new(History::of(&submission(&files, &Config::default())))
}

fn told(findings: &[Finding]) -> Vec<String> {
    let line = |f: &Finding| {
        let cell = f.cell.map(|c| c.to_string()).unwrap_or_default();
        format!(
            "{} {} {} {} {}",
            f.file.as_deref().unwrap_or(""),
            f.sheet.as_deref().unwrap_or(""),
            cell,
            f.rule,
            f.message.vi
        )
    };
    findings.iter().filter(|f| f.severity > Severity::Info).map(line).collect()
}

#[test]
fn a_consistent_city_gives_no_error_and_no_warning() {
    for year in 2018..=2026 {
        let (submission, findings) = checked(&city(year), &Arc::default());
        assert_eq!(told(&findings), [""; 0], "{year}");
        assert!(submission.files.last().is_some_and(|f| f.superior));
        assert!(submission.files.iter().all(|f| f.year == Some(year) && f.error.is_none()));
    }
    let (submission, findings) = checked(&city(2021), &before());
    assert_eq!(told(&findings), [""; 0]);
    let summary = consolidate(&submission, findings, &Config::default(), None);
    let streaks = summary.streaks.expect("earlier years were given");
    assert_eq!(streaks.years, [2017, 2018, 2019, 2020, 2021]);
    assert_eq!(streaks.rows.len(), DISTRICTS.len());
    assert!(streaks.rows.iter().all(|r| r.verdict == "Chưa đủ căn cứ: năm 2017, 2018"));
    assert!(
        streaks.rows[0].years[3].starts_with("HTXSNV\n2020/01-quan.xlsx, TCCSĐ, D"),
        "{}",
        streaks.rows[0].years[3]
    );
}
