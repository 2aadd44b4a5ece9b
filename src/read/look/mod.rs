//! A file → how its sheets look: fonts, number formats, borders, fills, widths, heights, page setup. Read only when a copy
//! has to be written in another format; `check` never pays for it.
//!
//! A look is all or nothing: a file whose style records contradict each other has none, and the copy says so.

mod ods;
mod ods_numbers;
mod ods_page;
mod ods_styles;
mod xls;
mod xls_sheet;
mod xlsb;
mod xlsb_sheet;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::guard;
use super::quiet::quietly;
use crate::error::Error;
use crate::finding::{CellRange, CellRef};
pub(super) use ods_styles::steps;

/// Runs of cells with a style a workbook may have: more are no form that is printed.
const RUNS_MAX: usize = 2_000_000;

/// How a workbook looks.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Look {
    /// The font of cells without a style; its digits are the unit of column widths.
    pub font: Font,
    /// Styles; everything else names them by their place here.
    pub styles: Vec<Style>,
    /// By tab of the workbook; `None` where the tab has none.
    pub sheets: Vec<Option<SheetLook>>,
    /// What the file has besides, and a copy does not get.
    pub besides: BTreeSet<Besides>,
}

/// What a workbook can have that is neither value nor look.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Besides {
    /// Notes on cells.
    Notes,
    /// Pictures, shapes, buttons.
    Drawings,
    /// Charts on a sheet.
    Charts,
    /// Macros.
    Macros,
    /// Lists and limits for what may be typed.
    Validations,
    /// Formats that depend on values.
    ConditionalFormats,
    /// Links.
    Hyperlinks,
    /// Filters.
    Filters,
    /// Protected sheets or workbook.
    Protection,
    /// Names of ranges.
    Names,
    /// Several fonts inside one cell.
    RichText,
    /// A print area of several parts.
    PrintAreas,
    /// Groups of rows or columns that can be folded.
    Outlines,
}

/// How a sheet looks.
#[derive(Clone, PartialEq, Debug)]
pub struct SheetLook {
    /// Columns with a width or style of their own, from the left.
    pub columns: Vec<Columns>,
    /// Width of the other columns, in pixels (1/96 inch).
    pub default_width: Option<f64>,
    /// Rows with a height or style of their own, from the top.
    pub rows: Vec<Rows>,
    /// Height of the other rows, in points.
    pub default_height: Option<f64>,
    /// Styles of cells, blank ones included, in reading order; no cell twice.
    pub cells: Vec<Run>,
    /// Cells with a formula, whether or not it could be read.
    pub formulas: Vec<CellRef>,
    /// First cell that scrolls, where rows or columns are frozen.
    pub freeze: Option<CellRef>,
    /// Are the lines between cells shown?
    pub gridlines: bool,
    /// Magnification, in percent.
    pub zoom: Option<u16>,
    /// Page setup.
    pub page: Page,
}

impl Default for SheetLook {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            default_width: None,
            rows: Vec::new(),
            default_height: None,
            cells: Vec::new(),
            formulas: Vec::new(),
            freeze: None,
            gridlines: true,
            zoom: None,
            page: Page::default(),
        }
    }
}

impl SheetLook {
    /// The style of a cell: its own, else that of its row, else that of its column.
    pub fn style_at(&self, at: CellRef) -> Option<u32> {
        let after = self.cells.partition_point(|run| (run.row, run.first) <= (at.row, at.column));
        let run = self.cells[..after].last().filter(|run| run.row == at.row && at.column <= run.last);
        let rows = self.rows[..self.rows.partition_point(|rows| rows.first <= at.row)].last();
        let columns = self.columns[..self.columns.partition_point(|columns| columns.first <= at.column)].last();
        let of_row = || rows.filter(|rows| at.row <= rows.last)?.style;
        let of_column = || columns.filter(|columns| at.column <= columns.last)?.style;
        run.map(|run| run.style).or_else(of_row).or_else(of_column)
    }

    /// Puts the runs into reading order; of a cell with two styles the first stays.
    fn put_in_order(&mut self) {
        self.cells.sort_by_key(|run| (run.row, run.first));
        self.cells.dedup_by(|next, run| next.row == run.row && next.first <= run.last);
        self.columns.sort_by_key(|columns| columns.first);
        self.rows.sort_by_key(|rows| rows.first);
    }
}

