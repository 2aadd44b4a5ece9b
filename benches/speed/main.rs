//! How fast, and in how much memory: `cargo bench`. Makes its own data, runs everything in turn and prints ratios.
//!
//! `cargo bench -- --peers` also measures programs in Python, installed into a temporary place; `-- --large` adds a list of a
//! million rows; `-- --nation` a roll of 5.4 million members in 3,298 workbooks.

#![allow(clippy::print_stdout, reason = "what was measured is printed")]

mod chart;
mod measure;
mod peers;
mod rosters;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use measure::{Taken, median};
use rosters::List;

/// Provinces, and communes of each: a nation's roll.
const NATION: (usize, usize) = (34, 97);
/// Members in all.
const MEMBERS: usize = 5_400_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, file] = arguments.as_slice()
        && flag == "--calamine"
    {
        return calamine(Path::new(file));
    }
    let wanted = |flag: &str| arguments.iter().any(|a| a == flag);
    let Ok(folder) = tempfile::tempdir() else { return ExitCode::FAILURE };
    let bench = Bench { folder: folder.path().to_path_buf() };
    bench.one_file(wanted("--large"));
    bench.many_files();
    if wanted("--peers") {
        peers::compare(&bench.folder, &bench.list(100_000));
    }
    if wanted("--nation") {
        bench.nation();
    }
    ExitCode::SUCCESS
}

