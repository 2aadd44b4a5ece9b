//! What the letters of a list stand for: "A: Hoàn thành xuất sắc nhiệm vụ", in one text, line under line, or letter and
//! level in cells of their own, above or below the list.

use std::sync::LazyLock;

use regex::Regex;

use super::tables::{Grid, shown};
use super::vocabulary::Vocabulary;
use super::{Column, Table};
use crate::finding::CellRef;
use crate::read::{Cell, Value};
use crate::text::{clean, key};

/// Rows of a list that are looked through for a letter.
const MOST_ROWS: u32 = 400;

/// "A: …", "Loại A = …", "Mức 1 – …".
static SYMBOL_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[\s(])(A\+|[A-E]|[1-4]|I{1,3}|IV)\s*(?:[:=–-]|\(=?)\s*([^()]+?)\s*(?:\(.*)?\)?$")
        .expect("embedded pattern")
});
/// "XS: Hoàn thành xuất sắc nhiệm vụ". The shorthand stands for itself: "Đồng chí AN: …" speaks of somebody.
static SHORT_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[^:]{0,20}:\s*)?(?:(?i:loại|mức|hạng|bậc|chữ|ký hiệu|ghi)\s+)?[(“]?(\p{Lu}{1,6})[”\s]*(?:[:=–-]|là)\s*([^():=]+?)\s*$").expect("embedded pattern")
});
/// "Hoàn thành tốt nhiệm vụ: B", "Hoàn thành tốt = T".
static MEANING_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[^:]{0,20}:\s*)?([^():=]+?)\s*(?:[:=–-]|là|ghi|ký hiệu)+\s*[“]?(\p{Lu}{1,6})[”]?$")
        .expect("embedded pattern")
});
/// "A là …", "Ghi chú: loại A tương ứng với …". The letter stands for itself: "Đồng chí A là …" speaks of somebody.
static SYMBOL_IS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:[^:]{0,20}:\s*)?(?:(?:xếp )?loại|mức|hạng|bậc|chữ|ký hiệu|ghi)?\s*(A\+|[A-E]|[1-4]|I{1,3}|IV)\s+(?:là|tương ứng|tương đương)(?:\s+với)?\s+([^()]+?)\s*(?:\(.*)?\)?$",
    )
    .expect("embedded pattern")
});
/// "HTXS (=Loại A)".
static LABEL_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(.+?)\s*\(\s*=?\s*(?:loại|mức|hạng)?\s*(A\+|[A-E])\s*\)$").expect("embedded pattern")
});

/// A letter or number and what it stands for, as one text says it.
pub fn entry(part: &str) -> Option<(String, String)> {
    // What every text of a kind has is quickly seen, and most texts are of none.
    if part.ends_with(')')
        && let Some(found) = LABEL_FIRST.captures(part)
    {
        return Some((found[2].to_string(), found[1].to_string()));
    }
    let joined = part.contains([':', '=', '–', '-', '(']);
    let by_sign = if joined { SYMBOL_FIRST.captures(part) } else { None };
    let small = part.to_lowercase();
    let said = small.contains("là") || small.contains("tương");
    let found = by_sign.or_else(|| if said { SYMBOL_IS.captures(part) } else { None });
    if let Some(found) = found {
        return Some((found[1].to_string(), found[2].to_string()));
    }
    // Shorthands stand for a level only where its words are beside them: "TP: Đà Nẵng", "SL: số lượng".
    if !(joined || said) || !of_level(&small) {
        return None;
    }
    let short_first = SHORT_FIRST.captures(part).map(|f| (f[1].to_owned(), f[2].to_owned()));
    let found = short_first.or_else(|| MEANING_FIRST.captures(part).map(|f| (f[2].to_owned(), f[1].to_owned())));
    found.filter(|(_, meaning)| of_level(&meaning.to_lowercase()))
}

/// Does a text in small letters name a level by its words?
fn of_level(small: &str) -> bool {
    let small = clean(small);
    ["hoàn thành", "xuất sắc"].iter().any(|words| small.contains(words)) || small.ends_with("tốt")
}

/// Does the line say what a letter or number stands for ("A: …", "Loại A = …")?
pub fn explains(line: &str) -> bool {
    line.split([';', ',', '\n']).any(|part| entry(part.trim().trim_end_matches('.')).is_some())
}

/// What the cells above the tables, and those to the right of one, explain letter by letter, with where each row begins.
pub(super) fn around(grid: &Grid<'_>, tables: &[Table], words: &Vocabulary) -> Vec<(CellRef, String)> {
    let top = tables.iter().map(|t| t.range.start.row).min().unwrap_or(u32::MAX);
    let after = |row: &u32| Some(super::tables::next_row(grid.sheet, *row));
    let above = std::iter::successors(Some(0), after).take_while(|row| *row < top).take(MOST_ROWS as usize);
    let beside = tables.iter().flat_map(|table| {
        let (from, to) = (table.range.start.row, table.range.end.row);
        (from..=to).take(MOST_ROWS as usize).map(|row| (row, table.range.end.column + 1))
    });
    let rows = above.map(|row| (row, 0)).chain(beside);
    let said = |(row, column): (u32, u32)| {
        let cells = grid.sheet.row(row);
        let cells = &cells[cells.partition_point(|c| c.at().column < column)..];
        Some((cells.first()?.at(), said_in(cells, words)?))
    };
    rows.filter_map(said).collect()
}

