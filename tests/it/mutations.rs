//! Arithmetic: consistent tables with a slip or two put in; what is proven must be the truth.
//!
//! `cargo test --release --test it mutation_study -- --ignored --nocapture` prints the long study; `MUTATIONS` and `SEED`
//! say how many tables and which, `ONLY` of what evidence ("complete list"), and with `RIVALS` every wrong cell that is not
//! proven under typed totals is held against what else would explain it.
#![allow(clippy::print_stdout)] // The study is a table to read.

mod handed;
mod rivals;
mod tables;

use std::collections::BTreeMap;
use std::time::Instant;

use self::handed::{At, Handed, findings, table_of};
use self::rivals::rival;
use self::tables::{Groups, Shape, Totals};
use crate::random::Random;
use xeploai::correct::{Wanted, corrections};
use xeploai::evaluate::fill_missing;
use xeploai::finding::{Edit, Finding, Safety};
use xeploai::read::Workbook;
use xeploai::write::apply::apply;

/// What became of a number of tables.
#[derive(Default, Clone)]
struct Tally {
    tables: usize,
    /// Drawn again, because nothing was wrong: a percentage still within rounding.
    redrawn: usize,
    detected: usize,
    localised: usize,
    right: usize,
    wrong: usize,
    among: usize,
    elsewhere: usize,
    undecided: usize,
    /// Of one wrong cell that is not proven: the other explanations there are.
    rivals: BTreeMap<&'static str, usize>,
}

fn judge(truth: &Handed, wrong: &Handed, errors: &[At], tally: &mut Tally) {
    let findings = wrong.findings();
    tally.tables += 1;
    if findings.is_empty() {
        return;
    }
    tally.detected += 1;
    let here = |f: &Finding, e: &At| f.cell == Some(e.1) && f.sheet.as_deref().and_then(table_of) == Some(e.0);
    let all_at = errors.iter().all(|e| findings.iter().any(|f| here(f, e)));
    tally.localised += usize::from(all_at);
    let fixes = || findings.iter().filter_map(|f| f.fix.as_ref());
    let safe: Vec<&Edit> = fixes().filter(|f| f.safety == Safety::Safe).flat_map(|f| &f.edits).collect();
    let at = |e: &Edit| table_of(&e.sheet).map(|table| (table, e.cell));
    let right = |e: &Edit| at(e).is_some_and(|at| errors.contains(&at) && truth.tables[at.0].says(at.1, &e.to));
    let proven_wrong = safe.iter().find(|e| !right(e));
    if let Some(edit) = proven_wrong {
        tally.wrong += 1;
        println!("WRONG {} {} → {}", edit.sheet, edit.cell, edit.to);
        show(truth, wrong, errors);
    }
    let proven = !errors.is_empty() && errors.iter().all(|e| safe.iter().any(|s| at(s) == Some(*e)));
    let sets: Vec<&[Edit]> = fixes()
        .flat_map(|f| std::iter::once(f.edits.as_slice()).chain(f.alternatives.iter().map(Vec::as_slice)))
        .collect();
    let offered = errors.iter().all(|e| sets.iter().any(|s| s.iter().any(|x| at(x) == Some(*e) && right(x))));
    match () {
        () if proven_wrong.is_some() => {}
        () if proven => tally.right += 1,
        () if offered => tally.among += 1,
        () if sets.iter().all(|s| s.is_empty()) => tally.undecided += 1,
        () => tally.elsewhere += 1,
    }
    if let (false, None, [(0, at)], [table], [was]) =
        (proven, proven_wrong, errors, wrong.tables.as_slice(), truth.tables.as_slice())
        && table.shape.totals == Totals::Typed
        && !table.shape.list
        && std::env::var_os("RIVALS").is_some()
    {
        let rival = rival(was, table, *at).unwrap_or("none found");
        *tally.rivals.entry(rival).or_default() += 1;
        if rival == "none found" || std::env::var_os("RIVALS").is_some_and(|v| v == rival) {
            println!("RIVAL {rival}");
            show(truth, wrong, errors);
        }
    }
}

fn show(truth: &Handed, wrong: &Handed, errors: &[At]) {
    let was = |&(table, at): &At| {
        let (truth, wrong) = (&truth.tables[table].cells[&at], &wrong.tables[table].cells[&at]);
        format!("{} {at}: {truth:?} → {wrong:?}", table + 1)
    };
    println!("{:?} in {:?}", errors.iter().map(was).collect::<Vec<_>>(), truth.shape());
    wrong.tables.iter().for_each(tables::Picture::show);
}

type Study = BTreeMap<(&'static str, &'static str), Tally>;

/// One or two slips, drawn again as long as they leave nothing wrong.
fn slipped(truth: &Handed, two: bool, random: &mut Random) -> (Handed, Vec<At>, usize, usize) {
    for redrawn in 0.. {
        let mut wrong = truth.clone();
        let mut errors = wrong.slip(random);
        let first = errors.len();
        if two {
            errors.extend(wrong.slip(random));
        }
        errors.retain(|(table, at)| truth.tables[*table].cells[at] != wrong.tables[*table].cells[at]);
        errors.sort();
        errors.dedup();
        if !wrong.consistent(truth) {
            return (wrong, errors, first, redrawn);
        }
    }
    unreachable!("some slip is an error")
}

