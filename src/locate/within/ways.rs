//! How rows may be written as heads and their parts: each way gives every row its head.

use super::Find;
use crate::locate::outline::{Mark, outline_mark};
use crate::locate::rows::label_key;
use crate::locate::vocabulary::{Vocabulary, starts_with_words};
use crate::locate::{Ordinal, Row, RowRole};

/// How much the writing says by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// `1`, `1.1`: said outright.
    Numbered,
    /// Heads numbered and parts not, or the other way round, or numbers that begin again under each head.
    Written,
    /// Kinds of names, capitals, indents.
    Hinted,
    /// Nothing but sums.
    Summed,
}

/// One way to read the rows.
pub(super) struct Way {
    pub(super) trust: Trust,
    pub(super) head_of: Vec<Option<usize>>,
    /// How the rows are told, in Vietnamese and English.
    pub(super) evidence: (&'static str, &'static str),
}

/// All ways that give any head, the most telling first.
pub(super) fn all(rows: &[Row], find: &Find<'_>) -> Vec<Way> {
    let marked = |r: &Row| outline_mark(&r.ordinal.text()).is_some();
    let by = |level: &dyn Fn(&Row) -> Option<usize>| by_levels(rows, level);
    let capitals = |r: &Row| r.label.chars().any(char::is_uppercase) && !r.label.chars().any(char::is_lowercase);
    let sums = |head: usize, parts: &[usize]| find.adds_up(rows, head, parts);
    let some = |trust: Trust, head_of: Vec<Option<usize>>, evidence: (&'static str, &'static str)| {
        head_of.iter().any(Option::is_some).then_some(Way { trust, head_of, evidence })
    };
    // Where both say the same, that is one sign.
    let on_and_on = begun_again(rows, Inner::On) == begun_again(rows, Inner::OnAndOn);
    let run_on = ("số thứ tự của dòng con đánh tiếp", "numbers of parts run on");
    let found = [
        some(Trust::Numbered, numbered(rows), ("số thứ tự 1, 1.1", "the numbers 1, 1.1")),
        some(
            Trust::Written,
            by(&|r| Some(usize::from(!marked(r)))),
            ("chỉ dòng cộng được đánh số", "only heads are numbered"),
        ),
        some(
            Trust::Written,
            by(&|r| Some(usize::from(marked(r)))),
            ("dòng cộng không đánh số", "heads are not numbered"),
        ),
        some(Trust::Written, begun_again(rows, Inner::OnAndOn), run_on),
        some(Trust::Written, begun_again(rows, Inner::On), run_on).filter(|_| !on_and_on),
        some(Trust::Written, begun_again(rows, Inner::Anew), ("số thứ tự đánh lại từ 1", "numbers begin again")),
        some(Trust::Written, by(&|r| Some((find.indent)(r.index))), ("tên thụt vào", "names are set in")),
        some(Trust::Hinted, by(&|r| Some(usize::from(!capitals(r)))), ("tên viết hoa", "names in capitals")),
        some(Trust::Hinted, by(&|r| rank(&label_key(r), find.words)), ("loại tổ chức trong tên", "the kinds of names")),
        some(Trust::Summed, summed(rows, &sums), ("số liệu cộng lại", "the sums alone")),
    ];
    found.into_iter().flatten().collect()
}

/// How far inside others an organisation stands by the kind its name begins with; `None` where it names none.
pub(in crate::locate) fn rank(label: &str, words: &Vocabulary) -> Option<usize> {
    let longest = |kinds: &Vec<String>| kinds.iter().filter(|k| starts_with_words(label, k)).map(String::len).max();
    let ranked = words.rows.ranks.iter().enumerate().filter_map(|(rank, kinds)| Some((longest(kinds)?, rank)));
    ranked.max().map(|(_, rank)| rank)
}

/// Data rows that follow one another; the head of a group and a total end a run.
fn runs(rows: &[Row]) -> Vec<Vec<usize>> {
    let mut runs = vec![Vec::new()];
    for (i, row) in rows.iter().enumerate() {
        match row.role {
            RowRole::Data => runs.last_mut().into_iter().for_each(|r| r.push(i)),
            RowRole::Group | RowRole::Subtotal | RowRole::Total => runs.push(Vec::new()),
            _ => {}
        }
    }
    runs
}

