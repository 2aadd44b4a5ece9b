//! A cell and its new text → how it is to look: the runs of the text, and the number of a format with another font where
//! the cell's own is one of those before Unicode.

use super::patch::{Change, Changes, Content, Refusal};
use super::runs::{self, Run};
use super::styles::Styles;
use super::workbook::Package;
use super::xml::{Token, Tokenizer, decode_part, unescape};
use crate::error::Error;

/// What looks are made from: the shared strings and the styles.
#[derive(Default)]
pub(super) struct Looks {
    strings: Strings,
    styles: Option<Styles>,
    /// Are texts beyond ASCII put anywhere?
    redraws: bool,
}

/// The part of the shared strings, and where each begins.
#[derive(Default)]
struct Strings {
    text: String,
    starts: Vec<usize>,
}

/// A cell as it was.
#[derive(Clone, Copy, Default)]
pub(super) struct Old<'t> {
    /// Its type, as written.
    pub(super) kind: Option<&'t str>,
    /// The number of its format.
    pub(super) style: Option<u32>,
    /// Its `<v>` or `<is>`.
    pub(super) value: &'t str,
}

/// How a cell is to look; `None` where nothing changes.
#[derive(Default)]
pub(super) struct Look {
    /// The number of its new format.
    pub(super) style: Option<u32>,
    /// The runs of its text.
    pub(super) runs: Option<Vec<Run>>,
}

impl Looks {
    /// Reads what is needed for these changes: nothing where they put no text.
    pub(super) fn of<'c>(package: &mut Package, all: impl IntoIterator<Item = &'c Changes>) -> Result<Self, Refusal> {
        let puts_text = |change: &Change| match change {
            Change::Put { content, .. } => matches!(content, Content::Text(_)),
            Change::Result(content) => matches!(content, Content::Text(_) | Content::Nothing),
        };
        let texts: Vec<&Change> = all.into_iter().flat_map(|c| c.values()).filter(|c| puts_text(c)).collect();
        if texts.is_empty() {
            return Ok(Self::default());
        }
        let beyond =
            |change: &&Change| matches!(change, Change::Put { content: Content::Text(text), .. } if !text.is_ascii());
        let mut looks = Self { redraws: texts.iter().any(beyond), ..Self::default() };
        if let Some(bytes) = package.related("sharedStrings")? {
            looks.strings = Strings::read(decode_part(&bytes).into_owned())?;
        }
        if let Some(bytes) = package.related("styles")? {
            looks.styles = Some(Styles::read(&decode_part(&bytes))?);
        }
        Ok(looks)
    }

    /// The look of a cell that holds `content` from now on.
    pub(super) fn of_cell(&mut self, old: Old<'_>, content: &Content, of_formula: bool) -> Look {
        let before = self.runs_of(old);
        let after = match content {
            Content::Text(text) => text.clone(),
            // What will be computed here is text like the one that stands there, in the letters of the others.
            Content::Nothing if of_formula => {
                let redrawn = self.redraws && before.iter().any(|run| !run.text.is_ascii());
                return Look { style: self.unicode(old.style, redrawn), runs: None };
            }
            _ => return Look::default(),
        };
        let new = runs::retyped(&before, &after);
        // A run without a look of its own would change with the cell although its text did not.
        let hangs = |run: &Run| run.font.is_none() && !run.text.is_ascii() && before.contains(run);
        let redrawn = runs::redraws_cell(&before, &after) && !new.iter().any(hangs);
        let style = self.unicode(old.style, redrawn);
        let runs = before.iter().any(|run| run.font.is_some()).then_some(new);
        Look { style, runs: runs.filter(|_| !of_formula) }
    }

    /// The styles part with the formats that were added; `None` when that is none.
    pub(super) fn styles(self) -> Option<String> {
        self.styles?.finished()
    }

    /// Where no style is given the first one counts.
    fn unicode(&mut self, style: Option<u32>, redrawn: bool) -> Option<u32> {
        self.styles.as_mut().filter(|_| redrawn)?.unicode(style.unwrap_or(0))
    }

    /// The text of a cell; one run without a look of its own where there is but the cell's.
    fn runs_of(&self, old: Old<'_>) -> Vec<Run> {
        match old.kind {
            Some("s") => inner(old.value).and_then(|n| self.strings.get(n.trim().parse().ok()?)).unwrap_or_default(),
            Some("inlineStr") => runs_at(old.value).unwrap_or_default(),
            Some("str") => inner(old.value).into_iter().map(|text| Run { font: None, text }).collect(),
            _ => Vec::new(),
        }
    }
}

impl Strings {
    fn read(text: String) -> Result<Self, Error> {
        let mut tokens = Tokenizer::new(&text);
        let mut starts = Vec::new();
        while let Some(token) = tokens.next_token()? {
            match token {
                Token::Start(tag) if tag.name == "sst" => {}
                Token::Start(tag) => {
                    tokens.skip(&tag)?;
                    starts.extend((tag.name == "si").then_some(tag.offset));
                }
                Token::End(_) | Token::Text(_) => {}
            }
        }
        Ok(Self { starts, text })
    }

    fn get(&self, number: usize) -> Option<Vec<Run>> {
        runs_at(&self.text[*self.starts.get(number)?..])
    }
}

/// The runs of the `<si>` or `<is>` the text begins with.
fn runs_at(text: &str) -> Option<Vec<Run>> {
    let mut tokens = Tokenizer::new(text);
    let Ok(Some(Token::Start(tag))) = tokens.next_token() else { return None };
    runs::read(&mut tokens, &tag).ok()
}

/// The text of one element.
fn inner(element: &str) -> Option<String> {
    let mut tokens = Tokenizer::new(element);
    let Ok(Some(Token::Start(tag))) = tokens.next_token() else { return None };
    tokens.text_of(&tag).ok().map(|text| unescape(text).into_owned())
}
