//! The first bytes of a file → which reader it goes to, or plain words for what it is instead.

use std::io::Cursor;
use std::path::Path;

use super::{Format, biff};
use crate::config::Limits;
use crate::error::{Error, Limit};
use crate::package::workbook::{Kind, Package};
use crate::package::zip::{Archive, Budget};

/// A file whose container was checked.
pub(super) enum Content {
    /// A workbook in XML parts.
    Xlsx {
        /// Its parts.
        package: Box<Package>,
        /// Does its content type say macros?
        macros: bool,
    },
    /// A workbook in binary parts.
    Xlsb(Box<Package>),
    /// An OpenDocument spreadsheet.
    Ods(Archive),
    /// The records of a checked BIFF5 or BIFF8 workbook.
    Xls(biff::Stream),
    /// A web page with a table.
    Html(String),
    /// XML Spreadsheet 2003.
    Xml2003(String),
}

/// Tells the format by the content and opens the container. What is no workbook is an [`Error`] that names it.
pub(super) fn recognise(bytes: Vec<u8>, limits: &Limits) -> Result<Content, Error> {
    match bytes.as_slice() {
        [] => Err(Error::Empty),
        [b'P', b'K', 3 | 5 | 7, ..] => recognise_zip(bytes, limits),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => recognise_ole(bytes, limits),
        [0x09, 0x08, ..] if bytes.len() >= 8 => biff::check(bytes, limits.cells).map(Content::Xls),
        _ => recognise_text(&bytes, limits),
    }
}

/// Is the extension that of another family of formats than the content? A macro workbook named `.xlsx` is no mismatch,
/// nor is a file without an extension.
pub fn extension_mismatch(format: Format, path: &Path) -> bool {
    let Some(extension) = path.extension() else {
        return false;
    };
    let fits: &[&str] = match format {
        Format::Xlsx | Format::Xlsm => &["xlsx", "xlsm", "xltx", "xltm", "xlam"],
        Format::Xls => &["xls", "xlt", "xla", "et"],
        Format::Xlsb => &["xlsb"],
        Format::Ods => &["ods", "ots"],
        Format::Html => &["html", "htm", "mht"],
        Format::Xml => &["xml"],
    };
    let extension = extension.to_string_lossy().to_lowercase();
    !fits.contains(&extension.as_str())
}

fn recognise_zip(bytes: Vec<u8>, limits: &Limits) -> Result<Content, Error> {
    let archive = Archive::open_within(bytes, limits.unpacked_mb.map(|mb| mb.saturating_mul(1 << 20)))?;
    if let Some(kind) = opendocument_kind(&archive)? {
        return match kind.contains("opendocument.spreadsheet") {
            true => ods_unless_encrypted(archive),
            false => Err(Error::NotAWorkbook("OpenDocument (odt, odp …)".into())),
        };
    }
    let package = Package::open(archive)?;
    let what = match package.kind {
        Kind::Workbook { macros } => {
            return Ok(Content::Xlsx { package: Box::new(package), macros });
        }
        Kind::Binary => return Ok(Content::Xlsb(Box::new(package))),
        Kind::Word => "Word (docx)",
        Kind::Slides => "PowerPoint (pptx)",
        Kind::Other => return Err(Error::Packed("ZIP".into())),
    };
    Err(Error::NotAWorkbook(what.into()))
}

fn opendocument_kind(archive: &Archive) -> Result<Option<String>, Error> {
    let Some(member) = archive.find("mimetype").filter(|m| m.size < 1024) else {
        return Ok(None);
    };
    let bytes = archive.inflate(member, &mut Budget::default())?;
    let kind = String::from_utf8_lossy(&bytes).into_owned();
    Ok(kind.contains("opendocument").then_some(kind))
}

fn ods_unless_encrypted(archive: Archive) -> Result<Content, Error> {
    if let Some(manifest) = archive.find("META-INF/manifest.xml") {
        let bytes = archive.inflate(manifest, &mut Budget::default())?;
        if memchr::memmem::find(&bytes, b"encryption-data").is_some() {
            return Err(Error::Password);
        }
    }
    Ok(Content::Ods(archive))
}

