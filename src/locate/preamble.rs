//! The reporting unit and the year, from the lines above the tables, the sheet's name and the file's name.

mod bare_year;
mod beside;
mod in_one_line;
pub mod letterheads;
mod sender_words;
pub mod titled;

use std::sync::LazyLock;

use regex::Regex;

pub(super) use self::sender_words::SenderWords;
use super::cited;
use super::loose::bare;
use super::vocabulary::{Vocabulary, has_words};
use crate::text::{clean, key};

/// Words written small inside the name of an office.
const SMALL: [&str; 27] = [
    "các",
    "cơ",
    "quan",
    "và",
    "thành",
    "phố",
    "quận",
    "huyện",
    "tỉnh",
    "doanh",
    "nghiệp",
    "đảng",
    "đoàn",
    "thể",
    "khối",
    "trực",
    "thuộc",
    "của",
    "đơn",
    "vị",
    "phường",
    "xã",
    "sự",
    "ủy",
    "ty",
    "đẳng",
    "phần",
];

/// The reporting unit as people name it: `QUẬN ỦY SƠN TRÀ`, `ĐẢNG BỘ QUẬN SƠN TRÀ`, `BTC Quận ủy Sơn Trà` are
/// all `Quận Sơn Trà`. `None` when the line names no office.
pub fn reporting_unit(line: &str, words: &Vocabulary) -> Option<String> {
    let text = clean(line);
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let words_in: Vec<&str> = text.split(' ').collect();
    // "Trường Sa, ngày 12 tháng 12 năm 2021" is where and when, not who.
    if words_in.len() > 16 || (key(text).contains("ngày") && key(text).contains("tháng")) {
        return None;
    }
    if is_of_administration(&key(text), words) {
        return committee(text);
    }
    let numbered = numbered_office(&words_in, words);
    let office =
        numbered.or_else(|| (0..words_in.len().min(5)).find_map(|skip| office_at(&words_in[skip..], skip, words)));
    office.or_else(|| committee(text))
}

/// "Đảng ủy UBND thành phố A" is not the city: it is the party organisation of its administration.
fn is_of_administration(line: &str, words: &Vocabulary) -> bool {
    let party =
        ["đảng ủy", "đảng bộ", "chi bộ", "ban cán sự đảng"].iter().find_map(|kind| rest_after(line, &key(kind)));
    party.is_some_and(|rest| words.senders.councils.iter().any(|council| has_words(rest, council)))
}

/// What a line of a head tells of who sends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sender {
    /// The reporting unit.
    Named(String),
    /// A body that sends, whose name says too little to tell it from others: never the office above it.
    Unread,
}

/// Who sends by one line of a head; `None` where it names nobody ("BAN TỔ CHỨC", "Số: 12-BC/QU", a title).
pub fn sender(line: &str, words: &Vocabulary) -> Option<Sender> {
    if words.senders.is_of_others(line) {
        return None;
    }
    let line = &in_one_line::offices(line, words)[0];
    let named = reporting_unit(line, words).map(Sender::Named);
    named.or_else(|| (is_body(line, words) || is_unread_office(line, words)).then_some(Sender::Unread))
}

/// The offices that a line of a head names above the one that sends, the nearest first: "CHI BỘ THÔN 1 - XÃ HÒA SƠN".
pub fn offices_behind(line: &str, words: &Vocabulary) -> impl Iterator<Item = String> {
    let above: Vec<String> = in_one_line::offices(line, words).split_off(1);
    above.into_iter().filter_map(|office| reporting_unit(&office, words))
}

/// The office a line of a head names where another one stands under it: the sender it would be, or the place that the name
/// of a body ends with ("PHÒNG GD&ĐT QUẬN SƠN TRÀ").
pub fn office_above(line: &str, words: &Vocabulary) -> Option<String> {
    match sender(line, words)? {
        Sender::Named(name) => Some(name),
        Sender::Unread => {
            let text = clean(line);
            let words_in: Vec<&str> = text.split(' ').collect();
            (1..words_in.len()).find_map(|skip| office_at(&words_in[skip..], 0, words))
        }
    }
}

