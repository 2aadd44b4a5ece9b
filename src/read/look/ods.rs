//! The parts of an OpenDocument spreadsheet → a [`Look`].

use std::collections::{BTreeSet, HashMap};

use super::ods_page::{Pages, view, views};
use super::ods_styles::{Styles, points};
use super::{Besides, Columns, Look, RUNS_MAX, Rows, Run, SheetLook, Style, contradiction};
use crate::error::Error;
use crate::finding::{CellRange, CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::package::xml::{Tag, Token, Tokenizer, decode_part};
use crate::package::zip::{Archive, Budget};

/// Blank cells or rows repeated more often fill the rest of the sheet.
const REST: u32 = 10_000;
/// Height of a line to that of its font: 15.75 points for Times New Roman 12.
const LINE: f64 = 1.3;
/// Columns LibreOffice had until 2022: what reaches this far, repeated, fills the row.
const WIDE: u32 = 1_000;

/// Reads the look of all tables.
pub(super) fn read(archive: &Archive) -> Result<Look, Error> {
    let mut budget = Budget::default();
    let mut part = |name: &str| match archive.find(name) {
        Some(member) => archive.inflate(member, &mut budget),
        None => Ok(Vec::new()),
    };
    let (content, styles, settings) = (part("content.xml")?, part("styles.xml")?, part("settings.xml")?);
    let mut reader = Reader::new(archive);
    reader.styles_part(&decode_part(&styles))?;
    let look = reader.content(&decode_part(&content))?;
    let views = views(&decode_part(&settings)).unwrap_or_default();
    Ok(with_views(look, &views))
}

fn with_views((mut look, names): (Look, Vec<String>), views: &HashMap<String, HashMap<String, String>>) -> Look {
    for (sheet, name) in look.sheets.iter_mut().zip(names) {
        if let (Some(sheet), Some(settings)) = (sheet, views.get(&name)) {
            view(settings, sheet);
        }
    }
    look
}

struct Reader {
    styles: Styles,
    pages: Pages,
    /// Cell styles already made, by name.
    ids: HashMap<String, u32>,
    made: Vec<Style>,
    besides: BTreeSet<Besides>,
    runs_left: usize,
}

/// Where a table has come to.
#[derive(Default)]
struct Place {
    row: u32,
    column: u32,
    /// First row, column of the headers repeated on each page.
    header_rows: Option<(u32, u32)>,
    header_columns: Option<(u32, u32)>,
    in_header: bool,
}

impl Reader {
    fn new(archive: &Archive) -> Self {
        let is_module = |name: &str| {
            let own = name.starts_with("Basic/") || name.starts_with("Scripts/");
            own && !name.ends_with('/') && !name.ends_with("script-lc.xml") && !name.ends_with("script-lb.xml")
        };
        let macros = archive.members().iter().any(|member| is_module(&member.name));
        Self {
            styles: Styles::default(),
            pages: Pages::default(),
            ids: HashMap::new(),
            made: Vec::new(),
            besides: macros.then_some(Besides::Macros).into_iter().collect(),
            runs_left: RUNS_MAX,
        }
    }

    fn styles_part(&mut self, text: &str) -> Result<(), Error> {
        let mut tokens = Tokenizer::new(text);
        while let Some(token) = tokens.next_token()? {
            let Token::Start(tag) = token else { continue };
            if !self.pages.take(&mut tokens, &tag)? {
                self.styles.take(&mut tokens, &tag)?;
            }
        }
        Ok(())
    }

    fn content(mut self, text: &str) -> Result<(Look, Vec<String>), Error> {
        let mut tokens = Tokenizer::new(text);
        let (mut sheets, mut names) = (Vec::new(), Vec::new());
        while let Some(token) = tokens.next_token()? {
            let Token::Start(tag) = token else { continue };
            if self.styles.take(&mut tokens, &tag)? {
                continue;
            }
            match tag.name {
                "tracked-changes" => tokens.skip(&tag)?,
                "table" => {
                    names.push(tag.get_local("name").unwrap_or_default().into_owned());
                    sheets.push(Some(self.table(&mut tokens, &tag)?));
                }
                _ => self.note(&tag),
            }
        }
        let font = self.styles.cell("Default").font;
        Ok((Look { font, styles: self.made, sheets, besides: self.besides }, names))
    }

    /// Notices what a copy does not get.
    fn note(&mut self, tag: &Tag<'_>) {
        let is = |name: &str, value: &str| tag.get_local(name).as_deref() == Some(value);
        let found = match tag.name {
            "annotation" => Besides::Notes,
            "object" => Besides::Charts,
            "image" | "custom-shape" | "control" | "line" | "rect" | "ellipse" | "connector" | "text-box" => {
                Besides::Drawings
            }
            "a" => Besides::Hyperlinks,
            "span" => Besides::RichText,
            "content-validation" => Besides::Validations,
            "conditional-format" => Besides::ConditionalFormats,
            "database-range" if is("display-filter-buttons", "true") => Besides::Filters,
            "named-range" | "named-expression"
                if !tag.get_local("name").is_some_and(|name| name.starts_with("_xlnm")) =>
            {
                Besides::Names
            }
            "table" | "spreadsheet" if is("protected", "true") || is("structure-protected", "true") => {
                Besides::Protection
            }
            _ => return,
        };
        self.besides.insert(found);
    }

    fn id(&mut self, name: &str) -> u32 {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        if self.styles.get("table-cell", name).is_some_and(|raw| raw.conditional) {
            self.besides.insert(Besides::ConditionalFormats);
        }
        let id = self.made.len() as u32;
        self.made.push(self.styles.cell(name));
        self.ids.insert(name.to_owned(), id);
        id
    }

    fn table(&mut self, tokens: &mut Tokenizer<'_>, tag: &Tag<'_>) -> Result<SheetLook, Error> {
        self.note(tag);
        // A row of the usual font.
        let default_height = Some(self.styles.cell("Default").font.size * LINE);
        let mut look = SheetLook { default_height, ..SheetLook::default() };
        let style = tag.get_local("style-name").unwrap_or_default();
        let master = self.styles.get("table", &style).and_then(|raw| raw.own("master-page-name"));
        look.page = self.pages.page(master.unwrap_or("Default")).unwrap_or_default();
        self.print_ranges(tag, &mut look);
        if tag.empty {
            return Ok(look);
        }
        let mut place = Place::default();
        loop {
            match tokens.next_token()? {
                Some(Token::Start(child)) => match child.name {
                    "table-column" => self.columns(&child, &mut place, &mut look)?,
                    "table-row" => self.row(tokens, &child, &mut place, &mut look)?,
                    "table-header-rows" | "table-header-columns" => place.in_header = true,
                    "table-row-group" | "table-column-group" => drop(self.besides.insert(Besides::Outlines)),
                    "table-rows" | "table-columns" => {}
                    _ => self.inside(tokens, &child)?,
                },
                Some(Token::End("table-header-rows" | "table-header-columns")) => place.in_header = false,
                Some(Token::End("table")) | None => break,
                Some(_) => {}
            }
        }
        look.page.repeat_rows = place.header_rows;
        look.page.repeat_columns = place.header_columns;
        look.put_in_order();
        Ok(look)
    }

    /// Reads to the end of an element that is no row, and notices what is in it.
    fn inside(&mut self, tokens: &mut Tokenizer<'_>, tag: &Tag<'_>) -> Result<(), Error> {
        self.note(tag);
        let mut open = usize::from(!tag.empty);
        let mut charted = false;
        while open > 0 {
            match tokens.next_token()? {
                Some(Token::Start(child)) => {
                    charted |= child.name == "object";
                    // A chart comes with a picture of itself in the same frame.
                    if !(charted && child.name == "image") {
                        self.note(&child);
                    }
                    // The fonts inside a note or a shape are no matter of the cell.
                    match child.name {
                        "annotation" | "text-box" | "custom-shape" => tokens.skip(&child)?,
                        _ => open += usize::from(!child.empty),
                    }
                }
                Some(Token::End(name)) => {
                    charted &= name != "frame";
                    open -= 1;
                }
                Some(Token::Text(_)) => {}
                None => return Err(contradiction()),
            }
        }
        Ok(())
    }

    fn print_ranges(&mut self, tag: &Tag<'_>, look: &mut SheetLook) {
        let Some(ranges) = tag.get_local("print-ranges") else { return };
        // One range is written with the sheet before each end.
        let mut corners = ranges.rsplit(':').map(|end| end.rsplit('.').next().unwrap_or("").replace('$', ""));
        let cells: Option<Vec<CellRef>> = corners.by_ref().map(|cell| CellRef::parse(&cell)).collect();
        match cells.as_deref() {
            Some([end, start]) => look.page.area = Some(CellRange::new(*start, *end)),
            Some([only]) => look.page.area = Some(CellRange::new(*only, *only)),
            _ => drop(self.besides.insert(Besides::PrintAreas)),
        }
    }

    fn columns(&mut self, tag: &Tag<'_>, place: &mut Place, look: &mut SheetLook) -> Result<(), Error> {
        let first = place.column;
        place.column = first.saturating_add(repeated(tag, "number-columns-repeated"));
        let last = place.column.min(MAX_COLUMNS);
        if first >= last {
            return Ok(());
        }
        let last = last - 1;
        let raw = tag.get_local("style-name").and_then(|name| self.styles.get("table-column", &name));
        let property = |name: &str| raw.and_then(|raw| raw.get("table-column-properties", name));
        let width = property("column-width").and_then(points).map(|points| points * 96.0 / 72.0);
        if property("break-before") == Some("page") && first > 0 {
            look.page.column_breaks.push(first);
        }
        if place.in_header {
            let start = place.header_columns.map_or(first, |(start, _)| start);
            place.header_columns = Some((start, last));
        }
        let style = tag.get_local("default-cell-style-name").filter(|name| name != "Default");
        let style = style.map(|name| self.id(&name));
        look.columns.push(Columns { first, last, width, style });
        Ok(())
    }

    fn row(
        &mut self,
        tokens: &mut Tokenizer<'_>,
        tag: &Tag<'_>,
        place: &mut Place,
        look: &mut SheetLook,
    ) -> Result<(), Error> {
        let first = place.row;
        place.row = first.saturating_add(repeated(tag, "number-rows-repeated"));
        let end = place.row.min(MAX_ROWS);
        if first >= end {
            return self.inside(tokens, tag);
        }
        let raw = tag.get_local("style-name").and_then(|name| self.styles.get("table-row", &name));
        let property = |name: &str| raw.and_then(|raw| raw.get("table-row-properties", name));
        // Where the height is to follow from the text, it is computed on opening.
        let fits = property("use-optimal-row-height") == Some("true");
        let height = property("row-height").and_then(points).filter(|_| !fits);
        if property("break-before") == Some("page") && first > 0 {
            look.page.row_breaks.push(first);
        }
        if place.in_header {
            let start = place.header_rows.map_or(first, |(start, _)| start);
            place.header_rows = Some((start, end - 1));
        }
        let own = tag.get_local("default-cell-style-name").map(|name| self.id(&name));
        let mut runs = Vec::new();
        let formulas = look.formulas.len();
        let filled = self.cells(tokens, tag, own, look, &mut runs)?;
        let style = own.or(filled);
        look.rows.push(Rows { first, last: end - 1, height, style });
        let copies = if end - first > REST { 0 } else { end - first };
        let formulas = look.formulas.split_off(formulas);
        self.spend((runs.len() + formulas.len()) * copies as usize)?;
        for row in first..first + copies {
            look.formulas.extend(formulas.iter().map(|at| CellRef::new(row, at.column)));
            look.cells.extend(runs.iter().map(|run: &Run| Run { row, ..*run }));
        }
        Ok(())
    }

    fn spend(&mut self, runs: usize) -> Result<(), Error> {
        self.runs_left = self.runs_left.checked_sub(runs).ok_or_else(contradiction)?;
        Ok(())
    }

    /// The cells of a row; gives the style that fills its rest, where that shows.
    fn cells(
        &mut self,
        tokens: &mut Tokenizer<'_>,
        tag: &Tag<'_>,
        own: Option<u32>,
        look: &mut SheetLook,
        runs: &mut Vec<Run>,
    ) -> Result<Option<u32>, Error> {
        let (mut column, mut filled) = (0u32, None);
        if tag.empty {
            return Ok(None);
        }
        loop {
            match tokens.next_token()? {
                Some(Token::Start(cell)) if matches!(cell.name, "table-cell" | "covered-table-cell") => {
                    let first = column;
                    column = column.saturating_add(repeated(&cell, "number-columns-repeated"));
                    let end = column.min(MAX_COLUMNS);
                    self.inside(tokens, &cell)?;
                    if first >= end || cell.name != "table-cell" {
                        continue;
                    }
                    if cell.get_local("formula").is_some() {
                        self.spend((end - first) as usize)?;
                        look.formulas.extend((first..end).map(|column| CellRef::new(0, column)));
                    }
                    let style = cell.get_local("style-name").map(|name| self.id(&name));
                    let fills = end - first > WIDE / 4 && end > WIDE;
                    match (style, fills) {
                        (Some(style), true) => filled = Some(style),
                        (Some(style), false) => runs.push(Run { row: 0, first, last: end - 1, style }),
                        (None, true) => {}
                        (None, false) => runs.extend(inherited(first, end, own, &look.columns)),
                    }
                }
                Some(Token::Start(other)) => tokens.skip(&other)?,
                Some(Token::End(_)) | None => break,
                Some(Token::Text(_)) => {}
            }
        }
        Ok(filled.filter(|style| self.made[*style as usize].shows_when_blank()))
    }
}

/// Cells without a style have that of their row, else of their column.
fn inherited(first: u32, end: u32, own: Option<u32>, columns: &[Columns]) -> Vec<Run> {
    if let Some(style) = own {
        return vec![Run { row: 0, first, last: end - 1, style }];
    }
    let start = columns.partition_point(|c| c.last < first);
    let touching = columns[start..].iter().take_while(|c| c.first < end);
    let runs = touching.filter_map(|c| {
        let (first, last) = (c.first.max(first), c.last.min(end - 1));
        c.style.map(|style| Run { row: 0, first, last, style })
    });
    runs.collect()
}

fn repeated(tag: &Tag<'_>, name: &str) -> u32 {
    tag.get_local(name).and_then(|n| n.trim().parse::<u32>().ok()).map_or(1, |n| n.max(1))
}
