//! What the `<font>` of a style or the `<rPr>` of a run says → the same with a font that knows Unicode.

use super::markup::attribute;
use super::xml::{Tag, Token, Tokenizer, decode};
use crate::error::Error;
use crate::text::fonts::is_legacy_font;

/// What a text decoded to Unicode is shown in.
const UNICODE_FONT: &str = "Times New Roman";
/// Its family, "Roman" (ECMA-376 part 1, 18.8.18).
const ROMAN: &str = "1";

/// Name, size, colour and so on: one element each, its name and its attributes as written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Font(Vec<(String, Vec<(String, String)>)>);

impl Font {
    /// Reads the element whose start tag was just given.
    pub(super) fn read(tokens: &mut Tokenizer<'_>, tag: &Tag<'_>) -> Result<Self, Error> {
        let mut font = Self::default();
        if tag.empty {
            return Ok(font);
        }
        loop {
            match tokens.next_token()? {
                Some(Token::Start(part)) => {
                    tokens.skip(&part)?;
                    let attributes = part.attributes().map(|(name, value)| (name.to_owned(), value.to_owned()));
                    font.0.push((part.name.to_owned(), attributes.collect()));
                }
                Some(Token::Text(_)) => {}
                Some(Token::End(_)) | None => return Ok(font),
            }
        }
    }

    /// The same size, colour and so on in a font of Unicode; `None` when it is not one of those before Unicode. What
    /// belongs to the old font goes: its character set, and the theme it may follow.
    pub(super) fn unicode(&self) -> Option<Self> {
        let named = |name: &str| matches!(name, "name" | "rFont");
        let value = |attributes: &[(String, String)]| {
            attributes.iter().find(|(name, _)| name == "val").map(|(_, value)| decode(value).into_owned())
        };
        let name = self.0.iter().find(|(name, _)| named(name)).and_then(|(_, attributes)| value(attributes))?;
        if !is_legacy_font(&name) {
            return None;
        }
        let kept = self.0.iter().filter(|(name, _)| !matches!(name.as_str(), "charset" | "scheme"));
        let with = |(name, attributes): &(String, Vec<(String, String)>)| {
            let new = match name.as_str() {
                name if named(name) => UNICODE_FONT,
                "family" => ROMAN,
                _ => return (name.clone(), attributes.clone()),
            };
            (name.clone(), vec![("val".to_owned(), new.to_owned())])
        };
        Some(Self(kept.map(with).collect()))
    }

    /// As it stands in a part whose elements carry the prefix `p`.
    pub(super) fn written(&self, p: &str, element: &str) -> String {
        let mut out = format!("<{p}{element}>");
        for (name, attributes) in &self.0 {
            let attributes: String = attributes.iter().map(|(name, value)| attribute(name, value)).collect();
            out.push_str(&format!("<{p}{name}{attributes}/>"));
        }
        out + &format!("</{p}{element}>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font(text: &str) -> Font {
        let mut tokens = Tokenizer::new(text);
        let Ok(Some(Token::Start(tag))) = tokens.next_token() else { panic!("{text}") };
        Font::read(&mut tokens, &tag).expect("XML")
    }

    #[test]
    fn only_the_letters_are_drawn_differently() {
        let old = "<x:font><x:b/><x:sz val='13'/><x:color rgb=\"FF0000FF\"/><x:name val='.VnTimeH'/><x:family val=\"2\"/>\
                   <x:charset val=\"2\"/><x:scheme val=\"minor\"/></x:font>";
        assert_eq!(
            font(old).unicode().map(|new| new.written("", "font")).as_deref(),
            Some(
                "<font><b/><sz val=\"13\"/><color rgb=\"FF0000FF\"/><name val=\"Times New Roman\"/>\
                 <family val=\"1\"/></font>"
            )
        );
        assert_eq!(font("<rPr><rFont val=\"Arial\"/></rPr>").unicode(), None);
        assert!(font("<rPr><rFont val=\"VNI-Times\"/></rPr>").unicode().is_some());
    }
}
