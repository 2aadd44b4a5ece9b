//! "Đồng ý", "Như đề nghị" in a later stage: the level that the stage before gave to the row.

use super::{Entries, RatingColumn, Written};
use crate::finding::CellRef;
use crate::locate::Stage;
use crate::locate::vocabulary::Vocabulary;
use crate::text::shared::SharedText;

/// For each rating column that comes after an earlier stage, the columns of the stage before; the earliest first.
#[derive(Default)]
pub(super) struct Agreed(Vec<(usize, Vec<usize>)>);

impl Agreed {
    pub(super) fn of(ratings: &[RatingColumn]) -> Self {
        let stage = |at: usize| ratings[at].stage.unwrap_or(Stage::Decided);
        let words = (0..ratings.len()).filter(|&at| !ratings[at].marks);
        let before = |at: usize| {
            let same =
                |&of: &usize| (ratings[of].subject, ratings[of].period) == (ratings[at].subject, ratings[at].period);
            let earlier: Vec<usize> = (0..ratings.len()).filter(same).filter(|&of| stage(of) < stage(at)).collect();
            let last = earlier.iter().map(|&of| stage(of)).max();
            earlier.into_iter().filter(|&of| Some(stage(of)) == last).collect::<Vec<_>>()
        };
        let mut found: Vec<(usize, Vec<usize>)> = words.map(|at| (at, before(at))).collect();
        found.retain(|(_, before)| !before.is_empty());
        found.sort_by_key(|&(at, _)| stage(at));
        Self(found)
    }

    /// Puts the level of the stage before where a cell agrees with it. Where two gave it different levels, or none gave one,
    /// the words stay as they are, and are no level. So does "như trên" where the row above and the stage before differ.
    pub(super) fn settle(
        &self,
        ratings: &mut [Entries],
        cell: &dyn Fn(usize) -> Option<(CellRef, SharedText)>,
        words: &Vocabulary,
    ) {
        for (at, before) in &self.0 {
            let [said] = ratings[*at].as_slice() else { continue };
            let mut given = before.iter().map(|&of| &ratings[of]);
            let Some(first) = given.next().filter(|first| first.len() == 1) else { continue };
            if !given.all(|other| other.len() == 1 && other[0].text == first[0].text) {
                continue;
            }
            if words.agrees(&said.text) {
                ratings[*at] = first.clone();
            } else if said.text != first[0].text
                && let Some((place, text)) = cell(*at).filter(|(_, text)| words.is_ditto(text))
                && text.contains(char::is_alphabetic)
            {
                ratings[*at] = Some(Written::new(place.row, place, text)).into();
            }
        }
    }
}
