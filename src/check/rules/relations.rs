//! Ratings of one row held against each other: what P301–P303, P305 and P306 share.

use crate::check::records::{Rated, TableRecord};
use crate::check::{Findings, Rule};
use crate::finding::{CellRef, Severity};
use crate::locate::Subject;
use crate::normalise::Level;
use crate::text::key;

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

/// Two ratings of one row that do not go together.
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
    pub(super) below: CellRef,
}

/// Which two ratings of a row do not go together.
pub(super) struct Clause {
    /// Whose rating may be too high; also whose regime governs.
    pub(super) high: &'static [Subject],
    /// Whose rating it is held against.
    pub(super) low: &'static [Subject],
    /// The levels, the first one's and the second's, that do not go together.
    pub(super) wrong: fn(Level, Level) -> bool,
    /// Are deputies left out?
    pub(super) heads_only: bool,
    /// The sentence.
    pub(super) say: fn(&Pair<'_>) -> (String, String),
}

/// Reports every row whose ratings break the clause, where the regime has the rule.
pub(super) fn report(rule: &'static Rule, table: &TableRecord<'_>, findings: &mut Findings<'_>, clause: &Clause) {
    let Some(setting) = findings.setting(rule, clause.high[0]).filter(|s| s.enabled) else {
        return;
    };
    let severity = setting.severity.unwrap_or(rule.severity);
    let all = pairs(table, clause);
    if severity == Severity::Info && all.len() > 1 {
        // Recorded once for the whole list where the regime has no such clause.
        let cells: Vec<CellRef> = all.iter().map(|p| p.at).collect();
        let below: Vec<CellRef> = all.iter().map(|p| p.below).collect();
        let (vi, en) = (clause.say)(&all[0]);
        let rest = all.len() - 1;
        let text = (format!("{vi} (và {rest:02} trường hợp tương tự)"), format!("{en} (and {rest} more)"));
        let person = all.iter().map(|p| p.name).next();
        findings
            .add(rule, cells[0])
            .person(person)
            .cells(&cells)
            .related(&below)
            .severity(severity)
            .message(text.0, text.1);
        return;
    }
    for pair in all {
        let (vi, en) = (clause.say)(&pair);
        let (found, expected) = (pair.high.code(), format!("≤ {}", pair.low.code()));
        findings
            .add(rule, pair.at)
            .person(Some(pair.name))
            .related(&[pair.below])
            .found(found)
            .expected(expected)
            .severity(severity)
            .message(vi, en);
    }
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
        let deputy = record.post.as_deref().map(key).is_some_and(|p| p.starts_with("phó"));
        let (Some(above), Some(below)) = (list.level(i, high), list.level(i, low)) else {
            continue;
        };
        let (Some(at), Some(under)) = (record.ratings[high].first(), record.ratings[low].first()) else {
            continue;
        };
        if (clause.wrong)(above, below) && !(clause.heads_only && deputy) {
            found.push(Pair { name: &record.name, high: above, low: below, at: at.at, below: under.at });
        }
    }
    found
}
