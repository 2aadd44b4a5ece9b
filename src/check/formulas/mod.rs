//! The formulas of a workbook's tables → what is wrong with them, and the equations as they stand once that is set right.
//!
//! A stale result, a sum over the wrong cells or over a number stored as text: such a figure says something about its
//! formula and nothing about the counts, so the arithmetic is judged with the figure its formula should give.

mod faults;
mod stale;
mod sums;
mod typed;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::config::Limits;
use crate::error::Error;
use crate::evaluate::{Evaluated, Evaluator, TabNames, dependents};
use crate::finding::CellRef;
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{RowRole, Table};
use crate::parse::{self, Block, Content};
use crate::read::{Cell, Sheet, Tab, Value, Workbook};
use crate::solve::Standing;
use crate::solve::equations::Equations;

use super::records::{Rated, TableRecord};
use super::weight;
use faults::Fault;

/// A change of one cell as text: where, what stands there, what should.
pub type CellEdit = (CellRef, String, String);

/// What is wrong with the formulas of one table.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FormulaFacts {
    /// Results that are not what their formulas give.
    pub stale: Vec<Stale>,
    /// Totals that add up other cells than they should.
    pub wrong_sums: Vec<WrongSum>,
    /// Constants where their neighbours are formulas.
    pub typed_over: Vec<TypedOver>,
    /// Error values of formulas that only pass on the error of another cell.
    pub passed_on: Vec<CellRef>,
    /// Numbers stored as text that a formula reads, and would give another result if they were numbers.
    pub left_out: Vec<CellRef>,
    /// Cells whose text a formula gives: a correction must not put a constant in its place.
    pub texts: BTreeSet<CellRef>,
}

/// A stored result that is not what its formula gives.
#[derive(Clone, PartialEq, Debug)]
pub struct Stale {
    /// Where.
    pub at: CellRef,
    /// What is stored.
    pub stored: String,
    /// What the formula gives: a number, a text, or an error such as `#DIV/0!`.
    pub now: String,
    /// In what way they differ.
    pub kind: StaleKind,
}

/// What becomes of a stored result when it is computed anew.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StaleKind {
    /// A number becomes another.
    Number,
    /// A number becomes an error.
    Breaks,
    /// An error becomes a number.
    Heals,
    /// A text becomes another, or one of them is a text; or it hangs on such a text.
    Text,
}

/// A total that adds up other cells than those it stands for, in one or more columns in the same way.
#[derive(Clone, PartialEq, Debug)]
pub struct WrongSum {
    /// Block of the table.
    pub block: usize,
    /// Line of the total.
    pub line: usize,
    /// Lines of the block it leaves out.
    pub left_out: Vec<usize>,
    /// Lines it counts more than once.
    pub twice: Vec<usize>,
    /// Numbers it adds that are none of its lines, in the first of the columns.
    pub outside: Vec<CellRef>,
    /// Measures it adds across a line that are left out (a total typed as `=E5+G5`), or counted besides.
    pub measures: Vec<usize>,
    /// The formulas, and what they should be.
    pub edits: Vec<CellEdit>,
    /// The result of the first, and what it should be.
    pub results: (Option<i64>, i64),
    /// Has the correction one outcome only?
    pub proven: bool,
}

/// Constants in a column (or line) whose other cells are all the same formula.
#[derive(Clone, PartialEq, Debug)]
pub struct TypedOver {
    /// The constants, and the formula that would stand there.
    pub edits: Vec<CellEdit>,
    /// Cells that hold the formula.
    pub neighbours: Vec<CellRef>,
    /// What the formula gives in the place of each, and whether the constant says so.
    pub results: Vec<(f64, bool)>,
}

