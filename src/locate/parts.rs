//! Groups of columns that count the same levels: a whole and its parts.
//!
//! "Tổng số công chức | Công chức lãnh đạo, quản lý | Công chức không giữ chức vụ", each over the same levels: the figures
//! show that the parts make up the whole, or the heads say what is part of what ("Trong đó: nữ"). Where neither does, the
//! groups are left as they are, and the layout is unclear.

use super::period::Period;
use super::tables::Frame;
use super::vocabulary::{Vocabulary, starts_with_words};
use super::{Column, ColumnRole, Row, RowRole, Subject};
use crate::finding::column_name;
use crate::text::key;

/// A column that counts part of what another one counts.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// The column of the whole (index into the table's columns).
    pub of: usize,
    /// Which of the parts.
    pub group: usize,
    /// Do the parts make up the whole?
    pub exact: bool,
    /// What it would be if the part stood alone.
    pub role: ColumnRole,
}

impl Part {
    /// "Trong đó: nữ": some of those whom the column of the whole counts, in a column of their own.
    pub(crate) fn counts_some(&self) -> bool {
        self.role == ColumnRole::Ignored
    }
}

/// Fewer levels make no group.
const LEVELS: usize = 2;
/// Fewer figures agree by chance.
const AGREEING: usize = 6;

/// Columns under one head, each with what it counts.
pub(super) struct Group {
    pub(super) head: Vec<String>,
    pub(super) columns: Vec<usize>,
    /// Does the head stand under what is counted, and not over it?
    pub(super) under: bool,
}

/// What a column counts in its group: its role and the key of its level.
type Counts = (ColumnRole, Option<String>);

pub(super) fn counts(column: &Column) -> Counts {
    (column.role, column.level.as_ref().map(|l| l.label.clone()))
}

/// Marks the columns that count parts of what others count.
pub(super) fn settle(columns: &mut [Column], rows: &[Row], frame: &Frame<'_, '_>, words: &Vocabulary) {
    let groups = groups(columns, words);
    let figures = |column: usize| figures(columns[column].index, rows, frame);
    let under = groups_under(columns, words);
    let found = |groups| whole_and_parts(groups, columns, &figures, words);
    let found = [&groups, &under].into_iter().filter(|groups| groups.len() >= 2).find_map(|groups| found(groups));
    let (marked, said) = match found {
        Some((whole, parts, exact)) => {
            (of_groups(columns, whole, &parts, exact), Some((whole.columns.clone(), common_subject(&parts, columns))))
        }
        None => (of_levels(columns, words), None),
    };
    // {Cán bộ}{Công chức}{Tổng}: the whole is about those that its parts name.
    if let Some((whole, Some(subject))) = said {
        for at in whole {
            columns[at].subject = columns[at].subject.or(Some(subject));
        }
    }
    if marked.is_empty() {
        return;
    }
    for (at, part, subject) in marked {
        mark(columns, at, part, subject);
    }
    super::shares::find_shares(columns, words);
    let subject_of_whole = |c: &Column| {
        let part = columns[c.share_of?].part.as_ref()?;
        Some(columns[part.of].subject)
    };
    let shares: Vec<(usize, Option<Subject>)> =
        columns.iter().enumerate().filter_map(|(i, c)| Some((i, subject_of_whole(c)?))).collect();
    shares.into_iter().for_each(|(share, subject)| columns[share].subject = subject);
}

/// A column of a part, what it is part of, whom it counts.
type Marked = (usize, Part, Option<Subject>);

fn of_groups(columns: &[Column], whole: &Group, parts: &[&Group], exact: bool) -> Vec<Marked> {
    let subject = whole.columns.iter().find_map(|&c| columns[c].subject).or(common_subject(parts, columns));
    let mut marked = Vec::new();
    for (group, part) in parts.iter().enumerate() {
        for &own in &part.columns {
            let same = whole.columns.iter().find(|&&w| counts(&columns[w]) == counts(&columns[own]));
            marked.extend(same.map(|&of| (own, Part { of, group, exact, role: columns[own].role }, subject)));
        }
    }
    marked
}

