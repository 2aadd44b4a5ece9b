//! The text of a worksheet part and the cells to change → the text with only those cells changed.
//!
//! One pass finds where rows, cells and shared formulas stand; what is not touched is copied byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::formula::shifted;
use super::looks::{Look, Looks, Old};
use super::markup::{attribute, joined, prefix, raw_name};
use super::patch::{Change, Changes, Content, Refusal};
use super::runs;
use super::sheet::{Places, array_range, is_true};
use super::xml::{Tag, Token, Tokenizer, encode, unescape};
use crate::error::Error;
use crate::finding::{CellRange, CellRef};

/// A part as it becomes.
pub(super) struct Rewritten {
    /// Its text.
    pub(super) text: String,
    /// Did a cell lose its formula?
    pub(super) formula_lost: bool,
}

/// Rewrites the part; `looks` says how texts look. [`Refusal::ArrayFormula`] when a change falls into one.
pub(super) fn rewritten(text: &str, changes: &Changes, looks: &mut Looks) -> Result<Rewritten, Refusal> {
    let layout = Layout::scan(text, changes)?;
    layout.refuse_arrays(changes)?;
    let mut plans: BTreeMap<CellRef, Plan> = changes.iter().map(|(at, change)| (*at, Plan::of(change))).collect();
    layout.pass_on_shared(changes, &mut plans);
    let mut pieces = Vec::new();
    let mut missing: BTreeMap<u32, Vec<(u32, String)>> = BTreeMap::new();
    let mut formula_lost = false;
    for (at, plan) in &plans {
        match layout.cells.get(at) {
            Some(cell) => {
                formula_lost |= cell.formula.is_some() && matches!(plan.formula, Wanted::None);
                let look = plan.look(cell.old(text), cell.formula.is_some(), looks);
                pieces.push((cell.element.start..cell.element.end, cell.text(text, plan, &look)));
            }
            None => missing.entry(at.row).or_default().push((at.column, layout.new_cell(*at, plan, looks))),
        }
    }
    layout.insert(text, missing, &mut pieces)?;
    Ok(Rewritten { text: joined(text, pieces), formula_lost })
}

/// What becomes of the formula of a cell.
enum Wanted {
    Same,
    None,
    Text(String),
    /// First of a shared formula from here on: text, index, and the cells that share it.
    Shared(String, u32, CellRange),
}

/// What becomes of a cell; `content` is `None` when its value stays.
struct Plan {
    formula: Wanted,
    content: Option<Content>,
}

impl Plan {
    fn of(change: &Change) -> Self {
        let (formula, content) = match change {
            Change::Put { formula: Some(formula), content } => (Wanted::Text(formula.clone()), content),
            Change::Put { formula: None, content } => (Wanted::None, content),
            Change::Result(content) => (Wanted::Same, content),
        };
        Self { formula, content: Some(content.clone()) }
    }

    fn look(&self, old: Old<'_>, had_formula: bool, looks: &mut Looks) -> Look {
        let of_formula = match self.formula {
            Wanted::Same => had_formula,
            Wanted::None => false,
            Wanted::Text(_) | Wanted::Shared(..) => true,
        };
        self.content.as_ref().map_or_else(Look::default, |content| looks.of_cell(old, content, of_formula))
    }
}

/// Where an element stands: `<`, behind its start tag, before and behind its end tag.
#[derive(Clone, Debug)]
struct Element {
    start: usize,
    open_end: usize,
    close: usize,
    end: usize,
}

impl Element {
    fn is_empty(&self) -> bool {
        self.open_end == self.end
    }

    /// An empty one from its tag alone; the reader having just passed it.
    fn open(tag: &Tag<'_>, tokens: &Tokenizer<'_>) -> Self {
        let at = tokens.position();
        Self { start: tag.offset, open_end: at, close: at, end: at }
    }

    fn shut(&mut self, text: &str, tokens: &Tokenizer<'_>) {
        self.end = tokens.position();
        self.close = text[..self.end].rfind('<').unwrap_or(self.end);
    }
}

#[derive(Clone, Debug)]
struct Cell<'t> {
    element: Element,
    attributes: Vec<(&'t str, &'t str)>,
    /// Where its formula, value and inline string stand.
    formula: Option<Range<usize>>,
    values: Vec<Range<usize>>,
}

struct Row {
    index: u32,
    element: Element,
    /// The format of cells it does not have.
    style: Option<u32>,
}

