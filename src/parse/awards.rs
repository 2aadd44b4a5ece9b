//! Award lists → who is proposed for what, as written.

use super::marks::MarkColumns;
use super::{Source, day_in};
use crate::finding::CellRef;
use crate::locate::rows::plain_label;
use crate::locate::vocabulary::{Vocabulary, has_words};
use crate::locate::{Column, ColumnRole, Kind, RowRole, Table};
use crate::read::{Sheet, Workbook};
use crate::text::{clean, key};

/// One row of an award list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Award {
    /// Who.
    pub name: String,
    /// Where the name stands.
    pub name_at: CellRef,
    /// Is it a person?
    pub person: bool,
    /// The organisation the row belongs to.
    pub parent: Option<String>,
    /// Birth date or another second identifier.
    pub birth: Option<String>,
    /// Of a person, the number of a card.
    pub number: Option<u64>,
    /// Everything the row says of the award.
    pub said: String,
    /// What its reasons and notes say.
    pub noted: String,
}

/// The rows of an award list; none of another table.
pub fn awards(workbook: &Workbook, sheet: &Sheet, table: &Table, words: &Vocabulary) -> Vec<Award> {
    if table.kind != Kind::AwardList {
        return Vec::new();
    }
    let source = Source { workbook, sheet, table, words };
    let marks = MarkColumns::of(&table.columns);
    let data = table.rows.iter().filter(|r| r.role == RowRole::Data);
    data.map(|r| source.award(r, &marks)).filter(|a| !a.name.is_empty()).collect()
}

/// Does a column say what is proposed?
fn names_award(column: &Column) -> bool {
    let header = key(&column.header());
    ["khen thưởng", "hình thức", "danh hiệu", "đề nghị"].iter().any(|w| has_words(&header, &key(w)))
}

impl Source<'_> {
    fn noted(&self, row: &crate::locate::Row) -> Vec<String> {
        let text = |c: &Column| self.text(CellRef::new(row.index, c.index));
        let noted = |c: &&Column| matches!(c.role, ColumnRole::Reason | ColumnRole::Note);
        // "Thành tích: HTXSNV 5 năm liền", and no titles of emulation.
        let merits = |c: &&Column| !noted(c) && has_words(&key(&c.header()), &key("thành tích"));
        let best = |said: &String| {
            ["htxsnv", "hoàn thành xuất sắc nhiệm vụ"].iter().any(|level| has_words(&key(said), &key(level)))
        };
        let columns = || self.table.columns.iter();
        let said = columns().filter(noted).map(text).chain(columns().filter(merits).map(text).filter(best));
        said.filter(|text| !text.is_empty()).collect()
    }

    fn award(&self, row: &crate::locate::Row, marks: &MarkColumns) -> Award {
        let name_column = self.table.name_column();
        let at = |c: &Column| CellRef::new(row.index, c.index);
        let with = |role: ColumnRole| self.table.column(role).map(|c| self.text(at(c))).filter(|text| !text.is_empty());
        let name = |c: &Column| {
            let given = self.table.given_name().map(|given| self.text(at(given)));
            clean(&[self.text(at(c)), given.unwrap_or_default()].join(" "))
        };
        let told =
            self.table.columns.iter().filter(|c| names_award(c) && Some(c.index) != name_column.map(|n| n.index));
        let told: Vec<String> = told.map(|c| self.text(at(c))).filter(|t| !t.is_empty()).collect();
        Award {
            name: name_column.map_or_else(|| plain_label(&row.label), name),
            name_at: name_column.map_or(CellRef::new(row.index, self.table.range.start.column), at),
            person: self.table.column(ColumnRole::Person).is_some(),
            parent: with(ColumnRole::Parent).or_else(|| self.group_name(row)),
            birth: self
                .table
                .column(ColumnRole::Birth)
                .map(|c| day_in(self.sheet.row(row.index), c.index))
                .filter(|text| !text.is_empty()),
            number: marks.number_of(self.sheet.row(row.index)),
            said: told.join("; "),
            noted: self.noted(row).join("; "),
        }
    }
}
