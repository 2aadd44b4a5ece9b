//! Markup with one way in for foreign text, so that nothing out of a workbook is ever taken for markup.

use crate::text::is_unseen;

/// A piece of HTML. Markup is written in this program only; everything else goes through [`Page::text`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Page(String);

impl Page {
    /// Markup of our own.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text from anywhere, escaped; control characters and marks of direction are shown as a dot.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' => self.0.push('\n'),
                '\t' => self.0.push(' '),
                c if is_unseen(c) => self.0.push('·'),
                c => self.0.push(c),
            }
        }
        self
    }

    /// A number.
    pub(super) fn number(&mut self, number: usize) -> &mut Self {
        self.0.push_str(&number.to_string());
        self
    }

    /// The same in both languages; the page shows one of them.
    pub(super) fn both(&mut self, vi: &str, en: &str) -> &mut Self {
        self.raw("<span lang=\"vi\">").text(vi).raw("</span><span lang=\"en\">").text(en).raw("</span>")
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let mut page = Page::default();
        page.raw("<b>").text("<script>'\"&\u{202e}\u{0}=1+1").raw("</b>");
        assert_eq!(page.into_string(), "<b>&lt;script&gt;&#39;&quot;&amp;··=1+1</b>");
    }
}
