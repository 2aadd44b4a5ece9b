//! Names of units → keys that are equal where the names mean the same unit.

use std::sync::LazyLock;

use crate::text::key;

/// The key under which a unit's names are equal: case, spacing and common abbreviations levelled, tones kept.
pub fn unit_key(name: &str) -> String {
    static PREFIXES: LazyLock<[(String, &str); 5]> = LazyLock::new(|| {
        [
            ("quận uỷ ", "quận "),
            ("huyện uỷ ", "huyện "),
            ("đảng bộ quận ", "quận "),
            ("đảng bộ huyện ", "huyện "),
            ("thành uỷ ", "thành phố "),
        ]
        .map(|(long, short)| (key(long), short))
    });
    let mut text = key(name);
    // A key is its own key: without abbreviations it stays as it is.
    if text.split(' ').any(|word| long_form(word).is_some()) {
        text = key(&text.split(' ').map(|word| long_form(word).unwrap_or(word)).collect::<Vec<_>>().join(" "));
    }
    for (long, short) in &*PREFIXES {
        if let Some(rest) = text.strip_prefix(long.as_str()).and_then(|r| r.strip_prefix(' ').or(Some(r))) {
            return format!("{}{rest}", if rest.is_empty() { short.trim_end() } else { short });
        }
    }
    text
}

/// The key of an office, whether its name says the office or its party organisation: `P. Mân Thái`, `Đảng bộ phường Mân
/// Thái`, `ĐU phường Mân Thái` report for `Phường Mân Thái`.
///
/// ```
/// use xeploai::check::totals::office_key;
/// assert_eq!(office_key("ĐB phường Mân Thái"), office_key("P. Mân Thái"));
/// assert_ne!(office_key("Chi bộ phường Mân Thái"), office_key("Phường Mân Thái"));
/// ```
pub fn office_key(name: &str) -> String {
    static ORGANISATIONS: LazyLock<[String; 2]> = LazyLock::new(|| ["đảng bộ", "đảng ủy"].map(key));
    let text = unit_key(name);
    let rest = ORGANISATIONS.iter().find_map(|kind| text.strip_prefix(kind.as_str())?.strip_prefix(' '));
    rest.map_or_else(|| text.clone(), unit_key)
}

/// Do two names mean one office? As [`office_key`] has it, or one leaves out the name of the place that the other ends with:
/// `Đảng bộ Công an thành phố` for `Đảng ủy Công an thành phố Đà Nẵng`. A place alone is no office.
pub fn is_same_office(a: &str, b: &str) -> bool {
    const PLACES: [&str; 7] = ["quận", "huyện", "thị xã", "phường", "xã", "tỉnh", "thành phố"];
    let (a, b) = (office_key(a), office_key(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let of_place = || {
        let named = PLACES.iter().find_map(|place| short.strip_suffix(key(place).as_str())?.strip_suffix(' '));
        named.is_some() && long.strip_prefix(short.as_str()).is_some_and(|name| name.starts_with(' '))
    };
    a == b || of_place()
}

/// What an abbreviation in the name of a unit stands for.
fn long_form(word: &str) -> Option<&'static str> {
    Some(match word {
        "cb" => "chi bộ",
        "đb" => "đảng bộ",
        "đu" => "đảng ủy",
        "p" => "phường",
        "q" => "quận",
        "h" => "huyện",
        "tp" => "thành phố",
        "tx" => "thị xã",
        "tt" => "thị trấn",
        "x" => "xã",
        "ubnd" => "ủy ban nhân dân",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_office_by_several_names() {
        for (a, b, same) in [
            ("Đảng ủy xã Bà Nà", "Xã Bà Nà", true),
            ("Đảng bộ Công an thành phố", "Đảng ủy Công an thành phố Đà Nẵng", true),
            ("Đảng ủy UBND thành phố", "Đảng ủy UBND thành phố Đà Nẵng", true),
            ("Thành phố", "Thành phố Đà Nẵng", false),
            ("Công an thành phố Huế", "Công an thành phố Đà Nẵng", false),
            ("Phường Hai", "Phường Hai Bà Trưng", false),
            ("Chi bộ phường Hai", "Phường Hai", false),
        ] {
            assert_eq!(is_same_office(a, b), same, "{a} | {b}");
            assert_eq!(is_same_office(b, a), same, "{b} | {a}");
        }
    }
}
