//! Summaries about the same in several tables of a file → those that count, before they are put together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{OfTable, Thing, UnitTotal, arrange};
use crate::check::versions::Twice;

/// The tables of a file without those that another one counts for, or whose figures nobody knows how to count; each with
/// whether it is one line beside others. What contradicts is told.
pub(super) fn once<'t>(found: Vec<OfTable<'t>>, beside: &[bool], told: &mut Vec<Twice>) -> Vec<(OfTable<'t>, bool)> {
    let mut counted = vec![true; found.len()];
    let mut arranged = vec![false; found.len()];
    for places in groups(&found, beside) {
        let group: Vec<UnitTotal> = places.iter().map(|&place| found[place].total.clone()).collect();
        let of_group = arrange(&group);
        for (place, counts) in places.into_iter().zip(of_group.counted) {
            (counted[place], arranged[place]) = (counts, true);
        }
        told.extend(of_group.told);
    }
    let all = found.into_iter().zip(beside.iter().copied()).enumerate();
    let kept = all.filter(|(place, _)| counted[*place]).map(|(place, (mut own, beside))| {
        own.total.adds = arranged[place];
        (own, beside)
    });
    kept.collect()
}

/// The summaries about one thing, each a table of its own.
fn groups(found: &[OfTable<'_>], beside: &[bool]) -> Vec<Vec<usize>> {
    let mut groups: HashMap<Thing<'_>, Vec<usize>> = HashMap::new();
    for (place, own) in found.iter().enumerate() {
        let plain = !own.table.superior && !beside[place] && !own.total.list && own.total.apart.is_empty();
        if plain && !own.total.shapes.is_empty() {
            groups.entry(own.total.thing()).or_default().push(place);
        }
    }
    let apart = |places: &Vec<usize>| {
        let tables: BTreeSet<_> = places.iter().map(|&place| std::ptr::from_ref(found[place].table)).collect();
        places.len() > 1 && tables.len() == places.len()
    };
    let ordered: BTreeMap<usize, Vec<usize>> =
        groups.into_values().filter(apart).map(|places| (places[0], places)).collect();
    ordered.into_values().collect()
}