/// A cell of a shared formula; the one that gives the text has it.
struct Member {
    at: CellRef,
    text: Option<String>,
}

/// Where everything stands that a change may touch.
#[derive(Default)]
struct Layout<'t> {
    /// `x:` where elements carry a prefix.
    prefix: &'t str,
    data: Option<Element>,
    /// First and last of some columns, and the format of cells they do not have.
    columns: Vec<(u32, u32, Option<u32>)>,
    rows: Vec<Row>,
    /// Cells to change, and those of shared formulas.
    cells: BTreeMap<CellRef, Cell<'t>>,
    /// Column and start of every cell in the rows to change.
    in_rows: BTreeMap<u32, Vec<(u32, usize)>>,
    shared: BTreeMap<u32, Vec<Member>>,
    arrays: Vec<CellRange>,
}

impl<'t> Layout<'t> {
    fn scan(text: &'t str, changes: &Changes) -> Result<Self, Error> {
        let rows: BTreeSet<u32> = changes.keys().map(|at| at.row).collect();
        let mut layout = Self::default();
        let mut tokens = Tokenizer::new(text);
        let mut places = Places::default();
        while let Some(token) = tokens.next_token()? {
            match token {
                Token::Start(tag) => match tag.name {
                    "sheetData" => {
                        layout.prefix = prefix(text, &tag);
                        layout.data = Some(Element::open(&tag, &tokens));
                    }
                    "row" => {
                        let index = places.enter_row(tag.get("r").as_deref()).unwrap_or(u32::MAX);
                        let own = tag.get("customFormat").is_some_and(|v| is_true(&v));
                        let style = number(&tag, "s").filter(|_| own);
                        layout.rows.push(Row { index, element: Element::open(&tag, &tokens), style });
                    }
                    "col" => layout.columns.extend(columns(&tag)),
                    "c" => layout.cell(text, &mut tokens, &tag, &mut places, (&rows, changes))?,
                    "extLst" => tokens.skip(&tag)?,
                    _ => {}
                },
                Token::End("row") => {
                    layout.rows.last_mut().into_iter().for_each(|row| row.element.shut(text, &tokens));
                }
                Token::End("sheetData") => layout.data.iter_mut().for_each(|data| data.shut(text, &tokens)),
                _ => {}
            }
        }
        Ok(layout)
    }

    fn cell(
        &mut self,
        text: &'t str,
        tokens: &mut Tokenizer<'t>,
        tag: &Tag<'t>,
        places: &mut Places,
        (rows, changes): (&BTreeSet<u32>, &Changes),
    ) -> Result<(), Error> {
        let attributes: Vec<_> = tag.attributes().collect();
        let address = attributes.iter().find(|(name, _)| *name == "r").map(|(_, value)| *value);
        let Some(at) = places.enter_cell(address) else {
            return tokens.skip(tag);
        };
        let element = Element::open(tag, tokens);
        let mut cell = Cell { element, attributes, formula: None, values: Vec::new() };
        let shares = !tag.empty && self.content(text, tokens, &mut cell, at)?;
        if rows.contains(&at.row) {
            self.in_rows.entry(at.row).or_default().push((at.column, cell.element.start));
        }
        if shares || changes.contains_key(&at) {
            // Of an address written twice the first cell counts, as in the reader.
            self.cells.entry(at).or_insert(cell);
        }
        Ok(())
    }

    /// Reads what is in a cell; says whether its formula is a shared one.
    fn content(
        &mut self,
        text: &'t str,
        tokens: &mut Tokenizer<'t>,
        cell: &mut Cell<'t>,
        at: CellRef,
    ) -> Result<bool, Error> {
        let mut shares = false;
        loop {
            match tokens.next_token()? {
                Some(Token::Start(tag)) => {
                    if tag.name == "f" {
                        shares |= self.formula(tokens, &tag, at)?;
                        cell.formula = Some(tag.offset..tokens.position());
                        continue;
                    }
                    tokens.skip(&tag)?;
                    if matches!(tag.name, "v" | "is") {
                        cell.values.push(tag.offset..tokens.position());
                    }
                }
                Some(Token::Text(_)) => {}
                Some(Token::End(_)) | None => break,
            }
        }
        cell.element.shut(text, tokens);
        Ok(shares)
    }

