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
        "ubnd" => "ủy ban nhân dân",
        _ => return None,
    })
}