/// Who sends by the lines of a head, one under another, with the place of the line: the last that names a body. The office
/// above it stands over the one that reports.
pub fn last_sender<'l>(lines: impl Iterator<Item = &'l str>, words: &Vocabulary) -> Option<(usize, Sender)> {
    let mut last: Option<(usize, Sender)> = None;
    let mut of_body = false;
    for (place, line) in lines.enumerate() {
        let Some(read) = sender(line, words) else {
            continue;
        };
        // "BAN CHQS", and under it "QUẬN SƠN TRÀ": of one name.
        if !(of_body && is_place(line, words)) {
            of_body = read == Sender::Unread && is_body(line, words);
            last = Some((place, read));
        }
    }
    last
}

/// Does a line of a head begin with the name of a body that is no office of a place?
fn is_body(line: &str, words: &Vocabulary) -> bool {
    let text = head_line(line);
    text.as_deref().is_some_and(|t| words.senders.bodies.iter().any(|w| rest_after(t, w).is_some()))
}

/// Does a line of a head begin as the name of an office does, and go on with a name? "Quận ủy viên" is no office.
fn is_unread_office(line: &str, words: &Vocabulary) -> bool {
    let offices = words.offices.iter().flat_map(|o| o.words.iter().filter(|w| **w != key(&o.kind)));
    let mut starts = offices.chain(&words.senders.councils);
    let text = clean(line);
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let named = |start: &str| {
        let next = text.split(' ').nth(start.split(' ').count());
        next.is_some_and(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
    };
    head_line(line).is_some_and(|t| starts.any(|w| rest_after(&t, w).is_some() && named(w)))
}

/// Is a line the name of a place alone, "QUẬN SƠN TRÀ"?
fn is_place(line: &str, words: &Vocabulary) -> bool {
    head_line(line).is_some_and(|t| words.offices.iter().any(|o| rest_after(&t, &key(&o.kind)).is_some()))
}

/// The key of a line short enough for a head, that is no sentence, no date and no title of a year.
fn head_line(line: &str) -> Option<String> {
    let text = clean(line);
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let named = text.starts_with(char::is_uppercase) && text.split(' ').count() <= 16;
    let text_key = key(text);
    let dated = text_key.contains("ngày") || text_key.contains("tháng") || text_key.split(' ').any(|w| w == "năm");
    (named && !dated).then_some(text_key)
}

fn rest_after<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    text.strip_prefix(start).filter(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// An office in a part of a file's name: the words from the first that begin one up to those that name the document.
pub(super) fn place_name(part: &str, words: &Vocabulary) -> Option<String> {
    let text = clean(part);
    let words_in: Vec<&str> = text.split(' ').collect();
    let whole = words_in.len();
    let mut ends = (1..whole).filter(|&at| names_document(&words_in, at, true, words)).chain([whole]);
    let up_to = |end: usize| (0..end).find_map(|skip| office_at(&words_in[skip..end], 0, words));
    ends.find_map(up_to).or_else(|| {
        let end = (1..whole).find(|&at| names_document(&words_in, at, false, words)).unwrap_or(whole);
        let named = committee(&words_in[..end].join(" "));
        named.filter(|_| ["đảng ủy ", "đảng bộ "].iter().any(|s| key(&text).starts_with(&key(s))))
    })
}

/// Do the words from here on say which document a file is: "năm", "lần", "xếp loại đảng viên"? The name of a place has no small
/// letters at the beginning of a word.
fn names_document(words_in: &[&str], at: usize, of_place: bool, words: &Vocabulary) -> bool {
    let small = words_in[at].starts_with(char::is_lowercase);
    let rest = key(&words_in[at..].join(" "));
    let begins = |phrase: &&String| rest_after(&rest, phrase).is_some();
    let sure =
        |phrase: &String| small || phrase.contains(' ') || rest == *phrase && words.senders.dated.contains(phrase);
    small && of_place || words.senders.sent.iter().chain(&words.senders.dated).filter(begins).any(sure)
}

/// An office whose name is a number: "QUẬN ỦY 7", "Phường 04", "BTC QUẬN ỦY QUẬN 7".
fn numbered_office(words_in: &[&str], words: &Vocabulary) -> Option<String> {
    let (number, before) = words_in.split_last()?;
    let digits = number.bytes().all(|b| b.is_ascii_digit()) && number.len() <= 2;
    let number: u8 = number.parse().ok().filter(|&n| digits && n > 0)?;
    let text = key(&before.join(" "));
    let staff = words.senders.staff.iter().find_map(|w| rest_after(&text, w)).unwrap_or(&text).trim_start();
    let office = words.offices.iter().filter(|o| ["Quận", "Phường"].contains(&o.kind.as_str())).find(|office| {
        let again = staff.strip_suffix(&key(&office.kind)).map_or(staff, str::trim_end);
        office.words.iter().any(|w| w == staff || w == again)
    })?;
    Some(format!("{} {number}", office.kind))
}

/// An office by a text that begins with its name: "ĐẢNG BỘ PHƯỜNG MỘT", "CHI BỘ THANH TRA".
pub(super) fn office_named(words_in: &[&str], words: &Vocabulary) -> Option<String> {
    let text = words_in.join(" ");
    if is_of_administration(&key(&text), words) {
        return committee(&text);
    }
    numbered_office(words_in, words).or_else(|| office_at(words_in, 0, words)).or_else(|| committee(&text))
}

fn office_at(words_in: &[&str], skip: usize, words: &Vocabulary) -> Option<String> {
    let rest = key(&words_in.join(" "));
    let (start, kind) = words
        .offices
        .iter()
        .flat_map(|o| o.words.iter().map(move |w| (w, &o.kind)))
        .filter(|(w, _)| rest.strip_prefix(w.as_str()).is_some_and(|r| r.starts_with(' ')))
        .max_by_key(|(w, _)| w.len())?;
    // "Quận Sơn Trà" alone is a name; in the middle of a sentence it is not the one that reports.
    let before = words_in.len();
    let mut name: Vec<&str> = words_in.get(start.split(' ').count()..)?.to_vec();
    // "THÀNH ỦY TP. HỒ CHÍ MINH", "QUẬN ỦY QUẬN THANH KHÊ": the kind is said twice. "Phường Đúc" is the name of a ward.
    let short = kind == "Thành phố" && name.first().is_some_and(|w| ["TP", "TP.", "Tp", "Tp."].contains(w));
    if short || ["Quận", "Huyện"].contains(&kind.as_str()) && name.len() > 1 && key(name[0]) == key(kind) {
        name.remove(0);
    }
    // "Hợp tác xã năm 2021": a bare "xã" counts only at the beginning of a line, and a year is no name.
    let bare = !start.contains(' ');
    let proper = name.first()?.chars().next()?.is_uppercase()
        && !name.iter().any(|w| w.chars().any(|c| c.is_ascii_digit()))
        && !(bare && skip > 0);
    (proper && name.len() <= 6 && (skip <= 4 && before > 1)).then(|| format!("{kind} {}", title_case(&name)))
}

/// "ĐẢNG ỦY KHỐI CÁC CƠ QUAN THÀNH PHỐ" and other committees without a place of their own.
fn committee(text: &str) -> Option<String> {
    let text_key = key(text);
    let starts = [
        "đảng ủy",
        "đảng bộ",
        "đảng uỷ",
        "chi bộ",
        "ban cán sự đảng",
        "trường",
        "sở",
        "trung tâm",
        "cục",
        "chi cục",
        "tổng cục",
        "công ty",
        "tổng công ty",
        "bệnh viện",
    ];
    let start = starts.iter().map(|s| key(s)).find(|s| text_key.starts_with(&format!("{s} ")))?;
    let rest: Vec<&str> = text.split(' ').skip(start.split(' ').count()).collect();
    if rest.is_empty()
        || rest.iter().all(|w| w.chars().all(|c| !c.is_alphanumeric()))
        || key(&rest.join(" ")).starts_with("cộng sản")
    {
        return None;
    }
    let shouting = !text.chars().any(char::is_lowercase);
    if !shouting {
        return Some(text.to_owned());
    }
    let name = rest.iter().enumerate().map(|(i, w)| {
        let word = w.to_lowercase();
        // "cơ quan", but "Cơ khí".
        let begins_name = word == "cơ" && rest.get(i + 1).is_none_or(|next| next.to_lowercase() != "quan");
        let small = SMALL.contains(&word.as_str()) && !begins_name;
        if small && i != 0 { w.to_lowercase() } else { capital(w) }
    });
    let head = capital(&text.split(' ').next()?.to_lowercase());
    let head_rest: Vec<String> =
        text.split(' ').skip(1).take(start.split(' ').count() - 1).map(str::to_lowercase).collect();
    let mut out = vec![head];
    out.extend(head_rest);
    out.extend(name);
    Some(out.join(" "))
}

fn title_case(words: &[&str]) -> String {
    words
        .iter()
        .map(|w| if w.chars().any(char::is_lowercase) { (*w).to_owned() } else { capital(w) })
        .collect::<Vec<_>>()
        .join(" ")
}

fn capital(word: &str) -> String {
    if is_abbreviation(word) {
        return word.to_owned();
    }
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect(),
        None => String::new(),
    }
}

/// Letters no syllable is made of: "THCS", "HĐND", "UBND".
fn is_abbreviation(word: &str) -> bool {
    let vowel = |c: char| crate::text::toneless_key(&c.to_string()).contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && !word.chars().any(char::is_lowercase) && (word == "UBND" || !word.chars().any(vowel))
}

/// The words that tell what a year is, given their tones in a text without any.
fn toned(text: String) -> String {
    const WORDS: [&str; 16] = [
        "năm",
        "ngày",
        "tháng",
        "kế hoạch",
        "phương hướng",
        "nhiệm vụ trọng tâm",
        "đăng ký",
        "dự kiến",
        "mục tiêu",
        "phấn đấu",
        "số",
        "với",
        "so sánh",
        "học",
        "quý",
        "liền",
    ];
    if !text.is_ascii() || !text.contains("nam") {
        return text;
    }
    let text = WORDS
        .iter()
        .fold(format!(" {text} "), |text, word| text.replace(&format!(" {} ", bare(word)), &format!(" {word} ")));
    text.trim().to_owned()
}

/// What follows "đánh giá:" behind "năm".
fn after_label(text: &str) -> Option<&str> {
    let (label, rest) = text.split_once(':')?;
    YEAR_LABELS.contains(&label.trim()).then_some(rest)
}

/// Of what a year may be said to be, where it stands behind a colon or in a cell of its own: "Năm đánh giá: 2021".
const YEAR_LABELS: [&str; 5] = ["đánh giá", "xếp loại", "đánh giá xếp loại", "đánh giá, xếp loại", "báo cáo"];

/// "Năm đánh giá:" and `2021`, which stand in two cells, as one line; `None` for all other texts.
pub(super) fn labelled_year(label: &str, year: &str) -> Option<String> {
    let named = clean(label).to_lowercase();
    let what = named.trim_end_matches([':', ' ']).strip_prefix("năm")?.trim().to_owned();
    let told = what.is_empty() || YEAR_LABELS.contains(&what.as_str());
    let is_year = year.len() == 4 && year.parse().is_ok_and(|year: u16| (2000..=2100).contains(&year));
    (told && is_year).then(|| format!("{}: {year}", label.trim_end_matches([':', ' '])))
}

/// The rating years a text names: `năm 2021`, `NĂM HỌC` and ranges left out, as are dates and document numbers.
///
/// ```
/// assert_eq!(xeploai::locate::preamble::years("KẾT QUẢ XẾP LOẠI NĂM 2021"), [2021]);
/// assert_eq!(xeploai::locate::preamble::years("KET QUA XEP LOAI NAM 2021"), [2021]);
/// assert_eq!(xeploai::locate::preamble::years("KẾT QUẢ XẾP LOẠI QUÝ II/2026"), [2026]);
/// assert_eq!(xeploai::locate::preamble::years("NĂM 2022 (so với năm 2021)"), [2022]);
/// assert!(xeploai::locate::preamble::years("(Theo Hướng dẫn số 21-HD/BTCTW năm 2019)").is_empty());
/// assert!(xeploai::locate::preamble::years("An Lâm, tháng 12/2022").is_empty());
/// assert_eq!(xeploai::locate::preamble::years("Năm đánh giá: 2021"), [2021]);
/// assert!(xeploai::locate::preamble::years("ngay 15 thang 12 nam 2021").is_empty());
/// assert!(xeploai::locate::preamble::years("ngày 15 tháng 12 năm 2021").is_empty());
/// assert!(xeploai::locate::preamble::years("5 năm liền 2017-2021").is_empty());
/// assert!(xeploai::locate::preamble::years("5 NĂM LIỀN TỪ NĂM 2018 ĐẾN NĂM 2022").is_empty());
/// assert_eq!(xeploai::locate::preamble::years("TÍNH ĐẾN NĂM 2022"), [2022]);
/// assert_eq!(xeploai::locate::preamble::years("KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN 2022"), [2022]);
/// ```
pub fn years(text: &str) -> Vec<u16> {
    let text = toned(clean(text).to_lowercase());
    if !text.contains('2') {
        return Vec::new();
    }
    let text = cited::without_numbered(&text);
    let listed = text.split(|c: char| !c.is_ascii_digit()).filter(|d| d.len() == 4 && d.starts_with("20")).count();
    if listed == 5 && last_of_five(&text).is_some() {
        return Vec::new();
    }
    let found = years_in(&cited::without_named(&text));
    // "KẾT QUẢ XẾP LOẠI THEO QUY ĐỊNH NĂM 2021" may say the year of both.
    let found = if found.is_empty() && !cited::begins_with_one(&text) { years_in(&text) } else { found };
    if found.is_empty() { bare_year::at_end(&text).into_iter().collect() } else { found }
}

fn years_in(text: &str) -> Vec<u16> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("năm") {
        let rest = &text[at + "năm".len()..];
        let rest = rest.strip_prefix(" công tác ").or_else(|| after_label(rest)).unwrap_or(rest);
        let rest = rest.trim_start_matches([' ', ':']);
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let Ok(year) = digits.parse::<u16>() else {
            continue;
        };
        let after = rest[digits.len()..].trim_start();
        let before = &text[..at];
        // "…, tháng 12 năm 2021" is when it was signed; "KẾT QUẢ THÁNG 10 NĂM 2021" is what it is about.
        let signed = before.contains("ngày") || before.split("tháng").next().is_some_and(names_place);
        let dated = before.trim_end().ends_with(|c: char| c.is_ascii_digit() || c == '…' || c == '.')
            && before.contains("tháng")
            && signed;
        let range = after.starts_with(['-', '–', '—', '/'])
            && after[1..]
                .trim_start_matches(|c: char| !c.is_ascii())
                .trim_start()
                .starts_with(|c: char| c.is_ascii_digit());
        let range = range || begins_range(after) || ends_range(before);
        let plan = beside::is_next(before, year, &found)
            || before.contains("phương hướng")
            || before.contains("kế hoạch")
            || before.contains("nhiệm vụ trọng tâm")
            || ["đăng ký", "dự kiến", "mục tiêu", "phấn đấu"].iter().any(|w| before.trim_end().ends_with(w));
        let document = before.contains("số ") && before.contains("ngày");
        // "NĂM 2021 SO VỚI NĂM 2020": the second is what the first is held against.
        let said = before.trim_end();
        let compared = beside::is_held_against(before, year, &found)
            || ["so với", "cùng kỳ", "(so sánh"].iter().any(|words| said.ends_with(words))
            || said.ends_with("với") && (said.contains(" so ") || said.contains("so sánh"));
        if (2000..=2100).contains(&year)
            && digits.len() == 4
            && !(dated || range || plan || document || compared)
            && !found.contains(&year)
        {
            found.push(year);
        }
    }
    let of_parts = of_parts(text).filter(|year| !found.contains(year));
    found.extend(of_parts);
    found
}

