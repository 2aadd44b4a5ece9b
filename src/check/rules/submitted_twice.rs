//! # Một đơn vị gửi hai lần
//!
//! ## What it finds
//! Two files that report the same unit, form and year. With the same figures they count once: info. With other figures:
//! “lần 2”, “thay thế” or “điều chỉnh” in the name or title, or the office's declaration, says which counts (info);
//! otherwise neither enters the totals: error. The times of files say nothing. The same holds for two sheets of one workbook
//! with the rows of one another.
//! Units of one name under different offices ("Chi bộ Quân sự" of two wards) are two units; a report that does not say
//! of which of them it is gets a warning. Two lists of one office may hold a row each of one person: with more than the name in common
//! (birth date, year of it, unit) but not all that both say, it is counted as two, with a warning. So does a summary that is exactly the sum of all others: it may be that of the office
//! above them.
//! ## Why it matters
//! Counting both would count the unit twice, and choosing one would be a guess.
//! ## Example
//! ```sheet
//! === bao-cao.xlsx
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 4 | TT | Tên đơn vị      | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 5 | 1  | Khối phường     | 7       | 1      | 6     | 0    | 0
//! 6 | 2  | Khối trường học | 20      | 3      | 16    | 1    | 0
//! === bao-cao-cu.xlsx
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 4 | TT | Tên đơn vị      | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 5 | 1  | Khối phường     | 7 ◄     | 1      | 6     | 0    | 0
//! 6 | 2  | Khối trường học | 21      | 3      | 17    | 1    | 0
//! ```
//! ## Correction
//! None: the unit says which file is right; `final_files` in `xeploai.toml` records it.
//! ## Nội dung kiểm tra
//! Hai file báo cáo cùng đơn vị, cùng biểu, cùng năm. Số liệu giống nhau: tính một lần, ghi nhận. Khác nhau: “lần 2”,
//! “thay thế”, “điều chỉnh” ở tên hoặc tiêu đề, hoặc khai báo của cơ quan, cho biết bản nào được tính (ghi nhận); nếu
//! không, không bản nào vào tổng: phải chỉnh sửa hoặc giải trình. Thời gian của file không nói lên điều gì. Hai sheet cùng các dòng
//! trong một file cũng vậy. Đơn vị cùng tên
//! thuộc cấp trên khác nhau là hai đơn vị; file không nêu cấp trên thì đề nghị kiểm tra lại. Hai dòng ở hai danh sách của một đơn vị
//! có thể là một người (cùng họ tên, ngày sinh hoặc năm sinh, nhưng ghi khác đơn vị, chức vụ): đang tính là hai, đề nghị kiểm tra lại. Biểu tổng hợp có số liệu đúng
//! bằng tổng của tất cả các đơn vị khác cũng vậy: có thể là biểu của cấp trên.
//! ## Lý do
//! Tính cả hai là tính trùng, chọn một là đoán.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: đơn vị xác nhận file đúng; ghi vào `final_files` trong `xeploai.toml`.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::namesakes::Namesakes;
use crate::check::records::{FileRecord, Rated, Submission, TableRecord};
use crate::check::totals::{Shared, Source, Totals, UnitTotal, bare, identity, totals};
use crate::check::versions::{Outcome, Twice};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Related, Severity};
use crate::parse::Record;

