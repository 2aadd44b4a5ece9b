//! "Xếp loại chính quyền | Xếp loại Mặt trận | Kết quả xếp loại TCCSĐ": beside each party organisation of a list, how the bodies
//! of its level are rated. They are none of those that the list counts.

use super::phrases::strip_start;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Kind, Subject, Table};
use crate::text::key;

/// Says of such columns that they rate bodies, where another column rates the organisations of the list; which they are.
pub(super) fn settle(table: &mut Table, words: &Vocabulary) -> Vec<u32> {
    let rates = |c: &&Column| c.role == ColumnRole::Rating;
    let beside = |c: &Column| c.path.last().is_some_and(|head| words.state_body(head).is_some());
    let party = matches!(table.subject, Subject::PartyBase | Subject::PartyCell) && table.kind == Kind::UnitRoster;
    if !party || !table.columns.iter().filter(rates).any(|c| !beside(c) && c.subject.is_none_or(|s| s == table.subject))
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    for column in table.columns.iter_mut().filter(|c| c.role == ColumnRole::Rating && c.subject.is_none() && beside(c))
    {
        column.subject = Some(Subject::Unit);
        column.evidence.vi.push_str("; mức của tổ chức cùng cấp, không tính vào đối tượng của danh sách");
        column.evidence.en.push_str("; how a body of the same level is rated, not counted in the list");
        found.push(column.index);
    }
    found
}

impl Table {
    /// The body whose rating stands beside the party organisation of each row: `chính quyền`, `mặt trận`.
    pub(crate) fn body_beside(&self, column: &Column, words: &Vocabulary) -> Option<String> {
        let party = matches!(self.subject, Subject::PartyBase | Subject::PartyCell);
        let beside = party && self.kind == Kind::UnitRoster && column.subject == Some(Subject::Unit);
        words.state_body(column.path.last().filter(|_| beside)?)
    }
}

impl Vocabulary {
    /// The body of government, the Front or the mass organisations that the head of a rating names and nothing else, by its key.
    pub(super) fn state_body(&self, head: &str) -> Option<String> {
        let head = key(head);
        let mut text = head.split(&key(" năm 20")).next().unwrap_or(&head).trim();
        // "Mặt trận" begins like a word that says nothing.
        loop {
            let named = self.sides.bodies.iter().find(|body| *body == text);
            match strip_start(text, &self.sides.before).filter(|_| named.is_none()) {
                Some(rest) => text = rest,
                None => return named.cloned(),
            }
        }
    }
}
