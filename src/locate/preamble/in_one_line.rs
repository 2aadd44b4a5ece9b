//! "ĐẢNG ỦY PHƯỜNG AN KHÊ, QUẬN THANH KHÊ", "CHI BỘ THÔN 1 - XÃ HÒA SƠN", "Đơn vị: Phường An Khê" → who sends, and the
//! offices above it.

use super::{is_body, is_unread_office, numbered_office, office_at, reporting_unit, rest_after};
use crate::locate::vocabulary::{Vocabulary, has_words};
use crate::text::{clean, key};

/// The offices that a line of a head names: the one that sends, and those above it, the nearest first.
///
/// Something has to part them ("- XÃ HÒA SƠN"), but for a place of another rank behind a place: "THÔN 1 XÃ HÒA SƠN".
pub(super) fn offices(line: &str, words: &Vocabulary) -> Vec<String> {
    let text = clean(line);
    let text = of_the_cell(unlabelled(&text, words), words);
    if let Some(found) = from_above(&text, words) {
        return found;
    }
    let mut rest = text.as_str();
    let mut found = Vec::new();
    while let Some((own, above)) = cut(rest, words) {
        found.push(own.to_owned());
        rest = above;
    }
    // What stands behind the first is above it: no more than its name.
    let end = if found.is_empty() { rest } else { rest.trim_end_matches([')', '.', ' ']) };
    found.push(end.to_owned());
    found
}

/// "HUYỆN ỦY HÒA VANG - ĐẢNG ỦY XÃ HÒA SƠN": those above may come first.
fn from_above(line: &str, words: &Vocabulary) -> Option<Vec<String>> {
    let line = line.replace(['–', '—'], "-");
    let parts: Vec<&str> = line.split(" - ").map(str::trim).collect();
    let rank_of = |part: &&str| {
        let kind = kind_of(part, words).or_else(|| small_place(part, words))?;
        reporting_unit(part, words).and(rank(&kind))
    };
    let ranks: Vec<u8> = parts.iter().map(rank_of).collect::<Option<_>>()?;
    let descending = ranks.len() > 1 && ranks.windows(2).all(|pair| pair[0] > pair[1]);
    descending.then(|| parts.into_iter().rev().map(str::to_owned).collect())
}

/// Behind "Đơn vị báo cáo:", and behind "Huyện (quận ủy):" as forms print it where the office itself follows.
fn unlabelled<'t>(text: &'t str, words: &Vocabulary) -> &'t str {
    let named = text.split_once(':').filter(|(label, _)| words.senders.labels.iter().any(|l| *l == key(label)));
    let is_kind = |said: &str| words.offices.iter().any(|o| o.words.contains(&key(said)));
    let printed = || {
        let (label, rest) = text.split_once(')')?;
        let (kind, others) = label.split_once('(')?;
        let rest = rest.trim_start_matches([':', ' ']);
        let fits = is_kind(kind) && others.split([',', '/']).all(is_kind) && kind_of(rest, words).is_some();
        fits.then_some(rest)
    };
    named.map(|(_, rest)| rest.trim_start()).or_else(printed).unwrap_or(text)
}

/// "CHI ỦY THÔN 1", "BCH CHI BỘ THÔN 1": the line with the chi bộ that the committee leads in its place.
fn of_the_cell(line: &str, words: &Vocabulary) -> String {
    let text = key(line);
    let leads = words.senders.committees.iter().filter(|start| rest_after(&text, start).is_some());
    let Some(committee) = leads.max_by_key(|start| start.len()) else { return line.to_owned() };
    let rest = line.splitn(committee.split(' ').count() + 1, ' ').last().unwrap_or_default();
    if rest_after(&key(rest), &key("chi bộ")).is_some_and(|name| !name.is_empty()) {
        return rest.to_owned();
    }
    // "Chi ủy viên", "Chi ủy các chi bộ trực thuộc" are no one's name.
    let text = key(rest);
    let hamlet = || words.senders.hamlets.iter().any(|kind| rest_after(&text, kind).is_some());
    let named = || rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) || hamlet();
    let several = || ["viên", "các", "nơi"].iter().any(|word| rest_after(&text, &key(word)).is_some());
    let titled = || words.title.rating.iter().any(|word| has_words(&text, word));
    if committee.ends_with(&key("chi ủy")) && named() && !several() && !titled() {
        format!("{} {rest}", if line.contains(char::is_lowercase) { "Chi bộ" } else { "CHI BỘ" })
    } else {
        line.to_owned()
    }
}

