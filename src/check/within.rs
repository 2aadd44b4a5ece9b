//! Titles, and names of sheets, that say whose organisations or members are listed → those that a list of the same sender names too.
//!
//! Under the head of a district "DANH SÁCH CHI BỘ TRỰC THUỘC ĐẢNG BỘ PHƯỜNG MỘT" lists those below the row "Đảng bộ phường Một"
//! of the district's own list.

use std::collections::BTreeSet;

use super::offices::{is_organisation, may_stand_over};
use super::records::{FileRecord, Rated, TableRecord};
use super::totals::{office_key, unit_key};
use crate::locate::preamble::titled::office_of_rows;
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{RowRole, Table};

/// The office that the titles of a table, or else the name of its sheet, say its rows stand under.
pub(super) fn named(table: &Table, words: &Vocabulary) -> Option<String> {
    let titled = table.titles.iter().find_map(|title| office_of_rows(title, words));
    titled.or_else(|| Some(table.sheet.to_string()).filter(|name| is_organisation(&unit_key(name))))
}

/// Leaves the office a title names only where the sender is another one and a row of the sender's names it.
pub(super) fn settle(files: &mut [FileRecord<'_>]) {
    if files.iter().flat_map(|f| &f.tables).all(|t| t.within.is_none()) {
        return;
    }
    let mut listed: BTreeSet<(String, String)> = BTreeSet::new();
    for file in files.iter() {
        for table in &file.tables {
            let Some(sender) = sender(file.unit.as_ref(), table) else { continue };
            listed.extend(names(table).iter().map(|name| (sender.clone(), office_key(name))));
        }
    }
    for file in files {
        for table in &mut file.tables {
            let sender = sender(file.unit.as_ref(), table);
            let certain = |named: &String| {
                let office = office_key(named);
                let lower = |sender: &String| *sender != office && may_stand_over(Some(sender), &office);
                sender.filter(lower).is_some_and(|sender| listed.contains(&(sender, office)))
            };
            table.within = table.within.take().filter(certain);
        }
    }
}

/// Who reports in a table, by its key.
fn sender(of_file: Option<&String>, table: &TableRecord<'_>) -> Option<String> {
    let named = || of_file.map(|unit| office_key(unit));
    let plain = table.under.plain.as_ref().or(table.unit.as_ref());
    plain.map(|unit| office_key(unit)).or_else(named)
}

/// What its rows are called, and what they stand under.
fn names<'t>(table: &'t TableRecord<'_>) -> BTreeSet<&'t str> {
    match &table.content {
        Rated::Roster(list) if !list.roster.persons => {
            let rows = list.roster.records.iter();
            rows.flat_map(|r| r.parent.as_deref().into_iter().chain([r.name.as_str()])).collect()
        }
        Rated::Counts(blocks) => {
            let lines = blocks.iter().flat_map(|rated| &rated.block.lines);
            let units = lines.filter(|l| matches!(l.role, RowRole::Data | RowRole::Subtotal));
            units.flat_map(|l| l.group.as_deref().into_iter().chain([l.name.as_str()])).collect()
        }
        _ => BTreeSet::new(),
    }
}
