//! Diagnoses of a block's equations → cases: one cause, one case, at its cell, with everything it breaks folded under it.

use super::missing::Missing;
use super::records::{RatedBlock, TableRecord};
use super::repairs::{MOST_OPTIONS, Repaired, repaired, share_text};
use super::unseen::{self, Unseen};
use crate::finding::{CellRef, Related, Safety};
use crate::locate::RowRole;
use crate::normalise::Level;
use crate::parse::{Block, MeasureKind, ShareCell};
use crate::solve::equations::{Base, Meaning};
use crate::solve::{Diagnosis, Relation, Repair, RowCause, RowResidual, Standing, quantities};
use crate::text::{Decimal, key};

/// A broken relation, or a wrong cell with all that it breaks.
pub struct Case<'t> {
    /// The block.
    pub rated: &'t RatedBlock<'t>,
    /// The rule that tells it.
    pub code: &'static str,
    /// The relation that tells it.
    pub meaning: &'t Meaning,
    /// Where it is told.
    pub at: CellRef,
    /// The other cells of everything that is broken.
    pub related: Vec<CellRef>,
    /// What speaks for its correction in lists and other tables.
    pub elsewhere: Vec<Related>,
    /// The sum, whole or percentage the relation asks for.
    pub expected: String,
    /// What stands there.
    pub found: String,
    /// Both sides of a broken sum: what is printed and what its parts give.
    pub sides: Option<(i64, i64)>,
    /// Is the cell the one that is wrong, and not only where the relation is told?
    pub located: bool,
    /// What may be done.
    pub fix: Option<Repaired>,
    /// The total line that differs by one whole other line.
    pub residual: Option<RowResidual>,
    /// The lines elsewhere that the rows of the total line may lack.
    pub missing: Option<&'t Missing>,
    /// By what each column of that total line differs from its rows.
    pub differing: Vec<(String, i64)>,
    /// The hidden rows that the total line leaves out.
    pub unseen: Option<Unseen>,
    /// Where the line a total differs by is listed once more.
    pub again: Option<CellRef>,
    /// The other cells that may be wrong as well, when the case is told at one of several.
    pub suspects: Vec<CellRef>,
}

impl Case<'_> {
    /// What to do, after the sentence that tells the case: the cell that is wrong, or the cell to look at.
    pub fn tail(&self) -> (String, String) {
        let Self { at, expected, .. } = self;
        if self.unseen.is_some() {
            return Default::default();
        }
        if !self.suspects.is_empty() {
            let cells = self.suspects.iter().map(CellRef::to_string).collect::<Vec<_>>().join(", ");
            return (format!(". Đề nghị đơn vị kiểm tra lại các ô {cells}"), format!(". Please check {cells}"));
        }
        match (self.located, self.fix.as_ref().map(|f| f.safety)) {
            (true, Some(Safety::Safe)) => (
                format!(". Các số liệu khác cho thấy ô {at} là {expected}"),
                format!(". All other figures say that {at} is {expected}"),
            ),
            (true, _) if !expected.is_empty() => (
                format!(". Đề nghị đơn vị kiểm tra lại ô {at} (có thể là {expected})"),
                format!(". Please check {at} (perhaps {expected})"),
            ),
            _ => (format!(". Đề nghị đơn vị kiểm tra lại ô {at}"), format!(". Please check {at}")),
        }
    }

    /// The relation that tells it.
    pub fn relation(&self) -> Option<&Relation> {
        let equations = &self.rated.equations;
        let at = equations.meanings.iter().position(|m| std::ptr::eq(m, self.meaning))?;
        equations.system.relations.get(at)
    }
}

