//! Pieces of markup as they are put into the text of a part.

use std::ops::Range;

use super::xml::Tag;

/// The text with its pieces put in; an insertion goes before what starts at the same place.
pub(super) fn joined(text: &str, mut pieces: Vec<(Range<usize>, String)>) -> String {
    pieces.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len() + 256 * pieces.len());
    let mut at = 0;
    for (range, piece) in pieces {
        out.push_str(&text[at..range.start]);
        out.push_str(&piece);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The name of a tag as written, prefix included.
pub(super) fn raw_name(tag: &str) -> &str {
    let name = tag.trim_start_matches('<');
    &name[..name.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).unwrap_or(name.len())]
}

/// The prefix of a tag with its colon; empty when it has none.
pub(super) fn prefix<'t>(text: &'t str, tag: &Tag<'_>) -> &'t str {
    let name = raw_name(&text[tag.offset..]);
    name.find(':').map_or("", |colon| &name[..=colon])
}

/// Attributes in double quotes, unless the value holds one.
pub(super) fn attribute(name: &str, value: &str) -> String {
    let quote = if value.contains('"') { '\'' } else { '"' };
    format!(" {name}={quote}{value}{quote}")
}
