//! Summaries of one subject on several sheets, or in several files, of one sender → which of them count.
//!
//! A sheet over others that takes their totals over is counted once, with them, and so is a table that parts the same by
//! something else. What says otherwise is told, and never added. Parts of a whole are added.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::parting::{Agreement, Stands, differences, figures};
use super::sharing::{Sharing, shared};
use super::states;
use super::{Source, UnitTotal};
use crate::check::versions::{Outcome, Twice};
use crate::finding::{CellRange, CellRef};
use crate::normalise::counts::{LineCounts, add};

/// What becomes of each of some summaries.
#[derive(Debug)]
pub(in crate::check) struct Arranged {
    /// Which of them count.
    pub(in crate::check) counted: Vec<bool>,
    /// What is to be told.
    pub(in crate::check) told: Vec<Twice>,
}

/// What becomes of one of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Counted,
    /// Another one counts for it.
    Once,
    /// Nobody knows whether it counts.
    Open,
}

/// Fewer are equal by chance: the figures of so many are a repetition.
pub(super) const MANY: i64 = 20;

/// Differences of so many rows are named.
const NAMED: usize = 3;

/// Of more summaries in one file not every two are held against each other.
const PAIRED: usize = 300;

/// Looks at summaries about the same on the sheets of one file.
pub(in crate::check) fn arrange(group: &[UnitTotal]) -> Arranged {
    if group.len() > PAIRED { repeated(group) } else { arranged(group, in_one_file) }
}

/// Of tables below one another on one sheet nothing need say that they are parts.
fn in_one_file(group: &[UnitTotal], a: usize, b: usize) -> Together {
    match together(group, a, b) {
        Together::Undecided if group[a].is_on_the_sheet_of(&group[b]) => Together::Parts,
        other => other,
    }
}

/// Of very many those that repeat another are left out; that the others are added is told where they are not called parts.
fn repeated(group: &[UnitTotal]) -> Arranged {
    let mut known = HashSet::new();
    let said = |total: &UnitTotal| {
        let row = |row: &Stands| (row.key.clone(), figures(&row.counts));
        (figures(&total.counts), total.rows().map(row).collect::<Vec<_>>())
    };
    let counted: Vec<bool> = group.iter().map(|total| known.insert(said(total))).collect();
    Arranged { told: added_beside(group, &counted), counted }
}

/// Tells once that those that count are added, where nothing calls them parts.
fn added_beside(group: &[UnitTotal], counted: &[bool]) -> Vec<Twice> {
    let different: Vec<usize> = (0..group.len()).filter(|&place| counted[place]).collect();
    let mut told = Vec::new();
    let no_parts = |pair: &&[usize]| {
        let (a, b) = (&group[pair[0]], &group[pair[1]]);
        !a.is_part_beside(b) && shared(a, b).is_empty()
    };
    if let Some(pair) = different.windows(2).find(no_parts) {
        added(group, (pair[0], pair[1]), &mut told);
        told.iter_mut().for_each(|twice| twice.figures.push_str(" + …"));
    }
    told
}

/// The same for the files of one sender, where those that share rows are told apart by their versions.
pub(in crate::check) fn arrange_files(group: &[UnitTotal]) -> Arranged {
    if group.len() > PAIRED {
        let counted = vec![true; group.len()];
        return Arranged { told: added_beside(group, &counted), counted };
    }
    let sharing = Sharing::of(group);
    let other_rows = |group: &[UnitTotal], a: usize, b: usize| {
        let rows = |place: usize| group[place].rows().next().is_some();
        let apart = rows(a) && rows(b) && !sharing.between(a, b);
        match apart {
            // Called by what they may, the same units with as many each are no parts.
            true if states::rows(&group[a], &group[b]).is_some() => together(group, a, b),
            true => of_other_rows(group, a, b),
            false => Together::Parts,
        }
    };
    arranged(group, other_rows)
}

fn arranged(group: &[UnitTotal], together: impl Fn(&[UnitTotal], usize, usize) -> Together) -> Arranged {
    let sharing = Sharing::of(group);
    let mut states = vec![State::Counted; group.len()];
    let mut told = Vec::new();
    let mut parts: HashSet<(usize, usize)> = HashSet::new();
    for place in 0..group.len() {
        if let Some(above) = above(group, place, &sharing) {
            above.hold(group, &mut states, &mut told);
            parts.extend(above.parts());
        }
    }
    for a in 0..group.len() {
        for b in a + 1..group.len() {
            // What one summary adds up are parts.
            if states[a] != State::Once && states[b] != State::Once && !parts.contains(&(a, b)) {
                settle(group, (a, b), together(group, a, b), (&mut states, &mut told));
            }
        }
    }
    Arranged { counted: states.iter().map(|state| *state == State::Counted).collect(), told }
}

/// A summary whose rows, or whole, are the totals of others.
struct Above {
    place: usize,
    /// Its rows (`None` for the whole), each with those it takes over.
    pairs: Vec<(Option<usize>, Vec<usize>)>,
    /// Does every row take one over?
    covered: bool,
}

