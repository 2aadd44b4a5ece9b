//! Texts of the fonts before Unicode (`.VnTime`, `VNI-Times`) → Unicode: `Hoµn thµnh`, `Hoaøn thaønh` → `Hoàn thành`.
//!
//! Such a font draws Vietnamese letters in the places of Latin-1, and that is how the text arrives. The font itself is
//! often not told, so the letters must tell: [`detect`] looks at a whole sheet or column, never at one cell, and asks
//! whether words become Vietnamese syllables that were none before. Unicode words beside them stay as they are.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::memo::Memo;
use super::syllable::is_syllable;

/// An encoding of letters that a font stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// TCVN 5712:1993, set 3 ("ABC"), fonts `.Vn…`: one code a letter. Capitals with tones have none of their own:
    /// fonts `.Vn…H` draw the small ones as capitals, so decoded titles can be in small letters.
    Tcvn3,
    /// VNI for Windows, fonts `VNI-…`: a letter, often followed by its mark.
    Vni,
}

impl Encoding {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcvn3 => "TCVN3 (ABC)",
            Self::Vni => "VNI",
        }
    }
}

/// Is it one of the fonts that draw Vietnamese letters in the places of others?
///
/// ```
/// use xeploai::text::legacy::is_legacy_font;
/// assert!([".VnTime", ".VnArial NarrowH", "VNI-Times", "VNtimes new roman"].into_iter().all(is_legacy_font));
/// assert!(!["Times New Roman", "SVN-Arial", "Verdana"].into_iter().any(is_legacy_font));
/// ```
pub fn is_legacy_font(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    [".vn", "vni-", "vni ", "vntime"].iter().any(|start| name.starts_with(start))
}

/// The codes of TCVN3 and, below them, their letters: 67 small ones and seven capitals.
const TCVN3: [&str; 2] = [
    "¡¢£¤¥¦§¨©ª«¬\u{ad}®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
];

/// The marks of VNI in the order of its letters below.
const VNI_MARKS: &str = "ùøûõïâáàåãäêéèúüë";
/// What a letter becomes with each of the marks.
const VNI_PAIRS: [(char, &str); 7] = [
    ('a', "áàảãạâấầẩẫậăắằẳẵặ"),
    ('e', "éèẻẽẹêếềểễệ"),
    ('o', "óòỏõọôốồổỗộ"),
    ('ô', "ớờởỡợ"),
    ('u', "úùủũụ"),
    ('ö', "ứừửữự"),
    ('y', "ýỳỷỹ"),
];
/// Letters of VNI with one code, and what they are.
const VNI_SINGLES: [&str; 2] = ["ñôöíìæóòî", "đơưíìỉĩịỵ"];

/// What a machine with the Vietnamese ANSI page (1258) made of some codes, and the Latin-1 letters of those codes.
const PAGE_1258: [&str; 2] = ["ĂăĐđƠơƯư\u{300}\u{309}\u{303}\u{301}\u{323}₫", "ÃãÐðÕõÝýÌÒÞìòþ"];

fn pairs(table: [&'static str; 2]) -> impl Iterator<Item = (char, char)> {
    table[0].chars().zip(table[1].chars())
}

fn upper(letter: char) -> char {
    letter.to_uppercase().next().unwrap_or(letter)
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// Which page the machine had: some codes look different under 1258.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Page {
    Latin1,
    Vietnamese,
}

/// One way to read the codes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Reading {
    encoding: Encoding,
    page: Page,
}

const READINGS: [Reading; 4] = [
    Reading { encoding: Encoding::Tcvn3, page: Page::Latin1 },
    Reading { encoding: Encoding::Vni, page: Page::Latin1 },
    Reading { encoding: Encoding::Tcvn3, page: Page::Vietnamese },
    Reading { encoding: Encoding::Vni, page: Page::Vietnamese },
];

struct Tables {
    page: HashMap<char, char>,
    tcvn3: HashMap<char, char>,
    vni_pairs: HashMap<(char, char), char>,
    vni_singles: HashMap<char, char>,
    /// Vietnamese letter → its codes in TCVN3 and VNI.
    codes: HashMap<char, [String; 2]>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut tables = Tables {
        page: pairs(PAGE_1258).collect(),
        tcvn3: pairs(TCVN3).collect(),
        vni_pairs: HashMap::new(),
        vni_singles: HashMap::new(),
        codes: HashMap::new(),
    };
    for (base, letters) in VNI_PAIRS {
        for (mark, letter) in VNI_MARKS.chars().zip(letters.chars()) {
            tables.vni_pairs.insert((base, mark), letter);
            let codes = [[base, mark], [upper(base), upper(mark)]];
            tables.codes.entry(letter).or_default()[1] = codes[0].iter().collect();
            tables.codes.entry(upper(letter)).or_default()[1] = codes[1].iter().collect();
        }
    }
    for (code, letter) in pairs(VNI_SINGLES) {
        for (code, letter) in [(code, letter), (upper(code), upper(letter))] {
            tables.vni_singles.insert(code, letter);
            tables.codes.entry(letter).or_default()[1] = code.into();
        }
    }
    for (code, letter) in pairs(TCVN3) {
        tables.codes.entry(letter).or_default()[0] = code.into();
        let capital = tables.codes.entry(upper(letter)).or_default();
        if capital[0].is_empty() {
            capital[0] = code.into();
        }
    }
    tables
});

