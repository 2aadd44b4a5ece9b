//! A report that was sent again: what became of what was found in the one before, and which cells changed since, whether
//! anybody had asked for it or not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cells::{Cells, Held, cells};
use super::keys;
use crate::check;
use crate::check::gates;
use crate::check::records::{FileRecord, Rated, Submission, TableRecord};
use crate::check::totals::totals;
use crate::check::versions::{Outcome, Twice};
use crate::config::Config;
use crate::finding::{CellRange, CellRef, Edit, Finding, Severity};

/// A report that takes the place of an earlier one.
#[derive(Clone, PartialEq, Debug)]
pub struct Resent {
    /// The unit.
    pub unit: String,
    /// The file that no longer counts.
    pub older: Arc<str>,
    /// The file that counts.
    pub newer: Arc<str>,
    /// What was found in the earlier one, with what became of it, and what is new.
    pub matters: Vec<Matter>,
    /// The cells that differ.
    pub changes: Vec<Change>,
}

/// Something that was found, or is found now.
#[derive(Clone, PartialEq, Debug)]
pub struct Matter {
    /// What became of it.
    pub became: Became,
    /// As it is found now; as it was found where it is settled.
    pub finding: Finding,
}

/// What became of a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Became {
    /// It is no longer found.
    Settled,
    /// It is found again, and explained.
    Explained,
    /// It is found again.
    Open,
    /// It was not found before.
    New,
}

impl Became {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Settled, Self::Explained, Self::Open, Self::New];

    /// In Vietnamese.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Settled => "Đã xử lý",
            Self::Explained => "Đã giải trình",
            Self::Open => "Chưa xử lý",
            Self::New => "Mới phát sinh",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Explained => "explained",
            Self::Open => "still open",
            Self::New => "new",
        }
    }
}

/// One cell, or one row, that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Sheet of the later report; of the earlier one for a row that is gone.
    pub sheet: Arc<str>,
    /// Where it stood.
    pub before: Option<CellRef>,
    /// Where it stands.
    pub now: Option<CellRef>,
    /// The row by its name.
    pub row: String,
    /// The column by its head; empty for a whole row.
    pub column: String,
    /// What stood there.
    pub from: String,
    /// What stands there.
    pub to: String,
    /// Is the row about a person?
    pub person: bool,
    /// Whether it was asked for.
    pub ground: Ground,
}

/// Why a cell may have changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// A finding spoke of it.
    Asked,
    /// A total or percentage that hangs on one that was asked for.
    Follows,
    /// Nobody asked for it.
    Unasked,
}

impl Ground {
    /// In Vietnamese.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Asked => "Theo đề nghị",
            Self::Follows => "Thay đổi theo ô đã sửa",
            Self::Unasked => "Ngoài nội dung đề nghị",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Asked => "asked for",
            Self::Follows => "follows from one that was",
            Self::Unasked => "not asked for",
        }
    }
}

impl Resent {
    /// How many matters came to this.
    pub fn count(&self, became: Became) -> usize {
        self.matters.iter().filter(|m| m.became == became).count()
    }

    /// The changes nobody asked for.
    pub fn unasked(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|c| c.ground == Ground::Unasked)
    }
}

/// Every report that takes the place of another, held against it; `findings` are those of now, `today` the day by which
/// declarations run out.
pub fn resent(
    submission: &mut Submission<'_>,
    findings: &[Finding],
    config: &Config,
    today: (u16, u8, u8),
) -> Vec<Resent> {
    if !submission.files.iter().flat_map(|f| &f.tables).any(|t| t.replaced) {
        return Vec::new();
    }
    let pairs = pairs(&totals(submission).twice);
    let one = |(older, newer): (usize, usize)| {
        let before = submission.alone(older, config, |alone| {
            let mut found = check::run(alone, config);
            gates::suppress(&mut found, config, today);
            found
        });
        let (old, new) = (&submission.files[older], &submission.files[newer]);
        let before: Vec<Finding> = before.into_iter().filter(|f| is_own(f) && on_replaced(f, old)).collect();
        let asked = asked(&before, old);
        Resent {
            unit: new.unit.clone().unwrap_or_default(),
            older: old.path.clone(),
            newer: new.path.clone(),
            matters: matters(before, findings, old, new),
            changes: changes(old, new, &asked),
        }
    };
    pairs.into_iter().map(one).collect()
}

