//! What `fix` did → text for people, JSON for programs.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Value, json};

use super::json::{plain, streamed};
use super::text::safe;
use super::{Language, Report};
use crate::correct::{Conflict, Correction, Corrections};
use crate::finding::Message;

/// How a copy was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// The same file, only the corrected cells changed.
    Patched,
    /// A new xlsx workbook, since the format is another.
    Rebuilt,
    /// A new xlsx workbook with values only, since the file cannot be patched safely.
    Values,
}

/// One corrected copy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// Where it is, or would be.
    pub path: String,
    /// The file it is a copy of, as the report names it.
    pub source: Arc<str>,
    /// How it was made.
    pub how: How,
    /// Why it could not be patched.
    pub reason: Option<Message>,
    /// What it does not have of the original.
    pub left_behind: Vec<Message>,
    /// Results of formulas that are new.
    pub recomputed: usize,
    /// Cells whose results are computed only when it is opened, as `'Sheet'!A1`.
    pub unknown: Vec<String>,
    /// The sheet in the copy that lists its corrections, which then have notes on their cells too.
    pub list_sheet: Option<String>,
}

/// Everything `fix` did.
#[derive(Debug)]
pub struct Fixed<'r> {
    /// The corrections.
    pub corrections: &'r Corrections,
    /// The copies.
    pub outputs: &'r [Output],
    /// Where the list of corrections is; `None` when nothing is written.
    pub list: Option<&'r str>,
}

/// The report after the corrections, with what was done.
pub fn json(report: &Report<'_>, fixed: &Fixed<'_>) -> String {
    let text = |message: &Message| report.language.pick(&message.vi, &message.en).to_owned();
    let correction = |c: &Correction| {
        json!({
            "finding": &*c.finding, "rule": c.rule, "safety": plain(&c.safety), "reason": text(&c.reason),
            "file": &*c.edit.file, "sheet": &*c.edit.sheet, "cell": c.edit.cell.to_string(),
            "from": &*c.edit.from, "to": &*c.edit.to,
        })
    };
    let conflict = |c: &Conflict| json!({"file": &*c.file, "sheet": &*c.sheet, "cell": c.cell.to_string(), "wanted": c.wanted, "findings": c.findings});
    let output = |o: &Output| {
        json!({
            "path": fixed.list.map(|_| &o.path), "source": &*o.source, "how": plain(&o.how), "reason": o.reason.as_ref().map(text),
            "left_behind": o.left_behind.iter().map(text).collect::<Vec<_>>(),
            "recomputed": o.recomputed, "unknown": o.unknown, "list_sheet": o.list_sheet,
        })
    };
    streamed(report, false)
        .each("corrections", &fixed.corrections.list, correction)
        .each("conflicts", &fixed.corrections.conflicts, conflict)
        .with("outputs", fixed.outputs.iter().map(output).collect())
        .with("list", fixed.list.map_or(Value::Null, |path| json!(path)))
        .pretty()
}

/// The corrections by file: cell, old → new, why; what was written and left behind.
pub fn text(fixed: &Fixed<'_>, language: Language) -> String {
    let mut out = String::new();
    for output in fixed.outputs {
        let written = match fixed.list {
            Some(_) => format!(" → {}", safe(&output.path)),
            None => String::new(),
        };
        let _ = writeln!(out, "{}{written}", safe(&output.source));
        for c in fixed.corrections.list.iter().filter(|c| c.edit.file == output.source) {
            let why = language.pick(&c.reason.vi, &c.reason.en);
            let line = format!(
                "{} · {:<5} {} → {}  {why} ({})",
                c.edit.sheet,
                c.edit.cell.to_string(),
                c.edit.from,
                c.edit.to,
                c.rule
            );
            let _ = writeln!(out, "  {}", safe(&line));
        }
        details(&mut out, output, language);
    }
    for c in &fixed.corrections.conflicts {
        let place = format!("{} · {} · {}", c.file, c.sheet, c.cell);
        let why = language
            .pick("không sửa, các căn cứ mâu thuẫn nhau", "not corrected, the corrections contradict each other");
        let _ = writeln!(out, "{}: {why}: {}", safe(&place), safe(&c.wanted.join(", ")));
    }
    out.push_str(&last_line(fixed, language));
    out.push('\n');
    out
}

fn details(out: &mut String, output: &Output, language: Language) {
    let mut line = |text: &str| {
        let _ = writeln!(out, "  {}", safe(text));
    };
    if let Some(reason) = &output.reason {
        let reason = language.pick(&reason.vi, &reason.en);
        let (vi, en) = (
            format!("chỉ ghi được bản giữ giá trị, do {reason}"),
            format!("a copy with values only, because {reason}"),
        );
        line(language.pick(&vi, &en));
    }
    if output.how == How::Rebuilt {
        line(language.pick("ghi lại dạng .xlsx", "rewritten as .xlsx"));
    }
    if output.recomputed > 0 {
        let (vi, en) = (
            format!("đã tính lại {:02} ô công thức", output.recomputed),
            format!("{} results of formulas recomputed", output.recomputed),
        );
        line(language.pick(&vi, &en));
    }
    if !output.unknown.is_empty() {
        let cells = output.unknown.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let (vi, en) = (
            format!("{:02} ô công thức Excel sẽ tính khi mở file: {cells}", output.unknown.len()),
            format!("{} results are computed when the file is opened: {cells}", output.unknown.len()),
        );
        line(language.pick(&vi, &en));
    }
    if let Some(sheet) = &output.list_sheet {
        let (vi, en) = (
            format!("đã ghi chú vào từng ô đã sửa; danh sách ở sheet “{sheet}”"),
            format!("a note on each corrected cell; listed on the sheet “{sheet}”"),
        );
        line(language.pick(&vi, &en));
    }
    for left in &output.left_behind {
        let text = format!("{}: {}", language.pick("không giữ được", "left behind"), language.pick(&left.vi, &left.en));
        line(&text);
    }
}

fn last_line(fixed: &Fixed<'_>, language: Language) -> String {
    let (cells, files) = (fixed.corrections.list.len(), fixed.outputs.len());
    match (language, fixed.list) {
        (Language::Vi, _) if cells == 0 => "Không có ô nào đủ căn cứ chỉnh sửa; không ghi file nào.".into(),
        (Language::En, _) if cells == 0 => "Nothing to correct; no file was written.".into(),
        (Language::Vi, Some(list)) => {
            format!("Đã sửa {cells:02} ô trong {files:02} file; danh sách: {}. File gốc không thay đổi.", safe(list))
        }
        (Language::En, Some(list)) => {
            format!("{cells} cells in {files} files corrected; listed in {}. Originals are unchanged.", safe(list))
        }
        (Language::Vi, None) => format!("Có thể sửa {cells:02} ô trong {files:02} file; chưa ghi gì."),
        (Language::En, None) => format!("{cells} cells in {files} files can be corrected; nothing was written."),
    }
}
