//! Workbooks of every shape that offices send, written as xlsx, xls and ods: clean ones give exact totals and no finding,
//! and one slip in them is found where it is, with nothing beside it.
//!
//! `VARIATIONS=5000 SEED=9 cargo test --release --test it variations` makes more of them, and others; `ONLY=7` only that
//! one, `KEEP=folder` writes those that fail into a folder.

mod counts;
mod frame;
mod lists;
mod rows;
mod words;

use std::sync::Arc;

use xeploai::check;
use xeploai::check::records::{Input, Outcome, build};
use xeploai::check::totals::totals;
use xeploai::config::Config;
use xeploai::evaluate::fill_missing;
use xeploai::finding::{CellRange, CellRef, Finding, Safety};
use xeploai::locate::Subject;
use xeploai::normalise::Catalogue;
use xeploai::read::from_bytes;

use crate::book::{Cell, Content, File, Page};
use crate::random::Random;

/// A clean workbook, its totals, and what can go wrong in it.
#[derive(Clone, Default, Debug)]
struct Variation {
    pages: Vec<Page>,
    expected: Vec<Expected>,
    slips: Vec<Slip>,
}

/// The total of one subject; `None` where the form does not print it.
#[derive(Clone, PartialEq, Debug)]
struct Expected {
    subject: Subject,
    total: Option<i64>,
    rated: Option<i64>,
    levels: [i64; 4],
}

/// One wrong cell.
#[derive(Clone, Debug)]
struct Slip {
    /// The rules one of which must say so.
    rules: &'static [&'static str],
    page: usize,
    at: CellRef,
    right: Cell,
    wrong: Cell,
    /// Where the finding may stand: marks that lack are missed at the first of their columns.
    told: CellRange,
    /// Is there enough on the sheet to tell the cell?
    local: bool,
}

fn slipped(rules: &'static [&'static str], row: u32, column: u32, right: Cell, wrong: Cell, local: bool) -> Slip {
    let at = CellRef::new(row, column);
    Slip { rules, page: 0, at, right, wrong, told: at.into(), local }
}

impl Variation {
    fn any(shape: usize, random: &mut Random) -> Self {
        match shape {
            0 => counts::any(random),
            1 => rows::any(random),
            _ => lists::any(random),
        }
    }

    fn with(&self, slip: &Slip) -> Vec<Page> {
        let mut pages = self.pages.clone();
        let empty = slip.wrong.content == Content::Text(String::new());
        match empty {
            true => pages[slip.page].cells.remove(&slip.at),
            false => pages[slip.page].cells.insert(slip.at, slip.wrong.clone()),
        };
        pages
    }
}

/// What was found, and the totals.
fn checked(file: File, pages: &[Page]) -> (Vec<Finding>, Vec<Expected>) {
    let mut workbook = from_bytes(file.write(pages)).expect("a workbook");
    let filled = fill_missing(&mut workbook);
    let outcome = Outcome::Read(Box::new(workbook), filled);
    let path = Arc::from(format!("bieu.{}", file.extension()));
    // The levels are drawn at random: whether they keep to a cap is no matter of layout.
    let config = Config { ignore: vec!["C401".into()], ..Config::default() };
    let submission = build(vec![Input { path, outcome, wrong_extension: false }], Catalogue::built_in(), &config);
    let totals = totals(&submission);
    let expected = totals.units.iter().map(|unit| Expected {
        subject: unit.subject,
        total: unit.counts.total,
        rated: unit.counts.rated,
        levels: unit.counts.levels.map(|n| n.unwrap_or(0)),
    });
    (check::run(&submission, &config), expected.collect())
}

/// Why a clean workbook is not taken for one.
fn clean(variation: &Variation, file: File) -> Result<(), String> {
    let (findings, mut found) = checked(file, &variation.pages);
    if !findings.is_empty() {
        return Err(told(&findings));
    }
    found.sort_by_key(|one| one.subject);
    let mut expected = variation.expected.clone();
    expected.sort_by_key(|one| one.subject);
    for (one, other) in expected.iter_mut().zip(&found) {
        one.total = one.total.or(other.total);
        one.rated = one.rated.or(other.rated);
    }
    if found != expected { Err(format!("{found:?}\n  instead of {expected:?}")) } else { Ok(()) }
}

/// Why a slip is not told as it should be.
fn one_slip(variation: &Variation, slip: &Slip, file: File) -> Result<(), String> {
    let (findings, _) = checked(file, &variation.with(slip));
    let speaks = |f: &Finding| {
        let related = f.related.iter().filter(|r| r.sheet.is_none() && r.file.is_none());
        f.cell.is_some_and(|cell| slip.told.contains(cell))
            || f.ranges.iter().any(|r| r.contains(slip.at))
            || (!slip.local && related.into_iter().any(|r| r.range.contains(slip.at)))
    };
    let [finding] = &findings[..] else { return Err(told(&findings)) };
    if !slip.rules.contains(&finding.rule) || !speaks(finding) {
        return Err(told(&findings));
    }
    let fix = finding.fix.as_ref().filter(|fix| fix.safety == Safety::Safe);
    let edits = fix.iter().flat_map(|fix| &fix.edits);
    let right = |to: &str| to == slip.right.shown() || same_number(to, &slip.right);
    match edits.into_iter().find(|edit| edit.cell != slip.at || !right(&edit.to)) {
        Some(edit) => Err(format!("wrong safe fix {} → {}, right {}", edit.cell, edit.to, slip.right.shown())),
        None => Ok(()),
    }
}

