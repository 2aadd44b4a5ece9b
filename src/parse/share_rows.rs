//! Rows of percentages under the counts they are shares of: "Tỷ lệ %" below the total, "SL" and "%" of each unit.

use super::figures::settle_scales;
use super::{Block, MeasureKind, ShareCell, ShareLine, Source, share_fits};
use crate::finding::CellRef;
use crate::locate::{ColumnRole, Row, RowRole};
use crate::text::key;

/// Fewer percentages that fit are a chance.
const FITTING: usize = 2;

impl Source<'_> {
    /// The rows of percentages, where most of what they hold are shares of the line above: other rows are of something else.
    /// `kept` are the rows of the block's lines.
    pub(super) fn shares_below(&self, block: &Block, kept: &[&Row]) -> Vec<ShareLine> {
        let mut found: Vec<ShareLine> =
            self.table.rows.iter().filter_map(|row| self.share_row(row, block, kept)).collect();
        settle_scales(&mut found, block);
        of_total_above(&mut found, block);
        let told: Vec<bool> = found.iter().flat_map(|line| fitting(line, block)).collect();
        let fits = told.iter().filter(|fits| **fits).count();
        if fits >= FITTING && fits * 2 > told.len() { found } else { Vec::new() }
    }

    /// A row that says that it holds percentages, with those of the line right above it.
    fn share_row(&self, row: &Row, block: &Block, kept: &[&Row]) -> Option<ShareLine> {
        if row.role != RowRole::Note {
            return None;
        }
        let line = kept.binary_search_by_key(&row.index, |r| r.index + 1).ok()?;
        let header = self.says_share(row)?;
        let measures = block.measures.iter().enumerate();
        let measures = measures.filter(|(_, m)| !matches!(m.kind, MeasureKind::Figure | MeasureKind::Elsewhere));
        let cell = |at: u32, measure| self.share_cell(CellRef::new(row.index, at), line, measure);
        let cells: Vec<_> = measures.filter_map(|(measure, m)| cell(m.index, measure)).collect();
        (!cells.is_empty()).then_some(ShareLine { header, cap: false, said: None, below: true, cells })
    }

    /// "Tỷ lệ %" as its name, or in a column that says of each row what it holds.
    fn says_share(&self, row: &Row) -> Option<String> {
        let unmeasured = |role: ColumnRole| {
            matches!(
                role,
                ColumnRole::Unit | ColumnRole::Parent | ColumnRole::Unknown | ColumnRole::Ignored | ColumnRole::Ordinal
            )
        };
        let text = |at: u32| self.sheet.get(CellRef::new(row.index, at)).map(crate::locate::tables::shown);
        let columns = self.table.columns.iter().filter(|c| unmeasured(c.role));
        let mut texts = columns.filter_map(|c| text(c.index)).filter(|t| !t.is_empty());
        let said = texts.next().filter(|said| self.words.names_share(&key(said)))?;
        texts.next().is_none().then_some(said)
    }
}

/// The one row of percentages at the end, under a line that is not the total although a total stands above, may be of either:
/// it is of the one that more of it fits, and of none where they fit alike and something is wrong.
fn of_total_above(found: &mut Vec<ShareLine>, block: &Block) {
    let [row] = found.as_mut_slice() else { return };
    let Some(own) = row.cells.first().map(|cell| cell.line) else { return };
    let is_total = |line: &usize| block.lines[*line].role == RowRole::Total;
    let Some(total) = (0..own).find(is_total).filter(|_| !is_total(&own) && own + 1 == block.lines.len()) else {
        return;
    };
    let misfits = |line: usize| {
        let cells = row.cells.iter().map(|cell| ShareCell { line, ..cell.clone() });
        cells.filter_map(|cell| block.fits_share(&cell)).filter(|fits| !fits).count()
    };
    match (misfits(own), misfits(total)) {
        (0, _) => {}
        (of_own, of_total) if of_total < of_own => row.cells.iter_mut().for_each(|cell| cell.line = total),
        (of_own, of_total) if of_total == of_own => found.clear(),
        _ => {}
    }
}

/// For each percentage of a level that somebody has: is it a share of what it may be one of?
fn fitting(line: &ShareLine, block: &Block) -> Vec<bool> {
    let levels = line.cells.iter().filter(|c| matches!(block.measures[c.measure].kind, MeasureKind::Level(_)));
    levels.filter_map(|cell| block.fits_share(cell)).collect()
}

impl Block {
    /// Is a percentage a share of those rated, of the total or of all levels? `None` where its cell counts nobody or is no
    /// percentage.
    pub(super) fn fits_share(&self, cell: &ShareCell) -> Option<bool> {
        let count = |measure: usize| self.cells[cell.line][measure].figure.count();
        let (own, percent) = (count(cell.measure).filter(|n| *n > 0)?, cell.percent()?);
        let of = |kind: &MeasureKind| count(self.measures.iter().position(|m| m.kind == *kind)?);
        let all = self.levels().filter_map(|(m, _)| count(m)).sum();
        let mut bases = [MeasureKind::Rated, MeasureKind::Total].iter().filter_map(of).chain([all]);
        Some(bases.any(|base| share_fits(own, base, percent, percent.decimals().min(10))))
    }
}
