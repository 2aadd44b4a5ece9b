//! The same unit or person twice in one table: what V503 and V504 share.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::check::history::identifier;
use crate::check::offices::sorts;
use crate::check::person_key::{Address, addressed_key, person_key};
use crate::check::records::{Rated, RatedRoster, TableRecord};
use crate::check::rosters::hashed;
use crate::check::rules::posts;
use crate::finding::CellRef;
use crate::locate::{RowRole, Subject};
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
/// tones are only near, V505) or of a person with an equal second identifier: the
/// number of a card, the birth date, or the post of a head whom nobody else of the list is.
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

/// A list longer than this is bound to hold people of one name and an ordinary post.
const SHORT: usize = 200;

fn in_list(list: &RatedRoster<'_>) -> Vec<Twin> {
    let (rows, alone) = (rows_again(list), heads_alone(list));
    let sure = rows.into_iter().filter(|row| row.told || alone.contains(&row.identity));
    among(sure, list.roster.persons)
}

/// Second rows of a name and an ordinary post that nothing else tells apart: perhaps two people, perhaps one. Only of
/// short lists.
pub(super) fn alike(table: &TableRecord<'_>) -> Vec<Twin> {
    let Rated::Roster(list) = &table.content else { return Vec::new() };
    if !list.roster.persons || list.roster.records.len() > SHORT {
        return Vec::new();
    }
    let (rows, alone) = (rows_again(list), heads_alone(list));
    among(rows.into_iter().filter(|row| !row.told && !alone.contains(&row.identity)), true)
}

/// The rows whose name comes again with what stands beside it, and perhaps a few others.
fn rows_again(list: &RatedRoster<'_>) -> Vec<Row> {
    let roster = &list.roster;
    let row = |r: &Record| {
        let second = second(r);
        let place = [r.parent.as_deref(), r.group.as_deref()].map(|text| {
            let parted = text.filter(|text| roster.persons || !sorts_here(text, &r.name, roster.subject));
            parted.map(key).unwrap_or_default()
        });
        let post = r.post.as_deref().filter(|_| roster.persons).map(key).unwrap_or_default();
        Row {
            identity: format!(
                "{}|{}|{}|{post}",
                name_key(r, roster.persons),
                place.join("|"),
                second.as_deref().unwrap_or_default()
            ),
            told: second.is_some() || !roster.persons,
            address: Address::of(&r.name).filter(|_| roster.persons && !is_certain(r)),
            name: r.name.to_string(),
            at: r.name_at(),
            content: r.ratings.iter().flatten().map(|w| key(&w.text)).collect::<Vec<_>>().join("|"),
        }
    };
    let again = list.again.get_or_init(|| maybe_twins(list));
    again.iter().map(|&place| row(&roster.records[place])).collect()
}

/// Does a group only sort the units of the office: an organisation with a name of its own, of bases of the Party also a chi bộ
/// ("Chi bộ Phòng Nội vụ" under "Khối hành chính" and "Khối sự nghiệp")?
fn sorts_here(group: &str, name: &str, subject: Subject) -> bool {
    let cell = || {
        let name = key(name);
        // "Chi bộ Quân sự" may be one of each.
        let of_its_own = |rest: &&str| rest.split_whitespace().count() >= 3;
        let rest = name.strip_prefix(&*key("chi bộ")).filter(of_its_own)?;
        Some(format!("{}{rest}", key("đảng bộ")))
    };
    sorts(group, name) || subject == Subject::PartyBase && cell().is_some_and(|as_base| sorts(group, &as_base))
}

/// A name as rows are compared by it: of persons without words of address, and without a post behind it where a number or a
/// full date tells them.
fn name_key(record: &Record, person: bool) -> String {
    match person {
        true if is_certain(record) => person_key(&record.name),
        true => addressed_key(&record.name),
        false => key(&record.name),
    }
}

/// Does a number or a full date tell a person?
fn is_certain(record: &Record) -> bool {
    record.marks.number().is_some() || record.birth.as_deref().and_then(identifier).is_some()
}

/// What tells a person beside the name: the number of a card, else the birth date.
fn second(record: &Record) -> Option<String> {
    let birth = |text: &str| identifier(text).unwrap_or_else(|| key(text));
    record.marks.number().map(|n| format!("#{n}")).or_else(|| record.birth.as_deref().map(birth))
}

