//! XML text → a forward stream of tags and texts. One tokenizer for every part of every package.
//!
//! Names are matched without their prefix, so `<x:c>` and strict OOXML read like `<c>`. Of `mc:AlternateContent` only the
//! first branch that Excel understands is seen. A DOCTYPE that declares anything is refused; entities are never expanded.

use std::borrow::Cow;

use memchr::{memchr, memchr3, memmem};

use crate::error::Error;

/// Prefixes of the additions to the format that Excel knows, as Excel itself writes them.
const UNDERSTOOD: [&str; 18] = [
    "a14", "c14", "cx", "cx1", "mx", "r", "v", "x12ac", "x14", "x14ac", "x15", "x15ac", "x16r2", "x16r3", "xdr14",
    "xr", "xr2", "xr3",
];

/// Part bytes → text: UTF-8 as it stands (a byte order mark included, so that offsets hold), UTF-16 and declared
/// encodings converted. Borrowed exactly when offsets in the text are offsets in the part.
pub fn decode_part(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = match bytes {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => encoding_rs::UTF_16LE,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => encoding_rs::UTF_16BE,
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => return Cow::Borrowed(text),
            Err(_) => declared_encoding(bytes),
        },
    };
    Cow::Owned(encoding.decode(bytes).0.into_owned())
}

fn declared_encoding(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let head = &bytes[..bytes.len().min(200)];
    let label = memmem::find(head, b"encoding=").and_then(|at| {
        let rest = &head[at + 9..];
        let quote = *rest.first()?;
        let end = memchr(quote, &rest[1..])?;
        encoding_rs::Encoding::for_label(&rest[1..=end])
    });
    label.unwrap_or(encoding_rs::UTF_8)
}

/// A start tag; its attributes are read on demand.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'a> {
    /// Name without its prefix.
    pub name: &'a str,
    /// Is it `<name/>`? Then no [`Token::End`] follows.
    pub empty: bool,
    /// Byte offset of its `<`.
    pub offset: usize,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// All attributes: name as written, value as written.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes }
    }

    /// The decoded value of the attribute of exactly this name.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        let found = self.attributes().find(|(n, _)| *n == name);
        found.map(|(_, value)| decode(value))
    }

    /// The decoded value of the first attribute of this name under any prefix.
    pub fn get_local(&self, name: &str) -> Option<Cow<'a, str>> {
        let found = self.attributes().find(|(n, _)| local(n) == name);
        found.map(|(_, value)| decode(value))
    }
}

/// The attributes of one tag.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.trim_start();
        let equals = memchr(b'=', rest.as_bytes())?;
        let name = rest[..equals].trim_end();
        let value = rest[equals + 1..].trim_start();
        let quote = *value.as_bytes().first()?;
        if quote != b'"' && quote != b'\'' {
            return None;
        }
        let end = memchr(quote, &value.as_bytes()[1..])? + 1;
        self.rest = &value[end + 1..];
        Some((name, &value[1..end]))
    }
}

