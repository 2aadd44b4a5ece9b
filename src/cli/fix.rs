//! `xeploai fix`: as check, then a corrected copy of each workbook that has corrections, and a list of them all.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use unicode_normalization::UnicodeNormalization;

use super::{Fix, Format, check, inputs, output, report};
use crate::check::records::Outcome;
use crate::config::Limits;
use crate::consolidate::FileNames;
use crate::correct::{Correction, Corrections, Wanted, corrections};
use crate::error::{Error, Limit};
use crate::evaluate::fill_missing;
use crate::finding::Message;
use crate::package::patch::{Refusal, weight};
use crate::read::{self, Workbook};
use crate::report::fix::{Fixed, How, Output};
use crate::report::{fix, text};
use crate::write::annotate::annotate;
use crate::write::apply::{Applied, apply, apply_owned};
use crate::write::patch::patched_and_read;
use crate::write::rebuild::{rebuilt, values_only};
use crate::write::{self};

/// A corrected copy before it is written.
pub(super) struct Copy {
    /// Its place under the output folder.
    pub(super) inner: PathBuf,
    pub(super) bytes: Vec<u8>,
    /// What it holds, for the second check.
    workbook: Workbook,
    pub(super) about: Output,
    /// The corrections as it holds them.
    corrections: Vec<Correction>,
}

/// The corrected copies of a run; nothing of them is written yet.
pub(super) struct Made {
    /// The corrections, as the copies hold them.
    pub(super) chosen: Corrections,
    pub(super) copies: Vec<Copy>,
    /// Why there is no copy of a file, by its name.
    pub(super) failed: Vec<(Arc<str>, Error)>,
}

pub(super) fn run(job: &Fix) -> Result<u8, String> {
    let done = check::checked_to_correct(&job.job)?;
    let wanted = Wanted { suggested: job.suggested, accepted: &job.accept, ..Wanted::default() };
    let Made { chosen, mut copies, failed } = made(&done, wanted, job.annotate)?;
    for (name, error) in &failed {
        output::complain(&format!("{}: {}", text::safe(name), text::safe(&output::both(error))));
    }
    let list =
        job.out.as_deref().filter(|_| !job.diff && !copies.is_empty()).map(|dir| dir.join(write::corrections::NAME));
    if let (Some(dir), Some(list)) = (&job.out, &list) {
        for copy in &mut copies {
            copy.about.path = dir.join(&copy.inner).to_string_lossy().replace('\\', "/");
        }
        may_write(dir, list, &copies, &done.entries, job.job.options.force)?;
        write_all(dir, list, &copies, &chosen, &done.entries)?;
    }
    page(job, &done)?;
    let outputs: Vec<Output> = copies.iter().map(|copy| copy.about.clone()).collect();
    let after = if copies.is_empty() { done } else { recheck(job, &done, copies)? };
    let shown = list.as_ref().map(|path| path.to_string_lossy().replace('\\', "/"));
    let fixed = Fixed { corrections: &chosen, outputs: &outputs, list: shown.as_deref() };
    print(job, &after, &fixed);
    let status = check::status(&after);
    Ok(if failed.is_empty() { status } else { status.max(super::FOUND) })
}

/// Makes a copy of each file that has corrections among those wanted.
pub(super) fn made(done: &check::Checked, wanted: Wanted<'_>, annotated: bool) -> Result<Made, String> {
    let mut chosen = corrections(&done.findings, wanted).map_err(|id| {
        format!("không có nội dung “{id}” với một phương án sửa duy nhất / no finding `{id}` with a single correction")
    })?;
    let (mut copies, failed) = copies(&done.entries, &chosen, annotated);
    chosen.list.retain(|correction| failed.iter().all(|(name, _)| correction.edit.file != *name));
    let sources: Vec<Arc<str>> = copies.iter().map(|copy| copy.about.source.clone()).collect();
    let told: Vec<Correction> = copies.iter_mut().flat_map(|copy| std::mem::take(&mut copy.corrections)).collect();
    chosen.told(&sources, &told);
    Ok(Made { chosen, copies, failed })
}

/// The page draws the sheets as they were sent.
fn page(job: &Fix, done: &check::Checked) -> Result<(), String> {
    let options = &job.job.options;
    let report = done.report("fix", options);
    if matches!(options.format, Format::Html | Format::Sarif) {
        report::print(&report, &done.entries, options);
    }
    report::write(&report, &done.entries, options)
}

