//! The role of every row of a body: data, group, subtotal, total, of-which, note, footer, blank; and what totals cover.

use super::columns::{self, Head};
use super::numbers::is_number_row;
use super::tables::{Frame, most_blank_rows, shown};
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Kind, Row, RowRole, sentence};
use crate::finding::CellRef;
use crate::read::Value;
use crate::text::{clean, key};

/// The rows of a body as first read, before the kind of the table is known.
pub(super) struct Body {
    pub(super) rows: Vec<Row>,
    /// Does any row carry an ordinal?
    has_ordinals: bool,
    /// Does any row carry a plain number as its ordinal?
    has_numbers: bool,
}

/// A row with nothing but its role.
pub(super) fn bare(index: u32, role: RowRole) -> Row {
    Row {
        index,
        role,
        ordinal: String::new(),
        label: String::new(),
        depth: 0,
        level: None,
        measure: None,
        subject: None,
        group: None,
        covers: Vec::new(),
    }
}

/// The kind of outline mark in front of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mark {
    Upper,
    Roman,
    Number,
    Decimal,
    Lower,
    Dash,
}

/// `"I"`, `"A."`, `"1"`, `"3.1"`, `"a)"`, `"-"` → its kind; `None` for words.
fn outline_mark(text: &str) -> Option<Mark> {
    let body = text.trim().trim_end_matches(['.', ')', ',', ':', '/']).trim_start_matches('(');
    let all = |f: fn(char) -> bool| !body.is_empty() && body.chars().all(f);
    if matches!(text.trim(), "-" | "+" | "*" | "–") {
        return Some(Mark::Dash);
    }
    if all(|c| c.is_ascii_digit()) && body.len() <= 6 {
        return Some(Mark::Number);
    }
    if all(|c| c.is_ascii_digit() || c == '.') && body.contains('.') {
        // A whole number kept as "3.0" is still a plain number.
        return Some(if body.strip_suffix(".0").is_some_and(|b| !b.contains('.')) {
            Mark::Number
        } else {
            Mark::Decimal
        });
    }
    if all(|c| "IVXLC".contains(c)) && body.len() <= 7 {
        return Some(Mark::Roman);
    }
    let one = body.chars().count() == 1;
    if one && all(|c| c.is_uppercase()) {
        return Some(Mark::Upper);
    }
    (one && all(|c| c.is_lowercase())).then_some(Mark::Lower)
}

/// `"a) Hoàn thành …"` → the mark and the rest; the whole text when there is no mark.
fn split_outline(text: &str) -> (Option<Mark>, &str) {
    let text = text.trim();
    for bullet in ["-", "+", "*", "–"] {
        if let Some(rest) = text.strip_prefix(bullet) {
            return (Some(Mark::Dash), rest.trim_start());
        }
    }
    let end = text.find(['.', ')', ' ']).unwrap_or(text.len());
    let head = &text[..end];
    let marked = text[end..].starts_with(['.', ')']);
    // "H.thành tốt" is an abbreviation, "A.Số tổ chức" an outline.
    let cut = text[end..].strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_lowercase));
    match outline_mark(head) {
        Some(mark) if marked && end > 0 && !(mark == Mark::Upper && cut) => {
            let mut rest = &text[end + 1..];
            let mut mark = mark;
            // "3.1 Số tập thể": digits may go on after the first point.
            if mark == Mark::Number && rest.starts_with(|c: char| c.is_ascii_digit()) {
                rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ')');
                mark = Mark::Decimal;
            }
            (Some(mark), rest.trim_start())
        }
        _ => (None, text),
    }
}

/// `"Chia ra: 1) Số được miễn"` → the mark and words of the first item of a list; `None` for all else.
fn first_item<'t>(label: &'t str, words: &Vocabulary) -> Option<(Mark, &'t str)> {
    let (head, item) = label.split_once(':')?;
    let (mark, item) = split_outline(item);
    words.row_is_of_which(&key(split_outline(head).1)).then_some((mark?, item))
}

/// Lists opened by "Chia ra: 1) …". Under a level their items are parts of it, whatever they are called.
#[derive(Default)]
struct Lists {
    mark: Option<Mark>,
    after_level: bool,
    inside_level: bool,
}

