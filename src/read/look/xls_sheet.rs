//! The records of one BIFF8 sheet → a [`SheetLook`].

use super::xls::string;
use super::{Besides, Columns, Look, Rows, Run, SheetLook, contradiction};
use crate::error::Error;
use crate::finding::CellRef;
use crate::read::biff::{BOF, CELLS, COLINFO, EOF, MULRK, ROW, Record, record_at};

const FORMULA: u16 = 0x0006;
const BLANK: u16 = 0x0201;
const MULBLANK: u16 = 0x00BE;
const DEFCOLWIDTH: u16 = 0x0055;
const STANDARDWIDTH: u16 = 0x0099;
const DEFAULTROWHEIGHT: u16 = 0x0225;
const WINDOW2: u16 = 0x023E;
const PANE: u16 = 0x0041;
const SCL: u16 = 0x00A0;
const WSBOOL: u16 = 0x0081;
const SETUP: u16 = 0x00A1;
const HEADER: u16 = 0x0014;
const FOOTER: u16 = 0x0015;
const LEFT_MARGIN: u16 = 0x0026;
const BOTTOM_MARGIN: u16 = 0x0029;
const HCENTER: u16 = 0x0083;
const VCENTER: u16 = 0x0084;
const PRINTGRIDLINES: u16 = 0x002B;
const ROW_BREAKS: u16 = 0x001B;
const COLUMN_BREAKS: u16 = 0x001A;
const NOTE: u16 = 0x001C;
const OBJ: u16 = 0x005D;
const DV: u16 = 0x01BE;
const CONDFMT: u16 = 0x01B0;
const HLINK: u16 = 0x01B8;
const AUTOFILTER: u16 = 0x009D;
const PROTECT: u16 = 0x0012;

/// The style of rows, columns and cells nobody has touched.
const UNTOUCHED: u16 = 15;
/// Columns a sheet can have.
const MAX_COLUMN: u16 = 256;

/// Reads the look of the sheet that starts at an offset.
pub(super) fn sheet(bytes: &[u8], offset: usize, book: &mut Look, runs_left: &mut usize) -> Result<SheetLook, Error> {
    let digit = book.font.digit_width();
    let mut reader = Reader { book, runs_left, digit, look: SheetLook::default(), page: Setup::default() };
    let (mut at, mut depth) = (offset, 0);
    while let Some((record, next)) = record_at(bytes, at)? {
        match record.kind {
            BOF => depth += 1,
            EOF if depth <= 1 => return reader.finished(),
            EOF => depth -= 1,
            // Charts on the sheet have records of their own.
            _ if depth == 1 => reader.take(&record)?,
            _ => {}
        }
        at = next;
    }
    Err(contradiction())
}

struct Reader<'r> {
    book: &'r mut Look,
    runs_left: &'r mut usize,
    /// Width of a digit in pixels.
    digit: f64,
    look: SheetLook,
    page: Setup,
}

/// What several records say together.
#[derive(Default)]
struct Setup {
    margins: [Option<f64>; 4],
    /// Margins of header and footer.
    outer: Option<[f64; 2]>,
    fits: bool,
    fit: Option<(u16, u16)>,
    /// First row and column on the screen.
    first: (u16, u16),
    frozen: bool,
    /// Columns and rows before the scrolling part.
    pane: Option<(u16, u16)>,
}

