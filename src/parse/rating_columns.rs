//! The rating columns of a list: each word by itself, marks by whose opinion, of what time and about whom they are.

use std::collections::BTreeSet;

use super::{RatingColumn, Source};
use crate::locate::period::Period;
use crate::locate::{Column, ColumnRole};

impl Source<'_> {
    pub(super) fn rating_columns(&self) -> Vec<RatingColumn> {
        let mut found: Vec<RatingColumn> = Vec::new();
        let rating = |c: &&Column| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark);
        let columns: Vec<&Column> = self.table.columns.iter().filter(rating).collect();
        // "Quý IV | Cả năm" over marks; what alone is over all of them is what the list is about.
        let periods: BTreeSet<Option<Period>> = columns.iter().map(|c| Period::of_path(&c.path)).collect();
        let level = |c: &Column| c.level.as_ref().map(|level| (level.label.clone(), level.share));
        for &c in &columns {
            let marks = c.role == ColumnRole::Mark;
            let subject = c.subject.unwrap_or(self.table.subject);
            let period = Period::of_leaf(&c.path).or(Period::of_path(&c.path).filter(|_| marks && periods.len() > 1));
            let of = |f: &RatingColumn| (f.subject, f.stage, f.period) == (subject, c.stage, period);
            // The same level once more is another opinion, and never a second mark for it.
            let same = |o: &Column| c.level.is_some() && level(o) == level(c);
            let again = |f: &RatingColumn| columns.iter().any(|o| f.columns.contains(&o.index) && same(o));
            let beside = found.iter_mut().find(|f| f.marks && marks && of(f) && !again(f));
            match beside {
                Some(group) => group.columns.push(c.index),
                None => found.push(RatingColumn {
                    columns: vec![c.index],
                    header: if marks { c.path.first().cloned().unwrap_or_default() } else { c.header() },
                    subject,
                    stage: c.stage,
                    marks,
                    period,
                    beside: self.table.body_beside(c, self.words),
                }),
            }
        }
        found
    }
}
