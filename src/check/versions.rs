//! Several files about the same unit and form → which of them counts, by what their names, titles and the office say.
//! The times of files say nothing.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::caps;
use super::records::{FileRecord, Submission, TableRecord};
use super::totals::{Rows, Source, UnitTotal, arrange_files, differences, same_thing, totals, unit_key};
use crate::config::Config;
use crate::finding::CellRef;
use crate::locate::Subject;
use crate::text::{key, toneless_key};

/// What a file says of which sending it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Version {
    /// Did the office declare that this file counts?
    declared: bool,
    /// "Thay thế", "điều chỉnh".
    revised: bool,
    /// "Lần 2"; 1 where nothing is said.
    number: u8,
}

impl Version {
    /// Of a file whose name says nothing.
    pub const FIRST: Self = Self { declared: false, revised: false, number: 1 };

    /// What the name of a file says, or its declaration.
    pub fn of_file(file: &FileRecord<'_>) -> Self {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        Self { declared: file.declared_final, ..Self::of_text(name) }
    }

    /// What a name or title says.
    pub fn of_text(text: &str) -> Self {
        // Names of files are often written without tones throughout; only then are words known without them.
        let bare = text.is_ascii();
        let said = if bare { toneless_key(text) } else { key(text) };
        let word = |w: &str| if bare { toneless_key(w) } else { key(w) };
        let words: Vec<&str> = said.split(' ').collect();
        let revised = ["thay thế", "điều chỉnh", "đính chính"].iter().any(|w| {
            let wanted = word(w);
            let wanted: Vec<&str> = wanted.split(' ').collect();
            words.windows(wanted.len()).any(|these| these == wanted)
        });
        let time = word("lần");
        let numbers = words.windows(2).filter(|pair| pair[0] == time).filter_map(|pair| match pair[1] {
            "hai" => Some(2),
            "ba" => Some(3),
            digits => digits.parse().ok().filter(|n| (1..=20).contains(n)),
        });
        Self { declared: false, revised, number: numbers.max().unwrap_or(1) }
    }

    /// What the titles of a table say, or a line above it that begins with the words: "(Thay thế báo cáo ngày 05/12/2021)".
    pub fn of_sheet(titles: &[String], above: &[(CellRef, String)]) -> Self {
        const BEGINNINGS: [&str; 6] = ["thay thế", "điều chỉnh", "đính chính", "lần ", "bản thay thế", "báo cáo lần "];
        let begins = |text: &&String| {
            let said = key(text);
            let said = said.trim_start_matches(|c: char| !c.is_alphanumeric());
            BEGINNINGS.iter().any(|words| said.starts_with(&key(words)))
        };
        let lines = above.iter().map(|(_, text)| text).filter(begins);
        titles.iter().chain(lines).map(|text| Self::of_text(text)).fold(Self::FIRST, Self::and)
    }

    /// What either of two texts about one thing says.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            declared: self.declared || other.declared,
            revised: self.revised || other.revised,
            number: self.number.max(other.number),
        }
    }

    /// In the words of an office: “Lần 2”, “Thay thế, điều chỉnh”; empty where nothing is said.
    pub fn said(self) -> String {
        let number = (self.number > 1).then(|| format!("Lần {}", self.number));
        let revised = self.revised.then(|| "thay thế, điều chỉnh".to_owned());
        let declared = self.declared.then(|| "do cơ quan khai báo".to_owned());
        number.into_iter().chain(revised).chain(declared).collect::<Vec<_>>().join("; ")
    }

    /// Does it take the place of the other?
    pub fn is_after(self, other: Self) -> bool {
        self.against(other) == Ordering::Greater
    }

    /// Which of two counts; `Equal` where nothing settles it.
    pub(super) fn against(self, other: Self) -> Ordering {
        if self.declared != other.declared {
            return self.declared.cmp(&other.declared);
        }
        match (self.revised, other.revised) {
            (true, false) => Self::revision(self, other),
            (false, true) => Self::revision(other, self).reverse(),
            _ => self.number.cmp(&other.number),
        }
    }

    /// A revision against a file that calls itself none: "điều chỉnh" and "lần 2" may be either's.
    fn revision(revised: Self, plain: Self) -> Ordering {
        match plain.number {
            1 => Ordering::Greater,
            number if revised.number > number => Ordering::Greater,
            _ => Ordering::Equal,
        }
    }
}

/// What became of two files about the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The same figures: counted once.
    Same,
    /// The rows of the second all stand in the first, with the same results: counted there.
    Part,
    /// The second takes the place of the first.
    Replaced,
    /// They differ and nothing says which counts: neither does.
    Differs,
    /// A summary and a list of as many rows that differ: the summary counts.
    Forms,
    /// The one line of a subject and the summary of its rows that differ: the line counts.
    Lines,
    /// A summary over others that differs from them: these count.
    Above,
    /// A row of a summary that differs from another one about it: the row counts.
    Within,
    /// Two that part the same by different things and differ: neither counts.
    Parted,
    /// Two of which nothing says that they are parts of a whole: both count.
    Added,
}

