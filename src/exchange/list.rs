//! The list of units (danh mục đơn vị) an office keeps in a workbook: who is expected to send, in what order, and what.

use std::collections::{BTreeMap, BTreeSet};

use super::grid;
use crate::check::namesakes::Under;
use crate::check::records::FileRecord;
use crate::check::totals::{is_same_office, unit_key};
use crate::finding::{CellRef, Message};
use crate::read::{Sheet, Workbook};
use crate::text::{key, toneless_key};

/// Heads of the list.
pub const HEADS: [&str; 7] = ["TT", "Tên đơn vị", "Tên gọi khác", "Khối", "Biểu phải gửi", "Kế thừa từ", "Hạn gửi"];

/// A further head, where the office says of several files of a unit which one counts.
const COUNTS: &str = "File được tính";

/// A unit that is expected to send.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Expected {
    /// Name, as all outputs call it.
    pub name: String,
    /// Other names it goes by.
    pub others: Vec<String>,
    /// Sector (khối); empty for none.
    pub sector: String,
    /// Forms it is to send; empty when nothing is said.
    pub forms: Vec<String>,
    /// Units it came from.
    pub inherits: Vec<String>,
    /// Until when, as written.
    pub due: String,
    /// Files that count, of several about one thing.
    pub files: Vec<String>,
}

/// The units in the order of the list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UnitList {
    /// The units.
    pub units: Vec<Expected>,
    /// Names and other names, levelled → place.
    names: BTreeMap<String, usize>,
}

impl UnitList {
    /// The list in a workbook; says what is wrong with it, and in which cell.
    pub fn read(workbook: &Workbook) -> Result<Self, Message> {
        let found = workbook
            .sheets()
            .find_map(|(_, sheet)| grid::heads(sheet, &HEADS[1..2], &HEADS).map(|(row, at)| (sheet, row, at)));
        let Some((sheet, head, columns)) = found else {
            return Err(Message::new("không có cột “Tên đơn vị”", "no column “Tên đơn vị”"));
        };
        let counts = grid::heads(sheet, &[HEADS[1], COUNTS], &[COUNTS]).and_then(|(_, at)| at[0]);
        let mut list = Self::default();
        for row in head + 1..=grid::last_row(sheet) {
            let text = |place: usize| columns[place].map_or_else(String::new, |column| grid::text(sheet, row, column));
            if text(1).is_empty() {
                continue;
            }
            let unit = Expected {
                name: text(1),
                others: split(&text(2)),
                sector: text(3),
                forms: split(&text(4)),
                inherits: split(&text(5)),
                due: due(workbook, sheet, columns[6].map(|column| CellRef::new(row, column))),
                files: counts.map_or_else(Vec::new, |column| split(&grid::text(sheet, row, column))),
            };
            list.add(unit).map_err(|name| {
                let at = CellRef::new(row, columns[1].unwrap_or(0));
                Message::new(
                    format!("ô {at}: tên “{name}” đã có ở dòng khác"),
                    format!("{at}: the name “{name}” stands in another row already"),
                )
            })?;
        }
        Ok(list)
    }

    /// Adds a unit; `Err` is the name that another unit has.
    pub fn add(&mut self, unit: Expected) -> Result<(), String> {
        let place = self.units.len();
        for name in std::iter::once(&unit.name).chain(&unit.others) {
            match self.names.insert(unit_key(name), place) {
                Some(other) if other != place => return Err(name.clone()),
                _ => {}
            }
        }
        self.units.push(unit);
        Ok(())
    }

