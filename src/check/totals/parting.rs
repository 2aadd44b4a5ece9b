//! A summary → what it parts its subject by: its rows with their figures, and what its titles, its sheet and the head of its
//! names say of what it counts. Two summaries of one subject are parts of a whole, or the same once more.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use super::{UnitTotal, office_key, parent, unit_key};
use crate::check::records::{RatedBlock, TableRecord};
use crate::check::units::own_lines;
use crate::finding::CellRef;

use crate::locate::period::named::is_place;
use crate::locate::vocabulary::has_words;
use crate::locate::{ColumnRole, Ordinal, RowRole};
use crate::normalise::Level;
use crate::normalise::counts::{LineCounts, add};
use crate::parse::MeasureKind;
use crate::solve::{Relation, Repair, Standing};
use crate::text::{key, toneless_key};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    plain: Vec<String>,
    numbered: Vec<String>,
    kinds: Vec<String>,
    units: Vec<String>,
    everybody: Vec<[String; 2]>,
    offices: Vec<String>,
    wholes: Vec<String>,
    organisations: Vec<String>,
    people: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words = toml::from_str(include_str!("parting.toml")).expect("embedded words");
    let lists = [&mut words.plain, &mut words.numbered, &mut words.kinds, &mut words.units, &mut words.offices];
    for list in lists.into_iter().chain([&mut words.wholes, &mut words.organisations, &mut words.people]) {
        list.iter_mut().for_each(|word| *word = key(word));
    }
    words.everybody.iter_mut().flatten().for_each(|word| *word = key(word));
    words
});

/// Total, rated, and each level.
pub(super) type Figures = [Option<i64>; 6];

/// The figures of some counts.
pub(super) fn figures(counts: &LineCounts) -> Figures {
    let [excellent, good, fair, failed] = counts.levels;
    [counts.total, counts.rated, excellent, good, fair, failed]
}

/// What both state and differs: "tổng số 50 so với 52".
pub(in crate::check) fn differences(a: &LineCounts, b: &LineCounts) -> String {
    let names = ["tổng số", "đã đánh giá"].into_iter().chain(Level::ALL.map(Level::code));
    let told = names.zip(figures(a).into_iter().zip(figures(b)));
    let differs = told.filter_map(|(name, (a, b))| Some((name, a?, b?)).filter(|(_, a, b)| a != b));
    differs.map(|(name, a, b)| format!("{name} {a} so với {b}")).collect::<Vec<_>>().join("; ")
}

/// How far two counts agree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Agreement {
    /// Figures both state, equal and not 0.
    counted: usize,
    /// Equal, 0 or not.
    equal: usize,
    differing: usize,
}

impl Agreement {
    /// Of two counts.
    pub(super) fn of(a: &LineCounts, b: &LineCounts) -> Self {
        let both: Vec<(i64, i64)> = figures(a).into_iter().zip(figures(b)).filter_map(|(a, b)| a.zip(b)).collect();
        let counted = both.iter().filter(|(a, b)| a == b && *a > 0).count();
        let equal = both.iter().filter(|(a, b)| a == b).count();
        Self { counted, equal, differing: both.len() - equal }
    }

    /// Do they say the same, and enough of it?
    pub(super) fn is_whole(self) -> bool {
        self.counted >= 2 && self.differing == 0
    }

    /// Do they say the same but for a slip?
    pub(super) fn is_near(self) -> bool {
        self.counted >= 2 && self.differing < self.equal
    }
}

/// A line that stands for itself.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Stands {
    /// Whom it is about, with the parent; empty where it names nobody.
    pub(super) key: String,
    /// As written.
    pub(super) name: String,
    pub(super) counts: LineCounts,
    /// The same with what is proven corrected.
    pub(super) corrected: LineCounts,
    /// Where its figures stand.
    pub(super) cells: [Option<CellRef>; 6],
    /// Where its name stands.
    pub(super) at: CellRef,
    /// Does its own arithmetic fail? That is told for itself.
    pub(super) broken: bool,
}

/// One summary.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Shape {
    sheet: Arc<str>,
    titles: String,
    /// The office that a line of its titles names.
    office: Option<String>,
    /// The kind it is parted by; `None` for units, and where nothing says.
    kind: Option<&'static str>,
    transposed: bool,
    /// Its first and last number.
    numbers: Option<(u32, u32)>,
    continues: bool,
    pub(super) rows: Vec<Stands>,
}

