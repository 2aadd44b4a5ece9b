//! The name of a person in two columns: "Họ và chữ lót | Tên", or "Họ và tên" over both.

use crate::finding::CellRef;
use crate::locate::tables::Frame;
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{Column, ColumnRole, Table};
use crate::text::key;
use crate::text::shared::SharedText;

/// Rows whose cells are looked at where no head stands over the second column.
const ROWS: u32 = 60;
/// The head of the second column.
const GIVEN: &str = "tên";

/// Names the two columns by their heads.
pub(in crate::locate) fn by_heads(columns: &mut [Column], words: &Vocabulary) {
    let leaf = |c: &Column| c.path.last().map(|p| key(p)).unwrap_or_default();
    let parts = |pair: &[Column]| words.names.surnames.contains(&leaf(&pair[0])) && leaf(&pair[1]) == key(GIVEN);
    let Some(at) = columns.windows(2).position(|pair| beside(pair) && parts(pair)) else { return };
    for column in &mut columns[at..at + 2] {
        column.role = ColumnRole::Person;
        column.subject = None;
    }
}

/// Nothing stands over the second column, and one word in most of its cells: the head before it is over both.
pub(in crate::locate) fn by_content(columns: &mut [Column], frame: &Frame<'_, '_>) {
    let pair = |pair: &[Column]| beside(pair) && pair[0].role == ColumnRole::Person && pair[1].path.is_empty();
    let Some(at) = columns.windows(2).position(pair) else { return };
    let rows = (frame.body.0..=frame.body.1).take(ROWS as usize);
    let text = |row: u32, place: usize| frame.grid.text(CellRef::new(row, columns[at + place].index));
    let mut filled = rows.map(|row| (text(row, 0), text(row, 1))).filter(|(_, given)| !given.is_empty()).peekable();
    let one = |text: &str| text.chars().all(char::is_alphabetic) && text.starts_with(char::is_uppercase);
    if filled.peek().is_some() && filled.all(|(before, given)| !before.is_empty() && one(&given)) {
        columns[at + 1].role = ColumnRole::Person;
        columns[at + 1].path = columns[at].path.clone();
        columns[at + 1].evidence.vi.push_str("; tên, tách khỏi họ ở cột trước");
        columns[at + 1].evidence.en.push_str("; the given name, beside the surname in the column before");
    }
}

/// The column in which the name of a person goes on.
pub(in crate::locate) fn given(columns: &[Column]) -> Option<&Column> {
    let first = columns.iter().position(|c| c.role == ColumnRole::Person)?;
    let pair = columns.get(first..first + 2).filter(|pair| beside(pair) && pair[1].role == ColumnRole::Person)?;
    let own = || pair[1].path.last().is_some_and(|head| key(head) == key(GIVEN));
    (pair[0].path == pair[1].path || own()).then_some(&pair[1])
}

/// A name with the word that stands in the second column.
pub fn whole(name: Option<SharedText>, given: Option<SharedText>) -> Option<SharedText> {
    match (name, given) {
        (Some(name), Some(given)) if name != given => Some(format!("{name} {given}").trim_end().into()),
        (name, given) => name.or(given),
    }
}

impl Table {
    /// The column in which the name of a person goes on.
    pub fn given_name(&self) -> Option<&Column> {
        given(&self.columns)
    }
}

fn beside(pair: &[Column]) -> bool {
    pair[1].index == pair[0].index + 1
}