/// A row is in the nearest row above it that stands higher; the lower of two levels must not come first.
fn by_levels(rows: &[Row], level: &dyn Fn(&Row) -> Option<usize>) -> Vec<Option<usize>> {
    let mut head_of = vec![None; rows.len()];
    for run in runs(rows) {
        let mut above: Vec<(usize, usize)> = Vec::new();
        for i in run {
            let Some(own) = level(&rows[i]) else {
                above.clear();
                continue;
            };
            above.retain(|(l, _)| *l < own);
            head_of[i] = above.last().map(|(_, head)| *head);
            above.push((own, i));
        }
    }
    head_of
}

/// `1.1` is in `1`, `1.1.2` in `1.1`.
fn numbered(rows: &[Row]) -> Vec<Option<usize>> {
    let number = |r: &Row| {
        let text = match &r.ordinal {
            Ordinal::None => r.label.split(' ').next().unwrap_or("").into(),
            ordinal => ordinal.text(),
        };
        let text = text.trim_end_matches(['.', ')']).to_owned();
        matches!(outline_mark(&text), Some(Mark::Number | Mark::Decimal)).then_some(text)
    };
    let mut head_of = vec![None; rows.len()];
    for run in runs(rows) {
        let mut above: Vec<(String, usize)> = Vec::new();
        for i in run {
            let Some(own) = number(&rows[i]) else {
                above.clear();
                continue;
            };
            above.retain(|(n, _)| own.strip_prefix(n.as_str()).is_some_and(|rest| rest.starts_with('.')));
            head_of[i] = above.last().map(|(_, head)| *head);
            above.push((own, i));
        }
    }
    head_of
}

/// How the numbers of parts go on under the next head.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inner {
    /// From 1.
    Anew,
    /// Where they ended; a number that may be a head's is one.
    On,
    /// Where they ended; a number that may be a part's is one.
    OnAndOn,
}

/// 1, then 1, 2, 3 in it; 2, then 1, 2 in it, or where they run on, 4, 5.
fn begun_again(rows: &[Row], how: Inner) -> Vec<Option<usize>> {
    let mut head_of = vec![None; rows.len()];
    for run in runs(rows) {
        let number = |at: usize| run.get(at).and_then(|&i| rows[i].ordinal.number());
        let mut head: Option<(u32, usize)> = None;
        let mut inner = 0;
        for at in 0..run.len() {
            let Some(own) = number(at) else { return vec![None; rows.len()] };
            let next = head.map_or(1, |(n, _)| n + 1);
            let before = if how == Inner::Anew { 0 } else { inner };
            let part = how == Inner::OnAndOn && own == inner + 1 && head.is_some();
            let begins = number(at + 1) == Some(before + 1) && own == next && !part;
            if begins {
                (head, inner) = (Some((own, run[at])), before);
            } else if own == inner + 1 && head.is_some() {
                head_of[run[at]] = head.map(|(_, i)| i);
                inner = own;
            } else if how == Inner::Anew {
                (head, inner) = (head.map(|(_, i)| (own, i)), 0);
            } else if own == next && head.is_some() {
                head = Some((own, run[at]));
            } else {
                return vec![None; rows.len()];
            }
        }
    }
    head_of
}

