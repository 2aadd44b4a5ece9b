//! A report in the form that was asked for, on stdout and as a page of its own.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{Format, Options, inputs, output};
use crate::check::legacy;
use crate::evaluate::fill_missing;
use crate::read::{self, Workbook};
use crate::report::excerpt::excerpt;
use crate::report::html::{self, Excerpts};
use crate::report::{Report, json, sarif, text};
use crate::write::batch::write_all;

/// Prints a report in the form that was asked for.
pub(super) fn print(report: &Report<'_>, entries: &[inputs::Entry], options: &Options) {
    match options.format {
        Format::Json => output::print(&json::render(report)),
        Format::Text => output::print(&text::render(report, output::style(options.quiet))),
        Format::Html => output::print(&page(report, entries)),
        Format::Sarif => output::print(&sarif::render(report)),
    }
}

/// The report as one page, with the parts of the sheets its findings speak of.
pub(super) fn page(report: &Report<'_>, entries: &[inputs::Entry]) -> String {
    html::render(report, &excerpts(report, entries, &html::drawn(report.findings)))
}

/// Writes the page `--report` asks for.
pub(super) fn write(report: &Report<'_>, entries: &[inputs::Entry], options: &Options) -> Result<(), String> {
    let Some(path) = &options.report else { return Ok(()) };
    let page = page(report, entries);
    write_all(&[(path.as_path(), page.as_bytes())]).map_err(|e| output::both(&e))
}

/// Refuses a page that is an input, or in the place of a file that is not ours.
pub(super) fn may_write(options: &Options, entries: &[inputs::Entry]) -> Result<(), String> {
    let Some(path) = &options.report else { return Ok(()) };
    let shown = path.display();
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    if !matches!(ending.as_deref(), Some("html" | "htm")) {
        return Err(format!("trang báo cáo phải có đuôi .html: {shown} / the page must end in .html"));
    }
    let real = |p: &Path| p.canonicalize().unwrap_or_else(|_| p.to_path_buf());
    if entries.iter().any(|e| real(&e.path) == real(path)) {
        return Err(format!("{shown} là file đầu vào, không thể ghi đè / the output is one of the inputs"));
    }
    if path.is_dir() {
        return Err(format!("{shown} là thư mục / a folder"));
    }
    if path.exists() && !options.force && !is_own(path) {
        let asked = "thêm --force để ghi đè / exists and is not our own output, --force replaces it";
        return Err(format!("{shown} đã có và không phải do xeploai tạo; {asked}"));
    }
    Ok(())
}

/// Is there a page of ours? Its first lines tell.
pub(super) fn is_own(path: &Path) -> bool {
    let mut start = Vec::new();
    // A pipe is not opened: it would wait for whoever writes into it.
    let mut read = || File::open(path).and_then(|file| file.take(400).read_to_end(&mut start));
    path.is_file() && read().is_ok() && String::from_utf8_lossy(&start).contains(html::MARK)
}

/// The parts of the sheets that the findings at these places speak of. The files are opened once more, one after the other: while
/// everything is checked, no sheet is kept.
pub(super) fn excerpts(report: &Report<'_>, entries: &[inputs::Entry], drawn: &[usize]) -> Excerpts {
    let mut excerpts = Excerpts::new();
    for file in &report.submission.files {
        let own: Vec<usize> =
            drawn.iter().copied().filter(|at| report.findings[*at].file.as_ref() == Some(&file.path)).collect();
        let entry = entries.iter().find(|e| e.name == file.path).filter(|_| !own.is_empty());
        let Some(workbook) = entry.and_then(reopened) else { continue };
        for at in own {
            let finding = &report.findings[at];
            let named = |sheet: &&read::Sheet| Some(&sheet.name) == finding.sheet.as_ref();
            let Some((_, sheet)) = workbook.sheets().find(|(_, sheet)| named(sheet)) else { continue };
            let inside = |t: &&crate::locate::Table| {
                t.sheet == sheet.name && finding.cell.is_some_and(|cell| t.range.contains(cell))
            };
            let table = file.tables.iter().map(|t| &*t.table).find(inside);
            if let Some(part) = excerpt(&workbook, sheet, table, finding, report.anonymous) {
                excerpts.insert(at, part);
            }
        }
    }
    excerpts
}

/// The workbook as it was checked; `None` when it is no longer what it was.
fn reopened(entry: &inputs::Entry) -> Option<Workbook> {
    let mut workbook = entry.bytes().and_then(read::from_bytes).ok()?;
    fill_missing(&mut workbook);
    legacy::decode(&mut workbook);
    Some(workbook)
}
