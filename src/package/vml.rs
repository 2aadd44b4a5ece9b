//! The drawing that shows the notes of a sheet (VML): where the boxes stand, and a part with boxes put in or made larger.
//!
//! Excel writes VML that is not always XML, so an existing part is searched, not parsed, and only what is found changes.

use std::collections::BTreeMap;
use std::ops::Range;

use super::sheet::{Places, is_true};
use super::xml::{Token, Tokenizer};
use crate::error::Error;
use crate::finding::CellRef;

/// Width of a box, in pixels.
const WIDTH: u32 = 320;
/// Characters that surely fit into a line of that width, in the small type of notes.
const LINE: usize = 44;
/// Height of a line, and of what is around the lines.
const LINE_HEIGHT: u32 = 16;
const FRAME: u32 = 14;
/// Shapes a block of numbers holds; every drawing has blocks of its own.
const BLOCK: usize = 1024;

const COLUMN_MAX: u32 = 16_383;
const ROW_MAX: u32 = 1_048_575;

/// Widths of columns and heights of rows, in pixels.
pub(super) struct Grid {
    column_default: u32,
    columns: Vec<(u32, u32, u32)>,
    row_default: u32,
    rows: BTreeMap<u32, u32>,
}

impl Grid {
    /// As a worksheet part says.
    pub(super) fn of(sheet: &str) -> Result<Self, Error> {
        let mut grid = Self { column_default: 64, columns: Vec::new(), row_default: 20, rows: BTreeMap::new() };
        let mut places = Places::default();
        let mut tokens = Tokenizer::new(sheet);
        while let Some(token) = tokens.next_token()? {
            let Token::Start(tag) = token else { continue };
            let number = |name: &str| tag.get(name).and_then(|v| v.trim().parse::<f64>().ok());
            let hidden = tag.get("hidden").is_some_and(|v| is_true(&v));
            match tag.name {
                "sheetFormatPr" => {
                    let base = number("baseColWidth").map(|characters| characters * 7.0 + 8.0);
                    let width = number("defaultColWidth").map(column_pixels).or(base.map(|w| w as u32));
                    grid.column_default = width.unwrap_or(grid.column_default);
                    grid.row_default = number("defaultRowHeight").map_or(grid.row_default, row_pixels);
                }
                "col" => {
                    let last = |name| number(name).map_or(0, |n| n as u32).saturating_sub(1);
                    let width = number("width").map_or(grid.column_default, column_pixels);
                    grid.columns.push((last("min"), last("max"), if hidden { 0 } else { width }));
                }
                "row" => {
                    let row = places.enter_row(tag.get("r").as_deref());
                    let height = if hidden { Some(0) } else { number("ht").map(row_pixels) };
                    grid.rows.extend(row.zip(height));
                    tokens.skip(&tag)?;
                }
                "extLst" => tokens.skip(&tag)?,
                _ => {}
            }
        }
        Ok(grid)
    }

    fn column(&self, index: u32) -> u32 {
        let known = self.columns.iter().find(|(first, last, _)| (*first..=*last).contains(&index));
        known.map_or(self.column_default, |(_, _, width)| *width)
    }

    fn row(&self, index: u32) -> u32 {
        self.rows.get(&index).copied().unwrap_or(self.row_default)
    }

    /// The box of a new note: right of its cell, a little higher.
    fn new_box(&self, at: CellRef, text: &str) -> Box {
        let left = ((at.column + 1).min(COLUMN_MAX), 15);
        let top = match at.row.checked_sub(1) {
            Some(above) => (above, self.row(above).saturating_sub(8)),
            None => (0, 2),
        };
        self.sized(left, top, WIDTH, height(text))
    }

    fn sized(&self, left: (u32, u32), top: (u32, u32), width: u32, height: u32) -> Box {
        let right = walk(left, width, COLUMN_MAX, |column| self.column(column));
        let bottom = walk(top, height, ROW_MAX, |row| self.row(row));
        Box { left, top, right, bottom }
    }

    /// A box that shows so much more text, in the place of the one it is.
    fn enlarged(&self, old: &Box, more: &str) -> Box {
        let length = |from: (u32, u32), to: (u32, u32), size: &dyn Fn(u32) -> u32| {
            let between: u32 = (from.0..to.0).take(4096).map(size).sum();
            (between + to.1).saturating_sub(from.1)
        };
        let width = length(old.left, old.right, &|column| self.column(column)).max(WIDTH);
        let tall = length(old.top, old.bottom, &|row| self.row(row));
        self.sized(old.left, old.top, width, tall + height(more))
    }
}

