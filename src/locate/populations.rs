//! Several groups of columns over the same levels, none of them the whole: "Khối Đảng | Khối chính quyền".
//!
//! Each is counted by itself. That they may be added is known where a column of the whole says so; else one may be part of
//! another, or share people with it: the readings are shown, and nothing is added.

use std::sync::Arc;

use super::parts::{self, Group, counts};
use super::sums::ColumnSum;
use super::tables::Frame;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Observation, Row, Subject};
use crate::finding::{CellRange, CellRef, Message, column_name};

/// A group of columns that counts some of those a table is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Population {
    /// What stands above it and above no other: "Khối Đảng"; else its columns.
    pub name: String,
    /// Does a column of the whole say that all of them together are everybody?
    pub adds: bool,
    /// Are all levels parted into the same groups ("HTXSNV / Chính thức | Dự bị"), which together are the level?
    pub by_level: bool,
}

/// Fewer levels in common are a chance.
const LEVELS: usize = 2;
/// Fewer lines that add up are a chance.
const LINES: usize = 3;

/// Marks the columns of such groups; the observation where nothing says whether they may be added.
pub(super) fn settle(
    columns: &mut [Column],
    sums: &mut Vec<ColumnSum>,
    rows: &[Row],
    frame: &Frame<'_, '_>,
    words: &Vocabulary,
) -> Option<Observation> {
    let groups = apart(columns, words);
    let first = groups.first()?;
    let figures = |column: usize| parts::figures(columns[column].index, rows, frame);
    let whole = whole(&groups, columns, &figures);
    let adds = whole.is_some();
    sums.extend(whole.map(|whole| {
        let parts: Vec<u32> = groups.iter().flat_map(|g| counted(g, columns)).map(|c| columns[c].index).collect();
        let named: Vec<String> = parts.iter().map(|&c| column_name(c)).collect();
        let whole = columns[whole].index;
        ColumnSum { whole, parts, rule: format!("{} = {}", column_name(whole), named.join(" + ")) }
    }));
    let alike =
        (0..first.head.len()).take_while(|&i| groups.iter().all(|g| g.head.get(i) == first.head.get(i))).count();
    let names: Vec<String> = groups.iter().map(|g| name(g, alike, columns)).collect();
    let adds = adds || words.name_everybody(&names);
    // Groups with totals of their own are counted each by itself.
    let levels_only = groups.iter().all(|g| g.under && g.columns.iter().all(|&c| columns[c].level.is_some()));
    for (group, name) in groups.iter().zip(&names) {
        let population = Arc::new(Population { name: name.clone(), adds, by_level: adds && levels_only });
        group.columns.iter().for_each(|&c| columns[c].population = Some(population.clone()));
    }
    for share in 0..columns.len() {
        let of = columns[share].share_of.and_then(|of| columns[of].population.clone());
        if matches!(columns[share].role, ColumnRole::Share | ColumnRole::CapShare) && of.is_some() {
            columns[share].population = of;
        }
    }
    (!adds).then(|| observation(&groups, &names, columns, frame))
}

/// The groups that count the same levels of the same subject; none where a level is counted outside them as well.
fn apart(columns: &[Column], words: &Vocabulary) -> Vec<Group> {
    let over = parts::groups(columns, words);
    let mut groups = if over.len() < 2 { parts::groups_under(columns, words) } else { over };
    let subject = |g: &Group| g.columns.iter().find_map(|&c| columns[c].subject);
    // Beside those about somebody known, those about nobody known are told apart from one another.
    let strange = |subject: Option<Subject>| subject == Some(Subject::Unknown);
    let strangers = groups.iter().any(|g| strange(subject(g)));
    groups.retain(|g| !strangers || strange(subject(g)));
    let levels = |g: &Group| -> Vec<_> {
        g.columns.iter().map(|&c| counts(&columns[c])).filter(|c| c.0 == ColumnRole::Count).collect()
    };
    let alike = |a: &Group, b: &Group| {
        let own = levels(a);
        subject(a) == subject(b) && levels(b).iter().filter(|l| own.contains(l)).count() >= LEVELS
    };
    let all = |c: &Column| c.role == ColumnRole::Count && c.level.is_some() && (!strangers || strange(c.subject));
    let grouped: usize = groups.iter().map(|g| levels(g).len()).sum();
    let sound = groups.len() >= 2
        && groups[1..].iter().all(|g| alike(&groups[0], g))
        && grouped == columns.iter().filter(|c| all(c)).count()
        && columns.iter().all(|c| c.part.is_none());
    if sound { groups } else { Vec::new() }
}

