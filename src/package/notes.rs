//! The notes of a sheet (its legacy comments): read, and a copy with notes added. Existing notes stay, ours go below them.

use std::collections::{BTreeMap, BTreeSet};

use super::additions::{DECLARATION, Dialect, appended, inserted};
use super::markup::prefix;
use super::patch::{Copy, Refusal};
use super::vml::{Boxes, Grid, blocks, drawing, extended};
use super::workbook::{Package, Relation};
use super::xml::{Tag, Token, Tokenizer, decode_part, encode, unescape};
use super::zip::Archive;
use crate::error::Error;
use crate::finding::CellRef;

/// Notes by cell.
pub type Notes = BTreeMap<CellRef, String>;

/// Who is named as their author: nobody.
pub const AUTHOR: &str = "Kiểm tra";

const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

/// Elements of a worksheet that may stand before `legacyDrawing` (ECMA-376 part 1, 18.3.1.99).
const BEFORE_DRAWING: [&str; 29] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "drawing",
];

/// The notes of some tabs of an xlsx file, in the order asked for.
pub fn of_tabs(bytes: Vec<u8>, tabs: &[usize]) -> Result<Vec<Notes>, Error> {
    let mut package = Package::open(Archive::open(bytes)?)?;
    let entries = package.entries()?;
    tabs.iter()
        .map(|tab| entries.get(*tab).and_then(|e| e.part()).map_or(Ok(Notes::new()), |p| of(&mut package, p)))
        .collect()
}

fn of(package: &mut Package, part: &str) -> Result<Notes, Error> {
    let comments = package.relations_of(part)?.into_iter().find(|r| r.kind == "comments");
    let Some(bytes) = comments.map_or(Ok(None), |r| package.part(&r.target))? else {
        return Ok(Notes::new());
    };
    let list = List::read(&decode_part(&bytes))?;
    Ok(list.notes.into_iter().map(|(at, note)| (at, note.text)).collect())
}

/// Adds notes to the sheet of a part.
pub(super) fn add(copy: &mut Copy, package: &mut Package, part: &str, notes: &Notes) -> Result<(), Refusal> {
    if notes.is_empty() {
        return Ok(());
    }
    let sheet = copy.text(package, part)?.ok_or(Refusal::NoSheet)?;
    let place = Place {
        part,
        dialect: Dialect::of(&sheet)?,
        grid: Grid::of(&sheet)?,
        relations: package.relations_of(part)?,
        drawing_id: drawing_id(&sheet)?,
    };
    let there = place.add_texts(copy, package, notes)?;
    place.add_boxes(copy, package, notes, &there)
}

/// A sheet, and what hangs on it.
struct Place<'p> {
    part: &'p str,
    dialect: Dialect,
    grid: Grid,
    relations: Vec<Relation>,
    /// The relation its notes are drawn by.
    drawing_id: Option<String>,
}

impl Place<'_> {
    /// The part with the texts; gives the notes that were there, by cell.
    fn add_texts(&self, copy: &mut Copy, package: &mut Package, notes: &Notes) -> Result<Notes, Refusal> {
        let target = self.relations.iter().find(|r| r.kind == "comments").map(|r| r.target.clone());
        if let Some(target) = target.clone().filter(|target| package.archive.find(target).is_some()) {
            let mut there = Notes::new();
            copy.change(package, &target, |text| {
                let list = List::read(text)?;
                if let Some(at) = notes.keys().find(|at| list.notes.get(at).is_some_and(|note| note.threaded)) {
                    return Err(Refusal::ThreadedComment(*at));
                }
                there = list.notes.iter().map(|(at, note)| (*at, note.text.clone())).collect();
                Ok(Some(list.extended(text, notes)?))
            })?;
            return Ok(there);
        }
        let related = target.is_some();
        let before = format!("{}comments", self.folder(package));
        let name = match target {
            Some(target) => target,
            None => copy.free_part(package, &before, ".xml")?,
        };
        let list: String = notes.iter().map(|(at, text)| comment("", *at, 0, text)).collect();
        let text = format!(
            "{DECLARATION}<comments xmlns=\"{}\"><authors><author>{AUTHOR}</author></authors>\
             <commentList>{list}</commentList></comments>",
            self.dialect.main
        );
        copy.add(package, &name, COMMENTS, text)?;
        if !related {
            copy.relate(package, self.part, (self.dialect, "comments", &name))?;
        }
        Ok(Notes::new())
    }

    /// The drawing with the boxes.
    fn add_boxes(&self, copy: &mut Copy, package: &mut Package, notes: &Notes, there: &Notes) -> Result<(), Refusal> {
        let drawn = self.drawing_id.as_ref().and_then(|id| self.relations.iter().find(|r| r.id == *id));
        let mut boxes = Boxes::default();
        for (at, text) in notes {
            let list = if there.contains_key(at) { &mut boxes.longer } else { &mut boxes.new };
            list.push((*at, text.as_str()));
        }
        if let Some(drawn) = drawn.filter(|drawn| package.archive.find(&drawn.target).is_some()) {
            let grid = &self.grid;
            return copy.change(package, &drawn.target, |text| {
                extended(text, &boxes, grid).map(Some).ok_or_else(|| cut("the drawing of the notes is cut"))
            });
        }
        // Nothing draws the notes that were there: a program that makes boxes itself wrote them.
        let others = there.iter().filter(|(at, _)| !notes.contains_key(at));
        boxes.new.extend(others.map(|(at, text)| (*at, text.as_str())));
        let text = drawing(&boxes, &self.grid, free_block(copy, package)?);
        let before = format!("{}drawings/vmlDrawing", self.folder(package));
        let name = match drawn {
            Some(dangling) => dangling.target.clone(),
            None => copy.free_part(package, &before, ".vml")?,
        };
        copy.add(package, &name, DRAWING, text)?;
        if drawn.is_some() {
            return Ok(());
        }
        let id = copy.relate(package, self.part, (self.dialect, "vmlDrawing", &name))?;
        let dialect = self.dialect;
        copy.change(package, self.part, |text| Ok(Some(with_drawing(text, dialect, &id)?)))
    }

    /// Where new parts go: beside the workbook part.
    fn folder(&self, package: &Package) -> String {
        package.main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"))
    }
}