impl Shape {
    /// Of a block of a table.
    pub(super) fn of(table: &TableRecord<'_>, rated: &RatedBlock<'_>) -> Self {
        let block = &rated.block;
        let numbers = || {
            table.table.rows.iter().filter(|row| row.role == RowRole::Data).filter_map(|row| match row.ordinal {
                Ordinal::Number(number) => Some(number),
                _ => None,
            })
        };
        let lines = if block.transposed { Vec::new() } else { own_lines(block) };
        let titles = table.table.title_key();
        Self {
            sheet: table.table.sheet.clone(),
            office: office(&table.table.titles),
            kind: kind(table, &titles),
            titles,
            transposed: block.transposed,
            numbers: numbers().next().zip(numbers().next_back()),
            continues: table.table.continues,
            rows: lines.into_iter().map(|line| stands(table, rated, line)).collect(),
        }
    }
}

/// The office that a line of the titles names: "ĐẢNG BỘ XÃ AN MỸ".
fn office(titles: &[String]) -> Option<String> {
    let begins = |text: &String| WORDS.offices.iter().any(|word| text.starts_with(&format!("{word} ")));
    titles.iter().map(|t| key(t)).find(begins)
}

/// The kind a table is parted by, by the head of its names, else by its title.
fn kind(table: &TableRecord<'_>, titles: &str) -> Option<&'static str> {
    let head = table.table.name_column().filter(|c| c.role != ColumnRole::Person);
    let head = head.map(|column| key(column.path.last().map_or("", String::as_str))).unwrap_or_default();
    let begins =
        |text: &str, word: &str| text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let longest = |text: &str| {
        let fitting = WORDS.kinds.iter().filter(|kind| begins(text, kind));
        fitting.max_by_key(|kind| kind.len()).map(String::as_str)
    };
    if let Some(kind) = longest(&head) {
        return Some(kind);
    }
    let by = format!(" {} ", key("theo"));
    titles.match_indices(&by).find_map(|(place, _)| longest(&titles[place + by.len()..]))
}

fn stands(table: &TableRecord<'_>, rated: &RatedBlock<'_>, line: usize) -> Stands {
    let (block, of) = (&rated.block, &rated.block.lines[line]);
    let measures = [block.measure(&MeasureKind::Total), block.measure(&MeasureKind::Rated)];
    let levels = Level::ALL.map(|level| rated.counts.measure(level));
    let cell = |measure: Option<usize>| measure.map(|measure| block.cells[line][measure].at);
    let [total, given] = measures.map(cell);
    let [excellent, good, fair, failed] = levels.map(cell);
    let name = unit_key(&of.name);
    let above = parent(of.group.as_deref(), &of.name, table);
    Stands {
        key: if name.is_empty() { String::new() } else { format!("{name}|{above}") },
        name: of.name.clone(),
        counts: rated.counts.line(block, line),
        corrected: corrected(rated, line),
        cells: [total, given, excellent, good, fair, failed],
        at: of.name_at,
        broken: is_broken(rated, line),
    }
}

/// The counts of a line with what is proven wrong in it set right.
fn corrected(rated: &RatedBlock<'_>, line: usize) -> LineCounts {
    let (block, width) = (&rated.block, rated.block.measures.len());
    let mut counts = rated.counts.line(block, line);
    let inside = rated.counts.inside(block, line);
    for repair in rated.diagnoses.iter().filter(|d| d.proven).flat_map(|d| d.repairs.iter().flatten()) {
        let Repair::Count { quantity, to: Some(to) } = *repair else { continue };
        if quantity / width != line {
            continue;
        }
        let measure = quantity % width;
        match (&block.measures[measure].kind, rated.counts.levels[measure]) {
            (MeasureKind::Total, _) => counts.total = Some(to),
            (MeasureKind::Rated, _) => counts.rated = Some(to),
            (_, Some(level)) if !inside => {
                let place = Level::ALL.iter().position(|own| *own == level);
                place.into_iter().for_each(|place| counts.levels[place] = Some(to));
            }
            _ => {}
        }
    }
    counts
}

/// Does the arithmetic of a line fail, or would what mends that of the table change it?
fn is_broken(rated: &RatedBlock<'_>, line: usize) -> bool {
    let width = rated.block.measures.len();
    let own = |quantity: usize| quantity / width == line;
    let system = &rated.equations.system;
    let fails = |(place, relation): (usize, &Relation)| match relation {
        Relation::Sum { whole, parts } => {
            own(*whole) && parts.iter().all(|(q, _)| own(*q)) && system.standing(place) == Standing::Fails
        }
        _ => false,
    };
    let repaired = |repair: &Repair| matches!(repair, Repair::Count { quantity, .. } if *quantity < width * rated.block.lines.len() && own(*quantity));
    system.relations.iter().enumerate().any(fails)
        || rated.diagnoses.iter().flat_map(|d| d.repairs.iter().flatten()).any(repaired)
}

/// The words of a text that say what a table counts; none where they say only by what it is parted.
pub(in crate::check) fn naming(text: &str) -> Vec<&str> {
    static PLAIN: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
        let both = WORDS.plain.iter().flat_map(|phrase| [phrase.clone(), toneless_key(phrase)]);
        let split = |phrase: String| phrase.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let all: BTreeSet<Vec<String>> = both.map(split).collect();
        let mut all: Vec<Vec<String>> = all.into_iter().collect();
        all.sort_by_key(|phrase| usize::MAX - phrase.len());
        all
    });
    let words: Vec<&str> = text.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)).collect();
    let (mut left, mut place) = (Vec::new(), 0);
    while place < words.len() {
        let begins = |phrase: &&Vec<String>| words[place..].iter().take(phrase.len()).eq(phrase.iter());
        match PLAIN.iter().find(begins) {
            Some(phrase) => place += phrase.len(),
            None => {
                left.extend((!is_number(words[place])).then_some(words[place]));
                place += 1;
            }
        }
    }
    let said = left.join(" ");
    let says_by = WORDS.kinds.iter().chain(&WORDS.units).chain(&WORDS.wholes).any(|by| *by == said);
    if says_by { Vec::new() } else { left }
}

