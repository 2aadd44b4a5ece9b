//! Counts typed in one sentence under a list: `Tổng số: 9 công chức | Mức A: 1 | Mức B: 7 | Loại D: 0`.

use super::ColumnRole;
use super::vocabulary::Vocabulary;
use crate::text::key;

/// What a sentence counts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sentence {
    /// All of them, where it says so.
    pub total: Option<i64>,
    /// Levels as written, each with its count.
    pub levels: Vec<(String, i64)>,
}

/// Reads a sentence; `None` where it does not count two levels at least.
///
/// Every part must be a name and a number, so that a remark with a figure in it is no count.
pub fn read(text: &str, words: &Vocabulary) -> Option<Sentence> {
    let mut sentence = Sentence::default();
    let mut opened = text.trim().trim_end_matches(['.', '/']);
    if let Some((head, rest)) = opened.split_once("trong đó") {
        sentence.total = whole(head.trim_end_matches([' ', ',', '(']), words)?;
        opened = rest.trim_start_matches([':', ' ']);
    }
    for item in opened.split(['|', ';', ',']).filter(|p| !p.trim().is_empty()) {
        let (name, count) = part(item)?;
        let name_key = key(&name);
        let label = words.mention_beside(&name_key).map(|m| m.label).or_else(|| {
            let bare = name_key.rsplit(' ').next().unwrap_or("").to_owned();
            words.is_symbol(&name_key).then_some(bare)
        });
        match label {
            Some(label) => sentence.levels.push((label, count)),
            None if words.is_total(&name_key) && sentence.total.is_none() => sentence.total = Some(count),
            None => return None,
        }
    }
    (sentence.levels.len() >= 2).then_some(sentence)
}

/// How many there are, by what stands before "trong đó": "Tổng số: 14 người; đã xếp loại: 13 người" says 14, and those
/// rated alone say nothing of it. `None` where a part of it counts nothing.
fn whole(head: &str, words: &Vocabulary) -> Option<Option<i64>> {
    let parts: Vec<(String, i64)> =
        head.split(['|', ';', ',']).filter(|p| !p.trim().is_empty()).map(part).collect::<Option<_>>()?;
    let role = |name: &str| words.role(&key(name));
    let of_total = parts.iter().find(|(name, _)| words.is_total(&key(name)) || role(name) == Some(ColumnRole::Total));
    let only = || parts.first().filter(|(name, _)| parts.len() == 1 && role(name) != Some(ColumnRole::Rated));
    Some(of_total.or_else(only).map(|(_, count)| *count))
}

/// `"Mức A: 05 công chức"`, `"05 đồng chí HTXSNV"` → the name and the number.
fn part(text: &str) -> Option<(String, i64)> {
    let text = text.trim();
    let number = |t: &str| t.parse::<i64>().ok().filter(|_| t.len() <= 7 && t.bytes().all(|b| b.is_ascii_digit()));
    if let Some((name, value)) = text.rsplit_once([':', '=']) {
        let first = value.trim().split(' ').next()?;
        return Some((name.trim().to_owned(), number(first)?));
    }
    let words: Vec<&str> = text.split(' ').collect();
    let (first, last) = (words.first()?, words.last()?);
    if let Some(count) = number(first) {
        let unit =
            |w: &&str| ["người", "đồng", "chí", "công", "chức", "đảng", "viên", "tổ"].contains(&&*w.to_lowercase());
        let rest: Vec<&str> = words[1..].iter().copied().skip_while(unit).collect();
        return (!rest.is_empty()).then(|| (rest.join(" "), count));
    }
    number(last).map(|count| (words[..words.len() - 1].join(" "), count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_count_and_remarks_do_not() {
        let labels = ["htxsnv", "httnv", "htnv", "khtnv"];
        let words = Vocabulary::new(labels.into_iter(), std::iter::empty());
        let words = words.with_symbols(["a", "mức a", "b", "mức b", "loại d", "d"].map(str::to_owned).into());
        let show = |t: &str| read(t, &words).map(|s| format!("{:?} {:?}", s.total, s.levels)).unwrap_or_default();
        assert_eq!(
            show("Tổng số: 9 công chức | Mức A: 1 | Mức B: 7 | Loại D: 0"),
            r#"Some(9) [("a", 1), ("b", 7), ("d", 0)]"#
        );
        assert_eq!(
            show("Tổng số: 35 đảng viên, trong đó: HTXSNV: 05; HTTNV: 28; HTNV: 02."),
            r#"Some(35) [("htxsnv", 5), ("httnv", 28), ("htnv", 2)]"#
        );
        assert_eq!(
            show("Tổng số: 14 người; đã xếp loại: 13 người, trong đó: 01 HTXSNV, 11 HTTNV, 01 HTNV, 0 KHTNV./."),
            r#"Some(14) [("htxsnv", 1), ("httnv", 11), ("htnv", 1), ("khtnv", 0)]"#
        );
        assert_eq!(
            show("Đã xếp loại: 13 người, trong đó: 01 HTXSNV, 12 HTTNV"),
            r#"None [("htxsnv", 1), ("httnv", 12)]"#
        );
        assert_eq!(show("Ghi chú: HTXSNV: 5 năm liền; HTTNV: xem biểu 2"), "");
        assert_eq!(show("Mức A: Hoàn thành xuất sắc nhiệm vụ; Mức B: Hoàn thành tốt nhiệm vụ"), "");
    }
}
