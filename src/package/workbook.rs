//! An archive → what the small parts say: kind of document, tabs and where their parts are, strings, number formats.

use std::collections::HashMap;
use std::sync::Arc;

use crate::error::{Error, Limit};
use crate::package::pieces::Pieces;
use crate::package::quick::quick_string;
use crate::package::sheet::{Run, rich_text};
use crate::package::xml::{Tag, Token, Tokenizer, decode_part};
use crate::package::zip::{Archive, Budget};
use crate::text::fonts::Drawn;
use crate::text::shared::SharedText;

/// The element that shared strings stand in: `<sst>`.
const DEPTH_OF_STRINGS: usize = 1;

/// What kind of document a package is, by the content type of its main part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A workbook in XML; with macros or without.
    Workbook {
        /// May it carry macros?
        macros: bool,
    },
    /// A workbook in binary parts (xlsb).
    Binary,
    /// A text document (Word).
    Word,
    /// Slides (PowerPoint).
    Slides,
    /// None of these.
    Other,
}

/// Whether a tab is shown; states we do not know count as shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Shown.
    Visible,
    /// Hidden.
    Hidden,
    /// Hidden from the menu as well.
    VeryHidden,
}

/// Where a tab's content is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// A worksheet part, by name.
    Part(String),
    /// A chart, dialog or macro sheet.
    NoCells,
    /// The part the workbook names is not there.
    Missing,
}

/// One tab of the workbook part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Name on the tab.
    pub name: Arc<str>,
    /// Whether it is shown.
    pub state: State,
    /// Where its content is.
    pub target: Target,
}

impl Entry {
    /// The name of its part, when it is a worksheet with one.
    pub fn part(&self) -> Option<&str> {
        match &self.target {
            Target::Part(part) => Some(part),
            _ => None,
        }
    }
}

/// The shared strings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Strings {
    /// Their texts.
    pub texts: Vec<SharedText>,
    /// Of those whose pieces name fonts: where the pieces start, by the place of the text.
    pub runs: HashMap<usize, Vec<Run>>,
}

/// The package of a workbook: its archive and its main part.
#[derive(Debug)]
pub struct Package {
    /// The zip file.
    pub archive: Archive,
    /// Kind of document.
    pub kind: Kind,
    pub(super) main: String,
    pub(super) relations: Vec<Relation>,
    budget: Budget,
}

#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) id: String,
    /// Last word of the type: `worksheet`, `sharedStrings` …
    pub(super) kind: String,
    pub(super) target: String,
}

impl Package {
    /// Finds the main part. Anything that is no OOXML package is [`Kind::Other`] with nothing in it.
    pub fn open(archive: Archive) -> Result<Self, Error> {
        let mut package =
            Self { archive, kind: Kind::Other, main: String::new(), relations: Vec::new(), budget: Budget::default() };
        let roots = package.relations_of("")?;
        let Some(main) = roots.iter().find(|r| r.kind == "officeDocument") else {
            return Ok(package);
        };
        package.main.clone_from(&main.target);
        package.kind = package.kind_of_main()?;
        if matches!(package.kind, Kind::Workbook { .. } | Kind::Binary) {
            package.relations = package.relations_of(&package.main.clone())?;
        }
        Ok(package)
    }

