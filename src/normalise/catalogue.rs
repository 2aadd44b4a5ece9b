//! Frameworks as data: TOML → [`Catalogue`], checked so that no label means two things on one ladder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::raw::{self, refused};
use super::spelling::{Form, Slips};
use crate::error::Error;
use crate::finding::Message;
use crate::locate::Subject;
use crate::text::{self, Decimal, key};

/// The common scale (thang bốn mức), worst to best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// Không hoàn thành nhiệm vụ.
    Khtnv,
    /// Hoàn thành nhiệm vụ.
    Htnv,
    /// Hoàn thành tốt nhiệm vụ.
    Httnv,
    /// Hoàn thành xuất sắc nhiệm vụ.
    Htxsnv,
}

impl Level {
    /// All levels, best first, as our tables have them.
    pub const ALL: [Self; 4] = [Self::Htxsnv, Self::Httnv, Self::Htnv, Self::Khtnv];

    /// The abbreviation: `HTXSNV`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Htxsnv => "HTXSNV",
            Self::Httnv => "HTTNV",
            Self::Htnv => "HTNV",
            Self::Khtnv => "KHTNV",
        }
    }

    /// The full name, as tables that people sign have it.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Htxsnv => "Hoàn thành xuất sắc nhiệm vụ",
            Self::Httnv => "Hoàn thành tốt nhiệm vụ",
            Self::Htnv => "Hoàn thành nhiệm vụ",
            Self::Khtnv => "Không hoàn thành nhiệm vụ",
        }
    }
}

/// On what a grade's level rests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mapping {
    /// The labels are the four levels, or a legal text states the link.
    Official,
    /// No text, but everybody lines it up the same way (L107).
    Customary,
    /// Reasonable offices line it up differently: we ask.
    Ambiguous,
    /// It measures something else.
    None,
}

/// What may settle that a table is in a framework, besides the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settled {
    /// A phrase in the title, legend or sector column.
    Hints,
    /// Labels that only this framework has.
    Labels,
    /// The subject and the rating year alone.
    SubjectYear,
}

/// The rating years a framework is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Years {
    /// First rating year.
    pub from: u16,
    /// Last rating year; `None` while it is still valid.
    pub to: Option<u16>,
}

impl Years {
    /// Is the year within?
    pub fn contains(self, year: u16) -> bool {
        year >= self.from && self.to.is_none_or(|to| year <= to)
    }
}

/// One document's ladder of grades (khung xếp loại).
#[derive(Clone, Debug)]
pub struct Framework {
    /// As configuration and reports name it: `party-2019`.
    pub id: String,
    /// Other ids that configuration may give it.
    pub aliases: Vec<String>,
    /// Vietnamese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// The document, as an official cites it.
    pub source: String,
    /// Rating years.
    pub years: Years,
    /// What it rates.
    pub subjects: Vec<Subject>,
    /// Phrases of titles, legends, sector columns and document numbers that point to it.
    pub hints: Vec<String>,
    /// Best first.
    pub grades: Vec<Grade>,
    /// What a reader should know.
    pub notes: Option<String>,
    /// False when the labels could not be held against the document.
    pub confirmed: bool,
    /// The framework it reads like, where labels cannot tell the two apart.
    pub variant_of: Option<String>,
    /// What may settle it.
    pub settled_by: Vec<Settled>,
    /// What it measures instead, when it is no yearly rating at all (L108).
    pub decoy: Option<What>,
    /// Do points alone decide the grade? Else a band is a ceiling: other conditions may lower the grade.
    pub score_exact: bool,
    /// The most points there are.
    pub score_out_of: Decimal,
    /// The file an office declared it in; `None` for what the program brings along.
    pub declared_in: Option<PathBuf>,
    /// The spellings of its grades, once one was looked for: most files ask few frameworks.
    pub(super) forms: OnceLock<BTreeMap<String, Vec<Form>>>,
}

/// One step of a framework (mức theo văn bản).
#[derive(Clone, Debug)]
pub struct Grade {
    /// The document's own words.
    pub label: String,
    /// On the common scale; `None` when the mapping is ambiguous or none.
    pub level: Option<Level>,
    /// On what the level rests.
    pub mapping: Mapping,
    /// Points needed at least: a ceiling, other conditions may lower the grade.
    pub score_min: Option<Decimal>,
    /// Other ways of writing it, silent.
    pub accepted: Vec<String>,
    /// Known misspellings (L109).
    pub misspellings: Vec<String>,
    /// Words too short to stand alone ("Tốt", "XS"): read only where the rest of the column leaves no doubt.
    pub shorthands: Vec<String>,
    /// What a reader should know.
    pub note: Option<String>,
    /// The levels offices give it, when the mapping is ambiguous or none.
    pub readings: Vec<Level>,
    /// The subjects this grade is for; empty for all of the framework's.
    pub subjects: Vec<Subject>,
    /// Numbers up to this are results of this grade: `3,60`, `3,60/5`.
    pub numbers_to: Option<Decimal>,
}