/// What of a group is counted once: its total, or those rated, or its levels.
fn counted(group: &Group, columns: &[Column]) -> Vec<usize> {
    let of = |role: ColumnRole| group.columns.iter().copied().filter(|&c| columns[c].role == role).collect::<Vec<_>>();
    let nested = |c: &usize| columns[*c].level.as_ref().is_some_and(|l| l.of_which);
    [ColumnRole::Total, ColumnRole::Rated]
        .into_iter()
        .map(of)
        .find(|found| found.len() == 1)
        .unwrap_or_else(|| of(ColumnRole::Count).into_iter().filter(|c| !nested(c)).collect())
}

/// The column outside all groups that holds their sum, line by line but for a slip here and there.
fn whole(groups: &[Group], columns: &[Column], figures: &dyn Fn(usize) -> Vec<Option<i64>>) -> Option<usize> {
    let parts: Vec<Vec<Option<i64>>> = groups.iter().flat_map(|g| counted(g, columns)).map(figures).collect();
    let sum = |line: usize| parts.iter().map(|p| p[line]).sum::<Option<i64>>();
    let adds_up = |at: &usize| {
        let own = figures(*at);
        let lines = || own.iter().enumerate().filter_map(|(line, n)| n.zip(sum(line)));
        let agreeing = lines().filter(|(own, sum)| own == sum && *own > 0).count();
        agreeing >= LINES && lines().filter(|(own, sum)| own != sum).count() * 3 <= agreeing
    };
    let outside = |at: &usize| {
        matches!(columns[*at].role, ColumnRole::Total | ColumnRole::Rated)
            && groups.iter().all(|g| !g.columns.contains(at))
    };
    (0..columns.len()).filter(outside).find(adds_up)
}

fn name(group: &Group, alike: usize, columns: &[Column]) -> String {
    let first = group.columns.first().map(|&c| &columns[c]);
    let depth = |c: &Column| if group.under { c.path.len().saturating_sub(group.head.len()) } else { 0 };
    let own = first.and_then(|c| c.path.get(depth(c) + alike..depth(c) + group.head.len()));
    let own = own.map(|p| p.join(" / ")).unwrap_or_default();
    if own.is_empty() { format!("cột {}", span(group, columns)) } else { own }
}

fn span(group: &Group, columns: &[Column]) -> String {
    let at = || group.columns.iter().map(|&c| columns[c].index);
    let (first, last) = (at().min().unwrap_or_default(), at().max().unwrap_or_default());
    format!("{}–{}", column_name(first), column_name(last))
}

fn observation(groups: &[Group], names: &[String], columns: &[Column], frame: &Frame<'_, '_>) -> Observation {
    let all = || groups.iter().flat_map(|g| g.columns.iter().map(|&c| columns[c].index));
    let (first, last) = (all().min().unwrap_or_default(), all().max().unwrap_or_default());
    let top = frame.range.start.row;
    let told = groups.iter().zip(names).map(|(g, name)| match span(g, columns) {
        span if name.ends_with(&span) => name.clone(),
        span => format!("{name}: {span}"),
    });
    let told: Vec<String> = told.collect();
    let told = told.join("; ");
    Observation::UnclearWhole {
        range: CellRange::new(CellRef::new(top, first), CellRef::new(top, last)),
        what: Message::new(
            format!(
                "{:02} nhóm cột đếm cùng các mức ({told}) mà không có cột chung: chưa rõ các nhóm cộng lại với nhau hay nhóm này nằm trong nhóm kia; mỗi nhóm được kiểm tra riêng, chưa cộng vào số liệu tổng hợp",
                groups.len()
            ),
            format!(
                "{} groups of columns count the same levels ({told}) and nothing holds the whole: they may be added, or one may be part of another; each is checked by itself, none is counted",
                groups.len()
            ),
        ),
        readings: vec!["cộng các nhóm".to_owned(), "nhóm này nằm trong nhóm kia".to_owned()],
    }
}
