//! Lists of one subject put together: who stands on several of them is counted once.

use std::collections::{HashMap, HashSet};

use super::identity::{
    self, Alike, Likeness, Named, Shared, agreement, are_apart, bare, is_supposed, likeness, parent_in,
};
use super::{Said, UnitTotal, has_identifier, same_thing};
use crate::normalise::Level;
use crate::normalise::counts::LineCounts;

/// Two rows of a list put together of several that may be about one person, and what of them is not counted.
#[derive(Clone, PartialEq, Debug)]
pub struct Doubt {
    /// Who each of the two is, as [`identity`](super::identity) has it.
    pub rows: [String; 2],
    /// What they share; `None` where they are one, rated differently in two files.
    pub shared: Option<Shared>,
}

/// Two lists of one subject: who stands on both counts once, and is not settled where the two differ. In two files a name
/// alone is no more than a name.
pub(super) fn unite(known: &mut UnitTotal, total: UnitTotal, two_files: bool) {
    known.place_names();
    let placed = known.names.len();
    let again = if two_files { HashSet::new() } else { extract(known, &total) };
    let told = known.places_of(&total.names);
    // A name alone is a namesake's where the two lists share few.
    let named = told.iter().enumerate().filter(|&(at, told)| {
        told.is_some_and(|place| known.said[place] == total.said[at]) && !has_identifier(&total.names[at])
    });
    let shorter = placed.min(total.names.len());
    let names_tell = !two_files && named.count() * 2 >= shorter;
    let (mut doubts, mut by_name) = (Vec::new(), Vec::new());
    let rows = total.names.into_iter().zip(total.said).zip(told).enumerate();
    for ((name, said), told) in rows.filter(|(at, _)| !again.contains(at)).map(|(_, row)| row) {
        match told {
            Some(at) if known.said[at] == said && (names_tell || has_identifier(&name)) => {}
            Some(at) if has_identifier(&name) => {
                known.said[at] = Said::Unresolved;
                let rows = [known.names[at].clone(), name];
                doubts.extend(two_files.then_some(Doubt { rows, shared: None }));
            }
            // Nothing but the name is the same: another person of that name.
            Some(_) | None => {
                if let Some((at, shared)) = known.perhaps(&name) {
                    let doubt = Doubt { rows: [known.names[at].clone(), name.clone()], shared: Some(shared) };
                    match shared {
                        Shared::Name if known.said[at] == said => by_name.push(doubt),
                        Shared::Name => {}
                        _ => doubts.push(doubt),
                    }
                }
                known.names.push(name);
                known.said.push(said);
            }
        }
    }
    known.doubts.extend(doubts);
    if by_name.len() > 1 && by_name.len() * 2 >= shorter {
        known.doubts.extend(by_name);
    }
    if known.names.len() > placed {
        known.sources.extend(total.sources);
    }
    // What they are is counted once all are there.
    for (level, other) in known.counts.levels.iter_mut().zip(total.counts.levels) {
        *level = level.or(other);
    }
}

impl UnitTotal {
    /// For each row of another list, where the one about the same stands; its names were placed.
    fn places_of(&self, others: &[String]) -> Vec<Option<usize>> {
        let named = Named::of(others);
        let told = |name: &String| named.only(name, self.bare.get(bare(name))?, &self.names);
        others.iter().map(|name| self.places.get(name).copied().or_else(|| told(name))).collect()
    }

    /// The first row of this name that may be about the same person, with what says so.
    fn perhaps(&self, name: &str) -> Option<(usize, Shared)> {
        let places = self.bare.get(bare(name)).filter(|places| places.len() <= identity::NAMESAKES)?;
        places.iter().find_map(|&at| match likeness(&self.names[at], name) {
            Likeness::Perhaps(shared) => Some((at, shared)),
            Likeness::Other if agreement(&self.names[at], name).is_some() => Some((at, Shared::Name)),
            Likeness::One | Likeness::Other => None,
        })
    }
}

/// The rows of a list, to be held against those of lists in other files.
pub(in crate::check) struct Rows<'t> {
    of: &'t UnitTotal,
    places: HashMap<&'t str, usize>,
    bare: HashMap<&'t str, Vec<usize>>,
    named: Named<'t>,
    alike: Alike,
}

/// Fewer rows that have nothing but a name and a rating in common may be others by chance.
const BY_NAME: usize = 6;

