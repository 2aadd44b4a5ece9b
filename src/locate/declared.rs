//! What an office declares of a sheet's layout → what takes the place of what the program would have understood.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::captions::title_lines;
use super::columns::heads;
use super::numbers::number_row;
use super::tables::{Frame, Grid, read_table};
use super::unheaded::Unheaded;
use super::vocabulary::{Mention, Vocabulary};
use super::{Column, ColumnRole, Kind, Row, RowRole, Stage, Subject, Table};
use crate::config::Layout;
use crate::finding::{CellRange, Message};
use crate::text::key;

/// One table as declared.
#[derive(Clone, PartialEq, Debug)]
pub struct Declared {
    /// Key of the name of its sheet.
    sheet: String,
    /// Header to last row.
    range: CellRange,
    /// First and last header row, from 0; `None` where there is none.
    header: Option<(u32, u32)>,
    /// Its shape and kind, where declared.
    pub(super) kind: Option<Kind>,
    /// What it is about, where declared.
    pub(super) subject: Option<Subject>,
    columns: BTreeMap<u32, DeclaredColumn>,
    /// By row.
    rows: BTreeMap<u32, RowRole>,
}

/// A column as declared.
#[derive(Clone, PartialEq, Debug)]
struct DeclaredColumn {
    role: ColumnRole,
    /// The level its cells count or mark.
    level: Option<String>,
    subject: Option<Subject>,
    stage: Option<Stage>,
}

impl DeclaredColumn {
    /// `count HTXSNV`, `rating member proposed`: a role, then a subject, a stage and a level where there are such.
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let mut column = Self { role: word(words.next()?)?, level: None, subject: None, stage: None };
        let mut level: Vec<&str> = Vec::new();
        for text in words {
            if let Some(subject) = word(text) {
                column.subject = Some(subject);
            } else if let Some(stage) = word(text) {
                column.stage = Some(stage);
            } else {
                level.push(text);
            }
        }
        column.level = Some(level.join(" ")).filter(|level| !level.is_empty());
        let takes_level = matches!(column.role, ColumnRole::Count | ColumnRole::Share | ColumnRole::Mark);
        (column.level.is_none() || takes_level).then_some(column)
    }
}

/// What is declared of a table without a header.
pub const NO_HEADER: &str = "none";

impl Declared {
    /// The declarations that are for a file, by its bare name. `Err` says which line is wrong, in both languages.
    pub fn of_file(layouts: &[Layout], file: &str) -> Result<Vec<Self>, String> {
        let own = |layout: &&Layout| layout.file.as_deref().is_none_or(|name| key(name) == key(file));
        layouts.iter().filter(own).map(Self::of).collect()
    }

    /// Are all declarations sound?
    pub fn check(layouts: &[Layout]) -> Result<(), String> {
        layouts.iter().try_for_each(|layout| Self::of(layout).map(drop))
    }

    fn of(layout: &Layout) -> Result<Self, String> {
        let wrong = |what: &str, value: &str| {
            format!(
                "[[layout]] sheet “{}”: {what} “{value}” không hợp lệ / `{what} = \"{value}\"` is not valid",
                layout.sheet
            )
        };
        let range = CellRange::parse(layout.range.trim()).ok_or_else(|| wrong("range", &layout.range))?;
        let none = key(&layout.header) == NO_HEADER;
        let header = row_span(&layout.header).filter(|_| !none);
        let inside = header.map_or(none, |header| header.0 >= range.start.row && header.1 < range.end.row);
        inside.then_some(()).ok_or_else(|| wrong("header", &layout.header))?;
        let mut columns = BTreeMap::new();
        for (name, text) in &layout.columns {
            let at = CellRange::parse(&format!("{}1", name.trim())).ok_or_else(|| wrong("columns", name))?.start.column;
            columns.insert(at, DeclaredColumn::parse(text).ok_or_else(|| wrong(name, text))?);
        }
        let mut rows = BTreeMap::new();
        for (name, role) in &layout.rows {
            let (first, last) = row_span(name).ok_or_else(|| wrong("rows", name))?;
            let role: RowRole = word(role).ok_or_else(|| wrong(name, role))?;
            let within = first >= range.start.row && last <= range.end.row;
            within.then_some(()).ok_or_else(|| wrong("rows", name))?;
            rows.extend((first..=last).map(|row| (row, role)));
        }
        Ok(Self {
            sheet: key(&layout.sheet),
            range,
            header,
            kind: layout.kind.as_deref().map(|v| word(v).ok_or_else(|| wrong("kind", v))).transpose()?,
            subject: layout.subject.as_deref().map(|v| word(v).ok_or_else(|| wrong("subject", v))).transpose()?,
            columns,
            rows,
        })
    }

    /// Is it about the sheet of this name?
    pub(crate) fn is_for(&self, sheet: &str) -> bool {
        self.sheet == key(sheet)
    }

    /// Does it say about whom its table is?
    pub(crate) fn names_subject(&self) -> bool {
        self.subject.is_some()
    }

    /// Reads the table where it is declared to stand.
    pub(super) fn read(&self, grid: &Grid<'_>, tab: usize, words: &Vocabulary) -> Table {
        let range = self.within(grid);
        let Some((top, bottom)) = self.header else {
            let titles = title_lines(grid, 0, range.start.row, words);
            let columns = self.columns.keys().copied().collect();
            return Unheaded::declared(range, columns).read((grid, tab), titles, words, Some(self));
        };
        let columns = (range.start.column, range.end.column);
        let titles = title_lines(grid, 0, top, words);
        let numbers = number_row(grid, bottom, columns.0, columns.1);
        let body = (numbers.unwrap_or(bottom) + 1, range.end.row);
        let frame = Frame { grid, tab, range, bottom, numbers, body };
        read_table(&frame, heads(grid, (top, bottom), columns, words), titles, words, Some(self))
    }

