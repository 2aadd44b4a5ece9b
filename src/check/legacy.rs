//! A workbook with texts of the fonts before Unicode → the same in Unicode, and which cells were decoded.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::finding::CellRef;
use crate::read::{InFont, Sheet, Tab, Value, Workbook};
use crate::text::fonts::Drawn;
use crate::text::legacy::{Encoding, Evidence, detect, detect_in_font};
use crate::text::shared::SharedText;

/// One cell whose text was decoded, or the texts in its formula.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decoded {
    /// Where.
    pub at: CellRef,
    /// As stored; a formula starts with `=`.
    pub from: SharedText,
    /// In Unicode.
    pub to: SharedText,
    /// What it was in.
    pub encoding: Encoding,
    /// Is the text a formula's result? Then the text itself stands elsewhere.
    pub formula: bool,
}

/// Decodes the texts of every sheet or column whose letters are clear, and those in fonts of an encoding; the decoded cells by
/// tab, in reading order. Texts in formulas go along, so that `COUNTIF` still finds what it counts.
pub fn decode(workbook: &mut Workbook) -> Vec<Vec<Decoded>> {
    let mut evidence = Vec::new();
    let mut all = Vec::new();
    for tab in &mut workbook.tabs {
        // Our own list quotes what stood there.
        let Some(sheet) = submitted(tab) else {
            evidence.push(Evidence::default());
            all.push(Vec::new());
            continue;
        };
        let whole = detect(texts(sheet).map(|(_, text)| text));
        let looked_at = whole.may_be_clear() || !sheet.old_fonts.is_empty();
        all.push(if looked_at { decode_sheet(sheet, &whole) } else { Vec::new() });
        evidence.push(whole);
    }
    let known: HashMap<SharedText, SharedText> = all.iter().flatten().map(|d| (d.from.clone(), d.to.clone())).collect();
    if known.is_empty() {
        return all;
    }
    for (index, (tab, decoded)) in workbook.tabs.iter_mut().zip(&mut all).enumerate() {
        let Some(sheet) = submitted(tab) else { continue };
        let own = &evidence[index];
        let clear = || evidence.iter().find_map(Evidence::encoding);
        let Some(encoding) = own.encoding().or_else(clear) else { continue };
        let here = !decoded.is_empty();
        let decode = |text: &str, elsewhere: bool| {
            let told = known.get(text).filter(|_| here || elsewhere).map(|text| text.to_string());
            told.or_else(|| own.decode(text))
        };
        decode_formulas(sheet, decoded, decode, encoding);
    }
    all
}

/// A sheet that came in, unless it is our own list.
fn submitted(tab: &mut Tab) -> Option<&mut Sheet> {
    match tab {
        Tab::Sheet(sheet) if !sheet.is_own_list() => Some(sheet),
        _ => None,
    }
}

/// Decodes the texts in the formulas of a sheet, also where they are those of another sheet that a formula reads. Such a
/// cell is told by its formula, not by its result.
fn decode_formulas(
    sheet: &mut Sheet,
    decoded: &mut Vec<Decoded>,
    decode: impl Fn(&str, bool) -> Option<String>,
    encoding: Encoding,
) {
    for cell in &mut sheet.cells {
        let Some(old) = cell.formula().filter(|formula| !formula.is_ascii()) else { continue };
        let elsewhere = old.contains('!');
        let Some(new) = with_texts(old, |text| decode(text, elsewhere)) else { continue };
        let (from, to) = (format!("={old}").into(), format!("={new}").into());
        let place = decoded.partition_point(|other| other.at < cell.at());
        decoded.retain(|other| other.at != cell.at());
        decoded.insert(place, Decoded { at: cell.at(), from, to, encoding, formula: false });
        cell.set_formula(Some(new));
    }
}

/// The formula with its texts decoded; `None` when none of them changes. Names of sheets stay.
fn with_texts(formula: &str, decode: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::with_capacity(formula.len());
    let mut rest = formula;
    let mut changed = false;
    while let Some(start) = rest.find(['"', '\'']) {
        let quote = &rest[start..=start];
        let doubled = quote.repeat(2);
        let mut end = start + 1;
        while let Some(found) = rest[end..].find(quote) {
            end += found + 1;
            if !rest[end..].starts_with(quote) {
                break;
            }
            end += 1;
        }
        let written = &rest[start..end];
        let text = written.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let new = text.and_then(|text| decode(&text.replace(&doubled, quote)));
        changed |= new.is_some();
        out.push_str(&rest[..start]);
        out.push_str(&new.map_or(Cow::Borrowed(written), |new| format!("\"{}\"", new.replace('"', "\"\"")).into()));
        rest = &rest[end..];
    }
    out.push_str(rest);
    changed.then_some(out)
}

