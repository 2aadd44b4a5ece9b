//! Who a row is about: its name, and everything beside it that tells two of one name apart.

use std::cell::RefCell;
use std::collections::HashMap;

use super::parting::{name_others, name_parts, says_nothing};
use super::{office_key, unit_key};
use crate::check::history::{birth_year, identifier};
use crate::check::person_key::{Address, addressed_key};
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
    a.is_empty() || b.is_empty() || is_one_parent(a, b) || are_supposed_alike(a, b)
}

/// Are both no more than supposed, by titles and sheets that do not name two offices?
fn are_supposed_alike(a: &str, b: &str) -> bool {
    supposed(a).zip(supposed(b)).is_some_and(|((title, sheet), (other_title, other_sheet))| {
        !name_others(title, other_title) && !name_others(sheet, other_sheet) && !name_parts(sheet, other_sheet)
    })
}

/// The title and the sheet that a parent is supposed by.
fn supposed(parent: &str) -> Option<(&str, &str)> {
    parent.strip_prefix(SUPPOSED)?.split_once(SUPPOSED)
}

/// Is the parent of a row no more than supposed?
pub(super) fn is_supposed(row: &str) -> bool {
    parent_in(row).starts_with(SUPPOSED)
}

/// The parent in what a row is known by.
pub(super) fn parent_in(row: &str) -> &str {
    row.split('|').nth(1).unwrap_or_default()
}

/// Are two parents that are no more than supposed one? What titles add to the name of a unit parts no two, but where each
/// names a part of its own.
pub(super) fn are_one_supposed(a: &str, b: &str) -> bool {
    let titles = || supposed(a).zip(supposed(b)).map(|(own, other)| (own.0, other.0));
    a == b || are_supposed_alike(a, b) && titles().is_some_and(|(a, b)| !name_parts(a, b))
}

/// The parents of two rows that say nothing beside their names, and of whom no more than that is supposed.
fn only_supposed<'r>(a: &'r str, b: &'r str) -> Option<(&'r str, &'r str)> {
    let plain = |row: &str| is_supposed(row) && row.split('|').take(ADDRESS).skip(2).all(str::is_empty);
    (plain(a) && plain(b) && !are_apart(a, b)).then(|| (parent_in(a), parent_in(b)))
}

/// Whether two supposed parents are one, with the answer about the last two: the rows of a table have the same.
#[derive(Default)]
pub(super) struct Alike(RefCell<Option<(String, String, bool)>>);

impl Alike {
    pub(super) fn are(&self, a: &str, b: &str) -> bool {
        let known = self.0.borrow().as_ref().filter(|(own, other, _)| own == a && other == b).map(|known| known.2);
        known.unwrap_or_else(|| {
            let alike = are_one_supposed(a, b);
            self.0.replace(Some((a.to_owned(), b.to_owned(), alike)));
            alike
        })
    }
}

/// Do two keys name one parent, "Thôn 1" the "Chi bộ thôn 1"?
fn is_one_parent(a: &str, b: &str) -> bool {
    let number = |name: &str| name.rsplit(' ').next().and_then(|word| word.parse::<u32>().ok());
    let apart = || number(a).zip(number(b)).is_some_and(|(a, b)| a != b);
    let of_cell = |name: &str, other: &str| {
        name.strip_prefix(&*key("chi bộ")).and_then(|rest| rest.strip_prefix(' ')) == Some(other)
    };
    let same = |a: String, b: String| a == b || of_cell(&a, &b) || of_cell(&b, &a);
    a == b || !apart() && same(office_key(a), office_key(b))
}

/// How far two rows of one name are about one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Likeness {
    /// The same birth date, or all that both say beside the name, a parent among it.
    One,
    /// More than the name is the same, but not enough.
    Perhaps(Shared),
    /// Nothing but the name.
    Other,
}

/// What two rows share that may be about one, beside the name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Shared {
    /// The birth date, under two parents.
    Day,
    /// The year of birth: one of them says no more.
    Year,
    /// The parent, with two posts.
    Parent,
    /// The name, which nothing but a post stands against, of half of a list and more.
    Name,
}

/// Two birth dates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Birth {
    Day,
    Written,
    Year,
    Apart,
}

impl Birth {
    /// Of two as identities have them; `None` where one of the two says nothing of it.
    fn of(a: &str, b: &str) -> Option<Self> {
        // As `identifier` has them: a date, or the number of a card.
        let day = |text: &str| {
            let [date, card] = [text.len() == 10, text.len() >= 8 && !text.contains('/')];
            (date || card) && text.bytes().all(|c| c.is_ascii_digit() || c == b'/')
        };
        match (a == b, day(a) && day(b)) {
            _ if a.is_empty() || b.is_empty() => None,
            (true, true) => Some(Self::Day),
            (false, true) => Some(Self::Apart),
            (true, false) => Some(Self::Written),
            (false, false) => {
                birth_year(a).zip(birth_year(b)).map(|(a, b)| if a == b { Self::Year } else { Self::Apart })
            }
        }
    }
}

/// Do two rows give the same birth date? `None` where one of them gives none, or no more than the same year.
pub(in crate::check) fn same_birth(a: &Record, b: &Record) -> Option<bool> {
    let birth = |record: &Record| record.birth.as_deref().map(levelled);
    match Birth::of(&birth(a)?, &birth(b)?)? {
        Birth::Day => Some(true),
        Birth::Apart => Some(false),
        Birth::Written | Birth::Year => None,
    }
}

/// A birth date as identities have it.
fn levelled(birth: &str) -> String {
    identifier(birth).unwrap_or_else(|| key(birth))
}

