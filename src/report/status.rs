//! Who has sent what → at most ten lines and a paragraph to paste into a message; the same as JSON.

use serde_json::{Value, json};

use super::Language;
use super::text::safe;
use crate::exchange::standing::{Standing, State};
use crate::locate::period::Period;

/// Names in a line before the rest is counted.
const NAMES_MAX: usize = 12;

/// The lines and the paragraph.
pub fn text(rows: &[Standing], language: Language) -> String {
    let mut lines = vec![match language {
        Language::Vi => format!("Tình hình gửi báo cáo: {:02} đơn vị", rows.len()),
        Language::En => format!("Reports received: {} units", rows.len()),
    }];
    for state in State::ALL {
        let own: Vec<&Standing> = rows.iter().filter(|row| row.state == state).collect();
        let names: Vec<String> = own.iter().map(|row| named(row, language)).collect();
        let names = joined(&names, language);
        let colon = if own.is_empty() { "" } else { ": " };
        lines.push(format!("  {} {:02}{colon}{names}", language.pick(state.vi(), state.en()), own.len()));
    }
    let stranger = |row: &Standing| match (row.heirs.is_empty(), language) {
        (true, _) => row.unit.clone(),
        (false, Language::Vi) => format!("{} (nay là {})", row.unit, row.heirs.join(", ")),
        (false, Language::En) => format!("{} (now {})", row.unit, row.heirs.join(", ")),
    };
    let strangers: Vec<String> = rows.iter().filter(|row| !row.listed).map(stranger).collect();
    if !strangers.is_empty() {
        let label = language.pick("Không có trong danh mục đơn vị", "Not in the list of units");
        lines.push(format!("  {label} {:02}: {}", strangers.len(), joined(&strangers, language)));
    }
    lines.extend(undecided(rows, language));
    lines.extend(by_period(rows, language));
    let explained: usize = rows.iter().map(|row| row.explained).sum();
    if explained > 0 {
        let label = language.pick("Nội dung đã giải trình", "Findings explained");
        lines.push(format!("  {label}: {explained:02}"));
    }
    format!("{}\n\n{}\n", safe_lines(&lines), safe(&paragraph(rows)))
}

/// Who has sent nothing but what is proposed, or rated by the units themselves.
fn undecided(rows: &[Standing], language: Language) -> Option<String> {
    let of = |row: &Standing| {
        let stage = row.undecided?;
        Some(format!("{} ({})", row.unit, language.pick(stage.vi(), stage.en())))
    };
    let names: Vec<String> = rows.iter().filter_map(of).collect();
    let label = language.pick("Chưa có quyết định", "Not decided yet");
    (!names.is_empty()).then(|| format!("  {label} {:02}: {}", names.len(), joined(&names, language)))
}

/// For each quarter or month how many have sent it, and who has not.
fn by_period(rows: &[Standing], language: Language) -> Vec<String> {
    let mut periods: Vec<Period> = rows.iter().flat_map(|row| row.periods.iter().copied()).collect();
    periods.sort_unstable();
    periods.dedup();
    let line = |period: Period| {
        let lacks = rows.iter().filter(|row| row.listed && !row.periods.contains(&period));
        let names: Vec<String> = lacks.map(|row| row.unit.clone()).collect();
        let sent = rows.iter().filter(|row| row.periods.contains(&period)).count();
        let names = match (names.is_empty(), language) {
            (true, _) => String::new(),
            (false, Language::Vi) => format!("; chưa có {:02}: {}", names.len(), joined(&names, language)),
            (false, Language::En) => format!("; missing {}: {}", names.len(), joined(&names, language)),
        };
        match language {
            Language::Vi => format!("  Số liệu {}: {sent:02} đơn vị{names}", period.vi()),
            Language::En => format!("  Figures of {}: {sent} units{names}", period.id()),
        }
    };
    periods.into_iter().map(line).collect()
}

fn safe_lines(lines: &[String]) -> String {
    lines.iter().map(|line| safe(line)).collect::<Vec<_>>().join("\n")
}

