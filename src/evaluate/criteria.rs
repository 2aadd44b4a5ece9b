//! The criteria of COUNTIF and its kin: `">=5"`, `"<>x"`, `"Hoàn thành*"` → which cells fit.

use std::cmp::Ordering;

use super::value::{Halt, Outcome, compare_numbers, decomposed, folded, plain_number, same_text, unknown};
use crate::read::Value;
use crate::text::{Typed, typed_number};

/// Criteria by their operator, longer ones first.
const RELATIONS: [(&str, Relation); 6] = [
    ("<>", Relation::NotEqual),
    ("<=", Relation::AtMost),
    (">=", Relation::AtLeast),
    ("=", Relation::Equal),
    ("<", Relation::Below),
    (">", Relation::Above),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Relation {
    Equal,
    NotEqual,
    Below,
    AtMost,
    Above,
    AtLeast,
}

#[derive(Debug)]
enum Operand {
    Number(f64),
    Bool(bool),
    /// Text without wildcards.
    Text(String),
    /// Text with wildcards.
    Pattern(Vec<Glyph>),
    /// `"="` and `"<>"`: truly blank.
    Blank,
    /// `""`: blank or empty text.
    EmptyText,
}

/// A letter of a pattern.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Glyph {
    /// `*`
    Any,
    /// `?`
    One,
    /// A letter in lower case.
    Letter(char),
}

/// One criterion.
#[derive(Debug)]
pub(super) struct Criterion {
    relation: Relation,
    operand: Operand,
}

impl Criterion {
    /// The criterion a value stands for; a blank cell stands for 0.
    pub(super) fn new(value: &Value) -> Outcome<Self> {
        let equal = |operand| Self { relation: Relation::Equal, operand };
        match value {
            Value::Empty => Ok(equal(Operand::Number(0.0))),
            Value::Number(number) => Ok(equal(Operand::Number(*number))),
            Value::Bool(truth) => Ok(equal(Operand::Bool(*truth))),
            Value::Text(text) => Self::from_text(text),
            Value::Error(_) => unknown("an error as a criterion"),
        }
    }

    fn from_text(text: &str) -> Outcome<Self> {
        if text.is_empty() {
            return Ok(Self { relation: Relation::Equal, operand: Operand::EmptyText });
        }
        let found = RELATIONS.into_iter().find_map(|(sign, relation)| Some((relation, text.strip_prefix(sign)?)));
        let (relation, operand) = found.unwrap_or((Relation::Equal, text));
        let operand = operand_of(operand)?;
        let ordered = !matches!(relation, Relation::Equal | Relation::NotEqual);
        match operand {
            Operand::Number(_) => {}
            _ if ordered => return unknown("the order of two texts"),
            _ => {}
        }
        Ok(Self { relation, operand })
    }

    /// Does a cell with this value fit?
    pub(super) fn fits(&self, value: &Value) -> Outcome<bool> {
        match self.relation {
            Relation::Equal => self.equals(value),
            Relation::NotEqual => match (self.equals(value)?, &self.operand, value) {
                // Equal to the number, surely; whether it is different from it too is not documented.
                (true, Operand::Number(_), Value::Text(_)) => unknown("a number written as text"),
                (equal, ..) => Ok(!equal),
            },
            _ => self.is_ordered(value),
        }
    }

    /// The text in lower case that alone fits it, in letters that can be written in one way only.
    pub(super) fn text(&self) -> Option<&str> {
        match (self.relation, &self.operand) {
            (Relation::Equal, Operand::Text(text)) if !decomposed(text) => Some(text),
            _ => None,
        }
    }

    fn equals(&self, value: &Value) -> Outcome<bool> {
        match (&self.operand, value) {
            (Operand::Number(n), Value::Number(v)) => Ok(compare_numbers(*v, *n)?.is_eq()),
            (Operand::Number(n), Value::Text(text)) => text_is_number(text, *n),
            (Operand::Bool(b), Value::Bool(v)) => Ok(b == v),
            (Operand::Bool(_), Value::Text(text)) if is_truth(text) => unknown("TRUE as text"),
            (Operand::Text(t), Value::Text(v)) => same_text(t, v),
            (Operand::Pattern(p), Value::Text(v)) => match_pattern(p, v),
            (Operand::Blank, Value::Text(v)) if v.is_empty() => unknown("empty text as blank"),
            (Operand::Blank, v) => Ok(*v == Value::Empty),
            (Operand::EmptyText, Value::Text(v)) => Ok(v.is_empty()),
            (Operand::EmptyText, v) => Ok(*v == Value::Empty),
            _ => Ok(false),
        }
    }

    fn is_ordered(&self, value: &Value) -> Outcome<bool> {
        let (Operand::Number(limit), Value::Number(number)) = (&self.operand, value) else {
            return Ok(false);
        };
        let order = compare_numbers(*number, *limit)?;
        Ok(match self.relation {
            Relation::Below => order == Ordering::Less,
            Relation::AtMost => order != Ordering::Greater,
            Relation::Above => order == Ordering::Greater,
            _ => order != Ordering::Less,
        })
    }
}

fn is_truth(text: &str) -> bool {
    text.eq_ignore_ascii_case("TRUE") || text.eq_ignore_ascii_case("FALSE")
}

