//! What an office makes of the findings: severities of its own, the gate at hand, and what it has settled to leave aside.
//! Nothing is left aside in silence: each line says why, and those that met nothing are named.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::config::{Config, Profile, Suppression, Weight};
use crate::finding::{Finding, Message, Severity};

/// What a gate makes of the rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gate {
    /// The least severity that does not pass.
    stops: Severity,
    /// Rules, by code or prefix, that are only recorded here.
    info: Vec<String>,
}

static GATES: LazyLock<BTreeMap<String, Gate>> =
    LazyLock::new(|| toml::from_str(include_str!("gates.toml")).expect("embedded gates"));

fn gate(profile: Option<Profile>) -> &'static Gate {
    let name = match profile.unwrap_or_default() {
        Profile::Draft => "draft",
        Profile::Submit => "submit",
        Profile::City => "city",
    };
    &GATES[name]
}

/// Does a finding stand in the way at this gate?
pub fn stops(config: &Config, finding: &Finding) -> bool {
    finding.severity >= gate(config.profile).stops
}

/// Gives findings the severities of the gate, and over it those the office declares. An info stays one: it says that
/// something was noted or could not be checked.
pub(super) fn weigh(findings: &mut Vec<Finding>, config: &Config) {
    let gate = gate(config.profile);
    findings.retain_mut(|finding| {
        let weight = config.weight(finding.rule);
        match weight {
            Some(Weight::Off) => return false,
            _ if finding.severity == Severity::Info => {}
            Some(Weight::Info) => finding.severity = Severity::Info,
            Some(Weight::Warning) => finding.severity = Severity::Warning,
            Some(Weight::Error) => finding.severity = Severity::Error,
            None if gate.info.iter().any(|code| finding.rule.starts_with(code.as_str())) => {
                finding.severity = Severity::Info;
            }
            None => {}
        }
        true
    });
}

/// A finding that was left aside, and why.
#[derive(Clone, PartialEq, Debug)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// The office's reason.
    pub reason: String,
}

/// Takes out what the office has settled; `today` is year, month, day. Says which lines met nothing or have run out.
pub fn suppress(findings: &mut Vec<Finding>, config: &Config, today: (u16, u8, u8)) -> (Vec<Suppressed>, Vec<Message>) {
    let mut taken = Vec::new();
    let mut notes = Vec::new();
    for line in &config.suppress {
        let about = about(line);
        if line.until.is_some_and(|until| until.parts() < today) {
            notes.push(Message::new(
                format!("Khai báo bỏ qua đã hết hạn, không áp dụng: {about}"),
                format!("a suppression has run out and is not applied: {about}"),
            ));
            continue;
        }
        let before = taken.len();
        findings.retain(|finding| {
            let meets = meets(line, finding);
            if meets {
                taken.push(Suppressed { finding: finding.clone(), reason: line.reason.clone() });
            }
            !meets
        });
        if taken.len() == before {
            notes.push(Message::new(
                format!("Khai báo bỏ qua không gặp nội dung nào: {about}"),
                format!("a suppression met nothing: {about}"),
            ));
        }
    }
    (taken, notes)
}

fn meets(line: &Suppression, finding: &Finding) -> bool {
    let name = finding.file.as_deref().map(|path| path.rsplit('/').next().unwrap_or(""));
    let same = |wanted: &Option<String>, have: Option<&str>| wanted.as_deref().is_none_or(|w| Some(w) == have);
    finding.rule == line.rule
        && same(&line.file, name)
        && same(&line.sheet, finding.sheet.as_deref())
        && same(&line.cell, finding.cell.map(|c| c.to_string()).as_deref())
        && same(&line.found, finding.found.as_deref())
}

fn about(line: &Suppression) -> String {
    let parts = [Some(&line.rule), line.file.as_ref(), line.sheet.as_ref(), line.cell.as_ref(), line.found.as_ref()];
    parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Findings;
    use crate::check::rules;
    use crate::finding::CellRef;
    use std::path::Path;

    fn config(text: &str) -> Config {
        Config::parse(Path::new("xeploai.toml"), text).expect("a declaration")
    }

    fn findings(config: &Config) -> Vec<Finding> {
        let mut findings = Findings::new(config);
        findings.add(rules::get("S202").expect("a rule"), CellRef::new(4, 3)).found("253");
        findings.add(rules::get("S206").expect("a rule"), CellRef::new(5, 3));
        findings.add(rules::get("L103").expect("a rule"), CellRef::new(6, 3));
        findings.finish()
    }

    fn severities(text: &str) -> Vec<(&'static str, Severity)> {
        let config = config(text);
        let mut list: Vec<_> = findings(&config).iter().map(|f| (f.rule, f.severity)).collect();
        list.sort();
        list
    }

    #[test]
    fn an_office_weighs_rules_its_own_way() {
        use Severity::{Error, Info, Warning};
        assert_eq!(severities(""), [("L103", Error), ("S202", Error), ("S206", Warning)]);
        assert_eq!(severities("[severities]\nS206 = \"error\"\nL = \"off\""), [("S202", Error), ("S206", Error)]);
        assert_eq!(severities("profile = \"draft\"")[0], ("L103", Info));
        let over = "profile = \"draft\"\n[severities]\nL103 = \"warning\"";
        assert_eq!(severities(over)[0], ("L103", Warning));
    }

    #[test]
    fn each_gate_stops_something_else() {
        let warning = |text: &str| {
            let config = config(text);
            findings(&config).iter().filter(|f| f.rule == "S206").any(|f| stops(&config, f))
        };
        assert!(!warning("profile = \"draft\"") && !warning("profile = \"submit\"") && warning("profile = \"city\""));
    }

    #[test]
    fn what_is_left_aside_says_why_and_what_met_nothing_is_named() {
        let line = |more: &str| format!("[[suppress]]\nrule = \"S202\"\nreason = \"đã có văn bản\"\n{more}\n");
        let run = |text: &str| {
            let config = config(text);
            let mut list = findings(&config);
            let (taken, notes) = suppress(&mut list, &config, (2026, 1, 15));
            (list.len(), taken.len(), notes.into_iter().map(|n| n.vi).collect::<Vec<_>>())
        };
        assert_eq!(run(&line("cell = \"D5\"\nuntil = 2026-01-15")), (2, 1, vec![]));
        assert_eq!(run(&line("found = \"254\"")).2, ["Khai báo bỏ qua không gặp nội dung nào: S202, 254"]);
        assert_eq!(run(&line("until = 2026-01-14")).2, ["Khai báo bỏ qua đã hết hạn, không áp dụng: S202"]);
        assert_eq!(run(&line("until = 2026-01-14")).0, 3);
    }
}
