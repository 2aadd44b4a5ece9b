//! What formulas compute with: values turned into numbers, texts and truths, compared and rounded as Excel does it.
//!
//! Where Excel's answer hangs on the computer (decimal sign, collation) or on the sixteenth digit, there is none here.

use std::cmp::Ordering;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::read::Value;
use crate::text::Decimal;
use crate::text::shared::SharedText;

pub(super) const DIV_0: &str = "#DIV/0!";
pub(super) const NUM: &str = "#NUM!";
pub(super) const VALUE: &str = "#VALUE!";

/// Why there is no value to go on with.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Halt {
    /// An error as Excel shows it.
    Error(SharedText),
    /// We do not know; says why.
    NotEvaluated(Arc<str>),
}

/// A value, or why there is none. `Ok(Value::Error)` does not occur: errors travel as [`Halt::Error`].
pub(super) type Outcome<T = Value> = Result<T, Halt>;

/// An error as the outcome.
pub(super) fn error<T>(code: &str) -> Outcome<T> {
    Err(Halt::Error(code.into()))
}

/// No outcome, and why.
pub(super) fn unknown<T>(why: &str) -> Outcome<T> {
    Err(Halt::NotEvaluated(why.into()))
}

/// A finite number, or `#NUM!`.
pub(super) fn finite(number: f64) -> Outcome<f64> {
    match number.is_finite() {
        true => Ok(number),
        false => error(NUM),
    }
}

/// A value in a place that wants a number: blank is 0, TRUE is 1, text only when it is plainly a number.
pub(super) fn to_number(value: &Value) -> Outcome<f64> {
    match value {
        Value::Empty => Ok(0.0),
        Value::Number(number) => Ok(*number),
        Value::Bool(truth) => Ok(f64::from(u8::from(*truth))),
        Value::Error(code) => Err(Halt::Error(code.clone())),
        Value::Text(text) => number_in_text(text),
    }
}

/// Text without a digit is no number anywhere; `1,5`, `1.234`, `5%` and dates are one thing here, another there.
fn number_in_text(text: &str) -> Outcome<f64> {
    let thousands = text.trim().rsplit_once('.').map(|(_, after)| after.len()) == Some(3);
    match plain_number(text) {
        Some(number) if !thousands => Ok(number),
        None if !text.chars().any(char::is_numeric) => error(VALUE),
        _ => unknown("a number written as text"),
    }
}

/// `12`, `-3`, `0.5`: digits, at most one point, a sign. Nothing else.
pub(super) fn plain_number(text: &str) -> Option<f64> {
    let text = text.trim_matches(' ');
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = body.split_once('.').unwrap_or((body, "0"));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(fraction)).then(|| text.parse().ok()).flatten()
}

/// A value in a place that wants TRUE or FALSE.
pub(super) fn to_bool(value: &Value) -> Outcome<bool> {
    match value {
        Value::Empty => Ok(false),
        Value::Number(number) => Ok(*number != 0.0),
        Value::Bool(truth) => Ok(*truth),
        Value::Error(code) => Err(Halt::Error(code.clone())),
        Value::Text(text) if text.eq_ignore_ascii_case("TRUE") => Ok(true),
        Value::Text(text) if text.eq_ignore_ascii_case("FALSE") => Ok(false),
        Value::Text(text) if plain_number(text).is_some() => unknown("a number written as text"),
        Value::Text(_) => error(VALUE),
    }
}

/// A value in a place that wants text. The decimal sign hangs on the computer, so only whole numbers have one text.
pub(super) fn to_text(value: &Value) -> Outcome<SharedText> {
    match value {
        Value::Empty => Ok("".into()),
        Value::Text(text) => Ok(text.clone()),
        Value::Bool(truth) => Ok(if *truth { "TRUE" } else { "FALSE" }.into()),
        Value::Error(code) => Err(Halt::Error(code.clone())),
        Value::Number(n) if n.fract() == 0.0 && n.abs() < 1e11 => Ok(format!("{}", *n as i64).into()),
        Value::Number(_) => unknown("a number with decimals as text"),
    }
}

