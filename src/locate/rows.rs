//! The role of every row of a body: data, group, subtotal, total, of-which, note, footer, blank; and what totals cover.

mod group_sums;
mod rated;
mod signs;

use std::cell::LazyCell;
use std::collections::BTreeSet;

use self::signs::{Context, Signs};
use super::asides::{compares, row_year};
use super::bare_heads::BareHeads;
use super::columns::{self, Head, two_names};
use super::numbers::{is_dots, is_number_row, says_nothing};
use super::ordinal::{Ordered, ordered};
use super::outline::{Depths, Lists, Mark, first_item, marker_len, outline_mark, split_outline};
use super::parted::{Named, Parted};
use super::row_names::is_person;
use super::sections::section;
use super::tables::{Frame, is_filled, most_blank_rows, shown, shown_shared};
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Ordinal, Row, RowRole, sentence};
use crate::finding::CellRef;
use crate::read::{Cell, Value};
use crate::text::shared::SharedText;
use crate::text::{clean, key};

/// The rows of a body as first read, before the kind of the table is known.
pub(super) struct Body {
    pub(super) rows: Vec<Row>,
    /// Does any row carry an ordinal?
    pub(super) has_ordinals: bool,
    /// Does any row carry a plain number as its ordinal?
    pub(super) has_numbers: bool,
    /// Rows that name the year they are about, with it.
    pub(super) dated: Vec<(u32, u16)>,
}

