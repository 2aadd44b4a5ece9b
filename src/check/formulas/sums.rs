//! Totals whose formulas add up other cells than those they stand for.

use std::cell;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::{CellEdit, Page, WrongSum};
use crate::check::records::RatedBlock;
use crate::evaluate::{Summand, summands};
use crate::finding::{CellRange, CellRef, runs};
use crate::locate::RowRole;
use crate::package::formula::shifted;
use crate::parse::Block;
use crate::read::Value;
use crate::solve::Relation;
use crate::solve::equations::Meaning;

/// Cells that the sums of a table may look at in all: about a second. Many long sums over each other go beyond it, and those
/// that follow are not judged.
const LOOKS_MAX: usize = 100_000_000;

/// Sums over sums over sums … that are followed.
const DEPTH_MAX: usize = 8;

/// All wrong sums of a table, those over lines first; `blocks` are its rated ones with the figures of today.
pub(super) fn wrong_sums(page: &Page<'_>, rated: &[RatedBlock<'_>], blocks: &[&Block]) -> Vec<WrongSum> {
    let mut found = Vec::new();
    let left = cell::Cell::new(LOOKS_MAX);
    for (index, (rated, block)) in rated.iter().zip(blocks.iter().copied()).enumerate() {
        let cells = block.cells.iter().enumerate();
        let places = cells.flat_map(|(l, line)| line.iter().enumerate().map(move |(m, c)| (c.at, (l, m)))).collect();
        let sums = Sums { page, rated, block, index, places, left: &left };
        let totals = (0..block.lines.len()).filter(|&line| !block.lines[line].covers.is_empty());
        totals.for_each(|line| found.extend(sums.over_lines(line)));
        found.extend(sums.over_measures());
    }
    found
}

/// What a total adds up that it should not, or should.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Fault {
    left_out: Vec<usize>,
    twice: Vec<usize>,
    /// Rows (or columns, where levels stand in rows) of other numbers.
    outside: Vec<u32>,
}

/// What became of one formula.
enum Verdict {
    Right,
    Wrong(Fault, Vec<CellRef>),
}

struct Sums<'a> {
    page: &'a Page<'a>,
    rated: &'a RatedBlock<'a>,
    block: &'a Block,
    index: usize,
    /// Line and measure of every count.
    places: HashMap<CellRef, (usize, usize)>,
    /// Cells that may still be looked at.
    left: &'a cell::Cell<usize>,
}