/// How far two rows of one name are about one, by what stands beside it. Posts are written in many ways: they part nobody of
/// one birth date.
pub(super) fn likeness(a: &str, b: &str) -> Likeness {
    let parts: Vec<(&str, &str)> = a.split('|').zip(b.split('|')).collect();
    let [names, parents, births, posts, ..] = parts[..] else { return Likeness::Other };
    if are_apart(a, b) {
        return Likeness::Other;
    }
    // Only one says how to address that one.
    if a != b && [names, parents, births, posts].iter().all(|(a, b)| a == b) {
        return Likeness::One;
    }
    if let Some((own, other)) = only_supposed(a, b) {
        return if are_one_supposed(own, other) { Likeness::One } else { Likeness::Other };
    }
    let said = |(a, b): (&str, &str)| [a, b].iter().all(|part| !part.is_empty() && !part.starts_with(SUPPOSED));
    let parent = said(parents).then(|| is_one_parent(parents.0, parents.1));
    let post = said(posts).then(|| posts.0 == posts.1);
    match (Birth::of(births.0, births.1), parent, post) {
        (Some(Birth::Apart), ..) => Likeness::Other,
        (Some(Birth::Day), Some(false), _) => Likeness::Perhaps(Shared::Day),
        (Some(Birth::Day), ..) => Likeness::One,
        (_, Some(false), _) => Likeness::Other,
        (Some(Birth::Year), Some(true), Some(false)) | (Some(Birth::Written | Birth::Year), None, Some(false)) => {
            Likeness::Perhaps(Shared::Year)
        }
        (_, Some(true), Some(false)) => Likeness::Perhaps(Shared::Parent),
        (Some(Birth::Written), ..) | (_, Some(true), _) => Likeness::One,
        (Some(Birth::Year), None, _) => Likeness::Perhaps(Shared::Year),
        (None, None, Some(false)) => Likeness::Perhaps(Shared::Name),
        (None, None, _) => Likeness::Other,
    }
}

/// Which part of an identity says how somebody is addressed.
const ADDRESS: usize = 4;

/// Are two of one name addressed as two people?
pub(super) fn are_apart(a: &str, b: &str) -> bool {
    let address = |row| str::split(row, '|').nth(ADDRESS);
    address(a).zip(address(b)).is_some_and(|(a, b)| a != b)
}

/// In how much two rows of one name agree; `None` where anything says that they are two.
pub(super) fn agreement(a: &str, b: &str) -> Option<usize> {
    let parts: Vec<(&str, &str)> = a.split('|').zip(b.split('|')).collect();
    let [_, parents, births, posts, ..] = parts[..] else { return None };
    if are_apart(a, b) {
        return None;
    }
    let birth = Birth::of(births.0, births.1);
    let open = posts.0.is_empty() || posts.1.is_empty() || posts.0 == posts.1 || birth == Some(Birth::Day);
    let fits = birth != Some(Birth::Apart) && open && may_be_one_parent(parents.0, parents.1);
    fits.then(|| parts.iter().filter(|(a, b)| a == b).count())
}

/// Does anything beside the name tell who it is?
pub fn has_identifier(identity: &str) -> bool {
    identity.split('|').take(ADDRESS).skip(1).any(|part| !part.is_empty())
}

/// The bare name in an identity.
pub fn bare(identity: &str) -> &str {
    identity.split('|').next().unwrap_or_default()
}

/// More of one name are told apart by nothing.
pub(super) const NAMESAKES: usize = 8;

/// The rows of a list by their bare names.
pub struct Named<'n> {
    rows: HashMap<&'n str, Vec<&'n str>>,
    alike: Alike,
}

impl<'n> Named<'n> {
    /// Of the identities of a list.
    pub fn of(identities: &'n [String]) -> Self {
        let mut named: HashMap<&str, Vec<&str>> = HashMap::new();
        identities.iter().for_each(|identity| named.entry(bare(identity)).or_default().push(identity));
        Self { rows: named, alike: Alike::default() }
    }

    /// Which of the rows of another list that bear this name is about the same one, where it is the only one, and no other
    /// row of this list is about that one: what only one of two lists says, a post or a birth date, parts nobody.
    pub fn only(&self, identity: &str, places: &[usize], others: &[String]) -> Option<usize> {
        let own = self.rows.get(bare(identity)).filter(|own| own.len().max(places.len()) <= NAMESAKES)?;
        let mut same = places.iter().copied().filter(|&at| self.is_one(identity, &others[at]));
        let found = same.next().filter(|_| same.next().is_none())?;
        (own.iter().filter(|own| self.is_one(own, &others[found])).count() == 1).then_some(found)
    }

    fn is_one(&self, a: &str, b: &str) -> bool {
        let supposed = only_supposed(a, b).map(|(own, other)| self.alike.are(own, other));
        supposed.unwrap_or_else(|| likeness(a, b) == Likeness::One)
    }
}

/// Who a row is about: the name and everything beside it that tells two of one name apart.
pub fn identity(record: &Record, person: bool, table: &TableRecord<'_>) -> String {
    let post = record.post.as_deref().filter(|_| person).map(key).unwrap_or_default();
    let office = match &table.content {
        Rated::Roster(list) => list.office.as_deref(),
        _ => None,
    };
    let parent = parent(record.parent.as_deref().or(office), &record.name, table);
    let birth = record.birth.as_deref().map(levelled).unwrap_or_default();
    let name = if person { addressed_key(&record.name) } else { unit_key(&record.name) };
    // A full date, or the number of a card, tells more.
    let address = Address::of(&record.name).filter(|_| person && Birth::of(&birth, &birth) != Some(Birth::Day));
    match address {
        Some(address) => format!("{name}|{parent}|{birth}|{post}|{address:?}"),
        None => format!("{name}|{parent}|{birth}|{post}"),
    }
}
