//! All tables of a workbook → one system of equations: their own, and what they say of each other.
//!
//! A submission is one workbook: what was saved together speaks of one state of things. Figures of other files may be of
//! another day or another version of the report; where they differ, X602 and X603 say so and nothing is proven by them.
//!
//! Between two tables of a workbook an equation stands only where they certainly speak of the same figures: a complete
//! list of the very subject, row by row for every unit of the summary, and a table that prints another one's lines again.
//! Tables that nothing joins are systems of their own, and where everything holds nothing is solved at all.

use std::collections::BTreeMap;

use super::records::{Rated, RatedBlock, TableRecord};
use super::recount::{recounts, told};
use super::repeated::repeated;
use crate::finding::{CellRef, Related, runs};
use crate::solve::joined::{Found, Joined};
use crate::solve::{Diagnosis, Repair};

/// A block: its table, and its place there.
type Place = (usize, usize);

/// What is said elsewhere of a count of a block.
struct Said {
    quantity: usize,
    source: Source,
}

enum Source {
    /// Rows of a list: as many as this, at these cells.
    Rows(i64, Vec<CellRef>),
    /// A count of another block.
    Count(Place, usize),
}

/// What a list or another table says of one line of a block.
struct Bond {
    block: Place,
    /// The table that says it.
    teller: usize,
    said: Vec<Said>,
    /// What one slip there changes: places among `said`, each with by how much.
    slips: Vec<Vec<(usize, i64)>>,
}

/// What the system says of a block: its diagnoses, and for the cells it corrects what speaks for it elsewhere.
type Solved = (Place, Vec<Diagnosis>, BTreeMap<CellRef, Vec<Related>>);

/// Diagnoses the tables of a workbook together where they are bound to each other.
pub(super) fn solve(tables: &mut [TableRecord<'_>]) {
    if blocks(tables).iter().all(|(_, rated)| rated.diagnoses.is_empty()) {
        return;
    }
    let mut bonds = lists(tables);
    bonds.extend(repetitions(tables));
    if bonds.is_empty() {
        return;
    }
    for ((table, block), diagnoses, elsewhere) in solved(tables, &bonds) {
        let Rated::Counts(blocks) = &mut tables[table].content else { continue };
        blocks[block].diagnoses = diagnoses;
        blocks[block].elsewhere = elsewhere;
    }
}

fn blocks<'r, 'c>(tables: &'r [TableRecord<'c>]) -> Vec<(Place, &'r RatedBlock<'c>)> {
    let of_table = |(t, table): (usize, &'r TableRecord<'c>)| match &table.content {
        Rated::Counts(blocks) => blocks.iter().enumerate().map(|(b, rated)| ((t, b), rated)).collect(),
        _ => Vec::new(),
    };
    tables.iter().enumerate().flat_map(of_table).collect()
}

