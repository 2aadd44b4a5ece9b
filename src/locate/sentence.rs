//! Counts typed in one sentence under a list: `Tổng số: 9 công chức | Mức A: 1 | Mức B: 7 | Loại D: 0`.

use std::sync::LazyLock;

use regex::Regex;

use super::ColumnRole;
use super::phrases::{strip_end, strip_start};
use super::vocabulary::{Vocabulary, starts_with_words};
use crate::text::key;

/// What a sentence counts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sentence {
    /// All of them, where it says so.
    pub total: Option<i64>,
    /// Whom the total counts, as it says: "đảng viên".
    pub of: Option<String>,
    /// Levels as written, each with its count.
    pub levels: Vec<(String, i64)>,
    /// May one level hold a better one: "HTTNV: 17 (trong đó HTXSNV: 03)", "17 HTTNV trở lên"?
    pub nested: bool,
}

/// Reads a sentence; `None` where it counts nothing, or says anything else: a remark with a figure in it is no count.
///
/// It is made of pairs, a name and a number in either order, with the words of [`SentenceWords`] around them. Two levels at
/// least, or one total with whom it counts: `"Tổng cộng: 11 người"`.
pub fn read(text: &str, words: &Vocabulary) -> Option<Sentence> {
    let Reader { mut sentence, plain, .. } = pairs(text, words)?;
    sentence.nested = says_nested(text, words);
    let only_total = sentence.total.is_some() && sentence.of.is_some() && plain && sentence.levels.is_empty();
    (sentence.levels.len() >= 2 || only_total).then_some(sentence)
}

/// Does a level stand in brackets, or behind "trong đó" that follows a level, or is it so and better?
fn says_nested(text: &str, words: &Vocabulary) -> bool {
    let counts = |part: &str| pairs(part, words).is_some_and(|reader| !reader.sentence.levels.is_empty());
    let lower = text.to_lowercase();
    let inside = lower.split('(').skip(1).any(|part| counts(part.split(')').next().unwrap_or_default()));
    let of_which = words.words.of_which.iter().filter_map(|w| lower.split_once(w.as_str()));
    let better = |label: &String| crate::locate::phrases::has_words(&key(&lower), label);
    inside || of_which.into_iter().any(|(before, _)| counts(before)) || words.words.and_above.iter().any(better)
}

/// The pairs of a text that is made of nothing else.
fn pairs<'w>(text: &str, words: &'w Vocabulary) -> Option<Reader<'w>> {
    static SHARE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\(?\s*[0-9]+(?:[.,][0-9]+)?\s*%\s*\)?").expect("a fixed pattern"));
    if text.len() > LONGEST || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let text = SHARE.replace_all(text, " ");
    let mut reader = Reader { words, sentence: Sentence::default(), name: Vec::new(), open: None, plain: true };
    for clause in text.split(['|', ';', ',', '(', ')', '\n']) {
        let clause = key(&clause.replace([':', '='], " "));
        clause.split(' ').filter(|w| !w.is_empty()).try_for_each(|word| reader.word(word))?;
        reader.close()?;
    }
    Some(reader)
}

/// Reads a line that counts one level and says nothing else: `- HTXSNV: 03 đồng chí (25%)`. Several of them one under another
/// are one sentence.
pub fn read_line(text: &str, words: &Vocabulary) -> Option<(String, i64)> {
    match pairs(text, words)? {
        Reader { sentence: Sentence { total: None, levels, .. }, plain: true, .. } if levels.len() == 1 => {
            levels.into_iter().next()
        }
        _ => None,
    }
}

/// A longer text is prose.
const LONGEST: usize = 600;

/// Reads a sentence word by word.
struct Reader<'w> {
    words: &'w Vocabulary,
    sentence: Sentence,
    /// The words since the last number or the last end of a clause.
    name: Vec<String>,
    /// A number whose name has not come yet, and whether it is one that was named before.
    open: Option<Number>,
    /// Is there nothing in it but the total?
    plain: bool,
}

