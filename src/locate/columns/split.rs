//! The texts over each column: with merges where there are any and without them where not, and written over two rows of cells
//! that are not merged: "Hoàn thành xuất" over "sắc nhiệm vụ".

use crate::finding::CellRef;
use crate::locate::phrases::has_words;
use crate::locate::tables::{Grid, shown};
use crate::locate::vocabulary::Vocabulary;
use crate::read::{Cell, Value};
use crate::text::key;

/// A column with the header texts above it.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::locate) struct Head {
    pub(in crate::locate) index: u32,
    /// From top to bottom, cleaned, each once.
    pub(in crate::locate) path: Vec<String>,
}

impl Head {
    pub(in crate::locate) fn leaf(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }
}

/// The header path of every column, with merges where there are any and without them where not.
pub(in crate::locate) fn heads(
    grid: &Grid<'_>,
    (top, bottom): (u32, u32),
    (first, last): (u32, u32),
    words: &Vocabulary,
) -> Vec<Head> {
    let mut above: Vec<Vec<String>> = vec![Vec::new(); (last - first + 1) as usize];
    for row in top..=bottom {
        let texts: Vec<String> = (first..=last).map(|c| header_text(grid, row, c, (top, bottom), first)).collect();
        let joined = row > top && goes_on(grid, row, words);
        for ((path, text), column) in above.iter_mut().zip(texts).zip(first..) {
            let before = || grid.text(CellRef::new(row - 1, column));
            if joined && !text.is_empty() && join(path, (&before(), &text)) {
                continue;
            }
            if !text.is_empty() && path.last() != Some(&text) {
                path.push(text);
            }
        }
    }
    above.into_iter().zip(first..).map(|(path, index)| Head { index, path }).collect()
}

/// What stands over a column in one header row: its own text, its merge's text, or the text of the group it is in.
fn header_text(grid: &Grid<'_>, row: u32, column: u32, (top, bottom): (u32, u32), first: u32) -> String {
    let at = CellRef::new(row, column);
    if let Some(merge) = grid.merge_at(at) {
        return grid.text(merge.start);
    }
    let own = grid.text(at);
    if !own.is_empty() || row == bottom {
        return own;
    }
    let text_in =
        |rows: std::ops::Range<u32>, c: u32| rows.into_iter().any(|r| !grid.text(CellRef::new(r, c)).is_empty());
    if text_in(top..row, column) || !text_in(row + 1..bottom + 1, column) {
        return own;
    }
    // Without a merge, a group's head stands over its first column only; the group ends where another head,
    // its own or a higher one, begins.
    for left in (first..column).rev() {
        let at = CellRef::new(row, left);
        if grid.merge_at(at).is_some_and(|m| m.start.column != m.end.column) {
            return own;
        }
        let text = grid.text(at);
        if !text.is_empty() {
            let is_group = text_in(row + 1..bottom + 1, left);
            return if is_group { text } else { own };
        }
        if text_in(top..row, left + 1) && left + 1 < column {
            return own;
        }
    }
    own
}

/// Does the row repeat the header's own texts (after a page break)?
pub(in crate::locate) fn repeats(cells: &[Cell], heads: &[Head]) -> bool {
    let mut same = 0;
    let mut other = 0;
    if cells.iter().any(|c| matches!(c.value(), Value::Number(_))) {
        return false;
    }
    for cell in cells.iter().filter(|c| c.value() != Value::Empty) {
        let text = key(&shown(cell));
        let head = heads.iter().find(|h| h.index == cell.at().column);
        match head.is_some_and(|h| h.holds(&text)) {
            true => same += 1,
            false => other += 1,
        }
    }
    same >= 2 && other == 0
}

/// Rows over one another that one head is written in, at the most.
const ROWS_OF_HEAD: u32 = 4;

/// Do the texts of a row go on with those right above, in every cell, and name a level with them that neither names alone?
pub(in crate::locate) fn goes_on(grid: &Grid<'_>, row: u32, words: &Vocabulary) -> bool {
    // From the top down, so that no row is looked at twice.
    let first = (row + 2).saturating_sub(ROWS_OF_HEAD).max(1);
    (first..=row).fold(false, |above_goes_on, row| goes_on_with(grid, row, above_goes_on, words))
}

/// The same of a row of which it is known whether the one above goes on as well.
fn goes_on_with(grid: &Grid<'_>, row: u32, above_goes_on: bool, words: &Vocabulary) -> bool {
    let filled = || grid.sheet.row(row).iter().map(|c| c.at().column).filter(|&c| !own(grid, row, c).is_empty());
    let wide = |c: u32| grid.merge_at(CellRef::new(row, c)).is_some();
    let above = |c: u32| match above_goes_on {
        true => format!("{} {}", own(grid, row - 2, c), own(grid, row - 1, c)),
        false => own(grid, row - 1, c),
    };
    filled().all(|c| !own(grid, row - 1, c).is_empty() && !wide(c))
        && filled().any(|c| names_level(&above(c), &own(grid, row, c), words))
}

fn own(grid: &Grid<'_>, row: u32, column: u32) -> String {
    grid.text(CellRef::new(row, column))
}

/// Do two texts name a level together, and another one, or none, each for itself?
fn names_level(above: &str, below: &str, words: &Vocabulary) -> bool {
    let label = |text: &str| words.mention(&key(text)).filter(|m| !m.share).map(|m| m.label);
    let both = label(&format!("{above} {below}"));
    both.is_some() && both != label(above) && both != label(below)
}

/// Puts the text of a row behind that of the row above, which it goes on with.
fn join(path: &mut [String], (above, below): (&str, &str)) -> bool {
    match path.last_mut().filter(|last| last.ends_with(above)) {
        Some(last) => {
            last.push(' ');
            last.push_str(below);
            true
        }
        None => false,
    }
}

impl Head {
    /// Is a text one of those over the column, or one of the rows that one is written in? Both are keys.
    fn holds(&self, text: &str) -> bool {
        let part = |head: &String| {
            let head = key(head);
            head == text || (head.starts_with(text) || head.ends_with(text)) && has_words(&head, text)
        };
        self.path.iter().any(part)
    }
}