fn study(seed: u64, tables: usize) -> Study {
    let mut random = Random(seed);
    let mut study = Study::new();
    let only = std::env::var("ONLY").unwrap_or_default();
    while study.values().map(|tally| tally.tables).sum::<usize>() < tables {
        let truth = Handed::any(&mut random);
        if !truth.evidence(&[]).contains(&only) {
            continue;
        }
        let two = random.chance(40);
        let (wrong, errors, first, redrawn) = slipped(&truth, two, &mut random);
        let kind = match (two, first) {
            (true, _) => "two slips",
            (false, 0) => "the list",
            (false, 1) => "one cell",
            _ => "two exchanged",
        };
        let tally = study.entry((kind, truth.evidence(&errors))).or_default();
        tally.redrawn += redrawn;
        judge(&truth, &wrong, &errors, tally);
    }
    study
}

fn print(study: &Study) {
    println!(
        "| error | evidence | tables | drawn again | detected | localised | proven right | proven wrong | truth among suggestions | other suggestion | undecided |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for ((kind, evidence), t) in study {
        println!(
            "| {kind} | {evidence} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {:?}",
            t.tables, t.redrawn, t.detected, t.localised, t.right, t.wrong, t.among, t.elsewhere, t.undecided, t.rivals
        );
    }
}

fn hold(study: &Study) {
    let wrong: usize = study.values().map(|t| t.wrong).sum();
    assert_eq!(wrong, 0, "proven and wrong");
    let best = &study[&("one cell", "typed totals, percentages")];
    // Of few tables a single one is some percent.
    let least = if best.tables >= 500 { 98 } else { 94 };
    assert!(best.right * 100 >= best.tables * least, "{} of {} proven", best.right, best.tables);
}

/// What `fix` makes of a workbook; `None` when it corrects nothing.
pub(super) fn corrected(workbook: &Workbook, wanted: Wanted<'_>) -> Option<Workbook> {
    let mut filled = workbook.clone();
    fill_missing(&mut filled);
    let chosen = corrections(&findings(filled), wanted).expect("no ids are asked for");
    let list: Vec<_> = chosen.list.iter().collect();
    (!list.is_empty()).then(|| apply(workbook, &list).expect("the sheets are there").workbook)
}

#[test]
fn what_is_corrected_once_is_not_corrected_again() {
    let mut random = Random(11);
    for _ in 0..300 {
        let truth = Handed::any(&mut random);
        let two = random.chance(60);
        let (wrong, ..) = slipped(&truth, two, &mut random);
        let Some(once) = corrected(&wrong.workbook(), Wanted::default()) else { continue };
        if corrected(&once, Wanted::default()).is_some() {
            wrong.tables.iter().for_each(tables::Picture::show);
            let told = |workbook: &Workbook| {
                let chosen = corrections(&findings(workbook.clone()), Wanted::default()).expect("no ids are asked for");
                chosen
                    .list
                    .iter()
                    .map(|c| format!("{} {} → {}", c.edit.cell, c.edit.from, c.edit.to))
                    .collect::<Vec<_>>()
            };
            panic!("{:?}: {:?}, then {:?}", wrong.shape(), told(&wrong.workbook()), told(&once));
        }
    }
}

#[test]
fn consistent_tables_are_silent() {
    let mut random = Random(7);
    for _ in 0..200 {
        let picture = Handed::any(&mut random);
        assert!(picture.consistent(&picture));
        let said: Vec<String> = picture.findings().iter().map(|f| f.message.vi.clone()).collect();
        assert_eq!(said, [""; 0], "{:?}", picture.shape());
    }
}

#[test]
fn every_shape_is_recognised() {
    let mut random = Random(8);
    for _ in 0..200 {
        let picture = Handed::any(&mut random);
        let lost: Vec<String> =
            picture.all_findings().iter().filter(|f| f.rule.starts_with('F')).map(|f| f.message.vi.clone()).collect();
        assert_eq!(lost, [""; 0], "{:?}", picture.shape());
    }
}

#[test]
fn what_is_proven_is_the_truth() {
    let study = study(1, 400);
    print(&study);
    hold(&study);
}

#[test]
#[ignore = "the long study: 10,000 tables"]
fn mutation_study() {
    let tables = std::env::var("MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let seed = std::env::var("SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    let study = study(seed, tables);
    print(&study);
    hold(&study);
}

#[test]
fn a_large_table_with_twenty_errors_is_quick() {
    let mut random = Random(3);
    for decimals in [None, Some(2)] {
        let shape = Shape {
            nesting: 0,
            decimals,
            as_text: false,
            live: false,
            totals: Totals::Typed,
            total_first: false,
            groups: Groups::None,
            unrated: false,
            leaders: false,
            two_blocks: false,
            parts: 0,
            transposed: false,
            list: false,
            rows: 2000,
        };
        let truth = Handed::of(shape, &mut random);
        let mut wrong = truth.clone();
        let errors: Vec<At> = (0..20).flat_map(|_| wrong.slip(&mut random)).collect();
        let clean = Instant::now();
        assert!(truth.findings().is_empty());
        let clean = clean.elapsed();
        let start = Instant::now();
        let findings = wrong.findings();
        let safe = findings.iter().filter_map(|f| f.fix.as_ref()).filter(|f| f.safety == Safety::Safe).count();
        println!(
            "{} cells wrong, {} findings, {safe} safe: {:?} (clean: {clean:?})",
            errors.len(),
            findings.len(),
            start.elapsed()
        );
        for edit in findings.iter().filter_map(|f| f.fix.as_ref()).filter(|f| f.safety == Safety::Safe) {
            let right = |e: &Edit| table_of(&e.sheet).is_some_and(|table| truth.tables[table].says(e.cell, &e.to));
            assert!(edit.edits.iter().all(right), "{:?}", edit.edits);
        }
    }
}