/// Reads all cells of a workbook with calamine, one after the other, and keeps none: what any reader on it takes at least.
fn calamine(path: &Path) -> ExitCode {
    use calamine::{Reader, Xlsx, open_workbook};
    let read = || -> Option<u64> {
        let mut book: Xlsx<_> = open_workbook(path).ok()?;
        let name = book.sheet_names().first()?.clone();
        let mut cells = book.worksheet_cells_reader(&name).ok()?;
        let mut count = 0;
        while cells.next_cell().ok()?.is_some() {
            count += 1;
        }
        Some(count)
    };
    if read().is_some_and(|count| count > 0) { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

struct Bench {
    folder: PathBuf,
}

impl Bench {
    /// A list of so many rows, made when asked for.
    fn list(&self, rows: usize) -> PathBuf {
        let path = self.folder.join(format!("danh-sach-{rows}.xlsx"));
        if !path.exists() {
            let list = List { unit: "PHƯỜNG AN PHÚ", rows, seed: 1 };
            rosters::write(&path, &list).expect("the temporary folder can be written to");
        }
        path
    }

    /// A folder of so many files of about so many rows.
    fn files(&self, files: usize, rows: usize) -> PathBuf {
        let folder = self.folder.join(format!("{files}-files"));
        if !folder.exists() {
            std::fs::create_dir(&folder).expect("the temporary folder can be written to");
            for number in 0..files {
                let rows = size(rows, number);
                let unit = format!("XÃ SỐ {}", number + 1);
                let list = List { unit: &unit, rows, seed: number as u64 + 2 };
                let path = folder.join(format!("xa-{number:04}.xlsx"));
                rosters::write(&path, &list).expect("the temporary folder can be written to");
            }
        }
        folder
    }

    /// Growth with rows, beside a bare reader.
    fn one_file(&self, large: bool) {
        println!("one list of twelve columns: processor seconds and peak MiB, median of five");
        println!("{:>9}  {:>16}  {:>16}  {:>16}  {:>7}", "rows", "check", "consolidate", "calamine alone", "ratio");
        let sizes: &[usize] =
            if large { &[350, 1_000, 10_000, 100_000, 1_000_000] } else { &[350, 1_000, 10_000, 100_000] };
        for &rows in sizes {
            let path = self.list(rows);
            let runs = if rows > 100_000 { 1 } else { 5 };
            let check = median(runs, || xeploai(&["check", "--quiet"], &path));
            let whole = median(runs, || self.consolidate(&path, &[]));
            let bare = median(runs, || this(&["--calamine"], &path));
            let ratio = check.zip(bare).map(|(a, b)| format!("{:.2}", a.time_s() / b.time_s()));
            println!(
                "{rows:>9}  {:>16}  {:>16}  {:>16}  {:>7}",
                shown(check),
                shown(whole),
                shown(bare),
                ratio.unwrap_or_default()
            );
        }
    }

    /// Growth with files, with one and two at once.
    fn many_files(&self) {
        println!("\nfolders of lists of some 900 rows, consolidated: seconds on the clock, median of three");
        println!("{:>9}  {:>9}  {:>9}  {:>7}", "files", "1 at once", "2 at once", "ratio");
        for files in [8, 100] {
            let folder = self.files(files, 900);
            let [one, two] = ["1", "2"].map(|jobs| median(3, || self.consolidate(&folder, &["--jobs", jobs])));
            let ratio = one.zip(two).map(|(a, b)| format!("{:.2}", a.wall_s / b.wall_s));
            let [one, two] = [one, two].map(|t| t.map_or("failed".into(), |t| format!("{:.2}", t.wall_s)));
            let exact = if exact(&folder, files, 900) { "totals exact" } else { "totals wrong" };
            println!("{files:>9}  {one:>9}  {two:>9}  {:>7}  {exact}", ratio.unwrap_or_default());
        }
    }

    /// A nation's roll in one run.
    fn nation(&self) {
        let (files, rows) = (NATION.0 * NATION.1, MEMBERS / (NATION.0 * NATION.1));
        println!(
            "\na nation's roll: {files} workbooks of some {rows} members each, consolidated with all rows about persons"
        );
        let folder = self.files(files, rows);
        let details = self.folder.join("chi-tiet.xlsx");
        let shown_path = details.display().to_string();
        let taken = median(1, || self.consolidate(&folder, &["--details", &shown_path]));
        println!("{}; on the clock {:.0} s", shown(taken), taken.map_or(0.0, |t| t.wall_s));
        let members: usize = (0..files).map(|number| size(rows, number)).sum();
        let listed = persons_listed(&details);
        let whole = if listed == Some(members) { "all there" } else { "not all there" };
        println!("rows about persons, read back with calamine: {} of {members}: {whole}", listed.unwrap_or(0));
        println!("{}", if exact(&folder, files, rows) { "totals exact" } else { "totals wrong" });
    }

    fn consolidate(&self, path: &Path, more: &[&str]) -> Command {
        let out = self.folder.join("tong-hop.xlsx").display().to_string();
        let mut arguments = vec!["consolidate", "--quiet", "--force", "--out", &out];
        arguments.extend(more);
        xeploai(&arguments, path)
    }
}

/// The rows of a file of a folder: half as many to half as many more.
fn size(rows: usize, number: usize) -> usize {
    rows * (50 + 10 * (number % 11)) / 100
}

/// The rows of a workbook of details that begin with a number, over all its sheets.
fn persons_listed(path: &Path) -> Option<usize> {
    use calamine::{DataRef, Reader, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(path).ok()?;
    let mut count = 0;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name).ok()?;
        while let Some(cell) = cells.next_cell().ok()? {
            let number = matches!(cell.get_value(), DataRef::Int(_) | DataRef::Float(_));
            count += usize::from(cell.get_position().1 == 0 && number);
        }
    }
    Some(count)
}

/// Does the report of a folder count what was put into its files?
fn exact(folder: &Path, files: usize, rows: usize) -> bool {
    let counted = || -> Option<[u64; 4]> {
        let output = xeploai(&["check", "--quiet", "--format", "json"], folder).output().ok()?;
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
        let totals = report["totals"].as_array()?;
        let of = |level: &str| totals.iter().filter_map(|total| total[level].as_u64()).sum();
        Some(["HTXSNV", "HTTNV", "HTNV", "KHTNV"].map(of))
    };
    let mut expected = [0; 4];
    for number in 0..files {
        let levels = rosters::levels(size(rows, number));
        expected.iter_mut().zip(levels).for_each(|(sum, level)| *sum += level as u64);
    }
    counted() == Some(expected)
}

fn xeploai(arguments: &[&str], path: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
    command.args(arguments).arg(path);
    command
}

/// This program itself, for what it measures in a process of its own.
fn this(arguments: &[&str], path: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a running program has a file"));
    command.args(arguments).arg(path);
    command
}

fn shown(taken: Option<Taken>) -> String {
    match taken {
        Some(taken) => {
            let peak = taken.peak_mib.map_or("?".into(), |mib| format!("{mib:.0}"));
            format!("{:.2} s {peak:>4} MiB", taken.time_s())
        }
        None => "failed".into(),
    }
}