fn print(job: &Fix, after: &check::Checked, fixed: &Fixed<'_>) {
    let options = &job.job.options;
    let report = after.report("fix", options);
    match options.format {
        Format::Json => output::print(&fix::json(&report, fixed)),
        Format::Html | Format::Sarif => {}
        Format::Text if job.diff => output::print(&fix::text(fixed, options.language())),
        Format::Text => {
            output::print(&text::render(&report, output::style(options.quiet)));
            output::print(&format!("\n{}", fix::text(fixed, options.language())));
        }
    }
}

/// One copy for each file that has corrections, and why there is none of some.
fn copies(entries: &[inputs::Entry], chosen: &Corrections, annotated: bool) -> (Vec<Copy>, Vec<(Arc<str>, Error)>) {
    let by_file = chosen.by_file();
    let (mut copies, mut failed) = (Vec::new(), Vec::new());
    for entry in entries {
        let Some(list) = by_file.get(&entry.name) else { continue };
        // A panic in a dependency is this file's failure, not the run's.
        let made = catch_unwind(AssertUnwindSafe(|| copy(entry, list, annotated)));
        match made.unwrap_or_else(|_| Err(Error::Unreadable("the copy could not be written".into()))) {
            Ok(copy) => copies.push(copy),
            Err(error) => failed.push((entry.name.clone(), error)),
        }
    }
    (copies, failed)
}

fn copy(entry: &inputs::Entry, list: &[&Correction], annotated: bool) -> Result<Copy, Error> {
    let bytes = entry.bytes()?;
    let encrypted = entry.was_encrypted(&bytes);
    let sheets: BTreeSet<&str> = list.iter().map(|correction| &*correction.edit.sheet).collect();
    if let Some(made) = weight(&bytes, &sheets) {
        check_room(made, list, annotated, entry.limits())?;
    }
    let Prepared { mut applied, original, corrections, unknown } = prepared(entry, bytes.clone(), list, annotated)?;
    let format = original.format;
    let is_package = matches!(format, read::Format::Xlsx | read::Format::Xlsm);
    let (bytes, how, reason, mut left_behind, read) = if is_package {
        // A large workbook is there once: before it is patched, or after.
        drop(original);
        match patched_and_read(bytes.clone(), &mut applied, entry.limits()) {
            Ok((bytes, workbook)) => (bytes, How::Patched, None, Vec::new(), Some(workbook)),
            Err(refusal) => {
                let made = values_only(&prepared(entry, bytes, list, annotated)?.applied)?;
                (made.bytes, How::Values, Some(refusal.message()), made.left_behind, None)
            }
        }
    } else {
        let cells: u64 = original.sheets().map(|(_, sheet)| sheet.cells.len() as u64).sum();
        check_room(cells.saturating_mul(CELL_BYTES), list, annotated, entry.limits())?;
        applied.look = read::look::look(bytes).ok();
        let made = rebuilt(&original, &applied)?;
        (made.bytes, How::Rebuilt, None, made.left_behind, None)
    };
    if encrypted {
        left_behind.push(Message::new("mật khẩu mở file", "the password of the file"));
    }
    let mut workbook = read.map_or_else(|| read::from_bytes(bytes.clone()), Ok)?;
    workbook.format = format;
    let about = Output {
        path: String::new(),
        source: entry.name.clone(),
        how,
        reason,
        left_behind,
        recomputed: applied.recomputed,
        unknown,
        list_sheet: applied.annotations.as_ref().map(|annotations| annotations.sheet.name.clone()),
    };
    Ok(Copy { inner: named(&entry.inner, how, format), bytes, workbook, about, corrections })
}

/// Bytes of a cell in a workbook that is written anew.
const CELL_BYTES: u64 = 160;
/// Bytes of a correction that the copy tells of, with its note, and of another.
const TOLD_BYTES: (u64, u64) = (3 << 10, 400);

/// `Err` when making the copy would take more than may be; a quarter is left for what was read and found. `made` is what the
/// copy takes besides what is told of its corrections.
fn check_room(made: u64, list: &[&Correction], annotated: bool, limits: &Limits) -> Result<(), Error> {
    let each = if annotated { TOLD_BYTES.0 } else { TOLD_BYTES.1 };
    let all = made.saturating_add(each.saturating_mul(list.len() as u64));
    let over = Error::OverLimit { what: Limit::Copy, limit: format!("{} MB", limits.memory_mb) };
    if all > limits.memory_mb.saturating_mul(3 << 18) { Err(over) } else { Ok(()) }
}