/// A width in characters of the usual font, which is seven pixels wide.
fn column_pixels(characters: f64) -> u32 {
    (characters * 7.0).round() as u32
}

fn row_pixels(points: f64) -> u32 {
    (points * 4.0 / 3.0).round() as u32
}

fn height(text: &str) -> u32 {
    let lines: usize = text.lines().map(|line| line.chars().count().div_ceil(LINE).max(1)).sum();
    LINE_HEIGHT * lines.clamp(1, 40) as u32 + FRAME
}

/// Where one is, so many pixels after a place.
fn walk((index, offset): (u32, u32), pixels: u32, last: u32, size: impl Fn(u32) -> u32) -> (u32, u32) {
    let (mut index, mut left) = (index, offset + pixels);
    while index < last && left >= size(index) {
        left -= size(index);
        index += 1;
    }
    (index, left)
}

/// Column or row, and pixels into it, of the four edges.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Box {
    left: (u32, u32),
    top: (u32, u32),
    right: (u32, u32),
    bottom: (u32, u32),
}

impl Box {
    fn written(&self) -> String {
        let Self { left, top, right, bottom } = self;
        let all = [left.0, left.1, top.0, top.1, right.0, right.1, bottom.0, bottom.1];
        all.map(|n| n.to_string()).join(", ")
    }

    fn read(anchor: &str) -> Option<Self> {
        // LibreOffice writes offsets below nothing.
        let number = |text: &str| text.trim().parse::<i64>().map(|n| u32::try_from(n.max(0)).unwrap_or(0));
        let numbers: Result<Vec<u32>, _> = anchor.split(',').map(number).collect();
        match numbers.ok()?[..] {
            [a, b, c, d, e, f, g, h] => Some(Self { left: (a, b), top: (c, d), right: (e, f), bottom: (g, h) }),
            _ => None,
        }
    }
}

