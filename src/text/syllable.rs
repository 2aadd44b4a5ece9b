//! Is a word a Vietnamese syllable? Told by its onset, its rhyme and its tone; no dictionary.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

const ONSETS: &str = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x";

/// Rhymes without their tones. `ăk` and `yt`, `ynh` are those of Đắk Lắk and of `quýt`, `quỳnh`.
const RHYMES: &str = "\
    a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu \
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu \
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot \
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt \
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut \
    uy uya uych uynh uyn uyp uyt uyu uyên uyêt \
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu \
    y yêm yên yêng yêt yêu ych yn ynh yt";

/// Grave, acute, tilde, hook above, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

static PARTS: LazyLock<(Vec<&str>, HashSet<&str>)> =
    LazyLock::new(|| (ONSETS.split(' ').collect(), RHYMES.split_whitespace().collect()));

/// Can the word be one Vietnamese syllable? Case and composition do not matter: `Hoàn`, `TỐT`; not `xuÊt`, `tèt`
/// (a stop at the end takes the tones of `tốt` and `một` only).
pub(super) fn is_syllable(word: &str) -> bool {
    let mut tone = None;
    let mut plain = String::with_capacity(word.len());
    for mark in word.nfd().flat_map(char::to_lowercase) {
        if !TONES.contains(&mark) {
            plain.push(mark);
        } else if tone.replace(mark).is_some() {
            return false;
        }
    }
    let plain: String = plain.nfc().collect();
    let stops = plain.ends_with(['c', 'p', 't', 'k']) || plain.ends_with("ch");
    if stops && !matches!(tone, Some('\u{301}' | '\u{323}')) {
        return false;
    }
    let (onsets, rhymes) = &*PARTS;
    rhymes.contains(&*plain) || onsets.iter().any(|o| plain.strip_prefix(o).is_some_and(|rest| rhymes.contains(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_other_words() {
        for word in
            ["Hoàn", "THÀNH", "xuất", "sắc", "nhiệm", "quyết", "quýt", "giếng", "gì", "Đắk", "khuỷu", "nghiêng", "ở"]
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["xuÊt", "tèt", "nhiÖm", "vuï", "café", "Noël", "môc", "hß", "strong", "àá", "Krông", ""]
        {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
