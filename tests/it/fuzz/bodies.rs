//! What is run on each case: by the seeded mutator of the tests, and by `fuzz/`, which is led by coverage.

use std::path::Path;
use std::sync::Arc;

use xeploai::check::records::{Input, Outcome, build};
use xeploai::check::{self};
use xeploai::config::Config;
use xeploai::correct::{Correction, Wanted, corrections};
use xeploai::evaluate::{Evaluator, fill_missing};
use xeploai::finding::{CellRef, Edit, Message, Safety};
use xeploai::normalise::Catalogue;
use xeploai::package::formula::shifted;
use xeploai::read::{Cell, Format, Sheet, Tab, Value, Workbook, from_bytes};
use xeploai::report::{Language, Report, json, text};
use xeploai::text as letters;
use xeploai::write::apply::apply;
use xeploai::write::patch::patched;

use crate::made::{Part, zip};

/// Everything `check` does with a workbook.
pub(crate) fn checked(workbook: Workbook) {
    let mut workbook = workbook;
    let filled = fill_missing(&mut workbook);
    let input = Input {
        path: Arc::from("bao-cao.xlsx"),
        outcome: Outcome::Read(Box::new(workbook), filled),
        wrong_extension: false,
    };
    let config = Config { year: Some(2021), ..Config::default() };
    let submission = build(vec![input], Catalogue::built_in(), &config);
    for table in submission.files.iter().flat_map(|file| &file.tables) {
        let range = table.table.range;
        let rows: std::collections::HashSet<u32> = table.table.rows.iter().map(|r| r.index).collect();
        assert!(table.table.rows.is_sorted_by(|a, b| a.index < b.index), "rows in order");
        for row in range.start.row..=range.end.row {
            assert!(rows.contains(&row), "row {row} has no role");
        }
    }
    let findings = check::run(&submission, &config);
    let report = Report::new("check", &submission, &findings, Language::Vi);
    drop(json::render(&report));
    let shown = text::render(&report, text::Style { colour: false, quiet: false });
    assert!(!shown.contains('\u{1b}'), "an escape of the terminal");
    drop(corrections(&findings, Wanted::default()));
}

/// A file of any format, read and checked.
pub(crate) fn read_and_check(bytes: Vec<u8>) {
    match from_bytes(bytes) {
        Ok(workbook) => checked(workbook),
        Err(error) => drop(error.vi()),
    }
}

/// Numbers and names as offices type them.
pub(crate) fn texts(text: &str) {
    let _ = letters::typed_number(text);
    if let Some(number) = letters::Decimal::parse(text) {
        drop(number.vi());
        let _ = number.rounded(2).to_integer();
    }
    let clean = letters::clean(text);
    assert_eq!(letters::clean(&clean), clean, "levelling a text twice");
    let key = letters::key(text);
    assert_eq!(letters::key(&key), key, "levelling a key twice");
    drop(letters::toneless_key(text));
    let _ = letters::distance(text, &key, 3);
    drop(letters::legacy::detect([text].into_iter()).decode(text));
}

/// The formula of a cell, computed and moved.
pub(crate) fn formulas(formula: &str) {
    let cell = Cell::new(CellRef::new(4, 4), Value::Empty).with_formula(Some(formula));
    let one = Cell::new(CellRef::new(0, 0), Value::Number(1.0));
    let sheet = Sheet { name: "Biểu 1".into(), cells: vec![one, cell], ..Sheet::default() };
    let tabs = vec![Tab::Sheet(sheet)];
    let book = Workbook { format: Format::Xlsx, tabs, number_formats: None, own_output: false };
    drop(format!("{:?}", Evaluator::new(&book).result(0, CellRef::new(4, 4))));
    drop(shifted(formula, -3, 20_000));
}

/// What an office declares.
pub(crate) fn declarations(text: &str) {
    if let Ok(config) = Config::parse(Path::new("a"), text) {
        drop(xeploai::locate::declared::Declared::check(&config.layouts));
    }
}

/// A rating scale of an office's own.
pub(crate) fn frameworks(text: &str) {
    drop(Catalogue::with(&[("a", text.to_owned())]));
}

