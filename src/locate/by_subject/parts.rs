//! A list whose rows are told apart → the list of each subject.

use super::Told;
use crate::finding::{CellRef, Message};
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{ColumnRole, Kind, Observation, RowRole, Subject, Table, sentence};

/// The list of each subject, in the order in which they come.
pub(super) fn parts(table: &Table, told: &[Option<Told>], rated_heads: &[bool], words: &Vocabulary) -> Vec<Table> {
    let mut kinds: Vec<Told> = Vec::new();
    for one in told.iter().flatten() {
        if !kinds.contains(one) {
            kinds.push(*one);
        }
    }
    let several = kinds.len() > 1;
    let mut found = Vec::with_capacity(kinds.len());
    for (place, kind) in kinds.into_iter().enumerate() {
        let mut part = table.clone();
        if kind.people {
            part.put_under(rated_heads);
        }
        if several {
            part.keep_rows(|i| told[i].is_none_or(|t| t == kind), words);
            part.observations.retain(|_| place == 0);
        }
        part.be_about(kind);
        if kind.subject == Subject::Unknown && !kind.of_nobody {
            part.observations.push(part.says_not_whom());
        }
        found.push(part);
    }
    found
}

impl Table {
    /// Keeps some data rows, with the heads over them.
    pub(in crate::locate) fn keep_rows(&mut self, keep: impl Fn(usize) -> bool, words: &Vocabulary) {
        let rows = std::mem::take(&mut self.rows);
        let last = rows.iter().rposition(|r| r.role == RowRole::Data).unwrap_or(0);
        let mut kept: Vec<bool> = (0..rows.len()).map(|i| rows[i].role != RowRole::Group && keep(i)).collect();
        for i in (0..rows.len()).filter(|&i| rows[i].role == RowRole::Data && keep(i)) {
            let heads = std::iter::successors(rows[i].group(), |&head| rows[head].group());
            heads.for_each(|head| kept[head] = true);
        }
        let mut place = vec![None; rows.len()];
        (0..rows.len()).filter(|&i| kept[i]).enumerate().for_each(|(new, old)| place[old] = Some(new));
        for (i, mut row) in rows.into_iter().enumerate().filter(|(i, _)| kept[*i]) {
            row.set_group(row.group().and_then(|head| place[head]));
            row.covers = row.covers.iter().filter_map(|&covered| place[covered]).collect::<Vec<_>>().into();
            // What is counted in words under the whole list is not counted for a part of it.
            if i > last && row.role == RowRole::Note && sentence::read(&row.label, words).is_some() {
                row.role = RowRole::Footer;
            }
            self.rows.push(row);
        }
    }

    /// Is now about one subject, people or bodies.
    fn be_about(&mut self, told: Told) {
        let old = self.subject;
        self.subject = told.subject;
        self.kind = if told.people { Kind::PersonRoster } else { Kind::UnitRoster };
        let person = self.columns.iter().position(|c| c.role == ColumnRole::Person);
        match (told.people, person) {
            (true, None) => {
                let name = self.columns.iter_mut().find(|c| c.role == ColumnRole::Unit);
                name.into_iter().for_each(|c| c.role = ColumnRole::Person);
            }
            (false, Some(person)) => {
                let units = self.columns.iter_mut().filter(|c| c.role == ColumnRole::Unit);
                units.for_each(|c| c.role = ColumnRole::Parent);
                self.columns[person].role = ColumnRole::Unit;
            }
            _ => {}
        }
        for column in self.columns.iter_mut().filter(|c| c.subject == Some(old)) {
            column.subject = Some(told.subject);
        }
        self.evidence.vi.push_str(&format!("; các dòng về {}", told.subject.vi()));
        self.evidence.en.push_str(&format!("; the rows about {}", told.subject.id()));
    }

    /// Where the names of some of its rows stand.
    pub(super) fn names(&self, which: impl Fn(usize) -> bool) -> Vec<CellRef> {
        let column = self.name_column().map_or(self.range.start.column, |c| c.index);
        let data = self.rows.iter().enumerate().filter(|(i, r)| r.role == RowRole::Data && which(*i));
        data.map(|(_, r)| CellRef::new(r.index, column)).collect()
    }

    /// Nothing says whom the rows are about.
    fn says_not_whom(&self) -> Observation {
        let cells = self.names(|_| true);
        let count = cells.len();
        let (vi, en) = match self.kind {
            Kind::PersonRoster => ("cá nhân", "persons"),
            _ => ("tổ chức, đơn vị", "bodies"),
        };
        Observation::UnclearSubject {
            cells,
            what: Message::new(
                format!("{count:02} dòng về {vi} không nêu thuộc đối tượng nào, được tính riêng"),
                format!("{count} rows about {en} do not say whom they rate; they are counted apart"),
            ),
        }
    }
}
