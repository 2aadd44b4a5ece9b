//! Ratings held against each other, of one row or joined by name: what P301–P303, P305 and P306 share.

use std::collections::BTreeSet;

use crate::check::records::{FileRecord, Rated, Submission, TableRecord};
use crate::check::rules::heads::{self, Head, has_own};
use crate::check::rules::two_lists::Others;
use crate::check::units::{RatedUnit, Units};
use crate::check::{Findings, Rule};
use crate::finding::{CellRange, CellRef, Finding, Related, Severity};
use crate::locate::Subject;
use crate::normalise::Level;

/// The head.
pub(super) const HEAD: &[Subject] = &[Subject::Leader];
/// The leadership collective.
pub(super) const COLLECTIVE: &[Subject] = &[Subject::Collective];
/// What is headed.
pub(super) const ORGANISATION: &[Subject] = &[Subject::Unit, Subject::PartyBase, Subject::PartyCell];
/// The same person as a party member.
pub(super) const MEMBER: &[Subject] = &[Subject::Member];
/// The same person in office.
pub(super) const IN_OFFICE: &[Subject] = &[Subject::CivilServant, Subject::PublicEmployee];

/// Two ratings that do not go together.
pub(super) struct Pair<'t> {
    /// Whose row it is.
    pub(super) name: &'t str,
    /// The rating that may not be so high.
    pub(super) high: Level,
    /// The rating it is held against.
    pub(super) low: Level,
    /// Where the first stands.
    pub(super) at: CellRef,
    /// Where the second stands.
    pub(super) below: Related,
    /// The other row's unit, where the second stands in another table.
    pub(super) joined: Option<&'t str>,
    /// The post, where neither it nor the list says whether it is that of a head.
    pub(super) unclear: Option<&'t str>,
}

impl Pair<'_> {
    /// Names the unit of another table that a row is held against.
    pub(super) fn against(&self, (vi, en): (String, String)) -> (String, String) {
        match self.joined {
            Some(unit) => (
                format!("{vi}. Kết quả của “{unit}” ghi tại {}", self.below),
                format!("{en} (“{unit}” at {})", self.below),
            ),
            None => (vi, en),
        }
    }
}

