//! A real Chromium, driven over the WebDriver protocol: plain HTTP to `chromedriver`, no crate in between.
#![allow(clippy::print_stderr)] // A test that cannot run here says so.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything on the page may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// A browser with a profile and a folder for downloads of its own.
pub(super) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    pub(super) downloads: TempDir,
    _profile: TempDir,
}

/// A program of this computer.
fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

impl Browser {
    /// A browser with a window of this size. `None` where there is none on this computer, which is said; where `CI` is set
    /// that is a failure.
    pub(super) fn start(width: u32, height: u32) -> Option<Self> {
        let found = program(&["chromium", "chromium-browser"]).zip(program(&["chromedriver"]));
        let Some((chromium, chromedriver)) = found else {
            assert!(std::env::var_os("CI").is_none(), "chromium and chromium-driver are missing");
            eprintln!("SKIPPED: chromium and chromium-driver are missing, the page was not tried in a browser");
            return None;
        };
        let mut driver = Command::new(chromedriver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(driver.stdout.take().expect("piped")).lines();
        let port = lines.find_map(|line| {
            let line = line.ok()?;
            line.split("started successfully on port ").nth(1)?.trim_end_matches('.').parse().ok()
        });
        // Whatever else it says is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let (downloads, profile) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
        let mut browser =
            Self { driver, port: port.expect("a port"), session: String::new(), downloads, _profile: profile };
        browser.open(&chromium, width, height);
        Some(browser)
    }

    fn open(&mut self, chromium: &Path, width: u32, height: u32) {
        let arguments = [
            "--headless".to_owned(),
            "--no-sandbox".into(),
            "--disable-gpu".into(),
            "--disable-quic".into(),
            "--disable-dev-shm-usage".into(),
            "--no-first-run".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--disable-sync".into(),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", self._profile.path().display()),
        ];
        let options = json!({
            "binary": chromium,
            "args": arguments,
            "prefs": {"download.default_directory": self.downloads.path(), "download.prompt_for_download": false},
        });
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
            "unhandledPromptBehavior": "accept",
        });
        let opened = self.call("POST", "/session", &json!({"capabilities": {"alwaysMatch": wanted}}));
        self.session = opened["sessionId"].as_str().unwrap_or_else(|| panic!("{opened}")).to_owned();
    }

    /// A command to the driver; the value it answers with.
    fn call(&self, method: &str, path: &str, said: &Value) -> Value {
        let body = if method == "GET" { String::new() } else { said.to_string() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("chromedriver is there");
        stream.set_read_timeout(Some(PATIENCE)).expect("set");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).expect("sent");
        let mut reader = BufReader::new(stream);
        let (mut length, mut line) = (0, String::new());
        while reader.read_line(&mut line).expect("a head") > 0 && line.trim() != "" {
            if let Some(digits) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = digits.trim().parse().expect("a length");
            }
            line.clear();
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer).expect("an answer");
        serde_json::from_slice::<Value>(&answer).expect("JSON")["value"].clone()
    }

    /// A command about the window; panics where it fails.
    pub(super) fn command(&self, method: &str, path: &str, said: Value) -> Value {
        let value = self.call(method, &format!("/session/{}{path}", self.session), &said);
        assert!(value["error"].is_null(), "{path}: {value}");
        value
    }

    pub(super) fn go(&self, address: &str) {
        self.command("POST", "/url", json!({"url": address}));
        self.until("return document.documentElement.classList.contains('ready')");
    }

    /// Runs a script on the page; what it returns.
    pub(super) fn run(&self, script: &str) -> Value {
        self.with(script, json!([]))
    }

    /// The same, with arguments.
    pub(super) fn with(&self, script: &str, arguments: Value) -> Value {
        self.command("POST", "/execute/sync", json!({"script": script, "args": arguments}))
    }

    /// Waits until a script returns true.
    pub(super) fn until(&self, script: &str) {
        let end = Instant::now() + PATIENCE;
        while self.run(script) != true {
            assert!(Instant::now() < end, "{script}\n{}", self.text("body"));
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn element(&self, selector: &str) -> String {
        let found = self.command("POST", "/element", json!({"using": "css selector", "value": selector}));
        let id = found.as_object().and_then(|o| o.values().next()).and_then(Value::as_str);
        id.unwrap_or_else(|| panic!("{selector}")).to_owned()
    }

    pub(super) fn click(&self, selector: &str) {
        self.command("POST", &format!("/element/{}/click", self.element(selector)), json!({}));
    }

    /// Types into an element, or chooses files in it, one a line.
    pub(super) fn keys(&self, selector: &str, text: &str) {
        self.command("POST", &format!("/element/{}/value", self.element(selector)), json!({"text": text}));
    }

    /// The text a reader sees of an element.
    pub(super) fn text(&self, selector: &str) -> String {
        let text =
            self.with("const e = document.querySelector(arguments[0]); return e ? e.innerText : ''", json!([selector]));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Drops files on the page, as a hand would.
    pub(super) fn drop_files(&self, files: &[(&str, &[u8])]) {
        let files: Vec<Value> = files.iter().map(|(name, bytes)| json!([name, base64(bytes)])).collect();
        let script = "
            const data = new DataTransfer();
            arguments[0].forEach(function (file) {
              const bytes = Uint8Array.from(atob(file[1]), function (c) { return c.charCodeAt(0); });
              data.items.add(new File([bytes], file[0]));
            });
            document.getElementById('drop').dispatchEvent(
              new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));";
        self.with(script, json!([files]));
    }

    /// Drops a file or folder of this computer on the page, through the browser itself.
    pub(super) fn drop_path(&self, path: &Path) {
        let place = self.run("const r = document.getElementById('drop').getBoundingClientRect(); return [r.left + r.width / 2, r.top + 20]");
        for step in ["dragEnter", "dragOver", "drop"] {
            let data = json!({"items": [], "files": [path], "dragOperationsMask": 1});
            let event = json!({"type": step, "x": place[0], "y": place[1], "data": data});
            self.command("POST", "/goog/cdp/execute", json!({"cmd": "Input.dispatchDragEvent", "params": event}));
        }
    }

    /// Waits until the check is done and everything is shown.
    pub(super) fn checked(&self) {
        self.until("return !document.getElementById('result').hidden && document.getElementById('busy').hidden");
    }

    /// Waits for a download; its bytes.
    pub(super) fn downloaded(&self, name: &str) -> Vec<u8> {
        let path = self.downloads.path().join(name);
        let end = Instant::now() + PATIENCE;
        // The browser holds the place with an empty file until everything is there.
        while std::fs::metadata(&path).map_or(0, |file| file.len()) == 0 {
            let there: Vec<_> =
                self.downloads.path().read_dir().expect("a folder").flatten().map(|e| e.file_name()).collect();
            assert!(Instant::now() < end, "{name} does not arrive: {there:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
        std::fs::read(path).expect("readable")
    }

    /// What the browser complains about: scripts that fail, parts that are refused.
    pub(super) fn complaints(&self) -> Vec<String> {
        let log = self.command("POST", "/se/log", json!({"type": "browser"}));
        let lines = log.as_array().cloned().unwrap_or_default().into_iter();
        lines.filter(|line| line["level"] == "SEVERE").map(|line| line["message"].to_string()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The browser ends with its session; a test may have failed before, so nothing is expected here.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let path = format!("/session/{}", self.session);
            let head = format!("DELETE {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port);
            let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.read_to_end(&mut Vec::new());
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |chunk: &[u8]| {
        let bits = chunk.iter().enumerate().fold(0u32, |n, (i, b)| n | u32::from(*b) << (16 - 8 * i));
        let letter = |i: usize| char::from(LETTERS[(bits >> (18 - 6 * i)) as usize & 63]);
        (0..4).map(|i| if i <= chunk.len() { letter(i) } else { '=' }).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}