/// What stands between the parts of a package in a case, before the name of each and before its content.
pub(crate) const PART: &[u8] = b"\x1e\x1e\n";

/// The parts of a package as one case.
pub(crate) fn case_of(parts: &[Part]) -> Vec<u8> {
    parts.iter().flat_map(|(name, content)| [PART, name.as_bytes(), PART, content].concat()).collect()
}

/// The package that a case holds, packed soundly.
pub(crate) fn package_of(case: &[u8]) -> Vec<u8> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for at in memchr::memmem::find_iter(case, PART) {
        pieces.push(&case[from..at]);
        from = at + PART.len();
    }
    pieces.push(&case[from..]);
    let (pairs, _) = pieces[1..].as_chunks::<2>();
    let part = |[name, content]: &[&[u8]; 2]| (String::from_utf8_lossy(name).into_owned(), content.to_vec());
    zip(&pairs.iter().map(part).collect::<Vec<_>>())
}

/// A sheet out of text: a line is a row, what stands between tabs a cell.
pub(crate) fn sheet(text: &str) {
    let mut cells = Vec::new();
    for (row, line) in (0u32..).zip(text.lines()) {
        for (column, content) in (0u32..).zip(line.split('\t').take(16_000)) {
            let value = match content.parse::<f64>() {
                _ if content.is_empty() => continue,
                Ok(number) if number.is_finite() => Value::Number(number),
                _ => Value::Text(content.into()),
            };
            cells.push(Cell::new(CellRef::new(row, column), value));
        }
    }
    let sheet = Sheet { name: "Biểu 1".into(), cells, merges: Some(Vec::new()), ..Sheet::default() };
    checked(Workbook { format: Format::Xlsx, tabs: vec![Tab::Sheet(sheet)], number_formats: None, own_output: false });
}

/// Patches one cell and reads the copy again: the edit that was meant, and nothing else. `false` where there is nothing to
/// patch, or it is refused.
pub(crate) fn patch(bytes: &[u8], (sheet, cell): (usize, usize), to: &str) -> bool {
    let Ok(before) = from_bytes(bytes.to_vec()) else { return false };
    let sheets: Vec<&Sheet> = before.sheets().map(|(_, sheet)| sheet).filter(|sheet| !sheet.cells.is_empty()).collect();
    if sheets.is_empty() {
        return false;
    }
    let sheet = sheets[sheet % sheets.len()];
    let cell = &sheet.cells[cell % sheet.cells.len()];
    let correction = Correction {
        edit: Edit { file: "a".into(), sheet: sheet.name.clone(), cell: cell.at(), from: "".into(), to: to.into() },
        becomes_number: false,
        rule: "S201",
        finding: "S201-000000".into(),
        safety: Safety::Safe,
        reason: Message::default().into(),
    };
    let Ok(applied) = apply(&before, &[&correction]) else { return false };
    let Ok(copy) = patched(bytes.to_vec(), &applied) else { return false };
    let after = from_bytes(copy).expect("the copy is read");
    assert_eq!(applied.workbook.tabs.len(), after.tabs.len());
    for ((_, wanted), (_, found)) in applied.workbook.sheets().zip(after.sheets()) {
        let values = |sheet: &Sheet| -> Vec<(CellRef, Value)> {
            let filled = sheet.cells.iter().filter(|cell| cell.value() != Value::Empty);
            filled.map(|cell| (cell.at(), cell.value().cloned())).collect()
        };
        assert_eq!(values(wanted), values(found), "{} := {to:?}", cell.at());
    }
    true
}

/// A cell and its new text, and a package with it: how `fuzz/` writes a patch as one case.
pub(crate) fn patch_of(case: &[u8]) -> bool {
    let [sheet, low, high, rest @ ..] = case else { return false };
    let end = memchr::memmem::find(rest, PART).unwrap_or(rest.len());
    let to = String::from_utf8_lossy(&rest[..end]);
    let cell = usize::from(u16::from_le_bytes([*low, *high]));
    patch(&package_of(&rest[end..]), (usize::from(*sheet), cell), &to)
}
