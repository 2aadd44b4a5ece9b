//! Columns of another kind that say why a row has no rating ("Tình trạng: Miễn sinh hoạt", "Đối tượng: Đảng viên dự bị"), or
//! tell of awards and discipline together.

use std::collections::HashSet;

use super::kept::Kept;
use super::marks::is_probationary;
use super::record::Place;
use super::{Record, Source};
use crate::locate::unrated::names_reason;
use crate::locate::vocabulary::has_words;
use crate::locate::{Column, ColumnRole, Row};
use crate::text::key;

/// Longer texts tell more than how somebody stands.
const LONGEST: usize = 60;

impl Source<'_> {
    /// Takes what such a column says for the reason, where none is given; not where it says the same of somebody rated.
    pub(super) fn excuse_by_standing(&self, rows: &[&Row], records: &mut [Record]) {
        let open = |record: &Record| !record.is_excused() && record.ratings.iter().all(|r| r.is_empty());
        if !records.iter().any(open) {
            return;
        }
        let kept = Kept::default();
        for column in self.table.columns.iter().filter(|c| self.tells_standing(c)).map(|c| c.index) {
            let said = |row: &Row| kept.shown(self.sheet.row(row.index), column);
            let rated = rows.iter().zip(&*records).filter(|(_, record)| !record.ratings.iter().all(|r| r.is_empty()));
            let of_rated: HashSet<String> = rated.filter_map(|(row, _)| said(row)).map(|text| key(&text)).collect();
            for (row, record) in rows.iter().zip(&mut *records).filter(|(_, record)| open(record)) {
                let why = said(row).filter(|text| !of_rated.contains(&key(text)) && self.says_why(text));
                record.reason = why.unwrap_or_default();
                record.marks.probationary |= is_probationary(&record.reason);
            }
        }
    }

    /// "Khen thưởng, kỷ luật".
    pub(super) fn awards_and_discipline(&self) -> Option<Place> {
        let said = |head: &String| ["khen thưởng", "kỷ luật"].iter().all(|w| has_words(&key(head), &key(w)));
        let both = |c: &&Column| {
            c.role == ColumnRole::Ignored && c.path.last().is_some_and(|head| said(&head.replace('/', " / ")))
        };
        self.table.columns.iter().find(both).and_then(|c| Place::new(c.index))
    }

    /// "Trạng thái", "Đối tượng": what somebody is, where nobody knows the column for more than that.
    fn tells_standing(&self, column: &Column) -> bool {
        let unknown = matches!(column.role, ColumnRole::Unknown | ColumnRole::Parent | ColumnRole::Ignored);
        unknown && column.path.last().is_some_and(|head| self.words.names_standing(&key(head)))
    }

    fn says_why(&self, text: &str) -> bool {
        let says = names_reason(text) || is_probationary(text);
        says && text.chars().count() <= LONGEST && !self.words.denies_standing(&key(text))
    }
}
