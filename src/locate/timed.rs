//! A table whose sections are about several quarters, years or stages ("QUÝ I", "QUÝ II" over the same units) → one table
//! for each of them.

use std::collections::BTreeSet;

use super::asides::without_rating_words;
use super::outline::name_in;
use super::period::Period;
use super::phrases::strip_start;
use super::preamble::years;
use super::stages::holds_ratings;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Kind, Observation, RowRole, Stage, Table};
use crate::finding::{CellRange, CellRef, Message};
use crate::text::key;

/// When the rows of a section were rated, or in what stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum When {
    /// A quarter, a month or half a year.
    Period(Period),
    /// All of the year, beside its parts.
    Whole,
    /// One of several years.
    Year(u16),
    /// What is proposed, or decided.
    Stage(Stage),
    /// What was aimed at.
    Plan,
    /// What was reached of it.
    Reached,
    /// "Năm trước".
    Before,
    /// "Năm nay".
    Now,
}

impl When {
    /// What the head of a section says and nothing else, without its mark.
    pub(super) fn said(head: &str, words: &Vocabulary) -> Option<Self> {
        let text = key(head.split('(').next().unwrap_or(head));
        let text = strip_start(&text, &words.sections.before).filter(|rest| !rest.is_empty()).unwrap_or(&text);
        let of_year = text.strip_prefix("năm ").and_then(|year| year.parse().ok());
        if let Some(year) = of_year.filter(|_| years(head).len() == 1) {
            return Some(Self::Year(year));
        }
        if let Some(period) = period_of(text) {
            return Some(Self::Period(period));
        }
        let beside = |lists: &[String]| lists.iter().any(|w| w == without_rating_words(text));
        let w = &words.words;
        let named = [(&w.planned, Self::Plan), (&w.done, Self::Reached), (&w.year_before, Self::Before)];
        let named = named.into_iter().chain([(&w.this_year, Self::Now)]);
        if let Some((_, when)) = named.into_iter().find(|(list, _)| beside(list)) {
            return Some(when);
        }
        let before_year = text.split(" năm 20").next().unwrap_or_default();
        if before_year != "năm" && words.words.all_of_year.iter().any(|w| w == before_year) {
            return Some(Self::Whole);
        }
        let rated = |rest: &str| rest.is_empty() || words.words.before_label.iter().any(|w| w == rest);
        let Some(rest) = words.without_stage(text) else {
            // "Cấp trên xếp loại" beside "Tự xếp loại".
            let rater = words.stages.raters.iter().flatten().find_map(|all| strip_start(text, all));
            return rater.filter(|rest| !rest.is_empty() && rated(rest)).map(|_| Self::Stage(Stage::Decided));
        };
        words.stage(text).filter(|_| rated(rest)).map(Self::Stage)
    }

    /// May both be sections of one table, beside one another?
    fn is_beside(self, other: Self) -> bool {
        use When::{Before, Now, Period, Plan, Reached, Whole};
        let parts = |when| matches!(when, Period(_) | Whole);
        let aims = |when| matches!(when, Plan | Reached);
        let years = |when| matches!(when, Before | Now);
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
            || [parts, aims, years].iter().any(|both| both(self) && both(other))
    }
}

/// "Q.1" may be a district as well: only the word in full is a period here. `text` is a key.
fn period_of(text: &str) -> Option<Period> {
    let full = ["quý ", "tháng ", "6 tháng", "06 tháng"].iter().any(|w| text.starts_with(w));
    Period::of_header(text).filter(|_| full)
}

