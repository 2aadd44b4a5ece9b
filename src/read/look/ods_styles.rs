//! The styles of an OpenDocument spreadsheet, named and automatic → [`Style`]s, widths and heights by name.

use std::collections::HashMap;

use super::ods_numbers::{DataStyle, data_style, is_data_style, number_format};
use super::{Fill, Font, Horizontal, Line, Script, Style, Underline, Vertical};
use crate::error::Error;
use crate::package::xml::{Tag, Token, Tokenizer, decode};

/// Styles may rest on one another; more than so many do so in a circle.
const PARENTS_MAX: usize = 20;
/// LibreOffice's step of indent, in points.
const INDENT: f64 = 10.0;

/// Attributes by their local name.
type Attributes = HashMap<String, String>;

/// One `style:style` as written.
#[derive(Default)]
pub(super) struct Raw {
    own: Attributes,
    /// By the element they stand in.
    properties: HashMap<String, Attributes>,
    /// Does it depend on the value of the cell?
    pub conditional: bool,
}

impl Raw {
    /// A property of a table, column or row.
    pub(super) fn get(&self, element: &str, name: &str) -> Option<&str> {
        self.properties.get(element)?.get(name).map(String::as_str)
    }

    /// An attribute of the style itself.
    pub(super) fn own(&self, name: &str) -> Option<&str> {
        self.own.get(name).map(String::as_str)
    }
}

/// All styles of the content and the styles part.
#[derive(Default)]
pub(super) struct Styles {
    /// By family and name; the default style of a family has no name.
    styles: HashMap<(String, String), Raw>,
    data: HashMap<String, DataStyle>,
    fonts: HashMap<String, String>,
}