/// Neighbouring cells of one row with one style.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    /// Row, from 0.
    pub row: u32,
    /// First column.
    pub first: u32,
    /// Last column.
    pub last: u32,
    /// Style.
    pub style: u32,
}

/// Neighbouring columns.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Columns {
    /// First column, from 0.
    pub first: u32,
    /// Last column.
    pub last: u32,
    /// Width in pixels (1/96 inch).
    pub width: Option<f64>,
    /// Style of the cells that have none of their own.
    pub style: Option<u32>,
}

/// Neighbouring rows.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rows {
    /// First row, from 0.
    pub first: u32,
    /// Last row.
    pub last: u32,
    /// Height in points; `None` where it follows from the text.
    pub height: Option<f64>,
    /// Style of the cells that have none of their own.
    pub style: Option<u32>,
}

/// Page setup.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Page {
    /// Paper, in Excel's numbers: 9 is A4.
    pub paper: Option<u8>,
    /// On its side?
    pub landscape: bool,
    /// Margins in inches: left, right, top, bottom, header, footer.
    pub margins: Option<[f64; 6]>,
    /// Scale in percent.
    pub scale: Option<u16>,
    /// Pages to fit into: width, height; 0 for as many as needed.
    pub fit: Option<(u16, u16)>,
    /// Centred on the page across, and down?
    pub centred: (bool, bool),
    /// Are the lines between cells printed?
    pub gridlines: bool,
    /// Pages across before pages down?
    pub across_first: bool,
    /// Number of the first page, where it is set.
    pub first_number: Option<u16>,
    /// Header in Excel's codes (`&C&P`).
    pub header: String,
    /// Footer in Excel's codes.
    pub footer: String,
    /// Rows repeated on every page: first and last.
    pub repeat_rows: Option<(u32, u32)>,
    /// Columns repeated on every page.
    pub repeat_columns: Option<(u32, u32)>,
    /// What is printed.
    pub area: Option<CellRange>,
    /// Rows that start a page.
    pub row_breaks: Vec<u32>,
    /// Columns that start a page.
    pub column_breaks: Vec<u32>,
}

/// How a cell looks.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Style {
    /// Font.
    pub font: Font,
    /// Number format.
    pub number_format: NumberFormat,
    /// Fill.
    pub fill: Option<Fill>,
    /// Lines: left, right, top, bottom.
    pub borders: [Option<Line>; 4],
    /// Lines across the cell: the line, whether it rises, whether it falls.
    pub diagonal: Option<(Line, bool, bool)>,
    /// Across.
    pub horizontal: Horizontal,
    /// Down.
    pub vertical: Vertical,
    /// Are long texts wrapped?
    pub wrap: bool,
    /// Are long texts made smaller?
    pub shrink: bool,
    /// Steps of indent.
    pub indent: u8,
    /// Degrees, up is positive; 270 for letters one under another.
    pub rotation: i16,
}

impl Style {
    /// Does a blank cell of this style differ from paper?
    pub fn shows_when_blank(&self) -> bool {
        self.fill.is_some() || self.diagonal.is_some() || self.borders.iter().any(Option::is_some)
    }
}

/// A number format.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum NumberFormat {
    /// As Excel thinks fit.
    #[default]
    General,
    /// A built-in one, some of which follow the settings of the computer (14 is its short date).
    BuiltIn(u8),
    /// A code.
    Code(Arc<str>),
}

impl NumberFormat {
    /// Built-in formats that mean the same in every file; the others are written out in the file.
    fn built_in(id: u32) -> Option<Self> {
        match id {
            0 => Some(Self::General),
            1..=4 | 9..=22 | 37..=40 | 45..=49 => u8::try_from(id).ok().map(Self::BuiltIn),
            _ => None,
        }
    }
}

/// A font.
#[derive(Clone, PartialEq, Debug)]
pub struct Font {
    /// Name.
    pub name: Arc<str>,
    /// Height in points.
    pub size: f64,
    /// Bold?
    pub bold: bool,
    /// Italic?
    pub italic: bool,
    /// Underlined?
    pub underline: Underline,
    /// Struck out?
    pub strikeout: bool,
    /// Raised or lowered?
    pub script: Script,
    /// Red, green, blue; `None` for automatic.
    pub colour: Option<u32>,
}