/// Examines the formulas of all tables; where some are wrong, the tables' equations are built anew with the figures that
/// the formulas should give. `Err` when the copies of the workbook that this asks for take more than may be.
pub fn examine(
    workbook: &Workbook,
    tables: &mut [TableRecord<'_>],
    words: &Vocabulary,
    limits: &Limits,
) -> Result<(), Error> {
    if !workbook.sheets().any(|(_, sheet)| sheet.cells.iter().any(|cell| cell.formula().is_some())) {
        return Ok(());
    }
    let mut evaluator = Evaluator::new(workbook);
    for record in tables.iter_mut() {
        let Some(Tab::Sheet(sheet)) = workbook.tabs.get(record.table.tab) else { continue };
        record.formulas.stale = stale::stale(workbook, sheet, &record.table, &mut evaluator);
        let given = |cell: &&Cell| cell.formula().is_some() && matches!(cell.value(), Value::Text(_));
        record.formulas.texts = sheet.rows(record.table.range).iter().filter(given).map(Cell::at).collect();
    }
    drop(evaluator);
    keep_what_hangs_on_texts(workbook, tables);
    // No sum is computed anew for a text.
    let any_stale = tables.iter().flat_map(|record| &record.formulas.stale).any(|stale| stale.kind != StaleKind::Text);
    if any_stale {
        weight::check_copies(workbook, limits)?;
    }
    let today = any_stale.then(|| computed(workbook.clone(), tables));
    judge(today.as_ref().unwrap_or(workbook), any_stale, tables, words);
    drop(today);
    faults::pass_on(workbook, tables);
    let faults = faults::faults(tables);
    if !faults.is_empty() || tables.iter().any(|record| !record.formulas.wrong_sums.is_empty()) {
        weight::check_copies(workbook, limits)?;
    }
    faults::left_out(workbook, tables, &faults);
    if any_stale || !faults.is_empty() || tables.iter().any(|record| !record.formulas.wrong_sums.is_empty()) {
        settle(workbook, tables, &faults, words);
    }
    Ok(())
}

/// What is stored of a rating counts, and so does what hangs on it: a COUNTIF over ratings that formulas would give anew is
/// told, and not computed.
fn keep_what_hangs_on_texts(workbook: &Workbook, tables: &mut [TableRecord<'_>]) {
    let of_table = |record: &TableRecord<'_>| {
        let texts = record.formulas.stale.iter().filter(|stale| stale.kind == StaleKind::Text);
        texts.map(|stale| (record.table.tab, stale.at)).collect::<Vec<_>>()
    };
    let texts: Vec<(usize, CellRef)> = tables.iter().flat_map(of_table).collect();
    let numbers = |record: &TableRecord<'_>| record.formulas.stale.iter().any(|stale| stale.kind != StaleKind::Text);
    if texts.is_empty() || !tables.iter().any(numbers) {
        return;
    }
    let hanging = dependents(workbook, &texts);
    for record in tables {
        let tab = record.table.tab;
        let stale = record.formulas.stale.iter_mut().filter(|stale| hanging.contains(&(tab, stale.at)));
        stale.for_each(|stale| stale.kind = StaleKind::Text);
    }
}

/// Sums over the wrong cells, and constants among formulas; in a workbook that was computed anew (`is_anew`) by what they
/// give there.
fn judge(workbook: &Workbook, is_anew: bool, tables: &mut [TableRecord<'_>], words: &Vocabulary) {
    let names = TabNames::new(workbook);
    let mut evaluator = Evaluator::new(workbook);
    for record in tables {
        let (Some(Tab::Sheet(sheet)), Rated::Counts(rated)) = (workbook.tabs.get(record.table.tab), &record.content)
        else {
            continue;
        };
        let page = Page { names: &names, sheet, table: &record.table };
        let anew = is_anew.then(|| parse::parse(workbook, sheet, &record.table, words));
        let blocks: Vec<&Block> = match &anew {
            Some(Content::Counts(blocks)) => blocks.iter().collect(),
            _ => rated.iter().map(|rated| &rated.block).collect(),
        };
        record.formulas.wrong_sums = sums::wrong_sums(&page, rated, &blocks);
        record.formulas.typed_over = typed::typed_over(&page, &blocks, &mut evaluator);
    }
}

/// A sheet with its table.
struct Page<'a> {
    names: &'a TabNames,
    sheet: &'a Sheet,
    table: &'a Table,
}

/// Cells of the rows that hold figures.
fn figures<'s>(sheet: &'s Sheet, table: &'s Table) -> impl Iterator<Item = &'s crate::read::Cell> {
    let counted = |role: RowRole| !matches!(role, RowRole::Header | RowRole::Numbers | RowRole::Footer | RowRole::Note);
    let rows = table.rows.iter().filter(move |row| counted(row.role));
    rows.flat_map(|row| sheet.row(row.index)).filter(|cell| table.range.contains(cell.at()))
}

/// Builds the equations anew, on the workbook as it is with its formulas set right and computed.
fn settle(workbook: &Workbook, tables: &mut [TableRecord<'_>], faults: &[Fault], words: &Vocabulary) {
    let mut mended = computed(faults::as_numbers(mended(workbook, tables), faults), tables);
    faults::leave_open(&mut mended, faults);
    for record in tables.iter_mut() {
        let Some(Tab::Sheet(sheet)) = mended.tabs.get(record.table.tab) else { continue };
        record.formulas.forget_stale(sheet);
        let Rated::Counts(rated) = &mut record.content else { continue };
        let Content::Counts(blocks) = parse::parse(&mended, sheet, &record.table, words) else { continue };
        let shape = |block: &Block| (block.lines.len(), block.measures.len());
        let alike = rated.iter_mut().zip(blocks).filter(|(rated, block)| shape(&rated.block) == shape(block));
        alike.for_each(|(rated, block)| rated.refigure(&block));
        if record.formulas.wrong_sums.is_empty() {
            continue;
        }
        let failing: Vec<HashSet<CellRef>> = rated.iter().map(|rated| in_failing(&rated.equations)).collect();
        for wrong in &mut record.formulas.wrong_sums {
            wrong.proven &= wrong.edits.iter().all(|(at, ..)| !failing[wrong.block].contains(at));
        }
    }
}

/// The cells of all relations that do not hold.
fn in_failing(equations: &Equations) -> HashSet<CellRef> {
    let relations = equations.system.relations.iter().enumerate();
    let failing = relations.filter(|(i, _)| equations.system.standing(*i) == Standing::Fails);
    failing.flat_map(|(_, relation)| crate::solve::quantities(relation)).map(|q| equations.cells[q]).collect()
}

impl FormulaFacts {
    /// A total that adds up the wrong cells is no stale one, nor is a result that is right once such a total is set right.
    fn forget_stale(&mut self, mended: &Sheet) {
        let wrong: HashSet<CellRef> =
            self.wrong_sums.iter().flat_map(|wrong| &wrong.edits).map(|edit| edit.0).collect();
        let right = |stale: &Stale| match mended.get(stale.at).map(|cell| cell.value()) {
            Some(Value::Number(number)) if stale.kind == StaleKind::Number => stale::written(number) == stale.stored,
            _ => false,
        };
        self.stale.retain(|stale| !wrong.contains(&stale.at) && !right(stale));
    }
}

/// The workbook with its sums over the right cells.
fn mended(workbook: &Workbook, tables: &[TableRecord<'_>]) -> Workbook {
    let mut mended = workbook.clone();
    for record in tables {
        for (at, _, formula) in record.formulas.wrong_sums.iter().flat_map(|wrong| &wrong.edits) {
            let new = formula.trim_start_matches('=');
            change(&mut mended, record.table.tab, *at, |cell| cell.set_formula(Some(new)));
        }
    }
    mended
}

/// The workbook with every formula of its tables computed.
fn computed(mut workbook: Workbook, tables: &[TableRecord<'_>]) -> Workbook {
    let mut results: BTreeMap<(usize, CellRef), Value> = BTreeMap::new();
    let mut evaluator = Evaluator::new(&workbook);
    for record in tables {
        let tab = record.table.tab;
        let Some(Tab::Sheet(sheet)) = workbook.tabs.get(tab) else { continue };
        for cell in figures(sheet, &record.table).filter(|cell| cell.formula().is_some()) {
            if let Evaluated::Number(number) = evaluator.result(tab, cell.at()) {
                results.insert((tab, cell.at()), Value::Number(number));
            }
        }
    }
    for ((tab, at), value) in results {
        change(&mut workbook, tab, at, |cell| cell.set_value(value));
    }
    workbook
}

fn change(workbook: &mut Workbook, tab: usize, at: CellRef, change: impl FnOnce(&mut crate::read::Cell)) {
    if let Some(Tab::Sheet(sheet)) = workbook.tabs.get_mut(tab)
        && let Ok(index) = sheet.cells.binary_search_by_key(&at, |cell| cell.at())
    {
        change(&mut sheet.cells[index]);
    }
}
