//! Programs in Python on the same file, installed into a temporary place; what cannot be installed is left out, and said so.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Bench;
use super::chart::{Bar, Panel};
use super::folders::list;
use super::measure::{Runs, Subject, in_turn, seconds};

/// A peer, and what is to be installed for it.
struct Peer {
    name: &'static str,
    packages: &'static [&'static str],
    /// Does it do the whole job? The others read, or check against a schema.
    whole: bool,
}

const PEERS: [Peer; 4] = [
    Peer { name: "fastexcel", packages: &["fastexcel"], whole: false },
    Peer { name: "python-calamine", packages: &["python-calamine"], whole: false },
    Peer { name: "frictionless", packages: &["frictionless[excel]"], whole: false },
    Peer { name: "pandas + openpyxl", packages: &["pandas", "openpyxl"], whole: true },
];

/// Measures them beside us.
pub(crate) fn compare(bench: &mut Bench) {
    let rows = if bench.quick { 10_000 } else { 100_000 };
    let path = list(&bench.folder, rows);
    let python = installed(&bench.folder.join("python"), &[]);
    let there: Vec<&Peer> = match &python {
        Some(_) => PEERS.iter().filter(|p| installed(&bench.folder.join("python"), p.packages).is_some()).collect(),
        None => Vec::new(),
    };
    for peer in PEERS.iter().filter(|p| !there.iter().any(|t| t.name == p.name)) {
        println!("left out, it could not be installed: {}", peer.name);
    }
    println!("A list of {rows} rows beside programs in Python: processor seconds and peak memory.\n");
    for (whole, title) in [(false, "Reading it, or checking it"), (true, "The whole job")] {
        let of_kind: Vec<&Peer> = there.iter().copied().filter(|p| p.whole == whole).collect();
        let panels = side_by_side(bench, title, (whole, rows), (&path, python.as_deref()), &of_kind);
        bench.panels.extend(panels);
    }
}

fn side_by_side(
    bench: &Bench,
    title: &str,
    (whole, rows): (bool, usize),
    (path, python): (&Path, Option<&Path>),
    peers: &[&Peer],
) -> [Panel; 2] {
    let mut subjects = match whole {
        true => vec![bench.whole_job("xeploai consolidate --details", path, &[])],
        false => vec![bench.xeploai("xeploai check", &["check", "--quiet"], Some(path)), bench.calamine(path)],
    };
    subjects.extend(peers.iter().filter_map(|peer| Some(script(python?, peer.name, path))));
    let measured = in_turn(bench.turns.unwrap_or(3), &subjects);
    println!("| {title} | processor | on the clock | peak memory | times |\n|---|---|---|---|---|");
    let all: Vec<(&str, &Runs)> = subjects.iter().map(|s| s.name).zip(&measured).collect();
    for (name, runs) in &all {
        if !runs.are_there() {
            println!("| {name} | could not be run | | | |");
            continue;
        }
        println!(
            "| {name} | {} | {} | {:.0} MiB | × {:.1} |",
            seconds(runs.time_s()),
            seconds(runs.wall_s()),
            runs.peak_mib().unwrap_or_default(),
            runs.times(&measured[0])
        );
    }
    println!();
    let panel = |what: &str, value: &dyn Fn(&Runs) -> f64, shown: &dyn Fn(f64) -> String| {
        let ran = all.iter().filter(|(_, runs)| runs.are_there()).enumerate();
        let bars = ran.map(|(at, (name, runs))| {
            let value = value(runs);
            Bar { name: (*name).to_owned(), value, shown: shown(value), own: at == 0 }
        });
        Panel { title: format!("{title}, {rows} rows: {what}"), bars: bars.collect() }
    };
    [
        panel("processor seconds", &Runs::time_s, &seconds),
        panel("peak memory", &|runs| runs.peak_mib().unwrap_or_default(), &|mib| format!("{mib:.0} MiB")),
    ]
}

/// The Python of a virtual environment with these packages.
fn installed(place: &Path, packages: &[&str]) -> Option<PathBuf> {
    let python = place.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let quiet = |command: &mut Command| {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if !python.exists() && !["python3", "python"].iter().any(|p| quiet(Command::new(p).args(["-m", "venv"]).arg(place)))
    {
        return None;
    }
    let ready = packages.is_empty() || quiet(Command::new(&python).args(["-m", "pip", "install"]).args(packages));
    ready.then_some(python)
}

fn script<'s>(python: &'s Path, peer: &'static str, list: &'s Path) -> Subject<'s> {
    let command = move || {
        let mut command = Command::new(python);
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/speed/peers.py")).arg(peer).arg(list);
        command
    };
    Subject { name: peer, command: Box::new(command), done: &[0] }
}
