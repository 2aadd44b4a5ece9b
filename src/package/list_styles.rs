//! The styles part with the looks of a sheet of ours added; what is there keeps its numbers.

use super::additions::{appended, count_in};
use crate::error::Error;

/// How a cell of a sheet of ours looks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Look {
    /// The title over the page.
    Title,
    /// The line under the title.
    Subtitle,
    /// The head of a column.
    Head,
    /// Text with a frame, in lines as long as the column is wide.
    Wrapped,
    /// The same, in the middle.
    Centred,
}

/// Fonts: size and what else they are, in the order they are added.
const FONTS: [(&str, u32); 4] = [("<p:b/>", 14), ("<p:i/>", 11), ("<p:b/>", 11), ("", 11)];

/// By look: font and frame of those added, whether it is filled, and whether it stands in the middle.
const LOOKS: [(Look, usize, bool, bool, bool); 5] = [
    (Look::Title, 0, false, false, true),
    (Look::Subtitle, 1, false, false, true),
    (Look::Head, 2, true, true, true),
    (Look::Wrapped, 3, true, false, false),
    (Look::Centred, 3, true, false, true),
];

/// The part with the looks, and the number of the first; `None` when it lacks a list of fonts, fills, frames or formats.
pub(super) fn with_looks(text: &str) -> Result<Option<(String, usize)>, Error> {
    let counted = |list, item| count_in(text, list, item);
    let (Some(font), Some(fill), Some(frame), Some(first)) = (
        counted("fonts", "font")?,
        counted("fills", "fill")?,
        counted("borders", "border")?,
        counted("cellXfs", "xf")?,
    ) else {
        return Ok(None);
    };
    let named = |p: &str, xml: String| xml.replace("<p:", &format!("<{p}")).replace("</p:", &format!("</{p}"));
    let fonts = |p: &str| FONTS.iter().map(|(more, size)| named(p, font_text(more, *size))).collect::<String>();
    let fills = |p: &str| {
        let colours = "<p:fgColor rgb=\"FFE7E6E6\"/><p:bgColor indexed=\"64\"/>";
        named(p, format!("<p:fill><p:patternFill patternType=\"solid\">{colours}</p:patternFill></p:fill>"))
    };
    let frames = |p: &str| {
        let side = |name: &str| format!("<p:{name} style=\"thin\"><p:color auto=\"1\"/></p:{name}>");
        let sides: String = ["left", "right", "top", "bottom"].map(side).concat();
        named(p, format!("<p:border>{sides}<p:diagonal/></p:border>"))
    };
    let format = |(_, own_font, framed, filled, centred): &(Look, usize, bool, bool, bool)| {
        let middle = if *centred { " horizontal=\"center\"" } else { "" };
        format!(
            "<p:xf numFmtId=\"0\" fontId=\"{}\" fillId=\"{}\" borderId=\"{}\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\" \
             applyBorder=\"1\" applyAlignment=\"1\"><p:alignment{middle} vertical=\"center\" wrapText=\"1\"/></p:xf>",
            font + own_font,
            if *filled { fill } else { 0 },
            if *framed { frame } else { 0 },
        )
    };
    let formats = |p: &str| LOOKS.iter().map(|look| named(p, format(look))).collect::<String>();
    let with = |text: String, list, added, inner: &dyn Fn(&str) -> String| {
        appended(&text, list, added, inner).map(|done| done.unwrap_or(text))
    };
    let done = with(text.to_owned(), "fonts", FONTS.len(), &fonts)?;
    let done = with(done, "fills", 1, &fills)?;
    let done = with(done, "borders", 1, &frames)?;
    let done = with(done, "cellXfs", LOOKS.len(), &formats)?;
    Ok(Some((done, first)))
}

fn font_text(more: &str, size: u32) -> String {
    format!("<p:font>{more}<p:sz val=\"{size}\"/><p:name val=\"Times New Roman\"/><p:family val=\"1\"/></p:font>")
}

impl Look {
    /// Its number among those added.
    pub(super) fn number(self) -> usize {
        LOOKS.iter().position(|(look, ..)| *look == self).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_go_behind_what_is_there() {
        let text = "<s:styleSheet><s:fonts count='2'><s:font/><s:font/></s:fonts><s:fills><s:fill/></s:fills>\
            <s:borders count='1'><s:border/></s:borders><s:cellStyleXfs><s:xf/></s:cellStyleXfs><s:cellXfs count='3'><s:xf/><s:xf/><s:xf/></s:cellXfs></s:styleSheet>";
        let (with, first) = with_looks(text).expect("XML").expect("all lists");
        assert_eq!(first, 3);
        let counts = [("fonts", "font", 6), ("fills", "fill", 2), ("borders", "border", 2), ("cellXfs", "xf", 8)];
        for (list, item, count) in counts {
            assert_eq!(count_in(&with, list, item), Ok(Some(count)), "{list}");
        }
        assert!(with.contains("<s:fonts count=\"6\">") && with.contains("<s:cellXfs count=\"8\">"), "{with}");
        assert!(with.contains("<s:xf numFmtId=\"0\" fontId=\"4\" fillId=\"1\" borderId=\"1\""), "{with}");
        assert!(!with.contains("<p:") && !with.contains("</p:"), "{with}");
        assert_eq!(with_looks("<styleSheet><fonts/></styleSheet>"), Ok(None));
    }
}
