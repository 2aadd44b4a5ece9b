//! What the ratings of a list say: a list of a million rows says the same few things, so each is kept once.

use std::ops::Index;

use crate::normalise::Resolution;

/// What each rating of a list says, by record and column.
#[derive(Clone, Debug)]
pub struct Resolutions<'c> {
    /// Each thing said; the first is that nothing is.
    said: Vec<Resolution<'c>>,
    /// For each record its columns, as places among what is said.
    places: Vec<u32>,
    records: usize,
    columns: usize,
}

/// What the ratings of one record say, by column.
#[derive(Clone, Copy, Debug)]
pub struct OfRecord<'r, 'c> {
    said: &'r [Resolution<'c>],
    places: &'r [u32],
}

impl<'c> Resolutions<'c> {
    /// So many records and columns, nothing written in any.
    pub(super) fn new(records: usize, columns: usize) -> Self {
        Self { said: vec![Resolution::Blank], places: vec![0; records * columns], records, columns }
    }

    /// Keeps what is said, and gives its place.
    pub(super) fn learn(&mut self, said: Resolution<'c>) -> u32 {
        self.said.push(said);
        u32::try_from(self.said.len() - 1).expect("a sheet has fewer cells")
    }

    /// Says of a rating what is kept at the place.
    pub(super) fn put(&mut self, record: usize, column: usize, place: u32) {
        self.places[record * self.columns + column] = place;
    }

    /// What one rating says.
    pub fn of(&self, record: usize, column: usize) -> &Resolution<'c> {
        &self.said[self.places[record * self.columns + column] as usize]
    }

    /// Does any rating say such a thing?
    pub fn any(&self, such: impl Fn(&Resolution<'c>) -> bool) -> bool {
        self.said.iter().any(such)
    }

    /// Records.
    pub fn len(&self) -> usize {
        self.records
    }

    /// Is the list empty?
    pub fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// What each record says.
    pub fn rows(&self) -> impl Iterator<Item = OfRecord<'_, 'c>> + Clone {
        let of = |record: usize| &self.places[record * self.columns..(record + 1) * self.columns];
        (0..self.records).map(move |record| OfRecord { said: &self.said, places: of(record) })
    }
}

impl<'r, 'c> OfRecord<'r, 'c> {
    /// Column by column.
    pub fn iter(self) -> impl Iterator<Item = &'r Resolution<'c>> {
        self.places.iter().map(move |&place| &self.said[place as usize])
    }
}

impl<'c> Index<usize> for OfRecord<'_, 'c> {
    type Output = Resolution<'c>;

    fn index(&self, column: usize) -> &Resolution<'c> {
        &self.said[self.places[column] as usize]
    }
}
