//! Months, quarters and halves of a year, in titles and in headers of columns.

pub(crate) mod named;

use serde::Serialize;

use super::asides;
use super::preamble::years;
use crate::text::{clean, key};

/// Numbers of quarters and terms.
const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];

/// A part of a year that is rated by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Period {
    /// Tháng.
    Month(u8),
    /// Quý.
    Quarter(u8),
    /// 6 tháng đầu năm, 6 tháng cuối năm.
    Half(u8),
    /// 9 tháng đầu năm.
    Months(u8),
    /// Học kỳ, kỳ.
    Term(u8),
    /// Đợt.
    Round(u8),
}

impl Period {
    /// As reports name it: `M10`, `Q3`, `H1`, `M01-09`, `T1` (a term), `R1` (a round).
    pub fn id(self) -> String {
        match self {
            Self::Month(n) => format!("M{n:02}"),
            Self::Quarter(n) => format!("Q{n}"),
            Self::Half(n) => format!("H{n}"),
            Self::Months(n) => format!("M01-{n:02}"),
            Self::Term(n) => format!("T{n}"),
            Self::Round(n) => format!("R{n}"),
        }
    }

    /// As people name it.
    pub fn vi(self) -> String {
        match self {
            Self::Month(n) => format!("tháng {n:02}"),
            Self::Quarter(n) => format!("quý {}", ROMAN[usize::from(n - 1)]),
            Self::Half(1) => "6 tháng đầu năm".to_owned(),
            Self::Half(_) => "6 tháng cuối năm".to_owned(),
            Self::Months(n) => format!("{n} tháng đầu năm"),
            Self::Term(n) => format!("kỳ {}", ROMAN[usize::from(n - 1)]),
            Self::Round(n) => format!("đợt {n:02}"),
        }
    }

    /// The period a header names and nothing else but that somebody was rated, and the year: `T01`, `Tháng 10`,
    /// `Kết quả quý III`, `6 tháng đầu năm 2022`.
    ///
    /// ```
    /// use xeploai::locate::period::Period;
    /// assert_eq!(Period::of_header("T01"), Some(Period::Month(1)));
    /// assert_eq!(Period::of_header("Quý III"), Some(Period::Quarter(3)));
    /// assert_eq!(Period::of_header("Kết quả quý IV/2022"), Some(Period::Quarter(4)));
    /// assert_eq!(Period::of_header("6 tháng"), Some(Period::Half(1)));
    /// assert_eq!(Period::of_header("Dưới 6 tháng"), None);
    /// assert_eq!(Period::of_header("TT"), None);
    /// ```
    pub fn of_header(header: &str) -> Option<Self> {
        let text = key(header);
        let text = asides::without_rating_words(without_year(&text));
        let rest = |words: [&str; 3]| {
            let mut found = words.iter().filter_map(|w| text.strip_prefix(w).map(str::trim));
            found.find(|r| !r.is_empty())
        };
        let month = rest(["tháng", "th", "t"]).and_then(|r| number(r, 12)).map(Self::Month);
        let quarter = || rest(["quý", "qúi", "q"]).and_then(|r| number(r, 4)).map(Self::Quarter);
        month.or_else(quarter).or_else(|| half(text).map(Self::Half))
    }

    /// The period that the last of a column's heads names, or a number under a head of months or quarters.
    ///
    /// ```
    /// use xeploai::locate::period::Period;
    /// let period = |path: &[&str]| Period::of_leaf(&path.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>());
    /// assert_eq!(period(&["Kết quả các tháng", "1"]), Some(Period::Month(1)));
    /// assert_eq!(period(&["Xếp loại quý", "IV"]), Some(Period::Quarter(4)));
    /// assert_eq!(period(&["Xếp loại", "1"]), None);
    /// assert_eq!(period(&["6 tháng đầu năm", "1"]), None);
    /// ```
    pub fn of_leaf(path: &[String]) -> Option<Self> {
        let (leaf, above) = path.split_last()?;
        let leaf_key = key(leaf);
        let names = |word: &str| {
            let head = |p: &String| !p.contains(|c: char| c.is_ascii_digit()) && key(p).split(' ').any(|w| w == word);
            above.last().is_some_and(head)
        };
        let month = || number(without_year(&leaf_key), 12).filter(|_| names("tháng")).map(Self::Month);
        let quarter = || number(without_year(&leaf_key), 4).filter(|_| names("quý")).map(Self::Quarter);
        Self::of_header(leaf).or_else(month).or_else(quarter)
    }

