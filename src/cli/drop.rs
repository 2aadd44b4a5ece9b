//! `xeploai drop`, and files dropped on the program's icon: checks them, writes everything it makes into one folder beside the
//! first of them, says in three lines what was found, and opens the page.

use std::collections::HashSet;
use std::path::PathBuf;

use super::consolidate::{corrected, recognised, summary};
use super::{Drop, Format, browser, check, fix, inputs, output, report, results};
use crate::consolidate::Summary;
use crate::correct::Wanted;
use crate::report::text::safe;
use crate::report::{Language, brief};
use crate::write::{self, batch};

pub(super) fn run(what: &Drop) -> Result<u8, String> {
    let options = &what.job.options;
    if options.format != Format::Text {
        return Err("drop chỉ có --format text / drop has the format text only".into());
    }
    let done = check::checked_to_correct(&what.job)?;
    let made = fix::made(&done, Wanted::default(), false)?;
    let files = files(&done, &made, what)?;
    let notes = notes(&done, &made, options.language());
    let folder = results::folder(&what.job.paths, &files, &done.entries);
    let written = folder.and_then(|folder| {
        let placed: Vec<(PathBuf, &[u8])> = files.iter().map(|f| (folder.join(&f.inner), f.bytes.as_slice())).collect();
        let outputs: Vec<batch::Output<'_>> = placed.iter().map(|(path, bytes)| (path.as_path(), *bytes)).collect();
        batch::write_all(&outputs).map(|()| folder).map_err(|e| output::both(&e))
    });
    let shown = written.as_ref().ok().map(|folder| folder.to_string_lossy().into_owned());
    let summed = brief::Done { cells: made.chosen.list.len(), copies: made.copies.len(), folder: shown.as_deref() };
    output::print(&brief::lines(&done.report("check", options), &summed));
    notes.iter().for_each(|note| output::print(&format!("{}\n", safe(note))));
    let folder = written.map_err(|why| format!("{why}\n{}", elsewhere(options.language())))?;
    let page = folder.join(results::PAGE);
    if results::is_long(&page) {
        output::print(&format!("{}\n", too_long(options.language())));
    }
    if !what.no_open {
        // Whoever is asked may stand elsewhere.
        browser::open(std::path::absolute(&page).unwrap_or(page).as_os_str());
    }
    Ok(check::status(&done))
}

/// Everything that is written: the page, the corrected copies with their list, and what several units add up to.
fn files(done: &check::Checked, made: &fix::Made, what: &Drop) -> Result<Vec<results::File>, String> {
    let options = &what.job.options;
    let page = report::page(&done.report("check", options), &done.entries);
    let mut files = vec![results::File::new(results::PAGE, page.into_bytes())];
    let mut taken = HashSet::new();
    for copy in &made.copies {
        files.push(results::File { inner: results::corrected(&copy.inner, &mut taken), bytes: copy.bytes.clone() });
    }
    if !made.copies.is_empty() {
        files.push(results::File::new(write::corrections::NAME, fix::listed(&made.chosen, &[], &done.entries)?));
    }
    if let Some(summary) = consolidated(done, made, what)? {
        let bytes = write::consolidated::workbook(&summary).map_err(|e| output::both(&e))?;
        files.push(results::File::new(results::CONSOLIDATED, bytes));
    }
    Ok(files)
}

/// What several units add up to, with the corrections that are in the copies; nothing of a single unit.
fn consolidated(done: &check::Checked, made: &fix::Made, what: &Drop) -> Result<Option<Summary>, String> {
    if check::status(done) == super::FAILED || !recognised(done) {
        return Ok(None);
    }
    let mut chosen = made.chosen.clone();
    let after = match chosen.list.is_empty() {
        true => None,
        false => Some(corrected(&what.job.options, done, &mut chosen)?),
    };
    let summary = summary(done, after.as_ref(), chosen, done.findings.clone());
    let units: HashSet<&str> = summary.rows.iter().filter(|row| row.sent).map(|row| row.unit.as_str()).collect();
    let several = units.len() > 1;
    Ok(several.then_some(summary))
}

/// What else is to be known: files that somebody has open, copies that could not be made.
fn notes(done: &check::Checked, made: &fix::Made, language: Language) -> Vec<String> {
    let open = |entry: &&inputs::Entry| results::is_open_in_excel(&entry.on_disk);
    let mut names: Vec<&str> = done.entries.iter().filter(open).map(|entry| &*entry.name).collect();
    names.dedup();
    let mut notes = Vec::new();
    if !names.is_empty() {
        let names = names.join("; ");
        notes.push(match language {
            Language::Vi => format!("Đang mở trong Excel, kết quả theo bản đã lưu gần nhất: {names}"),
            Language::En => format!("Open in Excel; what was checked is as last saved: {names}"),
        });
    }
    for (name, error) in &made.failed {
        notes.push(match language {
            Language::Vi => format!("Không ghi được bản chỉnh sửa của {name}: {}", error.vi()),
            Language::En => format!("No corrected copy of {name}: {error}"),
        });
    }
    notes
}

/// What to do where nothing may be written. The program never goes elsewhere by itself.
fn elsewhere(language: Language) -> &'static str {
    language.pick(
        "Chưa ghi file nào. Đề nghị chép các file vào một thư mục trên máy mà mình được ghi (ví dụ Documents), rồi thả lại; USB có khóa chống ghi thì mở khóa.",
        "Nothing was written. Copy the files into a folder of this computer that may be written to (such as Documents) and drop them again; unlock a write-protected stick.",
    )
}

fn too_long(language: Language) -> &'static str {
    language.pick(
        "Đường dẫn của kết quả dài, Excel có thể không mở được. Đề nghị chép thư mục kết quả sang nơi có đường dẫn ngắn hơn (ví dụ Desktop).",
        "The path of the results is long and Excel may not open it. Copy the folder to a place with a shorter one.",
    )
}
