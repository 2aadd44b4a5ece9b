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

/// A label that is looked for in frameworks.
struct Sought<'a> {
    catalogue: &'a Catalogue,
    label: &'a str,
    /// The forms it may have there, the likeliest first, each with whether known slips were mended in it.
    forms: Vec<(String, bool)>,
}

impl<'a> Sought<'a> {
    /// As it stands, without the words people put before it, with its parts written out, with known slips mended.
    fn new(catalogue: &'a Catalogue, label: &'a str) -> Self {
        let meant = catalogue.slips.mend(label);
        let texts = || std::iter::once((label, false)).chain(meant.as_deref().map(|meant| (meant, true)));
        let plain = texts().flat_map(|(text, mended)| {
            // "C. HTNV" goes by a letter, and is no "CHTNV".
            let ways = [Some(text.to_owned()), without_lead(text)].into_iter().flatten();
            ways.filter(|way| !key(way).starts_with("c ")).map(move |way| (form(&way), mended))
        });
        let composed = texts().filter_map(|(text, mended)| {
            let bare = without_lead(text).unwrap_or_else(|| key(text));
            Some((form(&written_out(&bare)?), mended))
        });
        Self { catalogue, label, forms: plain.chain(composed).collect() }
    }

    /// The label in the framework.
    fn find<'c>(&self, framework: &'c Framework, subject: Subject) -> Option<Found<'c>> {
        self.forms.iter().find_map(|(form, mended)| {
            let (grade, at) = framework.grade_at(form, subject)?;
            let kind = match at.kind {
                Kind::Label | Kind::Accepted if *mended => Kind::Misspelt,
                kind => kind,
            };
            Some(Found { framework, grade, form: at, kind })
        })
    }

    /// The same in a framework that the column is known to be in, whose results may be numbers.
    fn find_settled<'c>(&self, framework: &'c Framework, subject: Subject) -> Option<Found<'c>> {
        let number = || {
            let label = &framework.grade_of_number(self.label)?.label;
            Sought::new(self.catalogue, label).find(framework, subject)
        };
        self.find(framework, subject).or_else(number)
    }
}

/// "Loại A" and "a" are the symbol "a".
fn symbol(label: &str) -> String {
    let bare = without_lead(label);
    form(bare.as_deref().unwrap_or(label))
}
