//! A text that names a level, and what stands around it.

use std::collections::{BTreeSet, HashMap};

use super::composed::written_out;
use super::phrases::{has_words, strip_end, strip_start};
use super::vocabulary::{Mention, Vocabulary, starts_with_words};
use crate::text::key;

/// A label and another form of it behind it: "Hoàn thành tốt nhiệm vụ (HTTNV)", "HTT (=B)".
fn said_twice<'t>(
    text: &'t str,
    is_label: &impl Fn(&str) -> bool,
    repeats: impl Fn(&str, &str) -> bool,
) -> Option<&'t str> {
    let mut splits = text.match_indices(' ').map(|(at, _)| (&text[..at], &text[at + 1..]));
    splits.find(|(first, second)| is_label(first) && repeats(first, second)).map(|(first, _)| first)
}

/// Is a word one of those that the phrases are made of?
fn listed(phrases: &[String], word: &str) -> bool {
    phrases.iter().any(|phrase| phrase.split(' ').any(|w| w == word))
}

/// What stands before "trong đó" in the middle of a text.
fn before_of_which<'t>(text: &'t str, phrases: &[String]) -> Option<&'t str> {
    phrases.iter().find_map(|p| {
        let at = text.find(&format!(" {p} "))?;
        Some(text[..at].trim_end())
    })
}

/// Bytes of the longest text that may be a label said twice.
const LONGEST: usize = 120;

impl Vocabulary {
    /// A line under the last total that counts nobody anew: "Năm 2020", "So sánh", "Dân tộc thiểu số".
    pub(super) fn is_aside(&self, label: &str) -> bool {
        strip_start(label, &self.rows.aside).is_some() || self.counts_some(label)
    }

    /// A ditto mark: `"`, `-nt-`, "như trên".
    pub fn is_ditto(&self, text: &str) -> bool {
        // Nearly every text is longer, or a level.
        if text.len() > 24 {
            return false;
        }
        let quotes = text.chars().all(|c| "\"“”„″〃'’‘,/- ".contains(c));
        let signs = text.chars().filter(|c| !"- ".contains(*c)).count();
        let double = text.contains(['"', '“', '”', '„', '″', '〃']);
        (quotes && (double || signs == 2)) || self.marks.same.contains(&key(text))
    }

    /// A tick mark, in whatever shape.
    pub fn is_tick(&self, text: &str) -> bool {
        let text = text.trim();
        self.marks.tick.iter().any(|t| t.eq_ignore_ascii_case(text))
    }

    /// "-", "không có": nothing, said aloud.
    pub fn is_none_mark(&self, text: &str) -> bool {
        let text = crate::text::clean(text).to_lowercase();
        self.marks.none.iter().any(|t| t.chars().flat_map(char::to_lowercase).eq(text.chars()))
    }

    /// "X" in a cell of figures: not applicable.
    pub fn marks_not_applicable(&self, text: &str) -> bool {
        self.marks.not_applicable.iter().any(|t| t.eq_ignore_ascii_case(text.trim()))
    }

    /// "Không phải đảng viên".
    pub fn says_no_member(&self, text: &str) -> bool {
        text.len() <= 48 && self.marks.no_member.contains(&key(text))
    }

    /// "Tình trạng", "Diện đảng viên": the head, itself a key, of a column that tells how somebody stands.
    pub fn names_standing(&self, head: &str) -> bool {
        self.marks.standing.iter().any(|w| starts_with_words(head, w))
    }

    /// "Không miễn sinh hoạt", "đã hết dự bị".
    pub fn denies_standing(&self, text: &str) -> bool {
        self.marks.no_standing.iter().any(|w| starts_with_words(text, w))
    }

    /// "Nữ", "Dân tộc thiểu số": some of those that stand beside.
    pub(crate) fn counts_some(&self, label: &str) -> bool {
        let label = ["số lượng ", "số "].iter().find_map(|w| label.strip_prefix(w)).unwrap_or(label);
        strip_start(label, &self.rows.some).is_some()
    }

    /// Is the key a letter or number that may stand for a level, and no bare numeral?
    pub(super) fn is_symbol(&self, key: &str) -> bool {
        let numeral = |c: char| c.is_ascii_digit() || c == 'i' || c == 'v';
        self.symbols.contains(key) && !key.chars().all(numeral)
    }

    /// Is the key a letter or number that may stand for a level ("A", "Loại B", "1")?
    pub(super) fn is_sign(&self, key: &str) -> bool {
        self.symbols.contains(key)
    }

