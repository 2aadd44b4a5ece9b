//! Several letterheads on one sheet, each over tables of its own: a report each, as on sheets of their own.

use super::{Sender, last_sender, sender};
use crate::finding::CellRef;
use crate::locate::phrases::starts_with_words;
use crate::locate::tables::{Grid, is_filled, lines_of, shown};
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{Located, RowRole};
use crate::read::{Cell, Sheet, Tab, Value, Workbook};
use crate::text::key;

/// Rows from a letterhead to the header under it.
const ROWS: u32 = 14;
/// Rows of a letterhead that name offices, one under another.
const LINES: u32 = 4;
/// Columns from the left in which senders stand.
const COLUMNS: u32 = 4;

/// The lines of a letterhead, one under another.
struct Letterhead {
    /// Its first row.
    row: u32,
    lines: Vec<String>,
}

impl Letterhead {
    /// The nearest one above a row, not above `first`, with the last of its rows.
    fn above(sheet: &Sheet, row: u32, first: u32, words: &Vocabulary) -> Option<(Self, u32)> {
        let names = |row: u32| lines_in(sheet, row, words);
        let last = (first..row).rev().find(|&row| names(row).is_some())?;
        let rows = (first.max((last + 1).saturating_sub(LINES))..=last).rev();
        let top = rows.take_while(|&row| names(row).is_some()).last()?;
        Some((Self { row: top, lines: (top..=last).filter_map(names).flatten().collect() }, last))
    }

    /// The one of its own that a table below others has: a title stands under it, or over it, and nothing else between them or
    /// up to the header.
    fn own(sheet: &Sheet, from: u32, header: u32, words: &Vocabulary) -> Option<Self> {
        let first = from.max(header.saturating_sub(ROWS));
        let (own, last) = Self::above(sheet, header, first, words)?;
        let title = (last + 1..header).find(|&row| titled(sheet, row, words));
        let between = (last + 1..title.unwrap_or(header)).flat_map(|row| sheet.row(row));
        let bracketed = |c: &Cell| title.is_none() && shown(c).starts_with('(');
        if !between.into_iter().all(|c| stands_beside(c, words) || bracketed(c)) {
            return None;
        }
        if title.is_none() {
            let title = (first..own.row).rev().find(|&row| titled(sheet, row, words))?;
            return Some(Self { row: title, ..own });
        }
        // Written as names are, right below rows, it may be one of them.
        let apart = own.row == from || sheet.row(own.row - 1).iter().all(|c| !is_filled(c));
        let loud = || own.lines.iter().all(|line| !line.contains(char::is_lowercase));
        (apart || loud()).then_some(own)
    }

    /// "ĐẢNG ỦY XÃ HÒA SƠN" under the title of the office that sends: it heads a part of that office's report.
    fn is_caption(&self, sheet: &Sheet, words: &Vocabulary) -> bool {
        let above = self.row.saturating_sub(2 * ROWS);
        let filled = |row: u32| sheet.row(row).iter().filter(|c| is_filled(c));
        let of_a_table = |row: &u32| filled(*row).skip(1).any(|c| !stands_beside(c, words));
        let mut rows = (above..self.row).rev().take_while(|row| !of_a_table(row));
        rows.any(|row| titled(sheet, row, words)) && rows.any(|row| lines_in(sheet, row, words).is_some())
    }

    /// Who sends by it, and the line above that.
    fn sender(&self, words: &Vocabulary) -> Option<(String, Option<String>)> {
        let (place, sender) = last_sender(self.lines.iter().map(String::as_str), words)?;
        let above = place.checked_sub(1).map(|place| key(&self.lines[place]));
        if let Sender::Named(name) = sender { Some((key(&name), above)) } else { None }
    }

    /// Do two name two senders, or one name under two offices?
    fn differs(&self, other: &Self, words: &Vocabulary) -> bool {
        let (Some(own), Some(other)) = (self.sender(words), other.sender(words)) else { return false };
        own.0 != other.0 || own.1.zip(other.1).is_some_and(|(own, other)| own != other)
    }
}

fn titled(sheet: &Sheet, row: u32, words: &Vocabulary) -> bool {
    sheet.row(row).iter().any(|c| Vocabulary::title_has(&key(&shown(c)), &words.title.rating))
}

