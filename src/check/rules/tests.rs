//! The catalogue as a whole.

use super::testing::{all_findings, marked};
use super::{ALL, Rule};
use crate::finding::CellRef;

/// The sheet drawn in a rule's documentation; `None` where the example is no sheet.
fn example(rule: &Rule) -> Option<String> {
    let text = rule.text();
    let (_, rest) = text.split_once("```sheet\n")?;
    rest.split_once("```").map(|(sheet, _)| sheet.to_owned())
}

#[test]
fn codes_and_names_are_unique_and_in_order() {
    for pair in ALL.windows(2) {
        assert!(pair[0].code < pair[1].code, "{} {}", pair[0].code, pair[1].code);
    }
    let mut names: Vec<&str> = ALL.iter().map(|r| r.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ALL.len());
}

#[test]
fn every_rule_is_documented() {
    for rule in ALL {
        let text = rule.text();
        assert!(!rule.title().is_empty(), "{}", rule.code);
        for heading in ["## What it finds", "## Why it matters", "## Example", "## Correction"] {
            assert!(text.contains(heading), "{} lacks “{heading}”", rule.code);
        }
    }
}

#[test]
fn every_drawn_example_fires_exactly_at_its_marks() {
    let mut drawn_examples = 0;
    for rule in ALL {
        let Some(sheet) = example(rule) else { continue };
        drawn_examples += 1;
        let mut marked = marked(&sheet);
        let mut fired: Vec<CellRef> = Vec::new();
        for finding in all_findings(&sheet).into_iter().filter(|f| f.rule == rule.code) {
            for range in finding.ranges {
                for row in range.start.row..=range.end.row {
                    fired.extend((range.start.column..=range.end.column).map(|c| CellRef::new(row, c)));
                }
            }
            if finding.cell.is_none() {
                fired.push(CellRef::new(0, 0));
            }
        }
        marked.sort();
        fired.sort();
        let show = |cells: &[CellRef]| cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(show(&fired), show(&marked), "{}", rule.code);
    }
    assert!(drawn_examples >= 25, "{drawn_examples}");
}
