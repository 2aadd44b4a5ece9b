//! Lists → rosters: one row a subject, its ratings as words or marks.

use super::{RatingColumn, Record, Roster, Source, Written};
use crate::finding::CellRef;
use crate::locate::period::Period;
use crate::locate::rows::plain_label;
use crate::locate::sentence::{self, Sentence};
use crate::locate::tables::shown;
use crate::locate::{Column, ColumnRole, Kind, Row, RowRole};
use crate::text::key;

impl Source<'_> {
    pub(super) fn roster(&self) -> Roster {
        let ratings = self.rating_columns();
        let records =
            self.table.rows.iter().filter(|r| r.role == RowRole::Data).map(|r| self.record(r, &ratings)).collect();
        let persons = self.table.kind == Kind::PersonRoster;
        Roster { subject: self.table.subject, persons, ratings, records, stated: self.stated() }
    }

    /// The counts typed in one sentence under the list.
    fn stated(&self) -> Option<(CellRef, Sentence)> {
        let notes = self.table.rows.iter().filter(|r| r.role == RowRole::Note);
        let mut cells = notes.flat_map(|r| self.sheet.row(r.index)).filter(|c| self.table.range.contains(c.at));
        cells.find_map(|c| sentence::read(&shown(c), self.words).map(|s| (c.at, s)))
    }

    fn rating_columns(&self) -> Vec<RatingColumn> {
        let mut found: Vec<RatingColumn> = Vec::new();
        for c in self.table.columns.iter().filter(|c| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark)) {
            let marks = c.role == ColumnRole::Mark;
            let subject = c.subject.unwrap_or(self.table.subject);
            let beside = found.iter_mut().find(|f| f.marks && marks && f.subject == subject && f.stage == c.stage);
            match beside {
                Some(group) => group.columns.push(c.index),
                None => found.push(RatingColumn {
                    columns: vec![c.index],
                    header: if marks { c.path.first().cloned().unwrap_or_default() } else { c.header() },
                    subject,
                    stage: c.stage,
                    marks,
                    period: c.path.last().and_then(|p| Period::of_header(p)),
                }),
            }
        }
        found
    }

    fn record(&self, row: &Row, ratings: &[RatingColumn]) -> Record {
        let at = |c: &Column| CellRef::new(row.index, c.index);
        let name_column = self.table.name_column();
        let with = |role: ColumnRole| {
            self.table.column(role).map(at).map(|a| (a, self.text(a))).filter(|(_, t)| !t.is_empty())
        };
        let parent = with(ColumnRole::Parent);
        let group = self.group_name(row);
        Record {
            row: row.index,
            name: if name_column.is_some() {
                self.text(name_column.map_or(self.table.range.start, at))
            } else {
                plain_label(&row.label)
            },
            name_at: name_column.map_or(CellRef::new(row.index, self.table.range.start.column), at),
            parent_at: parent.as_ref().map(|p| p.0),
            parent: parent.map(|p| p.1).or_else(|| group.clone()),
            group,
            birth: with(ColumnRole::Birth).map(|b| b.1),
            post: with(ColumnRole::Post).map(|p| p.1),
            ratings: ratings.iter().map(|r| self.written(row, r)).collect(),
            reason: self.reason(row),
            reason_at: self.table.column(ColumnRole::Reason).map(at),
            unrated: self.unrated(row).any(|text| self.words.is_tick(&text)),
            score: with(ColumnRole::Score),
            discipline: with(ColumnRole::Discipline),
        }
    }

    fn unrated(&self, row: &Row) -> impl Iterator<Item = String> {
        let columns = self.table.columns.iter().filter(|c| c.role == ColumnRole::Unrated);
        columns.map(|c| self.text(CellRef::new(row.index, c.index)))
    }

    fn reason(&self, row: &Row) -> String {
        let said = self.joined(row.index, &[ColumnRole::Reason, ColumnRole::Note]);
        let words = self.unrated(row).filter(|text| !text.is_empty() && !self.words.is_tick(text));
        Some(said).filter(|s| !s.is_empty()).into_iter().chain(words).collect::<Vec<_>>().join("; ")
    }

    fn written(&self, row: &Row, rating: &RatingColumn) -> Vec<Written> {
        let cells = rating.columns.iter().map(|&c| CellRef::new(row.index, c));
        cells
            .filter_map(|at| {
                let text = self.text(at);
                if text.is_empty() || (rating.marks && self.words.is_none_mark(&text)) {
                    return None;
                }
                let names = |text: &str, label: &str| {
                    let text = key(text);
                    text == label || self.words.mention_beside(&text).is_some_and(|m| m.label == label)
                };
                let label = |c: &Column| {
                    let level = c.level.as_ref()?;
                    c.path.iter().rev().find(|p| names(p, &level.label)).or(c.path.last()).cloned()
                };
                let text = match rating.marks {
                    true => self.table.columns.iter().find(|c| c.index == at.column).and_then(label)?,
                    false => text,
                };
                Some(Written { at, text })
            })
            .collect()
    }
}