/// The corrections of a file in effect.
struct Prepared {
    applied: Applied,
    /// What it was before, as far as it is asked for.
    original: Workbook,
    /// The corrections as they came to be.
    corrections: Vec<Correction>,
    /// Cells whose results are computed only when it is opened.
    unknown: Vec<String>,
}

fn prepared(entry: &inputs::Entry, bytes: Vec<u8>, list: &[&Correction], annotated: bool) -> Result<Prepared, Error> {
    let original = entry.workbook(bytes)?;
    let refused = |refusal: Refusal| Error::Unreadable(refusal.message().vi);
    let (mut applied, original) = match original.format {
        read::Format::Xlsx | read::Format::Xlsm => apply_owned(original, list).map_err(refused)?,
        _ => (apply(&original, list).map_err(refused)?, original),
    };
    let corrections: Vec<Correction> = list.iter().filter_map(|correction| applied.told(correction)).collect();
    if annotated {
        let name = entry.path.file_name().unwrap_or_default();
        annotate(&mut applied, &original, &corrections.iter().collect::<Vec<_>>(), &name.to_string_lossy());
    }
    let unknown = unknown(&applied);
    Ok(Prepared { applied, original, corrections, unknown })
}

fn unknown(applied: &Applied) -> Vec<String> {
    let sheet = |tab: usize| applied.workbook.tabs[tab].name().replace('\'', "''");
    applied.unknown.iter().map(|(tab, at)| format!("'{}'!{at}", sheet(*tab))).collect()
}

/// The name of a copy: that of its original, with the extension of what it is.
fn named(inner: &Path, how: How, format: read::Format) -> PathBuf {
    let stem = inner.file_stem().unwrap_or_default();
    match how {
        How::Patched if read::extension_mismatch(format, inner) => inner.with_extension(format.extension()),
        How::Patched => inner.to_path_buf(),
        How::Rebuilt => inner.with_extension("xlsx"),
        How::Values => {
            let mut name = stem.to_os_string();
            name.push(" (giá trị).xlsx");
            inner.with_file_name(name)
        }
    }
}

/// Refuses, before anything is written: two outputs of one name, an output that is an input or outside the folder, a file
/// that is there already.
fn may_write(dir: &Path, list: &Path, copies: &[Copy], entries: &[inputs::Entry], force: bool) -> Result<(), String> {
    if dir.exists() && !dir.is_dir() {
        return Err(format!("{} không phải là thư mục / not a folder", dir.display()));
    }
    let inputs: HashSet<PathBuf> = entries.iter().map(|entry| real(&entry.on_disk)).collect();
    let mut names = HashSet::new();
    let paths = copies.iter().map(|copy| dir.join(&copy.inner)).chain([list.to_path_buf()]);
    for path in paths {
        let shown = path.display();
        let key: String = path.to_string_lossy().nfc().flat_map(char::to_lowercase).collect();
        if !names.insert(key) {
            return Err(format!("hai bản ghi cùng tên {shown} / two outputs of one name"));
        }
        let own = path == *list && is_own(&path);
        if inputs.contains(&real(&path)) && !own {
            return Err(format!("{shown} là file đầu vào, không thể ghi đè / the output is one of the inputs"));
        }
        if !real(&path).starts_with(real(dir)) || path.is_symlink() {
            return Err(format!("{shown} nằm ngoài thư mục {} / outside the output folder", dir.display()));
        }
        if path.exists() && !own && !force {
            return Err(format!("{shown} đã có; thêm --force để ghi đè / exists already, --force replaces it"));
        }
    }
    Ok(())
}

/// Is there a workbook that this program made for itself: a list, a consolidated workbook?
pub(super) fn is_own(path: &Path) -> bool {
    read::is_own_output(path)
}

/// The path with links resolved; of what is not there yet, the folders that are.
fn real(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if parent.as_os_str().is_empty() => real(Path::new(".")).join(name),
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_path_buf(),
    }
}

/// The list of the corrections as a workbook, with those that were declined. It is sent on: it names files, not places on
/// this computer.
pub(super) fn listed(
    chosen: &Corrections,
    declined: &[Correction],
    entries: &[inputs::Entry],
) -> Result<Vec<u8>, String> {
    let names = FileNames::new(entries.iter().map(|entry| &entry.name));
    let (mut made, mut declined) = (chosen.list.clone(), declined.to_vec());
    names.corrections(&mut made);
    names.corrections(&mut declined);
    write::corrections::workbook(&made, &declined).map_err(|e| output::both(&e))
}

