//! `xeploai layout`: what was understood of each sheet, and why; or the lines that declare it otherwise.

use std::path::{Path, PathBuf};

use super::{Format, Layout, check, inputs, output};
use crate::report::{Report, json, layout, layout_init, text};
use crate::write::batch::write_all;

pub(super) fn run(what: &Layout) -> Result<u8, String> {
    let job = &what.job;
    let done = check::checked(job)?;
    let report = Report::new("layout", &done.submission, &done.findings, job.options.language());
    let tried = done.submission.files.iter().filter(|f| f.skipped.is_none());
    let unreadable = tried.clone().count() > 0 && tried.clone().all(|f| f.error.is_some());
    let status = if unreadable { super::FAILED } else { 0 };
    if what.init {
        init(&layout_init::render(&report), &job.paths)?;
        return Ok(status);
    }
    match job.options.format {
        Format::Json => output::print(&json::render_layout(&report)),
        _ => output::print(&layout::render(&report)),
    }
    Ok(status)
}

/// Writes the declaration beside the first input; where there is one already, prints it instead.
fn init(lines: &str, paths: &[PathBuf]) -> Result<(), String> {
    let path = inputs::beside(paths).unwrap_or_default().join("xeploai.toml");
    let shown = text::safe(&path.display().to_string());
    if path.exists() {
        output::print(lines);
        output::complain(&format!(
            "{shown} đã có nên chỉ in ra; chép những biểu cần khai báo vào file đó / exists already, so the lines are printed only"
        ));
        return Ok(());
    }
    write_all(&[(Path::new(&path), lines.as_bytes())]).map_err(|e| output::both(&e))?;
    output::print(&format!("Đã ghi {shown}; sửa những dòng chưa đúng rồi chạy lại / written, to be corrected\n"));
    Ok(())
}
