//! Reports that take the place of earlier ones → what was settled, what is open, and what changed unasked, in words.

use serde_json::{Value, json};

use super::{Language, Report};
use crate::consolidate::FileNames;
use crate::exchange::resent::{Became, Change, Resent};

/// Lines of each kind before the rest is counted.
const SHOWN_MAX: usize = 10;

/// `lan-2.xlsx thay lan-1.xlsx: đã xử lý 02, …`, as a sentence without its unit.
pub fn summary(resent: &Resent, names: &FileNames, language: Language) -> String {
    let counts = Became::ALL.into_iter().filter(|b| *b != Became::Explained || resent.count(*b) > 0);
    let counts = counts.map(|became| match language {
        Language::Vi => format!("{} {:02}", lower(became.vi()), resent.count(became)),
        Language::En => format!("{} {}", became.en(), resent.count(became)),
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    let (newer, older, unasked) = (names.of(&resent.newer), names.of(&resent.older), resent.unasked().count());
    match language {
        Language::Vi => {
            format!("“{newer}” thay “{older}”: {counts}; {unasked:02} chỗ thay đổi ngoài nội dung đề nghị")
        }
        Language::En => format!("“{newer}” takes the place of “{older}”: {counts}; {unasked} changes nobody asked for"),
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// One line each: what was settled, then what changed unasked. The cell or place, and the text.
pub(super) fn lines(report: &Report<'_>, resent: &Resent, language: Language) -> Vec<(String, String)> {
    let settled = resent.matters.iter().filter(|m| m.became == Became::Settled).map(|m| {
        let label = language.pick(Became::Settled.vi(), Became::Settled.en());
        let cell = m.finding.cell.map(|c| c.to_string()).unwrap_or_default();
        (cell, format!("{label}: {}", report.sentence(&m.finding, language)))
    });
    let changed = resent.unasked().map(|c| (cell(c), changed(c, report.anonymous, language)));
    let mut lines = limited(settled.collect(), language);
    lines.extend(limited(changed.collect(), language));
    lines
}

fn limited(mut lines: Vec<(String, String)>, language: Language) -> Vec<(String, String)> {
    let rest = lines.len().saturating_sub(SHOWN_MAX);
    lines.truncate(SHOWN_MAX);
    if rest > 0 {
        let more = match language {
            Language::Vi => format!("và {rest:02} nội dung khác; xem đủ bằng --format json"),
            Language::En => format!("and {rest} more; all of them with --format json"),
        };
        lines.push(("…".to_owned(), more));
    }
    lines
}

fn cell(change: &Change) -> String {
    change.now.or(change.before).map(|c| c.to_string()).unwrap_or_default()
}

/// The row and column of a change by their names; the row of a person by its number where names do not belong.
pub(crate) fn place(change: &Change, nameless: bool, language: Language) -> String {
    let number = change.now.or(change.before).map_or(0, |c| c.row + 1);
    let row = match change.person && nameless {
        true => format!("{} {number}", language.pick("Dòng", "Row")),
        false => change.row.clone(),
    };
    if change.column.is_empty() { row } else { format!("{row}, {}", change.column) }
}

fn changed(change: &Change, nameless: bool, language: Language) -> String {
    let label = language.pick(change.ground.vi(), change.ground.en());
    let place = place(change, nameless, language);
    let sheet = &change.sheet;
    match (change.column.is_empty(), change.now) {
        (true, Some(_)) => format!("{label}: {sheet}, {}: {place}", language.pick("thêm dòng", "a new row")),
        (true, None) => format!("{label}: {sheet}, {}: {place}", language.pick("bỏ dòng", "a row is gone")),
        (false, _) => {
            let blank = |text: &str| if text.is_empty() { language.pick("trống", "blank") } else { text }.to_owned();
            format!("{label}: {sheet}, {place}: {} → {}", blank(&change.from), blank(&change.to))
        }
    }
}

/// The same for programs.
pub(super) fn json(report: &Report<'_>, resent: &Resent) -> Value {
    let matter = |m: &crate::exchange::resent::Matter| {
        json!({
            "became": super::json::plain(&m.became),
            "id": m.finding.id(),
            "rule": m.finding.rule,
            "sheet": m.finding.sheet.as_deref(),
            "cell": m.finding.cell.map(|c| c.to_string()),
            "message": report.sentence(&m.finding, report.language),
        })
    };
    let change = |c: &Change| {
        let nameless = c.person && report.anonymous;
        json!({
            "ground": super::json::plain(&c.ground),
            "sheet": &*c.sheet,
            "cell_before": c.before.map(|at| at.to_string()),
            "cell": c.now.map(|at| at.to_string()),
            "row": if nameless { Value::Null } else { json!(c.row) },
            "column": c.column,
            "from": if nameless && c.column.is_empty() { Value::Null } else { json!(c.from) },
            "to": if nameless && c.column.is_empty() { Value::Null } else { json!(c.to) },
        })
    };
    json!({
        "reporting_unit": resent.unit,
        "older": &*resent.older,
        "newer": &*resent.newer,
        "matters": resent.matters.iter().map(matter).collect::<Vec<_>>(),
        "changes": resent.changes.iter().map(change).collect::<Vec<_>>(),
    })
}