/// A unit with what there is to say of it.
fn named(row: &Standing, language: Language) -> String {
    let more = match row.state {
        State::Complete => None,
        State::NotSent => Some(row.due.clone()).filter(|due| !due.is_empty()).map(|due| match language {
            Language::Vi => format!("hạn gửi {due}"),
            Language::En => format!("due {due}"),
        }),
        State::MissingForms => Some(row.missing.join(", ")),
        State::Review => Some(match (language, row.unreadable.is_empty()) {
            (Language::Vi, true) => format!("{:02} nội dung", row.errors),
            (Language::Vi, false) => "có file chưa đọc được".to_owned(),
            (Language::En, true) => format!("{} findings", row.errors),
            (Language::En, false) => "a file could not be read".to_owned(),
        }),
    };
    more.map_or_else(|| row.unit.clone(), |more| format!("{} ({more})", row.unit))
}

fn joined(names: &[String], language: Language) -> String {
    let shown = names.iter().take(NAMES_MAX).cloned().collect::<Vec<_>>().join(", ");
    match (names.len().saturating_sub(NAMES_MAX), language) {
        (0, _) => shown,
        (rest, Language::Vi) => format!("{shown} và {rest:02} đơn vị khác"),
        (rest, Language::En) => format!("{shown} and {rest} more"),
    }
}

/// The paragraph, in the tone of an office that writes to its units. It goes to them, so it is Vietnamese always.
pub fn paragraph(rows: &[Standing]) -> String {
    let listed: Vec<&Standing> = rows.iter().filter(|row| row.listed).collect();
    let of = |state: State| listed.iter().filter(move |row| row.state == state);
    let names = |rows: Vec<String>| rows.join(", ");
    let sent = listed.len() - of(State::NotSent).count();
    let mut sentences = vec![format!("Đến nay đã có {sent:02}/{:02} đơn vị gửi báo cáo.", listed.len())];
    let missing: Vec<String> = of(State::NotSent).map(|row| row.unit.clone()).collect();
    if !missing.is_empty() {
        sentences.push(format!("Đề nghị {} sớm gửi báo cáo.", names(missing)));
    }
    let forms: Vec<String> =
        of(State::MissingForms).map(|row| format!("{} gửi bổ sung {}", row.unit, row.missing.join(", "))).collect();
    if !forms.is_empty() {
        sentences.push(format!("Đề nghị {}.", forms.join("; ")));
    }
    let unreadable: Vec<String> =
        of(State::Review).filter(|row| !row.unreadable.is_empty()).map(|row| row.unit.clone()).collect();
    if !unreadable.is_empty() {
        sentences.push(format!("Đề nghị {} gửi lại file vì chưa đọc được.", names(unreadable)));
    }
    let review: Vec<String> =
        of(State::Review).filter(|row| row.unreadable.is_empty()).map(|row| row.unit.clone()).collect();
    if !review.is_empty() {
        let names = names(review);
        sentences.push(format!("Đề nghị {names} rà soát các nội dung đã nêu, chỉnh sửa hoặc giải trình và gửi lại."));
    }
    let complete = sentences.len() == 1 && !listed.is_empty();
    let open: Vec<String> = listed.iter().filter(|row| row.undecided.is_some()).map(|row| row.unit.clone()).collect();
    if !open.is_empty() {
        sentences.push(format!("{} chưa có quyết định xếp loại.", names(open)));
    }
    if complete {
        sentences.push("Các báo cáo đã đủ biểu, chưa phát hiện nội dung cần chỉnh sửa về số liệu.".to_owned());
    }
    sentences.push("Trân trọng.".to_owned());
    sentences.join(" ")
}

/// The same for programs.
pub fn json(rows: &[Standing], language: Language) -> String {
    super::json::pretty(&json!({
        "schema": "xeploai.report/1",
        "tool": {"name": "xeploai", "version": env!("CARGO_PKG_VERSION")},
        "command": "status",
        "units": rows.iter().map(|r| row(r, language)).collect::<Vec<_>>(),
        "message": paragraph(rows),
    }))
}

/// One unit for programs.
pub(super) fn row(row: &Standing, language: Language) -> Value {
    let unreadable =
        row.unreadable.iter().map(|(file, why)| json!({"file": &**file, "reason": language.pick(&why.vi, &why.en)}));
    json!({
        "unit": row.unit,
        "sector": row.sector,
        "listed": row.listed,
        "state": row.state,
        "files": row.files.iter().map(|f| &**f).collect::<Vec<_>>(),
        "forms": row.forms,
        "missing": row.missing,
        "unreadable": unreadable.collect::<Vec<_>>(),
        "errors": row.errors,
        "warnings": row.warnings,
        "explained": row.explained,
        "undecided": row.undecided,
        "periods": row.periods,
        "due": row.due,
        "heirs": row.heirs,
    })
}
