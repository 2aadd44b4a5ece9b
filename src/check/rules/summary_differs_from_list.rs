//! # Biểu tổng hợp khác danh sách
//!
//! ## What it finds
//! A summary count that differs from a recount of a complete list of the same subject and parent of one unit, in the
//! same file or another: a row for every unit of the summary, as many rows as its total or rated count. A sheet a unit is one
//! list with the others. A list with as many rows as a summary by sector counts in all is held against its total. An incomplete list is compared with nothing, nor one of another year, period, stage or day.
//! ## Why it matters
//! Either the list or the summary is wrong; the level above sees only the summary.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
//! 3 | TT | Tên tổ chức cơ sở đảng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
//! 4 | 1  | Đảng bộ A              | 10      | 2      | 6 ◄   | 2 ◄  | 0
//! --- Danh sách
//! 1  | DANH SÁCH XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
//! 3  | TT | Tên chi bộ | Tổ chức cơ sở đảng | Xếp loại
//! 4  | 1  | Chi bộ 1  | Đảng bộ A | HTXSNV
//! 5  | 2  | Chi bộ 2  | Đảng bộ A | HTXSNV
//! 6  | 3  | Chi bộ 3  | Đảng bộ A | HTTNV
//! 7  | 4  | Chi bộ 4  | Đảng bộ A | HTTNV
//! 8  | 5  | Chi bộ 5  | Đảng bộ A | HTTNV
//! 9  | 6  | Chi bộ 6  | Đảng bộ A | HTTNV
//! 10 | 7  | Chi bộ 7  | Đảng bộ A | HTTNV
//! 11 | 8  | Chi bộ 8  | Đảng bộ A | HTTNV
//! 12 | 9  | Chi bộ 9  | Đảng bộ A | HTTNV
//! 13 | 10 | Chi bộ 10 | Đảng bộ A | HTNV
//! ```
//! ## Correction
//! The recount is suggested, with the totals and percentages that follow from it: two consistent versions are for
//! people to settle. Safe only where the summary is broken by itself and the recount is its one smallest repair.
//! ## Nội dung kiểm tra
//! Số trong biểu tổng hợp khác với số đếm từ danh sách đầy đủ cùng đối tượng, cùng cấp trên của đơn vị, trong cùng file
//! hoặc file khác: mỗi đơn vị của biểu có dòng trong danh sách, số dòng bằng tổng hoặc số đã đánh giá. Danh sách chưa
//! đủ thì không so sánh; khác năm, kỳ, bước hoặc ngày chốt cũng vậy.
//! ## Lý do
//! Danh sách hoặc biểu tổng hợp sai; cấp trên chỉ thấy biểu tổng hợp.
//! ## Chỉnh sửa
//! Đề nghị xác nhận theo số đếm lại, cùng các tổng và tỷ lệ kéo theo. Đủ căn cứ chỉnh sửa chỉ khi biểu tự mâu thuẫn và
//! số đếm lại là cách sửa nhỏ nhất duy nhất.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use crate::check::arithmetic::line_name;
use crate::check::records::{FileRecord, Rated, RatedBlock, RatedRoster, Submission, TableRecord};
use crate::check::recount::{
    Recount, Together, lists, of_one_state, place, place as level_place, proven, recounts_of, recounts_of_heads,
    repaired,
};
use crate::check::rosters::Stated;
use crate::check::totals::{Beside, beside, unit_key};
use crate::check::{Builder, Findings, Rule, Scope};
use crate::finding::{CellRef, Related, Severity, runs};
use crate::locate::RowRole;
use crate::normalise::{Level, Resolution};
use crate::parse::Record;

