//! All tables of a submission → one system of equations: their own, and what they say of each other.
//!
//! A submission is what one unit sends of one year: a workbook, or several. Between two tables an equation stands only
//! where they certainly speak of the same figures: a complete list of the very subject, period and stage, row by row for
//! every unit of the summary, in the same workbook or another; and, in one workbook, a table that prints another one's
//! lines again. The same table in two workbooks may be two versions of it: where these differ, X602 and X603 say so and
//! nothing is proven by them. Tables that nothing joins are systems of their own, and where everything holds nothing is
//! solved at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::followed;
use super::records::{FileRecord, Rated, RatedBlock, TableRecord};
use super::recount::{self, Together, of_one_state, recounts_of, told};
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

/// A table of a submission.
#[derive(Clone, Copy)]
struct Member<'r, 'c> {
    table: &'r TableRecord<'c>,
    /// The place of its file among those of the submission, and its name where there are several.
    file: usize,
    path: Option<&'r Arc<str>>,
}

/// Diagnoses the tables of a workbook together where they are bound to each other.
pub(super) fn solve(tables: &mut [TableRecord<'_>]) {
    let members: Vec<_> = tables.iter().map(|table| Member { table, file: 0, path: None }).collect();
    for ((table, block), diagnoses, elsewhere) in examined(&members, false) {
        put(&mut tables[table], block, diagnoses, elsewhere);
    }
    let members: Vec<_> = tables.iter().map(|table| Member { table, file: 0, path: None }).collect();
    for ((table, block), diagnoses, elsewhere) in further(&members, false, ROUNDS) {
        put(&mut tables[table], block, diagnoses, elsewhere);
    }
}

/// Corrections that build on one another are looked for so many times.
const ROUNDS: usize = 8;

/// What the tables come to once what is proven is corrected; nothing where that proves nothing more.
fn further(members: &[Member<'_, '_>], across: bool, rounds: usize) -> Vec<Solved> {
    let mut after: Vec<Option<TableRecord<'_>>> = members.iter().map(|m| followed::corrected(m.table)).collect();
    if rounds == 0 || after.iter().all(Option::is_none) {
        return Vec::new();
    }
    // A correction can settle what is wrong in a table beside it.
    for (after, member) in after.iter_mut().zip(members).filter(|(after, _)| after.is_none()) {
        let open = counts(member.table).iter().any(|rated| !rated.diagnoses.is_empty());
        *after = open.then(|| member.table.clone());
    }
    let solved = examined(&beside(members, &after), across);
    put_all(&mut after, solved);
    let solved = further(&beside(members, &after), across, rounds - 1);
    put_all(&mut after, solved);
    let mut found = Vec::new();
    for (table, (member, after)) in members.iter().zip(&after).enumerate() {
        let after = after.as_ref().map_or(&[][..], counts);
        for (block, (before, after)) in counts(member.table).iter().zip(after).enumerate() {
            if after.diagnoses.iter().any(|d| d.proven) {
                let elsewhere = before.elsewhere.iter().chain(&after.elsewhere);
                let elsewhere = elsewhere.map(|(at, related)| (*at, related.clone())).collect();
                found.push(((table, block), followed::joined(before, after), elsewhere));
            }
        }
    }
    found
}

fn put_all(after: &mut [Option<TableRecord<'_>>], solved: Vec<Solved>) {
    for ((table, block), diagnoses, elsewhere) in solved {
        if let Some(table) = &mut after[table] {
            put(table, block, diagnoses, elsewhere);
        }
    }
}

/// The tables with some of them as they are after a correction.
fn beside<'r, 'c>(members: &[Member<'r, 'c>], after: &'r [Option<TableRecord<'c>>]) -> Vec<Member<'r, 'c>> {
    let with = |(member, after): (&Member<'r, 'c>, &'r Option<TableRecord<'c>>)| Member {
        table: after.as_ref().unwrap_or(member.table),
        ..*member
    };
    members.iter().zip(after).map(with).collect()
}

fn counts<'r, 'c>(table: &'r TableRecord<'c>) -> &'r [RatedBlock<'c>] {
    match &table.content {
        Rated::Counts(blocks) => blocks,
        _ => &[],
    }
}