/// The files of which the second takes the place of the first: of several earlier ones the last.
fn pairs(twice: &[Twice]) -> Vec<(usize, usize)> {
    let mut last: BTreeMap<usize, &Twice> = BTreeMap::new();
    for pair in twice.iter().filter(|t| t.outcome == Outcome::Replaced) {
        let known = last.entry(pair.files.1).or_insert(pair);
        if pair.version.is_after(known.version) {
            *known = pair;
        }
    }
    last.into_values().map(|pair| pair.files).collect()
}

/// Does a finding speak of one file alone, and ask for something? What is held against other files changes with them.
fn is_own(finding: &Finding) -> bool {
    let weighs = finding.severity > Severity::Info || finding.explained.is_some();
    let alone = finding.related.iter().all(|r| r.file.as_ref().is_none_or(|f| Some(f) == finding.file.as_ref()));
    let submission = ["X602", "X603", "V502"].contains(&finding.rule);
    weighs && alone && !submission && finding.cell.is_some()
}

fn on_replaced(finding: &Finding, file: &FileRecord<'_>) -> bool {
    let here = |t: &&TableRecord<'_>| {
        Some(&t.table.sheet) == finding.sheet.as_ref() && finding.cell.is_some_and(|c| t.table.range.contains(c))
    };
    file.tables.iter().filter(here).any(|t| t.replaced)
}

/// What became of what was found, then what is new.
fn matters(before: Vec<Finding>, now: &[Finding], old: &FileRecord<'_>, new: &FileRecord<'_>) -> Vec<Matter> {
    let now: Vec<&Finding> = now.iter().filter(|f| f.file.as_ref() == Some(&new.path) && is_own(f)).collect();
    let at_now: Vec<BTreeSet<u64>> = now.iter().map(|f| keys::places(new, f)).collect();
    let mut met = vec![false; now.len()];
    let mut list = Vec::new();
    for finding in before {
        let places = keys::places(old, &finding);
        let again = (0..now.len()).find(|&i| now[i].rule == finding.rule && !at_now[i].is_disjoint(&places));
        for i in (0..now.len()).filter(|&i| now[i].rule == finding.rule && !at_now[i].is_disjoint(&places)) {
            met[i] = true;
        }
        let finding = again.map_or(finding, |i| now[i].clone());
        let became = match again {
            None => Became::Settled,
            Some(_) if finding.explained.is_some() => Became::Explained,
            Some(_) => Became::Open,
        };
        list.push(Matter { became, finding });
    }
    let new = now.iter().zip(met).filter(|(f, met)| !met && f.explained.is_none());
    list.extend(new.map(|(finding, _)| Matter { became: Became::New, finding: (*finding).clone() }));
    list
}

type Place = (Arc<str>, CellRef);

/// The cells that the findings spoke of: their own, those they were compared with, those a correction would change.
fn asked(before: &[Finding], old: &FileRecord<'_>) -> Vec<(Arc<str>, CellRange)> {
    let mut asked = Vec::new();
    for finding in before {
        let Some(sheet) = &finding.sheet else { continue };
        asked.extend(finding.ranges.iter().map(|range| (sheet.clone(), *range)));
        let own = finding.related.iter().filter(|r| r.file.as_ref().is_none_or(|file| *file == old.path));
        asked.extend(own.map(|r| (r.sheet.clone().unwrap_or_else(|| sheet.clone()), r.range)));
        let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().chain(fix.alternatives.iter().flatten()));
        asked.extend(edits.map(|e: &Edit| (e.sheet.clone(), e.cell.into())));
    }
    asked
}