/// The lines of a row that holds offices at its left and nothing else but what stands beside them.
fn lines_in(sheet: &Sheet, row: u32, words: &Vocabulary) -> Option<Vec<String>> {
    let mut cells = sheet.row(row).iter().filter(|c| is_filled(c));
    let first = cells.next().filter(|c| c.at().column <= COLUMNS && matches!(c.value(), Value::Text(_)))?;
    let lines: Vec<String> = lines_of(first, words).into_iter().map(|(_, line)| line).collect();
    let signed = lines.first().is_some_and(|line| words.is_footer(&key(line)));
    let sends = !signed && lines.iter().any(|line| sender(line, words).is_some());
    (sends && cells.all(|c| stands_beside(c, words))).then_some(lines)
}

/// Does a cell hold what stands beside or under a sender: a motto, the number of the document, a rule of dashes?
fn stands_beside(cell: &Cell, words: &Vocabulary) -> bool {
    let text = key(&shown(cell));
    let mut said = words.rows.motto.iter().chain(&words.senders.staff).chain(&words.senders.beside);
    let dated = || text.contains("ngày") && text.contains("tháng");
    !text.contains(char::is_alphanumeric) || said.any(|words| starts_with_words(&text, words)) || dated()
}

/// The first row of the letterhead above the header at `to.1` that names another sender than the one above the rows from
/// `to.0` on.
pub(in crate::locate) fn another(grid: &Grid<'_>, to: (u32, u32), words: &Vocabulary) -> Option<u32> {
    let own = Letterhead::own(grid.sheet, to.0, to.1, words)?;
    let (before, _) = Letterhead::above(grid.sheet, to.0, to.0.saturating_sub(2 * ROWS), words)?;
    (own.differs(&before, words) && !before.is_caption(grid.sheet, words)).then_some(own.row)
}

/// Parts each sheet on which letterheads of several senders stand into their reports. The lines above the tables of a report
/// below another are counted from its letterhead.
pub fn part(located: Vec<Located>, workbook: &Workbook, words: &Vocabulary) -> Vec<Located> {
    let reports = |located: Located| match workbook.tabs.get(located.tab) {
        Some(Tab::Sheet(sheet)) if located.tables.len() > 1 => reports(located, sheet, words),
        _ => vec![located],
    };
    located.into_iter().flat_map(reports).collect()
}

fn reports(mut located: Located, sheet: &Sheet, words: &Vocabulary) -> Vec<Located> {
    let top = located.tables.iter().map(|t| t.range.start.row).min().unwrap_or_default();
    let first = Letterhead::above(sheet, top, 0, words).map(|(first, _)| first);
    let Some(first) = first.filter(|first| !first.is_caption(sheet, words)) else { return vec![located] };
    let legends: Vec<(CellRef, String)> = located.preamble.iter().filter(|(at, _)| at.row >= top).cloned().collect();
    let lines = |from: u32, to: u32| {
        let lines = (from..to).flat_map(|row| sheet.row(row)).flat_map(|c| lines_of(c, words));
        let filled = lines.filter(|(_, text)| !text.is_empty());
        let own = filled.map(|(at, text)| (CellRef::new(at.row - from, at.column), text));
        own.chain(legends.iter().cloned()).collect()
    };
    let tables = std::mem::take(&mut located.tables);
    // Names of sheets above a page, say.
    let others_above = (0..first.row).any(|row| lines_in(sheet, row, words).is_some());
    let (tab, of_first) = (located.tab, others_above.then(|| lines(first.row, top)));
    let (mut last, mut from) = (first, top);
    let mut found = vec![located];
    for table in tables {
        let start = table.range.start.row;
        let own = (start > from).then(|| Letterhead::own(sheet, from, start, words)).flatten();
        if let Some(own) = own.filter(|own| own.differs(&last, words)) {
            found.push(Located { tab, tables: Vec::new(), preamble: lines(own.row, start), has_content: true });
            last = own;
        }
        let of_its_own = |role| !matches!(role, RowRole::Group | RowRole::Note | RowRole::Footer | RowRole::Blank);
        from = from.max(table.rows.iter().rfind(|row| of_its_own(row.role)).map_or(start, |row| row.index) + 1);
        if let Some(report) = found.last_mut() {
            report.tables.push(table);
        }
    }
    if let (Some(of_first), true) = (of_first, found.len() > 1) {
        found[0].preamble = of_first;
    }
    found
}
