//! The lines that announce a table: its title above the header, and where the rows of the table before it end.

use super::headers::is_label_of_a_line;
pub(super) mod announced;

use super::outline::split_outline;
use super::period::Period;
use super::phrases::strip_start;
use super::preamble::{reporting_unit, years};
use super::row_names::{named_behind, section};
use super::rows::plain_label;
use super::tables::{Grid, is_filled, shown};
use super::timed::When;
use super::vocabulary::Vocabulary;
use crate::read::{Cell, Value};
use crate::text::{clean, key};

/// Does a line announce a table: its kind, or its year?
fn says_title(text: &str) -> bool {
    let kinds = ["danh sách", "tổng hợp", "báo cáo", "thống kê", "biểu tổng", "phụ lục"];
    text.starts_with("năm 20") || text.contains(" năm 20") || kinds.iter().any(|k| text.contains(k))
}

/// The text that stands alone in a row, but for what says in what it is counted: "(Đơn vị tính: người)".
pub(super) fn lone<'g>(grid: &'g Grid<'_>, row: u32) -> Option<&'g Cell> {
    let mut filled = grid.sheet.row(row).iter().filter(|c| is_filled(c) && !says_measure(c));
    let text = filled.next().filter(|c| matches!(c.value(), Value::Text(_)))?;
    filled.next().is_none().then_some(text)
}

/// Does nothing stand in a row, or only in what the figures below are counted?
pub(super) fn says_nothing(grid: &Grid<'_>, row: u32) -> bool {
    grid.sheet.row(row).iter().all(|c| !is_filled(c) || says_measure(c))
}

fn says_measure(cell: &Cell) -> bool {
    let Value::Text(text) = cell.value() else { return false };
    let text = key(text);
    ["đơn vị tính", "đvt"].iter().any(|word| super::phrases::starts_with_words(&text, &key(word)))
}

/// The line right above a header that says whom or what time its table is about; behind a blank row only where it says
/// nothing else.
fn caption<'g>(grid: &'g Grid<'_>, from: u32, header: u32, words: &Vocabulary) -> Option<&'g Cell> {
    let mut rows = (from.max(header.saturating_sub(4))..header).rev();
    let row = rows.find(|&row| !says_nothing(grid, row))?;
    let cell = lone(grid, row)?;
    let line = plain_label(&shown(cell));
    let blank = (row + 1..header).any(|row| grid.sheet.row(row).iter().all(|c| !is_filled(c)));
    let says = match blank {
        true => section(&line, words).is_some(),
        false => {
            words.subject(&key(&line)).is_some() && !is_label_of_a_line(&line) && named_behind(&line, words).is_none()
        }
    };
    (says || When::said(&line, words).is_some()).then_some(cell)
}

/// The lines between `from` and the header that announce the table.
pub(super) fn title_lines(grid: &Grid<'_>, from: u32, header: u32, words: &Vocabulary) -> Vec<String> {
    let title = |c: &Cell| match c.value() {
        Value::Text(text) => without_notes(text),
        _ => String::new(),
    };
    let says = |text: &str| {
        let dated = !years(text).is_empty();
        let text = key(text);
        let date = text.contains(" ngày ") || text.starts_with("ngày ");
        !date
            && (says_title(&text)
                // "Năm đánh giá: 2023" in one cell.
                || (dated && text.starts_with(&key("năm ")))
                || Vocabulary::title_has(&text, &words.title.rating)
                || Vocabulary::title_has(&text, &words.title.award)
                || Vocabulary::title_has(&text, &words.title.criteria))
    };
    let caption = caption(grid, from, header, words).map(Cell::at);
    let first = from.max(header.saturating_sub(30));
    let titled = |r: u32| grid.sheet.row(r).iter().any(|c| matches!(c.value(), Value::Text(_)) && says(&title(c)));
    // "KHỐI XÃ", "ĐẢNG BỘ XÃ AN MỸ" in the row below a title: whose figures they are.
    let whose = |c: &Cell| {
        let row = c.at().row;
        row > first && titled(row - 1) && says_whose(&shown(c), words) && grid.sheet.row(row).len() == 1
    };
    (first..header)
        .flat_map(|r| grid.sheet.row(r))
        .filter(|c| matches!(c.value(), Value::Text(_)) && (says(&title(c)) || Some(c.at()) == caption || whose(c)))
        .map(title)
        .chain((from.max(header.saturating_sub(30))..header).filter_map(|row| labelled_year(grid, row)))
        .collect()
}

