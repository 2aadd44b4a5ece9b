//! Findings → the corrections to apply: which fixes are wanted, and which of them contradict each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::finding::{CellRef, Edit, Finding, Fix, Message, Safety};
use crate::text::Decimal;
use crate::text::shared::SharedText;

/// Which fixes are wanted beside the safe ones.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// Those that are plausible and the only one of their finding.
    pub suggested: bool,
    /// Those of the findings with these ids.
    pub accepted: &'a [String],
    /// None of the findings with these ids, however sure they are.
    pub declined: &'a [String],
}

/// One cell to change, and on what ground.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Correction {
    /// The cell, what stands there and what should.
    pub edit: Edit,
    /// A number typed as text becomes a number.
    pub becomes_number: bool,
    /// Code of the rule.
    pub rule: &'static str,
    /// Id of the finding.
    pub finding: Arc<str>,
    /// How sure it is.
    pub safety: Safety,
    /// Why.
    pub reason: Arc<Message>,
}

/// Corrections that want different things of one cell; none of them is applied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// File, as the report names it.
    pub file: Arc<str>,
    /// Sheet.
    pub sheet: Arc<str>,
    /// Cell.
    pub cell: CellRef,
    /// What each wants to put there.
    pub wanted: Vec<String>,
    /// Ids of the findings.
    pub findings: Vec<String>,
}

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Corrections {
    /// In the order of file, sheet as first met, and cell.
    pub list: Vec<Correction>,
    /// What was left undone because fixes contradict each other.
    pub conflicts: Vec<Conflict>,
}

impl Corrections {
    /// By file, in the order of their names.
    pub fn by_file(&self) -> BTreeMap<Arc<str>, Vec<&Correction>> {
        let mut files: BTreeMap<Arc<str>, Vec<&Correction>> = BTreeMap::new();
        for correction in &self.list {
            files.entry(correction.edit.file.clone()).or_default().push(correction);
        }
        files
    }

    /// Puts the corrections of some files as their copies hold them in the place of what was chosen.
    pub fn told(&mut self, files: &[Arc<str>], told: &[Correction]) {
        let mut places: Vec<usize> = (0..told.len()).collect();
        places.sort_by(|&a, &b| place(&told[a].edit).cmp(&place(&told[b].edit)));
        self.list.retain_mut(|chosen| {
            if !files.contains(&chosen.edit.file) {
                return true;
            }
            let found = places.binary_search_by(|&at| place(&told[at].edit).cmp(&place(&chosen.edit)));
            found.is_ok_and(|at| {
                *chosen = told[places[at]].clone();
                true
            })
        });
    }
}

/// File, sheet and cell.
type Place<'e> = (&'e str, &'e str, CellRef);

fn place(edit: &Edit) -> Place<'_> {
    (&edit.file, &edit.sheet, edit.cell)
}

/// What is wanted of cells, all of one cell together: the place of the fix among the chosen ones, and its edit. There may be
/// hundreds of thousands.
struct Wishes<'f>(Vec<(usize, &'f Edit)>);

