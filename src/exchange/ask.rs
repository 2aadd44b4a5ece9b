//! Findings → what one unit is asked to look at: never an info, never another unit's people or figures.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::UnitList;
use super::explain::Explanation;
use super::keys::{self, Key};
use super::standing::unit_of;
use crate::check::records::Submission;
use crate::finding::{Finding, Severity};

/// Lines of one rule on one sheet before the rest becomes one line.
const LINES_MAX: usize = 6;

/// One line of a unit's sheet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What the answer will be about.
    pub keys: Vec<Key>,
    /// The finding it shows first, by its place.
    pub finding: usize,
    /// Form.
    pub sheet: String,
    /// Cell.
    pub cell: String,
    /// How many more findings of the same kind it stands for, and their cells.
    pub more: Vec<String>,
    /// What stands there.
    pub found: String,
    /// What is proposed.
    pub proposal: String,
}

/// What one unit is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The unit.
    pub unit: String,
    /// Rating year.
    pub year: Option<u16>,
    /// The lines.
    pub lines: Vec<Line>,
}

/// What every unit is asked that has something open, in the order of the list; and how many findings speak of several
/// units and are asked of none.
pub fn asked(
    submission: &Submission<'_>,
    findings: &[Finding],
    explanations: &[Explanation],
    list: Option<&UnitList>,
) -> (Vec<Asked>, usize) {
    let units: BTreeMap<&Arc<str>, String> =
        submission.files.iter().filter(|f| !f.superior).map(|f| (&f.path, unit_of(f, list))).collect();
    let mut all: Vec<Asked> = Vec::new();
    let mut of_several = 0;
    for (at, finding) in findings.iter().enumerate().filter(|(_, f)| f.severity > Severity::Info) {
        let Some(unit) = finding.file.as_ref().and_then(|file| units.get(file)) else { continue };
        if explanations.iter().any(|e| e.settles(at)) {
            continue;
        }
        if speaks_of_others(finding, unit, &units) {
            of_several += 1;
            continue;
        }
        let place = all.iter().position(|a| a.unit == *unit).unwrap_or_else(|| {
            let year = submission.files.iter().find(|f| Some(&f.path) == finding.file.as_ref()).and_then(|f| f.year);
            all.push(Asked { unit: unit.clone(), year, lines: Vec::new() });
            all.len() - 1
        });
        add(&mut all[place].lines, line(submission, findings, at), findings);
    }
    if let Some(list) = list {
        all.sort_by_key(|asked| list.order(&asked.unit));
    }
    (all, of_several)
}

/// Does a finding name cells, or the unit, of another unit's report?
fn speaks_of_others(finding: &Finding, unit: &str, units: &BTreeMap<&Arc<str>, String>) -> bool {
    let others = finding.related.iter().filter_map(|r| r.file.as_ref());
    let foreign = |file: &Arc<str>| units.get(file).is_none_or(|owner| owner != unit);
    let named =
        |name: &String| name != unit && !unit.contains(name.as_str()) && finding.message.vi.contains(name.as_str());
    let paths = units.iter().filter(|(_, owner)| *owner != unit).any(|(path, _)| finding.message.vi.contains(&***path));
    others.into_iter().any(foreign) || units.values().any(named) || paths
}

/// The line of a finding.
pub(super) fn line(submission: &Submission<'_>, findings: &[Finding], at: usize) -> Line {
    let finding = &findings[at];
    let options: Vec<String> = match &finding.fix {
        Some(fix) if fix.alternatives.is_empty() => {
            fix.edits.iter().map(|e| shown(&e.to, fix.edits.len(), e)).collect()
        }
        Some(fix) => fix
            .alternatives
            .iter()
            .map(|a| a.iter().map(|e| shown(&e.to, 2, e)).collect::<Vec<_>>().join("; "))
            .collect(),
        None => Vec::new(),
    };
    let several = finding.fix.as_ref().is_some_and(|fix| !fix.alternatives.is_empty());
    let proposal = match options.is_empty() {
        true => finding.expected.clone().unwrap_or_default(),
        false => options.join(if several { " hoặc " } else { "; " }),
    };
    let stands = finding.fix.as_ref().and_then(|fix| match &fix.edits[..] {
        [edit] if Some(edit.cell) == finding.cell => Some(edit.from.to_string()),
        _ => None,
    });
    Line {
        keys: keys::of(submission, finding).into_iter().collect(),
        finding: at,
        sheet: finding.sheet.as_deref().unwrap_or("").to_owned(),
        cell: finding.cell.map(|c| c.to_string()).unwrap_or_default(),
        more: Vec::new(),
        found: stands.or_else(|| finding.found.clone()).unwrap_or_default(),
        proposal,
    }
}

/// A value that is proposed, with its cell where there are several.
fn shown(to: &str, count: usize, edit: &crate::finding::Edit) -> String {
    let number = !to.is_empty() && to.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    let to = if number { to.replace('.', ",") } else { to.to_owned() };
    if count > 1 { format!("{}: {to}", edit.cell) } else { to }
}

/// Adds a line, or its cell to the last line of its kind where there are many.
fn add(lines: &mut Vec<Line>, line: Line, findings: &[Finding]) {
    let same = |l: &&mut Line| findings[l.finding].rule == findings[line.finding].rule && l.sheet == line.sheet;
    let many = lines.iter_mut().filter(same).count() >= LINES_MAX;
    match lines.iter_mut().rfind(same).filter(|_| many) {
        Some(last) => {
            last.more.push(line.cell);
            last.keys.extend(line.keys);
        }
        None => lines.push(line),
    }
}