/// All cases of a table.
pub fn cases<'t>(table: &'t TableRecord<'t>) -> Vec<Case<'t>> {
    use super::records::Rated;
    let (Rated::Counts(blocks) | Rated::Figures(blocks)) = &table.content else {
        return Vec::new();
    };
    let doubtful =
        |b: &&RatedBlock<'_>| matches!(table.content, Rated::Figures(_)) && !b.block.transposed && !mostly_holds(b);
    let blocks = blocks.iter().filter(|b| !doubtful(b));
    let of_block = |b: &'t RatedBlock<'t>| {
        let unseen = unseen::of_block(table, b);
        let told = || b.missing.iter().map(|m| &m.broken).chain(unseen.iter().map(|u| &u.broken));
        let lacking = |d: &Diagnosis| told().any(|broken| d.broken.iter().all(|r| broken.contains(r)));
        let others = b.diagnoses.iter().filter(|d| !lacking(d) && !is_of_twins(b, d)).flat_map(|d| of_diagnosis(b, d));
        let hidden = |m: &&Missing| unseen.iter().any(|u| m.broken.iter().all(|r| u.broken.contains(r)));
        let missing = b.missing.iter().filter(|m| !m.lines.is_empty() || !hidden(m));
        let lacks = missing.map(|m| lacks_a_line(b, m)).chain(others).collect::<Vec<_>>();
        unseen.into_iter().map(|u| lacks_hidden(table, b, u)).chain(lacks).collect::<Vec<_>>()
    };
    blocks.flat_map(of_block).collect()
}

/// The rows of a total line lack a line that stands elsewhere: one case for all its columns.
fn lacks_a_line<'t>(rated: &'t RatedBlock<'t>, missing: &'t Missing) -> Case<'t> {
    let case = relation_case(rated, missing.broken[0], &missing.broken);
    let elsewhere = missing.lines.iter().map(|l| l.1.clone()).collect();
    let differs = |&r: &usize| match (&rated.equations.meanings[r], sides(rated, r)) {
        (Meaning::Column { measure, .. }, Some((printed, sum))) => Some((measure_name(rated, *measure), printed - sum)),
        _ => None,
    };
    let differing = missing.broken.iter().filter_map(differs).collect();
    Case { missing: Some(missing), elsewhere, differing, ..case }
}

/// A total line lacks the rows that are hidden: one case for all its columns.
fn lacks_hidden<'t>(table: &TableRecord<'_>, rated: &'t RatedBlock<'t>, unseen: Unseen) -> Case<'t> {
    let case = relation_case(rated, unseen.broken[0], &unseen.broken);
    let hidden = |at: &CellRef| unseen.rows.contains(&at.row);
    let related = table.hidden.cells.iter().copied().filter(hidden).collect();
    Case { unseen: Some(unseen), related, ..case }
}

/// Where a total line lacks exactly one line: the other lines of the same unit, each with whether it says the same.
fn listed_again(rated: &RatedBlock<'_>, residual: RowResidual) -> Option<(usize, bool)> {
    let (lines, cells) = (&rated.block.lines, &rated.block.cells);
    let who = |l: usize| (key(&lines[l].name), lines[l].group.as_deref().map(key));
    let other = residual.other;
    let said = |l: usize| cells[l].iter().map(|cell| &cell.shown).collect::<Vec<_>>();
    let again = |&l: &usize| l != other && lines[l].role == RowRole::Data && who(l) == who(other);
    let omitted = residual.cause == RowCause::Omitted && !lines[other].name.is_empty();
    let line = (0..lines.len()).filter(|_| omitted).find(again)?;
    Some((line, said(line) == said(other)))
}

/// Does a total line lack one of two equal lines of a unit? Then that line is one too many, and not the total wrong (V503).
fn is_of_twins(rated: &RatedBlock<'_>, diagnosis: &Diagnosis) -> bool {
    diagnosis.residual.and_then(|residual| listed_again(rated, residual)).is_some_and(|(_, same)| same)
}

/// The total line that counts one of two equal lines of a unit, of which one stands here: its name and cells.
pub fn counted_once(table: &TableRecord<'_>, at: CellRef) -> Option<(String, Vec<CellRef>)> {
    use super::records::Rated;
    let Rated::Counts(blocks) = &table.content else { return None };
    blocks.iter().find_map(|rated| {
        let here = |diagnosis: &&Diagnosis| {
            let Some(residual) = diagnosis.residual else { return false };
            let Some((line, true)) = listed_again(rated, residual) else { return false };
            [line, residual.other].iter().any(|&l| rated.block.lines[l].name_at == at)
        };
        let diagnosis = rated.diagnoses.iter().find(here)?;
        let total = diagnosis.residual?.line;
        let cells = diagnosis.repairs.iter().flatten().map(|repair| place(rated, repair).0).collect();
        Some((line_name(&rated.block, total), cells))
    })
}

