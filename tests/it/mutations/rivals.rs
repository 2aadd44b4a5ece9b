//! A table with a slip in it → another explanation of what is broken, if there is one: no one could say which is true.
//!
//! This looks at the laws of the drawn table only and knows nothing of the program. It tries single cells, two cells, an
//! exchange of neighbours with a cell, and two exchanges.

use xeploai::finding::CellRef;
use xeploai::text::Decimal;

use super::tables::{Content, Law, Picture};

/// Another explanation than the truth, in words; `None` where none was found.
pub(super) fn rival(truth: &Picture, wrong: &Picture, error: CellRef) -> Option<&'static str> {
    let mut state = wrong.clone();
    let other = |state: &Picture| state.consistent() && state.cells[&error] != truth.cells[&error];
    if each_cell(&mut state, &mut |state| other(state)) {
        return Some("another cell");
    }
    if each_exchange(&mut state, &mut |state| other(state)) {
        return Some("two neighbours exchanged");
    }
    if each_exchange(&mut state, &mut |state| each_cell(state, &mut |state| other(state))) {
        return Some("an exchange and a cell");
    }
    if each_cell(&mut state, &mut |state| each_exchange(state, &mut |state| other(state))) {
        return Some("a cell and an exchange");
    }
    if each_cell(&mut state, &mut |state| each_cell(state, &mut |state| other(state))) {
        return Some("two cells");
    }
    if two_of_one_law(&mut state, &mut |state| other(state)) {
        return Some("two cells");
    }
    each_exchange(&mut state, &mut |state| each_exchange(state, &mut |state| other(state))).then_some("two exchanges")
}

type Visit<'v> = &'v mut dyn FnMut(&mut Picture) -> bool;

/// The failing law that leaves the fewest choices.
fn first_failing(state: &Picture) -> Option<Law> {
    let failing = state.laws.iter().filter(|law| !state.holds(law));
    failing.min_by_key(|law| (matches!(law, Law::Share(_)), cells(state, law).len())).cloned()
}

/// The typed cells of a law, through formulas.
fn cells(state: &Picture, law: &Law) -> Vec<CellRef> {
    let mut open = match law {
        Law::Sum(whole, parts) => [vec![*whole], parts.clone()].concat(),
        Law::AtMost(part, whole) => vec![*part, *whole],
        Law::Share(share) => vec![share.part, share.base],
    };
    let mut typed = Vec::new();
    while let Some(at) = open.pop() {
        match &state.cells[&at] {
            Content::Formula(_) => open.extend(
                state
                    .laws
                    .iter()
                    .find_map(|law| match law {
                        Law::Sum(whole, parts) if *whole == at => Some(parts.clone()),
                        _ => None,
                    })
                    .unwrap_or_default(),
            ),
            _ => typed.push(at),
        }
    }
    typed.sort();
    typed.dedup();
    typed
}

/// Every cell with every value that makes the first failing law hold.
fn each_cell(state: &mut Picture, visit: Visit<'_>) -> bool {
    let Some(law) = first_failing(state) else { return false };
    let all = cells(state, &law);
    for at in all {
        let before = state.cells[&at].clone();
        for value in values(state, &law, at) {
            state.cells.insert(at, Content::Count(value));
            let seen = Content::Count(value) != before && state.holds(&law) && visit(state);
            state.cells.insert(at, before.clone());
            if seen {
                return true;
            }
        }
    }
    let Law::Share(share) = &law else { return false };
    let Content::Share(before) = state.cells[&share.cell].clone() else { return false };
    let (part, base) = (state.count(share.part), state.count(share.base));
    let decimals = before.decimals();
    let scale = 10i128.pow(u32::from(decimals));
    let twice = if base > 0 { 200 * i128::from(part) * scale / i128::from(base) } else { 0 };
    state.cells.insert(share.cell, Content::Share(Decimal::new((twice + 1) / 2, decimals)));
    let seen = visit(state);
    state.cells.insert(share.cell, Content::Share(before));
    seen
}

/// Values of a cell to try: the one that a sum asks for, those near a percentage.
fn values(state: &mut Picture, law: &Law, at: CellRef) -> Vec<i64> {
    let now = state.count(at);
    match law {
        Law::Sum(whole, parts) => {
            let mut off = |by: i64| {
                state.cells.insert(at, Content::Count(now + by));
                let left = parts.iter().map(|&p| state.count(p)).sum::<i64>() - state.count(*whole);
                state.cells.insert(at, Content::Count(now));
                left
            };
            let (left, slope) = (off(0), off(1) - off(0));
            let by = if slope != 0 && left % slope == 0 { -left / slope } else { return Vec::new() };
            Vec::from_iter((now + by >= 0).then_some(now + by))
        }
        Law::AtMost(..) | Law::Share(_) => (0..=now + 60).collect(),
    }
}

/// Two cells of the first failing law.
fn two_of_one_law(state: &mut Picture, visit: Visit<'_>) -> bool {
    let Some(law) = first_failing(state) else { return false };
    for at in cells(state, &law) {
        let before = state.cells[&at].clone();
        let now = state.count(at);
        for value in (now - 30).max(0)..=now + 30 {
            state.cells.insert(at, Content::Count(value));
            let seen = value != now && !state.holds(&law) && each_cell(state, visit);
            state.cells.insert(at, before.clone());
            if seen {
                return true;
            }
        }
    }
    false
}

/// Every two neighbours exchanged, one of them in a failing law.
fn each_exchange(state: &mut Picture, visit: Visit<'_>) -> bool {
    let failing: Vec<Law> = state.laws.iter().filter(|law| !state.holds(law)).cloned().collect();
    let touched: Vec<CellRef> = failing
        .iter()
        .flat_map(|law| {
            let share = if let Law::Share(share) = law { Some(share.cell) } else { None };
            cells(state, law).into_iter().chain(share)
        })
        .collect();
    let typed = state.typed();
    for &at in &typed {
        for below in [false, true] {
            let Some(beside) = state.beside(at, &typed, below) else { continue };
            if !touched.contains(&at) && !touched.contains(&beside) || state.cells[&at] == state.cells[&beside] {
                continue;
            }
            let (a, b) = (state.cells[&at].clone(), state.cells[&beside].clone());
            state.cells.extend([(at, b.clone()), (beside, a.clone())]);
            let seen = visit(state);
            state.cells.extend([(at, a), (beside, b)]);
            if seen {
                return true;
            }
        }
    }
    false
}
