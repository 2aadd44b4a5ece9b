//! `xeploai serve` as a process, and requests to it, byte by byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// A program that serves the page, with a place for temporary files of its own.
pub(super) struct Server {
    pub(super) process: Child,
    pub(super) address: String,
    pub(super) port: u16,
    pub(super) token: String,
    pub(super) temporary: TempDir,
}

/// A reply.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }
}

impl Server {
    pub(super) fn start(arguments: &[&str]) -> Self {
        let temporary = TempDir::new().expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_xeploai"));
        command.args(["serve", "--no-open"]).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
        command.env("TMPDIR", temporary.path()).env("TMP", temporary.path()).env("TEMP", temporary.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("starts");
        let mut first = String::new();
        BufReader::new(process.stdout.take().expect("piped")).read_line(&mut first).expect("an address");
        let address = first.trim().to_owned();
        let rest = address.strip_prefix("http://127.0.0.1:").expect("the loopback interface");
        let (port, token) = rest.split_once('/').expect("a token");
        let (port, token) = (port.parse().expect("a port"), token.trim_end_matches('/').to_owned());
        Self { process, address, port, token, temporary }
    }

    /// The temporary folders of runs.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let list = std::fs::read_dir(self.temporary.path()).expect("a folder");
        let mut folders: Vec<PathBuf> = list.map(|entry| entry.expect("an entry").path()).collect();
        folders.retain(|path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("xeploai-")));
        folders
    }

    /// Sends bytes as they are and reads everything that comes back.
    pub(super) fn raw(&self, request: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connects");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
        stream.write_all(request).expect("sent");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n").map_or(answer.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        Reply { status, head, body: answer.split_off(end) }
    }

    /// A request as the page makes it; `path` goes on behind the token.
    pub(super) fn ask(&self, method: &str, path: &str, body: &[u8]) -> Reply {
        let own = format!("Host: 127.0.0.1:{0}\r\nOrigin: http://127.0.0.1:{0}\r\nX-Xeploai: 1\r\n", self.port);
        let length = body.len();
        let head = format!("{method} /{}/{path} HTTP/1.1\r\n{own}Content-Length: {length}\r\n\r\n", self.token);
        self.raw(&[head.as_bytes(), body].concat())
    }

    /// A new session.
    pub(super) fn session(&self) -> String {
        let reply = self.ask("POST", "api/session", b"");
        reply.json()["session"].as_str().expect("a session").to_owned()
    }

    /// Gives a session a file.
    pub(super) fn give(&self, session: &str, name: &str, bytes: &[u8]) -> Reply {
        self.ask("PUT", &format!("api/{session}/file?name={}", coded(name)), bytes)
    }

    /// Has a session checked, and waits for it.
    pub(super) fn check(&self, session: &str) -> Value {
        self.checked_with(session, &serde_json::json!({}))
    }

    /// The same, with what else the page says.
    pub(super) fn checked_with(&self, session: &str, said: &Value) -> Value {
        assert_eq!(self.ask("POST", &format!("api/{session}/check"), said.to_string().as_bytes()).status, 200);
        let now = self.waited(session);
        assert_eq!(now["trouble"], Value::Null, "{now}");
        self.ask("GET", &format!("api/{session}/result?lang=vi"), b"").json()
    }

    /// Waits until nothing is being checked; how it stands then.
    pub(super) fn waited(&self, session: &str) -> Value {
        let end = Instant::now() + Duration::from_secs(120);
        while Instant::now() < end {
            let now = self.ask("GET", &format!("api/{session}/progress"), b"").json();
            if now["working"] == false {
                return now;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the check does not end");
    }

    /// Waits until the process has ended and its folder is gone.
    pub(super) fn ends(&mut self) {
        let end = Instant::now() + Duration::from_secs(20);
        while Instant::now() < end {
            if self.process.try_wait().expect("a process").is_some() && self.folders().is_empty() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("still there: {:?}", self.folders());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Text in an address.
pub(super) fn coded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A fixture.
pub(super) fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).expect("a fixture")
}
