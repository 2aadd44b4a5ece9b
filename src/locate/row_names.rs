//! What the name of a row and the head of its section say of whom the row is about.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::outline::split_outline;
use super::phrases::{Starts, starts_with_words, strip_start};
use super::rows::label_key;
use super::vocabulary::Vocabulary;
use super::{RowRole, Subject, Table};
use crate::text::key;

/// First words of the names of rows.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct NameWords {
    pub(super) bases: Vec<String>,
    pub(super) cells: Vec<String>,
    /// Party organisations over chi bộ, and their committees.
    pub(super) party: Vec<String>,
    pub(super) collectives: Vec<String>,
    /// Those of them that lead a party organisation.
    pub(super) committees: Vec<String>,
    pub(super) agencies: Vec<String>,
    /// Heads over all of a person's name but the last word.
    pub(super) surnames: Vec<String>,
}

/// The words of heads of sections that say who stands below them.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionWords {
    pub(super) before: Vec<String>,
    pub(super) party: Vec<String>,
    pub(super) bases: Vec<String>,
    pub(super) cells: Vec<String>,
    pub(super) collectives: Vec<String>,
    pub(super) people: Vec<String>,
    pub(super) staff: Vec<String>,
    /// Posts of those who lead, words in front of them, and what they lead in no office.
    pub(super) leading: Vec<String>,
    pub(super) before_leading: Vec<String>,
    pub(super) not_leading: Vec<String>,
}

impl NameWords {
    /// What a name says that begins with such words.
    pub(super) fn starts(&self) -> Vec<(Starts, Named)> {
        let lists = [
            (&self.bases, Named::Base),
            (&self.cells, Named::Cell),
            (&self.collectives, Named::Collective),
            (&self.committees, Named::Collective),
            (&self.agencies, Named::Agency),
        ];
        lists.map(|(list, named)| (Starts::new(list), named)).into()
    }

    pub(super) fn lists(&mut self) -> [&mut Vec<String>; 7] {
        let Self { bases, cells, party, collectives, committees, agencies, surnames } = self;
        [bases, cells, party, collectives, committees, agencies, surnames]
    }
}

impl SectionWords {
    pub(super) fn lists(&mut self) -> [&mut Vec<String>; 10] {
        let Self { before, party, bases, cells, collectives, people, staff, leading, before_leading, not_leading } =
            self;
        [before, party, bases, cells, collectives, people, staff, leading, before_leading, not_leading]
    }
}

/// What a row of a list is by its own name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Named {
    /// Đảng bộ, chi bộ cơ sở.
    Base,
    /// Chi bộ, under a đảng bộ or for itself.
    Cell,
    /// A leading collective.
    Collective,
    /// A body that is no party organisation.
    Agency,
    /// A name as people have it.
    Person,
    /// Something else.
    Other,
}

impl Named {
    /// Does it name an organisation or a body?
    pub(super) fn is_body(self) -> bool {
        !matches!(self, Self::Person | Self::Other)
    }

    /// Does it name a party organisation?
    pub(super) fn is_party(self) -> bool {
        matches!(self, Self::Base | Self::Cell)
    }
}

/// What the head of a section says of the rows below it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Section {
    /// One subject.
    Of(Subject),
    /// "Tổ chức đảng": both đảng bộ and chi bộ.
    Party,
    /// "Chi bộ": under a đảng bộ or for themselves.
    Cells,
    /// "Tập thể": bodies of any kind.
    Collectives,
    /// "Cá nhân": people of any kind.
    People,
    /// "Lao động hợp đồng": people who are none of our subjects.
    Strangers,
}

impl Section {
    /// Does it leave more than one subject open?
    pub(super) fn is_open(self) -> bool {
        !matches!(self, Self::Of(_))
    }

    /// Is it about people?
    pub(super) fn is_people(self) -> bool {
        match self {
            Self::People | Self::Strangers => true,
            Self::Of(subject) => subject.is_people(),
            _ => false,
        }
    }
}

/// What a name says by its first words.
pub(super) fn named(name: &str, words: &Vocabulary) -> Named {
    let text = key(name);
    let longest = |list: &Starts| list.near(&text).filter(|p| starts_with_words(&text, p)).map(String::len).max();
    let said = words.starts.names.iter().filter_map(|(list, named)| Some((longest(list)?, *named)));
    match said.max_by_key(|(len, _)| *len) {
        // "Công an", "Trường" alone are no name of a person, and "Ban Văn Nam" is one.
        Some((_, named)) => named,
        None if is_person(name) => Named::Person,
        None => Named::Other,
    }
}

/// Two to six words that all begin with a capital letter and hold nothing but letters.
pub(super) fn is_person(name: &str) -> bool {
    let own = name.split(['(', ',', ';']).next().unwrap_or(name);
    let word = |w: &str| w.starts_with(char::is_uppercase) && w.chars().all(char::is_alphabetic);
    let count = own.split_whitespace().count();
    (2..=6).contains(&count) && own.split_whitespace().all(word)
}

