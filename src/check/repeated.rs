//! Two tables of a workbook → the lines of one that the other prints again, count by count.

use std::collections::BTreeMap;

use super::records::{RatedBlock, TableRecord};
use super::recount::{Row, one_row};
use super::totals::unit_key;
use crate::locate::preamble::years;
use crate::locate::{RowRole, Subject};
use crate::normalise::Level;
use crate::parse::MeasureKind;

/// A line of a block that another prints again.
pub(super) struct Repeated {
    /// Counts of the first, each with the same count of the second.
    pub(super) counts: Vec<(usize, usize)>,
    /// What one row more or less under a level would change: places among the counts, each with by how much.
    pub(super) slips: Vec<Vec<(usize, i64)>>,
}

/// Fewer lines in common are no repetition.
const LINES: usize = 3;
/// Fewer counts that agree and are not 0 may agree by chance.
const AGREEING: usize = 12;

/// The lines that two tables have in common; none unless they certainly mean the same: the same subject, stage, period
/// and years, every unit of the shorter one in the longer one, and nearly all counts equal.
pub(super) fn repeated(
    a: (&TableRecord<'_>, &RatedBlock<'_>),
    b: (&TableRecord<'_>, &RatedBlock<'_>),
) -> Vec<Repeated> {
    let what = |(table, rated): (&TableRecord<'_>, &RatedBlock<'_>)| {
        let mut years: Vec<u16> = table.table.titles.iter().flat_map(|t| years(t)).collect();
        years.sort_unstable();
        years.dedup();
        (rated.block.subject, rated.block.stage, rated.block.population.clone(), table.period, table.year, years)
    };
    if what(a) != what(b) || a.1.block.subject == Subject::Unknown {
        return Vec::new();
    }
    let (a, b) = (a.1, b.1);
    let (Some(first), Some(second)) = (lines(a), lines(b)) else { return Vec::new() };
    let common: Vec<(usize, usize)> =
        first.iter().filter_map(|(key, &line)| second.get(key).map(|&other| (line, other))).collect();
    let units = |lines: &BTreeMap<String, usize>| lines.keys().filter(|key| !key.is_empty()).count();
    if common.len() < LINES.max(units(&first).min(units(&second))) {
        return Vec::new();
    }
    let all: Vec<Repeated> = common.into_iter().map(|(line, other)| line_pairs(a, line, b, other)).collect();
    let value = |rated: &RatedBlock<'_>, q: usize| rated.equations.system.quantities[q].value;
    let pairs: Vec<_> = all.iter().flat_map(|l| &l.counts).map(|&(p, q)| (value(a, p), value(b, q))).collect();
    let agreeing = pairs.iter().filter(|(p, q)| p == q && p.is_some_and(|n| n > 0)).count();
    let differing = pairs.iter().filter(|(p, q)| p != q).count();
    if agreeing < AGREEING || differing * 10 > pairs.len() {
        return Vec::new();
    }
    all
}

/// The units of a block by their names, the total under none; `None` where a name stands twice.
fn lines(rated: &RatedBlock<'_>) -> Option<BTreeMap<String, usize>> {
    let mut found = BTreeMap::new();
    for (index, line) in rated.block.lines.iter().enumerate() {
        let key = match line.role {
            RowRole::Total => String::new(),
            RowRole::Data if !line.name.is_empty() => unit_key(&line.name),
            _ => continue,
        };
        if found.insert(key, index).is_some() {
            return None;
        }
    }
    Some(found)
}

/// The counts that both lines print in the same way.
fn line_pairs(a: &RatedBlock<'_>, line: usize, b: &RatedBlock<'_>, other: usize) -> Repeated {
    let quantity = |rated: &RatedBlock<'_>, line: usize, measure: usize| line * rated.block.measures.len() + measure;
    let inside = a.counts.inside(&a.block, line);
    let alike = inside == b.counts.inside(&b.block, other);
    let mut counts: Vec<(usize, usize)> = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut pair = |p: Option<usize>, q: Option<usize>, row: Row| {
        if let (Some(p), Some(q)) = (p, q) {
            counts.push((quantity(a, line, p), quantity(b, other, q)));
            rows.push(row);
        }
    };
    for kind in [MeasureKind::Total, MeasureKind::Rated] {
        pair(a.block.measure(&kind), b.block.measure(&kind), Row::Any);
    }
    pair(a.block.measure(&MeasureKind::Unrated), b.block.measure(&MeasureKind::Unrated), Row::NotRated);
    for level in Level::ALL.into_iter().filter(|&l| alike || l != Level::Httnv) {
        let row = if inside && level == Level::Httnv { Row::GoodAndAbove } else { Row::Of(level) };
        pair(a.counts.measure(level), b.counts.measure(level), row);
    }
    Repeated { counts, slips: one_row(&rows) }
}
