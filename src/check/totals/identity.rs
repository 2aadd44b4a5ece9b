//! Who a row is about: its name, and everything beside it that tells two of one name apart.

use std::collections::HashMap;

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

/// The bare name in an identity.
pub fn bare(identity: &str) -> &str {
    identity.split('|').next().unwrap_or_default()
}

/// The rows of a list by their bare names.
pub struct Named<'n>(HashMap<&'n str, Vec<&'n str>>);

impl<'n> Named<'n> {
    /// Of the identities of a list.
    pub fn of(identities: &'n [String]) -> Self {
        let mut named: HashMap<&str, Vec<&str>> = HashMap::new();
        identities.iter().for_each(|identity| named.entry(bare(identity)).or_default().push(identity));
        Self(named)
    }

    /// Which of the rows of another list that bear this name is about the same one, where it is the only one, and no other
    /// row of this list is about that one: what only one of two lists says, a post or a birth date, parts nobody.
    pub fn only(&self, identity: &str, places: &[usize], others: &[String]) -> Option<usize> {
        /// More of one name are told apart by nothing.
        const NAMESAKES: usize = 8;
        let own = self.0.get(bare(identity)).filter(|own| own.len().max(places.len()) <= NAMESAKES)?;
        let mut same = places.iter().copied().filter(|&at| is_one(identity, &others[at]));
        let found = same.next().filter(|_| same.next().is_none())?;
        (own.iter().filter(|own| is_one(own, &others[found])).count() == 1).then_some(found)
    }
}

/// Do both say the same beside the name, as far as both say it, and either the parent or the birth date?
fn is_one(a: &str, b: &str) -> bool {
    let parts: Vec<(&str, &str)> = a.split('|').zip(b.split('|')).skip(1).collect();
    let said = |(a, b): &(&str, &str)| !a.is_empty() && !b.is_empty() && !a.starts_with(SUPPOSED);
    parts.iter().filter(|part| said(part)).all(|(a, b)| a == b) && parts.iter().take(2).any(said)
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
