//! How fast, and in how much memory: `cargo bench`. Makes its own data, runs everything in turn and prints ratios.
//!
//! `cargo bench` measures everything, which takes the better part of an hour; `cargo bench -- --quick` what a few minutes
//! allow. One part alone: `--rows` (one list, up to a million rows), `--files` (folders, one and two files at once),
//! `--front` (small files with all checks, and without), `--peers` (programs in Python, installed into a temporary place),
//! `--nation` (5.4 million members in 3,298 workbooks).
//! `--program FILE` measures another build of this program, `--data DIR` makes the data there and leaves it, `--turns N`
//! runs everything so often, and `--draw` also draws the chart that stands beside this file.

#![allow(clippy::print_stdout, reason = "what was measured is printed")]

mod chart;
mod folders;
mod front;
mod measure;
mod outputs;
mod peers;
mod rosters;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use chart::{Bar, Panel};
use folders::{Folder, list};
use measure::{Runs, Subject, in_turn, seconds};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| arguments.iter().skip_while(|a| *a != flag).nth(1);
    if let Some(file) = after("--calamine") {
        return if outputs::cells_read(Path::new(file)).is_some() { ExitCode::SUCCESS } else { ExitCode::from(2) };
    }
    let is_asked = |flag: &str| arguments.iter().any(|a| a == flag);
    let Ok(folder) = tempfile::tempdir() else { return ExitCode::FAILURE };
    let mut bench = Bench {
        program: after("--program").map_or(env!("CARGO_BIN_EXE_xeploai").into(), PathBuf::from),
        folder: after("--data").map_or(folder.path().to_path_buf(), PathBuf::from),
        quick: is_asked("--quick") || std::env::var_os("XEPLOAI_BENCH_QUICK").is_some(),
        turns: after("--turns").and_then(|turns| turns.parse().ok()),
        panels: Vec::new(),
    };
    type Part = (&'static str, fn(&mut Bench));
    let parts: [Part; 5] = [
        ("--front", |bench| front::compare(&bench.program)),
        ("--rows", Bench::rows),
        ("--files", Bench::files),
        ("--peers", peers::compare),
        ("--nation", Bench::nation),
    ];
    let some = parts.iter().any(|(flag, _)| is_asked(flag));
    bench.machine();
    for (flag, part) in parts {
        // What takes long has to be asked for in a hurry.
        let usual = !(some || bench.quick && flag == "--nation");
        if usual || is_asked(flag) {
            part(&mut bench);
        }
    }
    if is_asked("--draw") {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/speed/speed.svg");
        std::fs::write(path, chart::svg(&bench.panels)).expect("the chart can be written");
    }
    ExitCode::SUCCESS
}

/// What is measured, where, and what is to be drawn of it.
pub(crate) struct Bench {
    program: PathBuf,
    folder: PathBuf,
    quick: bool,
    /// How often all take their turn, where that was said.
    turns: Option<usize>,
    panels: Vec<Panel>,
}

impl Bench {
    /// The machine, and the program before it has anything to do.
    fn machine(&self) {
        let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown").trim();
        let model = model.trim_start_matches(':').trim();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        println!("{}, {cores} cores: {model}", std::env::consts::OS);
        let size = self.program.metadata().map_or(0, |facts| facts.len());
        let start = in_turn(21, &[self.xeploai("xeploai", &["--version"], None)]);
        println!(
            "the program: {:.1} MiB; starts and says its version in {:.1} ms, median of 21\n",
            size as f64 / f64::from(1 << 20),
            start[0].wall_s() * 1000.0
        );
    }

    /// Growth with rows, beside a bare reader.
    fn rows(&mut self) {
        let sizes: &[usize] =
            if self.quick { &[350, 1_000, 10_000] } else { &[350, 1_000, 10_000, 100_000, 1_000_000] };
        println!(
            "One list of twelve columns: processor seconds and peak memory, median; times a bare read with calamine.\n"
        );
        println!(
            "| rows | `check` | on the clock | `consolidate --details` | on the clock | calamine, cells only | `check` takes |"
        );
        println!("|---|---|---|---|---|---|---|");
        let mut growth = Vec::new();
        for &rows in sizes {
            let path = list(&self.folder, rows);
            let runs = match rows {
                ..=10_000 => 11,
                100_000 => 5,
                _ => 3,
            };
            let measured = in_turn(
                self.turns.unwrap_or(runs),
                &[
                    self.xeploai("check", &["check", "--quiet"], Some(&path)),
                    self.whole_job("whole job", &path, &[]),
                    self.calamine(&path),
                ],
            );
            let [check, whole, bare] = &measured[..] else { continue };
            println!(
                "| {rows} | {} | {} | {} | {} | {} | × {:.2} |",
                check.shown(),
                seconds(check.wall_s()),
                whole.shown(),
                seconds(whole.wall_s()),
                bare.shown(),
                check.times(bare)
            );
            if rows >= 10_000 {
                growth.push((rows, check.clone()));
            }
        }
        let per_row = |(rows, check): &(usize, Runs)| {
            let value = check.time_s() / *rows as f64 * 1e6;
            Bar { name: format!("{rows} rows"), value, shown: format!("{value:.1} µs"), own: true }
        };
        let title = "check: processor time a row, as lists grow".into();
        self.panels.push(Panel { title, bars: growth.iter().map(per_row).collect() });
        println!();
    }