/// What something is that stands where a rating is expected and is none (L108).
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct What {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

/// Labels that are no rating wherever they stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decoy {
    /// Whole labels.
    pub labels: Vec<String>,
    /// What they are.
    pub what: What,
}

/// Why there is no level.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotRatedKind {
    /// To be rated later (chưa xếp loại, vắng mặt).
    Pending,
    /// Not rated, the reason not told (không xếp loại).
    NotRated,
    /// Miễn đánh giá, miễn sinh hoạt.
    Exempt,
    /// Đình chỉ sinh hoạt đảng.
    Suspended,
    /// Mới kết nạp, mới thành lập.
    New,
    /// Thai sản, ốm, đi xa.
    Absent,
    /// Nghỉ hưu, từ trần, thôi việc, khai trừ.
    Left,
    /// Đang xem xét kỷ luật.
    Discipline,
    /// Chuyển đến, chuyển đi.
    Moved,
}

/// What is written instead of a level when there is none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotRated {
    /// The usual words.
    pub label: String,
    /// Other ways of writing it.
    pub accepted: Vec<String>,
    /// First words of texts that give this reason in words of their own.
    #[serde(default)]
    pub begins: Vec<String>,
    /// The kind of reason.
    pub kind: NotRatedKind,
    /// Do the words say that somebody is not rated, and not why?
    #[serde(default)]
    pub silent: bool,
}

impl NotRated {
    /// Is a text nothing but words that give no reason?
    pub fn is_silent(&self, text: &str) -> bool {
        let said = key(text);
        self.silent && std::iter::once(&self.label).chain(&self.accepted).any(|words| key(words) == said)
    }
}

/// All frameworks we know, with decoys and the words for "not rated".
#[derive(Clone, Debug)]
pub struct Catalogue {
    pub(super) frameworks: Vec<Framework>,
    ladders: BTreeMap<String, Vec<raw::Grade>>,
    pub(super) slips: Slips,
    pub(super) decoys: Vec<Decoy>,
    pub(super) not_rated: Vec<NotRated>,
    decoy_at: BTreeMap<String, usize>,
    not_rated_at: BTreeMap<String, usize>,
}

const LADDERS: [&str; 3] = [
    include_str!("frameworks/ladders/four-levels.toml"),
    include_str!("frameworks/ladders/clean-and-strong.toml"),
    include_str!("frameworks/ladders/teacher-standard.toml"),
];

/// Older before newer; general before special.
const FRAMEWORKS: [&str; 39] = [
    include_str!("frameworks/party-2008.toml"),
    include_str!("frameworks/party-2014.toml"),
    include_str!("frameworks/party-2018.toml"),
    include_str!("frameworks/party-2019.toml"),
    include_str!("frameworks/party-2023.toml"),
    include_str!("frameworks/party-2025.toml"),
    include_str!("frameworks/civil-servant-2015.toml"),
    include_str!("frameworks/public-employee-2015.toml"),
    include_str!("frameworks/cadre-2020.toml"),
    include_str!("frameworks/civil-servant-2026.toml"),
    include_str!("frameworks/public-employee-2026.toml"),
    include_str!("frameworks/teacher-standard-2018.toml"),
    include_str!("frameworks/preschool-teacher-standard-2018.toml"),
    include_str!("frameworks/principal-standard-2018.toml"),
    include_str!("frameworks/teacher-standard-2009.toml"),
    include_str!("frameworks/monthly-abc.toml"),
    include_str!("frameworks/unstated-ranks.toml"),
    include_str!("frameworks/criterion-level.toml"),
    include_str!("frameworks/youth-2011.toml"),
    include_str!("frameworks/youth-2023.toml"),
    include_str!("frameworks/union-pre-2019.toml"),
    include_str!("frameworks/union-2019.toml"),
    include_str!("frameworks/farmers-2012.toml"),
    include_str!("frameworks/soe-manager-2015.toml"),
    include_str!("frameworks/soe-manager-2020.toml"),
    include_str!("frameworks/army-personnel-2015.toml"),
    include_str!("frameworks/security-team-2026.toml"),
    include_str!("frameworks/veterans.toml"),
    include_str!("frameworks/soe-enterprise-abc.toml"),
    include_str!("frameworks/hospital-quality-2016.toml"),
    include_str!("frameworks/pupil-primary-2020.toml"),
    include_str!("frameworks/par-index.toml"),
    include_str!("frameworks/credit-quality.toml"),
    include_str!("frameworks/agri-coop.toml"),
    include_str!("frameworks/commune-government.toml"),
    include_str!("frameworks/police-officer.toml"),
    include_str!("frameworks/danang-commune-2013.toml"),
    include_str!("frameworks/daknong-unit-2018.toml"),
    include_str!("frameworks/hcmc-2024.toml"),
];

