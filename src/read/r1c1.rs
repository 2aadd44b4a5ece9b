//! A formula in R1C1 notation → the same in A1 notation, for the cell it stands in.

use crate::finding::{CellRef, MAX_COLUMNS, MAX_ROWS, column_name};

/// The formula without its `=`. `None` where a reference leaves the sheet or is of a kind that has no A1 form here.
pub(super) fn to_a1(formula: &str, at: CellRef) -> Option<String> {
    let mut rest = formula.strip_prefix('=').unwrap_or(formula);
    let mut out = String::with_capacity(rest.len());
    while let Some(first) = rest.chars().next() {
        let used = match first {
            '"' | '\'' => quoted(rest, first)?,
            c if is_word(c) => {
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                // A reference, unless it is called or names a sheet.
                let whole = reference(rest, at).filter(|(_, used)| !followed_by_name(&rest[*used..]));
                if let Some((text, used)) = whole {
                    out.push_str(&text?);
                    rest = &rest[used..];
                    continue;
                }
                if is_whole(&rest[..end]) && !followed_by_name(&rest[end..]) {
                    return None;
                }
                end
            }
            '{' => return None,
            c => c.len_utf8(),
        };
        out.push_str(&rest[..used]);
        rest = &rest[used..];
    }
    Some(out)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

/// `R`, `C1`: a whole row or column, which means another thing in A1 notation.
fn is_whole(word: &str) -> bool {
    word.strip_prefix(['R', 'r', 'C', 'c']).is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

fn followed_by_name(rest: &str) -> bool {
    rest.starts_with(|c: char| is_word(c) || c == '(' || c == '!')
}

fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut at = 1;
    loop {
        at += text[at..].find(quote)? + 1;
        if !text[at..].starts_with(quote) {
            return Some(at);
        }
        at += 1;
    }
}

/// `RC[-1]`, `R1C1`, `R[2]C3`: its A1 form, if it is on the sheet, and its length. `None` when it is no reference; whole
/// rows and columns (`R1`, `C[2]`) have no form.
fn reference(text: &str, at: CellRef) -> Option<(Option<String>, usize)> {
    let rest = text.strip_prefix(['R', 'r'])?;
    let (row, rest) = place(rest, at.row)?;
    let (column, rest) = match rest.strip_prefix(['C', 'c']) {
        Some(rest) => place(rest, at.column)?,
        None => return None,
    };
    let sign = |absolute: bool| if absolute { "$" } else { "" };
    let on_sheet = |place: i64, most: u32| u32::try_from(place).ok().filter(|place| *place < most);
    let written = || {
        let (r, c) = (on_sheet(row.0, MAX_ROWS)?, on_sheet(column.0, MAX_COLUMNS)?);
        Some(format!("{}{}{}{}", sign(column.1), column_name(c), sign(row.1), r + 1))
    };
    Some((written(), text.len() - rest.len()))
}

/// What stands after `R` or `C`: the place from 0 and whether it is absolute, and the rest.
fn place(text: &str, own: u32) -> Option<((i64, bool), &str)> {
    if let Some(inner) = text.strip_prefix('[') {
        let (number, rest) = inner.split_once(']')?;
        let offset: i32 = number.parse().ok()?;
        return Some(((i64::from(own) + i64::from(offset), false), rest));
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    match &text[..end] {
        "" => Some(((i64::from(own), false), text)),
        digits => Some(((digits.parse::<i64>().ok()?.checked_sub(1)?, true), &text[end..])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_turned() {
        let to = |formula: &str| to_a1(formula, CellRef::parse("D5").expect("an address"));
        assert_eq!(to("=SUM(R[-3]C:R[-1]C)*RC[-1]").as_deref(), Some("SUM(D2:D4)*C5"));
        assert_eq!(to("=R1C1+R[1]C2+ROUND(RC,2)").as_deref(), Some("$A$1+$B6+ROUND(D5,2)"));
        assert_eq!(to("=IF('R1C1'!RC>\"R1C1\",Rcx,RC())").as_deref(), Some("IF('R1C1'!D5>\"R1C1\",Rcx,RC())"));
        assert_eq!(to("=R[-9]C"), None);
        assert_eq!(to("=R99999999999999999999C"), Some("R99999999999999999999C".into()));
        assert_eq!(to("=Đ1+rcé"), Some("Đ1+rcé".into()));
    }

    #[test]
    fn whole_rows_have_no_form() {
        let to = |formula: &str| to_a1(formula, CellRef::new(0, 0));
        assert_eq!(to("=SUM(C[2])"), None);
        assert_eq!(to("=SUM(R1:R3)"), None);
        assert_eq!(to("={1,2}"), None);
    }
}
