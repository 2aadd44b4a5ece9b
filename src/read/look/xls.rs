//! The records of a checked BIFF8 stream → a [`Look`]: fonts, formats and palette of the globals, then the sheets.

use super::xls_sheet::sheet;
use super::{
    Besides, Fill, Font, Horizontal, Line, Look, NumberFormat, Page, RUNS_MAX, Script, Style, Underline, Vertical,
    contradiction, rotation,
};
use crate::error::Error;
use crate::finding::{CellRange, CellRef};
use crate::package::workbook::builtin_format;
use crate::read::biff::{CONTINUE, EOF, Record, SST, Stream, record_at};
use std::collections::HashMap;
use std::sync::Arc;

const FONT: u16 = 0x0031;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const PALETTE: u16 = 0x0092;
const NAME: u16 = 0x0018;
const OBPROJ: u16 = 0x00D3;
const PROTECT: u16 = 0x0012;

/// The colours 8 to 63 where the file names no others, and with the first eight, 0 to 7.
const PALETTE_97: [u32; 56] = [
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x800000, 0x008000, 0x000080,
    0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080, 0x9999FF, 0x993366, 0xFFFFCC, 0xCCFFFF, 0x660066, 0xFF8080,
    0x0066CC, 0xCCCCFF, 0x000080, 0xFF00FF, 0xFFFF00, 0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF, 0x00CCFF,
    0xCCFFFF, 0xCCFFCC, 0xFFFF99, 0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99, 0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00,
    0xFF9900, 0xFF6600, 0x666699, 0x969696, 0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366, 0x333399,
    0x333333,
];

/// What the globals say.
#[derive(Default)]
struct Globals {
    /// Fonts and the colour numbers of their text.
    fonts: Vec<(Font, u16)>,
    codes: HashMap<u16, Arc<str>>,
    formats: Vec<CellFormat>,
    palette: Option<Vec<u32>>,
    names: Vec<BuiltInName>,
    look: Look,
}

/// An XF record as it stands.
type CellFormat = [u8; 20];

/// What is printed, or repeated on each page.
struct BuiltInName {
    /// Tab, from 0.
    tab: usize,
    titles: bool,
    areas: Vec<CellRange>,
}

/// Reads the look of all sheets.
pub(super) fn read(stream: &Stream) -> Result<Look, Error> {
    if !stream.biff8 {
        return Err(contradiction());
    }
    let mut globals = Globals::default();
    globals.read(&stream.bytes)?;
    let styles = globals.formats.iter().map(|format| globals.style(format)).collect::<Result<Vec<_>, _>>()?;
    let mut look = Look { styles, ..globals.look };
    // The first font is that of the normal style, whose digits column widths count in.
    look.font = globals.fonts.first().map(|(font, _)| font.clone()).ok_or_else(contradiction)?;
    let mut runs_left = RUNS_MAX;
    for facts in &stream.sheets {
        let found = sheet(&stream.bytes, facts.offset, &mut look, &mut runs_left)?;
        look.sheets.push(Some(found));
    }
    for name in globals.names {
        let Some(Some(sheet)) = look.sheets.get_mut(name.tab) else { continue };
        if !name.apply(&mut sheet.page) {
            look.besides.insert(Besides::PrintAreas);
        }
    }
    Ok(look)
}

impl Globals {
    fn read(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let mut at = 0;
        while let Some((record, next)) = record_at(bytes, at)? {
            match record.kind {
                EOF => return Ok(()),
                SST if has_rich_text(bytes, at)? => drop(self.look.besides.insert(Besides::RichText)),
                _ => self.take(&record)?,
            }
            at = next;
        }
        Err(contradiction())
    }

    fn take(&mut self, record: &Record<'_>) -> Result<(), Error> {
        match record.kind {
            FONT => self.fonts.push(font(record)?),
            FORMAT => {
                let code = string(record, usize::from(record.u16(2)?), 4)?;
                self.codes.insert(record.u16(0)?, code.into());
            }
            XF => self.formats.push(*record.data.first_chunk().ok_or_else(contradiction)?),
            PALETTE => {
                let colours = record.data.get(2..).unwrap_or_default().chunks_exact(4);
                self.palette = Some(colours.map(|c| u32::from_be_bytes([0, c[0], c[1], c[2]])).collect());
            }
            NAME => self.name(record)?,
            OBPROJ => drop(self.look.besides.insert(Besides::Macros)),
            PROTECT if record.u16(0)? != 0 => drop(self.look.besides.insert(Besides::Protection)),
            _ => {}
        }
        Ok(())
    }

    fn colour(&self, number: u16) -> Option<u32> {
        let number = usize::from(number);
        let own = number.checked_sub(8).and_then(|place| self.palette.as_ref()?.get(place).copied());
        own.filter(|_| number < 64).or_else(|| usual_colour(number))
    }