    fn formula(&mut self, tokens: &mut Tokenizer<'t>, tag: &Tag<'t>, at: CellRef) -> Result<bool, Error> {
        let written = unescape(tokens.text_of(tag)?).trim().to_owned();
        match tag.get("t").as_deref() {
            Some("array" | "dataTable") => {
                self.arrays.push(array_range(tag, at));
                Ok(false)
            }
            Some("shared") => {
                let index = tag.get("si").and_then(|si| si.trim().parse().ok());
                let text = Some(written).filter(|text| !text.is_empty());
                self.shared.extend(index.filter(|i| !self.shared.contains_key(i)).map(|i| (i, Vec::new())));
                if let Some(members) = index.and_then(|i| self.shared.get_mut(&i)) {
                    members.push(Member { at, text });
                }
                Ok(index.is_some())
            }
            _ => Ok(false),
        }
    }

    /// A part of an array formula can be changed only with the whole; its results can be left to be computed. One in a
    /// single cell can give way to a value, but a formula put there would be none of an array.
    fn refuse_arrays(&self, changes: &Changes) -> Result<(), Refusal> {
        let stays = |change: &Change, range: &CellRange| match change {
            Change::Result(Content::Nothing) => true,
            Change::Put { formula: Some(_), .. } => false,
            _ => range.size() == 1,
        };
        let refused = |(at, change): &(&CellRef, &Change)| {
            self.arrays.iter().any(|range| range.contains(**at) && !stays(change, range))
        };
        changes.iter().find(refused).map_or(Ok(()), |(at, _)| Err(Refusal::ArrayFormula(*at)))
    }

    /// Where the cell that gives a shared formula its text is overwritten, the next one that shares it gives it.
    fn pass_on_shared(&self, changes: &Changes, plans: &mut BTreeMap<CellRef, Plan>) {
        let overwritten = |at: &CellRef| matches!(changes.get(at), Some(Change::Put { .. }));
        for (index, members) in &self.shared {
            let Some(Member { at: from, text: Some(text) }) = members.iter().rfind(|m| m.text.is_some()) else {
                continue;
            };
            let left: Vec<CellRef> = members.iter().map(|m| m.at).filter(|at| !overwritten(at)).collect();
            let Some(&next) = left.first().filter(|_| overwritten(from)) else {
                continue;
            };
            let by = |a: u32, b: u32| i64::from(a) - i64::from(b);
            let moved = shifted(text, by(next.row, from.row), by(next.column, from.column));
            let all = left.iter().fold(CellRange::from(next), |all, at| around(all, *at));
            let plan = plans.entry(next).or_insert(Plan { formula: Wanted::Same, content: None });
            plan.formula = Wanted::Shared(moved, *index, all);
        }
    }

    /// A cell that is not there looks like its row, or like its column.
    fn new_cell(&self, at: CellRef, plan: &Plan, looks: &mut Looks) -> String {
        let row = self.rows.iter().find(|row| row.index == at.row).and_then(|row| row.style);
        let column = self.columns.iter().find(|(first, last, _)| (*first..=*last).contains(&at.column));
        let style = row.or(column.and_then(|column| column.2));
        let look = plan.look(Old { style, ..Old::default() }, false, looks);
        let p = self.prefix;
        let (kind, value) = written(p, plan.content.as_ref(), matches!(plan.formula, Wanted::Text(_)), &look);
        let formula = formula_text(p, &plan.formula);
        let style =
            look.style.or(style).filter(|style| *style > 0).map_or(String::new(), |style| format!(" s=\"{style}\""));
        let kind = kind.map_or(String::new(), |kind| format!(" t=\"{kind}\""));
        format!("<{p}c r=\"{at}\"{style}{kind}>{formula}{value}</{p}c>")
    }

    /// Puts cells in that the part does not have, in rows that it may not have either.
    fn insert(
        &self,
        text: &str,
        missing: BTreeMap<u32, Vec<(u32, String)>>,
        pieces: &mut Vec<(Range<usize>, String)>,
    ) -> Result<(), Refusal> {
        let p = self.prefix;
        let mut at_end = String::new();
        for (index, cells) in missing {
            if let Some(row) = self.rows.iter().find(|row| row.index == index) {
                self.insert_into(text, row, cells, pieces);
                continue;
            }
            let inner: String = cells.into_iter().map(|(_, cell)| cell).collect();
            let new = format!("<{p}row r=\"{}\">{inner}</{p}row>", index + 1);
            match self.rows.iter().find(|row| row.index > index && row.index != u32::MAX) {
                Some(next) => add(pieces, next.element.start, &new),
                None => at_end.push_str(&new),
            }
        }
        if at_end.is_empty() {
            return Ok(());
        }
        let data = self.data.as_ref().ok_or(Refusal::NoSheet)?;
        match data.is_empty() {
            true => pieces.push(reopened(text, data, &at_end)),
            false => add(pieces, data.close, &at_end),
        }
        Ok(())
    }

