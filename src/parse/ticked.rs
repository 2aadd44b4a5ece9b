//! The lines of a list of marks that count them → what they say, column by column, and how many marks there are.

use std::sync::LazyLock;

use regex::Regex;

use super::figures::{figure, stored_decimal};
use super::{Figure, Source};
use crate::evaluate::{TabNames, precedents};
use crate::finding::{CellRange, CellRef};
use crate::locate::outline::split_outline;
use crate::locate::tables::shown;
use crate::locate::{Column, ColumnRole, Row, RowRole};
use crate::package::formula::shifted;
use crate::text::{Decimal, key};

/// The marks of a list.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ticks {
    /// The heads of its columns of marks, by their keys, each with how many marks stand below it.
    pub columns: Vec<(String, i64)>,
    /// The lines that count them.
    pub lines: Vec<TickLine>,
}

/// A line that counts marks: "Tổng cộng | 2 | 11 | 1".
#[derive(Clone, PartialEq, Debug)]
pub struct TickLine {
    /// As written.
    pub name: String,
    /// Does it end the list, and counts all of it?
    pub whole: bool,
    /// What it says of each column.
    pub counts: Vec<TickCount>,
    /// The number of rows, where its name says one, "Cộng: 9": where, what it says, how many there are.
    pub rows: Option<(CellRef, i64, i64)>,
    /// The percentages in the line below it.
    pub shares: Vec<TickShare>,
}

/// What a line says of one column of marks.
#[derive(Clone, PartialEq, Debug)]
pub struct TickCount {
    /// Where.
    pub at: CellRef,
    /// The head of the column.
    pub head: String,
    /// What is written.
    pub said: i64,
    /// The marks of the rows it covers.
    pub marks: Vec<CellRef>,
    /// Does it count those that are not rated?
    pub unrated: bool,
    /// Of a formula, itself, the cells of its column that it does not read, and what it would be with them.
    pub formula: Option<TickFormula>,
}

/// The formula of a count.
#[derive(Clone, PartialEq, Debug)]
pub struct TickFormula {
    /// With its sign.
    pub text: String,
    /// The rows it leaves out.
    pub left_out: Vec<CellRef>,
    /// The formula beside it that counts all, moved here.
    pub should: Option<String>,
}

/// A percentage below a count of marks.
#[derive(Clone, PartialEq, Debug)]
pub struct TickShare {
    /// Where.
    pub at: CellRef,
    /// The head of the column.
    pub head: String,
    /// As stored.
    pub value: Decimal,
    /// The count above it.
    pub count: i64,
}

