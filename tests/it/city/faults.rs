//! One fault of each kind, planted into the city's files of 2021.

use std::collections::BTreeSet;

use xeploai::finding::Severity;

use super::*;

/// A fault: what it is, what has to be found, and how it is planted into the files.
type Fault = (&'static str, &'static str, fn(&mut Vec<File>));

/// Faults of regimes after that of 2021.
const LATER: [(u16, Fault); 2] = [
    (
        2023,
        ("an excellent collective with one disciplined", "C405", |city| {
            let page = city[0].page("Tập thể");
            page.header.push("Kỷ luật");
            page.rows[1][2] = "HTXSNV".into();
            page.rows[1].push("01 đồng chí bị khiển trách".into());
        }),
    ),
    (
        2025,
        ("a rating above what the points allow", "L105", |city| {
            let page = city[0].page("Người đứng đầu");
            page.header.push("Điểm");
            let points = |level: &str| if level == "HTTNV" { "85" } else { "60" };
            page.rows.iter_mut().for_each(|row| row.push(points(&row[5]).into()));
            page.rows[2][6] = "65".into();
        }),
    ),
];

const FAULTS: [Fault; 49] = [
    ("a level that no row states", "S210", |city| {
        let page = city[2].page("Chi bộ");
        let count = |text: &str| text.parse::<i64>().expect("a count");
        let (total, rows) = page.rows.split_last_mut().expect("rows");
        for row in rows {
            // Without anything left over a row would say how it is meant.
            if count(&row[5]) + count(&row[6]) == 0 {
                row[4] = (count(&row[4]) - 1).to_string();
                total[4] = (count(&total[4]) - 1).to_string();
            }
            row.truncate(5);
        }
        total.truncate(5);
        page.header.truncate(5);
    }),
    ("a head above the unit", "P301", |city| city[0].page("Người đứng đầu").rows[9][5] = "HTXSNV".into()),
    ("a head above the collective", "P302", |city| city[0].page("Tập thể").rows[1][2] = "HTNV".into()),
    ("a collective above its organisation", "P303", |city| city[0].page("Tập thể").rows[1][2] = "HTXSNV".into()),
    ("a member above the rating in office", "P305", |city| city[0].page("Công chức").rows[1][7] = "HTXSNV".into()),
    ("failed in office, not as a member", "P306", |city| city[0].page("Công chức").rows[1][6] = "KHTNV".into()),
    ("disciplined and rated", "P307", |city| city[0].page("Công chức").rows[2][5] = "Khiển trách".into()),
    ("decided two levels below what was proposed", "P308", |city| city[3].page("TCCSĐ").rows[8][2] = "HTXSNV".into()),
    ("ill for four months and rated well", "P309", |city| {
        city[0].page("Công chức").rows[2][8] = "Nghỉ ốm 4 tháng".into();
    }),
    ("one person in two posts, rated differently", "P310", |city| {
        let page = city[0].page("Công chức");
        let mut again = page.rows[3].clone();
        again[3] = "Phó Chánh Văn phòng".into();
        again[4] = "UBND phường Tám".into();
        again[7] = "HTNV".into();
        page.rows.push(again);
    }),
    ("a government below an excellent organisation", "C403", |city| {
        let page = city[0].page("Chính quyền");
        page.rows[0][2] = "HTNV".into();
        page.rows.pop();
    }),
    ("levels that do not add up", "S201", |city| city[1].page("Đảng viên").rows[2][5] = "99".into()),
    ("a total row that does not fit", "S202", |city| city[2].page("Chi bộ").rows[10][4] = "99".into()),
    ("the city's report differs", "X602", |city| {
        let page = city[8].page("Tổng hợp");
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
            for column in [2, 3, 5] {
                page.rows[row][column] = more(&page.rows[row][column]);
            }
        }
        city.insert(5, again);
    }),
    ("too many of the best", "C401", |city| {
        city[8].pages.truncate(1);
        let page = city[5].page("Đảng viên");
        let (best, good) =
            (page.rows[0][4].parse::<i64>().expect("a count"), page.rows[0][5].parse::<i64>().expect("a count"));
        let moved = good - 10;
        page.rows[0][4] = (best + moved).to_string();
        page.rows[0][5] = "10".into();
        let sum = |text: &str, by: i64| (text.parse::<i64>().expect("a count") + by).to_string();
        page.rows[12][4] = sum(&page.rows[12][4], moved);
        page.rows[12][5] = sum(&page.rows[12][5], -moved);
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
    ("a word of several scales", "L102", |city| city[3].page("TCCSĐ").rows[6][3] = "Đạt".into()),
    ("two levels in a cell", "L104", |city| {
        city[3].page("Người đứng đầu").rows[4][5] = "HTXSNV, HTTNV".into();
    }),
    ("a title of emulation", "L108", |city| {
        city[3].page("Người đứng đầu").rows[4][5] = "Lao động tiên tiến".into();
    }),
    ("rated and not rated beside the total", "S203", |city| city[1].page("Đảng viên").rows[1][2] = "9".into()),
    ("a share that is not", "S205", |city| city[8].page("Đảng viên").rows[2][4] = "99.5".into()),
    ("a sum that leaves a row out", "S207", |city| {
        let cell = &mut city[8].page("Đảng viên").rows[8][3];
        *cell = cell.replace("D6:", "D7:");
    }),
    ("a sum typed over", "S208", |city| {
        let cell = &mut city[8].page("Đảng viên").rows[8][3];
        *cell = cell.split(" → ").last().unwrap_or_default().to_owned();
    }),
    ("words where a count belongs", "S209", |city| city[1].page("Chi bộ").rows[3][4] = "nhiều".into()),
    ("a level left blank", "S211", |city| city[1].page("Chi bộ").rows[3][5] = String::new()),
    ("an error value", "F008", |city| city[1].page("Chi bộ").rows[3][4] = "=1/0 → #DIV/0!".into()),
    ("a count typed as text", "F009", |city| city[1].page("Chi bộ").rows[3][4].insert(0, '\'')),
    ("an old result of a formula", "F010", |city| {
        let cell = &mut city[8].page("Đảng viên").rows[8][3];
        *cell = format!("{} → 5", cell.split(" → ").next().unwrap_or_default());
    }),
    ("a hidden row that is counted", "F006", |city| city[1].page("Chi bộ").hidden.push(3)),
    ("no year anywhere", "F012", |city| {
        city[3].pages.iter_mut().for_each(|p| p.title = p.title.replace(" NĂM 2021", ""));
    }),
    ("a head of a column that says nothing", "F005", |city| city[1].page("Chi bộ").header[4] = "Cột 5"),
    ("a file without a table", "F004", |city| {
        let mut other = city[0].clone();
        other.name = "09-van-ban.xlsx".into();
        other.pages.truncate(1);
        let page = other.page("TCCSĐ");
        page.title = "Về việc tổ chức hội nghị tổng kết".into();
        page.header = vec!["Kính gửi", "Nội dung"];
        page.rows = vec![strings(["Các phòng", "Dự họp"])];
        city.insert(8, other);
    }),
    ("members not rated, without a reason", "V501", |city| city[0].page("Đảng viên").rows[0][9] = String::new()),
    ("one organisation under two names", "V505", |city| {
        let page = city[0].page("Chi bộ");
        page.rows[1][1] = "ĐB P. Một".into();
    }),
    ("a share left out", "S206", |city| city[8].page("Tập thể").rows[2][3] = "70".into()),
    ("more of a part than of the whole", "S204", |city| {
        let page = city[1].page("Chi bộ");
        page.header.push("Trong đó: HTXSNV tiêu biểu");
        for (n, row) in page.rows.iter_mut().enumerate() {
            row.push(if [2, 10].contains(&n) { "4" } else { "0" }.into());
        }
    }),
    ("a closing sentence that differs from its list", "X601", |city| {
        let line = &mut city[4].page("Chính quyền").rows[8][0];
        *line = line.replace("07", "06").replace("01", "02");
    }),
    ("a manager above the units managed", "C404", |city| city[8].page("Phòng").rows[5][3] = "KHTNV".into()),
    ("a label of an older scale", "L106", |city| city[3].page("TCCSĐ").rows[6][3] = "Trong sạch, vững mạnh".into()),
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
        city[8].pages.truncate(1);
        let page = city[7].page("Đảng viên");
        let gone = page.rows.remove(4);
        let count = |text: &str| text.parse::<i64>().expect("a count");
        for (all, gone) in page.rows[11][2..9].iter_mut().zip(&gone[2..9]) {
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

/// What is wrong with what is found of a fault: nothing, if it is found once and nothing else is.
fn missed((what, code, plant): Fault, clean: &[File], earlier: &Arc<History>) -> Option<String> {
    let mut files = clean.to_vec();
    plant(&mut files);
    let (_, findings) = checked(&files, earlier);
    let codes: BTreeSet<&str> = findings.iter().filter(|f| f.severity > Severity::Info).map(|f| f.rule).collect();
    let lines = told(&findings);
    let found = codes == BTreeSet::from([code]) && lines.len() == 1;
    (!found).then(|| format!("{what}, {code}:\n  {}", lines.join("\n  ")))
}

#[test]
fn each_fault_gives_exactly_its_finding() {
    let (earlier, clean) = (before(), city(2021));
    let wrong: Vec<String> = FAULTS.into_iter().filter_map(|fault| missed(fault, &clean, &earlier)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A file beside those of the city: its name, what is read of it, and whether its extension is another format's.
fn beside(name: &str, bytes: &[u8], wrong_extension: bool) -> Input {
    let outcome = match from_bytes(bytes.to_vec()) {
        Ok(mut workbook) => {
            let filled = fill_missing(&mut workbook);
            Outcome::Read(Box::new(workbook), filled)
        }
        Err(error) => Outcome::Failed(error),
    };
    Input { path: Arc::from(name), outcome, wrong_extension }
}

#[test]
fn so_does_each_file_that_cannot_be_read_or_is_misnamed() {
    let city = city(2021);
    let whole = city[0].bytes();
    let locked = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/encrypted/password-2007.xlsx"))
        .expect("a fixture");
    let mut renamed = inputs(&city);
    renamed[0].wrong_extension = true;
    let with = |file: Input| inputs(&city).into_iter().chain([file]).collect::<Vec<_>>();
    for (code, sent) in [
        ("F001", with(beside("phu-luc.xlsx", &whole[..whole.len() / 2], false))),
        ("F002", with(beside("phu-luc.xlsx", &locked, false))),
        ("F003", renamed),
    ] {
        let config = Config::default();
        let findings = check::run(&build(sent, Catalogue::built_in(), &config), &config);
        let codes: Vec<&str> = findings.iter().filter(|f| f.severity > Severity::Info).map(|f| f.rule).collect();
        assert_eq!(codes, [code], "{}", told(&findings).join("\n"));
    }
}

#[test]
fn so_does_each_fault_of_later_regimes() {
    let of_year = |(year, fault)| missed(fault, &city(year), &Arc::default());
    let wrong: Vec<String> = LATER.into_iter().filter_map(of_year).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