/// Among figures that are no ratings a total need not be a sum (averages, people counted once): most must show it.
fn mostly_holds(rated: &RatedBlock<'_>) -> bool {
    let system = &rated.equations.system;
    let standing = |wanted: Standing| (0..system.relations.len()).filter(|&r| system.standing(r) == wanted).count();
    standing(Standing::Fails) <= standing(Standing::Holds)
}

/// The cases of one diagnosis.
pub(super) fn of_diagnosis<'t>(rated: &'t RatedBlock<'t>, diagnosis: &'t Diagnosis) -> Vec<Case<'t>> {
    match (diagnosis.repairs.as_slice(), diagnosis.residual) {
        ([_], Some(_)) => vec![whole_case(rated, diagnosis, diagnosis.broken[0])],
        ([one], None) => vec![located(rated, diagnosis, one)],
        _ => told_by_relations(rated, diagnosis),
    }
}

/// Every cell of the failing relations but one.
fn cells_of(rated: &RatedBlock<'_>, broken: &[usize], but: CellRef) -> Vec<CellRef> {
    let equations = &rated.equations;
    let mut cells: Vec<CellRef> = broken
        .iter()
        .flat_map(|&r| {
            let counts = quantities(&equations.system.relations[r]).into_iter().map(|q| equations.cells[q]);
            counts.chain(share_cell(rated, r).map(|s| s.at)).collect::<Vec<_>>()
        })
        .filter(|c| *c != but)
        .collect();
    cells.sort();
    cells.dedup();
    cells
}

/// The cell of a share relation.
pub(super) fn share_cell<'t>(rated: &'t RatedBlock<'_>, relation: usize) -> Option<&'t ShareCell> {
    match &rated.equations.meanings[relation] {
        Meaning::Share { shares, cell, .. } => Some(&rated.solved().shares[*shares].cells[*cell]),
        _ => None,
    }
}

/// Where a repair is made, what stands there and what should.
fn place(rated: &RatedBlock<'_>, repair: &Repair) -> (CellRef, String, String) {
    let equations = &rated.equations;
    match repair {
        Repair::Count { quantity, to } => {
            let found = equations.system.quantities[*quantity].value.map(|v| v.to_string()).unwrap_or_default();
            (equations.cells[*quantity], found, to.map(|t| t.to_string()).unwrap_or_default())
        }
        Repair::Share { relation, to } => match share_cell(rated, *relation) {
            Some(cell) => {
                let to = to.map(|to| share_text(cell, to)).unwrap_or_default();
                (cell.at, cell.shown.clone(), to)
            }
            None => (equations.cells[0], String::new(), String::new()),
        },
    }
}

fn located<'t>(rated: &'t RatedBlock<'t>, diagnosis: &'t Diagnosis, repair: &[Repair]) -> Case<'t> {
    let equations = &rated.equations;
    let telling = telling(rated, diagnosis, repair.first());
    let meaning = &equations.meanings[telling];
    let places: Vec<(CellRef, String, String)> = repair.iter().map(|r| place(rated, r)).collect();
    let (at, found, expected) = places[0].clone();
    let several = places.len() > 1;
    Case {
        rated,
        code: code(meaning),
        meaning,
        at,
        related: cells_of(rated, &diagnosis.broken, at),
        elsewhere: rated.elsewhere.get(&at).cloned().unwrap_or_default(),
        sides: sides(rated, telling),
        fix: repaired(rated, diagnosis),
        located: true,
        expected,
        found,
        residual: None,
        missing: None,
        differing: Vec::new(),
        unseen: None,
        again: None,
        suspects: if several { places.into_iter().map(|p| p.0).collect() } else { Vec::new() },
    }
}

