//! What the sums and a complete list both say of a cell → one finding: that of the sums, with the cells of the list; where the
//! sums leave it open which of several cells is wrong, that of the list, which names it.

use crate::finding::{Edit, Finding};

/// Folds findings of a recount into those of the sums that correct the same cells to the same values.
pub(super) fn fold_recounts(list: &mut Vec<Finding>, recount: &str) {
    let mut folded: Vec<usize> = Vec::new();
    let recounts: Vec<usize> = (0..list.len()).filter(|&i| list[i].rule == recount).collect();
    for place in recounts {
        let Some(fix) = &list[place].fix else { continue };
        let says = |f: &Finding, edit: &Edit| {
            let only = f.fix.as_ref().filter(|fix| fix.alternatives.is_empty() && f.rule.starts_with("S2"));
            only.is_some_and(|fix| {
                fix.edits
                    .iter()
                    .any(|e| (&e.file, &e.sheet, e.cell, &e.to) == (&edit.file, &edit.sheet, edit.cell, &edit.to))
            })
        };
        let sums: Option<Vec<usize>> = fix.edits.iter().map(|edit| list.iter().position(|f| says(f, edit))).collect();
        let Some(sums) = sums.filter(|s| !s.is_empty()) else {
            folded.extend(left_open(list, place));
            continue;
        };
        let related = list[place].related.clone();
        for sum in sums {
            let new = related.iter().filter(|r| !list[sum].related.contains(r)).cloned().collect::<Vec<_>>();
            list[sum].related.extend(new);
        }
        folded.push(place);
    }
    let mut place = 0..;
    list.retain(|_| place.next().is_none_or(|i| !folded.contains(&i)));
}

/// The findings of the sums that have what a recount corrects among several ways to correct them.
fn left_open(list: &[Finding], recount: usize) -> Vec<usize> {
    let Some(fix) = &list[recount].fix else { return Vec::new() };
    let named = |edit: &Edit| {
        fix.edits.iter().any(|e| (&e.file, &e.sheet, e.cell, &e.to) == (&edit.file, &edit.sheet, edit.cell, &edit.to))
    };
    let one_of_several = |f: &Finding| {
        let of_sums = f.fix.as_ref().filter(|fix| f.rule.starts_with("S2") && !fix.alternatives.is_empty());
        of_sums.is_some_and(|fix| fix.alternatives.iter().any(|way| !way.is_empty() && way.iter().all(named)))
    };
    (0..list.len()).filter(|&i| one_of_several(&list[i])).collect()
}