impl Lists {
    /// Goes on to a row; is it an item inside a level?
    fn holds(&mut self, opened: Option<Mark>, mark: Option<Mark>) -> bool {
        if opened.is_some() {
            (self.mark, self.inside_level) = (opened, self.after_level);
        } else if mark.is_none() || mark != self.mark {
            self.mark = None;
        }
        self.mark.is_some() && self.inside_level
    }
}

/// Reads the body's rows with what is known from the header alone.
pub(super) fn read(frame: &Frame<'_, '_>, heads: &[Head], columns: &[Column], words: &Vocabulary) -> Body {
    let reader = Reader::new(frame, heads, columns, words);
    let facts: Vec<Facts> = (frame.body.0..=frame.body.1).map(|r| reader.facts(r)).collect();
    let marks: Vec<Mark> = facts.iter().filter_map(|f| f.mark).collect();
    let letters = facts.iter().filter(|f| f.mark == Some(Mark::Upper));
    let lettered = letters
        .clone()
        .any(|f| f.ordinal.starts_with(['A', 'B']) || f.label.starts_with("A.") || f.label.starts_with("B."));
    let has_ordinals = facts.iter().any(|f| !f.ordinal.is_empty() && f.mark.is_some());
    // Rows numbered 1, 2, 3, or not marked at all, stand below those marked I, II or A, B.
    let unmarked = |f: &Facts| f.mark.is_none() && f.values > 0 && !f.label.is_empty() && !reader.sums(f);
    let has_numbers = marks.contains(&Mark::Number) || facts.iter().any(unmarked);
    let mut order: Vec<Mark> = Vec::new();
    let mut rows = Vec::new();
    let mut footer = false;
    let mut blanks = 0;
    let mut lists = Lists::default();
    for (index, facts) in (frame.body.0..).zip(facts) {
        let mark = match facts.mark {
            // Among A., B. the letters C., D. are letters, not numerals.
            Some(Mark::Roman) if lettered && facts.marker_len == 1 && !has_i(&facts) => Some(Mark::Upper),
            mark => mark,
        };
        let context = Context { has_ordinals, has_numbers, footer, blanks };
        let role = reader.role(&facts, mark, index, &context);
        footer |= role == RowRole::Footer;
        blanks = if role == RowRole::Blank { blanks + 1 } else { 0 };
        let mut row = bare(index, role);
        if !matches!(role, RowRole::Blank | RowRole::Footer | RowRole::Header | RowRole::Numbers) {
            if let Some(mark) = mark.filter(|m| !order.contains(m)) {
                order.push(mark);
            }
            let depth = mark.and_then(|m| order.iter().position(|o| *o == m)).unwrap_or(order.len());
            let depth = if has_ordinals || mark.is_some() { depth } else { 1 };
            row.depth = u8::try_from(depth).unwrap_or(u8::MAX);
        }
        if reader.levels_may_stand_in_rows && role != RowRole::Blank {
            let opened = first_item(&facts.label, words);
            let rest = key(opened.map_or_else(|| split_outline(&facts.label).1, |(_, item)| item));
            row.subject = words.subject(&rest);
            if !lists.holds(opened.map(|(mark, _)| mark), mark) {
                row.level = words.mention(&rest);
                let measured = [ColumnRole::Total, ColumnRole::Rated, ColumnRole::Unrated];
                row.measure = words.role(&rest).filter(|r| measured.contains(r));
                // "3.1 Số tập thể thành lập mới" is a part of what stands above it, no total.
                if mark == Some(Mark::Decimal) && row.measure == Some(ColumnRole::Total) {
                    row.measure = None;
                }
                lists.after_level = row.level.is_some() || (lists.after_level && row.measure.is_none());
            }
        }
        row.ordinal = facts.ordinal;
        row.label = facts.label;
        rows.push(row);
    }
    let levels = rows.iter().filter(|r| r.level.is_some()).count();
    if levels >= 2 {
        // Beside two levels a shorthand ("HT") is a level as well.
        let mut lists = Lists::default();
        for row in rows.iter_mut().filter(|r| !r.label.is_empty()) {
            let opened = first_item(&row.label, words);
            let item = lists.holds(opened.map(|(mark, _)| mark), split_outline(&row.label).0);
            if row.level.is_none() && row.measure.is_none() && !item {
                row.level = words.mention_beside(&key(split_outline(&row.label).1));
            }
            lists.after_level = row.level.is_some() || (lists.after_level && row.measure.is_none());
        }
    }
    Body { rows, has_ordinals, has_numbers }
}

