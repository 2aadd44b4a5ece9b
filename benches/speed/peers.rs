//! Programs in Python on the same file, installed into a temporary place; what cannot be installed is left out, and said so.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::chart::bars;
use super::measure::median;
use super::{shown, this, xeploai};

/// The peer that does the whole job; the others read.
const WHOLE_JOB: &str = "pandas + openpyxl";

/// A peer, and what is to be installed for it.
const PEERS: [(&str, &[&str]); 4] = [
    ("fastexcel", &["fastexcel"]),
    ("python-calamine", &["python-calamine"]),
    ("frictionless", &["frictionless[excel]"]),
    (WHOLE_JOB, &["pandas", "openpyxl"]),
];

/// Measures them beside us.
pub(crate) fn compare(folder: &Path, list: &Path) {
    println!("\na list of 100,000 rows beside programs in Python: processor seconds and peak MiB, median of three");
    let out = folder.join("tong-hop.xlsx").display().to_string();
    let details = folder.join("chi-tiet.xlsx").display().to_string();
    let whole = ["consolidate", "--quiet", "--force", "--out", &out, "--details", &details];
    let check = median(3, || xeploai(&["check", "--quiet"], list));
    let whole = median(3, || xeploai(&whole, list));
    let bare = median(3, || this(&["--calamine"], list));
    println!("{:>26}  {}", "check", shown(check));
    println!("{:>26}  {}", "the whole job", shown(whole));
    println!("{:>26}  {}", "calamine, bare", shown(bare));
    let mut readers = vec![("check", check), ("calamine, bare", bare)];
    let mut scripts = vec![("consolidate --details", whole)];
    let place = folder.join("python");
    let Some(python) = installed(&place, &[]) else {
        println!("no Python here: nothing to compare with");
        return;
    };
    for (peer, packages) in PEERS {
        let taken = installed(&place, packages).and_then(|_| median(3, || script(&python, peer, list)));
        match taken {
            Some(_) => println!("{peer:>26}  {}", shown(taken)),
            None => println!("{peer:>26}  left out: it could not be installed or run"),
        }
        let kind = if peer == WHOLE_JOB { &mut scripts } else { &mut readers };
        kind.push((peer, taken));
    }
    bars("reading, or checking, a list of 100,000 rows: processor seconds", &readers);
    bars("the whole job on it: processor seconds", &scripts);
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

fn script(python: &Path, peer: &str, list: &Path) -> Command {
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/speed/peers.py")).arg(peer).arg(list);
    command
}
