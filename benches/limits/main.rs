//! The heaviest files of every format, right, wrong and hostile: `cargo bench --bench limits`.
//!
//! Makes a file of each shape in each format that can have it, runs every command over it in a process of its own, and
//! prints what each takes. A command that takes more than 1 GiB or 30 s of one core, or that ends in no regular way, is over
//! its budget: then the run itself fails.
//! What is asked for on the command line is run alone: names of shapes, formats and commands
//! (`cargo bench --bench limits -- errors "long texts" xlsx check`). `--edge` goes on where a file is refused: the largest
//! part of its rows that is still read is looked for, and measured. `--percent N` makes files of so many hundredths of
//! their rows, `--keep DIR` makes them there and leaves them, `--program FILE` measures another build.

#![allow(clippy::print_stdout, reason = "what was measured is printed")]

mod book;
mod measure;
mod shapes;
mod write;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use book::Format;
use measure::{Budget, Taken};
use shapes::Shape;

/// What one run may take: of memory, its worker processes included, and of processor time.
const BUDGET: Budget = Budget { memory_mib: 1024.0, seconds: 30.0 };

/// A command, and how it is told about a file and a folder for what it writes.
type Told = (&'static str, fn(&Path, &Path) -> Vec<PathBuf>);

const COMMANDS: [Told; 5] = [
    ("check", |file, _| words(&["check", "--quiet"], &[file])),
    ("report", |file, out| words(&["check", "--quiet", "--format", "json", "--report"], &[&out.join("b.html"), file])),
    ("layout", |file, _| words(&["layout"], &[file])),
    ("fix", |file, out| words(&["fix", "--quiet", "--suggested", "--annotate", "--out"], &[&out.join("sửa"), file])),
    ("consolidate", |file, out| {
        let whole = ["consolidate", "--quiet", "--suggested", "--out"].map(PathBuf::from);
        let rest = [out.join("a.xlsx"), "--details".into(), out.join("b.xlsx"), file.to_path_buf()];
        whole.into_iter().chain(rest).collect()
    }),
];

fn words(flags: &[&str], paths: &[&Path]) -> Vec<PathBuf> {
    flags.iter().map(PathBuf::from).chain(paths.iter().map(|path| path.to_path_buf())).collect()
}

/// What was asked for.
struct Asked {
    program: PathBuf,
    keep: Option<PathBuf>,
    /// Hundredths of the rows.
    percent: usize,
    /// Is the largest file that is read to be looked for?
    edge: bool,
    names: Vec<String>,
}

impl Asked {
    fn of(mut arguments: impl Iterator<Item = String>) -> Self {
        let program = env!("CARGO_BIN_EXE_xeploai").into();
        let mut asked = Self { program, keep: None, percent: 100, edge: false, names: Vec::new() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--program" => asked.program = arguments.next().unwrap_or_default().into(),
                "--keep" => asked.keep = arguments.next().map(PathBuf::from),
                "--percent" => asked.percent = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(100),
                "--edge" => asked.edge = true,
                // Cargo says so to every benchmark.
                "--bench" => {}
                _ => asked.names.push(argument),
            }
        }
        asked
    }

    /// Is it asked for, or none of `all` of its kind?
    fn wants(&self, own: &str, all: &[&str]) -> bool {
        let mut of_kind = self.names.iter().filter(|name| all.contains(&name.as_str())).peekable();
        of_kind.peek().is_none() || of_kind.any(|name| name == own)
    }
}