/// One step through a part.
#[derive(Clone, Debug)]
pub enum Token<'a> {
    /// `<name …>` or `<name …/>`.
    Start(Tag<'a>),
    /// `</name>`, its name without prefix.
    End(&'a str),
    /// Text with entities decoded, or a CDATA section as it stands.
    Text(Cow<'a, str>),
}

/// The forward tokenizer.
#[derive(Debug)]
pub struct Tokenizer<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Open `AlternateContent` elements: their depth, and whether a branch was taken.
    alternatives: Vec<(usize, bool)>,
    /// Is there more of the part behind this text?
    more: bool,
}

impl<'a> Tokenizer<'a> {
    /// From the start of a part.
    pub fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Self { text, at, depth: 0, alternatives: Vec::new(), more: false }
    }

    /// From the start of a piece of a part, inside so many elements; its end is none while there is `more`.
    pub(super) fn piece(text: &'a str, depth: usize, more: bool) -> Self {
        let first = Self::new(text);
        Self { at: if depth == 0 { first.at } else { 0 }, depth, more, ..first }
    }

    /// The elements it stands in, unless one of them offers alternatives.
    pub(super) fn depth(&self) -> Option<usize> {
        self.alternatives.is_empty().then_some(self.depth)
    }

    /// The next token; `None` at the proper end. [`Error::Damaged`] when the text ends inside something or does not nest.
    pub fn next_token(&mut self) -> Result<Option<Token<'a>>, Error> {
        loop {
            let Some(token) = self.any_token()? else {
                return Ok(None);
            };
            match &token {
                Token::Start(tag) if self.leaves_branch(tag)? => {}
                Token::End("AlternateContent") if self.closes_alternatives() => {}
                Token::End("Choice" | "Fallback") if self.in_alternatives() => {}
                _ => return Ok(Some(token)),
            }
        }
    }

    /// The text not yet read.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Goes on over whole elements that were read without it.
    pub(super) fn pass_over(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// How far the text has been read, in bytes: right after the last token.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Reads on until the end of the element whose start tag was just given; nothing for an empty one.
    pub fn skip(&mut self, tag: &Tag<'_>) -> Result<(), Error> {
        if tag.empty {
            return Ok(());
        }
        let outside = self.depth - 1;
        while self.depth > outside {
            if self.any_token()?.is_none() {
                return Err(cut_short());
            }
        }
        self.alternatives.retain(|(depth, _)| *depth <= outside);
        Ok(())
    }

    /// The text inside the element whose start tag was just given, child elements left out.
    pub fn text_of(&mut self, tag: &Tag<'_>) -> Result<Cow<'a, str>, Error> {
        let mut text = Cow::Borrowed("");
        if tag.empty {
            return Ok(text);
        }
        loop {
            match self.next_token()? {
                Some(Token::Text(more)) => append(&mut text, more),
                Some(Token::Start(child)) => self.skip(&child)?,
                Some(Token::End(_)) => return Ok(text),
                None => return Err(cut_short()),
            }
        }
    }

    /// Handles the tags of alternate content; `true` when the caller is not to see the tag.
    fn leaves_branch(&mut self, tag: &Tag<'a>) -> Result<bool, Error> {
        if tag.name == "AlternateContent" {
            if !tag.empty {
                self.alternatives.push((self.depth, false));
            }
            return Ok(true);
        }
        let open = self.depth - usize::from(!tag.empty);
        let Some((depth, taken)) = self.alternatives.last_mut() else {
            return Ok(false);
        };
        if *depth != open || !matches!(tag.name, "Choice" | "Fallback") {
            return Ok(false);
        }
        // Excel takes the first branch of which it knows all that is required.
        let required = tag.get("Requires").unwrap_or_default();
        let known = required.split_whitespace().all(|prefix| UNDERSTOOD.contains(&prefix));
        if !known || std::mem::replace(taken, true) {
            self.skip(tag)?;
        }
        Ok(true)
    }

    fn closes_alternatives(&mut self) -> bool {
        let closes = self.alternatives.last().is_some_and(|(depth, _)| *depth == self.depth + 1);
        if closes {
            self.alternatives.pop();
        }
        closes
    }

    fn in_alternatives(&self) -> bool {
        self.alternatives.last().is_some_and(|(depth, _)| *depth == self.depth)
    }

    fn any_token(&mut self) -> Result<Option<Token<'a>>, Error> {
        loop {
            let rest = &self.text[self.at..];
            if rest.is_empty() {
                return if self.depth == 0 || self.more { Ok(None) } else { Err(cut_short()) };
            }
            if !rest.starts_with('<') {
                let end = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                self.at += end;
                return Ok(Some(Token::Text(decode(&rest[..end]))));
            }
            match rest.as_bytes().get(1) {
                Some(b'?') => self.pass(rest, 2, "?>")?,
                Some(b'!') => {
                    if let Some(text) = self.declaration(rest)? {
                        return Ok(Some(Token::Text(text)));
                    }
                }
                Some(b'/') => return self.end_tag(rest).map(Some),
                Some(_) => return self.start_tag(rest).map(Some),
                None => return Err(cut_short()),
            }
        }
    }

    fn pass(&mut self, rest: &str, from: usize, end: &str) -> Result<(), Error> {
        let found = memmem::find(&rest.as_bytes()[from..], end.as_bytes()).ok_or_else(cut_short)?;
        self.at += from + found + end.len();
        Ok(())
    }

    fn declaration(&mut self, rest: &'a str) -> Result<Option<Cow<'a, str>>, Error> {
        if rest.starts_with("<!--") {
            self.pass(rest, 4, "-->")?;
        } else if rest.starts_with("<![CDATA[") {
            let end = memmem::find(rest.as_bytes(), b"]]>").ok_or_else(cut_short)?;
            self.at += end + 3;
            return Ok(Some(Cow::Borrowed(&rest[9..end])));
        } else {
            let end = memchr(b'>', rest.as_bytes()).ok_or_else(cut_short)?;
            if rest[..end].contains('[') {
                return Err(Error::Damaged("a part declares entities".into()));
            }
            self.at += end + 1;
        }
        Ok(None)
    }

    fn end_tag(&mut self, rest: &'a str) -> Result<Token<'a>, Error> {
        let end = memchr(b'>', rest.as_bytes()).ok_or_else(cut_short)?;
        self.depth =
            self.depth.checked_sub(1).ok_or_else(|| Error::Damaged("the XML of a part does not nest".into()))?;
        self.at += end + 1;
        Ok(Token::End(local(rest[2..end].trim_end())))
    }

    fn start_tag(&mut self, rest: &'a str) -> Result<Token<'a>, Error> {
        let end = tag_end(rest.as_bytes()).ok_or_else(cut_short)?;
        let inner = &rest[1..end];
        let empty = inner.ends_with('/');
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        let split = inner.bytes().position(|b| b.is_ascii_whitespace()).unwrap_or(inner.len());
        let tag = Tag { name: local(&inner[..split]), empty, offset: self.at, attributes: &inner[split..] };
        self.at += end + 1;
        self.depth += usize::from(!empty);
        Ok(Token::Start(tag))
    }
}

fn cut_short() -> Error {
    Error::Damaged("the XML of a part ends too early".into())
}

/// Where the `>` of a start tag is; one inside quotes does not count.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        match bytes[at] {
            b'>' => return Some(at),
            quote => at += 2 + memchr(quote, &bytes[at + 1..])?,
        }
    }
}