/// Every code of the text as the letter it stands for. The text must be known to be in that encoding: see [`detect`].
///
/// ```
/// use xeploai::text::legacy::{Encoding, decode};
/// assert_eq!(decode("Hoµn thµnh xuÊt s¾c", Encoding::Tcvn3), "Hoàn thành xuất sắc");
/// assert_eq!(decode("Hoaøn thaønh xuaát saéc", Encoding::Vni), "Hoàn thành xuất sắc");
/// ```
pub fn decode(text: &str, encoding: Encoding) -> String {
    convert(text, Reading { encoding, page: Page::Vietnamese }).0
}

/// The text as the fonts want it; capitals that TCVN3 lacks become small ones.
pub fn encode(text: &str, encoding: Encoding) -> String {
    let column = match encoding {
        Encoding::Tcvn3 => 0,
        Encoding::Vni => 1,
    };
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match TABLES.codes.get(&letter) {
            Some(codes) => out.push_str(&codes[column]),
            None => out.push(letter),
        }
    }
    out
}

/// The text decoded, and whether every letter beyond ASCII was a code.
fn convert(text: &str, reading: Reading) -> (String, bool) {
    let code = |c: char| match reading.page {
        Page::Latin1 => c,
        Page::Vietnamese => TABLES.page.get(&c).copied().unwrap_or(c),
    };
    let mut out = String::with_capacity(text.len());
    let mut complete = true;
    let mut letters = text.chars().peekable();
    while let Some(written) = letters.next() {
        let here = code(written);
        let single = match reading.encoding {
            Encoding::Tcvn3 => TABLES.tcvn3.get(&here),
            Encoding::Vni => {
                let marked = letters.peek().and_then(|&m| TABLES.vni_pairs.get(&(lower(here), lower(code(m)))));
                if let Some(&letter) = marked {
                    letters.next();
                    out.push(if here.is_uppercase() { upper(letter) } else { letter });
                    continue;
                }
                TABLES.vni_singles.get(&here)
            }
        };
        complete &= written.is_ascii() || single.is_some();
        out.push(single.copied().unwrap_or(written));
    }
    (out, complete)
}

/// What one word says about a reading.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Class {
    /// No letter beyond ASCII, or a lone sign.
    Plain,
    /// Good as it stands, and not as codes.
    Unicode,
    /// Good as codes only; decoded.
    Legacy(String),
    /// Good both ways, or an abbreviation: its neighbours tell.
    Open(String),
    /// No syllable either way, but with signs that no word has (`Kr«ng`, `H§ND`): legacy unless its neighbours are not.
    Odd(String),
    /// No syllable either way: a foreign word.
    Foreign,
}

fn classify(word: &str, reading: Reading) -> Class {
    if word.is_ascii() {
        return Class::Plain;
    }
    let stands = is_abbreviation(word) || (!has_odd_case(word) && is_syllable(word));
    let (decoded, complete) = convert(word, reading);
    if !complete {
        let unicode = stands || word.chars().any(|c| ('\u{1ea0}'..='\u{1ef9}').contains(&c));
        return if unicode { Class::Unicode } else { Class::Foreign };
    }
    let sign = |c: char| ('\u{a1}'..'\u{c0}').contains(&c) || matches!(c, '×' | '÷');
    // Alone, a sign is a bullet or a unit; only `« t«` is a word (`ô tô`).
    let lone_sign = word.chars().count() == 1 && word.contains(sign);
    if matches!(word, "¤" | "«") {
        return Class::Odd(decoded);
    }
    match (is_syllable(&decoded), stands) {
        _ if is_abbreviation(&decoded) || decoded == "đ" => match word.contains(sign) {
            true => Class::Odd(decoded),
            false => Class::Open(decoded),
        },
        _ if lone_sign => Class::Plain,
        (true, false) => Class::Legacy(decoded),
        (true, true) => Class::Open(decoded),
        (false, true) => Class::Unicode,
        (false, false) if word.contains(sign) => Class::Odd(decoded),
        (false, false) => Class::Foreign,
    }
}