/// What stands after the operator. Dates, percents and decimal commas are read by the computer's settings.
fn operand_of(text: &str) -> Outcome<Operand> {
    if text.is_empty() {
        return Ok(Operand::Blank);
    }
    if let Some(number) = plain_number(text) {
        return match text.contains(' ') {
            true => unknown("spaces around a number"),
            false => Ok(Operand::Number(number)),
        };
    }
    if is_truth(text) {
        return Ok(Operand::Bool(text.eq_ignore_ascii_case("TRUE")));
    }
    let numeric = text.chars().all(|c| c.is_numeric() || "/-+.,:% eE".contains(c));
    if text.starts_with('#') || text.len() > 255 || numeric && text.contains(char::is_numeric) {
        return unknown("a criterion that hangs on the computer's settings");
    }
    let glyphs = glyphs(text);
    let letters: Option<String> = glyphs
        .iter()
        .map(|g| match g {
            Glyph::Letter(c) => Some(*c),
            _ => None,
        })
        .collect();
    Ok(letters.map_or(Operand::Pattern(glyphs), Operand::Text))
}

/// A tilde takes the meaning from the wildcard after it.
fn glyphs(text: &str) -> Vec<Glyph> {
    let mut out = Vec::new();
    let mut letters = text.chars().flat_map(char::to_lowercase).peekable();
    while let Some(letter) = letters.next() {
        out.push(match letter {
            '~' => Glyph::Letter(letters.next_if(|c| "*?~".contains(*c)).unwrap_or('~')),
            '*' => Glyph::Any,
            '?' => Glyph::One,
            letter => Glyph::Letter(letter),
        });
    }
    out
}

/// A cell with the text `5` counts as 5; one with `5,0` does so on some computers.
fn text_is_number(text: &str, number: f64) -> Outcome<bool> {
    if let Some(plain) = plain_number(text) {
        let equal = compare_numbers(plain, number)?.is_eq();
        return if equal && text.contains(' ') { unknown("spaces around a number") } else { Ok(equal) };
    }
    let near = |typed: crate::text::Decimal| {
        let typed = typed.to_string().parse().unwrap_or(f64::NAN);
        typed == number || typed / 100.0 == number
    };
    let doubtful = match typed_number(text) {
        Typed::Number(typed) => near(typed),
        Typed::Either { grouped, decimal, .. } => near(grouped) || near(decimal),
        Typed::None => false,
    };
    match doubtful {
        true => unknown("a number written as text"),
        false => Ok(false),
    }
}

/// Does the whole text fit? Goes back to the last `*` only, so it takes no longer than text times pattern.
fn match_pattern(pattern: &[Glyph], text: &str) -> Outcome<bool> {
    if decomposed(text) || pattern.iter().any(|g| matches!(g, Glyph::Letter('\u{300}'..='\u{36f}'))) {
        return Err(Halt::NotEvaluated("composed and decomposed letters".into()));
    }
    let text: Vec<char> = folded(text).collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match (pattern.get(p), star) {
            (Some(Glyph::Any), _) => {
                star = Some((p, t));
                p += 1;
            }
            (Some(Glyph::One), _) => (p, t) = (p + 1, t + 1),
            (Some(Glyph::Letter(c)), _) if *c == text[t] => (p, t) = (p + 1, t + 1),
            (_, Some((at, from))) => {
                star = Some((at, from + 1));
                (p, t) = (at + 1, from + 1);
            }
            _ => return Ok(false),
        }
    }
    Ok(pattern[p..].iter().all(|g| *g == Glyph::Any))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(criterion: &str, value: Value) -> Outcome<bool> {
        Criterion::new(&Value::Text(criterion.into()))?.fits(&value)
    }

    #[test]
    fn numbers_fit_their_limits_on_both_sides() {
        for (criterion, number, fit) in [
            (">=5", 5.0, true),
            (">=5", 4.9, false),
            ("<5", 4.9, true),
            ("<5", 5.0, false),
            ("<>5", 5.0, false),
            ("=5", 5.0, true),
            ("5", 5.0, true),
            ("Tốt", 5.0, false),
            ("<>Tốt", 5.0, true),
        ] {
            assert_eq!(fits(criterion, Value::Number(number)), Ok(fit), "{criterion}");
        }
    }

    #[test]
    fn texts_fit_whole_and_whatever_their_case() {
        for (criterion, text, fit) in [
            ("tốt", "TỐT", true),
            ("tốt", "Rất tốt", false),
            ("*tốt", "Rất tốt", true),
            ("hoàn thành*", "Hoàn thành tốt nhiệm vụ", true),
            ("hoàn thành*", "Không hoàn thành", false),
            ("*a*b*", "xxaxxbxx", true),
            ("?b", "ab", true),
            ("?b", "b", false),
            ("a~*", "a*", true),
            ("a~*", "ab", false),
            ("<>tốt", "Tốt", false),
            ("5", "5", true),
            (">4", "5", false),
        ] {
            assert_eq!(fits(criterion, Value::Text(text.into())), Ok(fit), "{criterion}");
        }
    }

    #[test]
    fn what_hangs_on_the_computer_is_left_open() {
        for (criterion, text) in [("6,5", "x"), (">a", "b"), ("1/2/2025", "x"), ("5", "5,0")] {
            assert!(fits(criterion, Value::Text(text.into())).is_err(), "{criterion}");
        }
    }
}
