//! Lists → rosters: one row a subject, its ratings as words or marks.

use std::sync::Arc;

use super::marks::MarkColumns;
use super::{Marks, RatingColumn, Record, Roster, Source, Written, shared_in, text_in};
use crate::finding::CellRef;
use crate::locate::period::Period;
use crate::locate::rows::plain_label;
use crate::locate::sections::{self, Section};
use crate::locate::sentence::{self, Sentence};
use crate::locate::tables::shown;
use crate::locate::{Column, ColumnRole, Kind, Row, RowRole};
use crate::read::Cell;
use crate::text::key;

impl Source<'_> {
    pub(super) fn roster(&self) -> Roster {
        let persons = self.table.kind == Kind::PersonRoster;
        let marks = if persons { MarkColumns::of(&self.table.columns) } else { MarkColumns::default() };
        let mut ratings = self.rating_columns();
        let sections = self.sections();
        if ratings.is_empty() && !sections.is_empty() {
            ratings.push(self.rating_of_sections());
        }
        let mut group: (Option<usize>, Option<Arc<str>>) = (None, None);
        let record = |row: &Row| {
            if row.group != group.0 {
                group = (row.group, self.group_name(row).map(Arc::from));
            }
            let mut record = self.record(row, group.1.clone(), &ratings);
            record.marks = marks.read(self.sheet.row(row.index), &record);
            if let Some((at, section)) = sections.iter().rfind(|(at, _)| at.row < row.index) {
                record.ratings = vec![vec![Written { at: *at, text: section.level.as_str().into() }]];
            }
            record
        };
        let records = self.table.rows.iter().filter(|r| r.role == RowRole::Data).map(record).collect();
        let counted = |(at, s): &(CellRef, Section)| {
            let levels = vec![(s.level.clone(), s.count?)];
            Some((*at, Sentence { total: None, levels }))
        };
        let stated = self.stated().into_iter().chain(sections.iter().filter_map(counted)).collect();
        Roster { subject: self.table.subject, persons, ratings, records, stated }
    }

    /// The counts typed in one sentence under the list.
    fn stated(&self) -> Option<(CellRef, Sentence)> {
        let notes = self.table.rows.iter().filter(|r| r.role == RowRole::Note);
        let mut cells = notes.flat_map(|r| self.sheet.row(r.index)).filter(|c| self.table.range.contains(c.at));
        cells.find_map(|c| sentence::read(&shown(c), self.words).map(|s| (c.at, s)))
    }

    /// The heads of sections that give their level to the rows below them.
    fn sections(&self) -> Vec<(CellRef, Section)> {
        let heads = self.table.rows.iter().filter(|r| r.role == RowRole::Group && r.level.is_some());
        let read = |r: &Row| {
            let at = self.sheet.row(r.index).iter().find(|c| shown(c) == r.label)?.at;
            Some((at, sections::section(&r.label, self.words)?))
        };
        heads.filter_map(read).collect()
    }

    fn rating_of_sections(&self) -> RatingColumn {
        RatingColumn {
            columns: self.table.name_column().map(|c| c.index).into_iter().collect(),
            header: "Mức ghi ở đầu mục".to_owned(),
            subject: self.table.subject,
            stage: None,
            marks: false,
            period: None,
        }
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

    fn record(&self, row: &Row, group: Option<Arc<str>>, ratings: &[RatingColumn]) -> Record {
        let cells = self.sheet.row(row.index);
        let at = |c: &Column| CellRef::new(row.index, c.index);
        let name_column = self.table.name_column();
        let with = |role: ColumnRole| {
            self.table.column(role).map(|c| (at(c), text_in(cells, c.index))).filter(|(_, t)| !t.is_empty())
        };
        let shared = |role: ColumnRole| self.table.column(role).and_then(|c| shared_in(cells, c.index));
        let parent = self.table.column(ColumnRole::Parent).and_then(|c| Some((at(c), shared_in(cells, c.index)?)));
        Record {
            row: row.index,
            name: name_column.map_or_else(|| plain_label(&row.label), |c| text_in(cells, c.index)),
            name_at: name_column.map_or(CellRef::new(row.index, self.table.range.start.column), at),
            parent_at: parent.as_ref().map(|p| p.0),
            parent: parent.map(|p| p.1).or_else(|| group.clone()),
            group,
            birth: shared(ColumnRole::Birth),
            marks: Marks::default(),
            post: shared(ColumnRole::Post),
            ratings: ratings.iter().map(|r| self.written(row, cells, r)).collect(),
            reason: self.reason(row, cells),
            reason_at: self.table.column(ColumnRole::Reason).map(at),
            unrated: self.unrated(cells).any(|text| self.words.is_tick(&text)),
            score: with(ColumnRole::Score),
            discipline: with(ColumnRole::Discipline),
        }
    }

    fn unrated(&self, cells: &[Cell]) -> impl Iterator<Item = String> {
        let columns = self.table.columns.iter().filter(|c| c.role == ColumnRole::Unrated);
        columns.map(move |c| text_in(cells, c.index))
    }

    fn reason(&self, row: &Row, cells: &[Cell]) -> String {
        let said = self.joined(row.index, &[ColumnRole::Reason, ColumnRole::Note]);
        let words = self.unrated(cells).filter(|text| !text.is_empty() && !self.words.is_tick(text));
        Some(said).filter(|s| !s.is_empty()).into_iter().chain(words).collect::<Vec<_>>().join("; ")
    }

    fn written(&self, row: &Row, cells: &[Cell], rating: &RatingColumn) -> Vec<Written> {
        let places = rating.columns.iter().map(|&c| CellRef::new(row.index, c));
        places
            .filter_map(|at| {
                let text = shared_in(cells, at.column)?;
                if rating.marks && self.words.is_none_mark(&text) {
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
                    true => self.table.columns.iter().find(|c| c.index == at.column).and_then(label)?.into(),
                    false => text,
                };
                Some(Written { at, text })
            })
            .collect()
    }
}
