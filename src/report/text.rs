//! The report for people: by file and sheet, the cell first, a last line that says what was checked.

use std::fmt::Write;
use std::sync::Arc;

use super::{Language, Report, severity_name};
use crate::check::records::{FileRecord, Rated};
use crate::consolidate::FileNames;
use crate::finding::{Finding, Safety, Severity};
use crate::locate::RowRole;
use crate::text::is_unseen;

/// How the text is dressed.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Colours, for a terminal only.
    pub colour: bool,
    /// Only what must be settled or looked at.
    pub quiet: bool,
}

/// Findings of one rule, sheet and severity shown in full before the rest is counted.
const SHOWN_IN_FULL: usize = 5;

/// The whole report.
pub fn render(report: &Report<'_>, style: Style) -> String {
    let mut out = String::new();
    for file in &report.submission.files {
        let findings: Vec<&Finding> = report.findings.iter().filter(|f| f.file.as_ref() == Some(&file.path)).collect();
        let findings = findings.into_iter().filter(|f| !style.quiet || f.severity > Severity::Info).collect::<Vec<_>>();
        if style.quiet && findings.is_empty() {
            continue;
        }
        head(&mut out, file, report.language, style);
        by_sheet(&mut out, &findings, report, style);
        out.push('\n');
    }
    resent(&mut out, report);
    out.push_str(&last_line(report));
    out.push('\n');
    declared(&mut out, report);
    out
}

/// Reports that take the place of earlier ones, held against them.
fn resent(out: &mut String, report: &Report<'_>) {
    // Files are called here as they are above.
    let names = FileNames::default();
    for pair in report.resent {
        let about = super::resent::summary(pair, &names, report.language);
        let _ = writeln!(out, "{}", safe(&format!("{} · {about}", pair.unit)));
        for (cell, line) in super::resent::lines(report, pair, report.language) {
            let _ = writeln!(out, "    {cell:<8} {}", safe(&line));
        }
        out.push('\n');
    }
}

/// Text that goes to a terminal: control characters and direction marks shown, not obeyed.
pub fn safe(text: &str) -> String {
    text.chars().map(|c| if is_unseen(c) { '·' } else { c }).collect()
}

/// What the office has settled to leave aside, and what is to be said of its declarations.
fn declared(out: &mut String, report: &Report<'_>) {
    let mut reasons: Vec<(&str, &str, usize)> = Vec::new();
    for left in report.suppressed {
        match reasons.iter_mut().find(|r| (r.0, r.1) == (left.finding.rule, left.reason.as_str())) {
            Some(known) => known.2 += 1,
            None => reasons.push((left.finding.rule, &left.reason, 1)),
        }
    }
    for (rule, reason, count) in reasons {
        let _ = match report.language {
            Language::Vi => writeln!(out, "Bỏ qua theo khai báo: {count:02} nội dung ({rule}): {}", safe(reason)),
            Language::En => writeln!(out, "Left aside as declared: {count} ({rule}): {}", safe(reason)),
        };
    }
    for note in report.notes {
        let _ = writeln!(out, "{}", safe(report.language.pick(&note.vi, &note.en)));
    }
}

/// [`safe`], line by line.
pub fn safe_lines(text: &str) -> String {
    text.lines().map(|line| safe(line) + "\n").collect()
}

fn head(out: &mut String, file: &FileRecord<'_>, language: Language, style: Style) {
    let mut about: Vec<String> = file.unit.iter().cloned().collect();
    if let Some(year) = file.year {
        let regimes: Vec<&str> = [file.party, file.civil].into_iter().flatten().map(|r| &*r.id).collect();
        about.push(format!("{} {year} ({})", language.pick("năm", "year"), regimes.join(", ")));
    }
    if file.superior {
        about.push(language.pick("báo cáo cấp trên", "report of the level above").into());
    }
    if let Some(why) = &file.skipped {
        about.push(format!("{}: {}", language.pick("bỏ qua", "skipped"), language.pick(&why.vi, &why.en)));
    }
    let about = if about.is_empty() { String::new() } else { format!(" · {}", about.join(" · ")) };
    let _ = writeln!(out, "{}{}", paint(&safe(&file.path), "1", style), safe(&about));
}