    /// The declared range without what lies beyond the last cell of the sheet and the last column that is told.
    fn within(&self, grid: &Grid<'_>) -> CellRange {
        let mut range = self.range;
        let filled = grid.sheet.cells.iter().map(|cell| cell.at().column).max();
        let last_column = filled.max(self.columns.keys().copied().max()).unwrap_or(range.start.column);
        let last_row = grid.last_row().max(self.header.map_or(range.start.row, |(_, bottom)| bottom + 1));
        range.end.column = range.end.column.min(last_column.max(range.start.column));
        range.end.row = range.end.row.min(last_row.max(range.start.row));
        range
    }

    /// Gives the columns their declared roles.
    pub(super) fn tell_columns(&self, columns: &mut [Column], words: &Vocabulary) {
        for column in columns {
            let Some(told) = self.columns.get(&column.index) else { continue };
            if told.role == ColumnRole::Rating && column.role != told.role {
                // Of a header that was taken for something else, only what is rated counts as its subject.
                column.subject = words.rated_subject(&column.path.iter().map(|p| key(p)).collect::<Vec<_>>());
            }
            // "SL (%)": that the share stands beside the count was seen in the cells.
            let beside = column.role == ColumnRole::Count && column.level.as_ref().is_some_and(|l| l.share);
            column.role = told.role;
            column.subject = told.subject.or(column.subject);
            column.stage = told.stage.or(column.stage);
            column.level = match &told.level {
                Some(text) => {
                    let label = key(text);
                    Some(words.mention_beside(&label).unwrap_or(Mention { label, ..Mention::default() }))
                }
                None => column
                    .level
                    .take()
                    .filter(|_| matches!(told.role, ColumnRole::Count | ColumnRole::Share | ColumnRole::Mark)),
            };
            if let Some(level) = column.level.as_mut().filter(|_| told.role == ColumnRole::Count) {
                level.share = beside;
            }
            column.evidence = Message::new("theo khai báo của đơn vị", "as declared");
        }
    }

    /// Is it declared what a column holds?
    pub(super) fn names(&self, column: u32) -> bool {
        self.columns.contains_key(&column)
    }

    /// The declared role of a row.
    pub(super) fn row_role(&self, row: u32) -> Option<RowRole> {
        self.rows.get(&row).copied()
    }

    /// Gives the rows their declared roles.
    pub(super) fn tell_rows(&self, rows: &mut [Row]) {
        for row in rows {
            if let Some(role) = self.rows.get(&row.index) {
                row.role = *role;
            }
        }
    }
}

/// `7` or `7:9` → the rows, from 0.
fn row_span(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.split_once([':', '-']).unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<u32>().ok()?.checked_sub(1);
    let (first, last) = (number(first)?, number(last)?);
    (first <= last && last < crate::finding::MAX_ROWS).then_some((first, last))
}

/// The member of a closed list by its name in the report.
fn word<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.trim().to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(change: impl Fn(&mut Layout)) -> Result<Vec<Declared>, String> {
        let mut layout = Layout {
            file: Some("Bao Cao.xlsx".into()),
            sheet: "Biểu 1".into(),
            range: "A7:L35".into(),
            header: "7:9".into(),
            kind: Some("count-summary".into()),
            subject: Some("party-cell".into()),
            columns: BTreeMap::from([("B".into(), "unit".into()), ("E".into(), "count HTTNV trở lên".into())]),
            rows: BTreeMap::from([("35".into(), "total".into())]),
        };
        change(&mut layout);
        Declared::of_file(&[layout], "bao cao.xlsx")
    }

    #[test]
    fn a_declaration_says_all_that_is_in_it() {
        let declared = layout(|_| ()).expect("sound");
        let one = &declared[0];
        assert!(one.is_for("biểu 1") && !one.is_for("Biểu 2"));
        assert_eq!(
            (one.header, one.kind, one.subject),
            (Some((6, 8)), Some(Kind::CountSummary), Some(Subject::PartyCell))
        );
        assert_eq!(
            (one.columns[&4].role, one.columns[&4].level.as_deref()),
            (ColumnRole::Count, Some("HTTNV trở lên"))
        );
        let rating = DeclaredColumn::parse("rating civil-servant self").expect("sound");
        assert_eq!((rating.subject, rating.stage), (Some(Subject::CivilServant), Some(Stage::Own)));
        assert_eq!(one.rows[&34], RowRole::Total);
        let other = layout(|l| l.file = Some("khac.xlsx".into()));
        assert_eq!(other, Ok(Vec::new()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        type Change<'c> = &'c dyn Fn(&mut Layout);
        let wrong: [(Change<'_>, &str); 6] = [
            (&|l| l.range = "A7".into(), "header"),
            (&|l| l.range = "7:L".into(), "range"),
            (&|l| l.header = "0".into(), "header"),
            (&|l| l.kind = Some("bang".into()), "kind"),
            (&|l| drop(l.columns.insert("C".into(), "tong".into())), "C"),
            (&|l| drop(l.rows.insert("99".into(), "total".into())), "rows"),
        ];
        for (change, name) in wrong {
            let said = layout(change).expect_err(name);
            assert!(said.contains(name) && said.contains("Biểu 1"), "{said}");
        }
    }
}
