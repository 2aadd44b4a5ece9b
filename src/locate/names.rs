//! What the name of a sheet or a file says, where nothing in the cells does: year, period, unit and subject.
//!
//! Names are often typed without tones ("Bieu 2 - dang vien quy III-2026"). Subjects and periods are few and read so too;
//! a unit is not: what its name would be with tones is anybody's guess.

use super::Subject;
use super::cited::without_documents;
use super::period::Period;
use super::preamble::place_name;
use super::vocabulary::{Vocabulary, has_words};
use crate::text::{clean, key, toneless_key};

/// The year in a name: four digits standing alone, `2021`, `BC-2021`, when there is just one; no year of a date
/// (`15-12-2021`, `2022.01.10`) or of a document (`HD21-2019`).
pub fn year_in_name(name: &str) -> Option<u16> {
    let name = clean(name).to_lowercase();
    let name = without_documents(&name);
    let runs: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).collect();
    let number = |at: Option<usize>| at.and_then(|at| runs.get(at)?.parse::<u16>().ok());
    let dated = |at: usize| {
        let near = |a: Option<usize>, b: Option<usize>| match (number(a), number(b)) {
            (Some(one), Some(other)) => (1..=31).contains(&one) && (1..=31).contains(&other) && one.min(other) <= 12,
            _ => false,
        };
        near(at.checked_sub(1), at.checked_sub(2)) || near(Some(at + 1), Some(at + 2))
    };
    let is_year = |at: &usize| runs[*at].len() == 4 && number(Some(*at)).is_some_and(|y| (2000..=2100).contains(&y));
    let mut years: Vec<u16> =
        (0..runs.len()).filter(is_year).filter(|&at| !dated(at)).filter_map(|at| number(Some(at))).collect();
    years.dedup();
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

/// The reporting unit a file's name gives: `01. Quận Sơn Trà - biểu 1` is `Quận Sơn Trà`.
pub fn unit_in_name(name: &str, words: &Vocabulary) -> Option<String> {
    let apart = |c: char| c.is_ascii_digit() || ",._-–—()[]&+;".contains(c);
    stem(name).split(apart).find_map(|part| place_name(part, words))
}

/// The subject a name gives: `Biểu 2 - đảng viên`, `xep loai dang vien`.
pub fn subject_in_name(name: &str, words: &Vocabulary) -> Option<Subject> {
    let name = stem(name).replace('_', " ");
    let told = words.subject(&key(&name)).or_else(|| words.toneless_subject(&toneless_key(&name)));
    told.filter(|subject| *subject != Subject::Unit)
}

/// The month or quarter a name gives: `Quý III-2026`, `Mau 16_QLBMB_Quy III-2026`, `thang 10`.
pub fn period_in_name(name: &str) -> Option<Period> {
    let name = stem(name).replace('_', " ");
    Period::of_title(&name).or_else(|| {
        let text = toneless_key(&name);
        let spoken: Vec<&str> = text.split(' ').collect();
        let toned = spoken.iter().map(|w| match *w {
            "quy" => "quý",
            "thang" => "tháng",
            word => word,
        });
        Period::of_title(&toned.collect::<Vec<_>>().join(" "))
    })
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    let ending =
        name.rsplit_once('.').filter(|(_, end)| end.len() <= 4 && end.bytes().all(|b| b.is_ascii_alphanumeric()));
    ending.filter(|(_, end)| end.starts_with(['x', 'X', 'o', 'O', 'h', 'H'])).map_or(name, |(stem, _)| stem)
}

impl Vocabulary {
    /// Does the name of a sheet, a key, say "cả năm", "năm 2022" and nothing else?
    pub(crate) fn is_all_of_year(&self, name: &str) -> bool {
        name.split(" 20").next().is_some_and(|name| self.words.all_of_year.iter().any(|w| w == name))
    }

    /// The subject a text without tones names: one, and no other.
    pub(super) fn toneless_subject(&self, text: &str) -> Option<Subject> {
        let mut rest = text.to_owned();
        let mut found: Vec<Subject> = Vec::new();
        for words in &self.subjects {
            for phrase in words.phrases.iter().map(|p| toneless_key(p)).filter(|p| p.contains(' ') || p.len() >= 5) {
                if has_words(&rest, &phrase) {
                    rest = rest.replace(&phrase, "#");
                    found.push(words.id);
                }
            }
        }
        found.dedup();
        (found.len() == 1).then(|| found[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_the_cells_do_not() {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        let unit = |n: &str| unit_in_name(n, &words).unwrap_or_default();
        assert_eq!(unit("01. Quận Sơn Trà - biểu 1.xlsx"), "Quận Sơn Trà");
        assert_eq!(unit("bao cao/KQ xếp loại Đảng ủy phường An Hải 2025.xls"), "Phường An Hải");
        for behind in [
            "năm 2023",
            "NĂM 2023",
            "lần 2",
            "Lần 2",
            "cuối năm",
            "CUỐI NĂM",
            "ngày 15-12-2023",
            "biểu 2",
            "xếp loại",
            "đã sửa",
            "mới",
        ] {
            assert_eq!(unit(&format!("BC Quận ủy Thanh Khê {behind}.xlsx")), "Quận Thanh Khê", "{behind}");
        }
        for place in ["Huyện Phú Quý", "Huyện Năm Căn", "Xã Bản Mới", "THÀNH PHỐ NHA TRANG"] {
            assert_eq!(unit(&format!("{place} 2023.xlsx")).to_uppercase(), place.to_uppercase());
        }
        assert_eq!(unit("Đảng ủy Sở Nội vụ năm 2023.xlsx"), "Đảng ủy Sở Nội vụ");
        assert_eq!(unit("Bieu 1 Quan Son Tra.xlsx"), "");
        assert_eq!(unit("Biểu tổng hợp toàn quận.xlsx"), "");
        assert_eq!(subject_in_name("Biểu 2 - đảng viên.xlsx", &words), Some(Subject::Member));
        assert_eq!(subject_in_name("xep loai dang vien_2021.xlsx", &words), Some(Subject::Member));
        assert_eq!(subject_in_name("Biểu tổng hợp các đơn vị.xlsx", &words), None);
        assert_eq!(period_in_name("Mau 16_QLBMB_Quy III-2026.xlsx"), Some(Period::Quarter(3)));
        assert_eq!(period_in_name("Quy định xếp loại.xlsx"), None);
        assert_eq!(year_in_name("BC xep loai 2021.xlsx"), Some(2021));
        assert_eq!(year_in_name("2020-2021.xlsx"), None);
        for document in
            ["PL1 HD21-2019", "Mẫu QĐ 132-2018", "Bao cao so 2021-BC", "QĐ 2023", "KH năm 2023", "So sánh 2021"]
        {
            assert_eq!((year_in_name(document), year_in_name(&format!("{document} nam 2022"))), (None, Some(2022)));
        }
        for report in ["BC 12-2022", "1234-BC-HU 2022", "QĐ xếp loại 2022", "Biểu 2-2022"] {
            assert_eq!(year_in_name(report), Some(2022), "{report}");
        }
        assert_eq!(year_in_name("bieu 1 gui ngay 10.01.2022.xlsx"), None);
        assert_eq!(year_in_name("Biểu 1 - 2022.xlsx"), Some(2022));
    }
}
