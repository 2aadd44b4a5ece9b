//! Lists of those of one level → parts of the whole list, or extracts of it, by the persons on them.
//!
//! "Danh sách đảng viên HTXSNV" beside the list of all members repeats some of them; beside the lists of the other levels it is the
//! only one that names its own.

use std::collections::{BTreeMap, HashSet};

use super::history::identifier;
use super::records::{FileRecord, Rated, RatedRoster, TableRecord};
use super::totals::{is_of_one_level, office_key};
use crate::locate::period::Period;
use crate::locate::{Stage, Subject};
use crate::text::key;

/// What a list of one level is to the other lists of its sender.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Extract {
    /// It is of no one level, or its persons stand in the others: it adds nobody.
    #[default]
    No,
    /// Its persons stand in no other list: they count.
    Part,
    /// So many of its persons stand in no other list, and others do.
    Partly(usize),
    /// There is no other list or summary of the same: nothing says how many there are in all.
    Alone,
}

/// Who sends, about whom, of when.
type Thing = (String, Subject, Option<u16>, Option<Period>, Stage);

/// Somebody: name, and birth date where one is given.
type Person = (String, Option<String>);

/// Marks the lists of one level of all files.
pub(super) fn mark(files: &mut [FileRecord<'_>]) {
    if !files.iter().flat_map(|file| &file.tables).any(|table| of_one_level(table).is_some()) {
        return;
    }
    let mut whole: BTreeMap<Thing, Vec<&RatedRoster<'_>>> = BTreeMap::new();
    let mut summaries: HashSet<Thing> = HashSet::new();
    for file in files.iter() {
        for table in file.tables.iter().filter(|t| !t.replaced) {
            match &table.content {
                Rated::Roster(list) if of_one_level(table).is_none() && list.main.is_some() => {
                    whole.entry(thing(file, table, list.roster.subject)).or_default().push(list);
                }
                Rated::Counts(blocks) => {
                    summaries.extend(blocks.iter().map(|rated| thing(file, table, rated.block.subject)));
                }
                _ => {}
            }
        }
    }
    let mut marks = Vec::new();
    for (place, file) in files.iter().enumerate() {
        for (number, table) in file.tables.iter().enumerate() {
            let Some(list) = of_one_level(table) else { continue };
            let thing = thing(file, table, list.roster.subject);
            let mark = match whole.get(&thing) {
                Some(others) => beside(list, others),
                None if summaries.contains(&thing) => Extract::No,
                None => Extract::Alone,
            };
            marks.push((place, number, mark));
        }
    }
    marks.into_iter().for_each(|(place, number, mark)| files[place].tables[number].extract = mark);
}

/// The persons of a list that says it is of one level, and rates them.
fn of_one_level<'t, 'c>(table: &'t TableRecord<'c>) -> Option<&'t RatedRoster<'c>> {
    let Rated::Roster(list) = &table.content else { return None };
    let one = || is_of_one_level(&table.table.title_key());
    (list.roster.persons && list.main.is_some() && !list.roster.records.is_empty() && one()).then_some(list)
}

fn thing(file: &FileRecord<'_>, table: &TableRecord<'_>, subject: Subject) -> Thing {
    let unit = table.unit.as_deref().or(file.unit.as_deref()).map_or_else(|| format!("? {}", file.path), office_key);
    (unit, subject, table.year, table.period, table.stage())
}

fn persons(list: &RatedRoster<'_>) -> impl Iterator<Item = Person> {
    list.roster.records.iter().map(|record| (key(&record.name), record.birth.as_deref().and_then(identifier)))
}

/// By who stands in the other lists: by name alone where one of the two gives no birth date.
fn beside(list: &RatedRoster<'_>, others: &[&RatedRoster<'_>]) -> Extract {
    let known: HashSet<Person> = others.iter().flat_map(|other| persons(other)).collect();
    let names: HashSet<&String> = known.iter().map(|(name, _)| name).collect();
    let open: HashSet<&String> = known.iter().filter(|(_, birth)| birth.is_none()).map(|(name, _)| name).collect();
    let stands = |person: &Person| {
        known.contains(person) || if person.1.is_none() { names.contains(&person.0) } else { open.contains(&person.0) }
    };
    let missing = persons(list).filter(|person| !stands(person)).count();
    match missing {
        0 => Extract::No,
        all if all == list.roster.records.len() => Extract::Part,
        some => Extract::Partly(some),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::rules::testing::{all_findings, inputs, submission};
    use crate::check::totals::totals;
    use crate::config::Config;

    const BEST: &str = "DANH SÁCH ĐẢNG VIÊN HOÀN THÀNH XUẤT SẮC NHIỆM VỤ";
    const OTHERS: &str = "DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI";

    /// Sheets of so many persons each, numbered from one on; what is counted and told.
    fn told(sheets: &[(&str, std::ops::Range<usize>, &str)]) -> String {
        let sheet = |(place, (title, persons, level)): (usize, &(&str, std::ops::Range<usize>, &str))| {
            let row = |i: usize| format!("{} | {i} | Nguyễn Văn A{i} | 0{i}/02/1980 | {level}\n", i + 4);
            let rows: String = persons.clone().map(row).collect();
            let head = "1 | ĐẢNG ỦY PHƯỜNG CÁT BI\n3 | TITLE NĂM 2021\n4 | TT | Họ và tên | Ngày sinh | Xếp loại\n";
            format!("--- S{place}\n{}{rows}", head.replace("TITLE", title))
        };
        let sheets: String = sheets.iter().enumerate().map(sheet).collect();
        let picture = format!("=== a.xlsx\n{}", sheets.trim_start_matches("--- S0\n"));
        let config = Config::default();
        let units = totals(&submission(inputs(&picture), &config)).units;
        let counted = units.iter().map(|u| format!("{:?}", u.counts.levels.map(|l| l.unwrap_or(-1))));
        let found = all_findings(&picture).into_iter().filter(|f| f.rule != "C401");
        let found = found.map(|f| format!("{} {}", f.rule, f.message.vi));
        format!("{} / {}", counted.collect::<Vec<_>>().join("; "), found.collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn by_its_persons_a_list_of_one_level_is_a_part_or_an_extract() {
        insta::assert_snapshot!(told(&[(BEST, 1..3, "HTXSNV"), (OTHERS, 3..8, "HTTNV")]), @"[2, 5, 0, 0] /");
        insta::assert_snapshot!(told(&[(OTHERS, 3..8, "HTTNV"), (BEST, 1..3, "HTXSNV")]), @"[2, 5, 0, 0] /");
        insta::assert_snapshot!(told(&[(OTHERS, 1..8, "HTXSNV"), (BEST, 1..3, "HTXSNV")]), @"[7, 0, 0, 0] /");
    }

    #[test]
    fn one_that_is_neither_is_told() {
        insta::assert_snapshot!(told(&[(BEST, 1..3, "HTXSNV"), (OTHERS, 2..8, "HTXSNV")]), @"[6, 0, 0, 0] / F005 Không rõ bố cục biểu: danh sách chỉ nêu một mức, có 01 người không có trong danh sách khác của cùng đối tượng; danh sách này chưa được tính. Đề nghị gửi đủ danh sách");
        insta::assert_snapshot!(told(&[(BEST, 1..3, "HTXSNV")]), @" / F005 Không rõ bố cục biểu: danh sách chỉ nêu một mức, không có danh sách hoặc biểu tổng hợp nào khác của cùng đối tượng; danh sách này chưa được tính. Đề nghị gửi đủ danh sách");
    }
}
