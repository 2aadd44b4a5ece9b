//! Columns that part those not rated by their reasons: "Miễn sinh hoạt | Mới kết nạp dưới 6 tháng | Lý do khác", under a head
//! of their own or beside one another; and of two totals the one of those who must be rated.
//!
//! The head says it, or the figures do: columns that together are what the rated leave of the total hold those not rated,
//! whatever they are headed by.

use std::collections::BTreeSet;

use super::loose::bare;
use super::parts::{Part, mark};
use super::tables::Frame;
use super::vocabulary::{Vocabulary, has_words};
use super::{Column, ColumnRole, Row, RowRole};
use crate::finding::CellRef;
use crate::text::key;

/// The groups of parts found here, apart from those of levels.
const FIRST_GROUP: usize = 1_000;
/// The levels of the common scale.
const LEVELS: usize = 4;
/// Columns under strange heads must fill what is left in so many rows: fewer agree by chance.
const TELLING: usize = 2;

/// The figures of a column, one a row of data.
type Figures = Vec<Option<i64>>;

/// Settles which columns hold those not rated, and which of several totals is that of those who must be.
pub(super) fn settle(columns: &mut [Column], rows: &[Row], frame: &Frame<'_, '_>, words: &Vocabulary) {
    let table = Table { rows, frame, words };
    let mut group = FIRST_GROUP;
    table.under_heads(columns, &mut group);
    // Whose total and whose rated it is must not be in doubt.
    let one = |role: ColumnRole| columns.iter().filter(|c| c.role == role).count() <= 1;
    let twin =
        |c: &Column| columns.iter().filter(|o| o.level.is_some() && o.role == c.role && o.level == c.level).count();
    let levels: Vec<&Column> = columns.iter().filter(|c| c.role == ColumnRole::Count && c.level.is_some()).collect();
    if !one(ColumnRole::Rated) || levels.is_empty() || levels.iter().any(|c| twin(c) > 1) {
        return;
    }
    table.of_two_totals(columns, &mut group);
    let totals: Vec<usize> = (0..columns.len()).filter(|&i| columns[i].role == ColumnRole::Total).collect();
    let Some(&total) = totals.first() else { return };
    let Some(left) = table.left(columns, total) else { return };
    if table.whole_beside_parts(columns, total, &left, &mut group) {
        return;
    }
    table.beside_one_another(columns, total, &left);
}

/// Does a head say why those under it are not rated?
pub fn names_reason(head: &str) -> bool {
    let head = key(head).replace(" 06 ", " 6 ").replace("sáu tháng", "6 tháng");
    const WHY: [&str; 25] = [
        "miễn",
        "mới thành lập",
        "mới kết nạp",
        "mới kn",
        "dưới 6 tháng",
        "đình chỉ",
        "nghỉ",
        "chưa đủ 6 tháng",
        "không thuộc diện",
        "không phải đánh giá",
        "không phải xếp loại",
        "đi học",
        "mới điều động",
        "mới tuyển dụng",
        "mới chuyển đến",
        "chuyển đến",
        "chuyển đi",
        "chuyển sinh hoạt",
        "sinh hoạt tạm thời",
        "tập sự",
        "từ trần",
        "chết",
        "thai sản",
        "ốm",
        "đi nước ngoài",
    ];
    says_one_of(&head, &WHY)
}

/// Does a text, itself a key, say one of these words? In one without any tones they count without theirs.
pub fn says_one_of(text: &str, said: &[&str]) -> bool {
    let toneless = text.is_ascii();
    said.iter().map(|w| key(w)).any(|w| has_words(text, &w) || (toneless && has_words(text, &bare(&w))))
}

struct Table<'t, 's> {
    rows: &'t [Row],
    frame: &'t Frame<'t, 's>,
    words: &'t Vocabulary,
}

impl Table<'_, '_> {
    fn figures(&self, column: &Column) -> Figures {
        self.data().map(|row| self.frame.figure(row.index, column.index)).collect()
    }