impl<'t> Rows<'t> {
    /// Of a list; of a summary by the names of its rows.
    pub(in crate::check) fn of(of: &'t UnitTotal) -> Self {
        let names = || of.names.iter().enumerate();
        let mut bare: HashMap<&str, Vec<usize>> = HashMap::new();
        names().for_each(|(at, name)| bare.entry(self::bare(name)).or_default().push(at));
        Self {
            of,
            places: names().map(|(at, name)| (&**name, at)).collect(),
            bare,
            named: Named::of(&of.names),
            alike: Alike::default(),
        }
    }

    /// For each row of another one, where the one about the same stands here.
    fn places_of(&self, others: &Self) -> impl Iterator<Item = Option<usize>> {
        let told = |name: &String| match self.of.list {
            true => others.named.only(name, self.bare.get(bare(name))?, &self.of.names),
            false => self.only(name),
        };
        others.of.names.iter().map(move |name| self.places.get(&**name).copied().or_else(|| told(name)))
    }

    /// Where the only row of a summary stands that is about the same as one of another summary.
    fn only(&self, name: &str) -> Option<usize> {
        let places = self.bare.get(bare(name)).filter(|places| is_supposed(name) && places.len() <= NAMESAKES)?;
        let alike = |at: &usize| self.alike.are(parent_in(&self.of.names[*at]), parent_in(name));
        let mut same = places.iter().copied().filter(alike);
        same.next().filter(|_| same.next().is_none())
    }

    /// Does it come from a list?
    pub(in crate::check) fn is_list(&self) -> bool {
        self.of.list
    }

    /// How many rows there are.
    pub(in crate::check) fn len(&self) -> usize {
        self.of.names.len()
    }

    /// How many rows of another one are about the same.
    pub(in crate::check) fn shared(&self, others: &Self) -> usize {
        self.places_of(others).flatten().count()
    }

    /// Does it say of all rows of another list what that says? By names alone only of more than a few.
    pub(in crate::check) fn holds(&self, others: &Self) -> bool {
        let same = |at: usize, other: usize| self.of.said[at] == others.of.said[other];
        let told = |(other, place): (usize, Option<usize>)| place.is_some_and(|at| same(at, other));
        if self.places_of(others).enumerate().all(told) {
            return others.len() >= BY_NAME || others.of.names.iter().all(|name| has_identifier(name));
        }
        let mut taken = HashSet::new();
        let mut by_name = others.of.names.iter().enumerate().map(|(other, name)| {
            let places = self.bare.get(bare(name)).filter(|places| places.len() <= identity::NAMESAKES);
            let fits = |at: &usize| same(*at, other) && agreement(&self.of.names[*at], name).is_some();
            let place = places.into_iter().flatten().find(|at| !taken.contains(*at) && fits(at));
            place.is_some_and(|at| taken.insert(*at))
        });
        others.len() >= BY_NAME && by_name.all(|found| found)
    }

    /// Are both the same rows with the same results?
    pub(in crate::check) fn are(&self, others: &Self) -> bool {
        let said = |(place, said): (Option<usize>, &Said)| place.is_some_and(|at| self.of.said[at] == *said);
        self.len() == others.len() && self.places_of(others).zip(&others.of.said).all(said)
    }
}

/// More rows of one name are not told apart.
const NAMESAKES: usize = 64;

/// Who of a second list stands on the first, by name, with the same rating and nothing that says otherwise; of several who
/// bear a name each stands for one. Nobody, but where that is so of nearly all of the shorter list. "ĐẢNG VIÊN NỮ" without
/// the birth dates of the list of all.
fn extract(known: &UnitTotal, total: &UnitTotal) -> HashSet<usize> {
    let (mut found, mut taken) = (HashSet::new(), HashSet::new());
    for (at, name) in total.names.iter().enumerate() {
        let places = known.bare.get(bare(name)).filter(|places| places.len() <= NAMESAKES);
        let open = places.into_iter().flatten().filter(|place| !taken.contains(*place));
        let fit = open.filter(|place| known.said[**place] == total.said[at]);
        let fit = fit.filter_map(|&place| Some((agreement(&known.names[place], name)?, std::cmp::Reverse(place))));
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
    let is_other =
        |name: &str| known.bare.get(bare(name)).is_none_or(|at| at.iter().all(|&at| are_apart(&known.names[at], name)));
    let (names, said): (Vec<_>, Vec<_>) = rows.filter(|(name, _)| is_other(name)).unzip();
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