/// Does the name of a row say no more than many others do: "Đảng viên dự bị", "Nữ", "Phường 1", "Chi bộ thôn 2"?
pub(in crate::check) fn is_common_name(name: &str) -> bool {
    let mut left = naming(name);
    loop {
        let phrases = WORDS.organisations.iter().chain(&WORDS.people);
        let begun = phrases.filter_map(|phrase| {
            let words = phrase.split(' ');
            left.iter().copied().take(words.clone().count()).eq(words.clone()).then(|| words.count())
        });
        match begun.max() {
            Some(length) => left.drain(..length),
            None => return left.is_empty(),
        };
    }
}

/// Does the name of a sheet say nothing of whose rows stand on it: "Sheet1", "Biểu 2", "Sau rà soát"?
pub(super) fn says_nothing(sheet: &str) -> bool {
    let plain = sheet.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let counted = WORDS.kinds.iter().chain(&WORDS.units).any(|by| *by == plain);
    naming(sheet).is_empty() && !counted
}

/// Is a word a number, or one that counts tables: "B1", "PL02"?
fn is_number(word: &str) -> bool {
    let letters = word.trim_end_matches(char::is_alphabetic).trim_end_matches(|c: char| c.is_ascii_digit());
    word.chars().any(|c| c.is_ascii_digit()) && WORDS.numbered.iter().any(|known| known == letters)
}

/// Does a text say by what, and not whose, figures are parted?
fn says_by(text: &str) -> bool {
    has_words(text, &key("theo"))
}

/// The words that two texts begin with, and what is left of each without what both begin and end with.
fn apart<'t>(a: &'t str, b: &str) -> (Vec<&'t str>, String, String) {
    let (mut own, mut other): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let begin = own.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let begun = own[..begin].to_vec();
    (own, other) = (own.split_off(begin), other.split_off(begin));
    let end = own.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    own.truncate(own.len() - end);
    other.truncate(other.len() - end);
    (begun, own.join(" "), other.join(" "))
}