fn above(group: &[UnitTotal], place: usize, sharing: &Sharing) -> Option<Above> {
    let own = &group[place];
    let others: Vec<usize> = (0..group.len()).filter(|&s| s != place && !sharing.between(s, place)).collect();
    let rows: Vec<&Stands> = own.rows().collect();
    let mut pairs: BTreeMap<usize, usize> = BTreeMap::new();
    let agreement = |row: usize, sheet: usize| Agreement::of(&rows[row].counts, &group[sheet].counts);
    for (row, stands) in rows.iter().enumerate() {
        let meant = |s: &&usize| agreement(row, **s).is_near() && group[**s].is_meant_by(stands, own);
        let mut meant = others.iter().filter(meant);
        if let (Some(&sheet), None) = (meant.next(), meant.next()) {
            pairs.insert(row, sheet);
        }
    }
    let named = pairs.values().collect::<BTreeSet<_>>().len() == pairs.len() && !pairs.is_empty();
    for (row, stands) in rows.iter().enumerate() {
        // Figures of a few are equal by chance: where a sheet says whose it is, its name has to speak for the row as well.
        let many = size(&stands.counts) >= MANY;
        let told = |s: usize| match many {
            true => group[s].is_unnamed() || !own.is_sibling(&group[s]),
            false => group[s].is_unnamed() && !own.is_part_beside(&group[s]),
        };
        let free = |s: &&usize| !pairs.values().any(|taken| taken == *s) && agreement(row, **s).is_whole() && told(**s);
        if let Some(&sheet) = others.iter().find(free).filter(|_| !pairs.contains_key(&row)) {
            pairs.insert(row, sheet);
        }
    }
    if pairs.len() >= 2 || named {
        let covered = pairs.len() == rows.len();
        let pairs = pairs.into_iter().map(|(row, sheet)| (Some(row), vec![sheet])).collect();
        return Some(Above { place, pairs, covered });
    }
    as_a_sum(group, place, &others, sharing)
}

/// A summary with the figures that others have together, but for a slip.
fn as_a_sum(group: &[UnitTotal], place: usize, others: &[usize], sharing: &Sharing) -> Option<Above> {
    let own = &group[place];
    let other = |s: &&usize| !Agreement::of(&own.counts, &group[**s].counts).is_whole();
    let parts: Vec<usize> = others.iter().filter(other).copied().collect();
    let distinct = |i: usize| parts[..i].iter().all(|&s| !sharing.between(s, parts[i]));
    // "Khối xã" is no sum of "Khối cơ quan" and "Khối trường học".
    let beside = |&s: &usize| own.is_sibling(&group[s]) || own.is_part_beside(&group[s]);
    if parts.len() < 2 || !(0..parts.len()).all(distinct) || parts.iter().all(beside) {
        return None;
    }
    let sum = parts.iter().map(|&s| group[s].counts).reduce(add)?;
    let size = own.counts.total.or(own.counts.rated)?;
    let agreement = Agreement::of(&own.counts, &sum);
    let whole = agreement.is_whole() && (size >= MANY || own.is_unnamed());
    let slip = size >= MANY && sum.total.or(sum.rated) == Some(size) && agreement.is_near();
    (whole || slip).then(|| Above { place, pairs: vec![(None, parts)], covered: true })
}

impl Above {
    /// Any two that it adds up, without a row in common.
    fn parts(&self) -> Vec<(usize, usize)> {
        let all: BTreeSet<usize> = self.pairs.iter().flat_map(|(_, sheets)| sheets).copied().collect();
        all.iter().flat_map(|&a| all.iter().filter(move |b| a < **b).map(move |&b| (a, b))).collect()
    }

    fn hold(&self, group: &[UnitTotal], states: &mut [State], told: &mut Vec<Twice>) {
        let own = &group[self.place];
        let rows: Vec<&Stands> = own.rows().collect();
        let left_out: Vec<usize> = match self.covered {
            true => vec![self.place],
            false => self.pairs.iter().flat_map(|(_, sheets)| sheets).copied().collect(),
        };
        left_out.into_iter().for_each(|place| states[place] = State::Once);
        for (row, sheets) in &self.pairs {
            let Some(sum) = sheets.iter().map(|&s| group[s].corrected()).reduce(add) else { continue };
            let (name, counts, cells) = match row {
                Some(row) => (rows[*row].name.clone(), rows[*row].corrected, Some(rows[*row])),
                None => (String::new(), own.corrected(), rows.first().copied().filter(|_| rows.len() == 1)),
            };
            let figures = differences(&counts, &sum);
            if figures.is_empty() {
                continue;
            }
            let figures = if name.is_empty() { figures } else { format!("{name}: {figures}") };
            let here = cells.map(|row| at_cells(own, &differing_cells(row, &sum)));
            let outcome = if self.covered { Outcome::Above } else { Outcome::Within };
            let sources = (
                here.unwrap_or_else(|| own.sources.clone()),
                sheets.iter().flat_map(|&s| group[s].sources.clone()).collect(),
            );
            told.push(twice(outcome, (own, &group[sheets[0]]), sources, figures));
        }
    }
}

/// The cells of a row that differ from some counts.
fn differing_cells(row: &Stands, other: &LineCounts) -> Vec<CellRef> {
    let both = figures(&row.counts).into_iter().zip(figures(other)).zip(row.cells);
    let differ = both.filter(|((a, b), _)| a.zip(*b).is_some_and(|(a, b)| a != b));
    differ.filter_map(|(_, cell)| cell).collect()
}

