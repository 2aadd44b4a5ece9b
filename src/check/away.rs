//! What notes say of months away: of illness, of leave.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::locate::vocabulary::has_words;
use crate::text::key;

/// Months away, as a note says them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Away {
    /// How many, at the least.
    pub(super) months: u32,
    /// At the most: "từ tháng 3 đến tháng 8" are five or six.
    pub(super) most: u32,
    /// Of illness, and not of leave for something else?
    pub(super) ill: bool,
    /// Where the note says so.
    pub(super) said: Range<usize>,
}

const WORDS: &str = "ốm|bệnh|chữa bệnh|điều trị|nằm viện|nghỉ";

static AWAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?:^|[ (])(?:{WORDS})(?P<mid> [^0-9]{{0,32}})? (?P<n>[0-9]{{1,3}})(?P<more>(?: đến| tới)? [0-9]{{1,2}})? (?P<unit>tháng|ngày|tuần)(?: |$)"
    ))
    .expect("a fixed pattern")
});

/// "Ốm cả năm", "điều trị bệnh nửa năm".
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    let ill = "(?:ốm|bệnh|chữa bệnh|điều trị|nằm viện)(?: (?:đau|nặng|bệnh|dài hạn|tại nhà|suốt))*";
    Regex::new(&format!(r"(?:^|[ (]){ill} (?:(?P<whole>cả|suốt|trọn)|nửa) năm(?: |$)")).expect("a fixed pattern")
});

/// "Nghỉ ốm từ tháng 3 đến tháng 8", "điều trị bệnh từ 01/3/2021 đến ngày 30/8/2021".
static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    let year = r"20[0-9]{2}";
    let point = |end: &str| {
        let (n, month) = ("[0-9]{1,2}", "(?:tháng |t)");
        format!(
            r"(?:(?:ngày|đầu|giữa|cuối|hết) )*(?:{month}(?P<m{end}>{n})(?:(?:/| năm )(?P<y{end}>{year}))?|(?P<d{end}>{n})/(?P<dm{end}>{n})(?:/(?P<dy{end}>{year}))?|(?P<om{end}>{n})/(?P<oy{end}>{year}))"
        )
    };
    let (from, to) = (point("1"), point("2"));
    Regex::new(&format!(r"(?:^|[ (])(?:{WORDS})(?: [^0-9]{{0,32}}?)?(?: từ)? {from} (?:đến|tới) {to}(?: |$)"))
        .expect("a fixed pattern")
});

/// The months between two points of one year that a note names, at the least and at the most: of days exactly, of months alone one
/// more or less.
fn between(found: &Captures<'_>) -> Option<(u32, u32)> {
    let number = |names: [&str; 3], end: &str| {
        names.iter().find_map(|name| found.name(&format!("{name}{end}"))?.as_str().parse::<u32>().ok())
    };
    let (month, day, year) = (["m", "dm", "om"], ["d", "d", "d"], ["y", "dy", "oy"]);
    let ((from, to), (first, last)) =
        ((number(month, "1")?, number(month, "2")?), (number(day, "1"), number(day, "2")));
    let one_year = number(year, "1").zip(number(year, "2")).is_none_or(|(a, b)| a == b);
    let months = to.checked_sub(from).filter(|_| one_year && from >= 1 && to <= 12)?;
    let Some((first, last)) = first.zip(last) else { return Some((months, months + 1)) };
    const DAYS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let whole = match last >= DAYS[to as usize - 1] {
        true => (months + 1).checked_sub(u32::from(first > 1))?,
        false => months.checked_sub(u32::from(last + 1 < first))?,
    };
    Some((whole, whole))
}

/// The months a note counts, at the least and at the most: days may be those of the calendar or those of work. Of "3,5" and
/// "3 đến 4" the first is the least.
fn counted(found: &Captures<'_>) -> Option<(u32, u32)> {
    let number: u32 = found.name("n")?.as_str().parse().ok()?;
    let more = found.name("more").map(|more| more.as_str().rsplit(' ').next().unwrap_or_default());
    // "Ốm tháng 3, 4 tháng điều trị": a month, and how many.
    if more.is_some() && ["tháng", "ngày", "tuần"].iter().any(|unit| ends(found, unit)) {
        return None;
    }
    let most = more.and_then(|more| more.parse().ok()).map_or(number, |more: u32| more.max(number + 1));
    match found.name("unit")?.as_str() {
        "ngày" => Some((number / 31, most / 22 + 1)),
        "tuần" => Some((number * 7 / 31, most * 7 / 28 + 1)),
        _ => Some((number, most)),
    }
}

/// Do the words in front of the number end with this one?
fn ends(found: &Captures<'_>, word: &str) -> bool {
    found.name("mid").is_some_and(|mid| mid.as_str().ends_with(word))
}

