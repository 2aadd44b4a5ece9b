//! `xeploai check`: the pre-submission check; writes nothing.

use super::{Check, Format, Job, Options, inputs, output, per_unit, report};
use crate::check::gates::{self, Suppressed};
use crate::check::records::{Input, Recognition, Submission};
use crate::check::{self};
use crate::exchange::answers::Review;
use crate::exchange::explain::{Explanation, explanations, mark};
use crate::exchange::resent::{Resent, resent};
use crate::finding::{Finding, Message};
use crate::report::{Report, text};

/// Everything a command needs after reading and checking.
pub(super) struct Checked {
    pub(super) submission: Submission<'static>,
    pub(super) findings: Vec<Finding>,
    pub(super) declared: inputs::Declared,
    pub(super) entries: Vec<inputs::Entry>,
    /// What the office has settled to leave aside.
    pub(super) suppressed: Vec<Suppressed>,
    /// What is to be said of its declarations.
    pub(super) notes: Vec<Message>,
    /// What units answered, with what became of it.
    pub(super) explanations: Vec<Explanation>,
    /// Reports that take the place of earlier ones, held against them.
    pub(super) resent: Vec<Resent>,
}

impl Checked {
    /// The report of a command over it.
    pub(super) fn report(&self, command: &'static str, options: &Options) -> Report<'_> {
        let report = Report::new(command, &self.submission, &self.findings, options.language());
        let report = report.anonymous(options.anonymous).ordered(self.declared.units.as_ref());
        report.declared(&self.suppressed, &self.notes).resent(&self.resent)
    }
}

/// Reads, recognises, normalises and checks everything under the paths.
pub(super) fn checked(job: &Job) -> Result<Checked, String> {
    let declared = inputs::declared(&job.paths, &job.options)?;
    let entries = inputs::find(&job.paths, &inputs::reading(&declared.config, &job.options))?;
    if entries.is_empty() {
        return Err("không có file Excel nào trong các đường dẫn đã cho / no workbook under the given paths".into());
    }
    report::may_write(&job.options, &entries)?;
    checked_files(entries, declared, &job.options, |_| ())
}

/// Reads, recognises, normalises and checks these files; `opened` is told of each that was opened.
pub(super) fn checked_files(
    mut entries: Vec<inputs::Entry>,
    declared: inputs::Declared,
    options: &Options,
    opened: impl Fn(&inputs::Entry) + Sync,
) -> Result<Checked, String> {
    inputs::set_aside(&mut entries, &declared.lists);
    let as_it_is = |entry: &inputs::Entry, input| {
        opened(entry);
        Ok(input)
    };
    let submission = submission(&mut entries, options, &declared, as_it_is)?;
    Ok(judged(submission, declared, entries))
}

/// Reads, recognises and normalises the files, each as `change` leaves it; a workbook is dropped once it is recognised.
pub(super) fn submission(
    entries: &mut [inputs::Entry],
    options: &Options,
    declared: &inputs::Declared,
    change: impl Fn(&inputs::Entry, Input) -> Result<Input, String> + Sync,
) -> Result<Submission<'static>, String> {
    let recognition = Recognition::new(declared.catalogue, &declared.config);
    let record = |entry: &inputs::Entry, input| change(entry, input).map(|input| recognition.file(input));
    let files = inputs::each(entries, options, record)?;
    let mut files: Vec<_> = files.into_iter().collect::<Result<_, _>>()?;
    // Before files are held against one another: two names of one unit are one unit.
    if let Some(list) = &declared.units {
        list.name_units(&mut files);
    }
    let mut submission = recognition.submission(files);
    submission.history = declared.history.clone();
    Ok(submission)
}

/// Checks what was recognised.
pub(super) fn judged(
    mut submission: Submission<'static>,
    declared: inputs::Declared,
    entries: Vec<inputs::Entry>,
) -> Checked {
    let mut findings = check::run(&submission, &declared.config);
    let (suppressed, notes) = gates::suppress(&mut findings, &declared.config, today());
    let reviews: Vec<Review> = entries.iter().flat_map(|e| e.reviews.iter().cloned()).collect();
    let explanations = explanations(&reviews, &submission, &findings);
    mark(&mut findings, &explanations);
    let resent = resent(&mut submission, &findings, &declared.config, today());
    Checked { submission, findings, declared, entries, suppressed, notes, explanations, resent }
}

/// 0, or 1 with an error finding, or 2 when nothing at all could be read.
pub(super) fn status(done: &Checked) -> u8 {
    let tried = done.submission.files.iter().filter(|f| f.skipped.is_none());
    let unreadable = tried.clone().count() > 0 && tried.clone().all(|f| f.error.is_some());
    let errors = done.findings.iter().any(|f| gates::stops(&done.declared.config, f));
    match (unreadable, errors) {
        (true, _) => super::FAILED,
        (false, true) => super::FOUND,
        (false, false) => 0,
    }
}

/// The day it is, by which declarations run out. Nothing else goes by the clock.
fn today() -> (u16, u8, u8) {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    crate::read::shown::civil(i64::try_from(since.as_secs() / 86_400).unwrap_or(0))
}

pub(super) fn run(what: &Check) -> Result<u8, String> {
    let job = &what.job;
    let done = checked(job)?;
    let report = done.report("check", &job.options);
    report::print(&report, &done.entries, &job.options);
    report::write(&report, &done.entries, &job.options)?;
    if let Some(dir) = &what.per_unit {
        let said = per_unit::write(&done, dir, &job.options)?;
        if job.options.format == Format::Text {
            output::print(&text::safe_lines(&said));
        }
    }
    let status = status(&done);
    // The process ends here: millions of records need not be taken apart one by one.
    std::mem::forget(done);
    Ok(status)
}
