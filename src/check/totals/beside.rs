//! A list and a summary about the same in one file: the summary counts. Where the list has as many rows and says otherwise,
//! one of them is wrong.

use super::{Source, UnitTotal, names, of_table, same_thing, settle, unite};
use crate::check::records::{FileRecord, Rated};
use crate::check::totals::unit_key;
use crate::locate::Subject;
use crate::normalise::counts::LineCounts;

/// A summary and the lists that together have as many rows as it counts, and other levels.
pub(in crate::check) struct Beside {
    /// Place of the summary among the tables of its file, and of its block in it.
    pub(in crate::check) summary: (usize, usize),
    /// What the lists come to.
    pub(in crate::check) counted: LineCounts,
    /// Where they stand.
    pub(in crate::check) lists: Vec<Source>,
}

/// The whole lists of a file that differ from the only summary of the same. An unsettled row leaves a list open.
pub(in crate::check) fn beside(file: &FileRecord<'_>) -> Vec<Beside> {
    let has = |fits: fn(&Rated<'_>) -> bool| file.tables.iter().any(|t| fits(&t.content));
    if !has(|content| matches!(content, Rated::Counts(_))) || !has(|content| matches!(content, Rated::Roster(_))) {
        return Vec::new();
    }
    let mut all: Vec<(usize, usize, UnitTotal)> = Vec::new();
    for (place, table) in file.tables.iter().enumerate().filter(|(_, t)| !t.replaced && !t.superior) {
        let unit = table.unit.as_deref().or(file.unit.as_deref()).map(unit_key);
        let about = |(block, total)| (place, block, UnitTotal { unit_key: unit.clone(), ..total });
        all.extend(of_table(table).into_iter().map(about));
    }
    let (lists, summaries): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, _, total)| total.list);
    let mut whole: Vec<UnitTotal> = Vec::new();
    for (place, block, mut list) in lists {
        // Without a summary of the same nothing is put together.
        if list.subject == Subject::Unknown || !summaries.iter().any(|(_, _, s)| same_thing(s, &list)) {
            continue;
        }
        list.names = names(&file.tables[place], block);
        match whole.iter_mut().find(|known| same_thing(known, &list)) {
            Some(known) => unite(known, list, false),
            None => whole.push(list),
        }
    }
    whole.iter_mut().for_each(settle);
    let mut found = Vec::new();
    for list in whole.iter().filter(|list| list.unstated == 0 && list.unresolved == 0) {
        let mut same = summaries.iter().filter(|(_, _, summary)| same_thing(summary, list));
        let (Some((place, block, summary)), None) = (same.next(), same.next()) else { continue };
        if summary.apart.is_empty() && is_whole(&list.counts, &summary.counts) && differs(&list.counts, &summary.counts)
        {
            let (counted, lists) = (list.counts, list.sources.clone());
            found.push(Beside { summary: (*place, *block), counted, lists });
        }
    }
    found
}

/// Has a list a row for everybody a summary counts?
fn is_whole(list: &LineCounts, summary: &LineCounts) -> bool {
    match (summary.total, summary.rated) {
        (Some(total), _) if Some(total) == list.total => true,
        (_, Some(rated)) => Some(rated) == list.total || (Some(rated) == list.rated && summary.total.is_none()),
        _ => false,
    }
}

fn differs(list: &LineCounts, summary: &LineCounts) -> bool {
    list.levels.iter().zip(summary.levels).any(|(own, other)| own.zip(other).is_some_and(|(own, other)| own != other))
}