fn write_all(
    dir: &Path,
    list: &Path,
    copies: &[Copy],
    chosen: &Corrections,
    entries: &[inputs::Entry],
) -> Result<(), String> {
    let listed = listed(chosen, &[], entries)?;
    let paths: Vec<PathBuf> = copies.iter().map(|copy| dir.join(&copy.inner)).collect();
    let copies = paths.iter().zip(copies).map(|(path, copy)| (path.as_path(), copy.bytes.as_slice()));
    // The list last: where it stands, all copies do.
    let files: Vec<_> = copies.chain([(list, listed.as_slice())]).collect();
    write::batch::write_all(&files).map_err(|e| output::both(&e))
}

/// The check once more, with the copies in the place of their originals.
fn recheck(job: &Fix, done: &check::Checked, copies: Vec<Copy>) -> Result<check::Checked, String> {
    let corrected: BTreeMap<_, Workbook> = copies.into_iter().map(|copy| (copy.about.source, copy.workbook)).collect();
    let is_corrected = |&place: &usize| corrected.contains_key(&done.entries[place].name);
    let places: Vec<usize> = (0..done.entries.len()).filter(is_corrected).collect();
    let corrected = Mutex::new(corrected);
    let copy = |entry: &inputs::Entry| {
        let copy = corrected.lock().map_err(|e| e.to_string())?.remove(&entry.name);
        let mut workbook = copy.ok_or("a copy is asked for twice")?;
        let filled = fill_missing(&mut workbook);
        Ok(Outcome::Read(Box::new(workbook), filled))
    };
    check::again(done, &job.job.options, &places, copy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    /// The arguments of `xeploai fix`.
    fn job(arguments: &[&Path]) -> Fix {
        let all = [Path::new("xeploai"), Path::new("fix"), Path::new("--diff")];
        let cli = super::super::Cli::try_parse_from(all.iter().chain(arguments).map(|a| a.as_os_str()));
        match cli.map(|cli| cli.command) {
            Ok(super::super::Command::Fix(job)) => job,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_copy_that_takes_too_much_is_refused_before_it_is_made() {
        let limits = Limits { memory_mb: 1, ..Limits::default() };
        let over = Err(Error::OverLimit { what: Limit::Copy, limit: "1 MB".into() });
        assert_eq!(check_room(3 << 18, &[], false, &limits), Ok(()));
        assert_eq!(check_room((3 << 18) + 1, &[], false, &limits), over);
        let bytes = include_bytes!("../../fixtures/da-nang-2021/02-quan-thanh-khe.xlsm");
        let book = read::from_bytes(bytes.to_vec()).expect("a workbook");
        let names: Vec<_> = book.tabs.iter().map(|tab| tab.name().clone()).collect();
        let none = weight(bytes, &BTreeSet::new()).expect("a package");
        assert_eq!(none, 3 * bytes.len() as u64);
        assert!(weight(bytes, &names.iter().map(|name| &**name).collect()).is_some_and(|all| all > none + 1000));
        assert_eq!(weight(b"\xD0\xCF\x11\xE0", &BTreeSet::new()), None);
    }

    #[test]
    fn a_file_changed_after_the_check_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/da-nang-2021/02-quan-thanh-khe.xlsm");
        let paths = ["a.xlsm", "b.xlsm"].map(|name| folder.path().join(name));
        for path in &paths {
            std::fs::copy(fixture, path).expect("copied");
        }
        let job = job(&[folder.path()]);
        let done = check::checked_to_correct(&job.job).expect("checked");
        let chosen = corrections(&done.findings, Wanted::default()).expect("corrections");
        let mut bytes = std::fs::read(fixture).expect("a fixture");
        // As many bytes as before.
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(&paths[0], bytes).expect("written");
        let (made, failed) = copies(&done.entries, &chosen, false);
        let of = |source: &str| source.rsplit('/').next().unwrap_or("").to_owned();
        assert_eq!(made.iter().map(|copy| of(&copy.about.source)).collect::<Vec<_>>(), ["b.xlsm"]);
        assert_eq!(
            failed.iter().map(|f| (of(&f.0), f.1.clone())).collect::<Vec<_>>(),
            [("a.xlsm".into(), Error::Changed)]
        );
        // The second check says of it what the first one said.
        let after = recheck(&job, &done, made).expect("checked again");
        let of_a = |done: &check::Checked| {
            let all = done.findings.iter().filter(|f| f.file.as_ref().is_some_and(|file| of(file) == "a.xlsm"));
            all.map(|f| format!("{:?} {:?}", f.cell, f.message)).collect::<Vec<_>>()
        };
        assert!(!of_a(&done).is_empty());
        assert_eq!(of_a(&after), of_a(&done));
    }
}