/// The identities of those who head what nobody of another name heads on the list: one person, though nothing but the post
/// stands beside the name.
fn heads_alone(list: &RatedRoster<'_>) -> HashSet<String> {
    let rows = rows_again(list);
    let heads = |row: &&Row| !row.told && row.identity.rsplit_once('|').is_some_and(|(_, post)| is_head(post));
    let candidates: Vec<&Row> = rows.iter().filter(heads).collect();
    if candidates.is_empty() {
        return HashSet::new();
    }
    let mut held: HashMap<String, HashSet<String>> = HashMap::new();
    for record in &list.roster.records {
        let place = [&record.parent, &record.group, &record.post].map(|t| t.as_deref().map(key).unwrap_or_default());
        held.entry(place.join("|")).or_default().insert(name_key(record, list.roster.persons));
    }
    let alone = |row: &&&Row| {
        let parts: Vec<&str> = row.identity.split('|').collect();
        let [_, parent, group, _, post] = parts[..] else { return false };
        held.get(&[parent, group, post].join("|")).is_some_and(|names| names.len() == 1)
    };
    candidates.iter().filter(alone).map(|row| row.identity.clone()).collect()
}

/// Is it the post of who heads something, and not of a deputy?
fn is_head(post: &str) -> bool {
    posts::held(post).iter().any(|held| posts::kind(held).is_some())
}

/// The places of the rows whose name and second identifier come again, told by 8 bytes a row, and perhaps of a few others.
fn maybe_twins(list: &RatedRoster<'_>) -> Vec<usize> {
    let roster = &list.roster;
    let short = roster.records.len() <= SHORT;
    let (mut births, mut heads): (Memo<'_, u64>, Memo<'_, Option<u64>>) = (Memo::default(), Memo::default());
    let mut sorted: Vec<(u64, usize)> = Vec::with_capacity(roster.records.len());
    for (place, (record, name)) in roster.records.iter().zip(list.names()).enumerate() {
        if record.name.is_empty() {
            continue;
        }
        let post = record.post.as_ref().filter(|_| roster.persons);
        let beside = match (record.marks.number(), &record.birth, post) {
            (Some(number), ..) => Some(number),
            (None, Some(birth), _) => {
                Some(*births.get(birth, |text| hashed(&identifier(text).unwrap_or_else(|| key(text)))))
            }
            (None, None, Some(post)) => *heads.get(post, |text| {
                let post = key(text);
                (short || is_head(&post)).then(|| hashed(&post))
            }),
            (None, None, None) => (!roster.persons).then_some(0),
        };
        sorted.extend(beside.map(|beside| (hashed(&(name, beside)), place)));
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
        identity: {
            let group = line.group.as_deref().filter(|group| !sorts(group, &line.name));
            format!("{}|{}", key(&line.name), group.map(key).unwrap_or_default())
        },
        told: true,
        address: None,
        name: line.name.clone(),
        at: line.name_at,
        content: cells.iter().map(|c| c.shown.as_str()).collect::<Vec<_>>().join("|"),
    };
    among(rows.map(row), false)
}

/// A row with who it is about and what it says.
struct Row {
    identity: String,
    /// Does more than a name and a post tell who it is?
    told: bool,
    /// How the person is addressed, where nothing else tells more.
    address: Option<Address>,
    name: String,
    at: CellRef,
    content: String,
}

fn among(rows: impl Iterator<Item = Row>, person: bool) -> Vec<Twin> {
    let mut seen: HashMap<String, (CellRef, String, Option<Address>)> = HashMap::new();
    let mut found = Vec::new();
    for Row { mut identity, name, at, content, address, .. } in rows {
        let first = seen.get(&identity).and_then(|(_, _, address)| *address);
        if let Some((_, own)) = first.zip(address).filter(|(first, own)| first != own) {
            identity += &format!("|{own:?}");
        }
        match seen.entry(identity) {
            Entry::Occupied(first) => {
                let (first, said, _) = first.get();
                found.push(Twin { person, name, first: *first, second: at, same: *said == content });
            }
            Entry::Vacant(new) => drop(new.insert((at, content, address))),
        }
    }
    found
}
