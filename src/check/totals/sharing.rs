//! Rows of several summaries → those that are about the same. "Chi bộ 1" stands under every đảng bộ: where only the titles
//! and sheets can say under which, what they add to the name of their form parts nobody.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::identity::{are_one_supposed, is_supposed, parent_in};
use super::parting::Stands;
use super::{UnitTotal, bare};

/// Which of some summaries have a row in common.
pub(super) struct Sharing(HashSet<(usize, usize)>);

impl Sharing {
    /// Of summaries about one subject.
    pub(super) fn of(group: &[UnitTotal]) -> Self {
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, total) in group.iter().enumerate() {
            for row in total.rows().filter(|row| !row.key.is_empty()) {
                let known = places.entry(&row.key).or_default();
                if known.last() != Some(&place) {
                    known.push(place);
                }
            }
        }
        let pairs = |known: &Vec<usize>| -> Vec<(usize, usize)> {
            (0..known.len()).flat_map(|at| known[at + 1..].iter().map(move |&b| (known[at], b))).collect()
        };
        let mut found: HashSet<(usize, usize)> = places.values().flat_map(pairs).collect();
        let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        places.keys().filter(|row| is_supposed(row)).for_each(|row| named.entry(bare(row)).or_default().push(row));
        let mut alike = Known::default();
        for rows in named.values() {
            for (at, own) in rows.iter().enumerate() {
                for other in &rows[at + 1..] {
                    if alike.are(own, other) {
                        let others = &places[other];
                        found.extend(
                            places[own].iter().flat_map(|&a| others.iter().map(move |&b| (a.min(b), a.max(b)))),
                        );
                    }
                }
            }
        }
        Self(found)
    }

    /// Have these two?
    pub(super) fn between(&self, a: usize, b: usize) -> bool {
        self.0.contains(&(a.min(b), a.max(b)))
    }
}

/// The rows of two summaries that are about the same.
pub(super) fn shared<'g>(a: &'g UnitTotal, b: &'g UnitTotal) -> Vec<(&'g Stands, &'g Stands)> {
    let known: BTreeMap<&str, &Stands> =
        a.rows().filter(|row| !row.key.is_empty()).map(|row| (&*row.key, row)).collect();
    let mut supposed: BTreeMap<&str, Vec<&Stands>> = BTreeMap::new();
    let of_titles = known.iter().filter(|(key, _)| is_supposed(key));
    of_titles.for_each(|(key, row)| supposed.entry(bare(key)).or_default().push(row));
    let mut alike = Known::default();
    let mut titled = |row: &'g Stands| {
        let own = supposed.get(bare(&row.key)).filter(|_| is_supposed(&row.key))?;
        own.iter().copied().find(|own| alike.are(&own.key, &row.key))
    };
    b.rows().filter_map(|row| Some((known.get(&*row.key).copied().or_else(|| titled(row))?, row))).collect()
}

/// Whether the supposed parents of two rows are one, each two looked at once.
#[derive(Default)]
struct Known<'r>(HashMap<(&'r str, &'r str), bool>);

impl<'r> Known<'r> {
    fn are(&mut self, a: &'r str, b: &'r str) -> bool {
        let both = (parent_in(a), parent_in(b));
        *self.0.entry(both).or_insert_with(|| are_one_supposed(both.0, both.1))
    }
}

#[cfg(test)]
mod tests {
    use crate::check::rules::testing::{all_findings, inputs, submission};
    use crate::check::totals::totals;
    use crate::config::Config;

    const TITLE: &str = "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021";
    const ROWS: [[i64; 2]; 3] = [[2, 18], [1, 11], [3, 22]];
    /// One moved from the best level to the next; one member more.
    const MOVED: [[i64; 2]; 3] = [[1, 19], [1, 11], [3, 22]];
    const MORE: [[i64; 2]; 3] = [[2, 18], [1, 12], [3, 22]];

    /// What two files of one phường come to, and what is told.
    fn told(list: bool, files: [(&str, &[[i64; 2]; 3]); 2]) -> String {
        let file = |(name, (title, rows)): (&str, (&str, &[[i64; 2]; 3]))| {
            let head = match list {
                true => "4 | TT | Tên chi bộ | Xếp loại",
                false => "4 | TT | Chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV",
            };
            let row = |(i, [best, good]): (usize, &[i64; 2])| {
                let said = match list {
                    true => if *best > 1 { "HTXSNV" } else { "HTTNV" }.to_owned(),
                    false => format!("{} | {best} | {good} | 0 | 0", best + good),
                };
                format!("{} | {} | Chi bộ {} | {said}\n", i + 5, i + 1, i + 1)
            };
            let rows: String = rows.iter().enumerate().map(row).collect();
            format!("=== {name}.xlsx\n1 | ĐẢNG ỦY PHƯỜNG HÒA KHÊ\n2 | {title}\n{head}\n{rows}")
        };
        let picture: String = ["x", "y"].into_iter().zip(files).map(file).collect();
        let config = Config::default();
        let units = totals(&submission(inputs(&picture), &config)).units;
        let counted: Vec<String> = units.iter().map(|u| u.counts.total.unwrap_or(0).to_string()).collect();
        let found = all_findings(&picture).into_iter().filter(|f| f.rule != "C401");
        let found = found.map(|f| format!("{} {:?} {}", f.rule, f.severity, f.message.vi));
        format!("{} / {}", counted.join(", "), found.collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn a_word_more_in_the_title_makes_no_other_report() {
        for title in [
            "KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021",
            "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021 PHƯỜNG HÒA KHÊ",
            "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021 CỦA ĐẢNG BỘ",
            "PHỤ LỤC 1: KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021 THEO HƯỚNG DẪN 21-HD/BTCTW",
        ] {
            let same = told(false, [(TITLE, &ROWS), (title, &ROWS)]);
            assert!(same.starts_with("57 / X603 Info"), "{title}: {same}");
            for other in [&MOVED, &MORE] {
                let differ = told(false, [(TITLE, &ROWS), (title, other)]);
                assert!(differ.starts_with(" / X603 Error"), "{title}: {differ}");
            }
        }
        for title in ["(ĐIỀU CHỈNH)", "- LẦN 2", "(THAY THẾ)"] {
            let told = told(false, [(TITLE, &ROWS), (&format!("{TITLE} {title}"), &MORE)]);
            assert!(told.starts_with("58 / X603 Info"), "{title}: {told}");
        }
    }

    #[test]
    fn lists_of_the_same_units_are_one_whatever_words_their_titles_have() {
        let [title, other] = [TITLE, "KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021"]
            .map(|title| title.replace("ĐẢNG VIÊN", "CHI BỘ"));
        let same = told(true, [(&title, &ROWS), (&other, &ROWS)]);
        assert_eq!(
            same,
            "3 / X603 Info Phường Hòa Khê, Chi bộ trực thuộc: trùng số liệu với “x.xlsx”; chỉ tính một lần"
        );
        let differ = told(true, [(&title, &ROWS), (&other, &MOVED)]);
        assert!(differ.starts_with(" / X603 Error"), "{differ}");
    }

    #[test]
    fn titles_that_name_two_parts_are_of_two() {
        for [one, two] in [["XÃ AN MỸ", "XÃ AN LỄ"], ["CỤM 1", "CỤM 2"], ["CHÍNH THỨC", "DỰ BỊ"], ["AN MỸ", "AN LỄ"]]
        {
            let title = |part: &str| TITLE.replace(" NĂM", &format!(" {part} NĂM"));
            assert_eq!(told(false, [(&title(one), &ROWS), (&title(two), &MORE)]), "115 / ", "{one}");
        }
    }
}
