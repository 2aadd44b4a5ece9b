//! Roles of rows that only the kind of the table tells.

mod section_totals;

use super::outline::name_in;
use super::row_names::section;
use super::rows::Body;
use super::tables::{Frame, is_filled};
use super::timed::When;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Kind, Row, RowRole};
use crate::read::{Cell, Value};
use crate::text::key;

/// Gives the rows of a body the roles that its kind tells.
pub(super) fn settle(
    body: Body,
    columns: &[Column],
    kind: Kind,
    frame: &Frame<'_, '_>,
    words: &Vocabulary,
) -> Vec<Row> {
    let Body { mut rows, has_ordinals, has_numbers, .. } = body;
    match kind {
        Kind::CountSummaryTransposed => {
            let figures: Vec<u32> = columns.iter().filter(|c| c.role != ColumnRole::Ordinal).map(|c| c.index).collect();
            let figure = |c: &Cell| figures.contains(&c.at().column) && matches!(c.value(), Value::Number(_));
            for row in &mut rows {
                settle_transposed(row);
                // "1. Chi bộ trực thuộc", "2. Quý II" without figures head what stands below, though numbered as it is.
                let cells = frame.grid.sheet.row(row.index);
                if row.role == RowRole::OfWhich
                    && row.level.is_none()
                    && row.measure.is_none()
                    && heads_section(row, words)
                    && !cells.iter().any(|c| figure(c) || c.formula().is_some())
                {
                    row.role = RowRole::Group;
                }
            }
            section_totals::settle(&mut rows, columns, frame, words);
        }
        Kind::UnitRoster | Kind::PersonRoster => {
            let rating = |c: &&Column| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark);
            let ratings: Vec<u32> = columns.iter().filter(rating).map(|c| c.index).collect();
            let rated = |c: &Cell| ratings.contains(&c.at().column) && is_filled(c);
            let value = |r: &Row| frame.grid.sheet.row(r.index).iter().rev().any(rated);
            for row in &mut rows {
                let rated = matches!(row.role, RowRole::Group | RowRole::Data | RowRole::Subtotal) && value(row);
                let totalled = row.role == RowRole::Total
                    || (row.role == RowRole::Subtotal
                        && (words.is_subtotal(&key(&row.label)) || words.is_carried(&key(&row.label))))
                    || (kind == Kind::PersonRoster && super::ticks::counts_marks(row, columns, frame, words));
                if rated && !totalled {
                    row.role = RowRole::Data;
                } else if row.role == RowRole::Subtotal && !totalled {
                    row.role = RowRole::Group;
                }
            }
            super::sector_heads::settle(&mut rows, columns, kind, frame, words);
        }
        _ => {
            // "Khối phường" with figures and rows of its own below it is a subtotal on the group's head row.
            if !has_ordinals || !has_numbers {
                return rows;
            }
        }
    }
    rows
}

/// Does a row say no more than whom, or what time, the rows below are about?
fn heads_section(row: &Row, words: &Vocabulary) -> bool {
    let label = name_in(&row.ordinal, &row.label);
    section(label, words).is_some() || When::said(label, words).is_some()
}

/// Levels in rows: totals and rated are heads, levels are data, the rest is what it says.
fn settle_transposed(row: &mut Row) {
    if matches!(row.role, RowRole::Blank | RowRole::Footer | RowRole::Header | RowRole::Numbers | RowRole::Note) {
        return;
    }
    let of_which = row.level.as_ref().is_some_and(|l| l.of_which);
    let valued = row.role != RowRole::Group;
    row.role = match (&row.level, row.measure) {
        (Some(_), _) if of_which && valued => RowRole::OfWhich,
        (Some(_), _) if valued => RowRole::Data,
        (None, Some(ColumnRole::Unrated)) if valued => RowRole::Data,
        (None, Some(ColumnRole::Rated)) if valued => RowRole::Subtotal,
        (None, Some(ColumnRole::Total)) if valued => RowRole::Total,
        _ if valued => {
            if row.role == RowRole::Data {
                RowRole::OfWhich
            } else {
                row.role
            }
        }
        _ => RowRole::Group,
    };
}
