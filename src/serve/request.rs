//! Bytes → a request: method, path, query, the few headers that count, and a body whose length is known.

use std::io::{self, BufRead, Read, Write};

use serde_json::Value;

use super::reply::Reply;

/// Bytes the head of a request may have.
const HEAD_MAX: u64 = 16 << 10;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Show.
    Get,
    /// Do.
    Post,
    /// Keep.
    Put,
    /// Remove.
    Delete,
}

/// The head of a request.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) method: Method,
    /// The parts of the path, decoded.
    pub(super) path: Vec<String>,
    query: Vec<(String, String)>,
    pub(super) host: Option<String>,
    pub(super) origin: Option<String>,
    /// Where the browser says the request comes from: `same-origin`, `cross-site` …
    pub(super) site: Option<String>,
    /// Does it carry the header only our own script can set?
    pub(super) ours: bool,
    length: u64,
    /// Does the other side wait for a word before it sends the body?
    pub(super) waits: bool,
}

/// A request that was let in; its path goes on behind the token.
pub struct Request<'r> {
    /// What is asked for.
    pub method: Method,
    path: &'r [String],
    query: &'r [(String, String)],
    /// What comes with it.
    pub body: Body<'r>,
}

/// The body of a request.
pub struct Body<'r> {
    reader: &'r mut dyn Read,
    length: u64,
}

impl<'r> Request<'r> {
    pub(super) fn new(head: &'r Head, path: &'r [String], reader: &'r mut dyn Read) -> Self {
        Self { method: head.method, path, query: &head.query, body: Body { reader, length: head.length } }
    }

    /// The parts of the path behind the token.
    pub fn path(&self) -> Vec<&'r str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// A value of the query.
    pub fn asked(&self, name: &str) -> Option<&'r str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

impl Body<'_> {
    /// Bytes it has, as announced.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Copies all of it; `Err` when it ends before the length that was announced.
    pub fn copy(&mut self, out: &mut impl Write) -> io::Result<()> {
        let copied = io::copy(&mut (&mut *self.reader).take(self.length), out)?;
        if copied == self.length { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// The data in it, of at most `most` bytes.
    pub fn json(&mut self, most: u64) -> Option<Value> {
        if self.length > most {
            return None;
        }
        let mut bytes = Vec::new();
        self.copy(&mut bytes).ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}

/// Reads a head. `Ok(None)` where the other side said nothing; `Err` is what it is told.
pub(super) fn read_head(reader: &mut impl BufRead) -> Result<Option<Head>, Reply> {
    let bad = || Reply::refused(400, "yêu cầu không hợp lệ", "not a request");
    let mut lines = reader.take(HEAD_MAX);
    let mut next = || -> Result<Option<String>, Reply> {
        let mut line = Vec::new();
        match lines.read_until(b'\n', &mut line) {
            Err(_) if !line.is_empty() => return Err(bad()),
            _ if line.is_empty() => return Ok(None),
            _ => {}
        }
        let line = line.strip_suffix(b"\r\n").or(line.strip_suffix(b"\n"));
        let line = line.ok_or_else(|| Reply::refused(431, "yêu cầu quá dài", "the head is too long"))?;
        String::from_utf8(line.to_vec()).map(Some).map_err(|_| bad())
    };
    // A connection a browser keeps ready, and does not use.
    let Some(first) = next()? else { return Ok(None) };
    let mut headers: Vec<(String, String)> = Vec::new();
    loop {
        let line = next()?.ok_or_else(bad)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(bad)?;
        if name.is_empty() || name.contains([' ', '\t']) {
            return Err(bad());
        }
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    head(&first, &headers).map(Some)
}

fn head(first: &str, headers: &[(String, String)]) -> Result<Head, Reply> {
    let bad = || Reply::refused(400, "yêu cầu không hợp lệ", "not a request");
    // What stands twice could be read in two ways.
    let one = |name: &str| -> Result<Option<String>, Reply> {
        let mut all = headers.iter().filter(|(n, _)| n == name).map(|(_, value)| value.clone());
        let value = all.next();
        if all.next().is_some() { Err(bad()) } else { Ok(value) }
    };
    let mut words = first.split(' ');
    let (Some(method), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(bad());
    };
    let method = match method {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        _ => return Err(Reply::refused(405, "không có việc này", "no such method")),
    };
    if one("transfer-encoding")?.is_some() {
        return Err(Reply::refused(411, "cần biết độ dài", "a length is needed"));
    }
    let length = match one("content-length")? {
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().map_err(|_| bad())?,
        Some(_) => return Err(bad()),
        None => 0,
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = path.strip_prefix('/').ok_or_else(bad)?;
    let path: Option<Vec<String>> = path.split('/').map(decoded).collect();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let query: Option<Vec<_>> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| Some((decoded(name)?, decoded(value)?)))
        .collect();
    Ok(Head {
        method,
        path: path.ok_or_else(bad)?,
        query: query.ok_or_else(bad)?,
        host: one("host")?,
        origin: one("origin")?,
        site: one("sec-fetch-site")?,
        ours: one("x-xeploai")?.is_some(),
        length,
        waits: one("expect")?.is_some_and(|value| value.eq_ignore_ascii_case("100-continue")),
    })
}

/// `Qu%E1%BA%ADn` → `Quận`; `None` where it is no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Head>, u16> {
        read_head(&mut text.as_bytes()).map_err(|reply| reply.status())
    }

    #[test]
    fn a_head_is_read() {
        let text = "PUT /abc/t%E1%BB%87p?name=a%2Fb.xlsx&x HTTP/1.1\r\nHost: 127.0.0.1:9\r\nORIGIN: http://a\r\n\
                    Content-Length: 12\r\nX-Xeploai: 1\r\n\r\nbody";
        let head = read(text).expect("sound").expect("a head");
        assert_eq!((head.method, head.length, head.ours), (Method::Put, 12, true));
        assert_eq!(head.path, ["abc", "tệp"]);
        assert_eq!(head.query, [("name".into(), "a/b.xlsx".into()), ("x".into(), String::new())]);
        assert_eq!((head.host.as_deref(), head.origin.as_deref()), (Some("127.0.0.1:9"), Some("http://a")));
    }

    #[test]
    fn what_is_unclear_is_refused() {
        let cases = [
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
            ("PUT / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
            ("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
            ("GET http://a/ HTTP/1.1\r\n\r\n", 400),
            ("GET /%zz HTTP/1.1\r\n\r\n", 400),
            ("GET /%ff HTTP/1.1\r\n\r\n", 400),
            ("GET /\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nno header\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\n", 400),
            ("OPTIONS / HTTP/1.1\r\n\r\n", 405),
        ];
        for (text, status) in cases {
            assert_eq!(read(text).err(), Some(status), "{text:?}");
        }
        let long = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(20_000));
        assert_eq!(read(&long).err(), Some(431));
        assert!(read("").expect("nothing is no fault").is_none());
    }

    #[test]
    fn a_body_that_is_cut_is_no_body() {
        let head = read("PUT / HTTP/1.1\r\nContent-Length: 5\r\n\r\n").expect("sound").expect("a head");
        let mut all = &b"12345678"[..];
        let mut out = Vec::new();
        Request::new(&head, &[], &mut all).body.copy(&mut out).expect("whole");
        assert_eq!(out, b"12345");
        let mut cut = &b"123"[..];
        assert!(Request::new(&head, &[], &mut cut).body.copy(&mut Vec::new()).is_err());
    }
}