fn recognise_ole(bytes: Vec<u8>, limits: &Limits) -> Result<Content, Error> {
    let short = (512 - bytes.len() % 512) % 512;
    let stream = match short {
        0 => workbook_stream(bytes)?,
        short => match workbook_stream(bytes.clone()) {
            Err(Error::Damaged(_)) => completed_stream(&bytes, short)?,
            other => other?,
        },
    };
    biff::check(stream, limits.cells).map(Content::Xls)
}

/// Some writers leave out the end of the last sector. It is filled twice, and no cell may depend on what with: a sector
/// is either bookkeeping, where one filling may not do, or content, where both must give the same.
fn completed_stream(bytes: &[u8], short: usize) -> Result<Vec<u8>, Error> {
    let filled = |fill: u8| workbook_stream([bytes, &vec![fill; short]].concat());
    match (filled(0xFF), filled(0)) {
        (Ok(one), Ok(other)) if one != other => Err(Error::Damaged(CUT_CONTAINER.into())),
        (one, other) => one.or(other),
    }
}

const CUT_CONTAINER: &str = "its container is incomplete or damaged";

fn workbook_stream(bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
    let cut = |_| Error::Damaged(CUT_CONTAINER.into());
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(cut)?;
    if container.is_stream("/EncryptedPackage") {
        return Err(Error::Password);
    }
    // Names are compared without regard to case.
    for name in ["/Workbook", "/Book"] {
        if container.is_stream(name) {
            return biff::stream_of(&mut container, name);
        }
    }
    let what = if container.is_stream("/WordDocument") {
        "Word (doc)"
    } else if container.is_stream("/PowerPoint Document") {
        "PowerPoint (ppt)"
    } else {
        "OLE"
    };
    Err(Error::NotAWorkbook(what.into()))
}

/// Names content that is neither zip nor OLE.
fn name_it(bytes: &[u8]) -> Error {
    match bytes {
        [0x09, 0x00, 0x04 | 0x06, 0x00, ..] => return Error::TooOld("Excel 2".into()),
        [0x09, 0x02, 0x06, 0x00, ..] => return Error::TooOld("Excel 3".into()),
        [0x09, 0x04, 0x06, 0x00, ..] => return Error::TooOld("Excel 4".into()),
        _ if bytes.iter().all(|&b| b == 0) => return Error::Damaged("all bytes are zero".into()),
        _ => {}
    }
    let packed: [(&[u8], &str); 3] = [(b"Rar!", "RAR"), (b"7z\xBC\xAF\x27\x1C", "7-Zip"), (b"\x1F\x8B", "gzip")];
    if let Some((_, name)) = packed.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Error::Packed((*name).into());
    }
    let magics: [(&[u8], &str); 6] = [
        (b"%PDF", "PDF"),
        (b"\x89PNG", "PNG"),
        (b"\xFF\xD8\xFF", "JPEG"),
        (b"GIF8", "GIF"),
        (b"{\\rtf", "RTF"),
        (b"MZ", "a program"),
    ];
    let magic = magics.iter().find(|(start, _)| bytes.starts_with(start));
    let what = magic.map(|(_, name)| *name).or_else(|| lock_file(bytes)).or_else(|| name_text(bytes));
    Error::NotAWorkbook(what.unwrap_or("of an unknown kind").into())
}

/// Excel's `~$…` owner file: 165 bytes (old Excel: 55), the length of the user's name first.
fn lock_file(bytes: &[u8]) -> Option<&'static str> {
    let length = usize::from(*bytes.first()?);
    let is_lock = matches!(bytes.len(), 55 | 162 | 165) && (1..54).contains(&length);
    is_lock.then_some("a lock file of Excel (~$)")
}

/// Text that holds tables: a web page, or XML Spreadsheet 2003. All else is named.
fn recognise_text(bytes: &[u8], limits: &Limits) -> Result<Content, Error> {
    let wanted: fn(String) -> Content = match name_text(bytes) {
        Some(HTML) if memchr::memmem::find(&bytes.to_ascii_lowercase(), b"<table").is_some() || is_wide(bytes) => {
            Content::Html
        }
        Some(SPREADSHEET_2003) => Content::Xml2003,
        _ => return Err(name_it(bytes)),
    };
    // The text and its cells take several times what the file does.
    let limit = limits.file_mb / 4;
    if bytes.len() as u64 > limit.saturating_mul(1 << 20) {
        return Err(Error::OverLimit { what: Limit::FileSize, limit: format!("{limit} MB") });
    }
    Ok(wanted(text_of(bytes)))
}