    fn insert_into(&self, text: &str, row: &Row, cells: Vec<(u32, String)>, pieces: &mut Vec<(Range<usize>, String)>) {
        if row.element.is_empty() {
            let inner: String = cells.into_iter().map(|(_, cell)| cell).collect();
            pieces.push(reopened(text, &row.element, &inner));
            return;
        }
        let there = self.in_rows.get(&row.index).map_or(&[][..], Vec::as_slice);
        for (column, cell) in cells {
            let next = there.iter().find(|(c, _)| *c > column).map_or(row.element.close, |(_, start)| *start);
            add(pieces, next, &cell);
        }
    }
}

/// Insertions at one place become one piece, in the order they are made.
fn add(pieces: &mut Vec<(Range<usize>, String)>, at: usize, text: &str) {
    match pieces.iter_mut().find(|(range, _)| *range == (at..at)) {
        Some((_, there)) => there.push_str(text),
        None => pieces.push((at..at, text.to_owned())),
    }
}

/// `<row r="3"/>` with something in it.
fn reopened(text: &str, element: &Element, inner: &str) -> (Range<usize>, String) {
    let tag = &text[element.start..element.end];
    let open = tag.trim_end_matches('>').trim_end_matches('/').trim_end();
    (element.start..element.end, format!("{open}>{inner}</{}>", raw_name(tag)))
}

fn around(range: CellRange, at: CellRef) -> CellRange {
    let CellRange { start, end } = range;
    CellRange::new(
        CellRef::new(start.row.min(at.row), start.column.min(at.column)),
        CellRef::new(end.row.max(at.row), end.column.max(at.column)),
    )
}

fn number(tag: &Tag<'_>, name: &str) -> Option<u32> {
    tag.get(name)?.trim().parse().ok()
}

/// First and last column of a `<col>`, from 0, and their format.
fn columns(tag: &Tag<'_>) -> Option<(u32, u32, Option<u32>)> {
    let (first, last) = (number(tag, "min")?.checked_sub(1)?, number(tag, "max")?.checked_sub(1)?);
    Some((first, last, number(tag, "style")))
}

fn formula_text(p: &str, formula: &Wanted) -> String {
    match formula {
        Wanted::Same | Wanted::None => String::new(),
        Wanted::Text(text) => format!("<{p}f>{}</{p}f>", encode(text)),
        Wanted::Shared(text, index, range) => {
            format!("<{p}f t=\"shared\" ref=\"{range}\" si=\"{index}\">{}</{p}f>", encode(text))
        }
    }
}

/// The type attribute and the element of a value.
fn written(p: &str, content: Option<&Content>, of_formula: bool, look: &Look) -> (Option<&'static str>, String) {
    let value = |text: &str| format!("<{p}v>{}</{p}v>", encode(text));
    match content {
        None | Some(Content::Nothing) => (None, String::new()),
        Some(Content::Number(text)) => (None, value(text)),
        Some(Content::Bool(truth)) => (Some("b"), value(if *truth { "1" } else { "0" })),
        Some(Content::Error(code)) => (Some("e"), value(code)),
        Some(Content::Text(text)) if of_formula => (Some("str"), value(text)),
        Some(Content::Text(text)) => {
            let plain = || format!("<{p}is>{}</{p}is>", runs::text_element(p, text));
            (Some("inlineStr"), look.runs.as_ref().map_or_else(plain, |runs| runs::written(runs, p)))
        }
    }
}

