//! What is run on each case: by the seeded mutator of the tests, and by `fuzz/`, which is led by coverage.

use std::path::Path;
use std::sync::Arc;

use xeploai::check::records::{Input, Outcome, build};
use xeploai::check::{self};
use xeploai::config::Config;
use xeploai::correct::{Wanted, corrections};
use xeploai::evaluate::{Evaluator, fill_missing};
use xeploai::finding::CellRef;
use xeploai::normalise::Catalogue;
use xeploai::package::formula::shifted;
use xeploai::read::{Cell, Format, Sheet, Tab, Value, Workbook, from_bytes};
use xeploai::report::{Language, Report, json, text};
use xeploai::text as letters;

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
    let cell = Cell { formula: Some(formula.into()), ..Cell::new(CellRef::new(4, 4), Value::Empty) };
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