    /// Does the label name the best level (HTXSNV)?
    pub fn is_best_label(&self, label: &str) -> bool {
        self.words.cap_of.iter().any(|w| has_words(label, w))
    }

    /// The same with the grades (framework and place in it) that each label names.
    pub fn with_grades(mut self, grades: HashMap<String, Vec<(usize, usize)>>) -> Self {
        self.grades = grades;
        self
    }

    /// Is a label in no framework?
    pub(super) fn is_of_no_framework(&self, label: &str) -> bool {
        !self.grades.contains_key(label) && !self.grades.contains_key(&label.replace(' ', ""))
    }

    /// Do two labels name one grade of some framework? `None` where one of them is in no framework.
    pub(crate) fn same_grade(&self, one: &str, other: &str) -> Option<bool> {
        if one == other {
            return Some(true);
        }
        // Abbreviations are written with spaces too.
        let grades = |label: &str| self.grades.get(label).or_else(|| self.grades.get(&label.replace(' ', "")));
        let (one, other) = (grades(one)?, grades(other)?);
        Some(one.iter().any(|grade| other.contains(grade)))
    }

    /// A text that names one level and otherwise only words that say nothing: `Trong đó: HTXSNV (%)`.
    pub fn mention(&self, text_key: &str) -> Option<Mention> {
        let of = |text: &str| self.mention_of(text, |rest| self.is_label(rest));
        of(text_key).or_else(|| {
            // "Hoàn thành tôt nhiêm vụ": the label stays as it is written, so that the slip can be told.
            let meant = self.mend(text_key)?;
            let found = of(&meant)?;
            let before = meant[..meant.find(&found.label)?].matches(' ').count();
            let length = found.label.matches(' ').count() + 1;
            let typed: Vec<&str> = text_key.trim().split(' ').skip(before).take(length).collect();
            Some(Mention { label: typed.join(" "), ..found })
        })
    }

    /// Is a key a label, by itself, among words that say nothing, or with another form of it or a letter: "Đạt mức HTTNV",
    /// "Hoàn thành tốt nhiệm vụ - HTTNV", "A (Tốt)"?
    pub fn says_level(&self, text_key: &str) -> bool {
        if self.is_label(text_key) || text_key.len() > LONGEST {
            return text_key.len() <= LONGEST;
        }
        let apart = text_key.replace('/', " ");
        let text_key = super::columns::without_year(&apart).unwrap_or(&apart);
        let short = |text: &str| self.is_symbol(text) || self.shorthands.contains(text);
        let again = |one: &str, other: &str| short(other) || self.same_grade(one, other) == Some(true);
        let twice = |first: &str, second: &str| {
            (self.is_label(first) && again(first, second)) || (self.is_label(second) && short(first))
        };
        let mut splits = text_key.match_indices(' ').map(|(at, _)| (&text_key[..at], &text_key[at + 1..]));
        let among =
            || self.mention(text_key).is_some_and(|m| !(m.share || m.of_which || m.and_above || m.holds_better));
        splits.any(|(first, second)| twice(first, second)) || among()
    }

    /// The text without known slips; `None` where there is none.
    fn mend(&self, text: &str) -> Option<String> {
        if !(8..=120).contains(&text.len()) || !["thành", "thanh", "nhi"].iter().any(|w| text.contains(w)) {
            return None;
        }
        let typed = format!(" {text} ");
        let meant = self.slips.iter().fold(typed.clone(), |text, (slip, right)| text.replace(slip.as_str(), right));
        (meant != typed).then(|| meant.trim().to_owned())
    }

    /// The same where other levels stand beside it, so that a shorthand is one too.
    pub fn mention_beside(&self, text_key: &str) -> Option<Mention> {
        self.mention_of(text_key, |rest| {
            let composed = || written_out(rest).is_some_and(|label| self.shorthands.contains(&label));
            self.is_label(rest) || self.shorthands.contains(rest) || composed()
        })
    }

    /// Does a text say nothing but that a level follows ("Mức", "Xếp loại")?
    pub(super) fn leads_label(&self, text: &str) -> bool {
        self.words.before_label.iter().any(|w| w == text)
    }

