//! A copy of a package with one sheet more, behind all others: its part, what names it, and the looks of its cells.

use std::ops::Range;

use super::additions::{DECLARATION, Dialect, appended};
pub use super::list_styles::Look;
use super::list_styles::with_looks;
use super::markup::{joined, prefix};
use super::patch::{Copy, Refusal};
use super::workbook::{Entry, Package, Target};
use super::xml::{Token, Tokenizer, encode};
use crate::error::Error;
use crate::finding::{CellRef, column_name};

/// A sheet of texts.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct NewSheet {
    /// Name on the tab.
    pub name: String,
    /// Widths of the columns, in characters.
    pub widths: Vec<f64>,
    /// Rows from the first on.
    pub rows: Vec<NewRow>,
    /// Rows whose first cell goes over all columns.
    pub merged: Vec<u32>,
    /// Rows that stay in sight.
    pub frozen: u32,
}

/// A row of a [`NewSheet`].
#[derive(Clone, PartialEq, Debug, Default)]
pub struct NewRow {
    /// Height in points.
    pub height: f64,
    /// Cells from the first column on.
    pub cells: Vec<NewCell>,
}

/// A cell of a [`NewSheet`].
#[derive(Clone, PartialEq, Debug)]
pub struct NewCell {
    /// How it looks.
    pub look: Look,
    /// What stands in it.
    pub content: NewContent,
}

/// What stands in a cell of a [`NewSheet`].
#[derive(Clone, PartialEq, Debug)]
pub enum NewContent {
    /// Text, whatever it begins with.
    Text(String),
    /// A number.
    Number(u32),
}

const WORKSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";

/// Adds the sheet.
pub(super) fn add(copy: &mut Copy, package: &mut Package, entries: &[Entry], sheet: &NewSheet) -> Result<(), Refusal> {
    let main = package.main.clone();
    let workbook = copy.text(package, &main)?.ok_or(Refusal::NoSheet)?;
    let dialect = Dialect::of(&workbook)?;
    let looks = add_looks(copy, package)?;
    let folder = main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let part = copy.free_part(package, &format!("{folder}worksheets/sheet"), ".xml")?;
    copy.add(package, &part, WORKSHEET, sheet.part(dialect, looks))?;
    let id = copy.relate(package, &main, (dialect, "worksheet", &part))?;
    copy.change(package, &main, |text| Ok(Some(listed(text, dialect, &sheet.name, &id)?)))?;
    add_title(copy, package, entries, &sheet.name)
}

/// The number of the first look; `None` where the package has no styles to add to.
fn add_looks(copy: &mut Copy, package: &mut Package) -> Result<Option<usize>, Refusal> {
    let styles = package.relations.iter().find(|r| r.kind == "styles").map(|r| r.target.clone());
    let Some(styles) = styles.filter(|styles| package.archive.find(styles).is_some()) else {
        return Ok(None);
    };
    let mut first = None;
    copy.change(package, &styles, |text| {
        let done = with_looks(text)?;
        first = done.as_ref().map(|(_, first)| *first);
        Ok(done.map(|(text, _)| text))
    })?;
    Ok(first)
}

/// The workbook part with one sheet more.
fn listed(text: &str, dialect: Dialect, name: &str, id: &str) -> Result<String, Refusal> {
    let mut tokens = Tokenizer::new(text);
    let mut ids = Vec::new();
    let mut inside = false;
    while let Some(token) = tokens.next_token()? {
        match token {
            Token::Start(tag) if tag.name == "sheets" => inside = !tag.empty,
            Token::Start(tag) if inside && tag.name == "sheet" => {
                ids.extend(tag.get("sheetId").and_then(|id| id.trim().parse::<u32>().ok()));
            }
            Token::End("sheets") => inside = false,
            _ => {}
        }
    }
    // Excel knows ids up to 65,534.
    let next = ids.iter().max().map_or(1, |last| last.saturating_add(1));
    let free = Some(next).filter(|next| *next < 65_535).or_else(|| (1..65_535).find(|n| !ids.contains(n)));
    let sheet_id = free.ok_or(Refusal::NoSheet)?;
    let relation = dialect.id_attribute(text, id)?;
    let name = quoted(name);
    let new = |p: &str| format!("<{p}sheet name=\"{name}\" sheetId=\"{sheet_id}\"{relation}/>");
    appended(text, "sheets", 0, new)?.ok_or(Refusal::NoSheet)
}

