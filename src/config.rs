//! What an office may declare in `xeploai.toml`. Everything is optional.

use std::path::Path;

use serde::Deserialize;

use crate::error::Error;

/// The JSON Schema of `xeploai.toml`, for editors.
pub const SCHEMA: &str = include_str!("config.schema.json");

/// The base the cap on HTXSNV is held against.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CapBase {
    /// HTTNV without HTXSNV: the wording of the documents.
    Good,
    /// HTTNV and above: the practice.
    GoodAndAbove,
}

/// The gate a report is checked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// While it is made.
    Draft,
    /// Before it is sent.
    #[default]
    Submit,
    /// Where it is received.
    City,
}

/// What a rule weighs for an office.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Not shown.
    Off,
    /// Recorded.
    Info,
    /// To be looked at.
    Warning,
    /// To be settled.
    Error,
}

/// A level of the common scale, by its abbreviation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum LevelName {
    /// Hoàn thành xuất sắc nhiệm vụ.
    Htxsnv,
    /// Hoàn thành tốt nhiệm vụ.
    Httnv,
    /// Hoàn thành nhiệm vụ.
    Htnv,
    /// Không hoàn thành nhiệm vụ.
    Khtnv,
}

/// Findings an office has settled to leave aside, and why.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// Code of the rule.
    pub rule: String,
    /// Name of the file; any when left out, and so on.
    pub file: Option<String>,
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// Cell.
    pub cell: Option<String>,
    /// The value that is found: with another one it is shown again.
    pub found: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day it holds: `2026-12-31`.
    pub until: Option<Day>,
}

/// A day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "toml::value::Datetime")]
pub struct Day(toml::value::Date);

impl TryFrom<toml::value::Datetime> for Day {
    type Error = &'static str;

    fn try_from(value: toml::value::Datetime) -> Result<Self, Self::Error> {
        value.date.map(Self).ok_or("a date such as 2026-12-31 is needed")
    }
}

impl Day {
    /// Year, month, day.
    pub fn parts(self) -> (u16, u8, u8) {
        (self.0.year, self.0.month, self.0.day)
    }
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
    /// The gate: `draft`, `submit` or `city`.
    pub profile: Option<Profile>,
    /// Code or prefix → `off`, `info`, `warning`, `error`: what a rule weighs here. The longest prefix counts.
    #[serde(default)]
    pub severities: std::collections::BTreeMap<String, Weight>,
    /// Findings that are left aside, each with a reason.
    #[serde(default)]
    pub suppress: Vec<Suppression>,
    /// The workbook with the list of units, beside this file.
    pub units: Option<String>,
    /// The workbook with what units became in a reorganisation, beside this file.
    pub crosswalk: Option<String>,
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
    /// How large files may be.
    #[serde(default)]
    pub limits: Limits,
    /// Rules to show, by code or prefix.
    #[serde(default)]
    pub select: Vec<String>,
    /// Rules not to show.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// How large a file may be before it is refused (F001). The default holds a million rows of twelve columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Megabytes on disk.
    pub file_mb: u64,
    /// Megabytes one part of a package may have when unpacked. Declared, it also lifts the limit on how many times its
    /// packed size a part may grow.
    pub unpacked_mb: Option<u64>,
    /// Cells of all sheets together, blank ones with a style included.
    pub cells: u64,
    /// Seconds the reading of an xls file may take.
    pub seconds: u64,
    /// Megabytes of memory the reading of a file may take: of an xls file as the system says, of all others as
    /// its parts, cells and texts add up.
    pub memory_mb: u64,
}

/// Bytes of one corrected cell: its finding, the correction, the cell and its note in the copy, its lines in the lists.
const CORRECTION_BYTES: u64 = 4 << 10;

impl Limits {
    /// Cells of one file whose corrections may be held: as many as a quarter of the memory holds.
    pub fn corrections(&self) -> u64 {
        self.memory_mb.saturating_mul(1 << 20) / 4 / CORRECTION_BYTES
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_mb: 512, unpacked_mb: None, cells: 12_600_000, seconds: 30, memory_mb: 1024 }
    }
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
    /// HTTNV and above below an HTXSNV organisation or manager, in percent at least (C402, C404).
    pub at_least_percent: Option<u32>,
    /// The best level that is left open (P309).
    pub level_max: Option<LevelName>,
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

    /// What a rule weighs by the office's own declaration.
    pub fn weight(&self, code: &str) -> Option<Weight> {
        let own = self.severities.iter().filter(|(prefix, _)| code.starts_with(prefix.as_str()));
        own.max_by_key(|(prefix, _)| prefix.len()).map(|(_, weight)| *weight)
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

    /// What the schema for editors says is what is read: the parser names its own keys and values when it meets another.
    #[test]
    fn the_schema_names_what_is_read() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("JSON");
        let named = |wrong: &str| -> Vec<String> {
            let error = Config::parse(Path::new("x"), wrong).expect_err("refused").to_string();
            let (_, names) = error.split_once("expected ").expect("a list");
            names.split('`').skip(1).step_by(2).map(str::to_owned).collect()
        };
        let keys = |pointer: &str| -> Vec<String> {
            let object = schema.pointer(pointer).and_then(|v| v.as_object()).expect(pointer);
            object.keys().cloned().collect()
        };
        let same = |mut a: Vec<String>, mut b: Vec<String>| {
            a.sort();
            b.sort();
            assert_eq!(a, b);
        };
        same(named("x = 1"), keys("/properties"));
        same(named("[[layout]]\nx = 1"), keys("/properties/layout/items/properties"));
        same(named("[[suppress]]\nx = 1"), keys("/properties/suppress/items/properties"));
        same(named("[limits]\nx = 1"), keys("/properties/limits/properties"));
        same(named("[rules.S201]\nx = 1"), keys("/properties/rules/additionalProperties/properties"));
        let values = |pointer: &str| -> Vec<String> {
            let list = schema.pointer(pointer).and_then(|v| v.as_array()).expect(pointer);
            list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
        };
        same(named("profile = \"x\""), values("/properties/profile/enum"));
        same(named("cap_base = \"x\""), values("/properties/cap_base/enum"));
        same(named("[severities]\nS = \"x\""), values("/properties/severities/additionalProperties/enum"));
        let local = values("/properties/rules/additionalProperties/properties/severity/enum");
        same(named("[rules.S201]\nseverity = \"x\""), local);
        let levels = values("/properties/rules/additionalProperties/properties/level_max/enum");
        same(named("[rules.P309]\nlevel_max = \"x\""), levels);
    }

    #[test]
    fn prefixes_select_and_ignore() {
        let config = Config { select: vec!["S".into()], ignore: vec!["S21".into()], ..Config::default() };
        assert!(config.shows("S201") && !config.shows("S211") && !config.shows("L101"));
    }
}