/// "Chi bộ: Thôn 2", "Đơn vị: Khoa Nội": the name behind a word for the kind of organisation. Such a line says whose rows
/// follow, and nothing of whom they are about.
pub(super) fn named_behind<'l>(line: &'l str, words: &Vocabulary) -> Option<&'l str> {
    // Counts, kinds and sectors are no names.
    const NO_NAMES: [&str; 15] = [
        "gồm",
        "bao gồm",
        "có",
        "tổng",
        "số",
        "không",
        "theo",
        "chi tiết",
        "danh sách",
        "khối",
        "hành chính",
        "sự nghiệp",
        "doanh nghiệp",
        "trực thuộc",
        "các",
    ];
    let (kind, name) = line.split_once(':')?;
    let (kind, name) = (key(split_outline(kind.trim()).1), name.trim());
    let said = key(name);
    let s = &words.sections;
    let organisation = [&s.bases, &s.cells].iter().any(|list| list.contains(&kind))
        || words.names_only_subject(&kind)
            && words.subject(&kind).is_some_and(|s| !s.is_people() && s != Subject::Collective);
    let counts = NO_NAMES.iter().any(|word| starts_with_words(&said, &key(word)));
    let named = name.chars().next().is_some_and(char::is_uppercase) && !counts && words.mention(&said).is_none();
    (organisation && named).then_some(name)
}

/// What the head of a section says; `None` where it names nobody, or somebody and more.
pub(super) fn section(label: &str, words: &Vocabulary) -> Option<Section> {
    if named_behind(label, words).is_some() {
        return None;
    }
    let label = label.split(['(', ':', '[']).next().unwrap_or(label);
    let label = key(label.trim_end_matches([' ', '.', '-', '–']));
    let mut text = label.as_str();
    while let Some(rest) = strip_start(text, &words.sections.before).filter(|rest| !rest.is_empty()) {
        text = rest;
    }
    let s = &words.sections;
    let is = |list: &[String]| list.iter().any(|p| p == text);
    match () {
        () if is(&s.party) => Some(Section::Party),
        () if is(&s.bases) => Some(Section::Of(Subject::PartyBase)),
        () if is(&s.cells) => Some(Section::Cells),
        () if is(&s.collectives) => Some(Section::Collectives),
        () if is(&s.people) => Some(Section::People),
        () if is(&s.staff) => None,
        () if words.names_only_subject(text) => words.subject(text).map(Section::Of),
        // Those of a commune who are no officials are rated among its officials.
        () if text.contains("không chuyên trách") => None,
        () if words.begins_with_stranger(text) && words.subject(text).is_none() => Some(Section::Strangers),
        () => {
            let people = words.row_subject(text).filter(|s| s.is_people() || *s == Subject::Collective);
            // "Cán bộ quản lý", "Tập thể Phòng Nội vụ": one word of several says too little.
            let whole = words.names_with_more(text);
            people.filter(|_| whole).map(Section::Of)
        }
    }
}

impl Vocabulary {
    /// Does a text begin with two words or more that name a subject ("Đảng viên dự bị", "Tập thể lãnh đạo các phòng")?
    fn names_with_more(&self, text: &str) -> bool {
        let phrases = self.subjects.iter().flat_map(|s| &s.phrases).filter(|p| p.contains(' '));
        let staff = &self.sections.staff;
        let collectives = &self.sections.collectives;
        phrases.filter(|p| !staff.contains(p) && !collectives.contains(p)).any(|p| starts_with_words(text, p))
    }
}

impl Table {
    /// Are most of its rows called as rows of another table are?
    pub(crate) fn has_rows_of(&self, other: &Self) -> bool {
        let names = |table: &Self| -> BTreeSet<String> {
            let data = table.rows.iter().filter(|r| r.role == RowRole::Data && !r.label.is_empty());
            data.map(label_key).collect()
        };
        let (own, others) = (names(self), names(other));
        2 * own.intersection(&others).count() > own.len().max(others.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Vocabulary {
        Vocabulary::new(std::iter::empty(), std::iter::empty())
    }

    #[test]
    fn names_say_what_a_row_is() {
        let words = words();
        for (name, is) in [
            ("Đảng bộ xã An Mỹ", Named::Base),
            ("Chi bộ cơ sở Tòa án", Named::Base),
            ("Chi bộ thôn 1", Named::Cell),
            ("Đảng bộ bộ phận Khoa Nội", Named::Cell),
            ("Ban Thường vụ Đảng ủy xã An Mỹ", Named::Collective),
            ("UBND xã An Mỹ", Named::Agency),
            ("Trường THCS Lê Lợi", Named::Agency),
            ("Nguyễn Văn Khang", Named::Person),
            ("Xã An Mỹ 2", Named::Other),
        ] {
            assert_eq!(named(name, &words), is, "{name}");
        }
    }

    #[test]
    fn heads_of_sections_say_who_stands_below() {
        let words = words();
        for (label, says) in [
            ("TẬP THỂ", Some(Section::Collectives)),
            ("Tập thể lãnh đạo, quản lý", Some(Section::Of(Subject::Collective))),
            ("CÁ NHÂN (05 người)", Some(Section::People)),
            ("Xếp loại tổ chức đảng", Some(Section::Party)),
            ("Các đảng bộ cơ sở", Some(Section::Of(Subject::PartyBase))),
            ("Chi bộ trực thuộc", Some(Section::Of(Subject::PartyCell))),
            ("Chi bộ", Some(Section::Cells)),
            ("Đảng viên: 12", Some(Section::Of(Subject::Member))),
            ("Đảng viên dự bị", Some(Section::Of(Subject::Member))),
            ("Cán bộ, công chức", Some(Section::Of(Subject::CivilServant))),
            ("Cán bộ quản lý", None),
            ("Tập thể Phòng Nội vụ", None),
            ("Chi bộ thôn 1", None),
            ("Chi bộ 2", None),
            ("Khối phường", None),
        ] {
            assert_eq!(section(label, &words), says, "{label}");
        }
    }
}
