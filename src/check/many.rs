//! More findings of one kind in one file than anybody reads: the first are listed, the rest is counted and said. So are
//! corrections of more cells than may be held.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rules::UNREADABLE_FILE;
use crate::config::Limits;
use crate::error::{Error, Limit};
use crate::finding::{Edit, Finding, Fix, Message};

/// Findings of one rule in one file that are listed.
pub(super) const LISTED: usize = 50_000;

/// Bytes that the findings listed of one file may take together.
const BYTES_MAX: usize = 96 << 20;

/// Findings of one rule in one file that are listed whatever all others take.
const ALWAYS: usize = 100;

/// How many there are of each kind.
#[derive(Debug, Default)]
pub(super) struct Many {
    counts: BTreeMap<(&'static str, Option<Arc<str>>), Count>,
    /// By file, what those that are listed take.
    bytes: BTreeMap<Option<Arc<str>>, usize>,
    /// By file, the cells that the findings listed correct.
    corrected: BTreeMap<Option<Arc<str>>, Corrected>,
    /// How many of the listed ones were weighed: one is whole when the next one is found.
    weighed: usize,
    /// The last of those that are not listed: whoever found it may still describe it.
    unlisted: Option<Finding>,
}

/// How many there are of a kind, and how many of them are not listed.
#[derive(Default, Debug)]
struct Count {
    all: usize,
    unlisted: usize,
}

/// Cells that are corrected, and those whose correction is not held.
#[derive(Default, Debug)]
struct Corrected {
    held: u64,
    left_out: u64,
}

impl Many {
    /// Counts one more than those that are `listed` and were counted before; is it to be listed?
    pub(super) fn lists(
        &mut self,
        rule: &'static str,
        file: Option<&Arc<str>>,
        listed: &mut [Finding],
        limits: &Limits,
    ) -> bool {
        self.weigh(listed, limits);
        let file = file.cloned();
        let room = self.bytes.get(&file).is_none_or(|bytes| *bytes < BYTES_MAX);
        let count = self.counts.entry((rule, file)).or_default();
        count.all += 1;
        let listed = count.all <= ALWAYS || room && count.all <= LISTED;
        count.unlisted += usize::from(!listed);
        listed
    }

    /// Holds one that is not listed, in the place of the one before.
    pub(super) fn hold(&mut self, finding: Finding) -> &mut Finding {
        self.unlisted.insert(finding)
    }

    /// Weighs what became whole since the last time. A correction of more cells than may be held is not: it is made whole
    /// or not at all.
    fn weigh(&mut self, listed: &mut [Finding], limits: &Limits) {
        let from = self.weighed.min(listed.len());
        for whole in &mut listed[from..] {
            let cells = whole.fix.as_ref().map_or(0, cells_of);
            if cells > 0 {
                let corrected = self.corrected.entry(whole.file.clone()).or_default();
                match corrected.held + cells <= limits.corrections() {
                    true => corrected.held += cells,
                    false => corrected.left_out += whole.fix.take().map_or(0, |fix| cells_of_one_way(&fix)),
                }
            }
            *self.bytes.entry(whole.file.clone()).or_default() += bytes_of(whole);
        }
        self.weighed = listed.len();
    }

    /// What is said of what is not listed, and of corrections that are not held.
    pub(super) fn rest(&mut self, listed: &mut [Finding], limits: &Limits) -> Vec<Finding> {
        self.weigh(listed, limits);
        let left_out = self.corrected.iter().filter(|(_, corrected)| corrected.left_out > 0);
        let said = left_out.filter_map(|(file, corrected)| {
            let first = listed.iter().find(|finding| finding.file == *file)?;
            Some(uncorrected(first, corrected.left_out, limits))
        });
        self.unlisted(listed).into_iter().chain(said).collect()
    }

