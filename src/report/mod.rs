//! Findings and totals → text and pages for people, JSON and SARIF for programs.

pub mod brief;
pub mod excerpt;
pub mod fix;
pub mod html;
pub mod json;
pub mod layout;
pub mod layout_init;
pub mod local;
pub mod resent;
pub mod sarif;
pub mod status;
mod streamed;
pub mod text;

use std::borrow::Cow;

use crate::check::gates::Suppressed;
use crate::check::records::Submission;
use crate::check::regimes::Regime;
use crate::check::totals::{Totals, totals};
use crate::exchange::UnitList;
use crate::exchange::resent::Resent;
use crate::finding::{Explained, Finding, Message, Safety, Severity};

/// The language of what people read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl Language {
    /// The text in this language.
    pub fn pick<'t>(self, vi: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }
}

/// Everything a report is made of.
pub struct Report<'r> {
    /// The command that was run.
    pub command: &'r str,
    /// Files and tables.
    pub submission: &'r Submission<'r>,
    /// Findings, in the order of the report.
    pub findings: &'r [Finding],
    /// Counts per reporting unit.
    pub totals: Totals,
    /// Language.
    pub language: Language,
    /// Are persons called by their rows?
    pub anonymous: bool,
    /// The list of units, whose order the page follows.
    pub units: Option<&'r UnitList>,
    /// What the office has settled to leave aside.
    pub suppressed: &'r [Suppressed],
    /// What is to be said of its declarations.
    pub notes: &'r [Message],
    /// Reports that take the place of earlier ones, held against them.
    pub resent: &'r [Resent],
}

impl<'r> Report<'r> {
    /// A report over everything.
    pub fn new(command: &'r str, submission: &'r Submission<'r>, findings: &'r [Finding], language: Language) -> Self {
        Self::counted(command, (submission, totals(submission)), findings, language)
    }

    /// The same of a submission with what was counted in it.
    pub fn counted(
        command: &'r str,
        (submission, totals): (&'r Submission<'r>, Totals),
        findings: &'r [Finding],
        language: Language,
    ) -> Self {
        Self {
            command,
            submission,
            findings,
            totals,
            language,
            anonymous: false,
            units: None,
            suppressed: &[],
            notes: &[],
            resent: &[],
        }
    }

    /// The same with persons called by their rows, if so wanted.
    pub fn anonymous(mut self, anonymous: bool) -> Self {
        self.anonymous = anonymous;
        self
    }

    /// The same in the order of a list of units.
    pub fn ordered(mut self, units: Option<&'r UnitList>) -> Self {
        self.units = units;
        self
    }

    /// The same with what the office declared to leave aside.
    pub fn declared(mut self, suppressed: &'r [Suppressed], notes: &'r [Message]) -> Self {
        (self.suppressed, self.notes) = (suppressed, notes);
        self
    }

    /// The same with the reports that take the place of earlier ones.
    pub fn resent(mut self, resent: &'r [Resent]) -> Self {
        self.resent = resent;
        self
    }

    /// The full sentence of a finding, as this report may say it.
    pub fn sentence(&self, finding: &Finding, language: Language) -> String {
        if self.anonymous { nameless_sentence(finding, language) } else { sentence(finding, language) }
    }

    /// A value a finding speaks of, as this report may say it.
    pub fn value(&self, finding: &Finding, value: &Option<String>) -> Option<String> {
        let text = value.as_ref()?;
        Some(if self.anonymous { without_name(finding, text, self.language) } else { text.clone() })
    }

    /// Findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }

    /// Findings with a fix of this safety.
    pub fn fixes(&self, safety: Safety) -> usize {
        self.findings.iter().filter(|f| f.fix.as_ref().is_some_and(|x| x.safety == safety)).count()
    }
}

/// A severity as people read it.
pub fn severity_name(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Error, Language::Vi) => "Phải chỉnh sửa hoặc giải trình",
        (Severity::Warning, Language::Vi) => "Đề nghị kiểm tra lại",
        (Severity::Info, Language::Vi) => "Ghi nhận",
        (Severity::Error, Language::En) => "error",
        (Severity::Warning, Language::En) => "warning",
        (Severity::Info, Language::En) => "info",
    }
}

/// The full sentence of a finding: what, what to do, law, code.
pub fn sentence(finding: &Finding, language: Language) -> String {
    let message = language.pick(&finding.message.vi, &finding.message.en).trim_end_matches('.');
    // What arithmetic shows needs no document beside it.
    let law = finding
        .source
        .as_ref()
        .filter(|_| !finding.rule.starts_with('S'))
        .map(|s| format!(" {} {}.", language.pick("Căn cứ:", "Source:"), language.pick(s, &cited_in_english(s))))
        .unwrap_or_default();
    let said = finding.explained.as_ref().map(|answer| explanation(answer, language)).unwrap_or_default();
    format!("{message}.{law}{said} ({})", finding.rule)
}

/// What a unit says to a finding, with who, when and in which document.
fn explanation(answer: &Explained, language: Language) -> String {
    let parts = [&answer.by, &answer.date, &answer.document].into_iter().filter(|part| !part.is_empty());
    let signed = parts.cloned().collect::<Vec<_>>().join(", ");
    let signed = if signed.is_empty() { signed } else { format!(" ({signed})") };
    let label = language.pick("Đơn vị đã giải trình:", "The unit explains:");
    format!(" {label} {}{signed}.", answer.reason.trim_end_matches('.'))
}

/// A document as it is cited in English; one of the office's own stays as written.
fn cited_in_english(citation: &str) -> Cow<'_, str> {
    Regime::in_english(citation).map_or(Cow::Borrowed(citation), Cow::Owned)
}

/// The same sentence without the name of a person: the row stands for it.
pub fn nameless_sentence(finding: &Finding, language: Language) -> String {
    without_name(finding, &sentence(finding, language), language)
}

/// The message of a finding without the name of a person.
pub fn nameless(finding: &Finding) -> Message {
    let text = |text: &str, language| without_name(finding, text, language);
    Message::new(text(&finding.message.vi, Language::Vi), text(&finding.message.en, Language::En))
}

fn without_name(finding: &Finding, text: &str, language: Language) -> String {
    match (&finding.person, finding.cell) {
        (Some(name), Some(cell)) => {
            text.replace(name.as_str(), &format!("{} {}", language.pick("Dòng", "Row"), cell.row + 1))
        }
        _ => text.to_owned(),
    }
}
