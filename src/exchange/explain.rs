//! What units answered, held against what is found now: what is explained, settled, still open, or changed since.

use std::sync::Arc;

use super::answers::{Answer, Opinion, Review};
use super::ask::line;
use super::keys::{self, Key};
use crate::check::records::Submission;
use crate::check::rules;
use crate::check::totals::unit_key;
use crate::finding::{Explained, Finding, Severity};
use crate::text::key;

/// What became of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The figure stays, for the reason given: it is still found, and explained.
    Explained,
    /// It is no longer found.
    Settled,
    /// Said to be corrected, and still found as it was.
    StillOpen,
    /// The figure stays, but no reason is given.
    NoReason,
    /// It was answered, but the values are others now: the answer does not speak of them.
    Changed,
    /// Nothing was answered.
    Unanswered,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Explained, Self::Settled, Self::StillOpen, Self::NoReason, Self::Changed, Self::Unanswered];

    /// In Vietnamese.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Explained => "Đã giải trình",
            Self::Settled => "Đã xử lý",
            Self::StillOpen => "Báo đã chỉnh sửa nhưng số liệu chưa thay đổi",
            Self::NoReason => "Giữ nguyên nhưng chưa nêu lý do",
            Self::Changed => "Số liệu đã thay đổi, đề nghị rà soát lại",
            Self::Unanswered => "Chưa có ý kiến",
        }
    }
}

/// One answer with what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// The unit.
    pub unit: String,
    /// Form and cell it was asked about.
    pub sheet: String,
    /// The cell.
    pub cell: String,
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// What the unit chose.
    pub opinion: Option<Opinion>,
    /// Its reason.
    pub reason: String,
    /// Who answered.
    pub by: String,
    /// When.
    pub date: String,
    /// In which document.
    pub document: String,
    /// The file the answer stands in.
    pub file: Arc<str>,
    /// What became of it.
    pub outcome: Outcome,
    /// The findings it is about, by their places.
    pub findings: Vec<usize>,
}

impl Explanation {
    /// Is the finding explained by it?
    pub fn settles(&self, finding: usize) -> bool {
        self.outcome == Outcome::Explained && self.findings.contains(&finding)
    }
}

/// All answers, in the order of the files, with what became of each.
pub fn explanations(reviews: &[Review], submission: &Submission<'_>, findings: &[Finding]) -> Vec<Explanation> {
    if reviews.is_empty() {
        return Vec::new();
    }
    let now: Vec<Option<Key>> = findings.iter().map(|f| keys::of(submission, f)).collect();
    let mut list: Vec<Explanation> = Vec::new();
    for review in reviews {
        let unit_is_here = submission
            .files
            .iter()
            .any(|f| f.error.is_none() && f.unit.as_deref().map(unit_key) == Some(unit_key(&review.unit)));
        // A line in the sheet of one unit answers for no other. (Where a list names the units, no file has the sheet's name.)
        let of_unit = |&at: &usize| {
            let owner = unit_of(&findings[at], submission);
            !unit_is_here || owner.is_none_or(|owner| owner == unit_key(&review.unit))
        };
        for answer in &review.answers {
            let same: Vec<usize> = match answer.keys.is_empty() {
                false => places(&now, |key| answer.keys.contains(key)).into_iter().filter(of_unit).collect(),
                true => without_keys(answer, &review.unit, submission, findings),
            };
            let matter = |key: &Key| answer.keys.iter().any(|k| k.matter == key.matter);
            let changed = same.is_empty() && now.iter().flatten().any(matter);
            let outcome = match (answer.opinion, same.is_empty()) {
                _ if changed => Outcome::Changed,
                // Without the unit's report nothing says that it was settled.
                (None | Some(Opinion::Unclear), true) if !unit_is_here => Outcome::Unanswered,
                (Some(_), true) if !unit_is_here => Outcome::StillOpen,
                (_, true) => Outcome::Settled,
                (Some(Opinion::Kept), false) if !gives_reason(&answer.reason) => Outcome::NoReason,
                (Some(Opinion::Kept), false) => Outcome::Explained,
                (Some(Opinion::Corrected), false) => Outcome::StillOpen,
                (None | Some(Opinion::Unclear), false) => Outcome::Unanswered,
            };
            let line = Explanation {
                unit: review.unit.clone(),
                sheet: answer.sheet.clone(),
                cell: answer.cell.clone(),
                rule: answer.rule.clone(),
                title: rules::get(&answer.rule).map(|r| r.title()).unwrap_or_default(),
                opinion: answer.opinion,
                reason: nameless(&answer.reason, &same, findings),
                by: review.by.clone(),
                date: review.date.clone(),
                document: review.document.clone(),
                file: review.file.clone(),
                outcome,
                findings: same,
            };
            // The same sheet sent twice says nothing twice.
            let known = list.iter().any(|l| Explanation { file: line.file.clone(), ..l.clone() } == line);
            if !known {
                list.push(line);
            }
        }
    }
    list
}

/// Does what a unit wrote say anything? "-", "?", "Không" and "0" do not.
fn gives_reason(text: &str) -> bool {
    let said = key(text);
    said.contains(char::is_alphabetic) && !["không", "không có", "ko", "k", "x"].contains(&&*said)
}

/// Findings that are explained say so, and are only recorded from here on: what a unit has answered stands in nobody's way.
pub fn mark(findings: &mut [Finding], explanations: &[Explanation]) {
    for answer in explanations.iter().filter(|e| e.outcome == Outcome::Explained) {
        for at in &answer.findings {
            let Some(finding) = findings.get_mut(*at) else { continue };
            finding.severity = Severity::Info;
            finding.explained = Some(Explained {
                reason: answer.reason.clone(),
                by: answer.by.clone(),
                date: answer.date.clone(),
                document: answer.document.clone(),
                file: answer.file.clone(),
            });
        }
    }
}

/// Whose file a finding is about.
fn unit_of(finding: &Finding, submission: &Submission<'_>) -> Option<String> {
    let file = submission.files.iter().find(|file| Some(&file.path) == finding.file.as_ref());
    file.and_then(|file| file.unit.as_deref()).map(unit_key)
}

/// The findings of a line whose hidden column was lost: same unit, form, cell and rule, and still the
/// same values.
fn without_keys(answer: &Answer, unit: &str, submission: &Submission<'_>, findings: &[Finding]) -> Vec<usize> {
    let of_unit = |f: &Finding| unit_of(f, submission) == Some(unit_key(unit));
    let here = |f: &Finding| {
        f.rule == answer.rule
            && f.sheet.as_deref().unwrap_or("") == answer.sheet
            && f.cell.map(|c| c.to_string()).unwrap_or_default() == answer.cell
    };
    let same = |at: &usize| {
        let f = &findings[*at];
        let now = line(submission, findings, *at);
        let unchanged = key(&now.found) == key(&answer.found) && key(&now.proposal) == key(&answer.proposal);
        here(f) && of_unit(f) && unchanged
    };
    (0..findings.len()).filter(same).collect()
}

fn places(now: &[Option<Key>], wanted: impl Fn(&Key) -> bool) -> Vec<usize> {
    now.iter().enumerate().filter(|(_, key)| key.as_ref().is_some_and(&wanted)).map(|(at, _)| at).collect()
}

/// A reason without the persons its findings name.
fn nameless(reason: &str, findings: &[usize], all: &[Finding]) -> String {
    let names = findings.iter().filter_map(|at| all[*at].person.as_deref());
    names.fold(reason.to_owned(), |text, name| text.replace(name, "•••"))
}
