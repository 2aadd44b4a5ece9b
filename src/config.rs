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
    /// Sector words → framework id: a sheet, title or column that names the sector is in that framework.
    #[serde(default)]
    pub sectors: std::collections::BTreeMap<String, String>,
    /// Base of the cap; undeclared, both are shown.
    pub cap_base: Option<CapBase>,
    /// Rules to show, by code or prefix.
    #[serde(default)]
    pub select: Vec<String>,
    /// Rules not to show.
    #[serde(default)]
    pub ignore: Vec<String>,
}

impl Config {
    /// Reads a declaration; says the line and key of what is wrong.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        toml::from_str(text)
            .map_err(|e| Error::BadDeclaration { path: path.into(), reason: e.to_string().trim().to_owned() })
    }

    /// Is a rule shown, by `select` and `ignore`?
    pub fn shows(&self, code: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|p| code.starts_with(p.trim()));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_refused_by_name() {
        let wrong = Config::parse(Path::new("xeploai.toml"), "yaer = 2021").expect_err("a typo");
        assert!(wrong.to_string().contains("yaer"), "{wrong}");
        let right = Config::parse(Path::new("xeploai.toml"), "year = 2021\ncap_base = \"good-and-above\"");
        assert_eq!(right.map(|c| (c.year, c.cap_base)), Ok((Some(2021), Some(CapBase::GoodAndAbove))));
    }

    #[test]
    fn prefixes_select_and_ignore() {
        let config = Config { select: vec!["S".into()], ignore: vec!["S21".into()], ..Config::default() };
        assert!(config.shows("S201") && !config.shows("S211") && !config.shows("L101"));
    }
}
