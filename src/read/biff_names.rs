//! The names of the sheets of an xls file: calamine knows a sheet by its name, so it must see no two alike.

use std::collections::HashMap;

use super::biff::{Record, SheetFacts};

/// A name where it stands in its record.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct SheetName {
    /// Its letters.
    letters: Vec<u16>,
    /// The last two bytes of its record, where they are other for calamine: their offset, and what they are.
    pub(super) shown: Option<(usize, [u8; 2])>,
    /// The sheet before it that has the same name.
    pub(super) namesake: Option<usize>,
    /// Offset of its last two bytes, those bytes, and whether the first of them belongs to the letters.
    last: Option<(usize, [u8; 2], bool)>,
    wide: bool,
}

impl SheetName {
    /// Of the record of a sheet whose content is at an offset.
    pub(super) fn of(record: &Record<'_>, at: usize, biff8: bool) -> Self {
        let data = record.data;
        let count = data.get(6).map_or(0, |count| usize::from(*count));
        let wide = biff8 && data.get(7).is_some_and(|flags| flags & 1 == 1);
        let start = if biff8 { 8 } else { 7 };
        let bytes = data.get(start..).unwrap_or_default();
        let bytes = &bytes[..bytes.len().min(count * (1 + usize::from(wide)))];
        let letters = match wide {
            true => bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect(),
            false => bytes.iter().map(|&byte| byte.into()).collect(),
        };
        let end = start + bytes.len();
        let two = data.get(end.wrapping_sub(2)..end).and_then(|two| two.first_chunk::<2>());
        let last = two.filter(|_| !bytes.is_empty()).map(|two| (at + end - 2, *two, bytes.len() > 1));
        Self { letters, shown: None, namesake: None, last, wide }
    }

    /// The name with other last bytes.
    fn with(&self, two: [u8; 2]) -> Vec<u16> {
        let mut letters = self.letters.clone();
        let last = letters.len();
        match self.wide {
            true => letters[last - 1] = u16::from_le_bytes(two),
            false => {
                letters[last - 1] = two[1].into();
                if last > 1 {
                    letters[last - 2] = two[0].into();
                }
            }
        }
        letters
    }
}

/// As calamine sees a name.
fn seen(letters: &[u16]) -> Vec<u16> {
    letters.iter().copied().filter(|letter| *letter != 0).collect()
}

/// Has calamine see each sheet under a name of its own; one for which there is none is left as it is.
pub(super) fn tell_apart(sheets: &mut [SheetFacts]) {
    let mut first: HashMap<Vec<u16>, usize> = HashMap::new();
    for (place, sheet) in sheets.iter_mut().enumerate() {
        let found = *first.entry(seen(&sheet.name.letters)).or_insert(place);
        sheet.name.namesake = (found != place).then_some(found);
    }
    // Names that were tried and taken are not tried again.
    let mut next: HashMap<usize, u16> = HashMap::new();
    for (place, sheet) in sheets.iter_mut().enumerate() {
        let name = &mut sheet.name;
        let Some(namesake) = name.namesake else { continue };
        let Some((offset, two, both)) = name.last else { continue };
        let tried = next.entry(namesake).or_insert(0x2121);
        while *tried < u16::MAX {
            *tried += 1;
            let [low, high] = tried.to_le_bytes();
            let new = if both { [low, high] } else { [two[0], low] };
            let letters = name.with(new);
            if !letters.contains(&0) && !first.contains_key(&letters) {
                first.insert(letters, place);
                name.shown = Some((offset, new));
                break;
            }
        }
    }
}
