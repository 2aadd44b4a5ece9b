//! A cell as nearly all writers put it, read in one go: `<c r="B7" s="3" t="s"><v>12</v></c>`, and the step from one row to
//! the next. Whatever stands otherwise is left to the tokenizer, which gives the same for these.

use std::borrow::Cow;

use memchr::memchr;

use super::sheet::without_outer_spaces;
use crate::finding::{CellRef, MAX_COLUMNS, MAX_ROWS};

/// Where everything stands in the text of one cell.
#[derive(Debug)]
pub struct QuickCell<'a> {
    /// Where.
    pub at: CellRef,
    /// Index into the cell formats.
    pub style: Option<u32>,
    /// Its `t` attribute; empty without one.
    pub kind: &'a str,
    /// Its text, if there is any.
    pub text: Option<Text<'a>>,
    /// Bytes up to the end of the cell.
    pub(super) length: usize,
}

/// The text of a cell as it stands, and what it stands in.
#[derive(Debug)]
pub enum Text<'a> {
    /// In `<v>`, nothing but a few digits: the number, and as it stands.
    Whole(u64, &'a str),
    /// In `<v>`.
    Value(&'a str),
    /// In the one `<t>` of an `<is>`, its outer spaces left out unless they are kept.
    Inline(Cow<'a, str>),
}

/// Digits that a number may have and be exact.
const DIGITS: usize = 15;

/// The cell that starts here; `None` where it is not written in the usual way.
#[inline]
pub(super) fn quick_cell(text: &str) -> Option<QuickCell<'_>> {
    let bytes = text.as_bytes();
    if !stands(b"<c r=\"", bytes, 0) {
        return None;
    }
    let (at, mut end) = address(bytes, 6)?;
    let mut style = None;
    if stands(b" s=\"", bytes, end) {
        let (number, behind) = digits(bytes, end + 4, 9)?;
        (style, end) = (Some(number as u32), quote(bytes, behind)?);
    }
    let mut kind = "";
    if stands(b" t=\"", bytes, end) {
        let from = end + 4;
        let width = bytes[from..].iter().take(12).position(|b| !b.is_ascii_alphabetic())?;
        (kind, end) = (&text[from..from + width], quote(bytes, from + width)?);
    }
    let (found, length) = match () {
        () if stands(b"><v>", bytes, end) => value(text, end + 4)?,
        () if stands(b"/>", bytes, end) => (None, end + 2),
        () if stands(b"></c>", bytes, end) => (None, end + 5),
        () => inline(text, end)?,
    };
    Some(QuickCell { at, style, kind, text: found, length })
}

/// The place `B7` that starts here, and where its closing quote ends.
#[inline]
fn address(bytes: &[u8], from: usize) -> Option<(CellRef, usize)> {
    let (mut at, mut column) = (from, 0);
    while let Some(letter @ b'A'..=b'Z') = bytes.get(at).filter(|_| at < from + 4) {
        column = column * 26 + u32::from(letter - b'A') + 1;
        at += 1;
    }
    let (row, behind) = digits(bytes, at, 7)?;
    let fits = (1..=MAX_COLUMNS).contains(&column) && (1..=u64::from(MAX_ROWS)).contains(&row);
    let end = quote(bytes, behind).filter(|_| fits)?;
    Some((CellRef::new(row as u32 - 1, column - 1), end))
}

/// The number of the digits that start here, one at least and no more than may be, and where they end.
#[inline]
fn digits(bytes: &[u8], from: usize, most: usize) -> Option<(u64, usize)> {
    let (mut at, mut number) = (from, 0);
    while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
        number = number * 10 + u64::from(digit - b'0');
        at += 1;
        if at - from > most {
            return None;
        }
    }
    (at > from).then_some((number, at))
}

#[inline]
fn quote(bytes: &[u8], at: usize) -> Option<usize> {
    (bytes.get(at) == Some(&b'"')).then_some(at + 1)
}