    /// Fonts are counted without number 4, which never exists.
    fn font(&self, number: u16) -> Result<Font, Error> {
        let place = usize::from(if number > 4 { number - 1 } else { number });
        let (font, colour) = self.fonts.get(place).filter(|_| number != 4).ok_or_else(contradiction)?;
        Ok(Font { colour: self.colour(*colour), ..font.clone() })
    }

    fn number_format(&self, id: u16) -> NumberFormat {
        let code = || match (self.codes.get(&id), builtin_format(id.into())) {
            (Some(code), _) if &**code == "General" || code.is_empty() => NumberFormat::General,
            (Some(code), _) => NumberFormat::Code(code.clone()),
            (None, "General") => NumberFormat::General,
            (None, code) => NumberFormat::Code(code.into()),
        };
        NumberFormat::built_in(id.into()).unwrap_or_else(code)
    }

    fn style(&self, format: &CellFormat) -> Result<Style, Error> {
        let two = |at: usize| u16::from_le_bytes([format[at], format[at + 1]]);
        let sides = u32::from(two(10)) | u32::from(two(12)) << 16;
        let rest = u32::from(two(14)) | u32::from(two(16)) << 16;
        let line = |kind: u32, colour: u32| {
            let kind = (kind & 15) as u8;
            (1..=13).contains(&kind).then(|| Line { kind, colour: self.colour((colour & 127) as u16) })
        };
        let pattern = (rest >> 26) as u8;
        let fill = (1..=18).contains(&pattern).then(|| Fill {
            pattern,
            colour: self.colour(two(18) & 127),
            behind: self.colour(two(18) >> 7 & 127),
        });
        Ok(Style {
            font: self.font(two(0))?,
            number_format: self.number_format(two(2)),
            fill,
            borders: [
                line(sides, sides >> 16),
                line(sides >> 4, sides >> 23),
                line(sides >> 8, rest),
                line(sides >> 12, rest >> 7),
            ],
            diagonal: line(rest >> 21, rest >> 14)
                .map(|line| (line, sides >> 30 & 2 != 0, sides >> 30 & 1 != 0))
                .filter(|(_, rises, falls)| *rises || *falls),
            horizontal: Horizontal::from_bits(format[6]),
            vertical: Vertical::from_bits(format[6] >> 4),
            wrap: format[6] & 8 != 0,
            shrink: format[8] & 16 != 0,
            indent: format[8] & 15,
            rotation: rotation(format[7]),
        })
    }

    fn name(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let flags = record.u16(0)?;
        let (Some(&letters), formula_len) = (record.data.get(3), usize::from(record.u16(4)?)) else {
            return Err(contradiction());
        };
        let built_in = flags & 0x20 != 0 && letters == 1;
        // Names of Excel's own, as LibreOffice writes them besides.
        if string(record, letters.into(), 14)?.starts_with("_xlnm.") {
            return Ok(());
        }
        let wide = usize::from(record.data.get(14).copied().unwrap_or(0) & 1);
        let code = record.data.get(15).copied().unwrap_or(0);
        match code {
            6 | 7 if built_in => {
                let start = 15 + (usize::from(letters) << wide);
                let formula = record.data.get(start..start + formula_len).ok_or_else(contradiction)?;
                let Some(tab) = usize::from(record.u16(8)?).checked_sub(1) else { return Ok(()) };
                self.names.push(BuiltInName { tab, titles: code == 7, areas: areas(formula) });
            }
            // The range of a filter, named by Excel itself.
            13 if built_in => {}
            _ => drop(self.look.besides.insert(Besides::Names)),
        }
        Ok(())
    }
}

impl BuiltInName {
    /// `false` when it says more than a page can hold.
    fn apply(&self, page: &mut Page) -> bool {
        if !self.titles {
            page.area = self.areas.first().copied();
            return self.areas.len() == 1;
        }
        for area in &self.areas {
            let (start, end) = (area.start, area.end);
            match (start.column == 0 && end.column >= 255, start.row == 0 && end.row >= 65_535) {
                (true, _) => page.repeat_rows = Some((start.row, end.row)),
                (_, true) => page.repeat_columns = Some((start.column, end.column)),
                _ => return false,
            }
        }
        !self.areas.is_empty()
    }
}

/// The colour of a number where the file has no palette of its own. 64 and 65 are the colours of the window, 0x7FFF is
/// automatic: `None`.
pub(super) fn usual_colour(number: usize) -> Option<u32> {
    match number {
        0..8 => Some(PALETTE_97[number]),
        8..64 => Some(PALETTE_97[number - 8]),
        _ => None,
    }
}