/// What complete lists say of the lines of summaries.
fn lists(tables: &[TableRecord<'_>]) -> Vec<Bond> {
    let mut bonds = Vec::new();
    for (block, rated) in blocks(tables) {
        for (teller, table) in tables.iter().enumerate() {
            let Rated::Roster(roster) = &table.content else { continue };
            let recounts = recounts(rated, roster).unwrap_or_default();
            for (line, recount) in recounts.iter().filter(|(_, recount)| recount.plain()) {
                let told = told(rated, *line, recount);
                let rows = |(quantity, n)| Said { quantity, source: Source::Rows(n, recount.cells.clone()) };
                bonds.push(Bond {
                    block,
                    teller,
                    said: told.counts.into_iter().map(rows).collect(),
                    slips: told.slips,
                });
            }
        }
    }
    bonds
}

/// What tables say that print the lines of others again.
fn repetitions(tables: &[TableRecord<'_>]) -> Vec<Bond> {
    let all = blocks(tables);
    let mut bonds = Vec::new();
    for (i, &(block, rated)) in all.iter().enumerate() {
        for &(other, again) in all[i + 1..].iter().filter(|(other, _)| other.0 != block.0) {
            for line in repeated((&tables[block.0], rated), (&tables[other.0], again)) {
                let said =
                    line.counts.into_iter().map(|(quantity, q)| Said { quantity, source: Source::Count(other, q) });
                bonds.push(Bond { block, teller: other.0, said: said.collect(), slips: line.slips });
            }
        }
    }
    bonds
}

/// The system of all blocks that are bound, and what it says of each.
fn solved(tables: &[TableRecord<'_>], bonds: &[Bond]) -> Vec<Solved> {
    let mut joined = Joined::default();
    let mut numbers: BTreeMap<Place, usize> = BTreeMap::new();
    let tells =
        |bond: &Bond, place: Place| bond.said.iter().any(|s| matches!(s.source, Source::Count(p, _) if p == place));
    for (place, rated) in blocks(tables) {
        if bonds.iter().any(|bond| bond.block == place || tells(bond, place)) {
            numbers.insert(place, joined.table(&rated.equations, &rated.block));
        }
    }
    bonds.iter().for_each(|bond| bind(&mut joined, bond, &numbers));
    let all: Vec<(&Bond, &Said)> =
        bonds.iter().flat_map(|bond| bond.said.iter().map(move |said| (bond, said))).collect();
    let found = joined.diagnose();
    let of_block = |(&place, &number): (&Place, &usize)| {
        let found = found[number].as_ref()?;
        let elsewhere = found.iter().filter_map(|f| evidence(tables, place, f, &all)).collect();
        Some((place, found.iter().map(|f| f.diagnosis.clone()).collect(), elsewhere))
    };
    numbers.iter().filter_map(of_block).collect()
}

/// Puts a bond into the system. What is told may be wrong itself: the count of a list, and that two tables mean the same.
fn bind(joined: &mut Joined<'_>, bond: &Bond, numbers: &BTreeMap<Place, usize>) {
    let mut told: Vec<(usize, usize)> = Vec::new();
    for said in &bond.said {
        let own = joined.count(numbers[&bond.block], said.quantity);
        match &said.source {
            Source::Rows(count, _) => {
                let rows = joined.told(*count);
                told.push((rows, rows));
                joined.bond(own, vec![(rows, 1)]);
            }
            Source::Count(place, quantity) => {
                let other = joined.count(numbers[place], *quantity);
                let (more, less) = (joined.told(0), joined.told(0));
                told.push((more, less));
                joined.bond(own, vec![(other, 1), (more, 1), (less, -1)]);
            }
        }
    }
    for slip in &bond.slips {
        let change = |&(at, by): &(usize, i64)| match told[at] {
            (more, less) if more == less => (more, by),
            (more, _) if by > 0 => (more, by),
            (_, less) => (less, -by),
        };
        joined.slip(slip.iter().map(change).collect());
    }
}

/// The cells that speak for a correction elsewhere, by the cell it corrects.
fn evidence(
    tables: &[TableRecord<'_>],
    place: Place,
    found: &Found,
    all: &[(&Bond, &Said)],
) -> Option<(CellRef, Vec<Related>)> {
    let Rated::Counts(blocks) = &tables[place.0].content else { return None };
    let [Repair::Count { quantity, .. }] = found.diagnosis.repairs.first()?.as_slice() else { return None };
    let at = blocks[place.1].equations.cells[*quantity];
    let cell = |(t, b): Place, quantity: usize| match &tables[t].content {
        Rated::Counts(blocks) => vec![blocks[b].equations.cells[quantity]],
        _ => Vec::new(),
    };
    let own = &tables[place.0].table.sheet;
    let mut related: Vec<Related> = Vec::new();
    for (bond, said) in found.bonds.iter().filter_map(|&index| all.get(index)) {
        let (table, cells) = match &said.source {
            Source::Rows(_, cells) => (bond.teller, cells.clone()),
            Source::Count(other, q) if bond.block == place => (other.0, cell(*other, *q)),
            Source::Count(..) => (bond.block.0, cell(bond.block, said.quantity)),
        };
        let sheet = &tables[table].table.sheet;
        let named = (sheet != own).then(|| sheet.clone());
        related.extend(runs(&cells).into_iter().map(|range| Related { file: None, sheet: named.clone(), range }));
    }
    related.dedup();
    (!related.is_empty()).then_some((at, related))
}