/// What becomes of a drawing: boxes for new notes, and those whose text grew.
#[derive(Default)]
pub(super) struct Boxes<'n> {
    /// Notes without a box, with their whole text.
    pub(super) new: Vec<(CellRef, &'n str)>,
    /// Notes with more text, and that text.
    pub(super) longer: Vec<(CellRef, &'n str)>,
}

const NAMESPACES: [(&str, &str); 3] = [
    ("xmlns:v", "urn:schemas-microsoft-com:vml"),
    ("xmlns:o", "urn:schemas-microsoft-com:office:office"),
    ("xmlns:x", "urn:schemas-microsoft-com:office:excel"),
];

const SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" \
    path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/>\
    <v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

/// The blocks a drawing has taken, by what it says of itself: `<o:idmap data="1,2"/>`.
pub(super) fn blocks(drawing: &str) -> Vec<usize> {
    let maps = drawing.split("idmap").skip(1).filter_map(|rest| rest.split('>').next());
    let data = maps.filter_map(|tag| tag.split("data=").nth(1)?.get(1..)?.split(['"', '\'']).next());
    data.flat_map(|list| list.split(',').filter_map(|n| n.trim().parse().ok()).collect::<Vec<usize>>())
        .filter(|n| *n < BLOCK * BLOCK)
        .collect()
}

/// A drawing with these boxes only; its numbers begin with those of `block`, so that no other drawing has them.
pub(super) fn drawing(boxes: &Boxes<'_>, grid: &Grid, block: usize) -> String {
    let names: String = NAMESPACES.iter().map(|(name, uri)| format!(" {name}=\"{uri}\"")).collect();
    let all = boxes.new.iter().chain(&boxes.longer);
    let shapes: String =
        (block * BLOCK + 1..).zip(all).map(|(number, (at, text))| shape(*at, text, grid, number, "")).collect();
    let count = boxes.new.len() + boxes.longer.len();
    let taken: Vec<String> = (block..=block + count / BLOCK).map(|n| n.to_string()).collect();
    let taken = taken.join(",");
    format!(
        "<xml{names}><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{taken}\"/></o:shapelayout>\
         {SHAPE_TYPE}{shapes}</xml>"
    )
}

/// The drawing with these boxes too; `None` when it has no end.
pub(super) fn extended(text: &str, boxes: &Boxes<'_>, grid: &Grid) -> Option<String> {
    let mut out = text.to_owned();
    let mut new = boxes.new.clone();
    for (at, more) in &boxes.longer {
        match anchor_of(&out, *at) {
            Some(anchor) => {
                // Where the old box cannot be told, the new one leaves room for about as much again.
                let unknown = || grid.new_box(*at, &format!("{more}\n{more}"));
                let place = anchor.found.as_ref().map_or_else(unknown, |old| grid.enlarged(old, more));
                out.replace_range(anchor.place.clone(), &anchor.written(place));
            }
            None => new.push((*at, more)),
        }
    }
    let end = out.rfind("</xml")?;
    // The outermost element may call the namespaces something else.
    let root = out.find("<xml").and_then(|at| out[at..].split('>').next()).unwrap_or_default();
    let declared = |(name, uri): &&(&str, &str)| {
        !root.contains(&format!("{name}=\"{uri}\"")) && !root.contains(&format!("{name}='{uri}'"))
    };
    let names: String = NAMESPACES.iter().filter(declared).map(|(name, uri)| format!(" {name}=\"{uri}\"")).collect();
    let has_type = ["id=\"_x0000_t202\"", "id='_x0000_t202'"].iter().any(|id| out.contains(id));
    let kind =
        if has_type { String::new() } else { SHAPE_TYPE.replacen("<v:shapetype", &format!("<v:shapetype{names}"), 1) };
    let first = out.match_indices("_x0000_s").filter_map(|(at, m)| leading_number(&out[at + m.len()..])).max();
    let numbers = first.unwrap_or(BLOCK) + 1..;
    let shapes: String = numbers.zip(&new).map(|(number, (at, text))| shape(*at, text, grid, number, &names)).collect();
    out.insert_str(end, &(kind + &shapes));
    Some(out)
}

/// Where the box of a note says where it stands.
struct Anchor {
    place: Range<usize>,
    /// What it says, if that can be understood.
    found: Option<Box>,
    /// It says nothing yet: the prefix of the element that is to say it.
    missing: Option<String>,
}

impl Anchor {
    fn written(&self, place: Box) -> String {
        match &self.missing {
            Some(p) => format!("<{p}Anchor>{}</{p}Anchor>", place.written()),
            None => place.written(),
        }
    }
}

/// The anchor of the note of a cell; prefixes are those of whoever wrote the drawing.
fn anchor_of(drawing: &str, at: CellRef) -> Option<Anchor> {
    let mut from = 0;
    while let Some((p, open)) = open_tag(&drawing[from..], "ClientData") {
        let start = from + open.end;
        let end = drawing[start..].find("ClientData").map_or(drawing.len(), |n| n + start);
        let data = &drawing[start..end];
        let inner = |name: &str| {
            let (_, tag) = open_tag(data, name)?;
            Some((tag.end, data[tag.end..].split('<').next()?))
        };
        let number = |name| inner(name).and_then(|(_, text)| text.trim().parse::<u32>().ok());
        let note = drawing[from + open.start..start].contains("Note");
        if note && (number("Row"), number("Column")) == (Some(at.row), Some(at.column)) {
            return Some(match inner("Anchor") {
                Some((begin, text)) => {
                    let place = start + begin..start + begin + text.len();
                    Anchor { place, found: Box::read(text), missing: None }
                }
                None => Anchor { place: start..start, found: None, missing: Some(p.to_owned()) },
            });
        }
        from = end;
    }
    None
}

/// The first start tag of that name under any prefix: the prefix with its colon, and where the tag stands.
fn open_tag<'t>(text: &'t str, name: &str) -> Option<(&'t str, Range<usize>)> {
    text.match_indices(name).find_map(|(at, _)| {
        let start = text[..at].rfind('<')?;
        let p = &text[start + 1..at];
        let is_prefix = p.is_empty() || p.ends_with(':') && !p.contains(['/', ' ', '>', '"']);
        let behind = text[at + name.len()..].starts_with(|c: char| c == '>' || c.is_whitespace());
        let end = at + text[at..].find('>')? + 1;
        (is_prefix && behind).then_some((p, start..end))
    })
}