/// The same number, or as near as the cell shows it. A count typed as text is written without grouping.
fn same_number(to: &str, right: &Cell) -> bool {
    let (number, format) = match &right.content {
        Content::Number(number, format) => (*number, *format),
        Content::Text(text) if matches!(text.as_str(), "-" | "không có") => (0.0, "0"),
        Content::Text(text) => match text.replace('.', "").parse() {
            Ok(number) => (number, "0"),
            Err(_) => return false,
        },
    };
    let decimals = format.trim_end_matches('%').split('.').nth(1).map_or(0, str::len);
    let step = if format.ends_with('%') { 0.01 } else { 1.0 };
    let near = 0.51 * step * 0.1f64.powi(decimals as i32);
    to.parse::<f64>().is_ok_and(|to| (to - number).abs() <= near)
}

fn told(findings: &[Finding]) -> String {
    let line = |f: &Finding| {
        let cell = f.cell.map_or("-".to_owned(), |c| c.to_string());
        format!(
            "  {} {cell} {:?} {}",
            f.rule,
            f.ranges.iter().map(ToString::to_string).collect::<Vec<_>>(),
            f.message.vi
        )
    };
    match findings {
        [] => "  nothing".to_owned(),
        _ => findings.iter().map(line).collect::<Vec<_>>().join("\n"),
    }
}

/// The pages as text, for a failure to be understood.
fn drawn(pages: &[Page]) -> String {
    let mut out = String::new();
    for page in pages {
        out.push_str(&format!(
            "== {} {:?}\n",
            page.name,
            page.merges.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        ));
        let mut row = u32::MAX;
        for (at, cell) in &page.cells {
            let new = if at.row == row { " | " } else { "\n" };
            row = at.row;
            out.push_str(&format!("{new}{at} {}", cell.shown().replace('\n', "↵")));
        }
        out.push('\n');
    }
    out
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// A variation that is not judged as it should be: what happened, and its pages.
struct Failure {
    what: String,
    pages: Vec<Page>,
}

/// Writes a workbook into the folder that `KEEP` names.
fn keep(shape: usize, number: u64, file: File, pages: &[Page]) {
    if let Ok(folder) = std::env::var("KEEP") {
        let name = format!("{shape}-{number}.{}", file.extension());
        std::fs::write(std::path::Path::new(&folder).join(name), file.write(pages)).expect("written");
    }
}

/// All variations of one shape; a failure prints what happened, and the first few workbooks.
fn study(shape: usize, usual: u64) {
    let (seed, count) = (setting("SEED", 1), setting("VARIATIONS", usual));
    let only = std::env::var("ONLY").ok().and_then(|n| n.parse::<u64>().ok());
    let mut failures = Vec::new();
    let mut slips = 0;
    for number in (0..count).filter(|n| only.is_none_or(|only| only == *n)) {
        let mut random = Random(seed << 32 | number << 2 | shape as u64);
        let file = random.one_of(&File::ALL);
        let variation = Variation::any(shape, &mut random);
        if let Err(why) = clean(&variation, file) {
            keep(shape, number, file, &variation.pages);
            failures.push(Failure { what: format!("{number} {file:?} clean:\n{why}"), pages: variation.pages });
        } else if !variation.slips.is_empty() {
            let slip = &variation.slips[random.below(variation.slips.len())];
            slips += 1;
            if let Err(why) = one_slip(&variation, slip, file) {
                let (rules, at, wrong) = (slip.rules, slip.at, slip.wrong.shown());
                let what = format!("{number} {file:?} {rules:?} {at} → {wrong}:\n{why}");
                keep(shape, number, file, &variation.with(slip));
                failures.push(Failure { what, pages: variation.with(slip) });
            }
        }
    }
    let what: Vec<&str> = failures.iter().map(|f| f.what.as_str()).collect();
    let shown: Vec<String> = failures.iter().take(setting("SHOW", 2) as usize).map(|f| drawn(&f.pages)).collect();
    assert!(failures.is_empty(), "{} of {count}:\n{}\n{}", failures.len(), what.join("\n"), shown.join("\n"));
    assert!(only.is_some() || slips * 10 > count * 8, "{slips} slips in {count} workbooks");
}

#[test]
fn variations_of_levels_in_columns() {
    study(0, 160);
}

#[test]
fn variations_of_levels_in_rows() {
    study(1, 60);
}

#[test]
fn variations_of_lists() {
    study(2, 100);
}
