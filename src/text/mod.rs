//! Vietnamese text and numbers: what two spellings have in common, and what a typed number says.

mod capitals;
mod codes;
pub mod counted;
pub mod fonts;
pub mod interned;
pub(crate) mod keys;
pub mod legacy;
pub mod memo;
pub mod shared;
mod syllable;

use std::fmt;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The letters of Vietnamese beyond Latin-1 and its two extensions, each composed: `Ạ` to `ỹ`, capitals at even places.
const COMPOSED: std::ops::RangeInclusive<char> = '\u{1ea0}'..='\u{1ef9}';

/// Is the text composed (NFC)? Vietnamese as it is usually typed is told without the tables of Unicode.
fn is_composed(text: &str) -> bool {
    text.is_ascii() || text.chars().all(|c| c < '\u{300}' || COMPOSED.contains(&c)) || is_nfc(text)
}

/// [`char::is_alphanumeric`], quick for Vietnamese.
fn is_alphanumeric(letter: char) -> bool {
    match letter {
        '\0'..='\x7f' => letter.is_ascii_alphanumeric(),
        'à'..='ö' | 'ø'..='ɏ' => true,
        _ => COMPOSED.contains(&letter) || letter.is_alphanumeric(),
    }
}

/// Gives the small letters of a letter; quick for Vietnamese.
fn lower(letter: char, mut give: impl FnMut(char)) {
    match letter {
        '\0'..='\x7f' => give(letter.to_ascii_lowercase()),
        'à'..='ö' | 'ø'..='ÿ' | 'ă' | 'đ' | 'ĩ' | 'ũ' | 'ơ' | 'ư' => give(letter),
        // The small letter follows its capital.
        '\u{1ea0}'..='\u{1ef9}' => give(char::from_u32(u32::from(letter) | 1).unwrap_or(letter)),
        _ => letter.to_lowercase().for_each(give),
    }
}

/// Characters that are not seen and may turn text around or end it.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
        || ('\u{2028}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

/// Text as people mean it: NFC, no-break and doubled spaces and line breaks become one space, ends trimmed.
///
/// ```
/// assert_eq!(xeploai::text::clean("  Hoàn thành\n tốt\u{a0}nhiệm vụ "), "Hoàn thành tốt nhiệm vụ");
/// ```
pub fn clean(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut push = |letter: char| {
        let blank = match letter {
            '!'..='~' | 'à'..='ɏ' | '\u{1ea0}'..='\u{1ef9}' => false,
            _ => letter.is_whitespace() || letter.is_control() || matches!(letter, '\u{feff}' | '\u{200b}'),
        };
        if !blank {
            out.push(letter);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    };
    if is_composed(text) {
        text.chars().for_each(&mut push);
    } else {
        text.nfc().for_each(&mut push);
    }
    out.truncate(out.trim_end().len());
    out
}

/// Is there plainly nothing to [`clean`]? Vietnamese as it is usually typed, and single spaces between words.
fn is_clean(text: &str) -> bool {
    let mut after_space = true;
    let usual = text.chars().all(|letter| match letter {
        ' ' => !std::mem::replace(&mut after_space, true),
        '!'..='~' | 'à'..='ɏ' | '\u{1ea0}'..='\u{1ef9}' => {
            after_space = false;
            true
        }
        _ => false,
    });
    usual && !after_space
}

/// What spellings of one label or name have in common: case, spacing, punctuation and the place of the tone
/// (`uỷ`/`ủy`, `hoà`/`hòa`) are levelled; tones and letters are kept. Equal keys mean the same text.
///
/// ```
/// use xeploai::text::key;
/// assert_eq!(key("Quận Uỷ  SƠN TRÀ"), key("Quận ủy Sơn Trà"));
/// assert_ne!(key("Hòa"), key("Hoa"));
/// ```
pub fn key(text: &str) -> String {
    let mut out = String::new();
    key_into(text, &mut out);
    out
}

/// The [`key`] into a buffer, in the place of what it holds.
pub fn key_into(text: &str, out: &mut String) {
    out.clear();
    out.reserve(text.len());
    if !keys::usual(text, out) {
        out.clear();
        any_key(text, out);
    }
}

/// The key of any text.
fn any_key(text: &str, out: &mut String) {
    // Blanks of every kind are no letters: the text need not be cleaned first.
    let mut push = |letter: char| match letter {
        'a' | 'e' | 'y' => move_tone(out, letter),
        _ if is_keyed(letter) => out.push(letter),
        _ if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
        _ => {}
    };
    if is_composed(text) {
        text.chars().for_each(|letter| lower(letter, &mut push));
    } else {
        text.nfc().for_each(|letter| lower(letter, &mut push));
    }
    out.truncate(out.trim_end().len());
    // Lower-casing can leave decomposed letters behind (İ); compose again so that the key is its own key.
    if !is_composed(out) {
        *out = out.nfc().collect();
    }
}

/// Does a small letter stand in a key?
fn is_keyed(letter: char) -> bool {
    is_alphanumeric(letter) || matches!(letter, '%' | '+' | '/')
}

/// Old and new style differ in where the tone of `oa`, `oe`, `uy` stands; the key has it on the second vowel.
fn move_tone(out: &mut String, second: char) {
    match out.chars().next_back().and_then(|last| toned(last, second)) {
        Some((plain, toned)) => {
            out.pop();
            out.push(plain);
            out.push(toned);
        }
        None => out.push(second),
    }
}

/// The two vowels with the tone of the first on the second: `ò` and `a` are `o` and `à`.
fn toned(first: char, second: char) -> Option<(char, char)> {
    const O: [char; 5] = ['ò', 'ó', 'ỏ', 'õ', 'ọ'];
    const U: [char; 5] = ['ù', 'ú', 'ủ', 'ũ', 'ụ'];
    let (firsts, plain, toned) = match second {
        'a' => (O, 'o', ['à', 'á', 'ả', 'ã', 'ạ']),
        'e' => (O, 'o', ['è', 'é', 'ẻ', 'ẽ', 'ẹ']),
        _ => (U, 'u', ['ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ']),
    };
    firsts.iter().position(|&f| f == first).map(|tone| (plain, toned[tone]))
}

/// The key without tones and accents (`đ` is `d`): good for suggesting, never for deciding.
///
/// ```
/// assert_eq!(xeploai::text::toneless_key("Hoàn thành tốt nhiệm vụ"), "hoan thanh tot nhiem vu");
/// ```
pub fn toneless_key(text: &str) -> String {
    let key = key(text);
    let usual: Option<String> = key.chars().map(keys::plain).collect();
    usual.unwrap_or_else(|| {
        let letters = key.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
        letters.map(|c| if c == 'đ' { 'd' } else { c }).collect()
    })
}

/// Optimal string alignment distance (insert, delete, replace, swap neighbours), in letters; stops at `most`
/// and says `None` when the texts are further apart.
pub fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&d| d <= most)
}