/// "Trong đó: HTXSNV tiêu biểu" beside the one column of HTXSNV.
fn of_levels(columns: &[Column], words: &Vocabulary) -> Vec<Marked> {
    let of_which = |c: &Column| c.path.iter().any(|h| words.starts_of_which(&key(h)));
    let level = |c: &Column| match (&c.level, c.role) {
        (Some(level), ColumnRole::Count) if c.stage.is_none() => Some(level.label.clone()),
        _ => None,
    };
    let mut marked: Vec<Marked> = Vec::new();
    for (own, column) in columns.iter().enumerate().filter(|(_, c)| of_which(c)) {
        let Some(label) = level(column) else { continue };
        let alike = |c: usize| level(&columns[c]).is_some_and(|other| words.same_grade(&label, &other) == Some(true));
        let mut same = (0..columns.len()).filter(|&c| c != own && alike(c));
        if let (Some(of), None) = (same.next(), same.next())
            && of < own
            && !of_which(&columns[of])
        {
            let part = Part { of, group: marked.len(), exact: false, role: column.role };
            marked.push((own, part, columns[of].subject));
        }
    }
    marked
}

pub(super) fn mark(columns: &mut [Column], at: usize, part: Part, subject: Option<Subject>) {
    let said = if part.exact {
        ("bằng tổng các phần ở các dòng", "the parts add up to it")
    } else {
        ("theo tiêu đề", "as headed")
    };
    let whole = column_name(columns[part.of].index);
    let column = &mut columns[at];
    column.role = ColumnRole::Part;
    column.subject = subject;
    column.evidence.vi.push_str(&format!("; là một phần của cột {whole}, {}", said.0));
    column.evidence.en.push_str(&format!("; part of column {whole}, {}", said.1));
    column.part = Some(part);
}

/// The groups of counts by what stands above what they count; none where something is counted twice under one head.
pub(super) fn groups(columns: &[Column], words: &Vocabulary) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let counted = match column.role {
            ColumnRole::Count => column.level.is_some(),
            role => matches!(role, ColumnRole::Total | ColumnRole::Rated | ColumnRole::Unrated),
        };
        let dated = column.stage.is_some() || column.path.iter().any(|p| Period::of_header(p).is_some());
        if !counted || dated {
            continue;
        }
        let head = head(column, words);
        match groups.iter_mut().find(|g| g.head == head) {
            Some(group) => group.columns.push(at),
            None => groups.push(Group { head, columns: vec![at], under: false }),
        }
    }
    join_totals(&mut groups, columns);
    let twice = |g: &Group| {
        (1..g.columns.len())
            .any(|i| g.columns[..i].iter().any(|&c| counts(&columns[c]) == counts(&columns[g.columns[i]])))
    };
    if groups.iter().any(twice) {
        return Vec::new();
    }
    let levels = |g: &Group| g.columns.iter().filter(|&&c| columns[c].role == ColumnRole::Count).count();
    // "Tổng số" over no level, beside the groups, is part of none.
    groups.retain(|g| levels(g) >= LEVELS);
    groups
}

