//! The page and its parts, embedded.

use super::reply::{Kind, Reply};

/// Every part of the page by its name; the page itself has none.
const PARTS: [(&str, Kind, &str); 8] = [
    ("", Kind::Html, include_str!("page.html")),
    ("page.css", Kind::Css, include_str!("page.css")),
    ("words.js", Kind::Script, include_str!("words.js")),
    ("sheet.js", Kind::Script, include_str!("sheet.js")),
    ("files.js", Kind::Script, include_str!("files.js")),
    ("findings.js", Kind::Script, include_str!("findings.js")),
    ("panels.js", Kind::Script, include_str!("panels.js")),
    ("page.js", Kind::Script, include_str!("page.js")),
];

/// A part of the page by its name.
pub fn page(name: &str) -> Option<Reply> {
    if name == "icon.svg" {
        return Some(Reply::content(Kind::Icon, include_str!("icon.svg")));
    }
    PARTS.iter().find(|part| part.0 == name).map(|(_, kind, text)| Reply::content(*kind, *text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: Kind) -> impl Iterator<Item = (&'static str, &'static str)> {
        PARTS.iter().filter(move |part| part.1 == kind).map(|(name, _, text)| (*name, *text))
    }

    /// The offices' browsers are of 2018: nothing in the scripts or the style sheet is younger.
    #[test]
    fn browsers_of_2018_understand_it() {
        let scripts =
            ["?.", "??", "...", "**", "=> {", "async ", "await ", ".flat(", ".finally(", "matchAll", "replaceAll", "`"];
        for (name, text) in of(Kind::Script) {
            let code: Vec<&str> = text.lines().filter(|l| !l.trim_start().starts_with("/*")).collect();
            for young in scripts {
                assert!(!code.iter().any(|line| line.contains(young)), "{name}: {young}");
            }
        }
        let styles = [
            ":is(",
            ":where(",
            ":has(",
            "focus-visible",
            "clamp(",
            "min(",
            "max(",
            "aspect-ratio",
            "inset:",
            " gap:",
            "{gap:",
            ";gap:",
            "@layer",
            "&:",
        ];
        for (name, text) in of(Kind::Css) {
            for young in styles {
                assert!(!text.contains(young), "{name}: {young}");
            }
        }
    }

    /// Foreign text becomes text, never markup or code; nothing is loaded from outside.
    #[test]
    fn nothing_becomes_markup_and_nothing_comes_from_outside() {
        let ways_in = [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "DOMParser",
            "createContextualFragment",
            "srcdoc",
            "javascript:",
            "onclick=",
            "style=",
        ];
        for (name, _, text) in PARTS {
            for way in ways_in {
                assert!(!text.contains(way), "{name}: {way}");
            }
            let outside = text.replace("http://www.w3.org/2000/svg", "");
            for what in ["http:", "https:", "url(", "@import", "src=\"//", "href=\"//"] {
                assert!(!outside.contains(what), "{name}: {what}");
            }
        }
    }

    /// Every part that the page names is there, and every text it asks for has its words in both languages.
    #[test]
    fn nothing_is_missing() {
        let html = PARTS[0].2;
        for named in
            html.split(['"']).filter(|name| name.ends_with(".js") || name.ends_with(".css") || name.ends_with(".svg"))
        {
            assert!(page(named).is_some(), "{named}");
        }
        let words = PARTS.iter().find(|part| part.0 == "words.js").map_or("", |part| part.2);
        let known = |key: &str| words.contains(&format!("\n  {key}: ["));
        for key in html.split("data-w=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(known(key), "{key}");
        }
        for (name, text) in of(Kind::Script) {
            let said = text.split(".say(\"").skip(1).filter_map(|rest| rest.split('"').nth(2));
            for key in said.filter(|key| key.starts_with("state_")) {
                assert!(known(key), "{name}: {key}");
            }
            let asked = text.split("w(\"").skip(1).filter_map(|rest| rest.split_once('"'));
            for (key, rest) in asked.filter(|(_, rest)| rest.starts_with([')', ','])) {
                assert!(known(key), "{name}: {key} {}", &rest[..1]);
            }
        }
        assert!(!words.lines().any(|line| line.contains("!") || line.contains("bạn")), "the tone of an office");
    }
}