/// What is counted in one section is not added to the other.
pub(super) fn apart(mut table: Table, words: &Vocabulary) -> Vec<Table> {
    if !table.kind.rates() {
        return vec![table];
    }
    let unclear = states_in_columns(&table, words).or_else(|| states_in_sections(&table, words));
    if let Some(unclear) = unclear {
        table.kind = Kind::Decoy;
        table.observations = vec![unclear];
        return vec![table];
    }
    let transposed = table.kind == Kind::CountSummaryTransposed;
    let said = |row: &super::Row| {
        let head = (row.role == RowRole::Group).then(|| name_in(&row.ordinal, &row.label))?;
        When::said(head, words)
    };
    let mut now = None;
    let mut of: Vec<Option<When>> = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        now = said(row).or(now);
        of.push(now);
    }
    let mut all: Vec<When> = Vec::new();
    of.iter().flatten().for_each(|when| {
        if !all.contains(when) {
            all.push(*when);
        }
    });
    let first = table.rows.iter().position(|r| r.role == RowRole::Data);
    let told = first.is_some_and(|first| of[first].is_some());
    if all.len() < 2 || !told || !all.iter().all(|when| when.is_beside(all[0])) {
        return vec![table];
    }
    let one = |(place, &when): (usize, &When)| {
        let mut part = table.clone();
        // What adds up several of them adds up nothing.
        for row in part.rows.iter_mut().filter(|row| row.covers.iter().any(|&i| of[i] != of[row.covers[0]])) {
            (row.role, row.covers) = (RowRole::Note, Vec::new().into());
        }
        let own = |i: usize| of[i].is_none_or(|own| own == when);
        match transposed {
            true => part.set_rows_aside(own),
            false => part.keep_rows(own, words),
        }
        part.observations.retain(|_| place == 0);
        part.is_of(when);
        part
    };
    all.iter().enumerate().map(one).collect()
}

/// One of the states in which a count may stand: its family, its place in it, and the head that names it.
type State = (usize, usize, String);

/// "Theo báo cáo", "Sau thẩm định": a state of what is counted, beside which another one stands.
fn state(head: &str, words: &Vocabulary) -> Option<State> {
    let text = key(head);
    let bare = strip_start(&text, &words.sections.before).unwrap_or_default();
    let families = words.stages.states.iter().enumerate();
    let states =
        families.flat_map(|(family, states)| states.iter().enumerate().map(move |(at, all)| (family, at, all)));
    let named = |all: &[String]| [text.as_str(), bare].iter().any(|text| strip_start(text, all).is_some());
    states.into_iter().find(|(.., all)| named(all)).map(|(family, at, _)| (family, at, head.trim().to_owned()))
}

/// Columns of nothing but several states of one count.
fn states_in_columns(table: &Table, words: &Vocabulary) -> Option<Observation> {
    let transposed = table.kind == Kind::CountSummaryTransposed;
    if !(transposed || table.kind == Kind::CountSummary) || !table.observations.is_empty() {
        return None;
    }
    // With levels in rows a column of the whole makes the others its parts.
    let whole = |c: &&Column| transposed && matches!(c.role, ColumnRole::Total | ColumnRole::Rated);
    let counts = |c: &&Column| c.role == ColumnRole::Count && (transposed || c.level.is_some()) || whole(c);
    let columns: Vec<&Column> = table.columns.iter().filter(counts).collect();
    let of =
        columns.iter().map(|c| c.path.iter().find_map(|head| state(head, words))).collect::<Option<Vec<State>>>()?;
    let top = table.range.start.row;
    let range = CellRange::new(CellRef::new(top, columns.first()?.index), CellRef::new(top, columns.last()?.index));
    several_states(of, range)
}

/// Sections of several states over the same rows, which no total adds up.
fn states_in_sections(table: &Table, words: &Vocabulary) -> Option<Observation> {
    let mut now: Option<State> = None;
    let mut heads: Vec<(State, u32)> = Vec::new();
    let mut of: Vec<Option<usize>> = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        if row.role == RowRole::Group {
            now = state(name_in(&row.ordinal, &row.label), words).or(now);
        }
        if let Some(state) = now.as_ref().filter(|now| heads.iter().all(|(s, _)| (s.0, s.1) != (now.0, now.1))) {
            heads.push((state.clone(), row.index));
        }
        of.push(now.as_ref().map(|now| now.1));
    }
    let [(first, from), .., (_, to)] = heads.as_slice() else { return None };
    let added = |row: &super::Row| row.covers.iter().any(|&i| of[i] != of[row.covers[0]]);
    let names = |of_first: bool| -> BTreeSet<String> {
        let rows = table
            .rows
            .iter()
            .zip(&of)
            .filter(|(row, of)| row.role == RowRole::Data && (**of == Some(first.1)) == of_first);
        rows.map(|(row, _)| key(name_in(&row.ordinal, &row.label))).collect()
    };
    let (own, others) = (names(true), names(false));
    let same = others.iter().filter(|name| own.contains(*name)).count();
    let told = table.rows.iter().position(|r| r.role == RowRole::Data).is_some_and(|at| of[at].is_some());
    if !told || table.rows.iter().any(added) || same * 2 <= others.len() {
        return None;
    }
    let column = table.range.start.column;
    let range = CellRange::new(CellRef::new(*from, column), CellRef::new(*to, column));
    several_states(heads.into_iter().map(|(state, _)| state).collect(), range)
}