    /// The inflated bytes of a part; `None` when it is not there.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(member) = self.archive.find(name) else {
            return Ok(None);
        };
        self.archive.inflate(member, &mut self.budget).map(Some)
    }

    /// The same as pieces of text, `step` bytes inflated at a time; `None` for what is to be read whole: a part that is no
    /// longer than a step, or larger than may be.
    pub fn pieces(&self, name: &str, step: usize) -> Option<Pieces<'_>> {
        let member = self.archive.find(name)?;
        let fits = member.size > step as u64 && self.archive.allows(member, &self.budget);
        fits.then(|| Pieces::of(&self.archive, member, step)).flatten()
    }

    /// Counts a part that was inflated in pieces.
    pub fn count(&mut self, name: &str) {
        if let Some(member) = self.archive.find(name) {
            self.budget.take(member.size);
        }
    }

    /// The inflated bytes of the main part.
    pub fn main_part(&mut self) -> Result<Option<Vec<u8>>, Error> {
        self.part(&self.main.clone())
    }

    /// Where the relation of a tab leads. What lies among the worksheets is one, unless its relation says otherwise.
    pub fn tab(&self, id: &str) -> Target {
        let is_other = |r: &Relation| match r.kind.as_str() {
            "worksheet" => false,
            "chartsheet" | "dialogsheet" | "xlMacrosheet" | "xlIntlMacrosheet" => true,
            _ => !r.target.contains("worksheets/"),
        };
        match self.relations.iter().find(|r| r.id == id) {
            Some(r) if is_other(r) => Target::NoCells,
            Some(r) if self.archive.find(&r.target).is_some() => Target::Part(r.target.clone()),
            _ => Target::Missing,
        }
    }

    /// The tabs in workbook order.
    pub fn entries(&mut self) -> Result<Vec<Entry>, Error> {
        let bytes = self.main_part()?.unwrap_or_default();
        let text = decode_part(&bytes);
        let mut entries = Vec::new();
        each_tag(&text, |tag, parents| {
            if tag.name == "sheet" && parents.last() == Some(&"sheets") {
                entries.push(self.entry(tag));
            }
        })?;
        Ok(entries)
    }

    /// The shared strings, runs joined, readings left out; more than `max` are too many, and so are those that take more
    /// bytes, at so many `each`, than are `left` beside their part.
    pub fn strings(&mut self, max: u64, (left, each): (u64, u64)) -> Result<Strings, Error> {
        let Some(bytes) = self.related("sharedStrings")? else {
            return Ok(Strings::default());
        };
        let text = decode_part(&bytes);
        // The part is there as long as its texts are read.
        let room = left.saturating_sub(text.len() as u64) / each;
        let mut tokens = Tokenizer::new(&text);
        let (mut strings, mut all_runs) = (Vec::new(), HashMap::new());
        loop {
            let inside = tokens.depth() == Some(DEPTH_OF_STRINGS);
            if let Some((text, length)) =
                quick_string(tokens.rest()).filter(|_| inside && strings.len() as u64 <= max.min(room))
            {
                tokens.pass_over(length);
                strings.push(text.into());
                continue;
            }
            let Some(token) = tokens.next_token()? else { break };
            if strings.len() as u64 > room {
                return Err(Error::OverLimit { what: Limit::Memory, limit: format!("{} MB", left >> 20) });
            }
            if strings.len() as u64 > max {
                return Err(Error::OverLimit { what: Limit::Texts, limit: max.to_string() });
            }
            match token {
                Token::Start(tag) if tag.name == "si" && tag.empty => strings.push(SharedText::default()),
                Token::Start(tag) if tag.name == "si" => {
                    let mut runs = Vec::new();
                    let text = rich_text(&mut tokens, &mut runs)?;
                    if !runs.is_empty() {
                        all_runs.insert(strings.len(), runs);
                    }
                    strings.push(text.into());
                }
                _ => {}
            }
        }
        Ok(Strings { texts: strings, runs: all_runs })
    }

    /// The number format code of every cell format; `None` when there is no styles part or it cannot be read.
    pub fn number_formats(&mut self) -> Result<Option<Vec<Arc<str>>>, Error> {
        let Some(bytes) = self.related("styles")? else {
            return Ok(None);
        };
        Ok(number_formats(&decode_part(&bytes)).ok())
    }

    /// For each style id: what its font draws, where that is no Unicode. Empty when no font does, or none can be read.
    pub fn drawn(&mut self) -> Result<Vec<Option<Drawn>>, Error> {
        let Some(bytes) = self.related("styles")? else {
            return Ok(Vec::new());
        };
        Ok(drawn(&decode_part(&bytes)).unwrap_or_default())
    }

    /// For each style id: does it lock a cell once its sheet is protected? Empty when no part says so: then all do.
    pub fn locks(&mut self) -> Result<Vec<bool>, Error> {
        let Some(bytes) = self.related("styles")? else {
            return Ok(Vec::new());
        };
        Ok(locks(&decode_part(&bytes)).unwrap_or_default())
    }

    /// For each style id: by how many steps it sets a cell's text in. Empty when none does, or none can be read.
    pub fn indents(&mut self) -> Result<Vec<u8>, Error> {
        let Some(bytes) = self.related("styles")? else {
            return Ok(Vec::new());
        };
        Ok(indents(&decode_part(&bytes)).unwrap_or_default())
    }

    /// Does the package carry our own document property, `xeploai.schema`?
    pub fn is_own_output(&mut self) -> Result<bool, Error> {
        let Some(bytes) = self.part("docProps/custom.xml")? else {
            return Ok(false);
        };
        let mut found = false;
        let walked = each_tag(&decode_part(&bytes), |tag, _| {
            found |= tag.name == "property" && tag.get("name").as_deref() == Some("xeploai.schema");
        });
        Ok(walked.is_ok() && found)
    }

    /// The part of that kind which the main part leads to.
    pub fn related(&mut self, kind: &str) -> Result<Option<Vec<u8>>, Error> {
        let target = self.relations.iter().find(|r| r.kind == kind).map(|r| r.target.clone());
        target.map_or(Ok(None), |name| self.part(&name))
    }

    fn entry(&self, tag: &Tag<'_>) -> Entry {
        let state = match tag.get("state").as_deref() {
            Some("hidden") => State::Hidden,
            Some("veryHidden") => State::VeryHidden,
            _ => State::Visible,
        };
        let id = tag.get_local("id").unwrap_or_default();
        let target = self.tab(&id);
        Entry { name: tag.get("name").unwrap_or_default().into(), state, target }
    }

    pub(super) fn relations_of(&mut self, part: &str) -> Result<Vec<Relation>, Error> {
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(bytes) = self.part(&relations_part(part))? else {
            return Ok(Vec::new());
        };
        let mut relations = Vec::new();
        each_tag(&decode_part(&bytes), |tag, _| {
            if tag.name == "Relationship" && tag.get("TargetMode").as_deref() != Some("External") {
                relations.push(Relation {
                    id: tag.get("Id").unwrap_or_default().into_owned(),
                    kind: last_word(&tag.get("Type").unwrap_or_default()),
                    target: resolved(folder, &tag.get("Target").unwrap_or_default()),
                });
            }
        })?;
        Ok(relations)
    }

    fn kind_of_main(&mut self) -> Result<Kind, Error> {
        let bytes = self.part("[Content_Types].xml")?.unwrap_or_default();
        let (mut own, mut default) = (None, None);
        let extension = self.main.rsplit('.').next().unwrap_or_default().to_lowercase();
        each_tag(&decode_part(&bytes), |tag, _| {
            let content = || tag.get("ContentType").map(|c| c.to_lowercase());
            let named = |name, wanted: &str| {
                tag.get(name).is_some_and(|n| n.trim_start_matches('/').eq_ignore_ascii_case(wanted))
            };
            match tag.name {
                "Override" if named("PartName", &self.main) => own = content(),
                "Default" if named("Extension", &extension) => default = content(),
                _ => {}
            }
        })?;
        let content = own.or(default).unwrap_or_default();
        Ok(kind_of(&content, &self.main))
    }
}