impl Styles {
    /// Takes a start tag that may define something; `true` when it did, and was read to its end.
    pub(super) fn take(&mut self, tokens: &mut Tokenizer<'_>, tag: &Tag<'_>) -> Result<bool, Error> {
        let named = |name: &str| tag.get_local(name).unwrap_or_default().into_owned();
        match tag.name {
            "font-face" => {
                let family = named("font-family");
                self.fonts
                    .insert(named("name"), family.split(',').next().unwrap_or("").trim_matches(['\'', ' ']).into());
                tokens.skip(tag)?;
            }
            "style" | "default-style" => {
                let raw = raw(tokens, tag)?;
                let name = if tag.name == "style" { named("name") } else { String::new() };
                self.styles.insert((named("family"), name), raw);
            }
            _ if is_data_style(tag) => {
                let style = data_style(tokens, tag)?;
                self.data.insert(named("name"), style);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The style of a family by its name.
    pub(super) fn get(&self, family: &str, name: &str) -> Option<&Raw> {
        self.styles.get(&(family.to_owned(), name.to_owned()))
    }

    /// A cell style with everything it rests on; an unknown one is the default.
    pub(super) fn cell(&self, name: &str) -> Style {
        let family = "table-cell";
        let mut chain: Vec<&Raw> = Vec::new();
        let mut next = self.get(family, name).or_else(|| self.get(family, "Default"));
        while let Some(raw) = next.filter(|_| chain.len() < PARENTS_MAX) {
            chain.push(raw);
            next = raw.own("parent-style-name").and_then(|parent| self.get(family, parent));
        }
        chain.extend(self.get(family, ""));
        let mut style = Style::default();
        style.font.size = 10.0;
        let mut aligned = Aligned::default();
        for raw in chain.into_iter().rev() {
            self.apply(raw, &mut style, &mut aligned);
        }
        // An alignment counts only where it is said to be meant.
        if !aligned.fixed {
            style.horizontal = Horizontal::General;
        }
        if aligned.repeated {
            style.horizontal = Horizontal::Fill;
        }
        style
    }

    fn apply(&self, raw: &Raw, style: &mut Style, aligned: &mut Aligned) {
        let empty = Attributes::new();
        let part = |name: &str| raw.properties.get(name).unwrap_or(&empty);
        if let Some(data) = raw.own("data-style-name") {
            style.number_format = number_format(data, &self.data);
        }
        for (name, value) in sorted(part("text-properties")) {
            self.text(name, value, &mut style.font);
        }
        for (name, value) in sorted(part("paragraph-properties")) {
            match name {
                "text-align" => style.horizontal = horizontal(value),
                "margin-left" => {
                    style.indent = steps(value);
                }
                _ => {}
            }
        }
        for (name, value) in sorted(part("table-cell-properties")) {
            match name {
                "text-align-source" => aligned.fixed = value == "fix",
                "repeat-content" => aligned.repeated = value == "true",
                _ => cell(name, value, style),
            }
        }
    }

    fn text(&self, name: &str, value: &str, font: &mut Font) {
        match name {
            "font-family" => font.name = value.split(',').next().unwrap_or("").trim_matches(['\'', ' ']).into(),
            "font-name" => font.name = self.fonts.get(value).map_or(value, |f| f.as_str()).into(),
            "font-size" => match value.strip_suffix('%') {
                Some(percent) => font.size *= percent.parse::<f64>().unwrap_or(100.0) / 100.0,
                None => font.size = points(value).unwrap_or(font.size),
            },
            "font-weight" => font.bold = value == "bold" || value.parse::<u32>().is_ok_and(|weight| weight >= 600),
            "font-style" => font.italic = matches!(value, "italic" | "oblique"),
            "text-underline-style" if value == "none" => font.underline = Underline::None,
            "text-underline-style" if font.underline == Underline::None => font.underline = Underline::Single,
            "text-underline-type" if value == "double" => font.underline = Underline::Double,
            "text-line-through-style" => font.strikeout = value != "none",
            "text-position" => font.script = script(value),
            "color" => font.colour = colour(value).filter(|rgb| *rgb != 0),
            _ => {}
        }
        font.size = if font.size.is_finite() { font.size.clamp(1.0, 409.0) } else { 10.0 };
    }
}

/// What decides whether an alignment counts.
#[derive(Default)]
struct Aligned {
    fixed: bool,
    repeated: bool,
}

/// In one order whatever the map's: `border` before `border-left`, a font's family before its name.
fn sorted(attributes: &Attributes) -> Vec<(&str, &str)> {
    let mut list: Vec<(&str, &str)> = attributes.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    list.sort_unstable();
    list
}

fn raw(tokens: &mut Tokenizer<'_>, tag: &Tag<'_>) -> Result<Raw, Error> {
    let mut raw = Raw { own: attributes(tag), ..Raw::default() };
    let mut open = usize::from(!tag.empty);
    while open > 0 {
        match tokens.next_token()? {
            Some(Token::Start(child)) => {
                open += usize::from(!child.empty);
                if child.name == "map" {
                    raw.conditional = true;
                } else if child.name.ends_with("-properties") {
                    raw.properties.insert(child.name.into(), attributes(&child));
                }
            }
            Some(Token::End(_)) => open -= 1,
            Some(Token::Text(_)) => {}
            None => break,
        }
    }
    Ok(raw)
}

/// The attributes of a tag by their local names.
pub(super) fn attributes(tag: &Tag<'_>) -> HashMap<String, String> {
    let local = |name: &str| name.rsplit(':').next().unwrap_or(name).to_owned();
    // The same word for other scripts has another name (`font-size-asian`).
    tag.attributes().map(|(name, value)| (local(name), decode(value).into_owned())).collect()
}

fn cell(name: &str, value: &str, style: &mut Style) {
    match name {
        "border" => style.borders = [line(value); 4],
        "border-left" => style.borders[0] = line(value),
        "border-right" => style.borders[1] = line(value),
        "border-top" => style.borders[2] = line(value),
        "border-bottom" => style.borders[3] = line(value),
        "diagonal-bl-tr" | "diagonal-tl-br" => {
            let (rises, falls) = style.diagonal.map_or((false, false), |(_, rises, falls)| (rises, falls));
            let (line, up) = (line(value), name == "diagonal-bl-tr");
            if let Some(line) = line {
                style.diagonal = Some((line, rises || up, falls || !up));
            }
        }
        "background-color" => {
            style.fill = colour(value).map(|rgb| Fill { pattern: 1, colour: Some(rgb), behind: None });
        }
        "wrap-option" => style.wrap = value == "wrap",
        "shrink-to-fit" => style.shrink = value == "true",
        "direction" if value == "ttb" => style.rotation = 270,
        "rotation-angle" => {
            let angle = value.trim_end_matches("deg").parse::<f64>().unwrap_or(0.0).round() as i64;
            style.rotation = match angle.rem_euclid(360) {
                angle @ 1..=90 => angle as i16,
                angle @ 270..=359 => (angle - 360) as i16,
                _ => style.rotation,
            };
        }
        "vertical-align" => {
            style.vertical = match value {
                "top" => Vertical::Top,
                "middle" => Vertical::Centre,
                _ => Vertical::Bottom,
            }
        }
        _ => {}
    }
}

fn horizontal(value: &str) -> Horizontal {
    match value {
        "start" | "left" => Horizontal::Left,
        "center" => Horizontal::Centre,
        "end" | "right" => Horizontal::Right,
        "justify" => Horizontal::Justify,
        _ => Horizontal::General,
    }
}

/// `super 58%`, `-33% 58%`.
fn script(value: &str) -> Script {
    let first = value.split_whitespace().next().unwrap_or("");
    let raised = first.strip_suffix('%').and_then(|p| p.parse::<f64>().ok());
    match (first, raised) {
        ("super", _) => Script::Super,
        ("sub", _) => Script::Sub,
        (_, Some(percent)) if percent > 0.0 => Script::Super,
        (_, Some(percent)) if percent < 0.0 => Script::Sub,
        _ => Script::None,
    }
}

/// `0.74pt solid #000000`.
fn line(value: &str) -> Option<Line> {
    let mut words = value.split_whitespace();
    let (width, style) = (points(words.next()?)?, words.next()?);
    let heavy = width > 1.2;
    let kind = match style {
        "none" | "hidden" => return None,
        "double" | "double-thin" => 6,
        "dotted" => 4,
        "dashed" | "fine-dashed" => {
            if heavy {
                8
            } else {
                3
            }
        }
        "dash-dot" => {
            if heavy {
                10
            } else {
                9
            }
        }
        "dash-dot-dot" => {
            if heavy {
                12
            } else {
                11
            }
        }
        _ if width < 0.3 => 7,
        _ if !heavy => 1,
        _ if width < 2.2 => 2,
        _ => 5,
    };
    Some(Line { kind, colour: words.next().and_then(colour).filter(|rgb| *rgb != 0) })
}

fn colour(value: &str) -> Option<u32> {
    let digits = value.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    u32::from_str_radix(digits, 16).ok()
}

/// By how many steps a margin sets a text in: `"0.35cm"` is one.
pub(in crate::read) fn steps(margin: &str) -> u8 {
    (points(margin).unwrap_or(0.0) / INDENT).round().clamp(0.0, 15.0) as u8
}

/// A length in points: `0.8in`, `2.054cm`, `12pt`.
pub(super) fn points(value: &str) -> Option<f64> {
    let value = value.trim();
    let split = value.find(|c: char| c.is_ascii_alphabetic())?;
    let number: f64 = value[..split].trim().parse().ok().filter(|n: &f64| n.is_finite())?;
    let unit = match &value[split..] {
        "pt" => 1.0,
        "in" | "inch" => 72.0,
        "cm" => 72.0 / 2.54,
        "mm" => 72.0 / 25.4,
        "pc" => 12.0,
        "px" => 0.75,
        _ => return None,
    };
    Some(number * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_lines_are_understood() {
        assert_eq!(points("2.54cm").map(f64::round), Some(72.0));
        assert_eq!(points("12pt"), Some(12.0));
        assert_eq!((points("12"), points("NaNpt"), points("")), (None, None, None));
        assert_eq!(line("0.74pt solid #000000"), Some(Line { kind: 1, colour: None }));
        assert_eq!(line("1.76pt solid #ff0000"), Some(Line { kind: 2, colour: Some(0xFF_00_00) }));
        assert_eq!(line("none"), None);
    }

    #[test]
    fn styles_that_rest_on_each_other_come_to_an_end() {
        let text = "<s><style:style style:family='table-cell' style:name='a' style:parent-style-name='b'>\
            <style:text-properties fo:font-size='14pt' fo:font-weight='bold'/></style:style>\
            <style:style style:family='table-cell' style:name='b' style:parent-style-name='a'>\
            <style:table-cell-properties fo:border='none' fo:border-left='0.74pt solid #000000'/></style:style></s>";
        let mut tokens = Tokenizer::new(text);
        let mut styles = Styles::default();
        while let Some(token) = tokens.next_token().expect("sound") {
            if let Token::Start(tag) = token {
                styles.take(&mut tokens, &tag).expect("sound");
            }
        }
        let style = styles.cell("a");
        assert_eq!((style.font.size, style.font.bold), (14.0, true));
        assert!(style.borders[0].is_some() && style.borders[1].is_none());
    }
}
