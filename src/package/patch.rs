//! A package and the cells to change → the package with only those cells changed, or why that cannot be done safely.
//!
//! Every other part keeps its bytes, order and time. `calcChain.xml` goes when a cell loses its formula, and the workbook
//! part asks for recalculation when results hang on what was changed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::copy;
use super::looks::Looks;
use super::markup::{attribute, prefix};
use super::new_sheet::NewSheet;
use super::notes::Notes;
use super::rewrite::rewritten;
use super::sheet::is_true;
use super::table;
use super::workbook::{Kind, Package, Target, each_tag, relations_part};
use super::xml::{Tag, Token, Tokenizer, decode_part};
use super::zip::Archive;
use crate::error::Error;
use crate::finding::{CellRange, CellRef, Message};

/// What a cell holds from now on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// Nothing: a formula whose result is to be computed on opening.
    Nothing,
    /// A number with a point as its decimal sign.
    Number(String),
    /// Text.
    Text(String),
    /// TRUE or FALSE.
    Bool(bool),
    /// An error as Excel shows it.
    Error(String),
}

/// What becomes of one cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// A value, or a formula (without `=`) with its result, stands there from now on.
    Put {
        /// The formula.
        formula: Option<String>,
        /// The value or result.
        content: Content,
    },
    /// The formula stays, its stored result becomes this.
    Result(Content),
}

/// The changes of one sheet.
pub type Changes = BTreeMap<CellRef, Change>;

/// Why a package cannot be patched safely.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// It cannot be read well enough.
    Unreadable(Error),
    /// A part is in another encoding than UTF-8.
    Encoding(String),
    /// It carries a digital signature, which any change breaks.
    Signed,
    /// A discussion hangs on the cell.
    ThreadedComment(CellRef),
    /// The cell names a column of an Excel table, and the column cannot be renamed.
    TableHeader(CellRef),
    /// The cell is part of an array formula or a data table.
    ArrayFormula(CellRef),
    /// The sheet has no part or no cells.
    NoSheet,
    /// The copy, read again, is not what was meant; says where.
    Differs(String),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Unreadable(error)
    }
}

impl Refusal {
    /// The reason in both languages, without a full stop.
    pub fn message(&self) -> Message {
        match self {
            Self::Unreadable(error) => Message::new(error.vi(), error.to_string()),
            Self::Encoding(part) => Message::new(
                format!("phần {part} trong file không ghi theo mã UTF-8"),
                format!("the part {part} is not in UTF-8"),
            ),
            Self::Signed => Message::new(
                "file có chữ ký số, sửa file sẽ làm mất hiệu lực chữ ký",
                "the file carries a digital signature, which any change breaks",
            ),
            Self::ThreadedComment(at) => {
                Message::new(format!("ô {at} có trao đổi ý kiến kèm theo"), format!("a threaded comment hangs on {at}"))
            }
            Self::TableHeader(at) => Message::new(
                format!("ô {at} là tên cột của một Table trong Excel, không đổi được tên cột này"),
                format!("{at} names a column of an Excel table that cannot be renamed"),
            ),
            Self::ArrayFormula(at) => {
                Message::new(format!("ô {at} thuộc một công thức mảng"), format!("{at} is part of an array formula"))
            }
            Self::NoSheet => Message::new("không tìm thấy nội dung của sheet", "the part of a sheet is not there"),
            Self::Differs(place) => Message::new(
                format!("đọc lại bản đã sửa thấy khác dự kiến tại {place}"),
                format!("the copy, read again, is not what was meant at {place}"),
            ),
        }
    }
}

/// What tells in the copy itself that it was changed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Annotations {
    /// Notes by tab.
    pub notes: BTreeMap<usize, Notes>,
    /// A sheet behind all others.
    pub sheet: NewSheet,
}