impl Reader<'_> {
    fn take(&mut self, record: &Record<'_>) -> Result<(), Error> {
        match record.kind {
            MULRK => self.several(record, 6),
            MULBLANK => self.several(record, 2),
            BLANK => self.run(record.u16(0)?, record.u16(2)?, record.u16(2)?, record.u16(4)?),
            FORMULA => {
                self.look.formulas.push(CellRef::new(record.u16(0)?.into(), record.u16(2)?.into()));
                self.run(record.u16(0)?, record.u16(2)?, record.u16(2)?, record.u16(4)?)
            }
            kind if CELLS.contains(&kind) => self.run(record.u16(0)?, record.u16(2)?, record.u16(2)?, record.u16(4)?),
            ROW => self.row(record),
            COLINFO => self.columns(record),
            DEFCOLWIDTH if self.look.default_width.is_none() => {
                // In letters; five pixels are added for the space beside them, and it goes up to the next eight.
                self.look.default_width =
                    Some(((f64::from(record.u16(0)?.min(255)) * self.digit + 5.0) / 8.0).ceil() * 8.0);
                Ok(())
            }
            STANDARDWIDTH => {
                self.look.default_width = Some(self.pixels(record.u16(0)?));
                Ok(())
            }
            DEFAULTROWHEIGHT => {
                self.look.default_height = Some(f64::from(record.u16(2)? & 0x7FFF) / 20.0);
                Ok(())
            }
            _ => self.take_page(record),
        }
    }

    fn take_page(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let page = &mut self.look.page;
        match record.kind {
            WINDOW2 => {
                let flags = record.u16(0)?;
                self.look.gridlines = flags & 2 != 0;
                self.page.frozen = flags & 8 != 0;
                self.page.first = (record.u16(2)?, record.u16(4)?);
            }
            PANE => self.page.pane = Some((record.u16(0)?, record.u16(2)?)),
            SCL => {
                let (part, whole) = (u32::from(record.u16(0)?), u32::from(record.u16(2)?));
                let percent = (part * 100).checked_div(whole).and_then(|p| u16::try_from(p).ok());
                self.look.zoom = percent.filter(|p| (10..=400).contains(p));
            }
            WSBOOL => self.page.fits = record.u16(0)? & 0x100 != 0,
            SETUP => self.setup(record)?,
            HEADER => page.header = header(record)?,
            FOOTER => page.footer = header(record)?,
            LEFT_MARGIN..=BOTTOM_MARGIN => {
                self.page.margins[usize::from(record.kind - LEFT_MARGIN)] = Some(inches(record, 0)?);
            }
            HCENTER => page.centred.0 = record.u16(0)? != 0,
            VCENTER => page.centred.1 = record.u16(0)? != 0,
            PRINTGRIDLINES => page.gridlines = record.u16(0)? != 0,
            ROW_BREAKS => page.row_breaks = breaks(record)?,
            COLUMN_BREAKS => page.column_breaks = breaks(record)?,
            _ => self.besides(record)?,
        }
        Ok(())
    }

    fn besides(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let found = match record.kind {
            NOTE => Besides::Notes,
            DV => Besides::Validations,
            CONDFMT => Besides::ConditionalFormats,
            HLINK => Besides::Hyperlinks,
            AUTOFILTER => Besides::Filters,
            PROTECT if record.u16(0)? != 0 => Besides::Protection,
            OBJ => match record.u16(4)? {
                5 => Besides::Charts,
                // Notes have a record of their own, and the arrows of a filter belong to it.
                0x19 | 0x14 => return Ok(()),
                _ => Besides::Drawings,
            },
            _ => return Ok(()),
        };
        self.book.besides.insert(found);
        Ok(())
    }

    /// MULRK and MULBLANK: a style every so many bytes.
    fn several(&mut self, record: &Record<'_>, step: usize) -> Result<(), Error> {
        let (row, first) = (record.u16(0)?, record.u16(2)?);
        let end = record.data.len().saturating_sub(2);
        for (column, at) in (first..).zip((4..end).step_by(step)) {
            self.run(row, column, column, record.u16(at)?)?;
        }
        Ok(())
    }

    fn run(&mut self, row: u16, first: u16, last: u16, style: u16) -> Result<(), Error> {
        if last >= MAX_COLUMN {
            return Err(contradiction());
        }
        let style = self.style(style)?;
        let (row, first, last) = (row.into(), first.into(), last.into());
        if let Some(run) = self.look.cells.last_mut()
            && (run.row, run.last + 1, run.style) == (row, first, style)
        {
            run.last = last;
            return Ok(());
        }
        *self.runs_left = self.runs_left.checked_sub(1).ok_or_else(contradiction)?;
        self.look.cells.push(Run { row, first, last, style });
        Ok(())
    }

    fn style(&self, number: u16) -> Result<u32, Error> {
        let known = usize::from(number) < self.book.styles.len();
        known.then_some(number.into()).ok_or_else(contradiction)
    }

    fn row(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let (row, height, flags, style) = (record.u16(0)?, record.u16(6)?, record.u16(12)?, record.u16(14)? & 0x0FFF);
        // Other heights follow from the text; Excel computes them on opening.
        let height = (flags & 0x40 != 0).then(|| f64::from(height & 0x7FFF) / 20.0);
        let style = match flags & 0x80 != 0 && style != UNTOUCHED {
            true => Some(self.style(style)?),
            false => None,
        };
        self.outline(flags & 7);
        let row = row.into();
        self.look.rows.push(Rows { first: row, last: row, height, style });
        Ok(())
    }

    fn columns(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let (first, last, width, style) = (record.u16(0)?, record.u16(2)?, record.u16(4)?, record.u16(6)?);
        // Some writers count to 256.
        let last = last.min(MAX_COLUMN - 1);
        if first > last {
            return if first == MAX_COLUMN { Ok(()) } else { Err(contradiction()) };
        }
        let style = if style == UNTOUCHED { None } else { Some(self.style(style)?) };
        let width = Some(self.pixels(width));
        self.outline(record.u16(8)? >> 8 & 7);
        self.look.columns.push(Columns { first: first.into(), last: last.into(), width, style });
        Ok(())
    }

    /// How deep a row or column lies in a group.
    fn outline(&mut self, level: u16) {
        if level > 0 {
            self.book.besides.insert(Besides::Outlines);
        }
    }

    /// Widths count in 256ths of a digit.
    fn pixels(&self, width: u16) -> f64 {
        f64::from(width) / 256.0 * self.digit
    }

    fn setup(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let flags = record.u16(10)?;
        let page = &mut self.look.page;
        page.across_first = flags & 1 != 0;
        page.first_number = (flags & 0x80 != 0).then_some(record.u16(4)?);
        self.page.fit = Some((record.u16(6)?, record.u16(8)?));
        self.page.outer = Some([inches(record, 16)?, inches(record, 24)?]);
        // Without a printer the paper, the scale and the direction mean nothing.
        if flags & 4 == 0 {
            page.paper = u8::try_from(record.u16(0)?).ok().filter(|paper| (1..=118).contains(paper));
            page.scale = Some(record.u16(2)?).filter(|scale| (10..=400).contains(scale));
            page.landscape = flags & 0x42 == 0;
        }
        Ok(())
    }

    fn finished(mut self) -> Result<SheetLook, Error> {
        let setup = self.page;
        let page = &mut self.look.page;
        if setup.fits {
            page.fit = setup.fit;
        }
        // What Excel takes where the file says nothing.
        let margin = |side: usize, usual: f64| setup.margins[side].unwrap_or(usual);
        let [header, footer] = setup.outer.unwrap_or([0.5, 0.5]);
        page.margins = Some([margin(0, 0.75), margin(1, 0.75), margin(2, 1.0), margin(3, 1.0), header, footer]);
        if let (true, Some((columns, rows))) = (setup.frozen, setup.pane) {
            let cell = CellRef::new(
                u32::from(rows) + if rows > 0 { setup.first.0.into() } else { 0 },
                u32::from(columns) + if columns > 0 { setup.first.1.into() } else { 0 },
            );
            self.look.freeze = (cell.column < MAX_COLUMN.into() && cell.row < 65_536).then_some(cell);
        }
        self.look.put_in_order();
        Ok(self.look)
    }
}

