//! Page layouts, master pages and view settings of OpenDocument → [`Page`] and what is frozen.

use std::collections::HashMap;

use super::ods_styles::{attributes, points};
use super::{Page, SheetLook};
use crate::error::Error;
use crate::finding::{CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::package::xml::{Tag, Token, Tokenizer};

/// Excel's number, width and height in millimetres.
const PAPERS: [(u8, f64, f64); 8] = [
    (9, 210.0, 297.0),
    (8, 297.0, 420.0),
    (11, 148.0, 210.0),
    (1, 215.9, 279.4),
    (5, 215.9, 355.6),
    (14, 215.9, 330.2),
    (13, 182.0, 257.0),
    (12, 257.0, 364.0),
];

/// Page layouts and master pages by name.
#[derive(Default)]
pub(super) struct Pages {
    layouts: HashMap<String, Layout>,
    masters: HashMap<String, Master>,
}

#[derive(Default)]
struct Layout {
    page: HashMap<String, String>,
    /// Height of header and footer with the space to the table, in points.
    header: f64,
    footer: f64,
}

#[derive(Default)]
struct Master {
    layout: String,
    header: Option<String>,
    footer: Option<String>,
}

impl Pages {
    /// Takes a start tag of the styles part that may define something; `true` when it was read to its end.
    pub(super) fn take(&mut self, tokens: &mut Tokenizer<'_>, tag: &Tag<'_>) -> Result<bool, Error> {
        let name = tag.get_local("name").unwrap_or_default().into_owned();
        match tag.name {
            "page-layout" => {
                let layout = layout(tokens, tag)?;
                self.layouts.insert(name, layout);
            }
            "master-page" => {
                let master = master(tokens, tag)?;
                self.masters.insert(name, master);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The page setup of a master page.
    pub(super) fn page(&self, master: &str) -> Option<Page> {
        let master = self.masters.get(master)?;
        let layout = self.layouts.get(&master.layout)?;
        let get = |name: &str| layout.page.get(name).map_or("", String::as_str);
        let length = |name: &str| points(get(name)).map_or(0.0, |points| (points / 72.0).clamp(0.0, 40.0));
        let all = length("margin");
        let margin = |name: &str| if get(name).is_empty() { all } else { length(name) };
        // A header takes its height from the page: in Excel the margin of the table holds it.
        let band = |on: bool, height: f64| if on { height / 72.0 } else { 0.0 };
        let (top, bottom) = (margin("margin-top"), margin("margin-bottom"));
        let margins = [
            margin("margin-left"),
            margin("margin-right"),
            top + band(master.header.is_some(), layout.header),
            bottom + band(master.footer.is_some(), layout.footer),
            top,
            bottom,
        ];
        let pages = |name: &str| get(name).parse::<u16>().ok();
        let fit = match (pages("scale-to-X"), pages("scale-to-Y"), pages("scale-to-pages")) {
            (None, None, None) => None,
            (None, None, Some(1)) => Some((1, 1)),
            (None, None, Some(_)) => None,
            (across, down, _) => Some((across.unwrap_or(0), down.unwrap_or(0))),
        };
        let printed = |word: &str| get("print").split_whitespace().any(|w| w == word);
        Some(Page {
            paper: paper(length("page-width"), length("page-height")),
            landscape: get("print-orientation") == "landscape",
            margins: Some(margins),
            scale: get("scale-to").strip_suffix('%').and_then(|p| p.parse().ok()),
            fit,
            centred: (
                matches!(get("table-centering"), "horizontal" | "both"),
                matches!(get("table-centering"), "vertical" | "both"),
            ),
            gridlines: printed("grid"),
            across_first: get("print-page-order") == "ltr",
            first_number: get("first-page-number").parse().ok(),
            header: master.header.clone().unwrap_or_default(),
            footer: master.footer.clone().unwrap_or_default(),
            ..Page::default()
        })
    }
}

/// Excel's number for a paper of so many inches, whichever side is up.
fn paper(width: f64, height: f64) -> Option<u8> {
    let (short, long) = (width.min(height) * 25.4, width.max(height) * 25.4);
    let near = |paper: &&(u8, f64, f64)| (paper.1 - short).abs() < 3.0 && (paper.2 - long).abs() < 3.0;
    PAPERS.iter().find(near).map(|paper| paper.0)
}

fn layout(tokens: &mut Tokenizer<'_>, tag: &Tag<'_>) -> Result<Layout, Error> {
    let mut layout = Layout::default();
    let mut footer = false;
    let mut open = usize::from(!tag.empty);
    while open > 0 {
        match tokens.next_token()? {
            Some(Token::Start(child)) => {
                open += usize::from(!child.empty);
                match child.name {
                    "page-layout-properties" => layout.page = attributes(&child),
                    "header-style" => footer = false,
                    "footer-style" => footer = true,
                    "header-footer-properties" => {
                        let height = child.get_local("height").or_else(|| child.get_local("min-height"));
                        let height = height.and_then(|h| points(&h)).unwrap_or(0.0);
                        *if footer { &mut layout.footer } else { &mut layout.header } = height;
                    }
                    _ => {}
                }
            }
            Some(Token::End(_)) => open -= 1,
            Some(Token::Text(_)) => {}
            None => break,
        }
    }
    Ok(layout)
}

fn master(tokens: &mut Tokenizer<'_>, tag: &Tag<'_>) -> Result<Master, Error> {
    let mut master =
        Master { layout: tag.get_local("page-layout-name").unwrap_or_default().into_owned(), ..Master::default() };
    if tag.empty {
        return Ok(master);
    }
    loop {
        match tokens.next_token()? {
            Some(Token::Start(child)) => {
                let shown = child.get_local("display").as_deref() != Some("false");
                match child.name {
                    "header" if shown => master.header = Some(header(tokens, &child)?),
                    "footer" if shown => master.footer = Some(header(tokens, &child)?),
                    _ => tokens.skip(&child)?,
                }
            }
            Some(Token::End(_)) | None => return Ok(master),
            Some(Token::Text(_)) => {}
        }
    }
}

/// A header or footer in Excel's codes.
fn header(tokens: &mut Tokenizer<'_>, tag: &Tag<'_>) -> Result<String, Error> {
    let mut codes = String::new();
    let mut open = usize::from(!tag.empty);
    // Text outside the three regions stands in the middle.
    let (mut region, mut lines) = ("&C", 0);
    let mut started = "";
    while open > 0 {
        match tokens.next_token()? {
            Some(Token::Start(child)) => {
                match child.name {
                    "region-left" => (region, lines) = ("&L", 0),
                    "region-center" => (region, lines) = ("&C", 0),
                    "region-right" => (region, lines) = ("&R", 0),
                    "p" => {
                        if lines > 0 && started == region {
                            codes.push('\n');
                        }
                        lines += 1;
                    }
                    _ => {}
                }
                match field(child.name) {
                    Some(code) => {
                        begin(&mut codes, &mut started, region);
                        codes += code;
                        tokens.skip(&child)?;
                    }
                    None => open += usize::from(!child.empty),
                }
            }
            Some(Token::Text(text)) if !text.trim().is_empty() => {
                begin(&mut codes, &mut started, region);
                codes += &text.replace('&', "&&");
            }
            Some(Token::End(_)) => open -= 1,
            Some(Token::Text(_)) => {}
            None => break,
        }
    }
    Ok(codes)
}

fn begin(codes: &mut String, started: &mut &'static str, region: &'static str) {
    if *started != region {
        *codes += region;
        *started = region;
    }
}

fn field(name: &str) -> Option<&'static str> {
    Some(match name {
        "page-number" => "&P",
        "page-count" => "&N",
        "sheet-name" => "&A",
        "date" => "&D",
        "time" => "&T",
        "file-name" => "&F",
        "title" => "",
        "s" => " ",
        _ => return None,
    })
}

/// The view of each sheet, from the settings part.
pub(super) fn views(text: &str) -> Result<HashMap<String, HashMap<String, String>>, Error> {
    let mut tokens = Tokenizer::new(text);
    let mut views: HashMap<String, HashMap<String, String>> = HashMap::new();
    let (mut in_tables, mut sheet, mut depth) = (false, None::<String>, 0usize);
    while let Some(token) = tokens.next_token()? {
        match token {
            Token::Start(tag) if tag.name == "config-item" => {
                let name = tag.get_local("name").unwrap_or_default().into_owned();
                let value = tokens.text_of(&tag)?.into_owned();
                if let Some(sheet) = &sheet {
                    views.entry(sheet.clone()).or_default().insert(name, value);
                }
            }
            Token::Start(tag) => {
                let name = tag.get_local("name").unwrap_or_default();
                match tag.name {
                    "config-item-map-named" if &*name == "Tables" && !tag.empty => (in_tables, depth) = (true, 0),
                    "config-item-map-entry" if in_tables && depth == 0 => sheet = Some(name.into_owned()),
                    _ => {}
                }
                depth += usize::from(!tag.empty && tag.name == "config-item-map-entry");
            }
            Token::End("config-item-map-entry") => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    sheet = None;
                }
            }
            Token::End("config-item-map-named") if depth == 0 => in_tables = false,
            _ => {}
        }
    }
    Ok(views)
}

/// What a view says of frozen rows and columns, lines and magnification.
pub(super) fn view(view: &HashMap<String, String>, look: &mut SheetLook) {
    let number = |name: &str| view.get(name).and_then(|value| value.parse::<u32>().ok());
    // 2 is frozen, 1 is split.
    let frozen = |mode: &str, place: &str| number(place).filter(|_| number(mode) == Some(2)).unwrap_or(0);
    let rows = frozen("VerticalSplitMode", "VerticalSplitPosition");
    let columns = frozen("HorizontalSplitMode", "HorizontalSplitPosition");
    let any = (rows > 0 || columns > 0) && rows < MAX_ROWS && columns < MAX_COLUMNS;
    look.freeze = any.then(|| CellRef::new(rows, columns));
    look.gridlines = view.get("ShowGrid").map(String::as_str) != Some("false");
    look.zoom = number("ZoomValue").and_then(|zoom| u16::try_from(zoom).ok());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_told_whichever_side_is_up() {
        assert_eq!(paper(8.27, 11.69), Some(9));
        assert_eq!(paper(16.54, 11.69), Some(8));
        assert_eq!((paper(8.5, 11.0), paper(1.0, 1.0)), (Some(1), None));
    }

    #[test]
    fn views_belong_to_their_sheet() {
        let item =
            |name: &str, value: &str| format!("<config:config-item config:name='{name}'>{value}</config:config-item>");
        let split = item("VerticalSplitMode", "2") + &item("VerticalSplitPosition", "3") + &item("ZoomValue", "85");
        let text = format!(
            "<s><config:config-item-map-entry><config:config-item-map-named config:name='Tables'>\
             <config:config-item-map-entry config:name='A'>{split}</config:config-item-map-entry>\
             <config:config-item-map-entry config:name='B'>{}</config:config-item-map-entry>\
             </config:config-item-map-named>{}</config:config-item-map-entry></s>",
            item("ShowGrid", "false"),
            item("ZoomValue", "50")
        );
        let views = views(&text).expect("sound");
        let (mut first, mut second) = (SheetLook::default(), SheetLook::default());
        view(&views["A"], &mut first);
        view(&views["B"], &mut second);
        assert_eq!((first.freeze, first.zoom, first.gridlines), (Some(CellRef::new(3, 0)), Some(85), true));
        assert_eq!((second.freeze, second.zoom, second.gridlines), (None, None, false));
    }

    #[test]
    fn headers_become_codes() {
        let text = "<style:header><style:region-left><text:p>A &amp; B</text:p></style:region-left>\
            <style:region-right><text:p>Trang <text:page-number>1</text:page-number></text:p></style:region-right>\
            </style:header>";
        let mut tokens = Tokenizer::new(text);
        let Ok(Some(Token::Start(tag))) = tokens.next_token() else { panic!("a start tag") };
        assert_eq!(header(&mut tokens, &tag).as_deref(), Ok("&LA && B&RTrang &P"));
    }
}
