//! The parts of an xlsb package → a [`Look`]: fonts, fills, borders and formats of the styles part, then the sheets.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::xlsb_sheet::sheet;
use super::{
    Besides, Fill, Font, Horizontal, Line, Look, NumberFormat, Page, RUNS_MAX, Script, Style, Underline, Vertical,
    contradiction, rotation,
};
use memchr::memmem;

use crate::error::Error;
use crate::finding::{CellRange, CellRef, MAX_COLUMNS, MAX_ROWS};
use crate::package::workbook::builtin_format;
use crate::package::zip::{Archive, Budget};
use crate::read::biff12::{Record, Records, WORKBOOK, part, sheet_parts};

const FORMAT: u32 = 44;
const FONT: u32 = 43;
const FILL: u32 = 45;
const BORDER: u32 = 46;
const CELL_FORMAT: u32 = 47;
const CELL_FORMATS: u32 = 617;
const CELL_FORMATS_END: u32 = 618;
const STRING: u32 = 19;
const NAME: u32 = 39;

/// The colours of the usual theme: background and text, twice, then six accents and links.
const THEME: [u32; 12] = [
    0xFFFFFF, 0x000000, 0xEEECE1, 0x1F497D, 0x4F81BD, 0xC0504D, 0x9BBB59, 0x8064A2, 0x4BACC6, 0xF79646, 0x0000FF,
    0x800080,
];

/// Reads the look of all sheets.
pub(super) fn read(archive: &Archive) -> Result<Look, Error> {
    let mut look = Look { besides: parts_besides(archive), ..Look::default() };
    let styles = part(archive, "xl/styles.bin")?.ok_or_else(contradiction)?;
    let (font, styles) = read_styles(&styles)?;
    (look.font, look.styles) = (font, styles);
    if has_rich_text(&part(archive, "xl/sharedStrings.bin")?.unwrap_or_default())? {
        look.besides.insert(Besides::RichText);
    }
    let mut runs_left = RUNS_MAX;
    for name in sheet_parts(archive)? {
        let bytes = name.map(|name| part(archive, &name)).transpose()?.flatten();
        let found = bytes.map(|bytes| sheet(&bytes, &mut look, &mut runs_left)).transpose()?;
        look.sheets.push(found);
    }
    names(&part(archive, WORKBOOK)?.unwrap_or_default(), &mut look)?;
    Ok(look)
}

/// What stands in parts of its own.
fn parts_besides(archive: &Archive) -> BTreeSet<Besides> {
    let named = archive.members().iter().filter_map(|member| {
        let name = member.name.trim_start_matches('/');
        match () {
            () if name.starts_with("xl/comments") => Some(Besides::Notes),
            () if name.starts_with("xl/charts/") => Some(Besides::Charts),
            () if name.starts_with("xl/media/") => Some(Besides::Drawings),
            () if name.ends_with("vbaProject.bin") => Some(Besides::Macros),
            () => None,
        }
    });
    let mut found: BTreeSet<Besides> = named.collect();
    let drawings = archive.members().iter().filter(|member| member.name.contains("drawings/drawing"));
    let has_shape = |member| {
        // A drawing may also hold nothing but charts.
        let bytes = archive.inflate(member, &mut Budget::default()).unwrap_or_default();
        [&b"<xdr:sp"[..], b"<xdr:pic", b"<xdr:cxnSp", b"<xdr:grpSp"]
            .iter()
            .any(|tag| memmem::find(&bytes, tag).is_some())
    };
    if drawings.into_iter().any(has_shape) {
        found.insert(Besides::Drawings);
    }
    found
}

