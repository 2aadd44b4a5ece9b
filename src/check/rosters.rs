//! Lists → every rating on the common scale, and the column that counts.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use super::person_key::person_key_into;
use super::rating::declared;
use super::records::{FileRecord, Rated};
use super::resolutions::Resolutions;
use crate::config::Config;
use crate::finding::CellRef;
use crate::locate::period::Period;
use crate::locate::sentence::Sentence;
use crate::locate::{Stage, Subject, Table};
use crate::normalise::{self, Catalogue, Choice, Context, Level, Resolution};
use crate::parse::{Record, Roster};
use crate::text::memo::Memo;
use crate::text::{key, key_into};

/// Labels of one column that no framework has, beyond which it is not asked what they may mean elsewhere.
const STRANGE: usize = 2_000;

/// A list of ratings.
#[derive(Clone, Debug)]
pub struct RatedRoster<'c> {
    /// As written.
    pub roster: Roster,
    /// The framework of each rating column.
    pub choices: Vec<Choice>,
    /// Of each record, of each column.
    pub ratings: Resolutions<'c>,
    /// The column that counts: the decided one of the list's own subject, else the latest filled stage.
    pub main: Option<usize>,
    /// Is the main column an earlier stage because the decided one is empty?
    pub earlier_stage: bool,
    /// Counts typed in one sentence under the list, or at the head of a section.
    pub stated: Vec<Stated>,
    /// The organisation that the head of its sheet names below the reporting unit, where no row names one.
    pub office: Option<Arc<str>>,
    /// The places of rows that may be about the same as another, once they were looked for.
    pub(super) again: OnceLock<Vec<usize>>,
    /// What stands for the name of each row, once it was asked for.
    pub(super) names: OnceLock<Vec<u64>>,
    /// With marks: the levels the main columns offer; a level without a column is not stated.
    pub offered: Option<Vec<Level>>,
    /// With marks: the level that those in a column stand for.
    pub marks: BTreeMap<u32, Level>,
}

impl FileRecord<'_> {
    /// Keeps of its lists what a report says of them as a whole.
    pub fn forget_rows(&mut self) {
        for table in &mut self.tables {
            if let Rated::Roster(list) = &mut table.content {
                *list = Arc::new(list.without_rows());
            }
        }
    }
}

/// Counts typed in one sentence, on the common scale.
#[derive(Clone, Debug)]
pub struct Stated {
    /// Where.
    pub at: CellRef,
    /// All of them, where it says so.
    pub total: Option<i64>,
    /// Levels it names.
    pub levels: Vec<(Level, i64)>,
    /// May one of them hold a better one?
    pub nested: bool,
}

