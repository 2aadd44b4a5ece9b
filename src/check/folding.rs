//! What the sums and a complete list, or another report, both say of a cell → one finding: that of the sums, with the cells of
//! the other; where the sums leave it open which of several cells is wrong, that of the list or report, which names it.

use super::Findings;
use super::arithmetic::of_diagnosis;
use super::records::RatedBlock;
use crate::finding::{CellRange, CellRef, Edit, Finding, Related, Safety, Severity};
use crate::solve::{Relation, Standing};

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

/// Cells of a sheet, each with the count another report gives for it.
pub(super) type Given = [(CellRef, i64)];

impl Findings<'_> {
    /// Adds cells to what the sums told at one of these of the sheet at hand; `false` where they told nothing.
    pub(super) fn add_to_sums(&mut self, at: &[CellRef], related: &[CellRef]) -> bool {
        let told = |f: &&mut Finding| f.severity == Severity::Error && f.cell.is_some_and(|cell| at.contains(&cell));
        let Some(told) = self.of_sums().find(told) else { return false };
        let new = related.iter().copied().filter(|cell| told.cell != Some(*cell));
        let new: Vec<Related> = new.map(|cell| Related::from(CellRange::from(cell))).collect();
        let new = new.into_iter().filter(|cell| !told.related.contains(cell)).collect::<Vec<_>>();
        told.related.extend(new);
        true
    }

    /// Takes out what a rule of sums left open about a row in which one of these cells stands; gives back its cells.
    pub(super) fn silence(&mut self, rule: &str, at: &[CellRef]) -> Vec<Related> {
        let (file, sheet) = (self.file.clone(), self.sheet.clone());
        let holds = |f: &Finding, cell: &CellRef| {
            let inside = |r: &Related| r.sheet.is_none() && r.range.contains(*cell);
            f.cell == Some(*cell) || f.related.iter().any(inside)
        };
        let open =
            |f: &Finding| f.severity == Severity::Error && f.fix.as_ref().is_none_or(|x| x.safety != Safety::Safe);
        let told = |f: &Finding| (f.rule, &f.file, &f.sheet) == (rule, &file, &sheet) && open(f);
        let Some(place) = self.list.iter().position(|f| told(f) && at.iter().any(|cell| holds(f, cell))) else {
            return Vec::new();
        };
        let silenced = self.list.remove(place);
        silenced.cell.map(|cell| Related::from(CellRange::from(cell))).into_iter().chain(silenced.related).collect()
    }

    /// The cells at which a rule told something of the sheet at hand.
    pub(super) fn told_by(&self, rule: &str) -> Vec<CellRange> {
        let here = |f: &&Finding| (f.rule, &f.file, &f.sheet) == (rule, &self.file, &self.sheet);
        self.list.iter().filter(here).flat_map(|f| f.ranges.iter().copied()).collect()
    }

    /// The findings of the sums about the sheet at hand.
    fn of_sums(&mut self) -> impl Iterator<Item = &mut Finding> {
        let (file, sheet) = (self.file.clone(), self.sheet.clone());
        self.list.iter_mut().filter(move |f| f.rule.starts_with("S2") && (&f.file, &f.sheet) == (&file, &sheet))
    }

    /// The cells to which the sums alone, in one way, give the same counts: these findings get the other report's cells.
    pub(super) fn corrected_by_sums(&mut self, given: &Given, report: &[Related]) -> Vec<CellRef> {
        let same = |edit: &Edit| given.iter().any(|(at, to)| edit.cell == *at && edit.to.parse() == Ok(*to));
        let mut corrected = Vec::new();
        for finding in self.of_sums() {
            let Some(fix) = finding.fix.as_ref().filter(|fix| fix.alternatives.is_empty()) else { continue };
            let cells: Vec<CellRef> = fix.edits.iter().filter(|e| same(e)).map(|e| e.cell).collect();
            if !cells.is_empty() {
                finding.related.extend(report.iter().cloned());
                corrected.extend(cells);
            }
        }
        corrected
    }

    /// Takes out what the sums tell of a block and what holds with the counts another report gives: the cells it told of. What
    /// is proven stays.
    pub(super) fn take_settled(&mut self, rated: &RatedBlock<'_>, given: &Given) -> Vec<Related> {
        let settled = settled(rated, given);
        if settled.is_empty() {
            return Vec::new();
        }
        let told = |f: &Finding| f.cell.is_some_and(|at| settled.contains(&(f.rule, at)));
        let safe = |f: &Finding| f.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe);
        let taken: Vec<Finding> = self.of_sums().filter(|f| told(f) && !safe(f)).map(|f| f.clone()).collect();
        self.list.retain(|f| !taken.contains(f));
        let own = |range: CellRange| given.iter().any(|(at, _)| range == CellRange::from(*at));
        let cells = taken.into_iter().flat_map(|f| f.ranges.into_iter().map(Related::from).chain(f.related));
        cells.filter(|related| related.file.is_some() || !own(related.range)).collect()
    }
}

/// What the sums tell of a block that holds once some cells have other counts, and nothing fails in its place: rules and cells.
fn settled(rated: &RatedBlock<'_>, given: &Given) -> Vec<(&'static str, CellRef)> {
    let equations = &rated.equations;
    let mut system = equations.system.clone();
    for &(at, to) in given {
        let mut here = (0..equations.cells.len()).filter(|&q| equations.cells[q] == at);
        // "27 (5)" holds two counts.
        let (Some(quantity), None) = (here.next(), here.next()) else { return Vec::new() };
        system.quantities[quantity].value = Some(to);
    }
    let computed = |r: usize| match &system.relations[r] {
        Relation::Sum { whole, .. } => system.quantities[*whole].formula,
        Relation::Share { .. } => true,
        _ => false,
    };
    let fails = |r: usize| system.standing(r) == Standing::Fails;
    let anew = (0..system.relations.len())
        .any(|r| fails(r) && !computed(r) && equations.system.standing(r) != Standing::Fails);
    let holds = |broken: &[usize]| !anew && broken.iter().all(|&r| !fails(r));
    let cases = rated.diagnoses.iter().filter(|d| holds(&d.broken)).flat_map(|d| of_diagnosis(rated, d));
    cases.map(|case| (case.code, case.at)).collect()
}
