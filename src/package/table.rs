//! A table part and the changes of its sheet → the part with its columns named as their header cells are. Excel repairs a
//! workbook in which the two differ.

use super::markup::{attribute, joined, raw_name};
use super::patch::{Change, Changes, Content, Refusal};
use super::workbook::{Package, each_tag};
use super::xml::{Tag, Token, Tokenizer, decode, decode_part, encode, unescape};
use crate::error::Error;
use crate::finding::{CellRange, CellRef};

/// A column that gets another name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Renamed {
    pub(super) at: CellRef,
    old: String,
    new: String,
}

/// Letters a name may have.
const NAME_MAX: usize = 255;

/// The columns whose header cells change. [`Refusal::TableHeader`] where a table cannot have that name, or where something
/// else hangs on the column.
pub(super) fn renamed(text: &str, changes: &Changes) -> Result<Vec<Renamed>, Refusal> {
    let Some(header) = header_row(text)? else { return Ok(Vec::new()) };
    let cells: Vec<CellRef> = changes.keys().copied().filter(|at| header.contains(*at)).collect();
    let mut names = Vec::new();
    let mut bound = Vec::new();
    each_tag(text, |tag, _| match tag.name {
        "tableColumn" => {
            names.push(name_of(tag));
            bound.push(tag.get("queryTableFieldId").is_some());
        }
        "xmlColumnPr" => bound.iter_mut().last().into_iter().for_each(|bound| *bound = true),
        _ => {}
    })?;
    let mut all = Vec::new();
    for at in cells {
        let refusal = Refusal::TableHeader(at);
        let index = (at.column - header.start.column) as usize;
        let new = new_name(changes.get(&at)).ok_or_else(|| refusal.clone())?;
        if bound.get(index) != Some(&false) {
            return Err(refusal);
        }
        all.push(Renamed { at, old: std::mem::replace(&mut names[index], new.clone()), new });
    }
    let twice = |name: &str| names.iter().filter(|other| other.to_lowercase() == name.to_lowercase()).count() > 1;
    match all.iter().find(|column| twice(&column.new)) {
        Some(column) => Err(Refusal::TableHeader(column.at)),
        None => Ok(all),
    }
}

/// The row of the column names; `None` for a table without.
fn header_row(text: &str) -> Result<Option<CellRange>, Error> {
    let mut header = None;
    each_tag(text, |tag, parents| {
        if tag.name == "table" && parents.is_empty() && tag.get("headerRowCount").as_deref() != Some("0") {
            header = tag.get("ref").and_then(|range| CellRange::parse(range.trim()));
        }
    })?;
    Ok(header.map(|all| CellRange::new(all.start, CellRef::new(all.start.row, all.end.column))))
}

fn name_of(tag: &Tag<'_>) -> String {
    tag.get("name").map_or(String::new(), |name| unescape(name).into_owned())
}

/// A name is text, and not empty.
fn new_name(change: Option<&Change>) -> Option<String> {
    match change? {
        Change::Put { formula: None, content: Content::Text(text) } | Change::Result(Content::Text(text)) => {
            Some(text.clone()).filter(|text| !text.trim().is_empty() && text.chars().count() <= NAME_MAX)
        }
        _ => None,
    }
}

/// The part with the new names, which are told by the column they stand in.
pub(super) fn with_names(text: &str, columns: &[Renamed]) -> Result<String, Error> {
    let first = header_row(text)?.map_or(0, |header| header.start.column);
    let mut tokens = Tokenizer::new(text);
    let (mut pieces, mut index) = (Vec::new(), first);
    while let Some(token) = tokens.next_token()? {
        let Token::Start(tag) = token else { continue };
        if tag.name != "tableColumn" {
            continue;
        }
        if let Some(column) = columns.iter().find(|column| column.at.column == index) {
            let new = encode(&column.new).replace('\n', "_x000a_").replace('\t', "_x0009_").replace('"', "&quot;");
            let value = |(name, value)| attribute(name, if name == "name" { &new } else { value });
            let attributes: String = tag.attributes().map(value).collect();
            let close = if tag.empty { "/>" } else { ">" };
            let name = raw_name(&text[tag.offset..]);
            pieces.push((tag.offset..tokens.position(), format!("<{name}{attributes}{close}")));
        }
        index += 1;
    }
    Ok(joined(text, pieces))
}

