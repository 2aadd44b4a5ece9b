//! The columns of a list that tell a person apart beside name and birth date: numbers, and the day of admission.

use memchr::memchr2_iter;

use super::{Marks, Record, day_in, text_in};
use crate::locate::vocabulary::has_words;
use crate::locate::{Column, ColumnRole};
use crate::read::Cell;
use crate::text::key;

/// Where they stand.
#[derive(Debug, Default)]
pub(super) struct MarkColumns {
    number: Option<u32>,
    admitted: Option<u32>,
    official: Option<u32>,
    kind: Option<u32>,
    /// Does a tick in that column say so?
    ticked: bool,
}

impl MarkColumns {
    /// By the words of the headers.
    pub(super) fn of(columns: &[Column]) -> Self {
        const NUMBER: [&str; 8] =
            ["số thẻ", "thẻ đảng", "cccd", "cmnd", "căn cước", "định danh", "số hiệu công chức", "số hiệu viên chức"];
        const ADMITTED: [&str; 4] = ["ngày vào đảng", "vào đảng", "ngày kết nạp", "kết nạp"];
        const OFFICIAL: [&str; 2] = ["chính thức", "ngày chính thức"];
        let plain = || columns.iter().filter(|c| matches!(c.role, ColumnRole::Ignored | ColumnRole::Unknown));
        let any = |header: &str, words: &[&str]| words.iter().any(|w| has_words(header, &key(w)));
        let find = |words: &[&str], not: &[&str]| {
            let fits = |c: &&Column| {
                let header = header(c);
                any(&header, words) && !any(&header, not)
            };
            plain().find(fits)
        };
        let kind =
            find(&["loại đảng viên", "diện đảng viên", "dự bị", "ct / db", "đvdb"], &["ngày", "vào đảng", "kết nạp"]);
        let find = |words: &[&str], not: &[&str]| find(words, not).map(|c| c.index);
        Self {
            number: find(&NUMBER, &["ngày"]),
            admitted: find(&ADMITTED, &OFFICIAL),
            official: find(&OFFICIAL, &["dự bị"]),
            kind: kind.map(|c| c.index),
            ticked: kind
                .is_some_and(|c| any(&header(c), &["dự bị"]) && !any(&header(c), &["chính thức", "loại", "diện"])),
        }
    }

    /// The number of a card that a row gives.
    pub(super) fn number_of(&self, cells: &[Cell]) -> Option<u64> {
        number(&text_in(cells, self.number?))
    }

    /// What a row says.
    pub(super) fn read(&self, cells: &[Cell], record: &Record) -> Marks {
        let text = |column: Option<u32>| column.map(|c| text_in(cells, c));
        let admitted = self.admitted.map(|c| day_in(cells, c)).as_deref().and_then(day);
        let unofficial = admitted.is_some() && text(self.official).is_some_and(|t| t.is_empty());
        let said = text(self.kind).is_some_and(|t| says_kind(&t, self.ticked))
            || record.post.as_deref().is_some_and(is_probationary)
            || is_probationary(&record.reason)
            || record.ratings.iter().flatten().any(|w| is_probationary(&w.text));
        Marks::new(self.number_of(cells), admitted, unofficial || said)
    }
}

/// The key of a header; "Chính thức/dự bị" are two words of it.
fn header(column: &Column) -> String {
    key(&column.header().replace('/', " / "))
}

/// Does a column of its own say that somebody is a probationary member: in words, as "DB" beside "CT", or by a tick?
fn says_kind(text: &str, ticked: bool) -> bool {
    let tick = || ticked && matches!(key(text).as_str(), "x" | "v" | "+" | "1" | "có");
    let sign = || ticked && ["✓", "√", "✔"].contains(&text.trim());
    is_probationary(text) || key(text) == "db" || tick() || sign()
}

/// Does a post, note or rating say that somebody is a probationary member?
pub(super) fn is_probationary(text: &str) -> bool {
    // Nearly all say something else: without "bị" or "đvdb" none needs a second look.
    let bytes = text.as_bytes();
    let may = |at: usize| {
        text[at + 1..].starts_with(['i', 'I', 'ị', 'Ị']) || (at > 0 && matches!(bytes[at - 1], b'd' | b'D'))
    };
    if !memchr2_iter(b'b', b'B', bytes).any(may) {
        return false;
    }
    let said = key(text);
    said == key("dự bị")
        || ["đảng viên dự bị", "đv dự bị", "đvdb", "còn dự bị", "đang dự bị"].iter().any(|w| has_words(&said, &key(w)))
}

/// A number that no two people share: eight digits at least, not all the same.
fn number(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
    let proper = (8..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let several = digits.bytes().any(|b| Some(b) != digits.bytes().next());
    digits.parse().ok().filter(|_| proper && several)
}

/// A full date as a number: `15/3/2021` and `2021-03-15` are 20210315.
fn day(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    let (day, month, year) = match parts[..] {
        [day, month, year] if year.len() == 4 => (day, month, year),
        [year, month, day, ..] if year.len() == 4 => (day, month, year),
        _ => return None,
    };
    let (day, month, year): (u32, u32, u32) = (day.parse().ok()?, month.parse().ok()?, year.parse().ok()?);
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some(year * 10_000 + month * 100 + day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_that_tell_somebody_apart() {
        assert_eq!((number("43.012345"), number("048 075 001 234")), (Some(43_012_345), Some(48_075_001_234)));
        assert_eq!((number("GV001"), number("1234567"), number("00000000")), (None, None, None));
        assert_eq!((day("15/3/2021"), day("2021-03-15 00:00:00")), (Some(20_210_315), Some(20_210_315)));
        assert_eq!((day("3/2021"), day("2021"), day("31/13/2021")), (None, None, None));
    }

    #[test]
    fn probationary_members_are_told_by_words_only() {
        assert!(is_probationary("Đảng viên dự bị") && is_probationary("Dự bị") && is_probationary("còn dự bị"));
        assert!(!is_probationary("Cấp ủy viên dự bị") && !is_probationary("Đảng viên") && !is_probationary(""));
    }

    #[test]
    fn a_column_of_its_own_may_say_it_in_short() {
        for (text, ticked, said) in [
            ("DB", false, true),
            ("Dự bị", false, true),
            ("CT", false, false),
            ("Chính thức", false, false),
            ("x", true, true),
            ("✓", true, true),
            ("x", false, false),
            ("", true, false),
            ("0", true, false),
        ] {
            assert_eq!(says_kind(text, ticked), said, "{text}");
        }
    }
}