/// A row and as many after it as add up to it in every column, row after row.
fn summed(rows: &[Row], adds_up: &dyn Fn(usize, &[usize]) -> bool) -> Vec<Option<usize>> {
    const MOST_PARTS: usize = 60;
    let mut head_of = vec![None; rows.len()];
    for run in runs(rows).into_iter().filter(|r| r.len() <= 400) {
        let mut at = 0;
        while at < run.len() {
            let longest = (run.len() - at - 1).min(MOST_PARTS);
            let parts = (2..=longest).find(|n| adds_up(run[at], &run[at + 1..=at + n])).unwrap_or(0);
            run[at + 1..=at + parts].iter().for_each(|&i| head_of[i] = Some(run[at]));
            at += parts + 1;
        }
    }
    head_of
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locate::within::tests::{drawn, with};

    /// Each way that gives a head: how it is told, and who stands inside whom.
    fn ways(picture: &str) -> String {
        let drawn = drawn(picture);
        let name = |i: usize| drawn.rows[i].label.as_str();
        let inside = |way: &Way| {
            let pairs =
                way.head_of.iter().enumerate().filter_map(|(i, h)| Some(format!("{}<{}", name(i), name((*h)?))));
            pairs.collect::<Vec<_>>().join(" ")
        };
        let all = with(&drawn, |find| all(&drawn.rows, find));
        all.iter().map(|way| format!("{}: {}", way.evidence.0, inside(way))).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn decimal_numbers_stand_inside_their_whole() {
        insta::assert_snapshot!(ways("
            1 | A | 9
            1.1 | B | 5
            1.1.2 | C | 1
            2 | D | 4
            2.1 | E | 3
            12 | F | 2"), @"số thứ tự 1, 1.1: B<A C<B E<D");
    }

    #[test]
    fn rows_with_and_without_numbers_are_read_both_ways() {
        insta::assert_snapshot!(ways("
            | A | 90
            1 | B | 5
            2 | C | 1
            | D | 40
            1 | E | 3"), @r"
        chỉ dòng cộng được đánh số: D<C
        dòng cộng không đánh số: B<A C<A E<D
        ");
    }

    #[test]
    fn numbers_that_begin_again_open_a_list_inside() {
        insta::assert_snapshot!(ways("
            1 | A | 90
            1 | B | 5
            2 | C | 1
            2 | D | 40
            1 | E | 3
            3 | F | 7"), @"số thứ tự đánh lại từ 1: B<A C<A E<D");
    }

    #[test]
    fn numbers_may_run_on_from_one_inner_list_to_the_next() {
        insta::assert_snapshot!(ways("
            1 | A | 90
            1 | B | 5
            2 | C | 1
            2 | D | 40
            3 | E | 3
            4 | F | 7
            3 | G | 2"), @r"
        số thứ tự của dòng con đánh tiếp: B<A C<A E<D F<D
        số thứ tự của dòng con đánh tiếp: B<A D<C E<C F<C
        số thứ tự đánh lại từ 1: B<A C<A
        ");
        assert_eq!(ways("1 | A | 9\n2 | B | 8\n3 | C | 7"), "");
    }

    #[test]
    fn names_tell_by_indents_capitals_and_kinds() {
        insta::assert_snapshot!(ways("
            | ĐẢNG BỘ PHƯỜNG AN | 90
            | ..Chi bộ Một | 5
            | ..Chi bộ Hai | 1
            | ĐẢNG BỘ XÃ BÌNH | 40
            | ..Chi bộ Ba | 3"), @r"
        tên thụt vào: Chi bộ Một<ĐẢNG BỘ PHƯỜNG AN Chi bộ Hai<ĐẢNG BỘ PHƯỜNG AN Chi bộ Ba<ĐẢNG BỘ XÃ BÌNH
        tên viết hoa: Chi bộ Một<ĐẢNG BỘ PHƯỜNG AN Chi bộ Hai<ĐẢNG BỘ PHƯỜNG AN Chi bộ Ba<ĐẢNG BỘ XÃ BÌNH
        loại tổ chức trong tên: Chi bộ Một<ĐẢNG BỘ PHƯỜNG AN Chi bộ Hai<ĐẢNG BỘ PHƯỜNG AN Chi bộ Ba<ĐẢNG BỘ XÃ BÌNH
        ");
    }

    #[test]
    fn sums_alone_tell_in_every_column_only() {
        insta::assert_snapshot!(ways("
            1 | A | 9 | 5
            2 | B | 5 | 3
            3 | C | 4 | 2
            4 | D | 7 | 1"), @"số liệu cộng lại: B<A C<A");
        assert_eq!(ways("1 | A | 9 | 5\n2 | B | 5 | 3\n3 | C | 4 | 1"), "");
    }

    #[test]
    fn a_total_ends_what_stands_inside() {
        assert_eq!(ways("1 | A | 9\n | Cộng | 9\n1.1 | B | 5"), "");
    }
}