impl Source<'_> {
    /// The lines that count the marks of a list.
    pub(super) fn ticks(&self) -> Ticks {
        let is_marks = |c: &&Column| matches!(c.role, ColumnRole::Mark | ColumnRole::Unrated);
        let columns: Vec<&Column> = self.table.columns.iter().filter(is_marks).collect();
        if !columns.iter().any(|c| c.role == ColumnRole::Mark) {
            return Ticks::default();
        }
        let names = TabNames::new(self.workbook);
        let rows = &self.table.rows;
        let lines = (0..rows.len()).filter(|&at| matches!(rows[at].role, RowRole::Total | RowRole::Subtotal));
        let lines = lines.filter_map(|at| self.tick_line(at, &columns, &names)).collect();
        let all: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].role == RowRole::Data).collect();
        let counted = |c: &&Column| Some((key(&c.header()), i64::try_from(self.marks_in(c, &all)?.len()).ok()?));
        Ticks { columns: columns.iter().filter_map(counted).collect(), lines }
    }

    fn tick_line(&self, at: usize, columns: &[&Column], names: &TabNames) -> Option<TickLine> {
        let row = &self.table.rows[at];
        let count = |covered: &[usize]| {
            columns.iter().filter_map(|c| self.tick_count(row, c, covered, names)).collect::<Vec<_>>()
        };
        let mut covered = self.rows_of(at);
        let mut counts = count(&covered);
        // "Cộng" below the last group may be the sum of all of them.
        let above: Vec<usize> = (0..at).filter(|&r| self.table.rows[r].role == RowRole::Data).collect();
        if row.role == RowRole::Subtotal && above.len() > covered.len() {
            let of_all = count(&above);
            if agreeing(&of_all) > agreeing(&counts) {
                (covered, counts) = (above, of_all);
            }
        }
        move_formulas(&mut counts);
        let all = if self.is_over_levels(at) { self.only_figure(row, &mut counts, covered.len()) } else { None };
        let rows = all.or_else(|| self.rows_said(row, covered.len()));
        let whole = row.role == RowRole::Total;
        let shares = self.tick_shares(at, &counts);
        let says = !covered.is_empty() && (rows.is_some() || !counts.is_empty());
        says.then(|| TickLine { name: row.label.to_string(), whole, counts, rows, shares })
    }

    /// Do lines stand below a line that say how many rows have each level, "Hoàn thành tốt nhiệm vụ | 3"?
    fn is_over_levels(&self, at: usize) -> bool {
        let mut below = self.table.rows[at + 1..].iter().filter(|row| row.role != RowRole::Blank);
        let level = |row: &Row| {
            row.role == RowRole::Note && self.words.mention_beside(&key(split_outline(&row.label).1)).is_some()
        };
        below.next().is_some_and(level)
    }

    /// "Tổng số | 6" over such lines: how many rows there are, in whatever column it stands.
    fn only_figure(&self, row: &Row, counts: &mut Vec<TickCount>, covered: usize) -> Option<(CellRef, i64, i64)> {
        let [one] = &counts[..] else { return None };
        let figures = self.sheet.row(row.index).iter().filter(|c| matches!(figure(c, self.words), Figure::Count(_)));
        let alone = figures.count() == 1;
        let rows = Some((one.at, one.said, i64::try_from(covered).ok()?)).filter(|_| alone && !one.unrated);
        if rows.is_some() {
            counts.clear();
        }
        rows
    }

    /// The rows of the list that a line adds up.
    fn rows_of(&self, at: usize) -> Vec<usize> {
        let rows = &self.table.rows;
        match &rows[at].covers[..] {
            [] if rows[at].role == RowRole::Total => {
                (0..rows.len()).filter(|&r| rows[r].role == RowRole::Data).collect()
            }
            below => below
                .iter()
                .flat_map(|&r| if rows[r].role == RowRole::Data { vec![r] } else { self.rows_of(r) })
                .collect(),
        }
    }

    /// The marks of a column; `None` where anything else stands in it.
    fn marks_in(&self, column: &Column, rows: &[usize]) -> Option<Vec<CellRef>> {
        let mut marks = Vec::new();
        for &row in rows {
            let at = CellRef::new(self.table.rows[row].index, column.index);
            let text = self.sheet.get(at).map(shown).unwrap_or_default();
            match text.is_empty() || self.words.is_none_mark(&text) {
                true => {}
                false if self.is_mark(&text, column) => marks.push(at),
                false => return None,
            }
        }
        Some(marks)
    }

    fn is_mark(&self, text: &str, column: &Column) -> bool {
        match column.role {
            ColumnRole::Mark => self.marks_level(text, column.index),
            _ => self.words.is_tick(text) || text == "1",
        }
    }

    fn tick_count(&self, row: &Row, column: &Column, covered: &[usize], names: &TabNames) -> Option<TickCount> {
        let at = CellRef::new(row.index, column.index);
        let cell = self.sheet.get(at)?;
        let Figure::Count(said) = figure(cell, self.words) else { return None };
        let formula = cell.formula().map(|text| TickFormula {
            text: format!("={text}"),
            left_out: self.left_out(text, column, covered, names),
            should: None,
        });
        let formula = formula.map(|f| TickFormula { should: extended(&f), ..f });
        let marks = self.marks_in(column, covered)?;
        let head = column.path.last().cloned().unwrap_or_default();
        Some(TickCount { at, head, said, marks, unrated: column.role == ColumnRole::Unrated, formula })
    }

    /// The rows that a formula over its own column leaves out; none of a formula over anything else.
    fn left_out(&self, formula: &str, column: &Column, covered: &[usize], names: &TabNames) -> Vec<CellRef> {
        let read = precedents(names, self.table.tab, formula).unwrap_or_default();
        let own = |range: &CellRange| range.start.column == column.index && range.end.column == column.index;
        let ranges: Vec<CellRange> = read
            .into_iter()
            .filter(|(tab, range)| *tab == self.table.tab && own(range))
            .map(|(_, range)| range)
            .collect();
        let cells: Vec<CellRef> =
            covered.iter().map(|&row| CellRef::new(self.table.rows[row].index, column.index)).collect();
        let missing: Vec<CellRef> =
            cells.iter().copied().filter(|cell| !ranges.iter().any(|range| range.contains(*cell))).collect();
        if missing.len() < cells.len() { missing } else { Vec::new() }
    }

    /// "Cộng: 9": how many rows a line says it counts.
    fn rows_said(&self, row: &Row, covered: usize) -> Option<(CellRef, i64, i64)> {
        static NUMBER: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"^[^\d:]*:\s*(\d{1,6})\s*([^\d%]*)$").expect("a fixed pattern"));
        let cell = self.sheet.row(row.index).iter().find(|c| shown(c) == *row.label)?;
        let found = NUMBER.captures(&row.label)?;
        let of = key(&found[2]);
        let own = of.is_empty() || self.words.counts_rows(&of, self.table.subject);
        Some((cell.at(), found[1].parse().ok()?, i64::try_from(covered).ok()?)).filter(|_| own)
    }

    /// The percentages in the line below a line of counts.
    fn tick_shares(&self, at: usize, counts: &[TickCount]) -> Vec<TickShare> {
        let below = self.table.rows.get(at + 1).filter(|row| {
            let label = key(&row.label);
            row.role != RowRole::Data && ["tỷ lệ", "tỉ lệ"].iter().any(|words| label.starts_with(&key(words)))
        });
        let Some(row) = below else { return Vec::new() };
        let share = |count: &TickCount| {
            let at = CellRef::new(row.index, count.at.column);
            let value = stored_decimal(self.sheet.get(at)?)?;
            Some(TickShare { at, head: count.head.clone(), value, count: i64::try_from(count.marks.len()).ok()? })
        };
        counts.iter().filter(|count| !count.unrated).filter_map(share).collect()
    }
}