/// Two files about the same unit, subject, year and stage.
#[derive(Clone, PartialEq, Debug)]
pub struct Twice {
    /// The unit.
    pub unit: String,
    /// The subject.
    pub subject: Subject,
    /// What became of them.
    pub outcome: Outcome,
    /// Which sending the first of the two is.
    pub version: Version,
    /// Places of the two files: the one that is not counted second, but for `Replaced`, where it is the first.
    pub files: (usize, usize),
    /// Where each stands.
    pub sources: (Vec<Source>, Vec<Source>),
    /// What differs, where rows or lines are named.
    pub figures: String,
}

impl Twice {
    /// Where the figures stand that are not counted.
    pub fn left_out(&self) -> Vec<&Source> {
        let (first, second) = &self.sources;
        match self.outcome {
            Outcome::Same | Outcome::Part | Outcome::Forms | Outcome::Lines | Outcome::Within => {
                second.iter().collect()
            }
            Outcome::Replaced | Outcome::Above => first.iter().collect(),
            Outcome::Differs | Outcome::Parted => first.iter().chain(second).collect(),
            Outcome::Added => Vec::new(),
        }
    }
}

impl Submission<'_> {
    /// Looks at one file as if nothing else had been sent: what later sendings took the place of counts again.
    pub fn alone<T>(&mut self, place: usize, config: &Config, look: impl FnOnce(&Self) -> T) -> T {
        let mut one = Self { files: vec![self.files.remove(place)], caps: Vec::new(), history: self.history.clone() };
        let tables = |one: &mut Self, replaced: &mut dyn FnMut(&mut bool)| {
            one.files.iter_mut().flat_map(|f| &mut f.tables).for_each(|t| replaced(&mut t.replaced));
        };
        let mut marks = Vec::new();
        tables(&mut one, &mut |mark| marks.push(std::mem::take(mark)));
        one.caps = caps::groups(&one, config);
        let seen = look(&one);
        let mut marks = marks.into_iter();
        tables(&mut one, &mut |mark| *mark = marks.next().unwrap_or_default());
        self.files.splice(place..place, one.files);
        seen
    }
}

/// How the names of two tables go together.
#[derive(PartialEq, Eq)]
enum Relation {
    /// One goes on where the other ends.
    Apart,
    /// Both are about the same rows, or at least the second about half of the first's.
    Again,
    /// They share rows, and one may be no more than a part of the other.
    Partly,
}

fn relation(a: &Rows<'_>, b: &Rows<'_>) -> Relation {
    let (few, many) = (a.len().min(b.len()), a.len().max(b.len()));
    if few == 0 {
        return Relation::Again;
    }
    match a.shared(b) {
        0 => Relation::Apart,
        // Two lists of persons may each have somebody of one name.
        n if a.is_list() && 2 * n < few => Relation::Apart,
        n if 2 * n >= many => Relation::Again,
        _ => Relation::Partly,
    }
}

/// The lists whose rows all stand on another one with the same results, each with that one: a small part of it, or several
/// parts with no more rows than it has. One that nearly has its rows may be an earlier state of it.
fn parts_of_lists(rows: &[Rows<'_>], left: &[usize]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for &whole in left.iter().filter(|&&i| rows[i].is_list()) {
        let smaller = |j: &usize| rows[*j].is_list() && (1..rows[whole].len()).contains(&rows[*j].len());
        let parts: Vec<usize> = left.iter().copied().filter(|j| smaller(j) && rows[whole].holds(&rows[*j])).collect();
        let few = parts.len() > 1 && parts.iter().map(|&j| rows[j].len()).sum::<usize>() <= rows[whole].len();
        let parts = parts.into_iter().filter(|&j| few || 2 * rows[j].len() < rows[whole].len());
        found.extend(parts.map(|part| (whole, part)));
    }
    found
}

/// Marks the tables that a later sending of another file takes the place of.
pub(super) fn mark_replaced(submission: &mut Submission<'_>) {
    let units: Vec<String> = submission.files.iter().filter_map(|f| f.unit.as_deref()).map(unit_key).collect();
    let distinct: BTreeSet<&String> = units.iter().collect();
    let says = |file: &FileRecord<'_>| file.tables.len() > 1 && file.tables.iter().any(|t| t.version != Version::FIRST);
    if distinct.len() == units.len() && !submission.files.iter().any(says) {
        return;
    }
    let twice = totals(submission).twice;
    for pair in twice.iter().filter(|t| t.outcome == Outcome::Replaced) {
        for source in pair.left_out() {
            let tables = &mut submission.files[pair.files.0].tables;
            let here =
                |t: &&mut TableRecord<'_>| t.table.sheet == source.sheet && t.table.range.contains(source.range.start);
            tables.iter_mut().filter(here).for_each(|t| t.replaced = true);
        }
    }
}

