//! The records of one xlsb sheet part → a [`SheetLook`].

use super::{Besides, Columns, Look, Rows, Run, SheetLook, contradiction};
use crate::error::Error;
use crate::finding::{CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::read::biff12::{Record, Records};

const ROW: u32 = 0;
/// Blank, RK, error, truth, real, text, shared text, and the four kinds of formula results.
const CELLS: std::ops::RangeInclusive<u32> = 1..=11;
const FORMULAS: std::ops::RangeInclusive<u32> = 8..=11;
const RICH_CELL: u32 = 62;
const COLUMNS: u32 = 60;
const FORMAT_INFO: u32 = 485;
const PROPERTIES: u32 = 147;
const VIEW: u32 = 137;
const PANE: u32 = 151;
const MARGINS: u32 = 476;
const PRINT_OPTIONS: u32 = 477;
const PAGE_SETUP: u32 = 478;
const HEADER_FOOTER: u32 = 479;
const ROW_BREAKS: u32 = 392;
const COLUMN_BREAKS: u32 = 394;
const BREAK: u32 = 396;
const VALIDATIONS: u32 = 573;
const CONDITIONAL: u32 = 461;
const LINK: u32 = 494;
const FILTER: u32 = 161;
const PROTECTION: u32 = 535;

/// Reads the look of a sheet part.
pub(super) fn sheet(part: &[u8], book: &mut Look, runs_left: &mut usize) -> Result<SheetLook, Error> {
    let digit = book.font.digit_width();
    let mut reader = Reader {
        book,
        runs_left,
        digit,
        look: SheetLook::default(),
        row: 0,
        fits: false,
        fit: None,
        breaks_rows: true,
    };
    let mut records = Records::new(part);
    while let Some(record) = records.next_record()? {
        reader.take(&record)?;
    }
    let mut look = reader.look;
    look.page.fit = reader.fit.filter(|_| reader.fits);
    look.put_in_order();
    Ok(look)
}

struct Reader<'r> {
    book: &'r mut Look,
    runs_left: &'r mut usize,
    /// Width of a digit in pixels.
    digit: f64,
    look: SheetLook,
    /// The row whose cells follow.
    row: u32,
    fits: bool,
    fit: Option<(u16, u16)>,
    breaks_rows: bool,
}

