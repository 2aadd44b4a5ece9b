//! "I | Phòng Nội vụ | | HTTNV" over the people of that office, numbered by themselves: a body that is rated beside them.

use super::{Reading, Told};
use crate::finding::CellRef;
use crate::locate::outline::{Mark, name_in};
use crate::locate::phrases::strip_start;
use crate::locate::row_names::Named;
use crate::locate::tables::shown;
use crate::locate::{ColumnRole, Kind, Row, RowRole, Subject, Table};
use crate::text::key;

impl Reading<'_> {
    /// In a list of persons, the rows that stand over others marked in another way, name no person, and have neither post nor
    /// birth; nothing where there is none.
    pub(super) fn find_rated_heads(&self) -> Vec<bool> {
        let rows = &self.table.rows;
        let mut found = vec![false; rows.len()];
        // "Tên tập thể, cá nhân" under a title about people.
        if self.table.kind != Kind::PersonRoster && !self.table.subject.is_people() {
            return Vec::new();
        }
        let mut data = (0..rows.len()).filter(|&i| rows[i].role == RowRole::Data).peekable();
        while let Some(row) = data.next() {
            let Some(&next) = data.peek() else { break };
            // Most rows are numbered one after another.
            if rows[row].ordinal.number().is_some() && rows[next].ordinal.number().is_some() {
                continue;
            }
            found[row] = is_over(self.mark(row), self.mark(next)) && self.names_body(row) && self.is_bare(&rows[row]);
        }
        if found.contains(&true) { found } else { Vec::new() }
    }

    /// Does a row name a body? Behind a letter or a Roman numeral whatever is no person's name.
    fn names_body(&self, row: usize) -> bool {
        let own = self.own(row);
        let row_mark = self.mark(row);
        let row = &self.table.rows[row];
        let place = || strip_start(&key(name_in(&row.ordinal, &row.label)), &self.words.senders.hamlets).is_some();
        own.is_body() || place() || own == Named::Other && matches!(row_mark, Some(Mark::Roman | Mark::Upper))
    }

    /// Is nothing said of a post or a birth in a row?
    fn is_bare(&self, row: &Row) -> bool {
        let personal = |role: ColumnRole| matches!(role, ColumnRole::Post | ColumnRole::Birth);
        let text = |c: u32| self.sheet.get(CellRef::new(row.index, c)).map(shown).unwrap_or_default();
        self.table.columns.iter().filter(|c| personal(c.role)).all(|c| text(c.index).is_empty())
    }

    /// Whom such a head is about, by its name alone.
    pub(super) fn told_of_head(&self, row: usize) -> Told {
        let subject = match self.own(row) {
            Named::Agency if self.title.names(Subject::Collective) => Subject::Collective,
            Named::Agency => Subject::Unit,
            Named::Collective => Subject::Collective,
            own => self.by_name(row, own, Subject::Unknown),
        };
        Told { subject, people: false, of_nobody: false }
    }
}

/// Do rows of one mark stand over those of another?
fn is_over(mark: Option<Mark>, below: Option<Mark>) -> bool {
    match mark {
        Some(Mark::Upper) => matches!(below, Some(Mark::Roman | Mark::Number) | None),
        Some(Mark::Roman) => matches!(below, Some(Mark::Number | Mark::Dash) | None),
        Some(Mark::Number) => matches!(below, Some(Mark::Decimal | Mark::Dash)),
        None => below == Some(Mark::Number),
        _ => false,
    }
}

impl Table {
    /// Puts the rows below each of these heads under it.
    pub(super) fn put_under(&mut self, heads: &[bool]) {
        let mut over: Option<usize> = None;
        for row in 0..self.rows.len() {
            match self.rows[row].role {
                RowRole::Data if heads.get(row) == Some(&true) => {
                    self.rows[row].role = RowRole::Group;
                    over = Some(row);
                }
                RowRole::Data if over.is_some() && self.rows[row].group() < over => self.rows[row].set_group(over),
                _ => {}
            }
        }
    }
}
