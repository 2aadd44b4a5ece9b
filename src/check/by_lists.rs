//! A summary of which nothing says whom it is about, beside the lists of its file: it is about those of whom there are as many.
//!
//! "DS đảng viên" with 12 rows beside "TỔNG HỢP KẾT QUẢ XẾP LOẠI" of 12: its levels are held against the list, and counted once.

use std::collections::BTreeMap;

use super::records::{Rated, TableRecord};
use super::totals::{counts_whole_subject, naming, unit_key};
use crate::locate::Subject;

/// Gives summaries without a subject that of the lists beside them, where only one has as many rows.
pub(super) fn name(tables: &mut [TableRecord<'_>], unit: Option<&str>) {
    let meant: Vec<Option<Subject>> = tables.iter().map(|table| meant(table, tables, unit)).collect();
    for (table, subject) in tables.iter_mut().zip(meant) {
        if let (Rated::Counts(blocks), Some(subject)) = (&mut table.content, subject) {
            blocks.iter_mut().for_each(|rated| rated.block.subject = subject);
        }
    }
}

/// Does a title name something beside the office that reports: those of the trade union are others?
fn names_somebody(table: &TableRecord<'_>, unit: Option<&str>) -> bool {
    let title = table.table.title_key();
    let office = table.unit.as_deref().or(unit).map(unit_key).unwrap_or_default();
    naming(&title).into_iter().any(|word| !office.split(' ').any(|own| own == word))
}

/// Whom a summary is about; `None` where it says so itself, and where nothing or several things fit.
fn meant(table: &TableRecord<'_>, all: &[TableRecord<'_>], unit: Option<&str>) -> Option<Subject> {
    let Rated::Counts(blocks) = &table.content else { return None };
    let [rated] = &blocks[..] else { return None };
    if rated.block.subject != Subject::Unknown || !rated.block.counts_all() || !table.table.subjects_of_title.is_empty()
    {
        return None;
    }
    if names_somebody(table, unit) {
        return None;
    }
    let counts = rated.total();
    let size = counts.total.or(counts.rated).filter(|n| *n > 1)?;
    let state = |t: &TableRecord<'_>| (t.year, t.period, t.stage(), t.unit.clone(), t.counted_to.clone());
    let mut rows: BTreeMap<Subject, Vec<i64>> = BTreeMap::new();
    let mut others = Vec::new();
    for other in all.iter().filter(|t| state(t) == state(table)) {
        match &other.content {
            Rated::Roster(list) if list.main.is_some() && counts_whole_subject(other) => {
                let count = i64::try_from(list.roster.records.len()).unwrap_or(i64::MAX);
                rows.entry(list.roster.subject).or_default().push(count);
            }
            Rated::Counts(blocks) => others.extend(blocks.iter().map(|b| (b.block.subject, b.total().total))),
            _ => {}
        }
    }
    let fits = |counts: &Vec<i64>| counts.contains(&size) || counts.iter().sum::<i64>() == size;
    let mut fitting = rows.iter().filter(|(_, counts)| fits(counts)).map(|(subject, _)| *subject);
    let (only, None) = (fitting.next()?, fitting.next()) else { return None };
    let taken = others
        .iter()
        .any(|(subject, total)| *subject != Subject::Unknown && (*subject == only || *total == Some(size)));
    (only != Subject::Unknown && !taken).then_some(only)
}

#[cfg(test)]
mod tests {
    use crate::check::rules::testing::{all_findings, inputs, submission};
    use crate::check::totals::totals;
    use crate::config::Config;

    /// The subjects that are counted with their figures, and what is told.
    fn told(others: &str, summary: &str) -> String {
        let list = |name: &str, title: &str, rows: usize| {
            let row = |i: usize| {
                let level = if i == 1 { "HTXSNV" } else { "HTTNV" };
                format!("{} | {i} | Nguyễn Văn {name}{i} | 0{i}/02/1980 | {level}\n", i + 3)
            };
            let rows: String = (1..=rows).map(row).collect();
            format!("--- {name}\n1 | {title} NĂM 2021\n3 | TT | Họ và tên | Ngày sinh | Xếp loại\n{rows}")
        };
        let sheet = list("DS", "DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI", 6)
            + &others
                .split(',')
                .filter_map(|other| other.split_once(' '))
                .map(|(title, rows)| {
                    list(
                        title,
                        &format!("DANH SÁCH {title} VÀ KẾT QUẢ XẾP LOẠI").replace('_', " "),
                        rows.parse().expect("a number"),
                    )
                })
                .collect::<String>()
            + "--- TH\n1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI NĂM 2021\n"
            + summary;
        let picture = format!("=== a.xlsx\n{}", sheet.trim_start_matches("--- DS\n"));
        let config = Config::default();
        let counted = totals(&submission(inputs(&picture), &config)).units;
        let counted =
            counted.iter().map(|u| format!("{} {:?}", u.subject.id(), u.counts.levels.map(|l| l.unwrap_or(-1))));
        let codes = all_findings(&picture).into_iter().filter(|f| f.rule != "C401");
        let codes = codes.map(|f| format!("{} {}", f.rule, f.cell.map(|c| c.to_string()).unwrap_or_default()));
        format!("{} / {}", counted.collect::<Vec<_>>().join("; "), codes.collect::<Vec<_>>().join("; "))
    }

    fn rows(excellent: i64, good: i64) -> String {
        format!(
            "3 | TT | Mức xếp loại | Số lượng
            4 | 1 | Hoàn thành xuất sắc nhiệm vụ | {excellent}
            5 | 2 | Hoàn thành tốt nhiệm vụ | {good}
            6 | 3 | Hoàn thành nhiệm vụ | 0
            7 | 4 | Không hoàn thành nhiệm vụ | 0
            8 | | Tổng cộng | {}",
            excellent + good
        )
    }

    fn one_row(excellent: i64, good: i64) -> String {
        format!(
            "3 | TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1 | Phường Cát Bi | {} | {excellent} | {good} | 0 | 0",
            excellent + good
        )
    }

    #[test]
    fn a_summary_of_as_many_as_the_only_list_is_counted_once_and_held_against_it() {
        for form in [rows, one_row] {
            insta::allow_duplicates! {
                insta::assert_snapshot!(told("", &form(1, 5)), @"member [1, 5, 0, 0] /");
            }
        }
        insta::assert_snapshot!(told("", &rows(2, 4)), @"member [2, 4, 0, 0] / X601 C4");
        insta::assert_snapshot!(told("", &one_row(2, 4)), @"member [2, 4, 0, 0] / X601 D4");
        insta::assert_snapshot!(told("CÔNG_CHỨC 4", &one_row(2, 4)), @"member [2, 4, 0, 0]; civil-servant [1, 3, 0, 0] / X601 D4");
    }

    #[test]
    fn of_other_people_or_where_two_lists_fit_it_stays_open() {
        insta::assert_snapshot!(told("", &one_row(2, 5)), @"member [1, 5, 0, 0]; unknown [2, 5, 0, 0] / F005 A3");
        insta::assert_snapshot!(told("CÔNG_CHỨC 6", &one_row(1, 5)), @"member [1, 5, 0, 0]; civil-servant [1, 5, 0, 0]; unknown [1, 5, 0, 0] / F005 A3");
    }
}