    fn data(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|r| r.role == RowRole::Data).take(2_000)
    }

    /// Is it a column of figures: some number, and no words?
    fn counts(&self, column: &Column) -> bool {
        let text = |r: &Row| self.frame.grid.text(CellRef::new(r.index, column.index));
        let number = |t: &String| t.starts_with(|c: char| c.is_ascii_digit()) && !t.contains(char::is_alphabetic);
        let texts: Vec<String> = self.data().map(text).filter(|t| !t.is_empty()).collect();
        texts.iter().any(number) && texts.iter().all(|t| number(t) || self.words.is_none_mark(t))
    }

    /// "Chưa đánh giá, xếp loại {Tổng số | Miễn sinh hoạt | Lý do khác}".
    fn under_heads(&self, columns: &mut [Column], group: &mut usize) {
        let mut heads: Vec<(Vec<String>, Vec<usize>)> = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            let Some(head) = self.head_of_unrated(column).filter(|_| self.counts(column)) else { continue };
            match heads.iter_mut().find(|(of, _)| *of == head) {
                Some((_, under)) => under.push(at),
                None => heads.push((head, vec![at])),
            }
        }
        for (_, under) in heads {
            let total = |at: &usize| columns[*at].path.last().is_some_and(|leaf| self.says_all(&key(leaf)));
            let (whole, parts): (Vec<usize>, Vec<usize>) = under.into_iter().partition(total);
            let alone = if whole.len() == 1 { &parts[..0] } else { &parts[..] };
            for &at in whole.iter().chain(alone) {
                set_unrated(&mut columns[at], ("theo tiêu đề phía trên", "by the head above"));
            }
            if let [whole] = whole[..] {
                self.part(columns, whole, &parts, group);
            }
        }
    }

    /// The head above a column that says that those under it are not rated, where the column holds what may be counted.
    fn head_of_unrated(&self, column: &Column) -> Option<Vec<String>> {
        use ColumnRole::{Ignored, Note, Rated, Reason, Total, Unknown, Unrated};
        if column.level.is_some() || !matches!(column.role, Ignored | Note | Rated | Reason | Total | Unknown | Unrated)
        {
            return None;
        }
        let keys: Vec<String> = column.path.iter().map(|p| key(p)).collect();
        let above = keys.len().checked_sub(1)?;
        let at = keys[..above].iter().rposition(|k| self.words.head_role(k) == Some(Unrated))?;
        Some(keys[..=at].to_vec())
    }

    /// "Tổng số", "SL".
    fn says_all(&self, leaf: &str) -> bool {
        self.words.is_count_word(leaf) || self.words.is_total(leaf) || self.words.is_subtotal(leaf)
    }

    /// Columns that count parts of one, and make it up where the figures say so.
    fn part(&self, columns: &mut [Column], of: usize, parts: &[usize], group: &mut usize) {
        let whole = self.figures(&columns[of]);
        let fit = fits(&whole, &self.sum(columns, parts));
        let exact = parts.len() >= 2 && fit.agree > 0 && fit.agree >= fit.differ;
        for &at in parts {
            let part = Part { of, group: *group, exact, role: ColumnRole::Unrated };
            let subject = columns[of].subject;
            mark(columns, at, part, subject);
            *group += 1;
        }
    }

    /// Of "Tổng số đảng viên | Số phải đánh giá" the second is the total, and the first says how many there are.
    fn of_two_totals(&self, columns: &mut [Column], group: &mut usize) {
        let totals: Vec<usize> = (0..columns.len()).filter(|&i| columns[i].role == ColumnRole::Total).collect();
        let must = |i: &usize| columns[*i].path.last().is_some_and(|p| self.words.must_be_rated(&key(p)));
        let (must, all): (Vec<usize>, Vec<usize>) = totals.into_iter().partition(must);
        let ([must], [all]) = (&must[..], &all[..]) else { return };
        // "Tổng số | Chưa xếp loại | Đủ điều kiện xếp loại": those rated and those not are all of them.
        let eligible = |p: &String| ["đủ điều kiện", "đủ thời gian"].iter().any(|said| has_words(&key(p), said));
        let role = |role: ColumnRole| columns.iter().any(|c| c.role == role);
        if columns[*must].path.last().is_some_and(eligible) && role(ColumnRole::Unrated) && !role(ColumnRole::Rated) {
            columns[*must].role = ColumnRole::Rated;
            return;
        }
        let same = columns[*must].subject.zip(columns[*all].subject).is_none_or(|(a, b)| a == b);
        let (own, whole) = (self.figures(&columns[*must]), self.figures(&columns[*all]));
        let mut pairs = own.iter().zip(&whole).filter_map(|(a, b)| a.zip(*b));
        if !same || pairs.any(|(own, whole)| own > whole) {
            return;
        }
        let apart: Figures = own.iter().zip(&whole).map(|(a, b)| Some((*b)? - (*a)?)).collect();
        let open = |i: &usize| {
            let between = (columns[*all].index.min(columns[*must].index)..).contains(&columns[*i].index);
            between && (columns[*i].role == ColumnRole::Unrated || self.may_hold_unrated(&columns[*i]))
        };
        let open: Vec<usize> = (0..columns.len()).filter(open).collect();
        let exempt = self.interval(columns, &open, &[], &apart).unwrap_or_default();
        let exact = !exempt.is_empty();
        for at in exempt {
            let part = Part { of: *all, group: *group, exact, role: ColumnRole::Unrated };
            let subject = columns[*all].subject;
            mark(columns, at, part, subject);
            *group += 1;
        }
        let subject = columns[*must].subject.or(columns[*all].subject);
        columns[*must].part = Some(Part { of: *all, group: *group, exact, role: ColumnRole::Total });
        columns[*must].subject = subject;
        *group += 1;
        let column = &mut columns[*all];
        column.role = ColumnRole::Part;
        column.evidence.vi.push_str("; gồm cả số không thuộc diện đánh giá");
        column.evidence.en.push_str("; with those who need not be rated");
    }

    /// What the rated leave of the total, row by row; `None` where it cannot be told.
    fn left(&self, columns: &[Column], total: usize) -> Option<Figures> {
        let total = self.figures(&columns[total]);
        let rated = match columns.iter().find(|c| c.role == ColumnRole::Rated) {
            Some(rated) => self.figures(rated),
            None => {
                let plain = |c: &&Column| c.role == ColumnRole::Count && c.level.as_ref().is_some_and(|l| !l.of_which);
                let levels: Vec<&Column> = columns.iter().filter(plain).collect();
                if levels.len() < 3 || levels.iter().any(|c| c.level.as_ref().is_some_and(|l| l.and_above)) {
                    return None;
                }
                add(&levels.iter().map(|c| self.figures(c)).collect::<Vec<_>>())
            }
        };
        Some(total.iter().zip(&rated).map(|(t, r)| Some((*t)? - (*r)?)).collect())
    }

    /// "Chưa đánh giá | Miễn sinh hoạt | Mới kết nạp": the first alone is what is left, and the others are its parts.
    fn whole_beside_parts(&self, columns: &mut [Column], total: usize, left: &Figures, group: &mut usize) -> bool {
        let unrated = |i: &usize| columns[*i].role == ColumnRole::Unrated;
        let unrated: Vec<usize> = (0..columns.len()).filter(unrated).collect();
        let plain = |i: &&usize| !columns[**i].path.last().is_some_and(|p| names_reason(p));
        let whole = unrated.iter().filter(plain).find(|&&i| fits(left, &self.figures(&columns[i])).holds());
        let Some(&whole) = whole else { return false };
        let open = |i: &usize| {
            *i != whole
                && *i > total
                && (columns[*i].role == ColumnRole::Unrated || self.may_hold_unrated(&columns[*i]))
        };
        let open: Vec<usize> = (0..columns.len()).filter(open).collect();
        let parts = self.interval(columns, &open, &[], left).unwrap_or_else(|| {
            // Some of its reasons only: nowhere more than it.
            let within = |i: &usize| {
                let own = self.figures(&columns[*i]);
                columns[*i].role == ColumnRole::Unrated && own.iter().zip(left).all(|(own, left)| own <= left)
            };
            open.into_iter().filter(within).collect()
        });
        self.part(columns, whole, &parts, group);
        true
    }

    /// Columns side by side that with those known not to be rated are what the rated leave.
    fn beside_one_another(&self, columns: &mut [Column], total: usize, left: &Figures) {
        let unrated: Vec<usize> = (0..columns.len()).filter(|&i| columns[i].role == ColumnRole::Unrated).collect();
        if !unrated.is_empty() && fits(left, &self.sum(columns, &unrated)).holds() {
            return;
        }
        let levels = |c: &&Column| c.role == ColumnRole::Count && c.level.is_some();
        let (first, last) =
            columns.iter().filter(levels).fold((u32::MAX, 0), |(a, b), c| (a.min(c.index), b.max(c.index)));
        let outside = |c: &Column| c.index > columns[total].index && !(first..last).contains(&c.index);
        let open = |i: &usize| outside(&columns[*i]) && self.may_hold_unrated(&columns[*i]);
        let open: Vec<usize> = (0..columns.len()).filter(open).collect();
        let found = self.interval(columns, &open, &unrated, left).unwrap_or_default();
        // Where a level may be missing, what is left may be that level as well.
        let reason = |at: &usize| columns[*at].path.last().is_some_and(|p| names_reason(p));
        if !self.names_all_rated(columns) && !found.iter().all(reason) {
            return;
        }
        for at in found {
            let said = (
                "cùng các cột chưa đánh giá khác bằng tổng số trừ số được đánh giá",
                "with others what the rated leave of the total",
            );
            set_unrated(&mut columns[at], said);
        }
    }

    /// Do the heads leave no level out: is there a column of those rated, or one of each of four levels?
    fn names_all_rated(&self, columns: &[Column]) -> bool {
        let plain = |c: &&Column| c.role == ColumnRole::Count && c.level.as_ref().is_some_and(|l| !l.of_which);
        let levels: BTreeSet<&str> =
            columns.iter().filter(plain).filter_map(|c| c.level.as_ref()).map(|l| l.label.as_str()).collect();
        columns.iter().any(|c| c.role == ColumnRole::Rated) || levels.len() >= LEVELS
    }

    /// May a column hold some of those not rated? Not between the levels, nor where its head says something else.
    fn may_hold_unrated(&self, column: &Column) -> bool {
        let weak = |c: &Column| c.path.last().is_some_and(|p| names_reason(p) || !self.words.says_total(&key(p)));
        let role = match column.role {
            ColumnRole::Unknown | ColumnRole::Reason => true,
            ColumnRole::Total => weak(column),
            _ => false,
        };
        role && column.part.is_none() && !column.path.is_empty() && self.counts(column)
    }

    fn sum(&self, columns: &[Column], of: &[usize]) -> Figures {
        add(&of.iter().map(|&i| self.figures(&columns[i])).collect::<Vec<_>>())
    }

    /// The columns, one beside another, that with those known add up to what is asked for; with those of them that hold
    /// nothing but name a reason. `None` where none do, or several sets would.
    fn interval(&self, columns: &[Column], open: &[usize], known: &[usize], whole: &Figures) -> Option<Vec<usize>> {
        let reason = |i: &usize| columns[*i].path.last().is_some_and(|p| names_reason(p));
        let empty = |i: &usize| self.figures(&columns[*i]).iter().all(|n| n.unwrap_or(0) == 0);
        let filled: Vec<usize> = open.iter().copied().filter(|i| !empty(i)).collect();
        let mut found: Vec<Vec<usize>> = Vec::new();
        for from in 0..filled.len() {
            for to in from..filled.len() {
                let set = filled[from..=to].to_vec();
                let sum = self.sum(columns, &[known, &set].concat());
                let fit = fits(whole, &sum);
                // A word for a reason at every head leaves room for a slip in the figures.
                let said = set.iter().all(reason);
                if (said && fit.agree > fit.differ) || (fit.differ == 0 && fit.agree >= TELLING) {
                    found.push(set);
                }
            }
        }
        let [set] = &mut found[..] else { return None };
        let (first, last) = (*set.first()?, *set.last()?);
        let idle = |i: &&usize| empty(i) && (reason(i) || (first..last).contains(*i));
        set.extend(open.iter().filter(idle));
        set.sort_unstable();
        Some(set.clone())
    }
}