/// "HTXSNV / Chính thức | Dự bị": groups of counts by what stands under what they count, where each level is parted alike.
pub(super) fn groups_under(columns: &[Column], words: &Vocabulary) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let level = column.role == ColumnRole::Count && column.level.is_some();
        if !level && !matches!(column.role, ColumnRole::Total | ColumnRole::Rated | ColumnRole::Unrated) {
            continue;
        }
        let depth = head(column, words).len() + 1;
        let head: Vec<String> = column.path.iter().skip(depth).map(|p| key(p)).collect();
        let dated = column.stage.is_some() || column.path.iter().any(|p| Period::of_header(p).is_some());
        match (head.is_empty(), level) {
            // A level that is not parted, or that is parted by stages and periods.
            _ if level && (head.is_empty() || dated) => return Vec::new(),
            (true, _) => continue,
            (false, _) => match groups.iter_mut().find(|g| g.head == head) {
                Some(group) => group.columns.push(at),
                None => groups.push(Group { head, columns: vec![at], under: true }),
            },
        }
    }
    let levels = |g: &Group| -> Vec<Counts> {
        g.columns.iter().map(|&c| counts(&columns[c])).filter(|c| c.0 == ColumnRole::Count).collect()
    };
    groups.retain(|g| levels(g).len() >= LEVELS);
    let alike = groups.windows(2).all(|pair| levels(&pair[0]) == levels(&pair[1]));
    let once = |g: &Group| levels(g).iter().collect::<std::collections::BTreeSet<_>>().len() == levels(g).len();
    if alike && groups.iter().all(once) { groups } else { Vec::new() }
}

/// The one subject that some groups name, each of them.
fn common_subject(groups: &[&Group], columns: &[Column]) -> Option<Subject> {
    let subject = |g: &&Group| g.columns.iter().find_map(|&c| columns[c].subject);
    let first = subject(groups.first()?)?;
    groups.iter().all(|g| subject(g) == Some(first)).then_some(first)
}

/// "Tổng số" that goes down beside the levels under it stands under that head as well, though it has none above it.
fn join_totals(groups: &mut [Group], columns: &[Column]) {
    let Some(bare) = groups.iter().position(|g| g.head.is_empty()) else { return };
    let own = |at: &usize| columns[*at].path.iter().map(|p| key(p)).collect::<Vec<_>>();
    let under = |at: &usize| groups.iter().position(|g| g.head == own(at) && g.columns.first() == Some(&(at + 1)));
    let found: Vec<(usize, usize)> =
        groups[bare].columns.iter().filter_map(|at| under(at).map(|group| (*at, group))).collect();
    for (at, group) in found {
        groups[bare].columns.retain(|&c| c != at);
        groups[group].columns.insert(0, at);
    }
}

/// What stands above the text that says what a column counts.
fn head(column: &Column, words: &Vocabulary) -> Vec<String> {
    let keys: Vec<String> = column.path.iter().map(|p| key(p)).collect();
    let says = |text: &String| match &column.level {
        Some(level) => words.mention_beside(text).is_some_and(|m| m.label == level.label),
        None => words.role(text) == Some(column.role),
    };
    let at = keys.iter().rposition(says).unwrap_or(keys.len().saturating_sub(1));
    keys[..at].to_vec()
}

type Found<'g> = (&'g Group, Vec<&'g Group>, bool);

fn whole_and_parts<'g>(
    groups: &'g [Group],
    columns: &[Column],
    figures: &dyn Fn(usize) -> Vec<Option<i64>>,
    words: &Vocabulary,
) -> Option<Found<'g>> {
    let subject = |g: &Group| g.columns.iter().find_map(|&c| columns[c].subject);
    let within = |part: &Group, whole: &Group| {
        part.columns.iter().all(|&p| whole.columns.iter().any(|&w| counts(&columns[w]) == counts(&columns[p])))
    };
    // Another subject beside the whole is counted for itself.
    let of = |whole: &Group| -> Vec<&'g Group> {
        let others: Vec<&Group> = groups.iter().filter(|g| g.head != whole.head).collect();
        let one = subject(whole).is_none() && common_subject(&others, columns).is_some();
        let same = |g: &&Group| one || subject(g).is_none() || subject(g) == subject(whole);
        others.into_iter().filter(same).collect()
    };
    let candidates = groups.iter().map(|whole| (whole, of(whole)));
    let candidates: Vec<_> =
        candidates.filter(|(whole, parts)| !parts.is_empty() && parts.iter().all(|p| within(p, whole))).collect();
    let exact = candidates.iter().filter(|(whole, parts)| parts.len() >= 2 && add_up(whole, parts, columns, figures));
    let mut exact = exact.cloned();
    if let (Some((whole, parts)), None) = (exact.next(), exact.next()) {
        return Some((whole, parts, true));
    }
    let mut headed = candidates.into_iter().filter(|(whole, parts)| {
        is_headed(whole, parts, words) && parts.iter().all(|part| stays_within(whole, part, columns, figures))
    });
    let (whole, parts) = headed.next().filter(|_| headed.next().is_none())?;
    Some((whole, parts, false))
}

