//! Pages → an ods file.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};

use xeploai::finding::CellRef;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Cell, Content, Page};

const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";
const SPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\"";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn value(cell: &Cell) -> (String, String) {
    match &cell.content {
        Content::Text(text) => {
            let lines: String = text.split('\n').map(|line| format!("<text:p>{}</text:p>", spaced(line))).collect();
            (" office:value-type=\"string\"".to_owned(), lines)
        }
        Content::Number(number, format) => {
            let kind = if format.ends_with('%') { "percentage" } else { "float" };
            (format!(" office:value-type=\"{kind}\" office:value=\"{number}\""), format!("<text:p>{number}</text:p>"))
        }
    }
}

/// Spaces at the beginning and after another need an element of their own.
fn spaced(line: &str) -> String {
    let mut out = String::new();
    for (place, part) in escaped(line).split(' ').enumerate() {
        if place > 0 {
            out.push_str(if out.is_empty() || out.ends_with(' ') || out.ends_with("/>") { "<text:s/>" } else { " " });
        }
        out.push_str(part);
    }
    out
}

fn table(page: &Page) -> String {
    let covered: BTreeSet<CellRef> = page
        .merges
        .iter()
        .flat_map(|m| {
            (m.start.row..=m.end.row).flat_map(|r| (m.start.column..=m.end.column).map(move |c| CellRef::new(r, c)))
        })
        .filter(|at| !page.merges.iter().any(|m| m.start == *at))
        .collect();
    let columns = page.cells.keys().chain(&covered).map(|at| at.column + 1).max().unwrap_or(0);
    let rows = page.cells.keys().chain(&covered).map(|at| at.row + 1).max().unwrap_or(0);
    let mut out = format!("<table:table table:name=\"{}\">", escaped(&page.name));
    out.push_str(&format!("<table:table-column table:number-columns-repeated=\"{}\"/>", columns.max(1)));
    for row in 0..rows {
        out.push_str("<table:table-row>");
        for column in 0..columns {
            let at = CellRef::new(row, column);
            let (kind, lines) = page.cells.get(&at).map(value).unwrap_or_default();
            let span = page.merges.iter().find(|m| m.start == at).map_or(String::new(), |m| {
                let (across, down) = (m.end.column - m.start.column + 1, m.end.row - m.start.row + 1);
                format!(" table:number-columns-spanned=\"{across}\" table:number-rows-spanned=\"{down}\"")
            });
            let element = if covered.contains(&at) { "table:covered-table-cell" } else { "table:table-cell" };
            out.push_str(&format!("<{element}{kind}{span}>{lines}</{element}>"));
        }
        out.push_str("</table:table-row>");
    }
    out + "</table:table>"
}

pub(super) fn write(pages: &[Page]) -> Vec<u8> {
    let tables: String = pages.iter().map(table).collect();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content {SPACES}><office:body><office:spreadsheet>\
         {tables}</office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{KIND}\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text, options) in [
        ("mimetype", KIND, stored),
        ("content.xml", &content, deflated),
        ("META-INF/manifest.xml", &manifest, deflated),
    ] {
        zip.start_file(name, options).expect("a member");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}