/// Words between the years of a range: "TỪ NĂM 2018 ĐẾN NĂM 2022", "2018 ÷ 2022".
const UNTIL: [&str; 6] = ["-", "–", "—", "÷", "đến", "tới"];

/// Does another year follow up to which it goes?
fn begins_range(after: &str) -> bool {
    let rest = UNTIL.iter().find_map(|word| after.strip_prefix(word));
    let rest = rest.map(|rest| rest.trim_start()).map(|rest| rest.strip_prefix("năm").unwrap_or(rest).trim_start());
    rest.is_some_and(|rest| rest.starts_with("20") && rest.chars().take_while(char::is_ascii_digit).count() == 4)
}

/// Does another year stand before from which it goes?
fn ends_range(before: &str) -> bool {
    let before = before.trim_end();
    let rest = UNTIL.iter().find_map(|word| before.strip_suffix(word)).map(str::trim_end);
    rest.is_some_and(|rest| {
        let digits = rest.bytes().rev().take_while(u8::is_ascii_digit).count();
        digits == 4 && rest[rest.len() - 4..].starts_with("20")
    })
}

/// "CÁC NĂM 2018, 2019, 2020, 2021 VÀ 2022": the last of exactly five years, one after another, that a text names.
pub fn last_of_five(text: &str) -> Option<u16> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).filter(|d| d.len() == 4);
    let mut named: Vec<u16> = digits.filter_map(|d| d.parse().ok()).filter(|y| (2000..=2100).contains(y)).collect();
    named.dedup();
    let (first, last) = (*named.first()?, *named.last()?);
    let five = named.len() == 5 && named.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    (five || named.len() == 2 && first + 4 == last).then_some(last)
}