/// Do two texts name two parts: "khối xã" and "khối cơ quan", "cụm 1" and "cụm 2"? "Huyện" beside "Xã" names who reports,
/// "khối huyện" beside "khối xã" a part.
pub(in crate::check) fn name_parts(a: &str, b: &str) -> bool {
    let (begun, own, other) = apart(a, b);
    let before = begun.last().copied();
    let each = |[one, rest]: &[String; 2]| own == *one && other == *rest || own == *rest && other == *one;
    if WORDS.everybody.iter().any(each) {
        return true;
    }
    let numbers = || {
        let number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        before.is_some_and(|word| !naming(word).is_empty()) && number(&own) && number(&other)
    };
    let said = |word: &str| !naming(word).is_empty() || WORDS.kinds.iter().any(|kind| kind == word);
    let of = before.is_some_and(|word| said(word) && !says_by(word));
    let whole = |text: &str| WORDS.wholes.iter().any(|word| word == text) || text == "quý" && is_place(&begun);
    let names = |text: &str| !naming(text).is_empty() || of && whole(text);
    !says_by(&own) && !says_by(&other) && (names(&own) && names(&other) || numbers())
}

/// Do two texts name two organisations, or two kinds of people: "xã An Mỹ" and "xã An Lễ", "chính thức" and "dự bị"?
pub(super) fn name_others(a: &str, b: &str) -> bool {
    let (begun, own, other) = apart(a, b);
    let says = |text: &str, list: &[String]| list.iter().any(|word| has_words(text, word));
    // "Đảng bộ xã An" stands before what differs.
    let before = begun[begun.len().saturating_sub(3)..].join(" ");
    let organisation = |text: &str| says(text, &WORDS.organisations) || says(&before, &WORDS.organisations);
    let of = |text: &str| !naming(text).is_empty() && organisation(text);
    of(&own) && of(&other) || says(&own, &WORDS.people) && says(&other, &WORDS.people)
}

impl Stands {
    /// Does its name say no more than a subject: "Đảng viên"?
    pub(super) fn is_unnamed(&self) -> bool {
        naming(&unit_key(&self.name)).is_empty()
    }

    /// What its name begins with, of what organisations are called by.
    fn called_by(&self) -> Option<&'static str> {
        let name = key(&self.name);
        let begins = |word: &&String| name.strip_prefix(word.as_str()).is_some_and(|rest| rest.starts_with(' '));
        WORDS.organisations.iter().filter(begins).max_by_key(|word| word.len()).map(String::as_str)
    }
}

