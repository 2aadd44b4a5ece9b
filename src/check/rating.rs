//! Figures and ratings as written → ratings on the common scale, with the equations of every count block.

use crate::config::Config;
use crate::locate::{self, RowRole, Table};
use crate::normalise::counts::Counts;
use crate::normalise::{self, Catalogue, Context, Resolution};
use crate::parse::{Block, Content};
use crate::solve::equations;
use crate::text::key;

use super::records::{Rated, RatedBlock};
use super::rosters::rate_roster;

/// Brings what a table holds to the common scale.
pub(super) fn rate<'c>(
    content: Content,
    table: &Table,
    catalogue: &'c Catalogue,
    year: Option<u16>,
    config: &Config,
) -> Rated<'c> {
    match content {
        Content::Counts(blocks) => {
            Rated::Counts(blocks.into_iter().map(|b| rate_block(b, table, catalogue, year, config)).collect())
        }
        Content::Figures(blocks) => {
            Rated::Figures(blocks.into_iter().map(|b| rate_block(b, table, catalogue, year, config)).collect())
        }
        Content::Roster(roster) => Rated::Roster(Box::new(rate_roster(roster, table, catalogue, year, config))),
        Content::Nothing => Rated::Nothing,
    }
}

/// What speaks for a framework: titles, sheet name, headers, and what the office declares of sectors.
pub(super) fn declared<'a>(config: &'a Config, hints: &[String]) -> Option<&'a str> {
    let said = key(&hints.join(" "));
    let sector = config.sectors.iter().find(|(words, _)| locate::vocabulary::has_words(&said, &key(words)));
    config.framework.as_deref().or_else(|| sector.map(|(_, id)| id.as_str()))
}

pub(super) fn hints(table: &Table, header: &str) -> Vec<String> {
    let mut hints = table.titles.clone();
    hints.push(table.sheet.to_string());
    hints.push(header.to_owned());
    // A legend may stand under a list without a word before it: "A: Hoàn thành xuất sắc nhiệm vụ; B: …".
    let legend = |r: &&locate::Row| r.role == RowRole::Group && r.label.contains([':', '=']);
    let notes = table.rows.iter().filter(|r| r.role == RowRole::Note || legend(r));
    hints.extend(notes.map(|r| r.label.clone()));
    hints
}

fn rate_block<'c>(
    block: Block,
    table: &Table,
    catalogue: &'c Catalogue,
    year: Option<u16>,
    config: &Config,
) -> RatedBlock<'c> {
    let labels: Vec<String> = block.levels().map(|(_, m)| m.label.clone()).collect();
    let hints = hints(table, "");
    let context =
        Context { year, subject: block.subject, declared: declared(config, &hints), hints: &hints, labels: &labels };
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
