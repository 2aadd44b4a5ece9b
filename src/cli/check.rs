//! `xeploai check`: the pre-submission check; writes nothing.

use rayon::prelude::*;

use super::{Check, Format, Job, Options, inputs, output, per_unit, report};
use crate::check::gates::{self, Suppressed};
use crate::check::records::{FileRecord, Input, Outcome, Recognition, Submission};
use crate::check::regimes;
use crate::check::totals::{Totals, totals};
use crate::check::{self};
use crate::exchange::answers::Review;
use crate::exchange::explain::{Explanation, explanations, mark};
use crate::exchange::resent::{Resent, resent};
use crate::finding::{Finding, Message};
use crate::report::{Report, text};
use crate::text::interned::Interned;

/// Everything a command needs after reading and checking.
pub(super) struct Checked {
    pub(super) submission: Submission<'static>,
    /// What is counted in it.
    pub(super) totals: Totals,
    /// What each file says alone, for those that are checked to be corrected: a file without corrections is not read twice.
    pub(super) alone: Vec<FileRecord<'static>>,
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
        let counted = (&self.submission, self.totals.clone());
        let report = Report::counted(command, counted, &self.findings, options.language());
        let report = report.anonymous(options.anonymous).ordered(self.declared.units.as_ref());
        report.declared(&self.suppressed, &self.notes).resent(&self.resent)
    }

    /// Keeps of the lists what a report says of them as a whole: files are opened again, and their rows take as much memory
    /// again.
    pub(super) fn forget_rows(&mut self) {
        self.submission.files.iter_mut().for_each(FileRecord::forget_rows);
    }
}

/// Reads, recognises, normalises and checks everything under the paths.
pub(super) fn checked(job: &Job) -> Result<Checked, String> {
    checked_paths(job, false)
}

/// The same before corrections are applied to it.
pub(super) fn checked_to_correct(job: &Job) -> Result<Checked, String> {
    checked_paths(job, true)
}

fn checked_paths(job: &Job, correct: bool) -> Result<Checked, String> {
    let declared = inputs::declared(&job.paths, &job.options)?;
    let entries = inputs::find(&job.paths, &inputs::reading(&declared.config, &job.options))?;
    if entries.is_empty() {
        return Err("không có file Excel nào trong các đường dẫn đã cho / no workbook under the given paths".into());
    }
    report::may_write(&job.options, &entries)?;
    checked_files(entries, declared, &job.options, correct, |_| ())
}

/// Reads, recognises, normalises and checks these files, if need be `to_correct` them; `opened` is told of each that was
/// opened.
pub(super) fn checked_files(
    mut entries: Vec<inputs::Entry>,
    declared: inputs::Declared,
    options: &Options,
    to_correct: bool,
    opened: impl Fn(&inputs::Entry) + Sync,
) -> Result<Checked, String> {
    inputs::set_aside(&mut entries, &declared.lists);
    let recognition = Recognition::new(declared.catalogue, &declared.config);
    let (several, texts) = (entries.len() > 1, Interned::default());
    // A workbook is dropped once it is recognised.
    let record = |entry: &inputs::Entry, input| {
        opened(entry);
        let mut file = recognition.file(input);
        if several {
            file.share_texts(&texts);
        }
        file
    };
    let files = inputs::each(&mut entries, options, record)?;
    let alone = if to_correct { files.clone() } else { Vec::new() };
    let submission = together(files, &declared, &recognition);
    Ok(Checked { alone, ..judged(submission, declared, entries, options)? })
}

/// Everything once more, with what `make` makes of some files (by their places) in their stead; all others are as they were
/// read. `done` was checked to be corrected.
pub(super) fn again(
    done: &Checked,
    options: &Options,
    places: &[usize],
    make: impl Fn(&inputs::Entry) -> Result<Outcome, String> + Sync,
) -> Result<Checked, String> {
    let recognition = Recognition::new(done.declared.catalogue, &done.declared.config);
    let record = |&place: &usize| {
        let (entry, wrong_extension) = (&done.entries[place], done.alone[place].wrong_extension);
        let input = Input { path: entry.name.clone(), outcome: make(entry)?, wrong_extension };
        Ok::<_, String>((place, recognition.file(input)))
    };
    let made = || places.par_iter().with_max_len(1).map(record).collect::<Result<Vec<_>, _>>();
    let mut files = done.alone.clone();
    for (place, record) in inputs::pool(options)?.install(made)? {
        files[place] = record;
    }
    let submission = together(files, &done.declared, &recognition);
    judged(submission, done.declared.clone(), done.entries.clone(), options)
}

/// All files as one submission.
fn together(
    mut files: Vec<FileRecord<'static>>,
    declared: &inputs::Declared,
    recognition: &Recognition<'static, '_>,
) -> Submission<'static> {
    // Before files are held against one another: two names of one unit are one unit.
    if let Some(list) = &declared.units {
        list.name_units(&mut files);
    }
    let mut submission = recognition.submission(files);
    submission.history = declared.history.clone();
    submission
}

/// Checks what was recognised.
fn judged(
    mut submission: Submission<'static>,
    declared: inputs::Declared,
    entries: Vec<inputs::Entry>,
    options: &Options,
) -> Result<Checked, String> {
    let run = || check::run(&submission, &declared.config);
    let mut findings = if submission.files.len() > 1 { inputs::pool(options)?.install(run) } else { run() };
    let (suppressed, mut notes) = gates::suppress(&mut findings, &declared.config, today());
    notes.extend(regimes::without_limit(&submission, &declared.config));
    let reviews: Vec<Review> = entries.iter().flat_map(|e| e.reviews.iter().cloned()).collect();
    let explanations = explanations(&reviews, &submission, &findings);
    mark(&mut findings, &explanations);
    let resent = resent(&mut submission, &findings, &declared.config, today());
    let totals = totals(&submission);
    let alone = Vec::new();
    Ok(Checked { submission, totals, alone, findings, declared, entries, suppressed, notes, explanations, resent })
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
    let mut done = checked(job)?;
    if what.per_unit.is_none() {
        done.forget_rows();
    }
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