/// "Đà Nẵng, " before a month is where something was signed; "ĐÁNH GIÁ, XẾP LOẠI CÔNG CHỨC" is no place.
fn names_place(text: &str) -> bool {
    text.trim_end_matches([' ', '.', '…']).ends_with(',')
}

/// The year of "QUÝ II/2026", "THÁNG 12/2022"; of no date, and of nothing that lasts up to then.
fn of_parts(text: &str) -> Option<u16> {
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:quý|tháng)\s+(?:iv|i{1,3}|[0-9]{1,2})\s*[/-]\s*(20[0-9]{2})(?:$|[^0-9])")
            .expect("a fixed pattern")
    });
    // Most lines hold neither stroke.
    let found = if text.contains(['/', '-']) { PART.captures(text)? } else { return None };
    let before = text[..found.get(0)?.start()].trim_end();
    let until = ["đến", "từ", "trước", "sau", "hết"].iter().any(|word| before.ends_with(word));
    let dated = before.contains("ngày") || names_place(before);
    found[1].parse().ok().filter(|_| !until && !dated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_may_stand_behind_what_it_is_of() {
        assert_eq!(labelled_year("Năm đánh giá:", "2021").as_deref(), Some("Năm đánh giá: 2021"));
        assert_eq!(labelled_year("Năm", "2021").as_deref(), Some("Năm: 2021"));
        assert_eq!(labelled_year("Năm sinh", "2001"), None);
        assert_eq!(labelled_year("Năm trước", "2020"), None);
        assert_eq!(years("Năm xếp loại : 2021"), [2021]);
        assert_eq!(years("Năm sinh: 2001"), [0; 0]);
    }

    #[test]
    fn offices_are_named_as_people_name_them() {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        let unit = |t: &str| reporting_unit(t, &words).unwrap_or_default();
        for (line, name) in [
            ("QUẬN ỦY SƠN TRÀ", "Quận Sơn Trà"),
            ("QUẬN UỶ NGŨ HÀNH SƠN", "Quận Ngũ Hành Sơn"),
            ("ĐẢNG BỘ QUẬN SƠN TRÀ", "Quận Sơn Trà"),
            ("BTC Quận ủy Sơn Trà", "Quận Sơn Trà"),
            ("BAN TỔ CHỨC QUẬN ỦY SƠN TRÀ", "Quận Sơn Trà"),
            ("HUYỆN ỦY HÒA VANG", "Huyện Hòa Vang"),
            ("THÀNH ỦY ĐÀ NẴNG", "Thành phố Đà Nẵng"),
            ("ĐẢNG ỦY PHƯỜNG AN HẢI", "Phường An Hải"),
            ("ĐẢNG ỦY KHỐI CÁC CƠ QUAN THÀNH PHỐ", "Đảng ủy Khối các cơ quan thành phố"),
            ("ĐẢNG CỘNG SẢN VIỆT NAM", ""),
            ("BAN TỔ CHỨC", ""),
            ("ĐẢNG ỦY CÔNG TY CỔ PHẦN ĐÈO MÂY", "Đảng ủy Công ty Cổ phần Đèo Mây"),
            ("CHI BỘ KHOA CƠ KHÍ", "Chi bộ Khoa Cơ Khí"),
            ("CỤC HẢI QUAN TỈNH TRƯỜNG HÀ", "Cục Hải quan tỉnh Trường Hà"),
            ("Trường Hà, ngày 12 tháng 12 năm 2021", ""),
        ] {
            assert_eq!(unit(line), name, "{line}");
        }
    }

    #[test]
    fn numbers_name_districts_and_wards() {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        let unit = |t: &str| reporting_unit(t, &words).unwrap_or_default();
        for (line, name) in [
            ("QUẬN ỦY 7", "Quận 7"),
            ("QUẬN ỦY QUẬN 7", "Quận 7"),
            ("BTC QUẬN ỦY 7", "Quận 7"),
            ("ĐẢNG BỘ QUẬN 10", "Quận 10"),
            ("UBND PHƯỜNG 4", "Phường 4"),
            ("ĐẢNG ỦY PHƯỜNG 01", "Phường 1"),
            ("BAN CHẤP HÀNH ĐẢNG BỘ PHƯỜNG 12", "Phường 12"),
            ("Phường 3", "Phường 3"),
            ("Số đảng bộ phường 4", ""),
            ("QUẬN ỦY 2021", ""),
            ("HUYỆN ỦY 7", ""),
            ("QUẬN ỦY 0", ""),
            ("HỘI LHPN PHƯỜNG 4", ""),
            ("UBND PHƯỜNG 4 QUẬN 7", ""),
            ("THÀNH ỦY TP. HỒ CHÍ MINH", "Thành phố Hồ Chí Minh"),
        ] {
            assert_eq!(unit(line), name, "{line}");
        }
    }

    #[test]
    fn the_last_body_sends() {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        let named = |n: &str| Some(Sender::Named(n.to_owned()));
        for (lines, expected) in [
            ("QUẬN ỦY SƠN TRÀ/BAN TỔ CHỨC", named("Quận Sơn Trà")),
            ("QUẬN ỦY SƠN TRÀ/Số: 12-BC/QU/*", named("Quận Sơn Trà")),
            ("QUẬN ỦY SƠN TRÀ/PHÒNG NỘI VỤ TỔNG HỢP NĂM 2021", named("Quận Sơn Trà")),
            ("QUẬN ỦY SƠN TRÀ/BẢNG THEO DÕI XẾP LOẠI", named("Quận Sơn Trà")),
            ("THÀNH ỦY ĐÀ NẴNG/QUẬN ỦY SƠN TRÀ", named("Quận Sơn Trà")),
            ("THÀNH ỦY TP. HỒ CHÍ MINH/QUẬN ỦY 7", named("Quận 7")),
            ("ỦY BAN NHÂN DÂN/QUẬN SƠN TRÀ", named("Quận Sơn Trà")),
            ("SỞ Y TẾ/BỆNH VIỆN SƠN HẠ", named("Bệnh viện Sơn Hạ")),
            ("HỘI LHPN THÀNH PHỐ/ĐẢNG ỦY XÃ HÒA TIẾN", named("Xã Hòa Tiến")),
            ("THÀNH ỦY ĐÀ NẴNG/HỘI LHPN QUẬN SƠN HẠ", Some(Sender::Unread)),
            ("UBND QUẬN SƠN HẠ/PHÒNG NỘI VỤ QUẬN SƠN HẠ", Some(Sender::Unread)),
            ("UBND QUẬN SƠN HẠ/UBND PHƯỜNG 4 QUẬN 7", named("Phường 4")),
            ("UBND XÃ HÒA TIẾN/HTX NÔNG NGHIỆP HÒA TIẾN 1", Some(Sender::Unread)),
            ("BỘ CHQS THÀNH PHỐ AN LÂM/BAN CHQS/QUẬN SƠN HẠ", Some(Sender::Unread)),
            ("QUẬN ỦY SƠN TRÀ/Quận ủy viên: 7 đồng chí", named("Quận Sơn Trà")),
            ("UBND QUẬN SƠN HẠ/UBND Phường 4 Quận 7", named("Phường 4")),
            ("ĐẢNG ỦY XÃ HÒA SƠN/QUỸ TÍN DỤNG NHÂN DÂN", Some(Sender::Unread)),
            ("ĐẢNG ỦY XÃ HÒA SƠN/CẤP ỦY CHI BỘ THÔN 1", named("Chi bộ Thôn 1")),
            ("BAN TỔ CHỨC/Số: 12-BC", None),
            ("Đơn vị báo cáo: Đảng ủy xã Hòa Sơn/Nơi nhận báo cáo: Huyện ủy Hòa Vang", named("Xã Hòa Sơn")),
            ("ĐẢNG ỦY XÃ HÒA SƠN/Trực thuộc: Huyện ủy Hòa Vang", named("Xã Hòa Sơn")),
            ("HUYỆN ỦY HÒA VANG/ĐẢNG ỦY XÃ HÒA SƠN/Kính gửi: Huyện ủy Hòa Vang", named("Xã Hòa Sơn")),
        ] {
            assert_eq!(last_sender(lines.split('/'), &words).map(|(_, sender)| sender), expected, "{lines}");
        }
    }

    #[test]
    fn years_of_dates_ranges_and_plans_do_not_count() {
        assert_eq!(years("TỔNG HỢP KẾT QUẢ\nNĂM 2021"), [2021]);
        assert!(years("Đà Nẵng, ngày 15 tháng 12 năm 2021").is_empty());
        assert!(years("Đà Nẵng, tháng 12 năm 2021").is_empty());
        assert!(years("Đà Nẵng, … tháng 12 năm 2021").is_empty());
        assert_eq!(years("KẾT QUẢ PHÂN LOẠI THÁNG 10 NĂM 2021"), [2021]);
        assert_eq!(years("DANH SÁCH ĐÁNH GIÁ, XẾP LOẠI CÔNG CHỨC THÁNG 3 NĂM 2026"), [2026]);
        assert_eq!(years("KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CÔNG CHỨC QUÝ II/2026"), [2026]);
        assert!(years("danh hiệu 5 năm liền (năm 2017-2021)").is_empty());
        assert!(years("năm học 2020-2021").is_empty());
        assert_eq!(years("SO SÁNH KẾT QUẢ NĂM 2021 VỚI NĂM 2020"), [2021]);
        assert_eq!(years("KẾT QUẢ NĂM 2021 SO VỚI NĂM 2020"), [2021]);
        for other in [
            ", TRIỂN KHAI NHIỆM VỤ NĂM 2022",
            " VÀ NHIỆM VỤ CÔNG TÁC NĂM 2022",
            "; CHƯƠNG TRÌNH NĂM 2022",
            " (SO SÁNH NĂM 2020)",
            " (CÓ SO SÁNH NĂM 2020)",
            " (ĐỐI CHIẾU NĂM 2020)",
            " SO CÙNG KỲ NĂM 2020",
            "\n(so với cùng kỳ năm 2020)",
        ] {
            assert_eq!(years(&format!("KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021{other}")), [2021], "{other}");
        }
        assert_eq!(years("(So sánh năm 2020)"), [0; 0]);
        assert_eq!(years("KẾT QUẢ THỰC HIỆN NHIỆM VỤ NĂM 2021"), [2021]);
        // Two years that nothing parts are both said.
        assert_eq!(years("KẾT QUẢ HOÀN THÀNH NHIỆM VỤ NĂM 2021 VÀ NĂM 2022"), [2021, 2022]);
        assert_eq!(years("KẾT QUẢ NĂM 2021 VÀ KẾT QUẢ NĂM 2022"), [2021, 2022]);
    }

    #[test]
    fn the_year_of_a_document_is_that_of_no_result() {
        const RESULTS: &str = "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN";
        for document in [
            "theo Kế hoạch số 12-KH/HU năm 2020 của Huyện ủy",
            "theo Hướng dẫn số 21-HD/BTCTW năm 2019",
            "theo Hướng dẫn số 21-HD/BTCTW ngày 18/10/2019 của Ban Tổ chức Trung ương",
            "theo Nghị định số 90/2020/NĐ-CP",
            "theo Nghị định 90 năm 2020 của Chính phủ",
            "theo QĐ 124-QĐ/TW năm 2020",
            "theo Luật Cán bộ, công chức năm 2008",
            "theo Hướng dẫn của Ban Tổ chức Trung ương năm 2020",
            "theo tinh thần Hướng dẫn năm 2020",
            "kèm theo Báo cáo số 12-BC/HU, năm 2020",
        ] {
            assert_eq!(years(&format!("{RESULTS} NĂM 2021 {document}")), [2021], "{document}");
            assert_eq!(years(&format!("{RESULTS} NĂM 2021 ({document})")), [2021], "{document}");
            assert_eq!(years(&format!("{RESULTS} {document} năm 2021")), [2021], "{document}");
            assert_eq!(years(document), [0; 0], "{document}");
        }
        // Without a number or a law's name it may be that of both.
        assert_eq!(years(&format!("{RESULTS} THEO QUY ĐỊNH NĂM 2021")), [2021]);
        for title in [
            "BÁO CÁO SỐ LIỆU XẾP LOẠI ĐẢNG VIÊN NĂM 2021",
            "BÁO CÁO 6 THÁNG ĐẦU NĂM 2021",
            "BÁO CÁO KẾT QUẢ XẾP LOẠI VÀ KỶ LUẬT ĐẢNG VIÊN NĂM 2021",
            "QUYẾT ĐỊNH XẾP LOẠI ĐẢNG VIÊN NĂM 2021",
        ] {
            assert_eq!(years(title), [2021], "{title}");
        }
    }
}