impl Catalogue {
    /// What the program brings along.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Catalogue> = OnceLock::new();
        BUILT_IN.get_or_init(|| Self::embedded().expect("embedded data"))
    }

    /// The built-in catalogue and local frameworks, each with the path it came from. Refused, with the reason, when
    /// one is incomplete or contradicts itself or another.
    pub fn with<P: AsRef<Path>>(extra_toml: &[(P, String)]) -> Result<Self, Error> {
        let mut catalogue = Self::built_in().clone();
        for (path, toml) in extra_toml {
            let path = path.as_ref();
            catalogue.add(toml, Some(path)).map_err(|reason| Error::BadDeclaration {
                path: path.into(),
                vi: reason.vi,
                en: reason.en,
            })?;
        }
        Ok(catalogue)
    }

    fn embedded() -> Result<Self, Message> {
        let mut catalogue = Self {
            frameworks: Vec::new(),
            ladders: BTreeMap::new(),
            slips: Slips::default(),
            decoys: raw::parse::<raw::Decoys>(include_str!("decoys.toml"))?.decoys,
            not_rated: raw::parse::<raw::NotRatedWords>(include_str!("not_rated.toml"))?.not_rated,
            decoy_at: BTreeMap::new(),
            not_rated_at: BTreeMap::new(),
        };
        for (at, decoy) in catalogue.decoys.iter().enumerate() {
            let labels = decoy.labels.iter();
            index(&mut catalogue.decoy_at, labels, at);
        }
        for (at, words) in catalogue.not_rated.iter().enumerate() {
            let labels = std::iter::once(&words.label).chain(&words.accepted);
            index(&mut catalogue.not_rated_at, labels, at);
        }
        for toml in LADDERS {
            let ladder: raw::Ladder = raw::parse(toml)?;
            let grades = raw::expand(ladder.grades, ladder.extends.as_deref(), &catalogue.ladders)?;
            catalogue.slips.add(&ladder.slips);
            catalogue.ladders.insert(ladder.id, grades);
        }
        for toml in FRAMEWORKS {
            catalogue.add(toml, None)?;
        }
        Ok(catalogue)
    }

    fn add(&mut self, toml: &str, declared_in: Option<&Path>) -> Result<(), Message> {
        let raw: raw::Framework = raw::parse(toml)?;
        let id = &raw.id;
        if self.get(id).is_some() {
            return refused(format!("đã có khung “{id}”"), format!("a framework `{id}` is there already"));
        }
        if let Some(other) = raw.variant_of.as_deref().filter(|o| self.get(o).is_none()) {
            return refused(
                format!("variant_of: không có khung “{other}”"),
                format!("variant_of: no framework `{other}`"),
            );
        }
        let mut framework = raw.build(&self.ladders)?;
        framework.declared_in = declared_in.map(Path::to_path_buf);
        // That those the program brings along are sound is for its tests to say.
        if declared_in.is_some() {
            framework.forms = super::spelling::index(&framework.grades)?.into();
        }
        if let Some(other) = self.frameworks.iter().find(|other| framework.contends_with(other)) {
            let other = &other.id;
            return refused(
                format!("khung “{other}” cũng áp dụng cho đối tượng và năm này; ghi settled_by và hints để phân biệt"),
                format!("`{other}` is for the same subject and year too; tell them apart by settled_by and hints"),
            );
        }
        self.frameworks.push(framework);
        Ok(())
    }

    /// All frameworks: older before newer, general before special, local ones last.
    pub fn frameworks(&self) -> &[Framework] {
        &self.frameworks
    }

    /// The framework of this id or alias.
    pub fn get(&self, id: &str) -> Option<&Framework> {
        self.frameworks.iter().find(|f| f.id == id || f.aliases.iter().any(|alias| alias == id))
    }

    pub(super) fn decoy(&self, form: &str) -> Option<&Decoy> {
        self.decoy_at.get(form).map(|&at| &self.decoys[at])
    }

    /// The reason a text gives with its first words, which are no label.
    pub(super) fn reason(&self, text: &str) -> Option<&NotRated> {
        let said = key(text);
        let begins =
            |words: &String| said.strip_prefix(key(words).as_str()).is_some_and(|r| r.is_empty() || r.starts_with(' '));
        let longest = |reason: &&NotRated| reason.begins.iter().filter(|w| begins(w)).map(String::len).max();
        self.not_rated
            .iter()
            .filter_map(|reason| Some((longest(&reason)?, reason)))
            .max_by_key(|(n, _)| *n)
            .map(|(_, r)| r)
    }

    pub(super) fn not_rated(&self, form: &str) -> Option<&NotRated> {
        self.not_rated_at.get(form).map(|&at| &self.not_rated[at])
    }
}