fn has_rich_text(strings: &[u8]) -> Result<bool, Error> {
    let mut records = Records::new(strings);
    while let Some(record) = records.next_record()? {
        if record.kind == STRING && record.u8(0)? & 1 != 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The four sides, and what crosses the cell.
type Borders = ([Option<Line>; 4], Option<(Line, bool, bool)>);

/// What the styles part defines, before it is put together.
#[derive(Default)]
struct Parts {
    fonts: Vec<Font>,
    fills: Vec<Option<Fill>>,
    borders: Vec<Borders>,
    codes: HashMap<u16, Arc<str>>,
}

/// The font of the normal style and the cell styles.
fn read_styles(bytes: &[u8]) -> Result<(Font, Vec<Style>), Error> {
    let mut parts = Parts::default();
    let (mut styles, mut in_cells) = (Vec::new(), false);
    let mut records = Records::new(bytes);
    while let Some(record) = records.next_record()? {
        match record.kind {
            FORMAT => drop(parts.codes.insert(record.u16(0)?, record.text(2)?.0.into())),
            FONT => parts.fonts.push(font(&record)?),
            FILL => parts.fills.push(fill(&record)?),
            BORDER => parts.borders.push(borders(&record)?),
            CELL_FORMATS => in_cells = true,
            CELL_FORMATS_END => in_cells = false,
            CELL_FORMAT if in_cells => styles.push(parts.style(&record)?),
            _ => {}
        }
    }
    let font = parts.fonts.into_iter().next().ok_or_else(contradiction)?;
    Ok((font, styles))
}

impl Parts {
    fn style(&self, record: &Record<'_>) -> Result<Style, Error> {
        fn at<T: Clone>(list: &[T], place: u16) -> Result<T, Error> {
            list.get(usize::from(place)).cloned().ok_or_else(contradiction)
        }
        let flags = record.u16(12)?;
        let (borders, diagonal) = at(&self.borders, record.u16(8)?)?;
        Ok(Style {
            font: at(&self.fonts, record.u16(4)?)?,
            number_format: self.number_format(record.u16(2)?),
            fill: at(&self.fills, record.u16(6)?)?,
            borders,
            diagonal,
            horizontal: Horizontal::from_bits(flags as u8),
            vertical: Vertical::from_bits((flags >> 3) as u8),
            wrap: flags & 0x40 != 0,
            shrink: flags & 0x100 != 0,
            indent: record.u8(11)?.min(15),
            rotation: rotation(record.u8(10)?),
        })
    }

    fn number_format(&self, id: u16) -> NumberFormat {
        let code = || match (self.codes.get(&id), builtin_format(id.into())) {
            (Some(code), _) if !code.is_empty() && &**code != "General" => NumberFormat::Code(code.clone()),
            (None, code) if code != "General" => NumberFormat::Code(code.into()),
            _ => NumberFormat::General,
        };
        NumberFormat::built_in(id.into()).unwrap_or_else(code)
    }
}

fn font(record: &Record<'_>) -> Result<Font, Error> {
    let flags = record.u16(2)?;
    let font = Font {
        name: record.text(21)?.0.into(),
        size: f64::from(record.u16(0)?) / 20.0,
        bold: record.u16(4)? >= 600,
        italic: flags & 2 != 0,
        strikeout: flags & 8 != 0,
        underline: match record.u8(8)? {
            1 => Underline::Single,
            2 => Underline::Double,
            0x21 => Underline::SingleAccounting,
            0x22 => Underline::DoubleAccounting,
            _ => Underline::None,
        },
        script: match record.u16(6)? {
            1 => Script::Super,
            2 => Script::Sub,
            _ => Script::None,
        },
        colour: colour(record, 12)?.filter(|rgb| *rgb != 0),
    };
    let sane = (1.0..=409.0).contains(&font.size) && !font.name.is_empty();
    sane.then_some(font).ok_or_else(contradiction)
}

/// A colour of eight bytes: kind, place, tint, red, green, blue. `None` for automatic.
fn colour(record: &Record<'_>, at: usize) -> Result<Option<u32>, Error> {
    let (kind, place, tint) = (record.u8(at)?, usize::from(record.u8(at + 1)?), record.u16(at + 2)? as i16);
    let own = u32::from_be_bytes([0, record.u8(at + 4)?, record.u8(at + 5)?, record.u8(at + 6)?]);
    Ok(match kind >> 1 {
        1 => super::xls::usual_colour(place),
        2 => Some(tinted(own, tint)),
        3 => THEME.get(place).map(|rgb| tinted(*rgb, tint)),
        _ => None,
    })
}

/// Lighter by so many 32767ths of what is left to white, or darker.
fn tinted(rgb: u32, tint: i16) -> u32 {
    let share = f64::from(tint) / 32_767.0;
    let channel = |shift: u32| {
        let value = f64::from(rgb >> shift & 0xFF);
        let value = if share < 0.0 { value * (1.0 + share) } else { value + (255.0 - value) * share };
        (value.round().clamp(0.0, 255.0) as u32) << shift
    };
    channel(16) | channel(8) | channel(0)
}

fn fill(record: &Record<'_>) -> Result<Option<Fill>, Error> {
    let pattern = record.u32(0)?;
    let (colour, behind) = (colour(record, 4)?, colour(record, 12)?);
    let pattern = u8::try_from(pattern).ok().filter(|pattern| (1..=18).contains(pattern));
    Ok(pattern.map(|pattern| Fill { pattern, colour, behind }))
}

/// Written as what crosses the cell (falling, rising), top, bottom, left, right and the line across.
fn borders(record: &Record<'_>) -> Result<Borders, Error> {
    let line = |place: usize| -> Result<Option<Line>, Error> {
        let at = 1 + 10 * place;
        let (kind, colour) = (record.u8(at)?, colour(record, at + 2)?);
        Ok((1..=13).contains(&kind).then_some(Line { kind, colour: colour.filter(|rgb| *rgb != 0) }))
    };
    let flags = record.u8(0)?;
    let across =
        line(4)?.map(|line| (line, flags & 2 != 0, flags & 1 != 0)).filter(|(_, rises, falls)| *rises || *falls);
    Ok(([line(2)?, line(3)?, line(0)?, line(1)?], across))
}

/// Print areas, repeated rows and columns: names that belong to a tab.
fn names(workbook: &[u8], look: &mut Look) -> Result<(), Error> {
    let mut records = Records::new(workbook);
    while let Some(record) = records.next_record()? {
        if record.kind != NAME {
            continue;
        }
        let (name, end) = record.text(9)?;
        let formula = record.rest(end + 4);
        let formula = formula.get(..record.u32(end)? as usize).ok_or_else(contradiction)?;
        let own = name.trim_start_matches("_xlnm.");
        let built_in = record.u32(0)? & 0x20 != 0 || own != name;
        let sheet = look.sheets.get_mut(record.u32(5)? as usize).and_then(Option::as_mut);
        match (own, sheet) {
            ("Print_Area", Some(sheet)) if built_in => {
                let areas = areas(formula);
                sheet.page.area = areas.first().copied();
                if areas.len() != 1 {
                    look.besides.insert(Besides::PrintAreas);
                }
            }
            ("Print_Titles", Some(sheet)) if built_in => repeat(&areas(formula), &mut sheet.page),
            _ if built_in => {}
            _ => drop(look.besides.insert(Besides::Names)),
        }
    }
    Ok(())
}

fn repeat(areas: &[CellRange], page: &mut Page) {
    for area in areas {
        let (start, end) = (area.start, area.end);
        if start.column == 0 && end.column >= MAX_COLUMNS - 1 {
            page.repeat_rows = Some((start.row, end.row));
        } else if start.row == 0 && end.row >= MAX_ROWS - 1 {
            page.repeat_columns = Some((start.column, end.column));
        }
    }
}

/// The areas a formula of areas and unions names; none where it does anything else.
fn areas(formula: &[u8]) -> Vec<CellRange> {
    let mut found = Vec::new();
    let mut rest = formula;
    loop {
        rest = match rest {
            [] => return found,
            [0x29 | 0x49 | 0x69, _, _, rest @ ..] | [0x10 | 0x15, rest @ ..] => rest,
            [0x3B | 0x5B | 0x7B, _, _, area @ ..] if area.len() >= 12 => {
                let four = |at: usize| u32::from_le_bytes([area[at], area[at + 1], area[at + 2], area[at + 3]]);
                let two = |at: usize| u32::from(u16::from_le_bytes([area[at], area[at + 1]])) & 0x3FFF;
                if four(0) >= MAX_ROWS || four(4) >= MAX_ROWS {
                    return Vec::new();
                }
                found.push(CellRange::new(CellRef::new(four(0), two(8)), CellRef::new(four(4), two(10))));
                &area[12..]
            }
            _ => return Vec::new(),
        };
    }
}
