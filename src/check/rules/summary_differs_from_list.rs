//! # Biểu tổng hợp khác danh sách
//!
//! ## What it finds
//! A summary count that differs from a recount of a complete list of the same subject and parent in the same file:
//! a row for every unit of the summary, as many rows as its total or rated count. An incomplete list is compared with nothing.
//! ## Why it matters
//! Either the list or the summary is wrong; the level above sees only the summary.
//! ## Example
//! ```text
//! summary row “Đảng bộ A”: 27 HTTNV · list under “Đảng bộ A”: 26 HTTNV
//! ```
//! ## Correction
//! None: two consistent versions are for people to settle.

use std::collections::BTreeMap;

use crate::check::arithmetic::line_name;
use crate::check::records::{Rated, RatedBlock, RatedRoster, Submission, TableRecord};
use crate::check::totals::unit_key;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Related, Severity, runs};
use crate::locate::RowRole;
use crate::normalise::{Level, Resolution};

pub(super) static RULE: Rule = Rule {
    code: "X601",
    name: "summary-differs-from-list",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "SUM-PARTITION",
    doc: include_str!("summary_differs_from_list.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    for file in &submission.files {
        findings.enter_file(file);
        for list in &file.tables {
            sentence(list, findings);
        }
        for summary in &file.tables {
            let Rated::Counts(blocks) = &summary.content else { continue };
            for rated in blocks {
                for list in &file.tables {
                    compare(summary, rated, list, findings);
                }
            }
        }
    }
}

/// Holds the counts typed in a sentence under a list against its rows.
fn sentence(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Roster(list) = &table.content else { return };
    let (Some(stated), Some(main)) = (&list.stated, list.main) else { return };
    let settled =
        |r: &Resolution<'_>| matches!(r, Resolution::Level { .. } | Resolution::NotRated { .. } | Resolution::Blank);
    if !list.ratings.iter().all(|r| settled(&r[main])) {
        return;
    }
    let rows = list.roster.records.len() as i64;
    let of = |level: Level| (0..list.ratings.len()).filter(|&i| list.level(i, main) == Some(level)).count() as i64;
    let total = stated.total.filter(|&n| n != rows).map(|n| ("tổng số", n, rows));
    let levels = stated.levels.iter().map(|&(l, n)| (l.code(), n, of(l))).filter(|(_, said, counted)| said != counted);
    let differing: Vec<(&str, i64, i64)> = total.into_iter().chain(levels).collect();
    if differing.is_empty() {
        return;
    }
    let join = |f: &dyn Fn(&(&str, i64, i64)) -> String| differing.iter().map(f).collect::<Vec<_>>().join(", ");
    let (found, expected) = (join(&|d| format!("{} {}", d.1, d.0)), join(&|d| format!("{} {}", d.2, d.0)));
    let cells: Vec<CellRef> = list.roster.records.iter().flat_map(|r| &r.ratings[main]).map(|w| w.at).collect();
    findings.enter_sheet(Some(&table.table.sheet));
    findings.add(&RULE, stated.at).related(&cells).found(&found).expected(&expected).message(
        format!(
            "Dòng tổng hợp dưới danh sách ghi {found}; đếm lại danh sách được {expected}. Đề nghị đơn vị đối chiếu"
        ),
        format!("The line under the list says {found}; the list gives {expected}"),
    );
}

/// The rows of a list under one parent.
#[derive(Default)]
struct Recount {
    rows: i64,
    levels: [i64; 4],
    settled: bool,
    cells: Vec<CellRef>,
}

fn compare(summary: &TableRecord<'_>, rated: &RatedBlock<'_>, list: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Roster(roster) = &list.content else { return };
    let Some(main) = roster.main.filter(|_| roster.roster.subject == rated.block.subject && !rated.block.transposed)
    else {
        return;
    };
    let recounts = recount(roster, main);
    let data: Vec<usize> =
        (0..rated.block.lines.len()).filter(|&l| rated.block.lines[l].role == RowRole::Data).collect();
    let found = |l: usize| recounts.get(&unit_key(&rated.block.lines[l].name));
    // Complete: every unit of the summary has its rows, and as many as it should.
    let complete = data.iter().all(|&l| {
        let counts = rated.counts.line(&rated.block, l);
        found(l).is_some_and(|r| r.settled && (counts.total == Some(r.rows) || counts.rated == Some(r.rows)))
    });
    if !complete || data.is_empty() {
        return;
    }
    for line in data {
        let Some(recount) = found(line) else { continue };
        let counts = rated.counts.line(&rated.block, line);
        let differing: Vec<Level> = Level::ALL
            .into_iter()
            .enumerate()
            .filter(|(i, _)| counts.levels[*i].is_some_and(|n| n != recount.levels[*i]))
            .map(|(_, l)| l)
            .collect();
        if !differing.is_empty() {
            findings.enter_sheet(Some(&summary.table.sheet));
            tell(rated, line, &differing, recount, list, findings);
        }
    }
}

fn tell(
    rated: &RatedBlock<'_>,
    line: usize,
    differing: &[Level],
    recount: &Recount,
    list: &TableRecord<'_>,
    findings: &mut Findings<'_>,
) {
    let counts = rated.counts.line(&rated.block, line);
    let place = |l: Level| Level::ALL.iter().position(|&a| a == l).unwrap_or(0);
    let cells: Vec<CellRef> =
        differing.iter().filter_map(|&l| rated.counts.measure(l)).map(|m| rated.block.cells[line][m].at).collect();
    let printed = |l: &Level| format!("{} {}", counts.levels[place(*l)].unwrap_or(0), l.code());
    let recounted = |l: &Level| format!("{} {}", recount.levels[place(*l)], l.code());
    let join = |f: &dyn Fn(&Level) -> String| differing.iter().map(f).collect::<Vec<_>>().join(", ");
    let (found, expected) = (join(&printed), join(&recounted));
    let name = line_name(&rated.block, line);
    let sheet = list.table.sheet.clone();
    let related =
        runs(&recount.cells).into_iter().map(|range| Related { file: None, sheet: Some(sheet.clone()), range });
    findings.add(&RULE, cells[0]).cells(&cells).related_elsewhere(related).found(&found).expected(&expected).message(
        format!(
            "{name}: biểu tổng hợp ghi {found}; đếm lại danh sách “{sheet}” được {expected}. Đề nghị đơn vị đối chiếu"
        ),
        format!("{name}: the summary says {found}; the list “{sheet}” gives {expected}"),
    );
}

fn recount(roster: &RatedRoster<'_>, main: usize) -> BTreeMap<String, Recount> {
    let mut recounts: BTreeMap<String, Recount> = BTreeMap::new();
    for (i, record) in roster.roster.records.iter().enumerate() {
        let Some(parent) = &record.parent else { continue };
        let entry = recounts.entry(unit_key(parent)).or_insert_with(|| Recount { settled: true, ..Recount::default() });
        entry.rows += 1;
        entry.cells.extend(record.ratings[main].iter().map(|w| w.at));
        match roster.level(i, main) {
            Some(level) => entry.levels[Level::ALL.iter().position(|&l| l == level).unwrap_or(0)] += 1,
            None => entry.settled = matches!(roster.ratings[i][main], Resolution::NotRated { .. }) && entry.settled,
        }
    }
    recounts
}
