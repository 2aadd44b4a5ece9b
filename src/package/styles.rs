//! The styles part → the same with formats put behind the others: one like another, in a font of Unicode.

use std::collections::BTreeMap;
use std::ops::Range;

use super::font::Font;
use super::markup::{attribute, joined, raw_name};
use super::xml::{Tag, Token, Tokenizer};
use crate::error::Error;

/// The fonts and cell formats of a workbook, and what is to be added.
#[derive(Debug)]
pub(super) struct Styles {
    text: String,
    fonts: List,
    formats: List,
    known_fonts: Vec<Font>,
    new_fonts: Vec<Font>,
    known_formats: Vec<Format>,
    /// The new format for an old one, by their numbers.
    format_for: BTreeMap<usize, usize>,
}

/// `<fonts>` or `<cellXfs>`: where its start tag and its end tag stand, and what comes before the latter.
#[derive(Debug, Default)]
struct List {
    tag: Range<usize>,
    name: String,
    attributes: Vec<(String, String)>,
    close: usize,
    added: String,
}

/// One `<xf>` of `<cellXfs>`.
#[derive(Debug)]
struct Format {
    attributes: Vec<(String, String)>,
    font: usize,
    /// Behind its start tag; the same when it has nothing in it.
    inside: Range<usize>,
    name: String,
}

fn owned(tag: &Tag<'_>) -> Vec<(String, String)> {
    tag.attributes().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

impl Styles {
    /// Reads the part.
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let mut styles = Self {
            text: text.to_owned(),
            fonts: List::default(),
            formats: List::default(),
            known_fonts: Vec::new(),
            new_fonts: Vec::new(),
            known_formats: Vec::new(),
            format_for: BTreeMap::new(),
        };
        let mut tokens = Tokenizer::new(text);
        while let Some(token) = tokens.next_token()? {
            let Token::Start(tag) = token else { continue };
            match tag.name {
                "styleSheet" => {}
                "fonts" => styles.fonts = styles.list(text, &mut tokens, &tag)?,
                "cellXfs" => styles.formats = styles.list(text, &mut tokens, &tag)?,
                // Fonts of conditional formats are none of ours.
                _ => tokens.skip(&tag)?,
            }
        }
        Ok(styles)
    }

    fn list<'t>(&mut self, text: &'t str, tokens: &mut Tokenizer<'t>, tag: &Tag<'t>) -> Result<List, Error> {
        let mut list = List {
            tag: tag.offset..tokens.position(),
            name: raw_name(&text[tag.offset..]).to_owned(),
            attributes: owned(tag),
            ..List::default()
        };
        if tag.empty {
            return Ok(list);
        }
        loop {
            match tokens.next_token()? {
                Some(Token::Start(tag)) if tag.name == "font" => self.known_fonts.push(Font::read(tokens, &tag)?),
                Some(Token::Start(tag)) => {
                    let open = tokens.position();
                    tokens.skip(&tag)?;
                    let font = tag.get("fontId").and_then(|id| id.trim().parse().ok()).unwrap_or(0);
                    let name = raw_name(&text[tag.offset..]).to_owned();
                    let inside = open..tokens.position();
                    self.known_formats.push(Format { attributes: owned(&tag), font, inside, name });
                }
                Some(Token::Text(_)) => {}
                Some(Token::End(_)) | None => {
                    list.close = text[..tokens.position()].rfind('<').unwrap_or_default();
                    return Ok(list);
                }
            }
        }
    }

    /// The number of the format that differs from `style` in its font; `None` where that font draws Unicode.
    pub(super) fn unicode(&mut self, style: u32) -> Option<u32> {
        let old = usize::try_from(style).ok()?;
        let format = self.known_formats.get(old)?;
        let font = self.known_fonts.get(format.font)?.unicode()?;
        if let Some(new) = self.format_for.get(&old) {
            return u32::try_from(*new).ok();
        }
        let mut known = self.known_fonts.iter().chain(&self.new_fonts);
        let number = known.position(|other| *other == font).unwrap_or_else(|| {
            self.fonts.added.push_str(&font.written(prefix_of(&self.fonts.name), "font"));
            self.new_fonts.push(font);
            self.known_fonts.len() + self.new_fonts.len() - 1
        });
        let new = self.known_formats.len() + self.format_for.len();
        self.formats.added.push_str(&format.with_font(&self.text, number));
        self.format_for.insert(old, new);
        u32::try_from(new).ok()
    }

    /// The part with what was added; `None` when that is nothing.
    pub(super) fn finished(self) -> Option<String> {
        if self.format_for.is_empty() {
            return None;
        }
        let fonts = self.known_fonts.len() + self.new_fonts.len();
        let formats = self.known_formats.len() + self.format_for.len();
        let pieces = [(&self.fonts, fonts), (&self.formats, formats)].into_iter().flat_map(|(list, count)| {
            [(list.tag.clone(), list.counting(count)), (list.close..list.close, list.added.clone())]
        });
        Some(joined(&self.text, pieces.collect()))
    }
}

