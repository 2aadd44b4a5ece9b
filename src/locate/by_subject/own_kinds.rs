//! A column "Đối tượng" that says of each row which of those of the title it is: "Công chức", "Viên chức".

use super::super::row_names::{Section, section};
use super::super::tables::shown;
use super::super::{Column, ColumnRole, RowRole, Subject};
use super::{Reading, Title};
use crate::finding::CellRef;

impl Reading<'_> {
    /// What a column says of the rows, where it says nothing but which of those of the title each is: "Công chức", "Viên chức".
    pub(super) fn kinds_in(&self, column: &Column) -> Option<Vec<Option<Section>>> {
        let name = self.table.name_column().map(|c| c.index);
        if matches!(column.role, ColumnRole::Rating | ColumnRole::Mark | ColumnRole::Ordinal)
            || name == Some(column.index)
        {
            return None;
        }
        let mut found = vec![None; self.table.rows.len()];
        for (row, place) in self.table.rows.iter().zip(&mut found).filter(|(row, _)| row.role == RowRole::Data) {
            let text = self.sheet.get(CellRef::new(row.index, column.index)).map(shown).unwrap_or_default();
            if !text.is_empty() {
                *place = Some(section(&text, self.words).filter(|said| self.title.allows(*said))?);
            }
        }
        let told = found.iter().filter(|said| said.is_some()).count();
        let data = self.table.rows.iter().filter(|row| row.role == RowRole::Data).count();
        (told > 0 && told * 2 > data).then_some(found)
    }

    /// "Công chức | Viên chức" with a tick in one of them on each row.
    pub(super) fn ticked_kinds(&self) -> Option<Vec<Option<Section>>> {
        let open = |c: &&Column| matches!(c.role, ColumnRole::Unknown | ColumnRole::Ignored) && c.level.is_none();
        let headed = |c: &Column| section(c.path.last()?, self.words).filter(|said| self.title.allows(*said));
        let kinds = self.table.columns.iter().filter(open).filter_map(|c| Some((c.index, headed(c)?)));
        let kinds: Vec<(u32, Section)> = kinds.collect();
        if kinds.len() < 2 || kinds.iter().all(|(_, said)| *said == kinds[0].1) {
            return None;
        }
        let mut found = vec![None; self.table.rows.len()];
        for (row, place) in self.table.rows.iter().zip(&mut found).filter(|(row, _)| row.role == RowRole::Data) {
            for (column, said) in &kinds {
                let text = self.sheet.get(CellRef::new(row.index, *column)).map(shown).unwrap_or_default();
                let ticked = self.words.is_tick(&text);
                if !text.is_empty() && !ticked || ticked && place.replace(*said).is_some() {
                    return None;
                }
            }
        }
        let data = self.table.rows.iter().filter(|row| row.role == RowRole::Data).count();
        (found.iter().flatten().count() * 2 > data).then_some(found)
    }
}

impl Title {
    /// Does it speak of those whom a row names as its kind? "Đảng viên" beside a công chức is what else he is.
    fn allows(&self, said: Section) -> bool {
        let party = self.party || self.names(Subject::PartyBase) || self.names(Subject::PartyCell);
        match said {
            Section::Of(Subject::PartyBase | Subject::PartyCell) | Section::Party | Section::Cells => party,
            Section::Of(Subject::CivilServant | Subject::PublicEmployee) => {
                self.names(Subject::CivilServant) || self.names(Subject::PublicEmployee)
            }
            Section::Of(subject) => self.names(subject),
            Section::Collectives => self.any_collective || self.names(Subject::Collective),
            Section::People => self.any_collective || self.people.is_some(),
            Section::Strangers => self.people.is_some() || self.subjects.is_empty(),
        }
    }
}
