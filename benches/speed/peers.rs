//! Programs in Python on the same file, installed into a temporary place; what cannot be installed is left out, and said so.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::measure::median;
use super::{shown, xeploai};

/// A peer, and what is to be installed for it.
const PEERS: [(&str, &[&str]); 4] = [
    ("fastexcel", &["fastexcel"]),
    ("python-calamine", &["python-calamine"]),
    ("frictionless", &["frictionless[excel]"]),
    ("pandas + openpyxl", &["pandas", "openpyxl"]),
];

/// Measures them beside us.
pub(crate) fn compare(folder: &Path, list: &Path) {
    println!("\na list of 100,000 rows beside programs in Python: processor seconds and peak MiB, median of three");
    println!("{:>18}  {}", "check", shown(median(3, || xeploai(&["check", "--quiet"], list))));
    let out = folder.join("tong-hop.xlsx").display().to_string();
    let details = folder.join("chi-tiet.xlsx").display().to_string();
    let whole = ["consolidate", "--quiet", "--force", "--out", &out, "--details", &details];
    println!("{:>18}  {}", "the whole job", shown(median(3, || xeploai(&whole, list))));
    let place = folder.join("python");
    let Some(python) = installed(&place, &[]) else {
        println!("no Python here: nothing to compare with");
        return;
    };
    for (peer, packages) in PEERS {
        let taken = installed(&place, packages).and_then(|_| median(3, || script(&python, peer, list)));
        match taken {
            Some(taken) => println!("{peer:>18}  {}", shown(Some(taken))),
            None => println!("{peer:>18}  left out: it could not be installed or run"),
        }
    }
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
