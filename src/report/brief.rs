//! A run in three lines, for people who look at nothing else on the screen: what was found, what was corrected, where it is.

use super::text::{last_line, safe};
use super::{Language, Report};
use crate::check::records::FileRecord;
use crate::consolidate::FileNames;

/// Names in a line before the rest is counted.
const NAMES_MAX: usize = 5;

/// What a run made.
pub struct Done<'d> {
    /// Cells that are corrected in the copies.
    pub cells: usize,
    /// Corrected copies.
    pub copies: usize,
    /// The folder with everything; `None` when nothing could be written.
    pub folder: Option<&'d str>,
}

/// The three lines.
pub fn lines(report: &Report<'_>, done: &Done<'_>) -> String {
    let place = match (done.folder, report.language) {
        (Some(folder), Language::Vi) => format!("Kết quả: {folder}"),
        (Some(folder), Language::En) => format!("Results: {folder}"),
        (None, language) => language.pick("Chưa ghi được kết quả.", "No results were written.").to_owned(),
    };
    let said = [last_line(report), format!("{} {}", files(report), copies(done, report.language)), place];
    said.iter().map(|line| format!("{}\n", safe(line))).collect()
}

/// Which files were read, and which were not, with the reason.
fn files(report: &Report<'_>) -> String {
    let names = FileNames::new(report.submission.files.iter().map(|file| &file.path));
    let given: Vec<&FileRecord<'_>> = report.submission.files.iter().filter(|f| f.skipped.is_none()).collect();
    let left = report.submission.files.len() - given.len();
    let failed: Vec<String> = given
        .iter()
        .filter_map(|file| {
            let error = file.error.as_ref()?;
            let why = report.language.pick(&error.vi(), &error.to_string()).to_owned();
            Some(format!("{} ({why})", names.of(&file.path)))
        })
        .collect();
    let (read, all) = (given.len() - failed.len(), given.len());
    let mut said = match report.language {
        Language::Vi => format!("Đã đọc {read:02}/{all:02} file"),
        Language::En => format!("{read} of {all} files read"),
    };
    if left > 0 {
        said.push_str(&match report.language {
            Language::Vi => format!(", bỏ qua {left:02} (lý do trong báo cáo)"),
            Language::En => format!(", {left} left aside (the report says why)"),
        });
    }
    if !failed.is_empty() {
        let rest = failed.len().saturating_sub(NAMES_MAX);
        let shown = failed[..failed.len() - rest].join("; ");
        said.push_str(report.language.pick("; không đọc được: ", "; not read: "));
        said.push_str(&shown);
        match report.language {
            _ if rest == 0 => {}
            Language::Vi => said.push_str(&format!(" và {rest:02} file khác")),
            Language::En => said.push_str(&format!(" and {rest} others")),
        }
    }
    said.push('.');
    said
}

fn copies(done: &Done<'_>, language: Language) -> String {
    let (cells, copies) = (done.cells, done.copies);
    match (language, copies) {
        (Language::Vi, 0) => "Không có ô đủ căn cứ chỉnh sửa.".to_owned(),
        (Language::En, 0) => "No correction is well-founded.".to_owned(),
        (Language::Vi, _) => {
            format!("Đã chỉnh sửa {cells:02} ô đủ căn cứ trong {copies:02} bản sao; file gốc giữ nguyên.")
        }
        (Language::En, _) => {
            format!("{cells} well-founded corrections in {copies} copies; the originals are unchanged.")
        }
    }
}
