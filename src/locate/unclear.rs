//! A table → what of its layout is unclear: a needed column with two candidates, or none.

use super::period::Period;
use super::{Column, ColumnRole, Kind, Observation, Stage, Subject, Table};
use crate::finding::{CellRange, CellRef, Message, column_name};

/// Needed columns that have two candidates, or none.
///
/// Several may propose, and their columns stand side by side; which of them is meant matters only where nobody decided.
pub(super) fn unclear(table: &Table, filled: &dyn Fn(u32) -> bool) -> Vec<Observation> {
    let mut found = Vec::new();
    let single = match table.kind {
        Kind::CountSummary => vec![ColumnRole::Total, ColumnRole::Rated],
        Kind::UnitRoster | Kind::PersonRoster => vec![ColumnRole::Rating],
        _ => vec![],
    };
    type What = (Option<Subject>, Option<Stage>, Option<Period>);
    for role in single {
        let mut groups = Vec::<(Vec<&Column>, What)>::new();
        for c in table.columns.iter().filter(|c| c.role == role) {
            let what = (c.subject, c.stage, c.path.last().and_then(|p| Period::of_header(p)));
            match groups.iter_mut().find(|g| g.1 == what) {
                Some(g) => g.0.push(c),
                None => groups.push((vec![c], what)),
            }
        }
        let decided = |subject: Option<Subject>| {
            let mut of = table.columns.iter().filter(|c| c.role == role && c.subject == subject);
            of.any(|c| matches!(c.stage, None | Some(Stage::Decided)) && filled(c.index))
        };
        let superseded = |(subject, stage, _): What| {
            role == ColumnRole::Rating && matches!(stage, Some(Stage::Own | Stage::Proposed)) && decided(subject)
        };
        for (same, _) in groups.iter().filter(|g| g.0.len() > 1 && !superseded(g.1)) {
            found.push(two_candidates(table, same));
        }
    }
    if let Some(strange) = strange_among_levels(table, filled) {
        found.push(strange);
    }
    for level in level_twins(table) {
        found.push(two_candidates(table, &level));
    }
    if table.kind == Kind::CountSummary && table.name_column().is_none() {
        found.push(Observation::UnclearLayout {
            range: table.range,
            what: Message::new("không xác định được cột tên đơn vị", "no column names the units"),
            readings: Vec::new(),
        });
    }
    found
}

/// A column of figures between the level columns whose header says nothing: it may hold a level.
fn strange_among_levels(table: &Table, figures: &dyn Fn(u32) -> bool) -> Option<Observation> {
    let levels = table.columns.iter().filter(|c| c.role == ColumnRole::Count && c.level.is_some());
    let (first, last) = levels.fold((u32::MAX, 0), |(a, b), c| (a.min(c.index), b.max(c.index)));
    let strange = |c: &&Column| c.role == ColumnRole::Unknown && (first..=last).contains(&c.index);
    let column = table.columns.iter().filter(strange).find(|c| figures(c.index))?;
    let (name, header) = (column_name(column.index), column.header());
    let at = CellRef::new(table.range.start.row, column.index);
    Some(Observation::UnclearLayout {
        range: CellRange::new(at, at),
        what: Message::new(
            format!("không rõ cột {name} (“{header}”) giữa các cột mức xếp loại ghi gì"),
            format!("nothing says what column {name} (“{header}”) among the levels holds"),
        ),
        readings: Vec::new(),
    })
}

/// Level columns with one label, subject, stage and kind of figure.
fn level_twins(table: &Table) -> Vec<Vec<&Column>> {
    let mut twins: Vec<Vec<&Column>> = Vec::new();
    for c in table.columns.iter().filter(|c| matches!(c.role, ColumnRole::Count | ColumnRole::Mark) && c.level.is_some()) {
        let same = |o: &&Column| {
            o.subject == c.subject
                && o.stage == c.stage
                && o.role == c.role
                && o.level.as_ref().map(|l| (&l.label, l.share)) == c.level.as_ref().map(|l| (&l.label, l.share))
        };
        match twins.iter_mut().find(|t| t.first().is_some_and(same)) {
            Some(t) => t.push(c),
            None => twins.push(vec![c]),
        }
    }
    twins.retain(|t| t.len() > 1);
    twins
}

fn two_candidates(table: &Table, same: &[&Column]) -> Observation {
    let name = |c: &&Column| format!("{}: {}", column_name(c.index), c.header());
    let readings: Vec<String> = same.iter().map(name).collect();
    let top = table.range.start.row;
    let (first, last) = (same[0].index, same[same.len() - 1].index);
    Observation::UnclearLayout {
        range: CellRange::new(CellRef::new(top, first), CellRef::new(top, last)),
        what: Message::new(
            format!("{:02} cột có thể giữ cùng một vai trò ({})", same.len(), readings.join("; ")),
            format!("{} columns could hold the same thing ({})", same.len(), readings.join("; ")),
        ),
        readings,
    }
}