/// A note as its key, with what stands for "đến" between two numbers written out: "tháng 1-6" are "tháng 1 đến tháng 6".
pub(super) fn written_out(note: &str) -> String {
    static TO: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([0-9])\s*[-–—÷]\s*((?:[Nn]gày |[Tt]háng |T)?[0-9])").expect("a fixed pattern"));
    static MONTHS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("(tháng [0-9]{1,2} (?:đến|tới)) ([0-9]{1,2}(?: |$))").expect("a fixed pattern"));
    MONTHS.replace_all(&key(&TO.replace_all(note, "$1 đến $2")), "$1 tháng $2").into_owned()
}

/// The months a note speaks of, itself as a key; none of maternity leave or of a holiday, and none that are fewer than
/// the number ("dưới 3 tháng") or only about it ("gần 3 tháng").
pub(super) fn away(note: &str) -> Option<Away> {
    let until = ["đến ", "tới "].iter().any(|word| note.contains(word));
    let period = || if until { PERIOD.captures(note).and_then(|found| Some((between(&found)?, found))) } else { None };
    // "Từ ngày 10 tháng 5" is a day.
    let is_day = |found: &Captures<'_>| {
        let rest = &note[found.get(0).map_or(note.len(), |all| all.end())..];
        let number = rest.split(' ').next().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        number && &found["unit"] == "tháng" && (ends(found, "ngày") || ends(found, "từ"))
    };
    // "Chăm con 7 tháng tuổi" says how old somebody is.
    let is_age = |found: &Captures<'_>| {
        let rest = &note[found.get(0).map_or(note.len(), |all| all.end())..];
        rest.trim_start().split(' ').next() == Some("tuổi")
    };
    let told = AWAY.captures(note).filter(|found| !is_day(found) && !is_age(found));
    let told = told.and_then(|found| Some((counted(&found)?, found)));
    let year = || {
        let found = YEAR.captures(note)?;
        Some((if found.name("whole").is_some() { (12, 12) } else { (6, 6) }, found))
    };
    let ((months, most), found) = told.or_else(period).or_else(year)?;
    let (said, said_at) = (found.get(0)?.as_str(), found.get(0)?.range());
    let fewer = ["dưới", "chưa đến", "chưa đủ", "chưa quá", "không quá", "gần", "khoảng", "ngót", "tối đa"];
    let other = ["thai sản", "hậu sản", "sinh con", "sinh đẻ", "nghỉ đẻ", "nghỉ hưu", "nghỉ hè", "nghỉ tết"];
    // Of "nghỉ sinh hoạt" nobody knows why.
    let birth = has_words(note, "nghỉ sinh") && !has_words(note, "nghỉ sinh hoạt");
    // Who studies works; "nghỉ chế độ" may be of maternity.
    let open = ["đi học", "học tập", "đi đào tạo", "nghỉ chế độ", "ts"];
    // "Con ốm 4 tháng", "nghỉ chăm con ốm 4 tháng".
    let before = note[..said_at.start].rsplit(['(', ';', ',']).next().unwrap_or_default().trim();
    // "Nghỉ con ốm 7 tháng".
    let between = found.name("mid").is_some_and(|mid| is_of_relative(mid.as_str().trim()));
    if is_of_relative(before)
        || between
        || names_relative_last(before)
        || fewer.iter().any(|word| said.contains(word))
        || other.iter().any(|word| note.contains(word))
    {
        return None;
    }
    let who = |word: &str| said.split(word).next().and_then(|before| before.trim_end().rsplit(' ').next());
    let ill = ["ốm", "bệnh", "điều trị", "nằm viện"].iter().filter(|word| said.contains(**word));
    let ill = ill.into_iter().any(|word| !who(word).is_some_and(is_of_relative));
    if birth || !ill && open.iter().any(|words| has_words(note, &key(words))) {
        return None;
    }
    Some(Away { months, most, ill, said: said_at })
}

static RELATIVES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let all = ["con", "vợ", "chồng", "bố", "mẹ", "cha", "em trai", "em gái", "người nhà", "người thân", "gia đình"];
    all.iter().map(|who| key(who)).collect()
});

/// Is somebody of the family whom the words, by their key, end with: "Chăm vợ", "do mẹ"?
fn names_relative_last(words: &str) -> bool {
    RELATIVES.iter().any(|who| words.strip_suffix(&**who).is_some_and(|rest| rest.ends_with(' ')))
}

/// Does a note, by its key, begin by naming somebody of the family: "Con ốm 4 tháng", "Có con bị khiển trách"?
pub(super) fn is_of_relative(note: &str) -> bool {
    let note = note.strip_prefix("có ").unwrap_or(note);
    RELATIVES.iter().any(|who| note.strip_prefix(&**who).is_some_and(|r| r.is_empty() || r.starts_with(' ')))
}
