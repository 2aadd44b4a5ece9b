//! Sheets called "Q1", "T12", "01" and titles "ĐỢT 1", "KỲ I" → of what part of the year they are, by the rows that others of
//! the same file have as well.
//!
//! "Q1" may be a district and "Đợt 1" the first of those who were rated: only the same rows on a sheet beside it say that one
//! of the two is about a part of the year. Kinds of people and numbered units are rows of every district and group: these say
//! too little, and so do the rows of sheets that are said to be of places, or come from two senders.

mod places;

use std::collections::{BTreeMap, BTreeSet};

use super::namesakes::Under;
use super::totals::is_common_name;
use crate::finding::Message;
use crate::locate::names::period_in_name;
use crate::locate::period::Period;
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{Located, Observation, RowRole, Table};
use crate::text::key;

/// What a table may be about, and the words that say so.
struct Hint {
    /// Its sheet and its place there.
    at: (usize, usize),
    period: Period,
    said: String,
    /// Are the words a title's?
    titled: bool,
}

/// What the tables beside one say of its period.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    Period,
    /// Some speak for it, and not enough.
    Unclear,
}

/// Gives the tables of a file the period that sheets or titles hint at, or tells that it is not clear. `unit` is who reports,
/// `units` those of its sheets.
pub(super) fn find(located: &mut [Located], unit: Option<&str>, units: &[Option<(String, Under)>], words: &Vocabulary) {
    let hints = hints(located, words);
    if hints.is_empty() {
        return;
    }
    let names = |table: &Table| -> BTreeSet<String> {
        let data = table.rows.iter().filter(|r| r.role == RowRole::Data && !r.label.is_empty());
        data.map(|row| key(&row.label)).collect()
    };
    let rated: BTreeMap<(usize, usize), BTreeSet<String>> =
        tables(located).map(|(at, table)| (at, names(table))).collect();
    let periods: BTreeMap<(usize, usize), Period> = hints.iter().map(|hint| (hint.at, hint.period)).collect();
    let table = |at: &(usize, usize)| &located[at.0].tables[at.1];
    let sheets: Vec<(usize, String)> = hints.iter().map(|hint| (hint.at.0, bare(&table(&hint.at).sheet))).collect();
    let places = places::letters(located, &sheets);
    let sender = |at: (usize, usize)| units.get(at.0).and_then(Option::as_ref).map(|(unit, _)| unit);
    let apart = |a: (usize, usize), b: (usize, usize)| sender(a).zip(sender(b)).is_some_and(|(a, b)| a != b);
    let beside = |(hint, (_, sheet)): (&Hint, &(usize, String))| {
        let Some(own) = rated.get(&hint.at) else { return Beside::Nothing };
        let short = places::short(sheet).filter(|_| !hint.titled);
        let others = rated.iter().filter(|(at, _)| periods.get(at) != Some(&hint.period) && !apart(hint.at, **at));
        let others = others.filter(|(at, _)| table(at).subject == table(&hint.at).subject);
        let mut same =
            others.filter(|(_, names)| 2 * own.intersection(names).count() > own.len().max(names.len())).peekable();
        let some = same.peek().is_some();
        let says = |(at, names): (&(usize, usize), &BTreeSet<String>)| {
            words.is_all_of_year(&bare(&table(at).sheet)) || own.intersection(names).any(|name| !is_common_name(name))
        };
        let said = some && (short.is_none() || same.any(says));
        match (said, short.is_some_and(|(letters, _)| places.contains(letters))) {
            (true, false) => Beside::Period,
            (true, true) => Beside::Unclear,
            (false, false) if some => Beside::Unclear,
            (false, _) => Beside::Nothing,
        }
    };
    let found: Vec<(usize, Beside)> = hints.iter().zip(&sheets).map(beside).enumerate().collect();
    let alone = tables(located).count() == 1;
    for (place, beside) in found {
        let hint = &hints[place];
        let table = &mut located[hint.at.0].tables[hint.at.1];
        if beside == Beside::Period {
            table.period = Some(hint.period);
        } else if beside == Beside::Unclear || alone && (hint.titled || is_quarter(hint, unit)) {
            table.observations.push(unclear(hint, table));
        }
    }
}

/// "Q1" alone, which is not the district that reports.
fn is_quarter(hint: &Hint, unit: Option<&str>) -> bool {
    let district = |unit: &str| key(unit).split_once("quận ").is_some_and(|(_, n)| n.parse::<u8>().is_ok());
    matches!(hint.period, Period::Quarter(_)) && !unit.is_some_and(district)
}

