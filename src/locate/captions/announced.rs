//! A header that comes again below a table: it goes on with it, or the lines above it say that now others are rated, at
//! another time, or in another stage.

use std::collections::BTreeSet;

use super::{line_above, lone, says_nothing, stand_beside, without_years};
use crate::locate::period::Period;
use crate::locate::preamble::years;
use crate::locate::row_names::section;
use crate::locate::rows::plain_label;
use crate::locate::tables::{Grid, shown};
use crate::locate::timed::When;
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{Stage, Subject, Table};
use crate::text::key;

/// Do the lines above a header that comes again announce another table: "II. Đảng viên", "Biểu 2: ĐẢNG VIÊN", "KẾT QUẢ XẾP
/// LOẠI ĐẢNG VIÊN", "Quý II"?
pub(in crate::locate) fn other(
    grid: &Grid<'_>,
    (from, top): (u32, u32),
    titles: &[String],
    words: &Vocabulary,
) -> bool {
    let rows = (from.max(top.saturating_sub(4))..top).rev();
    let alone = |r: &u32| says_nothing(grid, *r) || lone(grid, *r).is_some();
    let texts: Vec<String> = rows.take_while(alone).filter_map(|r| lone(grid, r)).map(shown).collect();
    let joined = words.subject(&key(&titles.join(" ")));
    let own = titles.iter().rev().find_map(|title| whom(title, words)).or(joined);
    let same = |line: &str| words.subject(&key(&plain_label(line))).is_some_and(|s| Some(s) == joined);
    let beside = || line_above(grid, top).is_some_and(|line| stand_beside(titles, &line, words) && !same(&line));
    let of_others = texts.iter().find_map(|text| whom(text, words)).is_some_and(|other| Some(other) != own);
    texts.iter().any(|text| at_another_time(text, titles, words)) || of_others || beside()
}

/// Whom a line says that its table is about.
fn whom(line: &str, words: &Vocabulary) -> Option<Subject> {
    let line = plain_label(line);
    let plain = key(&line);
    let title = Vocabulary::title_has(&plain, &words.title.rating);
    (title || section(&line, words).is_some()).then(|| words.subject(&plain)).flatten()
}

/// "Thực hiện" after "Kế hoạch", "II. NĂM 2023" after "I. NĂM 2022", "QUÝ II NĂM 2022" after "QUÝ I NĂM 2022", "QUYẾT ĐỊNH XẾP LOẠI" after "ĐỀ NGHỊ XẾP LOẠI".
fn at_another_time(line: &str, titles: &[String], words: &Vocabulary) -> bool {
    let dated = titles.iter().rev().map(|t| years(t)).find(|years| !years.is_empty());
    if dated.is_some_and(|dated| years(line).iter().any(|year| !dated.contains(year))) {
        return true;
    }
    let said = When::said(&plain_label(line), words);
    if matches!(said, Some(When::Plan | When::Reached | When::Before | When::Now)) {
        return true;
    }
    let period = Period::of_titles(titles);
    let other = Period::of_title(line).or(if let Some(When::Period(p)) = said { Some(p) } else { None });
    if other.is_some_and(|other| Some(other) != period) || (said == Some(When::Whole) && period.is_some()) {
        return true;
    }
    let staged = matches!(said, Some(When::Stage(_))) || Vocabulary::title_has(&key(line), &words.title.rating);
    let stage = Some(line.to_owned()).filter(|_| staged).and_then(|line| words.stage_said(&[line]));
    stage.is_some_and(|other| other != words.stage_said(titles).unwrap_or(Stage::Decided))
}

/// "Biểu 1. Năm 2021" and "Biểu 2. Năm 2022" under the title of a report of 2022: each table is of its own year.
pub(in crate::locate) fn each_of_its_year(tables: &mut [Table], words: &Vocabulary) {
    let said = |title: &String| match When::said(&plain_label(title), words) {
        Some(When::Year(year)) => Some(year),
        _ => None,
    };
    let own = |table: &Table| table.titles.iter().rev().find_map(said);
    if tables.iter().filter_map(own).collect::<BTreeSet<_>>().len() < 2 {
        return;
    }
    for table in tables.iter_mut().filter(|table| own(table).is_some()) {
        table.titles.iter_mut().filter(|title| said(title).is_none()).for_each(|title| *title = without_years(title));
    }
}