/// An exact decimal number: `units × 10^-scale`. `93.33` is 9333 with scale 2. No rounding ever happens unasked.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    units: i128,
    scale: u8,
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Decimal {}
impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let scale = self.scale.max(other.scale);
        self.at_scale(scale).cmp(&other.at_scale(scale))
    }
}

impl From<i64> for Decimal {
    fn from(n: i64) -> Self {
        Self { units: n.into(), scale: 0 }
    }
}

impl Decimal {
    /// `units × 10^-scale`; scales over 17 are not kept.
    pub fn new(units: i128, scale: u8) -> Self {
        debug_assert!(scale <= 17);
        Self { units, scale }
    }

    /// Plain text with a point as the decimal sign (`0.9333`, `1e-3`) → the number; more than 17 decimals are
    /// rounded half up. `None` for anything else, and for numbers of more than 20 digits before the point.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((m, e)) => (m, e.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.len() + fraction.len() == 0 || whole.len() > 20 || fraction.len() > 30 {
            return None;
        }
        let mut units: i128 = 0;
        for digit in whole.bytes().chain(fraction.bytes()) {
            if !digit.is_ascii_digit() {
                return None;
            }
            units = units.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
        }
        let mut scale = i32::try_from(fraction.len()).ok()? - exponent;
        if !(-20..=60).contains(&scale) {
            return (units == 0).then_some(Self { units: 0, scale: 0 });
        }
        while scale < 0 {
            units = units.checked_mul(10)?;
            scale += 1;
        }
        while scale > 17 {
            units = (units + 5) / 10;
            scale -= 1;
        }
        Some(Self { units: if negative { -units } else { units }, scale: scale as u8 })
    }

    /// The number a spreadsheet stores, in its shortest decimal form; `None` when it is not finite or too large.
    pub fn from_f64(number: f64) -> Option<Self> {
        number.is_finite().then(|| format!("{number:e}")).and_then(|t| Self::parse(&t))
    }

    /// The number a spreadsheet shows: at 15 significant digits, as Excel does (`0.09520000000000001` is 0.0952);
    /// `None` when it is not finite or too large.
    pub fn shown(number: f64) -> Option<Self> {
        let text = number.is_finite().then(|| format!("{number:.14e}"));
        text.and_then(|t| Self::parse(&t)).map(Self::shortest)
    }

    fn at_scale(self, scale: u8) -> i128 {
        self.units.saturating_mul(10i128.pow(u32::from(scale.saturating_sub(self.scale))))
    }

    /// The same number without zeros at the end: 0.500 has one decimal.
    pub fn shortest(mut self) -> Self {
        while self.scale > 0 && self.units % 10 == 0 {
            self.units /= 10;
            self.scale -= 1;
        }
        self
    }

    /// Digits after the point, zeros at the end included.
    pub fn decimals(self) -> u8 {
        self.scale
    }

    /// The number as an integer, if it is one.
    pub fn to_integer(self) -> Option<i64> {
        let short = self.shortest();
        (short.scale == 0).then(|| i64::try_from(short.units).ok()).flatten()
    }

    /// `units` at a scale of `decimals` digits, rounded half away from zero: 6.25 at 1 is 63.
    pub fn rounded_units(self, decimals: u8) -> i128 {
        if self.scale <= decimals {
            return self.at_scale(decimals);
        }
        let step = 10i128.pow(u32::from(self.scale - decimals));
        let half = if self.units < 0 { -step / 2 } else { step / 2 };
        (self.units + half) / step
    }

    /// Rounded to `decimals` digits, half away from zero.
    pub fn rounded(self, decimals: u8) -> Self {
        Self { units: self.rounded_units(decimals), scale: decimals }
    }

    /// The number a hundred times as large: a fraction as a percentage.
    pub fn times_hundred(self) -> Self {
        match self.scale {
            0 => Self { units: self.units * 100, scale: 0 },
            1 => Self { units: self.units * 10, scale: 0 },
            s => Self { units: self.units, scale: s - 2 },
        }
    }

    /// The number a hundredth as large: a percentage as a fraction.
    pub fn hundredth(self) -> Self {
        Self { units: self.units, scale: self.scale + 2 }
    }

    /// Numerator and denominator: the number as a fraction of integers.
    pub fn ratio(self) -> (i128, i128) {
        (self.units, 10i128.pow(u32::from(self.scale)))
    }

    /// Is it below zero?
    pub fn is_negative(self) -> bool {
        self.units < 0
    }

    /// With a decimal comma, as Vietnamese text has it.
    pub fn vi(self) -> String {
        self.to_string().replace('.', ",")
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = self.units.unsigned_abs().to_string();
        let scale = usize::from(self.scale);
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

/// How a column writes its numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Separators {
    /// `1.234,5`: the Vietnamese way, and the reading of a lone comma.
    #[default]
    Vietnamese,
    /// `1,234.5`.
    English,
}

