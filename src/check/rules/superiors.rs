//! A superior's report, held against the reports of its units: row by row, and its total.
//!
//! What a proven slip explains is told at the slip only; a total that differs by what its rows differ is told at the rows.

use std::sync::Arc;

use crate::check::arithmetic::line_name;
use crate::check::followed::as_corrected;
use crate::check::records::{Rated, RatedBlock, Submission, TableRecord};
use crate::check::totals::{Totals, UnitTotal, office_key, totals};
use crate::check::units::own_lines;
use crate::check::{Findings, Rule};
use crate::finding::{CellRef, Related, Severity};
use crate::locate::{RowRole, Stage};
use crate::normalise::Level;
use crate::normalise::counts::{LineCounts, add};
use crate::parse::MeasureKind;

/// Holds every block of every superior's report against the units.
pub(super) fn superiors(rule: &'static Rule, submission: &Submission<'_>, found: &Totals, findings: &mut Findings<'_>) {
    if !submission.files.iter().flat_map(|f| &f.tables).any(|t| t.superior) {
        return;
    }
    let corrected = all_corrected(submission);
    let after = corrected.as_ref().map(|submission| (submission, totals(submission)));
    for (place, superior) in submission.files.iter().enumerate() {
        findings.enter_file(superior);
        for (number, table) in superior.tables.iter().enumerate().filter(|(_, t)| t.superior) {
            let Rated::Counts(blocks) = &table.content else { continue };
            findings.enter_sheet(Some(&table.table.sheet));
            for (of_table, rated) in blocks.iter().enumerate().filter(|(_, rated)| rated.block.counts_all()) {
                let told = Above { table, rated, units: &found.units, submission }.differences();
                let once_corrected = after.as_ref().and_then(|(submission, found)| {
                    let table = &submission.files[place].tables[number];
                    let Rated::Counts(blocks) = &table.content else { return None };
                    Some(Above { table, rated: blocks.get(of_table)?, units: &found.units, submission }.differences())
                });
                tell(rule, rated, &told, once_corrected.as_deref(), findings);
            }
        }
    }
}

/// All tables with what is proven in them corrected; `None` where that is nothing.
fn all_corrected<'c>(submission: &Submission<'c>) -> Option<Submission<'c>> {
    let changed = |rated: &RatedBlock<'_>| rated.figured.is_some() || rated.diagnoses.iter().any(|d| d.proven);
    let any = |table: &TableRecord<'_>| matches!(&table.content, Rated::Counts(blocks) if blocks.iter().any(changed));
    if !submission.files.iter().flat_map(|f| &f.tables).any(any) {
        return None;
    }
    let mut files = submission.files.clone();
    for table in files.iter_mut().flat_map(|f| &mut f.tables) {
        if let Some(after) = as_corrected(table) {
            *table = after;
        }
    }
    Some(Submission { files, caps: Vec::new(), history: Arc::clone(&submission.history) })
}

/// Says what differs, but for what follows from something said elsewhere.
fn tell<'d>(
    rule: &'static Rule,
    rated: &RatedBlock<'_>,
    told: &'d [Difference],
    once_corrected: Option<&'d [Difference]>,
    findings: &mut Findings<'_>,
) {
    let left = |d: &'d Difference| match once_corrected {
        None => Some(d),
        Some(after) => {
            let left = after.iter().find(|a| a.line == d.line)?;
            Some(if left.figures.is_empty() { left } else { d })
        }
    };
    let (rows, totals): (Vec<&Difference>, Vec<&Difference>) =
        told.iter().filter_map(left).partition(|d| rated.block.lines[d.line].role != RowRole::Total);
    for total in totals.iter().filter(|total| !total.follows_from(&rows)).chain(&rows) {
        total.say(rule, rated, findings);
    }
}

/// A block of a superior's report, and what the units themselves say.
struct Above<'a> {
    table: &'a TableRecord<'a>,
    rated: &'a RatedBlock<'a>,
    units: &'a [UnitTotal],
    submission: &'a Submission<'a>,
}

/// A line of a superior's report that differs from its units.
struct Difference {
    line: usize,
    /// What differs, what stands here, what the units say.
    figures: Vec<Apart>,
    /// Levels the units left unstated.
    unstated: i64,
    /// What may explain it. In both languages.
    explained: Option<(String, String)>,
    /// The total here is that of the rated, and the units have as many in all.
    rated_only: Option<(i64, i64)>,
    related: Vec<Related>,
}

/// One figure that differs.
struct Apart {
    what: &'static str,
    at: CellRef,
    above: i64,
    below: i64,
    /// Is it a level?
    level: bool,
}

