//! What an explanation is about: the unit, what is rated, the rule, and the values it speaks of. Not the place: a row that
//! moved is still the same row.

use std::collections::BTreeSet;
use std::fmt;

use crate::check::records::{FileRecord, Submission};
use crate::check::totals::unit_key;
use crate::finding::{CellRef, Finding};
use crate::text::key;

/// The key of a finding: the same matter, and the same values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// Unit, rule, row and column by their names.
    pub matter: u64,
    /// What is found there, and what was expected.
    pub values: u64,
}

impl Key {
    /// `0123456789abcdef-0123456789abcdef` → the key.
    pub fn parse(text: &str) -> Option<Self> {
        let (matter, values) = text.trim().split_once('-')?;
        let part = |text: &str| (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok()).flatten();
        Some(Self { matter: part(matter)?, values: part(values)? })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}-{:016x}", self.matter, self.values)
    }
}

/// The key of a finding; `None` for one that is about no file.
pub fn of(submission: &Submission<'_>, finding: &Finding) -> Option<Key> {
    let file = submission.files.iter().find(|f| Some(&f.path) == finding.file.as_ref())?;
    let unit = file.unit.as_deref().map_or_else(|| key(file.path.rsplit('/').next().unwrap_or("")), unit_key);
    let mut matter = vec![unit, finding.rule.to_owned()];
    matter.extend(place(file, finding, finding.cell));
    let mut values: Vec<String> = [&finding.found, &finding.expected].into_iter().flatten().cloned().collect();
    if let Some(fix) = &finding.fix {
        values
            .extend(fix.edits.iter().chain(fix.alternatives.iter().flatten()).map(|e| format!("{} {}", e.from, e.to)));
    }
    if values.is_empty() {
        values.push(without_cells(&finding.message.vi));
    }
    Some(Key { matter: hash(&matter), values: hash(&values) })
}

/// Cells of one finding that are looked up by name.
const CELLS_MAX: usize = 200;

/// Every place a finding speaks of, by the names of its row and column; the same in whichever version of the file.
pub(super) fn places(file: &FileRecord<'_>, finding: &Finding) -> BTreeSet<u64> {
    let cells = finding.ranges.iter().flat_map(crate::finding::CellRange::cells).take(CELLS_MAX);
    let cells = cells.chain(finding.cell).map(|cell| place(file, finding, Some(cell)));
    cells.map(|names: Vec<String>| hash(&names)).collect()
}

/// What is rated, the row and the column by their names; the sheet where no table is known.
fn place(file: &FileRecord<'_>, finding: &Finding, cell: Option<CellRef>) -> Vec<String> {
    let sheet = || vec![key(finding.sheet.as_deref().unwrap_or(""))];
    let Some(cell) = cell else { return sheet() };
    let own = |t: &&crate::check::records::TableRecord<'_>| {
        Some(&t.table.sheet) == finding.sheet.as_ref() && t.table.range.contains(cell)
    };
    let Some(table) = file.tables.iter().find(own).map(|t| &t.table) else { return sheet() };
    let row = table.row(cell.row);
    let group = row.and_then(crate::locate::Row::group).and_then(|g| table.rows.get(g));
    let column = table.columns.iter().find(|c| c.index == cell.column);
    vec![
        table.subject.id().to_owned(),
        key(group.map_or("", |r| &r.label)),
        key(row.map_or("", |r| &r.label)),
        key(&column.map(crate::locate::Column::header).unwrap_or_default()),
    ]
}

/// A sentence without the cells it names, which move when rows are put in.
fn without_cells(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty() && CellRef::parse(w).is_none());
    words.collect::<Vec<_>>().join(" ")
}

/// FNV-1a, 64 bits.
fn hash(parts: &[String]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_as_they_are_shown() {
        let key = Key { matter: 7, values: u64::MAX };
        assert_eq!(Key::parse(&key.to_string()), Some(key));
        assert_eq!(Key::parse("7-8"), None);
    }

    #[test]
    fn cells_are_no_part_of_a_sentence() {
        assert_eq!(without_cells("Đề nghị kiểm tra lại ô G12."), without_cells("Đề nghị kiểm tra lại ô G13."));
        assert_ne!(without_cells("ghi 12"), without_cells("ghi 13"));
    }
}