fn by_sheet(out: &mut String, findings: &[&Finding], report: &Report<'_>, style: Style) {
    let language = report.language;
    let mut sheets: Vec<Option<&Arc<str>>> = Vec::new();
    for f in findings {
        if !sheets.contains(&f.sheet.as_ref()) {
            sheets.push(f.sheet.as_ref());
        }
    }
    for sheet in sheets {
        if let Some(sheet) = sheet {
            let _ = writeln!(out, "  {}", safe(sheet));
        }
        let mut of_rule: Vec<(&str, Severity, usize)> = Vec::new();
        for f in findings.iter().filter(|f| f.sheet.as_ref() == sheet) {
            let seen = match of_rule.iter_mut().find(|(rule, severity, _)| *rule == f.rule && *severity == f.severity) {
                Some(entry) => {
                    entry.2 += 1;
                    entry.2
                }
                None => {
                    of_rule.push((f.rule, f.severity, 1));
                    1
                }
            };
            if seen <= SHOWN_IN_FULL {
                one(out, f, report, style);
            }
        }
        for (rule, _, count) in of_rule.into_iter().filter(|r| r.2 > SHOWN_IN_FULL) {
            let rest = count - SHOWN_IN_FULL;
            let text = match language {
                Language::Vi => {
                    format!("và {rest:02} nội dung tương tự ({rule}); xem đủ bằng --format json")
                }
                Language::En => {
                    format!("and {rest} more of {rule}; all of them with --format json")
                }
            };
            let _ = writeln!(out, "    {:<8} {text}", "…");
        }
    }
}

fn one(out: &mut String, f: &Finding, report: &Report<'_>, style: Style) {
    let language = report.language;
    let cell = f.cell.map(|c| c.to_string()).unwrap_or_else(|| "–".into());
    let colour = match f.severity {
        Severity::Error => "31",
        Severity::Warning => "33",
        Severity::Info => "36",
    };
    let severity = paint(severity_name(f.severity, language), colour, style);
    let _ = writeln!(out, "    {cell:<8} {severity}: {}", safe(&report.sentence(f, language)));
    if let Some(fix) = &f.fix {
        let kind = match fix.safety {
            Safety::Safe => language.pick("Đủ căn cứ chỉnh sửa", "safe"),
            Safety::Suggested => language.pick("Đề nghị xác nhận", "suggested"),
        };
        let show = |edits: &[crate::finding::Edit]| {
            edits.iter().take(3).map(|e| format!("{}: {} → {}", e.cell, e.from, e.to)).collect::<Vec<_>>().join("; ")
        };
        let options: Vec<String> = if fix.alternatives.is_empty() {
            vec![show(&fix.edits)]
        } else {
            fix.alternatives.iter().map(|a| show(a)).collect()
        };
        let or = language.pick(" hoặc ", " or ");
        let _ = writeln!(out, "    {:<8} {kind}: {}", "", safe(&options.join(or)));
    }
}

/// What was checked, and whether all is well.
pub fn last_line(report: &Report<'_>) -> String {
    let counted =
        report.submission.files.iter().flat_map(|f| &f.tables).filter(|t| !matches!(t.content, Rated::Nothing));
    let (mut tables, mut rows) = (0, 0);
    for table in counted {
        tables += 1;
        rows += table.table.rows.iter().filter(|r| r.role == RowRole::Data).count();
    }
    let (errors, warnings, infos) =
        (report.count(Severity::Error), report.count(Severity::Warning), report.count(Severity::Info));
    let explained = report.findings.iter().filter(|f| f.explained.is_some()).count();
    let explained = match (report.language, explained) {
        (_, 0) => String::new(),
        (Language::Vi, count) => format!(" Đơn vị đã giải trình {count:02} nội dung."),
        (Language::En, count) => format!(" The units explained {count}."),
    };
    let said = match (report.language, errors + warnings) {
        (Language::Vi, 0) if tables == 0 => "Chưa kiểm tra được biểu nào.".to_owned(),
        (Language::En, 0) if tables == 0 => "No table was checked.".to_owned(),
        (Language::Vi, 0) => format!(
            "Đã kiểm tra {tables:02} biểu, {rows:02} dòng; chưa phát hiện nội dung cần chỉnh sửa về số liệu. Kết quả này không thay thế việc thẩm định của cấp có thẩm quyền."
        ),
        (Language::Vi, _) => format!(
            "Đã kiểm tra {tables:02} biểu, {rows:02} dòng: {errors:02} nội dung phải chỉnh sửa hoặc giải trình, {warnings:02} đề nghị kiểm tra lại, {infos:02} ghi nhận."
        ),
        (Language::En, 0) => format!(
            "{tables} tables, {rows} rows checked; nothing to correct was found. This does not replace the appraisal by the competent authority."
        ),
        (Language::En, _) => {
            format!("{tables} tables, {rows} rows checked: {errors} errors, {warnings} warnings, {infos} infos.")
        }
    };
    said + &explained
}

fn paint(text: &str, code: &str, style: Style) -> String {
    if style.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}