    /// A text without the points that make a level behind it: "HTXSNV (từ 90 đến 100 điểm)".
    fn unbounded<'t>(&self, text: &'t str) -> &'t str {
        let bounds = |rest: &str| {
            let number = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
            let unit = |word: &str| {
                self.words.points.iter().any(|w| word == w || word.strip_suffix(w.as_str()).is_some_and(number))
            };
            rest.split(' ').any(unit)
        };
        if !text.contains(|c: char| c.is_ascii_digit()) {
            return text;
        }
        let said = |word: &str| {
            let figure = word.starts_with(|c: char| c.is_ascii_digit());
            figure || listed(&self.words.points, word) || listed(&self.words.bounds, word)
        };
        let ends = text.match_indices(' ').map(|(at, _)| at).rev();
        let start = ends.take_while(|&at| said(text[at + 1..].split(' ').next().unwrap_or_default())).last();
        let Some(tail) = start.map(|at| &text[at + 1..]) else { return text };
        // "HTTNV trở lên (từ 70 điểm)": these words belong to the level.
        let tail = strip_start(tail, &self.words.and_above).unwrap_or(tail);
        if bounds(tail) { text[..text.len() - tail.len()].trim_end() } else { text }
    }

    /// "Số chi bộ trực thuộc đảng ủy cơ sở hoàn thành tốt nhiệm vụ": what stands behind those who are counted, and whose
    /// they are.
    fn behind_those_counted<'t>(&self, text: &'t str) -> Option<&'t str> {
        let named = |text: &'t str| self.starts.counted.strip(text);
        let mut rest = named(strip_start(text, &self.words.how_many).unwrap_or(text))?;
        while let Some(behind) = named(rest).or_else(|| strip_start(rest, &self.words.whose)) {
            rest = behind;
        }
        Some(rest)
    }

    /// "Số viên chức", "Tổng đảng viên": how many there are of somebody, and nothing else.
    pub(super) fn counts_all(&self, text: &str) -> bool {
        let of_whom = strip_start(text, &self.words.how_many).filter(|rest| !rest.is_empty());
        of_whom.and_then(|whom| self.behind_those_counted(whom)).is_some_and(str::is_empty)
    }

    /// "Số công chức đánh giá", "Số đảng viên tham gia xếp loại": how many of somebody are rated.
    pub(super) fn counts_rated(&self, text: &str) -> bool {
        let of_whom = strip_start(text, &self.words.how_many).filter(|rest| !rest.is_empty());
        of_whom
            .and_then(|whom| self.behind_those_counted(whom))
            .is_some_and(|rest| self.words.rates.iter().any(|w| w == rest))
    }

    /// "Tổng số HTTNV": how many have a level that its label alone says in full.
    fn behind_how_many<'t>(&self, text: &'t str, is_label: impl Fn(&str) -> bool) -> Option<&'t str> {
        let full = |label: &&str| label.split(' ').count() >= 3 || !label.contains(' ') && label.len() >= 4;
        strip_start(text, &self.words.how_many).filter(full).filter(|label| is_label(label))
    }

    /// The label that a text ends with, whatever stands before it.
    pub(super) fn label_at_end<'t>(&self, text: &'t str) -> Option<&'t str> {
        let text = strip_end(text, &self.words.and_above).unwrap_or(text);
        let ends = text.match_indices(' ').map(|(at, _)| &text[at + 1..]);
        ends.filter(|end| end.contains(' ') || end.len() >= 4).find(|end| self.is_label(end))
    }

    /// Do two labels name two levels of one framework? Then the worse one, where they are its best two and so all "and above".
    fn two_levels<'t>(&self, first: &'t str, second: &'t str) -> Option<Option<&'t str>> {
        if self.same_grade(first, second) != Some(false) {
            return None;
        }
        let grades = |label: &str| self.grades.get(label).map_or(&[][..], Vec::as_slice).to_vec();
        let (first_grades, second_grades) = (grades(first), grades(second));
        let pairs = first_grades.iter().flat_map(|a| second_grades.iter().map(move |b| (a, b)));
        let mut places = pairs.filter(|(a, b)| a.0 == b.0).map(|(a, b)| (a.1, b.1)).peekable();
        places.peek()?;
        // Best first: nothing is better than the one, nothing between them.
        let best_two: BTreeSet<(usize, usize)> = places.filter(|pair| matches!(pair, (0, 1) | (1, 0))).collect();
        let ordered = match best_two.iter().collect::<Vec<_>>()[..] {
            [(0, _)] => Some((first, second)),
            [_] => Some((second, first)),
            _ => None,
        };
        Some(ordered.filter(|(better, _)| self.is_best_label(better)).map(|(_, worse)| worse))
    }

    fn mention_of(&self, text_key: &str, is_label: impl Fn(&str) -> bool) -> Option<Mention> {
        let mut mention = Mention::default();
        let mut rest = self.unbounded(text_key.trim());
        loop {
            // "Đạt HTXSNV": the first word is a level of another scale, and says nothing before a level.
            let said =
                |first: &str, second: &str| is_label(second) && self.words.before_label.iter().any(|w| w == first);
            let twice = |text| {
                let repeats =
                    |first: &str, second: &str| (is_label(second) || self.is_symbol(second)) && !said(first, second);
                said_twice(text, &is_label, repeats)
            };
            if is_label(rest) {
                mention.label = rest.to_owned();
                return Some(mention);
            }
            if let Some(first) = twice(rest) {
                if let Some(both) = self.two_levels(first, rest[first.len()..].trim_start()) {
                    // "HTXSNV, HTTNV": both in one column.
                    return both.map(|worse| Mention { label: worse.to_owned(), holds_better: true, ..mention });
                }
                // "Hoàn thành tốt nhiệm vụ (HTTNV)": the same level in full and short.
                mention.label = first.to_owned();
                return Some(mention);
            }
            let whole = before_of_which(rest, &self.words.of_which).map(|whole| twice(whole).unwrap_or(whole));
            // "HTTNV trở lên (trong đó HTXSNV)": so many and better, the better ones again in brackets.
            let above = whole.and_then(|w| strip_end(w, &self.words.and_above)).filter(|w| is_label(w));
            if let Some(label) = above {
                mention.label = label.to_owned();
                mention.and_above = true;
                return Some(mention);
            }
            if let Some(whole) = whole.filter(|w| is_label(w)) {
                // "HTTNV (trong đó HTXSNV)": the column is HTTNV's, its cells hold both, as in "27 (5)".
                mention.label = whole.to_owned();
                mention.holds_better = self.is_best_label(rest);
                return Some(mention);
            }
            if let Some(r) = strip_start(rest, &self.words.of_which) {
                mention.of_which = true;
                rest = r;
            } else if let Some(r) = strip_end(rest, &self.words.and_above) {
                mention.and_above = true;
                rest = r;
            } else if let Some(r) = strip_start(rest, &self.words.above_from).filter(|_| mention.and_above) {
                rest = r;
            } else if let Some(r) = strip_start(rest, &self.words.share).or_else(|| strip_end(rest, &self.words.share))
            {
                mention.share = true;
                rest = r;
            } else if let Some(r) = unnumbered(rest).filter(|r| is_label(r) || twice(r).is_some()) {
                rest = r;
            } else {
                rest = strip_end(rest, &self.words.after_label)
                    .or_else(|| self.behind_those_counted(rest))
                    .or_else(|| strip_start(rest, &self.words.before_label))
                    .or_else(|| self.behind_how_many(rest, &is_label))
                    .or_else(|| self.without_stage(rest))?;
                // "Chi bộ A" is a name: a single letter is a level only when it stands alone.
                if rest.chars().count() == 1 {
                    return None;
                }
            }
            if rest.is_empty() {
                return None;
            }
        }
    }
}