pub(super) static RULE: Rule = Rule {
    code: "X601",
    name: "summary-differs-from-list",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "SUM-LIST",
    doc: documentation!("summary_differs_from_list.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let mut of_unit: BTreeMap<String, Vec<&FileRecord<'_>>> = BTreeMap::new();
    for file in submission.files.iter().filter(|f| !f.superior) {
        if let Some(unit) = file.unit.as_deref() {
            of_unit.entry(unit_key(unit)).or_default().push(file);
        }
    }
    for file in &submission.files {
        findings.enter_file(file);
        for at in 0..file.tables.len() {
            sentence(&file.tables, at, findings);
        }
        // A unit may send its summary and its list as two files.
        let unit = file.unit.as_deref().map(unit_key).filter(|_| !file.superior);
        let others = unit.and_then(|u| of_unit.get(&u)).map_or(&[][..], Vec::as_slice);
        let others = others.iter().copied().filter(|other| !std::ptr::eq(*other, file));
        let lists: Vec<(&FileRecord<'_>, Together<'_, '_>)> = std::iter::once(file)
            .chain(others)
            .flat_map(|f| lists(f.tables.iter()).into_iter().map(move |l| (f, l)))
            .collect();
        let mut by_rows: BTreeSet<(usize, usize)> = BTreeSet::new();
        for (place, summary) in file.tables.iter().enumerate().filter(|(_, t)| !t.replaced) {
            let Rated::Counts(blocks) = &summary.content else { continue };
            for (block, rated) in blocks.iter().enumerate() {
                for (of, lists) in &lists {
                    let elsewhere = (!std::ptr::eq(*of, file)).then_some(&of.path);
                    if compare(summary, rated, (lists, elsewhere), findings) {
                        by_rows.insert((place, block));
                    }
                }
            }
        }
        for beside in beside(file).into_iter().filter(|b| !by_rows.contains(&b.summary)) {
            whole(file, &beside, findings);
        }
    }
}

/// Holds the counts typed in a sentence under a list against its rows.
fn sentence(tables: &[TableRecord<'_>], at: usize, findings: &mut Findings<'_>) {
    let table = &tables[at];
    let Rated::Roster(list) = &table.content else { return };
    // At the end of a list that goes on over sheets it counts the rows of all of them.
    if table.table.continues || tables.get(at + 1).is_some_and(|next| next.table.continues) {
        return;
    }
    let Some(main) = list.main else { return };
    // A row without a rating and without a reason leaves it open what the list says: it is L103's.
    let settled = |i: usize, r: &Resolution<'_>| match r {
        Resolution::Level { .. } | Resolution::NotRated { .. } => true,
        Resolution::Blank => !list.roster.records[i].reason.is_empty(),
        _ => false,
    };
    if !list.ratings.rows().enumerate().all(|(i, r)| settled(i, &r[main])) {
        return;
    }
    let rows = |t: &TableRecord<'_>| match &t.content {
        Rated::Roster(other) if other.roster.subject == list.roster.subject => other.roster.records.len(),
        _ => 0,
    };
    // Under the last of several lists it may count all of them.
    let all = tables.iter().map(rows).sum::<usize>() as i64;
    let of_all = |stated: &&Stated| stated.total == Some(all) && all > list.roster.records.len() as i64;
    if list.stated.is_empty() {
        return;
    }
    let rated_at: HashSet<CellRef> =
        list.roster.records.iter().flat_map(|r| r.ratings[main].iter().map(|w| w.at(r.row))).collect();
    let own = list.stated.iter().enumerate().filter(|(_, stated)| !of_all(stated));
    own.for_each(|(place, stated)| stated_count(table, list, (main, place, &rated_at), stated, findings));
}

/// The rows a sentence is about: those since the head of their group where other rows follow, or where each group has such a
/// sentence and this one is nearer to its rows; else all. `rated_at` are the cells of the ratings: a sentence in one heads
/// its rows.
fn rows_meant(list: &RatedRoster<'_>, main: usize, place: usize, rated_at: &HashSet<CellRef>) -> (Vec<usize>, bool) {
    let records = &list.roster.records;
    let stated = &list.stated[place];
    let all = || ((0..records.len()).collect(), false);
    let before = records.partition_point(|r| r.row < stated.at.row);
    if rated_at.contains(&stated.at) || before == 0 {
        return all();
    }
    let earlier = list.stated[..place].iter().rev().find(|s| !rated_at.contains(&s.at)).map(|s| s.at.row);
    let same = |r: &&Record| r.group == records[before - 1].group && earlier.is_none_or(|row| r.row > row);
    let own = records[..before].iter().rev().take_while(same).count();
    let group: Vec<usize> = (before - own..before).collect();
    let off = |rows: &[usize]| differing(list, main, stated, rows).iter().map(|d| (d.1 - d.2).abs()).sum::<i64>();
    let fits = || stated.total == Some(own as i64) || off(&group) < off(&(0..records.len()).collect::<Vec<_>>());
    let last = before == records.len();
    if own > 0 && (!last || (earlier.is_some() && (fits() || place + 1 < list.stated.len()))) {
        (group, true)
    } else {
        all()
    }
}

/// What a sentence says otherwise than the rows it is about: of what, as said, as counted.
fn differing<'l>(list: &RatedRoster<'_>, main: usize, stated: &Stated, rows: &[usize]) -> Vec<(&'l str, i64, i64)> {
    let all = rows.len() as i64;
    let of = |level: Level| rows.iter().filter(|&&i| list.level(i, main) == Some(level)).count() as i64;
    let total = stated.total.filter(|&n| n != all).map(|n| ("tổng số", n, all));
    // "HTTNV: 17 (trong đó HTXSNV: 03); HTNV: 02": the first holds the second where they make up the list only so.
    let rated = rows.iter().filter(|&&i| list.level(i, main).is_some()).count() as i64;
    let (best, good) = (of(Level::Htxsnv), of(Level::Httnv));
    let others = stated.levels.iter().filter(|(level, _)| *level != Level::Htxsnv).map(|level| level.1);
    let closes = stated.levels.contains(&(Level::Httnv, best + good)) && others.sum::<i64>() == rated;
    let nested = stated.nested && closes;
    let counted = |level: Level| if nested && level == Level::Httnv { best + good } else { of(level) };
    let levels = stated.levels.iter().map(|&(l, n)| (l.code(), n, counted(l)));
    let levels = levels.filter(|(_, said, counted)| said != counted);
    total.into_iter().chain(levels).collect()
}

fn stated_count(
    table: &TableRecord<'_>,
    list: &RatedRoster<'_>,
    (main, place, rated_at): (usize, usize, &HashSet<CellRef>),
    stated: &Stated,
    findings: &mut Findings<'_>,
) {
    let (rows, of_group) = rows_meant(list, main, place, rated_at);
    let differing = differing(list, main, stated, &rows);
    if differing.is_empty() {
        return;
    }
    let join = |f: &dyn Fn(&(&str, i64, i64)) -> String| differing.iter().map(f).collect::<Vec<_>>().join(", ");
    let (found, expected) = (join(&|d| format!("{} {}", d.1, d.0)), join(&|d| format!("{} {}", d.2, d.0)));
    let records = rows.iter().map(|&i| &list.roster.records[i]);
    let cells: Vec<CellRef> = records.flat_map(|r| r.ratings[main].iter().map(|w| w.at(r.row))).collect();
    findings.enter_sheet(Some(&table.table.sheet));
    findings.add(&RULE, stated.at).related(&cells).found(&found).expected(&expected).message(
        format!(
            "{} ghi {found}; đếm lại danh sách được {expected}. Đề nghị đơn vị đối chiếu",
            match cells.contains(&stated.at) {
                true => "Đầu mục",
                false if of_group => "Dòng cộng của nhóm",
                false => "Dòng tổng hợp dưới danh sách",
            }
        ),
        format!("The line says {found}; the list gives {expected}"),
    );
}

