//! Figures and ratings as written → ratings on the common scale, with the equations of every count block.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::finding::CellRef;
use crate::locate::legend::explains;
use crate::locate::vocabulary::has_words;
use crate::locate::{Row, RowRole, Table};
use crate::normalise::counts::Counts;
use crate::normalise::{self, Catalogue, Context, Level, Resolution};
use crate::parse::{Block, Content};
use crate::solve::equations;
use crate::text::key;

use super::records::{Rated, RatedBlock};
use super::rosters::rate_roster;

/// Brings what a table holds to the common scale.
pub(super) fn rate<'c>(
    content: Content,
    table: &Table,
    above: &[(CellRef, String)],
    catalogue: &'c Catalogue,
    year: Option<u16>,
    config: &Config,
) -> Rated<'c> {
    let around = around(table, above);
    match content {
        Content::Counts(blocks) => {
            Rated::Counts(blocks.into_iter().map(|b| rate_block(b, &around, catalogue, year, config)).collect())
        }
        Content::Figures(blocks) => {
            Rated::Figures(blocks.into_iter().map(|b| rate_block(b, &around, catalogue, year, config)).collect())
        }
        Content::Roster(roster) => {
            Rated::Roster(Arc::new(rate_roster(roster, table, &around, catalogue, year, config)))
        }
        Content::Nothing => Rated::Nothing,
    }
}

/// What the office declares: one framework for everything, else that of the sector the sheet names. Of several sectors the
/// one whose words hold the others; two that differ settle nothing.
pub(super) fn declared<'a>(config: &'a Config, hints: &[String]) -> Option<&'a str> {
    if let Some(id) = &config.framework {
        return Some(id);
    }
    let said = key(&hints.join(" "));
    let sectors = config.sectors.iter().map(|(words, id)| (key(words), id.as_str()));
    let named: Vec<(String, &str)> = sectors.filter(|(words, _)| has_words(&said, words)).collect();
    let (longest, id) = named.iter().max_by_key(|(words, _)| words.len())?;
    named.iter().all(|(words, other)| other == id || has_words(longest, words)).then_some(*id)
}

/// Titles, sheet name, notes with the lines under them, and lines above the table that may be a legend.
fn around(table: &Table, above: &[(CellRef, String)]) -> Vec<String> {
    let mut hints = table.titles.clone();
    hints.push(table.sheet.to_string());
    let (start, end) = (table.range.start, table.range.end);
    let beside = |at: &CellRef| at.column > end.column && (start.row..=end.row).contains(&at.row);
    let before = above.iter().filter(|(at, text)| (at.row < start.row || beside(at)) && explains(text));
    hints.extend(before.map(|(_, text)| text.clone()));
    let note = table.rows.iter().position(|r| r.role == RowRole::Note).unwrap_or(table.rows.len());
    // A legend may also stand under a list without a word before it.
    let told = |(at, r): &(usize, &Row)| {
        let by_itself = *at > note || matches!(r.role, RowRole::Group | RowRole::Footer);
        r.role == RowRole::Note || (by_itself && explains(&r.label))
    };
    hints.extend(table.rows.iter().enumerate().filter(told).map(|(_, r)| r.label.to_string()));
    hints
}

fn rate_block<'c>(
    block: Block,
    hints: &[String],
    catalogue: &'c Catalogue,
    year: Option<u16>,
    config: &Config,
) -> RatedBlock<'c> {
    let labels: Vec<String> = block.levels().map(|(_, m)| m.label.clone()).collect();
    let context = Context { year, subject: block.subject, declared: declared(config, hints), hints, labels: &labels };
    let choice = normalise::choose(catalogue, &context);
    let mut meanings: Vec<Option<Resolution<'c>>> = vec![None; block.measures.len()];
    for (measure, mention) in block.levels() {
        meanings[measure] = Some(normalise::resolve(catalogue, &mention.label, &choice, year, block.subject));
    }
    let level = |r: &Option<Resolution<'_>>| match r {
        Some(Resolution::Level { level, .. }) => Some(*level),
        _ => None,
    };
    let mut levels: Vec<Option<Level>> = meanings.iter().map(level).collect();
    for (measure, mention) in block.levels() {
        // "HTNV trở lên" holds three levels, and says of none how many it has.
        levels[measure] = levels[measure].filter(|level| !mention.and_above || *level >= Level::Httnv);
    }
    let counts = Counts::of(&block, levels);
    let equations = equations::build(&block, &counts);
    let diagnoses = equations.diagnose(&block);
    let elsewhere = BTreeMap::new();
    RatedBlock {
        block,
        choice,
        labels: meanings,
        counts,
        equations,
        diagnoses,
        figured: None,
        elsewhere,
        missing: Vec::new(),
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sector_named_most_closely_counts_and_two_settle_nothing() {
        let sectors = [("giáo viên", "teacher"), ("Giáo viên mầm non", "preschool"), ("hội nông dân", "farmers")];
        let sectors = sectors.map(|(words, id)| (words.to_owned(), id.to_owned())).into_iter().collect();
        let config = Config { sectors, ..Config::default() };
        let of = |title: &str| declared(&config, &[title.to_owned()]).map(str::to_owned);
        assert_eq!(of("XẾP LOẠI GIÁO VIÊN NĂM 2021").as_deref(), Some("teacher"));
        assert_eq!(of("Xếp loại giáo viên mầm non").as_deref(), Some("preschool"));
        assert_eq!(of("Giáo viên, Hội Nông dân"), None);
        assert_eq!(of("Xếp loại công chức"), None);
    }
}