/// The rows below a list rated by letters that explain them, by their places from `rows.0` on, each as one line; and
/// the line that heads them, as it is. None where fewer than two letters are explained.
pub(super) fn below(
    grid: &Grid<'_>,
    rows: (u32, u32),
    (columns, values): (&[Column], &[u32]),
    tells: &dyn Fn(usize) -> bool,
    words: &Vocabulary,
) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for at in (0..(rows.1 + 1).saturating_sub(rows.0) as usize).rev() {
        let cells = grid.sheet.row(rows.0 + at as u32);
        match said_in(cells, words) {
            Some(said) => found.push((at, said)),
            None if found.last().is_some_and(|(below, _)| *below == at + 1) && heads(cells, words) => {
                found.push((at, cells.iter().map(shown).collect::<Vec<_>>().join(" ")));
            }
            None if tells(at) => break,
            None => {}
        }
    }
    let explained = found.iter().map(|(_, said)| parts(said, words));
    let is_letter = |row: u32, column: &u32| {
        grid.sheet.get(CellRef::new(row, *column)).is_some_and(|c| words.is_sign(&key(&shown(c))))
    };
    let shorts: Vec<String> = found.iter().flat_map(|(_, said)| entries(said)).map(|(short, _)| key(&short)).collect();
    let is_short = |row: u32, column: &u32| {
        grid.sheet.get(CellRef::new(row, *column)).is_some_and(|c| shorts.contains(&key(&shown(c))))
    };
    let first = found.last().map_or(0, |(at, _)| *at as u32).min(MOST_ROWS);
    let headed = || columns.iter().filter_map(|c| c.level.as_ref()).any(|level| words.is_sign(&level.label));
    let lettered = || {
        (0..first).any(|at| values.iter().any(|column| is_letter(rows.0 + at, column) || is_short(rows.0 + at, column)))
    };
    if explained.sum::<usize>() < 2 || !(headed() || lettered()) {
        found.clear();
    }
    found
}

/// Words over letters and what they stand for: "Ghi chú", "Ký hiệu | Mức xếp loại".
fn heads(cells: &[Cell], words: &Vocabulary) -> bool {
    let mut texts = cells.iter().filter(|c| c.value() != Value::Empty).map(|c| key(&shown(c))).peekable();
    let head = |text: &String| words.row_is_note(text) || words.role(text).is_some() || words.leads_label(text);
    texts.peek().is_some() && texts.all(|text| head(&text))
}

/// What a row that holds nothing else explains: "A: HTXSNV; B: HTTNV".
fn said_in(cells: &[Cell], words: &Vocabulary) -> Option<String> {
    let filled: Vec<&Cell> = cells.iter().filter(|c| c.value() != Value::Empty).collect();
    let lead = filled.first().filter(|c| words.row_is_note(&key(&shown(c))) && parts(&line_by_line(c), words) == 0);
    let mut rest = &filled[usize::from(lead.is_some())..];
    let mut said: Vec<String> = Vec::new();
    while let [cell, after @ ..] = rest {
        let text = line_by_line(cell);
        let letter = text.trim_end_matches([' ', ':', '=', '-', '–', '.']).to_owned();
        if parts(&text, words) > 0 {
            said.push(text);
            rest = after;
        } else if words.is_sign(&key(&letter)) {
            let joined = after.first().is_some_and(|c| matches!(&*shown(c), ":" | "=" | "-" | "–" | "là"));
            let (meaning, others) = after[usize::from(joined)..].split_first()?;
            let meaning = shown(meaning);
            // "E | Không xếp loại" below letters of levels.
            let alone = said.is_empty() && others.is_empty() && words.is_symbol(&key(&letter));
            if !alone && !is_level(&meaning, words) {
                return None;
            }
            said.push(format!("{letter}: {meaning}"));
            rest = others;
        } else {
            // A figure behind a level counts it.
            let (letter, others) = after.split_first().filter(|_| is_level(&text, words))?;
            let letter = Some(shown(letter)).filter(|letter| words.is_symbol(&key(letter)))?;
            said.push(format!("{letter}: {text}"));
            rest = others;
        }
    }
    (!said.is_empty()).then(|| said.join("; "))
}

/// How many letters a text gives levels.
fn parts(text: &str, words: &Vocabulary) -> usize {
    entries(text).filter(|(_, meaning)| is_level(meaning, words)).count()
}

/// The letters of a text and what they stand for.
fn entries(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split([';', ',']).filter_map(|part| entry(part.trim().trim_end_matches('.')))
}

/// A level, and maybe its points in brackets behind it.
fn is_level(text: &str, words: &Vocabulary) -> bool {
    let plain = key(text.split('(').next().unwrap_or(text));
    words.mention_beside(&plain).is_some_and(|m| !m.share && !m.of_which && !m.and_above)
}

/// A text of several lines as one, with a semicolon before each that explains something of its own.
fn line_by_line(cell: &Cell) -> String {
    let Value::Text(text) = cell.value() else { return shown(cell) };
    let lines = text.split(['\n', '\r']).map(clean).filter(|line| !line.is_empty());
    lines.fold(String::new(), |mut all, line| {
        if !all.is_empty() {
            all.push_str(if explains(&line) { "; " } else { " " });
        }
        all + &line
    })
}