/// A title without what a note in its cell says of a day or of the report it goes with: `… NĂM 2021 (Kèm theo Báo cáo số
/// 12-BC/QU ngày 15/12/2021)`. A text that is nothing but such a note stays as it is.
fn without_notes(text: &str) -> String {
    let notes = [key("kèm theo"), key("ban hành"), key("tính đến"), key("ngày")];
    let is_note = |part: &str| {
        let part = key(part);
        let note = |note: &String| format!(" {part} ").contains(&format!(" {note} "));
        notes.iter().any(note)
    };
    let pieces: Vec<&str> = text.split(['\n', '\r']).flat_map(before_brackets).collect();
    let own = pieces.iter().copied().filter(|part| !is_note(part)).collect::<Vec<_>>().join(" ");
    let own = clean(&own);
    without_dated_end(&if own.is_empty() { clean(text) } else { own })
}

/// A title of a year without the document, or the day, that its end names: "… NĂM 2022 THEO HƯỚNG DẪN SỐ 21-HD/BTCTW NGÀY
/// 18/10/2019", "… NĂM 2022 ĐẾN NGÀY 15/12/2022".
fn without_dated_end(title: &str) -> String {
    let words: Vec<&str> = title.split(' ').collect();
    let keys: Vec<String> = words.iter().map(|word| key(word)).collect();
    let ends = |at: usize| {
        let next = keys.get(at + 1).map_or("", String::as_str);
        matches!((&*keys[at], next), ("theo" | "ngày", _) | ("thực", "hiện") | ("tính" | "tới", "đến" | "ngày"))
            || matches!((&*keys[at], next), ("đến" | "trước" | "hết", "ngày"))
    };
    let dated = |at: &usize| keys[*at..].iter().any(|word| word == "ngày");
    let cut = (1..words.len()).find(|&at| ends(at)).filter(dated);
    let front = cut.map(|at| words[..at].join(" ")).filter(|front| !years(front).is_empty());
    front.unwrap_or_else(|| title.to_owned())
}

/// A line in pieces: before, in and behind each pair of brackets.
fn before_brackets(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(open) = rest.find('(') {
        let close = rest[open..].find(')').map_or(rest.len(), |at| open + at + 1);
        pieces.extend([&rest[..open], &rest[open..close]]);
        rest = &rest[close..];
    }
    pieces.push(rest);
    pieces
}

/// "II. NĂM 2023" below a table of 2022: what the title above both says, it says of this one as well.
pub(super) fn with_those_above(titles: &mut Vec<String>, above: &[String], words: &Vocabulary) {
    let dated = |t: &String| !years(t).is_empty();
    let bare = |t: &String| When::said(&plain_label(t), words).is_some();
    let timed = |t: &String| dated(t) || Period::of_title(t).is_some() || bare(t);
    let open = !titles.is_empty() && titles.iter().all(timed) && words.subject(&key(&titles.join(" "))).is_none();
    let of_years =
        above.iter().any(|t| dated(t) && years(t).iter().all(|y| titles.iter().all(|t| !years(t).contains(y))));
    let of_parts = Period::of_titles(titles) != Period::of_titles(above);
    let of_stages = words.stage_said(titles) != words.stage_said(above);
    if open && (of_years || of_parts || of_stages) {
        let staged = |t: &String| words.stage_said(std::slice::from_ref(t)).is_some();
        let of_year = titles.iter().any(dated);
        let of_all = |t: &&String| !bare(t) && Period::of_title(t).is_none() && !staged(t);
        let without = |t: &String| if of_year { without_years(t) } else { t.clone() };
        let above: Vec<String> = above.iter().filter(of_all).map(without).filter(|t| !t.is_empty()).collect();
        titles.splice(0..0, above);
    }
}