fn quoted(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The document properties list the sheets; where they agree with the workbook, they do so afterwards.
fn add_title(copy: &mut Copy, package: &mut Package, entries: &[Entry], name: &str) -> Result<(), Refusal> {
    let known = package.relations_of("")?.into_iter().find(|r| r.kind == "extended-properties");
    let Some(part) = known.map(|r| r.target).filter(|part| package.archive.find(part).is_some()) else {
        return Ok(());
    };
    let sheets: Vec<&str> = entries.iter().filter(|e| e.target != Target::NoCells).map(|e| &*e.name).collect();
    copy.change(package, &part, |text| Ok(titled(text, &sheets, name)?))
}

/// The properties with one title more; `None` when they do not begin with these sheets.
fn titled(text: &str, sheets: &[&str], name: &str) -> Result<Option<String>, Error> {
    let mut tokens = Tokenizer::new(text);
    let mut within = "";
    let mut count = None;
    let mut titles: Vec<(String, usize)> = Vec::new();
    let mut tag_of_title = "";
    while let Some(token) = tokens.next_token()? {
        match token {
            Token::Start(tag) if matches!(tag.name, "HeadingPairs" | "TitlesOfParts") => within = tag.name,
            Token::End("HeadingPairs" | "TitlesOfParts") => within = "",
            Token::Start(tag) if within == "HeadingPairs" && tag.name == "i4" && count.is_none() => {
                let start = tokens.position();
                let number = tokens.text_of(&tag)?.trim().parse::<usize>().ok();
                let end = start + text[start..].find('<').unwrap_or(0);
                count = Some((number, start..end));
            }
            Token::Start(tag) if within == "TitlesOfParts" && tag.name == "lpstr" => {
                tag_of_title = prefix(text, &tag);
                let title = tokens.text_of(&tag)?.into_owned();
                titles.push((title, tokens.position()));
            }
            _ => {}
        }
    }
    let agree = titles.len() >= sheets.len() && titles.iter().zip(sheets).all(|(title, sheet)| title.0 == *sheet);
    let (Some((Some(number), place)), Some(last), true) = (count, sheets.len().checked_sub(1), agree) else {
        return Ok(None);
    };
    let Some(size) = size_of_titles(text, titles.len()).filter(|_| number == sheets.len()) else {
        return Ok(None);
    };
    let (p, behind) = (tag_of_title, titles[last].1);
    Ok(Some(joined(
        text,
        vec![
            (place, (number + 1).to_string()),
            (size, format!("size=\"{}\"", titles.len() + 1)),
            (behind..behind, format!("<{p}lpstr>{}</{p}lpstr>", quoted(name))),
        ],
    )))
}

/// Where the vector of titles says how many it has.
fn size_of_titles(text: &str, count: usize) -> Option<Range<usize>> {
    let start = text.find("TitlesOfParts")?;
    let sizes = [format!("size=\"{count}\""), format!("size='{count}'")];
    let place = |size: &String| text[start..].find(size.as_str()).map(|at| start + at..start + at + size.len());
    sizes.iter().find_map(place)
}

impl NewSheet {
    /// The worksheet part: A4 landscape, one page wide.
    fn part(&self, dialect: Dialect, looks: Option<usize>) -> String {
        let last = column_name((self.widths.len() as u32).saturating_sub(1));
        let columns: String = (1..)
            .zip(&self.widths)
            .map(|(n, width)| format!("<col min=\"{n}\" max=\"{n}\" width=\"{width}\" customWidth=\"1\"/>"))
            .collect();
        let rows: String = (0..).zip(&self.rows).map(|(index, row)| row.text(index, looks)).collect();
        let merged: String =
            self.merged.iter().map(|row| format!("<mergeCell ref=\"A{0}:{last}{0}\"/>", row + 1)).collect();
        let below = self.frozen + 1;
        format!(
            "{DECLARATION}<worksheet xmlns=\"{}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>\
             <dimension ref=\"A1:{last}{}\"/><sheetViews><sheetView workbookViewId=\"0\">\
             <pane ySplit=\"{}\" topLeftCell=\"A{below}\" activePane=\"bottomLeft\" state=\"frozen\"/>\
             <selection pane=\"bottomLeft\" activeCell=\"A{below}\" sqref=\"A{below}\"/></sheetView></sheetViews>\
             <sheetFormatPr defaultRowHeight=\"15\"/><cols>{columns}</cols><sheetData>{rows}</sheetData>\
             <mergeCells count=\"{}\">{merged}</mergeCells>\
             <pageMargins left=\"0.5\" right=\"0.4\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>\
             <pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/>\
             <headerFooter><oddFooter>&amp;C&amp;\"Times New Roman,Regular\"&amp;10Trang &amp;P/&amp;N</oddFooter></headerFooter>\
             </worksheet>",
            dialect.main,
            self.rows.len(),
            self.frozen,
            self.merged.len(),
        )
    }
}

impl NewRow {
    fn text(&self, index: u32, looks: Option<usize>) -> String {
        let cells: String = (0..).zip(&self.cells).map(|(column, cell)| cell.text(index, column, looks)).collect();
        format!("<row r=\"{}\" ht=\"{}\" customHeight=\"1\">{cells}</row>", index + 1, self.height)
    }
}

impl NewCell {
    fn text(&self, row: u32, column: u32, looks: Option<usize>) -> String {
        let at = CellRef::new(row, column);
        let style = looks.map_or(String::new(), |first| format!(" s=\"{}\"", first + self.look.number()));
        match &self.content {
            NewContent::Number(number) => format!("<c r=\"{at}\"{style}><v>{number}</v></c>"),
            NewContent::Text(text) if text.is_empty() => format!("<c r=\"{at}\"{style}/>"),
            NewContent::Text(text) => format!(
                "<c r=\"{at}\"{style} t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                encode(text)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_listed_under_a_free_id() {
        let with = |text: &str| listed(text, Dialect::of(text).expect("XML"), "A & \"B\"", "rId9").expect("listed");
        let names = "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
        assert_eq!(
            with(&format!("<w {names}><sheets><sheet name='x' sheetId='7' r:id='rId1'/></sheets><definedNames/></w>")),
            format!(
                "<w {names}><sheets><sheet name='x' sheetId='7' r:id='rId1'/>\
                 <sheet name=\"A &amp; &quot;B&quot;\" sheetId=\"8\" r:id=\"rId9\"/></sheets><definedNames/></w>"
            )
        );
        let full = with("<x:w><x:sheets><x:sheet sheetId='65534'/><x:sheet sheetId='1'/></x:sheets></x:w>");
        assert!(full.contains("<x:sheet name=\"A &amp; &quot;B&quot;\" sheetId=\"2\" xmlns:r="), "{full}");
    }

    #[test]
    fn titles_follow_where_they_agree() {
        let text = |count: u32, first: &str| {
            format!(
                "<P><HeadingPairs><vt:vector size=\"4\"><vt:variant><vt:lpstr>Worksheets</vt:lpstr></vt:variant><vt:variant><vt:i4>{count}</vt:i4></vt:variant>\
                 <vt:variant><vt:lpstr>Charts</vt:lpstr></vt:variant><vt:variant><vt:i4>1</vt:i4></vt:variant></vt:vector></HeadingPairs>\
                 <TitlesOfParts><vt:vector size=\"3\" baseType=\"lpstr\"><vt:lpstr>{first}</vt:lpstr><vt:lpstr>b</vt:lpstr><vt:lpstr>chart</vt:lpstr></vt:vector></TitlesOfParts></P>"
            )
        };
        let done = titled(&text(2, "a &amp; c"), &["a & c", "b"], "new").expect("XML").expect("they agree");
        assert!(done.contains("<vt:i4>3</vt:i4>") && done.contains("<vt:i4>1</vt:i4>"), "{done}");
        assert!(
            done.contains("size=\"4\" baseType")
                && done.contains("<vt:lpstr>b</vt:lpstr><vt:lpstr>new</vt:lpstr><vt:lpstr>chart"),
            "{done}"
        );
        assert_eq!(titled(&text(3, "a"), &["a", "b"], "new"), Ok(None));
        assert_eq!(titled(&text(2, "other"), &["a", "b"], "new"), Ok(None));
        assert_eq!(titled("<P/>", &["a"], "new"), Ok(None));
    }
}