/// What stands before the first office of a place that is not the one that sends, and from it on.
fn cut<'t>(text: &'t str, words: &Vocabulary) -> Option<(&'t str, &'t str)> {
    let mut starts = text.match_indices(' ').map(|(at, _)| at + 1);
    starts.find_map(|at| {
        let rest = text[at..].trim_start_matches('(');
        if !rest.starts_with(char::is_alphabetic) {
            return None;
        }
        let kind = kind_of(rest, words)?;
        let before = text[..at].trim_end();
        let own = without_link(before);
        let parted = own.len() < before.len() || rest.len() < text[at..].len();
        let ranks = || rank(&kind_of(own, words).or_else(|| small_place(own, words))?).zip(rank(&kind));
        let above = match (ranks(), parted) {
            (Some((own, above)), _) => own < above,
            // "CHI BỘ ĐẢNG ỦY - UBND XÃ": of both.
            (None, true) => !words.senders.councils.iter().any(|council| rest_after(&key(rest), council).is_some()),
            (None, false) => false,
        };
        let sends = || reporting_unit(own, words).is_some() || is_body(own, words) || is_unread_office(own, words);
        (above && sends()).then_some((own, rest))
    })
}

/// Without a comma, a dash or "thuộc" at its end.
fn without_link(text: &str) -> &str {
    let text = text.trim_end_matches([',', ';', '-', '–', '—', ' ']);
    let link = |word: &str| {
        let at = text.len().checked_sub(word.len()).filter(|&at| text.is_char_boundary(at))?;
        (text[at..].to_lowercase() == word).then(|| text[..at].trim_end())
    };
    [" trực thuộc", " thuộc"].iter().find_map(|word| link(word)).unwrap_or(text)
}

/// The kind of the place whose office a text begins with.
fn kind_of(text: &str, words: &Vocabulary) -> Option<String> {
    let offices: Vec<&str> = text.split(' ').map(|word| word.trim_end_matches([',', ';', ')', '.'])).collect();
    let apart = (1..=offices.len()).rev().find_map(|end| {
        let named = numbered_office(&offices[..end], words).or_else(|| office_at(&offices[..end], 0, words));
        named.filter(|_| end > 1)
    })?;
    let kind = words.offices.iter().map(|o| &o.kind).find(|kind| apart.starts_with(&format!("{kind} ")))?;
    Some(kind.clone())
}

/// The cell of a hamlet: "CHI BỘ THÔN 1".
fn small_place(text: &str, words: &Vocabulary) -> Option<String> {
    let text = key(text);
    let cell = ["chi bộ ", "chi ủy chi bộ "].iter().find_map(|cell| text.strip_prefix(cell))?;
    words.senders.hamlets.iter().find(|kind| cell.starts_with(&format!("{kind} "))).cloned()
}