/// Changes cells by tab and address; `recalculate` asks the program that opens it to compute everything anew.
pub fn patch(bytes: Vec<u8>, changes: &BTreeMap<usize, Changes>, recalculate: bool) -> Result<Vec<u8>, Refusal> {
    patch_annotated(bytes, changes, recalculate, None)
}

/// As [`patch`], with notes and a sheet that tell of it.
pub fn patch_annotated(
    bytes: Vec<u8>,
    changes: &BTreeMap<usize, Changes>,
    recalculate: bool,
    annotations: Option<&Annotations>,
) -> Result<Vec<u8>, Refusal> {
    let mut package = Package::open(Archive::open(bytes)?)?;
    if package.archive.members().iter().any(|m| m.name.trim_start_matches('/').starts_with("_xmlsignatures/")) {
        return Err(Refusal::Signed);
    }
    let entries = package.entries()?;
    let mut copy = Copy::default();
    let mut looks = Looks::of(&mut package, changes.values())?;
    let (mut formula_lost, mut columns) = (false, Vec::new());
    for (tab, cells) in changes {
        let Some(Target::Part(part)) = entries.get(*tab).map(|entry| &entry.target) else {
            return Err(Refusal::NoSheet);
        };
        refuse_places(&mut package, part, cells)?;
        columns.extend(copy.rename_columns(&mut package, part, cells)?);
        copy.change(&mut package, part, |text| {
            let done = rewritten(text, cells, &mut looks)?;
            formula_lost |= done.formula_lost;
            Ok(Some(done.text))
        })?;
    }
    table::refuse_mentions(&mut package, &columns)?;
    if let Some(styles) = looks.styles() {
        let part = package.relations.iter().find(|r| r.kind == "styles").map(|r| r.target.clone());
        copy.change(&mut package, &part.unwrap_or_default(), |_| Ok(Some(styles)))?;
    }
    if formula_lost {
        copy.drop_calculation_chain(&mut package)?;
    }
    if recalculate {
        let main = package.main.clone();
        copy.change(&mut package, &main, |text| Ok(recalculating(text)?))?;
    }
    if let Some(annotations) = annotations {
        for (tab, notes) in &annotations.notes {
            let part = entries.get(*tab).and_then(|entry| entry.part()).ok_or(Refusal::NoSheet)?;
            super::notes::add(&mut copy, &mut package, part, notes)?;
        }
        super::new_sheet::add(&mut copy, &mut package, &entries, &annotations.sheet)?;
    }
    Ok(copy::rewritten(&package.archive, &copy.changed, &copy.dropped, &copy.added)?)
}

/// Bytes that patching some sheets of a package takes: the package and its copy, each part and what becomes of it. `None` for
/// what is no such package.
pub fn weight(bytes: &[u8], sheets: &BTreeSet<&str>) -> Option<u64> {
    if !bytes.starts_with(b"PK") {
        return None;
    }
    let mut package = Archive::open(bytes.to_vec()).and_then(Package::open).ok()?;
    let entries = matches!(package.kind, Kind::Workbook { .. }).then(|| package.entries().ok())??;
    // Of two sheets of one name the second is known by another.
    let known = sheets.iter().all(|name| entries.iter().any(|entry| *entry.name == **name));
    let named = entries.iter().filter(|entry| !known || sheets.contains(&*entry.name));
    let parts = named.filter_map(|entry| package.archive.find(entry.part()?));
    let parts: u64 = parts.map(|member| member.size.saturating_mul(2)).sum();
    Some(parts.saturating_add(3 * bytes.len() as u64))
}

