//! A cell as nearly all writers put it, read in one go: `<c r="B7" s="3" t="s"><v>12</v></c>`. Whatever stands otherwise is
//! left to the tokenizer, which gives the same for these.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use crate::finding::CellRef;

/// Where everything stands in the text of one cell.
pub(super) struct QuickCell<'a> {
    pub(super) at: CellRef,
    pub(super) style: Option<u32>,
    pub(super) kind: &'a str,
    pub(super) text: Option<Text<'a>>,
    /// Bytes up to the end of the cell.
    pub(super) length: usize,
}

/// The text of a cell as it stands, and what it stands in.
pub(super) enum Text<'a> {
    /// In `<v>`.
    Value(&'a str),
    /// In the one `<t>` of an `<is>`, its outer spaces left out unless they are kept.
    Inline(Cow<'a, str>),
}

/// The cell that starts here; `None` where it is not written in the usual way.
pub(super) fn quick_cell(text: &str) -> Option<QuickCell<'_>> {
    let bytes = text.as_bytes();
    let rest = bytes.strip_prefix(b"<c r=\"")?;
    let width = rest.iter().take(12).position(|&b| b == b'"')?;
    let mut cell =
        QuickCell { at: CellRef::parse(&text[6..6 + width])?, style: None, kind: "", text: None, length: 7 + width };
    if let Some(rest) = bytes[cell.length..].strip_prefix(b" s=\"") {
        let digits = rest.iter().take(10).position(|&b| b == b'"').filter(|&digits| (1..=9).contains(&digits))?;
        let number = |number: u32, digit: &u8| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'));
        cell.style = Some(rest[..digits].iter().try_fold(0, number)?);
        cell.length += 5 + digits;
    }
    if let Some(rest) = bytes[cell.length..].strip_prefix(b" t=\"") {
        let width = rest.iter().take(12).position(|b| !b.is_ascii_alphabetic()).filter(|&at| rest[at] == b'"')?;
        cell.kind = &text[cell.length + 4..cell.length + 4 + width];
        cell.length += 5 + width;
    }
    let rest = &text[cell.length..];
    let used = match rest {
        _ if rest.starts_with("/>") => 2,
        _ if rest.starts_with("></c>") => 5,
        _ => {
            let (found, used) = content(rest.strip_prefix('>')?)?;
            cell.text = Some(found);
            1 + used
        }
    };
    cell.length += used;
    Some(cell)
}

/// The one text of a cell, and the bytes up to the end of the cell.
fn content(text: &str) -> Option<(Text<'_>, usize)> {
    const KEPT: &str = "<is><t xml:space=\"preserve\">";
    let until = |start: &str, end: &str| {
        let inner = text.strip_prefix(start)?;
        let width = memchr(b'<', inner.as_bytes())?;
        // Entities and line ends are for the tokenizer.
        let plain = memchr2(b'&', b'\r', &inner.as_bytes()[..width]).is_none();
        let ends = inner[width..].starts_with(end);
        (plain && ends).then(|| (&inner[..width], start.len() + width + end.len()))
    };
    if let Some((value, used)) = until("<v>", "</v></c>") {
        return Some((Text::Value(value), used));
    }
    let inline = "</t></is></c>";
    if let Some((value, used)) = until("<is><t>", inline) {
        return Some((Text::Inline(super::sheet::without_outer_spaces(value.into())), used));
    }
    until(KEPT, inline).map(|(value, used)| (Text::Inline(value.into()), used))
}