    /// The place of a unit by one of its names, or by the one that means it.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.names.get(&unit_key(name)).copied().or_else(|| {
            let meant: BTreeSet<usize> =
                self.names.iter().filter(|(own, _)| is_same_office(own, name)).map(|(_, place)| *place).collect();
            meant.first().copied().filter(|_| meant.len() == 1)
        })
    }

    /// The place of a unit whose name the list gives with an office above it: “Chi bộ 1 (Phường Cát Bi)”.
    fn place_under(&self, name: &str, under: &Under) -> Option<usize> {
        under.names().find_map(|office| self.names.get(&unit_key(&format!("{name} ({office})"))).copied())
    }

    /// The units that came from one of this name, which is in the list no more.
    pub fn heirs(&self, name: &str) -> Vec<&str> {
        let own = unit_key(name);
        let heirs = self.units.iter().filter(|unit| unit.inherits.iter().any(|old| unit_key(old) == own));
        heirs.map(|unit| unit.name.as_str()).collect()
    }

    /// The one unit whose name stands whole in the name of a file, tones and separators aside; `None` for none or several.
    pub fn in_file_name(&self, path: &str) -> Option<usize> {
        let name = path.rsplit('/').next().unwrap_or("");
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let words = |text: &str| format!(" {} ", toneless_key(text).replace(['-', '_', '.', '(', ')', ','], " "));
        let words = |text: &str| words(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let file = format!(" {} ", words(stem));
        let names = |unit: &Expected| {
            std::iter::once(&unit.name).chain(&unit.others).any(|n| file.contains(&format!(" {} ", words(n))))
        };
        let mut places = (0..self.units.len()).filter(|place| names(&self.units[*place]));
        places.next().filter(|_| places.next().is_none())
    }

    /// Files whose unit is in the list by any of its names carry the list's own name from here on; those that the list says
    /// count are marked so.
    pub fn name_units(&self, files: &mut [FileRecord<'_>]) {
        for file in files {
            let Some(name) = file.unit.as_deref() else { continue };
            let told = self.place(name).map(|place| (place, false));
            if let Some((place, with_office)) = told.or_else(|| Some((self.place_under(name, &file.under)?, true))) {
                let unit = &self.units[place];
                let own = file.unit.replace(unit.name.clone());
                file.under.plain = own.filter(|_| with_office);
                let name = file.path.rsplit('/').next().unwrap_or_default();
                file.declared_final |= unit.files.iter().any(|f| key(f) == key(name));
            }
        }
    }

    /// Where a unit stands among the outputs: units that are not listed come last.
    pub fn order(&self, name: &str) -> usize {
        self.place(name).unwrap_or(usize::MAX)
    }
}

/// `Quận 1; Quận Một` → both.
fn split(text: &str) -> Vec<String> {
    let parts = text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let mut seen: Vec<String> = Vec::new();
    for part in parts {
        if !seen.iter().any(|s| key(s) == key(part)) {
            seen.push(part.to_owned());
        }
    }
    seen
}

/// The day, as the sheet shows it.
fn due(workbook: &Workbook, sheet: &Sheet, at: Option<CellRef>) -> String {
    at.and_then(|at| sheet.get(at)).map_or_else(String::new, |cell| crate::read::shown::shown(workbook, cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[(&str, &str)]) -> UnitList {
        let mut list = UnitList::default();
        for (name, others) in names {
            let unit = Expected { name: (*name).to_owned(), others: split(others), ..Expected::default() };
            list.add(unit).expect("a name of its own");
        }
        list
    }

    #[test]
    fn every_name_finds_its_unit() {
        let list = list(&[("Phường An Phú", "P. An Phú cũ; An Phú"), ("Phường An Phú Đông", "")]);
        assert_eq!(list.place("PHƯỜNG AN PHÚ"), Some(0));
        assert_eq!(list.place("an phú"), Some(0));
        assert_eq!(list.place("Phường An Phú Tây"), None);
    }

    #[test]
    fn a_file_name_tells_one_unit_or_none() {
        let list = list(&[("Phường An Phú", ""), ("Phường An Phú Đông", ""), ("Xã Hòa Bình", "")]);
        assert_eq!(list.in_file_name("x/03_xa-hoa-binh_2021.xlsx"), Some(2));
        assert_eq!(list.in_file_name("Phường An Phú.xlsx"), Some(0));
        assert_eq!(list.in_file_name("Phường An Phú Đông.xlsx"), None, "two names stand in it");
        assert_eq!(list.in_file_name("bao cao.xlsx"), None);
    }

    #[test]
    fn one_name_for_two_units_is_refused() {
        let mut list = list(&[("Phường An Phú", "An Phú")]);
        let twice = Expected { name: "AN PHÚ".to_owned(), ..Expected::default() };
        assert_eq!(list.add(twice), Err("AN PHÚ".to_owned()));
    }
}