fn at_cells(total: &UnitTotal, cells: &[CellRef]) -> Vec<Source> {
    let Some(source) = total.sources.first() else { return Vec::new() };
    cells.iter().map(|&at| Source { range: CellRange::from(at), ..source.clone() }).collect()
}

fn twice(
    outcome: Outcome,
    (a, b): (&UnitTotal, &UnitTotal),
    sources: (Vec<Source>, Vec<Source>),
    figures: String,
) -> Twice {
    Twice {
        unit: a.unit.clone().unwrap_or_default(),
        subject: a.subject,
        outcome,
        version: a.version,
        files: (a.file, b.file),
        sources,
        figures,
    }
}

/// How two of them go together.
enum Together {
    /// They are added.
    Parts,
    /// They are added, and nothing but that says so.
    Undecided,
    /// They say the same: which of the two counts.
    Same(usize),
    /// So do their sums, of other units: which of the two counts.
    SameSum(usize),
    /// The first is replaced by the second.
    Replaced(usize, usize),
    /// They say otherwise: what differs.
    Differ(Outcome, String),
    /// The second, part of the first, says otherwise.
    Within(usize, usize, String),
}

fn settle(
    group: &[UnitTotal],
    (a, b): (usize, usize),
    together: Together,
    (states, told): (&mut [State], &mut Vec<Twice>),
) {
    let sources = |a: usize, b: usize| (group[a].sources.clone(), group[b].sources.clone());
    let twice = |outcome: Outcome, (a, b): (usize, usize), figures: String| {
        twice(outcome, (&group[a], &group[b]), sources(a, b), figures)
    };
    match together {
        Together::Parts => {}
        Together::Undecided => added(group, (a, b), told),
        Together::Same(counts) | Together::SameSum(counts) => {
            let other = if counts == a { b } else { a };
            states[counts] = if states[other] == State::Open { State::Open } else { states[counts] };
            states[other] = State::Once;
            if group[a].file != group[b].file || matches!(together, Together::SameSum(_)) {
                told.push(twice(Outcome::Same, (counts, other), String::new()));
            }
        }
        Together::Replaced(older, newer) => {
            states[older] = State::Once;
            told.push(twice(Outcome::Replaced, (older, newer), String::new()));
        }
        Together::Differ(outcome, figures) => {
            states[a] = State::Open;
            states[b] = State::Open;
            told.push(twice(outcome, (a, b), figures));
        }
        Together::Within(whole, part, figures) => {
            states[part] = State::Once;
            told.push(twice(Outcome::Within, (whole, part), figures));
        }
    }
}

/// Notes that two are added of which nothing says that they are parts: once for all that stand beside one.
fn added(group: &[UnitTotal], (a, b): (usize, usize), told: &mut Vec<Twice>) {
    let size = |t: &UnitTotal| size(&t.counts);
    let own = |twice: &&mut Twice| twice.outcome == Outcome::Added;
    let Some(known) = told.iter_mut().find(own) else {
        let sources = (group[a].sources.clone(), group[b].sources.clone());
        let figures = format!("{} + {}", size(&group[a]), size(&group[b]));
        told.push(twice(Outcome::Added, (&group[a], &group[b]), sources, figures));
        return;
    };
    for total in [&group[a], &group[b]] {
        let new = |s: &&Source| !known.sources.0.contains(s) && !known.sources.1.contains(s);
        let more: Vec<Source> = total.sources.iter().filter(new).cloned().collect();
        if !more.is_empty() {
            known.sources.1.extend(more);
            known.figures = format!("{} + {}", known.figures, size(total));
        }
    }
}

/// How many some counts are about.
pub(super) fn size(counts: &LineCounts) -> i64 {
    counts.total.or(counts.rated).unwrap_or_else(|| levels(counts))
}

/// Those of some counts that have a level.
fn levels(counts: &LineCounts) -> i64 {
    counts.levels.iter().flatten().sum()
}

fn together(group: &[UnitTotal], a: usize, b: usize) -> Together {
    let (first, second) = (&group[a], &group[b]);
    let states = states::rows(first, second);
    let state = states.is_some();
    let common = states.unwrap_or_else(|| shared(first, second));
    let (few, many) = {
        let (own, other) = (first.rows().count(), second.rows().count());
        (own.min(other), own.max(other))
    };
    let differing: Vec<&(&Stands, &Stands)> =
        common.iter().filter(|(own, other)| !differences(&own.corrected, &other.corrected).is_empty()).collect();
    let (larger, smaller) = if second.rows().count() > first.rows().count() { (b, a) } else { (a, b) };
    if !common.is_empty() && !state && are_parts(first, second, &common) {
        return Together::Parts;
    }
    let broken = differing.iter().all(|(own, other)| own.broken || other.broken);
    let of_rows = || {
        let mut said: Vec<String> = differing
            .iter()
            .take(NAMED)
            .map(|(own, other)| format!("{}: {}", own.name, differences(&own.counts, &other.counts)))
            .collect();
        said.extend((differing.len() > NAMED).then(|| "…".to_owned()));
        said.join("; ")
    };
    let part = group[smaller].names_a_part(&group[larger]);
    let again = 2 * common.len() >= many && !(common.len() == few && few < many && part);
    if !common.is_empty() && again {
        let whole = common.len() == many;
        return match first.version.against(second.version) {
            _ if whole && differing.is_empty() => Together::Same(larger),
            Ordering::Less => Together::Replaced(a, b),
            Ordering::Greater => Together::Replaced(b, a),
            Ordering::Equal if whole && broken => Together::Same(a),
            Ordering::Equal if differing.is_empty() => {
                Together::Differ(Outcome::Differs, lacking(&group[larger], &group[smaller]))
            }
            Ordering::Equal => Together::Differ(Outcome::Differs, of_rows()),
        };
    }
    if !common.is_empty() && common.len() == few {
        return if broken { Together::Same(larger) } else { Together::Within(larger, smaller, of_rows()) };
    }
    if !common.is_empty() && differing.len() < common.len() {
        let rows: Vec<&str> = common.iter().take(NAMED).map(|(own, _)| &*own.name).collect();
        return Together::Differ(Outcome::Parted, format!("cùng có {}", rows.join(", ")));
    }
    of_other_rows(group, a, b)
}