/// A header or footer; an empty record is none.
fn header(record: &Record<'_>) -> Result<String, Error> {
    match record.data {
        [] => Ok(String::new()),
        _ => string(record, record.u16(0)?.into(), 2),
    }
}

fn inches(record: &Record<'_>, at: usize) -> Result<f64, Error> {
    let eight = record.data.get(at..).and_then(|data| data.first_chunk::<8>()).ok_or_else(contradiction)?;
    let inches = f64::from_le_bytes(*eight);
    (0.0..49.0).contains(&inches).then_some(inches).ok_or_else(contradiction)
}

/// The first row or column after each break.
fn breaks(record: &Record<'_>) -> Result<Vec<u32>, Error> {
    (0..usize::from(record.u16(0)?)).map(|n| record.u16(2 + 6 * n).map(u32::from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::look::Style;

    fn record(kind: u16, words: &[u16]) -> Vec<u8> {
        let data: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), &data].concat()
    }

    /// The look of a sheet of these records, in a book of two styles.
    fn read(records: &[Vec<u8>]) -> Result<SheetLook, Error> {
        let bytes = [record(BOF, &[0x0600, 0x10]), records.concat(), record(EOF, &[])].concat();
        let mut book = Look { styles: vec![Style::default(); 2], ..Look::default() };
        sheet(&bytes, 0, &mut book, &mut 10)
    }

    #[test]
    fn panes_count_from_the_first_cell() {
        let window = record(WINDOW2, &[0x2 | 0x8, 3, 0, 0, 0]);
        let pane = record(PANE, &[2, 5, 8, 2, 0]);
        let look = read(&[window, pane]).expect("sound");
        // Three rows are scrolled away above the five that stay.
        assert_eq!(look.freeze, Some(CellRef::new(8, 2)));
        assert!(look.gridlines);
        let split = read(&[record(WINDOW2, &[0, 0, 0]), record(PANE, &[2, 5, 8, 2, 0])]).expect("sound");
        assert_eq!((split.freeze, split.gridlines), (None, false));
    }

    #[test]
    fn rows_columns_and_cells_have_their_styles() {
        let row = record(ROW, &[4, 0, 9, 600, 0, 0, 0x40 | 0x80, 1]);
        let fits = record(ROW, &[5, 0, 9, 600, 0, 0, 0, UNTOUCHED]);
        let columns = record(COLINFO, &[1, 256, 2560, 1, 0]);
        let blanks = record(MULBLANK, &[4, 2, 1, 1, 0, 4]);
        let look = read(&[row, fits, columns, blanks]).expect("sound");
        assert_eq!(look.rows[0], Rows { first: 4, last: 4, height: Some(30.0), style: Some(1) });
        assert_eq!((look.rows[1].height, look.rows[1].style), (None, None));
        assert_eq!(look.columns, [Columns { first: 1, last: 255, width: Some(70.0), style: Some(1) }]);
        assert_eq!(
            look.cells,
            [Run { row: 4, first: 2, last: 3, style: 1 }, Run { row: 4, first: 4, last: 4, style: 0 }]
        );
        assert_eq!(look.style_at(CellRef::new(4, 3)), Some(1));
        assert_eq!(look.style_at(CellRef::new(4, 5)), Some(1), "that of the row");
        assert_eq!(look.style_at(CellRef::new(5, 1)), Some(1), "that of the column");
        assert_eq!(look.style_at(CellRef::new(5, 0)), None);
    }

    #[test]
    fn lies_are_no_look() {
        let bad = |kind: u16, words: &[u16]| assert!(read(&[record(kind, words)]).is_err(), "{kind:#x}");
        bad(BLANK, &[0, 0, 2]);
        bad(BLANK, &[0, 256, 1]);
        bad(BLANK, &[0]);
        bad(COLINFO, &[9, 3, 2560, 1, 0]);
        bad(ROW, &[4, 0, 9]);
        bad(LEFT_MARGIN, &[0, 0, 0, 0x7FF8]);
        bad(ROW_BREAKS, &[9, 1, 0, 0]);
        // More runs than a book may have.
        let runs: Vec<Vec<u8>> = (0..11).map(|row| record(BLANK, &[row, 0, 1])).collect();
        assert!(read(&runs).is_err() && read(&runs[..10]).is_ok());
    }
}