/// A capital after a small letter: `xuÊt`.
fn has_odd_case(word: &str) -> bool {
    let mut small = false;
    word.chars().any(|c| {
        let odd = small && c.is_uppercase();
        small |= c.is_lowercase();
        odd
    })
}

/// `HĐND`, `Đ`: capitals of words, not a word.
fn is_abbreviation(word: &str) -> bool {
    word.chars().all(|c| "BCDĐGHKLMNPQRSTVX".contains(c))
}

/// The words of a text, and what stands between them, in order.
fn pieces(text: &str, reading: Reading) -> impl Iterator<Item = &str> {
    let part_of_word = move |c: char| {
        c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&c) || {
            let tcvn3 = reading.encoding == Encoding::Tcvn3;
            (tcvn3 && TABLES.tcvn3.contains_key(&c)) || (reading.page == Page::Vietnamese && tcvn3 && c == '₫')
        }
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        let inside = part_of_word(rest.chars().next()?) && !rest.starts_with('₫');
        let end = rest.char_indices().skip(1).find(|(_, c)| part_of_word(*c) != inside).map_or(rest.len(), |(i, _)| i);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// What the words of a sheet or column say about one reading.
#[derive(Clone, Debug, Default)]
struct Tally {
    legacy: usize,
    /// Different words among them.
    different: usize,
    /// Cells they stand in.
    cells: usize,
    unicode: usize,
    foreign: usize,
}

impl Tally {
    fn is_clear(&self) -> bool {
        self.is_enough() && self.legacy >= 3 * self.foreign
    }

    /// Legacy words enough, whatever else there is.
    fn is_enough(&self) -> bool {
        self.cells >= 2 && (self.different >= 3 || (self.different == 2 && self.legacy >= 4))
    }

    /// Are words that could be either legacy ones? Where Unicode is mixed in, nobody can say.
    fn leans_legacy(&self) -> bool {
        self.legacy >= 4 * self.unicode
    }
}

/// What the letters of a sheet or column say about its encoding.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    tallies: [Tally; 4],
    reading: Option<usize>,
    leans_legacy: bool,
}

/// Weighs the words of all texts of a sheet or column. Words of Latin-1 letters that are syllables either way (`vô`
/// is `vụ` in TCVN3) say nothing; nothing is clear from one cell.
///
/// ```
/// use xeploai::text::legacy::{Encoding, detect};
/// let sheet = ["Hoµn thµnh tèt nhiÖm vô", "Chi bé Tr­êng A", "Số b¸o c¸o"];
/// let evidence = detect(sheet.into_iter());
/// assert_eq!(evidence.encoding(), Some(Encoding::Tcvn3));
/// assert_eq!(evidence.decode("Số b¸o c¸o").as_deref(), Some("Số báo cáo"));
/// assert_eq!(detect(["Hoàn thành tốt nhiệm vụ", "là", "vô"].into_iter()).encoding(), None);
/// ```
pub fn detect<'t>(texts: impl Iterator<Item = &'t str>) -> Evidence {
    let mut evidence = Evidence::default();
    let mut known = Known::default();
    let mut often: Memo<'t, usize> = Memo::default();
    let mut distinct: Vec<(&str, usize)> = Vec::new();
    for text in texts.filter(|t| !t.is_ascii()) {
        let place = *often.get(text, |_| distinct.len());
        match distinct.get_mut(place) {
            Some((_, times)) => *times += 1,
            None => distinct.push((text, 1)),
        }
    }
    for (text, times) in distinct {
        let mut cell = [false; 4];
        for part in parts(text).filter(|part| !part.is_ascii()) {
            let weights = known.weights(part);
            for ((tally, weight), cell) in evidence.tallies.iter_mut().zip(weights).zip(&mut cell) {
                tally.legacy += weight.legacy * times;
                tally.unicode += weight.unicode * times;
                tally.foreign += weight.foreign * times;
                *cell |= weight.legacy > 0;
            }
        }
        evidence.tallies.iter_mut().zip(cell).for_each(|(tally, cell)| tally.cells += if cell { times } else { 0 });
    }
    for (tally, words) in evidence.tallies.iter_mut().zip(known.different) {
        tally.different = words.len();
    }
    evidence.reading = best(&evidence.tallies);
    evidence.leans_legacy = evidence.reading.is_some_and(|r| evidence.tallies[r].leans_legacy());
    evidence
}

