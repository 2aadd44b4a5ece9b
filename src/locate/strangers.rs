//! Groups of columns under the name of nobody we know, beside one under the name of a subject: "Đảng viên | Đoàn viên".
//!
//! They are about others than the columns beside them: counted apart, and told where the name says nothing of people.

use super::parts::{self, Group};
use super::period::Period;
use super::tables::Frame;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Observation, Subject};
use crate::finding::{CellRef, Message};

/// Marks such columns; the observation where it must be told.
pub(super) fn settle(
    columns: &mut [Column],
    titled: Option<Subject>,
    frame: &Frame<'_, '_>,
    words: &Vocabulary,
) -> Option<Observation> {
    name_unsaid(columns, titled);
    let over = parts::groups(columns, words);
    let groups = if over.len() < 2 { parts::groups_under(columns, words) } else { over };
    let subject = |g: &Group| g.columns.iter().find_map(|&c| columns[c].subject);
    let known: Vec<Subject> = groups.iter().filter_map(subject).collect();
    let strange: Vec<&Group> = groups.iter().filter(|g| subject(g).is_none() && is_named(g, words)).collect();
    // Whom the title names and no group does, the one group beside them is about.
    let of_title = strange.len() == 1 && titled.is_some_and(|titled| !known.contains(&titled));
    if known.is_empty() || of_title {
        return None;
    }
    leave_unsaid_apart(columns);
    let told: Vec<(CellRef, String)> = strange
        .iter()
        .filter(|g| !g.head.iter().any(|h| words.begins_with_stranger(h)))
        .filter_map(|g| {
            let first = &columns[*g.columns.first()?];
            let from = if g.under { first.path.len().saturating_sub(g.head.len()) } else { 0 };
            Some((CellRef::new(frame.range.start.row, first.index), first.path[from..from + g.head.len()].join(" / ")))
        })
        .collect();
    let found: Vec<usize> = strange.iter().flat_map(|g| g.columns.iter().copied()).collect();
    let shares = |c: &Column| {
        matches!(c.role, ColumnRole::Share | ColumnRole::CapShare) && c.share_of.is_some_and(|of| found.contains(&of))
    };
    let shares: Vec<usize> = (0..columns.len()).filter(|&i| shares(&columns[i])).collect();
    found.iter().chain(&shares).for_each(|&at| columns[at].subject = Some(Subject::Unknown));
    (!told.is_empty()).then(|| observation(&told))
}

/// "Số đảng viên HTXSNV | HTTNV | HTNV": levels that do not say whom they count go with those of the one subject that others
/// name; but where they are the same levels, nobody knows whom they count.
fn name_unsaid(columns: &mut [Column], titled: Option<Subject>) {
    let level = |c: &Column| c.level.as_ref().filter(|_| c.role == ColumnRole::Count).map(|l| l.label.clone());
    let named: Vec<Subject> = columns.iter().filter(|c| level(c).is_some()).filter_map(|c| c.subject).collect();
    let Some(&one) = named.first().filter(|one| named.iter().all(|s| s == *one)) else { return };
    if titled.is_some_and(|titled| titled != one) {
        return;
    }
    let said: Vec<_> = columns.iter().filter(|c| c.subject.is_some()).map(|c| (level(c), c.stage)).collect();
    let unsaid = |c: &Column| c.subject.is_none() && level(c).is_some();
    let again = columns.iter().any(|c| unsaid(c) && said.contains(&(level(c), c.stage)));
    columns.iter_mut().filter(|c| unsaid(c) && !again).for_each(|c| c.subject = Some(one));
}

/// The levels of somebody, once more without a word of whom: nobody knows whose they are.
fn leave_unsaid_apart(columns: &mut [Column]) {
    let counts = |c: &Column| c.role == ColumnRole::Count && !c.path.iter().any(|p| Period::of_header(p).is_some());
    let level = |c: &Column| c.level.as_ref().filter(|_| counts(c)).map(|l| (l.label.clone(), c.stage));
    let said: Vec<_> = columns.iter().filter(|c| c.subject.is_some()).filter_map(level).collect();
    let again = |c: &Column| c.subject.is_none() && level(c).is_some_and(|level| said.contains(&level));
    if columns.iter().any(again) {
        let unsaid = columns.iter_mut().filter(|c| c.subject.is_none() && counts(c) && c.level.is_some());
        unsaid.for_each(|c| c.subject = Some(Subject::Unknown));
    }
}

/// Does what stands over a group say anything but that ratings follow?
fn is_named(group: &Group, words: &Vocabulary) -> bool {
    let says = |head: &String| {
        matches!(words.role(head), None | Some(ColumnRole::Unit | ColumnRole::Person | ColumnRole::Post))
            && words.stage(head).is_none()
            && !words.starts_of_which(head)
            && !words.is_total(head)
    };
    group.head.iter().any(says)
}

fn observation(told: &[(CellRef, String)]) -> Observation {
    let names = told.iter().map(|(_, name)| format!("“{name}”")).collect::<Vec<_>>().join(", ");
    Observation::UnclearSubject {
        cells: told.iter().map(|(at, _)| *at).collect(),
        what: Message::new(
            format!("nhóm cột {names} không nêu thuộc đối tượng nào, được tính riêng"),
            format!("the columns under {names} do not say whom they rate; they are counted apart"),
        ),
    }
}