fn cut(what: &str) -> Refusal {
    Refusal::Unreadable(Error::Damaged(what.into()))
}

/// The first block of numbers that no drawing of the package has taken.
fn free_block(copy: &Copy, package: &mut Package) -> Result<usize, Error> {
    let is_drawing = |name: &str| name.to_lowercase().ends_with(".vml");
    let names: Vec<String> =
        package.archive.members().iter().map(|m| m.name.clone()).filter(|n| is_drawing(n)).collect();
    let added = copy.added.iter().filter(|(name, _)| is_drawing(name));
    let mut taken: Vec<usize> = added.flat_map(|(_, text)| blocks(&decode_part(text))).collect();
    for name in names {
        taken.extend(blocks(&decode_part(&package.part(&name)?.unwrap_or_default())));
    }
    Ok(taken.into_iter().max().map_or(1, |last| last.saturating_add(1)))
}

/// The relation that `legacyDrawing` names.
fn drawing_id(sheet: &str) -> Result<Option<String>, Error> {
    let mut found = None;
    each_child(sheet, |tag, _| {
        if tag.name == "legacyDrawing" {
            found = tag.get_local("id").map(|id| id.into_owned());
        }
    })?;
    Ok(found)
}

/// The worksheet with `legacyDrawing` where the schema wants it.
fn with_drawing(sheet: &str, dialect: Dialect, id: &str) -> Result<String, Refusal> {
    let mut place = None;
    let mut dangling = false;
    each_child(sheet, |tag, end| {
        dangling |= tag.name == "legacyDrawing";
        if BEFORE_DRAWING.contains(&tag.name) {
            place = Some((end, prefix(sheet, tag).to_owned()));
        }
    })?;
    let (end, p) = place.filter(|_| !dangling).ok_or(Refusal::NoSheet)?;
    let id = dialect.id_attribute(sheet, id)?;
    Ok(inserted(sheet, vec![(end, format!("<{p}legacyDrawing{id}/>"))]))
}

/// The children of the outermost element, each with where it ends.
fn each_child<'a>(text: &'a str, mut see: impl FnMut(&Tag<'a>, usize)) -> Result<(), Error> {
    let mut tokens = Tokenizer::new(text);
    let mut inside = false;
    while let Some(token) = tokens.next_token()? {
        let Token::Start(tag) = token else { continue };
        if inside {
            tokens.skip(&tag)?;
            see(&tag, tokens.position());
        }
        inside = true;
    }
    Ok(())
}

/// A note of the part.
struct Note {
    /// Its text, runs joined.
    text: String,
    /// Is it the shadow of a discussion, for programs that know none?
    threaded: bool,
    /// Where its `text` element begins and ends, whether it is empty, and its prefix.
    start: usize,
    end: usize,
    empty: bool,
    prefix: String,
    /// A text outside runs: where it begins and ends.
    bare: Option<(usize, usize)>,
    /// Behind its last run.
    runs_end: usize,
}

/// The part with the texts, and where things stand in it.
struct List {
    authors: Vec<String>,
    notes: BTreeMap<CellRef, Note>,
}

