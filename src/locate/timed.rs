//! A table whose sections are about several quarters, years or stages ("QUÝ I", "QUÝ II" over the same units) → one table
//! for each of them.

use super::asides::without_rating_words;
use super::outline::name_in;
use super::period::Period;
use super::phrases::strip_start;
use super::preamble::years;
use super::stages::holds_ratings;
use super::vocabulary::Vocabulary;
use super::{Kind, Observation, RowRole, Stage, Table};
use crate::finding::{CellRef, Message};
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
        let rest = words.without_stage(text)?;
        let plain = rest.is_empty() || words.words.before_label.iter().any(|w| w == rest);
        words.stage(text).filter(|_| plain).map(Self::Stage)
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
pub(super) fn apart(table: Table, words: &Vocabulary) -> Vec<Table> {
    if !table.kind.rates() {
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
