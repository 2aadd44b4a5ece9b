//! Two ratings of a person in one row, in office and in the party: "XL công chức | XL đảng viên", "Chính quyền | Đảng".

use serde::Deserialize;

use super::phrases::strip_start;
use super::vocabulary::{Vocabulary, has_words};
use super::{Column, ColumnRole, Subject};
use crate::text::key;

/// The words of heads over one of two ratings.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct SideWords {
    pub(super) before: Vec<String>,
    party: Vec<String>,
    office: Vec<String>,
    civil: Vec<String>,
    public: Vec<String>,
    /// What is rated beside a party organisation.
    pub(super) bodies: Vec<String>,
}

impl SideWords {
    pub(super) fn lists(&mut self) -> [&mut Vec<String>; 6] {
        let Self { before, party, office, civil, public, bodies } = self;
        [before, party, office, civil, public, bodies]
    }
}

/// Whom a head means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// The member of the party.
    Party,
    /// The same person in office, of a kind where the head says it.
    Office(Option<Subject>),
}

/// Gives two ratings of a person their subjects where the head of each says one side, and both sides are there.
pub(super) fn settle(columns: &mut [Column], titles: &[String], words: &Vocabulary) {
    let person = columns.iter().any(|c| c.role == ColumnRole::Person);
    let sides: Vec<Option<Side>> = columns.iter().map(|c| side(c, words)).collect();
    let told = |wanted: fn(&Side) -> bool| sides.iter().flatten().any(wanted);
    let both = told(|s| *s == Side::Party) && told(|s| matches!(s, Side::Office(_)));
    if !person || !both {
        return;
    }
    let in_office = of_titles(titles, words);
    for (column, side) in columns.iter_mut().zip(sides) {
        column.subject = column.subject.or(match side {
            Some(Side::Party) => Some(Subject::Member),
            Some(Side::Office(kind)) => Some(kind.unwrap_or(in_office)),
            None => None,
        });
    }
}

fn side(column: &Column, words: &Vocabulary) -> Option<Side> {
    let head = match column.role {
        ColumnRole::Rating => column.path.last(),
        ColumnRole::Mark => column.path.iter().nth_back(1),
        _ => None,
    };
    side_of(&key(head?), words)
}

/// Does a head name one side of a person: "Chính quyền", "Đảng"?
pub(super) fn names_side(head: &str, words: &Vocabulary) -> bool {
    side_of(head, words).is_some()
}

fn side_of(head: &str, words: &Vocabulary) -> Option<Side> {
    let mut text = head.split(&key(" năm 20")).next().unwrap_or(head).trim();
    let sides = &words.sides;
    while let Some(rest) = strip_start(text, &sides.before).filter(|rest| !rest.is_empty()) {
        text = rest;
    }
    let is = |list: &[String]| list.iter().any(|w| w == text);
    match () {
        () if is(&sides.party) => Some(Side::Party),
        () if is(&sides.civil) => Some(Side::Office(Some(Subject::CivilServant))),
        () if is(&sides.public) => Some(Side::Office(Some(Subject::PublicEmployee))),
        () if is(&sides.office) => Some(Side::Office(None)),
        () => None,
    }
}

/// What people of a list are in office where no head says it: public employees where the title speaks of them alone.
fn of_titles(titles: &[String], words: &Vocabulary) -> Subject {
    let text = key(&titles.join(" "));
    let any = |list: &[String]| list.iter().any(|w| has_words(&text, w));
    match any(&words.sides.public) && !any(&words.sides.civil) {
        true => Subject::PublicEmployee,
        false => Subject::CivilServant,
    }
}
