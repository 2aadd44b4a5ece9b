//! A generated city of eight districts and three years: wholly consistent it gives no error and no warning; with one fault
//! of each kind it gives exactly that finding.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_xlsxwriter::Workbook as Book;
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

/// One sheet as text: office, title, header, rows. Whole numbers are written as numbers.
#[derive(Clone)]
struct Page {
    name: &'static str,
    office: String,
    title: String,
    header: Vec<&'static str>,
    rows: Rows,
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
            for (row, cells) in (5u32..).zip(&page.rows) {
                for (column, text) in (0u16..).zip(cells) {
                    match text.parse::<u32>() {
                        Ok(number) => sheet.write(row, column, number).expect("written"),
                        Err(_) if text.is_empty() => continue,
                        Err(_) => sheet.write(row, column, text).expect("written"),
                    };
                }
            }
        }
        book.save_to_buffer().expect("a workbook")
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
    };
    let listed = |n: usize| vec![(n + 1).to_string(), UNITS[n].to_owned(), LEVELS[levels[n]].to_owned()];
    let members = |n: &mut Numbers| {
        let good = 30 + n.below(40);
        [good / 6, good, n.below(4), 0]
    };
    let member_rows: Vec<[u64; 4]> = UNITS.iter().map(|_| members(numbers)).collect();
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
            &["TT", "Tên tổ chức đảng", "Kết quả xếp loại"],
            (0..UNITS.len()).map(listed).collect(),
        ),
        page(
            "Chi bộ",
            "TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC ĐẢNG BỘ CƠ SỞ",
            &COUNTS,
            with_total(cell_rows, &UNITS[..10]),
        ),
        page("Đảng viên", "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN", &COUNTS, with_total(member_rows, &UNITS)),
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
    ];
    File { name: format!("{:02}-quan.xlsx", place + 1), pages }
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
    files.push(File {
        name: "thanh-pho.xlsx".to_owned(),
        pages: vec![Page {
            name: "Tổng hợp",
            office: "THÀNH ỦY ĐÀ GIANG".to_owned(),
            title: format!("TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM {year}"),
            header: [&COUNTS[..1], &["Tên đơn vị"], &COUNTS[2..]].concat(),
            rows: with_total((0..DISTRICTS.len()).map(of).collect(), &names),
        }],
    });
    files
}

fn submission(files: &[File], config: &Config) -> Submission<'static> {
    let input = |file: &File| {
        let mut workbook = from_bytes(file.bytes()).expect("our own workbook is read");
        let filled = fill_missing(&mut workbook);
        Input {
            path: Arc::from(&*file.name),
            outcome: Outcome::Read(Box::new(workbook), filled),
            wrong_extension: false,
        }
    };
    build(files.iter().map(input).collect(), Catalogue::built_in(), config)
}

fn checked(files: &[File], earlier: &[Vec<File>]) -> (Submission<'static>, Vec<Finding>) {
    let config = Config::default();
    let mut submission = submission(files, &config);
    let earlier: Vec<File> = earlier.iter().flatten().cloned().collect();
    if !earlier.is_empty() {
        submission.history = Arc::new(History::of(&self::submission(&earlier, &config)));
    }
    let findings = check::run(&submission, &config);
    (submission, findings)
}