/// A number typed as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typed {
    /// One reading only.
    Number(Decimal),
    /// A single separator before exactly three digits: thousands or decimals, `1.234`.
    Either {
        /// Read as thousands.
        grouped: Decimal,
        /// Read as decimals.
        decimal: Decimal,
        /// The sign that stands there.
        sign: char,
    },
    /// No number.
    None,
}

/// Reads a number typed as text, a `%` at its end left aside. A lone separator before three digits stays open.
///
/// ```
/// use xeploai::text::{Decimal, Typed, typed_number};
/// assert_eq!(typed_number(" 50,0% "), Typed::Number(Decimal::new(500, 1)));
/// assert_eq!(typed_number("1.234.567"), Typed::Number(Decimal::from(1_234_567)));
/// assert!(matches!(typed_number("1.234"), Typed::Either { .. }));
/// ```
pub fn typed_number(text: &str) -> Typed {
    let text = clean(text);
    let text = text.strip_suffix('%').map_or(text.as_str(), str::trim_end);
    let (sign, body) = match text.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text),
    };
    if body.is_empty() || !body.starts_with(|c: char| c.is_ascii_digit()) {
        return Typed::None;
    }
    let number = |text: &str| Decimal::parse(&format!("{sign}{text}"));
    let marks: Vec<(usize, char)> = body.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
    if marks.iter().any(|(_, c)| !matches!(c, '.' | ',' | ' ')) {
        return Typed::None;
    }
    let plain = |drop: &[char], point: Option<char>| {
        let text: String = body.chars().filter(|c| !drop.contains(c)).collect();
        number(&point.map_or(text.clone(), |p| text.replace(p, ".")))
    };
    let groups_of_three = |sign: char, end: usize| {
        let mut parts = body[..end].split(sign);
        let first = parts.next().unwrap_or("");
        (1..=3).contains(&first.len())
            && first.bytes().all(|b| b.is_ascii_digit())
            && parts.all(|p| p.len() == 3 && p.bytes().all(|b| b.is_ascii_digit()))
    };
    let one = |value: Option<Decimal>| value.map_or(Typed::None, Typed::Number);
    match marks.as_slice() {
        [] => one(number(body)),
        [(at, ' ')] => match groups_of_three(' ', body.len()) && *at > 0 {
            true => one(plain(&[' '], None)),
            false => Typed::None,
        },
        [(at, sign)] => {
            let after = body.len() - at - 1;
            let decimal = plain(&[], Some(*sign));
            match (after, decimal) {
                (0, _) | (_, None) => Typed::None,
                (3, Some(decimal)) if (1..=3).contains(at) && !body.starts_with('0') => match plain(&[*sign], None) {
                    Some(grouped) => Typed::Either { grouped, decimal, sign: *sign },
                    None => Typed::None,
                },
                (_, Some(decimal)) => Typed::Number(decimal),
            }
        }
        [.., (last_at, last)] => {
            let first = marks[0].1;
            let same = marks.iter().all(|(_, c)| *c == first);
            let grouped_then_decimal = marks[..marks.len() - 1].iter().all(|(_, c)| *c == first);
            if same && groups_of_three(first, body.len()) {
                one(plain(&[first], None))
            } else if !same && *last != ' ' && grouped_then_decimal && groups_of_three(first, *last_at) {
                one(plain(&[first], Some(*last)))
            } else {
                Typed::None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shortcuts_say_what_unicode_says() {
        for letter in '\0'..=char::MAX {
            let mut small = String::new();
            lower(letter, |c| small.push(c));
            assert_eq!(small, letter.to_lowercase().collect::<String>(), "{letter:?}");
            assert_eq!(is_alphanumeric(letter), letter.is_alphanumeric(), "{letter:?}");
            let alone = letter.to_string();
            assert_eq!(is_composed(&alone), is_nfc(&alone), "{letter:?}");
            for text in [alone.clone(), format!(" ò{letter}a  {letter}{letter}ụ{letter}y ")] {
                let (mut quick, mut any) = (String::new(), String::new());
                any_key(&text, &mut any);
                assert!(!keys::usual(&text, &mut quick) || quick == any, "{text:?}: {quick:?}");
            }
            let blank = letter.is_whitespace() || letter.is_control() || "\u{feff}\u{200b}".contains(letter);
            assert_eq!(clean(&alone).is_empty(), blank, "{letter:?}");
        }
    }

    #[test]
    fn spaces_breaks_and_decomposed_letters_are_levelled() {
        assert_eq!(clean("\u{feff}Thi\u{323}  tra\u{302}\u{301}n\r\n"), "Thị trấn");
        assert_eq!(key("“HTXSNV”."), "htxsnv");
        assert_eq!(key("Quỹ, luỹ"), key("quỹ; lũy"));
        assert_eq!(key("Hoà Khánh"), key("HÒA KHÁNH"));
    }

    #[test]
    fn typed_numbers_read_as_people_mean_them() {
        let n = |t: &str| match typed_number(t) {
            Typed::Number(d) => d.to_string(),
            Typed::Either { grouped, decimal, .. } => format!("{grouped} or {decimal}"),
            Typed::None => "-".into(),
        };
        for (text, read) in [
            ("12 ", "12"),
            ("03", "3"),
            ("1.597", "1597 or 1.597"),
            ("0,125", "0.125"),
            ("28,458,720,000", "28458720000"),
            ("180 187 842", "180187842"),
            ("1.234,5", "1234.5"),
            ("1,234.50", "1234.50"),
            ("62,62%", "62.62"),
            ("-3", "-3"),
            ("26/26", "-"),
            ("gần 120", "-"),
            ("1.2.3", "-"),
            ("12,", "-"),
            ("", "-"),
        ] {
            assert_eq!(n(text), read, "{text}");
        }
    }

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(Decimal::parse("6.25").map(|d| d.rounded(1).to_string()), Some("6.3".into()));
        assert_eq!(Decimal::parse("-6.25").map(|d| d.rounded(1).to_string()), Some("-6.3".into()));
        assert_eq!(Decimal::from_f64(0.9333).map(|d| d.times_hundred().to_string()), Some("93.33".into()));
    }

    #[test]
    fn near_words_are_measured_in_letters() {
        assert_eq!(distance("htxsnv", "htsxnv", 2), Some(1));
        assert_eq!(distance("hoàn thành", "hoàn thanh", 2), Some(1));
        assert_eq!(distance("abc", "xyz", 2), None);
    }

    proptest! {
        #[test]
        fn keys_are_their_own_keys(text in "\\PC{0,40}") {
            let once = key(&text);
            prop_assert_eq!(key(&once), once.clone());
            let cleaned = clean(&text);
            prop_assert_eq!(clean(&cleaned), cleaned.clone());
            prop_assert!(!is_clean(&text) || text == cleaned);
        }

        #[test]
        fn decimals_survive_writing(units in -1_000_000_000_000i64..1_000_000_000_000, scale in 0u8..8) {
            let number = Decimal::new(units.into(), scale);
            prop_assert_eq!(Decimal::parse(&number.to_string()), Some(number));
        }

        #[test]
        fn typed_number_never_panics(text in "[-0-9., %]{0,14}") {
            let _ = typed_number(&text);
        }
    }
}