/// Does a line name a sector or an office, and nobody who is rated?
fn says_whose(line: &str, words: &Vocabulary) -> bool {
    let line = named_behind(line, words).unwrap_or(line).trim_matches(['(', ')', ' ', '.', ':']);
    let text = key(line);
    let sector = words.rows.ranks.first().is_some_and(|sectors| strip_start(&text, sectors).is_some());
    (sector || reporting_unit(line, words).is_some()) && words.subject(&text).is_none() && text.split(' ').count() <= 12
}

/// "Năm đánh giá:" and 2021 in the cell beside it, as one line.
fn labelled_year(grid: &Grid<'_>, row: u32) -> Option<String> {
    let mut cells = grid.sheet.row(row).iter().filter(|c| c.value() != Value::Empty);
    let label = cells.find(|c| matches!(c.value(), Value::Text(_)))?;
    super::preamble::labelled_year(&shown(label), &shown(cells.next()?))
}

/// The text right above one of several tables side by side that says what this one is about: "2. Đảng viên".
pub(super) fn over(grid: &Grid<'_>, header: u32, (from, to): (u32, u32), words: &Vocabulary) -> Option<String> {
    let row = grid.sheet.row(header.checked_sub(1)?);
    let mut own = row.iter().filter(|c| (from..=to).contains(&c.at().column) && c.value() != Value::Empty).map(shown);
    let text = own.next().filter(|t| words.subject(&key(t)).is_some())?;
    own.next().is_none().then_some(text)
}

/// The text alone in the row above a header.
pub(super) fn line_above(grid: &Grid<'_>, header: u32) -> Option<String> {
    let row = (header.saturating_sub(3)..header).rev().find(|&row| !says_nothing(grid, row))?;
    lone(grid, row).map(shown)
}

/// "1. Đảng viên" over one table and "2. Người lao động" over the next: lines marked alike, of which the first names whom
/// its table is about. So does the second, whatever it says.
pub(super) fn stand_beside(titles: &[String], line: &str, words: &Vocabulary) -> bool {
    let (Some(mark), _) = split_outline(line) else { return false };
    let same = |t: &&String| split_outline(t).0 == Some(mark);
    let names = |t: &String| {
        let rest = split_outline(t).1;
        section(rest, words).is_some() || Vocabulary::title_has(&key(rest), &words.title.rating)
    };
    let beside = |t: &String| names(t) || titles.len() == 1;
    titles.iter().rev().find(same).is_some_and(|t| beside(t) && key(t) != key(line))
}

/// The last row before the lines that announce the next table: texts alone, without figures or ordinals.
pub(super) fn before_titles(grid: &Grid<'_>, from: u32, end: u32) -> u32 {
    let mut last = end;
    let mut row = end;
    while row > from && end - row < 6 {
        let cells: Vec<&Cell> = grid.sheet.row(row).iter().filter(|c| is_filled(c) && !says_measure(c)).collect();
        let text = |c: &&Cell| matches!(c.value(), Value::Text(_));
        // "I. Toàn chi cục | | | II. Lãnh đạo": each over a table of its own.
        let marked = |c: &&Cell| {
            let line = shown(c);
            let (mark, rest) = split_outline(&line);
            text(c) && mark.is_some() && !rest.is_empty()
        };
        let above = (row + 1..=end).all(|row| says_nothing(grid, row));
        let abreast = row == end && cells.len() > 1 && cells.iter().all(marked);
        let alone = cells.len() == 1 && text(&cells[0]) || abreast;
        if !(cells.is_empty() || alone) {
            break;
        }
        // A line of its own right above a header is its caption: a group with nothing below it says nothing.
        let text = cells.first().map(|c| key(&shown(c))).unwrap_or_default();
        if alone && (above || says_title(&text) || text.contains("xếp loại")) {
            last = row - 1;
        }
        row -= 1;
    }
    last
}

/// A title without "NĂM 2022".
pub(super) fn without_years(title: &str) -> String {
    let year = |word: &str| word.len() == 4 && word.starts_with("20") && word.bytes().all(|b| b.is_ascii_digit());
    let mut kept: Vec<&str> = Vec::new();
    for word in title.split(' ') {
        match kept.last() {
            Some(last) if year(word) && key(last) == key("năm") => drop(kept.pop()),
            _ => kept.push(word),
        }
    }
    clean(&kept.join(" "))
}