    /// The period that any of a column's heads names, the nearest first.
    pub fn of_path(path: &[String]) -> Option<Self> {
        Self::of_leaf(path).or_else(|| path.iter().rev().find_map(|head| Self::of_header(head)))
    }

    /// The one period a title speaks of: `… THÁNG 10 NĂM 2021`; never a date, a range or a length of time.
    ///
    /// ```
    /// use xeploai::locate::period::Period;
    /// assert_eq!(Period::of_title("KẾT QUẢ XẾP LOẠI QUÝ III/2026"), Some(Period::Quarter(3)));
    /// assert_eq!(Period::of_title("Đà Nẵng, ngày 5 tháng 12 năm 2021"), None);
    /// assert_eq!(Period::of_title("KẾT QUẢ SÁU THÁNG ĐẦU NĂM 2022"), Some(Period::Half(1)));
    /// assert_eq!(Period::of_title("XẾP LOẠI CÔNG CHỨC 9 THÁNG NĂM 2022"), Some(Period::Months(9)));
    /// assert_eq!(Period::of_title("XẾP LOẠI CÔNG CHỨC QUÍ I NĂM 2022"), Some(Period::Quarter(1)));
    /// assert_eq!(Period::of_title("3 THÁNG ĐẦU NĂM 2022"), Some(Period::Quarter(1)));
    /// assert_eq!(Period::of_title("KẾT QUẢ 3 THÁNG CUỐI NĂM 2022"), Some(Period::Quarter(4)));
    /// assert_eq!(Period::of_title("XẾP LOẠI THÁNG GIÊNG NĂM 2022"), Some(Period::Month(1)));
    /// assert_eq!(Period::of_title("XẾP LOẠI BÁN NIÊN 2022"), Some(Period::Half(1)));
    /// assert_eq!(Period::of_title("HỌC KỲ I NĂM HỌC 2021-2022"), Some(Period::Term(1)));
    /// assert_eq!(Period::of_title("Đảng viên dưới 6 tháng"), None);
    /// assert_eq!(Period::of_title("Số liệu tính đến tháng 12 năm 2022"), None);
    /// assert_eq!(Period::of_title("TỪ THÁNG 1 ĐẾN THÁNG 6 NĂM 2022"), None);
    /// assert_eq!(Period::of_title("KẾT QUẢ XẾP LOẠI CUỐI NĂM 2022 (THÁNG 12)"), None);
    /// assert_eq!(Period::of_title("KẾT QUẢ XẾP LOẠI NĂM 2022 (THÁNG 12)"), Some(Period::Month(12)));
    /// assert_eq!(Period::of_title("KẾT QUẢ QUÝ IV VÀ CẢ NĂM 2022"), None);
    /// assert_eq!(Period::of_title("KẾT QUẢ THỰC HIỆN NHIỆM VỤ QUÝ I NĂM 2022"), Some(Period::Quarter(1)));
    /// assert_eq!(Period::of_title("KẾT QUẢ NĂM 2022 VÀ PHƯƠNG HƯỚNG QUÝ I NĂM 2023"), None);
    /// assert_eq!(Period::of_title("(Kèm theo Báo cáo quý IV năm 2022)"), None);
    /// assert_eq!(Period::of_title("ĐẢNG VIÊN CHI BỘ HÒA QUÝ 2 NĂM 2022"), None);
    /// assert_eq!(Period::of_title("CHI BỘ ĐƯỜNG 3 THÁNG 2 NĂM 2022"), None);
    /// ```
    pub fn of_title(title: &str) -> Option<Self> {
        let text = in_one_spelling(&key(title).replace('/', " "));
        if text.contains("ngày") || text.contains("và cả năm") || text.starts_with("kèm theo") {
            return None;
        }
        let text = before_plans(&text);
        let words: Vec<&str> = named::without_names(&text.split(' ').collect::<Vec<_>>());
        let mut found: Vec<Self> = Vec::new();
        for (at, pair) in words.windows(2).enumerate() {
            let before = &words[..at];
            // "Từ tháng 1 đến tháng 6" lasts; "tính đến tháng 12", "thời điểm tháng 12" is up to when things were counted.
            match (pair, before.last()) {
                (["tháng", n], Some(&"từ")) if number(n, 12).is_some() => return None,
                (["tháng", _], Some(&("đến" | "tới" | "điểm" | "trước" | "hết"))) => continue,
                _ => {}
            }
            found.extend(match pair {
                // "CUỐI NĂM 2022 (THÁNG 12)": when the year was rated.
                ["tháng", "12"] if before.windows(2).any(|pair| pair == ["cuối", "năm"]) => None,
                ["tháng", n] => number(n, 12).map(Self::Month),
                ["quý", n] => number(n, 4).map(Self::Quarter),
                ["kỳ", n] if before.last() == Some(&"học") => number(n, 4).map(Self::Term),
                _ => None,
            });
        }
        // "SÁU THÁNG ĐẦU NĂM 2022", "9 THÁNG NĂM 2022"; "dưới 6 tháng" is how long somebody was there.
        for window in words.windows(3).filter(|w| w[1] == "tháng") {
            let second = window[2] == "cuối";
            let of_year = second || matches!(window[2], "đầu" | "năm");
            found.extend(match window[0].trim_start_matches('0') {
                "3" | "ba" if second || window[2] == "đầu" => Some(Self::Quarter(if second { 4 } else { 1 })),
                "6" | "sáu" if of_year => Some(Self::Half(if second { 2 } else { 1 })),
                "9" | "chín" if of_year && !second => Some(Self::Months(9)),
                _ => None,
            });
        }
        for (part, half) in [("nửa đầu năm", 1), ("nửa cuối năm", 2), ("bán niên", 1), ("giữa năm", 1)]
        {
            found.extend(text.contains(part).then_some(Self::Half(half)));
        }
        found.dedup();
        (found.len() == 1).then(|| found[0])
    }

