//! The office that a title names behind whom it is about: "… CHI BỘ TRỰC THUỘC ĐẢNG ỦY PHƯỜNG MỘT NĂM 2021".

use super::{office_named, reporting_unit};
use crate::locate::vocabulary::{Vocabulary, has_words};
use crate::text::{clean, key};

/// Between who is rated and the office they are of.
const OF: [&str; 4] = ["trực thuộc", "thuộc", "của", "tại"];

/// Words that end the name of an office.
const WHEN: [&str; 3] = ["năm", "quý", "tháng"];

/// "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN CỦA ĐẢNG ỦY XÃ AN MỸ NĂM 2022": whose results a title says it gives. "theo Hướng dẫn của
/// Thành ủy" says whose document is followed.
pub fn whose(title: &str, words: &Vocabulary) -> Option<String> {
    let text = clean(title);
    let words_in: Vec<&str> = text.split(' ').collect();
    let Some(of) = words_in.iter().rposition(|w| key(w) == "của") else { return under(&words_in, words) };
    let dated = of.checked_sub(2).filter(|&at| key(words_in[at]) == "năm");
    let results = key(&words_in[..dated.unwrap_or(of)].join(" "));
    let year = words_in[of..].iter().position(|w| key(w) == "năm").map_or(words_in.len(), |at| of + at);
    let rated = says_who(&results, words);
    if rated { reporting_unit(&words_in[of + 1..year].join(" "), words) } else { None }
}

/// "DANH SÁCH CHI BỘ TRỰC THUỘC ĐẢNG ỦY XÃ AN MỸ": the place under which a title says those rated stand.
fn under(title: &[&str], words: &Vocabulary) -> Option<String> {
    let (before, office) = office_behind(title, words)?;
    let place = words.offices.iter().any(|o| office.starts_with(&format!("{} ", o.kind)));
    (place && before.ends_with(&key("thuộc"))).then_some(office)
}

/// Does the part of a title before an office say what is rated, and not by which document?
fn says_who(text: &str, words: &Vocabulary) -> bool {
    let rated = words.title.rated.iter().any(|w| text.ends_with(w.as_str())) || words.ends_with_subject(text);
    // "Cán bộ thuộc diện Ban Thường vụ Thành ủy quản lý" says who decides on them.
    rated && !has_words(text, &key("diện")) && !words.senders.documents.iter().any(|w| has_words(text, w))
}

/// The office whose organisations or members a title says are listed. "KẾT QUẢ XẾP LOẠI CHI BỘ PHƯỜNG MỘT" lists those of the
/// ward; of a chi bộ only its members are listed.
pub fn office_of_rows(title: &str, words: &Vocabulary) -> Option<String> {
    let text = clean(title);
    office_behind(&text.split(' ').collect::<Vec<_>>(), words).map(|(_, office)| office)
}

/// The office behind whom a title is about, with what stands before it.
fn office_behind(all: &[&str], words: &Vocabulary) -> Option<(String, String)> {
    let end = all.iter().position(|w| WHEN.iter().any(|when| key(w) == key(when))).unwrap_or(all.len());
    let of = |text: &str| OF.iter().find_map(|of| text.strip_suffix(&key(of))).map_or(text.to_owned(), key);
    (1..end).find_map(|at| {
        let whole = key(&all[..at].join(" "));
        let before = of(&whole);
        let behind = &all[at..end];
        let rest = key(&behind.join(" "));
        let cell = rest.starts_with(&key("chi bộ"));
        let fits = says_who(&before, words) && (!cell || words.ends_with_subject(&before));
        let parted = behind.iter().any(|w| !w.contains(char::is_alphanumeric) || w.ends_with([',', ';', ':', ')']));
        let one = || !parted && !OF.iter().any(|of| has_words(&rest, &key(of)));
        if fits && one() { Some((whole, office_named(behind, words)?)) } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_says_whose_results_it_gives() {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        for (title, office) in [
            ("KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN CỦA ĐẢNG ỦY XÃ AN MỸ NĂM 2022", "Xã An Mỹ"),
            ("DANH SÁCH CHI BỘ TRỰC THUỘC ĐẢNG ỦY XÃ AN MỸ NĂM 2022", "Xã An Mỹ"),
            ("DANH SÁCH CHI BỘ TRỰC THUỘC ĐẢNG ỦY CƠ SỞ NĂM 2022", ""),
            ("KẾT QUẢ XẾP LOẠI CHI BỘ XÃ AN MỸ NĂM 2022", ""),
        ] {
            assert_eq!(whose(title, &words).unwrap_or_default(), office, "{title}");
        }
    }

    #[test]
    fn a_title_names_the_office_behind_whom_it_is_about() {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        for (title, office) in [
            ("DANH SÁCH CHI BỘ TRỰC THUỘC ĐẢNG ỦY PHƯỜNG MỘT NĂM 2021", "Phường Một"),
            ("KẾT QUẢ XẾP LOẠI CHI BỘ CỦA ĐẢNG BỘ PHƯỜNG MỘT NĂM 2021", "Phường Một"),
            ("KẾT QUẢ XẾP LOẠI CHI BỘ - PHƯỜNG MỘT", "Phường Một"),
            ("KẾT QUẢ XẾP LOẠI CHI BỘ PHƯỜNG 4 NĂM 2021", "Phường 4"),
            ("Kết quả xếp loại chi bộ thuộc Đảng bộ Công an quận năm 2021", "Đảng bộ Công an quận"),
            ("XẾP LOẠI ĐẢNG VIÊN CHI BỘ THANH TRA NĂM 2021", "Chi bộ Thanh Tra"),
            ("XẾP LOẠI ĐẢNG VIÊN CÁC CHI BỘ PHƯỜNG MỘT", "Phường Một"),
            ("XẾP LOẠI ĐẢNG VIÊN CHI BỘ 1 - ĐẢNG BỘ PHƯỜNG MỘT", ""),
            ("DANH SÁCH CHI BỘ TRỰC THUỘC NĂM 2021", ""),
            ("KẾT QUẢ XẾP LOẠI CHI BỘ THEO HƯỚNG DẪN CỦA THÀNH ỦY ĐÀ NẴNG", ""),
            ("DANH SÁCH CÁN BỘ THUỘC DIỆN BAN THƯỜNG VỤ THÀNH ỦY ĐÀ NẴNG QUẢN LÝ", ""),
        ] {
            assert_eq!(office_of_rows(title, &words).unwrap_or_default(), office, "{title}");
        }
    }
}
