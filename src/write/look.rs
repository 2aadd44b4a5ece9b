//! How a workbook looked in its own format → formats, widths, heights and page setup of its copy.

use rust_xlsxwriter::{
    Color, FontScheme, Format, FormatAlign, FormatBorder, FormatDiagonalBorder, FormatPattern, FormatScript,
    FormatUnderline, Workbook, Worksheet, XlsxError,
};

use crate::finding::{CellRef, MAX_COLUMNS, MAX_ROWS, Message};
use crate::read::Sheet;
use crate::read::look::{
    Besides, Font, Horizontal, Line, Look, NumberFormat, Page, Script, SheetLook, Style, Underline, Vertical,
};

/// Blank cells a copy is given for their borders and fills.
const BLANKS_MAX: u64 = 2_000_000;
/// Columns given the width of the rest of the sheet: nobody types beyond.
const COLUMNS_MAX: u32 = 1024;
/// Characters of a header or footer.
const HEADER_MAX: usize = 255;
/// Pixels in a point.
const PIXELS: f64 = 96.0 / 72.0;

/// The look of a workbook, as the writer needs it.
pub(super) struct Painter<'l> {
    look: Option<&'l Look>,
    /// By style of the look.
    formats: Vec<Format>,
    plain: Format,
    /// The width of a usual column, which tells the writer how wide a digit is; `None` where it knows no such font.
    column_width: Option<u32>,
    blanks_left: u64,
}

impl<'l> Painter<'l> {
    /// For a workbook of so many tabs.
    pub(super) fn new(look: Option<&'l Look>, tabs: usize) -> Self {
        let look = look.filter(|look| look.sheets.len() == tabs);
        let column_width = look.and_then(|look| usual_width(&look.font));
        let plain = match look {
            Some(look) if column_width.is_some() => with_font(Format::new(), &look.font),
            _ => Format::new(),
        };
        let formats = look.iter().flat_map(|look| &look.styles).map(format).collect();
        Self { look, formats, plain, column_width, blanks_left: BLANKS_MAX }
    }

    /// Is the look known?
    pub(super) fn knows(&self) -> bool {
        self.look.is_some()
    }

    /// Gives a new workbook the font of the original.
    pub(super) fn start(&self, book: &mut Workbook) -> Result<(), XlsxError> {
        match self.column_width {
            Some(width) => book.set_default_format(&self.plain, 20, width).map(drop),
            None => Ok(()),
        }
    }

    /// The format of a cell, where the look is known.
    pub(super) fn format(&self, tab: usize, at: CellRef) -> Option<&Format> {
        let own = self.sheet(tab).and_then(|sheet| sheet.style_at(at));
        let own = own.and_then(|style| self.formats.get(style as usize));
        own.or_else(|| self.look.map(|_| &self.plain))
    }

