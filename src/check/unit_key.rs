//! Names of units → keys that are equal where the names mean the same unit.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::offices::tier;
use crate::text::key;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    anywhere: BTreeMap<String, String>,
    first: BTreeMap<String, String>,
}

/// One abbreviation.
struct Short {
    /// Its words behind the first one.
    rest: Vec<String>,
    /// What it stands for.
    long: String,
    /// Does it count only where a name begins?
    first: bool,
}

/// All by their first word, the longest first; of equal ones those that count only where a name begins.
static SHORT: LazyLock<HashMap<String, Vec<Short>>> = LazyLock::new(|| {
    let data: Data = toml::from_str(include_str!("unit_words.toml")).expect("embedded words");
    let mut all: HashMap<String, Vec<Short>> = HashMap::new();
    for (words, first) in [(data.first, true), (data.anywhere, false)] {
        for (short, long) in words {
            let short = key(&short);
            let mut words = short.split(' ').map(str::to_owned);
            let head = words.next().unwrap_or_default();
            all.entry(head).or_default().push(Short { rest: words.collect(), long: key(&long), first });
        }
    }
    all.values_mut().for_each(|list| list.sort_by_key(|short| (usize::MAX - short.rest.len(), !short.first)));
    all
});

/// The organisations of the Party at a unit: its name begins behind them.
const OF_THE_PARTY: [[&str; 2]; 4] = [["chi", "bộ"], ["đảng", "bộ"], ["đảng", "ủy"], ["chi", "ủy"]];

/// A name levelled, which may be that of the Party's organisation at a place.
fn levelled(name: &str) -> String {
    let text = if name.contains('&') { key(&name.replace('&', " và ")) } else { key(name) };
    numbered(written_out(text))
}

/// Is a name that of a place, "Quận A", and of no body there, as "Quận ủy A" is?
pub fn is_place_alone(name: &str) -> bool {
    let text = levelled(name);
    tier(&text).is_some() && unit_key(name) == text
}

/// The key under which a unit's names are equal: case, spacing and common abbreviations levelled, tones kept.
pub fn unit_key(name: &str) -> String {
    static PREFIXES: LazyLock<[(String, &str); 10]> = LazyLock::new(|| {
        [
            ("quận uỷ ", "quận "),
            ("huyện uỷ ", "huyện "),
            ("thị uỷ ", "thị xã "),
            ("thành uỷ ", "thành phố "),
            ("tỉnh uỷ ", "tỉnh "),
            ("đảng bộ quận ", "quận "),
            ("đảng bộ huyện ", "huyện "),
            ("đảng bộ thị xã ", "thị xã "),
            ("đảng bộ thành phố ", "thành phố "),
            ("đảng bộ tỉnh ", "tỉnh "),
        ]
        .map(|(long, short)| (key(long), short))
    });
    let text = levelled(name);
    for (long, short) in &*PREFIXES {
        if let Some(rest) = text.strip_prefix(long.as_str()).and_then(|r| r.strip_prefix(' ').or(Some(r))) {
            return format!("{}{rest}", if rest.is_empty() { short.trim_end() } else { short });
        }
    }
    text
}

/// "Thôn 01", "thôn số 1" go by the number 1.
fn numbered(text: String) -> String {
    let number = |word: &str| word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
    if !text.split(' ').any(number) {
        return text;
    }
    let words: Vec<&str> = text.split(' ').collect();
    let counts = |place: usize| words.get(place + 1).is_some_and(|next| number(next));
    let kept = words.iter().enumerate().filter(|&(place, word)| !(*word == "số" && place > 0 && counts(place)));
    let plain = |word: &str| match word.trim_start_matches('0') {
        _ if !number(word) => word.to_owned(),
        "" => "0".to_owned(),
        plain => plain.to_owned(),
    };
    kept.map(|(_, word)| plain(word)).collect::<Vec<_>>().join(" ")
}