impl Sums<'_> {
    fn at(&self, line: usize, measure: usize) -> CellRef {
        self.block.cells[line][measure].at
    }

    fn formula(&self, at: CellRef) -> Option<&str> {
        self.page.sheet.get(at)?.formula()
    }

    fn summands(&self, at: CellRef) -> Option<Vec<Summand>> {
        summands(self.page.names, self.page.table.tab, self.formula(at)?)
    }

    /// The lines without parts under a line, itself if it has none.
    fn leaves(&self, line: usize) -> Vec<usize> {
        match self.block.lines[line].covers.as_slice() {
            [] => vec![line],
            below => below.iter().flat_map(|&l| self.leaves(l)).collect(),
        }
    }

    /// The formulas of a total line, by what is wrong with them.
    fn over_lines(&self, line: usize) -> Vec<WrongSum> {
        let mut right: Vec<usize> = Vec::new();
        let mut wrong: BTreeMap<Fault, Vec<(usize, Vec<CellRef>)>> = BTreeMap::new();
        for measure in 0..self.block.measures.len() {
            match self.verdict(line, measure) {
                Some(Verdict::Right) => right.push(measure),
                Some(Verdict::Wrong(fault, outside)) => wrong.entry(fault).or_default().push((measure, outside)),
                None => {}
            }
        }
        let measures = |columns: &[(usize, Vec<CellRef>)]| columns.iter().map(|c| c.0).collect::<Vec<_>>();
        let found = wrong.into_iter().filter_map(|(fault, columns)| {
            // What it leaves out may be 0 today, and no number wrong: the formula is all the same.
            let differs = |&m: &usize| self.gives(line, m) != Some(self.should(line, m));
            let shows = measures(&columns).into_iter().find(differs).unwrap_or(columns[0].0);
            let edits: Option<Vec<CellEdit>> =
                columns.iter().map(|(m, _)| self.edit(line, *m, right.first().copied())).collect();
            let proven = self.one_outcome(line, &fault, &columns, right.len());
            Some(WrongSum {
                block: self.index,
                line,
                left_out: fault.left_out,
                twice: fault.twice,
                outside: columns[0].1.clone(),
                measures: Vec::new(),
                edits: edits?,
                results: (self.gives(line, shows), self.should(line, shows)),
                proven,
            })
        });
        found.collect()
    }

    /// `None` when the formula is no sum over the lines of its own column.
    fn verdict(&self, line: usize, measure: usize) -> Option<Verdict> {
        let at = self.at(line, measure);
        let summands = self.summands(at)?;
        let along = |s: &Summand| {
            let (start, end) = (s.range.start, s.range.end);
            let own = if self.block.transposed { at.row } else { at.column };
            let across = |c: CellRef| if self.block.transposed { c.row } else { c.column };
            s.tab == self.page.table.tab && across(start) == own && across(end) == own && !s.range.contains(at)
        };
        if !summands.iter().all(along) {
            return None;
        }
        let mut weights: BTreeMap<usize, u32> = BTreeMap::new();
        let mut outside: Vec<CellRef> = Vec::new();
        for summand in &summands {
            for cell in self.cells_in(summand)? {
                match self.places.get(&cell).filter(|place| place.1 == measure).map(|place| place.0) {
                    Some(other) if summand.skips_subtotals && self.is_subtotal_function(other, measure) => {}
                    Some(other) => {
                        self.leaves(other).into_iter().for_each(|leaf| *weights.entry(leaf).or_default() += 1)
                    }
                    None => outside.push(cell),
                }
            }
        }
        let weight = |line: &usize| weights.get(line).copied().unwrap_or(0);
        let mut own = self.leaves(line);
        own.sort_unstable();
        // A line without any figure counts nothing.
        let stated = |l: &usize| self.block.cells[*l].iter().any(|cell| cell.figure.count().is_some());
        // A blank cell under the range is added like any other.
        let under = |l: &usize| summands.iter().any(|s| s.range.contains(self.at(*l, measure)));
        let missing = |l: &usize| weight(l) == 0 && stated(l) && !under(l);
        let left_out: Vec<usize> = own.iter().copied().filter(missing).collect();
        let twice = own.iter().copied().filter(|l| weight(l) > 1).collect();
        let known: HashSet<usize> = own.iter().copied().collect();
        let strange: Vec<usize> = weights.keys().copied().filter(|l| !known.contains(l)).collect();
        // What is blank there adds nothing, and a range may run over it.
        let counts = |l: &&usize| self.block.cells[**l][measure].figure.count().is_some();
        outside.extend(strange.iter().filter(counts).map(|&l| self.at(l, measure)));
        outside.sort();
        if left_out.len() == own.len() {
            // It adds up something else altogether.
            return None;
        }
        let place = |c: &CellRef| if self.block.transposed { c.column } else { c.row };
        let fault = Fault { left_out, twice, outside: outside.iter().map(place).collect() };
        let right = fault == Fault::default() || self.added(line, measure, 0).is_some_and(|added| added == own);
        Some(if right { Verdict::Right } else { Verdict::Wrong(fault, outside) })
    }

    /// The lines without parts that a line adds up by its formula and by those of the lines it adds, in order; `None` where
    /// they add up anything else. However the lines are grouped here, formulas that count each line once are right.
    fn added(&self, line: usize, measure: usize, depth: usize) -> Option<Vec<usize>> {
        if self.block.lines[line].covers.is_empty() {
            return Some(vec![line]);
        }
        let mut added = Vec::new();
        for summand in self.summands(self.at(line, measure)).filter(|_| depth < DEPTH_MAX)? {
            for cell in self.cells_in(&summand)? {
                let &(below, own) = self.places.get(&cell)?;
                let again = summand.skips_subtotals && self.is_subtotal_function(below, measure);
                if own != measure {
                    return None;
                }
                if !again {
                    added.extend(self.added(below, measure, depth + 1)?);
                }
            }
        }
        added.sort_unstable();
        Some(added)
    }

    /// The numbers and counts under a summand; `None` where too many were looked at already.
    fn cells_in(&self, summand: &Summand) -> Option<Vec<CellRef>> {
        let range = summand.range;
        let cells = &self.page.sheet.cells;
        let first = cells.partition_point(|c| c.at().row < range.start.row);
        let behind = cells.partition_point(|c| c.at().row <= range.end.row);
        self.left.set(self.left.get().checked_sub(behind - first)?);
        let inside = cells[first..behind].iter().filter(|c| range.contains(c.at()));
        let counted = inside.filter(|c| matches!(c.value(), Value::Number(_)) || self.places.contains_key(&c.at()));
        Some(counted.map(|c| c.at()).collect())
    }

    fn is_subtotal_function(&self, line: usize, measure: usize) -> bool {
        self.summands(self.at(line, measure)).is_some_and(|all| all.iter().any(|s| s.skips_subtotals))
    }

    /// The count the total shows.
    fn gives(&self, line: usize, measure: usize) -> Option<i64> {
        self.block.cells[line][measure].figure.count()
    }

    /// The sum of the lines under it.
    fn should(&self, line: usize, measure: usize) -> i64 {
        self.leaves(line).iter().filter_map(|&l| self.block.cells[l][measure].figure.count()).sum()
    }

    /// The formula as it should be: as its neighbour in the line writes it, else over the parts.
    fn edit(&self, line: usize, measure: usize, right: Option<usize>) -> Option<CellEdit> {
        let at = self.at(line, measure);
        let from = format!("={}", self.formula(at)?);
        let neighbour = right.and_then(|m| self.moved(self.at(line, m), at));
        let to = format!("={}", neighbour.unwrap_or_else(|| self.over_parts(line, measure)));
        (to != from).then_some((at, from, to))
    }

    fn over_parts(&self, line: usize, measure: usize) -> String {
        let parts = &self.block.lines[line].covers;
        let cells: Vec<CellRef> = parts.iter().map(|&l| self.at(l, measure)).collect();
        let (first, last) = (cells.iter().min().copied(), cells.iter().max().copied());
        if let (Some(first), Some(last)) = (first, last) {
            let range = CellRange::new(first, last);
            let span = Summand { tab: self.page.table.tab, range, skips_subtotals: false };
            let own: HashSet<CellRef> = cells.iter().copied().collect();
            let nothing_else = |inside: Vec<CellRef>| inside.iter().all(|at| own.contains(at));
            if cells.len() > 1 && self.cells_in(&span).is_some_and(nothing_else) {
                return format!("SUM({first}:{last})");
            }
        }
        let runs: Vec<String> = runs(&cells).iter().map(ToString::to_string).collect();
        if runs.iter().all(|run| !run.contains(':')) && runs.len() <= 12 {
            return runs.join("+");
        }
        format!("SUM({})", runs.join(","))
    }

    /// Can the formula have been meant otherwise? Not where its neighbours in the line add up the very lines it should, nor
    /// where it counts a subtotal besides its own parts, nor where it adds the numbers of the columns.
    fn one_outcome(&self, line: usize, fault: &Fault, columns: &[(usize, Vec<CellRef>)], right: usize) -> bool {
        if right >= 2 && right >= columns.len() {
            return true;
        }
        let below = self.block.lines[line].covers.iter().copied();
        let counted_again = below.filter(|&l| !self.block.lines[l].covers.is_empty()).all(|l| {
            columns.iter().all(|&(m, _)| self.gives(l, m) == Some(self.should(l, m)))
                && columns.iter().any(|&(m, _)| self.should(l, m) > 0)
        });
        let rows = self.page.table.rows.iter().filter(|row| row.role == RowRole::Numbers);
        let of_numbers: HashSet<u32> = rows.map(|row| row.index).collect();
        let numbers = |row: &u32| !self.block.transposed && of_numbers.contains(row);
        fault.left_out.is_empty()
            && (!fault.twice.is_empty() || !fault.outside.is_empty())
            && (fault.twice.is_empty() || counted_again)
            && fault.outside.iter().all(numbers)
    }

    /// Totals across a line (`=E5+G5+I5`) that leave a level out, where other lines leave none out.
    fn over_measures(&self) -> Vec<WrongSum> {
        let width = self.block.measures.len();
        let all = self.totals_across();
        let mut examples: BTreeMap<usize, Vec<CellRef>> = BTreeMap::new();
        for total in all.iter().filter(|total| total.added == total.wanted) {
            examples.entry(total.measure).or_default().push(total.at);
        }
        let sum = |cells: &[CellRef]| cells.iter().map(|at| self.count_at(*at)).sum::<Option<i64>>();
        let found = all.iter().filter(|total| total.added != total.wanted).filter_map(|total| {
            let Across { line, measure, at, added, wanted } = total;
            let [example, _, ..] = examples.get(measure)?.as_slice() else { return None };
            sum(added)?;
            let should = sum(wanted)?;
            let differs = |m: &usize| {
                let cell = self.at(*line, *m);
                added.contains(&cell) != wanted.contains(&cell)
            };
            Some(WrongSum {
                block: self.index,
                line: *line,
                left_out: Vec::new(),
                twice: Vec::new(),
                outside: Vec::new(),
                measures: (0..width).filter(differs).collect(),
                edits: vec![(*at, format!("={}", self.formula(*at)?), format!("={}", self.moved(*example, *at)?))],
                results: (self.gives(*line, *measure), should),
                proven: true,
            })
        });
        found.collect()
    }

    fn totals_across(&self) -> Vec<Across> {
        let equations = &self.rated.equations;
        let sums = equations.system.relations.iter().zip(&equations.meanings);
        let found = sums.filter_map(|(relation, meaning)| {
            let (Relation::Sum { whole, parts }, Meaning::Levels { line } | Meaning::RatedAndUnrated { line }) =
                (relation, meaning)
            else {
                return None;
            };
            let at = equations.cells[*whole];
            let mut wanted: Vec<CellRef> = parts.iter().map(|&(q, _)| equations.cells[q]).collect();
            wanted.sort();
            let added = self.cells_across(at)?;
            Some(Across { line: *line, measure: whole % self.block.measures.len(), at, added, wanted })
        });
        found.collect()
    }

    /// The cells a formula adds up across its own line, in order.
    fn cells_across(&self, at: CellRef) -> Option<Vec<CellRef>> {
        let across = |c: CellRef| if self.block.transposed { c.column } else { c.row };
        let mut cells: Vec<CellRef> = Vec::new();
        for summand in self.summands(at)? {
            let Summand { tab, range, .. } = summand;
            let own =
                tab == self.page.table.tab && across(range.start) == across(at) && across(range.end) == across(at);
            cells.extend(own.then(|| self.cells_in(&summand))??);
        }
        cells.sort();
        Some(cells)
    }

    fn count_at(&self, at: CellRef) -> Option<i64> {
        let &(line, measure) = self.places.get(&at)?;
        self.block.cells[line][measure].figure.count()
    }

    /// The formula of one cell as it would stand in another.
    fn moved(&self, from: CellRef, to: CellRef) -> Option<String> {
        let by = |a: u32, b: u32| i64::from(a) - i64::from(b);
        Some(shifted(self.formula(from)?, by(to.row, from.row), by(to.column, from.column)))
    }
}

/// A formula that adds up cells of its own line.
struct Across {
    line: usize,
    measure: usize,
    at: CellRef,
    added: Vec<CellRef>,
    /// The cells of which it is the sum.
    wanted: Vec<CellRef>,
}
