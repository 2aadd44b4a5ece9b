//! `xeploai status`: who has sent what, in ten lines and a paragraph to paste.

use super::check::{self, Checked};
use super::{Format, Job, output};
use crate::exchange::standing::{Standing, standings};
use crate::report::status;

/// How each unit stands.
pub(super) fn standing(done: &Checked) -> Vec<Standing> {
    standings(&done.submission, &done.findings, &done.explanations, done.declared.units.as_ref())
}

pub(super) fn run(job: &Job) -> Result<u8, String> {
    let done = check::checked(job)?;
    let now = standing(&done);
    let language = job.options.language();
    match job.options.format {
        Format::Json => output::print(&status::json(&now, language)),
        Format::Text => output::print(&status::text(&now, language)),
        Format::Html | Format::Sarif => {
            return Err("status chỉ có --format text hoặc json / status has the formats text and json".into());
        }
    }
    Ok(check::status(&done))
}