/// The order of two values: numbers before texts before FALSE and TRUE; a blank is like what it is compared with.
pub(super) fn compare(a: &Value, b: &Value) -> Outcome<Ordering> {
    match (a, b) {
        (Value::Error(code), _) | (_, Value::Error(code)) => Err(Halt::Error(code.clone())),
        (Value::Empty, Value::Empty) => Ok(Ordering::Equal),
        (Value::Empty, other) => compare(&blank_beside(other), other),
        (other, Value::Empty) => compare(other, &blank_beside(other)),
        (Value::Number(a), Value::Number(b)) => compare_numbers(*a, *b),
        (Value::Text(a), Value::Text(b)) => compare_texts(a, b),
        (Value::Bool(a), Value::Bool(b)) => Ok(a.cmp(b)),
        _ => Ok(rank(a).cmp(&rank(b))),
    }
}

/// Are two values equal? Texts have no order everywhere, but they are equal or not.
pub(super) fn equal(a: &Value, b: &Value) -> Outcome<bool> {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => same_text(a, b),
        (Value::Text(text), Value::Empty) | (Value::Empty, Value::Text(text)) => Ok(text.is_empty()),
        _ => Ok(compare(a, b)?.is_eq()),
    }
}

fn blank_beside(other: &Value) -> Value {
    match other {
        Value::Text(_) => Value::Text("".into()),
        Value::Bool(_) => Value::Bool(false),
        _ => Value::Number(0.0),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Text(_) => 1,
        Value::Bool(_) => 2,
        _ => 0,
    }
}

/// Excel compares fifteen digits. What differs by less than that counts, but is not nothing, we leave open.
pub(super) fn compare_numbers(a: f64, b: f64) -> Outcome<Ordering> {
    let apart = (a - b).abs();
    let size = a.abs().max(b.abs());
    if a == b || apart > 1e-12 * size.max(1.0) {
        return Ok(a.partial_cmp(&b).unwrap_or(Ordering::Equal));
    }
    if fifteen_digits(a) == fifteen_digits(b) {
        return Ok(Ordering::Equal);
    }
    match a.fract() == 0.0 && b.fract() == 0.0 && size < 1e15 {
        true => Ok(a.partial_cmp(&b).unwrap_or(Ordering::Equal)),
        false => unknown("a difference at the limit of precision"),
    }
}

fn fifteen_digits(number: f64) -> String {
    format!("{number:.14e}")
}

/// Texts are equal whatever their case. Before and after hang on the computer's language, except for plain letters.
fn compare_texts(a: &str, b: &str) -> Outcome<Ordering> {
    if same_text(a, b)? {
        return Ok(Ordering::Equal);
    }
    let plain = |t: &str| t.bytes().all(|c| c.is_ascii_alphanumeric() || c == b' ');
    match plain(a) && plain(b) {
        true => Ok(folded(a).cmp(folded(b))),
        false => Err(Halt::NotEvaluated("the order of two texts".into())),
    }
}

/// Are two texts equal, whatever their case? Open when they differ only in being composed or decomposed.
pub(super) fn same_text(a: &str, b: &str) -> Outcome<bool> {
    if a == b || folded(a).eq(folded(b)) {
        return Ok(true);
    }
    if !decomposed(a) && !decomposed(b) {
        return Ok(false);
    }
    match a.nfc().flat_map(char::to_lowercase).eq(b.nfc().flat_map(char::to_lowercase)) {
        true => unknown("composed and decomposed letters"),
        false => Ok(false),
    }
}

/// The letters in lower case.
pub(super) fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// Does it hold combining marks (U+0300 to U+036F)? Their first byte in UTF-8 is CC or CD.
pub(super) fn decomposed(text: &str) -> bool {
    memchr::memchr2(0xcc, 0xcd, text.as_bytes()).is_some()
}

/// Which way a number is rounded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Toward {
    /// To the nearest, half away from zero.
    Nearest,
    /// Away from zero.
    Up,
    /// To zero.
    Down,
}

