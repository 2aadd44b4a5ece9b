//! Stored results that are not what their formulas give.

use super::{Stale, StaleKind, figures};
use crate::evaluate::{Evaluated, Evaluator};
use crate::locate::Table;
use crate::read::{Sheet, Value, Workbook};
use crate::text::shared::SharedText;
use crate::text::{Decimal, key};

/// The formulas of a table whose stored result would change when computed.
pub(super) fn stale(workbook: &Workbook, sheet: &Sheet, table: &Table, evaluator: &mut Evaluator<'_>) -> Vec<Stale> {
    let mut found = Vec::new();
    for cell in figures(sheet, table).filter(|cell| cell.formula().is_some()) {
        let result = evaluator.result(table.tab, cell.at());
        let (stored, now, kind) = match (cell.value(), result) {
            (Value::Number(stored), Evaluated::Number(now)) => {
                if !differs(stored, now, workbook.number_format(cell)) {
                    continue;
                }
                (written(stored), written(now), StaleKind::Number)
            }
            (Value::Number(stored), Evaluated::Error(code)) => (written(stored), code.to_string(), StaleKind::Breaks),
            (Value::Error(stored), Evaluated::Number(now)) => (stored.to_string(), written(now), StaleKind::Heals),
            (Value::Text(stored), Evaluated::Error(code)) => (stored.to_string(), code.to_string(), StaleKind::Breaks),
            (stored, now) => match texts(stored, now) {
                Some((stored, now)) => (stored, now, StaleKind::Text),
                None => continue,
            },
        };
        found.push(Stale { at: cell.at(), stored, now, kind });
    }
    found
}

/// What is stored and what is given, where either is a text and people would read another one. A blank that stands for 0 is
/// none: other programs than Excel store it so.
fn texts(stored: Value<&SharedText>, now: Evaluated) -> Option<(String, String)> {
    let (stored, now) = match (stored, now) {
        (Value::Text(stored), Evaluated::Text(now)) => (stored.to_string(), now.to_string()),
        (Value::Text(stored), Evaluated::Number(now)) if now != 0.0 || !stored.is_empty() => {
            (stored.to_string(), written(now))
        }
        (Value::Number(stored), Evaluated::Text(now)) => (written(stored), now.to_string()),
        _ => return None,
    };
    (key(&stored) != key(&now)).then_some((stored, now))
}

/// A number as a report writes it.
pub(super) fn written(number: f64) -> String {
    Decimal::shown(number).map_or_else(|| number.to_string(), |d| d.to_string())
}

/// Would people see another number?
fn differs(stored: f64, now: f64, format: Option<&str>) -> bool {
    if (stored - now).abs() <= 1e-9 * stored.abs().max(now.abs()).max(1.0) {
        return false;
    }
    let (Some(decimals), Some(a), Some(b)) = (format.and_then(decimals), Decimal::shown(stored), Decimal::shown(now))
    else {
        return true;
    };
    a.rounded_units(decimals) != b.rounded_units(decimals)
}

/// Decimals a format of plain digits shows: 2 for `0.00`, 3 for `0.0%`. `None` for dates, text, thousands and what is not
/// understood.
fn decimals(format: &str) -> Option<u8> {
    let format = format.split(';').next()?.trim();
    let percent = format.ends_with('%');
    let digits = format.trim_end_matches('%');
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|b| matches!(b, b'0' | b'#'));
    let whole = whole.strip_prefix("#,#").unwrap_or(whole);
    let known = plain(whole) && plain(part) && !digits.is_empty() && part.len() <= 8;
    known.then(|| part.len() as u8 + if percent { 2 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_say_how_much_is_seen() {
        let all = ["0", "0.00", "#,##0.0", "0.0%", "General", "dd/mm/yyyy", "0.00;[Red]-0.00"];
        assert_eq!(all.map(decimals), [Some(0), Some(2), Some(1), Some(3), None, None, Some(2)]);
    }

    #[test]
    fn what_is_not_seen_does_not_differ() {
        assert!(!differs(93.333, 93.3333333, Some("0.00")));
        assert!(differs(93.333, 93.3333333, None));
        assert!(!differs(93.333_333_333_333_33, 93.333_333_333_333_34, None));
        assert!(differs(40.0, 45.0, Some("0")));
    }
}