impl List {
    fn read(text: &str) -> Result<Self, Error> {
        let mut list = Self { authors: Vec::new(), notes: BTreeMap::new() };
        let mut tokens = Tokenizer::new(text);
        let mut current: Option<(CellRef, bool)> = None;
        while let Some(token) = tokens.next_token()? {
            let Token::Start(tag) = token else { continue };
            match tag.name {
                "author" => list.authors.push(tokens.text_of(&tag)?.into_owned()),
                "comment" => {
                    let author = tag.get("authorId").and_then(|id| id.trim().parse::<usize>().ok());
                    let name = author.and_then(|id| list.authors.get(id));
                    let threaded = name.is_some_and(|name| name.starts_with("tc="));
                    current = tag.get("ref").and_then(|r| CellRef::parse(r.trim())).map(|at| (at, threaded));
                }
                "text" => {
                    let note = Note::read(text, &mut tokens, &tag)?;
                    if let Some((at, threaded)) = current.take() {
                        list.notes.entry(at).or_insert(Note { threaded, ..note });
                    }
                }
                _ => {}
            }
        }
        Ok(list)
    }

    /// The part with more notes, and more text in those it has.
    fn extended(&self, text: &str, notes: &Notes) -> Result<String, Refusal> {
        let mut pieces = Vec::new();
        let mut replaced = None;
        for (at, more) in notes {
            let Some(note) = self.notes.get(at) else { continue };
            match note.empty {
                true => replaced = replaced.or(Some((note, more))),
                false => pieces.extend(note.longer(more)),
            }
        }
        if let Some((note, more)) = replaced {
            // An element that is written empty is opened first; everything else then follows from its new text.
            let (p, tail) = (&note.prefix, &text[note.end..]);
            let opened = format!("{}<{p}text>{}</{p}text>{tail}", &text[..note.start], run(p, more));
            let rest = |(at, _): &(&CellRef, &String)| self.notes.get(at).is_none_or(|n| n.start != note.start);
            let rest: Notes = notes.iter().filter(rest).map(|(at, text)| (*at, text.clone())).collect();
            return Self::read(&opened)?.extended(&opened, &rest);
        }
        let longer = inserted(text, pieces);
        let new: BTreeSet<&CellRef> = notes.keys().filter(|at| !self.notes.contains_key(at)).collect();
        if new.is_empty() {
            return Ok(longer);
        }
        let broken = || cut("the part with the notes has no list of them");
        let known = self.authors.iter().position(|author| author == AUTHOR);
        let with_author = match known {
            Some(_) => longer,
            None => {
                appended(&longer, "authors", 0, |p| format!("<{p}author>{AUTHOR}</{p}author>"))?.ok_or_else(broken)?
            }
        };
        let author = known.unwrap_or(self.authors.len());
        let list = |p: &str| new.iter().map(|at| comment(p, **at, author, &notes[at])).collect::<String>();
        appended(&with_author, "commentList", 0, list)?.ok_or_else(broken)
    }
}

impl Note {
    fn read<'a>(text: &'a str, tokens: &mut Tokenizer<'a>, tag: &Tag<'a>) -> Result<Self, Error> {
        let mut note = Self {
            text: String::new(),
            threaded: false,
            start: tag.offset,
            end: tokens.position(),
            empty: tag.empty,
            prefix: prefix(text, tag).to_owned(),
            bare: None,
            runs_end: tokens.position(),
        };
        if tag.empty {
            return Ok(note);
        }
        loop {
            match tokens.next_token()? {
                Some(Token::Start(child)) if child.name == "t" => {
                    note.text += &unescape(tokens.text_of(&child)?);
                    note.runs_end = tokens.position();
                    note.bare = Some((child.offset, note.runs_end));
                }
                Some(Token::Start(child)) if child.name == "r" => {
                    note.text += &run_text(tokens, &child)?;
                    note.runs_end = tokens.position();
                }
                Some(Token::Start(child)) => tokens.skip(&child)?,
                Some(Token::Text(_)) => {}
                Some(Token::End(_)) | None => break,
            }
        }
        note.end = tokens.position();
        Ok(note)
    }

    /// What is put in where, so that more text stands below. A text outside runs becomes one: beside runs it would not
    /// be shown.
    fn longer(&self, more: &str) -> Vec<(usize, String)> {
        let p = &self.prefix;
        let gap = if self.text.trim().is_empty() { "" } else { "\n\n" };
        let added = run(p, &format!("{gap}{more}"));
        match self.bare {
            Some((start, end)) if end == self.runs_end => {
                vec![(start, format!("<{p}r>")), (end, format!("</{p}r>{added}"))]
            }
            Some((start, end)) => {
                vec![(start, format!("<{p}r>")), (end, format!("</{p}r>")), (self.runs_end, added)]
            }
            None => vec![(self.runs_end, added)],
        }
    }
}