/// Counts what several files say of one thing once. Keeps the order of the files.
pub(super) fn settle(all: Vec<UnitTotal>) -> (Vec<UnitTotal>, Vec<Twice>) {
    let mut places: BTreeMap<_, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<UnitTotal>> = Vec::new();
    for total in all {
        let Some(unit) = total.unit.as_deref().map(unit_key) else {
            // Files that name no unit are never taken for one another's.
            groups.push(vec![total]);
            continue;
        };
        let thing = (unit, (total.subject, total.titled.clone()), total.year, total.period, total.stage);
        let place = *places.entry(thing).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(total);
    }
    let mut twice = Vec::new();
    let units = groups.into_iter().filter_map(|group| settle_one(group, &mut twice)).collect();
    (units, twice)
}

fn settle_one(group: Vec<UnitTotal>, twice: &mut Vec<Twice>) -> Option<UnitTotal> {
    if group.len() == 1 {
        return group.into_iter().next();
    }
    let mut counted = vec![true; group.len()];
    let rows: Vec<Rows<'_>> = group.iter().map(Rows::of).collect();
    let replaced = replacements(&group, &rows);
    let older: BTreeSet<usize> = replaced.iter().copied().map(|(older, _)| older).collect();
    let summaries: Vec<usize> =
        (0..group.len()).filter(|i| group[*i].has_rows() && group[*i].apart.is_empty() && !older.contains(i)).collect();
    if summaries.len() > 1 {
        let arranged = arrange_files(&summaries.iter().map(|&i| group[i].clone()).collect::<Vec<_>>());
        summaries.iter().zip(arranged.counted).for_each(|(&i, counts)| counted[i] = counts);
        twice.extend(arranged.told);
    }
    let mut tell = |outcome: Outcome, i: usize, others: &[usize]| {
        let (a, b) = (&group[i], &group[others[0]]);
        let sources = (a.sources.clone(), others.iter().flat_map(|&j| group[j].sources.clone()).collect());
        let unit = a.unit.clone().unwrap_or_default();
        twice.push(Twice {
            unit,
            subject: a.subject,
            outcome,
            version: a.version,
            files: (a.file, b.file),
            sources,
            figures: String::new(),
        });
    };
    for (older, newer) in replaced {
        if std::mem::replace(&mut counted[older], false) {
            tell(Outcome::Replaced, older, &[newer]);
        }
    }
    let left: Vec<usize> = (0..group.len()).filter(|&i| counted[i]).collect();
    for (whole, part) in parts_of_lists(&rows, &left) {
        if counted[whole] && std::mem::replace(&mut counted[part], false) {
            tell(Outcome::Part, whole, &[part]);
        }
    }
    let left: Vec<usize> = left.into_iter().filter(|&i| counted[i]).collect();
    for (place, &i) in left.iter().enumerate() {
        for &j in &left[place + 1..] {
            // Of many that differ each is told once.
            if !counted[i] && !counted[j] {
                continue;
            }
            let (a, b) = (&group[i], &group[j]);
            if a.is_list() != b.is_list() || relation(&rows[i], &rows[j]) == Relation::Apart {
                continue;
            }
            if a.is_summed_up_in(b) && counted[j] {
                tell(Outcome::Same, i, &[j]);
                counted[i] = false;
                continue;
            }
            let same = a.counts_the_same(b) && (!a.is_list() || rows[i].are(&rows[j]));
            if same || b.is_summed_up_in(a) {
                if counted[j] {
                    tell(Outcome::Same, i, &[j]);
                }
            } else {
                counted[i] = false;
                tell(Outcome::Differs, i, &[j]);
            }
            counted[j] = false;
        }
    }
    beside_summaries(&group, &mut counted, &mut tell);
    drop(rows);
    let survivors = group.into_iter().zip(counted).filter(|(_, counted)| *counted).map(|(total, _)| total);
    survivors.reduce(UnitTotal::and_more)
}

/// Each total that another one takes the place of, with the newest of those that do.
fn replacements(group: &[UnitTotal], rows: &[Rows<'_>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (i, old) in group.iter().enumerate() {
        let over = |j: &usize| {
            let new = &group[*j];
            let newer = new.version.against(old.version) == Ordering::Greater;
            newer && new.is_list() == old.is_list() && relation(&rows[i], &rows[*j]) == Relation::Again
        };
        let newest = (0..group.len()).filter(over).reduce(|best, j| {
            let newer = group[j].version.against(group[best].version) == Ordering::Greater;
            if newer { j } else { best }
        });
        found.extend(newest.map(|j| (i, j)));
    }
    found
}

