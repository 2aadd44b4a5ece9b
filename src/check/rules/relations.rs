//! Ratings of one row held against each other: what P301–P303 share.

use crate::check::records::{Rated, TableRecord};
use crate::check::{Findings, Rule};
use crate::finding::CellRef;
use crate::locate::Subject;
use crate::normalise::Level;
use crate::text::key;

/// The head.
pub(super) const HEAD: &[Subject] = &[Subject::Leader];
/// The leadership collective.
pub(super) const COLLECTIVE: &[Subject] = &[Subject::Collective];
/// What is headed.
pub(super) const ORGANISATION: &[Subject] = &[Subject::Unit, Subject::PartyBase, Subject::PartyCell];

/// Two ratings of one row, the first above the second.
pub(super) struct Pair<'t> {
    /// Whose row it is.
    pub(super) name: &'t str,
    /// The rating that may not be above.
    pub(super) high: Level,
    /// The rating it is above.
    pub(super) low: Level,
    /// Where the first stands.
    pub(super) at: CellRef,
    /// Where the second stands.
    pub(super) below: CellRef,
}

/// Reports every row in which the first subject is rated above the second, where the regime has the rule.
pub(super) fn report(
    rule: &'static Rule,
    table: &TableRecord<'_>,
    findings: &mut Findings<'_>,
    high: &[Subject],
    low: &[Subject],
    say: fn(&Pair<'_>) -> (String, String),
) {
    let Some(setting) = findings.setting(rule, Subject::Leader).filter(|s| s.enabled) else {
        return;
    };
    let severity = setting.severity.unwrap_or(rule.severity);
    let all = pairs(table, high, low);
    if severity == crate::finding::Severity::Info && all.len() > 1 {
        // Recorded once for the whole list where the regime has no such clause.
        let cells: Vec<CellRef> = all.iter().map(|p| p.at).collect();
        let below: Vec<CellRef> = all.iter().map(|p| p.below).collect();
        let (vi, en) = say(&all[0]);
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
        let (vi, en) = say(&pair);
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

fn pairs<'t>(table: &'t TableRecord<'_>, high: &[Subject], low: &[Subject]) -> Vec<Pair<'t>> {
    let Rated::Roster(list) = &table.content else {
        return Vec::new();
    };
    let column = |subjects: &[Subject]| subjects.iter().find_map(|&s| list.column_of(s));
    let (Some(high), Some(low)) = (column(high), column(low)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (i, record) in list.roster.records.iter().enumerate() {
        // Deputies are not covered by the clause.
        let deputy = record.post.as_deref().map(key).is_some_and(|p| p.starts_with("phó"));
        let (Some(above), Some(below)) = (list.level(i, high), list.level(i, low)) else {
            continue;
        };
        let (Some(at), Some(under)) = (record.ratings[high].first(), record.ratings[low].first()) else {
            continue;
        };
        if above > below && !deputy {
            found.push(Pair { name: &record.name, high: above, low: below, at: at.at, below: under.at });
        }
    }
    found
}
