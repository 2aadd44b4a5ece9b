//! What an office may declare in `xeploai.toml`. Everything is optional.

use std::path::Path;

use serde::Deserialize;

use crate::error::Error;

/// The base the cap on HTXSNV is held against.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CapBase {
    /// HTTNV without HTXSNV: the wording of the documents.
    Good,
    /// HTTNV and above: the practice.
    GoodAndAbove,
}

/// The declarations of an office.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Rating year.
    pub year: Option<u16>,
    /// Regimes, party and civil: `R2,N1`.
    pub regime: Option<String>,
    /// Framework of all ratings.
    pub framework: Option<String>,
    /// Files with frameworks of the office's own, beside this one, in the form of the built-in ones.
    #[serde(default)]
    pub frameworks: Vec<String>,
    /// Sector words → framework id: a sheet, title or column that names the sector is in that framework.
    #[serde(default)]
    pub sectors: std::collections::BTreeMap<String, String>,
    /// Base of the cap; undeclared, both are shown.
    pub cap_base: Option<CapBase>,
    /// What local rules have instead of the regime's: `[rules.P301]`.
    #[serde(default)]
    pub rules: std::collections::BTreeMap<String, LocalRule>,
    /// Tables that the program is to understand as declared.
    #[serde(default, rename = "layout")]
    pub layouts: Vec<Layout>,
    /// Of several files about one unit and form the ones that count, by name.
    #[serde(default)]
    pub final_files: Vec<String>,
    /// The units a report is expected from, as people name them.
    #[serde(default)]
    pub expected_units: Vec<String>,
    /// Rules to show, by code or prefix.
    #[serde(default)]
    pub select: Vec<String>,
    /// Rules not to show.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// How much a rule matters under local rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// To be corrected or explained.
    Error,
    /// To be looked at.
    Warning,
    /// For the record.
    Info,
}

/// What local rules say of one rule; what is left out stays the regime's.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalRule {
    /// Does it run?
    pub enabled: Option<bool>,
    /// How much it matters.
    pub severity: Option<Weight>,
    /// HTXSNV at most, in percent of the base (C401).
    pub cap_percent: Option<u32>,
    /// The higher cap that the regime leaves to the authority was allowed (C401).
    #[serde(default)]
    pub exception: bool,
    /// The local document, as it is cited.
    pub source: Option<String>,
}

/// One table as the office declares it; `xeploai layout --init` writes such lines. Names of roles and kinds are those of
/// `xeploai layout`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Name of the file; of every file when left out.
    pub file: Option<String>,
    /// Name of the sheet.
    pub sheet: String,
    /// Header to last row: `A7:L35`.
    pub range: String,
    /// Header rows: `7:9`.
    pub header: String,
    /// `count-summary`, `person-roster` …; `other` for a table that is not to be counted.
    pub kind: Option<String>,
    /// `party-cell`, `member` …
    pub subject: Option<String>,
    /// Column → role, with the level after it where there is one: `E = "count HTXSNV"`.
    #[serde(default)]
    pub columns: std::collections::BTreeMap<String, String>,
    /// Row or rows → role: `35 = "total"`, `"12:14" = "note"`.
    #[serde(default)]
    pub rows: std::collections::BTreeMap<String, String>,
}

impl Config {
    /// Reads a declaration; says the line and key of what is wrong.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|e| {
            let (vi, en) = reason(text, &e);
            Error::BadDeclaration { path: path.into(), vi, en }
        })
    }

    /// Is a rule shown, by `select` and `ignore`?
    pub fn shows(&self, code: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|p| code.starts_with(p.trim()));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }
}

/// What is wrong in a declaration, with its line, in Vietnamese and English.
pub fn reason(text: &str, error: &toml::de::Error) -> (String, String) {
    let en = error.message().trim().replace('\n', "; ");
    let vi = vietnamese(&en);
    match error.span() {
        Some(span) => {
            let line = text.get(..span.start).unwrap_or_default().matches('\n').count() + 1;
            (format!("dòng {line}: {vi}"), format!("line {line}: {en}"))
        }
        None => (vi, en),
    }
}

/// The parser's sentence in Vietnamese, its names kept.
fn vietnamese(en: &str) -> String {
    let names = |text: &str| text.replace("one of ", "").replace(" or ", ", ");
    let with_expected = |rest: &str, vi: &str, list: &str| match rest.split_once(", expected ") {
        Some((name, expected)) => format!("{vi} {name}; {list}: {}", names(expected)),
        None => format!("{vi} {rest}"),
    };
    if let Some(rest) = en.strip_prefix("unknown field ") {
        with_expected(rest, "không có khóa", "các khóa")
    } else if let Some(rest) = en.strip_prefix("unknown variant ") {
        with_expected(rest, "không dùng được giá trị", "chỉ dùng")
    } else if let Some(rest) = en.strip_prefix("missing field ") {
        format!("thiếu khóa {rest}")
    } else if let Some(rest) = en.strip_prefix("invalid type: ") {
        with_expected(rest, "sai kiểu giá trị:", "cần")
    } else {
        format!("không đúng cú pháp TOML ({en})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_refused_by_name() {
        let wrong = Config::parse(Path::new("xeploai.toml"), "yaer = 2021").expect_err("a typo");
        assert!(wrong.to_string().starts_with("xeploai.toml: line 1: unknown field `yaer`, expected "), "{wrong}");
        assert!(
            wrong.vi().starts_with("xeploai.toml: dòng 1: không có khóa `yaer`; các khóa: `year`, "),
            "{}",
            wrong.vi()
        );
        let wrong = Config::parse(Path::new("xeploai.toml"), "year = \"2021\"\n").expect_err("a wrong type");
        assert_eq!(wrong.vi(), "xeploai.toml: dòng 1: sai kiểu giá trị: string \"2021\"; cần: u16");
        let right = Config::parse(Path::new("xeploai.toml"), "year = 2021\ncap_base = \"good-and-above\"");
        assert_eq!(right.map(|c| (c.year, c.cap_base)), Ok((Some(2021), Some(CapBase::GoodAndAbove))));
    }

    #[test]
    fn prefixes_select_and_ignore() {
        let config = Config { select: vec!["S".into()], ignore: vec!["S21".into()], ..Config::default() };
        assert!(config.shows("S201") && !config.shows("S211") && !config.shows("L101"));
    }
}