/// The areas a formula of areas and unions names; none where it does anything else.
fn areas(formula: &[u8]) -> Vec<CellRange> {
    let mut found = Vec::new();
    let mut rest = formula;
    loop {
        rest = match rest {
            [] => return found,
            // What follows in so many bytes is a union.
            [0x29 | 0x49 | 0x69, _, _, rest @ ..] | [0x10 | 0x15, rest @ ..] => rest,
            [0x3B | 0x5B | 0x7B, _, _, r0, r1, s0, s1, c0, c1, d0, d1, rest @ ..] => {
                let two = |low: &u8, high: &u8| u32::from(u16::from_le_bytes([*low, *high]));
                let start = CellRef::new(two(r0, r1), two(c0, c1) & 0x3FFF);
                found.push(CellRange::new(start, CellRef::new(two(s0, s1), two(d0, d1) & 0x3FFF)));
                rest
            }
            _ => return Vec::new(),
        };
    }
}

fn font(record: &Record<'_>) -> Result<(Font, u16), Error> {
    let (flags, letters) = (record.u16(2)?, record.data.get(14).copied().ok_or_else(contradiction)?);
    let font = Font {
        name: string(record, usize::from(letters), 15)?.into(),
        size: f64::from(record.u16(0)?) / 20.0,
        bold: record.u16(6)? >= 600,
        italic: flags & 2 != 0,
        strikeout: flags & 8 != 0,
        underline: match record.data[10] {
            1 => Underline::Single,
            2 => Underline::Double,
            0x21 => Underline::SingleAccounting,
            0x22 => Underline::DoubleAccounting,
            _ => Underline::None,
        },
        script: match record.u16(8)? {
            1 => Script::Super,
            2 => Script::Sub,
            _ => Script::None,
        },
        colour: None,
    };
    let sane = (1.0..=409.0).contains(&font.size) && !font.name.is_empty();
    sane.then_some((font, record.u16(4)?)).ok_or_else(contradiction)
}

/// Text of so many letters: a byte that says how wide they are, then the letters.
pub(super) fn string(record: &Record<'_>, letters: usize, flags_at: usize) -> Result<String, Error> {
    let wide = record.data.get(flags_at).ok_or_else(contradiction)? & 1 != 0;
    let len = if wide { letters * 2 } else { letters };
    let bytes = record.data.get(flags_at + 1..flags_at + 1 + len).ok_or_else(contradiction)?;
    Ok(match wide {
        true => String::from_utf16_lossy(
            &bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect::<Vec<_>>(),
        ),
        false => bytes.iter().map(|&byte| char::from(byte)).collect(),
    })
}

/// Does any shared string change its font on the way?
fn has_rich_text(bytes: &[u8], at: usize) -> Result<bool, Error> {
    let Some((table, mut next)) = record_at(bytes, at)? else { return Ok(false) };
    let mut pieces = vec![table.data.get(8..).unwrap_or_default()];
    while let Some((Record { kind: CONTINUE, data }, after)) = record_at(bytes, next)? {
        pieces.push(data);
        next = after;
    }
    let mut strings = Strings { pieces, piece: 0, at: 0 };
    for _ in 0..table.u32(4)? {
        match strings.is_next_rich() {
            Some(false) => {}
            Some(true) => return Ok(true),
            None => break,
        }
    }
    Ok(false)
}

/// The shared strings, which run over the ends of records.
struct Strings<'a> {
    pieces: Vec<&'a [u8]>,
    piece: usize,
    at: usize,
}

impl Strings<'_> {
    /// Passes one string; `None` where the table ends too early.
    fn is_next_rich(&mut self) -> Option<bool> {
        let letters = u16::from_le_bytes([self.byte()?, self.byte()?]);
        let flags = self.byte()?;
        if flags & 8 != 0 && u16::from_le_bytes([self.byte()?, self.byte()?]) > 0 {
            return Some(true);
        }
        let mut extra = 0;
        if flags & 4 != 0 {
            extra = u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?]);
        }
        let mut wide = usize::from(flags & 1);
        let mut left = usize::from(letters);
        while left > 0 {
            let here = (self.pieces.get(self.piece)?.len() - self.at) >> wide;
            if here == 0 {
                // Every record that goes on with letters says anew how wide they are.
                (self.piece, self.at) = (self.piece + 1, 0);
                wide = usize::from(self.byte()? & 1);
                continue;
            }
            self.at += here.min(left) << wide;
            left -= here.min(left);
        }
        (0..extra).try_for_each(|_| self.byte().map(drop)).map(|()| false)
    }

    fn byte(&mut self) -> Option<u8> {
        while self.at == self.pieces.get(self.piece)?.len() {
            (self.piece, self.at) = (self.piece + 1, 0);
        }
        self.at += 1;
        self.pieces[self.piece].get(self.at - 1).copied()
    }
}