/// Two earlier years, their files named by the year.
fn before() -> Vec<Vec<File>> {
    let named = |year: u16| {
        let mut files = city(year);
        files.iter_mut().for_each(|f| f.name = format!("{year}/{}", f.name));
        files
    };
    vec![named(2019), named(2020)]
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
    for year in [2019, 2020, 2021] {
        let (submission, findings) = checked(&city(year), &[]);
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
    assert!(streaks.rows[0].years[3].starts_with("HTXSNV\n01-quan.xlsx, TCCSĐ, C"), "{}", streaks.rows[0].years[3]);
}

/// A fault: what it is, what has to be found, and how it is planted into the files of 2021.
type Fault = (&'static str, &'static str, fn(&mut Vec<File>));

const FAULTS: [Fault; 17] = [
    ("a head above the unit", "P301", |city| city[0].page("Người đứng đầu").rows[1][5] = "HTXSNV".into()),
    ("levels that do not add up", "S201", |city| city[1].page("Đảng viên").rows[2][4] = "99".into()),
    ("a total row that does not fit", "S202", |city| city[2].page("Chi bộ").rows[10][4] = "99".into()),
    ("the city's report differs", "X602", |city| {
        let page = city[8].page("Tổng hợp");
        // Without its total: that would differ too.
        page.rows.pop();
        let more = |text: &str, by: i64| (text.parse::<i64>().expect("a count") + by).to_string();
        page.rows[3][4] = more(&page.rows[3][4], 1);
        page.rows[3][5] = more(&page.rows[3][5], -1);
    }),
    ("one unit twice with other figures", "X603", |city| {
        let mut again = city[4].clone();
        again.name = "05-quan (1).xlsx".into();
        again.pages.retain(|p| p.name == "Đảng viên");
        let page = again.page("Đảng viên");
        for row in [0, 12] {
            let more = |text: &str| (text.parse::<i64>().expect("a count") + 1).to_string();
            page.rows[row][2] = more(&page.rows[row][2]);
            page.rows[row][4] = more(&page.rows[row][4]);
        }
        city.insert(5, again);
    }),
    ("too many of the best", "C401", |city| {
        let page = city[5].page("Đảng viên");
        let (best, good) =
            (page.rows[0][3].parse::<i64>().expect("a count"), page.rows[0][4].parse::<i64>().expect("a count"));
        let moved = good - 10;
        page.rows[0][3] = (best + moved).to_string();
        page.rows[0][4] = "10".into();
        let sum = |text: &str, by: i64| (text.parse::<i64>().expect("a count") + by).to_string();
        page.rows[12][3] = sum(&page.rows[12][3], moved);
        page.rows[12][4] = sum(&page.rows[12][4], -moved);
    }),
    ("an excellent đảng bộ over a failing chi bộ", "C402", |city| {
        let page = city[0].page("Chi bộ");
        for row in [0, 10] {
            page.rows[row][6] = "1".into();
            page.rows[row][5] = (page.rows[row][5].parse::<i64>().expect("a count") - 1).to_string();
        }
    }),
    ("a word that is no rating", "L101", |city| city[3].page("Người đứng đầu").rows[4][5] = "Vượt bậc".into()),
    ("a rating left out", "L103", |city| city[3].page("Người đứng đầu").rows[4][5] = String::new()),
    ("a label of an older scale", "L106", |city| city[3].page("TCCSĐ").rows[6][2] = "Trong sạch, vững mạnh".into()),
    ("a head twice", "V503", |city| {
        let page = city[6].page("Người đứng đầu");
        let again = page.rows[5].clone();
        page.rows.push(again);
    }),
    ("a head twice, rated differently", "V504", |city| {
        let page = city[6].page("Người đứng đầu");
        let mut again = page.rows[6].clone();
        again[5] = "HTNV".into();
        page.rows.push(again);
    }),
    ("an organisation left out of the members", "V502", |city| {
        let page = city[7].page("Đảng viên");
        let gone = page.rows.remove(4);
        let count = |text: &str| text.parse::<i64>().expect("a count");
        for (all, gone) in page.rows[11][2..7].iter_mut().zip(&gone[2..7]) {
            *all = (count(all) - count(gone)).to_string();
        }
    }),
    ("a district that did not send", "V502", |city| {
        city.remove(2);
    }),
    ("an award without the rating", "H702", |city| {
        city[1].page("Khen thưởng").rows.push(strings(["2", "Đảng bộ phường Tám", "Giấy khen"]));
    }),
    ("a streak that another year breaks", "H701", |city| {
        let page = city[1].page("Khen thưởng");
        page.title = "DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG ĐỀ NGHỊ KHEN THƯỞNG 5 NĂM LIỀN (2017-2021)".into();
        page.rows = vec![strings(["1", "Đảng bộ phường Tám", "Bằng khen"])];
    }),
    ("a sheet of another year", "F011", |city| {
        let page = city[4].page("Người đứng đầu");
        page.title = page.title.replace("2021", "2020");
    }),
];

#[test]
fn each_fault_gives_exactly_its_finding() {
    let mut wrong = Vec::new();
    let earlier = before();
    let clean = city(2021);
    for (what, code, plant) in FAULTS {
        let mut files = clean.clone();
        plant(&mut files);
        let (_, findings) = checked(&files, &earlier);
        let codes: BTreeSet<&str> = findings.iter().filter(|f| f.severity > Severity::Info).map(|f| f.rule).collect();
        let lines = told(&findings);
        if codes != BTreeSet::from([code]) || lines.len() != 1 {
            wrong.push(format!("{what}, {code}:\n  {}", lines.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
