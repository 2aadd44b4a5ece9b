//! `xeploai layout`: what was understood of each sheet, and why.

use super::{Format, Job, check, output};
use crate::report::{Report, json, layout};

pub(super) fn run(job: &Job) -> Result<u8, String> {
    let done = check::checked(job)?;
    let report = Report::new("layout", &done.submission, &done.findings, job.options.language());
    match job.options.format {
        Format::Json => output::print(&json::render_layout(&report)),
        Format::Text => output::print(&layout::render(&report)),
    }
    let tried = done.submission.files.iter().filter(|f| f.skipped.is_none());
    let unreadable = tried.clone().count() > 0 && tried.clone().all(|f| f.error.is_some());
    Ok(if unreadable { super::FAILED } else { 0 })
}