/// Which failing relation says it best: a total row's own sum for a cell of a total row, else the row's levels first.
fn telling(rated: &RatedBlock<'_>, diagnosis: &Diagnosis, repair: Option<&Repair>) -> usize {
    let meanings = &rated.equations.meanings;
    let own_total = |r: &&usize| match (&meanings[**r], repair) {
        (Meaning::Column { line, .. }, Some(Repair::Count { quantity, .. })) => {
            quantity / rated.block.measures.len() == *line
        }
        _ => false,
    };
    let rank = |r: &usize| match &meanings[*r] {
        Meaning::Nested { .. } | Meaning::PartNested { .. } => 0,
        Meaning::Levels { .. } | Meaning::PartLevels { .. } => 1,
        Meaning::RatedAndUnrated { .. } => 2,
        Meaning::Column { .. } | Meaning::Second { .. } | Meaning::Ruled { .. } => 3,
        Meaning::Share { .. } => 4,
    };
    let best = diagnosis.broken.iter().copied().min_by_key(rank);
    diagnosis.broken.iter().find(own_total).copied().or(best).unwrap_or(0)
}

fn code(meaning: &Meaning) -> &'static str {
    match meaning {
        Meaning::Levels { .. } | Meaning::PartLevels { .. } => "S201",
        Meaning::Column { .. } | Meaning::Second { .. } | Meaning::Ruled { .. } => "S202",
        Meaning::RatedAndUnrated { .. } => "S203",
        Meaning::Nested { .. } | Meaning::PartNested { .. } => "S204",
        Meaning::Share { .. } => "S205",
    }
}

/// The cell cannot be told: one case a failing sum, at the sum's own cell; shares that fail with a sum go under it.
fn told_by_relations<'t>(rated: &'t RatedBlock<'t>, diagnosis: &'t Diagnosis) -> Vec<Case<'t>> {
    let meanings = &rated.equations.meanings;
    let nested: Vec<usize> = diagnosis.broken.iter().copied().filter(|&r| code(&meanings[r]) == "S204").collect();
    let sums: Vec<usize> =
        diagnosis.broken.iter().copied().filter(|&r| !matches!(code(&meanings[r]), "S204" | "S205")).collect();
    let shares: Vec<usize> =
        diagnosis.broken.iter().copied().filter(|&r| matches!(meanings[r], Meaning::Share { .. })).collect();
    // A part larger than its whole silences the sum of the same line.
    let silenced = |r: &usize| {
        nested
            .iter()
            .any(|&n| line_of(&meanings[n]) == line_of(&meanings[*r]) && matches!(meanings[*r], Meaning::Levels { .. }))
    };
    let leading: Vec<usize> = nested.iter().chain(sums.iter().filter(|r| !silenced(r))).copied().collect();
    if !diagnosis.repairs.is_empty() && leading.len() > 1 {
        // Every explanation mends all of them: one case, told by a typed sum, the rest under it.
        let formula = |r: &usize| match &rated.equations.system.relations[*r] {
            Relation::Sum { whole, .. } => rated.equations.system.quantities[*whole].formula,
            _ => false,
        };
        let first = leading.iter().copied().find(|r| !formula(r)).unwrap_or(leading[0]);
        return vec![whole_case(rated, diagnosis, first)];
    }
    // One cell breaks all of them, whichever it is.
    let single = || !diagnosis.repairs.is_empty() && diagnosis.repairs.iter().all(|set| set.len() == 1);
    if leading.is_empty() && shares.len() > 1 && single() {
        return vec![whole_case(rated, diagnosis, shares[0])];
    }
    let tellers = if leading.is_empty() { &shares } else { &leading };
    tellers
        .iter()
        .enumerate()
        .map(|(n, &relation)| {
            let mut with = vec![relation];
            // What cannot be told apart is listed once, under the first.
            with.extend(shares.iter().filter(|&&s| !leading.is_empty() && touches(rated, s, relation)));
            with.extend(sums.iter().filter(|&&s| n == 0 && silenced(&s)));
            let case = relation_case(rated, relation, &with);
            if tellers.len() == 1 { explained(case, diagnosis) } else { case }
        })
        .collect()
}

