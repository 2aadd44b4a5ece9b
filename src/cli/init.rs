//! `xeploai init`: the first `xeploai.toml`, with everything it may hold explained; or the first list of units.

use std::path::{Path, PathBuf};

use super::{Init, check, inputs, output};
use crate::config::{Config, SCHEMA};
use crate::exchange::UnitList;
use crate::exchange::list::Expected;
use crate::exchange::standing::State;
use crate::finding::CellRef;
use crate::read::{Value, Workbook};
use crate::report::text;
use crate::text::{clean, key};
use crate::write::batch::write_all;
use crate::write::unit_list;

/// The declaration as it is written first: every key, commented out.
const TEMPLATE: &str = include_str!("xeploai.toml");

pub(super) fn run(what: &Init) -> Result<u8, String> {
    if what.schema {
        output::print(SCHEMA);
        return Ok(0);
    }
    let folder = inputs::beside(&what.paths).unwrap_or_default();
    let name = if what.units { unit_list::NAME } else { "xeploai.toml" };
    let path = what.out.clone().unwrap_or_else(|| folder.join(name));
    let shown = text::safe(&path.display().to_string());
    if path.exists() {
        return Err(format!("{shown} đã có, không ghi đè / exists already"));
    }
    let (bytes, about) = match what.units {
        false => (TEMPLATE.as_bytes().to_vec(), String::new()),
        true => {
            let units = units(what)?;
            let about = format!(" ({:02} đơn vị)", units.len());
            (unit_list::workbook(&units).map_err(|e| output::both(&e))?, about)
        }
    };
    write_all(&[(Path::new(&path), bytes.as_slice())]).map_err(|e| output::both(&e))?;
    output::print(&format!(
        "Đã ghi {shown}{about}; bổ sung, sửa lại cho đúng trước khi dùng / written, to be completed\n"
    ));
    Ok(0)
}

/// Units of earlier lists and consolidated workbooks first, then those that sent something now.
fn units(what: &Init) -> Result<Vec<Expected>, String> {
    if what.paths.is_empty() {
        return Err(
            "cần file hoặc thư mục đã nhận, hoặc file tổng hợp năm trước / paths are needed with --units".into()
        );
    }
    let mut list = UnitList::default();
    let mut add = |unit: Expected| {
        if !unit.name.is_empty() && list.place(&unit.name).is_none() {
            // A name that another unit goes by is that unit's.
            let _ = list.add(unit);
        }
    };
    let reading = inputs::reading(&Config::default(), &what.options);
    let mut entries = inputs::find(&what.paths, &reading)?;
    let mut received: Vec<PathBuf> = Vec::new();
    for entry in &mut entries {
        match entry.open() {
            Ok(workbook) if workbook.own_output => earlier(&workbook).into_iter().for_each(&mut add),
            _ => received.push(entry.path.clone()),
        }
    }
    if !received.is_empty() {
        let job = super::Job { paths: received, options: what.options.clone() };
        let done = check::checked(&job)?;
        for file in done.submission.files.iter().filter(|f| !f.superior && f.skipped.is_none()) {
            add(Expected { name: file.unit.clone().unwrap_or_default(), ..Expected::default() });
        }
    }
    match list.units.is_empty() {
        true => Err("không thấy tên đơn vị nào / no unit was found".into()),
        false => Ok(list.units),
    }
}

/// The units of an earlier list, or of a consolidated workbook's sheet `Tình hình gửi báo cáo`.
fn earlier(workbook: &Workbook) -> Vec<Expected> {
    let status = workbook.sheets().find(|(_, sheet)| key(&sheet.name) == key("Tình hình gửi báo cáo"));
    let Some((_, sheet)) = status else {
        return UnitList::read(workbook).map(|list| list.units).unwrap_or_default();
    };
    let text = |at: CellRef| match sheet.get(at).map(|cell| cell.value()) {
        Some(Value::Text(text)) => clean(text),
        _ => String::new(),
    };
    let find = |head: &str| {
        sheet.cells.iter().find(|c| matches!(c.value(), Value::Text(t) if key(t) == key(head))).map(|c| c.at())
    };
    let (Some(name), sector, state) = (find("Tên đơn vị"), find("Khối"), find("Tình hình")) else {
        return Vec::new();
    };
    let last = sheet.cells.last().map_or(0, |c| c.at().row);
    let known = |state: &str| State::ALL.iter().any(|s| s.vi() == state);
    let row = |row: u32| {
        let at = |head: Option<CellRef>| head.map_or_else(String::new, |h| text(CellRef::new(row, h.column)));
        known(&at(state)).then(|| Expected { name: at(Some(name)), sector: at(sector), ..Expected::default() })
    };
    (name.row + 1..=last).filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_template_declares_nothing_and_everything_in_it_is_accepted() {
        let path = Path::new("xeploai.toml");
        assert_eq!(Config::parse(path, TEMPLATE), Ok(Config::default()));
        // Comments with a key in them are examples: without the mark they are read.
        let example =
            |line: &str| line.strip_prefix("# ").filter(|l| l.contains(" = ") || l.starts_with('[')).map(str::to_owned);
        let examples: Vec<String> = TEMPLATE.lines().filter_map(example).collect();
        let config = Config::parse(path, &examples.join("\n")).expect("examples that are read");
        assert!(config.year.is_some() && config.units.is_some() && config.cap_base.is_some());
    }
}
