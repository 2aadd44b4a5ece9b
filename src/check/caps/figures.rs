//! Tables → the peer groups of the cap with their figures: rows of a list, lines of a summary, or all of it.

use crate::check::arithmetic::line_name;
use crate::check::offices::{is_agency, tier};
use crate::check::peers::{self, Certain, Peers};
use crate::check::records::{Rated, TableRecord};
use crate::check::totals::{office_key, unit_key};
use crate::check::units::own_lines;
use crate::check::{bases, kinds};
use crate::finding::CellRef;
use crate::locate::{RowRole, Stage, Subject};
use crate::normalise::Level;
use crate::normalise::counts::{Counts, LineCounts, block_total};
use crate::parse::{Block, Figure};
use crate::text::key;

/// Of fewer HTTNV and above, a group that only names tell may be part of a larger one.
const POOLED_BELOW: i64 = 10;

/// A group before its cap is known.
pub(super) struct Figures {
    pub(super) name: String,
    pub(super) subject: Subject,
    pub(super) at: CellRef,
    pub(super) cells: Vec<CellRef>,
    pub(super) certain: bool,
    pub(super) levels: [Option<i64>; 4],
    /// Of a list, rows whose level is not settled.
    pub(super) open: i64,
    /// Are they all its office reports of the subject, in this list and others?
    pub(super) of_office: bool,
    /// Is it a row beside others that are groups, in a table that may have a sum of them?
    pub(super) of_row: bool,
}

pub(super) fn of_table(table: &TableRecord<'_>, unit: Option<&str>) -> Vec<Figures> {
    match &table.content {
        Rated::Counts(blocks) => blocks
            .iter()
            .filter(|b| !b.block.shares_only)
            .flat_map(|b| of_block(&b.block, &b.counts, Rows::of(table, &b.block, unit)))
            .collect(),
        Rated::Roster(list) => {
            let decides = |main: &usize| list.roster.ratings[*main].stage != Some(Stage::Own);
            let Some(main) = list.main.filter(decides) else { return Vec::new() };
            let header = CellRef::new(table.table.range.start.row, list.roster.ratings[main].columns[0]);
            let of_group = |group: Peers| {
                let (levels, cells) = peers::levels(list, main, &group.rows);
                let at = if group.rows.len() == list.roster.records.len() { None } else { cells.first().copied() };
                let base: i64 = levels[..2].iter().flatten().sum();
                let certain = match group.certain {
                    Certain::ByNames => base >= POOLED_BELOW,
                    known => known == Certain::Yes,
                };
                let (name, subject) = (group.name, list.roster.subject);
                let (open, of_office) = (peers::open(list, main, &group.rows), group.of_office);
                let at = at.unwrap_or(header);
                Figures { name, subject, at, cells, certain, levels, open, of_office, of_row: false }
            };
            let unit = table.unit.as_deref().or(unit);
            let figures = peers::groups(table, list, unit).into_iter().map(of_group);
            // Of single groups nobody is told that nothing of them is settled.
            figures.filter(|f| f.subject == Subject::PartyBase || f.levels[0].is_some()).collect()
        }
        _ => Vec::new(),
    }
}

/// What the rows of a summary are to the cap.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// Parts of one TCCSĐ, which is the peer group.
    OfOneBase,
    /// Groups, or nothing says that they are none. Of TCCSĐ, those of the office that reports.
    Groups(Option<u16>),
}

impl Rows {
    /// They are parts of one TCCSĐ where a ward or commune reports, which from 2025 on has TCCSĐ below it, or where all are chi
    /// bộ, and neither the head nor the office says more; not where one is a đảng bộ, nor under "TCCSĐ".
    pub(super) fn of(table: &TableRecord<'_>, block: &Block, unit: Option<&str>) -> Self {
        let head = table.table.name_column().map(|c| key(&c.header())).unwrap_or_default();
        let names: Vec<String> =
            block.lines.iter().filter(|l| l.role == RowRole::Data).map(|l| unit_key(&l.name)).collect();
        let begins = |name: &String, with: &[&str]| with.iter().any(|w| name.starts_with(&key(w)));
        let are_bases = ["cơ sở", "tccsđ"].iter().any(|w| head.contains(&key(w)))
            || names.iter().any(|n| begins(n, &["đảng bộ", "đảng ủy", "đb "]));
        let unit = table.unit.as_deref().or(unit);
        // Over the cap as a whole one of them is over it, whether they are TCCSĐ or parts of one.
        let unsaid = head.contains("chi bộ") || unit.and_then(|unit| tier(&office_key(unit))).is_none();
        let cells = unsaid && names.iter().all(|n| begins(n, &["chi bộ", "cb "]));
        let parts = bases::is_base(unit, table.year) || (cells && block.subject == Subject::Member);
        if !names.is_empty() && !are_bases && parts { Self::OfOneBase } else { Self::Groups(table.year) }
    }
}