fn run_text<'a>(tokens: &mut Tokenizer<'a>, run: &Tag<'a>) -> Result<String, Error> {
    let mut text = String::new();
    if run.empty {
        return Ok(text);
    }
    loop {
        match tokens.next_token()? {
            Some(Token::Start(child)) if child.name == "t" => text += &unescape(tokens.text_of(&child)?),
            Some(Token::Start(child)) => tokens.skip(&child)?,
            Some(Token::Text(_)) => {}
            Some(Token::End(_)) | None => return Ok(text),
        }
    }
}

/// Text in the small type Excel gives to notes.
fn run(p: &str, text: &str) -> String {
    format!(
        "<{p}r><{p}rPr><{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"Tahoma\"/><{p}family val=\"2\"/></{p}rPr>\
         <{p}t xml:space=\"preserve\">{}</{p}t></{p}r>",
        encode(text)
    )
}

fn comment(p: &str, at: CellRef, author: usize, text: &str) -> String {
    format!("<{p}comment ref=\"{at}\" authorId=\"{author}\"><{p}text>{}</{p}text></{p}comment>", run(p, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> CellRef {
        CellRef::parse(text).expect("an address")
    }

    fn read(text: &str) -> Vec<(String, String)> {
        let list = List::read(text).expect("XML");
        list.notes.into_iter().map(|(at, note)| (at.to_string(), note.text)).collect()
    }

    #[test]
    fn existing_notes_are_kept_and_grow() {
        let text = "<x:comments><x:authors><x:author>An</x:author></x:authors><x:commentList>\
            <x:comment ref='A1' authorId='0'><x:text><x:t>cũ</x:t></x:text></x:comment>\
            <x:comment ref='B1' authorId='0'><x:text><x:r><x:rPr><x:b/></x:rPr><x:t>đậm</x:t></x:r><x:phoneticPr fontId='1'/></x:text></x:comment>\
            <x:comment ref='C1' authorId='0'><x:text/></x:comment><x:comment ref='D1' authorId='0'><x:text/></x:comment>\
            <x:comment ref='E1' authorId='0'><x:text><x:t>khác</x:t></x:text></x:comment></x:commentList></x:comments>";
        let notes: Notes = ["A1", "B1", "C1", "D1", "F2"].map(|cell| (at(cell), "mới <&>".to_owned())).into();
        let list = List::read(text).expect("XML");
        let longer = list.extended(text, &notes).expect("not refused");
        let pairs: Vec<(String, String)> = [
            ("A1", "cũ\n\nmới <&>"),
            ("B1", "đậm\n\nmới <&>"),
            ("C1", "mới <&>"),
            ("D1", "mới <&>"),
            ("E1", "khác"),
            ("F2", "mới <&>"),
        ]
        .map(|(cell, text)| (cell.to_owned(), text.to_owned()))
        .into();
        assert_eq!(read(&longer), pairs);
        assert!(longer.contains("<x:r><x:t>cũ</x:t></x:r><x:r>"), "{longer}");
        assert!(longer.contains("</x:r><x:phoneticPr fontId='1'/>"), "{longer}");
        assert!(longer.contains("<x:author>An</x:author><x:author>Kiểm tra</x:author>"), "{longer}");
        assert!(longer.contains("ref=\"F2\" authorId=\"1\""), "{longer}");
        let again = List::read(&longer).expect("XML").extended(&longer, &[(at("G3"), "nữa".to_owned())].into());
        assert_eq!(again.map(|text| text.matches("Kiểm tra").count()), Ok(1));
    }

    #[test]
    fn the_shadow_of_a_discussion_is_told() {
        let text = "<comments><authors><author>An</author><author>tc={1}</author></authors><commentList>\
            <comment ref='A1' authorId='1'><text><t>x</t></text></comment><comment ref='B1' authorId='0'><text/></comment></commentList></comments>";
        let list = List::read(text).expect("XML");
        assert!(list.notes[&at("A1")].threaded && !list.notes[&at("B1")].threaded);
    }

    #[test]
    fn the_drawing_goes_where_the_schema_wants_it() {
        let dialect = Dialect::of("<worksheet/>").expect("XML");
        let with = |text: &str| with_drawing(text, dialect, "rId7");
        let root = "<worksheet xmlns:q='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>";
        assert_eq!(
            with(&format!(
                "{root}<sheetData/><customSheetViews><x><pageSetup/></x></customSheetViews><drawing/><tableParts/><extLst><drawing/></extLst></worksheet>"
            )),
            Ok(format!(
                "{root}<sheetData/><customSheetViews><x><pageSetup/></x></customSheetViews><drawing/><legacyDrawing q:id=\"rId7\"/><tableParts/><extLst><drawing/></extLst></worksheet>"
            ))
        );
        let own = with("<a:worksheet><a:sheetData></a:sheetData></a:worksheet>").expect("not refused");
        assert!(own.contains("</a:sheetData><a:legacyDrawing xmlns:r=\"http"), "{own}");
    }
}
