//! What a rule finds and why it matters, for people who open it on the page.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::page::Page;
use crate::check::Rule;
use crate::check::rules;
use crate::finding::Finding;

/// Explanations in Vietnamese, by code: one for every rule.
static VIETNAMESE: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| toml::from_str(include_str!("explanations.toml")).expect("embedded explanations"));

/// The rule of a finding with its law, to be opened by a click.
pub(super) fn explain(page: &mut Page, finding: &Finding) {
    let Some(rule) = rules::get(finding.rule) else { return };
    page.raw("<details><summary>").both("Giải thích, căn cứ", "Explanation and source").raw(" (").text(rule.code);
    page.raw(")</summary><div>\n<p><b>").text(&rule.title()).raw("</b></p>\n");
    if let Some(text) = vietnamese(rule.code) {
        page.raw("<p lang=\"vi\">").text(text).raw("</p>\n");
    }
    for (head, body) in sections(rule) {
        page.raw("<p lang=\"en\"><i>").text(&head).raw("</i> ").text(&body).raw("</p>\n");
    }
    if let Some(law) = &finding.source {
        page.raw("<p>").both("Căn cứ", "Source").raw(": ").text(law).raw("</p>\n");
    }
    page.raw("</div></details>\n");
}

/// The explanation of a rule in Vietnamese.
pub fn vietnamese(code: &str) -> Option<&'static str> {
    VIETNAMESE.get(code).map(String::as_str)
}

/// What a rule says of itself in English, part by part, each with its head; without its example.
pub fn explained(rule: &Rule) -> Vec<(String, String)> {
    sections(rule)
}

/// What a rule finds, in English.
pub fn finds(rule: &Rule) -> String {
    sections(rule).into_iter().next().map_or_else(|| rule.title_en(), |(_, body)| body)
}

/// The sections of a rule's own documentation, without its example.
fn sections(rule: &Rule) -> Vec<(String, String)> {
    let text = rule.text();
    let parts = text.split("\n## ").skip(1).filter_map(|part| part.split_once('\n'));
    let told = parts.filter(|(head, _)| *head != "Example" && *head != "Source");
    told.map(|(head, body)| (format!("{head}:"), body.split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_explained_and_nothing_else() {
        for code in VIETNAMESE.keys() {
            assert!(rules::get(code).is_some(), "{code}");
        }
        for rule in rules::ALL {
            let text = vietnamese(rule.code).unwrap_or_else(|| panic!("{} has no explanation", rule.code));
            // More than its title, and in Vietnamese.
            assert!(text.chars().count() > 50 && !text.is_ascii() && text != rule.title(), "{}: {text}", rule.code);
        }
    }

    #[test]
    fn examples_stay_out() {
        let rule = rules::get("S202").expect("a rule");
        let sections = sections(rule);
        assert!(sections.iter().any(|(head, _)| head == "What it finds:"), "{sections:?}");
        assert!(sections.iter().all(|(_, body)| !body.contains("```")), "{sections:?}");
    }
}
