//! Ratings as written → the four levels of the common scale. A label means nothing without its framework: [`choose`]
//! finds the framework of a column by evidence, [`resolve`] reads one label in it. Labels are compared whole.

mod catalogue;
mod choose;
mod keys;
mod legend;
mod raw;
mod resolve;
mod spelling;
#[cfg(test)]
mod tests;

pub mod counts;

pub use catalogue::{Catalogue, Decoy, Framework, Grade, Level, Mapping, NotRated, NotRatedKind, Settled, What, Years};
pub use choose::{Candidate, Choice, Context, choose};
pub use resolve::{Reading, Resolution, Spelling, resolve, resolve_own};

use crate::locate::Subject;
use crate::locate::composed::written_out;
use crate::text::key;
use spelling::{Form, Kind, form, without_lead};

/// A label found whole in a framework.
#[derive(Clone, Copy)]
struct Found<'c> {
    framework: &'c Framework,
    grade: &'c Grade,
    form: &'c Form,
    kind: Kind,
}

/// The label in the framework: as it stands, without the words people put before it, with its parts written out, with
/// known slips mended.
fn find<'c>(catalogue: &Catalogue, framework: &'c Framework, label: &str, subject: Subject) -> Option<Found<'c>> {
    let found = |text: &str, mended: bool| {
        let (grade, at) = framework.grade_at(&form(text), subject)?;
        let kind = match at.kind {
            Kind::Label | Kind::Accepted if mended => Kind::Misspelt,
            kind => kind,
        };
        Some(Found { framework, grade, form: at, kind })
    };
    // "C. HTNV" goes by a letter, and is no "CHTNV".
    let whole = |text: &str, mended: bool| found(text, mended).filter(|_| !key(text).starts_with("c "));
    let plain = |text: &str, mended: bool| whole(text, mended).or_else(|| whole(&without_lead(text)?, mended));
    let composed = |text: &str, mended: bool| {
        let bare = without_lead(text);
        found(&written_out(&bare.unwrap_or_else(|| key(text)))?, mended)
    };
    let meant = || catalogue.slips.mend(label);
    plain(label, false)
        .or_else(|| plain(&meant()?, true))
        .or_else(|| composed(label, false))
        .or_else(|| composed(&meant()?, true))
}

/// The same in a framework that the column is known to be in, whose results may be numbers.
fn find_settled<'c>(
    catalogue: &Catalogue,
    framework: &'c Framework,
    label: &str,
    subject: Subject,
) -> Option<Found<'c>> {
    let number = || find(catalogue, framework, &framework.grade_of_number(label)?.label, subject);
    find(catalogue, framework, label, subject).or_else(number)
}

/// "Loại A" and "a" are the symbol "a".
fn symbol(label: &str) -> String {
    let bare = without_lead(label);
    form(bare.as_deref().unwrap_or(label))
}