/// A number of the clause.
#[derive(Clone, Copy)]
enum Number {
    /// Its name stands behind it: "01 HTXSNV".
    Unnamed(i64),
    /// Its name stood in front; whom it counts may follow: "HTXSNV: 01 đồng chí".
    Named {
        /// Is it the total?
        total: bool,
    },
}

impl Reader<'_> {
    fn word(&mut self, word: &str) -> Option<()> {
        let is_number = word.len() <= 7 && word.bytes().all(|b| b.is_ascii_digit());
        let Some(number) = word.parse::<i64>().ok().filter(|_| is_number) else {
            self.name.push(word.to_owned());
            return Some(());
        };
        self.settle_open()?;
        let name = self.take_name();
        if name.is_empty() {
            self.open = Some(Number::Unnamed(number));
            return Some(());
        }
        let total = self.named(&name, number)?;
        self.open = Some(Number::Named { total });
        Some(())
    }

    /// What stands between two numbers, or behind the last of a clause: whom the first one counts, or its name, and then
    /// the name of the second.
    fn settle_open(&mut self) -> Option<()> {
        match self.open.take() {
            None => Some(()),
            Some(Number::Named { total }) => {
                let counted = self.counted();
                if let (true, Some(who)) = (total, counted) {
                    self.sentence.of = Some(who);
                }
                Some(())
            }
            Some(Number::Unnamed(number)) => {
                self.counted();
                let name = self.take_name();
                self.named(&name, number).map(|_| ())
            }
        }
    }

    /// The end of a clause.
    fn close(&mut self) -> Option<()> {
        if let Some(Number::Unnamed(_)) = self.open
            && self.name.is_empty()
        {
            return None;
        }
        self.settle_open()?;
        let rest = self.take_name();
        // "10 cán bộ, công chức, viên chức": whom the number counts goes on.
        let goes_on = self.words.counts.of.contains(&rest);
        (rest.is_empty() || goes_on).then_some(())
    }

    /// Takes the words for whom a number counts from the front of the name.
    fn counted(&mut self) -> Option<String> {
        let text = self.name.join(" ");
        let of = self.words.counts.of.iter().filter(|w| starts_with_words(&text, w)).max_by_key(|w| w.len())?.clone();
        self.name.drain(..of.split(' ').count());
        Some(of)
    }

    /// The words of a name without those that only join.
    fn take_name(&mut self) -> String {
        let text = std::mem::take(&mut self.name).join(" ");
        let joints = &self.words.counts.joints;
        let mut rest = text.as_str();
        while let Some(inner) = strip_start(rest, joints).or_else(|| strip_end(rest, joints)) {
            rest = inner;
        }
        rest.to_owned()
    }

    /// Takes a pair; is it the total? `None` where the name is none.
    fn named(&mut self, name: &str, number: i64) -> Option<bool> {
        let symbol = || self.words.is_symbol(name).then(|| name.rsplit(' ').next().unwrap_or("").to_owned());
        if let Some(level) = self.words.mention_beside(name).map(|m| m.label).or_else(symbol) {
            self.sentence.levels.push((level, number));
            return Some(false);
        }
        let role = self.words.role(name);
        if matches!(role, Some(ColumnRole::Rated | ColumnRole::Unrated)) {
            // Those rated alone are not all.
            self.plain = false;
            return Some(false);
        }
        let lists = self.words.counts.list.iter().any(|w| w == name);
        let first = self.sentence.total.is_none() && self.sentence.levels.is_empty();
        let total =
            lists || self.words.is_total(name) || self.words.is_subtotal(name) || role == Some(ColumnRole::Total);
        if !(total && first) {
            return None;
        }
        // "Tổng số đảng viên của chi bộ: 27" may speak of others than those listed.
        let bare = name.split(' ').count() <= 2 && (name.starts_with("tổng") || name.starts_with("cộng"));
        self.plain &= lists || bare;
        self.sentence.total = Some(number);
        Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_count_and_remarks_do_not() {
        let labels = ["htxsnv", "httnv", "htnv", "khtnv"];
        let words = Vocabulary::new(labels.into_iter(), std::iter::empty());
        let words = words.with_symbols(["a", "mức a", "b", "mức b", "loại d", "d"].map(str::to_owned).into());
        let show = |t: &str| read(t, &words).map(|s| format!("{:?} {:?}", s.total, s.levels)).unwrap_or_default();
        assert_eq!(
            show("Tổng số: 9 công chức | Mức A: 1 | Mức B: 7 | Loại D: 0"),
            r#"Some(9) [("a", 1), ("b", 7), ("d", 0)]"#
        );
        assert_eq!(
            show("Tổng số: 35 đảng viên, trong đó: HTXSNV: 05; HTTNV: 28; HTNV: 02."),
            r#"Some(35) [("htxsnv", 5), ("httnv", 28), ("htnv", 2)]"#
        );
        assert_eq!(
            show("Tổng số: 14 người; đã xếp loại: 13 người, trong đó: 01 HTXSNV, 11 HTTNV, 01 HTNV, 0 KHTNV./."),
            r#"Some(14) [("htxsnv", 1), ("httnv", 11), ("htnv", 1), ("khtnv", 0)]"#
        );
        assert_eq!(
            show("Đã xếp loại: 13 người, trong đó: 01 HTXSNV, 12 HTTNV"),
            r#"None [("htxsnv", 1), ("httnv", 12)]"#
        );
        for (text, read) in [
            ("Tổng số: 10; trong đó HTXSNV: 01; HTTNV: 08", r#"Some(10) [("htxsnv", 1), ("httnv", 8)]"#),
            ("Tổng số 10 đảng viên: HTXSNV 01, HTTNV 08 (80%)", r#"Some(10) [("htxsnv", 1), ("httnv", 8)]"#),
            (
                "Danh sách này có 10 đảng viên, trong đó có 1 HTXSNV và 8 HTTNV",
                r#"Some(10) [("htxsnv", 1), ("httnv", 8)]"#,
            ),
            ("HTXSNV: 01 đ/c; HTTNV: 08 đ/c.", r#"None [("htxsnv", 1), ("httnv", 8)]"#),
            ("Cộng danh sách có 11 đảng viên", "Some(11) []"),
            ("Ấn định danh sách có 11 người./.", "Some(11) []"),
            ("Tổng cộng: 11 người./.", "Some(11) []"),
            ("Tổng cộng: 11", ""),
            ("Tổng số đảng viên của chi bộ: 27 người", ""),
            ("Tổng số: 12 đồng chí, nữ: 5 đồng chí", ""),
            ("I. Khối phường: 12 đơn vị", ""),
            ("HTTNV 5 năm liền", ""),
            ("Quyết định số 12 ngày 05 tháng 12 năm 2021", ""),
        ] {
            assert_eq!(show(text), read, "{text}");
        }
        let line = |t: &str| read_line(t, &words).map(|(label, n)| format!("{label} {n}")).unwrap_or_default();
        assert_eq!(line("- HTXSNV: 03 đồng chí (25%)"), "htxsnv 3");
        assert_eq!(line("Số đảng viên HTTNV: 08"), "httnv 8");
        assert_eq!((line("HTXSNV: 01; HTTNV: 02").as_str(), line("Tổng số: 12 người").as_str()), ("", ""));
        assert_eq!(show("Ghi chú: HTXSNV: 5 năm liền; HTTNV: xem biểu 2"), "");
        assert_eq!(show("Mức A: Hoàn thành xuất sắc nhiệm vụ; Mức B: Hoàn thành tốt nhiệm vụ"), "");
    }
}
