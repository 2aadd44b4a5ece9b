//! Party organisations above TCCSĐ in a list: each đảng bộ of a district is rated like them, and is none of them.

use super::Told;
use super::parts::parts;
use crate::finding::{CellRef, Message};
use crate::locate::outline::name_in;
use crate::locate::phrases::strip_start;
use crate::locate::row_names::{Named, named};
use crate::locate::vocabulary::{Vocabulary, has_words};
use crate::locate::{ColumnRole, Kind, Located, Observation, Row, RowRole, Subject, Table};
use crate::read::{Tab, Value, Workbook};
use crate::text::key;

/// Names a row of the table of a sheet that begins at a place as an organisation above TCCSĐ, where the table leaves that open
/// (`true`) or says that it is of TCCSĐ.
pub(super) type IsAbove<'a> = dyn Fn((usize, CellRef), &str, bool) -> bool + 'a;

/// How many TCCSĐ each summary counts, by where it begins.
pub fn counted_bases(located: &[Located], workbook: &Workbook) -> Vec<((usize, CellRef), i64)> {
    let summaries = located.iter().flat_map(|l| l.tables.iter().map(|t| (l.tab, t)));
    let summaries = summaries.filter(|(_, t)| t.kind == Kind::CountSummary && t.subject == Subject::PartyBase);
    let counted = |(tab, table): (usize, &Table)| {
        let Some(Tab::Sheet(sheet)) = workbook.tabs.get(tab) else { return None };
        let column = table.column(ColumnRole::Total).or_else(|| table.column(ColumnRole::Rated))?.index;
        let figure = |row: &Row| match sheet.get(CellRef::new(row.index, column)).map(|cell| cell.value()) {
            Some(Value::Number(figure)) => figure as i64,
            _ => 0,
        };
        let data = table.rows.iter().filter(|row| row.role == RowRole::Data);
        Some(((tab, table.range.start), data.map(figure).sum()))
    };
    summaries.filter_map(counted).collect()
}

/// Lists of organisations above TCCSĐ, by their title, the head of a section or the names of their rows, are about bodies
/// that are added to no TCCSĐ.
/// A list whose rows a summary counts together (`is_whole`) stays one where but names say it.
pub fn part_above(
    located: &mut [Located],
    words: &Vocabulary,
    is_whole: &dyn Fn((usize, CellRef), usize) -> bool,
    declared: &dyn Fn(&str) -> bool,
    is_above: &IsAbove<'_>,
) {
    for sheet in located {
        for mut table in std::mem::take(&mut sheet.tables) {
            let titled = words.says_above(&table.title_key());
            if table.kind != Kind::UnitRoster || declared(&table.sheet) {
                let counts = titled && table.kind.rates() && table.subject == Subject::Unit;
                let at = table.range.start;
                table.observations.extend(counts.then(|| above_bases(vec![at])));
                sheet.tables.push(table);
                continue;
            }
            let place = (sheet.tab, table.range.start);
            let rows = table.rows.iter().filter(|row| row.role == RowRole::Data).count();
            let whole = table.subject == Subject::PartyBase && is_whole(place, rows);
            let above = above(&table, words, titled, &|name, open| !whole && is_above(place, name, open));
            if !above.contains(&Some(true)) {
                sheet.tables.push(table);
                continue;
            }
            let apart = |above: bool| if above { Subject::Unit } else { table.subject };
            let told =
                |above: &Option<bool>| above.map(|a| Told { subject: apart(a), people: false, of_nobody: false });
            let cells = table.names(|row| above[row] == Some(true));
            let mut found = match table.subject {
                Subject::PartyBase => parts(&table, &above.iter().map(told).collect::<Vec<_>>(), &[], words),
                _ => vec![table],
            };
            let part = found.iter_mut().find(|part| part.subject == Subject::Unit);
            part.into_iter().for_each(|part| part.observations.push(above_bases(cells.clone())));
            sheet.tables.append(&mut found);
        }
    }
}

/// Which rows of a list of TCCSĐ, or of bodies, are above TCCSĐ; of those that are rated.
fn above(table: &Table, words: &Vocabulary, titled: bool, is_above: &dyn Fn(&str, bool) -> bool) -> Vec<Option<bool>> {
    let header = table.name_column().map(|c| key(&c.header())).unwrap_or_default();
    let of_bases = words.says_bases(&table.title_key()) || words.says_bases(&header);
    let rows = &table.rows;
    let says = |text: &str| words.says_above(text).then_some(true).or_else(|| words.says_bases(text).then_some(false));
    let of_head = |row: &Row| says(&key(&row.label)).filter(|_| row.role == RowRole::Group);
    let heads: Vec<Option<bool>> = rows.iter().map(of_head).collect();
    let above = |row: &Row| {
        let name = name_in(&row.ordinal, &row.label);
        let over = std::iter::successors(row.group(), |&head| rows[head].group());
        let said = over.into_iter().find_map(|head| heads[head]);
        let open = said.is_none() && !of_bases;
        match table.subject {
            Subject::PartyBase | Subject::Unit if said.unwrap_or(titled) => named(name, words) != Named::Cell,
            Subject::PartyBase => is_above(name, open),
            Subject::Unit => words.is_of_party(name) && is_above(name, open),
            _ => false,
        }
    };
    rows.iter().map(|row| (row.role == RowRole::Data).then(|| above(row))).collect()
}

/// That these are counted apart.
fn above_bases(cells: Vec<CellRef>) -> Observation {
    let what = Message::new(
        "là đảng bộ cấp trên trực tiếp của tổ chức cơ sở đảng",
        "party organisations above the base organisations (TCCSĐ)",
    );
    Observation::AboveBases { cells, what }
}

impl Vocabulary {
    /// "Đảng bộ cấp trên trực tiếp của tổ chức cơ sở đảng": are these, and nobody else, what a text names?
    fn says_above(&self, text: &str) -> bool {
        let mut phrases = self.subjects.iter().filter(|s| !s.above.is_empty()).flat_map(|s| &s.phrases);
        phrases.any(|p| has_words(text, p)) && self.subjects_by_name(text) == [Subject::Unit]
    }

    /// Does a text name TCCSĐ in so many words? "Tổ chức đảng" may be any.
    fn says_bases(&self, text: &str) -> bool {
        let open = |p: &&String| self.sections.party.contains(*p);
        let mut phrases = self.subjects.iter().filter(|s| s.id == Subject::PartyBase).flat_map(|s| &s.phrases);
        phrases.any(|p| !open(&p) && has_words(text, p)) && !self.says_above(text)
    }

    /// Does a name begin as those of party organisations over chi bộ do?
    fn is_of_party(&self, name: &str) -> bool {
        strip_start(&key(name), &self.names.party).is_some()
    }
}
