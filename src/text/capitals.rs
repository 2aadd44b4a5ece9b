//! Capitals that TCVN3 cannot say: letters with tones have no capitals of their own, so `QUËN ñY CÈM LÖ`, typed with caps
//! lock, is `QUậN ủY CẩM Lệ` letter by letter, and QUẬN ỦY CẨM LỆ as it was meant.

use super::syllable::is_syllable;

/// A word, or what stands between words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Piece {
    /// It was in the old encoding.
    Decoded(String),
    /// As it stood.
    Kept(String),
}

impl Piece {
    fn text(&self) -> &str {
        match self {
            Self::Decoded(text) | Self::Kept(text) => text,
        }
    }

    pub(super) fn into_text(self) -> String {
        match self {
            Self::Decoded(text) | Self::Kept(text) => text,
        }
    }
}

/// What the letters of a word say of its case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Case {
    /// In capitals.
    Capitals,
    /// Not in capitals.
    Small,
    /// It could be either: `Và`, `Lệ`, an abbreviation, no word.
    Open,
}

/// The cell with its decoded words in capitals where they were typed so. One that could be either goes with the cell,
/// where that has words in capitals and no others.
pub(super) fn restored(pieces: Vec<Piece>) -> String {
    let cases: Vec<Case> = pieces.iter().map(|piece| case(piece.text())).collect();
    let all = cases.contains(&Case::Capitals) && !cases.contains(&Case::Small);
    let one = |(piece, case): (Piece, Case)| match (piece, case) {
        (Piece::Decoded(text), Case::Capitals) => text.to_uppercase(),
        (Piece::Decoded(text), Case::Open) if all => text.to_uppercase(),
        (piece, _) => piece.into_text(),
    };
    pieces.into_iter().zip(cases).map(one).collect()
}

fn case(word: &str) -> Case {
    if word.chars().any(|c| c.is_lowercase() && has_capital(c)) {
        return Case::Small;
    }
    let later = word.chars().skip(1).any(char::is_uppercase);
    if later && is_syllable(&word.to_lowercase()) { Case::Capitals } else { Case::Open }
}

/// Has TCVN3 a capital for the letter?
fn has_capital(letter: char) -> bool {
    letter.is_ascii() || "ăâđêôơư".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let pieces = text.split_inclusive(' ').flat_map(|word| {
            let (word, space) = word.strip_suffix(' ').map_or((word, ""), |word| (word, " "));
            [Piece::Decoded(word.to_owned()), Piece::Kept(space.to_owned())]
        });
        restored(pieces.collect())
    }

    #[test]
    fn words_typed_with_caps_lock_are_capitals() {
        assert_eq!(read("QUậN ủY CẩM Lệ"), "QUẬN ỦY CẨM LỆ");
        assert_eq!(read("ĐảNG VIÊN Và KếT QUả"), "ĐẢNG VIÊN VÀ KẾT QUẢ");
        assert_eq!(read("Chi bộ PHƯờNG 2"), "Chi bộ PHƯỜNG 2");
    }

    #[test]
    fn names_and_abbreviations_stay() {
        for text in ["Hà Lệ", "Hà UBND", "Lò Thị Tú", "Bí thư ĐU Cẩm Lệ", "Đội CSGT Số"] {
            assert_eq!(read(text), text);
        }
    }
}