/// Are two summaries with rows in common parts of a whole? "Đảng viên" stands on the sheet of each chi bộ, "Chi bộ Quân sự"
/// on that of each commune, where a few are equal by chance. Nearly the same figures in every row are a second version,
/// unless titles or sheets say whose they are.
fn are_parts(first: &UnitTotal, second: &UnitTotal, common: &[(&Stands, &Stands)]) -> bool {
    let other =
        |(own, other): &&(&Stands, &Stands)| own.is_unnamed() || !differences(&own.counts, &other.counts).is_empty();
    let few = |(own, _): &&(&Stands, &Stands)| size(&own.counts) < MANY;
    let (differing, others) = (common.iter().filter(other).count(), first.is_of_another_office(second));
    if differing == 0 || !others && !first.is_part_beside(second) {
        return false;
    }
    if others {
        return common.iter().all(|pair| other(&pair) || few(&pair));
    }
    let whole = [first, second].iter().all(|total| total.rows().count() == common.len());
    let mut named = common.iter().filter(|(own, _)| !own.is_unnamed()).peekable();
    let again = whole && named.peek().is_some() && named.all(|(a, b)| is_near(&a.counts, &b.counts));
    differing == common.len() && !again
}

/// Do two counts of one row differ by no more than a check or two changes?
fn is_near(a: &LineCounts, b: &LineCounts) -> bool {
    let both = figures(a).into_iter().zip(figures(b)).filter_map(|(a, b)| a.zip(b));
    both.into_iter().all(|(a, b)| (a - b).abs() <= (a.max(b) / 20).max(1))
}

/// The rows that one has and the other lacks.
fn lacking(larger: &UnitTotal, smaller: &UnitTotal) -> String {
    let known: BTreeSet<&str> = smaller.rows().map(|row| &*row.key).collect();
    let names: Vec<&str> = larger.rows().filter(|row| !known.contains(&*row.key)).map(|row| &*row.name).collect();
    let more = if names.len() > NAMED { ", …" } else { "" };
    format!("chỉ một biểu có {}{more}", names[..names.len().min(NAMED)].join(", "))
}

/// Two without a row in common.
fn of_other_rows(group: &[UnitTotal], a: usize, b: usize) -> Together {
    let (first, second) = (&group[a], &group[b]);
    let same = first.counts == second.counts || Agreement::of(&first.counts, &second.counts).is_whole();
    if first.is_part_beside(second) {
        return Together::Parts;
    }
    // Of so few the figures are equal by chance too, where each is parted by units of its own; of many where these are of
    // one kind, for what is parted into đảng bộ once more is parted into the same.
    let named = |t: &UnitTotal| t.rows().next().is_some() && !t.rows().any(Stands::is_unnamed);
    let few = size(&first.counts) < MANY || first.has_units_like(second);
    let by_chance = few && named(first) && named(second) && !first.parts_otherwise(second);
    if same && by_chance {
        return Together::Undecided;
    }
    let counts = if second.rows().count() > first.rows().count() { b } else { a };
    if same && named(first) && named(second) && !first.parts_otherwise(second) {
        return Together::SameSum(counts);
    }
    if same {
        return Together::Same(counts);
    }
    let whole = |t: &UnitTotal| t.counts.total.or(t.counts.rated).filter(|n| *n > 0);
    let as_many = whole(first).is_some() && whole(first) == whole(second);
    if as_many || first.parts_otherwise(second) || close(&first.counts, &second.counts) {
        return Together::Differ(Outcome::Parted, differences(&first.counts, &second.counts));
    }
    Together::Undecided
}

/// Are two counts of many the same but for a few?
fn close(a: &LineCounts, b: &LineCounts) -> bool {
    let Some((own, other)) = a.total.or(a.rated).zip(b.total.or(b.rated)) else { return false };
    let few = own.max(other) / 30;
    let both = figures(a).into_iter().zip(figures(b)).filter_map(|(a, b)| a.zip(b));
    own.min(other) >= MANY && both.into_iter().all(|(a, b)| (a - b).abs() <= few.max(2))
}

#[cfg(test)]
mod tests {
    use super::PAIRED;
    use crate::check::rules::testing::{all_findings, inputs, submission};
    use crate::check::totals::totals;
    use crate::config::Config;

