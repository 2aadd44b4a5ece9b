//! Mutants of real inputs through every reader and everything after it. Each body is a plain function; a seeded mutator
//! runs it; `fuzz/` runs them led by coverage. `FUZZ_ROUNDS=5000 cargo test --release --test it fuzz` runs long; what broke is written beside the target.

pub(super) mod bodies;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use xeploai::config::Config;
use xeploai::finding::CellRef;
use xeploai::normalise::Catalogue;
use xeploai::read::{Cell, Tab, Value, Workbook, from_bytes};

use self::bodies::{
    case_of, checked, declarations, formulas, frameworks, patch, patch_of, read_and_check, sheet, texts,
};
use super::made::{Dice, fixture, mutant, parts, zip};

/// How often each body runs.
fn rounds(usual: usize) -> usize {
    std::env::var("FUZZ_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Runs a body on a case; a panic or a long time fails, with the case kept.
fn hold(name: &str, seed: usize, case: &[u8], body: impl FnOnce()) {
    let started = Instant::now();
    let held = catch_unwind(AssertUnwindSafe(body));
    let slow = started.elapsed() > Duration::from_secs(20);
    if held.is_err() || slow {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{seed}.bin"));
        std::fs::write(&path, case).expect("written");
        panic!("{name}, seed {seed}, {:?}: kept as {}", started.elapsed(), path.display());
    }
}

const BOOKS: [&str; 10] = [
    "da-nang-2021/01-quan-hai-chau.xlsx",
    "da-nang-2021/02-quan-thanh-khe.xlsm",
    "da-nang-2021/03 Quận Sơn Trà.xls",
    "da-nang-2021/05-quan-lien-chieu.ods",
    "reading/biff8-from-libreoffice.xls",
    "reading/quan-hai-chau.xlsb",
    "reading/shared-formulas.xlsx",
    "reading/html-named-xls.xls",
    "reading/spreadsheetml-2003.xls",
    "formulas/tokens.xls",
];

#[test]
fn files_with_damage_anywhere() {
    for (number, name) in BOOKS.iter().enumerate() {
        let bytes = fixture(name);
        let mut dice = Dice::new(1000 + number as u64);
        for seed in 0..rounds(12) {
            let case = mutant(&bytes, &mut dice);
            hold("files", seed, &case, || read_and_check(case.clone()));
        }
    }
}

/// A text that stands forgotten far below a table costs what the rows between them cost, and no more.
#[test]
fn a_cell_far_below_a_table() {
    let mut workbook = from_bytes(fixture(BOOKS[0])).expect("a workbook");
    for tab in &mut workbook.tabs {
        let Tab::Sheet(sheet) = tab else { continue };
        sheet.cells.push(Cell::new(CellRef::new(60_000, 0), Value::Text("Người lập biểu".into())));
    }
    hold("far", 0, b"", || checked(workbook));
}

/// The checksums of a package would catch most damage: here the parts are changed and packed again.
#[test]
fn packages_with_damage_inside_their_parts() {
    for (number, name) in BOOKS.iter().enumerate() {
        let bytes = fixture(name);
        if !bytes.starts_with(b"PK") {
            continue;
        }
        let sound = parts(bytes);
        let mut dice = Dice::new(2000 + number as u64);
        for seed in 0..rounds(15) {
            let mut changed = sound.clone();
            for _ in 0..=dice.below(2) {
                let index = dice.below(changed.len());
                changed[index].1 = mutant(&changed[index].1, &mut dice);
            }
            let case = zip(&changed);
            hold("parts", seed, &case, || read_and_check(case.clone()));
        }
    }
}

/// The same for the records of old workbooks, whose container hides them from plain damage.
#[test]
fn records_with_damage_inside_them() {
    for (number, name) in
        ["da-nang-2021/03 Quận Sơn Trà.xls", "formulas/tokens.xls", "reading/biff8-from-a-library.xls"]
            .iter()
            .enumerate()
    {
        let mut container = cfb::CompoundFile::open(std::io::Cursor::new(fixture(name))).expect("sound");
        let mut stream = Vec::new();
        std::io::Read::read_to_end(&mut container.open_stream("/Workbook").expect("there"), &mut stream)
            .expect("sound");
        let mut dice = Dice::new(3000 + number as u64);
        for seed in 0..rounds(40) {
            let case = damaged_records(&stream, &mut dice);
            hold("records", seed, &case, || read_and_check(case.clone()));
        }
    }
}

/// Changes the content of some records and keeps their lengths true, so that the walk goes on behind them.
fn damaged_records(stream: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(head) = stream.get(at..at + 4) {
        let len = usize::from(u16::from_le_bytes([head[2], head[3]]));
        places.push((at, len));
        at += 4 + len;
    }
    let mut case = stream.to_vec();
    for _ in 0..=dice.below(3) {
        let (at, len) = places[dice.below(places.len())];
        let Some(data) = case.get_mut(at + 4..at + 4 + len).filter(|data| !data.is_empty()) else { continue };
        let place = dice.below(data.len());
        match dice.below(4) {
            0 => data[place] = 0xFF,
            1 => data[place..].fill(dice.below(256) as u8),
            2 => data[place] = dice.below(256) as u8,
            _ => data[place] ^= 1 << dice.below(8),
        }
    }
    case
}

/// A sheet whose cells were moved, doubled, dropped and typed over.
fn disordered(workbook: &Workbook, dice: &mut Dice) -> Workbook {
    const TEXTS: [&str; 14] = [
        "",
        " ",
        "Tổng cộng",
        "HTXSNV",
        "Hoàn thành tốt nhiệm vụ",
        "x",
        "27 (5)",
        "50,0%",
        "-",
        "không có",
        "STT",
        "\u{1b}[31m",
        "1.234.567,89",
        "=1+1",
    ];
    let mut workbook = workbook.clone();
    for tab in &mut workbook.tabs {
        let Tab::Sheet(sheet) = tab else { continue };
        let mut cells: BTreeMap<CellRef, Cell> = sheet.cells.drain(..).map(|cell| (cell.at(), cell)).collect();
        let places: Vec<CellRef> = cells.keys().copied().collect();
        for _ in 0..dice.below(12) {
            let Some(at) = places.get(dice.below(places.len())).copied() else { break };
            let to = CellRef::new(at.row.saturating_add(dice.below(3) as u32), (at.column + dice.below(4) as u32) % 60);
            let value = match dice.below(5) {
                0 => Value::Empty,
                1 => Value::Number((dice.below(2000) as f64 - 500.0) / [1.0, 10.0, 1e300, 1e-9][dice.below(4)]),
                2 => cells.get(&at).map_or(Value::Empty, |cell| cell.value().cloned()),
                _ => Value::Text(TEXTS[dice.below(TEXTS.len())].into()),
            };
            match value {
                Value::Empty => drop(cells.remove(&at)),
                Value::Text(text) if text.is_empty() => drop(cells.remove(&at)),
                value => drop(cells.insert(to, Cell::new(to, value))),
            }
        }
        sheet.cells = cells.into_values().collect();
        if dice.below(3) == 0 {
            sheet.merges = Some(Vec::new());
        }
    }
    workbook
}

#[test]
fn sheets_in_disorder_are_recognised_or_not_and_every_row_has_a_role() {
    for (number, name) in BOOKS[..4].iter().enumerate() {
        let workbook = from_bytes(fixture(name)).expect("sound");
        let mut dice = Dice::new(4000 + number as u64);
        for seed in 0..rounds(15) {
            let case = disordered(&workbook, &mut dice);
            hold("disorder", seed, format!("{case:?}").as_bytes(), || checked(case.clone()));
        }
    }
}

/// What libFuzzer found, made small: tables as text.
#[test]
fn tables_that_once_broke_something() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fuzz/cases");
    let entries = std::fs::read_dir(folder).expect("there");
    let mut cases: Vec<_> = entries.map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    for case in cases {
        let text = std::fs::read_to_string(&case).expect("text");
        hold("case", 0, text.as_bytes(), || sheet(&text));
    }
}

/// Text out of pieces.
fn composed(pieces: &[&str], dice: &mut Dice) -> String {
    (0..dice.below(12)).map(|_| pieces[dice.below(pieces.len())]).collect()
}

#[test]
fn numbers_and_texts_of_any_kind() {
    let pieces = [
        "1",
        "0",
        "26",
        "9999999999999999999",
        ".",
        ",",
        "%",
        "-",
        "+",
        " ",
        "/",
        "(",
        ")",
        "e",
        "\u{a0}",
        "không có",
        "gần",
        "ế",
        "e\u{302}\u{301}",
        "\u{ad}",
        "¸",
        "®",
        "Î",
        "\u{0}",
        "\u{202e}",
        "😀",
        "I",
        "V",
        "a)",
        "x",
    ];
    let mut dice = Dice::new(5000);
    for seed in 0..rounds(2000) {
        let text = composed(&pieces, &mut dice);
        hold("texts", seed, text.as_bytes(), || texts(&text));
    }
}

#[test]
fn formulas_of_any_kind() {
    let pieces = [
        "SUM(",
        "IF(",
        "ROUND(",
        "COUNTIF(",
        "SUMIF(",
        "INDIRECT(",
        "A1",
        "B2:C9",
        "$A:$A",
        "1:1",
        "'Biểu 1'!A1",
        ")",
        ",",
        ";",
        "+",
        "-",
        "*",
        "/",
        "^",
        "&",
        "%",
        "\"x\"",
        "\"",
        "{1,2}",
        "#REF!",
        "1E999",
        "=",
        "<>",
        ">",
        "(",
        "TRUE",
        "XFD1048576",
        "R1C1",
        "ế",
        " ",
    ];
    let mut dice = Dice::new(6000);
    for seed in 0..rounds(1500) {
        let formula = composed(&pieces, &mut dice);
        hold("formulas", seed, formula.as_bytes(), || formulas(&formula));
    }
    // As deep as a file can write it.
    for deep in ["(".repeat(100_000), "-".repeat(100_000) + "1", "SUM(".repeat(50_000), "1+".repeat(100_000) + "1"] {
        hold("deep formulas", 0, deep.as_bytes(), || formulas(&deep));
    }
}

/// Patch, read again: the edit that was meant, and nothing else.
#[test]
fn a_patched_package_differs_in_the_edit_alone() {
    let texts = ["Đạt", "<b>&\"'", "=1+1", " hai  khoảng ", "_x000D_", "dòng\nhai", "12", "-0,5", "😀"];
    for (number, name) in
        [BOOKS[0], BOOKS[1], BOOKS[6], "reading/strict.xlsx", "reading/rich-text.xlsx"].iter().enumerate()
    {
        let bytes = fixture(name);
        let mut dice = Dice::new(7000 + number as u64);
        let mut written = 0;
        for seed in 0..rounds(10) {
            let place = (dice.below(64), dice.below(4096));
            let to = match dice.below(2) {
                0 => dice.below(100_000).to_string(),
                _ => texts[dice.below(texts.len())].to_owned(),
            };
            let case = [to.as_bytes(), &bytes].concat();
            hold("patch", seed, &case, || written += usize::from(patch(&bytes, place, &to)));
        }
        assert!(written > 0, "{name}: nothing was patched");
    }
}

/// The same among parts with damage in them, as `fuzz/` has it.
#[test]
fn a_damaged_package_is_patched_in_the_edit_alone_or_not() {
    for (number, name) in [BOOKS[0], BOOKS[6], "reading/rich-text.xlsx"].iter().enumerate() {
        let parts = case_of(&parts(fixture(name)));
        let mut dice = Dice::new(9000 + number as u64);
        for seed in 0..rounds(15) {
            let place = [dice.below(3) as u8, dice.below(256) as u8, dice.below(2) as u8];
            let case = [&place[..], b"26", &mutant(&parts, &mut dice)].concat();
            hold("patch", seed, &case, || {
                patch_of(&case);
            });
        }
    }
}

#[test]
fn declarations_of_any_kind() {
    let config = "year = 2021\nregime = \"R2,N1\"\ncap_base = \"good\"\nselect = [\"S\"]\nlimits = { cells = 5 }\n\
        [sectors]\n\"giáo viên\" = \"teacher-standard-2018\"\n[[layout]]\nsheet = \"A\"\nrange = \"A7:F35\"\nheader = \"7:9\"\n\
        kind = \"count-summary\"\n[layout.columns]\nB = \"unit\"\nD = \"count HTXSNV\"\n[layout.rows]\n35 = \"total\"\n";
    let readme = String::from_utf8(std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("there"));
    let readme = readme.expect("UTF-8");
    let framework = readme.split("```toml\n").find(|text| text.contains("cooperative-2020\"")).expect("an example");
    let framework = framework.split("```").next().expect("its text");
    assert!(Config::parse(Path::new("a"), config).is_ok());
    assert!(Catalogue::with(&[("a", framework.to_owned())]).is_ok());
    let mut dice = Dice::new(8000);
    for seed in 0..rounds(300) {
        let case = mutant(config.as_bytes(), &mut dice);
        let text = String::from_utf8_lossy(&case).into_owned();
        hold("config", seed, &case, || declarations(&text));
        let case = mutant(framework.as_bytes(), &mut dice);
        let text = String::from_utf8_lossy(&case).into_owned();
        hold("framework", seed, &case, || frameworks(&text));
    }
}