pub(super) fn of_block(block: &Block, own: &Counts, rows: Rows) -> Vec<Figures> {
    // A group beside others is no peer group: where people are counted twice its share says nothing. The cap is on what is
    // decided, and so on what is proposed; what units say of themselves is not held against it.
    if own.levels.iter().all(Option::is_none) || !block.counts_all() || block.stage == Stage::Own {
        return Vec::new();
    }
    let cell = |line: usize| {
        let measure = own.measure(Level::Htxsnv).or_else(|| own.measure(Level::Httnv)).unwrap_or(0);
        block.cells[line][measure].at
    };
    let group = |name: String, line: usize, counts: LineCounts| {
        let measures = [Level::Htxsnv, Level::Httnv].into_iter().filter_map(|level| own.measure(level));
        let cells = measures.map(|m| block.cells[line][m].at).collect();
        Figures {
            name,
            subject: block.subject,
            at: cell(line),
            cells,
            certain: true,
            levels: counts.levels,
            open: 0,
            of_office: false,
            of_row: false,
        }
    };
    // A line of a form that nobody has filled in is no group.
    let filled = |l: usize| block.cells[l].iter().any(|c| c.figure != Figure::Blank);
    let data = |l: &usize| block.lines[*l].role == RowRole::Data && filled(*l);
    match block.subject {
        Subject::Member | Subject::PartyCell if rows == Rows::OfOneBase && !block.transposed => {
            let total = (0..block.lines.len()).find(|&l| block.lines[l].role == RowRole::Total);
            let at = total.or_else(|| (0..block.lines.len()).find(data));
            at.map(|l| group(block.subject.vi().to_owned(), l, block_total(block, own))).into_iter().collect()
        }
        Subject::Member | Subject::PartyCell | Subject::CivilServant | Subject::PublicEmployee if !block.transposed => {
            of_lines(block, own, data, group)
        }
        // Where the form's own lines are the groups.
        Subject::Leader | Subject::Collective if !block.transposed => {
            let named = if block.subject == Subject::Leader { kinds::names_title } else { kinds::names_kind };
            let lines = (0..block.lines.len()).filter(data).filter(|&l| named(&block.lines[l].name));
            lines.map(|l| group(line_name(block, l), l, own.line(block, l))).collect()
        }
        Subject::PartyBase => {
            let year = if let Rows::Groups(year) = rows { year } else { None };
            let of_rows = above_bases(block, own, year);
            let lines = of_rows.iter().filter(|&&l| filled(l));
            let mut figures: Vec<Figures> =
                lines.map(|&l| Figures { of_row: true, ..group(line_name(block, l), l, own.line(block, l)) }).collect();
            let rest = || (0..block.lines.len()).filter(data).any(|l| !of_rows.contains(&l));
            if figures.is_empty() || rest() {
                let total = (0..block.lines.len())
                    .find(|&l| block.lines[l].role == RowRole::Total)
                    .or_else(|| (0..block.lines.len()).find(data));
                figures.extend(total.map(|l| group(block.subject.vi().to_owned(), l, block_total(block, own))));
            }
            figures
        }
        _ => Vec::new(),
    }
}

/// Every row; of civil servants those of rows that are agencies, else all of them together: rooms of one agency are no
/// groups of their own.
fn of_lines(
    block: &Block,
    own: &Counts,
    data: impl Fn(&usize) -> bool,
    group: impl Fn(String, usize, LineCounts) -> Figures,
) -> Vec<Figures> {
    let lines: Vec<usize> = (0..block.lines.len()).filter(data).collect();
    let agencies = lines.iter().all(|&l| is_agency(&unit_key(&block.lines[l].name)));
    if matches!(block.subject, Subject::CivilServant | Subject::PublicEmployee) && !agencies {
        let total = (0..block.lines.len()).find(|&l| block.lines[l].role == RowRole::Total);
        let at = total.or(lines.first().copied());
        return at.map(|l| group(block.subject.vi().to_owned(), l, block_total(block, own))).into_iter().collect();
    }
    lines.iter().map(|&l| group(line_name(block, l), l, own.line(block, l))).collect()
}

/// The lines that are offices with several TCCSĐ below them: like organisations under one superior are peers. A line that counts
/// one may be that one itself.
fn above_bases(block: &Block, own: &Counts, year: Option<u16>) -> Vec<usize> {
    let several = |l: &usize| {
        let counts = own.line(block, *l);
        let sum = counts.levels.iter().flatten().sum::<i64>();
        counts.total.or(counts.rated).map_or(sum, |total| total.max(sum)) > 1
    };
    let above = |l: &usize| bases::is_above_bases(&block.lines[*l].name, year);
    match block.transposed {
        true => Vec::new(),
        false => own_lines(block).into_iter().filter(|l| above(l) && several(l)).collect(),
    }
}
