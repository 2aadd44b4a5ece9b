//! A line of a superior's report that differs from its units, and how it is told.

use crate::check::arithmetic::line_name;
use crate::check::records::RatedBlock;
use crate::check::{Findings, Rule};
use crate::finding::{CellRef, Related, Severity};
use crate::parse::MeasureKind;

/// A line of a superior's report that differs from its units.
#[derive(Clone)]
pub(super) struct Difference {
    pub(super) line: usize,
    /// What differs, what stands here, what the units say.
    pub(super) figures: Vec<Apart>,
    /// Levels the units left unstated.
    pub(super) unstated: i64,
    /// What may explain it. In both languages.
    pub(super) explained: Option<(String, String)>,
    /// Is what explains it a fault all the same?
    pub(super) certain: bool,
    /// The total here is that of the rated, and the units have as many in all.
    pub(super) rated_only: Option<(i64, i64)>,
    pub(super) related: Vec<Related>,
    /// Is all of it told by the sums?
    pub(super) by_sums: bool,
}

/// One figure that differs.
#[derive(Clone)]
pub(super) struct Apart {
    pub(super) what: &'static str,
    pub(super) at: CellRef,
    pub(super) above: i64,
    pub(super) below: i64,
    /// Is it a level?
    pub(super) level: bool,
}

impl Difference {
    /// Does the total differ by as much as its rows do, figure by figure?
    pub(super) fn follows_from(&self, rows: &[Difference]) -> bool {
        let by = |d: &Difference, column: u32| {
            d.figures.iter().filter(|f| f.at.column == column).map(|f| f.above - f.below).sum::<i64>()
        };
        let of_rows = |column: u32| rows.iter().map(|d| by(d, column)).sum::<i64>();
        let explained = self.figures.iter().all(|f| f.above - f.below == of_rows(f.at.column));
        !rows.is_empty() && explained && (self.rated_only.is_none() || rows.iter().any(|d| d.rated_only.is_some()))
    }

    /// Does nothing but a slip explain it?
    pub(super) fn is_certain(&self) -> bool {
        self.explained.is_none() && !self.covered()
    }

    /// What the units give for its cells.
    pub(super) fn given(&self) -> Vec<(CellRef, i64)> {
        self.figures.iter().map(|f| (f.at, f.below)).collect()
    }

    /// Does what the units left unstated cover all that is more here? It covers all levels together, once.
    pub(super) fn covered(&self) -> bool {
        let more: i64 = self.figures.iter().map(|f| f.above - f.below).sum();
        self.figures.iter().all(|f| f.level && f.above > f.below) && more <= self.unstated
    }

    pub(super) fn say(&self, rule: &'static Rule, rated: &RatedBlock<'_>, findings: &mut Findings<'_>) {
        let name = line_name(&rated.block, self.line);
        let cells: Vec<CellRef> = self.figures.iter().map(|f| f.at).collect();
        let Some(&first) = cells.first() else { return self.say_rated_only(rule, rated, findings) };
        let list: Vec<String> =
            self.figures.iter().map(|f| format!("{} {} so với {}", f.what, f.above, f.below)).collect();
        let list = list.join("; ");
        let before = self.explained.as_ref();
        let (before_vi, before_en) = before.map(|(vi, en)| (format!("{vi}; "), format!("{en}; "))).unwrap_or_default();
        let (severity, vi, en) = if self.covered() {
            (
                Severity::Info,
                "; phần chênh lệch nằm trong số các đơn vị chưa nêu mức",
                "; within what the units left unstated",
            )
        } else {
            let severity = if before.is_some() && !self.certain { Severity::Warning } else { Severity::Error };
            (severity, ". Đề nghị đối chiếu với báo cáo của đơn vị", "")
        };
        findings
            .add(rule, first)
            .cells(&cells)
            .severity(severity)
            .related_elsewhere(self.related.clone())
            .found(&list)
            .message(
                format!("{name}: {before_vi}báo cáo cấp trên khác tổng của các đơn vị: {list}{vi}"),
                format!("{name}: {before_en}the superior's report differs from its units: {list}{en}"),
            );
    }

    fn say_rated_only(&self, rule: &'static Rule, rated: &RatedBlock<'_>, findings: &mut Findings<'_>) {
        let Some((few, all)) = self.rated_only else { return };
        let Some(measure) = rated.block.measure(&MeasureKind::Total) else { return };
        let name = line_name(&rated.block, self.line);
        findings
            .add(rule, rated.block.cells[self.line][measure].at)
            .severity(Severity::Info)
            .related_elsewhere(self.related.clone())
            .found(few)
            .message(
                format!(
                    "{name}: tổng số {few} là số các đơn vị đã đánh giá, xếp loại; tổng số của các đơn vị là {all}"
                ),
                format!("{name}: its total of {few} is what the units rated; they have {all} in all"),
            );
    }
}
