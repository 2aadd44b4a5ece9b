//! `xeploai consolidate`: as check, then one consolidated workbook.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::{Consolidate, Format, Options, check, inputs, output, per_unit, report};
use crate::check::records::{FileRecord, Outcome};
use crate::consolidate::{Corrected, FileNames, Section, Summary, consolidate, persons};
use crate::correct::{Correction, Corrections, Wanted, corrections};
use crate::error::Error;
use crate::evaluate::fill_missing;
use crate::exchange::standing::standings;
use crate::finding::Finding;
use crate::locate::Kind;
use crate::report::text;
use crate::write::apply::apply_owned;
use crate::write::batch::{Streamed, write_all_and};
use crate::{read, write};

pub(super) fn run(job: &Consolidate) -> Result<u8, String> {
    let entries = inputs::find(&job.job.paths, &Arc::default())?;
    for out in std::iter::once(&job.out).chain(&job.details) {
        may_write(out, &entries, job.job.options.force)?;
    }
    if job.details.as_ref().is_some_and(|d| same_place(d, &job.out)) {
        return Err("--out và --details là cùng một file / the two outputs are one file".into());
    }
    let mut submitted = if job.no_fix { check::checked(&job.job)? } else { check::checked_to_correct(&job.job)? };
    let mut chosen = match job.no_fix {
        true => Corrections::default(),
        false => safe_corrections(&submitted, job.suggested)?,
    };
    let mut after = match chosen.list.is_empty() {
        true => None,
        false => {
            if job.per_unit.is_none() {
                forget_rows(&mut submitted, &chosen);
            }
            Some(corrected(&job.job.options, &submitted, &mut chosen)?)
        }
    };
    let done = after.as_ref().unwrap_or(&submitted);
    let status = check::status(done);
    let options = &job.job.options;
    // A page draws the sheets as they were sent.
    let page = matches!(options.format, Format::Html | Format::Sarif);
    let printed = if page { &submitted } else { done };
    report::print(&printed.report("consolidate", options), &printed.entries, options);
    report::write(&submitted.report("consolidate", options), &submitted.entries, options)?;
    if status == super::FAILED || !recognised(done) {
        // Nothing to consolidate: no output file.
        return Ok(status.max(super::FOUND));
    }
    if let Some(dir) = &job.per_unit {
        let said = per_unit::write(&submitted, dir, options)?;
        if options.format == Format::Text {
            output::print(&text::safe_lines(&said));
        }
    }
    let findings = std::mem::take(&mut submitted.findings);
    // What is said of the corrected figures was printed.
    after.iter_mut().for_each(|after| after.findings = Vec::new());
    let done = after.as_ref().unwrap_or(&submitted);
    let summary = summary(&submitted, after.as_ref(), chosen, findings);
    let names = FileNames::new(done.submission.files.iter().map(|file| &file.path));
    let bytes = write::consolidated::workbook(&summary).map_err(|e| e.vi())?;
    let (mut persons_told, pool) = (0, inputs::pool(options)?);
    let mut write_details = |file: &mut File| {
        let mut lists = persons(&done.submission);
        names.persons(&mut lists);
        persons_told = pool.install(|| write::details::details(&lists, file))?;
        Ok(())
    };
    let details = job.details.as_deref().map(|path| -> Streamed<'_> { (path, &mut write_details) });
    write_all_and(&[(job.out.as_path(), bytes.as_slice())], details).map_err(|e| output::both(&e))?;
    if job.job.options.format == Format::Text {
        output::print(&format!("Đã ghi file tổng hợp: {}\n", text::safe(&job.out.display().to_string())));
        output::print(&apart(&summary));
        if let Some(path) = &job.details {
            let path = text::safe(&path.display().to_string());
            output::print(&format!("Đã ghi danh sách chi tiết cá nhân: {path} ({persons_told:02} dòng)\n"));
        }
    }
    // The process ends here: millions of records need not be taken apart one by one.
    std::mem::forget((submitted, after, summary));
    Ok(status)
}

/// What stands apart in `Tổng hợp`, where not everything is what was decided of one year.
fn apart(summary: &Summary) -> String {
    let sections = summary.sections();
    if sections.iter().all(Section::is_of_year) && sections.len() <= 1 {
        return String::new();
    }
    let lines = sections.iter().map(|section| format!("  {}\n", section.title()));
    format!("Sheet “Tổng hợp” gồm {:02} phần, không cộng với nhau:\n{}", sections.len(), lines.collect::<String>())
}

/// Is there anything to consolidate?
pub(super) fn recognised(done: &check::Checked) -> bool {
    done.submission.files.iter().any(|f| f.tables.iter().any(|t| t.table.kind != Kind::Other))
}

/// All tables folded into one, with the corrections in effect and what was found in the files as submitted, as the consolidated
/// workbook shows it.
pub(super) fn summary(
    submitted: &check::Checked,
    after: Option<&check::Checked>,
    chosen: Corrections,
    findings: Vec<Finding>,
) -> Summary {
    let done = after.unwrap_or(submitted);
    let (reported, counted) = (&submitted.submission, &submitted.totals);
    let applied = after.map(|_| Corrected { list: chosen.list, submitted: reported, counted });
    let units = submitted.declared.units.as_ref();
    let standing = standings(&submitted.submission, &findings, &submitted.explanations, units);
    let mut summary = consolidate(&done.submission, findings, &done.declared.config, applied);
    summary.arrange(standing, submitted.explanations.clone(), units);
    summary.resent.clone_from(&submitted.resent);
    FileNames::new(done.submission.files.iter().map(|file| &file.path)).summary(&mut summary);
    summary
}

/// Refuses an output that is an input, or an existing file that is not our own.
fn may_write(out: &Path, entries: &[inputs::Entry], force: bool) -> Result<(), String> {
    let real = |p: &Path| p.canonicalize().unwrap_or_else(|_| p.to_path_buf());
    let ending = out.extension().map(|e| e.to_string_lossy().to_lowercase());
    if ending.as_deref() != Some("xlsx") {
        return Err(format!("file tổng hợp phải có đuôi .xlsx: {} / the output must end in .xlsx", out.display()));
    }
    if let Some(folder) = out.parent().filter(|p| !p.as_os_str().is_empty())
        && !folder.is_dir()
    {
        return Err(format!("không có thư mục {} / no such folder", folder.display()));
    }
    if !out.exists() {
        return Ok(());
    }
    let own = read::is_own_output(out);
    if entries.iter().any(|e| real(&e.on_disk) == real(out)) && !own {
        return Err(format!("{} là file đầu vào, không thể ghi đè / the output is one of the inputs", out.display()));
    }
    if !own && !force {
        return Err(format!(
            "{} đã có và không phải do xeploai tạo; thêm --force để ghi đè / exists and is not our own output",
            out.display()
        ));
    }
    Ok(())
}

/// Are the two paths one file, written differently?
fn same_place(a: &Path, b: &Path) -> bool {
    let folder = |p: &Path| {
        let parent = p.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
        parent.canonicalize().unwrap_or_else(|_| parent.to_path_buf())
    };
    folder(a) == folder(b) && a.file_name() == b.file_name()
}

/// The corrections that are applied: the safe ones, and on request the unique suggested ones.
fn safe_corrections(submitted: &check::Checked, suggested: bool) -> Result<Corrections, String> {
    let chosen = corrections(&submitted.findings, Wanted { suggested, ..Wanted::default() });
    chosen.map_err(|id| format!("không có nội dung “{id}” / no finding `{id}`"))
}

/// Keeps of the rows as submitted those of files that are counted without being read again.
fn forget_rows(submitted: &mut check::Checked, chosen: &Corrections) {
    let corrected: HashSet<&str> = chosen.list.iter().map(|correction| &*correction.edit.file).collect();
    submitted.forget_rows();
    submitted.alone.iter_mut().filter(|file| corrected.contains(&*file.path)).for_each(FileRecord::forget_rows);
}

/// Everything again, with the corrections applied in memory; the files stay as they are. From then on the corrections say
/// what they came to. `submitted` was checked to be corrected: only files with corrections are read again.
pub(super) fn corrected(
    options: &Options,
    submitted: &check::Checked,
    chosen: &mut Corrections,
) -> Result<check::Checked, String> {
    let told = Mutex::new(BTreeMap::new());
    let mut of_file: HashMap<Arc<str>, Vec<&Correction>> = HashMap::new();
    chosen.list.iter().for_each(|c| of_file.entry(c.edit.file.clone()).or_default().push(c));
    let correct = |entry: &inputs::Entry| {
        let own = of_file.get(&entry.name).map_or(&[][..], Vec::as_slice);
        // As stored, without the results we filled in: the corrections recompute what hangs on them.
        let mut original = match entry.bytes().and_then(read::from_bytes) {
            Ok(original) => original,
            Err(error) => return Ok(Outcome::Failed(error)),
        };
        inputs::take_reviews(&mut original, &entry.name);
        // What cannot be corrected stops no other file.
        let (applied, _) = match apply_owned(original, own) {
            Ok(applied) => applied,
            Err(refusal) => {
                told.lock().map_err(|e| e.to_string())?.insert(entry.name.clone(), Vec::new());
                return Ok(Outcome::Failed(Error::Unreadable(refusal.message().en)));
            }
        };
        let of_file: Vec<_> = own.iter().filter_map(|correction| applied.told(correction)).collect();
        told.lock().map_err(|e| e.to_string())?.insert(entry.name.clone(), of_file);
        let mut workbook = applied.workbook;
        let filled = fill_missing(&mut workbook);
        Ok(Outcome::Read(Box::new(workbook), filled))
    };
    let has_own = |&place: &usize| of_file.contains_key(&submitted.entries[place].name);
    let places: Vec<usize> = (0..submitted.entries.len()).filter(has_own).collect();
    let done = check::again(submitted, options, &places, correct)?;
    let mut told = told.into_inner().map_err(|e| e.to_string())?;
    // In the order of the files, whichever was done first.
    let of_files = done.entries.iter().filter_map(|entry| told.remove_entry(&entry.name));
    let (files, told): (Vec<_>, Vec<_>) = of_files.unzip();
    chosen.told(&files, &told.into_iter().flatten().collect::<Vec<_>>());
    Ok(done)
}