fn decode_sheet(sheet: &mut Sheet, whole: &Evidence) -> Vec<Decoded> {
    let mut by_column: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for (at, text) in texts(sheet) {
        by_column.entry(at.column).or_default().push(text);
    }
    let told = by_font(sheet);
    let around = |texts: Vec<&str>| {
        let column = detect(texts.into_iter()).within(whole);
        // Where fonts tell the old texts, the others are in fonts of Unicode.
        if told.is_empty() { column } else { column.in_unicode_font() }
    };
    let columns: BTreeMap<u32, Evidence> =
        by_column.into_iter().map(|(column, texts)| (column, around(texts))).collect();
    let beside = open_rows(sheet, &columns);
    let fonts = std::mem::take(&mut sheet.old_fonts);
    let mut pieces = &fonts[..];
    let mut decoded = Vec::new();
    for cell in &mut sheet.cells {
        let (before, rest) = pieces.split_at(pieces.iter().take_while(|piece| piece.at <= cell.at()).count());
        let own = &before[before.partition_point(|piece| piece.at < cell.at())..];
        pieces = rest;
        let (Value::Text(from), Some(evidence)) = (cell.value(), columns.get(&cell.at().column)) else { continue };
        let by_row = beside.get(&cell.at().row).filter(|_| told.is_empty() && evidence.is_open());
        let by_row = by_row.map(|row| evidence.beside(row));
        let Some((to, encoding)) = read(from, own, &told, by_row.as_ref().unwrap_or(evidence)) else { continue };
        let to: SharedText = to.into();
        decoded.push(Decoded {
            at: cell.at(),
            from: from.clone(),
            to: to.clone(),
            encoding,
            formula: cell.formula().is_some(),
        });
        cell.set_value(Value::Text(to));
    }
    decoded
}

/// What the rows say that hold a text of a column whose words could all be either.
fn open_rows(sheet: &Sheet, columns: &BTreeMap<u32, Evidence>) -> BTreeMap<u32, Evidence> {
    let open = |at: CellRef| columns.get(&at.column).is_some_and(Evidence::is_open);
    let rows: BTreeSet<u32> =
        texts(sheet).filter(|(at, text)| !text.is_ascii() && open(*at)).map(|(at, _)| at.row).collect();
    let texts_of = |row: u32| {
        sheet.row(row).iter().filter_map(|cell| match cell.value() {
            Value::Text(text) => Some(&**text),
            _ => None,
        })
    };
    rows.into_iter().map(|row| (row, detect(texts_of(row)))).collect()
}

/// What the texts in fonts of each encoding say; nothing of one in whose fonts there is none.
fn by_font(sheet: &Sheet) -> Vec<(Encoding, Evidence)> {
    let text = |piece: &InFont| match sheet.get(piece.at)?.value() {
        Value::Text(text) => text.get(piece.from..piece.to),
        _ => None,
    };
    let told = |encoding| {
        let own = sheet.old_fonts.iter().filter(|piece| piece.drawn.encoding() == encoding);
        (encoding, detect_in_font(encoding, own.filter_map(text)))
    };
    let drawn = |encoding: &Encoding| sheet.old_fonts.iter().any(|piece| piece.drawn.encoding() == *encoding);
    let all = [Encoding::Tcvn3, Encoding::Vni].into_iter().filter(drawn).map(told);
    all.filter(|(_, evidence)| evidence.encoding().is_some()).collect()
}

/// The text of a cell as it is read, and what it was in: its pieces by their fonts, the rest by the letters around it.
/// `None` when nothing changes.
fn read(text: &str, pieces: &[InFont], told: &[(Encoding, Evidence)], around: &Evidence) -> Option<(String, Encoding)> {
    let (mut out, mut at, mut was) = (String::with_capacity(text.len()), 0, None);
    let mut put = |part: &str, evidence: &Evidence, capitals: bool| {
        let new = evidence.decode(part);
        was = was.or_else(|| new.as_ref().and_then(|_| evidence.encoding()));
        match new {
            // What people see of small letters in such a font is capitals.
            Some(new) if capitals && !part.chars().any(|c| ('\u{1ea0}'..='\u{1ef9}').contains(&c)) => {
                out.push_str(&new.to_uppercase());
            }
            Some(new) => out.push_str(&new),
            None => out.push_str(part),
        }
    };
    for piece in pieces {
        let (before, own) = (text.get(at..piece.from)?, text.get(piece.from..piece.to)?);
        put(before, around, false);
        let evidence = told.iter().find(|(encoding, _)| *encoding == piece.drawn.encoding());
        let capitals = evidence.is_some() && piece.drawn == Drawn::Tcvn3Capitals;
        put(own, evidence.map_or(around, |(_, evidence)| evidence), capitals);
        at = piece.to;
    }
    put(text.get(at..)?, around, false);
    was.map(|encoding| (out, encoding))
}

fn texts(sheet: &Sheet) -> impl Iterator<Item = (CellRef, &str)> {
    sheet.cells.iter().filter_map(|cell| match cell.value() {
        Value::Text(text) => Some((cell.at(), &**text)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::with_texts;

    #[test]
    fn only_texts_of_a_formula_are_decoded() {
        let upper = |text: &str| (!text.is_empty()).then(|| text.to_uppercase());
        for (old, new) in [
            ("COUNTIF(C6:C9,\"é\")&\"\"&\"a \"\"b\"\"\"", "COUNTIF(C6:C9,\"É\")&\"\"&\"A \"\"B\"\"\""),
            ("'Biểu \"é\"'!A1&\"é\"", "'Biểu \"é\"'!A1&\"É\""),
            ("'it''s'!A1=\"é", "'it''s'!A1=\"é"),
        ] {
            assert_eq!(with_texts(old, upper).unwrap_or(old.into()), new);
        }
        assert_eq!(with_texts("SUM(A1:A2)&\"\"", upper), None);
    }
}