/// A summary that no list fits row by row, and lists with as many rows in all.
fn whole(file: &FileRecord<'_>, beside: &Beside, findings: &mut Findings<'_>) {
    let (place, block) = beside.summary;
    let Rated::Counts(blocks) = &file.tables[place].content else { return };
    let rated = &blocks[block];
    // What does not agree with itself is told by its sums.
    if !rated.diagnoses.is_empty() {
        return;
    }
    let lines = &rated.block.lines;
    let total = lines.iter().position(|line| line.role == RowRole::Total);
    let of_lines = |level: Level| {
        let each = (0..lines.len()).filter(|&l| lines[l].role == RowRole::Data);
        each.map(|l| rated.counts.line(&rated.block, l).levels[level_place(level)].unwrap_or(0)).sum::<i64>()
    };
    let stated = |level: Level| match total {
        Some(total) => rated.counts.line(&rated.block, total).levels[level_place(level)],
        None => Some(of_lines(level)),
    };
    let pairs = Level::ALL.into_iter().filter_map(|l| Some((l, stated(l)?, beside.counted.levels[level_place(l)]?)));
    let differing: Vec<(Level, i64, i64)> = pairs.filter(|(_, said, counted)| said != counted).collect();
    let line = total.or_else(|| lines.iter().position(|line| line.role == RowRole::Data));
    let (Some(line), false) = (line, differing.is_empty()) else { return };
    let measures: Vec<usize> = differing.iter().filter_map(|(level, ..)| rated.counts.measure(*level)).collect();
    // Without a total line it is what the rows come to together that differs.
    let data = (0..lines.len()).filter(|&l| lines[l].role == RowRole::Data);
    let told: Vec<usize> = total.map_or_else(|| data.collect(), |total| vec![total]);
    let cells: Vec<CellRef> =
        told.iter().flat_map(|&l| measures.iter().map(move |&m| rated.block.cells[l][m].at)).collect();
    let first = cells.first().copied().unwrap_or(lines[line].name_at);
    let said = differing.iter().map(|(l, said, _)| format!("{said} {}", l.code())).collect::<Vec<_>>().join(", ");
    let counted = differing.iter().map(|(l, _, n)| format!("{n} {}", l.code())).collect::<Vec<_>>().join(", ");
    let mut sheets: Vec<String> = beside.lists.iter().map(|list| format!("“{}”", list.sheet)).collect();
    sheets.dedup();
    let name = match told.as_slice() {
        [one] => line_name(&rated.block, *one),
        rows => format!("{:02} dòng cộng lại", rows.len()),
    };
    let sheets = sheets.join(", ");
    let related = beside.lists.iter().map(|l| Related { file: None, sheet: Some(l.sheet.clone()), range: l.range });
    findings.enter_sheet(Some(&file.tables[place].table.sheet));
    findings
        .add(&RULE, first)
        .cells(&cells)
        .related_elsewhere(related.collect::<Vec<_>>())
        .found(&said)
        .expected(&counted)
        .message(
            format!("{name}: biểu tổng hợp ghi {said}; đếm lại danh sách {sheets} có cùng tổng số được {counted}. Đề nghị đơn vị đối chiếu"),
            format!("{name}: the summary says {said}; the list {sheets}, which has as many rows, gives {counted}"),
        );
}

/// Holds a summary against lists that are complete row by row; says `false` where they are not.
fn compare(
    summary: &TableRecord<'_>,
    rated: &RatedBlock<'_>,
    (lists, elsewhere): (&Together<'_, '_>, Option<&Arc<str>>),
    findings: &mut Findings<'_>,
) -> bool {
    let rosters: Vec<&RatedRoster<'_>> = lists.iter().map(|(_, roster)| *roster).collect();
    if !of_one_state(summary, lists) {
        return false;
    }
    let by_rows = recounts_of(rated, &rosters);
    // A head is the sum of its rows: its recount says that they are wrong, and not how they are right.
    let heads = by_rows.is_none();
    let Some(recounts) = by_rows.or_else(|| recounts_of_heads(rated, &rosters)) else { return false };
    let differing = |line: usize, recount: &Recount| -> Vec<Level> {
        let counts = rated.counts.line(&rated.block, line);
        let differs = |l: &Level| counts.levels[place(*l)].is_some_and(|n| n != recount.levels[place(*l)]);
        Level::ALL.into_iter().filter(differs).collect()
    };
    if recounts.iter().all(|(&line, recount)| differing(line, recount).is_empty()) {
        return true;
    }
    let proven = proven(rated);
    for (&line, recount) in &recounts {
        let levels = differing(line, recount);
        if !levels.is_empty() {
            findings.enter_sheet(Some(&summary.table.sheet));
            let fix = (!heads).then(|| repaired(rated, &recounts, line, &proven)).flatten();
            let file = findings.file();
            let list = lists[recounts[&line].list].0;
            tell(rated, line, &levels, &recounts, (list, elsewhere), findings).fix(fix.map(|f| f.fix(summary, &file)));
        }
    }
    true
}