/// Do the heads say that some groups are part of another: "Trong đó: nữ" beside it, or "Tổng số công chức" over it alone?
fn is_headed(whole: &Group, parts: &[&Group], words: &Vocabulary) -> bool {
    let of_which = |g: &Group| g.head.iter().any(|h| words.starts_of_which(h));
    let total = |g: &Group| {
        let says_all = |h: &String| {
            words.is_total(h) || starts_with_words(h, &key("tổng số")) || (g.under && words.is_count_word(h))
        };
        g.head.first().is_some_and(says_all)
    };
    // "Nữ" beside all is a part of them; beside "Nam" it is not.
    let some = |g: &Group| g.head.last().is_some_and(|h| words.counts_some(h));
    let heads: Vec<String> = [whole].iter().chain(parts).filter_map(|g| g.head.last().cloned()).collect();
    let some_of = !some(whole) && parts.iter().all(|p| some(p)) && !words.name_everybody(&heads);
    let first = whole.columns.first() < parts.iter().filter_map(|p| p.columns.first()).min();
    // Under "Trong đó" the first part says it for those beside it.
    let told = parts.iter().min_by_key(|p| p.columns.first()).is_some_and(|p| of_which(p));
    !of_which(whole) && first && (told || some_of || total(whole) && !parts.iter().any(|p| total(p)))
}

/// Pairs of a whole's and its parts' figures, line by line.
fn lines<'f>(
    whole: &Group,
    parts: &[&Group],
    columns: &'f [Column],
    figures: &'f dyn Fn(usize) -> Vec<Option<i64>>,
) -> Vec<(i64, i64)> {
    let of = |group: &Group, counted: &Counts| {
        group.columns.iter().find(|&&c| counts(&columns[c]) == *counted).map(|&c| figures(c))
    };
    let mut all = Vec::new();
    for &column in &whole.columns {
        let counted = counts(&columns[column]);
        let Some(parts) = parts.iter().map(|p| of(p, &counted)).collect::<Option<Vec<_>>>() else { continue };
        for (line, own) in figures(column).into_iter().enumerate() {
            let sum = parts.iter().map(|p| p[line]).sum::<Option<i64>>();
            all.extend(own.zip(sum));
        }
    }
    all
}

/// Do the parts make up the whole, but for a slip here and there?
fn add_up(whole: &Group, parts: &[&Group], columns: &[Column], figures: &dyn Fn(usize) -> Vec<Option<i64>>) -> bool {
    let pairs = lines(whole, parts, columns, figures);
    let agreeing = pairs.iter().filter(|(own, sum)| own == sum && *own > 0).count();
    let differing = pairs.iter().filter(|(own, sum)| own != sum).count();
    agreeing >= AGREEING && differing * 4 <= agreeing
}

/// Is a part nowhere larger than the whole, but for a slip here and there?
fn stays_within(whole: &Group, part: &Group, columns: &[Column], figures: &dyn Fn(usize) -> Vec<Option<i64>>) -> bool {
    let pairs = lines(whole, &[part], columns, figures);
    let larger = pairs.iter().filter(|(own, part)| part > own).count();
    larger * 4 <= pairs.iter().filter(|(own, _)| *own > 0).count()
}

/// The figures of a column in the lines that count.
pub(super) fn figures(column: u32, rows: &[Row], frame: &Frame<'_, '_>) -> Vec<Option<i64>> {
    let counted = |r: &&Row| matches!(r.role, RowRole::Data | RowRole::Subtotal | RowRole::Total);
    rows.iter().filter(counted).take(2_000).map(|row| frame.figure(row.index, column)).collect()
}
