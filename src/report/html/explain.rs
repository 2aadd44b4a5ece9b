//! What a rule finds and why it matters, for people who open it on the page.

use super::page::Page;
use crate::check::Rule;
use crate::check::rules;
use crate::finding::Finding;

/// The rule of a finding with its law, to be opened by a click.
pub(super) fn explain(page: &mut Page, finding: &Finding) {
    let Some(rule) = rules::get(finding.rule) else { return };
    page.raw("<details><summary>").both("Giải thích, căn cứ", "Explanation and source").raw(" (").text(rule.code);
    page.raw(")</summary><div>\n<p><b>").text(&rule.title()).raw("</b></p>\n");
    for (head, body) in sections(rule, true) {
        page.raw("<p lang=\"vi\"><i>").text(&head).raw("</i> ").text(&body).raw("</p>\n");
    }
    for (head, body) in sections(rule, false) {
        page.raw("<p lang=\"en\"><i>").text(&head).raw("</i> ").text(&body).raw("</p>\n");
    }
    if let Some(law) = &finding.source {
        page.raw("<p>").both("Căn cứ", "Source").raw(": ").text(law).raw("</p>\n");
    }
    page.raw("</div></details>\n");
}

/// What a rule finds, in Vietnamese.
pub fn vietnamese(code: &str) -> Option<String> {
    sections(rules::get(code)?, true).into_iter().next().map(|(_, body)| body)
}

/// What a rule says of itself in one language, part by part, each with its head; without its example.
pub fn explained(rule: &Rule, vietnamese: bool) -> Vec<(String, String)> {
    sections(rule, vietnamese)
}

/// What a rule finds, in English.
pub fn finds(rule: &Rule) -> String {
    sections(rule, false).into_iter().next().map_or_else(|| rule.title_en(), |(_, body)| body)
}

/// The sections of a rule's own documentation in one language, without its example.
fn sections(rule: &Rule, vietnamese: bool) -> Vec<(String, String)> {
    let line = |body: String| body.split_whitespace().collect::<Vec<_>>().join(" ");
    rule.told(vietnamese).map(|(head, body)| (format!("{head}:"), line(body))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_explained() {
        for rule in rules::ALL {
            let text = vietnamese(rule.code).unwrap_or_default();
            // More than its title.
            assert!(text.chars().count() > 15 && text != rule.title(), "{}: {text}", rule.code);
        }
    }

    #[test]
    fn examples_stay_out() {
        let rule = rules::get("S202").expect("a rule");
        let sections = sections(rule, false);
        assert!(sections.iter().any(|(head, _)| head == "What it finds:"), "{sections:?}");
        assert!(sections.iter().all(|(_, body)| !body.contains("```")), "{sections:?}");
    }
}