/// Which two ratings of a row do not go together.
pub(super) struct Clause {
    /// Whose rating may be too high; also whose regime governs.
    pub(super) high: &'static [Subject],
    /// Whose rating it is held against.
    pub(super) low: &'static [Subject],
    /// The levels, the first one's and the second's, that do not go together.
    pub(super) wrong: fn(Level, Level) -> bool,
    /// Are those left out who are no heads?
    pub(super) heads_only: bool,
    /// The sentence.
    pub(super) say: fn(&Pair<'_>) -> (String, String),
    /// Another rule that told the same rating before.
    pub(super) before: Before,
}

/// What becomes of what another rule told of the same rating: one rating that is too high is one statement.
pub(super) enum Before {
    /// No rule did.
    Nobody,
    /// Its statement stays and says this too.
    Stays(&'static str, fn(&Pair<'_>) -> (String, String)),
    /// It follows from what is told here.
    Follows(&'static str),
}

/// Reports every person whose two ratings break the clause, in one row or on two lists, where the regime has the rule.
pub(super) fn report_persons(
    rule: &'static Rule,
    submission: &Submission<'_>,
    findings: &mut Findings<'_>,
    clause: &Clause,
) {
    let others = Others::of(submission, clause);
    for file in &submission.files {
        findings.enter_file(file);
        for table in &file.tables {
            findings.enter_sheet(Some(&table.table.sheet));
            let mut all = pairs(table, clause);
            all.extend(others.pairs(file, table, clause));
            tell(rule, findings, clause, all);
        }
    }
}

/// Finds the units a head or a collective is held against in other tables.
pub(super) enum Join {
    /// Of a head: the organisations headed.
    Organisations,
    /// Of a head: their leadership collectives.
    Collectives,
    /// Of a collective: its organisation.
    Led,
}

/// Reports every row of a submission that breaks the clause: by the row's own columns first, else by the rating of the
/// unit it names, wherever that stands.
pub(super) fn report_joined(
    rule: &'static Rule,
    submission: &Submission<'_>,
    findings: &mut Findings<'_>,
    clause: &Clause,
    join: &Join,
) {
    let rates = |t: &TableRecord<'_>| matches!(&t.content, Rated::Roster(l) if l.column_of(clause.high[0]).is_some());
    if !submission.files.iter().flat_map(|f| &f.tables).any(rates) {
        return;
    }
    let units = Units::of(submission);
    for file in &submission.files {
        findings.enter_file(file);
        for table in file.tables.iter().filter(|t| rates(t)) {
            findings.enter_sheet(Some(&table.table.sheet));
            let mut all = pairs(table, clause);
            all.extend(joined(file, table, clause, join, &units));
            all.sort_by_key(|p| p.at);
            tell(rule, findings, clause, all);
        }
    }
}

fn tell(rule: &'static Rule, findings: &mut Findings<'_>, clause: &Clause, all: Vec<Pair<'_>>) {
    let Some(setting) = findings.setting(rule, clause.high[0]).filter(|s| s.enabled) else {
        return;
    };
    let severity = setting.severity.unwrap_or(rule.severity);
    let (unclear, all): (Vec<_>, Vec<_>) = all.into_iter().partition(|pair| pair.unclear.is_some());
    if severity > Severity::Info {
        perhaps_heads(rule, findings, &unclear);
    }
    let say = |pair: &Pair<'_>| weighed((clause.say)(pair), severity);
    if severity == Severity::Info && all.len() > 1 {
        // Recorded once for the whole list where the regime has no such clause.
        let cells: Vec<CellRef> = all.iter().map(|p| p.at).collect();
        let (vi, en) = all[0].against(say(&all[0]));
        let rest = all.len() - 1;
        let text = (format!("{vi} (và {rest:02} trường hợp tương tự)"), format!("{en} (and {rest} more)"));
        let person = all.iter().map(|p| p.name).next();
        let inside: Vec<CellRef> = all.iter().filter(|p| p.joined.is_none()).map(|p| p.below.range.start).collect();
        let elsewhere = all.iter().filter(|p| p.joined.is_some()).map(|p| p.below.clone());
        findings
            .add(rule, cells[0])
            .person(person)
            .cells(&cells)
            .related(&inside)
            .related_elsewhere(elsewhere)
            .severity(severity)
            .message(text.0, text.1);
        return;
    }
    for pair in all {
        match &clause.before {
            Before::Stays(other, also) if findings.say_besides(other, &pair, also(&pair)) => continue,
            Before::Follows(other) => findings.take(other, pair.at),
            _ => {}
        }
        let (vi, en) = pair.against(say(&pair));
        let (found, expected) = (pair.high.code(), format!("≤ {}", pair.low.code()));
        findings
            .add(rule, pair.at)
            .person(Some(pair.name))
            .related_elsewhere([pair.below])
            .found(found)
            .expected(expected)
            .severity(severity)
            .message(vi, en);
    }
}

/// How a sentence ends that asks for an explanation.
const ASKED: &str = ". Đề nghị xem xét lại hoặc có văn bản giải trình";

impl Findings<'_> {
    /// Says with what a rule told at a cell, or of the rating that both are held against, what another one finds; `false` where
    /// it told nothing.
    fn say_besides(&mut self, rule: &str, pair: &Pair<'_>, (vi, en): (String, String)) -> bool {
        let (file, sheet) = (self.file.clone(), self.sheet.clone());
        let of_pair = |f: &Finding| f.cell == Some(pair.at) || f.related.contains(&pair.below);
        let here = |f: &&mut Finding| (f.rule, &f.file, &f.sheet) == (rule, &file, &sheet) && of_pair(f);
        let Some(told) = self.list.iter_mut().find(here).filter(|told| told.severity > Severity::Info) else {
            return false;
        };
        told.message.vi = told.message.vi.replacen(ASKED, &format!("{vi}{ASKED}"), 1);
        told.message.en.push_str(&en);
        let other = if told.cell == Some(pair.at) { pair.below.clone() } else { CellRange::from(pair.at).into() };
        told.related.push(other);
        let expected = |level: Level| format!("≤ {}", level.code());
        if Level::ALL.into_iter().any(|level| level > pair.low && told.expected == Some(expected(level))) {
            told.expected = Some(expected(pair.low));
        }
        true
    }

    /// Takes out what a rule told at a cell.
    fn take(&mut self, rule: &str, at: CellRef) {
        let (file, sheet) = (self.file.clone(), self.sheet.clone());
        self.list.retain(|f| (f.rule, &f.file, &f.sheet, f.cell) != (rule, &file, &sheet, Some(at)));
    }
}

