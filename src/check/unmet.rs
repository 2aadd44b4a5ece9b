//! A block of counts → a printed total that its rows, as they are counted, do not give, though nothing fails.
//!
//! A total is held against the lines it covers. Where a line that is counted stands outside of them, or one of them is not
//! counted, nothing fails and the figures that go on are not those of the form: how its rows add up was not understood.

use super::records::RatedBlock;
use crate::finding::{CellRef, column_name};
use crate::locate::RowRole;
use crate::parse::{Block, CountCell, Figure, MeasureKind};

/// A total that is not what the rows give.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unmet {
    /// The printed total.
    pub at: CellRef,
    /// What stands there.
    pub printed: i64,
    /// What the rows add up to as they are counted.
    pub counted: i64,
    /// All printed figures that are not met.
    pub cells: Vec<CellRef>,
}

impl Unmet {
    /// Both readings, as people read them.
    pub fn readings(&self) -> Vec<String> {
        let column = column_name(self.at.column);
        vec![
            format!("{}: {} (dòng tổng)", self.at, self.printed),
            format!("{}: {} (cộng các dòng cột {column})", self.at, self.counted),
        ]
    }
}

/// The total of the block that its rows do not give, where nothing else tells it.
pub fn unmet(rated: &RatedBlock<'_>) -> Option<Unmet> {
    let lines = &rated.block.lines;
    let mut totals = (0..lines.len()).filter(|&l| lines[l].role == RowRole::Total);
    let (total, None) = (totals.next()?, totals.next()) else { return None };
    if !rated.diagnoses.is_empty() || !lines.iter().any(|l| l.role == RowRole::Data) {
        return None;
    }
    let missed: Vec<(usize, i64, i64)> =
        (0..rated.block.measures.len()).filter_map(|m| missed(rated, total, m)).collect();
    let whole = |m: usize| matches!(rated.block.measures[m].kind, MeasureKind::Total | MeasureKind::Rated);
    let &(measure, printed, counted) = missed.iter().find(|(m, ..)| whole(*m)).or_else(|| missed.get(1))?;
    let at = |m: usize| rated.block.cells[total][m].at;
    Some(Unmet { at: at(measure), printed, counted, cells: missed.iter().map(|(m, ..)| at(*m)).collect() })
}

/// What the line says of the measure and what the counted rows give, where both are known and differ.
fn missed(rated: &RatedBlock<'_>, total: usize, measure: usize) -> Option<(usize, i64, i64)> {
    let block = &rated.block;
    if !matches!(block.measures[measure].kind, MeasureKind::Total | MeasureKind::Rated | MeasureKind::Level(_)) {
        return None;
    }
    let texts: Vec<CellRef> = block.cells.iter().map(|l| &l[measure]).filter(|c| c.as_text).map(|c| c.at).collect();
    let at = block.cells[total][measure].at;
    // That it passes over a number stored as text is told by itself (F009).
    if passing(block, measure, &texts).iter().any(|(of, ..)| *of == at) {
        return None;
    }
    let printed = block.cells[total][measure].figure.count()?;
    let data = (0..block.lines.len()).filter(|&l| block.lines[l].role == RowRole::Data);
    let figures = data.map(|l| &block.cells[l][measure].figure).filter(|f| **f != Figure::Blank);
    let figures: Vec<i64> = figures.map(|f| f.count()).collect::<Option<_>>()?;
    let counted: i64 = figures.iter().sum();
    (!figures.is_empty() && counted != printed).then_some((measure, printed, counted))
}

/// A total whose formula passes over some of its cells: where it stands, what it shows, what they come to.
pub(super) type Passing = (CellRef, i64, i64);

/// The totals of a column that show less than their cells because some of these are text.
pub(super) fn passing(block: &Block, measure: usize, texts: &[CellRef]) -> Vec<Passing> {
    let total = |(line, cell): (usize, &CountCell)| {
        let covered: Vec<&CountCell> = block.lines[line].covers.iter().map(|&l| &block.cells[l][measure]).collect();
        let sum = covered.iter().map(|c| if c.figure == Figure::Blank { Some(0) } else { c.figure.count() });
        let (shown, sum) = (cell.figure.count()?, sum.sum::<Option<i64>>()?);
        let passed: i64 = covered.iter().filter(|c| texts.contains(&c.at)).filter_map(|c| c.figure.count()).sum();
        (cell.formula && passed > 0 && shown + passed == sum).then_some((cell.at, shown, sum))
    };
    block.cells.iter().map(|line| &line[measure]).enumerate().filter_map(total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::records::Rated;
    use crate::check::rules::testing::{inputs, submission};
    use crate::config::Config;

    const OUTLINE: &str = "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
        3 | TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
        4 | I | Khối thôn | 20 | 4 | 16 | 0 | 0
        5 | 1 | Chi bộ thôn 1 | 8 | 2 | 6 | 0 | 0
        6 | 2 | Chi bộ thôn 2 | 12 | 2 | 10 | 0 | 0
        7 | II | Chi bộ Trường học | 15 | 3 | 12 | 0 | 0
        8 | | Tổng cộng | 35 | 7 | 28 | 0 | 0";

    /// The block of the outline as it is read once one of its rows is taken for something else.
    fn with(line: usize, role: RowRole) -> Option<Unmet> {
        let mut submission = submission(inputs(OUTLINE), &Config::default());
        let Rated::Counts(blocks) = &mut submission.files[0].tables[0].content else { panic!("counts") };
        assert_eq!(blocks[0].block.lines.len(), 5);
        blocks[0].block.lines[line].role = role;
        unmet(&blocks[0])
    }

    #[test]
    fn a_total_is_what_its_rows_give() {
        assert_eq!(with(4, RowRole::Total), None);
    }

    #[test]
    fn a_row_that_is_not_counted_is_missed() {
        let unmet = with(3, RowRole::Subtotal).expect("15 are missing");
        assert_eq!((unmet.at.to_string().as_str(), unmet.printed, unmet.counted), ("C8", 35, 20));
        let cells: Vec<String> = unmet.cells.iter().map(CellRef::to_string).collect();
        assert_eq!(cells, ["C8", "D8", "E8"]);
    }

    #[test]
    fn a_head_that_is_counted_with_its_rows_is_too_much() {
        let unmet = with(0, RowRole::Data).expect("20 are twice");
        assert_eq!((unmet.printed, unmet.counted), (35, 55));
    }

    #[test]
    fn without_one_total_nothing_is_held() {
        assert_eq!(with(4, RowRole::Note), None);
        assert_eq!(with(0, RowRole::Total), None);
    }
}