fn touches(rated: &RatedBlock<'_>, a: usize, b: usize) -> bool {
    let all = |r: usize| quantities(&rated.equations.system.relations[r]);
    all(a).iter().any(|q| all(b).contains(q))
}

/// The line that a relation is about; a percentage knows its own.
pub(super) fn line_of(meaning: &Meaning) -> Option<usize> {
    match meaning {
        Meaning::Levels { line }
        | Meaning::RatedAndUnrated { line }
        | Meaning::Nested { line }
        | Meaning::PartLevels { line, .. }
        | Meaning::PartNested { line, .. }
        | Meaning::Column { line, .. }
        | Meaning::Ruled { line, .. }
        | Meaning::Second { line, .. } => Some(*line),
        Meaning::Share { .. } => None,
    }
}

/// Everything that is broken as one case, told by one of its relations.
fn whole_case<'t>(rated: &'t RatedBlock<'t>, diagnosis: &Diagnosis, relation: usize) -> Case<'t> {
    explained(relation_case(rated, relation, &diagnosis.broken), diagnosis)
}

/// A case that alone tells a diagnosis, with what may be done.
fn explained<'t>(case: Case<'t>, diagnosis: &Diagnosis) -> Case<'t> {
    let residual = diagnosis.residual;
    let suspects = if residual.is_none() { suspects(case.rated, diagnosis) } else { Vec::new() };
    // Of a unit that is listed twice one line may be too many: the total is not for us to change.
    let again = residual.and_then(|residual| listed_again(case.rated, residual));
    let again = again.map(|(line, _)| case.rated.block.lines[line].name_at);
    let fix = repaired(case.rated, diagnosis).filter(|_| again.is_none());
    Case { fix, residual, again, suspects, ..case }
}

fn relation_case<'t>(rated: &'t RatedBlock<'t>, relation: usize, with: &[usize]) -> Case<'t> {
    let equations = &rated.equations;
    let meaning = &equations.meanings[relation];
    let (at, found, expected) = match &equations.system.relations[relation] {
        Relation::Sum { whole, .. } | Relation::Limit { whole, .. } => {
            let sides = sides(rated, relation);
            let say = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
            (equations.cells[*whole], say(sides.map(|s| s.0)), say(sides.map(|s| s.1)))
        }
        Relation::AtMost { part, whole } => {
            let say = |q: usize| equations.system.quantities[q].value.map(|v| v.to_string()).unwrap_or_default();
            (equations.cells[*part], say(*part), format!("≤ {}", say(*whole)))
        }
        Relation::Share { .. } => match share_cell(rated, relation) {
            Some(cell) => {
                let to = exact(rated, &equations.system.relations[relation]).map(|d| share_text(cell, d));
                (cell.at, cell.shown.clone(), to.unwrap_or_default())
            }
            None => (equations.cells[0], String::new(), String::new()),
        },
    };
    Case {
        rated,
        code: code(meaning),
        meaning,
        at,
        related: cells_of(rated, with, at),
        elsewhere: Vec::new(),
        sides: sides(rated, relation),
        fix: None,
        located: false,
        expected,
        found,
        residual: None,
        missing: None,
        differing: Vec::new(),
        unseen: None,
        again: None,
        suspects: Vec::new(),
    }
}

/// The cells of all explanations, when these are few enough to be a help.
fn suspects(rated: &RatedBlock<'_>, diagnosis: &Diagnosis) -> Vec<CellRef> {
    if diagnosis.repairs.len() > MOST_OPTIONS {
        return Vec::new();
    }
    let mut cells: Vec<CellRef> = diagnosis.repairs.iter().flatten().map(|r| place(rated, r).0).collect();
    cells.sort();
    cells.dedup();
    cells
}

