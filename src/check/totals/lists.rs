//! Lists of one subject put together: who stands on several of them is counted once.

use std::collections::{HashMap, HashSet};

use super::identity::{Named, bare, may_be_one_parent};
use super::{Said, UnitTotal, has_identifier, same_thing};
use crate::normalise::Level;
use crate::normalise::counts::LineCounts;

/// Two lists of one subject: who stands on both counts once, and is not settled where the two differ. In two files a name
/// alone is no more than a name.
pub(super) fn unite(known: &mut UnitTotal, total: UnitTotal, two_files: bool) {
    known.place_names();
    let placed = known.names.len();
    let again = if two_files { HashSet::new() } else { extract(known, &total) };
    let named = Named::of(if two_files { &[] } else { &total.names });
    let told = |name: &String| named.only(name, known.bare.get(bare(name))?, &known.names);
    let told: Vec<Option<usize>> =
        total.names.iter().map(|name| known.places.get(name).copied().or_else(|| told(name))).collect();
    // A name alone is a namesake's where the two lists share few.
    let by_name = told.iter().enumerate().filter(|&(at, told)| {
        told.is_some_and(|place| known.said[place] == total.said[at]) && !has_identifier(&total.names[at])
    });
    let names_tell = !two_files && by_name.count() * 2 >= placed.min(total.names.len());
    let rows = total.names.into_iter().zip(total.said).zip(told).enumerate();
    for ((name, said), told) in rows.filter(|(at, _)| !again.contains(at)).map(|(_, row)| row) {
        match told {
            Some(at) if known.said[at] == said && (names_tell || has_identifier(&name)) => {}
            Some(at) if has_identifier(&name) => known.said[at] = Said::Unresolved,
            // Nothing but the name is the same: another person of that name.
            Some(_) | None => {
                known.names.push(name);
                known.said.push(said);
            }
        }
    }
    if known.names.len() > placed {
        known.sources.extend(total.sources);
    }
    // What they are is counted once all are there.
    for (level, other) in known.counts.levels.iter_mut().zip(total.counts.levels) {
        *level = level.or(other);
    }
}

/// More rows of one name are not told apart.
const NAMESAKES: usize = 64;

/// Who of a second list stands on the first, by name, with the same rating and nothing that says otherwise; of several who
/// bear a name each stands for one. Nobody, but where that is so of nearly all of the shorter list. "ĐẢNG VIÊN NỮ" without
/// the birth dates of the list of all.
fn extract(known: &UnitTotal, total: &UnitTotal) -> HashSet<usize> {
    // In how much two agree; `None` where they do not.
    let agree = |a: &str, b: &str| {
        let mut same = 0;
        for (part, (a, b)) in a.split('|').zip(b.split('|')).enumerate() {
            // Behind the name stands the parent.
            let fits = if part == 1 { may_be_one_parent(a, b) } else { a.is_empty() || b.is_empty() || a == b };
            same += usize::from(a == b);
            fits.then_some(())?;
        }
        Some(same)
    };
    let (mut found, mut taken) = (HashSet::new(), HashSet::new());
    for (at, name) in total.names.iter().enumerate() {
        let places = known.bare.get(bare(name)).filter(|places| places.len() <= NAMESAKES);
        let open = places.into_iter().flatten().filter(|place| !taken.contains(*place));
        let fit = open.filter(|place| known.said[**place] == total.said[at]);
        let fit = fit.filter_map(|&place| Some((agree(&known.names[place], name)?, std::cmp::Reverse(place))));
        if let Some((_, place)) = fit.max() {
            taken.insert(place.0);
            found.insert(at);
        }
    }
    let shorter = known.names.len().min(total.names.len());
    if found.len() * 4 >= shorter * 3 { found } else { HashSet::new() }
}

/// Those not rated join the list of those who are, who stands there by name already is counted by what it says. Beside a
/// summary, and by themselves, they add nobody.
pub(super) fn add_not_rated(own: &mut [UnitTotal], total: UnitTotal) {
    let Some(known) = own.iter_mut().find(|known| known.list && same_thing(known, &total)) else { return };
    known.place_names();
    let rows = total.names.into_iter().zip(total.said);
    let (names, said): (Vec<_>, Vec<_>) = rows.filter(|(name, _)| !known.bare.contains_key(bare(name))).unzip();
    if !names.is_empty() {
        known.sources.extend(total.sources);
        known.names.extend(names);
        known.said.extend(said);
        known.place_names();
    }
}

/// A list put together of several is counted.
pub(super) fn settle(total: &mut UnitTotal) {
    if total.list && !std::mem::take(&mut total.places).is_empty() {
        tally(total, total.counts.levels.map(|level| level.is_some()));
    }
    (total.places, total.bare) = (HashMap::new(), HashMap::new());
    total.placed = 0;
}

/// Counts what the rows of a list say; a level nobody could state stays `None`.
pub(super) fn tally(total: &mut UnitTotal, stated: [bool; 4]) {
    let of = |said: Said| total.said.iter().filter(|s| **s == said).count() as i64;
    let (rows, unrated) = (total.said.len() as i64, of(Said::Unrated));
    let levels = std::array::from_fn(|i| stated[i].then(|| of(Said::Level(Level::ALL[i]))));
    let counts = LineCounts {
        total: Some(rows),
        rated: Some(rows - unrated),
        unrated: Some(unrated),
        levels,
        ..LineCounts::default()
    };
    (total.unstated, total.unresolved) = (of(Said::Unstated), of(Said::Unresolved));
    total.counts = counts;
}
