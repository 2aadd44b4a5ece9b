//! What notes say of months away: of illness, of leave.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Months away, as a note says them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Away {
    /// How many.
    pub(super) months: u32,
    /// Of illness, and not of leave for something else?
    pub(super) ill: bool,
    /// Where the note says so.
    pub(super) said: Range<usize>,
}

static AWAY: LazyLock<Regex> = LazyLock::new(|| {
    let words = "ốm|bệnh|chữa bệnh|điều trị|nằm viện|nghỉ";
    Regex::new(&format!(r"(?:^|[ (])(?:{words})(?: [^0-9]{{0,32}})? (?P<n>[0-9]{{1,2}}) tháng"))
        .expect("a fixed pattern")
});

/// The months a note speaks of, itself as a key; none of maternity leave or of a holiday, and none that are fewer than
/// the number ("dưới 3 tháng") or only about it ("gần 3 tháng").
pub(super) fn away(note: &str) -> Option<Away> {
    let found = AWAY.captures(note)?;
    let months = found.name("n")?.as_str().parse().ok()?;
    let (said, said_at) = (found.get(0)?.as_str(), found.get(0)?.range());
    let fewer = ["dưới", "chưa đến", "chưa đủ", "chưa quá", "không quá", "gần", "khoảng", "ngót", "tối đa"];
    let other = ["thai sản", "sinh con", "nghỉ hưu", "nghỉ hè", "nghỉ tết"];
    // "Con ốm 4 tháng", "nghỉ chăm con ốm 4 tháng".
    let before = note[..said_at.start].rsplit(['(', ';', ',']).next().unwrap_or_default().trim();
    if is_of_relative(before)
        || fewer.iter().any(|word| said.contains(word))
        || other.iter().any(|word| note.contains(word))
    {
        return None;
    }
    let who = |word: &str| said.split(word).next().and_then(|before| before.trim_end().rsplit(' ').next());
    let ill = ["ốm", "bệnh", "điều trị", "nằm viện"].iter().filter(|word| said.contains(**word));
    let ill = ill.into_iter().any(|word| !who(word).is_some_and(is_of_relative));
    Some(Away { months, ill, said: said_at })
}

/// Does a note, by its key, begin by naming somebody of the family: "Con ốm 4 tháng", "Có con bị khiển trách"?
pub(super) fn is_of_relative(note: &str) -> bool {
    const RELATIVES: [&str; 11] =
        ["con", "vợ", "chồng", "bố", "mẹ", "cha", "em trai", "em gái", "người nhà", "người thân", "gia đình"];
    let note = note.strip_prefix("có ").unwrap_or(note);
    RELATIVES
        .iter()
        .any(|who| note.strip_prefix(&crate::text::key(who)).is_some_and(|r| r.is_empty() || r.starts_with(' ')))
}