/// How many counts are those of the marks, and say something.
fn agreeing(counts: &[TickCount]) -> usize {
    let agrees = |count: &&TickCount| count.said > 0 && i64::try_from(count.marks.len()) == Ok(count.said);
    counts.iter().filter(agrees).count()
}

/// Of formulas that leave rows out, what they would be like the first beside them that leaves out none.
fn move_formulas(counts: &mut [TickCount]) {
    let example = counts.iter().find_map(|count| {
        let formula = count.formula.as_ref().filter(|f| f.left_out.is_empty())?;
        (i64::try_from(count.marks.len()) == Ok(count.said)).then(|| (count.at, formula.text.clone()))
    });
    let Some((from, text)) = example else { return };
    for count in counts {
        let by = i64::from(count.at.column) - i64::from(from.column);
        if let Some(formula) = count.formula.as_mut().filter(|f| !f.left_out.is_empty()) {
            formula.should = Some(format!("={}", shifted(text.trim_start_matches('='), 0, by)));
        }
    }
}

/// A formula whose range ends in front of the rows it leaves out, with the last of them.
fn extended(formula: &TickFormula) -> Option<String> {
    let (first, last) = (formula.left_out.first()?, formula.left_out.last()?);
    let end = CellRef::new(first.row.checked_sub(1)?, first.column).to_string();
    let (before, behind) = formula.text.split_once(&format!(":{end}"))?;
    let whole = !behind.starts_with(|c: char| c.is_ascii_digit()) && !behind.contains(&end);
    whole.then(|| format!("{before}:{last}{behind}"))
}