    /// What may be a part of the year, or of those who are rated in it: `ĐỢT 1 NĂM 2022`, `KỲ I`.
    ///
    /// ```
    /// use xeploai::locate::period::Period;
    /// assert_eq!(Period::perhaps_of_title("KẾT QUẢ XẾP LOẠI ĐỢT 1 NĂM 2022"), Some(Period::Round(1)));
    /// assert_eq!(Period::perhaps_of_title("KẾT QUẢ XẾP LOẠI KỲ II/2022"), Some(Period::Term(2)));
    /// assert_eq!(Period::perhaps_of_title("NHIỆM KỲ I"), None);
    /// ```
    pub fn perhaps_of_title(title: &str) -> Option<Self> {
        let text = key(&title.replace('/', " "));
        let words: Vec<&str> = text.split(' ').collect();
        (0..words.len().saturating_sub(1)).find_map(|at| {
            let n = number(words[at + 1], 4)?;
            let before = at.checked_sub(1).map(|at| words[at]);
            match words[at] {
                "đợt" => Some(Self::Round(n)),
                "kỳ" if !before.is_some_and(|b| matches!(b, "nhiệm" | "học" | "định") || named::is_term_of_name(b)) => {
                    Some(Self::Term(n))
                }
                _ => None,
            }
        })
    }

    /// The one period the titles of a table speak of. Below a title of the whole year a line that is no more than a month of
    /// another one, "Tháng 01 năm 2023", is its date.
    pub fn of_titles(titles: &[String]) -> Option<Self> {
        let years = |title: &String| match Self::of_title(&clean(title)) {
            None => years(title),
            Some(_) => Vec::new(),
        };
        let of_year: Vec<u16> = titles.iter().flat_map(years).collect();
        let date = |title: &String| {
            let text = key(title);
            let words: Vec<&str> = text.split([' ', '/']).collect();
            let year = words.last().and_then(|year| year.parse::<u16>().ok()).filter(|year| *year >= 2000);
            words.len() <= 4
                && words[0] == "tháng"
                && year.is_some_and(|y| !of_year.is_empty() && !of_year.contains(&y))
        };
        let told = titles.iter().filter(|title| !date(title));
        let mut found: Vec<Self> = told.filter_map(|t| Self::of_title(&clean(t))).collect();
        found.dedup();
        (found.len() == 1).then(|| found[0])
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.id())
    }
}

/// A title's key with the other spellings of a quarter and of months as the usual one: `quí`, `quy i`, `q.i`, `quý thứ nhất`,
/// `tháng giêng`.
fn in_one_spelling(text: &str) -> String {
    let plain = text.replace('.', " ");
    let mut words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    for at in 0..words.len() {
        // "Q.1" may be a district.
        let roman = words.get(at + 1).is_some_and(|n| number(n, 4).is_some() && n.starts_with('i'));
        match words[at] {
            "quí" | "qúi" => words[at] = "quý",
            "quy" | "q" if roman => words[at] = "quý",
            _ => {}
        }
    }
    let mut text = format!("{} ", words.join(" "));
    let numbered = ["nhất", "hai", "ba", "tư"].iter().zip(1u8..);
    for (word, n) in numbered.chain([(&"một", 1), (&"đầu", 1), (&"bốn", 4), (&"cuối", 4)]) {
        text = text
            .replace(&format!("quý thứ {word} "), &format!("quý {n} "))
            .replace(&format!("quý {word} "), &format!("quý {n} "));
    }
    for (word, n) in [("giêng", 1), ("chạp", 12)] {
        text = text.replace(&format!("tháng {word} "), &format!("tháng {n} "));
    }
    text.trim_end().to_owned()
}

