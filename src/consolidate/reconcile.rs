//! The figures as submitted against the same added up again.

use super::sections::Sections;
use super::{ReconciliationRow, SummaryRow, unit_name};
use crate::check::records::{Rated, Submission};
use crate::check::totals::{Source, Totals, UnitTotal};
use crate::finding::CellRange;
use crate::locate::RowRole;
use crate::normalise::Level;
use crate::normalise::counts::{LineCounts, add};

/// Every line that can be held against another: `before` and `reported` as submitted, `after` as corrected.
pub(super) fn reconciliation(reported: &Submission<'_>, before: &Totals, after: &Totals) -> Vec<ReconciliationRow> {
    [own_totals(reported), against_units(reported, before, after)].concat()
}

/// The unit's own total line against its rows added up again.
fn own_totals(submission: &Submission<'_>) -> Vec<ReconciliationRow> {
    let mut rows = Vec::new();
    for file in &submission.files {
        for table in &file.tables {
            let Rated::Counts(blocks) = &table.content else {
                continue;
            };
            for rated in blocks {
                let lines = 0..rated.block.lines.len();
                let Some(total) = lines.clone().find(|&l| rated.block.lines[l].role == RowRole::Total) else {
                    continue;
                };
                let reported = rated.counts.line(&rated.block, total);
                let data = lines
                    .filter(|&l| rated.block.lines[l].role == RowRole::Data)
                    .map(|l| rated.counts.line(&rated.block, l))
                    .reduce(add);
                let Some(recomputed) = data else { continue };
                let range = rated.block.cells[total].iter().map(|c| c.at);
                let (first, last) = (range.clone().min(), range.max());
                let (Some(first), Some(last)) = (first, last) else {
                    continue;
                };
                let source = Source {
                    file: file.path.clone(),
                    sheet: table.table.sheet.clone(),
                    range: CellRange::new(first, last),
                };
                let group = rated.block.population.as_ref().map(|p| format!(" ({})", p.name)).unwrap_or_default();
                let unit = format!("{}{group}", unit_name(file));
                let both = figures(&reported).into_iter().zip(figures(&recomputed));
                rows.extend(both.filter(|((_, reported), _)| reported.is_some()).map(
                    |((item, reported), (_, recomputed))| ReconciliationRow {
                        unit: unit.clone(),
                        source: source.clone(),
                        subject: rated.block.subject,
                        item,
                        reported,
                        recomputed,
                    },
                ));
            }
        }
    }
    rows
}

/// A report of the level above against the sum of its units.
fn against_units(reported: &Submission<'_>, before: &Totals, after: &Totals) -> Vec<ReconciliationRow> {
    let mut rows = Vec::new();
    for superior in &before.superiors {
        let thing = |u: &UnitTotal| (u.subject, u.year, u.period, u.stage);
        let same = |u: &&UnitTotal| thing(u) == thing(superior);
        let Some(units) = after.units.iter().filter(same).map(|u| u.counts).reduce(add) else { continue };
        let Some(source) = superior.sources.first() else { continue };
        let named = superior.unit.clone().unwrap_or_else(|| unit_name(&reported.files[superior.file]));
        let unit = format!("{named} (so với tổng các đơn vị)");
        let both = figures(&superior.counts).into_iter().zip(figures(&units));
        rows.extend(both.filter(|((_, reported), _)| reported.is_some()).map(|((item, reported), (_, recomputed))| {
            ReconciliationRow {
                unit: unit.clone(),
                source: source.clone(),
                subject: superior.subject,
                item,
                reported,
                recomputed,
            }
        }));
    }
    rows
}

/// Marks the rows whose figures a correction changed, and says what the unit reported.
pub(super) fn mark_corrected(rows: &mut [SummaryRow], before: &Totals, sections: Sections, submitted: &Submission<'_>) {
    for row in rows {
        let name = |u: &UnitTotal| u.unit.clone().unwrap_or_else(|| unit_name(&submitted.files[u.file]));
        let same = |u: &&UnitTotal| u.subject == row.subject && sections.of(u) == row.section && name(u) == row.unit;
        let Some(old) = before.units.iter().find(same) else { continue };
        let changed: Vec<String> = figures(&old.counts)
            .into_iter()
            .zip(figures(&row.counts))
            .filter(|((_, before), (_, after))| before != after)
            .map(|((name, before), _)| format!("{name} {}", before.map_or("–".into(), |n| n.to_string())))
            .collect();
        if !changed.is_empty() {
            let note = format!("(*) Đã áp dụng chỉnh sửa; cộng số liệu đơn vị gửi: {}", changed.join(", "));
            row.note = if row.note.is_empty() { note } else { format!("{note}. {}", row.note) };
            row.corrected = true;
        }
    }
}

/// What a line counts, by name.
fn figures(counts: &LineCounts) -> Vec<(&'static str, Option<i64>)> {
    let mut figures = vec![("Tổng số", counts.total), ("Đã đánh giá", counts.rated)];
    figures.extend(Level::ALL.into_iter().map(Level::code).zip(counts.levels));
    figures
}
