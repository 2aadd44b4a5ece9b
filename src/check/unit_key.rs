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
