//! What the program is made of: licences, nothing but Rust, the lock file. (That nothing talks to a network, and that no
//! code of ours is `unsafe`, is held in `tidy` and by the compiler.)

use std::collections::BTreeSet;
use std::process::Command;

const LICENCES: [&str; 11] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

fn said_by(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().expect(program);
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Of each group joined by `AND`, one of the choices is a licence of ours.
fn is_permissive(expression: &str) -> bool {
    expression.split(" AND ").all(|group| {
        let group = group.trim_matches(['(', ')', ' ']);
        group.split(" OR ").flat_map(|choice| choice.split('/')).any(|choice| LICENCES.contains(&choice.trim()))
    })
}

#[test]
fn every_licence_is_permissive() {
    let version = said_by("rustc", &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let options = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host];
    let metadata: serde_json::Value = serde_json::from_str(&said_by(env!("CARGO"), &options)).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list");
    assert!(packages.len() > 60);
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(is_permissive(licence), "{}: {licence}", package["name"]);
    }
}

#[test]
fn licences_are_read_as_they_are_written() {
    assert!(is_permissive("MIT OR Apache-2.0 OR LGPL-2.1-or-later"));
    assert!(is_permissive("(Apache-2.0 OR MIT) AND BSD-3-Clause"));
    assert!(!is_permissive("MIT AND GPL-3.0-only"));
    assert!(!is_permissive("MPL-2.0"));
}

/// It has to build for Windows as it is: no C, no system library.
#[test]
fn everything_is_rust() {
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).expect("the lock file");
    let names: BTreeSet<&str> = lock.lines().filter_map(|l| l.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    for name in ["cmake", "bindgen", "pkg-config", "libz-sys", "openssl-sys", "bzip2-sys", "zstd-sys"] {
        assert!(!names.contains(name), "{name}");
    }
    // Declarations of systems, no libraries of their own.
    let known =
        ["js-sys", "linux-raw-sys", "windows-sys", "web-sys", "core-foundation-sys", "r-efi", "iana-time-zone-haiku"];
    let systems: Vec<&str> = names.into_iter().filter(|n| n.ends_with("-sys") && !known.contains(n)).collect();
    assert_eq!(systems, [""; 0]);
}
