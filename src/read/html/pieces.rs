//! The text of a web page → tags and texts, as tolerant as browsers are: nothing in it is an error.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    /// Its name in small letters.
    pub name: String,
    attributes: &'a str,
}

impl Tag<'_> {
    /// The decoded value of an attribute; empty for one without a value.
    pub(super) fn get(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        while let Some((name, value, after)) = attribute(rest) {
            if name.eq_ignore_ascii_case(wanted) {
                return Some(decode(value).into_owned());
            }
            rest = after;
        }
        None
    }
}

/// One step through a page.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    /// `<name …>`.
    Start(Tag<'a>),
    /// `</name>`, in small letters.
    End(String),
    /// Text with its entities decoded.
    Text(Cow<'a, str>),
}

/// The pieces of a page; scripts, styles and the data of programs in it are left out.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    /// From the start of a page.
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text.trim_start_matches('\u{feff}') }
    }

    fn skip_past(&mut self, end: &str) {
        let found = memmem::find(self.rest.as_bytes(), end.as_bytes());
        self.rest = found.map_or("", |at| &self.rest[at + end.len()..]);
    }

    /// Leaves out what stands up to `</name`.
    fn skip_content(&mut self, name: &str) {
        loop {
            let Some(at) = memmem::find(self.rest.as_bytes(), b"</") else {
                self.rest = "";
                return;
            };
            self.rest = &self.rest[at + 2..];
            let same = self.rest.as_bytes().get(..name.len());
            if same.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
                return self.skip_past(">");
            }
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if self.rest.starts_with("<!--") {
                self.skip_past("-->");
            } else if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
                self.skip_past(">");
            } else if let Some(inner) = self.rest.strip_prefix("</") {
                let end = memchr(b'>', inner.as_bytes()).unwrap_or(inner.len());
                self.rest = inner.get(end + 1..).unwrap_or("");
                return Some(Piece::End(inner[..end].trim().to_ascii_lowercase()));
            } else if let Some(inner) = self.rest.strip_prefix('<').filter(|inner| starts_name(inner)) {
                let end = tag_end(inner);
                self.rest = inner.get(end + 1..).unwrap_or("");
                let inner = &inner[..end];
                let split = inner.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(end);
                let tag = Tag { name: inner[..split].to_ascii_lowercase(), attributes: &inner[split..] };
                if matches!(&*tag.name, "script" | "style" | "xml" | "title") && !inner.ends_with('/') {
                    self.skip_content(&tag.name);
                } else {
                    return Some(Piece::Start(tag));
                }
            } else {
                let end = memchr(b'<', &self.rest.as_bytes()[1..]).map_or(self.rest.len(), |at| at + 1);
                // A `<` that starts no tag is text; the first letter may be longer than a byte.
                let end = if self.rest.is_char_boundary(end) { end } else { self.rest.len() };
                let (text, rest) = self.rest.split_at(end);
                self.rest = rest;
                return Some(Piece::Text(decode(text)));
            }
        }
    }
}

fn starts_name(inner: &str) -> bool {
    inner.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Where the `>` of a tag is; one inside quotes does not count, unless a quote is never closed.
fn tag_end(inner: &str) -> usize {
    let bytes = inner.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &bytes[at..]) {
        let place = at + found;
        if bytes[place] == b'>' {
            return place;
        }
        match memchr(bytes[place], &bytes[place + 1..]) {
            // Quotes count after `=` only: `alt=5" wide` has one by itself.
            Some(length) if inner[..place].trim_end().ends_with('=') => at = place + length + 2,
            _ => at = place + 1,
        }
    }
    bytes.len()
}

/// The first attribute: its name, its value as written, what follows.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
    if text.is_empty() {
        return None;
    }
    let end = text.find(|c: char| c.is_ascii_whitespace() || c == '=' || c == '/').unwrap_or(text.len()).max(1);
    let end = (end..=text.len()).find(|at| text.is_char_boundary(*at))?;
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.trim_start().strip_prefix('=') else { return Some((name, "", rest)) };
    let value = value.trim_start();
    if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let inner = &value[1..];
        let end = inner.find(quote).unwrap_or(inner.len());
        return Some((name, &inner[..end], inner.get(end + 1..).unwrap_or("")));
    }
    let end = value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len());
    Some((name, &value[..end], &value[end..]))
}

/// Names of the letters U+00A0 to U+00FF, in their order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 \
    acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig \
    Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave \
    Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
    iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// Other names that pages of offices use.
const OTHERS: [(&str, char); 13] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("hellip", '…'),
    ("bull", '•'),
];

/// Decodes entities; what is none stays as written.
fn decode(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let (letter, used) = entity(&rest[at + 1..]).unwrap_or(('&', 0));
        out.push(letter);
        rest = &rest[at + 1 + used..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The entity that follows a `&`, and how long it is with its semicolon, which may be missing.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|b| !b.is_ascii_alphanumeric() && b != b'#').unwrap_or(text.len().min(12));
    let name = text.get(..end)?;
    let used = end + usize::from(text[end..].starts_with(';'));
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return Some((char::from_u32(code).filter(|c| *c != '\0')?, used));
    }
    let other = OTHERS.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter);
    let latin = || LATIN_1.split_ascii_whitespace().position(|known| known == name);
    let letter = other.or_else(|| char::from_u32(0xA0 + latin()? as u32))?;
    Some((letter, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_however_they_are_written() {
        let tag = |text: &'static str| Tag { name: "td".into(), attributes: text };
        assert_eq!(tag(" colspan=3 x:num").get("COLSPAN").as_deref(), Some("3"));
        assert_eq!(tag(" colspan=3 x:num").get("x:num").as_deref(), Some(""));
        assert_eq!(tag(" a='x y' style=\"display:none\"/").get("style").as_deref(), Some("display:none"));
        assert_eq!(tag(" a='x y").get("b"), None);
        assert_eq!(tag("=é='").get("b"), None);
    }

    #[test]
    fn entities_are_decoded() {
        assert_eq!(decode("&agrave;&#7871;&#x1EBF;&nbsp;&amp;lt; &khong; &#0; &yuml"), "àếế\u{a0}&lt; &khong; &#0; ÿ");
    }
}