fn unclear(hint: &Hint, table: &Table) -> Observation {
    let (said, period) = (&hint.said, hint.period);
    let what = Message::new(
        format!("“{said}” có thể là {} của năm, đang tính là kết quả cả năm", period.vi()),
        format!("“{said}” may be {} of the year; it is counted as the year's result", period.id()),
    );
    Observation::UnclearPeriod { at: table.range.start, what }
}

/// The tables that rate somebody, with their places.
fn tables(located: &[Located]) -> impl Iterator<Item = ((usize, usize), &Table)> {
    let all = located.iter().enumerate().flat_map(|(sheet, l)| l.tables.iter().enumerate().map(move |t| (sheet, t)));
    all.map(|(sheet, (place, table))| ((sheet, place), table)).filter(|(_, table)| table.kind.rates())
}

/// The tables whose sheets or titles may name a period, of those of which nothing else says one.
fn hints(located: &[Located], words: &Vocabulary) -> Vec<Hint> {
    let said = |table: &Table| Period::of_titles(&table.titles).or_else(|| period_in_name(&table.sheet));
    let open = |table: &Table| table.period.is_none() && said(table).is_none();
    let sheets: Vec<String> = tables(located).map(|(_, t)| bare(&t.sheet)).collect();
    let hint = |(at, table): ((usize, usize), &Table)| {
        let titled = table.titles.iter().find_map(|title| Some((Period::perhaps_of_title(title)?, title)));
        if let Some((period, title)) = titled {
            return Some(Hint { at, period, said: title.clone(), titled: true });
        }
        let period = of_sheet(&bare(&table.sheet), &sheets, words)?;
        Some(Hint { at, period, said: table.sheet.to_string(), titled: false })
    };
    tables(located).filter(|(_, table)| open(table)).filter_map(hint).collect()
}

/// The name of a sheet without what parts its words.
fn bare(sheet: &str) -> String {
    key(&sheet.replace(['.', '_', '-', '/'], " "))
}

/// The period a name of a sheet alone gives: "Q1", "T12 2022"; a number where another sheet is of all the year and one is of
/// a month after April.
fn of_sheet(name: &str, sheets: &[String], words: &Vocabulary) -> Option<Period> {
    // "Q5" is a district, and so is "Q1" then.
    let far = |name: &String| name.strip_prefix('q').and_then(|n| n.trim().parse::<u8>().ok()).is_some_and(|n| n > 4);
    let number = |name: &str| name.parse::<u8>().ok().filter(|n| (1..=12).contains(n));
    let whole = |name: &String| words.is_all_of_year(name);
    if sheets.iter().any(far) {
        return None;
    }
    let months = || sheets.iter().any(whole) && sheets.iter().any(|name| number(name).is_some_and(|n| n > 4));
    let of_title = Period::perhaps_of_title(name).or_else(|| Period::of_header(name));
    of_title.or_else(|| number(name).filter(|_| months()).map(Period::Month))
}

#[cfg(test)]
mod tests {
    use crate::check::rules::testing::{all_findings, inputs, submission};
    use crate::check::totals::totals;
    use crate::config::Config;

    /// Sheets with their titles and the levels of their rows, whose first number is given; what is counted and told.
    fn told(sheets: &[(&str, &str, u8, &str)]) -> String {
        let sheet = |(name, title, from, levels): &(&str, &str, u8, &str)| {
            let row = |(i, level)| format!("{} | {i} | Trần Văn H{} | {level}\n", i + 4, i + usize::from(*from));
            let rows: String = levels.split(' ').enumerate().map(row).collect();
            format!("--- {name}\n1 | UBND XÃ HÒA SƠN\n2 | {title}\n3 | TT | Họ và tên | Kết quả xếp loại\n{rows}")
        };
        counted(&format!("=== a.xlsx\n{}", sheets.iter().map(sheet).collect::<String>()))
    }

    /// What is counted of a picture, and told.
    fn counted(picture: &str) -> String {
        let config = Config::default();
        let units = totals(&submission(inputs(picture), &config)).units;
        let counted = units.iter().map(|u| format!("{:?} {:?}", u.period, u.counts.levels.map(|l| l.unwrap_or(-1))));
        let found = all_findings(picture).into_iter().filter(|f| f.rule != "C401");
        let found = found.map(|f| format!("{} {}", f.rule, f.message.vi));
        format!("{} / {}", counted.collect::<Vec<_>>().join("; "), found.collect::<Vec<_>>().join("; "))
    }

