//! `xeploai consolidate`: as check, then one consolidated workbook.

use std::path::Path;

use super::{Consolidate, Format, check, inputs, output};
use crate::consolidate::{consolidate, persons};
use crate::locate::Kind;
use crate::report::{Report, json, text};
use crate::{read, write};

pub(super) fn run(job: &Consolidate) -> Result<u8, String> {
    let entries = inputs::find(&job.job.paths)?;
    for out in std::iter::once(&job.out).chain(&job.details) {
        may_write(out, &entries, job.force)?;
    }
    if job.details.as_ref().is_some_and(|d| same_place(d, &job.out)) {
        return Err("--out và --details là cùng một file / the two outputs are one file".into());
    }
    let done = check::checked(&job.job)?;
    let status = check::status(&done.submission, &done.findings);
    let report = Report::new("consolidate", &done.submission, &done.findings, job.job.options.language());
    match job.job.options.format {
        Format::Json => output::print(&json::render(&report)),
        Format::Text => output::print(&text::render(&report, output::style(job.job.options.quiet))),
    }
    let recognised = done.submission.files.iter().any(|f| f.tables.iter().any(|t| t.table.kind != Kind::Other));
    if status == super::FAILED || !recognised {
        // Nothing to consolidate: no output file.
        return Ok(status.max(super::FOUND));
    }
    let summary = consolidate(&done.submission, done.findings.clone(), &done.config);
    let bytes = write::consolidated::workbook(&summary).map_err(|e| e.vi())?;
    write::replace(&job.out, &bytes).map_err(|e| e.vi())?;
    if let Some(details) = &job.details {
        let bytes = write::consolidated::details(&persons(&done.submission)).map_err(|e| e.vi())?;
        write::replace(details, &bytes).map_err(|e| e.vi())?;
    }
    if job.job.options.format == Format::Text {
        output::print(&format!("Đã ghi file tổng hợp: {}\n", text::safe(&job.out.display().to_string())));
    }
    Ok(status)
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
    let own = !out.is_dir() && read::open(out).is_ok_and(|w| w.own_output);
    if entries.iter().any(|e| real(&e.path) == real(out)) && !own {
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