/// Refuses where a formula names a column in brackets, or a pivot table, slicer or query goes by its name.
pub(super) fn refuse_mentions(package: &mut Package, columns: &[Renamed]) -> Result<(), Refusal> {
    if columns.is_empty() {
        return Ok(());
    }
    let parts = package.archive.members().iter().map(|member| member.name.clone());
    let formulas = |name: &String| name.ends_with(".xml") && !name.ends_with("sharedStrings.xml");
    for part in parts.filter(formulas).collect::<Vec<_>>() {
        let bytes = package.part(&part)?.unwrap_or_default();
        let text = decode_part(&bytes);
        let plain = plain(&unescape(decode(&text)));
        let formula = |column: &&Renamed| plain.contains(&format!("[{}]", self::plain(&column.old)));
        if let Some(column) = columns.iter().find(formula).or(named(&text, columns)?) {
            return Err(Refusal::TableHeader(column.at));
        }
    }
    Ok(())
}

/// A formula marks brackets and the like in a name, and may break lines anywhere: without all that, and in small letters.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\'').flat_map(char::to_lowercase).collect()
}

/// The column by whose name the part goes: that of a cache, a slicer or a query.
fn named<'c>(text: &str, columns: &'c [Renamed]) -> Result<Option<&'c Renamed>, Error> {
    let mut found = None;
    each_tag(text, |tag, _| {
        let name = match tag.name {
            "cacheField" | "queryTableField" => tag.get("name"),
            "slicerCacheDefinition" => tag.get("sourceName"),
            _ => None,
        };
        let name = name.map(|name| plain(&unescape(name)));
        found = found.or(columns.iter().find(|column| name.as_ref() == Some(&plain(&column.old))));
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &str = "<table ref='B2:D9' name='T'><autoFilter ref='B2:D9'/><tableColumns count='3'>\
        <tableColumn id='1' name='TT'/><tableColumn id='2' name='Tªn_x000a_®¬n vÞ' totalsRowLabel=\"x\"/>\
        <tableColumn id='3' name='Sè'><calculatedColumnFormula>1</calculatedColumnFormula></tableColumn>\
        </tableColumns></table>";

    fn text(cells: &[(&str, &str)]) -> Changes {
        let put = |text: &str| Change::Put { formula: None, content: Content::Text(text.into()) };
        cells.iter().map(|(at, text)| (CellRef::parse(at).expect("an address"), put(text))).collect()
    }

    fn refused(cells: &[(&str, &str)]) -> Option<Refusal> {
        renamed(PART, &text(cells)).err()
    }

    #[test]
    fn a_column_is_named_as_its_header() {
        let columns = renamed(PART, &text(&[("C2", "Tên\nđơn \"vị\""), ("D2", "Số"), ("C3", "x")])).expect("names");
        let new = with_names(PART, &columns).expect("XML");
        let wanted = PART
            .replace(
                "<tableColumn id='2' name='Tªn_x000a_®¬n vÞ'",
                "<tableColumn id=\"2\" name=\"Tên_x000a_đơn &quot;vị&quot;\"",
            )
            .replace("<tableColumn id='3' name='Sè'>", "<tableColumn id=\"3\" name=\"Số\">");
        assert_eq!(new, wanted);
        assert_eq!(renamed(PART, &text(&[("C3", "x"), ("E2", "y")])), Ok(Vec::new()));
        assert_eq!(renamed(&PART.replace("name='T'", "headerRowCount='0'"), &text(&[("C2", "x")])), Ok(Vec::new()));
    }

    #[test]
    fn names_that_a_table_cannot_have_are_refused() {
        let at = |text: &str| Some(Refusal::TableHeader(CellRef::parse(text).expect("an address")));
        assert_eq!(refused(&[("C2", "tt")]), at("C2"));
        assert_eq!(refused(&[("C2", " ")]), at("C2"));
        assert_eq!(refused(&[("D2", &"x".repeat(256))]), at("D2"));
        assert_eq!(refused(&[("B2", "Sè"), ("D2", "TT")]), None, "exchanged");
        let number = Change::Put { formula: None, content: Content::Number("1".into()) };
        assert_eq!(renamed(PART, &[(CellRef::new(1, 1), number)].into()).err(), at("B2"));
        let bound = PART.replace("id='3'", "id='3' queryTableFieldId='1'");
        assert_eq!(renamed(&bound, &text(&[("D2", "x")])).err(), at("D2"));
    }
}
