//! The key of text as it is usually typed, letter by letter from a table.

use std::sync::LazyLock;

use super::{COMPOSED, is_keyed, lower, toned};

/// Latin letters with their signs; behind them, in the table, those of Vietnamese.
const LATIN: u32 = 0x250;
/// Where the letters of Vietnamese begin.
const VIETNAMESE: u32 = *COMPOSED.start() as u32;
/// How many there are.
const LETTERS: usize = (LATIN + *COMPOSED.end() as u32 - VIETNAMESE + 1) as usize;

/// Stands for a letter that none of these tables knows.
const UNUSUAL: char = '\u{1}';

/// What each letter is in a key: a small letter, a space for what is none, or unusual.
static KEYED: LazyLock<[char; LETTERS]> = LazyLock::new(|| {
    let of = |place: usize| {
        let place = place as u32;
        let code = if place < LATIN { place } else { VIETNAMESE + place - LATIN };
        let mut small = Vec::new();
        lower(char::from_u32(code)?, |letter| small.push(letter));
        let [small] = small[..] else { return None };
        let known = place_of(small).is_some();
        known.then(|| if is_keyed(small) { small } else { ' ' })
    };
    std::array::from_fn(|place| of(place).unwrap_or(UNUSUAL))
});

fn place_of(letter: char) -> Option<usize> {
    let code = u32::from(letter);
    match code {
        0..LATIN => Some(code as usize),
        _ if COMPOSED.contains(&letter) => Some((LATIN + code - VIETNAMESE) as usize),
        _ => None,
    }
}

/// Puts the key of a text behind what is there, which is nothing; `false` when a letter of it is unusual.
pub(super) fn usual(text: &str, out: &mut String) -> bool {
    let table = &*KEYED;
    let mut last = ' ';
    for letter in text.chars() {
        let Some(place) = place_of(letter) else { return false };
        match table[place] {
            UNUSUAL => return false,
            ' ' if last == ' ' => continue,
            vowel @ ('a' | 'e' | 'y') if !last.is_ascii() => match toned(last, vowel) {
                Some((first, second)) => {
                    out.pop();
                    out.push(first);
                    out.push(second);
                    last = second;
                }
                None => {
                    out.push(vowel);
                    last = vowel;
                }
            },
            keyed => {
                out.push(keyed);
                last = keyed;
            }
        }
    }
    if last == ' ' {
        out.pop();
    }
    true
}

/// A small letter without tone and accent; `None` for one that is no letter of Vietnamese.
pub(crate) fn plain(letter: char) -> Option<char> {
    Some(match letter {
        '\0'..='\x7f' => letter,
        'à'..='ã' | 'ă' | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ẩ' | 'ẫ' | 'ậ' | 'ắ' | 'ằ' | 'ẳ' | 'ẵ' | 'ặ' => {
            'a'
        }
        'è'..='ê' | 'ẹ' | 'ẻ' | 'ẽ' | 'ế' | 'ề' | 'ể' | 'ễ' | 'ệ' => 'e',
        'ì' | 'í' | 'ĩ' | 'ỉ' | 'ị' => 'i',
        'ò'..='õ' | 'ơ' | 'ọ' | 'ỏ' | 'ố' | 'ồ' | 'ổ' | 'ỗ' | 'ộ' | 'ớ' | 'ờ' | 'ở' | 'ỡ' | 'ợ' => {
            'o'
        }
        'ù' | 'ú' | 'ũ' | 'ư' | 'ụ' | 'ủ' | 'ứ' | 'ừ' | 'ử' | 'ữ' | 'ự' => 'u',
        'ý' | 'ỳ' | 'ỵ' | 'ỷ' | 'ỹ' => 'y',
        'đ' => 'd',
        _ => return None,
    })
}
