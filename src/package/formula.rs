//! Formula text of one cell → the same formula as it stands in another cell: how shared formulas are written out.

use crate::finding::{MAX_COLUMNS, MAX_ROWS, column_name};

/// Moves every relative reference by `rows` and `columns`; `$` holds a part in place, and what runs over an edge of the
/// sheet comes back at the other, as in Excel. Strings, sheet names, functions and structured references stay.
///
/// ```
/// use xeploai::package::formula::shifted;
/// assert_eq!(shifted("SUM(C4:$C6)/'A1'!$F$7", 1, 1), "SUM(D5:$C7)/'A1'!$F$7");
/// ```
pub fn shifted(formula: &str, rows: i64, columns: i64) -> String {
    let mut out = String::with_capacity(formula.len() + 8);
    let mut rest = formula;
    while let Some(first) = rest.chars().next() {
        let len = match first {
            '"' | '\'' => quoted(rest, first as u8),
            '[' => bracketed(rest),
            c if is_word(c) => word(rest),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(len);
        if is_word(first) {
            let used = push_word(&mut out, token, after, (rows, columns));
            rest = &after[used..];
        } else {
            out.push_str(token);
            rest = after;
        }
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '$' | '_' | '.' | '\\' | '?')
}

fn word(text: &str) -> usize {
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

/// Length of a quoted piece; a doubled quote does not end it.
fn quoted(text: &str, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(found) = memchr::memchr(quote, &bytes[at..]) {
        at += found + 1;
        if bytes.get(at) != Some(&quote) {
            return at;
        }
        at += 1;
    }
    text.len()
}

fn bracketed(text: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

/// Writes one word, moved if it is a reference; says how much of `after` it took along (for `A:C` and `1:3`).
fn push_word(out: &mut String, token: &str, after: &str, by: (i64, i64)) -> usize {
    if after.starts_with(['(', '!', '[']) {
        out.push_str(token);
        return 0;
    }
    if let Some(cell) = parts(token).filter(|p| p.letters.is_some() && p.digits.is_some()) {
        cell.push_moved(out, by);
        return 0;
    }
    let second = after.strip_prefix(':').map(|rest| &rest[..word(rest)]);
    let follows = second.map_or("", |s| &after[1 + s.len()..]);
    if let (Some(a), Some(b)) = (parts(token), second.and_then(parts)) {
        let alike = a.letters.is_some() == b.letters.is_some() && b.letters.is_some() != b.digits.is_some();
        if alike && !follows.starts_with(['(', '!']) {
            a.push_moved(out, by);
            out.push(':');
            b.push_moved(out, by);
            return 1 + second.map_or(0, str::len);
        }
    }
    out.push_str(token);
    0
}

/// `$A$1`, `$A` or `$1`, taken apart.
struct Parts {
    letters: Option<(bool, u32)>,
    digits: Option<(bool, u32)>,
}

fn parts(token: &str) -> Option<Parts> {
    let (fixed, rest) = dollar(token);
    let split = rest.bytes().position(|b| !b.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (letters, rest) = rest.split_at(split);
    if letters.is_empty() {
        let row = row_number(rest)?;
        return Some(Parts { letters: None, digits: Some((fixed, row)) });
    }
    let column = column_number(letters)?;
    let letters = Some((fixed, column));
    if rest.is_empty() {
        return Some(Parts { letters, digits: None });
    }
    let (fixed, rest) = dollar(rest);
    let digits = Some((fixed, row_number(rest)?));
    Some(Parts { letters, digits })
}

fn dollar(text: &str) -> (bool, &str) {
    text.strip_prefix('$').map_or((false, text), |rest| (true, rest))
}

fn column_number(letters: &str) -> Option<u32> {
    if letters.len() > 3 {
        return None;
    }
    let number = letters.bytes().fold(0, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    (number <= MAX_COLUMNS).then(|| number - 1)
}

fn row_number(digits: &str) -> Option<u32> {
    let plain = !digits.is_empty() && digits.len() <= 7 && digits.bytes().all(|b| b.is_ascii_digit());
    let number: u32 = plain.then(|| digits.parse().ok())??;
    (1..=MAX_ROWS).contains(&number).then(|| number - 1)
}

impl Parts {
    fn push_moved(&self, out: &mut String, (rows, columns): (i64, i64)) {
        if let Some((fixed, column)) = self.letters {
            push_dollar(out, fixed);
            out.push_str(&column_name(moved(column, columns, fixed, MAX_COLUMNS)));
        }
        if let Some((fixed, row)) = self.digits {
            push_dollar(out, fixed);
            out.push_str(&(moved(row, rows, fixed, MAX_ROWS) + 1).to_string());
        }
    }
}

fn push_dollar(out: &mut String, fixed: bool) {
    if fixed {
        out.push('$');
    }
}

fn moved(place: u32, by: i64, fixed: bool, max: u32) -> u32 {
    let by = if fixed { 0 } else { by };
    (i64::from(place) + by).rem_euclid(i64::from(max)) as u32
}

#[cfg(test)]
mod tests {
    use super::shifted;

    #[test]
    fn relative_references_move() {
        for (from, to) in [
            ("SUM(C4:C6)", "SUM(D6:D8)"),
            ("$A1+A$1+$A$1+a1", "$A3+B$1+$A$1+B3"),
            ("LOG10(A1)+ATAN2(1,2)", "LOG10(B3)+ATAN2(1,2)"),
            ("\"A1 \"\"B2\"\"\"&A1", "\"A1 \"\"B2\"\"\"&B3"),
            ("'Biểu A1'!A1+Sheet2!B2", "'Biểu A1'!B3+Sheet2!C4"),
            ("SUM(A:$C)+SUM($1:3)", "SUM(B:$C)+SUM($1:5)"),
            ("Table1[A1]+[1]Sheet1!A1", "Table1[A1]+[1]Sheet1!B3"),
            ("1.5E3+1E5+TỔNG1", "1.5E3+1E5+TỔNG1"),
            ("XFD1+A1048576", "A3+B2"),
            ("TRUE&_xlfn.CONCAT(A1)", "TRUE&_xlfn.CONCAT(B3)"),
        ] {
            assert_eq!(shifted(from, 2, 1), to, "{from}");
        }
    }
}