fn local(name: &str) -> &str {
    memchr(b':', name.as_bytes()).map_or(name, |at| &name[at + 1..])
}

/// Joins two pieces, without a copy while only one has text.
pub fn append<'a>(text: &mut Cow<'a, str>, more: Cow<'a, str>) {
    if text.is_empty() {
        *text = more;
    } else {
        text.to_mut().push_str(&more);
    }
}

/// Decodes the five entities and character references; line ends become `\n`. What is no entity stays as written.
pub fn decode(text: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'&', b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'&', b'\r', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let special = &rest[at..];
        let (decoded, used) = decode_one(special);
        out.push(decoded);
        rest = &special[used..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn decode_one(text: &str) -> (char, usize) {
    if text.starts_with('\r') {
        return ('\n', if text.starts_with("\r\n") { 2 } else { 1 });
    }
    let plain = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&apos;", '\'')];
    if let Some((name, c)) = plain.iter().find(|(name, _)| text.starts_with(name)) {
        return (*c, name.len());
    }
    character_reference(text).unwrap_or(('&', 1))
}

fn character_reference(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix("&#")?;
    let end = memchr(b';', &body.as_bytes()[..body.len().min(10)])?;
    let number = match body[..end].strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => body[..end].parse().ok()?,
    };
    Some((char::from_u32(number).unwrap_or('\u{fffd}'), end + 3))
}

/// Text as it stands between tags: the entities, and `_xHHHH_` for what XML cannot hold. [`decode`] and [`unescape`]
/// give it back.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '_' if escaped_unit(&text[at..]).is_some() => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(c),
            '\0'..=' ' if c != ' ' => out.push_str(&format!("_x{:04X}_", u32::from(c))),
            '\u{fffe}' | '\u{ffff}' => out.push_str(&format!("_x{:04X}_", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

/// Decodes the `_xHHHH_` of OOXML strings: `a_x000D_b` has a carriage return, `_x005F_` is an underscore.
pub fn unescape(text: Cow<'_, str>) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), b"_x").is_none() {
        return text;
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest: &str = &text;
    while let Some(at) = rest.find("_x") {
        units.extend(rest[..at].encode_utf16());
        rest = &rest[at..];
        let (unit, used) = escaped_unit(rest).unwrap_or((u16::from(b'_'), 1));
        units.push(unit);
        rest = &rest[used..];
    }
    units.extend(rest.encode_utf16());
    Cow::Owned(String::from_utf16_lossy(&units))
}

fn escaped_unit(text: &str) -> Option<(u16, usize)> {
    let code = text.as_bytes().get(2..7)?;
    let hex = std::str::from_utf8(&code[..4]).ok()?;
    let well_formed = code[4] == b'_' && hex.bytes().all(|b| b.is_ascii_hexdigit());
    well_formed.then(|| u16::from_str_radix(hex, 16).ok().map(|unit| (unit, 7)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(text: &str) -> Result<String, Error> {
        let mut tokens = Tokenizer::new(text);
        let mut out = String::new();
        while let Some(token) = tokens.next_token()? {
            match token {
                Token::Start(tag) => out += &format!("<{}{}>", tag.name, if tag.empty { "/" } else { "" }),
                Token::End(name) => out += &format!("</{name}>"),
                Token::Text(text) => out += &text,
            }
        }
        Ok(out)
    }

    #[test]
    fn prefixes_comments_and_entities() {
        let text = "<?xml version='1.0'?><!-- > --><x:a k='>'>A&amp;B &#x1EBF;<b/><![CDATA[<c>]]></x:a>";
        assert_eq!(walk(text), Ok("<a>A&B ế<b/><c></a>".into()));
    }

    #[test]
    fn only_one_branch_of_alternate_content() {
        let text = "<a><mc:AlternateContent><mc:Choice><v>1</v></mc:Choice><mc:Fallback><v>2</v></mc:Fallback>\
                    </mc:AlternateContent><v>3</v></a>";
        assert_eq!(walk(text), Ok("<a><v>1</v><v>3</v></a>".into()));
    }

    #[test]
    fn a_branch_that_requires_what_nobody_knows_is_none() {
        let text = |requires: &str| {
            format!(
                "<a><mc:AlternateContent><mc:Choice Requires='{requires}'><v>1</v></mc:Choice><mc:Fallback><v>2</v>\
                 </mc:Fallback></mc:AlternateContent><v>3</v></a>"
            )
        };
        assert_eq!(walk(&text("x14")), Ok("<a><v>1</v><v>3</v></a>".into()));
        for unknown in ["zz", "x14 zz"] {
            assert_eq!(walk(&text(unknown)), Ok("<a><v>2</v><v>3</v></a>".into()));
        }
    }

    #[test]
    fn cut_or_declaring_text_is_refused() {
        for text in ["<a><b>", "<a", "<a b='", "<!-- ", "</a>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a/>"] {
            assert!(walk(text).is_err(), "{text}");
        }
        assert!(walk("<!DOCTYPE html><a/>").is_ok());
    }

    #[test]
    fn attributes_are_decoded() {
        let mut tokens = Tokenizer::new("<a r:id = \"1\" name='Biểu &quot;1&quot;'/>");
        let Ok(Some(Token::Start(tag))) = tokens.next_token() else {
            panic!("a start tag");
        };
        assert_eq!(tag.get("name").as_deref(), Some("Biểu \"1\""));
        assert_eq!(tag.get("id"), None);
        assert_eq!(tag.get_local("id").as_deref(), Some("1"));
    }

    #[test]
    fn ooxml_escapes() {
        assert_eq!(unescape("a_x000D_b_x005F_x000D_".into()), "a\rb_x000D_");
        assert_eq!(unescape("_xD83D__xDE00_ _xZZZZ_ _x12ế".into()), "😀 _xZZZZ_ _x12ế");
    }

    #[test]
    fn what_is_encoded_comes_back() {
        for text in ["Tốt & <b>", "a\rb_x000D_\u{1}", "_x005F_", "\t\n _", "_xD83D__xDE00_"] {
            assert_eq!(unescape(decode(&encode(text)).into_owned().into()), text);
        }
    }

    #[test]
    fn utf16_is_converted() {
        let bytes: Vec<u8> = "\u{feff}<a>ế</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(walk(&decode_part(&bytes)), Ok("<a>ế</a>".into()));
    }
}
