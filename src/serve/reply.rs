//! What is answered, with the headers that keep it on this page and this computer.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::names;

/// Nothing but the parts of the page itself may run, be loaded or be asked.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the content of a reply is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A page.
    Html,
    /// Its style sheet.
    Css,
    /// Its script.
    Script,
    /// Its icon.
    Icon,
    /// Data for the script.
    Json,
    /// A workbook.
    Workbook,
    /// Several files in one.
    Zip,
}

impl Kind {
    fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Css => "text/css; charset=utf-8",
            Self::Script => "text/javascript; charset=utf-8",
            Self::Icon => "image/svg+xml",
            Self::Json => "application/json; charset=utf-8",
            Self::Workbook => "application/octet-stream",
            Self::Zip => "application/zip",
        }
    }
}

/// A reply.
pub struct Reply {
    status: u16,
    kind: Kind,
    body: Vec<u8>,
    /// The name it is to be saved under.
    name: Option<String>,
}

impl Reply {
    /// A part of the page.
    pub fn content(kind: Kind, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, kind, body: body.into(), name: None }
    }

    /// Data.
    pub fn json(value: &Value) -> Self {
        Self::content(Kind::Json, value.to_string())
    }

    /// A file to be saved, under a name that is made safe.
    pub fn file(kind: Kind, name: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { name: Some(names::to_save(name)), ..Self::content(kind, body) }
    }

    /// Why not, in both languages.
    pub fn refused(status: u16, vi: &str, en: &str) -> Self {
        Self { status, ..Self::json(&json!({"error": {"vi": vi, "en": en}})) }
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Writes it. What a reply holds is never kept by the browser, never shown in a frame, never taken for something else.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        let mut line = |name: &str, value: &str| {
            head.push_str(name);
            head.push_str(": ");
            head.push_str(value);
            head.push_str("\r\n");
        };
        line("Content-Type", self.kind.media_type());
        line("Content-Length", &self.body.len().to_string());
        line("Connection", "close");
        line("Cache-Control", "no-store");
        line("X-Content-Type-Options", "nosniff");
        line("X-Frame-Options", "DENY");
        line("Referrer-Policy", "no-referrer");
        line("Cross-Origin-Resource-Policy", "same-origin");
        line("Cross-Origin-Opener-Policy", "same-origin");
        line("Content-Security-Policy", POLICY);
        if let Some(name) = &self.name {
            line("Content-Disposition", &names::disposition(name));
        }
        head.push_str("\r\n");
        out.write_all(head.as_bytes())?;
        out.write_all(&self.body)?;
        out.flush()
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Payload Too Large",
        431 => "Request Header Fields Too Large",
        _ => "Error",
    }
}
