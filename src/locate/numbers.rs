//! The row of column numbers under a header: `1 | 2 = 3+4 | (3) | A`. Its formulas are a hint, never read as data.

use super::tables::{Grid, shown};
use crate::finding::CellRef;
use crate::read::{Cell, Value};

/// The row of column numbers under a header: `1 | 2 = 3+4 | (3) | A`, perhaps after a blank row.
pub(super) fn number_row(grid: &Grid<'_>, bottom: u32, first: u32, last: u32) -> Option<u32> {
    (bottom + 1..=bottom + 2).find(|&row| is_number_row(grid, row, first, last))
}

pub(super) fn is_number_row(grid: &Grid<'_>, row: u32, first: u32, last: u32) -> bool {
    let mut numbers = Vec::new();
    let mut letters = String::new();
    let mut cells = 0;
    for cell in grid.sheet.row(row).iter().filter(|c| (first..=last).contains(&c.at().column)) {
        let text = shown(cell);
        if text.is_empty() {
            continue;
        }
        cells += 1;
        match column_number(&text) {
            Some(number) => numbers.push(number),
            None => return false,
        }
        letters.push_str(&text);
    }
    // "A B C D E" from the first column on; "A B C D" further right may be levels.
    let from_first = !grid.text(CellRef::new(row, first)).is_empty();
    if letters.len() >= 3 && from_first && "ABCDEFGHIJKLMNOP".starts_with(&letters.to_uppercase()) {
        return cells * 2 > (last - first) as usize;
    }
    let counted: Vec<u32> = numbers.iter().flatten().copied().collect();
    let rising = counted.windows(2).filter(|w| w[1] > w[0]).count();
    let starts = counted.first().is_some_and(|&n| n <= 3);
    cells >= 3
        && counted.len() >= 2
        && starts
        && rising * 10 >= (counted.len() - 1) * 8
        && cells * 2 > (last - first) as usize
}

/// Dots where a name would stand, or nothing?
pub(super) fn says_nothing(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '.' | '…' | '_' | ' '))
}

/// Does a cell hold dots to be written over?
pub(super) fn is_dots(cell: &Cell) -> bool {
    cell.formula().is_none() && matches!(cell.value(), Value::Text(text) if says_nothing(text))
}

/// `"2=4+...+14"` is column 2, `"(3)"` 3, `"A"` a letter without a number; `None` for anything else.
fn column_number(text: &str) -> Option<Option<u32>> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let head = text.split('=').next().unwrap_or("");
    let head = head.trim_matches(|c| c == '(' || c == ')' || c == '[' || c == ']');
    let rest_is_formula = text.split_once('=').is_none_or(|(_, f)| {
        f.chars().all(|c| c.is_ascii_digit() || "+-*/:x%().…,".contains(c) || c.is_ascii_uppercase())
    });
    if !rest_is_formula {
        return None;
    }
    if !head.is_empty() && head.len() <= 2 && head.bytes().all(|b| b.is_ascii_digit()) {
        return head.parse().ok().map(Some);
    }
    (head.len() == 1 && head.bytes().all(|b| b.is_ascii_alphabetic())).then_some(None)
}