/// Two bytes a letter?
fn is_wide(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
}

/// Decodes a text file: by its byte order mark (a file may have several), else as the page or XML declares, else as UTF-8 where it is that, else
/// in the Vietnamese code page.
fn text_of(mut bytes: &[u8]) -> String {
    while let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        bytes = rest;
    }
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let encoding = declared_charset(bytes).unwrap_or(encoding_rs::WINDOWS_1258);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// `charset=…` of a page or `encoding="…"` of XML.
fn declared_charset(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let after = |word: &[u8]| memchr::memmem::find(&head, word).map(|at| at + word.len());
    let rest = &head[after(b"charset=").or_else(|| after(b"encoding="))?..];
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:".contains(b)).unwrap_or(rest.len());
    encoding_rs::Encoding::for_label(&rest[..end])
}

const HTML: &str = "HTML";
const SPREADSHEET_2003: &str = "SpreadsheetML 2003 (XML)";

fn name_text(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(8192)];
    let encoding = encoding_rs::Encoding::for_bom(head).map_or(encoding_rs::WINDOWS_1252, |(e, _)| e);
    let text = encoding.decode(head).0.to_lowercase();
    let mut text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | 'ï' | '»' | '¿'));
    while let Some((_, rest)) = text.strip_prefix("<!--").and_then(|rest| rest.split_once("-->")) {
        text = rest.trim_start();
    }
    if text.chars().any(|c| c.is_ascii_control() && !c.is_whitespace()) {
        return None;
    }
    let has = |word| text.contains(word);
    Some(if text.starts_with("<?xml") || text.starts_with("<workbook") {
        match () {
            () if has("urn:schemas-microsoft-com:office:spreadsheet") => SPREADSHEET_2003,
            () if has("office:document") => "OpenDocument XML (fods)",
            () if has("<html") => HTML,
            () => "XML",
        }
    } else if text.starts_with("mime-version") || has("multipart/related") {
        "MHTML"
    } else if ["<html", "<!doctype html", "<table", "<meta", "<head", "<style", "<div"]
        .iter()
        .any(|t| text.starts_with(t))
    {
        HTML
    } else if looks_like_csv(text) {
        "CSV"
    } else {
        "text"
    })
}

/// The first two lines have the same separator, equally often.
fn looks_like_csv(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else {
        return false;
    };
    [',', ';', '\t']
        .into_iter()
        .any(|sign| first.contains(sign) && first.matches(sign).count() == second.matches(sign).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_workbook_is_named() {
        let limits = Limits::default();
        let named = |bytes: &[u8]| match recognise(bytes.to_vec(), &limits).err() {
            Some(Error::NotAWorkbook(what) | Error::Packed(what) | Error::TooOld(what) | Error::Damaged(what)) => what,
            other => format!("{other:?}"),
        };
        assert_eq!(named(b"%PDF-1.7"), "PDF");
        assert_eq!(named(b"\xEF\xBB\xBF\xEF\xBB\xBF<HTML>"), "HTML");
        assert_eq!(named(b"Rar!\x1A\x07"), "RAR");
        assert_eq!(named(b"a;b\n1;2\n"), "CSV");
        assert_eq!(named("Đơn vị".as_bytes()), "text");
        assert_eq!(named(b"\x09\x04\x06\x00\x00\x00\x10\x00"), "Excel 4");
        assert_eq!(named(&[0; 600]), "all bytes are zero");
        assert_eq!(named(b"PK\x03\x04rest"), "the download is incomplete");
        assert_eq!(recognise(Vec::new(), &limits).err(), Some(Error::Empty));
    }

    #[test]
    fn only_another_family_is_a_mismatch() {
        let mismatch = |format, name: &str| extension_mismatch(format, Path::new(name));
        assert!(mismatch(Format::Xlsx, "a.xls"));
        assert!(mismatch(Format::Xls, "a.XLSX"));
        assert!(!mismatch(Format::Xlsm, "a.xlsx"));
        assert!(!mismatch(Format::Xlsx, "a.XLSM"));
        assert!(!mismatch(Format::Ods, "a"));
    }
}