fn prefix_of(name: &str) -> &str {
    name.find(':').map_or("", |colon| &name[..=colon])
}

impl List {
    fn counting(&self, count: usize) -> String {
        let count = count.to_string();
        let value = |(name, value): &(String, String)| attribute(name, if name == "count" { &count } else { value });
        format!("<{}{}>", self.name, self.attributes.iter().map(value).collect::<String>())
    }
}

impl Format {
    fn with_font(&self, text: &str, font: usize) -> String {
        let old = self.attributes.iter().filter(|(name, _)| !matches!(name.as_str(), "fontId" | "applyFont"));
        let old: String = old.map(|(name, value)| attribute(name, value)).collect();
        let new = format!("<{}{old} fontId=\"{font}\" applyFont=\"1\"", self.name);
        match self.inside.is_empty() {
            true => new + "/>",
            false => format!("{new}>{}", &text[self.inside.clone()]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &str = "<styleSheet><fonts count='2' k=\"1\"><font><name val=\".VnTime\"/></font><font><name val=\"Arial\"/></font></fonts>\
        <cellXfs count=\"3\"><xf fontId=\"0\" numFmtId=\"9\"><alignment wrapText=\"1\"/></xf><xf fontId=\"1\"/><xf/></cellXfs>\
        <dxfs><dxf><font><name val=\"x\"/></font></dxf></dxfs></styleSheet>";

    #[test]
    fn one_format_more_for_each_that_needs_it() {
        let mut styles = Styles::read(PART).expect("XML");
        assert_eq!([0, 1, 2, 0, 3].map(|style| styles.unicode(style)), [Some(3), None, Some(4), Some(3), None]);
        assert_eq!(
            styles.finished().as_deref(),
            Some(
                "<styleSheet><fonts count=\"3\" k=\"1\"><font><name val=\".VnTime\"/></font><font><name val=\"Arial\"/></font>\
                 <font><name val=\"Times New Roman\"/></font></fonts>\
                 <cellXfs count=\"5\"><xf fontId=\"0\" numFmtId=\"9\"><alignment wrapText=\"1\"/></xf><xf fontId=\"1\"/><xf/>\
                 <xf numFmtId=\"9\" fontId=\"2\" applyFont=\"1\"><alignment wrapText=\"1\"/></xf>\
                 <xf fontId=\"2\" applyFont=\"1\"/></cellXfs>\
                 <dxfs><dxf><font><name val=\"x\"/></font></dxf></dxfs></styleSheet>"
            )
        );
    }

    #[test]
    fn nothing_is_written_where_nothing_is_needed() {
        let mut styles = Styles::read(PART).expect("XML");
        assert_eq!(styles.unicode(1), None);
        assert_eq!(styles.finished(), None);
    }
}
