//! Texts of the fonts before Unicode (`.VnTime`, `VNI-Times`) → Unicode: `Hoµn thµnh`, `Hoaøn thaønh` → `Hoàn thành`.
//!
//! Such a font draws Vietnamese letters in the places of Latin-1, and that is how the text arrives. The font itself is
//! often not told, so the letters must tell: [`detect`] looks at a whole sheet or column, never at one cell, and asks
//! whether words become Vietnamese syllables that were none before. Where the font is known, [`detect_in_font`] needs less
//! of them. Unicode words beside them stay as they are.

use std::collections::{HashMap, HashSet};

use super::capitals::{Piece, restored};
use super::codes::{Page, READINGS, Reading, TABLES, convert};
use super::memo::Memo;
use super::syllable::is_syllable;

pub use super::codes::{Encoding, decode, encode};

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

/// So many different words that can be nothing else are no chance, though they stand in one cell.
const IN_ONE_CELL: usize = 5;

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
        let several = self.cells >= 2 && (self.different >= 3 || (self.different == 2 && self.legacy >= 4));
        several || (self.different >= IN_ONE_CELL && self.foreign == 0)
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
/// is `vụ` in TCVN3) say nothing; one cell is clear only by five words of its own.
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
    let mut evidence = weighed(texts);
    evidence.reading = best(&evidence.tallies);
    evidence.leans_legacy = evidence.reading.is_some_and(|r| evidence.tallies[r].leans_legacy());
    evidence
}

/// As [`detect`], of texts in a font that draws this encoding: one word is enough. Where all words are Unicode, or the
/// other encoding makes more of them, the font is none of theirs, whatever it is called.
///
/// ```
/// use xeploai::text::legacy::{Encoding, detect_in_font};
/// let read = |text| detect_in_font(Encoding::Tcvn3, std::iter::once(text)).decode(text);
/// assert_eq!(read("vô").as_deref(), Some("vụ"));
/// assert_eq!(read("Hoàn thành tốt nhiệm vụ"), None);
/// ```
pub fn detect_in_font<'t>(encoding: Encoding, texts: impl Iterator<Item = &'t str>) -> Evidence {
    let mut evidence = weighed(texts);
    let tallies = &evidence.tallies;
    let most = |encoding: Encoding| {
        let own = (0..READINGS.len()).rev().filter(move |&r| READINGS[r].encoding == encoding);
        own.max_by_key(|&r| tallies[r].different).unwrap_or_default()
    };
    let other = if encoding == Encoding::Tcvn3 { Encoding::Vni } else { Encoding::Tcvn3 };
    let (own, other) = (most(encoding), most(other));
    let tally = &tallies[own];
    let told = tally.legacy >= tallies[other].legacy && (tally.legacy > 0 || tally.unicode == 0);
    evidence.leans_legacy = told && tally.legacy >= tally.unicode;
    evidence.reading = told.then_some(own);
    evidence
}

/// What the words say about each reading; none is chosen yet.
fn weighed<'t>(texts: impl Iterator<Item = &'t str>) -> Evidence {
    let mut evidence = Evidence::default();
    let mut known = Known::default();
    let mut often: Memo<'t, usize> = Memo::default();
    let mut distinct: Vec<(&str, usize)> = Vec::new();
    let mut last: (&str, usize) = ("", 0);
    for text in texts.filter(|t| !t.is_ascii()) {
        // The ratings of a row are often the same.
        let place = if std::ptr::eq(text, last.0) { last.1 } else { *often.get(text, |_| distinct.len()) };
        match distinct.get_mut(place) {
            Some((_, times)) => *times += 1,
            None => distinct.push((text, 1)),
        }
        last = (text, place);
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
    evidence
}

/// Where a text may be cut without cutting a piece: at its spaces, unless it holds a sign beyond ASCII, which can stand in
/// one piece with the spaces around it.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let letters = text.chars().all(|c| match c {
        '\0'..='\x7f' | 'à'..='ö' | 'ø'..='ɏ' => true,
        _ => super::COMPOSED.contains(&c) || c.is_alphabetic(),
    });
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let space = if letters { memchr::memchr(b' ', text.as_bytes()) } else { None };
        let (part, after) = match space {
            Some(space) => (&text[..space], Some(&text[space + 1..])),
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
        // No code stands for such a letter: the word is Unicode in every reading.
        let unicode = part.contains(|c| super::COMPOSED.contains(&c)) && part.chars().all(char::is_alphabetic);
        let weights = match unicode {
            true => [Weight { unicode: 1, ..Weight::default() }; 4],
            false => std::array::from_fn(|i| self.weight(part, i)),
        };
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

    /// Is there no word among the texts that can be only one of the two?
    pub fn is_open(&self) -> bool {
        self.reading.map(|r| &self.tallies[r]).is_some_and(|own| own.legacy + own.unicode == 0)
    }

    /// The evidence of a column that leaves its words open, completed by the row one of them stands in: a header's words
    /// were typed together.
    ///
    /// ```
    /// use xeploai::text::legacy::detect;
    /// let sheet = detect(["TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG", "Ñaûng boä", "Hoaøn thaønh", "Khoâng"].into_iter());
    /// let column = detect(["Toát"].into_iter()).within(&sheet);
    /// let row = detect(["Ñaûng boä", "Toát", "Khoâng"].into_iter());
    /// assert_eq!((column.decode("Toát"), column.beside(&row).decode("Toát").as_deref()), (None, Some("Tốt")));
    /// ```
    #[must_use]
    pub fn beside(&self, row: &Self) -> Self {
        let own = self.reading.map(|r| &row.tallies[r]).filter(|own| own.legacy + own.unicode > 0);
        Self { leans_legacy: own.map_or(self.leans_legacy, Tally::leans_legacy), ..self.clone() }
    }

    /// The same for texts in a font of Unicode, where other texts of the sheet are in one of the encoding: a word that could
    /// be either is what its font says.
    #[must_use]
    pub fn in_unicode_font(&self) -> Self {
        Self { leans_legacy: false, ..self.clone() }
    }

    /// The text with its legacy words decoded; `None` when nothing changes. A word that could be either goes with
    /// the nearest word of its cell that could not, else with the column or sheet. Words in capitals are in capitals
    /// throughout, which TCVN3 cannot say.
    pub fn decode(&self, text: &str) -> Option<String> {
        let reading = READINGS[self.reading?];
        if text.is_ascii() {
            return None;
        }
        let pieces: Vec<(&str, Class)> = pieces(text, reading).map(|p| (p, classify(p, reading))).collect();
        let read = |(i, (written, class)): (usize, &(&str, Class))| match class {
            Class::Legacy(decoded) => Piece::Decoded(decoded.clone()),
            Class::Open(decoded) if nearest(&pieces, i).unwrap_or(self.leans_legacy) => Piece::Decoded(decoded.clone()),
            Class::Odd(decoded) if nearest(&pieces, i).unwrap_or(true) => Piece::Decoded(decoded.clone()),
            _ => Piece::Kept((*written).to_owned()),
        };
        let read: Vec<Piece> = pieces.iter().enumerate().map(read).collect();
        let out = match reading.encoding {
            Encoding::Tcvn3 => restored(read),
            Encoding::Vni => read.into_iter().map(Piece::into_text).collect(),
        };
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