impl RatedRoster<'_> {
    /// What a report says of the list as a whole, without its rows.
    pub(super) fn without_rows(&self) -> Self {
        let Roster { subject, persons, ref ratings, ref stated, records: _ } = self.roster;
        let (ratings, stated) = (ratings.clone(), stated.clone());
        Self {
            ratings: Resolutions::new(0, ratings.len()),
            roster: Roster { subject, persons, ratings, stated, records: Vec::new() },
            choices: self.choices.clone(),
            stated: self.stated.clone(),
            office: self.office.clone(),
            again: OnceLock::new(),
            names: OnceLock::new(),
            offered: self.offered.clone(),
            marks: self.marks.clone(),
            ..*self
        }
    }

    /// The settled level of a record in a column.
    pub fn level(&self, record: usize, column: usize) -> Option<Level> {
        match self.ratings.of(record, column) {
            Resolution::Level { level, .. } => Some(*level),
            _ => None,
        }
    }

    /// For each record 8 bytes that stand for its name: the same for all ways to write it, and to address a person.
    pub(super) fn names(&self) -> &[u64] {
        self.names.get_or_init(|| {
            let mut buffer = String::new();
            let hash = |record: &Record| {
                match self.roster.persons {
                    true => person_key_into(&record.name, &mut buffer),
                    false => key_into(&record.name, &mut buffer),
                }
                hashed(&buffer)
            };
            self.roster.records.iter().map(hash).collect()
        })
    }

    /// The rating column of a subject at its latest filled stage.
    pub fn column_of(&self, subject: Subject) -> Option<usize> {
        let of_subject = (0..self.roster.ratings.len()).filter(|&c| self.roster.ratings[c].rates(subject));
        self.latest(of_subject.collect()).map(|(c, _)| c)
    }

    /// The columns that rate a quarter of the list's own subject.
    pub(super) fn quarter_columns(&self) -> impl Iterator<Item = usize> + '_ {
        let of_quarter = |c: &usize| {
            let rating = &self.roster.ratings[*c];
            matches!(rating.period, Some(Period::Quarter(_))) && rating.subject == self.roster.subject
        };
        (0..self.roster.ratings.len()).filter(of_quarter)
    }

    /// One rating column for each subject rated: the main one, and beside it those of the others, so that a party and a
    /// civil-service rating in one row are both kept.
    pub fn kept_columns(&self) -> Vec<usize> {
        let mut columns: Vec<usize> = self.main.into_iter().collect();
        for subject in Subject::ALL {
            let own = columns.iter().any(|&c| self.roster.ratings[c].subject == subject);
            columns.extend(self.column_of(subject).filter(|_| !own));
        }
        columns
    }

    /// Of several columns of one subject the decided one, or the latest stage with anything in it; `None` when two
    /// columns of one stage could be meant.
    fn latest(&self, mut columns: Vec<usize>) -> Option<(usize, bool)> {
        let stage = |c: usize| self.roster.ratings[c].stage.unwrap_or(Stage::Decided);
        columns.sort_by_key(|&c| (stage(c), c));
        let filled = |c: &usize| self.ratings.rows().any(|r| !matches!(r[*c], Resolution::Blank));
        // "Hội đồng duyệt" beside "Tổ đánh giá": the column that says it decides does.
        let decides = |c: &usize| self.roster.ratings[*c].stage == Some(Stage::Decided) && filled(c);
        if columns.iter().any(decides) {
            columns.retain(|&c| self.roster.ratings[c].stage.is_some());
        }
        let last = *columns.last()?;
        // Several who propose, and who all say the same, leave nothing open.
        let earlier = |c: usize| stage(c) != Stage::Decided;
        let text = |r: &Record, c: usize| r.ratings[c].first().map(|w| key(&w.text));
        let agree = |a: usize, b: usize| earlier(a) && self.roster.records.iter().all(|r| text(r, a) == text(r, b));
        let twins = |c: usize| columns.iter().any(|&o| o != c && stage(o) == stage(c) && filled(&o) && !agree(o, c));
        match columns.iter().rev().copied().find(filled) {
            Some(c) if twins(c) => None,
            Some(c) => Some((c, stage(c) != stage(last))),
            None => Some((last, false)),
        }
    }
}

/// 8 bytes that stand for a value. Two values may share them: what hangs on it looks at the values themselves. Nobody can
/// easily write a list of names that all share them, which would take time with the square of their number.
pub(super) fn hashed(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hash = DefaultHasher::new();
    value.hash(&mut hash);
    hash.finish()
}