fn has_i(facts: &Facts) -> bool {
    facts.ordinal.starts_with('I') || facts.label.starts_with("I.")
}

/// What one row says before its role is known.
struct Facts {
    ordinal: String,
    label: String,
    mark: Option<Mark>,
    marker_len: usize,
    values: usize,
    filled: usize,
    any_footer_word: bool,
    any_date: bool,
    /// Does a value column hold a number, a formula or a level's label?
    telling: bool,
}

struct Context {
    has_ordinals: bool,
    has_numbers: bool,
    footer: bool,
    blanks: u32,
}

struct Reader<'r, 'g, 's> {
    frame: &'r Frame<'g, 's>,
    heads: &'r [Head],
    words: &'r Vocabulary,
    ordinals: Vec<u32>,
    names: Vec<u32>,
    values: Vec<u32>,
    counting: bool,
    /// No column names a level or a person: rows may.
    levels_may_stand_in_rows: bool,
}

impl<'r, 'g, 's> Reader<'r, 'g, 's> {
    fn new(frame: &'r Frame<'g, 's>, heads: &'r [Head], columns: &[Column], words: &'r Vocabulary) -> Self {
        let with = |roles: &[ColumnRole]| -> Vec<u32> {
            columns.iter().filter(|c| roles.contains(&c.role)).map(|c| c.index).collect()
        };
        let counted = [
            ColumnRole::Total,
            ColumnRole::Rated,
            ColumnRole::Unrated,
            ColumnRole::Count,
            ColumnRole::Share,
            ColumnRole::CapShare,
        ];
        let rated = [ColumnRole::Rating, ColumnRole::Mark, ColumnRole::Score];
        let mut names = with(&[ColumnRole::Person]);
        if names.is_empty() {
            names = with(&[ColumnRole::Unit]);
        }
        if names.is_empty() {
            // "Mức xếp loại | Số lượng": the first column that is no ordinal names the rows.
            names = columns.iter().find(|c| c.role != ColumnRole::Ordinal).map(|c| c.index).into_iter().collect();
        }
        let levels_may_stand_in_rows = columns.iter().all(|c| c.level.is_none() && c.role != ColumnRole::Person);
        let counting = !with(&[ColumnRole::Count, ColumnRole::Total, ColumnRole::Rated]).is_empty();
        let mut values = with(&counted);
        values.extend(with(&rated));
        values.extend(with(&[ColumnRole::Unknown]));
        values.retain(|c| !names.contains(c));
        values.sort_unstable();
        Self {
            frame,
            heads,
            words,
            ordinals: with(&[ColumnRole::Ordinal]),
            names,
            values,
            counting,
            levels_may_stand_in_rows,
        }
    }

    fn facts(&self, row: u32) -> Facts {
        let range = self.frame.range;
        let text = |c: u32| self.frame.grid.text(CellRef::new(row, c));
        let ordinal_texts: Vec<String> = self.ordinals.iter().map(|&c| text(c)).collect();
        let ordinal = ordinal_texts.iter().rev().find(|t| outline_mark(t).is_some()).cloned().unwrap_or_default();
        let wordy = ordinal_texts.into_iter().find(|t| !t.is_empty() && outline_mark(t).is_none());
        let named = self.names.iter().map(|&c| text(c)).find(|t| !t.is_empty());
        let label = named.or(wordy).unwrap_or_else(|| self.first_words(row));
        let (inline, _) = split_outline(&label);
        let mark = outline_mark(&ordinal).or(inline);
        let head = if ordinal.is_empty() { label.split(['.', ')', ' ']).next().unwrap_or("") } else { &ordinal };
        let marker_len = head.trim_end_matches(['.', ')']).len();
        let cells: Vec<_> =
            self.frame.grid.sheet.row(row).iter().filter(|c| c.value != Value::Empty || c.formula.is_some()).collect();
        let inside = |c: u32| (range.start.column..=range.end.column).contains(&c);
        let values = cells.iter().filter(|c| self.values.contains(&c.at.column)).count();
        // A numbered row is no signature block: its texts need no second look.
        let unmarked = cells.iter().filter(|c| mark != Some(Mark::Number) && matches!(c.value, Value::Text(_)));
        let keys: Vec<String> = unmarked.map(|c| key(&shown(c))).collect();
        let footer_word = |k: &String| self.words.is_footer(k) && k.chars().count() <= 60;
        let date =
            |k: &String| k.contains("ngày") && k.contains("tháng") && k.contains("năm") && k.chars().count() <= 60;
        Facts {
            ordinal,
            label,
            mark,
            marker_len,
            values,
            filled: cells.iter().filter(|c| inside(c.at.column)).count()
                + usize::from(!cells.is_empty() && values == 0),
            any_footer_word: keys.iter().any(footer_word),
            any_date: keys.iter().any(date),
            telling: cells.iter().any(|c| self.values.contains(&c.at.column) && self.tells(c)),
        }
    }