    const TITLE: &str = "KẾT QUẢ XẾP LOẠI CÔNG CHỨC NĂM 2022";
    const FIRST: &str = "KẾT QUẢ XẾP LOẠI CÔNG CHỨC ĐỢT 1 NĂM 2022";

    #[test]
    fn the_same_rows_under_quarters_are_not_the_years() {
        let (a, b) = ("HTTNV HTTNV HTNV", "HTTNV HTNV HTNV");
        insta::assert_snapshot!(told(&[("Q1", TITLE, 1, a), ("Q2", TITLE, 1, b), ("Năm", TITLE, 1, b)]), @"Some(Quarter(1)) [0, 2, 1, 0]; Some(Quarter(2)) [0, 1, 2, 0]; None [0, 1, 2, 0] /");
        insta::assert_snapshot!(told(&[("QI-2022", TITLE, 1, a), ("2022", TITLE, 1, b)]), @"Some(Quarter(1)) [0, 2, 1, 0]; None [0, 1, 2, 0] /");
        insta::assert_snapshot!(told(&[("T1", TITLE, 1, a), ("T12", TITLE, 1, b), ("Cả năm", TITLE, 1, b)]), @"Some(Month(1)) [0, 2, 1, 0]; Some(Month(12)) [0, 1, 2, 0]; None [0, 1, 2, 0] /");
        insta::assert_snapshot!(told(&[("01", TITLE, 1, a), ("12", TITLE, 1, b), ("Cả năm", TITLE, 1, b)]), @"Some(Month(1)) [0, 2, 1, 0]; Some(Month(12)) [0, 1, 2, 0]; None [0, 1, 2, 0] /");
        insta::assert_snapshot!(told(&[("A", FIRST, 1, a), ("B", TITLE, 1, b)]), @"Some(Round(1)) [0, 2, 1, 0]; None [0, 1, 2, 0] /");
    }

    #[test]
    fn other_rows_are_other_people() {
        let (a, b) = ("HTTNV HTTNV HTNV", "HTTNV HTNV HTNV");
        insta::assert_snapshot!(told(&[("Q1", TITLE, 1, a), ("Q3", TITLE, 4, b)]), @"None [0, 3, 3, 0] /");
        insta::assert_snapshot!(told(&[("T1", TITLE, 1, a), ("T2", TITLE, 4, b)]), @"None [0, 3, 3, 0] /");
        insta::assert_snapshot!(told(&[("A", FIRST, 1, a), ("B", &FIRST.replace('1', "2"), 4, b)]), @"None [0, 3, 3, 0] /");
    }

    #[test]
    fn alone_it_is_told() {
        let a = "HTTNV HTTNV HTNV";
        insta::assert_snapshot!(told(&[("Q1", TITLE, 1, a)]), @"None [0, 2, 1, 0] / F005 Không rõ kỳ đánh giá: “Q1” có thể là quý I của năm, đang tính là kết quả cả năm. Đề nghị ghi rõ ở tiêu đề");
        insta::assert_snapshot!(told(&[("Quý 4", TITLE, 1, a)]), @"Some(Quarter(4)) [0, 2, 1, 0] /");
        insta::assert_snapshot!(told(&[("T1", TITLE, 1, a)]), @"None [0, 2, 1, 0] /");
        insta::assert_snapshot!(told(&[("A", FIRST, 1, a)]), @"None [0, 2, 1, 0] / F005 Không rõ kỳ đánh giá: “KẾT QUẢ XẾP LOẠI CÔNG CHỨC ĐỢT 1 NĂM 2022” có thể là đợt 01 của năm, đang tính là kết quả cả năm. Đề nghị ghi rõ ở tiêu đề");
    }

    /// Sheets of counts: their names, who sends, what their titles add, and their rows with HTXSNV and HTTNV.
    fn summaries(sheets: &[(&str, &str, &str)], rows: &[&str]) -> String {
        let sheet = |(at, (name, sender, more)): (usize, &(&str, &str, &str))| {
            let row = |(i, name): (usize, &&str)| {
                format!("{} | {} | {name} | {} | 1 | {} | 0 | 0\n", i + 6, i + 1, 5 + i + at, 4 + i + at)
            };
            let rows: String = rows.iter().enumerate().map(row).collect();
            let head = "5 | TT | Nội dung | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";
            format!("--- {name}\n1 | {sender}\n2 | KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN{more} NĂM 2022\n{head}\n{rows}")
        };
        counted(&format!("=== a.xlsx\n{}", sheets.iter().enumerate().map(sheet).collect::<String>()))
    }