impl Vocabulary {
    /// "Số phải đánh giá", "thuộc diện đánh giá".
    pub(super) fn must_be_rated(&self, head: &str) -> bool {
        self.words.must_be_rated.iter().any(|p| has_words(head, p))
    }

    /// Does the head of a column of those not rated give a reason, and say more than that they are not?
    pub(crate) fn gives_reason(&self, path: &[String]) -> bool {
        let keys: Vec<String> = path.iter().map(|p| key(p)).collect();
        let Some(leaf) = keys.iter().rev().find(|k| !self.is_count_word(k)) else { return false };
        let plain = matches!(self.head_role(leaf), Some(ColumnRole::Unrated | ColumnRole::Rated));
        keys.iter().any(|k| names_reason(k)) || !(plain || self.says_total(leaf))
    }

    /// Does a head say that it is how many there are, and not only whom it counts ("Số đảng viên chuyển đi")?
    fn says_total(&self, head: &str) -> bool {
        self.must_be_rated(head) || self.is_total(head) || super::vocabulary::starts_with_words(head, "tổng số")
    }
}

fn set_unrated(column: &mut Column, (vi, en): (&str, &str)) {
    if column.role == ColumnRole::Unrated {
        return;
    }
    column.role = ColumnRole::Unrated;
    column.evidence.vi.push_str(&format!("; {vi}"));
    column.evidence.en.push_str(&format!("; {en}"));
}

fn add(all: &[Figures]) -> Figures {
    let rows = all.first().map_or(0, Vec::len);
    (0..rows).map(|row| all.iter().map(|f| f[row]).sum::<Option<i64>>()).collect()
}

/// How many rows bear a sum out, of those that hold something, and how many do not.
struct Fit {
    agree: usize,
    differ: usize,
}

impl Fit {
    fn holds(&self) -> bool {
        self.agree > self.differ
    }
}

fn fits(whole: &Figures, sum: &Figures) -> Fit {
    let mut fit = Fit { agree: 0, differ: 0 };
    for (whole, sum) in whole.iter().zip(sum).filter_map(|(w, s)| w.zip(*s)) {
        fit.agree += usize::from(whole == sum && whole > 0);
        fit.differ += usize::from(whole != sum);
    }
    fit
}
