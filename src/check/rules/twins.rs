//! The same unit or person twice in one table: what V503 and V504 share.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::check::records::{Rated, RatedRoster, TableRecord};
use crate::check::rosters::hashed;
use crate::finding::CellRef;
use crate::locate::RowRole;
use crate::parse::{Block, CountCell, Line, Record};
use crate::text::key;
use crate::text::memo::Memo;

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
    match &table.content {
        Rated::Roster(list) => in_list(list),
        Rated::Counts(blocks) => match blocks.first().map(|b| &b.block).filter(|b| !b.transposed) {
            Some(block) => in_counts(block),
            None => Vec::new(),
        },
        Rated::Figures(_) | Rated::Nothing => Vec::new(),
    }
}

fn in_list(list: &RatedRoster<'_>) -> Vec<Twin> {
    let roster = &list.roster;
    let beside = |r: &Record| -> [Option<String>; 4] {
        let post = r.post.as_deref().filter(|_| roster.persons);
        [r.parent.as_deref(), r.group.as_deref(), r.birth.as_deref(), post].map(|text| text.map(key))
    };
    let row = |r: &Record| Row {
        identity: format!("{}|{}", key(&r.name), beside(r).map(Option::unwrap_or_default).join("|")),
        name: r.name.to_string(),
        at: r.name_at,
        content: r.ratings.iter().flatten().map(|w| key(&w.text)).collect::<Vec<_>>().join("|"),
    };
    let again = list.again.get_or_init(|| maybe_twins(list));
    among(again.iter().map(|&place| row(&roster.records[place])), roster.persons)
}

/// The places of the rows whose name and second identifier come again, told by 8 bytes a row, and perhaps of a few others.
fn maybe_twins(list: &RatedRoster<'_>) -> Vec<usize> {
    let roster = &list.roster;
    let told = |r: &Record| !r.name.is_empty() && (r.birth.is_some() || !roster.persons);
    let mut births: Memo<'_, u64> = Memo::default();
    let mut sorted: Vec<(u64, usize)> = Vec::with_capacity(roster.records.len());
    for (place, (record, name)) in roster.records.iter().zip(list.names()).enumerate().filter(|(_, (r, _))| told(r)) {
        let birth = record.birth.as_ref().map(|text| *births.get(text, |text| hashed(&key(text))));
        sorted.push((hashed(&(name, birth)), place));
    }
    sorted.sort_unstable();
    let twice = sorted.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1);
    let mut places: Vec<usize> = twice.flatten().map(|(_, place)| *place).collect();
    places.sort_unstable();
    places
}

fn in_counts(block: &Block) -> Vec<Twin> {
    let rows = block.lines.iter().zip(&block.cells).filter(|(l, _)| l.role == RowRole::Data && !l.name.is_empty());
    let row = |(line, cells): (&Line, &Vec<CountCell>)| Row {
        identity: format!("{}|{}", key(&line.name), line.group.as_deref().map(key).unwrap_or_default()),
        name: line.name.clone(),
        at: line.name_at,
        content: cells.iter().map(|c| c.shown.as_str()).collect::<Vec<_>>().join("|"),
    };
    among(rows.map(row), false)
}

/// A row with who it is about and what it says.
struct Row {
    identity: String,
    name: String,
    at: CellRef,
    content: String,
}

fn among(rows: impl Iterator<Item = Row>, person: bool) -> Vec<Twin> {
    let mut seen: HashMap<String, (CellRef, String)> = HashMap::new();
    let mut found = Vec::new();
    for Row { identity, name, at, content } in rows {
        match seen.entry(identity) {
            Entry::Occupied(first) => {
                let (first, said) = first.get();
                found.push(Twin { person, name, first: *first, second: at, same: *said == content });
            }
            Entry::Vacant(new) => drop(new.insert((at, content))),
        }
    }
    found
}
