//! Spellings of one label: what a typed label and a label of a framework have in common, whole, never in part.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::{Catalogue, Framework, Grade};
use super::raw::refused;
use crate::finding::Message;
use crate::locate::Subject;
use crate::text::{key, toneless_key};

/// How a spelling stands to its grade.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// The document's own words.
    Label,
    /// Another way of writing it.
    Accepted,
    /// A known misspelling.
    Misspelt,
    /// Too short to stand alone.
    Shorthand,
}

/// One spelling of a grade.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// Place in the framework's grades.
    pub(super) grade: usize,
    /// How it stands to the grade.
    pub(super) kind: Kind,
    /// As the data writes it.
    pub(super) written: String,
}

/// The key without spaces: `H.T.X.S.N.V.`, `HTXS NV` and `HTXSNV` are one form. The whole label is compared, so
/// nothing matches a part of another.
pub(super) fn form(text: &str) -> String {
    let mut form = key(text);
    form.retain(|c| c != ' ');
    form
}

/// The form, and the one without tones, for people who type without them.
pub(super) fn forms_of(label: &str) -> Vec<String> {
    let toned = form(label);
    let mut bare = toneless_key(label);
    bare.retain(|c| c != ' ');
    if bare == toned { vec![toned] } else { vec![toned, bare] }
}

/// All spellings of the grades; an error when one spelling stands for two grades of one subject.
pub(super) fn index(grades: &[Grade]) -> Result<BTreeMap<String, Vec<Form>>, Message> {
    let mut forms: BTreeMap<String, Vec<Form>> = BTreeMap::new();
    let mut bare: Vec<(String, Form)> = Vec::new();
    for (grade, written, kind) in spellings(grades) {
        let entry = || Form { grade, kind, written: written.clone() };
        let mut both = forms_of(written).into_iter();
        let toned = both.next().unwrap_or_default();
        if toned.is_empty() {
            let label = &grades[grade].label;
            return refused(format!("“{label}”: có cách viết để trống"), format!("“{label}”: an empty spelling"));
        }
        bare.extend(both.map(|form| (form, entry())));
        let others = forms.entry(toned).or_default();
        match others.iter().find(|f| overlap(&grades[f.grade], &grades[grade])) {
            Some(other) if other.grade != grade => {
                let (a, b) = (&grades[other.grade].label, &grades[grade].label);
                return refused(
                    format!("“{written}” được ghi cho cả hai mức “{a}” và “{b}”"),
                    format!("“{written}” stands for both “{a}” and “{b}”"),
                );
            }
            Some(_) => {}
            None => others.push(entry()),
        }
    }
    for (text, form) in bare {
        let others = forms.entry(text).or_default();
        if !others.iter().any(|f| overlap(&grades[f.grade], &grades[form.grade])) {
            others.push(form);
        }
    }
    Ok(forms)
}

/// Labels first, so that a spelling listed twice keeps its strongest standing.
fn spellings(grades: &[Grade]) -> impl Iterator<Item = (usize, &String, Kind)> {
    let of = |kind: Kind| {
        grades.iter().enumerate().flat_map(move |(at, grade)| {
            let list = match kind {
                Kind::Label => std::slice::from_ref(&grade.label),
                Kind::Accepted => &grade.accepted[..],
                Kind::Misspelt => &grade.misspellings[..],
                Kind::Shorthand => &grade.shorthands[..],
            };
            list.iter().map(move |text| (at, text, kind))
        })
    };
    of(Kind::Label).chain(of(Kind::Accepted)).chain(of(Kind::Misspelt)).chain(of(Kind::Shorthand))
}

fn overlap(a: &Grade, b: &Grade) -> bool {
    a.subjects.is_empty() || b.subjects.is_empty() || a.subjects.iter().any(|s| b.subjects.contains(s))
}

impl Framework {
    /// The whole-label form → the grade for this subject and how it is written.
    pub(super) fn grade_at(&self, form: &str, subject: Subject) -> Option<(&Grade, &Form)> {
        let forms = self.spellings().get(form)?.iter();
        let mut hits = forms.map(|f| (&self.grades[f.grade], f));
        hits.find(|(grade, _)| grade.is_for(subject))
    }

    fn spellings(&self) -> &BTreeMap<String, Vec<Form>> {
        self.forms.get_or_init(|| index(&self.grades).expect("held to be sound when it was added"))
    }

    /// Every form that is no shorthand, with its grade, for finding near ones.
    pub(super) fn forms(&self) -> impl Iterator<Item = (&str, &Grade, &Form)> {
        self.spellings()
            .iter()
            .flat_map(move |(text, forms)| forms.iter().map(move |f| (text.as_str(), &self.grades[f.grade], f)))
    }
}

impl Catalogue {
    /// Slips of the pen inside labels, each between blanks, with what was meant.
    pub fn slips(&self) -> Vec<(String, String)> {
        self.slips.pairs.clone()
    }
}

/// Slips of the pen inside a label ("suất sắc"), by whole words.
#[derive(Clone, Debug, Default)]
pub(super) struct Slips {
    /// Each between blanks, with what was meant.
    pairs: Vec<(String, String)>,
    /// The first word of each: a label with none of them has no slip.
    starts: BTreeSet<String>,
}

impl Slips {
    pub(super) fn add(&mut self, slips: &BTreeMap<String, String>) {
        let padded = |text: &str| format!(" {} ", key(text));
        self.pairs.extend(slips.iter().map(|(a, b)| (padded(a), padded(b))));
        self.starts = self.pairs.iter().filter_map(|(a, _)| Some(a.split_whitespace().next()?.to_owned())).collect();
    }

    /// The label as it was meant; `None` when there is no known slip in it.
    pub(super) fn mend(&self, label: &str) -> Option<String> {
        let typed = format!(" {} ", key(label));
        if !typed.split(' ').any(|word| self.starts.contains(word)) {
            return None;
        }
        let meant = self.pairs.iter().fold(typed.clone(), |text, (slip, right)| text.replace(slip.as_str(), right));
        (meant != typed).then(|| meant.trim().to_string())
    }
}

/// The label without the words people put before it: "Xếp loại: …", "Mức …", "Đảng viên …".
pub(super) fn without_lead(label: &str) -> Option<String> {
    const LEADS: [&str; 22] = [
        "là",
        "đạt",
        "được",
        "đánh giá",
        "kết quả",
        "xếp loại chất lượng",
        "mức xếp loại",
        "xếp loại",
        "đgxl",
        "xl",
        "đảng viên",
        "chi bộ",
        "đảng bộ",
        "tổ chức đảng",
        "công chức",
        "viên chức",
        "cán bộ",
        "cá nhân",
        "tập thể",
        "mức",
        "loại",
        "đv",
    ];
    let mut rest = key(label);
    let whole = rest.len();
    while let Some(shorter) = LEADS.iter().find_map(|lead| rest.strip_prefix(lead)?.strip_prefix(' ')) {
        rest = shorter.to_string();
    }
    (rest.len() < whole).then_some(rest)
}