fn leading_number(text: &str) -> Option<usize> {
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

/// One hidden box: shown when the pointer rests on the cell, never printed over the page.
fn shape(at: CellRef, text: &str, grid: &Grid, number: usize, names: &str) -> String {
    let place = grid.new_box(at, text);
    let points = |pixels: u32| f64::from(pixels) * 0.75;
    format!(
        "<v:shape{names} id=\"_x0000_s{number}\" type=\"#_x0000_t202\" style=\"position:absolute;width:{}pt;height:{}pt;\
         z-index:{};visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>\
         <v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>\
         <v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>\
         <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{}</x:Anchor>\
         <x:AutoFill>False</x:AutoFill><x:Row>{}</x:Row><x:Column>{}</x:Column></x:ClientData></v:shape>",
        points(WIDTH),
        points(height(text)),
        number % BLOCK,
        place.written(),
        at.row,
        at.column
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> CellRef {
        CellRef::parse(text).expect("an address")
    }

    #[test]
    fn a_box_is_as_wide_as_it_must_be_whatever_the_columns() {
        let sheet = "<worksheet><sheetFormatPr defaultRowHeight='15'/><cols><col min='3' max='4' width='10'/>\
            <col min='5' max='5' width='90' hidden='1'/></cols><sheetData><row r='3' ht='30'/><row r='4' hidden='1'/></sheetData></worksheet>";
        let grid = Grid::of(sheet).expect("XML");
        // B2: C and D have 70 pixels each, E is hidden, all others 64; rows 1 and 2 have 20 pixels, row 3 has 40, row 4 none.
        let place = grid.new_box(at("B2"), "một\nhai\nba\nbốn");
        assert_eq!(place.written(), "2, 15, 0, 12, 8, 3, 4, 10");
        assert_eq!(Box::read(&place.written()), Some(place));
        assert_eq!(grid.new_box(at("XFD1"), "").right.0, COLUMN_MAX);
    }

    #[test]
    fn boxes_are_put_in_and_made_larger() {
        let grid = Grid::of("<worksheet/>").expect("XML");
        let boxes = Boxes { new: vec![(at("A1"), "mới"), (at("C3"), "mới")], longer: Vec::new() };
        let first = drawing(&boxes, &grid, 2);
        assert_eq!(blocks(&first), [2]);
        assert_eq!(blocks("<a:idmap data='1, 7'/><a:idmap x='1'/><xml>"), [1, 7]);
        let grown = Boxes { new: vec![(at("D4"), "mới")], longer: vec![(at("A1"), "thêm"), (at("E5"), "thêm")] };
        let second = extended(&first, &grown, &grid).expect("a drawing");
        let numbers: Vec<usize> =
            second.match_indices("_x0000_s").filter_map(|(at, m)| leading_number(&second[at + m.len()..])).collect();
        assert_eq!(numbers, [2049, 2050, 2051, 2052]);
        let bottom =
            |drawing: &str, cell: &str| anchor_of(drawing, at(cell)).and_then(|anchor| anchor.found).map(|p| p.bottom);
        assert_eq!((bottom(&first, "A1"), bottom(&second, "A1")), (Some((1, 12)), Some((3, 2))));
        assert_eq!(bottom(&first, "C3"), bottom(&second, "C3"));
        assert!(bottom(&second, "D4").is_some() && bottom(&second, "E5").is_some());
        assert_eq!(second.matches("<v:shapetype").count(), 1);
        assert_eq!(extended("<xml", &grown, &grid), None);
        let grown = Boxes { new: Vec::new(), longer: vec![(at("A1"), "thêm")] };
        let anchor = first.split("<x:Anchor>").nth(1).and_then(|t| t.split('<').next()).expect("an anchor");
        for odd in
            [first.replacen(anchor, "1, -15", 1), first.replacen(&format!("<x:Anchor>{anchor}</x:Anchor>"), "", 1)]
        {
            let done = extended(&odd.replace("x:", "ns2:"), &grown, &grid).expect("a drawing");
            assert_eq!(done.matches("<ns2:Row>0</ns2:Row>").count(), 1, "no second box");
            assert!(bottom(&done, "A1").is_some() && done.contains("</ns2:Anchor>"), "{done}");
        }
        let grown = Boxes { new: vec![(at("D4"), "mới")], longer: Vec::new() };
        let other = extended("<xml xmlns:w='urn:schemas-microsoft-com:vml'><br></xml>", &grown, &grid).expect("an end");
        assert!(other.contains("<v:shapetype xmlns:v=") && other.contains("<v:shape xmlns:v="), "{other}");
    }
}