/// Rounds the decimal number Excel shows, not the binary one beneath: 2.345 to two digits is 2.35. Open when the
/// fifteen digits Excel shows and the number itself round differently.
pub(super) fn round(number: f64, digits: f64, toward: Toward) -> Outcome<f64> {
    if number == 0.0 {
        return Ok(0.0);
    }
    if toward == Toward::Up && number.abs() < 1e-9 || digits.abs() > 20.0 {
        return unknown("rounding at the limit of precision");
    }
    let digits = digits.trunc() as i32;
    if number.fract() == 0.0 && digits >= 0 {
        return Ok(number);
    }
    let limit = || unknown("rounding at the limit of precision");
    let Some(exact) = Decimal::from_f64(number) else {
        return limit();
    };
    let shown = match exact.ratio().0.unsigned_abs() < 10u128.pow(15) {
        true => Some(exact),
        false => Decimal::parse(&fifteen_digits(number)),
    };
    let units = |decimal: Decimal| round_units(decimal, digits, toward);
    match (units(exact), shown.and_then(units)) {
        (Some(None), _) => Ok(number),
        (Some(Some(exact)), Some(shown)) if shown.is_none_or(|s| s == exact) => {
            format!("{exact}e{}", -digits).parse().or_else(|_| limit())
        }
        _ => limit(),
    }
}

/// The number in units of `10^-digits`, rounded; `Some(None)` when it has no more digits than that.
fn round_units(number: Decimal, digits: i32, toward: Toward) -> Option<Option<i128>> {
    let (units, _) = number.ratio();
    let surplus = i32::from(number.decimals()) - digits;
    if surplus <= 0 {
        return Some(None);
    }
    let step = 10i128.checked_pow(u32::try_from(surplus).ok()?)?;
    let (whole, rest) = (units / step, units % step);
    let away = match toward {
        Toward::Nearest => rest.abs() >= step / 2,
        Toward::Up => rest != 0,
        Toward::Down => false,
    };
    Some(Some(whole + if away { units.signum() } else { 0 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn text_is_a_number_only_when_it_is_plainly_one() {
        for (text, number) in [("12", 12.0), (" -3 ", -3.0), ("0.5", 0.5), ("1.25", 1.25)] {
            assert_eq!(number_in_text(text), Ok(number), "{text}");
        }
        for text in ["1,5", "1.234", "5%", "1/2/2025", "1e3", "1.2.3"] {
            assert!(matches!(number_in_text(text), Err(Halt::NotEvaluated(_))), "{text}");
        }
        for text in ["", "x", "Tốt"] {
            assert_eq!(number_in_text(text), error(VALUE), "{text}");
        }
    }

    #[test]
    fn fifteen_digits_are_compared_and_what_lies_below_is_left_open() {
        assert_eq!(compare_numbers(0.1 + 0.2, 0.3), Ok(Ordering::Equal));
        assert_eq!(compare_numbers(0.3, 0.31), Ok(Ordering::Less));
        assert!(compare_numbers(0.5 - 0.4 - 0.1, 0.0).is_err());
    }

    #[test]
    fn texts_are_equal_whatever_their_case() {
        assert_eq!(compare(&text("ĐẠT"), &text("đạt")), Ok(Ordering::Equal));
        assert_eq!(same_text("đạt", "dat"), Ok(false));
        assert!(same_text("đạt", "đa\u{323}t").is_err());
        assert!(compare(&text("Đạt"), &text("Tốt")).is_err());
    }

    #[test]
    fn the_number_shown_is_rounded() {
        for (number, digits, rounded) in [
            (2.345, 2.0, 2.35),
            (-2.345, 2.0, -2.35),
            (1.005, 2.0, 1.01),
            (2.5, 0.0, 3.0),
            (1234.5, -2.0, 1200.0),
            (1250.0, -2.0, 1300.0),
            (1e15, 2.0, 1e15),
        ] {
            assert_eq!(round(number, digits, Toward::Nearest), Ok(rounded), "{number}");
        }
        assert_eq!(round(2.341, 2.0, Toward::Up), Ok(2.35));
        assert_eq!(round(2.349, 2.0, Toward::Down), Ok(2.34));
        assert!(round(1.005 * 100.0, 0.0, Toward::Nearest).is_err());
    }

    proptest! {
        #[test]
        fn rounding_agrees_with_decimals(units in -1_000_000_000i64..1_000_000_000, scale in 0u8..8, digits in 0u8..6) {
            let decimal = Decimal::new(units.into(), scale);
            let number: f64 = decimal.to_string().parse().expect("a decimal is a number");
            let rounded: f64 = decimal.rounded(digits).to_string().parse().expect("so is its rounding");
            prop_assert_eq!(round(number, f64::from(digits), Toward::Nearest), Ok(rounded));
        }
    }
}
