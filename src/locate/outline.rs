//! The marks in front of rows: A., I, 1., 3.1, a), dashes; and the lists they open.

use std::borrow::Cow;

use super::Ordinal;
use super::vocabulary::Vocabulary;
use crate::text::key;

/// The kind of outline mark in front of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// A., B.
    Upper,
    /// I, II.
    Roman,
    /// 1., 2).
    Number,
    /// 3.1.
    Decimal,
    /// a).
    Lower,
    /// -, +.
    Dash,
}

/// `"I"`, `"A."`, `"1"`, `"3.1"`, `"a)"`, `"-"` → its kind; `None` for words.
pub(crate) fn outline_mark(text: &str) -> Option<Mark> {
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

/// Letters of the mark in front of a row, without what closes it.
pub(super) fn marker_len(ordinal: &Ordinal, label: &str) -> u16 {
    let head = match ordinal {
        Ordinal::Number(number) => return number.checked_ilog10().unwrap_or(0) as u16 + 1,
        Ordinal::None => label.split(['.', ')', ' ', '-', '–', '/']).next().unwrap_or("").into(),
        Ordinal::Text(text) => Cow::Borrowed(&**text),
    };
    u16::try_from(head.trim_end_matches(['.', ')']).len()).unwrap_or(u16::MAX)
}

/// `"a) Hoàn thành …"` → the mark and the rest; the whole text when there is no mark.
pub(crate) fn split_outline(text: &str) -> (Option<Mark>, &str) {
    let text = text.trim();
    if let Some(part) = named_part(text) {
        return part;
    }
    for bullet in ["-", "+", "*", "–"] {
        if let Some(rest) = text.strip_prefix(bullet) {
            return (Some(Mark::Dash), rest.trim_start());
        }
    }
    let end = text.find(['.', ')', ' ', '-', '–', '/']).unwrap_or(text.len());
    let (head, closing) = (&text[..end], text[end..].chars().next().map_or(0, char::len_utf8));
    // "I- Hoàn thành", "1/ Hoàn thành"; "26/28", "A-B" are none.
    let words = |rest: &str| rest.starts_with(' ') && rest.trim_start().starts_with(char::is_alphabetic);
    let spaced = || text[end..].starts_with(['-', '–', '/']) && words(&text[end + closing..]);
    if !text[end..].starts_with(['.', ')']) && !spaced() {
        return (None, text);
    }
    // "H.thành tốt" is an abbreviation, "A.Số tổ chức" an outline.
    let cut = text[end..].strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_lowercase));
    // No outline gets as far as "P. Mân Thái", "Q. Trưởng phòng".
    let cut = cut || (matches!(head, "P" | "Q") && text[end..].starts_with('.'));
    match outline_mark(head).filter(|_| end > 0) {
        Some(mark) if !(mark == Mark::Upper && cut) => {
            let mut rest = &text[end + closing..];
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

/// `"Phần I: Tập thể"`, `"Biểu số 2: Đảng viên"`: a part, or a form, stands over all that is numbered in it.
fn named_part(text: &str) -> Option<(Option<Mark>, &str)> {
    const PARTS: [&str; 10] = ["Phần", "PHẦN", "Mục", "MỤC", "Biểu", "BIỂU", "Bảng", "BẢNG", "Mẫu", "MẪU"];
    const FORMS: [&str; 6] = ["Phụ lục", "PHỤ LỤC", "Phụ biểu", "PHỤ BIỂU", "Biểu mẫu", "BIỂU MẪU"];
    let behind = |word: &&str| text.strip_prefix(*word)?.strip_prefix(' ');
    let rest = FORMS.iter().chain(&PARTS).find_map(behind)?.trim_start();
    let rest = ["số ", "SỐ "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    // "01", "2a", "1.1", "I", "A"; "1.Đảng viên" goes on without a blank.
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let number = match rest.len() - digits {
        0 => rest.find([' ', ':', '.', ')', '/', '-', '–'])?,
        end => end + rest[end..].find([' ', ':', ')', '/', '-', '–']).filter(|letter| *letter <= 1).unwrap_or(0),
    };
    let (number, name) = rest.split_at(number);
    let mark = outline_mark(number);
    let numbered = number.starts_with(|c: char| c.is_ascii_digit()) || matches!(mark, Some(Mark::Upper | Mark::Roman));
    let closed = name.trim_start_matches([' ', ':', '.', ')', '/', '-', '–']);
    // "Biểu 7A-TCTW" is what a form is called.
    let called = name.starts_with(['-', '/']) && !name[1..].starts_with(' ');
    (numbered && !called && closed.starts_with(char::is_alphabetic)).then_some((Some(Mark::Upper), closed))
}

/// The name in a label without its outline mark. A row that is numbered bears no letter besides: "X. Hòa Tiến" is a xã.
pub(crate) fn name_in<'t>(ordinal: &Ordinal, label: &'t str) -> &'t str {
    match split_outline(label) {
        (Some(Mark::Upper | Mark::Roman), _) if ordinal.number().is_some() => label.trim(),
        (_, name) => name,
    }
}

/// `"Chia ra: 1) Số được miễn"` → the mark and words of the first item of a list; `None` for all else.
pub(crate) fn first_item<'t>(label: &'t str, words: &Vocabulary) -> Option<(Mark, &'t str)> {
    let (head, item) = label.split_once(':')?;
    let (mark, item) = split_outline(item);
    words.row_is_of_which(&key(split_outline(head).1)).then_some((mark?, item))
}

