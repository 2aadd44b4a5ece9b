//! `xeploai status`: who has sent what, in ten lines and a paragraph to paste.

use super::check::{self, Checked};
use super::{Format, Job, output};
use crate::exchange::answers::Review;
use crate::exchange::explain::{Explanation, explanations};
use crate::exchange::standing::{Standing, standings};
use crate::report::status;

/// What units answered, and how each stands.
pub(super) struct Correspondence {
    pub(super) standings: Vec<Standing>,
    pub(super) explanations: Vec<Explanation>,
}

impl Correspondence {
    pub(super) fn of(done: &Checked) -> Self {
        let reviews: Vec<Review> = done.entries.iter().flat_map(|e| e.reviews.iter().cloned()).collect();
        let explanations = explanations(&reviews, &done.submission, &done.findings);
        let list = done.declared.units.as_ref();
        Self { standings: standings(&done.submission, &done.findings, &explanations, list), explanations }
    }
}

pub(super) fn run(job: &Job) -> Result<u8, String> {
    let done = check::checked(job)?;
    let now = Correspondence::of(&done);
    let language = job.options.language();
    match job.options.format {
        Format::Json => output::print(&status::json(&now.standings, language)),
        Format::Text => output::print(&status::text(&now.standings, language)),
        Format::Html | Format::Sarif => {
            return Err("status chỉ có --format text hoặc json / status has the formats text and json".into());
        }
    }
    Ok(check::status(&done))
}
