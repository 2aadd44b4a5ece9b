//! Total lines that add up the rows one sees: SUBTOTAL under a filter, or typed from what it shows.

use std::collections::BTreeSet;

use super::records::{Rated, RatedBlock, TableRecord};
use crate::locate::RowRole;
use crate::solve::equations::Meaning;
use crate::solve::{Relation, Standing};

/// A total line that has in every column exactly the hidden rows too few.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unseen {
    /// The hidden rows, from 0.
    pub rows: BTreeSet<u32>,
    /// The relations that fail by them.
    pub broken: Vec<usize>,
    /// Is every figure the result of a formula?
    pub formula: bool,
}

/// What one column of a total line is short of.
struct Short {
    relation: usize,
    fails: bool,
    formula: bool,
    /// Is it exactly what the hidden rows hold?
    by_hidden: bool,
}

/// All total lines of a table without the rows that are hidden.
pub(super) fn of_block(table: &TableRecord<'_>, rated: &RatedBlock<'_>) -> Vec<Unseen> {
    if table.hidden.rows.is_empty() || rated.block.transposed {
        return Vec::new();
    }
    (0..rated.block.lines.len()).filter_map(|line| of_line(table, rated, line)).collect()
}

/// The hidden rows of a table that its total lines leave out.
pub fn rows(table: &TableRecord<'_>) -> BTreeSet<u32> {
    let Rated::Counts(blocks) = &table.content else { return BTreeSet::new() };
    blocks.iter().flat_map(|rated| of_block(table, rated)).flat_map(|unseen| unseen.rows).collect()
}

fn of_line(table: &TableRecord<'_>, rated: &RatedBlock<'_>, line: usize) -> Option<Unseen> {
    let columns: Vec<Short> = columns(table, rated, line)?;
    let broken: Vec<&Short> = columns.iter().filter(|column| column.fails).collect();
    let formula = broken.iter().all(|column| column.formula);
    let told = broken.len() >= if formula { 1 } else { 2 } && columns.iter().all(|column| column.by_hidden);
    let hidden = |l: &&usize| {
        let row = rated.block.lines[**l].name_at.row;
        rated.block.lines[**l].role == RowRole::Data && table.hidden.rows.contains(&row)
    };
    let rows = rated.block.lines[line].covers.iter().filter(hidden).map(|&l| rated.block.lines[l].name_at.row);
    told.then(|| Unseen { rows: rows.collect(), broken: broken.iter().map(|c| c.relation).collect(), formula })
}

/// The columns of a total line; `None` where one of them cannot be added up.
fn columns(table: &TableRecord<'_>, rated: &RatedBlock<'_>, line: usize) -> Option<Vec<Short>> {
    let (system, width) = (&rated.equations.system, rated.block.measures.len());
    let value = |&(q, times): &(usize, i64)| system.quantities[q].value.map(|v| v * times);
    let is_hidden =
        |&&(q, _): &&(usize, i64)| table.hidden.rows.contains(&rated.equations.cells[q].row) && q / width != line;
    let mut found = Vec::new();
    for (relation, meaning) in rated.equations.meanings.iter().enumerate() {
        let (Meaning::Column { line: own, .. }, Relation::Sum { whole, parts }) =
            (meaning, &system.relations[relation])
        else {
            continue;
        };
        if *own != line {
            continue;
        }
        let sum = parts.iter().map(value).sum::<Option<i64>>()?;
        let hidden = parts.iter().filter(is_hidden).map(value).sum::<Option<i64>>()?;
        let quantity = system.quantities[*whole];
        let by_hidden = quantity.value? == sum - hidden;
        let fails = system.standing(relation) == Standing::Fails;
        found.push(Short { relation, fails, formula: quantity.formula, by_hidden });
    }
    Some(found)
}