    fn sheet(&self, tab: usize) -> Option<&'l SheetLook> {
        self.look?.sheets.get(tab)?.as_ref()
    }

    /// Cells with a formula in the original, as far as that is known.
    pub(super) fn formulas(&self, tab: usize) -> &'l [CellRef] {
        self.sheet(tab).map_or(&[], |sheet| &sheet.formulas)
    }

    /// Rows, columns and page of a sheet: before anything else is written to it.
    pub(super) fn prepare(&self, page: &mut Worksheet, tab: usize, sheet: &Sheet) -> Result<(), XlsxError> {
        let Some(look) = self.sheet(tab) else { return Ok(()) };
        if let Some(width) = self.column_width {
            let height = look.default_height.filter(|h| *h > 0.0).map_or(20, |h| (h * PIXELS).round() as u32);
            page.set_default_format(&self.plain, height, width)?;
        }
        self.columns(page, look, used(sheet).column.max(COLUMNS_MAX - 1))?;
        self.rows(page, look, last_row(look, sheet))?;
        if let Some(cell) = look.freeze {
            page.set_freeze_panes(cell.row, column(cell.column))?;
        }
        page.set_screen_gridlines(look.gridlines);
        if let Some(zoom) = look.zoom.filter(|zoom| (10..=400).contains(zoom)) {
            page.set_zoom(zoom);
        }
        set_up(page, &look.page)
    }

    fn columns(&self, page: &mut Worksheet, look: &SheetLook, end: u32) -> Result<(), XlsxError> {
        let mut next = 0;
        for columns in look.columns.iter().filter(|columns| columns.first <= end) {
            self.unlisted(page, look, next, columns.first)?;
            let (first, last) = (column(columns.first), column(columns.last.min(end)));
            if let Some(width) = columns.width.or(look.default_width) {
                page.set_column_range_width_pixels(first, last, width.round() as u32)?;
            }
            if let Some(format) = columns.style.and_then(|style| self.formats.get(style as usize)) {
                page.set_column_range_format(first, last, format)?;
            }
            next = columns.last + 1;
        }
        // As far as an xls sheet goes.
        self.unlisted(page, look, next, 256)
    }

    /// Columns that are as wide as the sheet says of all.
    fn unlisted(&self, page: &mut Worksheet, look: &SheetLook, next: u32, end: u32) -> Result<(), XlsxError> {
        let usual = f64::from(self.column_width.unwrap_or(64));
        let width = look.default_width.filter(|width| (width - usual).abs() >= 1.0);
        match width {
            Some(width) if next < end => {
                page.set_column_range_width_pixels(column(next), column(end - 1), width.round() as u32).map(drop)
            }
            _ => Ok(()),
        }
    }

    fn rows(&self, page: &mut Worksheet, look: &SheetLook, end: u32) -> Result<(), XlsxError> {
        for rows in &look.rows {
            let format = rows.style.and_then(|style| self.formats.get(style as usize));
            for row in rows.first..=rows.last.min(end) {
                if let Some(height) = rows.height.filter(|height| *height > 0.0) {
                    page.set_row_height(row, height.min(409.0))?;
                }
                if let Some(format) = format {
                    page.set_row_format(row, format)?;
                }
            }
        }
        Ok(())
    }

    /// Borders and fills of blank cells: before the values are written, after the cells are merged.
    pub(super) fn blanks(&mut self, page: &mut Worksheet, tab: usize, sheet: &Sheet) -> Result<(), XlsxError> {
        let (Some(look), Some(styles)) = (self.sheet(tab), self.look.map(|look| &look.styles)) else { return Ok(()) };
        let used = used(sheet);
        for run in &look.cells {
            let Some(format) = self.formats.get(run.style as usize) else { continue };
            let inside = run.row <= used.row && run.first <= used.column;
            let last = match styles[run.style as usize].shows_when_blank() {
                true => run.last,
                false if inside => run.last.min(used.column),
                false => continue,
            };
            let count = u64::from(last - run.first) + 1;
            let Some(left) = self.blanks_left.checked_sub(count) else { return Ok(()) };
            self.blanks_left = left;
            for place in run.first..=last {
                page.write_blank(run.row, column(place), format)?;
            }
        }
        Ok(())
    }

    /// What the original has and the copy does not.
    pub(super) fn left_behind(&self) -> Vec<Message> {
        match self.look {
            Some(look) => look.besides.iter().map(|besides| named(*besides)).collect(),
            None => vec![Message::new(
                "phông chữ, màu, đường viền, độ rộng cột, thiết lập trang in, ghi chú, hình ảnh, đồ thị, macro (nếu có)",
                "fonts, colours, borders, column widths, print settings, notes, pictures, charts, macros (if any)",
            )],
        }
    }
}

fn named(besides: Besides) -> Message {
    let (vi, en) = match besides {
        Besides::Notes => ("ghi chú ở ô", "notes on cells"),
        Besides::Drawings => ("hình ảnh, hình vẽ, nút bấm", "pictures, shapes, buttons"),
        Besides::Charts => ("đồ thị", "charts"),
        Besides::Macros => ("macro", "macros"),
        Besides::Validations => ("danh sách chọn và giới hạn nhập liệu", "lists and limits for what may be typed"),
        Besides::ConditionalFormats => ("định dạng có điều kiện", "conditional formats"),
        Besides::Hyperlinks => ("liên kết", "links"),
        Besides::Filters => ("bộ lọc", "filters"),
        Besides::Protection => ("khóa bảo vệ sheet, file", "protection of sheets or workbook"),
        Besides::Names => ("tên vùng", "names of ranges"),
        Besides::RichText => ("định dạng riêng của một phần chữ trong ô", "formats inside the text of a cell"),
        Besides::Outlines => ("nhóm dòng, nhóm cột (outline)", "groups of rows and columns"),
        Besides::PrintAreas => ("vùng in gồm nhiều phần", "a print area of several parts"),
    };
    Message::new(vi, en)
}

/// The writer takes the width of a usual column for that of a digit.
fn usual_width(font: &Font) -> Option<u32> {
    match font.digit_width() as u32 {
        6 => Some(56),
        7 => Some(64),
        8 => Some(72),
        9 => Some(80),
        11 => Some(96),
        12 => Some(104),
        13 => Some(120),
        _ => None,
    }
}