/// How high in the order of places.
fn rank(kind: &str) -> Option<u8> {
    Some(match kind {
        "Tỉnh" => 4,
        "Thành phố" => 3,
        "Quận" | "Huyện" | "Thị xã" => 2,
        "Phường" | "Xã" | "Thị trấn" | "Đặc khu" => 1,
        _ => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locate::preamble::{Sender, sender};

    #[test]
    fn the_office_above_may_stand_in_the_same_line() {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        for (line, expected) in [
            ("ĐẢNG ỦY PHƯỜNG AN KHÊ, QUẬN THANH KHÊ", "Phường An Khê/QUẬN THANH KHÊ"),
            ("ĐẢNG ỦY PHƯỜNG AN KHÊ (QUẬN THANH KHÊ)", "Phường An Khê/QUẬN THANH KHÊ"),
            ("Đảng ủy phường An Khê quận Thanh Khê", "Phường An Khê/quận Thanh Khê"),
            ("ĐẢNG BỘ XÃ HÒA SƠN THUỘC HUYỆN HÒA VANG", "Xã Hòa Sơn/HUYỆN HÒA VANG"),
            ("QUẬN ỦY SƠN TRÀ, THÀNH PHỐ ĐÀ NẴNG", "Quận Sơn Trà/THÀNH PHỐ ĐÀ NẴNG"),
            ("CHI BỘ THÔN 1 – XÃ HÒA SƠN", "Chi bộ Thôn 1/XÃ HÒA SƠN"),
            ("CHI BỘ THÔN 1 XÃ HÒA SƠN", "Chi bộ Thôn 1/XÃ HÒA SƠN"),
            ("CHI BỘ CƠ QUAN, XÃ HÒA SƠN, HUYỆN HÒA VANG", "Chi bộ Cơ quan/XÃ HÒA SƠN/HUYỆN HÒA VANG"),
            ("TRƯỜNG TIỂU HỌC LÊ LỢI - PHƯỜNG AN KHÊ", "Trường Tiểu Học Lê Lợi/PHƯỜNG AN KHÊ"),
            ("Đơn vị: Phường An Khê", "Phường An Khê"),
            ("Tên đơn vị: Chi bộ Thôn 1", "Chi bộ Thôn 1"),
            ("CHI BỘ ĐẢNG ỦY - UBND XÃ HÒA SƠN", "Chi bộ Đảng ủy - UBND xã Hòa Sơn"),
            ("CỤC HẢI QUAN TỈNH TRƯỜNG HÀ", "Cục Hải quan tỉnh Trường Hà"),
            ("CHI BỘ THANH TRA HUYỆN HÒA VANG", "Chi bộ Thanh Tra huyện Hòa Vang"),
            ("ĐẢNG ỦY PHƯỜNG AN KHÊ, PHƯỜNG HÒA KHÊ", "Phường An Khê, Phường Hòa Khê"),
            ("HUYỆN ỦY HÒA VANG - ĐẢNG ỦY XÃ HÒA SƠN", "Xã Hòa Sơn/HUYỆN ỦY HÒA VANG"),
            ("THÀNH ỦY ĐÀ NẴNG – QUẬN ỦY SƠN TRÀ", "Quận Sơn Trà/THÀNH ỦY ĐÀ NẴNG"),
            ("THÀNH PHỐ HỒ CHÍ MINH - QUẬN ỦY QUẬN 7", "Quận 7/THÀNH PHỐ HỒ CHÍ MINH"),
            ("ĐẢNG ỦY XÃ HÒA SƠN - CHI BỘ THÔN 1", "Chi bộ Thôn 1/ĐẢNG ỦY XÃ HÒA SƠN"),
            ("Huyện (quận ủy): QUẬN THANH KHÊ", "Quận Thanh Khê"),
            ("Huyện (quận uỷ): Huyện ủy Đại Lộc", "Huyện Đại Lộc"),
            ("Huyện (quận ủy) Thị xã Điện Bàn", "Thị xã Điện Bàn"),
            ("Huyện (quận ủy): Quận 7", "Quận 7"),
            ("Huyện (quận ủy): QUẬN THANH KHÊ - THÀNH PHỐ ĐÀ NẴNG", "Quận Thanh Khê/THÀNH PHỐ ĐÀ NẴNG"),
            ("Tỉnh (thành ủy): Thành phố Đà Nẵng", "Thành phố Đà Nẵng"),
            ("QUẬN ỦY QUẬN THANH KHÊ", "Quận Thanh Khê"),
            ("ĐẢNG ỦY PHƯỜNG PHƯỜNG ĐÚC", "Phường Phường Đúc"),
            ("CHI ỦY THÔN 1", "Chi bộ Thôn 1"),
            ("Chi ủy thôn 1", "Chi bộ thôn 1"),
            ("CHI ỦY THÔN 1 XÃ HÒA SƠN", "Chi bộ Thôn 1/XÃ HÒA SƠN"),
            ("CHI ỦY TRƯỜNG TH KIM ĐỒNG", "Chi bộ Trường TH Kim Đồng"),
            ("BAN CHI ỦY CHI BỘ THÔN 1", "Chi bộ Thôn 1"),
            ("CẤP ỦY CHI BỘ THÔN 1 - XÃ HÒA SƠN", "Chi bộ Thôn 1/XÃ HÒA SƠN"),
            ("Đơn vị: BCH Chi bộ Thôn 1", "Chi bộ Thôn 1"),
            ("BCH ĐẢNG BỘ XÃ HÒA SƠN", "Xã Hòa Sơn"),
            ("CHI ỦY VIÊN", ""),
            ("CHI ỦY CÁC CHI BỘ TRỰC THUỘC", ""),
            ("CHI ỦY ĐỀ NGHỊ XẾP LOẠI", ""),
            ("CẤP ỦY CƠ SỞ", ""),
            ("Đơn vị tính: người", ""),
        ] {
            let named = match sender(line, &words) {
                Some(Sender::Named(name)) => name,
                _ => String::new(),
            };
            let above = offices(line, &words).split_off(1);
            let read: Vec<String> = std::iter::once(named).chain(above).collect();
            assert_eq!(read.join("/"), expected, "{line}");
        }
    }
}
