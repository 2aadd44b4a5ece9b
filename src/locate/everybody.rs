//! Heads that together name everybody: "Chính thức | Dự bị", "Nam | Nữ".

use super::parts::{self, Part};
use super::phrases::has_words;
use super::tables::Frame;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Observation, Row, Stage, Subject};
use crate::finding::{CellRange, CellRef, Message, column_name};
use crate::text::key;

/// The groups of parts found here, apart from all others.
const FIRST_GROUP: usize = 3_000;

/// "Chính thức" beside "Dự bị" says which members are counted, and no stage of their rating.
pub(super) fn unname_stages(columns: &mut [Column], words: &Vocabulary) {
    let says = |c: &Column, phrase: &String| c.path.iter().any(|p| has_words(&key(p), phrase));
    for phrases in &words.rows.everybody {
        if !phrases.iter().all(|phrase| columns.iter().any(|c| says(c, phrase))) {
            continue;
        }
        for column in columns.iter_mut().filter(|c| c.stage == Some(Stage::Decided)) {
            let head = key(&column.path.join(" "));
            let rest = phrases.iter().fold(head, |head, phrase| head.replace(phrase.as_str(), "#"));
            column.stage = words.stage(&rest);
            if column.stage.is_none() && column.subject.is_none() {
                column.subject = column.path.iter().rev().find_map(|p| words.subject(&key(p)));
            }
        }
        // "Đảng viên chính thức | Dự bị": those of whom only one head names the subject are of that subject as well.
        let parted = |c: &Column| c.role.adds_up() && phrases.iter().any(|phrase| says(c, phrase));
        let named: Vec<Subject> = columns.iter().filter(|c| parted(c)).filter_map(|c| c.subject).collect();
        if let Some(&first) = named.first().filter(|first| named.iter().all(|s| s == *first)) {
            columns.iter_mut().filter(|c| parted(c)).for_each(|c| c.subject = Some(first));
        }
    }
}

/// "Tổng số đảng viên / Chính thức | Dự bị": beside a column of the whole they are its parts; without one over levels that are
/// not parted so, nothing holds the whole.
pub(super) fn settle(
    columns: &mut [Column],
    rows: &[Row],
    frame: &Frame<'_, '_>,
    words: &Vocabulary,
) -> Option<Observation> {
    let mut told = None;
    for role in [ColumnRole::Total, ColumnRole::Rated] {
        let all: Vec<usize> = (0..columns.len()).filter(|&at| columns[at].role == role).collect();
        let leaf = |at: usize| columns[at].path.last().cloned().unwrap_or_default();
        let pair = all.windows(2).find(|pair| words.name_everybody(&[leaf(pair[0]), leaf(pair[1])])).map(<[_]>::to_vec);
        let Some(pair) = pair else { continue };
        let says = |p: &String| words.rows.everybody.iter().flatten().any(|w| has_words(&key(p), w));
        let parted = columns.iter().any(|c| c.level.is_some() && c.path.iter().any(says));
        let same = |at: &usize| columns[*at].subject.is_none() || columns[*at].subject == columns[pair[0]].subject;
        let others: Vec<usize> = all.into_iter().filter(|at| !pair.contains(at) && same(at)).collect();
        if let [of] = others[..] {
            let exact = add_up(columns, of, &pair, rows, frame);
            let subject = columns[of].subject;
            for (group, at) in pair.into_iter().enumerate() {
                parts::mark(columns, at, Part { of, group: FIRST_GROUP + group, exact, role }, subject);
            }
        } else if others.is_empty() && !parted {
            told = told.or_else(|| Some(no_whole(&columns[pair[0]], &columns[pair[1]], frame)));
            for at in pair {
                columns[at].role = ColumnRole::Ignored;
                columns[at].evidence.vi.push_str("; đếm một phần, không có cột cộng chung");
                columns[at].evidence.en.push_str("; counts a part, and no column the whole");
            }
        }
    }
    told
}

/// Do the parts make up the whole in at least as many lines as not?
fn add_up(columns: &[Column], whole: usize, parts: &[usize], rows: &[Row], frame: &Frame<'_, '_>) -> bool {
    let figures = |at: usize| parts::figures(columns[at].index, rows, frame);
    let parts: Vec<Vec<Option<i64>>> = parts.iter().map(|&at| figures(at)).collect();
    let whole = figures(whole);
    let agrees = |(line, own): (usize, &Option<i64>)| {
        let sum = parts.iter().map(|p| p[line]).sum::<Option<i64>>();
        own.is_some() && *own == sum
    };
    whole.iter().enumerate().filter(|line| agrees(*line)).count() * 2 >= whole.len()
}

fn no_whole(one: &Column, two: &Column, frame: &Frame<'_, '_>) -> Observation {
    let top = frame.range.start.row;
    let named = [one, two].map(|c| format!("{}: {}", column_name(c.index), c.header())).join("; ");
    Observation::UnclearWhole {
        range: CellRange::new(CellRef::new(top, one.index), CellRef::new(top, two.index)),
        what: Message::new(
            format!(
                "số người ghi ở 02 cột ({named}) mà không có cột cộng chung, các mức không chia như vậy: tổng số chưa được tính, chưa đối chiếu với các mức"
            ),
            format!(
                "how many there are stands in two columns ({named}), and no column holds the whole; the levels are not parted so: the total is neither counted nor held against them"
            ),
        ),
        readings: Vec::new(),
    }
}

impl Vocabulary {
    /// Do these heads together name everybody, each another part: "Đảng viên chính thức", "Đảng viên dự bị"?
    pub(crate) fn name_everybody(&self, heads: &[String]) -> bool {
        let heads: Vec<String> = heads.iter().map(|h| key(h)).collect();
        self.rows.everybody.iter().any(|phrases| {
            let one = |phrase: &String| heads.iter().filter(|h| has_words(h, phrase)).count() == 1;
            heads.len() == phrases.len() && phrases.iter().all(one)
        })
    }
}