/// Counts the line of a whole subject and the summary of its rows once: the rows, and where the two differ the line.
pub(super) fn hold(line: UnitTotal, units: &mut Vec<UnitTotal>, twice: &mut Vec<Twice>) {
    let Some(rows) = units.iter_mut().find(|u| same_thing(u, &line)) else {
        units.push(line);
        return;
    };
    if line.agrees(rows) {
        return;
    }
    twice.push(Twice {
        unit: line.unit.clone().unwrap_or_default(),
        subject: line.subject,
        outcome: Outcome::Lines,
        version: line.version,
        files: (line.file, rows.file),
        sources: (line.sources.clone(), rows.sources.clone()),
        figures: line.differences(rows),
    });
    *rows = line;
}

impl UnitTotal {
    /// Does nothing that both state differ?
    fn agrees(&self, other: &Self) -> bool {
        self.differences(other).is_empty()
    }

    /// With levels in rows, and no rows of its own: does it say what the other one with its rows comes to, and nothing else?
    fn is_summed_up_in(&self, other: &Self) -> bool {
        let (own, rows) = (&self.counts, &other.counts);
        let levels = own.levels.iter().zip(rows.levels).filter(|(a, b)| a.is_some() && b.is_some()).count();
        let whole = own.total.is_some() && own.total == rows.total && levels >= 3;
        let bare = !self.is_list() && !other.is_list() && self.names().is_empty() && !other.names().is_empty();
        bare && whole && self.agrees(other)
    }

    /// What both state and differs: "tổng số 50 so với 52".
    fn differences(&self, other: &Self) -> String {
        differences(&self.counts, &other.counts)
    }
}

/// A list and a summary of one subject count once: the summary. Says where the two differ although the list has a row
/// for everyone.
fn beside_summaries(group: &[UnitTotal], counted: &mut [bool], tell: &mut impl FnMut(Outcome, usize, &[usize])) {
    let Some(summary) = (0..group.len()).find(|&i| counted[i] && !group[i].is_list()) else { return };
    let lists: Vec<usize> = (0..group.len()).filter(|&i| group[i].is_list()).collect();
    let parts = lists.iter().filter(|&&i| std::mem::replace(&mut counted[i], false)).copied().collect::<Vec<_>>();
    // Lists of their chi bộ in files of their own are complete together.
    let whole = parts.iter().map(|&i| group[i].clone()).reduce(UnitTotal::and_more);
    let differs = |list: &UnitTotal| {
        let (printed, rows) = (&group[summary].counts, &list.counts);
        let complete = rows.total.is_some() && (printed.total == rows.total || printed.rated == rows.total);
        let settled = list.unstated == 0 && list.unresolved == 0;
        let differs = printed.levels.iter().zip(rows.levels).any(|(a, b)| a.is_some() && b.is_some() && *a != b);
        complete && settled && differs
    };
    match whole.filter(|whole| parts.len() > 1 && differs(whole)) {
        Some(_) => tell(Outcome::Forms, summary, &parts),
        None => parts.iter().filter(|&&i| differs(&group[i])).for_each(|&i| tell(Outcome::Forms, summary, &[i])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newer(a: &str, b: &str) -> Ordering {
        Version::of_text(a).against(Version::of_text(b))
    }

    #[test]
    fn names_say_which_sending_it_is() {
        for (newest, older) in [
            ("Biểu 1 (lần 2)", "Biểu 1"),
            ("bieu-1_lan-2", "bieu-1"),
            ("Biểu 1 lần 3", "Biểu 1 lần 2"),
            ("Báo cáo thay thế", "Báo cáo"),
            ("bao_cao_dieu_chinh", "bao_cao lan 1"),
            ("Báo cáo điều chỉnh lần 2", "Báo cáo điều chỉnh"),
            ("TỔNG HỢP (ĐIỀU CHỈNH LẦN 3)", "TỔNG HỢP LẦN 2"),
        ] {
            assert_eq!(newer(newest, older), Ordering::Greater, "{newest} / {older}");
            assert_eq!(newer(older, newest), Ordering::Less, "{newest} / {older}");
        }
    }

    #[test]
    fn nothing_else_does() {
        for (a, b) in [
            ("Biểu 1", "Biểu 1 - Copy"),
            ("Biểu 1 (2)", "Biểu 1"),
            ("Biểu 1 điều chỉnh", "Biểu 1 lần 2"),
            ("Đại hội lần thứ 2", "Đại hội"),
            ("Báo cáo của bà Lan 2", "Báo cáo"),
            ("Biểu 1 lần 2", "Danh sách lần 2"),
        ] {
            assert_eq!(newer(a, b), Ordering::Equal, "{a} / {b}");
        }
    }
}
