//! Ordinary small files → what reading them with all checks takes, beside a bare reader that trusts them.

use std::hint::black_box;
use std::io::Cursor;
use std::path::Path;
use std::time::Instant;

use calamine::Reader as _;
use xeploai::read::worker::Worker;
use xeploai::read::{Options, from_bytes_with};

/// Clean workbooks, one or two of each format.
const FILES: [&str; 7] = [
    "da-nang-2021/01-quan-hai-chau.xlsx",
    "da-nang-2021/04-quan-ngu-hanh-son.xlsx",
    "da-nang-2021/02-quan-thanh-khe.xlsm",
    "da-nang-2021/05-quan-lien-chieu.ods",
    "da-nang-2021/03 Quận Sơn Trà.xls",
    "da-nang-2021/08-dang-uy-khoi-cac-co-quan.xls",
    "reading/quan-hai-chau.xlsb",
];

/// The argument that makes the program such a process.
const APART: &str = "__read";

/// How often each is read; the quickest time counts, as other work on the machine only ever adds to it.
const TURNS: usize = 200;

/// Prints them; `program` is what reads xls and xlsb in a process of its own.
pub(crate) fn compare(program: &Path) {
    println!("Reading small files: milliseconds, the quickest of {TURNS} times.\n");
    println!("| file | KB | with all checks | and a process of its own | calamine alone |");
    println!("|---|---|---|---|---|");
    for name in FILES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        let bytes = std::fs::read(&path).expect("a fixture");
        let apart = name.ends_with(".xls") || name.ends_with(".xlsb");
        let worker = Worker { program: program.to_path_buf(), arguments: vec![APART.into()] };
        let ours = |worker: Option<Worker>| {
            let options = Options { worker, ..Options::default() };
            quickest(|| drop(black_box(from_bytes_with(bytes.clone(), &options).expect("a sound file"))))
        };
        let (inside, beside) = (ours(None), apart.then(|| ours(Some(worker))));
        let bare = quickest(|| {
            black_box(cells(&bytes));
        });
        let beside = beside.map_or("–".into(), |time| format!("{time:.2}"));
        println!("| {name} | {} | {inside:.2} (× {:.1}) | {beside} | {bare:.2} |", bytes.len() / 1000, inside / bare);
    }
    println!();
}

/// Cells of all sheets, with calamine alone.
fn cells(bytes: &[u8]) -> usize {
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes.to_vec())).expect("a sound file");
    let names = book.sheet_names();
    names.iter().filter_map(|name| book.worksheet_range(name).ok()).map(|range| range.used_cells().count()).sum()
}

/// Milliseconds of the quickest turn.
fn quickest(turn: impl Fn()) -> f64 {
    let time = |_| {
        let start = Instant::now();
        turn();
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..TURNS).map(time).fold(f64::INFINITY, f64::min)
}
