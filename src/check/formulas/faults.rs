//! Cells that a rule of their own tells, and the formulas that read them.
//!
//! A number stored as text is left out of a sum, a negative count goes into it, an error goes through it: each is one
//! slip, told at its cell. What the formulas over it give is no second one.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::records::{Rated, TableRecord};
use crate::evaluate::{Evaluator, TabNames, dependents, precedents, readers_among};
use crate::finding::{CellRange, CellRef};
use crate::parse::Figure;
use crate::read::{Tab, Value, Workbook};

/// A count that a formula reads otherwise than people do.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Fault {
    tab: usize,
    at: CellRef,
    /// The number that is stored as text; `None` for what is no count at all.
    number: Option<f64>,
}

/// The faulty counts of all tables.
pub(super) fn faults(tables: &[TableRecord<'_>]) -> Vec<Fault> {
    let of_table = |record: &TableRecord<'_>| {
        let Rated::Counts(blocks) = &record.content else { return Vec::new() };
        let cells = blocks.iter().flat_map(|rated| rated.block.cells.iter().flatten());
        let fault = |number| move |at| Fault { tab: record.table.tab, at, number };
        cells
            .filter_map(|cell| match &cell.figure {
                Figure::Count(count) if cell.as_text => Some(fault(Some(*count as f64))(cell.at)),
                Figure::Invalid(_) if !cell.as_text => Some(fault(None)(cell.at)),
                _ => None,
            })
            .collect()
    };
    tables.iter().flat_map(of_table).collect()
}

/// Notes which numbers stored as text are read by a formula that gives something else for it: `SUM` passes over them.
pub(super) fn left_out(workbook: &Workbook, tables: &mut [TableRecord<'_>], faults: &[Fault]) {
    let texts: Vec<&Fault> = faults.iter().filter(|fault| fault.number.is_some()).collect();
    if texts.is_empty() {
        return;
    }
    let meant = as_numbers(workbook.clone(), faults);
    let (mut today, mut then) = (Evaluator::new(workbook), Evaluator::new(&meant));
    let names = TabNames::new(workbook);
    for record in tables {
        let tab = record.table.tab;
        let Some(Tab::Sheet(sheet)) = workbook.tabs.get(tab) else { continue };
        let mut left = Columns::of(texts.iter().filter(|fault| fault.tab == tab).map(|fault| fault.at));
        let mut found: BTreeSet<CellRef> = BTreeSet::new();
        for cell in super::figures(sheet, &record.table) {
            let Some(formula) = cell.formula() else { continue };
            if today.result(tab, cell.at()) == then.result(tab, cell.at()) {
                continue;
            }
            let areas = precedents(&names, tab, formula).unwrap_or_default();
            let own = areas.into_iter().filter(|(of, _)| *of == tab);
            own.for_each(|(_, range)| found.extend(left.take(range)));
        }
        record.formulas.left_out = found.into_iter().collect();
    }
}

/// Cells by column.
struct Columns(BTreeMap<u32, BTreeSet<u32>>);

impl Columns {
    fn of(cells: impl Iterator<Item = CellRef>) -> Self {
        let mut columns: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        cells.for_each(|at| {
            columns.entry(at.column).or_default().insert(at.row);
        });
        Self(columns)
    }

    /// Takes out those within a rectangle: each is found once, whatever many formulas read it.
    fn take(&mut self, range: CellRange) -> Vec<CellRef> {
        let mut taken = Vec::new();
        for (&column, rows) in self.0.range_mut(range.start.column..=range.end.column) {
            while let Some(&row) = rows.range(range.start.row..=range.end.row).next() {
                rows.remove(&row);
                taken.push(CellRef::new(row, column));
            }
        }
        taken
    }
}

/// The workbook with its numbers stored as text as numbers.
pub(super) fn as_numbers(mut workbook: Workbook, faults: &[Fault]) -> Workbook {
    for fault in faults {
        if let Some(number) = fault.number {
            super::change(&mut workbook, fault.tab, fault.at, |cell| cell.set_value(Value::Number(number)));
        }
    }
    workbook
}

/// Takes the results away that hang on what is no count: such a sum is neither right nor wrong.
pub(super) fn leave_open(workbook: &mut Workbook, faults: &[Fault]) {
    let invalid: Vec<(usize, CellRef)> = faults.iter().filter(|f| f.number.is_none()).map(|f| (f.tab, f.at)).collect();
    if invalid.is_empty() {
        return;
    }
    for (tab, at) in dependents(workbook, &invalid) {
        super::change(workbook, tab, at, |cell| cell.set_value(Value::Error("#N/A".into())));
    }
}

/// Notes which error values only pass on the error of another cell of their table.
pub(super) fn pass_on(workbook: &Workbook, tables: &mut [TableRecord<'_>]) {
    for record in tables {
        let tab = record.table.tab;
        let Some(Tab::Sheet(sheet)) = workbook.tabs.get(tab) else { continue };
        let errors = super::figures(sheet, &record.table).filter(|cell| matches!(cell.value(), Value::Error(_)));
        let errors: Vec<(usize, CellRef)> = errors.map(|cell| (tab, cell.at())).collect();
        if errors.len() > 1 {
            record.formulas.passed_on = readers_among(workbook, &errors).into_iter().map(|(_, at)| at).collect();
        }
    }
}
