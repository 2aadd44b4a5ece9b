//! Every rating of a table with its place: what the L rules look at.

use std::collections::HashMap;

use crate::check::records::{Rated, TableRecord};
use crate::finding::CellRef;
use crate::locate::RowRole;
use crate::normalise::Resolution;
use crate::parse::MeasureKind;
use crate::text::key;

/// A rating as written, or a level named by a header, with what it means.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    /// Where.
    pub(super) at: CellRef,
    /// As written.
    pub(super) text: &'t str,
    /// What it means.
    pub(super) resolution: &'t Resolution<'t>,
    /// Which rating column it stands in.
    pub(super) column: usize,
    /// Is it a header or row label over counts, not a rating in a cell of its own?
    pub(super) header: bool,
}

/// All ratings of a table, in reading order; for counts, the labels of their level columns or rows.
pub(super) fn places<'t>(table: &'t TableRecord<'t>) -> Box<dyn Iterator<Item = Place<'t>> + 't> {
    match &table.content {
        Rated::Roster(list) => {
            Box::new(list.roster.records.iter().zip(list.ratings.rows()).flat_map(|(record, ratings)| {
                let single = record.ratings.iter().zip(ratings.iter()).enumerate();
                single.filter_map(move |(column, (written, resolution))| match written.as_slice() {
                    [one] => Some(Place { at: one.at(record.row), text: &one.text, resolution, column, header: false }),
                    _ => None,
                })
            }))
        }
        Rated::Counts(blocks) => Box::new(blocks.iter().flat_map(move |b| {
            b.labels.iter().enumerate().filter_map(move |(m, resolution)| {
                let (measure, resolution) = (&b.block.measures[m], resolution.as_ref()?);
                let at =
                    if b.block.transposed { label_cell(table, measure.index) } else { head_cell(table, measure.index) };
                let text = label_text(&measure.header, measure);
                Some(Place { at, text, resolution, column: 0, header: true })
            })
        })),
        Rated::Figures(_) | Rated::Nothing => Box::new(std::iter::empty()),
    }
}

/// Those [`places`] whose ratings mean such a thing: a list of a million rows means few, and mostly none of the kind.
pub(super) fn meaning<'t>(
    table: &'t TableRecord<'t>,
    such: impl Fn(&Resolution<'t>) -> bool + 't,
) -> Box<dyn Iterator<Item = Place<'t>> + 't> {
    match &table.content {
        Rated::Roster(list) if !list.ratings.any(&such) => Box::new(std::iter::empty()),
        _ => Box::new(places(table).filter(move |place| such(place.resolution))),
    }
}

fn label_cell(table: &TableRecord<'_>, row: u32) -> CellRef {
    CellRef::new(row, table.table.name_column().map_or(table.table.range.start.column, |c| c.index))
}

fn head_cell(table: &TableRecord<'_>, column: u32) -> CellRef {
    let last = table
        .table
        .rows
        .iter()
        .rev()
        .find(|r| r.role == RowRole::Header)
        .map_or(table.table.range.start.row, |r| r.index);
    CellRef::new(last.min(table.table.range.end.row), column)
}

/// The part of a header path that names the level.
fn label_text<'m>(header: &'m str, measure: &crate::parse::Measure) -> &'m str {
    let MeasureKind::Level(mention) = &measure.kind else { return header };
    let names = |part: &&str| key(part).contains(&mention.label);
    header.split(" / ").filter(names).last().unwrap_or(header)
}

/// What stands in places, each text once, in order of appearance.
pub(super) fn texts<'t>(places: &[Place<'t>]) -> Vec<&'t str> {
    let mut texts: Vec<&str> = Vec::new();
    places.iter().filter(|p| !p.text.is_empty()).for_each(|p| {
        if !texts.contains(&p.text) {
            texts.push(p.text)
        }
    });
    texts
}

/// Places of one column and text together, in order of appearance.
pub(super) fn by_column_and_text<'t>(places: impl Iterator<Item = Place<'t>>) -> Vec<Vec<Place<'t>>> {
    let mut groups: Vec<Vec<Place<'t>>> = Vec::new();
    let mut known: HashMap<(usize, &str), usize> = HashMap::new();
    for place in places {
        let group = *known.entry((place.column, place.text)).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups
}
