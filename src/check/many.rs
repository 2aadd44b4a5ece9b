//! More findings of one kind in one file than anybody reads: the first are listed, the rest is counted and said.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Edit, Finding, Message};

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

impl Many {
    /// Counts one more than those that are `listed` and were counted before; is it to be listed?
    pub(super) fn lists(&mut self, rule: &'static str, file: Option<&Arc<str>>, listed: &[Finding]) -> bool {
        for whole in &listed[self.weighed.min(listed.len())..] {
            *self.bytes.entry(whole.file.clone()).or_default() += bytes_of(whole);
        }
        self.weighed = listed.len();
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

    /// What is said of those that are not listed, once for each kind and file, with the first listed one as a pattern.
    pub(super) fn rest(&self, listed: &[Finding]) -> Vec<Finding> {
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
            Some(Finding {
                sheet: None,
                cell: None,
                ranges: Vec::new(),
                related: Vec::new(),
                found: None,
                expected: None,
                message,
                person: None,
                readings: None,
                fix: None,
                explained: None,
                ..first.clone()
            })
        };
        over.filter_map(said).collect()
    }
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
    use crate::finding::CellRef;

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