    /// Growth with files, with one and two at once.
    fn files(&mut self) {
        println!(
            "Folders of lists of some 900 rows, consolidated with details: seconds on the clock and peak memory.\n"
        );
        println!("| files | rows in all | `--jobs 1` | `--jobs 2` | faster | totals |");
        println!("|---|---|---|---|---|---|");
        let sizes: &[usize] = if self.quick { &[8] } else { &[8, 100, 3_300] };
        for &files in sizes {
            let folder = Folder::of(&self.folder, files, 900);
            let runs = if files > 1_000 { 1 } else { 5 };
            let jobs = ["1", "2"].map(|jobs| self.whole_job("jobs", &folder.path, &["--jobs", jobs]));
            let measured = in_turn(self.turns.unwrap_or(runs), &jobs);
            let [one, two] = &measured[..] else { continue };
            let shown = |runs: &Runs| match runs.peak_mib() {
                Some(peak) => format!("{} · {peak:.0} MiB", seconds(runs.wall_s())),
                None => seconds(runs.wall_s()),
            };
            let faster = one.times_on_clock(two);
            let exact = self.exact(&folder);
            println!("| {files} | {} | {} | {} | × {faster:.2} | {exact} |", folder.members(), shown(one), shown(two));
        }
        println!();
    }

    /// A nation's roll in one run.
    fn nation(&mut self) {
        let folder = Folder::nation(self.folder.join("nation"));
        println!("A nation's roll, {} members in {} workbooks, in one run:\n", folder.members(), folder.files());
        println!("| | on the clock | processor | peak memory | totals | rows about persons, read back |");
        println!("|---|---|---|---|---|---|");
        let out = self.out("tong-hop.xlsx");
        let plain = ["consolidate", "--quiet", "--force", "--out", &out];
        let without = self.xeploai("consolidate", &plain, Some(&folder.path));
        let with = self.whole_job("consolidate --details", &folder.path, &[]);
        for subject in [without, with] {
            let details = subject.name.ends_with("--details");
            let name = subject.name;
            let runs = in_turn(1, &[subject]).remove(0);
            let listed = match details {
                true => format!("{:?}", outputs::persons_listed(&self.folder.join("chi-tiet.xlsx")).unwrap_or(0)),
                false => "–".into(),
            };
            println!(
                "| `{name}` | {} | {} | {:.0} MiB | {} | {listed} |",
                seconds(runs.wall_s()),
                seconds(runs.time_s()),
                runs.peak_mib().unwrap_or_default(),
                self.exact(&folder)
            );
        }
        println!();
    }

    /// Do the live totals of the workbook that was just written say what was put into the files?
    fn exact(&self, folder: &Folder) -> &'static str {
        let summed = outputs::levels_summed(&self.folder.join("tong-hop.xlsx"));
        if summed == Some(folder.levels()) { "exact" } else { "wrong" }
    }

    fn out(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Check, consolidate and list all persons.
    fn whole_job<'s>(&'s self, name: &'s str, path: &'s Path, more: &[&str]) -> Subject<'s> {
        let (out, details) = (self.out("tong-hop.xlsx"), self.out("chi-tiet.xlsx"));
        let mut arguments = vec!["consolidate", "--quiet", "--force", "--out", &out, "--details", &details];
        arguments.extend(more);
        self.xeploai(name, &arguments, Some(path))
    }

    fn xeploai<'s>(&'s self, name: &'s str, arguments: &[&str], path: Option<&'s Path>) -> Subject<'s> {
        let arguments: Vec<String> = arguments.iter().map(|&a| a.to_owned()).collect();
        let command = move || {
            let mut command = Command::new(&self.program);
            command.args(&arguments).args(path);
            command
        };
        // 1 says that errors were found.
        Subject { name, command: Box::new(command), done: &[0, 1] }
    }

    /// This program itself, with the reader alone, in a process of its own.
    fn calamine<'s>(&'s self, path: &'s Path) -> Subject<'s> {
        let command = move || {
            let mut command = Command::new(std::env::current_exe().expect("a running program has a file"));
            command.arg("--calamine").arg(path);
            command
        };
        Subject { name: "calamine, cells only", command: Box::new(command), done: &[0] }
    }
}