impl Default for Font {
    fn default() -> Self {
        Self {
            name: "Calibri".into(),
            size: 11.0,
            bold: false,
            italic: false,
            underline: Underline::None,
            strikeout: false,
            script: Script::None,
            colour: None,
        }
    }
}

impl Font {
    /// Width of its digits in pixels: what column widths of xls and xlsb count in. Of fonts we do not know, that of a
    /// usual one.
    pub fn digit_width(&self) -> f64 {
        let name = self.name.to_lowercase();
        let serif = ["times", "serif", "roman", "vntime", "vni-times", "garamond", "georgia"];
        let em = match () {
            () if name.contains("sans") => 0.556,
            () if name.contains("calibri") || name.contains("carlito") => 0.507,
            () if name.contains("courier") || name.contains("mono") => 0.6,
            () if name.contains("verdana") => 0.636,
            () if serif.iter().any(|word| name.contains(word)) => 0.5,
            () => 0.556,
        };
        (self.size * 96.0 / 72.0 * em).round().max(1.0)
    }
}

/// Lines under text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Underline {
    /// None.
    #[default]
    None,
    /// One.
    Single,
    /// Two.
    Double,
    /// One, as accountants draw it.
    SingleAccounting,
    /// Two, as accountants draw them.
    DoubleAccounting,
}

/// Text above or below the line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Script {
    /// On the line.
    #[default]
    None,
    /// Above.
    Super,
    /// Below.
    Sub,
}

/// A fill.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fill {
    /// Pattern in Excel's numbers: 1 is solid, the others up to 18 are dots and stripes.
    pub pattern: u8,
    /// Colour of the pattern; of a solid fill, its colour.
    pub colour: Option<u32>,
    /// Colour behind the pattern.
    pub behind: Option<u32>,
}

/// A line of a border.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// Kind in Excel's numbers: 1 thin, 2 medium, 3 dashed, 4 dotted, 5 thick, 6 double, 7 hair, up to 13.
    pub kind: u8,
    /// Colour; `None` for automatic.
    pub colour: Option<u32>,
}

/// Alignment across.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Horizontal {
    /// Text left, numbers right.
    #[default]
    General,
    /// Left.
    Left,
    /// Centre.
    Centre,
    /// Right.
    Right,
    /// Repeated.
    Fill,
    /// Both sides.
    Justify,
    /// Centred over the blank cells beside.
    AcrossSelection,
    /// Spread.
    Distributed,
}

/// Alignment down.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Vertical {
    /// Top.
    Top,
    /// Centre.
    Centre,
    /// Bottom.
    #[default]
    Bottom,
    /// Both ends.
    Justify,
    /// Spread.
    Distributed,
}

impl Horizontal {
    /// The three bits of a binary cell format.
    fn from_bits(bits: u8) -> Self {
        use Horizontal::{AcrossSelection, Centre, Distributed, Fill, General, Justify, Left, Right};
        [General, Left, Centre, Right, Fill, Justify, AcrossSelection, Distributed][usize::from(bits & 7)]
    }
}

impl Vertical {
    /// The three bits of a binary cell format.
    fn from_bits(bits: u8) -> Self {
        use Vertical::{Bottom, Centre, Distributed, Justify, Top};
        [Top, Centre, Bottom, Justify, Distributed, Bottom, Bottom, Bottom][usize::from(bits & 7)]
    }
}

/// Degrees of the rotation byte of a binary cell format: up to 90 upwards, up to 180 downwards, 255 stacked.
fn rotation(byte: u8) -> i16 {
    match byte {
        0..=90 => byte.into(),
        91..=180 => 90 - i16::from(byte),
        255 => 270,
        _ => 0,
    }
}

/// Reads how a workbook looks. `Err` when its styles cannot be read for certain: then it has no look.
pub fn look(bytes: Vec<u8>) -> Result<Look, Error> {
    match guard::recognise(bytes, &crate::config::Limits::default())? {
        guard::Content::Xls(stream) => quietly(|| xls::read(&stream)),
        guard::Content::Ods(archive) => quietly(|| ods::read(&archive)),
        guard::Content::Xlsb(package) => quietly(|| xlsb::read(&package.archive)),
        // Copies of these keep the package itself.
        guard::Content::Xlsx { .. } | guard::Content::Html(_) | guard::Content::Xml2003(_) => Err(contradiction()),
    }
}

fn contradiction() -> Error {
    Error::Damaged("its styles contradict each other".into())
}