    /// Is the row named "Cộng" or "Tổng …"?
    fn sums(&self, facts: &Facts) -> bool {
        let label = key(split_outline(&facts.label).1);
        self.words.is_total(&label) || self.words.is_subtotal(&label)
    }

    /// A number, a formula, a figure typed as text, a tick or a level: not a line of a signature block.
    fn tells(&self, cell: &crate::read::Cell) -> bool {
        let text = shown(cell);
        !matches!(cell.value, Value::Text(_))
            || cell.formula.is_some()
            || text.starts_with(|c: char| c.is_ascii_digit())
            || self.words.is_tick(&text)
            || self.words.is_none_mark(&text)
            || self.words.mention(&key(&text)).is_some()
    }

    /// The first text of a row that is neither in a value column nor an outline mark.
    fn first_words(&self, row: u32) -> String {
        let cells = self.frame.grid.sheet.row(row).iter();
        cells
            .filter(|c| matches!(c.value, Value::Text(_)) && !self.values.contains(&c.at.column))
            .map(shown)
            .find(|t| outline_mark(t).is_none() && !t.is_empty())
            .unwrap_or_default()
    }

    fn role(&self, facts: &Facts, mark: Option<Mark>, row: u32, context: &Context) -> RowRole {
        let (grid, range) = (self.frame.grid, self.frame.range);
        if facts.filled == 0 && facts.values == 0 {
            return RowRole::Blank;
        }
        if columns::repeats(grid, row, self.heads) {
            return RowRole::Header;
        }
        if is_number_row(grid, row, range.start.column, range.end.column) && facts.label.chars().count() <= 3 {
            return RowRole::Numbers;
        }
        if context.footer {
            return RowRole::Footer;
        }
        let label = key(split_outline(&facts.label).1);
        let bare = facts.values == 0 && facts.ordinal.is_empty();
        let signed = facts.any_footer_word || facts.any_date;
        if signed && facts.ordinal.is_empty() && !facts.telling {
            return RowRole::Footer;
        }
        if facts.values > 0 && mark != Some(Mark::Number) {
            if self.words.is_total(&label) {
                return RowRole::Total;
            }
            if self.words.is_subtotal(&label) {
                return RowRole::Subtotal;
            }
        }
        if self.words.row_is_of_which(&label) && facts.ordinal.is_empty() {
            return if facts.values > 0 { RowRole::OfWhich } else { RowRole::Group };
        }
        let starred = facts.label.starts_with('*') || facts.label.starts_with("(*");
        if bare && (self.words.row_is_note(&label) || starred || sentence::read(&facts.label, self.words).is_some()) {
            return RowRole::Note;
        }
        if facts.values == 0 {
            self.role_without_values(facts, mark, &label, context)
        } else {
            self.role_with_values(facts, mark, context)
        }
    }

    fn role_without_values(&self, facts: &Facts, mark: Option<Mark>, label: &str, context: &Context) -> RowRole {
        match mark {
            Some(Mark::Number | Mark::Decimal) => RowRole::Data,
            Some(Mark::Roman | Mark::Upper) if context.has_numbers || self.counting => RowRole::Group,
            _ if facts.label.is_empty() => RowRole::Note,
            _ if facts.label.chars().count() > 150 || context.blanks >= most_blank_rows() => RowRole::Note,
            Some(Mark::Roman | Mark::Upper) => RowRole::Data,
            _ if context.has_ordinals || self.counting => RowRole::Group,
            _ if self.words.row_is_group(label) => RowRole::Group,
            _ => RowRole::Data,
        }
    }