    /// What is said of those that are not listed, once for each kind and file, with the first listed one as a pattern.
    fn unlisted(&self, listed: &[Finding]) -> Vec<Finding> {
        let over = self.counts.iter().filter(|(_, count)| count.unlisted > 0);
        let said = |((rule, file), count): (&(&'static str, Option<Arc<str>>), &Count)| {
            let first = listed.iter().find(|f| f.rule == *rule && f.file == *file)?;
            let more = count.unlisted;
            let message = Message::new(
                format!(
                    "Còn {more} nội dung cùng loại trong file này, không liệt kê. Đề nghị chỉnh sửa các nội dung đã nêu rồi kiểm tra lại"
                ),
                format!("{more} more of this kind in this file are not listed; correct those that are and check again"),
            );
            Some(general(first, message))
        };
        over.filter_map(said).collect()
    }
}

/// A statement about the whole file, otherwise like another finding in it.
fn general(like: &Finding, message: Message) -> Finding {
    Finding {
        rule: like.rule,
        name: like.name,
        severity: like.severity,
        file: like.file.clone(),
        sheet: None,
        cell: None,
        ranges: Vec::new(),
        related: Vec::new(),
        found: None,
        expected: None,
        message,
        person: None,
        source: like.source.clone(),
        readings: None,
        fix: None,
        explained: None,
    }
}

/// What is said of a file of which more cells could be corrected than may be held.
fn uncorrected(first: &Finding, cells: u64, limits: &Limits) -> Finding {
    let error = Error::OverLimit { what: Limit::Corrections, limit: limits.corrections().to_string() };
    let message = Message::new(
        format!("Còn {cells} ô sửa được nhưng chưa nêu phương án sửa: {}", error.vi()),
        format!("{cells} more cells could be corrected, which is not offered: {error}"),
    );
    let (rule, severity) = (UNREADABLE_FILE, UNREADABLE_FILE.severity);
    Finding { rule: rule.code, name: rule.name, severity, source: None, ..general(first, message) }
}

/// The cells of a fix in all of its ways.
fn cells_of(fix: &Fix) -> u64 {
    fix.edits.len() as u64 + fix.alternatives.iter().map(|way| way.len() as u64).sum::<u64>()
}

/// The cells that the longest of its ways changes.
fn cells_of_one_way(fix: &Fix) -> u64 {
    fix.alternatives.iter().chain([&fix.edits]).map(|way| way.len() as u64).max().unwrap_or(0)
}

/// What a finding takes.
fn bytes_of(finding: &Finding) -> usize {
    let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let message = finding.message.vi.len() + finding.message.en.len();
    let texts = text(&finding.found) + text(&finding.expected) + text(&finding.person) + text(&finding.source);
    let readings: usize = finding.readings.iter().flatten().map(|reading| reading.len() + size_of::<String>()).sum();
    let edits = |edits: &[Edit]| -> usize {
        edits.iter().map(|edit| size_of::<Edit>() + edit.from.len() + edit.to.len()).sum()
    };
    let fix = finding.fix.iter().map(|fix| {
        let others: usize = fix.alternatives.iter().map(|other| edits(other)).sum();
        fix.reason.vi.len() + fix.reason.en.len() + edits(&fix.edits) + others
    });
    let places = size_of_val(&*finding.ranges) + size_of_val(&*finding.related);
    size_of::<Finding>() + message + texts + readings + places + fix.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Findings;
    use crate::check::rules::ALL;
    use crate::config::Config;
    use crate::finding::{CellRef, Safety};

    #[test]
    fn the_rest_is_counted_and_said() {
        let config = Config::default();
        let said = |count: usize| {
            let mut findings = Findings::new(&config);
            for row in 0..count as u32 {
                findings.add(ALL[0], CellRef::new(row, 0)).message("một", "one");
            }
            findings.finish()
        };
        assert_eq!(said(LISTED).len(), LISTED);
        let all = said(LISTED + 7);
        assert_eq!(all.len(), LISTED + 1);
        let rest: Vec<_> = all.iter().filter(|finding| finding.cell.is_none()).collect();
        assert!(matches!(&rest[..], [rest] if rest.message.en.starts_with("7 more of this kind")));
    }

    /// A correction is made whole or not at all; what is not offered is counted and said, with what raises the limit.
    #[test]
    fn corrections_of_more_cells_than_may_be_held_are_said() {
        let config = Config { limits: Limits { memory_mb: 4, ..Limits::default() }, ..Config::default() };
        assert_eq!(config.limits.corrections(), 256);
        let mut findings = Findings::new(&config);
        for (row, cells) in [(0, 100), (1, 200), (2, 156), (3, 1)] {
            let edit = |column| Edit {
                file: "a.xlsx".into(),
                sheet: "A".into(),
                cell: CellRef::new(row, column),
                from: "1".into(),
                to: "2".into(),
            };
            let (safety, edits) = (Safety::Safe, (0..cells).map(edit).collect());
            let fix = Fix { safety, reason: Message::default(), edits, alternatives: Vec::new() };
            findings.add(ALL[0], CellRef::new(row, 0)).message("một", "one").fix(Some(fix));
        }
        let all = findings.finish();
        let held = |f: &Finding| f.fix.as_ref().map(|fix| fix.edits.len());
        let listed: Vec<_> = all.iter().filter(|f| f.cell.is_some()).map(held).collect();
        assert_eq!(listed, [Some(100), None, Some(156), None]);
        let said: Vec<_> = all.iter().filter(|f| f.cell.is_none()).map(|f| (f.rule, &*f.message.en)).collect();
        insta::assert_debug_snapshot!(said, @r#"
        [
            (
                "F001",
                "201 more cells could be corrected, which is not offered: the file is over the limit: cells to correct in the workbook (at most 256); if it is meant to be that large, set `memory_mb` under [limits] in xeploai.toml",
            ),
        ]
        "#);
    }

    #[test]
    fn findings_that_take_much_leave_room_for_those_of_other_rules() {
        let config = Config::default();
        let mut findings = Findings::new(&config);
        let long = "x".repeat(1 << 20);
        for row in 0..500 {
            findings.add(ALL[0], CellRef::new(row, 0)).found(&long).message("dài", "long");
        }
        for row in 0..500 {
            findings.add(ALL[1], CellRef::new(row, 0)).message("ngắn", "short");
        }
        let all = findings.finish();
        let of = |rule: &str| all.iter().filter(|f| f.rule == rule && f.cell.is_some()).count();
        assert_eq!((of(ALL[0].code), of(ALL[1].code)), (ALWAYS, ALWAYS));
        let more: Vec<&str> = all.iter().filter(|f| f.cell.is_none()).map(|f| &*f.message.en).collect();
        assert_eq!(more.len(), 2);
        assert!(more.iter().all(|more| more.starts_with("400 more of this kind")), "{more:?}");
    }
}