/// Reads the body's rows with what is known from the header alone.
pub(super) fn read(frame: &Frame<'_, '_>, heads: &[Head], columns: &[Column], words: &Vocabulary) -> Body {
    let reader = Reader::new(frame, heads, columns, words);
    let First { mut rows, mut signs, dated } = First::read(&reader);
    let tells = |at: usize| signs[at].telling;
    for (at, said) in super::legend::below(frame.grid, frame.body, (columns, &reader.values), &tells, words) {
        signs[at] = Signs::of_a_legend();
        (rows[at].ordinal, rows[at].label) = (Ordinal::None, said.into());
    }
    if reader.counting && !reader.levels_may_stand_in_rows {
        group_sums::mark((&rows, &mut signs), columns, frame, words);
    }
    let first = || rows.iter().zip(&signs);
    let mut letters = first().filter(|(_, signs)| signs.mark == Some(Mark::Upper)).map(|(row, _)| row);
    let lettered = letters
        .any(|r| r.ordinal.text().starts_with(['A', 'B']) || r.label.starts_with("A.") || r.label.starts_with("B."));
    let has_ordinals = first().any(|(row, signs)| !row.ordinal.is_empty() && signs.mark.is_some());
    // Rows numbered 1, 2, 3, or not marked at all, stand below those marked I, II or A, B.
    let unmarked = |(row, signs): (&Row, &Signs)| {
        signs.mark.is_none() && signs.valued && !row.label.is_empty() && !reader.sums(&row.label)
    };
    let numbered = |signs: &Signs| matches!(signs.mark, Some(Mark::Number | Mark::Decimal));
    let has_numbers = signs.iter().any(numbered) || first().any(unmarked);
    let is_listed = |(signs, row): (&Signs, &Row)| signs.listed && !words.is_footer(&key(&row.label));
    let last_listed = signs.iter().zip(&rows).rposition(is_listed);
    let mut depths = Depths::default();
    let mut footer = false;
    let mut blanks = 0;
    let mut signing = false;
    let mut lists = Lists::default();
    let mut heads = BareHeads::default();
    for (index, (row, signs)) in rows.iter_mut().zip(signs).enumerate() {
        let mark = match signs.mark {
            // Among A., B. the letters C., D. are letters, not numerals.
            Some(Mark::Roman) if lettered && signs.one_letter && !has_i(row) => Some(Mark::Upper),
            mark => mark,
        };
        let inside = last_listed.is_some_and(|last| index < last);
        let context = Context { has_ordinals, has_numbers, footer, blanks, inside, signing };
        let role = reader.role((row, &signs), mark, &context);
        signing = signs.signed && signs.signers && role == RowRole::Note
            || signing && !signs.repeats && !signs.telling && row.ordinal.is_empty();
        let role = if reader.counting && !reader.levels_may_stand_in_rows {
            let subject = mark.is_none() && words.names_only_subject(&key(&row.label));
            heads.settle(index, role, (mark, subject), signs.valued)
        } else {
            role
        };
        row.role = role;
        heads.caption(index, role, !signs.valued && !row.label.is_empty());
        footer |= role == RowRole::Footer;
        blanks = if role == RowRole::Blank { blanks + 1 } else { 0 };
        if !matches!(role, RowRole::Blank | RowRole::Footer | RowRole::Header | RowRole::Numbers) {
            let is_head = matches!(role, RowRole::Group | RowRole::Subtotal) && !reader.sums(&row.label);
            let depth = depths.of(mark, is_head);
            let depth = if has_ordinals || mark.is_some() { depth } else { 1 };
            row.depth = u8::try_from(depth).unwrap_or(u8::MAX);
        }
        if reader.levels_may_stand_in_rows && role != RowRole::Blank {
            let opened = first_item(&row.label, words);
            let rest = key(opened.map_or_else(|| split_outline(&row.label).1, |(_, item)| item));
            row.subject = words.subject(&rest);
            if !lists.holds(opened.map(|(mark, _)| mark), mark) {
                row.level = words.mention(&rest).filter(|m| !m.share).map(Box::new);
                let measured = [ColumnRole::Total, ColumnRole::Rated, ColumnRole::Unrated];
                row.measure = words.role(&rest).filter(|r| measured.contains(r));
                // "3.1 Số tập thể thành lập mới" is a part of what stands above it, no total.
                if mark == Some(Mark::Decimal) && row.measure == Some(ColumnRole::Total) {
                    row.measure = None;
                }
                lists.after_level = row.level.is_some() || (lists.after_level && row.measure.is_none());
            }
        }
    }
    super::own_total::of_rows(&mut rows, words);
    let levels = rows.iter().filter(|r| r.level.is_some()).count();
    heads.found.iter().for_each(|&head| rows[head].role = RowRole::Group);
    if levels >= 2 {
        // Beside two levels a shorthand ("HT") is a level as well.
        let mut lists = Lists::default();
        for row in rows.iter_mut().filter(|r| !r.label.is_empty()) {
            let opened = first_item(&row.label, words);
            let item = lists.holds(opened.map(|(mark, _)| mark), split_outline(&row.label).0);
            if row.level.is_none() && row.measure.is_none() && !item {
                row.level = words.mention_beside(&label_key(row)).filter(|m| !m.share).map(Box::new);
            }
            lists.after_level = row.level.is_some() || (lists.after_level && row.measure.is_none());
        }
        super::remarks::settle_rows(&mut rows, words);
    }
    if !reader.levels_may_stand_in_rows {
        super::remarks::settle_below(&mut rows, words);
    }
    Body { rows, has_ordinals, has_numbers, dated }
}

/// The rows as they are come across, from top to bottom.
struct First {
    /// With ordinal and name.
    rows: Vec<Row>,
    /// What tells their roles.
    signs: Vec<Signs>,
    /// Those that name the year they are about, with it.
    dated: Vec<(u32, u16)>,
}