/// A key with its abbreviations written out; without one it stays as it is.
fn written_out(text: String) -> String {
    if !text.split(' ').any(|word| SHORT.contains_key(word)) {
        return text;
    }
    let words: Vec<&str> = text.split(' ').collect();
    let mut out: Vec<&str> = Vec::with_capacity(words.len());
    let mut place = 0;
    while let Some(&word) = words.get(place) {
        let begins = || out.is_empty() || OF_THE_PARTY.iter().any(|party| out.ends_with(party));
        let fits = |short: &&Short| {
            let behind = words[place + 1..].iter().take(short.rest.len());
            behind.eq(short.rest.iter()) && (!short.first || begins())
        };
        match SHORT.get(word).and_then(|list| list.iter().find(fits)) {
            Some(short) => {
                out.extend(short.long.split(' '));
                place += 1 + short.rest.len();
            }
            None => {
                out.push(word);
                place += 1;
            }
        }
    }
    key(&out.join(" "))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_abbreviations_stand_for_one_thing() {
        for (short, long) in [
            ("CB TAND huyện", "Chi bộ Tòa án nhân dân huyện"),
            ("Chi bộ Viện KSND huyện", "Chi bộ VKSND huyện"),
            ("ĐB CA huyện", "Đảng bộ Công an huyện"),
            ("CA quận", "Công an quận"),
            ("Đảng bộ QS huyện", "Đảng bộ Quân sự huyện"),
            ("Chi bộ KBNN huyện", "Chi bộ Kho bạc Nhà nước huyện"),
            ("Chi bộ NHCSXH", "Chi bộ Ngân hàng Chính sách xã hội"),
            ("Chi bộ BHXH huyện", "Chi bộ Bảo hiểm xã hội huyện"),
            ("ĐB TTYT huyện", "Đảng bộ Trung tâm Y tế huyện"),
            ("Chi bộ TT Y tế", "Chi bộ Trung tâm Y tế"),
            ("Chi bộ VP HĐND & UBND", "Chi bộ Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
            ("Chi bộ Phòng GD&ĐT", "Chi bộ Phòng Giáo dục và Đào tạo"),
            ("Phòng GD-ĐT", "Phòng Giáo dục - Đào tạo"),
            ("TH&THCS Lê Lợi", "Trường Tiểu học - Trung học cơ sở Lê Lợi"),
            ("Trường TH - THCS Lê Lợi", "Trường Tiểu học và THCS Lê Lợi"),
            ("VP HĐND - UBND", "Văn phòng HĐND và UBND"),
            ("UBMTTQVN phường", "Ủy ban Mặt trận Tổ quốc Việt Nam phường"),
            ("Ủy ban MTTQ phường", "MTTQ phường"),
            ("Phòng VH-XH", "Phòng Văn hóa và Xã hội"),
            ("Phòng KT,HT&ĐT", "Phòng Kinh tế, Hạ tầng và Đô thị"),
            ("Sở Lao động - TBXH", "Sở LĐTB&XH"),
            ("Phòng Nông nghiệp và PTNT", "Phòng NN&PTNT"),
            ("Ban QLDA ĐTXD", "Ban Quản lý dự án Đầu tư xây dựng"),
            ("BV Đa khoa huyện", "Bệnh viện Đa khoa huyện"),
            ("Quận đoàn Hải Châu", "Đoàn TNCS Hồ Chí Minh quận Hải Châu"),
            ("Đoàn TN phường", "Đoàn Thanh niên Cộng sản Hồ Chí Minh phường"),
            ("Thị ủy Điện Bàn", "Đảng bộ thị xã Điện Bàn"),
            ("Phòng TC-KH", "Phòng Tài chính – Kế hoạch"),
            ("Phòng LĐ-TB&XH", "Phòng Lao động - Thương binh và Xã hội"),
            ("Phòng TN&MT", "Phòng Tài nguyên và Môi trường"),
            ("CB THCS Lê Lợi", "Chi bộ Trường Trung học cơ sở Lê Lợi"),
            ("CB TH Lê Lợi", "Chi bộ trường TH Lê Lợi"),
            ("Trường TH&THCS Lê Lợi", "Trường Tiểu học và Trung học cơ sở Lê Lợi"),
            ("CB Mầm non Hoa Sen", "Chi bộ Trường MN Hoa Sen"),
            ("ĐB TT Vũ Hạ", "Đảng bộ thị trấn Vũ Hạ"),
            ("CHI BỘ THÔN 01", "Chi bộ thôn 1"),
            ("Chi bộ số 3", "CB 03"),
            ("Chi bộ TDP số 10", "Chi bộ Tổ dân phố 10"),
            ("Trường THCS số 1 Hòa Sơn", "Trường THCS 1 Hòa Sơn"),
        ] {
            assert_eq!(unit_key(short), unit_key(long));
            assert_eq!(unit_key(&unit_key(short)), unit_key(short), "a key is its own key");
        }
        for (one, other) in [
            ("Chi bộ thôn Ca", "Chi bộ thôn Công an"),
            ("Chi bộ thôn 10", "Chi bộ thôn 1"),
            ("Chi bộ thôn 100", "Chi bộ thôn 010"),
            ("Tổ số 1A", "Tổ 1A"),
            ("Phòng Tiểu học", "Phòng Trường tiểu học"),
            ("Chi bộ Lê Lợi", "Chi bộ Trường Lê Lợi"),
            ("Phòng VHTT", "Phòng Văn hóa - Thông tin"),
            ("Phòng NN&PTNT", "Phòng NN&MT"),
            ("Trường TH Lê Lợi", "Trường TH&THCS Lê Lợi"),
            ("Phòng TH", "Phòng Tiểu học"),
            ("Ban công tác Mặt trận thôn 1", "MTTQ thôn 1"),
            ("Đảng bộ Ban CHQS huyện", "Đảng bộ Quân sự huyện"),
        ] {
            assert_ne!(unit_key(one), unit_key(other));
        }
    }

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
