//! Who a row is about: its name, and everything beside it that tells two of one name apart.

use super::parting::{name_others, name_parts, says_nothing};
use super::unit_key;
use crate::check::records::{Rated, TableRecord};
use crate::parse::Record;
use crate::text::key;

/// The parent of a row. "Chi bộ 1" exists under every đảng bộ: where nothing names its parent, what the sheet is about
/// does.
pub(super) fn parent(said: Option<&str>, name: &str, table: &TableRecord<'_>) -> String {
    let numbered = name.trim_end().ends_with(|c: char| c.is_ascii_digit());
    match said {
        Some(parent) => key(parent),
        None if numbered => {
            let sheet = key(&table.table.sheet);
            format!("{SUPPOSED}{}{SUPPOSED}{}", table.table.title_key(), if says_nothing(&sheet) { "" } else { &sheet })
        }
        None => String::new(),
    }
}

/// In front of a title, and of the name of a sheet, that may name the parent of a row.
const SUPPOSED: char = '\u{1}';

/// May two parents be one: the same, one of them unknown, or both no more than supposed by titles and sheets that do not
/// name two offices?
pub(super) fn may_be_one_parent(a: &str, b: &str) -> bool {
    let supposed = |parent: &str| {
        let mut parts = parent.strip_prefix(SUPPOSED)?.splitn(2, SUPPOSED).map(str::to_owned);
        Some((parts.next()?, parts.next()?))
    };
    let both = supposed(a).zip(supposed(b));
    let others = |((title, sheet), (other_title, other_sheet)): &((String, String), (String, String))| {
        name_others(title, other_title) || name_others(sheet, other_sheet) || name_parts(sheet, other_sheet)
    };
    a.is_empty() || b.is_empty() || a == b || both.is_some_and(|both| !others(&both))
}

/// Does anything beside the name tell who it is?
pub fn has_identifier(identity: &str) -> bool {
    identity.split('|').skip(1).any(|part| !part.is_empty())
}

/// Who a row is about: the name and everything beside it that tells two of one name apart.
pub fn identity(record: &Record, person: bool, table: &TableRecord<'_>) -> String {
    let post = record.post.as_deref().filter(|_| person).map(key).unwrap_or_default();
    let office = match &table.content {
        Rated::Roster(list) => list.office.as_deref(),
        _ => None,
    };
    let parent = parent(record.parent.as_deref().or(office), &record.name, table);
    format!("{}|{parent}|{}|{post}", unit_key(&record.name), record.birth.as_deref().unwrap_or(""))
}