fn index<'a>(forms: &mut BTreeMap<String, usize>, labels: impl Iterator<Item = &'a String>, at: usize) {
    for label in labels {
        for form in super::spelling::forms_of(label) {
            forms.entry(form).or_insert(at);
        }
    }
}

impl Framework {
    pub(super) fn new(raw: raw::Framework, grades: Vec<Grade>, score_out_of: Decimal) -> Self {
        Self {
            id: raw.id,
            aliases: raw.aliases,
            name: raw.name,
            name_en: raw.name_en,
            source: raw.source,
            years: raw.years,
            subjects: raw.subjects,
            hints: raw.hints,
            grades,
            notes: raw.notes,
            confirmed: raw.confirmed,
            variant_of: raw.variant_of,
            settled_by: raw.settled_by,
            decoy: raw.decoy,
            score_exact: raw.score_exact,
            score_out_of,
            declared_in: None,
            forms: OnceLock::new(),
        }
    }

    /// Does it rate this subject? An unknown subject is rated by all.
    pub fn rates(&self, subject: Subject) -> bool {
        subject == Subject::Unknown || self.subjects.contains(&subject)
    }

    /// Is it in force for the year? Every framework is when the year is unknown.
    pub fn is_for(&self, year: Option<u16>) -> bool {
        year.is_none_or(|y| self.years.contains(y))
    }

    /// Would subject and year alone settle both, each declared by the office? Then the declarations contradict each other.
    fn contends_with(&self, other: &Self) -> bool {
        let general = |f: &Self| f.declared_in.is_some() && f.settled_by.contains(&Settled::SubjectYear);
        let end = |f: &Self| f.years.to.unwrap_or(u16::MAX);
        let together = self.years.from <= end(other) && other.years.from <= end(self);
        general(self) && general(other) && together && self.subjects.iter().any(|s| other.subjects.contains(s))
    }

    /// The best grade these points are enough for, for this subject; `None` when they are below every band and the
    /// lowest grade has one.
    pub fn grade_by_score(&self, score: Decimal, subject: Subject) -> Option<&Grade> {
        let mut grades = self.grades.iter().filter(|g| g.is_for(subject));
        grades.find(|g| g.score_min.is_none_or(|least| score >= least))
    }

    /// The grade that stands for a level, for this subject.
    pub fn grade_of(&self, level: Level, subject: Subject) -> Option<&Grade> {
        let mut grades = self.grades.iter();
        grades.find(|g| g.level == Some(level) && g.is_for(subject))
    }

    /// The grade whose results are numbers, when the text is such a number: `3,60`, `3,60/5`, `Điểm TB: 3,60`.
    pub(super) fn grade_of_number(&self, text: &str) -> Option<&Grade> {
        let grade = self.grades.iter().find(|grade| grade.numbers_to.is_some())?;
        let most = grade.numbers_to?;
        let (head, number) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
        let heads = ["", "điểm", "điểm tb", "điểm trung bình"];
        if !heads.iter().any(|known| text::key(head).trim_end_matches([':', ' ']) == text::key(known)) {
            return None;
        }
        let (number, of) = number.split_once('/').map_or((number, None), |(number, of)| (number, Some(of)));
        let value = |text: &str| match text::typed_number(text) {
            text::Typed::Number(value) | text::Typed::Either { decimal: value, .. } => Some(value),
            text::Typed::None => None,
        };
        let fits = value(number).is_some_and(|n| !n.is_negative() && n <= most);
        (fits && of.is_none_or(|of| value(of) == Some(most))).then_some(grade)
    }
}

impl Grade {
    /// Is the grade for this subject? Every grade is for an unknown subject.
    pub fn is_for(&self, subject: Subject) -> bool {
        subject == Subject::Unknown || self.subjects.is_empty() || self.subjects.contains(&subject)
    }
}