fn column(column: u32) -> u16 {
    column.min(MAX_COLUMNS - 1) as u16
}

/// The last row and column with a value or in a merged rectangle.
fn used(sheet: &Sheet) -> CellRef {
    let ends = sheet.merges.iter().flatten().map(|range| range.end);
    let places = sheet.cells.iter().map(|cell| cell.at()).chain(ends);
    places.fold(CellRef::new(0, 0), |end, at| CellRef::new(end.row.max(at.row), end.column.max(at.column)))
}

/// Rows below everything that shows need no height.
fn last_row(look: &SheetLook, sheet: &Sheet) -> u32 {
    let styled = look.cells.last().map_or(0, |run| run.row);
    styled.max(used(sheet).row).max(sheet.hidden_rows.iter().flatten().last().copied().unwrap_or(0)).min(MAX_ROWS - 1)
}

fn set_up(page: &mut Worksheet, setup: &Page) -> Result<(), XlsxError> {
    if let Some(paper) = setup.paper {
        page.set_paper_size(paper);
    }
    if setup.landscape {
        page.set_landscape();
    }
    if let Some([left, right, top, bottom, header, footer]) = setup.margins {
        page.set_margins(left, right, top, bottom, header, footer);
    }
    match (setup.fit, setup.scale) {
        (Some((width, height)), _) => drop(page.set_print_fit_to_pages(width, height)),
        (None, Some(scale)) if (10..=400).contains(&scale) => drop(page.set_print_scale(scale)),
        _ => {}
    }
    page.set_print_center_horizontally(setup.centred.0).set_print_center_vertically(setup.centred.1);
    page.set_print_gridlines(setup.gridlines).set_page_order(!setup.across_first);
    if let Some(number) = setup.first_number {
        page.set_print_first_page_number(number);
    }
    // The codes of pictures stand for nothing here.
    let sound = |text: &str| Some(text.replace("&G", "")).filter(|t| t.encode_utf16().count() <= HEADER_MAX);
    if let Some(header) = sound(&setup.header).filter(|text| !text.is_empty()) {
        page.set_header(header);
    }
    if let Some(footer) = sound(&setup.footer).filter(|text| !text.is_empty()) {
        page.set_footer(footer);
    }
    if let Some((first, last)) = setup.repeat_rows {
        page.set_repeat_rows(first, last)?;
    }
    if let Some((first, last)) = setup.repeat_columns {
        page.set_repeat_columns(column(first), column(last))?;
    }
    if let Some(area) = setup.area {
        page.set_print_area(area.start.row, column(area.start.column), area.end.row, column(area.end.column))?;
    }
    page.set_page_breaks(&setup.row_breaks)?.set_vertical_page_breaks(&setup.column_breaks)?;
    Ok(())
}

fn format(style: &Style) -> Format {
    let mut format = with_font(Format::new(), &style.font);
    format = match &style.number_format {
        NumberFormat::General => format,
        NumberFormat::BuiltIn(id) => format.set_num_format_index(*id),
        NumberFormat::Code(code) => format.set_num_format(&**code),
    };
    if let Some(fill) = &style.fill {
        let solid = fill.pattern == 1;
        format = format.set_pattern(pattern(fill.pattern));
        // The writer wants the colour of a solid fill as that behind the pattern.
        format = match (if solid { fill.colour } else { fill.behind }, fill.colour.filter(|_| !solid)) {
            (Some(behind), None) => format.set_background_color(Color::RGB(behind)),
            (None, Some(colour)) => format.set_foreground_color(Color::RGB(colour)),
            (Some(behind), Some(colour)) => {
                format.set_background_color(Color::RGB(behind)).set_foreground_color(Color::RGB(colour))
            }
            (None, None) => format,
        };
    }
    aligned(crossed(bordered(format, &style.borders), style.diagonal), style)
}

fn with_font(format: Format, font: &Font) -> Format {
    let mut format = format.set_font_name(&*font.name).set_font_size(font.size).set_font_scheme(FontScheme::None);
    if font.bold {
        format = format.set_bold();
    }
    if font.italic {
        format = format.set_italic();
    }
    if font.strikeout {
        format = format.set_font_strikethrough();
    }
    if let Some(colour) = font.colour {
        format = format.set_font_color(Color::RGB(colour));
    }
    let script = match font.script {
        Script::None => FormatScript::None,
        Script::Super => FormatScript::Superscript,
        Script::Sub => FormatScript::Subscript,
    };
    let underline = match font.underline {
        Underline::None => FormatUnderline::None,
        Underline::Single => FormatUnderline::Single,
        Underline::Double => FormatUnderline::Double,
        Underline::SingleAccounting => FormatUnderline::SingleAccounting,
        Underline::DoubleAccounting => FormatUnderline::DoubleAccounting,
    };
    format.set_font_script(script).set_underline(underline)
}

