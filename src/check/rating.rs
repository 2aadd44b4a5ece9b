//! Figures and ratings as written → ratings on the common scale, with the equations of every count block.

use crate::config::Config;
use crate::finding::CellRef;
use crate::locate::vocabulary::has_words;
use crate::locate::{RowRole, Table};
use crate::normalise::counts::Counts;
use crate::normalise::{self, Catalogue, Context, Resolution, explains};
use crate::parse::{Block, Content, Roster};
use crate::solve::equations;
use crate::text::key;

use super::records::{Rated, RatedBlock, RatedRoster};

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
        Content::Roster(roster) => Rated::Roster(rate_roster(roster, &around, catalogue, year, config)),
        Content::Nothing => Rated::Nothing,
    }
}

/// What the office declares: one framework for everything, else that of the sector the sheet names. Of several sectors the
/// one whose words hold the others; two that differ settle nothing.
fn declared<'a>(config: &'a Config, hints: &[String]) -> Option<&'a str> {
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
    let before = above.iter().filter(|(at, text)| at.row < table.range.start.row && explains(text));
    hints.extend(before.map(|(_, text)| text.clone()));
    let note = table.rows.iter().position(|r| r.role == RowRole::Note).unwrap_or(table.rows.len());
    let below = table.rows[note..].iter().filter(|r| r.role == RowRole::Note || explains(&r.label));
    hints.extend(below.map(|r| r.label.clone()));
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
    let counts = Counts::of(&block, meanings.iter().map(level).collect());
    let equations = equations::build(&block, &counts);
    let diagnoses = equations.diagnose(&block);
    RatedBlock { block, choice, labels: meanings, counts, equations, diagnoses }
}

fn rate_roster<'c>(
    roster: Roster,
    around: &[String],
    catalogue: &'c Catalogue,
    year: Option<u16>,
    config: &Config,
) -> RatedRoster<'c> {
    let mut choices = Vec::new();
    let mut ratings: Vec<Vec<Resolution<'c>>> = vec![Vec::new(); roster.records.len()];
    for (column, rating) in roster.ratings.iter().enumerate() {
        let mut labels: Vec<String> = Vec::new();
        for written in roster.records.iter().flat_map(|r| &r.ratings[column]) {
            if !labels.contains(&written.text) && labels.len() < 200 {
                labels.push(written.text.clone());
            }
        }
        let hints = [around, std::slice::from_ref(&rating.header)].concat();
        let context = Context {
            year,
            subject: rating.subject,
            declared: declared(config, &hints),
            hints: &hints,
            labels: &labels,
        };
        let choice = normalise::choose(catalogue, &context);
        let mut known: std::collections::HashMap<&str, Resolution<'c>> = std::collections::HashMap::new();
        for (record, out) in roster.records.iter().zip(&mut ratings) {
            let resolution = match record.ratings[column].as_slice() {
                [] => Resolution::Blank,
                [one] => known
                    .entry(&one.text)
                    .or_insert_with(|| normalise::resolve(catalogue, &one.text, &choice, year, rating.subject))
                    .clone(),
                several => Resolution::Multiple(
                    several
                        .iter()
                        .filter_map(|w| match normalise::resolve(catalogue, &w.text, &choice, year, rating.subject) {
                            Resolution::Level { level, .. } => Some(level),
                            _ => None,
                        })
                        .collect(),
                ),
            };
            out.push(resolution);
        }
        choices.push(choice);
    }
    let mut rated = RatedRoster { roster, choices, ratings, main: None, earlier_stage: false };
    if let Some((main, earlier)) = main_column(&rated) {
        rated.main = Some(main);
        rated.earlier_stage = earlier;
    }
    rated
}

/// The column the list is about: of its own subject, else the only or last one.
fn main_column(rated: &RatedRoster<'_>) -> Option<(usize, bool)> {
    let all: Vec<usize> = (0..rated.roster.ratings.len()).collect();
    let own: Vec<usize> =
        all.iter().copied().filter(|&c| rated.roster.ratings[c].subject == rated.roster.subject).collect();
    if !own.is_empty() {
        return rated.latest(own);
    }
    let last = rated.roster.ratings.last()?.subject;
    rated.latest(all.into_iter().filter(|&c| rated.roster.ratings[c].subject == last).collect())
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