/// Those of whom nothing says whether they are heads: they are not accused, and named once.
fn perhaps_heads(rule: &'static Rule, findings: &mut Findings<'_>, all: &[Pair<'_>]) {
    let Some(first) = all.first() else { return };
    let (name, post) = (first.name, first.unclear.unwrap_or_default());
    let (rest_vi, rest_en) = match all.len() - 1 {
        0 => Default::default(),
        rest => (format!(" (và {rest:02} trường hợp tương tự)"), format!(" (and {rest} more)")),
    };
    let (high, low) = (first.high.code(), first.low.code());
    let cells: Vec<CellRef> = all.iter().map(|p| p.at).collect();
    let below: Vec<CellRef> = all.iter().map(|p| p.below.range.start).collect();
    findings.add(rule, first.at).person(Some(name)).cells(&cells).related(&below).severity(Severity::Info).message(
        format!("{name}: chưa rõ chức vụ “{post}” có phải là người đứng đầu hay không, chưa đối chiếu {high} với {low}{rest_vi}"),
        format!("{name}: “{post}” may or may not be the head, {high} was not held against {low}{rest_en}"),
    );
}

/// Asks for an explanation only where the regime has the clause: it is an error there. Elsewhere the documents were read
/// without finding it.
fn weighed((vi, en): (String, String), severity: Severity) -> (String, String) {
    let (ask_vi, ask_en) = match severity {
        Severity::Error => return (vi, en),
        Severity::Warning => (
            "; không thấy quy định của năm nêu điều kiện này. Đề nghị kiểm tra lại",
            "; not seen in the documents of the year",
        ),
        Severity::Info => (
            "; không thấy quy định của năm nêu điều kiện này, ghi nhận để đối chiếu với quy định của địa phương",
            "; not seen in the documents of the year, noted for local rules",
        ),
    };
    (vi.replace(ASKED, ask_vi), format!("{en}{ask_en}"))
}

fn pairs<'t>(table: &'t TableRecord<'_>, clause: &Clause) -> Vec<Pair<'t>> {
    let Rated::Roster(list) = &table.content else {
        return Vec::new();
    };
    let column = |subjects: &[Subject]| subjects.iter().find_map(|&s| list.column_of(s));
    let (Some(high), Some(low)) = (column(clause.high), column(clause.low)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (i, record) in list.roster.records.iter().enumerate() {
        let heads = heads::heads_unit(table, list, record, high);
        let (Some(above), Some(below)) = (list.level(i, high), list.level(i, low)) else {
            continue;
        };
        let (Some(at), Some(under)) = (record.ratings[high].first(), record.ratings[low].first()) else {
            continue;
        };
        if (clause.wrong)(above, below) && !(clause.heads_only && heads == Some(false)) {
            // A collective's rating is the same in whatever row it stands.
            let unclear = record.post.as_deref().filter(|_| clause.high == HEAD && heads.is_none());
            let below_at = Related::from(crate::finding::CellRange::from(under.at(record.row)));
            let name = record.name.as_str();
            found.push(Pair {
                name,
                high: above,
                low: below,
                at: at.at(record.row),
                below: below_at,
                joined: None,
                unclear,
            });
        }
    }
    found
}

/// The rows without the other rating in a column of their own, held against the unit they name: the lowest one, where
/// several are headed.
fn joined<'t>(
    file: &FileRecord<'_>,
    table: &'t TableRecord<'_>,
    clause: &Clause,
    join: &Join,
    units: &Units<'t>,
) -> Vec<Pair<'t>> {
    let Rated::Roster(list) = &table.content else { return Vec::new() };
    let against = |name: &'t str, high: Level, at: CellRef, others: Vec<&RatedUnit<'t>>| {
        let below = others.into_iter().filter_map(|u| Some((u.level?, u))).min_by_key(|(level, _)| *level);
        let (low, unit) = below.filter(|(low, _)| (clause.wrong)(high, *low))?;
        let below = unit.at.seen_from(&file.path, &table.table.sheet);
        Some(Pair { name, high, low, at, below, joined: Some(unit.name), unclear: None })
    };
    if let Join::Led = join {
        let own =
            units.rated.iter().filter(|u| clause.high.contains(&u.subject) && u.at.file.as_ref() == Some(&file.path));
        let here =
            own.filter(|u| u.at.sheet.as_ref() == Some(&table.table.sheet) && table.table.range.contains(u.cell()));
        let records = list.roster.records.iter().enumerate();
        let with_own: BTreeSet<u32> =
            records.filter(|(i, _)| has_own(list, *i, clause.low)).map(|(_, r)| r.row).collect();
        let bare = here.filter(|u| !with_own.contains(&u.cell().row));
        return bare.filter_map(|u| against(u.name, u.level?, u.cell(), heads::led(u, units))).collect();
    }
    let heads = heads::heads(file, table, clause.high[0]);
    let bare = heads.into_iter().filter(|h: &Head<'_>| !has_own(list, h.record, clause.low));
    bare.filter_map(|head| {
        let others = match join {
            Join::Collectives => heads::collectives(&head, units),
            _ => heads::organisations(&head, units),
        };
        against(head.name, head.level, head.at, others)
    })
    .collect()
}