/// Every cell that differs between the tables that were replaced and those in their place.
fn changes(old: &FileRecord<'_>, new: &FileRecord<'_>, asked: &[(Arc<str>, CellRange)]) -> Vec<Change> {
    let spoken = |(sheet, at): &Place| asked.iter().any(|(s, range)| s == sheet && range.contains(*at));
    let mut all = Vec::new();
    for table in old.tables.iter().filter(|t| t.replaced) {
        let Some(other) = in_its_place(table, old, new) else { continue };
        let mut list = differences(&cells(table), &cells(other), (&table.table.sheet, &other.table.sheet));
        for (change, depends) in &mut list {
            let at = change.before.map(|at| (table.table.sheet.clone(), at));
            change.ground = match at {
                Some(at) if spoken(&at) => Ground::Asked,
                _ => Ground::Unasked,
            };
            // Where a row is new nobody spoke of its cells; a total may still hang on it.
            *depends &= change.ground == Ground::Unasked;
        }
        follow(&mut list);
        all.extend(list.into_iter().map(|(change, _)| change));
    }
    all
}

/// The table of the later report: of the same kind and subject, on a sheet of the same name or the only one.
fn in_its_place<'n, 'c>(
    table: &TableRecord<'_>,
    old: &FileRecord<'_>,
    new: &'n FileRecord<'c>,
) -> Option<&'n TableRecord<'c>> {
    let like = |t: &&TableRecord<'_>| t.table.kind == table.table.kind && t.table.subject == table.table.subject;
    let counts = |t: &&TableRecord<'_>| !matches!(t.content, Rated::Nothing);
    let rivals = old.tables.iter().filter(|t| t.replaced).filter(like).count();
    let mut alike = new.tables.iter().filter(counts).filter(like);
    let named = alike.clone().find(|t| t.table.sheet == table.table.sheet);
    named.or_else(|| alike.next().filter(|_| alike.next().is_none() && rivals == 1))
}

/// A change, and whether its cell is a total or percentage of others.
type Told = (Change, bool);

fn differences(old: &Cells, new: &Cells, (sheet, other): (&Arc<str>, &Arc<str>)) -> Vec<Told> {
    let change = |sheet: &Arc<str>, held: &Held| Change {
        sheet: sheet.clone(),
        before: None,
        now: None,
        row: held.row.clone(),
        column: held.column.clone(),
        from: String::new(),
        to: String::new(),
        person: held.person,
        ground: Ground::Unasked,
    };
    let rows = |cells: &Cells| cells.iter().map(|((row, _), _)| row.clone()).collect::<BTreeSet<_>>();
    let (before, now) = (rows(old), rows(new));
    let mut list = Vec::new();
    let mut whole: BTreeSet<&String> = BTreeSet::new();
    for ((row, column), held) in old {
        if !now.contains(row) {
            if whole.insert(row) {
                let gone = Change { before: Some(held.name_at), column: String::new(), ..change(sheet, held) };
                list.push((Change { to: "–".to_owned(), from: held.row.clone(), ..gone }, false));
            }
            continue;
        }
        let Some(then) = new.get(&(row.clone(), column.clone())) else { continue };
        if held.text != then.text {
            let places = Change { before: Some(held.at), now: Some(then.at), ..change(other, then) };
            list.push((Change { from: held.text.clone(), to: then.text.clone(), ..places }, then.depends));
        }
    }
    for ((row, _), held) in new {
        if !before.contains(row) && whole.insert(row) {
            let added = Change { now: Some(held.name_at), column: String::new(), ..change(other, held) };
            list.push((Change { from: "–".to_owned(), to: held.row.clone(), ..added }, false));
        }
    }
    list.sort_by_key(|(change, _)| change.now.or(change.before));
    list
}

/// Totals and percentages in the row or column of a cell that was asked for, or of one that follows, follow.
fn follow(list: &mut [Told]) {
    loop {
        let grounds: Vec<CellRef> =
            list.iter().filter(|(c, _)| c.ground != Ground::Unasked).filter_map(|(c, _)| c.now.or(c.before)).collect();
        let mut moved = false;
        for (change, depends) in list.iter_mut().filter(|(c, depends)| *depends && c.ground == Ground::Unasked) {
            let Some(at) = change.now.or(change.before) else { continue };
            if grounds.iter().any(|g| g.row == at.row || g.column == at.column) {
                change.ground = Ground::Follows;
                (moved, *depends) = (true, false);
            }
        }
        if !moved {
            return;
        }
    }
}