fn main() -> ExitCode {
    let asked = Asked::of(std::env::args().skip(1));
    let Ok(temporary) = tempfile::tempdir() else { return ExitCode::FAILURE };
    let folder = asked.keep.clone().unwrap_or_else(|| temporary.path().to_path_buf());
    std::fs::create_dir_all(&folder).expect("a folder for the files");
    let shapes = shapes::all();
    let names: Vec<&str> = shapes.iter().map(|shape| shape.name).collect();
    let formats = Format::ALL.map(Format::name);
    println!("| file | MB | {} |", COMMANDS.map(|(name, _)| format!("`{name}`")).join(" | "));
    println!("|---|---|{}", "---|".repeat(COMMANDS.len()));
    let mut over = Vec::new();
    for shape in shapes.iter().filter(|shape| asked.wants(shape.name, &names)) {
        for format in shape.formats.iter().copied().filter(|format| asked.wants(format.name(), &formats)) {
            let subject = Subject { shape, format, folder: &folder, asked: &asked };
            let first = subject.measured(asked.percent);
            let refused = first.refused && asked.edge;
            over.extend(first.over);
            if let Some(percent) = refused.then(|| subject.edge(asked.percent)).filter(|&percent| percent > 0) {
                over.extend(subject.measured(percent).over);
            }
        }
    }
    match over.as_slice() {
        [] => ExitCode::SUCCESS,
        _ => {
            println!("\nOver budget:\n{}", over.join("\n"));
            ExitCode::FAILURE
        }
    }
}

/// One shape in one format.
struct Subject<'a> {
    shape: &'a Shape,
    format: Format,
    folder: &'a Path,
    asked: &'a Asked,
}

/// What became of a file.
struct Outcome {
    over: Vec<String>,
    refused: bool,
}

impl Subject<'_> {
    /// Measures all commands over a file of so many hundredths of the rows.
    fn measured(&self, percent: usize) -> Outcome {
        let path = self.written(percent);
        let size = path.metadata().map_or(0, |facts| facts.len()) as f64 / 1e6;
        let name = match percent {
            100 => format!("{}, {}", self.shape.name, self.format.name()),
            _ => format!("{} ({percent} %), {}", self.shape.name, self.format.name()),
        };
        let (mut shown, mut over, mut refused) = (Vec::new(), Vec::new(), false);
        let commands = COMMANDS.map(|(name, _)| name);
        for told in COMMANDS {
            if !self.asked.wants(told.0, &commands) {
                shown.push("–".to_owned());
                continue;
            }
            let taken = self.taken(told, &path);
            refused |= taken.refuses;
            let cell = cell(&taken);
            if !taken.is_within(&BUDGET) {
                over.push(format!("- {name}, {}: {cell}", told.0));
            }
            shown.push(cell);
        }
        self.put_away(&path);
        println!("| {name} | {size:.0} | {} |", shown.join(" | "));
        Outcome { over, refused }
    }

    /// The most hundredths of the rows, below those that are refused, that are read, as near as five looks tell; 0 where
    /// none of the parts looked at is.
    fn edge(&self, refused: usize) -> usize {
        let (mut read, mut refused) = (0, refused);
        for _ in 0..5 {
            let middle = (read + refused) / 2;
            let path = self.written(middle);
            let is_refused = self.taken(COMMANDS[0], &path).refuses;
            self.put_away(&path);
            if is_refused {
                refused = middle;
            } else {
                read = middle;
            }
        }
        read
    }

    fn written(&self, percent: usize) -> PathBuf {
        let name = format!("{}-{percent}.{}", self.shape.name.replace(' ', "-"), self.format.name());
        let path = self.folder.join(name);
        if !path.exists() {
            let mut book = (self.shape.book)(self.format);
            book.sheets.iter_mut().for_each(|sheet| sheet.rows = (sheet.rows * percent / 100).max(1));
            write::write(&path, self.format, &book).expect("a file can be written");
        }
        path
    }

    fn put_away(&self, path: &Path) {
        if self.asked.keep.is_none() {
            std::fs::remove_file(path).expect("ours");
        }
    }

    fn taken(&self, (_, arguments): Told, path: &Path) -> Taken {
        let out = tempfile::tempdir().expect("a folder for outputs");
        let mut command = Command::new(&self.asked.program);
        command.args(arguments(path, out.path())).arg("--year").arg("2024");
        measure::once(command, &BUDGET)
    }
}

/// `7.0 s · 397 MiB`; refused is what is over a limit or cannot be read, and says so (F001).
fn cell(taken: &Taken) -> String {
    let figures = format!("{:.1} s · {:.0} MiB", taken.seconds, taken.peak_mib);
    match taken.status {
        Some(0..=2) if taken.refuses => format!("refused, {figures}"),
        Some(0..=2) => figures,
        Some(other) => format!("**status {other}**, {figures}"),
        None => format!("**ended**, {figures}"),
    }
}