pub(super) static RULE: Rule = Rule {
    code: "X603",
    name: "submitted-twice",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "",
    doc: documentation!("submitted_twice.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let Totals { units, twice, .. } = totals(submission);
    of_sums(&units, submission, findings);
    let mut told: Vec<&Twice> = Vec::new();
    for pair in twice
        .iter()
        .filter(|t| matches!(t.outcome, Outcome::Same | Outcome::Part | Outcome::Replaced | Outcome::Differs))
    {
        // One finding for two files, however many subjects they share.
        if told.iter().any(|other| of_the_same(other, pair)) {
            continue;
        }
        told.push(pair);
        let all: Vec<&Twice> = twice.iter().filter(|other| of_the_same(other, pair)).collect();
        tell(&all, submission, findings);
    }
    units.iter().for_each(|unit| people(unit, submission, findings));
    let namesakes = Namesakes::of(&submission.files);
    for file in submission.files.iter().filter(|f| !f.superior && f.under.plain.is_none() && !f.tables.is_empty()) {
        if let Some((name, units)) = file.unit.as_deref().and_then(|name| Some((name, namesakes.named(name)?))) {
            findings.enter_file(file);
            findings.enter_sheet(None);
            of_whom(name, &units, findings);
        }
    }
}

/// Rows on two lists of one office that may be about one person, and those of one person that two files rate differently.
fn people(unit: &UnitTotal, submission: &Submission<'_>, findings: &mut Findings<'_>) {
    if unit.doubts.is_empty() {
        return;
    }
    let wanted: BTreeSet<&str> = unit.doubts.iter().flat_map(|d| &d.rows).map(|row| bare(row)).collect();
    let mut at: BTreeMap<String, (&FileRecord<'_>, &TableRecord<'_>, &Record)> = BTreeMap::new();
    for (file, table) in submission.files.iter().flat_map(|f| f.tables.iter().map(move |t| (f, t))) {
        let Rated::Roster(list) = &table.content else { continue };
        let here = unit.sources.iter().any(|source| source.stands_in(table, file));
        for record in list.roster.records.iter().filter(|_| here) {
            let row = identity(record, list.roster.persons, table);
            if wanted.contains(bare(&row)) {
                at.entry(row).or_insert((file, table, record));
            }
        }
    }
    // One finding for two tables and one doubt, however many rows it is about.
    let mut told: BTreeMap<_, (Vec<CellRef>, Vec<Related>)> = BTreeMap::new();
    for doubt in &unit.doubts {
        let [Some(first), Some(second)] = doubt.rows.each_ref().map(|row| at.get(row)) else { continue };
        let ((other, there, known), (file, table, record)) = (*first, *second);
        let other_file = (file.path != other.path).then(|| other.path.clone());
        let tables = [(&file.path, &table.table.sheet), (&other.path, &there.table.sheet)];
        let place = submission.files.iter().position(|f| f.path == file.path);
        let (cells, related) = told.entry((place, tables, doubt.shared)).or_default();
        cells.push(record.name_at());
        let sheet = Some(there.table.sheet.clone());
        related.push(Related { file: other_file, sheet, range: known.name_at().into() });
    }
    for ((place, [(_, sheet), (other, there)], shared), (cells, related)) in told {
        let Some(file) = place.map(|place| &submission.files[place]) else { continue };
        findings.enter_file(file);
        findings.enter_sheet(Some(sheet));
        let there =
            if file.path == *other { format!("“{there}”") } else { format!("“{other}”, sheet “{there}”") };
        let finding = findings.add(&RULE, cells[0]).cells(&cells).related_elsewhere(related);
        let count = cells.len();
        let (shared_vi, shared_en) = match shared {
            Some(Shared::Day) => ("cùng họ tên, ngày sinh, khác đơn vị", "by name and birth date, under another unit"),
            Some(Shared::Year) => ("cùng họ tên, năm sinh", "by name and year of birth"),
            Some(Shared::Parent) => ("cùng họ tên, đơn vị, khác chức vụ", "by name and unit, with another post"),
            Some(Shared::Name) => ("cùng họ tên, kết quả", "by name and result"),
            None => {
                finding.message(
                    format!(
                        "{count:02} người có mức khác với {there}; chưa tính mức nào. Đề nghị đơn vị xác nhận mức đúng"
                    ),
                    format!("{count} people have another level than in {there}; neither is counted"),
                );
                continue;
            }
        };
        let readings = vec![format!("cũng là người ở {there}"), "là người khác".to_owned()];
        finding.severity(Severity::Warning).readings(readings).message(
            format!(
                "{count:02} người có thể đã có ở {there} ({shared_vi}); đang tính là người khác. Đề nghị đơn vị xác nhận"
            ),
            format!("{count} people may be those in {there} ({shared_en}); they are counted as others"),
        );
    }
}

/// Are two pairs of the same two files, and where that is one of the same sheets?
fn of_the_same(a: &Twice, b: &Twice) -> bool {
    let sheets = |t: &Twice| {
        let sheet = |sources: &[Source]| sources.first().map(|s| s.sheet.clone());
        (t.files.0 == t.files.1).then(|| (sheet(&t.sources.0), sheet(&t.sources.1)))
    };
    (a.outcome, a.files) == (b.outcome, b.files) && sheets(a) == sheets(b)
}

/// Fewer figures may be those of others by chance.
const SUM_MIN: i64 = 20;

/// A summary that nothing says is of the level above, and whose figures are those of all other files together.
fn of_sums(units: &[UnitTotal], submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let mut things: BTreeMap<_, Vec<&UnitTotal>> = BTreeMap::new();
    for unit in units {
        things.entry((unit.subject, unit.year, unit.period, unit.stage)).or_default().push(unit);
    }
    for all in things.into_values().filter(|all| all.len() >= 3) {
        let figures = |u: &UnitTotal| [&[u.counts.total], &u.counts.levels[..]].concat().into_iter().collect();
        let of_each: Option<Vec<Vec<i64>>> = all.iter().map(|u| figures(u)).collect();
        let Some(of_each) = of_each else { continue };
        let sum: Vec<i64> = (0..5).map(|at| of_each.iter().map(|own| own[at]).sum()).collect();
        let telling = |own: &[i64]| own[0] >= SUM_MIN && own[1..].iter().filter(|n| **n > 0).count() >= 2;
        let is_sum = |own: &Vec<i64>| telling(own) && own.iter().zip(&sum).all(|(own, sum)| 2 * own == *sum);
        let mut whole = (0..all.len()).filter(|&at| !all[at].is_list() && is_sum(&of_each[at]));
        let Some(whole) = whole.next().map(|at| all[at]) else { continue };
        let parts = all.len() - 1;
        let Some(source) =
            whole.sources.first().filter(|_| all.iter().all(|u| u.file != whole.file || std::ptr::eq(*u, whole)))
        else {
            continue;
        };
        findings.enter_file(&submission.files[whole.file]);
        findings.enter_sheet(Some(&source.sheet));
        let (vi, en) = (whole.subject.vi(), whole.subject.id());
        findings.add(&RULE, source.range.start).severity(Severity::Warning).message(
            format!(
                "{vi}: số liệu đúng bằng tổng của {parts:02} đơn vị khác; nếu là biểu tổng hợp của cấp trên thì tổng số đang bị tính hai lần. Đề nghị ghi rõ đơn vị báo cáo và đơn vị ở từng dòng"
            ),
            format!(
                "{en}: exactly the sum of {parts} other units; if it is the summary of the office above them, all are counted twice"
            ),
        );
    }
}

/// A report that does not say which of several units of its name it is of.
fn of_whom(name: &str, units: &[String], findings: &mut Findings<'_>) {
    let (count, all) = (units.len(), units.join("; "));
    findings.add_general(&RULE).severity(Severity::Warning).found(name).message(
        format!(
            "“{name}” không nêu cấp trên, trong khi có {count:02} đơn vị cùng tên đã gửi: {all}. Số liệu của file này được tính riêng. Đề nghị đơn vị ghi rõ cấp trên"
        ),
        format!(
            "“{name}” names no office above it, and {count} units of that name have sent: {all}. It is counted for itself"
        ),
    );
}

fn tell(pairs: &[&Twice], submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let pair = pairs[0];
    // It stands in the file that is not counted, or in the second where neither is.
    let replaced = pair.outcome == Outcome::Replaced;
    let place = |t: &Twice| {
        if replaced { (t.sources.0.clone(), t.sources.1.clone()) } else { (t.sources.1.clone(), t.sources.0.clone()) }
    };
    let (here, there) = place(pair);
    let (Some(first), Some(other)) = (here.first(), there.first()) else { return };
    findings.enter_file(&submission.files[if replaced { pair.files.0 } else { pair.files.1 }]);
    findings.enter_sheet(Some(&first.sheet));
    let related = |s: &Source| Related { file: Some(s.file.clone()), sheet: Some(s.sheet.clone()), range: s.range };
    let elsewhere: Vec<Related> = pairs.iter().flat_map(|t| place(t).1).map(|s| related(&s)).collect();
    let subjects = |name: fn(&Twice) -> &'static str| pairs.iter().map(|t| name(t)).collect::<Vec<_>>().join(", ");
    let unit = if pair.unit.is_empty() { String::new() } else { format!("{}, ", pair.unit) };
    let (vi, en) = (subjects(|t| t.subject.vi()), subjects(|t| t.subject.id()));
    let one_file = first.file == other.file;
    let there = match one_file {
        true if first.sheet == other.sheet => format!("biểu ở {}", other.range.start),
        true => format!("sheet “{}”", other.sheet),
        false => format!("“{}”", other.file),
    };
    let figures: Vec<&str> = pairs.iter().map(|t| &*t.figures).filter(|figures| !figures.is_empty()).collect();
    let figures = if figures.is_empty() { String::new() } else { format!(" ({})", figures.join("; ")) };
    let kind = if one_file { "biểu" } else { "file" };
    let (severity, text_vi, text_en) = match pair.outcome {
        Outcome::Same => (
            Severity::Info,
            format!("{unit}{vi}: trùng số liệu với {there}; chỉ tính một lần"),
            format!("{unit}{en}: the same figures as in {there}; counted once"),
        ),
        Outcome::Part => (
            Severity::Info,
            format!("{unit}{vi}: các dòng đều đã có ở {there} với cùng kết quả; chỉ tính một lần"),
            format!("{unit}{en}: all rows stand in {there} with the same results; counted once"),
        ),
        Outcome::Replaced => (
            Severity::Info,
            format!("{unit}{vi}: đã tính {there} thay cho biểu này; nội dung của biểu này không rà soát"),
            format!("{unit}{en}: {there} takes the place of this table, which is neither counted nor checked"),
        ),
        _ => (
            Severity::Error,
            format!(
                "{unit}{vi}: số liệu khác với {there} cùng đơn vị, cùng biểu, cùng năm{figures}; chưa {kind} nào được tính vào tổng hợp. Đề nghị đơn vị xác nhận bản đúng"
            ),
            format!("{unit}{en}: differs from {there} of the same unit, form and year{figures}; neither is counted"),
        ),
    };
    findings.add(&RULE, first.range.start).related_elsewhere(elsewhere).severity(severity).message(text_vi, text_en);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::records::Rated;
    use crate::check::rules::testing::{all_codes, findings, found_in, inputs, submission};
    use crate::config::Config;

    fn file(name: &str, title: &str, rows: &str) -> String {
        format!(
            "=== {name}
            1 | QUẬN ỦY SƠN TRÀ
            2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021{title}
            4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            {rows}
            "
        )
    }

    const OLD: &str = "5 | 1 | Khối phường | 7 | 1 | 6 | 0 | 0
            6 | 2 | Khối trường | 20 | 3 | 16 | 1 | 0";
    const NEW: &str = "5 | 1 | Khối phường | 7 | 1 | 6 | 0 | 0
            6 | 2 | Khối trường | 21 | 3 | 17 | 1 | 0";

    fn counted(picture: &str, config: &Config) -> Vec<Option<i64>> {
        let submission = submission(inputs(picture), config);
        totals(&submission).units.iter().map(|u| u.counts.total).collect()
    }

    #[test]
    fn a_summary_that_is_the_sum_of_all_others_is_told() {
        let file = |name: &str, office: &str, rows: &str| {
            format!(
                "=== {name}.xlsx
                1 | {office}
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                4 | TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                {rows}
                "
            )
        };
        let below = file("a", "QUẬN ỦY HẢI CHÂU", "5 | 1 | Chi bộ Quân sự | 30 | 4 | 25 | 1 | 0")
            + &file("b", "QUẬN ỦY SƠN TRÀ", "5 | 1 | Chi bộ Công an | 40 | 5 | 33 | 2 | 0");
        let sum = |office: &str, [first, second]: [&str; 2], good: u32| {
            let rows = format!("5 | 1 | {first} | 30 | 4 | 25 | 1 | 0\n6 | 2 | {second} | 40 | 5 | {good} | 2 | 0");
            format!("{below}{}", file("c", office, &rows))
        };
        // Rows that leave out the kind of place name the units all the same.
        let bare = sum("THÀNH ỦY ĐÀ NẴNG", ["Hải Châu", "Sơn Trà"], 33);
        assert_eq!(counted(&bare, &Config::default()), [Some(30), Some(40)]);
        assert_eq!(findings(&RULE, &bare), "");
        let by_sector = sum("BAN CHẤP HÀNH ĐẢNG BỘ NGOÀI NƯỚC", ["Khối I", "Khối II"], 33);
        assert!(findings(&RULE, &by_sector).contains("warning"), "{}", findings(&RULE, &by_sector));
        let other = sum("BAN CHẤP HÀNH ĐẢNG BỘ NGOÀI NƯỚC", ["Khối I", "Khối II"], 32);
        assert_eq!(findings(&RULE, &other), "");
    }

    #[test]
    fn a_form_of_all_subjects_beside_the_summary_of_one_counts_once() {
        let picture = |good: u32| {
            format!(
                "=== a.xlsx
                1 | THÀNH ỦY HẢI PHÒNG
                2 | ĐẢNG ỦY PHƯỜNG AN HẢI
                4 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2025
                6 | TT | Chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                7 | 1 | Chi bộ Quân sự | 15 | 0 | 15 | 0 | 0
                8 | 2 | Chi bộ Công an | 19 | 2 | 14 | 3 | 0
                9 | | Cộng | 34 | 2 | 29 | 3 | 0
                === b.xlsx
                1 | THÀNH ỦY HẢI PHÒNG
                2 | ĐẢNG ỦY PHƯỜNG AN HẢI
                4 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC ĐẢNG, ĐẢNG VIÊN NĂM 2025
                6 | TT | Nội dung | Chi bộ trực thuộc | Đảng viên
                7 | 1 | Tổng số | 2 | 34
                8 | 2 | Đã đánh giá, xếp loại | 2 | 34
                9 | | Hoàn thành xuất sắc nhiệm vụ | 0 | 2
                10 | | Hoàn thành tốt nhiệm vụ | 2 | {good}
                11 | | Hoàn thành nhiệm vụ | 0 | {}
                12 | | Không hoàn thành nhiệm vụ | 0 | 0
                13 | 3 | Chưa đánh giá, xếp loại | 0 | 0",
                32 - good
            )
        };
        let found = findings(&RULE, &picture(29));
        assert!(found.contains("X603 info") && !found.contains("X603 error"), "{found}");
        let found = findings(&RULE, &picture(28));
        assert!(found.contains("X603 error"), "{found}");
    }

    #[test]
    fn the_same_figures_are_counted_once_and_recorded() {
        let both = file("a.xlsx", "", OLD) + &file("b.xlsx", "", OLD);
        insta::assert_snapshot!(findings(&RULE, &both), @"C5 X603 info Quận Sơn Trà, TCCSĐ: trùng số liệu với “a.xlsx”; chỉ tính một lần");
        assert_eq!(counted(&both, &Config::default()), [Some(27)]);
        assert_eq!(all_codes(&both), [""; 0]);
    }

    #[test]
    fn units_of_one_name_under_two_offices_are_two() {
        let of = |name: &str, above: &str, rows: &str| {
            let head = format!("1 | {above}\n            2 | CHI BỘ QUÂN SỰ\n            3 | TỔNG");
            file(name, "", rows).replace("1 | QUẬN ỦY SƠN TRÀ\n            2 | TỔNG", &head)
        };
        let (one, two) = ("ĐẢNG ỦY PHƯỜNG CÁT BI", "ĐẢNG ỦY PHƯỜNG NAM HẢI");
        for rows in [OLD, NEW] {
            let both = of("a.xlsx", one, OLD) + &of("b.xlsx", two, rows);
            assert_eq!((findings(&RULE, &both).as_str(), counted(&both, &Config::default()).len()), ("", 2));
        }
        let open = of("a.xlsx", one, OLD) + &of("b.xlsx", two, NEW) + &of("c.xlsx", "", OLD);
        insta::assert_snapshot!(findings(&RULE, &open), @" X603 warning “Chi bộ Quân sự” không nêu cấp trên, trong khi có 02 đơn vị cùng tên đã gửi: Chi bộ Quân sự (Phường Cát Bi); Chi bộ Quân sự (Phường Nam Hải). Số liệu của file này được tính riêng. Đề nghị đơn vị ghi rõ cấp trên");
        assert!(findings(&RULE, &(of("a.xlsx", one, OLD) + &of("c.xlsx", "", NEW))).contains("X603 error"));
    }

    #[test]
    fn other_figures_count_neither_until_somebody_says_which() {
        let both = file("a.xlsx", "", OLD) + &file("b.xlsx", "", NEW);
        insta::assert_snapshot!(findings(&RULE, &both), @"C5 X603 error Quận Sơn Trà, TCCSĐ: số liệu khác với “a.xlsx” cùng đơn vị, cùng biểu, cùng năm; chưa file nào được tính vào tổng hợp. Đề nghị đơn vị xác nhận bản đúng");
        assert_eq!(counted(&both, &Config::default()), [None; 0]);
        assert_eq!(all_codes(&both), ["X603"]);
        let config = Config { final_files: vec!["a.xlsx".into()], ..Config::default() };
        assert_eq!(counted(&both, &config), [Some(27)]);
        let told: Vec<_> = found_in(&both, &config).into_iter().filter(|f| f.rule == "X603").collect();
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].severity, told[0].file.as_deref()), (Severity::Info, Some("b.xlsx")));
    }

    #[test]
    fn what_was_proposed_and_what_was_decided_are_two_things() {
        let proposed = file("a.xlsx", "", OLD).replace("KẾT QUẢ XẾP LOẠI", "ĐỀ NGHỊ XẾP LOẠI");
        let both = proposed.clone() + &file("b.xlsx", "", NEW);
        assert_eq!(findings(&RULE, &both), "");
        assert_eq!(counted(&both, &Config::default()), [Some(27), Some(28)]);
        let again = proposed + &file("b.xlsx", "", NEW).replace("KẾT QUẢ XẾP LOẠI", "ĐỀ NGHỊ XẾP LOẠI");
        assert!(findings(&RULE, &again).contains("X603 error"));
    }

    #[test]
    fn two_sheets_of_the_same_rows_are_in_two_stages() {
        let sheets = |first: &str, second: &str| {
            let titled = |text: String, title: &str| text.replace("KẾT QUẢ XẾP LOẠI", title);
            let other = titled(file("b.xlsx", "", NEW), second).replace("=== b.xlsx", "--- Biểu 2");
            let both = titled(file("a.xlsx", "", OLD), first) + &other;
            (findings(&RULE, &both), counted(&both, &Config::default()))
        };
        for other in ["KẾT QUẢ XẾP LOẠI", "QUYẾT ĐỊNH XẾP LOẠI", "CÔNG NHẬN XẾP LOẠI"] {
            assert_eq!(sheets("ĐỀ NGHỊ XẾP LOẠI", other), (String::new(), vec![Some(27), Some(28)]), "{other}");
            assert_eq!(sheets(other, "ĐỀ NGHỊ XẾP LOẠI"), (String::new(), vec![Some(27), Some(28)]), "{other}");
        }
        // What is planned is no result.
        assert_eq!(sheets("ĐĂNG KÝ XẾP LOẠI", "KẾT QUẢ XẾP LOẠI"), (String::new(), vec![Some(28)]));
        assert!(sheets("KẾT QUẢ XẾP LOẠI", "KẾT QUẢ XẾP LOẠI").0.contains("X603 error"));
    }

    #[test]
    fn a_name_may_say_which_quarter_it_is() {
        let both =
            |quarter: &str| file(&format!("An Hải {quarter}.xlsx"), "", OLD) + &file("An Hải nam 2021.xlsx", "", NEW);
        for quarter in ["Quy II 2021", "quý 3", "6 tháng đầu năm 2021"] {
            assert_eq!(findings(&RULE, &both(quarter)), "", "{quarter}");
        }
        // The last quarter is when the year is rated, one of the next year when it was sent.
        for quarter in ["Quý IV 2021", "quý 1 2022", "tháng 11"] {
            assert!(findings(&RULE, &both(quarter)).contains("X603 error"), "{quarter}");
        }
    }

    #[test]
    fn a_name_or_title_says_which_counts() {
        for (old, new) in [
            (file("bao-cao.xlsx", "", OLD), file("bao-cao-lan-2.xlsx", "", NEW)),
            (file("a.xlsx", "", OLD), file("b.xlsx", " (thay thế)", NEW)),
            (file("a.xlsx", "", OLD), file("b.xlsx", "\n            3 | (Thay thế báo cáo ngày 05/12/2021)", NEW)),
        ] {
            for both in [format!("{old}{new}"), format!("{new}{old}")] {
                assert_eq!(counted(&both, &Config::default()), [Some(28)]);
                assert!(findings(&RULE, &both).starts_with("C5 X603 info"), "{}", findings(&RULE, &both));
            }
        }
    }

    #[test]
    fn a_line_that_speaks_of_another_document_says_nothing() {
        let line = "\n            3 | (Theo Quyết định điều chỉnh chỉ tiêu ngày 05/12/2021)";
        let both = file("a.xlsx", "", OLD) + &file("b.xlsx", line, NEW);
        assert!(findings(&RULE, &both).contains("X603 error"));
    }

    #[test]
    fn what_is_replaced_is_not_checked_any_more() {
        let wrong = OLD.replace("| 20 |", "| 25 |");
        let both = file("a.xlsx", "", &wrong) + &file("a lần 2.xlsx", "", NEW);
        assert_eq!(all_codes(&both), [""; 0]);
        let submission = submission(inputs(&both), &Config::default());
        assert_eq!(submission.files.iter().map(|f| f.tables[0].replaced).collect::<Vec<_>>(), [true, false]);
        assert!(matches!(submission.files[0].tables[0].content, Rated::Counts(_)));
    }

    #[test]
    fn one_goes_on_where_the_other_ends() {
        let (one, two) = OLD.split_at(OLD.find("6 |").expect("two rows"));
        let both = file("a.xlsx", "", one) + &file("b.xlsx", "", two);
        assert_eq!(counted(&both, &Config::default()), [Some(27)]);
        assert_eq!(findings(&RULE, &both), "");
    }

    #[test]
    fn lists_of_two_cells_with_the_same_counts_are_two_lists() {
        let list = |name: &str, who: &str| {
            format!(
                "=== {name}
                1 | ĐẢNG ỦY PHƯỜNG AN HẢI
                2 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
                4 | TT | Họ và tên | Kết quả xếp loại
                5 | 1 | Nguyễn {who} | HTTNV
                6 | 2 | Trần {who} | HTTNV
                7 | 3 | Lê Văn Hai | HTTNV
                "
            )
        };
        let both = list("chi-bo-1.xlsx", "Một") + &list("chi-bo-2.xlsx", "Ba");
        assert_eq!(counted(&both, &Config::default()), [Some(6)]);
        assert_eq!(findings(&RULE, &both), "");
    }

    #[test]
    fn sections_that_name_a_subject_are_counted_each_for_itself_whatever_the_title_says() {
        let config = Config::default();
        let told = |title: &str, heads: [&str; 2]| {
            let sheet = format!(
                "=== a.xlsx
                1 | HUYỆN ỦY AN PHÚ
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG {title} NĂM 2022
                4 | TT | Tên tổ chức đảng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | I | {}
                6 | 1 | Đảng bộ xã An Mỹ | 10 | 1 | 8 | 1 | 0
                7 | 2 | Đảng bộ xã An Lễ | 20 | 3 | 16 | 1 | 0
                8 | II | {}
                9 | 1 | Đảng bộ xã An Mỹ | 100 | 15 | 80 | 5 | 0
                10 | 2 | Đảng bộ xã An Lễ | 200 | 30 | 165 | 5 | 0",
                heads[0], heads[1]
            );
            let all = totals(&submission(inputs(&sheet), &config)).units;
            all.iter().map(|u| (u.subject.id(), u.counts.total.unwrap_or(0))).collect::<Vec<_>>()
        };
        let apart = [("party-cell", 30), ("member", 300)];
        for title in ["", "ĐẢNG VIÊN", "TỔ CHỨC ĐẢNG, ĐẢNG VIÊN"] {
            assert_eq!(told(title, ["CHI BỘ TRỰC THUỘC", "ĐẢNG VIÊN"]), apart, "{title}");
            let sums = ["CHI BỘ TRỰC THUỘC | 30 | 4 | 24 | 2 | 0", "ĐẢNG VIÊN | 300 | 45 | 245 | 10 | 0"];
            assert_eq!(told(title, sums), apart, "{title}");
        }
        // Sectors name no subject.
        assert_eq!(told("ĐẢNG VIÊN", ["Khối xã", "Khối cơ quan"]), [("member", 330)]);
    }
}
