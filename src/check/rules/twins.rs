//! The same unit or person twice in one table: what V503 and V504 share.

use std::collections::HashMap;

use crate::check::records::{Rated, TableRecord};
use crate::finding::CellRef;
use crate::locate::RowRole;
use crate::text::key;

/// Two rows about the same.
pub(super) struct Twin {
    /// Who.
    pub(super) name: String,
    /// Where it stands first.
    pub(super) first: CellRef,
    /// Where it stands again.
    pub(super) second: CellRef,
    /// Is it a person?
    pub(super) person: bool,
    /// With the same content?
    pub(super) same: bool,
}

/// All second rows of a unit (under one parent; names that differ in more than letters' case, spacing and the place of
/// tones are only near, V505) or of a person with an equal second identifier.
pub(super) fn twins(table: &TableRecord<'_>) -> Vec<Twin> {
    let mut rows: Vec<(String, String, CellRef, String)> = Vec::new();
    let person = matches!(&table.content, Rated::Roster(list) if list.roster.persons);
    match &table.content {
        Rated::Roster(list) => {
            for record in list.roster.records.iter().filter(|r| !r.name.is_empty()) {
                if list.roster.persons && record.birth.is_none() {
                    continue;
                }
                let post = if list.roster.persons { record.post.as_deref() } else { None };
                let parent = [record.parent.as_deref(), record.group.as_deref(), record.birth.as_deref(), post];
                let identity = parent.iter().map(|p| p.map(key).unwrap_or_default()).collect::<Vec<_>>().join("|");
                let identity = format!("{}|{identity}", key(&record.name));
                let content = record.ratings.iter().flatten().map(|w| key(&w.text)).collect::<Vec<_>>().join("|");
                rows.push((identity, record.name.clone(), record.name_at, content));
            }
        }
        Rated::Counts(blocks) => {
            let Some(block) = blocks.first().map(|b| &b.block).filter(|b| !b.transposed) else {
                return Vec::new();
            };
            for (line, cells) in
                block.lines.iter().zip(&block.cells).filter(|(l, _)| l.role == RowRole::Data && !l.name.is_empty())
            {
                let identity = format!("{}|{}", key(&line.name), line.group.as_deref().map(key).unwrap_or_default());
                let content = cells.iter().map(|c| c.shown.as_str()).collect::<Vec<_>>().join("|");
                rows.push((identity, line.name.clone(), line.name_at, content));
            }
        }
        Rated::Figures(_) | Rated::Nothing => {}
    }
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut found = Vec::new();
    for (i, (identity, name, at, content)) in rows.iter().enumerate() {
        match seen.get(identity.as_str()) {
            Some(&first) => found.push(Twin {
                person,
                name: name.clone(),
                first: rows[first].2,
                second: *at,
                same: rows[first].3 == *content,
            }),
            None => {
                seen.insert(identity, i);
            }
        }
    }
    found
}