impl Above<'_> {
    /// Holds every row, and the total, against the units: of the same stage, else of the nearest one.
    fn differences(&self) -> Vec<Difference> {
        let Above { table, rated, .. } = self;
        let own = |u: &&UnitTotal| u.subject == rated.block.subject && u.year == table.year && u.period == table.period;
        let mut named: Vec<&UnitTotal> = Vec::new();
        let mut all_named = true;
        let mut all = Vec::new();
        for line in own_lines(&rated.block) {
            let key = office_key(&rated.block.lines[line].name);
            let of_unit = |u: &&UnitTotal| own(u) && u.unit.as_deref().map(office_key).as_ref() == Some(&key);
            let same = self.units.iter().filter(of_unit).find(|u| u.stage == rated.block.stage);
            match same.or_else(|| self.units.iter().find(of_unit)) {
                Some(unit) => {
                    named.push(unit);
                    all.extend(self.difference(line, unit.counts, &[unit]));
                }
                None => all_named = false,
            }
        }
        let total = (0..rated.block.lines.len()).find(|&l| rated.block.lines[l].role == RowRole::Total);
        if let (Some(line), true, Some(sum)) = (total, all_named, named.iter().map(|u| u.counts).reduce(add)) {
            all.extend(self.difference(line, sum, &named));
        }
        all
    }

    fn difference(&self, line: usize, units: LineCounts, from: &[&UnitTotal]) -> Option<Difference> {
        let rated = self.rated;
        let superior = rated.counts.line(&rated.block, line);
        let kind = |k: MeasureKind| rated.block.measure(&k);
        // A report that knows no unrated may mean by its total those that were rated.
        let means_rated = kind(MeasureKind::Rated).is_none() && units.rated.is_some() && superior.total == units.rated;
        let of_total = kind(MeasureKind::Total);
        let counts = [
            ("tổng số", superior.total, units.total, of_total.filter(|_| !means_rated)),
            ("đã đánh giá", superior.rated, units.rated, kind(MeasureKind::Rated)),
        ];
        let levels = Level::ALL
            .into_iter()
            .enumerate()
            .map(|(i, level)| (level.code(), superior.levels[i], units.levels[i], rated.counts.measure(level)));
        let figures: Vec<Apart> = counts
            .into_iter()
            .map(|figure| (false, figure))
            .chain(levels.map(|figure| (true, figure)))
            .filter_map(|(level, (what, above, below, measure))| {
                let (above, below) = (above?, below.unwrap_or(0));
                let at = rated.block.cells[line][measure?].at;
                (above != below).then_some(Apart { what, at, above, below, level })
            })
            .collect();
        let rated_only = superior.total.zip(units.total).filter(|(rated, all)| means_rated && all != rated);
        if figures.is_empty() && (rated_only.is_none() || of_total.is_none()) {
            return None;
        }
        let sources = from.iter().flat_map(|u| u.sources.iter());
        Some(Difference {
            line,
            figures,
            unstated: from.iter().map(|u| u.unstated + u.unresolved).sum(),
            explained: self.explained(from),
            rated_only,
            related: sources
                .map(|s| Related { file: Some(s.file.clone()), sheet: Some(s.sheet.clone()), range: s.range })
                .collect(),
        })
    }

    /// What may explain that figures differ: another stage, another day up to which was counted. In both languages.
    fn explained(&self, units: &[&UnitTotal]) -> Option<(String, String)> {
        let stage = self.rated.block.stage;
        if let Some(other) = units.iter().find(|u| u.stage != stage) {
            let name = |stage: Stage| (stage.vi(), stage.en());
            let ((here, here_en), (there, there_en)) = (name(stage), name(other.stage));
            return Some((
                format!("báo cáo này là số {here}, của đơn vị là số {there}"),
                format!("this report is of what is {here_en}, the unit's of what is {there_en}"),
            ));
        }
        let own = self.table.counted_to.clone()?;
        let of_unit = |u: &&UnitTotal| {
            let tables = self.submission.files[u.file].tables.iter();
            let here = |t: &&TableRecord<'_>| u.sources.iter().any(|s| s.sheet == t.table.sheet);
            tables.filter(here).find_map(|t| t.counted_to.clone())
        };
        let other = units.iter().filter_map(of_unit).find(|day| *day != own)?;
        Some((
            format!("báo cáo này tính đến ngày {own}, của đơn vị đến ngày {other}"),
            format!("this report counts up to {own}, the unit's up to {other}"),
        ))
    }
}

impl Difference {
    /// Does the total differ by as much as its rows do, figure by figure?
    fn follows_from(&self, rows: &[&Difference]) -> bool {
        let by = |d: &Difference, column: u32| {
            d.figures.iter().filter(|f| f.at.column == column).map(|f| f.above - f.below).sum::<i64>()
        };
        let of_rows = |column: u32| rows.iter().map(|d| by(d, column)).sum::<i64>();
        let explained = self.figures.iter().all(|f| f.above - f.below == of_rows(f.at.column));
        !rows.is_empty() && explained && (self.rated_only.is_none() || rows.iter().any(|d| d.rated_only.is_some()))
    }

    /// Does what the units left unstated cover all that is more here? It covers all levels together, once.
    fn covered(&self) -> bool {
        let more: i64 = self.figures.iter().map(|f| f.above - f.below).sum();
        self.figures.iter().all(|f| f.level && f.above > f.below) && more <= self.unstated
    }

    fn say(&self, rule: &'static Rule, rated: &RatedBlock<'_>, findings: &mut Findings<'_>) {
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
            let severity = if before.is_some() { Severity::Warning } else { Severity::Error };
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