/// Places where a changed cell would leave another part of the package behind.
fn refuse_places(package: &mut Package, part: &str, cells: &Changes) -> Result<(), Refusal> {
    let put = |(at, change): (&CellRef, &Change)| matches!(change, Change::Put { .. }).then_some(*at);
    let cells: Vec<CellRef> = cells.iter().filter_map(put).collect();
    for relation in package.relations_of(part)? {
        if relation.kind != "threadedComment" {
            continue;
        }
        let bytes = package.part(&relation.target)?.unwrap_or_default();
        let mut refusal = None;
        each_tag(&decode_part(&bytes), |tag, _| {
            let place = tag.get("ref").filter(|_| tag.name == "threadedComment");
            let range = place.and_then(|place| CellRange::parse(place.trim()));
            let hit = range.and_then(|range| cells.iter().find(|at| range.contains(**at)));
            refusal = refusal.take().or(hit.map(|at| Refusal::ThreadedComment(*at)));
        })?;
        if let Some(refusal) = refusal {
            return Err(refusal);
        }
    }
    Ok(())
}

/// What is different in the copy, by the name of the member.
#[derive(Default)]
pub(super) struct Copy {
    changed: HashMap<String, Vec<u8>>,
    dropped: HashSet<String>,
    /// New parts by name.
    pub(super) added: Vec<(String, Vec<u8>)>,
}

impl Copy {
    /// Changes the text of a part, unless `new` gives `None`.
    pub(super) fn change(
        &mut self,
        package: &mut Package,
        part: &str,
        new: impl FnOnce(&str) -> Result<Option<String>, Refusal>,
    ) -> Result<(), Refusal> {
        let Some(name) = package.archive.find(part).map(|member| member.name.clone()) else {
            return Err(Refusal::NoSheet);
        };
        let bytes = match self.changed.get(&name) {
            Some(bytes) => bytes.clone(),
            None => package.part(&name)?.unwrap_or_default(),
        };
        let Some(text) = plain_text(&bytes) else {
            return Err(Refusal::Encoding(name));
        };
        let new = new(text)?.map(String::into_bytes);
        let already = self.changed.remove(&name);
        self.changed.extend(new.or(already).map(|new| (name, new)));
        Ok(())
    }

    /// Names the columns of the sheet's tables as their header cells are named from now on.
    fn rename_columns(
        &mut self,
        package: &mut Package,
        part: &str,
        cells: &Changes,
    ) -> Result<Vec<table::Renamed>, Refusal> {
        let mut all = Vec::new();
        for relation in package.relations_of(part)?.into_iter().filter(|relation| relation.kind == "table") {
            let bytes = package.part(&relation.target)?.unwrap_or_default();
            let columns = table::renamed(&decode_part(&bytes), cells)?;
            if !columns.is_empty() {
                self.change(package, &relation.target, |text| Ok(Some(table::with_names(text, &columns)?)))?;
            }
            all.extend(columns);
        }
        Ok(all)
    }

    /// The list of formulas in the order of calculation: optional, and wrong once a formula is gone.
    fn drop_calculation_chain(&mut self, package: &mut Package) -> Result<(), Refusal> {
        let chain = package.relations.iter().find(|r| r.kind == "calcChain").map(|r| r.target.clone());
        let Some(member) = chain.and_then(|chain| package.archive.find(&chain)) else {
            return Ok(());
        };
        let name = member.name.clone();
        let relations = relations_part(&package.main);
        self.change(package, &relations, |text| {
            Ok(without(text, |tag| {
                tag.name == "Relationship" && tag.get("Type").is_some_and(|t| t.ends_with("/calcChain"))
            })?)
        })?;
        self.change(package, "[Content_Types].xml", |text| {
            let named = |part: &str| part.trim_start_matches('/').eq_ignore_ascii_case(name.trim_start_matches('/'));
            Ok(without(text, |tag| tag.name == "Override" && tag.get("PartName").is_some_and(|p| named(&p)))?)
        })?;
        self.dropped.insert(name);
        Ok(())
    }
}

/// The text of a part that is and says it is UTF-8, so that text of any language can be put in.
fn plain_text(bytes: &[u8]) -> Option<&str> {
    let Cow::Borrowed(text) = decode_part(bytes) else {
        return None;
    };
    let head = text.split_once("?>").map_or("", |(head, _)| head).to_ascii_lowercase();
    let declared = head.split_once("encoding").map(|(_, rest)| rest.trim_start_matches([' ', '=', '"', '\'']));
    declared.is_none_or(|encoding| encoding.starts_with("utf-8") || encoding.starts_with("utf8")).then_some(text)
}

