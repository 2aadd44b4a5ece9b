//! A row of a list, as small as it can be: a list may hold a million of them.

use std::num::{NonZeroU16, NonZeroU32, NonZeroU64};
use std::sync::Arc;

use super::Entries;
use crate::finding::CellRef;
use crate::text::shared::SharedText;

/// A row of a roster.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// Row, from 0.
    pub row: u32,
    /// Where its texts stand in the row.
    pub(super) columns: Columns,
    /// Name.
    pub name: SharedText,
    /// The organisation the row belongs to: its parent column, else its group.
    pub parent: Option<SharedText>,
    /// The group row it stands under.
    pub group: Option<SharedText>,
    /// Birth date or another second identifier, as written.
    pub birth: Option<SharedText>,
    /// What tells a person apart beside name and birth date.
    pub marks: Marks,
    /// Post.
    pub post: Option<SharedText>,
    /// What is written per rating column; several entries when several marks are set. Rows that say the same hold it together.
    pub ratings: Arc<[Entries]>,
    /// Everything written in reason, note and unrated columns; a mere tick says no reason.
    pub reason: SharedText,
    /// Is there a tick in a column for those not rated?
    pub unrated: bool,
    /// Does it say that who is rated here otherwise is no member of the party?
    pub no_member: bool,
    /// Score as written.
    pub(super) score: Option<SharedText>,
    /// Discipline as written, or what a column of awards and discipline together says.
    pub(super) discipline: Option<SharedText>,
}

/// The columns of a row's texts; `None` for those it has not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Columns {
    pub(super) name: Option<Place>,
    pub(super) parent: Option<Place>,
    pub(super) reason: Option<Place>,
    pub(super) score: Option<Place>,
    pub(super) discipline: Option<Place>,
}

/// A column; one that may be missing takes no more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place(NonZeroU16);

impl Place {
    /// A column, from 0; a sheet has fewer of them than there are numbers.
    pub(super) fn new(column: u32) -> Option<Self> {
        u16::try_from(column + 1).ok().and_then(NonZeroU16::new).map(Self)
    }

    pub(super) fn column(self) -> u32 {
        u32::from(self.0.get()) - 1
    }
}

impl Record {
    /// Is there a reason, or a tick, for its not being rated?
    pub fn is_excused(&self) -> bool {
        self.unrated || !self.reason.is_empty()
    }

    /// Where the name stands.
    pub fn name_at(&self) -> CellRef {
        self.at(self.columns.name).unwrap_or(CellRef::new(self.row, 0))
    }

    /// Where the parent stands, when it has a column.
    pub fn parent_at(&self) -> Option<CellRef> {
        self.at(self.columns.parent)
    }

    /// Where a reason would stand.
    pub fn reason_at(&self) -> Option<CellRef> {
        self.at(self.columns.reason)
    }

    /// Score as written, and where.
    pub fn score(&self) -> Option<(CellRef, &SharedText)> {
        self.at(self.columns.score).zip(self.score.as_ref())
    }

    /// Discipline as written, and where.
    pub fn discipline(&self) -> Option<(CellRef, &SharedText)> {
        self.at(self.columns.discipline).zip(self.discipline.as_ref())
    }

    /// What a column of awards and discipline together says: a mark there may be either.
    pub fn awards_and_discipline(&self) -> Option<&SharedText> {
        self.discipline.as_ref().filter(|_| self.columns.discipline.is_none())
    }

    fn at(&self, place: Option<Place>) -> Option<CellRef> {
        place.map(|place| CellRef::new(self.row, place.column()))
    }
}

/// What a list says of a person beside name and birth date, as numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Marks {
    number: Option<NonZeroU64>,
    admitted: Option<NonZeroU32>,
    /// Is a probationary member (đảng viên dự bị) meant?
    pub probationary: bool,
}

impl Marks {
    /// Of numbers that are not 0.
    pub(super) fn new(number: Option<u64>, admitted: Option<u32>, probationary: bool) -> Self {
        Self { number: number.and_then(NonZeroU64::new), admitted: admitted.and_then(NonZeroU32::new), probationary }
    }

    /// Card or identity number; `None` for the short numbers an office gives its own people.
    pub fn number(&self) -> Option<u64> {
        self.number.map(NonZeroU64::get)
    }

    /// The day of admission to the Party, as 20210315.
    pub fn admitted(&self) -> Option<u32> {
        self.admitted.map(NonZeroU32::get)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_no_more_than_fourteen_words() {
        assert!(size_of::<Record>() <= 14 * size_of::<u64>());
        let columns = [0, 16_383].map(|column| Place::new(column).map(Place::column));
        assert_eq!(columns, [Some(0), Some(16_383)]);
    }
}
