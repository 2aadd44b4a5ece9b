//! One label as written, in the framework chosen for its column → a level, or why there is none.

use std::sync::LazyLock;

use regex::Regex;

use super::catalogue::{Catalogue, Framework, Grade, Level, Mapping, NotRated, What};
use super::choose::{Choice, is_general};
use super::legend::{COMMON, usual_level, usual_place};
use super::spelling::{Kind, form};
use super::{Found, Sought, symbol};
use crate::locate::Subject;
use crate::locate::vocabulary::has_words;
use crate::read::NOT_COMPUTED;
use crate::text::{clean, distance, key};

/// How a label is spelt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Spelling {
    /// The document's own words, but for case, spaces and punctuation.
    Exact,
    /// A form offices use: silent.
    Accepted,
    /// A known misspelling (L109).
    Misspelt {
        /// As it should be written, an abbreviation for an abbreviation.
        correct: String,
    },
}

/// One meaning an ambiguous label may have.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'c> {
    /// In this framework …
    pub framework: &'c Framework,
    /// … it is this grade …
    pub grade: &'c Grade,
    /// … which stands for this level, or for none we could name.
    pub level: Option<Level>,
}

/// What a label says.
#[derive(Clone, Debug)]
pub enum Resolution<'c> {
    /// Nothing, or a dash.
    Blank,
    /// A level. Where the grade's mapping is ambiguous, a legend on the sheet has settled it.
    Level {
        /// On the common scale.
        level: Level,
        /// Where the label belongs; of several that agree, the newest, one by custom before one by text.
        framework: &'c Framework,
        /// The grade it stands for there.
        grade: &'c Grade,
        /// How it is spelt.
        spelling: Spelling,
    },
    /// There is no level, and the cell says so.
    NotRated {
        /// In which words.
        reason: &'c NotRated,
    },
    /// A label that for this subject only another period's framework has (L106).
    OutOfPeriod {
        /// That framework, the newest.
        framework: &'c Framework,
        /// The grade it is there.
        grade: &'c Grade,
    },
    /// No rating at all (L108).
    Decoy(&'c What),
    /// Different levels in different frameworks, and nothing settles which (L102).
    Ambiguous {
        /// All of them, in the order of the catalogue.
        readings: Vec<Reading<'c>>,
    },
    /// The framework is settled, and it does not say which level the grade is (L102, with the grade's readings).
    Unmapped {
        /// The framework.
        framework: &'c Framework,
        /// The grade.
        grade: &'c Grade,
    },
    /// Two levels or more in one cell (L104), best first.
    Multiple(Vec<Level>),
    /// No label of any framework (L101).
    Unknown {
        /// A near label and its level, if there is one and no other level's label is as near.
        suggestion: Option<(String, Level)>,
    },
}

impl Resolution<'_> {
    /// The level, where there is one.
    pub fn level(&self) -> Option<Level> {
        match self {
            Self::Level { level, .. } => Some(*level),
            _ => None,
        }
    }
}

/// Reads one label. `choice` is that of its column, for the same year and subject.
pub fn resolve<'c>(
    catalogue: &'c Catalogue,
    text: &str,
    choice: &Choice,
    year: Option<u16>,
    subject: Subject,
) -> Resolution<'c> {
    if let Some(nothing) = nothing(text) {
        return nothing;
    }
    let cell = Cell { catalogue, text, choice, year, subject };
    cell.own()
        .or_else(|| cell.parts())
        .or_else(|| cell.elsewhere())
        .map(|said| cell.doubted(said))
        .or_else(|| cell.reason())
        .unwrap_or_else(|| Resolution::Unknown { suggestion: cell.front().or_else(|| cell.suggestion()) })
}

/// The same without a look at what the label may mean elsewhere or be near to.
pub fn resolve_own<'c>(
    catalogue: &'c Catalogue,
    text: &str,
    choice: &Choice,
    year: Option<u16>,
    subject: Subject,
) -> Resolution<'c> {
    if let Some(nothing) = nothing(text) {
        return nothing;
    }
    let cell = Cell { catalogue, text, choice, year, subject };
    let own = cell.own().map(|said| cell.doubted(said));
    own.or_else(|| cell.reason()).unwrap_or(Resolution::Unknown { suggestion: None })
}