impl First {
    fn read(reader: &Reader<'_, '_, '_>) -> Self {
        let frame = reader.frame;
        let (from, to) = frame.body;
        let count = (to + 1).saturating_sub(from) as usize;
        // Room for the rows of the header as well, which come in front.
        let room = count + from.saturating_sub(frame.range.start.row) as usize;
        let mut all = Self { rows: Vec::with_capacity(room), signs: Vec::with_capacity(count), dated: Vec::new() };
        let mut year_above = false;
        let mut parted = Parted::default();
        for index in from..=to {
            let Facts { ordinal, mut label, year, mut signs } = reader.facts(index);
            if !reader.beside.is_empty() {
                let sums = |label: &str| reader.sums(label);
                let called = parted.name(&mut all.rows, label, &reader.named(index), signs.valued, &sums);
                label = called.name;
                if let Some(first) = called.sums {
                    (signs.sums, all.signs[first].sums) = (true, true);
                }
            }
            // The second of two rows of one unit, each of a year, goes under the name of the first.
            let above = all.rows.last().filter(|_| label.is_empty() && year.is_some() && year_above);
            let label = above.map_or(label, |row| row.label.clone());
            all.rows.push(Row { ordinal, label, ..Row::bare(index, RowRole::Blank) });
            all.signs.push(signs);
            all.dated.extend(year.map(|year| (index, year)));
            year_above = year.is_some();
        }
        all
    }
}

fn has_i(row: &Row) -> bool {
    row.ordinal.text().starts_with('I') || row.label.starts_with("I.")
}

/// What one row says before its role is known.
struct Facts {
    ordinal: Ordinal,
    label: SharedText,
    /// The year the row is about.
    year: Option<u16>,
    signs: Signs,
}