/// Do these bytes stand there?
#[inline]
fn stands<const N: usize>(wanted: &[u8; N], bytes: &[u8], at: usize) -> bool {
    bytes.get(at..).and_then(|rest| rest.first_chunk()) == Some(wanted)
}

/// The text of a `<v>` whose start was just read, and where its cell ends.
#[inline]
fn value(text: &str, start: usize) -> Option<(Option<Text<'_>>, usize)> {
    const END: &[u8; 8] = b"</v></c>";
    let bytes = text.as_bytes();
    if let Some((number, end)) = digits(bytes, start, DIGITS)
        && stands(END, bytes, end)
    {
        return Some((Some(Text::Whole(number, &text[start..end])), end + END.len()));
    }
    let end = plain_end(bytes, start, END)?;
    Some((Some(Text::Value(&text[start..end])), end + END.len()))
}

/// The text of the one `<t>` of a cell whose start tag ends here, and where the cell ends.
fn inline(text: &str, end: usize) -> Option<(Option<Text<'_>>, usize)> {
    const BARE: &[u8; 8] = b"><is><t>";
    const KEPT: &[u8; 29] = b"><is><t xml:space=\"preserve\">";
    const END: &[u8; 13] = b"</t></is></c>";
    let bytes = text.as_bytes();
    let kept = stands(KEPT, bytes, end);
    if !kept && !stands(BARE, bytes, end) {
        return None;
    }
    let start = end + if kept { KEPT.len() } else { BARE.len() };
    let end = plain_end(bytes, start, END)?;
    let inner = Cow::Borrowed(&text[start..end]);
    let inner = if kept { inner } else { without_outer_spaces(inner) };
    Some((Some(Text::Inline(inner)), end + END.len()))
}

/// Where the text that starts here ends; `None` when something else follows it, or it holds entities or line ends, which are
/// for the tokenizer.
#[inline]
fn plain_end<const N: usize>(bytes: &[u8], start: usize, behind: &[u8; N]) -> Option<usize> {
    let end = start + bytes[start..].iter().position(|b| matches!(b, b'<' | b'&' | b'\r'))?;
    stands(behind, bytes, end).then_some(end)
}

/// The end of a row and the start of the next, `</row><row r="8" spans="1:12">`: its number, and the bytes up to its first
/// cell. `None` where they are written otherwise, or the row may be hidden.
#[inline]
pub(super) fn quick_row(text: &str) -> Option<(u32, usize)> {
    const START: &[u8; 14] = b"</row><row r=\"";
    let bytes = text.as_bytes();
    if !stands(START, bytes, 0) {
        return None;
    }
    let (row, behind) = digits(bytes, START.len(), 7)?;
    let more = quote(bytes, behind).filter(|_| (1..=u64::from(MAX_ROWS)).contains(&row))?;
    let end = more + memchr(b'>', &bytes[more..])?;
    let attributes = &bytes[more..end];
    let usual = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'=' | b'"' | b':' | b'.' | b'-');
    let quotes = attributes.iter().filter(|b| **b == b'"').count();
    let plain = attributes.iter().all(usual) && quotes % 2 == 0 && !attributes.windows(6).any(|w| w == b"hidden");
    plain.then_some((row as u32 - 1, end + 1))
}

/// The shared string that starts here, `<si><t>Tốt</t></si>`, and its bytes; `None` where it is written otherwise.
#[inline]
pub(super) fn quick_string(text: &str) -> Option<(&str, usize)> {
    const START: &[u8; 7] = b"<si><t>";
    const END: &[u8; 9] = b"</t></si>";
    let bytes = text.as_bytes();
    if !stands(START, bytes, 0) {
        return None;
    }
    let end = plain_end(bytes, START.len(), END)?;
    let inner = &bytes[START.len()..end];
    let outer = |b: Option<&u8>| b.is_some_and(|b| matches!(b, b' ' | b'\t' | b'\n'));
    // Spaces that fall away, and what XML cannot hold, are for the tokenizer.
    let plain = !outer(inner.first()) && !outer(inner.last()) && !inner.contains(&b'_');
    plain.then_some((&text[START.len()..end], end + END.len()))
}