/// A cell without a word; that of a formula which could not be computed is no blank.
fn nothing<'c>(text: &str) -> Option<Resolution<'c>> {
    match text {
        NOT_COMPUTED => Some(Resolution::Unknown { suggestion: None }),
        text => form(text).is_empty().then_some(Resolution::Blank),
    }
}

struct Cell<'c, 'a> {
    catalogue: &'c Catalogue,
    text: &'a str,
    choice: &'a Choice,
    year: Option<u16>,
    subject: Subject,
}

impl<'c> Cell<'c, '_> {
    /// What it says in its own column.
    fn own(&self) -> Option<Resolution<'c>> {
        self.not_rated()
            .or_else(|| self.by_legend())
            .or_else(|| self.settled())
            .or_else(|| self.decoy())
            .or_else(|| self.agreed())
    }

    fn sought(&self) -> Sought<'_> {
        Sought::new(self.catalogue, self.text)
    }

    fn framework(&self) -> Option<&'c Framework> {
        self.catalogue.get(self.choice.settled.as_deref()?)
    }

    fn candidates(&self) -> impl Iterator<Item = &'c Framework> {
        let ids = self.choice.candidates.iter();
        ids.filter_map(|c| self.catalogue.get(&c.framework))
    }

    /// "Không xếp loại", also with its reason behind it: "Chưa xếp loại (thai sản)".
    fn not_rated(&self) -> Option<Resolution<'c>> {
        let head = self.text.split(['(', ':', ';', ',', '–']).next();
        let whole = self.catalogue.not_rated(&form(self.text));
        let reason = whole.or_else(|| self.catalogue.not_rated(&form(head?)))?;
        Some(Resolution::NotRated { reason })
    }

    fn by_legend(&self) -> Option<Resolution<'c>> {
        let level = *self.choice.legend.get(&symbol(self.text))?;
        let letters = ["monthly-abc", "unstated-ranks"];
        let frameworks = self.framework().into_iter();
        let mut frameworks = frameworks.chain(letters.iter().filter_map(|id| self.catalogue.get(id)));
        let sought = self.sought();
        let Some(found) = frameworks.find_map(|f| sought.find(f, Subject::Unknown)) else {
            // A shorthand of no framework stands for the level of the common scale that is written beside it.
            let framework = self.catalogue.get(COMMON)?;
            let grade = framework.grades.iter().find(|grade| grade.level == Some(level))?;
            return Some(Resolution::Level { level, framework, grade, spelling: Spelling::Exact });
        };
        if found.grade.level.is_some_and(|declared| declared != level) {
            // The declared scale says otherwise than the sheet.
            let by_letter = self.catalogue.get(letters[0]).unwrap_or(found.framework);
            let by_scale = Reading { framework: found.framework, grade: found.grade, level: found.grade.level };
            let by_sheet = Reading { framework: by_letter, level: Some(level), ..by_scale };
            return Some(Resolution::Ambiguous { readings: vec![by_sheet, by_scale] });
        }
        Some(Resolution::Level { level, framework: found.framework, grade: found.grade, spelling: Spelling::Exact })
    }

    fn settled(&self) -> Option<Resolution<'c>> {
        let found = self.sought().find_settled(self.framework()?, self.subject)?;
        if found.kind == Kind::Shorthand && !self.choice.shorthands {
            return None;
        }
        if self.choice.mixed && self.means_otherwise(&found) {
            return None;
        }
        Some(level_or_unmapped(found))
    }

    /// Does another framework give the label another level, or none? Among its labels it is then no longer clear.
    fn means_otherwise(&self, found: &Found<'c>) -> bool {
        let (sought, others) = (self.sought(), self.catalogue.frameworks().iter());
        let mut read = others.filter_map(|f| sought.find(f, self.subject));
        read.any(|other| other.grade.level != found.grade.level)
    }

    fn decoy(&self) -> Option<Resolution<'c>> {
        let decoy = self.catalogue.decoy(&form(self.text))?;
        Some(Resolution::Decoy(&decoy.what))
    }

    /// Nothing is settled, but every framework it may be gives the same level.
    fn agreed(&self) -> Option<Resolution<'c>> {
        if self.choice.settled.is_some() {
            return None;
        }
        let sought = self.sought();
        let found: Vec<Found<'c>> = self.candidates().filter_map(|f| sought.find(f, self.subject)).collect();
        let level = found.first()?.grade.level?;
        let plain = |f: &Found<'_>| f.kind != Kind::Shorthand || self.choice.shorthands;
        let same = |f: &Found<'_>| f.grade.level == Some(level) && plain(f);
        if !found.iter().all(same) || (self.choice.mixed && found.iter().any(|f| self.means_otherwise(f))) {
            return None;
        }
        let by_custom = |f: &&Found<'_>| f.grade.mapping == Mapping::Customary;
        let weakest = found.iter().rev().find(by_custom).or(found.last())?;
        Some(level_or_unmapped(*weakest))
    }

    /// "HTXSNV/HTTNV", "Hoàn thành tốt (HTT)", "Xuất sắc (Loại A)", "2. HTTNV", "HTXSNV - 92 điểm": every other part must
    /// be a label, or a letter or a place among the levels that says the same.
    fn parts(&self) -> Option<Resolution<'c>> {
        static DECIMAL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(\d),(\d)").expect("a fixed pattern"));
        static NUMBERED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(\d)\.\s*(\D)").expect("a fixed pattern"));
        let text = clean(self.text).replace(" hoặc ", "/").replace(" và ", "/").replace(" năm ", "/năm ");
        let text = DECIMAL.replace_all(&text, "$1.$2");
        let text = NUMBERED.replace(&text, "$1/$2");
        let separators = ['/', ';', '|', '(', ')', '+', ',', '=', ':', '-', '–'];
        let parts = text.split(separators).map(clean);
        let parts: Vec<String> = parts.filter(|p| !form(p).is_empty()).collect();
        // The points behind a level and the year of the sheet say nothing else.
        let year = self.year.map(|year| format!("năm {year}"));
        let silent = |p: &String| is_points(p) || year.as_ref() == Some(p);
        let (said, parts): (Vec<String>, Vec<String>) = parts.into_iter().partition(silent);
        if parts.len() + said.len() < 2 {
            return None;
        }
        let mut found: Vec<Found<'c>> = Vec::new();
        let (mut letters, mut places): (Vec<Level>, Vec<Level>) = (Vec::new(), Vec::new());
        for part in &parts {
            match (self.letter(part), self.label(part), usual_place(&symbol(part))) {
                (Some(level), ..) => letters.push(level),
                (None, Some(label), _) => found.push(label),
                (None, None, Some(level)) => places.push(level),
                (None, None, None) if abbreviates(part, &parts[0]) => {}
                (None, None, None) => return None,
            }
        }
        let mut levels: Vec<Level> = found.iter().filter_map(|f| f.grade.level).collect();
        levels.sort_by(|a, b| b.cmp(a));
        levels.dedup();
        match (found.first(), &levels[..]) {
            (_, [_, _, ..]) => Some(Resolution::Multiple(levels)),
            (Some(first), [level]) if letters.iter().chain(&places).all(|l| l == level) => {
                let plain = found.iter().find(|f| f.kind != Kind::Shorthand);
                let sure = plain.is_some() || !letters.is_empty() || self.choice.shorthands;
                sure.then(|| level_or_unmapped(*plain.unwrap_or(first)))
            }
            _ => None,
        }
    }

    fn letter(&self, part: &str) -> Option<Level> {
        let symbol = symbol(part);
        let by_legend = self.choice.legend.get(&symbol).copied();
        by_legend.or_else(|| usual_level(&symbol).filter(|_| self.choice.legend.is_empty()))
    }

    fn label(&self, part: &str) -> Option<Found<'c>> {
        let (sought, framework) = (Sought::new(self.catalogue, part), self.framework().into_iter());
        let mut found = framework.chain(self.candidates()).filter_map(|f| sought.find(f, self.subject));
        found.find(|f| f.grade.level.is_some())
    }

    /// "HTTNV?" is a question and no rating.
    fn doubted(&self, said: Resolution<'c>) -> Resolution<'c> {
        match said {
            Resolution::Level { level, .. } if self.text.contains('?') => {
                let label = clean(&self.text.replace(['?', '(', ')'], " "));
                Resolution::Unknown { suggestion: Some((label, level)) }
            }
            said => said,
        }
    }

    /// A reason in words of its own: "Nghỉ hưu từ 01/9"; none where a level stands behind it ("Ốm 2 tháng, HTTNV").
    fn reason(&self) -> Option<Resolution<'c>> {
        let reason = self.catalogue.reason(self.text)?;
        let parts = self.text.split([',', ';', ':', '(', ')', '/', '–', '-', '.', '\n']);
        let named = parts.map(clean).any(|part| self.label(&part).is_some());
        (!named && !names_level(self.text)).then_some(Resolution::NotRated { reason })
    }

    /// A label with a remark behind it, or a number before it: "HTTNV (khiển trách)", "2. Hoàn thành tốt nhiệm vụ".
    fn front(&self) -> Option<(String, Level)> {
        const ENDS: [&str; 7] = ["(", ";", ",", ":", "–", " - ", " năm "];
        let text = clean(self.text);
        let plain = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let text = if plain.len() < text.len() { plain.trim_start_matches(['.', ')', '-', '–', ' ']) } else { plain };
        let level = |part: &str| self.label(part)?.grade.level;
        if let Some(level) = level(text) {
            return Some((text.to_owned(), level));
        }
        let at = ENDS.iter().filter_map(|end| text.find(end)).min()?;
        let (front, rest) = (text[..at].trim(), &text[at..]);
        let found = level(front)?;
        let mut parts = rest.split(['(', ')', ';', ',', ':', '–', '-']).map(str::trim).filter(|part| !part.is_empty());
        // A letter may be another scale's, another level contradicts.
        let short = |part: &str| form(part).chars().count() < 3 && !abbreviates(part, front);
        // "HTTNV (đề nghị)" is a proposal, and decides nothing.
        let stage = ["đề nghị", "dự kiến"].iter().any(|word| key(rest).trim() == key(word));
        (!names_level(rest) && !stage && !parts.any(short)).then(|| (front.to_owned(), found))
    }

    /// A label of frameworks this column is not settled to be in.
    fn elsewhere(&self) -> Option<Resolution<'c>> {
        let (sought, all) = (self.sought(), self.catalogue.frameworks().iter());
        let found: Vec<Found<'c>> = all.filter_map(|f| sought.find(f, self.subject)).collect();
        if let Some(past) = self.of_another_period(&found) {
            return Some(past);
        }
        let readings: Vec<Reading<'c>> = found.iter().flat_map(readings).collect();
        (!readings.is_empty()).then_some(Resolution::Ambiguous { readings })
    }

    fn of_another_period(&self, found: &[Found<'c>]) -> Option<Resolution<'c>> {
        self.year?;
        let of_subject = |f: &&Found<'_>| f.framework.rates(self.subject);
        let mut found = found.iter().filter(of_subject).peekable();
        found.peek()?;
        let found: Vec<&Found<'c>> = found.collect();
        // Where no framework of the year is known, none says that the label is of another.
        let known = |f: &Framework| is_general(f) && f.rates(self.subject) && f.is_for(self.year);
        if !self.catalogue.frameworks().iter().any(known) {
            return None;
        }
        let past = |f: &&Found<'_>| !f.framework.is_for(self.year);
        let plain = |f: &&&Found<'c>| is_general(f.framework) && f.kind != Kind::Shorthand;
        if !found.iter().all(past) {
            return None;
        }
        let newest = found.iter().rfind(plain)?;
        Some(Resolution::OutOfPeriod { framework: newest.framework, grade: newest.grade })
    }

    /// The one near label of the column's framework; never when a label of another level is as near.
    /// Nor where a bracket says something besides ("HTXSNV (B)").
    fn suggestion(&self) -> Option<(String, Level)> {
        if self.text.contains('(') || key(self.text).starts_with("c ") {
            return None;
        }
        let typed = form(self.text);
        let most = match typed.chars().count() {
            0..5 => return None,
            5..10 => 1,
            _ => 2,
        };
        let settled: Vec<&Framework> = self.framework().into_iter().collect();
        let frameworks = match settled.is_empty() {
            true => self.candidates().collect(),
            false => settled,
        };
        let mut near: Vec<(usize, Level, &str)> = Vec::new();
        for (text, grade, form) in frameworks.iter().flat_map(|f| f.forms()) {
            let usable = matches!(form.kind, Kind::Label | Kind::Accepted) && grade.is_for(self.subject);
            if let (true, Some(level)) = (usable, grade.level) {
                // "HTNVT": the letters of HTTNV, one out of its place.
                let apart = distance(&typed, text, most).or_else(|| same_letters(&typed, text).then_some(1));
                near.extend(apart.map(|d| (d, level, form.written.as_str())));
            }
        }
        let &(nearest, level, label) = near.iter().min_by_key(|(d, ..)| *d)?;
        let rival = near.iter().any(|&(d, l, _)| l != level && d <= nearest);
        (!rival && self.may_be_slip(label, level)).then(|| (label.to_string(), level))
    }

    /// Is what is typed otherwise a slip of the pen, and no word with a meaning of its own? "Hoàn thành nhiệm vụ kém", "Không
    /// HTTNV" are none.
    fn may_be_slip(&self, label: &str, level: Level) -> bool {
        const MEANT: [&str; 9] = ["kém", "yếu", "khá", "giỏi", "trung bình", "không", "chưa", "đề nghị", "dự kiến"];
        let (typed, label) = (key(self.text), key(label));
        let said = |text: &str| MEANT.map(|word| has_words(text, &key(word)));
        let behind = typed.match_indices(' ').map(|(at, _)| &typed[at + 1..]);
        let other = |rest: &str| {
            let forms = self.catalogue.frameworks().iter().flat_map(|f| f.forms());
            let rest = form(rest);
            forms.filter(|(text, ..)| **text == rest).any(|(_, grade, _)| grade.level.is_some_and(|own| own != level))
        };
        let denied = said(&typed)[5..7].contains(&true);
        said(&typed) == said(&label) && !(denied && behind.take(1).any(other))
    }
}

/// Are two texts made of the same letters?
fn same_letters(one: &str, other: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    one.len() == other.len() && one.len() <= 8 && sorted(one) == sorted(other)
}

/// "92 điểm", "87,5đ"; a number from 10 to 100 by itself.
fn is_points(text: &str) -> bool {
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let bare =
        || text.split('.').next().is_some_and(|whole| whole == "100" || (whole.len() == 2 && !whole.starts_with('0')));
    at > 0 && (["điểm", "đ"].contains(&text[at..].trim().to_lowercase().as_str()) || (at == text.len() && bare()))
}

/// Does a text name a level of the common scale among other words?
fn names_level(text: &str) -> bool {
    let said = key(text);
    ["hoàn thành", "xuất sắc", "htxsnv", "httnv", "htnv", "khtnv"].iter().any(|w| has_words(&said, &key(w)))
}

fn level_or_unmapped(found: Found<'_>) -> Resolution<'_> {
    let Found { framework, grade, form, kind } = found;
    if let Some(what) = &framework.decoy {
        return Resolution::Decoy(what);
    }
    let Some(level) = grade.level else {
        return Resolution::Unmapped { framework, grade };
    };
    let spelling = match kind {
        Kind::Label => Spelling::Exact,
        Kind::Accepted | Kind::Shorthand => Spelling::Accepted,
        Kind::Misspelt => Spelling::Misspelt { correct: correct(grade, &form.written, form.kind, level) },
    };
    Resolution::Level { level, framework, grade, spelling }
}

/// What a misspelling should be: the accepted form it becomes once mended, an abbreviation for an abbreviation, else
/// the document's own words.
fn correct(grade: &Grade, written: &str, kind: Kind, level: Level) -> String {
    if kind != Kind::Misspelt {
        return written.to_string();
    }
    let short = !written.contains(' ') && grade.accepted.iter().any(|a| a == level.code());
    if short { level.code().to_string() } else { grade.label.clone() }
}

fn readings<'c>(found: &Found<'c>) -> Vec<Reading<'c>> {
    let Found { framework, grade, .. } = *found;
    let reading = |level| Reading { framework, grade, level };
    match (grade.level, &grade.readings[..]) {
        (None, [_, ..]) => grade.readings.iter().map(|&l| reading(Some(l))).collect(),
        (level, _) => vec![reading(level)],
    }
}
/// "Hoàn thành xuất sắc nhiệm vụ (XS)", "Hoàn thành tốt nhiệm vụ (T)": the first letters of what tells it from other levels.
fn abbreviates(short: &str, label: &str) -> bool {
    const OF_ALL: [&str; 4] = ["hoàn", "thành", "nhiệm", "vụ"];
    let label = key(label);
    let own = label.split(' ').filter(|word| !OF_ALL.contains(word));
    let letters: String = own.filter_map(|word| word.chars().next()).collect();
    !letters.is_empty() && key(short) == letters
}
