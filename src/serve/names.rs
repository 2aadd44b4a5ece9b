//! Names of files as they come from a browser → places inside a folder of ours, and names to save under.

use std::path::PathBuf;

/// Folders a name may lead through.
const DEPTH_MAX: usize = 32;
/// Bytes a name may have: what every file system takes, with room for an ending.
const BYTES_MAX: usize = 200;

/// A place inside a folder for a file that the browser calls `name` (`Báo cáo/Quận 1.xlsx`); `None` where the name leads out
/// of it, or nowhere. What this system allows in a name is kept: the name may tell the year, or the unit.
pub fn inside(name: &str) -> Option<PathBuf> {
    let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.is_empty() || parts.len() > DEPTH_MAX || parts.contains(&"..") {
        return None;
    }
    Some(parts.into_iter().map(|part| short(&kept(part, cfg!(windows)))).collect())
}

/// A name that any system takes, and that shows what it is.
pub(super) fn to_save(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    short(&kept(last, true))
}

/// The header that gives a file its name, for browsers that know names in UTF-8 and for those that do not.
pub(super) fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || " .-_()".contains(c) { c } else { '_' }).collect();
    let mut coded = String::new();
    for byte in name.bytes() {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' | b'_' => coded.push(char::from(byte)),
            _ => coded.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}")
}

/// Without what is never part of a name; `everywhere` also without what Windows does not take, or shows otherwise.
fn kept(part: &str, everywhere: bool) -> String {
    let bad = |c: char| c.is_control() || c == '/' || everywhere && ("\\:*?\"<>|".contains(c) || turns(c));
    let kept: String = part.chars().map(|c| if bad(c) { '-' } else { c }).collect();
    if !everywhere {
        return kept;
    }
    let kept = kept.trim_matches([' ', '.']).to_owned();
    let stem = kept.split('.').next().unwrap_or("").trim().to_ascii_uppercase();
    let numbered =
        |device: &str| stem.strip_prefix(device).is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    let device = ["CON", "PRN", "AUX", "NUL"].contains(&&*stem) || numbered("COM") || numbered("LPT");
    if kept.is_empty() || device { format!("_{kept}") } else { kept }
}

/// Marks that turn the letters after them around.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// At most [`BYTES_MAX`] bytes, the ending kept.
fn short(name: &str) -> String {
    if name.len() <= BYTES_MAX {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() < 12 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let mut end = BYTES_MAX - ending.len();
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", &stem[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside() {
        let at = |name: &str| inside(name).map(|path| path.to_string_lossy().into_owned());
        assert_eq!(at("Báo cáo 2021/Quận 1.xlsx").as_deref(), Some("Báo cáo 2021/Quận 1.xlsx"));
        assert_eq!(at("/etc//./passwd").as_deref(), Some("etc/passwd"));
        assert_eq!(at("a\n\0b.xlsx").as_deref(), Some("a--b.xlsx"));
        for out in ["", "/", ".", "..", "a/../../b.xlsx", "../b.xlsx"] {
            assert_eq!(at(out), None, "{out}");
        }
        assert_eq!(at(&"a/".repeat(40)), None);
        let long = at(&format!("{}.xlsx", "ậ".repeat(200))).expect("a name");
        assert!(long.len() <= BYTES_MAX && long.ends_with("ậ.xlsx"), "{long}");
    }

    #[test]
    fn any_system_takes_the_name_of_a_copy() {
        assert_eq!(to_save("Báo cáo/Quận 1.xlsx"), "Quận 1.xlsx");
        assert_eq!(to_save("..\\..\\a<b>\"c|.xlsx"), "a-b--c-.xlsx");
        assert_eq!(to_save("con.xlsx"), "_con.xlsx");
        assert_eq!(to_save("LPT1"), "_LPT1");
        assert_eq!(to_save("a\u{202e}xslx.exe"), "a-xslx.exe");
        assert_eq!(to_save("..."), "_");
    }

    #[test]
    fn no_name_breaks_out_of_its_header() {
        let header = disposition(&to_save("Quận \"1\"\r\nX: y.xlsx"));
        assert_eq!(
            header,
            "attachment; filename=\"Qu_n -1---X- y.xlsx\"; filename*=UTF-8''Qu%E1%BA%ADn%20-1---X-%20y.xlsx"
        );
    }
}