    fn role_with_values(&self, facts: &Facts, mark: Option<Mark>, context: &Context) -> RowRole {
        match mark {
            _ if facts.label.is_empty() && facts.ordinal.is_empty() => RowRole::Note,
            Some(Mark::Roman | Mark::Upper) if context.has_numbers && self.counting => RowRole::Subtotal,
            Some(Mark::Lower | Mark::Dash) if context.has_numbers && self.counting => RowRole::OfWhich,
            None if self.counting && self.words.row_is_group(&key(&facts.label)) => RowRole::Subtotal,
            _ => RowRole::Data,
        }
    }
}

/// Roles that only the kind of the table tells.
pub(super) fn settle(
    body: Body,
    columns: &[Column],
    kind: Kind,
    frame: &Frame<'_, '_>,
    words: &Vocabulary,
) -> Vec<Row> {
    let Body { mut rows, has_ordinals, has_numbers } = body;
    match kind {
        Kind::CountSummaryTransposed => rows.iter_mut().for_each(settle_transposed),
        Kind::UnitRoster | Kind::PersonRoster => {
            let value = |r: &Row| {
                let at = |c: &&Column| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark);
                columns.iter().filter(at).any(|c| !frame.grid.text(CellRef::new(r.index, c.index)).is_empty())
            };
            for row in &mut rows {
                let rated = matches!(row.role, RowRole::Group | RowRole::Data | RowRole::Subtotal) && value(row);
                let totalled = row.role == RowRole::Total
                    || (row.role == RowRole::Subtotal && words.is_subtotal(&key(&row.label)));
                if rated && !totalled {
                    row.role = RowRole::Data;
                } else if row.role == RowRole::Subtotal && !totalled {
                    row.role = RowRole::Group;
                }
            }
        }
        _ => {
            // "Khối phường" with figures and rows of its own below it is a subtotal on the group's head row.
            if !has_ordinals || !has_numbers {
                return rows;
            }
        }
    }
    rows
}

/// Levels in rows: totals and rated are heads, levels are data, the rest is what it says.
fn settle_transposed(row: &mut Row) {
    if matches!(row.role, RowRole::Blank | RowRole::Footer | RowRole::Header | RowRole::Numbers | RowRole::Note) {
        return;
    }
    let of_which = row.level.as_ref().is_some_and(|l| l.of_which);
    let valued = row.role != RowRole::Group;
    row.role = match (&row.level, row.measure) {
        (Some(_), _) if of_which && valued => RowRole::OfWhich,
        (Some(_), _) if valued => RowRole::Data,
        (None, Some(ColumnRole::Unrated)) if valued => RowRole::Data,
        (None, Some(ColumnRole::Rated)) if valued => RowRole::Subtotal,
        (None, Some(ColumnRole::Total)) if valued => RowRole::Total,
        _ if valued => {
            if row.role == RowRole::Data {
                RowRole::OfWhich
            } else {
                row.role
            }
        }
        _ => RowRole::Group,
    };
}

/// The key of a row's label without its outline mark.
pub(super) fn label_key(row: &Row) -> String {
    key(split_outline(&row.label).1)
}

/// The label of a row without its outline mark.
pub fn plain_label(label: &str) -> String {
    clean(split_outline(label).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outline_marks_are_told_from_words() {
        for (text, mark) in [
            ("I", Some(Mark::Roman)),
            ("A.", Some(Mark::Upper)),
            ("12", Some(Mark::Number)),
            ("3.1", Some(Mark::Decimal)),
            ("a)", Some(Mark::Lower)),
            ("-", Some(Mark::Dash)),
            ("Cộng", None),
            ("", None),
        ] {
            assert_eq!(outline_mark(text), mark, "{text}");
        }
        assert_eq!(split_outline("a) Hoàn thành"), (Some(Mark::Lower), "Hoàn thành"));
        assert_eq!(split_outline("3.1. Số tập thể"), (Some(Mark::Decimal), "Số tập thể"));
        assert_eq!(split_outline("Chi bộ 1"), (None, "Chi bộ 1"));
        assert_eq!(split_outline("H.thành tốt"), (None, "H.thành tốt"));
        assert_eq!(split_outline("TP. Đà Nẵng"), (None, "TP. Đà Nẵng"));
    }
}
