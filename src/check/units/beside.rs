//! The bodies of a level that columns rate beside its party organisation: "Xếp loại chính quyền".

use super::{Identity, RatedUnit, Units, sender_key};
use crate::check::records::{FileRecord, RatedRoster, TableRecord};
use crate::finding::Related;
use crate::locate::{Stage, Subject};

impl<'t> Units<'t> {
    /// Each under the name of its place: "chính quyền phường a" beside "Đảng bộ phường A".
    pub(super) fn take_beside(
        &mut self,
        index: usize,
        file: &FileRecord<'_>,
        table: &TableRecord<'_>,
        list: &'t RatedRoster<'_>,
    ) {
        for (column, rating) in list.roster.ratings.iter().enumerate() {
            let Some(body) = &rating.beside else { continue };
            for (i, record) in list.roster.records.iter().enumerate() {
                let Some(written) = record.ratings[column].first() else { continue };
                let identity = Identity::new(file, table, record.parent.as_deref(), &record.name);
                let Some(place) = identity.place() else { continue };
                let range = written.at(record.row).into();
                self.rated.push(RatedUnit {
                    identity: identity.beside(&format!("{body} {place}")),
                    name: &rating.header,
                    subject: Subject::Unit,
                    stage: rating.stage.unwrap_or(Stage::Decided),
                    level: list.level(i, column),
                    file: index,
                    at: Related { file: Some(file.path.clone()), sheet: Some(table.table.sheet.clone()), range },
                    of_party: false,
                    sender: sender_key(file, table),
                });
            }
        }
    }
}