impl<'f> Wishes<'f> {
    fn of(chosen: &[(&'f Finding, &'f Fix)]) -> Self {
        let edits =
            |(index, (_, fix)): (usize, &(&'f Finding, &'f Fix))| fix.edits.iter().map(move |edit| (index, edit));
        let mut all: Vec<(usize, &'f Edit)> = chosen.iter().enumerate().flat_map(edits).collect();
        all.sort_by(|(_, a), (_, b)| place(a).cmp(&place(b)));
        Self(all)
    }

    /// By cell.
    fn cells(&self) -> impl Iterator<Item = &[(usize, &'f Edit)]> {
        self.0.chunk_by(|(_, a), (_, b)| place(a) == place(b))
    }

    /// Where those of a cell stand among all.
    fn of_cell(&self, edit: &Edit) -> std::ops::Range<usize> {
        let start = self.0.partition_point(|(_, other)| place(other) < place(edit));
        let count = self.0[start..].iter().take_while(|(_, other)| place(other) == place(edit)).count();
        start..start + count
    }
}

/// Selects the corrections. `Err` is an id in `wanted.accepted` whose finding is not there or has no single fix.
pub fn corrections(findings: &[Finding], wanted: Wanted<'_>) -> Result<Corrections, String> {
    if !wanted.accepted.is_empty() {
        let known: BTreeSet<String> = findings.iter().filter(|f| single(f).is_some()).map(Finding::id).collect();
        if let Some(id) = wanted.accepted.iter().find(|id| !known.contains(*id)) {
            return Err(id.clone());
        }
    }
    let chosen: Vec<(&Finding, &Fix)> = findings.iter().filter_map(|f| Some((f, chosen(f, wanted)?))).collect();
    let wishes = Wishes::of(&chosen);
    let mut done = Corrections::default();
    let mut dropped = BTreeSet::new();
    for edits in wishes.cells() {
        done.conflicts.extend(conflict(edits, &chosen, &mut dropped));
    }
    // By the place of the first wish for a cell: is it corrected already?
    let mut seen = vec![false; wishes.0.len()];
    let kept = chosen.iter().enumerate().filter(|(index, _)| !dropped.contains(index)).map(|(_, kept)| kept);
    for (finding, fix) in kept {
        let ground = Ground::of(finding, fix);
        for edit in &fix.edits {
            let cell = wishes.of_cell(edit);
            let others = &wishes.0[cell.clone()];
            let gives_way = others.iter().any(|(_, other)| weight(other) > weight(edit));
            if gives_way || (edit.from == edit.to && !only_retypes(edit)) || seen[cell.start] {
                continue;
            }
            seen[cell.start] = true;
            let becomes_number = others.iter().any(|(_, other)| only_retypes(other));
            done.list.push(Correction { becomes_number, ..ground.correction(edit) });
        }
    }
    Ok(done)
}

/// The fix of a finding that offers exactly one.
pub fn single(finding: &Finding) -> Option<&Fix> {
    finding.fix.as_ref().filter(|fix| !fix.edits.is_empty() && fix.alternatives.is_empty())
}

/// The corrections of the findings with these ids, as they would be made.
pub fn offered(findings: &[Finding], ids: &[String]) -> Vec<Correction> {
    let all = findings.iter().filter_map(|f| Some((single(f)?, f)));
    let named =
        all.map(|(fix, f)| (Ground::of(f, fix), fix)).filter(|(ground, _)| ids.iter().any(|id| **id == *ground.id));
    named.flat_map(|(ground, fix)| fix.edits.iter().map(move |edit| ground.correction(edit))).collect()
}

/// Why the cells of a finding are corrected. A finding may be of very many cells: its id is made once.
struct Ground {
    rule: &'static str,
    id: Arc<str>,
    safety: Safety,
    reason: Arc<Message>,
}

impl Ground {
    fn of(finding: &Finding, fix: &Fix) -> Self {
        let (id, reason) = (finding.id().into(), fix.reason.clone().into());
        Self { rule: finding.rule, id, safety: fix.safety, reason }
    }

    fn correction(&self, edit: &Edit) -> Correction {
        Correction {
            edit: edit.clone(),
            becomes_number: false,
            rule: self.rule,
            finding: self.id.clone(),
            safety: self.safety,
            reason: self.reason.clone(),
        }
    }
}

fn chosen<'f>(finding: &'f Finding, wanted: Wanted<'_>) -> Option<&'f Fix> {
    let fix = single(finding)?;
    if !wanted.declined.is_empty() && wanted.declined.contains(&finding.id()) {
        return None;
    }
    let named = || wanted.accepted.contains(&finding.id());
    // Where a unit has answered why its figure stays, nothing is changed unasked.
    let unasked = (fix.safety == Safety::Safe || wanted.suggested) && finding.explained.is_none();
    (unasked || named()).then_some(fix)
}

/// A fix is applied whole or not at all, so all of a fix is dropped with the cell it is contradicted at.
fn conflict(edits: &[(usize, &Edit)], chosen: &[(&Finding, &Fix)], dropped: &mut BTreeSet<usize>) -> Option<Conflict> {
    // Mostly nobody else wants anything of the cell.
    if edits.len() < 2 {
        return None;
    }
    let wants =
        |list: &[&(usize, &Edit)]| list.iter().map(|(_, edit)| edit.to.clone()).collect::<BTreeSet<SharedText>>();
    // An edit that only makes a number of a text goes along with any other number, a number with the formula that gives
    // it: a formula is offered for a constant only where it gives the number that belongs there.
    let changing: Vec<_> = edits.iter().filter(|(_, edit)| weight(edit) > 0).collect();
    let numbers: Vec<_> = changing.iter().copied().filter(|(_, edit)| weight(edit) == 1).collect();
    let formulas: Vec<_> = changing.iter().copied().filter(|(_, edit)| weight(edit) == 2).collect();
    let gives = |(index, _): &&(usize, &Edit)| chosen[*index].0.rule == "S208";
    if formulas.iter().all(gives) && wants(&formulas).len() == 1 && wants(&numbers).len() == 1 {
        return None;
    }
    let wanted = wants(&changing);
    if wanted.len() < 2 {
        return None;
    }
    // What is proven does not give way to what is only plausible.
    let (proven, plausible): (Vec<_>, Vec<_>) =
        changing.iter().copied().partition(|(index, _)| chosen[*index].1.safety == Safety::Safe);
    if wants(&proven).len() == 1 {
        let other = plausible.iter().filter(|(_, edit)| edit.to != proven[0].1.to);
        dropped.extend(other.map(|(index, _)| *index));
        return None;
    }
    dropped.extend(changing.iter().map(|(index, _)| *index));
    let (_, Edit { file, sheet, cell, .. }) = edits.first()?;
    Some(Conflict {
        file: file.clone(),
        sheet: sheet.clone(),
        cell: *cell,
        wanted: wanted.iter().map(|wish| wish.to_string()).collect(),
        findings: changing.iter().map(|(index, _)| chosen[*index].0.id()).collect(),
    })
}

/// Which of several edits of one cell that go together is made: a formula, else another value, else the same as a number.
fn weight(edit: &Edit) -> u8 {
    match () {
        () if edit.to.starts_with('=') => 2,
        () if only_retypes(edit) => 0,
        () => 1,
    }
}

/// The same digits, as a plain number from now on: `'02` → 2, `1.234` → 1234.
fn only_retypes(edit: &Edit) -> bool {
    let digits = |text: &str| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.trim_start_matches('0').to_owned()
    };
    Decimal::parse(&edit.to).is_some() && !edit.from.contains('%') && digits(&edit.from) == digits(&edit.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    fn finding(rule: &'static str, safety: Safety, edits: &[(&str, &str, &str)]) -> Finding {
        let edit = |(cell, from, to): &(&str, &str, &str)| Edit {
            file: "a.xlsx".into(),
            sheet: "Biểu 1".into(),
            cell: CellRef::parse(cell).expect("an address"),
            from: (*from).into(),
            to: (*to).into(),
        };
        let edits: Vec<Edit> = edits.iter().map(edit).collect();
        Finding {
            rule,
            name: "a-rule",
            severity: Severity::Error,
            file: Some("a.xlsx".into()),
            sheet: Some("Biểu 1".into()),
            cell: edits.first().map(|e| e.cell),
            ranges: Vec::new(),
            related: Vec::new(),
            found: None,
            expected: None,
            message: Message::default(),
            person: None,
            source: None,
            readings: None,
            fix: Some(Fix { safety, reason: Message::default(), edits, alternatives: Vec::new() }),
            explained: None,
        }
    }

    fn shown(findings: &[Finding], wanted: Wanted<'_>) -> String {
        let done = corrections(findings, wanted).expect("known ids");
        let list = done.list.iter().map(|c| {
            format!("{} {}→{}{}", c.edit.cell, c.edit.from, c.edit.to, if c.becomes_number { " #" } else { "" })
        });
        let conflicts = done.conflicts.iter().map(|c| format!("{} ? {}", c.cell, c.wanted.join("|")));
        list.chain(conflicts).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_is_not_safe_is_applied_on_request_only() {
        let mut several = finding("S202", Safety::Suggested, &[("C1", "1", "2")]);
        if let Some(fix) = &mut several.fix {
            fix.alternatives = vec![Vec::new(), Vec::new()];
        }
        let all = [
            finding("S201", Safety::Safe, &[("A1", "1", "2")]),
            finding("L106", Safety::Suggested, &[("B1", "x", "y")]),
            several,
        ];
        assert_eq!(shown(&all, Wanted::default()), "A1 1→2");
        assert_eq!(shown(&all, Wanted { suggested: true, ..Wanted::default() }), "A1 1→2; B1 x→y");
        assert_eq!(shown(&all, Wanted { accepted: &[all[1].id()], ..Wanted::default() }), "A1 1→2; B1 x→y");
        for id in [all[2].id(), "S999-000000".into()] {
            let ids = [id.clone()];
            assert_eq!(corrections(&all, Wanted { accepted: &ids, ..Wanted::default() }), Err(id));
        }
    }

    #[test]
    fn what_a_unit_has_explained_is_corrected_on_request_only() {
        let mut answered = finding("S202", Safety::Safe, &[("A1", "1", "2")]);
        answered.explained = Some(crate::finding::Explained {
            reason: "đúng theo hồ sơ".into(),
            by: String::new(),
            date: String::new(),
            document: String::new(),
            file: "phieu.xlsx".into(),
        });
        let (all, id) = ([answered.clone()], [answered.id()]);
        assert_eq!(shown(&all, Wanted { suggested: true, ..Wanted::default() }), "");
        assert_eq!(shown(&all, Wanted { accepted: &id, ..Wanted::default() }), "A1 1→2");
    }

    #[test]
    fn what_is_declined_is_left_alone() {
        let all = [
            finding("S202", Safety::Safe, &[("A1", "1", "2")]),
            finding("L106", Safety::Suggested, &[("B1", "x", "y")]),
        ];
        assert_eq!(shown(&all, Wanted { declined: &[all[0].id()], ..Wanted::default() }), "");
        let wanted = Wanted { suggested: true, declined: &[all[1].id()], ..Wanted::default() };
        assert_eq!(shown(&all, wanted), "A1 1→2");
    }

    #[test]
    fn what_contradicts_itself_is_left_alone() {
        let all = [
            finding("S201", Safety::Safe, &[("A1", "1", "2"), ("B1", "1", "2")]),
            finding("S202", Safety::Safe, &[("A1", "1", "3")]),
            finding("S205", Safety::Safe, &[("C1", "1", "2")]),
            finding("S206", Safety::Safe, &[("C1", "1", "2")]),
        ];
        assert_eq!(shown(&all, Wanted::default()), "C1 1→2; A1 ? 2|3");
    }

    #[test]
    fn what_is_proven_stands_against_what_is_plausible() {
        let all = [
            finding("S202", Safety::Safe, &[("A1", "1", "2")]),
            finding("L106", Safety::Suggested, &[("A1", "1", "3"), ("A2", "1", "4")]),
        ];
        assert_eq!(shown(&all, Wanted { suggested: true, ..Wanted::default() }), "A1 1→2");
    }

    #[test]
    fn a_formula_that_gives_the_right_number_stands_for_it() {
        let all = [
            finding("S202", Safety::Safe, &[("A1", "1", "2")]),
            finding("S208", Safety::Suggested, &[("A1", "1", "=B1"), ("A2", "1", "=B2")]),
        ];
        assert_eq!(shown(&all, Wanted { suggested: true, ..Wanted::default() }), "A1 1→=B1; A2 1→=B2");
        assert_eq!(shown(&all, Wanted::default()), "A1 1→2");
    }

    #[test]
    fn a_change_of_type_goes_along_with_a_change_of_value() {
        let all = [
            finding("F009", Safety::Safe, &[("A1", "025", "25"), ("A2", "'07", "7")]),
            finding("S201", Safety::Safe, &[("A1", "025", "26")]),
            finding("S205", Safety::Safe, &[("B1", "72,3%", "74,4%")]),
            finding("F009", Safety::Safe, &[("C1", "710", "710")]),
        ];
        assert_eq!(shown(&all, Wanted::default()), "A2 '07→7 #; A1 025→26 #; B1 72,3%→74,4%; C1 710→710 #");
    }
}
