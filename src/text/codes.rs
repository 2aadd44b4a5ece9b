//! The codes of the encodings before Unicode ↔ the letters they stand for.

use std::collections::HashMap;
use std::sync::LazyLock;

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

pub(super) fn upper(letter: char) -> char {
    letter.to_uppercase().next().unwrap_or(letter)
}

pub(super) fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// Which page the machine had: some codes look different under 1258.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Page {
    Latin1,
    Vietnamese,
}

/// One way to read the codes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Reading {
    pub(super) encoding: Encoding,
    pub(super) page: Page,
}

pub(super) const READINGS: [Reading; 4] = [
    Reading { encoding: Encoding::Tcvn3, page: Page::Latin1 },
    Reading { encoding: Encoding::Vni, page: Page::Latin1 },
    Reading { encoding: Encoding::Tcvn3, page: Page::Vietnamese },
    Reading { encoding: Encoding::Vni, page: Page::Vietnamese },
];

pub(super) struct Tables {
    page: HashMap<char, char>,
    pub(super) tcvn3: HashMap<char, char>,
    vni_pairs: HashMap<(char, char), char>,
    vni_singles: HashMap<char, char>,
    /// Vietnamese letter → its codes in TCVN3 and VNI.
    codes: HashMap<char, [String; 2]>,
}

pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(|| {
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

/// Every code of the text as the letter it stands for. The text must be known to be in that encoding: see [`super::legacy::detect`].
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
pub(super) fn convert(text: &str, reading: Reading) -> (String, bool) {
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