impl UnitTotal {
    /// The lines that stand for themselves, on all of its sheets.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Stands> {
        self.shapes.iter().flat_map(|shape| &shape.rows)
    }

    /// Are its rows units, as far as is said, and no kinds of people?
    pub(super) fn lists_units(&self) -> bool {
        self.shapes.iter().all(|shape| shape.kind.is_none() && !shape.rows.is_empty())
    }

    /// What it counts with what is proven wrong in its rows set right.
    pub(super) fn corrected(&self) -> LineCounts {
        let sum = |of: fn(&Stands) -> LineCounts| self.rows().map(of).reduce(add);
        let whole = sum(|row| row.counts).is_some_and(|sum| figures(&sum) == figures(&self.counts));
        sum(|row| row.corrected).filter(|_| whole).unwrap_or(self.counts)
    }

    /// Does its sheet, or its title beside that of another, name part of the whole?
    pub(super) fn names_a_part(&self, other: &Self) -> bool {
        let own = |(a, b): (&Shape, &Shape)| {
            let (_, title, _) = apart(&a.titles, &b.titles);
            let sheet = key(&a.sheet);
            !says_by(&title) && !naming(&title).is_empty() || !says_by(&sheet) && !naming(&sheet).is_empty()
        };
        self.shapes.first().zip(other.shapes.first()).is_some_and(|(a, b)| own((a, b)))
    }

    /// Does nothing of its sheet's name say whose figures they are?
    pub(super) fn is_unnamed(&self) -> bool {
        self.shapes.iter().all(|shape| naming(&key(&shape.sheet)).is_empty())
    }

    /// Are two summaries without a row in common parts of a whole, by what their titles, sheets and files are called?
    pub(super) fn is_part_beside(&self, other: &Self) -> bool {
        let Some((a, b)) = self.shapes.first().zip(other.shapes.first()) else { return false };
        let titles = name_parts(&a.titles, &b.titles);
        let sheets = || name_parts(&key(&a.sheet), &key(&b.sheet));
        let stem = |total: &Self| {
            let path = total.sources.first().map_or("", |source| &*source.file);
            let name = path.rsplit('/').next().unwrap_or_default();
            key(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
        };
        let files = || self.file != other.file && name_parts(&stem(self), &stem(other));
        titles || self.goes_on(other) || other.goes_on(self) || !self.parts_otherwise(other) && (sheets() || files())
    }

    /// Do both stand on one sheet?
    pub(super) fn is_on_the_sheet_of(&self, other: &Self) -> bool {
        let pair = self.shapes.first().zip(other.shapes.first());
        self.file == other.file && pair.is_some_and(|(a, b)| a.sheet == b.sheet)
    }

    /// Do the titles of two tables of one sheet name two parts: "ĐẢNG BỘ XÃ AN MỸ" over one, "ĐẢNG BỘ XÃ AN LỄ" over the other?
    pub(super) fn is_titled_beside(&self, other: &Self) -> bool {
        let pair = self.shapes.first().zip(other.shapes.first());
        pair.is_some_and(|(a, b)| a.sheet == b.sheet && name_parts(&a.titles, &b.titles))
    }

    /// Do the titles or the sheets of both name offices, each another one, or two kinds of people?
    pub(super) fn is_of_another_office(&self, other: &Self) -> bool {
        let Some((a, b)) = self.shapes.first().zip(other.shapes.first()) else { return false };
        a.office.as_ref().zip(b.office.as_ref()).is_some_and(|(own, other)| own != other)
            || name_others(&a.titles, &b.titles)
            || name_others(&key(&a.sheet), &key(&b.sheet))
    }

    /// Are their sheets, or titles, called as one part beside another: "Khối xã" and "Khối cơ quan"?
    pub(super) fn is_sibling(&self, other: &Self) -> bool {
        let Some((a, b)) = self.shapes.first().zip(other.shapes.first()) else { return false };
        let kind = |word: &str| WORDS.kinds.iter().any(|kind| kind == word);
        let sheets = (key(&a.sheet), key(&b.sheet));
        let (of_sheet, of_title) = (!apart(&sheets.0, &sheets.1).0.is_empty(), apart(&a.titles, &b.titles).0);
        of_sheet && name_parts(&sheets.0, &sheets.1)
            || of_title.last().copied().is_some_and(kind) && name_parts(&a.titles, &b.titles)
    }

    /// Does it go on with the rows of another?
    fn goes_on(&self, other: &Self) -> bool {
        let last = other.shapes.last().and_then(|shape| shape.numbers).map(|(_, last)| last);
        let next = |shape: &Shape| shape.numbers.map(|(first, _)| first) == last.map(|last| last + 1);
        self.shapes
            .first()
            .is_some_and(|shape| shape.continues || !shape.rows.is_empty() && last.is_some() && next(shape))
    }

    /// Do two summaries part the same by different things: by units and by kinds, in rows and in levels?
    pub(super) fn parts_otherwise(&self, other: &Self) -> bool {
        let by = |total: &Self| total.shapes.first().map(|shape| (shape.kind, shape.transposed));
        by(self) != by(other)
    }

    /// Are some units of both called by the same kind of organisation, or by none?
    pub(super) fn has_units_like(&self, other: &Self) -> bool {
        let kinds = |total: &Self| total.rows().map(Stands::called_by).collect::<BTreeSet<_>>();
        !kinds(self).is_disjoint(&kinds(other))
    }

    /// Is a row about a summary, by the name of its sheet or what its title says?
    pub(super) fn is_meant_by(&self, row: &Stands, over: &Self) -> bool {
        let name = office_key(&row.name);
        let title = over.shapes.first().map_or("", |shape| &*shape.titles);
        let said = |shape: &Shape| {
            let own = || has_words(&shape.titles, &name) || has_words(&shape.titles, &unit_key(&row.name));
            office_key(&shape.sheet) == name || own() && !has_words(title, &name)
        };
        !naming(&name).is_empty() && self.shapes.iter().any(|shape| said(shape))
    }
}
