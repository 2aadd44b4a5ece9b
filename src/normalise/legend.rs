//! "A: Hoàn thành xuất sắc nhiệm vụ; B: …" → what the letters of a workbook stand for.

use std::collections::BTreeMap;

use super::catalogue::{Catalogue, Level};
use super::spelling::{form, without_lead};
use crate::locate::Subject;
use crate::locate::legend::entry;

/// The framework whose labels are those of the common scale.
pub(super) const COMMON: &str = "party-2019";

/// Symbols (as forms) and their levels.
pub(super) type Legend = BTreeMap<String, Level>;

/// The legend in the texts around a table; empty when there is none, or when it contradicts itself or names anything
/// but the four levels.
pub(super) fn read(catalogue: &Catalogue, hints: &[String]) -> Legend {
    let mut legend = Legend::new();
    for part in
        hints.iter().flat_map(|h| h.split(". ")).flat_map(|h| h.split([';', ',', '\n'])).flat_map(|h| h.split(" và "))
    {
        let Some((symbol, meaning)) = entry(part.trim().trim_end_matches('.')) else {
            continue;
        };
        if catalogue.not_rated(&form(&meaning)).is_some() {
            continue;
        }
        let Some(level) = plain_level(catalogue, &meaning) else {
            continue;
        };
        if *legend.entry(form(&symbol)).or_insert(level) != level {
            return Legend::new();
        }
    }
    if legend.len() < 2 {
        legend.clear();
    }
    legend
}

/// A level of the common scale in any of its spellings, shorthands too: the letter beside it leaves no doubt.
fn plain_level(catalogue: &Catalogue, text: &str) -> Option<Level> {
    let plain = catalogue.get(COMMON)?;
    let at = |form: &str| Some(plain.grade_at(form, Subject::Unknown)?.0.level);
    at(&form(text)).or_else(|| at(&form(&without_lead(text)?)))?
}

/// The level a letter has by itself where label and letter stand together, "Xuất sắc (Loại A)": only ever used to
/// see whether the two agree.
pub(super) fn usual_level(symbol: &str) -> Option<Level> {
    match symbol {
        "a" => Some(Level::Htxsnv),
        "b" => Some(Level::Httnv),
        "c" => Some(Level::Htnv),
        "d" => Some(Level::Khtnv),
        _ => None,
    }
}

/// The level at a place among the four, "2. Hoàn thành tốt nhiệm vụ": only ever used to see whether the two agree.
pub(super) fn usual_place(symbol: &str) -> Option<Level> {
    let at = ["1", "2", "3", "4"].iter().position(|place| *place == symbol)?;
    Some(Level::ALL[at])
}
