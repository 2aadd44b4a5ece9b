//! More findings of one kind in one file than anybody reads: the first are listed, the rest is counted and said.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Finding, Message};

/// Findings of one rule in one file that are listed.
pub(super) const LISTED: usize = 50_000;

/// How many there are of each kind.
#[derive(Debug, Default)]
pub(super) struct Many {
    counts: BTreeMap<(&'static str, Option<Arc<str>>), usize>,
    /// The last of those that are not listed: whoever found it may still describe it.
    unlisted: Option<Finding>,
}

impl Many {
    /// Counts one more; is it to be listed?
    pub(super) fn lists(&mut self, rule: &'static str, file: Option<&Arc<str>>) -> bool {
        let count = self.counts.entry((rule, file.cloned())).or_default();
        *count += 1;
        *count <= LISTED
    }

    /// Holds one that is not listed, in the place of the one before.
    pub(super) fn hold(&mut self, finding: Finding) -> &mut Finding {
        self.unlisted.insert(finding)
    }

    /// What is said of those that are not listed, once for each kind and file, with the first listed one as a pattern.
    pub(super) fn rest(&self, listed: &[Finding]) -> Vec<Finding> {
        let over = self.counts.iter().filter(|(_, count)| **count > LISTED);
        let said = |((rule, file), count): (&(&'static str, Option<Arc<str>>), &usize)| {
            let first = listed.iter().find(|f| f.rule == *rule && f.file == *file)?;
            let more = count - LISTED;
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
}