/// The printed whole and the sum of its parts (those that are known).
fn sides(rated: &RatedBlock<'_>, relation: usize) -> Option<(i64, i64)> {
    let value = |q: usize| rated.equations.system.quantities[q].value;
    match &rated.equations.system.relations[relation] {
        Relation::Sum { whole, parts } | Relation::Limit { whole, parts } => {
            Some((value(*whole)?, parts.iter().filter_map(|&(q, c)| value(q).map(|v| v * c)).sum()))
        }
        Relation::AtMost { part, whole } => Some((value(*part)?, value(*whole)?)),
        Relation::Share { .. } => None,
    }
}

/// What a share relation asks for, at the decimals of its column.
pub fn exact(rated: &RatedBlock<'_>, relation: &Relation) -> Option<Decimal> {
    let value = |terms: &[(usize, i64)]| {
        terms.iter().map(|&(q, c)| rated.equations.system.quantities[q].value.map(|v| v * c)).sum::<Option<i64>>()
    };
    match relation {
        Relation::Share { share, count, base, .. } => share.of(value(count)?, value(base)?),
        _ => None,
    }
}

/// The name of a line as messages give it: `Chi bộ Trường THCS Lê Lợi`, `Tổng cộng`.
pub fn line_name(block: &Block, line: usize) -> String {
    let line = &block.lines[line];
    match line.role {
        _ if line.name.is_empty() => "Dòng không tên".into(),
        RowRole::Subtotal if line.group.is_some() && line.name.chars().count() <= 12 => {
            format!("{} {}", line.name, line.group.as_deref().unwrap_or(""))
        }
        _ => line.name.clone(),
    }
}

/// The head over the measures of a part, as messages name it.
pub fn part_name(rated: &RatedBlock<'_>, part: usize) -> String {
    let header = |&(measure, _): &(usize, usize)| rated.block.measures[measure].header.as_str();
    let heads =
        || rated.block.parts[part].of.iter().map(header).map(|h| h.rsplit_once(" / ").map_or(h, |(head, _)| head));
    let shared = |head: &str| heads().all(|other| other.starts_with(head));
    let head = heads().find(|head| shared(head)).or_else(|| heads().next()).unwrap_or_default();
    format!("“{head}”")
}

/// What a measure counts, as messages name it.
pub fn measure_name(rated: &RatedBlock<'_>, measure: usize) -> String {
    match (&rated.block.measures[measure].kind, rated.counts.levels[measure]) {
        (_, Some(level)) if level == Level::Httnv && rated.counts.nesting == crate::locate::Nesting::Cumulative => {
            "HTTNV trở lên".into()
        }
        (_, Some(level)) => level.code().into(),
        (MeasureKind::Total, _) => "tổng số".into(),
        (MeasureKind::Rated, _) => "số đã đánh giá, xếp loại".into(),
        (MeasureKind::Unrated, _) => "số chưa đánh giá".into(),
        (MeasureKind::Figure | MeasureKind::Elsewhere, _) => format!("“{}”", rated.block.measures[measure].header),
        (MeasureKind::Level(_), None) => rated.block.measures[measure].header.clone(),
    }
}

/// The other bases a share would fit, as messages name them.
pub fn other_bases(rated: &RatedBlock<'_>, meaning: &Meaning) -> Vec<Base> {
    let Meaning::Share { shares, cell, base } = meaning else {
        return Vec::new();
    };
    let cell = &rated.solved().shares[*shares].cells[*cell];
    let line = rated.counts.line(&rated.block, cell.line);
    let (Some(count), Some(percent)) = (rated.block.cells[cell.line][cell.measure].figure.count(), cell.percent())
    else {
        return Vec::new();
    };
    let [best, good, ..] = line.levels;
    let all = [
        (Base::Rated, line.rated),
        (Base::Total, line.total),
        (Base::GoodAndAbove, best.zip(good).map(|(b, g)| b + g)),
        (Base::Good, good),
    ];
    let mut fitting: Vec<Base> = Vec::new();
    for (other, value) in all {
        let Some(value) = value.filter(|v| *v > 0) else {
            continue;
        };
        if other != *base && count > 0 && crate::parse::share_fits(count, value, percent, percent.decimals().min(10)) {
            fitting.push(other);
        }
    }
    fitting
}