/// `"1. HTXSNV"`, `"HTXSNV (1)"`, `"a) HTXSNV"` by their keys: the text without the number or letter it goes by.
pub(super) fn unnumbered(text: &str) -> Option<&str> {
    let number = |t: &str| t.len() <= 2 && t.bytes().all(|b| b.is_ascii_digit());
    let letter = |t: &str| t.len() == 1 && t.bytes().all(|b| b.is_ascii_lowercase());
    let front = text.split_once(' ').filter(|(mark, _)| number(mark) || letter(mark)).map(|(_, rest)| rest);
    // "Mức 2", "Loại 1" go by no number: what is left must say more than that.
    let more = |rest: &&str| rest.contains(' ') || rest.len() >= 4 && rest.is_ascii();
    let behind = || text.rsplit_once(' ').filter(|(_, mark)| number(mark)).map(|(rest, _)| rest).filter(more);
    front.or_else(behind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::key;

    fn words() -> Vocabulary {
        let labels = ["HTXSNV", "HTTNV", "HTNV", "KHTNV", "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"];
        Vocabulary::new(labels.map(key).iter().map(String::as_str), std::iter::empty())
    }

    #[test]
    fn a_level_is_found_among_words_that_say_nothing() {
        let show = |text: &str| {
            words().mention(&key(text)).map(|m| {
                let flags = [(m.of_which, " of-which"), (m.and_above, " and-above"), (m.share, " share")];
                flags.iter().filter(|f| f.0).fold(m.label, |s, f| s + f.1)
            })
        };
        let some = |t: &str| Some(t.to_owned());
        assert_eq!(show("Trong đó: HTXSNV"), some("htxsnv of-which"));
        assert_eq!(show("Hoàn thành tốt\nnhiệm vụ trở lên"), some("hoàn thành tốt nhiệm vụ and-above"));
        for head in ["Từ HTTNV trở lên", "Xếp loại từ HTTNV trở lên", "Từ mức HTTNV trở lên", "Số từ HTTNV trở lên"]
        {
            assert_eq!(show(head), some("httnv and-above"), "{head}");
        }
        assert_eq!((show("Từ HTTNV"), show("Từ HTTNV trở xuống")), (None, None));
        assert_eq!(show("HTXSNV (%)"), some("htxsnv share"));
        assert_eq!(show("HTXS NV"), some("htxs nv"));
        assert_eq!(show("1. HTXSNV"), some("htxsnv"));
        assert_eq!(show("HTXSNV (1)"), some("htxsnv"));
        assert_eq!((unnumbered("2 htt"), unnumbered("mức 2"), unnumbered("htt")), (Some("htt"), None, None));
        assert_eq!(show("b) Số chi bộ hoàn thành tốt nhiệm vụ"), None);
        let full = "Hoàn thành tốt nhiệm vụ (HTTNV) (trong đó HTXSNV)";
        assert_eq!(show(full), some("hoàn thành tốt nhiệm vụ"));
        assert_eq!(show("Số chi bộ hoàn thành tốt nhiệm vụ"), some("hoàn thành tốt nhiệm vụ"));
        for counted in [
            "Số chi bộ trực thuộc đảng ủy cơ sở hoàn thành tốt nhiệm vụ",
            "Tổng số đảng viên được xếp loại hoàn thành tốt nhiệm vụ",
            "Số cán bộ lãnh đạo, quản lý thuộc diện BTV Huyện ủy quản lý đạt mức hoàn thành tốt nhiệm vụ",
            "Viên chức, người lao động hoàn thành tốt nhiệm vụ",
        ] {
            assert_eq!(show(counted), some("hoàn thành tốt nhiệm vụ"), "{counted}");
        }
        // Some of them, or others than those who have the level.
        for other in [
            "Số chi bộ có đảng viên hoàn thành tốt nhiệm vụ",
            "Số đảng viên nữ hoàn thành tốt nhiệm vụ",
            "Số chi bộ trực thuộc chưa hoàn thành tốt nhiệm vụ",
            "Tổng số chi bộ trực thuộc",
        ] {
            assert_eq!(show(other), None, "{other}");
        }
        assert_eq!(words().label_at_end("số đảng viên nữ htxsnv trở lên"), Some("htxsnv"));
        assert_eq!(words().label_at_end("chi bộ thôn hai"), None);
        assert_eq!(show("Đạt HTXSNV"), some("htxsnv"));
        assert_eq!(show("HTXSNV (đảng viên)"), some("htxsnv"));
        assert_eq!(show("Số đồng chí HTTNV"), some("httnv"));
        assert_eq!(show("Hoàn thành tốt nhiệm vụ (từ 70 đến dưới 90 điểm)"), some("hoàn thành tốt nhiệm vụ"));
        assert_eq!(show("HTXSNV (từ 90 điểm trở lên)"), some("htxsnv"));
        assert_eq!(show("HTTNV\n70-<90đ"), some("httnv"));
        assert_eq!(show("Số HTXSNV tối đa (20%)"), None);
        assert_eq!(show("HTXSNV (20%)"), None);
        assert_eq!(show("HTTNV trở lên (từ 70 điểm)"), some("httnv and-above"));
        assert_eq!(show("Có 90 điểm"), None);
        assert_eq!(show("ĐV HTTNV (%)"), some("httnv share"));
        assert_eq!(show("Đề nghị HTXSNV"), some("htxsnv"));
        assert_eq!(show("HTTNV (tự xếp loại)"), some("httnv"));
        assert_eq!(show("Đảng viên"), None);
        assert_eq!(show("Đề nghị khen thưởng"), None);
        assert_eq!(show("Không hoàn thành tốt nhiệm vụ"), None);
    }
}