fn several_states(mut of: Vec<State>, range: CellRange) -> Option<Observation> {
    of.sort();
    of.dedup_by_key(|(family, at, _)| (*family, *at));
    if of.len() < 2 || of.iter().any(|(family, ..)| *family != of[0].0) {
        return None;
    }
    let readings: Vec<String> = of.into_iter().map(|(.., head)| head).collect();
    let said = readings.join("”, “");
    let what = Message::new(
        format!("“{said}” là số liệu của cùng các đối tượng, không nêu số liệu nào là kết quả, chưa tính"),
        format!("“{said}” count the same ones and nothing says which is the result; none is counted"),
    );
    Some(Observation::UnclearLayout { range, what, readings })
}

impl Table {
    /// With levels in rows: all but some rows count nothing.
    fn set_rows_aside(&mut self, keep: impl Fn(usize) -> bool) {
        for row in self.rows.iter_mut().enumerate().filter(|(i, _)| !keep(*i)).map(|(_, row)| row) {
            (row.role, row.level, row.measure, row.covers) = (RowRole::Note, None, None, Vec::new().into());
        }
    }

    fn is_of(&mut self, when: When) {
        match when {
            When::Period(period) => self.period = Some(period),
            When::Whole => self.period = None,
            When::Reached | When::Now => {}
            When::Plan | When::Before => {
                self.kind = Kind::Decoy;
                let begins = self.rows.iter().find(|r| r.role == RowRole::Group);
                let head = begins.map(|r| r.label.to_string()).unwrap_or_default();
                let at = CellRef::new(begins.map_or(self.range.start.row, |r| r.index), self.range.start.column);
                let what = Message::new(
                    format!("mục “{head}” không nêu kết quả của năm báo cáo"),
                    format!("the section “{head}” holds no results of the year of the report"),
                );
                self.observations.push(Observation::NoResult { at, beside: false, what });
            }
            When::Year(year) => {
                self.titles.retain(|title| years(title).is_empty());
                self.titles.push(format!("Năm {year}"));
                // Tables of several years are told apart by where they begin.
                let begins = self.rows.iter().find(|r| r.role == RowRole::Group).map(|r| r.index);
                self.range.start.row = begins.unwrap_or(self.range.start.row);
            }
            When::Stage(stage) => {
                self.columns.iter_mut().filter(|c| holds_ratings(c)).for_each(|c| c.stage = None);
                self.take_stage(stage, ("theo tên mục", "by its section"));
            }
        }
        let (vi, en) = match when {
            When::Period(period) => (period.vi(), period.id()),
            When::Whole => ("cả năm".to_owned(), "the year".to_owned()),
            When::Year(year) => (format!("năm {year}"), year.to_string()),
            When::Stage(stage) => (stage.vi().to_owned(), stage.en().to_owned()),
            When::Plan => ("chỉ tiêu, kế hoạch".to_owned(), "what was planned".to_owned()),
            When::Reached => ("kết quả thực hiện".to_owned(), "what was reached".to_owned()),
            When::Before => ("năm trước".to_owned(), "the year before".to_owned()),
            When::Now => ("năm nay".to_owned(), "this year".to_owned()),
        };
        self.evidence.vi.push_str(&format!("; các dòng của mục {vi}"));
        self.evidence.en.push_str(&format!("; the rows of the section of {en}"));
    }
}