impl<'t> Cell<'t> {
    /// What of it says how it looks.
    fn old(&self, text: &'t str) -> Old<'t> {
        let attribute = |name| self.attributes.iter().find(|(n, _)| *n == name).map(|(_, value)| value.trim());
        Old {
            kind: attribute("t"),
            style: attribute("s").and_then(|s| s.parse().ok()),
            value: self.values.last().map_or("", |range| &text[range.clone()]),
        }
    }

    /// The cell as it becomes: its other attributes and children stay where they are.
    fn text(&self, text: &str, plan: &Plan, look: &Look) -> String {
        let tag = &text[self.element.start..self.element.open_end];
        let name = raw_name(tag);
        let p = name.find(':').map_or("", |colon| &name[..=colon]);
        let keeps_formula = matches!(plan.formula, Wanted::Same) && self.formula.is_some();
        let of_formula = keeps_formula || matches!(plan.formula, Wanted::Text(_) | Wanted::Shared(..));
        let (kind, value) = written(p, plan.content.as_ref(), of_formula, look);
        let mut out = format!("<{name}");
        for (name, value) in &self.attributes {
            let stays = match *name {
                // The type and what is attached to the value belong to the old value.
                "t" | "vm" => plan.content.is_none(),
                "cm" => of_formula,
                "s" => look.style.is_none(),
                _ => true,
            };
            if stays {
                out.push_str(&attribute(name, value));
            }
        }
        out.push_str(&look.style.map_or(String::new(), |style| attribute("s", &style.to_string())));
        out.push_str(&kind.map_or(String::new(), |kind| attribute("t", kind)));
        out.push('>');
        let old = |range: &Range<usize>| text[range.clone()].to_owned();
        out.push_str(&if keeps_formula {
            self.formula.as_ref().map_or(String::new(), old)
        } else {
            formula_text(p, &plan.formula)
        });
        out.push_str(&match plan.content {
            Some(_) => value,
            None => self.values.iter().map(old).collect(),
        });
        out.push_str(&self.rest(text));
        out + &format!("</{name}>")
    }

    /// What else is in the cell: `<extLst>`, line breaks.
    fn rest(&self, text: &str) -> String {
        let mut out = String::new();
        if self.element.is_empty() {
            return out;
        }
        let mut gone: Vec<&Range<usize>> = self.values.iter().chain(&self.formula).collect();
        gone.sort_by_key(|range| range.start);
        let mut at = self.element.open_end;
        for range in gone {
            out.push_str(&text[at..range.start]);
            at = range.end;
        }
        out + &text[at..self.element.close]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(at: &str, content: Content) -> (CellRef, Change) {
        (CellRef::parse(at).expect("an address"), Change::Put { formula: None, content })
    }

    fn number(text: &str) -> Content {
        Content::Number(text.into())
    }

    fn done(text: &str, changes: impl IntoIterator<Item = (CellRef, Change)>) -> String {
        rewritten(text, &changes.into_iter().collect(), &mut Looks::default()).expect("not refused").text
    }

    #[test]
    fn only_the_value_of_the_cell_changes() {
        let text = "<sheetData><row r='2'><c r='A2' s=\"4\" t='s'><v>7</v><extLst><ext/></extLst></c><c r='B2'/></row></sheetData>";
        assert_eq!(
            done(text, [put("A2", number("5"))]),
            "<sheetData><row r='2'><c r=\"A2\" s=\"4\"><v>5</v><extLst><ext/></extLst></c><c r='B2'/></row></sheetData>"
        );
        assert_eq!(
            done(text, [put("B2", Content::Text(" a<b ".into()))]).split_once("</c>").map(|x| x.1),
            Some("<c r=\"B2\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> a&lt;b </t></is></c></row></sheetData>")
        );
    }

    #[test]
    fn blank_cells_lose_their_type_and_keep_their_format() {
        let text = "<sheetData><row><c t='s' s='3'/><c t='s' s='4'><v></v></c><c s='5'></c></row></sheetData>";
        let all = ["A1", "B1", "C1"].map(|at| put(at, number("1")));
        let cell = |style: u32| format!("<c s=\"{style}\"><v>1</v></c>");
        assert_eq!(done(text, all), format!("<sheetData><row>{}{}{}</row></sheetData>", cell(3), cell(4), cell(5)));
    }

    #[test]
    fn cells_and_rows_are_put_where_they_belong() {
        let text = "<x:sheetData><x:row><x:c/></x:row><x:row r='3'><x:c r='A3'/><x:c r='D3'/></x:row><x:row r='7'/></x:sheetData>";
        let all = ["B1", "C3", "B3", "E3", "A5", "A7", "C9"].map(|at| put(at, number("1")));
        let new = |at: &str| format!("<x:c r=\"{at}\"><x:v>1</x:v></x:c>");
        assert_eq!(
            done(text, all),
            format!(
                "<x:sheetData><x:row><x:c/>{}</x:row><x:row r='3'><x:c r='A3'/>{}{}<x:c r='D3'/>{}</x:row>\
                 <x:row r=\"5\">{}</x:row><x:row r='7'>{}</x:row><x:row r=\"9\">{}</x:row></x:sheetData>",
                new("B1"),
                new("B3"),
                new("C3"),
                new("E3"),
                new("A5"),
                new("A7"),
                new("C9")
            )
        );
        let empty = "<worksheet><sheetData/></worksheet>";
        assert_eq!(
            done(empty, [put("A1", number("1"))]),
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>"
        );
    }

    #[test]
    fn the_next_cell_gives_the_shared_formula() {
        let text = "<sheetData><row><c r='A1'><f t='shared' ref='A1:A3' si='0'>B1*2</f><v>4</v></c></row>\
            <row><c r='A2'><f t='shared' si='0'/><v>4</v></c></row><row><c r='A3'><f t='shared' si='0'/><v>4</v></c></row></sheetData>";
        let changed = rewritten(text, &[put("A1", number("9"))].into(), &mut Looks::default()).expect("not refused");
        assert!(changed.formula_lost);
        assert_eq!(
            changed.text,
            "<sheetData><row><c r=\"A1\"><v>9</v></c></row>\
            <row><c r=\"A2\"><f t=\"shared\" ref=\"A2:A3\" si=\"0\">B2*2</f><v>4</v></c></row><row><c r='A3'><f t='shared' si='0'/><v>4</v></c></row></sheetData>"
        );
    }

    #[test]
    fn results_and_formulas() {
        let text = "<sheetData><row r='1'><c r='A1' t='str'><f>B1&amp;\"\"</f><v>x</v></c></row></sheetData>";
        let result = |content| [(CellRef::new(0, 0), Change::Result(content))];
        let kept = "<f>B1&amp;\"\"</f>";
        let expected = |attr: &str, value: &str| {
            format!("<sheetData><row r='1'><c r=\"A1\"{attr}>{kept}{value}</c></row></sheetData>")
        };
        assert_eq!(done(text, result(Content::Nothing)), expected("", ""));
        assert_eq!(done(text, result(Content::Text("y".into()))), expected(" t=\"str\"", "<v>y</v>"));
        let formula = Change::Put { formula: Some("SUM(B1:B2)".into()), content: number("3") };
        assert_eq!(
            done(text, [(CellRef::new(0, 0), formula)]),
            "<sheetData><row r='1'><c r=\"A1\"><f>SUM(B1:B2)</f><v>3</v></c></row></sheetData>"
        );
    }

    #[test]
    fn an_array_in_one_cell_can_give_way_to_a_value() {
        let text = "<sheetData><row r='1'><c r='A1'><f t='array' ref='A1'>SUM(B1:B2)</f><v>1</v></c></row></sheetData>";
        assert_eq!(
            done(text, [(CellRef::new(0, 0), Change::Result(number("2")))]),
            text.replace("<v>1</v>", "<v>2</v>").replace("r='A1'", "r=\"A1\"")
        );
        assert_eq!(
            done(text, [put("A1", number("2"))]),
            "<sheetData><row r='1'><c r=\"A1\"><v>2</v></c></row></sheetData>"
        );
        let formula = Change::Put { formula: Some("B1".into()), content: number("2") };
        let refused = rewritten(text, &[(CellRef::new(0, 0), formula)].into(), &mut Looks::default()).err();
        assert_eq!(refused, Some(Refusal::ArrayFormula(CellRef::new(0, 0))));
    }

    #[test]
    fn array_formulas_are_refused() {
        let text = "<sheetData><row r='1'><c r='A1'><f t='array' ref='A1:A2'>B1:B2</f><v>1</v></c></row></sheetData>";
        let refused = rewritten(text, &[put("A2", number("1"))].into(), &mut Looks::default()).err();
        assert_eq!(refused, Some(Refusal::ArrayFormula(CellRef::new(1, 0))));
        assert_eq!(
            done(text, [(CellRef::new(0, 0), Change::Result(Content::Nothing))]),
            text.replace("<v>1</v>", "").replace("r='A1'", "r=\"A1\"")
        );
    }
}
