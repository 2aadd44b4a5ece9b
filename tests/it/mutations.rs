//! Arithmetic: consistent tables with a slip or two put in; what is proven must be the truth.
//!
//! `cargo test --release --test it mutation_study -- --ignored --nocapture` prints the long study; `MUTATIONS` and `SEED`
//! say how many tables and which.
#![allow(clippy::print_stdout)] // The study is a table to read.

mod tables;

use std::collections::BTreeMap;
use std::time::Instant;

use self::tables::{Groups, Picture, Shape, Totals};
use crate::random::Random;
use xeploai::finding::{CellRef, Edit, Safety};

/// What became of a number of tables.
#[derive(Default, Clone, Copy)]
struct Tally {
    tables: usize,
    /// Nothing is wrong: the percentage is still within rounding.
    consistent: usize,
    detected: usize,
    localised: usize,
    right: usize,
    wrong: usize,
    among: usize,
    elsewhere: usize,
    undecided: usize,
}

fn judge(truth: &Picture, wrong: &Picture, errors: &[CellRef], tally: &mut Tally) {
    let findings = wrong.findings();
    tally.tables += 1;
    tally.consistent += usize::from(wrong.consistent());
    if findings.is_empty() {
        return;
    }
    tally.detected += 1;
    let all_at = errors.iter().all(|e| findings.iter().any(|f| f.cell == Some(*e)));
    tally.localised += usize::from(all_at);
    let fixes = || findings.iter().filter_map(|f| f.fix.as_ref());
    let safe: Vec<&Edit> = fixes().filter(|f| f.safety == Safety::Safe).flat_map(|f| &f.edits).collect();
    let right = |e: &Edit| errors.contains(&e.cell) && truth.says(e.cell, &e.to);
    let proven_wrong = safe.iter().find(|e| !right(e));
    if let Some(edit) = proven_wrong {
        tally.wrong += 1;
        println!("WRONG {} → {}", edit.cell, edit.to);
        show(truth, wrong, errors);
    }
    let proven = errors.iter().all(|e| safe.iter().any(|s| s.cell == *e));
    let sets: Vec<&[Edit]> = fixes()
        .flat_map(|f| std::iter::once(f.edits.as_slice()).chain(f.alternatives.iter().map(Vec::as_slice)))
        .collect();
    let offered = errors.iter().all(|e| sets.iter().any(|s| s.iter().any(|x| x.cell == *e && right(x))));
    match () {
        () if proven_wrong.is_some() => {}
        () if proven => tally.right += 1,
        () if offered => tally.among += 1,
        () if sets.iter().all(|s| s.is_empty()) => tally.undecided += 1,
        () => tally.elsewhere += 1,
    }
}

fn show(truth: &Picture, wrong: &Picture, errors: &[CellRef]) {
    let was: Vec<String> = errors.iter().map(|e| format!("{e}: {:?} → {:?}", truth.cells[e], wrong.cells[e])).collect();
    println!("{was:?} in {:?}", truth.shape);
    wrong.show();
}

type Study = BTreeMap<(&'static str, &'static str), Tally>;

fn study(seed: u64, tables: usize) -> Study {
    let mut random = Random(seed);
    let mut study = Study::new();
    for _ in 0..tables {
        let truth = Picture::any(&mut random);
        let mut wrong = truth.clone();
        let two = random.chance(40);
        let mut errors = wrong.slip(&mut random);
        let kind = match (two, errors.len()) {
            (true, _) => "two slips",
            (false, 1) => "one cell",
            _ => "two exchanged",
        };
        if two {
            errors.extend(wrong.slip(&mut random));
        }
        errors.retain(|e| truth.cells[e] != wrong.cells[e]);
        errors.sort();
        errors.dedup();
        if !errors.is_empty() {
            let evidence = truth.evidence(&errors);
            judge(&truth, &wrong, &errors, study.entry((kind, evidence)).or_default());
        }
    }
    study
}

fn print(study: &Study) {
    println!(
        "| error | evidence | tables | still consistent | detected | localised | proven right | proven wrong | truth among suggestions | other suggestion | undecided |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for ((kind, evidence), t) in study {
        println!(
            "| {kind} | {evidence} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            t.tables, t.consistent, t.detected, t.localised, t.right, t.wrong, t.among, t.elsewhere, t.undecided
        );
    }
}

fn hold(study: &Study) {
    let wrong: usize = study.values().map(|t| t.wrong).sum();
    assert_eq!(wrong, 0, "proven and wrong");
    let best = study[&("one cell", "typed totals, percentages")];
    let broken = best.tables - best.consistent;
    // Of few tables a single one is some percent.
    let least = if broken >= 500 { 98 } else { 90 };
    assert!(best.right * 100 >= broken * least, "{} of {broken} proven", best.right);
}

#[test]
fn consistent_tables_are_silent() {
    let mut random = Random(7);
    for _ in 0..200 {
        let picture = Picture::any(&mut random);
        assert!(picture.consistent());
        let said: Vec<String> = picture.findings().iter().map(|f| f.message.vi.clone()).collect();
        assert_eq!(said, [""; 0], "{:?}", picture.shape);
    }
}

#[test]
fn every_shape_is_recognised() {
    let mut random = Random(8);
    for _ in 0..200 {
        let picture = Picture::any(&mut random);
        let lost: Vec<String> =
            picture.all_findings().iter().filter(|f| f.rule.starts_with('F')).map(|f| f.message.vi.clone()).collect();
        assert_eq!(lost, [""; 0], "{:?}", picture.shape);
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
            transposed: false,
            rows: 2000,
        };
        let truth = Picture::of(shape, &mut random);
        let mut wrong = truth.clone();
        let errors: Vec<CellRef> = (0..20).flat_map(|_| wrong.slip(&mut random)).collect();
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
            assert!(edit.edits.iter().all(|e| truth.says(e.cell, &e.to)), "{:?}", edit.edits);
        }
    }
}
