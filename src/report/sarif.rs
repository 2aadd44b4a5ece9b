//! The report as SARIF 2.1.0, for programs that show findings of any kind. A cell has no line in a text file: it is a
//! logical location, `Sheet!A1`.

use serde_json::{Value, json};

use super::text::safe;
use super::{Language, Report};
use crate::check::Rule;
use crate::check::rules::ALL;
use crate::finding::{Explained, Finding, Severity};

/// The whole log as one object, with a line break at its end.
pub fn render(report: &Report<'_>) -> String {
    let used: Vec<&Rule> = ALL.iter().copied().filter(|r| report.findings.iter().any(|f| f.rule == r.code)).collect();
    let results: Vec<Value> = report.findings.iter().map(|f| result(f, report, &used)).collect();
    let artifacts: Vec<Value> =
        report.submission.files.iter().map(|f| json!({"location": {"uri": uri(&f.path)}})).collect();
    super::json::pretty(&json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "xeploai",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": report.language.pick("vi", "en"),
                "rules": used.iter().map(|r| rule(r, report.language)).collect::<Vec<_>>(),
            }},
            "artifacts": artifacts,
            "results": results,
        }],
    }))
}

fn rule(rule: &Rule, language: Language) -> Value {
    let full = match language {
        Language::Vi => super::html::vietnamese(rule.code).unwrap_or_else(|| rule.title()),
        Language::En => super::html::finds(rule),
    };
    let page = rule.page(language == Language::Vi);
    let mut object = json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": message(language.pick(&rule.title(), &rule.title_en()))},
        "fullDescription": {"text": message(&full)},
        "help": {"text": message(&page), "markdown": page},
        "defaultConfiguration": {"level": level(rule.severity)},
    });
    if !rule.basis.is_empty() {
        object["properties"] = json!({"basis": rule.basis});
    }
    object
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(f: &Finding, report: &Report<'_>, used: &[&Rule]) -> Value {
    let mut object = json!({
        "ruleId": f.rule,
        "level": level(f.severity),
        "message": {"text": message(&report.sentence(f, report.language))},
        "partialFingerprints": {"xeploai/1": f.id()},
        "properties": {
            "message_vi": report.sentence(f, Language::Vi),
            "message_en": report.sentence(f, Language::En),
            "found": report.value(f, &f.found),
            "expected": report.value(f, &f.expected),
            "source": f.source,
        },
    });
    // Every result says so where one does (SARIF 2.1.0, 3.27.23).
    if report.findings.iter().any(|other| other.explained.is_some()) {
        let accepted =
            |answer: &Explained| json!({"kind": "external", "status": "accepted", "justification": answer.reason});
        object["suppressions"] = f.explained.iter().map(accepted).collect();
    }
    if let Some(index) = used.iter().position(|r| r.code == f.rule) {
        object["ruleIndex"] = json!(index);
    }
    if let Some(file) = &f.file {
        object["locations"] = json!([location(file, f, report)]);
    }
    object
}

fn location(file: &str, f: &Finding, report: &Report<'_>) -> Value {
    let mut artifact = json!({"uri": uri(file)});
    if let Some(index) = report.submission.files.iter().position(|r| *r.path == *file) {
        artifact["index"] = json!(index);
    }
    let mut location = json!({"physicalLocation": {"artifactLocation": artifact}});
    if let Some(sheet) = &f.sheet {
        let cells: Vec<String> = match f.cell {
            Some(_) => f.ranges.iter().map(|r| format!("{sheet}!{r}")).collect(),
            None => vec![sheet.to_string()],
        };
        let logical: Vec<Value> = cells
            .iter()
            .map(|name| json!({"fullyQualifiedName": name, "kind": if f.cell.is_some() { "member" } else { "module" }}))
            .collect();
        location["logicalLocations"] = json!(logical);
    }
    location
}

/// Text from anywhere as the text of a message: in SARIF brackets are links and braces are places to fill in, unless they
/// are escaped (2.1.0, 3.11.5 and 3.11.6).
fn message(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        for letter in safe(line).chars() {
            match letter {
                '{' => out.push_str("{{"),
                '}' => out.push_str("}}"),
                '[' | ']' | '\\' => out.extend(['\\', letter]),
                letter => out.push(letter),
            }
        }
        out.push_str(end);
    }
    out
}

/// A path as a reference of RFC 3986.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') {
        out.push_str("file://");
    } else if drive {
        out.push_str("file:///");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            b':' if drive => out.push(':'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_a_link_or_a_place_to_fill_in() {
        assert_eq!(message("[ở đây](http://x) {0}\u{202e}\n\\["), "\\[ở đây\\](http://x) {{0}}·\n\\\\\\[");
    }

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("bao cao/Quận #1.xls"), "bao%20cao/Qu%E1%BA%ADn%20%231.xls");
        assert_eq!(uri("/tmp/a.xlsx"), "file:///tmp/a.xlsx");
        assert_eq!(uri("C:/a.xlsx"), "file:///C:/a.xlsx");
    }
}
