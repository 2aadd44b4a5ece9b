//! Several columns of points → the one a rating rests on: the whole of its criteria, the last stage's.

use super::{Source, text_in};
use crate::locate::{Column, ColumnRole, RowRole, Stage};
use crate::text::{Decimal, Typed, key, typed_number};

/// Rows that are looked at.
const ROWS: usize = 200;

impl Source<'_> {
    /// The column of points that counts: the only one, the one headed as the whole or adding up the others, of those of
    /// several stages the last. `None` where nobody says which.
    pub(super) fn score_column(&self) -> Option<&Column> {
        let scores: Vec<&Column> = self.table.columns.iter().filter(|c| c.role == ColumnRole::Score).collect();
        let whole = |c: &&Column| c.path.last().is_some_and(|p| self.words.names_whole_score(&key(p)));
        let wholes: Vec<&Column> = scores.iter().copied().filter(whole).collect();
        let parts_only = wholes.is_empty().then(|| self.sum_of_others(&scores)).flatten();
        let among = if wholes.is_empty() { &scores } else { &wholes };
        match among.as_slice() {
            [only] => Some(only),
            several => parts_only.or_else(|| last_stage(several)).or_else(|| self.sum_of_others(several)),
        }
    }

    /// The column whose points are those of all others together, in every row that has them all.
    fn sum_of_others<'c>(&self, scores: &[&'c Column]) -> Option<&'c Column> {
        let rows = self.table.rows.iter().filter(|r| r.role == RowRole::Data).take(ROWS);
        let points = |row: u32| -> Option<Vec<Decimal>> {
            let cells = self.sheet.row(row);
            scores.iter().map(|c| number(&text_in(cells, c.index))).collect()
        };
        let known: Vec<Vec<Decimal>> = rows.filter_map(|r| points(r.index)).collect();
        let adds_up = |at: usize| known.iter().all(|row| is_sum(row, at));
        let mut found = (0..scores.len()).filter(|&at| scores.len() > 2 && known.len() > 1 && adds_up(at));
        found.next().filter(|_| found.next().is_none()).map(|at| scores[at])
    }
}

/// "Tự chấm | Chi bộ chấm": of columns that are each of another stage the last one's.
fn last_stage<'c>(scores: &[&'c Column]) -> Option<&'c Column> {
    let rank = |c: &Column| match c.stage {
        Some(Stage::Own) => 0,
        Some(Stage::Proposed) => 1,
        None => 2,
        Some(Stage::Decided) => 3,
    };
    let mut ranked: Vec<(i32, &Column)> = scores.iter().map(|c| (rank(c), *c)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let told = ranked.windows(2).all(|pair| pair[0].0 < pair[1].0);
    ranked.last().filter(|_| told).map(|(_, c)| *c)
}

fn number(text: &str) -> Option<Decimal> {
    match typed_number(text) {
        Typed::Number(number) => Some(number),
        Typed::Either { decimal, .. } => Some(decimal),
        Typed::None => None,
    }
}

fn is_sum(row: &[Decimal], at: usize) -> bool {
    let decimals = row.iter().map(|d| d.decimals()).max().unwrap_or(0);
    let units: Vec<i128> = row.iter().map(|d| d.rounded_units(decimals)).collect();
    2 * units[at] == units.iter().sum::<i128>()
}