fn tell<'f>(
    rated: &RatedBlock<'_>,
    line: usize,
    differing: &[Level],
    recounts: &BTreeMap<usize, Recount>,
    (list, elsewhere): (&TableRecord<'_>, Option<&Arc<str>>),
    findings: &'f mut Findings<'_>,
) -> Builder<'f> {
    let recount = &recounts[&line];
    let counts = rated.counts.line(&rated.block, line);
    let cells: Vec<CellRef> =
        differing.iter().filter_map(|&l| rated.counts.measure(l)).map(|m| rated.block.cells[line][m].at).collect();
    let printed = |l: &Level| format!("{} {}", counts.levels[place(*l)].unwrap_or(0), l.code());
    let recounted = |l: &Level| format!("{} {}", recount.levels[place(*l)], l.code());
    let join = |f: &dyn Fn(&Level) -> String| differing.iter().map(f).collect::<Vec<_>>().join(", ");
    let (found, expected) = (join(&printed), join(&recounted));
    let name = line_name(&rated.block, line);
    let own = list.table.sheet.clone();
    let related = runs(&recount.cells).into_iter().map(|range| Related {
        file: elsewhere.cloned(),
        sheet: Some(own.clone()),
        range,
    });
    let sheet = elsewhere.map_or_else(|| own.to_string(), |file| format!("{own}, {file}"));
    findings.add(&RULE, cells[0]).cells(&cells).related_elsewhere(related).found(&found).expected(&expected).message(
        format!(
            "{name}: biểu tổng hợp ghi {found}; đếm lại danh sách “{sheet}” được {expected}. Đề nghị đơn vị đối chiếu"
        ),
        format!("{name}: the summary says {found}; the list “{sheet}” gives {expected}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::records::{Input, Outcome, build};
    use crate::check::rules::testing::drawn;
    use crate::check::run;
    use crate::config::Config;
    use crate::evaluate::Filled;
    use crate::finding::Finding;
    use crate::normalise::Catalogue;
    use crate::read::Tab;
    use std::sync::Arc;

    /// A list of chi bộ under three đảng bộ: 2 + 7 + 1 of A, 1 + 5 of B, 1 + 3 of C.
    fn list() -> String {
        let mut out = String::from(
            "
            1 | DANH SÁCH XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
            3 | TT | Tên chi bộ | Tổ chức cơ sở đảng | Xếp loại",
        );
        let levels = [("Đảng bộ A", "HTXSNV", 2), ("Đảng bộ A", "HTTNV", 7), ("Đảng bộ A", "HTNV", 1)];
        let more = [
            ("Đảng bộ B", "HTXSNV", 1),
            ("Đảng bộ B", "HTTNV", 5),
            ("Đảng bộ C", "HTXSNV", 1),
            ("Đảng bộ C", "HTTNV", 3),
        ];
        let rows = levels.iter().chain(&more).flat_map(|&(unit, level, n)| (0..n).map(move |_| (unit, level)));
        for ((unit, level), i) in rows.zip(1..) {
            out.push_str(&format!("\n            {} | {i} | Chi bộ số {i} | {unit} | {level}", i + 3));
        }
        out
    }

    fn found(summary: &str, list: &str) -> Vec<Finding> {
        all(summary, list).into_iter().filter(|f| f.rule == RULE.code).collect()
    }

    /// All findings in a workbook of two sheets.
    fn all(summary: &str, list: &str) -> Vec<Finding> {
        let (mut workbook, _) = drawn(summary);
        let (other, _) = drawn(list);
        for tab in other.tabs {
            if let Tab::Sheet(mut sheet) = tab {
                sheet.name = Arc::from("Danh sách");
                workbook.tabs.push(Tab::Sheet(sheet));
            }
        }
        let outcome = Outcome::Read(Box::new(workbook), Filled::default());
        let input = Input { path: Arc::from("a.xlsx"), outcome, wrong_extension: false };
        let config = Config::default();
        let submission = build(vec![input], Catalogue::built_in(), &config);
        run(&submission, &config)
    }

    /// Each finding with its fix: how sure, and which cells become what.
    fn told(summary: &str, list: &str) -> String {
        lines(&found(summary, list))
    }

    fn lines(findings: &[Finding]) -> String {
        let line = |f: &Finding| {
            let fix = f.fix.as_ref().map(|fix| {
                let edits: Vec<String> =
                    fix.edits.iter().map(|e| format!("{} {} → {}", e.cell, e.from, e.to)).collect();
                format!("{:?}: {}", fix.safety, edits.join(", "))
            });
            format!("{} | {}", f.message.vi, fix.unwrap_or_default())
        };
        findings.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    const HEADER: &str = "
            1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
            3 | TT | Tên tổ chức cơ sở đảng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";

    /// The list with one chi bộ of C that is not rated, and why.
    fn list_with_unrated() -> String {
        let head = "Tổ chức cơ sở đảng | Xếp loại";
        let last = "Chi bộ số 20 | Đảng bộ C | HTTNV";
        let list = list().replace(head, &format!("{head} | Ghi chú"));
        assert!(list.contains(last));
        list.replace(last, "Chi bộ số 20 | Đảng bộ C | | Mới thành lập")
    }

    /// Its summary, with the figures of B and whatever stands below.
    fn summary_with_unrated(b: &str, total: &str) -> String {
        format!(
            "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
            3 | TT | Tên tổ chức cơ sở đảng | Tổng số | Số được đánh giá | HTXSNV | HTTNV | HTNV | KHTNV | Chưa đánh giá | Lý do
            4 | 1 | Đảng bộ A | 10 | 10 | 2 | 7 | 1 | 0 | 0
            5 | 2 | Đảng bộ B | {b}
            6 | 3 | Đảng bộ C | 4 | 3 | 1 | 2 | 0 | 0 | 1 | 01 mới thành lập
            {total}"
        )
    }

    fn of_sums(all: Vec<Finding>) -> String {
        lines(&all.into_iter().filter(|f| f.rule.starts_with('S')).collect::<Vec<_>>())
    }

    #[test]
    fn who_is_not_rated_in_a_list_is_counted_as_that() {
        let told = |b: &str| told(&summary_with_unrated(b, ""), &list_with_unrated());
        assert_eq!(told("6 | 6 | 1 | 5 | 0 | 0 | 0"), "");
        insta::assert_snapshot!(told("6 | 6 | 2 | 4 | 0 | 0 | 0"), @"Đảng bộ B: biểu tổng hợp ghi 2 HTXSNV, 4 HTTNV; đếm lại danh sách “Danh sách” được 1 HTXSNV, 5 HTTNV. Đề nghị đơn vị đối chiếu | Suggested: E5 2 → 1, F5 4 → 5");
        // A number of those not rated that the list does not give, beside a total that it breaks.
        let wrong = all(&summary_with_unrated("6 | 6 | 1 | 5 | 0 | 0 | 3", ""), &list_with_unrated());
        insta::assert_snapshot!(of_sums(wrong), @"Đảng bộ B: đã đánh giá và chưa đánh giá cộng lại là 9, tổng số là 6, chênh lệch 3. Các số liệu khác cho thấy ô I5 là 0 | Safe: I5 3 → 0");
        // Where it gives a reason for them, they may be missing in the list.
        let told = all(&summary_with_unrated("6 | 6 | 1 | 5 | 0 | 0 | 3 | 03 mới thành lập", ""), &list_with_unrated());
        insta::assert_snapshot!(of_sums(told), @"Đảng bộ B: đã đánh giá và chưa đánh giá cộng lại là 9, tổng số là 6, chênh lệch 3. Đề nghị đơn vị kiểm tra lại các ô C5, I5 | Suggested:");
    }

    #[test]
    fn the_total_of_a_cell_that_a_list_corrects_follows_it() {
        let total = "7 | | Cộng | =SUM(C4:C6) := 20 | =SUM(D4:D6) := 19 | =SUM(E4:E6) := 7 | =SUM(F4:F6) := 14 | =SUM(G4:G6) := 1 | =SUM(H4:H6) := 0 | =SUM(I4:I6) := 1";
        let wrong = all(&summary_with_unrated("6 | 6 | 4 | 5 | 0 | 0 | 0", total), &list_with_unrated());
        insta::assert_snapshot!(of_sums(wrong), @"Đảng bộ B: tổng các mức xếp loại là 9, số đã đánh giá, xếp loại là 6, chênh lệch 3. Các số liệu khác cho thấy ô E5 là 1 | Safe: E5 4 → 1");
    }

    #[test]
    fn levels_counted_line_by_line_below_a_list_are_held_against_it() {
        use crate::check::rules::testing::findings;

        let list = |best: u8| {
            format!(
                "1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2022
                3 | TT | Họ và tên | Ngày sinh | Xếp loại
                4 | 1 | Nguyễn Văn A | 01/02/1970 | HTXSNV
                5 | 2 | Trần Thị B | 02/02/1970 | HTTNV
                6 | 3 | Lê Văn C | 03/02/1970 | HTTNV
                8 | Tổng hợp:
                9 | - Hoàn thành xuất sắc nhiệm vụ: 0{best} đồng chí (33,3%)
                10 | - Hoàn thành tốt nhiệm vụ: 02 đồng chí (66,7%)"
            )
        };
        assert_eq!(findings(&RULE, &list(1)), "");
        let wrong = findings(&RULE, &list(2));
        assert!(wrong.starts_with("A9 X601 error") && wrong.lines().count() == 1, "{wrong}");
        let others = list(2).replace("- Hoàn thành", "Tập thể hoàn thành");
        assert_eq!(findings(&RULE, &others), "", "of others");
    }

    #[test]
    fn a_sentence_under_a_group_counts_its_rows() {
        use crate::check::rules::testing::findings;

        let list = |first: &str, second: &str, end: &str| {
            format!(
                "1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2022
                3 | TT | Họ và tên | Ngày sinh | Xếp loại
                4 | I | Chi bộ Một
                5 | 1 | Nguyễn Văn A | 01/02/1970 | HTXSNV
                6 | 2 | Trần Thị B | 02/02/1970 | HTTNV
                7 | 3 | Lê Văn C | 03/02/1970 | HTTNV
                8 | | {first}
                9 | II | Chi bộ Hai
                10 | 4 | Phạm Thị D | 04/02/1970 | HTTNV
                11 | 5 | Vũ Văn E | 05/02/1970 | HTNV
                12 | | {second}
                13 | {end}"
            )
        };
        let (one, two) = ("Cộng: 03 đảng viên, HTXSNV: 01, HTTNV: 02", "Cộng: 02 đảng viên, HTTNV: 01, HTNV: 01");
        let all = "Tổng cộng: 05 đảng viên, HTXSNV: 01, HTTNV: 03, HTNV: 01";
        assert_eq!(findings(&RULE, &list(one, two, "")), "");
        assert_eq!(findings(&RULE, &list(one, two, all)), "");
        assert_eq!(findings(&RULE, &list(one, all, "")), "", "the last may be of all");
        let wrong = findings(&RULE, &list(one, "Cộng: 02 đảng viên, HTTNV: 02, HTNV: 0", all));
        assert!(wrong.starts_with("B12 X601 error Dòng cộng của nhóm") && wrong.lines().count() == 1, "{wrong}");
        let wrong = findings(&RULE, &list(one, "Cộng: 02 đảng viên, HTTNV: 02, HTNV: 0", ""));
        assert!(wrong.starts_with("B12 X601 error Dòng cộng của nhóm"), "{wrong}");
        let wrong = findings(&RULE, &list("Cộng: 03 đảng viên, HTXSNV: 02, HTTNV: 01", two, all));
        assert!(wrong.starts_with("B8 X601 error Dòng cộng của nhóm") && wrong.lines().count() == 1, "{wrong}");
        let wrong = findings(&RULE, &list(one, two, "Tổng cộng: 06 đảng viên, HTXSNV: 01, HTTNV: 04, HTNV: 01"));
        assert!(wrong.contains("X601 error Dòng tổng hợp dưới danh sách") && wrong.lines().count() == 1, "{wrong}");
    }

    #[test]
    fn lines_below_a_list_of_bodies_count_its_levels() {
        use crate::check::rules::testing::{all_codes, findings};

        let list = |number: &str, good: u8| {
            let n = |row: u8| if number.is_empty() { String::new() } else { format!("{row} | ") };
            let blank = if number.is_empty() { "" } else { " | " };
            format!(
                "1 | ĐẢNG ỦY XÃ ĐẠI AN
                2 | DANH SÁCH KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CHI BỘ TRỰC THUỘC NĂM 2022
                4 | {number}Tên chi bộ | Mức xếp loại
                5 | {}Chi bộ thôn 1 | HTTNV
                6 | {}Chi bộ thôn 2 | HTXSNV
                7 | {}Chi bộ thôn 3 | HTTNV
                8 | {}Chi bộ thôn 4 | HTTNV
                9 | {}Chi bộ thôn 5 | HTTNV
                10 | {}Chi bộ thôn 6 | HTNV
                12 | {blank}Tổng số | 6
                13 | {blank}Hoàn thành xuất sắc nhiệm vụ | 1
                14 | {blank}Hoàn thành tốt nhiệm vụ | {good}
                15 | {blank}Hoàn thành nhiệm vụ | 1",
                n(1),
                n(2),
                n(3),
                n(4),
                n(5),
                n(6)
            )
        };
        for number in ["TT | ", ""] {
            assert_eq!(all_codes(&list(number, 4)), [""; 0], "{number}");
            let wrong = findings(&RULE, &list(number, 5));
            assert!(wrong.contains("X601 error") && wrong.lines().count() == 1, "{number}{wrong}");
        }
    }

    #[test]
    fn heads_of_levels_over_bodies_say_how_many_there_are() {
        use crate::check::rules::testing::all_codes;

        for (first, second) in
            [("I | HTXSNV", "II | HTTNV"), (" | Hoàn thành xuất sắc nhiệm vụ", " | Hoàn thành tốt nhiệm vụ")]
        {
            let list = format!(
                "1 | ĐẢNG ỦY XÃ HÒA SƠN
                3 | KẾT QUẢ XẾP LOẠI CHI BỘ NĂM 2022
                5 | TT | Tên chi bộ | Xếp loại
                6 | {first} | 1
                7 | 1 | Chi bộ Thôn 1 | HTXSNV
                8 | {second} | 5
                9 | 1 | Chi bộ Thôn 2 | HTTNV
                10 | 2 | Chi bộ Thôn 3 | HTTNV
                11 | 3 | Chi bộ Thôn 4 | HTTNV
                12 | 4 | Chi bộ Thôn 5 | HTTNV
                13 | 5 | Chi bộ Thôn 6 | HTTNV"
            );
            assert_eq!(all_codes(&list), [""; 0], "{first}");
        }
    }

    #[test]
    fn the_total_row_may_count_the_levels_in_words() {
        use crate::check::rules::testing::findings;

        let list = |said: &str| {
            format!(
                "1 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2022
                3 | TT | Tên tổ chức đảng | Số đảng viên | Kết quả xếp loại
                4 | 1 | Đảng bộ xã Đại An | 31 | HTXSNV
                5 | 2 | Đảng bộ xã Đại Minh | 32 | HTTNV
                6 | 3 | Chi bộ Tòa án | 33 | HTTNV
                7 | | Tổng cộng: 03 TCCSĐ | 96 | {said}"
            )
        };
        let nested = [
            "HTTNV: 03 (trong đó HTXSNV: 01)",
            "3 HTTNV (1 HTXSNV)",
            "HTTNV trở lên: 03; HTXSNV: 01",
            "HTTNV: 3, trong đó HTXSNV: 1",
        ];
        for right in ["1 HTXSNV; 2 HTTNV", "HTXSNV: 01, HTTNV: 02", "", "3", "33,3%"].into_iter().chain(nested) {
            assert_eq!(findings(&RULE, &list(right)), "", "{right}");
        }
        for wrong in ["2 HTXSNV; 1 HTTNV", "HTXSNV: 1; HTTNV: 3", "3 HTTNV (2 HTXSNV)", "4 HTTNV (1 HTXSNV)"] {
            let told = findings(&RULE, &list(wrong));
            assert!(told.starts_with("D7 X601 error") && told.lines().count() == 1, "{wrong}: {told}");
        }
    }

    #[test]
    fn what_agrees_is_silent() {
        let summary = format!(
            "{HEADER}
            4 | 1 | Đảng bộ A | 10 | 2 | 7 | 1 | 0
            5 | 2 | Đảng bộ B | 6 | 1 | 5 | 0 | 0
            6 | 3 | Đảng bộ C | 4 | 1 | 3 | 0 | 0"
        );
        insta::assert_snapshot!(told(&summary, &list()), @"");
    }

    #[test]
    fn a_broken_summary_is_set_right() {
        let summary = format!(
            "{HEADER}
            4 | 1 | Đảng bộ A | 10 | 2 | 5 | 1 | 0
            5 | 2 | Đảng bộ B | 6 | 1 | 5 | 0 | 0
            6 | 3 | Đảng bộ C | 4 | 1 | 3 | 0 | 0"
        );
        // The sums say it too: one finding, theirs, with the rows of the list.
        assert_eq!(told(&summary, &list()), "");
        insta::assert_snapshot!(sums(&summary, &list()), @"E4 5 → 7 D4:D13");
        // In two files the sums alone prove it, and it is still one finding.
        let summary = format!("{summary}\n            7 | | Tổng cộng | 20 | 4 | 15 | 1 | 0");
        let office = "\n            1 | QUẬN ỦY SƠN TRÀ";
        let (summary, list) = (summary.replace("1 | TỔNG", "2 | TỔNG"), list().replace("1 | DANH", "2 | DANH"));
        let files = format!("=== a.xlsx{office}{summary}\n=== b.xlsx{office}{list}");
        let found = crate::check::rules::testing::all_findings(&files);
        let found: Vec<&Finding> = found.iter().filter(|f| f.rule.starts_with(['S', 'X'])).collect();
        assert_eq!(found.iter().map(|f| f.rule).collect::<Vec<_>>(), ["S201"]);
        assert_eq!(found[0].cell.map(|c| c.to_string()).as_deref(), Some("E4"));
        assert!(found[0].related.iter().any(|r| r.file.as_deref() == Some("b.xlsx")));
    }

    #[test]
    fn a_list_is_held_against_the_total_of_a_summary_by_sector() {
        let summary = |rows: &str| format!("{HEADER}\n{rows}");
        let by_sector = "4 | 1 | Khối phường | 12 | 3 | 8 | 1 | 0\n5 | 2 | Khối cơ quan | 8 | 1 | 7 | 0 | 0\n6 | | Tổng cộng | 20 | 4 | 15 | 1 | 0";
        assert_eq!(told(&summary(by_sector), &list()), "");
        let other = by_sector.replace("12 | 3 | 8", "12 | 2 | 9").replace("20 | 4 | 15", "20 | 3 | 16");
        insta::assert_snapshot!(told(&summary(&other), &list()), @"Tổng cộng: biểu tổng hợp ghi 3 HTXSNV, 16 HTTNV; đếm lại danh sách “Danh sách” có cùng tổng số được 4 HTXSNV, 15 HTTNV. Đề nghị đơn vị đối chiếu |");
        // With other rows it is about others, and what does not agree with itself is the sums'.
        let more = by_sector.replace("8 | 1 | 7 | 0", "9 | 0 | 9 | 0").replace("20 | 4 | 15", "21 | 3 | 17");
        assert_eq!(told(&summary(&more), &list()), "");
        assert_eq!(told(&summary(&by_sector.replace("20 | 4 | 15", "20 | 3 | 15")), &list()), "");
    }

    #[test]
    fn what_the_sums_leave_open_the_list_names() {
        let summary = format!(
            "{HEADER}
            4 | 1 | Đảng bộ A | 10 | 2 | 8 | 1 | 0
            5 | 2 | Đảng bộ B | 6 | 1 | 5 | 0 | 0
            6 | 3 | Đảng bộ C | 4 | 1 | 3 | 0 | 0
            7 |   | Tổng cộng | 20 | 4 | 16 | 1 | 0"
        );
        let all = all(&summary, &list());
        let codes: Vec<&str> = all.iter().map(|f| f.rule).filter(|rule| rule.starts_with(['S', 'X'])).collect();
        assert_eq!(codes, ["X601"], "{all:?}");
    }

    #[test]
    fn two_versions_that_each_agree_with_themselves_are_for_people() {
        let summary = format!(
            "{HEADER}
            4 | 1 | Đảng bộ A | 10 | 3 | 6 | 1 | 0
            5 | 2 | Đảng bộ B | 6 | 1 | 5 | 0 | 0
            6 | 3 | Đảng bộ C | 4 | 1 | 3 | 0 | 0
            7 |   | Tổng cộng | 20 | 5 | 14 | 1 | 0"
        );
        insta::assert_snapshot!(told(&summary, &list()), @"Đảng bộ A: biểu tổng hợp ghi 3 HTXSNV, 6 HTTNV; đếm lại danh sách “Danh sách” được 2 HTXSNV, 7 HTTNV. Đề nghị đơn vị đối chiếu | Suggested: D4 3 → 2, E4 6 → 7, D7 5 → 4, E7 14 → 15");
    }

    #[test]
    fn a_list_in_another_file_and_a_unit_written_once_for_its_block_are_held_too() {
        let office = "
            1 | QUẬN ỦY SƠN TRÀ";
        let summary = HEADER.replace("1 | TỔNG", "2 | TỔNG");
        let blocks = list().replace("1 | DANH", "2 | DANH");
        let mut seen = std::collections::BTreeSet::new();
        let once: Vec<String> = blocks
            .lines()
            .map(|line| {
                let cells: Vec<&str> = line.split('|').collect();
                let again = cells.len() == 5 && cells[3].contains("Đảng bộ") && !seen.insert(cells[3].to_owned());
                if again { format!("{}|{}|{}| |{}", cells[0], cells[1], cells[2], cells[4]) } else { line.to_owned() }
            })
            .collect();
        for list in [blocks.clone(), once.join("\n")] {
            let rows = "
            4 | 1 | Đảng bộ A | 10 | 2 | 6 | 2 | 0
            5 | 2 | Đảng bộ B | 6 | 1 | 5 | 0 | 0
            6 | 3 | Đảng bộ C | 4 | 1 | 3 | 0 | 0
            ";
            let files = format!("=== a.xlsx{office}{summary}{rows}=== b.xlsx{office}{list}");
            let found = crate::check::rules::testing::all_findings(&files);
            let of =
                |code: &str| found.iter().filter(|f| f.rule == code).map(|f| f.message.vi.as_str()).collect::<Vec<_>>();
            assert_eq!(
                of("X601"),
                [
                    "Đảng bộ A: biểu tổng hợp ghi 6 HTTNV, 2 HTNV; đếm lại danh sách “Biểu 1, b.xlsx” được 7 HTTNV, 1 HTNV. Đề nghị đơn vị đối chiếu"
                ]
            );
            assert_eq!((of("X602"), of("X603")), (vec![], vec![]));
        }
    }

    #[test]
    fn lines_that_count_a_level_each_are_those_of_their_section() {
        let told = |last: [u8; 2]| {
            let sheet = format!(
                "1 | ĐẢNG ỦY PHƯỜNG AN LẠC
                2 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                4 | TT | Họ và tên | Chức vụ | Xếp loại
                5 | * Chi bộ 1
                6 | 1 | Nguyễn Văn An | Bí thư | HTXSNV
                7 | 2 | Nguyễn Văn Ba | Đảng viên | HTTNV
                8 | | - Hoàn thành xuất sắc nhiệm vụ: 1
                9 | | - Hoàn thành tốt nhiệm vụ: 1
                10 | * Chi bộ 2
                11 | 3 | Nguyễn Văn Ca | Bí thư | HTTNV
                12 | 4 | Nguyễn Văn Da | Đảng viên | HTTNV
                13 | 5 | Nguyễn Văn Em | Đảng viên | HTTNV
                14 | | - Hoàn thành xuất sắc nhiệm vụ: {}
                15 | | - Hoàn thành tốt nhiệm vụ: {}",
                last[0], last[1]
            );
            crate::check::rules::testing::findings(&RULE, &sheet)
        };
        assert_eq!(told([0, 3]), "", "its own three");
        assert_eq!(told([1, 4]), "", "all five");
        let slip = told([0, 2]);
        assert!(
            slip.starts_with("B14 X601 error Dòng cộng của nhóm ghi 2 HTTNV") && slip.contains("được 3 HTTNV"),
            "{slip}"
        );
    }

    #[test]
    fn a_sheet_a_unit_is_one_list_with_the_others() {
        let sheet = |unit: &str, levels: &[&str]| {
            let rows: String =
                (1..).zip(levels).map(|(i, l)| format!("\n{} | {i} | Chi bộ {unit} {i} | {l}", i + 4)).collect();
            format!(
                "\n--- {unit}\n1 | QUẬN ỦY SƠN TRÀ\n2 | {}\n3 | DANH SÁCH XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
                4 | TT | Tên chi bộ | Xếp loại{rows}",
                unit.to_uppercase()
            )
        };
        let told = |fewer: usize| {
            let summary = "1 | QUẬN ỦY SƠN TRÀ
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021
                3 | TT | Tên tổ chức cơ sở đảng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                4 | 1 | Đảng bộ phường An Bình | 4 | 1 | 3 | 0 | 0
                5 | 2 | Đảng bộ phường Bình Yên | 3 | 0 | 2 | 1 | 0";
            let first = sheet("Đảng ủy phường An Bình", &["HTXSNV", "HTTNV", "HTNV", "HTTNV"]);
            let second = sheet("Đảng bộ phường Bình Yên", &["HTTNV", "HTTNV", "HTNV"][fewer..]);
            crate::check::rules::testing::findings(&RULE, &format!("{summary}{first}{second}"))
        };
        insta::assert_snapshot!(told(0), @"E4 X601 error Đảng bộ phường An Bình: biểu tổng hợp ghi 3 HTTNV, 0 HTNV; đếm lại danh sách “Đảng ủy phường An Bình” được 2 HTTNV, 1 HTNV. Đề nghị đơn vị đối chiếu");
        // One sheet short of a row: the list is not complete.
        assert_eq!(told(1), "");
    }

    #[test]
    fn a_list_with_a_row_twice_proves_nothing() {
        let summary = format!(
            "{HEADER}
            4 | 1 | Đảng bộ A | 10 | 2 | 5 | 1 | 0
            5 | 2 | Đảng bộ B | 6 | 1 | 5 | 0 | 0
            6 | 3 | Đảng bộ C | 4 | 1 | 3 | 0 | 0"
        );
        let twice = list().replace("Chi bộ số 3 ", "Chi bộ số 4 ");
        insta::assert_snapshot!(told(&summary, &twice), @"Đảng bộ A: biểu tổng hợp ghi 5 HTTNV; đếm lại danh sách “Danh sách” được 7 HTTNV. Đề nghị đơn vị đối chiếu | Suggested: E4 5 → 7");
    }

    #[test]
    fn an_incomplete_list_is_compared_with_nothing() {
        let summary = format!(
            "{HEADER}
            4 | 1 | Đảng bộ A | 11 | 2 | 5 | 1 | 0
            5 | 2 | Đảng bộ B | 6 | 1 | 5 | 0 | 0
            6 | 3 | Đảng bộ C | 4 | 1 | 3 | 0 | 0"
        );
        insta::assert_snapshot!(told(&summary, &list()), @"");
    }

    /// What is said of the arithmetic of a table beside another sheet: cell, fix, and what speaks for it there.
    fn sums(summary: &str, other: &str) -> String {
        let line = |f: Finding| {
            let safe = f.fix.as_ref().filter(|fix| fix.safety == crate::finding::Safety::Safe);
            let edits = safe.map(|fix| fix.edits.iter().map(|e| format!(" {} → {}", e.from, e.to)).collect::<String>());
            let there =
                f.related.iter().filter(|r| r.sheet.is_some()).map(|r| format!(" {}", r.range)).collect::<String>();
            format!("{}{}{}", f.cell.map(|c| c.to_string()).unwrap_or_default(), edits.unwrap_or_default(), there)
        };
        let sums = all(summary, other).into_iter().filter(|f| f.rule.starts_with("S2"));
        sums.map(line).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_list_is_evidence_for_the_sums_of_its_summary() {
        let summary = format!(
            "{HEADER}
            4 | 1 | Đảng bộ A | 10 | 2 | 5 | 1 | 0
            5 | 2 | Đảng bộ B | 6 | 1 | 5 | 0 | 0
            6 | 3 | Đảng bộ C | 4 | 1 | 3 | 0 | 0"
        );
        insta::assert_snapshot!(sums(&summary, &list()), @"E4 5 → 7 D4:D13");
        // One less may be a row of the list under a wrong level and another cell of the summary.
        let one = summary.replace("| 2 | 5 | 1", "| 2 | 6 | 1");
        insta::assert_snapshot!(sums(&one, &list()), @"");
        insta::assert_snapshot!(told(&one, &list()), @"Đảng bộ A: biểu tổng hợp ghi 6 HTTNV; đếm lại danh sách “Danh sách” được 7 HTTNV. Đề nghị đơn vị đối chiếu | Suggested: E4 6 → 7");
    }

    #[test]
    fn a_table_printed_twice_is_evidence_for_itself() {
        let rows = "
            4 | 1 | Đảng bộ A | 10 | 2 | 7 | 1 | 0
            5 | 2 | Đảng bộ B | 26 | 3 | 22 | 1 | 0
            6 | 3 | Đảng bộ C | 14 | 1 | 11 | 2 | 0
            7 | 4 | Đảng bộ D | 19 | 2 | 16 | 1 | 0";
        let table = format!("{HEADER}{rows}");
        insta::assert_snapshot!(sums(&table, &table), @"");
        insta::assert_snapshot!(sums(&table.replace("| 22 |", "| 27 |"), &table), @"E5 27 → 22 E5");
        insta::assert_snapshot!(sums(&table, &table.replace("| 22 |", "| 27 |")), @"E5 27 → 22 E5");
        // Two versions that each agree with themselves: nothing is proven, in either.
        insta::assert_snapshot!(sums(&table, &table.replace("| 3 | 22 |", "| 2 | 23 |")), @"");
        // Of other units or another year it says nothing.
        let other = table.replace("NĂM 2021", "NĂM 2020");
        insta::assert_snapshot!(sums(&table.replace("| 22 |", "| 27 |"), &other), @"C5");
        let other = table.replace("Đảng bộ D", "Đảng bộ E");
        insta::assert_snapshot!(sums(&table.replace("| 22 |", "| 27 |"), &other), @"C5");
    }

    #[test]
    fn heads_are_held_where_the_list_names_them_only() {
        let summary = |good: i64, fair: i64| {
            format!(
                "{HEADER}
            4 | I | Đảng bộ A | 10 | 2 | {} | {} | 0
            5 | 1 | Khối khu dân cư | 6 | 1 | {good} | {fair} | 0
            6 | 2 | Khối trường học | 4 | 1 | 3 | 0 | 0
            7 | II | Đảng bộ B | 6 | 1 | 5 | 0 | 0
            8 | 1 | Khối khu dân cư | 4 | 1 | 3 | 0 | 0
            9 | 2 | Khối trường học | 2 | 0 | 2 | 0 | 0
            10 | III | Đảng bộ C | 4 | 1 | 3 | 0 | 0
            11 | 1 | Khối khu dân cư | 2 | 1 | 1 | 0 | 0
            12 | 2 | Khối trường học | 2 | 0 | 2 | 0 | 0",
                good + 3,
                fair
            )
        };
        assert_eq!(told(&summary(4, 1), &list()), "");
        insta::assert_snapshot!(told(&summary(3, 2), &list()), @"Đảng bộ A: biểu tổng hợp ghi 6 HTTNV, 2 HTNV; đếm lại danh sách “Danh sách” được 7 HTTNV, 1 HTNV. Đề nghị đơn vị đối chiếu |");
    }

    /// The cells of a summary and its list in two files of one unit, with what is safe.
    fn in_two_files(summary: &str, list: &str) -> String {
        let office = "\n1 | QUẬN ỦY SƠN TRÀ";
        let (summary, list) = (summary.replace("1 | TỔNG", "2 | TỔNG"), list.replace("1 | DANH", "2 | DANH"));
        let files = format!("=== a.xlsx{office}{summary}\n=== b.xlsx{office}{list}");
        let line = |f: &Finding| {
            let fix = f.fix.as_ref().filter(|fix| fix.safety == crate::finding::Safety::Safe);
            let edits = fix.map(|fix| fix.edits.iter().map(|e| format!(" {} → {}", e.from, e.to)).collect::<String>());
            let there = f.related.iter().filter_map(|r| Some(format!(" {}:{}", r.file.as_ref()?, r.range)));
            let cell = f.cell.map(|c| c.to_string()).unwrap_or_default();
            format!("{} {cell}{}{}", f.rule, edits.unwrap_or_default(), there.collect::<String>())
        };
        let found = crate::check::rules::testing::all_findings(&files);
        found.iter().filter(|f| f.rule.starts_with(['S', 'X'])).map(line).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_list_in_another_file_of_the_unit_is_evidence_for_the_sums() {
        let summary = format!(
            "{HEADER}
            4 | 1 | Đảng bộ A | 10 | 2 | 5 | 1 | 0
            5 | 2 | Đảng bộ B | 6 | 1 | 5 | 0 | 0
            6 | 3 | Đảng bộ C | 4 | 1 | 3 | 0 | 0"
        );
        insta::assert_snapshot!(in_two_files(&summary, &list()), @"S201 E4 5 → 7 b.xlsx:D4:D13");
        // Of another year, or only proposed, it says nothing.
        insta::assert_snapshot!(in_two_files(&summary, &list().replace("2021", "2020")), @"S201 C4");
        insta::assert_snapshot!(in_two_files(&summary, &list().replace("| Xếp loại", "| Đề nghị xếp loại")), @"S201 C4");
        // A list that contradicts what the sums alone would prove takes the proof away.
        let totals = format!("{summary}\n7 | | Tổng cộng | 20 | 4 | 15 | 1 | 0");
        insta::assert_snapshot!(in_two_files(&totals, &list()), @"S201 E4 5 → 7 b.xlsx:D4:D13");
        let other = list().replacen("HTTNV", "HTNV", 1);
        insta::assert_snapshot!(in_two_files(&totals, &other), @"S201 E4; X601 E4 b.xlsx:D4:D13");
    }
}