struct Reader<'r, 'g, 's> {
    frame: &'r Frame<'g, 's>,
    heads: &'r [Head],
    words: &'r Vocabulary,
    ordinals: Vec<u32>,
    names: Vec<u32>,
    /// Where the name of a person goes on.
    given: Option<u32>,
    values: Vec<u32>,
    years: Vec<u32>,
    posts: Vec<u32>,
    /// Texts between the names and the figures that are used for nothing else.
    beside: Vec<u32>,
    /// The first column of figures.
    first_count: u32,
    counting: bool,
    /// Rows of shares under a name that is merged over the counts as well.
    shares: BTreeSet<u32>,
    /// Is it a list of bodies?
    lists_bodies: bool,
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
        let person = !names.is_empty();
        if names.is_empty() {
            names = with(&[ColumnRole::Unit]);
        }
        if names.is_empty() {
            // "Mức xếp loại | Số lượng": the first column that is no ordinal names the rows.
            names = columns.iter().find(|c| c.role != ColumnRole::Ordinal).map(|c| c.index).into_iter().collect();
        }
        let counting = !with(&[ColumnRole::Count, ColumnRole::Total, ColumnRole::Rated]).is_empty();
        let mut values = with(&counted);
        let counts = with(&counted[..4]);
        let ordinals = with(&[ColumnRole::Ordinal]);
        let rates = person || rated::rows(frame, columns, (&names, &ordinals), words);
        let levels_may_stand_in_rows = !rates && columns.iter().all(|c| c.level.is_none());
        let shares = counting.then(|| super::shares::under::rows(frame, (&names, &ordinals), &counts));
        let shares = shares.unwrap_or_default();
        let first_count = values.iter().copied().min().unwrap_or(u32::MAX);
        values.extend(with(&rated));
        values.extend(with(&[ColumnRole::Unknown]));
        let is_year = |c: &&Column| c.role == ColumnRole::Unknown && c.path.last().is_some_and(|p| key(p) == "năm");
        let years: Vec<u32> = columns.iter().filter(is_year).map(|c| c.index).collect();
        values.retain(|c| !names.contains(c) && !years.contains(c));
        values.sort_unstable();
        let last_name = names.iter().copied().max().unwrap_or(u32::MAX);
        let mut beside = with(&[ColumnRole::Ignored]);
        beside.retain(|&c| counting && !person && c > last_name && c < first_count);
        Self {
            frame,
            heads,
            words,
            ordinals,
            given: two_names::given(columns).map(|c| c.index).filter(|given| names.contains(given)),
            names,
            values,
            years,
            posts: with(&[ColumnRole::Post]),
            beside,
            first_count,
            counting,
            shares,
            lists_bodies: rates && !person,
            levels_may_stand_in_rows,
        }
    }

    fn facts(&self, row: u32) -> Facts {
        let all = self.frame.grid.sheet.row(row);
        let cell = |c: u32| all.binary_search_by_key(&c, |cell| cell.at().column).ok().map(|place| &all[place]);
        let Ordered { ordinal, mark, wordy } = ordered(self.ordinals.iter().filter_map(|&c| cell(c)));
        let named = self.names.iter().map(|&c| self.name(row, c)).find(|t| !t.is_empty());
        let given = self.given.and_then(cell).map(shown_shared);
        let named = if given.is_some() { two_names::whole(named, given) } else { named };
        let label = named.or(wordy).unwrap_or_else(|| self.first_words(row));
        let mark = mark.or_else(|| split_outline(&label).0);
        let cells = || all.iter().filter(|c| c.value() != Value::Empty || c.formula().is_some());
        let valued = cells().any(|c| self.values.contains(&c.at().column));
        // A numbered row is no signature block, nor is what stands under "Chức vụ" beside the name and rating of a person.
        let person = || valued && self.names.iter().any(|&c| cell(c).is_some()) && is_person(&label);
        let post = |c: &&Cell| self.posts.contains(&c.at().column) && person();
        let unmarked =
            cells().filter(|c| mark != Some(Mark::Number) && matches!(c.value(), Value::Text(_)) && !post(c));
        let keys: Vec<String> = unmarked.map(|c| key(&shown(c))).collect();
        let footer_word = |k: &String| self.words.is_footer(k) && k.chars().count() <= 60;
        let date =
            |k: &String| k.contains("ngày") && k.contains("tháng") && k.contains("năm") && k.chars().count() <= 60;
        // "Số: 12-BC/ĐU | Hòa Sơn, ngày 15 tháng 12 năm 2022".
        let numbered = keys.first().is_some_and(|k| k.starts_with("số ")) && keys.iter().any(date);
        let motto = |k: &String| self.words.rows.motto.iter().any(|motto| k.starts_with(motto));
        let headed = numbered || keys.iter().any(motto);
        let says_shares = || self.counting && mark != Some(Mark::Number) && self.says_shares(row, &label);
        let dated = |&c: &u32| row_year(&cell(c).map(shown).unwrap_or_default());
        let year = self.years.iter().find_map(dated).or_else(|| row_year(&label));
        let telling = cells().any(|c| self.values.contains(&c.at().column) && self.tells(c));
        let numbered = mark == Some(Mark::Number) && !ordinal.is_empty();
        let signers = valued && !telling && ordinal.is_empty() && {
            let mut texts = cells().filter(|c| self.values.contains(&c.at().column)).map(shown);
            texts.all(|text| is_person(&text) || text.starts_with('(') || self.words.is_footer(&key(&text)))
        };
        let counts = || self.counts_level(&key(split_outline(&label).1));
        let unnumbered = || self.ordinals.is_empty() && !self.counting && !counts();
        let signs = Signs {
            listed: telling && !label.is_empty() && (numbered || unnumbered()),
            repeats: columns::repeats(all, self.heads),
            goes_on: !valued && ordinal.is_empty() && self.goes_on(row, all),
            mark,
            one_letter: marker_len(&ordinal, &label) == 1,
            valued,
            filled: cells().next().is_some(),
            signed: headed || keys.iter().any(footer_word) || keys.iter().any(date),
            headed,
            hollow: says_nothing(&label) && cells().all(|c| self.ordinals.contains(&c.at().column) || is_dots(c)),
            telling,
            signers,
            shares: says_shares() || self.shares.contains(&row),
            ..Signs::default()
        };
        Facts { ordinal, label, year, signs }
    }

    /// What stands in a name column; a name merged over several rows stands in each of them.
    fn name(&self, row: u32, column: u32) -> SharedText {
        let at = CellRef::new(row, column);
        let grid = self.frame.grid;
        let over = grid.merge_at(at).filter(|m| m.start.row < row && m.start.row >= self.frame.body.0);
        grid.sheet.get(over.map_or(at, |m| m.start)).map(shown_shared).unwrap_or_default()
    }

    /// Does a row without rating only hold what else is said of the one above: under a name that is merged over both, or
    /// nothing but a post?
    fn goes_on(&self, row: u32, cells: &[Cell]) -> bool {
        let mut filled = cells.iter().filter(|c| is_filled(c)).map(|c| c.at().column).peekable();
        let Some(&first) = filled.peek() else { return false };
        let merged = self.names.iter().any(|&c| c < first && !self.name(row, c).is_empty());
        merged || (!self.posts.is_empty() && filled.all(|c| self.posts.contains(&c)))
    }

    /// What tells the parts of one unit from each other: is there a name of its own, and what stands beside it?
    fn named(&self, row: u32) -> Named {
        let text = |&c: &u32| self.frame.grid.sheet.get(CellRef::new(row, c)).map(shown_shared).unwrap_or_default();
        let own = self.names.iter().any(|c| !text(c).is_empty());
        Named { own, part: self.beside.iter().map(text).find(|t| !t.is_empty()).unwrap_or_default() }
    }

    /// "Tỷ lệ (%)" in front of the figures: the row holds shares. A remark behind them says nothing of the kind.
    fn says_shares(&self, row: u32, label: &str) -> bool {
        let share = |k: &str| self.words.is_share_word(k) || self.words.starts_with_share(k);
        let cells = self.frame.grid.sheet.row(row).iter();
        let mut texts = cells
            .take_while(|c| c.at().column < self.first_count)
            .filter(|c| matches!(c.value(), Value::Text(_)))
            .map(|c| key(&shown(c)));
        share(&key(label)) || texts.any(|k| share(&k))
    }

    /// Is the row named "Cộng" or "Tổng …"?
    fn sums(&self, label: &str) -> bool {
        let label = key(split_outline(label).1);
        self.words.is_total(&label) || self.words.is_subtotal(&label)
    }

    /// A number, a formula, a figure typed as text, a tick or a level: not a line of a signature block.
    fn tells(&self, cell: &Cell) -> bool {
        if !matches!(cell.value(), Value::Text(_)) || cell.formula().is_some() {
            return true;
        }
        let text = shown(cell);
        text.starts_with(|c: char| c.is_ascii_digit())
            || self.words.is_tick(&text)
            || self.words.is_none_mark(&text)
            || self.words.mention_beside(&key(&text)).is_some()
            || self.words.is_symbol(&key(&text))
    }

    /// The first text of a row that is neither in a value column nor an outline mark.
    fn first_words(&self, row: u32) -> SharedText {
        let cells = self.frame.grid.sheet.row(row).iter();
        cells
            .filter(|c| matches!(c.value(), Value::Text(_)) && !self.values.contains(&c.at().column))
            .map(shown_shared)
            .find(|t| outline_mark(t).is_none() && !t.is_empty())
            .unwrap_or_default()
    }

    fn role(&self, (row, signs): (&Row, &Signs), mark: Option<Mark>, context: &Context) -> RowRole {
        let (grid, range) = (self.frame.grid, self.frame.range);
        if !signs.filled && !signs.valued {
            return RowRole::Blank;
        }
        if signs.repeats {
            return RowRole::Header;
        }
        if row.label.chars().count() <= 3 && is_number_row(grid, row.index, range.start.column, range.end.column) {
            return RowRole::Numbers;
        }
        if context.footer {
            return RowRole::Footer;
        }
        if signs.hollow || signs.explains {
            return RowRole::Note;
        }
        let label = LazyCell::new(|| key(split_outline(&row.label).1));
        let bare = !signs.valued && row.ordinal.is_empty();
        if signs.goes_on && context.inside {
            return RowRole::Note;
        }
        if signs.signed && row.ordinal.is_empty() && !signs.telling {
            match () {
                () if !context.inside => return RowRole::Footer,
                () if signs.valued && (signs.headed || self.words.is_footer(&label)) => return RowRole::Note,
                // "CÔNG ĐOÀN CƠ SỞ | | HIỆU TRƯỞNG" between two lists.
                () if signs.signers && row.label.to_uppercase() == *row.label => return RowRole::Note,
                () => {}
            }
        }
        if signs.signers && context.signing {
            return RowRole::Note;
        }
        if signs.valued && (signs.shares || compares(&label)) && !self.levels_may_stand_in_rows {
            return RowRole::Note;
        }
        // "II | HTTNV | 2" over those of a list of bodies.
        let over = || self.lists_bodies && mark != Some(Mark::Number);
        let below = || row.ordinal.is_empty() && !context.inside;
        if signs.valued && (below() || over()) && self.counts_level(&label) {
            return RowRole::Note;
        }
        if signs.valued && mark != Some(Mark::Number) {
            if signs.sums || self.words.is_total(&label) {
                return RowRole::Total;
            }
            if signs.of_group || self.words.is_carried(&label) || self.words.is_subtotal(&label) {
                return RowRole::Subtotal;
            }
        }
        // "2 | Trong đó: Nữ" is a part, whatever its number.
        let of_which = self.words.row_is_of_which(&label);
        if of_which && (row.ordinal.is_empty() || signs.valued && label.starts_with("trong đó")) {
            return if signs.valued { RowRole::OfWhich } else { RowRole::Group };
        }
        let starred = row.label.starts_with('*') || row.label.starts_with("(*");
        // "* Hoàn thành tốt nhiệm vụ", "* Tập thể" head a section.
        let subject = || super::row_names::section(split_outline(&row.label).1, self.words).is_some();
        let starred = starred && section(&row.label, self.words).is_none() && !subject();
        if bare && (self.words.row_is_note(&label) || starred || sentence::read(&row.label, self.words).is_some()) {
            return RowRole::Note;
        }
        if signs.valued {
            self.role_with_values(row, mark, context)
        } else {
            self.role_without_values(row, mark, &label, context)
        }
    }

    /// Below a list, or a table with levels in columns, "HTTNV | 17" counts its rows.
    fn counts_level(&self, label: &str) -> bool {
        let said = || self.words.is_label(label) || (label.len() > 1 && self.words.shorthands.contains(label));
        !self.levels_may_stand_in_rows && said() && self.words.mention_beside(label).is_some_and(|m| !m.share)
    }

    fn role_without_values(&self, row: &Row, mark: Option<Mark>, label: &str, context: &Context) -> RowRole {
        match mark {
            Some(Mark::Number | Mark::Decimal) => RowRole::Data,
            Some(Mark::Roman | Mark::Upper) if context.has_numbers || self.counting => RowRole::Group,
            _ if row.label.is_empty() => RowRole::Note,
            _ if row.label.chars().count() > 150 || context.blanks >= most_blank_rows() => RowRole::Note,
            Some(Mark::Roman | Mark::Upper) => RowRole::Data,
            _ if context.has_ordinals || self.counting => RowRole::Group,
            _ if self.words.row_is_group(label) => RowRole::Group,
            _ => RowRole::Data,
        }
    }

    fn role_with_values(&self, row: &Row, mark: Option<Mark>, context: &Context) -> RowRole {
        match mark {
            _ if row.label.is_empty() && row.ordinal.is_empty() => RowRole::Note,
            Some(Mark::Roman | Mark::Upper) if context.has_numbers && self.counting => RowRole::Subtotal,
            Some(Mark::Lower | Mark::Dash) if context.has_numbers && self.counting => RowRole::OfWhich,
            None if self.counting && self.words.row_is_group(&key(&row.label)) => RowRole::Subtotal,
            _ => RowRole::Data,
        }
    }
}

/// The key of a row's label without its outline mark.
pub(super) fn label_key(row: &Row) -> String {
    key(split_outline(&row.label).1)
}

/// The label of a row without its outline mark.
pub fn plain_label(label: &str) -> String {
    clean(split_outline(label).1)
}
