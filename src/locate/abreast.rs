//! Tables side by side under one header: parted by empty columns, or one list that goes on beside itself.

use super::ColumnRole;
use super::columns::Head;
use super::preamble::years;
use super::tables::Grid;
use super::vocabulary::Vocabulary;
use crate::finding::CellRef;
use crate::read::Value;
use crate::text::key;

/// Tables standing side by side: the header is parted by empty columns, and each part has its own name column.
pub(super) fn side_by_side(heads: &[Head], grid: &Grid<'_>, body: (u32, u32), words: &Vocabulary) -> Vec<(u32, u32)> {
    let (Some(first), Some(last)) = (heads.first(), heads.last()) else {
        return Vec::new();
    };
    let whole = vec![(first.index, last.index)];
    let halves = halves(heads, words);
    if halves.len() > 1 {
        return halves;
    }
    // What stands under the first blank row may be signatures.
    let blank = |r: &u32| grid.sheet.row(*r).iter().all(|c| c.value() == Value::Empty);
    let most = body.0 + 200;
    let to = (body.0 + 1..=body.1.min(most)).find(blank).unwrap_or(body.1 + 1).min(most);
    let empty = |h: &Head| h.path.is_empty() && (body.0..to).all(|r| grid.text(CellRef::new(r, h.index)).is_empty());
    let mut parts: Vec<Vec<&Head>> = vec![Vec::new()];
    let role = |h: &Head| words.role(&key(h.leaf()));
    for (at, head) in heads.iter().enumerate() {
        // Numbers once more, and names behind them: a list of others.
        let named =
            || heads.get(at + 1).is_some_and(|h| matches!(role(h), Some(ColumnRole::Person | ColumnRole::Unit)));
        let again = parts.last().is_some_and(|p| p.iter().any(|h| role(h) == Some(ColumnRole::Ordinal)));
        if empty(head) || again && role(head) == Some(ColumnRole::Ordinal) && named() {
            parts.push(Vec::new());
        }
        if !empty(head) {
            parts.last_mut().into_iter().for_each(|p| p.push(head));
        }
    }
    parts.retain(|p| !p.is_empty());
    let own = |p: &Vec<&Head>| {
        // A level is named by no column of names: a blank column may stand between the levels of one table.
        let names = |h: &&Head| match role(h) {
            Some(ColumnRole::Ordinal | ColumnRole::Person | ColumnRole::Unit) => true,
            Some(ColumnRole::Rating) => words.mention(&key(h.leaf())).is_none(),
            _ => false,
        };
        // Names alone are no table: a blank column may stand behind them.
        let tells = |h: &&&Head| {
            let leaf = key(h.leaf());
            let value =
                role(h).is_some_and(|r| !matches!(r, ColumnRole::Ordinal | ColumnRole::Person | ColumnRole::Unit));
            value || words.mention(&leaf).is_some() || words.is_count_word(&leaf)
        };
        p.len() >= 2 && p.first().is_some_and(names) && p[1..].iter().any(|h| tells(&h))
    };
    if parts.len() < 2 || !parts.iter().all(own) {
        return whole;
    }
    parts.iter().filter_map(|p| Some((p.first()?.index, p.last()?.index))).collect()
}

/// The title of one of several tables side by side that stands over all its heads, taken out of them.
pub(super) fn title_in(heads: &mut [Head], words: &Vocabulary) -> Option<String> {
    let title = heads.first()?.path.first()?.clone();
    let over = |h: &Head| h.path.len() > 1 && h.path[0] == title;
    let titles = !years(&title).is_empty() && Vocabulary::title_has(&key(&title), &words.title.rating);
    if !titles || !heads.iter().all(over) {
        return None;
    }
    heads.iter_mut().for_each(|h| drop(h.path.remove(0)));
    Some(title)
}

/// A list that goes on beside itself: the same heads once more, from the number or the name on.
fn halves(heads: &[Head], words: &Vocabulary) -> Vec<(u32, u32)> {
    let filled: Vec<(&Head, String)> =
        heads.iter().map(|h| (h, key(&h.path.join(" ")))).filter(|(_, text)| !text.is_empty()).collect();
    let begins = |at: usize| filled[at].1 == filled[0].1;
    let width = (2..filled.len()).find(|&at| begins(at)).unwrap_or(filled.len().max(1));
    let same = filled.len().is_multiple_of(width) && (0..filled.len()).all(|at| filled[at].1 == filled[at % width].1);
    let role = |at: usize| words.role(&key(filled[at].0.leaf()));
    let names = |at: usize| matches!(role(at), Some(ColumnRole::Person | ColumnRole::Unit));
    if !same || filled.len() <= width || !(0..width).any(names) {
        return Vec::new();
    }
    filled.chunks(width).map(|part| (part[0].0.index, part[width - 1].0.index)).collect()
}
