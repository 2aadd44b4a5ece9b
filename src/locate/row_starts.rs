//! What a row begins with: totals, parts of the row above, notes, signature blocks. Every row is asked.

use super::loose::strip_start_loosely;
use super::outline::{Mark, outline_mark};
use super::phrases::{Starts, starts_with_words};
use super::row_names::Named;
use super::vocabulary::Vocabulary;

/// Words of rows by the letters they begin with.
#[derive(Default, Debug)]
pub(super) struct RowStarts {
    total: Starts,
    subtotal: Starts,
    of_which: Starts,
    row_of_which: Starts,
    note: Starts,
    footer: Starts,
    /// Those who are counted: all subjects, and what else they are called in sentences.
    pub(super) counted: Starts,
    /// What the name of a row says.
    pub(super) names: Vec<(Starts, Named)>,
}

impl RowStarts {
    pub(super) fn of(all: &Vocabulary) -> Self {
        let (words, rows) = (&all.words, &all.rows);
        Self {
            total: Starts::new(&rows.total),
            subtotal: Starts::new(&rows.subtotal),
            of_which: Starts::new(&words.of_which),
            row_of_which: Starts::new(&rows.of_which),
            note: Starts::new(&rows.note),
            footer: Starts::new(&rows.footer),
            counted: Starts::new(all.subjects.iter().flat_map(|s| &s.phrases).chain(&all.counts.of)),
            names: all.names.starts(),
        }
    }
}

impl Vocabulary {
    /// Does the text start with "Trong đó" or the like?
    pub(super) fn starts_of_which(&self, text: &str) -> bool {
        begins_with(text, &self.starts.of_which)
    }

    /// Is the row's label a total over everything ("Tổng cộng")?
    pub(super) fn is_total(&self, text: &str) -> bool {
        self.total_like(text, &self.starts.total)
    }

    /// Is it a total of a part, or of everything, as its place tells ("Cộng")?
    pub(super) fn is_subtotal(&self, text: &str) -> bool {
        self.total_like(text, &self.starts.subtotal)
    }

    pub(crate) fn row_is_of_which(&self, text: &str) -> bool {
        begins_with(text, &self.starts.row_of_which)
    }

    pub(super) fn row_is_note(&self, text: &str) -> bool {
        begins_with(text, &self.starts.note)
    }

    /// The first words of a signature block.
    pub(super) fn is_footer(&self, text: &str) -> bool {
        begins_with(text, &self.starts.footer)
    }

    fn total_like(&self, text: &str, phrases: &Starts) -> bool {
        // "(1+….+11)", "I+II+III": the terms of the sum.
        let terms = |t: &str| t.bytes().all(|b| b.is_ascii_digit() || b"+=/ ivxabcd".contains(&b));
        // "Cộng: 26 đơn vị".
        let counted = |rest: &str| {
            let first = rest.split(' ').next().unwrap_or_default();
            !first.is_empty() && first.len() <= 6 && first.bytes().all(|b| b.is_ascii_digit())
        };
        let tail_is_plain = |t: &str| terms(t) && (t.contains('+') || !t.contains(char::is_alphabetic));
        // "Tổng D", "Cộng V": the mark of a section.
        let marked = |rest: &str| {
            let mark = rest.split(' ').next().map(str::to_uppercase).unwrap_or_default();
            matches!(outline_mark(&mark), Some(Mark::Upper | Mark::Roman))
        };
        let is_sum = |rest: &str| {
            let tail = || self.rows.total_tail.iter().any(|p| starts_with_words(rest, p));
            rest.is_empty() || counted(rest) || tail_is_plain(rest) || marked(rest) || tail()
        };
        phrases.strip(text).is_some_and(is_sum) || strip_start_loosely(text, phrases).is_some_and(is_sum)
    }
}

fn begins_with(text: &str, phrases: &Starts) -> bool {
    phrases.strip(text).or_else(|| strip_start_loosely(text, phrases)).is_some()
}