/// Where the relations of a part are written; of the package itself for `""`.
pub(super) fn relations_part(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    format!("{folder}/_rels/{file}.rels")
}

fn kind_of(content: &str, main: &str) -> Kind {
    let has = |word| content.contains(word);
    if has("wordprocessingml") || has("ms-word") {
        Kind::Word
    } else if has("presentationml") || has("ms-powerpoint") {
        Kind::Slides
    } else if has("sheet.binary") || main.to_lowercase().ends_with("workbook.bin") {
        Kind::Binary
    } else if has("spreadsheetml") || has("ms-excel") || main.to_lowercase().ends_with("workbook.xml") {
        Kind::Workbook { macros: has("macroenabled") }
    } else {
        Kind::Other
    }
}

/// Walks a part, giving every start tag with the names of the elements around it.
pub(super) fn each_tag<'a>(text: &'a str, mut see: impl FnMut(&Tag<'a>, &[&'a str])) -> Result<(), Error> {
    let mut tokens = Tokenizer::new(text);
    let mut parents = Vec::new();
    while let Some(token) = tokens.next_token()? {
        match token {
            Token::Start(tag) => {
                see(&tag, &parents);
                if !tag.empty {
                    parents.push(tag.name);
                }
            }
            Token::End(_) => drop(parents.pop()),
            Token::Text(_) => {}
        }
    }
    Ok(())
}

/// `http://…/relationships/worksheet` → `worksheet`, `…/xlMacrosheet` → `xlMacrosheet`.
fn last_word(kind: &str) -> String {
    kind.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A target as a part name: relative to the folder of its source, or from the root when it starts with `/`.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut parts: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|p| !p.is_empty()).collect(),
    };
    for piece in target.split('/') {
        match piece {
            "" | "." => {}
            ".." => drop(parts.pop()),
            piece => parts.push(piece),
        }
    }
    parts.join("/")
}

fn number_formats(text: &str) -> Result<Vec<Arc<str>>, Error> {
    let mut codes: HashMap<u32, Arc<str>> = HashMap::new();
    let mut ids: Vec<u32> = Vec::new();
    each_tag(text, |tag, parents| {
        let number = |name| tag.get(name).and_then(|v| v.trim().parse().ok());
        match (tag.name, parents.last()) {
            ("numFmt", Some(&"numFmts")) => {
                let code = tag.get("formatCode").unwrap_or_default();
                codes.extend(number("numFmtId").map(|id| (id, Arc::from(code))));
            }
            ("xf", Some(&"cellXfs")) => ids.push(number("numFmtId").unwrap_or(0)),
            _ => {}
        }
    })?;
    let code = |id: u32| codes.get(&id).cloned().unwrap_or_else(|| builtin_format(id).into());
    Ok(ids.into_iter().map(code).collect())
}