/// How deep the marks of a table stand: in the order in which they are come across.
#[derive(Default)]
pub(super) struct Depths {
    order: Vec<Mark>,
    /// Heads without a mark stand beside one another, whatever is numbered between them, until a marked head comes.
    unmarked: Option<usize>,
}

impl Depths {
    /// Goes on to a row.
    pub(super) fn of(&mut self, mark: Option<Mark>, is_head: bool) -> usize {
        let Some(mark) = mark else {
            let below = self.order.len();
            return if is_head { *self.unmarked.get_or_insert(below) } else { below };
        };
        self.unmarked = self.unmarked.filter(|_| !is_head);
        self.order.iter().position(|other| *other == mark).unwrap_or_else(|| {
            self.order.push(mark);
            self.order.len() - 1
        })
    }
}

/// Lists opened by "Chia ra: 1) …". Under a level their items are parts of it, whatever they are called.
#[derive(Default)]
pub(super) struct Lists {
    mark: Option<Mark>,
    pub(super) after_level: bool,
    inside_level: bool,
}

impl Lists {
    /// Goes on to a row; is it an item inside a level?
    pub(super) fn holds(&mut self, opened: Option<Mark>, mark: Option<Mark>) -> bool {
        if opened.is_some() {
            (self.mark, self.inside_level) = (opened, self.after_level);
        } else if mark.is_none() || mark != self.mark {
            self.mark = None;
        }
        self.mark.is_some() && self.inside_level
    }
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
        assert_eq!(split_outline("Phần I: Tập thể"), (Some(Mark::Upper), "Tập thể"));
        assert_eq!(split_outline("Mục 2. Cá nhân"), (Some(Mark::Upper), "Cá nhân"));
        for form in ["Biểu 1. ", "Biểu số 01: ", "BẢNG 2a - ", "Mẫu 1.1. ", "Phụ lục I: ", "PHỤ BIỂU 3 ", "Mẫu 1."]
        {
            assert_eq!(split_outline(&format!("{form}Cá nhân")), (Some(Mark::Upper), "Cá nhân"), "{form}");
        }
        for none in ["Phần mềm: A", "Biểu 7A-TCTW", "Mẫu giáo An Mỹ", "Bảng A", "Mục tiêu", "Biểu số"]
        {
            assert_eq!(split_outline(none), (None, none));
        }
        assert_eq!(split_outline("I- Hoàn thành"), (Some(Mark::Roman), "Hoàn thành"));
        assert_eq!(split_outline("1/ Hoàn thành"), (Some(Mark::Number), "Hoàn thành"));
        assert_eq!(split_outline("26/28"), (None, "26/28"));
        assert_eq!(split_outline("Chi bộ 1"), (None, "Chi bộ 1"));
        assert_eq!(split_outline("H.thành tốt"), (None, "H.thành tốt"));
        assert_eq!(split_outline("TP. Đà Nẵng"), (None, "TP. Đà Nẵng"));
        assert_eq!(split_outline("P. Mân Thái"), (None, "P. Mân Thái"));
    }
}