/// The half of the year that words name: its first six months where they do not say which.
fn half(text: &str) -> Option<u8> {
    let rest = ["6 tháng", "06 tháng", "sáu tháng"].iter().find_map(|w| text.strip_prefix(w))?;
    match rest.trim() {
        "" | "đầu" | "đầu năm" => Some(1),
        "cuối" | "cuối năm" => Some(2),
        _ => None,
    }
}

/// The key of a header without the year at its end: `quý iv/2022`, `6 tháng đầu năm 2022`.
fn without_year(text: &str) -> &str {
    let digits = |t: &str| t.len() == 4 && t.starts_with("20") && t.bytes().all(|b| b.is_ascii_digit());
    let Some((rest, _)) = text.rsplit_once([' ', '/']).filter(|(_, year)| digits(year)) else { return text };
    // "6 tháng đầu năm 2022" is about the first six months as well.
    let named = rest.strip_suffix(" năm").filter(|r| !r.ends_with(" đầu") && !r.ends_with(" cuối"));
    named.unwrap_or(rest)
}

/// A number or Roman numeral from 1 to `most`.
fn number(text: &str, most: u8) -> Option<u8> {
    let roman = ["i", "ii", "iii", "iv"].iter().zip(1u8..).find(|(r, _)| **r == text).map(|(_, n)| n);
    let digits = text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    roman.or_else(|| text.parse().ok().filter(|_| digits)).filter(|n| (1..=most).contains(n))
}

/// A title up to the plans for the time that follows: "… năm 2022 và phương hướng quý I năm 2023".
fn before_plans(text: &str) -> &str {
    let plans = ["phương hướng", "nhiệm vụ", "kế hoạch", "kèm theo"];
    let places = plans.iter().flat_map(|plan| text.match_indices(plan)).map(|(at, _)| at);
    places.filter(|&at| !years(&text[..at]).is_empty()).min().map_or(text, |at| text[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locate::names::period_in_name;

    #[test]
    fn a_name_is_no_period() {
        let names = [
            "CHI BỘ HÒA QUÝ 2 NĂM 2022",
            "TRƯỜNG TIỂU HỌC HOÀ QUÝ 1 NĂM 2022",
            "XÃ BÌNH QUÝ 2",
            "CHI BỘ PHỐ 30 THÁNG 4 NĂM 2022",
        ];
        assert_eq!(names.map(Period::of_title), [None; 4]);
        assert_eq!(Period::perhaps_of_title("CHI BỘ TAM KỲ 2 NĂM 2022"), None);
        let files =
            ["Hòa Quý 2", "Chi bộ Hòa Quý 3.xlsx", "Hoa Quy 2.xlsx", "04-phu-quy-01.xlsx", "04. Đường 3 tháng 2.xlsx"];
        assert_eq!(files.map(period_in_name), [None; 5]);
    }

    #[test]
    fn behind_another_name_it_is_a_period() {
        let titles = [
            "XÃ HÒA QUÝ QUÝ II NĂM 2022",
            "PHƯỜNG TÂN HÒA QUÝ II NĂM 2022",
            "CHI BỘ 1 QUÝ II NĂM 2022",
            "CHI BỘ CÔNG AN QUÝ 2",
        ];
        assert_eq!(titles.map(Period::of_title), [Some(Period::Quarter(2)); 4]);
        assert_eq!(Period::of_title("CHI BỘ KHU PHỐ 3 THÁNG 2 NĂM 2022"), Some(Period::Month(2)));
        assert_eq!(Period::of_title("CHI BỘ 3 THÁNG 2 NĂM 2022"), Some(Period::Month(2)));
        assert_eq!(Period::of_title("CHI BỘ TỔ DÂN PHỐ 3 THÁNG 9 NĂM 2022"), Some(Period::Month(9)));
        for halves in ["XẾP LOẠI ĐẢNG VIÊN 6 THÁNG ĐẦU NĂM 2024", "XẾP LOẠI CÁN BỘ CÔNG TY 6 THÁNG ĐẦU NĂM 2024"]
        {
            assert_eq!(Period::of_title(halves), Period::of_title("6 THÁNG ĐẦU NĂM 2024"), "{halves}");
        }
        assert_eq!(["04-quy-01.xlsx", "Quý 1", "An quý 1.xlsx"].map(period_in_name), [Some(Period::Quarter(1)); 3]);
    }
}
