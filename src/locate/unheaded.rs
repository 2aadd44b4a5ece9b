//! Figures under one another without a header: "Tổng số đảng viên | 60", "- Hoàn thành tốt nhiệm vụ | 48 | 80%".

use super::columns::Head;
use super::declared::Declared;
use super::outline::split_outline;
use super::tables::{Frame, Grid, next_row, read_table, shown};
use super::vocabulary::Vocabulary;
use super::{ColumnRole, Table};
use crate::finding::{CellRange, CellRef};
use crate::read::{Cell, Value};
use crate::text::{Typed, key, typed_number};

/// Fewer rows of levels are no table.
const LEVELS: usize = 3;
/// More lines than any such list has.
const MOST_LINES: usize = 60;

/// Rows of a label, a figure and maybe its share.
pub(super) struct Unheaded {
    rows: (u32, u32),
    columns: Vec<u32>,
}

/// The rows from this one on that hold a label and a figure beside it, if they name levels.
pub(super) fn below_one_another(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> Option<Unheaded> {
    let (label, _) = line(grid, row)?;
    // What begins above it was no such table.
    let above = row.checked_sub(1).and_then(|above| line(grid, above));
    if above.is_some_and(|(own, figures)| own == label && figures.len() == 2) {
        return None;
    }
    let mut lines: Vec<(u32, Vec<u32>)> = Vec::new();
    let mut at = row;
    while at <= grid.last_row() && lines.len() < MOST_LINES {
        let Some((_, figures)) = line(grid, at).filter(|(own, _)| *own == label) else { break };
        lines.push((at, figures));
        at = next_row(grid.sheet, at);
    }
    let figure = *lines.first()?.1.first()?;
    let level = |row: &u32| words.mention(&label_key(&grid.text(CellRef::new(*row, label)))).map(|m| m.label);
    let mut levels: Vec<String> = lines.iter().filter_map(|(row, _)| level(row)).collect();
    levels.sort_unstable();
    levels.dedup();
    let same_columns = lines.iter().all(|(_, figures)| figures.first() == Some(&figure));
    let mut columns = vec![label];
    columns.extend(lines.iter().map(|(_, figures)| figures).max_by_key(|figures| figures.len())?);
    (levels.len() >= LEVELS && same_columns && hold_shares(grid, &lines))
        .then(|| Unheaded { rows: (row, lines.last().map_or(row, |(row, _)| *row)), columns })
}

/// Are most of the second figures behind a label shares of one of the first? Else two things are counted, and no head says
/// which.
fn hold_shares(grid: &Grid<'_>, lines: &[(u32, Vec<u32>)]) -> bool {
    let number = |row: u32, column: u32| {
        let text = shown(grid.sheet.get(CellRef::new(row, column))?);
        text.trim_end_matches(['%', ' ']).replace(',', ".").parse::<f64>().ok()
    };
    let pairs = lines.iter().filter_map(|(row, figures)| match figures[..] {
        [count, share] => number(*row, count).zip(number(*row, share)),
        _ => None,
    });
    let pairs: Vec<(f64, f64)> = pairs.filter(|pair| *pair != (0.0, 0.0)).collect();
    // A share may be stored as a fraction.
    let fractions = pairs.iter().all(|(_, share)| *share <= 1.0) && pairs.iter().any(|(_, share)| share.fract() != 0.0);
    let scale = if fractions { 100.0 } else { 1.0 };
    let fits = |whole: f64, (count, share): (f64, f64)| (count / whole * 100.0 - share * scale).abs() <= 0.6;
    let of = |whole: f64| pairs.iter().filter(|pair| fits(whole, **pair)).count();
    pairs.is_empty() || pairs.iter().any(|(whole, _)| *whole > 0.0 && of(*whole) * 2 >= pairs.len())
}

/// Where the label of a row stands, and the figures behind it: one, or one and its share; `None` for all other rows.
fn line(grid: &Grid<'_>, row: u32) -> Option<(u32, Vec<u32>)> {
    let mut cells = grid.sheet.row(row).iter().filter(|c| c.value() != Value::Empty);
    let label = cells.next().filter(|c| matches!(c.value(), Value::Text(_)) && !is_figure(c))?;
    let figures: Vec<&Cell> = cells.collect();
    let told = (1..=2).contains(&figures.len()) && figures.iter().all(|c| is_figure(c));
    told.then(|| (label.at().column, figures.iter().map(|c| c.at().column).collect()))
}

fn is_figure(cell: &Cell) -> bool {
    matches!(cell.value(), Value::Number(_)) || cell.formula().is_some() || typed_number(&shown(cell)) != Typed::None
}

fn label_key(text: &str) -> String {
    key(split_outline(text).1)
}

impl Unheaded {
    /// Its last row.
    pub(super) fn last(&self) -> u32 {
        self.rows.1
    }

    /// Rows that are declared to have no header.
    pub(super) fn declared(range: CellRange, columns: Vec<u32>) -> Self {
        Self { rows: (range.start.row, range.end.row), columns }
    }

    /// Reads it as if its columns were headed by what they hold.
    pub(super) fn read(
        &self,
        (grid, tab): (&Grid<'_>, usize),
        titles: Vec<String>,
        words: &Vocabulary,
        declared: Option<&Declared>,
    ) -> Table {
        // In brackets, for nobody wrote them.
        let heads = ["(Nội dung)", "(Số lượng)", "(Tỷ lệ %)"];
        let heads: Vec<Head> =
            self.columns.iter().zip(heads).map(|(&index, head)| Head { index, path: vec![head.to_owned()] }).collect();
        let (from, to) = self.rows;
        let left = self.columns.first().copied().unwrap_or(0);
        let right = self.columns.last().copied().unwrap_or(left);
        let range = CellRange::new(CellRef::new(from, left), CellRef::new(to, right));
        let frame = Frame { grid, tab, range, bottom: from, numbers: None, body: (from, to) };
        let mut table = read_table(&frame, heads, titles, words, declared);
        table.evidence.vi.push_str("; không có dòng tiêu đề");
        table.evidence.en.push_str("; without a header");
        for column in table.columns.iter_mut().filter(|c| c.role != ColumnRole::Ignored) {
            column.evidence.vi.push_str("; theo nội dung các ô, không có tiêu đề");
            column.evidence.en.push_str("; by what its cells hold, without a header");
        }
        table
    }
}