    /// One sheet of a district: its name, what its title adds, the head of its names, and rows of HTXSNV and HTTNV.
    type Sheet<'s> = (&'s str, &'s str, &'s str, &'s [(&'s str, i64, i64)]);

    const XA: &[(&str, i64, i64)] = &[("Đảng bộ xã An Mỹ", 10, 90), ("Đảng bộ xã An Lễ", 8, 72)];
    const CO_QUAN: &[(&str, i64, i64)] = &[("Đảng bộ Công an", 5, 35), ("Chi bộ Thuế", 1, 9)];
    const TITLE: &str = "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN";

    fn sheet((name, more, head, rows): &Sheet<'_>) -> String {
        let row = |(i, (name, best, good)): (usize, &(&str, i64, i64))| {
            format!("{} | {} | {name} | {} | {best} | {good} | 0 | 0\n", i + 5, i + 1, best + good)
        };
        let rows: String = rows.iter().enumerate().map(row).collect();
        let head = format!("4 | TT | {head} | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV");
        format!("--- {name}\n1 | HUYỆN ỦY AN LÃO\n2 | {TITLE} {more} NĂM 2021\n{head}\n{rows}")
    }

    fn workbook(sheets: &[Sheet<'_>]) -> String {
        format!("=== a.xlsx\n{}", sheets.iter().map(sheet).collect::<String>())
    }

    fn files(sheets: &[Sheet<'_>]) -> String {
        let file = |(place, of): (usize, &Sheet<'_>)| format!("=== {}.xlsx\n{}", place + 1, sheet(of));
        sheets.iter().enumerate().map(file).collect()
    }

    /// What is counted in all, and what is told of it.
    fn told(picture: &str) -> String {
        let config = Config::default();
        let units = totals(&submission(inputs(picture), &config)).units;
        let counted: Vec<String> = units.iter().map(|u| u.counts.total.unwrap_or(0).to_string()).collect();
        let found = all_findings(picture).into_iter().filter(|f| !matches!(f.rule, "C401" | "S201"));
        let line = |f: crate::finding::Finding| {
            let cell = f.cell.map(|c| c.to_string()).unwrap_or_default();
            format!("{} {} {cell} {}", f.rule, format!("{:?}", f.severity).to_lowercase(), f.message.vi)
        };
        format!("{} / {}", counted.join(", "), found.map(line).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn a_sheet_over_those_of_its_sectors_is_counted_once() {
        let th = |second: (&'static str, i64, i64)| vec![("Khối xã", 18, 162), second];
        let agrees = th(("Khối cơ quan", 6, 44));
        let parts: [Sheet<'_>; 2] =
            [("Khối xã", "KHỐI XÃ", "Tên đơn vị", XA), ("Khối cơ quan", "KHỐI CƠ QUAN", "Tên đơn vị", CO_QUAN)];
        let numbered: [Sheet<'_>; 2] =
            [("1", "KHỐI XÃ", "Tên đơn vị", XA), ("2", "KHỐI CƠ QUAN", "Tên đơn vị", CO_QUAN)];
        for parts in [parts, numbered] {
            let all = |rows: &[(&'static str, i64, i64)]| {
                let rows = rows.to_vec();
                let above: Sheet<'_> = ("TH chung", "", "Khối", &rows);
                told(&workbook(&[above, parts[0], parts[1]]))
            };
            assert_eq!(all(&agrees), "230 / ");
            assert!(
                all(&th(("Khối cơ quan", 7, 43))).starts_with("230 / X602 error D6"),
                "{}",
                all(&th(("Khối cơ quan", 7, 43)))
            );
            assert_eq!(all(&[("Đảng viên", 24, 206)]), "230 / ");
            assert!(
                all(&[("Đảng viên", 23, 207)]).starts_with("230 / X602 error D5"),
                "{}",
                all(&[("Đảng viên", 23, 207)])
            );
        }
        let slip = th(("Khối cơ quan", 7, 43));
        let above: Sheet<'_> = ("TH chung", "", "Khối", &slip);
        insta::assert_snapshot!(told(&workbook(&[above, parts[0], parts[1]])), @"230 / X602 error D6 Huyện An Lão, Đảng viên: biểu tổng hợp khác “Khối cơ quan”: Khối cơ quan: HTXSNV 7 so với 6; HTTNV 43 so với 44; đã tính theo “Khối cơ quan”. Đề nghị đơn vị đối chiếu");
        // By themselves they are parts, in one workbook and in two.
        assert_eq!(told(&workbook(&parts)), "230 / ");
        assert_eq!(told(&files(&parts)), "230 / ");
    }

    #[test]
    fn a_sheet_about_one_row_of_another_adds_nothing() {
        let all: Sheet<'_> = ("Biểu 1", "", "Tên đơn vị", XA);
        let of_one = |first: (&'static str, i64, i64)| {
            let rows = [first, ("Chi bộ thôn 2", 4, 36)];
            let one: Sheet<'_> = ("Biểu 2", "ĐẢNG BỘ XÃ AN MỸ", "Tên đơn vị", &rows);
            told(&workbook(&[all, one]))
        };
        assert_eq!(of_one(("Chi bộ thôn 1", 6, 54)), "180 / ");
        insta::assert_snapshot!(of_one(("Chi bộ thôn 1", 7, 53)), @"180 / X602 error D5 Huyện An Lão, Đảng viên: khác “Biểu 2”: Đảng bộ xã An Mỹ: HTXSNV 10 so với 11; HTTNV 90 so với 89; đã tính theo biểu này, không cộng thêm. Đề nghị đơn vị đối chiếu");
    }

    #[test]
    fn two_ways_to_part_the_same_are_never_added() {
        let by_unit: Sheet<'_> = ("Biểu 1", "", "Tên đơn vị", XA);
        let by_kind = |second: (&'static str, i64, i64)| {
            let rows = [("Xã miền núi", 12, 88), second];
            let other: Sheet<'_> = ("Biểu 2", "", "Loại hình", &rows);
            [told(&workbook(&[by_unit, other])), told(&files(&[by_unit, other]))]
        };
        let [sheets, files] = by_kind(("Xã đồng bằng", 6, 74));
        assert_eq!(sheets, "180 / ");
        assert!(files.starts_with("180 / X603 info"), "{files}");
        let [sheets, files] = by_kind(("Xã đồng bằng", 7, 73));
        insta::assert_snapshot!(sheets, @" / X602 error C5 Huyện An Lão, Đảng viên: hai biểu của cùng đối tượng, ở đây và ở “Biểu 2”, khác số liệu: HTXSNV 18 so với 19; HTTNV 162 so với 161; chưa biểu nào được tính vào tổng hợp. Đề nghị đơn vị xác nhận số đúng");
        assert!(files.starts_with(" / X602 error"), "{files}");
        assert!(by_kind(("Xã đồng bằng", 6, 75)).iter().all(|told| told.starts_with(" / X602 error")));
    }

    #[test]
    fn few_that_are_equal_by_chance_are_added_and_told() {
        let one: Sheet<'_> = ("Biểu 1", "", "Tên đơn vị", &[("Chi bộ thôn 1", 1, 9), ("Chi bộ thôn 2", 1, 5)]);
        let other: Sheet<'_> = ("Biểu 2", "", "Tên đơn vị", &[("Chi bộ trường học", 2, 8), ("Chi bộ Trạm y tế", 0, 6)]);
        insta::assert_snapshot!(told(&workbook(&[one, other])), @"32 / X602 warning C5 Huyện An Lão, Đảng viên: biểu này và “Biểu 2” không có dòng chung, đã cộng cả hai: 16 + 16. Nếu là hai cách chia của cùng một số thì chỉ tính một biểu; đề nghị ghi rõ ở tiêu đề hoặc tên sheet");
        insta::assert_snapshot!(told(&files(&[one, other])), @"32 / X602 warning C5 Huyện An Lão, Đảng viên: biểu này và “Biểu 2, 2.xlsx” không có dòng chung, đã cộng cả hai: 16 + 16. Nếu là hai cách chia của cùng một số thì chỉ tính một biểu; đề nghị ghi rõ ở tiêu đề hoặc tên sheet");
        // By other things they are parted otherwise.
        let by_kind: Sheet<'_> = ("Biểu 2", "", "Loại hình", &[("Xã miền núi", 2, 7), ("Xã đồng bằng", 0, 7)]);
        assert_eq!(told(&workbook(&[one, by_kind])), "16 / ");
    }

    #[test]
    fn many_of_other_units_of_one_kind_that_are_equal_by_chance_are_added_and_told() {
        let other = [("Đảng bộ xã An Thọ", 10, 90), ("Đảng bộ xã An Hòa", 8, 72)];
        let two: [Sheet<'_>; 2] = [("Biểu 1", "", "Tên đơn vị", XA), ("Biểu 2", "", "Tên đơn vị", &other)];
        for found in [told(&workbook(&two)), told(&files(&two))] {
            assert!(found.starts_with("360 / X602 warning"), "{found}");
        }
        // The chi bộ of the same đảng bộ are no others.
        let cells = [("Chi bộ thôn 1", 9, 91), ("Chi bộ thôn 2", 9, 71)];
        insta::assert_snapshot!(told(&workbook(&[two[0], ("Biểu 2", "", "Tên đơn vị", &cells)])), @"180 / X603 info C5 Huyện An Lão, Đảng viên: trùng số liệu với sheet “Biểu 1”; chỉ tính một lần");
    }

    #[test]
    fn members_by_their_posts_are_members() {
        let rows = [("Cán bộ lãnh đạo", 6, 54), ("Đảng viên không giữ chức vụ", 12, 108)];
        let by_post: Sheet<'_> = ("Biểu 2", "THEO CHỨC VỤ", "Đối tượng", &rows);
        assert_eq!(told(&workbook(&[("Biểu 1", "", "Tên đơn vị", XA), by_post])), "180 / ");
        assert_eq!(told(&workbook(&[by_post])), "180 / ");
    }

    #[test]
    fn the_same_table_twice_with_other_figures_counts_neither() {
        let other = [("Đảng bộ xã An Mỹ", 11, 89), ("Đảng bộ xã An Lễ", 8, 72)];
        let first: Sheet<'_> = ("Biểu 1", "", "Tên đơn vị", XA);
        insta::assert_snapshot!(told(&workbook(&[first, ("Biểu 1b", "", "Tên đơn vị", &other)])), @" / X603 error C5 Huyện An Lão, Đảng viên: số liệu khác với sheet “Biểu 1” cùng đơn vị, cùng biểu, cùng năm (Đảng bộ xã An Mỹ: HTXSNV 10 so với 11; HTTNV 90 so với 89); chưa biểu nào được tính vào tổng hợp. Đề nghị đơn vị xác nhận bản đúng");
        assert_eq!(told(&workbook(&[first, ("Biểu 1b", "", "Tên đơn vị", XA)])), "180 / ");
        // What is called the second takes the place of the first.
        let later = told(&workbook(&[("TH lần 1", "", "Tên đơn vị", XA), ("TH lần 2", "", "Tên đơn vị", &other)]));
        assert!(later.starts_with("180 / X603 info"), "{later}");
        // A part of its rows is no other version.
        let part: Sheet<'_> = ("Biểu 2", "XÃ MIỀN NÚI", "Tên đơn vị", &XA[..1]);
        assert_eq!(told(&workbook(&[first, part])), "180 / ");
        assert_eq!(told(&workbook(&[part, first])), "180 / ");
    }

    #[test]
    fn tables_below_one_another_are_no_less_told_than_those_on_sheets_of_their_own() {
        let both = |second: [(i64, i64); 2], title: &str| {
            let heads = "TT | Tên đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";
            let row = |row: usize, place: usize, (best, good): (i64, i64)| {
                let name = ["Đảng bộ xã An Mỹ", "Đảng bộ xã An Lễ"][place];
                format!("{row} | {} | {name} | {} | {best} | {good} | 0 | 0\n", place + 1, best + good)
            };
            let first = row(5, 0, (10, 90)) + &row(6, 1, (8, 72));
            let second = row(11, 0, second[0]) + &row(12, 1, second[1]);
            told(&format!(
                "=== a.xlsx\n--- TH\n1 | HUYỆN ỦY AN LÃO\n2 | {TITLE} NĂM 2021\n4 | {heads}\n{first}9 | {title}\n10 | {heads} | Ghi chú\n{second}"
            ))
        };
        let again = format!("{TITLE} NĂM 2021");
        assert_eq!(both([(10, 90), (8, 72)], &again), "180 / ");
        insta::assert_snapshot!(both([(11, 89), (8, 72)], &again), @" / X603 error C11 Huyện An Lão, Đảng viên: số liệu khác với biểu ở C5 cùng đơn vị, cùng biểu, cùng năm (Đảng bộ xã An Mỹ: HTXSNV 10 so với 11; HTTNV 90 so với 89); chưa biểu nào được tính vào tổng hợp. Đề nghị đơn vị xác nhận bản đúng");
    }

    #[test]
    fn rows_of_one_name_on_the_sheets_of_parts_are_added() {
        let (one, two) = ([("Đảng viên", 2, 18)], [("Đảng viên", 1, 29)]);
        for (first, second) in [("Chi bộ 1", "Chi bộ 2"), ("CB Thuế", "CB Kho bạc")] {
            let cells: [Sheet<'_>; 2] = [(first, "", "Đối tượng", &one), (second, "", "Đối tượng", &two)];
            assert_eq!(told(&workbook(&cells)), "50 / ", "{first}");
        }
        let full: Sheet<'_> = ("Chính thức", "CHÍNH THỨC", "Tên đơn vị", XA);
        let rows = [("Đảng bộ xã An Mỹ", 0, 3), ("Đảng bộ xã An Lễ", 0, 2)];
        assert_eq!(told(&workbook(&[full, ("Dự bị", "DỰ BỊ", "Tên đơn vị", &rows)])), "185 / ");
    }

    #[test]
    fn a_second_version_is_no_part() {
        let other = [("Đảng bộ xã An Mỹ", 11, 91), ("Đảng bộ xã An Lễ", 8, 73)];
        let both = |first: &str, second: &str, rows: [&[(&'static str, i64, i64)]; 2]| {
            told(&workbook(&[(first, "", "Tên đơn vị", rows[0]), (second, "", "Tên đơn vị", rows[1])]))
        };
        for (first, second) in [
            ("Trước rà soát", "Sau rà soát"),
            ("Nháp", "Chính thức"),
            ("ngày 10.12", "ngày 15.12"),
            ("Chị Hoa", "Chị Lan"),
        ] {
            let told = both(first, second, [XA, &other]);
            assert!(told.starts_with(" / X603 error"), "{first}: {told}");
        }
        // "Chi bộ 1" stands in every commune, but not twice in one.
        let cells = [[("Chi bộ 1", 2, 28), ("Chi bộ 2", 3, 37)], [("Chi bộ 1", 3, 28), ("Chi bộ 2", 3, 38)]];
        let versions = both("Trước rà soát", "Sau rà soát", [&cells[0], &cells[1]]);
        assert!(versions.starts_with(" / X603 error"), "{versions}");
        assert_eq!(both("Xã An Mỹ", "Xã An Lễ", [&cells[0], &cells[1]]), "142 / ");
        // Names of places are known by what stands before them; without that, nearly the same is asked about.
        let named = [
            [("Chi bộ Quân sự", 1, 5), ("Chi bộ Công an", 1, 7)],
            [("Chi bộ Quân sự", 1, 6), ("Chi bộ Công an", 0, 7)],
        ];
        let asked = both("An Mỹ", "An Lễ", [&named[0], &named[1]]);
        assert!(asked.starts_with(" / X603 error"), "{asked}");
        assert_eq!(both("Xã An Mỹ", "Xã An Lễ", [&named[0], &named[1]]), "28 / ");
    }

    #[test]
    fn a_few_rows_of_two_organisations_are_equal_by_chance() {
        let of = |first: i64| [("Chi bộ Nông nghiệp", 2, first), ("Chi bộ Quân sự", 1, 5), ("Chi bộ Trạm Y tế", 0, 5)];
        let (one, two) = (of(28), of(26));
        let commune = |name: &'static str, rows| -> Sheet<'_> { (name, "", "Tên chi bộ", rows) };
        assert_eq!(told(&workbook(&[commune("Xã An Mỹ", &one), commune("Xã An Lễ", &two)])), "80 / ");
        let titled: [Sheet<'_>; 2] =
            [("1", "ĐẢNG BỘ XÃ AN MỸ", "Tên chi bộ", &one), ("2", "ĐẢNG BỘ XÃ AN LỄ", "Tên chi bộ", &two)];
        assert_eq!(told(&workbook(&titled)), "80 / ");
        // Many that are equal are the same.
        let sum = told(&workbook(&[
            commune("Xã An Mỹ", &[("Đảng bộ Công an", 5, 35), ("Chi bộ Thuế", 1, 9)]),
            commune("Xã An Lễ", &[("Đảng bộ Công an", 5, 35), ("Chi bộ Thuế", 1, 8)]),
        ]));
        assert!(sum.starts_with(" / X603 error"), "{sum}");
    }

    #[test]
    fn what_is_called_a_part_is_no_summary_over_few() {
        let parts: [Sheet<'_>; 3] = [
            ("Khối cơ quan", "", "Tên đơn vị", &[("Chi bộ Tòa án", 1, 9), ("Chi bộ Thuế", 1, 7)]),
            ("Khối trường học", "", "Tên đơn vị", &[("Chi bộ Tiểu học", 0, 6), ("Chi bộ Mầm non", 1, 3)]),
            ("Khối doanh nghiệp", "", "Tên đơn vị", &[("Chi bộ HTX", 1, 4), ("Chi bộ Điện lực", 0, 3)]),
        ];
        assert_eq!(told(&workbook(&parts)), "36 / ");
        let sum: [Sheet<'_>; 3] = [
            ("Khối xã", "", "Tên đơn vị", &[("Đảng bộ xã An Mỹ", 4, 36)]),
            ("Khối cơ quan", "", "Tên đơn vị", &[("Chi bộ Tòa án", 2, 18)]),
            ("Khối trường học", "", "Tên đơn vị", &[("Chi bộ Tiểu học", 2, 18)]),
        ];
        assert_eq!(told(&workbook(&sum)), "80 / ");
    }

    #[test]
    fn parts_of_one_summary_are_parts_of_one_another() {
        let rows = [("Khối xã", 18, 162), ("Khối cơ quan", 19, 161)];
        let above: Sheet<'_> = ("Biểu 1", "", "Khối", &rows);
        let second = [("Chi bộ Công an", 9, 83), ("Chi bộ Tòa án", 10, 78)];
        let parts: [Sheet<'_>; 2] = [("Biểu 2", "", "Tên đơn vị", XA), ("Biểu 3", "", "Tên đơn vị", &second)];
        assert_eq!(told(&workbook(&[above, parts[0], parts[1]])), "360 / ");
    }

    #[test]
    fn the_district_beside_its_communes_is_asked_about() {
        let of = |name: &'static str, rows| -> Sheet<'_> { (name, "", "Tên đơn vị", rows) };
        let told = told(&workbook(&[of("Mẫu BC Huyện", CO_QUAN), of("Mẫu BC Xã", XA)]));
        assert!(told.starts_with("230 / X602 warning"), "{told}");
        assert_eq!(self::told(&workbook(&[of("Khối huyện", CO_QUAN), of("Khối xã", XA)])), "230 / ");
    }

    #[test]
    fn of_very_many_sheets_those_that_repeat_another_are_left_out() {
        let many = |name: &str| {
            let rows = |i: i64| {
                let unit = if i == 0 { 1 } else { i };
                format!("5 | 1 | Chi bộ thôn {unit} | {} | 1 | {unit} | 0 | 0\n", unit + 1)
            };
            let of_one =
                |i: i64| sheet(&(name, "", "Tên đơn vị", &[])).replacen(name, &format!("{name} {i}"), 1) + &rows(i);
            told(&format!("=== a.xlsx\n{}", (0..=PAIRED as i64).map(of_one).collect::<String>()))
        };
        // Sheets 0 and 1 are the same, but where each is that of a unit of its own.
        let unnamed = many("Biểu");
        assert!(unnamed.starts_with("45450 / X602 warning") && unnamed.contains("2 + 3 + …"), "{unnamed}");
        assert_eq!(many("Chi bộ"), "45452 / ");
    }

    #[test]
    fn what_nothing_calls_parts_is_added_and_told() {
        let two: [Sheet<'_>; 2] = [("Biểu 1", "", "Tên đơn vị", XA), ("Biểu 2", "", "Tên đơn vị", CO_QUAN)];
        insta::assert_snapshot!(told(&workbook(&two)), @"230 / X602 warning C5 Huyện An Lão, Đảng viên: biểu này và “Biểu 2” không có dòng chung, đã cộng cả hai: 180 + 50. Nếu là hai cách chia của cùng một số thì chỉ tính một biểu; đề nghị ghi rõ ở tiêu đề hoặc tên sheet");
    }
}