fn bordered(mut format: Format, borders: &[Option<Line>; 4]) -> Format {
    type Set = fn(Format, FormatBorder) -> Format;
    type Paint = fn(Format, Color) -> Format;
    let sides: [(Set, Paint); 4] = [
        (Format::set_border_left, Format::set_border_left_color),
        (Format::set_border_right, Format::set_border_right_color),
        (Format::set_border_top, Format::set_border_top_color),
        (Format::set_border_bottom, Format::set_border_bottom_color),
    ];
    for (line, (set, paint)) in borders.iter().zip(sides) {
        let Some(line) = line else { continue };
        format = set(format, border(line.kind));
        if let Some(colour) = line.colour {
            format = paint(format, Color::RGB(colour));
        }
    }
    format
}

fn crossed(format: Format, diagonal: Option<(Line, bool, bool)>) -> Format {
    let Some((line, rises, falls)) = diagonal else { return format };
    let kind = match (rises, falls) {
        (true, true) => FormatDiagonalBorder::BorderUpDown,
        (true, false) => FormatDiagonalBorder::BorderUp,
        (false, true) => FormatDiagonalBorder::BorderDown,
        (false, false) => return format,
    };
    let format = format.set_border_diagonal(border(line.kind)).set_border_diagonal_type(kind);
    match line.colour {
        Some(colour) => format.set_border_diagonal_color(Color::RGB(colour)),
        None => format,
    }
}

fn aligned(mut format: Format, style: &Style) -> Format {
    format = format.set_align(match style.horizontal {
        Horizontal::General => FormatAlign::General,
        Horizontal::Left => FormatAlign::Left,
        Horizontal::Centre => FormatAlign::Center,
        Horizontal::Right => FormatAlign::Right,
        Horizontal::Fill => FormatAlign::Fill,
        Horizontal::Justify => FormatAlign::Justify,
        Horizontal::AcrossSelection => FormatAlign::CenterAcross,
        Horizontal::Distributed => FormatAlign::Distributed,
    });
    format = format.set_align(match style.vertical {
        Vertical::Top => FormatAlign::Top,
        Vertical::Centre => FormatAlign::VerticalCenter,
        Vertical::Bottom => FormatAlign::Bottom,
        Vertical::Justify => FormatAlign::VerticalJustify,
        Vertical::Distributed => FormatAlign::VerticalDistributed,
    });
    if style.wrap {
        format = format.set_text_wrap();
    }
    if style.shrink {
        format = format.set_shrink();
    }
    if style.indent > 0 && matches!(style.horizontal, Horizontal::Left | Horizontal::Right | Horizontal::Distributed) {
        format = format.set_indent(style.indent);
    }
    match style.rotation {
        0 => format,
        degrees => format.set_rotation(degrees),
    }
}

fn border(kind: u8) -> FormatBorder {
    use FormatBorder::{
        DashDot, DashDotDot, Dashed, Dotted, Double, Hair, Medium, MediumDashDot, MediumDashDotDot, MediumDashed, None,
        SlantDashDot, Thick, Thin,
    };
    let kinds = [
        None,
        Thin,
        Medium,
        Dashed,
        Dotted,
        Thick,
        Double,
        Hair,
        MediumDashed,
        DashDot,
        MediumDashDot,
        DashDotDot,
        MediumDashDotDot,
        SlantDashDot,
    ];
    kinds.get(usize::from(kind)).copied().unwrap_or(Thin)
}

fn pattern(number: u8) -> FormatPattern {
    use FormatPattern::{
        DarkDown, DarkGray, DarkGrid, DarkHorizontal, DarkTrellis, DarkUp, DarkVertical, Gray125, Gray0625, LightDown,
        LightGray, LightGrid, LightHorizontal, LightTrellis, LightUp, LightVertical, MediumGray, None, Solid,
    };
    let patterns = [
        None,
        Solid,
        MediumGray,
        DarkGray,
        LightGray,
        DarkHorizontal,
        DarkVertical,
        DarkDown,
        DarkUp,
        DarkGrid,
        DarkTrellis,
        LightHorizontal,
        LightVertical,
        LightDown,
        LightUp,
        LightGrid,
        LightTrellis,
        Gray125,
        Gray0625,
    ];
    patterns.get(usize::from(number)).copied().unwrap_or(Solid)
}