/// Where a text may be cut without cutting a piece: at its spaces, unless it holds a sign beyond ASCII, which can stand in
/// one piece with the spaces around it.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let letters = text.chars().all(|c| c.is_ascii() || super::is_alphanumeric(c) && c.is_alphabetic());
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (part, after) = match text.split_once(' ').filter(|_| letters) {
            Some((part, after)) => (part, Some(after)),
            None => (text, None),
        };
        rest = after;
        Some(part)
    })
}

/// What a part of a text says about one reading.
#[derive(Clone, Copy, Default)]
struct Weight {
    legacy: usize,
    unicode: usize,
    foreign: usize,
}

/// Words and parts of texts that were weighed: the same few thousand syllables come again and again.
#[derive(Default)]
struct Known<'t> {
    parts: HashMap<&'t str, [Weight; 4]>,
    different: [HashSet<&'t str>; 4],
}

impl<'t> Known<'t> {
    fn weights(&mut self, part: &'t str) -> [Weight; 4] {
        if let Some(weights) = self.parts.get(part) {
            return *weights;
        }
        let weights = std::array::from_fn(|i| self.weight(part, i));
        self.parts.insert(part, weights);
        weights
    }

    fn weight(&mut self, part: &'t str, reading: usize) -> Weight {
        let mut weight = Weight::default();
        for word in pieces(part, READINGS[reading]).filter(|w| !w.is_ascii()) {
            match classify(word, READINGS[reading]) {
                Class::Legacy(_) => {
                    weight.legacy += 1;
                    self.different[reading].insert(word);
                }
                Class::Unicode => weight.unicode += 1,
                Class::Foreign => weight.foreign += 1,
                Class::Plain | Class::Open(_) | Class::Odd(_) => {}
            }
        }
        weight
    }
}

/// The clear reading that makes most words, well ahead of the other encoding. The page of 1258 needs words of its own.
fn best(tallies: &[Tally; 4]) -> Option<usize> {
    let with_page = |latin: usize| match tallies[latin + 2].different >= tallies[latin].different + 2 {
        true => latin + 2,
        false => latin,
    };
    let (tcvn3, vni) = (with_page(0), with_page(1));
    let (own, other) = if tallies[tcvn3].legacy >= tallies[vni].legacy { (tcvn3, vni) } else { (vni, tcvn3) };
    (tallies[own].is_clear() && tallies[own].legacy > 2 * tallies[other].legacy).then_some(own)
}

impl Evidence {
    /// The encoding, when it is clear.
    pub fn encoding(&self) -> Option<Encoding> {
        self.reading.map(|r| READINGS[r].encoding)
    }

    /// Could a part of these texts be clear? It has fewer words of each kind than they have together.
    pub fn may_be_clear(&self) -> bool {
        self.tallies.iter().any(Tally::is_enough)
    }

    /// The evidence of a column, completed by that of its sheet: the sheet's encoding where the column's own is not
    /// clear, but the column's own words say whether it mixes Unicode in.
    pub fn within(mut self, sheet: &Self) -> Self {
        if self.reading.is_none() {
            self.reading = sheet.reading;
            self.leans_legacy = match self.reading.map(|r| &self.tallies[r]) {
                Some(own) if own.legacy + own.unicode > 0 => own.leans_legacy(),
                _ => sheet.leans_legacy,
            };
        }
        self
    }

    /// The text with its legacy words decoded; `None` when nothing changes. A word that could be either goes with
    /// the nearest word of its cell that could not, else with the column or sheet.
    pub fn decode(&self, text: &str) -> Option<String> {
        let reading = READINGS[self.reading?];
        if text.is_ascii() {
            return None;
        }
        let pieces: Vec<(&str, Class)> = pieces(text, reading).map(|p| (p, classify(p, reading))).collect();
        let mut out = String::with_capacity(text.len());
        for (i, (written, class)) in pieces.iter().enumerate() {
            match class {
                Class::Legacy(decoded) => out.push_str(decoded),
                Class::Open(decoded) if nearest(&pieces, i).unwrap_or(self.leans_legacy) => out.push_str(decoded),
                Class::Odd(decoded) if nearest(&pieces, i).unwrap_or(true) => out.push_str(decoded),
                _ => out.push_str(written),
            }
        }
        (out != text).then_some(out)
    }
}

/// Is the nearest word of the cell that can be only one legacy text? `None` where all could be either.
fn nearest(pieces: &[(&str, Class)], at: usize) -> Option<bool> {
    let sure = |i: usize| match pieces.get(i)?.1 {
        Class::Legacy(_) => Some(true),
        Class::Unicode => Some(false),
        _ => None,
    };
    (1..pieces.len()).find_map(|d| at.checked_sub(d).and_then(sure).or_else(|| sure(at + d)))
}