/// Brings every rating of a list to the common scale.
pub(super) fn rate_roster<'c>(
    roster: Roster,
    table: &Table,
    around: &[String],
    catalogue: &'c Catalogue,
    year: Option<u16>,
    config: &Config,
) -> RatedRoster<'c> {
    let mut choices = Vec::new();
    let mut ratings = Resolutions::new(roster.records.len(), roster.ratings.len());
    for (column, rating) in roster.ratings.iter().enumerate() {
        let mut labels: Vec<String> = Vec::new();
        let mut seen: Memo<'_, ()> = Memo::default();
        for written in roster.records.iter().flat_map(|r| &r.ratings[column]) {
            if labels.len() >= 200 {
                break;
            }
            let mut new = false;
            seen.get(&written.text, |_| new = true);
            if new && !labels.iter().any(|label| **label == *written.text) {
                labels.push(written.text.to_string());
            }
        }
        // Of marks the heads say what they stand for, also those that nobody has.
        let heads = table.columns.iter().filter(|c| rating.marks && rating.columns.contains(&c.index));
        for label in heads.filter_map(|c| Some(&c.level.as_ref()?.label)) {
            if !labels.iter().any(|known| key(known) == *label) {
                labels.push(label.clone());
            }
        }
        let hints = [around, std::slice::from_ref(&rating.header)].concat();
        let context = Context {
            year,
            subject: rating.subject,
            declared: declared(config, &hints),
            hints: &hints,
            labels: &labels,
        };
        let choice = normalise::choose(catalogue, &context);
        let mut known: Memo<'_, u32> = Memo::default();
        let mut unknown = 0;
        for (place, record) in roster.records.iter().enumerate() {
            let resolution = match record.ratings[column].as_slice() {
                [] => continue,
                [one] => {
                    let known = *known.get(&one.text, |text| {
                        let resolve = if unknown < STRANGE { normalise::resolve } else { normalise::resolve_own };
                        let new = resolve(catalogue, text, &choice, year, rating.subject);
                        unknown += usize::from(matches!(new, Resolution::Unknown { .. }));
                        ratings.learn(new)
                    });
                    ratings.put(place, column, known);
                    continue;
                }
                several => Resolution::Multiple(
                    several
                        .iter()
                        .filter_map(|w| match normalise::resolve(catalogue, &w.text, &choice, year, rating.subject) {
                            Resolution::Level { level, .. } => Some(level),
                            _ => None,
                        })
                        .collect(),
                ),
            };
            let new = ratings.learn(resolution);
            ratings.put(place, column, new);
        }
        choices.push(choice);
    }
    let mut rated = RatedRoster {
        roster,
        choices,
        ratings,
        main: None,
        earlier_stage: false,
        stated: Vec::new(),
        office: None,
        again: OnceLock::new(),
        names: OnceLock::new(),
        offered: None,
        marks: BTreeMap::new(),
    };
    rated.marks = marks(&rated);
    if let Some((main, earlier)) = main_column(&rated) {
        rated.main = Some(main);
        rated.earlier_stage = earlier;
        rated.stated = stated(&rated, main, catalogue, year);
        rated.offered = offered(&rated, main, table, catalogue, year);
    }
    rated
}

/// The level of the marks in each column, as that of the first row with one mark was settled.
fn marks(rated: &RatedRoster<'_>) -> BTreeMap<u32, Level> {
    let mut marks = BTreeMap::new();
    let columns = (0..rated.roster.ratings.len()).filter(|&c| rated.roster.ratings[c].marks);
    for column in columns {
        for (place, record) in rated.roster.records.iter().enumerate() {
            if let [one] = record.ratings[column].as_slice()
                && let Some(level) = rated.level(place, column)
            {
                marks.entry(one.column).or_insert(level);
            }
        }
    }
    marks
}

/// The levels of the mark columns of a subject.
fn offered(
    rated: &RatedRoster<'_>,
    main: usize,
    table: &Table,
    catalogue: &Catalogue,
    year: Option<u16>,
) -> Option<Vec<Level>> {
    let rating = rated.roster.ratings.get(main).filter(|r| r.marks)?;
    let columns = table.columns.iter().filter(|c| rating.columns.contains(&c.index));
    let level = |label: &str| normalise::resolve(catalogue, label, &rated.choices[main], year, rating.subject).level();
    Some(columns.filter_map(|c| level(&c.level.as_ref()?.label)).collect())
}

/// The sentence under a list in the words of its main column; `None` where a word of it cannot be settled.
fn stated(rated: &RatedRoster<'_>, main: usize, catalogue: &Catalogue, year: Option<u16>) -> Vec<Stated> {
    let subject = rated.roster.ratings[main].subject;
    let level = |label: &str| normalise::resolve(catalogue, label, &rated.choices[main], year, subject).level();
    let settled = |(at, sentence): &(CellRef, Sentence)| {
        let levels: Option<Vec<(Level, i64)>> = sentence.levels.iter().map(|(l, n)| Some((level(l)?, *n))).collect();
        Some(Stated { at: *at, total: sentence.total, levels: levels?, nested: sentence.nested })
    };
    rated.roster.stated.iter().filter_map(settled).collect()
}

/// The column the list is about: of its own subject, else the only or last one.
fn main_column(rated: &RatedRoster<'_>) -> Option<(usize, bool)> {
    // Months and quarters are no rating of the year.
    let all: Vec<usize> =
        (0..rated.roster.ratings.len()).filter(|&c| rated.roster.ratings[c].period.is_none()).collect();
    let own: Vec<usize> =
        all.iter().copied().filter(|&c| rated.roster.ratings[c].subject == rated.roster.subject).collect();
    if !own.is_empty() {
        return rated.latest(own);
    }
    let last = rated.roster.ratings[*all.last()?].subject;
    rated.latest(all.into_iter().filter(|&c| rated.roster.ratings[c].subject == last).collect())
}