/// The same for the workbooks that a unit sent of one year, where a list in one speaks of a summary in another.
pub(super) fn solve_together(files: &mut [&mut FileRecord<'_>]) {
    for solve in
        [examined as fn(&[Member<'_, '_>], bool) -> Vec<Solved>, |members, across| further(members, across, ROUNDS)]
    {
        let mut members = Vec::new();
        let mut places: Vec<(usize, usize)> = Vec::new();
        for (file, record) in files.iter().enumerate() {
            places.extend((0..record.tables.len()).map(|at| (file, at)));
            members.extend(record.tables.iter().map(|table| Member { table, file, path: Some(&record.path) }));
        }
        for ((table, block), diagnoses, elsewhere) in solve(&members, true) {
            let (file, at) = places[table];
            put(&mut files[file].tables[at], block, diagnoses, elsewhere);
        }
    }
}

fn put(
    table: &mut TableRecord<'_>,
    block: usize,
    diagnoses: Vec<Diagnosis>,
    elsewhere: BTreeMap<CellRef, Vec<Related>>,
) {
    if let Rated::Counts(blocks) = &mut table.content {
        blocks[block].diagnoses = diagnoses;
        blocks[block].elsewhere = elsewhere;
    }
}

/// What the system of all tables says; nothing where everything holds, or where `across` files nothing is told.
fn examined(tables: &[Member<'_, '_>], across: bool) -> Vec<Solved> {
    if blocks(tables).iter().all(|(_, rated)| rated.diagnoses.is_empty()) {
        return Vec::new();
    }
    let mut bonds = lists(tables);
    if across && bonds.iter().all(|bond| tables[bond.teller].file == tables[bond.block.0].file) {
        return Vec::new();
    }
    bonds.extend(repetitions(tables));
    if bonds.is_empty() { Vec::new() } else { solved(tables, &bonds, across) }
}

fn blocks<'r, 'c>(tables: &[Member<'r, 'c>]) -> Vec<(Place, &'r RatedBlock<'c>)> {
    let of_table = |(t, member): (usize, &Member<'r, 'c>)| match &member.table.content {
        Rated::Counts(blocks) if !member.table.replaced => {
            blocks.iter().enumerate().map(|(b, rated)| ((t, b), rated)).collect()
        }
        _ => Vec::new(),
    };
    tables.iter().enumerate().flat_map(of_table).collect()
}

fn block_at<'r, 'c>(tables: &[Member<'r, 'c>], (table, block): Place) -> Option<&'r RatedBlock<'c>> {
    match &tables[table].table.content {
        Rated::Counts(blocks) => blocks.get(block),
        _ => None,
    }
}

/// What complete lists say of the lines of summaries.
fn lists(tables: &[Member<'_, '_>]) -> Vec<Bond> {
    let files = tables.iter().map(|m| m.file).max().map_or(0, |last| last + 1);
    let of_file = |file: usize| tables.iter().filter(move |m| m.file == file).map(|m| m.table);
    let all: Vec<Together<'_, '_>> = (0..files).flat_map(|file| recount::lists(of_file(file))).collect();
    let place = |table: &TableRecord<'_>| tables.iter().position(|m| std::ptr::eq(m.table, table));
    let mut bonds = Vec::new();
    for (block, rated) in blocks(tables) {
        for lists in all.iter().filter(|lists| of_one_state(tables[block.0].table, lists)) {
            let rosters: Vec<_> = lists.iter().map(|(_, roster)| *roster).collect();
            let recounts = recounts_of(rated, &rosters).unwrap_or_default();
            for (line, recount) in recounts.iter().filter(|(_, recount)| recount.plain()) {
                let Some(teller) = place(lists[recount.list].0) else { continue };
                let told = told(rated, *line, recount);
                let rows = |(quantity, n)| Said { quantity, source: Source::Rows(n, recount.cells.clone()) };
                let said = told.counts.into_iter().map(rows).collect();
                bonds.push(Bond { block, teller, said, slips: told.slips });
            }
        }
    }
    bonds
}

/// What tables say that print the lines of others again.
fn repetitions(tables: &[Member<'_, '_>]) -> Vec<Bond> {
    let all = blocks(tables);
    let apart = |a: usize, b: usize| a != b && tables[a].file == tables[b].file;
    let mut bonds = Vec::new();
    for (i, &(block, rated)) in all.iter().enumerate() {
        for &(other, again) in all[i + 1..].iter().filter(|(other, _)| apart(block.0, other.0)) {
            for line in repeated((tables[block.0].table, rated), (tables[other.0].table, again)) {
                let said =
                    line.counts.into_iter().map(|(quantity, q)| Said { quantity, source: Source::Count(other, q) });
                bonds.push(Bond { block, teller: other.0, said: said.collect(), slips: line.slips });
            }
        }
    }
    bonds
}

/// The system of all blocks that are bound, and what it says of each; `anew` also where that is what the block says by
/// itself, which takes back what was proven with less.
fn solved(tables: &[Member<'_, '_>], bonds: &[Bond], anew: bool) -> Vec<Solved> {
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
        let Some(found) = &found[number] else {
            let rated = block_at(tables, place).filter(|_| anew)?;
            return Some((place, rated.equations.diagnose(&rated.block), BTreeMap::new()));
        };
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
    tables: &[Member<'_, '_>],
    place: Place,
    found: &Found,
    all: &[(&Bond, &Said)],
) -> Option<(CellRef, Vec<Related>)> {
    let [Repair::Count { quantity, .. }] = found.diagnosis.repairs.first()?.as_slice() else { return None };
    let cell = |place: Place, quantity: usize| block_at(tables, place).map(|r| r.equations.cells[quantity]);
    let at = cell(place, *quantity)?;
    let own = &tables[place.0];
    let mut related: Vec<Related> = Vec::new();
    for (bond, said) in found.bonds.iter().filter_map(|&index| all.get(index)) {
        let (table, cells) = match &said.source {
            Source::Rows(_, cells) => (bond.teller, cells.clone()),
            Source::Count(other, q) if bond.block == place => (other.0, cell(*other, *q).into_iter().collect()),
            Source::Count(..) => (bond.block.0, cell(bond.block, said.quantity).into_iter().collect()),
        };
        let teller = &tables[table];
        let file = teller.path.filter(|_| teller.file != own.file).cloned();
        let sheet = &teller.table.table.sheet;
        let sheet = (file.is_some() || *sheet != own.table.table.sheet).then(|| sheet.clone());
        let ranges = runs(&cells).into_iter();
        related.extend(ranges.map(|range| Related { file: file.clone(), sheet: sheet.clone(), range }));
    }
    related.dedup();
    (!related.is_empty()).then_some((at, related))
}