    const KINDS: [&str; 2] = ["Đảng viên chính thức", "Đảng viên dự bị"];

    #[test]
    fn sheets_of_places_are_no_quarters_and_months() {
        let wards = ["Phường 1", "Phường 2", "Phường 3"];
        insta::assert_snapshot!(summaries(&[("Q1", "QUẬN ỦY QUẬN 1", ""), ("Q3", "QUẬN ỦY QUẬN 3", "")], &wards), @"None [3, 15, 0, 0]; None [3, 18, 0, 0] /");
        insta::assert_snapshot!(summaries(&[("T1", "CHI BỘ THÔN 1", ""), ("T2", "CHI BỘ THÔN 2", "")], &KINDS), @"None [2, 9, 0, 0]; None [2, 11, 0, 0] /");
        insta::assert_snapshot!(summaries(&[("T1", "ĐẢNG ỦY XÃ HÒA SƠN", " TỔ 1"), ("T2", "ĐẢNG ỦY XÃ HÒA SƠN", " TỔ 2")], &KINDS), @" / X603 Xã Hòa Sơn, Đảng viên: số liệu khác với sheet “T1” cùng đơn vị, cùng biểu, cùng năm (Đảng viên chính thức: tổng số 5 so với 6; đã đánh giá 5 so với 6; HTTNV 4 so với 5; Đảng viên dự bị: tổng số 6 so với 7; đã đánh giá 6 so với 7; HTTNV 5 so với 6); chưa biểu nào được tính vào tổng hợp. Đề nghị đơn vị xác nhận bản đúng");
    }

    #[test]
    fn rows_that_every_place_has_are_told() {
        let wards = ["Phường 1", "Phường 2", "Phường 3"];
        insta::assert_snapshot!(summaries(&[("Q1", "ĐẢNG ỦY XÃ HÒA SƠN", ""), ("Q3", "ĐẢNG ỦY XÃ HÒA SƠN", "")], &wards), @"None [6, 33, 0, 0] / F005 Không rõ kỳ đánh giá: “Q1” có thể là quý I của năm, đang tính là kết quả cả năm. Đề nghị ghi rõ ở tiêu đề; F005 Không rõ kỳ đánh giá: “Q3” có thể là quý III của năm, đang tính là kết quả cả năm. Đề nghị ghi rõ ở tiêu đề");
        insta::assert_snapshot!(summaries(&[("T1", "ĐẢNG ỦY XÃ HÒA SƠN", ""), ("T2", "ĐẢNG ỦY XÃ HÒA SƠN", "")], &KINDS), @" / F005 Không rõ kỳ đánh giá: “T1” có thể là tháng 01 của năm, đang tính là kết quả cả năm. Đề nghị ghi rõ ở tiêu đề; F005 Không rõ kỳ đánh giá: “T2” có thể là tháng 02 của năm, đang tính là kết quả cả năm. Đề nghị ghi rõ ở tiêu đề; X603 Xã Hòa Sơn, Đảng viên: số liệu khác với sheet “T1” cùng đơn vị, cùng biểu, cùng năm (Đảng viên chính thức: tổng số 5 so với 6; đã đánh giá 5 so với 6; HTTNV 4 so với 5; Đảng viên dự bị: tổng số 6 so với 7; đã đánh giá 6 so với 7; HTTNV 5 so với 6); chưa biểu nào được tính vào tổng hợp. Đề nghị đơn vị xác nhận bản đúng");
    }

    #[test]
    fn with_the_year_or_names_of_their_own_they_are_of_a_part() {
        let sender = "QUẬN ỦY QUẬN 1";
        let cells = ["Chi bộ Kim Đồng", "Chi bộ Phường 1", "Chi bộ Phường 2"];
        insta::assert_snapshot!(summaries(&[("Q1", sender, ""), ("Q2", sender, "")], &cells), @"Some(Quarter(1)) [3, 15, 0, 0]; Some(Quarter(2)) [3, 18, 0, 0] /");
        insta::assert_snapshot!(summaries(&[("Q1", sender, ""), ("Cả năm", sender, "")], &KINDS), @"Some(Quarter(1)) [2, 9, 0, 0]; None [2, 11, 0, 0] /");
    }
}
