//! What holds for the source itself: one way through the rooms, who may name what, sizes, nothing that calls out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Lines of a file before its tests.
const LINES_MAX: usize = 500;

/// Files over the limit, each with the most it may have: shrink them, never add one.
const OVER_LIMIT: [(&str, usize); 1] = [("write/consolidated.rs", 720)];

/// The rooms from top to bottom, as the map in `src/lib.rs` lists them.
fn rooms() -> Vec<String> {
    let map = std::fs::read_to_string(src().join("lib.rs")).expect("the map");
    let table = map.lines().filter_map(|l| l.strip_prefix("//! | [`"));
    let first_cells = table.filter_map(|l| l.split(" | ").next());
    let rooms: Vec<String> = first_cells
        .flat_map(|c| c.split("`").map(str::to_owned).collect::<Vec<_>>())
        .filter(|w| !w.is_empty() && w.chars().all(|c| c.is_ascii_lowercase()))
        .collect();
    let declared: BTreeSet<&str> = map.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(rooms.iter().map(String::as_str).collect::<BTreeSet<_>>(), declared, "the map lists every room once");
    assert_eq!(rooms.len(), declared.len());
    rooms
}

#[test]
fn a_room_imports_only_from_rooms_above_it() {
    let rooms = rooms();
    let place = |room: &str| rooms.iter().position(|r| r == room);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in sources() {
        let Some(own) = place(file.room()) else { continue };
        let code: Vec<&str> = file.code().map(|(_, line)| line).collect();
        for named in file.imports(&code.join("\n")) {
            let Some(other) = place(&named) else { continue };
            seen += usize::from(other < own);
            if other > own {
                wrong.push(format!("{}: {} imports from {named}", file.name, file.room()));
            }
        }
    }
    assert!(seen > 100, "only {seen} imports from rooms above were seen");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

#[test]
fn each_dependency_has_one_room() {
    // In `read/mod.rs` the name is that of the room's own module.
    assert_only("calamine::", &["read/calamine.rs", "read/mod.rs"]);
    assert_only("use calamine", &["read/calamine.rs"]);
    assert_only("::calamine", &[]);
    assert_only("rust_xlsxwriter", &["write/"]);
    assert_only("indicatif", &["cli/"]);
    for printing in ["println!", "print!(", "dbg!", "stdout()", "stderr()", "process::exit"] {
        assert_only(printing, &["cli/"]);
    }
}

/// Only these files or folders of `src/` name something outside comments and tests.
fn assert_only(what: &str, allowed: &[&str]) {
    let mut wrong = Vec::new();
    for file in sources() {
        if allowed.iter().any(|a| file.name.starts_with(a)) {
            continue;
        }
        for (number, line) in file.code().filter(|(_, line)| line.contains(what)) {
            wrong.push(format!("{}:{number}: {}", file.name, line.trim()));
        }
    }
    assert!(wrong.is_empty(), "{what} belongs in {allowed:?}:\n{}", wrong.join("\n"));
}

#[test]
fn the_middle_touches_no_files_clock_or_environment() {
    let middle = ["locate", "parse", "normalise", "solve", "check", "exchange", "consolidate", "report"];
    let outside = ["std::fs", "std::env", "std::net", "SystemTime", "Instant::now", "std::thread", "std::io"];
    for file in sources().into_iter().filter(|f| middle.contains(&f.room())) {
        for (number, line) in file.code() {
            for what in outside {
                assert!(!line.contains(what), "{}:{number}: {what}", file.name);
            }
        }
    }
}

#[test]
fn every_file_says_what_it_does() {
    for file in sources() {
        assert!(file.text.starts_with("//! "), "{} opens with its documentation", file.name);
    }
}

#[test]
fn files_stay_small() {
    for file in sources().iter().filter(|f| !f.is_test()) {
        let most = OVER_LIMIT.iter().find(|(name, _)| *name == file.name).map_or(LINES_MAX, |(_, most)| *most);
        let lines = file.before_tests().lines().count();
        assert!(lines <= most, "{} has {lines} lines before its tests, at most {most}", file.name);
    }
    for (name, _) in OVER_LIMIT {
        let file = sources().into_iter().find(|f| f.name == name);
        let lines = file.map_or(0, |f| f.before_tests().lines().count());
        assert!(lines > LINES_MAX, "{name} is an exception no longer: take it out of OVER_LIMIT");
    }
}

#[test]
fn nothing_unwraps_outside_tests() {
    for file in sources() {
        for (number, line) in file.code() {
            assert!(!line.contains(".unwrap()"), "{}:{number}", file.name);
        }
    }
}

/// Nothing leaves this computer: no package of the tree, not even one for tests, can open a connection, and of our own
/// rooms one listens, on this computer alone.
#[test]
fn no_dependency_talks_to_a_network() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock");
    let packages: BTreeSet<&str> =
        lock.lines().filter_map(|l| l.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(packages.contains("calamine"));
    let denied = [
        "actix-web",
        "async-std",
        "attohttpc",
        "axum",
        "curl",
        "curl-sys",
        "h2",
        "h3",
        "hickory-resolver",
        "hyper",
        "hyper-util",
        "isahc",
        "mio",
        "minreq",
        "native-tls",
        "openssl",
        "openssl-sys",
        "quinn",
        "reqwest",
        "rustls",
        "smol",
        "socket2",
        "surf",
        "tiny_http",
        "tokio",
        "tonic",
        "tungstenite",
        "ureq",
        "warp",
        "webpki-roots",
    ];
    let found: Vec<&str> = denied.into_iter().filter(|d| packages.contains(d)).collect();
    assert_eq!(found, [""; 0]);
    assert_only("std::net", &["serve/"]);
    for reaching_out in ["connect(", "connect_timeout(", "UdpSocket", "UnixStream", "ToSocketAddrs", "IpAddr::", "Ipv6"]
    {
        assert_only(reaching_out, &[]);
    }
    assert_only("TcpListener::bind", &["serve/"]);
    for file in sources() {
        let code: Vec<(usize, &str)> = file.code().collect();
        for (number, line) in code.iter().filter(|(_, line)| line.contains("TcpListener::bind(")) {
            assert!(line.contains("TcpListener::bind((Ipv4Addr::LOCALHOST, "), "{}:{number}", file.name);
        }
    }
}

#[test]
fn every_data_file_is_embedded() {
    let mut embedded = BTreeSet::new();
    for file in sources() {
        for text in file.text.split("include_str!(\"").skip(1) {
            let name = text.split('"').next().unwrap_or("");
            let beside = src().join(&file.name);
            embedded.insert(beside.parent().expect("a folder").join(name));
        }
    }
    let on_disk = walk(&src(), "toml");
    assert!(on_disk.len() > 30);
    for path in on_disk {
        assert!(embedded.contains(&path), "{} is on disk and not embedded", path.display());
    }
}

/// One file of `src/`, named by its path below it.
struct Source {
    name: String,
    text: String,
}

impl Source {
    fn room(&self) -> &str {
        self.name.split(['/', '.']).next().unwrap_or("")
    }

    /// What the code imports from the root: after `crate::`, or after as many `super::` as lead there.
    fn imports(&self, code: &str) -> Vec<String> {
        let depth = self.name.trim_end_matches("/mod.rs").split('/').count();
        let to_root = "super::".repeat(depth);
        let mut named = Vec::new();
        for root in ["crate::", &to_root] {
            for rest in code.split(root).skip(1) {
                let list = rest.strip_prefix('{').map(|list| list.split("};").next().unwrap_or(list));
                let paths = list.map_or(vec![rest], |list| list.split(',').collect());
                named.extend(paths.into_iter().map(first_word).map(str::to_owned));
            }
        }
        named
    }

    /// Files that are tests from their first line.
    fn is_test(&self) -> bool {
        self.name.ends_with("/tests.rs") || self.name.ends_with("/testing.rs")
    }

    /// The file up to its tests.
    fn before_tests(&self) -> &str {
        if self.is_test() {
            return "";
        }
        // A module of tests in the file itself; `mod tests;` alone declares one elsewhere.
        let start = self.text.match_indices("\n#[cfg(test)]\nmod ").find(|(at, head)| {
            let line = self.text[at + head.len()..].lines().next().unwrap_or("");
            line.ends_with('{')
        });
        start.map_or(&self.text, |(at, _)| &self.text[..at])
    }

    /// Lines of code before the tests, with their numbers; comments left out.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = (1..).zip(self.before_tests().lines());
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn sources() -> Vec<Source> {
    let read = |path: PathBuf| {
        let name = path.strip_prefix(src()).expect("below src").to_string_lossy().replace('\\', "/");
        Source { name, text: std::fs::read_to_string(&path).expect("readable") }
    };
    let list: Vec<Source> = walk(&src(), "rs").into_iter().map(read).collect();
    assert!(list.len() > 50);
    list
}

fn walk(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(walk(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn src() -> PathBuf {
    root().join("src")
}