impl Reader<'_> {
    fn take(&mut self, record: &Record<'_>) -> Result<(), Error> {
        match record.kind {
            ROW => self.row(record),
            kind if CELLS.contains(&kind) || kind == RICH_CELL => self.cell(record),
            COLUMNS => self.columns(record),
            FORMAT_INFO => self.format_info(record),
            _ => self.take_page(record),
        }
    }

    fn take_page(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let page = &mut self.look.page;
        match record.kind {
            PROPERTIES => self.fits = record.u16(0)? & 0x100 != 0,
            VIEW => {
                self.look.gridlines = record.u16(0)? & 4 != 0;
                self.look.zoom = Some(record.u16(18)?).filter(|zoom| (10..=400).contains(zoom));
            }
            PANE if record.u8(28)? & 3 != 0 => {
                let split = |at: usize| record.f64(at).map(|cells| cells.max(0.0) as u32);
                let cell = CellRef::new(split(8)?, split(0)?);
                self.look.freeze = (cell.row < MAX_ROWS && cell.column < MAX_COLUMNS).then_some(cell);
            }
            MARGINS => {
                let mut margins = [0.0; 6];
                for (place, margin) in margins.iter_mut().enumerate() {
                    *margin = record.f64(8 * place)?.clamp(0.0, 40.0);
                }
                page.margins = Some(margins);
            }
            PRINT_OPTIONS => {
                let flags = record.u16(0)?;
                page.centred = (flags & 1 != 0, flags & 2 != 0);
                page.gridlines = flags & 8 != 0;
            }
            PAGE_SETUP => {
                let (flags, small) = (record.u16(32)?, |at: usize| record.u32(at).map(|n| u16::try_from(n).ok()));
                page.paper = u8::try_from(record.u32(0)?).ok().filter(|paper| (1..=118).contains(paper));
                page.scale = small(4)?.filter(|scale| (10..=400).contains(scale));
                page.across_first = flags & 1 != 0;
                page.landscape = flags & 0x42 == 2;
                page.first_number = small(20)?.filter(|_| flags & 0x80 != 0);
                self.fit = small(24)?.zip(small(28)?);
            }
            HEADER_FOOTER => {
                let (header, end) = record.text(2)?;
                (page.header, page.footer) = (header, record.text(end)?.0);
            }
            ROW_BREAKS => self.breaks_rows = true,
            COLUMN_BREAKS => self.breaks_rows = false,
            BREAK => match self.breaks_rows {
                true => page.row_breaks.push(record.u32(0)?),
                false => page.column_breaks.push(record.u32(0)?),
            },
            _ => self.besides(record)?,
        }
        Ok(())
    }

    fn besides(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let found = match record.kind {
            VALIDATIONS => Besides::Validations,
            CONDITIONAL => Besides::ConditionalFormats,
            LINK => Besides::Hyperlinks,
            FILTER => Besides::Filters,
            RICH_CELL => Besides::RichText,
            PROTECTION if record.u32(2)? != 0 => Besides::Protection,
            _ => return Ok(()),
        };
        self.book.besides.insert(found);
        Ok(())
    }

    fn style(&self, number: u32) -> Result<u32, Error> {
        let known = (number as usize) < self.book.styles.len();
        known.then_some(number).ok_or_else(contradiction)
    }

    fn row(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let (row, style, height, flags) = (record.u32(0)?, record.u32(4)?, record.u16(8)?, record.u8(11)?);
        if row >= MAX_ROWS {
            return Err(contradiction());
        }
        self.row = row;
        self.outline(flags & 7);
        let style = if flags & 0x40 != 0 { Some(self.style(style & 0x00FF_FFFF)?) } else { None };
        // Other heights follow from the text; Excel computes them on opening.
        let height = (flags & 0x20 != 0).then(|| f64::from(height) / 20.0);
        self.look.rows.push(Rows { first: row, last: row, height, style });
        Ok(())
    }

    fn cell(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let (column, style) = (record.u32(0)?, self.style(record.u32(4)? & 0x00FF_FFFF)?);
        if column >= MAX_COLUMNS {
            return Err(contradiction());
        }
        if FORMULAS.contains(&record.kind) {
            self.look.formulas.push(CellRef::new(self.row, column));
        }
        if let Some(run) = self.look.cells.last_mut()
            && (run.row, run.last + 1, run.style) == (self.row, column, style)
        {
            run.last = column;
            return Ok(());
        }
        *self.runs_left = self.runs_left.checked_sub(1).ok_or_else(contradiction)?;
        self.look.cells.push(Run { row: self.row, first: column, last: column, style });
        self.besides(record)
    }

    fn columns(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let (first, last, width, style) = (record.u32(0)?, record.u32(4)?, record.u32(8)?, record.u32(12)?);
        if first > last || last >= MAX_COLUMNS || width > 256 * 256 {
            return Err(contradiction());
        }
        let style = if style == 0 { None } else { Some(self.style(style)?) };
        let width = Some(f64::from(width) / 256.0 * self.digit);
        self.outline(record.u8(17)? & 7);
        self.look.columns.push(Columns { first, last, width, style });
        Ok(())
    }

    /// How deep a row or column lies in a group.
    fn outline(&mut self, level: u8) {
        if level > 0 {
            self.book.besides.insert(Besides::Outlines);
        }
    }

    fn format_info(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let (width, letters, height) = (record.u32(0)?, record.u16(4)?, record.u16(6)?);
        self.look.default_width = Some(match width {
            u32::MAX => ((f64::from(letters.min(255)) * self.digit + 5.0) / 8.0).ceil() * 8.0,
            width => f64::from(width.min(256 * 256)) / 256.0 * self.digit,
        });
        self.look.default_height = Some(f64::from(height) / 20.0).filter(|height| (1.0..=409.0).contains(height));
        Ok(())
    }
}