fn drawn(text: &str) -> Result<Vec<Option<Drawn>>, Error> {
    let mut fonts: Vec<Option<Drawn>> = Vec::new();
    let mut styles = Vec::new();
    each_tag(text, |tag, parents| match (tag.name, parents) {
        ("font", [.., "fonts"]) => fonts.push(None),
        ("name", [.., "fonts", "font"]) => {
            let drawn = tag.get("val").and_then(|name| Drawn::by(&name));
            fonts.last_mut().into_iter().for_each(|font| *font = drawn);
        }
        ("xf", [.., "cellXfs"]) => styles.push(tag.get("fontId").and_then(|id| id.trim().parse::<usize>().ok())),
        _ => {}
    })?;
    let of_style = |font: Option<usize>| fonts.get(font.unwrap_or(0)).copied().flatten();
    let known = fonts.iter().any(Option::is_some);
    Ok(if known { styles.into_iter().map(of_style).collect() } else { Vec::new() })
}

fn locks(text: &str) -> Result<Vec<bool>, Error> {
    let mut locks = Vec::new();
    each_tag(text, |tag, parents| match (tag.name, parents) {
        ("xf", [.., "cellXfs"]) => locks.push(true),
        ("protection", [.., "cellXfs", "xf"]) => {
            let unlocked = tag.get("locked").is_some_and(|on| !super::sheet::is_true(&on));
            locks.last_mut().into_iter().for_each(|lock| *lock = !unlocked);
        }
        _ => {}
    })?;
    Ok(locks)
}

fn indents(text: &str) -> Result<Vec<u8>, Error> {
    let mut indents = Vec::new();
    each_tag(text, |tag, parents| match (tag.name, parents) {
        ("xf", [.., "cellXfs"]) => indents.push(0),
        ("alignment", [.., "cellXfs", "xf"]) => {
            let steps = tag.get("indent").and_then(|steps| steps.trim().parse().ok()).unwrap_or(0);
            indents.last_mut().into_iter().for_each(|indent| *indent = steps);
        }
        _ => {}
    })?;
    Ok(if indents.iter().all(|steps| *steps == 0) { Vec::new() } else { indents })
}

/// The codes of the built-in number formats (ECMA-376 part 1, 18.8.30); `General` for ids it leaves open.
pub fn builtin_format(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 => "$#,##0_);($#,##0)",
        6 => "$#,##0_);[Red]($#,##0)",
        7 => "$#,##0.00_);($#,##0.00)",
        8 => "$#,##0.00_);[Red]($#,##0.00)",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "mm-dd-yy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "m/d/yy h:mm",
        37 => "#,##0 ;(#,##0)",
        38 => "#,##0 ;[Red](#,##0)",
        39 => "#,##0.00;(#,##0.00)",
        40 => "#,##0.00;[Red](#,##0.00)",
        41 => r#"_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)"#,
        42 => r#"_($* #,##0_);_($* \(#,##0\);_($* "-"_);_(@_)"#,
        43 => r#"_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)"#,
        44 => r#"_($* #,##0.00_);_($* \(#,##0.00\);_($* "-"??_);_(@_)"#,
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mmss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => "General",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(bytes: &[u8]) -> Package {
        Package::open(Archive::open(bytes.to_vec()).expect("a zip")).expect("a package")
    }

    #[test]
    fn styles_lock_unless_they_say_otherwise() {
        let styles = "<styleSheet><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/><xf><protection locked='0'/></xf>\
            <xf><alignment/><protection hidden='1'/></xf></cellXfs></styleSheet>";
        assert_eq!(locks(styles), Ok(vec![true, false, true]));
    }

    #[test]
    fn targets_are_resolved() {
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl", "/xl/a.xml"), "xl/a.xml");
        assert_eq!(resolved("xl/worksheets", r"..\a.xml"), "xl/a.xml");
    }

    #[test]
    fn tabs_and_formats_of_a_plain_workbook() {
        let mut package = package(include_bytes!("../../fixtures/reading/plain.xlsx"));
        assert_eq!(package.kind, Kind::Workbook { macros: false });
        let entries = package.entries().expect("readable");
        assert_eq!(&*entries[0].name, "Biểu 1");
        assert_eq!(entries[0].target, Target::Part("xl/worksheets/sheet1.xml".into()));
        let formats = package.number_formats().expect("readable").expect("there");
        assert!(formats.iter().any(|f| &**f == "0.0%"), "{formats:?}");
        assert_eq!(package.is_own_output(), Ok(false));
    }
}