/// The text without some elements; `None` when it has none of them.
fn without(text: &str, gone: impl Fn(&Tag<'_>) -> bool) -> Result<Option<String>, Error> {
    let mut tokens = Tokenizer::new(text);
    let mut out = String::with_capacity(text.len());
    let mut kept = 0;
    while let Some(token) = tokens.next_token()? {
        if let Token::Start(tag) = token
            && gone(&tag)
        {
            tokens.skip(&tag)?;
            out.push_str(&text[kept..tag.offset]);
            kept = tokens.position();
        }
    }
    out.push_str(&text[kept..]);
    Ok((kept > 0).then_some(out))
}

/// What may stand before `calcPr` in the workbook part (ECMA-376 part 1, 18.2.27).
const BEFORE_CALC: [&str; 9] = [
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
];

/// The workbook part with `fullCalcOnLoad`; `None` when it has it already.
fn recalculating(text: &str) -> Result<Option<String>, Error> {
    let mut tokens = Tokenizer::new(text);
    let mut place = None;
    while let Some(token) = tokens.next_token()? {
        let Token::Start(tag) = token else { continue };
        if tag.name == "calcPr" {
            return Ok(recalculating_tag(text, &tag, tokens.position()));
        }
        if BEFORE_CALC.contains(&tag.name) {
            tokens.skip(&tag)?;
            place = Some((tokens.position(), prefix(text, &tag)));
        }
    }
    let new = |(at, p): (usize, &str)| format!("{}<{p}calcPr fullCalcOnLoad=\"1\"/>{}", &text[..at], &text[at..]);
    Ok(place.map(new))
}

fn recalculating_tag(text: &str, tag: &Tag<'_>, end: usize) -> Option<String> {
    if tag.get("fullCalcOnLoad").is_some_and(|v| is_true(&v)) {
        return None;
    }
    let others = tag.attributes().filter(|(name, _)| *name != "fullCalcOnLoad");
    let others: String = others.map(|(name, value)| attribute(name, value)).collect();
    let close = if tag.empty { "/>" } else { ">" };
    let p = prefix(text, tag);
    Some(format!("{}<{p}calcPr{others} fullCalcOnLoad=\"1\"{close}{}", &text[..tag.offset], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recalculation_is_asked_for_once() {
        let with = |text: &str| recalculating(text).expect("XML");
        assert_eq!(with("<w><calcPr fullCalcOnLoad='1'/></w>"), None);
        assert_eq!(
            with("<w><calcPr calcId='1' fullCalcOnLoad='0'/><x/></w>").as_deref(),
            Some("<w><calcPr calcId=\"1\" fullCalcOnLoad=\"1\"/><x/></w>")
        );
        assert_eq!(
            with("<x:w><x:sheets><x:sheet/></x:sheets><x:pivotCaches/></x:w>").as_deref(),
            Some("<x:w><x:sheets><x:sheet/></x:sheets><x:calcPr fullCalcOnLoad=\"1\"/><x:pivotCaches/></x:w>")
        );
    }

    #[test]
    fn only_text_that_says_it_is_utf8_is_changed() {
        assert!(plain_text(b"<?xml version='1.0' encoding='UTF-8'?><a/>").is_some());
        assert!(plain_text(b"<a/>").is_some());
        assert!(plain_text(b"<?xml version='1.0' encoding='windows-1252'?><a/>").is_none());
        assert!(plain_text(b"<\0a\0/\0>\0").is_none());
    }

    #[test]
    fn elements_are_taken_out() {
        let text = "<a><b n='1'/><b n='2'><c/></b></a>";
        let gone = without(text, |tag| tag.get("n").as_deref() == Some("2"));
        assert_eq!(gone, Ok(Some("<a><b n='1'/></a>".into())));
    }
}
